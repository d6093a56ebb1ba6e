//! What the matrix says of every copy.

use super::Place;
use crate::check::readings;
use crate::env::tests::fake;
use crate::env::{Env, System};
use crate::list::matrix::{Matrix, State};
use crate::list::{Agreement, Environment, compare, list};
use crate::session::{self, Request};

/// One line for each cell that is not empty: `server, file (client): state, fields that differ`.
fn cells(files: &[(&str, &str)]) -> Vec<String> {
    cells_in("repo", files)
}

fn cells_in(cwd: &str, files: &[(&str, &str)]) -> Vec<String> {
    let place = Place::new(files);
    let env = Env { cwd: place.at(cwd), home: Some(place.at("home")), ..fake(System::Linux, &[]) };
    let session = session::open(&env, &Request { compare: true, ..Request::default() }).unwrap();
    let readings = readings(&session.workspace, &session.declared, true);
    let mut listing = list(&session.workspace, &readings, &env, Environment::Assumed);
    compare(&mut listing, &session.workspace, &readings, &session.declared);
    let matrix = Matrix::of(&listing, false);
    let mut lines = Vec::new();
    for section in &matrix.sections {
        for (i, row) in section.rows.iter().enumerate() {
            for column in &section.columns {
                let cell = column.cells[i];
                if cell.state == State::Absent {
                    continue;
                }
                let differs = match cell.entry.map(|e| &e.agreement) {
                    Some(Agreement::Differs(differs)) => {
                        differs.iter().map(|d| format!(" {} ({})", d.field, d.against)).collect()
                    }
                    _ => String::new(),
                };
                let (file, client) = (&column.file.file, column.file.dialect.client);
                lines.push(format!("{}, {file} ({client}): {}{differs}", row.name, cell.state.as_str()));
            }
        }
    }
    lines
}

const GOLDEN: &str = r#"
[servers.docs]
url = "http://127.0.0.1:8931/mcp"
[servers.docs.override.cursor]
url = "http://localhost:8931/mcp"
[servers.db]
command = "npx"
args = ["-y", "db@1.2.3"]
clients = ["claude-code"]
"#;

