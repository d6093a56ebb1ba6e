//! `mcpcheck why SERVER`: every file that speaks of a server, which wins, and what stops it.

use super::{Error, Exit, Io, client, notes, style};
use crate::check::check;
use crate::cli::{Global, TableFormat, WhyArgs};
use crate::discover::Scopes;
use crate::env::Env;
use crate::list::{Environment, list};
use crate::report;
use crate::session::{self, Request, git_root};
use crate::state::Here;
use crate::why::{Question, why};

/// Runs the command.
///
/// # Errors
/// See [`super::run`].
pub fn run(args: &WhyArgs, global: &Global, env: &Env, io: &mut Io<'_>) -> Result<Exit, Error> {
    let mut clients = Vec::new();
    for id in &args.client {
        clients.push(client(id)?);
    }
    clients.sort_unstable();
    clients.dedup();
    // The answer may lie with another client's file, and nearly always some of it lies in the home directory.
    let request = Request { scopes: Some(Scopes::All), above: true, ..Request::default() };
    let session = session::open(env, &request)?;
    notes(&session.notes, global, io)?;
    let checked = check(&session.workspace, &session.declared, &session.settings);
    let listing = list(&session.workspace, &checked.readings, env, Environment::Of(env));
    let project = git_root(&env.cwd).unwrap_or_else(|| env.cwd.clone());
    let here = Here { start: env.cwd.clone(), project };
    let required = session.declared.golden.iter().flat_map(|g| &g.clients.require);
    let required: Vec<&str> = required.map(|c| c.value.as_str()).collect();
    let answer = why(&Question {
        server: &args.server,
        clients: (!clients.is_empty()).then_some(clients.as_slice()),
        here: &here,
        workspace: &session.workspace,
        checked: &checked,
        listing: &listing,
        required: &required,
    });
    let style = style(global, env, io);
    match args.format {
        TableFormat::Json => report::why::json(&session.workspace, &here, &answer, io.out)?,
        TableFormat::Text => report::why::text(&session.workspace, &answer, io.out, style)?,
    }
    Ok(match () {
        () if answer.is_nowhere() => Exit::Failed,
        () if answer.loads() => Exit::Clean,
        () => Exit::Findings,
    })
}
