//! Claude Code: settings of four scopes and `projects.<path>` of `~/.claude.json`.
//!
//! Source: the text of 2.1.329 (November 2026), read. What it looks at, in this order: `strictPluginOnlyCustomization`
//! of an administrator; `deniedMcpServers` of all settings; `allowedMcpServers` of all settings, or of an
//! administrator's alone; for servers of `.mcp.json` whether they were refused (names compared as tools are prefixed with
//! them) or approved (exact names); `disabledMcpServers` of the project. What the project's own `.claude/settings.json`
//! approves counts once the project is trusted. Lists of several settings are put together.

use std::collections::BTreeMap;

use super::target::{Found, MOST_PATTERNS, Target, Targets, is_process};
use super::{Asked, Files, Origin, Reason, Said, Says, Switch, files, strings};
use crate::clients;
use crate::document::{Member, Node, Pointer, Value};
use crate::finding::FileId;
use crate::model::Scope;

const CLIENT: &str = "claude-code";

/// What Claude Code remembers.
#[derive(Debug, Default)]
pub(super) struct Memory {
    approved: BTreeMap<String, Vec<Switch>>,
    approves_all: Vec<Switch>,
    /// By the name that tools are prefixed with.
    rejected: BTreeMap<String, Vec<Switch>>,
    denied: List,
    allowed: Option<List>,
    /// By exact name.
    off: BTreeMap<String, Vec<Switch>>,
    trust: Option<Switch>,
    /// Whether its own file is there and does not say that the project is trusted.
    distrusts: bool,
    /// The project's settings for one person that git does not ignore: it may keep them.
    kept: Vec<FileId>,
    plugins_only: Option<Switch>,
}

/// A list of allowed or denied servers, from however many files.
#[derive(Debug, Default)]
struct List {
    /// The lists themselves.
    lists: Vec<Switch>,
    targets: Targets<Entry>,
}

/// An entry of such a list, and how a person finds it again.
#[derive(Debug)]
struct Entry {
    switch: Switch,
    written: String,
}

impl List {
    fn add(&mut self, list: Switch, node: &Node, says: Says) {
        let items = node.as_array().unwrap_or_default();
        for (i, item) in items.iter().enumerate() {
            let switch = Switch { span: item.span, pointer: list.pointer.index(i), says, ..list.clone() };
            let written = ["serverName", "serverUrl"].into_iter().find_map(|key| item.get(key)?.as_str());
            // Arguments and queries may hold secrets.
            let plain = written.filter(|w| !w.contains(['?', '@'])).map(str::to_owned).unwrap_or_default();
            if let Some(target) = Target::of(item) {
                self.targets.add(target, Entry { switch, written: plain });
            }
        }
        self.lists.push(list);
    }

    fn note(&self, said: &mut Said) {
        if let Some(list) = self.lists.first().filter(|_| self.targets.cut) {
            said.notes.push(format!("of `{}` only the first {MOST_PATTERNS} patterns were compared", list.key));
        }
    }
}

/// One settings file.
struct Settings<'a> {
    file: FileId,
    kind: files::Kind,
    root: &'a Node,
}

impl Settings<'_> {
    fn managed(&self) -> bool {
        self.kind == files::Kind::Managed
    }

    fn member(&self, key: &'static str, says: Says) -> Option<(Switch, &Node)> {
        let Member { key_span, value, .. } = self.root.as_object()?.get(key)?;
        let scope = self.kind.scope();
        let (span, pointer) = (*key_span, Pointer::of(&[key]));
        let switch = Switch { file: self.file, span, pointer, scope, key, says, managed: self.managed() };
        Some((switch, value))
    }

    /// The names of a list, each with its place.
    fn names(&self, key: &'static str, says: Says) -> Vec<(String, Switch)> {
        let Some((switch, node)) = self.member(key, says) else { return Vec::new() };
        named(&switch, node)
    }
}

fn named(list: &Switch, node: &Node) -> Vec<(String, Switch)> {
    let names = strings(node, &list.pointer).into_iter();
    names.map(|(name, span, pointer)| (name.to_owned(), Switch { span, pointer, ..list.clone() })).collect()
}

