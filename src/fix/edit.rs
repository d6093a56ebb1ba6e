//! Builders of byte edits: from a place in the tree and what it should say, to the fewest bytes that change.
//!
//! Every builder works on the tree of the given document, returns edits that do not overlap each other, and returns
//! `None` where it cannot do the change exactly: in YAML that is everything but scalars and keys, and whatever is
//! [`Node::read_only`]. Edits of two calls may overlap; [`super::apply::merge`] sees to that.

use std::ops::Range;

use serde_json::{Map, Value as Json};

use super::braces::{Braces, Insertion};
use super::place::{self, has_brackets};
use super::render::{Lists, json_string, toml_basic, toml_key};
use super::{array_edit, scan, toml_tables, yaml};
use crate::document::{Document, Layout, Member, Node, Object, Span, Syntax, Value};
use crate::finding::Edit;

/// Makes `node` say `value`. Parts that already say it are left alone, in lists and in maps; nothing to do is an
/// empty list. `None` for a TOML table with headers that should become anything but a map, and for what was not read.
pub fn set_value(doc: &Document, node: &Node, value: &Json) -> Option<Vec<Edit>> {
    if says(node, value) {
        return Some(Vec::new());
    }
    if has_unread(node) || node.read_only {
        return None;
    }
    let in_parts = match (&node.value, value) {
        (Value::Array(items), Json::Array(new)) if !items.is_empty() && !new.is_empty() => {
            array_edit::set_items(doc, node, items, new)
        }
        (Value::Object(object), Json::Object(new)) if !object.members.is_empty() => {
            set_members(doc, node, object, new).filter(|edits| apart(edits))
        }
        _ => None,
    };
    in_parts.or_else(|| replace(doc, node, value))
}

/// Makes the part of a string at `part`, a range in its decoded text, say `new`: these bytes alone where that gives
/// the string that is meant, else the whole value as [`set_value`] writes it.
pub fn set_part(doc: &Document, node: &Node, part: Range<usize>, new: &str) -> Option<Vec<Edit>> {
    let old = node.as_str()?;
    let text = format!("{}{new}{}", old.get(..part.start)?, old.get(part.end..)?);
    if old == text {
        return Some(Vec::new());
    }
    let as_they_are = |span: &Span| match doc.syntax {
        Syntax::Json | Syntax::Toml | Syntax::Plain => {
            !new.contains(|c: char| matches!(c, '"' | '\'' | '\\') || c.is_control())
        }
        Syntax::Yaml | Syntax::FrontMatter => {
            let (head, tail) = (Span::new(node.span.start, span.start), Span::new(span.end, node.span.end));
            let raw = format!("{}{new}{}", head.of(&doc.text), tail.of(&doc.text));
            yaml::says_as(doc, node, &raw, &text)
        }
    };
    match doc.string_part(node, part).filter(as_they_are) {
        Some(span) => Some(vec![Edit::replace(span, new)]),
        None => set_value(doc, node, &Json::from(text)),
    }
}

/// Whether parts of it were not read: nobody can say what would be lost.
fn has_unread(node: &Node) -> bool {
    node.value == Value::Skipped || place::children(node).any(has_unread)
}

/// Whether the node says exactly this: a TOML date is no string, and what was not read says nothing.
pub(super) fn says(node: &Node, value: &Json) -> bool {
    match (&node.value, value) {
        (Value::Datetime(_) | Value::Skipped, _) => false,
        (Value::Number(_), _) => value.is_number() && node.to_json() == *value,
        (Value::Array(items), Json::Array(new)) => {
            items.len() == new.len() && items.iter().zip(new).all(|(i, n)| says(i, n))
        }
        (Value::Object(object), Json::Object(new)) => {
            let same = |m: &Member| new.get(&m.key).is_some_and(|n| says(&m.value, n));
            object.effective().count() == new.len() && object.effective().all(same)
        }
        (Value::Array(_) | Value::Object(_), _) => false,
        _ => node.to_json() == *value,
    }
}

