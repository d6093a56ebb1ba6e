//! Which files have a server at all, and which switch it off.

use super::copies::{Copies, Copy, File};
use super::phrases::{MANY, joined, names, verb};
use super::verify::Named;
use crate::finding::FileId;

/// The files beside those that have the server which have others but not this one. Files with few servers are left
/// out: of them it is said once.
pub(super) fn absent(copies: &Copies<'_>, files: &[File<'_>], sparse: &[FileId]) -> Option<String> {
    let has = |file: &File<'_>| copies.list.iter().any(|c| c.file == file.id);
    let beside = |file: &File<'_>| copies.list.iter().any(|c| c.project == file.project);
    let missing = files.iter().filter(|f| beside(f) && !has(f) && !sparse.contains(&f.id));
    let missing: Vec<&str> = missing.map(|f| f.display).collect();
    let having = names(copies.list.iter());
    match missing.len() {
        0 => None,
        n if n > 1 && having.len() < n => Some(format!("Only in {}.", joined(&having))),
        _ => Some(format!("Not in {}.", joined(&missing))),
    }
}

/// The files that have less than half of the servers of their project, and which these are.
pub(super) fn sparse<'f>(servers: &[&Copies<'_>], files: &'f [File<'f>]) -> Vec<(&'f File<'f>, String)> {
    let mut out = Vec::new();
    for file in files {
        let near: Vec<&&Copies<'_>> =
            servers.iter().filter(|s| s.list.iter().any(|c| c.project == file.project)).collect();
        let own: Vec<&str> =
            near.iter().filter(|s| s.list.iter().any(|c| c.file == file.id)).map(|s| s.name.as_str()).collect();
        if near.len() >= MANY && own.len() * 2 < near.len() {
            let has =
                format!("{} has only {} of these {} servers: {}.", file.display, own.len(), near.len(), joined(&own));
            out.push((file, has));
        }
    }
    out
}

/// The files that switch a server off.
pub(super) fn switched_off(copies: &Copies<'_>, named: &mut Named) -> Option<String> {
    let off: Vec<&Copy<'_>> = copies.list.iter().filter(|c| c.raw.disabled.as_ref().is_some_and(|d| d.value)).collect();
    for copy in &off {
        named.off(copy.file, &copies.name);
    }
    let names = names(off.into_iter());
    (!names.is_empty()).then(|| format!("{} {} it off", joined(&names), verb(&names, "switches", "switch")))
}