#[test]
fn copies_are_held_against_the_golden_of_their_client() {
    let docs = r#""docs": {"type": "http", "url": "HTTP://127.0.0.1:8931/mcp"}"#;
    let required = format!("[clients]\nrequire = [\"claude-code\", \"vscode\"]\n{GOLDEN}");
    assert_eq!(
        cells(&[
            ("repo/mcpcheck.toml", &required),
            ("repo/.mcp.json", &format!(r#"{{"mcpServers": {{{docs}, "extra": {{"command": "x"}}}}}}"#)),
            ("repo/.cursor/mcp.json", &format!(r#"{{"mcpServers": {{{docs}, "db": {{"command": "npx"}}}}}}"#)),
        ]),
        [
            "db, .cursor/mcp.json (cursor): undeclared",
            "db, .mcp.json (claude-code): missing",
            "docs, .cursor/mcp.json (cursor): drifts url (mcpcheck.toml)",
            "docs, .mcp.json (claude-code): agrees",
            "docs, .mcp.json (vscode): agrees",
            "docs, .vscode/mcp.json (vscode): missing",
            "extra, .mcp.json (claude-code): undeclared",
            "extra, .mcp.json (vscode): undeclared",
        ],
        "spelling is no drift; an override holds for its client; a file that is to be misses what it must have"
    );
}

#[test]
fn fields_that_only_the_golden_names_count() {
    let golden =
        "[servers.docs]\nurl = \"http://127.0.0.1:1/mcp\"\n[servers.docs.override.kiro]\nautoApprove = [\"search\"]\n";
    let kiro = |extra: &str| format!(r#"{{"mcpServers": {{"docs": {{"url": "http://127.0.0.1:1/mcp"{extra}}}}}}}"#);
    let seen = |extra: &str| cells(&[("repo/mcpcheck.toml", golden), ("repo/.kiro/settings/mcp.json", &kiro(extra))]);
    assert_eq!(seen(r#", "autoApprove": ["search"]"#), ["docs, .kiro/settings/mcp.json (kiro): agrees"]);
    let drifts = ["docs, .kiro/settings/mcp.json (kiro): drifts autoApprove (mcpcheck.toml)"];
    assert_eq!(seen(r#", "autoApprove": ["delete"]"#), drifts);
    assert_eq!(seen(""), drifts);
}

#[test]
fn without_a_golden_the_odd_one_drifts_and_of_two_both_do() {
    let file = |port: &str| {
        format!(r#"{{"mcpServers": {{"docs": {{"type": "http", "url": "http://127.0.0.1:{port}/mcp"}}}}}}"#)
    };
    let (one, two) = (file("1"), file("2"));
    assert_eq!(
        cells(&[("repo/.mcp.json", &one), ("repo/.cursor/mcp.json", &two), ("repo/.kiro/settings/mcp.json", &one)]),
        [
            "docs, .cursor/mcp.json (cursor): drifts url (.kiro/settings/mcp.json)",
            "docs, .kiro/settings/mcp.json (kiro): agrees",
            "docs, .mcp.json (claude-code): agrees",
        ]
    );
    assert_eq!(
        cells(&[("repo/.mcp.json", &one), ("repo/.cursor/mcp.json", &two)]),
        [
            "docs, .cursor/mcp.json (cursor): drifts url (.mcp.json)",
            "docs, .mcp.json (claude-code): drifts url (.cursor/mcp.json)",
        ],
        "nobody knows who is right"
    );
    assert_eq!(cells(&[("repo/.mcp.json", &one)]), ["docs, .mcp.json (claude-code): loads"]);
    assert_eq!(
        cells(&[("repo/.mcp.json", &one), ("repo/api/.mcp.json", &two), ("repo/web/.mcp.json", &one)]),
        [
            "docs, .mcp.json (claude-code): loads",
            "docs, api/.mcp.json (claude-code): drifts url (.mcp.json)",
            "docs, web/.mcp.json (claude-code): agrees",
        ],
        "a directory is compared with those above it, not with those beside it"
    );
}

#[test]
fn every_reader_of_a_file_reads_what_its_owner_wrote() {
    let text = |port: &str| {
        format!(r#"{{"mcpServers": {{"docs": {{"type": "http", "url": "http://127.0.0.1:{port}/mcp"}}}}}}"#)
    };
    let vscode = r#"{"servers": {"other": {"type": "stdio", "command": "x"}}}"#;
    assert_eq!(
        cells(&[("repo/mcpcheck.toml", GOLDEN), ("repo/.mcp.json", &text("2")), ("repo/.vscode/mcp.json", vscode),]),
        [
            "docs, .mcp.json (claude-code): drifts url (mcpcheck.toml)",
            "docs, .mcp.json (vscode): drifts url (mcpcheck.toml)",
            "other, .vscode/mcp.json (vscode): undeclared",
        ]
    );
}

#[test]
fn an_entry_of_the_users_shadows_only_where_it_says_something_else() {
    let project = r#"{"mcpServers": {"docs": {"type": "http", "url": "http://127.0.0.1:1/mcp"}}}"#;
    let home = |port: &str| {
        format!(
            r#"{{"projects": {{"REPO": {{"mcpServers": {{"docs": {{"type": "http", "url": "http://127.0.0.1:{port}/mcp"}}}}}}}}}}"#
        )
    };
    let seen = |port: &str| cells(&[("repo/.mcp.json", project), ("home/.claude.json", &home(port))]);
    let local = "docs, ~/.claude.json (claude-code): loads";
    assert_eq!(seen("2"), ["docs, .mcp.json (claude-code): shadowed", local]);
    assert_eq!(seen("1"), ["docs, .mcp.json (claude-code): loads", local]);
}

#[test]
fn an_entry_for_a_directory_above_holds_in_the_root() {
    let http = |port: u16| format!(r#"{{"docs": {{"type": "http", "url": "http://127.0.0.1:{port}/mcp"}}}}"#);
    let files = [
        ("repo/app/mcpcheck.toml", "golden = \".mcp.json\"\n"),
        ("repo/app/.mcp.json", &format!(r#"{{"mcpServers": {}}}"#, http(1))),
        ("home/.claude.json", &format!(r#"{{"projects": {{"REPO": {{"mcpServers": {}}}}}}}"#, http(2))),
    ];
    assert_eq!(
        cells_in("repo/app", &files),
        ["docs, .mcp.json (claude-code): shadowed", "docs, ~/.claude.json (claude-code): drifts url (.mcp.json)",],
        "as `check` and `why` say"
    );
}

#[test]
fn credentials_are_not_told() {
    let token = concat!("gh", "p_", "0123456789abcdefghijklmnopqrstuvwxyz");
    let text =
        |token: &str| format!(r#"{{"mcpServers": {{"docs": {{"command": "x", "args": ["--token", "{token}"]}}}}}}"#);
    let place = Place::new(&[("repo/.mcp.json", &text(token)), ("repo/.cursor/mcp.json", &text("${TOKEN}"))]);
    let out = place.run("", &[]).out;
    assert!(out.contains("drifts") && !out.contains(token), "{out}");
}