/// Writes the value anew, in the way the old one was written.
fn replace(doc: &Document, node: &Node, value: &Json) -> Option<Vec<Edit>> {
    if doc.syntax.is_yaml() {
        return yaml::set_scalar(doc, node, value);
    }
    let container = matches!(node.value, Value::Array(_) | Value::Object(_));
    if container && !has_brackets(node) {
        return None;
    }
    let text = match (doc.syntax, value) {
        (Syntax::Toml, Json::String(new)) => toml_string_like(node.span.of(&doc.text), new),
        _ => {
            let lines = place::wants_lines(doc, node);
            let mut style = place::json_style(doc, lines);
            if lines && matches!(&node.value, Value::Array(items) if !items.is_empty()) {
                style.lists = Lists::Spread;
            }
            place::render(doc, value, &style, scan::indent(doc, node.span.start))?
        }
    };
    Some(vec![Edit::replace(node.span, text)])
}

/// A TOML string in the quotes of the old one, where they can hold it.
fn toml_string_like(old: &str, new: &str) -> String {
    let plain = !new.chars().any(|c| c == '\'' || c.is_control());
    match old.chars().next() {
        Some('\'') if plain => format!("'{new}'"),
        Some('"') => toml_basic(new),
        _ => super::render::toml_string(new),
    }
}

/// Members that stay are set, ones too many are removed, missing ones added. As long as there are both, a member
/// that goes gives its place to one that comes, so that there is never something to remove and to add at one place.
fn set_members(doc: &Document, node: &Node, object: &Object, new: &Map<String, Json>) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    for member in object.effective() {
        if let Some(value) = new.get(&member.key) {
            edits.extend(set_value(doc, &member.value, value)?);
        }
    }
    let mut gone: Vec<usize> = (0..object.members.len())
        .filter(|i| object.members.get(*i).is_some_and(|m| !new.contains_key(&m.key)))
        .collect();
    let mut added: Vec<(&str, &Json)> =
        new.iter().filter(|(k, _)| object.get(k).is_none()).map(|(k, v)| (k.as_str(), v)).collect();
    let pairs = gone.len().min(added.len());
    // Whoever can goes with the comment about it.
    gone.sort_by_key(|index| place_of_last_resort(doc, node, *index));
    gone.get_mut(..pairs)?.sort_unstable();
    for (index, (key, value)) in gone.drain(..pairs).zip(added.drain(..pairs)) {
        let member = object.members.get(index)?;
        edits.extend(rename_key(doc, member, key)?);
        edits.extend(set_value(doc, &member.value, value)?);
    }
    gone.sort_unstable();
    if !gone.is_empty() {
        edits.extend(remove_members(doc, node, &gone)?);
    }
    if !added.is_empty() {
        edits.extend(insert_members(doc, node, &added, None)?);
    }
    Some(edits)
}

/// Whether a member that goes had better not give its place to another one: it has headers of its own, or a comment is
/// about it.
fn place_of_last_resort(doc: &Document, object: &Node, index: usize) -> (bool, bool) {
    let Some(member) = object.as_object().and_then(|o| o.members.get(index)) else { return (true, true) };
    let own = member.span();
    let around = remove_member(doc, object, index).unwrap_or_default().into_iter().flat_map(|e| {
        let (start, end) = (own.start.clamp(e.span.start, e.span.end), own.end.clamp(e.span.start, e.span.end));
        [Span::new(e.span.start, start), Span::new(end, e.span.end)]
    });
    let marks: &[&str] = if doc.syntax == Syntax::Toml { &["#"] } else { &["//", "/*"] };
    let commented = around.map(|span| span.of(&doc.text)).any(|text| marks.iter().any(|mark| text.contains(mark)));
    let plain = !matches!(member.value.value, Value::Object(_) | Value::Array(_));
    (!plain && !has_brackets(&member.value), commented)
}

