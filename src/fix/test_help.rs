//! What the tests of the edit builders share.

use super::apply::merge;
use crate::document::{Document, Interest, Pointer, Syntax};
use crate::finding::{Edit, Fix};

pub(super) fn doc_of(text: &str, syntax: Syntax) -> Document {
    let doc = Document::parse(text.to_owned(), syntax, Interest::All);
    assert!(doc.fatal().is_none(), "{text}: {:?}", doc.problems);
    doc
}

pub(super) fn pointer(path: &str) -> Pointer {
    path.split('/').skip(1).fold(Pointer::root(), |p, s| p.join(s))
}

/// Applies edits as one fix; the result must parse.
pub(super) fn apply(doc: &Document, edits: Vec<Edit>) -> String {
    if edits.is_empty() {
        return doc.text.to_string();
    }
    let fix = Fix::safe("test", edits);
    let applied = merge(&doc.text, &[&fix]);
    assert_eq!(applied.taken, [0], "{fix:?}");
    let parsed = Document::parse(applied.text.clone(), doc.syntax, Interest::All);
    assert!(parsed.fatal().is_none(), "{:?} became {:?}: {:?}", doc.text, applied.text, parsed.problems);
    applied.text
}
