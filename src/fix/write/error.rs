//! Why a file was not written.

use std::io;
use std::path::{Path, PathBuf};

/// Why a file was not written; it is then as it was. Messages name the path and never what the file holds.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// It is not what was read any more, or is gone.
    #[error("`{}` changed since it was read and is left as it is; run this again{}", path.display(), kept_note(kept.as_deref()))]
    Changed {
        /// The file.
        path: PathBuf,
        /// What other programs saved in quick turn: the newest is in its place, and the one before is kept here.
        kept: Option<PathBuf>,
    },
    /// It should be new and is there.
    #[error("`{}` exists already", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Symlinks or `..` lead out of the allowed directory.
    #[error("`{}` lies outside `{}`", path.display(), root.display())]
    Outside {
        /// The file.
        path: PathBuf,
        /// The directory it may not leave.
        root: PathBuf,
    },
    /// Nobody may write it.
    #[error("`{}` is read-only", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// No file can be made where it lies, and so none can take its place.
    #[error("cannot write `{}`: its directory `{}` is read-only", path.display(), directory.display())]
    ReadOnlyDirectory {
        /// The file.
        path: PathBuf,
        /// The directory.
        directory: PathBuf,
    },
    /// A directory, a pipe, a device.
    #[error("`{}` is not a regular file", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// Another program is writing there and did not finish in time.
    #[error("`{}` is being written by another program, which holds a lock on `{}`; try again", path.display(), lock.display())]
    Busy {
        /// The file.
        path: PathBuf,
        /// What is locked: the directory, or the lock of the file's own client.
        lock: PathBuf,
    },
    /// The system refused.
    #[error("cannot {action} `{}`: {error}", path.display())]
    Io {
        /// What was tried, as a verb: "read".
        action: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// The system's answer.
        error: io::Error,
    },
}

fn kept_note(kept: Option<&Path>) -> String {
    let note = |kept: &Path| format!("; what it held in between is kept as `{}`", kept.display());
    kept.map(note).unwrap_or_default()
}

pub(super) fn changed(path: &Path) -> WriteError {
    WriteError::Changed { path: path.to_owned(), kept: None }
}

pub(super) fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> WriteError {
    let path = path.to_owned();
    move |error| WriteError::Io { action, path, error }
}
