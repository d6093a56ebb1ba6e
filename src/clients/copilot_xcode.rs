//! GitHub Copilot in Xcode.
//!
//! Source: GitHub's docs as of 2026-11; `MCPConfigConstants.swift` and `ToolsConfigView.swift` of CopilotForXcode.

use std::path::PathBuf;

use super::{Client, Dialect, Mark, Marks, Tolerance, copilot_jetbrains};
use crate::env::{Env, System};

/// Copilot in Xcode.
pub(super) static CLIENT: Client = Client {
    id: "copilot-xcode",
    name: "Copilot for Xcode",
    verified: "docs of 2026-11",
    dialects: &[USER],
    older: &[],
    words: &[&["copilot", "xcode"]],
};

/// As Copilot in JetBrains IDEs reads its file (docs), but strict JSON; a file without `servers` gets a message and has
/// no servers (source).
const USER: Dialect = Dialect {
    client: "copilot-xcode",
    name: "Copilot for Xcode",
    user_paths,
    tolerance: Tolerance::STRICT,
    marks: Marks { syntax: Mark::Source, container: Mark::Source, ..copilot_jetbrains::USER.marks },
    ..copilot_jetbrains::USER
};

/// `~/.config/github-copilot/xcode/mcp.json`, on macOS only (source).
fn user_paths(env: &Env) -> Vec<PathBuf> {
    let home = env.home.iter().filter(|_| env.system == System::Mac);
    home.map(|home| home.join(".config/github-copilot/xcode/mcp.json")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::slashes;
    use crate::env::tests::fake;

    #[test]
    fn the_file_is_on_macos_only() {
        let at = |system| user_paths(&fake(system, &[]));
        assert_eq!(slashes(&at(System::Mac)[0]), "/home/u/.config/github-copilot/xcode/mcp.json");
        assert!(at(System::Linux).is_empty() && at(System::Windows).is_empty());
    }
}
