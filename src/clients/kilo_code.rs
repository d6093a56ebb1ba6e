//! Kilo Code: a fork of opencode that still takes over the files of its older extension.
//!
//! Source: npm `@kilocode/cli-linux-x64` 7.7.9 (November 2026): `kilo debug config` and `kilo config check` answered the
//! cases of the conformance tests, the bundled JavaScript was read.

use std::path::PathBuf;

use super::common::probe::{entries, has, text};
use super::opencode::{LIMIT, OAUTH, first_shape, root_types};
use super::{
    Client, Container, Cost, Dialect, Fault, FieldRule, FieldType, Layers, Loss, Mark, Marks, On, Pick, Role,
    Selection, Tolerance, Transports, Unit, UnknownValue, Unset, Variables,
};
use crate::document::{Member, Node, Object, Value};
use crate::env::Env;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

mod legacy;

const ID: &str = "kilo-code";
const NAME: &str = "Kilo Code";
const VERIFIED: &str = "7.7.9";

/// Kilo Code and its parsers.
pub(super) static CLIENT: Client = Client {
    id: ID,
    name: NAME,
    verified: VERIFIED,
    dialects: &[PROJECT, SHARED, legacy::LEGACY, USER],
    older: &[],
    words: &[&["kilo"], &["kilocode"]],
};

/// `kilo.json[c]` up from the working directory and in `.kilo` and `.kilocode`. A file with one bad entry is skipped
/// with a warning. A project file must not refer to the environment at all (executed).
const PROJECT: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "project",
    verified: VERIFIED,
    remark: "a boolean `enabled` turns a broken entry into a mere switch that starts nothing; `disabled` and `cwd` are not \
             read",
    paths: &[
        "kilo.json",
        "kilo.jsonc",
        ".kilo/kilo.json",
        ".kilo/kilo.jsonc",
        ".kilocode/kilo.json",
        ".kilocode/kilo.jsonc",
    ],
    tolerance: Tolerance::JSONC,
    blank_is_broken: true,
    containers: &[Container::map(&["mcp"], Scope::Project)],
    transports: TRANSPORTS,
    fields: FIELDS,
    file_check: project_file,
    variables: Variables {
        forms: &[Form::CurlyEnv, Form::CurlyFile],
        roles: &[Role::CommandLine, Role::Env, Role::Url],
        unset: Unset::Literal,
        ..Variables::NONE
    },
    vanishing: &["__proto__"],
    loss: Loss::File,
    layers: Layers::Merge,
    marks: Marks { transport: Mark::Source, switch: Mark::Source, ..Marks::all(Mark::Executed) },
    ..Dialect::BASE
};

/// `opencode.json[c]`, by the same parser and over Kilo's own.
const SHARED: Dialect = Dialect {
    kind: "shared",
    paths: &["opencode.json", "opencode.jsonc", ".kilo/opencode.json", ".kilo/opencode.jsonc"],
    owner: false,
    ..PROJECT
};

/// The user's files may refer to the environment and to files anywhere (source).
const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    paths: &[],
    user_paths,
    containers: &[Container::map(&["mcp"], Scope::User)],
    file_check: root_fields,
    variables: Variables {
        forms: &[Form::CurlyEnv, Form::CurlyFile],
        roles: &[Role::CommandLine, Role::Env, Role::Url, Role::Headers],
        unset: Unset::Empty,
        spell: Some("{env:NAME}"),
        ..Variables::NONE
    },
    ..PROJECT
};

/// As in opencode, but for the second shape, which Kilo does not have.
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    required: true,
    values: &[("local", Transport::Stdio), ("remote", Transport::Http)],
    unknown: UnknownValue::Skips,
    by: Selection::Union(fits),
    bare_url: None,
    falls_back: true,
    spell_stdio: true,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
    ..Transports::BY_FIELDS
};

/// `env` is an alias of `environment`, which wins. `cwd` is dropped whatever it says.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("command", Role::CommandLine, FieldType::Strings, On::Stdio),
    FieldRule::strict("environment", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::strict("oauth", Role::Other, FieldType::Own(&OAUTH), On::Remote),
    FieldRule::strict("enabled", Role::Enabled, FieldType::Bool, On::Both),
    FieldRule::strict("timeout", Role::Timeout(Unit::Millis(1)), FieldType::Own(&LIMIT), On::Both),
];

fn fits(entry: &Object) -> Option<Pick> {
    if first_shape(entry, &["environment", "env"]) {
        let local = text(entry, "type") == Some("local");
        return Some(Pick::Use(if local { Transport::Stdio } else { Transport::Http }));
    }
    has(entry, "enabled", FieldType::Bool).then_some(Pick::Layer)
}

/// Keys that the root may have; others are warned of (source).
const ROOT: &[&str] = &[
    "$schema",
    "shell",
    "logLevel",
    "server",
    "command",
    "skills",
    "references",
    "reference",
    "watcher",
    "snapshot",
    "retention",
    "plugin",
    "share",
    "autoshare",
    "autoupdate",
    "disabled_providers",
    "enabled_providers",
    "remote_control",
    "auto_collapse_reasoning",
    "reasoning_display",
    "shared_agent_board",
    "indexing",
    "console",
    "terminal_command_display",
    "code_edit_display",
    "mcp_tool_display",
    "hide_prompt_training_models",
    "privacy_mode",
    "sandbox",
    "model",
    "small_model",
    "subagent_model",
    "subagent_variant",
    "subagent_variant_overrides",
    "default_agent",
    "subagent_depth",
    "username",
    "mode",
    "agent",
    "provider",
    "mcp",
    "formatter",
    "lsp",
    "instructions",
    "layout",
    "permission",
    "tools",
    "web_search",
    "attachment",
    "enterprise",
    "commit_message",
    "tool_output",
    "compaction",
    "experimental",
    "theme",
    "keybinds",
    "tui",
];

