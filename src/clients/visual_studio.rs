//! Visual Studio, the Windows IDE. Closed source; facts from its documentation (17.14 and later) as of 2026-11.

use std::path::PathBuf;

use super::vscode::{FIELDS, TRANSPORTS, VARIABLES};
use super::{Client, Container, Dialect, Mark, Marks, Names, Tolerance, any_name, as_is, nowhere};
use crate::env::{Env, System};
use crate::model::Scope;

/// Visual Studio and its parser.
pub(super) static CLIENT: Client = Client {
    id: "visual-studio",
    name: "Visual Studio",
    verified: "docs of 2026-11",
    dialects: &[SOLUTION, SHARED, USER],
    older: &[],
    words: &[&["visual", "studio"], &["visualstudio"]],
};

/// `.vs/mcp.json` beside the solution, in the form of VS Code's file: `servers` and `inputs`, the editor's schema is the
/// same (docs). That a transport is found and negotiated as in VS Code is inferred. `.vscode/mcp.json` is read too, as VS
/// Code reads it, and left to that client here.
const SOLUTION: Dialect = Dialect {
    client: "visual-studio",
    name: "Visual Studio",
    kind: "solution",
    verified: "docs of 2026-11",
    paths: &[".vs/mcp.json"],
    tolerance: Tolerance::JSONC,
    containers: &[Container::map(&["servers"], Scope::Project)],
    transports: TRANSPORTS,
    fields: FIELDS,
    variables: VARIABLES,
    names: Names { refused: any_name, sanitise: as_is },
    marks: Marks {
        container: Mark::Docs,
        transport: Mark::Docs,
        fields: Mark::Reported,
        variables: Mark::Reported,
        ..Marks::all(Mark::Guess)
    },
    ..Dialect::BASE
};

/// `.mcp.json` beside the solution is Claude Code's file, which wants `mcpServers`: a file with both keys serves both
/// (anthropics/claude-code#45828), and one without `servers` says nothing to Visual Studio.
const SHARED: Dialect = Dialect { kind: "shared", paths: &[".mcp.json"], owner: false, gated: true, ..SOLUTION };

/// `.mcp.json` in the user's directory.
const USER: Dialect = Dialect {
    kind: "user",
    scope: Scope::User,
    paths: &[],
    user_paths,
    containers: &[Container::map(&["servers"], Scope::User)],
    ..SOLUTION
};

/// `%USERPROFILE%\.mcp.json`; there is no Visual Studio on other systems.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    match env.system {
        System::Windows => env.home.iter().map(|home| home.join(".mcp.json")).collect(),
        System::Linux | System::Mac => nowhere(env),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::slashes;
    use crate::env::tests::fake;

    #[test]
    fn there_is_a_user_file_on_windows_only() {
        assert_eq!(slashes(&user_paths(&fake(System::Windows, &[]))[0]), "/home/u/.mcp.json");
        assert!(user_paths(&fake(System::Linux, &[])).is_empty());
        assert!(user_paths(&fake(System::Mac, &[])).is_empty());
    }
}
