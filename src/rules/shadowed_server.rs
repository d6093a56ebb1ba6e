//! `shadowed-server`: a definition outside the repository stands in the way of the project's.

use super::{Family, FixKind, Rule, RuleMeta, RunCx};
use crate::clients::Layers;
use crate::drift;
use crate::finding::{Finding, Severity};
use crate::model::{Scope, Server};
use crate::normalize::FileReading;
use crate::truth;

/// The rule.
#[derive(Debug)]
pub struct ShadowedServer;

static META: RuleMeta = RuleMeta {
    id: "shadowed-server",
    family: Family::Drift,
    severity: Severity::Warning,
    summary: "no user or local definition silently replaces the project's",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/shadowed-server.md"),
};

impl Rule for ShadowedServer {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        for reading in cx.readings.iter().filter(|r| r.dialect.scope == Scope::User && r.dialect.owner) {
            if cx.workspace.get(reading.file).is_some_and(|s| cx.is_kept(s)) {
                continue;
            }
            for server in reading.servers.iter().filter(|s| cx.concerns(s)) {
                out.extend(judge(cx, reading, server));
            }
        }
    }
}

fn judge(cx: &RunCx<'_>, reading: &FileReading, server: &Server) -> Option<Finding> {
    let id = reading.dialect.client;
    let project = cx.project_entry(id, &server.name);
    let declared = truth::truth(cx, &server.name, id);
    let (other, place) = match (&project, &declared) {
        (Some((file, other)), _) => (*other, Some((*file, other.name_span))),
        (None, Some(truth)) => (&truth.server, truth.place(cx, "", None)),
        (None, None) => return None,
    };
    let differs = drift::compare(server, other);
    let (client, name) = (reading.dialect.name, &server.name);
    let merged = differs.iter().find(|d| d.theirs.is_none() && reading.dialect.layers == Layers::Merge);
    let what = merged.or(differs.first())?.name();
    // Claude Code: local beats project beats user (source, 2.1.329). Elsewhere the project's entry wins, unless the
    // file is an administrator's.
    let (severity, message, help) = match project {
        Some(_) if server.scope == Scope::Local || reading.dialect.outranks => (
            META.severity,
            format!("{client} takes this `{name}` instead of the project's, and its `{what}` is another"),
            "remove it here, or make it the same",
        ),
        Some(_) if merged.is_some() => (
            META.severity,
            format!("{client} merges this `{name}` with the project's, which gets your `{what}`"),
            "remove it here, or say it in the project too",
        ),
        Some(_) if reading.dialect.layers == Layers::Beside => (
            Severity::Info,
            format!("{client} runs this `{name}` beside the project's, and its `{what}` is another"),
            "remove it here, or make it the same",
        ),
        Some(_) => (
            Severity::Info,
            format!(
                "`{name}` also stands in your own settings with another `{what}`: in this project {client} takes the project's"
            ),
            "outside of this project you get yours",
        ),
        None => (
            META.severity,
            format!("`{what}` of `{name}` is not the golden's, and {client} has no other `{name}` in this project"),
            "make it the same, or add the golden's to the project's file",
        ),
    };
    let mut finding = Finding::new(META.id, severity, reading.file, server.name_span, message)
        .at(server.pointer.clone())
        .client(reading.dialect.client)
        .server(&server.name, server.scope)
        .help(help);
    if let Some((file, span)) = place {
        finding = finding.related(
            file,
            span,
            if project.is_some() { "the project's definition" } else { "the golden's definition" },
        );
    }
    Some(finding)
}
