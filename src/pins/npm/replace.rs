//! The edit that writes an exact version.

use std::ops::Range;

use super::slot::{text, trimmed};
use super::spec::{Spec, classify};
use super::version::{golden_version, same_version};
use crate::document::{Document, Node, Span, Value};
use crate::finding::Edit;
use crate::fix::edit;
use crate::model::pin::{Grammar, Pin};

/// The edits that make a pin say exactly `version`: the bare version instead of a range or tag, behind an `@` where it
/// follows a name (an alias, an import of Deno, what a launcher starts). What stands around it in the string stays.
///
/// `None` for a source, for a pin that says that version already, for a `version` that is none, and for a pin that is
/// not of this document.
pub fn replacement(pin: &Pin, version: &str, doc: &Document) -> Option<Vec<Edit>> {
    let version = golden_version(version)?;
    let says = pin.version.as_deref().is_some_and(|old| same_version(old, &version));
    (pin.grammar == Grammar::Npm && !says).then_some(())?;
    let node = doc.at(&pin.pointer)?;
    if matches!(node.value, Value::Number(_)) {
        // A range that YAML reads as a number.
        return (pin.spec == text(doc, node)?).then(|| edit::set_value(doc, node, &version.into()))?;
    }
    let old = node.as_str()?;
    let part = place(pin, doc, node, old)?;
    let before = old.get(..part.start)?;
    let bare = before.trim().is_empty() || before.ends_with(['@', ':']);
    let new = match bare {
        true => version,
        // Nothing was asked for yet.
        false if pin.spec.is_empty() && before.ends_with(&pin.package) => format!("@{version}"),
        false => return None,
    };
    edit::set_part(doc, node, part, &new).filter(|edits| !edits.is_empty())
}

/// Where the specification of a pin stands in the decoded string.
fn place(pin: &Pin, doc: &Document, node: &Node, text: &str) -> Option<Range<usize>> {
    let len = pin.spec.len();
    let is = |start: usize| {
        let part = start..start + len;
        let bytes = |part| doc.string_part(node, part) == Some(pin.span);
        (text.get(part.clone()) == Some(&pin.spec) && bytes(part.clone())).then_some(part)
    };
    let start = doc.string_part(node, 0..0).map(|at: Span| at.start);
    // Without escapes the bytes are the text.
    if let Some(part) = start.and_then(|start| is(pin.span.start.checked_sub(start)?)) {
        return Some(part);
    }
    if pin.span != node.span {
        // An argument may be a whole script; a specification is not written that far inside.
        return text.char_indices().map(|(at, _)| at).chain([text.len()]).take(512).find_map(is);
    }
    // The bytes cannot be told, so the string is read again.
    let whole = trimmed(text);
    match classify(text) {
        Spec::Alias(alias) => Some(alias.spec),
        _ => Some(whole),
    }
    .filter(|part| text.get(part.clone()) == Some(&pin.spec))
}
