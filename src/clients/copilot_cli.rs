//! GitHub Copilot CLI.
//!
//! Source: npm `@github/copilot-linux-x64` 1.0.102 (November 2026): its native parser was called with test inputs;
//! `copilot mcp list --json` of that version answered the cases in `tests/conformance`. Its two files go through two
//! parsers.

use std::path::PathBuf;

use super::{
    Both, Broken, Client, Container, Dialect, FieldRule, FieldType, Layers, Loss, Mark, Marks, Names, On, Role,
    Selection, Tolerance, Transports, Unit, UnknownValue, Unset, UrlCheck, Variables, WithoutContainer, nowhere,
    underscores,
};
use crate::document::{Interest, Syntax};
use crate::env::Env;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

const ID: &str = "copilot-cli";
const NAME: &str = "Copilot CLI";
const VERIFIED: &str = "1.0.102";

/// Copilot CLI and its parsers.
pub static CLIENT: Client = Client {
    id: ID,
    name: NAME,
    verified: VERIFIED,
    dialects: &[WORKSPACE, SHARED, USER],
    older: &[],
    words: &[&["copilot"]],
};

/// `.github/mcp.json`, from the working directory up to the git root: strict JSON, wrapped or bare. In a directory
/// that has a `.mcp.json`, this file is not read at all.
const WORKSPACE: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "workspace",
    verified: VERIFIED,
    scope: Scope::Project,
    paths: &[".github/mcp.json"],
    owner: true,
    yields: false,
    outranks: false,
    asks_again: false,
    beside: None,
    user_paths: nowhere,
    syntax: Syntax::Json,
    tolerance: Tolerance {
        comments: false,
        trailing_commas: false,
        bom: false,
        empty: false,
        duplicates: true,
        broken: Broken::Ignored,
    },
    interest: Interest::All,
    containers: &[Container::map(&["mcpServers"], Scope::Project)],
    bare_map: true,
    lists_are_maps: false,
    without_container: WithoutContainer::Rejected,
    transports: TRANSPORTS,
    fields: FIELDS,
    exclusive: false,
    variables: VARIABLES,
    names: Names { refused, sanitise: underscores },
    loss: Loss::Entry,
    layers: Layers::Replace,
    marks: MARKS,
    ..Dialect::BASE
};

/// `.mcp.json`, by the same parser. It is Claude Code's file.
const SHARED: Dialect = Dialect { kind: "shared", paths: &[".mcp.json"], owner: false, ..WORKSPACE };

/// `mcp-config.json` of the user: JSONC, the container is required, bad entries go without a word.
const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    paths: &[],
    owner: true,
    user_paths,
    tolerance: Tolerance {
        comments: true,
        trailing_commas: true,
        bom: true,
        empty: false,
        duplicates: true,
        broken: Broken::Ignored,
    },
    containers: &[Container::map(&["mcpServers"], Scope::User)],
    bare_map: false,
    ..WORKSPACE
};

/// Case counts. `streamable-http` is read since 1.0.60-odd; `ws`, `streamable` and the like make the entry invalid.
/// A URL is checked before variables are expanded, so `${BASE}/mcp` is dropped.
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    required: false,
    values: &[
        ("stdio", Transport::Stdio),
        ("local", Transport::Stdio),
        ("http", Transport::Http),
        ("sse", Transport::Sse),
        ("streamable-http", Transport::Http),
    ],
    unknown: UnknownValue::Skips,
    by: Selection::Key,
    url_tells: None,
    bare_url: Some(Transport::Http),
    both: Both::CommandWins,
    falls_back: false,
    url_check: UrlCheck::BeforeVariables,
    empty_command: true,
    spell_stdio: false,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
};

