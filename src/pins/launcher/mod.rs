//! What a server's command line starts: which words are packages or images, and which version they name.
//!
//! The flag tables are each launcher's own, with their source; after the word that names the program, everything is
//! the program's business and never looked at. Only where the program is known to start another command (`sudo`,
//! `sh -c`, `supergateway --stdio`) its arguments are read as a command line of their own.
//!
//! A launcher with a subcommand that fetches nothing (`docker exec`, `docker compose run`, `docker mcp gateway run`,
//! `npm run`, `uv pip`) is no launch. One that runs what is there already (`uv run server.py`, `go run .`) is a launch
//! without targets, because the project's lock decides its versions.

mod container;
mod deno;
mod dnx;
mod docker;
mod flags;
mod go;
pub mod look;
mod npm;
mod npm_config;
mod npm_like;
mod npm_spec;
mod pipx;
mod python;
mod shell;
mod target;
mod uv;
mod word;
mod wrap;
mod wrap_flags;

#[cfg(test)]
mod tests;

use std::ops::Range;

pub use container::{Container, RunFlag};

use crate::model::pin::{Ecosystem, Grammar};
use word::Word;

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
    /// `docker run` and its like (`nerdctl`, `finch`).
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

impl Launcher {
    /// As people call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Npx => "npx",
            Self::NpmExec => "npm exec",
            Self::Bunx => "bunx",
            Self::PnpmDlx => "pnpm dlx",
            Self::YarnDlx => "yarn dlx",
            Self::Uvx => "uvx",
            Self::UvRun => "uv run",
            Self::PipxRun => "pipx run",
            Self::DockerRun => "docker run",
            Self::PodmanRun => "podman run",
            Self::DenoRun => "deno run",
            Self::GoRun => "go run",
            Self::Dnx => "dnx",
        }
    }
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
    /// The name as its ecosystem compares it. Where none is given (`git+https://host/x`, `./server`), and where
    /// variables hide it, the source as written, without user, password, query and commit.
    pub package: String,
    /// The version as written, without the `@` or `:` before it; empty where there is none. For [`Grammar::Direct`]
    /// the whole source, which may hold credentials.
    pub spec: String,
    /// The grammar of `spec`.
    pub grammar: Grammar,
    /// What it says.
    pub kind: Kind,
    /// The one version it allows, if it allows just one, in its ecosystem's normal form. Of an image the digest, or
    /// the tag if it is a full version (`1.2.3`, `v0.9.0`, `2025.4.8-alpine`), or both; the kind says which can move.
    pub version: Option<String>,
    /// The word that `spec_at` is about: 0 is the command, 1 its first argument.
    pub word: usize,
    /// The word that `name_at` is about; another one only where the version has a flag of its own
    /// (`dnx x --version 1.2.3`).
    pub name_word: usize,
    /// The bytes of the name, with its extras, in that word.
    pub name_at: Range<usize>,
    /// The bytes of `spec` in that word; empty, at the place where one would be written, if there is none. What an
    /// empty one needs before it (`@`, `:`, `==`) may stand there already (`npx pkg@`).
    pub spec_at: Range<usize>,
    /// Whether the bytes at `spec_at` are `spec`, and nothing else needs care when they are replaced. Not where it
    /// stands in a shell string with quotes or escapes in the midst of it: the range is then only where it lies.
    pub exact_bytes: bool,
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
    /// The directory that is changed to before (`uv --directory`, `cd x && ...`), as written: what `script` and a
    /// target's path are relative to.
    pub cwd: Option<String>,
    /// The directory of the project whose lock decides (`uv run --project`, `npm --prefix`), as written, behind `cwd`
    /// where it is relative to that; `cwd` where nothing else is said.
    pub directory: Option<String>,
    /// The script that is run (`uv run server.py`), as written.
    pub script: Option<String>,
    /// For `docker run` and its like: what the flags say of the container.
    pub container: Option<Container>,
    /// What else the command line launches: a package that the one here starts (`npx supergateway --stdio "npx x"`),
    /// the next command of a shell string. [`Launch::all`] has them in order.
    pub more: Vec<Self>,
}

impl Launch {
    fn new(launcher: Launcher) -> Self {
        Self {
            launcher,
            targets: Vec::new(),
            cwd: None,
            directory: None,
            script: None,
            container: None,
            more: Vec::new(),
        }
    }

    /// This launch and all that stand below it.
    pub fn all(&self) -> Vec<&Self> {
        let mut all = vec![self];
        all.extend(self.more.iter().flat_map(Self::all));
        all
    }

    /// The packages and images of all launches, in order, each with the launcher that fetches it.
    pub fn all_targets(&self) -> Vec<(Launcher, &Target)> {
        let of = |launch: &Self| launch.launcher;
        self.all().into_iter().flat_map(|l| l.targets.iter().map(move |t| (of(l), t))).collect()
    }
}

