//! A section as one table: servers down and clients across, where that is too wide the other way round, and where that is
//! too wide as well a line for each entry.

use comfy_table::{LineStyle, Table, presets::NOTHING};

use super::super::Style;
use super::super::excerpt::columns;
use super::compact;
use super::view::{Cell, Column, Section};
use crate::list::matrix::State;

/// The blanks before every line of a table.
const INDENT: &str = " ";

/// A file's name above a column is broken where it is longer than that and has a slash.
const FOLD: usize = 15;

/// The head of a column that holds clients and, below them, their files.
const BOTH: &str = "client, file";

/// A text and how it is painted.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) paint: Paint,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    Plain,
    Strong,
    Dim,
    Good,
    Bad,
    Doubt,
}

/// The lines of a section, without its title and its notes.
pub(super) fn lines(section: &Section, style: Style) -> Vec<String> {
    let fits = |lines: &Vec<Line>| lines.iter().all(|line| width(&line.plain) <= style.width);
    // A table that is far too wide need not be drawn to know it.
    let across = |n: usize| n * 4 <= style.width;
    let drawn = across(section.columns.len())
        .then(|| upright(&section.rows, &section.columns).draw(style))
        .filter(fits)
        .or_else(|| across(section.rows.len()).then(|| lying(section).draw(style)).filter(fits))
        .or_else(|| compact::lines(section, style).filter(fits))
        .or_else(|| Some(listed(section, style, false).draw(style)).filter(fits))
        .unwrap_or_else(|| listed(section, style, true).draw(style));
    drawn.into_iter().map(|line| line.painted(style)).collect()
}

/// How many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// A table: a header and rows of cells, a cell perhaps of several lines.
struct Grid {
    rows: Vec<Vec<Vec<Text>>>,
}

/// One line, and its texts in order with their paint.
#[derive(Default)]
pub(super) struct Line {
    pub(super) plain: String,
    texts: Vec<Text>,
}

impl Line {
    /// A line that begins with a text.
    pub(super) fn of(text: &str, paint: Paint) -> Self {
        Self { plain: text.to_owned(), texts: vec![Text::new(text, paint)] }
    }

    /// Goes on with a text.
    pub(super) fn add(&mut self, text: &str, paint: Paint) {
        self.plain.push_str(text);
        self.texts.push(Text::new(text, paint));
    }

    /// Fills up with blanks.
    pub(super) fn pad(&mut self, to: usize) {
        let blanks = " ".repeat(to.saturating_sub(width(&self.plain)));
        self.add(&blanks, Paint::Plain);
    }

    /// Colours every text where it stands. They come in the order of the line, so a server that is called `skipped`
    /// gets the paint of a name.
    fn painted(&self, style: Style) -> String {
        let mut out = String::new();
        let mut rest = self.plain.as_str();
        for text in self.texts.iter().filter(|t| !t.text.is_empty()) {
            let Some(at) = rest.find(&text.text) else { continue };
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            out.push_str(&text.paint.on(&text.text, style));
            rest = from.get(text.text.len()..).unwrap_or_default();
        }
        out + rest
    }
}

impl Grid {
    fn draw(&self, style: Style) -> Vec<Line> {
        let joined = |row: &Vec<Vec<Text>>| -> Vec<String> {
            row.iter().map(|cell| cell.iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join("\n")).collect()
        };
        let mut table = Table::new();
        let rule = if style.color { '\u{2500}' } else { '-' };
        table.load_style(NOTHING.header_separator(LineStyle::none().fill(rule).junction(rule)));
        let mut rows = self.rows.iter();
        if let Some(header) = rows.next() {
            table.set_header(joined(header));
        }
        for row in rows {
            table.add_row(joined(row));
        }
        let lines: Vec<String> = table.lines().map(|l| format!("{INDENT}{}", l.trim_end())).collect();
        lines.into_iter().zip(self.texts()).map(|(plain, texts)| Line { plain, texts }).collect()
    }

    /// The texts of every line, the rule below the header counted as one.
    fn texts(&self) -> Vec<Vec<Text>> {
        let mut out = Vec::new();
        for (i, row) in self.rows.iter().enumerate() {
            let height = row.iter().map(Vec::len).max().unwrap_or_default();
            out.extend(
                (0..height).map(|line| row.iter().filter_map(|cell| cell.get(line).cloned()).collect::<Vec<_>>()),
            );
            if i == 0 {
                out.push(Vec::new());
            }
        }
        out
    }
}

/// Servers down, clients across.
fn upright(names: &[String], columns: &[Column]) -> Grid {
    let mut header = vec![vec![Text::new("server", Paint::Dim)]];
    let height = columns.iter().map(|c| c.readers.len()).max().unwrap_or_default();
    header.extend(columns.iter().map(|column| {
        let mut cell: Vec<Text> = column.readers.iter().map(|r| Text::new(r, Paint::Strong)).collect();
        // The files begin in one line, however many clients read them.
        cell.resize(height, Text::new("", Paint::Plain));
        cell.extend(folded(column, FOLD));
        cell
    }));
    let mut rows = vec![header];
    for (i, name) in names.iter().enumerate() {
        let cells = || columns.iter().filter_map(|c| c.cells.get(i));
        if cells().all(|cell| cell.state == State::Absent) {
            continue;
        }
        let mut row = vec![vec![Text::new(name, Paint::Strong)]];
        row.extend(cells().map(|cell| vec![word(cell)]));
        rows.push(row);
    }
    if rows.len() == 1 {
        rows.push(vec![vec![Text::new("(none)", Paint::Dim)]]);
    }
    Grid { rows }
}

