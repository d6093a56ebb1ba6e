//! Every copy of a server held against the golden, or without one against the other copies: what a matrix of servers
//! and clients shows. Meaning is compared, not spelling.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{ListedServer, Listing, declared, shadow};
use crate::check::Declared;
use crate::context::RunCx;
use crate::drift::{self, Difference};
use crate::finding::FileId;
use crate::golden::Golden;
use crate::ignores::Ignores;
use crate::model::{Scope, Server};
use crate::normalize::FileReading;
use crate::pins::Pins;
use crate::redact::Secrets;
use crate::truth::{self, Truth};
use crate::workspace::Workspace;

/// What a copy says, held against the others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Agreement {
    /// Nobody asked, or it is none of the project's business.
    #[default]
    Unasked,
    /// There is nothing to hold it against.
    Alone,
    /// It says what the golden, or most copies, say.
    Agrees,
    /// It says something else.
    Differs(Vec<Differs>),
    /// The golden does not declare it, or not for this client.
    Undeclared,
}

/// One field in which a copy differs, fit for output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differs {
    /// The field: `url`, `env.TOKEN`.
    pub field: String,
    /// What the copy says; `None` where it says nothing.
    pub ours: Option<String>,
    /// What the golden, or the copy that it is held against, says.
    pub theirs: Option<String>,
    /// The file it is held against, as output names it.
    pub against: String,
}

/// Holds every copy of a listing against the golden, or without one against the other copies. `readings` are those that
/// the listing was made of.
pub fn compare(listing: &mut Listing, workspace: &Workspace, readings: &[FileReading], declared: &Declared) {
    let (pins, ignores) = (Pins::default(), Ignores::default());
    let cx = RunCx {
        workspace,
        readings,
        golden: declared.golden.as_ref(),
        golden_files: &declared.files,
        kept: &declared.kept,
        pins: &pins,
        ignores: &ignores,
        secrets: Default::default(),
    };
    let judge = Judge { cx: &cx, secrets: Secrets::of(workspace) };
    let said = if cx.golden.is_some_and(Golden::declares_servers) {
        declared::declare(&cx, &judge.secrets, listing);
        judge.with_golden()
    } else {
        judge.without_golden()
    };
    for file in &mut listing.files {
        for server in &mut file.servers {
            server.agreement = judge.of(server, &said);
        }
    }
    shadow::shadow(&cx, &mut listing.files);
    super::sort(&mut listing.files);
}

/// Which reading, and which of its servers.
type Key = (usize, usize);

/// What is said of a server of a reading.
type Said = BTreeMap<Key, Agreement>;

/// What most copies of a server say.
struct Most<'a> {
    file: FileId,
    server: &'a Server,
    /// One that says something else, where no more than half of the copies say the same: then nobody knows who is
    /// right, and every copy differs from some other.
    odd: Option<(FileId, &'a Server)>,
}

impl<'a> Most<'a> {
    /// `None` where there is nothing to compare.
    fn of(copies: &[(&'a FileReading, &'a Server)]) -> Option<Self> {
        let servers: Vec<&Server> = copies.iter().map(|(_, s)| *s).collect();
        let (reading, server) = *copies.get(drift::reference(&servers).filter(|_| copies.len() > 1)?)?;
        let mut others = copies.iter().filter(|(_, s)| !drift::compare(s, server).is_empty());
        let odd = others.next().map(|(r, s)| (r.file, *s));
        let differing = others.count() + usize::from(odd.is_some());
        Some(Self { file: reading.file, server, odd: odd.filter(|_| differing * 2 >= copies.len()) })
    }
}

struct Judge<'a> {
    cx: &'a RunCx<'a>,
    secrets: Secrets,
}

