//! The schemas against the readers, and the committed files against the descriptors.

use std::path::{Path, PathBuf};

use super::*;
use crate::document::{Document, Syntax};
use crate::env::slashes;
use crate::finding::FileId;
use crate::normalize::{Effect, FileReading, Issue, IssueKind, normalize};

/// What a schema lets through though the client does not: dialect (or `*`), case, reason.
const LENIENT: &[(&str, &str, &str)] = &[
    ("*", "mcpjson/20-names.json", "names are judged by a function of the descriptor, which no schema can be made of"),
    ("codex", "codex-toml/15-names-plain.toml", "the same"),
    ("openhands", "mcpjson/31-url-not-a-url.json", "URLs are judged by such a function, too"),
    ("*", "mcpjson/21-bare-map.json", "at the top of a settings file any other key may stand"),
    ("kilo-code", "opencode-json/10-env-missing.json", "references are judged by a function of the descriptor"),
    ("trae", "mcpjson/29-command-with-space.json", "the command is judged by a function of the descriptor"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn committed_schemas_are_fresh() {
    let dir = root().join("schemas");
    let bless = crate::env::Env::current().unwrap().var("MCPCHECK_BLESS").is_some();
    let files = files();
    for (name, text) in &files {
        let path = dir.join(name);
        let old = std::fs::read_to_string(&path).ok();
        if bless && old.as_deref() != Some(text) {
            let expected = old.as_deref().map(str::as_bytes);
            crate::fix::write::Write { path: &path, expected, text, within: None, backup: false }.write().unwrap();
        } else {
            assert_eq!(old.as_deref(), Some(text.as_str()), "{name} is stale: run the tests with MCPCHECK_BLESS=1");
        }
    }
    let golden = dir.join("golden.json");
    let old = std::fs::read_to_string(&golden).unwrap();
    let new = with_client_ids(&old);
    if bless && old != new {
        let expected = Some(old.as_bytes());
        crate::fix::write::Write { path: &golden, expected, text: &new, within: None, backup: false }.write().unwrap();
    } else {
        assert_eq!(old, new, "golden.json does not know every client: run the tests with MCPCHECK_BLESS=1");
    }
    let by_hand = [
        "golden.json",
        "check-output.json",
        "check-line.json",
        "list-output.json",
        "list-pins-output.json",
        "baseline.json",
        "why-output.json",
    ];
    for entry in std::fs::read_dir(dir).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = by_hand.contains(&name.as_str()) || files.iter().any(|(file, _)| *file == name);
        assert!(known, "schemas/{name} belongs to nothing");
    }
}

/// The golden's schema is written by hand but for the ids of the clients.
fn with_client_ids(text: &str) -> String {
    let definition = text.find("\"clientId\": {").unwrap();
    let open = definition + text[definition..].find("\"enum\": [").unwrap() + "\"enum\": [".len();
    let close = open + text[open..].find(']').unwrap();
    let ids: Vec<String> = clients::CLIENTS.iter().map(|c| format!("\n        \"{}\"", c.id)).collect();
    format!("{}{}\n      {}", &text[..open], ids.join(","), &text[close..])
}

/// A line is one finding of the whole, and a schema has to stand for itself.
#[test]
fn the_schema_of_a_line_says_what_that_of_the_whole_says() {
    let schema = |name: &str| serde_json::from_str::<Value>(&text(name).unwrap()).unwrap();
    let (whole, mut line) = (schema("check"), schema("check-line"));
    let mut definitions = whole["definitions"].clone();
    let finding = definitions.as_object_mut().unwrap().remove("finding").unwrap();
    assert_eq!(line["definitions"], definitions);
    for key in ["$schema", "title", "description", "definitions"] {
        line.as_object_mut().unwrap().remove(key);
    }
    assert_eq!(line, finding);
}

#[test]
fn every_name_prints_a_valid_schema() {
    for name in names() {
        let schema: Value = serde_json::from_str(&text(&name).unwrap()).unwrap();
        assert_eq!(schema["$schema"], DRAFT, "{name}");
        jsonschema::draft7::meta::validate(&schema).unwrap();
        jsonschema::draft7::new(&schema).unwrap();
    }
    assert_eq!(text("nobody"), None);
    assert_eq!(text("claude-code/nothing"), None);
}

/// Every case of the syntax that some dialect reads.
fn cases(syntax: Syntax) -> Vec<(String, String)> {
    let dir = root().join("tests/conformance/cases");
    let kinds: &[&str] = match syntax {
        Syntax::Toml => &["codex-toml"],
        Syntax::Yaml | Syntax::FrontMatter | Syntax::Plain => &[],
        Syntax::Json => &["mcpjson", "gemini-settings", "opencode-json"],
    };
    let mut cases = Vec::new();
    for kind in kinds {
        for entry in std::fs::read_dir(dir.join(kind)).unwrap() {
            let path = entry.unwrap().path();
            let name = slashes(path.strip_prefix(&dir).unwrap());
            cases.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
    cases.sort();
    cases
}

/// Whether a file may or must validate, as the client reads it; `None` where only a reader with its eyes open can tell.
fn want(reading: &FileReading) -> Option<bool> {
    let about_text = |k: &IssueKind| matches!(k, IssueKind::Syntax { .. } | IssueKind::Duplicate { .. });
    if reading.servers.iter().any(|s| s.partial) {
        return None;
    }
    // What a descriptor's function finds in the file beside the servers, no schema can be made of.
    let beside = |i: &Issue| matches!(i.kind, IssueKind::Fault { .. }) && i.server.is_none();
    let issues = || reading.issues.iter().filter(|i| !about_text(&i.kind) && !beside(i));
    if issues().any(|i| i.effect >= Effect::Entry) {
        return Some(false);
    }
    (issues().count() == 0).then_some(true)
}

#[test]
fn schema_and_client_agree_on_every_case() {
    let mut wrong = Vec::new();
    let mut used = vec![false; LENIENT.len()];
    let mut compared = 0;
    for dialect in clients::dialects() {
        let id = format!("{}/{}", dialect.client, dialect.kind);
        let validator = jsonschema::draft7::new(&of(dialect)).unwrap();
        for (case, text) in cases(dialect.syntax) {
            let document = Document::parse(text, dialect.syntax, dialect.interest);
            let Some(value) = document.root.as_ref().map(|r| r.to_json()) else { continue };
            let reading = normalize(FileId(0), &document, dialect, None);
            let Some(want) = want(&reading) else { continue };
            compared += 1;
            let errors: Vec<String> =
                validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
            if errors.is_empty() == want {
                continue;
            }
            let excuse = LENIENT.iter().position(|(d, c, _)| (*d == "*" || *d == dialect.client) && *c == case);
            match excuse.filter(|_| !want) {
                Some(at) => used[at] = true,
                None => wrong.push(format!("{id} {case}: loads {want}, {errors:?} {:?}", issues(&reading))),
            }
        }
    }
    assert!(compared > 250, "only {compared} compared");
    assert!(wrong.is_empty(), "of {compared}:\n{}", wrong.join("\n"));
    let idle: Vec<_> = LENIENT.iter().zip(used).filter(|(_, used)| !used).collect();
    assert!(idle.is_empty(), "no longer needed: {idle:?}");
}

fn issues(reading: &FileReading) -> Vec<String> {
    reading.issues.iter().map(|i| format!("{:?} {}", i.effect, crate::normalize::phrase::reason(&i.kind))).collect()
}

/// What the schema of a dialect says of a text, held against what the client does with it.
fn agree(reader: &str, text: &str) {
    let dialect = clients::dialect(reader).unwrap();
    let document = Document::parse(text.to_owned(), dialect.syntax, dialect.interest);
    let reading = normalize(FileId(0), &document, dialect, None);
    let want = want(&reading).unwrap_or_else(|| panic!("{reader} {text}: neither {:?}", issues(&reading)));
    let validator = jsonschema::draft7::new(&of(dialect)).unwrap();
    let errors: Vec<String> = validator.iter_errors(&document.root.unwrap().to_json()).map(|e| e.to_string()).collect();
    assert_eq!(errors.is_empty(), want, "{reader} {text}: {errors:?} {:?}", issues(&reading));
}

#[test]
fn schema_and_client_agree_beyond_the_cases() {
    let json = |entry: &str, key: &str| format!(r#"{{"{key}": {{"a": {entry}}}}}"#);
    for entry in [
        r#"{"command": "x"}"#,
        r#"{"url": "https://e.com/mcp"}"#,
        r#"{"type": "http", "url": "https://e.com/mcp", "headers": {"A": "b"}}"#,
        r#"{"type": "stdio", "command": "x", "args": ["-y"], "env": {"A": "b"}}"#,
        r#"{"type": "http", "command": "x"}"#,
        r#"{"type": "stdio", "url": "https://e.com/"}"#,
        r#"{"type": "remote", "url": "https://e.com/"}"#,
        r#"{}"#,
        r#"{"args": ["x"]}"#,
        r#"{"type": "http", "url": "${BASE}/mcp"}"#,
        r#""npx""#,
    ] {
        for reader in ["claude-code", "claude-code/user", "copilot-cli/user", "copilot-cli", "cursor"] {
            agree(reader, &json(entry, "mcpServers"));
        }
    }
    for text in [
        r#"{"mcp": {"servers": {"a": {"type": "remote", "url": "https://e.com/"}}, "timeout": 5}}"#,
        r#"{"mcp": {"servers": {"type": "remote", "url": "https://e.com/"}}}"#,
        r#"{"mcp": {"a": {"type": "local", "command": []}}}"#,
        r#"{"mcp": {"a": {"type": "local", "command": ["x"], "environment": {"A": "{env:A}"}}}}"#,
        r#"{"mcpServers": {"a": {"command": "x"}}}"#,
    ] {
        agree("opencode", text);
    }
    for text in [
        r#"{"servers": {"a": {"type": "http", "url": "${input:x}"}}, "inputs": [{"id": "x", "type": "promptString"}]}"#,
        r#"{"mcpServers": {"a": {"type": "http", "url": "https://e.com/"}}}"#,
        r#"{"servers": {"a": {"command": "x", "env": {"A": 1, "B": null}}}}"#,
    ] {
        agree("vscode", text);
    }
    agree("claude-code/user", r#"{"projects": {"/a": {"mcpServers": {"a": {"url": "https://e.com/"}}}}}"#);
    agree("claude-code/user", r#"{"projects": {"/a": {"mcpServers": {"a": {"command": "x"}}}}, "numStartups": 3}"#);
    agree("gemini-cli", r#"{"mcpServers": {"a": {"httpUrl": "https://e.com/", "timeout": 5000}}}"#);
    agree("codex", "[mcp_servers.a]\nurl = 'https://e.com/'\nbearer_token = 'x'");
    agree("codex", "[mcp_servers.a]\nurl = 'https://e.com/'\nbearer_token_env_var = 'X'\nstartup_timeout_sec = 20");
}

#[test]
fn switches_alone_are_layers_where_files_are_merged() {
    for (reader, text) in
        [("opencode", r#"{"mcp": {"a": {"enabled": false}}}"#), ("codex", "mcp_servers.a.enabled = false")]
    {
        let dialect = clients::dialect(reader).unwrap();
        let document = Document::parse(text.to_owned(), dialect.syntax, dialect.interest);
        assert!(jsonschema::draft7::is_valid(&of(dialect), &document.root.unwrap().to_json()), "{reader}");
    }
}

#[test]
fn kinds_that_say_the_same_share_a_file() {
    let names: Vec<String> = files().into_iter().map(|(name, _)| name).collect();
    assert!(names.contains(&"vscode.json".to_owned()) && names.contains(&"vscode-root.json".to_owned()), "{names:?}");
    assert!(!names.contains(&"vscode-user.json".to_owned()), "{names:?}");
    assert!(Path::new(&root().join("schemas/claude-code-plugin.json")).exists());
}

#[test]
fn every_field_is_explained_or_plain() {
    let schema = of(clients::dialect("vscode").unwrap());
    let at = |field: &str| schema.pointer(&format!("/definitions/entry/properties/{field}/description")).cloned();
    assert_eq!(at("env").unwrap(), "Environment variables of the program. Variables are written `${env:NAME}`.");
    assert_eq!(at("type").unwrap(), "The transport. Without it the other fields decide.");
}

/// A property, or an option of one, that an editor can say nothing about; `if` and `not` are conditions, which no
/// editor shows.
fn speechless(schema: &Value, whole: &Value, at: &str, out: &mut Vec<String>) {
    let words = |s: &Value| s["description"].as_str().is_some_and(|d| d.trim().len() > 5 && d.ends_with(['.', ')']));
    match schema {
        Value::Object(map) => {
            for (name, property) in map.get("properties").and_then(Value::as_object).into_iter().flatten() {
                let mut target = property;
                for _ in 0..8 {
                    let next = target["$ref"].as_str().and_then(|r| whole.pointer(r.trim_start_matches('#')));
                    target = next.filter(|_| !words(target)).unwrap_or(target);
                }
                if !words(target) && *property != Value::Bool(false) {
                    out.push(format!("{at}/{name}"));
                }
            }
            for (key, inner) in
                map.iter().filter(|(key, _)| !["if", "not", "examples", "default"].contains(&key.as_str()))
            {
                // What decides between definitions asks for fields that are explained there.
                if key == "anyOf" && inner.as_array().is_some_and(|all| all.iter().all(|s| s.get("required").is_some()))
                {
                    continue;
                }
                speechless(inner, whole, &format!("{at}/{key}"), out);
            }
        }
        Value::Array(all) => all.iter().for_each(|inner| speechless(inner, whole, at, out)),
        _ => {}
    }
}

#[test]
fn editors_have_words_for_every_property() {
    let mut out = Vec::new();
    let mut count = 0;
    let clients = clients::dialects().map(|d| (format!("{}/{}", d.client, d.kind), of(d)));
    let golden = serde_json::from_str(&text("golden").unwrap()).unwrap();
    for (name, schema) in clients.chain([("golden".to_owned(), golden)]) {
        assert!(schema["title"].is_string() && schema["description"].is_string(), "{name}");
        count += schema.to_string().matches("\"description\"").count();
        speechless(&schema, &schema, &name, &mut out);
    }
    assert!(count > 1500, "{count}");
    assert!(out.is_empty(), "{} without words:\n{}", out.len(), out.join("\n"));
}

/// Of the fields that only the client cares for, most are explained, not just named.
#[test]
fn most_fields_are_explained() {
    let all: Vec<String> = clients::dialects().map(|d| of(d).to_string()).collect();
    let plain: usize = all.iter().map(|s| s.matches("mcpcheck leaves it alone.").count()).sum();
    let said: usize = all.iter().map(|s| s.matches("\"description\"").count()).sum();
    assert!(plain * 20 < said, "{plain} of {said}");
}

/// What a key means beside the others is not what it means inside of a field, or in another client.
#[test]
fn words_fit_the_place_and_the_client() {
    let said = |name: &str, path: &str| {
        let schema: Value = serde_json::from_str(&text(name).unwrap()).unwrap();
        let field = schema.pointer(&format!("/definitions/entry/properties/{path}/description"));
        field.and_then(Value::as_str).unwrap_or_else(|| panic!("{name}: {path}")).to_owned()
    };
    assert_eq!(said("zed", "remote"), "Whether the process runs on the remote host.");
    assert!(said("docker-mcp", "remote").starts_with("Where a remote server is"));
    assert_eq!(said("copilot-cli", "disabled"), "A boolean, which switches nothing off.");
    assert_eq!(said("mcp-server-json", "version"), "The version of the package.");
    assert!(said("mcp-server-json", "identifier").starts_with("The name of the package"));
    assert_eq!(said("mistral-vibe", "auth/properties/type"), "What kind it is.");
    assert_eq!(said("librechat", "apiKey/properties/source"), "Where it comes from.");
}
