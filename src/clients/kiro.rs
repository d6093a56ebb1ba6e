//! Kiro: IDE and CLI. Closed source; Kiro CLI continues Amazon Q CLI.
//!
//! Source: kiro.dev/docs of November 2026, and issues of both trackers where a comment says so.

use std::path::PathBuf;

use super::amazon_q_cli::sanitise;
use super::{
    Client, Container, Dialect, FieldRule, FieldType, Mark, Marks, Names, On, Role, Transports, Unset, Variables,
    any_name,
};
use crate::env::Env;
use crate::model::Scope;
use crate::model::template::Form;

const ID: &str = "kiro";
const NAME: &str = "Kiro";
const VERIFIED: &str = "docs of 2026-11";

/// Kiro: its settings files and its agents.
pub(super) static CLIENT: Client = Client {
    id: ID,
    name: NAME,
    verified: VERIFIED,
    dialects: &[PROJECT, AGENT, USER],
    older: &[],
    words: &[&["kiro"]],
};

/// `.kiro/settings/mcp.json` of each workspace root, which beats the user's. That it is strict JSON is a guess.
const PROJECT: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "project",
    verified: VERIFIED,
    paths: &[".kiro/settings/mcp.json"],
    transports: Transports::BY_FIELDS,
    fields: FIELDS,
    variables: VARIABLES,
    names: Names { refused: any_name, sanitise },
    marks: Marks {
        syntax: Mark::Guess,
        fields: Mark::Reported,
        variables: Mark::Reported,
        names: Mark::Guess,
        ..Marks::all(Mark::Docs)
    },
    ..Dialect::BASE
};

/// An agent's own servers, which beat those of both files; these it takes only with `includeMcpJson`.
const AGENT: Dialect = Dialect { kind: "agent", paths: &[".kiro/agents/*.json"], gated: true, ..PROJECT };

const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    paths: &[],
    user_paths,
    containers: &[Container::map(&["mcpServers"], Scope::User)],
    ..PROJECT
};

/// `command` or `url` decides; a `url` is HTTPS, or HTTP to localhost. `timeout` comes from Amazon Q CLI (guess).
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::loose("oauth", Role::Other, FieldType::Object, On::Remote),
    FieldRule::loose("oauthScopes", Role::Other, FieldType::Strings, On::Remote),
    FieldRule::loose("disabled", Role::Disabled, FieldType::Bool, On::Both),
    FieldRule::loose("autoApprove", Role::Other, FieldType::Strings, On::Both),
    FieldRule::loose("disabledTools", Role::Other, FieldType::Strings, On::Both),
    FieldRule::loose("timeout", Role::Other, FieldType::Number, On::Both),
];

/// The IDE expands `${NAME}` for names on a list that the user approves; the CLI is reported to expand it in some
/// places and versions only (Kiro#11258, #7517, #5060).
const VARIABLES: Variables = Variables {
    forms: &[Form::Braced],
    roles: &[Role::Command, Role::Args, Role::Env, Role::Url, Role::Headers],
    unset: Unset::Literal,
    spell: Some("${NAME}"),
    ..Variables::NONE
};

/// `~/.kiro/settings/mcp.json` on every system.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    env.home.iter().map(|home| home.join(".kiro/settings/mcp.json")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    #[test]
    fn the_user_file_is_below_home_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            assert_eq!(slashes(&user_paths(&fake(system, &[]))[0]), "/home/u/.kiro/settings/mcp.json");
        }
    }
}
