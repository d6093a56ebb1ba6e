//! Many servers in many clients: a sign for each cell, so that the whole matrix stays on the screen, and below it in words
//! what is not as it should be.

use super::super::Style;
use super::layout::{Line, Paint, Text, clipped, paint, width, word};
use super::view::{Cell, Column, Section};
use crate::list::matrix::State;

/// The names of columns: one letter each.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The longest name of a server that is shown whole.
const LONGEST: usize = 32;

/// Of fewer cells than these a list is no longer than a screen, and needs no letters.
const FEW: usize = 40;

/// The lines; `None` where most cells are empty or there are too many columns, so that a list says more in less room.
pub(super) fn lines(section: &Section, style: Style) -> Option<Vec<Line>> {
    let cells = || section.columns.iter().flat_map(|c| &c.cells);
    let filled = cells().filter(|c| c.state != State::Absent).count();
    let all = cells().count();
    if section.columns.len() > LETTERS.len() || filled * 3 < all || all < FEW {
        return None;
    }
    let names: Vec<String> = section.rows.iter().map(|name| clipped(name, LONGEST)).collect();
    let longest = names.iter().map(|n| width(n)).max().unwrap_or_default().max("server".len());
    let mut lines = matrix(section, &names, longest, style);
    lines.push(Line::default());
    lines.extend(legend(section, style));
    lines.push(Line::default());
    lines.extend(keys(section));
    let odd = odd(section, &names, longest);
    if !odd.is_empty() {
        lines.push(Line::default());
        lines.extend(odd);
    }
    Some(lines)
}

fn matrix(section: &Section, names: &[String], longest: usize, style: Style) -> Vec<Line> {
    let mut head = Line::of("  server", Paint::Dim);
    head.pad(longest + 3);
    for (_, letter) in section.columns.iter().zip(LETTERS.chars()) {
        head.add(" ", Paint::Plain);
        head.add(&letter.to_string(), Paint::Dim);
    }
    let rule = if style.color { "\u{2500}" } else { "-" };
    let mut lines = vec![Line::of(&format!(" {}", rule.repeat(width(&head.plain))), Paint::Plain)];
    lines.insert(0, head);
    for (i, name) in names.iter().enumerate() {
        let mut line = Line::of("  ", Paint::Plain);
        line.add(name, Paint::Strong);
        line.pad(longest + 3);
        for cell in section.columns.iter().filter_map(|c| c.cells.get(i)) {
            line.add(" ", Paint::Plain);
            line.add(sign(cell.state, style), paint(cell));
        }
        lines.push(line);
    }
    lines
}

/// What the signs are, those that are there.
fn legend(section: &Section, style: Style) -> Vec<Line> {
    let mut seen: Vec<&Cell> = Vec::new();
    for cell in section.columns.iter().flat_map(|c| &c.cells) {
        if seen.iter().all(|s| sign(s.state, style) != sign(cell.state, style)) {
            seen.push(cell);
        }
    }
    seen.sort_by_key(|c| std::cmp::Reverse(c.state));
    let mut lines = vec![Line::default()];
    for cell in seen {
        let word = match cell.state {
            State::Loads(_) | State::Agrees(_) => "loaded as it should be",
            state => state.as_str(),
        };
        let room = lines.last().map_or(0, |line| width(&line.plain)) + width(word) + 4;
        if room > style.width {
            lines.push(Line::default());
        }
        if let Some(line) = lines.last_mut() {
            line.add("  ", Paint::Plain);
            line.add(sign(cell.state, style), paint(cell));
            line.add(" ", Paint::Plain);
            line.add(word, Paint::Plain);
        }
    }
    lines
}

/// Which letter is which client's file.
fn keys(section: &Section) -> Vec<Line> {
    let readers: Vec<String> = section.columns.iter().map(|c| c.readers.join(", ")).collect();
    let longest = readers.iter().map(|r| width(r)).max().unwrap_or_default();
    let key = |((column, reader), letter): ((&Column, &String), char)| {
        let mut line = Line::of("  ", Paint::Plain);
        line.add(&letter.to_string(), Paint::Dim);
        line.add("  ", Paint::Plain);
        line.add(reader, Paint::Strong);
        line.pad(longest + 8);
        let file = super::layout::file(column);
        line.add(&file.text, file.paint);
        line
    };
    section.columns.iter().zip(&readers).zip(LETTERS.chars()).map(key).collect()
}

/// What is not as it should be, a line for each.
fn odd(section: &Section, names: &[String], longest: usize) -> Vec<Line> {
    let told = |cell: &&Cell| {
        let fine = matches!(cell.state, State::Absent | State::Loads(_) | State::Agrees(_));
        !fine || !cell.marks.is_empty()
    };
    let mut lines = Vec::new();
    let letters = || section.columns.iter().zip(LETTERS.chars());
    for (i, name) in names.iter().enumerate() {
        for (column, letter) in letters() {
            // What a client takes from its own file instead is said by the sign.
            let Some(cell) = column.cells.get(i).filter(told).filter(|c| c.state != State::Shadowed) else { continue };
            let mut line = Line::of("  ", Paint::Plain);
            line.add(name, Paint::Strong);
            line.pad(longest + 4);
            line.add(&letter.to_string(), Paint::Dim);
            line.add(" ", Paint::Plain);
            let Text { text, paint } = word(cell);
            line.add(&text, paint);
            lines.push(line);
        }
    }
    lines
}

/// One column wide.
pub(super) fn sign(state: State, style: Style) -> &'static str {
    match (state, style.color) {
        (State::Absent, _) => "-",
        (State::Loads(_) | State::Agrees(_), true) => "\u{2713}",
        (State::Loads(_) | State::Agrees(_), false) => "=",
        (State::Drifts, true) => "\u{2260}",
        (State::Drifts, false) => "D",
        (State::Skipped, true) => "\u{d7}",
        (State::Skipped, false) => "X",
        (State::Missing, true) => "\u{2205}",
        (State::Missing, false) => "M",
        (State::Shadowed, true) => "\u{25d1}",
        (State::Shadowed, false) => "S",
        (State::Off, true) => "\u{25cb}",
        (State::Off, false) => "O",
        (State::Undeclared, _) => "+",
        (State::Unknown, _) => "?",
    }
}
