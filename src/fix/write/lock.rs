//! Locks: one among our own runs, and those that clients have on their own files.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::error::WriteError;
use super::sys::{self, Identity, Locked};

/// How long somebody else's write may take: longer than the lock of a client that was killed is believed.
const PATIENCE: Duration = Duration::from_millis(if cfg!(test) { 300 } else { 10_500 });

const PAUSE: Duration = Duration::from_millis(20);

/// A directory in which only this run writes, as long as all that write there ask for it: two runs of this program
/// take turns. Where there are no such locks there is none, and the comparisons have to do.
#[derive(Debug)]
pub(super) struct Directory {
    handle: Option<File>,
}

impl Directory {
    /// Waits for the lock; `path` is the file to be written.
    pub(super) fn lock(directory: &Path, path: &Path) -> Result<Self, WriteError> {
        // Only Unix lets directories be opened, and only those that may be read.
        let Some(handle) = cfg!(unix).then(|| File::open(directory).ok()).flatten() else {
            return Ok(Self { handle: None });
        };
        if wait(|| sys::try_lock(&handle) != Locked::Theirs) {
            return Ok(Self { handle: Some(handle) });
        }
        Err(WriteError::Busy { path: path.to_owned(), lock: directory.to_owned() })
    }

    /// Takes the lock if that needs no waiting.
    pub(super) fn lock_now(directory: &Path) -> Option<Self> {
        let handle = File::open(directory).ok()?;
        (sys::try_lock(&handle) == Locked::Ours).then_some(Self { handle: Some(handle) })
    }

    /// Makes renames in it last.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.handle.as_ref().map_or(Ok(()), sys::sync)
    }
}

fn wait(mut done: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    loop {
        if done() {
            return true;
        }
        if start.elapsed() >= PATIENCE {
            return false;
        }
        sleep(PAUSE);
    }
}

/// How a client guards a file of its own: while it reads, changes and writes it there is a directory `<file>.lock`.
struct Rule {
    /// The file's name.
    file: &'static str,
    /// The age from which on nobody is believed to hold it any more.
    stale: Duration,
}

/// Claude Code guards its state file so with npm's `proper-lockfile`, in later versions with a rewrite of it. Read in its
/// code on 2026-11-21, versions 2.0.14, 2.1.112 and 2.1.330: the lock is `<path>.lock` with the path as spelled (beside a
/// link, not beside its target); it is made by `mkdir` and removed by `rmdir`; a holder renews its time of change every
/// five seconds; one whose time is ten seconds old is removed by whoever wants it. Up to 2.1.112 a client that finds
/// it taken does not wait but writes without it, so it is held as short as can be, and the comparisons stay.
const RULES: &[Rule] = &[Rule { file: ".claude.json", stale: Duration::from_secs(10) }];

/// A client's lock, held by us.
#[derive(Debug)]
pub(super) struct ClientLock {
    path: PathBuf,
    made: Option<Identity>,
}

impl ClientLock {
    /// Takes the lock that the file's client has for it, if it has one.
    pub(super) fn take(path: &Path) -> Result<Option<Self>, WriteError> {
        let Some((rule, name)) = rule(path) else { return Ok(None) };
        let mut lock = name.to_owned();
        lock.push(".lock");
        let lock = path.with_file_name(lock);
        let mut taken = false;
        let done = wait(|| match fs::create_dir(&lock) {
            Ok(()) => {
                taken = true;
                true
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                // Gone at the next try, if it is nobody's; the client does the same.
                if stale(&lock, rule) {
                    let _ = fs::remove_dir(&lock);
                }
                false
            }
            // Where no directory can be made the client has none either.
            Err(_) => true,
        });
        match (done, taken) {
            (true, true) => Ok(Some(Self { made: Identity::of(&lock).ok(), path: lock })),
            (true, false) => Ok(None),
            (false, _) => Err(WriteError::Busy { path: path.to_owned(), lock }),
        }
    }
}

impl Drop for ClientLock {
    fn drop(&mut self) {
        // If it took so long that the client thought it stale, the one that is there now is not ours.
        if self.made.is_some() && Identity::of(&self.path).ok() == self.made {
            let _ = fs::remove_dir(&self.path);
        }
    }
}

fn rule(path: &Path) -> Option<(&'static Rule, &OsStr)> {
    let name = path.file_name()?;
    Some((RULES.iter().find(|rule| name == rule.file)?, name))
}

fn stale(lock: &Path, rule: &Rule) -> bool {
    let age = fs::symlink_metadata(lock).and_then(|m| m.modified()).ok().and_then(|t| t.elapsed().ok());
    age.is_some_and(|age| age > rule.stale)
}
