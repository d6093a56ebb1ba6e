//! Crush.
//!
//! Source: charmbracelet/crush at 37f36e9 (2026-08-21, newest tag v0.90.0): `internal/config`, `internal/agent/tools/mcp`,
//! `internal/shell/expand.go`. Read only; npm `@charmland/crush` 0.96.1 holds no program to run.

use std::path::PathBuf;

use super::common::probe::{entries, text, value};
use super::{
    Broken, Client, Container, Cost, Dialect, Fault, FieldRule, FieldType, INTEGER, Layers, Looks, Mark, Marks, On,
    Role, Selection, Starting, Tolerance, Transports, Unit, UnknownValue, Unset, Variables,
};
use crate::document::{Node, Object, Value};
use crate::env::{Env, System};
use crate::model::template::Form;
use crate::model::{Scope, Transport};

/// Crush and its parsers.
pub(super) static CLIENT: Client = Client {
    id: "crush",
    name: "Crush",
    verified: "0.90.0",
    dialects: &[PROJECT, WORKSPACE, USER],
    older: &[],
    words: &[&["crush"]],
};

/// `crush.json` and `.crush.json` from the git root down to the working directory, merged deeply. A file that is no
/// JSON, or a value of the wrong type anywhere, and Crush does not start; an entry that it cannot use costs only itself.
const PROJECT: Dialect = Dialect {
    client: "crush",
    name: "Crush",
    kind: "project",
    verified: "0.90.0",
    remark: "files are merged deeply and their lists appended, so `args` of two files add up",
    paths: &["crush.json", ".crush.json"],
    // From the working directory up to the root of the worktree (source, 2026-11).
    looks: Looks::Repository,
    tolerance: Tolerance { empty: true, broken: Broken::Fatal, ..Tolerance::STRICT },
    blank_is_broken: true,
    containers: &[Container::map(&["mcp"], Scope::Project)],
    transports: TRANSPORTS,
    fields: FIELDS,
    entry_check,
    file_check: entries_that_are_none,
    // `exec.CommandContext(home.Long(command), args...)` in `tools/mcp/init.go`, read November 2026.
    start: Starting { tilde: &[Role::Command], ..Starting::AS_WRITTEN },
    variables: VARIABLES,
    layers: Layers::Merge,
    marks: Marks::all(Mark::Source),
    ..Dialect::BASE
};

/// `.crush/crush.json`, which Crush writes itself: one that does not fit is ignored without a word.
const WORKSPACE: Dialect = Dialect { kind: "workspace", paths: &[".crush/crush.json"], shrugs: true, ..PROJECT };

const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    paths: &[],
    user_paths,
    containers: &[Container::map(&["mcp"], Scope::User)],
    ..PROJECT
};

/// `type` is required and exact, though the published schema gives it a default (`createTransport`).
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    required: true,
    values: &[("stdio", Transport::Stdio), ("http", Transport::Http), ("sse", Transport::Sse)],
    unknown: UnknownValue::Skips,
    by: Selection::Key,
    bare_url: None,
    empty_command: false,
    spell_stdio: true,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
    ..Transports::BY_FIELDS
};

/// Go's types: a wrong one is fatal, `null` is as good as nothing, unknown keys are ignored. Names are compared without
/// regard to case, which is not described here. `timeout` is seconds.
const FIELDS: &[FieldRule] = &[
    field("type", Role::Transport, FieldType::String, On::Both),
    field("command", Role::Command, FieldType::String, On::Stdio),
    field("args", Role::Args, FieldType::Strings, On::Stdio),
    field("env", Role::Env, FieldType::StringMap, On::Stdio),
    field("url", Role::Url, FieldType::String, On::Remote),
    field("headers", Role::Headers, FieldType::StringMap, On::Remote),
    field("disabled", Role::Disabled, FieldType::Bool, On::Both),
    field("disabled_tools", Role::Other, FieldType::Strings, On::Both),
    field("enabled_tools", Role::Other, FieldType::Strings, On::Both),
    field("timeout", Role::Timeout(Unit::Seconds), FieldType::Own(&INTEGER), On::Both),
    field("oauth", Role::Other, FieldType::Bool, On::Remote),
    field("oauth_client_id", Role::Other, FieldType::String, On::Remote),
    field("oauth_client_secret", Role::Other, FieldType::String, On::Remote),
    field("oauth_callback_port", Role::Other, FieldType::Own(&INTEGER), On::Remote),
    field("oauth_token", Role::Other, FieldType::Object, On::Remote),
];

const fn field(name: &'static str, role: Role, ty: FieldType, on: On) -> FieldRule {
    FieldRule::strict(name, role, ty, on).costs_file().or_null()
}

