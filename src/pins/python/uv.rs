//! What uv reads below `[tool.uv]`, in a `pyproject.toml` and in the block of a script.
//! Read in uv 0.13 (2026-08): `crates/uv-workspace/src/pyproject.rs`, `crates/uv-scripts/src/lib.rs`.

use super::tables::{At, Reader};
use crate::model::pin::Origin;

/// Reads all of uv's lists and tables.
pub(super) fn read<'d>(reader: &mut Reader<'d>, root: &At<'d>) {
    let Some(uv) = root.get(&["tool", "uv"]) else { return };
    reader.list(&uv, &["dev-dependencies"], Origin::Manifest);
    for key in ["constraint-dependencies", "build-constraint-dependencies"] {
        reader.list(&uv, &[key], Origin::Constraint);
    }
    overrides(reader, &uv);
    extra_build_dependencies(reader, &uv);
    reader.sources(&uv, &["sources"]);
}

/// `override-dependencies`: requirements, and tables `{ package = { name = ".." }, dependencies = [..] }` whose
/// requirements replace those of that one package.
fn overrides<'d>(reader: &mut Reader<'d>, uv: &At<'d>) {
    for item in uv.items(&["override-dependencies"]) {
        reader.requirement(&item, Origin::Constraint, false);
        for scoped in item.items(&["dependencies"]) {
            let scoped = At { place: item.place.clone(), ..scoped };
            reader.requirement(&scoped, Origin::Constraint, true);
        }
    }
}

/// `[tool.uv.extra-build-dependencies]`: for each package a list of requirements, or of tables
/// `{ requirement = "..", match-runtime = true }`.
fn extra_build_dependencies<'d>(reader: &mut Reader<'d>, uv: &At<'d>) {
    for (_, package) in uv.members(&["extra-build-dependencies"]) {
        for item in package.items(&[]) {
            let inner = item.get(&["requirement"]).map(|inner| At { place: item.place.clone(), ..inner });
            reader.requirement(&inner.unwrap_or(item), Origin::Manifest, false);
        }
    }
}
