//! What a run that was killed left behind.

use std::fs::{self, DirEntry};
use std::path::Path;
use std::time::Duration;

use super::content::fingerprint;
use super::lock::Directory;
use super::sys;
use super::temp::{PREFIX, SUFFIX, harmless};

/// Where there is no lock, what is this old belongs to nobody.
const OLD: Duration = Duration::from_secs(3600);

/// Removes the temporary files of runs that were killed in this directory, and says how many.
///
/// Only where the directory's lock is free, because whoever writes there holds it; links are not followed, and what
/// goes wrong is left. While places are exchanged a temporary file may hold what a client has just saved, and a run
/// killed at that moment leaves that save there alone. So a file under a name of that time goes only if it holds
/// exactly what the run had read or was about to write, which its name tells; anything else stays for its owner.
pub fn sweep(directory: &Path) -> usize {
    let lock = Directory::lock_now(directory);
    if cfg!(unix) && lock.is_none() {
        return 0;
    }
    let Ok(entries) = fs::read_dir(directory) else { return 0 };
    let litter = entries.filter_map(Result::ok).filter(|e| is_litter(e, lock.is_some()));
    litter.filter(|e| fs::remove_file(e.path()).is_ok()).count()
}

fn is_litter(entry: &DirEntry, locked: bool) -> bool {
    let name = entry.file_name();
    let Some(name) = name.to_str().filter(|n| n.starts_with(PREFIX) && n.ends_with(SUFFIX)) else { return false };
    if !entry.file_type().is_ok_and(|kind| kind.is_file()) {
        return false;
    }
    let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
    if !locked && age().is_none_or(|age| age < OLD) {
        return false;
    }
    match harmless(name) {
        Some(known) => {
            let content = sys::open_regular(&entry.path()).ok().flatten();
            content.and_then(|file| fingerprint(file).ok()).is_some_and(|now| known.contains(&now))
        }
        // Never exchanged: some part of a new text.
        None => true,
    }
}
