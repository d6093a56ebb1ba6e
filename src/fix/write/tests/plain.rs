//! What is written and what is refused on every system.

use super::{file, names, put, read};
use crate::fix::write::WriteError;
use std::fs;

#[test]
fn replaces_what_was_read_and_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "a.json", "old");
    put(&path, Some(b"old"), "new", Some(dir.path())).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(names(dir.path()), ["a.json"]);
}

#[test]
fn refuses_what_changed_or_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "a.json", "TOKEN");
    let error = put(&path, Some(b"old"), "new", None).unwrap_err();
    assert!(matches!(error, WriteError::Changed { .. }));
    assert!(error.to_string().contains("a.json") && !error.to_string().contains("TOKEN"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), b"TOKEN");
    assert_eq!(names(dir.path()), ["a.json"]);
    let error = put(&dir.path().join("gone"), Some(b""), "new", None).unwrap_err();
    assert!(matches!(error, WriteError::Changed { .. }));
}

#[test]
fn creates_with_parents_and_never_over_something() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a/b/c.json");
    put(&path, None, "{}\n", Some(dir.path())).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"{}\n");
    let error = put(&path, None, "[]", Some(dir.path())).unwrap_err();
    assert!(matches!(error, WriteError::Exists { .. }));
    assert_eq!(fs::read(&path).unwrap(), b"{}\n");
    assert_eq!(names(path.parent().unwrap()), ["c.json"]);
}

#[test]
fn refuses_directories() {
    let dir = tempfile::tempdir().unwrap();
    let error = put(dir.path(), Some(b""), "x", None).unwrap_err();
    assert!(matches!(error, WriteError::NotAFile { .. }));
    assert!(matches!(put(dir.path(), None, "x", None), Err(WriteError::Exists { .. })));
}

#[test]
fn never_leaves_the_root() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("root");
    fs::create_dir(&root).unwrap();
    let outside = file(dir.path(), "out.json", "old");
    for path in [outside.clone(), root.join("../out.json")] {
        let error = put(&path, Some(b"old"), "new", Some(&root)).unwrap_err();
        assert!(matches!(error, WriteError::Outside { .. }), "{error}");
    }
    for path in [root.join("../new/a.json"), dir.path().join("new/a.json"), root.join("no/../../new/a.json")] {
        put(&path, None, "new", Some(&root)).unwrap_err();
    }
    assert_eq!(names(dir.path()), ["out.json", "root"]);
    assert!(names(&root).is_empty());
    assert_eq!(fs::read(outside).unwrap(), b"old");
}

#[test]
fn what_it_says_already_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "a.json", "new");
    let before = fs::metadata(&path).unwrap().modified().unwrap();
    put(&path, Some(b"old"), "new", None).unwrap();
    put(&path, None, "new", Some(dir.path())).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
    assert_eq!(names(dir.path()), ["a.json"]);
}

#[test]
fn directories_that_were_made_go_again() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("a")).unwrap();
    // The name is too long for any file system.
    let long = "x".repeat(300);
    let error = put(&dir.path().join("a/b/c").join(&long), None, "new", None).unwrap_err();
    assert!(matches!(error, WriteError::Io { .. }), "{error}");
    assert!(names(&dir.path().join("a")).is_empty());
    // What another program put into one of them stays.
    let there = dir.path().join("a/b");
    crate::fix::write::step::at(crate::fix::write::step::Step::Filled, move |_| {
        fs::write(there.join("theirs"), "x").unwrap();
    });
    put(&dir.path().join("a/b/c").join(&long), None, "new", None).unwrap_err();
    assert_eq!(names(&dir.path().join("a/b")), ["theirs"]);
}

#[test]
fn a_large_file_is_compared_to_the_end() {
    let dir = tempfile::tempdir().unwrap();
    let old = "x".repeat(200_001);
    let path = file(dir.path(), "a.json", &old);
    let mut other = old.clone().into_bytes();
    other[200_000] = b'y';
    assert!(matches!(put(&path, Some(&other), "new", None), Err(WriteError::Changed { .. })));
    put(&path, Some(old.as_bytes()), "new", None).unwrap();
    assert_eq!(read(&path), "new");
}
