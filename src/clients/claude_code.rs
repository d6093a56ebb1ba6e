//! Claude Code.
//!
//! Source: the JS text inside npm `@anthropic-ai/claude-code-linux-x64` 2.1.329 (November 2026), and the answers of
//! `claude mcp list` and `claude plugin validate` of that version to the cases in `tests/conformance`.

use std::path::PathBuf;

use super::{
    Both, Broken, Client, Container, Dialect, FieldRule, FieldType, Layers, Loss, Mark, Marks, Names, On, Role,
    Selection, Tolerance, Transports, Unit, UnknownValue, Unset, UrlCheck, Variables, WithoutContainer, nowhere,
    underscores,
};
use crate::document::{Interest, Syntax};
use crate::env::Env;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

const ID: &str = "claude-code";
const NAME: &str = "Claude Code";
const VERIFIED: &str = "2.1.329";

/// Claude Code and its three parsers.
pub static CLIENT: Client = Client {
    id: ID,
    name: NAME,
    verified: VERIFIED,
    dialects: &[PROJECT, USER, PLUGIN],
    older: &[],
    words: &[&["claude"]],
};

/// `.mcp.json`. Read from the start directory and every directory above it; a checker finds each on its walk.
const PROJECT: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "project",
    verified: VERIFIED,
    scope: Scope::Project,
    paths: &[".mcp.json"],
    owner: true,
    yields: false,
    outranks: false,
    asks_again: false,
    beside: None,
    user_paths: nowhere,
    syntax: Syntax::Json,
    tolerance: TOLERANCE,
    interest: Interest::All,
    containers: &[Container::map(&["mcpServers"], Scope::Project)],
    bare_map: false,
    lists_are_maps: false,
    without_container: WithoutContainer::Rejected,
    transports: TRANSPORTS,
    fields: FIELDS,
    exclusive: false,
    variables: VARIABLES,
    names: NAMES,
    loss: Loss::Entry,
    layers: Layers::Replace,
    marks: MARKS,
    ..Dialect::BASE
};

/// `~/.claude.json`: user scope at the top, local scope below `projects`. The file also holds the account and the
/// history; nothing but the containers is looked at.
const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    paths: &[],
    user_paths,
    interest: Interest::Only(&[&["mcpServers"], &["projects", "*", "mcpServers"]]),
    containers: &[
        Container::map(&["mcpServers"], Scope::User),
        Container::map(&["projects", "*", "mcpServers"], Scope::Local),
    ],
    without_container: WithoutContainer::Empty,
    tolerance: Tolerance { empty: false, ..TOLERANCE },
    ..PROJECT
};

/// `.mcp.json` at a plugin's root, where the map may stand without its container (`obj.mcpServers || obj`), and
/// where a byte order mark, an empty file or a URL that is none is refused (observed).
const PLUGIN: Dialect = Dialect {
    kind: "plugin",
    beside: Some(".claude-plugin"),
    bare_map: true,
    lists_are_maps: true,
    transports: Transports { url_check: UrlCheck::AfterVariables, ..TRANSPORTS },
    tolerance: Tolerance { bom: false, empty: false, ..TOLERANCE },
    without_container: WithoutContainer::Empty,
    variables: Variables { builtins: &["CLAUDE_PLUGIN_ROOT", "CLAUDE_PLUGIN_DATA", "CLAUDE_PROJECT_DIR"], ..VARIABLES },
    ..PROJECT
};

/// `JSON.parse` after one leading byte order mark is removed; an empty project file has no servers.
const TOLERANCE: Tolerance = Tolerance {
    comments: false,
    trailing_commas: false,
    bom: true,
    empty: true,
    duplicates: true,
    broken: Broken::Ignored,
};

