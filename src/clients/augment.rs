//! Augment: the Auggie CLI.
//!
//! Source: npm `@augmentcode/auggie` 0.36.0 (November 2026): `auggie mcp list --json` answered the cases of the
//! conformance tests, `augment.mjs` was read.

use std::path::PathBuf;

use super::common::probe::{entries, text};
use super::{
    Client, Container, Cost, Dialect, Fault, FieldRule, FieldType, Loss, Mark, Marks, On, OwnType, Pick, Role,
    Selection, Start, Starting, Tolerance, Transports, Unit, Unset, Variables,
};
use crate::document::{Node, Object, Value};
use crate::env::Env;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

/// Augment and its settings parser.
pub(super) static CLIENT: Client = Client {
    id: "augment",
    name: "Augment",
    verified: "0.36.0",
    dialects: &[PROJECT, USER],
    older: &[],
    words: &[&["augment"], &["auggie"]],
};

/// `.augment/settings.json` and `settings.local.json`. A wrong type anywhere and all servers of the file are gone
/// without a word; an entry without its endpoint ends the command (executed).
const PROJECT: Dialect = Dialect {
    client: "augment",
    name: "Augment",
    kind: "project",
    verified: "0.36.0",
    remark: "a value of the wrong type in one entry drops all servers of the file, and `auggie mcp list` does not say so",
    paths: &[".augment/settings.json", ".augment/settings.local.json"],
    gated: true,
    tolerance: Tolerance { bom: false, ..Tolerance::JSONC },
    shrugs: true,
    transports: TRANSPORTS,
    fields: FIELDS,
    file_check: shapes,
    // Command and arguments become one line for `/bin/sh -c` (the published package, read November 2026).
    start: Starting { by: Start::Shell, tilde: &[] },
    variables: VARIABLES,
    loss: Loss::File,
    marks: Marks { variables: Mark::Source, switch: Mark::Executed, ..Marks::all(Mark::Executed) },
    ..Dialect::BASE
};

const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    paths: &[],
    user_paths,
    containers: &[Container::map(&["mcpServers"], Scope::User)],
    ..PROJECT
};

/// `type` where it is given, else a URL that is not empty is streamable HTTP, else the command. The URL is not checked.
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    values: &[("stdio", Transport::Stdio), ("http", Transport::Http), ("sse", Transport::Sse)],
    by: Selection::Own(choose),
    both: super::Both::UrlWins,
    empty_command: false,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
    ..Transports::BY_FIELDS
};

/// All optional, `null` is not nothing, unknown keys pass. Command and arguments become one line for the shell.
const FIELDS: &[FieldRule] = &[
    field("type", Role::Transport, FieldType::OneOf(&["stdio", "http", "sse"]), On::Both),
    field("command", Role::Command, FieldType::String, On::Stdio),
    field("args", Role::Args, FieldType::Own(&ARGS), On::Stdio),
    field("env", Role::Env, FieldType::Own(&ENV), On::Stdio),
    field("cwd", Role::Cwd, FieldType::String, On::Stdio),
    field("url", Role::Url, FieldType::String, On::Remote),
    field("headers", Role::Headers, FieldType::StringMap, On::Remote),
    field("clientId", Role::Other, FieldType::String, On::Remote),
    field("disabled", Role::Disabled, FieldType::Bool, On::Both),
    field("name", Role::Other, FieldType::String, On::Both),
    field("title", Role::Other, FieldType::String, On::Both),
    FieldRule::loose("timeoutMs", Role::Timeout(Unit::Millis(1)), FieldType::Number, On::Both),
    FieldRule::loose("useShellInterpolation", Role::Other, FieldType::Bool, On::Stdio),
];

const fn field(name: &'static str, role: Role, ty: FieldType, on: On) -> FieldRule {
    FieldRule::strict(name, role, ty, on).costs_file()
}

fn scalar(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_))
}

static ARGS: OwnType = OwnType {
    wants: "a list of strings, numbers and booleans",
    fits: |n| n.as_array().is_some_and(|items| items.iter().all(|i| scalar(&i.value))),
    schema: r#"{"type": "array", "items": {"type": ["string", "number", "boolean"]}}"#,
};

