//! Every client has a file that it takes and one that it does not, or of which nobody knows; and what `list` says of
//! them is kept.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use mcpcheck::clients::CLIENTS;
use serde_json::Value;

fn dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/clients")
}

/// The fixtures of a client whose name begins so.
fn fixtures(id: &str, stem: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(dir().join(id)) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).collect();
    files.retain(|p| p.file_stem().is_some_and(|s| s.to_string_lossy().starts_with(stem)));
    files.sort();
    files
}

fn list(id: &str, file: &Path, format: &str) -> String {
    let home = tempfile::tempdir().unwrap();
    let out = Command::cargo_bin("mcpcheck")
        .unwrap()
        .args(["list", "--env", "none", "--scope", "project", "--as", id, "--format", format])
        .arg(file.file_name().unwrap())
        .current_dir(file.parent().unwrap())
        .env_clear()
        .env("HOME", home.path())
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    assert!(out.stderr.is_empty(), "{id} {}: {}", file.display(), String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

fn verdicts(id: &str, file: &Path) -> (String, Vec<String>) {
    let json: Value = serde_json::from_str(&list(id, file, "json")).unwrap();
    let file = &json["files"][0];
    let servers = file["servers"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&file["verdict"]), servers.iter().map(|s| text(&s["verdict"])).collect())
}

#[test]
fn every_client_takes_its_accepted_fixture() {
    for client in CLIENTS {
        let files = fixtures(client.id, "accepted");
        assert!(!files.is_empty(), "{} has no accepted fixture", client.id);
        for file in files {
            let (verdict, servers) = verdicts(client.id, &file);
            assert_eq!(verdict, "read", "{}", file.display());
            assert!(!servers.is_empty() && servers.iter().all(|v| v == "loads"), "{}: {servers:?}", file.display());
        }
    }
}

#[test]
fn every_client_has_a_fixture_that_it_does_not_take() {
    for client in CLIENTS {
        let (rejected, unknown) = (fixtures(client.id, "rejected"), fixtures(client.id, "unknown"));
        assert!(!rejected.is_empty() || !unknown.is_empty(), "{} has no such fixture", client.id);
        for file in rejected {
            let (verdict, servers) = verdicts(client.id, &file);
            assert!(verdict == "rejected" || servers.iter().any(|v| v == "skipped"), "{}", file.display());
        }
        for file in unknown {
            let (_, servers) = verdicts(client.id, &file);
            assert!(servers.iter().any(|v| v == "unknown"), "{}: {servers:?}", file.display());
        }
    }
}

#[test]
fn what_list_says_of_the_fixtures_is_kept() {
    for client in CLIENTS {
        let mut said = String::new();
        for stem in ["accepted", "rejected", "unknown"] {
            for file in fixtures(client.id, stem) {
                said.push_str(&format!("{}\n", list(client.id, &file, "text").trim_end()));
                said.push('\n');
            }
        }
        insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "snapshots/fixtures" }, {
            insta::assert_snapshot!(client.id, said);
        });
    }
}

#[test]
fn no_fixture_is_left_over() {
    for entry in fs::read_dir(dir()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(CLIENTS.iter().any(|c| c.id == name), "fixtures/clients/{name} belongs to no client");
    }
}