fn root_fields(root: &Node) -> Vec<Fault> {
    let Some(object) = root.as_object() else { return Vec::new() };
    let mut faults = root_types(root, true);
    let unknown = object.effective().filter(|m| !ROOT.contains(&m.key.as_str()));
    let why = "this key is none that `kilo config check` knows";
    // Servers under another client's key are all there is to lose.
    let server = |m: &Member| m.value.get("command").or_else(|| m.value.get("url")).is_some();
    let servers = |m: &Member| m.value.as_object().is_some_and(|o| o.effective().any(server));
    let lost = |m: &Member| object.get("mcp").is_none() && m.key.to_lowercase().contains("servers") && servers(m);
    let cost = |m: &Member| if lost(m) { Cost::File } else { Cost::Nothing };
    faults.extend(unknown.map(|m| Fault::new(cost(m), &[&m.key], why, "put servers below `mcp`")));
    faults
}

/// In a project file a reference in `headers` costs that server, and one to the environment anywhere else the file.
fn project_file(root: &Node) -> Vec<Fault> {
    let mut faults = root_fields(root);
    let mut removed: Vec<String> = Vec::new();
    for (name, node) in entries(root, "mcp") {
        let headers = node.get("headers").and_then(Node::as_object);
        let refers = |text: &str| refers(text, "env") || refers(text, "file");
        let bad = headers
            .is_some_and(|h| h.effective().any(|m| m.value.as_str().is_some_and(|v| refers(&m.key) || refers(v))));
        if bad {
            let why = "`headers` of a project file must not refer to the environment or to files";
            let help = "move this server to the user's `kilo.json`";
            faults.push(Fault::new(Cost::EntryAlone, &["mcp", &name], why, help));
            removed.push(name);
        }
    }
    let kept = |path: &[String]| !matches!(path, [mcp, name, ..] if mcp == "mcp" && removed.contains(name));
    if let Some(path) = find_reference(root, &mut Vec::new(), &kept) {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let help = "move what needs `{env:...}` to the user's `kilo.json`";
        faults.push(Fault::new(Cost::File, &path, "a project file must not refer to the environment", help));
    }
    faults
}

/// Whether a text holds `{kind:...}`.
fn refers(text: &str, kind: &str) -> bool {
    let open = format!("{{{kind}:");
    text.match_indices(&open).any(|(at, _)| {
        let rest = text.get(at + open.len()..).unwrap_or_default();
        rest.find('}').is_some_and(|end| end > 0)
    })
}

/// The way to the first reference to the environment among the values (and keys) that are kept.
fn find_reference(node: &Node, path: &mut Vec<String>, kept: &dyn Fn(&[String]) -> bool) -> Option<Vec<String>> {
    if !kept(path) {
        return None;
    }
    match &node.value {
        Value::String(text) => refers(text, "env").then(|| path.clone()),
        Value::Array(items) => items.iter().enumerate().find_map(|(i, item)| {
            path.push(i.to_string());
            let found = find_reference(item, path, kept);
            path.pop();
            found
        }),
        Value::Object(object) => object.effective().find_map(|m| {
            path.push(m.key.clone());
            let own = refers(&m.key, "env").then(|| path.clone()).filter(|p| kept(p));
            let found = own.or_else(|| find_reference(&m.value, path, kept));
            path.pop();
            found
        }),
        _ => None,
    }
}

/// `$XDG_CONFIG_HOME/kilo` or `~/.config/kilo` on every system, `~/.kilo`, and `KILO_CONFIG`.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    let global = env.dir_or_home("XDG_CONFIG_HOME", ".config").map(|dir| dir.join("kilo"));
    let own = env.home.as_ref().map(|home| home.join(".kilo"));
    let named = env.var("KILO_CONFIG").map(PathBuf::from);
    let files = global.into_iter().chain(own).flat_map(|dir| [dir.join("kilo.json"), dir.join("kilo.jsonc")]);
    files.chain(named).collect()
}

#[cfg(test)]
mod tests {
    use super::super::common::probe::tests::read;
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};
    use crate::normalize::FileVerdict;

    #[test]
    fn the_global_directory_is_the_same_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            let at = |vars: &[(&str, &str)]| -> Vec<String> {
                user_paths(&fake(system, vars)).iter().map(|p| slashes(p)).collect()
            };
            assert_eq!(at(&[])[0], "/home/u/.config/kilo/kilo.json");
            assert_eq!(at(&[])[2], "/home/u/.kilo/kilo.json");
            assert_eq!(at(&[("KILO_CONFIG", "/k.json")]).last().unwrap(), "/k.json");
        }
    }

    #[test]
    fn a_project_file_must_not_refer_to_the_environment() {
        let at = |text: &str| {
            let reading = read(&PROJECT, text);
            (reading.verdict == FileVerdict::Read, reading.servers.iter().filter(|s| s.verdict.loads()).count())
        };
        let local = r#"{"mcp": {"a": {"type": "local", "command": ["x", "{env:A}"]}}}"#;
        assert_eq!(at(local), (false, 0));
        let headers = r#"{"mcp": {"a": {"type": "local", "command": ["x"]},
            "b": {"type": "remote", "url": "http://h", "headers": {"A": "Bearer ${env:T}"}}}}"#;
        assert_eq!(at(headers), (true, 1));
        assert!(!refers("{env:}", "env"));
    }
}
