//! A section as lines: servers down and files across, where that is too wide the other way round, and where that is
//! too wide as well as many tables as it takes. No cell is ever broken.

use std::ops::Range;

use comfy_table::{LineStyle, Table, presets::NOTHING};

use super::super::Style;
use super::super::excerpt::columns;
use super::view::{Cell, Column, Section, Word};

/// The blanks before every line of a table.
const INDENT: &str = " ";

/// A file's name above a column is broken where it is longer than that and has a slash.
const FOLD: usize = 15;

/// A text and how it is painted.
#[derive(Debug, Clone)]
struct Text {
    text: String,
    paint: Paint,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paint {
    Plain,
    Strong,
    Dim,
    Good,
    Bad,
    Doubt,
}

/// The lines of a section, without its title and its notes.
pub(super) fn lines(section: &Section, style: Style) -> Vec<String> {
    for grid in [upright(&section.rows, &section.columns, 0..section.columns.len()), lying(section)] {
        let drawn = grid.draw(style);
        if drawn.iter().all(|line| width(&line.plain) <= style.width) {
            return drawn.into_iter().map(|line| line.painted(style)).collect();
        }
    }
    parts(section, style)
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
struct Line {
    plain: String,
    texts: Vec<Text>,
}

impl Line {
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

/// Servers down, some of the files across; only servers that one of these files has.
fn upright(names: &[String], columns: &[Column], part: Range<usize>) -> Grid {
    let columns = columns.get(part).unwrap_or_default();
    let files: Vec<Vec<Text>> = columns.iter().map(folded).collect();
    let height = files.iter().map(Vec::len).max().unwrap_or_default();
    let mut header = vec![vec![Text::new("server", Paint::Dim)]];
    header.extend(columns.iter().zip(files).map(|(column, mut cell)| {
        // The readers begin in one line, however many the name of the file takes.
        cell.resize(height, Text::new("", Paint::Plain));
        cell.extend(column.readers.iter().map(|r| Text::new(r, Paint::Dim)));
        cell
    }));
    let mut rows = vec![header];
    for (i, name) in names.iter().enumerate() {
        let cells = || columns.iter().filter_map(|c| c.cells.get(i));
        if cells().all(|cell| cell.word == Word::Absent) {
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

/// Files down, servers across.
fn lying(section: &Section) -> Grid {
    let names = section.rows.iter().map(|name| vec![Text::new(name, Paint::Strong)]);
    let header = [vec![Text::new("file", Paint::Dim)], vec![Text::new("read by", Paint::Dim)]];
    let mut rows = vec![header.into_iter().chain(names).collect()];
    for column in &section.columns {
        let readers = column.readers.iter().map(|r| Text::new(r, Paint::Dim)).collect();
        let mut row = vec![vec![file(column)], readers];
        row.extend(column.cells.iter().map(|c| vec![word(c)]));
        rows.push(row);
    }
    Grid { rows }
}

/// As many upright tables as it takes, each with as many files as fit.
fn parts(section: &Section, style: Style) -> Vec<String> {
    let fits = |lines: &[Line]| lines.iter().all(|line| width(&line.plain) <= style.width);
    let all = section.columns.len();
    let bare = upright(&[], &section.columns, 0..all);
    let widest = bare.rows.iter().flatten().skip(1).flatten().map(|t| width(&t.text)).max().unwrap_or_default();
    let words = section.columns.iter().flat_map(|c| &c.cells).map(|c| width(&word(c).text)).max();
    // A name longer than what one file leaves is cut.
    let room = style.width.saturating_sub(widest.max(words.unwrap_or_default()) + 6).max(12);
    let names: Vec<String> = section.rows.iter().map(|name| clipped(name, room)).collect();
    let mut lines = Vec::new();
    let mut from = 0;
    while from < all {
        let mut to = from + 1;
        let mut drawn = upright(&names, &section.columns, from..to).draw(style);
        while to < all {
            let more = upright(&names, &section.columns, from..to + 1).draw(style);
            if !fits(&more) {
                break;
            }
            (drawn, to) = (more, to + 1);
        }
        if from > 0 {
            lines.push(String::new());
        }
        lines.extend(drawn.into_iter().map(|line| line.painted(style)));
        from = to;
    }
    lines
}

/// A name that fits; what is left out is shown by dots.
fn clipped(text: &str, room: usize) -> String {
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
fn folded(column: &Column) -> Vec<Text> {
    let Text { text, paint } = file(column);
    let mut lines: Vec<String> = Vec::new();
    for part in text.split_inclusive('/') {
        match lines.last_mut().filter(|line| width(line) + width(part) <= FOLD) {
            Some(line) => line.push_str(part),
            None => lines.push(part.to_owned()),
        }
    }
    lines.into_iter().map(|text| Text { text, paint }).collect()
}

fn file(column: &Column) -> Text {
    let marks = marks(&column.marks);
    Text { text: format!("{}{marks}", column.file), paint: if marks.is_empty() { Paint::Strong } else { Paint::Bad } }
}

fn word(cell: &Cell) -> Text {
    let paint = match cell.word {
        Word::Absent => Paint::Dim,
        Word::Loads(_) if cell.marks.is_empty() => Paint::Good,
        Word::Skipped => Paint::Bad,
        Word::Loads(_) | Word::Unknown | Word::Off | Word::Elsewhere => Paint::Doubt,
    };
    Text { text: format!("{}{}", cell.word.as_str(), marks(&cell.marks)), paint }
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
