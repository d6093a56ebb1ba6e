//! The packages that servers' commands start, as pins of their files.

use std::ops::Range;

use super::launcher::{self, Kind, Launch, Launcher, Target};
use crate::document::Document;
use crate::model::pin::{Grammar, Origin, Pin};
use crate::model::template::Template;
use crate::model::{Server, server::Spanned};
use crate::normalize::FileReading;

/// A package or image that a server's command fetches.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// By what.
    pub launcher: Launcher,
    /// What the command line says of it.
    pub target: Target,
    /// The directory that the launcher is told to look in, as written.
    pub directory: Option<String>,
    /// Where its version stands.
    pub pin: Pin,
}

/// What the servers of one file fetch, in file order.
pub(super) fn fetched(reading: &FileReading, doc: &Document) -> Vec<Fetched> {
    reading.servers.iter().flat_map(|server| of_server(server, doc)).collect()
}

fn of_server(server: &Server, doc: &Document) -> Vec<Fetched> {
    let Some(command) = server.command.as_ref() else { return Vec::new() };
    let args = server.args.as_ref().map(|a| a.value.as_slice()).unwrap_or_default();
    let words: Vec<&Spanned<Template>> = std::iter::once(command).chain(args).collect();
    let texts: Vec<&str> = words.iter().map(|w| w.value.source.as_str()).collect();
    let Some(launch) = launcher::read(&texts) else { return Vec::new() };
    let all = launch.all().into_iter().flat_map(|launch| launch.targets.iter().map(move |target| (launch, target)));
    // A directory has no version.
    let packages = all.filter(|(_, target)| target.kind != Kind::Path);
    packages.filter_map(|(launch, target)| one(server, launch, target, &words, doc)).collect()
}

fn one(
    server: &Server,
    launch: &Launch,
    target: &Target,
    words: &[&Spanned<Template>],
    doc: &Document,
) -> Option<Fetched> {
    let (word, name_word) = (words.get(target.word)?, words.get(target.name_word)?);
    let part = |word: &Spanned<Template>, at: &Range<usize>| match doc.at(&word.pointer) {
        Some(node) if node.as_str() == Some(&word.value.source) => doc.string_part(node, at.clone()),
        _ => None,
    };
    // Quotes and escapes of a shell in the midst of it: a fix would have to know their rules, so there is none.
    let pointer = if target.exact_bytes { word.pointer.clone() } else { word.pointer.parent() };
    let pin = Pin {
        ecosystem: target.ecosystem,
        package: target.package.clone(),
        spec: target.spec.clone(),
        version: target.version.clone(),
        fixed: matches!(target.kind, Kind::Digest | Kind::Git(true)),
        span: part(word, &target.spec_at).unwrap_or(word.span),
        name_span: part(name_word, &target.name_at).unwrap_or(name_word.span),
        pointer,
        place: launch.launcher.as_str().to_owned(),
        grammar: if target.kind == Kind::Variable { Grammar::Variable } else { target.grammar },
        origin: Origin::Launch,
        conditional: false,
        hashed: false,
        server: Some(server.name.clone()),
    };
    let directory = launch.directory.clone();
    Some(Fetched { launcher: launch.launcher, target: target.clone(), directory, pin })
}
