//! `setup.cfg`: the lines of its values where they stand. The grammar is that of CPython's `configparser` as setuptools
//! uses it (`configparser.RawConfigParser._read` of 3.11; setuptools 84.2, `setuptools/config/setupcfg.py`; 2026-11);
//! no crate says where a value stands. What only makes configparser give up (a line without `=`, an option written
//! twice) is no reason to look away here.

use super::requirements::physical_lines;
use super::tables::text_pin;
use crate::document::{BOM, Document, Span};
use crate::model::pin::Pin;

#[cfg(test)]
mod tests;

/// Options of `[options]` that list requirements. `tests_require` is gone from setuptools since 72.
const LISTS: &[&str] = &["install_requires", "setup_requires", "tests_require"];

/// The requirements of a `setup.cfg`.
pub fn read_setup_cfg(doc: &Document) -> Vec<Pin> {
    let mut pins = Vec::new();
    for option in options(&doc.text).filter(|o| o.is_list() && o.files().is_none()) {
        let place = format!("{}.{}", option.section, option.name);
        for (at, item) in option.items() {
            pins.extend(text_pin(item, &place, |part| Span::new(at + part.start, at + part.end)));
        }
    }
    pins
}

/// The files that a list of requirements is read from (`install_requires = file: requirements.txt`).
pub(super) fn included(doc: &Document) -> Vec<String> {
    let lists = options(&doc.text).filter(Setting::is_list);
    lists.filter_map(|o| o.files()).flatten().map(str::to_owned).collect()
}

/// One option with the lines of its value, trimmed.
struct Setting<'t> {
    section: &'t str,
    name: &'t str,
    lines: Vec<(usize, &'t str)>,
}

impl<'t> Setting<'t> {
    /// Whether it lists requirements. setuptools takes dashes for underscores.
    fn is_list(&self) -> bool {
        match self.section {
            "options" => LISTS.contains(&self.name.replace('-', "_").as_str()),
            "options.extras_require" => true,
            _ => false,
        }
    }

    /// The paths of a `file:` directive, which has to stand on the line of the option.
    fn files(&self) -> Option<Vec<&'t str>> {
        let (_, first) = self.lines.first()?;
        let first = first.strip_prefix("file:")?;
        let rest = self.lines.iter().skip(1).map(|(_, line)| *line);
        let paths = std::iter::once(first).chain(rest).flat_map(|line| line.split(','));
        Some(paths.map(str::trim).filter(|path| !path.is_empty()).collect())
    }

    /// The requirements: one a line, or separated by `;` where there is one line only. A comment behind one begins
    /// with a blank.
    fn items(&self) -> impl Iterator<Item = (usize, &'t str)> {
        let separator = if self.lines.len() > 1 { '\n' } else { ';' };
        let pieces = self.lines.iter().flat_map(move |(at, line)| {
            let mut at = *at;
            line.split(separator).map(move |piece| {
                let start = at;
                at += piece.len() + 1;
                (start, piece)
            })
        });
        pieces.filter(|(_, piece)| !piece.trim_start().starts_with('#')).map(|(at, piece)| {
            let end = piece.find(" #").unwrap_or(piece.len());
            (at, piece.get(..end).unwrap_or_default())
        })
    }
}

/// Every option, in file order. Values go on in lines that are indented deeper than the line of the option; blank
/// lines and comments do not end them.
fn options(text: &str) -> impl Iterator<Item = Setting<'_>> {
    let base = if text.starts_with(BOM) { BOM.len() } else { 0 };
    let mut found: Vec<Setting<'_>> = Vec::new();
    let mut section = None;
    let mut open = false;
    let mut indent = 0;
    for (at, line) in physical_lines(text, base) {
        let value = line.trim();
        if value.is_empty() || value.starts_with(['#', ';']) {
            continue;
        }
        let own = line.len() - line.trim_start().len();
        let at = at + own;
        if open && own > indent {
            if let Some(option) = found.last_mut() {
                option.lines.push((at, value));
            }
            continue;
        }
        indent = own;
        open = false;
        let header = value.strip_prefix('[').and_then(|rest| rest.rfind(']').and_then(|end| rest.get(..end)));
        if let Some(header) = header.filter(|h| !h.is_empty()) {
            section = Some(header);
            continue;
        }
        let (Some(section), Some(delimiter)) = (section, value.find(['=', ':'])) else { continue };
        let (name, rest) = value.split_at_checked(delimiter).unwrap_or_default();
        let rest = rest.get(1..).unwrap_or_default();
        let first = rest.trim_start();
        let start = at + delimiter + 1 + (rest.len() - first.len());
        // The first line counts even if it is empty: it tells a list from a line.
        found.push(Setting { section, name: name.trim_end(), lines: vec![(start, first)] });
        open = true;
    }
    found.into_iter()
}