/// Whether no two edits overlap; edits that touch are applied in order.
pub(super) fn apart(edits: &[Edit]) -> bool {
    let mut spans: Vec<Span> = edits.iter().map(|e| e.span).collect();
    spans.sort();
    spans.windows(2).all(|pair| matches!(pair, [a, b] if a.end <= b.start))
}

/// Renames a member: the bytes of its key and nothing else. A TOML table is renamed in every header that names it.
pub fn rename_key(doc: &Document, member: &Member, new: &str) -> Option<Vec<Edit>> {
    match doc.syntax {
        Syntax::Json => Some(vec![Edit::replace(member.key_span, json_string(new))]),
        Syntax::Toml => {
            let spans = toml_tables::key_spans(doc, member)?;
            Some(spans.into_iter().map(|span| Edit::replace(span, toml_key(new))).collect())
        }
        Syntax::Yaml | Syntax::FrontMatter => yaml::rename_key(doc, member, new),
        Syntax::Plain => None,
    }
}

/// Adds one member; see [`insert_members`].
pub fn insert_member(doc: &Document, object: &Node, key: &str, value: &Json, after: Option<&str>) -> Option<Vec<Edit>> {
    insert_members(doc, object, &[(key, value)], after)
}

/// Adds members to a map, written like what is there: behind the member `after`, at the start for `Some("")`, at the
/// end for `None` or where there is no member of that name. `None` where a key is there already.
pub fn insert_members(
    doc: &Document,
    object: &Node,
    members: &[(&str, &Json)],
    after: Option<&str>,
) -> Option<Vec<Edit>> {
    let map = object.as_object()?;
    if members.iter().any(|(key, _)| map.get(key).is_some()) {
        return None;
    }
    if members.is_empty() {
        return Some(Vec::new());
    }
    if doc.syntax.is_yaml() {
        return None;
    }
    if map.layout != Layout::Braces {
        return toml_tables::insert(doc, object, members, after);
    }
    let at = match after {
        Some("") => 0,
        after => {
            let found = after.and_then(|after| map.members.iter().rposition(|m| m.key == after));
            found.map_or(map.members.len(), |i| i + 1)
        }
    };
    let style = place::json_style(doc, true);
    let colon = map.members.first().and_then(|m| place::separator(doc, m));
    let colon = match doc.syntax {
        Syntax::Toml => colon.unwrap_or_else(|| " = ".to_owned()),
        _ => colon.unwrap_or_else(|| style.colon.clone()),
    };
    let write = |n: usize, indent: Option<&str>| {
        let (key, value) = members.get(n)?;
        let key = if doc.syntax == Syntax::Json { json_string(key) } else { toml_key(key) };
        let mut style = style.clone();
        style.multi_line = indent.is_some();
        Some(format!("{key}{colon}{}", place::render(doc, value, &style, indent.unwrap_or_default())?))
    };
    let row = braces(doc, object)?;
    row.insert(&Insertion {
        at,
        count: members.len(),
        write: &write,
        unit: &style.unit,
        open_up: doc.syntax == Syntax::Json && place::wants_lines(doc, object),
        blank: row.blank(if colon == ":" { "" } else { " " }),
    })
}

/// Removes a member with its comma, its lines, and the comments directly above it and behind it. A TOML table goes
/// with its headers and everything below them.
pub fn remove_member(doc: &Document, object: &Node, index: usize) -> Option<Vec<Edit>> {
    remove_members(doc, object, &[index])
}

/// Removes several members of one map, by ascending index; see [`remove_member`].
pub fn remove_members(doc: &Document, object: &Node, indices: &[usize]) -> Option<Vec<Edit>> {
    let map = object.as_object()?;
    if doc.syntax.is_yaml() || indices.iter().any(|i| *i >= map.members.len()) {
        return None;
    }
    if map.layout != Layout::Braces {
        return toml_tables::remove(doc, object, indices);
    }
    let braces = braces(doc, object)?;
    let mut edits = Vec::new();
    let mut rest = indices;
    while let [first, ..] = rest {
        let run = rest.iter().zip(*first..).take_while(|(i, want)| *i == want).count();
        edits.extend(braces.remove(*first, first + run - 1));
        rest = rest.get(run..)?;
    }
    apart(&edits).then_some(edits)
}

