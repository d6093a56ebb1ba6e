//! `server.json`, with which the author of a server publishes it in the MCP registry.
//!
//! Source: modelcontextprotocol/registry `docs/reference/server-json` (schema after 2025-12-11, its examples and
//! requirements of the official registry), read in November 2026. No registry was asked.

use super::{
    Broken, Client, Container, Cost, Dialect, Fault, FieldRule, FieldType, Loss, Mark, Marks, Names, On, OwnType, Pick,
    Role, Selection, Shape, Tolerance, Transports, UnknownValue, any_name, as_is,
};
use crate::document::{Node, Object};
use crate::model::{Scope, Transport};

const ID: &str = "mcp-server-json";
const NAME: &str = "MCP registry";

/// The registry and its one file.
pub(super) static CLIENT: Client =
    Client { id: ID, name: NAME, verified: "2025-12-11", dialects: &[PROJECT], older: &[], words: &[] };

/// `server.json`, or `.mcp/server.json` in packages for .NET. The registry takes the file as a whole or not at all.
const PROJECT: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "project",
    verified: "2025-12-11",
    remark: "It says how a server is published, not which servers a client uses.",
    paths: &["server.json", ".mcp/server.json"],
    gated: true,
    gate,
    server_side: true,
    tolerance: Tolerance { broken: Broken::Fatal, ..Tolerance::STRICT },
    containers: &[list(&["packages"], Some("identifier")), list(&["remotes"], None)],
    transports: Transports {
        key: Some("transport/type"),
        required: true,
        values: &[("stdio", Transport::Stdio), ("streamable-http", Transport::Http), ("sse", Transport::Sse)],
        unknown: UnknownValue::Skips,
        by: Selection::Own(pick),
        spell_stdio: true,
        speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
        ..Transports::BY_FIELDS
    },
    fields: FIELDS,
    entry_check,
    file_check,
    names: Names { refused: any_name, sanitise: as_is },
    loss: Loss::File,
    marks: Marks::all(Mark::Source),
    ..Dialect::BASE
};

const fn list(path: &'static [&'static str], name: Option<&'static str>) -> Container {
    Container { path, scope: Scope::Project, shape: Shape::List { name, text: None }, transport: None }
}

/// A package has its transport in an object; a remote is one.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("transport", Role::Other, FieldType::Object, On::Both),
    FieldRule::strict("transport/type", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("transport/url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("transport/headers", Role::Other, FieldType::Own(&INPUTS), On::Remote),
    FieldRule::strict("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Other, FieldType::Own(&INPUTS), On::Remote),
    FieldRule::strict("variables", Role::Other, FieldType::Object, On::Remote),
    FieldRule::strict("registryType", Role::Other, FieldType::OneOf(REGISTRIES), On::Both),
    FieldRule::strict("registryBaseUrl", Role::Other, FieldType::String, On::Both),
    FieldRule::strict("identifier", Role::Name, FieldType::String, On::Both),
    FieldRule::strict("version", Role::Other, FieldType::String, On::Both),
    FieldRule::strict("fileSha256", Role::Other, FieldType::Own(&SHA256), On::Both),
    FieldRule::strict("runtimeHint", Role::Other, FieldType::String, On::Both),
    FieldRule::strict("runtimeArguments", Role::Other, FieldType::Own(&ARGUMENTS), On::Both),
    FieldRule::strict("packageArguments", Role::Other, FieldType::Own(&ARGUMENTS), On::Both),
    FieldRule::strict("environmentVariables", Role::Other, FieldType::Own(&INPUTS), On::Both),
];

const REGISTRIES: &[&str] = &["npm", "pypi", "oci", "nuget", "mcpb", "cargo"];

static SHA256: OwnType = OwnType {
    wants: "64 hexadecimal digits in lower case",
    fits: |n| n.as_str().is_some_and(|s| s.len() == 64 && s.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))),
    schema: r#"{"type": "string", "pattern": "^[a-f0-9]{64}$"}"#,
};

