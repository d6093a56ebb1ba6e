//! Document and dialect to what the client makes of the file: will it load each entry, as what, and if not, why.

mod alias;
mod container;
mod duplicates;
mod endpoint;
mod entry;
mod fields;
pub mod issue;
pub mod phrase;
#[cfg(test)]
mod tests;
mod transport;
mod values;

use std::collections::BTreeMap;

pub use issue::{Effect, Issue, IssueKind};
pub(crate) use values::templates;

use crate::clients::{Broken, Cost, Dialect, Layers, Loss, Unset};
use crate::document::{BOM, Document, Node, Pointer, ProblemKind, Span};
use crate::finding::{FileId, Severity};
use crate::model::{Scope, Server, VarKind, Verdict};

/// Why an entry of a container that is not read is skipped.
pub(crate) const UNREAD: &str = "it stands where the client does not look";

/// Why an entry of a name like `__proto__` is skipped.
const VANISHED: &str = "an entry of this name is gone once the file is read";

/// What one client makes of one file.
#[derive(Debug, Clone)]
pub struct FileReading {
    /// The file.
    pub file: FileId,
    /// By which parser.
    pub dialect: &'static Dialect,
    /// What becomes of the file.
    pub verdict: FileVerdict,
    /// Every entry, also of a file that is rejected or of a container that is not read.
    pub servers: Vec<Server>,
    /// What the client stumbles over.
    pub issues: Vec<Issue>,
    /// The map that holds the servers, whether the client reads it or not: its key (empty for a bare map), its place.
    pub container: Option<(Span, Pointer)>,
}

/// What becomes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileVerdict {
    /// It is read.
    Read,
    /// It is taken for one without servers, and why.
    Ignored(String),
    /// It is refused as a whole, and why.
    Rejected(String),
}

impl FileVerdict {
    /// As output spells it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Ignored(_) => "ignored",
            Self::Rejected(_) => "rejected",
        }
    }

    /// The reason, where there is one.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Read => None,
            Self::Ignored(reason) | Self::Rejected(reason) => Some(reason),
        }
    }
}

/// Reads a document as a client does. `house` is a container key that the team's golden declares for this client:
/// servers are looked for there too, though the client's own verdict stays what it is.
pub fn normalize(file: FileId, document: &Document, dialect: &'static Dialect, house: Option<&str>) -> FileReading {
    let mut reading = FileReading {
        file,
        dialect,
        verdict: FileVerdict::Read,
        servers: Vec::new(),
        issues: Vec::new(),
        container: None,
    };
    syntax(document, &mut reading);
    if let Some(root) = &document.root {
        let found = container::find(root, dialect, house);
        reading.container = found.main();
        container::report(&found, dialect, root, &mut reading);
        duplicates::find(root.as_object(), &found, &mut reading);
        for group in &found.groups {
            servers(group, &mut reading);
        }
        file_check(root, &mut reading);
        values::check(document, &mut reading);
        names(&mut reading);
    }
    losses(&mut reading);
    reading
}

/// What the parser noted and this client does not let through.
fn syntax(document: &Document, reading: &mut FileReading) {
    let tolerance = &reading.dialect.tolerance;
    let blank = reading.dialect.blank_is_broken && !document.text.trim_start_matches(BOM).is_empty();
    let bad: Vec<_> = document
        .problems
        .iter()
        .filter(|problem| tolerance.refuses(problem.kind) || (blank && problem.kind == ProblemKind::Empty))
        .collect();
    for problem in bad {
        let kind = IssueKind::Syntax { problem: problem.kind, message: problem.message.clone() };
        let issue = Issue {
            effect: Effect::File,
            ceiling: reading.dialect.marks.syntax.ceiling(),
            span: problem.span,
            pointer: Pointer::root(),
            server: None,
            scope: reading.dialect.scope,
            kind,
        };
        let truncated =
            tolerance.broken == Broken::Truncated && matches!(problem.kind, ProblemKind::Fatal | ProblemKind::Loose);
        let reason = if truncated {
            format!("what follows the mistake is dropped: {}", problem.message)
        } else {
            phrase::reason(&issue.kind)
        };
        reading.issues.push(issue);
        if reading.verdict == FileVerdict::Read {
            let empty = reading.dialect.shrugs || tolerance.broken == Broken::AsEmpty;
            reading.verdict = if empty { FileVerdict::Ignored(reason) } else { FileVerdict::Rejected(reason) };
        }
    }
}

