//! How far a run is: for the line on a terminal of somebody who waits, and for `--stats`.
//!
//! A run that nobody watches pays for one comparison a step.

use std::io::Write;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A step of the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Find files and read them.
    Find,
    /// Read every config as its clients do.
    Normalize,
    /// Gather the versions that are written down.
    Pins,
    /// Run the rules.
    Rules,
    /// Merge, fold and sort what they said.
    Merge,
    /// Make fixes and look at what comes of them.
    Mend,
    /// Write the report.
    Report,
}

impl Step {
    /// What is done, as a line on a terminal says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Find => "finding and reading files",
            Self::Normalize => "reading configs as clients do",
            Self::Pins => "gathering versions",
            Self::Rules => "running rules",
            Self::Merge => "putting findings together",
            Self::Mend => "fixing",
            Self::Report => "writing the report",
        }
    }

    /// What is counted in it.
    fn unit(self) -> Option<&'static str> {
        match self {
            Self::Find => Some("directories"),
            Self::Rules => Some("files and rules"),
            _ => None,
        }
    }
}

/// A run's clock. The default one is off.
#[derive(Debug, Clone, Default)]
pub struct Progress(Option<Arc<Shared>>);

#[derive(Debug)]
struct Shared {
    started: Instant,
    /// When which step began, in order.
    steps: Mutex<Vec<(Step, Instant)>>,
    /// How much of the present step is done.
    done: AtomicUsize,
}

impl Progress {
    /// One that counts.
    pub fn on() -> Self {
        let shared = Shared { started: Instant::now(), steps: Mutex::default(), done: AtomicUsize::new(0) };
        Self(Some(Arc::new(shared)))
    }

    /// Ends the step before and begins this one.
    pub fn enter(&self, step: Step) {
        if let Some(shared) = &self.0 {
            shared.done.store(0, Ordering::Relaxed);
            shared.steps.lock().unwrap_or_else(PoisonError::into_inner).push((step, Instant::now()));
        }
    }

    /// Counts one more thing as done in this step.
    pub fn count(&self) {
        if let Some(shared) = &self.0 {
            shared.done.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The time since the run began; zero where nobody counts.
    pub fn elapsed(&self) -> Duration {
        self.0.as_ref().map(|shared| shared.started.elapsed()).unwrap_or_default()
    }

    /// How long each step has taken until now, in the order in which they were first taken.
    pub fn steps(&self) -> Vec<(Step, Duration)> {
        let Some(shared) = &self.0 else { return Vec::new() };
        let steps = shared.steps.lock().unwrap_or_else(PoisonError::into_inner);
        let ends = steps.iter().skip(1).map(|(_, at)| *at).chain([Instant::now()]);
        let mut sums: Vec<(Step, Duration)> = Vec::new();
        for ((step, start), end) in steps.iter().zip(ends) {
            let took = end.saturating_duration_since(*start);
            match sums.iter_mut().find(|(s, _)| s == step) {
                Some((_, sum)) => *sum += took,
                None => sums.push((*step, took)),
            }
        }
        sums
    }

    /// What is being done, in one line.
    fn line(&self) -> Option<String> {
        let shared = self.0.as_ref()?;
        let step = shared.steps.lock().unwrap_or_else(PoisonError::into_inner).last()?.0;
        let done = match (step.unit(), shared.done.load(Ordering::Relaxed)) {
            (Some(unit), n) if n > 0 => format!(" ({n} {unit})"),
            _ => String::new(),
        };
        Some(format!("mcpcheck: {}{done}, {} s", step.as_str(), shared.started.elapsed().as_secs()))
    }
}

/// How long nothing is said: most runs take milliseconds, and a line that flashes by helps nobody.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long a line stands before the next one takes its place.
const REFRESH: Duration = Duration::from_millis(120);

/// Shows a run's progress on standard error, in a line that is gone when this is dropped.
#[derive(Debug)]
pub struct Painter {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Painter {
    /// Begins to watch. `None` where no thread can be had: then nothing is shown.
    pub fn start(progress: &Progress) -> Option<Self> {
        let (over, progress) = (Arc::new(AtomicBool::new(false)), progress.clone());
        let seen = Arc::clone(&over);
        let thread = std::thread::Builder::new().spawn(move || paint(&progress, &seen)).ok()?;
        Some(Self { over, thread: Some(thread) })
    }
}

fn paint(progress: &Progress, over: &AtomicBool) {
    let began = Instant::now();
    let mut painted = false;
    while !over.load(Ordering::Acquire) {
        let left = PATIENCE.saturating_sub(began.elapsed());
        std::thread::park_timeout(left.max(REFRESH));
        if began.elapsed() < PATIENCE || over.load(Ordering::Acquire) {
            continue;
        }
        if let Some(line) = progress.line() {
            painted = true;
            let _ = write!(std::io::stderr(), "\r\u{1b}[2K{line}");
        }
    }
    if painted {
        let _ = write!(std::io::stderr(), "\r\u{1b}[2K");
    }
}

impl Drop for Painter {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_taken_twice_is_added_up() {
        let progress = Progress::on();
        for step in [Step::Find, Step::Rules, Step::Mend, Step::Rules] {
            progress.enter(step);
            std::thread::sleep(Duration::from_millis(2));
        }
        let steps = progress.steps();
        assert_eq!(steps.iter().map(|(s, _)| *s).collect::<Vec<_>>(), [Step::Find, Step::Rules, Step::Mend]);
        let sum: Duration = steps.iter().map(|(_, took)| *took).sum();
        assert!(sum <= progress.elapsed() && steps[1].1 >= Duration::from_millis(4), "{steps:?}");
    }

    #[test]
    fn the_line_says_what_is_done_and_how_much_of_it() {
        let progress = Progress::on();
        assert_eq!(progress.line(), None, "before the first step there is nothing to say");
        progress.enter(Step::Find);
        (0..3).for_each(|_| progress.count());
        assert_eq!(progress.line().unwrap(), "mcpcheck: finding and reading files (3 directories), 0 s");
        progress.enter(Step::Merge);
        assert_eq!(progress.line().unwrap(), "mcpcheck: putting findings together, 0 s");
        let off = Progress::default();
        off.enter(Step::Find);
        assert!(off.steps().is_empty() && off.line().is_none());
    }
}
