//! Files in which clients write down which servers run, and that hold no servers themselves.

use std::path::PathBuf;

use crate::clients::Tolerance;
use crate::document::Problem;
use crate::env::{Env, System};
use crate::model::Scope;
use crate::workspace::Source;

/// A file with switches for servers.
#[derive(Debug, PartialEq, Eq)]
pub struct StateFile {
    /// The client's id.
    pub client: &'static str,
    /// Which of its files.
    pub kind: Kind,
    /// Words of which one must stand in it, or it says nothing of servers.
    words: &'static [&'static str],
    /// What the client's parser lets through.
    pub tolerance: Tolerance,
}

/// Which file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Settings of the project, meant to be committed.
    Project,
    /// Settings of one person for the project.
    Local,
    /// Settings of one person.
    User,
    /// An administrator's settings.
    Managed,
    /// Which servers are switched on, and nothing else.
    Switches,
    /// Which directories are trusted.
    Trust,
}

impl Kind {
    /// Whose word it is.
    pub fn scope(self) -> Scope {
        match self {
            Self::Project => Scope::Project,
            Self::Local => Scope::Local,
            _ => Scope::User,
        }
    }
}

impl StateFile {
    /// What keeps the client from reading a file of this kind: the mistake that can be mended first.
    pub fn problem<'a>(&self, source: &'a Source) -> Option<&'a Problem> {
        let document = source.document()?;
        document.fatal().or_else(|| document.problems.iter().find(|p| self.tolerance.refuses(p.kind)))
    }

    /// Whether a text says anything about servers.
    pub fn is_told_by(&self, text: &str) -> bool {
        self.words.iter().any(|word| text.contains(word))
    }
}

/// Claude Code 2.1.329 (bundle, read November 2026): one byte order mark is taken off, then it is `JSON.parse`; what is
/// blank counts as `{}`. "Files with errors are skipped entirely", as its own message says.
const CLAUDE: Tolerance = Tolerance { bom: true, empty: true, ..Tolerance::STRICT };

const fn claude(kind: Kind) -> StateFile {
    let words = &["McpServers", "McpjsonServers", "strictPluginOnlyCustomization"];
    StateFile { client: "claude-code", kind, words, tolerance: CLAUDE }
}

/// That Copilot CLI and Gemini CLI read comments and trailing commas here is a guess, so that nothing is said of them.
const fn copilot(kind: Kind) -> StateFile {
    StateFile { client: "copilot-cli", kind, words: &["disabledMcpServers"], tolerance: Tolerance::JSONC }
}

const fn gemini(kind: Kind, words: &'static [&'static str]) -> StateFile {
    StateFile { client: "gemini-cli", kind, words, tolerance: Tolerance::JSONC }
}

/// Settings of Claude Code. Source: the text of 2.1.329 (November 2026).
pub static CLAUDE_PROJECT: StateFile = claude(Kind::Project);
/// Where the answers of the approval dialog go.
pub static CLAUDE_LOCAL: StateFile = claude(Kind::Local);
/// `~/.claude/settings.json`.
pub static CLAUDE_USER: StateFile = claude(Kind::User);
/// `managed-settings.json`; the drop-ins beside it are read alike and not looked for.
static CLAUDE_MANAGED: StateFile = claude(Kind::Managed);
/// Copilot CLI 1.0.102: a repository's settings may extend the list of switched-off servers (source).
static COPILOT_PROJECT: StateFile = copilot(Kind::Project);
/// The same of one person.
static COPILOT_USER: StateFile = copilot(Kind::User);
/// What `gemini mcp disable` writes (0.61.0, `mcpServerEnablement.ts`).
static GEMINI_SWITCHES: StateFile = gemini(Kind::Switches, &["enabled"]);
/// Which directories a person trusts (0.61.0, `trustedFolders.ts`).
static GEMINI_TRUST: StateFile = gemini(Kind::Trust, &["TRUST"]);

/// Files that stand in a project, by their path below it. Those of Claude Code are also places where people put servers
/// that nobody reads; see [`crate::discover`].
pub static PROJECT: &[(&str, &StateFile)] = &[(".github/copilot/settings.json", &COPILOT_PROJECT)];

/// Files outside the tree.
pub fn user_files(env: &Env) -> Vec<(PathBuf, &'static StateFile)> {
    let claude = env.dir_or_home("CLAUDE_CONFIG_DIR", ".claude").map(|dir| dir.join("settings.json"));
    let managed = PathBuf::from(match env.system {
        System::Linux => "/etc/claude-code",
        System::Mac => "/Library/Application Support/ClaudeCode",
        System::Windows => "C:/Program Files/ClaudeCode",
    });
    let gemini = env.dir_or_home("GEMINI_CLI_HOME", "").map(|home| home.join(".gemini"));
    let copilot = env.dir_or_home("COPILOT_HOME", ".copilot").map(|dir| dir.join("settings.json"));
    let mut files = vec![(managed.join("managed-settings.json"), &CLAUDE_MANAGED)];
    files.extend(claude.map(|path| (path, &CLAUDE_USER)));
    files.extend(copilot.map(|path| (path, &COPILOT_USER)));
    if let Some(dir) = gemini {
        files.push((dir.join("mcp-server-enablement.json"), &GEMINI_SWITCHES));
        let trust = env.var("GEMINI_CLI_TRUSTED_FOLDERS_PATH").map(PathBuf::from);
        files.push((trust.unwrap_or_else(|| dir.join("trustedFolders.json")), &GEMINI_TRUST));
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::slashes;
    use crate::env::tests::fake;

    #[test]
    fn files_follow_the_clients_own_variables() {
        let at = |vars: &[(&str, &str)]| -> Vec<String> {
            user_files(&fake(System::Linux, vars)).iter().map(|(path, _)| slashes(path)).collect()
        };
        assert_eq!(
            at(&[]),
            [
                "/etc/claude-code/managed-settings.json",
                "/home/u/.claude/settings.json",
                "/home/u/.copilot/settings.json",
                "/home/u/.gemini/mcp-server-enablement.json",
                "/home/u/.gemini/trustedFolders.json",
            ]
        );
        let moved = at(&[("CLAUDE_CONFIG_DIR", "/c"), ("COPILOT_HOME", "/p"), ("GEMINI_CLI_HOME", "/g")]);
        assert_eq!(moved[1..4], ["/c/settings.json", "/p/settings.json", "/g/.gemini/mcp-server-enablement.json"]);
    }

    #[test]
    fn settings_about_something_else_are_none_of_ours() {
        assert!(!CLAUDE_PROJECT.is_told_by(r#"{"permissions": {"allow": ["mcp__docs__search"]}}"#));
        assert!(CLAUDE_PROJECT.is_told_by(r#"{"enableAllProjectMcpServers": true}"#));
        assert!(CLAUDE_PROJECT.is_told_by(r#"{"disabledMcpjsonServers": ["#));
    }
}
