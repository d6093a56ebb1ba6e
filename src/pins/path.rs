//! Paths by their text alone.

use std::path::{Component, Path, PathBuf};

/// A path without `.` and `..`.
pub(super) fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_taken_out() {
        for (path, want) in [("/r/./a/../b", "/r/b"), ("/r/a/..", "/r"), ("a/./b/", "a/b"), ("/..", "/")] {
            assert_eq!(plain(Path::new(path)), Path::new(want), "{path}");
        }
    }
}
