//! Claude Desktop. Closed source; facts from its documentation and from reports, as of 2026-11-21.

use std::path::PathBuf;

use super::{
    Both, Broken, Client, Container, Dialect, FieldRule, FieldType, Layers, Loss, Mark, Marks, Names, On, Role,
    Selection, Tolerance, Transports, UnknownValue, Unset, UrlCheck, Variables, WithoutContainer, any_name, as_is,
};
use crate::document::{Interest, Syntax};
use crate::env::Env;
use crate::model::{Scope, Transport};

/// Claude Desktop and its one parser.
pub(super) static CLIENT: Client = Client {
    id: "claude-desktop",
    name: "Claude Desktop",
    verified: "docs of 2026-11",
    dialects: &[USER],
    older: &[],
    words: &[&["claude", "desktop"]],
};

const USER: Dialect = Dialect {
    client: "claude-desktop",
    name: "Claude Desktop",
    kind: "user",
    verified: "docs of 2026-11",
    scope: Scope::User,
    paths: &[],
    owner: true,
    yields: false,
    outranks: false,
    asks_again: false,
    beside: None,
    user_paths,
    syntax: Syntax::Json,
    tolerance: Tolerance {
        comments: false,
        trailing_commas: false,
        bom: true,
        empty: true,
        duplicates: true,
        surrogates: true,
        loose: false,
        broken: Broken::Ignored,
    },
    interest: Interest::All,
    containers: &[Container::map(&["mcpServers"], Scope::User)],
    bare_map: false,
    lists_are_maps: false,
    without_container: WithoutContainer::Empty,
    transports: TRANSPORTS,
    fields: FIELDS,
    exclusive: false,
    variables: VARIABLES,
    names: Names { refused: any_name, sanitise: as_is },
    loss: Loss::Entry,
    layers: Layers::Replace,
    marks: Marks {
        syntax: Mark::Docs,
        container: Mark::Docs,
        transport: Mark::Docs,
        fields: Mark::Docs,
        variables: Mark::Reported,
        names: Mark::Guess,
        switch: Mark::Guess,
    },
    ..Dialect::BASE
};

/// Processes only [docs]; remote servers are connectors in the settings dialog, and an entry with a `url` is
/// skipped with a notice [reports, 2026-03 and later].
const TRANSPORTS: Transports = Transports {
    key: None,
    required: false,
    values: &[],
    unknown: UnknownValue::AsAbsent,
    by: Selection::Fields,
    url_tells: None,
    bare_url: None,
    both: Both::CommandWins,
    falls_back: false,
    url_check: UrlCheck::None,
    empty_command: false,
    spell_stdio: false,
    speaks: &[Transport::Stdio],
};

const FIELDS: &[FieldRule] = &[
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
];

/// None are expanded [reports].
const VARIABLES: Variables =
    Variables { fatal: &[], forms: &[], roles: &[], builtins: &[], unset: Unset::Literal, spell: None, inputs: None };

/// The path that VS Code's discovery adapter has hard-coded for each system (source, 1.139).
fn user_paths(env: &Env) -> Vec<PathBuf> {
    env.app_config().map(|dir| dir.join("Claude/claude_desktop_config.json")).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    #[test]
    fn the_file_is_where_each_system_keeps_settings() {
        let at = |system, vars: &[(&str, &str)]| slashes(&user_paths(&fake(system, vars))[0]);
        let tail = "Claude/claude_desktop_config.json";
        assert_eq!(at(System::Linux, &[]), format!("/home/u/.config/{tail}"));
        assert_eq!(at(System::Mac, &[]), format!("/home/u/Library/Application Support/{tail}"));
        assert_eq!(at(System::Windows, &[("APPDATA", "C:/R")]), format!("C:/R/{tail}"));
    }
}
