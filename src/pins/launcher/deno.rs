//! `deno run`, `deno x` (also `dx`).
//!
//! Flags from `deno run --help` and `deno x --help` (2.9.6, run 2026-11). Most flags take a value only behind a `=`.

use std::ops::Range;

use nodejs_semver::Range as SemverRange;

use super::flags::{Style, Table, Unknown};
use super::npm_spec;
use super::target::{Draft, mask};
use super::word::Word;
use super::{Kind, Launch, Launcher, Reading, Target};
use crate::model::pin::{Ecosystem, Grammar};
use crate::pins::npm;

/// Unknown flags are taken for switches: there are many `--unstable-x`, and hardly any new flag of deno takes a value
/// without a `=`. A guess.
const DENO: Table = Table {
    value: &[&[
        "-p --package",
        "--ext",
        "--import-map",
        "-c --config",
        "--cert",
        "--location",
        "--seed",
        "--preload",
        "--require",
        "--conditions",
        "--min-dep-age",
        "--minimum-dependency-age",
        "--node-modules-linker",
        "--inspect-publish-uid",
        "-L --log-level",
    ]],
    optional: &["--lock", "--install-alias"],
    switch: &[&[
        "-A --allow-all",
        "-P --permission-set",
        "-R --allow-read",
        "-W --allow-write",
        "-I --allow-import",
        "-N --allow-net",
        "-E --allow-env",
        "-S --allow-sys",
        "-q --quiet",
        "-r --reload",
        "-y --yes",
        "-h --help",
        "-V --version",
    ]],
    unknown: Unknown::Switch,
    style: Style::Gnu,
};

/// `deno run`, `deno x`, and `deno npm:x`, which is the same as `deno run npm:x`.
pub(super) fn deno<'w>(arguments: &[Word<'w>]) -> Option<Reading<'w>> {
    let before = DENO.scan(arguments);
    let words = before.rest(arguments)?;
    let (command, rest) = words.split_first()?;
    match &*command.text {
        "run" | "serve" => Some(run(rest, false)),
        "x" => Some(run(rest, true)),
        text if is_source(text) || is_script(text) => Some(run(arguments, false)),
        _ => None,
    }
}

/// `dx`, the alias that `deno x --install-alias` writes; another program of that name does not take these sources.
pub(super) fn dx<'w>(arguments: &[Word<'w>]) -> Option<Reading<'w>> {
    let scan = DENO.scan(arguments);
    let named = scan.rest(arguments)?.first().is_some_and(|w| is_source(&w.text));
    named.then(|| run(arguments, true))
}

fn run<'w>(words: &[Word<'w>], tool: bool) -> Reading<'w> {
    let scan = DENO.scan(words);
    let mut launch = Launch::new(Launcher::DenoRun);
    let rest = scan.rest(words).unwrap_or_default();
    let package = scan.values(words, "--package").pop().filter(|_| tool);
    match package.as_ref().or(rest.first()) {
        Some(word) if is_source(&word.text) => launch.targets.extend(source(word)),
        // `deno x` takes a bare name for one of npm's.
        Some(word) if tool && !is_script(&word.text) => launch.targets.extend(of_npm(word, 0)),
        Some(word) => launch.script = Some(word.text.clone().into_owned()),
        None => {}
    }
    Reading::of(launch, rest.get(1..).unwrap_or_default())
}

fn is_source(text: &str) -> bool {
    ["npm:", "jsr:", "https://", "http://"].iter().any(|scheme| text.starts_with(scheme))
}

fn is_script(text: &str) -> bool {
    let endings = [".ts", ".js", ".mts", ".mjs", ".cts", ".cjs", ".tsx", ".jsx"];
    text.starts_with(['.', '/', '~']) || text.starts_with("file:") || endings.iter().any(|e| text.ends_with(e))
}

