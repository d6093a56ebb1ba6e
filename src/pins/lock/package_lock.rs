//! `package-lock.json` and `npm-shrinkwrap.json`.
//!
//! Version 1 (npm 5 and 6) nests entries under `dependencies`; versions 2 and 3 (npm 7 on) have `packages`, whose keys
//! are the paths that are installed. Version 2 has both, and npm reads `packages`.
//!
//! Sources: what npm 11.19.1 writes with `--lockfile-version` 1, 2 and 3; its documentation of `package-lock.json` (read
//! 2026-11). An alias is found by the name that its entry gives; the aliases of version 1, which have it inside
//! `version`, are not found.

use super::Entry;
use super::near::{
    Piece, bom, byte, byte_before, indent, key_of_value, line_end, seek, skip_blanks, skip_blanks_back, string_ending,
    value_of_key,
};
use super::needles::{Hit, hits};
use crate::document::{Node, Object, Pointer, Span, Syntax};
use crate::model::pin::{Ecosystem, Pin};
use crate::pins::npm::spec::{Spec, classify};
use crate::pins::{Wanted, npm};

/// The directory that every path of an installed package holds.
const MODULES: &str = "node_modules/";

/// The entries about wanted packages.
pub(super) fn read(text: &str, wanted: &Wanted) -> Vec<Pin> {
    let mut lock = Lock { text, wanted, unit: None, nests: None };
    let mut pins = Vec::new();
    for hit in hits(wanted, b"\"@", text) {
        if byte(text, hit.end) == Some(b'@') {
            pins.extend(lock.alias(hit));
            continue;
        }
        match lock.at(hit) {
            Found::Nothing => {}
            Found::Entry(pin) => pins.push(*pin),
            Found::Odd => return whole(text, wanted),
        }
    }
    pins
}

/// What a hit turned out to be.
enum Found {
    Nothing,
    Entry(Box<Pin>),
    /// It cannot be told without parsing the file.
    Odd,
}

impl From<Option<Pin>> for Found {
    fn from(pin: Option<Pin>) -> Self {
        pin.map_or(Self::Nothing, |pin| Self::Entry(Box::new(pin)))
    }
}

struct Lock<'t> {
    text: &'t str,
    wanted: &'t Wanted,
    /// The blanks before the first key, once they were asked for.
    unit: Option<usize>,
    /// Whether it is of version 1, once that was asked for.
    nests: Option<bool>,
}

