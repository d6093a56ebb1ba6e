//! What people have decided to live with: `[[ignore]]` in the golden, and comments beside what is meant.
//!
//! Both name a rule and a reason. What they accept is left out of every report; what accepts nothing any more is a
//! finding itself, so that no old permission waits for a new mistake.

mod comment;
mod cover;

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

pub use comment::{Fault, FaultKind, WORD};
pub use cover::Cover;

use crate::day::Day;
use crate::document::{Pointer, Span};
use crate::finding::{FileId, Finding};
use crate::golden::{self, Golden};
use crate::meta::RuleMeta;
use crate::workspace::{Source, Workspace};

/// Everything that is accepted in one run.
#[derive(Debug, Default)]
pub struct Ignores {
    /// The entries: those of the golden first, then comments, in the order of the files.
    pub entries: Vec<Entry>,
    /// Comments that mean to ignore something and do not say what, or why.
    pub faults: Vec<Fault>,
    /// How many entries are the golden's.
    declared: usize,
    /// Comments by what they are about: the first byte of a line, and places in the tree. A file may have thousands.
    by_line: BTreeMap<(FileId, usize), Vec<usize>>,
    by_place: BTreeMap<(FileId, Pointer), Vec<usize>>,
}

/// One permission.
#[derive(Debug)]
pub struct Entry {
    /// The file that it stands in.
    pub file: FileId,
    /// Where: the entry of the golden, the comment.
    pub span: Span,
    /// The place in the tree, for the golden's.
    pub pointer: Pointer,
    /// Rule ids and families.
    pub rules: Vec<String>,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<Day>,
    /// What it is about.
    pub about: About,
}

/// What a permission is about.
#[derive(Debug)]
pub enum About {
    /// Files and servers, as the golden names them.
    Named(Named),
    /// What stands beside or below a comment.
    Beside(Cover),
}

/// An entry of which this run knows what it is about.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// How many findings it is about, whether it still holds or not.
    pub about: usize,
    /// The day.
    pub today: Day,
}

/// Files and servers that the golden names.
#[derive(Debug)]
pub struct Named {
    /// The glob, for messages.
    pub glob: Option<String>,
    /// The server.
    pub server: Option<String>,
    matcher: OnceCell<Option<Gitignore>>,
    dir: std::path::PathBuf,
}

impl Named {
    fn new(ignore: &golden::Ignore, golden: &Golden) -> Self {
        let dir = golden.dir_of(&ignore.origin).to_owned();
        Self { glob: ignore.file.clone(), server: ignore.server.clone(), matcher: OnceCell::new(), dir }
    }

    /// Whether the glob, relative to the directory of its golden, names a file. One that begins with `~/` names files as
    /// output does.
    fn names(&self, source: &Source) -> bool {
        let path = source.path.as_path();
        let Some(glob) = &self.glob else { return true };
        if glob.starts_with("~/") {
            let built = self.matcher.get_or_init(|| {
                let mut builder = GitignoreBuilder::new("/");
                builder.add_line(None, &format!("/{glob}")).ok().and_then(|b| b.build().ok())
            });
            let shown = Path::new("/").join(&source.display);
            return source.display.starts_with("~/")
                && built.as_ref().is_some_and(|g| g.matched_path_or_any_parents(shown, false).is_ignore());
        }
        let built = self.matcher.get_or_init(|| {
            let mut builder = GitignoreBuilder::new(&self.dir);
            // A leading slash ties the glob to the directory, as a path is.
            let plain = glob.strip_prefix("./").unwrap_or(glob);
            let tied = if plain.starts_with('/') { plain.to_owned() } else { format!("/{plain}") };
            builder.add_line(None, &tied).ok().and_then(|b| b.build().ok())
        });
        let matched =
            |g: &Gitignore| path.starts_with(&self.dir) && g.matched_path_or_any_parents(path, false).is_ignore();
        built.as_ref().is_some_and(matched)
    }
}

impl Ignores {
    /// Reads what the golden and the comments of all files say. `golden_files` are the ids of the golden's files.
    pub fn of(workspace: &Workspace, golden: Option<&Golden>, golden_files: &[FileId]) -> Self {
        let mut all = Self::default();
        for ignore in golden.iter().flat_map(|g| &g.ignores) {
            let (Some(golden), Some(file)) = (golden, golden_files.get(ignore.origin.file)) else { continue };
            all.entries.push(Entry {
                file: *file,
                span: ignore.origin.span,
                pointer: ignore.origin.pointer.clone(),
                rules: vec![ignore.rule.clone()],
                reason: ignore.reason.clone(),
                until: ignore.until,
                about: About::Named(Named::new(ignore, golden)),
            });
        }
        all.declared = all.entries.len();
        for (file, source) in workspace.iter().filter(|(_, s)| may_hold_comments(s)) {
            let read = comment::read(file, source);
            for entry in read.entries {
                let at = all.entries.len();
                if let About::Beside(cover) = &entry.about {
                    all.by_line.entry((file, cover.line().start)).or_default().push(at);
                    for place in cover.places() {
                        all.by_place.entry((file, place.clone())).or_default().push(at);
                    }
                }
                all.entries.push(entry);
            }
            all.faults.extend(read.faults);
        }
        all
    }

    /// The entries that are about a finding, whether they still hold or not, in their order.
    pub fn about(&self, finding: &Finding, meta: &RuleMeta, workspace: &Workspace) -> Vec<usize> {
        if self.entries.is_empty() {
            return Vec::new();
        }
        let lines = self.by_line.range((finding.file, 0)..=(finding.file, finding.span.start)).next_back();
        let mut found: Vec<usize> = lines.map(|(_, at)| at.clone()).unwrap_or_default();
        let mut place = finding.pointer.clone();
        loop {
            found.extend(self.by_place.get(&(finding.file, place.clone())).into_iter().flatten());
            if place == Pointer::root() {
                break;
            }
            place = place.parent();
        }
        found.sort_unstable();
        found.dedup();
        let is_about = |i: &usize| self.entries.get(*i).is_some_and(|e| e.is_about(finding, meta, workspace));
        (0..self.declared).chain(found).filter(is_about).collect()
    }

    /// Which entry accepts a finding on a day; of several the first.
    pub fn accepts(&self, finding: &Finding, meta: &RuleMeta, workspace: &Workspace, today: Day) -> Option<usize> {
        let holds = |i: &usize| self.entries.get(*i).is_some_and(|e| !e.is_over(today));
        self.about(finding, meta, workspace).into_iter().find(holds)
    }
}

impl Entry {
    /// Whether its last day is past.
    pub fn is_over(&self, today: Day) -> bool {
        self.until.is_some_and(|until| until < today)
    }

    /// Whether it names the rule, the file and the server of a finding, or stands beside it.
    pub fn is_about(&self, finding: &Finding, meta: &RuleMeta, workspace: &Workspace) -> bool {
        if !self.rules.iter().any(|r| r == meta.id || r == meta.family.as_str()) {
            return false;
        }
        match &self.about {
            About::Named(named) => {
                named.server.as_ref().is_none_or(|s| finding.server.as_ref() == Some(s))
                    && workspace.get(finding.file).is_some_and(|s| named.names(s))
            }
            About::Beside(cover) => finding.file == self.file && cover.covers(finding),
        }
    }
}

/// Locks are written by programs, and strict JSON without a config's reader has no comments.
fn may_hold_comments(source: &Source) -> bool {
    !source.format().is_some_and(|format| format.is_lock() || format.syntax() == crate::document::Syntax::Json)
}

#[cfg(test)]
mod tests;
