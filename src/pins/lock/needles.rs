//! The search for wanted npm names in a lock that is not read as a whole.
//!
//! Which bytes a pattern has decides the speed: the search compares the first few bytes of all patterns at many places at
//! once, so they begin with the name itself, which is rare, and never with what every entry begins with
//! (`node_modules/`). What stands before and behind a hit is looked at afterwards. Python locks are searched for the
//! heads of their entries instead, since names there may be spelled in several ways.
//!
//! The vector search of `aho-corasick` is asked for by name: left to choose, its automaton goes by two rare bytes, which
//! in a file full of hashes are not rare at all. Measured on 8 MB of `package-lock.json`: 1 ms against 150.

use std::sync::OnceLock;

use aho_corasick::packed::{MatchKind, Searcher};

use crate::model::pin::Ecosystem;
use crate::pins::Wanted;

/// How many patterns one vector search takes; beyond, it falls back to a slow one.
const AT_ONCE: usize = 48;

/// One search per way in which a name ends in locks, each built when the first such lock is read.
#[derive(Debug, Clone, Default)]
pub(in crate::pins) struct Needles {
    quote: OnceLock<Vec<Search>>,
    at: OnceLock<Vec<Search>>,
    bare: OnceLock<Vec<Search>>,
}

/// Some of the patterns.
#[derive(Debug, Clone)]
enum Search {
    /// All at once, by vectors.
    Packed(Searcher),
    /// One after the other: where the processor has no vectors.
    Each(Vec<String>),
}

/// What follows a name in a kind of lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail {
    /// `name"`: `package-lock.json`.
    Quote,
    /// `name@`: `yarn.lock`, `bun.lock`, `deno.lock`.
    At,
    /// One of several: `pnpm-lock.yaml`.
    Bare,
}

/// A wanted name in a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    /// Where the name begins.
    pub(super) start: usize,
    /// One past its last byte.
    pub(super) end: usize,
}

/// Every place of `text` where a wanted npm or JSR name is followed by `tail`, in file order; of several that begin at
/// one place the longest. Longer names may stand around a hit: that is for the reader to see.
pub(super) fn hits(wanted: &Wanted, tail: Tail, text: &str) -> impl Iterator<Item = Hit> + use<> {
    let needles = wanted.needles();
    let (cell, suffix) = match tail {
        Tail::Quote => (&needles.quote, "\""),
        Tail::At => (&needles.at, "@"),
        Tail::Bare => (&needles.bare, ""),
    };
    let searches = cell.get_or_init(|| {
        let names = wanted.names(Ecosystem::Npm).chain(wanted.names(Ecosystem::Jsr)).filter(|n| !n.is_empty());
        let patterns: Vec<String> = names.map(|name| format!("{name}{suffix}")).collect();
        patterns.chunks(AT_ONCE).map(Search::of).collect()
    });
    let mut found: Vec<Hit> = searches.iter().flat_map(|search| search.find(text, suffix.len())).collect();
    found.sort_unstable_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
    found.dedup_by_key(|hit| hit.start);
    found.into_iter()
}

impl Search {
    fn of(patterns: &[String]) -> Self {
        let packed = aho_corasick::packed::Config::new()
            .match_kind(MatchKind::LeftmostLongest)
            .builder()
            .extend(patterns)
            .build();
        packed.map_or_else(|| Self::Each(patterns.to_vec()), Self::Packed)
    }

    fn find(&self, text: &str, suffix: usize) -> Vec<Hit> {
        let hit = |start: usize, end: usize| Hit { start, end: end - suffix };
        match self {
            Self::Packed(searcher) => searcher.find_iter(text).map(|m| hit(m.start(), m.end())).collect(),
            Self::Each(patterns) => patterns
                .iter()
                .flat_map(|p| text.match_indices(p.as_str()).map(|(at, m)| hit(at, at + m.len())))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_names_is_found_at_once() {
        let names = (0..130).map(|i| (Ecosystem::Npm, format!("@scope/server-{i}")));
        let wanted = Wanted::new(names);
        let text =
            "\"@scope/server-7\" \"@scope/server-77\" x@scope/server-129\" \"@scope/server-130\" \"@scope/server-7@\"";
        let found: Vec<&str> = hits(&wanted, Tail::Quote, text).map(|h| &text[h.start..h.end]).collect();
        assert_eq!(found, ["@scope/server-7", "@scope/server-77", "@scope/server-129"]);
        let each = Search::Each(vec!["a@".to_owned(), "b@".to_owned()]);
        assert_eq!(each.find("b@a@", 1), [Hit { start: 2, end: 3 }, Hit { start: 0, end: 1 }]);
    }
}
