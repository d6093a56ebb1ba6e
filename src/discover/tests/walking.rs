//! What a walk finds, and what options make of it.

use super::*;
use crate::model::pin::Format;

#[test]
fn every_known_path_is_found_in_any_directory_in_a_stable_order() {
    let files = [".mcp.json", ".vscode/mcp.json", "a/b/.cursor/mcp.json", "a/.codex/config.toml", "z/opencode.json"];
    let tree = Tree::of(&files);
    tree.write("a/mcp.json", SERVERS);
    tree.write("a/settings.json", SERVERS);
    tree.write("~/.claude.json", SERVERS);
    tree.write("~/.cursor/mcp.json", SERVERS);
    let mut expected: Vec<&str> = files.to_vec();
    expected.sort_unstable();
    expected.extend(["~/.claude.json", "~/.cursor/mcp.json"]);
    assert_eq!(tree.names(), expected);
    let source = tree.one("a/b/.cursor/mcp.json");
    assert_eq!(source.project, tree.path("a/b"));
    assert_eq!(source.scope, Scope::Project);
    assert!(!source.named && !source.ignored_by_git && source.document().is_some());
    let user = tree.one("~/.claude.json");
    assert_eq!((user.scope, readers(&user)), (Scope::User, vec!["claude-code/user".to_owned()]));
}

#[test]
fn a_plugin_manifest_beside_a_file_changes_its_reader() {
    let tree = Tree::of(&[".mcp.json", "p/.mcp.json"]);
    tree.write("p/.claude-plugin/plugin.json", "{}");
    assert_eq!(readers(&tree.one(".mcp.json"))[0], "claude-code/project");
    let beside = readers(&tree.one("p/.mcp.json"));
    assert_eq!(beside[0], "claude-code/plugin");
    assert!(beside.contains(&"vscode/root".to_owned()) && !beside.contains(&"claude-code/project".to_owned()));
}

