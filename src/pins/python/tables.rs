//! The two shapes in which trees list dependencies: lists of PEP 508 strings, and tables from name to version.

use std::ops::Range;

use super::requirement::Requirement;
use super::version::exact_version;
use super::{direct, normalize_name};
use crate::document::{Document, Member, Node, Object, Pointer, Span};
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

/// A place in a tree, so that a table of many members is not searched for each of them.
#[derive(Clone)]
pub(super) struct At<'d> {
    pub(super) node: &'d Node,
    pub(super) pointer: Pointer,
    /// The way there, as people name it: `tool.uv.sources`.
    pub(super) place: String,
}

impl<'d> At<'d> {
    /// The whole document; `None` where it holds nothing.
    pub(super) fn root(doc: &'d Document) -> Option<Self> {
        Some(Self { node: doc.root.as_ref()?, pointer: Pointer::root(), place: String::new() })
    }

    /// A place further down.
    pub(super) fn get(&self, keys: &[&str]) -> Option<Self> {
        keys.iter().try_fold(self.clone(), |at, key| Some(at.below(key, at.node.get(key)?)))
    }

    /// The members below a place further down, of several with one name only the one that counts.
    pub(super) fn members(&self, keys: &[&str]) -> impl Iterator<Item = (&'d Member, Self)> + use<'d> {
        let at = self.get(keys);
        let object = at.as_ref().and_then(|at| at.node.as_object());
        let members = object.into_iter().flat_map(Object::effective);
        members.zip(std::iter::repeat(at)).filter_map(|(m, at)| Some((m, at?.below(&m.key, &m.value))))
    }

    /// The elements of the list at a place further down.
    pub(super) fn items(&self, keys: &[&str]) -> impl Iterator<Item = Self> + use<'d> {
        let at = self.get(keys);
        let items = at.as_ref().and_then(|at| at.node.as_array()).unwrap_or_default();
        let items = items.iter().enumerate().zip(std::iter::repeat(at));
        items.filter_map(|((i, node), at)| at.map(|at| Self { node, pointer: at.pointer.index(i), place: at.place }))
    }

    fn below(&self, key: &str, node: &'d Node) -> Self {
        let place = if self.place.is_empty() { key.to_owned() } else { format!("{}.{key}", self.place) };
        Self { node, pointer: self.pointer.join(key), place }
    }
}

/// Collects the pins of a tree.
pub(super) struct Reader<'d> {
    doc: &'d Document,
    pins: Vec<Pin>,
}

impl<'d> Reader<'d> {
    /// What `read` collects from the root of a document, in file order.
    pub(super) fn read(doc: &'d Document, read: impl FnOnce(&mut Self, &At<'d>)) -> Vec<Pin> {
        let mut reader = Self { doc, pins: Vec::new() };
        if let Some(root) = At::root(doc) {
            read(&mut reader, &root);
        }
        reader.pins.sort_by_key(|pin| (pin.name_span, pin.span));
        reader.pins
    }

    /// A list of PEP 508 strings.
    pub(super) fn list(&mut self, at: &At<'d>, keys: &[&str], origin: Origin) {
        at.items(keys).for_each(|item| self.requirement(&item, origin, false));
    }

    /// A table of such lists.
    pub(super) fn lists(&mut self, at: &At<'d>, keys: &[&str], origin: Origin) {
        at.members(keys).for_each(|(_, list)| self.list(&list, &[], origin));
    }

    /// One PEP 508 string.
    pub(super) fn requirement(&mut self, at: &At<'d>, origin: Origin, conditional: bool) {
        if let Some(pin) = requirement_pin(self.doc, at.node, at.pointer.clone(), &at.place) {
            self.pins.push(Pin { origin, conditional: pin.conditional || conditional, ..pin });
        }
    }

    /// A table that says for packages where they come from instead of an index; see [`direct::of_table`].
    pub(super) fn sources(&mut self, at: &At<'d>, keys: &[&str]) {
        let Some(table) = at.get(keys) else { return };
        for (member, at) in table.members(&[]) {
            for (node, pointer) in alternatives(&member.value, at.pointer) {
                let conditional = ["marker", "extra", "group"].iter().any(|key| node.get(key).is_some());
                let entry = Entry { key: &member.key, key_span: member.key_span, place: &table.place, conditional };
                self.pins.extend(entry.direct(node, pointer));
            }
        }
    }

    /// A table from names to versions.
    pub(super) fn table(&mut self, at: &At<'d>, keys: &[&str], how: Table) {
        let Some(table) = at.get(keys) else { return };
        for (member, at) in table.members(&[]) {
            // The interpreter's version, not a package.
            if normalize_name(&member.key) == "python" {
                continue;
            }
            for (node, pointer) in alternatives(&member.value, at.pointer) {
                let conditional = how.conditional || how.conditions.iter().any(|key| node.get(key).is_some());
                let entry = Entry { key: &member.key, key_span: member.key_span, place: &table.place, conditional };
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
