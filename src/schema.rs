//! JSON Schema (draft-07) for editors, written from the descriptors: what a client loads without a word validates,
//! what it skips does not, and what it ignores is flagged.
//!
//! Editors give better messages and completions where nothing has to be guessed, so an entry is never a `oneOf`: the
//! fields that decide its transport choose one definition by `if`/`then`/`else`.

mod entry;
mod meanings;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

use crate::clients::{self, Client, Dialect, Shape, WithoutContainer};

/// The schema language of everything here; the newest that VS Code, Taplo and JetBrains all read.
const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

/// Keys under which some client keeps its servers: where a client reads another one, they are a slip.
const CONTAINERS: &[&str] = &["mcpServers", "servers", "mcp_servers", "mcp"];

/// A schema that `mcpcheck schema` prints, and the text that it prints.
///
/// `golden`, `check`, `check-line`, `list`, `list-pins`, `baseline` and `why` are written by hand; the others are made
/// from the descriptors. `None` for a name that means nothing.
pub fn text(name: &str) -> Option<String> {
    match name {
        "golden" => Some(include_str!("../schemas/golden.json").to_owned()),
        "check" => Some(include_str!("../schemas/check-output.json").to_owned()),
        "check-line" => Some(include_str!("../schemas/check-line.json").to_owned()),
        "baseline" => Some(include_str!("../schemas/baseline.json").to_owned()),
        "list-pins" => Some(include_str!("../schemas/list-pins-output.json").to_owned()),
        "why" => Some(include_str!("../schemas/why-output.json").to_owned()),
        "list" => Some(include_str!("../schemas/list-output.json").to_owned()),
        _ => clients::dialect(name).map(|dialect| pretty(&of(dialect))),
    }
}

/// Every name that [`text`] knows: the outputs and inputs of mcpcheck itself, then the clients with their kinds.
pub fn names() -> Vec<String> {
    let own = ["golden", "check", "check-line", "list", "list-pins", "baseline", "why"].map(str::to_owned);
    let client = |c: &'static Client| {
        let kinds = c.dialects.iter().skip(1).map(|d| format!("{}/{}", d.client, d.kind));
        std::iter::once(c.id.to_owned()).chain(kinds)
    };
    own.into_iter().chain(clients::CLIENTS.iter().flat_map(|c| client(c))).collect()
}

/// The files below `schemas/` that are made from the descriptors: name and text. A kind has a file of its own only
/// where it says something else than the kinds before it.
pub fn files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for client in clients::CLIENTS {
        let mut seen: Vec<Value> = Vec::new();
        for dialect in client.dialects {
            let schema = of(dialect);
            let rules = without_words(&schema);
            if !seen.contains(&rules) {
                let name =
                    if seen.is_empty() { client.id.to_owned() } else { format!("{}-{}", client.id, dialect.kind) };
                files.push((format!("{name}.json"), pretty(&schema)));
                seen.push(rules);
            }
        }
    }
    files
}

/// The schema of the files that a dialect reads.
pub fn of(dialect: &Dialect) -> Value {
    let wrapped = wrapped(dialect);
    let mut schema = object(json!({
        "$schema": DRAFT,
        "title": format!("MCP servers of {}", dialect.name),
        "description": about(dialect),
        "type": "object",
    }));
    if dialect.bare_map {
        // Without the container the whole file is the map; keys like `$schema` may stand beside the servers.
        schema.insert("if".to_owned(), json!({ "required": [first_key(dialect)] }));
        schema.insert("then".to_owned(), wrapped);
        let mut bare = json!({ "patternProperties": { "^\\$": {} }, "additionalProperties": reference("entry") });
        if dialect.bare_test.is_some() && dialect.without_container == WithoutContainer::Rejected {
            bare = json!({ "additionalProperties": reference("entry") });
        } else if dialect.bare_test.is_some() {
            // A file in which nothing looks like a server holds none.
            let entry = json!({ "type": "object", "anyOf": [{ "required": ["command"] }, { "required": ["url"] }] });
            let map = json!({ "type": "object", "not": { "additionalProperties": { "not": entry } } });
            let deeper = json!({ "type": "object", "not": { "additionalProperties": { "not": map } } });
            let none = json!({ "additionalProperties": { "not": { "anyOf": [entry, map, deeper] } } });
            bare = json!({ "if": none, "else": { "additionalProperties": reference("entry") } });
        }
        schema.insert("else".to_owned(), bare);
    } else {
        schema.extend(object(wrapped));
    }
    let mut definitions = object(json!({
        "servers": {
            "type": "object",
            "description": "The servers by name.",
            "additionalProperties": reference("entry"),
        },
    }));
    if dialect.lists_are_maps {
        // A list is read as a map with the names `0`, `1` ..., which nobody means: it stays flagged as no object, but
        // its entries are judged like others.
        definitions.insert("servers".to_owned(), list_or_map());
    }
    definitions.extend(entry::definitions(dialect));
    schema.insert("definitions".to_owned(), Value::Object(definitions));
    Value::Object(schema)
}

