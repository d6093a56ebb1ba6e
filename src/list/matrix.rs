//! A listing as matrices of servers and clients: one for each project directory and one for the user's own settings.
//! What it shows, not how.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Agreement, Declaration, Idle, ListedFile, ListedServer, Listing, belongs};
use crate::env::slashes;
use crate::model::{Scope, Transport, Verdict};
use crate::normalize::FileVerdict;

/// All of it.
#[derive(Debug, Default)]
pub struct Matrix<'a> {
    /// The project's directories, then the user's own settings.
    pub sections: Vec<Section<'a>>,
    /// Entries that the user's files keep for projects outside of the root.
    pub for_others: usize,
    /// Clients that also read some of these files and have none of their own.
    pub aside: Vec<&'static str>,
}

/// One matrix.
#[derive(Debug)]
pub struct Section<'a> {
    /// The directory as people write it, else "your own settings".
    pub title: String,
    /// Servers, by name.
    pub rows: Vec<Row<'a>>,
    /// Readers of files, in the order of the files; of one file its owner first.
    pub columns: Vec<Column<'a>>,
}

/// One server.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// Its name.
    pub name: String,
    /// The directory that it is for, where the section holds several.
    pub project: Option<String>,
    /// What the golden says of it.
    pub declared: Option<&'a Declaration>,
}

/// One file as one client reads it.
#[derive(Debug)]
pub struct Column<'a> {
    /// The file.
    pub file: &'a ListedFile,
    /// Whether these are the entries that the user's file keeps for this project.
    pub local: bool,
    /// One per row.
    pub cells: Vec<Cell<'a>>,
}

/// One server in one file.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cell<'a> {
    /// What becomes of it.
    pub state: State,
    /// The entry, where there is one.
    pub entry: Option<&'a ListedServer>,
}

/// What becomes of a server in a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum State {
    /// The file does not have it and need not.
    #[default]
    Absent,
    /// It is loaded, and there is nothing to hold it against.
    Loads(Option<Transport>),
    /// It is loaded and says what the golden, or most copies, say.
    Agrees(Option<Transport>),
    /// It is loaded, and the golden does not declare it for this client.
    Undeclared,
    /// It is a good entry that is switched off.
    Off,
    /// Whether it is loaded is not established.
    Unknown,
    /// The client takes another entry of this name.
    Shadowed,
    /// It says something else than the golden or most copies.
    Drifts,
    /// The golden wants it here.
    Missing,
    /// The client does not take it.
    Skipped,
}

impl State {
    /// One word for it, the same in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Loads(_) => "loads",
            Self::Agrees(_) => "agrees",
            Self::Undeclared => "undeclared",
            Self::Off => "off",
            Self::Unknown => "unknown",
            Self::Shadowed => "shadowed",
            Self::Drifts => "drifts",
            Self::Missing => "missing",
            Self::Skipped => "skipped",
        }
    }

    fn of(server: &ListedServer) -> Self {
        let differs = matches!(server.agreement, Agreement::Differs(_));
        match (&server.verdict, server.idle) {
            (_, Some(Idle::Off)) => Self::Off,
            (_, Some(Idle::Yields)) => Self::Shadowed,
            (Verdict::Skipped(_), None) => Self::Skipped,
            (_, None) if server.shadowed.is_some() => Self::Shadowed,
            (_, None) if differs => Self::Drifts,
            (Verdict::Unknown(_), None) => Self::Unknown,
            (Verdict::Loads, None) => match server.agreement {
                Agreement::Agrees => Self::Agrees(server.transport),
                Agreement::Undeclared => Self::Undeclared,
                _ => Self::Loads(server.transport),
            },
        }
    }
}

/// The title of the user's own files.
const OWN: &str = "your own settings";

/// A server's name and, where its section holds several projects, the project.
type Key = (String, Option<String>);

/// A reader of a file with the entries that belong into one section.
struct Pick<'a> {
    file: &'a ListedFile,
    local: bool,
    servers: BTreeMap<Key, &'a ListedServer>,
}

