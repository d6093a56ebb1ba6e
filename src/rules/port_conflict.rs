//! `port-conflict`: two servers want one port, or a server has a port that the golden keeps for nobody.

mod claims;

use std::collections::BTreeMap;
use std::path::Path;

use self::claims::{Claim, claims};
use super::{Family, FixKind, Rule, RuleMeta, RunCx};
use crate::drift;
use crate::finding::{FileId, Finding, Group, Related, Severity};
use crate::model::{Scope, Server, server::Verdict};
use crate::normalize::FileReading;
use crate::truth;

/// The rule.
#[derive(Debug)]
pub struct PortConflict;

static META: RuleMeta = RuleMeta {
    id: "port-conflict",
    family: Family::Portability,
    severity: Severity::Error,
    summary: "every port is published once and lies in the golden's range",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/port-conflict.md"),
};

/// A server that a client starts, and a port that it opens on this machine.
struct Publisher<'a> {
    reading: &'a FileReading,
    server: &'a Server,
    claim: Claim,
}

/// What one client starts together, and a port.
type Slot<'a> = (&'static str, &'a Path, Scope, Option<&'a str>, u16);

impl Rule for PortConflict {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        twice(cx, out);
        if cx.golden.is_some_and(|g| g.ports.is_some()) {
            outside(cx, out);
        }
    }
}

/// Two servers of one client that publish one port: the second one does not start.
fn twice(cx: &RunCx<'_>, out: &mut Vec<Finding>) {
    let mut slots: BTreeMap<Slot<'_>, Vec<Publisher<'_>>> = BTreeMap::new();
    for reading in cx.readings.iter().filter(|r| r.dialect.owner && !r.dialect.server_side) {
        let Some(source) = cx.workspace.get(reading.file) else { continue };
        for server in reading.servers.iter().filter(|s| starts(s)) {
            for claim in claims(server).into_iter().filter(|c| c.publishes) {
                let (client, project) = (reading.dialect.client, source.project.as_path());
                let slot = (client, project, server.scope, server.project.as_deref(), claim.port);
                let others = slots.entry(slot).or_default();
                let own = Publisher { reading, server, claim };
                // One definition under two names is the matter of `duplicate-endpoint`.
                let other = others.iter().find(|o| {
                    o.server.name != server.name
                        && o.claim.meets(&own.claim)
                        && !drift::compare(o.server, server).is_empty()
                });
                if let Some(other) = other {
                    let names = (project, other.server.name.as_str(), server.name.as_str(), own.claim.port);
                    let finding = conflict(cx, other, &own);
                    out.push(finding.group(Group::of(META.id, &names, "also here")));
                }
                if others.len() < 16 {
                    others.push(own);
                }
            }
        }
    }
}

fn starts(server: &Server) -> bool {
    !server.disabled.as_ref().is_some_and(|d| d.value) && !matches!(server.verdict, Verdict::Skipped(_))
}

fn conflict(cx: &RunCx<'_>, first: &Publisher<'_>, second: &Publisher<'_>) -> Finding {
    let (a, b, port) = (&first.server.name, &second.server.name, second.claim.port);
    let client = second.reading.dialect.name;
    let message = format!("port {port} is `{a}`'s already: {client} starts both, and `{b}` cannot have it");
    let file = second.reading.file;
    let at = second.claim.span(cx.workspace.get(file));
    Finding::new(META.id, META.severity, file, at, message)
        .at(second.claim.pointer.clone())
        .client(second.reading.dialect.client)
        .server(b, second.server.scope)
        .help("give it a port of its own")
        .related(first.reading.file, first.claim.span(cx.workspace.get(first.reading.file)), format!("`{a}` has it"))
}

/// Ports on this machine that the golden's range does not hold: one finding per server, where the golden declares it at
/// the golden, since the copies only follow.
fn outside(cx: &RunCx<'_>, out: &mut Vec<Finding>) {
    let Some(golden) = cx.golden else { return };
    let Some(range) = golden.ports.as_ref() else { return };
    let (low, high) = range.value;
    let range_at = cx.golden_files.get(range.origin.file).map(|file| (*file, range.origin.span));
    let mut told: BTreeMap<(String, u16), usize> = BTreeMap::new();
    for server in &golden.servers {
        let expected = server.for_any();
        for claim in claims(&expected.server).into_iter().filter(|c| !(low..=high).contains(&c.port)) {
            let origin = expected.origin_of(claim.field, None);
            let Some(file) = cx.golden_files.get(origin.file) else { continue };
            let span = claim.span_in(cx.workspace.get(*file), origin.span);
            let finding = stray(&server.name, &claim, (low, high), *file, span, range_at).at(origin.pointer.clone());
            told.entry((server.name.clone(), claim.port)).or_insert(out.len());
            out.push(finding);
        }
    }
    for reading in cx.compared() {
        let Some(source) = cx.workspace.get(reading.file) else { continue };
        // What a person keeps for all projects is no project's business.
        for server in reading.servers.iter().filter(|s| s.scope == Scope::Project || cx.is_kept(source)) {
            for claim in claims(server).into_iter().filter(|c| !(low..=high).contains(&c.port)) {
                let key = (server.name.clone(), claim.port);
                let span = claim.span(Some(source));
                if let Some(earlier) = told.get(&key).and_then(|at| out.get_mut(*at)) {
                    let message = "also here".to_owned();
                    earlier.related.push(Related { file: reading.file, span, message, rule: None });
                    continue;
                }
                // A copy that is not what the golden says is drift.
                if golden.server(&server.name).is_some()
                    && truth::truth(cx, &server.name, reading.dialect.client).is_some()
                {
                    continue;
                }
                told.insert(key, out.len());
                let finding = stray(&server.name, &claim, (low, high), reading.file, span, range_at);
                let finding = finding.at(claim.pointer.clone()).client(reading.dialect.client);
                out.push(finding.scope(server.scope));
            }
        }
    }
}

fn stray(
    name: &str,
    claim: &Claim,
    (low, high): (u16, u16),
    file: FileId,
    span: crate::document::Span,
    range: Option<(FileId, crate::document::Span)>,
) -> Finding {
    let message = format!(
        "port {} of `{name}` is outside of {low}-{high}, where nothing keeps another program off it",
        claim.port
    );
    let finding = Finding::new(META.id, Severity::Warning, file, span, message)
        .server(name, Scope::Project)
        .help(format!("give it a port from {low} to {high}, or widen the range"));
    match range {
        Some((file, span)) => finding.related(file, span, "the golden's range"),
        None => finding,
    }
}
