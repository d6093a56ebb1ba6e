//! A golden in memory, and two files beside it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use mcpcheck::check::Declared;
use mcpcheck::clients;
use mcpcheck::document::{Document, Interest, Syntax};
use mcpcheck::finding::{Applicability, FileId};
use mcpcheck::golden::{Golden, load_with};
use mcpcheck::rules;
use mcpcheck::workspace::{Content, Role, Source};

use crate::lawful::{Bench, lawful_mend};
use crate::{placed, reports, text_of};

const FILES: &[(&str, &str, &str)] = &[
    (
        "claude-code",
        ".mcp.json",
        r#"{
  "mcpServers": {
    "docs": { "type": "http", "url": "http://127.0.0.1:8080/mcp", "headers": { "X-Key": "${KEY}" } },
    "github": { "command": "npx", "args": ["-y", "a@1.0.0"], "env": { "TOKEN": "${TOKEN}" } }
  }
}
"#,
    ),
    (
        "codex",
        ".codex/config.toml",
        r#"# settings
model = "x"

[mcp_servers.docs]
url = "http://localhost:8080/mcp"

[mcp_servers.github]
command = "npx"
args = ["-y", "a@1.0.1"]
env = { TOKEN = "x" }
"#,
    ),
];

/// Loads a text as a golden, then checks and mends two files with it.
pub fn golden(data: &[u8]) {
    let text = text_of(data);
    // What it extends says the same, as long as there is an end to it.
    let loader = |_: &Path| Ok(text.clone());
    let golden = match load_with(Path::new("/r/mcpcheck.toml"), Some(Path::new("/r")), &rules::names(), &loader) {
        Ok(golden) => golden,
        Err(error) => {
            let shown = error.to_string();
            assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{shown:?}");
            assert!(error.place.is_some_and(|p| p.line > 0 && p.column > 0));
            return;
        }
    };
    for server in &golden.servers {
        for client in ["claude-code", "vscode", "nobody"] {
            let expected = server.for_client(client);
            for field in ["", "transport", "command", "env", "nothing"] {
                assert!(golden.file(&expected.origin_of(field, Some("TOKEN"))).is_some());
            }
        }
    }
    for least in [Applicability::Safe, Applicability::Unsafe] {
        let mut bench = bench(&golden);
        let checked = bench.check();
        placed(&checked.raw, &bench.session.workspace);
        reports(&checked.findings, &bench.session.workspace);
        lawful_mend(&mut bench, least, &format!("golden {least:?}"));
    }
}

/// The two files, those that the golden requires and that are not there, and the golden itself.
fn bench(golden: &Golden) -> Bench {
    let mut bench = Bench::one(clients::dialects().next().expect("there are clients"), "");
    let source = |path: &str, role, content| Source {
        path: Path::new("/r").join(path),
        display: path.to_owned(),
        project: PathBuf::from("/r"),
        scope: mcpcheck::model::Scope::Project,
        role,
        ignored_by_git: false,
        named: false,
        content,
    };
    let sources = &mut bench.session.workspace.sources;
    sources.clear();
    for (client, path, text) in FILES {
        let dialect = clients::dialect(client).expect("a client");
        let document = Document::parse((*text).to_owned(), dialect.syntax, dialect.interest);
        sources.push(source(path, Role::Config(vec![dialect]), Content::Parsed(Box::new(document))));
    }
    let mut seen: BTreeSet<&str> = FILES.iter().map(|(_, path, _)| *path).collect();
    for required in &golden.clients.require {
        let Some(dialect) = clients::client(&required.value).and_then(|c| c.project_file()) else { continue };
        if let Some(path) = dialect.plain_path().filter(|path| seen.insert(path)) {
            sources.push(source(path, Role::Missing(dialect), Content::Absent));
        }
    }
    let mut files = Vec::new();
    for file in &golden.files {
        files.push(FileId(sources.len()));
        let document = Document::parse(file.document.text.to_string(), Syntax::Toml, Interest::All);
        let path = file.path.strip_prefix("/r").unwrap_or(&file.path).to_string_lossy();
        sources.push(source(&path, Role::Golden, Content::Parsed(Box::new(document))));
    }
    bench.session.declared = Declared { golden: Some(golden.clone()), files, kept: BTreeSet::new() };
    bench
}
