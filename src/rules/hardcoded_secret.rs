//! `hardcoded-secret`: a credential stands in a file in clear.

use super::copies::{Copies, is_project};
use super::{Family, FixKind, Rule, RuleMeta, RunCx};
use crate::finding::{FileId, Finding, Severity};
use crate::redact::detect::Kind;
use crate::redact::providers::Weight;
use crate::workspace::Source;

pub(super) mod advice;
pub(super) mod places;

use places::{Place, places};

/// The rule.
#[derive(Debug)]
pub struct HardcodedSecret;

static META: RuleMeta = RuleMeta {
    id: "hardcoded-secret",
    family: Family::Security,
    severity: Severity::Error,
    summary: "no credential stands in a file in clear",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/hardcoded-secret.md"),
};

impl Rule for HardcodedSecret {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        let mut copies = Copies::new("the same one is also here");
        for (file, source) in cx.workspace.iter() {
            for place in places(cx, file, source) {
                let finding = judge(file, source, &place);
                copies.add(&place.text, finding);
            }
        }
        copies.finish(out);
    }
}

fn judge(file: FileId, source: &Source, place: &Place) -> Finding {
    let Place { kind, name, text, span, pointer, server, .. } = place;
    let subject = match (name.as_str(), pointer.as_str()) {
        ("", "") => "this file".to_owned(),
        ("", _) => "an argument".to_owned(),
        (name, _) => format!("`{name}`"),
    };
    let message = format!("{subject} holds {} in clear: {}", shown(*kind, text), reaches(source));
    let mut finding = Finding::new(META.id, severity(*kind, source), file, *span, message)
        .at(pointer.clone())
        .scope(source.scope)
        .help(advice::advice(source, place));
    finding.server = server.as_ref().map(|(name, _)| name.clone());
    if let Some((_, scope)) = server {
        finding.scope = *scope;
    }
    finding.clients = source.readers().iter().filter(|d| d.owner).map(|d| d.client).collect();
    finding
}

/// What it is, what it begins with and how long it is; never more of it.
pub(super) fn shown(kind: Kind, text: &str) -> String {
    let length = text.chars().count();
    let doubt = if kind.weight == Weight::Guess && !kind.prefix.is_empty() { "what looks like " } else { "" };
    match kind.prefix {
        "" => format!("{} ({length} characters)", kind.what),
        prefix => format!("{doubt}{} (`{prefix}...`, {length} characters)", kind.what),
    }
}

/// Who can use it.
pub(super) fn reaches(source: &Source) -> &'static str {
    match (is_project(source), source.ignored_by_git) {
        (true, false) => "everyone who gets this repository can use it",
        (true, true) => "git leaves this file out, but every program of yours and every backup can read it",
        (false, _) => "every program of yours and every backup can read it",
    }
}

/// Git hands a committed file to everybody; what it leaves out stays with one person. A guess is never an error.
pub(super) fn severity(kind: Kind, source: &Source) -> Severity {
    match (kind.weight, is_project(source) && !source.ignored_by_git) {
        (Weight::Sure, true) => META.severity,
        (Weight::Sure, false) | (_, true) => Severity::Warning,
        (_, false) => Severity::Info,
    }
}
