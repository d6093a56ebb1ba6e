//! Why a server does or does not run: every file that speaks of it, what each says, which wins and what stops it. Pure.

mod absent;
mod broken;
mod definition;
mod judge;
mod words;

use std::collections::BTreeSet;

use crate::check::Checked;
use crate::clients::{self, Dialect, Looks};
use crate::document::Span;
use crate::finding::{FileId, Finding};
use crate::list::Listing;
use crate::model::Scope;
use crate::normalize::FileReading;
use crate::state::Here;
use crate::workspace::{Role, Source, Workspace};

use definition::Definition;

/// What is asked, and everything that was read to answer it.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The server's name.
    pub server: &'a str,
    /// Only these clients; `None` for all that have to do with it.
    pub clients: Option<&'a [&'static str]>,
    /// Where the clients are started.
    pub here: &'a Here,
    /// The files.
    pub workspace: &'a Workspace,
    /// What was found in them.
    pub checked: &'a Checked,
    /// What each client loads, with the variables of the environment.
    pub listing: &'a Listing,
    /// Clients that the golden requires: they are in use.
    pub required: &'a [&'a str],
}

/// What comes of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The server's name, as it was asked.
    pub server: String,
    /// One per client that has to do with it, by id.
    pub clients: Vec<ClientAnswer>,
    /// Clients with a file here that do not know the server, by name.
    pub without: Vec<&'static str>,
    /// Names that may have been meant, each with a place.
    pub near: Vec<(String, Place)>,
    /// Where nobody has it: files that do not parse and may, in words.
    pub broken: Vec<(String, Place)>,
}

/// The answer for one client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAnswer {
    /// The client's id.
    pub client: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The version whose behaviour is described.
    pub version: &'static str,
    /// Whether the server runs.
    pub outcome: Outcome,
    /// The reason.
    pub cause: Cause,
    /// Every place that speaks of the server, the strongest first.
    pub says: Vec<Saying>,
    /// What else there is to know.
    pub notes: Vec<String>,
    /// What no file shows.
    pub unseen: Option<&'static str>,
}

/// Whether a server runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// As far as files tell.
    Loads,
    /// Something stops it, or puts another one in its place.
    Stopped,
    /// Not established for this client.
    Unknown,
}

impl Outcome {
    /// As output spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Loads => "loads",
            Self::Stopped => "stopped",
            Self::Unknown => "unknown",
        }
    }
}

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The bytes.
    pub span: Span,
}

/// Why a server does or does not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// A word for programs.
    pub id: &'static str,
    /// The whole sentence.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Where to do it.
    pub at: Option<Place>,
}

/// What one place says of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    /// The place.
    pub at: Place,
    /// Whose it is.
    pub scope: Scope,
    /// What kind of saying.
    pub kind: SayingKind,
    /// Whether it is the definition that runs.
    pub wins: bool,
    /// What it says.
    pub text: String,
}

/// What kind of saying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SayingKind {
    /// It defines the server.
    Definition,
    /// It says whether the server may run.
    Switch,
    /// It cannot be read, and may define it.
    Broken,
}

impl SayingKind {
    /// As output spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Definition => "definition",
            Self::Switch => "switch",
            Self::Broken => "broken-file",
        }
    }
}

impl Answer {
    /// Whether no file speaks of the server.
    pub fn is_nowhere(&self) -> bool {
        self.clients.is_empty()
    }

    /// Whether it loads in every client asked about.
    pub fn loads(&self) -> bool {
        self.clients.iter().all(|c| c.outcome == Outcome::Loads)
    }
}