impl Judge<'_> {
    fn reading(&self, key: Key) -> Option<(&FileReading, &Server)> {
        let reading = self.cx.readings.get(key.0)?;
        Some((reading, reading.servers.get(key.1)?))
    }

    /// What is said of an entry; a reader that is not the file's owner reads what its owner wrote.
    fn of(&self, server: &ListedServer, said: &Said) -> Agreement {
        if let Some(agreement) = said.get(&server.key) {
            return agreement.clone();
        }
        let Some((reading, own)) = self.reading(server.key) else { return Agreement::Unasked };
        // The readers of one file stand side by side.
        let near = |step: usize, down: bool| {
            let i = if down { server.key.0.checked_sub(step) } else { server.key.0.checked_add(step) }?;
            self.cx.readings.get(i).filter(|r| r.file == reading.file).map(|r| (i, r))
        };
        let readers = (1..).map_while(|n| near(n, true)).chain((1..).map_while(|n| near(n, false)));
        let owned = readers.filter(|(_, r)| r.dialect.owner).find_map(|(i, r)| {
            let j = r.servers.iter().position(|s| s.pointer == own.pointer)?;
            said.get(&(i, j))
        });
        owned.cloned().unwrap_or_default()
    }

    /// Every entry that the golden has a say in.
    fn with_golden(&self) -> Said {
        let cx = self.cx;
        let names: BTreeSet<String> = truth::declared_names(cx).into_iter().collect();
        let mut said = Said::new();
        for (i, reading) in cx.readings.iter().enumerate().filter(|(_, r)| cx.is_compared(r)) {
            let Some(source) = cx.workspace.get(reading.file) else { continue };
            for (j, server) in reading.servers.iter().enumerate().filter(|(_, s)| cx.concerns(s)) {
                let known = names.contains(&server.name);
                let truth = known.then(|| truth::truth(cx, &server.name, reading.dialect.client)).flatten();
                let agreement = match truth {
                    Some(truth) => self.held(reading, server, &truth),
                    None if server.scope == Scope::Project || cx.is_kept(source) => Agreement::Undeclared,
                    None => continue,
                };
                said.insert((i, j), agreement);
            }
        }
        said
    }

    fn held(&self, reading: &FileReading, server: &Server, truth: &Truth) -> Agreement {
        let mut differs: Vec<Differs> = drift::compare(server, &truth.server)
            .iter()
            .map(|d| {
                let place = truth.place_of(self.cx, d).map(|(file, _)| file);
                self.differs(reading.file, d, place)
            })
            .collect();
        let entry = self.cx.file(reading).and_then(|f| f.document.at(&server.pointer));
        for (name, wanted) in truth.other.iter().filter(|(name, _)| reading.dialect.field(name).is_some()) {
            let have = entry.and_then(|e| e.get(name)).map(|node| node.to_json());
            if have.as_ref() != Some(&wanted.value) {
                let place = truth.place(self.cx, name, None).map(|(file, _)| file);
                let say = |value: &serde_json::Value| self.secrets.scrub(&format!("`{value}`"));
                let (ours, theirs) = (have.as_ref().map(say), Some(say(&wanted.value)));
                differs.push(Differs { field: name.clone(), ours, theirs, against: self.name(place) });
            }
        }
        if differs.is_empty() { Agreement::Agrees } else { Agreement::Differs(differs) }
    }

    /// The copies of one name in one project directory and those above it, held against what most of them say.
    fn without_golden(&self) -> Said {
        let cx = self.cx;
        let mut by_name: BTreeMap<&str, BTreeMap<&Path, Vec<Key>>> = BTreeMap::new();
        for (i, reading) in cx.readings.iter().enumerate().filter(|(_, r)| cx.is_compared(r)) {
            let Some(source) = cx.workspace.get(reading.file) else { continue };
            for (j, server) in reading.servers.iter().enumerate().filter(|(_, s)| s.scope == Scope::Project) {
                by_name.entry(&server.name).or_default().entry(&source.project).or_default().push((i, j));
            }
        }
        let mut said = Said::new();
        for projects in by_name.values() {
            for (dir, own) in projects {
                let mut near: Vec<Key> =
                    dir.ancestors().filter_map(|dir| projects.get(dir)).flatten().copied().collect();
                near.sort_unstable();
                let copies: Vec<(&FileReading, &Server)> = near.iter().filter_map(|k| self.reading(*k)).collect();
                let most = Most::of(&copies);
                for key in own {
                    let agreement = most.as_ref().zip(self.reading(*key)).map(|(most, own)| self.among(own, most));
                    said.insert(*key, agreement.unwrap_or(Agreement::Alone));
                }
            }
        }
        said
    }

    fn among(&self, (reading, server): (&FileReading, &Server), most: &Most<'_>) -> Agreement {
        let (mut other, mut differs) = (most.file, drift::compare(server, most.server));
        if differs.is_empty()
            && let Some((file, odd)) = most.odd
        {
            (other, differs) = (file, drift::compare(server, odd));
        }
        if differs.is_empty() {
            return Agreement::Agrees;
        }
        Agreement::Differs(differs.iter().map(|d| self.differs(reading.file, d, Some(other))).collect())
    }

    fn differs(&self, file: FileId, d: &Difference, other: Option<FileId>) -> Differs {
        let quoted = |file: FileId, s: &drift::Saying| self.secrets.scrub(&self.cx.quoted(file, s));
        let theirs = d.theirs.as_ref().map(|s| other.map_or_else(|| self.secrets.scrub(&s.text), |f| quoted(f, s)));
        Differs { field: d.name(), ours: d.ours.as_ref().map(|s| quoted(file, s)), theirs, against: self.name(other) }
    }

    fn name(&self, file: Option<FileId>) -> String {
        let named = file.and_then(|f| self.cx.workspace.get(f)).map(|s| s.display.clone());
        named.unwrap_or_else(|| truth::shown(self.cx))
    }
}
