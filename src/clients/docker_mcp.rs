//! Catalogs of the Docker MCP gateway: the servers that it can start, each in a container or at a URL.
//!
//! Source: docker/mcp-gateway 2bd20fe of 2026-07-23, `pkg/catalog`, `pkg/gateway`, `pkg/mcp/remote.go` and
//! `cmd/docker-mcp/commands/gateway.go`, with `gopkg.in/yaml.v3` 3.0.1. It was not run. Which of the servers are used
//! is said elsewhere: in `registry.yaml`, on the command line, or in a profile. A gateway with profiles reads catalog
//! files only if one of its older options is used.

use std::path::PathBuf;

use url::Url;

use super::{
    Broken, Client, Container, Cost, Dialect, Fault, FieldRule, FieldType, Mark, Marks, OddContainer, On, OwnType,
    Pick, Role, Selection, Tolerance, Transports, UnknownValue, Unset, Variables,
};
use crate::document::{Node, Object, Syntax, Value};
use crate::env::Env;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

const ID: &str = "docker-mcp";
const NAME: &str = "Docker MCP gateway";
const VERIFIED: &str = "2026-07";

/// The gateway and its own catalog.
pub(super) static CLIENT: Client =
    Client { id: ID, name: NAME, verified: VERIFIED, dialects: &[CATALOG], older: &[], words: &[] };

/// `docker-mcp.yaml` and its like (`pkg/catalog/catalog.go`). The decoder does not look at unknown keys. A key written
/// twice or one value of the wrong type costs all catalogs, and the gateway does not start; what else is wrong with an
/// entry is found out when that server is started.
const CATALOG: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "catalog",
    verified: VERIFIED,
    remark: "It says what the gateway can start, not what a client uses; one value of the wrong type costs all.",
    scope: Scope::User,
    user_paths,
    server_side: true,
    syntax: Syntax::Yaml,
    tolerance: Tolerance { duplicates: false, broken: Broken::Fatal, ..Tolerance::JSONC },
    containers: &[Container::map(&["registry"], Scope::User)],
    odd_container: OddContainer::NullIsNone,
    no_server: is_tools,
    // The words of `pkg/mcp/remote.go`, whatever their case.
    transports: Transports {
        key: Some("remote/transport_type"),
        values: &[
            ("streamable-http", Transport::Http),
            ("streamable", Transport::Http),
            ("streaming", Transport::Http),
            ("http", Transport::Http),
            ("sse", Transport::Sse),
        ],
        unknown: UnknownValue::Skips,
        by: Selection::Own(pick),
        bare_url: None,
        speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
        ..Transports::BY_FIELDS
    },
    fields: FIELDS,
    entry_check,
    file_check,
    // A name in headers is that of a variable of the entry's `secrets`, in `command` of its `env` too, and nothing
    // where it is neither. No field has variables of the environment, hence no roles. `{{...}}` is for `config.yaml`.
    variables: Variables {
        forms: &[Form::Braced, Form::Bare],
        unset: Unset::Empty,
        spell: Some("${NAME}"),
        ..Variables::NONE
    },
    marks: Marks::all(Mark::Source),
    ..Dialect::BASE
};

/// `pkg/catalog/types.go`. What is wanted as a string may be any scalar to the decoder, and `null` is nothing to it.
/// The words of `type` are checked where a catalog is imported (`pkg/catalog_next`), not here. `command` is handed to
/// the image.
const FIELDS: &[FieldRule] = &[
    text("name"),
    text("type"),
    text("image"),
    text("description"),
    text("title"),
    text("icon"),
    text("readme"),
    other("longLived", FieldType::Own(&SWITCH), On::Both),
    other("remote", FieldType::Object, On::Both),
    field("remote/url", Role::Url, FieldType::Own(&TEXT), On::Remote),
    field("remote/transport_type", Role::Transport, FieldType::Own(&TEXT), On::Remote),
    field("remote/headers", Role::Headers, FieldType::Own(&TEXT_MAP), On::Remote),
    field("sseEndpoint", Role::Url, FieldType::Own(&TEXT), On::Remote),
    other("oauth", FieldType::Object, On::Remote),
    other("secrets", FieldType::Own(&SECRETS), On::Both),
    other("env", FieldType::Own(&PAIRS), On::Stdio),
    field("command", Role::Args, FieldType::Own(&TEXTS), On::Stdio),
    other("volumes", FieldType::Own(&TEXTS), On::Stdio),
    other("user", FieldType::Own(&TEXT), On::Stdio),
    other("disableNetwork", FieldType::Own(&SWITCH), On::Stdio),
    other("allowHosts", FieldType::Own(&TEXTS), On::Stdio),
    other("extraHosts", FieldType::Own(&TEXTS), On::Stdio),
    other("tools", FieldType::Own(&TOOLS), On::Both),
    other("config", FieldType::Own(&LIST), On::Both),
    text("prefix"),
    other("metadata", FieldType::Object, On::Both),
    other("policy", FieldType::Object, On::Both),
];

