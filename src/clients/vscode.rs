//! VS Code.
//!
//! Source: npm `code-server` 4.139.1 (code-oss 1.139.1) and `@codingame/monaco-vscode-mcp-service-override` 36.2.7
//! (VS Code 1.128.1, not minified); docs `mcp-configuration.md` of 2026-05-20.

use std::path::PathBuf;

use super::{
    Client, Container, Dialect, FieldRule, FieldType, Mark, Marks, Names, On, Role, Selection, Starting, Tolerance,
    Transports, UnknownValue, Unset, Variables, any_name, as_is,
};
use crate::document::Interest;
use crate::env::Env;
use crate::model::template::{Form, VSCODE_BUILTINS};
use crate::model::{Scope, Transport};

const ID: &str = "vscode";
const NAME: &str = "VS Code";
const VERIFIED: &str = "1.139.1";

/// VS Code and its parsers.
pub(super) static CLIENT: Client = Client {
    id: ID,
    name: NAME,
    verified: VERIFIED,
    dialects: &[WORKSPACE, USER, ROOT, WORKSPACE_FILE, DEVCONTAINER, LEGACY_SETTINGS],
    older: &[],
    words: &[&["vscode"]],
};

/// `.vscode/mcp.json`. A file with `mcpServers` and no `servers` silently has no servers.
const WORKSPACE: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "workspace",
    verified: VERIFIED,
    paths: &[".vscode/mcp.json"],
    tolerance: Tolerance::JSONC,
    containers: &[Container::map(&["servers"], Scope::Project)],
    transports: TRANSPORTS,
    fields: FIELDS,
    // `api/node/extHostMcpNode.ts`, read November 2026: `untildify` for command, arguments and directory, then `spawn`.
    start: Starting { tilde: &[Role::Command, Role::Args, Role::Cwd], ..Starting::AS_WRITTEN },
    variables: VARIABLES,
    names: Names { refused: any_name, sanitise: as_is },
    marks: Marks::all(Mark::Source),
    ..Dialect::BASE
};

/// `mcp.json` in the default profile's directory, on this side and on the far side of a remote window.
const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    paths: &[],
    user_paths: mcp_paths,
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
    variables: Variables { unset: Unset::Empty, ..Variables::NONE },
    ..WORKSPACE
};

/// `settings.mcp` of a `.code-workspace` file, with its `servers` and its `inputs`, is still read.
const WORKSPACE_FILE: Dialect = Dialect {
    kind: "workspace-file",
    paths: &["*.code-workspace"],
    gated: true,
    interest: Interest::Only(&[&["settings", "mcp"]]),
    containers: &[Container::map(&["settings", "mcp", "servers"], Scope::Project)],
    variables: Variables { inputs: Some("settings/mcp/inputs"), ..VARIABLES },
    ..WORKSPACE
};

/// `customizations.vscode.mcp` of a `devcontainer.json`: written into the container's `mcp.json` when that is created
/// (docs).
const DEVCONTAINER: Dialect = Dialect {
    kind: "devcontainer",
    remark: "The servers are copied into the container when it is created, not when this file changes.",
    paths: &[".devcontainer/devcontainer.json", ".devcontainer.json", "devcontainer.json"],
    gated: true,
    interest: Interest::Only(&[&["customizations", "vscode", "mcp"]]),
    containers: &[Container::map(&["customizations", "vscode", "mcp", "servers"], Scope::Project)],
    variables: Variables { inputs: Some("customizations/vscode/mcp/inputs"), ..VARIABLES },
    marks: Marks::all(Mark::Docs),
    ..WORKSPACE
};