/// Answers a question.
pub fn why(question: &Question<'_>) -> Answer {
    let all = definition::all(question);
    let concerned: BTreeSet<&'static str> = all
        .iter()
        .filter(|d| in_use(question, d.reading))
        .map(|d| d.reading.dialect.client)
        .chain(broken::mentioning(question))
        .chain(absent::misplaced(question).into_iter().map(|(client, _)| client))
        .collect();
    let asked: Vec<&'static str> = match question.clients {
        Some(ids) if !all.is_empty() || !concerned.is_empty() => ids.to_vec(),
        Some(_) => Vec::new(),
        None => concerned.iter().copied().collect(),
    };
    let named = question.clients.is_some();
    let mut answers: Vec<ClientAnswer> = asked.iter().filter_map(|id| judge::client(question, &all, id)).collect();
    // A definition for another project alone is news only where nobody else has any.
    if !named && answers.iter().any(|a| !absent::is_elsewhere(a.cause.id)) {
        answers.retain(|a| !absent::is_elsewhere(a.cause.id));
    }
    let near = if answers.is_empty() { absent::near(question, None) } else { Vec::new() };
    let without = if named || answers.is_empty() { Vec::new() } else { without(question, &concerned) };
    let broken = if answers.is_empty() { broken::all(question) } else { Vec::new() };
    Answer { server: question.server.to_owned(), clients: answers, without, near, broken }
}

/// Whether a client uses a file: its own, or one that it shares where it has files of its own as well.
fn in_use(question: &Question<'_>, reading: &FileReading) -> bool {
    let Dialect { client, owner, opt_in, .. } = reading.dialect;
    let own = |other: &&FileReading| {
        other.dialect.client == *client
            && other.dialect.owner
            && !other.dialect.yields
            && is_config(other.dialect)
            && source(question, other.file).is_some_and(|s| counts_here(question, other.dialect, s))
    };
    *owner
        || question.required.contains(client)
        || question.clients.is_some_and(|ids| ids.contains(client))
        || (!opt_in && question.checked.readings.iter().any(|r| own(&r)))
}

/// Clients with a file for this project that have nothing to do with the server.
fn without(question: &Question<'_>, concerned: &BTreeSet<&'static str>) -> Vec<&'static str> {
    let readings = question.checked.readings.iter();
    let here = readings.filter(|r| r.dialect.owner && r.dialect.scope == Scope::Project && is_config(r.dialect));
    let here = here.filter(|r| source(question, r.file).is_some_and(|s| counts_here(question, r.dialect, s)));
    let ids: BTreeSet<&'static str> = here.map(|r| r.dialect.client).filter(|id| !concerned.contains(id)).collect();
    ids.into_iter().filter_map(|id| clients::client(id).map(|c| c.name)).collect()
}

fn source<'a>(question: &Question<'a>, file: FileId) -> Option<&'a Source> {
    question.workspace.get(file)
}

/// Whether files of a parser are configs of a client, not a plugin's or an agent's or for authors.
fn is_config(dialect: &Dialect) -> bool {
    dialect.beside.is_none() && !dialect.apart && !dialect.server_side
}

/// Whether a session that is started here reads a file.
fn counts_here(question: &Question<'_>, dialect: &Dialect, source: &Source) -> bool {
    let here = question.here;
    let above = || here.start.starts_with(&source.project);
    dialect.scope != Scope::Project
        || match dialect.looks {
            Looks::Start => here.start == source.project,
            Looks::Repository => above() && source.project.starts_with(&here.project),
            Looks::Above => above(),
        }
}

/// The readers of a file that are of a client.
fn reader(source: &Source, client: &str) -> Option<&'static Dialect> {
    match &source.role {
        Role::Config(readers) => readers.iter().copied().find(|d| d.client == client && is_config(d)),
        _ => None,
    }
}

/// What the rules say of a place, the gravest first.
fn finding<'a>(question: &Question<'a>, client: &str, wanted: impl Fn(&Finding) -> bool) -> Option<&'a Finding> {
    let of_client = |f: &&Finding| f.clients.is_empty() || f.clients.contains(&client);
    let findings = question.checked.findings.iter().filter(of_client).filter(|f| wanted(f));
    findings.min_by_key(|f| std::cmp::Reverse(f.severity))
}

/// A definition as others see it: by its file's name.
fn file_name<'a>(question: &Question<'a>, definition: &Definition<'_>) -> &'a str {
    source(question, definition.reading.file).map(|s| s.display.as_str()).unwrap_or_default()
}
