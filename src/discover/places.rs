//! One name for one file, however its path is written.

use std::path::{Component, Path, PathBuf};

use crate::env::Env;

/// Root and home as they are written and as they are without links, so that one file has one key. The walk follows no
/// links, and what a client reads through one in its own directory is a file of its own.
#[derive(Debug)]
pub(super) struct Places {
    root: (PathBuf, PathBuf),
    home: Option<(PathBuf, PathBuf)>,
}

impl Places {
    pub(super) fn new(root: &Path, home: Option<&Path>) -> Self {
        let real = |path: &Path| (path.to_owned(), path.canonicalize().unwrap_or_else(|_| path.to_owned()));
        Self { root: real(root), home: home.map(real) }
    }

    pub(super) fn key(&self, path: &Path) -> PathBuf {
        [Some(&self.root), self.home.as_ref()]
            .into_iter()
            .flatten()
            .filter_map(|(written, real)| Some((written, real.join(path.strip_prefix(written).ok()?))))
            // Of root and home the one further in says more.
            .max_by_key(|(written, _)| written.as_os_str().len())
            .map_or_else(|| path.to_owned(), |(_, key)| key)
    }

    /// A path without links as one that begins as the root is written; `None` where it lies elsewhere.
    pub(super) fn below_root(&self, real: &Path) -> Option<PathBuf> {
        let (written, root) = &self.root;
        real.strip_prefix(root).ok().map(|rest| written.join(rest))
    }

    /// Home as a walk of `dir` would spell it, if it is `dir` or lies below.
    pub(super) fn home_below(&self, dir: &Path) -> Option<PathBuf> {
        let (_, home) = self.home.as_ref()?;
        let rest = home.strip_prefix(dir.canonicalize().ok()?).ok()?;
        Some(if rest.as_os_str().is_empty() { dir.to_owned() } else { dir.join(rest) })
    }
}

/// An absolute path without `.` and `..`. What `..` leaves may be a link, so the disk is asked where that is.
pub(super) fn absolute(path: &Path, env: &Env) -> PathBuf {
    let mut whole = PathBuf::new();
    for part in env.cwd.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                let real = if whole.is_symlink() { whole.canonicalize().unwrap_or(whole) } else { whole };
                whole = real;
                whole.pop();
            }
            other => whole.push(other),
        }
    }
    whole
}
