//! The versions of packages: what most manifests and commands pin exactly, else what the locks have settled on, and
//! otherwise what is said instead.

use std::collections::BTreeMap;

use super::phrases::{joined, verb};
use super::verify::Named;
use super::write::{comment, key, quoted};
use crate::check::{Declared, readings};
use crate::finding::FileId;
use crate::model::Scope;
use crate::model::pin::{Ecosystem, Grammar, Origin, Pin};
use crate::pins::{drifts, gather, golden_version, is_mcp_framework, same_version};
use crate::workspace::Workspace;

/// The tables that a golden has.
const TABLES: [Ecosystem; 3] = [Ecosystem::Python, Ecosystem::Npm, Ecosystem::Oci];

/// What one file says about a package.
#[derive(Debug)]
struct Say<'a> {
    file: FileId,
    display: &'a str,
    pin: &'a Pin,
}

/// The tables below `[pins]`.
#[derive(Debug, Default)]
pub(super) struct PinTables {
    /// All tables as text; empty where there is nothing to say.
    pub(super) text: String,
    /// How many packages they pin.
    pub(super) pinned: usize,
}

/// Reads every version that a workspace writes down.
pub(super) fn tables(workspace: &Workspace, named: &mut Named) -> PinTables {
    let readings = readings(workspace, &Declared::default(), false);
    let pins = gather(workspace, &readings, Vec::new());
    let mut packages: BTreeMap<(Ecosystem, &str), Vec<Say<'_>>> = BTreeMap::new();
    for (file, pin) in pins.iter() {
        let Some(source) = workspace.get(file).filter(|s| s.scope == Scope::Project) else { continue };
        let say = Say { file, display: &source.display, pin };
        packages.entry((pin.ecosystem, &pin.package)).or_default().push(say);
    }
    let mut out = PinTables::default();
    for ecosystem in TABLES {
        let mut table = String::new();
        for ((_, package), says) in packages.iter().filter(|((e, _), _)| *e == ecosystem) {
            match version(ecosystem, says) {
                Some(version) => {
                    out.pinned += 1;
                    table.push_str(&pinned(ecosystem, package, &version, says, named));
                }
                None => table.push_str(&unpinned(ecosystem, package, says)),
            }
        }
        if !table.is_empty() {
            let gap = if out.text.is_empty() { "" } else { "\n" };
            out.text.push_str(&format!("{gap}[pins.{}]\n{table}", ecosystem.as_str()));
        }
    }
    out
}

/// The version to declare: the exact one that most places name, of several the first; else that of the locks.
fn version(ecosystem: Ecosystem, says: &[Say<'_>]) -> Option<String> {
    let exact = |lock: bool| -> Vec<&String> {
        let these = says.iter().filter(|s| (s.pin.origin == Origin::Lock) == lock && !(lock && s.pin.conditional));
        these.filter(|s| s.pin.grammar != Grammar::Direct).filter_map(|s| s.pin.version.as_ref()).collect()
    };
    let most = |exact: &[&String]| {
        let count = |version: &str| exact.iter().filter(|v| same_version(ecosystem, v, version)).count();
        let most = exact.iter().map(|v| count(v)).max()?;
        exact.iter().find(|v| count(v) == most).map(|v| (*v).clone())
    };
    let version = most(&exact(false)).or_else(|| most(&exact(true)))?;
    // A server's command stands in the golden as it is, which must not be at odds with the pin.
    let drifting = |s: &Say<'_>| s.pin.origin == Origin::Launch && drifts(s.pin, &version);
    (!says.iter().any(drifting) && golden_version(ecosystem, &spelled(ecosystem, &version)).is_some())
        .then_some(version)
}

/// A version as people write it in a golden.
fn spelled(ecosystem: Ecosystem, version: &str) -> String {
    match ecosystem {
        Ecosystem::Python => {
            let exact = format!("=={version}");
            // What is no version of PEP 440 is compared as a text.
            if golden_version(ecosystem, &exact).is_some() { exact } else { format!("==={version}") }
        }
        _ => version.to_owned(),
    }
}

fn pinned(ecosystem: Ecosystem, package: &str, version: &str, says: &[Say<'_>], named: &mut Named) -> String {
    let spec = spelled(ecosystem, version);
    let agrees = |s: &Say<'_>| s.pin.version.as_ref().is_some_and(|v| same_version(ecosystem, v, version));
    let same: Vec<&Say<'_>> = says.iter().filter(|s| agrees(s)).collect();
    let locks = |of: &Say<'_>| of.pin.origin == Origin::Lock;
    // One entry of a lock that agrees is enough.
    let settled = |of: &Say<'_>| locks(of) && same.iter().any(|s| s.file == of.file);
    let other: Vec<&Say<'_>> = says.iter().filter(|s| drifts(s.pin, &spec) && !settled(s)).collect();
    let mut out = String::new();
    if !other.is_empty() {
        let mut files: Vec<&str> = same.iter().map(|s| s.display).collect();
        files.dedup();
        let agreement = format!("{} {} the one below", joined(&files), verb(&files, "says", "say"));
        out = comment(&format!("{}; {agreement}", sayings(other.iter().copied()))) + "\n";
    }
    for say in other {
        named.pin(say.file, package);
    }
    out.push_str(&format!("{} = {}\n", key(package), quoted(&spec)));
    out
}

/// What is said of a framework that nobody pins; nothing of the many packages that are started without a version.
fn unpinned(ecosystem: Ecosystem, package: &str, says: &[Say<'_>]) -> String {
    let asks = |s: &&Say<'_>| s.pin.origin == Origin::Manifest;
    if !is_mcp_framework(ecosystem, package) || !says.iter().any(|s| asks(&s)) {
        return String::new();
    }
    let why = format!("No manifest pins {package}: {}", sayings(says.iter().filter(asks)));
    let example = if ecosystem == Ecosystem::Python { "==X.Y.Z" } else { "X.Y.Z" };
    format!("{}\n{}\n", comment(&why), comment(&format!("{} = {}", key(package), quoted(example))))
}

/// `a and b say ">=2", c says "==1"`. A source may hold credentials, so a URL is never quoted.
fn sayings<'s>(says: impl IntoIterator<Item = &'s Say<'s>>) -> String {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for say in says {
        let what = match (say.pin.grammar, say.pin.spec.as_str()) {
            (Grammar::Direct, _) => "a URL or path".to_owned(),
            (_, "") => "no version".to_owned(),
            (_, spec) => quoted(spec),
        };
        match groups.iter_mut().find(|(known, _)| *known == what) {
            Some((_, files)) if files.contains(&say.display) => {}
            Some((_, files)) => files.push(say.display),
            None => groups.push((what, vec![say.display])),
        }
    }
    let told = groups.iter().map(|(what, files)| format!("{} {} {what}", joined(files), verb(files, "says", "say")));
    told.collect::<Vec<_>>().join(", ")
}