/// Values become strings; `null` is left out.
static ENV: OwnType = OwnType {
    wants: "an object of strings, numbers, booleans and nulls",
    fits: |n| {
        let fits = |value: &Value| scalar(value) || *value == Value::Null;
        n.as_object().is_some_and(|o| o.effective().all(|m| fits(&m.value.value)))
    },
    schema: r#"{"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "null"]}}"#,
};

/// When a server is started. `${augmentToken}` is Augment's own, `\${` is no variable.
const VARIABLES: Variables = Variables {
    forms: &[Form::Braced, Form::Default],
    roles: &[Role::Command, Role::Args, Role::Env, Role::Headers, Role::Url],
    builtins: &["workspaceFolder", "augmentToken"],
    unset: Unset::SkipsEntry,
    spell: Some("${NAME}"),
    ..Variables::NONE
};

fn choose(entry: &Object) -> Pick {
    let there = |key: &str| text(entry, key).is_some_and(|t| !t.is_empty());
    let remote = |transport| if there("url") { Pick::Use(transport) } else { Pick::NoEndpoint(transport) };
    match text(entry, "type") {
        Some("http") => remote(Transport::Http),
        Some("sse") => remote(Transport::Sse),
        Some("stdio") if there("command") => Pick::Use(Transport::Stdio),
        Some("stdio") => Pick::NoEndpoint(Transport::Stdio),
        Some(_) => Pick::UnknownValue,
        None if there("url") => Pick::Use(Transport::Http),
        None if there("command") => Pick::Use(Transport::Stdio),
        None => Pick::Nothing,
    }
}

/// An entry that is no object drops all servers; a root that is `null` ends the command.
fn shapes(root: &Node) -> Vec<Fault> {
    if root.value == Value::Null {
        return vec![Fault::new(Cost::File, &[], "settings that are `null` end the command", "write `{}`")];
    }
    let bad = entries(root, "mcpServers").into_iter().filter(|(_, node)| node.as_object().is_none());
    bad.map(|(name, _)| Fault::new(Cost::Quiet, &["mcpServers", &name], "the entry is no object", "")).collect()
}

/// `~/.augment/settings.json` on every system.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    env.home.as_ref().map(|home| home.join(".augment/settings.json")).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::common::probe::tests::{choose as pick, read};
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};
    use crate::normalize::FileVerdict;

    #[test]
    fn the_user_file_is_the_same_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            assert_eq!(slashes(&user_paths(&fake(system, &[]))[0]), "/home/u/.augment/settings.json");
        }
    }

    #[test]
    fn the_url_decides_unless_the_type_does() {
        let both = |word: &str| format!(r#"{{"command": "x", "url": "http://h"{word}}}"#);
        assert_eq!(pick(&PROJECT, &both("")), Some(Pick::Use(Transport::Http)));
        assert_eq!(pick(&PROJECT, &both(r#", "type": "stdio""#)), Some(Pick::Use(Transport::Stdio)));
        assert_eq!(pick(&PROJECT, r#"{"type": "sse"}"#), Some(Pick::NoEndpoint(Transport::Sse)));
        assert_eq!(pick(&PROJECT, r#"{"command": ""}"#), Some(Pick::Nothing));
    }

    #[test]
    fn a_wrong_type_is_passed_over_and_a_missing_endpoint_refused() {
        let verdict = |entry: &str| read(&PROJECT, &format!(r#"{{"mcpServers": {{"a": {entry}}}}}"#)).verdict;
        assert!(matches!(verdict(r#"{"command": "x", "type": "ws"}"#), FileVerdict::Ignored(_)));
        assert!(matches!(verdict("5"), FileVerdict::Ignored(_)));
        assert!(matches!(verdict("{}"), FileVerdict::Rejected(_)));
        assert_eq!(verdict(r#"{"command": "x", "args": [1], "env": {"A": null}}"#), FileVerdict::Read);
    }
}
