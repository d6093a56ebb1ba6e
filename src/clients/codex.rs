//! Codex: CLI, IDE extension and desktop app share one file.
//!
//! Source: npm `@openai/codex` 0.169.0 (November 2026): `codex mcp list --json` of that version answered the cases in
//! `tests/conformance` and some 500 probes beyond them; `codex-rs/config/src/mcp_types.rs` for the names of fields.

use std::path::PathBuf;

use super::{
    Both, Broken, Client, Container, Dialect, FieldRule, FieldType, Layers, Looks, Loss, Mark, Marks, Names, On, Role,
    Starting, Tolerance, Transports, Unit, underscores,
};
use crate::document::Syntax;
use crate::env::{Env, System};
use crate::model::Scope;

mod checks;

use checks::{DURATION, ENV_VARS, MILLIS, MODES, OAUTH, ONE_OR_MORE, SURFACES, TOOLS, entry_check, file_check};

/// Codex and its one parser.
pub(super) static CLIENT: Client = Client {
    id: "codex",
    name: "Codex",
    verified: "0.169.0",
    dialects: &[PROJECT, USER],
    older: &[],
    words: &[&["codex"]],
};

/// `.codex/config.toml` from the project root down to the working directory, merged key by key over the user's
/// file; read only when the project is trusted. Any mistake, also in a server that is switched off or in a setting
/// about something else, and Codex does not start.
const PROJECT: Dialect = Dialect {
    client: "codex",
    name: "Codex",
    kind: "project",
    verified: "0.169.0",
    paths: &[".codex/config.toml"],
    // Every directory from the project's root down to the working one (docs and tests, 2026-11).
    looks: Looks::Repository,
    syntax: Syntax::Toml,
    tolerance: Tolerance { broken: Broken::Fatal, ..Tolerance::JSONC },
    containers: &[Container::map(&["mcp_servers"], Scope::Project)],
    transports: TRANSPORTS,
    fields: FIELDS,
    entry_check,
    file_check,
    exclusive: true,
    dates_are_text: true,
    names: Names { refused, sanitise: underscores },
    loss: Loss::Start,
    layers: Layers::Merge,
    // `rmcp-client/src/program_resolver.rs`, read November 2026: the program is started as it is written.
    start: Starting::AS_WRITTEN,
    marks: Marks { names: Mark::Guess, switch: Mark::Source, ..Marks::all(Mark::Executed) },
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

/// `command` is stdio, `url` is streamable HTTP, both or neither and the whole config fails to load; an empty one
/// is there, too. No SSE, and no key that names a transport: `type` is ignored. No URL is looked at.
const TRANSPORTS: Transports = Transports { both: Both::Bad, ..Transports::BY_FIELDS };

/// A field of the other transport or of a wrong type makes the whole config fail to load; unknown keys are ignored.
/// `scopes` and `environment_id` go with both transports. A date counts as the string that it is written as.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("env_vars", Role::EnvNames, FieldType::Own(&ENV_VARS), On::Stdio),
    FieldRule::strict("cwd", Role::Cwd, FieldType::String, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("bearer_token_env_var", Role::BearerVar, FieldType::String, On::Remote),
    FieldRule::strict("bearer_token", Role::Refused, FieldType::Any, On::Remote),
    FieldRule::strict("http_headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::strict("env_http_headers", Role::EnvHeaders, FieldType::StringMap, On::Remote),
    FieldRule::strict("http_headers_helper", Role::Other, FieldType::String, On::Remote),
    FieldRule::strict("auth", Role::Other, FieldType::OneOf(&["oauth", "chatgpt", "ema_auth"]), On::Remote),
    FieldRule::strict("oauth", Role::Other, FieldType::Own(&OAUTH), On::Remote),
    FieldRule::strict("oauth_resource", Role::Other, FieldType::String, On::Remote),
    FieldRule::strict("scopes", Role::Other, FieldType::Strings, On::Both),
    FieldRule::strict("environment_id", Role::Other, FieldType::String, On::Both),
    FieldRule::strict("enabled", Role::Enabled, FieldType::Bool, On::Both),
    FieldRule::strict("required", Role::Other, FieldType::Bool, On::Both),
    FieldRule::strict("startup_timeout_sec", Role::Timeout(Unit::Seconds), FieldType::Own(&DURATION), On::Both),
    FieldRule::strict("startup_timeout_ms", Role::Other, FieldType::Own(&MILLIS), On::Both),
    FieldRule::strict("tool_timeout_sec", Role::Timeout(Unit::Seconds), FieldType::Own(&DURATION), On::Both),
    FieldRule::strict("supports_parallel_tool_calls", Role::Other, FieldType::Bool, On::Both),
    FieldRule::strict("omit_tools_from", Role::Other, FieldType::Own(&SURFACES), On::Both),
    FieldRule::strict("default_tools_approval_mode", Role::Other, FieldType::OneOf(MODES), On::Both),
    FieldRule::strict("enabled_tools", Role::Other, FieldType::Strings, On::Both),
    FieldRule::strict("disabled_tools", Role::Other, FieldType::Strings, On::Both),
    FieldRule::strict("tools", Role::Other, FieldType::Own(&TOOLS), On::Both),
    FieldRule::strict("name", Role::Other, FieldType::String, On::Both),
    FieldRule::strict("startup_readiness", Role::Other, FieldType::OneOf(&["connection", "catalog"]), On::Both),
    FieldRule::strict("tool_input_schema_max_bytes", Role::Other, FieldType::Own(&ONE_OR_MORE), On::Both),
];

/// The pattern `^[a-zA-Z0-9_:@/.-]+$` stands in the 0.169.0 binary; that it is the start-time rule is inferred, and
/// `codex mcp list` takes any name.
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
