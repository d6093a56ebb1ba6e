//! The drift of 2026-01-02: three locations that disagreed, and nothing that compared them.

use mcpcheck::clients::Dialect;
use mcpcheck::discover::Scopes;
use mcpcheck::normalize::FileReading;

use crate::lawful::Bench;
use crate::support::{Project, repository};

const BAD: &str = "incident-2026-01-02";
const GOOD: &str = "incident-2026-01-02-good";

#[test]
fn every_cause_is_named() {
    let ran = Project::fixture(BAD).run(&["--scope", "all", "--format", "json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let json = ran.json();
    let at = |rule: &str, file: &str| -> Vec<String> {
        let list = json["findings"].as_array().unwrap();
        let found = list.iter().filter(|f| f["rule"] == rule && f["file"] == file && f["severity"] == "error");
        found.map(|f| format!("{} {}", f["pointer"].as_str().unwrap(), f["message"].as_str().unwrap())).collect()
    };
    let drift = at("server-drift", ".vscode/mcp.json");
    assert_eq!(drift.len(), 1, "{json:#}");
    assert!(drift[0].starts_with("/mcpServers/residency-scheduler/type "), "{drift:?}");
    assert!(drift[0].contains("`transport`") && drift[0].contains("`sse`") && drift[0].contains("`http`"), "{drift:?}");
    assert_eq!(at("unknown-field", "~/.claude/config.json").len(), 1, "{json:#}");
    assert_eq!(at("transport-key", "~/.claude/config.json").len(), 1, "{json:#}");
    let pin = at("pin-drift", "mcp-server/pyproject.toml");
    assert!(pin.len() == 1 && pin[0].contains("2.14.2"), "{json:#}");
    assert!(!ran.findings().iter().any(|(_, file, severity)| file == ".mcp.json" && severity != "info"), "{json:#}");
}

#[test]
fn fix_gives_the_known_good_state_byte_for_byte() {
    let project = Project::fixture(BAD);
    assert_eq!(project.run(&["fix", "--scope", "all"]).code, 0);
    let good = Project::fixture(GOOD);
    let text = |p: &Project| -> Vec<(String, String)> {
        p.files().into_iter().map(|(k, v)| (k, String::from_utf8(v).unwrap())).collect()
    };
    assert_eq!(text(&project), text(&good));
    assert_eq!(project.run(&["--scope", "all"]).code, 0);
    let again = project.run(&["fix", "--scope", "all"]);
    assert_eq!(again.code, 0);
    assert!(!again.err.contains("fixed:"), "{again:?}");
    assert_eq!(text(&project), text(&good));
}

#[test]
fn the_known_good_state_is_clean_with_the_house_style() {
    let ran = Project::fixture(GOOD).run(&["--scope", "all", "--format", "json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.findings().iter().all(|(rule, file, _)| rule == "house-style" && file == "mcpcheck.toml"), "{ran:?}");
}

/// The same state without the house style, and without any golden: what the clients make of it.
#[test]
fn without_the_house_style_the_clients_have_the_say() {
    let without_style = "[servers.residency-scheduler]\nurl = \"http://127.0.0.1:8080/mcp\"\n\n\
                         [pins.python]\nfastmcp = \"==2.14.2\"\n";
    for golden in [Some(without_style), None] {
        let project = Project::fixture(GOOD);
        match golden {
            Some(text) => project.write("mcpcheck.toml", text),
            None => project.remove("mcpcheck.toml"),
        }
        assert_eq!(loading(&project), [(".mcp.json", false), (".vscode/mcp.json", false)]);
        let ran = project.run(&["--format", "json"]);
        assert_eq!(ran.code, 1, "{ran:?}");
        let json = ran.json();
        let said = |rule: &str, file: &str| {
            let list = json["findings"].as_array().unwrap();
            let found = list.iter().find(|f| f["rule"] == rule && f["file"] == file && f["severity"] == "error");
            found.unwrap_or_else(|| panic!("no {rule} in {json:#}"))["message"].as_str().unwrap().to_owned()
        };
        let container = said("container-key", ".vscode/mcp.json");
        assert!(container.contains("VS Code") && container.contains("its server is gone"), "{container}");
        let key = said("transport-key", ".mcp.json");
        assert!(key.contains("Claude Code skips this server"), "{key}");

        assert_eq!(project.run(&["fix"]).code, 0);
        assert_eq!(loading(&project), [(".mcp.json", true), (".vscode/mcp.json", true)]);
        assert_eq!(project.run(&[]).code, 0);
    }
}

/// Whether the owner of each project file loads every server of it.
fn loading(project: &Project) -> Vec<(&'static str, bool)> {
    let bench = Bench { session: project.session(Scopes::Project) };
    let owns = |d: &Dialect| d.owner;
    let checked = bench.check();
    let mut out: Vec<(&'static str, bool)> = checked
        .readings
        .iter()
        .filter(|r| owns(r.dialect))
        .map(|r: &FileReading| {
            let file = if r.dialect.client == "vscode" { ".vscode/mcp.json" } else { ".mcp.json" };
            (file, !r.servers.is_empty() && r.servers.iter().all(|s| s.verdict.loads()))
        })
        .collect();
    out.sort_unstable();
    out
}

#[test]
fn this_repository_passes_its_own_check() {
    let ran = Project::new().run_in(repository(), &["--format", "json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.json()["findings"].as_array().unwrap().len(), 0, "{ran:?}");
    for name in [".mcp.json", ".vscode/mcp.json", ".cursor/mcp.json", "opencode.json", ".codex/config.toml"] {
        assert!(!repository().join(name).exists(), "{name} would be read by a client that opens this repository");
    }
}

#[test]
fn the_example_of_the_readme_drifts() {
    let ran = Project::new().run_in(repository(), &["fixtures/drifting", "--format", "json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let mut found = ran.findings();
    found.retain(|(_, _, severity)| severity != "info");
    found.sort();
    let expected = [
        ("container-key", ".vscode/mcp.json"),
        ("pin-drift", "pyproject.toml"),
        ("server-drift", ".cursor/mcp.json"),
        ("transport-missing", ".mcp.json"),
    ];
    let found: Vec<(&str, &str)> = found.iter().map(|(r, f, _)| (r.as_str(), f.as_str())).collect();
    assert_eq!(found, expected);
    let project = Project::fixture("drifting");
    assert_eq!(project.run(&["fix"]).code, 0);
    assert_eq!(project.run(&[]).code, 0);
}
