//! What uv reads below `[tool.uv]`, in a `pyproject.toml` and in the block of a script.
//! Read in uv 0.13 (2026-08): `crates/uv-workspace/src/pyproject.rs`, `crates/uv-scripts/src/lib.rs`.

use super::tables::Reader;
use crate::document::{Node, Pointer};
use crate::model::pin::Origin;

/// Reads all of uv's lists and tables.
pub(super) fn read(reader: &mut Reader<'_>) {
    reader.list(&["tool", "uv", "dev-dependencies"], Origin::Manifest);
    for key in ["constraint-dependencies", "build-constraint-dependencies"] {
        reader.list(&["tool", "uv", key], Origin::Constraint);
    }
    overrides(reader);
    extra_build_dependencies(reader);
    reader.sources(&["tool", "uv", "sources"]);
}

/// `override-dependencies`: requirements, and tables `{ package = { name = ".." }, dependencies = [..] }` whose
/// requirements replace those of that one package.
fn overrides(reader: &mut Reader<'_>) {
    let path = ["tool", "uv", "override-dependencies"];
    reader.list(&path, Origin::Constraint);
    let items = reader.doc.at(&Pointer::of(&path)).and_then(Node::as_array).unwrap_or_default();
    for (i, item) in items.iter().enumerate() {
        let pointer = Pointer::of(&path).index(i).join("dependencies");
        for (j, node) in item.get("dependencies").and_then(Node::as_array).unwrap_or_default().iter().enumerate() {
            reader.requirement(node, pointer.index(j), &path.join("."), Origin::Constraint, true);
        }
    }
}

/// `[tool.uv.extra-build-dependencies]`: for each package a list of requirements, or of tables
/// `{ requirement = "..", match-runtime = true }`.
fn extra_build_dependencies(reader: &mut Reader<'_>) {
    let path = ["tool", "uv", "extra-build-dependencies"];
    reader.lists(&path, Origin::Manifest);
    for member in reader.members(&path) {
        let place = format!("{}.{}", path.join("."), member.key);
        for (i, item) in member.value.as_array().unwrap_or_default().iter().enumerate() {
            let pointer = Pointer::of(&path).join(&member.key).index(i).join("requirement");
            if let Some(node) = item.get("requirement") {
                reader.requirement(node, pointer, &place, Origin::Manifest, false);
            }
        }
    }
}
