//! `undeclared-server`: a server that the golden does not name.

use super::{Family, FixKind, Rule, RuleMeta, RunCx, unsafe_};
use crate::finding::{Finding, Severity};
use crate::fix::edit;
use crate::golden::Golden;
use crate::model::Scope;
use crate::truth;

/// The rule.
#[derive(Debug)]
pub struct UndeclaredServer;

static META: RuleMeta = RuleMeta {
    id: "undeclared-server",
    family: Family::Drift,
    severity: Severity::Warning,
    summary: "every server of the project is in the golden",
    fix: FixKind::Unsafe,
    page: include_str!("../../docs/rules/undeclared-server.md"),
};

impl Rule for UndeclaredServer {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        if !cx.golden.is_some_and(Golden::declares_servers) {
            return;
        }
        let names = truth::declared_names(cx);
        let golden = truth::shown(cx);
        for reading in cx.compared() {
            let Some(file) = cx.file(reading) else { continue };
            // What a person keeps for all projects is no project's business.
            for server in reading.servers.iter().filter(|s| s.scope == Scope::Project || cx.is_kept(file.source)) {
                let name = &server.name;
                let declared = names.contains(name);
                let client = file.client();
                let (message, help) = if !declared {
                    (format!("`{name}` is not in the golden"), format!("declare it in `{golden}`, or remove it here"))
                } else if truth::truth(cx, name, reading.dialect.client).is_none() {
                    let id = reading.dialect.client;
                    (
                        format!("the golden does not give `{name}` to {client}"),
                        format!("add `{id}` to its `clients` in `{golden}`, or remove it here"),
                    )
                } else {
                    continue;
                };
                let map = file.document.at(&server.pointer.parent());
                let edits = map.and_then(|map| edit::remove_keys(file.document, map, |key| key == name));
                out.push(
                    Finding::new(META.id, META.severity, reading.file, server.name_span, message)
                        .at(server.pointer.clone())
                        .client(reading.dialect.client)
                        .server(name, server.scope)
                        .help(help)
                        .fix(unsafe_(format!("remove `{name}`"), edits)),
                );
            }
        }
    }
}
