//! opencode.
//!
//! Source: npm `opencode-linux-x64` 1.18.34 and anomalyco/opencode `packages/opencode/src/config` (November 2026);
//! `opencode debug config` of 1.18.33 answered the cases in `tests/conformance`.

use std::path::PathBuf;

use super::common::probe::{absent_or, entries, has, text, value};
use super::{
    Broken, Client, Container, Cost, Dialect, Fault, FieldRule, FieldType, Layers, Looks, Loss, Mark, Marks, On,
    OwnType, Pick, Role, Selection, Starting, Tolerance, Transports, Unit, UnknownValue, Unset, Variables,
};
use crate::document::{Node, Object, Value};
use crate::env::Env;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

/// opencode and its one parser.
pub(super) static CLIENT: Client = Client {
    id: "opencode",
    name: "opencode",
    verified: "1.18.34",
    dialects: &[PROJECT, USER],
    older: &[],
    words: &[&["opencode"]],
};

/// `opencode.json[c]` from the working directory up to the worktree root and in `.opencode`, merged deeply. Comments
/// and trailing commas are read in both. One bad entry and opencode does not start (executed).
const PROJECT: Dialect = Dialect {
    client: "opencode",
    name: "opencode",
    kind: "project",
    verified: "1.18.34",
    remark: "a boolean `enabled` turns a broken entry into a mere switch that starts nothing; without it opencode refuses \
             to start",
    paths: &["opencode.json", "opencode.jsonc", ".opencode/opencode.json", ".opencode/opencode.jsonc"],
    // From the working directory up to the root of the worktree (source, 1.18.34).
    looks: Looks::Repository,
    tolerance: Tolerance { broken: Broken::Fatal, ..Tolerance::JSONC },
    blank_is_broken: true,
    containers: &[Container::map(&["mcp"], Scope::Project), Container::map(&["mcp", "servers"], Scope::Project)],
    transports: TRANSPORTS,
    fields: FIELDS,
    entry_check: lost_switches,
    file_check,
    // `MCP.connectLocal`, read November 2026 in a search of public sources: the list goes to the SDK unchanged.
    start: Starting::AS_WRITTEN,
    variables: Variables {
        forms: &[Form::CurlyEnv, Form::CurlyFile],
        roles: &[Role::CommandLine, Role::Env, Role::Cwd, Role::Url, Role::Headers],
        unset: Unset::Empty,
        spell: Some("{env:NAME}"),
        ..Variables::NONE
    },
    vanishing: &["__proto__"],
    loss: Loss::Start,
    layers: Layers::Merge,
    marks: Marks { transport: Mark::Source, switch: Mark::Source, ..Marks::all(Mark::Executed) },
    ..Dialect::BASE
};

const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    paths: &[],
    user_paths,
    containers: &[Container::map(&["mcp"], Scope::User), Container::map(&["mcp", "servers"], Scope::User)],
    ..PROJECT
};

/// `type` is required: `local` or `remote`. `remote` tries streamable HTTP first, then SSE (source). The URL is not
/// checked before it is used.
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

