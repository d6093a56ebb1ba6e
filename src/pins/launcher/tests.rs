use proptest::prelude::*;

use super::*;

mod places;
mod tables;

/// One line for each target: `launcher package|spec|kind|word` and ` with` where it is installed beside the program.
fn shown(words: &[&str]) -> String {
    let Some(launch) = read(words) else { return "-".to_owned() };
    let one = |(launcher, target): (Launcher, &Target)| {
        let (range, word) = (target.spec_at.clone(), words[target.word]);
        let there = word.get(range.clone()).unwrap_or_else(|| panic!("{words:?} {range:?}"));
        assert!(!target.exact_bytes || there == target.spec, "{words:?}: {there}");
        assert!(words[target.name_word].get(target.name_at.clone()).is_some(), "{words:?}");
        let kind = match target.kind {
            Kind::Git(true) => "commit".to_owned(),
            Kind::Git(false) => "git".to_owned(),
            other => format!("{other:?}").to_lowercase(),
        };
        let exact = if target.exact_bytes { "" } else { " inexact" };
        let with = if target.main { "" } else { " with" };
        let (name, package, spec) = (launcher.as_str(), &target.package, &target.spec);
        format!("{name} {package}|{spec}|{kind}|{}{with}{exact}", target.word)
    };
    let all: Vec<String> = launch.all_targets().into_iter().map(one).collect();
    if all.is_empty() { launch.launcher.as_str().to_owned() } else { all.join("; ") }
}

/// Words parted by blanks; `_` stands for a blank in a word.
fn check(cases: &[(&str, &str)]) {
    for (line, want) in cases {
        let words: Vec<String> = line.split(' ').map(|w| w.replace('_', " ")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        assert_eq!(shown(&words), *want, "{line}");
    }
}

fn words() -> impl Strategy<Value = Vec<String>> {
    let known = prop::sample::select(vec![
        "npx",
        "npm",
        "exec",
        "x",
        "uvx",
        "uv",
        "tool",
        "run",
        "--with",
        "--from",
        "docker",
        "podman",
        "container",
        "deno",
        "go",
        "dnx",
        "bunx",
        "pnpm",
        "yarn",
        "dlx",
        "pipx",
        "--spec",
        "-y",
        "-p",
        "--package",
        "-c",
        "-it",
        "-e",
        "--",
        "-",
        "--rm",
        "--foo",
        "--foo=x",
        "sh",
        "bash",
        "cmd",
        "/c",
        "env",
        "-S",
        "A=b",
        "sudo",
        "supergateway",
        "--stdio",
        "npx -y a@1",
        "cd d && uvx 'b'@2",
        "a@1.2.3",
        "@s/p@latest",
        "a==1",
        "é@é",
        "x:1@sha256:0",
        "h:5000/x:1",
        "npm:a@1/b",
        "jsr:@a/b@1",
        "https://deno.land/x/a@1.2.3/m",
        "g.o/x@v1.2.3",
        "${X}",
        "a@${X}",
        "git+https://u:p@h/x@v",
        "--version",
        "1.2.3",
        "dotnet",
        "node",
        "npx-cli.js",
        "wsl",
    ]);
    let any = prop_oneof![8 => known.prop_map(str::to_owned), 1 => "\\PC{0,12}", 1 => "[-a@:/=.,$'\"\\\\ ]{0,8}"];
    prop::collection::vec(any, 0..9)
}

proptest! {
    #[test]
    fn nothing_panics_and_ranges_are_right(words in words()) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let Some(launch) = read(&words) else { return Ok(()) };
        for (_, target) in launch.all_targets() {
            let spec = words[target.word].get(target.spec_at.clone());
            prop_assert!(words[target.name_word].get(target.name_at.clone()).is_some(), "{:?} {:?}", words, target);
            prop_assert!(spec.is_some(), "{:?} {:?}", words, target);
            prop_assert!(!target.exact_bytes || spec == Some(&*target.spec), "{:?} {:?}", words, target);
            prop_assert!(target.version.is_none() || !target.spec.is_empty(), "{:?} {:?}", words, target);
            prop_assert!(!target.package.is_empty(), "{:?} {:?}", words, target);
        }
    }

    /// What stands behind the program changes nothing.
    #[test]
    fn arguments_of_the_program_are_never_looked_at(more in "[-a-z@0-9.=:/]{1,12}") {
        for line in ["npx -y a@1.2.3", "uvx a@1.2.3", "docker run -i a:1.2.3", "bunx a@1", "go run a.b/c@v1.0.0"] {
            let words: Vec<&str> = line.split(' ').collect();
            let longer: Vec<&str> = words.iter().copied().chain([more.as_str()]).collect();
            prop_assert_eq!(read(&words), read(&longer));
        }
    }
}
