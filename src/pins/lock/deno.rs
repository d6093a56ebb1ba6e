//! `deno.lock`: JSON, with entries `"name@version": {` under `npm` and `jsr`.
//!
//! Sources: what Deno 2.9.6 writes (version 5), and the `deno_lockfile` crate for versions 3 and 4, of which 3 has these
//! objects inside `packages` and the specifiers' values with the registry before them (2026-11).

use std::collections::BTreeSet;

use super::near::{Piece, byte, byte_before, seek, string_end, value_of_key};
use super::needles::{Hit, hits};
use super::{Entry, mark_forks};
use crate::document::{Node, Object, Pointer, Span, Syntax};
use crate::model::pin::{Ecosystem, Pin};
use crate::pins::Wanted;
use crate::pins::npm::spec::split_name;

/// The entries about wanted packages.
pub(super) fn read(text: &str, wanted: &Wanted) -> Vec<Pin> {
    let mut sections = None;
    let (mut pins, mut asked) = (Vec::new(), BTreeSet::new());
    for hit in hits(wanted, b"@", text) {
        let before = byte_before(text, hit.start).filter(|b| matches!(b, b'"' | b':'));
        let Some(end) = before.and_then(|_| string_end(text, hit.end)) else { continue };
        let Some(value) = value_of_key(text, end + 1) else { continue };
        match (before, byte(text, value)) {
            (Some(b'"'), Some(b'{')) => {
                let Some(sections) = sections.get_or_insert_with(|| Sections::find(text)).as_ref() else {
                    return whole(text, wanted);
                };
                pins.extend(entry(text, hit, end, sections, wanted));
            }
            // `"npm:name@^1": "1.2.3"`: what somebody asked for.
            (Some(b':'), Some(b'"')) => {
                let name = text.get(hit.start..hit.end).unwrap_or_default();
                let value = string_end(text, value + 1).and_then(|end| text.get(value + 1..end)).unwrap_or_default();
                asked.insert((name.to_owned(), settled(value).to_owned()));
            }
            _ => {}
        }
    }
    mark_forks(&mut pins, &asked);
    pins
}

/// Where the packages of the two registries stand.
struct Sections {
    npm: Option<usize>,
    jsr: Option<usize>,
    /// The way to them: version 3 has them inside `packages`.
    path: &'static [&'static str],
}

impl Sections {
    /// `None` where neither is found in the spelling that Deno writes.
    fn find(text: &str) -> Option<Self> {
        let (npm, jsr) = (seek(text, 0, "\"npm\": {"), seek(text, 0, "\"jsr\": {"));
        let first = npm.into_iter().chain(jsr).min()?;
        let old = text.get(..first)?.contains("\"packages\": {");
        Some(Self { npm, jsr, path: if old { &["packages"] } else { &[] } })
    }

    /// The registry whose section a place is in.
    fn at(&self, place: usize) -> Option<(Ecosystem, &'static str)> {
        let (npm, jsr) = (self.npm.filter(|at| *at < place), self.jsr.filter(|at| *at < place));
        (npm.is_some() || jsr.is_some()).then_some(())?;
        Some(if npm > jsr { (Ecosystem::Npm, "npm") } else { (Ecosystem::Jsr, "jsr") })
    }
}

fn entry(text: &str, hit: Hit, end: usize, sections: &Sections, wanted: &Wanted) -> Option<Pin> {
    let (ecosystem, section) = sections.at(hit.start)?;
    let key = text.get(hit.start..end)?;
    let pointer = Pointer::of(sections.path).join(section).join(key);
    of_key(key, hit.start, ecosystem, section, pointer, wanted)
}

/// The pin of a key `name@version_peer@1`.
fn of_key(
    key: &str,
    start: usize,
    ecosystem: Ecosystem,
    place: &str,
    pointer: Pointer,
    wanted: &Wanted,
) -> Option<Pin> {
    let (package, spec) = split_name(key);
    wanted.has(ecosystem, package).then_some(())?;
    let version = settled(key.get(spec.clone())?);
    let name_span = Span::new(start, start + package.len());
    let span = Span::new(start + spec.start, start + spec.start + version.len());
    Entry { ecosystem, package, name_span, text: version, span, pointer, place, conditional: false }.npm()
}

/// The version in what a specifier was settled to: `1.2.3`, `1.2.3_peer@1`, `npm:name@1.2.3`.
fn settled(text: &str) -> &str {
    let text = match text.strip_prefix("npm:").or_else(|| text.strip_prefix("jsr:")) {
        Some(rest) => rest.get(split_name(rest).1).unwrap_or_default(),
        None => text,
    };
    text.split('_').next().unwrap_or_default()
}

/// Parses all of a file that is laid out differently.
fn whole(text: &str, wanted: &Wanted) -> Vec<Pin> {
    let doc = Piece::whole(text, Syntax::Json).doc;
    let (mut pins, mut asked) = (Vec::new(), BTreeSet::new());
    for path in [&["packages"][..], &[]] {
        let base = Pointer::of(path);
        let members = |section: &str| {
            doc.at(&base.join(section))
                .and_then(Node::as_object)
                .into_iter()
                .flat_map(Object::effective)
                .collect::<Vec<_>>()
        };
        for (ecosystem, section) in [(Ecosystem::Npm, "npm"), (Ecosystem::Jsr, "jsr")] {
            for member in members(section) {
                let pointer = base.join(section).join(&member.key);
                pins.extend(of_key(&member.key, member.key_span.start + 1, ecosystem, section, pointer, wanted));
            }
        }
        for member in members("specifiers") {
            let name = member.key.split_once(':').map_or("", |(_, rest)| split_name(rest).0);
            asked.insert((name.to_owned(), settled(member.value.as_str().unwrap_or_default()).to_owned()));
        }
    }
    mark_forks(&mut pins, &asked);
    pins
}
