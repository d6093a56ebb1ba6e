//! What we read in command lines against what the launchers themselves said of the same ones: `scripts/ask-launchers`
//! asked npm and uv, and their answers are kept in `tests/launchers`.

use mcpcheck::pins::launcher::{Kind, Launch, Target, read};
use serde_json::Value as Json;

use crate::support::repository;

fn file(name: &str) -> Json {
    let text = std::fs::read_to_string(repository().join("tests/launchers").join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn strings(value: &Json) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect()
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Exact => "exact",
        Kind::Digest => "digest",
        Kind::Range => "range",
        Kind::Tag => "tag",
        Kind::Missing => "missing",
        Kind::Git(true) => "commit",
        Kind::Git(false) => "git",
        Kind::Path => "path",
        Kind::Url => "url",
        Kind::Variable => "variable",
        Kind::Other => "other",
    }
}

fn launch(argv: &[&str]) -> Launch {
    read(argv).unwrap_or_else(|| panic!("{argv:?} is no launch"))
}

/// `package|spec|kind|word|main`, after a look at the places.
fn shown(argv: &[&str], target: &Target) -> String {
    assert!(target.exact_bytes, "{argv:?}");
    assert_eq!(argv[target.word][target.spec_at.clone()], target.spec, "{argv:?}");
    assert!(argv[target.name_word].get(target.name_at.clone()).is_some(), "{argv:?}");
    assert_eq!(target.version.is_some(), target.kind == Kind::Exact, "{argv:?}");
    let (package, spec, word) = (&target.package, &target.spec, target.word);
    format!("{package}|{spec}|{}|{word}|{}", kind(target.kind), if target.main { "main" } else { "with" })
}

fn every_vector_is_read_as_it_says(name: &str, least: usize) {
    let vectors = file(name);
    assert!(vectors.as_array().unwrap().len() >= least);
    for vector in vectors.as_array().unwrap() {
        let argv = strings(&vector["argv"]);
        let all = launch(&argv);
        let read: Vec<String> = all.targets.iter().map(|t| shown(&argv, t)).collect();
        assert_eq!(read, strings(&vector["targets"]), "{argv:?}");
    }
}

#[test]
fn every_command_line_of_npm_is_read_as_it_says() {
    every_vector_is_read_as_it_says("npx.json", 75);
}

#[test]
fn every_command_line_of_uv_is_read_as_it_says() {
    every_vector_is_read_as_it_says("uvx.json", 50);
}

/// The vectors with their answers, which must be those of these very vectors.
fn answered(vectors: &str, answers: &str) -> Vec<Json> {
    let answers = file(answers)["answers"].as_array().unwrap().clone();
    let asked: Vec<Json> = file(vectors).as_array().unwrap().iter().map(|v| v["argv"].clone()).collect();
    let said: Vec<Json> = answers.iter().map(|a| a["argv"].clone()).collect();
    assert_eq!(asked, said, "run scripts/ask-launchers");
    answers
}

/// What npm-package-arg calls it, beside our word for it.
fn npm_type(target: &Target) -> &'static [&'static str] {
    match target.kind {
        Kind::Exact => &["version"],
        Kind::Range | Kind::Missing => &["range"],
        Kind::Tag => &["tag"],
        Kind::Git(_) => &["git"],
        Kind::Path => &["directory", "file"],
        Kind::Url => &["remote"],
        _ => &[],
    }
}

#[test]
fn npm_reads_them_the_same_way() {
    for answer in answered("npx.json", "answers-npx.json") {
        let argv = strings(&answer["argv"]);
        let ours = launch(&argv).targets;
        // What npm refuses is no target.
        let packages: Vec<&Json> =
            answer["packages"].as_array().unwrap().iter().filter(|p| p["refused"].is_null()).collect();
        // A text that is no name but would be a tag: npm-package-arg lets it through and npm fails for want of a name.
        let packages: Vec<&Json> =
            packages.into_iter().filter(|p| !p["name"].is_null() || p["type"] != "tag").collect();
        assert_eq!(ours.len(), packages.len(), "{argv:?}");
        for (target, package) in ours.iter().zip(packages) {
            assert!(npm_type(target).contains(&package["type"].as_str().unwrap()), "{argv:?} {target:?} {package}");
            if let Some(name) = package["name"].as_str() {
                assert_eq!(target.package, name, "{argv:?}");
            }
            let spec = package["spec"].as_str().unwrap();
            // npm writes `*` where nothing is written, and puts a scheme before `git@host:path`.
            let spec = if target.spec.contains("://") { spec } else { spec.trim_start_matches("git+ssh://") };
            assert_eq!(if target.kind == Kind::Missing { "*" } else { &target.spec }, spec, "{argv:?}");
            if let Kind::Git(exact) = target.kind {
                let commit = package["commit"].as_str().unwrap_or_default();
                assert_eq!(exact, commit.len() == 40, "{argv:?}");
            }
        }
        let main = ours.iter().filter(|t| t.main).count();
        assert_eq!(main, usize::from(!ours.is_empty()), "{argv:?}");
        // All that npm hands to the program stands behind the package.
        if answer["from"] == "word" && !ours.is_empty() {
            let args = strings(&answer["args"]);
            assert_eq!(args[0], argv[ours[0].word], "{argv:?}");
        }
    }
}

