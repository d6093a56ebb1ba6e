//! OpenHands: the `mcpServers` of its SDK, and the `[mcp]` section of the V0 `config.toml`.
//!
//! Source: PyPI `openhands-sdk` 1.58.2 (`sdk/mcp/config.py`), of which `coerce_mcp_config` and FastMCP 3.4.10 behind it
//! were run on the cases (November 2026); `openhands/core/config/mcp_config.py` of OpenHands at d074f47 (early 2026).

use super::common::pydantic;
use super::fastmcp::union::{self, Generation};
use super::{
    Broken, Client, Container, Cost, Dialect, Fault, FieldRule, FieldType, Loss, Mark, Marks, NON_EMPTY, Names,
    ONE_OR_MORE, OddContainer, On, OwnType, Pick, Role, Selection, Shape, Tolerance, Transports, Unit, UnknownValue,
    Unset, Variables, any_name, as_is,
};
use crate::document::{Member, Node, Object, Syntax, Value};
use crate::model::template::Form;
use crate::model::{Scope, Transport};

const ID: &str = "openhands";
const NAME: &str = "OpenHands";

/// OpenHands and its two formats.
pub(super) static CLIENT: Client =
    Client { id: ID, name: NAME, verified: "1.58.2", dialects: &[SDK, TOML], older: &[], words: &[&["openhands"]] };

/// What a program hands to the SDK as its MCP config. A map without `mcpServers` is itself the map of servers. One bad
/// value costs every server; an entry that only FastMCP refuses is found out when it is connected.
const SDK: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "sdk",
    verified: "1.58.2",
    tolerance: Tolerance { surrogates: false, broken: Broken::Fatal, ..Tolerance::STRICT },
    bare_map: true,
    odd_container: OddContainer::NullIsNone,
    transports: Transports {
        key: Some("transport"),
        values: &[
            ("stdio", Transport::Stdio),
            ("http", Transport::Http),
            ("streamable-http", Transport::Http),
            ("shttp", Transport::Http),
            ("sse", Transport::Sse),
        ],
        unknown: UnknownValue::Skips,
        by: Selection::Own(pick),
        speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
        ..Transports::BY_FIELDS
    },
    fields: FIELDS,
    entry_check,
    file_check: bare_keys,
    // Filled in when a server is connected.
    variables: Variables {
        forms: &[Form::Braced, Form::Default],
        roles: &[Role::Command, Role::Args, Role::Env, Role::Cwd, Role::Url, Role::Headers],
        unset: Unset::Literal,
        spell: Some("${NAME}"),
        ..Variables::NONE
    },
    names: Names { refused: any_name, sanitise: as_is },
    loss: Loss::File,
    marks: Marks { variables: Mark::Source, ..Marks::all(Mark::Executed) },
    ..Dialect::BASE
};

/// Every field is checked whatever the transport; unknown ones are dropped. `type` is read where `transport` is not
/// there.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("transport", Role::Transport, FieldType::String, On::Both).or_null(),
    FieldRule::loose("type", Role::Transport, FieldType::String, On::Both).or_null(),
    FieldRule::strict("command", Role::Command, FieldType::Own(&NON_EMPTY), On::Stdio).or_null(),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio).or_null(),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio).or_null(),
    FieldRule::strict("cwd", Role::Cwd, FieldType::String, On::Stdio).or_null(),
    FieldRule::strict("url", Role::Url, FieldType::Own(&NON_EMPTY), On::Remote).or_null(),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote).or_null(),
    FieldRule::strict("auth", Role::Other, FieldType::Own(&AUTH), On::Remote).or_null(),
    FieldRule::strict("timeout", Role::Other, FieldType::Own(&pydantic::FLOAT), On::Both).or_null(),
    FieldRule::strict("sse_read_timeout", Role::Other, FieldType::Own(&pydantic::FLOAT), On::Remote).or_null(),
    FieldRule::strict("keep_alive", Role::Other, FieldType::Own(&pydantic::BOOL), On::Stdio).or_null(),
    FieldRule::strict("enabled", Role::Enabled, FieldType::Own(&pydantic::BOOL), On::Both),
    FieldRule::strict("description", Role::Other, FieldType::String, On::Both).or_null(),
    FieldRule::strict("icon", Role::Other, FieldType::String, On::Both).or_null(),
];

/// One of six ways, told by `strategy`.
static AUTH: OwnType = OwnType {
    wants: "an object with a `strategy`",
    fits: fits_auth,
    schema: r#"{"type": "object", "required": ["strategy"], "properties": {"strategy": {"enum": ["none", "api_key", "bearer", "basic", "header", "oauth2"]}}}"#,
};

