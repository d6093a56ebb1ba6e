//! `Pipfile.lock`: JSON with a section per category of packages.
//!
//! Source: what pipenv 2026.10.3 writes (2026-11). `markers` there repeat what a package says of the Pythons it runs on, so
//! they do not make an entry conditional: no name stands twice in a section.

use memchr::memmem;

use super::Entry;
use super::near::{Piece, indent, string_ending};
use crate::document::{Node, Object, Pointer, Span, Syntax};
use crate::model::pin::{Ecosystem, Pin};
use crate::pins::is_commit;
use crate::pins::{Wanted, python};

/// The entries about wanted packages.
pub(super) fn read(text: &str, wanted: &Wanted) -> Vec<Pin> {
    if !wanted.mentions(Ecosystem::Python, text) {
        return Vec::new();
    }
    pieces(text, wanted).unwrap_or_else(|| whole(text, wanted))
}

/// Reads the wanted entries of a file whose keys begin their lines, a section's keys one step in from its own; `None`
/// where the layout is another one.
fn pieces(text: &str, wanted: &Wanted) -> Option<Vec<Pin>> {
    let (mut unit, mut section, mut pins) = (0, "", Vec::new());
    for found in memmem::find_iter(text.as_bytes(), b"\": {") {
        let key = string_ending(text, found)?;
        let quote = key.start.checked_sub(1)?;
        let indent = indent(text, quote)?;
        if unit == 0 {
            unit = indent;
        }
        let name = text.get(key.clone())?;
        match indent.checked_div(unit)? {
            1 => section = name,
            2 if section != "_meta" && wanted.has(Ecosystem::Python, &python::normalize_name(name)) => {
                let piece = Piece::json(text, found + 3)?;
                pins.extend(entry(&piece, piece.doc.root.as_ref()?, section, name, Span::from(key)));
            }
            _ => {}
        }
    }
    (unit > 0).then_some(pins)
}

/// Parses all of a file that is laid out differently.
fn whole(text: &str, wanted: &Wanted) -> Vec<Pin> {
    let piece = Piece::whole(text, Syntax::Json);
    let mut pins = Vec::new();
    let sections = piece.doc.root.as_ref().and_then(Node::as_object).into_iter().flat_map(Object::effective);
    for section in sections.filter(|section| section.key != "_meta") {
        for member in section.value.as_object().into_iter().flat_map(Object::effective) {
            if wanted.has(Ecosystem::Python, &python::normalize_name(&member.key)) {
                let name = Span::new(member.key_span.start + 1, member.key_span.end.saturating_sub(1));
                pins.extend(entry(&piece, &member.value, &section.key, &member.key, name));
            }
        }
    }
    pins
}

fn entry(piece: &Piece, node: &Node, section: &str, name: &str, name_span: Span) -> Option<Pin> {
    let text = |key: &str| node.get(key).and_then(Node::as_str);
    let package = &python::normalize_name(name);
    let pin = |text: &str, span: Span, key: &str, fixed: Option<bool>| {
        let pointer = Pointer::of(&[section, name, key]);
        let ecosystem = Ecosystem::Python;
        let entry = Entry { ecosystem, package, name_span, text, span, pointer, place: section, conditional: false };
        match fixed {
            Some(fixed) => entry.direct(fixed),
            None => entry.locked(),
        }
    };
    let direct = |text: &str, key: &str, fixed| Some(pin(text, piece.inside(node.get(key)?), key, Some(fixed)));
    if node.get("editable").and_then(Node::as_bool) == Some(true) {
        return None;
    }
    if let Some(git) = text("git") {
        let commit = text("ref").unwrap_or_default();
        let scheme = if git.starts_with("git+") { "" } else { "git+" };
        return direct(&format!("{scheme}{git}@{commit}"), "git", is_commit(commit));
    }
    if let Some(version) = node.get("version") {
        let all = version.as_str()?;
        let bare = all.trim_start_matches('=').trim();
        let at = all.len() - all.trim_start_matches('=').trim_start().len();
        return Some(pin(bare, piece.part(version, at..at + bare.len()), "version", None));
    }
    ["file", "path"].iter().find_map(|key| direct(text(key)?, key, false))
}
