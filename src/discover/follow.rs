//! Files that other files lead to: what a `requirements.txt` includes, the scripts that servers start. No walk finds
//! them, since their names say nothing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::known::Match;
use super::{Run, git, read};
use crate::document::{Node, Value};
use crate::model::Scope;
use crate::model::pin::Format;
use crate::pins::python;
use crate::workspace::{Role, Source};

/// How a PEP 723 block begins.
pub(super) const SCRIPT: &str = "# /// script";

/// How many scripts beside a config are looked into; a directory with more is no place for servers.
const SCRIPTS: usize = 100;

impl Run<'_> {
    /// Takes in what the files found so far lead to, and what those lead to in turn.
    pub(super) fn follow(&mut self) {
        if !self.options.want_manifests || !self.wants(Scope::Project) {
            return;
        }
        let mut known: BTreeSet<PathBuf> = BTreeSet::new();
        let mut queue: Vec<(PathBuf, Format)> = self.found.values().flat_map(named_by).collect();
        queue.extend(self.scripts());
        while let Some((path, format)) = queue.pop() {
            // `..` and links are resolved, so that a circle of includes ends.
            let Some(path) = path.canonicalize().ok().and_then(|real| self.places.below_root(&real)) else { continue };
            if self.is_excluded(&path) || !known.insert(path.clone()) {
                continue;
            }
            let text = read::text(&path);
            if format == Format::Script && !text.as_ref().is_ok_and(|text| text.contains(SCRIPT)) {
                continue;
            }
            let key = self.places.key(&path);
            if !self.found.contains_key(&key) {
                let matched = Match { role: Role::Manifest(format), parts: 1, settings: false };
                let ignored = git::ignores_file(&path);
                let source = self.source(path, matched, Scope::Project, ignored, text);
                queue.extend(named_by(&source));
                self.found.insert(key, source);
            }
        }
    }

    /// Whether a path, or a directory on the way to it, is left out.
    fn is_excluded(&self, path: &Path) -> bool {
        let above = path.ancestors().skip(1).take_while(|dir| dir.starts_with(&self.root));
        self.exclude.excludes(path, false) || above.into_iter().any(|dir| self.exclude.excludes(dir, true))
    }

    /// The Python files beside a project's configs and at the root.
    fn scripts(&mut self) -> Vec<(PathBuf, Format)> {
        if !self.options.paths.is_empty() {
            return Vec::new();
        }
        let configs = self.found.values().filter(|s| s.scope == Scope::Project && !s.readers().is_empty());
        let mut dirs: BTreeSet<&Path> = configs.map(|s| s.project.as_path()).collect();
        dirs.insert(&self.root);
        let (mut out, mut cut) = (Vec::new(), Vec::new());
        for dir in dirs {
            let entries = std::fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok);
            let python = entries.map(|e| e.path()).filter(|path| path.extension().is_some_and(|e| e == "py"));
            let mut python: Vec<PathBuf> = python.collect();
            python.sort();
            if python.len() > SCRIPTS {
                let dir = self.display(dir);
                cut.push(format!("of the {} scripts in `{dir}` only {SCRIPTS} are looked into", python.len()));
            }
            out.extend(python.into_iter().take(SCRIPTS).map(|path| (path, Format::Script)));
        }
        cut.into_iter().for_each(|note| self.note(note));
        out
    }
}

/// The files that a file names, of those that can hold versions.
fn named_by(source: &Source) -> Vec<(PathBuf, Format)> {
    if source.scope != Scope::Project {
        return Vec::new();
    }
    let dir = source.path.parent().unwrap_or(&source.path);
    match source.format() {
        Some(format) => includes(source, format).into_iter().map(|(path, format)| (dir.join(path), format)).collect(),
        None => {
            let mut scripts = BTreeSet::new();
            if source.text().contains(".py") {
                source
                    .document()
                    .and_then(|d| d.root.as_ref())
                    .into_iter()
                    .for_each(|root| strings(root, &mut scripts));
            }
            let scripts = scripts.into_iter().map(|script| (source.project.join(script), Format::Script));
            let mut out: Vec<(PathBuf, Format)> = scripts.collect();
            if source.readers().iter().any(|d| d.client == "fastmcp" && d.server_side) {
                let files = source.document().map(python::fastmcp_includes).unwrap_or_default();
                out.extend(files.into_iter().map(|(path, format)| (dir.join(path), format)));
            }
            out
        }
    }
}

fn includes(source: &Source, format: Format) -> Vec<(String, Format)> {
    let text = source.text();
    let may = match format {
        Format::Requirements => text.contains("-r") || text.contains("-c"),
        Format::Pyproject => text.contains("dynamic") && text.contains("file"),
        Format::SetupCfg => text.contains("file:"),
        _ => false,
    };
    source.document_if(may).map(|doc| python::includes(format, doc)).unwrap_or_default()
}

/// Every string of a config that may name a Python file.
fn strings<'n>(node: &'n Node, out: &mut BTreeSet<&'n str>) {
    match &node.value {
        Value::String(text) if text.ends_with(".py") && !text.contains(['$', '\n']) => {
            out.insert(text);
        }
        Value::Array(items) => items.iter().for_each(|item| strings(item, out)),
        Value::Object(object) => object.members.iter().for_each(|m| strings(&m.value, out)),
        _ => {}
    }
}
