//! `mcpcheck-ignore RULE, RULE until 2026-12-31: reason`, in the comments of JSONC, TOML, YAML and lines of
//! requirements.
//!
//! A comment on a line of its own is about what begins on the next line that says something; one behind something is
//! about its own line. Either way the members and elements that begin there are meant whole.

use super::{About, Entry, cover};
use crate::day::Day;
use crate::document::{Document, Node, Pointer, ProblemKind, Span, Syntax, Value};
use crate::finding::FileId;
use crate::workspace::Source;

/// The word that such a comment begins with.
pub const WORD: &str = "mcpcheck-ignore";

/// A comment that means to ignore something and cannot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: FileId,
    /// The comment.
    pub span: Span,
    /// What is wrong with it.
    pub kind: FaultKind,
}

/// What is wrong with a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// It names no rule.
    NoRule,
    /// It does not say why.
    NoReason,
    /// What follows `until` is no date.
    NoDate,
}

/// What the comments of one file say.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) entries: Vec<Entry>,
    pub(super) faults: Vec<Fault>,
}

/// Reads the comments of a file. Without the word in it nothing is parsed.
pub(super) fn read(file: FileId, source: &Source) -> Read {
    let mut read = Read::default();
    let text = source.text();
    let hits: Vec<usize> = memchr::memmem::find_iter(text.as_bytes(), WORD).collect();
    let Some(document) = source.document_if(!hits.is_empty()) else { return read };
    let strings = Strings::of(document);
    let comments = comments(document);
    let mut said = Vec::new();
    for at in hits {
        let Some(span) = comment_at(document, &strings, &comments, at) else { continue };
        match parse(text.get(at + WORD.len()..span.end).unwrap_or_default()) {
            None => {}
            Some(Ok(what)) => said.push((span, what)),
            Some(Err(kind)) => read.faults.push(Fault { file, span, kind }),
        }
    }
    let covers = cover::covers(document, &comments, &said.iter().map(|(span, _)| *span).collect::<Vec<_>>());
    let entry = |((span, Said { rules, until, reason }), cover)| Entry {
        file,
        span,
        pointer: Pointer::root(),
        rules,
        reason,
        until,
        about: About::Beside(cover),
    };
    read.entries = said.into_iter().zip(covers).map(entry).collect();
    read
}

/// The comments of JSON, which its parser lists, in file order.
fn comments(document: &Document) -> Vec<Span> {
    let comments = document.problems.iter().filter(|p| p.kind == ProblemKind::Comment);
    comments.map(|p| p.span).collect()
}

/// What a comment says.
struct Said {
    rules: Vec<String>,
    until: Option<Day>,
    reason: String,
}

/// Reads what follows the word; `None` where it was only the beginning of another one.
fn parse(rest: &str) -> Option<Result<Said, FaultKind>> {
    if rest.starts_with(|c: char| c.is_alphanumeric() || "-_/.".contains(c)) {
        return None;
    }
    let rest = rest.trim().trim_end_matches("*/").trim();
    let (head, reason) = rest.split_once(':').map_or((rest, ""), |(head, reason)| (head, reason.trim()));
    let (names, until) = match head.split_once(" until ") {
        None => (head, None),
        Some((names, day)) => match Day::parse(day.trim()) {
            Some(day) => (names, Some(day)),
            None => return Some(Err(FaultKind::NoDate)),
        },
    };
    let rules: Vec<String> = names.split([',', ' ', '\t']).filter(|n| !n.is_empty()).map(str::to_owned).collect();
    Some(match (rules.is_empty(), reason.is_empty()) {
        (true, _) => Err(FaultKind::NoRule),
        (_, true) => Err(FaultKind::NoReason),
        _ => Ok(Said { rules, until, reason: reason.to_owned() }),
    })
}

/// Where keys and texts stand, in which nothing is a comment.
struct Strings(Vec<Span>);

impl Strings {
    fn of(document: &Document) -> Self {
        fn walk(node: &Node, out: &mut Vec<Span>) {
            match &node.value {
                Value::Object(object) => {
                    for member in &object.members {
                        out.push(member.key_span);
                        walk(&member.value, out);
                    }
                }
                Value::Array(items) => items.iter().for_each(|item| walk(item, out)),
                _ => out.push(node.span),
            }
        }
        let mut spans = Vec::new();
        // JSON's parser says itself where comments are.
        if let Some(root) = document.root.as_ref().filter(|_| document.syntax != Syntax::Json) {
            walk(root, &mut spans);
        }
        spans.sort();
        Self(spans)
    }

    fn hold(&self, at: usize) -> bool {
        let after = self.0.partition_point(|s| s.start <= at);
        // A block of YAML may hold others only by an alias, which stands elsewhere: the nearest is the one.
        after.checked_sub(1).and_then(|i| self.0.get(i)).is_some_and(|s| at < s.end)
    }
}

/// The comment whose first word stands at an offset.
fn comment_at(document: &Document, strings: &Strings, comments: &[Span], at: usize) -> Option<Span> {
    let text = document.text.as_ref();
    if document.syntax == Syntax::Json {
        let before = comments.partition_point(|s| s.start < at);
        let span = comments.get(before.checked_sub(1)?).copied().filter(|s| at < s.end)?;
        let before = text.get(span.start..at)?;
        return before.trim_start_matches(['/', '*']).trim().is_empty().then_some(span);
    }
    // Without a tree nobody knows what is a comment; lines of requirements need none.
    let inside = match &document.root {
        Some(root) => document.syntax != Syntax::FrontMatter || at < end_of(document, root),
        None => document.syntax == Syntax::Plain,
    };
    if !inside || strings.hold(at) {
        return None;
    }
    let start = text.get(..at)?.rfind('\n').map_or(0, |i| i + 1);
    let hash = start + text.get(start..at)?.rfind('#')?;
    let only = text.get(hash..at)?.trim_start_matches('#').trim().is_empty();
    let before = text.get(start..hash)?;
    let begins = before.is_empty() || before.ends_with([' ', '\t']) || document.syntax == Syntax::Toml;
    let end = at + text.get(at..)?.find(['\n', '\r']).unwrap_or(text.len() - at);
    (only && begins && !strings.hold(hash)).then(|| Span::new(hash, end))
}

/// Where the head of a Markdown file ends: at the line of dashes behind it.
fn end_of(document: &Document, root: &Node) -> usize {
    let end = root.extent().end;
    let rest = document.text.get(end..).unwrap_or_default();
    end + rest.find("\n---").unwrap_or(0)
}
