//! `transport-conflict`: the named transport and the fields contradict each other.

use super::{Family, FileCx, FixKind, Rule, RuleMeta};
use crate::finding::{Covers, Finding, Severity};
use crate::normalize::{Effect, Issue, IssueKind};

/// The rule.
#[derive(Debug)]
pub struct TransportConflict;

static META: RuleMeta = RuleMeta {
    id: "transport-conflict",
    family: Family::Dialect,
    severity: Severity::Error,
    summary: "transport and fields agree, and there are not both `command` and `url`",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/transport-conflict.md"),
};

impl Rule for TransportConflict {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        let name = cx.client();
        for issue in &cx.reading.issues {
            let (message, help, server) = match (&issue.kind, named(cx, issue)) {
                (IssueKind::Conflict { effective, field, .. }, Some((key, word))) => {
                    let wanted = if field == "command" { "url" } else { "command" };
                    match effective {
                        None => (
                            format!("`{key}` is `{word}`, but there is only a `{field}`: {}", cx.costs()),
                            format!("change `{key}`, or write a `{wanted}` in place of the `{field}`"),
                            issue.pointer.parent(),
                        ),
                        Some(seen) => (
                            format!(
                                "`{key}` is `{word}`, but {name} goes by the `{field}` and loads this server as {seen}"
                            ),
                            format!("change or remove `{key}`, or write a `{wanted}` in place of the `{field}`"),
                            issue.pointer.parent(),
                        ),
                    }
                }
                (IssueKind::Conflict { effective: None, .. }, None) => (
                    format!("both `command` and `url`: {}", cx.costs()),
                    "keep the one that is meant".to_owned(),
                    issue.pointer.clone(),
                ),
                (IssueKind::Conflict { effective: Some(seen), field, .. }, None) => (
                    format!(
                        "both `command` and `url`: {name} loads this server as {seen} and does not look at `{field}`"
                    ),
                    "keep the one that is meant".to_owned(),
                    issue.pointer.parent(),
                ),
                (IssueKind::ForeignField { key, transport }, _) if issue.effect == Effect::Entry => (
                    format!("`{key}` does not go with {transport}: {}", cx.costs()),
                    format!("remove `{key}`"),
                    issue.pointer.parent(),
                ),
                _ => continue,
            };
            let covers = Covers::Rules(server, &["endpoint-missing", "unknown-field"]);
            out.push(cx.finding(&META, issue, message).help(help).covers(covers));
        }
    }
}

/// The transport key and its value, where the issue points at them.
fn named(cx: &FileCx<'_>, issue: &Issue) -> Option<(String, String)> {
    let key = issue.pointer.last().filter(|last| Some(last.as_str()) == cx.dialect.transports.key)?;
    let word = cx.document.at(&issue.pointer)?.as_str()?;
    Some((key, word.to_owned()))
}
