//! Hatch: the environments of `[tool.hatch]` and of `hatch.toml`, where the same tables stand at the root.
//! Read in hatch 1.18 and hatchling 1.33 (2026-11): `hatch/project/env.py`, `hatch/project/config.py`,
//! `hatch/project/sources.py`, `hatchling/builders/config.py`.
//!
//! Fields that are filled in (`{root:uri}`, `{matrix:version}`) stay as they are written: in a URL they are part of
//! it, and a version that holds one is no requirement yet.

use super::tables::{At, Reader};
use crate::document::Document;
use crate::model::pin::{Origin, Pin};

/// The lists of an environment, also below `overrides`, where `set-` before the name replaces the list.
const LISTS: &[&str] = &["dependencies", "extra-dependencies"];

/// The requirements of a `hatch.toml`.
pub fn read_hatch(doc: &Document) -> Vec<Pin> {
    Reader::read(doc, read)
}

/// Reads all of Hatch's tables below `base`.
pub(super) fn read<'d>(reader: &mut Reader<'d>, base: &At<'d>) {
    reader.list(base, &["env", "requires"], Origin::Manifest);
    reader.sources(base, &["sources"]);
    for (_, env) in base.members(&["envs"]) {
        for key in LISTS {
            reader.list(&env, &[key], Origin::Manifest);
        }
        reader.sources(&env, &["sources"]);
        overrides(reader, &env);
    }
    if let Some(build) = base.get(&["build"]) {
        build_lists(reader, &build);
        build.members(&["targets"]).for_each(|(_, target)| build_lists(reader, &target));
    }
}

/// `overrides.<platform|env|matrix|name>.<which>.dependencies`: strings, or tables with a `value`, which hold only
/// where the condition does.
fn overrides<'d>(reader: &mut Reader<'d>, env: &At<'d>) {
    let conditions = env.members(&["overrides"]).flat_map(|(_, source)| source.members(&[]));
    let options = conditions.flat_map(|(_, condition)| condition.members(&[]));
    for (option, list) in options {
        if !LISTS.contains(&option.key.strip_prefix("set-").unwrap_or(&option.key)) {
            continue;
        }
        for item in list.items(&[]) {
            let inner = item.get(&["value"]).map(|inner| At { place: item.place.clone(), ..inner });
            reader.requirement(&inner.unwrap_or(item), Origin::Manifest, true);
        }
    }
}

/// What is installed to build: for all targets or for one, and for the hooks of either.
fn build_lists<'d>(reader: &mut Reader<'d>, at: &At<'d>) {
    reader.list(at, &["dependencies"], Origin::Manifest);
    at.members(&["hooks"]).for_each(|(_, hook)| reader.list(&hook, &["dependencies"], Origin::Manifest));
}