const fn field(name: &'static str, role: Role, ty: FieldType, on: On) -> FieldRule {
    FieldRule::strict(name, role, ty, on).or_null().costs_file()
}

const fn other(name: &'static str, ty: FieldType, on: On) -> FieldRule {
    field(name, Role::Other, ty, on)
}

const fn text(name: &'static str) -> FieldRule {
    other(name, FieldType::Own(&TEXT), On::Both)
}

fn is_scalar(node: &Node) -> bool {
    !matches!(node.value, Value::Array(_) | Value::Object(_))
}

/// A list of objects, in which these keys have scalars.
fn are_records(node: &Node, keys: &[&str]) -> bool {
    let good = |item: &Node| match &item.value {
        Value::Null => true,
        Value::Object(object) => keys.iter().all(|key| object.get(key).is_none_or(|m| is_scalar(&m.value))),
        _ => false,
    };
    node.as_array().is_some_and(|items| items.iter().all(good))
}

static TEXT: OwnType =
    OwnType { wants: "a string", fits: is_scalar, schema: r#"{"type": ["string", "number", "boolean"]}"# };

static TEXTS: OwnType = OwnType {
    wants: "a list of strings",
    fits: |n| n.as_array().is_some_and(|items| items.iter().all(is_scalar)),
    schema: r#"{"type": "array", "items": {"type": ["string", "number", "boolean", "null"]}}"#,
};

static TEXT_MAP: OwnType = OwnType {
    wants: "a map of strings",
    fits: |n| n.as_object().is_some_and(|object| object.effective().all(|m| is_scalar(&m.value))),
    schema: r#"{"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "null"]}}"#,
};

/// A boolean, also as YAML 1.1 has it.
static SWITCH: OwnType = OwnType {
    wants: "a boolean",
    fits: |n| {
        let word = |word: &str| matches!(word.to_ascii_lowercase().as_str(), "y" | "yes" | "on" | "n" | "no" | "off");
        n.as_bool().is_some() || n.as_str().is_some_and(word)
    },
    schema: r#"{"type": "boolean"}"#,
};

static LIST: OwnType = OwnType { wants: "a list", fits: |n| n.as_array().is_some(), schema: r#"{"type": "array"}"# };

/// Variables of the container. A map of them, as other files have it, is none.
static PAIRS: OwnType = OwnType {
    wants: "a list of objects with `name` and `value`",
    fits: |n| are_records(n, &["name", "value"]),
    schema: r#"{"type": "array", "items": {"type": "object", "properties": {"name": {"type": ["string", "number", "boolean", "null"]}, "value": {"type": ["string", "number", "boolean", "null"]}}}}"#,
};

/// Names of secrets, each with the variable in which the server gets it.
static SECRETS: OwnType = OwnType {
    wants: "a list of objects with `name` and `env`",
    fits: |n| are_records(n, &["name", "env"]),
    schema: r#"{"type": "array", "items": {"type": "object", "properties": {"name": {"type": ["string", "number", "boolean", "null"]}, "env": {"type": ["string", "number", "boolean", "null"]}}}}"#,
};

static TOOLS: OwnType = OwnType {
    wants: "a list of objects with a `name`",
    fits: |n| are_records(n, &["name", "description"]),
    schema: r#"{"type": "array", "items": {"type": "object"}}"#,
};

/// A scalar as it is written; `None` where there is nothing.
fn says<'e>(object: &'e Object, key: &str) -> Option<&'e str> {
    let written = match &object.get(key)?.value.value {
        Value::String(text) | Value::Number(text) | Value::Datetime(text) => text,
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        Value::Null | Value::Array(_) | Value::Object(_) | Value::Skipped => return None,
    };
    Some(written).filter(|text| !text.is_empty())
}

