//! `near-duplicate-name`: two names that differ in case, hyphens and underscores alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Family, FixKind, Rule, RuleMeta, RunCx};
use crate::finding::{FileId, Finding, Severity};
use crate::golden::Golden;
use crate::model::{Scope, Server};
use crate::normalize::FileReading;

/// The rule.
#[derive(Debug)]
pub struct NearDuplicateName;

static META: RuleMeta = RuleMeta {
    id: "near-duplicate-name",
    family: Family::Portability,
    severity: Severity::Info,
    summary: "a server has one name in every client's file, to the letter",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/near-duplicate-name.md"),
};

#[derive(Clone, Copy)]
struct Entry<'a> {
    reading: &'a FileReading,
    server: &'a Server,
}

impl Rule for NearDuplicateName {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        // With declared servers, a name that is not the golden's is a server that it does not know.
        if cx.golden.is_some_and(Golden::declares_servers) {
            return;
        }
        let mut groups: BTreeMap<(&Path, String), Vec<Entry<'_>>> = BTreeMap::new();
        for reading in cx.compared() {
            let Some(source) = cx.workspace.get(reading.file).filter(|s| s.scope == Scope::Project) else { continue };
            for server in reading.servers.iter().filter(|s| s.scope == Scope::Project) {
                let folded = folded(&server.name);
                if !folded.is_empty() {
                    groups.entry((&source.project, folded)).or_default().push(Entry { reading, server });
                }
            }
        }
        out.extend(groups.values().filter_map(|group| judge(group)));
    }
}

/// A name without what people write now so, now otherwise.
fn folded(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_' | '.' | ' ')).flat_map(char::to_lowercase).collect()
}

fn judge(group: &[Entry<'_>]) -> Option<Finding> {
    let mut by_name: BTreeMap<&str, Vec<&Entry<'_>>> = BTreeMap::new();
    for entry in group {
        by_name.entry(&entry.server.name).or_default().push(entry);
    }
    if by_name.len() < 2 {
        return None;
    }
    // Two names in one file were written side by side, so they are meant to be two.
    let files: BTreeSet<(FileId, &str)> = group.iter().map(|e| (e.reading.file, e.server.name.as_str())).collect();
    let distinct: BTreeSet<FileId> = files.iter().map(|(file, _)| *file).collect();
    if distinct.len() < files.len() {
        return None;
    }
    // What most files say; where there is no most, what the first file says.
    let most = by_name.values().map(Vec::len).max()?;
    let usual = group.iter().find(|e| by_name.get(e.server.name.as_str()).is_some_and(|all| all.len() == most))?;
    let mut odd = group.iter().filter(|e| e.server.name != usual.server.name);
    let first = odd.next()?;
    let (name, other) = (&first.server.name, &usual.server.name);
    let message = format!(
        "`{name}` is called `{other}` in other files: every rule and permission that names one misses the other"
    );
    let mut finding = Finding::new(META.id, META.severity, first.reading.file, first.server.name_span, message)
        .at(first.server.pointer.clone())
        .client(first.reading.dialect.client)
        .server(name, Scope::Project)
        .help(format!("call it `{other}` everywhere, or give two servers two names that nobody mixes up"))
        .related(usual.reading.file, usual.server.name_span, format!("`{other}`"));
    for entry in odd {
        finding = finding.related(entry.reading.file, entry.server.name_span, format!("`{}`", entry.server.name));
    }
    Some(finding)
}
