//! `go run`.

use super::flags::{Style, Table, Unknown};
use super::target::{Draft, mask};
use super::word::Word;
use super::{Kind, Launch, Launcher, Reading, Target};
use crate::model::pin::{Ecosystem, Grammar};
use crate::pins::is_commit;
use crate::pins::npm;

/// `AddBuildFlags` in `cmd/go/internal/work/build.go` (read 2026-11); the flags for coverage, `-pgo` and `-exec` from what
/// is generally known of `go help run`.
const RUN: Table = Table {
    value: &[&[
        "-C",
        "-p",
        "-asmflags",
        "-buildmode",
        "-compiler",
        "-covermode",
        "-coverpkg",
        "-exec",
        "-gccgoflags",
        "-gcflags",
        "-installsuffix",
        "-ldflags",
        "-mod",
        "-modfile",
        "-overlay",
        "-pgo",
        "-pkgdir",
        "-tags",
        "-toolexec",
    ]],
    optional: &[],
    switch: &[&[
        "-a",
        "-asan",
        "-buildvcs",
        "-cover",
        "-json",
        "-linkshared",
        "-modcacherw",
        "-msan",
        "-n",
        "-race",
        "-trimpath",
        "-v",
        "-work",
        "-x",
    ]],
    unknown: Unknown::Lost,
    style: Style::Go,
};

/// `go run`; `-C` may stand before it.
pub(super) fn go<'w>(arguments: &[Word<'w>]) -> Option<Reading<'w>> {
    let before = RUN.scan(arguments);
    let (command, words) = before.rest(arguments)?.split_first()?;
    if command.text != "run" {
        return None;
    }
    let scan = RUN.scan(words);
    let mut launch = Launch::new(Launcher::GoRun);
    launch.cwd = scan.text(words, "-C").or_else(|| before.text(arguments, "-C"));
    let rest = scan.rest(words).unwrap_or_default();
    match rest.first() {
        Some(word) if is_local(&word.text) => launch.script = Some(word.text.clone().into_owned()),
        Some(word) => launch.targets.extend(target(word)),
        None => {}
    }
    Some(Reading::of(launch, rest.get(1..).unwrap_or_default()))
}

/// A directory or file of the module at hand.
fn is_local(text: &str) -> bool {
    text.starts_with(['.', '/', '~']) || text.ends_with(".go") && !text.contains('@')
}

/// `path@query`. The path is a package's and not a module's: which of its parts name the module is not written.
///
/// Without an `@` the `go.mod` at hand says the version, so it is a path. Queries are those of
/// <https://go.dev/ref/mod#version-queries>.
fn target(word: &Word<'_>) -> Option<Target> {
    let (masked, variables) = mask(&word.text);
    let at = masked.find('@').unwrap_or(masked.len());
    let spec = (at + 1).min(masked.len())..masked.len();
    let query = masked.get(spec.clone())?;
    let (kind, version) = of_query(query, at < masked.len());
    let package = masked.get(..at).filter(|p| !p.is_empty())?.to_owned();
    let (ecosystem, grammar) = (Ecosystem::Go, Grammar::Go);
    Some(Draft { ecosystem, package, name: 0..at, spec, grammar, kind, version }.at(word, &variables, true))
}

fn of_query(query: &str, written: bool) -> (Kind, Option<String>) {
    let hex = query.len() >= 7 && query.bytes().all(|b| b.is_ascii_hexdigit());
    match query {
        "" if written => (Kind::Missing, None),
        "" => (Kind::Path, None),
        "latest" | "upgrade" | "patch" => (Kind::Tag, None),
        // A pseudo-version is a version as any other.
        _ if query.starts_with('v') && npm::exact_version(query).is_some() => (Kind::Exact, Some(query.to_owned())),
        _ if query.starts_with(['<', '>']) => (Kind::Range, None),
        _ if is_prefix(query) => (Kind::Range, None),
        _ if hex => (Kind::Git(is_commit(query)), None),
        // A branch, or a tag that is no version.
        _ => (Kind::Git(false), None),
    }
}

/// `v1`, `v1.2`: the newest version that begins so.
fn is_prefix(query: &str) -> bool {
    let numbers = query.strip_prefix('v').unwrap_or_default();
    !numbers.is_empty() && numbers.split('.').all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}
