//! Whose config a file is that lies where no client looks: an example, a backup, a dotfile repository.
//!
//! A known path decides, then what the file plainly is instead, then its name, then its content. Content alone is a
//! guess, since most clients share `mcpServers`.

use std::path::Path;

use super::known::{self, Known};
use crate::clients::{self, Dialect};
use crate::document::{Document, Node};
use crate::env::Env;
use crate::workspace::Role;

/// The dialect that a file is most likely written in; `None` where it does not look like a config of a known client.
pub fn infer(path: &Path, doc: Option<&Document>, env: &Env) -> Option<&'static Dialect> {
    guess(path, doc, env).map(|guess| guess.dialect)
}

/// A dialect and how sure we are of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guess {
    pub(super) dialect: &'static Dialect,
    /// Whether only the content told, so that the user should know.
    pub(super) by_content: bool,
}

impl Guess {
    fn sure(id: &str) -> Option<Self> {
        clients::dialect(id).map(|dialect| Self { dialect, by_content: false })
    }

    fn unsure(id: &str) -> Option<Self> {
        clients::dialect(id).map(|dialect| Self { dialect, by_content: true })
    }
}

pub(super) fn guess(path: &Path, doc: Option<&Document>, env: &Env) -> Option<Guess> {
    let place = known::user_files(env).into_iter().find(|(file, _)| file == path).map(|(_, found)| found);
    if let Some(found) = place.or_else(|| Known::all().at(path)) {
        if doc.is_some_and(is_schema) {
            return None;
        }
        return match found.role {
            Role::Config(readers) => {
                let shut = |d: &Dialect| d.gated && !doc.is_some_and(|doc| known::document_holds_container(d, doc));
                let reader = readers.into_iter().find(|d| !shut(d));
                reader.map(|dialect| Guess { dialect, by_content: false })
            }
            // Where it lies no client reads it, but what it is to be is plain: in a repository of dotfiles it is right.
            Role::Unread(unread) => {
                let meant = by_name(path, &plain_name(path), doc.and_then(|doc| doc.root.as_ref()));
                meant.filter(|g| {
                    g.dialect.client == unread.client
                        && !g.by_content
                        && matches!(unread.client, "cline" | "copilot-cli")
                })
            }
            _ => None,
        };
    }
    let name = plain_name(path);
    let root = doc.and_then(|doc| doc.root.as_ref());
    if belongs_to_others(path, &name) || root.is_some_and(is_something_else) {
        return None;
    }
    by_name(path, &name, root).or_else(|| by_content(root?))
}

/// The file name in lower case, without what marks an example or a backup: `mcp.json` for `MCP.json.example`.
pub(super) fn plain_name(path: &Path) -> String {
    const MARKS: &[&str] =
        &[".example", ".sample", ".template", ".tmpl", ".dist", ".bak", ".backup", ".orig", ".disabled", "~"];
    let mut name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    while let Some(mark) = MARKS.iter().find(|mark| name.ends_with(**mark)) {
        name.truncate(name.len() - mark.len());
    }
    name
}

/// Files with a job of their own, whatever they hold: manifests of packages and plugins, registry entries, and the
/// sources from which other tools write configs.
fn belongs_to_others(path: &Path, name: &str) -> bool {
    const FILES: &[&str] = &[
        "package.json",
        "package-lock.json",
        "plugin.json",
        "marketplace.json",
        "gemini-extension.json",
        "manifest.json",
        "server.json",
        "fastmcp.json",
        "devcontainer.json",
        "ruler.toml",
        "rulesync.json",
        "rulesync.jsonc",
    ];
    FILES.contains(&name) || path.iter().any(|part| known::SOURCES.iter().any(|dir| part == *dir))
}

/// Whether a text is a JSON Schema, which may bear the name of the files that it is for.
pub(super) fn is_schema(doc: &Document) -> bool {
    let said = doc.root.as_ref().and_then(|root| root.get("$schema")?.as_str());
    said.is_some_and(|schema| schema.contains("json-schema.org"))
}

/// What holds servers, or something alike, and is no config: schemas, manifests, agents, reports.
fn is_something_else(root: &Node) -> bool {
    let has = |key: &str| root.get(key).is_some();
    let is_schema = has("properties") && (has("$schema") || has("type") || has("required"));
    let is_manifest = root.get("name").is_some_and(|n| n.as_str().is_some()) && (has("version") || has("description"));
    is_schema || is_manifest || is_report(root)
}

