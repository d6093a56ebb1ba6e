//! Scanning of flags by a table: which take a value, where the first positional word stands.

use std::ops::Range;

use super::word::Word;

/// What a program does with a flag that the table does not have. Every program here ends with an error; what such a
/// flag would do in another version is a guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unknown {
    /// It takes no value.
    Switch,
    /// What follows cannot be told.
    Lost,
}

/// How flags are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `--long`, `--long=value`, and letters that may be written together (`-it`, `-p8080:80`).
    Gnu,
    /// `-long` and `--long` are one flag (Go's `flag` package, PowerShell).
    Go,
}

/// The flags of a program. Each entry holds the names of one flag with blanks between them; the last one is its name
/// in what is found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table {
    /// Flags that take the next word, unless they bring a value themselves (`--x=v`, `-xv`).
    pub(super) value: &'static [&'static [&'static str]],
    /// Flags that take the next word unless it is a flag.
    pub(super) optional: &'static [&'static str],
    /// Flags that take a value only behind a `=`, or none.
    pub(super) switch: &'static [&'static [&'static str]],
    pub(super) unknown: Unknown,
    pub(super) style: Style,
}

/// One flag that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flag {
    pub(super) name: &'static str,
    /// The word that it stands in.
    pub(super) word: usize,
    /// The word its value stands in, and where.
    pub(super) value: Option<(usize, Range<usize>)>,
}

/// What a scan found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub(super) flags: Vec<Flag>,
    /// The first word that is no flag; the number of words if there is none. `None` where an unknown flag makes it
    /// impossible to tell.
    pub(super) rest: Option<usize>,
    /// Whether a `--` stands before `rest`.
    pub(super) ended: bool,
}

/// What is known of a flag.
#[derive(Clone, Copy)]
enum Known {
    Value(&'static str),
    Optional(&'static str),
    Switch(&'static str),
}

impl Table {
    fn find(&self, flag: &str) -> Option<Known> {
        let of = |entries: &'static [&'static str]| {
            let mut names = entries.iter().filter(|e| e.split(' ').any(|name| name == flag));
            names.next().and_then(|e| e.rsplit(' ').next())
        };
        self.value
            .iter()
            .find_map(|group| of(group))
            .map(Known::Value)
            .or_else(|| of(self.optional).map(Known::Optional))
            .or_else(|| self.switch.iter().find_map(|group| of(group)).map(Known::Switch))
    }

    /// Scans words up to the first that is no flag, or behind a `--`.
    pub(super) fn scan(&self, words: &[Word<'_>]) -> Scan {
        let mut scan = Scan::default();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let text = word.text.as_ref();
            if text == "--" {
                scan.ended = true;
                at += 1;
                break;
            }
            if !text.starts_with('-') || text == "-" {
                break;
            }
            match self.one(words, at, &mut scan.flags) {
                Some(next) => at = next,
                None => return scan,
            }
        }
        scan.rest = Some(at.min(words.len()));
        scan
    }

    /// Reads the flag at `at`; gives the word behind it, or `None` where that cannot be told.
    pub(super) fn one(&self, words: &[Word<'_>], at: usize, flags: &mut Vec<Flag>) -> Option<usize> {
        let text = words.get(at)?.text.as_ref();
        if self.style == Style::Gnu && !text.starts_with("--") && text.len() > 2 && self.find(text).is_none() {
            return self.cluster(words, at, flags);
        }
        let (name, own) = match text.split_once('=') {
            Some((name, _)) => (name, Some((at, name.len() + 1..text.len()))),
            None => (text, None),
        };
        let doubled = name.strip_prefix("--").filter(|_| self.style == Style::Go).map(|bare| format!("-{bare}"));
        self.take(doubled.as_deref().unwrap_or(name), own, words, at, flags)
    }

    /// Letters written together: each a flag, until one takes the rest as its value.
    fn cluster(&self, words: &[Word<'_>], at: usize, flags: &mut Vec<Flag>) -> Option<usize> {
        let text = words.get(at)?.text.as_ref();
        for (i, c) in text.char_indices().skip(1) {
            let end = i + c.len_utf8();
            let behind = text.get(end..).unwrap_or_default();
            let known = self.find(&format!("-{c}"));
            let own = match behind.strip_prefix('=') {
                _ if behind.is_empty() => None,
                Some(_) => Some((at, end + 1..text.len())),
                None => Some((at, end..text.len())),
            };
            match known {
                Some(Known::Switch(name)) if !behind.starts_with('=') => {
                    flags.push(Flag { name, word: at, value: None });
                }
                _ => return self.take(&format!("-{c}"), own, words, at, flags),
            }
        }
        Some(at + 1)
    }

    fn take(
        &self,
        name: &str,
        own: Option<(usize, Range<usize>)>,
        words: &[Word<'_>],
        at: usize,
        flags: &mut Vec<Flag>,
    ) -> Option<usize> {
        let next = || words.get(at + 1).map(|w| (at + 1, 0..w.text.len()));
        let (name, value, taken) = match (self.find(name), own) {
            (Some(Known::Value(name) | Known::Optional(name) | Known::Switch(name)), Some(own)) => (name, Some(own), 1),
            (Some(Known::Value(name)), None) => (name, next(), 2),
            (Some(Known::Optional(name)), None) => {
                let value = next().filter(|(i, _)| words.get(*i).is_some_and(|w| !w.text.starts_with('-')));
                let taken = 1 + usize::from(value.is_some());
                (name, value, taken)
            }
            (Some(Known::Switch(name)), None) => (name, None, 1),
            // With a value of its own it takes no other word, whatever it means.
            (None, Some(_)) if self.unknown == Unknown::Switch || name.starts_with("--") => return Some(at + 1),
            (None, _) => return (self.unknown == Unknown::Switch).then_some(at + 1),
        };
        flags.push(Flag { name, word: at, value });
        Some(at + taken)
    }
}

impl Scan {
    /// The words that a flag's values stand in, each as a word of its own.
    pub(super) fn values<'w>(&self, words: &[Word<'w>], name: &str) -> Vec<Word<'w>> {
        let mine = self.flags.iter().filter(|f| f.name == name).filter_map(|f| f.value.clone());
        mine.filter_map(|(index, range)| {
            let word = words.get(index)?;
            Some(if range == (0..word.text.len()) { word.clone() } else { word.sub(range) })
        })
        .collect()
    }

    /// The last value of a flag, which is the one that counts.
    pub(super) fn text(&self, words: &[Word<'_>], name: &str) -> Option<String> {
        self.values(words, name).pop().map(|w| w.text.into_owned())
    }

    /// Whether a flag is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.flags.iter().any(|f| f.name == name)
    }

    /// The words behind the flags.
    pub(super) fn rest<'a, 'w>(&self, words: &'a [Word<'w>]) -> Option<&'a [Word<'w>]> {
        self.rest.and_then(|at| words.get(at..))
    }
}
