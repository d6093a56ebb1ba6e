//! What the tables show: sections, columns, cells and the notes below them. Nothing here knows how wide a line is.

use std::collections::BTreeSet;

use super::super::many;
use super::notes::Notes;
use crate::list::matrix::{self, Matrix, Row, State};
use crate::list::{ListedServer, Listing};
use crate::model::Transport;
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
    /// What the copies are held against, where a golden declares it.
    golden: Option<String>,
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
    /// Whether there is such a file.
    there: bool,
    /// One per row.
    pub(super) cells: Vec<Cell>,
}

/// One server in one file.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub(super) state: State,
    /// The transport that the client uses, where it loads the entry.
    transport: Option<Transport>,
    pub(super) marks: Vec<usize>,
}

impl Cell {
    /// The word in the table: what is loaded is told by its transport.
    pub(super) fn word(&self) -> String {
        let transport = self.transport.map(Transport::as_str);
        match self.state {
            State::Absent => "-".to_owned(),
            State::Loads(_) | State::Agrees(_) => transport.unwrap_or(self.state.as_str()).to_owned(),
            State::Drifts | State::Undeclared => {
                transport.into_iter().chain([self.state.as_str()]).collect::<Vec<_>>().join(", ")
            }
            state => state.as_str().to_owned(),
        }
    }
}

/// Readers of one file that make the same of it.
type Group<'a, 'b> = Vec<&'b matrix::Column<'a>>;

impl Tables {
    /// Sorts the files into tables. With `all`, also what the user's files keep for other projects.
    pub(super) fn new(listing: &Listing, all: bool) -> Self {
        let matrix = Matrix::of(listing, all);
        Self {
            sections: matrix.sections.iter().map(section).collect(),
            for_others: matrix.for_others,
            aside: matrix.aside,
            golden: listing.declared.first().map(|d| sanitize(&d.file)),
        }
    }

    fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.sections.iter().flat_map(|s| &s.columns).flat_map(|c| &c.cells)
    }

    /// The last line.
    pub(super) fn summary(&self) -> String {
        let servers = self.sections.iter().map(|s| s.rows.len()).sum();
        let columns = self.sections.iter().flat_map(|s| &s.columns).filter(|c| c.there);
        let files: BTreeSet<&str> = columns.map(|c| c.whole.as_str()).collect();
        let count = |wanted: &[State]| self.cells().filter(|c| wanted.contains(&c.state)).count();
        let entries = |n: usize, is: &str, are: &str| match n {
            1 => format!("1 entry {is}"),
            n => format!("{n} entries {are}"),
        };
        let mut said = Vec::new();
        match count(&[State::Skipped, State::Off]) {
            0 => {}
            n => said.push(entries(n, "is not loaded", "are not loaded")),
        }
        match count(&[State::Drifts]) {
            0 => {}
            n => said.push(entries(n, "drifts", "drift")),
        }
        match count(&[State::Missing]) {
            0 => {}
            n => said.push(entries(n, "is missing", "are missing")),
        }
        match count(&[State::Unknown]) {
            0 => {}
            n => said.push(format!("of {} nobody knows", entries(n, "", "").trim_end())),
        }
        let said = if said.is_empty() { "every entry is loaded".to_owned() } else { said.join(", ") };
        match servers {
            0 => format!("no servers in {}", many(files.len(), "file")),
            n => format!("{} in {}; {said}", many(n, "server"), many(files.len(), "file")),
        }
    }

    /// What the words of these tables mean that do not say it themselves.
    pub(super) fn legend(&self) -> Option<String> {
        let golden = self.golden.as_deref();
        let says = |state: State| match (state, golden) {
            (State::Drifts, Some(golden)) => Some(format!("drifts: says something else than `{golden}`")),
            (State::Drifts, None) => Some("drifts: the copies say different things".to_owned()),
            (State::Missing, Some(golden)) => Some(format!("missing: `{golden}` wants it there")),
            (State::Undeclared, Some(golden)) => {
                Some(format!("undeclared: `{golden}` does not give it to this client"))
            }
            (State::Skipped, _) => Some("skipped: the client does not load it".to_owned()),
            (State::Shadowed, _) => Some("shadowed: the client takes another entry of this name".to_owned()),
            _ => None,
        };
        let mut states: Vec<State> = self.cells().map(|c| c.state).collect();
        states.sort_unstable();
        states.dedup();
        let words: Vec<String> = states.into_iter().rev().filter_map(says).collect();
        (!words.is_empty()).then(|| words.join("; "))
    }
}