/// How deep commands may stand in commands: `sudo env sh -c "npx supergateway --stdio 'uvx x'"` is 5.
const DEPTH: usize = 8;

/// How many words of a command are read; a launcher's own are the first of them.
const WORDS: usize = 1024;

/// Above this many bytes a word is no package, no version and no command that a person wrote.
const LONG: usize = 1 << 16;

/// Reads a command and its arguments; `None` where no launcher is started.
pub fn read(words: &[&str]) -> Option<Launch> {
    if words.iter().any(|word| word.len() > LONG) {
        return None;
    }
    let words: Vec<Word<'_>> = words.iter().enumerate().map(|(i, text)| Word::whole(text, i)).collect();
    one(command(&words, None, 0))
}

/// Several launches as the first with the others below it.
fn one(launches: Vec<Launch>) -> Option<Launch> {
    let mut launches = launches.into_iter();
    let mut first = launches.next()?;
    first.more.extend(launches);
    Some(first)
}

/// What a launcher's own reader found.
struct Reading<'w> {
    launch: Launch,
    /// A command line that the started program starts in turn, as far as it is known to.
    then: Vec<wrap::Command<'w>>,
}

impl<'w> Reading<'w> {
    /// A launch whose program gets the arguments `rest`.
    fn of(launch: Launch, rest: &[Word<'w>]) -> Self {
        let main = launch.targets.iter().find(|t| t.main);
        let then = main.and_then(|t| wrap::of_package(t.ecosystem, &t.package, rest)).unwrap_or_default();
        Self { launch, then }
    }
}

/// The launches of one command.
fn command(words: &[Word<'_>], cwd: Option<&str>, depth: usize) -> Vec<Launch> {
    let words = words.get(..WORDS).unwrap_or(words);
    let Some((program, arguments)) = words.split_first().filter(|_| depth < DEPTH) else { return Vec::new() };
    let name = program_name(&program.text);
    let nested = |commands: Vec<wrap::Command<'_>>| {
        let mut found = Vec::new();
        let mut here = cwd.map(str::to_owned);
        for command_line in commands {
            if let Some(dir) = &command_line.cd {
                here = Some(joined(here.as_deref(), dir));
            }
            found.extend(command(&command_line.words, here.as_deref(), depth + 1));
        }
        found
    };
    let Some(Reading { mut launch, then }) = launcher(&name, arguments) else {
        return wrap::inner(&name, arguments).map(nested).unwrap_or_default();
    };
    launch.cwd = launch.cwd.map(|own| joined(cwd, &own)).or_else(|| cwd.map(str::to_owned));
    launch.directory = match launch.directory {
        Some(own) => Some(joined(launch.cwd.as_deref(), &own)),
        None => launch.cwd.clone(),
    };
    launch.more = nested(then);
    vec![launch]
}

/// The reading of a launcher's arguments; `None` for a program that is none, or a subcommand that launches nothing.
fn launcher<'w>(name: &str, arguments: &[Word<'w>]) -> Option<Reading<'w>> {
    match name {
        "npx" => npm::npx(arguments),
        "npm" => npm::npm(arguments),
        "bunx" => npm_like::bunx(arguments),
        "bun" => npm_like::bun(arguments),
        "pnpx" | "pnx" => npm_like::pnpx(arguments),
        "pnpm" => npm_like::pnpm(arguments),
        "yarn" | "yarnpkg" => npm_like::yarn(arguments),
        "uvx" => uv::uvx(arguments),
        "uv" => uv::uv(arguments),
        "pipx" => pipx::pipx(arguments),
        "docker" | "nerdctl" | "finch" => docker::docker(arguments),
        "podman" => docker::podman(arguments),
        "deno" => deno::deno(arguments),
        "dx" => deno::dx(arguments),
        "go" => go::go(arguments),
        "dnx" => dnx::dnx(arguments),
        "dotnet" => dnx::dotnet(arguments),
        _ => None,
    }
}

/// The name of a program: the last part of its path in lower case, without the endings that Windows adds.
fn program_name(command: &str) -> String {
    let base = command.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    let plain = [".exe", ".cmd", ".bat", ".ps1"].iter().find_map(|ending| base.strip_suffix(ending));
    plain.unwrap_or(&base).to_owned()
}

/// A directory as seen from where `base` was changed to.
fn joined(base: Option<&str>, dir: &str) -> String {
    let drive = dir.as_bytes().get(1) == Some(&b':');
    let absolute = drive || dir.starts_with(['/', '\\', '~', '$', '{', '%']);
    match base {
        Some(base) if !absolute => format!("{}/{dir}", base.trim_end_matches('/')),
        _ => dir.to_owned(),
    }
}
