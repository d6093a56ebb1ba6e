//! The temporary file that takes a file's place, and what its name says.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::attributes;
use super::content::fingerprint;
use super::error::{WriteError, failed};
use super::place::refused;
use super::sys;

pub(super) const PREFIX: &str = ".mcpcheck-";
pub(super) const SUFFIX: &str = ".tmp";
/// How many random characters are between them.
const RANDOM: usize = 6;

/// A temporary file beside the target (a rename works within one file system only), on the disk, with the target's
/// attributes or, for a new file, what the umask leaves.
pub(super) fn filled(path: &Path, parent: &Path, text: &str, like: Option<&File>) -> Result<NamedTempFile, WriteError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(OsStr::new(PREFIX)).suffix(OsStr::new(SUFFIX)).rand_bytes(RANDOM);
    #[cfg(unix)]
    if like.is_none() {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut temp = builder.tempfile_in(parent).map_err(|e| match refused("write beside", path)(e) {
        // The directory that links lead to, not the one that the path names.
        WriteError::ReadOnlyDirectory { path, .. } => {
            WriteError::ReadOnlyDirectory { path, directory: parent.to_owned() }
        }
        error => error,
    })?;
    // tempfile's errors name the temporary file, which nobody knows.
    temp.as_file_mut().write_all(text.as_bytes()).map_err(failed("write", path))?;
    if let Some(like) = like {
        attributes::keep(like, temp.as_file()).map_err(failed("keep the mode of", path))?;
    }
    sys::sync(temp.as_file()).map_err(failed("write", path))?;
    Ok(temp)
}

/// A temporary file under the name that it has while places are exchanged, when it may come to hold what another
/// program wrote. It is removed with this value only while it holds nothing but ours.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) path: PathBuf,
    ours: bool,
}

impl Held {
    /// Gives a filled file the name: it says what the file may hold without anybody missing it, the old content and
    /// the new one. See [`super::sweep()`].
    pub(super) fn new(temp: NamedTempFile, old: &[u8], new: &[u8]) -> io::Result<Self> {
        let (file, temp) = temp.into_parts();
        drop(file);
        let name = temp.file_name().and_then(OsStr::to_str).unwrap_or_default();
        let middle = name.strip_prefix(PREFIX).and_then(|n| n.strip_suffix(SUFFIX)).unwrap_or_default();
        let name = format!("{PREFIX}{middle}-{:016x}-{:016x}{SUFFIX}", fingerprint(old)?, fingerprint(new)?);
        let path = temp.with_file_name(name);
        fs::rename(&temp, &path)?;
        // Nothing stands under the old name any more.
        let _ = temp.keep();
        Ok(Self { path, ours: true })
    }

    /// What stands there must not be removed: it may be another program's.
    pub(super) fn set_foreign(&mut self) {
        self.ours = false;
    }

    /// What stands there is ours, or was read before: nobody misses it.
    pub(super) fn remove(mut self) {
        self.ours = true;
    }

    /// The rename took it away.
    pub(super) fn gone(mut self) {
        self.ours = false;
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.ours {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// What the name of a temporary file of ours says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// It is being filled.
    Filling,
    /// It changes places with a file, and holds without harm what has one of these fingerprints.
    Exchanging([u64; 2]),
}

impl Name {
    /// `None` for a name that is none of ours: a person may have a `.mcpcheck-notes.tmp`.
    pub(super) fn parse(name: &str) -> Option<Self> {
        let mut parts = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?.split('-');
        let random = parts.next()?;
        if random.len() != RANDOM || !random.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        let number = |text: &str| (text.len() == 16).then(|| u64::from_str_radix(text, 16).ok()).flatten();
        match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => Some(Self::Filling),
            (Some(old), Some(new), None) => Some(Self::Exchanging([number(old)?, number(new)?])),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_ours_are_known() {
        assert_eq!(Name::parse(".mcpcheck-aB3dE9.tmp"), Some(Name::Filling));
        let exchanging = ".mcpcheck-aB3dE9-0000000000000001-00000000000000ff.tmp";
        assert_eq!(Name::parse(exchanging), Some(Name::Exchanging([1, 255])));
        for other in [
            ".mcpcheck-notes.tmp",
            ".mcpcheck-aB3dE9",
            "mcpcheck-aB3dE9.tmp",
            ".mcpcheck-aB3dE9-1-ff.tmp",
            ".mcpcheck-aB3d-9.tmp",
        ] {
            assert_eq!(Name::parse(other), None, "{other}");
        }
    }
}