/// Headers and environment variables, each with its name.
static INPUTS: OwnType = OwnType {
    wants: "a list of objects with a `name`",
    fits: |n| n.as_array().is_some_and(|items| items.iter().all(|i| says(i, "name").is_some())),
    schema: r#"{"type": "array", "items": {"type": "object", "required": ["name"]}}"#,
};

/// Arguments: positional ones say a value or what it is, named ones their flag.
static ARGUMENTS: OwnType = OwnType {
    wants: "a list of arguments that are `named` or `positional`",
    fits: |n| {
        let good = |item: &Node| match says(item, "type") {
            Some("named") => says(item, "name").is_some(),
            Some("positional") => item.get("value").is_some() || item.get("valueHint").is_some(),
            _ => false,
        };
        n.as_array().is_some_and(|items| items.iter().all(good))
    },
    schema: r#"{"type": "array", "items": {"type": "object", "required": ["type"], "properties": {"type": {"enum": ["named", "positional"]}}}}"#,
};

fn says<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.get(key).and_then(Node::as_str)
}

fn text<'e>(entry: &'e Object, key: &str) -> Option<&'e str> {
    entry.get(key).and_then(|m| m.value.as_str())
}

/// Many programs have a `server.json`; this one names its schema, or looks like a server all over.
/// One with `<...>` in its name is a template, from which another program makes the file.
fn gate(root: &Node) -> bool {
    if says(root, "name").is_some_and(|name| name.contains('<')) {
        return false;
    }
    if let Some(schema) = says(root, "$schema") {
        return schema.contains("server.schema.json");
    }
    let any = |list: &str, keys: &[&str]| {
        let items = root.get(list).and_then(Node::as_array).unwrap_or_default();
        items.iter().any(|item| keys.iter().any(|key| item.get(key).is_some()))
    };
    let published = any("packages", &["registryType", "registry_type", "registry_name"]);
    says(root, "name").is_some_and(|name| name.contains('/'))
        && (published || any("remotes", &["type", "transport_type"]))
}

/// Whether an entry stands among the packages: it says where it comes from, or has its transport in an object.
fn is_package(entry: &Object) -> bool {
    ["registryType", "registry_type", "identifier", "transport"].iter().any(|key| entry.get(key).is_some())
}

fn pick(entry: &Object) -> Pick {
    let package = is_package(entry);
    let inner = if package { entry.get("transport").and_then(|m| m.value.as_object()) } else { Some(entry) };
    let Some(inner) = inner else { return Pick::KeyMissing };
    let transport = match text(inner, "type") {
        None => return Pick::KeyMissing,
        Some("stdio") if package => return Pick::Use(Transport::Stdio),
        Some("streamable-http") => Transport::Http,
        Some("sse") => Transport::Sse,
        Some(_) => return Pick::UnknownValue,
    };
    if text(inner, "url").is_some() { Pick::Use(transport) } else { Pick::NoEndpoint(transport) }
}

/// Whether a version is one and no range of them.
fn is_specific(version: &str) -> bool {
    let range = version.starts_with(['^', '~', '>', '<', '='])
        || version.contains(['*', '|', ' '])
        || version.split('.').any(|part| matches!(part, "x" | "X"));
    !range && !version.is_empty() && version != "latest"
}

fn entry_check(entry: &Object, _: Option<Transport>) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !is_package(entry) {
        return faults;
    }
    let mut bad = |at: &[&str], why: &str, help: &str| faults.push(Fault::new(Cost::Entry, at, why, help));
    // The schema of July 2025 wrote its keys so; those after it do not.
    let old = ["registry_type", "registry_name"].into_iter().find(|key| entry.get(key).is_some());
    if let Some(key) = old {
        bad(
            &[key],
            &format!("`{key}` is from the first schema, of July 2025"),
            "name the schema of 2025-12-11 in `$schema` and write its names: `registryType`, `environmentVariables`, \
             `runtimeHint`, `isRequired`, `isSecret`",
        );
    }
    for key in ["registryType", "identifier"] {
        if entry.get(key).is_none() && old.is_none() {
            bad(&[], &format!("`{key}` is missing"), &format!("add `{key}`"));
        }
    }
    let of = text(entry, "registryType");
    match text(entry, "version") {
        Some(_) if of == Some("oci") => bad(&["version"], "an image has its version in `identifier`", "remove it"),
        Some(version) if !is_specific(version) => bad(&["version"], "`version` is no single version", "write one out"),
        _ => {}
    }
    if of == Some("mcpb") && entry.get("fileSha256").is_none() {
        bad(&[], "`fileSha256` is missing", "add the hash of the bundle");
    }
    faults
}

