//! `yarn.lock` of Yarn 1 (a format of its own) and of Berry (YAML).
//!
//! Both have an entry per package, whose header has no indentation and lists the requirements that led to it. In Berry
//! `resolution` says what the entry is; in Yarn 1 the header does.
//!
//! Sources: what Yarn 1.22.22 and 4.18.1 write (2026-11). Which of several versions of a package the project asked for is
//! for its manifest to say, so each of them is conditional.

use std::collections::BTreeSet;

use super::near::{Piece, byte, byte_before, line_end, line_start, next_lines, seek};
use super::needles::{Hit, hits};
use super::{Entry, mark_forks};
use crate::document::{Node, Object, Pointer, Span, Syntax};
use crate::model::pin::{Ecosystem, Pin};
use crate::pins::Wanted;
use crate::pins::is_commit;
use crate::pins::npm::spec::{Alias, Spec, classify, split_name};

/// How many lines after its header an entry is looked at: version, resolution and what may stand between them.
const LINES: usize = 8;

/// What all entries are in: there is no table.
const PLACE: &str = "entries";

/// The entries about wanted packages.
pub(super) fn read(text: &str, wanted: &Wanted) -> Vec<Pin> {
    let (mut pins, mut past, mut odd) = (Vec::new(), 0, true);
    for hit in hits(wanted, b"@", text) {
        // One header may name a package several times.
        if hit.start < past {
            continue;
        }
        let header = line_start(text, hit.start).filter(|start| is_header(text, *start));
        let Some((start, end)) = header.and_then(|start| Some((start, line_end(text, hit.end)?))) else { continue };
        odd &= !text.get(start..end).is_some_and(|line| line.ends_with(':'));
        if let Some(pin) = entry(text, hit, Span::new(start, end), wanted) {
            past = end;
            pins.push(pin);
        }
    }
    if odd && seek(text, 0, "__metadata").is_some() && wanted.mentions(Ecosystem::Npm, text) {
        pins = whole(text, wanted);
    }
    mark_forks(&mut pins, &BTreeSet::new());
    pins
}

/// Whether the line that begins here is the header of an entry.
fn is_header(text: &str, start: usize) -> bool {
    byte(text, start).is_some_and(|b| !matches!(b, b' ' | b'\t' | b'#' | b'\r' | b'\n'))
}

