//! Warp.
//!
//! Source: warpdotdev/warp (2026-08-22): `crates/cloud_object_models/src/mcp.rs`, `app/src/ai/mcp/file_mcp_watcher.rs`.

use std::path::PathBuf;

use super::{Client, Container, Dialect, FieldRule, FieldType, Mark, Marks, On, Role, Transports, Unset, Variables};
use crate::env::Env;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

const ID: &str = "warp";
const NAME: &str = "Warp";
const VERIFIED: &str = "2026-08-22";

/// What it takes for the files of others to be read at all.
const OFF_BY_DEFAULT: &str =
    "Warp reads other programs' files only if `agents.mcp_servers.file_based_mcp_enabled` is on; it is off by default.";

/// Warp and its one parser, for its own files and for those of others.
pub(super) static CLIENT: Client = Client {
    id: ID,
    name: NAME,
    verified: VERIFIED,
    dialects: &[PROJECT, MCPJSON, AGENTS, USER],
    older: &[],
    words: &[&["warp"]],
};

/// `.warp/.mcp.json`: strict JSON; the first container that is an object counts, the others do not. Servers of a
/// project need approval, those of the user start by themselves. The same definition in several files runs once. That a
/// bad entry costs only itself, and that a URL is tried with streamable HTTP first, is inferred.
const PROJECT: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "project",
    verified: VERIFIED,
    paths: &[".warp/.mcp.json"],
    containers: &[
        Container::map(&["mcp", "servers"], Scope::Project),
        Container::map(&["servers"], Scope::Project),
        Container::map(&["mcpServers"], Scope::Project),
        Container::map(&["mcp_servers"], Scope::Project),
    ],
    first_container: true,
    transports: Transports {
        falls_back: true,
        speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
        ..Transports::BY_FIELDS
    },
    fields: FIELDS,
    variables: VARIABLES,
    marks: Marks { transport: Mark::Guess, names: Mark::Guess, ..Marks::all(Mark::Source) },
    ..Dialect::BASE
};

/// `.mcp.json` is Claude Code's.
const MCPJSON: Dialect =
    Dialect { kind: "mcpjson", remark: OFF_BY_DEFAULT, opt_in: true, paths: &[".mcp.json"], owner: false, ..PROJECT };

/// `.agents/.mcp.json` is meant for every agent.
const AGENTS: Dialect = Dialect {
    kind: "agents",
    remark: OFF_BY_DEFAULT,
    opt_in: true,
    paths: &[".agents/.mcp.json"],
    owner: false,
    ..PROJECT
};

const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    paths: &[],
    user_paths,
    containers: &[
        Container::map(&["mcp", "servers"], Scope::User),
        Container::map(&["servers"], Scope::User),
        Container::map(&["mcpServers"], Scope::User),
        Container::map(&["mcp_servers"], Scope::User),
    ],
    ..PROJECT
};

/// A `command` makes it a process, else a `url` (or `serverUrl`) a remote server; `type` is not read. Values of `env`
/// and `headers` that are no strings are left out.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::dropped("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::loose("working_directory", Role::Cwd, FieldType::String, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("serverUrl", Role::Url, FieldType::String, On::Remote),
    FieldRule::dropped("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::loose("description", Role::Other, FieldType::String, On::Both),
];

/// Whatever stands in `${...}` is looked up as a name and replaced in the raw text, before it is parsed. What is not
/// set, or empty, costs the file: so do defaults and prefixes, which are taken for a part of the name.
const VARIABLES: Variables = Variables {
    forms: &[Form::Braced],
    fatal: &[Form::Default, Form::EnvColon, Form::Input, Form::Builtin, Form::Prefixed],
    roles: &[Role::Command, Role::Args, Role::Env, Role::Cwd, Role::Url, Role::Headers],
    unset: Unset::RejectsFile,
    spell: Some("${NAME}"),
    ..Variables::NONE
};

/// `~/.warp/.mcp.json` on every system.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    env.home.iter().map(|home| home.join(".warp/.mcp.json")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    #[test]
    fn the_user_file_is_below_home_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            assert_eq!(slashes(&user_paths(&fake(system, &[]))[0]), "/home/u/.warp/.mcp.json");
        }
    }
}
