//! JetBrains Air. Closed source; its global servers stand in its settings, not in a file.
//!
//! Source: the docs of 2026-05.

use super::{Client, Container, Dialect, FieldRule, FieldType, Mark, Marks, On, Role, Transports};
use crate::model::Scope;

/// Air and its one parser, for its own file and Claude Code's.
pub(super) static CLIENT: Client = Client {
    id: "jetbrains-air",
    name: "JetBrains Air",
    verified: "docs of 2026-05",
    dialects: &[LOCAL, WORKSPACE],
    older: &[],
    words: &[&["jetbrains", "air"]],
};

/// `.air/mcp.json`, of one person.
const LOCAL: Dialect = Dialect {
    client: "jetbrains-air",
    name: "JetBrains Air",
    kind: "local",
    verified: "docs of 2026-05",
    scope: Scope::Local,
    paths: &[".air/mcp.json"],
    containers: &[Container::map(&["mcpServers"], Scope::Local)],
    transports: Transports::BY_FIELDS,
    fields: FIELDS,
    marks: Marks { container: Mark::Docs, ..Marks::all(Mark::Guess) },
    ..Dialect::BASE
};

/// `.mcp.json`, which is Claude Code's.
const WORKSPACE: Dialect = Dialect {
    kind: "workspace",
    opt_in: true,
    remark: "JetBrains Air reads it only while \"Launch workspace MCP servers\" is on.",
    scope: Scope::Project,
    paths: &[".mcp.json"],
    owner: false,
    containers: &[Container::map(&["mcpServers"], Scope::Project)],
    ..LOCAL
};

/// The docs call it the usual `mcpServers` and list no fields; these are what that means elsewhere.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
];
