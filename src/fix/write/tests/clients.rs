//! What a client saves while we write is never lost.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{Seek, Write as _};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::{file, names, put, put_with_backup, read};
use crate::fix::write::WriteError;
use crate::fix::write::step::{Step, at, everywhere, refuse_exchange};

const EVERY: [Step; 6] = [Step::Compared, Step::Filled, Step::Ready, Step::Exchanged, Step::Synced, Step::Looked];

/// Saves as most clients do: another file under the same name.
fn by_rename(path: &Path, text: &str) {
    let other = path.with_extension("client");
    fs::write(&other, text).unwrap();
    fs::rename(other, path).unwrap();
}

fn refused(result: Result<super::Written, WriteError>) -> Option<PathBuf> {
    match result {
        Err(WriteError::Changed { kept, .. }) => kept,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_rename_before_the_exchange_stays() {
    for step in [Step::Compared, Step::Filled, Step::Ready] {
        for backup in [false, true] {
            let dir = tempfile::tempdir().unwrap();
            let path = file(dir.path(), "a.json", "old");
            let there = path.clone();
            at(step, move |_| by_rename(&there, "client"));
            let result =
                if backup { put_with_backup(&path, "old", "new") } else { put(&path, Some(b"old"), "new", None) };
            assert_eq!(refused(result), None, "{step:?}");
            assert_eq!(read(&path), "client", "{step:?}");
            assert_eq!(names(dir.path()), ["a.json"], "{step:?}");
        }
    }
}

#[test]
fn a_rename_after_the_exchange_is_the_clients_business() {
    for step in [Step::Exchanged, Step::Synced, Step::Looked] {
        let dir = tempfile::tempdir().unwrap();
        let path = file(dir.path(), "a.json", "old");
        let there = path.clone();
        at(step, move |_| by_rename(&there, "client"));
        put(&path, Some(b"old"), "new", None).unwrap();
        assert_eq!(read(&path), "client", "{step:?}");
        assert_eq!(names(dir.path()), ["a.json"], "{step:?}");
    }
}

/// The client opened the file before we began, and writes into it at each moment.
#[test]
fn a_write_in_place_stays_at_every_step() {
    for step in EVERY {
        for backup in [false, true] {
            let dir = tempfile::tempdir().unwrap();
            let path = file(dir.path(), "a.json", "old");
            let mut open = File::options().write(true).open(&path).unwrap();
            at(step, move |_| open.write_all(b"CLI").unwrap());
            let result =
                if backup { put_with_backup(&path, "old", "new") } else { put(&path, Some(b"old"), "new", None) };
            assert_eq!(refused(result), None, "{step:?}");
            assert_eq!(read(&path), "CLI", "{step:?}");
            assert_eq!(names(dir.path()), ["a.json"], "{step:?}");
        }
    }
}

/// It emptied the file, and writes only after we are done.
#[test]
fn a_file_that_was_emptied_comes_back_for_its_writer() {
    for step in EVERY {
        let dir = tempfile::tempdir().unwrap();
        let path = file(dir.path(), "a.json", "old");
        let mut open = File::options().write(true).open(&path).unwrap();
        let mut emptied = open.try_clone().unwrap();
        at(step, move |_| {
            emptied.rewind().unwrap();
            emptied.set_len(0).unwrap();
        });
        refused(put(&path, Some(b"old"), "new", None));
        open.write_all(b"client").unwrap();
        assert_eq!(read(&path), "client", "{step:?}");
    }
}

#[test]
fn a_file_that_was_removed_stays_removed() {
    for step in [Step::Compared, Step::Filled, Step::Ready] {
        let dir = tempfile::tempdir().unwrap();
        let path = file(dir.path(), "a.json", "old");
        let there = path.clone();
        at(step, move |_| fs::remove_file(&there).unwrap());
        refused(put(&path, Some(b"old"), "new", None));
        assert!(names(dir.path()).is_empty(), "{step:?}");
    }
}

#[test]
fn a_link_or_directory_in_its_place_stays() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "a.json", "old");
    file(dir.path(), "b.json", "old");
    let there = path.clone();
    at(Step::Ready, move |_| {
        fs::remove_file(&there).unwrap();
        std::os::unix::fs::symlink("b.json", &there).unwrap();
    });
    refused(put(&path, Some(b"old"), "new", None));
    assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
    assert_eq!(names(dir.path()), ["a.json", "b.json"]);
    let there = dir.path().join("b.json");
    at(Step::Ready, move |_| {
        fs::remove_file(&there).unwrap();
        fs::create_dir(&there).unwrap();
    });
    refused(put(&dir.path().join("b.json"), Some(b"old"), "new", None));
    assert!(dir.path().join("b.json").is_dir());
    assert_eq!(names(dir.path()), ["a.json", "b.json"]);
}

/// What it saved first is displaced, and before that is back it saves once more over ours.
#[test]
fn the_newest_of_two_saves_wins_and_the_other_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "a.json", "old");
    let there = path.clone();
    let first = RefCell::new(true);
    everywhere(move |step| match step {
        Step::Ready => by_rename(&there, "first"),
        Step::Exchanged if first.replace(false) => by_rename(&there, "second"),
        _ => {}
    });
    let kept = refused(put(&path, Some(b"old"), "new", None)).unwrap();
    assert_eq!(read(&path), "second");
    assert_eq!(read(&kept), "first");
    assert_eq!(names(dir.path()), ["a.json", "a.json.mcpcheck-backup"]);
}

/// The same by writing into the file that we put there.
#[test]
fn what_a_client_wrote_into_ours_wins() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "a.json", "old");
    let there = path.clone();
    everywhere(move |step| match step {
        Step::Ready => by_rename(&there, "first"),
        Step::Exchanged => fs::write(&there, "into ours").unwrap(),
        _ => {}
    });
    let kept = refused(put(&path, Some(b"old"), "new", None)).unwrap();
    assert_eq!(read(&path), "into ours");
    assert_eq!(read(&kept), "first");
}

/// It saves at each turn of putting back; the last save stays.
#[test]
fn the_last_of_many_saves_wins() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "a.json", "old");
    let there = path.clone();
    let count = Rc::new(RefCell::new(0));
    let saves = Rc::clone(&count);
    everywhere(move |step| match step {
        Step::Ready | Step::Exchanged => by_rename(&there, &format!("{step:?}")),
        Step::PutBack if *saves.borrow() < 20 => {
            *saves.borrow_mut() += 1;
            by_rename(&there, &saves.borrow().to_string());
        }
        _ => {}
    });
    refused(put(&path, Some(b"old"), "new", None)).unwrap();
    assert_eq!(*count.borrow(), 20);
    assert_eq!(read(&path), "20");
}

#[test]
fn without_exchange_it_is_looked_at_just_before_the_rename() {
    refuse_exchange(true);
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "a.json", "old");
    put(&path, Some(b"old"), "new", None).unwrap();
    assert_eq!(read(&path), "new");
    for step in [Step::Compared, Step::Filled, Step::Ready] {
        let there = path.clone();
        at(step, move |_| by_rename(&there, "client"));
        refused(put(&path, Some(b"new"), "newer", None));
        assert_eq!(read(&path), "client", "{step:?}");
        fs::write(&path, "new").unwrap();
    }
    refuse_exchange(false);
    assert_eq!(names(dir.path()), ["a.json"]);
}
