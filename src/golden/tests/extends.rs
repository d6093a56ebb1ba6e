//! Goldens that inherit, and goldens on disk.

use std::fs;
use std::path::Path;

use super::{FULL, RULES, load_files, pairs, text_at};
use crate::golden::{Golden, find, load};

const NEAR: &str = "/r/p/mcpcheck.toml";

/// A golden in `/r/p` with `text` that extends one in `/r` with `base`.
fn over(base: &str, text: &str) -> Golden {
    let near = format!("extends = '../mcpcheck.toml'\n{text}");
    load_files(&[(NEAR, &near), ("/r/mcpcheck.toml", base)]).unwrap()
}

fn error(files: &[(&str, &str)]) -> String {
    load_files(files).unwrap_err().to_string()
}

#[test]
fn the_nearer_file_says_which_fixes_are_to_be_asked_for() {
    let base = "[fixes]\npromote = ['server-drift', 'security']\ndemote = ['drift']\n";
    let safe = |text: &str, rule: &str, family: &str| over(base, text).fixes.is_safe(rule, family);
    // What is said of the rule counts before what is said of its family.
    assert_eq!(safe("", "server-drift", "drift"), Some(true));
    assert_eq!(safe("", "pin-drift", "drift"), Some(false));
    assert_eq!(safe("", "absolute-path", "portability"), None);
    let turned = "[fixes]\ndemote = ['server-drift']\n";
    assert_eq!(safe(turned, "server-drift", "drift"), Some(false));
    assert_eq!(safe(turned, "pin-drift", "drift"), None);
    assert_eq!(safe(turned, "hardcoded-secret", "security"), Some(true));
    assert_eq!(safe("[fixes]\npromote = false\n", "hardcoded-secret", "security"), None);
}

#[test]
fn the_nearer_file_replaces_per_key() {
    let golden = over(
        FULL,
        "exclude = ['own']\n[servers.own]\ncommand = 'own'\n[servers.github]\ncwd = '.'\nenv.HOST = 'h'\n\
         [servers.github.override.cursor]\nenv.EXTRA = false\n[clients]\nrequire = ['codex']\n\
         [clients.vscode]\ncontainer = 'servers'\n[pins.python]\nfast-mcp = '==3'\nmcp = '1'\n\
         [rules]\nsecurity = 'info'\n[[ignore]]\nrule = 'drift'\nreason = 'r'\nfile = 'x'\n",
    );
    let names: Vec<_> = golden.servers.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["own", "github", "residency-scheduler"]);
    assert_eq!(golden.dir, Path::new("/r/p"));
    let dirs: Vec<_> = golden.exclude.iter().map(|e| e.dir.to_str().unwrap()).collect();
    assert_eq!(dirs, ["/r", "/r", "/r/p"]);

    let github = golden.server("github").unwrap();
    assert_eq!(github.origin().file, 0);
    assert_eq!(github.clients.as_ref().unwrap().len(), 3);
    let any = github.for_any();
    assert_eq!(pairs(&any.server.env), ["GITHUB_TOKEN=${GITHUB_TOKEN}", "HOST=h"]);
    let files = ["command", "cwd"].map(|field| any.origin_of(field, None).file);
    assert_eq!(files, [1, 0]);
    let files = ["GITHUB_TOKEN", "HOST"].map(|key| any.origin_of("env", Some(key)).file);
    assert_eq!(files, [1, 0]);
    assert_eq!(text_at(&golden, &any.origin_of("command", None)), "\"npx\"");
    assert_eq!(pairs(&github.for_client("cursor").server.env), ["GITHUB_TOKEN=${GITHUB_TOKEN}"]);

    assert_eq!(golden.clients.require.len(), 1);
    let style = &golden.clients.styles["vscode"];
    assert_eq!(style.container.as_ref().unwrap().value, "servers");
    assert_eq!(style.version.as_ref().unwrap().origin.file, 1);
    assert_eq!(golden.clients.styles["claude-code"].files[0].dir, Path::new("/r"));
    assert_eq!(golden.pins.python.len(), 2);
    assert_eq!(golden.pins.python["fast-mcp"].value, "==3");
    assert_eq!(golden.rules["security"].origin.file, 0);
    assert_eq!(golden.rules["unpinned-package"].origin.file, 1);
    let dirs: Vec<_> = golden.ignores.iter().map(|i| golden.dir_of(&i.origin).to_str().unwrap()).collect();
    assert_eq!(dirs, ["/r", "/r/p"]);
}

