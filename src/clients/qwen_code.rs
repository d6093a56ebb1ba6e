//! Qwen Code, a descendant of Gemini CLI.
//!
//! Source: npm `@qwen-code/qwen-code` 0.24.4 (November 2026), un-minified: `loadSettings`, `loadProjectMcpServers`,
//! `normalizeClaudeMcpServer`, `createTransport`. `qwen mcp list` of that version answered the cases in
//! `tests/conformance` and 270 beyond them.

use std::path::PathBuf;

use super::gemini_cli::{hydrated, null_entries};
use super::{
    Both, Broken, Client, Container, Cost, Dialect, Fault, FieldRule, FieldType, Looks, Mark, Marks, Names,
    OddContainer, On, Pick, Role, Selection, Tolerance, Transports, Unit, UnknownValue, Unset, Variables, any_name,
    underscores,
};
use crate::document::{Node, Object};
use crate::env::{Env, System};
use crate::model::template::Form;
use crate::model::{Scope, Transport};

const ID: &str = "qwen-code";
const NAME: &str = "Qwen Code";
const VERIFIED: &str = "0.24.4";

/// Qwen Code, its settings parser and its reader of Claude Code's file.
pub(super) static CLIENT: Client = Client {
    id: ID,
    name: NAME,
    verified: VERIFIED,
    dialects: &[PROJECT, MCPJSON, USER, SYSTEM],
    older: &[],
    words: &[&["qwen"]],
};

/// `.qwen/settings.json` in the directory qwen is started in. One byte order mark and comments go, then it is
/// `JSON.parse`; nothing of an entry is checked. A broken file of the project is copied aside and overwritten with
/// `{}` (read), one of the user ends the program (observed).
const PROJECT: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "project",
    verified: VERIFIED,
    paths: &[".qwen/settings.json"],
    tolerance: Tolerance { comments: true, bom: true, ..Tolerance::STRICT },
    lists_are_maps: true,
    // As Gemini CLI: of a project what stands in the working directory.
    looks: Looks::Start,
    odd_container: OddContainer::Ignored,
    transports: TRANSPORTS,
    fields: FIELDS,
    file_check,
    lazy: true,
    truthy: true,
    variables: VARIABLES,
    names: Names { refused: hydrated, sanitise: underscores },
    marks: MARKS,
    ..Dialect::BASE
};

const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    paths: &[],
    user_paths,
    tolerance: Tolerance { broken: Broken::Fatal, ..PROJECT.tolerance },
    containers: &[Container::map(&["mcpServers"], Scope::User)],
    ..PROJECT
};

/// The administrator's settings beat the user's, the project's and `.mcp.json`.
const SYSTEM: Dialect = Dialect { kind: "system", user_paths: system_paths, outranks: true, ..USER };

/// `.mcp.json` of the working directory, which is Claude Code's. Comments are stripped, a byte order mark is not; a
/// broken file or one without `mcpServers` only gets a warning (observed). Approval is bound to a hash of the entry.
const MCPJSON: Dialect = Dialect {
    kind: "mcpjson",
    paths: &[".mcp.json"],
    owner: false,
    yields: true,
    asks_again: true,
    tolerance: Tolerance { comments: true, broken: Broken::AsEmpty, ..Tolerance::STRICT },
    lists_are_maps: false,
    file_check: |_| Vec::new(),
    transports: CLAUDE_TRANSPORTS,
    fields: CLAUDE_FIELDS,
    variables: Variables::NONE,
    names: Names { refused: any_name, sanitise: underscores },
    ..PROJECT
};

/// `httpUrl` is streamable HTTP, else `url` is SSE, else `command`; each counts if JavaScript takes it for true.
/// There is no fallback, and `type` is not read.
const TRANSPORTS: Transports = Transports {
    bare_url: Some(Transport::Sse),
    both: Both::UrlWins,
    empty_command: false,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
    ..Transports::BY_FIELDS
};

/// Here `url` with `type: "http"` is rewritten to `httpUrl` first, unless there is a command.
const CLAUDE_TRANSPORTS: Transports = Transports {
    key: Some("type"),
    values: &[("stdio", Transport::Stdio), ("http", Transport::Http), ("sse", Transport::Sse)],
    unknown: UnknownValue::AsAbsent,
    by: Selection::Own(pick),
    ..TRANSPORTS
};

