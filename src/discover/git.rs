//! What git leaves out: the `.gitignore` files between the git root and a directory, and `.git/info/exclude`.
//!
//! The user's global excludes are not looked at, since home may be off limits; nor is git's index, so a file that was
//! added by force still counts as ignored. Outside a repository nothing is ignored.

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Ignore files above this size are no ignore files.
const MAX_IGNORE_BYTES: u64 = 1024 * 1024;

/// The rules that hold in a directory: those of its own `.gitignore`, then those from further up.
#[derive(Debug)]
pub(super) struct Rules {
    outer: Option<Rc<Self>>,
    matcher: Gitignore,
}

impl Rules {
    /// The rules at a git root before its `.gitignore`: `.git/info/exclude`.
    pub(super) fn repository(root: &Path) -> Rc<Self> {
        let exclude = common_dir(root).join("info/exclude");
        Rc::new(Self { outer: None, matcher: matcher(root, &exclude) })
    }

    /// The rules in a directory that has a `.gitignore`.
    pub(super) fn within(outer: &Rc<Self>, dir: &Path) -> Rc<Self> {
        let matcher = matcher(dir, &dir.join(".gitignore"));
        if matcher.is_empty() { Rc::clone(outer) } else { Rc::new(Self { outer: Some(Rc::clone(outer)), matcher }) }
    }

    /// Whether a path below this directory is ignored, not asking about the directories on the way to it.
    pub(super) fn ignores(&self, path: &Path, is_dir: bool) -> bool {
        let mut rules = Some(self);
        while let Some(here) = rules {
            match here.matcher.matched(path, is_dir) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => rules = here.outer.as_deref(),
            }
        }
        false
    }
}

/// What holds for a directory because of those above it.
#[derive(Debug, Clone, Default)]
pub(super) struct Above {
    /// The rules; `None` outside a repository.
    pub(super) rules: Option<Rc<Rules>>,
    /// Whether the directory itself or one above it is ignored.
    pub(super) ignored: bool,
}

/// The rules above `dir`, which is absolute. A git root starts anew: nothing above it counts.
pub(super) fn above(dir: &Path) -> Above {
    let Some(root) = dir.ancestors().find(|d| is_root(d)) else {
        return Above::default();
    };
    if root == dir {
        return Above::default();
    }
    let mut chain: Vec<&Path> = dir.ancestors().take_while(|d| *d != root).collect();
    chain.reverse();
    let mut rules = Rules::within(&Rules::repository(root), root);
    let mut ignored = false;
    for step in chain {
        ignored |= rules.ignores(step, true);
        if step != dir {
            rules = Rules::within(&rules, step);
        }
    }
    Above { rules: Some(rules), ignored }
}

/// Whether git ignores a file.
pub(super) fn ignores_file(path: &Path) -> bool {
    let Some(dir) = path.parent() else { return false };
    let above = above(dir);
    let rules = match above.rules {
        Some(rules) => rules,
        None if is_root(dir) => Rules::repository(dir),
        None => return false,
    };
    above.ignored || Rules::within(&rules, dir).ignores(path, false)
}

fn is_root(dir: &Path) -> bool {
    fs::symlink_metadata(dir.join(".git")).is_ok()
}

/// The directory that holds `info`: `.git`, or for a worktree the one that its `.git` file leads to.
fn common_dir(root: &Path) -> PathBuf {
    let dot_git = root.join(".git");
    let Some(link) = small_text(&dot_git) else { return dot_git };
    let Some(dir) = link.trim().strip_prefix("gitdir:") else { return dot_git };
    let dir = root.join(dir.trim());
    match small_text(&dir.join("commondir")) {
        Some(common) => dir.join(common.trim()),
        None => dir,
    }
}

fn matcher(root: &Path, file: &Path) -> Gitignore {
    let Some(text) = small_text(file) else { return Gitignore::empty() };
    let mut builder = GitignoreBuilder::new(root);
    for line in text.trim_start_matches('\u{feff}').lines() {
        // Git passes over a pattern that it cannot read, too.
        let _ = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

/// The text of a regular file of modest size. Git follows no link here either.
fn small_text(path: &Path) -> Option<String> {
    let meta = fs::symlink_metadata(path).ok()?;
    (meta.is_file() && meta.len() <= MAX_IGNORE_BYTES).then_some(())?;
    Some(String::from_utf8_lossy(&fs::read(path).ok()?).into_owned())
}
