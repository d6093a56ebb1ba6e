//! What Claude Code remembers of each project's servers in `~/.claude.json`, where the account stands as well.

use super::{ID, user_paths};
use crate::clients::State;
use crate::document::Interest;

/// `projects["<absolute path>"]`: servers of local scope, what was answered when the servers of `.mcp.json` asked for
/// approval (its old place; the new one is `.claude/settings.local.json`), the switches of `/mcp`, and a list that older
/// versions kept. Every one has a default, so a project without them is as if it had never been opened.
/// Source: the text of 2.1.329 (November 2026).
pub(in crate::clients) static STATE: State = State {
    client: ID,
    files: user_paths,
    projects: "projects",
    members: &[
        "mcpServers",
        "enabledMcpjsonServers",
        "disabledMcpjsonServers",
        "enabledMcpServers",
        "disabledMcpServers",
        "mcpContextUris",
    ],
    interest: Interest::Only(&[
        &["projects", "*", "mcpServers"],
        &["projects", "*", "enabledMcpjsonServers"],
        &["projects", "*", "disabledMcpjsonServers"],
        &["projects", "*", "enabledMcpServers"],
        &["projects", "*", "disabledMcpServers"],
        &["projects", "*", "mcpContextUris"],
    ]),
};
