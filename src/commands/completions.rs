//! `mcpcheck completions SHELL`: what a shell has to know to complete our commands, flags and their values.

use clap::builder::PossibleValuesParser;
use clap::{Command, CommandFactory};
use clap_complete::Shell;

use super::{Error, Exit, Io};
use crate::cli::Cli;
use crate::{clients, rules, schema};

/// Runs the command.
///
/// # Errors
/// Output that could not be written.
pub fn run(shell: Shell, io: &mut Io<'_>) -> Result<Exit, Error> {
    // A writer that fails would make the generator panic, so the script is made in memory.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut with_known_words(Cli::command()), "mcpcheck", &mut script);
    io.out.write_all(&script)?;
    Ok(Exit::Clean)
}

/// The command line with the ids that its arguments take. They are not part of the types in `cli`: there every word is
/// let through, and the commands answer unknown ones with a guess of what was meant.
fn with_known_words(command: Command) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    names.into_iter().fold(values(command), |command, name| command.mut_subcommand(name, values))
}

fn values(mut command: Command) -> Command {
    let ids: Vec<String> = command.get_arguments().map(|a| a.get_id().as_str().to_owned()).collect();
    for id in ids {
        if let Some(words) = words(command.get_name(), &id) {
            command = command.mut_arg(id, |arg| arg.value_parser(PossibleValuesParser::new(words)));
        }
    }
    command
}

/// The words that an argument of a command takes, where there is a list of them.
fn words(command: &str, argument: &str) -> Option<Vec<&'static str>> {
    // clap wants words that live as long as the program; what is put together here is a few kilobytes, made once.
    let leaked = |words: Vec<String>| words.into_iter().map(|w| &*w.leak()).collect();
    match (command, argument) {
        (_, "select" | "ignore") => Some(rules::names()),
        ("explain", "rule") => Some(rules::RULES.iter().map(|r| r.meta().id).collect()),
        (_, "client") | ("clients", "id") => Some(clients::CLIENTS.iter().map(|c| c.id).collect()),
        (_, "read_as") => Some(leaked(clients::dialects().map(|d| format!("{}/{}", d.client, d.kind)).collect())),
        ("schema", "name") => Some(leaked(schema::names())),
        _ => None,
    }
}
