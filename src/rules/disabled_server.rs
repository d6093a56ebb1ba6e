//! `disabled-server`: a server that is meant to run is switched off: in its entry, or by what a client remembers.

use std::collections::BTreeSet;

use super::{Family, FixKind, Rule, RuleMeta, RunCx};
use crate::finding::{Finding, Severity};
use crate::golden::Golden;
use crate::model::{Scope, Server};
use crate::normalize::FileReading;
use crate::state::{Asked, Here, Memory, Origin, Reason, Stop};
use crate::truth;

/// The rule.
#[derive(Debug)]
pub struct DisabledServer;

static META: RuleMeta = RuleMeta {
    id: "disabled-server",
    family: Family::Drift,
    severity: Severity::Warning,
    summary: "no golden server is switched off",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/disabled-server.md"),
};

impl Rule for DisabledServer {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        let golden = cx.golden.is_some_and(Golden::declares_servers);
        if golden {
            in_entries(cx, out);
        }
        by_state(cx, golden, out);
    }
}

/// Switches in the entries themselves.
fn in_entries(cx: &RunCx<'_>, out: &mut Vec<Finding>) {
    for reading in cx.compared() {
        for server in reading.servers.iter().filter(|s| cx.concerns(s)) {
            let Some(off) = server.disabled.as_ref().filter(|d| d.value) else { continue };
            let Some(truth) = truth::truth(cx, &server.name, reading.dialect.client) else { continue };
            let key = off.pointer.last().unwrap_or_default();
            // The golden may want it so.
            if truth.other.iter().any(|(name, _)| *name == key) {
                continue;
            }
            let name = reading.dialect.name;
            let value = if key == "enabled" { "false" } else { "true" };
            let known = reading.dialect.marks.switch.is_known();
            let does = if known { "does not start" } else { "may not start" };
            let message = format!("`{key}` is {value}: {name} {does} the golden's server `{}`", server.name);
            let severity = META.severity.min(reading.dialect.marks.switch.ceiling());
            out.push(
                Finding::new(META.id, severity, reading.file, off.span, message)
                    .at(off.pointer.clone())
                    .client(reading.dialect.client)
                    .server(&server.name, server.scope)
                    .help(format!("remove `{key}`, or declare it with an `override` in the golden")),
            );
        }
    }
}

/// Switches in what clients remember. With a golden everything counts that keeps one of its servers from running here;
/// without one only what the project's own files say against each other, which may be meant.
fn by_state(cx: &RunCx<'_>, golden: bool, out: &mut Vec<Finding>) {
    let here = Here::root_of(cx.workspace);
    let mut seen = BTreeSet::new();
    let clients: BTreeSet<&'static str> =
        cx.readings.iter().filter(|r| cx.speaks(r)).map(|r| r.dialect.client).collect();
    for client in clients {
        let memory = Memory::of(cx.workspace, &here, client);
        for reading in cx.readings.iter().filter(|r| r.dialect.client == client && is_asked(cx, r)) {
            for server in reading.servers.iter().filter(|s| s.verdict.loads() && cx.concerns(s)) {
                let declared = golden && truth::truth(cx, &server.name, client).is_some();
                let stops = memory.says(&asked(reading, server)).stops;
                // That nobody was asked yet, or trusts the directory, is how every checkout begins.
                let mut settled = stops.iter().filter(|s| !matches!(s.reason, Reason::Pending | Reason::Untrusted));
                let Some(stop) = settled.next() else { continue };
                let Some(finding) = judge(reading, server, stop, declared) else { continue };
                // One entry of a list, several files with the server: once is enough.
                if seen.insert((finding.file, finding.span, server.name.clone(), stop.reason)) {
                    out.push(finding);
                }
            }
        }
    }
}

/// Whether a file is one that a session in the root reads: its own, not a plugin's, and none of another project.
fn is_asked(cx: &RunCx<'_>, reading: &FileReading) -> bool {
    let dialect = reading.dialect;
    let source = cx.workspace.get(reading.file);
    let here = dialect.scope != Scope::Project || source.is_some_and(|s| cx.workspace.root.starts_with(&s.project));
    here && cx.speaks(reading) && dialect.beside.is_none() && !dialect.apart && !dialect.server_side
}

fn asked<'a>(reading: &FileReading, server: &'a Server) -> Asked<'a> {
    let origin = match server.scope {
        Scope::Project => Origin::Project,
        _ if reading.dialect.outranks => Origin::Managed,
        _ => Origin::Own,
    };
    Asked { name: &server.name, server: Some(server), origin }
}

fn judge(reading: &FileReading, server: &Server, stop: &Stop, declared: bool) -> Option<Finding> {
    let switch = stop.switch.as_ref()?;
    let project = switch.scope == Scope::Project && server.scope == Scope::Project;
    let severity = match () {
        // That Qwen Code applies the lists of its settings as its parent does is inferred.
        () if declared && reading.dialect.client == "qwen-code" => Severity::Info,
        () if declared => META.severity,
        () if project => Severity::Info,
        () => return None,
    };
    let (client, name, key) = (reading.dialect.name, &server.name, switch.key);
    let whose = if declared { "the golden's server" } else { "the project's server" };
    let message = format!("`{key}`: {client} does not start {whose} `{name}`, as {}", stop.why);
    Some(
        Finding::new(META.id, severity, switch.file, switch.span, message)
            .at(switch.pointer.clone())
            .client(reading.dialect.client)
            .server(name, switch.scope)
            .help(stop.help.clone())
            .related(reading.file, server.name_span, "the server"),
    )
}
