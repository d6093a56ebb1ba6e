//! What each client will really load: every reader's view of every file, in canonical form, without secrets.

mod agreement;
mod between;
mod declared;
mod environment;
pub mod matrix;
pub mod pins;
mod say;
mod shadow;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use agreement::{Agreement, Differs, compare};
pub use declared::Declaration;
pub use environment::Environment;

use crate::clients::{Dialect, Unset};
use crate::document::{LineIndex, Span};
use crate::env::{Env, slashes};
use crate::finding::FileId;
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
    /// What the golden declares, in its order; empty where it declares nothing or nobody asked.
    pub declared: Vec<Declaration>,
}

/// One file as one client reads it.
#[derive(Debug, Clone)]
pub struct ListedFile {
    /// Its name in output.
    pub file: String,
    /// The file in its workspace.
    pub id: FileId,
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
    /// Servers of the golden that it must have and has not, by name.
    pub missing: Vec<String>,
    /// Whether the golden requires the file and there is none.
    pub absent: bool,
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
    /// The line of its name, from 1.
    pub line: usize,
    /// The bytes of the entry.
    pub span: Span,
    /// What it says, held against the other copies or the golden.
    pub agreement: Agreement,
    /// The entry of the user's that the client takes instead and that says something else, in words.
    pub shadowed: Option<String>,
    /// Which reading, and which of its servers.
    key: (usize, usize),
}

/// Why an entry that is as it should be is not loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// It switches itself off.
    Off,
    /// Another file of the same client has an entry of its name.
    Yields,
}

/// The directory of the run that entries of the user's for `project` are shown in. Those for one above the root hold in
/// the root as well; the rules and `why` say the same ([`crate::context::RunCx::concerns`]).
fn belongs<'a>(project: &'a Path, root: &'a Path) -> &'a Path {
    if root.starts_with(project) { root } else { project }
}

/// Lists what was read. `readings` are those of `workspace`.
pub fn list(workspace: &Workspace, readings: &[FileReading], env: &Env, variables: Environment<'_>) -> Listing {
    let secrets = Secrets::of(workspace);
    let mut files = Vec::new();
    for (id, source) in workspace.iter() {
        if let Content::Unreadable(reason) = &source.content {
            files.extend(source.readers().iter().map(|dialect| unreadable(id, source, dialect, reason)));
        }
        let lines = LineIndex::new(source.text());
        for (i, reading) in readings.iter().enumerate().filter(|(_, r)| r.file == id) {
            let cx = say::Cx { secrets: &secrets, file: id, document: source.document() };
            let mut listed = file(reading, source, &cx, variables);
            for server in &mut listed.servers {
                let name = reading.servers.get(server.key.1).map(|s| s.name_span.start).unwrap_or_default();
                server.line = lines.position(name).line;
                server.key.0 = i;
            }
            files.push(listed);
        }
    }
    between::settle(&mut files);
    sort(&mut files);
    Listing { root: workspace.root.clone(), place: env.display(&workspace.root), files, declared: Vec::new() }
}

/// The project's files, then the user's, each by name; of one file its owner stays first.
fn sort(files: &mut [ListedFile]) {
    files.sort_by(|a, b| (a.scope, &a.file).cmp(&(b.scope, &b.file)));
}

fn unreadable(id: FileId, source: &Source, dialect: &'static Dialect, reason: &str) -> ListedFile {
    ListedFile::new(id, source, dialect, FileVerdict::Rejected(format!("it cannot be read: {reason}")))
}

fn file(reading: &FileReading, source: &Source, cx: &say::Cx<'_>, variables: Environment<'_>) -> ListedFile {
    let dialect = reading.dialect;
    let listed = |(i, s)| ListedServer { key: (0, i), ..server(s, dialect, cx, variables) };
    let mut servers: Vec<ListedServer> = reading.servers.iter().enumerate().map(listed).collect();
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
    ListedFile { servers, ..ListedFile::new(cx.file, source, dialect, verdict) }
}

fn server(server: &Server, dialect: &'static Dialect, cx: &say::Cx<'_>, variables: Environment<'_>) -> ListedServer {
    let mut listed = ListedServer { unset: variables.unset(server, dialect), ..canonical(server, cx) };
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

/// An entry in canonical form, without what depends on its client.
fn canonical(server: &Server, cx: &say::Cx<'_>) -> ListedServer {
    let verdict = match &server.verdict {
        Verdict::Loads => Verdict::Loads,
        Verdict::Skipped(reason) => Verdict::Skipped(cx.scrub(reason)),
        Verdict::Unknown(reason) => Verdict::Unknown(cx.scrub(reason)),
    };
    ListedServer {
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
        unset: None,
        line: 1,
        span: server.span,
        agreement: Agreement::Unasked,
        shadowed: None,
        key: (0, 0),
    }
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

impl ListedFile {
    fn new(id: FileId, source: &Source, dialect: &'static Dialect, verdict: FileVerdict) -> Self {
        Self {
            file: source.display.clone(),
            id,
            dialect,
            scope: source.scope,
            project: source.project.clone(),
            verdict,
            servers: Vec::new(),
            missing: Vec::new(),
            absent: false,
        }
    }
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
