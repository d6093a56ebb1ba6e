//! Files of requirements and constraints, line by line as pip reads them (`pip/_internal/req/req_file.py` of 23.2;
//! uv's `crates/uv-requirements-txt` of 0.13 agrees but where noted; both 2026-11).
//!
//! Lines that end in a backslash go on in the next one; a `#` at the start or after a blank begins a comment; what
//! begins with `-` after a blank is an option, and all before it the requirement. `${NAME}` is filled in from the
//! environment: a version that holds one is no requirement yet.

use std::ops::Range;

use super::tables::text_pin;
use super::{direct, normalize_name};
use crate::document::{BOM, Document, Pointer, Span};
use crate::model::pin::{Ecosystem, Grammar, Origin, Pin};

#[cfg(test)]
mod tests;

/// The place of a pin of such a file, which has no tables.
const PLACE: &str = "requirements";

/// The requirements of a `requirements.txt`. A file of constraints looks the same; see [`as_constraints`].
pub fn read_requirements(doc: &Document) -> Vec<Pin> {
    logical_lines(&doc.text).filter_map(|line| pin_of(&line)).collect()
}

/// The pins of a file that only limits what others ask for: one that is called so, or that is named after `-c`.
pub fn as_constraints(pins: Vec<Pin>) -> Vec<Pin> {
    let one = |pin| Pin { origin: Origin::Constraint, place: "constraints".to_owned(), ..pin };
    pins.into_iter().map(one).collect()
}

/// The files that a line names after `-r` (`false`) and `-c` (`true`), as written. URLs, and paths that hold a
/// variable, are left out.
pub(super) fn included(doc: &Document) -> Vec<(String, bool)> {
    logical_lines(&doc.text).filter_map(|line| included_by(&line)).collect()
}

/// pip follows one file a line, and `-r` before `-c`.
fn included_by(line: &Logical) -> Option<(String, bool)> {
    let (requirement, options) = line.halves();
    if !requirement.is_empty() {
        return None;
    }
    let words = line.words(options);
    let requirements = option(&words, "-r", "--requirement").map(|word| (word, false));
    let (word, constraint) = requirements.or_else(|| option(&words, "-c", "--constraint").map(|word| (word, true)))?;
    let elsewhere = word.text.is_empty() || word.text.contains("://") || word.text.contains("${");
    (!elsewhere).then_some((word.text, constraint))
}

fn pin_of(line: &Logical) -> Option<Pin> {
    let (requirement, options) = line.halves();
    let words = line.words(options);
    if requirement.is_empty() {
        // Editable: only a repository has a name, or a direct reference.
        let word = option(&words, "-e", "--editable")?;
        let exact = line.text.get(word.at.clone()) == Some(word.text.as_str());
        let whole = line.span(word.at.clone());
        let place = |part: Range<usize>| {
            if exact { line.span(word.at.start + part.start..word.at.start + part.end) } else { whole }
        };
        return direct_pin(&word.text, place).or_else(|| url_pin(&word.text, place));
    }
    let text = line.text.get(requirement.clone())?;
    let place = |part: Range<usize>| line.span(requirement.start + part.start..requirement.start + part.end);
    let pin = text_pin(text, PLACE, place).or_else(|| url_pin(text, place))?;
    let hashed = words.iter().any(|w| w.text == "--hash" || w.text.starts_with("--hash="));
    // An archive with its hash stays what it is; pip takes hashes for no repository.
    let fixed = pin.fixed || (hashed && pin.grammar == Grammar::Direct && !is_repository(&pin.spec));
    Some(Pin { hashed, fixed, ..pin })
}

/// `name @ url`, which is all that PEP 508 has for an editable requirement.
fn direct_pin(text: &str, place: impl Fn(Range<usize>) -> Span) -> Option<Pin> {
    text_pin(text, PLACE, place).filter(|pin| pin.grammar == Grammar::Direct)
}

