//! `pnpm-lock.yaml`.
//!
//! The keys of `packages` have been, with what follows in them for peers: `/name/1.2.3_peer@1` (version 5, to pnpm 7),
//! `/name@1.2.3(peer@1)` (version 6, pnpm 8) and `name@1.2.3` (version 9, where peers stand in `snapshots`). What a
//! member of the workspace asked for, and which version it got, stands above them (`importers`, or with one project in
//! the root).
//!
//! Source: what pnpm 7.33.7, 8.15.9 and 10.34.9 write (2026-11). Repositories are keys of their own to version 6; they
//! are found where their entry has a `name`, which it has for the known hosts.

use std::collections::BTreeSet;
use std::ops::Range;

use memchr::memmem;

use super::near::{Piece, byte_before, line_end, line_start, next_lines, seek};
use super::needles::{Hit, hits};
use super::{Entry, mark_forks};
use crate::document::{Node, Object, Pointer, Span, Syntax};
use crate::model::pin::{Ecosystem, Pin};
use crate::pins::is_commit;
use crate::pins::{Wanted, npm};

/// The entries about wanted packages, each version once.
pub(super) fn read(text: &str, wanted: &Wanted) -> Vec<Pin> {
    let mut lock = Lock { text, wanted, pins: Vec::new(), asked: BTreeSet::new() };
    let mut sections = None;
    // Since version 11 the packages of pnpm itself may stand in a document of their own before the project's
    // (pnpm/pnpm#13805, pnpm.io/lockfile, 2026-11: the last document counts).
    let from = memmem::rfind(text.as_bytes(), b"\n---").unwrap_or(0);
    for hit in hits(wanted, b"@/:'\"\r\n", text) {
        let Some(sections) = sections.get_or_insert_with(|| Sections::find(text, from)).as_ref() else {
            lock.whole();
            break;
        };
        if hit.start < from {
            continue;
        }
        if hit.start < sections.packages {
            lock.ask(hit);
        } else if hit.start < sections.end {
            lock.entry(hit, sections.indent);
        }
    }
    let Lock { mut pins, asked, .. } = lock;
    let mut seen = BTreeSet::new();
    pins.retain(|pin: &Pin| seen.insert((pin.package.clone(), pin.spec.clone())));
    mark_forks(&mut pins, &asked);
    pins
}

/// Where `packages` stands, and how deep its keys are indented.
struct Sections {
    packages: usize,
    end: usize,
    indent: usize,
}

impl Sections {
    /// `None` where it does not begin a line.
    fn find(text: &str, from: usize) -> Option<Self> {
        let packages = seek(text, from, "\npackages:")? + 1;
        let end = seek(text, packages, "\nsnapshots:").unwrap_or(text.len());
        let lines = next_lines(text, line_end(text, packages)?, 16);
        let first = lines.filter_map(|line| text.get(line)).find(|line| !line.trim().is_empty())?;
        Some(Self { packages, end, indent: first.len() - first.trim_start().len() }).filter(|s| s.indent > 0)
    }
}

struct Lock<'t> {
    text: &'t str,
    wanted: &'t Wanted,
    pins: Vec<Pin>,
    /// The versions that members of the workspace were given.
    asked: BTreeSet<(String, String)>,
}

