//! `mcpcheck check`: say what is wrong, change nothing.

use super::reports::{self, Asked};
use super::watch::Watch;
use super::{Error, Exit, Io, gone, named_unreadable, notes, request, severity};
use crate::check::{active_rules, check};
use crate::cli::{CheckArgs, Global};
use crate::env::Env;
use crate::list::Environment;
use crate::report::{Format, Report};
use crate::session::{self, Request};

/// Runs the command.
///
/// # Errors
/// See [`super::run`].
pub fn run(args: &CheckArgs, global: &Global, env: &Env, io: &mut Io<'_>) -> Result<Exit, Error> {
    let asked = Asked::of(&args.outputs, env)?;
    let mut watch = Watch::start(args.rules.stats, global, env, io);
    let request = Request { progress: watch.progress.clone(), ..request(&args.choice, Some(&args.rules))? };
    let session = session::open(env, &request)?;
    let checked = check(&session.workspace, &session.declared, &session.settings);
    watch.still();
    notes(&session.notes, global, io)?;
    let listing = asked.wants(Format::Html).then(|| session.listing(&checked.readings, env, Environment::Assumed));
    let report = Report {
        workspace: &session.workspace,
        findings: &checked.findings,
        accepted: &checked.accepted,
        rules: active_rules(&session.declared, &session.settings),
        files_checked: session.workspace.files_checked(),
        fixed: None,
        listing: listing.as_ref(),
    };
    gone(&checked, &session.settings, global, io)?;
    reports::deliver(&report, &asked, global, env, io)?;
    watch.tell(&session, &checked, io)?;
    let fails = checked.fails(severity(args.rules.fail_on), session.settings.scopes);
    let exit = if named_unreadable(&session.workspace) {
        Exit::Failed
    } else if fails && !args.exit_zero {
        Exit::Findings
    } else {
        Exit::Clean
    };
    // The process ends here, and the system takes long texts back faster all at once than piece by piece.
    std::mem::forget(session);
    Ok(exit)
}
