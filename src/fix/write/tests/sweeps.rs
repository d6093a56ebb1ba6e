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
    let others = [
        ".mcpcheck-a1B2c3.tmp.json",
        ".mcpcheck-dirdir.tmp",
        ".mcpcheck-linked.tmp",
        ".mcpcheck-notes.tmp",
        "mcpcheck-a1B2c3.tmp",
    ];
    fs::create_dir(dir.path().join(others[1])).unwrap();
    std::os::unix::fs::symlink("target.json", dir.path().join(others[2])).unwrap();
    for name in [others[0], others[3], others[4]] {
        file(dir.path(), name, "x");
    }
    assert!(sweep(dir.path()).is_empty());
    assert_eq!(names(dir.path()), [&others[..], &["target.json"]].concat());
    assert!(sweep(&dir.path().join("none")).is_empty());
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
        let foreign = sweep(dir.path());
        assert_eq!(foreign.is_empty(), goes, "{left}");
        assert!(foreign.iter().all(|path| fs::read_to_string(path).unwrap() == left));
        assert_eq!(names(dir.path()).is_empty(), goes, "{left}");
    }
}
