//! JetBrains Junie: CLI and IDE plugin. Closed source.
//!
//! Source: the help page "Model Context Protocol (MCP)" (2026) for the container and processes; third parties for the
//! paths and for remote servers, which older versions of that page do not know.

use std::path::PathBuf;

use super::{Client, Container, Dialect, FieldRule, FieldType, Mark, Marks, On, Role, Transports};
use crate::env::Env;
use crate::model::Scope;

/// Junie and its one parser.
pub(super) static CLIENT: Client = Client {
    id: "junie",
    name: "Junie",
    verified: "docs of 2026",
    dialects: &[PROJECT, USER],
    older: &[],
    words: &[&["junie"]],
};

/// `.junie/mcp/mcp.json`; other JSON files in that directory are reported to be read as well.
const PROJECT: Dialect = Dialect {
    client: "junie",
    name: "Junie",
    kind: "project",
    verified: "docs of 2026",
    paths: &[".junie/mcp/mcp.json"],
    transports: Transports::BY_FIELDS,
    fields: FIELDS,
    marks: Marks {
        container: Mark::Docs,
        transport: Mark::Reported,
        fields: Mark::Reported,
        ..Marks::all(Mark::Guess)
    },
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

/// No `type`, and no switch in the file.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
];

/// `~/.junie/mcp/mcp.json` on every system.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    env.home.iter().map(|home| home.join(".junie/mcp/mcp.json")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    #[test]
    fn the_user_file_is_below_home_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            assert_eq!(slashes(&user_paths(&fake(system, &[]))[0]), "/home/u/.junie/mcp/mcp.json");
        }
    }
}
