//! The packages that servers' commands start, as pins of their files.

use std::ops::Range;
use std::path::PathBuf;

use super::launcher::{self, Kind, Launch, Launcher, Target};
use super::path::plain;
use crate::document::Document;
use crate::model::pin::{Ecosystem, Grammar, Origin, Pin};
use crate::model::template::Template;
use crate::model::{Server, server::Spanned};
use crate::normalize::FileReading;

/// A package or image that a server's command fetches.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// By what.
    pub launcher: Launcher,
    /// What the command line says of it.
    pub target: Target,
    /// The directory that the launcher looks in, relative to the project; `None` where only variables tell.
    pub directory: Option<PathBuf>,
    /// Where its version stands.
    pub pin: Pin,
}

/// What the servers of one file fetch, in file order.
pub(super) fn fetched(reading: &FileReading, doc: &Document) -> Vec<Fetched> {
    reading.servers.iter().flat_map(|server| of_server(server, doc)).collect()
}

/// The program and its arguments, in order: what the word numbers of a [`Launch`] count.
pub fn words(server: &Server) -> Vec<&Spanned<Template>> {
    let args = server.args.as_ref().map(|a| a.value.as_slice()).unwrap_or_default();
    server.command.iter().chain(args.iter().filter(|_| server.command.is_some())).collect()
}

/// What a server's command launches; `None` where no launcher is started.
pub fn launch(server: &Server) -> Option<Launch> {
    let texts: Vec<&str> = words(server).iter().map(|w| w.value.source.as_str()).collect();
    launcher::read(&texts)
}

fn of_server(server: &Server, doc: &Document) -> Vec<Fetched> {
    let Some(launch) = launch(server) else { return Vec::new() };
    let words = words(server);
    let all = launch.all().into_iter().flat_map(|launch| launch.targets.iter().map(move |target| (launch, target)));
    // A directory has no version.
    let packages = all.filter(|(_, target)| target.kind != Kind::Path);
    packages.filter_map(|(launch, target)| one(server, launch, target, &words, doc)).collect()
}

fn one(
    server: &Server,
    launch: &Launch,
    target: &Target,
    words: &[&Spanned<Template>],
    doc: &Document,
) -> Option<Fetched> {
    let (word, name_word) = (words.get(target.word)?, words.get(target.name_word)?);
    let part = |word: &Spanned<Template>, at: &Range<usize>| match doc.at(&word.pointer) {
        Some(node) if node.as_str() == Some(&word.value.source) => doc.string_part(node, at.clone()),
        _ => None,
    };
    // Quotes and escapes of a shell in the midst of it: a fix would have to know their rules, so there is none.
    let pointer = if target.exact_bytes { word.pointer.clone() } else { word.pointer.parent() };
    let pin = Pin {
        ecosystem: target.ecosystem,
        package: target.package.clone(),
        spec: target.spec.clone(),
        version: target.version.clone(),
        fixed: matches!(target.kind, Kind::Digest | Kind::Git(true)),
        span: part(word, &target.spec_at).unwrap_or(word.span),
        name_span: part(name_word, &target.name_at).unwrap_or(name_word.span),
        pointer,
        place: launch.launcher.as_str().to_owned(),
        grammar: if target.kind == Kind::Variable { Grammar::Variable } else { target.grammar },
        origin: Origin::Launch,
        conditional: false,
        hashed: false,
        server: Some(server.name.clone()),
    };
    let cwd = server.cwd.as_ref().map_or("", |cwd| &cwd.value.source);
    let directory =
        within(cwd).and_then(|cwd| Some(plain(&cwd.join(within(launch.directory.as_deref().unwrap_or(""))?))));
    Some(Fetched { launcher: launch.launcher, target: target.clone(), directory, pin })
}

/// A directory as a path from the project, of which some clients know a variable; `None` where it holds another one.
fn within(directory: &str) -> Option<PathBuf> {
    const PROJECT: [&str; 4] = ["${workspaceFolder}", "${workspaceRoot}", "${PWD}", "$PWD"];
    let own = PROJECT.iter().find_map(|variable| directory.strip_prefix(variable));
    let rest = own.map_or(directory, |rest| rest.trim_start_matches(['/', '\\']));
    (!rest.contains(['$', '{', '%', '~'])).then(|| PathBuf::from(rest))
}

impl Fetched {
    /// Whether the launcher may take the package from where the project has it installed, as npm and Bun do.
    pub fn is_local(&self) -> bool {
        self.pin.ecosystem == Ecosystem::Npm
            && matches!(self.launcher, Launcher::Npx | Launcher::NpmExec | Launcher::Bunx)
    }

    /// Whether nobody can tell without variables what is started: no version is named, and it is unknown where the
    /// launcher looks for an installed one.
    pub fn is_untold(&self) -> bool {
        self.is_local() && self.directory.is_none() && self.pin.spec.is_empty()
    }
}