/// A URL or path that names the package itself: `#egg=name`, or the file name of a wheel.
fn url_pin(text: &str, place: impl Fn(Range<usize>) -> Span) -> Option<Pin> {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (spec, rest) = text.split_at_checked(end)?;
    let name = egg(spec).or_else(|| wheel(spec))?;
    Some(Pin {
        ecosystem: Ecosystem::Python,
        package: normalize_name(spec.get(name.clone())?),
        spec: spec.to_owned(),
        version: None,
        fixed: direct::is_fixed(spec),
        span: place(0..end),
        name_span: place(name),
        pointer: Pointer::root(),
        place: PLACE.to_owned(),
        grammar: Grammar::Direct,
        origin: Origin::Manifest,
        conditional: rest.trim_start().starts_with(';'),
        hashed: false,
        server: None,
    })
}

/// The name after `egg=`, without extras.
fn egg(url: &str) -> Option<Range<usize>> {
    let fragment = url.find('#')? + 1;
    let start = fragment
        + url
            .get(fragment..)?
            .split('&')
            .scan(0, |at, part| {
                let start = *at;
                *at += part.len() + 1;
                Some((start, part))
            })
            .find_map(|(at, part)| part.starts_with("egg=").then_some(at + "egg=".len()))?;
    name_at(url, start)
}

/// The name in `name-1.0-py3-none-any.whl`
/// (<https://packaging.python.org/en/latest/specifications/binary-distribution-format/>).
fn wheel(url: &str) -> Option<Range<usize>> {
    let path = url.split(['?', '#']).next()?;
    let start = path.rfind(['/', '\\']).map_or(0, |slash| slash + 1);
    let file = path.get(start..)?.strip_suffix(".whl")?;
    // Name and version, perhaps a build, and three tags.
    let parts = file.split('-').count();
    let name = start..start + file.find('-')?;
    let named = name_at(url.get(..name.end)?, start) == Some(name.clone());
    (matches!(parts, 5 | 6) && named).then_some(name)
}

/// The longest name that starts there.
fn name_at(text: &str, start: usize) -> Option<Range<usize>> {
    let rest = text.get(start..)?;
    let len = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(rest.len());
    (len > 0).then_some(start..start + len)
}

fn is_repository(spec: &str) -> bool {
    ["git+", "hg+", "svn+", "bzr+"].iter().any(|scheme| spec.starts_with(scheme))
}

/// One line as pip sees it: joined with those it goes on in, without its comment.
struct Logical {
    text: String,
    /// Where pieces of it begin: in `text`, and in the file.
    pieces: Vec<(usize, usize)>,
}

/// A word of the options, with its quotes taken off.
struct Word {
    text: String,
    /// Where it stands in the line, quotes included.
    at: Range<usize>,
}

impl Logical {
    /// The bytes of the file for a range of the line: with the backslash and the line end, where it has such inside.
    fn span(&self, part: Range<usize>) -> Span {
        // An end belongs to the piece before it.
        let last = self.pieces.partition_point(|(at, _)| *at < part.end.max(part.start + 1));
        let first = self.pieces.partition_point(|(at, _)| *at <= part.start);
        let put = |piece: usize, at: usize| {
            let (from, to) = piece.checked_sub(1).and_then(|i| self.pieces.get(i)).copied().unwrap_or_default();
            to + at.saturating_sub(from)
        };
        if part.is_empty() {
            // Behind what stands before it.
            let piece = self.pieces.partition_point(|(at, _)| *at < part.start).max(1);
            return Span::at(put(piece, part.start));
        }
        Span::new(put(first, part.start), put(last, part.end))
    }

    /// The requirement and the options behind it, blanks at the ends left out.
    fn halves(&self) -> (Range<usize>, Range<usize>) {
        let text = self.text.as_str();
        let blank = |at: usize| text.get(..at).is_some_and(|before| before.ends_with(char::is_whitespace));
        let options = text.match_indices('-').map(|(at, _)| at).find(|at| *at == 0 || blank(*at)).unwrap_or(text.len());
        let trimmed = |part: Range<usize>| {
            let inner = text.get(part.clone()).unwrap_or_default();
            let start = part.start + (inner.len() - inner.trim_start().len());
            start..(start + inner.trim().len())
        };
        (trimmed(0..options), trimmed(options..text.len()))
    }