/// Whether both clients make the same of one file. What one takes from elsewhere is no difference to what the other loads
/// from here.
fn alike(a: &matrix::Column<'_>, b: &matrix::Column<'_>) -> bool {
    let loads = |s: State| matches!(s, State::Loads(_) | State::Agrees(_) | State::Undeclared | State::Drifts);
    let same = |(x, y): (&matrix::Cell<'_>, &matrix::Cell<'_>)| {
        let elsewhere = x.state == State::Shadowed && loads(y.state) || y.state == State::Shadowed && loads(x.state);
        let transport = |c: &matrix::Cell<'_>| c.entry.and_then(|e| e.transport);
        let equal = x.state == y.state && transport(x) == transport(y);
        x.entry.is_some() == y.entry.is_some() && (equal || elsewhere)
    };
    a.file.file == b.file.file
        && a.local == b.local
        && a.file.verdict.as_str() == b.file.verdict.as_str()
        && a.cells.iter().zip(&b.cells).all(same)
}

fn section(section: &matrix::Section<'_>) -> Section {
    let mut groups: Vec<Group<'_, '_>> = Vec::new();
    for column in &section.columns {
        match groups.iter_mut().find(|g| g.first().is_some_and(|first| alike(first, column))) {
            Some(group) => group.push(column),
            None => groups.push(vec![column]),
        }
    }
    let title = sanitize(&section.title);
    let mut notes = Notes::default();
    let mut columns: Vec<Column> = groups.iter().map(|group| head(group, &title, &mut notes)).collect();
    // Row by row, so that the notes are numbered in the order of reading.
    for row in 0..section.rows.len() {
        for (group, column) in groups.iter().zip(&mut columns) {
            column.cells.push(cell(group, row, &mut notes));
        }
    }
    Section { title, rows: section.rows.iter().map(label).collect(), columns, notes: notes.texts }
}

fn label(row: &Row<'_>) -> String {
    let name = sanitize(&row.name);
    match &row.project {
        Some(project) => format!("{name} (in {})", sanitize(project)),
        None => name,
    }
}

fn reader(column: &matrix::Column<'_>) -> String {
    let name = column.file.dialect.name;
    if column.local { format!("{name} (local)") } else { name.to_owned() }
}

fn head(group: &Group<'_, '_>, title: &str, notes: &mut Notes) -> Column {
    let file = group.first().map(|c| sanitize(&c.file.file)).unwrap_or_default();
    let short = file.strip_prefix(title).and_then(|rest| rest.strip_prefix('/')).unwrap_or(&file).to_owned();
    let readers: Vec<String> = group.iter().map(|c| reader(c)).collect();
    let there = group.iter().all(|c| !c.file.absent);
    let verdicts = readers.iter().map(String::as_str).zip(group.iter().map(|c| &c.file.verdict));
    let marks = if there { notes.file(&short, verdicts) } else { notes.absent(&short) };
    Column { file: short, whole: file, readers, marks, there, cells: Vec::new() }
}

fn cell(group: &Group<'_, '_>, row: usize, notes: &mut Notes) -> Cell {
    let entries: Vec<(&matrix::Column<'_>, &ListedServer, State)> =
        group.iter().filter_map(|c| c.cells.get(row).and_then(|x| Some((*c, x.entry?, x.state)))).collect();
    let Some((first, server, state)) = entries.first() else {
        let state = group.first().and_then(|c| c.cells.get(row)).map(|c| c.state).unwrap_or_default();
        return Cell { state, ..Cell::default() };
    };
    // Why a file is not read stands at its name.
    let mut marks = match first.file.verdict {
        FileVerdict::Read => {
            let alike: Vec<_> = entries.iter().filter(|(.., s)| s == state).collect();
            let names: Vec<String> = alike.iter().map(|(c, ..)| reader(c)).collect();
            let reason = |s: &ListedServer| s.verdict.reason().or(s.shadowed.as_deref()).map(str::to_owned);
            let reasons: Vec<(&str, String)> =
                names.iter().zip(&alike).filter_map(|(name, (_, s, _))| Some((name.as_str(), reason(s)?))).collect();
            notes.entry(*state, reasons.iter().map(|(name, why)| (*name, why.as_str())))
        }
        _ => Vec::new(),
    };
    if *state == State::Drifts {
        marks.extend(notes.differs(&server.agreement));
    }
    if matches!(state, State::Loads(_) | State::Agrees(_) | State::Undeclared | State::Drifts) {
        marks.extend(notes.unset(entries.iter().map(|(c, s, _)| (c.file.dialect, *s))));
    }
    Cell { state: *state, transport: server.transport, marks }
}
