//! Which config files there are: what the clients' descriptors, the environment and one walk of the tree say.
//!
//! A file that cannot be read is a [`Source`] that says why; it never stops the others. Only what a person asked for
//! by name, and what is not there, is an error.

mod ahead;
mod exclude;
mod follow;
mod git;
mod infer;
mod known;
mod misplaced;
mod named;
mod places;
mod read;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::clients::{self, Dialect};
use crate::document::{Document, Syntax};
use crate::env::{Env, slashes};
use crate::model::Scope;
use crate::progress::Progress;
use crate::state::files;
use crate::workspace::{Content, Role, Source};

pub use exclude::Exclude;
pub use infer::infer;
pub use read::text;

use exclude::Excludes;
use known::{Known, Match};
use places::{Places, absolute};
use walk::Walk;

/// Whether git leaves a file out, so that nobody else gets it.
pub(crate) fn is_ignored_by_git(path: &Path) -> bool {
    git::ignores_file(path)
}

/// Whose files are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scopes {
    /// The project's, and the user's for comparison.
    #[default]
    Default,
    /// The project's alone.
    Project,
    /// The user's alone.
    User,
    /// Both.
    All,
}

/// What to look for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The directory that names in output are relative to; walked if no path is named.
    pub root: PathBuf,
    /// Files and directories that a person named, as they were written; relative ones from the working directory.
    pub paths: Vec<PathBuf>,
    /// What is left out of a walk. A file that is named is read all the same.
    pub exclude: Vec<Exclude>,
    /// Whose files.
    pub scopes: Scopes,
    /// Only what these clients read.
    pub clients: Option<Vec<&'static str>>,
    /// The reader of every file that is named, in place of a guess.
    pub as_dialect: Option<&'static Dialect>,
    /// Files that a team keeps by hand (`[[clients.X.files]]`), with the client's id; relative ones from the root.
    pub kept: Vec<(PathBuf, String)>,
    /// Clients whose files are wanted though they hold no servers yet.
    pub required: Vec<String>,
    /// Whether package manifests are wanted.
    pub want_manifests: bool,
    /// Whether the home directory may be looked at.
    pub home: bool,
    /// Whether the directories above the root are looked into as well, where a client does.
    pub above: bool,
    /// Who counts the directories.
    pub progress: Progress,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Discovery {
    /// The files: the project's, then the user's, each sorted by the name that output gives them.
    pub sources: Vec<Source>,
    /// What the user should know, fit for stderr, sorted.
    pub notes: Vec<String>,
}

/// Why mcpcheck could not look.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiscoverError {
    /// A named path does not exist.
    #[error("`{path}` does not exist")]
    NotFound {
        /// The path as it was written.
        path: String,
    },
    /// The root or a named path cannot be read, and nothing says what it would be.
    #[error("`{path}` cannot be read: {reason}")]
    Unreadable {
        /// The path as it was written.
        path: String,
        /// Why.
        reason: String,
    },
    /// An exclude is not a glob.
    #[error("`{glob}` is no glob: {reason}")]
    BadGlob {
        /// The glob.
        glob: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// Finds and reads every config file.
///
/// # Errors
/// When a named path does not exist or cannot be read, when the root cannot be listed, when an exclude is no glob.
pub fn discover(env: &Env, options: &Options) -> Result<Discovery, DiscoverError> {
    let mut run = Run::new(env, options)?;
    for path in &options.paths {
        run.path(path)?;
    }
    if options.paths.is_empty() {
        let root = run.root.clone();
        run.walk(&root, &options.root)?;
    }
    run.keep();
    run.follow();
    run.user();
    run.above();
    Ok(run.finish())
}

/// One run of [`discover`].
struct Run<'a> {
    env: &'a Env,
    options: &'a Options,
    root: PathBuf,
    places: Places,
    known: Known,
    exclude: Excludes,
    user_files: Vec<(PathBuf, Match)>,
    /// The keys of `user_files`, in their order.
    user_keys: Vec<PathBuf>,
    /// By a name that is the same whichever link leads there.
    found: BTreeMap<PathBuf, Source>,
    notes: Vec<String>,
}

impl<'a> Run<'a> {
    fn new(env: &'a Env, options: &'a Options) -> Result<Self, DiscoverError> {
        let root = absolute(&options.root, env);
        let home = env.home.as_deref().filter(|_| options.home);
        let places = Places::new(&root, home);
        let user_files = if options.home { known::user_files(env) } else { Vec::new() };
        let user_keys = user_files.iter().map(|(path, _)| places.key(path)).collect();
        Ok(Self {
            env,
            options,
            places,
            root,
            known: Known::new(options.clients.as_deref(), options.want_manifests),
            exclude: Excludes::new(&options.exclude)?,
            user_files,
            user_keys,
            found: BTreeMap::new(),
            notes: Vec::new(),
        })
    }

    /// A path that was named.
    fn path(&mut self, given: &Path) -> Result<(), DiscoverError> {
        let path = absolute(given, self.env);
        if path.is_dir() { self.walk(&path, given) } else { self.named_file(&path, given) }
    }

