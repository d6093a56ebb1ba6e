//! What a version requirement allows, and when two versions are one. Versions and specifiers are PEP 440, read by
//! `pep440_rs`; Poetry's own spellings are told apart here.

use std::str::FromStr;

use pep440_rs::{Operator, Version, VersionSpecifier, VersionSpecifiers};

use crate::model::pin::Grammar;

/// The one version that a requirement allows, in its normal form (PEP 440: `v1.0RC1` is `1.0rc1`); `None` where it
/// allows several, none at all, or cannot be read.
///
/// A set is exact by one `==` without `.*`, or one `===`, whatever stands beside it (`==2.14.2,!=2.14.3`), as long as
/// the others do not contradict it. In Poetry a bare version and `=` mean `==`
/// (<https://python-poetry.org/docs/dependency-specification/>; checked with poetry-core 2), and so does a bare version
/// in a Pipfile (pipenv 2026.10.3, `dependency_as_pip_install_line`). After `package@` uv takes a version or `latest`.
pub fn exact_version(spec: &str, grammar: Grammar) -> Option<String> {
    match grammar {
        Grammar::Pep440 => pep440(spec),
        Grammar::Poetry => exact(&poetry(spec)?),
        Grammar::Pipfile => match spec.trim() {
            "" | "*" => None,
            spec if spec.starts_with(['=', '<', '>', '!', '~']) => pep440(spec),
            spec => pep440(&format!("=={spec}")),
        },
        Grammar::UvTool => Version::from_str(spec.trim()).ok().map(|v| v.to_string()),
        _ => None,
    }
}

/// The version a golden pin declares, in its normal form: `==2.14.2` and `2.14.2` are both how people write it.
pub fn golden_version(text: &str) -> Option<String> {
    let text = text.trim();
    if text.starts_with('=') {
        return exact_version(text, Grammar::Pep440);
    }
    Version::from_str(text).ok().map(|v| v.to_string())
}

/// Whether two versions are one as PEP 440 compares them: `2.14` is `2.14.0`, `v1.0` is `1.0`, `1.0RC1` is `1.0rc1`.
/// As in an `==` clause, a local label (`2.1.0+cpu`) counts only where both have one. What is no PEP 440 version
/// equals only itself.
pub fn same_version(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim(), b.trim());
    match (Version::from_str(a), Version::from_str(b)) {
        (Ok(a), Ok(b)) if a.is_local() != b.is_local() => a.without_local() == b.without_local(),
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}

fn pep440(spec: &str) -> Option<String> {
    // A last comma says nothing; `packaging` lets it through and `pep440_rs` does not.
    let spec = spec.trim();
    let spec = spec.strip_suffix(',').unwrap_or(spec);
    VersionSpecifiers::from_str(spec).map_or_else(|_| arbitrary(spec), |set| exact(&set))
}

fn exact(set: &VersionSpecifiers) -> Option<String> {
    let exact = |s: &&VersionSpecifier| matches!(s.operator(), Operator::Equal | Operator::ExactEqual);
    set.iter().filter(exact).map(VersionSpecifier::version).find(|v| set.contains(v)).map(ToString::to_string)
}

/// `===` takes any text, not only versions (PEP 440, arbitrary equality); alone it is as exact as can be.
fn arbitrary(spec: &str) -> Option<String> {
    let text = spec.trim().strip_prefix("===")?.trim();
    let plain = !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || matches!(c, ',' | '*' | ';' | '='));
    plain.then(|| text.to_owned())
}

/// A Poetry constraint as PEP 440 specifiers, where it has only clauses that both know: `^`, `~` and `||` never make
/// a set exact, so a constraint with one of them need not be understood any further.
fn poetry(spec: &str) -> Option<VersionSpecifiers> {
    let clauses = clauses(spec)?.into_iter().map(|(operator, version)| {
        let operator = match operator {
            "" | "=" | "==" => "==",
            "<>" | "!=" => "!=",
            ">" | ">=" | "<" | "<=" => operator,
            _ => return None,
        };
        VersionSpecifier::from_str(&format!("{operator}{version}")).ok()
    });
    clauses.collect()
}

