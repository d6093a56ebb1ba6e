//! Cursor: the editor and the agent CLI.
//!
//! Source: npm `@cursor/sdk` 1.0.32 (November 2026), the local-agent loader that also reads `.cursor/mcp.json`; the
//! editor is closed and taken to read the file alike. Docs of the same date.

use std::path::PathBuf;

use super::{
    Both, Broken, Client, Container, Cost, Dialect, Fault, FieldRule, FieldType, Layers, Loss, Mark, Marks, Names, On,
    Role, Selection, Tolerance, Transports, UnknownValue, Unset, UrlCheck, Variables, WithoutContainer, any_name,
    as_is, nowhere,
};
use crate::document::{Interest, Object, Syntax};
use crate::env::Env;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

/// Cursor and its one parser.
pub(super) static CLIENT: Client = Client {
    id: "cursor",
    name: "Cursor",
    verified: "SDK 1.0.32",
    dialects: &[PROJECT, USER],
    older: &[],
    words: &[&["cursor"]],
};

/// The file is checked as one piece: any bad entry, and every server of the file is gone without a message.
/// A server of the user and one of the project run under two prefixes even if they have one name; the editor's docs
/// say that the project's wins. Approval is keyed by a hash of name, path and the whole entry, so any edit asks again.
const PROJECT: Dialect = Dialect {
    client: "cursor",
    name: "Cursor",
    kind: "project",
    verified: "SDK 1.0.32",
    scope: Scope::Project,
    paths: &[".cursor/mcp.json"],
    owner: true,
    yields: false,
    outranks: false,
    asks_again: true,
    beside: None,
    user_paths: nowhere,
    syntax: Syntax::Json,
    tolerance: Tolerance {
        comments: true,
        trailing_commas: true,
        bom: true,
        empty: true,
        duplicates: true,
        surrogates: true,
        loose: false,
        broken: Broken::Truncated,
    },
    interest: Interest::All,
    containers: &[Container::map(&["mcpServers"], Scope::Project)],
    bare_map: false,
    lists_are_maps: false,
    without_container: WithoutContainer::Rejected,
    transports: TRANSPORTS,
    fields: FIELDS,
    entry_check,
    exclusive: false,
    variables: VARIABLES,
    names: Names { refused: any_name, sanitise: as_is },
    loss: Loss::File,
    layers: Layers::Beside,
    marks: Marks {
        syntax: Mark::Source,
        container: Mark::Source,
        transport: Mark::Source,
        fields: Mark::Source,
        variables: Mark::Source,
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
    containers: &[Container::map(&["mcpServers"], Scope::User)],
    ..PROJECT
};

/// The stdio branch (`type` absent or `stdio`, with a command) is tried first, then the remote one (`type` absent,
/// `http` or `sse`, with a url). `streamable-http`, `streamableHttp` and `ws` fit neither and empty the file.
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    required: false,
    values: &[("stdio", Transport::Stdio), ("http", Transport::Http), ("sse", Transport::Sse)],
    unknown: UnknownValue::Skips,
    by: Selection::Key,
    url_tells: None,
    bare_url: Some(Transport::Http),
    both: Both::CommandWins,
    falls_back: true,
    url_check: UrlCheck::None,
    empty_command: true,
    spell_stdio: false,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
};

/// Unknown keys are ignored. `envFile` is documented for the editor and dropped by the SDK loader.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("cwd", Role::Cwd, FieldType::String, On::Stdio),
    FieldRule::loose("envFile", Role::EnvFile, FieldType::String, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::strict("auth", Role::Other, FieldType::Object, On::Remote),
    FieldRule::strict("tls", Role::Other, FieldType::Object, On::Remote),
    FieldRule::strict("placement", Role::Other, FieldType::String, On::Both),
];

/// The loader expands three forms in every string; the editor's docs add the built-in names. Unset stays literal.
const VARIABLES: Variables = Variables {
    fatal: &[],
    forms: &[Form::Braced, Form::Default, Form::EnvColon, Form::Builtin],
    roles: &[Role::Command, Role::Args, Role::Env, Role::Cwd, Role::EnvFile, Role::Url, Role::Headers],
    builtins: &["workspaceFolder", "workspaceFolderBasename", "userHome", "pathSeparator", "/"],
    unset: Unset::Literal,
    spell: Some("${env:NAME}"),
    inputs: None,
};

/// `auth` is of use only with its `CLIENT_ID` (upper case; source of SDK 1.0.32, November 2026).
fn entry_check(entry: &Object, transport: Option<Transport>) -> Vec<Fault> {
    let auth =
        entry.get("auth").and_then(|m| m.value.as_object()).filter(|_| transport.is_some_and(Transport::is_remote));
    let missing = auth.is_some_and(|auth| auth.get("CLIENT_ID").is_none_or(|id| id.value.as_str().is_none()));
    let fault = || Fault::new(Cost::Entry, &["auth"], "`auth` has no `CLIENT_ID`", "add `CLIENT_ID`, in upper case");
    missing.then(fault).into_iter().collect()
}

/// `~/.cursor/mcp.json` on every system.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    env.home.iter().map(|home| home.join(".cursor/mcp.json")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    #[test]
    fn the_user_file_is_below_home_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            assert_eq!(slashes(&user_paths(&fake(system, &[]))[0]), "/home/u/.cursor/mcp.json");
        }
    }
}
