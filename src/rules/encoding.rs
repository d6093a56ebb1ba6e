//! `encoding`: the bytes of the file are not what the client reads.

use super::{Family, FileCx, FixKind, Rule, RuleMeta, RunCx, safe};
use crate::document::{ProblemKind, Span};
use crate::finding::{Covers, Edit, Finding, Severity};
use crate::normalize::IssueKind;
use crate::workspace::{Content, Role};

/// The rule.
#[derive(Debug)]
pub struct Encoding;

static META: RuleMeta = RuleMeta {
    id: "encoding",
    family: Family::Syntax,
    severity: Severity::Error,
    summary: "the file can be read as UTF-8, without a byte order mark where the client refuses one",
    fix: FixKind::Safe,
    page: include_str!("../../docs/rules/encoding.md"),
};

impl Rule for Encoding {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        for issue in &cx.reading.issues {
            if !matches!(issue.kind, IssueKind::Syntax { problem: ProblemKind::Bom, .. }) {
                continue;
            }
            let message = format!("the file begins with a byte order mark: {}", cx.costs_file());
            out.push(
                cx.finding(&META, issue, message)
                    .help("save the file as UTF-8 without byte order mark")
                    .fix(safe("remove the byte order mark", Some(vec![Edit::remove(issue.span)])))
                    .covers(Covers::File),
            );
        }
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        for (id, source) in cx.workspace.iter() {
            let Content::Unreadable(why) = &source.content else { continue };
            let severity = if matches!(source.role, Role::Manifest(_)) { Severity::Warning } else { META.severity };
            let message = format!("the file cannot be read: {why}");
            let mut finding = Finding::new(META.id, severity, id, Span::default(), message).scope(source.scope);
            if why.contains("UTF-") {
                finding = finding.help("save it as UTF-8");
            }
            finding.clients = source.readers().iter().filter(|d| d.owner).map(|d| d.client).collect();
            finding.covers = Covers::File;
            out.push(finding);
        }
    }
}
