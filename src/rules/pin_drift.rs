//! `pin-drift`: a declared version is not the golden's.

use std::collections::{BTreeMap, BTreeSet};

use super::{Family, FixKind, Rule, RuleMeta, RunCx, safe};
use crate::finding::{Applicability, FileId, Finding, Severity};
use crate::golden::{Golden, Said};
use crate::model::Scope;
use crate::model::pin::{Ecosystem, Grammar, Origin, Pin};
use crate::pins::{allows, drifts, golden_version, keeps, launcher, oci, replacement};

/// The rule.
#[derive(Debug)]
pub struct PinDrift;

static META: RuleMeta = RuleMeta {
    id: "pin-drift",
    family: Family::Pins,
    severity: Severity::Error,
    summary: "what the golden pins has the golden's version in every manifest, lock, command and image",
    fix: FixKind::Safe,
    page: include_str!("../../docs/rules/pin-drift.md"),
};

impl Rule for PinDrift {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        let Some(golden) = cx.golden else { return };
        for (file, pins) in &cx.pins.files {
            let below = cx.workspace.get(*file).is_some_and(|s| s.path.starts_with(&golden.dir));
            let mut locked = BTreeSet::new();
            let places = if below { places(golden, pins) } else { BTreeMap::new() };
            for pin in pins.iter().filter(|_| below) {
                let Some(said) = golden.pins.get(pin.ecosystem, &pin.package) else { continue };
                // A lock has one entry per fork or nesting; as long as one is right, the others are somebody else's. So are
                // the places of a manifest that hold for other environments.
                let place = places.get(&key(pin)).copied().unwrap_or_default();
                let forked = pin.conditional && place.conditional > 1;
                let again = pin.origin == Origin::Lock && !locked.insert(&pin.package);
                if again || ((forked || pin.origin == Origin::Lock) && place.kept) {
                    continue;
                }
                out.extend(judge(cx, *file, pin, said, forked));
            }
        }
    }
}

/// What the pins of one package in one place of a file have in common.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    /// How many hold only sometimes.
    conditional: usize,
    /// Whether one of them says what the golden wants.
    kept: bool,
}

/// A package and the place that asks for it.
type Key<'a> = (Ecosystem, &'a str, &'a str, Origin);

fn key(pin: &Pin) -> Key<'_> {
    (pin.ecosystem, &pin.package, &pin.place, pin.origin)
}

/// The places of a file that speak of what the golden pins.
fn places<'a>(golden: &Golden, pins: &'a [Pin]) -> BTreeMap<Key<'a>, Place> {
    let mut places: BTreeMap<Key<'a>, Place> = BTreeMap::new();
    for pin in pins {
        let Some(said) = golden.pins.get(pin.ecosystem, &pin.package) else { continue };
        let place = places.entry(key(pin)).or_default();
        place.conditional += usize::from(pin.conditional);
        place.kept |= keeps(pin, &said.value);
    }
    places
}

fn judge(cx: &RunCx<'_>, file: FileId, pin: &Pin, said: &Said<String>, forked: bool) -> Option<Finding> {
    let wanted = golden_version(pin.ecosystem, &said.value)?;
    if !drifts(pin, &said.value) {
        return None;
    }
    let source = cx.workspace.get(file)?;
    let mut finding = Finding::new(META.id, META.severity, file, pin.shown(), message(pin, &wanted))
        .at(pin.pointer.clone())
        .help(help(cx, file, pin, &wanted));
    if let Some(name) = &pin.server {
        finding = finding.server(name, Scope::Project);
        finding.clients = source.readers().iter().filter(|d| d.owner).map(|d| d.client).collect();
    }
    let contradicts = golden_command_drifts(cx, pin, said);
    let edits = source.document_if(!contradicts).and_then(|doc| replacement(pin, &wanted, doc));
    let mut title = format!("pin `{}` to {wanted}", pin.package);
    if pin.hashed {
        title += "; the hashes beside it are those of another version, so have the file written anew";
    }
    finding = finding.fix(safe(title, edits));
    if contradicts {
        let server = pin.server.as_deref().unwrap_or_default();
        finding =
            finding.help(format!("`[servers.{server}]` of the golden starts another version: make the two agree"));
    }
    // A line that asks for one version with the hashes of another is refused by every installer; and an image that was
    // frozen by its digest could be moved again.
    let loses = forked || pin.hashed || (pin.grammar == Grammar::Image && oci::drops_digest(&pin.spec, &wanted));
    if let Some(fix) = finding.fix.as_mut().filter(|_| loses) {
        fix.applicability = Applicability::Unsafe;
    }
    if let Some(at) = cx.golden_files.get(said.origin.file) {
        finding = finding.related(*at, said.origin.span, "the golden pins it here");
    }
    Some(finding)
}

