//! Cline: the command line and the VS Code extension share one file and read it with two schemas.
//!
//! Source: npm `cline` 3.0.65 with `@cline/core` 0.0.86 (November 2026), whose `resolveMcpServerRegistrations` answered
//! the cases of the conformance tests; cline/cline at 21cb8d2 (2026-08-22) for extension 4.1.13, whose schema was run.

use std::path::PathBuf;

use super::common::probe::{absent_or, absent_or_word, has, text, value};
use super::{
    A_URL, Client, Container, Cost, Dialect, Fault, FieldRule, FieldType, Loss, Mark, Marks, NON_EMPTY, On, Pick, Role,
    Selection, Starting, Transports, Unit, UnknownValue, UrlCheck, Variables, WithoutContainer,
};
use crate::document::{Node, Object};
use crate::env::Env;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

const ID: &str = "cline";
const NAME: &str = "Cline";
const VERIFIED: &str = "3.0.65";

/// Cline and its parsers.
pub(super) static CLIENT: Client =
    Client { id: ID, name: NAME, verified: VERIFIED, dialects: &[CLI, VSCODE], older: &[], words: &[&["cline"]] };

/// `cline_mcp_settings.json` as the CLI reads it: strict JSON, `mcpServers` must be there, one bad entry refuses the
/// file (executed).
const CLI: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "cli",
    verified: VERIFIED,
    remark: "one bad entry and Cline loads no server of the file; a URL without `type` is SSE",
    scope: Scope::User,
    user_paths,
    containers: &[Container::map(&["mcpServers"], Scope::User)],
    without_container: WithoutContainer::Rejected,
    transports: TRANSPORTS,
    fields: FIELDS,
    vanishing: &["__proto__"],
    loss: Loss::File,
    marks: Marks { names: Mark::Source, ..Marks::all(Mark::Executed) },
    ..Dialect::BASE
};

/// The same file as the VS Code extension reads it (schema executed, the reader around it read): an empty file and one
/// without `mcpServers` will do, `${env:NAME}` is filled in before the check, and what stands beside the endpoint must
/// have its type even where it is not used.
const VSCODE: Dialect = Dialect {
    kind: "vscode",
    verified: "4.1.13",
    user_paths: extension_paths,
    tolerance: super::Tolerance { empty: true, ..super::Tolerance::STRICT },
    without_container: WithoutContainer::Empty,
    file_check: container_check,
    transports: Transports { by: Selection::Union(extension), empty_command: true, ..TRANSPORTS },
    // `services/mcp/McpHub.ts`, read November 2026: both fields go to the SDK unchanged.
    start: Starting::AS_WRITTEN,
    variables: Variables {
        forms: &[Form::EnvColon],
        roles: &[Role::Command, Role::Args, Role::Env, Role::Cwd, Role::Url, Role::Headers],
        spell: Some("${env:NAME}"),
        ..Variables::NONE
    },
    marks: Marks { syntax: Mark::Source, container: Mark::Source, variables: Mark::Source, ..CLI.marks },
    ..CLI
};

/// `type` is one of three words, else no form fits; a URL alone is SSE (cline/cline#6767).
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    values: &[("stdio", Transport::Stdio), ("sse", Transport::Sse), ("streamableHttp", Transport::Http)],
    unknown: UnknownValue::Skips,
    by: Selection::Union(cli),
    bare_url: Some(Transport::Sse),
    url_check: UrlCheck::AfterVariables,
    empty_command: false,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
    ..Transports::BY_FIELDS
};

const TYPES: &[&str] = &["stdio", "sse", "streamableHttp"];
/// What the older key `transportType` may say.
const OLD_TYPES: &[&str] = &["stdio", "sse", "http", "streamableHttp"];

