//! What environment variables are taken to be, and what that makes of a server.

use crate::clients::{Dialect, Role};
use crate::env::{Env, System};
use crate::model::{Server, Spanned, Template, VarKind};

/// What environment variables are taken to be.
#[derive(Debug, Clone, Copy)]
pub enum Environment<'a> {
    /// All set: nobody asked.
    Assumed,
    /// None set.
    Empty,
    /// As they are.
    Of(&'a Env),
}

impl Environment<'_> {
    /// Whether a variable is set. An empty one is.
    pub fn is_set(self, name: &str) -> bool {
        match self {
            Self::Assumed => true,
            Self::Empty => false,
            // Windows does not tell `Path` from `PATH`.
            Self::Of(env) if env.system == System::Windows => env.vars.keys().any(|key| key.eq_ignore_ascii_case(name)),
            Self::Of(env) => env.vars.contains_key(name),
        }
    }

    /// The variables that a client fills in for a server, that have no default and are not set; `None` where nobody
    /// asked.
    pub(super) fn unset(self, server: &Server, dialect: &Dialect) -> Option<Vec<String>> {
        if matches!(self, Self::Assumed) {
            return None;
        }
        let mut names = filled_in(server, dialect);
        names.retain(|name| !self.is_set(name));
        names.sort();
        names.dedup();
        Some(names)
    }
}

/// Environment variables without default that this client reads for a server. A reference in another client's spelling
/// is only a text, and so is one in a field where this client expands none.
fn filled_in(server: &Server, dialect: &Dialect) -> Vec<String> {
    let v = &dialect.variables;
    let mut names = Vec::new();
    let mut add = |template: &Spanned<Template>, by_name: bool, roles: &[Role]| {
        let expands = roles.iter().any(|role| v.roles.contains(role));
        let refers = template.value.variables().filter(|x| x.kind == VarKind::Env && x.default.is_none());
        names.extend(refers.filter(|x| by_name || (expands && v.forms.contains(&x.form))).map(|x| x.name.clone()));
    };
    server.command.iter().for_each(|t| add(t, false, &[Role::Command, Role::CommandLine]));
    server.args.iter().flat_map(|a| &a.value).for_each(|t| add(t, false, &[Role::Args, Role::CommandLine]));
    server.cwd.iter().for_each(|t| add(t, false, &[Role::Cwd]));
    server.url.iter().for_each(|t| add(t, false, &[Role::Url, Role::HttpUrl]));
    // Codex names the variables themselves: `bearer_token_env_var`, `env_vars`.
    for (entries, role) in [(&server.env, Role::Env), (&server.headers, Role::Headers)] {
        for entry in entries {
            entry.value.iter().for_each(|value| add(value, !entry.literal_place, &[role]));
        }
    }
    names
}
