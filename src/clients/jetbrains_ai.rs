//! JetBrains AI Assistant. Closed source.
//!
//! Source: the docs of 2026.1 for what is pasted into its settings; YouTrack LLM-16145, LLM-22682 and LLM-26654, as
//! quoted by a third party, for the files.

use std::path::PathBuf;

use super::{Client, Container, Dialect, FieldRule, FieldType, Mark, Marks, On, Role, Transports};
use crate::env::Env;
use crate::model::{Scope, Transport};

/// AI Assistant and its one parser.
pub(super) static CLIENT: Client = Client {
    id: "jetbrains-ai",
    name: "JetBrains AI Assistant",
    verified: "docs of 2026.1",
    dialects: &[PROJECT, USER],
    older: &[],
    words: &[&["jetbrains", "ai"]],
};

/// `.ai/mcp/mcp.json` since 2025.3, reported. Before, and still for what is switched on, it was XML among the IDE's
/// settings, which only the IDE writes. That a URL is tried with streamable HTTP first is inferred.
const PROJECT: Dialect = Dialect {
    client: "jetbrains-ai",
    name: "JetBrains AI Assistant",
    kind: "project",
    verified: "docs of 2026.1",
    remark: "Which servers are on, and their tools, stands in the IDE's own settings.",
    paths: &[".ai/mcp/mcp.json"],
    transports: Transports {
        falls_back: true,
        speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
        ..Transports::BY_FIELDS
    },
    fields: FIELDS,
    marks: Marks { container: Mark::Docs, transport: Mark::Docs, fields: Mark::Reported, ..Marks::all(Mark::Guess) },
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

/// The working directory is a field of the dialog, not of the file.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
];

/// `~/.ai/mcp/mcp.json` on every system.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    env.home.iter().map(|home| home.join(".ai/mcp/mcp.json")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    #[test]
    fn the_user_file_is_below_home_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            assert_eq!(slashes(&user_paths(&fake(system, &[]))[0]), "/home/u/.ai/mcp/mcp.json");
        }
    }
}