/// Members that somebody measured, not wrote.
const MEASURED: &[&str] = &[
    "status",
    "health",
    "healthy",
    "available",
    "reachable",
    "online",
    "connected",
    "latency",
    "latency_ms",
    "latencyMs",
    "last_check",
    "last_checked",
    "lastChecked",
    "checked_at",
    "checkedAt",
    "exit_code",
    "error",
];

fn is_report(root: &Node) -> bool {
    const DATED: &[&str] = &["timestamp", "generated_at", "generatedAt", "checked_at", "checkedAt"];
    let measured = |entry: &Node| MEASURED.iter().any(|key| entry.get(key).is_some());
    DATED.iter().any(|key| root.get(key).is_some())
        || ["mcpServers", "servers"].iter().filter_map(|key| root.get(key)).any(|servers| {
            let entries = entries(servers);
            !entries.is_empty() && entries.into_iter().all(measured)
        })
}

fn entries(servers: &Node) -> Vec<&Node> {
    servers.as_object().map(|object| object.effective().map(|m| &m.value).collect()).unwrap_or_default()
}

/// Names that tell. Those that name a client also need a word or a container that has to do with MCP.
fn by_name(path: &Path, name: &str, root: Option<&Node>) -> Option<Guess> {
    if name.ends_with(".toml") {
        return None;
    }
    let is_json = [".json", ".jsonc"].iter().any(|end| name.ends_with(end));
    if name.starts_with("claude_desktop_config") && is_json {
        return Guess::sure("claude-desktop/user");
    }
    match name {
        ".claude.json" => return Guess::sure("claude-code/user"),
        "mcp-config.json" => return Guess::sure("copilot-cli/user"),
        _ => {}
    }
    let is_mcp_file = is_json && (matches!(name, "mcp.json" | "mcp.jsonc") || is_dotted_mcp(name));
    let about_mcp = is_json && (words(name).any(|word| word == "mcp") || name.starts_with("opencode"));
    let convincing = root.map_or(about_mcp, has_container);
    if convincing && let Some(id) = client_word(name) {
        return Guess::sure(id);
    }
    let beside = client_of_directory(path).filter(|dialect| root.is_some_and(|root| speaks(dialect, root)));
    if let Some(dialect) = beside.filter(|_| about_mcp) {
        return Some(Guess { dialect, by_content: false });
    }
    if !is_mcp_file {
        return None;
    }
    // The name says that it is a config, so it is one even if it is broken or its entries are.
    root.and_then(by_content).or_else(|| Guess::unsure("claude-code")).map(|guess| Guess {
        by_content: guess.by_content && !(is_dotted_mcp(name) && guess.dialect.client == "claude-code"),
        ..guess
    })
}

/// The client whose directory holds the file, for a copy beside the original: `.cursor/mcp-direct.json`, or
/// `dot_cursor/private_mcp.json` as chezmoi has it. Other directories bear a client's name for reasons of their own.
fn client_of_directory(path: &Path) -> Option<&'static Dialect> {
    let name = path.parent()?.file_name()?.to_string_lossy().to_lowercase();
    let own = name.strip_prefix('.').or_else(|| name.strip_prefix("dot_"))?;
    clients::dialect(client_word(own)?)
}

/// `x.mcp.json` and `.mcp.x.json`: Claude Code's own name, extended.
fn is_dotted_mcp(name: &str) -> bool {
    name.ends_with(".mcp.json") || name.starts_with(".mcp.")
}

/// The client that a file or directory name has among its words.
fn client_word(name: &str) -> Option<&'static str> {
    let has = |wanted: &str| words(name).any(|word| word == wanted);
    if has("copilot") && has("config") {
        return Some("copilot-cli/user");
    }
    // The more words fit, the better: `claude` and `desktop` say more than `claude`.
    let sets = clients::CLIENTS.iter().flat_map(|c| c.words.iter().map(move |set| (set, c.id)));
    sets.filter(|(set, _)| set.iter().all(|word| has(word))).max_by_key(|(set, _)| set.len()).map(|(_, id)| id)
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
}

fn has_container(root: &Node) -> bool {
    ["mcpServers", "servers", "mcp"].iter().any(|key| root.get(key).is_some_and(|node| node.as_object().is_some()))
}

