//! Trae. Closed source: facts from its documentation (mirrors of "add an MCP server") and from other config managers,
//! as of 2026-11.

use std::path::PathBuf;

use super::common::probe::text;
use super::{
    Client, Container, Cost, Dialect, Fault, FieldRule, FieldType, Mark, Marks, On, Role, Transports, Variables,
};
use crate::document::Object;
use crate::env::Env;
use crate::model::{Scope, Transport};

/// Trae and its one parser.
pub(super) static CLIENT: Client = Client {
    id: "trae",
    name: "Trae",
    verified: "docs of 2026-11",
    dialects: &[PROJECT, USER],
    older: &[],
    words: &[&["trae"]],
};

/// `.trae/mcp.json`, read once project servers are switched on in the settings (docs).
const PROJECT: Dialect = Dialect {
    client: "trae",
    name: "Trae",
    kind: "project",
    verified: "docs of 2026-11",
    remark: "Trae reads this file only when project servers are switched on in its settings",
    paths: &[".trae/mcp.json"],
    transports: TRANSPORTS,
    fields: FIELDS,
    entry_check: blanks,
    variables: Variables {
        roles: &[Role::Command, Role::Args, Role::Env],
        builtins: &["workspaceFolder"],
        ..Variables::NONE
    },
    marks: Marks { container: Mark::Docs, fields: Mark::Reported, ..Marks::all(Mark::Guess) },
    ..Dialect::BASE
};

const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    remark: "",
    paths: &[],
    user_paths,
    containers: &[Container::map(&["mcpServers"], Scope::User)],
    ..PROJECT
};

/// A URL is tried with streamable HTTP, then SSE; `type` may be left out.
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    values: &[("stdio", Transport::Stdio), ("http", Transport::Http), ("sse", Transport::Sse)],
    falls_back: true,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
    ..Transports::BY_FIELDS
};

const FIELDS: &[FieldRule] = &[
    FieldRule::loose("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::loose("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::loose("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::loose("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::loose("cwd", Role::Cwd, FieldType::String, On::Stdio),
    FieldRule::loose("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::loose("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::loose("disabled", Role::Disabled, FieldType::Bool, On::Both),
];

/// The documentation asks for a command without blanks: arguments belong in `args`.
fn blanks(entry: &Object, transport: Option<Transport>) -> Vec<Fault> {
    let blank = transport == Some(Transport::Stdio) && text(entry, "command").is_some_and(|c| c.contains(' '));
    let fault = Fault::new(Cost::Entry, &["command"], "`command` must not hold blanks", "move the arguments to `args`");
    if blank { vec![fault] } else { Vec::new() }
}

/// `mcp.json` in the directory of the app, and in that of the build for China (other config managers).
fn user_paths(env: &Env) -> Vec<PathBuf> {
    let dirs = env.app_config().into_iter();
    dirs.flat_map(|dir| [dir.join("Trae/User/mcp.json"), dir.join("Trae CN/User/mcp.json")]).collect()
}

#[cfg(test)]
mod tests {
    use super::super::common::probe::tests::node;
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    #[test]
    fn the_user_files_are_in_the_directory_of_the_app() {
        let at = |system| slashes(&user_paths(&fake(system, &[]))[0]);
        assert_eq!(at(System::Linux), "/home/u/.config/Trae/User/mcp.json");
        assert_eq!(at(System::Mac), "/home/u/Library/Application Support/Trae/User/mcp.json");
        assert_eq!(at(System::Windows), "/home/u/AppData/Roaming/Trae/User/mcp.json");
    }

    #[test]
    fn a_command_has_no_blanks() {
        let faults = |text: &str| blanks(node(text).as_object().unwrap(), Some(Transport::Stdio)).len();
        assert_eq!((faults(r#"{"command": "npx -y x"}"#), faults(r#"{"command": "npx"}"#)), (1, 0));
    }
}
