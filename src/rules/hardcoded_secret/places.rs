//! Where in a file credentials stand.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::context::RunCx;
use crate::document::{Document, Node, Object, Pointer, Span, Syntax, Value};
use crate::finding::FileId;
use crate::model::{Scope, Server};
use crate::redact::detect::{self, Credential, Kind, UrlCredential};
use crate::workspace::{Role, Source};

/// A credential in a file.
pub(in crate::rules) struct Place {
    pub(in crate::rules) kind: Kind,
    /// The key it stands under, empty for an argument and for what stands outside of the tree.
    pub(in crate::rules) name: String,
    /// The credential itself: what makes copies one. It is never shown.
    pub(in crate::rules) text: String,
    pub(in crate::rules) span: Span,
    pub(in crate::rules) pointer: Pointer,
    pub(in crate::rules) server: Option<(String, Scope)>,
}

/// Nothing shorter is a credential, so most strings need no second look.
const SHORTEST: usize = 8;

/// One found by a walk, before anybody asks whose it is.
struct Hit<F> {
    name: String,
    pointer: Pointer,
    span: Span,
    found: F,
}

/// Whether a file is one of those in which credentials are looked for: what clients read, and what declares servers.
fn concerns(source: &Source) -> bool {
    matches!(source.role, Role::Config(_) | Role::Golden | Role::Unread(_))
}

/// The credentials of a file, in file order, but for those in URLs.
pub(in crate::rules) fn places(cx: &RunCx<'_>, file: FileId, source: &Source) -> Vec<Place> {
    let Some(document) = source.document_if(concerns(source)) else { return Vec::new() };
    let mut hits = Vec::new();
    each_string(document, |name, pointer, node, list| {
        let found = match list {
            Some((texts, at)) => {
                let all = detect::in_args(texts);
                all.into_iter().filter(|(i, _)| *i == at).map(|(_, c)| c).collect()
            }
            None => node.as_str().map(|text| detect::in_value(name, text)).unwrap_or_default(),
        };
        hits.extend(found.into_iter().map(|c: Credential| Hit {
            name: if list.is_some() { String::new() } else { name.to_owned() },
            pointer: pointer.clone(),
            span: part(document, node, c.range.clone()),
            found: (c.kind, node.as_str().and_then(|t| t.get(c.range)).unwrap_or_default().to_owned()),
        }));
    });
    // A comment, a file that does not parse: what gives itself away needs no tree.
    if !source.readers().iter().any(|d| d.keeps_state) {
        let mut spans: Vec<Span> = hits.iter().map(|h| h.span).collect();
        spans.sort();
        for Credential { range, kind } in detect::in_text(&document.text) {
            let span = Span::from(range);
            let next = spans.partition_point(|s| s.end <= span.start);
            if spans.get(next).is_none_or(|s| !s.overlaps(span)) && !in_leaf(document, span) {
                let text = span.of(&document.text).to_owned();
                hits.push(Hit { name: String::new(), pointer: Pointer::root(), span, found: (kind, text) });
            }
        }
    }
    let owner = Owner::of(cx, file);
    hits.retain(|hit| owner.may_speak(source, &hit.pointer));
    let place = |Hit { name, pointer, span, found: (kind, text) }: Hit<(Kind, String)>| {
        let server = owner.server(&pointer);
        Place { kind, name, text, span, pointer, server }
    };
    hits.into_iter().map(place).collect()
}

/// The credentials in the URLs of a file, in file order.
pub(in crate::rules) fn in_urls(cx: &RunCx<'_>, file: FileId, source: &Source) -> Vec<(Place, UrlCredential)> {
    let Some(document) = source.document_if(concerns(source) && source.text().contains("://")) else {
        return Vec::new();
    };
    let mut hits = Vec::new();
    each_string(document, |name, pointer, node, _| {
        // Prose may show how a URL looks.
        if matches!(name, "description" | "long_description" | "$schema" | "$comment" | "homepage" | "documentation") {
            return;
        }
        for found in node.as_str().map(detect::in_urls).unwrap_or_default() {
            let span = part(document, node, found.credential.range.clone());
            hits.push(Hit { name: name.to_owned(), pointer: pointer.clone(), span, found: (found, node.as_str()) });
        }
    });
    let owner = Owner::of(cx, file);
    hits.retain(|hit| owner.may_speak(source, &hit.pointer));
    let place = |hit: Hit<(UrlCredential, Option<&str>)>| {
        let (found, whole) = hit.found;
        let text = whole.and_then(|t| t.get(found.credential.range.clone())).unwrap_or_default().to_owned();
        let server = owner.server(&hit.pointer);
        let kind = found.credential.kind;
        (Place { kind, name: hit.name, text, span: hit.span, pointer: hit.pointer, server }, found)
    };
    hits.into_iter().map(place).collect()
}

