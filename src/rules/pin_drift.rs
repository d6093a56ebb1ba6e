//! `pin-drift`: a declared version is not the golden's.

use super::{Family, FixKind, Rule, RuleMeta, RunCx, safe};
use crate::finding::{FileId, Finding, Severity};
use crate::golden::Said;
use crate::model::pin::{Grammar, Pin};
use crate::pins::python::{golden_version, replacement, same_version};

/// The rule.
#[derive(Debug)]
pub struct PinDrift;

static META: RuleMeta = RuleMeta {
    id: "pin-drift",
    family: Family::Pins,
    severity: Severity::Error,
    summary: "a dependency that the golden pins has the golden's version",
    fix: FixKind::Safe,
    page: include_str!("../../docs/rules/pin-drift.md"),
};

impl Rule for PinDrift {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        let Some(golden) = cx.golden else { return };
        for (file, pins) in cx.pins {
            let below = cx.workspace.get(*file).is_some_and(|s| s.path.starts_with(&golden.dir));
            for pin in pins.iter().filter(|_| below) {
                if let Some(said) = golden.pins.python.get(&pin.package) {
                    out.extend(judge(cx, *file, pin, said));
                }
            }
        }
    }
}

fn judge(cx: &RunCx<'_>, file: FileId, pin: &Pin, said: &Said<String>) -> Option<Finding> {
    let wanted = golden_version(&said.value)?;
    if pin.version.as_deref().is_some_and(|have| same_version(have, &wanted)) {
        return None;
    }
    let package = &pin.package;
    let message = match (pin.grammar, pin.spec.as_str(), &pin.version) {
        (Grammar::Direct, ..) => format!("`{package}` comes from a URL or path, but the golden pins {wanted}"),
        (_, "", _) => format!("`{package}` has no version, but the golden pins {wanted}"),
        (_, spec, Some(_)) => format!("`{package}` is `{spec}`, but the golden pins {wanted}"),
        (_, spec, None) => format!("`{package}` is `{spec}`, which allows other versions; the golden pins {wanted}"),
    };
    let document = cx.workspace.get(file)?.document()?;
    let edits = replacement(pin, &wanted, document).map(|edit| vec![edit]);
    let mut finding = Finding::new(META.id, META.severity, file, pin.shown(), message)
        .at(pin.pointer.clone())
        .help(format!("pin `{wanted}` in `{}`, and update the lock file", pin.place))
        .fix(safe(format!("pin `{package}` to {wanted}"), edits));
    if let Some(golden) = cx.golden_files.get(said.origin.file) {
        finding = finding.related(*golden, said.origin.span, "the golden pins it here");
    }
    Some(finding)
}
