//! npm: what a version requirement means, and which requirements `package.json` and its like hold.

use crate::document::Document;
use crate::finding::Edit;
use crate::model::pin::Pin;

/// Packages that do nothing but speak MCP.
pub(super) const MCP_FRAMEWORKS: &[&str] = &["@modelcontextprotocol/sdk"];

/// Whether a package is an MCP SDK, framework or adapter.
pub fn is_mcp_framework(name: &str) -> bool {
    MCP_FRAMEWORKS.contains(&name)
}

/// The dependencies of a `package.json`.
pub fn read_package_json(_doc: &Document) -> Vec<Pin> {
    Vec::new()
}

/// The catalogs and overrides of a `pnpm-workspace.yaml`.
pub fn read_pnpm_workspace(_doc: &Document) -> Vec<Pin> {
    Vec::new()
}

/// The imports of a `deno.json`.
pub fn read_deno_json(_doc: &Document) -> Vec<Pin> {
    Vec::new()
}

/// The exact version a golden's pin declares.
pub fn golden_version(text: &str) -> Option<String> {
    exact_version(text)
}

/// The one version that a specification allows.
pub fn exact_version(_spec: &str) -> Option<String> {
    None
}

/// Whether two versions are one.
pub fn same_version(a: &str, b: &str) -> bool {
    a == b
}

/// Whether a version lies in a range; `None` where the specification is no range.
pub fn allows(_spec: &str, _version: &str) -> Option<bool> {
    None
}

/// The edits that make a pin say exactly `version`.
pub fn replacement(_pin: &Pin, _version: &str, _doc: &Document) -> Option<Vec<Edit>> {
    None
}
