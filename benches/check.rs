//! How long each step of a check takes on a small project: `cargo bench`. Medians, no framework.
//! The whole program, start-up included, is measured by `benches/speed`.

#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use mcpcheck::check::{Declared, Settings, check};
use mcpcheck::clients::{Dialect, dialects};
use mcpcheck::document::Document;
use mcpcheck::finding::FileId;
use mcpcheck::model::Scope;
use mcpcheck::normalize::normalize;
use mcpcheck::workspace::{Content, Role, Source, Workspace};

/// Servers per file. Real files have one to five, a large one has twenty.
const SERVERS: usize = 20;
const ROUNDS: usize = 400;

fn main() {
    let files: Vec<(&str, String)> = vec![
        (".codex/config.toml", toml()),
        (".cursor/mcp.json", json("mcpServers", "")),
        (".gemini/settings.json", json("mcpServers", "")),
        (".mcp.json", json("mcpServers", "\"type\": \"http\", ")),
        (".vscode/mcp.json", json("servers", "\"type\": \"http\", ")),
    ];
    let readers: Vec<Vec<&'static Dialect>> = files.iter().map(|(path, _)| readers(path)).collect();
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    println!("{} files, {bytes} bytes, {SERVERS} servers each, median of {ROUNDS} rounds", files.len());

    let parsed = || -> Vec<Document> {
        let texts = files.iter().zip(&readers);
        texts.map(|((_, text), r)| Document::parse(text.clone(), r[0].syntax, r[0].interest)).collect()
    };
    step("parse", || parsed().len());

    let documents = parsed();
    step("normalize", || {
        let all = documents.iter().zip(&readers).enumerate();
        all.map(|(i, (doc, r))| r.iter().map(|d| normalize(FileId(i), doc, d, None).servers.len()).sum::<usize>()).sum()
    });

    let workspace = workspace(&files, &readers);
    let settings = Settings::default();
    step("normalize and rules", || check(&workspace, &Declared::default(), &settings).findings.len());
}

/// Runs a step many times and prints the median and the fastest.
fn step(name: &str, mut run: impl FnMut() -> usize) {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            black_box(run());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    let micros = |d: Duration| d.as_secs_f64() * 1e6;
    println!("{name:<20} {:>9.1} µs   fastest {:>9.1} µs", micros(times[ROUNDS / 2]), micros(times[0]));
}

fn readers(path: &str) -> Vec<&'static Dialect> {
    let mut readers: Vec<_> = dialects().filter(|d| d.paths.contains(&path) && d.beside.is_none()).collect();
    readers.sort_by_key(|d| !d.owner);
    readers
}

fn workspace(files: &[(&str, String)], readers: &[Vec<&'static Dialect>]) -> Workspace {
    let source = |((path, text), readers): (&(&str, String), &Vec<&'static Dialect>)| {
        let document = Document::parse(text.clone(), readers[0].syntax, readers[0].interest);
        Source {
            path: format!("/bench/{path}").into(),
            display: (*path).to_owned(),
            scope: Scope::Project,
            role: Role::Config(readers.clone()),
            project: "/bench".into(),
            ignored_by_git: false,
            named: false,
            content: Content::Parsed(Box::new(document)),
        }
    };
    Workspace {
        root: "/bench".into(),
        sources: files.iter().zip(readers).map(source).collect(),
        aliases: Default::default(),
        repository: None,
    }
}

/// Half of the servers are remote, half are processes; one in ten says something else in each file.
fn json(container: &str, kind: &str) -> String {
    let entry = |i: usize| {
        let port = if i.is_multiple_of(10) { 9000 + container.len() + kind.len() } else { 8000 };
        if i.is_multiple_of(2) {
            format!("    \"server-{i}\": {{ {kind}\"url\": \"http://127.0.0.1:{port}/s{i}\" }}")
        } else {
            format!(
                "    \"server-{i}\": {{ \"command\": \"npx\", \"args\": [\"-y\", \"tool-{i}@1.{i}.0\", \"./docs\"] }}"
            )
        }
    };
    let entries: Vec<String> = (0..SERVERS).map(entry).collect();
    format!("{{\n  \"{container}\": {{\n{}\n  }}\n}}\n", entries.join(",\n"))
}

fn toml() -> String {
    let entry = |i: usize| {
        if i.is_multiple_of(2) {
            format!("[mcp_servers.server-{i}]\nurl = \"http://127.0.0.1:8000/s{i}\"\n")
        } else {
            format!("[mcp_servers.server-{i}]\ncommand = \"npx\"\nargs = [\"-y\", \"tool-{i}@1.{i}.0\", \"./docs\"]\n")
        }
    };
    (0..SERVERS).map(entry).collect::<Vec<_>>().join("\n")
}