#[test]
fn false_takes_away_what_is_inherited() {
    let golden = over(
        FULL,
        "exclude = false\nservers.residency-scheduler = false\n[servers.github]\nclients = false\nargs = false\n\
         env = false\noverride.vscode = false\noverride.cursor.autoApprove = false\n[clients]\nrequire = false\n\
         ignore = false\nvscode.version = false\nclaude-code.files = false\n[pins.python]\nfast_mcp = false\n\
         [ports]\nrange = false\n",
    );
    assert!(golden.exclude.is_empty() && golden.ports.is_none() && golden.pins.python.is_empty());
    assert!(golden.clients.require.is_empty() && golden.clients.ignore.is_empty());
    assert!(golden.clients.styles["vscode"].version.is_none());
    assert!(golden.clients.styles["claude-code"].files.is_empty());
    assert_eq!(golden.servers.len(), 1);
    let github = golden.server("github").unwrap();
    assert!(github.clients.is_none() && !github.overrides.contains_key("vscode"));
    let any = github.for_any();
    assert!(any.server.env.is_empty() && any.server.args.is_none());
    assert_eq!(any.removed.len(), 2);
    // An override comes on top of what was taken away.
    assert_eq!(pairs(&github.for_client("cursor").server.env), ["EXTRA=1"]);

    let golden = over(FULL, "servers = false\ngolden = '.mcp.json'");
    assert!(golden.servers.is_empty() && golden.servers_at.is_none());
    assert_eq!(golden.golden_file.unwrap().value, Path::new("/r/p/.mcp.json"));
    let golden = over("golden = 'x.json'", "golden = false\n[servers]");
    assert!(golden.golden_file.is_none() && golden.declares_servers());
    assert_eq!(over("golden = 'x.json'", "").golden_file.unwrap().value, Path::new("/r/x.json"));
}

#[test]
fn contradictions_are_told_where_they_came_in() {
    let error = |base: &str, text: &str| {
        let near = format!("extends = '../mcpcheck.toml'\n{text}");
        error(&[(NEAR, &near), ("/r/mcpcheck.toml", base)])
    };
    let both = error("[servers.x]\nurl = 'u'", "servers.x.command = 'c'");
    assert!(both.starts_with("/r/p/mcpcheck.toml:2:21: server `x` has both"), "{both}");
    let base = error("[servers.x]\nurl = 1", "");
    assert!(base.starts_with("/r/mcpcheck.toml:2:7: expected a string"), "{base}");
    let syntax = error("[servers", "");
    assert!(syntax.starts_with("/r/mcpcheck.toml:1:9: "), "{syntax}");
}

#[test]
fn chains_that_do_not_hold_are_told() {
    let outside = "lies outside the repository\nhelp: a golden may extend files of its own repository only";
    let relative = "help: write the path of a golden from the directory of this file: `../mcpcheck.toml`";
    for (extends, message) in [
        ("../../mcpcheck.toml", format!("`../../mcpcheck.toml` {outside}")),
        ("../../r2/x.toml", format!("`../../r2/x.toml` {outside}")),
        ("/r/x.toml", format!("`extends` takes a relative path, not `/r/x.toml`\n{relative}")),
        ("~/x.toml", format!("`extends` takes a relative path, not `~/x.toml`\n{relative}")),
        ("", format!("`extends` takes a relative path, not ``\n{relative}")),
        ("../none.toml", "`../none.toml`: there is no such file".to_owned()),
        ("./mcpcheck.toml", "`./mcpcheck.toml` extends itself, over this file".to_owned()),
    ] {
        let text = format!("extends = '{extends}'");
        assert_eq!(error(&[(NEAR, &text)]), format!("{NEAR}:1:11: {message}"));
    }
    let cycle = error(&[(NEAR, "extends = '../a.toml'"), ("/r/a.toml", "\nextends = 'p/mcpcheck.toml'")]);
    assert_eq!(cycle, "/r/a.toml:2:11: `p/mcpcheck.toml` extends itself, over this file");
}

