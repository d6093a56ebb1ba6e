//! Where people put servers and no client looks.

use crate::state::files::{CLAUDE_LOCAL, CLAUDE_PROJECT, CLAUDE_USER, StateFile};
use crate::workspace::Unread;

const CLAUDE_CODE: &str = "claude-code";

/// A path where people put servers and no client looks.
#[derive(Debug)]
pub(super) struct Misplaced {
    pub(super) path: &'static str,
    pub(super) unread: &'static Unread,
    /// Whether the file has other uses, and is of interest only if it holds `mcpServers`.
    pub(super) settings: bool,
}

/// Claude Code 2.1.329: no reader is found in its source; anthropics/claude-code#37245.
static IN_PROJECT: Unread = of_project(None);
static IN_SETTINGS: Unread = of_project(Some(&CLAUDE_PROJECT));
static IN_LOCAL_SETTINGS: Unread = of_project(Some(&CLAUDE_LOCAL));
static IN_HOME: Unread = of_home(None);
static IN_HOME_SETTINGS: Unread = of_home(Some(&CLAUDE_USER));
/// Windsurf's docs (2026-11) know the user's file alone.
static WINDSURF: Unread = Unread {
    client: "windsurf",
    state: None,
    says: "Windsurf reads no file of a project: move them to `~/.codeium/windsurf/mcp_config.json`",
    doubt: false,
};
/// opencode 1.18.34, source: only `opencode.json` and `opencode.jsonc` are read there.
static OPENCODE: Unread = Unread {
    client: "opencode",
    state: None,
    says: "move them to `mcp` in `opencode.json`, in opencode's own spelling",
    doubt: false,
};
/// Codex 0.169.0, source and openai/codex#1894: no JSON file is read.
static CODEX: Unread =
    Unread { client: "codex", state: None, says: "move them to `[mcp_servers]` in `.codex/config.toml`", doubt: false };

const fn of_project(state: Option<&'static StateFile>) -> Unread {
    Unread { client: CLAUDE_CODE, state, says: "move them to `.mcp.json`, which Claude Code reads", doubt: false }
}

const fn of_home(state: Option<&'static StateFile>) -> Unread {
    Unread { client: CLAUDE_CODE, state, says: "move them to `~/.claude.json`, which Claude Code reads", doubt: false }
}

/// Copilot CLI 1.0.102 (executed): of a project `.mcp.json` and `.github/mcp.json` are read; this is the name of the
/// user's file.
static COPILOT: Unread = Unread {
    client: "copilot-cli",
    state: None,
    says: "in a project Copilot CLI reads `.mcp.json` and `.github/mcp.json`; this one has to be linked into `~`, or named \
           with `--additional-mcp-config @FILE`",
    doubt: true,
};
/// Cline 4.1.1 (source): there is no file of a project.
static CLINE: Unread = Unread {
    client: "cline",
    state: None,
    says: "Cline reads no file of a project: move them to your own settings, `~/.cline/data/settings/cline_mcp_settings.json`",
    doubt: false,
};

pub(super) const MISPLACED: &[Misplaced] = &[
    Misplaced { path: ".claude/mcp.json", unread: &IN_PROJECT, settings: false },
    Misplaced { path: ".cline/cline_mcp_settings.json", unread: &CLINE, settings: false },
    Misplaced { path: ".cline/mcp_settings.json", unread: &CLINE, settings: false },
    Misplaced { path: ".claude/settings.json", unread: &IN_SETTINGS, settings: true },
    Misplaced { path: ".claude/settings.local.json", unread: &IN_LOCAL_SETTINGS, settings: true },
    Misplaced { path: ".codex/config.json", unread: &CODEX, settings: false },
    Misplaced { path: ".codex/mcp.json", unread: &CODEX, settings: false },
    Misplaced { path: ".copilot/mcp-config.json", unread: &COPILOT, settings: false },
    Misplaced { path: ".opencode/mcp.json", unread: &OPENCODE, settings: false },
    Misplaced { path: ".windsurf/mcp.json", unread: &WINDSURF, settings: false },
    Misplaced { path: ".windsurf/mcp_config.json", unread: &WINDSURF, settings: false },
];

pub(super) const MISPLACED_AT_HOME: &[Misplaced] = &[
    Misplaced { path: "mcp.json", unread: &IN_HOME, settings: false },
    Misplaced { path: "mcp_servers.json", unread: &IN_HOME, settings: false },
    Misplaced { path: "settings.json", unread: &IN_HOME_SETTINGS, settings: true },
];
