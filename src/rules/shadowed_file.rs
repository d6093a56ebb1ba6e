//! `shadowed-file`: one file hides another from a client.

use super::{Family, FixKind, Rule, RuleMeta, RunCx, list};
use crate::drift;
use crate::finding::{Finding, Severity};
use crate::model::Server;

/// The rule.
#[derive(Debug)]
pub struct ShadowedFile;

static META: RuleMeta = RuleMeta {
    id: "shadowed-file",
    family: Family::Dialect,
    severity: Severity::Warning,
    summary: "no file hides another one from its client",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/shadowed-file.md"),
};

impl Rule for ShadowedFile {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    /// Copilot CLI: in one directory `.mcp.json` hides `.github/mcp.json` completely, even when it is broken
    /// (executed, 1.0.102).
    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        for hidden in cx.readings.iter().filter(|r| is(r, "workspace")) {
            let Some(project) = cx.workspace.get(hidden.file).map(|s| &s.project) else { continue };
            let hiding = cx
                .readings
                .iter()
                .find(|r| is(r, "shared") && cx.workspace.get(r.file).is_some_and(|s| s.project == *project));
            let Some(hiding) = hiding else { continue };
            // A copy that says the same is not missed.
            let twin = |server: &Server| {
                let mut same = hiding.servers.iter().filter(|s| s.name == server.name && s.verdict.loads());
                same.any(|s| drift::compare(s, server).is_empty())
            };
            let lost: Vec<&str> = hidden.servers.iter().filter(|s| !twin(s)).map(|s| s.name.as_str()).collect();
            if lost.is_empty() {
                continue;
            }
            let span = hidden.container.as_ref().map(|(span, _)| *span).unwrap_or_default();
            let message = format!(
                "`.mcp.json` in the same directory hides this file from Copilot CLI, which does not load {} from here",
                list(&lost)
            );
            let key = hiding.container.as_ref().map(|(span, _)| *span).unwrap_or_default();
            out.push(
                Finding::new(META.id, META.severity, hidden.file, span, message)
                    .client("copilot-cli")
                    .help("move them to `.mcp.json`, which Copilot CLI reads as well")
                    .related(hiding.file, key, "the file that hides it"),
            );
        }
    }
}

fn is(reading: &crate::normalize::FileReading, kind: &str) -> bool {
    reading.dialect.client == "copilot-cli" && reading.dialect.kind == kind
}
