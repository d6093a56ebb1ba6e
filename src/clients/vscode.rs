//! VS Code.
//!
//! Source: npm `code-server` 4.139.1 (code-oss 1.139.1) and `@codingame/monaco-vscode-mcp-service-override` 36.2.7
//! (VS Code 1.128.1, not minified); docs `mcp-configuration.md` of 2026-05-20.

use std::path::PathBuf;

use super::{
    Both, Broken, Client, Container, Dialect, FieldRule, FieldType, Layers, Loss, Mark, Marks, Names, On, Role,
    Selection, Tolerance, Transports, UnknownValue, Unset, UrlCheck, Variables, WithoutContainer, any_name, as_is,
    nowhere,
};
use crate::document::{Interest, Syntax};
use crate::env::Env;
use crate::model::template::{Form, VSCODE_BUILTINS};
use crate::model::{Scope, Transport};

const ID: &str = "vscode";
const NAME: &str = "VS Code";
const VERIFIED: &str = "1.139.1";

/// VS Code and its parsers.
pub static CLIENT: Client = Client {
    id: ID,
    name: NAME,
    verified: VERIFIED,
    dialects: &[WORKSPACE, USER, ROOT],
    older: &[],
    words: &[&["vscode"]],
};

/// `.vscode/mcp.json`. A file with `mcpServers` and no `servers` silently has no servers.
const WORKSPACE: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "workspace",
    verified: VERIFIED,
    scope: Scope::Project,
    paths: &[".vscode/mcp.json"],
    owner: true,
    yields: false,
    outranks: false,
    asks_again: false,
    beside: None,
    user_paths: nowhere,
    syntax: Syntax::Json,
    tolerance: Tolerance {
        comments: true,
        trailing_commas: true,
        bom: true,
        empty: true,
        duplicates: true,
        broken: Broken::Ignored,
    },
    interest: Interest::All,
    containers: &[Container::map(&["servers"], Scope::Project)],
    bare_map: false,
    lists_are_maps: false,
    without_container: WithoutContainer::Empty,
    transports: TRANSPORTS,
    fields: FIELDS,
    exclusive: false,
    variables: VARIABLES,
    names: Names { refused: any_name, sanitise: as_is },
    loss: Loss::Entry,
    layers: Layers::Replace,
    marks: MARKS,
    ..Dialect::BASE
};

const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    paths: &[],
    user_paths,
    containers: &[Container::map(&["servers"], Scope::User)],
    ..WORKSPACE
};

/// `.mcp.json` at a workspace root, which 1.139 reads with a normaliser of its own: wrapped or bare, bad entries and
/// `ws` dropped, no variable is filled in. It is Claude Code's file. An entry whose name `.vscode/mcp.json` has too
/// comes later in the order of collections and is disabled (`chat.mcp.collisionBehavior`, default `disable`).
const ROOT: Dialect = Dialect {
    kind: "root",
    paths: &[".mcp.json"],
    owner: false,
    yields: true,
    containers: &[Container::map(&["mcpServers"], Scope::Project)],
    bare_map: true,
    transports: Transports {
        values: &[
            ("stdio", Transport::Stdio),
            ("http", Transport::Http),
            ("streamable-http", Transport::Http),
            ("sse", Transport::Http),
        ],
        unknown: UnknownValue::Skips,
        ..TRANSPORTS
    },
    fields: ROOT_FIELDS,
    variables: Variables { fatal: &[], forms: &[], roles: &[], builtins: &[], spell: None, inputs: None, ..VARIABLES },
    ..WORKSPACE
};

/// `http` and `stdio` are taken at their word; any other value is recomputed from the fields, so `sse` and
/// `streamable-http` become the HTTP transport that tries streamable HTTP and falls back to SSE. With no `type`,
/// `command` comes first.
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    required: false,
    values: &[
        ("stdio", Transport::Stdio),
        ("http", Transport::Http),
        ("sse", Transport::Http),
        ("streamable-http", Transport::Http),
    ],
    unknown: UnknownValue::AsAbsent,
    by: Selection::Key,
    url_tells: None,
    bare_url: Some(Transport::Http),
    both: Both::CommandWins,
    falls_back: true,
    url_check: UrlCheck::None,
    empty_command: false,
    spell_stdio: true,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
};

/// The schema allows no other key; at run time unknown ones are ignored and types are not checked.
const FIELDS: &[FieldRule] = &[
    FieldRule::loose("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::loose("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::loose("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::loose("cwd", Role::Cwd, FieldType::String, On::Stdio),
    FieldRule::loose("env", Role::Env, FieldType::ScalarMap, On::Stdio),
    FieldRule::loose("envFile", Role::EnvFile, FieldType::String, On::Stdio),
    FieldRule::loose("sandboxEnabled", Role::Other, FieldType::Bool, On::Stdio),
    FieldRule::loose("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::loose("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::loose("oauth", Role::Other, FieldType::Object, On::Remote),
    FieldRule::loose("dev", Role::Other, FieldType::Object, On::Both),
    FieldRule::loose("gallery", Role::Other, FieldType::Any, On::Both),
    FieldRule::loose("version", Role::Other, FieldType::String, On::Both),
];

/// Only these survive the conversion of the root file; entries of a wrong shape are dropped.
const ROOT_FIELDS: &[FieldRule] = &[
    FieldRule::strict("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::ScalarMap, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
];

const VARIABLES: Variables = Variables {
    fatal: &[],
    forms: &[Form::EnvColon, Form::Input, Form::Builtin, Form::Prefixed],
    roles: &[Role::Command, Role::Args, Role::Env, Role::Cwd, Role::EnvFile, Role::Url, Role::Headers],
    builtins: VSCODE_BUILTINS,
    unset: Unset::Empty,
    spell: Some("${env:NAME}"),
    inputs: Some("inputs"),
};

const MARKS: Marks = Marks {
    syntax: Mark::Source,
    container: Mark::Source,
    transport: Mark::Source,
    fields: Mark::Source,
    variables: Mark::Source,
    names: Mark::Source,
    switch: Mark::Source,
};

/// `mcp.json` in the default profile's directory. Insiders, VSCodium, other profiles and `--user-data-dir` are other
/// files of the same dialect and not looked for.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    env.app_config().map(|dir| dir.join("Code/User/mcp.json")).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    #[test]
    fn the_user_file_is_in_the_profile_directory() {
        let at = |system, vars: &[(&str, &str)]| slashes(&user_paths(&fake(system, vars))[0]);
        assert_eq!(at(System::Linux, &[]), "/home/u/.config/Code/User/mcp.json");
        assert_eq!(at(System::Mac, &[]), "/home/u/Library/Application Support/Code/User/mcp.json");
        assert_eq!(at(System::Windows, &[("APPDATA", "C:/R")]), "C:/R/Code/User/mcp.json");
    }
}
