//! One mistake that stands in several files is one finding: the first project file is its place, the others are
//! related.

use std::collections::BTreeSet;
use std::hash::Hash;

use super::RunCx;
use crate::document::{Pointer, Span};
use crate::finding::{FileId, Finding, Group};
use crate::model::{Scope, Server};
use crate::normalize::FileReading;
use crate::workspace::Source;

/// Findings by what makes them one.
pub(super) struct Copies<K> {
    also: &'static str,
    seen: BTreeSet<(K, FileId, Span)>,
    found: Vec<Finding>,
}

impl<K: Ord + Hash + Clone> Copies<K> {
    /// With what is said of the places after the first.
    pub(super) fn new(also: &'static str) -> Self {
        Self { also, seen: BTreeSet::new(), found: Vec::new() }
    }

    /// Adds a finding; what it says about a place twice counts once.
    pub(super) fn add(&mut self, key: &K, finding: Finding) {
        if self.seen.insert((key.clone(), finding.file, finding.span)) {
            let group = Group::of(finding.rule, key, self.also);
            self.found.push(finding.group(group));
        }
    }

    /// One finding for each place. They become one when it is known which of them are accepted.
    pub(super) fn finish(self, out: &mut Vec<Finding>) {
        out.extend(self.found);
    }
}

/// Whether a file is the project's, or a person named it.
pub(super) fn is_project(source: &Source) -> bool {
    source.named || source.scope == Scope::Project
}

/// The servers of each file as its owner reads them.
pub(super) fn owned<'a>(cx: &RunCx<'a>) -> impl Iterator<Item = (&'a Source, &'a FileReading, &'a Server)> {
    let workspace = cx.workspace;
    cx.readings.iter().filter(|r| r.dialect.owner).flat_map(move |reading| {
        let source = workspace.get(reading.file);
        reading.servers.iter().filter_map(move |server| Some((source?, reading, server)))
    })
}

/// The words of a command line: the command and its arguments, each with its bytes and its place.
pub(super) fn command_line(server: &Server) -> Vec<(&str, Span, &Pointer)> {
    let args = server.args.as_ref().map(|a| a.value.as_slice()).unwrap_or_default();
    let words = server.command.iter().chain(args);
    words.map(|w| (w.value.source.as_str(), w.span, &w.pointer)).collect()
}
