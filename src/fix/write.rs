//! The one place that writes files: whole, atomically, and only over the bytes that were read.

use std::ffi::OsStr;
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use tempfile::NamedTempFile;

/// Why a file was not written; it is then as it was. Messages name the path and never what the file holds.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// It is not what was read any more, or is gone.
    #[error("`{}` changed since it was read", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// It should be new and is there.
    #[error("`{}` exists already", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Symlinks or `..` lead out of the allowed directory.
    #[error("`{}` lies outside `{}`", path.display(), root.display())]
    Outside {
        /// The file.
        path: PathBuf,
        /// The directory it may not leave.
        root: PathBuf,
    },
    /// Nobody may write it.
    #[error("`{}` is read-only", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// A directory, a pipe, a device.
    #[error("`{}` is not a regular file", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// The system refused.
    #[error("cannot {action} `{}`: {error}", path.display())]
    Io {
        /// What was tried, as a verb: "read".
        action: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// The system's answer.
        error: io::Error,
    },
}

/// Writes `text` to `path` in one step: other programs see the old bytes or the new ones.
///
/// `expected` holds the bytes that were read; `None` means that the file must not exist yet (missing directories are
/// made). A symlink stays and its target is replaced. The real path may not leave `allowed_root`, where one is given.
pub fn write_atomic(
    path: &Path,
    expected: Option<&[u8]>,
    text: &str,
    allowed_root: Option<&Path>,
) -> Result<(), WriteError> {
    match expected {
        Some(expected) => replace(path, expected, text, allowed_root),
        None => create(path, text, allowed_root),
    }
}

fn replace(path: &Path, expected: &[u8], text: &str, root: Option<&Path>) -> Result<(), WriteError> {
    let target = match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(changed(path)),
        resolved => resolved.map_err(failed("resolve", path))?,
    };
    stay_inside(path, &target, root)?;
    let metadata = fs::metadata(&target).map_err(failed("read", path))?;
    if !metadata.is_file() {
        return Err(WriteError::NotAFile { path: path.to_owned() });
    }
    if metadata.permissions().readonly() {
        return Err(WriteError::ReadOnly { path: path.to_owned() });
    }
    unchanged(path, &target, expected)?;
    let parent = target.parent().unwrap_or(Path::new("/"));
    let temp = filled(path, parent, text, Some(&metadata))?;
    // Again, as late as possible: an editor or the client itself may have saved meanwhile.
    unchanged(path, &target, expected)?;
    temp.persist(&target).map_err(|e| failed("replace", path)(e.error))?;
    sync_directory(parent)
}

fn create(path: &Path, text: &str, root: Option<&Path>) -> Result<(), WriteError> {
    // Not `exists`: a link that leads nowhere is there too.
    if fs::symlink_metadata(path).is_ok() {
        return Err(WriteError::Exists { path: path.to_owned() });
    }
    let Some(name) = path.file_name() else {
        return Err(WriteError::NotAFile { path: path.to_owned() });
    };
    let parent = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    // Before anything is made, so that no directory appears outside either.
    stay_inside(path, &future(parent).map_err(failed("resolve", parent))?.join(name), root)?;
    fs::create_dir_all(parent).map_err(failed("create", parent))?;
    let parent = fs::canonicalize(parent).map_err(failed("resolve", parent))?;
    let target = parent.join(name);
    stay_inside(path, &target, root)?;
    let temp = filled(path, &parent, text, None)?;
    temp.persist_noclobber(&target).map_err(|e| match e.error.kind() {
        io::ErrorKind::AlreadyExists => WriteError::Exists { path: path.to_owned() },
        _ => failed("create", path)(e.error),
    })?;
    sync_directory(&parent)
}

/// A temporary file beside the target (a rename works within one file system only), on the disk, with the target's
/// mode or, for a new file, what the umask leaves.
fn filled(path: &Path, parent: &Path, text: &str, like: Option<&Metadata>) -> Result<NamedTempFile, WriteError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(OsStr::new(".mcpcheck-")).suffix(OsStr::new(".tmp"));
    #[cfg(unix)]
    if like.is_none() {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut temp = builder.tempfile_in(parent).map_err(failed("write beside", path))?;
    temp.write_all(text.as_bytes()).map_err(failed("write", path))?;
    if let Some(like) = like {
        temp.as_file().set_permissions(like.permissions()).map_err(failed("keep the mode of", path))?;
    }
    temp.as_file().sync_all().map_err(failed("write", path))?;
    Ok(temp)
}

