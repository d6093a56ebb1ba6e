//! `mcpcheck fix`: mend what can be mended, or show it as a diff.

use std::collections::BTreeSet;
use std::path::Path;

use super::reports::{self, Asked};
use super::watch::Watch;
use super::{Error, Exit, Io, gone, left_behind, named_unreadable, notes, request, severity};
use crate::check::{active_rules, check};
use crate::cli::{FixArgs, Global};
use crate::discover::Scopes;
use crate::env::Env;
use crate::finding::{Applicability, FileId, Finding};
use crate::list::Environment;
use crate::mend::{Change, Done, Mended, may_touch, mend};
use crate::model::Scope;
use crate::redact::{sanitize, secret_spans};
use crate::report::{Fixed, Format, Left, Report, diff};
use crate::session::{self, Request, Session};
use crate::workspace::Source;

/// Runs the command.
///
/// # Errors
/// See [`super::run`].
pub fn run(args: &FixArgs, global: &Global, env: &Env, io: &mut Io<'_>) -> Result<Exit, Error> {
    let asked = Asked::of(&args.outputs, env)?;
    let mut watch = Watch::start(args.rules.stats, global, env, io);
    let request = Request { progress: watch.progress.clone(), ..request(&args.choice, Some(&args.rules))? };
    let mut session = session::open(env, &request)?;
    let originals = session.workspace.sources.clone();
    let mended = mend(&mut session.workspace, &session.declared, &session.settings, least(args));
    watch.still();
    notes(&session.notes, global, io)?;
    refusals(&mended, &session, global, io)?;
    if args.diff {
        let shown = show(&mended, &session, &originals, io)?;
        watch.tell(&session, &mended.left, io)?;
        return Ok(if named_unreadable(&session.workspace) { Exit::Failed } else { shown });
    }
    let failed = write(&mended, &mut session, &originals, io)?;
    tidy(&session, io)?;
    summary(&asked, least(args), global, env, io, &session, &mended, &failed)?;
    watch.tell(&session, &mended.left, io)?;
    let left = mended.left.fails(severity(args.rules.fail_on), session.settings.scopes);
    let wrote = mended.files.iter().any(|c| !failed.contains(&c.file));
    Ok(
        match (failed.is_empty() && !named_unreadable(&session.workspace), left || (wrote && args.exit_non_zero_on_fix))
        {
            (false, _) => Exit::Failed,
            (true, true) => Exit::Findings,
            (true, false) => Exit::Clean,
        },
    )
}

/// What a fix must be to be made.
fn least(args: &FixArgs) -> Applicability {
    if args.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe }
}

fn name(session: &Session, file: FileId) -> String {
    session.workspace.get(file).map(|s| sanitize(&s.display)).unwrap_or_default()
}

/// Prints the diff of every file, and writes nothing.
fn show(mended: &Mended, session: &Session, originals: &[Source], io: &mut Io<'_>) -> Result<Exit, Error> {
    let mut hunks = 0;
    for Change { file: id, old, new } in &mended.files {
        let Some(source) = session.workspace.get(*id) else { continue };
        let before = originals.get(id.0).and_then(Source::document).map(secret_spans).unwrap_or_default();
        let after = source.document().map(secret_spans).unwrap_or_default();
        let text = old.as_deref().unwrap_or_default();
        let diff = diff::unified(&source.display, text, new, &before, &after, old.is_none());
        io.out.write_all(diff.text.as_bytes())?;
        hunks += diff.hunks + diff.hidden;
    }
    Ok(if hunks > 0 { Exit::Findings } else { Exit::Clean })
}

/// Writes every file; one that is refused does not stop the others. The files that were not written.
fn write(
    mended: &Mended,
    session: &mut Session,
    originals: &[Source],
    io: &mut Io<'_>,
) -> Result<BTreeSet<FileId>, Error> {
    let mut failed = BTreeSet::new();
    for change in &mended.files {
        let id = &change.file;
        if let Err(error) = session.write(change) {
            writeln!(io.err, "error: {}", sanitize(&error.to_string()))?;
            failed.insert(*id);
            if let (Some(slot), Some(original)) = (session.workspace.sources.get_mut(id.0), originals.get(id.0)) {
                *slot = original.clone();
            }
        }
    }
    Ok(failed)
}

