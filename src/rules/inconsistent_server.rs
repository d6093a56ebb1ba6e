//! `inconsistent-server`: without a golden, the copies of a server say different things.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Family, FixKind, Rule, RuleMeta, RunCx, list};
use crate::drift::{self, Difference, Saying};
use crate::finding::{Finding, Severity};
use crate::golden::Golden;
use crate::model::{Scope, Server};
use crate::normalize::FileReading;

/// The rule.
#[derive(Debug)]
pub struct InconsistentServer;

static META: RuleMeta = RuleMeta {
    id: "inconsistent-server",
    family: Family::Drift,
    severity: Severity::Warning,
    summary: "without a golden: one name, one definition in every client's file",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/inconsistent-server.md"),
};

/// One copy of a server.
#[derive(Clone, Copy)]
struct Copy<'a> {
    reading: &'a FileReading,
    server: &'a Server,
    project: &'a Path,
}

impl Rule for InconsistentServer {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        if cx.golden.is_some_and(Golden::declares_servers) {
            return;
        }
        let mut by_name: BTreeMap<&str, BTreeMap<&Path, Vec<Copy<'_>>>> = BTreeMap::new();
        for reading in cx.compared() {
            let Some(source) = cx.workspace.get(reading.file) else { continue };
            for server in reading.servers.iter().filter(|s| s.scope == Scope::Project) {
                let copy = Copy { reading, server, project: &source.project };
                by_name.entry(&server.name).or_default().entry(copy.project).or_default().push(copy);
            }
        }
        for projects in by_name.values() {
            for project in projects.keys() {
                // From the directory upwards: with hundreds of projects, asking all of all would take the longest.
                let mut near: Vec<Copy<'_>> =
                    project.ancestors().filter_map(|dir| projects.get(dir)).flatten().copied().collect();
                near.sort_by_key(|c| (c.reading.file, c.server.span));
                if near.len() > 1 {
                    out.extend(in_project(cx, &near, project));
                }
            }
        }
    }
}

/// The copies of one project directory with those of the directories above it.
fn in_project(cx: &RunCx<'_>, near: &[Copy<'_>], project: &Path) -> Option<Finding> {
    let own = |c: &Copy<'_>| c.project == project;
    let servers: Vec<&Server> = near.iter().map(|c| c.server).collect();
    let reference = near.get(drift::reference(&servers)?)?;
    let odd: Vec<(Copy<'_>, Vec<Difference>)> = near
        .iter()
        .map(|c| (*c, differences(c, reference)))
        .filter(|(c, d)| !d.is_empty() && (own(c) || own(reference)))
        .collect();
    let (first, differs) = odd.iter().find(|(c, _)| own(c)).or(odd.first())?;
    Some(finding(cx, first, differs, reference, &odd, near))
}

fn differences(copy: &Copy<'_>, reference: &Copy<'_>) -> Vec<Difference> {
    drift::compare(copy.server, reference.server)
}

fn finding(
    cx: &RunCx<'_>,
    copy: &Copy<'_>,
    differs: &[Difference],
    reference: &Copy<'_>,
    odd: &[(Copy<'_>, Vec<Difference>)],
    near: &[Copy<'_>],
) -> Finding {
    let name = &copy.server.name;
    let files = |copies: Vec<&Copy<'_>>| -> Vec<String> {
        copies.iter().filter_map(|c| cx.workspace.get(c.reading.file)).map(|s| s.display.clone()).collect()
    };
    let odd_files: Vec<_> = odd.iter().map(|(c, _)| c.reading.file).collect();
    let same = files(near.iter().filter(|c| !odd_files.contains(&c.reading.file)).collect());
    let first = differs.first();
    let quoted = |c: &Copy<'_>, s: &Saying| cx.quoted(c.reading.file, s);
    let what = first.map(|d| described(d, |s| quoted(copy, s), |s| quoted(reference, s))).unwrap_or_default();
    let more = if differs.len() > 1 {
        {
            let n = differs.len() - 1;
            format!(" (and {n} more difference{})", if n == 1 { "" } else { "s" })
        }
    } else {
        String::new()
    };
    let message = format!("`{name}` is not the same everywhere: {what}{more} in {}", list(&same));
    let place = first.and_then(|d| d.ours.as_ref());
    let (span, pointer) =
        place.map_or((copy.server.name_span, copy.server.pointer.clone()), |p| (p.span, p.pointer.clone()));
    let mut finding = Finding::new(META.id, META.severity, copy.reading.file, span, message)
        .at(pointer)
        .server(name, Scope::Project)
        .help("make them the same, or declare the truth with `mcpcheck init`");
    finding.clients = near.iter().map(|c| c.reading.dialect.client).collect();
    finding.clients.sort_unstable();
    finding.clients.dedup();
    for (other, differs) in odd {
        for d in differs.iter().skip(usize::from(other.reading.file == copy.reading.file)) {
            let at = d.ours.as_ref().map_or(other.server.name_span, |o| o.span);
            let says = d.ours.as_ref().map_or("missing".to_owned(), |o| quoted(other, o));
            finding = finding.related(other.reading.file, at, format!("`{}` is {says} here", d.name()));
        }
    }
    if let Some(theirs) = first.and_then(|d| d.theirs.as_ref()) {
        let text = format!("{} here", quoted(reference, theirs));
        finding = finding.related(reference.reading.file, theirs.span, text);
    } else {
        let how = if same.len() > odd_files.len() { "most say it like this" } else { "it is not said here" };
        finding = finding.related(reference.reading.file, reference.server.name_span, how);
    }
    finding
}

/// `url` is `x` here and `y`
fn described(d: &Difference, ours: impl Fn(&Saying) -> String, theirs: impl Fn(&Saying) -> String) -> String {
    let plain = |s: &Option<Saying>| s.as_ref().map_or_else(|| "missing".to_owned(), |s| s.text.clone());
    if d.is_kind() {
        return format!("it is {} here and {}", plain(&d.ours), plain(&d.theirs));
    }
    if plain(&d.ours) == plain(&d.theirs) {
        return format!("`{}` is another literal value here than", d.name());
    }
    let say = |s: &Option<Saying>, quoted: &dyn Fn(&Saying) -> String| {
        s.as_ref().map_or_else(|| "missing".to_owned(), quoted)
    };
    format!("`{}` is {} here and {}", d.name(), say(&d.ours, &ours), say(&d.theirs, &theirs))
}
