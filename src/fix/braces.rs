//! Entries between brackets - members of a map, elements of a list, in JSON and inline in TOML - added and removed.

use super::scan::{self, Kind, Piece};
use crate::document::{Document, Span, Syntax};
use crate::finding::Edit;

/// A bracketed map or list as a row of entries.
pub(super) struct Braces<'d> {
    pub(super) doc: &'d Document,
    /// Between the brackets.
    pub(super) inside: Span,
    /// Where each entry stands, without comma.
    pub(super) entries: Vec<Span>,
}

/// What follows an entry on its line.
struct After {
    /// One past what belongs to the entry: its comma and the comments after it.
    end: usize,
    /// Its comma, if that stands on the same line.
    comma: Option<usize>,
    /// A comment that ends only with the line.
    line_comment: bool,
    /// Whether the next entry starts on this line.
    crowded: bool,
}

/// What comes before an entry.
struct Before {
    /// Where the entry starts, with comments directly before it on its line.
    start: usize,
    /// Where the lines that belong to it start: those of the comments directly above.
    lines: usize,
    /// Whether it is the first on its line.
    starts_line: bool,
}

/// New entries and where they go.
pub(super) struct Insertion<'i> {
    /// Before the entry of this index.
    pub(super) at: usize,
    /// How many entries.
    pub(super) count: usize,
    /// Writes entry `n`, given the indentation of its line, or `None` for a place within a line.
    pub(super) write: &'i dyn Fn(usize, Option<&str>) -> Option<String>,
    /// One step of indentation.
    pub(super) unit: &'i str,
    /// Whether an empty map or list is opened over several lines.
    pub(super) open_up: bool,
    /// What follows a comma within a line.
    pub(super) blank: &'i str,
}

impl<'d> Braces<'d> {
    /// `None` where the entries are not apart (dotted keys of an inline table may be mixed).
    pub(super) fn new(doc: &'d Document, span: Span, entries: Vec<Span>) -> Option<Self> {
        let inside = Span::new(span.start + 1, span.end.checked_sub(1)?);
        let mut ends = vec![inside.start];
        ends.extend(entries.iter().map(|e| e.end));
        let starts = entries.iter().map(|e| e.start).chain([inside.end]);
        let apart = ends.iter().zip(starts).all(|(end, start)| *end <= start);
        apart.then_some(Self { doc, inside, entries })
    }

    fn entry(&self, index: usize) -> Span {
        self.entries.get(index).copied().unwrap_or(Span::at(self.inside.end))
    }

    /// What stands before entry `index`: from the end of the one before, or from the opening bracket.
    fn gap(&self, index: usize) -> Vec<Piece> {
        let from = index.checked_sub(1).map_or(self.inside.start, |i| self.entry(i).end);
        scan::gap(self.doc, from, self.entry(index).start)
    }

    fn after(&self, index: usize) -> After {
        let gap = self.gap(index + 1);
        let line = gap.iter().take_while(|p| p.kind != Kind::Newline);
        let mut after = After { end: self.entry(index).end, comma: None, line_comment: false, crowded: false };
        after.crowded = index + 1 < self.entries.len() && gap.iter().all(|p| p.kind != Kind::Newline);
        for piece in line {
            match piece.kind {
                Kind::Comma => after.comma = Some(piece.span.start),
                // Within a line a comment behind the comma belongs to what follows.
                _ if after.crowded && after.comma.is_some() => break,
                kind => after.line_comment |= kind == Kind::LineComment,
            }
            after.end = piece.span.end;
        }
        after
    }

    fn before(&self, index: usize) -> Before {
        let gap = self.gap(index);
        let entry = self.entry(index).start;
        let last = gap.iter().rposition(|p| matches!(p.kind, Kind::Newline | Kind::Comma));
        let own = last.map_or(gap.as_slice(), |l| gap.get(l + 1..).unwrap_or_default());
        let start = own.first().map_or(entry, |p| p.span.start);
        let mut lines = scan::line_start(self.doc, start);
        let mut above = last.and_then(|l| gap.get(..l)).unwrap_or_default();
        // A comment that is alone on the line directly above.
        while let [rest @ .., comment] = above {
            let alone =
                rest.last().is_some_and(|p| p.kind == Kind::Newline) && scan::starts_line(self.doc, comment.span.start);
            if !comment.is_comment() || !alone {
                break;
            }
            lines = scan::line_start(self.doc, comment.span.start);
            above = rest.get(..rest.len() - 1).unwrap_or_default();
        }
        Before { start, lines, starts_line: scan::starts_line(self.doc, start) }
    }

