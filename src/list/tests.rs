//! The command as a whole, in a made-up home and repository.

use std::fs;
use std::path::Path;

use clap::Parser;
use serde_json::Value;
use tempfile::TempDir;

use super::*;
use crate::cli::Cli;
use crate::commands::{self, Exit, Io};
use crate::env::System;
use crate::env::tests::fake;

mod agreement;
mod needs;

/// A directory with a home and a repository.
struct Place {
    dir: TempDir,
}

/// What a run gave.
struct Ran {
    out: String,
    exit: Exit,
}

impl Place {
    fn new(files: &[(&str, &str)]) -> Self {
        let place = Self { dir: tempfile::tempdir().unwrap() };
        fs::create_dir_all(place.at("repo/.git")).unwrap();
        fs::create_dir_all(place.at("home")).unwrap();
        for (path, text) in files {
            let path = place.at(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs_write(&path, &text.replace("REPO", &slashes(&place.at("repo"))));
        }
        place
    }

    fn at(&self, path: &str) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join(path)
    }

    fn run(&self, line: &str, vars: &[(&str, &str)]) -> Ran {
        let words = ["mcpcheck", "list"].into_iter().chain(line.split_whitespace());
        let cli = Cli::try_parse_from(words).unwrap();
        let env = Env { cwd: self.at("repo"), home: Some(self.at("home")), ..fake(System::Linux, vars) };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut io = Io { out: &mut out, err: &mut err, terminal: false, err_terminal: false };
        let exit = commands::run(&cli, &env, &mut io).unwrap();
        let place = slashes(&self.at(""));
        Ran { out: String::from_utf8(out).unwrap().replace(place.trim_end_matches('/'), ""), exit }
    }

    fn json(&self, line: &str, vars: &[(&str, &str)]) -> Value {
        let value: Value = serde_json::from_str(&self.run(&format!("--format json {line}"), vars).out).unwrap();
        let schema: Value = serde_json::from_str(include_str!("../../schemas/list-output.json")).unwrap();
        let validator = jsonschema::draft7::new(&schema).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        value
    }
}

fn fs_write(path: &Path, text: &str) {
    crate::fix::write::Write { path, expected: None, text, within: None, backup: false }.write().unwrap();
}

/// One repository with the mistakes that people make, and a home with settings of its own.
const TEAM: &[(&str, &str)] = &[
    (
        "repo/.mcp.json",
        r#"{"mcpServers": {
            "docs": {"url": "http://127.0.0.1:8931/mcp"},
            "db": {"command": "npx", "args": ["-y", "db", "--api-key", "hunter2secret"], "env": {"LEVEL": "${LEVEL}"}}
        }}"#,
    ),
    (
        "repo/.vscode/mcp.json",
        r#"{"servers": {
            "docs": {"type": "sse", "url": "${env:DOCS}/mcp", "headers": {"X-A": "${env:A}", "X-B": "${B:-b}"}}
        }}"#,
    ),
    ("repo/.cursor/mcp.json", r#"{"servers": {"docs": {"url": "http://127.0.0.1:8931/mcp"}}}"#),
    ("repo/api/.codex/config.toml", "[mcp_servers.db]\ncommand = 'npx'\nenabled = false\n"),
    (
        "home/.claude.json",
        r#"{"mcpServers": {"notes": {"command": "notes"}}, "projects": {
            "REPO": {"mcpServers": {"scratch": {"type": "http", "url": "http://127.0.0.1:1/"}}},
            "/elsewhere": {"mcpServers": {"other": {"command": "x"}}}
        }}"#,
    ),
];

/// The clients that these tests are about: others may come to read the same files.
const FIVE: &str = "--client claude-code --client codex --client copilot-cli --client cursor --client vscode";

