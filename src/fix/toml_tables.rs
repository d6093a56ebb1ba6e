//! TOML outside of brackets: `key = value` lines and tables with headers, added, removed and renamed.

use serde_json::Value as Json;

use super::place;
use super::render::{render_toml_tables, render_toml_value, toml_key};
use super::scan;
use crate::document::statements::{Statement, Step, path_of};
use crate::document::{Document, Layout, Member, Node, Span, Value};
use crate::finding::Edit;

/// Every place where a member's key is written.
pub(super) fn key_spans(doc: &Document, member: &Member) -> Option<Vec<Span>> {
    let statements = doc.statements()?;
    let named = statements.iter().flat_map(|s| &s.segments).find(|(_, span)| *span == member.key_span);
    if let Some((path, _)) = named {
        let all = statements.iter().flat_map(|s| &s.segments);
        return Some(all.filter(|(p, _)| p == path).map(|(_, span)| *span).collect());
    }
    // Within an inline table the tree has all there is to know, but for a dotted key that comes back.
    let once = |node: &Node| match &node.value {
        Value::Object(o) => o.layout == Layout::Braces || o.members.len() == 1,
        _ => true,
    };
    let mut node = &member.value;
    loop {
        match &node.value {
            Value::Object(o) if o.layout == Layout::Implied && once(node) => node = &o.members.first()?.value,
            _ => return once(node).then(|| vec![member.key_span]),
        }
    }
}

/// A table and the statements around it.
struct Table<'d> {
    doc: &'d Document,
    path: Vec<Step>,
    statements: &'d [Statement],
}

impl<'d> Table<'d> {
    fn new(doc: &'d Document, object: &Node) -> Option<Self> {
        let table = Self { doc, path: path_of(doc, object)?, statements: doc.statements()? };
        // A dotted key within an inline table is no statement.
        let known = table.path.is_empty() || table.statements.iter().any(|s| s.path.starts_with(&table.path));
        known.then_some(table)
    }

    fn depth(&self) -> usize {
        self.path.len()
    }

    /// Whether a statement is about the member `key` of this table.
    fn is_about(&self, statement: &Statement, key: &str) -> bool {
        statement.path.starts_with(&self.path)
            && matches!(statement.path.get(self.depth()), Some(Step::Key(k)) if k == key)
    }

    /// The lines that set members of this table without a header of their own.
    fn lines(&self) -> impl Iterator<Item = &Statement> {
        self.statements.iter().filter(|s| {
            !s.header
                && s.path.len() > self.depth()
                && s.path.starts_with(&self.path)
                && self.path.starts_with(&s.table)
        })
    }

    fn header(&self) -> Option<&Statement> {
        self.statements.iter().find(|s| s.header && s.path == self.path)
    }

    /// Where a statement starts, with the comment lines directly above it.
    fn block_start(&self, statement: &Statement) -> usize {
        let mut start = scan::line_start(self.doc, statement.span.start);
        let first = scan::line_start(self.doc, 0);
        while start > first {
            // The line above is a comment unless a statement (with a text of several lines) ends there.
            let above = scan::line_start(self.doc, start.saturating_sub(if self.after_crlf(start) { 2 } else { 1 }));
            let text = self.doc.text.get(above..start).unwrap_or_default();
            let taken = self.statements.iter().any(|s| s.span.overlaps(Span::new(above, start)));
            if taken || !text.trim_start().starts_with('#') {
                break;
            }
            start = above;
        }
        start
    }

    fn after_crlf(&self, at: usize) -> bool {
        self.doc.text.get(..at).is_some_and(|t| t.ends_with("\r\n"))
    }

    /// The end of a statement's last line, with comment lines directly below that belong to nothing else.
    fn block_end(&self, index: usize) -> usize {
        let Some(statement) = self.statements.get(index) else { return self.doc.text.len() };
        let own = scan::line_end(self.doc, statement.span.end);
        let next = self.statements.get(index + 1).map(|s| self.block_start(s));
        let mut end = own;
        loop {
            let line = scan::next_line(self.doc, end);
            let text = self.doc.text.get(line..scan::line_end(self.doc, line)).unwrap_or_default();
            if next == Some(line) || line == end || !text.trim_start().starts_with('#') {
                return end;
            }
            end = scan::line_end(self.doc, line);
        }
    }
}

