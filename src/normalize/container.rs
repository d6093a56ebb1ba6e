//! Where the servers of a file stand, and whether that is where the client looks.

use std::borrow::Cow;

use super::issue::{ContainerIssue, Effect, Issue, IssueKind};
use super::{FileReading, FileVerdict, phrase};
use crate::clients::{Broken, Container, Dialect, OddContainer, Shape, WithoutContainer};
use crate::document::{Member, Node, Object, Pointer, Span, Value};
use crate::model::{Scope, Transport};

mod elsewhere;

use elsewhere::{beside, elsewhere, looks_like_entry};

/// A map of servers.
#[derive(Debug)]
pub(super) struct Group<'n> {
    /// Its place.
    pub(super) pointer: Pointer,
    /// Its key; empty for a bare map.
    pub(super) key: Span,
    /// Its value.
    pub(super) node: &'n Node,
    /// For whom its servers are meant.
    pub(super) scope: Scope,
    /// The project they are for.
    pub(super) project: Option<String>,
    /// Whether the client reads it.
    pub(super) read: bool,
    /// How the servers stand in it.
    shape: Shape,
    /// The transport of all of them, where the container decides.
    pub(super) transport: Option<Transport>,
    /// The name of the only server, where the container is one.
    name: Option<(String, Span)>,
    /// Members that are no servers, though they stand there.
    skip: Vec<String>,
    /// Whether every key of a bare map is a server, `$schema` too.
    every: bool,
}

/// All maps of servers, and what is wrong with where they stand.
#[derive(Debug, Default)]
pub(super) struct Found<'n> {
    /// The maps.
    pub(super) groups: Vec<Group<'n>>,
    /// What is wrong, where, and how it is pointed at.
    wrong: Option<(ContainerIssue, Span, Pointer)>,
}

/// One entry and its place.
#[derive(Debug)]
pub(super) struct Entry<'n> {
    pub(super) pointer: Pointer,
    pub(super) member: Cow<'n, Member>,
}

impl<'n> Group<'n> {
    /// The entries, of duplicates the one that counts.
    pub(super) fn entries(&self) -> Vec<Entry<'n>> {
        match (self.shape, &self.node.value) {
            (Shape::One(_), Value::Object(_)) => self.only(),
            (Shape::Map | Shape::Inline, Value::Object(object)) => object
                .effective()
                .filter(|m| !self.skip.contains(&m.key))
                // A bare map may carry a `$schema` beside its servers.
                .filter(|m| !self.key.is_empty() || self.every || !m.key.starts_with('$'))
                .map(|m| Entry { pointer: self.pointer.join(&m.key), member: Cow::Borrowed(m) })
                .collect(),
            (Shape::References | Shape::Inline, Value::Array(items)) => {
                let declared = items.iter().enumerate().filter_map(|(i, item)| Some((i, item.as_object()?)));
                declared.flat_map(|(i, object)| self.declared(i, object)).collect()
            }
            (_, Value::Array(items)) => items.iter().enumerate().map(|(i, item)| self.item(i, item)).collect(),
            _ => Vec::new(),
        }
    }

    fn declared(&self, index: usize, object: &'n Object) -> Vec<Entry<'n>> {
        let at = self.pointer.index(index);
        object.effective().map(|m| Entry { pointer: at.join(&m.key), member: Cow::Borrowed(m) }).collect()
    }

    /// An entry of a list. Its name is what it says itself, else its index.
    fn item(&self, index: usize, item: &'n Node) -> Entry<'n> {
        let (name, text) = match self.shape {
            Shape::List { name, text } => (name, text),
            _ => (None, None),
        };
        let said = name.and_then(|field| item.get(field)).and_then(|node| Some((node.as_str()?, node.span)));
        let (key, key_span) = said.unwrap_or(("", Span::at(item.span.start)));
        let key = match (said, self.shape) {
            (Some(_), _) => key.to_owned(),
            // Of several such lists each counts from zero.
            (None, Shape::List { name: None, .. }) => format!("{}[{index}]", self.pointer.last().unwrap_or_default()),
            (None, _) => index.to_string(),
        };
        let value = match (text, item.as_str()) {
            (Some(field), Some(_)) => {
                let only = Member { key: field.to_owned(), key_span: item.span, value: item.clone() };
                let object = Object { members: vec![only], ..Object::default() };
                Node { value: Value::Object(object), ..item.clone() }
            }
            _ => item.clone(),
        };
        Entry { pointer: self.pointer.index(index), member: Cow::Owned(Member { key, key_span, value }) }
    }

    /// The one server that the container is.
    fn only(&self) -> Vec<Entry<'n>> {
        let (key, key_span) = self.name.clone().unwrap_or_default();
        let member = Member { key, key_span, value: self.node.clone() };
        vec![Entry { pointer: self.pointer.clone(), member: Cow::Owned(member) }]
    }
}

