//! `transport-deprecated`: HTTP with server-sent events.

use super::{Family, FileCx, FixKind, Rule, RuleMeta};
use crate::finding::{Finding, Severity};
use crate::normalize::IssueKind;

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
            let help = "if the server answers at `/mcp`, say `http` and that URL";
            out.push(cx.finding(&META, issue, message).help(help));
        }
    }
}