    /// Searches a directory; `given` is its name in an error.
    fn walk(&mut self, dir: &Path, given: &Path) -> Result<(), DiscoverError> {
        if self.options.scopes == Scopes::User {
            return Ok(());
        }
        let home = self.places.home_below(dir);
        let progress = &self.options.progress;
        let walk = Walk { known: &self.known, exclude: &self.exclude, home, progress };
        let walked = walk.run(dir).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => DiscoverError::NotFound { path: written(given) },
            _ => DiscoverError::Unreadable { path: written(given), reason: read::reason(&error) },
        })?;
        if walked.met_home {
            self.note("the home directory is not searched; name a directory in it".to_owned());
        }
        for (dir, reason) in walked.closed {
            self.note(format!("`{}` cannot be listed: {reason}", self.display(&dir)));
        }
        // Wherever the root lies, the user's own files are the user's.
        let ours = walked.files.into_iter().filter(|(path, _)| self.user_match(path).is_none());
        let matched: Vec<(PathBuf, bool, Match)> = ours
            .filter_map(|(path, ignored)| Some((self.known.at(&path)?, path, ignored)))
            .map(|(matched, path, ignored)| (path, ignored, matched))
            .collect();
        let paths: Vec<&Path> = matched.iter().map(|(path, ..)| path.as_path()).collect();
        for (text, (path, ignored, matched)) in walked.ahead.texts(&paths, walk::is_lock).into_iter().zip(matched) {
            self.take(path, matched, Scope::Project, ignored, text);
        }
        Ok(())
    }

    /// The files that a team keeps by hand.
    fn keep(&mut self) {
        for (path, id) in &self.options.kept {
            let path = absolute(&self.root.join(path), self.env);
            let at_home = self.env.home.as_ref().is_some_and(|h| path.starts_with(h)) && !path.starts_with(&self.root);
            let scope = if at_home { Scope::User } else { Scope::Project };
            if (at_home && !self.options.home) || !self.wants(scope) || !self.wants_client(id) {
                continue;
            }
            let Some(dialect) = clients::client(id).and_then(|c| c.dialects.first()) else {
                self.note(format!("`{}` is kept for `{id}`, which is no known client", self.display(&path)));
                continue;
            };
            if !known::is_there(&path) {
                // A home directory is one person's and need not have it; a repository is everybody's.
                if !at_home {
                    self.note(format!("`{}` is kept for {}, but is not there", self.display(&path), dialect.name));
                }
                continue;
            }
            self.keep_file(path, dialect, scope);
        }
    }

    fn keep_file(&mut self, path: PathBuf, dialect: &'static Dialect, scope: Scope) {
        let known = self.found.get(&self.places.key(&path)).map(|source| source.role.clone());
        if let Some(Role::Config(readers)) = &known
            && readers.iter().any(|d| d.client == dialect.client)
        {
            return;
        }
        // Being kept by hand outweighs what the path alone would say, and its other readers stay.
        let mut readers = vec![dialect];
        if let Some(Role::Config(others)) = known {
            readers.extend(others);
        }
        self.found.remove(&self.places.key(&path));
        let ignored = scope == Scope::Project && git::ignores_file(&path);
        let parts = parts_of(dialect, &path);
        self.add(path, Match { role: Role::Config(readers), parts, settings: false }, scope, ignored);
    }

    /// The user's files. They are looked up one by one; home is never listed.
    fn user(&mut self) {
        if !self.wants(Scope::User) {
            return;
        }
        for (path, Match { role, parts, settings }) in std::mem::take(&mut self.user_files) {
            if let Some(role) = known::only(role, self.options.clients.as_deref())
                && known::is_there(&path)
            {
                self.add(path, Match { role, parts, settings }, Scope::User, false);
            }
        }
        // What holds servers as well has been taken in as a config.
        for (path, state) in files::user_files(self.env) {
            if self.wants_client(state.client) && known::is_there(&path) {
                self.add(path, Match { role: Role::State(state), parts: 1, settings: true }, Scope::User, false);
            }
        }
    }

    /// Files in the directories above the root: Claude Code reads `.mcp.json` in every directory up to the file system's
    /// root (source, 2.1.329).
    fn above(&mut self) {
        let client = clients::client("claude-code").filter(|c| self.options.above && self.wants_client(c.id));
        let Some(dialect) = client.and_then(clients::Client::project_file) else { return };
        let dirs: Vec<PathBuf> = self.root.ancestors().skip(1).map(Path::to_owned).collect();
        let paths = dirs.iter().flat_map(|dir| dialect.plain_path().map(|name| dir.join(name)));
        for path in paths.filter(|path| known::is_there(path)).collect::<Vec<_>>() {
            let matched = Match { role: Role::Config(vec![dialect]), parts: 1, settings: false };
            self.add(path, matched, Scope::User, false);
        }
        // Its settings count up to the root of the repository.
        let below = dirs.iter().position(|dir| dir.join(".git").exists()).filter(|_| !self.root.join(".git").exists());
        for dir in dirs.iter().take(below.map_or(0, |at| at + 1)) {
            for path in [".claude/settings.json", ".claude/settings.local.json"].map(|name| dir.join(name)) {
                if let Some(matched) = self.known.at(&path).filter(|_| known::is_there(&path)) {
                    self.add(path, matched, Scope::User, false);
                }
            }
        }
    }

    /// Reads a file and takes it in, unless it is there already or holds nothing of interest.
    fn add(&mut self, path: PathBuf, matched: Match, scope: Scope, ignored_by_git: bool) {
        if !self.found.contains_key(&self.places.key(&path)) {
            let text = text(&path);
            self.take(path, matched, scope, ignored_by_git, text);
        }
    }

    /// Takes a file in that was read, unless it is there already or holds nothing of interest.
    fn take(
        &mut self,
        path: PathBuf,
        matched: Match,
        scope: Scope,
        ignored_by_git: bool,
        text: Result<String, String>,
    ) {
        let key = self.places.key(&path);
        if self.found.contains_key(&key) {
            return;
        }
        let Some(matched) = known::settings(matched, text.as_deref().ok()) else { return };
        let Some(matched) = open_gates(matched, text.as_deref().ok(), &self.options.required) else { return };
        let named_like_a_config =
            matched.parts == 1 && scope == Scope::Project && matches!(matched.role, Role::Config(_));
        if named_like_a_config && text.as_ref().is_ok_and(|text| is_schema_text(text)) {
            return;
        }
        let source = self.source(path, matched, scope, ignored_by_git, text);
        self.found.insert(key, source);
    }

    fn source(
        &self,
        path: PathBuf,
        matched: Match,
        scope: Scope,
        ignored_by_git: bool,
        text: Result<String, String>,
    ) -> Source {
        let project = path.ancestors().nth(matched.parts).unwrap_or(&path).to_owned();
        let display = self.display(&path);
        let content = Content::Absent;
        let mut source =
            Source { path, display, scope, role: matched.role, project, ignored_by_git, named: false, content };
        match text {
            Ok(text) => source.set_text(text),
            Err(reason) => source.content = Content::Unreadable(reason),
        }
        source
    }

    fn finish(self) -> Discovery {
        let mut sources: Vec<Source> = self.found.into_values().collect();
        sources.sort_by(|a, b| (a.scope, &a.display).cmp(&(b.scope, &b.display)));
        let mut notes = self.notes;
        notes.sort();
        notes.dedup();
        Discovery { sources, notes }
    }

    fn wants(&self, scope: Scope) -> bool {
        match self.options.scopes {
            Scopes::Default | Scopes::All => scope == Scope::Project || self.options.home,
            Scopes::Project => scope == Scope::Project,
            Scopes::User => scope != Scope::Project && self.options.home,
        }
    }

    fn wants_client(&self, id: &str) -> bool {
        self.options.clients.as_ref().is_none_or(|ids| ids.contains(&id))
    }

    /// Which of the user's own files this is: an index into `user_files`.
    fn user_match(&self, path: &Path) -> Option<usize> {
        let key = self.places.key(path);
        self.user_keys.iter().position(|known| known.as_os_str() == key.as_os_str())
    }

    fn display(&self, path: &Path) -> String {
        match path.strip_prefix(&self.root) {
            Ok(rest) if rest.as_os_str().is_empty() => ".".to_owned(),
            Ok(rest) => slashes(rest),
            Err(_) => self.env.display(path),
        }
    }

    fn note(&mut self, text: String) {
        self.notes.push(text);
    }
}

