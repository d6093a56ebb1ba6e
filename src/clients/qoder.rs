//! Qoder CLI, a descendant of Gemini CLI.
//!
//! Source: npm `@qoder-ai/qodercli` 1.1.52 (November 2026, minified; read, not run) and docs.qoder.com of that month.

use std::path::PathBuf;

use super::gemini_cli::sanitise;
use super::{
    Both, Broken, Client, Container, Dialect, FieldRule, FieldType, Mark, Marks, Names, OddContainer, On, OwnType,
    Pick, Role, Selection, Tolerance, Transports, Unit, UnknownValue, Unset, Variables, any_name,
};
use crate::document::{Node, Object, Value};
use crate::env::Env;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

const ID: &str = "qoder";
const NAME: &str = "Qoder";
const VERIFIED: &str = "1.1.52";

/// Qoder CLI, its settings parser and its reader of Claude Code's file.
pub(super) static CLIENT: Client = Client {
    id: ID,
    name: NAME,
    verified: VERIFIED,
    dialects: &[PROJECT, LOCAL, MCPJSON, USER],
    older: &[],
    words: &[&["qoder"]],
};

/// `.qoder/settings.json`. One byte order mark and comments go, then it is `JSON.parse`; a broken file is one without
/// settings, with a warning. Every entry is checked by itself and left out if it is bad.
const PROJECT: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "project",
    verified: VERIFIED,
    paths: &[".qoder/settings.json"],
    tolerance: Tolerance { comments: true, bom: true, broken: Broken::AsEmpty, ..Tolerance::STRICT },
    odd_container: OddContainer::Ignored,
    transports: TRANSPORTS,
    fields: FIELDS,
    truthy: true,
    variables: VARIABLES,
    names: Names { refused: any_name, sanitise },
    marks: Marks { names: Mark::Guess, ..Marks::all(Mark::Source) },
    ..Dialect::BASE
};

/// Beats the project's settings and `.mcp.json`, in a trusted folder; `qodercli mcp add` writes here.
const LOCAL: Dialect = Dialect {
    kind: "local",
    scope: Scope::Local,
    paths: &[".qoder/settings.local.json"],
    containers: &[Container::map(&["mcpServers"], Scope::Local)],
    ..PROJECT
};

const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    paths: &[],
    user_paths,
    containers: &[Container::map(&["mcpServers"], Scope::User)],
    ..PROJECT
};

/// `.mcp.json`, which is Claude Code's: comments are stripped, a byte order mark is not, no entry is checked, and
/// variables are filled in only when a server is started. It beats the project's settings.
const MCPJSON: Dialect = Dialect {
    kind: "mcpjson",
    paths: &[".mcp.json"],
    owner: false,
    tolerance: Tolerance { comments: true, broken: Broken::AsEmpty, ..Tolerance::STRICT },
    transports: Transports { unknown: UnknownValue::AsAbsent, by: Selection::Own(pick), ..TRANSPORTS },
    fields: UNCHECKED,
    lazy: true,
    variables: Variables {
        forms: &[Form::Braced, Form::Default],
        roles: &[Role::Env, Role::Url, Role::HttpUrl],
        ..VARIABLES
    },
    ..PROJECT
};

/// `streamable-http` is rewritten to `http`, `stdio` is dropped. `ws` goes to the `url`; `tcp` is never used.
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    values: &[
        ("stdio", Transport::Stdio),
        ("sse", Transport::Sse),
        ("http", Transport::Http),
        ("ws", Transport::Ws),
        ("streamable-http", Transport::Http),
    ],
    unknown: UnknownValue::Skips,
    by: Selection::Own(pick_known),
    both: Both::UrlWins,
    empty_command: false,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse, Transport::Ws],
    ..Transports::BY_FIELDS
};

/// The settings' schema takes no other word for `type`. A variable in it is filled in before.
fn pick_known(entry: &Object) -> Pick {
    let word = entry.get("type").and_then(|m| m.value.as_str()).filter(|word| !word.contains('$'));
    let known = |word: &str| TRANSPORTS.values.iter().any(|(value, _)| *value == word);
    if word.is_some_and(|word| !known(word)) { Pick::UnknownValue } else { pick(entry) }
}

