//! Living with findings: ignores, their end, and baselines, through the command line.

use crate::support::Project;

const TWO: &str = r#"{
  "mcpServers": {
    "docs": { "url": "https://docs.example.com/mcp" },
    "time": { "command": "uvx", "args": ["mcp-server-time"], "cwd": "x" }
  }
}
"#;

fn rules(ran: &crate::support::Ran) -> Vec<String> {
    ran.findings().into_iter().map(|(rule, ..)| rule).collect()
}

#[test]
fn a_baseline_leaves_only_what_is_new() {
    let project = Project::of(&[(".mcp.json", TWO)]);
    let before = project.run(&["--format", "json"]);
    assert_eq!(
        (before.code, rules(&before)),
        (1, vec!["transport-missing".into(), "unpinned-package".into(), "unknown-field".into()])
    );

    let wrote = project.run(&["baseline"]);
    assert_eq!(wrote.code, 0, "{wrote:?}");
    assert_eq!(
        wrote.err,
        "wrote `mcpcheck-baseline.json`: accepted 3 findings in 1 file; `mcpcheck --baseline mcpcheck-baseline.json` \
         reports only new ones\n"
    );
    let schema = jsonschema::validator_for(&project.run(&["schema", "baseline"]).json()).unwrap();
    let written = serde_json::from_str(&project.read("mcpcheck-baseline.json")).unwrap();
    assert!(schema.is_valid(&written), "{written}");

    let known = project.run(&["--baseline", "mcpcheck-baseline.json"]);
    assert_eq!((known.code, known.out.as_str()), (0, "checked 1 file: no findings; 3 in the baseline\n"));
    // Twenty lines further down nothing has changed; a new server has.
    let moved = TWO.replacen("{\n", &format!("{{{}", "\n".repeat(20)), 1);
    project.write(".mcp.json", &moved);
    assert_eq!(project.run(&["--baseline", "mcpcheck-baseline.json"]).code, 0);
    let more = moved.replacen("\"docs\"", "\"more\": { \"url\": \"https://more.example.com/mcp\" },\n    \"docs\"", 1);
    project.write(".mcp.json", &more);
    let new = project.run(&["--baseline", "mcpcheck-baseline.json", "--format", "json"]);
    assert_eq!((new.code, rules(&new)), (1, vec!["transport-missing".to_owned()]));

    // What is accepted is not mended either.
    let fixed = project.run(&["fix", "--unsafe-fixes", "--baseline", "mcpcheck-baseline.json"]);
    assert_eq!(fixed.code, 0, "{fixed:?}");
    let text = project.read(".mcp.json");
    assert!(text.contains("\"docs\": { \"url\"") && text.contains("\"more\": { \"type\": \"http\""), "{text}");
}

#[test]
fn a_baseline_says_what_is_gone() {
    let project = Project::of(&[(".mcp.json", TWO)]);
    project.run(&["baseline", "--output", "b.json"]);
    project.write(".mcp.json", TWO.replace("\"url\"", "\"type\": \"http\", \"url\""));
    let ran = project.run(&["--baseline", "b.json"]);
    assert_eq!(ran.code, 0);
    assert_eq!(ran.err, "note: one finding of the baseline is gone: `mcpcheck baseline` takes it out\n");
    // Whoever looks at a part cannot know.
    for part in [&["--baseline", "b.json", "--select", "pins"][..], &["--baseline", "b.json", "--client", "cursor"]] {
        assert_eq!(project.run(part).err, "", "{part:?}");
    }
    for (text, why) in [("{", "it ends too early"), ("{\"version\": 7}", "is of version 7")] {
        project.write("b.json", text);
        let ran = project.run(&["--baseline", "b.json"]);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains(why), "{ran:?}");
    }
    assert_eq!(project.run(&["--baseline", "nowhere.json"]).code, 2);
}

#[test]
fn an_ignore_ends() {
    let golden =
        "[[ignore]]\nrule = \"transport-missing\"\nserver = \"docs\"\nreason = \"an old server\"\nuntil = 2026-11-21\n";
    let mut project =
        Project::of(&[(".mcp.json", TWO.replace(", \"cwd\": \"x\"", "").as_str()), ("mcpcheck.toml", golden)]);
    project.set("SOURCE_DATE_EPOCH", "1795305599"); // the last second of 2026-11-21
    let last = project.run(&["--format", "json"]);
    assert_eq!((last.code, rules(&last)), (0, vec!["unpinned-package".to_owned()]));
    project.set("SOURCE_DATE_EPOCH", "1795305600");
    let over = project.run(&["--format", "json"]);
    assert_eq!(rules(&over), ["transport-missing", "unpinned-package", "unused-ignore"]);
    assert_eq!(over.code, 1);
    assert!(over.out.contains("this `[[ignore]]` ended on 2026-11-21: one finding counts again"), "{}", over.out);
    // A bad date is the golden's mistake.
    project.write("mcpcheck.toml", golden.replace("2026-11-21", "\"next week\""));
    let bad = project.run(&[]);
    assert_eq!(bad.code, 2);
    assert!(bad.err.contains("mcpcheck.toml:5:9: this is no date"), "{}", bad.err);
}

