//! `init` as a whole, on small repositories.

mod clean;
mod command;
mod content;

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;

use clap::Parser;
use tempfile::TempDir;

use crate::cli::Cli;
use crate::commands::{self, Exit, Io};
use crate::env::tests::fake;
use crate::env::{Env, System};

/// A token that is put together here, so that no scanner takes the test for a leak.
const TOKEN: &str = concat!("gh", "p_16C7e42F292c6912E7710c838347Ae178B4a");

/// A repository with files in it and a home beside it.
struct Repo {
    _dir: TempDir,
    env: Env,
}

/// What a command said.
struct Said {
    /// The exit code; 2 also for an error, as the binary has it.
    code: u8,
    out: String,
    err: String,
}

impl Repo {
    fn of(files: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let top = dir.path().canonicalize().unwrap();
        let (root, home) = (top.join("repo"), top.join("home"));
        fs::create_dir_all(root.join(".git")).unwrap();
        fs::create_dir_all(&home).unwrap();
        let repo = Self { _dir: dir, env: Env { home: Some(home), cwd: root, ..fake(System::Linux, &[]) } };
        for (name, text) in files {
            repo.write(name, text);
        }
        repo
    }

    fn path(&self, name: &str) -> PathBuf {
        self.env.cwd.join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        File::create(path).unwrap().write_all(text.as_bytes()).unwrap();
    }

    fn golden(&self) -> Option<String> {
        fs::read_to_string(self.path("mcpcheck.toml")).ok()
    }

    fn run(&self, args: &[&str]) -> Said {
        run(&self.env, args)
    }

    /// Writes the golden and gives its text without the header.
    fn init(&self, args: &[&str]) -> String {
        let words: Vec<&str> = ["init"].iter().chain(args).copied().collect();
        let said = self.run(&words);
        assert_eq!(said.code, 0, "{}", said.err);
        assert!(!said.err.contains("bug"), "{}", said.err);
        body(&self.golden().unwrap())
    }

    /// The findings of the families that a golden decides about: `file: rule: message`.
    fn findings(&self) -> Vec<String> {
        let said = self.run(&[
            "--select",
            "drift,pin-drift,inconsistent-pin,lock-drift",
            "--scope",
            "project",
            "--format",
            "json",
        ]);
        let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        let text = |f: &serde_json::Value, key: &str| f[key].as_str().unwrap().to_owned();
        let line = |f| format!("{}: {}: {}", text(f, "file"), text(f, "rule"), text(f, "message"));
        report["findings"].as_array().unwrap().iter().map(line).collect()
    }
}

fn run(env: &Env, args: &[&str]) -> Said {
    let cli = Cli::parse_from(["mcpcheck"].iter().chain(args));
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let result =
        commands::run(&cli, env, &mut Io { out: &mut out, err: &mut err, terminal: false, err_terminal: false });
    let code = match &result {
        Ok(exit) => exit.code(),
        Err(_) => Exit::Failed.code(),
    };
    let mut err = String::from_utf8(err).unwrap();
    if let Err(error) = result {
        err.push_str(&error.to_string());
    }
    Said { code, out: String::from_utf8(out).unwrap(), err }
}

/// What follows the paragraph of comments at the top.
fn body(golden: &str) -> String {
    golden.split_once("\n\n").map(|(_, body)| body.to_owned()).unwrap_or_default()
}

fn json(container: &str, servers: &str) -> String {
    format!("{{\"{container}\": {servers}}}")
}
