//! One replacement, and what can be asked about its file.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::content::holds;
use super::error::{WriteError, changed, failed};
use super::place;
use super::sys::Identity;

/// A file that was saved so shortly before is one that somebody works on.
const RECENT: Duration = Duration::from_secs(10);

/// One replacement: the request, and the file that it is really about.
pub(super) struct Job<'a> {
    /// The path as given, for messages.
    pub(super) path: &'a Path,
    /// The file it leads to.
    pub(super) target: PathBuf,
    /// What the file should hold.
    pub(super) expected: &'a [u8],
    /// What it will hold.
    pub(super) text: &'a str,
}

impl Job<'_> {
    /// Whether the file says what it should say already, because another run did the same.
    pub(super) fn is_done(&self) -> Result<bool, WriteError> {
        holds(&self.target, self.text.as_bytes()).map_err(failed("read", self.path))
    }

    /// Refuses a file that is not what was read.
    pub(super) fn unchanged(&self) -> Result<(), WriteError> {
        // What is at the end of links may be another file by now.
        let same = place::resolve(self.path)? == self.target
            && holds(&self.target, self.expected).map_err(failed("read", self.path))?;
        if same { Ok(()) } else { Err(changed(self.path)) }
    }

    /// The same, of a file that was compared when it was `compared`: bytes are read again only where the clock of the
    /// file system is too coarse to show that they changed.
    pub(super) fn still_unchanged(&self, compared: Identity, now: Identity) -> Result<(), WriteError> {
        let untouched = now == compared && !is_recent(&self.target);
        if untouched && place::resolve(self.path)? == self.target { Ok(()) } else { self.unchanged() }
    }
}

/// Whether a file was saved moments ago, or in the future.
pub(super) fn is_recent(path: &Path) -> bool {
    let saved = fs::symlink_metadata(path).and_then(|m| m.modified()).ok();
    saved.and_then(|t| t.elapsed().ok()).is_none_or(|age| age < RECENT)
}