impl Memory {
    pub(super) fn of(files: &Files<'_>) -> Self {
        let mut memory = Self::default();
        let state = files.state(CLIENT).into_iter();
        let mut settings: Vec<Settings<'_>> = state.map(|(file, kind, root)| Settings { file, kind, root }).collect();
        let managed = files.configs(CLIENT).filter(|(_, kind, ..)| *kind == "managed-settings");
        settings.extend(managed.map(|(file, _, _, root)| Settings { file, kind: files::Kind::Managed, root }));
        let only_managed = settings
            .iter()
            .filter(|s| s.managed())
            .any(|s| s.root.get("allowManagedMcpServersOnly").and_then(Node::as_bool) == Some(true));
        for settings in &settings {
            memory.settings(settings, only_managed);
        }
        for (file, _, _, root) in files.configs(CLIENT).filter(|(_, kind, ..)| *kind == "user") {
            let projects = root.get("projects").and_then(Node::as_object);
            for project in projects.iter().flat_map(|p| p.effective()).filter(|m| files.is_here(&m.key)) {
                memory.project(file, project);
            }
            memory.distrusts = memory.trust.is_none();
        }
        let local = settings.iter().filter(|s| s.kind == files::Kind::Local).map(|s| s.file);
        let kept =
            |id: &FileId| files.workspace.get(*id).is_some_and(|s| s.scope == Scope::Project && !s.ignored_by_git);
        memory.kept = local.filter(kept).collect();
        memory
    }

    fn settings(&mut self, settings: &Settings<'_>, only_managed: bool) {
        for (name, switch) in settings.names("enabledMcpjsonServers", Says::Approves) {
            self.approved.entry(name).or_default().push(switch);
        }
        for (name, switch) in settings.names("disabledMcpjsonServers", Says::Rejects) {
            self.rejected.entry(prefix(&name)).or_default().push(switch);
        }
        let all = settings.member("enableAllProjectMcpServers", Says::ApprovesAll);
        self.approves_all.extend(all.filter(|(_, node)| node.as_bool() == Some(true)).map(|(switch, _)| switch));
        if let Some((switch, node)) = settings.member("deniedMcpServers", Says::Denies) {
            self.denied.add(switch, node, Says::Denies);
        }
        let list =
            settings.member("allowedMcpServers", Says::LeavesOut).filter(|_| settings.managed() || !only_managed);
        if let Some((switch, node)) = list.filter(|(_, node)| node.as_array().is_some()) {
            self.allowed.get_or_insert_default().add(switch, node, Says::Allows);
        }
        let strict = settings.member("strictPluginOnlyCustomization", Says::PluginsOnly).filter(|_| settings.managed());
        let concerns = |node: &Node| match &node.value {
            Value::Array(surfaces) => surfaces.iter().any(|s| s.as_str() == Some("mcp")),
            value => *value == Value::Bool(true),
        };
        self.plugins_only = self.plugins_only.take().or(strict.filter(|(_, n)| concerns(n)).map(|(switch, _)| switch));
    }

    /// `projects.<path>` of `~/.claude.json`. The lists of approvals there are of older versions; they are moved to
    /// `.claude/settings.local.json` at the next start.
    fn project(&mut self, file: FileId, project: &Member) {
        let Some(object) = project.value.as_object() else { return };
        for member in object.effective() {
            let at = |key, says| {
                let pointer = Pointer::of(&["projects", &project.key, key]);
                Switch { file, span: member.key_span, pointer, scope: Scope::Local, key, says, managed: false }
            };
            match member.key.as_str() {
                "enabledMcpjsonServers" => {
                    for (name, switch) in named(&at("enabledMcpjsonServers", Says::Approves), &member.value) {
                        self.approved.entry(name).or_default().push(switch);
                    }
                }
                "disabledMcpjsonServers" => {
                    for (name, switch) in named(&at("disabledMcpjsonServers", Says::Rejects), &member.value) {
                        self.rejected.entry(prefix(&name)).or_default().push(switch);
                    }
                }
                "disabledMcpServers" => {
                    for (name, switch) in named(&at("disabledMcpServers", Says::SwitchesOff), &member.value) {
                        self.off.entry(name).or_default().push(switch);
                    }
                }
                "hasTrustDialogAccepted" if member.value.as_bool() == Some(true) => {
                    self.trust = Some(at("hasTrustDialogAccepted", Says::Trusts));
                }
                _ => {}
            }
        }
    }

    pub(super) fn approves_all(&self) -> &[Switch] {
        &self.approves_all
    }

    pub(super) fn named_by_project(&self) -> Vec<(&str, &Switch)> {
        let lists = self.approved.iter().chain(&self.rejected);
        let named = lists.flat_map(|(name, switches)| switches.iter().map(move |s| (name.as_str(), s)));
        named.filter(|(_, s)| s.scope == Scope::Project).collect()
    }

