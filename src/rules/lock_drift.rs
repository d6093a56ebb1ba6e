//! `lock-drift`: a lock has settled on another version than the manifest pins.

use super::{Family, FixKind, Rule, RuleMeta, RunCx};
use crate::finding::{FileId, Finding, Severity};
use crate::model::pin::{Origin, Pin};
use crate::pins::same_version;
use crate::workspace::Source;

/// The rule.
#[derive(Debug)]
pub struct LockDrift;

static META: RuleMeta = RuleMeta {
    id: "lock-drift",
    family: Family::Pins,
    severity: Severity::Error,
    summary: "a lock has the version that its manifest pins",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/lock-drift.md"),
};

impl Rule for LockDrift {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        for (file, pins) in &cx.pins.files {
            let Some(source) = cx.workspace.get(*file).filter(|s| s.format().is_some_and(|f| !f.is_lock())) else {
                continue;
            };
            for pin in pins.iter().filter(|pin| decides(pin, pins) && !is_golden(cx, source, pin)) {
                out.extend(judge(cx, *file, source, pin));
            }
        }
    }
}

/// Whether a pin names the version that a lock must have: the first exact one of its package, but of an override
/// before others.
fn decides(pin: &Pin, pins: &[Pin]) -> bool {
    let rank = |p: &Pin| (p.origin != Origin::Constraint, p.span);
    let same = |p: &&Pin| p.is(pin.ecosystem, &pin.package) && p.version.is_some() && !p.conditional;
    pins.iter().filter(same).min_by_key(|p| rank(p)) == Some(pin)
}

/// Whether `pin-drift` speaks of the package, in the manifest and in the lock.
fn is_golden(cx: &RunCx<'_>, source: &Source, pin: &Pin) -> bool {
    let declared = |g: &&crate::golden::Golden| g.pins.get(pin.ecosystem, &pin.package).is_some();
    cx.golden.filter(declared).is_some_and(|g| source.path.starts_with(&g.dir))
}

fn judge(cx: &RunCx<'_>, file: FileId, source: &Source, pin: &Pin) -> Vec<Finding> {
    let Some(wanted) = pin.version.as_deref() else { return Vec::new() };
    let mut out = Vec::new();
    for lock in cx.pins.projects.locks_of(source) {
        let entries: Vec<&Pin> = cx.pins.of(lock).iter().filter(|p| p.is(pin.ecosystem, &pin.package)).collect();
        let agrees = |entry: &&Pin| entry.version.as_deref().is_none_or(|v| same_version(pin.ecosystem, v, wanted));
        let Some(entry) = entries.first().filter(|_| !entries.iter().any(agrees)) else { continue };
        let Some(locked) = cx.workspace.get(lock) else { continue };
        let command = locked.format().and_then(|f| f.lock_command()).unwrap_or_default();
        let message = format!(
            "`{}` is locked at {}, but `{}` pins {wanted}: installing from the lock refuses, or gives the old version",
            pin.package,
            entry.version.as_deref().unwrap_or_default(),
            source.display
        );
        out.push(
            Finding::new(META.id, META.severity, lock, entry.shown(), message)
                .at(entry.pointer.clone())
                .help(format!("write the lock anew with `{command}`"))
                .related(file, pin.shown(), format!("`{}` here", pin.spec)),
        );
    }
    out
}
