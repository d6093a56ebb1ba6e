//! Finds a golden, follows `extends`, and reads the chain of files from the farthest to the nearest.

use std::fs;
use std::io::{self, Error, ErrorKind, Read as _};
use std::path::{Component, Path, PathBuf};

use super::error::{Fault, GoldenError, printable, quote};
use super::place::{Place, Read};
use super::read::Reader;
use super::{FILE_NAME, Golden, GoldenFile};
use crate::document::{Document, Interest, Syntax};

/// How many files may stand between the nearest golden and the last one it extends.
const MAX_DEPTH: usize = 16;

/// A golden above this size in bytes is a mistake.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Reads a file; tests and fuzzers pass a made-up one.
pub type Loader<'l> = dyn Fn(&Path) -> io::Result<String> + 'l;

/// The nearest golden: in `start`, an absolute directory, or above it.
pub fn find(start: &Path) -> Option<PathBuf> {
    start.ancestors().map(|dir| dir.join(FILE_NAME)).find(|path| path.is_file())
}

/// Reads a golden and what it extends. `known_rules` are the ids and families of all rules; what is extended must lie
/// in `git_root`, also when symlinks are followed. `path` and `git_root` are absolute.
///
/// # Errors
/// The first mistake, wherever in the chain it stands.
pub fn load(path: &Path, git_root: Option<&Path>, known_rules: &[&str]) -> Result<Golden, GoldenError> {
    let nearest = normal(path);
    let loader = |file: &Path| {
        if let Some(root) = git_root.filter(|_| file != nearest)
            && !fs::canonicalize(file)?.starts_with(fs::canonicalize(root)?)
        {
            return Err(Error::new(ErrorKind::PermissionDenied, "a symlink leads out of the repository"));
        }
        read_file(file)
    };
    load_with(path, git_root, known_rules, &loader)
}

/// Like [`load`], with every file read by `loader`; touches nothing else.
///
/// # Errors
/// The first mistake, wherever in the chain it stands.
pub fn load_with(
    path: &Path,
    git_root: Option<&Path>,
    known_rules: &[&str],
    loader: &Loader<'_>,
) -> Result<Golden, GoldenError> {
    let path = normal(path);
    let text = loader(&path).map_err(|error| GoldenError::unreadable(&path, reason(&error)))?;
    let mut files = vec![parse(path.clone(), text)];
    let mut read = || -> Read<Golden> {
        while let Some(next) = extended(&files, git_root, loader)? {
            files.push(next);
        }
        let mut golden = Golden::empty(&path, Vec::new());
        for (index, file) in files.iter().enumerate().rev() {
            let dir = file.path.parent().unwrap_or(Path::new(""));
            if let Some(root) = &file.document.root {
                Reader { dir, rules: known_rules }.read(&Place::root(index, root), &mut golden)?;
            }
        }
        check(&golden)?;
        Ok(golden)
    };
    match read() {
        Ok(golden) => Ok(Golden { files, ..golden }),
        Err(fault) => Err(fault.place_in(&files)),
    }
}

fn parse(path: PathBuf, text: String) -> GoldenFile {
    GoldenFile { path, document: Document::parse(text, Syntax::Toml, Interest::All) }
}

/// The file that the last one extends, if it extends one.
fn extended(files: &[GoldenFile], git_root: Option<&Path>, loader: &Loader<'_>) -> Read<Option<GoldenFile>> {
    let Some((index, file)) = files.iter().enumerate().next_back() else { return Ok(None) };
    if let Some(problem) = file.document.fatal() {
        let message = printable(&problem.message);
        return Err(Fault { file: index, span: problem.span, message, help: None });
    }
    let Some(root) = &file.document.root else { return Ok(None) };
    let Some(place) = Place::root(index, root).table()?.into_iter().find(|entry| entry.key == "extends") else {
        return Ok(None);
    };
    let text = place.str()?;
    let relative = Path::new(text);
    if text.is_empty() || relative.has_root() || relative.is_absolute() || text.starts_with('~') {
        let help = "write the path of a golden from the directory of this file: `../mcpcheck.toml`";
        return Err(place.fault(format!("`extends` takes a relative path, not {}", quote(text))).help(help));
    }
    let path = normal(&file.path.parent().unwrap_or(Path::new("")).join(relative));
    if git_root.is_some_and(|root| !path.starts_with(normal(root))) {
        let help = "a golden may extend files of its own repository only";
        return Err(place.fault(format!("{} lies outside the repository", quote(text))).help(help));
    }
    if files.iter().any(|f| f.path == path) {
        return Err(place.fault(format!("{} extends itself, over this file", quote(text))));
    }
    if files.len() > MAX_DEPTH {
        return Err(place.fault(format!("more than {MAX_DEPTH} files extend one another")));
    }
    let text = loader(&path).map_err(|error| place.fault(format!("{}: {}", quote(text), reason(&error))))?;
    Ok(Some(parse(path, text)))
}

/// What only the whole can show.
fn check(golden: &Golden) -> Read<()> {
    if let (Some(file), Some(_)) = (&golden.golden_file, &golden.servers_at) {
        let message = "`golden` and `[servers]` cannot both say what is true".to_owned();
        let help = Some("keep one; to drop an inherited one, set it to `false`".to_owned());
        return Err(Fault { file: file.origin.file, span: file.origin.span, message, help });
    }
    golden.servers.iter().try_for_each(super::GoldenServer::check)?;
    let required = |id: &str| golden.clients.require.iter().any(|r| r.value == id);
    if let Some(id) = golden.clients.ignore.iter().find(|id| required(&id.value)) {
        let message = format!("{} is both required and ignored", quote(&id.value));
        return Err(Fault { file: id.origin.file, span: id.origin.span, message, help: None });
    }
    Ok(())
}

/// The path without `.` and `..`, as far as the text of it goes.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            // Above the root is the root.
            Component::ParentDir if out.has_root() => {}
            part => out.push(part),
        }
    }
    out
}

/// Reads a golden from disk. A pipe or a device would never end, so only regular files are read.
fn read_file(path: &Path) -> io::Result<String> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(Error::other("not a regular file"));
    }
    if metadata.len() > MAX_BYTES {
        return Err(Error::other("the file is larger than 4 MiB"));
    }
    let mut text = String::new();
    // The file may grow meanwhile; what is cut off then makes a syntax error, not a hang.
    fs::File::open(path)?.take(MAX_BYTES).read_to_string(&mut text)?;
    Ok(text)
}

/// The words of an error that are the same on every system.
fn reason(error: &Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::InvalidData => "the file is not UTF-8".to_owned(),
        _ => printable(&error.to_string()),
    }
}
