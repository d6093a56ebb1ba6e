//! `unused-ignore`: what was accepted is gone, or was accepted for a time that is over.

use super::{Family, FixKind, Rule, RuleMeta, RunCx, unsafe_};
use crate::finding::{Edit, Finding, Severity};
use crate::fix::edit;
use crate::ignores::{About, Entry, Trial};

/// The rule.
#[derive(Debug)]
pub struct UnusedIgnore;

static META: RuleMeta = RuleMeta {
    id: "unused-ignore",
    family: Family::Ignores,
    severity: Severity::Warning,
    summary: "everything that is ignored is still there, and its time is not over",
    fix: FixKind::Unsafe,
    page: include_str!("../../docs/rules/unused-ignore.md"),
};

impl Rule for UnusedIgnore {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn settle(&self, cx: &RunCx<'_>, trials: &[Trial<'_>], out: &mut Vec<Finding>) {
        for trial in trials {
            let entry = trial.entry;
            let what = match entry.about {
                About::Named(_) => "this `[[ignore]]`",
                About::Beside(_) => "this comment",
            };
            let rules = super::list(&entry.rules);
            let over = entry.until.filter(|_| entry.is_over(trial.today));
            let (message, help) = match (over, trial.about) {
                (None, 0) => {
                    let finds = if entry.rules.len() == 1 { "finds" } else { "find" };
                    (format!("{what} ignores nothing: {rules} {finds} nothing {}", place(entry)), "remove it")
                }
                (Some(until), 0) => (format!("{what} ended on {until}, and what it ignored is gone"), "remove it"),
                (Some(until), n) => {
                    let again = if n == 1 { "one finding counts".to_owned() } else { format!("{n} findings count") };
                    (format!("{what} ended on {until}: {again} again"), "mend what it ignored, or give it a later day")
                }
                (None, _) => continue,
            };
            let finding = Finding::new(META.id, META.severity, entry.file, entry.span, message);
            out.push(finding.at(entry.pointer.clone()).help(help).fix(removal(cx, entry).filter(|_| trial.about == 0)));
        }
    }
}

/// Where an entry looks.
fn place(entry: &Entry) -> String {
    match &entry.about {
        About::Beside(_) => "here".to_owned(),
        About::Named(named) => match (&named.server, &named.glob) {
            (Some(server), Some(glob)) => format!("about `{server}` in `{glob}`"),
            (Some(server), None) => format!("about `{server}`"),
            (None, Some(glob)) => format!("in `{glob}`"),
            (None, None) => "in this project".to_owned(),
        },
    }
}

/// Takes a comment out. The golden is written by hand, and stays so.
fn removal(cx: &RunCx<'_>, entry: &Entry) -> Option<crate::finding::Fix> {
    let document = cx.workspace.get(entry.file)?.document()?;
    let edit: Edit = matches!(entry.about, About::Beside(_)).then(|| edit::remove_comment(document, entry.span))?;
    unsafe_("remove the comment", Some(vec![edit]))
}