/// Whether a text is a JSON Schema: `opencode.json` may be opencode's config or what describes it.
fn is_schema_text(text: &str) -> bool {
    text.contains("json-schema.org") && infer::is_schema(&parse_as_named("x.json", text))
}

/// Takes out the readers of whom the file holds nothing, where that is no mistake of the file; `None` where nobody is
/// left.
fn open_gates(mut matched: Match, text: Option<&str>, required: &[String]) -> Option<Match> {
    if let (Role::Config(readers), Some(text)) = (&mut matched.role, text)
        && readers.iter().any(|d| d.gated)
    {
        let wanted = |d: &Dialect| d.owner && !d.apart && !d.server_side && required.iter().any(|id| id == d.client);
        readers.retain(|d| !d.gated || wanted(d) || known::holds_container(d, text));
        if readers.is_empty() {
            return None;
        }
    }
    Some(matched)
}

/// How many parts at the end of `path` are the client's own: 2 for `.vscode/mcp.json`, else 1.
fn parts_of(dialect: &Dialect, path: &Path) -> usize {
    let fits = dialect.paths.iter().filter(|p| path.ends_with(p) || p.contains('*'));
    fits.map(|p| Path::new(p).iter().count()).max().unwrap_or(1)
}

fn written(path: &Path) -> String {
    if path.as_os_str().is_empty() { ".".to_owned() } else { slashes(path) }
}

/// Parses what a person named, before anybody knows whose it is.
fn parse_as_named(name: &str, text: &str) -> Document {
    Document::parse(text.to_owned(), Syntax::of_name(name), crate::document::Interest::All)
}
