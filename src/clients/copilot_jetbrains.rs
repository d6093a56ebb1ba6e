//! GitHub Copilot in JetBrains IDEs. Its file has the shape of that of Copilot for Xcode.
//!
//! Source: GitHub's docs as of 2026-11; the path of the plugin's file as several installers write it.

use std::path::PathBuf;

use super::{
    Client, Container, Dialect, FieldRule, FieldType, Mark, Marks, On, Role, Selection, Tolerance, Transports,
    Variables,
};
use crate::env::{Env, System};
use crate::model::{Scope, Transport};

/// Copilot in JetBrains IDEs.
pub(super) static CLIENT: Client = Client {
    id: "copilot-jetbrains",
    name: "Copilot for JetBrains",
    verified: "docs of 2026-11",
    dialects: &[USER],
    older: &[],
    words: &[&["copilot", "jetbrains"], &["copilot", "intellij"]],
};

/// The user's `mcp.json`; there is none in projects.
pub(super) const USER: Dialect = Dialect {
    client: "copilot-jetbrains",
    name: "Copilot for JetBrains",
    kind: "user",
    verified: "docs of 2026-11",
    scope: Scope::User,
    user_paths,
    tolerance: Tolerance::JSONC,
    containers: &[Container::map(&["servers"], Scope::User)],
    transports: TRANSPORTS,
    fields: FIELDS,
    variables: Variables::NONE,
    marks: Marks { container: Mark::Docs, transport: Mark::Docs, fields: Mark::Docs, ..Marks::all(Mark::Guess) },
    ..Dialect::BASE
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
fn user_paths(env: &Env) -> Vec<PathBuf> {
    let dir = match env.system {
        System::Windows => env.dir_or_home("LOCALAPPDATA", "AppData/Local"),
        System::Linux | System::Mac => env.dir_or_home("XDG_CONFIG_HOME", ".config"),
    };
    dir.map(|dir| dir.join("github-copilot/intellij/mcp.json")).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::slashes;
    use crate::env::tests::fake;

    #[test]
    fn the_file_is_where_each_system_keeps_it() {
        let at = |system, vars: &[(&str, &str)]| slashes(&user_paths(&fake(system, vars))[0]);
        assert_eq!(at(System::Linux, &[]), "/home/u/.config/github-copilot/intellij/mcp.json");
        assert_eq!(at(System::Mac, &[]), "/home/u/.config/github-copilot/intellij/mcp.json");
        assert_eq!(at(System::Windows, &[("LOCALAPPDATA", "C:/L")]), "C:/L/github-copilot/intellij/mcp.json");
    }
}
