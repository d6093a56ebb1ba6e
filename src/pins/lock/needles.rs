//! The automata that find wanted npm names in a lock without reading it.
//!
//! Which bytes a pattern has decides the speed: the search compares the first few bytes of all patterns at many places at
//! once, so they begin with the name itself, which is rare, and never with what every entry begins with
//! (`node_modules/`). What stands before and behind a hit is looked at afterwards. Python locks are searched for the
//! heads of their entries instead, since names there may be spelled in several ways.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::model::pin::Ecosystem;
use crate::pins::Wanted;

/// One automaton per way in which a name ends in locks, each built when the first such lock is read.
#[derive(Debug, Clone, Default)]
pub(in crate::pins) struct Needles {
    quote: OnceLock<Option<AhoCorasick>>,
    at: OnceLock<Option<AhoCorasick>>,
    bare: OnceLock<Option<AhoCorasick>>,
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
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    /// Where the name begins.
    pub(super) start: usize,
    /// One past its last byte.
    pub(super) end: usize,
}

/// Every place of `text` where a wanted npm or JSR name is followed by `tail`, in file order. Longer names may stand
/// around a hit: that is for the reader to see.
pub(super) fn hits<'w>(wanted: &'w Wanted, tail: Tail, text: &'w str) -> impl Iterator<Item = Hit> + 'w {
    let needles = wanted.needles();
    let (cell, suffix) = match tail {
        Tail::Quote => (&needles.quote, "\""),
        Tail::At => (&needles.at, "@"),
        Tail::Bare => (&needles.bare, ""),
    };
    let automaton = cell.get_or_init(|| {
        let names = wanted.names(Ecosystem::Npm).chain(wanted.names(Ecosystem::Jsr)).filter(|n| !n.is_empty());
        let patterns: Vec<String> = names.map(|name| format!("{name}{suffix}")).collect();
        // Only the leftmost kinds may search for several patterns at once with vectors.
        AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&patterns)
            .ok()
            .filter(|_| !patterns.is_empty())
    });
    let found = automaton.iter().flat_map(move |a| a.find_iter(text));
    found.map(move |m| Hit { start: m.start(), end: m.end() - suffix.len() })
}
