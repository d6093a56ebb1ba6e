//! The moment itself: old and new change places, and what was displaced is looked at before it goes.
//!
//! A plain rename would silently undo what a client saved between the last comparison and the rename. An exchange
//! keeps it, whatever it is: it comes to stand under the temporary name, and goes back if it is not what was expected.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::backup::{self, Backup};
use super::content::holds;
use super::error::{WriteError, changed, failed};
use super::job::{Job, is_recent};
use super::lock::Directory;
use super::step::{Step, reached};
use super::sys::{self, Identity};
use super::temp::Held;

/// How often a client may save while what it saved is put back.
const TURNS: usize = 1000;

/// For how long what was displaced from there is looked at.
const GRACE: Duration = Duration::from_millis(25);

/// Puts the held file in the target's place. `seen` is what stood there at the last comparison.
pub(super) fn swap(
    job: &Job<'_>,
    mut held: Held,
    seen: Identity,
    directory: &Directory,
    backup: Option<&Backup>,
) -> Result<(), WriteError> {
    let ours = Identity::of(&held.path).map_err(failed("read", &held.path))?;
    held.set_foreign();
    match sys::exchange(&held.path, &job.target) {
        Ok(true) => {}
        Ok(false) => return rename(job, held, seen, directory),
        Err(error) => {
            held.remove();
            return Err(match error.kind() {
                io::ErrorKind::NotFound => changed(job.path),
                _ => failed("replace", job.path)(error),
            });
        }
    }
    reached(Step::Exchanged);
    match verify(job, &held, seen, directory, backup) {
        Ok(()) => {
            held.remove();
            Ok(())
        }
        Err(error) => Err(put_back(job, held, ours, error)),
    }
}

/// Whether what was displaced is what was expected. That it is another file costs microseconds to see, and comes first
/// for that reason. A program that had opened the old file before and writes into it now shows in the bytes; this is
/// looked at as late as possible.
fn verify(
    job: &Job<'_>,
    held: &Held,
    seen: Identity,
    directory: &Directory,
    backup: Option<&Backup>,
) -> Result<(), WriteError> {
    let same = || Identity::of(&held.path).is_ok_and(|now| now == seen);
    if !same() {
        return Err(changed(job.path));
    }
    directory.sync().map_err(failed("sync the directory of", job.path))?;
    reached(Step::Synced);
    let whole = || -> io::Result<bool> {
        let backed_up = match backup {
            // The same file under another name holds the same.
            Some(b) if Identity::of(b.path())? != seen => holds(b.path(), job.expected)?,
            _ => true,
        };
        Ok(backed_up && holds(&held.path, job.expected)? && same())
    };
    let mut good = whole().map_err(failed("read", job.path))?;
    reached(Step::Looked);
    let grace = grace(held);
    let until = Instant::now() + grace;
    // Looked at again and again, so that what a client writes is out of place for a moment only.
    while good && Instant::now() < until {
        sleep(Duration::from_millis(1));
        good = same();
    }
    // The clock of a file system is too coarse to show a second save of the same size right after the first.
    let good = good && if grace.is_zero() { same() } else { whole().map_err(failed("read", job.path))? };
    if good { Ok(()) } else { Err(changed(job.path)) }
}

/// How long to wait for somebody who may have the old file open: some programs open it, read it, think and write. It
/// is worth the time only where somebody is at work.
fn grace(held: &Held) -> Duration {
    if is_recent(&held.path) { GRACE } else { Duration::ZERO }
}

/// Puts back what was displaced, and then whatever is newer: what comes away from the target is either exactly what
/// was put there, and then nobody wrote meanwhile, or something newer that belongs there. Nothing that another program
/// wrote is removed. Gives back why the write was refused.
fn put_back(job: &Job<'_>, held: Held, ours: Identity, why: WriteError) -> WriteError {
    let mut placed = ours;
    for turn in 0..TURNS {
        let Ok(next) = Identity::of(&held.path) else { return why };
        match sys::exchange(&held.path, &job.target) {
            Ok(true) => {}
            // A client removed the file. What it removed stays beside it.
            _ => return keep(job, held, why),
        }
        reached(Step::PutBack);
        if Identity::of(&held.path).is_ok_and(|back| back == placed) {
            if turn > 0 {
                break;
            }
            // Only ours goes, and only if nobody wrote into it faster than the file system's clock ticks.
            if holds(&held.path, job.text.as_bytes()).unwrap_or(false) {
                held.remove();
                return why;
            }
        }
        placed = next;
    }
    keep(job, held, why)
}

/// Leaves what a client wrote, and another has replaced since, under a name that can be found.
fn keep(job: &Job<'_>, held: Held, why: WriteError) -> WriteError {
    let kept: PathBuf = match backup::second_name(&held.path, &job.target) {
        Ok(kept) => {
            held.remove();
            kept
        }
        Err(_) => held.path.clone(),
    };
    match why {
        WriteError::Changed { path, .. } => WriteError::Changed { path, kept: Some(kept) },
        why => why,
    }
}

/// Where places cannot be exchanged: one more look, and the rename right after it.
fn rename(job: &Job<'_>, held: Held, seen: Identity, directory: &Directory) -> Result<(), WriteError> {
    if !Identity::of(&job.target).is_ok_and(|now| now == seen) {
        held.remove();
        return Err(changed(job.path));
    }
    if let Err(error) = fs::rename(&held.path, &job.target) {
        held.remove();
        return Err(failed("replace", job.path)(error));
    }
    held.gone();
    directory.sync().map_err(failed("sync the directory of", job.path))
}
