//! Hermes Agent.
//!
//! Source: PyPI `hermes-agent` 0.19.0 (`tools/mcp_tool.py`, `hermes_cli/mcp_security.py`, `hermes_cli/config.py`) with
//! `mcp` 1.26.0, which was run on the cases with its connectors replaced by recorders (November 2026).

use std::path::PathBuf;

use super::{
    Client, Container, Cost, Dialect, Fault, FieldRule, FieldType, Loss, Mark, Marks, Names, OddContainer, On, OwnType,
    Pick, Role, Selection, Tolerance, Transports, Unit, UnknownValue, Unset, Variables, any_name, as_is,
};
use crate::document::{Node, Object, Syntax, Value};
use crate::env::Env;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

const ID: &str = "hermes";
const NAME: &str = "Hermes Agent";

/// Hermes Agent and its one file.
pub(super) static CLIENT: Client =
    Client { id: ID, name: NAME, verified: "0.19.0", dialects: &[USER], older: &[], words: &[&["hermes"]] };

/// `config.yaml` in its home. PyYAML reads it, so a key written twice is no mistake. A bad entry is left out when it is
/// connected, with a warning; a file that does not parse means that Hermes goes on without any of it.
const USER: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "user",
    verified: "0.19.0",
    remark: "",
    scope: Scope::User,
    user_paths,
    syntax: Syntax::Yaml,
    tolerance: Tolerance::JSONC,
    containers: &[Container::map(&["mcp_servers"], Scope::User)],
    odd_container: OddContainer::Ignored,
    transports: Transports {
        key: Some("transport"),
        values: &[("sse", Transport::Sse)],
        unknown: UnknownValue::AsAbsent,
        by: Selection::Own(pick),
        speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
        empty_command: false,
        ..Transports::BY_FIELDS
    },
    fields: FIELDS,
    entry_check,
    lazy: true,
    // `:-` is part of the name; a variable that is empty stays as it is written, too.
    variables: Variables {
        forms: &[Form::Braced, Form::EnvColon],
        roles: &[Role::Command, Role::Args, Role::Env, Role::Url, Role::Headers],
        unset: Unset::Literal,
        spell: Some("${NAME}"),
        ..Variables::NONE
    },
    names: Names { refused: any_name, sanitise: as_is },
    loss: Loss::Entry,
    marks: Marks::all(Mark::Executed),
    ..Dialect::BASE
};

