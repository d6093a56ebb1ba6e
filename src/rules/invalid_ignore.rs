//! `invalid-ignore`: a comment means to accept a finding and does not.

use super::{Family, FixKind, Rule, RuleMeta, RunCx, names};
use crate::document::Span;
use crate::finding::{FileId, Finding, Severity};
use crate::ignores::{FaultKind, WORD};
use crate::near::closest;

/// The rule.
#[derive(Debug)]
pub struct InvalidIgnore;

static META: RuleMeta = RuleMeta {
    id: "invalid-ignore",
    family: Family::Ignores,
    severity: Severity::Warning,
    summary: "every `mcpcheck-ignore` comment names a rule and a reason",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/invalid-ignore.md"),
};

impl Rule for InvalidIgnore {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        let known = names();
        for fault in &cx.ignores.faults {
            let (what, help) = match fault.kind {
                FaultKind::NoRule => ("names no rule", format!("write `{WORD} RULE: reason`")),
                FaultKind::NoReason => ("gives no reason", format!("write `{WORD} RULE: reason`")),
                FaultKind::NoDate => ("has no date after `until`", "write it as in `until 2026-12-31`".to_owned()),
            };
            out.push(
                finding(fault.file, fault.span, &format!("this comment {what}, so it ignores nothing")).help(help),
            );
        }
        for entry in &cx.ignores.entries {
            for name in entry.rules.iter().filter(|n| !known.contains(&n.as_str())) {
                let message = format!("`{name}` is no rule, so this comment ignores nothing of it");
                out.push(finding(entry.file, entry.span, &message).help(near(name, &known)));
            }
        }
    }
}

fn finding(file: FileId, span: Span, message: &str) -> Finding {
    Finding::new(META.id, META.severity, file, span, message)
}

fn near(name: &str, known: &[&str]) -> String {
    let best = closest(name, known);
    best.map_or_else(|| "`mcpcheck rules` lists the rules".to_owned(), |k| format!("did you mean `{k}`?"))
}
