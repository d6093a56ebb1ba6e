//! What a key that a client does not read was probably meant to be.

use super::issue::Like;
use crate::clients::{Dialect, FieldRule, Role, Unit};

/// Words of other clients for the things that fields are for. From the tables in the client descriptors and from
/// what stands in real files under a client that ignores it.
const ALIASES: &[(&str, Role)] = &[
    ("type", Role::Transport),
    ("transport", Role::Transport),
    ("transportType", Role::Transport),
    ("transport_type", Role::Transport),
    ("cmd", Role::Command),
    ("command", Role::Command),
    ("args", Role::Args),
    ("arguments", Role::Args),
    ("env", Role::Env),
    ("environment", Role::Env),
    ("envs", Role::Env),
    ("environmentVariables", Role::Env),
    ("cwd", Role::Cwd),
    ("workingDirectory", Role::Cwd),
    ("working_directory", Role::Cwd),
    ("workdir", Role::Cwd),
    ("envFile", Role::EnvFile),
    ("env_file", Role::EnvFile),
    ("url", Role::Url),
    ("serverUrl", Role::Url),
    ("server_url", Role::Url),
    ("baseUrl", Role::Url),
    ("uri", Role::Url),
    ("endpoint", Role::Url),
    ("httpUrl", Role::HttpUrl),
    ("http_url", Role::HttpUrl),
    ("headers", Role::Headers),
    ("http_headers", Role::Headers),
    ("httpHeaders", Role::Headers),
    ("disabled", Role::Disabled),
    ("enabled", Role::Enabled),
    ("isActive", Role::Enabled),
    ("timeout", Role::Timeout(Unit::Millis(1))),
    ("timeoutMs", Role::Timeout(Unit::Millis(1))),
    ("timeout_ms", Role::Timeout(Unit::Millis(1))),
    ("timeoutSec", Role::Timeout(Unit::Seconds)),
    ("tool_timeout_sec", Role::Timeout(Unit::Seconds)),
    ("startup_timeout_sec", Role::Timeout(Unit::Seconds)),
];

/// What `key` is for, in whatever client's language.
pub(super) fn role_of(key: &str) -> Option<Role> {
    ALIASES.iter().find(|(alias, _)| *alias == key).map(|(_, role)| *role)
}

/// The field of this dialect that does what `role` does.
fn counterpart(dialect: &Dialect, role: Role) -> Option<&'static FieldRule> {
    let wanted: &[Role] = match role {
        Role::Url => &[Role::Url],
        Role::HttpUrl => &[Role::HttpUrl, Role::Url],
        Role::Command | Role::CommandLine => &[Role::Command],
        // `enabled: false` is not `disabled: false`, and a timeout changes its unit: neither is only a rename.
        Role::Timeout(_) => return None,
        _ => return dialect.by_role(role),
    };
    wanted.iter().find_map(|role| dialect.by_role(*role))
}

/// What an unknown key is like.
pub(super) fn like(dialect: &Dialect, key: &str) -> Like {
    if is_remark(key) {
        return Like::Remark;
    }
    if let Some(role) = role_of(key) {
        return counterpart(dialect, role).map_or(Like::Foreign(role), |field| Like::Alias(field.name));
    }
    // One step too high: `entrypoint` for `source.entrypoint`.
    let deeper = dialect.fields.iter().find(|f| f.name.rsplit_once('/').is_some_and(|(_, last)| last == key));
    match deeper {
        Some(field) => Like::Alias(field.name),
        None => typo(dialect, key).map_or(Like::Nothing, Like::Typo),
    }
}

/// `description`, `$schema`, `$comment`, `_*` and the like: written for people or editors.
fn is_remark(key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    matches!(lower.as_str(), "description" | "name" | "title" | "note" | "notes" | "//" | "#")
        || lower.starts_with(['$', '_'])
        || lower.starts_with("comment")
}

/// The field that `key` is a slip for: other case, blanks around it, or one or two letters off.
fn typo(dialect: &Dialect, key: &str) -> Option<&'static str> {
    let near = |name: &str| {
        let distance = strsim::damerau_levenshtein(name, key);
        let allowed = if name.len() >= 7 { 2 } else { 1 };
        // Short words are one letter away from too many others.
        name.len() >= 3 && distance <= allowed && distance < key.len()
    };
    let names = || dialect.fields.iter().map(|f| f.name);
    let loose = |text: &str| text.trim().to_lowercase().replace(['-', '_'], "");
    names()
        .find(|name| loose(name) == loose(key))
        .or_else(|| names().filter(|name| near(name)).min_by_key(|name| strsim::damerau_levenshtein(name, key)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::dialect;

    #[test]
    fn keys_are_understood_across_clients() {
        let claude = dialect("claude-code").unwrap();
        assert_eq!(like(claude, "comand"), Like::Typo("command"));
        assert_eq!(like(claude, "httpUrl"), Like::Alias("url"));
        assert_eq!(like(claude, "serverUrl"), Like::Alias("url"));
        assert_eq!(like(claude, "transport"), Like::Alias("type"));
        assert_eq!(like(claude, "environment"), Like::Alias("env"));
        assert_eq!(like(claude, "disabled"), Like::Foreign(Role::Disabled));
        assert_eq!(like(claude, "cwd"), Like::Foreign(Role::Cwd));
        assert_eq!(like(claude, "description"), Like::Remark);
        assert_eq!(like(claude, "capabilities"), Like::Nothing);
        assert_eq!(like(claude, "URL"), Like::Typo("url"));
        let gemini = dialect("gemini-cli").unwrap();
        assert_eq!(like(gemini, "httpUrl "), Like::Typo("httpUrl"));
        let codex = dialect("codex").unwrap();
        assert_eq!(like(codex, "headers"), Like::Alias("http_headers"));
        assert_eq!(like(codex, "type"), Like::Foreign(Role::Transport));
        assert_eq!(like(codex, "environment"), Like::Alias("env"));
        let opencode = dialect("opencode").unwrap();
        assert_eq!(like(opencode, "env"), Like::Alias("environment"));
        assert_eq!(like(opencode, "args"), Like::Foreign(Role::Args));
    }
}
