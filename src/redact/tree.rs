//! Secrets of a parsed document, found by the names on the way to them.

use std::ops::Range;

use super::values::{Doubt, is_variable_name, secret_parts};
use super::{Found, Why, args, inner, lines, tokens, words};
use crate::document::{Document, Member, Node, Object, ProblemKind, Span, Syntax, Value};

/// What the place of a value says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing.
    Plain,
    /// Its members are servers.
    Servers,
    /// A value of `env` or `headers`.
    Map,
    /// An object in the place of such a value, which has a name, a description and perhaps a value.
    Entry,
    /// It should be the name of a variable.
    Name,
    /// A value whose key says that it is a secret.
    Secret,
}

/// All secrets of the tree and of the comments around it.
pub(super) fn found(doc: &Document, root: &Node) -> Vec<Found> {
    let mut walk = Walk { doc, found: Vec::new(), leaves: Vec::new() };
    walk.node(root, Place::Plain);
    let mut comments = walk.comments();
    if doc.syntax == Syntax::FrontMatter {
        // What follows the head is prose, and shown around findings as comments are.
        comments.push(Span::new(root.span.end, doc.text.len()));
    }
    let mut found = walk.found;
    found.extend(comments.into_iter().flat_map(|c| lines::found(&doc.text, c)));
    found
}

struct Walk<'d> {
    doc: &'d Document,
    found: Vec<Found>,
    /// The bytes of keys and strings of a TOML or YAML text, where a `#` begins no comment.
    leaves: Vec<Span>,
}

impl Walk<'_> {
    fn node(&mut self, node: &Node, place: Place) {
        match &node.value {
            Value::String(text) => self.string(node, text, place),
            Value::Number(number) => {
                let long = number.bytes().filter(u8::is_ascii_digit).count() > 5;
                if long && matches!(place, Place::Map | Place::Entry | Place::Secret) {
                    self.found.push(Found { span: node.span, why: Why::Place });
                }
            }
            // `true`, `null` and `{}` are let through, since nothing else is as short.
            Value::Skipped if node.span.len() > 5 => self.found.push(Found { span: node.span, why: Why::Unread }),
            Value::Array(items) => self.array(items, place),
            Value::Object(object) => self.object(object, place),
            _ => {}
        }
    }

    fn string(&mut self, node: &Node, text: &str, place: Place) {
        if self.doc.syntax != Syntax::Json {
            self.leaves.push(node.span);
        }
        self.add(node, tokens::find(text), Why::Named);
        self.add(node, tokens::in_urls(text), Why::Named);
        self.add(node, inner::secrets(text), Why::Named);
        match place {
            Place::Map | Place::Entry => self.add(node, secret_parts(text, Doubt::Mild), Why::Place),
            Place::Secret => self.add(node, secret_parts(text, Doubt::Strong), Why::Named),
            Place::Name if !is_variable_name(text) => self.add(node, secret_parts(text, Doubt::Mild), Why::Place),
            Place::Plain if text.contains(char::is_whitespace) => self.add(node, args::shell(text), Why::Named),
            _ => {}
        }
    }

    fn array(&mut self, items: &[Node], place: Place) {
        let texts: Vec<&str> = items.iter().map(|n| n.as_str().unwrap_or_default()).collect();
        match place {
            Place::Map => {
                for node in items {
                    match node.as_str() {
                        Some(text) => self.listed(node, text),
                        None => self.node(node, Place::Entry),
                    }
                }
                return;
            }
            Place::Plain | Place::Servers | Place::Entry => {
                for (i, range) in args::find(&texts) {
                    if let Some(node) = items.get(i) {
                        self.add(node, vec![range], Why::Named);
                    }
                }
            }
            Place::Name | Place::Secret => {}
        }
        for node in items {
            self.node(node, place);
        }
    }

    /// An element of an `env` or `headers` that is written as a list: `NAME=value`, `Name: value`, or a name alone.
    fn listed(&mut self, node: &Node, text: &str) {
        self.string(node, text, Place::Name);
        let split = text.find(['=', ':']);
        let parts = match split.and_then(|at| text.as_bytes().get(at)) {
            Some(b'=') => args::assignment(text, true),
            Some(_) => args::header(text),
            None => return,
        };
        // What `string` took for a bad name is an assignment, of which the name may be shown.
        self.found.retain(|f| f.why != Why::Place || !node.span.contains(f.span));
        self.add(node, parts, Why::Place);
    }

    fn object(&mut self, object: &Object, place: Place) {
        for member in &object.members {
            if self.doc.syntax != Syntax::Json {
                self.leaves.push(member.key_span);
            }
            let describes = place == Place::Entry && DESCRIBES.contains(&member.key.as_str());
            let below = if describes { Place::Plain } else { below(member, place) };
            self.node(&member.value, below);
        }
    }

    /// Adds parts of a decoded string; the whole value where their bytes cannot be told.
    fn add(&mut self, node: &Node, parts: Vec<Range<usize>>, why: Why) {
        for part in parts {
            let span = self.doc.string_part(node, part).unwrap_or(node.span);
            self.found.push(Found { span, why });
        }
    }

    fn comments(&mut self) -> Vec<Span> {
        if self.doc.syntax == Syntax::Json {
            let comments = self.doc.problems.iter().filter(|p| p.kind == ProblemKind::Comment);
            return comments.map(|p| p.span).collect();
        }
        self.leaves.sort();
        let mut leaves = self.leaves.iter().peekable();
        let text = &self.doc.text;
        let mut comments: Vec<Span> = Vec::new();
        for (at, _) in text.match_indices('#') {
            while leaves.next_if(|l| l.end <= at).is_some() {}
            let in_leaf = leaves.peek().is_some_and(|l| l.start <= at);
            let in_comment = comments.last().is_some_and(|c| at < c.end);
            if !in_leaf && !in_comment {
                let rest = text.get(at..).unwrap_or_default();
                comments.push(Span::new(at, at + rest.find('\n').unwrap_or(rest.len())));
            }
        }
        comments
    }
}

/// Members of an [`Place::Entry`] that are no values.
const DESCRIBES: &[&str] =
    &["name", "key", "description", "title", "format", "type", "isRequired", "isSecret", "required"];

fn below(member: &Member, place: Place) -> Place {
    let key = member.key.as_str();
    let object = member.value.as_object();
    let is_server = |o: &Object| ["command", "url", "type", "args"].iter().any(|k| o.get(k).is_some());
    // The `environment` of a fastmcp.json says what to install.
    let is_python = |o: &Object| o.get("dependencies").is_some_and(|m| m.value.as_array().is_some());
    match place {
        // The name of a server is no name of a value: `env` and `token` are good names.
        Place::Servers if object.is_some_and(is_server) => Place::Plain,
        Place::Map if object.is_some() => Place::Entry,
        Place::Map | Place::Entry if words::is_secret(key) => Place::Secret,
        Place::Map | Place::Entry => Place::Map,
        Place::Name | Place::Secret => place,
        _ if words::names_variable(key) => Place::Name,
        _ if object.is_some_and(is_python) => Place::Plain,
        _ if words::is_secret_map(key) && (member.value.as_str().is_none() || words::words(key).len() == 1) => {
            Place::Map
        }
        _ if words::is_container(key) => Place::Servers,
        _ if object.is_none() && words::is_secret(key) => Place::Secret,
        _ => Place::Plain,
    }
}
