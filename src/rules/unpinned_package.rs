//! `unpinned-package`: what a server's command fetches may be another program tomorrow.

use super::{Family, FixKind, Rule, RuleMeta, RunCx, safe};
use crate::finding::{FileId, Finding, Group, Severity};
use crate::model::pin::{Ecosystem, Grammar, Pin};
use crate::pins::launcher::{Kind, Target};
use crate::pins::{Fetched, allows, replacement, same_version};
use crate::workspace::Source;

/// The rule.
#[derive(Debug)]
pub struct UnpinnedPackage;

static META: RuleMeta = RuleMeta {
    id: "unpinned-package",
    family: Family::Pins,
    severity: Severity::Info,
    summary: "what `npx`, `uvx`, `docker run` and their like start has one version",
    fix: FixKind::Safe,
    page: include_str!("../../docs/rules/unpinned-package.md"),
};

impl Rule for UnpinnedPackage {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        for (file, all) in &cx.pins.fetched {
            let Some(source) = cx.workspace.get(*file) else { continue };
            for finding in all.iter().filter_map(|fetched| judge(cx, *file, source, fetched)) {
                // A package that ten clients' files start is one thing to look up. What can be mended is mended file by
                // file.
                let group = Group::of(META.id, &(source.project.as_path(), &finding.message), "also here");
                out.push(if finding.fix.is_none() { finding.group(group) } else { finding });
            }
        }
    }
}

fn judge(cx: &RunCx<'_>, file: FileId, source: &Source, fetched: &Fetched) -> Option<Finding> {
    let Fetched { target, pin, .. } = fetched;
    let golden = cx.golden.filter(|g| source.path.starts_with(&g.dir));
    let open = match target.kind {
        Kind::Range | Kind::Missing | Kind::Git(false) => true,
        Kind::Tag => pin.version.is_none(),
        _ => false,
    };
    let declared = golden.is_some_and(|g| g.pins.get(pin.ecosystem, &pin.package).is_some());
    if !open || declared || cx.pins.installed(source, fetched).is_some() || fetched.is_untold() {
        return None;
    }
    let package = &pin.package;
    let launcher = fetched.launcher.as_str();
    // A version that the command itself rules out is not what is meant.
    let locked = locked_near(cx, source, pin)
        .filter(|(_, p)| pin.spec.is_empty() || p.version.as_deref().is_some_and(|v| allows(pin, v) != Some(false)));
    let version = locked.and_then(|(_, p)| p.version.as_deref());
    let message = format!("`{launcher}` starts {}", what(target, pin));
    let help = match version {
        Some(version) => format!("start `{package}` {version}, which the lock has"),
        None if matches!(target.kind, Kind::Git(_)) => "name a full commit, which cannot move".to_owned(),
        None if pin.ecosystem == Ecosystem::Oci => format!("name a version or a digest: `{package}@sha256:...`"),
        None => format!("name a version: {}", example(pin)),
    };
    let edits = || source.document().and_then(|doc| replacement(pin, version?, doc));
    let mut finding = Finding::new(META.id, META.severity, file, pin.shown(), message)
        .at(pin.pointer.clone())
        .server(pin.server.as_deref().unwrap_or_default(), source.scope)
        .help(help)
        .fix(safe(format!("start `{package}` {}", version.unwrap_or_default()), edits()));
    finding.clients = source.readers().iter().filter(|d| d.owner).map(|d| d.client).collect();
    if let Some((lock, entry)) = locked {
        finding = finding.related(lock, entry.shown(), "locked here");
    }
    Some(finding)
}

/// What is started, in words: what the launcher makes of a version that is open.
fn what(target: &Target, pin: &Pin) -> String {
    let package = &pin.package;
    match (target.kind, pin.spec.as_str()) {
        (Kind::Git(_), _) => format!("`{package}` from a branch that can move"),
        (Kind::Tag, tag) if pin.ecosystem == Ecosystem::Oci => format!("whatever `{package}:{tag}` is at the moment"),
        (Kind::Tag, tag) => format!("whatever version of `{package}` is called `{tag}` at the moment"),
        (Kind::Range, spec) => format!("the newest version of `{package}` that `{spec}` allows"),
        _ if pin.ecosystem == Ecosystem::Oci => format!("whatever `{package}:latest` is at the moment"),
        _ => format!("the newest version of `{package}`"),
    }
}

fn example(pin: &Pin) -> String {
    match pin.grammar {
        Grammar::Pep440 => format!("`{}==X.Y.Z`", pin.package),
        _ => format!("`{}@X.Y.Z`", pin.package),
    }
}

/// The version that the locks of the project and of those around it agree on.
fn locked_near<'a>(cx: &'a RunCx<'_>, source: &Source, pin: &Pin) -> Option<(FileId, &'a Pin)> {
    let locks = cx.pins.projects.locks_near(&source.project);
    let of = |p: &&Pin| p.is(pin.ecosystem, &pin.package) && p.version.is_some() && !p.conditional;
    let found: Vec<(FileId, &Pin)> =
        locks.into_iter().flat_map(|lock| cx.pins.of(lock).iter().filter(of).map(move |p| (lock, p))).collect();
    let first = *found.first()?;
    let version = first.1.version.as_deref()?;
    let same = |p: &Pin| p.version.as_deref().is_some_and(|v| same_version(p.ecosystem, v, version));
    found.iter().all(|(_, p)| same(p)).then_some(first)
}