/// What becomes of an entry of `.mcp.json` (observed for every branch).
fn pick(entry: &Object) -> Pick {
    let there = |key: &str| entry.get(key).is_some_and(|m| m.value.is_truthy());
    let text = |key: &str| entry.get(key).and_then(|m| m.value.as_str());
    let kept = there("command") || there("httpUrl") || there("tcp");
    if there("httpUrl") || !kept && there("url") && text("url").is_some() && text("type") == Some("http") {
        return Pick::Use(Transport::Http);
    }
    match (there("url"), there("command")) {
        (true, _) => Pick::Use(Transport::Sse),
        (false, true) => Pick::Use(Transport::Stdio),
        (false, false) => Pick::Nothing,
    }
}

/// The fields that both files have, and more.
macro_rules! fields {
    ($($more:expr),*) => {
        &[
            FieldRule::loose("command", Role::Command, FieldType::String, On::Stdio),
            FieldRule::whole("args", Role::Args, FieldType::Strings, On::Stdio).or_null(),
            FieldRule::loose("env", Role::Env, FieldType::StringMap, On::Stdio),
            FieldRule::loose("cwd", Role::Cwd, FieldType::String, On::Stdio),
            FieldRule::loose("httpUrl", Role::HttpUrl, FieldType::String, On::Remote),
            FieldRule::loose("url", Role::Url, FieldType::String, On::Remote),
            FieldRule::loose("headers", Role::Headers, FieldType::StringMap, On::Remote),
            FieldRule::loose("tcp", Role::Other, FieldType::String, On::Both),
            FieldRule::loose("timeout", Role::Timeout(Unit::Millis(1)), FieldType::Number, On::Both),
            FieldRule::loose("discoveryTimeoutMs", Role::Other, FieldType::Number, On::Both),
            FieldRule::loose("trust", Role::Other, FieldType::Bool, On::Both),
            FieldRule::loose("description", Role::Other, FieldType::String, On::Both),
            FieldRule::loose("includeTools", Role::Other, FieldType::Strings, On::Both),
            FieldRule::loose("excludeTools", Role::Other, FieldType::Strings, On::Both),
            FieldRule::loose("alwaysLoadTools", Role::Other, FieldType::Any, On::Both),
            FieldRule::loose("versionNegotiation", Role::Other, FieldType::String, On::Both),
            FieldRule::loose("oauth", Role::Other, FieldType::Object, On::Remote),
            FieldRule::loose("authProviderType", Role::Other, FieldType::String, On::Remote),
            FieldRule::loose("targetAudience", Role::Other, FieldType::String, On::Remote),
            FieldRule::loose("targetServiceAccount", Role::Other, FieldType::String, On::Remote),
            $($more),*
        ]
    };
}

/// Nothing is validated; only `args` beside a `command` must be a list. `timeout` counts milliseconds, as does
/// `discoveryTimeoutMs` (100 to 300000). No switch: `mcp.excluded` beside the servers is one.
const FIELDS: &[FieldRule] = fields!();

/// `.mcp.json` knows `type` as well.
const CLAUDE_FIELDS: &[FieldRule] = fields!(FieldRule::loose("type", Role::Transport, FieldType::String, On::Both));

/// Every string value is expanded: `$VAR` and `${VAR}`. `${VAR:-default}` is looked up as one long name and stays.
const VARIABLES: Variables = Variables {
    forms: &[Form::Braced, Form::Bare],
    roles: &[Role::Command, Role::Args, Role::Env, Role::Cwd, Role::Url, Role::HttpUrl, Role::Headers],
    unset: Unset::Literal,
    spell: Some("${NAME}"),
    ..Variables::NONE
};

const MARKS: Marks = Marks { names: Mark::Executed, switch: Mark::Source, ..Marks::all(Mark::Executed) };

