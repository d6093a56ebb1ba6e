//! Container images: the parts of a reference, and what makes it exact.
//!
//! The grammar is that of distribution/reference (`regexp.go` and `normalize.go`, read 2026-11), which docker, podman
//! and containerd share: `[registry[:port]/]path[:tag][@algorithm:hex]`.

use std::ops::Range;

use crate::document::{Document, Node};
use crate::finding::Edit;
use crate::fix::edit::set_part;
use crate::model::pin::Pin;

#[cfg(test)]
mod tests;

/// The parts of one image reference, as ranges of bytes in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The registry with its port, if one is written.
    pub registry: Option<Range<usize>>,
    /// Registry and path.
    pub name: Range<usize>,
    /// The tag, without its `:`.
    pub tag: Option<Range<usize>>,
    /// The digest, without its `@`.
    pub digest: Option<Range<usize>>,
}

impl Reference {
    /// Takes a reference apart; `None` where it is none, or only the id of an image.
    pub fn parse(text: &str) -> Option<Self> {
        let (named, digest) = match text.find('@') {
            Some(at) => (at, Some(at + 1..text.len())),
            None => (text.len(), None),
        };
        if digest.clone().is_some_and(|d| !text.get(d).is_some_and(is_digest)) {
            return None;
        }
        let head = text.get(..named)?;
        // A `:` before the last `/` belongs to a port.
        let slash = head.rfind('/').map_or(0, |i| i + 1);
        let tag = head.get(slash..)?.find(':').map(|i| slash + i + 1..named);
        if tag.clone().is_some_and(|t| !text.get(t).is_some_and(is_tag)) {
            return None;
        }
        let name = 0..tag.as_ref().map_or(named, |t| t.start - 1);
        let whole = text.get(name.clone())?;
        let registry = whole.find('/').filter(|i| whole.get(..*i).is_some_and(is_registry)).map(|i| 0..i);
        let path = whole.get(registry.as_ref().map_or(0, |r| r.end + 1)..)?;
        let valid = registry.clone().is_none_or(|r| whole.get(r).is_some_and(is_host)) && path.split('/').all(is_part);
        let id = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        (valid && !id).then_some(Self { registry, name, tag, digest })
    }

    /// Where `tag`, `digest` or `tag@digest` stands; empty, behind the name, if there is none.
    pub fn version_at(&self) -> Range<usize> {
        match (&self.tag, &self.digest) {
            (Some(tag), Some(digest)) => tag.start..digest.end,
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => self.name.end..self.name.end,
        }
    }
}

/// Whether the part before the first `/` names a registry and not a part of the path.
fn is_registry(text: &str) -> bool {
    text == "localhost" || text.contains(['.', ':']) || text.bytes().any(|b| b.is_ascii_uppercase())
}

fn is_host(text: &str) -> bool {
    let port = |p: &str| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit());
    if let Some(rest) = text.strip_prefix('[') {
        let Some((address, behind)) = rest.split_once(']') else { return false };
        let v6 = !address.is_empty() && address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':');
        return v6 && (behind.is_empty() || behind.strip_prefix(':').is_some_and(port));
    }
    let (host, number) = text.split_once(':').map_or((text, None), |(host, number)| (host, Some(number)));
    let label = |l: &str| {
        !l.is_empty()
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    host.split('.').all(label) && number.is_none_or(port)
}

/// A part of the path: lower-case letters and digits, between them one `.`, one or two `_`, or any number of `-`.
fn is_part(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let ends = |b: Option<&u8>| b.is_some_and(|b| plain(*b));
    let separators = text.split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    let fits = |s: &str| matches!(s, "" | "." | "_" | "__") || s.bytes().all(|b| b == b'-');
    ends(text.as_bytes().first()) && ends(text.as_bytes().last()) && separators.into_iter().all(fits)
}

fn is_tag(text: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let first = text.as_bytes().first().is_some_and(|b| word(*b));
    first && text.len() <= 128 && text.bytes().all(|b| word(b) || b == b'.' || b == b'-')
}

fn is_digest(text: &str) -> bool {
    let Some((algorithm, hex)) = text.split_once(':') else { return false };
    let part =
        |p: &str| p.starts_with(|c: char| c.is_ascii_alphabetic()) && p.bytes().all(|b| b.is_ascii_alphanumeric());
    hex.len() >= 32 && hex.bytes().all(|b| b.is_ascii_hexdigit()) && algorithm.split(['-', '_', '+', '.']).all(part)
}

/// An image's name as it is compared: without the registry that is meant where none is named (`docker.io`,
/// `index.docker.io`), and without the `library/` of Docker Hub's own images.
pub fn normalize_name(name: &str) -> String {
    let name = name.trim();
    let (hub, path) = match name.split_once('/') {
        Some(("docker.io" | "index.docker.io", path)) => (true, path),
        Some((first, _)) if is_registry(first) => (false, name),
        _ => (true, name),
    };
    let own = path.strip_prefix("library/").filter(|rest| hub && !rest.contains('/'));
    own.unwrap_or(path).to_owned()
}

/// A version of an image in its parts: a tag, a digest, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Version<'t> {
    tag: Option<&'t str>,
    digest: Option<&'t str>,
}

