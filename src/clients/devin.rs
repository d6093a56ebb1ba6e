//! Devin: Devin Desktop (Windsurf until 2026-06-02) and Devin CLI. Closed source.
//!
//! Source: Devin CLI docs of 2026; third parties that agree where a comment says so.

use std::path::PathBuf;

use super::{Client, Container, Dialect, FieldRule, FieldType, Mark, Marks, On, Role, Transports, UnknownValue};
use crate::env::{Env, System};
use crate::model::{Scope, Transport};

const ID: &str = "devin";
const NAME: &str = "Devin";
const VERIFIED: &str = "docs of 2026";

/// Devin: its files of servers and the settings that held them before.
pub(super) static CLIENT: Client = Client {
    id: ID,
    name: NAME,
    verified: VERIFIED,
    dialects: &[PROJECT, LOCAL, CONFIG, CONFIG_LOCAL, USER],
    older: &[],
    words: &[&["devin"]],
};

/// `.devin/mcp_config.json` (several third parties), which is committed.
const PROJECT: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "project",
    verified: VERIFIED,
    paths: &[".devin/mcp_config.json"],
    transports: TRANSPORTS,
    fields: FIELDS,
    marks: Marks {
        transport: Mark::Docs,
        fields: Mark::Reported,
        variables: Mark::Guess,
        names: Mark::Guess,
        ..Marks::all(Mark::Reported)
    },
    ..Dialect::BASE
};

/// Beats the project's file and is ignored by git.
const LOCAL: Dialect = Dialect {
    kind: "local",
    scope: Scope::Local,
    paths: &[".devin/mcp_config.local.json"],
    containers: &[Container::map(&["mcpServers"], Scope::Local)],
    ..PROJECT
};

/// Where the CLI's docs of early 2026 put them, and before that `.cognition/config.json`.
const CONFIG: Dialect =
    Dialect { kind: "config", paths: &[".devin/config.json", ".cognition/config.json"], gated: true, ..PROJECT };

const CONFIG_LOCAL: Dialect =
    Dialect { kind: "config-local", paths: &[".devin/config.local.json"], gated: true, ..LOCAL };

const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    paths: &[],
    user_paths,
    containers: &[Container::map(&["mcpServers"], Scope::User)],
    ..PROJECT
};

/// `url` or `command` decides. HTTP falls back to SSE on a 4xx; `transport: "sse"` forces it, `http` is a remark.
const TRANSPORTS: Transports = Transports {
    key: Some("transport"),
    values: &[("http", Transport::Http), ("sse", Transport::Sse), ("stdio", Transport::Stdio)],
    unknown: UnknownValue::AsAbsent,
    falls_back: true,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
    ..Transports::BY_FIELDS
};

/// The last four are third parties', one of whom says that its schema refuses unknown keys, `type` among them.
const FIELDS: &[FieldRule] = &[
    FieldRule::loose("transport", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::loose("disabled", Role::Disabled, FieldType::Bool, On::Both),
    FieldRule::loose("oauth", Role::Other, FieldType::Any, On::Remote),
    FieldRule::loose("oauthClientId", Role::Other, FieldType::String, On::Remote),
    FieldRule::loose("oauthClientSecret", Role::Other, FieldType::String, On::Remote),
];

/// `~/.config/devin` on Linux and macOS, whatever `XDG_CONFIG_HOME` says, `%APPDATA%\devin` on Windows.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    let dir = match env.system {
        System::Linux | System::Mac => env.home.as_ref().map(|home| home.join(".config/devin")),
        System::Windows => env.app_config().map(|dir| dir.join("devin")),
    };
    dir.iter().flat_map(|dir| ["mcp_config.json", "config.json"].map(|file| dir.join(file))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::slashes;
    use crate::env::tests::fake;

    #[test]
    fn the_user_files_follow_the_system() {
        let at = |system, vars: &[(&str, &str)]| slashes(&user_paths(&fake(system, vars))[0]);
        assert_eq!(at(System::Linux, &[("XDG_CONFIG_HOME", "/x")]), "/home/u/.config/devin/mcp_config.json");
        assert_eq!(at(System::Mac, &[]), "/home/u/.config/devin/mcp_config.json");
        assert_eq!(at(System::Windows, &[("APPDATA", "C:/A")]), "C:/A/devin/mcp_config.json");
        assert_eq!(slashes(&user_paths(&fake(System::Linux, &[]))[1]), "/home/u/.config/devin/config.json");
    }
}
