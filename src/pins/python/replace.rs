//! The edit that writes an exact version in the spelling of its place.

use std::ops::Range;

use super::requirement::Requirement;
use super::version::{golden_version, same_version};
use super::{normalize_name, script, tables};
use crate::document::{Document, Node, Syntax};
use crate::finding::Edit;
use crate::fix::edit::{insert_member, set_part};
use crate::model::pin::{Grammar, Origin, Pin};

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

/// The edit that makes a pin of `doc` say exactly `version` (with or without `==`, as goldens write it).
///
/// PEP 508, lines of requirements, Pipfile, pixi and conda: `==2.14.2` instead of the specifier, or after name and
/// extras where there is none; extras, parentheses, marker, comment, hashes and quotes stay. Poetry: the bare version,
/// or `==` where `==` was. What `uvx` starts: `@2.14.2`. A blank after the old operator is kept. Only where escapes
/// hide which bytes hold the specifier is the whole string written anew, with the same meaning.
///
/// Hashes of the archives ([`Pin::hashed`]) are those of the old version and stay all the same: the caller says so.
///
/// `None` for a direct source, for a pin that says that version already, for a `version` that is none, and for a pin
/// that is not of this document.
pub fn replacement(pin: &Pin, version: &str, doc: &Document) -> Option<Edit> {
    let version = golden_version(version)?;
    if pin.version.as_deref().is_some_and(|old| same_version(old, &version)) {
        return None;
    }
    if !matches!(pin.grammar, Grammar::Pep440 | Grammar::Poetry | Grammar::Pipfile | Grammar::UvTool) {
        return None;
    }
    if doc.syntax == Syntax::Plain {
        // Looking for the block of a script costs a look at the whole file, which lines of requirements need not pay.
        let in_script = pin.place != "requirements" && pin.place != "constraints";
        let script = in_script.then(|| script::replacement(pin, &version, doc)).flatten();
        return script.or_else(|| in_text(pin, &version, doc));
    }
    let node = doc.at(&pin.pointer).filter(|node| !node.read_only)?;
    let Some(text) = node.as_str() else {
        return versionless(pin, node, &version, doc);
    };
    let part = match pin.origin {
        Origin::Launch => launched(pin, node, text, doc)?,
        _ => required(pin, text)?,
    };
    let old = text.get(part.clone()).filter(|old| *old == pin.spec)?;
    let at_sign = text.get(..part.start).is_some_and(|before| before.ends_with('@'));
    only(set_part(doc, node, part, &spelled(old, &version, pin.grammar, at_sign))?)
}

/// The only edit there is.
fn only(mut edits: Vec<Edit>) -> Option<Edit> {
    let edit = edits.pop()?;
    edits.is_empty().then_some(edit)
}

/// The specifier in the string of a manifest.
fn required(pin: &Pin, text: &str) -> Option<Range<usize>> {
    if pin.grammar != Grammar::Pep440 {
        return tables::trimmed(text).or_else(|| pin.spec.is_empty().then_some(0..0));
    }
    let parts = Requirement::split(text)?;
    let ours = parts.url.is_none() && normalize_name(text.get(parts.name)?) == pin.package;
    ours.then_some(parts.specifier)
}

/// A table that names no version: it gets one.
fn versionless(pin: &Pin, node: &Node, version: &str, doc: &Document) -> Option<Edit> {
    let ours = pin.grammar == Grammar::Pipfile && pin.spec.is_empty() && node.as_object().is_some();
    let key = doc.member(&pin.pointer).filter(|member| member.key_span == pin.name_span)?;
    if !ours || key.value.span != node.span {
        return None;
    }
    only(insert_member(doc, node, "version", &format!("=={version}").into(), Some(""))?)
}

/// The specifier in an argument of a launch, which may hold more than one package (`--with a,b==1`), or a whole
/// command line: where the pin says that it is.
fn launched(pin: &Pin, node: &Node, text: &str, doc: &Document) -> Option<Range<usize>> {
    if pin.span == node.span && !pin.spec.is_empty() {
        return whole(pin, text);
    }
    // Places in the string and in the file go up together.
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let before = |at: &usize| doc.string_part(node, *at..*at).is_some_and(|span| span.start < pin.span.start);
    let start = *starts.get(starts.partition_point(before))?;
    let part = start..start + pin.spec.len();
    (text.get(part.clone())? == pin.spec && doc.string_part(node, part.clone()) == Some(pin.span)).then_some(part)
}

/// The specifier where the whole string is the package, and escapes hide the rest. uv splits at the first `@`
/// (`crates/uv/src/commands/tool/mod.rs` of 0.13, 2026-08).
fn whole(pin: &Pin, text: &str) -> Option<Range<usize>> {
    if pin.grammar != Grammar::UvTool {
        return required(pin, text);
    }
    let start = text.find('@')? + 1;
    let parts = Requirement::split(text.get(..start - 1)?)?;
    (normalize_name(text.get(parts.name)?) == pin.package).then_some(start..text.len())
}

/// The specifier in a text without a tree.
fn in_text(pin: &Pin, version: &str, doc: &Document) -> Option<Edit> {
    let head = doc.text.get(pin.name_span.start..pin.name_span.end)?;
    let gap = doc.text.get(pin.name_span.end..pin.span.start)?;
    let old = doc.text.get(pin.span.start..pin.span.end)?;
    let parts = Requirement::split(&joined(head))?;
    let named = normalize_name(joined(head).get(parts.name)?) == pin.package;
    let beside = joined(gap).chars().all(|c| c.is_whitespace() || c == '(');
    if !named || !beside || joined(old) != pin.spec || goes_on(doc.text.get(pin.span.end..)?) {
        return None;
    }
    Some(Edit::replace(pin.span, spelled(&pin.spec, version, pin.grammar, false)))
}

/// Whether a name or a specifier is not at its end yet, because the pin is one of another text.
fn goes_on(rest: &str) -> bool {
    let adjacent = rest.starts_with(|c: char| c.is_ascii_alphanumeric() || "-_.*+".contains(c));
    adjacent || rest.trim_start_matches([' ', '\t']).starts_with(['=', '<', '>', '!', '~', '@', '[', '(', ','])
}

/// A text with the lines put together that a backslash continues.
fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let behind = after.trim_start_matches('\\');
        let end = ["\r\n", "\n", "\r"].iter().find_map(|end| behind.strip_prefix(end));
        rest = match end {
            Some(next) => next,
            None => {
                out.push_str(after.get(..after.len() - behind.len()).unwrap_or_default());
                behind
            }
        };
    }
    out.push_str(rest);
    out
}

/// The version with the operator, and the blank after it, that the place is used to.
fn spelled(old: &str, version: &str, grammar: Grammar, at_sign: bool) -> String {
    let operand = old.trim_start_matches(['=', '<', '>', '!', '~']);
    let blank = if operand.len() < old.len() && operand.starts_with([' ', '\t']) { " " } else { "" };
    match grammar {
        Grammar::Poetry if !old.starts_with("==") => version.to_owned(),
        Grammar::UvTool if !at_sign => format!("@{version}"),
        Grammar::UvTool => version.to_owned(),
        _ => format!("=={blank}{version}"),
    }
}
