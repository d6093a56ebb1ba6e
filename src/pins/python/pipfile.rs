//! `Pipfile`. Read in pipenv 2026.10.3: `pipenv/utils/dependencies.py`, `pipenv/utils/pipfile.py`.

use super::tables::{Reader, Table};
use crate::document::Document;
use crate::model::pin::{Grammar, Origin, Pin};

/// Tables of the file that hold no packages; every other one is a category of them.
const NO_CATEGORIES: &[&str] = &["build-system", "pipenv", "requires", "scripts", "source"];

/// `*`, an empty version and a table without one stand for any version, a bare version for `==`.
const TABLE: Table = Table {
    grammar: Grammar::Pipfile,
    origin: Origin::Manifest,
    // Markers may also stand as keys of their own.
    conditions: &[
        "markers",
        "index",
        "os_name",
        "sys_platform",
        "platform_machine",
        "platform_python_implementation",
        "platform_release",
        "platform_system",
        "platform_version",
        "python_version",
        "python_full_version",
        "implementation_name",
        "implementation_version",
    ],
    conditional: false,
    version_optional: true,
};

/// The requirements of a `Pipfile`.
pub fn read_pipfile(doc: &Document) -> Vec<Pin> {
    let mut reader = Reader::new(doc);
    for member in reader.members(&[]).filter(|m| !NO_CATEGORIES.contains(&m.key.as_str())) {
        reader.table(&[&member.key], TABLE);
    }
    reader.finish()
}