impl<'t> Version<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let text = text.trim();
        let both = text.split_once('@');
        let (tag, digest) = match both {
            Some(("", digest)) => (None, Some(digest)),
            Some((tag, digest)) => (Some(tag), Some(digest)),
            None if is_digest(text) => (None, Some(text)),
            None => (Some(text), None),
        };
        (tag.is_none_or(is_tag) && digest.is_none_or(is_digest)).then_some(Self { tag, digest })
    }
}

/// The tag or digest a golden's pin declares: `v0.9.0`, `sha256:...`, or `v0.9.0@sha256:...`. `latest` alone declares
/// nothing.
pub fn golden_version(text: &str) -> Option<String> {
    let version = Version::parse(text)?;
    (version.digest.is_some() || version.tag != Some("latest")).then(|| text.trim().trim_start_matches('@').to_owned())
}

/// The version that a tag or digest in use stands for: anything with a digest, and a tag that is a full version.
/// Such a tag can be moved, but who writes it means that one version; `1.2`, `stable` and `latest` move by design.
pub fn exact_version(spec: &str) -> Option<String> {
    let version = Version::parse(spec)?;
    let whole = version.digest.is_some() || version.tag.is_some_and(is_full_version);
    whole.then(|| spec.trim().to_owned())
}

/// Three numbers or more with dots between them, perhaps with `v` before and a suffix behind: `1.2.3`, `v0.9.0-rc.1`,
/// `2025.4.8-alpine`.
fn is_full_version(tag: &str) -> bool {
    let tag = tag.strip_prefix('v').unwrap_or(tag);
    let numbers = tag.split(['-', '_']).next().unwrap_or_default();
    let parts: Vec<&str> = numbers.split('.').collect();
    parts.len() >= 3 && parts.iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether what is in use is what is wanted. The two are not alike: what is wanted with a tag alone is satisfied by
/// that tag with any digest behind it, but what is wanted with a digest is not satisfied by a tag alone, which can be
/// moved. A digest that is wanted alone is satisfied whatever tag stands before it.
pub fn same_version(found: &str, wanted: &str) -> bool {
    if found.trim() == wanted.trim() {
        return true;
    }
    let (Some(found), Some(wanted)) = (Version::parse(found), Version::parse(wanted)) else { return false };
    let same_digest = match (found.digest, wanted.digest) {
        (Some(found), Some(wanted)) => found.eq_ignore_ascii_case(wanted),
        (None, Some(_)) => false,
        (_, None) => true,
    };
    let same_tag = match (found.tag, wanted.tag) {
        (Some(found), Some(wanted)) => found == wanted,
        // The digest decides where both have one.
        (None, Some(_)) => wanted.digest.is_some(),
        (_, None) => true,
    };
    same_digest && same_tag
}

/// Whether [`replacement`] takes a digest away: one is written, and the version that takes its place has none. It would
/// no longer fit, but what was frozen can then be moved, so such a fix is worth a question.
pub fn drops_digest(spec: &str, version: &str) -> bool {
    let digest = |text| Version::parse(text).is_some_and(|v| v.digest.is_some());
    digest(spec) && !digest(version)
}

/// The edits that make a pin say exactly `version`: `:tag`, `@digest` or `:tag@digest` behind the name, instead of what
/// is there. A digest that is not the wanted one goes ([`drops_digest`]); so does a tag where only a digest is wanted,
/// since it would name another image.
///
/// `None` for a pin that says that version already, for a `version` that is none, and for a pin that is not of this
/// document.
pub fn replacement(pin: &Pin, version: &str, doc: &Document) -> Option<Vec<Edit>> {
    let version = golden_version(version)?;
    if same_version(&pin.spec, &version) {
        return None;
    }
    let node = doc.at(&pin.pointer)?;
    let text = node.as_str()?;
    let spec = spec_range(pin, text, node, doc)?;
    let start = if spec.is_empty() { spec.start } else { spec.start.checked_sub(1)? };
    let separator = text.get(start..spec.start)?;
    if !matches!(separator, "" | ":" | "@") || text.get(spec.clone())? != pin.spec {
        return None;
    }
    let new = if Version::parse(&version)?.tag.is_some() { format!(":{version}") } else { format!("@{version}") };
    set_part(doc, node, start..spec.end, &new)
}

/// Where in the decoded string the pin's version stands: the whole string is one reference, or it is a part of a longer
/// one (`sh -c "docker run x:1"`), found by its bytes in the file.
fn spec_range(pin: &Pin, text: &str, node: &Node, doc: &Document) -> Option<Range<usize>> {
    if let Some(parts) = Reference::parse(text) {
        let named = text.get(parts.name.clone()).is_some_and(|name| normalize_name(name) == pin.package);
        return named.then(|| parts.version_at());
    }
    let starts: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    let place = |at: usize| doc.string_part(node, at..at).map(|span| span.start);
    place(0)?;
    let found = starts.partition_point(|at| place(*at).is_some_and(|start| start < pin.span.start));
    let start = starts.get(found).copied().filter(|at| place(*at) == Some(pin.span.start))?;
    Some(start..start + pin.spec.len()).filter(|range| text.get(range.clone()).is_some())
}
