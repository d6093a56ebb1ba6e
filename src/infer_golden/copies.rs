//! The copies of each server in the project's own files, with references in the place of credentials. What comes
//! later sees these only, so no credential gets any further.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::references::{References, Slot};
use crate::check;
use crate::clients::Dialect;
use crate::drift::Canonical;
use crate::finding::FileId;
use crate::model::server::Entry;
use crate::model::{Scope, Server, VarKind};
use crate::normalize::FileReading;
use crate::workspace::{Content, Source, Workspace};

/// One copy of a server.
#[derive(Debug)]
pub(super) struct Copy<'a> {
    /// The file.
    pub(super) file: FileId,
    /// Its name in output.
    pub(super) display: &'a str,
    /// The project directory it belongs to.
    pub(super) project: &'a Path,
    /// Who reads it.
    pub(super) dialect: &'static Dialect,
    /// As it stands in the file.
    pub(super) raw: Server,
    /// With references in the place of credentials.
    pub(super) clean: Server,
    /// Where a credential was replaced.
    pub(super) replaced: BTreeSet<Slot>,
}

/// All copies of one server, in the order of files.
#[derive(Debug)]
pub(super) struct Copies<'a> {
    /// The name.
    pub(super) name: String,
    /// The copies; at least one.
    pub(super) list: Vec<Copy<'a>>,
}

/// Everything that the project's own files say about servers.
#[derive(Debug)]
pub(super) struct Found<'a> {
    /// By server, in the order of their first appearance.
    pub(super) servers: Vec<Copies<'a>>,
    /// The files that hold servers: id, name in output, project directory, owner.
    pub(super) files: Vec<File<'a>>,
    /// Plugins' own files, which no golden of the project speaks about.
    pub(super) plugins: Vec<&'a str>,
    /// Files that do not parse or could not be read at all.
    pub(super) broken: Vec<&'a str>,
    /// Whether there is any client's file at all.
    pub(super) any_config: bool,
}

/// A file that holds servers.
#[derive(Debug)]
pub(super) struct File<'a> {
    /// Which.
    pub(super) id: FileId,
    /// Its name in output.
    pub(super) display: &'a str,
    /// The project directory it belongs to.
    pub(super) project: &'a Path,
    /// The id of the client that owns it.
    pub(super) client: &'static str,
}

/// Reads the files of a workspace.
pub(super) fn find(workspace: &Workspace) -> Found<'_> {
    let mut readings = check::readings(workspace, &check::Declared::default(), false);
    readings.retain(|r| r.dialect.owner && !r.dialect.server_side && !r.dialect.apart);
    // The file that most clients take as the project's goes first, whatever sorts before it.
    readings.sort_by_key(|r| (source(workspace, r).is_none_or(|s| s.display != ".mcp.json"), r.file));
    let mut found =
        Found { servers: Vec::new(), files: Vec::new(), plugins: Vec::new(), broken: Vec::new(), any_config: false };
    for reading in readings {
        let Some(source) = source(workspace, &reading).filter(|s| s.scope == Scope::Project) else { continue };
        found.take(reading, source);
    }
    let closed = |s: &&Source| s.scope == Scope::Project && matches!(s.content, Content::Unreadable(_));
    let closed = workspace.sources.iter().filter(closed).filter(|s| !s.readers().is_empty());
    found.broken.extend(closed.map(|s| s.display.as_str()));
    found.any_config |= !found.broken.is_empty();
    let mut references = References::default();
    let mut each = |step: fn(&mut References, &mut Server, &mut BTreeSet<Slot>)| {
        for copy in found.servers.iter_mut().flat_map(|s| &mut s.list) {
            step(&mut references, &mut copy.clean, &mut copy.replaced);
        }
    };
    each(References::env);
    each(References::rest);
    found.servers.iter_mut().for_each(adopt);
    found
}

fn source<'a>(workspace: &'a Workspace, reading: &FileReading) -> Option<&'a Source> {
    workspace.get(reading.file)
}

impl<'a> Found<'a> {
    fn take(&mut self, reading: FileReading, source: &'a Source) {
        self.any_config = true;
        let display = source.display.as_str();
        if source.document().is_some_and(|d| d.fatal().is_some()) && !self.broken.contains(&display) {
            self.broken.push(display);
        }
        let servers: Vec<Server> = reading.servers.into_iter().filter(|s| s.scope == Scope::Project).collect();
        if servers.is_empty() {
            return;
        }
        if reading.dialect.kind == "plugin" {
            self.plugins.push(display);
            return;
        }
        let (project, dialect) = (source.project.as_path(), reading.dialect);
        if !self.files.iter().any(|f| f.id == reading.file) {
            self.files.push(File { id: reading.file, display, project, client: dialect.client });
        }
        for raw in servers {
            let name = raw.name.clone();
            let clean = raw.clone();
            let copy = Copy { file: reading.file, display, project, dialect, raw, clean, replaced: BTreeSet::new() };
            match self.servers.iter_mut().find(|s| s.name == name) {
                Some(copies) => copies.list.push(copy),
                None => self.servers.push(Copies { name, list: vec![copy] }),
            }
        }
    }
}

/// Where another copy of the server refers to a variable in the very place of a credential, that is the reference.
fn adopt(copies: &mut Copies<'_>) {
    let mut said: BTreeMap<(bool, String), Entry> = BTreeMap::new();
    let all = |server: &Server| -> Vec<(bool, Entry)> {
        let headers = server.headers.iter().map(|e| (true, e.clone()));
        server.env.iter().map(|e| (false, e.clone())).chain(headers).collect()
    };
    for (header, entry) in copies.list.iter().flat_map(|c| all(&c.raw)) {
        let environment = |e: &Entry| {
            e.value.as_ref().is_some_and(|v| v.value.variables().any(|v| v.kind == VarKind::Env && v.default.is_none()))
        };
        if environment(&entry) {
            said.entry((header, key(header, &entry.name))).or_insert(entry);
        }
    }
    for copy in &mut copies.list {
        let replaced = copy.replaced.clone();
        let was = |header: bool, name: &str| {
            replaced.iter().any(|(field, at)| {
                let headers = *field == crate::model::server::Field::Headers;
                headers == header && at.as_deref() == Some(name)
            })
        };
        let headers = copy.clean.headers.iter_mut().map(|e| (true, e));
        for (header, entry) in copy.clean.env.iter_mut().map(|e| (false, e)).chain(headers) {
            if let Some(other) = said.get(&(header, key(header, &entry.name))).filter(|_| was(header, &entry.name)) {
                entry.value.clone_from(&other.value);
            }
        }
    }
}

fn key(header: bool, name: &str) -> String {
    if header { name.to_ascii_lowercase() } else { name.to_owned() }
}

impl Copy<'_> {
    /// Whether it names what to start or to connect to.
    pub(super) fn has_endpoint(&self) -> bool {
        let said = |t: Option<&crate::model::Spanned<crate::model::Template>>| {
            t.is_some_and(|t| !t.value.source.trim().is_empty())
        };
        let canonical = Canonical::of(&self.clean);
        said(canonical.command) || said(canonical.url)
    }

    /// Whether everything in it could be read, so that it can stand for the others.
    pub(super) fn is_whole(&self) -> bool {
        let entries = self.clean.env.iter().chain(&self.clean.headers);
        self.clean.unread.is_empty() && entries.into_iter().all(|e| e.value.is_some())
    }
}