/// Unknown fields of an entry are dropped without a word (`env` for `environment` above all). `disabled` and `codemode`
/// belong to the second shape of an entry.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("command", Role::CommandLine, FieldType::Strings, On::Stdio),
    FieldRule::strict("environment", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("cwd", Role::Cwd, FieldType::String, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::strict("oauth", Role::Other, FieldType::Own(&OAUTH), On::Remote),
    FieldRule::strict("enabled", Role::Enabled, FieldType::Bool, On::Both),
    FieldRule::loose("disabled", Role::Disabled, FieldType::Bool, On::Both),
    FieldRule::loose("codemode", Role::Other, FieldType::Bool, On::Both),
    FieldRule::strict("timeout", Role::Timeout(Unit::Millis(1)), FieldType::Own(&TIMEOUT), On::Both),
];

/// A whole number that JavaScript can hold exactly, above zero.
pub(super) static LIMIT: OwnType = OwnType {
    wants: "a whole number above zero",
    fits: |n| {
        let number = if matches!(n.value, Value::Number(_)) { n.to_json().as_f64() } else { None };
        number.is_some_and(|n| n > 0.0 && n.fract() == 0.0 && n <= 9_007_199_254_740_991.0)
    },
    schema: r#"{"type": "integer", "minimum": 1}"#,
};

/// A timeout in the first shape or the second.
static TIMEOUT: OwnType = OwnType {
    wants: "a whole number above zero or one for each phase",
    fits: |n| (LIMIT.fits)(n) || n.as_object().is_some_and(is_phases),
    schema: r#"{"anyOf": [{"type": "integer", "minimum": 1}, {"type": "object"}]}"#,
};

/// OAuth in either shape; names of the other one are unknown keys.
pub(super) static OAUTH: OwnType = OwnType {
    wants: "an object of OAuth settings or `false`",
    fits: |n| n.as_bool() == Some(false) || n.as_object().is_some_and(|o| is_oauth(o, &CAMEL)),
    schema: r#"{"anyOf": [{"type": "object"}, {"const": false}]}"#,
};

const CAMEL: [&str; 5] = ["callbackPort", "clientId", "clientSecret", "scope", "redirectUri"];
const SNAKE: [&str; 5] = ["callback_port", "client_id", "client_secret", "scope", "redirect_uri"];
const PHASES: [&str; 3] = ["startup", "catalog", "execution"];

fn is_phases(timeout: &Object) -> bool {
    PHASES.iter().all(|key| absent_or(timeout, key, FieldType::Own(&LIMIT)))
}

fn is_oauth(oauth: &Object, names: &[&str; 5]) -> bool {
    let [port, texts @ ..] = names;
    let small = |n: &Node| n.to_json().as_f64().is_some_and(|n| n <= 65535.0);
    absent_or(oauth, port, FieldType::Own(&LIMIT))
        && value(oauth, port).is_none_or(small)
        && texts.iter().all(|key| absent_or(oauth, key, FieldType::String))
}

/// The forms of an entry: the second shape, which is rewritten first, then `local`, `remote`, and any entry with a
/// boolean `enabled`, of which only that is read.
fn fits(entry: &Object) -> Option<Pick> {
    if is_second_shape(entry) {
        return Some(Pick::Use(transport(entry)));
    }
    let stdio = first_shape(entry, &["environment"]) && absent_or(entry, "cwd", FieldType::String);
    let wanted = if is_local(entry) { stdio } else { first_shape(entry, &[]) };
    if wanted {
        return Some(Pick::Use(transport(entry)));
    }
    has(entry, "enabled", FieldType::Bool).then_some(Pick::Layer)
}

fn is_local(entry: &Object) -> bool {
    text(entry, "type") == Some("local")
}

fn transport(entry: &Object) -> Transport {
    if is_local(entry) { Transport::Stdio } else { Transport::Http }
}

/// The fields that decide, and those of the first shape (`ConfigMCPV1`), with the keys of the environment.
pub(super) fn first_shape(entry: &Object, environments: &[&str]) -> bool {
    let common = absent_or(entry, "enabled", FieldType::Bool) && absent_or(entry, "timeout", FieldType::Own(&LIMIT));
    let own = match text(entry, "type") {
        Some("local") => {
            has(entry, "command", FieldType::Strings)
                && environments.iter().all(|key| absent_or(entry, key, FieldType::StringMap))
        }
        Some("remote") => {
            has(entry, "url", FieldType::String)
                && absent_or(entry, "headers", FieldType::StringMap)
                && absent_or(entry, "oauth", FieldType::Own(&OAUTH))
        }
        _ => false,
    };
    common && own
}

/// The second shape (`ConfigV2Compat`): a whole number as `timeout` is none of it.
fn is_second_shape(entry: &Object) -> bool {
    let common = absent_or(entry, "disabled", FieldType::Bool)
        && absent_or(entry, "codemode", FieldType::Bool)
        && value(entry, "timeout").is_none_or(|n| n.as_object().is_some_and(is_phases));
    let snake = |n: &Node| n.as_bool() == Some(false) || n.as_object().is_some_and(|o| is_oauth(o, &SNAKE));
    let own = match text(entry, "type") {
        Some("local") => {
            has(entry, "command", FieldType::Strings)
                && absent_or(entry, "environment", FieldType::StringMap)
                && absent_or(entry, "cwd", FieldType::String)
        }
        Some("remote") => {
            has(entry, "url", FieldType::String)
                && absent_or(entry, "headers", FieldType::StringMap)
                && value(entry, "oauth").is_none_or(snake)
        }
        _ => false,
    };
    // One with a switch of the first shape's is rewritten only where that is a boolean after all.
    common && own && is_marked(entry) && absent_or(entry, "enabled", FieldType::Bool)
}

/// What makes opencode look for the second shape at all.
fn is_marked(entry: &Object) -> bool {
    let names = ["client_id", "client_secret", "callback_port", "redirect_uri"];
    let oauth = value(entry, "oauth").and_then(Node::as_object);
    value(entry, "disabled").is_some()
        || value(entry, "codemode").is_some()
        || value(entry, "timeout").is_some_and(|n| matches!(n.value, Value::Object(_) | Value::Array(_) | Value::Null))
        || oauth.is_some_and(|oauth| names.iter().any(|name| oauth.get(name).is_some()))
}

/// `disabled` works only in the second shape: beside a whole number as `timeout` the server runs.
fn lost_switches(entry: &Object, transport: Option<Transport>) -> Vec<Fault> {
    let lost = transport.is_some() && value(entry, "disabled").is_some() && !is_second_shape(entry);
    let why = "`disabled` is read only where the whole entry has the newer shape, so the server is not switched off";
    let fault = Fault::new(Cost::Value, &["disabled"], why, "write `\"enabled\": false`");
    if lost { vec![fault] } else { Vec::new() }
}

fn file_check(root: &Node) -> Vec<Fault> {
    let mut faults = root_types(root, false);
    if root.get("permissions").is_some() {
        let help = "write `permission`";
        faults.push(Fault::new(Cost::File, &["permissions"], "`permissions` is refused wherever it stands", help));
    }
    faults.extend(second_shape(root));
    faults
}

/// Root fields of the wrong type, of those that people write: they refuse the file like a bad entry.
pub(super) fn root_types(root: &Node, models_may_be_null: bool) -> Vec<Fault> {
    let Some(object) = root.as_object() else { return Vec::new() };
    let mut faults = Vec::new();
    for key in ["$schema", "shell", "username", "model", "small_model", "default_agent"] {
        let null = value(object, key).is_some_and(|n| n.value == Value::Null);
        let excused = null && models_may_be_null && matches!(key, "model" | "small_model" | "default_agent");
        if !excused && !absent_or(object, key, FieldType::String) {
            faults.push(Fault::new(Cost::File, &[key], format!("`{key}` is no string"), ""));
        }
    }
    let limit = value(object, "experimental").and_then(|n| n.get("mcp_timeout"));
    if limit.is_some_and(|n| !(LIMIT.fits)(n)) {
        let why = "`mcp_timeout` is not a whole number above zero";
        faults.push(Fault::new(Cost::File, &["experimental", "mcp_timeout"], why, ""));
    }
    faults
}

/// An entry below `mcp.servers` gives way to one of its name in `mcp` itself, and must have the second shape, or say `enabled`; others are dropped without a word.
fn second_shape(root: &Node) -> Vec<Fault> {
    let Some(outer) = root.get("mcp") else { return Vec::new() };
    let scalar = |key: &str| outer.get("servers").and_then(|s| s.get(key)).is_some_and(|n| n.as_object().is_none());
    if scalar("type") || scalar("enabled") {
        return Vec::new();
    }
    let dropped = |node: &Node| match node.as_object() {
        Some(entry) if has(entry, "enabled", FieldType::Bool) && value(entry, "disabled").is_none() => false,
        Some(entry) => !fits_second_shape(entry),
        None => true,
    };
    let why_not = |name: &str, node: &Node| {
        let direct = outer.get(name).is_some_and(|n| n.as_object().is_some());
        let shape = "below `mcp.servers` it must have the newer shape, so it is dropped";
        let twice = "an entry of this name stands in `mcp` itself, which wins";
        direct.then_some(twice).or_else(|| dropped(node).then_some(shape))
    };
    let all = entries(outer, "servers").into_iter().filter_map(|(name, node)| Some((why_not(&name, node)?, name)));
    let help = "keep one entry in `mcp`";
    all.map(|(why, name)| Fault::new(Cost::EntryAlone, &["mcp", "servers", &name], why, help)).collect()
}

fn fits_second_shape(entry: &Object) -> bool {
    is_second_shape(entry) || (first_shape(entry, &["environment"]) && value(entry, "timeout").is_none())
}

/// `$XDG_CONFIG_HOME/opencode` or `~/.config/opencode` on every system, `~/.opencode`, and `OPENCODE_CONFIG`.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    let global = env.dir_or_home("XDG_CONFIG_HOME", ".config").map(|dir| dir.join("opencode"));
    let own = env.home.as_ref().map(|home| home.join(".opencode"));
    let named = env.var("OPENCODE_CONFIG").map(PathBuf::from);
    let dirs = global.into_iter().chain(own);
    let files = dirs.flat_map(|dir| [dir.join("opencode.json"), dir.join("opencode.jsonc")]);
    files.chain(named).collect()
}

