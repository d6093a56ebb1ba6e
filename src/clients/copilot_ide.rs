//! GitHub Copilot in JetBrains IDEs and in Xcode: two clients with one shape of file.
//!
//! Source: GitHub's docs as of 2026-11; for Xcode also `MCPConfigConstants.swift` and `ToolsConfigView.swift` of
//! CopilotForXcode; the path of the JetBrains plugin as several installers write it.

use std::path::PathBuf;

use super::{
    Client, Container, Dialect, FieldRule, FieldType, Mark, Marks, On, Role, Selection, Tolerance, Transports,
    Variables,
};
use crate::env::{Env, System};
use crate::model::{Scope, Transport};

/// Copilot in JetBrains IDEs.
pub static JETBRAINS: Client = Client {
    id: "copilot-jetbrains",
    name: "Copilot for JetBrains",
    verified: "docs of 2026-11",
    dialects: &[INTELLIJ_USER],
    older: &[],
    words: &[&["copilot", "jetbrains"], &["copilot", "intellij"]],
};

/// Copilot in Xcode.
pub static XCODE: Client = Client {
    id: "copilot-xcode",
    name: "Copilot for Xcode",
    verified: "docs of 2026-11",
    dialects: &[XCODE_USER],
    older: &[],
    words: &[&["copilot", "xcode"]],
};

/// The user's `mcp.json`; there is none in projects.
const INTELLIJ_USER: Dialect = Dialect {
    client: "copilot-jetbrains",
    name: "Copilot for JetBrains",
    kind: "user",
    verified: "docs of 2026-11",
    scope: Scope::User,
    user_paths: intellij_paths,
    tolerance: Tolerance::JSONC,
    containers: &[Container::map(&["servers"], Scope::User)],
    transports: TRANSPORTS,
    fields: FIELDS,
    variables: Variables::NONE,
    marks: Marks { container: Mark::Docs, transport: Mark::Docs, fields: Mark::Docs, ..Marks::all(Mark::Guess) },
    ..Dialect::BASE
};

/// Strict JSON; a file without `servers` gets a message and has no servers (source).
const XCODE_USER: Dialect = Dialect {
    client: "copilot-xcode",
    name: "Copilot for Xcode",
    user_paths: xcode_paths,
    tolerance: Tolerance::STRICT,
    marks: Marks { syntax: Mark::Source, container: Mark::Source, ..INTELLIJ_USER.marks },
    ..INTELLIJ_USER
};

const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    values: &[("stdio", Transport::Stdio), ("http", Transport::Http), ("sse", Transport::Sse)],
    by: Selection::Key,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
    ..Transports::BY_FIELDS
};

/// Headers stand in `requestInit`, not at the top as in VS Code (docs).
const FIELDS: &[FieldRule] = &[
    FieldRule::loose("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("requestInit/headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::loose("requestInit", Role::Other, FieldType::Object, On::Remote),
];

/// `~/.config/github-copilot/intellij/mcp.json`, on Windows below `%LOCALAPPDATA%` (installers).
fn intellij_paths(env: &Env) -> Vec<PathBuf> {
    let dir = match env.system {
        System::Windows => env.dir_or_home("LOCALAPPDATA", "AppData/Local"),
        System::Linux | System::Mac => env.dir_or_home("XDG_CONFIG_HOME", ".config"),
    };
    dir.map(|dir| dir.join("github-copilot/intellij/mcp.json")).into_iter().collect()
}

/// `~/.config/github-copilot/xcode/mcp.json`, on macOS only (source).
fn xcode_paths(env: &Env) -> Vec<PathBuf> {
    let home = env.home.iter().filter(|_| env.system == System::Mac);
    home.map(|home| home.join(".config/github-copilot/xcode/mcp.json")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::slashes;
    use crate::env::tests::fake;

    #[test]
    fn the_files_are_where_each_system_keeps_them() {
        let at = |system, vars: &[(&str, &str)]| slashes(&intellij_paths(&fake(system, vars))[0]);
        assert_eq!(at(System::Linux, &[]), "/home/u/.config/github-copilot/intellij/mcp.json");
        assert_eq!(at(System::Mac, &[]), "/home/u/.config/github-copilot/intellij/mcp.json");
        assert_eq!(at(System::Windows, &[("LOCALAPPDATA", "C:/L")]), "C:/L/github-copilot/intellij/mcp.json");
        let xcode = |system| xcode_paths(&fake(system, &[]));
        assert_eq!(slashes(&xcode(System::Mac)[0]), "/home/u/.config/github-copilot/xcode/mcp.json");
        assert!(xcode(System::Linux).is_empty() && xcode(System::Windows).is_empty());
    }
}