/// What the client checks of the file as a whole.
fn file_check(root: &Node, reading: &mut FileReading) {
    for fault in (reading.dialect.file_check)(root) {
        let path: Vec<&str> = fault.at.iter().map(String::as_str).collect();
        let pointer = Pointer::of(&path);
        let span = root.member(&pointer).map(|m| m.key_span).or_else(|| root.at(&pointer).map(|n| n.span));
        let owner = reading.servers.iter_mut().find(|s| s.pointer.contains(&pointer));
        let name = owner.as_ref().map(|s| s.name.clone());
        if let Some(server) = owner.filter(|_| fault.cost.effect() == Effect::Entry) {
            server.alone = fault.cost == Cost::EntryAlone;
            server.effective = None;
            server.verdict = Verdict::Skipped(fault.why.clone());
        }
        reading.issues.push(Issue {
            effect: fault.cost.effect(),
            kind: IssueKind::Fault { why: fault.why, help: fault.help, cost: fault.cost },
            ceiling: reading.dialect.marks.container.ceiling(),
            span: span.filter(|_| !path.is_empty()).unwrap_or(root.opening()),
            pointer,
            server: name,
            scope: reading.dialect.scope,
        });
    }
}

fn servers(group: &container::Group<'_>, reading: &mut FileReading) {
    let is_server = |e: &container::Entry<'_>| !e.member.value.as_object().is_some_and(reading.dialect.no_server);
    for container::Entry { pointer, member } in group.entries().into_iter().filter(is_server) {
        let issues = &mut reading.issues;
        let mut server = entry::read(reading.dialect, &member, &pointer, group.scope, group.transport, issues);
        server.project.clone_from(&group.project);
        if !group.read {
            server.effective = None;
            server.verdict = Verdict::Skipped(UNREAD.to_owned());
        }
        if reading.dialect.vanishing.contains(&server.name.as_str()) {
            reading.issues.retain(|i| i.effect < Effect::Entry || !pointer.contains(&i.pointer));
            server.alone = true;
            server.effective = None;
            server.verdict = Verdict::Skipped(VANISHED.to_owned());
        }
        if matches!(reading.dialect.variables.unset, Unset::SkipsEntry | Unset::RejectsFile) {
            server.needs = needs(&server, reading.dialect);
        }
        reading.servers.push(server);
    }
}

