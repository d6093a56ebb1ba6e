//! `mcpcheck clean`: forget what a client remembers of the MCP servers of projects, and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Error, Exit, Io, left_behind};
use crate::clean::{Forgotten, Plan, Whereabouts, is_surgical, plain, plan, projects, spellings, whereabouts};
use crate::cli::{CleanArgs, Global};
use crate::clients::{STATES, State};
use crate::discover;
use crate::document::{Document, Syntax};
use crate::env::{Env, slashes};
use crate::finding::Fix;
use crate::fix::apply::merge;
use crate::fix::write::Write;
use crate::redact::{Secrets, sanitize, secret_spans};
use crate::report::diff;

/// How many projects are listed unless all are asked for.
const MAX_LISTED: usize = 20;

/// Runs the command.
///
/// # Errors
/// A client of which no such memory is known, a `--project` that it does not remember, a file that cannot be read,
/// understood or written.
pub fn run(args: &CleanArgs, global: &Global, env: &Env, io: &mut Io<'_>) -> Result<Exit, Error> {
    let mut files = Vec::new();
    for state in chosen(&args.client)? {
        for path in (state.files)(env).iter().filter(|p| fs::symlink_metadata(p).is_ok()) {
            files.push(File::read(env, state, path)?);
        }
    }
    let named = named(args, &files, env)?;
    if files.is_empty() && !global.quiet {
        writeln!(io.err, "no client remembers anything here: nothing to clean")?;
    }
    let mut shown = false;
    for file in &files {
        if !args.diff {
            left_behind(&file.path, io)?;
        }
        let wanted = wanted(file, args, &named, global, env, io)?;
        shown |= clean(file, args, &wanted, global, env, io)?;
    }
    Ok(if shown { Exit::Findings } else { Exit::Clean })
}

fn chosen(ids: &[String]) -> Result<Vec<&'static State>, Error> {
    let known: Vec<&str> = STATES.iter().map(|s| s.client).collect();
    match ids.iter().find(|id| !known.contains(&id.as_str())) {
        Some(id) => Err(Error::Usage(format!(
            "of `{}` nothing is known that could be cleaned\nknown: {}",
            sanitize(id),
            known.join(", ")
        ))),
        None => Ok(STATES.iter().copied().filter(|s| ids.is_empty() || ids.iter().any(|id| id == s.client)).collect()),
    }
}

/// One file of a client's memory.
struct File {
    state: &'static State,
    path: PathBuf,
    display: String,
    document: Document,
}

impl File {
    fn read(env: &Env, state: &'static State, path: &Path) -> Result<Self, Error> {
        let display = env.display(path);
        let fail = |why: &str| Error::Usage(format!("`{display}` is left as it is: {why}"));
        let text = discover::text(path).map_err(|why| fail(&format!("it cannot be read: {why}")))?;
        let document = Document::parse(text, Syntax::Json, state.interest);
        if let Some(problem) = document.fatal() {
            return Err(fail(&format!("it does not parse: {}", problem.message)));
        }
        Ok(Self { state, path: path.to_owned(), display, document })
    }
}

/// The projects of `--project`, in the one spelling of [`plain`].
fn named(args: &CleanArgs, files: &[File], env: &Env) -> Result<BTreeSet<String>, Error> {
    let paths = files.iter().flat_map(|f| projects(&f.document, f.state));
    let known: BTreeSet<String> = paths.map(|p| plain(p, env.system)).collect();
    let mut named = BTreeSet::new();
    for project in &args.project {
        let path = env.resolve(&project.to_string_lossy(), &env.cwd);
        let mut found = spellings(&path, env.system, fs::canonicalize(&path).ok());
        // A path of another system is no path here, and stands in the file as it was typed.
        found.push(plain(&project.to_string_lossy(), env.system));
        found.retain(|spelling| known.contains(spelling));
        if found.is_empty() {
            return Err(Error::Usage(format!("`{}` is no project that a client remembers", slashes(project))));
        }
        named.extend(found);
    }
    Ok(named)
}

