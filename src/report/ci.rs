//! What the formats for CI systems share: files as such a system names them, and fingerprints.

use std::collections::BTreeMap;
use std::path::Path;

use super::View;
use crate::baseline::Identity;
use crate::env::slashes;
use crate::finding::{FileId, Finding};

/// Where a file lies for somebody with a checkout of the repository and another home directory.
pub(super) enum Lies {
    /// In the repository: the path from its root.
    Repository(String),
    /// In the home directory: the path from there.
    Home(String),
    /// Somewhere else: the absolute path.
    Elsewhere(String),
}

impl Lies {
    /// Where a file of the run lies.
    ///
    /// CI systems count from the root of the repository, which may lie above the directory that `file` in our own
    /// formats is relative to: that of the nearest golden.
    pub(super) fn of(view: &View<'_>, file: FileId) -> Self {
        let Some(source) = view.source(file) else { return Self::Elsewhere(String::new()) };
        if let Ok(rest) = source.path.strip_prefix(base(view)) {
            return Self::Repository(slashes(rest));
        }
        match source.display.strip_prefix("~/") {
            Some(rest) => Self::Home(rest.to_owned()),
            None if Path::new(&source.display).is_absolute() => Self::Elsewhere(source.display.clone()),
            None => Self::Repository(source.display.clone()),
        }
    }

    /// As people read it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Home(path) => format!("~/{path}"),
            Self::Repository(path) | Self::Elsewhere(path) => path.clone(),
        }
    }
}

/// The root of the repository, where the run lies in one.
fn base<'a>(view: &View<'a>) -> &'a Path {
    let workspace = view.report.workspace;
    let repository = workspace.repository.as_deref().filter(|repository| workspace.root.starts_with(repository));
    repository.unwrap_or(&workspace.root)
}

/// What makes a finding the same one in the next run, for every finding: 32 hexadecimal digits, no two alike.
pub(super) struct Fingerprints {
    /// Those of [`View::findings`], in their order.
    pub(super) findings: Vec<String>,
    /// Those of what is accepted, in the order of the report.
    pub(super) accepted: Vec<String>,
}

impl Fingerprints {
    /// Those of a report.
    ///
    /// Of findings that are alike the second has another one than the first; what is accepted is counted as well, so
    /// that accepting one of them does not rename the others.
    pub(super) fn of(view: &View<'_>) -> Self {
        let accepted = view.report.accepted.iter().map(|a| &a.finding);
        let mut all: Vec<(usize, &Finding)> = view.findings.iter().copied().chain(accepted).enumerate().collect();
        all.sort_by_key(|(at, f)| (f.file, f.span, f.rule, &f.message, *at));
        let mut seen: BTreeMap<Identity, usize> = BTreeMap::new();
        let mut named: Vec<(usize, String)> = Vec::with_capacity(all.len());
        for (at, finding) in all {
            let mut identity = Identity::of(finding, view.report.workspace, &view.secrets);
            identity.file = Lies::of(view, finding.file).name();
            let nth = seen.entry(identity.clone()).or_default();
            named.push((at, fingerprint(&identity, *nth)));
            *nth += 1;
        }
        named.sort_unstable();
        let mut findings: Vec<String> = named.into_iter().map(|(_, text)| text).collect();
        let accepted = findings.split_off(view.findings.len());
        Self { findings, accepted }
    }
}

/// The hash of an identity and of how many like it come before. It is kept by other systems for years: it must not
/// change with the platform, the compiler or the version of this program.
fn fingerprint(identity: &Identity, nth: usize) -> String {
    let Identity { file, rule, server, field } = identity;
    let server = server.as_deref().map(|name| ["server", name].concat()).unwrap_or_default();
    let parts = [file, rule, &server, field, &nth.to_string()];
    let mut hash = Fnv::default();
    for part in parts {
        hash.write(part.len().to_string().as_bytes());
        hash.write(b":");
        hash.write(part.as_bytes());
    }
    format!("{:032x}", hash.0)
}

/// FNV-1a with 128 bits (draft-eastlake-fnv): short, and the same everywhere. Nobody gains anything by a collision.
struct Fnv(u128);

impl Default for Fnv {
    fn default() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }
}

impl Fnv {
    fn write(&mut self, bytes: &[u8]) {
        const PRIME: u128 = (1 << 88) + 0x13b;
        for byte in bytes {
            self.0 = (self.0 ^ u128::from(*byte)).wrapping_mul(PRIME);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        let of = |text: &str| {
            let mut hash = Fnv::default();
            hash.write(text.as_bytes());
            format!("{:032x}", hash.0)
        };
        // Test vectors of the draft.
        assert_eq!(of(""), "6c62272e07bb014262b821756295c58d");
        assert_eq!(of("a"), "d228cb696f1a8caf78912b704e4a8964");
        assert_eq!(of("foobar"), "343e1662793c64bf6f0d3597ba446f18");
    }

    #[test]
    fn a_fingerprint_never_changes_and_its_parts_do_not_run_together() {
        let identity = |file: &str, server: Option<&str>, field: &str| Identity {
            file: file.into(),
            rule: "server-drift".into(),
            server: server.map(str::to_owned),
            field: field.into(),
        };
        let one = identity(".mcp.json", Some("docs"), "/args");
        // Dashboards know findings by this text.
        assert_eq!(fingerprint(&one, 0), "5ab1ff3a8c17fc47d840675edc0f2415");
        let others = [
            identity(".mcp.json", Some("doc"), "s/args"),
            identity(".mcp.json", None, "/args"),
            identity(".mcp.json", Some(""), "/args"),
            identity(".mcp.jsons", Some("docs"), "/args"),
        ];
        let mut all: Vec<String> = others.iter().chain([&one]).map(|id| fingerprint(id, 0)).collect();
        all.push(fingerprint(&one, 1));
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 6);
    }
}
