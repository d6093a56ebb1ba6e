//! One place where a specification stands, as a pin.

use std::borrow::Cow;
use std::ops::Range;

use super::spec::{Alias, Spec, classify};
use super::version::exact_version;
use crate::document::{Document, Member, Node, Pointer, Span, Value};
use crate::model::pin::{Ecosystem, Grammar, Origin, Pin};

/// A string that says which version of a package is meant.
pub(super) struct Slot<'d> {
    pub(super) doc: &'d Document,
    pub(super) node: &'d Node,
    pub(super) pointer: Pointer,
    /// The package that it is about, unless it is an alias.
    pub(super) name: &'d str,
    pub(super) name_span: Span,
    pub(super) place: &'d str,
    pub(super) origin: Origin,
    pub(super) conditional: bool,
}

impl Slot<'_> {
    /// Its pin; `None` where it is no text.
    pub(super) fn pin(self) -> Option<Pin> {
        let text = text(self.doc, self.node)?;
        let trimmed = trimmed(&text);
        let spec = classify(&text);
        Some(match spec {
            Spec::Exact(version) => Pin { version: Some(version), ..self.of(Ecosystem::Npm, &text, trimmed) },
            // npm refuses what is invalid; it can still be put right.
            Spec::Range | Spec::Tag | Spec::Missing | Spec::Invalid => self.of(Ecosystem::Npm, &text, trimmed),
            Spec::Alias(alias) => self.alias(&text, alias),
            Spec::Git { .. } | Spec::Url { .. } | Spec::Path | Spec::Workspace | Spec::Catalog | Spec::Made => {
                let fixed = spec.is_fixed();
                Pin { fixed, grammar: Grammar::Direct, ..self.of(Ecosystem::Npm, &text, trimmed) }
            }
        })
    }

    /// The pin of the package behind an alias.
    fn alias(&self, text: &str, alias: Alias) -> Pin {
        let ecosystem = if alias.jsr { Ecosystem::Jsr } else { Ecosystem::Npm };
        let pin = self.of(ecosystem, text, alias.spec);
        let pin = Pin { version: exact_version(&pin.spec), ..pin };
        match text.get(alias.name.clone()).filter(|name| !name.is_empty()) {
            Some(name) => Pin { package: name.to_owned(), name_span: part(self.doc, self.node, alias.name), ..pin },
            None => pin,
        }
    }

    /// A pin whose specification is a part of the text.
    pub(super) fn of(&self, ecosystem: Ecosystem, text: &str, spec: Range<usize>) -> Pin {
        Pin {
            ecosystem,
            package: self.name.to_owned(),
            spec: text.get(spec.clone()).unwrap_or_default().to_owned(),
            version: None,
            fixed: false,
            span: part(self.doc, self.node, spec),
            name_span: self.name_span,
            pointer: self.pointer.clone(),
            place: self.place.to_owned(),
            grammar: Grammar::Npm,
            origin: self.origin,
            conditional: self.conditional,
            hashed: false,
            server: None,
        }
    }
}

/// What a value says: a string, or in YAML a range that reads as a number (`18`, `1.2`).
pub(super) fn text<'d>(doc: &Document, node: &'d Node) -> Option<Cow<'d, str>> {
    match &node.value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(text) if doc.syntax.is_yaml() => Some(Cow::Borrowed(text)),
        _ => None,
    }
}

/// Where a text stands without the blanks around it.
pub(super) fn trimmed(text: &str) -> Range<usize> {
    let start = text.len() - text.trim_start().len();
    start..start + text.trim().len()
}

/// The bytes of a part of a value.
pub(super) fn part(doc: &Document, node: &Node, part: Range<usize>) -> Span {
    doc.string_part(node, part).unwrap_or(node.span)
}

/// The bytes of a part of a key; of the whole key where an escape keeps them from being told.
pub(super) fn key_part(doc: &Document, member: &Member, part: Range<usize>) -> Span {
    let raw = member.key_span.of(&doc.text);
    let start = match raw.find(&member.key) {
        Some(at) if at <= 1 && raw.len() == member.key.len() + 2 * at => member.key_span.start + at,
        _ => return member.key_span,
    };
    Span::new(start + part.start, start + part.end)
}
