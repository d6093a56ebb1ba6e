//! FastMCP, the Python framework: the `MCPConfig` that its `Client` takes, and the `fastmcp.json` of a server.
//!
//! Source: `fastmcp/mcp_config.py` and `fastmcp/client/transports` of PyPI `fastmcp` 2.10.6, 2.14.2 and 4.1.2, which
//! were run: `MCPConfig.from_file`, then `to_transport` of each server (November 2026). Where between these versions a
//! behaviour changed was read in 2.11.0, 2.12.0, 2.13.0, 2.14.0 and 3.0.0.

use super::common::pydantic;
use super::{
    Broken, Client, Container, Cost, Dialect, Fault, FieldRule, FieldType, Loss, Mark, Marks, Names, On, Pick, Release,
    Role, Selection, Shape, Tolerance, Transports, Unit, UnknownValue, Unset, Variables, any_name, as_is,
};
use crate::document::{Node, Object};
use crate::model::template::Form;
use crate::model::{Scope, Transport};

pub(super) mod union;

use union::Generation;

/// The fields that all versions have, in pydantic's lax types; unknown ones are kept and not looked at. `timeout` is in
/// milliseconds. `env` may hold values of any type.
macro_rules! fields {
    ($transport:expr $(, $more:expr)*) => {
        &[
            $transport,
            FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio).costs_file(),
            FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio).costs_file(),
            FieldRule::strict("env", Role::Env, FieldType::Object, On::Stdio).costs_file(),
            FieldRule::strict("cwd", Role::Cwd, FieldType::String, On::Stdio).or_null().costs_file(),
            FieldRule::strict("url", Role::Url, FieldType::String, On::Remote).costs_file(),
            FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote).costs_file(),
            FieldRule::strict("auth", Role::Other, FieldType::String, On::Remote).or_null().costs_file(),
            FieldRule::strict("sse_read_timeout", Role::Other, FieldType::Own(&pydantic::SPAN), On::Remote)
                .or_null()
                .costs_file(),
            FieldRule::strict("timeout", Role::Timeout(Unit::Millis(1)), FieldType::Own(&pydantic::INT), On::Both)
                .or_null()
                .costs_file(),
            FieldRule::strict("description", Role::Other, FieldType::String, On::Both).or_null().costs_file(),
            FieldRule::strict("icon", Role::Other, FieldType::String, On::Both).or_null().costs_file(),
            FieldRule::strict("authentication", Role::Other, FieldType::Object, On::Both).or_null().costs_file(),
            $($more),*
        ]
    };
}
const ID: &str = "fastmcp";
const NAME: &str = "FastMCP";
const VERIFIED: &str = "4.1.2";

/// FastMCP, its client's config and its server's.
pub(super) static CLIENT: Client = Client {
    id: ID,
    name: NAME,
    verified: VERIFIED,
    dialects: &[CONFIG, PROJECT_JSON],
    older: &[
        Release {
            before: "2.11.0",
            changed: "A command always wins over a URL, and an entry with neither is passed over alone.",
            dialects: &[CONFIG_2_10, PROJECT_JSON],
        },
        Release {
            before: "3.0.0",
            changed: "`keep_alive` is no field yet, and bad `tools` are left out without a word.",
            dialects: &[CONFIG_2_14, PROJECT_JSON],
        },
    ],
    words: &[&["fastmcp"]],
};

