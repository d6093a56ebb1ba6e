//! What the clients themselves answered to `tests/conformance/cases`, held against our reading of the same bytes.
//! `observed.json` was written by running the clients; nobody edits it by hand.

use std::fmt::Write as _;
use std::path::Path;

use mcpcheck::clients;
use mcpcheck::document::{Document, Syntax};
use mcpcheck::finding::FileId;
use mcpcheck::normalize::{FileReading, FileVerdict, normalize, resolve};
use serde_json::Value;

/// Observed column, and the reader that it is about.
const COLUMNS: &[(&str, &str)] = &[
    ("claude-code", "claude-code/project"),
    ("claude-code-plugin", "claude-code/plugin"),
    ("codex", "codex/user"),
    ("copilot-cli", "copilot-cli/user"),
    ("copilot-cli-workspace", "copilot-cli/shared"),
    ("gemini-cli", "gemini-cli/user"),
    ("opencode", "opencode/project"),
    ("qwen-code", "qwen-code/user"),
    ("qwen-code-mcpjson", "qwen-code/mcpjson"),
];

/// Cells in which we do not follow what was observed, each with the reason. The test fails when one comes to agree.
const JUSTIFIED: &[(&str, &str, &str)] = &[
    ("gemini-cli", "mcpjson/10-type-ws.json", "`mcp list` prints the word of the file; at run time it is HTTP"),
    ("gemini-cli", "mcpjson/12-args-string.json", "`mcp list` itself crashes on it (`args.join`), the file is read"),
    ("qwen-code", "mcpjson/12-args-string.json", "the same crash of its `mcp list`"),
    ("qwen-code-mcpjson", "mcpjson/12-args-string.json", "the same crash of its `mcp list`"),
    ("claude-code-plugin", "mcpjson/20-names.json", "the validator does not check reserved names, the loader does"),
];

fn read(case: &str, reader: &str) -> FileReading {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/cases").join(case);
    let text = std::fs::read_to_string(path).unwrap();
    let dialect = clients::dialect(reader).unwrap();
    let document = Document::parse(text, dialect.syntax, dialect.interest);
    let mut readings = vec![normalize(FileId(0), &document, dialect, None)];
    resolve(&mut readings, true);
    readings.remove(0)
}

/// Where a reading differs from an observation, in words; empty where it agrees.
fn difference(reading: &FileReading, observed: &Value) -> String {
    let mut out = String::new();
    let refused = observed["file_verdict"] == "error";
    let rejected = matches!(reading.verdict, FileVerdict::Rejected(_));
    let emptied = reading.servers.iter().all(|s| !s.verdict.loads());
    if refused != rejected && !(refused && emptied) {
        write!(out, "file {} but {:?}; ", observed["file_verdict"], reading.verdict).unwrap();
    }
    for (name, seen) in observed["servers"].as_object().unwrap() {
        let ours = reading.servers.iter().find(|s| s.name == *name);
        let loads = ours.is_some_and(|s| s.verdict.loads());
        match seen["verdict"].as_str().unwrap() {
            "accepted" => match seen["transport"].as_str() {
                // The client lists it and does not say what it makes of it.
                None | Some("unknown" | "") => {}
                Some(transport) => {
                    let have = ours.and_then(|s| s.effective).map_or("none", |t| t.as_str());
                    if have != transport {
                        write!(out, "{name}: seen {transport}, read {have}; ").unwrap();
                    }
                }
            },
            "rejected" | "absent" if loads => write!(out, "{name}: not loaded, read as loading; ").unwrap(),
            _ => {}
        }
    }
    out
}

#[test]
fn we_read_as_the_clients_do() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/observed.json");
    let observed: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut cells = 0;
    let mut wrong = String::new();
    for (case, answers) in observed["cases"].as_object().unwrap() {
        for (column, reader) in COLUMNS {
            let Some(answer) = answers.get(column) else { continue };
            let dialect = clients::dialect(reader).unwrap();
            let toml = Path::new(case).extension().is_some_and(|e| e == "toml");
            assert_eq!(toml, dialect.syntax == Syntax::Toml, "{case} for {column}");
            cells += 1;
            let difference = difference(&read(case, reader), answer);
            let justified = JUSTIFIED.iter().any(|(c, k, _)| c == column && k == case);
            match (difference.is_empty(), justified) {
                (false, false) => writeln!(wrong, "{column} {case}: {difference}").unwrap(),
                (true, true) => writeln!(wrong, "{column} {case}: justified, yet it agrees").unwrap(),
                _ => {}
            }
        }
    }
    assert!(cells > 200, "only {cells} cells compared");
    assert!(wrong.is_empty(), "of {cells} cells these differ:\n{wrong}");
}
