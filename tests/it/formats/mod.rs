//! Every format, held against the schema or the parser of those who read it.

mod annotations;
mod comments;
mod identity;
mod outputs;

use std::sync::LazyLock;

use serde_json::{Value, json};
use uppsala::XsdValidator;

use crate::corpus::{copy, corpus, repositories};
use crate::secrets::{FORMATS, HOSTILE, every_format, hostile};
use crate::support::Project;

static SARIF: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let mut schema: Value = serde_json::from_str(include_str!("sarif-schema-2.1.0.json")).unwrap();
    // A pattern for languages with a bracket too many, which is no regular expression; we name no language.
    for owner in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][owner]["properties"]["language"];
        language.as_object_mut().unwrap().remove("pattern").unwrap();
    }
    jsonschema::draft7::options().should_validate_formats(true).build(&schema).unwrap()
});

/// What GitLab asks of a violation: its validator (`app/validators/json_schemas/codeclimate.json`) wants the types and
/// the first four; its documentation also the rest (2026-11).
static GITLAB: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let line = json!({ "type": "integer", "minimum": 1 });
    let violation = json!({
        "type": "object",
        "required": ["description", "fingerprint", "severity", "location", "check_name"],
        "properties": {
            "description": { "type": "string", "minLength": 1 },
            "check_name": { "type": "string", "minLength": 1 },
            "fingerprint": { "type": "string", "pattern": "^[0-9a-f]{32}$" },
            "severity": { "enum": ["info", "minor", "major", "critical", "blocker"] },
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": { "type": "string", "not": { "pattern": "^(\\./|/)" } },
                    "lines": { "required": ["begin"], "properties": { "begin": line, "end": line } },
                },
            },
        },
    });
    jsonschema::draft7::new(&json!({ "type": "array", "items": violation })).unwrap()
});

static LINE: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let schema: Value = serde_json::from_str(&mcpcheck::schema::text("check-line").unwrap()).unwrap();
    jsonschema::draft7::new(&schema).unwrap()
});

#[track_caller]
fn valid(validator: &jsonschema::Validator, value: &Value, what: &str) {
    let errors: Vec<String> = validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}");
}

/// A SARIF log that keeps to the schema, and to what the standard's text asks for beside it.
#[track_caller]
fn sarif(text: &str, what: &str) -> Value {
    let log: Value = serde_json::from_str(text).unwrap_or_else(|e| panic!("{what}: {e}: {text}"));
    valid(&SARIF, &log, what);
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        // GitHub cuts what is longer (documentation "SARIF support", 2026-11).
        for text in ["shortDescription", "fullDescription"] {
            let text = rule[text]["text"].as_str().unwrap();
            assert!(!text.is_empty() && text.len() <= 1024, "{what}: {rule:#}");
        }
        assert!(rule["help"]["markdown"].as_str().unwrap().starts_with(&format!("# {}", rule["id"].as_str().unwrap())));
    }
    for result in run["results"].as_array().unwrap() {
        assert_eq!(rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"], result["ruleId"], "{what}");
        assert!(result["suppressions"].is_array(), "{what}: all results have it, or none");
        let related = result["relatedLocations"].as_array().into_iter().flatten();
        for place in result["locations"].as_array().unwrap().iter().chain(related) {
            let place = &place["physicalLocation"];
            // The schema of the standard's first errata wants a start.
            assert!(place["region"]["startLine"].as_u64() >= Some(1), "{what}: {place:#}");
            let (uri, base) =
                (place["artifactLocation"]["uri"].as_str().unwrap(), &place["artifactLocation"]["uriBaseId"]);
            match base.as_str() {
                Some(base) => {
                    assert!(run["originalUriBaseIds"][base].is_object(), "{what}: {base} is not declared");
                    assert!(!uri.starts_with(['/', '~']) && !uri.contains("://"), "{what}: {uri}");
                }
                None => assert!(uri.starts_with("file:///"), "{what}: {uri}"),
            }
            assert!(uri.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~/%:".contains(&b)), "{what}: {uri}");
        }
        let words = result["message"]["text"].as_str().unwrap();
        assert!(!words.contains("]("), "{what}: a link in {words:?}");
    }
    log
}

#[track_caller]
fn gitlab(text: &str, what: &str) -> Vec<Value> {
    let report: Value = serde_json::from_str(text).unwrap_or_else(|e| panic!("{what}: {e}: {text}"));
    valid(&GITLAB, &report, what);
    report.as_array().unwrap().clone()
}

/// `name` of every test case, by suite; and how many fail.
#[track_caller]
fn junit(text: &str, what: &str) -> (Vec<(String, String)>, usize) {
    static SCHEMA: LazyLock<XsdValidator> =
        LazyLock::new(|| XsdValidator::from_schema(&uppsala::parse(include_str!("junit-10.xsd")).unwrap()).unwrap());
    let document = uppsala::parse(text).unwrap_or_else(|e| panic!("{what}: {e}\n{text}"));
    let errors: Vec<String> = SCHEMA.validate(&document).iter().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}\n{text}");
    let root = document.document_element().unwrap();
    let attribute =
        |node, name: &str| document.element(node).unwrap().get_attribute(name).unwrap_or_default().to_owned();
    let number = |node, name: &str| attribute(node, name).parse::<usize>().unwrap();
    let (mut cases, mut failures) = (Vec::new(), 0);
    for suite in document.get_elements_by_tag_name("testsuite") {
        let inside = |tag: &str| {
            let all = document.get_elements_by_tag_name(tag);
            all.into_iter().filter(|node| document.ancestors(*node).contains(&suite)).collect::<Vec<_>>()
        };
        let (tests, failing) = (inside("testcase"), inside("failure"));
        assert_eq!((tests.len(), failing.len()), (number(suite, "tests"), number(suite, "failures")), "{what}");
        let key =
            |node| (attribute(suite, "name"), format!("{} {}", attribute(node, "classname"), attribute(node, "name")));
        cases.extend(tests.into_iter().map(key));
        failures += failing.len();
    }
    assert!(!cases.is_empty(), "{what}: a viewer takes a file without tests for a mistake");
    assert_eq!((cases.len(), failures), (number(root, "tests"), number(root, "failures")), "{what}");
    let mut once = cases.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), cases.len(), "{what}: two test cases have one name");
    (cases, failures)
}

