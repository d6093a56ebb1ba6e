//! Files that a person named: by known path, by `--as`, or by a guess that is said aloud.

use std::path::Path;

use super::follow::SCRIPT;
use super::infer::{self, plain_name};
use super::known::{self, Known, Match};
use super::{DiscoverError, Run, git, parse_as_named, parts_of, read, written};
use crate::model::Scope;
use crate::model::pin::Format;
use crate::workspace::Role;

/// What a named file turned out to be.
enum Verdict {
    /// This.
    Is(Match),
    /// Nothing of ours, for this reason.
    Not(String),
}

impl Run<'_> {
    pub(super) fn named_file(&mut self, path: &Path, given: &Path) -> Result<(), DiscoverError> {
        if !known::is_there(path) {
            return Err(DiscoverError::NotFound { path: written(given) });
        }
        let key = self.places.key(path);
        let text = read::text(path);
        match self.judge(path, given, &text)? {
            Verdict::Not(note) => self.note(note),
            Verdict::Is(matched) => {
                let scope = if self.user_match(path).is_some() { Scope::User } else { Scope::Project };
                let ignored = scope == Scope::Project && git::ignores_file(path);
                let mut source = self.source(path.to_owned(), matched, scope, ignored, text);
                source.named = true;
                self.found.insert(key, source);
            }
        }
        Ok(())
    }

    fn judge(&mut self, path: &Path, given: &Path, text: &Result<String, String>) -> Result<Verdict, DiscoverError> {
        let shown = written(given);
        if let Some(dialect) = self.options.as_dialect {
            let parts = parts_of(dialect, path);
            return Ok(Verdict::Is(Match { role: Role::Config(vec![dialect]), parts, settings: false }));
        }
        if path.file_name().is_some_and(|name| name == "mcpcheck.toml") {
            return Ok(Verdict::Not(format!("`{shown}` is the golden; name the files to compare with it")));
        }
        if path.extension().is_some_and(|e| e == "py") && text.as_ref().is_ok_and(|text| text.contains(SCRIPT)) {
            let role = Role::Manifest(Format::Script);
            return Ok(Verdict::Is(Match { role, parts: 1, settings: false }));
        }
        let known = self.known_match(path);
        if let Some(found) = known {
            let Some(found) = known::settings(found, text.as_deref().ok()) else { return Ok(not_a_config(&shown)) };
            let Some(found) = super::open_gates(found, text.as_deref().ok(), &self.options.required) else {
                return Ok(not_a_config(&shown));
            };
            return Ok(match known::only(found.role, self.options.clients.as_deref()) {
                None => Verdict::Not(format!("`{shown}` is read by none of the clients asked for")),
                Some(role) => Verdict::Is(Match { role, parts: found.parts, settings: found.settings }),
            });
        }
        self.guess(path, shown, text)
    }

    fn known_match(&self, path: &Path) -> Option<Match> {
        if let Some((_, found)) = self.user_match(path).and_then(|at| self.user_files.get(at)) {
            let role = found.role.clone();
            return Some(Match { role, parts: found.parts, settings: found.settings });
        }
        Known::all().at(path)
    }

    fn guess(&mut self, path: &Path, shown: String, text: &Result<String, String>) -> Result<Verdict, DiscoverError> {
        let name = plain_name(path);
        let document = text.as_ref().ok().map(|text| parse_as_named(&name, text));
        let Some(guess) = infer::guess(path, document.as_ref(), self.env) else {
            return match text {
                Ok(_) => Ok(not_a_config(&shown)),
                Err(reason) => Err(DiscoverError::Unreadable { path: shown, reason: reason.clone() }),
            };
        };
        let dialect = guess.dialect;
        if !self.wants_client(dialect.client) {
            let note = format!("`{shown}` looks like a config of {}, which is not asked for", dialect.name);
            return Ok(Verdict::Not(note));
        }
        if guess.by_content {
            let name = dialect.name;
            self.note(format!("`{shown}` is read as {name} reads it, by its content; name another client with --as"));
        }
        Ok(Verdict::Is(Match { role: Role::Config(vec![dialect]), parts: 1, settings: false }))
    }
}

fn not_a_config(shown: &str) -> Verdict {
    Verdict::Not(format!("`{shown}` does not look like an MCP config; name its client with --as"))
}
