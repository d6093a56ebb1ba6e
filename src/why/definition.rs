//! The entries of one name in all files, and what becomes of each by itself.

use super::{Place, Question, counts_here, finding, is_config, source};
use crate::clients::Layers;
use crate::finding::{Finding, Severity};
use crate::list::{Idle, ListedFile, ListedServer};
use crate::model::{Scope, Server, Verdict};
use crate::normalize::{FileReading, FileVerdict, UNREAD};
use crate::state::{Asked, Memory, Origin, Said};
use crate::workspace::Source;

/// An entry of that name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Definition<'a> {
    pub(super) reading: &'a FileReading,
    pub(super) server: &'a Server,
    pub(super) source: &'a Source,
    pub(super) file: Option<&'a ListedFile>,
    pub(super) listed: Option<&'a ListedServer>,
    pub(super) whose: Whose,
}

/// For whom an entry counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// For a session that is started here.
    Here,
    /// For another project, in a file of the person's.
    OtherProject,
    /// For sessions that are started in another directory.
    OtherDirectory,
}

/// What becomes of an entry by itself.
#[derive(Debug, Clone)]
pub(super) enum Fate {
    /// It is taken.
    Loads,
    /// It gives way to an entry of the same client's own file.
    Yields,
    /// Nobody knows.
    Unknown(String),
    /// Something stops it.
    Stopped(Stopped),
}

/// What stops an entry.
#[derive(Debug, Clone)]
pub(super) struct Stopped {
    pub(super) id: &'static str,
    /// The end of "it does not load:".
    pub(super) why: String,
    /// The same in few words.
    pub(super) brief: String,
    pub(super) help: Option<String>,
    pub(super) at: Place,
}

/// Every entry of that name that some client's config holds.
pub(super) fn all<'a>(question: &Question<'a>) -> Vec<Definition<'a>> {
    let readings = question.checked.readings.iter().filter(|r| is_config(r.dialect));
    readings
        .flat_map(|r| r.servers.iter().filter(|s| s.name == question.server).map(move |s| (r, s)))
        .filter_map(|(reading, server)| Definition::of(question, reading, server))
        .collect()
}

impl<'a> Definition<'a> {
    fn of(question: &Question<'a>, reading: &'a FileReading, server: &'a Server) -> Option<Self> {
        let source = source(question, reading.file)?;
        let same = |f: &&ListedFile| *f.dialect == *reading.dialect && f.file == source.display;
        let file = question.listing.files.iter().find(same);
        let listed = file.and_then(|f| {
            let of_project = |s: &&ListedServer| s.project == server.project;
            // The listing's names are without secrets.
            let mut twins = f.servers.iter().filter(of_project);
            twins.find(|s| s.name == server.name)
        });
        let project = |p: &String| {
            let dirs = [&question.here.project, &question.here.start];
            dirs.iter().any(|dir| crate::env::slashes(dir) == p.replace('\\', "/").trim_end_matches('/'))
        };
        let whose = match () {
            () if server.project.as_ref().is_some_and(|p| !project(p)) => Whose::OtherProject,
            () if !counts_here(question, reading.dialect, source) => Whose::OtherDirectory,
            () => Whose::Here,
        };
        Some(Self { reading, server, source, file, listed, whose })
    }

    pub(super) fn place(&self) -> Place {
        Place { file: self.reading.file, span: self.server.name_span }
    }

    /// How strong it is, the strongest first: an administrator's, the person's for this project, the project's (nearest
    /// first, a file of the client's own before one that it shares), the person's.
    pub(super) fn rank(&self) -> (u8, usize, bool) {
        let depth = self.source.project.components().count();
        match self.server.scope {
            _ if self.reading.dialect.outranks => (0, 0, false),
            Scope::Local => (1, 0, false),
            Scope::Project => (2, usize::MAX - depth, self.is_second()),
            Scope::User => (3, 0, self.is_second()),
        }
    }

    /// Whether a file of the client's own comes first.
    fn is_second(&self) -> bool {
        self.reading.dialect.yields || self.reading.dialect.opt_in
    }

    pub(super) fn origin(&self) -> Origin {
        match self.server.scope {
            Scope::Project => Origin::Project,
            _ if self.reading.dialect.outranks => Origin::Managed,
            _ => Origin::Own,
        }
    }

    /// What the client's memory says of it.
    pub(super) fn said(&self, memory: &Memory) -> Said {
        memory.says(&Asked { name: &self.server.name, server: Some(self.server), origin: self.origin() })
    }

    /// Whether a switch of this entry, or of one that it is merged with, is off.
    pub(super) fn off(&self) -> Option<Stopped> {
        let off = self.server.disabled.as_ref().filter(|d| d.value)?;
        let key = off.pointer.last().unwrap_or_default();
        let value = if key == "enabled" { "false" } else { "true" };
        Some(Stopped {
            id: "switched-off",
            why: format!("its entry switches it off with `{key}`"),
            brief: format!("`{key}` is {value}"),
            help: Some(format!("remove `{key}`, which is {value}")),
            at: Place { file: self.reading.file, span: off.span },
        })
    }

    pub(super) fn merges(&self) -> bool {
        self.reading.dialect.layers == Layers::Merge
    }