impl Lock<'_> {
    fn at(&mut self, hit: Hit) -> Found {
        let text = self.text;
        let value = value_of_key(text, hit.end + 1);
        let opens = |at: &usize| byte(text, *at) == Some(b'{');
        match byte_before(text, hit.start) {
            // `"node_modules/name": {`
            Some(b'/') => {
                let (Some(at), Some(key)) = (value.filter(opens), string_ending(text, hit.end)) else {
                    return Found::Nothing;
                };
                self.installed(at, Span::from(key))
            }
            // `"name": {` of version 1; elsewhere it is what another package asks for.
            Some(b'"') if value.is_some() => match value.filter(opens) {
                Some(at) if self.nests() => self.nested(at, hit),
                _ => Found::Nothing,
            },
            // `"name": "name"` in an entry with an alias for a key.
            Some(b'"') => self.named(hit),
            _ => Found::Nothing,
        }
    }

    /// The entry at `at`, whose key is the path of an installed package.
    fn installed(&self, at: usize, key: Span) -> Found {
        let text = key.of(self.text);
        let Some(name) = package_of(text) else { return Found::Nothing };
        let Some(piece) = Piece::json(self.text, at) else { return Found::Odd };
        let key = Key { text, name: Span::new(key.end - name.len(), key.end) };
        piece.doc.root.as_ref().and_then(|node| entry(&piece, node, self.wanted, key)).into()
    }

    /// The entry of version 1 that is another package under this name: `"version": "npm:name@1.2.3"`.
    fn alias(&mut self, hit: Hit) -> Option<Pin> {
        let text = self.text;
        let open = hit.start.checked_sub("npm:".len())?;
        let quoted = text.get(open..hit.start) == Some("npm:") && byte_before(text, open) == Some(b'"');
        let key = key_of_value(text, open.checked_sub(1)?).filter(|_| quoted && self.nests())?;
        let rest = text.get(hit.end + 1..line_end(text, hit.end)?)?;
        let version = rest.split('"').next().filter(|_| text.get(key) == Some("version"))?;
        let span = Span::new(hit.end + 1, hit.end + 1 + version.len());
        let (name_span, pointer) = (Span::new(hit.start, hit.end), Pointer::root());
        let (package, place) = (name_span.of(text), "dependencies");
        let known = npm::exact_version(version).is_some();
        known.then_some(())?;
        Entry { ecosystem: Ecosystem::Npm, package, name_span, text: version, span, pointer, place, conditional: true }
            .npm()
    }

    /// The entry that names its package, which is not its key's.
    fn named(&self, hit: Hit) -> Found {
        let text = self.text;
        let Some(name) = key_of_value(text, hit.start - 1).filter(|key| text.get(key.clone()) == Some("name")) else {
            return Found::Nothing;
        };
        let open = skip_blanks_back(text, name.start - 1);
        if byte_before(text, open) != Some(b'{') {
            // It is the first member of entries, and the first of the whole file.
            return Found::Odd;
        }
        let Some(key) = key_of_value(text, open - 1) else { return Found::Nothing };
        self.installed(open - 1, Span::from(key))
    }

    /// An entry of version 1.
    fn nested(&mut self, at: usize, hit: Hit) -> Found {
        let Some(depth) = self.depth(hit.start - 1) else { return Found::Odd };
        let name = Span::new(hit.start, hit.end);
        let Some(piece) = Piece::json(self.text, at) else { return Found::Odd };
        let Some(node) = piece.doc.root.as_ref() else { return Found::Nothing };
        let pointer = if depth == 2 { Pointer::of(&["dependencies", name.of(self.text)]) } else { Pointer::root() };
        nested_entry(&piece, node, name.of(self.text), name, pointer, depth != 2).into()
    }

    /// How deep the line of a key is indented, in steps of the first one; `None` where the key does not begin its line.
    fn depth(&mut self, at: usize) -> Option<usize> {
        let text = self.text;
        let unit = *self.unit.get_or_insert_with(|| {
            let open = skip_blanks(text, bom(text));
            indent(text, skip_blanks(text, open + 1)).unwrap_or(0)
        });
        indent(text, at)?.checked_div(unit)
    }

    fn nests(&mut self) -> bool {
        let text = self.text;
        *self.nests.get_or_insert_with(|| nests(text))
    }
}

/// Whether a lock is of version 1. npm writes the version among the first members; where it is not there, the oldest
/// wrote it, or it has `packages`.
fn nests(text: &str) -> bool {
    let head: String = text.chars().take(2048).collect();
    let version = || {
        let at = value_of_key(&head, head.find("\"lockfileVersion\"")? + "\"lockfileVersion\"".len())?;
        byte(&head, at)
    };
    version().map_or_else(|| seek(text, 0, "\"packages\"").is_none(), |digit| digit == b'1')
}

/// The package that is installed at a path.
fn package_of(path: &str) -> Option<&str> {
    path.rfind(MODULES).and_then(|at| path.get(at + MODULES.len()..))
}

/// The key of an entry, and where the name in it stands.
struct Key<'k> {
    text: &'k str,
    name: Span,
}

