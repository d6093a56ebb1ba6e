//! `endpoint-missing`: neither a command nor a usable URL.

use std::collections::BTreeSet;

use super::{Family, FileCx, FixKind, Rule, RuleMeta};
use crate::document::Pointer;
use crate::finding::{Finding, Severity};
use crate::normalize::{Issue, IssueKind};

/// The rule.
#[derive(Debug)]
pub struct EndpointMissing;

static META: RuleMeta = RuleMeta {
    id: "endpoint-missing",
    family: Family::Dialect,
    severity: Severity::Error,
    summary: "there is a command or a URL that this client takes",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/endpoint-missing.md"),
};

impl Rule for EndpointMissing {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        let costs = cx.costs();
        // A `command` of the wrong type is there.
        let wrong = |i: &&Issue| matches!(i.kind, IssueKind::FieldType { .. });
        let endpoint = |i: &&Issue| matches!(i.pointer.last().as_deref(), Some("command" | "url"));
        let there: BTreeSet<Pointer> =
            cx.reading.issues.iter().filter(wrong).filter(endpoint).map(|i| i.pointer.parent()).collect();
        for issue in &cx.reading.issues {
            let (message, help) = match &issue.kind {
                IssueKind::EndpointMissing { wants, empty: true } => {
                    (format!("`{wants}` is empty: {costs}"), format!("write the `{wants}`"))
                }
                IssueKind::EndpointMissing { .. } if there.contains(&issue.pointer) => {
                    let name = cx.client();
                    let message = format!("no `command` or `url` of a type that {name} takes: {costs}");
                    (message, "give the one that is there the right type".to_owned())
                }
                IssueKind::EndpointMissing { wants: "url", .. } => {
                    (format!("a remote server without `url`: {costs}"), "add its `url`".to_owned())
                }
                IssueKind::EndpointMissing { .. } => (
                    format!("neither `command` nor `url`: {costs}"),
                    "add `command` for a process, or `url` for a remote server".to_owned(),
                ),
                IssueKind::BadUrl { variable: true } => (
                    format!("a URL that begins with a variable is checked before the variable is filled in: {costs}"),
                    "write the scheme out: `https://${HOST}/mcp`".to_owned(),
                ),
                IssueKind::BadUrl { variable: false } => {
                    (format!("this is no URL: {costs}"), "write it with its scheme: `https://...`".to_owned())
                }
                _ => continue,
            };
            out.push(cx.finding(&META, issue, message).help(help));
        }
    }
}
