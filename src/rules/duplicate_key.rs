//! `duplicate-key`: a member is written twice, and only the last one counts.

use super::{Family, FileCx, FixKind, Rule, RuleMeta, safe};
use crate::finding::{Finding, Severity};
use crate::fix::edit;
use crate::normalize::{Effect, IssueKind};

/// The rule.
#[derive(Debug)]
pub struct DuplicateKey;

static META: RuleMeta = RuleMeta {
    id: "duplicate-key",
    family: Family::Syntax,
    severity: Severity::Error,
    summary: "no member is written twice",
    fix: FixKind::Safe,
    page: include_str!("../../docs/rules/duplicate-key.md"),
};

impl Rule for DuplicateKey {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        for issue in &cx.reading.issues {
            let IssueKind::Duplicate { key, first, index, equal, object } = &issue.kind else { continue };
            let name = cx.client();
            let message = if issue.effect == Effect::File {
                format!("`{key}` is written twice: {name} loads no server of this file")
            } else if *equal {
                format!("`{key}` is written twice and says the same again")
            } else {
                format!(
                    "`{key}` is written twice: {name} takes the last one and drops what stands before it without a word"
                )
            };
            let fix = cx.document.at(object).filter(|_| *equal).and_then(|node| {
                // A place inside an entry that is itself written twice leads to the later entry.
                node.as_object()?.members.get(*index).filter(|m| m.key_span == *first)?;
                safe("remove the first of the two", edit::remove_member(cx.document, node, *index))
            });
            out.push(
                cx.finding(&META, issue, message)
                    .help("keep one of them")
                    .related(cx.reading.file, *first, "first written here")
                    .fix(fix),
            );
        }
    }
}
