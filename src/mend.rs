//! Findings' fixes applied until nothing changes: one computation for `fix` and `fix --diff`. Touches no disk.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{Checked, Declared, Settings, check};
use crate::clients::Dialect;
use crate::discover::Scopes;
use crate::finding::{Applicability, Edit, FileId, Finding, Fix, Severity};
use crate::fix::apply;
use crate::meta::Family;
use crate::model::Scope;
use crate::rules;
use crate::workspace::{Content, Role, Source, Workspace};

/// How often the files are looked at again; every round mends what the round before uncovered, and of several things
/// that go to one place it can add only one.
const ROUNDS: usize = 200;

/// What came of it.
#[derive(Debug)]
pub struct Mended {
    /// Files with a new text: the id, the old text (`None` for a file that is to be), the new one.
    pub files: Vec<(FileId, Option<String>, String)>,
    /// What was mended: the file and the fix's title, in order.
    pub done: Vec<(FileId, String)>,
    /// What is left.
    pub left: Checked,
    /// Fixes that were left out because they would have made their file worse, and why.
    pub refused: Vec<(FileId, String)>,
}

/// Applies every fix that reaches the applicability.
pub fn mend(workspace: &mut Workspace, declared: &Declared, settings: &Settings, least: Applicability) -> Mended {
    let before: Vec<Option<String>> = workspace.sources.iter().map(|s| s.document().map(|d| d.text.clone())).collect();
    let mut left = check(workspace, declared, settings);
    let (mut done, mut refused, mut closed) = (Vec::new(), Vec::new(), BTreeSet::new());
    for _ in 0..ROUNDS {
        let round = propose(workspace, &left, settings, least, &closed);
        if round.is_empty() {
            break;
        }
        // All at once; where that goes wrong file by file, and then fix by fix, to find the one that is to blame.
        let changed = take(workspace, declared, settings, &mut left, round, &mut done).unwrap_or_else(|round| {
            one_by_one(workspace, declared, settings, &mut left, round, &mut done, &mut closed, &mut refused)
        });
        if !changed {
            break;
        }
    }
    // What was refused is no promise any more.
    for finding in &mut left.findings {
        let file = finding.file;
        let refused = |fix: &mut Fix| closed.contains(&(file, fix.title.clone(), fix.edits.clone()));
        finding.fix.take_if(refused);
    }
    let files = workspace
        .iter()
        .zip(before)
        .filter(|((_, source), old)| source.document().map(|d| &d.text) != old.as_ref())
        .map(|((id, source), old)| (id, old, source.text().to_owned()))
        .collect();
    Mended { files, done, left, refused }
}

/// What one round would do to one file.
#[derive(Clone)]
struct Proposal {
    text: String,
    titles: Vec<String>,
    fixes: Vec<Fix>,
}

type Done = Vec<(FileId, String)>;

/// Makes a whole round; gives it back where something got worse.
fn take(
    workspace: &mut Workspace,
    declared: &Declared,
    settings: &Settings,
    left: &mut Checked,
    round: Vec<(FileId, Proposal)>,
    done: &mut Done,
) -> Result<bool, Vec<(FileId, Proposal)>> {
    match attempt(workspace, declared, settings, left, &round) {
        Ok(checked) => {
            *left = checked;
            done.extend(round.into_iter().flat_map(|(file, p)| p.titles.into_iter().map(move |t| (file, t))));
            Ok(true)
        }
        Err(_) => Err(round),
    }
}

/// File by file, and where a file goes wrong fix by fix: only the fix that is to blame is left out from then on.
#[expect(clippy::too_many_arguments, reason = "the state of one loop, in two functions")]
fn one_by_one(
    workspace: &mut Workspace,
    declared: &Declared,
    settings: &Settings,
    left: &mut Checked,
    round: Vec<(FileId, Proposal)>,
    done: &mut Done,
    closed: &mut BTreeSet<(FileId, String, Vec<Edit>)>,
    refused: &mut Vec<(FileId, String)>,
) -> bool {
    let mut changed = false;
    for (file, proposal) in round {
        let fixes = proposal.fixes.clone();
        if take(workspace, declared, settings, left, vec![(file, proposal)], done).is_ok() {
            changed = true;
            continue;
        }
        for fix in fixes {
            let text = workspace.get(file).map(Source::text).unwrap_or_default();
            let applied = apply::merge(text, &[&fix]);
            let single = Proposal { text: applied.text, titles: vec![fix.title.clone()], fixes: vec![fix.clone()] };
            match attempt(workspace, declared, settings, left, &[(file, single)]) {
                Ok(checked) => {
                    *left = checked;
                    done.push((file, fix.title));
                    changed = true;
                    // The other fixes' places have moved: the next round finds them anew.
                    break;
                }
                Err((_, why)) => {
                    refused.push((file, format!("{}: {why}", fix.title)));
                    closed.insert((file, fix.title, fix.edits));
                    changed = true;
                }
            }
        }
    }
    changed
}

