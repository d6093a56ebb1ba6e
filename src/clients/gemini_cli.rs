//! Gemini CLI.
//!
//! Source: npm `@google/gemini-cli` 0.61.0 (November 2026), un-minified: `settings.ts`, `settingsSchema.ts`,
//! `settings-validation.ts`, `envVarResolver.ts`, `mcp-client.ts`, `extension-manager.ts`. `gemini mcp list` of that
//! version answered the cases in `tests/conformance`.

use std::path::PathBuf;

use super::{
    Both, Broken, Client, Container, Cost, Dialect, Fault, FieldRule, FieldType, Looks, Loss, Mark, Marks, Names,
    OddContainer, On, Release, Role, Starting, Tolerance, Transports, Unit, UnknownValue, Unset, Variables,
};
use crate::document::{Node, Value};
use crate::env::{Env, System};
use crate::model::template::Form;
use crate::model::{Scope, Transport};

const ID: &str = "gemini-cli";
const NAME: &str = "Gemini CLI";
const VERIFIED: &str = "0.61.0";

/// Gemini CLI, its settings parser and that of its extensions.
pub(super) static CLIENT: Client = Client {
    id: ID,
    name: NAME,
    verified: VERIFIED,
    dialects: &[PROJECT, USER, SYSTEM, EXTENSION],
    older: &[Release {
        before: "0.21.0",
        changed: "a `url` was always SSE, whatever `type` said; streamable HTTP needed `httpUrl`",
        dialects: &[
            Dialect { transports: URL_IS_SSE, ..PROJECT },
            Dialect { transports: URL_IS_SSE, ..USER },
            Dialect { transports: URL_IS_SSE, ..SYSTEM },
            Dialect { transports: URL_IS_SSE, ..EXTENSION },
        ],
    }],
    words: &[&["gemini"]],
};

/// `.gemini/settings.json` in the directory gemini is started in. Comments are stripped, then it is `JSON.parse`:
/// a file that does not parse ends the program (observed). The schema only warns: an entry is never dropped for it.
const PROJECT: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "project",
    verified: VERIFIED,
    paths: &[".gemini/settings.json"],
    tolerance: Tolerance { comments: true, broken: Broken::Fatal, ..Tolerance::STRICT },
    lists_are_maps: true,
    // `settings.ts`: the settings of the workspace are those of the directory, and nobody walks up.
    looks: Looks::Start,
    odd_container: OddContainer::Ignored,
    transports: TRANSPORTS,
    fields: FIELDS,
    file_check,
    lazy: true,
    truthy: true,
    // `createTransport`, read November 2026 in a search of public sources: both fields go to the SDK unchanged.
    start: Starting::AS_WRITTEN,
    variables: VARIABLES,
    names: Names { refused, sanitise },
    loss: Loss::Entry,
    marks: Marks { transport: Mark::Source, switch: Mark::Source, ..Marks::all(Mark::Executed) },
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

/// The administrator's settings beat the user's and the project's.
const SYSTEM: Dialect = Dialect { kind: "system", user_paths: system_paths, outranks: true, ..USER };

/// The manifest of an extension: plain `JSON.parse`, no schema, and `trust` is taken out of every entry. What is
/// wrong with it costs this extension alone (observed). The settings' entry of a name beats the extension's.
const EXTENSION: Dialect = Dialect {
    kind: "extension",
    remark: "Gemini CLI reads it only once the extension is installed or linked.",
    paths: &["gemini-extension.json"],
    apart: true,
    gated: true,
    tolerance: Tolerance::STRICT,
    file_check: extension_check,
    variables: Variables { builtins: &["extensionPath", "workspacePath", "/", "pathSeparator"], ..VARIABLES },
    names: Names { refused: hydrated, sanitise },
    ..PROJECT
};

/// Checked in this order: `httpUrl`, `url` with `type`, bare `url` (streamable HTTP, then SSE), `command`; each of
/// them counts if JavaScript takes it for true. `type` is looked at beside a `url` only (`createTransport`, source).
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    values: &[("stdio", Transport::Stdio), ("http", Transport::Http), ("sse", Transport::Sse)],
    unknown: UnknownValue::AsAbsent,
    both: Both::UrlWins,
    falls_back: true,
    empty_command: false,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
    ..Transports::BY_FIELDS
};

