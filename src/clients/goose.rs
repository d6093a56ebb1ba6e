//! goose, the agent of the Agentic AI Foundation (formerly of Block).
//!
//! Source: aaif-goose/goose `crates/goose/src/agents/extension.rs` and `crates/goose/src/config/extensions.rs` as of
//! August 2026, and the configuration page of its documentation (November 2026). What it does with a file was not run.

use std::path::PathBuf;

use super::{
    Client, Container, Cost, Dialect, Fault, FieldRule, FieldType, Loss, Mark, Marks, Names, On, Role, Selection,
    Tolerance, Transports, UNSIGNED, Unit, UnknownValue, Unset, Variables, any_name,
};
use crate::document::{Object, Syntax};
use crate::env::{Env, System};
use crate::model::template::Form;
use crate::model::{Scope, Transport};

const ID: &str = "goose";
const NAME: &str = "goose";
const VERIFIED: &str = "2026-08";

/// goose: the user's settings, and recipes.
pub(super) static CLIENT: Client =
    Client { id: ID, name: NAME, verified: VERIFIED, dialects: &[USER, RECIPE], older: &[], words: &[&["goose"]] };

/// `config.yaml`: a map of extensions, of which servers are one sort. An entry that does not parse is left out with a
/// word in the log alone.
const USER: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "user",
    verified: VERIFIED,
    remark: "An entry that goose cannot read is left out, and only its log says so.",
    scope: Scope::User,
    user_paths,
    syntax: Syntax::Yaml,
    tolerance: Tolerance { duplicates: false, ..Tolerance::JSONC },
    containers: &[Container::map(&["extensions"], Scope::User)],
    no_server,
    transports: Transports {
        key: Some("type"),
        required: true,
        // `sse` still parses, and its tools are never there.
        values: &[("stdio", Transport::Stdio), ("streamable_http", Transport::Http)],
        unknown: UnknownValue::Skips,
        by: Selection::Key,
        spell_stdio: true,
        ..Transports::BY_FIELDS
    },
    fields: &fields(FieldRule::strict("enabled", Role::Enabled, FieldType::Bool, On::Both).required()),
    entry_check: blocked,
    lazy: true,
    variables: Variables {
        forms: &[Form::Braced, Form::Bare],
        roles: &[Role::Url, Role::Headers],
        unset: Unset::Literal,
        spell: Some("${NAME}"),
        ..Variables::NONE
    },
    names: Names { refused: any_name, sanitise },
    loss: Loss::Entry,
    marks: Marks::all(Mark::Source),
    ..Dialect::BASE
};

/// A recipe: a list of the same objects, each with its name, none switched on or off.
const RECIPE: Dialect = Dialect {
    kind: "recipe",
    remark: "",
    scope: Scope::Project,
    user_paths: super::nowhere,
    containers: &[Container::list(&["extensions"], Scope::Project, "name")],
    fields: &fields(FieldRule::loose("enabled", Role::Other, FieldType::Bool, On::Both)),
    ..USER
};

/// `cmd`, `uri` and `envs`, where others say `command`, `url` and `env`; `args` must be there. Releases before August
/// 2026 also want `name` in the entry. Unknown keys are not looked at.
const fn fields(enabled: FieldRule) -> [FieldRule; 15] {
    [
        enabled,
        FieldRule::strict("type", Role::Transport, FieldType::String, On::Both),
        FieldRule::strict("name", Role::Name, FieldType::String, On::Both),
        FieldRule::strict("description", Role::Other, FieldType::String, On::Both).or_null(),
        FieldRule::strict("cmd", Role::Command, FieldType::String, On::Stdio),
        FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio).required(),
        FieldRule::strict("cwd", Role::Cwd, FieldType::String, On::Stdio).or_null(),
        FieldRule::strict("uri", Role::Url, FieldType::String, On::Remote),
        FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
        FieldRule::strict("socket", Role::Other, FieldType::String, On::Remote).or_null(),
        FieldRule::strict("envs", Role::Env, FieldType::StringMap, On::Both),
        FieldRule::strict("env_keys", Role::EnvNames, FieldType::Strings, On::Both),
        FieldRule::strict("timeout", Role::Timeout(Unit::Seconds), FieldType::Own(&UNSIGNED), On::Both).or_null(),
        FieldRule::strict("bundled", Role::Other, FieldType::Bool, On::Both).or_null(),
        FieldRule::strict("available_tools", Role::Other, FieldType::Strings, On::Both),
    ]
}

/// Extensions of goose itself and of the program around it.
fn no_server(entry: &Object) -> bool {
    let word = entry.get("type").and_then(|m| m.value.as_str());
    matches!(word, Some("builtin" | "platform" | "frontend" | "inline_python"))
}

/// Variables that would change which program runs are dropped from `envs`, whatever their case.
fn blocked(entry: &Object, _: Option<Transport>) -> Vec<Fault> {
    const BLOCKED: &[&str] = &[
        "PATH",
        "PATHEXT",
        "LD_PRELOAD",
        "LD_LIBRARY_PATH",
        "PYTHONPATH",
        "PYTHONHOME",
        "NODE_OPTIONS",
        "RUBYOPT",
        "CLASSPATH",
        "GO111MODULE",
        "GOROOT",
        "TEMP",
        "TMP",
        "COMSPEC",
        "USERPROFILE",
    ];
    let envs = entry.get("envs").and_then(|m| m.value.as_object());
    let is_blocked = |name: &str| {
        let upper = name.to_ascii_uppercase();
        BLOCKED.contains(&upper.as_str()) || upper.starts_with("DYLD_")
    };
    let dropped = envs.into_iter().flat_map(Object::effective).filter(|m| is_blocked(&m.key));
    dropped
        .map(|m| {
            let why = format!("`{}` decides which programs run", m.key);
            Fault::new(Cost::Value, &["envs", &m.key], why, "set it where goose is started")
        })
        .collect()
}

/// Blanks go, other odd characters become `_`, and case does not count.
fn sanitise(name: &str) -> String {
    let kept = name.chars().filter(|c| !c.is_whitespace());
    let clean = kept.map(|c| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') { c } else { '_' });
    clean.collect::<String>().to_lowercase()
}

/// `~/.config/goose/config.yaml` on Linux and macOS, `%APPDATA%\Block\goose\config\config.yaml` on Windows.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    let file = match env.system {
        System::Windows => env.app_config().map(|dir| dir.join("Block/goose/config/config.yaml")),
        System::Linux | System::Mac => {
            env.dir_or_home("XDG_CONFIG_HOME", ".config").map(|d| d.join("goose/config.yaml"))
        }
    };
    file.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::slashes;
    use crate::env::tests::fake;

    #[test]
    fn the_user_file_has_its_place_on_every_system() {
        let at = |system| slashes(&user_paths(&fake(system, &[]))[0]);
        assert_eq!(at(System::Linux), "/home/u/.config/goose/config.yaml");
        assert_eq!(at(System::Mac), "/home/u/.config/goose/config.yaml");
        assert!(at(System::Windows).ends_with("AppData/Roaming/Block/goose/config/config.yaml"));
    }

    #[test]
    fn names_that_become_one() {
        assert_eq!(sanitise("My Server"), sanitise("myserver"));
        assert_eq!(sanitise("a.b"), "a_b");
    }
}
