//! What a run says of itself: the progress line and `--stats`.

use std::time::Duration;

use super::{Error, Io};
use crate::check::Checked;
use crate::cli::Global;
use crate::env::Env;
use crate::progress::{Painter, Progress, Step};
use crate::session::Session;

/// One run that is watched, or not.
pub(super) struct Watch {
    /// The run's clock; off where nobody would see it.
    pub(super) progress: Progress,
    painter: Option<Painter>,
    stats: bool,
}

impl Watch {
    /// Begins. A line is painted only on a terminal that can take it back.
    pub(super) fn start(stats: bool, global: &Global, env: &Env, io: &Io<'_>) -> Self {
        let paints = io.err_terminal && !global.quiet && env.var("TERM") != Some("dumb");
        let progress = if paints || stats { Progress::on() } else { Progress::default() };
        let painter = paints.then(|| Painter::start(&progress)).flatten();
        Self { progress, painter, stats }
    }

    /// Takes the line away: something else is to be printed.
    pub(super) fn still(&mut self) {
        self.painter = None;
        self.progress.enter(Step::Report);
    }

    /// Prints `--stats` on standard error.
    ///
    /// # Errors
    /// Those of the output.
    pub(super) fn tell(&self, session: &Session, checked: &Checked, io: &mut Io<'_>) -> Result<(), Error> {
        if !self.stats {
            return Ok(());
        }
        let sources = || session.workspace.sources.iter();
        let configs = sources().filter(|s| s.document().is_some() && !s.readers().is_empty()).count();
        let bytes: usize = sources().map(|s| s.text().len()).sum();
        let owned = || checked.readings.iter().filter(|r| r.dialect.owner);
        let servers: usize = owned().map(|r| r.servers.len()).sum();
        let mut clients: Vec<&str> = owned().map(|r| r.dialect.client).collect();
        clients.sort_unstable();
        clients.dedup();
        let numbers = [
            ("files", session.workspace.files_checked().to_string()),
            ("of them configs", configs.to_string()),
            ("bytes", bytes.to_string()),
            ("clients", clients.len().to_string()),
            ("servers", servers.to_string()),
            ("findings", checked.findings.len().to_string()),
        ];
        for (name, number) in numbers {
            writeln!(io.err, "stats: {name:<34} {number:>10}")?;
        }
        let whole = self.progress.elapsed();
        for (step, took) in self.progress.steps() {
            writeln!(io.err, "stats: {:<34} {:>10} ms", step.as_str(), millis(took))?;
        }
        writeln!(io.err, "stats: {:<34} {:>10} ms", "all of it", millis(whole))?;
        Ok(())
    }
}

fn millis(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1000.0)
}