/// Whether the golden's own command of the server that a pin belongs to starts another version, or none: then what is
/// right for one line of the golden is wrong for the other.
fn golden_command_drifts(cx: &RunCx<'_>, pin: &Pin, said: &Said<String>) -> bool {
    let server = pin.server.as_deref().and_then(|name| cx.golden?.server(name));
    let Some(fields) = server.map(|s| &s.fields) else { return false };
    let command = fields.command.as_ref().and_then(|c| c.value.as_ref()).map(|c| c.source.as_str());
    let args = fields.args.iter().filter_map(|a| a.value.as_ref()).flatten().map(|a| a.value.source.as_str());
    let words: Vec<&str> = command.into_iter().chain(args).collect();
    let Some(launch) = launcher::read(&words) else { return false };
    launch.all_targets().into_iter().any(|(_, target)| {
        let theirs = Pin { spec: target.spec.clone(), version: target.version.clone(), ..pin.clone() };
        pin.is(target.ecosystem, &target.package) && !keeps(&theirs, &said.value)
    })
}

fn message(pin: &Pin, wanted: &str) -> String {
    let package = format!("`{}`", pin.package);
    let pins = format!("the golden pins {wanted}");
    match (pin.origin, pin.grammar, pin.spec.as_str(), &pin.version) {
        (Origin::Lock, _, spec, _) => format!("{package} is locked at `{spec}`, but {pins}"),
        (_, Grammar::Direct, ..) => format!("{package} comes from a URL or path, but {pins}"),
        (Origin::Launch, _, "", _) => format!("{package} is started without a version, but {pins}"),
        (Origin::Compose, _, "", _) => format!("{package} has no tag, which means `latest`, but {pins}"),
        (_, _, "", _) => format!("{package} has no version, but {pins}"),
        (_, _, spec, Some(_)) => format!("{package} is `{spec}`, but {pins}"),
        (_, Grammar::Image, spec, None) => format!("{package} is `{spec}`, but {pins}"),
        (_, _, spec, None) if allows(pin, wanted) == Some(false) => {
            format!("{package} is `{spec}`, which does not allow {wanted}, and {pins}")
        }
        (_, _, spec, None) => format!("{package} is `{spec}`, which allows other versions; {pins}"),
    }
}

fn help(cx: &RunCx<'_>, file: FileId, pin: &Pin, wanted: &str) -> String {
    let format = cx.workspace.get(file).and_then(|s| s.format());
    if let Some(command) = format.and_then(|f| f.lock_command()) {
        return format!("pin it in the manifest, then write the lock anew with `{command}`");
    }
    let place = &pin.place;
    let hashes =
        if pin.hashed { "; its `--hash` is that of another version, so have the file written anew" } else { "" };
    let locked = cx.workspace.get(file).is_some_and(|s| !cx.pins.projects.locks_of(s).is_empty());
    match pin.origin {
        Origin::Launch => format!("start it as {}", pin_example(pin, wanted)),
        Origin::Compose => format!("write {} in `{place}`", pin_example(pin, wanted)),
        _ if locked => format!("pin `{wanted}` in `{place}`, and update the lock file{hashes}"),
        _ => format!("pin `{wanted}` in `{place}`{hashes}"),
    }
}

/// The package with the wanted version, as its place spells it.
fn pin_example(pin: &Pin, wanted: &str) -> String {
    let package = &pin.package;
    match pin.grammar {
        Grammar::Pep440 => format!("`{package}=={wanted}`"),
        Grammar::Image if wanted.starts_with("sha256:") => format!("`{package}@{wanted}`"),
        Grammar::Image => format!("`{package}:{wanted}`"),
        _ => format!("`{package}@{wanted}`"),
    }
}
