//! Amp. Closed source: facts from its manual and from `ampcode.com/news/mcp-permissions`, as of 2026-11.

use std::path::PathBuf;

use super::{
    Client, Container, Dialect, FieldRule, FieldType, Mark, Marks, On, Role, Tolerance, Transports, Variables,
};
use crate::env::{Env, System};
use crate::model::template::Form;
use crate::model::{Scope, Transport};

/// Amp and its settings parser.
pub(super) static CLIENT: Client = Client {
    id: "amp",
    name: "Amp",
    verified: "docs of 2026-11",
    dialects: &[WORKSPACE, USER, EDITOR],
    older: &[],
    words: &[&["amp"], &["ampcode"]],
};

/// `.amp/settings.json`. The servers stand under one key with a dot in it, not in an object `amp`. That comments are
/// read is inferred from `settings.jsonc` being named beside it; what becomes of a bad entry is not documented.
const WORKSPACE: Dialect = Dialect {
    client: "amp",
    name: "Amp",
    kind: "workspace",
    verified: "docs of 2026-11",
    remark: "a server of the workspace does not start before `amp mcp approve`",
    paths: &[".amp/settings.json", ".amp/settings.jsonc"],
    gated: true,
    asks_again: true,
    tolerance: Tolerance::JSONC,
    containers: &[Container::map(&["amp.mcpServers"], Scope::Project)],
    transports: TRANSPORTS,
    fields: FIELDS,
    variables: Variables {
        forms: &[Form::Braced],
        roles: &[Role::Command, Role::Args, Role::Env, Role::Url, Role::Headers],
        spell: Some("${NAME}"),
        ..Variables::NONE
    },
    marks: Marks {
        container: Mark::Docs,
        fields: Mark::Docs,
        variables: Mark::Docs,
        switch: Mark::Docs,
        ..Marks::all(Mark::Guess)
    },
    ..Dialect::BASE
};

const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    remark: "",
    paths: &[],
    user_paths,
    asks_again: false,
    containers: &[Container::map(&["amp.mcpServers"], Scope::User)],
    ..WORKSPACE
};

/// The settings of VS Code, which are another program's: only the key with the servers is Amp's.
const EDITOR: Dialect = Dialect { kind: "vscode", paths: &[".vscode/settings.json"], owner: false, ..WORKSPACE };

/// `command` or `url`, no key names the transport; that a URL is tried with streamable HTTP first is inferred.
const TRANSPORTS: Transports = Transports {
    falls_back: true,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
    ..Transports::BY_FIELDS
};

const FIELDS: &[FieldRule] = &[
    FieldRule::loose("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::loose("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::loose("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::loose("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::loose("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::loose("includeTools", Role::Other, FieldType::Strings, On::Both),
    FieldRule::loose("disabled", Role::Disabled, FieldType::Bool, On::Both),
];

/// `AMP_SETTINGS_FILE`, else `~/.config/amp/settings.json`, on Windows below `%APPDATA%` (the latter inferred).
fn user_paths(env: &Env) -> Vec<PathBuf> {
    if let Some(file) = env.var("AMP_SETTINGS_FILE") {
        return vec![PathBuf::from(file)];
    }
    let dir = match env.system {
        System::Windows => env.app_config(),
        System::Linux | System::Mac => env.home.as_ref().map(|home| home.join(".config")),
    };
    dir.map(|dir| dir.join("amp/settings.json")).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::slashes;
    use crate::env::tests::fake;

    #[test]
    fn the_user_file_follows_the_system() {
        let at = |system, vars: &[(&str, &str)]| slashes(&user_paths(&fake(system, vars))[0]);
        assert_eq!(at(System::Linux, &[]), "/home/u/.config/amp/settings.json");
        assert_eq!(at(System::Mac, &[]), "/home/u/.config/amp/settings.json");
        assert_eq!(at(System::Windows, &[]), "/home/u/AppData/Roaming/amp/settings.json");
        assert_eq!(at(System::Linux, &[("AMP_SETTINGS_FILE", "/s.json")]), "/s.json");
    }
}
