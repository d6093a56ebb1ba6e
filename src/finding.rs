//! Findings: what a rule has to say about one place, and the edits that would put it right.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::document::{Pointer, Span};
use crate::model::Scope;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// No effect today, or not established.
    Info,
    /// It loads, but something with a meaning is lost or means something else.
    Warning,
    /// A client skips or refuses it, or it is not what was agreed.
    Error,
}

impl Severity {
    /// As output and the golden spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Info, Self::Warning, Self::Error].into_iter().find(|s| s.as_str() == text)
    }
}

/// Index of a file in a run: [`crate::workspace::Workspace::sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub usize);

/// A place that has to do with a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The file.
    pub file: FileId,
    /// The bytes.
    pub span: Span,
    /// What is there.
    pub message: String,
    /// The rule, where this was a finding of its own that follows from the main one.
    pub rule: Option<&'static str>,
}

/// Whether a fix may be applied without being asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// It may change what happens, or guesses: only with `--unsafe-fixes`.
    Unsafe,
    /// It says the same in a form that is read.
    Safe,
}

/// Replaces the bytes of `span` by `text`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The bytes that go.
    pub span: Span,
    /// The text that comes.
    pub text: String,
}

impl Edit {
    /// Replaces a span.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Inserts at an offset.
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::replace(Span::at(at), text)
    }

    /// Removes a span.
    pub fn remove(span: Span) -> Self {
        Self::replace(span, "")
    }
}

/// Edits to one file that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as a command: "rename `transport` to `type`".
    pub title: String,
    /// Whether it may be applied without being asked for.
    pub applicability: Applicability,
    /// The edits, in any order, not overlapping. In a file that does not exist yet: one insertion at 0.
    pub edits: Vec<Edit>,
    /// Whether it has to be asked for whatever the golden says: it would lose, or copy to another file, what may be a
    /// credential.
    pub guarded: bool,
}

impl Fix {
    /// A fix that says the same in a form that is read.
    pub fn safe(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { title: title.into(), applicability: Applicability::Safe, edits, guarded: false }
    }

    /// A fix that has to be asked for whatever the golden says; see [`Self::guarded`].
    #[must_use]
    pub fn guarded(self) -> Self {
        Self { applicability: Applicability::Unsafe, guarded: true, ..self }
    }

    /// A fix that has to be asked for.
    pub fn unsafe_(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { title: title.into(), applicability: Applicability::Unsafe, edits, guarded: false }
    }
}

/// Which other findings of the same file follow from this one and are folded into it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Covers {
    /// None.
    #[default]
    Nothing,
    /// Everything else in the file, for the clients of this finding.
    File,
    /// Everything at or below a pointer.
    Below(Pointer),
    /// What these rules say at or below a pointer.
    Rules(Pointer, &'static [&'static str]),
}

/// What makes findings at several places one: each place is accepted by itself, and what is left is reported once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// The same for all of them, and for no others: a hash, since what they have in common may be a credential.
    pub key: u64,
    /// What is said of the places after the first.
    pub also: &'static str,
}

impl Group {
    /// That of everything that a rule finds with an equal key.
    pub fn of(rule: &str, key: &impl Hash, also: &'static str) -> Self {
        let mut hasher = DefaultHasher::new();
        rule.hash(&mut hasher);
        key.hash(&mut hasher);
        Self { key: hasher.finish(), also }
    }
}

/// What one rule says about one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The file.
    pub file: FileId,
    /// The bytes.
    pub span: Span,
    /// The place in the tree.
    pub pointer: Pointer,
    /// The clients it holds for, sorted.
    pub clients: Vec<&'static str>,
    /// The scope of the file or entry.
    pub scope: Scope,
    /// The server it is about.
    pub server: Option<String>,
    /// What is wrong and what the client does about it.
    pub message: String,
    /// What to write.
    pub help: Option<String>,
    /// Other places.
    pub related: Vec<Related>,
    /// How to put it right.
    pub fix: Option<Fix>,
    /// What follows from it.
    pub covers: Covers,
    /// The findings that it is one with.
    pub group: Option<Group>,
}

impl Finding {
    /// A finding with what every finding has; the rest is added by the `with_` methods.
    pub fn new(rule: &'static str, severity: Severity, file: FileId, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity,
            file,
            span,
            pointer: Pointer::root(),
            clients: Vec::new(),
            scope: Scope::Project,
            server: None,
            message: message.into(),
            help: None,
            related: Vec::new(),
            fix: None,
            covers: Covers::Nothing,
            group: None,
        }
    }

    /// The place in the tree.
    #[must_use]
    pub fn at(mut self, pointer: Pointer) -> Self {
        self.pointer = pointer;
        self
    }

    /// What to write.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The client it holds for.
    #[must_use]
    pub fn client(mut self, id: &'static str) -> Self {
        self.clients = vec![id];
        self
    }

    /// The server and scope it is about.
    #[must_use]
    pub fn server(mut self, name: &str, scope: Scope) -> Self {
        self.server = Some(name.to_owned());
        self.scope = scope;
        self
    }

    /// The scope it is about.
    #[must_use]
    pub fn scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// Another place.
    #[must_use]
    pub fn related(mut self, file: FileId, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related { file, span, message: message.into(), rule: None });
        self
    }

    /// How to put it right.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fix = fix.into();
        self
    }

    /// The findings that it is one with.
    #[must_use]
    pub fn group(mut self, group: Group) -> Self {
        self.group = Some(group);
        self
    }

    /// What follows from it.
    #[must_use]
    pub fn covers(mut self, covers: Covers) -> Self {
        self.covers = covers;
        self
    }
}
