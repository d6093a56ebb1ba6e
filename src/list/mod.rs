//! What each client will really load: every reader's view of every file, in canonical form, without secrets.

mod between;
mod environment;
pub mod pins;
mod say;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

pub use environment::Environment;

use crate::clients::{Dialect, Unset};
use crate::env::{Env, slashes};
use crate::model::server::Entry;
use crate::model::{Scope, Server, Transport, Verdict};
use crate::normalize::{FileReading, FileVerdict};
use crate::redact::Secrets;
use crate::workspace::{Content, Source, Workspace};

/// Everything that clients read below a root.
#[derive(Debug, Clone)]
pub struct Listing {
    /// The directory that `file` is relative to.
    pub root: PathBuf,
    /// The root as people write it.
    pub place: String,
    /// One per file and reader: the project's, then the user's, each by name; of one file its owner first.
    pub files: Vec<ListedFile>,
}

/// One file as one client reads it.
#[derive(Debug, Clone)]
pub struct ListedFile {
    /// Its name in output.
    pub file: String,
    /// By which parser.
    pub dialect: &'static Dialect,
    /// Whom it belongs to.
    pub scope: Scope,
    /// The directory beside whose files it stands.
    pub project: PathBuf,
    /// What becomes of it.
    pub verdict: FileVerdict,
    /// Its entries by name, also those that are not loaded.
    pub servers: Vec<ListedServer>,
}

/// One entry, in canonical form and without secrets.
#[derive(Debug, Clone)]
pub struct ListedServer {
    /// The name.
    pub name: String,
    /// The directory it is for, where the user's file keeps it for one project only.
    pub project: Option<String>,
    /// What the client does with it.
    pub verdict: Verdict,
    /// Why it is not loaded though nothing is wrong with it.
    pub idle: Option<Idle>,
    /// Variables without which it is not loaded.
    pub needs: Vec<String>,
    /// The transport that the client uses; `None` where it does not load the entry.
    pub transport: Option<Transport>,
    /// The transport that the text names.
    pub declared: Option<Transport>,
    /// The program.
    pub command: Option<String>,
    /// Its arguments.
    pub args: Vec<String>,
    /// The URL.
    pub url: Option<String>,
    /// Names of environment variables, sorted.
    pub env: Vec<String>,
    /// Names of headers, sorted.
    pub headers: Vec<String>,
    /// Variables that the client fills in and that are not set; `None` where nobody asked.
    pub unset: Option<Vec<String>>,
}

/// Why an entry that is as it should be is not loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// It switches itself off.
    Off,
    /// Another file of the same client has an entry of its name.
    Yields,
}

/// Lists what was read. `readings` are those of `workspace`.
pub fn list(workspace: &Workspace, readings: &[FileReading], env: &Env, variables: Environment<'_>) -> Listing {
    let secrets = Secrets::of(workspace);
    let mut files = Vec::new();
    for (id, source) in workspace.iter() {
        if let Content::Unreadable(reason) = &source.content {
            files.extend(source.readers().iter().map(|dialect| unreadable(source, dialect, reason)));
        }
        for reading in readings.iter().filter(|r| r.file == id) {
            let cx = say::Cx { secrets: &secrets, file: id, document: source.document() };
            files.push(file(reading, source, &cx, variables));
        }
    }
    between::settle(&mut files);
    files.sort_by(|a, b| (a.scope, &a.file).cmp(&(b.scope, &b.file)));
    Listing { root: workspace.root.clone(), place: env.display(&workspace.root), files }
}

fn unreadable(source: &Source, dialect: &'static Dialect, reason: &str) -> ListedFile {
    ListedFile {
        file: source.display.clone(),
        dialect,
        scope: source.scope,
        project: source.project.clone(),
        verdict: FileVerdict::Rejected(format!("it cannot be read: {reason}")),
        servers: Vec::new(),
    }
}

fn file(reading: &FileReading, source: &Source, cx: &say::Cx<'_>, variables: Environment<'_>) -> ListedFile {
    let dialect = reading.dialect;
    let mut servers: Vec<ListedServer> = reading.servers.iter().map(|s| server(s, dialect, cx, variables)).collect();
    servers.sort_by(|a, b| (&a.name, &a.project).cmp(&(&b.name, &b.project)));
    let mut verdict = match &reading.verdict {
        FileVerdict::Read => FileVerdict::Read,
        FileVerdict::Ignored(reason) => FileVerdict::Ignored(cx.scrub(reason)),
        FileVerdict::Rejected(reason) => FileVerdict::Rejected(cx.scrub(reason)),
    };
    if dialect.variables.unset == Unset::RejectsFile
        && verdict == FileVerdict::Read
        && let Some(reason) = servers.iter().find_map(|s| lacks(&s.needs, variables))
    {
        verdict = FileVerdict::Rejected(reason.clone());
        for server in servers.iter_mut().filter(|s| s.verdict.loads()) {
            server.skip(format!("the file is refused: {reason}"));
        }
    }
    let Source { display, scope, project, .. } = source;
    ListedFile { file: display.clone(), dialect, scope: *scope, project: project.clone(), verdict, servers }
}

fn server(server: &Server, dialect: &'static Dialect, cx: &say::Cx<'_>, variables: Environment<'_>) -> ListedServer {
    let verdict = match &server.verdict {
        Verdict::Loads => Verdict::Loads,
        Verdict::Skipped(reason) => Verdict::Skipped(cx.scrub(reason)),
        Verdict::Unknown(reason) => Verdict::Unknown(cx.scrub(reason)),
    };
    let mut listed = ListedServer {
        name: cx.scrub(&server.name),
        project: server.project.clone(),
        verdict,
        idle: None,
        needs: server.needs.clone(),
        transport: server.effective,
        declared: server.declared.as_ref().map(|d| d.value),
        command: server.command.as_ref().map(|c| cx.template(c)),
        args: server.args.iter().flat_map(|a| &a.value).map(|a| cx.template(a)).collect(),
        url: server.url.as_ref().map(|u| cx.template(u)),
        env: names(&server.env, cx),
        headers: names(&server.headers, cx),
        unset: variables.unset(server, dialect),
    };
    let off = server.disabled.as_ref().filter(|d| d.value);
    if let Some(off) = off.filter(|_| listed.verdict.loads()) {
        // The client takes the entry and knows its transport; it only does not start it.
        let reason = format!("`{}` switches it off", off.pointer.last().unwrap_or_default());
        listed.verdict = Verdict::Skipped(reason);
        listed.idle = Some(Idle::Off);
    }
    if dialect.variables.unset == Unset::SkipsEntry
        && listed.verdict.loads()
        && let Some(reason) = lacks(&listed.needs, variables)
    {
        listed.skip(reason);
    }
    listed
}

/// What is needed and not there, in words.
fn lacks(needs: &[String], variables: Environment<'_>) -> Option<String> {
    let missing: Vec<&str> = needs.iter().map(String::as_str).filter(|n| !variables.is_set(n)).collect();
    (!missing.is_empty()).then(|| format!("needs {}", missing.join(", ")))
}

fn names(entries: &[Entry], cx: &say::Cx<'_>) -> Vec<String> {
    let mut names: Vec<String> = entries.iter().map(|e| cx.scrub(&e.name)).collect();
    names.sort();
    names.dedup();
    names
}

impl ListedServer {
    fn skip(&mut self, reason: String) {
        self.verdict = Verdict::Skipped(reason);
        self.transport = None;
    }
}

impl Listing {
    /// The root as JSON output spells it.
    pub fn root_name(&self) -> String {
        slashes(&self.root)
    }
}
