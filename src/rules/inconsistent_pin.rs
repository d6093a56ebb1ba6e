//! `inconsistent-pin`: without a golden, one project wants a package in several versions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Family, FixKind, Rule, RuleMeta, RunCx};
use crate::finding::{FileId, Finding, Severity};
use crate::model::Scope;
use crate::model::pin::{Ecosystem, Grammar, Origin, Pin};
use crate::pins::{Fetched, allows, same_version};
use crate::workspace::Source;

/// The rule.
#[derive(Debug)]
pub struct InconsistentPin;

static META: RuleMeta = RuleMeta {
    id: "inconsistent-pin",
    family: Family::Pins,
    severity: Severity::Warning,
    summary: "without a golden: one version of a package in every manifest, command and image",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/inconsistent-pin.md"),
};

/// How many exact versions of a package one manifest is asked for; one with more is a list of something else.
const VERSIONS: usize = 8;

/// What one manifest or one server says of a package.
#[derive(Debug, Clone)]
struct Say<'a> {
    file: FileId,
    dir: &'a Path,
    pin: &'a Pin,
    /// The one version that comes of it, by itself or by the lock beside it.
    version: Option<String>,
}

impl Rule for InconsistentPin {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        let mut by_package: BTreeMap<(Ecosystem, &str), Vec<Say<'_>>> = BTreeMap::new();
        for (file, pins) in &cx.pins.files {
            let Some(source) = cx.workspace.get(*file).filter(|s| s.scope == Scope::Project) else { continue };
            let packages: BTreeSet<(Ecosystem, &str)> =
                pins.iter().map(|p| (p.ecosystem, p.package.as_str())).collect();
            for (ecosystem, package) in packages {
                let of: Vec<&Pin> = pins.iter().filter(|p| p.is(ecosystem, package)).collect();
                by_package.entry((ecosystem, package)).or_default().extend(says(cx, *file, source, &of));
            }
        }
        for ((ecosystem, package), says) in by_package {
            if cx.golden.is_none_or(|g| g.pins.get(ecosystem, package).is_none()) {
                out.extend(judge(cx, package, &says));
            }
        }
    }
}

/// What one file says of one package: each server for itself; of a manifest its exact versions, since constraints and
/// overrides decide over ranges; and where it has none, its first place with what the lock makes of it.
fn says<'a>(cx: &RunCx<'_>, file: FileId, source: &'a Source, pins: &[&'a Pin]) -> Vec<Say<'a>> {
    let say = |pin: &'a Pin, version: Option<String>| Say { file, dir: &source.project, pin, version };
    let comparable = |p: &&&'a Pin| !matches!(p.grammar, Grammar::Direct | Grammar::Variable);
    let (apart, listed): (Vec<&'a Pin>, Vec<&'a Pin>) =
        pins.iter().filter(comparable).copied().partition(|p| matches!(p.origin, Origin::Launch | Origin::Compose));
    let fetched = |p: &Pin| cx.pins.fetched_at(file, p);
    let installed = |p: &Pin| cx.pins.installed(source, fetched(p)?).and_then(|entry| entry.version.clone());
    let told = apart.into_iter().filter(|p| !fetched(p).is_some_and(Fetched::is_untold));
    let started = told.map(|p| say(p, p.version.clone().or_else(|| installed(p))));
    let mut out: Vec<Say<'a>> = started.collect();
    // What holds only for some environments says nothing about the others.
    let listed: Vec<&'a Pin> = listed.into_iter().filter(|p| p.origin != Origin::Lock && !p.conditional).collect();
    let overrides = listed.iter().any(|p| p.origin == Origin::Constraint && p.version.is_some());
    let decides = |p: &&&'a Pin| p.version.is_some() && (!overrides || p.origin == Origin::Constraint);
    let mut exact: Vec<&'a Pin> = listed.iter().filter(decides).copied().collect();
    exact.dedup_by(|a, b| {
        a.version.as_deref().zip(b.version.as_deref()).is_some_and(|(a_v, b_v)| same_version(a.ecosystem, a_v, b_v))
    });
    if exact.is_empty()
        && let Some(pin) = listed.first()
    {
        let mut entries = cx.pins.locked(source, pin).filter(|(_, entry)| !entry.conditional);
        out.push(say(pin, entries.next().and_then(|(_, entry)| entry.version.clone())));
    }
    out.extend(exact.into_iter().take(VERSIONS).map(|pin| say(pin, pin.version.clone())));
    out
}

