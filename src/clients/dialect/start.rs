//! How a client starts a program.

use crate::clients::Role;

/// How a client starts a program.
#[derive(Debug, Clone, Copy)]
pub struct Starting {
    /// By what.
    pub by: Start,
    /// The fields in which the client itself puts the home directory in place of a `~` at the start.
    pub tilde: &'static [Role],
}

/// What starts a program. Only what stands in a client's source counts; all else is [`Self::Unknown`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Not established.
    Unknown,
    /// The operating system, with program and arguments as they are written: a blank is a part of the program's name,
    /// and `~` a directory of that name.
    AsWritten,
    /// A shell, which gets program and arguments as one line.
    Shell,
}

impl Starting {
    /// Not established.
    pub const UNKNOWN: Self = Self { by: Start::Unknown, tilde: &[] };

    /// By the operating system, without a shell. The official TypeScript SDK does so (`src/client/stdio.ts`: `shell:
    /// false`, read November 2026), and with it every client that hands it both fields unchanged.
    pub const AS_WRITTEN: Self = Self { by: Start::AsWritten, tilde: &[] };

    /// Whether a `~` at the start of this field becomes the home directory.
    pub fn expands_tilde(&self, role: Role) -> bool {
        self.by == Start::Shell || self.tilde.contains(&role)
    }
}
