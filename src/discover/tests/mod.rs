//! Discovery as a whole, on trees made for the purpose.

mod git_rules;
mod home;
mod names;
#[cfg(unix)]
mod trouble;
mod walking;

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::*;
use crate::env::System;
use crate::env::tests::fake;

const SERVERS: &str = r#"{"mcpServers": {"a": {"command": "x"}}}"#;

/// A repository with files in it and a home beside it.
struct Tree {
    dir: TempDir,
    env: Env,
    options: Options,
}

impl Tree {
    /// Files with servers in them.
    fn of(files: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().canonicalize().unwrap().join(name);
        let (root, home) = (at("repo"), at("home"));
        fs::create_dir_all(root.join(".git/info")).unwrap();
        fs::create_dir_all(&home).unwrap();
        let env = Env { home: Some(home), cwd: root.clone(), ..fake(System::Linux, &[]) };
        let options = Options { root, home: true, ..Options::default() };
        let tree = Self { dir, env, options };
        for file in files {
            tree.write(file, SERVERS);
        }
        tree
    }

    fn path(&self, file: &str) -> PathBuf {
        match file.strip_prefix("~/") {
            Some(rest) => self.env.home.as_ref().unwrap().join(rest),
            None => self.options.root.join(file),
        }
    }

    fn write(&self, file: &str, text: &str) {
        self.bytes(file, text.as_bytes());
    }

    fn bytes(&self, file: &str, bytes: &[u8]) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        File::create(path).unwrap().write_all(bytes).unwrap();
    }

    fn named(mut self, paths: &[&str]) -> Self {
        self.options.paths = paths.iter().map(PathBuf::from).collect();
        self
    }

    fn run(&self) -> Discovery {
        discover(&self.env, &self.options).unwrap()
    }

    fn names(&self) -> Vec<String> {
        self.run().sources.into_iter().map(|s| s.display).collect()
    }

    fn one(&self, display: &str) -> Source {
        self.run().sources.into_iter().find(|s| s.display == display).unwrap_or_else(|| panic!("no {display}"))
    }
}

fn readers(source: &Source) -> Vec<String> {
    source.readers().iter().map(|d| format!("{}/{}", d.client, d.kind)).collect()
}

fn unreadable(source: &Source) -> &str {
    match &source.content {
        Content::Unreadable(reason) => reason,
        other => panic!("{}: {other:?}", source.display),
    }
}

/// Inference over every file of the corpus, where there is one: `MCPCHECK_CORPUS`, else `../shared/corpus`.
#[test]
#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test that may be pointed elsewhere, and says so"
)]
fn the_corpus_is_told_apart() {
    let near = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|d| d.join("shared/corpus")).find(|d| d.is_dir());
    let Some(corpus) = std::env::var_os("MCPCHECK_CORPUS").map(PathBuf::from).or(near) else {
        eprintln!("skipped: no corpus; set MCPCHECK_CORPUS");
        return;
    };
    let manifest = fs::read_to_string(corpus.join("MANIFEST.tsv")).unwrap();
    let env = fake(System::Linux, &[]);
    let mut table: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for line in manifest.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let (repo, path, format) = (columns[0], columns[2], columns[3]);
        let file = corpus.join(repo.replace('/', "+")).join(path);
        let doc = text(&file).ok().map(|text| parse_as_named(&infer::plain_name(&file), &text));
        let dialect = infer(&file, doc.as_ref(), &env).map_or("-".to_owned(), |d| format!("{}/{}", d.client, d.kind));
        table.entry((format.to_owned(), dialect)).or_default().push(format!("{repo}/{path}"));
    }
    let mut wrong = Vec::new();
    for ((format, dialect), files) in &table {
        eprintln!("{format:22} {dialect:22} {:4} {}", files.len(), files.first().unwrap());
        let expected: &[&str] = match format.as_str() {
            // Below `.rulesync` it is that tool's, and Copilot's plugins have the name too.
            "claude-code" if dialect == "-" || dialect == "copilot-cli/shared" => {
                let others = |f: &&String| f.contains("/.rulesync/") || f.contains("codex");
                assert!(files.iter().all(|f| others(&f)), "{files:?}");
                continue;
            }
            "claude-code" => &["claude-code/project", "claude-code/plugin"],
            "claude-plugin" => &["claude-code/plugin-manifest", "-"],
            "vscode" => &["vscode/workspace"],
            "devcontainer" => &["vscode/devcontainer", "-"],
            "cursor" => &["cursor/project"],
            "codex" => &["codex/project"],
            "gemini-cli" => &["gemini-cli/project"],
            // Most extensions have no servers.
            "gemini-extension" => &["gemini-cli/extension", "-"],
            "opencode" => &["opencode/project"],
            "copilot-cli" => &["copilot-cli/user"],
            "claude-desktop" => &["claude-desktop/user"],
            "amp" => &["amp/workspace", "-"],
            "factory" => &["factory-droid/project"],
            "kiro" => &["kiro/project"],
            "kiro-agent" => &["kiro/agent", "-"],
            "cline" => &["cline/cli"],
            "roo" => &["roo-code/project"],
            "kilocode" => &["kilo-code/legacy", "kilo-code/project"],
            "amazonq" => &["amazon-q-cli/project"],
            "amazonq-agent" => &["amazon-q-cli/agent"],
            "junie" => &["junie/project"],
            "trae" => &["trae/project"],
            "zed" => &["zed/project"],
            "crush" => &["crush/project"],
            "continue" => &["continue/json", "continue/block"],
            "augment" => &["augment/project"],
            "jetbrains-ai" => &["jetbrains-ai/project"],
            "mcpb-manifest" if dialect == "-" => {
                assert!(files.iter().all(|f| f.contains("/.gemini/extensions/")), "{files:?}");
                continue;
            }
            "mcpb-manifest" => &["mcpb/project"],
            // Templates, whose names stand in `<<...>>`, are none.
            "registry-server-json" => &["mcp-server-json/project", "-"],
            "fastmcp" => &["fastmcp/project-json"],
            "ctx-package-json" | "ctx-pyproject" | "ctx-requirements" | "ctx-compose" | "ctx-pre-commit"
            | "cursor-plugin" | "codex-plugin" | "docker-registry" | "smithery" | "rulesync" | "ruler"
            | "claude-settings" => &["-"],
            _ => continue,
        };
        if !expected.contains(&dialect.as_str()) {
            wrong.push(format!("{format} taken for {dialect}: {files:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