/// Removes every member whose key this holds for: of a key that is written twice the first would count once the last
/// is gone. `None` where there is none.
pub fn remove_keys(doc: &Document, object: &Node, wanted: impl Fn(&str) -> bool) -> Option<Vec<Edit>> {
    let members = object.as_object()?.members.iter().enumerate();
    let indices: Vec<usize> = members.filter(|(_, m)| wanted(&m.key)).map(|(i, _)| i).collect();
    if indices.is_empty() { None } else { remove_members(doc, object, &indices) }
}

fn braces<'d>(doc: &'d Document, node: &Node) -> Option<Braces<'d>> {
    let entries = node.as_object()?.members.iter().map(Member::span).collect();
    Braces::new(doc, node.span, entries)
}

/// Removes a comment: with its line where it is alone there, else with the blanks before it.
pub fn remove_comment(doc: &Document, span: Span) -> Edit {
    if let Some(line) = whole_line(doc, span) {
        return Edit::remove(line);
    }
    if scan::starts_line(doc, span.start) {
        // What follows it on the line keeps the indentation.
        let rest = doc.text.get(span.end..).unwrap_or_default();
        return Edit::remove(Span::new(span.start, span.end + rest.len() - rest.trim_start_matches([' ', '\t']).len()));
    }
    Edit::remove(Span::new(scan::back_over_blanks(doc, span.start), span.end))
}

/// Removes a comma: with its line where it is alone there.
pub fn remove_comma(doc: &Document, span: Span) -> Edit {
    Edit::remove(whole_line(doc, span).unwrap_or(span))
}

/// The line of a span that is alone on it, with one line end: its own, or the one before where it is the last line and
/// has none, so that a file without a final newline stays one.
fn whole_line(doc: &Document, span: Span) -> Option<Span> {
    if !scan::starts_line(doc, span.start) {
        return None;
    }
    let start = scan::line_start(doc, span.start);
    if scan::ends_line(doc, span.end) {
        return Some(Span::new(start, scan::next_line(doc, span.end)));
    }
    let rest = doc.text.get(span.end..).unwrap_or_default();
    let before = doc.text.get(..start).unwrap_or_default();
    let kept = before.strip_suffix('\n').map_or(before, |text| text.strip_suffix('\r').unwrap_or(text));
    rest.trim().is_empty().then(|| Span::new(kept.len(), doc.text.len()))
}

/// Puts everything that the root map of a JSON text holds under one new key, one level deeper; lines keep their text
/// and get one more indentation.
pub fn wrap_root(doc: &Document, key: &str) -> Option<Vec<Edit>> {
    let root = doc.root.as_ref().filter(|r| doc.syntax == Syntax::Json && r.as_object().is_some())?;
    let (open, close) = (root.span.start + 1, root.span.end.checked_sub(1)?);
    let inner = doc.text.get(open..close)?;
    let key = json_string(key);
    if !inner.contains('\n') {
        return Some(vec![Edit::insert(root.span.start, format!("{{{key}: ")), Edit::insert(root.span.end, "}")]);
    }
    let style = place::json_style(doc, true);
    let (unit, end) = (&style.unit, style.line_end);
    let mut edits = vec![Edit::insert(open, format!("{end}{unit}{key}: {{"))];
    let mut at = open;
    for line in inner.split_inclusive('\n') {
        // The first piece stands behind the bracket; a blank line stays blank.
        if at != open && !line.trim().is_empty() {
            edits.push(Edit::insert(at, unit.clone()));
        }
        at += line.len();
    }
    edits.push(Edit::insert(close, format!("{unit}}}{end}")));
    Some(edits)
}
