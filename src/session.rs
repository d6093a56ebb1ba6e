//! From a command line to a workspace: root, golden, discovery. The steps that touch the disk, in one place.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::baseline::Baseline;
use crate::check::{Declared, Settings};
use crate::clients::{self, Dialect};
use crate::discover::{self, DiscoverError, Discovery, Exclude, Scopes};
use crate::document::{Document, Interest, MAX_BYTES, Syntax};
use crate::env::{Env, slashes};
use crate::finding::FileId;
use crate::golden::{self, Golden, GoldenError};
use crate::model::Scope;
use crate::progress::{Progress, Step};
use crate::redact::sanitize;
use crate::rules::{self, FixKind};
use crate::workspace::{Content, Role, Source, Workspace};

/// What a run is asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Files and directories that a person named.
    pub paths: Vec<PathBuf>,
    /// Whose files; `None` to go by the environment.
    pub scopes: Option<Scopes>,
    /// Only these clients.
    pub clients: Option<Vec<&'static str>>,
    /// The reader of every named file.
    pub as_dialect: Option<&'static Dialect>,
    /// Rule ids and families; empty for all.
    pub select: Vec<String>,
    /// Rule ids and families that are left out.
    pub ignore: Vec<String>,
    /// Whether files of another scope are read for comparison.
    pub compare: bool,
    /// Whether a golden is not looked for.
    pub without_golden: bool,
    /// The file that holds the findings to begin with.
    pub baseline: Option<PathBuf>,
    /// Whether the directories above the root are looked into as well, where a client does.
    pub above: bool,
    /// The run's clock.
    pub progress: Progress,
}

/// Everything a command needs.
#[derive(Debug)]
pub struct Session {
    /// The files.
    pub workspace: Workspace,
    /// The golden.
    pub declared: Declared,
    /// What is wanted.
    pub settings: Settings,
    /// What to say on standard error.
    pub notes: Vec<String>,
    /// Where a project's files may be written.
    pub root: PathBuf,
}

