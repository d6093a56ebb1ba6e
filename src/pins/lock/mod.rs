//! What lock files have settled on.
//!
//! A lock is long and few of its entries are wanted, so it is never parsed as a whole: wanted names (npm) or the heads of
//! the entries (Python) are searched for, many bytes at a time, and only what stands around a hit is read, by the parser
//! of its syntax. A file that is not laid out as its tool writes it is parsed as a whole after all.
//!
//! In a pin of a lock `spec` and `version` are the same, `span` is the version's bytes, and `pointer` leads to the entry
//! or its version; it is the root where finding the way there would cost a reading of the file. `conditional` marks an
//! entry that holds only sometimes: one of a fork, one that is nested below another package, or, where a lock does not
//! tell which of several versions the project itself asked for, each of them. Members of the workspace and the project
//! itself are left out.

mod bun;
mod deno;
mod near;
mod needles;
mod package_lock;
mod pipfile;
mod pnpm;
mod python;
mod yarn;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub(super) use needles::Needles;

use super::{Wanted, npm};
use crate::document::{Pointer, Span};
use crate::model::pin::{Ecosystem, Format, Grammar, Origin, Pin};

/// The entries of a lock that are about wanted packages, in file order.
pub fn read_lock(format: Format, text: &str, wanted: &Wanted) -> Vec<Pin> {
    let mut pins = match format {
        Format::UvLock | Format::PoetryLock | Format::PdmLock | Format::Pylock => python::read(format, text, wanted),
        Format::PipfileLock => pipfile::read(text, wanted),
        Format::PackageLock => package_lock::read(text, wanted),
        Format::PnpmLock => pnpm::read(text, wanted),
        Format::YarnLock => yarn::read(text, wanted),
        Format::BunLock => bun::read(text, wanted),
        Format::DenoLock => deno::read(text, wanted),
        _ => Vec::new(),
    };
    pins.sort_by_key(|pin| (pin.name_span, pin.span));
    // An entry may be found by its key and by its name.
    pins.dedup();
    pins
}

/// The settled version of a package, or the source it comes from.
struct Entry<'e> {
    ecosystem: Ecosystem,
    package: &'e str,
    name_span: Span,
    /// The version, or the source.
    text: &'e str,
    /// Its bytes.
    span: Span,
    pointer: Pointer,
    place: &'e str,
    conditional: bool,
}

impl Entry<'_> {
    /// The pin of a version.
    fn locked(self) -> Pin {
        let text = self.text.to_owned();
        Pin { version: Some(text), grammar: Grammar::Locked, ..self.direct(false) }
    }

    /// The pin of a source that is no version; `fixed` says that it can never become another one.
    fn direct(self, fixed: bool) -> Pin {
        Pin {
            ecosystem: self.ecosystem,
            package: self.package.to_owned(),
            spec: self.text.to_owned(),
            version: None,
            fixed,
            span: self.span,
            name_span: self.name_span,
            pointer: self.pointer,
            place: self.place.to_owned(),
            grammar: Grammar::Direct,
            origin: Origin::Lock,
            conditional: self.conditional,
            hashed: false,
            server: None,
        }
    }

    /// The pin of what an npm lock says behind a name's `@`: a version, or a source; `None` for a member of the
    /// workspace.
    fn npm(self) -> Option<Pin> {
        if npm::exact_version(self.text).is_some() {
            return Some(self.locked());
        }
        let own = ["workspace:", "root:", "link:"].iter().any(|protocol| self.text.starts_with(protocol));
        let fixed = npm::spec::classify(self.text).is_fixed();
        (!own && !self.text.is_empty()).then(|| self.direct(fixed))
    }
}

/// Marks the entries of packages that are locked more than once: those that the project did not ask for itself hold
/// only below other packages. `asked` has the packages with the versions that it did ask for.
fn mark_forks(pins: &mut [Pin], asked: &BTreeSet<(String, String)>) {
    let one = |pin: &Pin| (pin.ecosystem, pin.package.clone());
    let mut seen = BTreeSet::new();
    let several: BTreeSet<_> = pins.iter().map(one).filter(|name| !seen.insert(name.clone())).collect();
    for pin in pins.iter_mut().filter(|pin| several.contains(&one(pin))) {
        pin.conditional = !asked.contains(&(pin.package.clone(), pin.spec.clone()));
    }
}
