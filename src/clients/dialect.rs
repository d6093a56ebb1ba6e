//! The words in which a client is described: what a descriptor can say, and nothing about any one client.

use std::path::PathBuf;

use super::field::{FieldRule, Role};
use super::{any_name, nowhere, underscores};
use crate::document::{Interest, Node, Object, Syntax};
use crate::env::Env;
use crate::finding::Severity;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

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

/// How a fact is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The client's own code was run and observed.
    Executed,
    /// Read in the client's source or published bundle.
    Source,
    /// Official documentation.
    Docs,
    /// A maintainer's word, an issue or a third party.
    Reported,
    /// Inferred; never more than an info.
    Guess,
}

impl Mark {
    /// The highest severity that a finding resting on such a fact may have.
    pub fn ceiling(self) -> Severity {
        match self {
            Self::Executed | Self::Source => Severity::Error,
            Self::Docs => Severity::Warning,
            Self::Reported | Self::Guess => Severity::Info,
        }
    }

    /// Whether the client's behaviour is established.
    pub fn is_known(self) -> bool {
        self.ceiling() > Severity::Info
    }
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
    /// How the facts are known, by topic.
    pub marks: Marks,
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

/// Something that the client's own check does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The way to it from the entry or the root; empty for the whole.
    pub at: Vec<String>,
    /// What is wrong, as half a sentence without values of the file: "`timeout` is above 3600".
    pub why: String,
    /// What to write instead; empty where nothing better than the opposite of `why` is known.
    pub help: String,
    /// What it costs.
    pub cost: Cost,
}

/// What a fault costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// The client only says something.
    Nothing,
    /// The value is not used.
    Value,
    /// The entry, and what one bad entry costs.
    Entry,
    /// This entry alone, though other mistakes cost more: it is found out when the server is started.
    EntryAlone,
    /// Every server of the file.
    File,
    /// Every server of the file, and the client goes on as though there were none.
    Quiet,
}

impl Cost {
    /// What it costs the reader of the file.
    pub fn effect(self) -> crate::normalize::Effect {
        use crate::normalize::Effect;
        match self {
            Self::Nothing => Effect::Nothing,
            Self::Value => Effect::Lost,
            Self::Entry | Self::EntryAlone => Effect::Entry,
            Self::File | Self::Quiet => Effect::File,
        }
    }
}

impl Fault {
    /// A fault at a key.
    pub fn new(cost: Cost, at: &[&str], why: impl Into<String>, help: impl Into<String>) -> Self {
        Self { at: at.iter().map(|s| (*s).to_owned()).collect(), why: why.into(), help: help.into(), cost }
    }
}

/// How the facts of a dialect are known.
#[derive(Debug, Clone, Copy)]
pub struct Marks {
    /// Syntax and tolerance.
    pub syntax: Mark,
    /// Container keys.
    pub container: Mark,
    /// Transport selection and required fields.
    pub transport: Mark,
    /// Fields and their types.
    pub fields: Mark,
    /// Variables.
    pub variables: Mark,
    /// Names.
    pub names: Mark,
    /// What a switch in the file does.
    pub switch: Mark,
}

/// What a client's parser lets through.
#[derive(Debug, Clone, Copy)]
pub struct Tolerance {
    /// `//` and `/* */`.
    pub comments: bool,
    /// A comma before a closing bracket.
    pub trailing_commas: bool,
    /// A byte order mark.
    pub bom: bool,
    /// An empty file.
    pub empty: bool,
    /// A key written twice; the last one counts.
    pub duplicates: bool,
    /// An escape that is half of a character, as JavaScript takes it.
    pub surrogates: bool,
    /// Control characters in strings, commas left out, and whatever else is neither JSON nor a usual extension of it.
    pub loose: bool,
    /// What happens to a file that does not parse.
    pub broken: Broken,
}

/// What a client does with a file that does not parse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// It loads nothing from the file.
    Ignored,
    /// It takes the file for one without servers, whatever it says about it.
    AsEmpty,
    /// It reads what stands before the mistake and drops the rest, without a word.
    Truncated,
    /// It does not start.
    Fatal,
}