/// An entry of `packages`.
fn entry(piece: &Piece, node: &Node, wanted: &Wanted, key: Key<'_>) -> Option<Pin> {
    let alias = node.get("name").filter(|name| name.as_str().is_some());
    let package = alias.and_then(Node::as_str).or_else(|| package_of(key.text))?;
    wanted.has(Ecosystem::Npm, package).then_some(())?;
    let link = node.get("link").and_then(Node::as_bool) == Some(true);
    let (member, value) = match node.get("resolved").filter(|resolved| resolved.as_str().is_some_and(is_source)) {
        Some(resolved) => ("resolved", resolved),
        None => ("version", node.get("version")?),
    };
    let entry = Entry {
        ecosystem: Ecosystem::Npm,
        package,
        name_span: alias.map_or(key.name, |alias| piece.inside(alias)),
        text: value.as_str()?,
        span: piece.inside(value),
        pointer: Pointer::of(&["packages", key.text, member]),
        place: "packages",
        // Below another package, or in a member of the workspace.
        conditional: !key.text.starts_with(MODULES) || key.text.matches(MODULES).count() > 1,
    };
    if link { None } else { entry.npm() }
}

/// Whether `resolved` is a source of its own, and not the archive of a version.
fn is_source(resolved: &str) -> bool {
    matches!(classify(resolved), Spec::Git { .. } | Spec::Path)
}

/// An entry of version 1.
fn nested_entry(
    piece: &Piece,
    node: &Node,
    key: &str,
    name_span: Span,
    pointer: Pointer,
    conditional: bool,
) -> Option<Pin> {
    let version = node.get("version")?;
    let root = pointer == Pointer::root();
    let pointer = if root { pointer } else { pointer.join("version") };
    // A directory is a member of the workspace, and an alias another package.
    let text = version.as_str().filter(|text| !matches!(classify(text), Spec::Path | Spec::Alias(_)))?;
    let span = piece.inside(version);
    let place = "dependencies";
    Entry { ecosystem: Ecosystem::Npm, package: key, name_span, text, span, pointer, place, conditional }.npm()
}

/// Parses all of a file that is laid out differently.
fn whole(text: &str, wanted: &Wanted) -> Vec<Pin> {
    let piece = Piece::whole(text, Syntax::Json);
    let mut pins = Vec::new();
    let Some(root) = &piece.doc.root else { return pins };
    let Some(packages) = root.get("packages") else {
        nested_whole(&piece, root, &Pointer::root(), wanted, &mut pins);
        return pins;
    };
    for member in packages.as_object().into_iter().flat_map(Object::effective) {
        let end = member.key_span.end.saturating_sub(1);
        let name = Span::new(end.saturating_sub(package_of(&member.key).map_or(0, str::len)), end);
        pins.extend(entry(&piece, &member.value, wanted, Key { text: &member.key, name }));
    }
    pins
}

fn nested_whole(piece: &Piece, node: &Node, base: &Pointer, wanted: &Wanted, pins: &mut Vec<Pin>) {
    let dependencies = base.join("dependencies");
    for member in node.get("dependencies").and_then(Node::as_object).into_iter().flat_map(Object::effective) {
        let pointer = dependencies.join(&member.key);
        if wanted.has(Ecosystem::Npm, &member.key) {
            let name = Span::new(member.key_span.start + 1, member.key_span.end.saturating_sub(1));
            let nested = *base != Pointer::root();
            pins.extend(nested_entry(piece, &member.value, &member.key, name, pointer.clone(), nested));
        }
        nested_whole(piece, &member.value, &pointer, wanted, pins);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_1_says_what_an_alias_is() {
        let text = r#"{
  "lockfileVersion": 1,
  "dependencies": {
    "fastmcp": { "version": "3.1.0" },
    "fastmcp2": { "version": "npm:fastmcp@2.0.0", "requires": { "fastmcp": "npm:fastmcp@1" } }
  }
}"#;
        let pins = read(text, &Wanted::new([]));
        let said: Vec<_> = pins.iter().map(|p| (p.spec.as_str(), p.span.of(text), p.conditional)).collect();
        assert_eq!(said, [("3.1.0", "3.1.0", false), ("2.0.0", "2.0.0", true)]);
        for text in [
            "npm:fastmcp@1",
            "\"npm:fastmcp@1",
            "\"version\": \"npm:fastmcp@",
            "fastmcp@",
            "{\"version\": \"npm:fastmcp@x\"}",
        ] {
            assert!(read(text, &Wanted::new([])).is_empty(), "{text}");
        }
    }
}
