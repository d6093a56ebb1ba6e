//! The command: where it writes, what it refuses.

use super::{Repo, run};
use crate::env::Env;

const SERVERS: &str = r#"{"mcpServers": {"s": {"command": "x"}}}"#;

#[test]
fn an_existing_golden_stays() {
    let repo = Repo::of(&[(".mcp.json", SERVERS), ("mcpcheck.toml", "exclude = []\n")]);
    let said = repo.run(&["init"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("exists already and is left as it is"), "{}", said.err);
    assert_eq!(repo.golden().unwrap(), "exclude = []\n");
    let said = repo.run(&["init", "--stdout"]);
    assert_eq!(said.code, 0);
    assert!(said.err.starts_with("note: ") && said.out.contains("[servers.s]"), "{}{}", said.err, said.out);
    assert_eq!(repo.golden().unwrap(), "exclude = []\n");
}

#[test]
fn a_golden_that_applies_from_elsewhere_is_named() {
    let repo = Repo::of(&[(".mcp.json", SERVERS), ("../mcpcheck.toml", "")]);
    let said = repo.run(&["init"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("already applies here"), "{}", said.err);
    assert!(repo.golden().is_none());
}

#[test]
fn stdout_writes_nothing() {
    let repo = Repo::of(&[(".mcp.json", SERVERS)]);
    let said = repo.run(&["init", "--stdout"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert!(repo.golden().is_none());
    assert_eq!(repo.run(&["init", "-q"]).err, "");
    assert_eq!(repo.golden().unwrap(), said.out);
}

#[test]
fn the_golden_stands_at_the_root() {
    let repo = Repo::of(&[(".mcp.json", SERVERS), ("deep/er/.cursor/mcp.json", SERVERS)]);
    let below = Env { cwd: repo.path("deep/er"), ..repo.env.clone() };
    let said = run(&below, &["init", "--from", ".cursor/mcp.json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("1 server; all files agree with it"), "{}", said.err);
    assert!(repo.golden().unwrap().contains("# deep/er/.cursor/mcp.json decided"));
}

#[test]
fn nothing_to_write() {
    let said = Repo::of(&[("README.md", "")]).run(&["init"]);
    assert_eq!(said.code, 2);
    assert!(said.err.starts_with("no MCP config found below `"), "{}", said.err);
    let said = Repo::of(&[(".mcp.json", r#"{"mcpServers": {}}"#)]).run(&["init"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("no server that could be declared"), "{}", said.err);
}

#[test]
fn from_names_a_file_with_servers() {
    let repo = Repo::of(&[(".mcp.json", SERVERS)]);
    for from in ["nowhere.json", ".git", "mcpcheck.toml"] {
        let said = repo.run(&["init", "--from", from]);
        assert_eq!(said.code, 2);
        assert!(said.err.contains(from) && said.err.ends_with("these are: .mcp.json"), "{}", said.err);
    }
    assert_eq!(repo.run(&["init", "--from", "./.git/../.mcp.json"]).code, 0);
}

#[test]
fn the_users_files_are_not_asked() {
    let repo = Repo::of(&[(".mcp.json", SERVERS)]);
    repo.write("../home/.claude.json", r#"{"mcpServers": {"mine": {"command": "y"}}}"#);
    assert!(!repo.init(&[]).contains("mine"));
}

#[test]
fn editors_find_the_schema() {
    let repo = Repo::of(&[(".mcp.json", SERVERS)]);
    let plain = repo.run(&["init", "--stdout"]).out;
    assert_eq!(repo.run(&["init", "--schema", "--stdout"]).out, format!("#:schema ./mcpcheck.schema.json\n{plain}"));
    assert!(!repo.path("mcpcheck.schema.json").exists());
    let said = repo.run(&["init", "--schema"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(repo.golden().unwrap(), format!("#:schema ./mcpcheck.schema.json\n{plain}"));
    let schema = std::fs::read_to_string(repo.path("mcpcheck.schema.json")).unwrap();
    assert_eq!(Some(schema), crate::schema::text("golden"));
    // One that is there is used, and one that says something else is not written over.
    std::fs::remove_file(repo.path("mcpcheck.toml")).unwrap();
    assert!(repo.run(&["init", "--stdout"]).out.starts_with("#:schema ./mcpcheck.schema.json\n"));
    let repo = Repo::of(&[(".mcp.json", SERVERS), ("mcpcheck.schema.json", "{}")]);
    let said = repo.run(&["init", "--schema"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("exists already and says something else"), "{}", said.err);
    assert!(repo.golden().is_none());
}

/// A golden is read and never edited, whatever is fixed.
#[test]
fn the_line_of_the_schema_stays() {
    let golden = "#:schema ./mcpcheck.schema.json\n[[ignore]]\nrule = \"security\"\nreason = \"gone\"\n\n\
                  [servers.s]\ncommand = \"y\"\n\n[pins.python]\nx = \"==1.0\"\n";
    let repo = Repo::of(&[(".mcp.json", SERVERS), ("mcpcheck.toml", golden)]);
    let said = repo.run(&["fix", "--unsafe-fixes"]);
    assert!(said.err.contains("fixed"), "{}{}", said.out, said.err);
    assert_eq!(repo.golden().unwrap(), golden);
}
