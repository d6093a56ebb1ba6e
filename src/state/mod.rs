//! What clients remember of servers beside their configs: what was approved, refused, denied, left out of a list or
//! switched off, and which directories are trusted. Pure: documents in, one [`Memory`] per client out.

mod claude_code;
mod codex;
mod copilot_cli;
pub mod files;
mod gemini_cli;
mod target;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use crate::document::{Document, Node, Pointer, Span, Value};
use crate::env::slashes;
use crate::finding::FileId;
use crate::model::{Scope, Server};
use crate::workspace::{Source, Workspace};

/// Where a client is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// The working directory.
    pub start: PathBuf,
    /// The directory by which clients know the project: the root of the repository, else the working directory.
    pub project: PathBuf,
}

impl Here {
    /// One who is started in the root of a workspace.
    pub fn root_of(workspace: &Workspace) -> Self {
        let project = workspace.repository.as_ref().unwrap_or(&workspace.root).clone();
        Self { start: workspace.root.clone(), project }
    }
}

/// What a switch does to a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Says {
    /// It was approved by name.
    Approves,
    /// Every server of the project's files is approved, whoever adds it.
    ApprovesAll,
    /// Approval was refused.
    Rejects,
    /// A list of what may not run has it.
    Denies,
    /// A list of what may run has it.
    Allows,
    /// A list of what may run does not have it.
    LeavesOut,
    /// It is switched off.
    SwitchesOff,
    /// The project is trusted.
    Trusts,
    /// The project is said not to be trusted.
    Distrusts,
    /// Nothing but plugins may bring servers.
    PluginsOnly,
}

impl Says {
    /// As output spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approves => "approves",
            Self::ApprovesAll => "approves-all",
            Self::Rejects => "rejects",
            Self::Denies => "denies",
            Self::Allows => "allows",
            Self::LeavesOut => "leaves-out",
            Self::SwitchesOff => "switches-off",
            Self::Trusts => "trusts",
            Self::Distrusts => "distrusts",
            Self::PluginsOnly => "plugins-only",
        }
    }
}

/// One place that says something of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switch {
    /// The file.
    pub file: FileId,
    /// The bytes: the name in a list, else the key.
    pub span: Span,
    /// The place in the tree.
    pub pointer: Pointer,
    /// Whose word it is: what an administrator says is the user's.
    pub scope: Scope,
    /// The key, as the client spells it: `disabledMcpjsonServers`, `mcp.excluded`.
    pub key: &'static str,
    /// What it says.
    pub says: Says,
    /// Whether an administrator says it.
    pub managed: bool,
}

/// Whose a definition is, which decides what it has to pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It comes with the project, so that a person has to agree.
    Project,
    /// The person's own.
    Own,
    /// An administrator's.
    Managed,
}

/// A server that is asked about.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its definition, for lists that name commands and URLs.
    pub server: Option<&'a Server>,
    /// Whose that is.
    pub origin: Origin,
}

/// What keeps a server from running.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Nothing but plugins may bring servers.
    PluginsOnly,
    /// It is on a list of what may not run.
    Denied,
    /// It is not on the list of what may run.
    NotAllowed,
    /// Approval was refused.
    Rejected,
    /// The project is not trusted.
    Untrusted,
    /// Nobody has approved it.
    Pending,
    /// It is switched off.
    SwitchedOff,
}

impl Reason {
    /// As output spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PluginsOnly => "plugins-only",
            Self::Denied => "denied",
            Self::NotAllowed => "not-allowed",
            Self::Rejected => "rejected",
            Self::Untrusted => "untrusted",
            Self::Pending => "pending-approval",
            Self::SwitchedOff => "switched-off",
        }
    }
}

/// That something keeps a server from running.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// What.
    pub reason: Reason,
    /// The place that says so, where one does.
    pub switch: Option<Switch>,
    /// The end of "it does not load:".
    pub why: String,
    /// What to do.
    pub help: String,
}

/// Everything that is said of one server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Every place that speaks of it.
    pub switches: Vec<Switch>,
    /// What keeps it from running, in the order in which the client looks.
    pub stops: Vec<Stop>,
    /// What else a person should know.
    pub notes: Vec<String>,
}