    pub(super) fn says(&self, asked: &Asked<'_>) -> Said {
        let mut said = Said::default();
        if let Some(switch) = self.plugins_only.as_ref().filter(|_| asked.origin != Origin::Managed) {
            let why = "your administrator lets only plugins bring servers";
            said.stop(Reason::PluginsOnly, Some(switch.clone()), why, "ask your administrator");
        }
        self.denies(asked, &mut said);
        if asked.origin != Origin::Managed {
            self.allows(asked, &mut said);
        }
        if asked.origin == Origin::Project {
            self.approval(asked, &mut said);
        }
        if let Some(switch) = self.off.get(asked.name).and_then(|s| s.first()) {
            let why = "it is switched off for this project";
            let help = format!("switch it on with `/mcp enable {0}`, or take `{0}` out of this list", asked.name);
            said.stop(Reason::SwitchedOff, Some(switch.clone()), why, help);
        }
        said
    }

    fn denies(&self, asked: &Asked<'_>, said: &mut Said) {
        let list = &self.denied;
        let other = || match asked.server.map(|server| list.targets.find(server)) {
            Some(Found::Yes(entry)) => Some(entry),
            _ => None,
        };
        let Some(entry) = list.targets.name(asked.name).or_else(other) else { return list.note(said) };
        let why = match entry.written.as_str() {
            "" => "it is on the list of denied servers".to_owned(),
            written if written == asked.name => "it is on the list of denied servers".to_owned(),
            written => format!("it is on the list of denied servers: `{}` has `{written}`", entry.switch.key),
        };
        said.stop(Reason::Denied, Some(entry.switch.clone()), why, mend(&entry.switch, "remove this entry"));
    }

    /// A process must be named by its command where any entry names a command, a remote server by its URL where any names
    /// a URL, and by its name otherwise.
    fn allows(&self, asked: &Asked<'_>, said: &mut Said) {
        let Some(list) = &self.allowed else { return };
        list.note(said);
        let targets = &list.targets;
        let process = asked.server.and_then(is_process);
        // Of a server that is nowhere nobody knows what it would be.
        if process.is_none() && (targets.has(true) || targets.has(false)) {
            return;
        }
        let by_kind = process.filter(|p| targets.has(*p));
        if let Some(server) = asked.server.filter(|_| by_kind.is_some()) {
            match targets.find(server) {
                Found::Yes(entry) => return said.switches.push(entry.switch.clone()),
                Found::Open => return,
                Found::No => {}
            }
        } else if let Some(entry) = targets.name(asked.name) {
            return said.switches.push(entry.switch.clone());
        }
        if let Some(switch) = list.lists.first() {
            let entry = match by_kind {
                Some(true) => "its `serverCommand`".to_owned(),
                Some(false) => "its `serverUrl`".to_owned(),
                None => format!("`{{ \"serverName\": \"{}\" }}`", asked.name),
            };
            let why = "it is not on the list of allowed servers";
            let help = mend(switch, &format!("add {entry} to this list"));
            said.stop(Reason::NotAllowed, Some(switch.clone()), why, help);
        }
    }

    fn approval(&self, asked: &Asked<'_>, said: &mut Said) {
        let name = asked.name;
        let approved: Vec<&Switch> = self.approved.get(name).into_iter().flatten().chain(&self.approves_all).collect();
        said.switches.extend(approved.iter().map(|s| (*s).clone()));
        if let Some(switch) = self.rejected.get(&prefix(name)).and_then(|s| s.first()) {
            let why = "its approval was refused";
            let help = mend(switch, &format!("take `{name}` out of this list, and start `claude` again"));
            return said.stop(Reason::Rejected, Some(switch.clone()), why, help);
        }
        if approved.iter().any(|s| s.scope != Scope::Project || self.trust.is_some()) {
            // Source, 2.1.329: what git keeps may be anybody's word, and counts as the project's own settings do.
            let mut others = approved.iter().filter(|s| s.scope != Scope::Project);
            if self.distrusts && others.all(|s| self.kept.contains(&s.file)) {
                said.notes.push(
                    "you have not trusted this directory yet: if git tracks `.claude/settings.local.json`, its approval \
                     does not count before you do"
                        .to_owned(),
                );
            }
            return;
        }
        match approved.first() {
            Some(switch) => said.stop(
                Reason::Untrusted,
                Some((*switch).clone()),
                "only the project's own settings approve it, and you have not trusted this directory",
                "start `claude` in this directory and trust it, or approve the server when it asks",
            ),
            None => said.stop(
                Reason::Pending,
                None,
                "its approval is pending",
                format!(
                    "start `claude` in this directory and approve it, or add `{name}` to `enabledMcpjsonServers` in \
                     `.claude/settings.local.json`"
                ),
            ),
        }
    }
}

/// What to do about a switch: nobody changes an administrator's.
fn mend(switch: &Switch, help: &str) -> String {
    if switch.managed { "ask your administrator".to_owned() } else { help.to_owned() }
}

/// The name as tools are prefixed with it.
fn prefix(name: &str) -> String {
    clients::dialect(CLIENT).map_or_else(|| name.to_owned(), |d| (d.names.sanitise)(name))
}
