//! Pixi: `pixi.toml`, and the same tables below `[tool.pixi]`.
//! Read in pixi at 2026-08: `crates/pixi_manifest/src/toml`, `crates/pixi_pypi_spec/src/toml.rs`,
//! `docs/reference/pixi_manifest.md`, `docs/advanced/override.md`.
//!
//! Packages of PyPI take PEP 440 specifiers, and `*` for any version. Packages of conda take conda's version
//! specifications; MCP's have the same names on both sides. Those are `==1.2` (exact), `=1.2` and `1.2.*` (begins
//! with), ranges, `|` between alternatives, and a bare version, which pixi takes for `==` with a warning. All of it is
//! [`Grammar::Pipfile`]: what the two do not share is read as not exact.

use super::tables::{At, Reader, Table};
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
    Reader::read(doc, read)
}

/// Reads all of pixi's tables below `base`.
pub(super) fn read<'d>(reader: &mut Reader<'d>, base: &At<'d>) {
    scope(reader, base);
    for key in ["feature", "environments"] {
        base.members(&[key]).for_each(|(_, inner)| scope(reader, &inner));
    }
    // In `workspace` stand the pool from which tables take a version with `{ workspace = true }`, and the PyPI options
    // of all environments.
    for key in ["package", "workspace"] {
        base.get(&[key]).iter().for_each(|inner| scope(reader, inner));
    }
}

/// The tables of the workspace, a feature or an environment, and of its targets.
fn scope<'d>(reader: &mut Reader<'d>, at: &At<'d>) {
    tables(reader, at, false);
    reader.table(at, &["pypi-options", "dependency-overrides"], Table { origin: Origin::Constraint, ..PYPI });
    at.members(&["target"]).for_each(|(_, target)| tables(reader, &target, true));
}

fn tables<'d>(reader: &mut Reader<'d>, at: &At<'d>, conditional: bool) {
    for (key, origin) in CONDA_TABLES {
        reader.table(at, &[key], Table { origin: *origin, conditional, ..CONDA });
    }
    reader.table(at, &["pypi-dependencies"], Table { conditional, ..PYPI });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Interest, Syntax};

    #[test]
    fn packages_of_conda_and_of_pypi() {
        let text = "[workspace]\nname = 'x'\n[workspace.dependencies]\na = '1.*'\n[dependencies]\npython = '3.12'\n\
                    b = '==1.2'\nc = '=1.2'\nd = '1.2'\ne = { version = '1.2', channel = 'x' }\nf = { workspace = true }\n\
                    g = '>=1|<2'\n'if(host)' = '1'\n[target.win.constraints]\nh = '<3'\n[pypi-dependencies]\n\
                    i = { git = 'https://h/i', rev = 'x' }\nj = {}\nk = '*'\n[pypi-options]\ndependency-overrides = { l = '==1' }\n\
                    [environments]\nn = ['m']\no = { pypi-dependencies = { p = '==1' } }\n";
        let doc = Document::parse(text.to_owned(), Syntax::Toml, Interest::All);
        let line = |p: Pin| {
            let flags = [(p.conditional, " if"), (p.origin == Origin::Constraint, " limit")];
            let flags: String = flags.into_iter().filter(|f| f.0).map(|f| f.1).collect();
            format!("{}: {} {:?} {}{flags}", p.place, p.package, p.spec, p.version.as_deref().unwrap_or("-"))
        };
        assert_eq!(
            read_pixi(&doc).into_iter().map(line).collect::<Vec<_>>(),
            [
                r#"workspace.dependencies: a "1.*" -"#,
                r#"dependencies: b "==1.2" 1.2"#,
                r#"dependencies: c "=1.2" -"#,
                r#"dependencies: d "1.2" 1.2"#,
                r#"dependencies: e "1.2" 1.2 if"#,
                r#"dependencies: f "workspace" -"#,
                r#"dependencies: g ">=1|<2" -"#,
                r#"target.win.constraints: h "<3" - if limit"#,
                r#"pypi-dependencies: i "git+https://h/i@x" -"#,
                r#"pypi-dependencies: j "" -"#,
                r#"pypi-dependencies: k "*" -"#,
                r#"pypi-options.dependency-overrides: l "==1" 1 limit"#,
                r#"environments.o.pypi-dependencies: p "==1" 1"#,
            ]
        );
    }
}
