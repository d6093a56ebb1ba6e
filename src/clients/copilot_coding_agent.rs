//! GitHub Copilot's coding agent, which works in the cloud. Closed source; facts from its documentation as of 2026-11.
//!
//! Its servers are typed into a repository's settings, which no checker sees, or stand in the front matter of custom
//! agents.

use super::{
    Always, Client, Container, Dialect, FieldRule, FieldType, Mark, Marks, On, Role, Selection, Tolerance, Transports,
    UnknownValue, Unset, Variables,
};
use crate::document::{Interest, Syntax};
use crate::model::template::Form;
use crate::model::{Scope, Transport};

/// The coding agent and its two parsers.
pub(super) static CLIENT: Client = Client {
    id: "copilot-coding-agent",
    name: "Copilot coding agent",
    verified: "docs of 2026-11",
    dialects: &[AGENT, SETTINGS],
    older: &[],
    words: &[&["copilot", "agent"]],
};

/// `mcp-servers` in the front matter of `.github/agents/*.md`.
const AGENT: Dialect = Dialect {
    client: "copilot-coding-agent",
    name: "Copilot coding agent",
    kind: "agent",
    apart: true,
    verified: "docs of 2026-11",
    paths: &[".github/agents/*.md"],
    gated: true,
    syntax: Syntax::FrontMatter,
    tolerance: Tolerance { comments: true, ..Tolerance::JSONC },
    interest: Interest::Only(&[&["mcp-servers"]]),
    containers: &[Container::map(&["mcp-servers"], Scope::Project)],
    transports: TRANSPORTS,
    fields: FIELDS,
    always: &[("tools", Always::Star)],
    variables: VARIABLES,
    marks: Marks { names: Mark::Guess, switch: Mark::Guess, ..Marks::all(Mark::Docs) },
    ..Dialect::BASE
};

/// What is typed into the repository's settings: strict JSON with `mcpServers`. Saved to a file it can be checked.
const SETTINGS: Dialect = Dialect {
    kind: "settings",
    paths: &[],
    gated: false,
    syntax: Syntax::Json,
    tolerance: Tolerance::STRICT,
    interest: Interest::All,
    containers: &[Container::map(&["mcpServers"], Scope::Project)],
    ..AGENT
};

/// `type` is required. Remote servers that need OAuth are not supported.
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    required: true,
    values: &[
        ("local", Transport::Stdio),
        ("stdio", Transport::Stdio),
        ("http", Transport::Http),
        ("sse", Transport::Sse),
    ],
    unknown: UnknownValue::Skips,
    by: Selection::Key,
    empty_command: false,
    spell_stdio: true,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
    ..Transports::BY_FIELDS
};

/// `tools` is required of every entry (`["*"]` for all), `args` of a local one.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("tools", Role::Other, FieldType::Strings, On::Both).required(),
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio).required(),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
];

/// Only names that begin with `COPILOT_MCP_` are filled in, from the secrets and variables of the agent's environment.
const VARIABLES: Variables = Variables {
    forms: &[Form::Bare, Form::Braced, Form::Default],
    roles: &[Role::Command, Role::Args, Role::Env, Role::Url, Role::Headers],
    unset: Unset::Empty,
    spell: Some("${NAME}"),
    ..Variables::NONE
};