/// Why a run cannot do its work.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The golden cannot be used.
    #[error(transparent)]
    Golden(#[from] GoldenError),
    /// The client file that the golden names as the truth cannot be used.
    #[error("`golden = \"{0}\"`: {1}")]
    GoldenFile(String, String),
    /// A named path cannot be used.
    #[error(transparent)]
    Discover(#[from] DiscoverError),
    /// The baseline cannot be used.
    #[error("the baseline `{0}` {1}")]
    Baseline(String, String),
}

/// Opens a session: finds root and golden, walks the tree, reads the files.
///
/// # Errors
/// A golden that cannot be used, or a named path that is not there.
pub fn open(env: &Env, request: &Request) -> Result<Session, SessionError> {
    request.progress.enter(Step::Find);
    let start = start(env, &request.paths);
    let git_root = git_root(&start);
    let golden = match golden::find(&start).filter(|_| !request.without_golden) {
        Some(path) => Some(golden::load(&path, git_root.as_deref(), &rules::names())?),
        None => None,
    };
    let root = golden.as_ref().map(|g| g.dir.clone()).or(git_root.clone()).unwrap_or(start);
    let scopes = request.scopes.unwrap_or(if env.is_ci() { Scopes::Project } else { Scopes::Default });
    let options = options(env, request, golden.as_ref(), &root, scopes);
    let home_read = options.home;
    let Discovery { sources, mut notes } = discover::discover(env, &options)?;
    notes.extend(golden.iter().flat_map(unchecked));
    notes.extend(golden.iter().flat_map(not_to_be_required));
    let mut workspace = Workspace { root: root.clone(), sources, aliases: BTreeSet::new(), repository: git_root };
    for golden in golden.iter().filter(|_| request.as_dialect.is_none()) {
        set_versions(golden, &mut workspace);
    }
    let kept = options.kept.iter().map(|(path, _)| path.clone()).collect();
    if let Some(said) = golden.as_ref().and_then(|g| g.golden_file.as_ref()) {
        truth_file(env, &said.value, &mut workspace)?;
    }
    let declared = declare(env, golden, kept, request, &mut workspace);
    notes.extend(link(&mut workspace));
    let settings = Settings {
        select: request.select.clone(),
        ignore: request.ignore.clone(),
        scopes,
        home_read,
        whole: request.paths.is_empty() && request.clients.is_none(),
        today: env.today(),
        progress: request.progress.clone(),
        baseline: request.baseline.as_deref().map(|path| baseline(env, path)).transpose()?,
    };
    Ok(Session { workspace, declared, settings, notes, root })
}

/// Reads the findings to begin with.
fn baseline(env: &Env, path: &Path) -> Result<Baseline, SessionError> {
    let fail = |why: String| SessionError::Baseline(sanitize(&slashes(path)), why);
    let full = env.cwd.join(path);
    let length = std::fs::metadata(&full).map_err(|e| fail(format!("cannot be read: {e}")))?.len();
    if length > MAX_BYTES {
        return Err(fail("is too large".to_owned()));
    }
    let text = std::fs::read_to_string(&full).map_err(|e| fail(format!("cannot be read: {e}")))?;
    Baseline::parse(&text).map_err(|e| fail(e.to_string()))
}

/// Finds files of the workspace that are one file on the disk.
fn link(workspace: &mut Workspace) -> Vec<String> {
    let mut real: BTreeMap<PathBuf, FileId> = BTreeMap::new();
    let mut notes = Vec::new();
    let mut aliases = BTreeSet::new();
    for (id, source) in workspace.iter().filter(|(_, s)| matches!(s.role, Role::Config(_))) {
        let Ok(path) = std::fs::canonicalize(&source.path) else { continue };
        if let Some(other) = real.get(&path) {
            let name = workspace.get(*other).map(|s| s.display.as_str()).unwrap_or_default();
            notes.push(format!("`{}` and `{name}` are one file: fixes leave it alone", source.display));
            aliases.extend([id, *other]);
        } else {
            real.insert(path, id);
        }
    }
    workspace.aliases = aliases;
    notes
}

/// Reads the files of a client as the version does that the golden says this team has.
fn set_versions(golden: &Golden, workspace: &mut Workspace) {
    let versions: Vec<(&str, &str)> = golden
        .clients
        .styles
        .iter()
        .filter_map(|(id, style)| Some((id.as_str(), style.version.as_ref()?.value.as_str())))
        .collect();
    for source in &mut workspace.sources {
        let Role::Config(readers) = &mut source.role else { continue };
        for reader in readers {
            let said = versions.iter().find(|(id, _)| *id == reader.client);
            *reader = said.map_or(*reader, |(_, version)| reader.at(version));
        }
    }
}

/// Required clients that keep no servers in a project, so that nothing can be required of them.
fn not_to_be_required(golden: &Golden) -> Vec<String> {
    let without = golden.clients.require.iter().filter(|c| {
        clients::client(&c.value).is_some_and(|c| c.project_file().and_then(Dialect::plain_path).is_none())
    });
    let says =
        |c: &golden::Said<String>| format!("`{}` is required, but keeps no servers in a file of a project", c.value);
    without.map(says).collect()
}

/// What a golden says and this version does not check: it must not look as though it did.
fn unchecked(golden: &Golden) -> Vec<String> {
    let mut notes = Vec::new();
    let idle = |said: &&golden::Said<String>| rules::rule(&said.value).is_some_and(|r| r.meta().fix == FixKind::None);
    for said in golden.fixes.promote.iter().chain(&golden.fixes.demote).filter(idle) {
        notes.push(format!("`{}` has no fixes, so that `[fixes]` of the golden changes nothing", said.value));
    }
    for (id, style) in &golden.clients.styles {
        let (Some(said), Some(client)) = (&style.version, clients::client(id)) else { continue };
        if client.at(&said.value).is_none() {
            let known = client.verified;
            notes.push(format!("{id} {} is no version and is judged as {known}", said.value));
        }
    }
    notes
}

/// Makes sure that the client file that is the truth is there and says something; one that no walk finds is read by
/// what it looks like.
fn truth_file(env: &Env, path: &Path, workspace: &mut Workspace) -> Result<(), SessionError> {
    let name = workspace_name(env, workspace, path);
    let fail = |why: &str| SessionError::GoldenFile(name.clone(), why.to_owned());
    if !workspace.sources.iter().any(|s| s.path == path) {
        let regular = std::fs::metadata(path).map_err(|e| fail(&format!("cannot be read: {e}")))?;
        if !regular.is_file() || regular.len() > MAX_BYTES {
            return Err(fail("is no file that can be read"));
        }
        let text = std::fs::read_to_string(path).map_err(|e| fail(&format!("cannot be read: {e}")))?;
        let syntax = Syntax::of_name(&path.to_string_lossy());
        let document = Document::parse(text, syntax, Interest::All);
        let dialect = discover::infer(path, Some(&document), env).ok_or_else(|| fail("is no MCP config"))?;
        let content = Content::Parsed(Box::new(document));
        let source = source(env, workspace, path.to_owned(), Role::Config(vec![dialect]), content);
        workspace.sources.push(source);
    }
    let Some(source) = workspace.sources.iter().find(|s| s.path == path) else { return Ok(()) };
    let Some(document) = source.document() else { return Err(fail("cannot be read")) };
    if let Some(problem) = document.fatal() {
        return Err(fail(&format!("does not parse: {}", problem.message)));
    }
    let owner = source.readers().iter().find(|d| d.owner).ok_or_else(|| fail("is no MCP config"))?;
    let reading = crate::normalize::normalize(FileId(0), document, owner, None);
    if reading.servers.is_empty() {
        return Err(fail("declares no server"));
    }
    Ok(())
}

/// The directory that golden and git root are looked for from: that of the first named path, else the working one.
fn start(env: &Env, paths: &[PathBuf]) -> PathBuf {
    let Some(first) = paths.first() else { return env.cwd.clone() };
    let path = env.cwd.join(first);
    let path = std::fs::canonicalize(&path).unwrap_or(path);
    if path.is_dir() { path } else { path.parent().map(Path::to_owned).unwrap_or(path) }
}

/// The directory that holds `.git`, at or above another one.
pub(crate) fn git_root(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|dir| dir.join(".git").exists()).map(Path::to_owned)
}

