//! Where versions of packages are written down, ecosystem by ecosystem: manifests, locks, what servers start, images.
//!
//! A [`Pin`] is one such place. Manifests are small and read whole; locks are long and read only where they speak of a
//! package that somebody asked for ([`Wanted`]).

mod compose;
mod gather;
mod launched;
pub mod launcher;
mod lock;
pub mod npm;
pub mod oci;
mod path;
mod projects;
pub mod python;
mod wanted;

pub use gather::{Pins, gather};
pub use launched::{Fetched, launch, words};
pub use lock::read_lock;
pub use projects::Projects;
pub use wanted::Wanted;

use crate::document::Document;
use crate::finding::Edit;
use crate::model::pin::{Ecosystem, Format, Grammar, Origin, Pin};

/// The pins of a manifest, in file order; none of a lock, which [`read_lock`] reads, and of a compose file, whose
/// services are read with the servers that they serve (`gather`).
pub fn read_manifest(format: Format, doc: &Document) -> Vec<Pin> {
    match format {
        Format::Pyproject => python::read_pyproject(doc),
        Format::Requirements => python::read_requirements(doc),
        Format::SetupCfg => python::read_setup_cfg(doc),
        Format::Pipfile => python::read_pipfile(doc),
        Format::Hatch => python::read_hatch(doc),
        Format::Pixi => python::read_pixi(doc),
        Format::Script => python::read_script(doc),
        Format::PackageJson => npm::read_package_json(doc),
        Format::PnpmWorkspace => npm::read_pnpm_workspace(doc),
        Format::DenoJson => npm::read_deno_json(doc),
        _ => Vec::new(),
    }
}

/// Whether a revision is a full commit: SHA-1, or SHA-256 in repositories of that format.
pub(crate) fn is_commit(rev: &str) -> bool {
    matches!(rev.len(), 40 | 64) && rev.bytes().all(|b| b.is_ascii_hexdigit())
}

/// A package's name as its ecosystem compares it.
pub fn normalize_name(ecosystem: Ecosystem, name: &str) -> String {
    match ecosystem {
        Ecosystem::Python => python::normalize_name(name),
        Ecosystem::Oci => oci::normalize_name(name),
        // NuGet's ids are compared without case.
        Ecosystem::Nuget => name.to_ascii_lowercase(),
        _ => name.to_owned(),
    }
}

/// The exact version that a golden's pin declares, in its normal form; `None` where it is none.
pub fn golden_version(ecosystem: Ecosystem, text: &str) -> Option<String> {
    match ecosystem {
        Ecosystem::Python => python::golden_version(text),
        Ecosystem::Npm | Ecosystem::Jsr => npm::golden_version(text),
        Ecosystem::Oci => oci::golden_version(text),
        _ => Some(text.trim().to_owned()).filter(|t| !t.is_empty()),
    }
}

/// Whether two exact versions are one, as the ecosystem compares them.
pub fn same_version(ecosystem: Ecosystem, a: &str, b: &str) -> bool {
    match ecosystem {
        Ecosystem::Python => python::same_version(a, b),
        Ecosystem::Npm | Ecosystem::Jsr => npm::same_version(a, b),
        Ecosystem::Oci => oci::same_version(a, b),
        _ => a.trim() == b.trim(),
    }
}

/// Whether a pin says what a golden's pin declares. A golden that names a tag and no digest leaves the digest open.
pub fn keeps(pin: &Pin, golden: &str) -> bool {
    let Some(wanted) = golden_version(pin.ecosystem, golden) else { return false };
    match pin.grammar {
        Grammar::Image => oci::same_version(&pin.spec, &wanted),
        _ => pin.version.as_deref().is_some_and(|have| same_version(pin.ecosystem, have, &wanted)),
    }
}

/// Whether a pin says something else than a golden's pin declares. What asks for nothing and only limits a version
/// that somebody else asks for (a constraint, what a plugin wants of its host) need only let the golden's through; what
/// variables fill in cannot be judged.
pub fn drifts(pin: &Pin, golden: &str) -> bool {
    let Some(wanted) = golden_version(pin.ecosystem, golden) else { return false };
    let limit = pin.origin == Origin::Constraint || pin.place == "peerDependencies";
    let lets_through = limit && pin.grammar != Grammar::Direct && allows(pin, &wanted) != Some(false);
    pin.grammar != Grammar::Variable && !is_elsewhere(pin) && !keeps(pin, golden) && !lets_through
}

/// Whether a pin only says that the version stands in another place: a catalog, or the member of a workspace.
fn is_elsewhere(pin: &Pin) -> bool {
    let spec = pin.spec.as_str();
    pin.grammar == Grammar::Direct
        && (spec == "workspace" || spec.starts_with("workspace:") || spec.starts_with("catalog:"))
}

/// Whether a version lies in what a pin allows; `None` where that cannot be told.
pub fn allows(pin: &Pin, version: &str) -> Option<bool> {
    if let Some(exact) = &pin.version {
        return Some(same_version(pin.ecosystem, exact, version));
    }
    match pin.grammar {
        Grammar::Pep440 | Grammar::Poetry | Grammar::Pipfile => python::allows(pin, version),
        Grammar::Npm => npm::allows(&pin.spec, version),
        _ => None,
    }
}

/// Whether a package is an MCP SDK, framework or adapter, which is worth a word even where nobody declared a golden.
pub fn is_mcp_framework(ecosystem: Ecosystem, package: &str) -> bool {
    match ecosystem {
        Ecosystem::Python => python::is_mcp_framework(package),
        Ecosystem::Npm | Ecosystem::Jsr => npm::is_mcp_framework(package),
        _ => false,
    }
}

/// The edit that makes a pin of `doc` say exactly `version`, in the spelling of its place; `None` where none is right:
/// a lock, a direct source, a pin that says that version already or that is not of this document, a `version` that
/// is none.
pub fn replacement(pin: &Pin, version: &str, doc: &Document) -> Option<Vec<Edit>> {
    match pin.grammar {
        Grammar::Pep440 | Grammar::Poetry | Grammar::Pipfile | Grammar::UvTool => {
            python::replacement(pin, version, doc).map(|edit| vec![edit])
        }
        Grammar::Npm => npm::replacement(pin, version, doc),
        Grammar::Image => oci::replacement(pin, version, doc),
        Grammar::Go | Grammar::Nuget | Grammar::Locked | Grammar::Variable | Grammar::Direct => None,
    }
}
