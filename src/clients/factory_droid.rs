//! Factory Droid.
//!
//! Source: npm `@factory/cli-linux-x64` 0.225.2 (November 2026): `droid mcp list` answered the cases of the conformance
//! tests, the bundle in the binary was read.

use std::path::PathBuf;

use super::common::probe::{entries, is_truthy, text, value};
use super::{
    Client, Container, Cost, Dialect, Fault, FieldRule, FieldType, Mark, Marks, Names, OBJECT_OR_FALSE, On, Pick, Role,
    Selection, Tolerance, Transports, Unit, Unset, Variables, any_name,
};
use crate::document::{Node, Object, Value};
use crate::env::Env;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

/// Factory Droid and its parser.
pub(super) static CLIENT: Client = Client {
    id: "factory-droid",
    name: "Factory Droid",
    verified: "0.225.2",
    dialects: &[PROJECT, USER],
    older: &[],
    words: &[&["factory"], &["droid"]],
};

/// `.factory/mcp.json`. Comments are read; a trailing comma, a byte order mark or an empty file, and all servers are
/// gone without a word. No schema is applied to this file: that one is for plugins (executed).
const PROJECT: Dialect = Dialect {
    client: "factory-droid",
    name: "Factory Droid",
    kind: "project",
    verified: "0.225.2",
    remark: "an enabled local entry whose `command` is no string keeps every local server of the config from starting",
    paths: &[".factory/mcp.json"],
    tolerance: Tolerance { comments: true, ..Tolerance::STRICT },
    lists_are_maps: true,
    shrugs: true,
    transports: TRANSPORTS,
    fields: FIELDS,
    entry_check: url_check,
    file_check: null_entries,
    variables: VARIABLES,
    vanishing: &["__proto__"],
    names: Names { refused: any_name, sanitise },
    marks: Marks { variables: Mark::Source, ..Marks::all(Mark::Executed) },
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

/// `http` and `sse` are taken at their word, everything else is a process, whatever `type` says.
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    values: &[("stdio", Transport::Stdio), ("http", Transport::Http), ("sse", Transport::Sse)],
    by: Selection::Own(choose),
    bare_url: None,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
    ..Transports::BY_FIELDS
};

