//! `duplicate-endpoint`: one server under two names, so that the client has it twice.

use std::collections::BTreeMap;
use std::path::Path;

use url::Url;

use super::{Family, FixKind, Rule, RuleMeta, RunCx};
use crate::drift::{self, Canonical};
use crate::finding::{Finding, Group, Severity};
use crate::model::{Scope, Server, server::Verdict};
use crate::normalize::FileReading;

/// The rule.
#[derive(Debug)]
pub struct DuplicateEndpoint;

static META: RuleMeta = RuleMeta {
    id: "duplicate-endpoint",
    family: Family::Portability,
    severity: Severity::Warning,
    summary: "a client has no server twice under two names",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/duplicate-endpoint.md"),
};

/// Fields that say nothing of what a server is or which of its tools are seen.
const BESIDE: &[&str] =
    &["$comment", "comment", "description", "icon", "name", "note", "notes", "timeout", "title", "version"];

/// What one client loads together: a client, a project, and for whom the entries are meant.
type Set<'a> = (&'static str, &'a Path, Scope, Option<&'a str>);

#[derive(Clone, Copy)]
struct Entry<'a> {
    reading: &'a FileReading,
    server: &'a Server,
}

impl Rule for DuplicateEndpoint {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        let mut seen: BTreeMap<(Set<'_>, String), Vec<Entry<'_>>> = BTreeMap::new();
        for reading in cx.readings.iter().filter(|r| r.dialect.owner && !r.dialect.server_side) {
            let Some(source) = cx.workspace.get(reading.file) else { continue };
            for server in reading.servers.iter().filter(|s| counts(s)) {
                let Some(key) = key(server) else { continue };
                let set = (reading.dialect.client, source.project.as_path(), server.scope, server.project.as_deref());
                let group = seen.entry((set, key)).or_default();
                let Some(first) = group.iter().find(|e| same(e.server, server)).copied() else {
                    // One name per definition: a definition of many names is compared with its first only. Many
                    // definitions of one key differ in what the key leaves out.
                    if group.len() < 16 {
                        group.push(Entry { reading, server });
                    }
                    continue;
                };
                if first.server.name == server.name {
                    continue;
                }
                let finding = finding(first, Entry { reading, server });
                let names = (source.project.as_path(), first.server.name.as_str(), server.name.as_str());
                out.push(finding.group(Group::of(META.id, &names, "also here")));
            }
        }
    }
}

/// Whether the client may start it, and it says all of itself here.
fn counts(server: &Server) -> bool {
    let off = server.disabled.as_ref().is_some_and(|d| d.value);
    !off && !server.partial && server.unread.is_empty() && !matches!(server.verdict, Verdict::Skipped(_))
}

/// What two entries of one server have in common at least: the URL, or the command with its arguments.
fn key(server: &Server) -> Option<String> {
    let canonical = Canonical::of(server);
    if let Some(url) = canonical.url {
        let text = url.value.canonical();
        return Some(Url::parse(&text).map_or(text, String::from));
    }
    let mut key = canonical.command?.value.canonical();
    // A separator that no argument holds.
    for arg in &canonical.args {
        key.push('\0');
        key.push_str(&arg.value.canonical());
    }
    Some(key)
}

/// Whether two entries lead to the same server with the same settings.
fn same(a: &Server, b: &Server) -> bool {
    let settings = |s: &Server| -> BTreeMap<String, serde_json::Value> {
        let says =
            |key: &str| !BESIDE.contains(&key) && !key.starts_with('_') && !key.to_lowercase().contains("timeout");
        s.other.iter().filter(|(key, _)| says(key)).map(|(key, value)| (key.clone(), value.value.clone())).collect()
    };
    drift::compare(a, b).is_empty() && settings(a) == settings(b)
}

fn finding(first: Entry<'_>, second: Entry<'_>) -> Finding {
    let (a, b) = (&first.server.name, &second.server.name);
    let client = second.reading.dialect.name;
    let does = if Canonical::of(second.server).url.is_some() { "connects to it" } else { "starts it" };
    let message = format!("`{b}` is the same server as `{a}`: {client} {does} twice and shows every tool twice");
    Finding::new(META.id, META.severity, second.reading.file, second.server.name_span, message)
        .at(second.server.pointer.clone())
        .client(second.reading.dialect.client)
        .server(b, second.server.scope)
        .help("keep one of the two names, in every client's file the same")
        .related(first.reading.file, first.server.name_span, format!("`{a}`"))
}
