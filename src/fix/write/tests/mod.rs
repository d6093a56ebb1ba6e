#![expect(clippy::disallowed_methods, reason = "the tests need files to start from")]

mod backups;
#[cfg(unix)]
mod clients;
#[cfg(unix)]
mod locks;
mod plain;
#[cfg(unix)]
mod sweeps;
#[cfg(unix)]
mod unix;

use std::fs;
use std::path::{Path, PathBuf};

use super::{Write, WriteError, Written};

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

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

fn put(path: &Path, expected: Option<&[u8]>, text: &str, within: Option<&Path>) -> Result<Written, WriteError> {
    Write { path, expected, text, within, backup: false }.write()
}

fn put_with_backup(path: &Path, expected: &str, text: &str) -> Result<Written, WriteError> {
    Write { path, expected: Some(expected.as_bytes()), text, within: None, backup: true }.write()
}