/// Types are not checked. A value in `env` or `headers` that is no string makes that server fail when it is started.
const FIELDS: &[FieldRule] = &[
    FieldRule::loose("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::loose("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::loose("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::loose("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::loose("cwd", Role::Cwd, FieldType::String, On::Stdio),
    FieldRule::loose("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::loose("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::loose("oauth", Role::Other, FieldType::Own(&OBJECT_OR_FALSE), On::Remote),
    FieldRule::loose("disabled", Role::Disabled, FieldType::Bool, On::Both),
    FieldRule::loose("enabledTools", Role::Other, FieldType::Strings, On::Both),
    FieldRule::loose("disabledTools", Role::Other, FieldType::Strings, On::Both),
    FieldRule::loose("timeout", Role::Other, FieldType::PositiveInt, On::Both),
    FieldRule::loose("connectTimeout", Role::Timeout(Unit::Millis(1)), FieldType::PositiveInt, On::Both),
];

/// In `env`, `headers` and the two OAuth secrets only, not in command, arguments and URL. Without value and default the
/// server fails when it is started; it is listed all the same, so no verdict hangs on it.
const VARIABLES: Variables = Variables {
    forms: &[Form::Braced, Form::Default],
    roles: &[Role::Env, Role::Headers],
    unset: Unset::Literal,
    spell: Some("${NAME}"),
    ..Variables::NONE
};

/// What the start makes of an entry. One that is switched off is listed whatever else it says.
fn choose(entry: &Object) -> Pick {
    match text(entry, "type") {
        Some("http") => Pick::Use(Transport::Http),
        Some("sse") => Pick::Use(Transport::Sse),
        _ if text(entry, "command").is_some() || is_truthy(entry, "disabled") => Pick::Use(Transport::Stdio),
        None if text(entry, "url").is_some() => Pick::UrlNeedsKey,
        Some(_) if text(entry, "url").is_some() => Pick::UnknownValue,
        _ => Pick::Nothing,
    }
}

/// A remote entry goes to `new URL` when it is connected; a failure costs only its tools.
fn url_check(entry: &Object, transport: Option<Transport>) -> Vec<Fault> {
    if !transport.is_some_and(Transport::is_remote) {
        return Vec::new();
    }
    let node = value(entry, "url");
    let node = node.and_then(|n| n.as_array().and_then(|list| list.first()).or(Some(n)));
    let good = node.and_then(Node::as_str).is_some_and(|url| url::Url::parse(url).is_ok());
    let why = "`url` is no URL, so the connection fails";
    let at: &[&str] = if value(entry, "url").is_some() { &["url"] } else { &[] };
    if good { Vec::new() } else { vec![Fault::new(Cost::Value, at, why, "write the server's `https://...`")] }
}

/// `null` for an entry ends the start of all servers.
fn null_entries(root: &Node) -> Vec<Fault> {
    let entries = entries(root, "mcpServers");
    let null = entries.iter().filter(|(_, node)| node.value == Value::Null);
    let fault = |name: &str| {
        Fault::new(
            Cost::File,
            &["mcpServers", name],
            "an entry that is `null` ends the start of all servers",
            "remove it",
        )
    };
    null.map(|(name, _)| fault(name)).collect()
}

/// The name as it is listed: runs of blanks and punctuation become `-`, other letters go, and 32 are left.
fn sanitise(name: &str) -> String {
    const DASHES: &str = "/\\@#$%^&*()+=[]{}|;:'\"<>,.?";
    let dashed = name.chars().map(|c| if c.is_whitespace() || DASHES.contains(c) { '-' } else { c });
    let mut out = String::new();
    for c in dashed.filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) {
        if c != '-' || !out.ends_with('-') {
            out.push(c);
        }
    }
    let cut: String = out.trim_matches('-').chars().take(32).collect();
    let cut = cut.trim_end_matches('-');
    if cut.is_empty() { "invalid-server-name".to_owned() } else { cut.to_owned() }
}

/// `~/.factory/mcp.json`, with `FACTORY_HOME_OVERRIDE` in place of home.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    env.dir_or_home("FACTORY_HOME_OVERRIDE", "").map(|home| home.join(".factory/mcp.json")).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::common::probe::tests::{choose as pick, node, read};
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};
    use crate::normalize::FileVerdict;

    #[test]
    fn the_user_file_is_below_home_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            let at = |vars: &[(&str, &str)]| slashes(&user_paths(&fake(system, vars))[0]);
            assert_eq!(at(&[]), "/home/u/.factory/mcp.json");
            assert_eq!(at(&[("FACTORY_HOME_OVERRIDE", "/f")]), "/f/.factory/mcp.json");
        }
    }

    #[test]
    fn names_are_cut_as_they_are_listed() {
        let cases = [("my.server", "my-server"), ("@scope/pkg", "scope-pkg"), ("\u{e4}1", "1"), ("-a-", "a")];
        for (name, want) in cases {
            assert_eq!(sanitise(name), want);
        }
        assert_eq!(sanitise("\u{e9}"), "invalid-server-name");
        assert_eq!(sanitise(&"x".repeat(40)).len(), 32);
    }

    #[test]
    fn the_command_decides_unless_the_type_is_remote() {
        assert_eq!(pick(&PROJECT, r#"{"type": "ws", "command": "x"}"#), Some(Pick::Use(Transport::Stdio)));
        assert_eq!(pick(&PROJECT, r#"{"type": "http"}"#), Some(Pick::Use(Transport::Http)));
        assert_eq!(pick(&PROJECT, r#"{"url": "http://h"}"#), Some(Pick::UrlNeedsKey));
        assert_eq!(pick(&PROJECT, r#"{"command": 5, "disabled": 1}"#), Some(Pick::Use(Transport::Stdio)));
    }

    #[test]
    fn a_remote_entry_without_a_url_only_fails_to_connect() {
        let faults = |text: &str| url_check(node(text).as_object().unwrap(), Some(Transport::Http)).len();
        assert_eq!((faults(r#"{"url": "https://h"}"#), faults(r#"{"url": "h/x"}"#), faults("{}")), (0, 1, 1));
    }

    #[test]
    fn null_for_an_entry_costs_all_and_a_broken_file_is_passed_over() {
        let null = read(&PROJECT, r#"{"mcpServers": {"a": {"command": "x"}, "b": null}}"#);
        assert!(matches!(null.verdict, FileVerdict::Rejected(_)));
        let comma = read(&PROJECT, r#"{"mcpServers": {"a": {"command": "x"},}}"#);
        assert!(matches!(comma.verdict, FileVerdict::Ignored(_)));
        assert!(!comma.servers[0].verdict.loads());
    }
}