impl Said {
    fn stop(&mut self, reason: Reason, switch: Option<Switch>, why: impl Into<String>, help: impl Into<String>) {
        self.switches.extend(switch.clone().filter(|s| !self.switches.contains(s)));
        self.stops.push(Stop { reason, switch, why: why.into(), help: help.into() });
    }
}

/// What one client remembers.
#[derive(Debug)]
pub struct Memory {
    kind: Kind,
    lost: Vec<Lost>,
}

/// A file of switches that its client cannot read, so that it uses none of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The file.
    pub file: FileId,
    /// Where the mistake is.
    pub span: Span,
    /// Whose word it would be.
    pub scope: Scope,
}

#[derive(Debug)]
enum Kind {
    Claude(Box<claude_code::Memory>),
    Codex(codex::Memory),
    Copilot(copilot_cli::Memory),
    Gemini(Box<gemini_cli::Memory>),
    Nothing,
}

impl Memory {
    /// What a client remembers, going by the files that were found.
    pub fn of(workspace: &Workspace, here: &Here, client: &str) -> Self {
        let files = Files { workspace, here };
        let kind = match client {
            "claude-code" => Kind::Claude(Box::new(claude_code::Memory::of(&files))),
            "codex" => Kind::Codex(codex::Memory::of(&files)),
            "copilot-cli" => Kind::Copilot(copilot_cli::Memory::of(&files)),
            "gemini-cli" => Kind::Gemini(Box::new(gemini_cli::Memory::of(&files, "gemini-cli"))),
            "qwen-code" => Kind::Gemini(Box::new(gemini_cli::Memory::of(&files, "qwen-code"))),
            _ => Kind::Nothing,
        };
        Self { kind, lost: files.lost(client) }
    }

    /// Its files that do not parse, so that nothing in them counts.
    pub fn lost(&self) -> &[Lost] {
        &self.lost
    }

    /// What it says of one server.
    pub fn says(&self, asked: &Asked<'_>) -> Said {
        match &self.kind {
            Kind::Claude(memory) => memory.says(asked),
            Kind::Codex(memory) => memory.says(asked),
            Kind::Copilot(memory) => memory.says(asked),
            Kind::Gemini(memory) => memory.says(asked),
            Kind::Nothing => Said::default(),
        }
    }

    /// The places that approve every server of the project's files, whoever adds it.
    pub fn approves_all(&self) -> &[Switch] {
        match &self.kind {
            Kind::Claude(memory) => memory.approves_all(),
            _ => &[],
        }
    }

    /// The names that the project's own files approve or refuse, each with its place.
    pub fn named_by_project(&self) -> Vec<(&str, &Switch)> {
        match &self.kind {
            Kind::Claude(memory) => memory.named_by_project(),
            _ => Vec::new(),
        }
    }
}

/// What decides about a client's servers and stands in no file that can be read.
pub fn unseen(client: &str) -> Option<&'static str> {
    Some(match client {
        "claude-code" => {
            "whether the server answers (`/mcp` in a session, or `claude mcp list`), policies that come from a server, \
             and `--mcp-config` or `--strict-mcp-config` on the command line"
        }
        "vscode" => {
            "whether you trusted and started it, and `chat.mcp.access`: they stand in VS Code's own storage \
             (`MCP: List Servers`)"
        }
        "cursor" => "approvals and the switch in Cursor's settings: they stand in Cursor's own storage",
        "copilot-cli" => {
            "whether the directory is trusted, and what a plugin or `--additional-mcp-config` adds (`/mcp`)"
        }
        "codex" => "profiles and `-c` on the command line (`codex mcp list`)",
        "gemini-cli" => "whether the server answers (`/mcp` in a session), extensions, and `/mcp disable --session`",
        "qwen-code" => {
            "approvals of servers of `.mcp.json`: Qwen Code keeps them by a hash of the entry (`qwen mcp list`)"
        }
        "amp" => "approvals of servers of a project: Amp keeps them in its own storage (`amp mcp approve`)",
        "warp" => {
            "approvals of servers of a project, and whether files are read at all: Warp keeps both in its settings"
        }
        _ => return None,
    })
}

