//! Which version of which package is written where, without secrets.

use std::path::PathBuf;

use crate::document::LineIndex;
use crate::env::{Env, slashes};
use crate::model::pin::{Ecosystem, Grammar, Origin, Pin};
use crate::pins::Pins;
use crate::redact::Secrets;
use crate::workspace::Workspace;

/// Every place that says which version of a package is used.
#[derive(Debug, Clone)]
pub struct PinListing {
    /// The directory that `file` is relative to.
    pub root: PathBuf,
    /// The root as people write it.
    pub place: String,
    /// By ecosystem and package, then by file and bytes.
    pub pins: Vec<ListedPin>,
}

/// One place.
#[derive(Debug, Clone)]
pub struct ListedPin {
    /// The file's name in output.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The place in the tree; empty in a text without one.
    pub pointer: String,
    /// The server that the package is started for.
    pub server: Option<String>,
    /// Whose package it is.
    pub ecosystem: Ecosystem,
    /// The package.
    pub package: String,
    /// The requirement as written; empty where there is none.
    pub spec: String,
    /// The one version that it allows, or that it comes to by the lock of a project where the launcher goes by that.
    pub version: Option<String>,
    /// Whether it can mean one thing only.
    pub exact: bool,
    /// Whether the version is that of a lock which the launcher goes by, and not written here.
    pub by_lock: bool,
    /// The kind of place.
    pub origin: Origin,
    /// The table, launcher or service it stands in.
    pub place: String,
}

/// Lists the pins of a workspace.
pub fn list(workspace: &Workspace, pins: &Pins, env: &Env) -> PinListing {
    let spoken: Vec<_> = pins.files.iter().flat_map(|(file, of)| of.iter().map(|pin| (*file, pin.shown()))).collect();
    let secrets = Secrets::around(workspace, &spoken);
    let mut out = Vec::new();
    for (file, of) in &pins.files {
        let Some(source) = workspace.get(*file) else { continue };
        let lines = LineIndex::new(source.text());
        for pin in of {
            let installed = pins.fetched_at(*file, pin).and_then(|fetched| pins.installed(source, fetched));
            let locked = installed.and_then(|entry| entry.version.clone()).filter(|_| pin.version.is_none());
            out.push(ListedPin {
                file: source.display.clone(),
                line: lines.position(pin.shown().start).line,
                pointer: pin.pointer.as_str().to_owned(),
                server: pin.server.as_deref().map(|name| secrets.scrub(name)),
                ecosystem: pin.ecosystem,
                package: secrets.scrub(&pin.package),
                spec: spec(pin, &secrets),
                exact: pin.is_exact() || locked.is_some(),
                by_lock: locked.is_some(),
                version: pin.version.clone().or(locked).map(|version| secrets.scrub(&version)),
                origin: pin.origin,
                place: secrets.scrub(&pin.place),
            });
        }
    }
    out.sort_by(|a, b| (a.ecosystem, &a.package).cmp(&(b.ecosystem, &b.package)));
    PinListing { root: workspace.root.clone(), place: env.display(&workspace.root), pins: out }
}

/// The requirement as it may be shown: of a URL what leads to a secret is left out.
fn spec(pin: &Pin, secrets: &Secrets) -> String {
    let text = secrets.scrub(&pin.spec);
    if pin.grammar != Grammar::Direct {
        return text;
    }
    // A query or fragment may hold anything.
    text.split(['?', '#']).next().unwrap_or_default().to_owned()
}

impl PinListing {
    /// The root as JSON output spells it.
    pub fn root_name(&self) -> String {
        slashes(&self.root)
    }
}
