//! The user's files, wherever the root lies.

use super::*;

#[test]
fn home_as_the_root_is_not_searched_and_its_files_appear_once() {
    let mut tree = Tree::of(&["~/.mcp.json", "~/.claude.json", "~/.cursor/mcp.json", "~/code/.mcp.json"]);
    tree.options.root = tree.path("~/");
    let found = tree.run();
    let names: Vec<_> = found.sources.iter().map(|s| (s.display.as_str(), s.scope)).collect();
    let user = Scope::User;
    assert_eq!(names, [(".mcp.json", Scope::Project), (".claude.json", user), (".cursor/mcp.json", user)]);
    assert_eq!(found.notes, ["the home directory is not searched; name a directory in it"]);
    // In CI home may be the checkout, and is a directory like any other.
    tree.options.home = false;
    assert_eq!(tree.names(), [".cursor/mcp.json", ".mcp.json", "code/.mcp.json"]);
}

#[test]
fn home_below_the_root_is_passed_over() {
    let mut tree = Tree::of(&["~/.mcp.json", "~/.cursor/mcp.json", ".mcp.json"]);
    tree.options.root = tree.dir.path().canonicalize().unwrap();
    let found = tree.run();
    let names: Vec<_> = found.sources.iter().map(|s| s.display.as_str()).collect();
    assert_eq!(names, ["repo/.mcp.json", "home/.cursor/mcp.json"]);
    assert_eq!(found.notes.len(), 1);
}

#[test]
fn a_root_in_home_may_hold_files_of_the_user() {
    let mut tree = Tree::of(&["~/.config/opencode/opencode.json", "~/.config/x/opencode.json"]);
    tree.options.root = tree.path("~/.config");
    let found = tree.run();
    let names: Vec<_> = found.sources.iter().map(|s| (s.display.as_str(), s.scope)).collect();
    assert_eq!(names, [("x/opencode.json", Scope::Project), ("opencode/opencode.json", Scope::User)]);
}
