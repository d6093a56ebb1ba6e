//! Hatch: the environments of `[tool.hatch]` and of `hatch.toml`, where the same tables stand at the root.
//! Read in hatch 1.18 and hatchling 1.33 (2026-11): `hatch/project/env.py`, `hatch/project/config.py`,
//! `hatch/project/sources.py`, `hatchling/builders/config.py`.
//!
//! Fields that are filled in (`{root:uri}`, `{matrix:version}`) stay as they are written: in a URL they are part of
//! it, and a version that holds one is no requirement yet.

use super::tables::Reader;
use crate::document::{Document, Node, Pointer};
use crate::model::pin::{Origin, Pin};

/// The lists of an environment, also below `overrides`, where `set-` before the name replaces the list.
const LISTS: &[&str] = &["dependencies", "extra-dependencies"];

/// The requirements of a `hatch.toml`.
pub fn read_hatch(doc: &Document) -> Vec<Pin> {
    let mut reader = Reader::new(doc);
    read(&mut reader, &[]);
    reader.finish()
}

/// Reads all of Hatch's tables below `base`.
pub(super) fn read(reader: &mut Reader<'_>, base: &[&str]) {
    let at = |path: &[&'static str]| [base, path].concat();
    reader.list(&at(&["env", "requires"]), Origin::Manifest);
    reader.sources(&at(&["sources"]));
    for env in reader.members(&at(&["envs"])) {
        let path = [base, &["envs", &env.key]].concat();
        for key in LISTS {
            reader.list(&[path.as_slice(), &[*key]].concat(), Origin::Manifest);
        }
        reader.sources(&[path.as_slice(), &["sources"]].concat());
        overrides(reader, &[path.as_slice(), &["overrides"]].concat());
    }
    build(reader, &at(&["build"]));
}

/// `overrides.<platform|env|matrix|name>.<which>.dependencies`: strings, or tables with a `value`, which hold only
/// where the condition does.
fn overrides(reader: &mut Reader<'_>, base: &[&str]) {
    for source in reader.members(base) {
        let base = [base, &[source.key.as_str()]].concat();
        for condition in reader.members(&base) {
            let base = [base.as_slice(), &[condition.key.as_str()]].concat();
            for option in reader.members(&base) {
                let name = option.key.strip_prefix("set-").unwrap_or(&option.key);
                if LISTS.contains(&name) {
                    let path = [base.as_slice(), &[option.key.as_str()]].concat();
                    conditional_list(reader, &path);
                }
            }
        }
    }
}

fn conditional_list(reader: &mut Reader<'_>, path: &[&str]) {
    let pointer = Pointer::of(path);
    let items = reader.doc.at(&pointer).and_then(Node::as_array).unwrap_or_default();
    for (i, item) in items.iter().enumerate() {
        let (node, at) = match item.get("value") {
            Some(value) => (value, pointer.index(i).join("value")),
            None => (item, pointer.index(i)),
        };
        reader.requirement(node, at, &path.join("."), Origin::Manifest, true);
    }
}

/// What is installed to build: for all targets, for one, for a hook of either.
fn build(reader: &mut Reader<'_>, base: &[&str]) {
    build_lists(reader, base);
    for target in reader.members(&[base, &["targets"]].concat()) {
        build_lists(reader, &[base, &["targets", &target.key]].concat());
    }
}

fn build_lists(reader: &mut Reader<'_>, base: &[&str]) {
    reader.list(&[base, &["dependencies"]].concat(), Origin::Manifest);
    for hook in reader.members(&[base, &["hooks"]].concat()) {
        reader.list(&[base, &["hooks", &hook.key, "dependencies"]].concat(), Origin::Manifest);
    }
}
