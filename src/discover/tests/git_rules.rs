//! What git ignores.

use super::*;

#[test]
fn rules_prune_directories_and_only_mark_files() {
    let tree = Tree::of(&["out/.mcp.json", "kept/.mcp.json", ".mcp.json", ".vscode/mcp.json", ".vscode/.mcp.json"]);
    tree.write(".gitignore", "out/\n.mcp.json\n.vscode/\n!kept/.mcp.json\n");
    assert_eq!(tree.names(), [".mcp.json", ".vscode/mcp.json", "kept/.mcp.json"]);
    assert!(tree.one(".mcp.json").ignored_by_git);
    assert!(tree.one(".vscode/mcp.json").ignored_by_git);
    assert!(!tree.one("kept/.mcp.json").ignored_by_git);
}

#[test]
fn nested_files_the_exclude_file_and_negation_count() {
    let tree = Tree::of(&["a/x/.mcp.json", "a/y/.mcp.json", "b/x/.mcp.json", "local/.mcp.json"]);
    tree.write(".gitignore", "x/\n");
    tree.write("b/.gitignore", "!x/\n");
    tree.write("a/.gitignore", "/y\n");
    tree.write(".git/info/exclude", "local\n");
    assert_eq!(tree.names(), ["b/x/.mcp.json"]);
}

#[test]
fn parents_count_below_the_git_root_and_not_above_it() {
    let tree = Tree::of(&["sub/out/.mcp.json", "sub/in/.mcp.json", "clone/out/.mcp.json"]);
    tree.write(".gitignore", "out/\n");
    fs::create_dir_all(tree.path("clone/.git")).unwrap();
    assert_eq!(tree.names(), ["clone/out/.mcp.json", "sub/in/.mcp.json"]);
    let tree = tree.named(&["sub"]);
    assert_eq!(tree.names(), ["sub/in/.mcp.json"]);
    let tree = tree.named(&["sub/out"]);
    assert!(tree.one("sub/out/.mcp.json").ignored_by_git);
    let tree = tree.named(&["sub/out/.mcp.json"]);
    assert!(tree.one("sub/out/.mcp.json").ignored_by_git);
}

#[test]
fn outside_a_repository_nothing_is_ignored() {
    let tree = Tree::of(&["out/.mcp.json"]);
    tree.write(".gitignore", "out/\n");
    fs::remove_dir_all(tree.path(".git")).unwrap();
    assert_eq!(tree.names(), ["out/.mcp.json"]);
    assert!(!tree.one("out/.mcp.json").ignored_by_git);
}

#[test]
fn a_worktree_shares_the_exclude_file_of_its_repository() {
    let tree = Tree::of(&["wt/local/.mcp.json", "wt/.mcp.json"]);
    tree.write(".git/info/exclude", "local\n");
    tree.write(".git/worktrees/wt/commondir", "../..\n");
    tree.write("wt/.git", "gitdir: ../.git/worktrees/wt\n");
    assert_eq!(tree.names(), ["wt/.mcp.json"]);
}
