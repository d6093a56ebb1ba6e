//! The packages that servers' commands start, as pins of their files.

use std::ops::Range;

use super::launcher::{self, Kind, Launch, Target};
use crate::document::Document;
use crate::model::pin::{Grammar, Origin, Pin};
use crate::model::template::Template;
use crate::model::{Server, server::Spanned};
use crate::normalize::FileReading;

/// What a server's command starts, and the pins that this makes.
#[derive(Debug, Clone)]
pub struct Started {
    /// The server.
    pub server: String,
    /// What its command line says.
    pub launch: Launch,
    /// The pins, in the order of the launch's targets, each with the index of its target.
    pub pins: Vec<(usize, Pin)>,
}

/// What the servers of one file start, in file order.
pub(super) fn started(reading: &FileReading, doc: &Document) -> Vec<Started> {
    reading.servers.iter().filter_map(|server| of_server(server, doc)).collect()
}

fn of_server(server: &Server, doc: &Document) -> Option<Started> {
    let command = server.command.as_ref()?;
    let args = server.args.as_ref().map(|a| a.value.as_slice()).unwrap_or_default();
    let words: Vec<&Spanned<Template>> = std::iter::once(command).chain(args).collect();
    let texts: Vec<&str> = words.iter().map(|w| w.value.source.as_str()).collect();
    let launch = launcher::read(&texts)?;
    let pins = launch.targets.iter().enumerate();
    let pins = pins.filter_map(|(i, target)| Some((i, pin(server, &launch, target, &words, doc)?))).collect();
    Some(Started { server: server.name.clone(), launch, pins })
}

fn pin(server: &Server, launch: &Launch, target: &Target, words: &[&Spanned<Template>], doc: &Document) -> Option<Pin> {
    let word = words.get(target.word)?;
    let part = |at: &Range<usize>| match doc.at(&word.pointer) {
        Some(node) if node.as_str() == Some(&word.value.source) => doc.string_part(node, at.clone()),
        _ => None,
    };
    Some(Pin {
        ecosystem: target.ecosystem,
        package: target.package.clone(),
        spec: target.spec.clone(),
        version: target.version.clone(),
        fixed: matches!(target.kind, Kind::Digest | Kind::Git(true)),
        span: part(&target.spec_at).unwrap_or(word.span),
        name_span: part(&target.name_at).unwrap_or(word.span),
        pointer: word.pointer.clone(),
        place: launch.launcher.as_str().to_owned(),
        grammar: if target.kind == Kind::Variable { Grammar::Variable } else { target.grammar },
        origin: Origin::Launch,
        conditional: false,
        hashed: false,
        server: Some(server.name.clone()),
    })
}
