//! A word of a command line that remembers where its bytes come from.

use std::borrow::Cow;
use std::ops::Range;

/// A word: an argument as the client gives it, or a word in a shell string that is such an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word<'w> {
    /// The text as the program gets it.
    pub(super) text: Cow<'w, str>,
    /// Which argument it stands in.
    pub(super) index: usize,
    /// For each byte the byte of the argument that it comes from; `None` where they are the same.
    map: Option<Vec<usize>>,
}

impl<'w> Word<'w> {
    /// An argument as it is.
    pub(super) fn whole(text: &'w str, index: usize) -> Self {
        Self { text: Cow::Borrowed(text), index, map: None }
    }

    /// A word in this word: its text, and for each byte the byte of this word that it comes from.
    pub(super) fn inner(&self, text: String, map: Vec<usize>) -> Word<'static> {
        let through = |at: usize| match &self.map {
            None => Some(at),
            Some(own) => own.get(at).copied(),
        };
        // A byte that is nowhere makes every range over it inexact.
        let map = map.into_iter().map(|at| through(at).unwrap_or(usize::MAX)).collect();
        Word { text: Cow::Owned(text), index: self.index, map: Some(map) }
    }

    /// Whether it is an argument as the client gives it.
    pub(super) fn is_whole(&self) -> bool {
        self.map.is_none()
    }

    /// A part of this word as a word of its own.
    pub(super) fn sub(&self, range: Range<usize>) -> Word<'static> {
        self.inner(self.part(range.clone()).to_owned(), range.collect())
    }

    /// A part of the text.
    pub(super) fn part(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    /// Where a part of the text stands in the argument, and whether its bytes stand there one after the other.
    pub(super) fn place(&self, range: Range<usize>) -> (Range<usize>, bool) {
        let Some(map) = &self.map else { return (range, true) };
        if range.is_empty() {
            // Behind the byte before it, so that what is written there lies within the same quotes.
            let before = range.start.checked_sub(1).and_then(|i| map.get(i)).map(|at| at.saturating_add(1));
            let at = before.or_else(|| map.first().copied()).filter(|at| *at != usize::MAX);
            return (at.unwrap_or(0)..at.unwrap_or(0), at.is_some());
        }
        let Some(bytes) = map.get(range).filter(|bytes| !bytes.contains(&usize::MAX)) else { return (0..0, false) };
        let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return (0..0, false) };
        let exact = bytes.windows(2).all(|pair| matches!(pair, [a, b] if *b == *a + 1));
        (*first..*last + 1, exact)
    }
}
