//! The versions of MCP frameworks: what most manifests pin exactly, and otherwise what they say instead.

use std::collections::BTreeMap;

use super::phrases::{joined, verb};
use super::verify::Named;
use super::write::{comment, key, quoted};
use crate::finding::FileId;
use crate::model::pin::{Format, Grammar, Pin};
use crate::pins::python::{golden_version, is_mcp_framework, read_pyproject, same_version};
use crate::workspace::Workspace;

/// What one manifest says about a package.
#[derive(Debug)]
struct Say<'a> {
    file: FileId,
    display: &'a str,
    pin: Pin,
}

/// The table `[pins.python]`.
#[derive(Debug)]
pub(super) struct PinTable {
    /// The whole table as text; empty where no manifest names a framework.
    pub(super) text: String,
    /// How many packages it pins.
    pub(super) pinned: usize,
}

/// Reads every manifest of a workspace.
pub(super) fn table(workspace: &Workspace, named: &mut Named) -> PinTable {
    let mut packages: BTreeMap<String, Vec<Say<'_>>> = BTreeMap::new();
    for (file, source) in workspace.iter().filter(|(_, s)| s.format() == Some(Format::Pyproject)) {
        for pin in source.document().map(read_pyproject).unwrap_or_default() {
            if is_mcp_framework(&pin.package) {
                let say = Say { file, display: &source.display, pin };
                packages.entry(say.pin.package.clone()).or_default().push(say);
            }
        }
    }
    let mut table = PinTable { text: String::new(), pinned: 0 };
    for (package, says) in &packages {
        match majority(says) {
            Some(version) => {
                table.pinned += 1;
                table.text.push_str(&pinned(package, &version, says, named));
            }
            None => {
                let why = format!("No manifest pins {package}: {}", sayings(says));
                let line = format!("{} = \"==X.Y.Z\"", key(package));
                table.text.push_str(&format!("{}\n{}\n", comment(&why), comment(&line)));
            }
        }
    }
    if !table.text.is_empty() {
        table.text.insert_str(0, "[pins.python]\n");
    }
    table
}

/// The exact version that most manifests name; of several the first.
fn majority(says: &[Say<'_>]) -> Option<String> {
    let exact: Vec<(&Say<'_>, &String)> = says
        .iter()
        .filter(|s| s.pin.grammar != Grammar::Direct)
        .filter_map(|s| Some((s, s.pin.version.as_ref()?)))
        .collect();
    let count = |version: &str| exact.iter().filter(|(_, v)| same_version(v, version)).count();
    let most = exact.iter().map(|(_, v)| count(v)).max()?;
    exact.iter().find(|(_, v)| count(v) == most).map(|(_, v)| (*v).clone())
}

fn pinned(package: &str, version: &str, says: &[Say<'_>], named: &mut Named) -> String {
    let agrees = |s: &Say<'_>| s.pin.version.as_ref().is_some_and(|v| same_version(v, version));
    let (same, other): (Vec<&Say<'_>>, Vec<&Say<'_>>) = says.iter().partition(|s| agrees(s));
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
    let exact = format!("=={version}");
    // What is no version of PEP 440 is compared as a text.
    let spec = if golden_version(&exact).is_some() { exact } else { format!("==={version}") };
    out.push_str(&format!("{} = {}\n", key(package), quoted(&spec)));
    out
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
