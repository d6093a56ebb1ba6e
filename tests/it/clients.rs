//! Every client with a file that holds the faults that are typical of it, as the command line speaks of them.

use insta::assert_snapshot;

use crate::support::Project;

/// What `--format concise` says of one file, and what `fix` makes of it.
fn said(name: &str, text: &str) -> String {
    let project = Project::of(&[(name, text)]);
    let scope = ["--scope", "all"];
    let check = project.run(&[&scope[..], &["--format", "concise"]].concat());
    let fix = project.run(&[&["fix"], &scope[..], &["--format", "concise"]].concat());
    let again = project.run(&[&["fix"], &scope[..], &["--format", "concise"]].concat());
    assert!(!again.err.contains("fixed:"), "{again:?}");
    assert_eq!(fix.out.lines().count(), again.out.lines().count(), "{fix:?} {again:?}");
    format!(
        "{name}:\n{text}\ncheck ends with {}:\n{}\nfix ends with {}:\n{}\nthen:\n{}",
        check.code,
        check.out,
        fix.code,
        fix.err,
        project.read(name)
    )
}

#[test]
fn claude_code() {
    assert_snapshot!(said(
        ".mcp.json",
        r#"{
  "mcpServers": {
    "no-type": { "url": "http://127.0.0.1:8931/mcp" },
    "transport": { "transport": "http", "url": "http://127.0.0.1:8932/mcp" },
    "slip": { "comand": "npx", "args": ["-y", "@acme/docs-mcp@1.2.3"] },
    "number": { "command": "docs-mcp", "env": { "PORT": 8080 } },
    "cwd": { "command": "docs-mcp", "cwd": "./docs" },
    "variable": { "command": "docs-mcp", "env": { "TOKEN": "${env:TOKEN}" } },
    "workspace": { "command": "docs-mcp" },
    "short": { "command": "docs-mcp", "timeout": 30 }
  }
}
"#
    ));
}

#[test]
fn claude_desktop() {
    assert_snapshot!(said(
        "~/.config/Claude/claude_desktop_config.json",
        r#"{
  "mcpServers": {
    "remote": { "type": "http", "url": "https://mcp.example.invalid/mcp" },
    "words": { "command": "npx", "args": "-y @acme/docs-mcp@1.2.3" },
    "variable": { "command": "docs-mcp", "env": { "TOKEN": "${TOKEN}" } }
  }
}
"#
    ));
}

#[test]
fn codex() {
    assert_snapshot!(said(
        ".codex/config.toml",
        r#"# what Codex starts
[mcp_servers.both]
command = "docs-mcp"
url = "http://127.0.0.1:8931/mcp"

[mcp_servers.headers]
url = "https://mcp.example.invalid/mcp"
headers = { X-Team = "docs" } # of the docs team

[mcp_servers.sse]
type = "sse"
url = "https://mcp.example.invalid/sse"

[mcp_servers.seconds]
command = "docs-mcp"
tool_timeout_sec = 60000
env = { PORT = 8080 }
"#
    ));
}

#[test]
fn codex_container() {
    assert_snapshot!(said(
        ".codex/config.toml",
        "[mcpServers.docs]\ncommand = \"docs-mcp\"\n\n[mcpServers.docs.env]\nA = \"1\"\n\n[mcpServers.files]\ncommand = \"files-mcp\"\n"
    ));
}

#[test]
fn copilot_cli() {
    assert_snapshot!(said(
        ".github/mcp.json",
        r#"{
  "servers": {
    "value": { "type": "streamableHttp", "url": "https://mcp.example.invalid/mcp" },
    "base": { "type": "http", "url": "${BASE}/mcp" },
    "ws": { "type": "ws", "url": "wss://mcp.example.invalid/mcp" },
    "environment": { "command": "docs-mcp", "environment": { "A": "1" } }
  }
}
"#
    ));
}

#[test]
fn cursor() {
    assert_snapshot!(said(
        ".cursor/mcp.json",
        r#"{
  // one bad entry empties the file
  "mcpServers": {
    "value": { "type": "streamable-http", "url": "https://mcp.example.invalid/mcp" },
    "server-url": { "serverUrl": "http://127.0.0.1:8931/mcp" },
    "switch": { "command": "docs-mcp", "disabled": true },
  }
}
"#
    ));
}

#[test]
fn gemini_cli() {
    assert_snapshot!(said(
        ".gemini/settings.json",
        r#"{
  "theme": "dark", // as before
  "mcpServers": {
    "two": { "command": "docs-mcp", "url": "http://127.0.0.1:8931/mcp" },
    "value": { "type": "streamable-http", "url": "https://mcp.example.invalid/mcp" },
    "words": { "command": "npx", "args": "-y @acme/docs-mcp@1.2.3" },
    "managed": { "httpUrl": "https://mcp.example.invalid/b", "headers": { "Accept": "application/json" } }
  }
}
"#
    ));
}

#[test]
fn opencode() {
    assert_snapshot!(said(
        "opencode.json",
        r#"{
	"$schema": "https://opencode.ai/config.json",
	"mcp": {
		"value": { "type": "stdio", "command": ["docs-mcp"] },
		"no-type": { "url": "https://mcp.example.invalid/mcp" },
		"env": { "type": "local", "command": ["docs-mcp"], "env": { "TOKEN": "${TOKEN}" } },
		"words": { "type": "local", "command": "npx -y @acme/docs-mcp@1.2.3" },
	},
}
"#
    ));
}

#[test]
fn vscode() {
    assert_snapshot!(said(
        ".vscode/mcp.json",
        r#"{
  // started by the editor
  "servers": {
    "transport": { "transport": "http", "url": "http://127.0.0.1:8931/mcp" },
    "input": { "type": "stdio", "command": "docs-mcp", "env": { "KEY": "${input:key}" } },
    "variable": { "type": "stdio", "command": "docs-mcp", "env": { "HOST": "${HOST}" } },
    "sse": { "type": "sse", "url": "http://127.0.0.1:8932/sse" }
  }
}
"#
    ));
}

const DRIFTING: &str = "drifting";

#[test]
fn text() {
    assert_snapshot!(Project::fixture(DRIFTING).run(&["--format", "text"]).out);
}

#[test]
fn json() {
    assert_snapshot!(Project::fixture(DRIFTING).run(&["--format", "json"]).out);
}

#[test]
fn the_output_fits_its_schema() {
    let schema = std::fs::read_to_string(crate::support::repository().join("schemas/check-output.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    for name in [DRIFTING, "incident-2026-01-02", "incident-2026-01-02-good"] {
        let json = Project::fixture(name).run(&["--scope", "all", "--format", "json"]).json();
        let wrong: Vec<String> = schema.iter_errors(&json).map(|e| e.to_string()).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
    }
}