/// A place where servers stand.
#[derive(Debug, Clone, Copy)]
pub struct Container {
    /// The keys from the root down; `*` stands for any.
    pub path: &'static [&'static str],
    /// For whom the servers are meant.
    pub scope: Scope,
    /// How the servers stand in it.
    pub shape: Shape,
    /// The transport of all servers in it, where the container decides.
    pub transport: Option<Transport>,
}

impl Container {
    /// A map of servers by name.
    pub const fn map(path: &'static [&'static str], scope: Scope) -> Self {
        Self { path, scope, shape: Shape::Map, transport: None }
    }

    /// A list of servers, each of which says its name in this field.
    pub const fn list(path: &'static [&'static str], scope: Scope, name: &'static str) -> Self {
        Self { path, scope, shape: Shape::List { name: Some(name), text: None }, transport: None }
    }
}

/// How servers stand in a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// By name.
    Map,
    /// In a list.
    List {
        /// The field with the name; `None` where the index has to do.
        name: Option<&'static str>,
        /// The field that an item stands for which is a mere string; `None` where such an item is no server.
        text: Option<&'static str>,
    },
    /// In a list of one-key maps, among names of servers that are declared elsewhere.
    References,
    /// By name, or in a list of such maps among references to other files, or not at all: one reference.
    Inline,
    /// One server; its name stands at this path from the root.
    One(&'static [&'static str]),
}

/// What a file without a container is to the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithoutContainer {
    /// A file without servers, as good as any (settings files).
    Empty,
    /// A mistake: the client refuses the file.
    Rejected,
}

/// What a container of the wrong shape is to the client: `"mcpServers": null`, or a list where a map is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OddContainer {
    /// A mistake: the client refuses the file.
    Rejected,
    /// A mistake, but for `null`, which is as good as no container.
    NullIsNone,
    /// As good as no container, without a word.
    Ignored,
}

/// What comes of the fields of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// It is loaded so.
    Use(Transport),
    /// The named transport lacks its endpoint.
    NoEndpoint(Transport),
    /// A URL alone is nothing to this client unless the transport is named.
    UrlNeedsKey,
    /// This client does not do remote servers.
    NoRemote,
    /// The name of the transport is not known and costs the entry.
    UnknownValue,
    /// The key is required and not there.
    KeyMissing,
    /// Command and URL together make the entry bad.
    Both,
    /// Neither command nor URL.
    Nothing,
    /// The URL is none that this client can use.
    BadUrl,
    /// Only a part: the rest stands under the same name in another file, or elsewhere altogether.
    Layer,
}

/// How the transport of an entry is found.
#[derive(Debug, Clone, Copy)]
pub struct Transports {
    /// The key that names it; `None` where the client reads none.
    pub key: Option<&'static str>,
    /// Whether the key must be there.
    pub required: bool,
    /// The values it may have and what the client makes of them.
    pub values: &'static [(&'static str, Transport)],
    /// What a value that is not in the list means.
    pub unknown: UnknownValue,
    /// What decides: the key, or the fields that are there.
    pub by: Selection,
    /// What a `url` without the key means where its text decides; goes before `bare_url`. `None` from it is an entry
    /// that cannot be started.
    pub url_tells: Option<fn(&str) -> Option<Transport>>,
    /// What a `url` without the key means; `None` where the client does not take it for a server.
    pub bare_url: Option<Transport>,
    /// What happens to an entry with both `command` and `url` and nothing that decides.
    pub both: Both,
    /// Whether streamable HTTP that nobody declared falls back to SSE.
    pub falls_back: bool,
    /// Whether and when the URL must parse.
    pub url_check: UrlCheck,
    /// Whether an empty command is taken.
    pub empty_command: bool,
    /// Whether the key is written also for stdio.
    pub spell_stdio: bool,
    /// The transports that the client speaks.
    pub speaks: &'static [Transport],
}

/// What a transport name that the client does not know means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownValue {
    /// The entry is bad.
    Skips,
    /// As though the key were not there.
    AsAbsent,
}

/// What decides the transport.
#[derive(Debug, Clone, Copy)]
pub enum Selection {
    /// The transport key, then the fields.
    Key,
    /// The fields; the key only tells HTTP from SSE.
    Fields,
    /// The client's own way, where neither of the others does: from the entry, its values in the types they have.
    Own(fn(&Object) -> Pick),
    /// The forms that the client takes, with the types of their fields: what the first one that fits makes of the
    /// entry. `None` is an entry that fits none and is bad; key and fields then say what was probably meant.
    Union(fn(&Object) -> Option<Pick>),
}

