//! `uv.lock`, `poetry.lock`, `pdm.lock` and `pylock.toml`: TOML with an array of tables, one for each package.
//!
//! The heads of the entries are searched for, since names may be spelled in several ways (old Poetry wrote `Jinja2`),
//! and only wanted entries are parsed.
//!
//! Sources: what uv 0.13.9 and Poetry 2.5.1 write; PDM 2.29.3, `Candidate.as_lockfile_entry` and `format_lockfile`;
//! PEP 751 (all read 2026-11).

use std::collections::BTreeSet;

use memchr::memmem;

use super::Entry;
use super::near::{Piece, byte, indent, line_end, next_lines};
use crate::document::{Node, Pointer, Syntax};
use crate::model::pin::{Ecosystem, Format, Pin};
use crate::pins::is_commit;
use crate::pins::{Wanted, python};

/// The entries about wanted packages.
pub(super) fn read(format: Format, text: &str, wanted: &Wanted) -> Vec<Pin> {
    let table = if format == Format::Pylock { "packages" } else { "package" };
    let heads = heads(text, table);
    let mut pins: Vec<Pin> = Vec::new();
    if heads.is_empty() {
        if wanted.mentions(Ecosystem::Python, text) {
            whole(text, table, wanted, &mut pins);
        }
    } else {
        for (index, head) in heads.into_iter().enumerate() {
            if may_be_wanted(text, head, wanted) {
                pins.extend(block(text, head, table, index, wanted));
            }
        }
    }
    if format == Format::PdmLock {
        // An entry with extras repeats the version of the one without.
        let mut seen = BTreeSet::new();
        pins.retain(|pin| seen.insert((pin.package.clone(), pin.spec.clone())));
    }
    pins
}

/// Where the headers `[[package]]` stand.
fn heads(text: &str, table: &str) -> Vec<usize> {
    let begins_line = |at: usize| indent(text, at).map(|_| at);
    let names_table = |at: &usize| header_name(text.get(*at + 2..).unwrap_or_default()) == Some(table);
    memmem::find_iter(text.as_bytes(), b"[[").filter_map(begins_line).filter(names_table).collect()
}

/// The name in the header of an array of tables, behind its two brackets.
fn header_name(text: &str) -> Option<&str> {
    // No header of these files is longer.
    let end = text.as_bytes().get(..64).unwrap_or(text.as_bytes()).windows(2).position(|w| w == b"]]")?;
    Some(text.get(..end)?.trim_matches([' ', '\t', '"', '\'']))
}

/// Whether the entry with this header is worth parsing: tools write the name in the next line, and only where it is not
/// there it may be anything.
fn may_be_wanted(text: &str, head: usize, wanted: &Wanted) -> bool {
    let name = || {
        let line = next_lines(text, line_end(text, head)?, 1).next()?;
        text.get(line)?.strip_prefix("name = \"")?.strip_suffix('"')
    };
    name().is_none_or(|name| wanted.has(Ecosystem::Python, &python::normalize_name(name)))
}

/// Reads the entry with this header.
fn block(text: &str, head: usize, table: &str, index: usize, wanted: &Wanted) -> Option<Pin> {
    let piece = Piece::toml(text, head..block_end(text, head, table))?;
    let node = piece.doc.at(&Pointer::of(&[table, "0"]))?;
    pin(&piece, node, table, index, wanted)
}

/// Where the next table begins that does not belong to the entry.
fn block_end(text: &str, head: usize, table: &str) -> usize {
    let mut from = head + 2;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("\n[")) {
        let name = from + at + 2;
        let rest = text.get(name..).unwrap_or_default();
        let own = rest.trim_start_matches('[').strip_prefix(table).is_some_and(|rest| rest.starts_with('.'));
        // A line of a list of lists is none.
        let header = byte(text, name).is_some_and(|b| b == b'[' || b.is_ascii_alphabetic() || b == b'"');
        if header && !own {
            return from + at + 1;
        }
        from = name;
    }
    text.len()
}

/// Parses all of a file that is laid out differently.
fn whole(text: &str, table: &str, wanted: &Wanted, pins: &mut Vec<Pin>) {
    let piece = Piece::whole(text, Syntax::Toml);
    let entries = piece.doc.at(&Pointer::of(&[table])).and_then(Node::as_array).unwrap_or_default();
    pins.extend(entries.iter().enumerate().filter_map(|(index, node)| pin(&piece, node, table, index, wanted)));
}

