//! npm: what a version requirement means, and which requirements `package.json` and its like hold.

mod deno;
mod manifest;
mod overrides;
mod replace;
mod slot;
pub(crate) mod spec;
mod version;

pub use deno::read_deno_json;
pub use manifest::{read_package_json, read_pnpm_workspace, workspace_members};
pub use replace::replacement;
pub use version::{allows, exact_version, golden_version, same_version};

/// Packages that do nothing but speak MCP: the SDK in its old and its new parts, the frameworks that servers are written
/// with, the adapters that put MCP tools into an agent or a server into a web framework. Two versions of one of these
/// in a project are two dialects of the protocol, so they are worth a word even where nobody declared a golden.
/// Left out on purpose: agent frameworks that can also do MCP (`ai`, `@mastra/core`, `@openai/agents`), bridges and
/// inspectors (`mcp-remote`, `@modelcontextprotocol/inspector`) and finished servers, which are launched and not built
/// upon. Each was in the registry in 2026-11.
pub(super) const MCP_FRAMEWORKS: &[&str] = &[
    "@ai-sdk/mcp",
    "@langchain/mcp-adapters",
    "@mastra/mcp",
    "@modelcontextprotocol/client",
    "@modelcontextprotocol/core",
    "@modelcontextprotocol/sdk",
    "@modelcontextprotocol/server",
    "@rekog/mcp-nest",
    // The former name of `mcp-handler`.
    "@vercel/mcp-adapter",
    "fastmcp",
    "mcp-framework",
    "mcp-handler",
    "mcp-use",
    "xmcp",
];

/// Whether a package is an MCP SDK, framework or adapter.
pub fn is_mcp_framework(name: &str) -> bool {
    MCP_FRAMEWORKS.contains(&name)
}

#[cfg(test)]
mod tests;