/// Clients down, servers across.
fn lying(section: &Section) -> Grid {
    let names = section.rows.iter().map(|name| vec![Text::new(name, Paint::Strong)]);
    let header = [vec![Text::new("client", Paint::Dim)], vec![Text::new("file", Paint::Dim)]];
    let mut rows = vec![header.into_iter().chain(names).collect()];
    for column in &section.columns {
        let readers = column.readers.iter().map(|r| Text::new(r, Paint::Strong)).collect();
        let mut row = vec![readers, vec![file(column)]];
        row.extend(column.cells.iter().map(|c| vec![word(c)]));
        rows.push(row);
    }
    Grid { rows }
}

/// One line for each entry, beside the file that holds it: fits where there are too many files and servers for both of
/// them to have an axis. On a narrow terminal the file stands below the clients.
fn listed(section: &Section, style: Style, narrow: bool) -> Grid {
    let head = |text: &str| vec![Text::new(text, Paint::Dim)];
    let widest = |texts: Vec<usize>| texts.into_iter().max().unwrap_or_default();
    let columns = &section.columns;
    let readers = widest(columns.iter().flat_map(|c| &c.readers).map(|r| width(r)).collect());
    let words = widest(columns.iter().flat_map(|c| &c.cells).map(|c| width(&word(c).text)).collect());
    let beside = if narrow { 0 } else { readers + 3 };
    // A path is folded, and a name cut, where they leave the others too little.
    let path = style.width.saturating_sub(beside + words + 24).max(FOLD);
    let files: Vec<Vec<Text>> = columns.iter().map(|column| folded(column, path)).collect();
    let file = widest(files.iter().flatten().map(|t| width(&t.text)).collect());
    let taken = if narrow { file.max(readers).max(width(BOTH)) } else { file + beside };
    let room = style.width.saturating_sub(taken + words.max(8) + 9).max(8);
    let mut header = vec![head(if narrow { BOTH } else { "client" }), head("server"), head("loads as")];
    if !narrow {
        header.insert(1, head("file"));
    }
    let mut rows = vec![header];
    for (column, file) in columns.iter().zip(files) {
        let entries = || section.rows.iter().zip(&column.cells).filter(|(_, cell)| cell.state != State::Absent);
        let mut names: Vec<Text> = entries().map(|(name, _)| Text::new(&clipped(name, room), Paint::Strong)).collect();
        let loads = entries().map(|(_, cell)| word(cell)).collect();
        if names.is_empty() {
            names.push(Text::new("(none)", Paint::Dim));
        }
        let mut readers: Vec<Text> = column.readers.iter().map(|r| Text::new(r, Paint::Strong)).collect();
        if narrow {
            readers.extend(file);
            rows.push(vec![readers, names, loads]);
        } else {
            rows.push(vec![readers, file, names, loads]);
        }
    }
    Grid { rows }
}

/// A name that fits; what is left out is shown by dots.
pub(super) fn clipped(text: &str, room: usize) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut used = 3;
    let kept = text.chars().take_while(|c| {
        used += columns(*c);
        used <= room
    });
    kept.collect::<String>() + "..."
}

/// The name of a file in several short lines, broken after slashes.
fn folded(column: &Column, limit: usize) -> Vec<Text> {
    let Text { text, paint } = file(column);
    let mut lines: Vec<String> = Vec::new();
    for part in text.split_inclusive('/') {
        match lines.last_mut().filter(|line| width(line) + width(part) <= limit) {
            Some(line) => line.push_str(part),
            None => lines.push(part.to_owned()),
        }
    }
    lines.into_iter().map(|text| Text { text, paint }).collect()
}

pub(super) fn file(column: &Column) -> Text {
    let marks = marks(&column.marks);
    Text { text: format!("{}{marks}", column.file), paint: if marks.is_empty() { Paint::Dim } else { Paint::Bad } }
}

pub(super) fn word(cell: &Cell) -> Text {
    Text { text: format!("{}{}", cell.word(), marks(&cell.marks)), paint: paint(cell) }
}

/// How a cell is painted.
pub(super) fn paint(cell: &Cell) -> Paint {
    match cell.state {
        State::Absent => Paint::Dim,
        State::Loads(_) | State::Agrees(_) if cell.marks.is_empty() => Paint::Good,
        State::Skipped | State::Missing | State::Drifts => Paint::Bad,
        State::Loads(_) | State::Agrees(_) | State::Undeclared | State::Unknown | State::Off | State::Shadowed => {
            Paint::Doubt
        }
    }
}

fn marks(marks: &[usize]) -> String {
    let numbers: Vec<String> = marks.iter().map(ToString::to_string).collect();
    if numbers.is_empty() { String::new() } else { format!(" [{}]", numbers.join(",")) }
}

impl Text {
    fn new(text: &str, paint: Paint) -> Self {
        Self { text: text.to_owned(), paint }
    }
}

impl Paint {
    fn on(self, text: &str, style: Style) -> String {
        let paint = match self {
            Self::Plain => anstyle::Style::new(),
            Self::Strong => anstyle::Style::new().bold(),
            Self::Dim => anstyle::Style::new().dimmed(),
            Self::Good => anstyle::AnsiColor::Green.on_default(),
            Self::Bad => anstyle::AnsiColor::Red.on_default(),
            Self::Doubt => anstyle::AnsiColor::Yellow.on_default(),
        };
        if style.color { format!("{paint}{text}{paint:#}") } else { text.to_owned() }
    }
}
