//! How clients start a program, for rules about what a shell would have done.

/// Clients that start `command` with `args` as they are written, by no shell: a blank is a part of the program's name and
/// `~` a directory of that name. Source: the official TypeScript SDK spawns with `shell: false` (`src/client/stdio.ts`),
/// and these hand it both fields unchanged on Linux and macOS: Gemini CLI and Qwen Code (`tools/mcp-client.ts`), Cline and
/// Roo Code (`services/mcp/McpHub.ts`), Continue (`core/context/mcp/MCPConnection.ts`), opencode and kilo
/// (`mcp/index.ts`); VS Code spawns itself (`api/node/extHostMcpNode.ts`), Crush does (`tools/mcp/init.go`), and Codex does
/// (`rmcp-client/src/program_resolver.rs`). All read
/// 2026-11.
const AS_WRITTEN: &[&str] =
    &["cline", "codex", "continue", "crush", "gemini-cli", "kilo-code", "opencode", "qwen-code", "roo-code", "vscode"];

/// Clients that put the home directory in place of `~`: VS Code in `command`, `args` and `cwd` (`untildify`), Crush in
/// `command` (`home.Long`), both read in the files above; Amazon Q CLI in `command` (`shellexpand` in
/// `crates/chat-cli/src/mcp_client/client.rs`, read 2026-11).
const EXPAND_TILDE: &[&str] = &["amazon-q-cli", "crush", "vscode"];

/// Clients that make one line of program and arguments and hand it to a shell, which splits it and expands `~`: Augment
/// (`/bin/sh -c`), and Zed, which uses the shell of its terminal (both read 2026-11).
const BY_SHELL: &[&str] = &["augment", "zed"];

/// Whether a client hands the command line to a shell.
pub(super) fn by_shell(client: &str) -> bool {
    BY_SHELL.contains(&client)
}

/// Whether a client is known to start a program as it is written.
pub(super) fn as_written(client: &str) -> bool {
    AS_WRITTEN.contains(&client)
}

/// Whether a client is known to expand `~` in some field of a process.
pub(super) fn expands_tilde(client: &str) -> bool {
    by_shell(client) || EXPAND_TILDE.contains(&client)
}
