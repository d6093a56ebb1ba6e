//! Gemini CLI.
//!
//! Source: google-gemini/gemini-cli at 5411f11 (2026-08-21): `mcp-client.ts`, `settings.ts`, `settingsSchema.ts`,
//! `envVarResolver.ts`; `gemini mcp list` of 0.61.0 answered the cases in `tests/conformance`.

use std::path::PathBuf;

use super::{
    Both, Broken, Client, Container, Dialect, FieldRule, FieldType, Layers, Loss, Mark, Marks, Names, On, Role,
    Selection, Tolerance, Transports, Unit, UnknownValue, Unset, UrlCheck, Variables, WithoutContainer, any_name,
    nowhere,
};
use crate::document::{Interest, Syntax};
use crate::env::{Env, System};
use crate::model::template::Form;
use crate::model::{Scope, Transport};

/// Gemini CLI and its settings parser.
pub static CLIENT: Client = Client {
    id: "gemini-cli",
    name: "Gemini CLI",
    verified: "0.61.0",
    dialects: &[PROJECT, USER, SYSTEM],
    older: &[],
    words: &[&["gemini"]],
};

/// `.gemini/settings.json` in the directory gemini is started in.
const PROJECT: Dialect = Dialect {
    client: "gemini-cli",
    name: "Gemini CLI",
    kind: "project",
    verified: "0.61.0",
    scope: Scope::Project,
    paths: &[".gemini/settings.json"],
    owner: true,
    yields: false,
    outranks: false,
    asks_again: false,
    beside: None,
    user_paths: nowhere,
    syntax: Syntax::Json,
    tolerance: Tolerance {
        comments: true,
        trailing_commas: false,
        bom: false,
        empty: false,
        duplicates: true,
        broken: Broken::Fatal,
    },
    interest: Interest::All,
    containers: &[Container::map(&["mcpServers"], Scope::Project)],
    bare_map: false,
    lists_are_maps: true,
    without_container: WithoutContainer::Empty,
    transports: TRANSPORTS,
    fields: FIELDS,
    exclusive: false,
    variables: VARIABLES,
    names: Names { refused: any_name, sanitise },
    loss: Loss::Entry,
    layers: Layers::Replace,
    marks: Marks {
        syntax: Mark::Executed,
        container: Mark::Executed,
        transport: Mark::Executed,
        fields: Mark::Executed,
        variables: Mark::Executed,
        names: Mark::Source,
        switch: Mark::Source,
    },
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

/// Checked in this order: `httpUrl`, `url` with `type`, bare `url` (streamable HTTP, then SSE), `command`. `type` is
/// looked at beside a `url` only. Before the end of 2025 a bare `url` meant SSE.
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    required: false,
    values: &[("stdio", Transport::Stdio), ("http", Transport::Http), ("sse", Transport::Sse)],
    unknown: UnknownValue::AsAbsent,
    by: Selection::Fields,
    url_tells: None,
    bare_url: Some(Transport::Http),
    both: Both::UrlWins,
    falls_back: true,
    url_check: UrlCheck::None,
    empty_command: false,
    spell_stdio: false,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
};

/// The schema is strict, but a violation is a warning and the values are used as they are.
const FIELDS: &[FieldRule] = &[
    FieldRule::loose("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::loose("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
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
    FieldRule::loose("authProviderType", Role::Other, FieldType::String, On::Remote),
    FieldRule::loose("targetAudience", Role::Other, FieldType::String, On::Remote),
    FieldRule::loose("targetServiceAccount", Role::Other, FieldType::String, On::Remote),
    FieldRule::loose("extension", Role::Other, FieldType::Any, On::Both),
];

/// On load every string of the file is expanded; unset stays literal, but in `env` a second pass makes it empty.
const VARIABLES: Variables = Variables {
    fatal: &[],
    forms: &[Form::Braced, Form::Default, Form::Bare],
    roles: &[Role::Command, Role::Args, Role::Env, Role::Cwd, Role::Url, Role::HttpUrl, Role::Headers],
    builtins: &[],
    unset: Unset::Literal,
    spell: Some("${NAME}"),
    inputs: None,
};

fn sanitise(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':') { c } else { '_' })
        .collect()
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
}