/// Whether the file has the container of this dialect.
fn speaks(dialect: &Dialect, root: &Node) -> bool {
    dialect.containers.iter().any(|container| match container.path {
        [key] => root.get(key).is_some_and(|node| node.as_object().is_some()),
        _ => false,
    })
}

fn by_content(root: &Node) -> Option<Guess> {
    let all = |key: &str| root.get(key).and_then(Node::as_object).map(|o| o.effective().map(|m| &m.value));
    if all("mcp_servers").is_some() {
        return Guess::unsure("codex");
    }
    if let Some(mut servers) = all("mcpServers")
        && (root.get("mcpServers").is_some_and(is_empty) || servers.any(is_server))
    {
        return Guess::unsure("claude-code");
    }
    if let Some(mut servers) = all("servers")
        && servers.any(is_server)
    {
        return Guess::unsure("vscode");
    }
    let of_opencode = root.get("$schema").and_then(Node::as_str).is_some_and(|schema| schema.contains("opencode.ai"));
    let mut servers = all("mcp")?;
    if of_opencode || servers.any(is_opencode_server) { Guess::unsure("opencode") } else { None }
}

fn is_empty(servers: &Node) -> bool {
    servers.as_object().is_some_and(|object| object.members.is_empty())
}

/// Whether an entry says how to reach a server. One with a `type` that is no transport is something else, as the
/// entries of reports and catalogues have types too.
fn is_server(entry: &Node) -> bool {
    let text = |key: &str| entry.get(key).and_then(Node::as_str);
    let endpoint = ["command", "url", "httpUrl", "serverUrl"].iter().any(|key| text(key).is_some());
    match text("type").or_else(|| text("transport")) {
        Some(word) => TRANSPORTS.contains(&word.to_lowercase().as_str()),
        None => endpoint || is_command_line(entry),
    }
}

/// What clients, this year's and last year's, call a transport.
const TRANSPORTS: &[&str] = &[
    "stdio",
    "local",
    "http",
    "streamable-http",
    "streamable_http",
    "streamablehttp",
    "http-stream",
    "httpstream",
    "remote",
    "sse",
    "ws",
    "websocket",
];

fn is_opencode_server(entry: &Node) -> bool {
    match entry.get("type").and_then(Node::as_str) {
        Some(kind) => matches!(kind, "local" | "remote"),
        None => is_command_line(entry),
    }
}

