//! Zed.
//!
//! Source: zed-industries/zed `crates/settings_content/src/project.rs` as stored in 2026 (`ContextServerSettings`), and
//! zed.dev/docs of November 2026.

use std::path::PathBuf;

use super::{
    Client, Container, Dialect, FieldRule, FieldType, Mark, Marks, OddContainer, On, OwnType, Pick, Role, Selection,
    Tolerance, Transports, UNSIGNED, Unit,
};
use crate::document::{Node, Object, Value};
use crate::env::{Env, System};
use crate::model::{Scope, Transport};

/// Zed and its one parser.
pub(super) static CLIENT: Client = Client {
    id: "zed",
    name: "Zed",
    verified: "main of 2026-08",
    dialects: &[PROJECT, USER],
    older: &[],
    words: &[&["zed"]],
};

/// `.zed/settings.json` in a worktree that is trusted: editor settings in JSON with comments. A bad value is left out
/// by itself, and the settings view says so. An entry replaces the user's of its name unless both are of one kind.
const PROJECT: Dialect = Dialect {
    client: "zed",
    name: "Zed",
    kind: "project",
    verified: "main of 2026-08",
    remark: "Zed starts servers of a project only once its worktree is trusted.",
    paths: &[".zed/settings.json"],
    gated: true,
    tolerance: Tolerance::JSONC,
    containers: &[Container::map(&["context_servers"], Scope::Project)],
    odd_container: OddContainer::Ignored,
    transports: TRANSPORTS,
    fields: FIELDS,
    lazy: true,
    marks: Marks { names: Mark::Guess, ..Marks::all(Mark::Source) },
    ..Dialect::BASE
};

const USER: Dialect = Dialect {
    kind: "user",
    remark: "",
    scope: Scope::User,
    paths: &[],
    user_paths,
    containers: &[Container::map(&["context_servers"], Scope::User)],
    ..PROJECT
};

/// Streamable HTTP only; no key names a transport.
const TRANSPORTS: Transports = Transports { by: Selection::Own(pick), ..Transports::BY_FIELDS };

/// An untagged union: a process if there is a `command`, else a remote server if there is a `url`, else the settings of
/// an extension's server, which is a process too. What fits none of the first two ends up as the third, without a
/// word: it starts nothing unless an extension of that name is there, so only what has `settings` is taken for one.
fn pick(entry: &Object) -> Pick {
    let there = |key: &str| entry.get(key).is_some_and(|m| m.value.value != Value::Null);
    let text = |key: &str| entry.get(key).is_some_and(|m| m.value.as_str().is_some());
    match () {
        () if entry.get("command").is_some_and(|m| is_program(&m.value)) => Pick::Use(Transport::Stdio),
        () if text("url") => Pick::Use(Transport::Http),
        () if there("settings") => Pick::Use(Transport::Stdio),
        () => Pick::Nothing,
    }
}

fn is_program(node: &Node) -> bool {
    node.as_str().is_some() || node.get("path").is_some_and(|path| path.as_str().is_some())
}

/// A path, or the object of older settings, which Zed rewrites.
static PROGRAM: OwnType =
    OwnType { wants: "a string", fits: is_program, schema: r#"{"type": ["string", "object"], "required": ["path"]}"# };

/// Unknown keys are ignored, `source` of older settings among them. `remote` runs the process on the remote host.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("command", Role::Command, FieldType::Own(&PROGRAM), On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio).or_null(),
    // What older settings have in `command`.
    FieldRule::strict("command/path", Role::Command, FieldType::String, On::Stdio),
    FieldRule::loose("command/args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::loose("command/env", Role::Env, FieldType::StringMap, On::Stdio).or_null(),
    FieldRule::strict("remote", Role::Other, FieldType::Bool, On::Stdio),
    FieldRule::loose("settings", Role::Other, FieldType::Any, On::Stdio).endpoint(),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::strict("oauth", Role::Other, FieldType::Object, On::Remote).or_null(),
    FieldRule::strict("timeout", Role::Timeout(Unit::Seconds), FieldType::Own(&UNSIGNED), On::Both).or_null(),
    FieldRule::strict("enabled", Role::Enabled, FieldType::Bool, On::Both),
    FieldRule::loose("source", Role::Other, FieldType::Any, On::Both),
];

/// `~/.config/zed` also on macOS, `%APPDATA%\Zed` on Windows (docs).
fn user_paths(env: &Env) -> Vec<PathBuf> {
    let dir = match env.system {
        System::Linux => env.dir_or_home("XDG_CONFIG_HOME", ".config").map(|dir| dir.join("zed")),
        System::Mac => env.home.as_ref().map(|home| home.join(".config/zed")),
        System::Windows => env.app_config().map(|dir| dir.join("Zed")),
    };
    dir.map(|dir| dir.join("settings.json")).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Interest, Syntax};
    use crate::env::slashes;
    use crate::env::tests::fake;

    #[test]
    fn the_user_file_follows_the_system() {
        let at = |system, vars: &[(&str, &str)]| slashes(&user_paths(&fake(system, vars))[0]);
        assert_eq!(at(System::Linux, &[]), "/home/u/.config/zed/settings.json");
        assert_eq!(at(System::Linux, &[("XDG_CONFIG_HOME", "/x")]), "/x/zed/settings.json");
        assert_eq!(at(System::Mac, &[("XDG_CONFIG_HOME", "/x")]), "/home/u/.config/zed/settings.json");
        assert_eq!(at(System::Windows, &[("APPDATA", "C:/A")]), "C:/A/Zed/settings.json");
    }

    #[test]
    fn the_union_is_tried_in_order() {
        for (entry, want) in [
            (r#"{"command": "c", "url": "u"}"#, Pick::Use(Transport::Stdio)),
            (r#"{"source": "custom", "command": {"path": "c", "args": []}}"#, Pick::Use(Transport::Stdio)),
            (r#"{"command": 5, "url": "u"}"#, Pick::Use(Transport::Http)),
            (r#"{"settings": {}}"#, Pick::Use(Transport::Stdio)),
            (r#"{"source": "extension"}"#, Pick::Nothing),
            (r#"{"serverUrl": "u"}"#, Pick::Nothing),
        ] {
            let document = Document::parse(entry.to_owned(), Syntax::Json, Interest::All);
            assert_eq!(pick(document.root.unwrap().as_object().unwrap()), want, "{entry}");
        }
    }
}
