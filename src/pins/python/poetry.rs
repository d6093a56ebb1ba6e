//! Poetry's dependency tables. <https://python-poetry.org/docs/dependency-specification/>

use super::normalize_name;
use super::pyproject::{Entry, alternatives};
use crate::document::{Document, Node, Object, Pointer};
use crate::model::pin::{Grammar, Pin};

/// Keys by which a table holds only for some environments, or takes the package from another index.
const CONDITIONS: &[&str] = &["markers", "python", "platform", "source"];

/// Reads all of Poetry's tables.
pub(super) fn read(doc: &Document, pins: &mut Vec<Pin>) {
    table(doc, &["tool", "poetry", "dependencies"], pins);
    table(doc, &["tool", "poetry", "dev-dependencies"], pins);
    let groups = doc.at(&Pointer::of(&["tool", "poetry", "group"])).and_then(Node::as_object);
    for group in groups.into_iter().flat_map(Object::effective) {
        table(doc, &["tool", "poetry", "group", &group.key, "dependencies"], pins);
    }
}

fn table(doc: &Document, path: &[&str], pins: &mut Vec<Pin>) {
    let base = Pointer::of(path);
    let place = path.join(".");
    for member in doc.at(&base).and_then(Node::as_object).into_iter().flat_map(Object::effective) {
        // The interpreter's version, not a package.
        if normalize_name(&member.key) == "python" {
            continue;
        }
        for (node, pointer) in alternatives(&member.value, base.join(&member.key)) {
            let conditional = CONDITIONS.iter().any(|key| node.get(key).is_some());
            let entry = Entry { key: &member.key, key_span: member.key_span, place: &place, conditional };
            pins.extend(entry.direct(node, pointer.clone()).or_else(|| constraint(doc, &entry, node, pointer)));
        }
    }
}

/// A constraint as a string, or as the `version` of a table.
fn constraint(doc: &Document, entry: &Entry<'_>, node: &Node, pointer: Pointer) -> Option<Pin> {
    let (node, pointer) = match node.get("version") {
        Some(version) => (version, pointer.join("version")),
        None => (node, pointer),
    };
    let text = node.as_str()?;
    let part = trimmed(text)?;
    let span = doc.string_part(node, part.clone()).unwrap_or(node.span);
    Some(entry.pin(text.get(part)?, span, pointer, Grammar::Poetry))
}

/// Where the constraint stands in its string; `None` if it is blank, which Poetry refuses.
pub(super) fn trimmed(text: &str) -> Option<std::ops::Range<usize>> {
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len();
    Some(start..end).filter(|part| !part.is_empty())
}
