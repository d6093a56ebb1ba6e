//! `managed-header`: a static header that the client must manage itself.

use super::{Family, FileCx, FixKind, Rule, RuleMeta, safe};
use crate::finding::{Covers, Finding, Severity};
use crate::fix::edit;
use crate::normalize::IssueKind;

/// The rule.
#[derive(Debug)]
pub struct ManagedHeader;

static META: RuleMeta = RuleMeta {
    id: "managed-header",
    family: Family::Dialect,
    severity: Severity::Warning,
    summary: "no static header that the client sets request by request",
    fix: FixKind::Safe,
    page: include_str!("../../docs/rules/managed-header.md"),
};

impl Rule for ManagedHeader {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        for issue in &cx.reading.issues {
            let IssueKind::ManagedHeader { name, object } = &issue.kind else { continue };
            let message = format!(
                "every MCP client sets `{name}` itself, request by request: a fixed one breaks sessions or answers"
            );
            let node = cx.document.at(object);
            let edits = node.and_then(|node| edit::remove_keys(cx.document, node, |key| key == name));
            out.push(
                cx.finding(&META, issue, message)
                    .help(format!("remove `{name}`"))
                    .fix(safe(format!("remove the header `{name}`"), edits))
                    .covers(Covers::Rules(issue.pointer.clone(), &["server-drift"])),
            );
        }
    }
}
