use std::collections::BTreeSet;
use std::path::PathBuf;

use super::homes::homes;
use crate::check::{Declared, Settings, check};
use crate::clients::dialect;
use crate::document::{Document, Interest};
use crate::model::Scope;
use crate::workspace::{Content, Role, Source, Workspace};

fn found(text: &str) -> Vec<&str> {
    homes(text).iter().map(|h| h.text(text)).collect()
}

#[test]
fn homes_of_people_are_found_wherever_a_path_may_begin() {
    for (text, home) in [
        ("/Users/anna/p/server.py", "/Users/anna"),
        ("/home/anna", "/home/anna"),
        ("--directory=/home/anna/p", "/home/anna"),
        ("KEY=/Users/anna/k.pem", "/Users/anna"),
        ("node /Users/anna/x.js", "/Users/anna"),
        ("/Users/anna/data:/home/node/data", "/Users/anna"),
        ("file:///home/anna/p", "/home/anna"),
        ("sqlite:////Users/anna/p.db", "/Users/anna"),
        (r"C:\Users\anna\p", r"C:\Users\anna"),
        ("C:/Users/Anna Berg/p", "C:/Users/Anna Berg"),
        ("/mnt/c/Users/anna/p", "/mnt/c/Users/anna"),
        ("/c/Users/anna/p", "/c/Users/anna"),
        ("/var/home/anna/p", "/var/home/anna"),
        ("/home/olesya/Документы/p", "/home/olesya"),
    ] {
        assert_eq!(found(text), [home], "{text}");
    }
    assert_eq!(found("/home/a/x:/home/b/y"), ["/home/a", "/home/b"]);
}

#[test]
fn what_only_looks_like_one_is_left_alone() {
    for text in [
        "https://example.com/home/anna/mcp",
        "https://example.com/Users/anna",
        "https://home/anna",
        "/usr/local/home/anna",
        "/home/node/app",
        "/home/vscode/.cache",
        "/workspaces/p",
        "/home/linuxbrew/.linuxbrew/bin/npx",
        "/Users/Shared/p",
        r"C:\Users\Public\p",
        "/home/${USER}/p",
        "/home/<user>/p",
        "/Users/your-username/p",
        "/home/",
        "/home",
        "home/anna",
        "./Users/anna",
        "/opt/home/anna",
        "C:/Program Files/Users/x",
        "@scope/home/anna",
        "/api/users/anna",
        "/users/anna",
    ] {
        assert!(found(text).is_empty(), "{text}: {:?}", found(text));
    }
}

/// A file of a project that lies in a home directory, as its client reads it.
fn fixed(client: &str, path: &str, text: &str) -> Option<String> {
    let project = PathBuf::from("/home/anna/acme");
    let dialect = dialect(client).unwrap();
    let document = Document::parse(text.to_owned(), dialect.syntax, Interest::All);
    let source = Source {
        path: project.join(path),
        display: path.to_owned(),
        scope: Scope::Project,
        role: Role::Config(vec![dialect]),
        project: project.clone(),
        ignored_by_git: false,
        named: false,
        content: Content::Parsed(Box::new(document)),
    };
    let workspace = Workspace { root: project, sources: vec![source], aliases: BTreeSet::new(), repository: None };
    let checked = check(&workspace, &Declared::default(), &Settings::default());
    let finding = checked.findings.into_iter().find(|f| f.rule == "absolute-path")?;
    let mut edits = finding.fix?.edits;
    edits.sort_by_key(|e| std::cmp::Reverse(e.span.start));
    let mut text = text.to_owned();
    for edit in edits {
        text.replace_range(edit.span.start..edit.span.end, &edit.text);
    }
    Some(text)
}

#[test]
fn the_projects_own_directory_becomes_the_clients_word_for_it() {
    let entry = |dir: &str| format!(r#"{{"servers": {{"a": {{"command": "x", "args": ["{dir}/x.js", "{dir}-2"]}}}}}}"#);
    let want = r#"{"servers": {"a": {"command": "x", "args": ["${workspaceFolder}/x.js", "${userHome}/acme-2"]}}}"#;
    assert_eq!(fixed("vscode", ".vscode/mcp.json", &entry("/home/anna/acme")).as_deref(), Some(want));
    let other = r#"{"servers": {"a": {"command": "x", "args": ["${userHome}/b/x.js", "${userHome}/b-2"]}}}"#;
    assert_eq!(fixed("vscode", ".vscode/mcp.json", &entry("/home/anna/b")).as_deref(), Some(other));
}

#[test]
fn only_the_bytes_of_the_home_change() {
    let toml = "[mcp_servers.a]\ncommand = '/home/anna/x'\n";
    assert_eq!(fixed("codex", ".codex/config.toml", toml), None);
    let yaml =
        "name: a\nversion: 0.0.1\nschema: v1\nmcpServers:\n  - name: a\n    command: x\n    env: { A: /home/anna/x }\n";
    assert_eq!(fixed("continue", ".continue/mcpServers/a.yaml", yaml), None);
    let json = r#"{"mcpServers": {"a": {"command": "x", "env": {"A": "C:\\Users\\anna\\\u0061"}}}}"#;
    let want = r#"{"mcpServers": {"a": {"command": "x", "env": {"A": "${USERPROFILE}\\\u0061"}}}}"#;
    assert_eq!(fixed("claude-code", ".mcp.json", json).as_deref(), Some(want));
}
