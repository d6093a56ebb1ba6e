//! Continue; the file is not called by its id alone since `continue` is a keyword.
//!
//! Source: npm `@continuedev/config-yaml` 1.42.0 (November 2026), whose schemas answered the cases of the conformance
//! tests; continuedev/continue at d0a3c0b (2026-06-18) for what is read from where.

use std::path::PathBuf;

use super::common::probe::{absent_or, absent_or_word, has, text, value};
use super::{
    Client, Container, Cost, Dialect, Fault, FieldRule, FieldType, Loss, Mark, Marks, On, OwnType, POSITIVE, Pick,
    Role, Selection, Starting, Tolerance, Transports, Unit, UnknownValue, Variables, WithoutContainer,
};
use crate::document::{Node, Object, Syntax, Value};
use crate::env::Env;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

const ID: &str = "continue";
const NAME: &str = "Continue";
const VERIFIED: &str = "1.42.0";

/// Continue and its parsers.
pub(super) static CLIENT: Client = Client {
    id: ID,
    name: NAME,
    verified: VERIFIED,
    dialects: &[CONFIG, BLOCK, JSON],
    older: &[],
    words: &[&["continue"]],
};

/// `.continue/mcpServers/*.json`, in the shape of Claude Desktop's file. Read with `comment-json`, so comments and
/// trailing commas will do (source); one bad entry and nothing of the file is loaded (`loadJsonMcpConfigs.ts`, source).
/// A file that is one bare entry is read too and not described here.
const JSON: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "json",
    verified: VERIFIED,
    remark: "JSON spells streamable HTTP `http`, YAML spells it `streamable-http`; each refuses the other's word",
    paths: &[".continue/mcpServers/*.json"],
    tolerance: Tolerance { comments: true, trailing_commas: true, ..Tolerance::STRICT },
    without_container: WithoutContainer::Rejected,
    transports: Transports { by: Selection::Union(json), ..TRANSPORTS },
    // The converter turns them into secrets; headers stay as they are (`convertJson.ts`).
    // `core/context/mcp/MCPConnection.ts`, read November 2026: both fields go to the SDK unchanged.
    start: Starting::AS_WRITTEN,
    variables: Variables { forms: &[Form::Braced], roles: &[Role::Env], spell: Some("${NAME}"), ..Variables::NONE },
    fields: JSON_FIELDS,
    loss: Loss::File,
    marks: Marks { syntax: Mark::Source, ..MARKS },
    ..Dialect::BASE
};

/// `.continue/mcpServers/*.yaml`: a block, which holds exactly one server (source).
const BLOCK: Dialect = Dialect {
    kind: "block",
    scope: Scope::Project,
    paths: &[".continue/mcpServers/*.yaml", ".continue/mcpServers/*.yml"],
    user_paths: super::nowhere,
    containers: &[Container::list(&["mcpServers"], Scope::Project, "name")],
    file_check: block,
    ..CONFIG
};

/// `~/.continue/config.yaml`: servers in a list, one bad entry refuses the file (executed).
const CONFIG: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "config",
    verified: VERIFIED,
    remark: JSON.remark,
    scope: Scope::User,
    user_paths,
    syntax: Syntax::Yaml,
    tolerance: Tolerance { bom: true, comments: true, trailing_commas: true, duplicates: false, ..Tolerance::STRICT },
    containers: &[Container::list(&["mcpServers"], Scope::User, "name")],
    head: &[("name", "Servers"), ("version", "0.0.1"), ("schema", "v1")],
    transports: Transports {
        values: &[("stdio", Transport::Stdio), ("streamable-http", Transport::Http), ("sse", Transport::Sse)],
        by: Selection::Union(yaml),
        ..TRANSPORTS
    },
    fields: YAML_FIELDS,
    // As in `JSON`.
    start: Starting::AS_WRITTEN,
    variables: Variables {
        forms: &[Form::Secrets],
        roles: &[Role::Command, Role::Args, Role::Env, Role::Cwd, Role::Url, Role::Headers],
        spell: Some("${{ secrets.NAME }}"),
        ..Variables::NONE
    },
    file_check: config,
    loss: Loss::File,
    marks: MARKS,
    ..Dialect::BASE
};

