//! Laws 2 and 3 as one function: what a mend must keep, and that it comes to rest. The property tests and the fuzz
//! target `fix` share this file, so it knows nothing but the library.

use std::path::PathBuf;

use mcpcheck::check::{Checked, Settings, check};
use mcpcheck::clients::Dialect;
use mcpcheck::discover::Scopes;
use mcpcheck::document::{Document, ProblemKind};
use mcpcheck::finding::{Applicability, FileId, Finding};
use mcpcheck::mend::{Mended, mend, new_error};
use mcpcheck::model::Scope;
use mcpcheck::session::Session;
use mcpcheck::workspace::{Content, Role, Source};

use crate::proof::prove;

/// What is checked or mended in memory.
pub(crate) struct Bench {
    pub(crate) session: Session,
}

impl Bench {
    /// One file that one dialect reads, with no golden and no disk.
    pub(crate) fn one(dialect: &'static Dialect, text: &str) -> Self {
        let document = Document::parse(text.to_owned(), dialect.syntax, dialect.interest);
        let source = Source {
            path: PathBuf::from("/r/config"),
            display: "config".to_owned(),
            scope: Scope::Project,
            role: Role::Config(vec![dialect]),
            project: PathBuf::from("/r"),
            ignored_by_git: false,
            named: false,
            content: Content::Parsed(Box::new(document)),
        };
        let settings = Settings { scopes: Scopes::All, home_read: true, ..Settings::default() };
        let workspace = mcpcheck::workspace::Workspace {
            root: PathBuf::from("/r"),
            sources: vec![source],
            aliases: Default::default(),
            repository: None,
        };
        let declared = mcpcheck::check::Declared::default();
        Self { session: Session { workspace, declared, settings, notes: Vec::new(), root: PathBuf::from("/r") } }
    }

    pub(crate) fn check(&self) -> Checked {
        check(&self.session.workspace, &self.session.declared, &self.session.settings)
    }

    pub(crate) fn mend(&mut self, least: Applicability) -> Mended {
        let session = &mut self.session;
        mend(&mut session.workspace, &session.declared, &session.settings, least)
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        self.session.workspace.sources.iter().map(|s| s.text().to_owned()).collect()
    }
}

/// Laws 2 and 3 for one mend of a workspace: what it must keep, and that it comes to rest. Returns what it did.
pub(crate) fn lawful_mend(bench: &mut Bench, least: Applicability, what: &str) -> Mended {
    let before: Vec<Source> = bench.session.workspace.sources.clone();
    let first = bench.check();
    let mended = bench.mend(least);
    prove(&before, &mended, what);
    // A fix may be refused, and is then said and not made, where it would stop a reader. One that would break the text
    // or bring a new error is a bug of the fix.
    let odd = mended.refused.iter().find(|r| r.is_bug());
    assert!(odd.is_none(), "{what}: {odd:?}");
    assert!(!mended.unfinished, "{what}: not at rest");
    let after = bench.session.workspace.sources.clone();
    for (old, new) in before.iter().zip(&after) {
        kept(old, new, &mended, what);
    }
    for (i, old) in before.iter().enumerate() {
        // A file that was broken, or not there, may show for the first time what else is wrong.
        if old.document().is_some_and(|d| d.fatal().is_none()) {
            let new = new_error(&first, &mended.left, FileId(i));
            assert!(new.is_none(), "{what}: new error {new:?}\n{}", shown(&before, &after));
        }
    }
    let texts = bench.texts();
    let again = bench.mend(least);
    assert!(
        again.files.is_empty(),
        "{what}: a second mend changes {:?}\n{}",
        again.done,
        shown(&after, &bench.session.workspace.sources)
    );
    assert_eq!(texts, bench.texts(), "{what}");
    let open: Vec<&Finding> = mended
        .left
        .findings
        .iter()
        .filter(|f| f.fix.as_ref().is_some_and(|fix| fix.applicability >= least))
        .filter(|f| after.get(f.file.0).is_some_and(|s| s.scope == Scope::Project))
        .collect();
    assert!(open.is_empty(), "{what}: promised and not done: {open:#?}\n{}", shown(&before, &after));
    mended
}

fn shown(before: &[Source], after: &[Source]) -> String {
    let pairs = before.iter().zip(after).filter(|(a, b)| a.text() != b.text());
    pairs.map(|(a, b)| format!("--- {} before\n{}\n--- after\n{}\n", a.display, a.text(), b.text())).collect()
}

/// What no mend may lose beside what [`prove`] looks at: that the file parses, its byte order mark and line ends.
fn kept(old: &Source, new: &Source, mended: &Mended, what: &str) {
    let (Some(a), Some(b)) = (old.document(), new.document()) else { return };
    if a.text == b.text {
        return;
    }
    let context = || format!("{what}, {}:\n--- before\n{}\n--- after\n{}", old.display, a.text, b.text);
    assert!(a.fatal().is_some() || b.fatal().is_none(), "no longer parses: {}", context());
    let count = |d: &Document, k: ProblemKind| d.problems.iter().filter(|p| p.kind == k).count();
    if !old.readers().iter().any(|d| !d.tolerance.bom) {
        assert_eq!(count(a, ProblemKind::Bom), count(b, ProblemKind::Bom), "byte order mark: {}", context());
    }
    // A text of which one line or none was left on the way has no line end to go by.
    if mended.steps.iter().any(|step| !step.after.contains('\n')) {
        return;
    }
    let ends = |t: &str| (t.contains("\r\n"), t.replace("\r\n", "").contains('\n'));
    if ends(&a.text) == (true, false) {
        assert!(!ends(&b.text).1, "line ends: {}", context());
    }
    if ends(&a.text) == (false, true) {
        assert!(!ends(&b.text).0, "line ends: {}", context());
    }
    assert_eq!(a.text.ends_with('\n'), b.text.ends_with('\n'), "final newline: {}", context());
}
