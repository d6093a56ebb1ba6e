//! `fastmcp.json`, which lies beside a server and says what is installed to run it: `environment` of FastMCP 3.0.0
//! (`fastmcp/utilities/mcp_server_config`, 2026-11).

use super::tables::Reader;
use crate::document::{Document, Node, Pointer};
use crate::model::pin::{Format, Origin, Pin};

/// The requirements of a `fastmcp.json`: PEP 508 strings.
pub fn read_fastmcp_json(doc: &Document) -> Vec<Pin> {
    Reader::read(doc, |reader, root| reader.list(root, &["environment", "dependencies"], Origin::Manifest))
}

/// The manifests that a `fastmcp.json` names, relative to its directory: a file of requirements, and those of the
/// project and of the packages that are installed from their directories.
pub fn fastmcp_includes(doc: &Document) -> Vec<(String, Format)> {
    let Some(environment) = doc.at(&Pointer::of(&["environment"])) else { return Vec::new() };
    let text = |key: &str| environment.get(key).and_then(Node::as_str).filter(|path| !path.is_empty());
    let editable = environment.get("editable").and_then(Node::as_array).unwrap_or_default();
    let directories = text("project").into_iter().chain(editable.iter().filter_map(Node::as_str));
    let manifest = |path: &str| (format!("{}/pyproject.toml", path.trim_end_matches(['/', '\\'])), Format::Pyproject);
    let requirements = text("requirements").map(|path| (path.to_owned(), Format::Requirements));
    requirements.into_iter().chain(directories.map(manifest)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Interest, Syntax};

    fn json(text: &str) -> Document {
        Document::parse(text.to_owned(), Syntax::Json, Interest::All)
    }

    #[test]
    fn what_an_environment_names() {
        let text = r#"{"environment": {"dependencies": ["fastmcp[x]>=2 ; os_name == \"nt\"", 1, "a"],
            "requirements": "requirements.txt", "project": ".", "editable": ["../pkg/", 1]}}"#;
        let pins = read_fastmcp_json(&json(text));
        let said: Vec<_> = pins.iter().map(|p| (p.package.as_str(), p.span.of(text), p.conditional)).collect();
        assert_eq!(said, [("fastmcp", ">=2", true), ("a", "", false)]);
        assert_eq!(pins[0].pointer, Pointer::of(&["environment", "dependencies", "0"]));
        let paths = fastmcp_includes(&json(text));
        let paths: Vec<_> = paths.iter().map(|(path, format)| (path.as_str(), *format)).collect();
        let project = Format::Pyproject;
        let want = [
            ("requirements.txt", Format::Requirements),
            ("./pyproject.toml", project),
            ("../pkg/pyproject.toml", project),
        ];
        assert_eq!(paths, want);
    }

    #[test]
    fn nothing_without_an_environment() {
        for text in
            ["", "[]", "{}", r#"{"environment": []}"#, r#"{"environment": {"dependencies": "a==1", "project": 1}}"#]
        {
            assert!(read_fastmcp_json(&json(text)).is_empty() && fastmcp_includes(&json(text)).is_empty(), "{text}");
        }
    }
}
