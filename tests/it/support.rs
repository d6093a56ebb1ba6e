//! Projects in temporary directories, a scrubbed environment, and the real binary run in them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use mcpcheck::discover::Scopes;
use mcpcheck::env::{Env, System};
use mcpcheck::session::{self, Request, Session};
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
