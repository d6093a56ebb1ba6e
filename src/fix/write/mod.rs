//! The one place that writes files: whole, atomically, and only over the bytes that were read.
//!
//! A file is filled under a temporary name beside the target and brought to the disk; then the two change places. At
//! any moment other programs, and whoever comes after a crash, see the old file or the new one. Of what other programs
//! write meanwhile nothing is lost: see `swap`. What is left is one window that no program can close: another one
//! that opened the old file before the exchange, without emptying it, and writes after the last look at it, which is
//! some milliseconds later. `scripts/torture` measures it. Where the file system cannot exchange two files (on Windows, on
//! some networks) a last look right before a plain rename has to do, and a save between the two is overwritten.

mod attributes;
mod backup;
mod content;
mod create;
mod error;
mod job;
mod lock;
mod place;
mod replace;
mod step;
mod swap;
mod sweep;
mod sys;
mod temp;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use error::WriteError;
pub use sweep::sweep;

/// One file to be written.
#[derive(Debug, Clone, Copy)]
pub struct Write<'a> {
    /// The file. A link stays, and what it leads to is replaced.
    pub path: &'a Path,
    /// The bytes that were read; `None` if the file must not exist yet (missing directories are made).
    pub expected: Option<&'a [u8]>,
    /// What it will hold.
    pub text: &'a str,
    /// The directory that the real path may not leave.
    pub within: Option<&'a Path>,
    /// Whether the old file is to stay beside the new one as `<name>.mcpcheck-backup`, or with a number after it.
    pub backup: bool,
}

/// What was done besides.
#[derive(Debug)]
pub struct Written {
    /// The old file's second name, if one was asked for and the file had to be changed.
    pub backup: Option<PathBuf>,
}

impl Write<'_> {
    /// Writes the file in one step: other programs see the old bytes or the new ones. A file that says exactly this
    /// already is left alone.
    ///
    /// # Errors
    /// Why the file was left as it is.
    pub fn write(&self) -> Result<Written, WriteError> {
        match self.expected {
            Some(expected) => replace::replace(self, expected),
            None => create::create(self),
        }
    }
}
