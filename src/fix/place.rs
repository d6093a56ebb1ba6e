//! How the text around a place is written, so that what is added looks like it.

use serde_json::Value as Json;

use super::render::{JsonStyle, Lists, render_json, render_toml_value};
use super::scan;
use crate::document::{Document, Layout, Node, Span, Syntax, Value};

/// The children of a node in file order.
pub(super) fn children(node: &Node) -> Box<dyn Iterator<Item = &Node> + '_> {
    match &node.value {
        Value::Object(o) => Box::new(o.members.iter().map(|m| &m.value)),
        Value::Array(items) => Box::new(items.iter()),
        _ => Box::new(std::iter::empty()),
    }
}

/// Whether a map or list stands between brackets of its own.
pub(super) fn has_brackets(node: &Node) -> bool {
    match &node.value {
        Value::Object(o) => o.layout == Layout::Braces,
        Value::Array(items) => !items.iter().any(is_header_table),
        _ => false,
    }
}

/// Whether it is a TOML table with a header.
pub(super) fn is_header_table(node: &Node) -> bool {
    node.as_object().is_some_and(|o| matches!(o.layout, Layout::Header(_)))
}

/// Whether the first thing in a bracketed map or list stands on a line of its own.
fn is_spread(doc: &Document, node: &Node) -> bool {
    let first = match &node.value {
        Value::Object(o) => o.members.first().map(|m| m.key_span.start),
        Value::Array(items) => items.first().map(|i| i.span.start),
        _ => return false,
    };
    let inside = Span::new(node.span.start, first.unwrap_or(node.span.end));
    inside.of(&doc.text).contains(['\n', '\r'])
}

/// The map or list that directly holds the value at `span`.
fn parent(doc: &Document, span: Span) -> Option<&Node> {
    let mut at = doc.root.as_ref().filter(|r| r.span != span)?;
    loop {
        match children(at).find(|c| c.extent().contains(span)) {
            Some(child) if child.span != span => at = child,
            Some(_) => return Some(at),
            None => return None,
        }
    }
}

/// Whether a map that is put at `node`'s place is written over several lines.
pub(super) fn wants_lines(doc: &Document, node: &Node) -> bool {
    let filled = children(node).next().is_some();
    if doc.syntax == Syntax::Toml || filled || node.span.of(&doc.text).contains(['\n', '\r']) {
        return has_brackets(node) && is_spread(doc, node);
    }
    // An empty or scalar value says nothing: what holds it does.
    parent(doc, node.span).is_none_or(|p| is_spread(doc, p))
}

/// The file's way of writing JSON.
pub(super) fn json_style(doc: &Document, multi_line: bool) -> JsonStyle {
    let mut seen = Seen { left: LOOKED_AT, ..Seen::default() };
    if let Some(root) = &doc.root {
        seen.look(doc, root);
    }
    let default = JsonStyle::default();
    JsonStyle {
        unit: seen.unit.unwrap_or(default.unit),
        line_end: doc.line_end(),
        multi_line,
        lists: seen.lists.unwrap_or(default.lists),
        colon: seen.colon.unwrap_or(default.colon),
    }
}

/// What the file shows first of each habit.
#[derive(Default)]
struct Seen {
    unit: Option<String>,
    lists: Option<Lists>,
    colon: Option<String>,
    /// How many more nodes are looked at.
    left: usize,
}

/// A habit that a file does not show in so many nodes is none; and every fix of a large file asks anew.
const LOOKED_AT: usize = 400;

impl Seen {
    fn look(&mut self, doc: &Document, node: &Node) {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 || self.unit.is_some() && self.lists.is_some() && self.colon.is_some() {
            return;
        }
        match &node.value {
            Value::Array(items) if !items.is_empty() && items.iter().all(|i| children(i).next().is_none()) => {
                let lists = if is_spread(doc, node) { Lists::Spread } else { Lists::OneLine };
                self.lists.get_or_insert(lists);
            }
            Value::Object(object) => {
                if let Some(member) = object.members.first() {
                    let step = step(doc, node.span.start, member.key_span.start);
                    self.unit = self.unit.take().or(step.map(ToOwned::to_owned));
                    self.colon = self.colon.take().or_else(|| separator(doc, member));
                }
            }
            _ => {}
        }
        for child in children(node).take(self.left) {
            self.look(doc, child);
        }
    }
}

/// By how much the line of `inner` is indented further than that of `outer`.
fn step(doc: &Document, outer: usize, inner: usize) -> Option<&str> {
    if !scan::starts_line(doc, inner) {
        return None;
    }
    let step = scan::indent(doc, inner).strip_prefix(scan::indent(doc, outer))?;
    (!step.is_empty()).then_some(step)
}

/// What stands between a member's key and value, where it is plain.
pub(super) fn separator(doc: &Document, member: &crate::document::Member) -> Option<String> {
    let between = doc.text.get(member.key_span.end..member.value.span.start)?;
    [":", ": ", " : ", "=", " = "].contains(&between).then(|| between.to_owned())
}

/// A value as text for a place whose line is indented by `base`.
pub(super) fn render(doc: &Document, value: &Json, style: &JsonStyle, base: &str) -> Option<String> {
    match doc.syntax {
        Syntax::Json => Some(render_json(value, style, base)),
        Syntax::Toml => render_toml_value(value),
        Syntax::Yaml | Syntax::FrontMatter | Syntax::Plain => None,
    }
}