/// Removes members with all lines and headers that are about them.
pub(super) fn remove(doc: &Document, object: &Node, indices: &[usize]) -> Option<Vec<Edit>> {
    let table = Table::new(doc, object)?;
    let members = &object.as_object()?.members;
    let keys: Vec<&str> = indices.iter().filter_map(|i| members.get(*i)).map(|m| m.key.as_str()).collect();
    let goes: Vec<bool> = table.statements.iter().map(|s| keys.iter().any(|k| table.is_about(s, k))).collect();
    let mut edits = Vec::new();
    let mut at = 0;
    while let Some(first) = goes.iter().skip(at).position(|g| *g).map(|i| i + at) {
        let count = goes.iter().skip(first).take_while(|g| **g).count();
        edits.push(Edit::remove(table.lines_of(first, first + count - 1)?));
        at = first + count;
    }
    (!edits.is_empty()).then_some(edits)
}

impl Table<'_> {
    /// The lines of the statements from `first` to `last`, with the comments and blank lines that go with them.
    fn lines_of(&self, first: usize, last: usize) -> Option<Span> {
        let doc = self.doc;
        let mut start = self.block_start(self.statements.get(first)?);
        let ends = self.statements.get(last)?;
        // A comment at the end of a table belongs to the table; one below a single line may be about anything.
        let with_body = self.statements.get(first..=last)?.iter().any(|s| s.header);
        let end = if with_body { self.block_end(last) } else { scan::line_end(doc, ends.span.end) };
        let mut end = scan::next_line(doc, end);
        let above = scan::back_over_blank_lines(doc, start);
        if end == doc.text.len() {
            start = above;
            if !doc.text.ends_with(['\n', '\r']) {
                start = start.saturating_sub(if self.after_crlf(start) { 2 } else { 1 }).max(scan::line_start(doc, 0));
                end = doc.text.len();
            }
        } else if above < start || start == scan::line_start(doc, 0) {
            end = scan::over_blank_lines(doc, end);
            if end == doc.text.len() {
                start = above;
            }
        }
        Some(Span::new(start, end))
    }
}

/// Adds members to a table that has no brackets.
pub(super) fn insert(
    doc: &Document,
    object: &Node,
    members: &[(&str, &Json)],
    after: Option<&str>,
) -> Option<Vec<Edit>> {
    let table = Table::new(doc, object)?;
    let (blocks, lines): (Vec<_>, Vec<_>) =
        members.iter().copied().partition(|(_, value)| table.wants_header(object, value));
    let mut edits = Vec::new();
    if !lines.is_empty() {
        edits.push(table.insert_lines(&lines, after)?);
    }
    if !blocks.is_empty() {
        edits.push(table.insert_blocks(&blocks, after)?);
    }
    Some(edits)
}

