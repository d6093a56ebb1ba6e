//! `mcpcheck clean`: what goes, what stays, and what is refused.

use crate::support::Project;

const STATE: &str = "~/.claude.json";

/// A memory of three projects, beside an account: the repository itself, one that is gone and one of another system.
fn state(project: &Project) -> String {
    let here = project.root().display().to_string();
    format!(
        r#"{{
  "numStartups": 3,
  "oauthAccount": {{"accountUuid" : "u-1",   "emailAddress": "a@example.invalid"}},
  "projects": {{
    "{here}": {{"mcpServers": {{"s": {{"type": "stdio", "command": "c"}}}}, "hasTrustDialogAccepted": true}},
    "/gone/a": {{
      "history": [{{"display": "caf\u00e9"}}],
      "mcpServers": {{
        "calendar": {{"type": "http", "url": "http://127.0.0.1:1/mcp", "headers": {{"X-Api-Key": "tiny-secret-value-1"}}}}
      }},
      "enabledMcpjsonServers": ["docs"],
      "disabledMcpServers": [],
      "hasTrustDialogAccepted": true
    }},
    "C:\\work": {{"mcpServers": {{}}}}
  }},
  "mcpServers": {{"mine": {{"command": "m"}}}}
}}
"#
    )
}

fn project() -> (Project, String) {
    let project = Project::new();
    let text = state(&project);
    project.write(STATE, &text);
    (project, text)
}

/// What is to be left of the project that is gone.
fn without_gone(text: &str) -> String {
    let from = text.find("      \"mcpServers\": {\n        \"calendar\"").unwrap();
    let to = text.find("      \"hasTrustDialogAccepted\": true\n    },\n    \"C:").unwrap();
    format!("{}{}", &text[..from], &text[to..])
}