impl Lock<'_> {
    /// A hit above `packages`: `name:` with the version behind it or two lines below, or `name@version` of an alias.
    fn ask(&mut self, hit: Hit) {
        let text = self.text;
        let Some(end) = line_end(text, hit.end) else { return };
        let rest = text.get(hit.end..end).unwrap_or_default();
        let name = text.get(hit.start..hit.end).unwrap_or_default();
        let rest = rest.trim_start_matches(['\'', '"']);
        if let Some(version) = rest.strip_prefix(['@', '/']) {
            self.asked.insert((name.to_owned(), settled(version).to_owned()));
        } else if let Some(value) = rest.strip_prefix(':') {
            let below = next_lines(text, end, 2).filter_map(|line| text.get(line)?.trim().strip_prefix("version:"));
            for value in std::iter::once(value).chain(below) {
                self.asked.insert((name.to_owned(), settled(value.trim().trim_matches(['\'', '"'])).to_owned()));
            }
        }
    }

    /// A hit in `packages`: a key, or the name that an entry gives.
    fn entry(&mut self, hit: Hit, indentation: usize) {
        let text = self.text;
        let Some(start) = line_start(text, hit.start) else { return };
        let before = text.get(start..hit.start).unwrap_or_default();
        let blanks = before.len() - before.trim_start_matches(' ').len();
        if blanks > indentation && before.trim() == "name:" {
            self.pins.extend(self.named(hit, start, indentation));
        } else if blanks == indentation
            && let Some((key, at)) = key(text, start + blanks)
        {
            self.key(key, at);
        }
    }

    /// The pin of a key that begins at `start`.
    fn key(&mut self, key: &str, start: usize) {
        let Some((name, spec)) = split_key(key, |name| self.wanted.has(Ecosystem::Npm, name)) else { return };
        let all = key.get(spec.clone()).unwrap_or_default();
        let version = settled(all);
        let known = npm::exact_version(version).is_some();
        // What follows a slash is a version or the path of a repository.
        if !known && byte_before(key, spec.start) == Some(b'/') {
            return;
        }
        let source = if known { version } else { all.split('(').next().unwrap_or_default() };
        let package = key.get(name.clone()).unwrap_or_default();
        let name_span = Span::new(start + name.start, start + name.end);
        self.pins.extend(packages_entry(package, name_span, source, start + spec.start, key).npm());
    }

    /// The pin of an entry, to version 6, whose key is no name: the key is the line above that is indented less.
    fn named(&self, hit: Hit, line: usize, indentation: usize) -> Option<Pin> {
        let text = self.text;
        let package = text.get(hit.start..hit.end)?;
        let rest = text.get(hit.end..line_end(text, hit.end)?)?;
        (rest.trim_matches(['\'', '"', ' ']).is_empty() && self.wanted.has(Ecosystem::Npm, package)).then_some(())?;
        let above = |line: &usize| line_start(text, line.checked_sub(1)?);
        // pnpm writes little above the name.
        let mut lines = std::iter::successors(above(&line), above).take(8);
        let start = lines.find(|start| text.get(*start..).is_some_and(|line| blanks(line) == indentation))?;
        let (key, at) = key(text, start + indentation)?;
        let source = key.split('(').next()?;
        let fixed = source.rsplit('/').next().is_some_and(is_commit);
        Some(packages_entry(package, Span::new(hit.start, hit.end), source, at, key).direct(fixed))
    }

    /// Parses all of a file that is laid out differently.
    fn whole(&mut self) {
        let piece = Piece::whole(self.text, Syntax::Yaml);
        let packages = piece.doc.at(&Pointer::of(&["packages"])).and_then(Node::as_object);
        for member in packages.into_iter().flat_map(Object::effective) {
            let quoted = self.text.get(member.key_span.start..).is_some_and(|key| key.starts_with(['\'', '"']));
            self.key(&member.key, member.key_span.start + usize::from(quoted));
        }
    }
}

/// How many blanks a line begins with.
fn blanks(line: &str) -> usize {
    line.bytes().take_while(|b| *b == b' ').count()
}

/// The key of a map that begins its line at `at` (but for blanks), and where its text begins; `? ` is before one that
/// is too long for a line.
fn key(text: &str, at: usize) -> Option<(&str, usize)> {
    let line = text.get(at..line_end(text, at)?)?;
    let start = line.len() - line.trim_start_matches(['?', ' ', '\'', '"']).len();
    let key = line.get(start..)?.split(": ").next()?.trim_end();
    Some((key.strip_suffix(':').unwrap_or(key).trim_end_matches(['\'', '"']), at + start))
}

/// An entry of `packages` that says `text`, which begins at `start`.
fn packages_entry<'e>(package: &'e str, name_span: Span, text: &'e str, start: usize, key: &str) -> Entry<'e> {
    Entry {
        ecosystem: Ecosystem::Npm,
        package,
        name_span,
        text,
        span: Span::new(start, start + text.len()),
        pointer: Pointer::of(&["packages", key]),
        place: "packages",
        conditional: false,
    }
}

/// The version at the beginning of what follows a name: peers are added with `_`, `(` or `/`.
fn settled(text: &str) -> &str {
    text.split(['_', '(', '/']).next().unwrap_or_default()
}

/// The places of a wanted name and of what follows it in a key: `name@..`, `/name@..`, `/name/..` and `registry/name/..`.
fn split_key(key: &str, wanted: impl Fn(&str) -> bool) -> Option<(Range<usize>, Range<usize>)> {
    let start = match key.find('/') {
        Some(0) => 1,
        // A registry's host.
        Some(at)
            if !key.starts_with('@')
                && key.get(..at).is_some_and(|host| host.contains(['.', ':']) && !host.contains('@')) =>
        {
            at + 1
        }
        _ => 0,
    };
    let rest = key.get(start..)?;
    let scope = if rest.starts_with('@') { rest.find('/')? + 1 } else { 0 };
    let end = scope + rest.get(scope..)?.find(['@', '/'])?;
    let name = start..start + end;
    wanted(key.get(name.clone())?).then_some((name, start + end + 1..key.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_documents_the_last_one_counts() {
        let own = "---\nlockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    packageManagerDependencies:\n      fastmcp:\n        version: 1.0.0\n\n\
                   packages:\n\n  fastmcp@1.0.0:\n    resolution: {integrity: sha512-x}\n\nsnapshots:\n\n  fastmcp@1.0.0: {}\n\n---\n";
        let project = "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      fastmcp:\n        specifier: ^3\n        version: 3.1.0\n\n\
                       packages:\n\n  fastmcp@3.1.0:\n    resolution: {integrity: sha512-x}\n\nsnapshots:\n\n  fastmcp@3.1.0: {}\n";
        let wanted = Wanted::new([]);
        for text in [project.to_owned(), format!("{own}{project}")] {
            let pins = read(&text, &wanted);
            let [pin] = pins.as_slice() else { panic!("{pins:?}") };
            assert_eq!((pin.spec.as_str(), pin.span.of(&text), pin.conditional), ("3.1.0", "3.1.0", false));
        }
    }
}
