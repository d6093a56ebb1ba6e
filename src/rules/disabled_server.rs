//! `disabled-server`: a golden server is switched off in the file.

use super::{Family, FixKind, Rule, RuleMeta, RunCx};
use crate::finding::{Finding, Severity};
use crate::golden::Golden;
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
        if !cx.golden.is_some_and(Golden::declares_servers) {
            return;
        }
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
}
