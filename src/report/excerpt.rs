//! The lines of a file that a finding shows: few, masked, made harmless and cut to the width, with the places to
//! underline counted in what is left.

use super::View;
use crate::document::Span;
use crate::finding::Finding;
use crate::redact::{MASK, begins_command, is_hostile_char};

/// Lines shown before and after a place.
const BEFORE: usize = 2;
const AFTER: usize = 1;

/// Columns shown before a place in a line that has to be cut.
const LEAD: usize = 24;

/// Bytes of a line looked at on either side of a place: far more than fit on the screen. Of a file in one line every
/// finding would else lay out the whole file.
const NEAR: usize = 1024;

/// Places shown in one excerpt: the hundredth copy tells nobody more.
const MOST: usize = 12;

/// Label texts narrower than this are set below the excerpt instead.
const MIN_LABEL: usize = 24;

/// Neighbouring lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// `path:line:col` of its first label.
    pub(super) place: String,
    /// The number of its first line.
    pub(super) first_line: usize,
    /// The lines, each with `\n`.
    pub(super) text: String,
    /// What is underlined, in order.
    pub(super) labels: Vec<Label>,
}

/// Something underlined; it never crosses a line end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    /// The bytes of the block's text.
    pub(super) span: Span,
    /// What is said about it, in lines; nothing about the finding itself, of which the message speaks.
    pub(super) text: Option<String>,
}

/// The blocks of a finding, and the indices of the related places that none of them shows.
pub(super) fn blocks(
    view: &View<'_>,
    finding: &Finding,
    width: usize,
    ellipsis: &'static str,
) -> (Vec<Block>, Vec<usize>) {
    let text = view.source(finding.file).map(|s| s.text()).unwrap_or_default();
    let all = || (0..finding.related.len()).collect();
    if text.trim().is_empty() {
        return (Vec::new(), all());
    }
    let mut marks = vec![Mark::new(text, finding.span, None)];
    for (i, related) in finding.related.iter().enumerate() {
        let mark = Mark::new(text, related.span, Some(i));
        let free = || marks.iter().all(|m| !m.span.overlaps(mark.span) && m.span != mark.span);
        if marks.len() < MOST && related.file == finding.file && related.rule.is_none() && free() {
            marks.push(mark);
        }
    }
    marks.sort_by_key(|m| m.span);
    let mut writer = Writer { view, finding, text, width, ellipsis, shown: Vec::new() };
    let blocks = groups(text, &marks).into_iter().map(|(lines, marks)| writer.block(&lines, marks)).collect();
    let shown = writer.shown;
    (blocks, (0..finding.related.len()).filter(|i| !shown.contains(i)).collect())
}

/// A place to underline; `related` is `None` for the finding's own.
#[derive(Debug, Clone, Copy)]
struct Mark {
    span: Span,
    line: Span,
    related: Option<usize>,
}

impl Mark {
    /// A place of several lines is underlined in its first: where it begins is what the reader looks for.
    fn new(text: &str, span: Span, related: Option<usize>) -> Self {
        let start = floor(text, span.start);
        let line = line_at(text, start);
        let start = start.min(line.end);
        let end = floor(text, span.end).clamp(start, line.end);
        let body = text.get(start..end).unwrap_or_default();
        Self { span: Span::new(start, start + body.trim_end().len()), line, related }
    }
}