fn fits_auth(node: &Node) -> bool {
    let strings = |key: &str| node.get(key).is_none_or(|n| n.as_str().is_some() || n.value == Value::Null);
    match node.get("strategy").and_then(Node::as_str) {
        Some("none" | "oauth2") => true,
        Some("api_key" | "bearer") => strings("value"),
        Some("basic") => node.get("username").is_some_and(|n| n.as_str().is_some()) && strings("password"),
        Some("header") => node
            .get("headers")
            .is_none_or(|n| n.as_object().is_some_and(|o| o.effective().all(|m| m.value.as_str().is_some()))),
        _ => false,
    }
}

fn text<'e>(entry: &'e Object, key: &str) -> Option<&'e str> {
    entry.get(key).and_then(|m| m.value.as_str())
}

fn pick(entry: &Object) -> Pick {
    // A null `transport` is there all the same.
    let key = if entry.get("transport").is_some() { "transport" } else { "type" };
    let said = match text(entry, key) {
        None => None,
        Some("shttp") => Some(Transport::Http),
        Some(word) => match union::word(word) {
            None => return Pick::UnknownValue,
            known => known,
        },
    };
    let there = |key: &str| text(entry, key).is_some_and(|t| !t.is_empty());
    match said {
        Some(Transport::Stdio) if there("command") => Pick::Use(Transport::Stdio),
        Some(transport) if transport.is_remote() && there("url") => connect(entry, transport),
        Some(transport) => Pick::NoEndpoint(transport),
        // Nothing is asked of such an entry before it is connected.
        None if !there("url") => Pick::Use(Transport::Stdio),
        None => match union::pick(&without_nulls(entry), Generation::Newest) {
            Pick::BadUrl if !is_on(entry) => Pick::Use(Transport::Http),
            Pick::Use(transport) => Pick::Use(transport),
            _ => Pick::BadUrl,
        },
    }
}

/// What FastMCP is handed: the fields that the SDK knows, where they say something, without those judged here.
fn without_nulls(entry: &Object) -> Object {
    let known = |key: &str| FIELDS.iter().any(|f| f.name == key);
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::Object(object) => object.members.is_empty(),
        _ => false,
    };
    let handed = |m: &&Member| {
        known(&m.key)
            && !empty(&m.value.value)
            && !matches!(m.key.as_str(), "type" | "transport" | "timeout" | "sse_read_timeout" | "auth")
    };
    Object { members: entry.effective().filter(handed).cloned().collect(), ..Object::default() }
}

fn connect(entry: &Object, transport: Transport) -> Pick {
    let good = text(entry, "url").is_some_and(|url| url.starts_with("http")) || !is_on(entry);
    if good { Pick::Use(transport) } else { Pick::BadUrl }
}

/// Whether the server is connected at all.
fn is_on(entry: &Object) -> bool {
    entry.get("enabled").is_none_or(|m| match &m.value.value {
        Value::Bool(on) => *on,
        Value::Number(_) => m.value.to_json().as_f64() != Some(0.0),
        Value::String(word) => !matches!(word.to_ascii_lowercase().as_str(), "0" | "off" | "f" | "false" | "n" | "no"),
        _ => true,
    })
}

fn entry_check(entry: &Object, _: Option<Transport>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let there = |key: &str| entry.get(key).is_some_and(|m| m.value.value != Value::Null);
    let headers = entry.get("headers").and_then(|m| m.value.as_object());
    let authorized = headers.is_some_and(|o| o.effective().any(|m| m.key.eq_ignore_ascii_case("authorization")));
    if there("auth") && authorized {
        let why = "`auth` stands beside an `Authorization` header";
        faults.push(Fault::new(Cost::Entry, &["auth"], why, "keep one of them"));
    }
    let named = text(entry, "transport").is_some() || (!there("transport") && text(entry, "type").is_some());
    if is_on(entry) && !named && !there("command") && !there("url") {
        let why = "neither `command` nor `url` is there";
        faults.push(Fault::new(Cost::EntryAlone, &[], why, "add one of them"));
    }
    let odd_type = entry.get("type").is_some_and(|m| m.value.value != Value::Null && m.value.as_str().is_none());
    if odd_type && entry.get("transport").is_none() {
        faults.push(Fault::new(Cost::Entry, &["type"], "`type` is no string", "write `stdio`, `http` or `sse`"));
    }
    let number = |key: &str| entry.get(key).and_then(|m| pydantic::float(&m.value));
    if is_on(entry) && number("sse_read_timeout").is_some_and(|n| n.abs() > 86_399_999_999_999.0) {
        let why = "`sse_read_timeout` is more than Python can count";
        faults.push(Fault::new(Cost::EntryAlone, &["sse_read_timeout"], why, "write it in seconds"));
    }
    if is_on(entry) && number("timeout").is_some_and(|n| n.fract() != 0.0 || n.abs() > 9.2e18) {
        let why = "`timeout` is no whole number that a machine counts with";
        faults.push(Fault::new(Cost::EntryAlone, &["timeout"], why, "write a whole number"));
    }
    faults
}

