//! The imports of a `deno.json`.

use std::ops::Range;

use url::Url;

use super::manifest::{in_order, members};
use super::slot::{Slot, part, text, trimmed};
use super::version::exact_version;
use crate::document::{Document, Node, Object, Pointer};
use crate::model::pin::{Ecosystem, Grammar, Origin, Pin};

/// The imports of a `deno.json`: `npm:name@^1/sub/path`, `jsr:@scope/name@1` and URLs; those of `scopes` hold only for
/// some files. Paths of the project itself are left out.
///
/// <https://docs.deno.com/runtime/fundamentals/configuration/#dependencies>; the form of a specifier is that of the
/// `deno_semver` crate, `PackageReq` and `PackageSubPath` (2026-11).
pub fn read_deno_json(doc: &Document) -> Vec<Pin> {
    let mut pins = Vec::new();
    let mut read = |table: &Node, base: &Pointer, place: &str, conditional| {
        for member in table.as_object().into_iter().flat_map(Object::effective) {
            let name_span = member.key_span;
            let (node, pointer) = (&member.value, base.join(&member.key));
            let slot = Slot { doc, node, pointer, name: "", name_span, place, origin: Origin::Manifest, conditional };
            pins.extend(import(&slot));
        }
    };
    let imports = Pointer::of(&["imports"]);
    if let Some(table) = doc.at(&imports) {
        read(table, &imports, "imports", false);
    }
    let scopes = Pointer::of(&["scopes"]);
    for scope in members(doc, &scopes) {
        read(&scope.value, &scopes.join(&scope.key), &format!("scopes.{}", scope.key), true);
    }
    in_order(pins)
}

fn import(slot: &Slot<'_>) -> Option<Pin> {
    let text = text(slot.doc, slot.node)?;
    let whole = trimmed(&text);
    let spec = text.get(whole.clone())?;
    for (scheme, ecosystem) in [("npm:", Ecosystem::Npm), ("jsr:", Ecosystem::Jsr)] {
        if let Some(rest) = spec.strip_prefix(scheme) {
            let start = whole.start + scheme.len() + usize::from(rest.starts_with('/'));
            let (name, version) = parts(&text, start, whole.end)?;
            let pin = slot.of(ecosystem, &text, version);
            let name_span = part(slot.doc, slot.node, name.clone());
            return Some(Pin {
                package: text.get(name)?.to_owned(),
                version: exact_version(&pin.spec),
                name_span,
                ..pin
            });
        }
    }
    let mut url = Url::parse(spec).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    // The name must not carry credentials.
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    url.set_query(None);
    url.set_fragment(None);
    let pin = slot.of(Ecosystem::Url, &text, whole);
    Some(Pin { package: url.to_string(), name_span: pin.span, grammar: Grammar::Direct, ..pin })
}

/// The places of name and version in `name@version/path`.
fn parts(text: &str, start: usize, end: usize) -> Option<(Range<usize>, Range<usize>)> {
    let rest = text.get(start..end)?;
    let scope = if rest.starts_with('@') { rest.find('/')? + 1 } else { 0 };
    let name = scope + rest.get(scope..)?.find(['@', '/']).unwrap_or(rest.len() - scope);
    (name > scope).then_some(())?;
    let version = match rest.get(name..)?.strip_prefix('@') {
        Some(tail) => name + 1..name + 1 + tail.find('/').unwrap_or(tail.len()),
        None => name..name,
    };
    Some((start..start + name, start + version.start..start + version.end))
}