fn pin(piece: &Piece, node: &Node, table: &str, index: usize, wanted: &Wanted) -> Option<Pin> {
    let name = node.get("name")?;
    let package = python::normalize_name(name.as_str()?);
    wanted.has(Ecosystem::Python, &package).then_some(())?;
    let source = source(node);
    let path = match &source {
        Source::Own => return None,
        Source::Index => Pointer::of(&["version"]),
        Source::Direct { path, .. } => Pointer::of(path),
    };
    let value = node.at(&path)?;
    let base = Pointer::of(&[table]).index(index);
    let entry = Entry {
        ecosystem: Ecosystem::Python,
        package: &package,
        name_span: piece.inside(name),
        text: match &source {
            Source::Direct { spec, .. } => spec,
            _ => value.as_str()?,
        },
        span: piece.inside(value),
        pointer: path.segments().fold(base, |pointer, segment| pointer.join(&segment)),
        place: table,
        conditional: ["resolution-markers", "markers", "marker"].iter().any(|key| node.get(key).is_some()),
    };
    Some(match source {
        Source::Direct { fixed, .. } => entry.direct(fixed),
        _ => entry.locked(),
    })
}

/// Where an entry comes from.
enum Source {
    /// An index of packages.
    Index,
    /// The project itself, a member of its workspace, or a directory that is edited beside it.
    Own,
    /// A repository, a URL or a path, which stands at `path` in the entry.
    Direct { spec: String, fixed: bool, path: Vec<&'static str> },
}

/// The text at a place in an entry.
fn text<'n>(node: &'n Node, path: &[&str]) -> Option<&'n str> {
    node.at(&Pointer::of(path)).and_then(Node::as_str)
}

fn source(node: &Node) -> Source {
    let yes = |path: &[&str]| node.at(&Pointer::of(path)).and_then(Node::as_bool) == Some(true);
    let uv_own = text(node, &["source", "editable"]).or(text(node, &["source", "virtual"])).is_some();
    if uv_own || yes(&["editable"]) || yes(&["develop"]) || yes(&["directory", "editable"]) {
        return Source::Own;
    }
    repository(node).or_else(|| of_poetry(node)).or_else(|| place(node)).unwrap_or(Source::Index)
}

/// A repository, where a member of the entry says that it is one.
fn repository(node: &Node) -> Option<Source> {
    // uv: `source = { git = "https://host/x?rev=main#<commit>" }`.
    if let Some(git) = text(node, &["source", "git"]) {
        let fixed = git.rsplit_once('#').is_some_and(|(_, commit)| is_commit(commit));
        return Some(Source::Direct { spec: format!("git+{git}"), fixed, path: vec!["source", "git"] });
    }
    // PDM: `git` and `revision` beside the name. PEP 751: a table `vcs` with `commit-id`.
    let pdm = || Some((text(node, &["git"])?, text(node, &["revision"]).or(text(node, &["ref"])), vec!["git"]));
    let commit = text(node, &["vcs", "commit-id"]);
    let pylock = |key| move || Some((text(node, &["vcs", key])?, commit, vec!["vcs", key]));
    let (url, commit, path) = pdm().or_else(pylock("url")).or_else(pylock("path"))?;
    let at = commit.map(|commit| format!("@{commit}")).unwrap_or_default();
    Some(Source::Direct { spec: format!("git+{url}{at}"), fixed: commit.is_some_and(is_commit), path })
}

/// Poetry's `[package.source]`: `type` says what `url` is. `legacy` is an index.
fn of_poetry(node: &Node) -> Option<Source> {
    let (kind, url) = (text(node, &["source", "type"])?, text(node, &["source", "url"])?);
    let commit = text(node, &["source", "resolved_reference"]).or(text(node, &["source", "reference"]));
    let (spec, fixed) = match (kind, commit) {
        ("git", Some(commit)) => (format!("git+{url}@{commit}"), is_commit(commit)),
        ("git", None) => (format!("git+{url}"), false),
        ("url" | "file" | "directory", _) => (url.to_owned(), false),
        _ => return Some(Source::Index),
    };
    Some(Source::Direct { spec, fixed, path: vec!["source", "url"] })
}

/// A URL or a path: uv has it in `source`, PDM beside the name, PEP 751 in a table of its own.
fn place(node: &Node) -> Option<Source> {
    const PLACES: &[&[&str]] = &[
        &["source", "url"],
        &["source", "path"],
        &["source", "directory"],
        &["url"],
        &["path"],
        &["archive", "url"],
        &["archive", "path"],
        &["directory", "path"],
    ];
    let (spec, path) = PLACES.iter().find_map(|path| Some((text(node, path)?, path)))?;
    Some(Source::Direct { spec: spec.to_owned(), fixed: false, path: path.to_vec() })
}
