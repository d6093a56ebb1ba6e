//! What rules see: the whole run, and one file as one client reads it. Nothing here touches the disk.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::clients::Dialect;
use crate::document::{Document, Span};
use crate::drift::Saying;
use crate::finding::{Edit, FileId, Finding};
use crate::golden::{Golden, Style};
use crate::ignores::Ignores;
use crate::meta::RuleMeta;
use crate::model::{Scope, Server};
use crate::normalize::{Effect, FileReading, Issue};
use crate::pins::Pins;
use crate::redact::{mask, secret_spans};
use crate::workspace::{Source, Workspace};

/// The whole run, as rules see it.
#[derive(Debug)]
pub struct RunCx<'a> {
    /// The files.
    pub workspace: &'a Workspace,
    /// What each client makes of them, in the order of files and readers.
    pub readings: &'a [FileReading],
    /// The declared truth.
    pub golden: Option<&'a Golden>,
    /// For each file of the golden its id in the workspace.
    pub golden_files: &'a [FileId],
    /// Files that the golden names as kept by hand.
    pub kept: &'a BTreeSet<PathBuf>,
    /// The versions that are written down.
    pub pins: &'a Pins,
    /// What somebody has decided to live with.
    pub ignores: &'a Ignores,
    /// The bytes of each file that may be credentials, once somebody has asked: looked for anew for each message, they
    /// would take the square of a file's length.
    pub(crate) secrets: RefCell<BTreeMap<FileId, Rc<[Span]>>>,
}

impl<'a> RunCx<'a> {
    /// One reading with its file; `None` where the file was not parsed.
    pub fn file<'b>(&'b self, reading: &'b FileReading) -> Option<FileCx<'b>> {
        let source = self.workspace.get(reading.file)?;
        let document = source.document()?;
        Some(FileCx { run: self, source, document, reading, dialect: reading.dialect, secrets: OnceCell::new() })
    }

    /// The house style of a client.
    pub fn style(&self, client: &str) -> Option<&'a Style> {
        self.golden?.clients.styles.get(client)
    }

    /// Whether readings of this client raise findings on this file: the owner's do, and those of a reader that is
    /// in use, by the golden's word or because it has a file of its own in the project.
    pub fn speaks(&self, reading: &FileReading) -> bool {
        if reading.dialect.owner {
            return true;
        }
        let client = reading.dialect.client;
        let required = self.golden.is_some_and(|g| g.clients.require.iter().any(|c| c.value == client));
        required || (!reading.dialect.opt_in && self.own_file(reading).is_some())
    }

    /// The readings that are compared with each other and with the golden: of each file its owner's, below the
    /// golden where there is one, and files that the team keeps by hand.
    pub fn compared(&self) -> impl Iterator<Item = &'a FileReading> {
        let (golden, workspace) = (self.golden, self.workspace);
        self.readings.iter().filter(move |r| is_compared(workspace, golden, r))
    }

    /// Whether a reading is one of those.
    pub fn is_compared(&self, reading: &FileReading) -> bool {
        is_compared(self.workspace, self.golden, reading)
    }

    /// What a copy says, fit for a message: where a credential stands in it, its own text with that part hidden.
    pub fn quoted(&self, file: FileId, saying: &Saying) -> String {
        let Some(document) = self.workspace.get(file).and_then(Source::document) else { return saying.text.clone() };
        let all = Rc::clone(self.secrets.borrow_mut().entry(file).or_insert_with(|| secret_spans(document).into()));
        // Sorted and disjoint.
        let from = all.partition_point(|s| s.end < saying.span.start);
        let near = all.iter().skip(from).take_while(|s| s.start <= saying.span.end);
        let secrets: Vec<Span> = near.filter(|s| s.overlaps(saying.span)).copied().collect();
        if secrets.is_empty() || saying.literal {
            return saying.text.clone();
        }
        let shown = mask(saying.span.of(&document.text), saying.span.start, &secrets);
        format!("`{}`", shown.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The project's entry of this name that a client reads, and its file.
    pub fn project_entry(&self, client: &str, name: &str) -> Option<(FileId, &'a Server)> {
        let workspace = self.workspace;
        // A file further down is another project's.
        let read = move |r: &&FileReading| {
            r.dialect.scope == Scope::Project
                && workspace.get(r.file).is_some_and(|s| workspace.root.starts_with(&s.project))
                && workspace.get(r.file).is_some_and(|s| s.readers().iter().any(|d| d.client == client))
        };
        self.compared().filter(read).find_map(|r| Some((r.file, r.servers.iter().find(|s| s.name == name)?)))
    }

    /// Whether the golden names a file as one that the team keeps by hand.
    pub fn is_kept(&self, source: &Source) -> bool {
        self.kept.contains(&source.path)
    }

    /// Whether an entry is for the project that is checked: not one of another project in `~/.claude.json`.
    pub fn concerns(&self, server: &Server) -> bool {
        let root = crate::env::slashes(&self.workspace.root);
        server.project.as_ref().is_none_or(|project| Path::new(&root).starts_with(project))
    }

    /// The file beside this one that this reading's client alone owns.
    pub fn own_file(&self, reading: &FileReading) -> Option<&'a FileReading> {
        let project = &self.workspace.get(reading.file)?.project;
        self.readings.iter().find(|other| {
            other.dialect.client == reading.dialect.client
                && other.dialect.owner
                && !other.dialect.yields
                && self.workspace.get(other.file).is_some_and(|s| s.project == *project)
        })
    }
}