impl Found<'_> {
    /// The first map, read or not.
    pub(super) fn main(&self) -> Option<(Span, Pointer)> {
        self.groups.first().map(|g| (g.key, g.pointer.clone()))
    }

    /// The server that a place belongs to.
    pub(super) fn server_of(&self, pointer: &Pointer) -> Option<String> {
        let group = self.groups.iter().find(|g| g.pointer.contains(pointer) && g.pointer != *pointer)?;
        pointer.segments().nth(group.pointer.segments().count())
    }
}

/// Finds the maps of servers.
pub(super) fn find<'n>(root: &'n Node, dialect: &Dialect, house: Option<&str>) -> Found<'n> {
    let mut found = Found::default();
    let mut paths: Vec<_> = dialect.containers.iter().collect();
    if !dialect.first_container {
        paths.sort_by_key(|c| std::cmp::Reverse(c.path.len()));
    }
    for container in paths {
        walk(root, container.path, &mut Step::default(), container, &mut found);
        if dialect.first_container && found.groups.iter().any(|g| g.node.as_object().is_some()) {
            found.wrong = None;
            found.groups.retain(|g| g.node.as_object().is_some());
            break;
        }
    }
    for group in &mut found.groups {
        if let Shape::One(path) = group.shape {
            let name = root.at(&Pointer::of(path)).and_then(|node| Some((node.as_str()?.to_owned(), node.span)));
            group.name = name.or_else(|| Some((String::new(), group.key)));
        }
    }
    // A deeper container (`mcp.servers`) is no server of the one around it.
    let inner: Vec<Pointer> = found.groups.iter().map(|g| g.pointer.clone()).collect();
    for group in &mut found.groups {
        let is_below = |p: &&Pointer| p.parent() == group.pointer && **p != group.pointer;
        let below: Vec<_> = inner.iter().filter(is_below).filter_map(Pointer::last).collect();
        // opencode's second shape has limits for all servers beside them, in an object that no server could be.
        let inside = |c: &Container| c.path.len() > 1 && group.pointer == Pointer::of(c.path).parent();
        if !below.is_empty() || dialect.containers.iter().any(inside) && holds_limits(group.node) {
            group.skip.push("timeout".to_owned());
        }
        group.skip.extend(below);
    }
    found.groups.reverse();
    let empty = found.groups.iter().all(|g| g.entries().is_empty());
    if empty && found.wrong.is_none() {
        elsewhere(root, dialect, house, &mut found);
    } else if !empty && dialect.owner {
        beside(root, dialect, &mut found);
    }
    found
}

fn holds_limits(container: &Node) -> bool {
    let limits = container.get("timeout").and_then(Node::as_object);
    limits.is_some_and(|o| o.members.iter().all(|m| matches!(&*m.key, "startup" | "catalog" | "execution")))
}

/// The way walked down so far.
#[derive(Default)]
struct Step {
    pointer: Pointer,
    key: Span,
    star: Option<String>,
}

fn walk<'n>(node: &'n Node, path: &[&str], at: &mut Step, container: &Container, found: &mut Found<'n>) {
    let Some((first, rest)) = path.split_first() else {
        return arrive(node, at, container, found);
    };
    let Some(object) = node.as_object() else { return };
    for member in object.effective().filter(|m| *first == "*" || m.key == *first) {
        let mut next = Step {
            pointer: at.pointer.join(&member.key),
            key: member.key_span,
            star: if *first == "*" { Some(member.key.clone()) } else { at.star.clone() },
        };
        // opencode: a server may be called `servers`.
        let inner = path.len() == 1 && at.pointer != Pointer::root() && at.star.is_none();
        if inner && container.shape == Shape::Map && looks_like_entry(&member.value) {
            continue;
        }
        walk(&member.value, rest, &mut next, container, found);
    }
}