/// When a URL must parse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlCheck {
    /// Not before it is used.
    None,
    /// Before variables are expanded: one that begins with a variable is refused.
    BeforeVariables,
    /// Where it holds no variable.
    AfterVariables,
    /// Where it holds no variable and is not blank.
    UnlessBlank,
}

/// What an entry with both `command` and `url` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Both {
    /// A process; the URL is not looked at.
    CommandWins,
    /// Remote; the command is not looked at.
    UrlWins,
    /// A bad entry.
    Bad,
}

/// How variables are written.
#[derive(Debug, Clone, Copy)]
pub struct Variables {
    /// The forms that are expanded.
    pub forms: &'static [Form],
    /// Forms that cost the file.
    pub fatal: &'static [Form],
    /// The fields in which they are.
    pub roles: &'static [Role],
    /// Names in `${...}` that the client fills in itself.
    pub builtins: &'static [&'static str],
    /// What becomes of a variable that is not set and has no default.
    pub unset: Unset,
    /// How a reference to `NAME` is written: `${NAME}` with `NAME` in place.
    pub spell: Option<&'static str>,
    /// The key of declared inputs, where `${input:id}` is a thing; `a/b` for the key `b` in the object `a`.
    pub inputs: Option<&'static str>,
}

/// What becomes of a variable that is not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unset {
    /// The text of the reference stays.
    Literal,
    /// It becomes nothing.
    Empty,
    /// The entry is not loaded.
    SkipsEntry,
    /// The file is not loaded.
    RejectsFile,
}

/// What a client thinks of server names.
#[derive(Debug, Clone, Copy)]
pub struct Names {
    /// Why a name is not taken; `None` where it is.
    pub refused: fn(&str) -> Option<&'static str>,
    /// The name as tools are prefixed with it; two servers that end alike collide.
    pub sanitise: fn(&str) -> String,
}

/// What one bad entry costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// That entry.
    Entry,
    /// Every server of the file.
    File,
    /// The client does not start.
    Start,
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

impl Marks {
    /// All facts known in one way.
    pub const fn all(mark: Mark) -> Self {
        Self {
            syntax: mark,
            container: mark,
            transport: mark,
            fields: mark,
            variables: mark,
            names: mark,
            switch: mark,
        }
    }
}

impl Tolerance {
    /// JSON and nothing else; a broken file is as none.
    pub const STRICT: Self = Self {
        comments: false,
        trailing_commas: false,
        bom: false,
        empty: false,
        duplicates: true,
        surrogates: true,
        loose: false,
        broken: Broken::Ignored,
    };
    /// JSON with comments and trailing commas, with or without a byte order mark, or nothing at all.
    pub const JSONC: Self = Self {
        comments: true,
        trailing_commas: true,
        bom: true,
        empty: true,
        duplicates: true,
        surrogates: true,
        loose: false,
        broken: Broken::Ignored,
    };
}

impl Transports {
    /// `command` is a process, `url` is streamable HTTP; no key is read.
    pub const BY_FIELDS: Self = Self {
        key: None,
        required: false,
        values: &[],
        unknown: UnknownValue::AsAbsent,
        by: Selection::Fields,
        url_tells: None,
        bare_url: Some(Transport::Http),
        both: Both::CommandWins,
        falls_back: false,
        url_check: UrlCheck::None,
        empty_command: true,
        spell_stdio: false,
        speaks: &[Transport::Stdio, Transport::Http],
    };
}

impl Variables {
    /// No variables.
    pub const NONE: Self =
        Self { forms: &[], fatal: &[], roles: &[], builtins: &[], unset: Unset::Literal, spell: None, inputs: None };
}

impl Names {
    /// Any name, with underscores for what tools cannot have in theirs.
    pub const ANY: Self = Self { refused: any_name, sanitise: underscores };
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
        variables: Variables::NONE,
        names: Names::ANY,
        vanishing: &[],
        loss: Loss::Entry,
        late_endpoint: false,
        layers: Layers::Replace,
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