/// No `type` means stdio even beside a `url`: an entry with only a `url` is skipped as `url_missing_type`.
/// `command` and `url` together without `type` is stdio. A URL is not parsed before it is used (observed).
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    required: false,
    values: &[
        ("stdio", Transport::Stdio),
        ("http", Transport::Http),
        ("sse", Transport::Sse),
        ("ws", Transport::Ws),
        ("streamable-http", Transport::Http),
    ],
    unknown: UnknownValue::Skips,
    by: Selection::Key,
    url_tells: None,
    bare_url: None,
    both: Both::CommandWins,
    falls_back: false,
    url_check: UrlCheck::None,
    empty_command: false,
    spell_stdio: false,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse, Transport::Ws],
};

/// Unknown keys are dropped without a word; a wrong type makes the entry bad and costs that entry only.
/// `timeout` below 1000 ms is ignored.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::strict("headersHelper", Role::Other, FieldType::String, On::Remote),
    FieldRule::strict("oauth", Role::Other, FieldType::Object, On::Remote),
    FieldRule::strict("timeout", Role::Timeout(Unit::Millis(1000)), FieldType::PositiveInt, On::Both),
    FieldRule::strict("alwaysLoad", Role::Other, FieldType::Bool, On::Both),
    FieldRule::strict("tools", Role::Other, FieldType::Any, On::Remote),
    FieldRule::strict("toolPermissions", Role::Other, FieldType::Object, On::Remote),
    FieldRule::strict("displayName", Role::Other, FieldType::String, On::Remote),
    FieldRule::strict("request_timeout_ms", Role::Other, FieldType::Any, On::Remote),
];

/// `${VAR}` and `${VAR:-default}`; an unset variable leaves its text in place and gives a warning. `${env:VAR}` and
/// `$VAR` reach the server as they are (observed).
const VARIABLES: Variables = Variables {
    fatal: &[],
    forms: &[Form::Braced, Form::Default],
    roles: &[Role::Command, Role::Args, Role::Env, Role::Url, Role::Headers],
    builtins: &[],
    unset: Unset::Literal,
    spell: Some("${NAME}"),
    inputs: None,
};

const NAMES: Names = Names { refused, sanitise: underscores };

const MARKS: Marks = Marks {
    syntax: Mark::Executed,
    container: Mark::Executed,
    transport: Mark::Executed,
    fields: Mark::Executed,
    variables: Mark::Executed,
    names: Mark::Source,
    switch: Mark::Source,
};

/// Names that Claude Code keeps for itself everywhere; names kept only in hosted sessions (`memory`, `widgets`)
/// are left out on purpose, since they are common and load locally.
fn refused(name: &str) -> Option<&'static str> {
    const RESERVED: &[&str] = &[
        "workspace",
        "computer-use",
        "claude-in-chrome",
        "Claude in Chrome",
        "Claude Preview",
        "Claude Browser",
        "claude-device",
        "remote-devices",
        "claude_ai",
        "ccr-email",
        "hearthbot",
        "webagent",
        "claude-code-remote",
        "Slack sign-in (Claude Code tag)",
        "__proto__",
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
    ];
    let prefix = underscores(name);
    RESERVED.iter().any(|r| underscores(r) == prefix).then_some("it is a reserved MCP server name")
}

/// `$CLAUDE_CONFIG_DIR/.claude.json`, else `~/.claude.json`.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    env.dir_or_home("CLAUDE_CONFIG_DIR", "").map(|dir| dir.join(".claude.json")).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    #[test]
    fn the_user_file_follows_claude_config_dir_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            let at = |vars: &[(&str, &str)]| slashes(&user_paths(&fake(system, vars))[0]);
            assert_eq!(at(&[]), "/home/u/.claude.json");
            assert_eq!(at(&[("CLAUDE_CONFIG_DIR", "/c")]), "/c/.claude.json");
        }
    }

    #[test]
    fn reserved_names_are_compared_as_tool_prefixes() {
        assert!(refused("workspace").is_some());
        assert!(refused("Claude.Browser").is_some());
        assert!(refused("memory").is_none());
    }
}
