//! Versions that are written down somewhere.

use crate::document::{Pointer, Span};

/// One place where a version of a package is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The package, normalized as its ecosystem does it (PEP 503).
    pub package: String,
    /// The requirement as written, without name, extras, parentheses and marker: `==2.14.2`, `>=2`, `^2.14`; empty
    /// where none is given. For [`Grammar::Direct`] the source as PEP 508 spells it (`git+https://host/x@rev`), also
    /// where the file has a table; it may hold credentials, so output must redact it like any URL.
    pub spec: String,
    /// The one version the requirement allows, if it allows just one.
    pub version: Option<String>,
    /// Whether a [`Grammar::Direct`] source can never become another one: a full git commit or a hashed archive.
    pub fixed: bool,
    /// The bytes of `spec`; the whole string where an escape keeps them from being told apart, the whole value of a
    /// direct source. Empty where no version is given: the place where one would be written.
    pub span: Span,
    /// The bytes of the name with its extras: what to point at where `span` is empty.
    pub name_span: Span,
    /// The place in the tree.
    pub pointer: Pointer,
    /// The table it stands in, as people name it: `project.dependencies`, `tool.poetry.dependencies`.
    pub place: String,
    /// The grammar of `spec`.
    pub grammar: Grammar,
    /// Whether a marker, an extra index or a `python` key makes it hold only sometimes.
    pub conditional: bool,
}

impl Pin {
    /// What a finding points at: the requirement, or the name where there is none.
    pub fn shown(&self) -> Span {
        if self.span.is_empty() { self.name_span } else { self.span }
    }

    /// Whether it can mean one thing only: one version, or a source that never changes.
    pub fn is_exact(&self) -> bool {
        self.version.is_some() || self.fixed
    }
}

/// How a requirement is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grammar {
    /// PEP 440 specifiers.
    Pep440,
    /// Poetry: a bare version is exact, `^` and `~` are ranges.
    Poetry,
    /// A URL, a path or a git reference: no version to compare.
    Direct,
}