fn floor(text: &str, mut offset: usize) -> usize {
    offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The line that holds an offset, without its end.
fn line_at(text: &str, offset: usize) -> Span {
    let bytes = text.as_bytes();
    // Between `\r` and `\n` is still the line before.
    let offset = if offset > 0 && bytes.get(offset) == Some(&b'\n') && bytes.get(offset - 1) == Some(&b'\r') {
        offset - 1
    } else {
        offset
    };
    let ends = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let start = bytes.get(..offset).and_then(|b| b.iter().rposition(ends)).map_or(0, |at| at + 1);
    let end = bytes.get(offset..).and_then(|b| b.iter().position(ends)).map_or(text.len(), |at| offset + at);
    Span::new(start, end)
}

fn line_before(text: &str, line: Span) -> Option<Span> {
    Some(line_at(text, line.start.checked_sub(1)?))
}

fn line_after(text: &str, line: Span) -> Option<Span> {
    let ends = if text.get(line.end..)?.starts_with("\r\n") { 2 } else { 1 };
    // After the last line end stands no line.
    (line.end + ends < text.len()).then(|| line_at(text, line.end + ends))
}

/// Lines around the marks, in runs without a gap, each with its marks.
fn groups<'m>(text: &str, marks: &'m [Mark]) -> Vec<(Vec<Span>, &'m [Mark])> {
    let mut groups: Vec<(Vec<Span>, usize, usize)> = Vec::new();
    for (i, mark) in marks.iter().enumerate() {
        let mut lines = vec![mark.line];
        let mut line = mark.line;
        for _ in 0..BEFORE {
            let Some(before) = line_before(text, line) else { break };
            lines.insert(0, before);
            line = before;
        }
        line = mark.line;
        for _ in 0..AFTER {
            let Some(after) = line_after(text, line) else { break };
            lines.push(after);
            line = after;
        }
        match groups.last_mut() {
            // A gap of one line takes as much room as the frame around it would.
            Some((have, _, end)) if joins(text, have, &lines) => {
                let mut last = have.last().copied().unwrap_or(mark.line);
                let want = lines.last().copied().unwrap_or(mark.line);
                while let Some(next) = line_after(text, last).filter(|n| n.start <= want.start) {
                    have.push(next);
                    last = next;
                }
                *end = i + 1;
            }
            _ => groups.push((lines, i, i + 1)),
        }
    }
    groups.into_iter().filter_map(|(lines, a, b)| Some((lines, marks.get(a..b)?))).collect()
}

fn joins(text: &str, have: &[Span], lines: &[Span]) -> bool {
    let (Some(last), Some(first)) = (have.last(), lines.first()) else { return false };
    let near = line_after(text, *last).and_then(|l| line_after(text, l).or(Some(l)));
    first.start <= near.map_or(last.end, |l| l.start)
}

/// One character as it is printed, or a whole masked secret.
struct Cell {
    span: Span,
    text: String,
    width: usize,
}

struct Writer<'v, 'r> {
    view: &'v View<'r>,
    finding: &'v Finding,
    text: &'v str,
    width: usize,
    ellipsis: &'static str,
    /// The related places that got a label.
    shown: Vec<usize>,
}

impl Writer<'_, '_> {
    fn block(&mut self, lines: &[Span], marks: &[Mark]) -> Block {
        let number = |offset| self.view.position(self.finding.file, offset).line;
        let first_line = lines.first().map_or(1, |l| number(l.start));
        let last_line = first_line + lines.len();
        // The frame of miette: ` 12 │ `.
        let columns = self.width.saturating_sub(last_line.to_string().len() + 4).max(20);
        let own = marks.iter().find(|m| m.related.is_none()).or(marks.first());
        let place = own.map(|m| self.view.place(self.finding.file, m.span)).unwrap_or_default();
        let mut block = Block { place, first_line, text: String::new(), labels: Vec::new() };
        for line in lines {
            let here: Vec<Mark> = marks.iter().filter(|m| m.line == *line).copied().collect();
            self.line(*line, &here, columns, &mut block);
        }
        block
    }

    fn line(&mut self, line: Span, marks: &[Mark], columns: usize, block: &mut Block) {
        let focus = marks.iter().find(|m| m.related.is_none()).or(marks.first());
        let place = focus.map_or(line.start, |m| m.span.start);
        let near = Span::new(
            floor(self.text, place.saturating_sub(NEAR).max(line.start)),
            floor(self.text, place.saturating_add(NEAR).min(line.end)),
        );
        let cells = self.cells(line, near);
        let from = index_of(&cells, place);
        let (start, end) = window(&cells, from, columns);
        let shown = cells.get(start..end).unwrap_or_default();
        let base = block.text.len();
        if start > 0 || near.start > line.start {
            block.text.push_str(self.ellipsis);
        }
        // Byte offset and column at which each shown cell begins, and the end of the last.
        let mut stops = Vec::with_capacity(shown.len() + 1);
        let mut column = block.text.len().saturating_sub(base).min(self.ellipsis.chars().count());
        for cell in shown {
            stops.push((block.text.len(), column));
            block.text.push_str(&cell.text);
            column += cell.width;
        }
        stops.push((block.text.len(), column));
        if end < cells.len() || near.end < line.end {
            block.text.push_str(self.ellipsis);
        }
        for mark in marks {
            let (a, b) = (index_of(&cells, mark.span.start), index_of_end(&cells, mark.span));
            let (a, b) = (a.clamp(start, end) - start, b.clamp(start, end) - start);
            let hidden = a == b && !mark.span.is_empty();
            let (Some((from, left)), Some((to, right))) = (stops.get(a), stops.get(b)) else { continue };
            let text = match mark.related {
                None => None,
                Some(_) if hidden => continue,
                Some(i) => match self.label(i, columns.saturating_sub((left + right) / 2 + 4)) {
                    Some(text) => Some(text),
                    None => continue,
                },
            };
            self.shown.extend(mark.related);
            block.labels.push(Label { span: Span::new(*from, *to), text });
        }
        block.text.push('\n');
    }

