//! Whether a new text is worse than the old one: the net below every fix.

use std::collections::BTreeSet;
use std::fmt;

use crate::check::Checked;
use crate::clients::Dialect;
use crate::finding::{FileId, Finding, Severity};
use crate::meta::Family;
use crate::rules;
use crate::workspace::{Content, Source, Workspace};

/// What would be worse with a new text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Worse {
    /// It would not parse any more.
    Unparsable,
    /// It would have an error that was not there before.
    NewError {
        /// The rule.
        rule: &'static str,
        /// The ids of the clients that it holds for.
        clients: Vec<&'static str>,
        /// Whether it is about a server that none of them loads now either: it was there, behind another mistake.
        hidden: bool,
    },
    /// A client that loads a server now would not load it any more.
    Stops {
        /// The client's name.
        client: &'static str,
        /// The server.
        server: String,
    },
}

impl fmt::Display for Worse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unparsable => f.write_str("the file would not parse any more"),
            Self::NewError { rule, clients, .. } if clients.is_empty() => {
                write!(f, "the file would have a new `{rule}`")
            }
            Self::NewError { rule, clients, .. } => {
                write!(f, "the file would have a new `{rule}` for {}", clients.join(", "))
            }
            Self::Stops { client, server } => write!(f, "{client} would not load `{server}` any more"),
        }
    }
}

/// What is worse with the new text of one file, if anything is.
pub(super) fn worse(
    workspace: &Workspace,
    old: &Source,
    file: FileId,
    before: &Checked,
    after: &Checked,
) -> Option<Worse> {
    let was_broken = old.document().is_some_and(|d| d.fatal().is_some());
    let parses = workspace.get(file).and_then(Source::document).is_some_and(|d| d.fatal().is_none());
    if !parses && !was_broken {
        return Some(Worse::Unparsable);
    }
    // A file that was not there has no errors to compare with: it must have none that its client stumbles over.
    if matches!(old.content, Content::Absent) {
        let stumbles = |f: &&Finding| matches!(family(f.rule), Some(Family::Syntax | Family::Dialect));
        let error = errors(&after.raw, file).find(stumbles);
        return error.map(|f| new(before, f));
    }
    new_error(before, after, file).map(|f| new(before, f)).or_else(|| stopped(before, after, file))
}

fn new(before: &Checked, finding: &Finding) -> Worse {
    let hidden = finding.server.as_deref().is_some_and(|name| is_dead(before, finding, name));
    Worse::NewError { rule: finding.rule, clients: finding.clients.clone(), hidden }
}

/// Whether none of the clients that a finding is about loaded a server of its file.
fn is_dead(before: &Checked, finding: &Finding, name: &str) -> bool {
    let mut readers =
        before.readings.iter().filter(|r| r.file == finding.file && finding.clients.contains(&r.dialect.client));
    !readers.any(|r| r.servers.iter().any(|s| s.name == name && s.verdict.loads()))
}

/// A server that some client loaded from this file before, and would not load any more though it is still there. A
/// client that does not own the file counts where it has a file of its own: of the dozens that also look into some
/// `.mcp.json` most are used by nobody here, and must not hold up what its owner needs.
fn stopped(before: &Checked, after: &Checked, file: FileId) -> Option<Worse> {
    let in_use =
        |d: &Dialect| d.owner || before.readings.iter().any(|r| r.dialect.owner && r.dialect.client == d.client);
    let of = |checked: &'_ Checked| -> Vec<(&'static str, &'static str, String, bool)> {
        let readings = checked.readings.iter().filter(|r| r.file == file && in_use(r.dialect));
        let each = readings.flat_map(|r| r.servers.iter().map(|s| (r.dialect, s)));
        each.map(|(d, s)| (d.name, d.kind, s.name.clone(), s.verdict.loads())).collect()
    };
    let now = of(after);
    of(before).into_iter().filter(|(.., loads)| *loads).find_map(|(client, kind, name, _)| {
        let dead = now.iter().any(|(c, k, n, loads)| *c == client && *k == kind && *n == name && !loads);
        dead.then_some(Worse::Stops { client, server: name })
    })
}

/// The first error of a file that was not there before and that nothing excuses. What a mistake hides comes to light
/// when the mistake goes. That is no harm where it follows from another finding that was there before, and none to a
/// server that was not loaded anyway, as long as its errors do not grow.
pub fn new_error<'a>(before: &Checked, after: &'a Checked, file: FileId) -> Option<&'a Finding> {
    let key = |f: &Finding| (f.rule, f.server.clone());
    let known: BTreeSet<_> = errors(&before.raw, file).map(key).collect();
    let said: BTreeSet<_> = before.raw.iter().filter(|f| f.file == file).map(key).collect();
    let shown: BTreeSet<_> = after.folded.iter().filter(|f| f.file == file).map(key).collect();
    let follows = |f: &Finding| {
        let mut causes = after.folded.iter().filter(|c| c.related.iter().any(|r| r.rule == Some(f.rule)));
        !shown.contains(&key(f)) && causes.any(|c| c.file == file && said.contains(&key(c)))
    };
    // That a server is missing, or says something else, is no error of its entry.
    let own = |f: &&Finding| family(f.rule) != Some(Family::Drift);
    let count = |checked: &Checked, name: &str| {
        errors(&checked.raw, file).filter(own).filter(|f| f.server.as_deref() == Some(name)).count()
    };
    let excused = |f: &Finding| {
        f.server.as_deref().is_some_and(|name| is_dead(before, f, name) && count(after, name) <= count(before, name))
    };
    errors(&after.raw, file).find(|f| !known.contains(&key(f)) && !follows(f) && !excused(f))
}

fn family(id: &str) -> Option<Family> {
    rules::rule(id).map(|rule| rule.meta().family)
}

/// The errors of one file. They are known by rule and server: the place may move when a key is renamed.
fn errors(findings: &[Finding], file: FileId) -> impl Iterator<Item = &Finding> {
    findings.iter().filter(move |f| f.file == file && f.severity == Severity::Error)
}