/// As in a shell's here-document, commands included, when a server is started.
const VARIABLES: Variables = Variables {
    forms: &[Form::Braced, Form::Default, Form::Bare],
    roles: &[Role::Command, Role::Args, Role::Env, Role::Url, Role::Headers],
    unset: Unset::Empty,
    spell: Some("${NAME}"),
    ..Variables::NONE
};

fn entry_check(entry: &Object, transport: Option<Transport>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let blank = |key: &str| text(entry, key).is_some_and(|t| t.trim().is_empty());
    let endpoint = if transport.is_some_and(Transport::is_remote) { "url" } else { "command" };
    if transport.is_some() && blank(endpoint) {
        let why = format!("`{endpoint}` is blank");
        faults.push(Fault::new(Cost::EntryAlone, &[endpoint], why, format!("write the server's `{endpoint}`")));
    }
    let oauth = value(entry, "oauth").and_then(Node::as_bool) == Some(true);
    if oauth && transport == Some(Transport::Http) && value(entry, "headers").is_some() {
        let why = "with `oauth` over streamable HTTP the `headers` are not sent";
        faults.push(Fault::new(Cost::Value, &["headers"], why, "remove one of both"));
    }
    faults
}

/// An entry of a type that Go cannot put into its struct ends the start; `null` is an entry without a type.
fn entries_that_are_none(root: &Node) -> Vec<Fault> {
    let bad = |node: &Node| !matches!(node.value, Value::Object(_) | Value::Null);
    let all = entries(root, "mcp").into_iter().filter(|(_, node)| bad(node));
    all.map(|(name, _)| Fault::new(Cost::File, &["mcp", &name], "the entry is no object", "")).collect()
}

/// `crush.json` of the system, of the user and of the data directory; `CRUSH_GLOBAL_CONFIG` names a directory.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    let global = match env.var("CRUSH_GLOBAL_CONFIG") {
        Some(dir) => Some(PathBuf::from(dir)),
        None => env.dir_or_home("XDG_CONFIG_HOME", ".config").map(|dir| dir.join("crush")),
    };
    let data = match (env.var("CRUSH_GLOBAL_DATA"), env.system) {
        (Some(dir), _) => Some(PathBuf::from(dir)),
        (None, System::Windows) => env.dir_or_home("LOCALAPPDATA", "AppData/Local").map(|dir| dir.join("crush")),
        (None, _) => env.dir_or_home("XDG_DATA_HOME", ".local/share").map(|dir| dir.join("crush")),
    };
    let system = (env.system != System::Windows).then(|| PathBuf::from("/etc/crush"));
    global.into_iter().chain(data).chain(system).map(|dir| dir.join("crush.json")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::common::probe::tests::read;
    use super::*;
    use crate::env::slashes;
    use crate::env::tests::fake;
    use crate::normalize::FileVerdict;

    #[test]
    fn the_user_files_follow_the_system() {
        let at = |system, vars: &[(&str, &str)]| -> Vec<String> {
            user_paths(&fake(system, vars)).iter().map(|p| slashes(p)).collect()
        };
        let unix =
            ["/home/u/.config/crush/crush.json", "/home/u/.local/share/crush/crush.json", "/etc/crush/crush.json"];
        assert_eq!(at(System::Linux, &[]), unix);
        assert_eq!(at(System::Mac, &[]), unix);
        assert_eq!(at(System::Windows, &[])[1], "/home/u/AppData/Local/crush/crush.json");
        assert_eq!(at(System::Linux, &[("CRUSH_GLOBAL_CONFIG", "/c")])[0], "/c/crush.json");
    }

    #[test]
    fn a_wrong_type_is_fatal_and_a_bad_transport_is_not() {
        let verdict = |text: &str| read(&PROJECT, text).verdict == FileVerdict::Read;
        assert!(verdict(r#"{"mcp": {"a": {"type": "ws", "command": "x", "args": null}}}"#));
        assert!(!verdict(r#"{"mcp": {"a": {"type": "stdio", "command": "x", "timeout": 1.5}}}"#));
        assert!(!verdict(r#"{"mcp": {"a": "x"}}"#));
        let ignored = read(&WORKSPACE, r#"{"mcp": {"a": {"type": 5}}}"#);
        assert!(matches!(ignored.verdict, FileVerdict::Ignored(_)));
    }

    #[test]
    fn oauth_drops_headers_and_blanks_are_nothing() {
        let check = |text: &str, t| {
            entry_check(super::super::common::probe::tests::node(text).as_object().unwrap(), Some(t)).len()
        };
        assert_eq!(check(r#"{"oauth": true, "headers": {"A": "b"}, "url": "http://h"}"#, Transport::Http), 1);
        assert_eq!(check(r#"{"oauth": true, "headers": {"A": "b"}, "url": "http://h"}"#, Transport::Sse), 0);
        assert_eq!(check(r#"{"command": " "}"#, Transport::Stdio), 1);
    }
}
