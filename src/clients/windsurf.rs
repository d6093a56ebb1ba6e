//! Windsurf, whose agent lives on as Cascade in Devin Desktop (renamed 2026-06-02). Closed source.
//!
//! Source: docs.windsurf.com and its successor (2026); third parties where a comment says so.

use std::path::PathBuf;

use super::{Client, Container, Dialect, FieldRule, FieldType, Mark, Marks, On, Role, Transports, Unset, Variables};
use crate::env::Env;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

/// Windsurf and its one parser. It has no files in a project.
pub(super) static CLIENT: Client = Client {
    id: "windsurf",
    name: "Windsurf",
    verified: "docs of 2026-06",
    dialects: &[USER],
    older: &[],
    words: &[&["windsurf"], &["codeium"]],
};

/// `~/.codeium/windsurf/mcp_config.json`. That it is strict JSON is reported. The docs name both remote transports and no
/// key for them: that streamable HTTP is tried first is inferred, and so is what a bad entry costs.
const USER: Dialect = Dialect {
    client: "windsurf",
    name: "Windsurf",
    kind: "user",
    verified: "docs of 2026-06",
    remark: "Sources disagree on whether Devin Desktop still reads this file; its own is `mcp_config.json` of Devin.",
    scope: Scope::User,
    user_paths,
    containers: &[Container::map(&["mcpServers"], Scope::User)],
    transports: Transports {
        falls_back: true,
        speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
        ..Transports::BY_FIELDS
    },
    fields: FIELDS,
    variables: VARIABLES,
    marks: Marks { syntax: Mark::Reported, names: Mark::Guess, ..Marks::all(Mark::Docs) },
    ..Dialect::BASE
};

/// The docs take `serverUrl` and `url`; `alwaysAllow` was seen in the wild.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("serverUrl", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::loose("disabled", Role::Disabled, FieldType::Bool, On::Both),
    FieldRule::loose("disabledTools", Role::Other, FieldType::Strings, On::Both),
    FieldRule::loose("alwaysAllow", Role::Other, FieldType::Strings, On::Both),
];

/// `${env:NAME}` by the docs, `${file:/path}` by third parties; a plain `${NAME}` is in neither.
const VARIABLES: Variables = Variables {
    forms: &[Form::EnvColon, Form::DollarFile],
    roles: &[Role::Command, Role::Args, Role::Env, Role::Url, Role::Headers],
    unset: Unset::Literal,
    spell: Some("${env:NAME}"),
    ..Variables::NONE
};

/// Below home on every system; the second is that of the JetBrains plugin.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    let files = [".codeium/windsurf/mcp_config.json", ".codeium/mcp_config.json"];
    env.home.iter().flat_map(|home| files.map(|file| home.join(file))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    #[test]
    fn the_user_files_are_below_home_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            let paths = user_paths(&fake(system, &[]));
            assert_eq!(slashes(&paths[0]), "/home/u/.codeium/windsurf/mcp_config.json");
            assert_eq!(slashes(&paths[1]), "/home/u/.codeium/mcp_config.json");
        }
    }
}