    /// What becomes of it, other entries left aside. `exclusive` is an administrator's file that keeps all others out.
    pub(super) fn fate(&self, question: &Question<'_>, said: &Said, exclusive: Option<&Source>) -> Fate {
        let stopped = |id, why: String, help: Option<String>, at| {
            let brief = why.clone();
            Fate::Stopped(Stopped { id, why, brief, help, at })
        };
        if let Some(file) = exclusive.filter(|f| f.path != self.source.path && self.origin() != Origin::Managed) {
            let why = format!("your administrator's `{}` keeps every other server out", file.display);
            return stopped("managed-only", why, Some("ask your administrator".to_owned()), self.place());
        }
        if let Some(fate) = self.mistake(question) {
            return fate;
        }
        if self.listed.is_some_and(|l| l.idle == Some(Idle::Yields)) {
            return Fate::Yields;
        }
        if let Some(off) = self.off() {
            return Fate::Stopped(off);
        }
        if let Some(stop) = said.stops.first() {
            let at = stop.switch.as_ref().map_or(self.place(), |s| Place { file: s.file, span: s.span });
            return stopped(stop.reason.as_str(), stop.why.clone(), Some(stop.help.clone()), at);
        }
        let lacks = self.listed.filter(|l| matches!(l.verdict, Verdict::Skipped(_)) && !l.needs.is_empty());
        if let Some(listed) = lacks {
            let unset = listed.unset.as_deref().filter(|u| !u.is_empty()).unwrap_or(&listed.needs);
            let names: Vec<String> = unset.iter().map(|n| format!("`{n}`")).collect();
            let is = if names.len() == 1 { "is" } else { "are" };
            let client = self.reading.dialect.name;
            let why = format!("{} {is} not set, and {client} does not go on without", names.join(", "));
            let help = "set it in the environment in which the client is started".to_owned();
            return stopped("unset-variable", why, Some(help), self.place());
        }
        match &self.server.verdict {
            Verdict::Unknown(reason) => Fate::Unknown(reason.clone()),
            _ if self.reading.dialect.opt_in => {
                Fate::Unknown(format!("{} reads this file only once that is switched on", self.reading.dialect.name))
            }
            _ => Fate::Loads,
        }
    }

    /// What is wrong with the entry or its file.
    fn mistake(&self, question: &Question<'_>) -> Option<Fate> {
        let client = self.reading.dialect.client;
        let stopped = |id, why, brief: &str, found: Option<&Finding>| {
            let at = found.map_or(self.place(), |f| Place { file: f.file, span: f.span });
            let help = found.and_then(|f| f.help.clone());
            Some(Fate::Stopped(Stopped { id, why, brief: brief.to_owned(), help, at }))
        };
        if self.is_in_wrong_container() {
            let key = self.server.pointer.parent().segments().collect::<Vec<_>>().join(".");
            let why = format!("it stands under `{key}`, where {} does not look", self.reading.dialect.name);
            return stopped("wrong-container", why, &format!("stands under `{key}`"), container(question, self));
        }
        let in_file = |f: &Finding| f.file == self.reading.file && f.severity == Severity::Error;
        if let Verdict::Skipped(reason) = &self.server.verdict
            && self.reading.verdict == FileVerdict::Read
        {
            let about = |f: &Finding| f.file == self.reading.file && f.server.as_deref() == Some(question.server);
            let found = finding(question, client, |f| about(f) && f.severity == Severity::Error);
            let why = found.map_or_else(|| reason.clone(), |f| f.message.clone());
            return stopped("skipped-entry", why, reason, found);
        }
        let name = &self.source.display;
        if let FileVerdict::Rejected(reason) | FileVerdict::Ignored(reason) = &self.reading.verdict {
            let found = finding(question, client, in_file);
            let does = if matches!(self.reading.verdict, FileVerdict::Rejected(_)) { "refuses" } else { "passes over" };
            let what = found.map_or(reason, |f| &f.message);
            let why = format!("{} {does} `{name}`: {what}", self.reading.dialect.name);
            return stopped("rejected-file", why, &format!("the file is lost: {reason}"), found);
        }
        if let Some(FileVerdict::Ignored(reason) | FileVerdict::Rejected(reason)) = self.file.map(|f| &f.verdict) {
            let id = if reason.contains("hides it") { "hidden-file" } else { "unset-variable" };
            return stopped(
                id,
                format!("{} does not read `{name}`: {reason}", self.reading.dialect.name),
                reason,
                None,
            );
        }
        None
    }

    /// Whether it stands under a key that this client does not read.
    fn is_in_wrong_container(&self) -> bool {
        matches!(&self.server.verdict, Verdict::Skipped(reason) if reason == UNREAD)
    }

    /// What the rules say of it.
    pub(super) fn findings(&self, question: &Question<'_>) -> Vec<String> {
        let client = self.reading.dialect.client;
        let about = |f: &&Finding| {
            f.file == self.reading.file
                && f.server.as_deref() == Some(question.server)
                && (f.clients.is_empty() || f.clients.contains(&client))
                && f.severity >= Severity::Warning
                && !matches!(f.rule, "shadowed-server" | "disabled-server")
        };
        let found = question.checked.findings.iter().filter(about);
        found.map(|f| format!("[{}] {}", f.rule, f.message)).collect()
    }
}

fn container<'q>(question: &Question<'q>, definition: &Definition<'_>) -> Option<&'q Finding> {
    let rules = ["container-key", "unread-file"];
    let client = definition.reading.dialect.client;
    finding(question, client, |f| f.file == definition.reading.file && rules.contains(&f.rule))
}
