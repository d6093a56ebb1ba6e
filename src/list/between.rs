//! What one file of a client makes of another in the same directory.

use std::collections::BTreeMap;

use super::{Idle, ListedFile};
use crate::model::Scope;
use crate::normalize::FileVerdict;

/// Applies it.
pub(super) fn settle(files: &mut [ListedFile]) {
    hide(files);
    give_way(files);
}

/// Copilot CLI: in one directory `.mcp.json` hides `.github/mcp.json` completely, even when it is broken (executed,
/// 1.0.102).
fn hide(files: &mut [ListedFile]) {
    let is = |f: &ListedFile, kind: &str| f.dialect.client == "copilot-cli" && f.dialect.kind == kind;
    let hiding: Vec<_> = files.iter().filter(|f| is(f, "shared")).map(|f| f.project.clone()).collect();
    for file in files.iter_mut().filter(|f| is(f, "workspace") && hiding.contains(&f.project)) {
        let reason = "`.mcp.json` in the same directory hides it";
        file.verdict = FileVerdict::Ignored(reason.to_owned());
        for server in file.servers.iter_mut().filter(|s| s.verdict.loads()) {
            server.skip(reason.to_owned());
        }
    }
}

/// A reader that yields does not load what its client's own file has under the same name.
fn give_way(files: &mut [ListedFile]) {
    let own: BTreeMap<_, _> = files
        .iter()
        .filter(|f| f.dialect.owner && !f.dialect.yields && f.scope == Scope::Project)
        .flat_map(|f| {
            let loaded = f.servers.iter().filter(|s| s.verdict.loads());
            loaded.map(|s| ((f.dialect.client, f.project.clone(), s.name.clone()), f.file.clone()))
        })
        // Of two the first one is named.
        .rev()
        .collect();
    for file in files.iter_mut().filter(|f| f.dialect.yields) {
        let (client, project) = (file.dialect.client, &file.project);
        for server in file.servers.iter_mut().filter(|s| s.verdict.loads()) {
            if let Some(winner) = own.get(&(client, project.clone(), server.name.clone())) {
                server.skip(format!("`{winner}` has an entry of this name"));
                server.idle = Some(Idle::Yields);
            }
        }
    }
}
