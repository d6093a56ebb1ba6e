//! Amazon Q Developer CLI, which Kiro CLI has taken over from.
//!
//! Source: aws/amazon-q-developer-cli (2026-04-23, maintenance only): `crates/chat-cli/src/cli/agent/mod.rs`,
//! `crates/chat-cli/src/mcp_client/client.rs`, `CustomToolConfig`.

use std::path::PathBuf;

use super::{
    Client, Container, Dialect, FieldRule, FieldType, Loss, Mark, Marks, Names, On, Role, Selection, Starting,
    Tolerance, Transports, UNSIGNED, Unit, UnknownValue, Unset, Variables, WithoutContainer, any_name,
};
use crate::env::Env;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

const ID: &str = "amazon-q-cli";
const NAME: &str = "Amazon Q CLI";
const VERIFIED: &str = "2026-04-23";

/// Amazon Q CLI: its files of servers and its agents, read by one parser.
pub(super) static CLIENT: Client = Client {
    id: ID,
    name: NAME,
    verified: VERIFIED,
    dialects: &[PROJECT, AGENT, USER],
    older: &[],
    words: &[&["amazonq"], &["amazon", "q"]],
};

/// `.amazonq/mcp.json`: strict JSON that must have `mcpServers`; one entry of a wrong type and the file is dropped,
/// which only the log says.
const PROJECT: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "project",
    verified: VERIFIED,
    remark: "Amazon Q CLI reads it only for an agent with `useLegacyMcpJson`, as the default agent has it.",
    paths: &[".amazonq/mcp.json"],
    tolerance: Tolerance::STRICT,
    without_container: WithoutContainer::Rejected,
    transports: TRANSPORTS,
    fields: FIELDS,
    // `crates/chat-cli/src/mcp_client/client.rs`: `shellexpand` for the command.
    start: Starting { tilde: &[Role::Command], ..Starting::UNKNOWN },
    variables: VARIABLES,
    names: Names { refused: any_name, sanitise },
    loss: Loss::File,
    late_endpoint: true,
    marks: Marks::all(Mark::Source),
    ..Dialect::BASE
};

/// An agent's own servers, which beat those of both files. `.amazonq/agents` is where the IDE plugins keep theirs (docs).
const AGENT: Dialect = Dialect {
    kind: "agent",
    apart: true,
    remark: "",
    paths: &[".amazonq/cli-agents/*.json", ".amazonq/agents/default.json"],
    gated: true,
    without_container: WithoutContainer::Empty,
    ..PROJECT
};

const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    paths: &[],
    user_paths,
    containers: &[Container::map(&["mcpServers"], Scope::User)],
    ..PROJECT
};

/// No `type` is stdio: a `url` alone becomes a process without a command. Any word but these two costs the file.
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    values: &[("stdio", Transport::Stdio), ("http", Transport::Http)],
    unknown: UnknownValue::Skips,
    by: Selection::Key,
    bare_url: None,
    empty_command: false,
    ..Transports::BY_FIELDS
};

/// Unknown keys are ignored. `timeout` counts milliseconds (120000 without one).
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio).or_null(),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::strict("oauthScopes", Role::Other, FieldType::Strings, On::Remote),
    FieldRule::strict("oauth", Role::Other, FieldType::Object, On::Remote).or_null(),
    FieldRule::strict("timeout", Role::Timeout(Unit::Millis(1)), FieldType::Own(&UNSIGNED), On::Both),
    FieldRule::strict("disabled", Role::Disabled, FieldType::Bool, On::Both),
];

/// `${env:NAME}` in the values of `env` and `headers` only; what is not set becomes the text `${NAME}`.
const VARIABLES: Variables = Variables {
    forms: &[Form::EnvColon],
    roles: &[Role::Env, Role::Headers],
    unset: Unset::Literal,
    spell: Some("${env:NAME}"),
    ..Variables::NONE
};

/// Tools are prefixed with what is left of the name in `[a-zA-Z][a-zA-Z0-9_]*`.
pub(super) fn sanitise(name: &str) -> String {
    let kept = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_');
    kept.skip_while(|c| !c.is_ascii_alphabetic()).collect()
}

/// `~/.aws/amazonq/mcp.json` on every system.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    env.home.iter().map(|home| home.join(".aws/amazonq/mcp.json")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    #[test]
    fn the_user_file_is_below_home_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            assert_eq!(slashes(&user_paths(&fake(system, &[]))[0]), "/home/u/.aws/amazonq/mcp.json");
        }
    }

    #[test]
    fn names_lose_what_a_prefix_cannot_have() {
        assert_eq!(sanitise("1my-server.a_b"), "myservera_b");
    }
}
