//! Replacing a file: everything up to the moment when the new one takes its place.

use std::path::Path;

use super::backup::Backup;
use super::error::{WriteError, changed, failed};
use super::job::Job;
use super::lock::{ClientLock, Directory};
use super::step::{Step, reached};
use super::swap::swap;
use super::sys::{self, Identity};
use super::temp::{Held, filled};
use super::{Write, Written, place};

/// Replaces a file that holds `expected`.
pub(super) fn replace(write: &Write<'_>, expected: &[u8]) -> Result<Written, WriteError> {
    let path = write.path;
    let job = Job { path, target: place::resolve(path)?, expected, text: write.text };
    place::stay_inside(path, &job.target, write.within)?;
    writable(&job)?;
    let parent = job.target.parent().unwrap_or(Path::new("/"));
    // From here on: nobody sweeps away what is still being filled.
    let directory = Directory::lock(parent, path)?;
    if job.is_done()? {
        return Ok(Written { backup: None });
    }
    let compared = Identity::of(&job.target).map_err(|_| changed(path))?;
    job.unchanged()?;
    reached(Step::Compared);
    let Some(old) = sys::open_regular(&job.target).map_err(failed("read", path))? else { return Err(changed(path)) };
    let temp = filled(path, parent, write.text, Some(&old))?;
    drop(old);
    let held = Held::new(temp, expected, write.text.as_bytes()).map_err(failed("write beside", path))?;
    reached(Step::Filled);
    let _client = ClientLock::take(path)?;
    // Again, as late as possible: an editor or the client itself may have saved meanwhile.
    let seen = Identity::of(&job.target).map_err(|_| changed(path))?;
    if job.is_done()? {
        return Ok(Written { backup: None });
    }
    job.still_unchanged(compared, seen)?;
    let backup = write.backup.then(|| back_up(&job, &directory)).transpose()?;
    reached(Step::Ready);
    swap(&job, held, seen, &directory, backup.as_ref())?;
    Ok(Written { backup: backup.and_then(Backup::keep) })
}

fn writable(job: &Job<'_>) -> Result<(), WriteError> {
    let metadata = std::fs::metadata(&job.target).map_err(failed("read", job.path))?;
    if !metadata.is_file() {
        return Err(WriteError::NotAFile { path: job.path.to_owned() });
    }
    if metadata.permissions().readonly() || !sys::may_write(&job.target) {
        return Err(WriteError::ReadOnly { path: job.path.to_owned() });
    }
    Ok(())
}

/// A backup that is on the disk before anything else happens.
fn back_up(job: &Job<'_>, directory: &Directory) -> Result<Backup, WriteError> {
    let backup = Backup::of(&job.target, job.path).map_err(failed("make a backup of", job.path))?;
    directory.sync().map_err(failed("sync the directory of", job.path))?;
    Ok(backup)
}
