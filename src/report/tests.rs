//! What the writers print, on a small made-up workspace.

use proptest::prelude::*;

use super::*;
use crate::clients::CLIENTS;
use crate::document::{Document, Interest, Pointer};
use crate::finding::{Edit, Fix};
use crate::model::Scope;
use crate::workspace::{Content, Role, Unread};

static UNREAD: Unread = Unread { client: "claude-code", says: "x", state: None, doubt: false };

const CURSOR: &str = r#"{
  "servers": {
    "github": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-github", "--token", "hunter2hunter2", "--toolsets", "repos,issues,pull_requests"],
      "env": {
        "GITHUB_TOKEN": "ghp_0123456789abcdefghijABCDEFGHIJ012345",
        "LEVEL": "debug"
      },
      "timeout": "30"
    }
  }
}
"#;

const GOLDEN: &str =
    "[servers.github]\ncommand = \"npx\"\nargs = [\"-y\", \"@modelcontextprotocol/server-github@2025.4.8\"]\n";

fn source(display: &str, text: Option<&str>, role: Role) -> Source {
    let mut source = Source {
        path: display.into(),
        display: display.to_owned(),
        scope: Scope::Project,
        role,
        project: "/repo".into(),
        ignored_by_git: false,
        named: false,
        content: Content::Absent,
    };
    if let Some(text) = text {
        let document = Document::parse(text.to_owned(), source.syntax(), Interest::All);
        source.content = Content::Parsed(Box::new(document));
    }
    source
}

fn workspace() -> Workspace {
    let dialect = |id: &str| &CLIENTS.iter().find(|c| c.id == id).unwrap().dialects[0];
    Workspace {
        root: "/repo".into(),
        aliases: Default::default(),
        repository: None,
        sources: vec![
            source(".cursor/mcp.json", Some(CURSOR), Role::Config(vec![dialect("cursor"), dialect("copilot-cli")])),
            source("mcpcheck.toml", Some(GOLDEN), Role::Golden),
            source(".vscode/mcp.json", None, Role::Missing(dialect("vscode"))),
        ],
    }
}

fn span(text: &str, part: &str) -> Span {
    let at = text.find(part).unwrap();
    Span::new(at, at + part.len())
}

fn findings() -> Vec<Finding> {
    let cursor = FileId(0);
    let at = |part| span(CURSOR, part);
    vec![
        Finding::new("missing-config", Severity::Error, FileId(2), Span::at(0), "VS Code is required and has no `.vscode/mcp.json`")
            .fix(Fix::safe("write `.vscode/mcp.json` with 1 server", vec![Edit::insert(0, "{\n  \"servers\": {}\n}\n")])),
        Finding::new("container-key", Severity::Error, cursor, at("\"servers\""), "Cursor reads `mcpServers`, so nothing under `servers` is loaded")
            .at(Pointer::of(&["servers"]))
            .client("cursor")
            .help("write `mcpServers`")
            .related(cursor, at("\"github\""), "this server is lost")
            .fix(Fix::safe("rename `servers` to `mcpServers`", vec![Edit::replace(at("\"servers\""), "\"mcpServers\"")])),
        Finding::new("hardcoded-secret", Severity::Error, cursor, at("ghp_0123456789abcdefghijABCDEFGHIJ012345"), "a GitHub token stands in the file; whoever reads the repository has it, and ghp_0123456789abcdefghijABCDEFGHIJ012345 must be revoked")
            .server("github", Scope::Project)
            .help("write `${env:GITHUB_TOKEN}` and revoke the token"),
        Finding::new("server-drift", Severity::Warning, cursor, at("\"@modelcontextprotocol/server-github\""), "`args` of `github` differ from the golden")
            .server("github", Scope::Project)
            .related(FileId(1), span(GOLDEN, "[\"-y\", \"@modelcontextprotocol/server-github@2025.4.8\"]"), "the golden says `-y @modelcontextprotocol/server-github@2025.4.8`")
            .fix(Fix::unsafe_("write the golden's `args`", vec![Edit::replace(at("[\"-y\""), "[\"-y\", \"--api-key\", \"abcdef12345\"")])),
        {
            let mut finding = Finding::new("field-type", Severity::Info, cursor, at("\"30\""), "`timeout` is a string, and Cursor reads a number\u{1b}[31m");
            finding.clients = vec!["copilot-cli", "cursor"];
            finding.related.push(crate::finding::Related { file: cursor, span: at("\"timeout\""), message: "not a field of Cursor".into(), rule: Some("unknown-field") });
            finding
        },
    ]
}

