//! A finding keeps its fingerprint when the lines around it change, and no two have the same one.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{gitlab, sarif};
use crate::corpus::{copy, corpus, repositories};
use crate::support::Project;

/// The fingerprints of a project's findings by rule and message, in SARIF and in GitLab's report.
#[track_caller]
fn prints(project: &Project, what: &str) -> [BTreeMap<String, Vec<String>>; 2] {
    let mut both = [BTreeMap::new(), BTreeMap::new()];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let formats = ["--format", "sarif", "--output", "out.sarif", "--format", "gitlab", "--output", "out.gitlab"];
    assert!(project.run(&[&formats[..], &["--scope", "project"]].concat()).code <= 1, "{what}");
    let log = sarif(&project.read("out.sarif"), what);
    for result in log["runs"][0]["results"].as_array().unwrap() {
        let (rule, server) = (text(&result["ruleId"]), &result["properties"]["server"]);
        let key = format!("{rule} {server} {}", text(&result["message"]["text"]).lines().next().unwrap_or_default());
        let print = text(&result["partialFingerprints"]["mcpcheckIdentity/v1"]);
        both[0].entry(key).or_insert_with(Vec::new).push(print);
    }
    for violation in gitlab(&project.read("out.gitlab"), what) {
        let key = format!("{} {}", text(&violation["check_name"]), text(&violation["description"]));
        both[1].entry(key).or_insert_with(Vec::new).push(text(&violation["fingerprint"]));
    }
    for prints in &both {
        let mut all: Vec<&String> = prints.values().flatten().collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count, "{what}: two findings share a fingerprint");
    }
    both
}

const CONFIG: &str = r#"{
  "servers": {
    "docs": {
      "type": "http",
      "url": "http://docs.example.com/mcp",
      "headrs": { "A": "b" }
    },
    "files": {
      "type": "stdio",
      "command": "npx",
      "args": ["-y", "files-mcp", "/Users/anna/files", "--privileged"],
      "envv": {}
    }
  }
}
"#;

#[test]
fn twenty_lines_above_change_nothing() {
    let project = Project::of(&[(".vscode/mcp.json", CONFIG)]);
    let before = prints(&project, "before");
    assert!(before.iter().all(|prints| prints.len() >= 4), "{before:#?}");
    let lines = "  // a line\n".repeat(20);
    project.write(".vscode/mcp.json", CONFIG.replacen("{\n", &format!("{{\n{lines}"), 1));
    let found = project.run(&["--format", "json"]).json();
    assert!(found["findings"].as_array().unwrap().iter().all(|f| f["start"]["line"].as_u64() > Some(20)));
    assert_eq!(prints(&project, "twenty lines"), before);
    // Another server above, an element of the list before it, and other fields around it.
    let grown = CONFIG
        .replace(
            "\"servers\": {\n",
            "\"servers\": {\n    \"new\": { \"type\": \"http\", \"url\": \"https://new.example.com/mcp\" },\n",
        )
        .replace("[\"-y\", ", "[\"--quiet\", \"-y\", \"--loglevel=silent\", ")
        .replace("\"command\": \"npx\",", "\"dev\": {},\n      \"command\": \"npx\",");
    project.write(".vscode/mcp.json", grown);
    let after = prints(&project, "grown");
    for (before, after) in before.iter().zip(&after) {
        for (finding, prints) in before {
            assert_eq!(after.get(finding), Some(prints), "{finding} in {after:#?}");
        }
    }
}

/// Two findings of one rule, server and field are told apart, and accepting one does not rename the other.
#[test]
fn those_that_are_alike_are_counted() {
    let config = |comment: &str| {
        let args = format!("\"-y\",{comment}\n        \"/Users/anna/files\",\n        \"/home/bob/files\"");
        let entry = format!("\"a\": {{ \"type\": \"stdio\", \"command\": \"npx\", \"args\": [{args}] }}");
        format!("{{ \"servers\": {{ {entry} }} }}\n")
    };
    let project = Project::of(&[(".vscode/mcp.json", config(""))]);
    let prints_of = |project: &Project| {
        let args = ["--select", "absolute-path", "--format"];
        let log = sarif(&project.run(&[&args[..], &["sarif"]].concat()).out, "alike");
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        let print = |r: &Value| r["partialFingerprints"]["mcpcheckIdentity/v1"].as_str().unwrap().to_owned();
        let gitlab = gitlab(&project.run(&[&args[..], &["gitlab"]].concat()).out, "alike");
        let open = gitlab.iter().map(|v| v["fingerprint"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        let mut all: Vec<String> = results.iter().map(print).collect();
        all.sort();
        (all, open)
    };
    let (all, open) = prints_of(&project);
    assert!(all.len() == 2 && open.len() == 2 && all[0] != all[1], "{all:?}");
    project.write(".vscode/mcp.json", config("\n        // mcpcheck-ignore absolute-path: this one is there"));
    let (same, left) = prints_of(&project);
    assert_eq!(same, all);
    assert_eq!(left, open[1..]);
}

#[test]
fn no_two_of_the_corpus_share_one() {
    let Some(corpus) = corpus() else { return };
    let (mut found, mut moved) = (0, 0);
    for (name, files) in repositories(&corpus) {
        let project = copy(&files);
        let before = prints(&project, &name);
        found += before[0].values().flatten().count();
        // Blank lines above everything, in every file that may begin with some.
        for (file, bytes) in &files {
            if file.ends_with("json") && bytes.first() == Some(&b'{') {
                project.write(file, [b"\n".repeat(20).as_slice(), bytes].concat());
                moved += 1;
            }
        }
        assert_eq!(prints(&project, &name), before, "{name}");
    }
    println!("{found} findings, none shares a fingerprint with another one; {moved} files moved down by 20 lines");
    assert!(found > 500 && moved > 100, "{found} {moved}");
}
