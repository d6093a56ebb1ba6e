//! Versions and ranges of npm, read by `nodejs-semver`, and where that crate and npm's own `semver` part.
//!
//! npm reads specifications loosely (npm-package-arg 13.0.2 calls `semver` 7.8.5 with `loose`, in npm 11.19.1); so does
//! this. The answers in `testdata/semver.json` are npm's: `semver.valid(spec, true)`, `semver.satisfies(version, spec,
//! true)` where `semver.validRange(spec, true)` is not null, and the `type` of npm-package-arg (asked 2026-11). Where the
//! two part is named beside the test; it is about ranges that fit nothing and about wildcards nobody writes.

use nodejs_semver::{Range, Version};

/// The one version that a specification allows, in its normal form without build metadata: `v1.2.3`, `= 1.2.3` and
/// `1.2.3+b` are `1.2.3`. `None` for ranges, also for those that only one version fits (`>=1.0.0 <=1.0.0`), for tags,
/// and for what is no specification of the registry.
pub fn exact_version(spec: &str) -> Option<String> {
    parse(spec).map(|version| version.to_string())
}

/// The exact version a golden's pin declares.
pub fn golden_version(text: &str) -> Option<String> {
    exact_version(text)
}

/// Whether two versions are one. Build metadata does not count; what is no version equals only itself.
pub fn same_version(a: &str, b: &str) -> bool {
    match (parse(a), parse(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a.trim() == b.trim(),
    }
}

/// Whether a version lies in a range; `None` where the specification is no range, or `version` no version.
pub fn allows(spec: &str, version: &str) -> Option<bool> {
    let version = parse(version)?;
    if let Some(exact) = parse(spec) {
        return Some(exact == version);
    }
    is_range(spec).then_some(())?;
    Some(spec.split("||").any(|part| part_allows(part, &version)))
}

/// Whether npm takes a specification for a range.
pub(super) fn is_range(spec: &str) -> bool {
    spec.len() <= nodejs_semver::MAX_LENGTH * 4 && Range::parse(spec).is_ok()
}

/// Whether one of the alternatives of a range has a version.
///
/// Of comparators that exclude each other (`>=2 <1`) the crate makes alternatives, npm nothing; so each comparator is
/// asked for itself too.
fn part_allows(part: &str, version: &Version) -> bool {
    let Ok(range) = Range::parse(part) else { return false };
    let hyphen = part.split_whitespace().any(|word| word == "-");
    // What is no comparator is passed over, as npm does.
    let each =
        |comparator: &String| Range::parse(comparator).map_or(true, |r| r.satisfies_with_prerelease(version, true));
    range.satisfies(version) && (hyphen || comparators(part).iter().all(each))
}

/// The comparators of an alternative: blanks part them, but not an operator from its version.
fn comparators(part: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for word in part.split_whitespace() {
        match all.last_mut() {
            Some(last) if last.chars().all(|c| "<>=~^v".contains(c)) => last.push_str(word),
            _ => all.push(word.to_owned()),
        }
    }
    all
}

/// An exact version as npm reads it, without build metadata. The crate lets anything follow a version, so the form is
/// checked first: `[v=\s]*1.2.3`, then `-a.1` (the hyphen may be missing), then `+b`.
fn parse(text: &str) -> Option<Version> {
    let text = text.trim();
    let text = text.trim_start_matches(|c: char| c == 'v' || c == '=' || c.is_whitespace());
    let (core, build) = text.split_once('+').map_or((text, None), |(core, build)| (core, Some(build)));
    let identifiers = |text: &str| {
        text.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
    };
    build.is_none_or(identifiers).then_some(())?;
    let mut rest = core;
    for dot in [true, true, false] {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        rest = rest.get(digits..).filter(|_| digits > 0)?;
        if dot {
            rest = rest.strip_prefix('.')?;
        }
    }
    let pre = rest.strip_prefix('-').unwrap_or(rest);
    (pre.is_empty() == rest.is_empty()).then_some(())?;
    (pre.is_empty() || identifiers(pre)).then_some(())?;
    Version::parse(core).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::pins::npm::spec::{Spec, classify};

    /// Where this says something else than npm, and why.
    const DEVIATIONS: &[(&str, &str)] = &[
        ("1.2.3-", "npm reads a prerelease called `-`; here it is no version"),
        ("1.X.3", "the crate lets a patch follow a wildcard; npm 11 takes it for a tag"),
        ("^*", "the crate knows no operator before a wildcard, which npm reads as any version"),
        ("~*", "likewise"),
        (">*", "no version for npm, for the crate any above 0.0.0"),
        ("<=*", "any version for npm, for the crate those below 1"),
        ("=*", "any version for npm, invalid for the crate"),
        (" 1.2.3 - 1.2.3-beta", "no version for npm, invalid for the crate"),
        ("> =1.2.3", "the crate drops the first operator"),
        ("9007199254740991.0.0", "the crate's largest number has a digit less than JavaScript's"),
        ("x.1.2", "the crate lets more follow a wildcard; npm takes it for a tag"),
        ("1.x.2", "likewise"),
        (">==1.2.3", "npm passes over the second operator, the crate over all"),
    ];

    #[test]
    fn npm_says_the_same() {
        let data: Value = serde_json::from_str(include_str!("testdata/semver.json")).unwrap();
        let strings = |v: &Value| -> Vec<String> {
            v.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
        };
        let versions = strings(&data["versions"]);
        let mut other = Vec::new();
        for row in data["specs"].as_array().unwrap() {
            let spec = row["spec"].as_str().unwrap();
            let ours: Option<Vec<String>> = versions
                .iter()
                .map(|v| allows(spec, v).map(|yes| (v, yes)))
                .collect::<Option<Vec<_>>>()
                .map(|all| all.into_iter().filter(|(_, yes)| *yes).map(|(v, _)| v.clone()).collect());
            let kind = match classify(spec) {
                Spec::Exact(_) => "version",
                Spec::Range | Spec::Missing => "range",
                Spec::Tag => "tag",
                _ => "error",
            };
            let want = (
                row["exact"].as_str(),
                row["allows"].as_array().map(|_| strings(&row["allows"])),
                row["type"].as_str(),
            );
            let exact = exact_version(spec);
            if (exact.as_deref(), ours.clone(), Some(kind)) != want {
                other.push((spec.to_owned(), format!("{exact:?} {kind} {ours:?} instead of {want:?}")));
            }
        }
        let known: Vec<&str> = DEVIATIONS.iter().map(|(spec, _)| *spec).collect();
        let found: Vec<&str> = other.iter().map(|(spec, _)| spec.as_str()).collect();
        assert_eq!(found, known, "{other:#?}");
    }
}
