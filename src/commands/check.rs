//! `mcpcheck check`: say what is wrong, change nothing.

use super::{
    Error, Exit, Io, deliver, files_checked, format, gone, listing, named_unreadable, notes, request, severity, style,
};
use crate::check::check;
use crate::cli::{CheckArgs, FormatArg, Global};
use crate::env::Env;
use crate::report::{self, Report};
use crate::session;

/// Runs the command.
///
/// # Errors
/// See [`super::run`].
pub fn run(args: &CheckArgs, global: &Global, env: &Env, io: &mut Io<'_>) -> Result<Exit, Error> {
    let session = session::open(env, &request(&args.choice, Some(&args.rules))?)?;
    notes(&session.notes, global, io)?;
    let checked = check(&session.workspace, &session.declared, &session.settings);
    let listing = (args.format == FormatArg::Html).then(|| listing(&session, &checked.readings, env));
    let report = Report {
        workspace: &session.workspace,
        findings: &checked.findings,
        accepted: &checked.accepted,
        files_checked: files_checked(&session.workspace),
        fixed: None,
        listing: listing.as_ref(),
    };
    gone(&checked, &session.settings, global, io)?;
    let mut text = Vec::new();
    report::write(&report, format(args.format), &mut text, style(global, env, io))?;
    let silent =
        global.quiet && checked.findings.is_empty() && matches!(args.format, FormatArg::Text | FormatArg::Concise);
    if !silent || args.output.is_some() {
        deliver(&text, args.output.as_deref(), env, io)?;
    }
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
