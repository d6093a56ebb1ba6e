//! Codex: a project's `.codex/config.toml` counts only where the person's own config trusts the project.
//!
//! Source: `codex-rs/core/src/config_loader/mod.rs` of openai/codex (2026): `projects."<path>".trust_level` of the
//! directory itself, of the project's root or of the repository's root must be `trusted`; no word is no trust, and the
//! layer is disabled.

use super::{Asked, Files, Origin, Reason, Said, Says, Switch};
use crate::document::{Node, Pointer};
use crate::env::slashes;
use crate::model::Scope;

/// What Codex remembers.
#[derive(Debug)]
pub(super) struct Memory {
    /// The entry of this project.
    trust: Option<Switch>,
    project: String,
}

impl Memory {
    pub(super) fn of(files: &Files<'_>) -> Self {
        let mut trust: Option<Switch> = None;
        for (file, _, _, root) in files.configs("codex").filter(|(_, kind, ..)| *kind == "user") {
            let projects = root.get("projects").and_then(Node::as_object);
            for project in projects.iter().flat_map(|p| p.effective()).filter(|m| files.is_here(&m.key)) {
                let Some(level) = project.value.as_object().and_then(|o| o.get("trust_level")) else { continue };
                let says = if level.value.as_str() == Some("trusted") { Says::Trusts } else { Says::Distrusts };
                let pointer = Pointer::of(&["projects", &project.key, "trust_level"]);
                let span = level.value.span;
                let key = "trust_level";
                trust.get_or_insert(Switch { file, span, pointer, scope: Scope::User, key, says, managed: false });
            }
        }
        Self { trust, project: slashes(&files.here.project) }
    }

    pub(super) fn says(&self, asked: &Asked<'_>) -> Said {
        let mut said = Said::default();
        said.switches.extend(self.trust.clone());
        let trusted = self.trust.as_ref().is_some_and(|s| s.says == Says::Trusts);
        if asked.origin == Origin::Project && !trusted {
            let why = match self.trust {
                Some(_) => "the project is marked as untrusted, so that Codex does not use its `.codex/config.toml`",
                None => "the project is not trusted, so that Codex does not use its `.codex/config.toml`",
            };
            let help = match self.trust {
                Some(_) => "write `trust_level = \"trusted\"`".to_owned(),
                None => format!(
                    "start `codex` in this directory and trust it, or write `trust_level = \"trusted\"` under \
                     `[projects.\"{}\"]` in your own `config.toml`",
                    self.project
                ),
            };
            said.stop(Reason::Untrusted, self.trust.clone(), why, help);
        }
        said
    }
}
