//! The two shapes in which trees list dependencies: lists of PEP 508 strings, and tables from name to version.

use std::ops::Range;

use super::requirement::Requirement;
use super::version::exact_version;
use super::{direct, normalize_name};
use crate::document::{Document, Node, Object, Pointer, Span};
use crate::model::pin::{Ecosystem, Grammar, Origin, Pin};

/// One PEP 508 string as a pin; `None` where it is no string or has not the shape of a requirement.
pub fn requirement_pin(doc: &Document, node: &Node, pointer: Pointer, place: &str) -> Option<Pin> {
    let text = node.as_str()?;
    let span = |part: Range<usize>| doc.string_part(node, part).unwrap_or(node.span);
    let pin = text_pin(text, place, span)?;
    Some(Pin { pointer, ..pin })
}

/// One PEP 508 text as a pin, whose ranges `span` puts into the file.
pub(super) fn text_pin(text: &str, place: &str, span: impl Fn(Range<usize>) -> Span) -> Option<Pin> {
    let parts = Requirement::split(text)?;
    let (part, grammar) = match &parts.url {
        Some(url) => (url.clone(), Grammar::Direct),
        None => (parts.specifier.clone(), Grammar::Pep440),
    };
    let spec = text.get(part.clone())?.to_owned();
    Some(Pin {
        ecosystem: Ecosystem::Python,
        origin: Origin::Manifest,
        hashed: false,
        server: None,
        package: normalize_name(text.get(parts.name)?),
        version: exact_version(&spec, grammar),
        fixed: grammar == Grammar::Direct && direct::is_fixed(&spec),
        span: span(part),
        name_span: span(parts.head),
        pointer: Pointer::root(),
        place: place.to_owned(),
        grammar,
        conditional: parts.marker.is_some(),
        spec,
    })
}

/// How a table from name to version is to be read.
#[derive(Clone, Copy)]
pub(super) struct Table {
    /// The grammar of its versions.
    pub(super) grammar: Grammar,
    /// Whether its entries ask for packages or only limit them.
    pub(super) origin: Origin,
    /// Keys by which an entry holds only for some environments, or takes the package from another index.
    pub(super) conditions: &'static [&'static str],
    /// Whether the table as a whole holds only for some environments.
    pub(super) conditional: bool,
    /// Whether an entry without a version stands for any version; else it is a mistake, and no pin.
    pub(super) version_optional: bool,
}

/// Collects the pins of a tree.
pub(super) struct Reader<'d> {
    pub(super) doc: &'d Document,
    pub(super) pins: Vec<Pin>,
}

impl<'d> Reader<'d> {
    pub(super) fn new(doc: &'d Document) -> Self {
        Self { doc, pins: Vec::new() }
    }

    /// The pins in file order.
    pub(super) fn finish(mut self) -> Vec<Pin> {
        self.pins.sort_by_key(|pin| (pin.name_span, pin.span));
        self.pins
    }

    /// The members of the table at a path, of several with one name only the one that counts.
    pub(super) fn members(&self, path: &[&str]) -> impl Iterator<Item = &'d crate::document::Member> + use<'d> {
        let object: Option<&'d Object> = self.doc.at(&Pointer::of(path)).and_then(Node::as_object);
        object.into_iter().flat_map(Object::effective)
    }

    /// A list of PEP 508 strings.
    pub(super) fn list(&mut self, path: &[&str], origin: Origin) {
        let pointer = Pointer::of(path);
        let place = path.join(".");
        let items = self.doc.at(&pointer).and_then(Node::as_array).unwrap_or_default();
        for (i, node) in items.iter().enumerate() {
            self.requirement(node, pointer.index(i), &place, origin, false);
        }
    }

    /// A table of such lists.
    pub(super) fn lists(&mut self, path: &[&str], origin: Origin) {
        for member in self.members(path) {
            self.list(&[path, &[member.key.as_str()]].concat(), origin);
        }
    }

    /// One PEP 508 string.
    pub(super) fn requirement(&mut self, node: &Node, at: Pointer, place: &str, origin: Origin, conditional: bool) {
        if let Some(pin) = requirement_pin(self.doc, node, at, place) {
            self.pins.push(Pin { origin, conditional: pin.conditional || conditional, ..pin });
        }
    }

