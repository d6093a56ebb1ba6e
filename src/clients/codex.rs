//! Codex: CLI, IDE extension and desktop app share one file.
//!
//! Source: `codex-rs/config/src/mcp_types.rs` and the strings of npm `@openai/codex` 0.169.0 (November 2026);
//! `codex mcp list --json` of that version answered the cases in `tests/conformance`.

use std::path::PathBuf;

use super::{
    Both, Broken, Client, Container, Dialect, FieldRule, FieldType, Layers, Loss, Mark, Marks, Names, On, Role,
    Selection, Tolerance, Transports, Unit, UnknownValue, Unset, UrlCheck, Variables, WithoutContainer, nowhere,
    underscores,
};
use crate::document::{Interest, Syntax};
use crate::env::{Env, System};
use crate::model::{Scope, Transport};

/// Codex and its one parser.
pub static CLIENT: Client = Client {
    id: "codex",
    name: "Codex",
    verified: "0.169.0",
    dialects: &[PROJECT, USER],
    older: &[],
    words: &[&["codex"]],
};

/// `.codex/config.toml` from the project root down to the working directory, merged key by key over the user's
/// file; read only when the project is trusted.
const PROJECT: Dialect = Dialect {
    client: "codex",
    name: "Codex",
    kind: "project",
    verified: "0.169.0",
    scope: Scope::Project,
    paths: &[".codex/config.toml"],
    owner: true,
    yields: false,
    outranks: false,
    asks_again: false,
    beside: None,
    user_paths: nowhere,
    syntax: Syntax::Toml,
    tolerance: Tolerance {
        comments: true,
        trailing_commas: true,
        bom: true,
        empty: true,
        duplicates: true,
        broken: Broken::Fatal,
    },
    interest: Interest::All,
    containers: &[Container::map(&["mcp_servers"], Scope::Project)],
    bare_map: false,
    lists_are_maps: false,
    without_container: WithoutContainer::Empty,
    transports: TRANSPORTS,
    fields: FIELDS,
    exclusive: true,
    variables: Variables {
        fatal: &[],
        forms: &[],
        roles: &[],
        builtins: &[],
        unset: Unset::Literal,
        spell: None,
        inputs: None,
    },
    names: Names { refused, sanitise: underscores },
    loss: Loss::Start,
    layers: Layers::Merge,
    marks: Marks {
        syntax: Mark::Executed,
        container: Mark::Executed,
        transport: Mark::Executed,
        fields: Mark::Executed,
        variables: Mark::Executed,
        names: Mark::Guess,
        switch: Mark::Source,
    },
    ..Dialect::BASE
};

const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    paths: &[],
    user_paths,
    containers: &[Container::map(&["mcp_servers"], Scope::User)],
    ..PROJECT
};

/// `command` is stdio, `url` is streamable HTTP, both or neither and the whole config fails to load. No SSE, and no
/// key that names a transport: `type` is ignored.
const TRANSPORTS: Transports = Transports {
    key: None,
    required: false,
    values: &[],
    unknown: UnknownValue::AsAbsent,
    by: Selection::Fields,
    url_tells: None,
    bare_url: Some(Transport::Http),
    both: Both::Bad,
    falls_back: false,
    url_check: UrlCheck::None,
    empty_command: true,
    spell_stdio: false,
    speaks: &[Transport::Stdio, Transport::Http],
};

/// A field of the other transport or of a wrong type makes the whole config fail to load; unknown keys are ignored.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("env_vars", Role::EnvNames, FieldType::Any, On::Stdio),
    FieldRule::strict("cwd", Role::Cwd, FieldType::String, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("bearer_token_env_var", Role::BearerVar, FieldType::String, On::Remote),
    FieldRule::strict("bearer_token", Role::Refused, FieldType::Any, On::Remote),
    FieldRule::strict("http_headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::strict("env_http_headers", Role::EnvHeaders, FieldType::StringMap, On::Remote),
    FieldRule::strict("http_headers_helper", Role::Other, FieldType::String, On::Remote),
    FieldRule::strict("auth", Role::Other, FieldType::String, On::Remote),
    FieldRule::strict("oauth", Role::Other, FieldType::Object, On::Remote),
    FieldRule::strict("oauth_resource", Role::Other, FieldType::String, On::Remote),
    FieldRule::strict("scopes", Role::Other, FieldType::Strings, On::Remote),
    FieldRule::strict("environment_id", Role::Other, FieldType::String, On::Both),
    FieldRule::strict("enabled", Role::Enabled, FieldType::Bool, On::Both),
    FieldRule::strict("required", Role::Other, FieldType::Bool, On::Both),
    FieldRule::strict("startup_timeout_sec", Role::Timeout(Unit::Seconds), FieldType::Number, On::Both),
    FieldRule::strict("startup_timeout_ms", Role::Other, FieldType::PositiveInt, On::Both),
    FieldRule::strict("tool_timeout_sec", Role::Timeout(Unit::Seconds), FieldType::Number, On::Both),
    FieldRule::strict("supports_parallel_tool_calls", Role::Other, FieldType::Bool, On::Both),
    FieldRule::loose("omit_tools_from", Role::Other, FieldType::Any, On::Both),
    FieldRule::strict("default_tools_approval_mode", Role::Other, FieldType::String, On::Both),
    FieldRule::strict("enabled_tools", Role::Other, FieldType::Strings, On::Both),
    FieldRule::strict("disabled_tools", Role::Other, FieldType::Strings, On::Both),
    FieldRule::strict("tools", Role::Other, FieldType::Object, On::Both),
    FieldRule::loose("name", Role::Other, FieldType::String, On::Both),
    FieldRule::loose("startup_readiness", Role::Other, FieldType::Any, On::Both),
    FieldRule::loose("tool_input_schema_max_bytes", Role::Other, FieldType::Any, On::Both),
];

/// The pattern `^[a-zA-Z0-9_:@/.-]+$` stands in the 0.169.0 binary; that it is the start-time rule is inferred.
fn refused(name: &str) -> Option<&'static str> {
    let good = !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '@' | '/' | '.' | '-'));
    (!good).then_some("a name must match `^[a-zA-Z0-9_:@/.-]+$`")
}

/// `$CODEX_HOME/config.toml`, else `~/.codex/config.toml`, and `/etc/codex/config.toml` below both.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    let user = env.dir_or_home("CODEX_HOME", ".codex").map(|dir| dir.join("config.toml"));
    let system = (env.system != System::Windows).then(|| PathBuf::from("/etc/codex/config.toml"));
    user.into_iter().chain(system).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::slashes;
    use crate::env::tests::fake;

    #[test]
    fn the_user_file_follows_codex_home_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            let at = |vars: &[(&str, &str)]| slashes(&user_paths(&fake(system, vars))[0]);
            assert_eq!(at(&[]), "/home/u/.codex/config.toml");
            assert_eq!(at(&[("CODEX_HOME", "/c")]), "/c/config.toml");
        }
    }

    #[test]
    fn names() {
        assert!(refused("a.b/c@1").is_none());
        assert!(refused("a b").is_some());
    }
}
