//! GitHub Copilot CLI.
//!
//! Source: npm `@github/copilot-linux-x64` 1.0.102 (November 2026): its native parser was called with 2306 made entries,
//! 100 names and 75 texts; `copilot mcp list --json` of that version answered the cases in `tests/conformance`. The
//! user's file and the workspace's differ in syntax and in the bare map only.

use std::path::PathBuf;

use super::{
    BOOL_OR_OBJECT, Client, Container, Dialect, FieldRule, FieldType, Looks, Loss, Mark, Marks, Names, On, Release,
    Role, Selection, Tolerance, Transports, Unit, UnknownValue, UrlCheck, Variables, WithoutContainer, has_an_entry,
    underscores,
};
use crate::env::Env;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

mod types;

use types::{AUTH, DEFER, FILTER, GRANT, OAUTH, REFRESH, SLOW, TIMEOUT, numbers_fit, scopes_need_a_client};

const ID: &str = "copilot-cli";
const NAME: &str = "Copilot CLI";
const VERIFIED: &str = "1.0.102";

/// Copilot CLI and its parsers.
pub(super) static CLIENT: Client = Client {
    id: ID,
    name: NAME,
    verified: VERIFIED,
    dialects: &[WORKSPACE, SHARED, USER],
    older: &[Release {
        before: "1.0.61",
        changed: "it reads `streamable-http`, and a bad entry no longer costs the whole workspace file",
        dialects: &[OLD_WORKSPACE, OLD_SHARED, OLD_USER],
    }],
    words: &[&["copilot"]],
};

/// `.github/mcp.json`, from the working directory up to the git root: strict JSON, wrapped or bare. In a directory
/// that has a `.mcp.json`, this file is not read at all. In a bare map every key is a server, `$schema` too (34 texts).
const WORKSPACE: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "workspace",
    verified: VERIFIED,
    paths: &[".github/mcp.json"],
    // From the working directory up to the root of the repository (executed, 1.0.102).
    looks: Looks::Repository,
    tolerance: Tolerance { surrogates: false, ..Tolerance::STRICT },
    bare_map: true,
    bare_test: Some(has_an_entry),
    without_container: WithoutContainer::Rejected,
    transports: TRANSPORTS,
    fields: FIELDS,
    entry_check: scopes_need_a_client,
    file_check: numbers_fit,
    lazy: true,
    variables: VARIABLES,
    names: Names { refused, sanitise: underscores },
    marks: Marks { variables: Mark::Source, switch: Mark::Guess, ..Marks::all(Mark::Executed) },
    ..Dialect::BASE
};

/// `.mcp.json`, by the same parser. It is Claude Code's file.
const SHARED: Dialect = Dialect { kind: "shared", hides_own: true, paths: &[".mcp.json"], owner: false, ..WORKSPACE };

/// `mcp-config.json` of the user: JSONC and looser still, the container is required, bad entries go
/// without a word.
const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    paths: &[],
    user_paths,
    tolerance: Tolerance { empty: false, surrogates: false, loose: true, ..Tolerance::JSONC },
    containers: &[Container::map(&["mcpServers"], Scope::User)],
    bare_map: false,
    bare_test: None,
    file_check: Dialect::BASE.file_check,
    ..WORKSPACE
};

/// 1.0.60 took no `streamable-http` and lost the workspace's file for one bad entry; the releases up to 1.0.102 were not
/// looked at one by one.
const OLD_WORKSPACE: Dialect =
    Dialect { verified: "1.0.60", transports: OLD_TRANSPORTS, loss: Loss::File, ..WORKSPACE };

const OLD_SHARED: Dialect = Dialect { kind: "shared", paths: &[".mcp.json"], owner: false, ..OLD_WORKSPACE };

const OLD_USER: Dialect = Dialect { verified: "1.0.60", transports: OLD_TRANSPORTS, ..USER };

/// Case and blanks count; `ws`, `streamable` and the like make the entry invalid, and so does `memory`, which is not
/// meant for files. Without `type` a key `command` makes a process, whatever its value. Any URL will do that the
/// WHATWG parser takes, of any scheme; it is checked before variables are expanded, so `${BASE}/mcp` is dropped.
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    values: &[
        ("stdio", Transport::Stdio),
        ("local", Transport::Stdio),
        ("http", Transport::Http),
        ("sse", Transport::Sse),
        ("streamable-http", Transport::Http),
    ],
    unknown: UnknownValue::Skips,
    by: Selection::Key,
    url_check: UrlCheck::BeforeVariables,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
    ..Transports::BY_FIELDS
};

const OLD_TRANSPORTS: Transports = Transports {
    values: &[
        ("stdio", Transport::Stdio),
        ("local", Transport::Stdio),
        ("http", Transport::Http),
        ("sse", Transport::Sse),
    ],
    ..TRANSPORTS
};

/// `null` is a wrong type in every field. What only the other transport reads may be anything; fields that are never
/// checked are loose. `disabled` must be a boolean, but a server with `disabled: true` is listed like any other.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("cwd", Role::Cwd, FieldType::String, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::strict("headersRefreshTtlMs", Role::Other, FieldType::Own(&REFRESH), On::Remote),
    FieldRule::strict("oauthClientId", Role::Other, FieldType::String, On::Remote),
    FieldRule::strict("oauthScopes", Role::Other, FieldType::Strings, On::Remote),
    FieldRule::strict("oauthPublicClient", Role::Other, FieldType::Bool, On::Remote),
    FieldRule::strict("oauthGrantType", Role::Other, FieldType::OneOf(GRANT), On::Remote),
    FieldRule::strict("oauth", Role::Other, FieldType::Own(&OAUTH), On::Remote),
    FieldRule::strict("tools", Role::Other, FieldType::Strings, On::Both),
    FieldRule::strict("excludeTools", Role::Other, FieldType::Strings, On::Both),
    FieldRule::strict("timeout", Role::Timeout(Unit::Millis(1)), FieldType::Own(&TIMEOUT), On::Both),
    FieldRule::strict("disabled", Role::Other, FieldType::Bool, On::Both),
    FieldRule::strict("deferTools", Role::Other, FieldType::OneOf(DEFER), On::Both),
    FieldRule::strict("filterMapping", Role::Other, FieldType::Own(&FILTER), On::Both),
    FieldRule::strict("oidc", Role::Other, FieldType::Own(&BOOL_OR_OBJECT), On::Both),
    FieldRule::strict("auth", Role::Other, FieldType::Own(&AUTH), On::Both),
    FieldRule::strict("displayName", Role::Other, FieldType::String, On::Both),
    FieldRule::strict("slowConnectionThresholdMs", Role::Other, FieldType::Own(&SLOW), On::Both),
    FieldRule::strict("disableToolCache", Role::Other, FieldType::Bool, On::Both),
    FieldRule::strict("disableSecretMasking", Role::Other, FieldType::Bool, On::Both),
    FieldRule::loose("isDefaultServer", Role::Other, FieldType::Any, On::Both),
    FieldRule::loose("events", Role::Other, FieldType::Any, On::Both),
    FieldRule::loose("notifications", Role::Other, FieldType::Any, On::Both),
    FieldRule::loose("safeForTelemetry", Role::Other, FieldType::Any, On::Both),
];

/// Expanded at launch, after validation. `${secret:id}` points into the CLI's own store.
const VARIABLES: Variables = Variables {
    forms: &[Form::Braced, Form::Default, Form::Bare, Form::Prefixed],
    roles: &[Role::Command, Role::Args, Role::Cwd, Role::Env, Role::Url, Role::Headers],
    spell: Some("${NAME}"),
    ..Variables::NONE
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