/// One finding per group of files that have to do with each other: one lies above the other, or both belong to
/// one workspace or golden.
fn judge(cx: &RunCx<'_>, package: &str, says: &[Say<'_>]) -> Vec<Finding> {
    let is_root = |dir: &Path| cx.golden.is_some_and(|g| g.dir == dir) || cx.pins.projects.is_root(dir);
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
                None if is_root(dir) => Some(*first.entry(dir).or_insert(i)),
                None => None,
            };
            if let Some(other) = tied {
                unite(&mut group, i, other);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<&Say<'_>>> = BTreeMap::new();
    for (i, say) in says.iter().enumerate() {
        groups.entry(find(&group, i)).or_default().push(say);
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

fn same(a: &Say<'_>, b: &Say<'_>) -> bool {
    match (&a.version, &b.version) {
        (Some(x), Some(y)) => same_version(a.pin.ecosystem, x, y),
        (None, None) => true,
        _ => false,
    }
}

/// Whether `inconsistent-server` or `server-drift` speaks of the difference: two copies of one server.
fn is_copy(a: &Say<'_>, b: &Say<'_>) -> bool {
    let name = |say: &Say<'_>| say.pin.server.clone();
    name(a).is_some() && name(a) == name(b) && a.file != b.file
}

/// Whether a loose place is what the reference was settled from, and lets it through: `requirements.in` beside the
/// compiled `requirements.txt`, a range beside its constraint, what a plugin wants of its host.
fn is_source(loose: &Say<'_>, reference: &Say<'_>) -> bool {
    let limits = loose.pin.origin == Origin::Constraint || loose.pin.place == "peerDependencies";
    let beside = loose.pin.origin == Origin::Manifest && loose.dir == reference.dir;
    let through = reference.version.as_deref().is_some_and(|v| allows(loose.pin, v) != Some(false));
    loose.pin.version.is_none() && (limits || beside) && through
}

fn disagreement(cx: &RunCx<'_>, package: &str, group: &[&Say<'_>]) -> Option<Finding> {
    // Ranges that differ are the library authors' business; a version that only some fix is not.
    let mut counts: Vec<(&Say<'_>, usize)> = Vec::new();
    let mut seen: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    // Many say the same in the same words, and comparing versions costs more than comparing words.
    for say in group {
        let at = *seen.entry(say.version.as_deref()).or_insert(counts.len());
        match counts.get_mut(at) {
            Some((_, count)) => *count += 1,
            None => counts.push((say, 1)),
        }
    }
    let agreeing = |s: &Say<'_>| counts.iter().filter(|(o, _)| same(o, s)).map(|(_, count)| count).sum::<usize>();
    let exact = counts.iter().filter(|(say, _)| say.version.is_some()).map(|(say, _)| (*say, agreeing(say)));
    let exact: Vec<(&Say<'_>, usize)> = exact.collect();
    let most = exact.iter().map(|(_, count)| *count).max()?;
    let (reference, _) = *exact.iter().find(|(_, count)| *count == most)?;
    let is_odd = |s: &&&Say<'_>| !same(s, reference) && !is_copy(s, reference) && !is_source(s, reference);
    let odd: Vec<&&Say<'_>> = group.iter().filter(is_odd).collect();
    let first = odd.first()?;
    let display = |file| cx.workspace.get(file).map(|s: &Source| s.display.as_str()).unwrap_or_default();
    let message =
        format!("`{package}` is {} here and {} in `{}`", spelled(first), spelled(reference), display(reference.file));
    let table = first.pin.ecosystem.as_str();
    let mut finding = Finding::new(META.id, META.severity, first.file, first.pin.shown(), message)
        .at(first.pin.pointer.clone())
        .help(format!("pin one version everywhere, or declare it under `[pins.{table}]` in `mcpcheck.toml`"))
        .related(reference.file, reference.pin.shown(), format!("{} here", spelled(reference)));
    finding.server.clone_from(&first.pin.server);
    for other in odd.iter().skip(1) {
        finding = finding.related(other.file, other.pin.shown(), format!("{} here", spelled(other)));
    }
    Some(finding)
}

fn spelled(say: &Say<'_>) -> String {
    let written = if say.pin.spec.is_empty() { "any version".to_owned() } else { format!("`{}`", say.pin.spec) };
    match &say.version {
        Some(version) if say.pin.version.is_none() => format!("{written} (locked at {version})"),
        _ => written,
    }
}
