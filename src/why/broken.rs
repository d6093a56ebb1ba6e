//! Files that a client cannot read at all. Nobody can tell what stands in them, but their text may name the server.

use super::{Place, Question, counts_here, finding, reader};
use crate::clients::{Broken as OnBroken, Dialect, Loss};
use crate::document::{ProblemKind, Span};
use crate::finding::{FileId, Severity};
use crate::normalize::{FileVerdict, IssueKind};
use crate::workspace::{Content, Source};

/// A file that is lost to a client.
#[derive(Debug, Clone)]
pub(super) struct Broken<'a> {
    pub(super) source: &'a Source,
    pub(super) dialect: &'static Dialect,
    pub(super) at: Place,
    /// What is wrong with it, in words.
    pub(super) what: String,
    /// Whether its text names the server.
    pub(super) names_it: bool,
    /// Whether the client does not go on with anything else either.
    pub(super) fatal: bool,
    /// How strong an entry in it would be; see [`super::definition::Definition::rank`].
    pub(super) rank: (u8, usize, bool),
}

/// The broken files that a session of this client would read here.
pub(super) fn of<'a>(question: &Question<'a>, client: &str) -> Vec<Broken<'a>> {
    let mut found = Vec::new();
    for (id, source) in question.workspace.iter() {
        let Some(dialect) = reader(source, client).filter(|d| counts_here(question, d, source)) else { continue };
        found.extend(broken(question, id, source, dialect));
    }
    found.sort_by_key(|b| b.rank);
    found
}

/// Clients of whose broken files one names the server.
pub(super) fn mentioning(question: &Question<'_>) -> Vec<&'static str> {
    let mut ids = Vec::new();
    for (id, source) in question.workspace.iter() {
        let owner = source.readers().iter().copied().find(|d| d.owner && super::is_config(d));
        let Some(dialect) = owner.filter(|d| counts_here(question, d, source)) else { continue };
        if broken(question, id, source, dialect).is_some_and(|b| b.names_it) {
            ids.push(dialect.client);
        }
    }
    ids
}

fn broken<'a>(
    question: &Question<'_>,
    id: FileId,
    source: &'a Source,
    dialect: &'static Dialect,
) -> Option<Broken<'a>> {
    let name = &source.display;
    let depth = source.project.components().count();
    let rank = match dialect.scope {
        _ if dialect.outranks => (0, 0, false),
        crate::model::Scope::Project => (2, usize::MAX - depth, dialect.yields),
        _ => (3, 0, dialect.yields),
    };
    let lost = |what: String, span: Span, names_it: bool| {
        let fatal = dialect.tolerance.broken == OnBroken::Fatal || dialect.loss == Loss::Start;
        Broken { source, dialect, at: Place { file: id, span }, what, names_it, fatal, rank }
    };
    if let Content::Unreadable(why) = &source.content {
        return Some(lost(format!("`{name}` cannot be read: {why}"), Span::default(), false));
    }
    let reading = question.checked.readings.iter().find(|r| r.file == id && *r.dialect == *dialect)?;
    if reading.verdict == FileVerdict::Read {
        return None;
    }
    let issue = reading.issues.iter().find_map(|i| match &i.kind {
        IssueKind::Syntax { problem, message } => Some((i, *problem, message)),
        _ => None,
    });
    let defines_it = reading.servers.iter().any(|s| s.name == question.server);
    let Some((issue, problem, message)) = issue else {
        // One mistake anywhere, and the client does not start: what is wrong with the entry itself is said of the entry.
        let reason = reading.verdict.reason().filter(|_| dialect.loss == Loss::Start && !defines_it)?;
        let said = finding(question, dialect.client, |f| f.file == id && f.severity == Severity::Error);
        let span = said.map(|f| f.span).unwrap_or_default();
        return Some(lost(format!("`{name}` is refused: {reason}"), span, false));
    };
    // An empty file is none that could hold the server.
    if problem == ProblemKind::Empty {
        return None;
    }
    let said = finding(question, dialect.client, |f| f.file == id && matches!(f.rule, "parse-error" | "encoding"));
    let span = said.map_or(issue.span, |f| f.span);
    let names_it = defines_it || names(source.text(), question.server);
    Some(lost(format!("`{name}` does not parse: {message}"), span, names_it))
}

/// Whether a text that nobody can parse has the name as a key or a value of its own: in quotes, as a part of a TOML
/// header, or as a key or the `name` of a YAML entry.
pub(super) fn names(text: &str, server: &str) -> bool {
    let quoted = |q: char| text.contains(&format!("{q}{server}{q}"));
    quoted('"') || quoted('\'') || text.lines().any(|line| line_names(line, server))
}

fn line_names(line: &str, server: &str) -> bool {
    let (line, indented) = (line.trim(), line.starts_with([' ', '\t']));
    if let Some(header) = line.strip_prefix('[') {
        let header = header.split(']').next().unwrap_or_default();
        return header.split('.').skip(1).any(|part| part.trim() == server);
    }
    let entry = line.strip_prefix("- ").unwrap_or(line).trim_start();
    let value = entry.strip_prefix("name:").map(|v| v.split(" #").next().unwrap_or_default().trim());
    let key = entry.strip_prefix(server).and_then(|rest| rest.trim_start().strip_prefix(':'));
    value == Some(server) || key.is_some_and(|rest| indented && (rest.is_empty() || rest.starts_with([' ', '\t', '#'])))
}

/// The broken files of this place, each with whose it is: any of them may have held what is looked for.
pub(super) fn all(question: &Question<'_>) -> Vec<(String, Place)> {
    let mut found = Vec::new();
    for (id, source) in question.workspace.iter() {
        let owner = source.readers().iter().copied().find(|d| d.owner && super::is_config(d));
        let wanted = |d: &&Dialect| question.clients.is_none_or(|ids| ids.contains(&d.client));
        let Some(dialect) = owner.filter(wanted).filter(|d| counts_here(question, d, source)) else { continue };
        found.extend(broken(question, id, source, dialect).map(|b| (b.what, b.at)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_in_texts_that_nobody_can_parse() {
        for text in [
            "{\"docs\": {",
            "[mcp_servers.docs]",
            "[mcp_servers.docs.env]\nA = \"x",
            "[ mcp_servers . docs ",
            "mcpServers:\n  - name: docs # mine\n    command: \"npx",
            "extensions:\n    docs:\n  x: \"",
        ] {
            assert!(names(text, "docs"), "{text}");
        }
        for text in
            ["[docs]", "docs:", "[mcp_servers.docs2]", "name: docs2", "url: docs:8080", "docs://x", "[a.b] # .docs]"]
        {
            assert!(!names(text, "docs"), "{text}");
        }
    }
}
