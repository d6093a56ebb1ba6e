//! `transport-deprecated`: HTTP with server-sent events.

use super::{Family, FileCx, FixKind, Rule, RuleMeta};
use crate::clients::Role;
use crate::finding::{Finding, Severity};
use crate::model::Transport;
use crate::normalize::{Issue, IssueKind};

/// The rule.
#[derive(Debug)]
pub struct TransportDeprecated;

static META: RuleMeta = RuleMeta {
    id: "transport-deprecated",
    family: Family::Dialect,
    severity: Severity::Info,
    summary: "no server uses the deprecated SSE transport",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/transport-deprecated.md"),
};

impl Rule for TransportDeprecated {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        for issue in cx.reading.issues.iter().filter(|i| i.kind == IssueKind::Deprecated) {
            let message = "the SSE transport is deprecated since MCP 2025-03-26; servers move to streamable HTTP";
            out.push(cx.finding(&META, issue, message).help(help(cx, issue)));
        }
    }
}

/// What to write, in this client's words.
fn help(cx: &FileCx<'_>, issue: &Issue) -> String {
    let (key, word) = (cx.dialect.transports.key, cx.dialect.word_for(Transport::Http));
    let said = match (key, word) {
        (Some(key), Some(word)) => format!("`{key}`: `{word}`"),
        _ => match cx.dialect.by_role(Role::HttpUrl) {
            Some(field) => format!("`{}`", field.name),
            None => "streamable HTTP".to_owned(),
        },
    };
    let server = cx.reading.servers.iter().find(|s| s.pointer.contains(&issue.pointer));
    let url = server.and_then(|s| s.url.as_ref()).map(|url| url.value.source.as_str()).unwrap_or_default();
    if url.split(['?', '#']).next().is_some_and(|path| path.trim_end_matches('/').ends_with("/mcp")) {
        format!("`/mcp` is where servers speak streamable HTTP: try {said}")
    } else {
        format!("if the server answers at `/mcp` too, give that URL, with {said}")
    }
}