/// `mcp` in the user's `settings.json`, where servers stood before there was an `mcp.json`. They are moved there at
/// start and removed here; what is found later gets an error notification (source). A workspace's `settings.json` is
/// not read for this.
const LEGACY_SETTINGS: Dialect = Dialect {
    kind: "legacy-settings",
    remark: "VS Code moves these servers to `mcp.json` beside this file when it starts.",
    user_paths: settings_paths,
    gated: true,
    interest: Interest::Only(&[&["mcp"]]),
    containers: &[Container::map(&["mcp", "servers"], Scope::User)],
    variables: Variables { inputs: Some("mcp/inputs"), ..VARIABLES },
    marks: Marks::all(Mark::Docs),
    ..USER
};

/// `http` and `stdio` are taken at their word; any other value is recomputed from the fields, so `sse` and
/// `streamable-http` become the HTTP transport that tries streamable HTTP and falls back to SSE. With no `type`,
/// `command` comes first.
pub(super) const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    values: &[
        ("stdio", Transport::Stdio),
        ("http", Transport::Http),
        ("sse", Transport::Http),
        ("streamable-http", Transport::Http),
    ],
    by: Selection::Key,
    falls_back: true,
    empty_command: false,
    spell_stdio: true,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
    ..Transports::BY_FIELDS
};

/// The schema allows no other key; at run time unknown ones are ignored and types are not checked.
pub(super) const FIELDS: &[FieldRule] = &[
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

pub(super) const VARIABLES: Variables = Variables {
    forms: &[Form::EnvColon, Form::Input, Form::Builtin, Form::Prefixed],
    roles: &[Role::Command, Role::Args, Role::Env, Role::Cwd, Role::EnvFile, Role::Url, Role::Headers],
    builtins: VSCODE_BUILTINS,
    unset: Unset::Empty,
    spell: Some("${env:NAME}"),
    inputs: Some("inputs"),
    ..Variables::NONE
};

/// The settings directories of the stable build, of Insiders, and of the two other builds of the same source.
const BUILDS: &[&str] = &["Code", "Code - Insiders", "VSCodium", "Code - OSS"];

/// Other profiles (`User/profiles/*/mcp.json`) and `--user-data-dir` are files of the same dialect and not looked for.
fn mcp_paths(env: &Env) -> Vec<PathBuf> {
    let remote = env.home.iter().flat_map(|home| {
        [".vscode-server", ".vscode-server-insiders"].map(|dir| home.join(dir).join("data/User/mcp.json"))
    });
    below_user(env, "mcp.json").chain(remote).collect()
}

fn settings_paths(env: &Env) -> Vec<PathBuf> {
    below_user(env, "settings.json").collect()
}

fn below_user(env: &Env, file: &'static str) -> impl Iterator<Item = PathBuf> {
    env.app_config()
        .into_iter()
        .flat_map(move |dir| BUILDS.iter().map(move |build| dir.join(build).join("User").join(file)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    fn at(paths: fn(&Env) -> Vec<PathBuf>, system: System, vars: &[(&str, &str)]) -> Vec<String> {
        paths(&fake(system, vars)).iter().map(|p| slashes(p)).collect()
    }

    #[test]
    fn the_user_file_is_in_the_profile_directory() {
        assert_eq!(at(mcp_paths, System::Linux, &[])[0], "/home/u/.config/Code/User/mcp.json");
        assert_eq!(at(mcp_paths, System::Mac, &[])[0], "/home/u/Library/Application Support/Code/User/mcp.json");
        assert_eq!(at(mcp_paths, System::Windows, &[("APPDATA", "C:/R")])[0], "C:/R/Code/User/mcp.json");
    }

    #[test]
    fn other_builds_and_the_far_side_have_their_own() {
        let linux = at(mcp_paths, System::Linux, &[]);
        assert_eq!(linux[1], "/home/u/.config/Code - Insiders/User/mcp.json");
        assert_eq!(linux[4], "/home/u/.vscode-server/data/User/mcp.json");
        let settings = at(settings_paths, System::Mac, &[]);
        assert_eq!(settings[2], "/home/u/Library/Application Support/VSCodium/User/settings.json");
    }
}