/// The file that a program names. Python reads it without a byte order mark, comments or trailing commas; an empty one
/// is an error. One entry that fits no model costs all of them, a bad URL only its own.
const CONFIG: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "config",
    verified: VERIFIED,
    remark: "One entry that its models do not take costs every server of the file.",
    tolerance: Tolerance { surrogates: false, broken: Broken::Fatal, ..Tolerance::STRICT },
    bare_map: true,
    bare_test: Some(holds_a_server),
    transports: Transports { by: Selection::Own(|entry| union::pick(entry, Generation::Newest)), ..TRANSPORTS },
    fields: fields!(
        FieldRule::strict("transport", Role::Transport, FieldType::String, On::Both).or_null().costs_file(),
        FieldRule::strict("keep_alive", Role::Other, FieldType::Own(&pydantic::BOOL), On::Stdio).or_null().costs_file(),
        FieldRule::loose("tools", Role::Other, FieldType::Object, On::Both).or_null(),
        FieldRule::loose("include_tags", Role::Other, FieldType::Strings, On::Both).or_null(),
        FieldRule::loose("exclude_tags", Role::Other, FieldType::Strings, On::Both).or_null()
    ),
    entry_check: |entry, transport| union::check(entry, transport, Generation::Newest),
    file_check: bare_keys,
    lazy: true,
    names: Names { refused: any_name, sanitise: as_is },
    loss: Loss::File,
    marks: Marks::all(Mark::Executed),
    ..Dialect::BASE
};

/// 2.11.0 to 2.14.x: seen in 2.14.2.
const CONFIG_2_14: Dialect = Dialect {
    verified: "2.14.2",
    transports: Transports { by: Selection::Own(|entry| union::pick(entry, Generation::Union)), ..TRANSPORTS },
    fields: fields!(
        FieldRule::strict("transport", Role::Transport, FieldType::String, On::Both).or_null().costs_file(),
        FieldRule::loose("tools", Role::Other, FieldType::Object, On::Both).or_null(),
        FieldRule::loose("include_tags", Role::Other, FieldType::Strings, On::Both).or_null(),
        FieldRule::loose("exclude_tags", Role::Other, FieldType::Strings, On::Both).or_null()
    ),
    entry_check: |entry, transport| union::check(entry, transport, Generation::Union),
    ..CONFIG
};

/// Before 2.11.0: seen in 2.10.6. Which keys are there decides the model; an entry with neither is no server.
const CONFIG_2_10: Dialect = Dialect {
    verified: "2.10.6",
    remark: "",
    tolerance: Tolerance { broken: Broken::Fatal, empty: true, ..Tolerance::STRICT },
    transports: Transports { by: Selection::Own(|entry| union::pick(entry, Generation::Keys)), ..TRANSPORTS },
    // What has neither command nor URL is not looked at.
    fields: fields!(FieldRule::loose("transport", Role::Transport, FieldType::String, On::Both).or_null()),
    entry_check: |entry, transport| union::check(entry, transport, Generation::Keys),
    file_check: |_| Vec::new(),
    loss: Loss::Entry,
    ..CONFIG
};

/// `transport` names it, but `stdio` need not; `type` is no field of a remote server. A URL without `transport` is SSE
/// where its path has a part `sse`.
const TRANSPORTS: Transports = Transports {
    key: Some("transport"),
    values: &[
        ("stdio", Transport::Stdio),
        ("http", Transport::Http),
        ("streamable-http", Transport::Http),
        ("sse", Transport::Sse),
    ],
    unknown: UnknownValue::Skips,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
    ..Transports::BY_FIELDS
};

/// Without `mcpServers` the whole root is the map of servers as soon as one value in it has a command or a URL.
fn holds_a_server(root: &Object) -> bool {
    let endpoint = |node: &Node| ["command", "url"].iter().any(|key| node.get(key).is_some());
    root.effective().any(|member| endpoint(&member.value))
}

/// Beside servers at the root even `$schema` is one, and being none it costs the file.
fn bare_keys(root: &Node) -> Vec<Fault> {
    let Some(object) = root.as_object().filter(|o| o.get("mcpServers").is_none() && holds_a_server(o)) else {
        return Vec::new();
    };
    let keys = object.effective().filter(|m| m.key.starts_with('$') && m.value.as_object().is_none());
    let why = |key: &str| format!("without `mcpServers` every key is a server, and `{key}` is none");
    keys.map(|m| Fault::new(Cost::File, &[&m.key], why(&m.key), "put the servers under `mcpServers`")).collect()
}