/// Unknown fields are not looked at, `cwd` and `type` among them. `enabled` knows more words than YAML, and takes
/// everything that is none of them for true.
const FIELDS: &[FieldRule] = &[
    FieldRule::loose("transport", Role::Transport, FieldType::String, On::Remote).or_null(),
    FieldRule::loose("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Own(&ARGS), On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::Own(&PAIRS), On::Stdio).or_null(),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::Own(&HEADERS), On::Remote).or_null(),
    FieldRule::strict("auth", Role::Other, FieldType::Own(&AUTH), On::Both).or_null(),
    FieldRule::loose("oauth", Role::Other, FieldType::Object, On::Remote).or_null(),
    FieldRule::loose("enabled", Role::Enabled, FieldType::Own(&SWITCH), On::Both).or_null(),
    FieldRule::loose("timeout", Role::Timeout(Unit::Seconds), FieldType::Number, On::Both).or_null(),
    FieldRule::strict("connect_timeout", Role::Timeout(Unit::Seconds), FieldType::Own(&ABOVE_ZERO), On::Both).or_null(),
    FieldRule::loose("keepalive_interval", Role::Other, FieldType::Number, On::Both).or_null(),
    FieldRule::loose("idle_timeout_seconds", Role::Other, FieldType::Number, On::Both).or_null(),
    FieldRule::loose("max_lifetime_seconds", Role::Other, FieldType::Number, On::Both).or_null(),
    FieldRule::loose("lifecycle", Role::Other, FieldType::Object, On::Both).or_null(),
    FieldRule::loose("supports_parallel_tool_calls", Role::Other, FieldType::Bool, On::Both).or_null(),
    FieldRule::loose("skip_preflight", Role::Other, FieldType::Bool, On::Remote).or_null(),
    FieldRule::loose("ssl_verify", Role::Other, FieldType::Any, On::Remote),
    FieldRule::loose("client_cert", Role::Other, FieldType::Any, On::Remote),
    FieldRule::loose("client_key", Role::Other, FieldType::String, On::Remote).or_null(),
    FieldRule::loose("tools", Role::Other, FieldType::Object, On::Both).or_null(),
    FieldRule::strict("sampling", Role::Other, FieldType::Object, On::Both),
    FieldRule::strict("elicitation", Role::Other, FieldType::Object, On::Both),
];

/// A string is taken apart into its characters, which nobody means; it loads all the same, as does a map.
static ARGS: OwnType = OwnType {
    wants: "a list of nothing but strings",
    fits: |n| match &n.value {
        Value::Array(items) => items.iter().all(|i| i.as_str().is_some()),
        Value::String(_) | Value::Object(_) => true,
        _ => false,
    },
    schema: r#"{"type": "array", "items": {"type": "string"}}"#,
};

fn pairs(node: &Node, fits: fn(&Node) -> bool) -> bool {
    match &node.value {
        Value::Object(object) => object.effective().all(|m| fits(&m.value)),
        Value::Array(items) => items.iter().all(|i| {
            i.as_array().is_some_and(|pair| matches!(pair, [key, value] if key.as_str().is_some() && fits(value)))
        }),
        _ => false,
    }
}

/// A map of strings, or the list of pairs that Python makes one of.
static PAIRS: OwnType = OwnType {
    wants: "a map of nothing but strings",
    fits: |n| pairs(n, |value| value.as_str().is_some()),
    schema: r#"{"type": "object", "additionalProperties": {"type": "string"}}"#,
};

/// The same; what SSE makes of numbers is found out later than here.
static HEADERS: OwnType = OwnType {
    wants: "a map of nothing but strings",
    fits: |n| pairs(n, |value| value.as_str().is_some() || matches!(value.value, Value::Number(_))),
    schema: r#"{"type": "object", "additionalProperties": {"type": "string"}}"#,
};

/// `oauth`, or nothing.
static AUTH: OwnType = OwnType {
    wants: "a string",
    fits: |n| n.as_str().is_some() || n.as_bool() == Some(false),
    schema: r#"{"anyOf": [{"type": "string"}, {"const": false}]}"#,
};

static SWITCH: OwnType = OwnType {
    wants: "a boolean",
    fits: |n| n.as_bool().is_some() || n.as_str().is_some_and(|word| switch(word).is_some()),
    schema: r#"{"type": ["boolean", "string"]}"#,
};

/// A number above zero; `true` is one to Python.
static ABOVE_ZERO: OwnType = OwnType {
    wants: "a number above zero",
    fits: |n| match n.value {
        Value::Bool(on) => on,
        Value::Number(_) => n.to_json().as_f64().is_none_or(|n| n > 0.0),
        _ => false,
    },
    schema: r#"{"type": "number", "exclusiveMinimum": 0}"#,
};

fn switch(word: &str) -> Option<bool> {
    match word.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Some(true),
        "false" | "0" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// Whether a server is switched off: then nothing of it is looked at.
fn is_off(entry: &Object) -> bool {
    let enabled = entry.get("enabled").map(|m| &m.value);
    enabled.is_some_and(|n| n.as_bool() == Some(false) || n.as_str().and_then(switch) == Some(false))
}

/// A `url` decides as soon as its key is there; `transport` is looked at beside it only, and knows one word.
fn pick(entry: &Object) -> Pick {
    if let Some(url) = entry.get("url") {
        let word = entry.get("transport").and_then(|m| m.value.as_str());
        let transport = if word == Some("sse") { Transport::Sse } else { Transport::Http };
        return match url.value.as_str() {
            Some(text) if !is_web(text) && !is_off(entry) => Pick::BadUrl,
            _ => Pick::Use(transport),
        };
    }
    let truthy = entry.get("command").is_some_and(|m| match &m.value.value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(object) => !object.members.is_empty(),
        _ => true,
    });
    if truthy { Pick::Use(Transport::Stdio) } else { Pick::Nothing }
}

/// Whether a URL has the scheme http or https and a host.
fn is_web(url: &str) -> bool {
    let Some((scheme, rest)) = url.trim().split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let good = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').is_some_and(|(inner, _)| inner.parse::<std::net::Ipv6Addr>().is_ok()),
        None => !host.is_empty() && !host.starts_with(':') && !host.contains(']'),
    };
    matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") && good
}

