//! What stands between the values: blanks, line ends, comments and commas, and the lines they make.

use crate::document::{BOM, Document, Span, Syntax};

/// One thing between two values; blanks are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The end of a line.
    Newline,
    /// A comment that lasts to the end of its line.
    LineComment,
    /// A `/* */` comment.
    BlockComment,
    /// A comma.
    Comma,
}

/// A [`Kind`] and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

impl Piece {
    pub(super) fn is_comment(self) -> bool {
        matches!(self.kind, Kind::LineComment | Kind::BlockComment)
    }
}

/// The pieces between `from` and `to`, where no value, key or bracket stands.
pub(super) fn gap(doc: &Document, from: usize, to: usize) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = from;
    while let Some(c) = doc.text.get(at..to).and_then(|rest| rest.chars().next()) {
        let rest = doc.text.get(at..to).unwrap_or_default();
        let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let (kind, len) = match c {
            '\r' if rest.starts_with("\r\n") => (Some(Kind::Newline), 2),
            '\n' | '\r' => (Some(Kind::Newline), 1),
            ',' => (Some(Kind::Comma), 1),
            '#' if doc.syntax == Syntax::Toml => (Some(Kind::LineComment), line),
            '/' if rest.starts_with("/*") => {
                let end = rest.get(2..).and_then(|inner| inner.find("*/"));
                (Some(Kind::BlockComment), end.map_or(rest.len(), |end| end + 4))
            }
            '/' => (Some(Kind::LineComment), line),
            c => (None, c.len_utf8()),
        };
        pieces.extend(kind.map(|kind| Piece { kind, span: Span::new(at, at + len) }));
        at += len;
    }
    pieces
}

/// Where the line of `at` starts; the byte order mark is no part of the first one.
pub(super) fn line_start(doc: &Document, at: usize) -> usize {
    let first = if doc.text.starts_with(BOM) { BOM.len() } else { 0 };
    let before = doc.text.get(..at).unwrap_or_default();
    before.rfind(['\n', '\r']).map_or(first, |end| end + 1).max(first)
}

/// Where the line of `at` ends, before its line end.
pub(super) fn line_end(doc: &Document, at: usize) -> usize {
    let rest = doc.text.get(at..).unwrap_or_default();
    at + rest.find(['\n', '\r']).unwrap_or(rest.len())
}

/// Where the line after that of `at` starts.
pub(super) fn next_line(doc: &Document, at: usize) -> usize {
    let end = line_end(doc, at);
    match doc.text.get(end..).unwrap_or_default() {
        rest if rest.starts_with("\r\n") => end + 2,
        "" => end,
        _ => end + 1,
    }
}

/// Whether only blanks stand before `at` on its line.
pub(super) fn starts_line(doc: &Document, at: usize) -> bool {
    // Looks at the blanks alone: a file may be one line of many megabytes.
    let before = doc.text.get(..at).unwrap_or_default().trim_end_matches(is_inner_blank);
    before.is_empty() || before == BOM || before.ends_with(['\n', '\r'])
}

/// Whether only blanks stand between `at` and a line end (not the end of the file).
pub(super) fn ends_line(doc: &Document, at: usize) -> bool {
    let rest = doc.text.get(at..).unwrap_or_default();
    rest.trim_start_matches(is_inner_blank).starts_with(['\n', '\r'])
}

/// The indentation of the line of `at`.
pub(super) fn indent(doc: &Document, at: usize) -> &str {
    let line = doc.text.get(line_start(doc, at)..line_end(doc, at)).unwrap_or_default();
    line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default()
}

/// `at`, moved back over the blanks before it, but not over a line end.
pub(super) fn back_over_blanks(doc: &Document, at: usize) -> usize {
    doc.text.get(..at).unwrap_or_default().trim_end_matches([' ', '\t']).len()
}

/// `at`, the start of a line, moved back over the blank lines before it.
pub(super) fn back_over_blank_lines(doc: &Document, mut at: usize) -> usize {
    while at > 0 {
        let before = doc.text.get(..at).unwrap_or_default();
        let content = before.strip_suffix("\r\n").or_else(|| before.strip_suffix(['\n', '\r']));
        let Some(content) = content else { break };
        let start = line_start(doc, content.len());
        if start >= at || !is_blank(content.get(start..)) {
            break;
        }
        at = start;
    }
    at
}

/// `at`, the start of a line, moved on over the blank lines from there.
pub(super) fn over_blank_lines(doc: &Document, mut at: usize) -> usize {
    while ends_line(doc, at) {
        at = next_line(doc, at);
    }
    at
}

fn is_inner_blank(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\n' | '\r')
}

fn is_blank(text: Option<&str>) -> bool {
    text.is_some_and(|t| t.chars().all(|c| c.is_whitespace()))
}
