//! What killed runs leave.

use std::fs;

use super::{file, names};
use crate::fix::write::sweep;
use crate::fix::write::temp::{Held, filled};

#[test]
fn litter_goes_and_all_else_stays() {
    let dir = tempfile::tempdir().unwrap();
    file(dir.path(), ".mcpcheck-a1B2c3.tmp", "half of a te");
    file(dir.path(), "target.json", "x");
    fs::create_dir(dir.path().join(".mcpcheck-dir.tmp")).unwrap();
    std::os::unix::fs::symlink("target.json", dir.path().join(".mcpcheck-link.tmp")).unwrap();
    file(dir.path(), "mcpcheck-x.tmp", "x");
    file(dir.path(), ".mcpcheck-x.tmp.json", "x");
    assert_eq!(sweep(dir.path()), 1);
    assert_eq!(
        names(dir.path()),
        [".mcpcheck-dir.tmp", ".mcpcheck-link.tmp", ".mcpcheck-x.tmp.json", "mcpcheck-x.tmp", "target.json"]
    );
    assert_eq!(sweep(&dir.path().join("none")), 0);
}

/// A run killed between the exchange and the look at what was displaced.
#[test]
fn what_a_client_saved_is_never_swept() {
    for (left, goes) in [("old", true), ("new", true), ("client", false), ("", false)] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.json");
        let temp = filled(&path, dir.path(), "new", None).unwrap();
        let mut held = Held::new(temp, b"old", b"new").unwrap();
        held.set_foreign();
        fs::write(&held.path, left).unwrap();
        drop(held);
        assert_eq!(names(dir.path()).len(), 1);
        assert_eq!(sweep(dir.path()), usize::from(goes), "{left}");
        assert_eq!(names(dir.path()).is_empty(), goes, "{left}");
    }
}