/// The lines of an entry that count.
#[derive(Default)]
struct Lines<'t> {
    version: Option<(&'t str, Span)>,
    /// Berry: what the entry is.
    resolution: Option<(&'t str, Span)>,
    /// Yarn 1: where it was fetched.
    resolved: Option<(&'t str, Span)>,
}

impl<'t> Lines<'t> {
    fn after(text: &'t str, header: Span) -> Self {
        let mut lines = Self::default();
        for line in next_lines(text, header.end, LINES) {
            let all = text.get(line.clone()).unwrap_or_default();
            // Berry writes a key that is too long for YAML behind `? `, and the colon on a line of its own.
            if all.trim_end() == ":" {
                continue;
            }
            if !all.starts_with([' ', '\t']) {
                break;
            }
            let Some((key, _)) = all.trim_start().split_once([':', ' ']) else { continue };
            let value = all
                .trim_start()
                .get(key.len()..)
                .unwrap_or_default()
                .trim_matches([':', ' '])
                .trim_matches(['"', '\'']);
            let start = line.start + all.rfind(value).unwrap_or_default();
            let found = Some((value, Span::new(start, start + value.len())));
            match key {
                "version" => lines.version = lines.version.or(found),
                "resolution" => lines.resolution = lines.resolution.or(found),
                "resolved" => lines.resolved = lines.resolved.or(found),
                _ => {}
            }
        }
        lines
    }
}

/// The entry with this header, if the hit in it is what it is about.
fn entry(text: &str, hit: Hit, header: Span, wanted: &Wanted) -> Option<Pin> {
    let begins = hit.start == header.start || matches!(byte_before(text, hit.start), Some(b'"' | b'\'' | b' ' | b','));
    let aliased = text.get(header.start..hit.start).is_some_and(|before| before.ends_with("npm:"));
    (begins || aliased).then_some(())?;
    let lines = Lines::after(text, header);
    let version = lines.version?;
    match lines.resolution {
        Some(resolution) => {
            let key = header.of(text).trim_start_matches("? ").trim_end_matches(':').trim_matches(['"', '\'']);
            berry(resolution, version, Pointer::of(&[key]), wanted)
        }
        None => classic(text, hit, version, lines.resolved),
    }
}

/// An entry of Berry.
fn berry(resolution: (&str, Span), version: (&str, Span), key: Pointer, wanted: &Wanted) -> Option<Pin> {
    let (package, spec) = split_name(resolution.0);
    wanted.has(Ecosystem::Npm, package).then_some(())?;
    let source = resolution.0.get(spec.clone())?;
    let from = resolution.1.start;
    let entry = |(text, span), member| Entry {
        ecosystem: Ecosystem::Npm,
        package,
        name_span: Span::new(from, from + package.len()),
        text,
        span,
        pointer: key.join(member),
        place: PLACE,
        conditional: false,
    };
    if source.starts_with("workspace:") {
        return None;
    }
    // A patched package is that version, with changes that the project keeps itself.
    if source.starts_with("npm:") || source.starts_with("patch:") {
        return entry(version, "version").npm();
    }
    let fixed = classify(source).is_fixed() || source.rsplit_once("commit=").is_some_and(|(_, rev)| is_commit(rev));
    Some(entry((source, Span::new(from + spec.start, from + spec.end)), "resolution").direct(fixed))
}

/// An entry of Yarn 1.
fn classic(text: &str, hit: Hit, version: (&str, Span), resolved: Option<(&str, Span)>) -> Option<Pin> {
    let range = text.get(hit.end + 1..line_end(text, hit.end)?)?;
    let range = range.split(['"', ',']).next().unwrap_or_default();
    let range = range.strip_suffix(':').unwrap_or(range);
    let asked = (range, Span::new(hit.end + 1, hit.end + 1 + range.len()));
    let kind = classify(range);
    let (text_of, fixed) = match &kind {
        // The name is another one's here.
        Spec::Alias(Alias { name, .. }) if !name.is_empty() => return None,
        Spec::Git { .. } => {
            let source = resolved.unwrap_or(asked);
            (source, source.0.rsplit_once('#').is_some_and(|(_, rev)| is_commit(rev)))
        }
        Spec::Url { fixed } => (asked, *fixed),
        Spec::Path => (asked, false),
        _ => (version, false),
    };
    let entry = Entry {
        ecosystem: Ecosystem::Npm,
        package: text.get(hit.start..hit.end)?,
        name_span: Span::new(hit.start, hit.end),
        text: text_of.0,
        span: text_of.1,
        pointer: Pointer::root(),
        place: PLACE,
        conditional: false,
    };
    match kind {
        Spec::Git { .. } | Spec::Url { .. } | Spec::Path => Some(entry.direct(fixed)),
        _ => entry.npm(),
    }
}

/// Parses all of a file of Berry that is laid out differently.
fn whole(text: &str, wanted: &Wanted) -> Vec<Pin> {
    let piece = Piece::whole(text, Syntax::Yaml);
    let members = piece.doc.root.as_ref().and_then(Node::as_object).into_iter().flat_map(Object::effective);
    let pin = |key: &str, node: &Node| {
        let of = |name: &str| node.get(name).and_then(|node| Some((node.as_str()?.to_owned(), piece.inside(node))));
        let (version, resolution) = (of("version")?, of("resolution")?);
        berry((&resolution.0, resolution.1), (&version.0, version.1), Pointer::of(&[key]), wanted)
    };
    members.filter_map(|member| pin(&member.key, &member.value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_that_is_too_long_for_yaml_is_read() {
        let ranges: Vec<String> = (0..60).map(|i| format!("@modelcontextprotocol/sdk@npm:^1.{i}.0")).collect();
        let text = format!(
            "__metadata:\n  version: 8\n\n? \"{}\"\n:\n  version: 1.20.2\n  resolution: \"@modelcontextprotocol/sdk@npm:1.20.2\"\n\n\
             \"fastmcp@npm:^3\":\n  version: 3.1.0\n  resolution: \"fastmcp@npm:3.1.0\"\n",
            ranges.join(", ")
        );
        let said: Vec<_> = read(&text, &Wanted::new([])).into_iter().map(|p| (p.package, p.spec)).collect();
        let want = [("@modelcontextprotocol/sdk", "1.20.2"), ("fastmcp", "3.1.0")];
        assert_eq!(said, want.map(|(name, version)| (name.to_owned(), version.to_owned())));
    }
}
