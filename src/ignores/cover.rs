//! What a comment is about: a line, and what begins on it.

use std::collections::BTreeMap;

use crate::document::{Document, Layout, Node, Pointer, Span, Syntax, Value};
use crate::finding::Finding;

/// What a comment is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// The line.
    line: Span,
    /// What begins on it.
    places: Vec<Pointer>,
}

impl Cover {
    /// The line.
    pub(super) fn line(&self) -> Span {
        self.line
    }

    /// What begins on it.
    pub(super) fn places(&self) -> &[Pointer] {
        &self.places
    }

    /// Whether a finding of the same file is meant.
    pub fn covers(&self, finding: &Finding) -> bool {
        let here = self.line.start <= finding.span.start && finding.span.start < self.line.end;
        here || self.places.iter().any(|place| place.contains(&finding.pointer))
    }
}

/// What each of these comments is about; `all` are the comments that the parser lists, in file order.
pub(super) fn covers(document: &Document, all: &[Span], asking: &[Span]) -> Vec<Cover> {
    // From the last to the first, so that of comments below each other each need not look beyond the next.
    let mut lines: BTreeMap<usize, Span> = BTreeMap::new();
    for comment in asking.iter().rev() {
        let line = line_of(document, all, *comment, &lines);
        lines.insert(comment.start, line);
    }
    let mut places: BTreeMap<usize, (Span, Vec<Pointer>)> = BTreeMap::new();
    for line in lines.values() {
        places.insert(line.start, (*line, Vec::new()));
    }
    if let Some(root) = document.root.as_ref().filter(|_| !places.is_empty()) {
        let whole = (document.syntax == Syntax::Json).then_some(root.span);
        beginnings(root, &Pointer::root(), whole, None, &mut places);
    }
    let line = |comment: &Span| lines.get(&comment.start).copied().unwrap_or(*comment);
    let cover =
        |line: Span| Cover { line, places: places.get(&line.start).map(|(_, p)| p.clone()).unwrap_or_default() };
    asking.iter().map(|comment| cover(line(comment))).collect()
}

/// The line that a comment is about: its own, if something stands before it, else the next that is more than comments.
/// `known` are the lines of comments further down.
fn line_of(document: &Document, all: &[Span], comment: Span, known: &BTreeMap<usize, Span>) -> Span {
    let text = document.text.as_ref();
    let start = text.get(..comment.start).and_then(|t| t.rfind('\n')).map_or(0, |i| i + 1);
    let before = text.get(start..comment.start).unwrap_or_default();
    if !before.trim_matches(['\u{feff}', ' ', '\t']).is_empty() {
        return Span::new(start, end_of_line(text, comment.end));
    }
    // Something behind a comment in `/* */` is on its line.
    let mut at = comment.end;
    loop {
        let end = end_of_line(text, at);
        let rest = text.get(at..end).unwrap_or_default();
        let first = at + (rest.len() - rest.trim_start().len());
        let listed = all.binary_search_by_key(&first, |s| s.start).ok().and_then(|i| all.get(i));
        if let Some(line) = known.get(&first) {
            return *line;
        } else if let Some(span) = listed {
            at = span.end;
        } else if rest.trim().is_empty() || (document.syntax != Syntax::Json && rest.trim_start().starts_with('#')) {
            at = end;
        } else {
            return Span::new(first, end);
        }
        if at >= text.len() {
            return Span::at(text.len());
        }
    }
}

fn end_of_line(text: &str, from: usize) -> usize {
    text.get(from..).and_then(|t| t.find('\n')).map_or(text.len(), |i| from + i + 1)
}

/// Notes for each line what begins on it: members and elements, each whole, so that what lies within one that begins
/// on the same line (`inside`) need not be named. `whole` is where the value itself begins, where that counts.
fn beginnings(
    node: &Node,
    at: &Pointer,
    whole: Option<Span>,
    inside: Option<usize>,
    lines: &mut BTreeMap<usize, (Span, Vec<Pointer>)>,
) {
    let mut inside = inside;
    if let Some(start) = whole.map(|s| s.start)
        && let Some((key, (line, places))) = lines.range_mut(..=start).next_back()
        && start < line.end
        && inside != Some(*key)
    {
        inside = Some(*key);
        places.push(at.clone());
    }
    match &node.value {
        Value::Object(object) => {
            for member in &object.members {
                let start = match &member.value.value {
                    Value::Object(o) => match o.layout {
                        Layout::Header(header) => Some(header),
                        // A table that deeper headers imply begins nowhere.
                        Layout::Implied => None,
                        _ => Some(member.key_span),
                    },
                    _ => Some(member.key_span),
                };
                beginnings(&member.value, &at.join(&member.key), start, inside, lines);
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                beginnings(item, &at.index(i), Some(item.span), inside, lines);
            }
        }
        _ => {}
    }
}
