//! Modes, owners and links.

use super::{file, names, put};
use crate::fix::write::WriteError;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};

#[test]
fn keeps_the_mode() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "a.json", "old");
    for mode in [0o600, 0o644, 0o664, 0o755] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let old = fs::read(&path).unwrap();
        put(&path, Some(&old), &format!("{mode}"), None).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, mode);
    }
}

#[test]
fn refuses_read_only_files() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "a.json", "old");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let error = put(&path, Some(b"old"), "new", None).unwrap_err();
    assert!(matches!(error, WriteError::ReadOnly { .. }));
    assert_eq!(fs::read(&path).unwrap(), b"old");
}

#[test]
fn links_stay_and_their_target_is_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let target = file(dir.path(), "real/a.json", "old");
    let link = dir.path().join("link.json");
    symlink("real/a.json", &link).unwrap();
    put(&link, Some(b"old"), "new", Some(dir.path())).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read(&target).unwrap(), b"new");
}

#[test]
fn links_do_not_lead_out_of_the_root() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("root");
    fs::create_dir(&root).unwrap();
    let target = file(dir.path(), "out/a.json", "old");
    symlink(&target, root.join("link.json")).unwrap();
    symlink(dir.path().join("out"), root.join("way")).unwrap();
    symlink(dir.path().join("nowhere"), root.join("dangling")).unwrap();
    for path in [root.join("link.json"), root.join("way/a.json")] {
        let error = put(&path, Some(b"old"), "new", Some(&root)).unwrap_err();
        assert!(matches!(error, WriteError::Outside { .. }), "{error}");
    }
    for path in [root.join("way/new.json"), root.join("way/new/b.json"), root.join("dangling")] {
        put(&path, None, "new", Some(&root)).unwrap_err();
    }
    assert_eq!(fs::read(&target).unwrap(), b"old");
    assert_eq!(names(&dir.path().join("out")), ["a.json"]);
    // Without a root the link may be followed anywhere.
    put(&root.join("link.json"), Some(b"old"), "new", None).unwrap();
    assert_eq!(fs::read(&target).unwrap(), b"new");
}

#[test]
fn a_link_that_leads_elsewhere_meanwhile_is_a_change() {
    let dir = tempfile::tempdir().unwrap();
    let one = file(dir.path(), "one.json", "old");
    let two = file(dir.path(), "two.json", "old");
    let link = dir.path().join("link.json");
    symlink("one.json", &link).unwrap();
    let at = link.clone();
    crate::fix::write::step::at(crate::fix::write::step::Step::Filled, move |_| {
        fs::remove_file(&at).unwrap();
        symlink("two.json", &at).unwrap();
    });
    assert!(matches!(put(&link, Some(b"old"), "new", None), Err(WriteError::Changed { .. })));
    assert_eq!((fs::read(&one).unwrap(), fs::read(&two).unwrap()), (b"old".to_vec(), b"old".to_vec()));
    assert_eq!(names(dir.path()), ["link.json", "one.json", "two.json"]);
}

#[test]
fn never_waits_for_a_pipe() {
    let dir = tempfile::tempdir().unwrap();
    let pipe = dir.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|s| s.success()) {
        return;
    }
    assert!(matches!(put(&pipe, Some(b""), "x", None), Err(WriteError::NotAFile { .. })));
    assert!(matches!(put(&pipe, None, "x", None), Err(WriteError::Exists { .. })));
}

#[test]
fn keeps_owner_and_group() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "a.json", "old");
    // Only root may give files away; for all others the owner is their own anyway.
    let _ = chown(&path, Some(12345), Some(23456));
    let before = fs::metadata(&path).unwrap();
    put(&path, Some(b"old"), "new", None).unwrap();
    let after = fs::metadata(&path).unwrap();
    assert_ne!(before.ino(), after.ino());
    assert_eq!((before.uid(), before.gid(), before.mode()), (after.uid(), after.gid(), after.mode()));
}

#[cfg(target_os = "linux")]
#[test]
fn keeps_the_users_own_attributes() {
    use rustix::fs::{XattrFlags, getxattr, setxattr};
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "a.json", "old");
    if setxattr(&path, "user.note", b"mine", XattrFlags::empty()).is_err() {
        return;
    }
    put(&path, Some(b"old"), "new", None).unwrap();
    let mut value = [0; 16];
    let length = getxattr(&path, "user.note", value.as_mut_slice()).unwrap();
    assert_eq!(&value[..length], b"mine");
}