#[test]
fn files_that_nobody_reads_are_shown_if_they_hold_servers() {
    let tree = Tree::of(&[".claude/mcp.json", ".claude/settings.json", "~/.claude/mcp_servers.json"]);
    tree.write(".claude/settings.local.json", r#"{"permissions": {}}"#);
    tree.write("~/.claude/settings.json", r#"{"hooks": {}}"#);
    assert_eq!(tree.names(), [".claude/mcp.json", ".claude/settings.json", "~/.claude/mcp_servers.json"]);
    let told = |role: &Role| matches!(role, Role::Unread(u) if u.says.contains("`.mcp.json`, which Claude Code reads"));
    assert!(told(&tree.one(".claude/settings.json").role));
    assert_eq!(tree.one(".claude/mcp.json").project, tree.path(""));
    assert_eq!(tree.one("~/.claude/mcp_servers.json").scope, Scope::User);
}

#[test]
fn manifests_come_when_asked_for() {
    let mut tree = Tree::of(&[]);
    tree.write("svc/pyproject.toml", "[project]\nname = 'x'\n");
    tree.write("svc/mcpcheck.toml", "");
    assert!(tree.names().is_empty());
    tree.options.want_manifests = true;
    assert_eq!(tree.one("svc/pyproject.toml").role, Role::Manifest(Format::Pyproject));
    assert_eq!(tree.names().len(), 1);
}

#[test]
fn some_directories_are_never_entered_unless_named() {
    let tree = Tree::of(&["node_modules/a/.mcp.json", "venv/.mcp.json", "target/.mcp.json", ".venv/.mcp.json"]);
    assert_eq!(tree.names(), ["target/.mcp.json", "venv/.mcp.json"]);
    tree.write("venv/pyvenv.cfg", "");
    tree.write("target/CACHEDIR.TAG", "");
    assert!(tree.names().is_empty());
    let tree = tree.named(&["node_modules", "target"]);
    assert_eq!(tree.names(), ["node_modules/a/.mcp.json", "target/.mcp.json"]);
}

#[test]
fn clients_and_scopes_narrow_the_search() {
    let mut tree = Tree::of(&[".mcp.json", ".cursor/mcp.json", ".claude/mcp.json", "~/.cursor/mcp.json"]);
    tree.options.clients = Some(vec!["vscode", "cursor"]);
    assert_eq!(tree.names(), [".cursor/mcp.json", ".mcp.json", "~/.cursor/mcp.json"]);
    assert_eq!(readers(&tree.one(".mcp.json")), ["vscode/root"]);
    tree.options.clients = None;
    tree.options.scopes = Scopes::User;
    assert_eq!(tree.names(), ["~/.cursor/mcp.json"]);
    tree.options.home = false;
    assert!(tree.names().is_empty());
    tree.options.scopes = Scopes::Default;
    assert_eq!(tree.names().len(), 3);
}

#[test]
fn excludes_hold_for_directories_and_files_but_not_for_named_ones() {
    let mut tree = Tree::of(&["fixtures/a/.mcp.json", "b/.mcp.json", "c/.cursor/mcp.json"]);
    let globs = vec!["fixtures/**".to_owned(), "c/.cursor/mcp.json".to_owned()];
    tree.options.exclude = vec![Exclude { base: tree.options.root.clone(), globs }];
    assert_eq!(tree.names(), ["b/.mcp.json"]);
    tree.options.paths = vec!["fixtures/a/.mcp.json".into()];
    assert_eq!(tree.names(), ["fixtures/a/.mcp.json"]);
    tree.options.exclude = vec![Exclude { base: tree.options.root.clone(), globs: vec!["a/{b".to_owned()] }];
    assert!(matches!(discover(&tree.env, &tree.options), Err(DiscoverError::BadGlob { .. })));
}

#[test]
fn files_kept_by_hand_are_read_by_the_client_they_are_kept_for() {
    let mut tree = Tree::of(&["ops/claude.json", "~/.claude/config.json", ".claude/mcp.json", ".cursor/mcp.json"]);
    let keep = |file: &str, id: &str| (tree.path(file), id.to_owned());
    tree.options.kept = vec![
        keep("ops/claude.json", "claude-code"),
        keep("~/.claude/config.json", "claude-code"),
        keep(".claude/mcp.json", "claude-code"),
        keep(".cursor/mcp.json", "cursor"),
        keep("none.json", "cursor"),
        keep("~/none.json", "cursor"),
        keep("ops/claude.json", "nobody"),
    ];
    let scopes: Vec<_> = tree.run().sources.into_iter().map(|s| (s.display, s.scope)).collect();
    let project = [".claude/mcp.json", ".cursor/mcp.json", "ops/claude.json"].map(|f| (f.into(), Scope::Project));
    assert_eq!(scopes[..3], project);
    assert_eq!(scopes[3..], [("~/.claude/config.json".to_owned(), Scope::User)]);
    assert_eq!(readers(&tree.one(".claude/mcp.json")), ["claude-code/project"]);
    let notes = tree.run().notes;
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert_eq!(notes[0], "`none.json` is kept for Cursor, but is not there");
}

#[test]
fn files_with_switches_for_servers_are_found_and_are_no_configs() {
    let tree = Tree::of(&[]);
    tree.write(".claude/settings.json", r#"{"permissions": {}}"#);
    tree.write(".claude/settings.local.json", r#"{"disabledMcpjsonServers": ["a"]}"#);
    tree.write(".github/copilot/settings.json", r#"{"disabledMcpServers": ["a"]}"#);
    tree.write("~/.claude/settings.json", r#"{"deniedMcpServers": []}"#);
    tree.write("~/.gemini/trustedFolders.json", r#"{"/x": "DO_NOT_TRUST"}"#);
    let found = [
        ".claude/settings.local.json",
        ".github/copilot/settings.json",
        "~/.claude/settings.json",
        "~/.gemini/trustedFolders.json",
    ];
    assert_eq!(tree.names(), found);
    for name in found {
        let source = tree.one(name);
        assert!(matches!(source.role, Role::State(_)) && source.readers().is_empty(), "{name}");
    }
    // What holds servers as well is out of place first of all, and its switches count.
    tree.write(".claude/settings.json", r#"{"mcpServers": {"a": {}}, "enableAllProjectMcpServers": true}"#);
    let both = tree.one(".claude/settings.json");
    assert!(matches!(both.role, Role::Unread(_)) && both.state().is_some());
}

#[test]
fn above_the_root_only_claude_code_looks_and_only_when_asked() {
    let mut tree = Tree::of(&[".mcp.json"]);
    let above = tree.dir.path().canonicalize().unwrap().join(".mcp.json");
    File::create(&above).unwrap().write_all(SERVERS.as_bytes()).unwrap();
    assert_eq!(tree.names(), [".mcp.json"]);
    tree.options.above = true;
    assert_eq!(tree.names(), [".mcp.json", above.to_str().unwrap()]);
    assert_eq!(readers(&tree.one(above.to_str().unwrap())), ["claude-code/project"]);
}
