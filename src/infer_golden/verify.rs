//! A golden is loaded and checked before anybody gets to see it: it must be read, and what `mcpcheck` will find with
//! it must be what its comments say.

use std::collections::BTreeSet;
use std::path::Path;

use crate::check::{Declared, Settings, check};
use crate::discover::Scopes;
use crate::document::{Document, Interest, Syntax};
use crate::finding::{FileId, Finding};
use crate::golden::{self, Golden, GoldenError};
use crate::model::Scope;
use crate::rules;
use crate::workspace::{Content, Role, Source, Workspace};

/// What the comments of a golden speak of.
#[derive(Debug, Default)]
pub(super) struct Named {
    drift: BTreeSet<(FileId, String)>,
    off: BTreeSet<(FileId, String)>,
    left_out: BTreeSet<String>,
    pins: BTreeSet<(FileId, String)>,
    /// How many differences there are.
    pub(super) count: usize,
}

impl Named {
    /// A file says something else about a server.
    pub(super) fn drift(&mut self, file: FileId, server: &str) {
        self.count += 1;
        self.drift.insert((file, server.to_owned()));
    }

    /// A file switches a server off.
    pub(super) fn off(&mut self, file: FileId, server: &str) {
        self.off.insert((file, server.to_owned()));
    }

    /// A server is not in the golden.
    pub(super) fn left_out(&mut self, server: &str) {
        self.left_out.insert(server.to_owned());
    }

    /// A manifest says something else about a package.
    pub(super) fn pin(&mut self, file: FileId, package: &str) {
        self.count += 1;
        self.pins.insert((file, package.to_owned()));
    }

    fn explains(&self, finding: &Finding, source: Option<&Source>) -> bool {
        let server = finding.server.clone().unwrap_or_default();
        match finding.rule {
            "server-drift" => self.drift.contains(&(finding.file, server)),
            // What clients remember of servers (`disabledMcpjsonServers`) is no copy of them.
            "disabled-server" if source.is_some_and(|s| s.readers().is_empty()) => true,
            "disabled-server" => self.off.contains(&(finding.file, server)),
            "undeclared-server" => self.left_out.contains(&server),
            "pin-drift" => {
                let text = source.map(Source::text).unwrap_or_default();
                let quoted = |package: &str| finding.message.contains(&format!("`{package}`"));
                !text.is_empty() && self.pins.iter().any(|(file, package)| *file == finding.file && quoted(package))
            }
            // Servers of one package keep the versions that their commands have: which is right nobody can tell.
            "inconsistent-pin" => finding.server.is_some(),
            // Other rules speak of what a golden does not settle.
            "missing-server" | "missing-config" | "inconsistent-server" => false,
            _ => true,
        }
    }
}

/// Loads the text of a golden as though it stood at `path`.
///
/// # Errors
/// The reader's.
pub(super) fn load(path: &Path, text: &str) -> Result<Golden, GoldenError> {
    golden::load_with(path, None, &rules::names(), &|_| Ok(text.to_owned()))
}

/// What `mcpcheck` would find with this golden and no comment speaks of.
pub(super) fn unexplained(workspace: &Workspace, golden: Golden, named: &Named) -> Vec<String> {
    let mut workspace = Workspace {
        root: workspace.root.clone(),
        sources: workspace.sources.clone(),
        aliases: workspace.aliases.clone(),
        repository: None,
    };
    let id = FileId(workspace.sources.len());
    workspace.sources.push(source(&golden));
    let declared = Declared { golden: Some(golden), files: vec![id], kept: BTreeSet::new() };
    let settings = Settings { scopes: Scopes::Project, ..Settings::default() };
    let findings = check(&workspace, &declared, &settings).findings;
    let surprising = findings.iter().filter(|f| !named.explains(f, workspace.get(f.file)));
    surprising
        .map(|f| {
            let file = workspace.get(f.file).map(|s| s.display.as_str()).unwrap_or_default();
            format!("`{}` in {file}", f.rule)
        })
        .collect()
}

fn source(golden: &Golden) -> Source {
    let text = golden.files.first().map(|f| f.document.text.clone()).unwrap_or_default();
    Source {
        path: golden.path.clone(),
        display: golden::FILE_NAME.to_owned(),
        scope: Scope::Project,
        role: Role::Golden,
        project: golden.dir.clone(),
        ignored_by_git: false,
        named: false,
        content: Content::Parsed(Box::new(Document::parse(text, Syntax::Toml, Interest::All))),
    }
}