/// `qoder_url`, then `httpUrl`, then `url` with `type` (streamable HTTP without one), then `command`; each counts if
/// JavaScript takes it for true.
fn pick(entry: &Object) -> Pick {
    let there = |key: &str| entry.get(key).is_some_and(|m| m.value.is_truthy());
    if there("qoder_url") || there("httpUrl") {
        return Pick::Use(Transport::Http);
    }
    match (there("url"), entry.get("type").and_then(|m| m.value.as_str())) {
        (true, Some("sse")) => Pick::Use(Transport::Sse),
        (true, Some("ws")) => Pick::Use(Transport::Ws),
        (true, _) => Pick::Use(Transport::Http),
        (false, _) if there("command") => Pick::Use(Transport::Stdio),
        (false, _) => Pick::Nothing,
    }
}

/// A number, or a string that says one.
static NUMERIC: OwnType = OwnType {
    wants: "a number",
    fits: |n| match &n.value {
        Value::Number(_) => true,
        Value::String(text) => text.trim().parse::<f64>().is_ok(),
        _ => false,
    },
    schema: r#"{"type": ["number", "string"]}"#,
};

/// A boolean, or a string that says one.
static TRUTH: OwnType = OwnType {
    wants: "a boolean",
    fits: |n| match &n.value {
        Value::Bool(_) => true,
        Value::String(text) => matches!(text.to_ascii_lowercase().as_str(), "true" | "false"),
        _ => false,
    },
    schema: r#"{"type": ["boolean", "string"]}"#,
};

/// Tools by name, with another name or the wish to have them loaded always.
static OVERRIDES: OwnType = OwnType {
    wants: "an object of `{ exposedName, alwaysLoad }`",
    fits: |n| n.as_object().is_some_and(|o| o.members.iter().all(|m| is_override(&m.value))),
    schema: r#"{"type": "object", "additionalProperties": {"type": "object", "additionalProperties": false,
        "properties": {"exposedName": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"},
        "alwaysLoad": {"type": "boolean"}}}}"#,
};

fn is_override(node: &Node) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let name = |text: &str| (1..=64).contains(&text.len()) && text.chars().all(plain);
    node.as_object().is_some_and(|o| {
        o.members.iter().all(|m| match m.key.as_str() {
            "exposedName" => m.value.as_str().is_some_and(name),
            "alwaysLoad" => m.value.as_bool().is_some(),
            _ => false,
        })
    })
}

/// A wrong type costs the entry; unknown keys are fine. That strings count as numbers and booleans is taken over
/// from Gemini CLI. A `timeout` below one second is ignored.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio).or_null(),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("cwd", Role::Cwd, FieldType::String, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::loose("httpUrl", Role::HttpUrl, FieldType::String, On::Remote),
    FieldRule::strict("qoder_url", Role::Other, FieldType::String, On::Remote).endpoint(),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::strict("headersHelper", Role::Other, FieldType::String, On::Remote),
    FieldRule::strict("tcp", Role::Other, FieldType::String, On::Both),
    FieldRule::strict("timeout", Role::Timeout(Unit::Millis(1000)), FieldType::Own(&NUMERIC), On::Both),
    FieldRule::strict("trust", Role::Other, FieldType::Own(&TRUTH), On::Both),
    FieldRule::strict("disabled", Role::Disabled, FieldType::Own(&TRUTH), On::Both),
    FieldRule::strict("description", Role::Other, FieldType::String, On::Both),
    FieldRule::strict("includeTools", Role::Other, FieldType::Strings, On::Both),
    FieldRule::strict("excludeTools", Role::Other, FieldType::Strings, On::Both),
    FieldRule::strict("alwaysAllow", Role::Other, FieldType::Strings, On::Both),
    FieldRule::strict("oauth", Role::Other, FieldType::Object, On::Remote),
    FieldRule::strict("toolOverrides", Role::Other, FieldType::Own(&OVERRIDES), On::Both),
    FieldRule::strict("extension", Role::Other, FieldType::Object, On::Both),
];

