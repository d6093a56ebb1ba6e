//! `client-check`: the client's own check does not take what stands here.

use super::{Family, FileCx, FixKind, Rule, RuleMeta};
use crate::clients::Cost;
use crate::finding::{Covers, Finding, Severity};
use crate::normalize::IssueKind;

/// The rule.
#[derive(Debug)]
pub struct ClientCheck;

static META: RuleMeta = RuleMeta {
    id: "client-check",
    family: Family::Dialect,
    severity: Severity::Error,
    summary: "what the client itself checks is as it wants it",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/client-check.md"),
};

impl Rule for ClientCheck {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        for issue in &cx.reading.issues {
            let IssueKind::Fault { why, help, cost } = &issue.kind else { continue };
            let name = cx.client();
            let consequence = match cost {
                Cost::Nothing => format!("{name} warns and goes on"),
                Cost::Value => format!("{name} does not use it"),
                Cost::Entry => cx.costs(),
                Cost::EntryAlone => format!("{name} cannot start this server"),
                Cost::File | Cost::Quiet => format!("{name} loads no server of this file"),
            };
            // A key of another schema is one mistake, not two.
            let mut finding = cx
                .finding(&META, issue, format!("{why}: {consequence}"))
                .covers(Covers::Rules(issue.pointer.clone(), &["unknown-field"]));
            if !help.is_empty() {
                finding = finding.help(help.as_str());
            }
            out.push(finding);
        }
    }
}