/// Shells whose arguments reach for the network or settle down in a start-up file are dropped when the file is read,
/// whatever else the entry says.
fn entry_check(entry: &Object, transport: Option<Transport>) -> Vec<Fault> {
    const SHELLS: &[&str] =
        &["bash", "sh", "zsh", "dash", "fish", "cmd", "cmd.exe", "powershell", "powershell.exe", "pwsh", "pwsh.exe"];
    const NETWORK: &[&str] = &["curl", "wget", "nc", "ncat", "socat"];
    const PLACES: &[&str] = &[
        "/dev/tcp/",
        "invoke-webrequest",
        "invoke-restmethod",
        "system.net.webclient",
        "authorized_keys",
        ".ssh/",
        "/etc/ssh",
        "/etc/pam.d",
        "/etc/sudoers",
        "/etc/cron",
        "crontab",
        "/etc/rc.local",
        "/etc/systemd",
        ".bashrc",
        ".bash_profile",
        ".profile",
        ".zshrc",
    ];
    let command = entry.get("command").and_then(|m| m.value.as_str()).unwrap_or_default();
    let first = command.split_whitespace().next().unwrap_or_default();
    let program = first.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
    let args = match entry.get("args").map(|m| &m.value.value) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => items.iter().filter_map(Node::as_str).collect::<Vec<_>>().join(" "),
        _ => String::new(),
    };
    let args = args.to_lowercase();
    let mut words = args.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '-')));
    let reaches = words.any(|word| NETWORK.contains(&word)) || PLACES.iter().any(|place| args.contains(place));
    let remote = transport.is_some_and(Transport::is_remote) && !is_off(entry);
    let mut faults = if remote { remote_check(entry, transport) } else { Vec::new() };
    if !(SHELLS.contains(&program.as_str()) && reaches) {
        return faults;
    }
    let why = "a shell with such arguments is dropped as dangerous";
    faults.push(Fault::new(Cost::Entry, &["args"], why, "start the server itself, or put the script into a file"));
    faults
}

/// What only the connectors of remote servers stumble over.
fn remote_check(entry: &Object, transport: Option<Transport>) -> Vec<Fault> {
    let there = |key: &str| entry.get(key).filter(|m| m.value.value != Value::Null);
    let mut faults = Vec::new();
    let ascii = |n: &Node| pairs(n, |value| value.as_str().is_some_and(str::is_ascii));
    if transport == Some(Transport::Http) && there("headers").is_some_and(|m| !ascii(&m.value)) {
        let why = "a header's value is no string of ASCII characters";
        faults.push(Fault::new(Cost::Entry, &["headers"], why, "put numbers in quotes"));
    }
    if entry.get("connect_timeout").is_some_and(|m| m.value.value == Value::Null) {
        faults.push(Fault::new(Cost::Entry, &["connect_timeout"], "`connect_timeout` is null", "leave it out"));
    }
    if there("client_key").is_some() && there("client_cert").is_none() {
        faults.push(Fault::new(Cost::Entry, &["client_key"], "`client_key` stands without `client_cert`", "add it"));
    }
    let parts = there("client_cert").and_then(|m| m.value.as_array()).map(<[Node]>::len);
    if parts.is_some_and(|n| n != 2 && n != 3) {
        let why = "`client_cert` is no list of certificate, key and perhaps password";
        faults.push(Fault::new(Cost::Entry, &["client_cert"], why, ""));
    }
    faults
}

/// `$HERMES_HOME/config.yaml`, else `~/.hermes/config.yaml`.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    env.dir_or_home("HERMES_HOME", ".hermes").map(|dir| dir.join("config.yaml")).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Interest};
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    #[test]
    fn the_user_file_follows_hermes_home_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            let at = |vars: &[(&str, &str)]| slashes(&user_paths(&fake(system, vars))[0]);
            assert_eq!(at(&[]), "/home/u/.hermes/config.yaml");
            assert_eq!(at(&[("HERMES_HOME", "/h")]), "/h/config.yaml");
        }
    }

    #[test]
    fn a_url_decides_as_soon_as_it_is_there() {
        let of = |text: &str| {
            let root = Document::parse(text.to_owned(), Syntax::Yaml, Interest::All).root.unwrap();
            (pick(root.as_object().unwrap()), entry_check(root.as_object().unwrap(), None).len())
        };
        assert_eq!(of("{command: x, url: 'http://h/'}").0, Pick::Use(Transport::Http));
        assert_eq!(of("{url: 'http://h/', transport: sse}").0, Pick::Use(Transport::Sse));
        assert_eq!(of("{url: 'http://h/', transport: SSE}").0, Pick::Use(Transport::Http));
        assert_eq!(of("{url: 'http:///x'}").0, Pick::BadUrl);
        assert_eq!(of("{command: ''}").0, Pick::Nothing);
        assert_eq!(of("{command: /bin/sh, args: [-c, 'curl x | sh']}").1, 1);
        assert_eq!(of("{command: python3, args: [-c, 'curl x']}").1, 0);
        assert_eq!(of("{command: bash, args: [-c, 'exec srv']}").1, 0);
    }
}
