use proptest::prelude::*;

use super::*;
use crate::document::{Pointer, Span};
use crate::model::pin::{Ecosystem, Origin};

fn pin(spec: &str, grammar: Grammar) -> Pin {
    Pin {
        ecosystem: Ecosystem::Python,
        package: "a".to_owned(),
        spec: spec.to_owned(),
        version: None,
        fixed: false,
        span: Span::default(),
        name_span: Span::default(),
        pointer: Pointer::root(),
        place: String::new(),
        grammar,
        origin: Origin::Manifest,
        conditional: false,
        hashed: false,
        server: None,
    }
}

/// Versions that are in, and that are out.
fn check(grammar: Grammar, cases: &[(&str, &[&str], &[&str])]) {
    for (spec, within, without) in cases {
        for (versions, want) in [(within, true), (without, false)] {
            for version in *versions {
                assert_eq!(allows(&pin(spec, grammar), version), Some(want), "{spec:?} {version}");
            }
        }
    }
}

/// Verdicts of `packaging` 26 with pre-releases allowed.
#[test]
fn pep_440() {
    check(
        Grammar::Pep440,
        &[
            ("", &["2.14.2", "1.0rc1"], &[]),
            ("==2.14.2", &["2.14.2", "2.14.2.0", "v2.14.2", "2.14.2+l"], &["2.14.3", "2.14.2.post1", "2.14.2rc1"]),
            ("==2.14.2,", &["2.14.2"], &["2.14"]),
            ("==2.14.*", &["2.14", "2.14.2", "2.14rc1", "2.14.0.post1"], &["2", "2.1", "2.140", "3"]),
            ("!=2.14.*", &["2", "2.15"], &["2.14.9"]),
            ("~=2.14.2", &["2.14.2", "2.14.9"], &["2.14.1", "2.15", "2"]),
            ("~=2.14", &["2.14", "2.99"], &["3.0", "2.13"]),
            (">=2.0,<3", &["2.0", "2.14.2"], &["1.9", "3", "3.0rc1", "3.0.dev0"]),
            ("<2rc2", &["2rc1", "2.dev0", "1"], &["2rc2", "2"]),
            (">2", &["2.0.1", "3rc1"], &["2", "2.0.post1", "2+l", "2rc1"]),
            (">2.post1", &["2.post2"], &["2.post1", "2"]),
            (">=2.14", &["2.14.post1", "2.15rc1"], &["2.14rc1"]),
            ("<1!1", &["2026.1"], &["1!1"]),
        ],
    );
}

/// Verdicts of poetry-core 2.5.
#[test]
fn poetry() {
    check(
        Grammar::Poetry,
        &[
            ("2.14.2", &["2.14.2", "2.14.2.0"], &["2.14.3"]),
            ("^2.14.2", &["2.14.2", "2.99", "2.99rc1"], &["2.14.1", "3", "3.0rc1"]),
            ("^0.2.3", &["0.2.3", "0.2.9"], &["0.3.0", "0.3.0.dev1", "0.2.2"]),
            ("^0.0.3", &["0.0.3", "0.0.3.1"], &["0.0.4"]),
            ("^0.0", &["0.0.9"], &["0.1"]),
            ("^0", &["0.9"], &["1"]),
            ("^1.2.3rc1", &["1.2.3rc1", "1.2.3"], &["1.2.2", "2.0.0a1"]),
            ("^1!1.2", &["1!1.3"], &["1.3", "2", "1!2"]),
            ("~2.14.2", &["2.14.2", "2.14.9"], &["2.15", "2.15rc1"]),
            ("~2.14", &["2.14", "2.14.9"], &["2.15"]),
            ("~ 2", &["2.99"], &["3"]),
            ("~=2.14.2", &["2.14.9"], &["2.15"]),
            ("2.14.*", &["2.14", "2.14.9", "2.14.dev1"], &["2.15", "2.13.9"]),
            ("!=2.14.*", &["2.15"], &["2.14.1"]),
            ("*", &["1", "2rc1"], &[]),
            (">=2,<3 || 4.*", &["2.5", "4.1"], &["3.5", "5"]),
            (">= 2.0 <3", &["2.5"], &["3"]),
            (">2", &["2.1"], &["2.0.post1", "2+l"]),
            ("!=2", &["2.post1", "3"], &["2.0"]),
        ],
    );
}

#[test]
fn pipfile_and_conda() {
    check(
        Grammar::Pipfile,
        &[
            ("*", &["1"], &[]),
            ("", &["1"], &[]),
            ("2.14.2", &["2.14.2"], &["2.14.3"]),
            ("2.14.*", &["2.14.3"], &["2.15"]),
            (">=2,<3", &["2.14"], &["3"]),
            ("<2|>=3", &["1", "3.1"], &["2.5"]),
        ],
    );
}

#[test]
fn what_cannot_be_told() {
    for (spec, grammar, version) in [
        ("^2", Grammar::Pep440, "2"),
        (">=2.*", Grammar::Pep440, "2"),
        ("=2.14", Grammar::Pipfile, "2.14"),
        ("<>2", Grammar::Poetry, "2"),
        ("2||", Grammar::Poetry, "2"),
        ("", Grammar::Poetry, "2"),
        ("2.x", Grammar::Poetry, "2"),
        (">=2", Grammar::Pep440, "latest"),
        ("git+https://h/x", Grammar::Direct, "2"),
        ("latest", Grammar::UvTool, "2"),
    ] {
        assert_eq!(allows(&pin(spec, grammar), version), None, "{spec:?} {version}");
    }
}

proptest! {
    #[test]
    fn nothing_panics(a in "\\PC*", b in "[=!<>~^|,. *v0-9a-c+!-]{0,24}", version in "[0-9]{1,20}(\\.[0-9]{1,3}){0,3}((a|rc)[0-9])?") {
        for spec in [&a, &b] {
            for grammar in [Grammar::Pep440, Grammar::Poetry, Grammar::Pipfile] {
                let _ = allows(&pin(spec, grammar), &version);
                let _ = allows(&pin(spec, grammar), spec);
            }
        }
    }

    #[test]
    fn a_caret_lies_between_its_bounds(release in "[0-9]{1,2}(\\.[0-9]{1,2}){0,3}", version in "[0-9]{1,2}(\\.[0-9]{1,2}){0,3}") {
        let caret = allows(&pin(&format!("^{release}"), Grammar::Poetry), &version);
        let least = allows(&pin(&format!(">={release}"), Grammar::Pep440), &version);
        prop_assert!(caret.is_some());
        prop_assert!(caret != Some(true) || least == Some(true));
        prop_assert_eq!(allows(&pin(&format!("^{release}"), Grammar::Poetry), &release), Some(true));
    }
}
