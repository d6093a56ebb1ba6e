//! TOML to the spanned tree. The parser is `toml_edit`; this file only turns its tree into ours.

use toml_edit::{Document as TomlDocument, InlineTable, Item, Key, Table, Value as TomlValue};

use super::node::{Layout, Member, Node, Object, Value};
use super::span::Span;
use super::{Problem, ProblemKind};

/// Parses `text` (without byte order mark); `base` is added to every offset.
pub(super) fn parse(text: &str, base: usize) -> (Option<Node>, Vec<Problem>) {
    if text.starts_with(super::BOM) {
        // The parser skips one of its own.
        let span = Span::new(base, base + super::BOM.len());
        let message = "a second byte order mark".to_owned();
        return (None, vec![Problem { kind: ProblemKind::Fatal, span, message }]);
    }
    match TomlDocument::parse(text) {
        Ok(document) => {
            let convert = Convert { text, base };
            let span = Span::new(base, base + text.len());
            let mut root = convert.table(document.as_table(), span);
            if let Value::Object(object) = &mut root.value {
                object.layout = Layout::Implied;
            }
            (Some(root), Vec::new())
        }
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            let problem = Problem {
                kind: ProblemKind::Fatal,
                span: Span::new(span.start + base, span.end.max(span.start) + base),
                message: error.message().lines().collect::<Vec<_>>().join(", "),
            };
            (None, vec![problem])
        }
    }
}

struct Convert<'t> {
    text: &'t str,
    base: usize,
}

impl Convert<'_> {
    fn span(&self, range: Option<std::ops::Range<usize>>, or: Span) -> Span {
        range.map_or(or, |r| Span::new(r.start + self.base, r.end + self.base))
    }

    fn members<'i>(&self, entries: impl Iterator<Item = (&'i Key, &'i Item)>) -> Vec<Member> {
        let mut members: Vec<Member> = entries
            .filter(|(_, item)| !item.is_none())
            .map(|(key, item)| {
                let key_span = self.span(key.span(), Span::at(self.base));
                Member { key: key.get().to_owned(), key_span, value: self.item(item, key_span) }
            })
            .collect();
        members.sort_by_key(|m| m.key_span.start);
        members
    }

    fn table(&self, table: &Table, or: Span) -> Node {
        let entries = table.iter().filter_map(|(k, _)| table.get_key_value(k));
        let members = self.members(entries);
        let header = (!table.is_implicit() && !table.is_dotted())
            .then(|| table.span())
            .flatten()
            .map(|r| Span::new(r.start + self.base, r.end + self.base));
        let layout = header.map_or(Layout::Implied, Layout::Header);
        Node { span: header.unwrap_or(or), value: Value::Object(Object { members, layout }), read_only: false }
    }

    fn inline(&self, table: &InlineTable, or: Span) -> Node {
        let members = self.members(table.iter().filter_map(|(k, _)| table.get_key_value(k)));
        let layout = if table.is_dotted() { Layout::Implied } else { Layout::Braces };
        Node { span: self.span(table.span(), or), value: Value::Object(Object { members, layout }), read_only: false }
    }

    fn item(&self, item: &Item, or: Span) -> Node {
        match item {
            Item::Value(value) => self.value(value, or),
            Item::Table(table) => self.table(table, or),
            Item::ArrayOfTables(tables) => {
                let items: Vec<Node> = tables.iter().map(|t| self.table(t, or)).collect();
                let span = items.iter().map(Node::extent).reduce(Span::join).unwrap_or(or);
                Node { span, value: Value::Array(items), read_only: false }
            }
            Item::None => Node { span: or, value: Value::Null, read_only: false },
        }
    }

    fn value(&self, value: &TomlValue, or: Span) -> Node {
        let span = self.span(value.span(), or);
        let raw = || {
            let start = span.start - self.base;
            self.text.get(start..start + span.len()).unwrap_or_default().to_owned()
        };
        let value = match value {
            TomlValue::String(s) => Value::String(s.value().clone()),
            TomlValue::Integer(_) | TomlValue::Float(_) => Value::Number(raw()),
            TomlValue::Boolean(b) => Value::Bool(*b.value()),
            TomlValue::Datetime(_) => Value::Datetime(raw()),
            TomlValue::Array(a) => Value::Array(a.iter().map(|v| self.value(v, or)).collect()),
            TomlValue::InlineTable(t) => return self.inline(t, or),
        };
        Node { span, value, read_only: false }
    }
}
