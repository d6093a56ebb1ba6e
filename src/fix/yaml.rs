//! Scalars and keys of YAML texts, rewritten in the style of what stood there. Maps and lists are only changed inside:
//! adding or removing a line of a block without harm to its comments is more than byte edits here can promise.

use serde_json::Value as Json;

use super::edit::says;
use super::place;
use crate::document::{Document, Interest, Layout, Member, Node, Span, Syntax, Value};
use crate::finding::Edit;

/// Above this many bytes YAML takes no key on one line with its value (1024 characters), quotes and escapes counted.
const MAX_KEY: usize = 160;

/// Makes a scalar say another scalar. `None` for block scalars, maps and lists, and where no bytes stand for the value
/// and there is no place to put them (`{key}`).
pub(super) fn set_scalar(doc: &Document, node: &Node, value: &Json) -> Option<Vec<Edit>> {
    if node.read_only || matches!(node.value, Value::Array(_) | Value::Object(_) | Value::Skipped) {
        return None;
    }
    let old = node.span.of(&doc.text);
    if old.starts_with(['|', '>']) {
        return None;
    }
    let before = doc.text.get(..node.span.start)?;
    if old.is_empty() && !before.trim_end_matches([' ', '\t']).ends_with([':', '-']) {
        return None;
    }
    let context = if in_flow(doc, node.span) { Context::Flow } else { Context::Block };
    let mut text = spelled(old, value, context)?;
    // `"key":"text"` needs no blank behind the colon, `"key": 1` does.
    if before.ends_with([':', '-']) && !(text.starts_with('"') && old.starts_with(['"', '\''])) {
        text.insert(0, ' ');
    }
    Some(vec![Edit::replace(node.span, text)])
}

/// Renames a member: its key and nothing else. `None` for keys that are no plain or quoted text on one line.
pub(super) fn rename_key(doc: &Document, member: &Member, new: &str) -> Option<Vec<Edit>> {
    let old = member.key_span.of(&doc.text);
    let no_text = old.is_empty() || old.starts_with(['|', '>', '[', '{', '*']) || old.contains(['\n', '\r']);
    if member.value.read_only || no_text || new.len() > MAX_KEY {
        return None;
    }
    let context = if in_flow(doc, member.key_span) { Context::FlowKey } else { Context::BlockKey };
    Some(vec![Edit::replace(member.key_span, string_like(old, new, context)?)])
}

/// Whether a string scalar says `text` when it is written as `raw` in its place.
pub(super) fn says_as(doc: &Document, node: &Node, raw: &str, text: &str) -> bool {
    let context = if in_flow(doc, node.span) { Context::Flow } else { Context::Block };
    let quoted = raw.starts_with(['"', '\'']);
    (quoted || is_plain(text, context)) && reads_as(raw, &Json::from(text), context)
}

/// Where a scalar stands, which decides what it may look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Context {
    Block,
    BlockKey,
    Flow,
    FlowKey,
}

/// Whether the bytes at `span` lie between the brackets of a flow map or list.
fn in_flow(doc: &Document, span: Span) -> bool {
    let mut at = doc.root.as_ref();
    while let Some(node) = at.filter(|n| n.span != span) {
        let flow = match &node.value {
            Value::Object(o) => o.layout == Layout::Braces,
            Value::Array(_) => node.span.of(&doc.text).starts_with('['),
            _ => false,
        };
        if flow {
            return true;
        }
        at = place::children(node).find(|child| child.span.contains(span));
    }
    false
}

/// A scalar as text. `None` for maps and lists.
fn spelled(old: &str, value: &Json, context: Context) -> Option<String> {
    let text = match value {
        Json::String(text) => string_like(old, text, context)?,
        Json::Array(_) | Json::Object(_) => return None,
        other => other.to_string(),
    };
    reads_as(&text, value, context).then_some(text)
}

/// A string in the style of the old text, where that can hold it; else in double quotes.
fn string_like(old: &str, new: &str, context: Context) -> Option<String> {
    let fits = |text: &String| reads_as(text, &Json::from(new), context);
    // A key `true` is no string to every reader, whatever our tree calls it.
    let types =
        matches!(context, Context::BlockKey | Context::FlowKey) && !reads_as(new, &Json::from(new), Context::Block);
    let like = match old.chars().next() {
        Some('"') => None,
        Some('\'') => Some(format!("'{}'", new.replace('\'', "''"))).filter(|_| !new.contains(needs_escape)),
        _ => Some(new.to_owned()).filter(|new| is_plain(new, context) && !types),
    };
    like.filter(fits).or_else(|| Some(double_quoted(new)).filter(fits))
}

/// Whether any reader, of YAML 1.1 or 1.2, takes the text for this very string without quotes.
fn is_plain(text: &str, context: Context) -> bool {
    let mut chars = text.chars();
    let (Some(first), second) = (chars.next(), chars.next()) else { return false };
    let starts = match first {
        '-' | '?' | ':' => second.is_some_and(|c| !c.is_whitespace() && !",[]{}".contains(c)),
        first => !first.is_whitespace() && !",[]{}#&*!|>'\"%@`=".contains(first),
    };
    let flow = matches!(context, Context::Flow | Context::FlowKey);
    let breaks = text.contains(": ") || text.contains(" #") || flow && text.contains([',', '[', ']', '{', '}']);
    let ends = !text.ends_with(':') && !text.ends_with(char::is_whitespace);
    let marker = text.starts_with("---") || text.starts_with("...");
    starts && !breaks && ends && !marker && !text.contains(needs_escape) && !is_typed_in_1_1(text)
}

/// Whether YAML 1.1 (PyYAML) takes the text for something else than a string: a boolean, a number, a time, a merge.
fn is_typed_in_1_1(text: &str) -> bool {
    let word = text.to_ascii_lowercase();
    let number = text.trim_start_matches(['-', '+']).replace(['_', ','], "");
    let starts_number = number.starts_with(|c: char| c.is_ascii_digit());
    let is_time =
        |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | '-' | ' ' | '\t' | 't' | 'T' | 'z' | 'Z' | '+');
    matches!(word.as_str(), "y" | "n" | "yes" | "no" | "on" | "off" | "<<" | "=")
        || number.parse::<f64>().is_ok()
        || starts_number && (text.contains(':') || text.matches('-').count() == 2) && text.chars().all(is_time)
        || number.strip_prefix("0b").is_some_and(|digits| digits.bytes().all(|b| matches!(b, b'0' | b'1')))
}

/// Characters that YAML or one of its readers does not take as they are.
fn needs_escape(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn double_quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if needs_escape(c) => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether the parser reads `text` as this value where it is to stand.
fn reads_as(text: &str, value: &Json, context: Context) -> bool {
    let around = match context {
        Context::Block => format!("k: {text}\n"),
        Context::BlockKey => format!("{text}: v\n"),
        Context::Flow => format!("[{text}]"),
        Context::FlowKey => format!("{{{text}: v}}"),
    };
    let doc = Document::parse(around, Syntax::Yaml, Interest::All);
    let one = match doc.root.as_ref().map(|root| &root.value) {
        Some(Value::Array(items)) if doc.problems.is_empty() => items.as_slice(),
        Some(Value::Object(object)) if doc.problems.is_empty() => match object.members.as_slice() {
            [member] if context != Context::Block => {
                return value.as_str() == Some(&member.key) && member.value.as_str() == Some("v");
            }
            [member] => std::slice::from_ref(&member.value),
            _ => return false,
        },
        _ => return false,
    };
    matches!(one, [item] if says(item, value) && item.span.of(&doc.text) == text)
}
