//! `mcpcheck baseline`: accept what is found today.

use super::{Error, Exit, Io, named_unreadable, notes, reports, request};
use crate::baseline::Baseline;
use crate::check::{check, counts};
use crate::cli::{BaselineArgs, Global, RuleChoice};
use crate::env::Env;
use crate::redact::sanitize;
use crate::session;

/// Runs the command.
///
/// # Errors
/// See [`super::run`].
pub fn run(args: &BaselineArgs, global: &Global, env: &Env, io: &mut Io<'_>) -> Result<Exit, Error> {
    let session = session::open(env, &request(&args.choice, Some(&RuleChoice::default()))?)?;
    notes(&session.notes, global, io)?;
    let checked = check(&session.workspace, &session.declared, &session.settings);
    // Of what stands in several files each place is accepted. What does not count needs no permission, and another person's home has other files.
    let findings = checked.folded.iter().filter(|f| counts(f, session.settings.scopes));
    let baseline = Baseline::of(findings, &session.workspace);
    let text = baseline.render().map_err(std::io::Error::other)?;
    reports::save(text.as_bytes(), &env.cwd.join(&args.output))?;
    if !global.quiet {
        let name = sanitize(&args.output.to_string_lossy());
        let said = match (baseline.len(), baseline.files()) {
            (0, _) => "no findings to accept".to_owned(),
            (1, _) => "accepted 1 finding".to_owned(),
            (n, 1) => format!("accepted {n} findings in 1 file"),
            (n, files) => format!("accepted {n} findings in {files} files"),
        };
        writeln!(io.err, "wrote `{name}`: {said}; `mcpcheck --baseline {name}` reports only new ones")?;
    }
    Ok(if named_unreadable(&session.workspace) { Exit::Failed } else { Exit::Clean })
}
