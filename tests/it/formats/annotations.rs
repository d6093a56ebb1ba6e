//! Annotations, read as GitHub's runner reads them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::Project;

/// A command as the runner has it.
#[derive(Debug)]
struct Read {
    name: String,
    properties: BTreeMap<String, String>,
    data: String,
}

/// The rules of `ActionCommand.TryParseV2` in `actions/runner`, and the commands that it knows (2026-11): blanks before
/// `::` do not count, properties are split at `,` and then at the first `=`, and each escape is undone in this order.
fn read(line: &str) -> Option<Read> {
    const KNOWN: &[&str] = &[
        "error",
        "warning",
        "notice",
        "debug",
        "group",
        "endgroup",
        "echo",
        "add-mask",
        "add-path",
        "add-matcher",
        "remove-matcher",
        "set-env",
        "set-output",
        "save-state",
        "stop-commands",
        "internal-set-repo-path",
    ];
    let unescape = |text: &str, property: bool| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n");
        let text = if property { text.replace("%3A", ":").replace("%2C", ",") } else { text };
        text.replace("%25", "%")
    };
    let rest = line.trim_start().strip_prefix("::")?;
    let (info, data) = rest.split_once("::")?;
    let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
    if !KNOWN.contains(&name) {
        return None;
    }
    let pairs =
        properties.trim().split(',').filter_map(|pair| pair.split_once('=')).filter(|(_, value)| !value.is_empty());
    let properties = pairs.map(|(key, value)| (key.to_owned(), unescape(value, true))).collect();
    Some(Read { name: name.to_owned(), properties, data: unescape(data, false) })
}

/// Holds the annotations against the findings of the JSON output.
#[track_caller]
pub(super) fn all_there(out: &str, findings: &[Value], what: &str) {
    let mut want: Vec<&Value> = findings.iter().collect();
    let rank = |f: &Value| ["error", "warning", "info"].iter().position(|s| f["severity"] == **s).unwrap();
    want.sort_by_key(|f| rank(f));
    let mut counts = [0; 3];
    let (shown, rest): (Vec<&Value>, Vec<&Value>) = want.into_iter().partition(|f| {
        counts[rank(f)] += 1;
        counts[rank(f)] <= 10
    });
    let lines: Vec<&str> = out.lines().collect();
    let (annotations, group) = lines.split_at(shown.len());
    for (line, finding) in annotations.iter().zip(&shown) {
        let read = read(line).unwrap_or_else(|| panic!("{what}: {line}"));
        assert_eq!(read.name, ["error", "warning", "notice"][rank(finding)], "{what}");
        let rule = finding["rule"].as_str().unwrap();
        assert_eq!(read.properties["title"], format!("mcpcheck ({rule})"), "{what}");
        let at = format!("{}:{}:", finding["start"]["line"], finding["start"]["column"]);
        assert!(read.data.contains(&at), "{what}: {read:?}");
        let file = finding["file"].as_str().unwrap();
        // Nothing of a stranger's makes a property of its own.
        let mut keys: Vec<&str> = read.properties.keys().map(String::as_str).collect();
        if file.starts_with("~/") {
            assert_eq!(keys, ["title"], "{what}: it lies in no repository");
            continue;
        }
        keys.retain(|key| !["col", "endColumn"].contains(key));
        assert_eq!(keys, ["endLine", "file", "line", "title"], "{what}: {line}");
        assert_eq!(read.properties["file"], mcpcheck::redact::sanitize(file), "{what}");
        assert_eq!(read.properties["line"], finding["start"]["line"].to_string(), "{what}");
        assert_eq!(read.properties["endLine"], finding["end"]["line"].to_string(), "{what}");
        let one_line = finding["start"]["line"] == finding["end"]["line"];
        assert_eq!(read.properties.contains_key("col"), one_line, "{what}: {line}");
    }
    if rest.is_empty() {
        assert!(group.is_empty(), "{what}: {group:?}");
        return;
    }
    assert!(group[0].starts_with(&format!("::group::mcpcheck: {} more finding", rest.len())), "{what}: {group:?}");
    assert_eq!(group.last(), Some(&"::endgroup::"));
    assert_eq!(group.len(), rest.len() + 2, "{what}");
    for (line, finding) in group[1..].iter().zip(&rest) {
        assert!(read(line).is_none(), "{what}: {line}");
        assert!(line.contains(&format!("[{}] ", finding["rule"].as_str().unwrap())), "{what}: {line}");
    }
}

#[test]
fn the_worst_ten_of_each_level_come_first() {
    let servers: Vec<String> = (0..25)
        .map(|i| format!("\"a{i}\": {{ \"command\": \"npx\", \"args\": [\"pkg-{i}\"] }}, \"b{i}\": {{ \"url\": \"http://h{i}.example.com\" }}"))
        .collect();
    let project = Project::of(&[(".mcp.json", format!("{{\"mcpServers\": {{{}}}}}", servers.join(",\n")))]);
    let findings = project.run(&["--format", "json"]).json()["findings"].as_array().unwrap().clone();
    let out = project.run(&["--format", "github"]).out;
    all_there(&out, &findings, "many");
    let count = |start: &str| out.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!([count("::error "), count("::notice "), count("::group::")], [10, 10, 1]);
    assert!(out.starts_with("::error ") && findings.len() > 70);
}

/// Annotations and reports for other systems count from the root of the repository, wherever the golden stands.
#[test]
fn files_are_named_from_the_root_of_the_repository() {
    let project = Project::of(&[
        ("apps/web/mcpcheck.toml", "[rules]\n"),
        ("apps/web/.mcp.json", r#"{"mcpServers": {"a": {"comand": "x"}}}"#),
    ]);
    let run = |format: &str| project.run_in(&project.path("apps/web"), &["--select", "dialect", "--format", format]);
    assert_eq!(run("json").json()["findings"][0]["file"], ".mcp.json");
    assert!(run("github").out.contains(",file=apps/web/.mcp.json,"), "{}", run("github").out);
    assert_eq!(run("gitlab").json()[0]["location"]["path"], "apps/web/.mcp.json");
    let log = super::sarif(&run("sarif").out, "below");
    let artifact = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(*artifact, serde_json::json!({ "uri": "apps/web/.mcp.json", "uriBaseId": "%SRCROOT%" }));
    let (cases, _) = super::junit(&run("junit").out, "below");
    assert_eq!(cases[0].0, "apps/web/.mcp.json");
}
