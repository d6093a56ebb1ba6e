//! The arena as our tree, with aliases and merge keys written out and a limit on how much that may be.

use std::collections::BTreeSet;

use super::events::{Arena, Kind, Raw};
use super::{MAX_DEPTH, too_deep};
use crate::document::{Interest, Layout, Member, Node, Object, Problem, ProblemKind, Span, Value};

/// How many values all aliases together may stand for. No real config comes near; ten lines can say billions.
const MAX_COPIES: usize = 100_000;

/// A long text counts as one value more for each of so many bytes: copies of it take memory too.
const TEXT_UNIT: usize = 64;

/// Builds the tree below `root`; `base` is added to every offset of the tree, but not of a problem.
pub(super) fn build(text: &str, base: usize, arena: &Arena, root: usize, interest: Interest) -> Result<Node, Problem> {
    let start = Place { depth: 0, bytes: Bytes::Own };
    let alias = Span::default();
    let mut builder = Builder { text, base, arena, interest, path: Vec::new(), left: MAX_COPIES, alias, problem: None };
    let node = builder.node(root, start);
    node.ok_or_else(|| builder.problem.unwrap_or_else(|| too_deep(alias)))
}

/// Whose bytes a value stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bytes {
    /// Its own alone.
    Own,
    /// Its own, and those of aliases elsewhere.
    Anchored,
    /// Those of an anchor elsewhere.
    Copied,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    /// Maps and lists around it, and merges on the way.
    depth: usize,
    bytes: Bytes,
}

/// Every method is small and gives `None` after it left a problem, because they call each other 512 levels deep and a
/// stack may be no larger than a megabyte.
struct Builder<'a> {
    text: &'a str,
    base: usize,
    arena: &'a Arena,
    interest: Interest,
    path: Vec<String>,
    /// How many more values may be copied.
    left: usize,
    /// The outermost alias on the way, for the problem.
    alias: Span,
    problem: Option<Problem>,
}

