//! The declared dependencies of a `pyproject.toml`, whoever reads them.

use super::tables::{At, Reader, Table};
use super::{hatch, normalize_name, pixi, poetry, uv};
use crate::document::{Document, Node, Pointer};
use crate::model::pin::{Grammar, Origin, Pin};

#[cfg(test)]
mod tests;

/// Every dependency that a `pyproject.toml` declares, in file order. What has not the shape of a requirement is left
/// out, and so is a project that names itself (`all = ["me[extra]"]`), which is no dependency.
///
/// Read are `[build-system] requires` (PEP 518), `[project] dependencies` and `[project.optional-dependencies]`
/// (PEP 621), `[dependency-groups]` (PEP 735), and the tables of uv, Poetry, PDM, Rye, Hatch and pixi.
/// `{ include-group = ".." }` is no requirement of its own: what the included group asks for is one pin, at its place.
pub fn read_pyproject(doc: &Document) -> Vec<Pin> {
    let mut pins = Reader::read(doc, |reader, root| {
        reader.list(root, &["build-system", "requires"], Origin::Manifest);
        reader.list(root, &["project", "dependencies"], Origin::Manifest);
        reader.lists(root, &["project", "optional-dependencies"], Origin::Manifest);
        reader.lists(root, &["dependency-groups"], Origin::Manifest);
        // <https://rye.astral.sh/guide/pyproject/>: PEP 508 strings; Rye is no longer developed.
        reader.list(root, &["tool", "rye", "dev-dependencies"], Origin::Manifest);
        uv::read(reader, root);
        poetry::read(reader, root);
        pdm(reader, root);
        root.get(&["tool", "hatch"]).iter().for_each(|base| hatch::read(reader, base));
        root.get(&["tool", "pixi"]).iter().for_each(|base| pixi::read(reader, base));
    });
    let own = doc.at(&Pointer::of(&["project", "name"])).and_then(Node::as_str).map(normalize_name);
    pins.retain(|pin| Some(&pin.package) != own.as_ref());
    pins
}

/// PDM 2.29 (2026-11, `pdm/project/project_file.py`, `pdm/utils.py`): `[tool.pdm.dev-dependencies]` are groups beside
/// PEP 735's, and `[tool.pdm.resolution.overrides]` maps names to PEP 440 specifiers, a bare version or a URL.
fn pdm<'d>(reader: &mut Reader<'d>, root: &At<'d>) {
    reader.lists(root, &["tool", "pdm", "dev-dependencies"], Origin::Manifest);
    let overrides = Table {
        grammar: Grammar::Pipfile,
        origin: Origin::Constraint,
        conditions: &[],
        conditional: false,
        version_optional: false,
    };
    reader.table(root, &["tool", "pdm", "resolution", "overrides"], overrides);
}

/// What a `pyproject.toml` says about the uv workspace of which it is the root.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UvWorkspace {
    /// Globs of the directories that are members; the root is one in any case.
    pub members: Vec<String>,
    /// Globs of directories that are none although `members` names them.
    pub exclude: Vec<String>,
}

/// The uv workspace that a manifest declares with `[tool.uv.workspace]`; `None` where it declares none.
/// <https://docs.astral.sh/uv/concepts/projects/workspaces/>
pub fn workspace_members(doc: &Document) -> Option<UvWorkspace> {
    let table = doc.at(&Pointer::of(&["tool", "uv", "workspace"])).filter(|n| n.as_object().is_some())?;
    let globs = |key: &str| {
        let items = table.get(key).and_then(Node::as_array).unwrap_or_default();
        items.iter().filter_map(Node::as_str).map(str::to_owned).collect()
    };
    Some(UvWorkspace { members: globs("members"), exclude: globs("exclude") })
}