fn printed(findings: &[Finding], format: Format, style: Style) -> String {
    let workspace = workspace();
    let report = Report {
        workspace: &workspace,
        findings,
        accepted: &[],
        rules: Vec::new(),
        files_checked: 7,
        fixed: None,
        listing: None,
    };
    let mut out = Vec::new();
    write(&report, format, &mut out, style).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn text_for_people() {
    insta::assert_snapshot!(printed(&findings(), Format::Text, Style::default()), @r###"
.cursor/mcp.json (Cursor, Copilot CLI)

  error[container-key]: Cursor reads `mcpServers`, so nothing under `servers` is
  | loaded
   ,-[.cursor/mcp.json:2:3]
 1 | {
 2 |   "servers": {
   :   ^^^^^^^^^
 3 |     "github": {
   :     ^^^^|^^^
   :         `-- this server is lost
 4 |       "command": "npx",
   `----
  help: write `mcpServers`
  fix: rename `servers` to `mcpServers` (`mcpcheck fix`)

  warning[server-drift]: `args` of `github` differ from the golden
   ,-[.cursor/mcp.json:5:22]
 3 |     "github": {
 4 |       "command": "npx",
 5 |       "args": ["-y", "@modelcontextprotocol/server-github", "--token"...
   :                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
 6 |       "env": {
   `----
  fix: write the golden's `args` (`mcpcheck fix --unsafe-fixes`)
  also: mcpcheck.toml:3:8: the golden says
        `-y @modelcontextprotocol/server-github@2025.4.8`

  error[hardcoded-secret]: a GitHub token stands in the file; whoever reads the
  | repository has it, and ****** must be revoked
   ,-[.cursor/mcp.json:7:26]
 5 |       "args": ["-y", "@modelcontextprotocol/server-github", "--token"...
 6 |       "env": {
 7 |         "GITHUB_TOKEN": "******",
   :                          ^^^^^^
 8 |         "LEVEL": "debug"
   `----
  help: write `${env:GITHUB_TOKEN}` and revoke the token

  info[field-type]: `timeout` is a string, and Cursor reads a number\u{1b}[31m
    ,-[.cursor/mcp.json:10:18]
  8 |         "LEVEL": "debug"
  9 |       },
 10 |       "timeout": "30"
    :                  ^^^^
 11 |     }
    `----
  clients: copilot-cli, cursor
  also: .cursor/mcp.json:10:7: [unknown-field] not a field of Cursor

.vscode/mcp.json

  error[missing-config]: VS Code is required and has no `.vscode/mcp.json`
  fix: write `.vscode/mcp.json` with 1 server (`mcpcheck fix`)

`mcpcheck explain container-key` says more
3 errors, 1 warning, 1 info in 2 files (2 fixable with `mcpcheck fix`, 1 more
with `--unsafe-fixes`)
"###);
}

#[test]
fn concise_lines() {
    insta::assert_snapshot!(printed(&findings(), Format::Concise, Style::default()), @r###"
.cursor/mcp.json:2:3: error[container-key] Cursor reads `mcpServers`, so nothing under `servers` is loaded (fixable)
.cursor/mcp.json:5:22: warning[server-drift] `args` of `github` differ from the golden (fixable with --unsafe-fixes)
.cursor/mcp.json:7:26: error[hardcoded-secret] a GitHub token stands in the file; whoever reads the repository has it, and ****** must be revoked
.cursor/mcp.json:10:18: info[field-type] `timeout` is a string, and Cursor reads a number\u{1b}[31m
.vscode/mcp.json:1:1: error[missing-config] VS Code is required and has no `.vscode/mcp.json` (fixable)
3 errors, 1 warning, 1 info in 2 files (2 fixable with `mcpcheck fix`, 1 more with `--unsafe-fixes`)
"###);
}

#[test]
fn nothing_found_and_things_mended() {
    let workspace = workspace();
    let says = |findings: &[Finding], fixed| {
        let report = Report {
            workspace: &workspace,
            findings,
            accepted: &[],
            rules: Vec::new(),
            files_checked: 1,
            fixed,
            listing: None,
        };
        summary(&View::new(&report))
    };
    assert_eq!(says(&[], None), "checked 1 file: no findings");
    let fixed = |left| Some(Fixed { findings: 2, files: 1, left });
    assert_eq!(says(&[], fixed(vec![])), "fixed 2 findings in 1 file; checked 1 file: no findings left");
    let info = &findings()[4..];
    let left = vec![Left::ByHand];
    assert_eq!(says(info, fixed(left)), "fixed 2 findings in 1 file; 1 info in 1 file left: 1 by hand");
    let left = vec![Left::ByHand, Left::Unsafe, Left::ByHand];
    let said = says(info, Some(Fixed { findings: 0, files: 0, left }));
    assert_eq!(said, "1 info in 1 file left: 1 with `mcpcheck fix --unsafe-fixes`, 2 by hand");
    let drift = &findings()[3..4];
    assert_eq!(says(drift, None), "1 warning in 1 file (1 fixable with `mcpcheck fix --unsafe-fixes`)");
}

#[test]
fn json_keeps_its_contract() {
    let schema: serde_json::Value = serde_json::from_str(include_str!("../../schemas/check-output.json")).unwrap();
    let validator = jsonschema::draft7::new(&schema).unwrap();
    for findings in [&[][..], &findings()] {
        let output: serde_json::Value =
            serde_json::from_str(&printed(findings, Format::Json, Style::default())).unwrap();
        let errors: Vec<String> = validator.iter_errors(&output).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
    let output: serde_json::Value =
        serde_json::from_str(&printed(&findings(), Format::Json, Style::default())).unwrap();
    let fix = |i: usize| &output["findings"][i]["fix"];
    assert_eq!(fix(0)["edits"][0]["text"], "\"mcpServers\"");
    assert_eq!((&fix(1)["edits"], &fix(1)["hidden"]), (&serde_json::Value::Null, &true.into()));
    assert_eq!(output["summary"], serde_json::json!({"error": 3, "warning": 1, "info": 1, "fixable": 2}));
}

#[test]
fn edits_that_move_a_literal_into_env_are_hidden() {
    let at = span(CURSOR, "\"debug\"");
    let leak = |text: &str| {
        let fix = Fix::safe("x", vec![Edit::replace(at, text)]);
        let findings = [Finding::new("r", Severity::Error, FileId(0), at, "m").fix(fix)];
        printed(&findings, Format::Json, Style::default()).contains("\"hidden\": true")
    };
    assert!(leak("\"correct horse\"") && leak("\"debug\", \"PASS\": \"x y z w\""));
    assert!(!leak("\"${LEVEL}\"") && !leak("\"info\""));
}

#[test]
fn sarif_has_the_edits_of_fixes_that_hold_no_secret() {
    let log: serde_json::Value = serde_json::from_str(&printed(&findings(), Format::Sarif, Style::default())).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let fixed: Vec<&str> =
        results.iter().filter(|r| !r["fixes"].is_null()).map(|r| r["ruleId"].as_str().unwrap()).collect();
    assert_eq!(fixed, ["container-key", "missing-config"], "that of server-drift would show a key");
    let fix = &results[0]["fixes"][0];
    assert_eq!(fix["description"]["text"], "rename `servers` to `mcpServers` (safe: `mcpcheck fix`)");
    let region = serde_json::json!({ "startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 12 });
    let replacement = serde_json::json!({ "deletedRegion": region, "insertedContent": { "text": "\"mcpServers\"" } });
    assert_eq!(fix["artifactChanges"][0]["replacements"], serde_json::json!([replacement]));
}

#[test]
fn no_format_shows_a_secret() {
    for format in Format::ALL {
        for color in [false, true] {
            let text = printed(&findings(), *format, Style { color, width: 300, verbose: true, ..Style::default() });
            for secret in ["hunter2", "ghp_0", "abcdef12345"] {
                assert!(!text.contains(secret), "{format:?}: {text}");
            }
        }
    }
}

#[test]
fn what_a_file_says_cannot_steer_the_output() {
    let text = "{\"a\u{1b}[2J\": \"\u{202e}x\",\n::error file=x::boo\n##[group]\u{9b}\"";
    let workspace = Workspace {
        root: "/r".into(),
        sources: vec![source("a\n::error::b", Some(text), Role::Unread(&UNREAD))],
        aliases: Default::default(),
        repository: None,
    };
    let mut finding = Finding::new("r", Severity::Error, FileId(0), span(text, "::error"), "m\n::error::x ::warning::");
    finding.server = Some("\u{9b}\u{202e}##[x]".into());
    let report = Report {
        workspace: &workspace,
        findings: &[finding.related(FileId(0), Span::new(0, 9), "\n::set-env")],
        accepted: &[],
        rules: Vec::new(),
        files_checked: 1,
        fixed: None,
        listing: None,
    };
    for format in Format::ALL {
        let mut out = Vec::new();
        write(&report, *format, &mut out, Style::default()).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(!out.contains(['\u{1b}', '\u{9b}', '\u{202e}']) && !out.contains("##["), "{out}");
        let ours = |line: &str| *format == Format::Github && line.starts_with("::error title=mcpcheck (r)");
        assert!(!out.lines().any(|l| l.trim_start().starts_with("::") && !ours(l)), "{out}");
    }
}

#[test]
fn long_lines_are_cut_around_the_place() {
    let text = format!("{{{}\"needle\": 1, {}\"z\": 1}}", "\"pad\": \"0\", ".repeat(50), "\"pad\": \"0\", ".repeat(50));
    let workspace = Workspace {
        root: "/r".into(),
        sources: vec![source("a.json", Some(&text), Role::Unread(&UNREAD))],
        aliases: Default::default(),
        repository: None,
    };
    let findings = [Finding::new("r", Severity::Error, FileId(0), span(&text, "\"needle\""), "m")];
    let report = Report {
        workspace: &workspace,
        findings: &findings,
        accepted: &[],
        rules: Vec::new(),
        files_checked: 1,
        fixed: None,
        listing: None,
    };
    let mut out = Vec::new();
    write(&report, Format::Text, &mut out, Style::default()).unwrap();
    let out = String::from_utf8(out).unwrap();
    let lines: Vec<&str> = out.lines().collect();
    let at = lines.iter().position(|l| l.contains("needle")).unwrap();
    assert!(lines.iter().all(|l| l.len() <= 80), "{out}");
    assert_eq!(lines[at].find("\"needle\""), lines[at + 1].find("^^^^^^^^"), "{out}");
}

#[test]
fn of_a_file_in_one_line_only_what_is_near_is_laid_out() {
    let text = format!("[{}0]", "\"pad\", ".repeat(12_000));
    let workspace = Workspace {
        root: "/r".into(),
        sources: vec![source("a.json", Some(&text), Role::Unread(&UNREAD))],
        aliases: Default::default(),
        repository: None,
    };
    for at in [0, 1, 6_000, 11_999] {
        let place = Span::new(1 + 7 * at, 6 + 7 * at);
        let findings = [Finding::new("r", Severity::Error, FileId(0), place, "m")];
        let report = Report {
            workspace: &workspace,
            findings: &findings,
            accepted: &[],
            rules: Vec::new(),
            files_checked: 1,
            fixed: None,
            listing: None,
        };
        let mut out = Vec::new();
        write(&report, Format::Text, &mut out, Style::default()).unwrap();
        let out = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = out.lines().collect();
        let line = lines.iter().position(|l| l.contains("\"pad\"")).unwrap();
        assert!(lines[line].chars().count() <= 80, "{out}");
        // Cut on the side where there is more, and marked where the place is.
        assert_eq!(lines[line].contains("| ..."), at > 10, "{out}");
        assert_eq!(lines[line].ends_with("..."), at < 11_990, "{out}");
        let mark = lines[line + 1].find("^^^^^").unwrap();
        assert_eq!(&lines[line][mark..mark + 5], "\"pad\"", "{out}");
    }
}

proptest! {
    #[test]
    fn any_place_in_any_text_can_be_shown(
        text in "([a-z\"{}:, ]|[\u{e9}\u{6f22}\u{1f600}\t\r\n\u{1b}\u{301}\u{feff}#]|\r\n|x{70}|\"token\": \"abcdefgh\"){0,40}",
        spans in proptest::collection::vec((0usize..300, 0usize..40), 1..6),
        color: bool,
        width in 0usize..200,
        others: bool,
    ) {
        let sources = vec![source("a.json", Some(&text), Role::Unread(&UNREAD)), source("b.json", Some("{}\n"), Role::Golden)];
        let workspace = Workspace { root: "/r".into(), sources, aliases: Default::default(), repository: None };
        let mut spans = spans.into_iter().map(|(start, len)| Span::new(start, start + len));
        let mut finding = Finding::new("r", Severity::Warning, FileId(0), spans.next().unwrap(), "a message");
        for (i, span) in spans.enumerate() {
            finding = finding.related(FileId(usize::from(others && i % 2 == 1)), span, "more to say about this");
        }
        let report = Report { workspace: &workspace, findings: &[finding], accepted: &[], rules: Vec::new(), files_checked: 1, fixed: None, listing: None };
        let mut out = Vec::new();
        write(&report, Format::Text, &mut out, Style { color, width, ..Style::default() }).unwrap();
        let out = String::from_utf8(out).unwrap();
        let escapes = out.contains('\u{1b}');
        prop_assert!(color || !escapes);
        prop_assert!(!out.contains("abcdefgh"));
        prop_assert!(!out.contains("Failed to read"));
    }
}
