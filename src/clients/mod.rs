//! What each client does with its config: one declarative descriptor per client, one file each.
//!
//! A fact stands in the descriptor with its source and date in the doc comment; a [`Mark`] says how it is known,
//! and caps the severity of what the rules say because of it.

use std::path::PathBuf;

use crate::env::Env;

pub mod claude_code;
pub mod claude_desktop;
pub mod codex;
pub mod copilot_cli;
pub mod cursor;
mod dialect;
mod field;
pub mod gemini_cli;
pub mod opencode;
pub mod vscode;

pub use dialect::*;
pub use field::*;

/// Every client, sorted by id.
pub static CLIENTS: &[&Client] = &[
    &claude_code::CLIENT,
    &claude_desktop::CLIENT,
    &codex::CLIENT,
    &copilot_cli::CLIENT,
    &cursor::CLIENT,
    &gemini_cli::CLIENT,
    &opencode::CLIENT,
    &vscode::CLIENT,
];

/// No files outside the tree.
pub fn nowhere(_: &Env) -> Vec<PathBuf> {
    Vec::new()
}

/// Any name will do.
pub fn any_name(_: &str) -> Option<&'static str> {
    None
}

/// Characters outside `[A-Za-z0-9_-]` become `_`.
pub fn underscores(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') { c } else { '_' }).collect()
}

/// The name as it is.
pub fn as_is(name: &str) -> String {
    name.to_owned()
}

/// The client with this id.
pub fn client(id: &str) -> Option<&'static Client> {
    CLIENTS.iter().copied().find(|c| c.id == id)
}

/// The dialect that `ID`, `ID/KIND` or either with `@VERSION` names. Only the verified version is described, so any
/// other one is unknown.
pub fn dialect(text: &str) -> Option<&'static Dialect> {
    if let Some((name, version)) = text.split_once('@') {
        return dialect(name).filter(|d| d.verified == version);
    }
    let (id, kind) = text.split_once('/').map_or((text, None), |(id, kind)| (id, Some(kind)));
    let client = client(id)?;
    match kind {
        None => client.dialects.first(),
        Some(kind) => client.dialects.iter().find(|d| d.kind == kind),
    }
}

/// Every dialect, in the order of [`CLIENTS`].
pub fn dialects() -> impl Iterator<Item = &'static Dialect> {
    CLIENTS.iter().flat_map(|c| c.dialects)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_are_sorted_and_consistent() {
        let ids: Vec<_> = CLIENTS.iter().map(|c| c.id).collect();
        let mut sorted = ids.clone();
        sorted.sort_unstable();
        assert_eq!(ids, sorted);
        for client in CLIENTS {
            assert!(!client.dialects.is_empty());
            for dialect in client.dialects {
                assert_eq!(dialect.client, client.id);
                assert_eq!(dialect.name, client.name);
                let mut names: Vec<_> = dialect.fields.iter().map(|f| f.name).collect();
                names.sort_unstable();
                let all = names.len();
                names.dedup();
                assert_eq!(names.len(), all, "{}/{} names a field twice", client.id, dialect.kind);
                assert_eq!(
                    dialect.transports.key.is_some(),
                    dialect.by_role(Role::Transport).is_some(),
                    "{}/{}: the transport key is a field",
                    client.id,
                    dialect.kind
                );
                assert!(dialect.variables.spell.is_none_or(|s| s.contains("NAME")));
            }
        }
    }

    #[test]
    fn dialects_are_found_by_word() {
        assert_eq!(dialect("copilot-cli/user").unwrap().kind, "user");
        assert_eq!(dialect("claude-code").unwrap().kind, "project");
        assert_eq!(dialect("claude-code/plugin@2.1.329").unwrap().kind, "plugin");
        assert!(dialect("nobody").is_none());
        assert!(dialect("claude-code/nothing").is_none());
        assert!(dialect("claude-code@1.0.0").is_none());
    }
}
