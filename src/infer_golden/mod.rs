//! A golden from what a repository has: every server that the project's own files define, as most of them define it,
//! and in comments who says otherwise. Touches no disk.
//!
//! A credential never gets into it: a reference takes its place before anything else looks at a copy. Before the text
//! is handed out it is loaded and checked, so that what it does not say itself, `mcpcheck` will not say either.

mod choose;
mod copies;
mod notes;
mod phrases;
mod pins;
mod presence;
mod references;
#[cfg(test)]
mod tests;
mod verify;
mod write;

use std::path::{Path, PathBuf};

use copies::{Copies, File, Found};
use verify::Named;
use write::{Notes, Table, comment, quoted};

use crate::env::slashes;
use crate::finding::FileId;
use crate::golden::{FILE_NAME, GoldenError};
use crate::model::Server;
use crate::workspace::Workspace;

/// A golden and what there is to say about it.
#[derive(Debug)]
pub struct Inferred {
    /// The text.
    pub text: String,
    /// How many servers it declares.
    pub servers: usize,
    /// How many packages it pins.
    pub pins: usize,
    /// How many differences its comments name.
    pub differences: usize,
    /// What a check finds and no comment speaks of: a mistake of this program.
    pub unexplained: Vec<String>,
}

/// The file that is right where files disagree.
#[derive(Debug, Clone, Copy)]
pub struct Preferred<'a> {
    /// The file, if it is one of the workspace.
    pub file: Option<FileId>,
    /// As a person named it.
    pub given: &'a str,
}

/// Why there is no golden.
#[derive(Debug, thiserror::Error)]
pub enum InferError {
    /// No client's file.
    #[error("no MCP config found below `{}`; nothing to write", slashes(.0))]
    NoConfig(PathBuf),
    /// Client's files, but nothing in them that could be declared.
    #[error("the MCP configs below `{}` define no server that could be declared; nothing to write", slashes(.0))]
    NoServers(PathBuf),
    /// `--from` names something else.
    #[error("`{given}` is no file that this project's MCP servers stand in{known}")]
    From {
        /// As it was given.
        given: String,
        /// The files that would do, as the end of the sentence.
        known: String,
    },
    /// The text does not load.
    #[error("bug: the inferred golden cannot be read, so nothing is written; please report this: {0}")]
    Unreadable(GoldenError),
}

