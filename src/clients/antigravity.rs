//! Google Antigravity: IDE, 2.0 and the `agy` CLI. Closed source.
//!
//! Source: what a third party measured with `agy` 1.1.25 and 1.1.26 (2026), and several that agree on the paths.

use std::path::PathBuf;

use super::{
    Both, Broken, Client, Container, Dialect, FieldRule, FieldType, Mark, Marks, On, Role, Tolerance, Transports,
    UnknownValue,
};
use crate::env::Env;
use crate::model::{Scope, Transport};

const ID: &str = "antigravity";
const NAME: &str = "Antigravity";
const VERIFIED: &str = "agy 1.1.26";

/// Antigravity and its one parser.
pub(super) static CLIENT: Client = Client {
    id: ID,
    name: NAME,
    verified: VERIFIED,
    dialects: &[PROJECT, USER],
    older: &[],
    words: &[&["antigravity"]],
};

/// `mcp_config.json` in a customization root of the workspace: strict JSON, of duplicates the last. A comment, a
/// trailing comma, or a root or container that is no object, and the CLI does not start; a badly typed server is
/// dropped without a word. All of it measured by others.
const PROJECT: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "project",
    verified: VERIFIED,
    paths: &[".agents/mcp_config.json", ".agent/mcp_config.json", "_agents/mcp_config.json", "_agent/mcp_config.json"],
    tolerance: Tolerance { broken: Broken::Fatal, ..Tolerance::STRICT },
    transports: TRANSPORTS,
    fields: FIELDS,
    marks: Marks { variables: Mark::Guess, names: Mark::Guess, ..Marks::all(Mark::Reported) },
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

/// A URL beats a `command`. Early releases read `serverUrl` only, which is still what guides write.
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    values: &[("stdio", Transport::Stdio), ("http", Transport::Http), ("sse", Transport::Sse), ("ws", Transport::Ws)],
    unknown: UnknownValue::AsAbsent,
    both: Both::UrlWins,
    falls_back: true,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse, Transport::Ws],
    ..Transports::BY_FIELDS
};

/// Unknown keys are tolerated: `enabled: false` does nothing, the switch is `disabled`, and there is no `timeout`.
const FIELDS: &[FieldRule] = &[
    FieldRule::loose("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("serverUrl", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::loose("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::strict("authProviderType", Role::Other, FieldType::OneOf(&["google_credentials"]), On::Remote),
    FieldRule::loose("oauth", Role::Other, FieldType::Any, On::Remote),
    FieldRule::loose("clientId", Role::Other, FieldType::String, On::Remote),
    FieldRule::loose("clientSecret", Role::Other, FieldType::String, On::Remote),
    FieldRule::loose("disabled", Role::Disabled, FieldType::Bool, On::Both),
    FieldRule::strict("disabledTools", Role::Other, FieldType::Strings, On::Both),
];

/// Today's file, that of early releases, and one that a single source names for the CLI; below home on every system.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    let dirs = ["config", "antigravity", "antigravity-cli"];
    let file = |home: &PathBuf| dirs.map(|dir| home.join(".gemini").join(dir).join("mcp_config.json"));
    env.home.iter().flat_map(file).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    #[test]
    fn the_user_files_are_below_home_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            let paths = user_paths(&fake(system, &[]));
            assert_eq!(slashes(&paths[0]), "/home/u/.gemini/config/mcp_config.json");
            assert_eq!(slashes(&paths[1]), "/home/u/.gemini/antigravity/mcp_config.json");
        }
    }
}