/// `createUrlTransport` of npm `@google/gemini-cli-core` 0.20.2 and before; 0.21.3 reads `type` (both read 2026-11-21).
const URL_IS_SSE: Transports =
    Transports { values: &[], bare_url: Some(Transport::Sse), falls_back: false, ..TRANSPORTS };

/// The schema is strict, but a violation is a warning and the values are used as they are. Only `args` beside a
/// `command` must be a list: no process starts with anything else.
const FIELDS: &[FieldRule] = &[
    FieldRule::loose("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::loose("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::whole("args", Role::Args, FieldType::Strings, On::Stdio).or_null(),
    FieldRule::loose("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::loose("cwd", Role::Cwd, FieldType::String, On::Stdio),
    FieldRule::loose("httpUrl", Role::HttpUrl, FieldType::String, On::Remote),
    FieldRule::loose("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::loose("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::loose("tcp", Role::Other, FieldType::String, On::Both),
    FieldRule::loose("timeout", Role::Timeout(Unit::Millis(1)), FieldType::Number, On::Both),
    FieldRule::loose("trust", Role::Other, FieldType::Bool, On::Both),
    FieldRule::loose("description", Role::Other, FieldType::String, On::Both),
    FieldRule::loose("includeTools", Role::Other, FieldType::Strings, On::Both),
    FieldRule::loose("excludeTools", Role::Other, FieldType::Strings, On::Both),
    FieldRule::loose("oauth", Role::Other, FieldType::Object, On::Remote),
    FieldRule::loose("authProviderType", Role::Other, FieldType::OneOf(PROVIDERS), On::Remote),
    FieldRule::loose("targetAudience", Role::Other, FieldType::String, On::Remote),
    FieldRule::loose("targetServiceAccount", Role::Other, FieldType::String, On::Remote),
    FieldRule::loose("extension", Role::Other, FieldType::Object, On::Both),
];

const PROVIDERS: &[&str] = &["dynamic_discovery", "google_credentials", "service_account_impersonation"];

/// On load every string of the file is expanded, `type` included; unset stays literal, but in `env` a second pass
/// makes it empty.
const VARIABLES: Variables = Variables {
    forms: &[Form::Braced, Form::Default, Form::Bare],
    roles: &[Role::Transport, Role::Command, Role::Args, Role::Env, Role::Cwd, Role::Url, Role::HttpUrl, Role::Headers],
    unset: Unset::Literal,
    spell: Some("${NAME}"),
    ..Variables::NONE
};

/// The schema's parser loses this name; in a file that the schema warns of it is kept (observed).
fn refused(name: &str) -> Option<&'static str> {
    (name == "__proto__").then_some("a server cannot be called `__proto__`")
}

/// Names that are lost when an extension's strings are expanded (observed).
pub(super) fn hydrated(name: &str) -> Option<&'static str> {
    matches!(name, "__proto__" | "constructor" | "prototype").then_some("JavaScript has this name for itself")
}

pub(super) fn sanitise(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':') { c } else { '_' })
        .collect()
}

/// Settings whose wrong type ends the program before it gets to the servers; elsewhere it only warns (observed for
/// every key of the root).
fn file_check(root: &Node) -> Vec<Fault> {
    let at = |path: &[&str]| path.iter().try_fold(root, |node, key| node.get(key));
    let mut faults = null_entries(root);
    let mut odd = |path: &[&str], bad: fn(&Node) -> bool, wants: &str| {
        if at(path).is_some_and(bad) {
            let why = format!("`{}` is no {wants}, which Gemini CLI does not survive", path.join("."));
            faults.push(Fault::new(Cost::File, path, why, format!("write {wants}, or remove it")));
        }
    };
    odd(&["security"], |n| n.as_object().is_none(), "object");
    for path in [&["security", "auth"][..], &["tools"], &["advanced"], &["hooksConfig"]] {
        odd(path, |n| n.value == Value::Null, "object");
    }
    for path in [
        &["tools", "core"][..],
        &["tools", "allowed"],
        &["tools", "confirmationRequired"],
        &["tools", "exclude"],
        &["mcp", "allowed"],
        &["mcp", "excluded"],
        &["context", "fileName"],
        &["context", "includeDirectories"],
        &["policyPaths"],
        &["adminPolicyPaths"],
    ] {
        odd(path, |n| matches!(n.value, Value::Number(_)), "list");
    }
    odd(
        &["mcp", "allowed"],
        |n| n.as_array().is_some_and(|a| a.iter().any(|i| i.as_str().is_none())),
        "list of strings",
    );
    faults
}

