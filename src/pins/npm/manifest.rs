//! The tables of dependencies and catalogs of `package.json` and `pnpm-workspace.yaml`.

use super::overrides;
use super::slot::{Slot, key_part};
use crate::document::{Document, Node, Object, Pointer};
use crate::model::pin::{Origin, Pin};

/// The tables by which a package asks for others. Peers are ranges by nature: who compares pins tells them by their
/// place.
const TABLES: &[&str] = &["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

/// Every dependency that a `package.json` declares, in file order, and what limits or replaces versions there:
/// `overrides` of npm and Bun, `resolutions` of Yarn, `pnpm.overrides`.
///
/// Catalogs (Bun 1.4 reads them in `workspaces` and at the top) count as manifests: an entry is what `catalog:` in the
/// members stands for, and these are the places where a version is then declared.
/// <https://docs.npmjs.com/cli/v11/configuring-npm/package-json>, <https://bun.com/docs/install/catalogs> (2026-11)
pub fn read_package_json(doc: &Document) -> Vec<Pin> {
    let mut pins = Vec::new();
    for table in TABLES {
        self::table(doc, &[table], &mut pins);
    }
    catalogs(doc, &[], &mut pins);
    catalogs(doc, &["workspaces"], &mut pins);
    overrides::npm(doc, &mut pins);
    overrides::yarn(doc, &mut pins);
    overrides::pnpm(doc, &["pnpm", "overrides"], &mut pins);
    in_order(pins)
}

/// The catalogs and overrides of a `pnpm-workspace.yaml`. <https://pnpm.io/pnpm-workspace_yaml>,
/// <https://pnpm.io/catalogs> (2026-11)
pub fn read_pnpm_workspace(doc: &Document) -> Vec<Pin> {
    let mut pins = Vec::new();
    catalogs(doc, &[], &mut pins);
    overrides::pnpm(doc, &["overrides"], &mut pins);
    in_order(pins)
}

/// Globs of the directories that are members of the workspace: `workspaces` of npm, Yarn and Bun (a list, or `packages`
/// of a table), `packages` of a `pnpm-workspace.yaml`, `workspace` of Deno (a list, or `members` of a table). A glob
/// with `!` before it takes members away. `None` where the file declares none.
pub fn workspace_members(doc: &Document) -> Option<Vec<String>> {
    let root = doc.root.as_ref()?;
    let (key, inner) = if doc.syntax.is_yaml() {
        ("packages", "packages")
    } else if root.get("workspaces").is_some() {
        ("workspaces", "packages")
    } else {
        ("workspace", "members")
    };
    let value = root.get(key)?;
    let items = value.as_array().or_else(|| value.get(inner).and_then(Node::as_array))?;
    Some(items.iter().filter_map(Node::as_str).map(str::to_owned).collect())
}

/// Sorted as they stand in the file.
pub(super) fn in_order(mut pins: Vec<Pin>) -> Vec<Pin> {
    pins.sort_by_key(|pin| (pin.span, pin.name_span));
    pins
}

/// `catalog` and `catalogs` below a place.
fn catalogs(doc: &Document, base: &[&str], pins: &mut Vec<Pin>) {
    table(doc, &[base, &["catalog"]].concat(), pins);
    let path = [base, &["catalogs"]].concat();
    for member in members(doc, &Pointer::of(&path)) {
        table(doc, &[path.as_slice(), &[member.key.as_str()]].concat(), pins);
    }
}

/// A table of names and specifications.
fn table(doc: &Document, path: &[&str], pins: &mut Vec<Pin>) {
    let base = Pointer::of(path);
    let place = path.join(".");
    for member in members(doc, &base) {
        let slot = Slot {
            doc,
            node: &member.value,
            pointer: base.join(&member.key),
            name: &member.key,
            name_span: key_part(doc, member, 0..member.key.len()),
            place: &place,
            origin: Origin::Manifest,
            conditional: false,
        };
        pins.extend(slot.pin());
    }
}

/// The members of the map at a place, without those that are written again further down.
pub(super) fn members<'d>(
    doc: &'d Document,
    pointer: &Pointer,
) -> impl Iterator<Item = &'d crate::document::Member> + use<'d> {
    doc.at(pointer).and_then(Node::as_object).into_iter().flat_map(Object::effective)
}
