//! Roo Code.
//!
//! Source: RooCodeInc/Roo-Code at cb83656 (2026-04-14, extension 3.52.1): `McpHub.ts`, `config.ts`, `mcp-name.ts`. Its two
//! schemas were run with zod 3.25.76; the extension itself was not.

use std::path::PathBuf;

use super::common::probe::{absent_or, absent_or_word, has, text, value};
use super::{
    A_URL, Client, Container, Dialect, FieldRule, FieldType, Loss, Mark, Marks, NON_EMPTY, Names, On, OwnType, Pick,
    Role, Selection, Starting, Transports, Unit, UnknownValue, UrlCheck, Variables, WithoutContainer, any_name,
};
use crate::document::{Object, Value};
use crate::env::Env;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

/// Roo Code and its parser.
pub(super) static CLIENT: Client = Client {
    id: "roo-code",
    name: "Roo Code",
    verified: "3.52.1",
    dialects: &[PROJECT, USER],
    older: &[],
    words: &[&["roo"]],
};

/// `.roo/mcp.json`: strict JSON, one bad entry and nothing of the file is loaded.
const PROJECT: Dialect = Dialect {
    client: "roo-code",
    name: "Roo Code",
    kind: "project",
    verified: "3.52.1",
    remark: "a URL without `type` is SSE",
    paths: &[".roo/mcp.json"],
    without_container: WithoutContainer::Rejected,
    transports: TRANSPORTS,
    fields: FIELDS,
    // `services/mcp/McpHub.ts`, read November 2026: both fields go to the SDK unchanged, on Windows behind `cmd.exe /c`.
    start: Starting::AS_WRITTEN,
    variables: VARIABLES,
    names: Names { refused: any_name, sanitise },
    loss: Loss::File,
    marks: Marks {
        transport: Mark::Executed,
        fields: Mark::Executed,
        container: Mark::Executed,
        ..Marks::all(Mark::Source)
    },
    ..Dialect::BASE
};

/// `mcp_settings.json` of the extension: at start the good entries are loaded one by one even where others are bad. A
/// URL then needs its `type`; while all entries are good it does not.
const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    paths: &[],
    user_paths,
    containers: &[Container::map(&["mcpServers"], Scope::User)],
    loss: Loss::Entry,
    ..PROJECT
};

/// The schema's arms: process, SSE, streamable HTTP; `type` may be left out of the first two. Fields of the other
/// transport must not be there at all.
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    values: &[("stdio", Transport::Stdio), ("sse", Transport::Sse), ("streamable-http", Transport::Http)],
    unknown: UnknownValue::Skips,
    by: Selection::Union(fits),
    bare_url: Some(Transport::Sse),
    both: super::Both::Bad,
    url_check: UrlCheck::BeforeVariables,
    empty_command: false,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
    ..Transports::BY_FIELDS
};

/// `cwd` beside a URL is stripped. `null` is never as good as nothing.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("command", Role::Command, FieldType::Own(&NON_EMPTY), On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("cwd", Role::Cwd, FieldType::String, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::Own(&A_URL), On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::strict("disabled", Role::Disabled, FieldType::Bool, On::Both),
    FieldRule::strict("timeout", Role::Timeout(Unit::Seconds), FieldType::Own(&TIMEOUT), On::Both),
    FieldRule::strict("alwaysAllow", Role::Other, FieldType::Strings, On::Both),
    FieldRule::strict("watchPaths", Role::Other, FieldType::Strings, On::Both),
    FieldRule::strict("disabledTools", Role::Other, FieldType::Strings, On::Both),
];

/// Seconds, refused where they are out of range.
static TIMEOUT: OwnType = OwnType {
    wants: "a number of seconds from 1 to 3600",
    fits: |n| matches!(n.value, Value::Number(_)) && n.to_json().as_f64().is_some_and(|n| (1.0..=3600.0).contains(&n)),
    schema: r#"{"type": "number", "minimum": 1, "maximum": 3600}"#,
};

/// Filled in when a server is connected, in every string of its entry; what is not set stays as it is written.
const VARIABLES: Variables = Variables {
    forms: &[Form::EnvColon],
    roles: &[Role::Command, Role::Args, Role::Env, Role::Cwd, Role::Url, Role::Headers],
    builtins: &["workspaceFolder"],
    spell: Some("${env:NAME}"),
    ..Variables::NONE
};

