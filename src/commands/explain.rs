//! `mcpcheck explain RULE`: the rule's page.

use super::{Error, Exit, Io, style, unknown};
use crate::cli::Global;
use crate::env::Env;
use crate::report::page::page;
use crate::rules::{RULES, rule};

/// Runs the command.
///
/// # Errors
/// An unknown rule.
pub fn run(id: &str, global: &Global, env: &Env, io: &mut Io<'_>) -> Result<Exit, Error> {
    let Some(rule) = rule(id) else {
        let ids: Vec<&str> = RULES.iter().map(|r| r.meta().id).collect();
        return Err(Error::Usage(unknown("rule", id, &ids)));
    };
    let page = page(rule.meta().page, style(global, env, io));
    io.out.write_all(page.as_bytes())?;
    Ok(Exit::Clean)
}
