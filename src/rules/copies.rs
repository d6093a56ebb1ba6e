//! One mistake that stands in several files is one finding: the first project file is its place, the others are
//! related.

use std::collections::BTreeMap;

use super::RunCx;
use crate::discover::Scopes;
use crate::document::{Pointer, Span};
use crate::finding::{FileId, Finding, Related};
use crate::model::{Scope, Server};
use crate::normalize::FileReading;
use crate::workspace::Source;

/// Findings by what makes them one.
pub(super) struct Copies<K> {
    groups: BTreeMap<K, Vec<(Rank, Finding)>>,
}

/// Which of several places is the place: a project's file before one that git ignores, and that before a user's. Where
/// only the user's may speak, the golden is read all the same, and comes last.
type Rank = (u8, FileId, Span);

impl<K: Ord> Copies<K> {
    pub(super) fn new() -> Self {
        Self { groups: BTreeMap::new() }
    }

    /// Adds a finding; what it says about a place twice counts once.
    pub(super) fn add(&mut self, cx: &RunCx<'_>, key: K, finding: Finding) {
        let class = match cx.workspace.get(finding.file) {
            Some(source) if is_project(source) && cx.scopes == Scopes::User && !source.named => 3,
            Some(source) if is_project(source) => u8::from(source.ignored_by_git),
            _ => 2,
        };
        let rank = (class, finding.file, finding.span);
        let group = self.groups.entry(key).or_default();
        if !group.iter().any(|(other, _)| *other == rank) {
            group.push((rank, finding));
        }
    }

    /// One finding of each group, with the words that `also` has for the other places.
    pub(super) fn finish(self, out: &mut Vec<Finding>, also: &str) {
        for mut group in self.groups.into_values() {
            group.sort_by_key(|(rank, _)| *rank);
            let mut group = group.into_iter().map(|(_, finding)| finding);
            let Some(mut main) = group.next() else { continue };
            for other in group {
                let Finding { file, span, clients, .. } = other;
                main.related.push(Related { file, span, message: also.to_owned(), rule: None });
                main.clients.extend(clients);
            }
            main.clients.sort_unstable();
            main.clients.dedup();
            out.push(main);
        }
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