/// Runs every format and holds it against its schema; all of them have to tell of the same findings.
#[track_caller]
fn every_format_is_valid(project: &Project, more: &[&str], what: &str) {
    let args = every_format();
    let args: Vec<&str> = args.iter().map(String::as_str).chain(more.iter().copied()).collect();
    let ran = project.run(&args);
    assert!(ran.code <= 1 && ran.out.is_empty(), "{what}: {ran:?}");
    let written = |format: &str| project.read(&format!("out.{format}"));
    let json: Value = serde_json::from_str(&written("json")).unwrap();
    let findings = json["findings"].as_array().unwrap();
    let mut rules: Vec<&str> = findings.iter().map(|f| f["rule"].as_str().unwrap()).collect();
    rules.sort_unstable();
    let sorted = |mut found: Vec<String>| {
        found.sort();
        found
    };
    let text = |value: &Value| value.as_str().unwrap().to_owned();

    let lines = written("jsonl");
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    lines.iter().for_each(|line| valid(&LINE, line, what));
    assert_eq!(lines, *findings, "{what}");

    let log = sarif(&written("sarif"), what);
    let results = log["runs"][0]["results"].as_array().unwrap();
    let open = results.iter().filter(|r| r["suppressions"] == json!([]));
    assert_eq!(sorted(open.map(|r| text(&r["ruleId"])).collect()), rules, "{what}");

    let violations = gitlab(&written("gitlab"), what);
    assert_eq!(sorted(violations.iter().map(|v| text(&v["check_name"])).collect()), rules, "{what}");

    let (_, failures) = junit(&written("junit"), what);
    let infos = findings.iter().filter(|f| f["severity"] == "info").count();
    assert_eq!(failures, findings.len() - infos, "{what}");

    annotations::all_there(&written("github"), findings, what);
    comments::harmless(&written("markdown"), findings.len(), what);
}

#[test]
fn on_what_is_found_and_on_what_is_not() {
    every_format_is_valid(&Project::fixture("drifting"), &[], "drifting");
    every_format_is_valid(&Project::new(), &[], "nothing there");
    let clean = r#"{"mcpServers": {"docs": {"type": "http", "url": "https://docs.example.com/mcp"}}}"#;
    let project = Project::of(&[(".mcp.json", clean)]);
    every_format_is_valid(&project, &[], "nothing found");
    assert_eq!(project.run(&["--format", "gitlab"]).out, "[]\n");
    assert_eq!(project.run(&["--format", "jsonl"]).out, "");
    assert_eq!(project.run(&["--format", "github"]).out, "");
    let (cases, failures) = junit(&project.run(&["--format", "junit"]).out, "nothing found");
    assert_eq!((cases.len(), failures), (1, 0));
    assert_eq!(cases[0].0, ".mcp.json");
}

#[test]
fn on_hostile_names() {
    for text in HOSTILE {
        let project = Project::of(&hostile(text));
        every_format_is_valid(&project, &["--scope", "all"], &format!("{text:?}"));
    }
    // Names of files are a stranger's as well.
    let entry = r#"{"mcpServers": {"a": {"comand": "x"}}}"#;
    for dir in ["a,b:c%0A d", "@octocat", "x](http:evil) `y`", "<b>|&amp;", "ä 漢 #1"] {
        let project = Project::of(&[(format!("{dir}/.mcp.json"), entry)]);
        every_format_is_valid(&project, &[], dir);
        let log = sarif(&project.run(&["--format", "sarif"]).out, dir);
        let uri = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert_eq!(percent_decoded(uri.as_str().unwrap()), format!("{dir}/.mcp.json"));
    }
}