/// `.mcp.json`: the same words, none of them checked; a process still needs a list of arguments.
const UNCHECKED: &[FieldRule] = &[
    FieldRule::loose("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::loose("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::whole("args", Role::Args, FieldType::Strings, On::Stdio).or_null(),
    FieldRule::loose("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::loose("cwd", Role::Cwd, FieldType::String, On::Stdio),
    FieldRule::loose("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::loose("httpUrl", Role::HttpUrl, FieldType::String, On::Remote),
    FieldRule::loose("qoder_url", Role::Other, FieldType::String, On::Remote).endpoint(),
    FieldRule::loose("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::loose("headersHelper", Role::Other, FieldType::String, On::Remote),
    FieldRule::loose("timeout", Role::Timeout(Unit::Millis(1000)), FieldType::Number, On::Both),
    FieldRule::loose("trust", Role::Other, FieldType::Bool, On::Both),
    FieldRule::loose("disabled", Role::Disabled, FieldType::Bool, On::Both),
    FieldRule::loose("description", Role::Other, FieldType::String, On::Both),
    FieldRule::loose("includeTools", Role::Other, FieldType::Strings, On::Both),
    FieldRule::loose("excludeTools", Role::Other, FieldType::Strings, On::Both),
    FieldRule::loose("alwaysAllow", Role::Other, FieldType::Strings, On::Both),
    FieldRule::loose("oauth", Role::Other, FieldType::Object, On::Remote),
    FieldRule::loose("toolOverrides", Role::Other, FieldType::Object, On::Both),
];

/// Every string of the settings is expanded on load, as Gemini CLI does; unset stays literal.
const VARIABLES: Variables = Variables {
    forms: &[Form::Braced, Form::Default, Form::Bare],
    roles: &[Role::Command, Role::Args, Role::Env, Role::Cwd, Role::Url, Role::HttpUrl, Role::Headers],
    unset: Unset::Literal,
    spell: Some("${NAME}"),
    ..Variables::NONE
};

/// `~/.qoder/settings.json`, in the Chinese build `~/.qoder-cn/settings.json`.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    let dirs = [".qoder", ".qoder-cn"];
    env.home.iter().flat_map(|home| dirs.map(|dir| home.join(dir).join("settings.json"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::common::probe::tests::node as json;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    #[test]
    fn the_user_file_is_below_home_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            let paths = user_paths(&fake(system, &[]));
            assert_eq!(slashes(&paths[0]), "/home/u/.qoder/settings.json");
            assert_eq!(slashes(&paths[1]), "/home/u/.qoder-cn/settings.json");
        }
    }

    #[test]
    fn transports() {
        use Transport::{Http, Sse, Stdio, Ws};
        for (entry, want) in [
            (r#"{"url": "u"}"#, Pick::Use(Http)),
            (r#"{"url": "u", "type": "sse"}"#, Pick::Use(Sse)),
            (r#"{"url": "u", "type": "ws", "command": "c"}"#, Pick::Use(Ws)),
            (r#"{"url": "u", "type": "stdio"}"#, Pick::Use(Http)),
            (r#"{"url": "u", "httpUrl": "h", "type": "sse"}"#, Pick::Use(Http)),
            (r#"{"url": "", "command": "c"}"#, Pick::Use(Stdio)),
            (r#"{"qoder_url": "q"}"#, Pick::Use(Http)),
            (r#"{"tcp": "x"}"#, Pick::Nothing),
        ] {
            assert_eq!(pick(json(entry).as_object().unwrap()), want, "{entry}");
            assert_eq!(pick_known(json(entry).as_object().unwrap()), want, "{entry}");
        }
        let odd = json(r#"{"url": "u", "type": "local"}"#);
        assert_eq!(pick(odd.as_object().unwrap()), Pick::Use(Http));
        assert_eq!(pick_known(odd.as_object().unwrap()), Pick::UnknownValue);
    }

    #[test]
    fn types_of_its_own() {
        let fits = |own: &OwnType, text: &str| (own.fits)(&json(text));
        assert!(fits(&NUMERIC, "5") && fits(&NUMERIC, r#""30""#) && !fits(&NUMERIC, r#""30s""#));
        assert!(fits(&TRUTH, r#""TRUE""#) && !fits(&TRUTH, "1"));
        assert!(fits(&OVERRIDES, r#"{"t": {"exposedName": "a-b"}}"#) && !fits(&OVERRIDES, r#"{"t": {"name": "a"}}"#));
    }
}