/// The clauses of a Poetry constraint without `|`: operator, perhaps none, and version.
pub(super) fn clauses(spec: &str) -> Option<Vec<(&str, &str)>> {
    let mut clauses = Vec::new();
    let mut rest = spec.trim();
    while !rest.is_empty() {
        let operator_end = rest.find(|c| !matches!(c, '=' | '!' | '<' | '>' | '~' | '^' | '|')).unwrap_or(rest.len());
        let (operator, tail) = rest.split_at_checked(operator_end)?;
        let tail = tail.trim_start();
        let version_end = tail.find(|c: char| c == ',' || c.is_whitespace()).unwrap_or(tail.len());
        let (version, tail) = tail.split_at_checked(version_end)?;
        clauses.push((operator, version));
        rest = tail.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
    }
    Some(clauses)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pep_440_sets() {
        for (spec, want) in [
            ("==2.14.2", Some("2.14.2")),
            ("== 2.14.2 ", Some("2.14.2")),
            ("==2.14", Some("2.14")),
            ("==v1.0RC1", Some("1.0rc1")),
            ("==1!1.0-1", Some("1!1.0.post1")),
            ("==2.1.0+cpu", Some("2.1.0+cpu")),
            ("===2.14.2", Some("2.14.2")),
            ("===2014-custom_x", Some("2014-custom_x")),
            ("==2.14.2,!=2.14.3", Some("2.14.2")),
            (">=2,==2.14.2,<3", Some("2.14.2")),
            ("==2.14.2 ,", Some("2.14.2")),
            ("==2.14,==2.14.0", Some("2.14")),
            ("==2.14.2,>=3", None),
            ("==2.14.2,==2.14.3", None),
            ("==2.14.*", None),
            ("===2.14.*", None),
            ("~=2.14.2", None),
            (">=2.14", None),
            ("<=2.14.2", None),
            ("!=2.14.2", None),
            ("2.14.2", None),
            ("=2.14.2", None),
            ("^2.14", None),
            ("==", None),
            ("===", None),
            ("", None),
        ] {
            assert_eq!(exact_version(spec, Grammar::Pep440).as_deref(), want, "{spec}");
        }
        assert_eq!(exact_version("==2.14.2", Grammar::Direct), None);
    }

    #[test]
    fn poetry_constraints() {
        for (spec, want) in [
            ("2.14.2", Some("2.14.2")),
            (" v2.14.2 ", Some("2.14.2")),
            ("2", Some("2")),
            ("=2.14.2", Some("2.14.2")),
            ("== 2.14.2", Some("2.14.2")),
            ("2.14.2-1", Some("2.14.2.post1")),
            ("2.14.2,!=2.14.3", Some("2.14.2")),
            ("2.14.2 <>2.14.3", Some("2.14.2")),
            ("2.14.2,", Some("2.14.2")),
            ("==2.14.2,>=3", None),
            ("2.14.2, 2.14.3", None),
            ("^2.14.2", None),
            ("~2.14.2", None),
            ("~=2.14.2", None),
            ("2.14.*", None),
            ("==2.14.*", None),
            ("*", None),
            (">=2,<3", None),
            (">= 2.0 , < 3", None),
            ("2.14.2 || 2.14.3", None),
            ("2.14.2|2.14.3", None),
            ("1 - 2", None),
            ("===2.14.2", None),
            ("2.x", None),
            ("==", None),
            ("", None),
        ] {
            assert_eq!(exact_version(spec, Grammar::Poetry).as_deref(), want, "{spec}");
        }
    }

    #[test]
    fn pipfiles_and_uv() {
        for (spec, pipfile, uv) in [
            ("==2.14.2", Some("2.14.2"), None),
            ("===2.14.2", Some("2.14.2"), None),
            ("2.14.2", Some("2.14.2"), Some("2.14.2")),
            (" v2.14 ", Some("2.14"), Some("2.14")),
            ("==2.14.2,<3", Some("2.14.2"), None),
            ("2.14.*", None, None),
            ("==2.14.*", None, None),
            ("=2.14", None, None),
            (">=2", None, None),
            ("*", None, None),
            ("latest", None, None),
            ("", None, None),
        ] {
            assert_eq!(exact_version(spec, Grammar::Pipfile).as_deref(), pipfile, "{spec}");
            assert_eq!(exact_version(spec, Grammar::UvTool).as_deref(), uv, "{spec}");
        }
    }

    #[test]
    fn golden_pins() {
        for (text, want) in [
            ("==2.14.2", Some("2.14.2")),
            (" 2.14.2 ", Some("2.14.2")),
            ("v1.0RC1", Some("1.0rc1")),
            ("===2.14.2", Some("2.14.2")),
            ("=2.14.2", None),
            (">=2.14.2", None),
            ("2.14.*", None),
            ("latest", None),
            ("", None),
        ] {
            assert_eq!(golden_version(text).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn versions_are_compared_by_meaning() {
        for (a, b, want) in [
            ("2.14", "2.14.0", true),
            ("v1.0", "1.0", true),
            ("1.0RC1", "1.0rc1", true),
            ("1.0-1", "1.0.post1", true),
            ("1!1.0", "1.0", false),
            ("2.14.2", "2.14.3", false),
            ("2.14.2", "2.14.2.post1", false),
            ("2.1.0+cpu", "2.1.0", true),
            ("2.1.0+cpu", "2.1.0+cu121", false),
            ("odd", " odd", true),
            ("odd", "1.0", false),
        ] {
            assert_eq!(same_version(a, b), want, "{a} {b}");
            assert_eq!(same_version(b, a), want, "{b} {a}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(a in "\\PC*", b in "[=!<>~^|,. *v0-9a-c+-]{0,24}") {
            for text in [&a, &b] {
                let _ = exact_version(text, Grammar::Poetry);
                let _ = same_version(text, &b);
                if let Some(version) = exact_version(text, Grammar::Pep440).or_else(|| golden_version(text)) {
                    prop_assert!(same_version(&version, &version));
                }
            }
        }

        #[test]
        fn what_is_exact_is_its_own_normal_form(version in "[0-9]{1,3}(\\.[0-9]{1,3}){0,3}((a|b|rc)[0-9]{1,2})?(\\.post[0-9])?") {
            let pep = exact_version(&format!("=={version}"), Grammar::Pep440).unwrap();
            prop_assert_eq!(golden_version(&pep), Some(pep.clone()));
            prop_assert_eq!(exact_version(&version, Grammar::Poetry), Some(pep.clone()));
            prop_assert!(same_version(&pep, &version));
        }
    }
}
