//! What uv and pipx take a package argument for.

use std::ops::Range;
use std::str::FromStr;

use pep440_rs::Version;

use super::target::{Draft, mask};
use super::word::Word;
use super::{Kind, Target};
use crate::model::pin::{Ecosystem, Grammar};
use crate::pins::is_commit;
use crate::pins::python::{Requirement, exact_version, normalize_name};

/// The package that `uvx` runs, from its command or `--from`: `pkg@1.2.3`, `pkg@latest`, or any requirement. `None`
/// for an interpreter (`uvx python@3.12`) and for what is no requirement.
///
/// `crates/uv/src/commands/tool/mod.rs` and `crates/uv-python/src/discovery.rs` of uv (2026-08-21, read 2026-11).
pub(super) fn tool(word: &Word<'_>, main: bool) -> Option<Target> {
    let (masked, variables) = mask(&word.text);
    if is_interpreter(&masked) {
        return None;
    }
    let draft = versioned(&masked, !variables.is_empty()).or_else(|| draft(&masked))?;
    // `pkg@1.2.3` is how a version is written here where there is none yet.
    let grammar = if draft.kind == Kind::Missing { Grammar::UvTool } else { draft.grammar };
    Some(Draft { grammar, ..draft }.at(word, &variables, main))
}

/// A requirement: PEP 508, or a path or URL without a name.
pub(super) fn requirement(word: &Word<'_>, main: bool) -> Option<Target> {
    let (masked, variables) = mask(&word.text);
    Some(draft(&masked)?.at(word, &variables, main))
}

/// The requirements of `--with a,b`: a comma parts two of them where it stands outside of brackets and no operator
/// follows it (`crates/uv-cli/src/comma.rs` of uv, read 2026-11).
pub(super) fn requirements(word: &Word<'_>) -> Vec<Target> {
    let text = word.text.as_ref();
    let mut parts: Vec<Range<usize>> = Vec::new();
    let (mut depth, mut start) = (0usize, 0);
    for (i, c) in text.char_indices() {
        let behind = || text.get(i + 1..).and_then(|rest| rest.trim_start().chars().next());
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 && !behind().is_some_and(|c| "!=<>~".contains(c)) => {
                parts.push(start..i);
                start = i + 1;
            }
            _ => {}
        }
    }
    parts.push(start..text.len());
    let trimmed = |range: Range<usize>| {
        let part = text.get(range.clone()).unwrap_or_default();
        let start = range.start + (part.len() - part.trim_start().len());
        start..start + part.trim().len()
    };
    let parts = parts.into_iter().map(trimmed).filter(|range| !range.is_empty());
    parts.filter_map(|range| requirement(&word.sub(range), false)).collect()
}

/// `name[extras]@version` or `name[extras]@latest`.
fn versioned(text: &str, variable: bool) -> Option<Draft> {
    let at = text.find('@')?;
    let version = text.get(at + 1..)?;
    let head = Requirement::split(text.get(..at)?)?;
    (head.specifier.is_empty() && head.marker.is_none() && head.head == (0..at)).then_some(())?;
    let exact = Version::from_str(version).ok().map(|v| v.to_string());
    let kind = match (version, &exact) {
        ("latest", _) => Kind::Tag,
        (_, Some(_)) => Kind::Exact,
        // Only once it is filled in; not a URL.
        _ if variable && !version.contains([':', '/', '.', ' ']) => Kind::Variable,
        _ => return None,
    };
    let package = normalize_name(text.get(head.name)?);
    let spec = at + 1..text.len();
    let (ecosystem, grammar) = (Ecosystem::Python, Grammar::UvTool);
    Some(Draft { ecosystem, package, name: head.head, spec, grammar, kind, version: exact })
}

fn draft(text: &str) -> Option<Draft> {
    let Some(parts) = Requirement::split(text) else {
        let kind = source_kind(text)?;
        return Some(Draft::direct(Ecosystem::Python, text, None, kind));
    };
    // `server.py` and `./x` have no other sign of being none; a name with an archive's ending is a file.
    if is_file(text) {
        return Some(Draft::direct(Ecosystem::Python, text, None, Kind::Path));
    }
    let package = normalize_name(text.get(parts.name.clone())?);
    if let Some(url) = parts.url {
        let source = text.get(url.clone())?;
        let kind = source_kind(source).unwrap_or(Kind::Path);
        let direct = Draft::direct(Ecosystem::Python, source, None, kind).shifted(url.start);
        return Some(Draft { package, name: parts.head, ..direct });
    }
    let spec = text.get(parts.specifier.clone())?;
    let version = exact_version(spec, Grammar::Pep440);
    let kind = match (spec, &version) {
        ("", _) => Kind::Missing,
        (_, Some(_)) => Kind::Exact,
        _ => Kind::Range,
    };
    let (ecosystem, grammar) = (Ecosystem::Python, Grammar::Pep440);
    Some(Draft { ecosystem, package, name: parts.head, spec: parts.specifier, grammar, kind, version })
}

/// The kind of a source without a name; `None` for what is none.
fn source_kind(text: &str) -> Option<Kind> {
    let lower = text.to_ascii_lowercase();
    let plain = text.split('#').next().unwrap_or_default();
    if let Some(rest) = lower.strip_prefix("git+") {
        if rest.starts_with("file:") && !plain.contains('@') {
            return Some(Kind::Git(false));
        }
        // The reference stands behind the last `@` of the path; one before it is a user's.
        let path = plain.split_once("://").map_or("", |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
        return Some(Kind::Git(path.rsplit_once('@').is_some_and(|(_, reference)| is_commit(reference))));
    }
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Some(Kind::Url);
    }
    let drive = text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && text.as_bytes().get(1) == Some(&b':');
    let path = lower.starts_with("file:") || drive || text.starts_with(['.', '/', '~', '\\']) || is_file(text);
    if path || !text.contains("://") && text.contains('/') && !text.contains(char::is_whitespace) {
        return Some(Kind::Path);
    }
    // Mercurial and others, which uv does not take.
    text.contains("://").then_some(Kind::Other)
}

fn is_file(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    [".whl", ".tar.gz", ".zip", ".tar.bz2", ".tgz"].iter().any(|ending| lower.ends_with(ending))
}

/// `python`, `python3.12`, `pypy@3.10`: an interpreter and no package.
fn is_interpreter(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    if lower == "python" || lower == "pythonw" {
        return true;
    }
    ["pythonw", "python", "cpython", "pypy", "graalpy", "pyodide"].iter().any(|name| {
        let Some(rest) = lower.strip_prefix(name) else { return false };
        let version = rest.strip_prefix('@').unwrap_or(rest).trim_start_matches(['=', '<', '>', '~', '!', ' ']);
        rest.is_empty()
            || rest.starts_with('@')
            || version.starts_with(|c: char| c.is_ascii_digit())
                && version.chars().all(|c| c.is_ascii_alphanumeric() || ".,*=<>~!+ ".contains(c))
                && version.trim_end_matches(['t', 'd']).chars().all(|c| !c.is_ascii_alphabetic() || "abrc".contains(c))
    })
}