#[test]
fn a_table_for_each_project_and_one_for_the_user() {
    let place = Place::new(TEAM);
    let ran = place.run(FIVE, &[("COLUMNS", "100")]);
    assert_eq!(ran.exit, Exit::Clean);
    insta::assert_snapshot!(ran.out, @r#"
    /repo
      server    Cursor         Claude Code   VS Code        VS Code            Claude Code (local)
                .cursor/       .mcp.json     .mcp.json      .vscode/           ~/.claude.json
                mcp.json [1]                                mcp.json
     ----------------------------------------------------------------------------------------------
      db        -              stdio         stdio          -                  -
      docs      skipped        skipped [2]   shadowed [3]   http, drifts [4]   -
      scratch   -              -             -              -                  http

      [1] Cursor refuses `.cursor/mcp.json`: the servers stand under `servers`
      [2] Claude Code skips it: the transport is not named
      [3] VS Code takes another one: `.vscode/mcp.json` has an entry of this name
      [4] `url` is `${DOCS}/mcp` here and `http://127.0.0.1:8931/mcp` in `.mcp.json`; `headers.X-A` and
          `headers.X-B` differ too

    api
      server   Codex
               .codex/
               config.toml
     ----------------------
      db       off [1]

      [1] `enabled` switches it off

    your own settings
      server   Claude Code
               ~/.claude.json
     -------------------------
      notes    stdio

    skipped: the client does not load it; drifts: the copies say different things; shadowed: the client
    takes another entry of this name
    1 entry is kept for another project (`--verbose` shows it)
    also read by Copilot CLI, with no file of their own here (`--verbose` shows what they make of it)
    5 servers in 5 files; 3 entries are not loaded, 1 entry drifts
    "#);
    let narrow = place.run(&format!("{FIVE} --scope project"), &[("COLUMNS", "50")]);
    insta::assert_snapshot!(narrow.out, @r#"
    /repo
      client, file   server   loads as
     ------------------------------------------
      Cursor         docs     skipped
      .cursor/
      mcp.json [1]
      Claude Code    db       stdio
      .mcp.json      docs     skipped [2]
      VS Code        db       stdio
      .mcp.json      docs     shadowed [3]
      VS Code        docs     http, drifts [4]
      .vscode/
      mcp.json

      [1] Cursor refuses `.cursor/mcp.json`: the
          servers stand under `servers`
      [2] Claude Code skips it: the transport is not
          named
      [3] VS Code takes another one:
          `.vscode/mcp.json` has an entry of this name
      [4] `url` is `${DOCS}/mcp` here and
          `http://127.0.0.1:8931/mcp` in `.mcp.json`;
          `headers.X-A` and `headers.X-B` differ too

    api
      server   Codex
               .codex/
               config.toml
     ----------------------
      db       off [1]

      [1] `enabled` switches it off

    skipped: the client does not load it; drifts: the
    copies say different things; shadowed: the client
    takes another entry of this name
    also read by Copilot CLI, with no file of their
    own here (`--verbose` shows what they make of it)
    3 servers in 4 files; 3 entries are not loaded, 1
    entry drifts
    "#);
}

#[test]
fn what_is_not_set_is_marked() {
    let place = Place::new(TEAM);
    let vars = [("COLUMNS", "90"), ("A", "")];
    insta::assert_snapshot!(place.run("--env current --scope project .vscode", &vars).out, @r#"
    /repo
      server   VS Code
               .vscode/
               mcp.json
     -------------------
      docs     http [1]

      [1] `DOCS` is not set: VS Code puts nothing in its place

    1 server in 1 file; every entry is loaded
    "#);
    let none = place.json("--env none --scope project", &vars);
    let current = place.json("--env current --scope project", &vars);
    let unset = |value: &Value, file: &str, client: &str| -> Value {
        let files = value["files"].as_array().unwrap();
        let file = files.iter().find(|f| f["file"] == file && f["client"] == client).unwrap();
        file["servers"][0]["unset"].clone()
    };
    assert_eq!(unset(&none, ".vscode/mcp.json", "vscode"), serde_json::json!(["A", "DOCS"]));
    assert_eq!(unset(&current, ".vscode/mcp.json", "vscode"), serde_json::json!(["DOCS"]), "empty is set");
    assert_eq!(unset(&none, ".mcp.json", "claude-code"), serde_json::json!(["LEVEL"]));
    assert_eq!(unset(&none, ".mcp.json", "vscode"), serde_json::json!([]), "there VS Code expands nothing");
    let assumed = place.json("--scope project", &vars);
    assert_eq!(unset(&assumed, ".mcp.json", "claude-code"), Value::Null);
}

#[test]
fn json_says_it_in_canonical_form_without_secrets() {
    let place = Place::new(TEAM);
    let value = place.json(FIVE, &[]);
    assert!(!value.to_string().contains("hunter2"), "{value}");
    let files: Vec<String> = value["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| format!("{} {}/{} {}", f["file"], f["client"], f["kind"], f["verdict"]).replace('"', ""))
        .collect();
    insta::assert_snapshot!(files.join("\n"), @r#"
    .cursor/mcp.json cursor/project rejected
    .mcp.json claude-code/project read
    .mcp.json copilot-cli/shared read
    .mcp.json vscode/root read
    .vscode/mcp.json vscode/workspace read
    api/.codex/config.toml codex/project read
    ~/.claude.json claude-code/user read
    "#);
    insta::assert_snapshot!(serde_json::to_string_pretty(&value["files"][5]).unwrap(), @r#"
    {
      "file": "api/.codex/config.toml",
      "client": "codex",
      "kind": "project",
      "assumed_version": "0.169.0",
      "scope": "project",
      "verdict": "read",
      "reason": null,
      "servers": [
        {
          "name": "db",
          "verdict": "loads",
          "reason": "`enabled` switches it off",
          "needs": [],
          "transport": "stdio",
          "declared": null,
          "command": "npx",
          "args": [],
          "url": null,
          "env": [],
          "headers": []
        }
      ]
    }
    "#);
    let user = value["files"].as_array().unwrap().last().unwrap();
    let projects: Vec<&Value> = user["servers"].as_array().unwrap().iter().map(|s| &s["project"]).collect();
    assert_eq!(projects, [&Value::Null, &"/elsewhere".into(), &"/repo".into()]);
    assert_eq!(place.run("--format json", &[]).out, place.run("--format json", &[]).out);
}

#[test]
fn clients_readers_and_paths_can_be_chosen() {
    let place = Place::new(TEAM);
    let names = |line: &str| -> Vec<String> {
        let value = place.json(line, &[]);
        let files = value["files"].as_array().unwrap().clone();
        files.iter().map(|f| format!("{} {}/{}", f["file"], f["client"], f["kind"]).replace('"', "")).collect()
    };
    assert_eq!(names("--client codex"), ["api/.codex/config.toml codex/project"]);
    assert_eq!(names("--as copilot-cli/user --scope project .mcp.json"), [".mcp.json copilot-cli/user"]);
    assert_eq!(names("--scope user"), ["~/.claude.json claude-code/user"]);
    assert_eq!(names("--scope project api"), ["api/.codex/config.toml codex/project"]);
}

#[test]
fn nothing_to_list_is_said() {
    let place = Place::new(&[]);
    insta::assert_snapshot!(place.run("", &[]).out, @r#"no MCP config found below /repo"#);
    assert_eq!(place.json("", &[])["files"], serde_json::json!([]));
    let empty = Place::new(&[("repo/.mcp.json", r#"{"mcpServers": {}}"#)]);
    insta::assert_snapshot!(empty.run("--client claude-code", &[]).out, @r#"
    /repo
      server   Claude Code
               .mcp.json
     ----------------------
      (none)

    no servers in 1 file
    "#);
}

#[test]
fn readers_that_see_the_same_share_a_column() {
    let both = r#"{"mcpServers": {"docs": {"type": "http", "url": "http://127.0.0.1:1/"}, "own": {"command": "x"}}}"#;
    let vscode = r#"{"servers": {"docs": {"type": "http", "url": "http://127.0.0.1:2/"}}}"#;
    let place = Place::new(&[
        ("repo/.mcp.json", both),
        ("repo/.vscode/mcp.json", vscode),
        ("repo/.github/mcp.json", r#"{"mcpServers": {"gone": {"command": "x"}}}"#),
    ]);
    insta::assert_snapshot!(place.run("-q", &[("COLUMNS", "80")]).out, @r#"
    /repo
      server   Copilot CLI    Claude Code        VS Code
                              Copilot CLI
                              VS Code
               .github/       .mcp.json          .vscode/
               mcp.json [1]                      mcp.json
     -------------------------------------------------------------
      docs     -              http, drifts [2]   http, drifts [3]
      gone     skipped        -                  -
      own      -              stdio              -

      [1] Copilot CLI finds no servers in `.github/mcp.json`: `.mcp.json` in the
          same directory hides it
      [2] `url` is `http://127.0.0.1:1/` here and `http://127.0.0.1:2/` in
          `.vscode/mcp.json`
      [3] `url` is `http://127.0.0.1:2/` here and `http://127.0.0.1:1/` in
          `.mcp.json`
    "#);
    let value = place.json("", &[]);
    let root = value["files"].as_array().unwrap().iter().find(|f| f["kind"] == "root").unwrap();
    assert_eq!(root["servers"][0]["reason"], "`.vscode/mcp.json` has an entry of this name");
}

#[test]
fn colours_stand_where_the_words_are() {
    let place = Place::new(&[("repo/.mcp.json", r#"{"mcpServers": {"skipped": {"url": "http://127.0.0.1:1/"}}}"#)]);
    let ran = place.run("--client claude-code --color always", &[]).out;
    assert!(ran.contains("\u{1b}[1mskipped\u{1b}[0m"), "{ran:?}");
    assert!(ran.contains("\u{1b}[31mskipped [1]\u{1b}[0m"), "{ran:?}");
    let plain = place.run("--client claude-code", &[]).out;
    assert!(!plain.contains('\u{1b}') && plain.is_ascii(), "{plain:?}");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let long = "x".repeat(70);
    let text = format!(r#"{{"mcpServers": {{"{long}": {{"command": "x"}}, "\u001b[31m数据库": {{"command": "x"}}}}}}"#);
    let place = Place::new(&[("repo/.mcp.json", &text), ("repo/.cursor/mcp.json", &text)]);
    for width in ["40", "60", "80", "120"] {
        let ran = place.run("", &[("COLUMNS", width)]).out;
        assert!(!ran.contains('\u{1b}'));
        let wide = |line: &&str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
        let widest = ran.lines().max_by_key(wide).unwrap();
        assert!(wide(&widest) <= width.parse().unwrap(), "{width}: {ran}");
    }
}

#[test]
fn a_named_file_that_cannot_be_read_is_a_failure() {
    let place = Place::new(&[("repo/.vscode/other", "")]);
    let mut file = fs::File::create(place.at("repo/.vscode/mcp.json")).unwrap();
    std::io::Write::write_all(&mut file, b"{\"servers\": \"\xe9\"}").unwrap();
    let ran = place.run(".vscode/mcp.json", &[("COLUMNS", "80")]);
    assert_eq!(ran.exit, Exit::Failed);
    insta::assert_snapshot!(ran.out, @r#"
    /repo
      server   VS Code
               .vscode/
               mcp.json [1]
     -----------------------
      (none)

      [1] VS Code refuses `.vscode/mcp.json`: it cannot be read: it is not UTF-8:
          byte 0xe9 at offset 13

    no servers in 1 file
    "#);
}

#[test]
fn many_servers_in_many_clients_stay_one_matrix() {
    let server =
        |i: usize, port: u16| format!(r#""server-{i}": {{"type": "http", "url": "http://127.0.0.1:{port}/mcp"}}"#);
    let text = |odd: Option<usize>| {
        let all: Vec<String> = (0..12).map(|i| server(i, if odd == Some(i) { 9 } else { 8 })).collect();
        format!(r#"{{"mcpServers": {{{}}}}}"#, all.join(", "))
    };
    let place = Place::new(&[
        ("repo/.mcp.json", &text(None)),
        ("repo/.cursor/mcp.json", &text(Some(3))),
        ("repo/.kiro/settings/mcp.json", &text(None)),
        ("repo/.amazonq/mcp.json", &text(None)),
        ("repo/.vscode/mcp.json", r#"{"servers": {"server-0": {"url": "http://127.0.0.1:8/mcp"}}}"#),
    ]);
    let few = "--client claude-code --client cursor --client kiro --client amazon-q-cli";
    let ran = place.run(few, &[("COLUMNS", "50")]).out;
    insta::assert_snapshot!(ran, @r#"
    /repo
      server     a b c d
     --------------------
      server-0   = = = =
      server-1   = = = =
      server-10  = = = =
      server-11  = = = =
      server-2   = = = =
      server-3   = D = =
      server-4   = = = =
      server-5   = = = =
      server-6   = = = =
      server-7   = = = =
      server-8   = = = =
      server-9   = = = =

      D drifts  = loaded as it should be

      a  Amazon Q CLI   .amazonq/mcp.json
      b  Cursor         .cursor/mcp.json
      c  Kiro           .kiro/settings/mcp.json
      d  Claude Code    .mcp.json

      server-3   b http, drifts [1]

      [1] `url` is `http://127.0.0.1:9/mcp` here and
          `http://127.0.0.1:8/mcp` in
          `.amazonq/mcp.json`

    drifts: the copies say different things
    12 servers in 4 files; 1 entry drifts
    "#);
    assert!(ran.is_ascii());
    let painted = place.run(&format!("{few} --color always"), &[("COLUMNS", "50")]).out;
    assert!(painted.contains("\u{1b}[31m\u{2260}\u{1b}[0m"), "{painted}");
}
