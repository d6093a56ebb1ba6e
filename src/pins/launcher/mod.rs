//! What a server's command line starts: which words are packages or images, and which version they name.
//!
//! The flag tables are each launcher's own, with their source; after the word that names the program, everything is
//! the program's business and never looked at.

use std::ops::Range;

use crate::model::pin::{Ecosystem, Grammar};

/// A program that fetches and starts others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Launcher {
    /// `npx`.
    Npx,
    /// `npm exec`, `npm x`.
    NpmExec,
    /// `bunx`, `bun x`.
    Bunx,
    /// `pnpm dlx`, `pnpx`.
    PnpmDlx,
    /// `yarn dlx`.
    YarnDlx,
    /// `uvx`, `uv tool run`.
    Uvx,
    /// `uv run`.
    UvRun,
    /// `pipx run`.
    PipxRun,
    /// `docker run` and its like.
    DockerRun,
    /// `podman run`.
    PodmanRun,
    /// `deno run`, `deno x`.
    DenoRun,
    /// `go run`.
    GoRun,
    /// `dnx`, `dotnet tool exec`.
    Dnx,
}

/// What a version specification says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// One version.
    Exact,
    /// The hash of an image.
    Digest,
    /// Several versions.
    Range,
    /// `latest`, `next`, or an image's tag, each of which can be moved.
    Tag,
    /// Nothing.
    Missing,
    /// A repository; `true` if a full commit is named.
    Git(bool),
    /// A directory or file.
    Path,
    /// An archive or a program by its URL.
    Url,
    /// It is known only when variables are filled in.
    Variable,
    /// Anything else (`catalog:`).
    Other,
}

/// A package or image that a command line names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Whose package it is.
    pub ecosystem: Ecosystem,
    /// The name as its ecosystem compares it.
    pub package: String,
    /// The version as written, without the `@` or `:` before it; empty where there is none.
    pub spec: String,
    /// The grammar of `spec`.
    pub grammar: Grammar,
    /// What it says.
    pub kind: Kind,
    /// The one version it allows, if it allows just one.
    pub version: Option<String>,
    /// The word it stands in: 0 is the command, 1 its first argument.
    pub word: usize,
    /// The bytes of the name, with its extras, in that word.
    pub name_at: Range<usize>,
    /// The bytes of `spec` in that word; empty, at the place where one would be written, if there is none.
    pub spec_at: Range<usize>,
    /// Whether this is the program that is started, and not a package that is installed beside it (`--with`).
    pub main: bool,
}

/// What a command line starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Launch {
    /// By what.
    pub launcher: Launcher,
    /// The packages it names, in order.
    pub targets: Vec<Target>,
    /// The directory of the project whose lock decides (`uv run --directory`, `npm --prefix`), as written.
    pub directory: Option<String>,
    /// The script that is run (`uv run server.py`), as written.
    pub script: Option<String>,
}

/// Reads a command and its arguments; `None` where no launcher is started.
pub fn read(_words: &[&str]) -> Option<Launch> {
    None
}
