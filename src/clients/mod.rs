//! What each client does with its config: one declarative descriptor per client, one file each. What a client has
//! beside it stands in a directory of its name, what several need in `common`.
//!
//! A fact stands in the descriptor with its source and date in the doc comment; a [`Mark`] says how it is known,
//! and caps the severity of what the rules say because of it.

use std::path::PathBuf;
use std::str::FromStr;

// Versions of clients are dotted numbers; the order of PEP 440 is theirs, and the crate is here for pins.
use pep440_rs::Version;

use crate::document::Object;
use crate::env::Env;

// No clients: the words in which one is described, and what several descriptors need.
mod common;
mod dialect;
mod field;

// The clients. They are private so that the compiler warns of one that is not in `CLIENTS`: nobody uses it.
mod amazon_q_cli;
mod amp;
mod antigravity;
mod augment;
mod claude_code;
mod claude_desktop;
mod cline;
mod codex;
mod continue_dev;
mod copilot_cli;
mod copilot_coding_agent;
mod copilot_jetbrains;
mod copilot_xcode;
mod crush;
mod cursor;
mod devin;
mod docker_mcp;
mod factory_droid;
mod fastmcp;
mod gemini_cli;
mod goose;
mod hermes;
mod jetbrains_ai;
mod jetbrains_air;
mod junie;
mod kilo_code;
mod kiro;
mod librechat;
mod lm_studio;
mod mcp_server_json;
mod mcpb;
mod mistral_vibe;
mod opencode;
mod openhands;
mod qoder;
mod qwen_code;
mod roo_code;
mod trae;
mod visual_studio;
mod vscode;
mod warp;
mod windsurf;
mod zed;

pub use dialect::*;
pub use field::*;

/// Every client, sorted by id.
pub static CLIENTS: &[&Client] = &[
    &amazon_q_cli::CLIENT,
    &amp::CLIENT,
    &antigravity::CLIENT,
    &augment::CLIENT,
    &claude_code::CLIENT,
    &claude_desktop::CLIENT,
    &cline::CLIENT,
    &codex::CLIENT,
    &continue_dev::CLIENT,
    &copilot_cli::CLIENT,
    &copilot_coding_agent::CLIENT,
    &copilot_jetbrains::CLIENT,
    &copilot_xcode::CLIENT,
    &crush::CLIENT,
    &cursor::CLIENT,
    &devin::CLIENT,
    &docker_mcp::CLIENT,
    &factory_droid::CLIENT,
    &fastmcp::CLIENT,
    &gemini_cli::CLIENT,
    &goose::CLIENT,
    &hermes::CLIENT,
    &jetbrains_ai::CLIENT,
    &jetbrains_air::CLIENT,
    &junie::CLIENT,
    &kilo_code::CLIENT,
    &kiro::CLIENT,
    &librechat::CLIENT,
    &lm_studio::CLIENT,
    &mcp_server_json::CLIENT,
    &mcpb::CLIENT,
    &mistral_vibe::CLIENT,
    &opencode::CLIENT,
    &openhands::CLIENT,
    &qoder::CLIENT,
    &qwen_code::CLIENT,
    &roo_code::CLIENT,
    &trae::CLIENT,
    &visual_studio::CLIENT,
    &vscode::CLIENT,
    &warp::CLIENT,
    &windsurf::CLIENT,
    &zed::CLIENT,
];

/// The clients that remember something of MCP beside their config, sorted by id.
pub static STATES: &[&State] = &[&claude_code::STATE];

/// No files outside the tree.
pub fn nowhere(_: &Env) -> Vec<PathBuf> {
    Vec::new()
}

/// Whether a root without container shows itself as a bare map: it is empty, or one of its values is an object with a
/// `command` or a `url`.
pub fn has_an_entry(root: &Object) -> bool {
    let entry = |object: &Object| object.get("command").is_some() || object.get("url").is_some();
    root.members.is_empty() || root.effective().any(|m| m.value.as_object().is_some_and(entry))
}

/// The client with this id.
pub fn client(id: &str) -> Option<&'static Client> {
    CLIENTS.iter().copied().find(|c| c.id == id)
}

