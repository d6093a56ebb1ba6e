//! `mcpcheck explain RULE`: the rule's page.

use super::{Error, Exit, Io, unknown};
use crate::rules::{RULES, rule};

/// Runs the command.
///
/// # Errors
/// An unknown rule.
pub fn run(id: &str, io: &mut Io<'_>) -> Result<Exit, Error> {
    let Some(rule) = rule(id) else {
        let ids: Vec<&str> = RULES.iter().map(|r| r.meta().id).collect();
        return Err(Error::Usage(unknown("rule", id, &ids)));
    };
    io.out.write_all(rule.meta().page.as_bytes())?;
    Ok(Exit::Clean)
}
