//! Servers that a client does not have: where else they are, and what may have been meant.

use super::definition::{Definition, Whose};
use super::{Cause, Place, Question, counts_here, file_name, is_config, source};
use crate::document::Node;
use crate::state::shell_word;
use crate::workspace::Role;

/// How alike two names have to be for one to be a slip of the other.
const ALIKE: f64 = 0.85;

/// Causes that say that the server is meant for somewhere else.
pub(super) fn is_elsewhere(id: &str) -> bool {
    matches!(id, "other-project" | "other-directory")
}

/// Files that no client reads and that have the server, each with the client that was meant.
pub(super) fn misplaced(question: &Question<'_>) -> Vec<(&'static str, Place)> {
    let mut found = Vec::new();
    for (file, source) in question.workspace.iter() {
        let Role::Unread(unread) = source.role else { continue };
        let root = source.document().and_then(|d| d.root.as_ref());
        let maps = ["mcpServers", "servers", "mcp"].into_iter().filter_map(|key| root?.get(key));
        let entries = maps.filter_map(Node::as_object).filter_map(|o| o.get(question.server));
        found.extend(entries.map(|m| (unread.client, Place { file, span: m.key_span })));
    }
    found
}

/// Names in the files of a client (or of any) that are nearly the one that was asked for.
pub(super) fn near(question: &Question<'_>, client: Option<&str>) -> Vec<(String, Place)> {
    let plain = |name: &str| -> String {
        name.chars().filter(|c| !matches!(c, '-' | '_' | ' ' | '.')).flat_map(char::to_lowercase).collect()
    };
    let asked = plain(question.server);
    let mut found: Vec<(f64, String, Place)> = Vec::new();
    for reading in question.checked.readings.iter().filter(|r| client.is_none_or(|id| r.dialect.client == id)) {
        let counts = source(question, reading.file).is_some_and(|s| counts_here(question, reading.dialect, s));
        for server in reading.servers.iter().filter(|_| counts && is_config(reading.dialect)) {
            let score = strsim::jaro_winkler(&plain(&server.name), &asked);
            let known = found.iter().any(|(_, name, _)| *name == server.name);
            if score >= ALIKE && server.name != question.server && !known {
                found.push((score, server.name.clone(), Place { file: reading.file, span: server.name_span }));
            }
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    found.into_iter().take(3).map(|(_, name, place)| (name, place)).collect()
}

/// Why a client does not have a server, where none of its files for this place has it.
pub(super) fn cause(question: &Question<'_>, all: &[Definition<'_>], client: &str, name: &str) -> Cause {
    let server = question.server;
    let missing = |id, why: String, help: Option<String>, at| Cause {
        id,
        message: format!("`{server}` does not load in {name}: {why}"),
        help,
        at,
    };
    if let Some((_, at)) = misplaced(question).into_iter().find(|(id, _)| *id == client) {
        let source = source(question, at.file);
        let help = source.and_then(|s| if let Role::Unread(u) = s.role { Some(u.says.to_owned()) } else { None });
        let file = source.map(|s| s.display.as_str()).unwrap_or_default();
        return missing("unread-file", format!("it stands in `{file}`, where no client looks"), help, Some(at));
    }
    let own = |whose| all.iter().find(move |d| d.reading.dialect.client == client && d.whose == whose);
    if let Some(other) = own(Whose::OtherDirectory) {
        let dir = other.source.project.strip_prefix(&question.workspace.root).ok().map(crate::env::slashes);
        let dir = match dir {
            Some(dir) if dir.is_empty() => "the root of the project".to_owned(),
            Some(dir) => format!("`{dir}`"),
            None => "its directory".to_owned(),
        };
        let why = format!("`{}` counts only for sessions that are started in {dir}", file_name(question, other));
        let help = format!("start {name} there, or put the entry into the file beside which you start it");
        return missing("other-directory", why, Some(help), Some(other.place()));
    }
    if let Some(other) = own(Whose::OtherProject) {
        let project = other.server.project.as_deref().unwrap_or_default();
        let why = format!("it is defined for another project alone, `{project}`");
        let help = match shell_word(server).filter(|word| !word.starts_with('\'')) {
            Some(word) => format!("add it here as well: `claude mcp add {word} ...`"),
            None => "add it to `.mcp.json` here as well".to_owned(),
        };
        return missing("other-project", why, Some(help), Some(other.place()));
    }
    if let Some((other, at)) = near(question, Some(client)).into_iter().next() {
        let why = format!("no file of it has this name, but one has `{other}`");
        return missing("near-name", why, Some(format!("did you mean `{other}`?")), Some(at));
    }
    if let Some(other) = all.iter().find(|d| d.reading.dialect.owner && d.reading.dialect.client != client) {
        let (theirs, file) = (other.reading.dialect.name, file_name(question, other));
        let why = format!("no file of it has it, only `{file}`, which is {theirs}'s");
        return missing("other-client", why, own_file(client, server), Some(other.place()));
    }
    missing("not-configured", "no file of it has it".to_owned(), own_file(client, server), None)
}

/// Where the client would look.
fn own_file(client: &str, server: &str) -> Option<String> {
    let dialect = crate::clients::client(client)?.project_file()?;
    let key = dialect.container_key();
    dialect.plain_path().map(|path| format!("add `{server}` under `{key}` in `{path}`"))
}
