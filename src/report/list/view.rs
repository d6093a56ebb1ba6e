//! What the tables show: sections, columns, cells and the notes below them. Nothing here knows how wide a line is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::super::many;
use super::notes::Notes;
use crate::env::slashes;
use crate::list::{Idle, ListedFile, ListedServer, Listing};
use crate::model::{Scope, Transport, Verdict};
use crate::normalize::FileVerdict;
use crate::redact::sanitize;

/// Everything to print.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) sections: Vec<Section>,
    /// Entries that the user's files keep for projects outside of the root.
    pub(super) for_others: usize,
    /// Clients that also read some of these files and have none of their own.
    pub(super) aside: Vec<&'static str>,
}

/// One table.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) title: String,
    /// Names of servers.
    pub(super) rows: Vec<String>,
    pub(super) columns: Vec<Column>,
    pub(super) notes: Vec<String>,
}

/// One file, as the clients read it that make the same of it.
#[derive(Debug)]
pub(super) struct Column {
    /// Its name, below the section's directory.
    pub(super) file: String,
    /// Its name in output elsewhere.
    whole: String,
    pub(super) readers: Vec<String>,
    pub(super) marks: Vec<usize>,
    /// One per row.
    pub(super) cells: Vec<Cell>,
}

/// One server in one file.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub(super) word: Word,
    pub(super) marks: Vec<usize>,
}

/// What becomes of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Word {
    /// The file does not have it.
    #[default]
    Absent,
    Loads(Option<Transport>),
    Skipped,
    Unknown,
    Off,
    /// The client takes the entry of another file.
    Elsewhere,
}

impl Word {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "-",
            Self::Loads(Some(transport)) => transport.as_str(),
            Self::Loads(None) => "loads",
            Self::Skipped => "skipped",
            Self::Unknown => "unknown",
            Self::Off => "off",
            Self::Elsewhere => "elsewhere",
        }
    }

    fn of(server: &ListedServer) -> Self {
        match (&server.verdict, server.idle) {
            (_, Some(Idle::Off)) => Self::Off,
            (_, Some(Idle::Yields)) => Self::Elsewhere,
            (Verdict::Loads, _) => Self::Loads(server.transport),
            (Verdict::Skipped(_), _) => Self::Skipped,
            (Verdict::Unknown(_), _) => Self::Unknown,
        }
    }
}

/// A reader of a file with the entries that belong into one table.
struct Pick<'a> {
    file: &'a ListedFile,
    servers: BTreeMap<Row, &'a ListedServer>,
    reader: String,
}

/// A server's name and, where its table holds several projects, the project.
type Row = (String, Option<String>);

/// Readers of one file that make the same of it.
type Group<'a> = Vec<Pick<'a>>;

impl Tables {
    /// Sorts the files into tables. With `all`, also what the user's files keep for other projects.
    pub(super) fn new(listing: &Listing, all: bool) -> Self {
        let mut projects: BTreeMap<PathBuf, Vec<Pick<'_>>> = BTreeMap::new();
        let mut own: Vec<Pick<'_>> = Vec::new();
        let mut for_others = BTreeSet::new();
        let (shown, aside): (Vec<&ListedFile>, Vec<&ListedFile>) =
            listing.files.iter().partition(|file| all || is_of_interest(file, listing));
        for file in shown {
            if file.scope == Scope::Project {
                projects.entry(file.project.clone()).or_default().push(Pick::new(file, |_| true, false));
                continue;
            }
            let here = |s: &ListedServer| s.project.as_deref().is_some_and(|p| Path::new(p).starts_with(&listing.root));
            let dirs: BTreeSet<&str> =
                file.servers.iter().filter(|s| here(s)).filter_map(|s| s.project.as_deref()).collect();
            for dir in dirs {
                let pick = Pick::new(file, |s| s.project.as_deref() == Some(dir), false);
                projects.entry(PathBuf::from(dir)).or_default().push(pick.local());
            }
            let others = file.servers.iter().filter(|s| s.project.is_some() && !here(s));
            for_others.extend(others.filter(|_| !all).map(|s| (&file.file, &s.name, &s.project)));
            let pick = Pick::new(file, |s| s.project.is_none() || (all && !here(s)), true);
            if !pick.servers.is_empty() || file.verdict != FileVerdict::Read {
                own.push(pick);
            }
        }
        let named = projects.into_iter().map(|(dir, picks)| (title(&dir, listing), picks));
        let own = (!own.is_empty()).then(|| ("your own settings".to_owned(), own));
        let sections = named.chain(own).map(|(title, picks)| section(title, picks)).collect();
        let mut readers: Vec<&'static str> =
            aside.iter().filter(|file| !file.dialect.opt_in).map(|file| file.dialect.name).collect();
        readers.sort_unstable();
        readers.dedup();
        Self { sections, for_others: for_others.len(), aside: readers }
    }

