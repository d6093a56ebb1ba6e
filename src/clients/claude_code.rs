//! Claude Code.
//!
//! Source: the JS text inside npm `@anthropic-ai/claude-code-linux-x64` 2.1.329 (November 2026), and the answers of
//! `claude mcp list`, `claude --mcp-config`, `claude mcp add-json` and `claude plugin validate` of that version to the
//! cases in `tests/conformance` and to 2306 made entries.

use std::path::PathBuf;

use super::{
    Broken, Client, Container, Dialect, FieldRule, FieldType, Mark, Marks, Names, On, Role, Selection, Tolerance,
    Transports, Unit, UnknownValue, UrlCheck, Variables, WithoutContainer, nowhere,
};
use crate::document::Interest;
use crate::env::Env;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

mod kinds;
mod parts;
mod state;

use kinds::{AGENT, MANAGED, MANAGED_SETTINGS, PLUGIN_MANIFEST};
pub(super) use state::STATE;

use parts::{
    OAUTH, PERMISSIONS, TIMEOUT, TOOLS, URL, addable, plugin_map, plugin_options, prefix, reachable, reserved,
};

const ID: &str = "claude-code";
const NAME: &str = "Claude Code";
const VERIFIED: &str = "2.1.329";

/// Claude Code and its parsers.
pub(super) static CLIENT: Client = Client {
    id: ID,
    name: NAME,
    verified: VERIFIED,
    dialects: &[PROJECT, USER, PLUGIN, PLUGIN_MANIFEST, AGENT, MANAGED, MANAGED_SETTINGS, FLAG, ADD_JSON],
    older: &[],
    words: &[&["claude"]],
};

/// `.mcp.json`. Read from the start directory and every directory above it; a checker finds each on its walk. A bad
/// entry costs only itself; a field of a schema that is not the entry's may be anything.
const PROJECT: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "project",
    verified: VERIFIED,
    paths: &[".mcp.json"],
    tolerance: Tolerance { bom: true, empty: true, ..Tolerance::STRICT },
    without_container: WithoutContainer::Rejected,
    transports: TRANSPORTS,
    fields: FIELDS,
    lazy: true,
    variables: VARIABLES,
    names: Names { refused: reserved, sanitise: prefix },
    marks: Marks { switch: Mark::Source, ..Marks::all(Mark::Executed) },
    ..Dialect::BASE
};

/// `~/.claude.json`: user scope at the top, local scope below `projects`. The file also holds the account and the
/// history; nothing but the containers is looked at.
const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    paths: &[],
    user_paths,
    interest: Interest::Only(&[
        &["mcpServers"],
        &["projects", "*", "mcpServers"],
        // What was answered and switched off, for the rules and for `why`.
        &["projects", "*", "enabledMcpjsonServers"],
        &["projects", "*", "disabledMcpjsonServers"],
        &["projects", "*", "disabledMcpServers"],
        &["projects", "*", "hasTrustDialogAccepted"],
    ]),
    keeps_state: true,
    containers: &[
        Container::map(&["mcpServers"], Scope::User),
        Container::map(&["projects", "*", "mcpServers"], Scope::Local),
    ],
    without_container: WithoutContainer::Empty,
    tolerance: STRICT_WITH_BOM,
    ..PROJECT
};

/// `.mcp.json` at a plugin's root, where the map may stand without its container (`obj.mcpServers || obj`), where a
/// list counts as a map, where no name is reserved, and where a byte order mark, an empty file or a URL that is none is
/// refused (executed with `claude plugin validate`).
const PLUGIN: Dialect = Dialect {
    kind: "plugin",
    beside: Some(".claude-plugin/plugin.json"),
    bare_map: true,
    bare_test: Some(plugin_map),
    lists_are_maps: true,
    transports: Transports { url_check: UrlCheck::UnlessBlank, ..TRANSPORTS },
    tolerance: Tolerance::STRICT,
    variables: Variables { builtins: &["CLAUDE_PLUGIN_ROOT", "CLAUDE_PLUGIN_DATA", "CLAUDE_PROJECT_DIR"], ..VARIABLES },
    names: Names { sanitise: prefix, ..Names::ANY },
    entry_check: plugin_options,
    ..PROJECT
};

/// A file named by `--mcp-config`: what is wrong with it as a whole stops the start, and a server whose URL is none is
/// not connected to.
const FLAG: Dialect = Dialect {
    kind: "flag",
    scope: Scope::User,
    paths: &[],
    user_paths: nowhere,
    tolerance: Tolerance { broken: Broken::Fatal, ..STRICT_WITH_BOM },
    transports: Transports { url_check: UrlCheck::AfterVariables, ..TRANSPORTS },
    entry_check: reachable,
    ..PROJECT
};

/// Entries given one by one to `claude mcp add-json`.
const ADD_JSON: Dialect = Dialect {
    kind: "add-json",
    tolerance: Tolerance::STRICT,
    names: Names { refused: addable, sanitise: prefix },
    transports: TRANSPORTS,
    entry_check: Dialect::BASE.entry_check,
    ..FLAG
};

/// `JSON.parse` after one leading byte order mark is removed.
const STRICT_WITH_BOM: Tolerance = Tolerance { bom: true, ..Tolerance::STRICT };

/// No `type` means stdio even beside a `url`: an entry with only a `url` is skipped as `url_missing_type`.
/// `command` and `url` together without `type` is stdio. A URL is not parsed before it is used (executed). Case and
/// blanks count; `sdk` and `claudeai-proxy` are names of its own that no file may use.
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    values: &[
        ("stdio", Transport::Stdio),
        ("http", Transport::Http),
        ("sse", Transport::Sse),
        ("ws", Transport::Ws),
        ("streamable-http", Transport::Http),
    ],
    unknown: UnknownValue::Skips,
    by: Selection::Key,
    bare_url: None,
    empty_command: false,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse, Transport::Ws],
    ..Transports::BY_FIELDS
};

/// Unknown keys are dropped without a word; a wrong type makes the entry bad, and so does `null`.
/// `timeout` below 1000 ms is ignored.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::Own(&URL), On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::strict("headersHelper", Role::Other, FieldType::String, On::Remote),
    FieldRule::strict("oauth", Role::Other, FieldType::Own(&OAUTH), On::Http),
    FieldRule::strict("timeout", Role::Timeout(Unit::Millis(1000)), FieldType::Own(&TIMEOUT), On::Both),
    FieldRule::strict("alwaysLoad", Role::Other, FieldType::Bool, On::Both),
    FieldRule::strict("bareElicitationCapability", Role::Other, FieldType::Bool, On::Both),
    FieldRule::strict("discoveryCache", Role::Other, FieldType::Bool, On::Http),
    FieldRule::strict("tools", Role::Other, FieldType::Own(&TOOLS), On::Http),
    FieldRule::strict("toolPermissions", Role::Other, FieldType::Own(&PERMISSIONS), On::Http),
    FieldRule::loose("displayName", Role::Other, FieldType::Any, On::Http),
    FieldRule::loose("request_timeout_ms", Role::Other, FieldType::Any, On::Http),
    FieldRule::loose("role", Role::Other, FieldType::Any, On::Both),
];

/// `${VAR}` and `${VAR:-default}`; an unset variable leaves its text in place and gives a warning. `${env:VAR}` and
/// `$VAR` reach the server as they are (executed).
const VARIABLES: Variables = Variables {
    forms: &[Form::Braced, Form::Default],
    roles: &[Role::Command, Role::Args, Role::Env, Role::Url, Role::Headers],
    spell: Some("${NAME}"),
    ..Variables::NONE
};

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
}
