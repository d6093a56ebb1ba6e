//! `timeout-unit`: a timeout that was probably written in another client's unit.

use super::{Family, FileCx, FixKind, Rule, RuleMeta, unsafe_};
use crate::finding::{Edit, Finding, Severity};
use crate::fix::edit;
use crate::normalize::IssueKind;

/// The rule.
#[derive(Debug)]
pub struct TimeoutUnit;

static META: RuleMeta = RuleMeta {
    id: "timeout-unit",
    family: Family::Dialect,
    severity: Severity::Warning,
    summary: "timeouts are in the client's unit and range",
    fix: FixKind::Unsafe,
    page: include_str!("../../docs/rules/timeout-unit.md"),
};

impl Rule for TimeoutUnit {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        for issue in &cx.reading.issues {
            let IssueKind::Timeout { key, value, probably, reason } = &issue.kind else { continue };
            let message = format!("`{key}` of {value} in {}: {reason}", cx.client());
            let number = probably.parse::<f64>().ok().map(serde_json::Value::from);
            let node = cx.document.at(&issue.pointer);
            let edits = match (cx.document.syntax.is_yaml(), node, number) {
                (true, Some(node), Some(number)) => edit::set_value(cx.document, node, &number),
                (true, ..) => None,
                _ => Some(vec![Edit::replace(issue.span, probably.clone())]),
            };
            out.push(
                cx.finding(&META, issue, message)
                    .help(format!("write `{probably}` if that was meant"))
                    .fix(unsafe_(format!("write `{probably}`"), edits)),
            );
        }
    }
}
