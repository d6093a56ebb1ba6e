//! Everything one run has read, before anybody judges it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::OnceLock;

use crate::clients::Dialect;
use crate::document::{Document, Interest, Syntax, Text};
use crate::finding::FileId;
use crate::model::Scope;
use crate::model::pin::Format;
use crate::state::files::StateFile;

/// The files of one run, in a stable order.
#[derive(Debug, Default)]
pub struct Workspace {
    /// The directory that `file` in output is relative to.
    pub root: PathBuf,
    /// The files; a [`FileId`] is an index into this list.
    pub sources: Vec<Source>,
    /// Files that are links to another file of this list: what is right for one name may be wrong for the other, so
    /// fixes leave both alone.
    pub aliases: BTreeSet<FileId>,
    /// The root of the repository, where the root lies in one: by it clients know a project.
    pub repository: Option<PathBuf>,
}

/// One file.
#[derive(Debug, Clone)]
pub struct Source {
    /// Where it is.
    pub path: PathBuf,
    /// Its name in output: relative to the root with `/`, `~/...` below home, else absolute.
    pub display: String,
    /// Whom it belongs to.
    pub scope: Scope,
    /// What it is.
    pub role: Role,
    /// The directory beside whose files it is compared: for `.vscode/mcp.json` the one that holds `.vscode`.
    pub project: PathBuf,
    /// Whether git ignores it.
    pub ignored_by_git: bool,
    /// Whether a person named it on the command line.
    pub named: bool,
    /// What was read.
    pub content: Content,
}

/// What a file is.
#[derive(Debug, Clone, PartialEq)]
pub enum Role {
    /// A config, with everyone who reads it; the owner first.
    Config(Vec<&'static Dialect>),
    /// A file in which versions are written: `pyproject.toml`, `package.json`, their locks.
    Manifest(Format),
    /// `mcpcheck.toml`.
    Golden,
    /// Holds servers where no client looks.
    Unread(&'static Unread),
    /// Holds a client's switches for servers, and none itself.
    State(&'static StateFile),
    /// A file that is to be: `missing-config` points at it and a fix makes it.
    Missing(&'static Dialect),
}

/// A place where people put servers and no client looks.
#[derive(Debug, PartialEq, Eq)]
pub struct Unread {
    /// The client that is meant.
    pub client: &'static str,
    /// Where it looks instead.
    pub says: &'static str,
    /// Whether the file may have a reader all the same: in a repository of dotfiles, or named on a command line.
    pub doubt: bool,
    /// What the client does read there.
    pub state: Option<&'static StateFile>,
}

/// What reading a file gave.
#[derive(Debug, Clone)]
pub enum Content {
    /// A parsed text.
    Parsed(Box<Document>),
    /// A text that is parsed when somebody asks: of hundreds of manifests few speak of MCP.
    Lazy(Lazy),
    /// It could not be read; the text says why and is fit for a message.
    Unreadable(String),
    /// There is no such file yet.
    Absent,
}

/// A text that may never have to be parsed.
#[derive(Debug, Clone)]
pub struct Lazy {
    text: Text,
    syntax: Syntax,
    document: OnceLock<Box<Document>>,
}

impl Lazy {
    /// A text and the syntax it is to be parsed by.
    pub fn new(text: impl Into<Text>, syntax: Syntax) -> Self {
        Self { text: text.into(), syntax, document: OnceLock::new() }
    }

    fn document(&self) -> &Document {
        self.document.get_or_init(|| Box::new(Document::parse(self.text.clone(), self.syntax, Interest::All)))
    }
}

impl PartialEq for Dialect {
    fn eq(&self, other: &Self) -> bool {
        self.client == other.client && self.kind == other.kind
    }
}

impl Source {
    /// The document, where there is one.
    pub fn document(&self) -> Option<&Document> {
        match &self.content {
            Content::Parsed(document) => Some(document),
            Content::Lazy(lazy) => Some(lazy.document()),
            Content::Unreadable(_) | Content::Absent => None,
        }
    }

    /// The document, if a condition holds: otherwise the text is not even parsed.
    pub fn document_if(&self, condition: bool) -> Option<&Document> {
        if condition { self.document() } else { None }
    }

    /// The whole text, `""` where nothing was read.
    pub fn text(&self) -> &str {
        match &self.content {
            Content::Parsed(document) => &document.text,
            Content::Lazy(lazy) => &lazy.text,
            Content::Unreadable(_) | Content::Absent => "",
        }
    }

    /// The whole text, shared; `None` where nothing was read.
    pub fn shared_text(&self) -> Option<Text> {
        match &self.content {
            Content::Parsed(document) => Some(document.text.clone()),
            Content::Lazy(lazy) => Some(lazy.text.clone()),
            Content::Unreadable(_) | Content::Absent => None,
        }
    }

    /// The format in which it writes versions, where it is not a client's config.
    pub fn format(&self) -> Option<Format> {
        match self.role {
            Role::Manifest(format) => Some(format),
            _ => None,
        }
    }

    /// The clients' readers of this file, owner first.
    pub fn readers(&self) -> &[&'static Dialect] {
        match &self.role {
            Role::Config(readers) => readers,
            _ => &[],
        }
    }

    /// What it says of servers beside any that stand in it, where it is no config.
    pub fn state(&self) -> Option<&'static StateFile> {
        match self.role {
            Role::State(state) => Some(state),
            Role::Unread(unread) => unread.state,
            _ => None,
        }
    }

    /// The syntax to parse it by.
    pub fn syntax(&self) -> Syntax {
        match &self.role {
            Role::Config(readers) => readers.first().map_or(Syntax::Json, |d| d.syntax),
            Role::Missing(dialect) => dialect.syntax,
            Role::Golden => Syntax::Toml,
            Role::Manifest(format) => format.syntax(),
            Role::Unread(_) | Role::State(_) => Syntax::Json,
        }
    }

    /// Which parts of it are worth reading: what the owner asks for, as long as that is enough for the others.
    pub fn interest(&self) -> Interest {
        let Some((first, others)) = self.readers().split_first() else { return Interest::All };
        let enough = others.iter().flat_map(|d| d.containers).all(|c| first.interest.covers(c.path));
        if enough { first.interest } else { Interest::All }
    }

    /// Takes a new text, as a fix gives it.
    pub fn set_text(&mut self, text: impl Into<Text>) {
        self.content = match self.role {
            Role::Manifest(format) => Content::Lazy(Lazy::new(text, format.syntax())),
            _ => Content::Parsed(Box::new(Document::parse(text, self.syntax(), self.interest()))),
        };
    }
}

impl Workspace {
    /// The source with this id.
    pub fn get(&self, id: FileId) -> Option<&Source> {
        self.sources.get(id.0)
    }

    /// How many files were looked at: configs and manifests that are there.
    pub fn files_checked(&self) -> usize {
        let checked = |role: &Role| matches!(role, Role::Config(_) | Role::Manifest(_));
        self.sources.iter().filter(|s| checked(&s.role) && !matches!(s.content, Content::Absent)).count()
    }

    /// All sources with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.sources.iter().enumerate().map(|(i, s)| (FileId(i), s))
    }
}
