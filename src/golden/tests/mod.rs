//! Goldens in, meaning out.

mod errors;
mod extends;
mod fuzz;
mod schema;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::{Expected, Golden, GoldenError, Level, Origin, Removed, load_with};
use crate::model::Transport;

pub(super) const RULES: &[&str] = &["absolute-path", "drift", "security", "server-drift", "unpinned-package"];

/// A golden that says something of everything.
pub(super) const FULL: &str = r#"# the truth
exclude = ["fixtures/**", "vendor"]

[servers.residency-scheduler]
url = "http://127.0.0.1:8080/mcp"

[servers.github]
command = "npx"
args = ["-y", "@modelcontextprotocol/server-github@2025.4.8"]
env = { GITHUB_TOKEN = "${GITHUB_TOKEN}", HOST = "github.com" }
clients = ["claude-code", "vscode", "cursor"]

[servers.github.override.cursor]
autoApprove = []
env.HOST = false
env.EXTRA = "1"
command = "bunx"

[servers.github.override.vscode]
command = false
args = false
env = false
url = "https://x.y/mcp"
transport = "sse"
headers.Authorization = "Bearer ${env:T}"

[clients]
require = ["claude-code", "vscode"]
ignore = ["gemini-cli"]

[clients.vscode]
container = "mcpServers"
transport-key = "transport"
version = "1.105"
[[clients.claude-code.files]]
path = "~/.claude/config.json"

[pins.python]
Fast_MCP = "==2.14.2"
[pins.npm]
"@modelcontextprotocol/server-github" = "2025.4.8"
[pins.oci]
"ghcr.io/github/github-mcp-server" = "v0.9.0"

[ports]
range = "11100-11199"

[rules]
unpinned-package = "error"
security = "off"
[[ignore]]
rule = "absolute-path"
file = ".vscode/mcp.json"
server = "local-db"
reason = "the devcontainer mounts it there"
"#;

/// Loads `/r/p/mcpcheck.toml` from made-up files in the repository `/r`.
pub(super) fn load_files(files: &[(&str, &str)]) -> Result<Golden, GoldenError> {
    let files: BTreeMap<&Path, &str> = files.iter().map(|(path, text)| (Path::new(*path), *text)).collect();
    let loader = |path: &Path| files.get(path).map(|t| (*t).to_owned()).ok_or(io::Error::from(io::ErrorKind::NotFound));
    load_with(Path::new("/r/p/mcpcheck.toml"), Some(Path::new("/r")), RULES, &loader)
}

pub(super) fn load_text(text: &str) -> Result<Golden, GoldenError> {
    load_files(&[("/r/p/mcpcheck.toml", text)])
}

/// The bytes an origin names.
pub(super) fn text_at<'g>(golden: &'g Golden, origin: &Origin) -> &'g str {
    origin.span.of(&golden.file(origin).unwrap().document.text)
}

/// `name=value` of a map.
pub(super) fn pairs(entries: &[crate::model::server::Entry]) -> Vec<String> {
    entries.iter().map(|e| format!("{}={}", e.name, e.value.as_ref().unwrap().value.canonical())).collect()
}

fn removed(expected: &Expected) -> Vec<String> {
    let name = |Removed { field, key }: &Removed| match key {
        Some(key) => format!("{field}.{key}"),
        None => field.clone(),
    };
    expected.removed.iter().map(name).collect()
}

#[test]
fn everything_is_read_with_its_place() {
    let golden = load_text(FULL).unwrap();
    assert_eq!(golden.path, Path::new("/r/p/mcpcheck.toml"));
    assert_eq!(golden.dir, Path::new("/r/p"));
    let globs: Vec<_> = golden.exclude.iter().map(|e| (e.text.as_str(), e.dir.to_str().unwrap())).collect();
    assert_eq!(globs, [("fixtures/**", "/r/p"), ("vendor", "/r/p")]);
    assert_eq!(text_at(&golden, &golden.exclude[1].origin), "\"vendor\"");
    assert!(golden.declares_servers());
    let names: Vec<_> = golden.servers.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["residency-scheduler", "github"]);

    assert_eq!(golden.clients.require[1].value, "vscode");
    assert_eq!(text_at(&golden, &golden.clients.ignore[0].origin), "\"gemini-cli\"");
    let style = &golden.clients.styles["vscode"];
    assert_eq!(style.container.as_ref().unwrap().value, "mcpServers");
    assert_eq!(style.transport_key.as_ref().unwrap().value, "transport");
    assert_eq!(style.version.as_ref().unwrap().value, "1.105");
    let file = &golden.clients.styles["claude-code"].files[0];
    assert_eq!((file.text.as_str(), file.dir.as_path()), ("~/.claude/config.json", Path::new("/r/p")));

    assert_eq!(golden.pins.python["fast-mcp"].value, "==2.14.2");
    assert_eq!(golden.pins.npm["@modelcontextprotocol/server-github"].value, "2025.4.8");
    assert_eq!(golden.pins.oci["ghcr.io/github/github-mcp-server"].origin.pointer.segments().count(), 3);
    assert_eq!(golden.ports.as_ref().unwrap().value, (11100, 11199));
    assert_eq!(golden.rules["unpinned-package"].value, Level::Error);
    assert_eq!(golden.rules["security"].value, Level::Off);
    let ignore = &golden.ignores[0];
    assert_eq!((ignore.rule.as_str(), ignore.file.as_deref()), ("absolute-path", Some(".vscode/mcp.json")));
    assert_eq!((ignore.server.as_deref(), ignore.reason.len()), (Some("local-db"), 32));
    assert_eq!(text_at(&golden, &ignore.origin), "[[ignore]]");
    assert_eq!(golden.dir_of(&ignore.origin), Path::new("/r/p"));
}

