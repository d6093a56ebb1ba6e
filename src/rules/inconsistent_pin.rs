//! `inconsistent-pin`: without a golden, manifests disagree about the version of an MCP framework.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Family, FixKind, Rule, RuleMeta, RunCx};
use crate::finding::{FileId, Finding, Severity};
use crate::model::pin::{Grammar, Pin};
use crate::pins::python::{is_mcp_framework, same_version, workspace_members};

/// The rule.
#[derive(Debug)]
pub struct InconsistentPin;

static META: RuleMeta = RuleMeta {
    id: "inconsistent-pin",
    family: Family::Pins,
    severity: Severity::Warning,
    summary: "without a golden: one version of an MCP framework in every manifest",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/inconsistent-pin.md"),
};

/// What one manifest says of a package.
#[derive(Clone, Copy)]
struct Say<'a> {
    file: FileId,
    dir: &'a Path,
    pin: &'a Pin,
}

impl Rule for InconsistentPin {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        let mut by_package: BTreeMap<&str, Vec<Say<'_>>> = BTreeMap::new();
        for (file, pins) in cx.pins {
            let Some(dir) = cx.workspace.get(*file).map(|s| s.project.as_path()) else { continue };
            let names: BTreeSet<&str> =
                pins.iter().map(|p| p.package.as_str()).filter(|p| is_mcp_framework(p)).collect();
            for name in names {
                if let Some(pin) = strictest(pins, name) {
                    by_package.entry(name).or_default().push(Say { file: *file, dir, pin });
                }
            }
        }
        // Siblings have to do with each other under one workspace or golden only.
        let workspaces = cx.pins.keys().filter_map(|file| cx.workspace.get(*file));
        let mut roots: BTreeSet<&Path> = workspaces
            .filter(|s| s.document().is_some_and(|d| workspace_members(d).is_some()))
            .map(|s| s.project.as_path())
            .collect();
        roots.extend(cx.golden.map(|g| g.dir.as_path()));
        for (package, says) in by_package {
            if !cx.golden.is_some_and(|g| g.pins.python.contains_key(package)) {
                out.extend(judge(cx, package, &says, &roots));
            }
        }
    }
}

/// Of several places in one manifest the exact one: constraints and overrides decide over ranges.
fn strictest<'a>(pins: &'a [Pin], package: &str) -> Option<&'a Pin> {
    let mut of = pins.iter().filter(|p| p.package == package && p.grammar != Grammar::Direct);
    let first = of.clone().next()?;
    Some(of.find(|p| p.version.is_some()).unwrap_or(first))
}

/// One finding per group of manifests that have to do with each other: one lies above the other, or both belong to
/// one workspace or golden.
fn judge(cx: &RunCx<'_>, package: &str, says: &[Say<'_>], roots: &BTreeSet<&Path>) -> Vec<Finding> {
    let mut group: Vec<usize> = (0..says.len()).collect();
    let mut first: BTreeMap<&Path, usize> = BTreeMap::new();
    for (i, say) in says.iter().enumerate() {
        first.entry(say.dir).or_insert(i);
    }
    for (i, say) in says.iter().enumerate() {
        // A root that says nothing itself ties those below it all the same.
        for dir in say.dir.ancestors() {
            let tied = match first.get(dir) {
                Some(other) => Some(*other),
                None if roots.contains(dir) => Some(*first.entry(dir).or_insert(i)),
                None => None,
            };
            if let Some(other) = tied {
                unite(&mut group, i, other);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<Say<'_>>> = BTreeMap::new();
    for (i, say) in says.iter().enumerate() {
        groups.entry(find(&group, i)).or_default().push(*say);
    }
    groups.into_values().filter_map(|group| disagreement(cx, package, &group)).collect()
}

/// The one that stands for the group of `i`.
fn find(group: &[usize], mut i: usize) -> usize {
    while let Some(up) = group.get(i).filter(|up| **up != i) {
        i = *up;
    }
    i
}

/// Makes the groups of two one; the earlier one stands for it.
fn unite(group: &mut [usize], a: usize, b: usize) {
    let (a, b) = (find(group, a), find(group, b));
    if let Some(slot) = group.get_mut(a.max(b)) {
        *slot = a.min(b);
    }
}

fn disagreement(cx: &RunCx<'_>, package: &str, group: &[Say<'_>]) -> Option<Finding> {
    let same = |a: &Pin, b: &Pin| match (&a.version, &b.version) {
        (Some(a), Some(b)) => same_version(a, b),
        (None, None) => true,
        _ => false,
    };
    // Ranges that differ are the library authors' business; a version that only some fix is not.
    let exact: Vec<&Say<'_>> = group.iter().filter(|s| s.pin.version.is_some()).collect();
    let agreeing = |s: &Say<'_>| group.iter().filter(|o| same(o.pin, s.pin)).count();
    let most = exact.iter().map(|s| agreeing(s)).max()?;
    let reference = **exact.iter().find(|s| agreeing(s) == most)?;
    let odd: Vec<&Say<'_>> = group.iter().filter(|s| !same(s.pin, reference.pin)).collect();
    let first = odd.first()?;
    let display = |file| cx.workspace.get(file).map(|s| s.display.as_str()).unwrap_or_default();
    let spec = |pin: &Pin| if pin.spec.is_empty() { "any version".to_owned() } else { format!("`{}`", pin.spec) };
    let message =
        format!("`{package}` is {} here and {} in `{}`", spec(first.pin), spec(reference.pin), display(reference.file));
    let mut finding = Finding::new(META.id, META.severity, first.file, first.pin.shown(), message)
        .at(first.pin.pointer.clone())
        .help("pin one version everywhere, or declare it under `[pins.python]` in `mcpcheck.toml`")
        .related(reference.file, reference.pin.shown(), format!("{} here", spec(reference.pin)));
    for other in odd.iter().skip(1) {
        finding = finding.related(other.file, other.pin.shown(), format!("{} here", spec(other.pin)));
    }
    Some(finding)
}