/// Name, description and version of the server itself.
fn file_check(root: &Node) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut bad = |at: &[&str], why: &str, help: &str| faults.push(Fault::new(Cost::File, at, why, help));
    if root.as_object().is_none() {
        return faults;
    }
    match says(root, "name") {
        None => bad(&[], "`name` is missing", "add a name like `io.github.owner/server`"),
        Some(name) if !is_name(name) => {
            bad(&["name"], "`name` is no reverse domain with one `/`", "write it like `io.github.owner/server`");
        }
        Some(_) => {}
    }
    match says(root, "description") {
        None => bad(&[], "`description` is missing", "add one of at most 100 characters"),
        Some(words) if words.is_empty() || words.chars().count() > 100 => {
            bad(&["description"], "`description` has not between 1 and 100 characters", "shorten it");
        }
        Some(_) => {}
    }
    match says(root, "version") {
        None => bad(&[], "`version` is missing", "add the version of the server"),
        Some(version) if !is_specific(version) => bad(&["version"], "`version` is no single version", "write one out"),
        Some(_) => {}
    }
    faults
}

fn is_name(name: &str) -> bool {
    let part = |part: &str, more: &[char]| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(&c))
    };
    name.split_once('/').is_some_and(|(space, name)| part(space, &['.', '-']) && part(name, &['.', '_', '-']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::common::probe::tests::node as root;

    #[test]
    fn only_files_of_the_registry_are_its_files() {
        let schema = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";
        assert!(gate(&root(&format!(r#"{{"$schema": "{schema}", "remotes": []}}"#))));
        assert!(gate(&root(r#"{"name": "a.b/c", "packages": [{"registryType": "npm"}]}"#)));
        assert!(!gate(&root(&format!(r#"{{"$schema": "{schema}", "name": "<<Name>>"}}"#))));
        assert!(!gate(&root(r#"{"name": "web", "packages": ["left-pad"], "port": 80}"#)));
        assert!(!gate(&root(r#"{"$schema": "https://e.com/other.json", "name": "a/b", "remotes": [{"type": "x"}]}"#)));
    }

    #[test]
    fn versions_are_single_and_names_have_one_slash() {
        for good in ["1.0.2", "2025.1.0-beta.1", "v1"] {
            assert!(is_specific(good), "{good}");
        }
        for bad in ["latest", "^1.2.3", "~1", ">=1.2", "1.x", "1.*", ""] {
            assert!(!is_specific(bad), "{bad}");
        }
        assert!(is_name("io.github.owner/server_1") && !is_name("a/b/c") && !is_name("a") && !is_name("/b"));
    }

    #[test]
    fn packages_and_remotes_name_their_transport_each_in_its_way() {
        let of = |text: &str| pick(root(text).as_object().unwrap());
        assert_eq!(of(r#"{"identifier": "a", "transport": {"type": "stdio"}}"#), Pick::Use(Transport::Stdio));
        assert_eq!(of(r#"{"identifier": "a"}"#), Pick::KeyMissing);
        assert_eq!(of(r#"{"type": "stdio", "url": "http://h/"}"#), Pick::UnknownValue);
        assert_eq!(of(r#"{"type": "sse", "url": "http://h/"}"#), Pick::Use(Transport::Sse));
        assert_eq!(of(r#"{"type": "streamable-http"}"#), Pick::NoEndpoint(Transport::Http));
        assert_eq!(of(r#"{"type": "http", "url": "http://h/"}"#), Pick::UnknownValue);
    }
}
