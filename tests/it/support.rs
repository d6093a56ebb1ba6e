//! Projects in temporary directories, a scrubbed environment, and the real binary run in them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use mcpcheck::check::{Checked, Settings, check};
use mcpcheck::clients::Dialect;
use mcpcheck::discover::Scopes;
use mcpcheck::document::{Document, ProblemKind};
use mcpcheck::env::{Env, System};
use mcpcheck::finding::{Applicability, FileId, Finding};
use mcpcheck::mend::{Mended, mend, new_error};
use mcpcheck::model::Scope;
use mcpcheck::session::{self, Request, Session};
use mcpcheck::workspace::{Content, Role, Source};
use tempfile::TempDir;

/// The repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A repository in a temporary directory and an empty home beside it.
pub(crate) struct Project {
    dir: TempDir,
    vars: Vec<(String, String)>,
}

/// What a run of the binary gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Standard output as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// `(rule, file, severity)` of every finding in JSON output.
    pub(crate) fn findings(&self) -> Vec<(String, String, String)> {
        let json = self.json();
        let text = |v: &serde_json::Value| v.as_str().unwrap().to_owned();
        let list = json["findings"].as_array().unwrap();
        list.iter().map(|f| (text(&f["rule"]), text(&f["file"]), text(&f["severity"]))).collect()
    }
}

impl Project {
    /// An empty repository.
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("repo/.git")).unwrap();
        fs::create_dir_all(dir.path().join("home")).unwrap();
        Self { dir, vars: Vec::new() }
    }

    /// A repository with files; a name that begins with `~/` lies in the home directory.
    pub(crate) fn of<N: AsRef<str>, B: AsRef<[u8]>>(files: &[(N, B)]) -> Self {
        let project = Self::new();
        for (name, bytes) in files {
            project.write(name.as_ref(), bytes);
        }
        project
    }

    /// Sets a variable of the environment.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.vars.push((name.to_owned(), value.to_owned()));
    }

    /// A copy of a directory below `fixtures/`; its `home` becomes the home directory.
    pub(crate) fn fixture(name: &str) -> Self {
        let project = Self::new();
        let from = repository().join("fixtures").join(name);
        for (path, bytes) in files_below(&from) {
            match path.strip_prefix("home/") {
                Some(rest) => project.write(&format!("~/{rest}"), bytes),
                None => project.write(&path, bytes),
            }
        }
        project
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join("repo")
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join("home")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        match name.strip_prefix("~/") {
            Some(rest) => self.home().join(rest),
            None => self.root().join(name),
        }
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn remove(&self, name: &str) {
        fs::remove_file(self.path(name)).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// Every file of the repository and the home with its bytes, `.git` left out.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut all = files_below(&self.root());
        all.retain(|path, _| !path.starts_with(".git/"));
        all.extend(files_below(&self.home()).into_iter().map(|(path, bytes)| (format!("~/{path}"), bytes)));
        all
    }

    /// The environment that the library is given.
    pub(crate) fn env(&self) -> Env {
        let vars = self.vars.iter().cloned().collect();
        Env { system: System::Linux, home: Some(self.home()), cwd: self.root(), vars }
    }

    /// Runs the binary in the repository. Home and the temporary directories are written as `~` and `[tmp]`.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.run_in(&self.root(), args)
    }

    pub(crate) fn run_in(&self, cwd: &Path, args: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mcpcheck"));
        command.args(args).current_dir(cwd).env_clear();
        command.env("HOME", self.home()).env("USERPROFILE", self.home());
        command.env("XDG_CONFIG_HOME", self.home().join(".config"));
        command.env("APPDATA", self.home().join("AppData/Roaming"));
        command.env("NO_COLOR", "1").env("COLUMNS", "100");
        command.envs(self.vars.iter().cloned());
        let output = command.output().unwrap();
        let code = output.status.code().unwrap_or_else(|| panic!("killed by a signal: {args:?}"));
        let text = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).unwrap();
            let home = self.home().display().to_string();
            text.replace(&home, "~").replace(&self.dir.path().canonicalize().unwrap().display().to_string(), "[tmp]")
        };
        let ran = Ran { code, out: text(output.stdout), err: text(output.stderr) };
        for said in [&ran.out, &ran.err] {
            assert!(!said.contains("internal error"), "{args:?}: {said}");
            assert!(!said.contains("bug:"), "{args:?}: {said}");
        }
        ran
    }

    /// The same through the library, with the home read or not.
    pub(crate) fn session(&self, scopes: Scopes) -> Session {
        let request = Request { scopes: Some(scopes), ..Request::default() };
        session::open(&self.env(), &request).unwrap()
    }
}

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
    // A fix may be refused, and is then said and not made, where it would stop a reader. One that would break the text
    // or bring a new error is a bug of the fix.
    let odd = mended.refused.iter().find(|r| r.is_bug());
    assert!(odd.is_none(), "{what}: {odd:?}");
    assert!(!mended.unfinished, "{what}: not at rest");
    let after = bench.session.workspace.sources.clone();
    for (old, new) in before.iter().zip(&after) {
        kept(old, new, least, &mended, what);
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

/// What no mend may lose: that the file parses, its comments, its byte order mark and line ends.
fn kept(old: &Source, new: &Source, least: Applicability, mended: &Mended, what: &str) {
    let (Some(a), Some(b)) = (old.document(), new.document()) else { return };
    if a.text == b.text {
        return;
    }
    let context = || format!("{what}, {}:\n--- before\n{}\n--- after\n{}", old.display, a.text, b.text);
    assert!(a.fatal().is_some() || b.fatal().is_none(), "no longer parses: {}", context());
    let count = |d: &Document, k: ProblemKind| d.problems.iter().filter(|p| p.kind == k).count();
    // Removing comments is a fix of its own, which has to be asked for.
    let strict = old.readers().iter().any(|d| !d.tolerance.comments);
    if a.fatal().is_none() && !(least == Applicability::Unsafe && strict) {
        let (had, has) = (comments(a), comments(b));
        // What is removed takes the comments about it along; nothing else does.
        let removes = mended.done.iter().any(|done| done.title().starts_with("remove "));
        let some_left = removes && has.iter().all(|c| had.contains(c));
        assert!(had == has || some_left, "comments {had:?} became {has:?}: {}", context());
    }
    if !old.readers().iter().any(|d| !d.tolerance.bom) {
        assert_eq!(count(a, ProblemKind::Bom), count(b, ProblemKind::Bom), "byte order mark: {}", context());
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

/// The texts of all comments, sorted.
pub(crate) fn comments(document: &Document) -> Vec<String> {
    let mut all: Vec<String> = if document.syntax == mcpcheck::document::Syntax::Json {
        let comments = document.problems.iter().filter(|p| p.kind == ProblemKind::Comment);
        comments.map(|p| p.span.of(&document.text).trim_end().to_owned()).collect()
    } else {
        // The tests write no `#` into TOML strings.
        document.text.lines().filter_map(|l| l.split_once('#')).map(|(_, c)| c.trim_end().to_owned()).collect()
    };
    all.sort();
    all
}

/// Every file below a directory by its relative name.
pub(crate) fn files_below(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut open = vec![dir.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at).unwrap() {
            let entry = entry.unwrap();
            let path = entry.path();
            if entry.file_type().unwrap().is_dir() {
                open.push(path);
            } else if entry.file_type().unwrap().is_file() {
                let name = path.strip_prefix(dir).unwrap().to_str().unwrap().replace('\\', "/");
                out.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    out
}
