//! Patches are right when `patch` and `git apply` say so.

use std::path::Path;
use std::process::{Command, Stdio};

use proptest::prelude::*;

use super::*;

/// Applies a patch to a file with a real tool; `None` where the tool is not there.
fn apply(tool: &[&str], patch: &str, old: Option<&str>) -> Option<String> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join(".cursor/mcp.json");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    if let Some(old) = old {
        write(&file, old);
    }
    write(&dir.path().join("p.diff"), patch);
    let run = Command::new(tool[0])
        .args(&tool[1..])
        .current_dir(dir.path())
        .env("GIT_CEILING_DIRECTORIES", dir.path().parent().unwrap())
        .stdin(Stdio::null())
        .output();
    let Ok(output) = run else {
        let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("skipped: no `{}` here\n", tool[0]));
        return None;
    };
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{tool:?}: {said}\n{patch}");
    assert!(!said.contains("fuzz") && !said.contains("offset"), "{said}\n{patch}");
    Some(std::fs::read_to_string(&file).unwrap_or_default())
}

#[expect(clippy::disallowed_methods, reason = "into a temporary directory")]
fn write(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
}

const PATCH: &[&str] = &["patch", "-p1", "--no-backup-if-mismatch", "-i", "p.diff"];
const GIT: &[&str] = &["git", "apply", "p.diff"];
const GIT_ZERO: &[&str] = &["git", "apply", "--unidiff-zero", "p.diff"];

/// The patch without secrets must turn `old` into `new` with both tools.
fn check(old: &str, new: &str) -> Diff {
    let diff = unified(".cursor/mcp.json", old, new, &[], &[], false);
    for tool in [PATCH, GIT] {
        if let Some(got) = apply(tool, &diff.text, Some(old)) {
            assert_eq!(got, new, "{tool:?}\n{}", diff.text);
        }
    }
    diff
}

fn numbered(n: usize) -> String {
    (1..=n).map(|i| format!("line {i}\n")).collect()
}

fn spans(text: &str, part: &str) -> Vec<Span> {
    text.match_indices(part).map(|(at, p)| Span::new(at, at + p.len())).collect()
}