    /// Words as a shell splits them.
    fn words(&self, part: Range<usize>) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        let mut open: Option<Word> = None;
        let mut quote = None;
        let mut escaped = false;
        for (i, c) in self.text.get(part.clone()).unwrap_or_default().char_indices() {
            let at = part.start + i;
            if quote.is_none() && !escaped && c.is_whitespace() {
                words.extend(open.take());
                continue;
            }
            let word = open.get_or_insert_with(|| Word { text: String::new(), at: at..at });
            word.at.end = at + c.len_utf8();
            match c {
                _ if escaped => {
                    word.text.push(c);
                    escaped = false;
                }
                '\\' if quote != Some('\'') => escaped = true,
                '"' | '\'' if quote.is_none() => quote = Some(c),
                c if quote == Some(c) => quote = None,
                c => word.text.push(c),
            }
        }
        words.extend(open);
        words
    }
}

/// The value of the first such option: `-r x`, `-rx`, `--requirement x`, `--requirement=x`.
fn option(words: &[Word], short: &str, long: &str) -> Option<Word> {
    words.iter().enumerate().find_map(|(i, word)| {
        if word.text == short || word.text == long {
            return words.get(i + 1).map(|w| Word { text: w.text.clone(), at: w.at.clone() });
        }
        let attached = word.text.strip_prefix(long).and_then(|rest| rest.strip_prefix('='));
        let value = attached.or_else(|| word.text.strip_prefix(short).filter(|_| !word.text.starts_with("--")))?;
        // With quotes inside, the word is all that can be pointed at.
        let as_written = word.text.len() == word.at.len();
        let start = if as_written { word.at.end - value.len() } else { word.at.start };
        Some(Word { text: value.to_owned(), at: start..word.at.end })
    })
}

/// The lines with something on them.
fn logical_lines(text: &str) -> impl Iterator<Item = Logical> {
    let base = if text.starts_with(BOM) { BOM.len() } else { 0 };
    let mut lines = physical_lines(text, base);
    std::iter::from_fn(move || {
        let mut line = Logical { text: String::new(), pieces: Vec::new() };
        loop {
            let Some((at, physical)) = lines.next() else {
                return (!line.pieces.is_empty()).then_some(line);
            };
            let comment = physical.trim_start().starts_with('#');
            let goes_on = physical.ends_with('\\') && !comment;
            // pip takes the backslashes at both ends.
            let (skipped, piece) = if goes_on {
                let piece = physical.trim_start_matches('\\');
                (physical.len() - piece.len(), piece.trim_end_matches('\\'))
            } else {
                (0, physical)
            };
            line.pieces.push((line.text.len(), at + skipped));
            if !comment {
                line.text.push_str(piece);
            }
            if !goes_on {
                return Some(line);
            }
        }
    })
    .map(|mut line| {
        let after_blank =
            |at: usize| line.text.get(..at).is_some_and(|t| t.is_empty() || t.ends_with(char::is_whitespace));
        if let Some(comment) = line.text.match_indices('#').map(|(at, _)| at).find(|at| after_blank(*at)) {
            line.text.truncate(comment);
        }
        line
    })
    .filter(|line| !line.text.trim().is_empty())
}

/// Lines without their ends, each with its place. `\n`, `\r\n` and `\r` end one.
pub(super) fn physical_lines(text: &str, from: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut at = from;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let start = at;
        let len = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let end = rest.get(len..).unwrap_or_default();
        at += len + if end.starts_with("\r\n") { 2 } else { end.len().min(1) };
        Some((start, rest.get(..len).unwrap_or_default()))
    })
}