/// Variables without a default, which turn the verdict of a client that does not go on without them.
fn needs(server: &Server, dialect: &Dialect) -> Vec<String> {
    let v = &dialect.variables;
    let mut names: Vec<String> = templates(server)
        .iter()
        .filter(|(role, _)| v.roles.contains(role))
        .flat_map(|(_, t)| t.value.variables())
        // A form that the client does not expand needs nothing.
        .filter(|var| var.kind == VarKind::Env && var.default.is_none() && v.forms.contains(&var.form))
        .map(|v| v.name.clone())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Names that are refused, and names that become one.
fn names(reading: &mut FileReading) {
    let dialect = reading.dialect;
    let mut seen: BTreeMap<(Scope, Option<String>, String), (String, Span)> = BTreeMap::new();
    let mut issues = Vec::new();
    for server in &mut reading.servers {
        let mut push = |kind, effect| {
            issues.push(Issue {
                kind,
                effect,
                ceiling: dialect.marks.names.ceiling(),
                span: server.name_span,
                pointer: server.pointer.clone(),
                server: Some(server.name.clone()),
                scope: server.scope,
            });
        };
        if let Some(reason) = (dialect.names.refused)(&server.name) {
            push(IssueKind::Name { reason }, Effect::Entry);
            if dialect.marks.names.is_known() && server.verdict.loads() {
                server.verdict = Verdict::Skipped(reason.to_owned());
                server.effective = None;
                server.alone = false;
            }
        }
        let becomes = (dialect.names.sanitise)(&server.name);
        let key = (server.scope, server.project.clone(), becomes.clone());
        if let Some((other, at)) = seen.get(&key) {
            push(IssueKind::NameCollision { other: other.clone(), at: *at, becomes }, Effect::Lost);
        } else {
            seen.insert(key, (server.name.clone(), server.name_span));
        }
    }
    reading.issues.append(&mut issues);
}

/// What a refused file or a bad entry costs the others.
fn losses(reading: &mut FileReading) {
    let whole = |i: &&Issue| {
        let counts = matches!(
            i.kind,
            IssueKind::Fault { .. }
                | IssueKind::FieldType { .. }
                | IssueKind::Duplicate { .. }
                | IssueKind::Variable { .. }
        );
        counts && i.effect == Effect::File && i.ceiling > Severity::Info
    };
    let shrugs = reading.dialect.shrugs;
    let quiet = |i: &Issue| match i.kind {
        IssueKind::Fault { cost, .. } => cost == Cost::Quiet,
        _ => shrugs,
    };
    // A refusal outweighs whatever made the client pass over the file.
    let issue = match reading.verdict {
        FileVerdict::Read => reading.issues.iter().find(whole),
        FileVerdict::Ignored(_) => reading.issues.iter().filter(whole).find(|i| !quiet(i)),
        FileVerdict::Rejected(_) => None,
    };
    if let Some(issue) = issue {
        let reason = phrase::reason(&issue.kind);
        reading.verdict = if quiet(issue) { FileVerdict::Ignored(reason) } else { FileVerdict::Rejected(reason) };
    }
    if reading.dialect.loss != Loss::Entry && reading.verdict == FileVerdict::Read {
        // An entry that is only a layer is judged once the layers are put together.
        // One that the client does not look at costs nothing.
        let bad = |s: &&Server| matches!(&s.verdict, Verdict::Skipped(why) if why != UNREAD) && !s.partial && !s.alone;
        let bad = reading.servers.iter().find(bad);
        if let Some(server) = bad {
            let reason = server.verdict.reason().unwrap_or_default();
            reading.verdict = FileVerdict::Rejected(format!("`{}`: {reason}", server.name));
        }
    }
    let unread = match &reading.verdict {
        FileVerdict::Read => None,
        FileVerdict::Ignored(reason) => Some(("not read", reason)),
        FileVerdict::Rejected(reason) => Some(("refused", reason)),
    };
    if let Some((fate, reason)) = unread {
        for server in &mut reading.servers {
            server.effective = None;
            if server.verdict.loads() {
                server.verdict = Verdict::Skipped(format!("the file is {fate}: {reason}"));
            }
        }
    }
}

/// Puts layers together: an entry that is only a part is no mistake where a file below it has the rest. Without the
/// user's files (`home_read` false) nobody can know, so nothing is said.
pub fn resolve(readings: &mut [FileReading], home_read: bool) {
    let whole: Vec<(&'static str, String, Option<crate::model::Transport>)> = readings
        .iter()
        .filter(|r| r.dialect.layers == Layers::Merge)
        .flat_map(|r| {
            let complete = r.servers.iter().filter(|s| !s.partial && s.meant().is_some());
            complete.map(|s| (r.dialect.client, s.name.clone(), s.meant()))
        })
        .collect();
    for reading in readings.iter_mut().filter(|r| r.dialect.layers == Layers::Merge) {
        let client = reading.dialect.client;
        let mut settled = Vec::new();
        for server in reading.servers.iter_mut().filter(|s| s.partial) {
            let base = whole.iter().find(|(c, name, _)| *c == client && *name == server.name);
            match base {
                Some((_, _, transport)) => {
                    server.verdict = Verdict::Loads;
                    server.effective = *transport;
                    settled.push(server.pointer.clone());
                }
                None if !home_read || server.disabled.is_some() => {
                    let reason = "a layer over an entry of that name in another file";
                    server.verdict = Verdict::Unknown(reason.to_owned());
                    settled.push(server.pointer.clone());
                }
                None => server.partial = false,
            }
        }
        reading.issues.retain(|issue| {
            let missing = matches!(issue.kind, IssueKind::EndpointMissing { .. });
            !(missing && settled.contains(&issue.pointer))
        });
        losses(reading);
    }
}

/// Whether a value has the type of a field.
pub fn fits(ty: crate::clients::FieldType, node: &Node) -> bool {
    fields::check(ty, node, &Pointer::root()).is_empty()
}

/// Whether the argument at this place is a program for a shell, in which nothing is to be rewritten.
pub fn in_shell_string(server: &Server, at: &Pointer) -> bool {
    values::in_shell_string(server, at)
}
