//! The binary: parse the arguments, run, map to an exit code.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use clap::Parser;
use mcpcheck::cli::Cli;
use mcpcheck::commands::{self, Error, Io};
use mcpcheck::env::Env;
use mcpcheck::redact::sanitize;

fn main() -> ExitCode {
    commands::quiet_panics();
    let cli = Cli::parse();
    // Standard error is not locked: the progress line is written from another thread.
    let (mut out, mut err) = (std::io::stdout().lock(), std::io::stderr());
    let result = Env::current().map_err(Error::from).and_then(|env| {
        let mut io = Io {
            out: &mut out,
            err: &mut err,
            terminal: commands::stdout_is_terminal(),
            err_terminal: commands::stderr_is_terminal(),
        };
        let exit = commands::run(&cli, &env, &mut io)?;
        io.out.flush()?;
        Ok(exit)
    });
    match result {
        Ok(exit) => ExitCode::from(exit.code()),
        // `mcpcheck | head` is no failure.
        Err(Error::Output(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            // What stands in a golden or a path must not reach the terminal as it is.
            for (i, line) in error.to_string().lines().enumerate() {
                let _ = writeln!(err, "{}{}", if i == 0 { "error: " } else { "" }, sanitize(line));
            }
            ExitCode::from(commands::Exit::Failed.code())
        }
    }
}