/// The files of a run, as one who is started in a directory looks at them.
struct Files<'a> {
    workspace: &'a Workspace,
    here: &'a Here,
}

impl<'a> Files<'a> {
    /// A client's files of switches that count here, whether they parse or not.
    fn counting(&self, client: &str) -> Vec<(FileId, &'static files::StateFile, &'a Source)> {
        let mut found: Vec<(FileId, &'static files::StateFile, &'a Source)> = Vec::new();
        for (id, source) in self.workspace.iter() {
            let Some(state) = source.state().filter(|s| s.client == client) else { continue };
            if !matches!(state.kind, files::Kind::Project | files::Kind::Local) || self.is_above(source) {
                found.push((id, state, source));
            }
        }
        // Of a project's settings those nearest to the working directory count.
        let nearest =
            |kind| found.iter().filter(move |f| f.1.kind == kind).map(|f| f.2.project.as_os_str().len()).max();
        let (project, local) = (nearest(files::Kind::Project), nearest(files::Kind::Local));
        found.retain(|(_, state, source)| match state.kind {
            files::Kind::Project => Some(source.project.as_os_str().len()) == project,
            files::Kind::Local => Some(source.project.as_os_str().len()) == local,
            _ => true,
        });
        found
    }

    /// The trees of a client's files of switches that count here.
    fn state(&self, client: &str) -> Vec<(FileId, files::Kind, &'a Node)> {
        let found = self.counting(client).into_iter();
        let sound = found.filter(|(_, state, source)| state.problem(source).is_none());
        sound.filter_map(|(id, state, source)| Some((id, state.kind, source.document()?.root.as_ref()?))).collect()
    }

    /// Those of which the client uses nothing.
    fn lost(&self, client: &str) -> Vec<Lost> {
        let found = self.counting(client).into_iter();
        let lost = found.filter_map(|(file, state, source)| {
            Some(Lost { file, span: state.problem(source)?.span, scope: state.kind.scope() })
        });
        lost.collect()
    }

    /// The trees of a client's configs, with the kind of its parser.
    fn configs(&self, client: &'a str) -> impl Iterator<Item = (FileId, &'static str, &'a Source, &'a Node)> + '_ {
        self.workspace.iter().filter_map(move |(id, source)| {
            let dialect = source.readers().iter().find(|d| d.client == client && d.owner)?;
            let refused = |d: &&Document| d.problems.iter().any(|p| dialect.tolerance.refuses(p.kind));
            let document = source.document().filter(|d| d.fatal().is_none() && !refused(d))?;
            Some((id, dialect.kind, source, document.root.as_ref()?))
        })
    }

    /// Whether a file stands in the project, at or above the working directory.
    fn is_above(&self, source: &Source) -> bool {
        self.here.start.starts_with(&source.project)
    }

    /// Whether a path in a client's memory is this project.
    fn is_here(&self, path: &str) -> bool {
        let same = |dir: &Path| slashes(dir) == path.replace('\\', "/").trim_end_matches('/');
        same(&self.here.project) || same(&self.here.start)
    }
}

/// A name as a word of a shell command; `None` for one that no shell or program would take as it is.
pub(crate) fn shell_word(name: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    match name {
        "" => None,
        _ if name.starts_with('-') || name.contains(|c: char| c == '\'' || c.is_control()) => None,
        _ if name.chars().all(plain) => Some(name.to_owned()),
        _ => Some(format!("'{name}'")),
    }
}

/// The strings of a list, each with its place; a single string counts as a list of one.
fn strings<'n>(node: &'n Node, at: &Pointer) -> Vec<(&'n str, Span, Pointer)> {
    match &node.value {
        Value::String(text) => vec![(text.as_str(), node.span, at.clone())],
        Value::Array(items) => {
            let strings = items.iter().enumerate();
            strings.filter_map(|(i, item)| Some((item.as_str()?, item.span, at.index(i)))).collect()
        }
        _ => Vec::new(),
    }
}
