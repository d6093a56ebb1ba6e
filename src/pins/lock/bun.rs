//! `bun.lock`: JSON with trailing commas, an array per package whose first element is `name@version`.
//!
//! Source: what Bun 1.4.5 writes (2026-11). The older `bun.lockb` is binary and not read.

use super::Entry;
use super::near::{byte, byte_before, key_of_value, skip_blanks_back, string_end};
use super::needles::{Hit, hits};
use crate::document::{Pointer, Span};
use crate::model::pin::{Ecosystem, Pin};
use crate::pins::Wanted;

/// The entries about wanted packages. An entry is known by what stands around it, however the file is laid out.
pub(super) fn read(text: &str, wanted: &Wanted) -> Vec<Pin> {
    hits(wanted, b"@", text).filter_map(|hit| entry(text, hit, wanted)).collect()
}

/// `"key": ["name@version", ...]`
fn entry(text: &str, hit: Hit, wanted: &Wanted) -> Option<Pin> {
    (byte_before(text, hit.start) == Some(b'"')).then_some(())?;
    let open = skip_blanks_back(text, hit.start - 1).checked_sub(1).filter(|at| byte(text, *at) == Some(b'['))?;
    let key = text.get(key_of_value(text, open)?)?;
    let package = text.get(hit.start..hit.end)?;
    wanted.has(Ecosystem::Npm, package).then_some(())?;
    let start = hit.end + 1;
    let end = string_end(text, start)?;
    let entry = Entry {
        ecosystem: Ecosystem::Npm,
        package,
        name_span: Span::new(hit.start, hit.end),
        text: text.get(start..end)?,
        span: Span::new(start, end),
        pointer: Pointer::of(&["packages", key, "0"]),
        place: "packages",
        conditional: is_nested(key),
    };
    entry.npm()
}

/// Whether a key is a path of several packages: `parent/name`, where a scope is no package.
fn is_nested(key: &str) -> bool {
    key.split('/').filter(|part| !part.starts_with('@')).count() > 1
}
