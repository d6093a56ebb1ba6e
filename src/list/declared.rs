//! What the golden declares, and which files have not got it though they must.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::{ListedFile, ListedServer, Listing, say};
use crate::context::RunCx;
use crate::document::LineIndex;
use crate::finding::FileId;
use crate::golden::Golden;
use crate::model::{Scope, Server};
use crate::normalize::FileVerdict;
use crate::redact::Secrets;
use crate::truth;
use crate::workspace::{Role, Source};

/// One server of the golden.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// The directory that it is declared for.
    pub dir: PathBuf,
    /// The file that says so, as output names it.
    pub file: String,
    /// The file in its workspace.
    pub id: FileId,
    /// What it says to clients without an override.
    pub server: ListedServer,
}

/// Puts the declared servers into a listing, and the names of the missing ones beside the files.
pub(super) fn declare(cx: &RunCx<'_>, secrets: &Secrets, listing: &mut Listing) {
    let Some(golden) = cx.golden else { return };
    let names = truth::declared_names(cx);
    listing.declared = declarations(cx, golden, secrets);
    listing.files.extend(absent(cx));
    for required in &golden.clients.require {
        let id = required.value.as_str();
        let beside = |f: &ListedFile| {
            let d = f.dialect;
            let own = d.client == id && d.scope == Scope::Project && !d.yields;
            own && !d.server_side && !d.opt_in && !d.apart && f.project == golden.dir
        };
        let have: BTreeSet<String> =
            listing.files.iter().filter(|f| beside(f)).flat_map(|f| f.servers.iter().map(|s| s.name.clone())).collect();
        let missing = names.iter().filter(|n| !have.contains(&secrets.scrub(n)));
        let missing: Vec<String> =
            missing.filter(|n| truth::truth(cx, n, id).is_some()).map(|n| secrets.scrub(n)).collect();
        // Its own file, unless a shared one hides that: then that is the one to add to.
        let files = listing.files.iter_mut().filter(|f| beside(f));
        if let Some(file) = files.min_by_key(|f| (!f.dialect.hides_own, !f.dialect.owner)) {
            file.missing = missing;
        }
    }
}

/// The files that the golden requires and that are not there.
fn absent(cx: &RunCx<'_>) -> Vec<ListedFile> {
    let role = |(id, source): (FileId, &Source)| match source.role {
        Role::Missing(dialect) => {
            let reason = "the golden requires it, and there is no such file".to_owned();
            Some(ListedFile { absent: true, ..ListedFile::new(id, source, dialect, FileVerdict::Ignored(reason)) })
        }
        _ => None,
    };
    cx.workspace.iter().filter_map(role).collect()
}

fn declarations(cx: &RunCx<'_>, golden: &Golden, secrets: &Secrets) -> Vec<Declaration> {
    let tables = golden.servers.iter().filter_map(|s| {
        let id = *cx.golden_files.get(s.origin().file)?;
        Some((id, s.for_any().server))
    });
    let entries = truth::golden_entries(cx).into_iter().map(|(id, s)| (id, s.clone()));
    let mut lines: BTreeMap<FileId, LineIndex<'_>> = BTreeMap::new();
    let declare = |(id, server): (FileId, Server)| {
        let source = cx.workspace.get(id)?;
        let lines = lines.entry(id).or_insert_with(|| LineIndex::new(source.text()));
        let line = lines.position(server.name_span.start).line;
        Some(declaration(source, golden, secrets, id, &server, line))
    };
    tables.chain(entries).filter_map(declare).collect()
}

fn declaration(
    source: &Source,
    golden: &Golden,
    secrets: &Secrets,
    id: FileId,
    server: &Server,
    line: usize,
) -> Declaration {
    let say = say::Cx { secrets, file: id, document: source.document() };
    let server = ListedServer { line, transport: server.meant(), ..super::canonical(server, &say) };
    Declaration { dir: golden.dir.clone(), file: source.display.clone(), id, server }
}