/// The bytes of a part of a string; the whole value where they cannot be told.
fn part(document: &Document, node: &Node, range: Range<usize>) -> Span {
    document.string_part(node, range).unwrap_or(node.span)
}

/// Whether a place in the text lies in a string of the tree, which then has been judged with its name.
fn in_leaf(document: &Document, span: Span) -> bool {
    let mut node = document.root.as_ref();
    while let Some(at) = node {
        let inside = |n: &&Node| n.span.contains(span) || n.extent().contains(span);
        node = match &at.value {
            Value::String(_) => return true,
            Value::Object(object) => {
                let members = &object.members;
                match next(members, |m| &m.value, span).filter(|m| m.value.extent().contains(span)).or_else(|| {
                    // Only a table of TOML is written in several places.
                    let scattered = document.syntax == Syntax::Toml;
                    members.iter().filter(|_| scattered).find(|m| m.value.extent().contains(span))
                }) {
                    Some(member) => Some(&member.value),
                    None => return false,
                }
            }
            Value::Array(items) => next(items, |n| n, span).filter(inside),
            _ => return false,
        };
    }
    false
}

/// The one of several in file order that may hold a place.
fn next<T>(all: &[T], node: impl Fn(&T) -> &Node, span: Span) -> Option<&T> {
    all.get(all.partition_point(|one| node(one).extent().end.max(node(one).span.end) < span.end))
}

/// Calls with every string: the key it stands under, its place, and for one of a list the list and its index.
fn each_string<'d>(document: &'d Document, mut call: impl FnMut(&str, &Pointer, &'d Node, Option<(&[&str], usize)>)) {
    if let Some(root) = &document.root {
        walk(root, "", &Pointer::root(), &mut call);
    }
}

type Call<'c, 'd> = dyn FnMut(&str, &Pointer, &'d Node, Option<(&[&str], usize)>) + 'c;

fn walk<'d>(node: &'d Node, name: &str, pointer: &Pointer, call: &mut Call<'_, 'd>) {
    match &node.value {
        Value::String(text) if text.len() >= SHORTEST => call(name, pointer, node, None),
        Value::Array(items) => list(items, name, pointer, call),
        Value::Object(object) => {
            let described = described(object);
            for member in &object.members {
                // `{"name": "API_KEY", "value": "..."}`
                let name = described.filter(|_| matches!(member.key.as_str(), "value" | "default"));
                walk(&member.value, name.unwrap_or(&member.key), &pointer.join(&member.key), call);
            }
        }
        _ => {}
    }
}

fn list<'d>(items: &'d [Node], name: &str, pointer: &Pointer, call: &mut Call<'_, 'd>) {
    let texts: Vec<&str> = items.iter().map(|n| n.as_str().unwrap_or_default()).collect();
    for (i, item) in items.iter().enumerate() {
        match item.as_str() {
            Some(text) if text.len() < SHORTEST => {}
            // Only what stands before it says what it is.
            Some(_) => {
                let from = i.saturating_sub(1);
                let near = texts.get(from..=i).unwrap_or_default();
                call(name, &pointer.index(i), item, Some((near, i - from)));
            }
            None => walk(item, name, &pointer.index(i), call),
        }
    }
}

fn described(object: &Object) -> Option<&str> {
    let name = object.get("name").or_else(|| object.get("key"))?;
    name.value.as_str()
}

/// Whose the places of a file are: its servers as its owner reads them, by their place.
struct Owner<'a>(BTreeMap<&'a str, &'a Server>);

impl<'a> Owner<'a> {
    fn of(cx: &RunCx<'a>, file: FileId) -> Self {
        // Readings stand in the order of files.
        let from = cx.readings.partition_point(|r| r.file < file);
        let mut mine = cx.readings.iter().skip(from).take_while(|r| r.file == file);
        let servers = mine.find(|r| r.dialect.owner).map(|r| r.servers.as_slice()).unwrap_or_default();
        Self(servers.iter().map(|s| (s.pointer.as_str(), s)).filter(|(at, _)| !at.is_empty()).collect())
    }

    fn server(&self, pointer: &Pointer) -> Option<(String, Scope)> {
        let mut at = pointer.as_str();
        loop {
            if let Some(server) = self.0.get(at) {
                return Some((server.name.clone(), server.scope));
            }
            at = at.rsplit_once('/')?.0;
        }
    }

    /// In a file where a client keeps its account, and in any other of the user's own, only servers are looked at.
    fn may_speak(&self, source: &Source, pointer: &Pointer) -> bool {
        let own = super::is_project(source) && !source.readers().iter().any(|d| d.keeps_state);
        own || self.server(pointer).is_some()
    }
}
