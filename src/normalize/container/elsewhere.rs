//! Servers that stand where the client does not look: under the key of another client, or under none.

use super::{Found, Group, group};
use crate::clients::{Container, Dialect, WithoutContainer};
use crate::document::{Member, Node, Object, Pointer, Span};
use crate::normalize::issue::ContainerIssue;

/// Keys under which some client keeps its servers, the most common first.
const KNOWN: &[&[&str]] = &[
    &["mcpServers"],
    &["servers"],
    &["mcp", "servers"],
    &["mcp", "mcpServers"],
    &["mcp"],
    &["mcp_servers"],
    &["context_servers"],
    &["mcp-servers"],
    &["mcpservers"],
    &["mcp_Servers"],
    &["MCPServers"],
    &["McpServers"],
    &["mcpServer"],
    &["amp.mcpServers"],
];

/// Servers where the client looks, and others where it does not. A second key with the same names serves another
/// reader of the file (Visual Studio beside Claude Code), so only names that are lost count.
pub(super) fn beside<'n>(root: &'n Node, dialect: &Dialect, found: &mut Found<'n>) {
    let read: Vec<String> = found.groups.iter().flat_map(Group::entries).map(|e| e.member.key.clone()).collect();
    for path in KNOWN {
        let overlaps = |c: &Container| c.path.starts_with(path) || path.starts_with(c.path);
        if dialect.containers.iter().any(overlaps) {
            continue;
        }
        let Some((member, pointer)) = follow(root, path).filter(|(m, _)| looks_like_servers(&m.value)) else {
            continue;
        };
        let lost = member.value.as_object().is_some_and(|o| o.members.iter().any(|m| !read.contains(&m.key)));
        if lost {
            let names = path.iter().map(|s| (*s).to_owned()).collect();
            found.wrong = Some((ContainerIssue::WrongKey { found: names }, member.key_span, pointer.clone()));
            return found.groups.push(group(pointer, member.key_span, &member.value, dialect, false));
        }
    }
}

/// No server where the client looks: perhaps they stand somewhere else.
pub(super) fn elsewhere<'n>(root: &'n Node, dialect: &Dialect, house: Option<&str>, found: &mut Found<'n>) {
    let bare = dialect.bare_test.filter(|_| found.groups.is_empty());
    if let Some((test, root_object)) = bare.zip(root.as_object())
        && test(root_object)
    {
        return found.groups.push(group(Pointer::root(), Span::default(), root, dialect, true));
    }
    let house: Option<Vec<&str>> = house.map(|key| vec![key]);
    let known = KNOWN.iter().map(|path| path.to_vec());
    for path in house.into_iter().chain(known) {
        if dialect.containers.iter().any(|c| c.path == path) {
            continue;
        }
        if let Some((member, pointer)) = follow(root, &path)
            && looks_like_servers(&member.value)
        {
            let names = path.iter().map(|s| (*s).to_owned()).collect();
            found.wrong = Some((ContainerIssue::WrongKey { found: names }, member.key_span, pointer.clone()));
            return found.groups.push(group(pointer, member.key_span, &member.value, dialect, false));
        }
    }
    if !found.groups.is_empty() {
        return;
    }
    if dialect.bare_map && dialect.lists_are_maps && root.as_array().is_some() {
        return found.groups.push(group(Pointer::root(), Span::default(), root, dialect, true));
    }
    if dialect.bare_map && dialect.bare_test.is_none() && root.as_object().is_some() {
        return found.groups.push(group(Pointer::root(), Span::default(), root, dialect, true));
    }
    if looks_like_servers(root) {
        found.wrong = Some((ContainerIssue::Bare, root.opening(), Pointer::root()));
        return found.groups.push(group(Pointer::root(), Span::default(), root, dialect, false));
    }
    if dialect.without_container == WithoutContainer::Rejected {
        found.wrong = Some((ContainerIssue::Missing, root.opening(), Pointer::root()));
    }
}

fn follow<'n>(root: &'n Node, path: &[&str]) -> Option<(&'n Member, Pointer)> {
    let (last, before) = path.split_last()?;
    let pointer = Pointer::of(before);
    let member = root.at(&pointer)?.as_object()?.get(last)?;
    Some((member, pointer.join(last)))
}

/// Whether a value looks like a map of servers: an object of objects, at least one of which looks like an entry.
fn looks_like_servers(node: &Node) -> bool {
    node.as_object().is_some_and(|o| o.members.iter().any(|m| looks_like_entry(&m.value)))
}

/// Whether a value looks like an entry: an object that names a command or a URL, or nearly.
pub(super) fn looks_like_entry(node: &Node) -> bool {
    const ENDPOINTS: &[&str] = &["command", "url", "httpUrl", "serverUrl", "comand", "cmd", "uri", "baseUrl"];
    let scalar = |object: &Object, key: &str| {
        object.get(key).is_some_and(|m| m.value.as_str().is_some() || m.value.as_array().is_some())
    };
    node.as_object().is_some_and(|object| ENDPOINTS.iter().any(|key| scalar(object, key)))
}