    /// What follows the commas between these entries where they stand on one line; `or` where none does.
    pub(super) fn blank(&self, or: &'static str) -> &'d str {
        let pairs = self.entries.iter().zip(self.entries.iter().skip(1));
        pairs
            .filter_map(|(a, b)| self.doc.text.get(a.end..b.start)?.strip_prefix(','))
            .find(|blank| blank.is_empty() || *blank == " ")
            .unwrap_or(or)
    }

    fn comma_before(&self, index: usize) -> Option<usize> {
        let comma = self.gap(index).into_iter().find(|p| p.kind == Kind::Comma)?;
        (index > 0).then_some(comma.span.start)
    }

    /// Removes the entries from `first` to `last`.
    pub(super) fn remove(&self, first: usize, last: usize) -> Vec<Edit> {
        let (before, after) = (self.before(first), self.after(last));
        let ends_row = last + 1 >= self.entries.len();
        let tail = self.gap(last + 1);
        let late_comma = tail.iter().find(|p| p.kind == Kind::Comma).map(|p| p.span.end);
        if !ends_row && after.comma.is_none() {
            // The comma stands on the next entry's line.
            return vec![Edit::remove(Span::new(before.start, self.before(last + 1).start))];
        }
        let end = if ends_row { after.end.max(late_comma.unwrap_or(0)) } else { after.end };
        if ends_row && first == 0 && !self.comments_left(before.lines.max(self.inside.start), end) {
            return vec![Edit::remove(self.inside)];
        }
        let mut edits = Vec::new();
        let mut start = before.start;
        let comma = self.comma_before(first).filter(|_| ends_row && late_comma.is_none());
        let mut lines = before.lines;
        if let Some(comma) = comma {
            if scan::line_start(self.doc, comma) == scan::line_start(self.doc, start) {
                start = scan::back_over_blanks(self.doc, comma);
                lines = scan::line_start(self.doc, start);
            } else {
                edits.push(Edit::remove(Span::new(comma, comma + 1)));
            }
        }
        let cut = self.cut(first, last, Span::new(start, end), lines);
        // A comma on a line of its own may go with the lines.
        edits.retain(|e: &Edit| !cut.contains(e.span));
        edits.push(Edit::remove(cut));
        edits
    }

    /// Whether comments stand between the brackets and outside of `from..to`.
    fn comments_left(&self, from: usize, to: usize) -> bool {
        let outside = [(self.inside.start, from), (to, self.inside.end)];
        outside.into_iter().any(|(a, b)| scan::gap(self.doc, a, b).into_iter().any(Piece::is_comment))
    }

    /// The bytes that go with the entries in `core`, so that no blanks and empty lines are left behind.
    fn cut(&self, first: usize, last: usize, core: Span, lines: usize) -> Span {
        let doc = self.doc;
        let ends_row = last + 1 >= self.entries.len();
        match (scan::starts_line(doc, core.start), scan::ends_line(doc, core.end)) {
            (true, true) => self.cut_lines(Span::new(lines, scan::next_line(doc, core.end)), ends_row),
            (_, false) if !ends_row => Span::new(core.start, self.before(last + 1).start),
            (true, false) => {
                let previous = first.checked_sub(1).map_or(self.inside.start, |i| self.after(i).end);
                let comments = scan::gap(doc, previous, core.start).into_iter().any(Piece::is_comment);
                let line_comment = first.checked_sub(1).is_some_and(|i| self.after(i).line_comment);
                if comments || line_comment { core } else { Span::new(previous, core.end) }
            }
            (false, _) => Span::new(scan::back_over_blanks(doc, core.start), core.end),
        }
    }

    fn cut_lines(&self, lines: Span, ends_row: bool) -> Span {
        let start = scan::back_over_blank_lines(self.doc, lines.start).max(self.inside.start);
        let end = scan::over_blank_lines(self.doc, lines.end);
        let closes = ends_row && self.doc.text.get(end..self.inside.end).is_some_and(|t| t.trim().is_empty());
        if closes || (start < lines.start && end > lines.end) {
            Span::new(start, lines.end)
        } else if self.doc.text.get(self.inside.start..lines.start).is_some_and(|t| t.trim().is_empty()) {
            Span::new(lines.start, end)
        } else {
            lines
        }
    }

    /// Adds entries.
    pub(super) fn insert(&self, new: &Insertion<'_>) -> Option<Vec<Edit>> {
        match new.at.checked_sub(1) {
            _ if self.entries.is_empty() => self.fill(new),
            Some(index) => self.insert_after(index.min(self.entries.len() - 1), new),
            None => self.insert_first(new),
        }
    }

    fn written(&self, new: &Insertion<'_>, indent: Option<&str>) -> Option<Vec<String>> {
        (0..new.count).map(|n| (new.write)(n, indent)).collect()
    }

    fn fill(&self, new: &Insertion<'_>) -> Option<Vec<Edit>> {
        let nl = self.doc.line_end();
        let base = scan::indent(self.doc, self.inside.start);
        let inner = format!("{base}{}", new.unit);
        let comment = self.gap(0).into_iter().rfind(|p| p.is_comment());
        if let Some(comment) = comment {
            if comment.kind == Kind::BlockComment && !self.inside.of(&self.doc.text).contains(['\n', '\r']) {
                let text = self.written(new, None)?.join(&format!(",{}", new.blank));
                return Some(vec![Edit::insert(comment.span.end, format!(" {text}"))]);
            }
            let text = self.written(new, Some(&inner))?.join(&format!(",{nl}{inner}"));
            let close = if scan::ends_line(self.doc, comment.span.end) { String::new() } else { format!("{nl}{base}") };
            return Some(vec![Edit::insert(comment.span.end, format!("{nl}{inner}{text}{close}"))]);
        }
        let text = if new.open_up {
            let text = self.written(new, Some(&inner))?.join(&format!(",{nl}{inner}"));
            format!("{nl}{inner}{text}{nl}{base}")
        } else {
            let text = self.written(new, None)?.join(&format!(",{}", new.blank));
            let brace = self.doc.text.get(..self.inside.start).is_some_and(|t| t.ends_with('{'));
            if brace && self.doc.syntax == Syntax::Toml { format!(" {text} ") } else { text }
        };
        Some(vec![Edit::replace(self.inside, text)])
    }

    fn insert_after(&self, index: usize, new: &Insertion<'_>) -> Option<Vec<Edit>> {
        let (entry, before, after) = (self.entry(index), self.before(index), self.after(index));
        let nl = self.doc.line_end();
        let own_line = (before.starts_line && !after.crowded) || after.line_comment;
        if !own_line {
            let texts = self.written(new, None)?;
            return Some(vec![match after.comma {
                Some(comma) => {
                    let text: String = texts.iter().map(|t| format!("{}{t},", new.blank)).collect();
                    Edit::insert(comma + 1, text)
                }
                None => {
                    let text: String = texts.iter().map(|t| format!(",{}{t}", new.blank)).collect();
                    Edit::insert(after.end, text)
                }
            }]);
        }
        let indent = scan::indent(self.doc, before.start);
        let indent = if before.starts_line { indent.to_owned() } else { format!("{indent}{}", new.unit) };
        let text = self.written(new, Some(&indent))?.join(&format!(",{nl}{indent}"));
        Some(match after.comma {
            Some(_) => vec![Edit::insert(after.end, format!("{nl}{indent}{text},"))],
            None if after.end == entry.end => vec![Edit::insert(entry.end, format!(",{nl}{indent}{text}"))],
            None => vec![Edit::insert(entry.end, ","), Edit::insert(after.end, format!("{nl}{indent}{text}"))],
        })
    }

    fn insert_first(&self, new: &Insertion<'_>) -> Option<Vec<Edit>> {
        let before = self.before(0);
        if !before.starts_line {
            let text: String = self.written(new, None)?.iter().map(|t| format!("{t},{}", new.blank)).collect();
            return Some(vec![Edit::insert(before.start, text)]);
        }
        let nl = self.doc.line_end();
        let indent = scan::indent(self.doc, before.start);
        let text = self.written(new, Some(indent))?.join(&format!(",{nl}{indent}"));
        // A comment on the line of the bracket belongs to the bracket.
        let gap = self.gap(0);
        let line = gap.iter().take_while(|p| p.kind != Kind::Newline);
        let at = line.last().map_or(self.inside.start, |p| p.span.end);
        Some(vec![Edit::insert(at, format!("{nl}{indent}{text},"))])
    }
}