/// `fastmcp.json` beside a server: how `fastmcp run` finds, installs and starts it. Read in
/// `fastmcp/utilities/mcp_server_config` of 3.0.0; extra keys are kept and not looked at.
const PROJECT_JSON: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "project-json",
    verified: "3.0.0",
    remark: "It says how a server is started, not which servers a client uses.",
    paths: &["fastmcp.json"],
    server_side: true,
    tolerance: Tolerance { broken: Broken::Fatal, ..Tolerance::STRICT },
    containers: &[Container {
        path: &[],
        scope: Scope::Project,
        shape: Shape::One(&["source", "path"]),
        transport: None,
    }],
    transports: Transports {
        key: Some("deployment/transport"),
        by: Selection::Own(served),
        spell_stdio: true,
        ..TRANSPORTS
    },
    fields: &[
        FieldRule::strict("source", Role::Other, FieldType::Object, On::Both).required(),
        FieldRule::strict("source/path", Role::Other, FieldType::String, On::Both).required(),
        FieldRule::strict("source/type", Role::Other, FieldType::OneOf(&["filesystem"]), On::Both),
        FieldRule::strict("source/entrypoint", Role::Other, FieldType::String, On::Both).or_null(),
        FieldRule::strict("environment", Role::Other, FieldType::Object, On::Both),
        FieldRule::strict("environment/type", Role::Other, FieldType::OneOf(&["uv"]), On::Both),
        FieldRule::strict("environment/python", Role::Other, FieldType::String, On::Both).or_null(),
        FieldRule::strict("environment/dependencies", Role::Other, FieldType::Strings, On::Both).or_null(),
        FieldRule::strict("environment/requirements", Role::Other, FieldType::String, On::Both).or_null(),
        FieldRule::strict("environment/project", Role::Other, FieldType::String, On::Both).or_null(),
        FieldRule::strict("environment/editable", Role::Other, FieldType::Strings, On::Both).or_null(),
        FieldRule::strict("deployment", Role::Other, FieldType::Object, On::Both),
        FieldRule::strict("deployment/transport", Role::Transport, FieldType::String, On::Both).or_null(),
        FieldRule::strict("deployment/host", Role::Other, FieldType::String, On::Both).or_null(),
        FieldRule::strict("deployment/port", Role::Other, FieldType::Own(&pydantic::INT), On::Both).or_null(),
        FieldRule::strict("deployment/path", Role::Other, FieldType::String, On::Both).or_null(),
        FieldRule::strict("deployment/log_level", Role::Other, FieldType::OneOf(LEVELS), On::Both).or_null(),
        FieldRule::strict("deployment/cwd", Role::Cwd, FieldType::String, On::Both).or_null(),
        FieldRule::strict("deployment/env", Role::Env, FieldType::StringMap, On::Both).or_null(),
        FieldRule::strict("deployment/args", Role::Args, FieldType::Strings, On::Both).or_null(),
    ],
    // `deployment.env` alone is filled in; a name that is not set stays as it is written.
    variables: Variables {
        forms: &[Form::Braced],
        roles: &[Role::Env],
        unset: Unset::Literal,
        spell: Some("${NAME}"),
        ..Variables::NONE
    },
    names: Names { refused: any_name, sanitise: as_is },
    loss: Loss::File,
    marks: Marks::all(Mark::Source),
    ..Dialect::BASE
};

const LEVELS: &[&str] = &["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"];

/// What the server is served over: stdio unless `deployment` says something else.
fn served(entry: &Object) -> Pick {
    let word = entry.get("deployment").and_then(|m| m.value.get("transport")).and_then(Node::as_str);
    match word {
        None => Pick::Use(Transport::Stdio),
        Some(word) => union::word(word).map_or(Pick::UnknownValue, Pick::Use),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::common::probe::tests::node;

    #[test]
    fn a_root_with_a_server_is_a_map_of_servers() {
        let bare = |text: &str| holds_a_server(node(text).as_object().unwrap());
        assert!(bare(r#"{"a": {"command": null}, "b": 1}"#));
        assert!(!bare(r#"{"servers": {"a": {"command": "x"}}, "command": "x"}"#));
        assert_eq!(bare_keys(&node(r#"{"$schema": "x", "a": {"url": "x"}}"#)).len(), 1);
        assert!(bare_keys(&node(r#"{"$schema": "x", "mcpServers": {}}"#)).is_empty());
    }
}
