//! Where a file really lies, and whether it may be written there.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::error::{WriteError, changed, failed};
use super::sys;

/// The file that a path leads to.
pub(super) fn resolve(path: &Path) -> Result<PathBuf, WriteError> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(changed(path)),
        resolved => resolved.map_err(failed("resolve", path)),
    }
}

/// Refuses what does not lie below `root`.
pub(super) fn stay_inside(path: &Path, target: &Path, root: Option<&Path>) -> Result<(), WriteError> {
    let Some(root) = root else { return Ok(()) };
    let real = fs::canonicalize(root).map_err(failed("resolve", root))?;
    if target.starts_with(real) {
        return Ok(());
    }
    Err(WriteError::Outside { path: path.to_owned(), root: root.to_owned() })
}

/// The directory of a path as written.
pub(super) fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|p| *p != Path::new("")).unwrap_or(Path::new("."))
}

/// Where a directory will be once it is made: its nearest existing ancestor, resolved, and the rest as written.
pub(super) fn future(directory: &Path) -> io::Result<PathBuf> {
    let mut rest = Vec::new();
    let mut at = directory;
    loop {
        match fs::canonicalize(if at == Path::new("") { Path::new(".") } else { at }) {
            Ok(real) => return Ok(rest.iter().rev().fold(real, |path, part| path.join(part))),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Err(error) => match (at.components().next_back(), at.parent()) {
                (Some(Component::Normal(part)), Some(parent)) => {
                    rest.push(part);
                    at = parent;
                }
                // `..` below a directory that does not exist says nothing certain.
                _ => return Err(error),
            },
        }
    }
}

/// Directories that were made for a file. Unless they are kept they go again, where they are empty.
#[derive(Debug, Default)]
pub(super) struct Made(Vec<PathBuf>);

impl Made {
    /// Makes a directory and those above it that are missing.
    pub(super) fn all(directory: &Path) -> Result<Self, WriteError> {
        let is_missing = |d: &&Path| **d != *"" && matches!(d.try_exists(), Ok(false));
        let mut missing: Vec<&Path> = directory.ancestors().take_while(is_missing).collect();
        let mut made = Self::default();
        while let Some(next) = missing.pop() {
            match fs::create_dir(next) {
                Ok(()) => made.0.push(next.to_owned()),
                // Another program was quicker; then it is not ours to remove.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(refused("create", next)(error)),
            }
        }
        Ok(made)
    }

    /// Leaves them where they are, for good.
    pub(super) fn keep(mut self) {
        for directory in std::mem::take(&mut self.0) {
            // A file in a directory that a power failure takes away is no use; one that cannot be synced does no harm.
            if let Ok(above) = fs::File::open(directory_of(&directory)) {
                let _ = sys::sync(&above);
            }
        }
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for directory in self.0.iter().rev() {
            let _ = fs::remove_dir(directory);
        }
    }
}

/// What it means that something cannot be made: mostly that its directory is read-only.
pub(super) fn refused<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> WriteError + 'a {
    move |error| match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            WriteError::ReadOnlyDirectory { path: path.to_owned(), directory: directory_of(path).to_owned() }
        }
        _ => failed(action, path)(error),
    }
}