fn fits(entry: &Object) -> Option<Pick> {
    let lists = ["alwaysAllow", "watchPaths", "disabledTools"];
    let common = absent_or(entry, "disabled", FieldType::Bool)
        && absent_or(entry, "timeout", FieldType::Own(&TIMEOUT))
        && lists.iter().all(|key| absent_or(entry, key, FieldType::Strings));
    let none_of = |keys: &[&str]| keys.iter().all(|key| value(entry, key).is_none());
    let process = has(entry, "command", FieldType::Own(&NON_EMPTY))
        && absent_or_word(entry, "type", &["stdio"])
        && absent_or(entry, "args", FieldType::Strings)
        && absent_or(entry, "cwd", FieldType::String)
        && absent_or(entry, "env", FieldType::StringMap)
        && none_of(&["url", "headers"]);
    if common && process {
        return Some(Pick::Use(Transport::Stdio));
    }
    let remote = text(entry, "url").is_some_and(|u| url::Url::parse(u).is_ok())
        && absent_or_word(entry, "type", &["sse", "streamable-http"])
        && absent_or(entry, "headers", FieldType::StringMap)
        && none_of(&["command", "args", "env"]);
    let http = text(entry, "type") == Some("streamable-http");
    (common && remote).then_some(Pick::Use(if http { Transport::Http } else { Transport::Sse }))
}

/// The name in tool ids (`sanitizeMcpName`).
fn sanitise(name: &str) -> String {
    if name.is_empty() {
        return "_".to_owned();
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let mut joined = words.join("_");
    if name.starts_with(char::is_whitespace) {
        joined.insert(0, '_');
    }
    if name.ends_with(char::is_whitespace) && !words.is_empty() {
        joined.push('_');
    }
    let mut out: String = joined.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).collect();
    while out.contains("--") {
        out = out.replace("--", "-");
    }
    if out.is_empty() {
        return "_unnamed".to_owned();
    }
    let letter = out.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if letter { out } else { format!("_{out}") }
}

/// In the storage that VS Code gives the extension; `roo-cline.customStoragePath` moves it, which is not followed.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    const FILE: &str = "Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json";
    env.app_config().map(|dir| dir.join(FILE)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::common::probe::tests::choose;
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};
    use Transport::{Http, Sse, Stdio};

    #[test]
    fn the_user_file_is_in_vs_codes_storage() {
        let at = |system| slashes(&user_paths(&fake(system, &[]))[0]);
        assert!(at(System::Linux).starts_with("/home/u/.config/Code/User/globalStorage/rooveterinaryinc.roo-cline/"));
        assert!(at(System::Mac).starts_with("/home/u/Library/Application Support/Code/User/"));
        assert!(at(System::Windows).starts_with("/home/u/AppData/Roaming/Code/User/"));
    }

    #[test]
    fn entries_are_taken_as_the_schema_takes_them() {
        let cases = [
            (r#"{"command": "x"}"#, Some(Stdio)),
            (r#"{"url": "http://h/x"}"#, Some(Sse)),
            (r#"{"url": "http://h/x", "type": "streamable-http"}"#, Some(Http)),
            (r#"{"url": "http://h/x", "type": "streamableHttp"}"#, None),
            (r#"{"url": "http://h/x", "command": "x"}"#, None),
            (r#"{"command": "x", "headers": {}}"#, None),
            (r#"{"url": "http://h/x", "cwd": 5}"#, Some(Sse)),
            (r#"{"url": "localhost:3000/mcp"}"#, Some(Sse)),
            (r#"{"url": "https://${env:H}/x"}"#, None),
            (r#"{"command": "x", "timeout": 3601}"#, None),
            (r#"{"command": "x", "timeout": 1.5}"#, Some(Stdio)),
            (r#"{"command": "x", "type": null}"#, None),
        ];
        for (entry, want) in cases {
            assert_eq!(choose(&PROJECT, entry), want.map(Pick::Use), "{entry}");
        }
    }

    #[test]
    fn names_become_tool_ids() {
        let cases = [("", "_"), ("my server", "my_server"), ("a.b", "ab"), ("1x", "_1x"), ("\u{e9}", "_unnamed")];
        for (name, want) in cases {
            assert_eq!(sanitise(name), want);
        }
        assert_eq!(sanitise("a---b"), "a-b");
    }
}
