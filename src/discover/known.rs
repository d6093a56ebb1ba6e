//! The paths that mean something by themselves: where the clients look, where people wrongly think that they look,
//! and package manifests.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::misplaced::{MISPLACED, MISPLACED_AT_HOME, Misplaced};
use crate::clients::{self, Dialect};
use crate::document::{Document, Node};
use crate::env::Env;
use crate::model::pin::Format;
use crate::state::files::{self, StateFile};
use crate::workspace::Role;

/// The directory in which every text file is one of requirements.
pub(super) const REQUIREMENTS: &str = "requirements";

#[derive(Debug, Clone, Copy)]
enum Means {
    Config(&'static Dialect),
    Unread(&'static Misplaced),
    State(&'static StateFile),
}

#[derive(Debug)]
struct Pattern {
    parts: Vec<&'static str>,
    means: Means,
}

/// What a path is.
#[derive(Debug, PartialEq)]
pub(super) struct Match {
    /// What the file is.
    pub(super) role: Role,
    /// How many parts of the path are the client's; the rest is the project.
    pub(super) parts: usize,
    /// Whether the file counts only if it holds servers, or switches for them.
    pub(super) settings: bool,
}

/// The end of a file name that a pattern ends in, where it begins with `*`.
fn wild(part: &str) -> Option<&str> {
    part.strip_prefix('*')
}

/// The known paths.
#[derive(Debug)]
pub(super) struct Known {
    patterns: Vec<Pattern>,
    /// The last parts of the patterns, sorted.
    names: Vec<&'static str>,
    /// The ends of file names that stand for themselves: `.code-workspace`.
    ends: Vec<&'static str>,
    /// The ends of file names that mean something in a client's directory: `.md`.
    ends_within: Vec<&'static str>,
    /// The first parts of the patterns that have several, sorted.
    dirs: Vec<&'static str>,
    /// Whether files in which versions are written are of interest.
    manifests: bool,
}

impl Known {
    /// The paths of these clients (`None`: all), with manifests or without.
    pub(super) fn new(clients: Option<&[&'static str]>, manifests: bool) -> Self {
        let wanted = |id: &str| clients.is_none_or(|ids| ids.contains(&id));
        let configs = clients::dialects()
            .filter(|d| wanted(d.client))
            .flat_map(|d| d.paths.iter().map(move |path| (*path, Means::Config(d))));
        let unread = MISPLACED.iter().filter(|m| wanted(m.unread.client)).map(|m| (m.path, Means::Unread(m)));
        let state = files::PROJECT.iter().filter(|(_, s)| wanted(s.client)).map(|(path, s)| (*path, Means::State(s)));
        let patterns: Vec<Pattern> = configs
            .chain(unread)
            .chain(state)
            .map(|(path, means)| Pattern { parts: path.split('/').collect(), means })
            .collect();
        let names = sorted(patterns.iter().filter_map(|p| p.parts.last().copied()).filter(|n| wild(n).is_none()));
        let wilds = |alone: bool| {
            let these = patterns.iter().filter(move |p| (p.parts.len() == 1) == alone);
            sorted(these.filter_map(|p| wild(p.parts.last()?)))
        };
        let (ends, ends_within) = (wilds(true), wilds(false));
        let dirs = sorted(patterns.iter().filter(|p| p.parts.len() > 1).filter_map(|p| p.parts.first().copied()));
        Self { patterns, names, ends, ends_within, dirs, manifests }
    }

    /// Every known path.
    pub(super) fn all() -> Self {
        Self::new(None, true)
    }

    /// Whether some pattern ends in this name.
    pub(super) fn is_name(&self, name: &OsStr) -> bool {
        contains(&self.names, name) || ends_in(name, &self.ends)
    }

    /// Whether versions are written in files of this name, in a directory that is called `requirements` or another.
    pub(super) fn is_manifest(&self, name: &OsStr, in_requirements: bool) -> bool {
        self.manifests && name.to_str().is_some_and(|name| Format::of_name(name, in_requirements).is_some())
    }

    /// Whether some pattern for files of any name in a client's directory ends as this name does.
    pub(super) fn is_name_within(&self, name: &OsStr) -> bool {
        ends_in(name, &self.ends_within)
    }

    /// Whether a client keeps its files in directories of this name.
    pub(super) fn is_client_dir(&self, name: &OsStr) -> bool {
        contains(&self.dirs, name)
    }

    /// Whether a directory is one of a client, or lies in one: a part of its path bears such a name.
    pub(super) fn is_inside(&self, dir: &Path) -> bool {
        dir.iter().rev().take(3).any(|part| self.is_client_dir(part))
    }

    /// Whether the last `depth` parts of a directory are the start of a pattern.
    pub(super) fn leads(&self, dir: &Path, depth: usize) -> bool {
        self.patterns.iter().any(|p| p.parts.len() > depth && p.parts.get(..depth).is_some_and(|s| ends(dir, s)))
    }

    /// What the file at `path` is, going by its path alone and by what stands beside it. The longest pattern wins, so
    /// that `.opencode/opencode.json` is not taken for the `opencode.json` of a project named `.opencode`.
    pub(super) fn at(&self, path: &Path) -> Option<Match> {
        // Most patterns have another last part, which is told without taking the path apart.
        let name = path.file_name()?;
        if is_anothers(path, name) {
            return None;
        }
        let named = |p: &&Pattern| p.parts.last().is_some_and(|part| is_part(name, part));
        let fitting: Vec<&Pattern> = self.patterns.iter().filter(named).filter(|p| ends(path, &p.parts)).collect();
        let Some(parts) = fitting.iter().map(|p| p.parts.len()).max() else { return self.manifest(path) };
        let mut readers = Vec::new();
        for pattern in fitting.iter().filter(|p| p.parts.len() == parts) {
            match pattern.means {
                Means::Config(dialect) => readers.push(dialect),
                Means::State(state) => return Some(Match { role: Role::State(state), parts, settings: true }),
                Means::Unread(m) => return Some(Match { role: Role::Unread(m.unread), parts, settings: m.settings }),
            }
        }
        choose_by_neighbours(&mut readers, path);
        readers.sort_by_key(|d| !d.owner);
        (!readers.is_empty()).then_some(Match { role: Role::Config(readers), parts, settings: false })
    }

    fn manifest(&self, path: &Path) -> Option<Match> {
        let parent = path.parent();
        let in_requirements = parent.is_some_and(|dir| dir.ends_with(REQUIREMENTS));
        let format = Format::of_name(path.file_name()?.to_str()?, in_requirements).filter(|_| self.manifests)?;
        Some(Match { role: Role::Manifest(format), parts: 1, settings: false })
    }
}

/// The directories in which other tools keep the sources that they write configs from: no client is started in them.
pub(super) const SOURCES: &[&str] = &[".rulesync", ".ruler", ".agentsmesh"];

/// Whether a file belongs to another tool, or to an extension that is installed below the project: Gemini CLI reads the
/// manifest of each directory in `.gemini/extensions` (source, 0.52.0) and no client looks further.
fn is_anothers(path: &Path, name: &OsStr) -> bool {
    let parent = path.parent().and_then(Path::file_name);
    if parent.is_some_and(|dir| SOURCES.iter().any(|source| dir == *source)) {
        return true;
    }
    let parts: Vec<&OsStr> = path.iter().rev().skip(1).collect();
    name != "gemini-extension.json"
        && parts.windows(2).any(|w| matches!(w, [a, b] if *a == "extensions" && *b == ".gemini"))
}

/// Manifests that make the directory they stand in a plugin of another client than Claude Code, as marketplaces have
/// them (GitHub Copilot, Codex and Cursor, 2026-11).
const OTHER_PLUGINS: &[&str] =
    &[".github/plugin/plugin.json", ".codex-plugin/plugin.json", ".cursor-plugin/plugin.json"];

/// Whether the directory of a file is a plugin of another client. The root of a repository is a project whatever else it
/// is, and a `plugin.json` without a directory of its own is many things: it counts if it speaks of servers.
fn is_others_plugin(path: &Path) -> bool {
    let beside = |name: &str| path.with_file_name(name);
    let speaks = || fs::read_to_string(beside("plugin.json")).is_ok_and(|text| text.contains("mcpServers"));
    (OTHER_PLUGINS.iter().any(|name| beside(name).is_file()) || (beside("plugin.json").is_file() && speaks()))
        && !beside(".git").exists()
}

/// Of the dialects of one client for one path, those that ask for a file beside the file are out where it is missing,
/// and put the others out where it is there. A plugin of others is not the project of the one that owns the name.
fn choose_by_neighbours(readers: &mut Vec<&'static Dialect>, path: &Path) {
    if !readers.iter().any(|d| d.beside.is_some()) {
        return;
    }
    let beside = |name: &str| path.with_file_name(name).is_file();
    readers.retain(|d| d.beside.is_none_or(beside));
    if readers.iter().all(|d| d.beside.is_none()) && is_others_plugin(path) {
        readers.retain(|d| !d.owner);
    }
    let special: Vec<&str> = readers.iter().filter(|d| d.beside.is_some()).map(|d| d.client).collect();
    readers.retain(|d| d.beside.is_some() || !special.contains(&d.client));
}

/// Every path outside the tree that a client reads or wrongly is thought to read, whether there is a file or not.
pub(super) fn user_files(env: &Env) -> Vec<(PathBuf, Match)> {
    let mut files: Vec<(PathBuf, Match)> = Vec::new();
    for dialect in clients::dialects() {
        for path in (dialect.user_paths)(env) {
            // Compared as text: taking a hundred paths apart for each of the others would be felt.
            match files.iter_mut().find(|(known, _)| known.as_os_str() == path.as_os_str()) {
                Some((_, Match { role: Role::Config(readers), .. })) => readers.push(dialect),
                _ => files.push((path, Match { role: Role::Config(vec![dialect]), parts: 1, settings: false })),
            }
        }
    }
    let claude = env.dir_or_home("CLAUDE_CONFIG_DIR", ".claude");
    let unread = MISPLACED_AT_HOME.iter().filter_map(|m| {
        let found = Match { role: Role::Unread(m.unread), parts: 1, settings: m.settings };
        Some((claude.as_ref()?.join(m.path), found))
    });
    files.extend(unread);
    files
}

/// Takes the clients that are not asked for out of a role; `None` where nobody is left.
pub(super) fn only(role: Role, clients: Option<&[&'static str]>) -> Option<Role> {
    let Some(ids) = clients else { return Some(role) };
    match role {
        Role::Config(mut readers) => {
            readers.retain(|d| ids.contains(&d.client));
            (!readers.is_empty()).then_some(Role::Config(readers))
        }
        Role::Unread(unread) if !ids.contains(&unread.client) => None,
        Role::State(state) if !ids.contains(&state.client) => None,
        other => Some(other),
    }
}

/// Whether a container of this dialect is in the text: of a file that is mostly about other things.
pub(super) fn holds_container(dialect: &Dialect, text: &str) -> bool {
    let words = |path: &[&str]| path.iter().all(|key| *key == "*" || text.contains(key));
    let paths = || dialect.containers.iter().map(|c| c.path);
    // Most such files do not even have the words, and need no parser.
    paths().any(words)
        && document_holds_container(dialect, &Document::parse(text.to_owned(), dialect.syntax, dialect.interest))
}

/// The same of a parsed text. What does not parse cannot be told to hold none, but for the heads of Markdown files, of
/// which most are about other things and many are no YAML.
pub(super) fn document_holds_container(dialect: &Dialect, document: &Document) -> bool {
    let holds = |root: &Node| dialect.containers.iter().any(|c| reaches(root, c.path)) && (dialect.gate)(root);
    document.root.as_ref().map_or(document.syntax != crate::document::Syntax::FrontMatter, holds)
}

fn reaches(node: &Node, path: &[&str]) -> bool {
    let Some((first, rest)) = path.split_first() else { return true };
    let members = node.as_object().map(|o| o.members.as_slice()).unwrap_or_default();
    members.iter().any(|m| (*first == "*" || m.key == *first) && reaches(&m.value, rest))
}

/// What a file of settings is, going by its text: one in which servers are out of place, one with switches for servers,
/// or nothing of ours.
pub(super) fn settings(mut matched: Match, text: Option<&str>) -> Option<Match> {
    let text = if matched.settings { text? } else { return Some(matched) };
    let state = match matched.role {
        Role::Unread(_) if holds_servers(text) => return Some(matched),
        Role::Unread(unread) => unread.state?,
        Role::State(state) => state,
        _ => return None,
    };
    matched.role = Role::State(state);
    state.is_told_by(text).then_some(matched)
}

/// Whether a file whose use is not servers holds some nonetheless.
fn holds_servers(text: &str) -> bool {
    use crate::document::{Interest, Syntax};
    // Most settings files do not even have the word, and need no parser.
    text.contains("mcpServers")
        && Document::parse(text.to_owned(), Syntax::Json, Interest::Only(&[&["mcpServers"]]))
            .root
            .is_some_and(|root| root.get("mcpServers").is_some())
}

/// Whether something stands at a path, be it a link into the void.
pub(super) fn is_there(path: &Path) -> bool {
    match fs::symlink_metadata(path) {
        Ok(_) => true,
        // What is closed to us is there as far as we know, and worth a word.
        Err(error) => error.kind() == std::io::ErrorKind::PermissionDenied,
    }
}

fn ends(path: &Path, parts: &[&str]) -> bool {
    let mut names = path.iter().rev();
    parts.iter().rev().all(|part| names.next().is_some_and(|name| is_part(name, part)))
}

/// Whether a name is this part of a pattern.
fn is_part(name: &OsStr, part: &str) -> bool {
    match wild(part) {
        Some(end) => ends_in(name, &[end]),
        None => name == part,
    }
}

fn ends_in(name: &OsStr, ends: &[&str]) -> bool {
    let name = name.as_encoded_bytes();
    ends.iter().any(|end| name.len() > end.len() && name.ends_with(end.as_bytes()))
}

fn sorted(names: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn contains(names: &[&str], name: &OsStr) -> bool {
    names.binary_search_by(|known| known.as_bytes().cmp(name.as_encoded_bytes())).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readers(path: &str) -> Vec<String> {
        match Known::all().at(Path::new(path)).map(|m| m.role) {
            Some(Role::Config(readers)) => readers.iter().map(|d| format!("{}/{}", d.client, d.kind)).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn a_path_has_readers_and_the_owner_comes_first() {
        let shared = readers("/r/.mcp.json");
        assert_eq!(shared[0], "claude-code/project");
        assert!(shared.contains(&"copilot-cli/shared".to_owned()) && shared.contains(&"vscode/root".to_owned()));
        assert_eq!(readers("/r/a/.vscode/mcp.json")[0], "vscode/workspace");
        assert_eq!(readers("/r/.opencode/opencode.json")[0], "opencode/project");
        assert_eq!(Known::all().at(Path::new("/r/.opencode/opencode.json")).unwrap().parts, 2);
        assert!(readers("/r/mcp.json").is_empty());
        assert!(readers("/r/x.vscode/mcp.json").is_empty());
    }

    #[test]
    fn every_first_part_is_a_client_directory() {
        let known = Known::all();
        for dir in [".vscode", ".cursor", ".gemini", ".codex", ".opencode", ".github", ".claude"] {
            assert!(known.is_client_dir(OsStr::new(dir)), "{dir}");
            assert!(known.leads(&Path::new("/r").join(dir), 1), "{dir}");
        }
        assert!(!known.is_client_dir(OsStr::new("src")));
        assert!(!known.leads(Path::new("/r/.vscode/sub"), 2));
    }

    #[test]
    fn only_servers_make_a_settings_file_interesting() {
        assert!(holds_servers(r#"{"hooks": {}, "mcpServers": {}}"#));
        assert!(!holds_servers(r#"{"permissions": {"deny": ["mcpServers"]}}"#));
        assert!(!holds_servers(r#"{"mcpServers": "#));
    }
}