/// The new text of each file that any fix can change.
fn propose(
    workspace: &Workspace,
    checked: &Checked,
    settings: &Settings,
    least: Applicability,
    closed: &BTreeSet<(FileId, String, Vec<Edit>)>,
) -> Vec<(FileId, Proposal)> {
    let mut by_file: BTreeMap<FileId, Vec<&Fix>> = BTreeMap::new();
    let bad = |file, fix: &Fix| {
        closed.iter().any(|(f, title, edits)| *f == file && *title == fix.title && *edits == fix.edits)
    };
    for finding in checked.findings.iter().filter(|f| may_touch(f, settings) && !workspace.aliases.contains(&f.file)) {
        let fits = |fix: &&Fix| fix.applicability >= least && !bad(finding.file, fix);
        if let Some(fix) = finding.fix.as_ref().filter(fits) {
            by_file.entry(finding.file).or_default().push(fix);
        }
    }
    let mut out = Vec::new();
    for (file, fixes) in by_file {
        let text = workspace.get(file).map(|s| s.text()).unwrap_or_default();
        let applied = apply::merge(text, &fixes);
        if applied.text != text {
            let taken: Vec<Fix> = applied.taken.iter().filter_map(|i| fixes.get(*i)).map(|f| (*f).clone()).collect();
            let titles = taken.iter().map(|f| f.title.clone()).collect();
            out.push((file, Proposal { text: applied.text, titles, fixes: taken }));
        }
    }
    out
}

/// The user's own files are touched only when the scope names them.
fn may_touch(finding: &Finding, settings: &Settings) -> bool {
    finding.scope == Scope::Project || matches!(settings.scopes, Scopes::User | Scopes::All)
}

/// Takes the new texts if each still parses and has no error that was not there before; else puts the old ones back
/// and says which file is to blame.
fn attempt(
    workspace: &mut Workspace,
    declared: &Declared,
    settings: &Settings,
    before: &Checked,
    proposals: &[(FileId, Proposal)],
) -> Result<Checked, (FileId, String)> {
    let mut old: Vec<(FileId, Source)> = Vec::new();
    for (file, proposal) in proposals {
        let Some(source) = workspace.sources.get_mut(file.0) else { continue };
        old.push((*file, source.clone()));
        if let Role::Missing(dialect) = source.role {
            source.role = Role::Config(vec![dialect]);
        }
        source.set_text(proposal.text.clone());
    }
    let checked = check(workspace, declared, settings);
    let worse = old.iter().find_map(|(file, old)| Some((*file, worse(workspace, old, *file, before, &checked)?)));
    let Some(blame) = worse else { return Ok(checked) };
    for (file, old) in old {
        if let Some(source) = workspace.sources.get_mut(file.0) {
            *source = old;
        }
    }
    Err(blame)
}

/// What is worse with the new text of one file, if anything is.
fn worse(workspace: &Workspace, old: &Source, file: FileId, before: &Checked, after: &Checked) -> Option<String> {
    let was_broken = old.document().is_some_and(|d| d.fatal().is_some());
    let parses = workspace.get(file).and_then(Source::document).is_some_and(|d| d.fatal().is_none());
    if !parses && !was_broken {
        return Some("the text would not parse any more".to_owned());
    }
    // A file that was not there has no errors to compare with: it must have none that its client stumbles over.
    if matches!(old.content, Content::Absent) {
        let stumbles = |f: &&Finding| matches!(family(f.rule), Some(Family::Syntax | Family::Dialect));
        let error = errors(&after.raw, file).find(stumbles);
        return error.map(|f| format!("the new file would have an error, `{}`", f.rule));
    }
    if let Some(rule) = new_error(before, after, file) {
        return Some(format!("it would bring a new `{rule}`"));
    }
    stopped(before, after, file)
}

/// A server that some client loaded from this file before, and would not load any more though it is still there. A
/// client that does not own the file counts where it has a file of its own: of the dozens that also look into some
/// `.mcp.json` most are used by nobody here, and must not hold up what its owner needs.
fn stopped(before: &Checked, after: &Checked, file: FileId) -> Option<String> {
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
        dead.then(|| format!("{client} would not load `{name}` any more"))
    })
}

/// The first error of a file that was not there before and that nothing excuses. What a mistake hides comes to light
/// when the mistake goes. That is no harm where it follows from another finding that was there before, and none to a
/// server that was not loaded anyway, as long as its errors do not grow.
pub fn new_error(before: &Checked, after: &Checked, file: FileId) -> Option<&'static str> {
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
    let dead = |f: &Finding, name: &str| {
        let mut readers = before.readings.iter().filter(|r| r.file == file && f.clients.contains(&r.dialect.client));
        !readers.any(|r| r.servers.iter().any(|s| s.name == name && s.verdict.loads()))
    };
    let excused = |f: &Finding| {
        f.server.as_deref().is_some_and(|name| dead(f, name) && count(after, name) <= count(before, name))
    };
    errors(&after.raw, file).find(|f| !known.contains(&key(f)) && !follows(f) && !excused(f)).map(|f| f.rule)
}

fn family(id: &str) -> Option<Family> {
    rules::rule(id).map(|rule| rule.meta().family)
}

/// The errors of one file. They are known by rule and server: the place may move when a key is renamed.
fn errors(findings: &[Finding], file: FileId) -> impl Iterator<Item = &Finding> {
    findings.iter().filter(move |f| f.file == file && f.severity == Severity::Error)
}