#[test]
fn sixteen_steps_are_followed_and_no_more() {
    let chain = |steps: usize| {
        let name = |i: usize| if i == 0 { NEAR.to_owned() } else { format!("/r/p/{i}.toml") };
        let text = |i: usize| if i < steps { format!("extends = '{}.toml'", i + 1) } else { String::new() };
        let files: Vec<_> = (0..=steps).map(|i| (name(i), text(i))).collect();
        load_files(&files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect::<Vec<_>>())
    };
    assert_eq!(chain(16).unwrap().files.len(), 17);
    let error = chain(17).unwrap_err().to_string();
    assert_eq!(error, "/r/p/16.toml:1:11: more than 16 files extend one another");
}

#[test]
fn goldens_are_found_and_read_on_disk() {
    let temp = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(temp.path()).unwrap();
    let (repo, deep) = (root.join("repo"), root.join("repo/a/b"));
    fs::create_dir_all(deep.join("mcpcheck.toml")).unwrap();
    write(&repo.join("mcpcheck.toml"), b"[servers]\n");
    write(&root.join("outside.toml"), b"[rules]\ndrift = 'off'\n");
    // A directory of that name is none.
    assert_eq!(find(&deep).unwrap(), repo.join("mcpcheck.toml"));
    assert!(load(&find(&deep).unwrap(), Some(&repo), RULES).unwrap().declares_servers());

    let near = repo.join("a/mcpcheck.toml");
    write(&near, b"extends = '../mcpcheck.toml'\n");
    assert_eq!(find(&deep).unwrap(), near);
    assert_eq!(load(&near, Some(&repo), RULES).unwrap().files.len(), 2);
    write(&near, b"extends = '../../outside.toml'\n");
    assert!(load(&near, Some(&repo), RULES).is_err());
    assert!(load(&near, None, RULES).is_ok());
    write(&near, b"extends = 'b'\n");
    assert!(load(&near, None, RULES).unwrap_err().message.ends_with("`b`: not a regular file"));
    write(&near, b"\xff");
    assert_eq!(&*load(&near, None, RULES).unwrap_err().message, "the file is not UTF-8");
    write(&near, &vec![b'#'; 4 * 1024 * 1024 + 1]);
    assert_eq!(&*load(&near, None, RULES).unwrap_err().message, "the file is larger than 4 MiB");
}

#[cfg(unix)]
#[test]
fn a_symlink_does_not_lead_out_of_the_repository() {
    let temp = tempfile::tempdir().unwrap();
    let repo = temp.path().join("repo");
    fs::create_dir(&repo).unwrap();
    write(&temp.path().join("outside.toml"), b"");
    std::os::unix::fs::symlink(temp.path().join("outside.toml"), repo.join("link.toml")).unwrap();
    write(&repo.join("mcpcheck.toml"), b"extends = 'link.toml'\n");
    let error = load(&repo.join("mcpcheck.toml"), Some(&repo), RULES).unwrap_err();
    assert_eq!(&*error.message, "`link.toml`: a symlink leads out of the repository");
    assert!(load(&repo.join("mcpcheck.toml"), None, RULES).is_ok());
}

#[expect(clippy::disallowed_methods, reason = "a test sets its files up")]
fn write(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap();
}
