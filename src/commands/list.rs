//! `mcpcheck list`: what each client will really load.

use super::{Error, Exit, Io, named_unreadable, notes, request, style};
use crate::check::readings;
use crate::cli::{EnvArg, Global, ListArgs, TableFormat};
use crate::env::Env;
use crate::list::{Environment, pins};
use crate::pins::gather;
use crate::report;
use crate::session;

/// Runs the command.
///
/// # Errors
/// See [`super::run`].
pub fn run(args: &ListArgs, global: &Global, env: &Env, io: &mut Io<'_>) -> Result<Exit, Error> {
    let session = session::open(env, &request(&args.choice, None)?)?;
    notes(&session.notes, global, io)?;
    if args.pins {
        let readings = readings(&session.workspace, &session.declared, session.settings.home_read);
        let pins = gather(&session.workspace, &readings, session.declared.pinned());
        let listing = pins::list(&session.workspace, &pins, env);
        let style = style(global, env, io);
        match args.format {
            TableFormat::Json => report::list::pins_json(&listing, io.out)?,
            TableFormat::Text => report::list::pins_text(&listing, io.out, style, !global.quiet)?,
        }
        return Ok(if named_unreadable(&session.workspace) { Exit::Failed } else { Exit::Clean });
    }
    let variables = match args.env {
        None => Environment::Assumed,
        Some(EnvArg::None) => Environment::Empty,
        Some(EnvArg::Current) => Environment::Of(env),
    };
    let listing = session.list(env, variables);
    let style = style(global, env, io);
    match args.format {
        TableFormat::Json => report::list::json(&listing, io.out)?,
        TableFormat::Text => report::list::text(&listing, io.out, style, !global.quiet)?,
    }
    Ok(if named_unreadable(&session.workspace) { Exit::Failed } else { Exit::Clean })
}