#[test]
fn what_is_gone_is_forgotten_and_nothing_else() {
    let (project, text) = project();
    let ran = project.run(&["clean"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(project.read(STATE), without_gone(&text));
    assert_eq!(project.read("~/.claude.json.mcpcheck-backup"), text);
    assert_eq!(
        ran.out,
        "removed 3 members of 1 project from `~/.claude.json`; the old file is `~/.claude.json.mcpcheck-backup`\n"
    );
    assert!(
        ran.err.contains("cleaned: /gone/a: mcpServers (calendar), enabledMcpjsonServers (docs), disabledMcpServers\n")
    );
    assert!(
        ran.err.contains(
            "note: 1 project of another system, or on a drive that may not be mounted, left alone: `C:\\work`"
        ),
        "{ran:?}"
    );

    let again = project.run(&["clean"]);
    assert_eq!((again.code, again.out.as_str()), (0, ""), "{again:?}");
    assert!(again.err.contains("nothing to clean"), "{again:?}");
    assert_eq!(project.files().len(), 2);
}

#[test]
fn a_diff_shows_and_writes_nothing_and_no_secret() {
    let (project, text) = project();
    let ran = project.run(&["clean", "--diff"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("would clean: /gone/a: mcpServers (calendar)"), "{ran:?}");
    assert!(ran.out.contains("hidden: it holds a credential"), "{ran:?}");
    for secret in ["tiny-secret", "u-1", "a@example", "caf"] {
        assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{secret}: {ran:?}");
    }
    assert_eq!(project.read(STATE), text);

    let named = project.run(&["clean", "--diff", "--project", "."]);
    assert_eq!(named.code, 1, "{named:?}");
    assert!(named.out.contains("\n-    \"[tmp]/repo\": {\"mcpServers\""), "{named:?}");
    assert!(named.out.contains("\n+    \"[tmp]/repo\": {\"hasTrustDialogAccepted\": true},"), "{named:?}");
    assert_eq!(project.files().len(), 1);
}

#[test]
fn named_projects_are_cleaned_whether_they_exist_or_not() {
    for (name, there) in [(".", true), ("/gone/a", false), ("/gone/a/", false), ("C:\\work", false)] {
        let (project, text) = project();
        let ran = project.run(&["clean", "--project", name, "--no-backup", "--client", "claude-code"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.out.starts_with("removed ") && !ran.out.contains("old file"), "{ran:?}");
        assert_eq!(project.files().len(), 1);
        let now = project.read(STATE);
        assert_eq!(now.contains("{\"hasTrustDialogAccepted\": true}"), there, "{now}");
        assert_eq!(now.contains("calendar"), !name.starts_with("/gone"), "{now}");
        assert_eq!(now.contains("\"C:\\\\work\": {}"), name.starts_with('C'), "{now}");
        assert_eq!(now.split_once("projects").unwrap().0, text.split_once("projects").unwrap().0);
    }
}

#[test]
fn what_cannot_be_done_is_said_and_leaves_the_file() {
    let (project, text) = project();
    for (args, why) in [
        (&["clean", "--project", "/nowhere"][..], "`/nowhere` is no project that a client remembers"),
        (&["clean", "--client", "cursor"], "of `cursor` nothing is known that could be cleaned\nknown: claude-code"),
    ] {
        let ran = project.run(args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        assert!(ran.err.contains(why), "{ran:?}");
        assert_eq!(project.read(STATE), text);
    }
    let broken = text.replacen("{\"accountUuid\"", "{accountUuid\"", 1);
    project.write(STATE, &broken);
    let ran = project.run(&["clean"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("`~/.claude.json` is left as it is: it does not parse"), "{ran:?}");
    assert_eq!(project.read(STATE), broken);
    project.remove(STATE);
    let ran = project.run(&["clean"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
}

#[test]
fn another_place_of_the_file_is_known() {
    let (mut project, text) = project();
    project.write("~/elsewhere/.claude.json", &text);
    let dir = project.path("~/elsewhere").display().to_string();
    project.set("CLAUDE_CONFIG_DIR", &dir);
    assert_eq!(project.run(&["clean"]).code, 0);
    assert_eq!(project.read(STATE), text);
    assert_eq!(project.read("~/elsewhere/.claude.json"), without_gone(&text));
}

#[test]
fn marks_line_ends_and_links_stay() {
    let (project, text) = project();
    for (bom, ends) in [("\u{feff}", "\n"), ("", "\r\n"), ("\u{feff}", "\r\n")] {
        let odd = |text: &str| format!("{bom}{}", text.replace('\n', ends));
        project.write(STATE, odd(&text));
        assert_eq!(project.run(&["clean", "--no-backup"]).code, 0);
        assert_eq!(project.read(STATE), odd(&without_gone(&text)));
    }
    for empty in ["", "{}", "[]"] {
        project.write(STATE, empty);
        let ran = project.run(&["clean"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(project.read(STATE), empty);
    }
}

#[cfg(unix)]
#[test]
fn a_link_stays_and_no_backup_lies_beside_what_it_leads_to() {
    let (project, text) = project();
    project.remove(STATE);
    project.write("~/dotfiles/claude.json", &text);
    std::os::unix::fs::symlink("dotfiles/claude.json", project.path(STATE)).unwrap();
    let ran = project.run(&["clean"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(std::fs::symlink_metadata(project.path(STATE)).unwrap().is_symlink());
    assert_eq!(project.read("~/dotfiles/claude.json"), without_gone(&text));
    assert_eq!(project.read("~/.claude.json.mcpcheck-backup"), text);
    assert_eq!(std::fs::read_dir(project.path("~/dotfiles")).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn what_a_killed_run_left_goes_and_what_another_program_saved_is_named() {
    let (project, _) = project();
    project.write("~/.mcpcheck-a1B2c3.tmp", "half");
    let foreign = "~/.mcpcheck-a1B2c3-0000000000000001-0000000000000002.tmp";
    project.write(foreign, "saved by a client");
    project.run(&["clean", "--diff"]);
    assert!(project.path("~/.mcpcheck-a1B2c3.tmp").exists());
    let ran = project.run(&["clean"]);
    assert!(!project.path("~/.mcpcheck-a1B2c3.tmp").exists());
    assert_eq!(project.read(foreign), "saved by a client");
    assert!(ran.err.contains("holds what another program saved while a run of mcpcheck was killed"), "{ran:?}");
}

#[test]
fn fix_changes_nothing_around_the_servers_of_a_file_with_an_account() {
    let rules = |project: &Project| -> Vec<String> {
        let ran = project.run(&["--scope", "all", "--format", "json"]);
        ran.findings().into_iter().map(|(rule, ..)| rule).collect()
    };
    // A trailing comma within the account has no fix, and what is within the servers waits for it.
    let outside = r#"{"oauthAccount": {"a": [1,]}, "mcpServers": {"d": {"url": "http://127.0.0.1:1/mcp"}}}"#;
    let project = Project::of(&[(STATE, outside)]);
    assert_eq!(rules(&project), ["parse-error"]);
    let ran = project.run(&["fix", "--scope", "all", "--unsafe-fixes"]);
    assert_eq!((ran.code, project.read(STATE).as_str()), (1, outside), "{ran:?}");

    let inside = r#"{"oauthAccount": {"a": [1 ]}, "mcpServers": {"d": {"transport": "http", "url": "http://127.0.0.1:1/mcp",}}}"#;
    project.write(STATE, inside);
    let ran = project.run(&["fix", "--scope", "all", "--unsafe-fixes"]);
    let mended = inside.replace("mcp\",}", "mcp\"}").replace("transport", "type");
    assert_eq!((ran.code, project.read(STATE)), (0, mended), "{ran:?}");
}
