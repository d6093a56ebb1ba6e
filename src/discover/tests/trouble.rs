//! Files and directories that make trouble.

use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;

#[test]
fn what_cannot_be_read_says_why_and_stops_nobody() {
    let tree = Tree::of(&["ok/.mcp.json"]);
    fs::create_dir_all(tree.path("dir/.mcp.json")).unwrap();
    for dir in ["dangling", "loop", "link"] {
        fs::create_dir_all(tree.path(dir)).unwrap();
    }
    symlink("../gone.json", tree.path("dangling/.mcp.json")).unwrap();
    symlink(".mcp.json", tree.path("loop/.mcp.json")).unwrap();
    symlink("../ok/.mcp.json", tree.path("link/.mcp.json")).unwrap();
    tree.bytes("utf16/.mcp.json", b"\xff\xfe{\0}\0");
    tree.bytes("binary/.mcp.json", b"\x7fELF\0\0");
    let found = tree.run();
    let reason = |name: &str| unreadable(&tree.one(&format!("{name}/.mcp.json"))).to_owned();
    assert_eq!(found.sources.len(), 7);
    assert_eq!(reason("dir"), "it is a directory");
    assert_eq!(reason("dangling"), "it is a link to `../gone.json`, which does not exist");
    assert!(reason("loop").starts_with("it is a link to `.mcp.json`: "), "{}", reason("loop"));
    assert_eq!(reason("utf16"), "it is UTF-16, and clients read UTF-8");
    assert_eq!(reason("binary"), "it is no text: zero byte at offset 4");
    assert!(tree.one("link/.mcp.json").document().is_some());
    assert!(tree.one("ok/.mcp.json").document().is_some());
}

#[test]
fn sockets_and_devices_are_not_opened() {
    let tree = Tree::of(&[]);
    fs::create_dir_all(tree.path("s")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(tree.path("s/.mcp.json")).unwrap();
    symlink("/dev/zero", tree.path(".mcp.json")).unwrap();
    for file in ["s/.mcp.json", ".mcp.json"] {
        assert_eq!(unreadable(&tree.one(file)), "it is neither a file nor a link to one");
    }
}

#[test]
fn a_pipe_does_not_block() {
    let tree = Tree::of(&[]);
    // Tests may start processes; nothing in the standard library makes a pipe with a name.
    let made = std::process::Command::new("mkfifo").args([tree.path(".mcp.json"), tree.path(".gitignore")]).status();
    if made.is_ok_and(|status| status.success()) {
        assert_eq!(unreadable(&tree.one(".mcp.json")), "it is neither a file nor a link to one");
    }
}

#[test]
fn closed_doors_are_reported() {
    let tree = Tree::of(&["shut/.mcp.json", "file/.mcp.json"]);
    let chmod = |file: &str, mode| fs::set_permissions(tree.path(file), fs::Permissions::from_mode(mode)).unwrap();
    chmod("file/.mcp.json", 0);
    chmod("shut", 0);
    let found = tree.run();
    chmod("shut", 0o755);
    // The superuser reads everything.
    if File::open(tree.path("file/.mcp.json")).is_err() {
        assert_eq!(found.notes, ["`shut` cannot be listed: permission denied"]);
        assert_eq!(unreadable(&found.sources[0]), "permission denied");
    }
}

#[test]
fn links_to_directories_are_followed_for_client_files_alone() {
    let tree = Tree::of(&["shared/vs/mcp.json", "shared/vs/deep/.mcp.json", "real/.mcp.json"]);
    symlink("shared/vs", tree.path(".vscode")).unwrap();
    symlink("real", tree.path("alias")).unwrap();
    symlink("..", tree.path("real/up")).unwrap();
    symlink("..", tree.path("real/.cursor")).unwrap();
    assert_eq!(tree.names(), [".vscode/mcp.json", "real/.mcp.json", "shared/vs/deep/.mcp.json"]);
    assert_eq!(tree.one(".vscode/mcp.json").project, tree.path(""));
}

#[test]
fn a_home_behind_a_link_is_still_home() {
    let mut tree = Tree::of(&["~/.cursor/mcp.json"]);
    let alias = tree.dir.path().join("alias");
    symlink(tree.path("~/"), &alias).unwrap();
    tree.options.root = tree.path("~/");
    tree.env.home = Some(alias);
    assert_eq!(tree.names(), [".cursor/mcp.json"].map(|f| format!("~/{f}")));
    assert_eq!(tree.run().notes.len(), 1);
}

#[test]
fn names_that_are_no_text_do_no_harm() {
    use std::os::unix::ffi::OsStrExt;
    let tree = Tree::of(&[]);
    let dir = tree.options.root.join(std::ffi::OsStr::from_bytes(b"caf\xe9"));
    fs::create_dir_all(&dir).unwrap();
    File::create(dir.join(".mcp.json")).unwrap().write_all(SERVERS.as_bytes()).unwrap();
    assert_eq!(tree.names(), ["caf\u{fffd}/.mcp.json"]);
}
