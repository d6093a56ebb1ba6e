//! Making a file that must not be there yet.

use std::fs;
use std::io;
use std::path::Path;

use super::content::holds;
use super::error::{WriteError, failed};
use super::lock::{ClientLock, Directory};
use super::place::{self, Made};
use super::step::{Step, reached};
use super::temp::filled;
use super::{Write, Written};

/// Makes the file, and the directories that it needs; they go again if it cannot be made.
pub(super) fn create(write: &Write<'_>) -> Result<Written, WriteError> {
    let path = write.path;
    // Not `exists`: a link that leads nowhere is there too.
    if fs::symlink_metadata(path).is_ok() {
        return there(write, path);
    }
    let Some(name) = path.file_name() else {
        return Err(WriteError::NotAFile { path: path.to_owned() });
    };
    let parent = place::directory_of(path);
    // Before anything is made, so that no directory appears outside either.
    let future = place::future(parent).map_err(failed("resolve", parent))?.join(name);
    place::stay_inside(path, &future, write.within)?;
    let made = Made::all(parent)?;
    let parent = fs::canonicalize(parent).map_err(failed("resolve", parent))?;
    let target = parent.join(name);
    place::stay_inside(path, &target, write.within)?;
    let directory = Directory::lock(&parent, path)?;
    let temp = filled(path, &parent, write.text, None)?;
    reached(Step::Filled);
    let _client = ClientLock::take(path)?;
    if let Err(error) = temp.persist_noclobber(&target) {
        return match error.error.kind() {
            io::ErrorKind::AlreadyExists => there(write, &target),
            _ => Err(failed("create", path)(error.error)),
        };
    }
    made.keep();
    directory.sync().map_err(failed("sync the directory of", path))?;
    Ok(Written { backup: None })
}

/// Something is there. That is as good if another run made the same file.
fn there(write: &Write<'_>, target: &Path) -> Result<Written, WriteError> {
    let inside = place::resolve(target).and_then(|real| place::stay_inside(write.path, &real, write.within));
    if inside.is_ok() && holds(target, write.text.as_bytes()).unwrap_or(false) {
        return Ok(Written { backup: None });
    }
    Err(WriteError::Exists { path: write.path.to_owned() })
}
