//! What must never be printed, and the two ways to print the rest: [`mask`] for texts of a file, [`Secrets::scrub`] and
//! `sanitize` for strings that come from one.
//!
//! The rule of thumb: inside `env` and `headers` every literal is a secret unless it is plainly harmless; elsewhere
//! only what a name, a flag or a well-known prefix gives away. References to variables and their names are never
//! hidden: they are what a reader has to see.

mod args;
pub(crate) mod credentials;
pub(crate) mod detect;
mod inner;
mod jwt;
mod lines;
mod made_up;
pub(crate) mod providers;
mod sanitize;
mod secrets;
mod tokens;
mod tree;
pub(crate) mod urls;
mod values;
mod words;

use crate::document::{Document, Span};

pub(crate) use sanitize::{begins_command, is_hostile_char};
pub use sanitize::{is_hostile, sanitize};
pub use secrets::Secrets;
pub(crate) use words::words as name_words;

/// Whether a value of this name is a secret.
pub(crate) fn names_secret(name: &str) -> bool {
    words::is_secret(name)
}

/// What stands in the place of a secret. One length for all: the length of a credential says what kind it is.
pub const MASK: &str = "******";

/// The bytes of a document that must never reach any output, sorted and disjoint.
///
/// A text that does not parse has no tree; then strings are found by a tolerant reading of the text and judged alike.
pub fn secret_spans(doc: &Document) -> Vec<Span> {
    merged(found(doc).into_iter().map(|f| f.span).collect())
}

/// Replaces the secret bytes of `text`, which begins at `start_offset` of its file, by [`MASK`]. Line breaks inside a
/// secret stay, so that line numbers stay.
pub fn mask(text: &str, start_offset: usize, spans: &[Span]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut hidden = false;
    // Spans are sorted, so one walk over both lists is enough.
    let mut rest = spans.iter().skip_while(|s| s.end <= start_offset).peekable();
    for (at, c) in text.char_indices() {
        let at = start_offset + at;
        while rest.next_if(|s| s.end <= at).is_some() {
            hidden = false;
        }
        let inside = rest.peek().is_some_and(|s| s.start < at + c.len_utf8() && at < s.end);
        let line_end = matches!(c, '\n' | '\r');
        if !inside || line_end {
            out.push(c);
        } else if !hidden {
            out.push_str(MASK);
        }
        hidden = inside && !line_end;
    }
    out
}

/// A secret and how it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Found {
    span: Span,
    why: Why,
}

/// How a secret is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// By its prefix, the name of its key or flag, or its place in a URL.
    Named,
    /// It stands in `env` or `headers` and may be quite harmless.
    Place,
    /// A part of a large file that nobody has looked into.
    Unread,
}

fn found(doc: &Document) -> Vec<Found> {
    let mut found = match &doc.root {
        Some(root) => tree::found(doc, root),
        None => lines::found(&doc.text, Span::new(0, doc.text.len())),
    };
    // What nobody has looked into is hidden whole, and may be most of a large file.
    let mut at = 0;
    let unread = found.iter().filter(|f| f.why == Why::Unread).map(|f| f.span);
    let mut raw = Vec::new();
    for span in unread.chain([Span::at(doc.text.len())]).collect::<Vec<_>>() {
        let piece = Span::new(at, span.start.max(at));
        let placed = |range: std::ops::Range<usize>| Span::new(piece.start + range.start, piece.start + range.end);
        let text = piece.of(&doc.text);
        // URLs also stand where no tree shows them: in a line of requirements, in a comment.
        let ranges = tokens::find(text).into_iter().chain(tokens::in_urls(text));
        raw.extend(ranges.map(|r| Found { span: placed(r), why: Why::Named }));
        at = span.end;
    }
    found.extend(raw);
    found
}

/// Sorted, and with neighbours that share or touch bytes made one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|s| !s.is_empty());
    spans.sort();
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}

#[cfg(test)]
mod tests;