/// Without `mcpServers` every key at the root is a server.
fn bare_keys(root: &Node) -> Vec<Fault> {
    let Some(object) = root.as_object().filter(|o| o.get("mcpServers").is_none()) else { return Vec::new() };
    let keys = object.effective().filter(|m| m.key.starts_with('$') && m.value.as_object().is_none());
    let why = |key: &str| format!("without `mcpServers` every key is a server, and `{key}` is none");
    keys.map(|m| Fault::new(Cost::File, &[&m.key], why(&m.key), "put the servers under `mcpServers`")).collect()
}

/// `config.toml` of V0, the releases of 2025: three lists, of which each is for one transport. A bad entry costs all
/// three.
const TOML: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "toml",
    verified: "2026-01",
    remark: "Only releases before V1 read this section.",
    paths: &["config.toml"],
    gated: true,
    syntax: Syntax::Toml,
    tolerance: Tolerance { bom: false, ..Tolerance::JSONC },
    containers: &[
        list(&["mcp", "stdio_servers"], Some("name"), None, Transport::Stdio),
        list(&["mcp", "shttp_servers"], None, Some("url"), Transport::Http),
        list(&["mcp", "sse_servers"], None, Some("url"), Transport::Sse),
    ],
    transports: Transports { speaks: &[Transport::Stdio, Transport::Http, Transport::Sse], ..Transports::BY_FIELDS },
    fields: &[
        FieldRule::strict("name", Role::Name, FieldType::String, On::Stdio).required(),
        FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
        FieldRule::strict("args", Role::Args, FieldType::Own(&ONE_OR_MORE), On::Stdio),
        FieldRule::strict("env", Role::Env, FieldType::Own(&PAIRS), On::Stdio),
        FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
        FieldRule::strict("api_key", Role::Other, FieldType::String, On::Remote),
        FieldRule::strict("timeout", Role::Timeout(Unit::Seconds), FieldType::Own(&pydantic::INT), On::Remote),
    ],
    entry_check: toml_entry,
    file_check: toml_file,
    names: Names { refused: any_name, sanitise: as_is },
    loss: Loss::File,
    marks: Marks::all(Mark::Source),
    ..Dialect::BASE
};

const fn list(
    path: &'static [&'static str],
    name: Option<&'static str>,
    text: Option<&'static str>,
    transport: Transport,
) -> Container {
    Container { path, scope: Scope::Project, shape: Shape::List { name, text }, transport: Some(transport) }
}

/// A table of strings, or `K=V,K2=V2`.
static PAIRS: OwnType = OwnType {
    wants: "a table of strings, or pairs like `K=V`",
    fits: |node| {
        let name = |key: &str| {
            key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !key.starts_with(|c: char| c.is_ascii_digit())
        };
        let pair = |text: &str| text.split_once('=').is_some_and(|(key, _)| !key.trim().is_empty() && name(key.trim()));
        match node.as_str() {
            Some(text) => text.split(',').map(str::trim).filter(|part| !part.is_empty()).all(pair),
            None => node.as_object().is_some_and(|o| o.effective().all(|m| m.value.as_str().is_some())),
        }
    },
    schema: r#"{"type": ["string", "object"], "additionalProperties": {"type": "string"}}"#,
};

