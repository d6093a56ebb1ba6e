//! One small project in the dialects of six clients, and the same with one defect each: what is right is silent, and
//! one mistake is one finding.

use serde_json::{Value, json};

use crate::support::Project;

const URL: &str = "http://127.0.0.1:8931/mcp";
const MOVED: &str = "http://127.0.0.1:8932/mcp";
const PACKAGE: &str = "@modelcontextprotocol/server-filesystem@2026.1.14";

type Files = Vec<(&'static str, String)>;

fn dump(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap() + "\n"
}

fn args() -> Value {
    json!(["-y", PACKAGE, "./docs"])
}

fn docs() -> Value {
    json!({"type": "http", "url": URL})
}

fn files() -> Value {
    json!({"type": "stdio", "command": "npx", "args": args()})
}

fn mcp(docs: &Value, files: &Value) -> String {
    dump(&json!({"mcpServers": {"docs": docs, "files": files}}))
}

fn pyproject(name: &str, dependency: &str) -> String {
    format!(
        "[project]\nname = \"{name}\"\nversion = \"0.1.0\"\nrequires-python = \">=3.11\"\ndependencies = [\n    \"{dependency}\",\n]\n"
    )
}

fn clean() -> Files {
    let bare = json!({"command": "npx", "args": args()});
    let local = json!({"type": "local", "command": ["npx", "-y", PACKAGE, "./docs"]});
    let codex = format!(
        "[mcp_servers.docs]\nurl = \"{URL}\"\n\n[mcp_servers.files]\ncommand = \"npx\"\nargs = [\"-y\", \"{PACKAGE}\", \"./docs\"]\n"
    );
    vec![
        (".mcp.json", mcp(&docs(), &files())),
        (".vscode/mcp.json", dump(&json!({"servers": {"docs": docs(), "files": files()}}))),
        (".cursor/mcp.json", mcp(&json!({"url": URL}), &bare)),
        (".gemini/settings.json", mcp(&json!({"httpUrl": URL}), &bare)),
        (
            "opencode.json",
            dump(&json!({
                "$schema": "https://opencode.ai/config.json",
                "mcp": {"docs": {"type": "remote", "url": URL}, "files": local},
            })),
        ),
        (".codex/config.toml", codex),
        ("pyproject.toml", pyproject("acme", "fastmcp==2.14.2")),
        ("services/api/pyproject.toml", pyproject("acme-api", "fastmcp==2.14.2")),
        ("docs/readme.md", "# Acme\n\nAn example project.\n".to_owned()),
        (".gitignore", "node_modules/\n".to_owned()),
    ]
}

/// `clean` with one file in another state.
fn with(name: &'static str, text: String) -> Files {
    let mut files = clean();
    files.iter_mut().find(|(n, _)| *n == name).unwrap().1 = text;
    files
}

/// `(rule, file)` of every finding of at least this severity.
fn found(files: &Files, info: bool) -> Vec<(String, String)> {
    let project = Project::of(files);
    let ran = project.run(&["--format", "json"]);
    let all = ran.findings();
    let loud = all.iter().any(|(_, _, severity)| severity != "info");
    assert_eq!(ran.code, i32::from(loud), "{ran:?}");
    all.into_iter().filter(|(_, _, severity)| info || severity != "info").map(|(rule, file, _)| (rule, file)).collect()
}

#[track_caller]
fn one(name: &'static str, text: String, rule: &str) {
    let found = found(&with(name, text), false);
    assert_eq!(found, [(rule.to_owned(), name.to_owned())]);
}

fn without(value: &Value, key: &str) -> Value {
    let mut value = value.clone();
    value.as_object_mut().unwrap().remove(key);
    value
}

fn and(value: &Value, key: &str, to: Value) -> Value {
    let mut value = value.clone();
    value[key] = to;
    value
}

#[test]
fn the_clean_project_is_silent() {
    assert_eq!(found(&clean(), false), []);
}

#[test]
fn d01_one_file_says_sse() {
    let text = dump(&json!({"servers": {"docs": {"type": "sse", "url": URL}, "files": files()}}));
    let found = found(&with(".vscode/mcp.json", text), true);
    assert!(found.iter().any(|(_, file)| file == ".vscode/mcp.json"), "{found:?}");
}

#[test]
fn d02_transport_in_place_of_type() {
    let found = found(&with(".mcp.json", mcp(&json!({"transport": "http", "url": URL}), &files())), false);
    assert!((1..=2).contains(&found.len()), "{found:?}");
    assert_eq!(found[0], ("transport-key".to_owned(), ".mcp.json".to_owned()));
}

#[test]
fn d03_mcp_servers_in_vs_code() {
    let found = found(&with(".vscode/mcp.json", mcp(&docs(), &files())), false);
    assert!((1..=2).contains(&found.len()), "{found:?}");
    assert_eq!(found[0], ("container-key".to_owned(), ".vscode/mcp.json".to_owned()));
}

#[test]
fn d04_a_url_without_type() {
    one(".mcp.json", mcp(&json!({"url": URL}), &files()), "transport-missing");
}

#[test]
fn d05_one_server_twice() {
    let docs = format!("{{ \"type\": \"http\", \"url\": \"{URL}\" }}");
    let text = format!(
        "{{\n  \"mcpServers\": {{\n    \"docs\": {docs},\n    \"files\": {},\n    \"docs\": {docs}\n  }}\n}}\n",
        files()
    );
    one(".mcp.json", text, "duplicate-key");
}

#[test]
fn d08_arguments_in_one_string() {
    let line = json!(format!("-y {PACKAGE} ./docs"));
    one(".mcp.json", mcp(&docs(), &and(&files(), "args", line)), "field-type");
}

#[test]
fn d09_a_comment_and_a_trailing_comma() {
    let text = format!(
        "{{\n  // the shared servers\n  \"mcpServers\": {{\n    \"docs\": {},\n    \"files\": {},\n  }}\n}}\n",
        docs(),
        files()
    );
    one(".mcp.json", text, "parse-error");
}

#[test]
fn d11_two_manifests_disagree() {
    let found = found(&with("services/api/pyproject.toml", pyproject("acme-api", "fastmcp>=2.10")), false);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "inconsistent-pin");
}

#[test]
fn d12_another_port_in_one_file() {
    let bare = json!({"command": "npx", "args": args()});
    one(".cursor/mcp.json", mcp(&json!({"url": MOVED}), &bare), "inconsistent-server");
}

#[test]
fn d13_a_slip_in_command() {
    let typo = and(&without(&files(), "command"), "comand", json!("npx"));
    one(".mcp.json", mcp(&docs(), &typo), "unknown-field");
}

/// Of two entries of one name the first is no place for a fix: what is looked up by name is the second.
#[test]
fn a_key_written_twice_inside_an_entry_written_twice() {
    let text = "{\"mcpServers\": {\n  \"a\": {\"x\": 1, \"x\": 1, \"command\": \"one\"},\n  \"a\": {\"command\": \"two\", \"args\": [\"y\"]}\n}}\n";
    let project = Project::of(&[(".mcp.json", text)]);
    project.run(&["fix", "--unsafe-fixes"]);
    assert_eq!(project.read(".mcp.json"), text);
}