/// `disabled` is kept by the parser; that it switches a server off was not seen.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("cwd", Role::Cwd, FieldType::String, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::strict("headersRefreshTtlMs", Role::Other, FieldType::Any, On::Remote),
    FieldRule::strict("oauthClientId", Role::Other, FieldType::String, On::Remote),
    FieldRule::strict("oauthScopes", Role::Other, FieldType::Strings, On::Remote),
    FieldRule::strict("oauthPublicClient", Role::Other, FieldType::Any, On::Remote),
    FieldRule::strict("oauthGrantType", Role::Other, FieldType::String, On::Remote),
    FieldRule::loose("oauth", Role::Other, FieldType::Object, On::Remote),
    FieldRule::strict("tools", Role::Other, FieldType::Strings, On::Both),
    FieldRule::strict("excludeTools", Role::Other, FieldType::Strings, On::Both),
    FieldRule::strict("timeout", Role::Timeout(Unit::Millis(1)), FieldType::PositiveInt, On::Both),
    FieldRule::loose("disabled", Role::Disabled, FieldType::Bool, On::Both),
    FieldRule::loose("deferTools", Role::Other, FieldType::Any, On::Both),
    FieldRule::loose("filterMapping", Role::Other, FieldType::Any, On::Both),
    FieldRule::loose("isDefaultServer", Role::Other, FieldType::Any, On::Both),
    FieldRule::loose("oidc", Role::Other, FieldType::Any, On::Both),
    FieldRule::loose("auth", Role::Other, FieldType::Any, On::Both),
    FieldRule::loose("displayName", Role::Other, FieldType::Any, On::Both),
    FieldRule::loose("slowConnectionThresholdMs", Role::Other, FieldType::Any, On::Both),
    FieldRule::loose("disableToolCache", Role::Other, FieldType::Any, On::Both),
    FieldRule::loose("disableSecretMasking", Role::Other, FieldType::Any, On::Both),
    FieldRule::loose("events", Role::Other, FieldType::Any, On::Both),
    FieldRule::loose("notifications", Role::Other, FieldType::Any, On::Both),
    FieldRule::loose("safeForTelemetry", Role::Other, FieldType::Any, On::Both),
];

/// Expanded at launch, after validation. `${secret:id}` points into the CLI's own store.
const VARIABLES: Variables = Variables {
    fatal: &[],
    forms: &[Form::Braced, Form::Default, Form::Bare, Form::Prefixed],
    roles: &[Role::Command, Role::Args, Role::Cwd, Role::Env, Role::Url, Role::Headers],
    builtins: &[],
    unset: Unset::Literal,
    spell: Some("${NAME}"),
    inputs: None,
};

const MARKS: Marks = Marks {
    syntax: Mark::Executed,
    container: Mark::Executed,
    transport: Mark::Executed,
    fields: Mark::Executed,
    variables: Mark::Source,
    names: Mark::Executed,
    switch: Mark::Guess,
};

/// What its parser refuses; dots, blanks, single slashes and letters of any script are taken (executed).
fn refused(name: &str) -> Option<&'static str> {
    if name.trim().is_empty() {
        return Some("a name must not be empty");
    }
    if name.chars().any(char::is_control) {
        return Some("a name must not hold control characters");
    }
    if name.contains('}') {
        return Some("a name must not hold `}`");
    }
    let slashes = name.starts_with('/') || name.ends_with('/') || name.contains("//");
    slashes.then_some("a name must not begin or end with `/` or hold `//`")
}

/// `$COPILOT_HOME/mcp-config.json`, else `~/.copilot/mcp-config.json`.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    env.dir_or_home("COPILOT_HOME", ".copilot").map(|d| d.join("mcp-config.json")).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    #[test]
    fn the_user_file_follows_copilot_home_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            let at = |vars: &[(&str, &str)]| slashes(&user_paths(&fake(system, vars))[0]);
            assert_eq!(at(&[]), "/home/u/.copilot/mcp-config.json");
            assert_eq!(at(&[("COPILOT_HOME", "/c")]), "/c/mcp-config.json");
        }
    }

    #[test]
    fn names_are_judged_as_the_parser_does() {
        for good in ["a b", "a.b", "a/b", "é", "@x/y"] {
            assert!(refused(good).is_none(), "{good}");
        }
        for bad in ["", " ", "/a", "a/", "a//b", "a}", "a\nb"] {
            assert!(refused(bad).is_some(), "{bad:?}");
        }
    }
}
