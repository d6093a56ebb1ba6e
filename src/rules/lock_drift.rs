//! `lock-drift`: a lock has settled on another version than the manifest pins.

use std::collections::BTreeMap;

use super::{Family, FixKind, Rule, RuleMeta, RunCx};
use crate::finding::{FileId, Finding, Severity};
use crate::model::pin::{Ecosystem, Origin, Pin};
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
            for exact in exact_by_package(pins).into_values() {
                if exact.first().is_some_and(|pin| !is_golden(cx, source, pin)) {
                    out.extend(judge(cx, *file, source, &exact));
                }
            }
        }
    }
}

/// The exact pins that a lock has to follow, by package; where there is an override, only that.
fn exact_by_package(pins: &[Pin]) -> BTreeMap<(Ecosystem, &str), Vec<&Pin>> {
    let mut all: BTreeMap<(Ecosystem, &str), Vec<&Pin>> = BTreeMap::new();
    for pin in pins.iter().filter(|pin| pin.version.is_some() && !pin.conditional && is_locked(pin)) {
        all.entry((pin.ecosystem, &pin.package)).or_default().push(pin);
    }
    for exact in all.values_mut() {
        if exact.iter().any(|pin| pin.origin == Origin::Constraint) {
            exact.retain(|pin| pin.origin == Origin::Constraint);
        }
    }
    all
}

/// Whether a lock holds what a place asks for: not what a build needs, nor an environment of Hatch, nor what a plugin
/// wants of its host.
fn is_locked(pin: &Pin) -> bool {
    let place = pin.place.as_str();
    let apart = ["build-system", "tool.hatch", "tool.uv.build-constraint", "tool.uv.extra-build", "peerDependencies"];
    !apart.iter().any(|start| place.starts_with(start))
}

/// Whether `pin-drift` speaks of the package, in the manifest and in the lock.
fn is_golden(cx: &RunCx<'_>, source: &Source, pin: &Pin) -> bool {
    let declared = |g: &&crate::golden::Golden| g.pins.get(pin.ecosystem, &pin.package).is_some();
    cx.golden.filter(declared).is_some_and(|g| source.path.starts_with(&g.dir))
}

/// One finding per lock in which no entry is what one of the exact pins says.
fn judge(cx: &RunCx<'_>, file: FileId, source: &Source, exact: &[&Pin]) -> Vec<Finding> {
    let Some((pin, wanted)) = exact.first().and_then(|pin| Some((*pin, pin.version.as_deref()?))) else {
        return Vec::new();
    };
    let wants = |version: &str| {
        exact.iter().any(|p| p.version.as_deref().is_some_and(|wanted| same_version(pin.ecosystem, version, wanted)))
    };
    let mut out = Vec::new();
    for lock in cx.pins.projects.locks_of(source) {
        let entries: Vec<&Pin> = cx.pins.of(lock).iter().filter(|p| p.is(pin.ecosystem, &pin.package)).collect();
        let agrees = |entry: &&Pin| entry.version.as_deref().is_none_or(wants);
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
