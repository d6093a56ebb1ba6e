//! The files of Kilo Code's older extension, which the current one takes over (`kilocode.mcp-migrator`).
//!
//! Source: npm `@kilocode/cli-linux-x64` 7.7.9 (November 2026): `kilo debug config` answered the cases of the conformance
//! tests, the migrator was read.

use super::{ID, NAME, VERIFIED};
use crate::clients::common::probe::{entries, is_truthy, text, value};
use crate::clients::{Cost, Dialect, Fault, FieldRule, FieldType, Mark, Marks, On, Pick, Role, Selection, Transports};
use crate::document::{Node, Object, Value};
use crate::model::Transport;

/// `.kilocode/mcp.json` and `.kilo/mcp.json` of the older extension, taken over at every start, below everything else.
/// Nothing is ever refused: what cannot be read is a line in the log (executed).
pub(super) const LEGACY: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "legacy",
    verified: VERIFIED,
    remark: "Kilo Code takes this file over below its own `kilo.json`; timeouts and tool permissions are lost",
    paths: &[".kilocode/mcp.json", ".kilo/mcp.json"],
    lists_are_maps: true,
    vanishing: &["__proto__"],
    shrugs: true,
    transports: TRANSPORTS,
    fields: FIELDS,
    file_check: fatal_values,
    marks: Marks { transport: Mark::Source, ..Marks::all(Mark::Executed) },
    ..Dialect::BASE
};

/// `sse` and `streamable-http` make an entry remote (both are then tried, HTTP first); any other `type` is not looked
/// at, and the command decides.
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    values: &[("stdio", Transport::Stdio), ("streamable-http", Transport::Http), ("sse", Transport::Http)],
    by: Selection::Own(legacy),
    bare_url: None,
    falls_back: true,
    empty_command: false,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
    ..Transports::BY_FIELDS
};

/// Values are copied as they are; a number among them breaks the config's own endpoint later.
const FIELDS: &[FieldRule] = &[
    FieldRule::loose("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::loose("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::loose("args", Role::Args, FieldType::Strings, On::Stdio).or_null(),
    FieldRule::loose("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::loose("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::loose("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::loose("disabled", Role::Disabled, FieldType::Bool, On::Both),
    FieldRule::loose("alwaysAllow", Role::Other, FieldType::Strings, On::Both),
];

fn legacy(entry: &Object) -> Pick {
    if matches!(text(entry, "type"), Some("sse" | "streamable-http")) {
        let reached = is_truthy(entry, "url");
        return if reached { Pick::Use(Transport::Http) } else { Pick::NoEndpoint(Transport::Http) };
    }
    match (is_truthy(entry, "command"), text(entry, "url"), text(entry, "type")) {
        (true, ..) => Pick::Use(Transport::Stdio),
        (false, Some(_), None) => Pick::UrlNeedsKey,
        (false, Some(_), Some(_)) => Pick::UnknownValue,
        (false, None, _) => Pick::Nothing,
    }
}

/// What makes the migration of all servers fail: an entry that is `null`, `alwaysAllow` that cannot be joined, `args`
/// of a local server that cannot be spread.
fn fatal_values(root: &Node) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (name, node) in entries(root, "mcpServers") {
        let mut fault = |keys: &[&str], why: &str| {
            let at: Vec<&str> = ["mcpServers", name.as_str()].iter().chain(keys).copied().collect();
            faults.push(Fault::new(Cost::Quiet, &at, why, ""));
        };
        if node.value == Value::Null {
            fault(&[], "an entry that is `null` ends the migration of all servers");
        }
        let Some(entry) = node.as_object() else { continue };
        let length = |n: &Node| n.get("length").is_some_and(|l| l.to_json().as_f64() > Some(0.0));
        let unjoinable = |n: &Node| n.as_str().is_some_and(|s| !s.is_empty()) || length(n);
        if value(entry, "alwaysAllow").is_some_and(unjoinable) {
            fault(&["alwaysAllow"], "`alwaysAllow` that is no list ends the migration of all servers");
        }
        let spread = |n: &Node| matches!(n.value, Value::Null | Value::String(_) | Value::Array(_));
        let local = legacy(entry) == Pick::Use(Transport::Stdio);
        if local && !value(entry, "args").is_none_or(spread) {
            fault(&["args"], "`args` that is no list ends the migration of all servers");
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::common::probe::tests::{choose, read};
    use crate::normalize::FileVerdict;

    #[test]
    fn the_migration_looks_at_two_types_and_then_at_the_command() {
        let stdio = Some(Pick::Use(Transport::Stdio));
        assert_eq!(choose(&LEGACY, r#"{"type": "ws", "command": "x", "url": "http://h"}"#), stdio);
        assert_eq!(choose(&LEGACY, r#"{"type": "sse", "url": "http://h"}"#), Some(Pick::Use(Transport::Http)));
        assert_eq!(choose(&LEGACY, r#"{"url": "http://h"}"#), Some(Pick::UrlNeedsKey));
        let args = read(&LEGACY, r#"{"mcpServers": {"a": {"command": "x"}, "b": {"command": "x", "args": 5}}}"#);
        assert!(matches!(args.verdict, FileVerdict::Ignored(_)));
        assert!(args.servers.iter().all(|s| !s.verdict.loads()));
    }
}