impl<'a> Builder<'a> {
    fn raw(&self, index: usize) -> Option<&'a Raw> {
        self.arena.values.get(index)
    }

    fn span(&self, span: Span) -> Span {
        Span::new(span.start + self.base, span.end + self.base)
    }

    fn node(&mut self, index: usize, place: Place) -> Option<Node> {
        let raw = self.raw(index)?;
        let (target, place) = match raw.kind {
            Kind::Alias(target) => (self.raw(target)?, self.copied(place, raw.span)),
            _ => (raw, place),
        };
        let shared = place.bytes != Bytes::Own || target.aliased;
        let value = self.value(target, place)?;
        let tagged = target.tagged && matches!(target.kind, Kind::Scalar { .. });
        Some(Node { span: self.span(raw.span), value, read_only: shared || tagged })
    }

    fn value(&mut self, raw: &'a Raw, mut place: Place) -> Option<Value> {
        if place.depth > MAX_DEPTH {
            return self.give_up(too_deep(if place.bytes == Bytes::Copied { self.alias } else { raw.span }));
        }
        self.pay(place, if let Kind::Scalar { value: Value::String(text), .. } = &raw.kind { text.len() } else { 0 })?;
        if !self.interest.wants(&self.path) {
            return Some(Value::Skipped);
        }
        place.depth += 1;
        if place.bytes == Bytes::Own && raw.aliased {
            place.bytes = Bytes::Anchored;
        }
        match &raw.kind {
            Kind::Scalar { value, .. } => Some(value.clone()),
            Kind::List(items) => self.list(items, place).map(Value::Array),
            Kind::Map { children, braces } => {
                let layout = if *braces { Layout::Braces } else { Layout::Block };
                self.members(children, place).map(|members| Value::Object(Object { members, layout }))
            }
            // No anchor can stand before an alias.
            Kind::Alias(_) => None,
        }
    }

    fn list(&mut self, items: &[usize], place: Place) -> Option<Vec<Node>> {
        let mut nodes = Vec::with_capacity(items.len());
        for (i, item) in items.iter().enumerate() {
            self.path.push(i.to_string());
            nodes.push(self.node(*item, place)?);
            self.path.pop();
        }
        Some(nodes)
    }

    /// The place of what an alias at `span` stands for.
    fn copied(&mut self, place: Place, span: Span) -> Place {
        if place.bytes != Bytes::Copied {
            self.alias = span;
        }
        Place { bytes: Bytes::Copied, ..place }
    }

    fn give_up<T>(&mut self, problem: Problem) -> Option<T> {
        self.problem = Some(problem);
        None
    }

    /// Takes a copied value with so many bytes of text from what may be copied.
    fn pay(&mut self, place: Place, bytes: usize) -> Option<()> {
        if place.bytes != Bytes::Copied {
            return Some(());
        }
        let Some(left) = self.left.checked_sub(1 + bytes / TEXT_UNIT) else {
            let message = format!("with this alias, aliases stand for more than {MAX_COPIES} values");
            return self.give_up(Problem { kind: ProblemKind::TooLarge, span: self.alias, message });
        };
        self.left = left;
        Some(())
    }

    /// The members of a map. `<<: *base` is written out, as `js-yaml` and PyYAML do: its members come first, but for
    /// those the map has itself. (`serde_yaml` and the npm package `yaml` keep a member `<<`; a linter that knows what
    /// was meant errs on the side that does not call a field missing.) All of them are read-only.
    fn members(&mut self, children: &[usize], place: Place) -> Option<Vec<Member>> {
        let mut own = Vec::with_capacity(children.len() / 2);
        let mut merged = Vec::new();
        for pair in children.chunks_exact(2) {
            let [key, value] = pair else { continue };
            match self.merge_sources(*key, *value) {
                Some(sources) => {
                    for (source, at) in sources {
                        merged.push((own.len(), self.merged(source, at, place)?));
                    }
                }
                None => own.push(self.member(*key, *value, place)?),
            }
        }
        Some(if merged.is_empty() { own } else { mixed(own, merged) })
    }

    fn member(&mut self, key: usize, value: usize, place: Place) -> Option<Member> {
        let raw = self.raw(key)?;
        let key = self.key_text(raw)?;
        self.pay(place, key.len())?;
        self.path.push(key.clone());
        let mut value = self.node(value, place)?;
        self.path.pop();
        // What a key with an anchor or a tag is called is not in its bytes alone.
        value.read_only |= raw.aliased || raw.tagged || matches!(raw.kind, Kind::Alias(_));
        Some(Member { key, key_span: self.span(raw.span), value })
    }

    /// A key as JavaScript readers name it: scalars by their text, anything else as it is written.
    fn key_text(&self, raw: &Raw) -> Option<String> {
        let raw = if let Kind::Alias(target) = raw.kind { self.raw(target)? } else { raw };
        Some(match &raw.kind {
            Kind::Scalar { value: Value::String(text) | Value::Number(text), .. } => text.clone(),
            _ => raw.span.of(self.text).to_owned(),
        })
    }

    /// The maps that a member merges and where it names them, if it is `<<` and all it names are maps.
    fn merge_sources(&self, key: usize, value: usize) -> Option<Vec<(usize, Span)>> {
        match &self.raw(key)?.kind {
            Kind::Scalar { value: Value::String(text), plain: true } if text == "<<" => {}
            _ => return None,
        }
        let sources = match &self.raw(self.target(value)?.0)?.kind {
            Kind::List(items) => items.iter().map(|item| self.target(*item)).collect::<Option<Vec<_>>>()?,
            _ => vec![self.target(value)?],
        };
        let is_map =
            |(source, _): &(usize, Span)| self.raw(*source).is_some_and(|raw| matches!(raw.kind, Kind::Map { .. }));
        sources.iter().all(is_map).then_some(sources)
    }

    /// What a value is where it is an alias, and where it is written.
    fn target(&self, index: usize) -> Option<(usize, Span)> {
        let raw = self.raw(index)?;
        Some((if let Kind::Alias(target) = raw.kind { target } else { index }, raw.span))
    }

    /// The members of a merged map; `at` is where it is named.
    fn merged(&mut self, source: usize, at: Span, place: Place) -> Option<Vec<Member>> {
        let mut place = self.copied(place, at);
        // Merges of merges go down like maps in maps, and those of nothing cost time too.
        place.depth += 1;
        if place.depth > MAX_DEPTH {
            return self.give_up(too_deep(self.alias));
        }
        self.pay(place, 0)?;
        match &self.raw(source)?.kind {
            Kind::Map { children, .. } => self.members(children, place),
            _ => Some(Vec::new()),
        }
    }
}

/// A map's own members and, each at its index among them, those of the maps it merges that it does not have.
fn mixed(own: Vec<Member>, merged: Vec<(usize, Vec<Member>)>) -> Vec<Member> {
    let mut known: BTreeSet<String> = own.iter().map(|m| m.key.clone()).collect();
    let mut members = Vec::new();
    let mut own = own.into_iter();
    let mut taken = 0;
    for (at, source) in merged {
        members.extend(own.by_ref().take(at - taken));
        taken = at;
        // Of duplicates in one source the last counts, of two sources the first.
        let mut new: Vec<Member> = source.into_iter().rev().filter(|m| known.insert(m.key.clone())).collect();
        new.reverse();
        members.append(&mut new);
    }
    members.extend(own);
    members
}
