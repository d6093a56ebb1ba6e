//! `mcpcheck why` and what clients remember: cases in which a cruder answer was wrong.

use crate::support::Project;
use crate::why::{DOCS, cause, causes, trusted, why};

const APPROVES: &str = r#"{"enableAllProjectMcpServers": true}"#;

#[test]
fn a_stray_plugin_json_takes_no_owner_away() {
    let project = Project::of(&[(".mcp.json", DOCS), ("plugin.json", "{}")]);
    assert_eq!(cause(&project, &["docs"]), "pending-approval");
    // A repository's root is a project, whatever plugin it is besides.
    project.write(".codex-plugin/plugin.json", "{}");
    project.write("plugin.json", r#"{"mcpServers": "./.mcp.json"}"#);
    assert_eq!(cause(&project, &["docs"]), "pending-approval");
    // A directory below it is a plugin where its manifest speaks of servers.
    let url = DOCS.replace("\"type\": \"http\", ", "");
    let project = Project::of(&[("x/.mcp.json", url.as_str()), ("x/plugin.json", "{}")]);
    let rules = |project: &Project| project.run(&["check", "--format", "json"]).findings().len();
    assert_eq!(rules(&project), 1);
    project.write("x/plugin.json", r#"{"mcpServers": "./.mcp.json"}"#);
    assert_eq!(rules(&project), 0);
}

#[test]
fn the_strongest_layer_switches_off_what_a_weaker_one_defines() {
    let url = "url = \"https://docs.example.com/mcp\"\n";
    for own in ["", url] {
        let project = Project::of(&[(".codex/config.toml", format!("[mcp_servers.docs]\n{own}enabled = false\n"))]);
        let user = format!("[mcp_servers.docs]\n{url}");
        project.write("~/.codex/config.toml", &user);
        // A project that is not trusted has no say.
        let ran = why(&project, &["docs", "--client", "codex"]);
        assert!(!ran.out.starts_with("`docs` does not load in Codex"), "{}", ran.out);
        let here = project.root().display().to_string();
        let trust = format!("[projects.\"{here}\"]\ntrust_level = \"trusted\"\n");
        project.write("~/.codex/config.toml", format!("{user}\n{trust}"));
        let ran = why(&project, &["docs"]);
        assert_eq!((ran.code, cause(&project, &["docs"]).as_str()), (1, "switched-off"), "{}", ran.out);
        assert!(!ran.out.contains("  > "), "{}", ran.out);
    }
    let server = r#"{"mcp": {"docs": {"type": "remote", "url": "https://docs.example.com/mcp"}}}"#;
    let project = Project::of(&[
        ("opencode.json", r#"{"mcp": {"docs": {"enabled": false}}}"#),
        ("~/.config/opencode/opencode.json", server),
    ]);
    assert_eq!(cause(&project, &["docs"]), "switched-off");
    let server = r#"{"mcpServers": {"docs": {"command": "npx", "args": ["-y", "x@1.0.0"]}}}"#;
    let project = Project::of(&[
        (".kiro/settings/mcp.json", &server.replace("]}", r#"], "disabled": true}"#)[..]),
        ("~/.kiro/settings/mcp.json", server),
    ]);
    let ran = why(&project, &["docs"]);
    assert_eq!(cause(&project, &["docs"]), "switched-off", "{}", ran.out);
    assert!(ran.out.contains("is not used: one above is stronger"), "{}", ran.out);
}

#[test]
fn what_stops_it_after_the_first_thing_is_said_as_well() {
    let project = Project::of(&[
        (".mcp.json", DOCS),
        ("mcpcheck.toml", "[servers.docs]\nurl = \"https://docs.example.com/mcp\"\n"),
    ]);
    project.write("~/.claude.json", trusted(&project, r#", "disabledMcpServers": ["docs"]"#));
    let ran = why(&project, &["docs"]);
    assert_eq!(cause(&project, &["docs"]), "pending-approval");
    assert!(ran.out.contains("note: and after that: it is switched off for this project"), "{}", ran.out);
    let found = project.run(&["check", "--scope", "all", "--select", "disabled-server", "--format", "json"]).findings();
    assert_eq!(found.len(), 1, "{found:?}");
    project.write("~/.claude/settings.json", APPROVES);
    assert_eq!(cause(&project, &["docs"]), "switched-off");
}

#[test]
fn settings_of_claude_code_that_are_no_strict_json_say_nothing() {
    let local = ".claude/settings.local.json";
    for text in [
        "{\"enabledMcpjsonServers\": [\"docs\"],}",
        "{\"enabledMcpjsonServers\": [\"docs\"]",
        "// mine\n{\"enableAllProjectMcpServers\": true}",
    ] {
        let project = Project::of(&[(".mcp.json", DOCS), (local, text)]);
        project.write("~/.claude.json", trusted(&project, ""));
        let ran = why(&project, &["docs"]);
        assert_eq!((ran.code, cause(&project, &["docs"]).as_str()), (1, "broken-file"), "{text}");
        let start =
            "`docs` does not load in Claude Code: `.claude/settings.local.json` does not parse, so that Claude ";
        assert!(ran.out.replace("\n ", "").starts_with(start.trim_end()), "{}", ran.out);
        assert!(ran.out.contains("  at: .claude/settings.local.json:1:"), "{}", ran.out);
        assert!(ran.out.contains("note: as it is, its approval is pending"), "{}", ran.out);
        let found = project.run(&["check", "--select", "parse-error", "--format", "json"]).findings();
        assert_eq!(found, [("parse-error".to_owned(), local.to_owned(), "warning".to_owned())], "{text}");
    }
    // What is approved elsewhere loads, and a refusal that nobody reads is worth a word.
    let project =
        Project::of(&[(".mcp.json", DOCS), (".claude/settings.json", "{\"disabledMcpjsonServers\": [\"docs\"]")]);
    assert_eq!(cause(&project, &["docs"]), "broken-file");
    project.write(local, APPROVES);
    project.write("~/.claude.json", trusted(&project, ""));
    let ran = why(&project, &["docs"]);
    assert!(ran.code == 0 && ran.out.contains("note: `.claude/settings.json` does not parse"), "{}", ran.out);
    let found = project.run(&["check", "--select", "disabled-server", "--format", "json"]).findings();
    assert!(found.is_empty(), "{found:?}");
    // A byte order mark and blanks are fine.
    project.write(".claude/settings.json", "\u{feff}{\"disabledMcpjsonServers\": [\"docs\"]}");
    assert_eq!(cause(&project, &["docs"]), "rejected");
}

#[test]
fn a_broken_file_is_noted_where_something_else_stops_the_server() {
    let project = Project::of(&[(".mcp.json", DOCS), ("~/.claude.json", "{\"projects\": {")]);
    let ran = why(&project, &["docs"]);
    assert_eq!(cause(&project, &["docs"]), "pending-approval");
    assert!(ran.out.contains("note: `~/.claude.json` does not parse"), "{}", ran.out);
}

#[test]
fn clients_that_read_only_the_directory_they_are_started_in() {
    for (file, client) in [(".gemini/settings.json", "gemini-cli"), (".qwen/settings.json", "qwen-code")] {
        let server = r#"{"mcpServers": {"docs": {"httpUrl": "https://docs.example.com/mcp"}}}"#;
        let project = Project::of(&[(file, server), ("sub/x", "")]);
        assert_eq!(cause(&project, &["docs", "--client", client]), "loads");
        let ran = project.run_in(&project.root().join("sub"), &["why", "docs", "--client", client, "--format", "json"]);
        let json = ran.json();
        let cause = &json["clients"][0]["cause"];
        assert_eq!((ran.code, cause["id"].as_str()), (1, Some("other-directory")), "{ran:?}");
        assert!(cause["message"].as_str().unwrap().ends_with("started in the root of the project"), "{ran:?}");
    }
    // Others look further up.
    let project = Project::of(&[(".github/mcp.json", DOCS), ("sub/x", "")]);
    assert_eq!(project.run_in(&project.root().join("sub"), &["why", "docs"]).code, 0);
}

#[test]
fn broken_files_that_may_have_the_server() {
    for (file, text, client) in [
        (".codex/config.toml", "[mcp_servers.docs.env]\nA = \"x\n", "codex"),
        (".continue/mcpServers/x.yaml", "mcpServers:\n  - name: docs\n    command: \"npx\n", "continue"),
    ] {
        let project = Project::of(&[(file, text)]);
        let all = causes(&project, &["docs"]);
        assert_eq!(all, [(client.to_owned(), "broken-file".to_owned())], "{file}");
    }
    let project = Project::of(&[(".mcp.json", "{\"mcpServers\": {\"other\": {\"command\": \"x\"}}")]);
    let ran = why(&project, &["docs"]);
    assert_eq!(ran.code, 2);
    let start = "no file that a client reads here speaks of `docs`\n  but: `.mcp.json` does not parse: ";
    assert!(ran.out.starts_with(start), "{}", ran.out);
}

#[test]
fn names_that_a_shell_would_take_apart() {
    let entry = |name: &str| format!(r#"{{"mcpServers": {{"{name}": {{"command": "x"}}}}}}"#);
    for (name, help) in [
        ("docs", "`claude mcp remove --scope local docs`"),
        ("a; rm -rf x", "`claude mcp remove --scope local 'a; rm -rf x'`"),
        ("it's", "help: remove it, or make it the same"),
    ] {
        let project = Project::of(&[(".mcp.json", entry(name)), (".claude/settings.local.json", APPROVES.to_owned())]);
        let own = format!(r#", "mcpServers": {{"{name}": {{"command": "y"}}}}"#);
        project.write("~/.claude.json", trusted(&project, &own));
        let ran = why(&project, &[name]);
        assert!(ran.out.contains(help), "{}", ran.out);
    }
}

#[test]
fn lists_of_thousands_beside_thousands_of_servers() {
    let many = |one: &dyn Fn(usize) -> String| (0..2500).map(one).collect::<Vec<_>>().join(", ");
    let servers = many(&|i| format!(r#""s{i}": {{"type": "http", "url": "https://s{i}.example.com/mcp"}}"#));
    let denied =
        many(&|i| format!(r#"{{"serverUrl": "https://S{i}.example.com/mcp/"}}, {{"serverUrl": "https://x{i}.*"}}"#));
    let project = Project::of(&[
        (".mcp.json", format!("{{\"mcpServers\": {{{servers}}}}}")),
        (".claude/settings.json", format!("{{\"deniedMcpServers\": [{denied}]}}")),
        (".claude/settings.local.json", APPROVES.to_owned()),
    ]);
    let started = std::time::Instant::now();
    let found = project.run(&["check", "--select", "disabled-server", "--format", "json"]).findings();
    assert_eq!(found.len(), 2500);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    let ran = why(&project, &["s2400"]);
    assert!(ran.out.contains("`deniedMcpServers` has `https://S2400.example.com/mcp/`"), "{}", ran.out);
    // Patterns beyond the first thousands are not compared, which is said.
    project.write(".mcp.json", DOCS);
    let ran = why(&project, &["docs"]);
    assert!(ran.code == 0 && ran.out.contains("only the first 2000 patterns were compared"), "{}", ran.out);
}

#[test]
fn an_approval_that_git_may_keep() {
    let note = "if git tracks `.claude/settings.local.json`";
    let project = Project::of(&[(".mcp.json", DOCS), (".claude/settings.local.json", APPROVES)]);
    let has = |project: &Project| {
        let ran = why(project, &["docs"]);
        assert_eq!(ran.code, 0, "{}", ran.out);
        ran.out.contains(note)
    };
    let here = trusted(&project, "");
    project.write("~/.claude.json", here.replace("true", "false"));
    assert!(has(&project));
    project.write("~/.claude.json", here);
    assert!(!has(&project));
    project.write("~/.claude.json", "{}");
    assert!(has(&project));
    project.write(".gitignore", ".claude/settings.local.json\n");
    assert!(!has(&project));
}

#[test]
fn a_golden_below_the_root_of_the_repository() {
    let golden = "[servers.docs]\nurl = \"https://docs.example.com/mcp\"\n";
    let project =
        Project::of(&[("app/.mcp.json", DOCS), ("app/mcpcheck.toml", golden), ("~/.claude/settings.json", APPROVES)]);
    project.write("~/.claude.json", trusted(&project, r#", "disabledMcpServers": ["docs"]"#));
    let app = project.root().join("app");
    let args = ["check", "--scope", "all", "--select", "disabled-server", "--format", "json"];
    assert_eq!(project.run_in(&app, &args).findings().len(), 1);
    // Settings above are the project's as well.
    project.write("~/.claude.json", trusted(&project, ""));
    project.write(".claude/settings.local.json", r#"{"disabledMcpjsonServers": ["docs"]}"#);
    let json = project.run_in(&app, &["why", "docs", "--format", "json"]).json();
    assert_eq!(json["clients"][0]["cause"]["id"], "rejected", "{json}");
}

#[test]
fn thousands_of_approvals_beside_thousands_of_servers() {
    let names = |start: &str| (0..2000).map(|i| format!("\"{start}{i}\"")).collect::<Vec<_>>();
    let servers: Vec<String> = names("server").iter().map(|n| format!("{n}: {{\"command\": \"x\"}}")).collect();
    let approved = names("serwer").join(", ");
    let project = Project::of(&[
        (".mcp.json", format!("{{\"mcpServers\": {{{}}}}}", servers.join(", "))),
        (".claude/settings.json", format!("{{\"enabledMcpjsonServers\": [{approved}]}}")),
    ]);
    let started = std::time::Instant::now();
    let found = project.run(&["check", "--select", "unknown-approval", "--format", "json"]);
    assert_eq!(found.findings().len(), 2000);
    assert!(!found.out.contains("did you mean"));
    // All pairs take a debug build a minute.
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn what_qwen_code_does_with_its_lists_is_a_guess() {
    let servers =
        r#"{"mcp": {"excluded": ["docs"]}, "mcpServers": {"docs": {"httpUrl": "https://docs.example.com/mcp"}}}"#;
    let golden = "[servers.docs]\nurl = \"https://docs.example.com/mcp\"\n";
    for (file, severity) in [(".gemini/settings.json", "warning"), (".qwen/settings.json", "info")] {
        let project = Project::of(&[(file, servers), ("mcpcheck.toml", golden)]);
        let found = project.run(&["check", "--select", "disabled-server", "--format", "json"]).findings();
        assert_eq!(found, [("disabled-server".to_owned(), file.to_owned(), severity.to_owned())]);
    }
}

#[test]
fn a_server_with_tens_of_thousands_of_arguments() {
    let args = vec!["\"x\""; 60_000].join(", ");
    let text = format!(r#"{{"mcpServers": {{"docs": {{"command": "x", "args": [{args}, "/home/jane/x"]}}}}}}"#);
    let project = Project::of(&[(".mcp.json", text)]);
    let started = std::time::Instant::now();
    let found = project.run(&["check", "--select", "absolute-path", "--format", "json"]).findings();
    assert_eq!(found.len(), 1);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
