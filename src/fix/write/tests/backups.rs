//! The old file's second name.

use super::{file, names, put, put_with_backup, read};
use crate::fix::write::WriteError;
use std::fs;

#[test]
fn the_old_file_stays_under_a_free_name() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "a.json", "one");
    for (old, new, name) in [
        ("one", "two", "a.json.mcpcheck-backup"),
        ("two", "three", "a.json.mcpcheck-backup.1"),
        ("three", "four", "a.json.mcpcheck-backup.2"),
    ] {
        let backup = put_with_backup(&path, old, new).unwrap().backup.unwrap();
        assert_eq!(backup, dir.path().join(name));
        assert_eq!((read(&backup).as_str(), read(&path).as_str()), (old, new));
    }
    assert_eq!(names(dir.path()).len(), 4);
}

#[test]
fn no_backup_of_what_is_not_written() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "a.json", "old");
    assert!(matches!(put_with_backup(&path, "other", "new"), Err(WriteError::Changed { .. })));
    assert!(put_with_backup(&path, "other", "old").unwrap().backup.is_none());
    assert!(put(&path, Some(b"old"), "new", None).unwrap().backup.is_none());
    assert_eq!(names(dir.path()), ["a.json"]);
}

#[cfg(unix)]
#[test]
fn it_has_the_old_mode_and_lies_beside_the_path_as_spelled() {
    use std::os::unix::fs::{MetadataExt, symlink};
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "real/a.json", "old");
    let link = dir.path().join("link.json");
    symlink("real/a.json", &link).unwrap();
    let before = fs::metadata(&path).unwrap();
    let backup = put_with_backup(&link, "old", "new").unwrap().backup.unwrap();
    assert_eq!(fs::metadata(&backup).unwrap().ino(), before.ino());
    // Beside the link: what it leads to may lie in a repository of dotfiles.
    assert_eq!(names(&dir.path().join("real")), ["a.json"]);
    assert_eq!(backup, link.with_file_name("link.json.mcpcheck-backup"));
}