fn unchanged(path: &Path, target: &Path, expected: &[u8]) -> Result<(), WriteError> {
    match fs::read(target) {
        Ok(now) if now == expected => Ok(()),
        Ok(_) => Err(changed(path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(changed(path)),
        Err(error) => Err(failed("read", path)(error)),
    }
}

fn stay_inside(path: &Path, target: &Path, root: Option<&Path>) -> Result<(), WriteError> {
    let Some(root) = root else { return Ok(()) };
    let real = fs::canonicalize(root).map_err(failed("resolve", root))?;
    if target.starts_with(real) {
        return Ok(());
    }
    Err(WriteError::Outside { path: path.to_owned(), root: root.to_owned() })
}

/// Where a directory will be once it is made: its nearest existing ancestor, resolved, and the rest as written.
fn future(directory: &Path) -> io::Result<PathBuf> {
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

fn changed(path: &Path) -> WriteError {
    WriteError::Changed { path: path.to_owned() }
}

fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> WriteError {
    let path = path.to_owned();
    move |error| WriteError::Io { action, path, error }
}

/// Makes the rename itself last. Only Unix lets a directory be opened for that.
fn sync_directory(directory: &Path) -> Result<(), WriteError> {
    if cfg!(unix) {
        File::open(directory).and_then(|d| d.sync_all()).map_err(failed("sync", directory))?;
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the tests need files to start from")]
mod tests {
    use super::*;

    fn file(dir: &Path, name: &str, text: &str) -> PathBuf {
        let path = dir.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn replaces_what_was_read_and_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let path = file(dir.path(), "a.json", "old");
        write_atomic(&path, Some(b"old"), "new", Some(dir.path())).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names(dir.path()), ["a.json"]);
    }

    #[test]
    fn refuses_what_changed_or_is_gone() {
        let dir = tempfile::tempdir().unwrap();
        let path = file(dir.path(), "a.json", "TOKEN");
        let error = write_atomic(&path, Some(b"old"), "new", None).unwrap_err();
        assert!(matches!(error, WriteError::Changed { .. }));
        assert!(error.to_string().contains("a.json") && !error.to_string().contains("TOKEN"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"TOKEN");
        assert_eq!(names(dir.path()), ["a.json"]);
        let error = write_atomic(&dir.path().join("gone"), Some(b""), "new", None).unwrap_err();
        assert!(matches!(error, WriteError::Changed { .. }));
    }

    #[test]
    fn creates_with_parents_and_never_over_something() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b/c.json");
        write_atomic(&path, None, "{}\n", Some(dir.path())).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"{}\n");
        let error = write_atomic(&path, None, "[]", Some(dir.path())).unwrap_err();
        assert!(matches!(error, WriteError::Exists { .. }));
        assert_eq!(fs::read(&path).unwrap(), b"{}\n");
        assert_eq!(names(path.parent().unwrap()), ["c.json"]);
    }

    #[test]
    fn refuses_directories() {
        let dir = tempfile::tempdir().unwrap();
        let error = write_atomic(dir.path(), Some(b""), "x", None).unwrap_err();
        assert!(matches!(error, WriteError::NotAFile { .. }));
        assert!(matches!(write_atomic(dir.path(), None, "x", None), Err(WriteError::Exists { .. })));
    }

    #[test]
    fn never_leaves_the_root() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("root");
        fs::create_dir(&root).unwrap();
        let outside = file(dir.path(), "out.json", "old");
        for path in [outside.clone(), root.join("../out.json")] {
            let error = write_atomic(&path, Some(b"old"), "new", Some(&root)).unwrap_err();
            assert!(matches!(error, WriteError::Outside { .. }), "{error}");
        }
        for path in [root.join("../new/a.json"), dir.path().join("new/a.json"), root.join("no/../../new/a.json")] {
            write_atomic(&path, None, "new", Some(&root)).unwrap_err();
        }
        assert_eq!(names(dir.path()), ["out.json", "root"]);
        assert!(names(&root).is_empty());
        assert_eq!(fs::read(outside).unwrap(), b"old");
    }

    #[cfg(unix)]
    mod unix {
        use super::*;
        use std::os::unix::fs::{PermissionsExt, symlink};

        #[test]
        fn keeps_the_mode() {
            let dir = tempfile::tempdir().unwrap();
            let path = file(dir.path(), "a.json", "old");
            for mode in [0o600, 0o644, 0o664, 0o755] {
                fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
                let old = fs::read(&path).unwrap();
                write_atomic(&path, Some(&old), &format!("{mode}"), None).unwrap();
                assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, mode);
            }
        }

        #[test]
        fn refuses_read_only_files() {
            let dir = tempfile::tempdir().unwrap();
            let path = file(dir.path(), "a.json", "old");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
            let error = write_atomic(&path, Some(b"old"), "new", None).unwrap_err();
            assert!(matches!(error, WriteError::ReadOnly { .. }));
            assert_eq!(fs::read(&path).unwrap(), b"old");
        }

        #[test]
        fn links_stay_and_their_target_is_replaced() {
            let dir = tempfile::tempdir().unwrap();
            let target = file(dir.path(), "real/a.json", "old");
            let link = dir.path().join("link.json");
            symlink("real/a.json", &link).unwrap();
            write_atomic(&link, Some(b"old"), "new", Some(dir.path())).unwrap();
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
                let error = write_atomic(&path, Some(b"old"), "new", Some(&root)).unwrap_err();
                assert!(matches!(error, WriteError::Outside { .. }), "{error}");
            }
            for path in [root.join("way/new.json"), root.join("way/new/b.json"), root.join("dangling")] {
                write_atomic(&path, None, "new", Some(&root)).unwrap_err();
            }
            assert_eq!(fs::read(&target).unwrap(), b"old");
            assert_eq!(names(&dir.path().join("out")), ["a.json"]);
            // Without a root the link may be followed anywhere.
            write_atomic(&root.join("link.json"), Some(b"old"), "new", None).unwrap();
            assert_eq!(fs::read(&target).unwrap(), b"new");
        }
    }
}