#[test]
fn a_server_is_what_all_clients_must_say() {
    let golden = load_text(FULL).unwrap();
    let remote = golden.server("residency-scheduler").unwrap();
    assert!(remote.is_for("codex"));
    let remote = remote.for_any();
    assert_eq!((remote.server.declared.clone(), remote.server.effective), (None, Some(Transport::Http)));
    assert_eq!(text_at(&golden, &remote.origin_of("transport", None)), "\"http://127.0.0.1:8080/mcp\"");

    let github = golden.server("github").unwrap();
    assert!(github.is_for("vscode") && !github.is_for("codex"));
    assert_eq!(text_at(&golden, &github.name_origin), "github");
    assert_eq!(text_at(&golden, github.origin()), "[servers.github]");
    let any = github.for_client("codex");
    assert_eq!(any, github.for_any());
    let server = &any.server;
    assert_eq!(server.effective, Some(Transport::Stdio));
    assert_eq!(server.command.as_ref().unwrap().value.source, "npx");
    assert_eq!(server.args.as_ref().unwrap().value.len(), 2);
    assert_eq!(pairs(&server.env), ["GITHUB_TOKEN=${GITHUB_TOKEN}", "HOST=github.com"]);
    assert_eq!(server.env[0].name_span.of(FULL), "GITHUB_TOKEN");
    assert_eq!(server.args.as_ref().unwrap().value[0].span.of(FULL), "\"-y\"");
    assert!(server.other.is_empty() && any.removed.is_empty() && !server.partial);
    assert_eq!(text_at(&golden, &any.origin_of("env", Some("HOST"))), "\"github.com\"");
    // What is not said is placed at what comes nearest to it.
    assert!(text_at(&golden, &any.origin_of("env", Some("NONE"))).starts_with("{ GITHUB_TOKEN"));
    assert_eq!(text_at(&golden, &any.origin_of("cwd", None)), "[servers.github]");
    assert_eq!(text_at(&golden, &any.origin_of("transport", None)), "\"npx\"");
}

#[test]
fn an_override_replaces_per_field_and_maps_per_key() {
    let golden = load_text(FULL).unwrap();
    let github = golden.server("github").unwrap();
    let cursor = github.for_client("cursor");
    assert_eq!(cursor.server.command.as_ref().unwrap().value.source, "bunx");
    assert_eq!(pairs(&cursor.server.env), ["GITHUB_TOKEN=${GITHUB_TOKEN}", "EXTRA=1"]);
    assert_eq!(removed(&cursor), ["env.HOST"]);
    assert_eq!(text_at(&golden, &cursor.origin_of("env", Some("HOST"))), "false");
    assert_eq!(cursor.server.other[0].0, "autoApprove");
    assert_eq!(cursor.server.other[0].1.value, serde_json::json!([]));
    assert_eq!(text_at(&golden, &cursor.origin_of("autoApprove", None)), "[]");

    let vscode = github.for_client("vscode");
    assert!(vscode.server.command.is_none() && vscode.server.args.is_none() && vscode.server.env_at.is_none());
    assert_eq!(removed(&vscode), ["args", "command", "env"]);
    assert_eq!(vscode.server.declared.as_ref().unwrap().value, Transport::Sse);
    assert_eq!(text_at(&golden, &vscode.origin_of("transport", None)), "\"sse\"");
    assert_eq!(pairs(&vscode.server.headers), ["Authorization=Bearer ${T}"]);
    assert_eq!(text_at(&golden, &vscode.origin_of("", None)), "[servers.github]");
}

#[test]
fn an_endpoint_may_come_from_overrides_alone() {
    let golden = load_text("[servers.x]\ntimeout = 5\n[servers.x.override.cursor]\nurl = 'https://h/'\n").unwrap();
    let server = golden.server("x").unwrap();
    assert!(server.for_any().server.partial);
    assert_eq!(server.for_any().server.effective, None);
    assert!(!server.for_client("cursor").server.partial);
    assert_eq!(server.for_any().server.other[0].1.value, 5);
}

#[test]
fn small_goldens() {
    let empty = load_text("").unwrap();
    assert!(!empty.declares_servers() && empty.ports.is_none());
    assert!(load_text("\u{feff}[servers]\n").unwrap().declares_servers());
    assert!(load_text("[rules]\ndrift = 'info'\n").unwrap().golden_file.is_none());
    let file = load_text("golden = '../x/./.mcp.json'").unwrap().golden_file.unwrap();
    assert_eq!(file.value, Path::new("/r/x/.mcp.json"));
    let ports = |range: &str| load_text(&format!("ports.range = '{range}'")).unwrap().ports.unwrap().value;
    assert_eq!(ports("1-65535"), (1, 65535));
    assert_eq!(ports(" 80 - 80 "), (80, 80));
}

#[test]
fn python_names_are_compared_as_pep_503_does() {
    for (name, normal) in [("Fast_MCP", "fast-mcp"), ("a-._b", "a-b"), ("a", "a"), ("_a.", "-a-"), ("--", "-")] {
        let golden = load_text(&format!("[pins.python]\n\"{name}\" = \"1\"\n")).unwrap();
        assert_eq!(golden.pins.python.keys().collect::<Vec<_>>(), [normal]);
    }
}

#[test]
fn levels_are_written_as_they_are_read() {
    for level in Level::ALL {
        assert_eq!(Level::parse(level.as_str()), Some(level));
    }
    assert!(Level::Off < Level::Info && Level::Warning < Level::Error);
}