const MARKS: Marks =
    Marks { transport: Mark::Source, names: Mark::Source, variables: Mark::Source, ..Marks::all(Mark::Executed) };

/// A URL alone is streamable HTTP, then SSE (`MCPConnection.ts`, source); the schemas, which were run, name no
/// transport for it.
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    values: &[("stdio", Transport::Stdio), ("http", Transport::Http), ("sse", Transport::Sse)],
    unknown: UnknownValue::Skips,
    falls_back: true,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
    ..Transports::BY_FIELDS
};

/// `envFile` is taken with a warning and not used; what is not listed is stripped.
const JSON_FIELDS: &[FieldRule] = &[
    FieldRule::strict("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
];

/// Headers stand in `requestOptions`. `connectionTimeout` is milliseconds.
const YAML_FIELDS: &[FieldRule] = &[
    FieldRule::strict("name", Role::Name, FieldType::String, On::Both).required(),
    FieldRule::strict("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("cwd", Role::Cwd, FieldType::String, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("apiKey", Role::Other, FieldType::String, On::Remote),
    FieldRule::strict("requestOptions/headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::strict("requestOptions", Role::Other, FieldType::Own(&REQUEST_OPTIONS), On::Remote),
    FieldRule::strict("serverName", Role::Other, FieldType::String, On::Both),
    FieldRule::strict("faviconUrl", Role::Other, FieldType::String, On::Both),
    FieldRule::strict("sourceFile", Role::Other, FieldType::String, On::Both),
    FieldRule::strict("sourceSlug", Role::Other, FieldType::String, On::Both),
    FieldRule::strict("connectionTimeout", Role::Timeout(Unit::Millis(1)), FieldType::Own(&DELAY), On::Both),
    FieldRule::loose("uses", Role::Other, FieldType::String, On::Both),
    FieldRule::loose("with", Role::Other, FieldType::StringMap, On::Both),
    FieldRule::loose("override", Role::Other, FieldType::Object, On::Both),
];

/// A number above zero, `.inf` included.
static DELAY: OwnType = OwnType {
    wants: "a number above zero",
    fits: |n| {
        let infinite = |text: &str| text.trim_start_matches('+').eq_ignore_ascii_case(".inf");
        (POSITIVE.fits)(n) || matches!(&n.value, Value::Number(text) if infinite(text))
    },
    schema: r#"{"type": "number", "exclusiveMinimum": 0}"#,
};

static REQUEST_OPTIONS: OwnType = OwnType {
    wants: "the options of a request",
    fits: |n| n.as_object().is_some_and(is_request_options),
    schema: r#"{"type": "object"}"#,
};

fn is_request_options(options: &Object) -> bool {
    let certificate = |o: &Object| {
        let text = FieldType::String;
        has(o, "cert", text) && has(o, "key", text) && absent_or(o, "passphrase", text)
    };
    absent_or(options, "timeout", FieldType::Number)
        && absent_or(options, "verifySsl", FieldType::Bool)
        && absent_or(options, "caBundlePath", FieldType::Own(&super::ONE_OR_MORE))
        && absent_or(options, "proxy", FieldType::String)
        && absent_or(options, "headers", FieldType::StringMap)
        && absent_or(options, "extraBodyProperties", FieldType::Object)
        && absent_or(options, "noProxy", FieldType::Strings)
        && value(options, "clientCertificate").is_none_or(|n| n.as_object().is_some_and(certificate))
}

/// In JSON a URL goes first; what stands beside it is not looked at.
fn json(entry: &Object) -> Option<Pick> {
    let remote = has(entry, "url", FieldType::String)
        && absent_or_word(entry, "type", &["sse", "http"])
        && absent_or(entry, "headers", FieldType::StringMap);
    if remote {
        return Some(Pick::Use(remote_of(entry)));
    }
    let process = has(entry, "command", FieldType::String)
        && absent_or_word(entry, "type", &["stdio"])
        && absent_or(entry, "args", FieldType::Strings)
        && absent_or(entry, "env", FieldType::StringMap)
        && absent_or(entry, "envFile", FieldType::String);
    process.then_some(Pick::Use(Transport::Stdio))
}

/// In YAML a command goes first. `uses` stands for a server that is declared elsewhere.
fn yaml(entry: &Object) -> Option<Pick> {
    let texts = ["serverName", "faviconUrl", "sourceFile", "sourceSlug"];
    let base = |o: &Object| {
        texts.iter().all(|key| absent_or(o, key, FieldType::String))
            && absent_or(o, "connectionTimeout", FieldType::Own(&DELAY))
    };
    let process = |o: &Object| {
        base(o)
            && absent_or(o, "command", FieldType::String)
            && absent_or_word(o, "type", &["stdio"])
            && absent_or(o, "args", FieldType::Strings)
            && absent_or(o, "env", FieldType::StringMap)
            && absent_or(o, "cwd", FieldType::String)
    };
    let remote = |o: &Object| {
        base(o)
            && absent_or(o, "url", FieldType::String)
            && absent_or_word(o, "type", &["sse", "streamable-http"])
            && absent_or(o, "apiKey", FieldType::String)
            && absent_or(o, "requestOptions", FieldType::Own(&REQUEST_OPTIONS))
    };
    let named = has(entry, "name", FieldType::String);
    if named && value(entry, "command").is_some() && process(entry) {
        return Some(Pick::Use(Transport::Stdio));
    }
    if named && value(entry, "url").is_some() && remote(entry) {
        return Some(Pick::Use(remote_of(entry)));
    }
    let partial = |o: &Object| absent_or(o, "name", FieldType::String) && (process(o) || remote(o));
    let refers = has(entry, "uses", FieldType::String)
        && absent_or(entry, "with", FieldType::StringMap)
        && value(entry, "override").is_none_or(|n| n.as_object().is_some_and(partial));
    refers.then_some(Pick::Layer)
}

fn remote_of(entry: &Object) -> Transport {
    if text(entry, "type") == Some("sse") { Transport::Sse } else { Transport::Http }
}

/// `name` and `version` are required strings, and a root field of the wrong type refuses the file as well.
fn config(root: &Node) -> Vec<Fault> {
    let Some(object) = root.as_object() else { return Vec::new() };
    let mut faults = Vec::new();
    for key in ["name", "version"] {
        match value(object, key).map(|n| n.as_str().is_some()) {
            Some(true) => {}
            Some(false) => {
                let help = "write it in quotes";
                faults.push(Fault::new(Cost::File, &[key], format!("`{key}` is no string"), help));
            }
            None => {
                let help = format!("add `{key}: ...` at the top");
                faults.push(Fault::new(Cost::File, &[], format!("`{key}` is missing at the top of the file"), help));
            }
        }
    }
    let lists = ["models", "context", "data", "prompts", "docs"];
    let others = [
        ("schema", FieldType::String),
        ("metadata", FieldType::StringMap),
        ("requestOptions", FieldType::Own(&REQUEST_OPTIONS)),
        ("env", FieldType::Own(&ROOT_ENV)),
        ("rules", FieldType::Own(&RULES)),
    ];
    let lists = lists.iter().map(|key| (*key, FieldType::Own(&A_LIST)));
    for (key, ty) in lists.chain(others) {
        if !absent_or(object, key, ty) {
            faults.push(Fault::new(Cost::File, &[key], format!("`{key}` has not the type that the schema wants"), ""));
        }
    }
    faults
}

/// A block is a config whose only list has one item.
fn block(root: &Node) -> Vec<Fault> {
    let mut faults = config(root);
    if root.get("mcpServers").and_then(|n| n.as_array()).is_some_and(|items| items.len() != 1) {
        let help = "write one file for each server";
        faults.push(Fault::new(Cost::File, &["mcpServers"], "a block holds exactly one server", help));
    }
    faults
}

static A_LIST: OwnType = OwnType { wants: "a list", fits: |n| n.as_array().is_some(), schema: r#"{"type": "array"}"# };

static RULES: OwnType = OwnType {
    wants: "a list of texts and references",
    fits: |n| n.as_array().is_some_and(|all| all.iter().all(|i| i.as_str().is_some() || i.as_object().is_some())),
    schema: r#"{"type": "array"}"#,
};

static ROOT_ENV: OwnType = OwnType {
    wants: "an object of strings, numbers and booleans",
    fits: |n| {
        let scalar = |v: &Value| matches!(v, Value::String(_) | Value::Number(_) | Value::Bool(_));
        n.as_object().is_some_and(|o| o.members.iter().all(|m| scalar(&m.value.value)))
    },
    schema: r#"{"type": "object"}"#,
};

/// `config.yaml` in `$CONTINUE_GLOBAL_DIR` or `~/.continue`.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    env.dir_or_home("CONTINUE_GLOBAL_DIR", ".continue").map(|dir| dir.join("config.yaml")).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::common::probe::tests::{choose, read};
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};
    use crate::normalize::FileVerdict;
    use Transport::{Http, Sse, Stdio};

    #[test]
    fn the_user_file_is_the_same_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            let at = |vars: &[(&str, &str)]| slashes(&user_paths(&fake(system, vars))[0]);
            assert_eq!(at(&[]), "/home/u/.continue/config.yaml");
            assert_eq!(at(&[("CONTINUE_GLOBAL_DIR", "/c")]), "/c/config.yaml");
        }
    }

    #[test]
    fn url_goes_first_in_json_and_command_in_yaml() {
        let both = r#"{"name": "a", "command": "x", "url": "http://h"}"#;
        assert_eq!(choose(&JSON, both), Some(Pick::Use(Http)));
        assert_eq!(choose(&CONFIG, both), Some(Pick::Use(Stdio)));
        let sse = r#"{"name": "a", "url": "", "type": "sse"}"#;
        assert_eq!((choose(&JSON, sse), choose(&CONFIG, sse)), (Some(Pick::Use(Sse)), Some(Pick::Use(Sse))));
        for (word, json, yaml) in [("http", true, false), ("streamable-http", false, true)] {
            let entry = format!(r#"{{"name": "a", "url": "http://h", "type": "{word}"}}"#);
            assert_eq!((choose(&JSON, &entry).is_some(), choose(&CONFIG, &entry).is_some()), (json, yaml), "{word}");
        }
    }

    #[test]
    fn a_reference_stands_for_a_server_elsewhere() {
        assert_eq!(choose(&CONFIG, r#"{"uses": "a/b", "with": {"K": "v"}}"#), Some(Pick::Layer));
        assert_eq!(choose(&CONFIG, r#"{"uses": "a/b", "with": {"K": 1}}"#), None);
        assert_eq!(choose(&CONFIG, r#"{"uses": "a/b", "override": {"type": "http"}}"#), None);
    }

    #[test]
    fn name_and_version_are_asked_for_and_a_block_holds_one() {
        let one = "mcpServers:\n  - name: a\n    command: x\n";
        assert!(matches!(read(&CONFIG, one).verdict, FileVerdict::Rejected(_)));
        let head = "name: c\nversion: 0.0.1\n";
        let two = format!("{head}{one}  - name: b\n    command: y\n");
        assert_eq!(read(&CONFIG, &two).verdict, FileVerdict::Read);
        assert_eq!(read(&BLOCK, &format!("{head}{one}")).verdict, FileVerdict::Read);
        assert!(matches!(read(&BLOCK, &two).verdict, FileVerdict::Rejected(_)));
    }
}