fn source(word: &Word<'_>) -> Option<Target> {
    let text = word.text.as_ref();
    if let Some(rest) = text.strip_prefix("npm:") {
        return of_npm(word, 4 + (rest.len() - rest.trim_start_matches('/').len()));
    }
    let (masked, variables) = mask(text);
    if let Some(rest) = masked.strip_prefix("jsr:") {
        let offset = 4 + (rest.len() - rest.trim_start_matches('/').len());
        return Some(of_jsr(masked.get(offset..)?)?.shifted(offset).at(word, &variables, true));
    }
    Some(of_url(&masked).at(word, &variables, true))
}

/// `name@version/path`, where the path names a program of the package.
fn of_npm(word: &Word<'_>, offset: usize) -> Option<Target> {
    let (masked, variables) = mask(word.text.as_ref());
    let text = masked.get(offset..)?;
    let draft = npm_spec::draft(text.get(..end_of_package(text))?)?;
    (draft.grammar == Grammar::Npm).then(|| draft.shifted(offset).at(word, &variables, true))
}

/// The end of `name@version` before a path.
fn end_of_package(text: &str) -> usize {
    let scope = if text.starts_with('@') { text.find('/').map_or(0, |i| i + 1) } else { 0 };
    text.get(scope..).and_then(|rest| rest.find('/')).map_or(text.len(), |i| scope + i)
}

/// `@scope/name@range/path`. Whether JSR has tags beside `latest` was not looked up; what is no range is taken for one.
fn of_jsr(text: &str) -> Option<Draft> {
    let text = text.get(..end_of_package(text))?;
    (text.starts_with('@') && text.contains('/')).then_some(())?;
    let at = text.char_indices().skip(1).find(|(_, c)| *c == '@').map(|(i, _)| i);
    let name = 0..at.unwrap_or(text.len());
    let spec = at.map_or(text.len(), |i| i + 1)..text.len();
    let written = text.get(spec.clone())?;
    let version = npm::exact_version(written);
    let kind = match written {
        "" => Kind::Missing,
        _ if version.is_some() => Kind::Exact,
        _ if SemverRange::parse(written).is_ok() => Kind::Range,
        _ => Kind::Tag,
    };
    let package = text.get(name.clone())?.to_owned();
    Some(Draft { ecosystem: Ecosystem::Jsr, package, name, spec, grammar: Grammar::Npm, kind, version })
}

/// Hosts that never change what they serve for one version: all files that deno.land serves are immutable
/// (<https://deno.com/blog/registry2>, read 2026-11). JSR and the mirrors of the npm registry serve packages, of which no
/// version can be published twice; that they never serve anything else for one is a guess.
const IMMUTABLE_HOSTS: &[&str] = &["deno.land", "jsr.io", "esm.sh", "unpkg.com", "cdn.jsdelivr.net"];

/// A module by its URL. A full version in the path of a host that never changes one is as exact as a version; of any
/// other host it is just a name.
fn of_url(text: &str) -> Draft {
    let direct = Draft::direct(Ecosystem::Url, text, None, Kind::Url);
    let Some((host_at, version_at)) = url_version(text) else { return direct };
    let host = text.get(host_at).unwrap_or_default();
    let version = text.get(version_at).unwrap_or_default();
    if !IMMUTABLE_HOSTS.contains(&host) || npm::exact_version(version).is_none() {
        return direct;
    }
    Draft { kind: Kind::Exact, version: Some(version.to_owned()), ..direct }
}

/// Where the host stands, and the version: behind the last `@` of the path up to the next `/`, on jsr.io the part
/// behind scope and name.
fn url_version(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let start = text.find("://")? + 3;
    let slash = start + text.get(start..)?.find('/')?;
    let host = start..slash;
    let path = text.get(slash..)?;
    let from = if text.get(host.clone())? == "jsr.io" {
        slash + path.match_indices('/').nth(2)?.0 + 1
    } else {
        slash + path.rfind('@')? + 1
    };
    let length = text.get(from..)?.find(['/', '?', '#']).unwrap_or(text.len() - from);
    Some((host, from..from + length))
}
