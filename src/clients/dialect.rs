//! The words in which a client is described: what a descriptor can say, and nothing about any one client. Each topic has
//! a file of its own below `dialect/`; the fields of an entry stand in `field.rs`.

use std::path::PathBuf;

use super::field::{FieldRule, Role};
use super::nowhere;
use crate::document::{Interest, Node, Object, Syntax};
use crate::env::Env;
use crate::model::{Scope, Transport};

mod container;
mod fault;
mod mark;
mod name;
mod start;
mod state;
mod syntax;
mod transport;
mod variable;

pub use container::{Container, OddContainer, Shape, WithoutContainer};
pub use fault::{Cost, Fault, Loss};
pub use mark::{Mark, Marks};
pub use name::{Names, any_name, as_is, underscores};
pub use start::{Start, Starting};
pub use state::State;
pub use syntax::{Broken, Tolerance};
pub use transport::{Both, Pick, Selection, Transports, UnknownValue, UrlCheck};
pub use variable::{Unset, Variables};

/// A program that reads MCP configs.
#[derive(Debug)]
pub struct Client {
    /// Its id, as in `--client`.
    pub id: &'static str,
    /// Its name as people write it.
    pub name: &'static str,
    /// The version whose behaviour is described.
    pub verified: &'static str,
    /// Its parsers. The first is the one `--as ID` means.
    pub dialects: &'static [Dialect],
    /// How releases before the verified one differ, oldest first.
    pub older: &'static [Release],
    /// The words of a file or directory name that point to this client: one of these sets, all of its words.
    pub words: &'static [&'static [&'static str]],
}

/// Releases of a client that read their config otherwise than the newest one.
#[derive(Debug)]
pub struct Release {
    /// The first version that no longer behaves so.
    pub before: &'static str,
    /// What changed with it, for people.
    pub changed: &'static str,
    /// Its parsers, of the same kinds as those of the newest.
    pub dialects: &'static [Dialect],
}

/// One parser of a client and the files it reads.
#[derive(Debug)]
pub struct Dialect {
    /// The client's id.
    pub client: &'static str,
    /// The client's name as people write it.
    pub name: &'static str,
    /// Which of the client's parsers: `project`, `user`, `plugin` ...
    pub kind: &'static str,
    /// The client version this was read from.
    pub verified: &'static str,
    /// What a person should know of these files beside all else, in one sentence; empty for nothing.
    pub remark: &'static str,
    /// Where its files belong.
    pub scope: Scope,
    /// Paths below any directory of the tree: `.vscode/mcp.json`. The last part may begin with `*`:
    /// `.claude/agents/*.md`.
    pub paths: &'static [&'static str],
    /// Whether this client owns the files at `paths`; a reader that does not own a file speaks up only when it is in use.
    pub owner: bool,
    /// Whether the client reads these files only once a person has switched that on; it then speaks up only where the
    /// golden requires it.
    pub opt_in: bool,
    /// Whether the client does not read its own file where this one stands beside it.
    pub hides_own: bool,
    /// Whether an entry here gives way to one of the same name in a file that the client owns and that does not yield.
    pub yields: bool,
    /// Whether an entry here beats the project's of the same name, as an administrator's does.
    pub outranks: bool,
    /// Whether the client asks for approval again once an entry has changed.
    pub asks_again: bool,
    /// A directory beside the file that makes it this kind (`.claude-plugin`).
    pub beside: Option<&'static str>,
    /// Whether a file is of interest only if one of the containers is in it: settings that are about much else.
    pub gated: bool,
    /// Of the files at `paths` only those count of which this holds: `manifest.json` is the name of much else.
    pub gate: fn(&Node) -> bool,
    /// Whether what stands in these files is their own matter: a plugin's, which is handed out, or one agent's. They are
    /// never compared with the configs of a project, nor do they stand for one.
    pub apart: bool,
    /// Whether the files say how a server is to be installed, by its author; they are never compared with configs.
    pub server_side: bool,
    /// Its files outside the tree.
    pub user_paths: fn(&Env) -> Vec<PathBuf>,
    /// The syntax.
    pub syntax: Syntax,
    /// What the client's parser lets through.
    pub tolerance: Tolerance,
    /// Whether blanks and comments alone are no file to it, though an empty one will do.
    pub blank_is_broken: bool,
    /// Which parts of its files are worth reading.
    pub interest: Interest,
    /// Whether the client keeps its account and history in these files as well: fixes change nothing outside of the
    /// containers.
    pub keeps_state: bool,
    /// Where servers stand.
    pub containers: &'static [Container],
    /// Whether of several containers only the first one that is there is read.
    pub first_container: bool,
    /// Whether a file without container may be a bare map of servers.
    pub bare_map: bool,
    /// Which roots without container are bare maps, where the client is that exact: nothing else is one, and in one
    /// every key is a server. `None` where any root will do that holds no container of another client.
    pub bare_test: Option<fn(&Object) -> bool>,
    /// Whether an entry is no server but something else that stands among them (goose's built-in extensions).
    pub no_server: fn(&Object) -> bool,
    /// Whether a list of servers is read as a map with the names `0`, `1` ...
    pub lists_are_maps: bool,
    /// Whether the client takes a file of which it can load nothing for one without servers, and goes on. What a
    /// [`Cost::File`] or one bad entry costs is a refusal all the same.
    pub shrugs: bool,
    /// What a file without container is.
    pub without_container: WithoutContainer,
    /// What a container is to the client that has not the shape of one.
    pub odd_container: OddContainer,
    /// How the transport is named.
    pub transports: Transports,
    /// The fields of an entry.
    pub fields: &'static [FieldRule],
    /// Members at the top of a file without which the client does not take it, with what is written where nobody says.
    pub head: &'static [(&'static str, &'static str)],
    /// Fields that are always written, since the client does without none of them.
    pub always: &'static [(&'static str, Always)],
    /// What the client checks of an entry beyond transport and types. A fault of the whole entry is only said where
    /// nothing else costs it.
    pub entry_check: fn(&Object, Option<Transport>) -> Vec<Fault>,
    /// What the client checks of the whole file. A fault at an entry or below it counts for that entry.
    pub file_check: fn(&Node) -> Vec<Fault>,
    /// Whether a field of the other transport makes the entry bad; else it is not looked at.
    pub exclusive: bool,
    /// Whether only the fields of the transport in use are looked at: a wrong type in another one costs nothing.
    pub lazy: bool,
    /// Whether an endpoint counts as there if JavaScript takes its value for true, whatever its type.
    pub truthy: bool,
    /// Whether a TOML date counts as the string that it is written as.
    pub dates_are_text: bool,
    /// How a program is started.
    pub start: Starting,
    /// Variables.
    pub variables: Variables,
    /// Server names.
    pub names: Names,
    /// Names whose entries are gone once the file is read, whatever they say.
    pub vanishing: &'static [&'static str],
    /// What one bad entry costs.
    pub loss: Loss,
    /// Whether an entry without its endpoint is taken and fails alone, when it is started, though other mistakes cost
    /// more.
    pub late_endpoint: bool,
    /// How files of several scopes are layered.
    pub layers: Layers,
    /// From where a session reads a project's file.
    pub looks: Looks,
    /// How the facts are known, by topic.
    pub marks: Marks,
}