    /// What is said about a related place, in lines; `None` where there is no room for it.
    fn label(&self, related: usize, columns: usize) -> Option<String> {
        let text = self.view.say(&self.finding.related.get(related)?.message);
        let fits = text.chars().count() <= columns || columns >= MIN_LABEL;
        let lines = super::text::wrap(&text, 0, 0, columns);
        (fits && lines.len() <= 3 && !text.is_empty()).then(|| lines.join("\n"))
    }

    /// What is printed for the part `near` of a line.
    fn cells(&self, line: Span, near: Span) -> Vec<Cell> {
        let text = line.of(self.text);
        let spans = self.view.secrets.spans(self.finding.file);
        let mut cells: Vec<Cell> = Vec::new();
        let mut open: Option<Span> = None;
        for (i, c) in near.of(self.text).char_indices() {
            let span = Span::new(near.start + i, near.start + i + c.len_utf8());
            let at = span.start - line.start;
            let next = spans.partition_point(|s| s.end <= span.start);
            let secret = spans.get(next).copied().filter(|s| s.overlaps(span));
            match cells.last_mut() {
                Some(last) if secret.is_some() && secret == open => last.span.end = span.end,
                _ => cells.push(Cell::of(span, c, secret.is_some(), begins_command(text, at))),
            }
            open = secret;
        }
        cells
    }
}

impl Cell {
    fn of(span: Span, c: char, secret: bool, command: bool) -> Self {
        let text = match c {
            _ if secret => MASK.to_owned(),
            '\t' => "  ".to_owned(),
            c if command || is_hostile_char(c) => format!("\\u{{{:x}}}", u32::from(c)),
            c => c.to_string(),
        };
        let width = if text.len() == c.len_utf8() { columns(c) } else { text.len() };
        Self { span, text, width }
    }
}

/// How many columns a character takes in a terminal; the East Asian wide blocks take two, combining marks none.
pub(super) fn columns(c: char) -> usize {
    match u32::from(c) {
        0x300..=0x36f | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f => 2,
        0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// The cell that holds an offset; past the end the number of cells.
fn index_of(cells: &[Cell], offset: usize) -> usize {
    cells.partition_point(|c| c.span.end <= offset)
}

fn index_of_end(cells: &[Cell], span: Span) -> usize {
    if span.is_empty() { index_of(cells, span.start) } else { cells.partition_point(|c| c.span.start < span.end) }
}

/// Which cells to show of a line, so that the one at `focus` can be seen.
fn window(cells: &[Cell], focus: usize, columns: usize) -> (usize, usize) {
    let width = |cells: &[Cell]| cells.iter().map(|c| c.width).sum::<usize>();
    if width(cells) <= columns {
        return (0, cells.len());
    }
    // Room for an ellipsis on either side.
    let room = columns.saturating_sub(6);
    let before = cells.get(..focus).unwrap_or_default();
    let lead = LEAD.min(room / 2);
    let mut start = if width(before) <= lead { 0 } else { back(before, lead) };
    // Near the end of the line there is room to show more of what stands before.
    let rest = cells.get(start..).unwrap_or_default();
    if width(rest) < room {
        start = back(cells, room);
    }
    let mut used = 0;
    let rest = cells.get(start..).unwrap_or_default();
    let shown = rest.iter().take_while(|c| {
        used += c.width;
        used <= room
    });
    (start, start + shown.count())
}

/// The index from which the last cells fill `columns`.
fn back(cells: &[Cell], columns: usize) -> usize {
    let mut used = 0;
    let taken = cells.iter().rev().take_while(|c| {
        used += c.width;
        used <= columns
    });
    cells.len() - taken.count()
}
