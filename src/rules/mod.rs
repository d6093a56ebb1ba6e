//! The rules: one file each, one static list. Rules are pure: they read no disk and no environment.

use crate::clients::Dialect;
pub use crate::context::{FileCx, RunCx, speaks_for_itself};
use crate::document::{Document, Node, Span, Value};
use crate::finding::{Edit, Finding, Fix};
use crate::ignores::Trial;
pub use crate::meta::{Family, FixKind, RuleMeta};

pub mod absolute_path;
pub mod auto_approve;
pub mod client_check;
pub mod command_with_arguments;
pub mod container_key;
pub mod container_stdio;
mod copies;
pub mod disabled_server;
pub mod duplicate_endpoint;
pub mod duplicate_key;
pub mod encoding;
pub mod endpoint_missing;
pub mod field_type;
pub mod hardcoded_secret;
pub mod house_style;
pub mod inconsistent_pin;
pub mod inconsistent_server;
pub mod insecure_url;
pub mod invalid_ignore;
pub mod localhost_resolution;
pub mod lock_drift;
pub mod managed_header;
pub mod missing_config;
pub mod missing_server;
pub mod near_duplicate_name;
pub mod parse_error;
pub mod pin_drift;
pub mod placeholder_value;
pub mod platform_command;
pub mod port_conflict;
pub mod privileged_container;
pub mod server_drift;
pub mod server_name;
pub mod shadowed_file;
pub mod shadowed_server;
pub mod shared_file;
pub mod shell_command;
pub mod tilde_path;
pub mod timeout_unit;
pub mod transport_conflict;
pub mod transport_deprecated;
pub mod transport_key;
pub mod transport_missing;
pub mod transport_value;
pub mod undeclared_server;
pub mod undefined_input;
pub mod unknown_approval;
pub mod unknown_field;
pub mod unpinned_dependency;
pub mod unpinned_package;
pub mod unread_file;
pub mod unused_ignore;
pub mod url_credentials;
pub mod variable_syntax;

/// A named check.
pub trait Rule: Sync {
    /// What everybody should know about it.
    fn meta(&self) -> &'static RuleMeta;

    /// Looks at one file as one client reads it.
    fn file(&self, _cx: &FileCx<'_>, _out: &mut Vec<Finding>) {}

    /// Looks across the files of the run.
    fn run(&self, _cx: &RunCx<'_>, _out: &mut Vec<Finding>) {}

    /// Looks at what accepts findings, once it is known which findings there are.
    fn settle(&self, _cx: &RunCx<'_>, _trials: &[Trial<'_>], _out: &mut Vec<Finding>) {}
}

/// Every rule, sorted by id. Modules stand on lines of their own: the formatter does not see into a macro.
pub static RULES: &[&dyn Rule] = &[
    &absolute_path::AbsolutePath,
    &auto_approve::AutoApprove,
    &client_check::ClientCheck,
    &command_with_arguments::CommandWithArguments,
    &container_key::ContainerKey,
    &container_stdio::ContainerStdio,
    &disabled_server::DisabledServer,
    &duplicate_endpoint::DuplicateEndpoint,
    &duplicate_key::DuplicateKey,
    &encoding::Encoding,
    &endpoint_missing::EndpointMissing,
    &field_type::FieldType,
    &hardcoded_secret::HardcodedSecret,
    &house_style::HouseStyle,
    &inconsistent_pin::InconsistentPin,
    &inconsistent_server::InconsistentServer,
    &insecure_url::InsecureUrl,
    &invalid_ignore::InvalidIgnore,
    &localhost_resolution::LocalhostResolution,
    &lock_drift::LockDrift,
    &managed_header::ManagedHeader,
    &missing_config::MissingConfig,
    &missing_server::MissingServer,
    &near_duplicate_name::NearDuplicateName,
    &parse_error::ParseError,
    &pin_drift::PinDrift,
    &placeholder_value::PlaceholderValue,
    &platform_command::PlatformCommand,
    &port_conflict::PortConflict,
    &privileged_container::PrivilegedContainer,
    &server_drift::ServerDrift,
    &server_name::ServerName,
    &shadowed_file::ShadowedFile,
    &shadowed_server::ShadowedServer,
    &shared_file::SharedFile,
    &shell_command::ShellCommand,
    &tilde_path::TildePath,
    &timeout_unit::TimeoutUnit,
    &transport_conflict::TransportConflict,
    &transport_deprecated::TransportDeprecated,
    &transport_key::TransportKey,
    &transport_missing::TransportMissing,
    &transport_value::TransportValue,
    &undeclared_server::UndeclaredServer,
    &undefined_input::UndefinedInput,
    &unknown_approval::UnknownApproval,
    &unknown_field::UnknownField,
    &unpinned_dependency::UnpinnedDependency,
    &unpinned_package::UnpinnedPackage,
    &unread_file::UnreadFile,
    &unused_ignore::UnusedIgnore,
    &url_credentials::UrlCredentials,
    &variable_syntax::VariableSyntax,
];

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static dyn Rule> {
    RULES.iter().copied().find(|r| r.meta().id == id)
}

/// Every id and family that `--select`, `--ignore` and the golden take.
pub fn names() -> Vec<&'static str> {
    RULES.iter().map(|r| r.meta().id).chain(Family::ALL.map(Family::as_str)).collect()
}

/// Whether edits take out comments, which nobody asked for.
pub(crate) fn takes_comments(document: &Document, edits: &[Edit]) -> bool {
    let comment = |p: &&crate::document::Problem| p.kind == crate::document::ProblemKind::Comment;
    let mut comments = document.problems.iter().filter(comment);
    comments.any(|c| edits.iter().any(|e| c.span.overlaps(e.span)))
}

/// Whether edits change anything outside of the containers of a reader that keeps its own state in the file.
pub(crate) fn touches_state(document: &Document, readers: &[&'static Dialect], edits: &[Edit]) -> bool {
    fn spans(node: &Node, path: &[&str], out: &mut Vec<Span>) {
        match (path.split_first(), &node.value) {
            (None, _) => out.push(node.span),
            (Some((key, rest)), Value::Object(object)) => {
                let members = object.members.iter().filter(|m| *key == "*" || m.key == *key);
                members.for_each(|m| spans(&m.value, rest, out));
            }
            _ => {}
        }
    }
    readers.iter().filter(|d| d.keeps_state).any(|dialect| {
        let mut inside = Vec::new();
        for (root, container) in document.root.iter().flat_map(|r| dialect.containers.iter().map(move |c| (r, c))) {
            spans(root, container.path, &mut inside);
        }
        // What is added at the very end of a container stands behind it.
        let within = |e: &Edit, span: &Span| span.start < e.span.start && e.span.end < span.end || *span == e.span;
        edits.iter().any(|e| !inside.iter().any(|span| within(e, span)))
    })
}

/// A fix from edits that may not have been possible.
pub fn safe(title: impl Into<String>, edits: Option<Vec<Edit>>) -> Option<Fix> {
    edits.filter(|e| !e.is_empty()).map(|edits| Fix::safe(title, edits))
}

/// An unsafe fix from edits that may not have been possible.
pub fn unsafe_(title: impl Into<String>, edits: Option<Vec<Edit>>) -> Option<Fix> {
    edits.filter(|e| !e.is_empty()).map(|edits| Fix::unsafe_(title, edits))
}

/// `a, b and c`, each in backticks.
pub fn list<T: AsRef<str>>(items: &[T]) -> String {
    let quoted: Vec<String> = items.iter().map(|i| format!("`{}`", i.as_ref())).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
