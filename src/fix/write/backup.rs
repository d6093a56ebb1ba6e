//! The old file under a second name.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::attributes;
use super::sys;

/// How many backups of one file there may be.
const MOST: usize = 10_000;

/// A backup that goes again unless it is kept, because the write was refused.
#[derive(Debug)]
pub(super) struct Backup {
    path: Option<PathBuf>,
}

impl Backup {
    /// Gives the file at `target` a second name beside `spelled`, or copies it where it can have only one. What leads
    /// to the file may be a link into a repository of dotfiles, and a backup with an account in it has no place there.
    pub(super) fn of(target: &Path, spelled: &Path) -> io::Result<Self> {
        let made = second_name(target, spelled);
        let path = match made {
            Err(error) if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::StorageFull) => {
                copy(target, spelled)
            }
            made => made,
        };
        path.map(|path| Self { path: Some(path) })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        self.path.as_deref().unwrap_or(Path::new(""))
    }

    /// Leaves it there.
    pub(super) fn keep(mut self) -> Option<PathBuf> {
        self.path.take()
    }
}

impl Drop for Backup {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            let _ = fs::remove_file(path);
        }
    }
}

/// Gives `file` the first free name that a backup of `target` may have.
pub(super) fn second_name(file: &Path, target: &Path) -> io::Result<PathBuf> {
    free(target, |name| fs::hard_link(file, name))
}

/// The first backup's name that `make` does not find taken.
fn free(target: &Path, mut make: impl FnMut(&Path) -> io::Result<()>) -> io::Result<PathBuf> {
    for number in 0..MOST {
        let mut name = target.file_name().map(OsString::from).unwrap_or_default();
        name.push(".mcpcheck-backup");
        if number > 0 {
            name.push(format!(".{number}"));
        }
        let path = target.with_file_name(name);
        match make(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map(|()| path),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "too many backups"))
}

/// A copy with the same attributes, for file systems without second names.
fn copy(target: &Path, spelled: &Path) -> io::Result<PathBuf> {
    let Some(mut old) = sys::open_regular(target)? else { return Err(io::ErrorKind::NotFound.into()) };
    let mut new = None;
    let path = free(spelled, |name| {
        let mut options = File::options();
        options.write(true).create_new(true);
        // Nobody may read it before it has the mode of the old one.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        new = Some(options.open(name)?);
        Ok(())
    })?;
    // From here on it goes if anything fails.
    let guard = Backup { path: Some(path) };
    if let Some(mut new) = new {
        io::copy(&mut old, &mut new)?;
        attributes::keep(&old, &new)?;
        sys::sync(&new)?;
    }
    guard.keep().ok_or_else(|| io::ErrorKind::NotFound.into())
}
