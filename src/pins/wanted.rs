//! Which packages a run asks about.

use std::collections::BTreeSet;

use super::{npm, python};
use crate::model::pin::Ecosystem;

/// The packages whose versions are worth reading: MCP frameworks, what the golden pins, what servers start.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    packages: BTreeSet<(Ecosystem, String)>,
}

impl Wanted {
    /// The MCP frameworks, and the packages that are given: normalized names.
    pub fn new(packages: impl IntoIterator<Item = (Ecosystem, String)>) -> Self {
        let own = |ecosystem, names: &'static [&'static str]| names.iter().map(move |n| (ecosystem, (*n).to_owned()));
        let mut all: BTreeSet<_> = packages.into_iter().collect();
        all.extend(own(Ecosystem::Python, python::MCP_FRAMEWORKS));
        all.extend(own(Ecosystem::Npm, npm::MCP_FRAMEWORKS));
        Self { packages: all }
    }

    /// Whether a package is asked about.
    pub fn has(&self, ecosystem: Ecosystem, package: &str) -> bool {
        // A set of pairs cannot be asked with a borrowed name; there are few.
        self.names(ecosystem).any(|name| name == package)
    }

    /// The normalized names of one ecosystem, sorted.
    pub fn names(&self, ecosystem: Ecosystem) -> impl Iterator<Item = &str> {
        self.packages.iter().filter(move |(e, _)| *e == ecosystem).map(|(_, name)| name.as_str())
    }
}
