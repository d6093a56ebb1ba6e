//! Byte spans and the one place where they become lines and columns.

use std::ops::Range;

/// A half-open range of bytes in one file, counted from its first byte (a byte order mark included).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// An empty span, for "insert here" and for files without content.
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it covers no byte.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    pub fn join(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The text it covers, or `""` where it does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A place as people count it: line and column from 1, columns in UTF-16 units as editors count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in UTF-16 code units, from 1.
    pub column: usize,
    /// Byte offset in the file, from 0.
    pub offset: usize,
}

/// Where the lines of one text start. Only reporters make one.
#[derive(Debug)]
pub struct LineIndex<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> LineIndex<'t> {
    /// Finds the line starts of `text`; `\n`, `\r\n` and a lone `\r` each end a line.
    pub fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (i, byte) in bytes.iter().enumerate() {
            let ends = *byte == b'\n' || (*byte == b'\r' && bytes.get(i + 1) != Some(&b'\n'));
            if ends {
                starts.push(i + 1);
            }
        }
        Self { text, starts }
    }

    /// The position of a byte offset; one past the end is the last position.
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start..offset).unwrap_or_default();
        // A byte order mark takes no column in an editor.
        let before = before.strip_prefix('\u{feff}').unwrap_or(before);
        // A file may be one long line with many findings in it.
        let units = if before.is_ascii() { before.len() } else { before.encode_utf16().count() };
        Position { line, column: units + 1, offset }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_utf16_and_lines_end_three_ways() {
        let text = "a\r\nb𝄞c\rd\ne";
        let index = LineIndex::new(text);
        let at = |needle: &str| {
            let p = index.position(text.find(needle).unwrap());
            (p.line, p.column)
        };
        assert_eq!(at("a"), (1, 1));
        assert_eq!(at("b"), (2, 1));
        assert_eq!(at("c"), (2, 4));
        assert_eq!(at("d"), (3, 1));
        assert_eq!(at("e"), (4, 1));
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let index = LineIndex::new("\u{feff}{}");
        assert_eq!(index.position(3).column, 1);
        assert_eq!(index.position(99).column, 3);
    }
}
