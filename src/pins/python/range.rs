//! Whether a version lies in what a requirement allows.

use std::str::FromStr;

use pep440_rs::{Operator, Version, VersionSpecifier, VersionSpecifiers};

use super::version::clauses;
use crate::model::pin::{Grammar, Pin};

#[cfg(test)]
mod tests;

/// Whether a version lies in what a pin allows; `None` where that cannot be told: a direct source, a specifier or a
/// version that cannot be read, conda's `=1.2`.
///
/// A pre-release is judged by its place in the order alone. Installers pass over it while they look for the newest
/// version, unless told otherwise; here somebody has chosen it already (a lock, a golden), and then PEP 440 lets them.
pub fn allows(pin: &Pin, version: &str) -> Option<bool> {
    let version = Version::from_str(version.trim()).ok()?;
    let spec = pin.spec.trim();
    match pin.grammar {
        Grammar::Pep440 => pep440(spec, &version),
        Grammar::Pipfile => pipfile(spec, &version),
        Grammar::Poetry => poetry(spec, &version),
        _ => None,
    }
}

fn pep440(spec: &str, version: &Version) -> Option<bool> {
    let spec = spec.strip_suffix(',').unwrap_or(spec);
    let set = VersionSpecifiers::from_str(spec).ok()?;
    Some(set.iter().all(|clause| contains(clause, version)))
}

/// Where `pep440_rs` 0.7 and `packaging` 26 differ, the latter is right: `<2` and `>2` leave out the pre- and
/// post-releases of that very version and no others (`<2rc2` holds for `2rc1`), and a prefix is compared with zeros
/// where the version has fewer parts (`==2.14.*` does not hold for `2`).
fn contains(clause: &VersionSpecifier, version: &Version) -> bool {
    match clause.operator() {
        Operator::LessThan => return below(version, clause.version()),
        Operator::GreaterThan => return above(version, clause.version()),
        Operator::ExactEqual => return clause.contains(version),
        _ => {}
    }
    let wanted = clause.version().release().len();
    if version.release().len() >= wanted {
        return clause.contains(version);
    }
    let zeros = std::iter::repeat(&0);
    let release: Vec<u64> = version.release().iter().chain(zeros).take(wanted).copied().collect();
    clause.contains(&version.clone().with_release(release))
}

/// PEP 440, `*`, a bare version, and for pixi `|` between alternatives.
fn pipfile(spec: &str, version: &Version) -> Option<bool> {
    let one = |spec: &str| match spec.trim() {
        "" | "*" => Some(true),
        spec if spec.starts_with(['=', '<', '>', '!', '~']) => pep440(spec, version),
        spec => pep440(&format!("=={spec}"), version),
    };
    spec.split('|').map(one).try_fold(false, |any, one| Some(any | one?))
}

/// Poetry's constraints, as poetry-core 2.5 reads them (2026-11, `poetry/core/constraints/version/parser.py` and
/// `version_range.py`).
fn poetry(spec: &str, version: &Version) -> Option<bool> {
    let spec = spec.replace("||", "|");
    let all = |part: &str| {
        let clauses = clauses(part)?;
        if clauses.is_empty() {
            return None;
        }
        clauses.iter().try_fold(true, |all, (operator, text)| Some(all & clause(operator, text, version)?))
    };
    spec.split('|').map(all).try_fold(false, |any, one| Some(any | one?))
}

/// One clause of Poetry's.
fn clause(operator: &str, text: &str, version: &Version) -> Option<bool> {
    let any = |part: &str| matches!(part, "x" | "X" | "*");
    if operator.is_empty() && text.trim_start_matches('v').split('.').all(any) {
        return Some(true);
    }
    let (text, star) = text.strip_suffix(".*").map_or((text, false), |text| (text, true));
    let bound = Version::from_str(text).ok()?;
    Some(match operator {
        "^" if !star => at_least(version, &bound) && below(version, &next_breaking(&bound)?),
        "~" if !star => at_least(version, &bound) && below(version, &bumped(&bound, 2)?),
        "~=" if !star => {
            let kept = bound.release().len().checked_sub(1).unwrap_or(1).max(1);
            at_least(version, &bound) && below(version, &bumped(&bound, kept)?)
        }
        "<" => below(version, &bound),
        "<=" => local_like(version, &bound) <= bound,
        ">" => above(version, &bound),
        ">=" => at_least(version, &bound),
        "" | "=" | "==" if star => starts_with(version, &bound)?,
        "!=" if star => !starts_with(version, &bound)?,
        "" | "=" | "==" => local_like(version, &bound) == bound,
        "!=" => local_like(version, &bound) != bound,
        _ => return None,
    })
}

/// A label of the version counts only where the bound has one.
fn local_like(version: &Version, bound: &Version) -> Version {
    if bound.is_local() { version.clone() } else { version.clone().without_local() }
}

fn at_least(version: &Version, bound: &Version) -> bool {
    local_like(version, bound) >= *bound
}

/// `<2` leaves out the pre-releases of 2.
fn below(version: &Version, bound: &Version) -> bool {
    let unstable = bound.is_pre() || bound.is_dev();
    let bound = if unstable { bound.clone() } else { bound.clone().without_local().with_dev(Some(0)) };
    local_like(version, &bound) < bound
}

/// `>2` leaves out the post-releases of 2.
fn above(version: &Version, bound: &Version) -> bool {
    let version = local_like(version, bound);
    let version = if version.is_post() && !bound.is_post() { version.with_post(None).with_dev(None) } else { version };
    version > *bound
}

/// `2.14.*`, for a plain release.
fn starts_with(version: &Version, bound: &Version) -> Option<bool> {
    let plain = *bound == bound.only_release().with_epoch(bound.epoch());
    let first = bound.clone().with_dev(Some(0));
    let next = bumped(bound, bound.release().len())?;
    plain.then(|| local_like(version, &first) >= first && below(version, &next))
}

/// The first release that a caret leaves out: the first part that is not zero goes up, or the last of the three.
fn next_breaking(bound: &Version) -> Option<Version> {
    let release = bound.release();
    let zeros = release.iter().take_while(|part| **part == 0).count();
    bumped(bound, (zeros + 1).min(3).min(release.len()))
}

/// The release whose part number `part`, or the last one there is, is one more.
fn bumped(bound: &Version, part: usize) -> Option<Version> {
    let mut release: Vec<u64> = bound.release().iter().take(part).copied().collect();
    let last = release.last_mut()?;
    *last = last.checked_add(1)?;
    Some(Version::new(release).with_epoch(bound.epoch()))
}
