//! The golden, `mcpcheck.toml`: what a project declares to be true, with the place of every word of it, so that a
//! finding can point at the line that was not followed.
//!
//! A golden is read in two steps. First the chain of files is followed along `extends`; then the files are read from
//! the farthest to the nearest, each onto what the farther ones said. So a nearer file replaces per key, and `false`
//! takes away what was inherited.
//!
//! ```toml
//! extends = "../mcpcheck.toml"
//! [servers.github]
//! env.GITHUB_HOST = false
//! ```

mod error;
mod fields;
mod load;
mod place;
mod read;
mod server;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use error::{ErrorPlace, GoldenError};
pub use fields::{Fields, MapEntry};
pub use load::{Loader, find, load, load_with};
pub use server::{Expected, GoldenServer, Removed};

use crate::day::Day;
use crate::document::{Document, Pointer, Span};
use crate::finding::Severity;
use crate::model::pin::Ecosystem;

/// The name of a golden.
pub const FILE_NAME: &str = "mcpcheck.toml";

/// Everything a golden and the files it extends say.
#[derive(Debug, Clone)]
pub struct Golden {
    /// The nearest file.
    pub path: PathBuf,
    /// The directory of the nearest file.
    pub dir: PathBuf,
    /// The nearest file, then what it extends; [`Origin::file`] is an index into this list.
    pub files: Vec<GoldenFile>,
    /// Globs of files to leave out, those of the farthest file first.
    pub exclude: Vec<Anchored>,
    /// Where `[servers]` stands. An empty table says that there are no servers, which is not the same as no table.
    pub servers_at: Option<Origin>,
    /// The declared servers: those of the nearest file in its order, then the inherited ones.
    pub servers: Vec<GoldenServer>,
    /// The client file that is the truth in place of `[servers]`.
    pub golden_file: Option<Said<PathBuf>>,
    /// What is said of clients.
    pub clients: ClientSettings,
    /// Versions.
    pub pins: Pins,
    /// The first and the last port that servers may use.
    pub ports: Option<Said<(u16, u16)>>,
    /// Levels by rule id or family.
    pub rules: BTreeMap<String, Said<Level>>,
    /// Whose fixes have to be asked for, against what their rules say.
    pub fixes: FixChoice,
    /// Findings that are accepted, those of the farthest file first.
    pub ignores: Vec<Ignore>,
}

/// The table `[fixes]`: ids and families of rules.
#[derive(Debug, Clone, Default)]
pub struct FixChoice {
    /// Their fixes need no `--unsafe-fixes`.
    pub promote: Vec<Said<String>>,
    /// Their fixes need it.
    pub demote: Vec<Said<String>>,
}

impl FixChoice {
    /// Whether the fixes of a rule may be made without being asked for; `None` where nothing is said of it. What is
    /// said of the rule counts before what is said of its family.
    pub fn is_safe(&self, rule: &str, family: &str) -> Option<bool> {
        let has = |list: &[Said<String>], name: &str| list.iter().any(|said| said.value == name);
        let said = |name| match (has(&self.promote, name), has(&self.demote, name)) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        };
        said(rule).or_else(|| said(family))
    }
}

/// One file of a golden.
#[derive(Debug, Clone)]
pub struct GoldenFile {
    /// Where it is.
    pub path: PathBuf,
    /// What it says.
    pub document: Document,
}

/// Where a golden says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Index into [`Golden::files`].
    pub file: usize,
    /// The bytes of the value; of a table its header.
    pub span: Span,
    /// The place in the tree.
    pub pointer: Pointer,
}

/// A value and where the golden says it.
#[derive(Debug, Clone, PartialEq)]
pub struct Said<T> {
    /// The value.
    pub value: T,
    /// The place.
    pub origin: Origin,
}

/// A value, or `None` for `false`, which takes away what is inherited.
pub type Setting<T> = Said<Option<T>>;

/// A path or glob that is relative to the file that says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchored {
    /// As written.
    pub text: String,
    /// The directory it is relative to.
    pub dir: PathBuf,
    /// The place.
    pub origin: Origin,
}

/// The table `[clients]`.
#[derive(Debug, Clone, Default)]
pub struct ClientSettings {
    /// Clients whose project files must exist beside the golden.
    pub require: Vec<Said<String>>,
    /// Clients that are left alone.
    pub ignore: Vec<Said<String>>,
    /// House style by client id.
    pub styles: BTreeMap<String, Style>,
}

