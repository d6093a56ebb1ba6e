//! Poetry's dependency tables. <https://python-poetry.org/docs/dependency-specification/>

use super::tables::{At, Reader, Table};
use crate::model::pin::{Grammar, Origin};

const TABLE: Table = Table {
    grammar: Grammar::Poetry,
    origin: Origin::Manifest,
    conditions: &["markers", "python", "platform", "source"],
    conditional: false,
    version_optional: false,
};

/// Reads all of Poetry's tables.
pub(super) fn read<'d>(reader: &mut Reader<'d>, root: &At<'d>) {
    let Some(poetry) = root.get(&["tool", "poetry"]) else { return };
    reader.table(&poetry, &["dependencies"], TABLE);
    reader.table(&poetry, &["dev-dependencies"], TABLE);
    for (_, group) in poetry.members(&["group"]) {
        reader.table(&group, &["dependencies"], TABLE);
    }
}
