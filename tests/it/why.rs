//! `mcpcheck why`: the true cause comes first. Each case is a repository and a home of its own.

use serde_json::Value;

use crate::support::{Project, Ran};

pub(crate) const DOCS: &str = r#"{
  "mcpServers": {
    "docs": { "type": "http", "url": "https://docs.example.com/mcp" }
  }
}
"#;

/// A home in which the repository was trusted, with more about it.
pub(crate) fn trusted(project: &Project, more: &str) -> String {
    let here = project.root().display().to_string();
    format!("{{\n  \"projects\": {{\n    \"{here}\": {{ \"hasTrustDialogAccepted\": true{more} }}\n  }}\n}}\n")
}

/// What `why` says, which is checked against its schema on the way.
pub(crate) fn why(project: &Project, args: &[&str]) -> Ran {
    let words: Vec<&str> = ["why"].into_iter().chain(args.iter().copied()).collect();
    let schema: Value = serde_json::from_str(&project.run(&["schema", "why"]).out).unwrap();
    let json = project.run(&[&words[..], &["--format", "json"]].concat());
    let errors: Vec<String> = {
        let validator = jsonschema::draft7::new(&schema).unwrap();
        validator.iter_errors(&json.json()).map(|e| e.to_string()).collect()
    };
    assert!(errors.is_empty(), "{errors:?}");
    let text = project.run(&words);
    assert_eq!(text.code, json.code);
    text
}

/// The id of the cause for each client.
pub(crate) fn causes(project: &Project, args: &[&str]) -> Vec<(String, String)> {
    let words: Vec<&str> = ["why"].into_iter().chain(args.iter().copied()).chain(["--format", "json"]).collect();
    let json = project.run(&words).json();
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    let clients = json["clients"].as_array().unwrap();
    clients.iter().map(|c| (text(&c["client"]), text(&c["cause"]["id"]))).collect()
}

pub(crate) fn cause(project: &Project, args: &[&str]) -> String {
    let all = causes(project, args);
    assert_eq!(all.len(), 1, "{all:?}");
    all[0].1.clone()
}