#[test]
fn uv_reads_them_the_same_way() {
    for answer in answered("uvx.json", "answers-uvx.json") {
        let argv = strings(&answer["argv"]);
        let ours = launch(&argv).targets;
        if answer["parsed"] == false {
            assert!(ours.is_empty(), "{argv:?}: uv refuses it");
            continue;
        }
        let requires = strings(&answer["requires"]);
        let error = strings(&answer["error"]).join("\n");
        if requires.is_empty() && error.is_empty() {
            // Nothing to start, or an interpreter.
            assert!(ours.is_empty(), "{argv:?}");
            continue;
        }
        let command = strings(&answer["from"]).first().copied().unwrap_or(strings(&answer["command"])[0]);
        let words: Vec<&str> = std::iter::once(command).chain(strings(&answer["with"])).collect();
        assert_eq!(ours.len(), words.len(), "{argv:?}");
        for (target, word) in ours.iter().zip(&words) {
            assert!(argv[target.word].contains(word), "{argv:?} {word}");
            assert!(word.contains(&argv[target.name_word][target.name_at.clone()]), "{argv:?} {word}");
        }
        if requires.is_empty() {
            of_error(&argv, &ours, &error);
        } else {
            of_requirements(&argv, &ours, &requires);
        }
    }
}

/// What uv looks for: `name*`, `name>=1.2, <1.2+` for one version, once for each extra.
fn of_requirements(argv: &[&str], ours: &[Target], requires: &[&str]) {
    let mut seen: Vec<(String, &str)> = Vec::new();
    for requirement in requires {
        let end = requirement.find(['*', '<', '>', '=', '[']).unwrap();
        let range = requirement.split(']').next_back().unwrap().trim_start_matches(&requirement[..end]);
        if seen.iter().all(|(name, _)| name != &requirement[..end]) {
            seen.push((requirement[..end].to_owned(), range));
        }
    }
    assert_eq!(ours.len(), seen.len(), "{argv:?}");
    for (target, (name, range)) in ours.iter().zip(seen) {
        assert_eq!(target.package, name, "{argv:?}");
        let one = target.version.as_ref().map(|v| [format!(">={v}, <{v}+"), format!("=={v}")]);
        match (&target.kind, one) {
            (Kind::Exact, Some(one)) => assert!(one.iter().any(|o| o == range), "{argv:?} {range}"),
            (Kind::Missing | Kind::Tag, None) => assert_eq!(range, "*", "{argv:?}"),
            (Kind::Range, None) => assert!(range != "*" && !range.ends_with('+'), "{argv:?} {range}"),
            other => panic!("{argv:?} {other:?} {range}"),
        }
    }
}

/// Without a network uv fails at sources that are no packages; how, says what it took them for.
fn of_error(argv: &[&str], ours: &[Target], error: &str) {
    let said = match () {
        () if error.contains("Git operation failed") => "git",
        () if error.contains("not found at: file://") || error.contains("appear to be a Python project") => "path",
        () if error.contains("Expected path") => "path",
        () if error.contains("Failed to download") => "url",
        () => panic!("{argv:?}: what does uv mean by {error}"),
    };
    let source = ours.iter().find(|t| !matches!(t.kind, Kind::Missing | Kind::Exact)).unwrap();
    assert_eq!(kind(source.kind).replace("commit", "git"), said, "{argv:?}");
    if kind(source.kind) == "commit" {
        assert!(error.contains("failed to fetch commit"), "{argv:?}");
    }
}
