//! Several formats at once, and where each goes.

use crate::support::Project;

#[test]
fn each_format_goes_to_its_file() {
    let project = Project::fixture("drifting");
    let alone = |format: &str| project.run(&["--format", format]);
    let ran = project.run(&[
        "--format",
        "sarif",
        "--output",
        "out.sarif",
        "--format",
        "github",
        "--format",
        "text",
        "--format",
        "gitlab",
        "--output",
        "out.json",
        "--format",
        "markdown",
        "--output",
        "out.md",
    ]);
    assert_eq!(ran.code, 1);
    for (format, file) in [("sarif", "out.sarif"), ("gitlab", "out.json"), ("markdown", "out.md")] {
        assert_eq!(project.read(file), alone(format).out, "{format}");
    }
    assert_eq!(ran.out, alone("text").out + &alone("github").out, "annotations come last");
    // One format, one file: the order is free.
    for args in [["--format", "jsonl", "--output", "a"], ["--output", "b", "--format", "jsonl"]] {
        let ran = project.run(&args);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    }
    assert_eq!(project.read("a"), alone("jsonl").out);
    assert_eq!(project.read("b"), alone("jsonl").out);
    let left = project.run(&["fix", "--diff", "--format", "junit"]);
    assert!(left.out.starts_with("--- "), "{}", left.out);
}

#[test]
fn what_would_be_mixed_up_is_refused() {
    let project = Project::fixture("drifting");
    for (args, why) in [
        (&["--format", "json", "--format", "text"][..], "`json` and `text` would be mixed up on standard output"),
        (&["fix", "--format", "sarif", "--format", "junit"], "`sarif` and `junit` would be mixed up"),
        (&["--format", "github", "--format", "github"], "`--format github` is there twice"),
        (&["--format", "json", "--output", "a", "--format", "sarif", "--output", "a"], "two reports would go to `a`"),
        (&["--output", "a", "--output", "b"], "`--output b` has no --format of its own before it"),
        (&["--format", "yaml"], "invalid value 'yaml'"),
        (&["fix", "--diff", "--output", "a"], "'--diff' cannot be used with '--output"),
    ] {
        let ran = project.run(args);
        assert!(ran.code == 2 && ran.out.is_empty() && ran.err.contains(why), "{args:?}: {ran:?}");
    }
    assert_eq!(project.files().keys().filter(|name| ["a", "b"].contains(&name.as_str())).count(), 0);
}

#[test]
fn one_that_cannot_be_written_stops_no_other() {
    let project = Project::fixture("drifting");
    let args =
        ["--format", "json", "--output", ".vscode", "--format", "gitlab", "--output", "g.json", "--format", "concise"];
    let ran = project.run(&args);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains(".vscode`") && ran.out.contains("error[container-key]"), "{ran:?}");
    super::gitlab(&project.read("g.json"), "beside one that failed");
}

#[test]
fn on_github_the_pull_request_gets_annotations_beside_the_text() {
    let mut project = Project::fixture("drifting");
    let (text, annotations) = (project.run(&[]).out, project.run(&["--format", "github"]).out);
    project.set("GITHUB_ACTIONS", "true");
    let both = text.clone() + &annotations;
    assert_eq!(project.run(&[]).out, both);
    assert_eq!(project.run(&["check", "."]).out, both);
    // What is asked for is what is given.
    assert_eq!(project.run(&["--format", "text"]).out, text);
    assert_eq!(project.run(&["--format", "json"]).json()["version"], 1);
    assert_eq!(project.run(&["--output", "a.txt"]).out, annotations);
    assert_eq!(project.read("a.txt"), text);
    assert!(!project.run(&["list"]).out.contains("::"));
    // Of what `fix` leaves as well.
    let left = project.run(&["fix", "--select", "syntax,security"]);
    assert_eq!((left.code, left.out.contains("::error")), (0, false));
    project.write(".cursor/mcp.json", r#"{"mcpServers": {"a": {"url": "http://a.example.com/mcp"}}}"#);
    let left = project.run(&["fix", "--select", "insecure-url"]);
    assert!(left.out.contains("\n::warning title=mcpcheck (insecure-url),file=.cursor/mcp.json,"), "{}", left.out);
    project.set("GITHUB_ACTIONS", "false");
    assert!(!project.run(&[]).out.contains("::error"));
}

/// `--quiet` silences what people read where there is nothing to say; a program wants its answer all the same.
#[test]
fn quiet_and_clean() {
    let project = Project::of(&[(".mcp.json", r#"{"mcpServers": {}}"#)]);
    for (format, speaks) in [
        ("text", false),
        ("concise", false),
        ("jsonl", false),
        ("json", true),
        ("sarif", true),
        ("gitlab", true),
        ("junit", true),
        ("markdown", true),
    ] {
        let ran = project.run(&["--quiet", "--format", format]);
        assert_eq!((ran.code, !ran.out.is_empty()), (0, speaks), "{format}: {ran:?}");
    }
}

/// `--quiet` prints findings and nothing else.
#[test]
fn quiet_and_not_clean() {
    let project = Project::fixture("drifting");
    let concise = project.run(&["--format", "concise"]).out;
    let findings = concise.trim_end().rsplit_once('\n').unwrap().0;
    assert_eq!(project.run(&["--quiet", "--format", "concise"]).out.trim_end(), findings);
    let text = project.run(&["--quiet"]).out;
    assert!(project.run(&[]).out.starts_with(&text), "{text}");
    assert!(
        text.contains("error[container-key]") && !text.contains("says more") && !text.contains(" fixable"),
        "{text}"
    );
}

/// `/dev/stdout`, `/dev/null`, `>(gzip > report.gz)`: what is no file cannot be replaced and need not be.
#[cfg(unix)]
#[test]
fn what_is_no_file_takes_the_report_as_it_comes() {
    let project = Project::fixture("drifting");
    let ran =
        project.run(&["--format", "json", "--output", "/dev/null", "--format", "sarif", "--output", "/dev/stdout"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    assert_eq!(ran.out, project.run(&["--format", "sarif"]).out);
    let ran = project.run(&["--format", "json", "--output", "/dev/stdout", "--format", "sarif"]);
    assert!(ran.code == 2 && ran.err.contains("would be mixed up"), "{ran:?}");
}

/// A report in a file has no colours, unless they are asked for.
#[test]
fn a_file_is_no_terminal() {
    let project = Project::fixture("drifting");
    project.run(&["--color", "always", "--output", "always.txt"]);
    project.run(&["--output", "auto.txt"]);
    assert!(project.read("always.txt").contains('\u{1b}') && !project.read("auto.txt").contains('\u{1b}'));
}