#[test]
fn pending_approval() {
    let project = Project::of(&[(".mcp.json", DOCS)]);
    project.write("~/.claude.json", trusted(&project, ""));
    let ran = why(&project, &["docs"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.out);
}

#[test]
fn denied_list() {
    let project = Project::of(&[
        (".mcp.json", DOCS),
        (".claude/settings.local.json", "{ \"enabledMcpjsonServers\": [\"docs\"] }\n"),
    ]);
    project.write("~/.claude.json", trusted(&project, ""));
    project.write(
        "~/.claude/settings.json",
        "{\n  \"deniedMcpServers\": [{ \"serverUrl\": \"https://*.example.com/*\" }]\n}\n",
    );
    let ran = why(&project, &["docs"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.out);
}

#[test]
fn shadowed_by_local_scope() {
    let project = Project::of(&[
        (".mcp.json", DOCS),
        (".claude/settings.local.json", "{ \"enabledMcpjsonServers\": [\"docs\"] }\n"),
    ]);
    let own = r#", "mcpServers": { "docs": { "type": "http", "url": "http://127.0.0.1:8080/mcp" } }"#;
    project.write("~/.claude.json", trusted(&project, own));
    let ran = why(&project, &["docs"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.out);
}

#[test]
fn broken_json_above() {
    let project = Project::of(&[(".mcp.json", DOCS.replace("/mcp\" }", "/mcp\" },,"))]);
    project.write("~/.claude.json", DOCS.replace("docs.example.com", "old.example.com"));
    let ran = why(&project, &["docs"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.out);
}

#[test]
fn broken_json_of_a_directory_above() {
    let project = Project::new();
    let above = project.root().parent().unwrap().join(".mcp.json");
    std::fs::write(above, DOCS.replace("/mcp\" }", "/mcp\"")).unwrap();
    let ran = why(&project, &["docs"]);
    assert_eq!((ran.code, cause(&project, &["docs"]).as_str()), (1, "broken-file"));
    assert!(
        ran.out.starts_with("`docs` does not load in Claude Code: `[tmp]/.mcp.json` does not parse"),
        "{}",
        ran.out
    );
    // What stands nearer does not mind.
    project.write(".mcp.json", DOCS);
    project.write(".claude/settings.local.json", r#"{"enableAllProjectMcpServers": true}"#);
    project.write("~/.claude.json", trusted(&project, ""));
    assert_eq!(cause(&project, &["docs"]), "loads");
}

#[test]
fn it_loads() {
    let project = Project::of(&[(".mcp.json", DOCS), (".cursor/mcp.json", "{ \"mcpServers\": {} }\n")]);
    project.write(".claude/settings.local.json", "{ \"enabledMcpjsonServers\": [\"docs\"] }\n");
    let ran = why(&project, &["docs"]);
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!(ran.out);
}

#[test]
fn approvals_of_claude_code() {
    let project = Project::of(&[(".mcp.json", DOCS)]);
    // What the project's own settings approve counts once the directory is trusted.
    project.write(".claude/settings.json", r#"{"enabledMcpjsonServers": ["docs"]}"#);
    assert_eq!(cause(&project, &["docs"]), "untrusted");
    project.write("~/.claude.json", trusted(&project, ""));
    assert_eq!(cause(&project, &["docs"]), "loads");
    // A refusal wins, wherever it stands, and names are compared as tools are prefixed with them.
    project.write("~/.claude/settings.json", r#"{"disabledMcpjsonServers": ["docs"]}"#);
    assert_eq!(cause(&project, &["docs"]), "rejected");
    project.write("~/.claude/settings.json", "{}");
    project.write("~/.claude.json", trusted(&project, r#", "disabledMcpServers": ["docs"]"#));
    assert_eq!(cause(&project, &["docs"]), "switched-off");
    // Another project's memory says nothing here.
    project.write("~/.claude.json", r#"{"projects": {"/other": {"disabledMcpServers": ["docs"]}}}"#);
    assert_eq!(cause(&project, &["docs"]), "untrusted");
}

#[test]
fn allow_lists_of_claude_code() {
    let project = Project::of(&[(".mcp.json", DOCS)]);
    project.write(".claude/settings.local.json", r#"{"enabledMcpjsonServers": ["docs"]}"#);
    for (list, id) in [
        (r#"[]"#, "not-allowed"),
        (r#"[{"serverName": "docs"}]"#, "loads"),
        (r#"[{"serverName": "other"}]"#, "not-allowed"),
        // Where any entry names a URL, a remote server has to be named by one.
        (r#"[{"serverName": "docs"}, {"serverUrl": "https://x.example.org/*"}]"#, "not-allowed"),
        (r#"[{"serverUrl": "https://docs.example.com/*"}]"#, "loads"),
        // Commands are another matter.
        (r#"[{"serverName": "docs"}, {"serverCommand": ["npx", "x"]}]"#, "loads"),
        (r#""docs""#, "loads"),
    ] {
        project.write("~/.claude/settings.json", format!(r#"{{"allowedMcpServers": {list}}}"#));
        assert_eq!(cause(&project, &["docs"]), id, "{list}");
    }
    let process = r#"{"mcpServers": {"time": {"command": "uvx", "args": ["mcp-server-time"]}}}"#;
    project.write(".mcp.json", process);
    project.write(".claude/settings.local.json", r#"{"enabledMcpjsonServers": ["time"]}"#);
    let denied = r#"{"deniedMcpServers": [{"serverCommand": ["uvx", "mcp-server-time"]}]}"#;
    project.write("~/.claude/settings.json", denied);
    assert_eq!(cause(&project, &["time"]), "denied");
}

#[test]
fn gemini_lists_and_trust() {
    let servers =
        r#"{"mcp": {"excluded": ["docs"]}, "mcpServers": {"docs": {"httpUrl": "https://docs.example.com/mcp"}}}"#;
    let mut project = Project::of(&[(".gemini/settings.json", servers)]);
    project.set("GEMINI_CLI_SYSTEM_SETTINGS_PATH", "/nowhere/settings.json");
    let ran = why(&project, &["docs"]);
    assert!(ran.out.starts_with("`docs` does not load in Gemini CLI: it is on the list of excluded servers\n  at: .gemini/settings.json:1:23\n"), "{}", ran.out);
    project.write(".gemini/settings.json", servers.replace(r#""excluded": ["docs"]"#, r#""allowed": ["docs"]"#));
    assert_eq!(cause(&project, &["docs"]), "loads");
    project.write("~/.gemini/settings.json", r#"{"mcp": {"allowed": ["other"]}}"#);
    assert_eq!(cause(&project, &["docs"]), "loads");
    project.write(".gemini/settings.json", servers.replace(r#""mcp": {"excluded": ["docs"]}, "#, ""));
    assert_eq!(cause(&project, &["docs"]), "not-allowed");
    project.write("~/.gemini/settings.json", "{}");
    project.write("~/.gemini/mcp-server-enablement.json", r#"{"docs": {"enabled": false}}"#);
    assert_eq!(cause(&project, &["docs"]), "switched-off");
    let here = project.root().display().to_string();
    project.write("~/.gemini/trustedFolders.json", format!(r#"{{"{here}": "DO_NOT_TRUST"}}"#));
    assert_eq!(cause(&project, &["docs"]), "untrusted");
}

#[test]
fn codex_switches_and_trust() {
    let project =
        Project::of(&[(".codex/config.toml", "[mcp_servers.docs]\nurl = \"https://docs.example.com/mcp\"\n")]);
    let ran = why(&project, &["docs"]);
    assert_eq!((ran.code, cause(&project, &["docs"]).as_str()), (1, "untrusted"));
    let here = project.root().display().to_string();
    let trust = format!("[projects.\"{here}\"]\ntrust_level = \"trusted\"\n");
    project.write("~/.codex/config.toml", &trust);
    assert_eq!(cause(&project, &["docs"]), "loads");
    project.write("~/.codex/config.toml", format!("{trust}\n[mcp_servers.docs]\nenabled = false\n"));
    let ran = why(&project, &["docs"]);
    assert_eq!((ran.code, cause(&project, &["docs"]).as_str()), (1, "switched-off"));
    insta::assert_snapshot!(ran.out);
}

#[test]
fn one_mistake_keeps_codex_from_starting() {
    let bad = "[mcp_servers.other]\ncommand = \"a\"\nurl = \"https://x.example.com\"\n";
    let project =
        Project::of(&[(".codex/config.toml", "[mcp_servers.docs]\nurl = \"https://docs.example.com/mcp\"\n")]);
    let here = project.root().display().to_string();
    let trust = format!("[projects.\"{here}\"]\ntrust_level = \"trusted\"\n");
    project.write("~/.codex/config.toml", format!("{trust}\n{bad}"));
    let ran = why(&project, &["docs"]);
    assert_eq!((ran.code, cause(&project, &["docs"]).as_str()), (1, "broken-file"));
    assert!(ran.out.contains("Codex does not start with it\n  at: ~/.codex/config.toml:"), "{}", ran.out);
    // What is wrong in a project that is not trusted does not matter yet.
    project.write(".codex/config.toml", "[mcp_servers.docs\n");
    project.write("~/.codex/config.toml", "[mcp_servers.docs]\nurl = \"https://docs.example.com/mcp\"\n");
    let ran = why(&project, &["docs"]);
    assert!(ran.code == 0 && ran.out.contains("note: `.codex/config.toml` does not parse"), "{}", ran.out);
}

#[test]
fn files_that_are_read_only_when_that_is_switched_on() {
    let project = Project::of(&[(".mcp.json", DOCS)]);
    assert_eq!(cause(&project, &["docs", "--client", "warp"]), "not-established");
}

#[test]
fn wrong_container_of_vscode() {
    let project = Project::of(&[(".vscode/mcp.json", DOCS)]);
    let ran = why(&project, &["docs"]);
    assert_eq!((ran.code, cause(&project, &["docs"]).as_str()), (1, "wrong-container"));
    insta::assert_snapshot!(ran.out);
}

#[test]
fn a_skipped_entry() {
    let project = Project::of(&[(".mcp.json", DOCS.replace("\"type\": \"http\", ", ""))]);
    let ran = why(&project, &["docs"]);
    assert_eq!((ran.code, cause(&project, &["docs"]).as_str()), (1, "skipped-entry"));
    insta::assert_snapshot!(ran.out);
}

#[test]
fn names_that_are_nearly_right() {
    let project = Project::of(&[(".mcp.json", DOCS)]);
    let ran = why(&project, &["Docs"]);
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.out,
        "no file that a client reads here speaks of `Docs`\n  help: did you mean `docs`? (.mcp.json:3:5)\n"
    );
    project.write(".cursor/mcp.json", DOCS.replace("docs\":", "Docs\":"));
    assert_eq!(cause(&project, &["Docs", "--client", "claude-code"]), "near-name");
    assert_eq!(project.run(&["why", "nothing-like-it"]).code, 2);
    assert_eq!(project.run(&["why", "docs", "--client", "nobody"]).code, 2);
}

#[test]
fn only_for_another_client() {
    let project = Project::of(&[(".cursor/mcp.json", DOCS)]);
    let ran = why(&project, &["docs", "--client", "claude-code"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.out);
}

#[test]
fn only_for_another_project_or_directory() {
    let project =
        Project::of(&[("~/.claude.json", r#"{"projects": {"/other": {"mcpServers": {"docs": {"command": "d"}}}}}"#)]);
    assert_eq!(cause(&project, &["docs"]), "other-project");
    let project = Project::of(&[("sub/.mcp.json", DOCS)]);
    assert_eq!(cause(&project, &["docs"]), "other-directory");
    // Started there, it counts.
    let ran = project.run_in(&project.root().join("sub"), &["why", "docs", "--format", "json"]);
    assert_eq!(ran.json()["clients"][0]["cause"]["id"], "pending-approval");
}

#[test]
fn files_that_no_client_reads() {
    let project = Project::of(&[(
        ".claude/settings.json",
        DOCS.replace("{\n  \"mcp", "{\n  \"enableAllProjectMcpServers\": true,\n  \"mcp"),
    )]);
    let ran = why(&project, &["docs"]);
    assert_eq!((ran.code, cause(&project, &["docs"]).as_str()), (1, "unread-file"));
    assert!(ran.out.contains("move them to `.mcp.json`"), "{}", ran.out);
}

#[test]
fn variables_that_are_not_set() {
    let server = r#"{ "mcpServers": { "docs": { "url": "https://docs.example.com/${DOCS_PATH}" } } }"#;
    let mut project = Project::of(&[(".warp/.mcp.json", server)]);
    assert_eq!(cause(&project, &["docs"]), "unset-variable");
    // A client that goes on with the reference as it is: it loads, and more is said.
    project.write(".mcp.json", server.replace("\"url\"", "\"type\": \"http\", \"url\""));
    project.write(".claude/settings.local.json", r#"{"enableAllProjectMcpServers": true}"#);
    let ran = why(&project, &["docs", "--client", "claude-code"]);
    assert!(ran.code == 0 && ran.out.contains("`DOCS_PATH` is not set in this environment"), "{}", ran.out);
    project.set("DOCS_PATH", "mcp");
    assert_eq!(cause(&project, &["docs", "--client", "warp"]), "loads");
}

#[test]
fn hidden_from_copilot_cli() {
    let project = Project::of(&[(".github/mcp.json", DOCS), (".mcp.json", "{ \"mcpServers\": {} }\n")]);
    let all = causes(&project, &["docs"]);
    assert_eq!(all, [("copilot-cli".to_owned(), "hidden-file".to_owned())]);
    project.remove(".mcp.json");
    assert_eq!(cause(&project, &["docs"]), "loads");
    project.write("~/.copilot/settings.json", r#"{"disabledMcpServers": ["docs"]}"#);
    assert_eq!(cause(&project, &["docs"]), "switched-off");
}

#[test]
fn no_secret_and_nothing_hostile_is_printed() {
    let token = concat!("gh", "p_", "abcdefghijklmnopqrstuvwxyz0123456789");
    let text = format!(
        r#"{{"mcpServers": {{"do\u001b[31mcs": {{"command": "npx", "args": ["-y", "x", "--token", "{token}"], "env": {{"K": "{token}"}}}}}}}}"#
    );
    let project = Project::of(&[(".mcp.json", &text), (".cursor/mcp.json", &text.replace("}}}}", "}}},"))]);
    for format in ["text", "json"] {
        let ran = project.run(&["why", "do\u{1b}[31mcs", "--format", format, "--color", "never"]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(!ran.out.contains(token) && !ran.out.contains('\u{1b}') && !ran.err.contains(token), "{}", ran.out);
    }
}

#[test]
fn lines_keep_within_the_width() {
    let mut project = Project::of(&[(".mcp.json", DOCS)]);
    project.set("COLUMNS", "60");
    let ran = project.run(&["why", "docs"]);
    assert!(ran.out.lines().all(|l| l.chars().count() <= 70), "{}", ran.out);
}

#[test]
fn nothing_is_written() {
    let project = Project::of(&[(".mcp.json", DOCS)]);
    project.write("~/.claude.json", trusted(&project, ""));
    project.write(".claude/settings.json", r#"{"disabledMcpjsonServers": ["docs"]}"#);
    let before = project.files();
    project.run(&["why", "docs"]);
    project.run(&["fix", "--scope", "all", "--unsafe-fixes"]);
    assert_eq!(project.files(), before);
}
