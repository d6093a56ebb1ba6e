//! Python: what a version requirement means, which requirements a manifest holds, and how each place spells a version.

mod direct;
mod fastmcp_json;
mod hatch;
mod include;
mod pipfile;
mod pixi;
mod poetry;
mod pyproject;
mod range;
mod replace;
mod requirement;
mod requirements;
#[cfg(test)]
pub(crate) mod samples;
mod script;
mod setup_cfg;
mod tables;
mod uv;
mod version;

pub use fastmcp_json::{fastmcp_includes, read_fastmcp_json};
pub use hatch::read_hatch;
pub use include::{constraint_includes, includes};
pub use pipfile::read_pipfile;
pub use pixi::read_pixi;
pub use pyproject::{UvWorkspace, read_pyproject, workspace_members};
pub use range::allows;
pub use replace::replacement;
pub use requirement::Requirement;
pub use requirements::{as_constraints, read_requirements};
pub use script::read_script;
pub use setup_cfg::read_setup_cfg;
pub use tables::requirement_pin;
pub use version::{exact_version, golden_version, same_version};

/// Packages that do nothing but speak MCP: the SDK, the frameworks that servers are written with, the adapters that
/// put MCP tools into an agent. Two versions of one of these in a project are two dialects of the protocol, so
/// they are worth a word even where nobody declared a golden. Left out on purpose: agent frameworks that can also do
/// MCP (`pydantic-ai`, `openai-agents`), which are upgraded for other reasons, and finished servers
/// (`mcp-server-git`), which are launched and not built upon.
pub(super) const MCP_FRAMEWORKS: &[&str] = &[
    "django-mcp-server",
    "fastapi-mcp",
    "fastmcp",
    // The same `import fastmcp` with fewer dependencies (gofastmcp.com/more/faq), in step with it.
    "fastmcp-slim",
    "langchain-mcp-adapters",
    "mcp",
    "mcp-agent",
    "mcp-use",
];

/// Whether a package, however its name is spelled, is an MCP SDK, framework or adapter.
pub fn is_mcp_framework(name: &str) -> bool {
    MCP_FRAMEWORKS.contains(&normalize_name(name).as_str())
}

/// The normalized form of a package's or extra's name (PEP 503, PEP 685): lower case, and each run of `-`, `_` and
/// `.` one `-`. Only ASCII letters change, since a name has no others.
pub fn normalize_name(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.trim().chars() {
        match c {
            '-' | '_' | '.' if out.ends_with('-') => {}
            '-' | '_' | '.' => out.push('-'),
            c => out.push(c.to_ascii_lowercase()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_normalized_as_pep_503_says() {
        for (name, want) in [
            ("fastmcp", "fastmcp"),
            ("FastMCP", "fastmcp"),
            ("Foo__Bar.-baz", "foo-bar-baz"),
            (" zope.interface ", "zope-interface"),
            ("-a-", "-a-"),
            ("Ünï_x", "Ünï-x"),
            ("", ""),
        ] {
            assert_eq!(normalize_name(name), want, "{name}");
        }
    }

    #[test]
    fn frameworks_are_known_in_any_spelling() {
        for name in ["fastmcp", "FastMCP", "mcp", "fastapi_mcp", "Django.MCP-Server"] {
            assert!(is_mcp_framework(name), "{name}");
        }
        for name in ["mcp-server-git", "pydantic-ai", "fastapi", "", "mcpx"] {
            assert!(!is_mcp_framework(name), "{name}");
        }
        assert!(MCP_FRAMEWORKS.is_sorted());
        assert!(MCP_FRAMEWORKS.iter().all(|n| normalize_name(n) == *n));
    }
}