impl Table<'_> {
    /// Whether a new member gets a header of its own: as its siblings do, else down to the second level.
    fn wants_header(&self, object: &Node, value: &Json) -> bool {
        let Some(map) = value.as_object() else { return false };
        if self.is_dotted() {
            return false;
        }
        let mut siblings = place::children(object).filter(|n| n.as_object().is_some()).peekable();
        if siblings.peek().is_none() {
            return self.depth() < 2 || map.values().any(Json::is_object);
        }
        siblings.any(|n| !place::has_brackets(n) && self.has_header_below(n))
    }

    fn has_header_below(&self, node: &Node) -> bool {
        place::is_header_table(node)
            || matches!(node.value, Value::Array(_)) && !place::has_brackets(node)
            || node.as_object().is_some_and(|o| o.layout == Layout::Implied)
                && place::children(node).any(|n| self.has_header_below(n))
    }

    /// Whether this table exists by dotted keys (`env.A = 1`) in another one.
    fn is_dotted(&self) -> bool {
        self.depth() > 0 && self.header().is_none() && self.lines().next().is_some()
    }

    /// What stands before the member's key on a line of a dotted table: `env.`.
    fn prefix(&self, like: &Statement) -> String {
        let own = like.segments.iter().find(|(path, _)| path.len() == self.depth() + 1);
        let end = own.map_or(like.span.start, |(_, span)| span.start);
        self.doc.text.get(like.span.start..end).unwrap_or_default().to_owned()
    }

    fn insert_lines(&self, members: &[(&str, &Json)], after: Option<&str>) -> Option<Edit> {
        let nl = self.doc.line_end();
        let first = self.lines().next();
        let like = after.and_then(|key| self.lines().filter(|s| self.is_about(s, key)).last());
        let like = if after == Some("") { None } else { like.or_else(|| self.lines().last()) };
        let model = like.or(first).or_else(|| self.header());
        let indent = model.map_or("", |s| scan::indent(self.doc, s.span.start));
        let prefix = first.map(|s| self.prefix(like.unwrap_or(s))).unwrap_or_default();
        let equals = like.or(first).map_or(" = ", |s| self.equals(s));
        let lines: Option<Vec<String>> = members
            .iter()
            .map(|(k, v)| Some(format!("{indent}{prefix}{}{equals}{}", toml_key(k), render_toml_value(v)?)))
            .collect();
        let text = lines?.join(nl);
        let below = |s: &Statement| Edit::insert(scan::line_end(self.doc, s.span.end), format!("{nl}{text}"));
        let above = |s: &Statement, gap: usize| Edit::insert(self.block_start(s), format!("{text}{}", nl.repeat(gap)));
        if let Some(like) = like {
            return Some(below(like));
        }
        if let Some(header) = self.header() {
            return Some(below(header));
        }
        if let Some(first) = first {
            return Some(above(first, 1));
        }
        if self.depth() == 0 {
            return Some(match self.statements.first() {
                Some(first) => above(first, 2),
                None => self.append(&text),
            });
        }
        // The table exists only through the headers below it.
        let first = self.statements.iter().find(|s| s.path.starts_with(&self.path))?;
        let header = format!("[{}]", self.keys(None)?.join("."));
        Some(Edit::insert(self.block_start(first), format!("{header}{nl}{text}{nl}{nl}")))
    }

    /// What stands between key and value on a line, where it is plain.
    fn equals(&self, statement: &Statement) -> &'static str {
        let from = statement.segments.last().map_or(statement.span.start, |(_, span)| span.end);
        let rest = self.doc.text.get(from..statement.span.end).unwrap_or_default();
        if rest.starts_with('=') && !rest.starts_with("= ") { "=" } else { " = " }
    }

    fn insert_blocks(&self, members: &[(&str, &Json)], after: Option<&str>) -> Option<Edit> {
        let nl = self.doc.line_end();
        let mut blocks = Vec::new();
        for (key, value) in members {
            let path = self.names(Some(key));
            blocks.push(render_toml_tables(&path, value, nl)?);
        }
        let text = blocks.join(&nl.repeat(2));
        if after == Some("") {
            let first = self.statements.iter().find(|s| s.header && self.is_below(s));
            if let Some(first) = first {
                return Some(Edit::insert(self.block_start(first), format!("{text}{nl}{nl}")));
            }
        }
        let behind = |wanted: &dyn Fn(&Statement) -> bool| self.statements.iter().rposition(wanted);
        let sibling = after.and_then(|key| behind(&|s| self.is_about(s, key) && s.table.len() > self.depth()));
        match sibling.or_else(|| behind(&|s| s.path.starts_with(&self.path))) {
            Some(index) => Some(Edit::insert(self.block_end(index), format!("{nl}{nl}{text}"))),
            None => Some(self.append(&text)),
        }
    }

    fn is_below(&self, statement: &Statement) -> bool {
        statement.path.len() > self.depth() && statement.path.starts_with(&self.path)
    }

    /// At the end of a text without statements.
    fn append(&self, text: &str) -> Edit {
        let (doc, nl) = (self.doc, self.doc.line_end());
        let ended = doc.text.len() == scan::line_start(doc, doc.text.len());
        let before = if ended { "" } else { nl };
        Edit::insert(doc.text.len(), format!("{before}{text}{nl}"))
    }

    /// The names on the way to this table, or to a member of it; places in arrays of tables are not named.
    fn names<'s>(&'s self, key: Option<&'s str>) -> Vec<&'s str> {
        let names = self.path.iter().filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Index(_) => None,
        });
        names.chain(key).collect()
    }

    fn keys(&self, key: Option<&str>) -> Option<Vec<String>> {
        let keys: Vec<String> = self.names(key).into_iter().map(toml_key).collect();
        (!keys.is_empty()).then_some(keys)
    }
}