#[cfg(test)]
mod tests {
    use super::super::common::probe::tests::{choose, read};
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    #[test]
    fn the_global_directory_is_the_same_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            let at = |vars: &[(&str, &str)]| -> Vec<String> {
                user_paths(&fake(system, vars)).iter().map(|p| slashes(p)).collect()
            };
            assert_eq!(at(&[])[0], "/home/u/.config/opencode/opencode.json");
            assert_eq!(at(&[("XDG_CONFIG_HOME", "/x")])[1], "/x/opencode/opencode.jsonc");
            assert_eq!(at(&[("OPENCODE_CONFIG", "/o.json")]).last().unwrap(), "/o.json");
        }
    }

    #[test]
    fn a_boolean_switch_saves_an_entry_and_starts_nothing() {
        let local = Some(Pick::Use(Transport::Stdio));
        assert_eq!(choose(&PROJECT, r#"{"type": "local", "command": ["x"]}"#), local);
        assert_eq!(choose(&PROJECT, r#"{"type": "local", "command": "x"}"#), None);
        assert_eq!(choose(&PROJECT, r#"{"type": "local", "command": "x", "enabled": true}"#), Some(Pick::Layer));
        assert_eq!(choose(&PROJECT, r#"{"type": "local", "command": ["x"], "timeout": 1.5}"#), None);
        let phases = r#"{"type": "local", "command": ["x"], "timeout": {"startup": 5}}"#;
        assert_eq!(choose(&PROJECT, phases), local);
    }

    #[test]
    fn the_second_shape_is_asked_for_below_servers_only() {
        let text = r#"{"mcp": {"servers": {"a": {"type": "local", "command": ["x"]},
            "b": {"type": "local", "command": ["x"], "timeout": 5}}}}"#;
        let reading = read(&PROJECT, text);
        let loads: Vec<bool> = reading.servers.iter().map(|s| s.verdict.loads()).collect();
        assert_eq!(loads, [true, false]);
    }

    #[test]
    fn limits_for_all_are_no_server_and_blanks_are_no_file() {
        use crate::normalize::FileVerdict;
        let limits = r#"{"mcp": {"timeout": {"startup": 5}, "a": {"type": "local", "command": ["x"], "disabled": true,
            "timeout": 5}}}"#;
        let reading = read(&PROJECT, limits);
        assert_eq!(reading.verdict, FileVerdict::Read);
        // The whole number keeps `disabled` from being read.
        assert_eq!(reading.servers.iter().map(|s| s.disabled.is_some()).collect::<Vec<_>>(), [false]);
        assert_eq!(read(&PROJECT, "").verdict, FileVerdict::Read);
        assert!(matches!(read(&PROJECT, " // nothing\n").verdict, FileVerdict::Rejected(_)));
        assert!(matches!(read(&PROJECT, r#"{"model": 5}"#).verdict, FileVerdict::Rejected(_)));
    }
}
