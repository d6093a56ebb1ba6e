//! Everything one run has read, before anybody judges it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::clients::Dialect;
use crate::document::{Document, Interest, Syntax, Text};
use crate::finding::FileId;
use crate::model::Scope;

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
    /// `pyproject.toml` and its like.
    Manifest,
    /// `mcpcheck.toml`.
    Golden,
    /// Holds servers where no client looks.
    Unread(&'static Unread),
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
}

/// What reading a file gave.
#[derive(Debug, Clone)]
pub enum Content {
    /// A parsed text.
    Parsed(Box<Document>),
    /// It could not be read; the text says why and is fit for a message.
    Unreadable(String),
    /// There is no such file yet.
    Absent,
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
            _ => None,
        }
    }

    /// The whole text, `""` where nothing was read.
    pub fn text(&self) -> &str {
        self.document().map(|d| &*d.text).unwrap_or_default()
    }

    /// The clients' readers of this file, owner first.
    pub fn readers(&self) -> &[&'static Dialect] {
        match &self.role {
            Role::Config(readers) => readers,
            _ => &[],
        }
    }

    /// The syntax to parse it by.
    pub fn syntax(&self) -> Syntax {
        match &self.role {
            Role::Config(readers) => readers.first().map_or(Syntax::Json, |d| d.syntax),
            Role::Missing(dialect) => dialect.syntax,
            Role::Manifest | Role::Golden => Syntax::Toml,
            Role::Unread(_) => Syntax::Json,
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
        let document = Document::parse(text, self.syntax(), self.interest());
        self.content = Content::Parsed(Box::new(document));
    }
}

impl Workspace {
    /// The source with this id.
    pub fn get(&self, id: FileId) -> Option<&Source> {
        self.sources.get(id.0)
    }

    /// All sources with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.sources.iter().enumerate().map(|(i, s)| (FileId(i), s))
    }
}
