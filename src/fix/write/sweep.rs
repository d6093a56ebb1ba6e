//! What a run that was killed left behind.

use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::content::fingerprint;
use super::lock::Directory;
use super::sys;
use super::temp::Name;

/// Where there is no lock, what is this old belongs to nobody.
const OLD: Duration = Duration::from_secs(3600);

/// Removes the temporary files of runs that were killed in this directory. Gives back those that stay because they
/// hold what another program saved.
///
/// Only where the directory's lock is free, because whoever writes there holds it; links are not followed, and what
/// goes wrong is left. While places are exchanged a temporary file may hold what a client has just saved, and a run
/// killed at that moment leaves that save there alone. So a file under a name of that time goes only if it holds
/// exactly what the run had read or was about to write, which its name tells; anything else stays for its owner.
pub fn sweep(directory: &Path) -> Vec<PathBuf> {
    let lock = Directory::lock_now(directory);
    if cfg!(unix) && lock.is_none() {
        return Vec::new();
    }
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    let mut foreign = Vec::new();
    for entry in entries.filter_map(Result::ok) {
        match judge(&entry, lock.is_some()) {
            Litter::Ours => drop(fs::remove_file(entry.path())),
            Litter::Foreign => foreign.push(entry.path()),
            Litter::None => {}
        }
    }
    foreign.sort();
    foreign
}

/// What a directory's entry is.
enum Litter {
    /// Nobody misses it.
    Ours,
    /// It may be the only copy of what another program saved.
    Foreign,
    /// None of our temporary files.
    None,
}

fn judge(entry: &DirEntry, locked: bool) -> Litter {
    let name = entry.file_name();
    let Some(name) = name.to_str().and_then(Name::parse) else { return Litter::None };
    let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
    if !entry.file_type().is_ok_and(|kind| kind.is_file()) || (!locked && age().is_none_or(|age| age < OLD)) {
        return Litter::None;
    }
    match name {
        // Never exchanged: some part of a new text.
        Name::Filling => Litter::Ours,
        Name::Exchanging(known) => {
            let content = sys::open_regular(&entry.path()).ok().flatten();
            let now = content.and_then(|file| fingerprint(file).ok());
            if now.is_some_and(|now| known.contains(&now)) { Litter::Ours } else { Litter::Foreign }
        }
    }
}