/// The projects of a file that are to be forgotten: those that are named, else those that are gone.
fn wanted<'f>(
    file: &'f File,
    args: &CleanArgs,
    named: &BTreeSet<String>,
    global: &Global,
    env: &Env,
    io: &mut Io<'_>,
) -> Result<BTreeSet<&'f str>, Error> {
    let all = projects(&file.document, file.state);
    if !args.project.is_empty() {
        return Ok(all.filter(|path| named.contains(&plain(path, env.system))).collect());
    }
    let look = |path: &Path| fs::metadata(path).map(drop).map_err(|error| error.kind());
    let placed: Vec<(&str, Whereabouts)> = all.map(|path| (path, whereabouts(path, env.system, look))).collect();
    let those = |place: Whereabouts| placed.iter().filter(move |(_, p)| *p == place).map(|(path, _)| *path);
    let notes = [
        (Whereabouts::Unknown, "of another system, or on a drive that may not be mounted, left alone"),
        (Whereabouts::Elsewhere, "of which nothing is here: does another machine or a container share this file?"),
    ];
    for (place, what) in notes {
        if let (Some(example), false) = (those(place).next(), global.quiet) {
            let (count, s) = (those(place).count(), if those(place).count() == 1 { "" } else { "s" });
            writeln!(io.err, "note: {count} project{s} {what}: `{}`", sanitize(example))?;
        }
    }
    Ok(those(Whereabouts::Gone).chain(those(Whereabouts::Elsewhere)).collect())
}

/// Cleans one file, or shows how; whether a diff was shown.
fn clean(
    file: &File,
    args: &CleanArgs,
    wanted: &BTreeSet<&str>,
    global: &Global,
    env: &Env,
    io: &mut Io<'_>,
) -> Result<bool, Error> {
    let bug =
        || Error::Usage(format!("`{}` is left as it is: this is a bug of mcpcheck, please report it", file.display));
    let plan = plan(&file.document, file.state, |path| wanted.contains(path)).ok_or_else(bug)?;
    if plan.edits.is_empty() {
        if !global.quiet {
            writeln!(io.err, "`{}`: nothing to clean", sanitize(&file.display))?;
        }
        return Ok(false);
    }
    let fix = Fix::safe("clean", plan.edits.clone());
    let new = Document::parse(merge(&file.document.text, &[&fix]).text, Syntax::Json, file.state.interest);
    if !is_surgical(&file.document, &new, file.state, &plan) {
        return Err(bug());
    }
    if args.diff {
        list("would clean", &plan, global, io)?;
        let (before, after) = (secret_spans(&file.document), secret_spans(&new));
        let diff = diff::unified(&file.display, &file.document.text, &new.text, &before, &after, false);
        io.out.write_all(diff.text.as_bytes())?;
        return Ok(diff.hunks + diff.hidden > 0);
    }
    let expected = Some(file.document.text.as_bytes());
    let write = Write { path: &file.path, expected, text: &new.text, within: None, backup: !args.no_backup };
    let backup = write.write()?.backup.map(|path| env.display(&path));
    report(file, &plan, backup.as_deref(), global, io)?;
    Ok(false)
}

/// Names what goes of each project.
fn list(verb: &str, plan: &Plan, global: &Global, io: &mut Io<'_>) -> Result<(), Error> {
    if global.quiet {
        return Ok(());
    }
    // Names of servers and projects come from the file.
    let say = |text: &str| sanitize(&Secrets::default().scrub(text));
    let most = if global.verbose { usize::MAX } else { MAX_LISTED };
    for Forgotten { project, members } in plan.projects.iter().take(most) {
        let member = |(key, names): &(&str, Vec<String>)| match names.is_empty() {
            true => (*key).to_owned(),
            false => format!("{key} ({})", names.join(", ")),
        };
        let members: Vec<String> = members.iter().map(member).collect();
        writeln!(io.err, "{verb}: {}: {}", say(project), say(&members.join(", ")))?;
    }
    if let Some(more) = plan.projects.len().checked_sub(most).filter(|n| *n > 0) {
        writeln!(io.err, "and {more} more projects (`--verbose` lists them)")?;
    }
    Ok(())
}

fn report(file: &File, plan: &Plan, backup: Option<&str>, global: &Global, io: &mut Io<'_>) -> Result<(), Error> {
    list("cleaned", plan, global, io)?;
    if !global.quiet {
        let members: usize = plan.projects.iter().map(|f| f.members.len()).sum();
        let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        let kept = backup.map(|b| format!("; the old file is `{}`", sanitize(b))).unwrap_or_default();
        let (members, projects) = (plural(members, "member"), plural(plan.projects.len(), "project"));
        writeln!(io.out, "removed {members} of {projects} from `{}`{kept}", sanitize(&file.display))?;
    }
    Ok(())
}
