//! Mends of generated files beside a golden: servers that are missing, too many, or say something else, in the syntax
//! of every dialect.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use mcpcheck::check::Declared;
use mcpcheck::clients::{self, CLIENTS, Dialect};
use mcpcheck::document::{Document, Interest, Syntax};
use mcpcheck::finding::{Applicability, FileId};
use mcpcheck::golden::load_with;
use mcpcheck::model::Scope;
use mcpcheck::rules;
use mcpcheck::workspace::{Content, Role, Source};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::{TestError, TestRunner};

use crate::faulty::{Faulty, faulty};
use crate::lawful::{Bench, lawful_mend};
use crate::laws::config;

/// What a golden says of one server.
const SAYS: &[&str] = &[
    "url = \"http://127.0.0.1:8080/mcp\"\n",
    "url = \"http://127.0.0.1:9090/mcp\"\nheaders = { Authorization = \"Bearer ${TOKEN}\", X-Key = \"pre ${K}\" }\n",
    "url = \"https://x.example.invalid/sse\"\ntransport = \"sse\"\n",
    "command = \"npx\"\nargs = [\"-y\", \"a@1.0.1\"]\nenv = { K = \"${K}\", L = \"plain\" }\n",
    "command = \"npx\"\nargs = [\"-y\", \"a@1.0.0\", \"--port\", \"8080\"]\n",
    "command = \"./run.sh\"\ncwd = \"sub/dir\"\n",
    "command = \"a \\\"quoted\\\" \\\\ é\"\nargs = []\n",
];

/// A golden that requires a client and declares some servers.
fn golden() -> impl Strategy<Value = Vec<(&'static str, &'static str)>> {
    let names = subsequence(vec!["docs", "files", "a b", "a.b", "new"], 0..5);
    (names, prop::collection::vec(select(SAYS), 5)).prop_map(|(names, says)| names.into_iter().zip(says).collect())
}

fn golden_text(servers: &[(&str, &str)], client: &str) -> String {
    let tables: String = servers.iter().map(|(name, says)| format!("[servers.\"{name}\"]\n{says}\n")).collect();
    format!("{tables}[servers]\n[clients]\nrequire = [\"{client}\"]\n")
        .replace("[servers]\n", if servers.is_empty() { "[servers]\n" } else { "" })
}

/// Puts a golden beside the files of a bench.
fn declare(bench: &mut Bench, text: &str) {
    let path = Path::new("/r/mcpcheck.toml");
    let golden = load_with(path, Some(Path::new("/r")), &rules::names(), &|_| Ok(text.to_owned())).unwrap();
    let document = Document::parse(text.to_owned(), Syntax::Toml, Interest::All);
    let sources = &mut bench.session.workspace.sources;
    let files = vec![FileId(sources.len())];
    sources.push(source(path, Role::Golden, Content::Parsed(Box::new(document))));
    bench.session.declared = Declared { golden: Some(golden), files, kept: BTreeSet::new() };
}

fn source(path: &Path, role: Role, content: Content) -> Source {
    Source {
        path: path.to_owned(),
        display: path.display().to_string(),
        scope: Scope::Project,
        role,
        project: PathBuf::from("/r"),
        ignored_by_git: false,
        named: false,
        content,
    }
}

/// Which rules' fixes were made in which syntax, and how often.
type Seen = BTreeMap<(&'static str, &'static str), usize>;

fn name(syntax: Syntax) -> &'static str {
    match syntax {
        Syntax::FrontMatter => "Markdown",
        other => other.name(),
    }
}

fn mends(file: &Faulty, dialect: &'static Dialect, golden: &str, seen: &RefCell<Seen>) -> Result<(), TestCaseError> {
    let text = file.text(dialect);
    for least in [Applicability::Safe, Applicability::Unsafe] {
        let what = format!("{}/{} {least:?}", dialect.client, dialect.kind);
        let run = || {
            let mut bench = Bench::one(dialect, &text);
            declare(&mut bench, golden);
            lawful_mend(&mut bench, least, &what)
        };
        match std::panic::catch_unwind(run) {
            Ok(mended) => {
                for done in &mended.done {
                    *seen.borrow_mut().entry((name(dialect.syntax), done.finding.rule)).or_default() += 1;
                }
            }
            Err(panic) => {
                let why = panic.downcast_ref::<String>().cloned().unwrap_or_default();
                return Err(TestCaseError::fail(format!("{why}\n=== the golden\n{golden}\n=== the text\n{text}")));
            }
        }
    }
    Ok(())
}

