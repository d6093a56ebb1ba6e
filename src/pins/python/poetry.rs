//! Poetry's dependency tables. <https://python-poetry.org/docs/dependency-specification/>

use super::tables::{Reader, Table};
use crate::model::pin::{Grammar, Origin};

const TABLE: Table = Table {
    grammar: Grammar::Poetry,
    origin: Origin::Manifest,
    conditions: &["markers", "python", "platform", "source"],
    conditional: false,
    version_optional: false,
};

/// Reads all of Poetry's tables.
pub(super) fn read(reader: &mut Reader<'_>) {
    reader.table(&["tool", "poetry", "dependencies"], TABLE);
    reader.table(&["tool", "poetry", "dev-dependencies"], TABLE);
    for group in reader.members(&["tool", "poetry", "group"]) {
        reader.table(&["tool", "poetry", "group", &group.key, "dependencies"], TABLE);
    }
}