/// Removes what killed runs left beside the files in scope. What lies outside of the project, behind a link, is looked
/// at only where it may be written.
fn tidy(session: &Session, io: &mut Io<'_>) -> Result<(), Error> {
    let ours = |s: &&Source| s.scope == Scope::Project || matches!(session.settings.scopes, Scopes::User | Scopes::All);
    let root = std::fs::canonicalize(&session.root).unwrap_or_else(|_| session.root.clone());
    let mut seen = BTreeSet::new();
    for source in session.workspace.sources.iter().filter(ours) {
        let Ok(real) = std::fs::canonicalize(&source.path) else { continue };
        let open = source.scope != Scope::Project || source.named || real.starts_with(&root);
        if open && seen.insert(real.parent().map(Path::to_owned)) {
            left_behind(&real, io)?;
        }
    }
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "the end of the command, where all of it comes together")]
fn summary(
    asked: &Asked,
    least: Applicability,
    global: &Global,
    env: &Env,
    io: &mut Io<'_>,
    session: &Session,
    mended: &Mended,
    failed: &BTreeSet<FileId>,
) -> Result<(), Error> {
    let file = |done: &Done| mended.steps.get(done.step).map(|step| step.file);
    let done: Vec<(FileId, &Done)> = mended.done.iter().filter_map(|done| Some((file(done)?, done))).collect();
    let done = || done.iter().filter(|(id, _)| !failed.contains(id));
    if !global.quiet {
        for (id, done) in done() {
            writeln!(io.err, "fixed: {}: {}", name(session, *id), sanitize(done.title()))?;
        }
        for client in asks_again(session, mended, failed) {
            writeln!(io.err, "note: {client} will ask for approval again, because an entry changed")?;
        }
    }
    // What a refused write left behind has to be said as well.
    let left = if failed.is_empty() {
        mended.left.findings.clone()
    } else {
        check(&session.workspace, &session.declared, &session.settings).findings
    };
    gone(&mended.left, &session.settings, global, io)?;
    let written = mended.files.iter().filter(|c| !failed.contains(&c.file)).count();
    let listing = asked.wants(Format::Html).then(|| session.list(env, Environment::Assumed));
    let report = Report {
        workspace: &session.workspace,
        findings: &left,
        accepted: &mended.left.accepted,
        rules: active_rules(&session.declared, &session.settings),
        files_checked: session.workspace.files_checked(),
        fixed: Some(Fixed {
            findings: done().count(),
            files: written,
            left: reasons(&left, session, mended, failed, least),
        }),
        listing: listing.as_ref(),
    };
    reports::deliver(&report, asked, global, env, io)
}

/// Why each of the findings that are left is left.
fn reasons(
    left: &[Finding],
    session: &Session,
    mended: &Mended,
    failed: &BTreeSet<FileId>,
    least: Applicability,
) -> Vec<Left> {
    let refused = |f: &Finding| mended.refused.iter().any(|r| r.is_of(f));
    let reason = |f: &Finding| match &f.fix {
        _ if refused(f) => Left::Refused,
        None => Left::ByHand,
        Some(_) if session.workspace.aliases.contains(&f.file) => Left::Linked,
        Some(_) if !may_touch(f, &session.settings) => Left::Scope,
        Some(fix) if fix.applicability < least => Left::Unsafe,
        Some(_) if failed.contains(&f.file) => Left::NotWritten,
        Some(_) => Left::Again,
    };
    left.iter().map(reason).collect()
}

/// Says which fixes were left out because they would have made their file worse.
fn refusals(mended: &Mended, session: &Session, global: &Global, io: &mut Io<'_>) -> Result<(), Error> {
    for refused in &mended.refused {
        let file = name(session, refused.finding.file);
        let (title, why) = (sanitize(refused.title()), sanitize(&refused.why.to_string()));
        if refused.is_bug() {
            let rule = refused.finding.rule;
            writeln!(
                io.err,
                "bug: {file}: not done: {title}: {why}; this is a mistake of mcpcheck's `{rule}`, please report it"
            )?;
        } else if !global.quiet {
            writeln!(io.err, "note: {file}: not done: {title}: {why}")?;
        }
    }
    Ok(())
}

/// The clients that key their approval to the content of an entry.
fn asks_again(session: &Session, mended: &Mended, failed: &BTreeSet<FileId>) -> BTreeSet<&'static str> {
    let written = mended.files.iter().filter(|c| !failed.contains(&c.file));
    written
        .filter_map(|c| session.workspace.get(c.file))
        .flat_map(|s| s.readers())
        // Of readers of another's file nobody knows whether they are in use.
        .filter(|d| d.asks_again && d.owner)
        .map(|d| d.name)
        .collect()
}