fn is_compared(workspace: &Workspace, golden: Option<&Golden>, reading: &FileReading) -> bool {
    // A plugin's file is a product, not a copy of the project's config, and so is what an author publishes.
    let dialect = reading.dialect;
    let copy = dialect.owner && dialect.beside.is_none() && !dialect.server_side && !dialect.apart;
    let below = |s: &Source| s.scope != Scope::Project || golden.is_none_or(|g| s.path.starts_with(&g.dir));
    copy && workspace.get(reading.file).is_some_and(below)
}

/// One file as one client reads it.
#[derive(Debug)]
pub struct FileCx<'a> {
    /// The run.
    pub run: &'a RunCx<'a>,
    /// The file.
    pub source: &'a Source,
    /// Its text and tree.
    pub document: &'a Document,
    /// What the client makes of it.
    pub reading: &'a FileReading,
    /// How the client reads.
    pub dialect: &'static Dialect,
    /// The bytes that may be credentials, once somebody has asked.
    secrets: OnceCell<Vec<Span>>,
}

impl FileCx<'_> {
    /// A finding about an issue: severity, place, client and server are the issue's.
    pub fn finding(&self, meta: &'static RuleMeta, issue: &Issue, message: impl Into<String>) -> Finding {
        let severity = issue.severity().min(meta.severity);
        let mut finding = Finding::new(meta.id, severity, self.reading.file, issue.span, message)
            .at(issue.pointer.clone())
            .client(self.dialect.client)
            .scope(issue.scope);
        finding.server.clone_from(&issue.server);
        finding
    }

    /// Whether edits would take bytes away that may be credentials, perhaps their only copy.
    pub fn takes_secrets(&self, edits: &[Edit]) -> bool {
        let secrets = self.secrets.get_or_init(|| secret_spans(self.document));
        edits.iter().any(|e| secrets.iter().any(|s| s.overlaps(e.span)))
    }

    /// Whether bytes may be a credential, so that a message must not quote them.
    pub fn is_secret(&self, span: Span) -> bool {
        self.secrets.get_or_init(|| secret_spans(self.document)).iter().any(|s| s.overlaps(span))
    }

    /// The client's name.
    #[expect(clippy::misnamed_getters, reason = "messages name a client, they do not give its id")]
    pub fn client(&self) -> &'static str {
        self.dialect.name
    }

    /// What a bad entry costs with this client, as the end of a sentence.
    pub fn costs(&self) -> String {
        use crate::clients::Loss;
        let name = self.client();
        if !self.dialect.marks.transport.is_known() {
            return format!("{name} may skip this server");
        }
        match self.dialect.loss {
            _ if self.dialect.server_side => format!("{name} refuses it"),
            Loss::Entry => format!("{name} skips this server"),
            Loss::File => format!("{name} then drops every server of this file"),
            Loss::Start => format!("{name} then refuses the whole config"),
        }
    }

    /// What a file that the parser refuses costs with this client, as the end of a sentence.
    pub fn costs_file(&self) -> String {
        let name = self.client();
        match self.dialect.tolerance.broken {
            crate::clients::Broken::Fatal => format!("{name} does not start with this file"),
            _ => format!("{name} loads no server from this file"),
        }
    }

    /// How this team names the transport in this client's files: its house style, else the client's own key.
    pub fn transport_key(&self) -> Option<&str> {
        let house = self.run.style(self.dialect.client).and_then(|s| s.transport_key.as_ref());
        house.map(|k| k.value.as_str()).or(self.dialect.transports.key)
    }

    /// Whether the golden says that this team writes the transport under `key` for this client.
    pub fn is_house_key(&self, key: &str) -> bool {
        let style = self.run.style(self.dialect.client).and_then(|s| s.transport_key.as_ref());
        style.is_some_and(|k| k.value == key)
    }

    /// Whether the golden says that this team keeps this client's servers under `key`.
    pub fn is_house_container(&self, key: &str) -> bool {
        let style = self.run.style(self.dialect.client).and_then(|s| s.container.as_ref());
        style.is_some_and(|k| k.value == key)
    }
}

/// Whether an issue becomes a finding of its own. What a reader loses of a file that is not its own, short of an
/// endpoint or an entry, is summed up by `shared-file`: eight warnings about a client that has a file of its own would
/// drown the one that matters.
pub fn speaks_for_itself(reading: &FileReading, issue: &Issue) -> bool {
    reading.dialect.owner || issue.effect >= Effect::Changed
}