fn is_command_line(entry: &Node) -> bool {
    entry.get("command").and_then(Node::as_array).is_some_and(|items| items.iter().all(|item| item.as_str().is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::parse_as_named;
    use crate::env::System;
    use crate::env::tests::fake;

    fn client(path: &str, text: &str) -> Option<(String, bool)> {
        let path = Path::new(path);
        let doc = parse_as_named(&plain_name(path), text);
        let guess = guess(path, Some(&doc), &fake(System::Linux, &[]))?;
        Some((format!("{}/{}", guess.dialect.client, guess.dialect.kind), guess.by_content))
    }

    fn sure(path: &str, text: &str) -> String {
        let (name, by_content) = client(path, text).unwrap();
        assert!(!by_content, "{path} is {name} by its content alone");
        name
    }

    fn guessed(path: &str, text: &str) -> String {
        let (name, by_content) = client(path, text).unwrap();
        assert!(by_content, "{path} is {name} by more than its content");
        name
    }

    const SERVERS: &str = r#"{"mcpServers": {"a": {"command": "x"}}}"#;

    #[test]
    fn known_paths_decide_whatever_they_hold() {
        assert_eq!(sure("/r/.vscode/mcp.json", SERVERS), "vscode/workspace");
        assert_eq!(sure("/r/.cursor/mcp.json", "{"), "cursor/project");
        assert_eq!(sure("/home/u/.cursor/mcp.json", "{}"), "cursor/user");
        assert_eq!(sure("/home/u/.codex/config.toml", ""), "codex/user");
        assert_eq!(client("/r/.rulesync/.mcp.json", SERVERS), None);
        assert_eq!(client("/r/.claude/mcp.json", SERVERS), None);
        assert_eq!(client("/r/pyproject.toml", "[mcp_servers.a]\ncommand = 'x'\n"), None);
    }

    #[test]
    fn names_tell() {
        assert_eq!(sure("/r/claude_desktop_config_win.json", SERVERS), "claude-desktop/user");
        assert_eq!(sure("/r/x/claude_desktop_config.json.example", "{"), "claude-desktop/user");
        assert_eq!(sure("/r/x/mcp-config.json", SERVERS), "copilot-cli/user");
        assert_eq!(sure("/r/x/copilot-mcp-config.json", SERVERS), "copilot-cli/user");
        assert_eq!(sure("/r/x/.claude.json", "{}"), "claude-code/user");
        assert_eq!(sure("/r/x/cursor-mcp.json.example", SERVERS), "cursor/project");
        assert_eq!(sure("/r/.cursor/mcp-direct.json", SERVERS), "cursor/project");
        assert_eq!(sure("/r/dot_cursor/private_mcp.json", SERVERS), "cursor/project");
        assert_eq!(sure("/r/x/opencode-mcp.json.example", r#"{"mcp": {}}"#), "opencode/project");
        assert_eq!(sure("/r/x/opencode.json.bak", "{"), "opencode/project");
        assert_eq!(sure("/r/x/flights.mcp.json", r#"{"mcpServers": {"a": {}}}"#), "claude-code/project");
        assert_eq!(sure("/r/x/.mcp.example.json", SERVERS), "claude-code/project");
        assert_eq!(guessed("/r/cursor-tools/mcp.json", SERVERS), "claude-code/project");
        assert_eq!(guessed("/r/mcp.json", r#"{"servers": {"a": {"url": "http://x"}}}"#), "vscode/workspace");
        assert_eq!(client("/r/.opencode/mcp.json", SERVERS), None);
        assert_eq!(client("/r/cursor-notes.json", "{}"), None);
        assert_eq!(client("/r/precursor-mcp.txt", "{}"), None);
    }

    #[test]
    fn content_is_a_guess() {
        assert_eq!(guessed("/r/a.json", SERVERS), "claude-code/project");
        assert_eq!(guessed("/r/a.json", r#"{"mcpServers": {}}"#), "claude-code/project");
        assert_eq!(guessed("/r/a.jsonc", r#"{"servers": {"a": {"type": "stdio"}}, }"#), "vscode/workspace");
        assert_eq!(guessed("/r/a.json", r#"{"mcp": {"a": {"type": "remote", "url": "u"}}}"#), "opencode/project");
        assert_eq!(guessed("/r/a.json", r#"{"mcp": {"a": {"command": ["x"]}}}"#), "opencode/project");
        assert_eq!(guessed("/r/a.toml", "[mcp_servers.a]\ncommand = 'x'\n"), "codex/project");
        for other in [
            r#"{"mcp": {"a": {"type": "stdio", "command": ["x"]}}}"#,
            r#"{"context_servers": {"a": {"command": "x"}}}"#,
            r#"{"amp.mcpServers": {"a": {"command": "x"}}}"#,
            r#"{"mcpServers": [{"name": "a", "command": "x"}]}"#,
            "[]",
            "",
        ] {
            assert_eq!(client("/r/a.json", other), None, "{other}");
        }
    }

    #[test]
    fn what_only_looks_like_a_config_is_none() {
        for (name, text) in [
            ("mcp.json", r#"{"$schema": "https://json-schema.org/x", "properties": {"mcpServers": {}}}"#),
            ("mcp.json", r#"{"mcpServers": {"a": {"status": "ok", "command": "x"}}}"#),
            ("mcp-health.json", r#"{"timestamp": "now", "mcpServers": {"a": {"command": "x"}}}"#),
            ("report.json", r#"{"servers": {"a": {"healthy": true, "url": "http://x"}}}"#),
            ("status.json", r#"{"mcpServers": {"a": {"tools": 3}, "b": {}}}"#),
            ("registry.json", r#"{"mcpServers": {"a": {"type": "npm-script", "command": "x"}}}"#),
            ("package.json", SERVERS),
            ("agent.json", r#"{"name": "n", "description": "d", "mcpServers": {"a": {"command": "x"}}}"#),
            ("manifest.json", r#"{"name": "n", "start_url": "/"}"#),
            ("opencode.json", r#"{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"mcp": {}}}"#),
            ("server.json", r#"{"name": "io.x/y", "remotes": []}"#),
            (".ruler/mcp.json", SERVERS),
            (".rulesync/mcp.json", SERVERS),
            ("ruler.toml", "[mcp_servers.a]\ncommand = 'x'\n"),
            ("compose.yaml", "services:\n  a: {}\n"),
        ] {
            assert_eq!(client(&format!("/r/{name}"), text), None, "{name}");
        }
    }
}