impl<'a> Matrix<'a> {
    /// Sorts a listing into matrices. With `all`, also what the user's files keep for other projects, and readers that
    /// have no file of their own.
    pub fn of(listing: &'a Listing, all: bool) -> Self {
        let mut projects: BTreeMap<PathBuf, Vec<Pick<'a>>> = BTreeMap::new();
        let mut own: Vec<Pick<'a>> = Vec::new();
        let mut for_others = BTreeSet::new();
        let interest = Interest::of(listing);
        let (shown, aside): (Vec<&ListedFile>, Vec<&ListedFile>) =
            listing.files.iter().partition(|file| all || interest.holds(file));
        for file in shown {
            if file.scope == Scope::Project {
                projects.entry(file.project.clone()).or_default().push(Pick::new(file, |_| true, false));
                continue;
            }
            let near = |p: &str| Path::new(p).starts_with(&listing.root) || listing.root.starts_with(p);
            let here = |s: &ListedServer| s.project.as_deref().is_some_and(near);
            let dirs: BTreeSet<&str> =
                file.servers.iter().filter(|s| here(s)).filter_map(|s| s.project.as_deref()).collect();
            for dir in dirs {
                let pick = Pick::new(file, |s| s.project.as_deref() == Some(dir), false);
                let dir = belongs(Path::new(dir), &listing.root).to_owned();
                projects.entry(dir).or_default().push(Pick { local: true, ..pick });
            }
            let others = file.servers.iter().filter(|s| s.project.is_some() && !here(s));
            for_others.extend(others.filter(|_| !all).map(|s| (&file.file, &s.name, &s.project)));
            let pick = Pick::new(file, |s| s.project.is_none() || (all && !here(s)), true);
            if !pick.servers.is_empty() || file.verdict != FileVerdict::Read {
                own.push(pick);
            }
        }
        let sections =
            projects.into_iter().map(|(dir, picks)| section(title(&dir, listing), Some(&dir), picks, listing));
        let own = (!own.is_empty()).then(|| section(OWN.to_owned(), None, own, listing));
        let mut readers: Vec<&'static str> =
            aside.iter().filter(|file| !file.dialect.opt_in).map(|file| file.dialect.name).collect();
        readers.sort_unstable();
        readers.dedup();
        Self { sections: sections.chain(own).collect(), for_others: for_others.len(), aside: readers }
    }
}

impl<'a> Pick<'a> {
    fn new(file: &'a ListedFile, wanted: impl Fn(&ListedServer) -> bool, with_project: bool) -> Self {
        let key = |s: &ListedServer| (s.name.clone(), s.project.clone().filter(|_| with_project));
        let servers = file.servers.iter().filter(|s| wanted(s)).map(|s| (key(s), s)).collect();
        Self { file, local: false, servers }
    }
}

/// Which readers have a say in a file: its owner, one that has a file of its own here, or, where nobody owns it, all.
struct Interest<'a> {
    owned: BTreeSet<&'a str>,
    in_use: BTreeSet<&'a str>,
}

impl<'a> Interest<'a> {
    fn of(listing: &'a Listing) -> Self {
        let owners = || listing.files.iter().filter(|f| f.dialect.owner);
        Self {
            owned: owners().map(|f| f.file.as_str()).collect(),
            in_use: owners().map(|f| f.dialect.client).collect(),
        }
    }

    fn holds(&self, file: &ListedFile) -> bool {
        file.dialect.owner || !self.owned.contains(file.file.as_str()) || self.in_use.contains(file.dialect.client)
    }
}

fn title(dir: &Path, listing: &Listing) -> String {
    match dir.strip_prefix(&listing.root) {
        Ok(rest) if !rest.as_os_str().is_empty() => slashes(rest),
        Ok(_) => listing.place.clone(),
        Err(_) => slashes(dir),
    }
}

fn section<'a>(title: String, dir: Option<&Path>, picks: Vec<Pick<'a>>, listing: &'a Listing) -> Section<'a> {
    let declared: BTreeMap<&str, &Declaration> = listing
        .declared
        .iter()
        .filter(|d| dir.is_some_and(|dir| dir.starts_with(&d.dir)))
        .map(|d| (d.server.name.as_str(), d))
        .collect();
    let mut keys: BTreeSet<Key> = picks.iter().flat_map(|p| p.servers.keys().cloned()).collect();
    keys.extend(picks.iter().flat_map(|p| &p.file.missing).map(|name| (name.clone(), None)));
    let column = |pick: &Pick<'a>| {
        let missing: BTreeSet<&str> = pick.file.missing.iter().map(String::as_str).filter(|_| !pick.local).collect();
        let cell = |key: &Key| match pick.servers.get(key) {
            Some(entry) => Cell { state: State::of(entry), entry: Some(entry) },
            None if missing.contains(key.0.as_str()) => Cell { state: State::Missing, entry: None },
            None => Cell::default(),
        };
        Column { file: pick.file, local: pick.local, cells: keys.iter().map(cell).collect() }
    };
    let columns = picks.iter().map(column).collect();
    let row = |(name, project): Key| {
        let declared = declared.get(name.as_str()).copied();
        Row { name, project, declared }
    };
    Section { title, rows: keys.into_iter().map(row).collect(), columns }
}
