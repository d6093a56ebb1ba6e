//! MCP bundles (`.mcpb`, formerly `.dxt`): the `manifest.json` in which an author says how a host starts the server.
//!
//! Source: npm `@anthropic-ai/mcpb` 2.1.2, its schemas 0.1 to 0.4, and `MANIFEST.md` of anthropics/mcpb (December 2025).
//! Hosts use the loose schemas; `mcpb validate` and `mcpb pack` the strict ones, which take no unknown key.

use super::{
    Broken, Client, Container, Cost, Dialect, Fault, FieldRule, FieldType, Loss, Mark, Marks, Names, On, OwnType, Role,
    Shape, Tolerance, Transports, Unset, Variables, any_name, as_is,
};
use crate::document::{Node, Object};
use crate::model::{Scope, Transport};

const ID: &str = "mcpb";
const NAME: &str = "MCPB";

/// Bundles and their manifest.
pub(super) static CLIENT: Client =
    Client { id: ID, name: NAME, verified: "2.1.2", dialects: &[PROJECT], older: &[], words: &[] };

/// `manifest.json` at the root of the bundle, with one server. Manifests of web apps and browser extensions have the
/// same name: only one with `server.mcp_config` and its version is ours.
const PROJECT: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "project",
    verified: "2.1.2",
    remark: "It says how a server is started once it is installed, not which servers a client uses.",
    paths: &["manifest.json"],
    gated: true,
    gate: |root| version(root).is_some(),
    server_side: true,
    tolerance: Tolerance { broken: Broken::Fatal, ..Tolerance::STRICT },
    containers: &[Container {
        path: &["server", "mcp_config"],
        scope: Scope::Project,
        shape: Shape::One(&["name"]),
        transport: Some(Transport::Stdio),
    }],
    transports: Transports { bare_url: None, speaks: &[Transport::Stdio], ..Transports::BY_FIELDS },
    fields: &[
        FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
        FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
        FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
        FieldRule::strict("platform_overrides", Role::Other, FieldType::Own(&OVERRIDES), On::Stdio),
    ],
    entry_check: |entry, _| strangers(entry),
    file_check,
    // What is written `${user_config.KEY}` is asked for when the bundle is installed; the environment is not looked at.
    variables: Variables {
        forms: &[],
        roles: &[Role::Command, Role::Args, Role::Env],
        builtins: &["__dirname", "HOME", "DESKTOP", "DOCUMENTS", "DOWNLOADS", "pathSeparator", "/"],
        unset: Unset::Literal,
        ..Variables::NONE
    },
    names: Names { refused: any_name, sanitise: as_is },
    loss: Loss::File,
    marks: Marks { syntax: Mark::Docs, ..Marks::all(Mark::Source) },
    ..Dialect::BASE
};

/// Systems to what differs on them.
static OVERRIDES: OwnType = OwnType {
    wants: "an object of objects with `command`, `args` or `env`",
    fits: |n| {
        let strings = |items: &[Node]| items.iter().all(|i| i.as_str().is_some());
        let good = |over: &Node| {
            over.as_object().is_some()
                && over.get("command").is_none_or(|c| c.as_str().is_some())
                && over.get("args").is_none_or(|a| a.as_array().is_some_and(strings))
                && over
                    .get("env")
                    .is_none_or(|e| e.as_object().is_some_and(|o| o.effective().all(|m| m.value.as_str().is_some())))
        };
        n.as_object().is_some_and(|o| o.effective().all(|m| good(&m.value)))
    },
    schema: r#"{"type": "object", "additionalProperties": {"type": "object", "properties": {"command": {"type": "string"}, "args": {"type": "array", "items": {"type": "string"}}, "env": {"type": "object", "additionalProperties": {"type": "string"}}}}}"#,
};

fn version(root: &Node) -> Option<&str> {
    root.get("manifest_version").or_else(|| root.get("dxt_version")).and_then(Node::as_str)
}

/// Keys that the strict schema does not take: the bundle is not packed.
fn strangers(entry: &Object) -> Vec<Fault> {
    let known = ["command", "args", "env", "platform_overrides"];
    let strange = entry.effective().filter(|m| !known.contains(&m.key.as_str()));
    let why = |key: &str| format!("`mcpb validate` does not take `{key}`");
    strange.map(|m| Fault::new(Cost::Nothing, &[&m.key], why(&m.key), "remove it")).collect()
}

/// What every schema wants of the rest of the manifest.
fn file_check(root: &Node) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut bad = |at: &[&str], why: &str, help: &str| faults.push(Fault::new(Cost::File, at, why, help));
    if root.as_object().is_none() {
        return faults;
    }
    match version(root) {
        None => bad(&[], "`manifest_version` is missing", "add `\"manifest_version\": \"0.3\"`"),
        Some("0.1" | "0.2" | "0.3" | "0.4") => {}
        Some(_) => bad(&["manifest_version"], "`manifest_version` is none from 0.1 to 0.4", "write `0.3`"),
    }
    for key in ["name", "version", "description"] {
        if root.get(key).and_then(Node::as_str).is_none() {
            bad(&[], &format!("`{key}` is missing or no string"), &format!("add `{key}`"));
        }
    }
    if root.get("author").and_then(|a| a.get("name")).and_then(Node::as_str).is_none() {
        bad(&[], "`author.name` is missing", "add it");
    }
    let Some(server) = root.get("server").filter(|s| s.as_object().is_some()) else { return faults };
    let of = server.get("type").and_then(Node::as_str);
    if !of.is_some_and(|of| matches!(of, "node" | "python" | "binary" | "uv")) {
        bad(&["server"], "`server.type` is none of node, python, binary and uv", "write one of them");
    }
    if of == Some("uv") && version(root) != Some("0.4") {
        bad(&["server", "type"], "`uv` came with manifest version 0.4", "write `manifest_version` 0.4");
    }
    if server.get("entry_point").and_then(Node::as_str).is_none() {
        bad(&["server"], "`server.entry_point` is missing", "add the file that is started");
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::common::probe::tests::node as root;

    #[test]
    fn manifests_of_web_apps_are_none_of_ours() {
        assert!((PROJECT.gate)(&root(r#"{"dxt_version": "0.1"}"#)));
        assert!(!(PROJECT.gate)(&root(r#"{"manifest_version": 3, "name": "x", "server": {"mcp_config": {}}}"#)));
    }

    #[test]
    fn the_manifest_is_checked_around_the_server() {
        let whole = r#"{"manifest_version": "0.3", "name": "a", "version": "1.0.0", "description": "d",
            "author": {"name": "n"}, "server": {"type": "node", "entry_point": "i.js", "mcp_config": {"command": "node"}}}"#;
        assert!(file_check(&root(whole)).is_empty(), "{:?}", file_check(&root(whole)));
        assert_eq!(file_check(&root(&whole.replace("\"node\", \"entry", "\"uv\", \"entry"))).len(), 1);
        assert_eq!(file_check(&root(&whole.replace("\"author\"", "\"by\""))).len(), 1);
        assert_eq!(strangers(root(r#"{"command": "x", "cwd": "."}"#).as_object().unwrap()).len(), 1);
    }
}