#[test]
fn two_hunks() {
    let old = numbered(20);
    let new = old.replace("line 3\n", "line three\n").replace("line 15\n", "");
    let diff = check(&old, &new);
    assert_eq!((diff.hunks, diff.hidden), (2, 0));
    insta::assert_snapshot!(diff.text, @r###"
--- a/.cursor/mcp.json
+++ b/.cursor/mcp.json
@@ -1,6 +1,6 @@
 line 1
 line 2
-line 3
+line three
 line 4
 line 5
 line 6
@@ -12,7 +12,6 @@
 line 12
 line 13
 line 14
-line 15
 line 16
 line 17
 line 18
"###);
}

#[test]
fn ends_of_lines_and_files() {
    check("a\nb", "a\nb\n");
    check("a\nb\n", "a\nb");
    check("a\r\nb\r\nc\r\n", "a\r\nx\r\nc\r\n");
    check("\u{feff}{\n}\n", "{\n}\n");
    check("a\n", "a\nb\nc\n");
    check("a\nb\nc\nd\ne\n", "b\nc\nd\ne\n");
    let same = unified("x", "a\n", "a\n", &[], &[], false);
    assert_eq!(same, Diff { text: String::new(), hunks: 0, hidden: 0 });
}

#[test]
fn a_file_is_made() {
    let diff = unified(".cursor/mcp.json", "", "{\n}", &[], &[], true);
    insta::assert_snapshot!(diff.text, @r###"
--- /dev/null
+++ b/.cursor/mcp.json
@@ -0,0 +1,2 @@
+{
+}
\ No newline at end of file
"###);
    for tool in [PATCH, GIT] {
        if let Some(got) = apply(tool, &diff.text, None) {
            assert_eq!(got, "{\n}");
        }
    }
}

#[test]
fn context_that_holds_a_secret_is_cut() {
    // The secret stands one to four lines after and before the change.
    for at in [6, 7, 8, 9, 11, 12, 13, 14] {
        let old = numbered(20).replace(&format!("line {at}\n"), "hunter2\n");
        let new = old.replace("line 10\n", "line ten\nand more\n");
        let diff = unified(".cursor/mcp.json", &old, &new, &spans(&old, "hunter2"), &spans(&new, "hunter2"), false);
        assert_eq!((diff.hunks, diff.hidden), (1, 0));
        assert!(!diff.text.contains("hunter2"), "{}", diff.text);
        let git = if at == 11 { GIT_ZERO } else { GIT };
        for tool in [PATCH, git] {
            if let Some(got) = apply(tool, &diff.text, Some(&old)) {
                assert_eq!(got, new, "{tool:?}\n{}", diff.text);
            }
        }
    }
}

#[test]
fn a_secret_between_two_changes_parts_them() {
    let old = numbered(9).replace("line 5\n", "hunter2\n");
    let new = old.replace("line 4\n", "line four\n").replace("line 6\n", "line six\n");
    let diff = unified(".cursor/mcp.json", &old, &new, &spans(&old, "hunter2"), &spans(&new, "hunter2"), false);
    assert_eq!((diff.hunks, diff.hidden), (2, 0));
    assert_eq!(apply(PATCH, &diff.text, Some(&old)).unwrap_or_else(|| new.clone()), new);
    assert_eq!(apply(GIT_ZERO, &diff.text, Some(&old)).unwrap_or_else(|| new.clone()), new);
}

#[test]
fn hunks_that_would_show_a_secret_are_hidden() {
    let old = numbered(30);
    let new =
        old.replace("line 2\n", "two\nmore\n").replace("line 12\n", "hunter2\n").replace("line 15\n", "fifteen\n");
    let new = new.replace("line 25\n", "x\n");
    let diff = unified(".cursor/mcp.json", &old, &new, &[], &spans(&new, "hunter2"), false);
    assert_eq!((diff.hunks, diff.hidden), (3, 1));
    insta::assert_snapshot!(diff.text.lines().next().unwrap(), @r###"# .cursor/mcp.json: hunk at line 12 hidden: it holds a credential; without --diff it is applied"###);
    assert!(!diff.text.contains("hunter2"));
    let want = new.replace("hunter2\n", "line 12\n");
    for tool in [PATCH, GIT] {
        assert_eq!(apply(tool, &diff.text, Some(&old)).unwrap_or_else(|| want.clone()), want);
    }
    let all = unified("x", "", "hunter2\n", &[], &[Span::new(0, 7)], true);
    assert_eq!((all.hunks, all.hidden, all.text.lines().count()), (0, 1, 1));
}

#[test]
fn nothing_steers_the_terminal() {
    let old = "a\n  ::error::x\nb\n";
    let diff = unified("x", old, "a\n  ::error::x\nc\n\u{1b}[2J\n", &[], &[], false);
    assert_eq!((diff.hunks, diff.hidden), (0, 1));
    assert!(!diff.text.contains('\u{1b}'));
    let diff = unified("x", old, "a\n  ::error::x\nc\n", &[], &[], false);
    assert!(diff.hunks == 1 && !diff.text.contains("::error"));
    assert_eq!(path("a", "b c"), "a/b c\t");
    assert_eq!(path("a", "b\n\"c"), "\"a/b\\012\\\"c\"");
}

/// Applies the hunks of a patch by their numbers alone.
fn applied(patch: &str, old: &str) -> String {
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let mut out = String::new();
    let mut at = 0;
    let body: Vec<&str> = patch.split_inclusive('\n').collect();
    for (i, line) in body.iter().enumerate() {
        let open = body.get(i + 1).is_some_and(|next| next.starts_with('\\'));
        let text = line.get(1..).unwrap_or_default();
        let text = if open { text.strip_suffix('\n').unwrap_or(text) } else { text };
        if let Some(header) = line.strip_prefix("@@ -") {
            let numbers = header.split(' ').next().unwrap();
            let (start, len) = numbers.split_once(',').unwrap_or((numbers, "1"));
            let start = start.parse::<usize>().unwrap() - usize::from(len != "0");
            out.extend(old[at..start].iter().copied());
            at = start;
        } else if i < 2 || line.starts_with('\\') {
            continue;
        } else {
            if !line.starts_with('+') {
                assert_eq!(old[at], text);
                at += 1;
            }
            if !line.starts_with('-') {
                out.push_str(text);
            }
        }
    }
    out.extend(old[at..].iter().copied());
    out
}

proptest! {
    #[test]
    fn every_patch_applies(old in "([abc]\r?\n){0,30}[abc]?", new in "([abc]\r?\n){0,30}[abc]?") {
        let diff = unified("x", &old, &new, &[], &[], false);
        prop_assert_eq!(applied(&diff.text, &old), new);
        prop_assert_eq!(diff.hidden, 0);
    }

    #[test]
    fn secrets_never_show_and_the_rest_applies(lines in proptest::collection::vec(0usize..6, 0..30), edits in proptest::collection::vec((0usize..30, 0usize..6), 0..6)) {
        let words = ["a\n", "b\n", "c\n", "d\n", "hunter2\n", "e\n"];
        let mut new = lines.clone();
        for (at, word) in edits {
            if at < new.len() { new[at] = word } else { new.push(word) }
        }
        let text = |lines: &[usize]| lines.iter().map(|i| words[*i]).collect::<String>();
        let (old, new) = (text(&lines), text(&new));
        let diff = unified("x", &old, &new, &spans(&old, "hunter2"), &spans(&new, "hunter2"), false);
        prop_assert!(!diff.text.contains("hunter2"));
        let body: String = diff.text.split_inclusive('\n').filter(|l| !l.starts_with('#')).collect();
        let got = applied(&body, &old);
        prop_assert!(diff.hidden > 0 || got == new);
    }
}
