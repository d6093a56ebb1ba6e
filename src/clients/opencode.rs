//! opencode.
//!
//! Source: npm `opencode-linux-x64` 1.18.34 and anomalyco/opencode `packages/opencode/src/config` (November 2026);
//! `opencode debug config` of 1.18.33 answered the cases in `tests/conformance`.

use std::path::PathBuf;

use super::{
    Both, Broken, Client, Container, Dialect, FieldRule, FieldType, Layers, Loss, Mark, Marks, Names, On, Role,
    Selection, Tolerance, Transports, Unit, UnknownValue, Unset, UrlCheck, Variables, WithoutContainer, any_name,
    nowhere, underscores,
};
use crate::document::{Interest, Syntax};
use crate::env::Env;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

/// opencode and its one parser.
pub static CLIENT: Client = Client {
    id: "opencode",
    name: "opencode",
    verified: "1.18.34",
    dialects: &[PROJECT, USER],
    older: &[],
    words: &[&["opencode"]],
};

/// `opencode.json[c]` from the working directory up to the worktree root and in `.opencode`, merged deeply. Comments
/// and trailing commas are read in both. One bad entry and opencode does not start.
const PROJECT: Dialect = Dialect {
    client: "opencode",
    name: "opencode",
    kind: "project",
    verified: "1.18.34",
    scope: Scope::Project,
    paths: &["opencode.json", "opencode.jsonc", ".opencode/opencode.json", ".opencode/opencode.jsonc"],
    owner: true,
    yields: false,
    outranks: false,
    asks_again: false,
    beside: None,
    user_paths: nowhere,
    syntax: Syntax::Json,
    tolerance: Tolerance {
        comments: true,
        trailing_commas: true,
        bom: true,
        empty: true,
        duplicates: true,
        broken: Broken::Fatal,
    },
    interest: Interest::All,
    containers: &[Container::map(&["mcp"], Scope::Project), Container::map(&["mcp", "servers"], Scope::Project)],
    bare_map: false,
    lists_are_maps: false,
    without_container: WithoutContainer::Empty,
    transports: TRANSPORTS,
    fields: FIELDS,
    exclusive: false,
    variables: Variables {
        fatal: &[],
        forms: &[Form::CurlyEnv, Form::CurlyFile],
        roles: &[Role::CommandLine, Role::Env, Role::Cwd, Role::Url, Role::Headers],
        builtins: &[],
        unset: Unset::Empty,
        spell: Some("{env:NAME}"),
        inputs: None,
    },
    names: Names { refused: any_name, sanitise: underscores },
    loss: Loss::Start,
    layers: Layers::Merge,
    marks: Marks {
        syntax: Mark::Executed,
        container: Mark::Executed,
        transport: Mark::Executed,
        fields: Mark::Executed,
        variables: Mark::Source,
        names: Mark::Source,
        switch: Mark::Source,
    },
    ..Dialect::BASE
};

const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    paths: &[],
    user_paths,
    containers: &[Container::map(&["mcp"], Scope::User), Container::map(&["mcp", "servers"], Scope::User)],
    ..PROJECT
};

/// `type` is required: `local` or `remote`. `remote` tries streamable HTTP first, then SSE.
const TRANSPORTS: Transports = Transports {
    key: Some("type"),
    required: true,
    values: &[("local", Transport::Stdio), ("remote", Transport::Http)],
    unknown: UnknownValue::Skips,
    by: Selection::Key,
    url_tells: None,
    bare_url: None,
    both: Both::CommandWins,
    falls_back: true,
    url_check: UrlCheck::None,
    empty_command: true,
    spell_stdio: true,
    speaks: &[Transport::Stdio, Transport::Http, Transport::Sse],
};

/// Unknown fields of an entry are dropped without a word (`env` for `environment` above all).
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("command", Role::CommandLine, FieldType::Strings, On::Stdio),
    FieldRule::strict("environment", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("cwd", Role::Cwd, FieldType::String, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::strict("oauth", Role::Other, FieldType::Any, On::Remote),
    FieldRule::strict("enabled", Role::Enabled, FieldType::Bool, On::Both),
    FieldRule::strict("disabled", Role::Disabled, FieldType::Bool, On::Both),
    FieldRule::loose("codemode", Role::Other, FieldType::Bool, On::Both),
    FieldRule::strict("timeout", Role::Timeout(Unit::Millis(1)), FieldType::Any, On::Both),
];

/// `$XDG_CONFIG_HOME/opencode` or `~/.config/opencode` on every system, `~/.opencode`, and `OPENCODE_CONFIG`.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    let global = env.dir_or_home("XDG_CONFIG_HOME", ".config").map(|dir| dir.join("opencode"));
    let own = env.home.as_ref().map(|home| home.join(".opencode"));
    let named = env.var("OPENCODE_CONFIG").map(PathBuf::from);
    let dirs = global.into_iter().chain(own);
    let files = dirs.flat_map(|dir| [dir.join("opencode.json"), dir.join("opencode.jsonc")]);
    files.chain(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    #[test]
    fn the_global_directory_is_the_same_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            let at = |vars: &[(&str, &str)]| -> Vec<String> {
                user_paths(&fake(system, vars)).iter().map(|p| slashes(p)).collect()
            };
            assert_eq!(at(&[])[0], "/home/u/.config/opencode/opencode.json");
            assert_eq!(at(&[("XDG_CONFIG_HOME", "/x")])[1], "/x/opencode/opencode.jsonc");
            assert_eq!(at(&[("OPENCODE_CONFIG", "/o.json")]).last().unwrap(), "/o.json");
        }
    }
}
