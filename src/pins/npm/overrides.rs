//! What limits or replaces a version without asking for the package: `overrides`, `resolutions`.
//!
//! A reference to a direct dependency (`$name`) declares nothing of its own, and `-` takes a package away (pnpm), so
//! both are left out. What holds only below another package, or only for those who asked for a certain range, is
//! conditional.

use std::ops::Range;

use super::manifest::members;
use super::slot::{Slot, key_part};
use super::spec::split_name;
use crate::document::{Document, Member, Node, Object, Pointer};
use crate::model::pin::{Origin, Pin};

/// npm: `name` or `name@range`, with a specification or a table of what holds below it, in which `.` is the package
/// itself. <https://docs.npmjs.com/cli/v11/configuring-npm/package-json#overrides> (2026-11)
pub(super) fn npm(doc: &Document, pins: &mut Vec<Pin>) {
    let pointer = Pointer::of(&["overrides"]);
    if let Some(object) = doc.at(&pointer).and_then(Node::as_object) {
        below(doc, object, &pointer, "overrides", false, pins);
    }
}

fn below(doc: &Document, object: &Object, base: &Pointer, place: &str, nested: bool, pins: &mut Vec<Pin>) {
    for member in object.effective().filter(|member| member.key != ".") {
        let (name, range) = split_name(&member.key);
        let target = Target { name: 0..name.len(), conditional: nested || !range.is_empty() };
        let pointer = base.join(&member.key);
        match member.value.as_object() {
            None => pins.extend(pin(doc, member, &member.value, pointer, place, &target)),
            Some(inner) => {
                if let Some(own) = inner.get(".") {
                    pins.extend(pin(doc, member, &own.value, pointer.join("."), place, &target));
                }
                below(doc, inner, &pointer, &format!("{place}.{}", member.key), true, pins);
            }
        }
    }
}

/// Yarn: `name`, `parent/name`, `**/name`, and in Berry each with `@range`.
/// <https://yarnpkg.com/configuration/manifest#resolutions> (2026-11)
pub(super) fn yarn(doc: &Document, pins: &mut Vec<Pin>) {
    flat(doc, &["resolutions"], resolution, pins);
}

/// pnpm: `name`, `name@range`, `parent@range>name`. <https://pnpm.io/settings#overrides>; the `>` is told from one of a
/// range as `parseWantedDependency` of pnpm 10 does it (2026-11).
pub(super) fn pnpm(doc: &Document, path: &[&str], pins: &mut Vec<Pin>) {
    flat(doc, path, selector, pins);
}

/// The package that a key is about.
struct Target {
    /// Its name in the key.
    name: Range<usize>,
    conditional: bool,
}

fn flat(doc: &Document, path: &[&str], target: fn(&str) -> Target, pins: &mut Vec<Pin>) {
    let base = Pointer::of(path);
    let place = path.join(".");
    for member in members(doc, &base) {
        let pointer = base.join(&member.key);
        pins.extend(pin(doc, member, &member.value, pointer, &place, &target(&member.key)));
    }
}

fn resolution(key: &str) -> Target {
    let last = key.rfind('/').map_or(0, |at| at + 1);
    // The segment before it is a scope, not a parent.
    let scope = key.get(..last.saturating_sub(1)).map_or(0, |head| head.rfind('/').map_or(0, |at| at + 1));
    let scoped =
        last > 0 && key.get(scope..).is_some_and(|name| name.starts_with('@')) && !holds_range(key, scope, last);
    let start = if scoped { scope } else { last };
    let (name, range) = split_name(key.get(start..).unwrap_or_default());
    let parents = key.get(..start).unwrap_or_default();
    Target { name: start..start + name.len(), conditional: !range.is_empty() || !matches!(parents, "" | "**/") }
}

/// Whether a segment has an `@` inside: `@scope@1` is none.
fn holds_range(key: &str, start: usize, end: usize) -> bool {
    key.get(start + 1..end).is_some_and(|segment| segment.contains('@'))
}

fn selector(key: &str) -> Target {
    let bytes = key.as_bytes();
    let parts = |(at, pair): (usize, &[u8])| {
        (pair.get(1) == Some(&b'>') && !matches!(pair.first(), Some(b' ' | b'|' | b'@'))).then_some(at + 2)
    };
    let start = bytes.windows(2).enumerate().find_map(parts).filter(|at| key.is_char_boundary(*at)).unwrap_or(0);
    let (name, range) = split_name(key.get(start..).unwrap_or_default());
    Target { name: start..start + name.len(), conditional: start > 0 || !range.is_empty() }
}

fn pin(doc: &Document, member: &Member, node: &Node, pointer: Pointer, place: &str, target: &Target) -> Option<Pin> {
    let declares = |text: &str| !text.starts_with('$') && text != "-";
    let name = member.key.get(target.name.clone()).filter(|name| !name.is_empty())?;
    node.as_str().is_none_or(|text| declares(text.trim())).then_some(())?;
    let slot = Slot {
        doc,
        node,
        pointer,
        name,
        name_span: key_part(doc, member, target.name.clone()),
        place,
        origin: Origin::Constraint,
        conditional: target.conditional,
    };
    slot.pin()
}