/// `tools.executionSandbox` is the one other setting that ends the program (observed for every key of the root).
fn file_check(root: &Node) -> Vec<Fault> {
    let mut faults = null_entries(root);
    let sandbox = root.get("tools").and_then(|tools| tools.get("executionSandbox"));
    if sandbox.is_some_and(|sandbox| !is_sandbox(sandbox)) {
        let why = "`tools.executionSandbox` is no policy that Qwen Code knows";
        let help = "write `filesystem` (`read-only`, `workspace-write`), `network` (`open`, `closed`) and perhaps \
                    `backend` (`auto`, `bwrap`)";
        faults.push(Fault::new(Cost::File, &["tools", "executionSandbox"], why, help));
    }
    faults
}

fn is_sandbox(node: &Node) -> bool {
    let says = |key: &str, words: &[&str]| node.get(key).and_then(Node::as_str).is_some_and(|w| words.contains(&w));
    let known = |key: &str| matches!(key, "filesystem" | "network" | "backend");
    node.as_object().is_some_and(|o| o.members.iter().all(|m| known(&m.key)))
        && says("filesystem", &["read-only", "workspace-write"])
        && says("network", &["open", "closed"])
        && (node.get("backend").is_none() || says("backend", &["auto", "bwrap"]))
}

/// `$QWEN_HOME/settings.json`, else `~/.qwen/settings.json`: the variable is the directory itself.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    env.dir_or_home("QWEN_HOME", ".qwen").map(|dir| dir.join("settings.json")).into_iter().collect()
}

/// `QWEN_CODE_SYSTEM_SETTINGS_PATH`, else one path for each system.
fn system_paths(env: &Env) -> Vec<PathBuf> {
    let path = env.var("QWEN_CODE_SYSTEM_SETTINGS_PATH").unwrap_or(match env.system {
        System::Linux => "/etc/qwen-code/settings.json",
        System::Mac => "/Library/Application Support/QwenCode/settings.json",
        System::Windows => "C:/ProgramData/qwen-code/settings.json",
    });
    vec![PathBuf::from(path)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::common::probe::tests::node as json;
    use crate::env::slashes;
    use crate::env::tests::fake;

    #[test]
    fn the_user_and_system_files_follow_the_environment() {
        let at =
            |paths: fn(&Env) -> Vec<PathBuf>, system, vars: &[(&str, &str)]| slashes(&paths(&fake(system, vars))[0]);
        for system in [System::Linux, System::Mac, System::Windows] {
            assert_eq!(at(user_paths, system, &[]), "/home/u/.qwen/settings.json");
            assert_eq!(at(user_paths, system, &[("QWEN_HOME", "/q")]), "/q/settings.json");
            assert_eq!(at(system_paths, system, &[("QWEN_CODE_SYSTEM_SETTINGS_PATH", "/s")]), "/s");
        }
        assert_eq!(at(system_paths, System::Windows, &[]), "C:/ProgramData/qwen-code/settings.json");
    }

    #[test]
    fn entries_of_claude_code_are_rewritten() {
        use Transport::{Http, Sse, Stdio};
        for (entry, want) in [
            (r#"{"url": "u", "type": "http"}"#, Pick::Use(Http)),
            (r#"{"url": "u", "type": "streamable-http"}"#, Pick::Use(Sse)),
            (r#"{"url": "u"}"#, Pick::Use(Sse)),
            (r#"{"url": "u", "type": "http", "command": "c"}"#, Pick::Use(Sse)),
            (r#"{"url": "u", "type": "http", "command": ""}"#, Pick::Use(Http)),
            (r#"{"url": 5, "type": "http"}"#, Pick::Use(Sse)),
            (r#"{"httpUrl": "u", "command": "c"}"#, Pick::Use(Http)),
            (r#"{"command": "c", "type": "http"}"#, Pick::Use(Stdio)),
            (r#"{"url": "", "type": "http"}"#, Pick::Nothing),
        ] {
            assert_eq!(pick(json(entry).as_object().unwrap()), want, "{entry}");
        }
    }

    #[test]
    fn the_sandbox_policy_is_checked() {
        let faults = |text: &str| file_check(&json(text)).len();
        assert_eq!(faults(r#"{"tools": {"executionSandbox": {"filesystem": "read-only", "network": "open"}}}"#), 0);
        assert_eq!(faults(r#"{"tools": {"executionSandbox": null}, "mcpServers": {"a": null}}"#), 2);
    }
}