    /// The last line.
    pub(super) fn summary(&self) -> String {
        let servers = self.sections.iter().map(|s| s.rows.len()).sum();
        let files: BTreeSet<&str> = self.sections.iter().flat_map(|s| &s.columns).map(|c| c.whole.as_str()).collect();
        let cells = || self.sections.iter().flat_map(|s| &s.columns).flat_map(|c| &c.cells);
        let lost = cells().filter(|c| matches!(c.word, Word::Skipped | Word::Off)).count();
        let open = cells().filter(|c| c.word == Word::Unknown).count();
        let entries = |n: usize, is: &str, are: &str| match n {
            1 => format!("1 entry {is}"),
            n => format!("{n} entries {are}"),
        };
        let mut said = Vec::new();
        if lost > 0 {
            said.push(entries(lost, "is not loaded", "are not loaded"));
        }
        if open > 0 {
            said.push(format!("of {} nobody knows", entries(open, "", "").trim_end()));
        }
        let lost = if said.is_empty() { "every entry is loaded".to_owned() } else { said.join(", ") };
        match servers {
            0 => format!("no servers in {}", many(files.len(), "file")),
            n => format!("{} in {}; {lost}", many(n, "server"), many(files.len(), "file")),
        }
    }
}

impl<'a> Pick<'a> {
    fn new(file: &'a ListedFile, wanted: impl Fn(&ListedServer) -> bool, with_project: bool) -> Self {
        let row = |s: &ListedServer| (sanitize(&s.name), s.project.clone().filter(|_| with_project));
        let servers = file.servers.iter().filter(|s| wanted(s)).map(|s| (row(s), s)).collect();
        Self { file, servers, reader: file.dialect.name.to_owned() }
    }

    /// Entries that stand in the user's file and are for one project.
    fn local(self) -> Self {
        Self { reader: format!("{} (local)", self.reader), ..self }
    }

    /// Whether both clients make the same of the file. What one takes from elsewhere is no difference to what the other
    /// loads from here.
    fn alike(&self, other: &Self) -> bool {
        let loads = |word: Word| matches!(word, Word::Loads(_) | Word::Elsewhere);
        let same = |(row, server): (&Row, &&ListedServer)| {
            let (a, b) = (Word::of(server), other.servers.get(row).map(|s| Word::of(s)).unwrap_or_default());
            a == b || ((a == Word::Elsewhere || b == Word::Elsewhere) && loads(a) && loads(b))
        };
        self.file.file == other.file.file
            && self.file.verdict.as_str() == other.file.verdict.as_str()
            && self.servers.len() == other.servers.len()
            && self.servers.iter().all(same)
    }
}

/// Whether a reader has a say in a file: its owner, one that has a file of its own here, or one that was asked for.
fn is_of_interest(file: &ListedFile, listing: &Listing) -> bool {
    let owned = listing.files.iter().any(|other| other.file == file.file && other.dialect.owner);
    let in_use = |other: &ListedFile| other.dialect.owner && other.dialect.client == file.dialect.client;
    file.dialect.owner || !owned || listing.files.iter().any(in_use)
}

fn title(dir: &Path, listing: &Listing) -> String {
    match dir.strip_prefix(&listing.root) {
        Ok(rest) if !rest.as_os_str().is_empty() => sanitize(&slashes(rest)),
        Ok(_) => sanitize(&listing.place),
        Err(_) => sanitize(&slashes(dir)),
    }
}

fn section(title: String, picks: Vec<Pick<'_>>) -> Section {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for pick in picks {
        match groups.iter_mut().find(|g| g.first().is_some_and(|first| first.alike(&pick))) {
            Some(group) => group.push(pick),
            None => groups.push(vec![pick]),
        }
    }
    let rows: BTreeSet<Row> = groups.iter().flatten().flat_map(|p| p.servers.keys().cloned()).collect();
    let mut notes = Notes::default();
    let mut columns: Vec<Column> = groups.iter().map(|group| head(group, &title, &mut notes)).collect();
    // Row by row, so that the notes are numbered in the order of reading.
    for row in &rows {
        for (group, column) in groups.iter().zip(&mut columns) {
            column.cells.push(cell(group, row, &mut notes));
        }
    }
    let label = |(name, project): Row| match project {
        Some(project) => format!("{name} (in {})", sanitize(&project)),
        None => name,
    };
    Section { title, rows: rows.into_iter().map(label).collect(), columns, notes: notes.texts }
}

fn head(group: &Group<'_>, title: &str, notes: &mut Notes) -> Column {
    let file = group.first().map(|p| sanitize(&p.file.file)).unwrap_or_default();
    let short = file.strip_prefix(title).and_then(|rest| rest.strip_prefix('/')).unwrap_or(&file).to_owned();
    let verdicts = group.iter().map(|p| (p.reader.as_str(), &p.file.verdict));
    let marks = notes.file(&short, verdicts);
    Column {
        file: short,
        whole: file,
        readers: group.iter().map(|p| p.reader.clone()).collect(),
        marks,
        cells: Vec::new(),
    }
}

fn cell(group: &Group<'_>, row: &Row, notes: &mut Notes) -> Cell {
    let entries: Vec<(&Pick<'_>, &ListedServer)> =
        group.iter().filter_map(|p| Some((p, *p.servers.get(row)?))).collect();
    let Some((first, server)) = entries.first() else { return Cell::default() };
    let word = Word::of(server);
    // Why a file is not read stands at its name.
    let mut marks = match first.file.verdict {
        FileVerdict::Read => {
            let alike = entries.iter().filter(|(_, s)| Word::of(s) == word);
            let reasons = alike.filter_map(|(p, s)| Some((p.reader.as_str(), s.verdict.reason()?)));
            notes.entry(word, reasons)
        }
        _ => Vec::new(),
    };
    if let Word::Loads(_) = word {
        marks.extend(notes.unset(entries.iter().map(|(p, s)| (p.file.dialect, *s))));
    }
    Cell { word, marks }
}
