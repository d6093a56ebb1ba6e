//! Strings of a file as a listing may show them.

use crate::document::{Document, Span};
use crate::finding::FileId;
use crate::model::{Spanned, Template};
use crate::redact::{MASK, Secrets, mask};

/// One file and what must not be said of it.
pub(super) struct Cx<'a> {
    pub(super) secrets: &'a Secrets,
    pub(super) file: FileId,
    pub(super) document: Option<&'a Document>,
}

impl Cx<'_> {
    /// A text about the file.
    pub(super) fn scrub(&self, text: &str) -> String {
        self.secrets.scrub(text)
    }

    /// A value in canonical form. What the file's place says to be secret (`--api-key x`) is hidden by its place, since
    /// the text alone would not tell.
    pub(super) fn template(&self, template: &Spanned<Template>) -> String {
        let spans = self.secrets.spans(self.file);
        let canonical = if spans.iter().any(|s| s.overlaps(template.span)) {
            Template::parse(&self.masked(template, spans)).canonical()
        } else {
            template.value.canonical()
        };
        self.scrub(&canonical)
    }

    /// The decoded text without its secret parts; all of it where nobody knows which bytes are which.
    fn masked(&self, template: &Spanned<Template>, spans: &[Span]) -> String {
        let source = &template.value.source;
        let Some((document, node)) = self.document.and_then(|d| Some((d, d.at(&template.pointer)?))) else {
            return MASK.to_owned();
        };
        let mut hidden: Vec<Span> = Vec::new();
        for (at, c) in source.char_indices() {
            let part = at..at + c.len_utf8();
            let Some(raw) = document.string_part(node, part.clone()) else { return MASK.to_owned() };
            if spans.iter().any(|s| s.overlaps(raw)) {
                match hidden.last_mut().filter(|last| last.end == part.start) {
                    Some(last) => last.end = part.end,
                    None => hidden.push(Span::new(part.start, part.end)),
                }
            }
        }
        mask(source, 0, &hidden)
    }
}