/// The dialect that `ID`, `ID/KIND` or either with `@VERSION` names; without a version that of the newest release.
/// `None` where there is no such client or kind, or where the version is none.
pub fn dialect(text: &str) -> Option<&'static Dialect> {
    let (name, version) = text.split_once('@').map_or((text, None), |(name, version)| (name, Some(version)));
    let (id, kind) = name.split_once('/').map_or((name, None), |(id, kind)| (id, Some(kind)));
    let client = client(id)?;
    let dialects = match version {
        Some(version) => client.at(version)?,
        None => client.dialects,
    };
    match kind {
        None => dialects.first(),
        Some(kind) => dialects.iter().find(|d| d.kind == kind),
    }
}

/// Every dialect of the newest releases, in the order of [`CLIENTS`].
pub fn dialects() -> impl Iterator<Item = &'static Dialect> {
    CLIENTS.iter().flat_map(|c| c.dialects)
}

/// Every dialect, those of older releases included.
pub fn all_dialects() -> impl Iterator<Item = &'static Dialect> {
    CLIENTS.iter().flat_map(|c| c.dialects.iter().chain(c.older.iter().flat_map(|release| release.dialects)))
}

impl Client {
    /// The parsers of a version; `None` where the text is no version.
    pub fn at(&self, version: &str) -> Option<&'static [Dialect]> {
        if version == self.verified {
            return Some(self.dialects);
        }
        let version = Version::from_str(version).ok()?;
        let before = |release: &&Release| Version::from_str(release.before).is_ok_and(|before| version < before);
        Some(self.older.iter().find(before).map_or(self.dialects, |release| release.dialects))
    }
}

impl Client {
    /// The parser of the file in which this client keeps the servers of a project; `None` where there is no such file.
    pub fn project_file(&self) -> Option<&'static Dialect> {
        let own = |d: &&Dialect| {
            let project = d.owner && d.scope == crate::model::Scope::Project && !d.paths.is_empty();
            project && d.beside.is_none() && !d.apart && !d.server_side && !d.opt_in
        };
        self.dialects.iter().find(own)
    }
}

impl Dialect {
    /// The first path that is one file and no pattern.
    pub fn plain_path(&self) -> Option<&'static str> {
        self.paths.iter().copied().find(|path| !path.contains('*'))
    }

    /// The same parser as it was in another version of the client; itself where there is none of its kind.
    pub fn at(&'static self, version: &str) -> &'static Self {
        let found =
            client(self.client).and_then(|c| c.at(version)).and_then(|all| all.iter().find(|d| d.kind == self.kind));
        found.unwrap_or(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Interest, Syntax};

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
                assert!(dialect.fields.iter().all(|f| f.name.matches('/').count() < 2), "{}", client.id);
            }
            for release in client.older {
                assert!(Version::from_str(release.before).is_ok(), "{} {}", client.id, release.before);
                let kinds = |all: &[Dialect]| all.iter().map(|d| d.kind).collect::<Vec<_>>();
                assert_eq!(kinds(release.dialects), kinds(client.dialects), "{} {}", client.id, release.before);
            }
        }
    }

    #[test]
    fn a_bare_map_shows_itself_by_one_entry() {
        let bare = |text: &str| {
            let document = Document::parse(text.to_owned(), Syntax::Json, Interest::All);
            has_an_entry(document.root.unwrap().as_object().unwrap())
        };
        for yes in ["{}", r#"{"a": {"command": null}}"#, r#"{"$schema": "x", "a": {"url": "x"}}"#] {
            assert!(bare(yes), "{yes}");
        }
        for no in [r#"{"$schema": "x"}"#, r#"{"command": "x"}"#, r#"{"a": {"type": "http"}}"#] {
            assert!(!bare(no), "{no}");
        }
    }

    #[test]
    fn dialects_are_found_by_word() {
        assert_eq!(dialect("copilot-cli/user").unwrap().kind, "user");
        assert_eq!(dialect("claude-code").unwrap().kind, "project");
        assert_eq!(dialect("claude-code/plugin@2.1.329").unwrap().kind, "plugin");
        assert!(dialect("nobody").is_none());
        assert!(dialect("claude-code/nothing").is_none());
        assert!(dialect("claude-code@latest").is_none());
    }
}