fn arrive<'n>(node: &'n Node, at: &Step, container: &Container, found: &mut Found<'n>) {
    let (fits, wants) = match container.shape {
        Shape::Map | Shape::One(_) => (node.as_object().is_some(), "an object"),
        Shape::List { .. } | Shape::References => (node.as_array().is_some(), "a list"),
        Shape::Inline => {
            let inline = node.as_object().is_some() || node.as_array().is_some() || node.as_str().is_some();
            (inline, "an object")
        }
    };
    if !fits {
        let issue = ContainerIssue::NotAnObject { found: node.kind(), wants };
        found.wrong = Some((issue, node.span, at.pointer.clone()));
    }
    found.groups.push(Group {
        pointer: at.pointer.clone(),
        key: at.key,
        node,
        scope: container.scope,
        project: at.star.clone(),
        read: true,
        shape: container.shape,
        transport: container.transport,
        name: None,
        skip: Vec::new(),
        every: false,
    });
}

fn group<'n>(pointer: Pointer, key: Span, node: &'n Node, dialect: &Dialect, read: bool) -> Group<'n> {
    let (scope, shape) = (dialect.scope, Shape::Map);
    let every = dialect.bare_test.is_some();
    Group {
        pointer,
        key,
        node,
        scope,
        project: None,
        read,
        shape,
        transport: None,
        name: None,
        skip: Vec::new(),
        every,
    }
}

/// Says what is wrong with where the servers stand, and what it costs.
pub(super) fn report(found: &Found<'_>, dialect: &'static Dialect, root: &Node, reading: &mut FileReading) {
    if root.as_object().is_none() {
        let issue = ContainerIssue::NotAnObject { found: root.kind(), wants: "an object" };
        // A list in place of a bare map is one with the names `0`, `1` ... like any other.
        let list = root.as_array().is_some() && dialect.bare_map && dialect.lists_are_maps;
        let refused = !list && dialect.tolerance.broken != Broken::AsEmpty;
        push(issue, root.span, Pointer::root(), if list { Effect::Lost } else { Effect::File }, refused, reading);
        return;
    }
    let Some((issue, span, pointer)) = found.wrong.clone() else { return };
    let rejected = dialect.without_container == WithoutContainer::Rejected;
    let (effect, refuse) = match &issue {
        // Servers under the right key as well: only those under the wrong one are lost.
        ContainerIssue::WrongKey { .. } if found.groups.iter().any(|g| g.read && !g.entries().is_empty()) => {
            return push_beside(issue, span, pointer, reading);
        }
        // An empty container of its own is all that the client asks for.
        ContainerIssue::WrongKey { .. } | ContainerIssue::Bare => {
            (Effect::File, rejected && !found.groups.iter().any(|g| g.read))
        }
        // Nothing is lost, but the client complains.
        ContainerIssue::Missing => (Effect::Lost, true),
        ContainerIssue::NotAnObject { found, .. } => match (dialect.odd_container, *found) {
            (_, "a list") if dialect.lists_are_maps => (Effect::Lost, false),
            (OddContainer::NullIsNone | OddContainer::Ignored, "null") => return,
            (OddContainer::Ignored, _) => (Effect::File, false),
            _ => (Effect::File, true),
        },
    };
    push(issue, span, pointer, effect, refuse, reading);
}

fn push(issue: ContainerIssue, span: Span, pointer: Pointer, effect: Effect, refuse: bool, reading: &mut FileReading) {
    let kind = IssueKind::Container(issue);
    let reason = phrase::reason(&kind);
    if reading.verdict == FileVerdict::Read {
        reading.verdict = match (refuse, effect) {
            (true, _) if !reading.dialect.shrugs => FileVerdict::Rejected(reason),
            (true, _) | (false, Effect::File) => FileVerdict::Ignored(reason),
            (false, _) => FileVerdict::Read,
        };
    }
    let ceiling = reading.dialect.marks.container.ceiling();
    let scope = reading.dialect.scope;
    reading.issues.push(Issue { kind, effect, ceiling, span, pointer, server: None, scope });
}

/// As [`push`], where the file is read all the same.
fn push_beside(issue: ContainerIssue, span: Span, pointer: Pointer, reading: &mut FileReading) {
    let ceiling = reading.dialect.marks.container.ceiling();
    let (kind, scope) = (IssueKind::Container(issue), reading.dialect.scope);
    reading.issues.push(Issue { kind, effect: Effect::Entry, ceiling, span, pointer, server: None, scope });
}
