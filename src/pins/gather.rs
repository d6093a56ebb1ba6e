//! Every pin of a run that is worth knowing: what servers start, then the manifests, locks and compose files that speak
//! of the same packages, of the golden's, or of an MCP framework.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::path::plain;
use super::{Fetched, Projects, Wanted, allows, compose, launched, python, read_lock, read_manifest};
use crate::finding::FileId;
use crate::model::Scope;
use crate::model::pin::{Ecosystem, Format, Origin, Pin};
use crate::normalize::FileReading;
use crate::workspace::{Source, Workspace};

/// The pins of a run.
#[derive(Debug, Default)]
pub struct Pins {
    /// By file, in file order; files without any are left out.
    pub files: BTreeMap<FileId, Vec<Pin>>,
    /// What the servers of each config fetch.
    pub fetched: BTreeMap<FileId, Vec<Fetched>>,
    /// Manifests that speak of a wanted package and do not parse.
    pub broken: Vec<FileId>,
    /// Which files belong together.
    pub projects: Projects,
}

impl Pins {
    /// The pins of one file.
    pub fn of(&self, file: FileId) -> &[Pin] {
        self.files.get(&file).map(Vec::as_slice).unwrap_or_default()
    }

    /// What the locks of a manifest have settled on for a package: the lock and its entry.
    pub fn locked<'a>(&'a self, manifest: &Source, pin: &'a Pin) -> impl Iterator<Item = (FileId, &'a Pin)> {
        let locks = self.projects.locks_of(manifest);
        locks.into_iter().flat_map(move |lock| {
            self.of(lock).iter().filter(|p| p.is(pin.ecosystem, &pin.package)).map(move |p| (lock, p))
        })
    }

    /// What the project has installed of a package that a server starts, by its lock or `package.json`, where the
    /// launcher takes it from there: npm runs a package that the project has installed in a version that fits, and so
    /// does Bun; `latest` and other tags are always looked up (libnpmexec 10, `missingFromTree`; bun's documentation of
    /// `bunx`; November 2026).
    pub fn installed<'a>(&'a self, source: &Source, fetched: &Fetched) -> Option<&'a Pin> {
        let Fetched { pin, directory, .. } = fetched;
        let dir = plain(&source.project.join(directory.as_ref().filter(|_| fetched.is_local())?));
        let fits = |v: &str| pin.spec.is_empty() || allows(pin, v) == Some(true);
        let settles = |p: &Pin| !p.conditional && matches!(p.origin, Origin::Lock | Origin::Manifest);
        let of = |p: &&Pin| settles(p) && p.is(Ecosystem::Npm, &pin.package) && p.version.as_deref().is_some_and(fits);
        self.projects.npm_installed(&dir).into_iter().flat_map(|file| self.of(file)).find(of)
    }

    /// What a server fetches at the place of a pin.
    pub fn fetched_at(&self, file: FileId, pin: &Pin) -> Option<&Fetched> {
        self.fetched.get(&file)?.iter().find(|fetched| fetched.pin == *pin)
    }

    /// Every pin with its file, in the order of files and bytes.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Pin)> {
        self.files.iter().flat_map(|(file, pins)| pins.iter().map(move |pin| (*file, pin)))
    }
}

/// Reads every pin. `readings` are those of `workspace`, `declared` the packages that the golden pins.
pub fn gather(workspace: &Workspace, readings: &[FileReading], declared: Vec<(Ecosystem, String)>) -> Pins {
    let fetched = all_fetched(workspace, readings);
    let launched = fetched.values().flatten().map(|f| (f.pin.ecosystem, f.pin.package.clone()));
    let wanted = Wanted::new(launched.chain(declared));
    let urls = urls(readings);
    let mut files = locks(workspace, &wanted);
    let constraints = constraints(workspace);
    let mut broken = Vec::new();
    for (file, source) in workspace.iter().filter(|(_, s)| !s.format().is_some_and(Format::is_lock)) {
        let mut pins = match source.format() {
            None => fastmcp(source, &wanted),
            Some(Format::Compose) => composed(source, &wanted, &urls),
            // Of hundreds of manifests few have to be parsed.
            Some(format) if !mentions(&wanted, format, source.text()) => continue,
            Some(format) => {
                if source.document().is_some_and(|doc| doc.fatal().is_some()) {
                    broken.push(file);
                }
                manifest(source, format, &wanted, constraints.contains(&source.path))
            }
        };
        pins.extend(fetched.get(&file).into_iter().flatten().map(|f| f.pin.clone()));
        pins.sort_by_key(|pin| (pin.name_span, pin.span));
        if !pins.is_empty() {
            files.insert(file, pins);
        }
    }
    let projects = if files.is_empty() { Projects::default() } else { Projects::of(workspace) };
    Pins { files, fetched, broken, projects }
}

/// From how many bytes on locks are read by two threads.
const LONG: usize = 1 << 20;