/// An entry that is `null` ends the program (observed for Gemini CLI and Qwen Code).
pub(super) fn null_entries(root: &Node) -> Vec<Fault> {
    let null = |name: &str| {
        let help = "write the server, or remove the key";
        Fault::new(Cost::File, &["mcpServers", name], "an entry is `null`, which the program does not survive", help)
    };
    match root.get("mcpServers").map(|n| &n.value) {
        Some(Value::Object(o)) => {
            o.effective().filter(|m| m.value.value == Value::Null).map(|m| null(&m.key)).collect()
        }
        Some(Value::Array(a)) => {
            a.iter().enumerate().filter(|(_, n)| n.value == Value::Null).map(|(i, _)| null(&i.to_string())).collect()
        }
        _ => Vec::new(),
    }
}

/// A manifest needs a `name` of letters, digits and dashes and a `version` (observed).
fn extension_check(root: &Node) -> Vec<Fault> {
    let mut faults = null_entries(root);
    let plain = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !root.get("name").and_then(Node::as_str).is_some_and(plain) {
        let why = "the extension has no `name` of letters, digits and dashes";
        faults.push(Fault::new(Cost::File, &["name"], why, "give it one: `\"name\": \"my-extension\"`"));
    }
    if !root.get("version").is_some_and(Node::is_truthy) {
        let why = "the extension has no `version`";
        faults.push(Fault::new(Cost::File, &["version"], why, "give it one: `\"version\": \"1.0.0\"`"));
    }
    faults
}

/// `~/.gemini/settings.json`, with `GEMINI_CLI_HOME` in place of home.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    env.dir_or_home("GEMINI_CLI_HOME", "").map(|home| home.join(".gemini/settings.json")).into_iter().collect()
}

/// `GEMINI_CLI_SYSTEM_SETTINGS_PATH`, else one path for each system.
fn system_paths(env: &Env) -> Vec<PathBuf> {
    let path = env.var("GEMINI_CLI_SYSTEM_SETTINGS_PATH").unwrap_or(match env.system {
        System::Linux => "/etc/gemini-cli/settings.json",
        System::Mac => "/Library/Application Support/GeminiCli/settings.json",
        System::Windows => "C:/ProgramData/gemini-cli/settings.json",
    });
    vec![PathBuf::from(path)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Interest, Syntax};
    use crate::env::slashes;
    use crate::env::tests::fake;

    #[test]
    fn the_user_and_system_files_follow_the_environment() {
        let at =
            |paths: fn(&Env) -> Vec<PathBuf>, system, vars: &[(&str, &str)]| slashes(&paths(&fake(system, vars))[0]);
        assert_eq!(at(user_paths, System::Linux, &[]), "/home/u/.gemini/settings.json");
        assert_eq!(at(user_paths, System::Mac, &[("GEMINI_CLI_HOME", "/g")]), "/g/.gemini/settings.json");
        assert_eq!(at(system_paths, System::Linux, &[]), "/etc/gemini-cli/settings.json");
        assert_eq!(at(system_paths, System::Windows, &[]), "C:/ProgramData/gemini-cli/settings.json");
        assert_eq!(at(system_paths, System::Mac, &[("GEMINI_CLI_SYSTEM_SETTINGS_PATH", "/s")]), "/s");
    }

    #[test]
    fn settings_that_end_the_program() {
        let faults = |check: fn(&Node) -> Vec<Fault>, text: &str| {
            let document = Document::parse(text.to_owned(), Syntax::Json, Interest::All);
            check(&document.root.unwrap()).len()
        };
        for (text, count) in [
            (r#"{"security": {"auth": null}, "tools": []}"#, 1),
            (r#"{"security": "x"}"#, 1),
            (r#"{"mcp": {"allowed": [5]}, "mcpServers": {"a": null}}"#, 2),
            (r#"{"ui": "x", "advanced": "x", "mcp": {"allowed": ["a"]}}"#, 0),
        ] {
            assert_eq!(faults(file_check, text), count, "{text}");
        }
        assert_eq!(faults(extension_check, r#"{"name": "a-1", "version": 1}"#), 0);
        assert_eq!(faults(extension_check, r#"{"name": "a_1", "version": ""}"#), 2);
    }

    #[test]
    fn names() {
        assert!(refused("__proto__").is_some() && refused("constructor").is_none());
        assert!(hydrated("constructor").is_some() && hydrated("toString").is_none());
    }
}