fn options(env: &Env, request: &Request, golden: Option<&Golden>, root: &Path, scopes: Scopes) -> discover::Options {
    let exclude = golden.iter().flat_map(|g| &g.exclude);
    let styles = golden.iter().flat_map(|g| &g.clients.styles);
    let ignored: Vec<&str> = golden.iter().flat_map(|g| &g.clients.ignore).map(|c| c.value.as_str()).collect();
    let clients = request.clients.clone().or_else(|| {
        let all = clients::CLIENTS.iter().map(|c| c.id);
        (!ignored.is_empty()).then(|| all.filter(|id| !ignored.contains(id)).collect())
    });
    discover::Options {
        root: root.to_owned(),
        paths: request.paths.clone(),
        // The user's files are compared with the project's, so those are read too; `check` says only what was asked for.
        exclude: exclude.map(|e| Exclude { base: e.dir.clone(), globs: vec![e.text.clone()] }).collect(),
        scopes: if scopes == Scopes::User && request.compare { Scopes::All } else { scopes },
        clients,
        as_dialect: request.as_dialect,
        kept: styles
            .flat_map(|(id, style)| {
                style.files.iter().map(move |file| (env.resolve(&file.text, &file.dir), id.clone()))
            })
            .collect(),
        required: golden.iter().flat_map(|g| &g.clients.require).map(|c| c.value.clone()).collect(),
        want_manifests: true,
        home: scopes != Scopes::Project,
        above: request.above,
        progress: request.progress.clone(),
    }
}

/// Puts the golden's own files, and the files that it requires and that are not there, into the workspace.
fn declare(
    env: &Env,
    golden: Option<Golden>,
    kept: BTreeSet<PathBuf>,
    request: &Request,
    workspace: &mut Workspace,
) -> Declared {
    let Some(golden) = golden else { return Declared { golden: None, files: Vec::new(), kept } };
    let mut files = Vec::new();
    for file in &golden.files {
        files.push(FileId(workspace.sources.len()));
        let document = Document::parse(file.document.text.clone(), Syntax::Toml, Interest::All);
        let content = Content::Parsed(Box::new(document));
        let new = source(env, workspace, file.path.clone(), Role::Golden, content);
        let ignored_by_git = discover::is_ignored_by_git(&file.path);
        workspace.sources.push(Source { ignored_by_git, ..new });
    }
    // Whoever asks about some files or clients does not ask about others.
    let whole = request.paths.is_empty()
        || request.paths.iter().any(|p| {
            let path = env.cwd.join(p);
            golden.dir.starts_with(std::fs::canonicalize(&path).unwrap_or(path))
        });
    let asked = |id: &str| request.clients.as_ref().is_none_or(|ids| ids.contains(&id));
    for required in golden.clients.require.iter().filter(|c| whole && asked(&c.value)) {
        let Some(client) = clients::client(&required.value) else { continue };
        let Some(dialect) = client.project_file() else { continue };
        // Copilot CLI is served by `.mcp.json` as well; VS Code only looks into it beside its own file.
        // An agent's or a plugin's file is no config of the project.
        let aside = |d: &Dialect| d.server_side || d.opt_in || d.apart;
        let serves = |d: &&Dialect| d.client == client.id && d.scope == Scope::Project && !d.yields && !aside(d);
        let there = workspace
            .sources
            .iter()
            .any(|s| s.project == golden.dir && s.readers().iter().copied().any(|d| serves(&d)));
        if let (false, Some(path)) = (there, dialect.plain_path()) {
            let path = golden.dir.join(path);
            // An excluded file is there all the same.
            if std::fs::symlink_metadata(&path).is_ok() {
                continue;
            }
            let new = source(env, workspace, path, Role::Missing(dialect), Content::Absent);
            // `.zed/settings.json` is the project's, as it is once it has been found there.
            workspace.sources.push(Source { project: golden.dir.clone(), ..new });
        }
    }
    Declared { golden: Some(golden), files, kept }
}

fn source(env: &Env, workspace: &Workspace, path: PathBuf, role: Role, content: Content) -> Source {
    let display = workspace_name(env, workspace, &path);
    let project = path.parent().map(Path::to_owned).unwrap_or_default();
    let scope = Scope::Project;
    Source { path, display, scope, role, project, ignored_by_git: false, named: false, content }
}

/// A path as output shows it.
fn workspace_name(env: &Env, workspace: &Workspace, path: &Path) -> String {
    match path.strip_prefix(&workspace.root) {
        Ok(rest) => slashes(rest),
        Err(_) => env.display(path),
    }
}
