//! Whatever the repository: the golden loads, the check finds what it says, two runs say the same.

use super::{Repo, TOKEN, json};

const URL: &str = "http://127.0.0.1:8931/mcp";
const STDIO: &str =
    r#""command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem@2026.1.14", "./docs"]"#;

/// The same two servers in the dialects of six clients.
fn clean() -> Vec<(String, String)> {
    let claude = format!(r#"{{"docs": {{"type": "http", "url": "{URL}"}}, "files": {{"type": "stdio", {STDIO}}}}}"#);
    let cursor = format!(r#"{{"docs": {{"url": "{URL}"}}, "files": {{{STDIO}}}}}"#);
    let gemini = format!(r#"{{"docs": {{"httpUrl": "{URL}"}}, "files": {{{STDIO}}}}}"#);
    let line = STDIO.replace(r#""npx", "args": ["#, r#"["npx", "#);
    let opencode = format!(r#"{{"docs": {{"type": "remote", "url": "{URL}"}}, "files": {{"type": "local", {line}}}}}"#);
    let toml = STDIO.replace("\"command\": ", "command = ").replace(", \"args\": ", "\nargs = ");
    let codex = format!("[mcp_servers.docs]\nurl = \"{URL}\"\n\n[mcp_servers.files]\n{toml}\n");
    [
        (".mcp.json", json("mcpServers", &claude)),
        (".vscode/mcp.json", json("servers", &claude)),
        (".cursor/mcp.json", json("mcpServers", &cursor)),
        (".gemini/settings.json", json("mcpServers", &gemini)),
        ("opencode.json", json("mcp", &opencode)),
        (".codex/config.toml", codex),
    ]
    .map(|(name, text)| (name.to_owned(), text))
    .to_vec()
}

fn repo(files: &[(String, String)]) -> Repo {
    let views: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Repo::of(&views)
}

#[test]
fn six_clients_that_agree() {
    let repo = repo(&clean());
    let golden = repo.init(&[]);
    let want = "[servers.docs]\nurl = \"http://127.0.0.1:8931/mcp\"\n\n[servers.files]\ncommand = \"npx\"\n\
                args = [\"-y\", \"@modelcontextprotocol/server-filesystem@2026.1.14\", \"./docs\"]\n\n[clients]\n";
    assert!(golden.starts_with(want), "{golden}");
    assert_eq!(golden.matches('#').count(), 2, "{golden}");
    assert!(repo.findings().is_empty(), "{:?}", repo.findings());
}

#[test]
fn one_mistake_at_a_time() {
    let docs = format!(r#""docs": {{"type": "http", "url": "{URL}"}}"#);
    let token = format!(r#"{{{docs}, "files": {{"type": "stdio", {STDIO}, "env": {{"GITHUB_TOKEN": "{TOKEN}"}}}}}}"#);
    let claude = |servers: &str| (".mcp.json", json("mcpServers", servers));
    let files = |fields: &str| claude(&format!(r#"{{{docs}, "files": {{{fields}}}}}"#));
    let table = [
        (".vscode/mcp.json", json("servers", &format!(r#"{{"docs": {{"type": "sse", "url": "{URL}"}}}}"#))),
        claude(&format!(r#"{{"docs": {{"transport": "http", "url": "{URL}"}}}}"#)),
        (".vscode/mcp.json", json("mcpServers", &format!("{{{docs}}}"))),
        claude(&format!(r#"{{"docs": {{"url": "{URL}"}}}}"#)),
        claude(&token),
        files(
            r#""type": "stdio", "command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", "./docs"]"#,
        ),
        files(r#""type": "stdio", "command": "npx", "args": "-y x ./docs""#),
        (".mcp.json", format!("{{ // shared\n\"mcpServers\": {{{docs},}}}}")),
        files(r#""type": "stdio", "comand": "npx", "args": ["-y", "x"]"#),
        files(r#""type": "stdio""#),
        files(r#""type": "http", "command": "npx", "url": "https://h/mcp""#),
        claude(r#"{"docs": "nonsense", "files": null}"#),
        (".cursor/mcp.json", "not json".to_owned()),
        (".codex/config.toml", "[mcp_servers.docs]\nenabled = false\n".to_owned()),
        (".codex/config.toml", format!("[mcp_servers.docs]\nurl = \"{URL}\"\nbearer_token_env_var = \"T\"\n")),
        claude(r#"{"": {"command": "x"}, "a\"b\n#": {"command": "y\u202e", "args": ["\u0000", "${X:-${Y}}", "\\"]}}"#),
    ];
    for (name, text) in table {
        let mut files = clean();
        files.retain(|(have, _)| have != name);
        files.push((name.to_owned(), text.clone()));
        let repo = repo(&files);
        // `init` itself looks for findings that no comment speaks of, and says "bug".
        let golden = repo.init(&[]);
        let all = repo.golden().unwrap();
        assert!(!all.contains(TOKEN), "{all}");
        let ours = |f: &String| f.starts_with(name);
        assert!(repo.findings().iter().all(ours), "{text}\n{golden}\n{:?}", repo.findings());
        assert_eq!(repo.run(&["init", "--stdout"]).out, all);
        for line in all.lines() {
            assert!(!line.contains(|c: char| c.is_control() || c == '\u{202e}'), "{line}");
        }
    }
}

#[test]
fn a_file_that_nobody_agrees_with() {
    let repo = repo(&clean());
    let text = format!(r#"{{"docs": {{"url": "http://h/mcp", "headers": {{"X-Api-Key": "{TOKEN}"}}}}}}"#);
    repo.write("sub/.cursor/mcp.json", &json("mcpServers", &text));
    let golden = repo.init(&["--from", "sub/.cursor/mcp.json"]);
    assert!(golden.contains("url = \"http://h/mcp\"") && golden.contains("${DOCS_API_KEY}"), "{golden}");
    assert!(!golden.contains(TOKEN));
}
