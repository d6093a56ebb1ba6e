//! Gemini CLI and Qwen Code: `mcp.allowed` and `mcp.excluded` of settings; of Gemini CLI also what `gemini mcp disable`
//! writes and which directories are trusted.
//!
//! Source: npm `@google/gemini-cli` 0.61.0, `mcp-client-manager.ts`, `settings.ts`, `trustedFolders.ts` and
//! `mcpServerEnablement.ts`, read 2026-11-21. Of a list that several settings have, that of the highest counts
//! (administrator, project, person) and nothing of the others; an empty list of allowed servers allows all. When servers
//! are started names count letter by letter, though `gemini mcp list` compares them without case. In a directory that is
//! not trusted the project's settings are not read and no server is started at all. For Qwen Code 0.24.4 the lists stand
//! in its settings schema; that it applies them as its parent does is inferred.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Asked, Files, Reason, Said, Says, Switch, files, shell_word, strings};
use crate::document::{Node, Pointer};
use crate::env::slashes;
use crate::finding::FileId;
use crate::model::Scope;

/// What they remember.
#[derive(Debug, Default)]
pub(super) struct Memory {
    allowed: Option<(Switch, BTreeSet<String>)>,
    excluded: Option<BTreeMap<String, Switch>>,
    /// By lower-case name.
    off: BTreeMap<String, Switch>,
    distrust: Option<Switch>,
}

/// One settings file that counts.
struct Settings<'a> {
    file: FileId,
    scope: Scope,
    managed: bool,
    root: &'a Node,
}

impl Settings<'_> {
    fn list(&self, name: &'static str, key: &'static str, says: Says) -> Option<(Switch, &Node)> {
        let member = self.root.get("mcp")?.as_object()?.get(name).filter(|m| m.value.as_array().is_some())?;
        let (file, scope, managed) = (self.file, self.scope, self.managed);
        let pointer = Pointer::of(&["mcp", name]);
        Some((Switch { file, span: member.key_span, pointer, scope, key, says, managed }, &member.value))
    }
}

impl Memory {
    pub(super) fn of(files: &Files<'_>, client: &'static str) -> Self {
        let mut memory = Self { distrust: distrust(files, client), ..Self::default() };
        for settings in settings(files, client, memory.distrust.is_none()) {
            if let Some((list, node)) = settings.list("allowed", "mcp.allowed", Says::LeavesOut) {
                let names = strings(node, &list.pointer).into_iter().map(|(name, ..)| name.to_owned()).collect();
                memory.allowed.get_or_insert((list, names));
            }
            let excluded = settings.list("excluded", "mcp.excluded", Says::Denies);
            if let Some((list, node)) = excluded {
                let entries = strings(node, &list.pointer).into_iter();
                let named =
                    |(name, span, pointer): (&str, _, _)| (name.to_owned(), Switch { span, pointer, ..list.clone() });
                memory.excluded.get_or_insert_with(|| entries.map(named).collect());
            }
        }
        let state = files.state(client).into_iter().filter(|(_, kind, _)| *kind == files::Kind::Switches);
        for (file, _, root) in state {
            memory.switches(file, root);
        }
        memory
    }

    fn switches(&mut self, file: FileId, root: &Node) {
        let members = root.as_object().into_iter().flat_map(|o| o.effective());
        for member in members.filter(|m| m.value.get("enabled").and_then(Node::as_bool) == Some(false)) {
            let pointer = Pointer::of(&[&member.key, "enabled"]);
            let (scope, says) = (Scope::User, Says::SwitchesOff);
            let switch = Switch { file, span: member.key_span, pointer, scope, key: "enabled", says, managed: false };
            self.off.insert(member.key.clone(), switch);
        }
    }

    pub(super) fn says(&self, asked: &Asked<'_>) -> Said {
        let mut said = Said::default();
        let name = asked.name;
        if let Some(switch) = &self.distrust {
            let why = "this directory is marked as not trusted, so that no server is started in it";
            let help = "run `/permissions trust` in Gemini CLI, or change this entry to `TRUST_FOLDER`";
            said.stop(Reason::Untrusted, Some(switch.clone()), why, help);
        }
        if let Some((list, names)) = self.allowed.as_ref().filter(|(_, names)| !names.is_empty()) {
            if names.contains(name) {
                said.switches.push(Switch { says: Says::Allows, ..list.clone() });
            } else {
                let why = "it is not on the list of allowed servers";
                said.stop(
                    Reason::NotAllowed,
                    Some(list.clone()),
                    why,
                    mend(list, &format!("add `{name}` to this list")),
                );
            }
        }
        if let Some(switch) = self.excluded.as_ref().and_then(|list| list.get(name)) {
            let why = "it is on the list of excluded servers";
            let help = mend(switch, &format!("take `{name}` out of this list"));
            said.stop(Reason::Denied, Some(switch.clone()), why, help);
        }
        if let Some(switch) = self.off.get(name.to_lowercase().trim()) {
            let help = match shell_word(name) {
                Some(word) => format!("switch it on with `gemini mcp enable {word}`"),
                None => "write `true` here".to_owned(),
            };
            said.stop(Reason::SwitchedOff, Some(switch.clone()), "it is switched off", help);
        }
        said
    }
}

/// The settings that count, those that win first.
fn settings<'a>(files: &Files<'a>, client: &'static str, trusted: bool) -> Vec<Settings<'a>> {
    let mut found: Vec<(u8, Settings<'a>)> = Vec::new();
    for (file, kind, source, root) in files.configs(client) {
        let (rank, scope) = match kind {
            "system" => (0, Scope::User),
            "project" if trusted && source.project == files.here.start => (1, Scope::Project),
            "user" => (2, Scope::User),
            _ => continue,
        };
        found.push((rank, Settings { file, scope, managed: rank == 0, root }));
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, settings)| settings).collect()
}

/// The rule that says that this directory is not trusted: of those that fit the one with the longest path.
fn distrust(files: &Files<'_>, client: &'static str) -> Option<Switch> {
    let enabled = |root: &Node| root.get("security")?.get("folderTrust")?.get("enabled")?.as_bool();
    let own = files.configs(client).filter(|(_, kind, ..)| matches!(*kind, "user" | "system"));
    if own.filter_map(|(.., root)| enabled(root)).any(|on| !on) {
        return None;
    }
    let start = slashes(&files.here.start);
    let mut longest: Option<(usize, bool, Switch)> = None;
    for (file, _, root) in files.state(client).into_iter().filter(|(_, kind, _)| *kind == files::Kind::Trust) {
        for member in root.as_object().into_iter().flat_map(|o| o.effective()) {
            let path = member.key.replace('\\', "/");
            let level = member.value.as_str().unwrap_or_default();
            let dir = if level == "TRUST_PARENT" { path.rsplit_once('/').map_or("", |(dir, _)| dir) } else { &path };
            if !Path::new(&start).starts_with(dir) || longest.as_ref().is_some_and(|(len, ..)| path.len() <= *len) {
                continue;
            }
            let (scope, says) = (Scope::User, Says::Distrusts);
            let pointer = Pointer::of(&[&member.key]);
            let switch =
                Switch { file, span: member.key_span, pointer, scope, key: "DO_NOT_TRUST", says, managed: false };
            longest = Some((path.len(), level == "DO_NOT_TRUST", switch));
        }
    }
    longest.filter(|(_, distrusted, _)| *distrusted).map(|(.., switch)| switch)
}

/// What to do about a switch: nobody changes an administrator's.
fn mend(switch: &Switch, help: &str) -> String {
    if switch.managed { "ask your administrator".to_owned() } else { help.to_owned() }
}
