//! `unpinned-dependency`: a manifest leaves open which version of an MCP framework is installed.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Family, FixKind, Rule, RuleMeta, RunCx, unsafe_};
use crate::finding::{FileId, Finding, Severity};
use crate::model::pin::{Ecosystem, Grammar, Origin, Pin};
use crate::pins::{allows, is_mcp_framework, replacement, same_version};
use crate::workspace::Source;

/// The rule.
#[derive(Debug)]
pub struct UnpinnedDependency;

static META: RuleMeta = RuleMeta {
    id: "unpinned-dependency",
    family: Family::Pins,
    severity: Severity::Warning,
    summary: "MCP frameworks are pinned to one version",
    fix: FixKind::Unsafe,
    page: include_str!("../../docs/rules/unpinned-dependency.md"),
};

impl Rule for UnpinnedDependency {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        let settled = settled(cx);
        for (file, pins) in &cx.pins.files {
            let Some(source) = cx.workspace.get(*file) else { continue };
            let is_settled =
                |pin: &Pin| settled.contains(&(source.project.as_path(), pin.ecosystem, pin.package.as_str()));
            for pin in pins.iter().filter(|pin| is_open(pin) && !is_settled(pin)) {
                let golden = cx.golden.filter(|g| source.path.starts_with(&g.dir));
                if golden.is_none_or(|g| g.pins.get(pin.ecosystem, &pin.package).is_none()) {
                    out.push(judge(cx, *file, source, pin));
                }
            }
        }
    }
}

/// Whether a pin asks for a framework and leaves its version open. What a plugin wants of its host is a range by
/// nature, and a workspace, a catalog or a directory has a version of its own.
fn is_open(pin: &Pin) -> bool {
    let asks = pin.origin == Origin::Manifest && pin.place != "peerDependencies";
    let from_elsewhere = pin.grammar == Grammar::Direct && !pin.spec.starts_with("git+");
    asks && is_mcp_framework(pin.ecosystem, &pin.package)
        && !pin.is_exact()
        && !from_elsewhere
        && pin.grammar != Grammar::Variable
}

/// The packages for which a place of a directory names a version or a source, so that what others there leave open is
/// settled: a constraint, an override, the requirements that were compiled from looser ones.
fn settled<'a>(cx: &'a RunCx<'_>) -> BTreeSet<(&'a Path, Ecosystem, &'a str)> {
    let settles = |p: &Pin| {
        let source = p.grammar == Grammar::Direct && p.place.ends_with("sources");
        !p.conditional && matches!(p.origin, Origin::Manifest | Origin::Constraint) && (p.is_exact() || source)
    };
    let settling = cx.pins.iter().filter(|(_, pin)| settles(pin));
    settling
        .filter_map(|(file, pin)| Some((cx.workspace.get(file)?.project.as_path(), pin.ecosystem, &*pin.package)))
        .collect()
}

fn judge(cx: &RunCx<'_>, file: FileId, source: &Source, pin: &Pin) -> Finding {
    let package = &pin.package;
    let locked: Vec<(FileId, &Pin)> = cx.pins.locked(source, pin).filter(|(_, p)| !p.conditional).collect();
    let version = one_version(&locked);
    let stale = version.is_some_and(|v| allows(pin, v) == Some(false));
    let says = match pin.spec.as_str() {
        "" => format!("`{package}` has no version"),
        _ if pin.grammar == Grammar::Direct => format!("`{package}` comes from a branch that can move"),
        spec => format!("`{package}` is `{spec}`"),
    };
    let message = match version {
        Some(version) if stale => format!("{says}, but the lock has {version}, which that does not allow"),
        Some(version) => format!("{says}: only who installs from the lock gets {version}"),
        None => format!("{says}: each install may get another version"),
    };
    let help = match version {
        Some(version) => format!("pin {version}, or declare it under `[pins]` in `mcpcheck.toml`"),
        None => "pin the version that was tested".to_owned(),
    };
    let edits = || source.document().and_then(|doc| replacement(pin, version?, doc));
    let severity = if stale { META.severity } else { Severity::Info };
    let mut finding = Finding::new(META.id, severity, file, pin.shown(), message)
        .at(pin.pointer.clone())
        .help(help)
        .fix(unsafe_(format!("pin `{package}` to {}", version.unwrap_or_default()), edits()));
    if let Some((lock, entry)) = locked.first().filter(|_| version.is_some()) {
        finding = finding.related(*lock, entry.shown(), "locked here");
    }
    finding
}

/// The version of all entries, if it is one.
fn one_version<'a>(locked: &[(FileId, &'a Pin)]) -> Option<&'a str> {
    let (_, first) = locked.first()?;
    let version = first.version.as_deref()?;
    let same = |p: &Pin| p.version.as_deref().is_some_and(|v| same_version(p.ecosystem, v, version));
    locked.iter().all(|(_, p)| same(p)).then_some(version)
}
