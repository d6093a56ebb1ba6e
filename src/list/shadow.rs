//! Entries of the project that a client does not take, because the user has one of that name which says something else.

use super::ListedFile;
use crate::context::RunCx;
use crate::drift;
use crate::model::{Scope, Server};

/// An entry that a client takes instead of the project's.
struct Winner<'a> {
    client: &'static str,
    server: &'a Server,
    /// For which directory; `None` for every one.
    project: Option<std::path::PathBuf>,
    why: String,
}

/// Marks them.
pub(super) fn shadow(cx: &RunCx<'_>, files: &mut [ListedFile]) {
    let winners = winners(cx, files);
    for file in files.iter_mut().filter(|f| f.dialect.scope == Scope::Project && !f.dialect.apart) {
        for server in file.servers.iter_mut().filter(|s| s.verdict.loads()) {
            let own = cx.readings.get(server.key.0).and_then(|r| r.servers.get(server.key.1));
            let winner = winners.iter().find(|w| {
                let here = w.project.as_ref().is_none_or(|p| super::belongs(p, &cx.workspace.root) == file.project);
                w.client == file.dialect.client && here && own.is_some_and(|s| s.name == w.server.name)
            });
            if let (Some(winner), Some(own)) = (winner, own)
                && !drift::compare(winner.server, own).is_empty()
            {
                server.shadowed = Some(winner.why.clone());
            }
        }
    }
}

/// Claude Code: local beats project (source, 2.1.329). Elsewhere the project's entry wins, unless the file is an
/// administrator's.
fn winners<'a>(cx: &RunCx<'a>, files: &[ListedFile]) -> Vec<Winner<'a>> {
    let mut winners = Vec::new();
    for file in files.iter().filter(|f| f.dialect.scope == Scope::User && f.dialect.owner) {
        for listed in file.servers.iter().filter(|s| s.verdict.loads()) {
            let reading = cx.readings.get(listed.key.0);
            let Some(server) = reading.and_then(|r| r.servers.get(listed.key.1)) else { continue };
            let local = server.scope == Scope::Local;
            if !local && !file.dialect.outranks {
                continue;
            }
            let whose = if local { "your own entry for this project" } else { "the entry" };
            winners.push(Winner {
                client: file.dialect.client,
                server,
                project: local.then(|| server.project.as_ref().map(Into::into)).flatten(),
                why: format!("{whose} in `{}` takes its place and says something else", file.file),
            });
        }
    }
    winners
}