/// How this team writes one client's files.
#[derive(Debug, Clone, Default)]
pub struct Style {
    /// The key that servers stand under.
    pub container: Option<Said<String>>,
    /// The field that names the transport.
    pub transport_key: Option<Said<String>>,
    /// The version of the client in use.
    pub version: Option<Said<String>>,
    /// Files kept by hand that are read with the client's dialect.
    pub files: Vec<Anchored>,
}

/// The tables below `[pins]`: requirement by package.
#[derive(Debug, Clone, Default)]
pub struct Pins {
    /// Python packages; names as PEP 503 normalises them.
    pub python: BTreeMap<String, Said<String>>,
    /// npm packages.
    pub npm: BTreeMap<String, Said<String>>,
    /// Images, without tag or digest.
    pub oci: BTreeMap<String, Said<String>>,
}

impl Pins {
    fn table(&self, ecosystem: Ecosystem) -> Option<&BTreeMap<String, Said<String>>> {
        match ecosystem {
            Ecosystem::Python => Some(&self.python),
            Ecosystem::Npm => Some(&self.npm),
            Ecosystem::Oci => Some(&self.oci),
            Ecosystem::Jsr | Ecosystem::Go | Ecosystem::Nuget | Ecosystem::Url => None,
        }
    }

    /// What is declared of a package, by its normalized name.
    pub fn get(&self, ecosystem: Ecosystem, package: &str) -> Option<&Said<String>> {
        self.table(ecosystem)?.get(package)
    }

    /// The packages of which something is declared.
    pub fn packages(&self) -> Vec<(Ecosystem, String)> {
        self.iter().map(|(ecosystem, name, _)| (ecosystem, name.to_owned())).collect()
    }

    /// Everything that is declared.
    fn iter(&self) -> impl Iterator<Item = (Ecosystem, &str, &Said<String>)> {
        let tables = [Ecosystem::Python, Ecosystem::Npm, Ecosystem::Oci];
        let each = tables.into_iter().filter_map(|e| Some((e, self.table(e)?)));
        each.flat_map(|(e, table)| table.iter().map(move |(name, said)| (e, name.as_str(), said)))
    }
}

/// What a rule is set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It does not run.
    Off,
    /// It speaks as an info.
    Info,
    /// It speaks as a warning.
    Warning,
    /// It speaks as an error.
    Error,
}

impl Level {
    /// All levels, sorted by name.
    pub const ALL: [Self; 4] = [Self::Error, Self::Info, Self::Off, Self::Warning];

    /// As the golden spells it.
    pub fn as_str(self) -> &'static str {
        self.severity().map_or("off", Severity::as_str)
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == text)
    }

    /// The severity; `None` for [`Self::Off`].
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// One `[[ignore]]`: findings that are accepted, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Ignore {
    /// The rule id or family.
    pub rule: String,
    /// A glob of files, relative to [`Golden::dir_of`] its origin; `None` for all.
    pub file: Option<String>,
    /// The server; `None` for all.
    pub server: Option<String>,
    /// Why.
    pub reason: String,
    /// The last day on which it holds, in UTC; `None` for ever.
    pub until: Option<Day>,
    /// The place of the entry.
    pub origin: Origin,
}

impl Golden {
    /// Nothing said yet.
    fn empty(path: &Path, files: Vec<GoldenFile>) -> Self {
        Self {
            path: path.to_owned(),
            dir: path.parent().map(Path::to_owned).unwrap_or_default(),
            files,
            exclude: Vec::new(),
            servers_at: None,
            servers: Vec::new(),
            golden_file: None,
            clients: ClientSettings::default(),
            pins: Pins::default(),
            ports: None,
            rules: BTreeMap::new(),
            fixes: FixChoice::default(),
            ignores: Vec::new(),
        }
    }

    /// Whether it declares servers, in a table or in a file, so that others can be compared with them.
    pub fn declares_servers(&self) -> bool {
        self.servers_at.is_some() || self.golden_file.is_some()
    }

    /// The declared server of this name.
    pub fn server(&self, name: &str) -> Option<&GoldenServer> {
        self.servers.iter().find(|s| s.name == name)
    }

    /// The file that says something.
    pub fn file(&self, origin: &Origin) -> Option<&GoldenFile> {
        self.files.get(origin.file)
    }

    /// The directory that paths said there are relative to.
    pub fn dir_of(&self, origin: &Origin) -> &Path {
        self.file(origin).and_then(|f| f.path.parent()).unwrap_or(&self.dir)
    }
}