/// `timeout` is seconds and never refused: what is no number counts as none, others are clamped to 1..3600.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::loose("transportType", Role::Other, FieldType::OneOf(OLD_TYPES), On::Both),
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("cwd", Role::Cwd, FieldType::Own(&NON_EMPTY), On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::Own(&A_URL), On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::loose("transport/type", Role::Other, FieldType::OneOf(TYPES), On::Both),
    FieldRule::loose("transport/command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::loose("transport/args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::loose("transport/cwd", Role::Cwd, FieldType::String, On::Stdio),
    FieldRule::loose("transport/env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::loose("transport/url", Role::Url, FieldType::String, On::Remote),
    FieldRule::loose("transport/headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::strict("disabled", Role::Disabled, FieldType::Bool, On::Both),
    FieldRule::loose("timeout", Role::Timeout(Unit::Seconds), FieldType::Number, On::Both),
    FieldRule::loose("autoApprove", Role::Other, FieldType::Strings, On::Both),
    FieldRule::loose("remoteConfigured", Role::Other, FieldType::Bool, On::Both),
    FieldRule::loose("metadata", Role::Other, FieldType::Object, On::Both),
    FieldRule::loose("oauth", Role::Other, FieldType::Object, On::Both),
    FieldRule::loose("oauthClient", Role::Other, FieldType::Object, On::Both),
];

/// The arms of the CLI's union: nested `transport`, flat process, flat URL.
fn cli(entry: &Object) -> Option<Pick> {
    let common = absent_or(entry, "disabled", FieldType::Bool)
        && absent_or(entry, "metadata", FieldType::Object)
        && value(entry, "oauthClient").is_none_or(|n| n.as_object().is_some_and(is_oauth_client))
        && value(entry, "oauth").is_none_or(|n| n.as_object().is_some_and(is_oauth));
    if !common {
        return None;
    }
    if let Some(picked) = value(entry, "transport").and_then(|n| nested(n.as_object()?, is_process)) {
        return Some(native(picked, value(entry, "transport")?.as_object()?));
    }
    let words = absent_or_word(entry, "type", TYPES) && absent_or_word(entry, "transportType", OLD_TYPES);
    let said = text(entry, "type").or_else(|| text(entry, "transportType"));
    if words && is_process(entry) && matches!(said, None | Some("stdio")) {
        return Some(native(Transport::Stdio, entry));
    }
    let remote = match said.unwrap_or("sse") {
        "sse" => Transport::Sse,
        "http" | "streamableHttp" => Transport::Http,
        _ => return None,
    };
    (words && is_remote(entry)).then_some(Pick::Use(remote))
}

/// The arms of the extension's union. `transportType` is any string there, and is not looked at.
fn extension(entry: &Object) -> Option<Pick> {
    let common = absent_or(entry, "disabled", FieldType::Bool)
        && absent_or(entry, "remoteConfigured", FieldType::Bool)
        && absent_or(entry, "autoApprove", FieldType::Strings);
    if !common {
        return None;
    }
    if let Some(picked) = value(entry, "transport").and_then(|n| nested(n.as_object()?, is_any_process)) {
        return Some(Pick::Use(picked));
    }
    let beside = absent_or(entry, "transportType", FieldType::String)
        && absent_or(entry, "args", FieldType::Strings)
        && absent_or(entry, "env", FieldType::StringMap)
        && absent_or(entry, "headers", FieldType::StringMap);
    let fits = |process: bool, word: &'static [&'static str]| {
        let command = if process { has } else { absent_or };
        let url = if process { absent_or } else { has };
        beside
            && absent_or_word(entry, "type", word)
            && command(entry, "command", FieldType::String)
            && url(entry, "url", FieldType::String)
            && (process || is_remote(entry))
            && (!process || absent_or(entry, "cwd", FieldType::String))
    };
    let arms = [(true, TYPES.get(..1), Transport::Stdio), (false, TYPES.get(1..2), Transport::Sse)];
    let arms = arms.into_iter().chain([(false, TYPES.get(2..), Transport::Http)]);
    let mut fitting = arms.filter(|(process, word, _)| fits(*process, word.unwrap_or_default()));
    fitting.next().map(|(_, _, transport)| Pick::Use(transport))
}

fn nested(transport: &Object, is_process: fn(&Object) -> bool) -> Option<Transport> {
    match text(transport, "type")? {
        "stdio" => is_process(transport).then_some(Transport::Stdio),
        "sse" => is_remote(transport).then_some(Transport::Sse),
        "streamableHttp" => is_remote(transport).then_some(Transport::Http),
        _ => None,
    }
}

fn is_process(entry: &Object) -> bool {
    has(entry, "command", FieldType::Own(&NON_EMPTY))
        && absent_or(entry, "args", FieldType::Strings)
        && absent_or(entry, "cwd", FieldType::Own(&NON_EMPTY))
        && absent_or(entry, "env", FieldType::StringMap)
}

/// The extension takes an empty command or directory as well.
fn is_any_process(entry: &Object) -> bool {
    has(entry, "command", FieldType::String)
        && absent_or(entry, "args", FieldType::Strings)
        && absent_or(entry, "cwd", FieldType::String)
        && absent_or(entry, "env", FieldType::StringMap)
}

/// To the extension `{}` is as good as an empty file; anything else must have `mcpServers`.
fn container_check(root: &Node) -> Vec<Fault> {
    let lacks = root.as_object().is_some_and(|o| !o.members.is_empty() && o.get("mcpServers").is_none());
    let fault = Fault::new(Cost::File, &[], "`mcpServers` is missing", "put the servers below `mcpServers`");
    if lacks { vec![fault] } else { Vec::new() }
}

/// A URL is what the WHATWG parser takes, blanks around it aside.
fn is_remote(entry: &Object) -> bool {
    let url = text(entry, "url").is_some_and(|u| url::Url::parse(u.trim()).is_ok() || u.contains("${env:"));
    url && absent_or(entry, "headers", FieldType::StringMap)
}

fn is_oauth_client(client: &Object) -> bool {
    has(client, "clientId", FieldType::Own(&NON_EMPTY)) && absent_or(client, "clientSecret", FieldType::Own(&NON_EMPTY))
}

fn is_oauth(oauth: &Object) -> bool {
    let objects = ["clientInformation", "tokens", "discoveryState"];
    objects.iter().all(|key| absent_or(oauth, key, FieldType::Object))
        && ["codeVerifier", "lastError"].iter().all(|key| absent_or(oauth, key, FieldType::String))
        && absent_or(oauth, "redirectUrl", FieldType::Own(&A_URL))
        && absent_or(oauth, "lastAuthenticatedAt", FieldType::PositiveInt)
        && absent_or(oauth, "authorizationRequired", FieldType::Bool)
}

/// `npx [-y] mcp-remote URL` without an environment is spoken to directly, over streamable HTTP (`remote-proxy.ts`).
fn native(picked: Transport, process: &Object) -> Pick {
    let is_bridge = || {
        let command = text(process, "command")?.trim().to_lowercase();
        let base = command.rsplit(['/', '\\']).next()?;
        let base = base.strip_suffix(".cmd").or_else(|| base.strip_suffix(".exe")).unwrap_or(base);
        let bare = value(process, "env").and_then(|n| n.as_object()).is_none_or(|env| env.members.is_empty());
        let args: Vec<&str> = value(process, "args")?.as_array()?.iter().filter_map(|a| a.as_str()).collect();
        let rest: Vec<&&str> = args.iter().skip_while(|a| matches!(**a, "-y" | "--yes")).collect();
        let [package, url] = rest.as_slice() else { return None };
        let version = package.strip_prefix("mcp-remote")?;
        let version =
            version.is_empty() || version.len() > 1 && version.starts_with('@') && !version.contains(['/', ' ']);
        let scheme = url::Url::parse(url).ok()?.scheme().to_owned();
        (base == "npx" && bare && version && matches!(scheme.as_str(), "http" | "https")).then_some(())
    };
    let bridge = picked == Transport::Stdio && is_bridge().is_some();
    Pick::Use(if bridge { Transport::Http } else { picked })
}

/// `$CLINE_MCP_SETTINGS_PATH`, else below `$CLINE_DATA_DIR`, `$CLINE_DIR` or `~/.cline`: one file for the CLI, VS Code
/// and JetBrains since 2026.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    if let Some(path) = env.var("CLINE_MCP_SETTINGS_PATH") {
        return vec![PathBuf::from(path)];
    }
    let data = match env.var("CLINE_DATA_DIR") {
        Some(dir) => Some(PathBuf::from(dir)),
        None => env.dir_or_home("CLINE_DIR", ".cline").map(|dir| dir.join("data")),
    };
    data.map(|dir| dir.join("settings/cline_mcp_settings.json")).into_iter().collect()
}