fn toml_entry(entry: &Object, transport: Option<Transport>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut bad = |at: &str, why: &str, help: &str| faults.push(Fault::new(Cost::Entry, &[at], why, help));
    if transport.is_some_and(Transport::is_remote) {
        let web = |url: &str| {
            let known = ["http://", "https://", "ws://", "wss://"];
            let lower = url.trim().to_ascii_lowercase();
            known
                .iter()
                .any(|scheme| lower.strip_prefix(scheme).is_some_and(|rest| !rest.starts_with('/') && !rest.is_empty()))
        };
        if text(entry, "url").is_some_and(|url| !web(url)) {
            bad("url", "`url` is no URL with http, https, ws or wss", "write it with scheme and host");
        }
        let seconds = entry.get("timeout").and_then(|m| pydantic::float(&m.value));
        if transport == Some(Transport::Http) && seconds.is_some_and(|n| n <= 0.0 || n > 3600.0) {
            bad("timeout", "`timeout` is not between 1 and 3600", "write seconds");
        }
        return faults;
    }
    let command = text(entry, "command").map(str::trim);
    if command.is_some_and(|c| c.is_empty() || c.contains(' ')) {
        bad("command", "`command` is empty or has a blank", "put what follows the program into `args`");
    }
    let good =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if text(entry, "name").is_some_and(|name| !good(name.trim())) {
        bad("name", "`name` has other characters than letters, digits, `_` and `-`", "rename it");
    }
    faults
}

/// `[mcp]` takes no other key, and no URL twice under `sse_servers`.
fn toml_file(root: &Node) -> Vec<Fault> {
    let Some(section) = root.get("mcp").and_then(Node::as_object) else { return Vec::new() };
    let known = ["sse_servers", "shttp_servers", "stdio_servers"];
    let unknown = section.effective().filter(|m| !known.contains(&m.key.as_str()));
    let mut faults: Vec<Fault> = unknown
        .map(|m| Fault::new(Cost::File, &["mcp", &m.key], format!("`[mcp]` does not know `{}`", m.key), "remove it"))
        .collect();
    let mut seen = Vec::new();
    let list = root.get("mcp").and_then(|n| n.get("sse_servers")).and_then(Node::as_array).unwrap_or_default();
    for (index, item) in list.iter().enumerate() {
        let Some(url) = item.as_str().or_else(|| item.get("url")?.as_str()).map(str::trim) else { continue };
        if seen.contains(&url) {
            let why = "this URL is there twice";
            faults.push(Fault::new(Cost::File, &["mcp", "sse_servers", &index.to_string()], why, "keep one of them"));
        }
        seen.push(url);
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Interest};

    fn root(text: &str, syntax: Syntax) -> Node {
        Document::parse(text.to_owned(), syntax, Interest::All).root.unwrap()
    }

    fn of(text: &str) -> Pick {
        pick(root(text, Syntax::Json).as_object().unwrap())
    }

    #[test]
    fn the_transport_is_what_the_sdk_makes_of_it() {
        assert_eq!(of(r#"{"url": "http://h/mcp", "type": "shttp"}"#), Pick::Use(Transport::Http));
        assert_eq!(of(r#"{"url": "http://h/sse"}"#), Pick::Use(Transport::Sse));
        assert_eq!(of(r#"{"url": "http://h/", "type": "sse", "transport": "http"}"#), Pick::Use(Transport::Http));
        assert_eq!(of(r#"{"url": "http://h/", "type": "sse", "transport": null}"#), Pick::Use(Transport::Http));
        assert_eq!(of(r#"{"url": "http://h/", "type": "ws"}"#), Pick::UnknownValue);
        assert_eq!(of(r#"{"command": "x", "type": "http"}"#), Pick::NoEndpoint(Transport::Http));
        assert_eq!(of(r#"{"command": "x", "url": "http://h/", "headers": {}}"#), Pick::Use(Transport::Stdio));
        assert_eq!(of(r#"{"command": "x", "url": "http://h/", "headers": {"A": "b"}}"#), Pick::Use(Transport::Http));
        assert_eq!(of(r#"{"url": "h:80"}"#), Pick::BadUrl);
        assert_eq!(of(r#"{"url": "h:80", "enabled": "no"}"#), Pick::Use(Transport::Http));
    }

    #[test]
    fn the_section_is_checked_as_a_whole() {
        let faults = |text: &str| toml_file(&root(text, Syntax::Toml)).len();
        assert_eq!(faults("[mcp]\nsse_servers = ['http://a/', { url = 'http://a/' }]\nextra = 1"), 2);
        assert_eq!(faults("[mcp]\nsse_servers = ['http://a/', 'http://b/']"), 0);
        let entry = root("name = 'a b'\ncommand = 'npx -y'", Syntax::Toml);
        assert_eq!(toml_entry(entry.as_object().unwrap(), Some(Transport::Stdio)).len(), 2);
        let entry = root("url = 'h:80'\ntimeout = 4000", Syntax::Toml);
        assert_eq!(toml_entry(entry.as_object().unwrap(), Some(Transport::Http)).len(), 2);
    }
}