/// Infers a golden for the root of a workspace that was read without one.
///
/// # Errors
/// Where there is nothing to declare, or `from` is none of the project's files.
pub fn infer(workspace: &Workspace, from: Option<Preferred<'_>>) -> Result<Inferred, InferError> {
    let found = copies::find(workspace);
    let from = from.map(|from| chosen(&found, &from)).transpose()?;
    let path = workspace.root.join(FILE_NAME);
    let mut named = Named::default();
    let pins = pins::tables(workspace, &mut named);
    let mut declared: Vec<(&Copies<'_>, Server)> = Vec::new();
    let mut left_out = Vec::new();
    for copies in &found.servers {
        match declare(copies, from.map(|f| f.id), &path) {
            Ok(server) => declared.push((copies, server)),
            Err(why) => {
                named.left_out(&copies.name);
                left_out.push(why);
            }
        }
    }
    if declared.is_empty() && pins.pinned == 0 {
        let root = workspace.root.clone();
        return Err(if found.any_config { InferError::NoServers(root) } else { InferError::NoConfig(root) });
    }
    let servers: Vec<&Copies<'_>> = declared.iter().map(|(copies, _)| *copies).collect();
    let sparse = presence::sparse(&servers, &found.files);
    let mut blocks = vec![header(from, &found, &sparse)];
    let sparse: Vec<FileId> = sparse.iter().map(|(file, _)| file.id).collect();
    blocks.extend(tables(&declared, &found.files, &sparse, &path, &mut named)?);
    blocks.push(left_out.iter().map(|why| comment(why) + "\n").collect());
    blocks.push(clients(&found.files, &workspace.root));
    blocks.push(pins.text);
    blocks.extend(plugins(&found));
    blocks.retain(|b| !b.is_empty());
    let text = blocks.join("\n");
    let golden = verify::load(&path, &text).map_err(InferError::Unreadable)?;
    let unexplained = verify::unexplained(workspace, golden, &named);
    Ok(Inferred { text, servers: declared.len(), pins: pins.pinned, differences: named.count, unexplained })
}

/// The definition of a server that a golden takes, or why there is none.
fn declare(copies: &Copies<'_>, from: Option<FileId>, path: &Path) -> Result<Server, String> {
    let name = quoted(&copies.name);
    let files: Vec<&str> = copies.list.iter().map(|c| c.display).collect();
    let files = phrases::joined(&files);
    let Some(server) = choose::choose(copies, from) else {
        return Err(format!("{name} is left out: {files} gives it neither a command nor a URL."));
    };
    match verify::load(path, &Table::of(&server).text(&Notes::default())) {
        Ok(_) => Ok(server),
        Err(error) => Err(format!("{name} of {files} is left out: {}.", error.message)),
    }
}

/// The tables of all servers. What the comments are to say, the golden without comments tells.
fn tables(
    declared: &[(&Copies<'_>, Server)],
    files: &[File<'_>],
    sparse: &[FileId],
    path: &Path,
    named: &mut Named,
) -> Result<Vec<String>, InferError> {
    let plain: String = declared.iter().map(|(_, server)| Table::of(server).text(&Notes::default())).collect();
    let golden = verify::load(path, &plain).map_err(InferError::Unreadable)?;
    let mut out = Vec::new();
    for (copies, server) in declared {
        let expected = |client: &str| golden.server(&copies.name).map(|s| s.for_client(client));
        let mut notes = notes::notes(copies, files, sparse, expected, named);
        for (slot, line) in notes::unread(copies, server) {
            notes.fields.entry(slot).or_default().push(line);
        }
        out.push(Table::of(server).text(&notes));
    }
    Ok(out)
}

/// What the file is and how to go on, and what is to be known of some config files.
fn header(from: Option<&File<'_>>, found: &Found<'_>, sparse: &[(&File<'_>, String)]) -> String {
    let decided = match from {
        Some(file) => format!("{} decided", file.display),
        None => "most of them decided".to_owned(),
    };
    let mut lines = vec![
        "The MCP servers of this project, as the config of every client has to define them.".to_owned(),
        "`mcpcheck init` took them from the configs in this repository. Where these disagree,".to_owned(),
        format!("{decided}, and a comment says who says otherwise. Correct what is wrong here; then"),
        "`mcpcheck` shows what differs from this file, and `mcpcheck fix --diff` what would change.".to_owned(),
    ];
    let broken = found.broken.iter().map(|file| format!("{file} could not be read, so what it says is not here."));
    let more: Vec<String> = broken.chain(sparse.iter().map(|(_, has)| has.clone())).collect();
    if !more.is_empty() {
        lines.push(String::new());
        lines.extend(more);
    }
    lines.iter().map(|line| comment(line) + "\n").collect()
}

/// Nothing is required unasked; the line to ask with stands ready.
fn clients(files: &[File<'_>], root: &Path) -> String {
    let mut ids: Vec<&str> = files.iter().filter(|f| f.project == root).map(|f| f.client).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return String::new();
    }
    let ids: Vec<String> = ids.into_iter().map(quoted).collect();
    let hint = comment("Uncomment this to have every server above in the config of each of these clients:");
    format!("[clients]\n{hint}\n{}\n", comment(&format!("require = {}", write::flat_list(&ids))))
}

/// What a plugin brings along is its own business: its files are left out of the comparison, those of several plugins
/// side by side with one glob, as long as that means no other file.
fn plugins(found: &Found<'_>) -> Vec<String> {
    let beside = |file: &str| {
        let (dir, name) = file.rsplit_once('/')?;
        let above = dir.rsplit_once('/').map(|(above, _)| format!("{}/", glob(above))).unwrap_or_default();
        Some((above, name.to_owned()))
    };
    let together = |file: &&str| {
        let place = beside(file);
        let alone = found.plugins.iter().filter(|other| beside(other) == place).count() < 2;
        let others = found.files.iter().any(|f| beside(f.display) == place);
        match place {
            Some((above, name)) if !alone && !others => format!("{above}*/{}", glob(&name)),
            _ => glob(file),
        }
    };
    let mut globs: Vec<String> = found.plugins.iter().map(together).collect();
    globs.dedup();
    let reason = quoted("what a plugin brings along is not compared with the project's own servers");
    let table = |glob: &String| format!("[[ignore]]\nrule = \"drift\"\nfile = {}\nreason = {reason}\n", quoted(glob));
    globs.iter().map(table).collect()
}

/// A glob that means one file.
fn glob(file: &str) -> String {
    let mut out = String::with_capacity(file.len());
    for c in file.chars() {
        if matches!(c, '*' | '?' | '[' | ']' | '{' | '}' | '\\' | '!' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The file that is to be right, if servers stand in it.
fn chosen<'f, 'a>(found: &'f Found<'a>, from: &Preferred<'_>) -> Result<&'f File<'a>, InferError> {
    found.files.iter().find(|f| Some(f.id) == from.file).ok_or_else(|| {
        let names: Vec<&str> = found.files.iter().map(|f| f.display).collect();
        let known = if names.is_empty() { String::new() } else { format!("; these are: {}", names.join(", ")) };
        InferError::From { given: from.given.to_owned(), known }
    })
}