fn percent_decoded(uri: &str) -> String {
    let mut out = Vec::new();
    let mut rest = uri.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'%', [a, b, tail @ ..]) => {
                let digits = String::from_utf8(vec![*a, *b]).unwrap();
                out.push(u8::from_str_radix(&digits, 16).unwrap());
                rest = tail;
            }
            _ => out.push(*first),
        }
    }
    String::from_utf8(out).unwrap()
}

#[test]
fn on_every_repository_of_the_corpus() {
    let Some(corpus) = corpus() else { return };
    let mut logs = 0;
    for (name, files) in repositories(&corpus) {
        let project = copy(&files);
        every_format_is_valid(&project, &["--scope", "project"], &name);
        logs += 1;
    }
    println!("{logs} repositories, every format of each is valid");
    assert!(logs > 50, "{logs}");
}

/// What a golden, a comment and a baseline accept is said in SARIF alone, each in its way.
#[test]
fn what_is_accepted_is_suppressed_in_sarif() {
    let entry = |url: &str| format!(r#"{{ "type": "http", "url": "{url}" }}"#);
    let project = Project::of(&[
        (
            "mcpcheck.toml",
            "[[ignore]]\nrule = \"insecure-url\"\nserver = \"a\"\nreason = \"only in the office\"\n".to_owned(),
        ),
        (
            ".vscode/mcp.json",
            format!(
                "{{\n  \"servers\": {{\n    \"a\": {},\n    // mcpcheck-ignore insecure-url: a test machine\n    \"b\": {},\n    \"c\": {}\n  }}\n}}\n",
                entry("http://a.example.com/mcp"),
                entry("http://b.example.com/mcp"),
                entry("http://c.example.com/mcp")
            ),
        ),
    ]);
    assert_eq!(project.run(&["baseline", "--output", "known.json"]).code, 0);
    let args = ["--select", "insecure-url", "--baseline", "known.json", "--format"];
    let of = |format: &str| project.run(&[&args[..], &[format]].concat());
    let log = sarif(&of("sarif").out, "accepted");
    let said: Vec<(&str, &Value)> = log["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["properties"]["server"].as_str().unwrap(), &r["suppressions"]))
        .collect();
    let suppressed = |kind: &str, why: &str| json!([{ "kind": kind, "status": "accepted", "justification": why }]);
    let (golden, comment) = (suppressed("external", "only in the office"), suppressed("inSource", "a test machine"));
    let baseline = suppressed("external", "it stands in the baseline");
    assert_eq!(said, [("a", &golden), ("b", &comment), ("c", &baseline)]);
    for format in ["jsonl", "gitlab", "github", "junit", "markdown"] {
        let ran = of(format);
        assert!(ran.code == 0 && !ran.out.contains("insecure-url"), "{format}: {}", ran.out);
    }
}

#[test]
fn the_drifting_fixture_in_every_format() {
    let project = Project::fixture("drifting");
    for format in FORMATS.iter().filter(|format| **format != "sarif") {
        let ran = project.run(&["--format", format]);
        assert_eq!(ran.code, 1, "the same for every format");
        insta::assert_snapshot!(format!("drifting_{format}"), ran.out);
    }
    let mut log = sarif(&project.run(&["--format", "sarif"]).out, "drifting");
    // The pages of the rules stand in their own files.
    let driver = &mut log["runs"][0]["tool"]["driver"];
    driver["version"] = "[version]".into();
    driver["semanticVersion"] = "[version]".into();
    let rules = driver["rules"].as_array_mut().unwrap();
    assert_eq!(rules.len(), mcpcheck::rules::RULES.len());
    rules.truncate(1);
    rules[0]["help"]["markdown"] = "[the page]".into();
    insta::assert_snapshot!("drifting_sarif", serde_json::to_string_pretty(&log).unwrap());
}

/// Rules that nobody asked for, and those that the golden switches off, are not in force.
#[test]
fn sarif_lists_the_rules_in_force() {
    let project = Project::of(&[("mcpcheck.toml", "[rules]\nencoding = \"off\"\n")]);
    let ids = |args: &[&str]| {
        let log = sarif(&project.run(&[args, &["--format", "sarif"]].concat()).out, "rules");
        let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap().clone();
        rules.iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&["--select", "syntax"]), ["duplicate-key", "parse-error"]);
    assert_eq!(ids(&["--select", "syntax", "--ignore", "parse-error"]), ["duplicate-key"]);
    assert_eq!(ids(&[]).len(), mcpcheck::rules::RULES.len() - 1);
}