/// The URL of an entry and the way to it; the older key goes first.
fn url(entry: &Object) -> Option<(&[&'static str], &str)> {
    let older = says(entry, "sseEndpoint").map(|url| (&["sseEndpoint"][..], url));
    let remote = || entry.get("remote")?.value.as_object();
    older.or_else(|| says(remote()?, "url").map(|url| (&["remote", "url"][..], url)))
}

/// Without an image and a URL an entry is a set of tools, each with a container of its own (`pkg/gateway`,
/// `Configuration.Find`).
fn is_tools(entry: &Object) -> bool {
    let tools = entry.get("tools").and_then(|m| m.value.as_array()).unwrap_or_default();
    says(entry, "image").is_none() && url(entry).is_none() && tools.iter().any(|tool| tool.get("container").is_some())
}

/// A URL goes before the image, and `type` is not asked (`pkg/gateway/clientpool.go`).
fn pick(entry: &Object) -> Pick {
    let word = word(entry);
    let transport = match word.as_deref() {
        _ if says(entry, "sseEndpoint").is_some() => Transport::Sse,
        Some("sse") => Transport::Sse,
        None | Some("http" | "streamable" | "streaming" | "streamable-http") => Transport::Http,
        Some(_) if url(entry).is_some() => return Pick::UnknownValue,
        Some(_) => Transport::Http,
    };
    if url(entry).is_some() {
        return Pick::Use(transport);
    }
    let lacks_url = word.is_some() && says(entry, "image").is_none();
    if lacks_url { Pick::NoEndpoint(transport) } else { Pick::Use(Transport::Stdio) }
}

/// The transport of `remote`, which is taken in any case.
fn word(entry: &Object) -> Option<String> {
    says(entry.get("remote")?.value.as_object()?, "transport_type").map(str::to_lowercase)
}

/// Why an entry cannot be started: no transport is meant where none is named.
fn entry_check(entry: &Object, _: Option<Transport>) -> Vec<Fault> {
    let fault = |at: &[&str], why: &str, help: &str| Fault::new(Cost::Entry, at, why, help);
    let mut faults = Vec::new();
    let Some((at, url)) = url(entry) else {
        if says(entry, "image").is_none() {
            faults.push(fault(&[], "there is neither `image` nor `remote.url`", "add one of them"));
        }
        return faults;
    };
    if at == ["remote", "url"] && word(entry).is_none() {
        let help = "add `transport_type: streamable-http`, or `sse`";
        faults.push(fault(&["remote"], "`remote.transport_type` is missing", help));
    }
    if let Some(why) = refused(url) {
        faults.push(fault(at, &format!("`{}` {why}", at.join(".")), "write a URL that begins with `https://`"));
    }
    faults
}

/// Why a URL is never connected to (`pkg/remoteurl/remoteurl.go`). Plain HTTP and hosts nearby are refused too, unless
/// `DOCKER_MCP_ALLOW_INSECURE_REMOTE_URLS` is set where the gateway runs, of which the file says nothing.
fn refused(url: &str) -> Option<&'static str> {
    let Some(url) = Url::parse(url.trim()).ok().filter(Url::has_host) else {
        return Some("is no absolute URL");
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Some("holds a user name or a password");
    }
    (!matches!(url.scheme(), "https" | "http")).then_some("begins with neither `https` nor `http`")
}