impl Dialect {
    /// What a descriptor starts from: a project file in strict JSON with `mcpServers`, an entry lost alone, nothing
    /// known for certain.
    pub const BASE: Self = Self {
        client: "",
        name: "",
        kind: "project",
        verified: "",
        remark: "",
        scope: Scope::Project,
        paths: &[],
        owner: true,
        opt_in: false,
        hides_own: false,
        yields: false,
        outranks: false,
        asks_again: false,
        beside: None,
        gated: false,
        gate: |_| true,
        apart: false,
        server_side: false,
        user_paths: nowhere,
        syntax: Syntax::Json,
        tolerance: Tolerance::STRICT,
        blank_is_broken: false,
        interest: Interest::All,
        keeps_state: false,
        containers: &[Container::map(&["mcpServers"], Scope::Project)],
        first_container: false,
        bare_map: false,
        bare_test: None,
        no_server: |_| false,
        lists_are_maps: false,
        shrugs: false,
        without_container: WithoutContainer::Empty,
        odd_container: OddContainer::Rejected,
        transports: Transports::BY_FIELDS,
        fields: &[],
        head: &[],
        always: &[],
        entry_check: |_, _| Vec::new(),
        file_check: |_| Vec::new(),
        exclusive: false,
        lazy: false,
        truthy: false,
        dates_are_text: false,
        start: Starting::UNKNOWN,
        variables: Variables::NONE,
        names: Names::ANY,
        vanishing: &[],
        loss: Loss::Entry,
        late_endpoint: false,
        layers: Layers::Replace,
        looks: Looks::Above,
        marks: Marks::all(Mark::Guess),
    };

    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&'static FieldRule> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// Whether the members of this object are fields of the entry.
    pub fn nests(&self, key: &str) -> bool {
        self.fields.iter().any(|f| f.name.split_once('/').is_some_and(|(outer, _)| outer == key))
    }

    /// The field with this role.
    pub fn by_role(&self, role: Role) -> Option<&'static FieldRule> {
        self.fields.iter().find(|f| f.role == role)
    }

    /// How this client writes a transport; `None` where it cannot, or needs no word for it.
    pub fn spelling(&self, transport: Transport) -> Option<&'static str> {
        self.transports.values.iter().find(|(_, t)| *t == transport).map(|(word, _)| *word)
    }

    /// The client's word for a transport, also for one that it loads as another (opencode's `remote` for SSE, VS
    /// Code's `sse`).
    pub fn word_for(&self, transport: Transport) -> Option<&'static str> {
        let named = |(word, _): &&(&'static str, Transport)| *word == transport.as_str();
        let own = self.transports.values.iter().find(named).map(|(word, _)| *word);
        own.or_else(|| self.spelling(transport)).or_else(|| {
            let negotiated = transport == Transport::Sse && self.transports.falls_back;
            negotiated.then(|| self.spelling(Transport::Http)).flatten()
        })
    }

    /// The container that is written: the first, but `mcpServers` where any one of several is read.
    pub fn main_container(&self) -> Option<&'static Container> {
        let usual = self.containers.iter().find(|c| self.first_container && c.path == ["mcpServers"]);
        usual.or_else(|| self.containers.first())
    }

    /// The keys of that container, joined by dots.
    pub fn container_key(&self) -> String {
        self.main_container().map(|c| c.path.join(".")).unwrap_or_default()
    }
}

/// A value that is written whether anybody asks for it or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Always {
    /// The server's name.
    Name,
    /// `true`.
    True,
    /// `[]`.
    EmptyList,
    /// `["*"]`.
    Star,
}

/// Which directories a client looks into for a project's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// The one in which it is started, and no other.
    Start,
    /// That one and those above it, up to the root of the repository.
    Repository,
    /// That one and all above it. Where nobody knows better it is what is believed.
    Above,
}

/// How an entry of one file stands to an entry of the same name in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layers {
    /// The nearer file's entry replaces the other.
    Replace,
    /// They are merged key by key, so an entry may be only a part.
    Merge,
    /// Both run side by side.
    Beside,
}
