//! The spanned tree that every syntax becomes.

use std::collections::BTreeMap;

use super::pointer::Pointer;
use super::span::Span;

/// One value and the bytes it stands in.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The bytes of the value, quotes and brackets included. For a TOML table: of its first header or key.
    pub span: Span,
    /// What it says.
    pub value: Value,
    /// Whether fixes must leave it and all below it alone: its bytes stand for another value too (a YAML anchor that
    /// aliases use, and what these aliases stand for), or do not say alone what it is (a YAML tag).
    ///
    /// The span of an alias is that of `*name`; what lies below it has its span at the anchor.
    pub read_only: bool,
}

/// What a node says.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it is written, so that `1.0` and large integers stay what they are.
    Number(String),
    /// A string, decoded.
    String(String),
    /// A list.
    Array(Vec<Node>),
    /// A map; duplicates are kept.
    Object(Object),
    /// A TOML date or time, as it is written.
    Datetime(String),
    /// A part of a large file that nobody asked for; see [`super::Interest`].
    Skipped,
}

/// A map in the order of the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Object {
    /// The members, duplicates included.
    pub members: Vec<Member>,
    /// How the map is written.
    pub layout: Layout,
}

/// How a map is written, which decides how a member is added or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// `{ ... }`: JSON, a TOML inline table, or a YAML flow map.
    #[default]
    Braces,
    /// A TOML table with a `[header]` of its own, which stands at this span.
    Header(Span),
    /// A TOML table that exists only because of dotted keys or of deeper headers.
    Implied,
    /// A YAML map without braces: a member a line.
    Block,
}

/// One member of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The key, decoded.
    pub key: String,
    /// The bytes of the key, quotes included.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Member {
    /// From the key to the end of the value.
    pub fn span(&self) -> Span {
        self.key_span.join(self.value.extent())
    }
}

impl Object {
    /// The member that counts: the last one of that name, as every known JSON client takes it.
    pub fn get(&self, key: &str) -> Option<&Member> {
        self.members.iter().rev().find(|m| m.key == key)
    }

    /// Members in file order, of several with one name only the one that counts.
    pub fn effective(&self) -> impl Iterator<Item = &Member> {
        let last: BTreeMap<&str, usize> = self.members.iter().enumerate().map(|(i, m)| (m.key.as_str(), i)).collect();
        self.members.iter().enumerate().filter(move |(i, m)| last.get(m.key.as_str()) == Some(i)).map(|(_, m)| m)
    }
}

impl Node {
    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(s) => Some(s),
            _ => None,
        }
    }

    /// The truth of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(b) => Some(b),
            _ => None,
        }
    }

    /// Whether JavaScript takes the value for true.
    pub fn is_truthy(&self) -> bool {
        match &self.value {
            Value::Null | Value::Skipped => false,
            Value::Bool(truth) => *truth,
            Value::String(text) | Value::Datetime(text) => !text.is_empty(),
            Value::Number(_) => self.to_json().as_f64().is_none_or(|n| n != 0.0),
            Value::Array(_) | Value::Object(_) => true,
        }
    }

    /// The map.
    pub fn as_object(&self) -> Option<&Object> {
        match &self.value {
            Value::Object(o) => Some(o),
            _ => None,
        }
    }

    /// The list.
    pub fn as_array(&self) -> Option<&[Self]> {
        match &self.value {
            Value::Array(a) => Some(a),
            _ => None,
        }
    }

    /// The value of a member of this map.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_object()?.get(key).map(|m| &m.value)
    }

    /// The node at a pointer; of duplicated members the one that counts.
    pub fn at(&self, pointer: &Pointer) -> Option<&Self> {
        let mut node = self;
        for segment in pointer.segments() {
            node = match &node.value {
                Value::Object(o) => &o.get(&segment)?.value,
                Value::Array(items) => items.get(segment.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(node)
    }

    /// The member that a pointer names.
    pub fn member(&self, pointer: &Pointer) -> Option<&Member> {
        self.at(&pointer.parent())?.as_object()?.get(&pointer.last()?)
    }

    /// What kind of value it is, as messages say it.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
            Value::Datetime(_) => "a date",
            Value::Skipped => "not read",
        }
    }

    /// All bytes that belong to the value: for a TOML table with its members, wherever they stand.
    pub fn extent(&self) -> Span {
        match &self.value {
            Value::Object(o) if matches!(o.layout, Layout::Header(_) | Layout::Implied) => {
                o.members.iter().fold(self.span, |span, m| span.join(m.span()))
            }
            _ => self.span,
        }
    }

    /// A few bytes at its beginning, to point at a large value without marking all of it.
    pub fn opening(&self) -> Span {
        match &self.value {
            // Without braces it begins with a key, of which one byte may be no whole character.
            Value::Object(o) if o.layout == Layout::Block => {
                o.members.first().map_or(Span::at(self.span.start), |m| m.key_span)
            }
            Value::Object(_) | Value::Array(_) => Span::new(self.span.start, self.span.end.min(self.span.start + 1)),
            _ => self.span,
        }
    }

    /// Equality of meaning: spans, layout and the order of members do not count.
    pub fn same(&self, other: &Self) -> bool {
        self.to_json() == other.to_json()
    }

    /// As a JSON value (dates and unread parts become strings and nulls).
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as J;
        match &self.value {
            Value::Null | Value::Skipped => J::Null,
            Value::Bool(b) => J::Bool(*b),
            Value::Number(n) => number(n),
            Value::String(s) | Value::Datetime(s) => J::String(s.clone()),
            Value::Array(items) => J::Array(items.iter().map(Self::to_json).collect()),
            Value::Object(o) => J::Object(o.effective().map(|m| (m.key.clone(), m.value.to_json())).collect()),
        }
    }
}

fn number(text: &str) -> serde_json::Value {
    if let Ok(value) = serde_json::from_str(text) {
        return value;
    }
    // TOML and YAML spell numbers that JSON cannot: 1_000, 0xff, +1, .5.
    let plain = text.replace('_', "");
    let plain = plain.strip_prefix('+').unwrap_or(&plain);
    let radix = [("0x", 16), ("0o", 8), ("0b", 2)];
    radix
        .iter()
        .find_map(|(prefix, base)| i64::from_str_radix(plain.strip_prefix(prefix)?, *base).ok())
        .map(Into::into)
        .or_else(|| serde_json::from_str(plain).ok())
        .or_else(|| plain.parse::<i64>().ok().map(Into::into))
        .or_else(|| serde_json::Number::from_f64(plain.parse().ok()?).map(serde_json::Value::Number))
        .unwrap_or_else(|| serde_json::Value::String(text.to_owned()))
}
