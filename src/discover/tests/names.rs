//! Paths that a person named.

use super::*;

#[test]
fn a_named_path_that_is_not_there_is_an_error() {
    let tree = Tree::of(&[]).named(&["no/such.json"]);
    let error = discover(&tree.env, &tree.options).unwrap_err();
    assert_eq!(error.to_string(), "`no/such.json` does not exist");
    let tree = Tree { options: Options { root: "gone".into(), ..Options::default() }, ..tree };
    assert!(matches!(discover(&tree.env, &tree.options), Err(DiscoverError::NotFound { .. })));
}

#[test]
fn named_files_are_read_by_path_by_content_or_not_at_all() {
    let tree = Tree::of(&[".mcp.json", "conf/servers.json", "~/.claude.json"]);
    tree.write("conf/other.json", "{}");
    tree.write("pyproject.toml", "");
    tree.write("mcpcheck.toml", "");
    let user = tree.path("~/.claude.json").to_string_lossy().into_owned();
    let mut tree = tree.named(&[
        "./.mcp.json",
        "conf/../conf/servers.json",
        "conf/other.json",
        "pyproject.toml",
        &user,
        "mcpcheck.toml",
    ]);
    tree.options.scopes = Scopes::Project;
    let found = tree.run();
    let names: Vec<&str> = found.sources.iter().map(|s| s.display.as_str()).collect();
    assert_eq!(names, [".mcp.json", "conf/servers.json", "pyproject.toml", "~/.claude.json"]);
    assert!(found.sources.iter().all(|s| s.named));
    assert!(readers(&found.sources[0]).len() >= 3);
    assert_eq!(readers(&found.sources[1]), ["claude-code/project"]);
    assert_eq!(found.sources[1].project, tree.path("conf"));
    assert_eq!(found.sources[3].scope, Scope::User);
    assert_eq!(found.notes.len(), 3, "{:?}", found.notes);
    assert_eq!(
        found.notes[0],
        "`conf/../conf/servers.json` is read as Claude Code reads it, by its content; name another client with --as"
    );
    assert_eq!(found.notes[1], "`conf/other.json` does not look like an MCP config; name its client with --as");
}

#[test]
fn as_forces_a_reader() {
    let mut tree = Tree::of(&[".mcp.json", "x.json"]).named(&[".mcp.json", "x.json"]);
    tree.options.as_dialect = clients::dialect("copilot-cli/user");
    for file in [".mcp.json", "x.json"] {
        assert_eq!(readers(&tree.one(file)), ["copilot-cli/user"]);
    }
    assert!(tree.run().notes.is_empty());
}

#[test]
fn a_file_that_is_named_and_walked_appears_once() {
    let tree = Tree::of(&[".mcp.json", "a/.mcp.json"]).named(&[".", "a/.mcp.json", "a"]);
    assert_eq!(tree.names(), [".mcp.json", "a/.mcp.json"]);
    assert!(tree.one("a/.mcp.json").named && !tree.one(".mcp.json").named);
}

#[test]
fn a_client_that_is_not_asked_for_is_said_to_be() {
    let mut tree = Tree::of(&[".cursor/mcp.json", "x.json"]).named(&[".cursor/mcp.json", "x.json"]);
    tree.options.clients = Some(vec!["vscode"]);
    let found = tree.run();
    assert!(found.sources.is_empty());
    assert_eq!(found.notes[0], "`.cursor/mcp.json` is read by none of the clients asked for");
    assert_eq!(found.notes[1], "`x.json` looks like a config of Claude Code, which is not asked for");
}