/// Indented by two, with a final newline, as the files below `schemas/` are.
fn pretty(schema: &Value) -> String {
    // A value of strings and lists cannot fail to serialise.
    serde_json::to_string_pretty(schema).map(|text| text + "\n").unwrap_or_default()
}

fn about(dialect: &Dialect) -> String {
    let files: Vec<String> = dialect.paths.iter().map(|p| format!("`{p}`")).collect();
    let files = if files.is_empty() { format!("the {} file", dialect.kind) } else { files.join(", ") };
    let Dialect { name, verified, .. } = dialect;
    format!("How {name} ({verified}) reads {files}. Made by mcpcheck from what is known of the client.")
}

/// The file with its containers.
fn wrapped(dialect: &Dialect) -> Value {
    let mut properties = Map::new();
    if let Some(key) = dialect.variables.inputs.filter(|key| !key.contains('/')) {
        properties.insert(key.to_owned(), inputs());
    }
    let mut containers: Vec<_> = dialect.containers.iter().collect();
    containers.sort_unstable_by_key(|c| c.path);
    let paths: Vec<&[&str]> = containers.iter().map(|c| c.path).collect();
    let mut whole = Map::new();
    for container in &containers {
        let path = container.path;
        let Some((key, rest)) = path.split_first() else {
            // The file is the entry.
            whole.insert("allOf".to_owned(), json!([place(dialect, path)]));
            continue;
        };
        let deeper = paths.iter().find(|p| p.len() == 2 && p.first() == Some(key));
        let value = match (rest.is_empty(), deeper) {
            (true, Some(deeper)) => nested(dialect, deeper.last().copied().unwrap_or_default()),
            (true, None) => place(dialect, path),
            (false, _) if paths.contains(&&path[..1]) => continue,
            (false, _) => below(rest, &place(dialect, path), true),
        };
        join(&mut properties, key, value);
    }
    let mut schema = object(json!({ "properties": properties }));
    schema.extend(whole);
    match dialect.without_container {
        WithoutContainer::Rejected if !dialect.bare_map => {
            schema.insert("required".to_owned(), json!([first_key(dialect)]));
        }
        WithoutContainer::Rejected => {}
        WithoutContainer::Empty => schema.extend(elsewhere(dialect)),
    }
    Value::Object(schema)
}

/// Puts a value under a key; of two containers below one key both stay.
fn join(properties: &mut Map<String, Value>, key: &str, value: Value) {
    let more = value.get("properties").and_then(Value::as_object).cloned();
    let have = properties.get_mut(key).and_then(|have| have.get_mut("properties")).and_then(Value::as_object_mut);
    match (have, more) {
        (Some(have), Some(more)) => have.extend(more),
        _ => {
            properties.insert(key.to_owned(), value);
        }
    }
}