/// What the locks say. They are independent of each other, and long.
fn locks(workspace: &Workspace, wanted: &Wanted) -> BTreeMap<FileId, Vec<Pin>> {
    let all: Vec<(FileId, &Source, Format)> = workspace
        .iter()
        .filter_map(|(file, source)| Some((file, source, source.format().filter(|f| f.is_lock())?)))
        .collect();
    let read = |(file, source, format): &(FileId, &Source, Format)| {
        let mut pins = read_lock(*format, source.text(), wanted);
        pins.sort_by_key(|pin| (pin.name_span, pin.span));
        (*file, pins)
    };
    let bytes: usize = all.iter().map(|(_, source, _)| source.text().len()).sum();
    let pins: Vec<(FileId, Vec<Pin>)> = match all.split_first() {
        Some((first, rest)) if bytes > LONG && !rest.is_empty() => std::thread::scope(|scope| {
            let others = || rest.iter().map(read).collect::<Vec<_>>();
            let thread = std::thread::Builder::new().spawn_scoped(scope, others);
            let mut pins = vec![read(first)];
            // Should there be no thread, its locks are read here.
            pins.extend(thread.ok().and_then(|thread| thread.join().ok()).unwrap_or_else(others));
            pins
        }),
        _ => all.iter().map(read).collect(),
    };
    pins.into_iter().filter(|(_, pins)| !pins.is_empty()).collect()
}

/// What the servers of each config fetch. One reader's view is enough: the owner's, since what it skips was meant as
/// well.
fn all_fetched(workspace: &Workspace, readings: &[FileReading]) -> BTreeMap<FileId, Vec<Fetched>> {
    let mut all: BTreeMap<FileId, Vec<Fetched>> = BTreeMap::new();
    for reading in readings {
        let Some(document) = workspace.get(reading.file).and_then(Source::document) else { continue };
        let fetched = all.entry(reading.file).or_default();
        // A reader that finds nothing may have looked elsewhere.
        if fetched.is_empty() {
            *fetched = launched::fetched(reading, document);
        }
    }
    all.retain(|_, fetched| !fetched.is_empty());
    all
}

/// The URLs of the project's servers, for telling which service of a compose file is one.
fn urls(readings: &[FileReading]) -> BTreeSet<&str> {
    let servers = readings.iter().flat_map(|r| &r.servers).filter(|s| s.scope == Scope::Project);
    servers.filter_map(|s| s.url.as_ref()).map(|url| url.value.source.as_str()).collect()
}

fn manifest(source: &Source, format: Format, wanted: &Wanted, constraints: bool) -> Vec<Pin> {
    let mut pins = source.document().map(|doc| read_manifest(format, doc)).unwrap_or_default();
    pins.retain(|pin| wanted.has(pin.ecosystem, &pin.package));
    if format == Format::Requirements && is_prose(source.text()) {
        return Vec::new();
    }
    if format == Format::Requirements && constraints { python::as_constraints(pins) } else { pins }
}

/// Whether a text that bears the name of requirements has a line that no installer would take for one: two words beside
/// each other. What merely describes requirements (`system-requirements.txt`) is nobody's pin.
fn is_prose(text: &str) -> bool {
    text.lines().map(str::trim).filter(|line| !line.starts_with(['#', '-', '.', '/', '"', '\''])).any(|line| {
        let mut words = line.split_whitespace();
        let first = words.next().unwrap_or_default();
        let second = words.next().unwrap_or_default();
        let open = first.ends_with([';', ',', '=', '<', '>', '~', '!', '[', '(', '@', '\\']) || first.contains(';');
        !open && second.starts_with(|c: char| c.is_alphabetic())
    })
}

fn mentions(wanted: &Wanted, format: Format, text: &str) -> bool {
    let ecosystems: &[Ecosystem] = match format {
        Format::PackageJson | Format::PnpmWorkspace => &[Ecosystem::Npm],
        Format::DenoJson => &[Ecosystem::Npm, Ecosystem::Jsr],
        _ => &[Ecosystem::Python],
    };
    ecosystems.iter().any(|e| wanted.mentions(*e, text))
}

/// The requirement files that never ask for a package: by their name, or because others name them so (`-c limits.txt`).
fn constraints(workspace: &Workspace) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for (_, source) in workspace.iter().filter(|(_, s)| s.format() == Some(Format::Requirements)) {
        let name = source.path.file_stem().and_then(|n| n.to_str()).unwrap_or_default();
        if name.starts_with("constraints") || name.ends_with("constraints") {
            found.insert(source.path.clone());
        }
        let document = source.document_if(source.text().contains("-c"));
        let named = document.map(|doc| python::constraint_includes(Format::Requirements, doc)).unwrap_or_default();
        found.extend(named.iter().map(|path| plain(&source.project.join(path))));
    }
    found
}

/// The requirements of a `fastmcp.json`, which is a config of its client.
fn fastmcp(source: &Source, wanted: &Wanted) -> Vec<Pin> {
    let reads = source.readers().iter().any(|d| d.client == "fastmcp" && d.server_side);
    let document = source.document_if(reads);
    let mut pins = document.map(python::read_fastmcp_json).unwrap_or_default();
    pins.retain(|pin| wanted.has(pin.ecosystem, &pin.package));
    pins
}

/// The images of a compose file that servers start or are reached at.
fn composed(source: &Source, wanted: &Wanted, urls: &BTreeSet<&str>) -> Vec<Pin> {
    let services = source.document_if(source.text().contains("image")).map(compose::services).unwrap_or_default();
    let ours = |s: &compose::Service| {
        wanted.has(Ecosystem::Oci, &s.pin.package) || urls.iter().any(|url| compose::leads_to(url, s))
    };
    services.into_iter().filter(ours).map(|s| s.pin).collect()
}