#[test]
fn unused_ignores_are_found_only_where_everything_was_looked_at() {
    let golden = "[[ignore]]\nrule = \"unpinned-package\"\nserver = \"gone\"\nreason = \"x\"\n";
    let project = Project::of(&[(".mcp.json", "{ \"mcpServers\": {} }\n"), ("mcpcheck.toml", golden)]);
    let unused = |args: &[&str]| project.run(args).out.contains("unused-ignore");
    assert!(unused(&[]));
    assert!(unused(&["--select", "unused-ignore,unpinned-package"]));
    for args in [&["--select", "ignores"][..], &[".mcp.json"], &["--client", "claude-code"], &["--ignore", "pins"]] {
        assert!(!unused(args), "{args:?}");
    }
    // What only the user's own files say cannot be seen where they are not read.
    let golden = golden.replace("unpinned-package", "shadowed-server");
    project.write("mcpcheck.toml", golden);
    assert!(unused(&[]));
    assert!(!unused(&["--scope", "project"]));
}

#[test]
fn what_is_ignored_is_counted_not_shown_and_not_mended() {
    let text = "{\n  \"servers\": {\n    // mcpcheck-ignore transport-value, unpinned-package: an experiment\n    \"a\": { \"type\": \"stdo\", \"command\": \"uvx\", \"args\": [\"x\"] }\n  }\n}\n";
    let project = Project::of(&[(".vscode/mcp.json", text)]);
    let ran = project.run(&["--ignore", "portability"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "checked 1 file: no findings; 2 ignored\n"));
    project.run(&["fix", "--unsafe-fixes"]);
    assert_eq!(project.read(".vscode/mcp.json"), text);
}

/// A made-up token, put together at run time.
fn token() -> String {
    format!("gh{}_{}", "p", "Zk3vQ9xT7bLm2WcR8yHd5NfJ1sGp6KtA4uEo")
}

fn with_token(args: &str) -> String {
    format!("{{\"mcpServers\": {{\"a\": {{\"command\": \"x\", \"args\": [{args}\"{}\"]}}}}}}\n", token())
}

#[test]
fn an_ignore_in_one_file_hides_nothing_in_another() {
    let golden = "[[ignore]]\nrule = \"hardcoded-secret\"\nfile = \"FILE\"\nreason = \"made up\"\n";
    let project = Project::of(&[("examples/.mcp.json", with_token("")), ("prod/.mcp.json", with_token(""))]);
    let find = |file: &str| {
        project.write("mcpcheck.toml", golden.replace("FILE", file));
        project.run(&["--select", "hardcoded-secret,unused-ignore", "--format", "json"]).findings()
    };
    let found = |rule: &str, file: &str, severity: &str| (rule.to_owned(), file.to_owned(), severity.to_owned());
    assert_eq!(find("examples/**"), [found("hardcoded-secret", "prod/.mcp.json", "error")]);
    assert_eq!(find("./prod/.mcp.json"), [found("hardcoded-secret", "examples/.mcp.json", "error")]);
    // Both are one finding, whose second place is named.
    assert_eq!(find("nowhere").len(), 2);
    let json = project.run(&["--select", "hardcoded-secret", "--format", "json"]).json();
    assert_eq!(json["findings"][0]["related"][0]["file"], "prod/.mcp.json");
}

#[test]
fn a_baseline_of_one_file_hides_nothing_in_another() {
    let project = Project::of(&[(".cursor/mcp.json", with_token(""))]);
    project.run(&["baseline"]);
    // An argument more does not make it another one.
    project.write(".cursor/mcp.json", with_token("\"-q\", "));
    let known = project.run(&["--baseline", "mcpcheck-baseline.json", "--select", "security"]);
    assert_eq!((known.code, known.err.as_str()), (0, ""), "{known:?}");
    for copy in [".gemini/settings.json", ".amp/settings.json"] {
        let text = with_token("")
            .replace("mcpServers", if copy.starts_with(".amp") { "amp.mcpServers" } else { "mcpServers" });
        project.write(copy, text);
        let new = project.run(&["--baseline", "mcpcheck-baseline.json", "--select", "security", "--format", "json"]);
        assert_eq!(new.findings().iter().map(|f| f.1.as_str()).collect::<Vec<_>>(), [copy]);
        project.remove(copy);
    }
}

#[test]
fn an_ignore_may_name_a_file_as_output_does() {
    let golden = "[[ignore]]\nrule = \"shadowed-server\"\nfile = \"~/.cursor/mcp.json\"\nreason = \"mine\"\n";
    let server = |url: &str| format!("{{\"mcpServers\": {{\"a\": {{\"url\": \"{url}\"}}}}}}\n");
    let project = Project::of(&[
        (".cursor/mcp.json", server("https://a.example.com/mcp")),
        ("~/.cursor/mcp.json", server("https://b.example.com/mcp")),
    ]);
    assert!(project.run(&[]).out.contains("shadowed-server"));
    project.write("mcpcheck.toml", golden);
    let ran = project.run(&[]);
    assert!(!ran.out.contains("shadowed-server") && !ran.out.contains("unused-ignore"), "{}", ran.out);
}
