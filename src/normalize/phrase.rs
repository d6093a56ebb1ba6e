//! The short reason in a verdict. The rules say the same at length.

use super::issue::{ContainerIssue, IssueKind};

/// Why an issue costs the entry or the file, in a few words without values of the file.
pub fn reason(kind: &IssueKind) -> String {
    match kind {
        IssueKind::Syntax { message, .. } => format!("the file does not parse: {message}"),
        IssueKind::Duplicate { key, .. } => format!("`{key}` is written twice"),
        IssueKind::Container(issue) => container(issue),
        IssueKind::EntryType { found } => format!("the entry is {found}, not an object"),
        IssueKind::FieldType { field, found, wants } => format!("`{}` is {found}, not {wants}", field.name),
        IssueKind::UnknownField { key, .. } => format!("`{key}` is no field of this client"),
        IssueKind::ForeignField { key, transport } => format!("`{key}` does not go with {transport}"),
        IssueKind::TransportKey { key, .. } => format!("`{key}` does not name the transport in this client"),
        IssueKind::TransportMissing { .. } => "the transport is not named".to_owned(),
        IssueKind::TransportValue { .. } => "the transport's name is not known".to_owned(),
        IssueKind::NotSpoken { transport } => format!("this client does not speak {transport}"),
        IssueKind::Conflict { field, .. } => format!("transport and `{field}` contradict each other"),
        IssueKind::Deprecated => "SSE is deprecated".to_owned(),
        IssueKind::EndpointMissing { wants, empty: true } => format!("`{wants}` is empty"),
        IssueKind::EndpointMissing { wants, empty: false } => format!("`{wants}` is missing"),
        IssueKind::BadUrl { variable: true } => "the URL is checked before its variable is filled in".to_owned(),
        IssueKind::BadUrl { variable: false } => "the URL is not valid".to_owned(),
        IssueKind::Variable { .. } => "a variable is not expanded".to_owned(),
        IssueKind::UndefinedInput { id } => format!("input `{id}` is not declared"),
        IssueKind::UnusedInput { id } => format!("input `{id}` is not used"),
        IssueKind::Name { reason } => (*reason).to_owned(),
        IssueKind::NameCollision { other, .. } => format!("the name collides with `{other}`"),
        IssueKind::Timeout { key, .. } => format!("`{key}` is in another unit"),
        IssueKind::Fault { why, .. } => why.clone(),
        IssueKind::ManagedHeader { name, .. } => format!("the client manages `{name}` itself"),
    }
}

fn container(issue: &ContainerIssue) -> String {
    match issue {
        ContainerIssue::WrongKey { found } => format!("the servers stand under `{}`", found.join(".")),
        ContainerIssue::Bare => "the servers stand at the top of the file".to_owned(),
        ContainerIssue::Missing => "there is no container of servers".to_owned(),
        ContainerIssue::NotAnObject { found, wants } => format!("the container is {found}, not {wants}"),
    }
}