/// The shared file, and those of older releases, which are taken over once.
fn extension_paths(env: &Env) -> Vec<PathBuf> {
    const OLD: &str = "Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json";
    user_paths(env).into_iter().chain(env.app_config().map(|dir| dir.join(OLD))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::common::probe::tests::choose;
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};
    use Transport::{Http, Sse, Stdio};

    #[test]
    fn the_user_file_is_the_same_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            let at = |vars: &[(&str, &str)]| slashes(&user_paths(&fake(system, vars))[0]);
            assert_eq!(at(&[]), "/home/u/.cline/data/settings/cline_mcp_settings.json");
            assert_eq!(at(&[("CLINE_DATA_DIR", "/d")]), "/d/settings/cline_mcp_settings.json");
            assert_eq!(at(&[("CLINE_MCP_SETTINGS_PATH", "/c.json")]), "/c.json");
        }
        let old = |system| slashes(&extension_paths(&fake(system, &[]))[1]);
        assert!(old(System::Linux).starts_with("/home/u/.config/Code/User/globalStorage/"));
        assert!(old(System::Mac).starts_with("/home/u/Library/Application Support/Code/User/"));
        assert!(old(System::Windows).starts_with("/home/u/AppData/Roaming/Code/User/"));
    }

    #[test]
    fn the_first_form_that_fits_is_taken() {
        let cases = [
            (r#"{"url": "http://h/x"}"#, Some(Sse), Some(Sse)),
            (r#"{"url": "http://h/x", "type": "http"}"#, None, None),
            (r#"{"url": "http://h/x", "transportType": "http"}"#, Some(Http), Some(Sse)),
            (r#"{"url": "http://h/x", "command": ""}"#, Some(Sse), Some(Stdio)),
            (r#"{"url": "http://h/x", "command": 5}"#, Some(Sse), None),
            (r#"{"command": "npx", "args": ["-y", "mcp-remote@latest", "https://h/x"]}"#, Some(Http), Some(Stdio)),
            (
                r#"{"command": "npx", "args": ["mcp-remote", "https://h/x"], "env": {"A": "b"}}"#,
                Some(Stdio),
                Some(Stdio),
            ),
            (r#"{"transport": {"type": "streamableHttp", "url": "https://h"}, "type": "ws"}"#, Some(Http), Some(Http)),
            (r#"{"command": "x", "disabled": "no"}"#, None, None),
        ];
        for (entry, by_cli, by_extension) in cases {
            assert_eq!(choose(&CLI, entry), by_cli.map(Pick::Use), "{entry}");
            assert_eq!(choose(&VSCODE, entry), by_extension.map(Pick::Use), "{entry}");
        }
    }

    #[test]
    fn a_name_that_vanishes_costs_nobody_anything() {
        use super::super::common::probe::tests::read;
        let text = r#"{"mcpServers": {"__proto__": {"command": 5}, "a": {"command": "x"}}}"#;
        let loads: Vec<bool> = read(&CLI, text).servers.iter().map(|s| s.verdict.loads()).collect();
        assert_eq!(loads, [false, true]);
    }
}
