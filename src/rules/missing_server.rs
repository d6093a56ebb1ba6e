//! `missing-server`: a golden server is not in a required client's file.

use serde_json::Value;

use super::{Family, FixKind, Rule, RuleMeta, RunCx};
use crate::clients::Shape;
use crate::document::{Document, Node, Pointer, Span};
use crate::finding::{Edit, Finding, Fix, Severity};
use crate::fix::edit;
use crate::model::Scope;
use crate::normalize::FileReading;
use crate::truth::{self, Truth};

/// The rule.
#[derive(Debug)]
pub struct MissingServer;

static META: RuleMeta = RuleMeta {
    id: "missing-server",
    family: Family::Drift,
    severity: Severity::Error,
    summary: "every golden server is in the files of the clients that the golden requires",
    fix: FixKind::Safe,
    page: include_str!("../../docs/rules/missing-server.md"),
};

impl Rule for MissingServer {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        let Some(golden) = cx.golden else { return };
        for client in &golden.clients.require {
            let files = beside_golden(cx, &client.value);
            let Some(first) = files.first() else { continue };
            for name in truth::declared_names(cx) {
                if files.iter().any(|r| r.servers.iter().any(|s| s.name == name)) {
                    continue;
                }
                if let Some(truth) = truth::truth(cx, &name, &client.value) {
                    out.push(finding(cx, first, &truth));
                }
            }
        }
    }
}

/// The files beside the golden that the client reads.
fn beside_golden<'a>(cx: &RunCx<'a>, client: &str) -> Vec<&'a FileReading> {
    let Some(golden) = cx.golden else { return Vec::new() };
    let mut files: Vec<&FileReading> = cx
        .readings
        .iter()
        .filter(|r| r.dialect.client == client && !r.dialect.yields && r.dialect.scope == Scope::Project)
        // An agent's or a plugin's file is no config of the project.
        .filter(|r| !r.dialect.server_side && !r.dialect.opt_in && !r.dialect.apart)
        .filter(|r| cx.workspace.get(r.file).is_some_and(|s| s.project == golden.dir))
        .collect();
    // Its own file, unless a shared one hides that (`shadowed-file`): then that is the one to add to.
    files.sort_by_key(|r| (!r.dialect.hides_own, !r.dialect.owner));
    files
}

fn finding(cx: &RunCx<'_>, reading: &FileReading, truth: &Truth) -> Finding {
    let name = &truth.server.name;
    let message = format!("the golden's server `{name}` is missing: {} does not know it", reading.dialect.name);
    let key = reading.container.as_ref().map_or(Span::default(), |(span, _)| *span);
    let rendered = truth.written(cx, reading.dialect);
    let mut finding = Finding::new(META.id, META.severity, reading.file, key, message)
        .client(reading.dialect.client)
        .server(name, reading.dialect.scope);
    if let Some((_, pointer)) = &reading.container {
        finding = finding.at(pointer.clone());
    }
    finding.help = Some(match rendered.inexpressible.first() {
        Some(why) => format!("it cannot be written as it is: {why}; `clients = [..]` there says who gets it"),
        None => "add it".to_owned(),
    });
    if let Some((file, span)) = truth.place(cx, "", None) {
        finding = finding.related(file, span, "declared here");
    }
    if rendered.inexpressible.is_empty() && owner_takes(cx, reading, name) {
        let edits = insert(cx, reading, name, &Value::Object(rendered.entry));
        let title = format!("add `{name}`");
        let spreads = truth.holds_credential();
        finding.fix =
            edits.map(|edits| if spreads { Fix::safe(title, edits).guarded() } else { Fix::safe(title, edits) });
    }
    finding
}

/// Whether the owner of the file, where it is another client's, can be told of this server as well: what goes into its
/// file is its server, too.
fn owner_takes(cx: &RunCx<'_>, reading: &FileReading, name: &str) -> bool {
    let mut owners = cx.readings.iter().filter(|r| r.file == reading.file && r.dialect.owner);
    owners.all(|owner| {
        let id = owner.dialect.client;
        let truth = if id == reading.dialect.client { None } else { truth::truth(cx, name, id) };
        truth.is_none_or(|t| t.written(cx, owner.dialect).inexpressible.is_empty())
    })
}

fn insert(cx: &RunCx<'_>, reading: &FileReading, name: &str, entry: &Value) -> Option<Vec<Edit>> {
    let document = cx.workspace.get(reading.file)?.document()?;
    // Into a list, or among what is not by name, nobody is put without being asked.
    if reading.dialect.containers.iter().any(|c| !matches!(c.shape, Shape::Map | Shape::Inline)) {
        return None;
    }
    if let Some((_, pointer)) = &reading.container {
        // With one of two twins changed they would say different things: first there must be one.
        if is_twin(document, pointer) {
            return None;
        }
        return edit::insert_member(document, document.at(pointer)?, name, entry, None);
    }
    let root = document.root.as_ref()?;
    let house = cx.style(reading.dialect.client).and_then(|s| s.container.as_ref());
    let key = house.map_or_else(|| reading.dialect.container_key(), |c| c.value.clone());
    edit::insert_member(document, root, &key, &serde_json::json!({ name: entry }), None)
}

/// Whether the member that a pointer names is written more than once.
fn is_twin(document: &Document, pointer: &Pointer) -> bool {
    let around = document.at(&pointer.parent()).and_then(Node::as_object);
    let key = pointer.last();
    around.is_some_and(|o| o.members.iter().filter(|m| Some(&m.key) == key.as_ref()).count() > 1)
}
