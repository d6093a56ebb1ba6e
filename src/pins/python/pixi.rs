//! Pixi: `pixi.toml`, and the same tables below `[tool.pixi]`.
//! Read in pixi at 2026-08: `crates/pixi_manifest/src/toml`, `crates/pixi_pypi_spec/src/toml.rs`,
//! `docs/reference/pixi_manifest.md`, `docs/advanced/override.md`.
//!
//! Packages of PyPI take PEP 440 specifiers, and `*` for any version. Packages of conda take conda's version
//! specifications; MCP's have the same names on both sides. Those are `==1.2` (exact), `=1.2` and `1.2.*` (begins
//! with), ranges, `|` between alternatives, and a bare version, which pixi takes for `==` with a warning. All of it is
//! [`Grammar::Pipfile`]: what the two do not share is read as not exact.

use super::tables::{Reader, Table};
use crate::document::Document;
use crate::model::pin::{Grammar, Origin, Pin};

/// Packages of PyPI.
const PYPI: Table = Table {
    grammar: Grammar::Pipfile,
    origin: Origin::Manifest,
    conditions: &["env-markers", "index"],
    conditional: false,
    version_optional: true,
};

/// Packages of conda.
const CONDA: Table = Table { conditions: &["when", "channel"], ..PYPI };

/// Tables of conda packages, and whether they only limit what others ask for.
const CONDA_TABLES: &[(&str, Origin)] = &[
    ("dependencies", Origin::Manifest),
    ("host-dependencies", Origin::Manifest),
    ("build-dependencies", Origin::Manifest),
    ("run-dependencies", Origin::Manifest),
    ("constraints", Origin::Constraint),
    ("run-constraints", Origin::Constraint),
];

/// The requirements of a `pixi.toml`.
pub fn read_pixi(doc: &Document) -> Vec<Pin> {
    let mut reader = Reader::new(doc);
    read(&mut reader, &[]);
    reader.finish()
}

/// Reads all of pixi's tables below `base`.
pub(super) fn read(reader: &mut Reader<'_>, base: &[&str]) {
    scope(reader, base);
    for key in ["feature", "environments"] {
        for member in reader.members(&[base, &[key]].concat()) {
            scope(reader, &[base, &[key, &member.key]].concat());
        }
    }
    scope(reader, &[base, &["package"]].concat());
    // The pool from which tables take a version with `{ workspace = true }`, and the PyPI options of all environments.
    scope(reader, &[base, &["workspace"]].concat());
}

/// The tables of the workspace, a feature or an environment, and of its targets.
fn scope(reader: &mut Reader<'_>, base: &[&str]) {
    tables(reader, base, false);
    let overrides = Table { origin: Origin::Constraint, ..PYPI };
    reader.table(&[base, &["pypi-options", "dependency-overrides"]].concat(), overrides);
    for target in reader.members(&[base, &["target"]].concat()) {
        tables(reader, &[base, &["target", &target.key]].concat(), true);
    }
}

fn tables(reader: &mut Reader<'_>, base: &[&str], conditional: bool) {
    for (key, origin) in CONDA_TABLES {
        reader.table(&[base, &[*key]].concat(), Table { origin: *origin, conditional, ..CONDA });
    }
    reader.table(&[base, &["pypi-dependencies"]].concat(), Table { conditional, ..PYPI });
}
