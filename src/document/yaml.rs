//! YAML, and YAML at the head of a Markdown file, to the spanned tree. The parser is `granit-parser`: its events become
//! an arena of raw values ([`events`]), the arena becomes our tree ([`tree`]) with aliases and merge keys written out.
//!
//! Scalars are what YAML 1.2's core schema says ([`scalar`]). What an anchor and its aliases share is read-only for
//! fixes, since its bytes stand for several places; so is a scalar with a tag.

mod events;
mod scalar;
mod tree;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

use std::ops::Range;

use granit_parser::{ErrorKind, ScanError};

use super::node::Node;
use super::span::Span;
use super::{Interest, Problem, ProblemKind};

/// How deep maps and lists may lie in each other, as in JSON.
const MAX_DEPTH: usize = 512;

/// Parses `text` (without byte order mark); `base` is added to every offset.
pub(super) fn parse(text: &str, base: usize, interest: Interest) -> (Option<Node>, Vec<Problem>) {
    let mut problems = Vec::new();
    let root = match events::read(text) {
        Ok(arena) => {
            problems.extend(arena.second.map(second_document));
            let tree = arena
                .root
                .filter(|root| !arena.is_blank(*root))
                .map(|root| tree::build(text, base, &arena, root, interest));
            tree.transpose().unwrap_or_else(|problem| {
                problems.push(problem);
                None
            })
        }
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    for problem in &mut problems {
        problem.span = Span::new(problem.span.start + base, problem.span.end + base);
    }
    (root, problems)
}

/// Parses what stands between a first line `---` and the next line `---`; no such lines are no value.
pub(super) fn parse_front_matter(text: &str, base: usize, interest: Interest) -> (Option<Node>, Vec<Problem>) {
    match front_matter(text) {
        Some(inner) => parse(inner.of(text), base + inner.start, interest),
        None => (None, Vec::new()),
    }
}

/// The bytes between the two lines, line ends included.
fn front_matter(text: &str) -> Option<Span> {
    let is_fence = |line: &str| line.trim_end() == "---" && line.ends_with(['\n', '\r']);
    let mut at = 0;
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().filter(|line| is_fence(line))?.len();
    at += first;
    for line in lines {
        // The last line of the file may have no line end.
        if is_fence(line) || line.trim_end() == "---" {
            return Some(Span::new(first, at));
        }
        at += line.len();
    }
    None
}

/// Readers of one document (`js-yaml`'s `load`, PyYAML's `safe_load`, `serde_yaml`'s `from_str`) refuse a stream of
/// several; what the first one says is still worth reading.
fn second_document(span: Span) -> Problem {
    let message = "a second document starts here, and only the first is read".to_owned();
    Problem { kind: ProblemKind::NotStrict, span, message }
}

fn too_deep(span: Span) -> Problem {
    Problem { kind: ProblemKind::TooDeep, span, message: format!("nested deeper than {MAX_DEPTH} levels") }
}

/// What the parser did not get past.
fn fatal(text: &str, error: &ScanError) -> Problem {
    let at = error.marker().byte_offset().unwrap_or(0);
    let span = clamp(text, at, at + 1);
    if *error.kind() == ErrorKind::RecursionLimitExceeded {
        return too_deep(span);
    }
    Problem { kind: ProblemKind::Fatal, span, message: in_words(error) }
}

/// What the parser says, without values of the file and without what it was about to do.
fn in_words(error: &ScanError) -> String {
    let own = match error.kind() {
        ErrorKind::UnknownAnchor => "this alias names no anchor above it",
        ErrorKind::UnclosedQuotedScalar => "this quote is never closed",
        ErrorKind::UnclosedFlowCollection { .. } => "this bracket is never closed",
        ErrorKind::UnexpectedCharacter { .. } => "no value can start with this character",
        ErrorKind::TabInIndentation
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInPlainScalar => "a tab where YAML takes only spaces",
        ErrorKind::Custom(_) | ErrorKind::InputIo { .. } | ErrorKind::InputDecoding { .. } => "this is not YAML",
        _ => "",
    };
    if !own.is_empty() {
        return own.to_owned();
    }
    let info = error.info();
    let said =
        info.strip_prefix("while ").and_then(|rest| rest.split_once(", ")).map_or(info.as_str(), |(_, said)| said);
    said.to_owned()
}

/// A span within `text`, on character boundaries.
fn clamp(text: &str, start: usize, end: usize) -> Span {
    let mut start = start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    Span::new(start, end)
}

/// The bytes of a part of a decoded string; see [`super::Document::string_part`].
pub(super) fn string_part(node: &Node, raw: &str, decoded: &str, part: Range<usize>) -> Option<Span> {
    if node.read_only || raw.contains(['\n', '\r']) {
        return None;
    }
    let start = node.span.start + 1;
    let inner = || raw.get(1..raw.len().checked_sub(1)?);
    match raw.as_bytes().first()? {
        b'"' => {
            let map = super::escape_map(inner()?, decoded)?;
            Some(Span::new(start + map(part.start)?, start + map(part.end)?))
        }
        b'\'' => {
            // Each quote within is written twice.
            let quotes = |end: usize| decoded.get(..end).map(|before| before.matches('\'').count());
            (inner()?.len() == decoded.len() + quotes(decoded.len())?).then_some(())?;
            Some(Span::new(start + part.start + quotes(part.start)?, start + part.end + quotes(part.end)?))
        }
        _ if raw == decoded => Some(Span::new(node.span.start + part.start, node.span.start + part.end)),
        _ => None,
    }
}
