//! How whole files are read.

use super::*;
use crate::clients::dialect;

fn read(reader: &str, text: &str) -> FileReading {
    let dialect = dialect(reader).unwrap();
    let document = Document::parse(text.to_owned(), dialect.syntax, dialect.interest);
    normalize(FileId(0), &document, dialect, None)
}

#[test]
fn servers_under_a_second_key_are_lost_and_cost_the_others_nothing() {
    let toml = "[mcp_servers.a]\ncommand = \"x\"\n[mcpServers.docs]\nurl = \"http://127.0.0.1/mcp\"\n";
    let reading = read("codex", toml);
    assert_eq!(reading.verdict, FileVerdict::Read);
    let loads: Vec<bool> = reading.servers.iter().map(|s| s.verdict.loads()).collect();
    assert_eq!(loads, [true, false]);
    assert!(reading.issues.iter().any(|i| matches!(i.kind, IssueKind::Container(_))));
    // Visual Studio reads `servers` in the file that Claude Code reads `mcpServers` in.
    let both = r#"{"mcpServers": {"a": {"command": "x"}}, "servers": {"a": {"command": "x"}}}"#;
    assert!(read("claude-code", both).issues.is_empty());
}

/// What becomes of a file, and of each of its servers: its transport, or `-`.
fn fate(reader: &str, text: &str) -> (&'static str, String) {
    let reading = read(reader, text);
    let one = |s: &Server| s.effective.map_or("-", crate::model::Transport::as_str);
    (reading.verdict.as_str(), reading.servers.iter().map(one).collect::<Vec<_>>().join(" "))
}

#[test]
fn what_a_client_does_not_look_at_costs_nothing() {
    let text = r#"{"mcpServers": {"a": {"url": "u", "args": "x"}, "b": {"command": "c", "args": "x"}}}"#;
    assert_eq!(fate("gemini-cli", text), ("read", "http -".to_owned()));
    // A list it must be, of whatever; and what counts is what JavaScript takes for true.
    let text = r#"{"mcpServers": {"a": {"url": "", "command": "c", "args": [5]}, "b": {"httpUrl": 5}}}"#;
    assert_eq!(fate("gemini-cli", text), ("read", "stdio http".to_owned()));
    assert_eq!(fate("gemini-cli@0.20.2", r#"{"mcpServers": {"a": {"url": "u", "type": "http"}}}"#).1, "sse");
}

#[test]
fn a_bad_file_may_be_as_good_as_none() {
    for text in ["[]", "{", r#"{"mcpServers": []}"#, r#"{"mcpServers": {"a": {"command": "c"},}}"#] {
        assert_eq!(fate("qwen-code/mcpjson", text).0, "ignored", "{text}");
    }
    assert!(fate("qwen-code/mcpjson", r#"{"mcpServers": {"a": {"command": "c"},}}"#).1 == "-");
    assert_eq!(fate("gemini-cli", r#"{"mcpServers": "a"}"#).0, "ignored");
    assert_eq!(fate("codex", "\u{feff}\u{feff}").0, "rejected");
    assert_eq!(fate("codex", "[mcp_servers.a]\ncommand = 1979-05-27"), ("read", "stdio".to_owned()));
}

#[test]
fn a_slip_is_one_issue() {
    for reader in ["claude-code", "qoder/mcpjson", "qwen-code/mcpjson", "gemini-cli", "zed"] {
        let key = dialect(reader).unwrap().container_key();
        let reading = read(reader, &format!(r#"{{"{key}": {{"a": {{"comand": "x"}}}}}}"#));
        let kinds: Vec<_> = reading.issues.iter().map(|i| &i.kind).collect();
        assert!(matches!(kinds.as_slice(), [IssueKind::UnknownField { .. }]), "{reader}: {kinds:?}");
        assert!(!reading.servers[0].verdict.loads(), "{reader}");
    }
}

#[test]
fn an_endpoint_may_be_missed_late() {
    let text = r#"{"mcpServers": {"a": {"url": "u"}, "b": {"command": "c"}}}"#;
    assert_eq!(fate("amazon-q-cli", text), ("read", "- stdio".to_owned()));
    let text = r#"{"mcpServers": {"a": {"type": "sse", "url": "u"}, "b": {"command": "c"}}}"#;
    assert_eq!(fate("amazon-q-cli", text).0, "rejected");
}

#[test]
fn what_is_said_of_a_whole_file_cuts_no_character_in_half() {
    let text = "\u{7fb}: {command: x}\n";
    for reader in crate::clients::dialects().filter(|d| d.syntax.is_yaml()) {
        let document = Document::parse(text.to_owned(), reader.syntax, reader.interest);
        let reading = normalize(FileId(0), &document, reader, None);
        assert!(reading.issues.iter().all(|i| text.get(i.span.start..i.span.end).is_some()), "{:?}", reading.issues);
    }
}