/// Laws 2 and 3 beside a golden. Every fix that the golden asks for is tried in every syntax that has it.
#[test]
fn mends_to_the_golden_are_lawful() {
    let all: Vec<&'static Dialect> = clients::dialects().collect();
    let seen = RefCell::new(Seen::new());
    let ran = TestRunner::new(config(1200)).run(&(faulty(), golden()), |((file, dialect), servers)| {
        let dialect = all[dialect];
        mends(&file, dialect, &golden_text(&servers, dialect.client), &seen)
    });
    match ran {
        Ok(()) => {}
        Err(TestError::Fail(why, _)) => panic!("{why}"),
        Err(other) => panic!("{other}"),
    }
    let seen = seen.into_inner();
    for ((syntax, rule), times) in &seen {
        println!("{syntax} {rule} {times}");
    }
    // In YAML nothing is added to a block or taken from it, so that only values are mended.
    let wanted = [
        ("JSON", &["missing-server", "undeclared-server", "server-drift", "unknown-field", "variable-syntax"][..]),
        ("TOML", &["missing-server", "undeclared-server", "server-drift", "unknown-field", "transport-key"]),
        ("YAML", &["server-drift", "unknown-field", "variable-syntax", "container-key"]),
        ("Markdown", &["unknown-field"]),
    ];
    for (syntax, rules) in wanted {
        for rule in rules {
            assert!(seen.contains_key(&(syntax, rule)), "no {rule} was mended in {syntax}: {seen:?}");
        }
    }
}

/// A reader, a golden and a text with which a law was once broken.
const BROKE: &[(&str, &str, &str)] = &[
    // Without the last of two entries of one name the first one counts.
    (
        "augment",
        "[servers]\n",
        "{\"mcpServers\": {\"docs\": {\"type\": \"local\", \"command\": [\"npx\"]}, \"docs\": {}}}",
    ),
    // A command beside a URL that is none, and a URL beside what only a process has.
    ("qoder", "[servers.docs]\ncommand = \"npx\"\n", "{\"mcpServers\": {\"docs\": {\"url\": 1}}}"),
    (
        "codex",
        "[servers.docs]\nurl = \"http://127.0.0.1:1/mcp\"\n",
        "mcp_servers.docs = { env_vars = 'http', env = \"http\" }\n",
    ),
    // `httpUrl` cannot become `url` where that is there.
    (
        "qoder",
        "[servers.docs]\nurl = \"https://x.example.invalid/sse\"\ntransport = \"sse\"\n",
        "{\"mcpServers\": {\"docs\": {\"httpUrl\": \"http://127.0.0.1:1/mcp\", \"url\": \"http\"}}}",
    ),
    // The URL under another client's name is no word for the transport.
    (
        "cursor",
        "[servers.docs]\nurl = \"https://x.example.invalid/sse\"\ntransport = \"sse\"\n",
        "{\"mcpServers\": {\"docs\": {\"serverUrl\": \"http\", \"httpUrl\": \"http\", \"transport\": \"http\"}}}",
    ),
    // Two containers alike: with a server in one of them they would differ.
    ("qoder/mcpjson", "[servers.docs]\nurl = \"http://127.0.0.1:1/mcp\"\n", "{\"mcpServers\": {}, \"mcpServers\": {}}"),
    // Qwen Code takes this for SSE, whatever `type` says.
    (
        "qwen-code",
        "[servers.docs]\nurl = \"http://127.0.0.1:1/mcp\"\n",
        "{\"mcpServers\": {\"docs\": {\"type\": \"http\", \"url\": \"http://127.0.0.1:1/mcp\"}}}",
    ),
    // The client refuses what the golden says.
    (
        "openhands/toml",
        "[servers.docs]\ncommand = \"a \\\"b\\\"\"\n",
        "mcp.stdio_servers = [{name = \"docs\", command = 'npx'}]\n",
    ),
];

#[test]
fn what_once_broke_a_law_breaks_none() {
    for (reader, golden, text) in BROKE {
        let dialect = clients::dialect(reader).unwrap();
        for least in [Applicability::Safe, Applicability::Unsafe] {
            let mut bench = Bench::one(dialect, text);
            declare(&mut bench, &format!("{golden}[clients]\nrequire = [\"{}\"]\n", dialect.client));
            lawful_mend(&mut bench, least, reader);
        }
    }
}

/// A file that is to be holds what the golden declares and the client can say, and is at rest.
#[test]
fn files_that_are_to_be_are_lawful() {
    let mut made = 0;
    for client in CLIENTS {
        let Some(dialect) = client.project_file() else { continue };
        for says in SAYS {
            let golden = golden_text(&[("docs", says), ("a b", SAYS[0])], client.id);
            let mut bench = Bench::one(dialect, "");
            bench.session.workspace.sources.clear();
            let path = Path::new("/r").join(dialect.plain_path().unwrap_or("config"));
            bench.session.workspace.sources.push(source(&path, Role::Missing(dialect), Content::Absent));
            declare(&mut bench, &golden);
            let mended = lawful_mend(&mut bench, Applicability::Unsafe, client.id);
            made += mended.files.len();
        }
    }
    assert!(made > 100, "{made}");
}
