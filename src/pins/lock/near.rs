//! What stands around a hit in a lock. Every look back is short, so that a hostile file costs no more than its length.

use std::ops::Range;

use memchr::memmem;

use crate::document::{Document, Interest, Node, Span, Syntax};

/// How many bytes before a hit are looked at: far more than a tool writes in one line before a name.
const REACH: usize = 1024;

/// The byte at a place.
pub(super) fn byte(text: &str, at: usize) -> Option<u8> {
    text.as_bytes().get(at).copied()
}

/// The byte before a place.
pub(super) fn byte_before(text: &str, at: usize) -> Option<u8> {
    byte(text, at.checked_sub(1)?)
}

/// Where the line of `at` begins; `None` if that is too far away.
pub(super) fn line_start(text: &str, at: usize) -> Option<usize> {
    let from = at.saturating_sub(REACH);
    let before = text.as_bytes().get(from..at)?;
    match before.iter().rposition(|b| *b == b'\n') {
        Some(i) => Some(from + i + 1),
        None => Some(0).filter(|_| from == 0).map(|_| bom(text)),
    }
}

/// The length of the byte order mark, if there is one.
pub(super) fn bom(text: &str) -> usize {
    if text.starts_with(crate::document::BOM) { crate::document::BOM.len() } else { 0 }
}

/// The end of the line of `at`, without its line end; `None` if that is too far away.
pub(super) fn line_end(text: &str, at: usize) -> Option<usize> {
    let tail = text.as_bytes().get(at..)?;
    let reach = tail.get(..REACH * 8).unwrap_or(tail);
    match reach.iter().position(|b| *b == b'\n') {
        Some(i) if i > 0 && reach.get(i - 1) == Some(&b'\r') => Some(at + i - 1),
        Some(i) => Some(at + i),
        None => (reach.len() == tail.len()).then_some(text.len()),
    }
}

/// The lines after the one that ends at `end` (see [`line_end`]), each with its range, up to `count`.
pub(super) fn next_lines(text: &str, end: usize, count: usize) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut end = end;
    (0..count).map_while(move |_| {
        let rest = text.get(end..)?;
        let start = end + rest.find('\n').filter(|i| *i <= 1)? + 1;
        end = line_end(text, start)?;
        Some(start..end)
    })
}

/// Past the JSON blanks at `at`.
pub(super) fn skip_blanks(text: &str, at: usize) -> usize {
    let blanks = text.as_bytes().get(at..).unwrap_or_default().iter().take_while(|b| b.is_ascii_whitespace());
    at + blanks.count()
}

/// Back over the JSON blanks that end at `at`.
pub(super) fn skip_blanks_back(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(at.saturating_sub(REACH)..at).unwrap_or_default();
    at - before.iter().rev().take_while(|b| b.is_ascii_whitespace()).count()
}

/// Where the value stands whose JSON key ends (with its quote) at `at`; `None` if no colon follows.
pub(super) fn value_of_key(text: &str, at: usize) -> Option<usize> {
    let colon = skip_blanks(text, at);
    (byte(text, colon) == Some(b':')).then(|| skip_blanks(text, colon + 1))
}

/// The inside of the string whose closing quote stands at `quote`.
pub(super) fn string_ending(text: &str, quote: usize) -> Option<Range<usize>> {
    (byte(text, quote) == Some(b'"')).then_some(())?;
    let from = quote.saturating_sub(REACH);
    let before = text.as_bytes().get(from..quote)?;
    Some(from + before.iter().rposition(|b| *b == b'"')? + 1..quote)
}

/// Where the string ends, at its closing quote, in which `at` stands; `None` if that is too far away.
pub(super) fn string_end(text: &str, at: usize) -> Option<usize> {
    let tail = text.as_bytes().get(at..)?;
    let reach = tail.get(..REACH * 8).unwrap_or(tail);
    reach.iter().position(|b| *b == b'"').map(|i| at + i)
}

/// Whether nothing but spaces and tabs stands between the beginning of the line and `at`; then how many.
pub(super) fn indent(text: &str, at: usize) -> Option<usize> {
    let before = text.as_bytes().get(at.saturating_sub(REACH)..at)?;
    let blanks = before.iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let start = at - blanks;
    (start == bom(text) || byte_before(text, start) == Some(b'\n')).then_some(blanks)
}

/// The inside of the key whose value begins at `at`.
pub(super) fn key_of_value(text: &str, at: usize) -> Option<Range<usize>> {
    let colon = skip_blanks_back(text, at).checked_sub(1)?;
    (byte(text, colon) == Some(b':')).then_some(())?;
    string_ending(text, skip_blanks_back(text, colon).checked_sub(1)?)
}

/// One JSON value out of a longer text.
pub(super) struct Piece {
    pub(super) doc: Document,
    /// Where it begins in the whole text.
    pub(super) base: usize,
}

impl Piece {
    /// The value that begins at `at`; `None` where it is broken or nested too deep, which must not be tried again and
    /// again.
    pub(super) fn json(text: &str, at: usize) -> Option<Self> {
        let tail = text.get(at..)?;
        let mut values = serde_json::Deserializer::from_str(tail).into_iter::<&serde_json::value::RawValue>();
        let raw = values.next()?.ok()?.get();
        let doc = Document::parse(raw, Syntax::Json, Interest::All);
        doc.fatal().is_none().then_some(Self { doc, base: at })
    }

    /// A part of a TOML text that is TOML by itself.
    pub(super) fn toml(text: &str, part: Range<usize>) -> Option<Self> {
        let base = part.start;
        let doc = Document::parse(text.get(part)?, Syntax::Toml, Interest::All);
        doc.fatal().is_none().then_some(Self { doc, base })
    }

    /// A whole text.
    pub(super) fn whole(text: &str, syntax: Syntax) -> Self {
        Self { doc: Document::parse(text, syntax, Interest::All), base: 0 }
    }

    /// The bytes of a part of a string, in the whole text; of the whole string, quotes included, where an escape keeps
    /// that from being told.
    pub(super) fn part(&self, node: &Node, part: Range<usize>) -> Span {
        let span = self.doc.string_part(node, part).unwrap_or(node.span);
        Span::new(span.start + self.base, span.end + self.base)
    }

    /// The inside of a string, in the whole text.
    pub(super) fn inside(&self, node: &Node) -> Span {
        self.part(node, 0..node.as_str().map_or(0, str::len))
    }
}

/// The first place of `needle` at or after `from`, found many bytes at a time.
pub(super) fn seek(text: &str, from: usize, needle: &str) -> Option<usize> {
    memmem::find(text.as_bytes().get(from..)?, needle.as_bytes()).map(|at| from + at)
}
