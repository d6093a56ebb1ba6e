//! `shared-file`: a client that is not known to be in use reads this file too, and stumbles.

use std::collections::BTreeMap;

use super::{Family, FixKind, Rule, RuleMeta, RunCx, speaks_for_itself};
use crate::document::Span;
use crate::finding::{FileId, Finding, Severity};
use crate::normalize::{Effect, Issue, IssueKind, phrase};

/// The rule.
#[derive(Debug)]
pub struct SharedFile;

static META: RuleMeta = RuleMeta {
    id: "shared-file",
    family: Family::Dialect,
    severity: Severity::Info,
    summary: "a file that several clients read stays in what they share",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/shared-file.md"),
};

/// What some readers do not take, and why.
struct Stumble {
    /// Id and name of each.
    readers: Vec<(&'static str, &'static str)>,
    span: Span,
    /// What it costs, and the server that it costs or costs a part of.
    loss: (Effect, Option<String>),
    reason: String,
    /// How many other places there are.
    more: usize,
    /// Whether the reader is known to be in use.
    in_use: bool,
}

impl Stumble {
    fn is_like(&self, other: &Self) -> bool {
        let what = |s: &Self| (s.loss.clone(), s.reason.clone(), s.more, s.in_use);
        what(self) == what(other)
    }

    fn text(&self) -> String {
        let names: Vec<&str> = self.readers.iter().map(|(_, name)| *name).collect();
        let (s, es) = if names.len() > 1 { ("", "") } else { ("s", "es") };
        let loss = match &self.loss {
            (Effect::Entry, Some(server)) => format!("skip{s} `{server}`"),
            (_, Some(server)) => format!("miss{es} a part of `{server}`"),
            (Effect::Lost | Effect::Changed, None) => format!("miss{es} a part of it"),
            (_, None) => format!("take{s} nothing from it"),
        };
        let more = if self.more > 0 { format!(" (and {} more)", self.more) } else { String::new() };
        format!("{} read{s} this file too and {loss}: {}{more}", names.join(" and "), self.reason)
    }
}

fn reason(kind: &IssueKind) -> String {
    match kind {
        IssueKind::Syntax { message, .. } => message.clone(),
        IssueKind::NotSpoken { transport } => format!("no support for `{transport}`"),
        kind => phrase::reason(kind),
    }
}

impl Rule for SharedFile {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        let mut by_file: BTreeMap<FileId, Vec<Stumble>> = BTreeMap::new();
        for reading in cx.readings.iter().filter(|r| !r.dialect.owner) {
            // Where the owner stumbles too, its own finding says it.
            let owner = cx.readings.iter().find(|r| r.file == reading.file && r.dialect.owner);
            let told =
                |i: &Issue| owner.is_some_and(|o| o.issues.iter().any(|x| x.effect >= i.effect && x.span == i.span));
            // An entry that gives way to the client's own file is not loaded from here anyway.
            // A plugin's or an agent's file stands where no other client is started.
            if owner.is_some_and(|o| o.dialect.beside.is_some() || o.dialect.apart) {
                continue;
            }
            let own = cx.own_file(reading).filter(|_| reading.dialect.yields);
            let hidden = |i: &Issue| own.is_some_and(|o| o.servers.iter().any(|s| Some(&s.name) == i.server.as_ref()));
            let in_use = cx.speaks(reading);
            if reading.dialect.opt_in && !in_use {
                continue;
            }
            let spoken = |i: &Issue| in_use && speaks_for_itself(reading, i);
            // A client that nobody is known to use is told of only where it would lose a server.
            let least = if in_use { Effect::Lost } else { Effect::Entry };
            let matters = |i: &&Issue| i.effect >= least && !told(i) && !hidden(i) && !spoken(i);
            let all: Vec<&Issue> = reading.issues.iter().filter(matters).collect();
            // A field more or less says little beside what becomes of the ones that are read.
            let weight = |i: &&&Issue| (i.effect, !matches!(i.kind, IssueKind::UnknownField { .. }));
            let Some(issue) = all.iter().rev().max_by_key(weight) else { continue };
            let stumble = Stumble {
                readers: vec![(reading.dialect.client, reading.dialect.name)],
                span: issue.span,
                loss: (issue.effect, issue.server.clone().filter(|_| issue.effect < Effect::File)),
                reason: reason(&issue.kind),
                more: all.len() - 1,
                in_use,
            };
            let stumbles = by_file.entry(reading.file).or_default();
            match stumbles.iter_mut().find(|s| s.is_like(&stumble)) {
                Some(same) => same.readers.extend(stumble.readers),
                None => stumbles.push(stumble),
            }
        }
        for (file, stumbles) in by_file {
            let span = stumbles.first().map(|s| s.span).unwrap_or_default();
            let texts: Vec<String> = stumbles.iter().map(Stumble::text).collect();
            let mut clients: Vec<&'static str> = stumbles.iter().flat_map(|s| &s.readers).map(|(id, _)| *id).collect();
            clients.sort_unstable();
            let help = if stumbles.iter().any(|s| s.in_use) {
                "what a client reads otherwise belongs into a file of its own".to_owned()
            } else {
                let ids: Vec<String> = clients.iter().map(|id| format!("\"{id}\"")).collect();
                let ids = ids.join(", ");
                format!("if nobody uses that here, say so in `mcpcheck.toml`: `[clients] ignore = [{ids}]`")
            };
            let mut finding = Finding::new(META.id, META.severity, file, span, texts.join("; ")).help(help);
            finding.clients = clients;
            out.push(finding);
        }
    }
}
