//! Two runs at once, and a client's own lock.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::{file, names, put, read};
use crate::fix::write::lock::Directory;
use crate::fix::write::step::{Step, at};
use crate::fix::write::{WriteError, sweep};

#[test]
fn two_runs_take_turns() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "a.json", "old");
    let lock = Directory::lock(dir.path(), &path).unwrap();
    let error = put(&path, Some(b"old"), "new", None).unwrap_err();
    assert!(matches!(error, WriteError::Busy { .. }) && error.to_string().contains("a.json"), "{error}");
    assert!(matches!(put(&dir.path().join("b.json"), None, "x", None), Err(WriteError::Busy { .. })));
    assert_eq!(names(dir.path()), ["a.json"]);
    drop(lock);
    put(&path, Some(b"old"), "new", None).unwrap();
}

#[test]
fn the_lock_is_held_from_the_first_comparison_to_the_end() {
    for step in [Step::Compared, Step::Filled, Step::Ready, Step::Exchanged, Step::Synced] {
        let dir = tempfile::tempdir().unwrap();
        let path = file(dir.path(), "a.json", "old");
        let there = dir.path().to_owned();
        at(step, move |_| {
            assert!(Directory::lock_now(&there).is_none(), "{step:?}");
            let before = names(&there);
            assert!(sweep(&there).is_empty());
            assert_eq!(names(&there), before);
        });
        put(&path, Some(b"old"), "new", None).unwrap();
        assert!(Directory::lock_now(dir.path()).is_some(), "{step:?}");
    }
}

#[test]
fn many_writers_of_one_file_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = &file(dir.path(), "a.json", "");
    let done: usize = std::thread::scope(|scope| {
        let runs: Vec<_> = ['a', 'b', 'c', 'd']
            .map(|letter| scope.spawn(move || (0..50).filter(|_| append(path, letter)).count()))
            .into();
        runs.into_iter().map(|run| run.join().unwrap()).sum()
    });
    assert_eq!(read(path).len(), done);
    assert!(done > 0);
    assert_eq!(names(dir.path()), ["a.json"]);
}

/// Adds a letter of its own, unless somebody else was quicker.
fn append(path: &Path, letter: char) -> bool {
    let old = read(path);
    put(path, Some(old.as_bytes()), &format!("{old}{letter}"), None).is_ok()
}

fn is_old(lock: &Path, age: u64) {
    let when = SystemTime::now() - Duration::from_secs(age);
    File::open(lock).unwrap().set_modified(when).unwrap();
}

#[test]
fn the_clients_own_lock_is_honoured() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), ".claude.json", "old");
    let lock = dir.path().join(".claude.json.lock");
    fs::create_dir(&lock).unwrap();
    let error = put(&path, Some(b"old"), "new", None).unwrap_err();
    assert!(matches!(&error, WriteError::Busy { .. }) && error.to_string().contains(".claude.json.lock"), "{error}");
    assert_eq!(names(dir.path()), [".claude.json", ".claude.json.lock"]);
    is_old(&lock, 8);
    put(&path, Some(b"old"), "new", None).unwrap_err();
    is_old(&lock, 11);
    put(&path, Some(b"old"), "new", None).unwrap();
    assert_eq!(names(dir.path()), [".claude.json"]);
}

#[test]
fn it_is_ours_while_we_write_and_then_gone() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), ".claude.json", "old");
    let lock = dir.path().join(".claude.json.lock");
    let there = lock.clone();
    at(Step::Exchanged, move |_| assert!(there.is_dir()));
    put(&path, Some(b"old"), "new", None).unwrap();
    assert!(!lock.exists());
    let there = lock.clone();
    let target = path.clone();
    at(Step::Ready, move |_| {
        assert!(there.is_dir());
        fs::write(&target, "client").unwrap();
    });
    put(&path, Some(b"new"), "newer", None).unwrap_err();
    assert!(!lock.exists());
}

/// A client that took it because we were too slow keeps it.
#[test]
fn a_lock_that_is_another_by_now_is_left() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), ".claude.json", "old");
    let lock = dir.path().join(".claude.json.lock");
    let there = lock.clone();
    at(Step::Synced, move |_| {
        fs::remove_dir(&there).unwrap();
        fs::create_dir(&there).unwrap();
        is_old(&there, 1);
    });
    put(&path, Some(b"old"), "new", None).unwrap();
    assert!(lock.exists());
}

#[test]
fn the_lock_lies_beside_a_link_as_the_client_spells_it() {
    let dir = tempfile::tempdir().unwrap();
    file(dir.path(), "dotfiles/claude.json", "old");
    let link = dir.path().join(".claude.json");
    std::os::unix::fs::symlink("dotfiles/claude.json", &link).unwrap();
    let there = dir.path().join(".claude.json.lock");
    at(Step::Exchanged, move |_| assert!(there.is_dir()));
    put(&link, Some(b"old"), "new", None).unwrap();
    assert_eq!(names(&dir.path().join("dotfiles")), ["claude.json"]);
}
