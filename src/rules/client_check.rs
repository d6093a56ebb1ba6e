//! `client-check`: the client's own check does not take what stands here.

use super::{Family, FileCx, FixKind, Rule, RuleMeta};
use crate::clients::Cost;
use crate::document::Pointer;
use crate::finding::{Covers, Finding, Severity};
use crate::normalize::{Issue, IssueKind};

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
            // The keys of another schema are one mistake, not one each.
            let mut finding = cx
                .finding(&META, issue, format!("{why}: {consequence}"))
                .covers(Covers::Rules(entry(cx, issue, *cost), &["unknown-field"]));
            if !help.is_empty() {
                finding = finding.help(help.as_str());
            }
            out.push(finding);
        }
    }
}

/// What a fault speaks for: of an entry that is refused all of it, else its own place.
fn entry(cx: &FileCx<'_>, issue: &Issue, cost: Cost) -> Pointer {
    let server = cx.reading.servers.iter().find(|s| s.pointer.contains(&issue.pointer));
    match (cost, server) {
        (Cost::Entry, Some(server)) => server.pointer.clone(),
        _ => issue.pointer.clone(),
    }
}
