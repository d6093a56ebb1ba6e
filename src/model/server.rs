//! One MCP server in canonical form.

use super::template::Template;
use super::transport::Transport;
use crate::document::{Pointer, Span};

/// Where a config file belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// In the repository.
    Project,
    /// In the home directory, for one project only (`projects.<path>` in `~/.claude.json`).
    Local,
    /// In the home directory, for all projects.
    User,
}

impl Scope {
    /// As output spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Local => "local",
            Self::User => "user",
        }
    }
}

/// A value and where it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The bytes of the value.
    pub span: Span,
    /// Its place in the tree; of an element its index, of a map entry its key.
    pub pointer: Pointer,
}

impl<T> Spanned<T> {
    /// Another value at the same place.
    pub fn with<U>(&self, value: U) -> Spanned<U> {
        Spanned { value, span: self.span, pointer: self.pointer.clone() }
    }
}

/// What a client does with an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It starts or connects to it.
    Loads,
    /// It does not, and why.
    Skipped(String),
    /// Not established for this client, and why.
    Unknown(String),
}

impl Verdict {
    /// As output spells it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Loads => "loads",
            Self::Skipped(_) => "skipped",
            Self::Unknown(_) => "unknown",
        }
    }

    /// The reason, where there is one.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Loads => None,
            Self::Skipped(reason) | Self::Unknown(reason) => Some(reason),
        }
    }

    /// Whether the entry loads.
    pub fn loads(&self) -> bool {
        *self == Self::Loads
    }
}

/// A named value of `env` or `headers`.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The name as written.
    pub name: String,
    /// The bytes of the name.
    pub name_span: Span,
    /// The value; `None` where it is no string (then an issue says so).
    pub value: Option<Spanned<Template>>,
    /// Whether the place can hold the entry as a member of `env` or `headers`; false for what Codex spells
    /// elsewhere (`bearer_token_env_var`, `env_vars`).
    pub literal_place: bool,
}

/// One server, what it says and what its client makes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// The name.
    pub name: String,
    /// The bytes of the name.
    pub name_span: Span,
    /// The bytes of the entry, name not included.
    pub span: Span,
    /// The entry's place in its file.
    pub pointer: Pointer,
    /// For whom it is meant.
    pub scope: Scope,
    /// For [`Scope::Local`]: the project directory it is for.
    pub project: Option<String>,
    /// The transport that the text names, in any known spelling.
    pub declared: Option<Spanned<Transport>>,
    /// The transport that this client uses; `None` where it does not load the entry.
    pub effective: Option<Transport>,
    /// Whether an HTTP transport that nobody declared falls back to SSE in this client.
    pub negotiates: bool,
    /// What the client does with the entry.
    pub verdict: Verdict,
    /// Only a layer over another file's entry of that name (`enabled = false` alone): no error that it is incomplete.
    pub partial: bool,
    /// Whether what is wrong costs no other server, whatever the client makes of bad entries.
    pub alone: bool,
    /// Variables that turn the verdict when they are not set.
    pub needs: Vec<String>,
    /// The program.
    pub command: Option<Spanned<Template>>,
    /// Its arguments.
    pub args: Option<Spanned<Vec<Spanned<Template>>>>,
    /// Its working directory.
    pub cwd: Option<Spanned<Template>>,
    /// The URL of a remote server.
    pub url: Option<Spanned<Template>>,
    /// Environment variables.
    pub env: Vec<Entry>,
    /// The bytes and place of the map of environment variables.
    pub env_at: Option<Spanned<()>>,
    /// HTTP headers.
    pub headers: Vec<Entry>,
    /// The bytes and place of the map of headers.
    pub headers_at: Option<Spanned<()>>,
    /// Whether the entry itself switches the server off, where this client reads such a switch.
    pub disabled: Option<Spanned<bool>>,
    /// All other fields as they are.
    pub other: Vec<(String, Spanned<serde_json::Value>)>,
    /// Fields that this client has no word for: their absence says nothing.
    pub cannot: Vec<Field>,
    /// Fields that were there and could not be made sense of; drift does not judge them.
    pub unread: Vec<Field>,
}

/// The fields that drift compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// `type`, `transport` and their like.
    Transport,
    /// The program.
    Command,
    /// Its arguments.
    Args,
    /// The working directory.
    Cwd,
    /// The URL.
    Url,
    /// Environment variables.
    Env,
    /// HTTP headers.
    Headers,
}

impl Field {
    /// The canonical name, as the golden spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Transport => "transport",
            Self::Command => "command",
            Self::Args => "args",
            Self::Cwd => "cwd",
            Self::Url => "url",
            Self::Env => "env",
            Self::Headers => "headers",
        }
    }
}

impl Server {
    /// A server of which only the name is known.
    pub fn named(name: &str, name_span: Span, span: Span, pointer: Pointer) -> Self {
        Self {
            name: name.to_owned(),
            name_span,
            span,
            pointer,
            scope: Scope::Project,
            project: None,
            declared: None,
            effective: None,
            negotiates: false,
            verdict: Verdict::Loads,
            partial: false,
            alone: false,
            needs: Vec::new(),
            command: None,
            args: None,
            cwd: None,
            url: None,
            env: Vec::new(),
            env_at: None,
            headers: Vec::new(),
            headers_at: None,
            disabled: None,
            other: Vec::new(),
            cannot: Vec::new(),
            unread: Vec::new(),
        }
    }

    /// The transport to compare: what the text declares, else what the client makes of it.
    pub fn transport(&self) -> Option<Transport> {
        self.declared.as_ref().map(|d| d.value).or(self.effective)
    }

    /// The transport for which nobody has to be asked: declared, or known from the fields that are there.
    pub fn meant(&self) -> Option<Transport> {
        self.transport().or_else(|| self.command.is_some().then_some(Transport::Stdio))
    }
}