    /// A table that says for packages where they come from instead of an index; see [`direct::of_table`].
    pub(super) fn sources(&mut self, path: &[&str]) {
        let place = path.join(".");
        for member in self.members(path) {
            for (node, pointer) in alternatives(&member.value, Pointer::of(path).join(&member.key)) {
                let conditional = ["marker", "extra", "group"].iter().any(|key| node.get(key).is_some());
                let entry = Entry { key: &member.key, key_span: member.key_span, place: &place, conditional };
                self.pins.extend(entry.direct(node, pointer));
            }
        }
    }

    /// A table from names to versions.
    pub(super) fn table(&mut self, path: &[&str], how: Table) {
        let place = path.join(".");
        for member in self.members(path) {
            // The interpreter's version, not a package.
            if normalize_name(&member.key) == "python" {
                continue;
            }
            for (node, pointer) in alternatives(&member.value, Pointer::of(path).join(&member.key)) {
                let conditional = how.conditional || how.conditions.iter().any(|key| node.get(key).is_some());
                let entry = Entry { key: &member.key, key_span: member.key_span, place: &place, conditional };
                let pin = entry.direct(node, pointer.clone()).or_else(|| entry.version(self.doc, node, pointer, how));
                self.pins.extend(pin.map(|pin| Pin { origin: how.origin, ..pin }));
            }
        }
    }
}

/// The elements of a list, or the value itself: uv and Poetry both take several tables for one package.
fn alternatives(value: &Node, pointer: Pointer) -> Vec<(&Node, Pointer)> {
    match value.as_array() {
        Some(items) => items.iter().enumerate().map(|(i, n)| (n, pointer.index(i))).collect(),
        None => vec![(value, pointer)],
    }
}

/// A dependency whose name is a key.
struct Entry<'d> {
    key: &'d str,
    key_span: Span,
    place: &'d str,
    conditional: bool,
}

impl Entry<'_> {
    /// The pin of a requirement in the given grammar; `None` where the key is no name. Pipenv takes extras in it.
    fn pin(&self, spec: &str, span: Span, pointer: Pointer, grammar: Grammar) -> Option<Pin> {
        let key = Requirement::split(self.key)?;
        let bare = key.specifier.is_empty() && key.url.is_none() && key.marker.is_none();
        let name = bare.then(|| self.key.get(key.name)).flatten()?;
        Some(Pin {
            ecosystem: Ecosystem::Python,
            origin: Origin::Manifest,
            hashed: false,
            server: None,
            package: normalize_name(name),
            spec: spec.to_owned(),
            version: exact_version(spec, grammar),
            fixed: false,
            span,
            name_span: self.key_span,
            pointer,
            place: self.place.to_owned(),
            grammar,
            conditional: self.conditional,
        })
    }

    /// The pin of a table that names a source.
    fn direct(&self, table: &Node, pointer: Pointer) -> Option<Pin> {
        let source = direct::of_table(table)?;
        let pin = self.pin(&source.spec, table.span, pointer, Grammar::Direct)?;
        Some(Pin { fixed: source.fixed, ..pin })
    }

    /// A version as a string, or as the `version` of a table.
    fn version(&self, doc: &Document, node: &Node, pointer: Pointer, how: Table) -> Option<Pin> {
        let (node, pointer) = match node.get("version") {
            Some(version) => (version, pointer.join("version")),
            None => (node, pointer),
        };
        if node.as_object().is_some() && how.version_optional {
            return self.pin("", Span::at(self.key_span.end), pointer, how.grammar);
        }
        let text = node.as_str()?;
        let part = trimmed(text).or_else(|| how.version_optional.then_some(0..0))?;
        let span = doc.string_part(node, part.clone()).unwrap_or(node.span);
        let pin = self.pin(text.get(part)?, span, pointer, how.grammar)?;
        // PDM takes a URL where a version may stand.
        let direct = pin.spec.contains("://");
        let grammar = if direct { Grammar::Direct } else { pin.grammar };
        Some(Pin { grammar, fixed: direct && direct::is_fixed(&pin.spec), ..pin })
    }
}

/// Where the version stands in its string; `None` if it is blank.
pub(super) fn trimmed(text: &str) -> Option<Range<usize>> {
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len();
    Some(start..end).filter(|part| !part.is_empty())
}
