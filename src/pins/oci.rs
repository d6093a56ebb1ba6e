//! Container images: the parts of a reference, and what makes it exact.

use crate::document::Document;
use crate::finding::Edit;
use crate::model::pin::Pin;

/// An image's name as it is compared: without the registry that is meant where none is named.
pub fn normalize_name(name: &str) -> String {
    name.to_owned()
}

/// The tag or digest a golden's pin declares.
pub fn golden_version(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|t| !t.is_empty())
}

/// Whether two tags or digests are one.
pub fn same_version(a: &str, b: &str) -> bool {
    a == b
}

/// The edits that make a pin say exactly `version`.
pub fn replacement(_pin: &Pin, _version: &str, _doc: &Document) -> Option<Vec<Edit>> {
    None
}