/// A container with its servers: a map, a list, or one server.
fn place(dialect: &Dialect, path: &[&str]) -> Value {
    let item = reference("entry");
    match dialect.containers.iter().find(|c| c.path == path).map(|c| c.shape) {
        Some(Shape::List { text: None, .. }) => {
            json!({ "type": "array", "description": "The servers, as a list.", "items": item })
        }
        Some(Shape::List { text: Some(_), .. }) => json!({
            "type": "array",
            "description": "The servers, as a list.",
            "items": { "if": { "type": "string" }, "then": {}, "else": item },
        }),
        Some(Shape::References) => {
            let one = json!({ "type": "object", "additionalProperties": item });
            json!({
                "type": "array",
                "description": "The servers: names of others, or a map of one with its definition.",
                "items": { "if": { "type": "string" }, "then": {}, "else": one },
            })
        }
        Some(Shape::One(_)) => item,
        Some(Shape::Map | Shape::Inline) | None => reference("servers"),
    }
}

/// Servers at the end of a longer path: `projects`, any key, `mcpServers`. Beside a key that stands at the top, like
/// `mcp` of `mcp.servers`, servers are as lost as under another client's key.
fn below(path: &[&str], servers: &Value, top: bool) -> Value {
    let Some((first, rest)) = path.split_first() else { return servers.clone() };
    let words = "Holds the servers, deeper down.";
    match *first {
        "*" => json!({
            "type": "object",
            "description": words,
            "additionalProperties": below(rest, servers, false),
        }),
        key if top => json!({
            "type": "object",
            "description": words,
            "properties": { key: below(rest, servers, false) },
            "additionalProperties": { "not": like_server() },
        }),
        key => json!({
            "type": "object",
            "description": words,
            "properties": { key: below(rest, servers, false) },
        }),
    }
}

/// opencode's container, which may hold another one beside a timeout for all; a server may have its name, too.
fn nested(dialect: &Dialect, inner: &str) -> Value {
    let entry = entry::looks_like(dialect);
    json!({
        "type": "object",
        "description": "The servers by name.",
        "properties": {
            inner: { "description": "The servers by name, or one of that name.", "if": entry, "then": reference("entry"), "else": reference("servers") },
            "timeout": {
                "description": "A timeout for all servers.",
                "if": { "type": "object" }, "then": reference("entry"), "else": { "type": "number" },
            },
        },
        "additionalProperties": reference("entry"),
    })
}

/// A file without the container is one without servers to the client, and says nothing; servers under another
/// client's key are flagged where the own one is missing.
fn elsewhere(dialect: &Dialect) -> Map<String, Value> {
    let own = first_key(dialect);
    let wrong = CONTAINERS.iter().filter(|key| dialect.containers.iter().all(|c| c.path.first() != Some(key)));
    let flagged: Map<String, Value> = wrong
        .map(|key| {
            let words = format!("{} reads servers from `{}`, not from here.", dialect.name, dialect.container_key());
            ((*key).to_owned(), json!({ "description": words, "additionalProperties": { "not": like_server() } }))
        })
        .collect();
    object(json!({ "if": { "not": { "required": [own] } }, "then": { "properties": flagged } }))
}

/// What looks like a server where none belongs.
fn like_server() -> Value {
    json!({ "type": "object", "anyOf": [{ "required": ["command"] }, { "required": ["url"] }] })
}

fn list_or_map() -> Value {
    json!({
        "type": ["object", "array"],
        "description": "The servers by name.",
        "additionalProperties": reference("entry"),
        "items": reference("entry"),
    })
}

/// VS Code's declared inputs.
fn inputs() -> Value {
    json!({
        "type": "array",
        "description": "What is asked for at start and written `${input:ID}` elsewhere.",
        "items": {
            "type": "object",
            "required": ["id", "type"],
            "properties": {
                "id": { "type": "string", "description": "What `${input:ID}` refers to." },
                "type": { "enum": ["promptString", "pickString", "command"], "description": "How it is asked for." },
                "description": { "type": "string", "description": "What the person who is asked reads." },
                "default": { "description": "The value where none is given." },
                "password": { "type": "boolean", "description": "Whether the answer is hidden while it is typed." },
            },
        },
    })
}

fn first_key(dialect: &Dialect) -> &'static str {
    dialect.containers.first().and_then(|c| c.path.first()).copied().unwrap_or_default()
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// A schema without the texts that differ between kinds of one client.
fn without_words(schema: &Value) -> Value {
    let mut map = object(schema.clone());
    map.remove("description");
    Value::Object(map)
}