/// What costs the file beside the fields of its servers.
fn file_check(root: &Node) -> Vec<Fault> {
    let mut faults = Vec::new();
    for key in ["name", "displayName"] {
        if root.get(key).is_some_and(|value| !is_scalar(value)) {
            faults.push(Fault::new(Cost::File, &[key], format!("`{key}` is no string"), ""));
        }
    }
    let servers = root.get("registry").and_then(Node::as_object);
    for member in servers.into_iter().flat_map(Object::effective) {
        if !matches!(member.value.value, Value::Object(_) | Value::Null) {
            let why = "a server is no object";
            faults.push(Fault::new(Cost::File, &["registry", &member.key], why, "write it as one, or remove it"));
        }
    }
    faults
}

/// `~/.docker/mcp/catalogs/docker-mcp.yaml` on every system. Other catalogs stand beside it, under names that
/// `~/.docker/mcp/catalog.json` lists.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    env.home.iter().map(|home| home.join(".docker/mcp/catalogs/docker-mcp.yaml")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Interest};
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    fn root(text: &str) -> Node {
        Document::parse(text.to_owned(), Syntax::Yaml, Interest::All).root.unwrap()
    }

    #[test]
    fn the_catalog_has_its_place_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            let path = slashes(&user_paths(&fake(system, &[]))[0]);
            assert!(path.ends_with("/.docker/mcp/catalogs/docker-mcp.yaml"), "{path}");
        }
    }

    #[test]
    fn a_url_goes_before_the_image_and_needs_its_transport() {
        let of = |text: &str| pick(root(text).as_object().unwrap());
        assert_eq!(of("{type: remote, image: acme/docs}"), Pick::Use(Transport::Stdio));
        assert_eq!(of("{image: a, remote: {url: 'https://h/', transport_type: SSE}}"), Pick::Use(Transport::Sse));
        assert_eq!(of("{remote: {url: 'https://h/', transport_type: streaming}}"), Pick::Use(Transport::Http));
        assert_eq!(of("{remote: {url: 'https://h/', transport_type: ws}}"), Pick::UnknownValue);
        assert_eq!(of("{remote: {transport_type: sse}}"), Pick::NoEndpoint(Transport::Sse));
        assert_eq!(of("{sseEndpoint: 'https://h/sse'}"), Pick::Use(Transport::Sse));
        let faults = |text: &str| entry_check(root(text).as_object().unwrap(), None).len();
        assert_eq!(faults("{sseEndpoint: 'https://h/sse'}"), 0);
        assert_eq!(faults("{remote: {url: 'https://h/'}}"), 1);
        assert_eq!(faults("{command: [uvx]}"), 1);
    }

    #[test]
    fn urls_are_whole_and_hold_no_password() {
        for good in ["https://mcp.example.com/mcp", "http://localhost:8080/mcp"] {
            assert_eq!(refused(good), None, "{good}");
        }
        for bad in ["mcp.example.com/mcp", "https://name@mcp.example.com/", "ws://mcp.example.com/"] {
            assert!(refused(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn tools_with_containers_of_their_own_are_no_server() {
        let of = |text: &str| is_tools(root(text).as_object().unwrap());
        assert!(of("{type: poci, tools: [{name: a, container: {image: acme/a}}]}"));
        assert!(!of("{image: acme/docs, tools: [{name: a, container: {image: acme/a}}]}"));
        assert!(!of("{type: server, tools: [{name: a}]}"));
    }

    #[test]
    fn scalars_are_strings_and_words_are_booleans() {
        let fits = |ty: &OwnType, text: &str| (ty.fits)(root(&format!("v: {text}")).get("v").unwrap());
        assert!(fits(&TEXT, "8080") && fits(&TEXTS, "[--port, 8080]") && !fits(&TEXTS, "--port 8080"));
        assert!(fits(&PAIRS, "[{name: A, value: 1}]") && !fits(&PAIRS, "{A: '1'}") && !fits(&PAIRS, "[A=1]"));
        assert!(fits(&SWITCH, "yes") && !fits(&SWITCH, "1"));
        let faults = file_check(&root("{name: [], registry: {a: {}, b: acme/docs, c: null}}"));
        assert_eq!(faults.iter().map(|f| f.at.join("/")).collect::<Vec<_>>(), ["name", "registry/b"]);
    }
}
