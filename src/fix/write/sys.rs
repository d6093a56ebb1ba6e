//! What only the system can do, and what stands in for it where it cannot.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;
#[cfg(not(unix))]
use std::time::SystemTime;

#[cfg(unix)]
use rustix::fs::{CWD, FlockOperation, Mode, OFlags};
#[cfg(unix)]
use rustix::io::Errno;

/// Which file it is and when it was last written, as far as the system tells without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    #[cfg(unix)]
    inode: (u64, u64),
    #[cfg(unix)]
    written: (i64, i64),
    #[cfg(not(unix))]
    written: Option<SystemTime>,
    size: u64,
}

impl Identity {
    /// Of what stands at a path; a link is not followed.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        fs::symlink_metadata(path).map(|m| Self::from(&m))
    }
}

impl From<&Metadata> for Identity {
    #[cfg(unix)]
    fn from(m: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self { inode: (m.dev(), m.ino()), written: (m.mtime(), m.mtime_nsec()), size: m.size() }
    }

    #[cfg(not(unix))]
    fn from(m: &Metadata) -> Self {
        Self { written: m.modified().ok(), size: m.len() }
    }
}

/// Whether this user may write the file. Its directory may let it be replaced all the same; but what belongs to somebody
/// else and cannot be written is not ours to give a new owner.
#[cfg(unix)]
pub(super) fn may_write(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok()
}

/// Whether this user may write the file: the attribute says so.
#[cfg(not(unix))]
pub(super) fn may_write(_: &Path) -> bool {
    true
}

/// Opens a regular file to read; `None` for anything else, and for nothing. Neither follows a link at the end of the
/// path nor waits for the other end of a pipe.
#[cfg(unix)]
pub(super) fn open_regular(path: &Path) -> io::Result<Option<File>> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = match rustix::fs::open(path, flags, Mode::empty()) {
        Ok(file) => File::from(file),
        // A link, nothing, a socket.
        Err(Errno::LOOP | Errno::NOENT | Errno::NXIO) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    Ok(file.metadata()?.is_file().then_some(file))
}

#[cfg(not(unix))]
pub(super) fn open_regular(path: &Path) -> io::Result<Option<File>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => File::open(path).map(Some),
        Ok(_) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Lets two names change places in one step. `false` where the system or the file system cannot.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(a: &Path, b: &Path) -> io::Result<bool> {
    #[cfg(test)]
    if super::step::exchange_is_refused() {
        return Ok(false);
    }
    let unsupported = [Errno::INVAL, Errno::NOSYS, Errno::NOTSUP, Errno::OPNOTSUPP];
    match rustix::fs::renameat_with(CWD, a, CWD, b, rustix::fs::RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(error) if unsupported.contains(&error) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

/// What came of asking for a lock.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Locked {
    /// It is ours until the file is closed.
    Ours,
    /// Somebody else has it.
    Theirs,
    /// The file system has none.
    Unsupported,
}

/// Takes the advisory lock of an open file, if it is free. It ends with the process, however that ends.
#[cfg(unix)]
pub(super) fn try_lock(file: &File) -> Locked {
    loop {
        return match rustix::fs::flock(file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Locked::Ours,
            Err(Errno::WOULDBLOCK) => Locked::Theirs,
            Err(Errno::INTR) => continue,
            // Network file systems want a file that is open for writing, which no directory is.
            Err(_) => Locked::Unsupported,
        };
    }
}

#[cfg(not(unix))]
pub(super) fn try_lock(_: &File) -> Locked {
    Locked::Unsupported
}

/// Brings a file or directory to the disk. Some file systems know no such thing for directories, or at all.
pub(super) fn sync(file: &File) -> io::Result<()> {
    match file.sync_all() {
        Err(error) if matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput) => Ok(()),
        done => done,
    }
}
