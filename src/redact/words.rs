//! What a name says about its value: `apiKey` holds a secret, `bearer_token_env_var` holds the name of a variable,
//! `headers` is a map of values of which any may be one.

/// The words of a name in lower case: `clientSecret`, `CLIENT_SECRET` and `--client-secret` are two words each.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut lower_before = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && lower_before) {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        lower_before = c.is_lowercase() || c.is_ascii_digit();
    }
    words.push(word);
    words.retain(|w| !w.is_empty());
    words
}

/// Words that name a secret, alone or at the end of a run-together word (`githubtoken`).
const SECRET: &[&str] =
    &["password", "passwd", "passphrase", "secret", "token", "apikey", "accesskey", "privatekey", "credential"];

/// Words that name a secret only as a word of their own.
const SECRET_ALONE: &[&str] =
    &["pwd", "pass", "secrets", "credentials", "bearer", "authorization", "jwt", "cookie", "pat", "dsn"];

/// Pairs of words that name a secret together.
const SECRET_PAIRS: &[(&str, &[&str])] = &[
    (
        "key",
        &[
            "api",
            "access",
            "private",
            "secret",
            "auth",
            "client",
            "encryption",
            "signing",
            "service",
            "master",
            "account",
        ],
    ),
    ("string", &["connection"]),
    ("code", &["auth", "access"]),
];

/// Last words of names that hold a secret more often than not: `--key`, `OPENAI_KEY`.
const LIKELY: &[&str] = &["key", "auth", "cred", "creds", "signature"];

/// Last words that turn the rest into a description of something else: `token_url`, `tokenType`, `secret-file`.
const ABOUT: &[&str] = &[
    "env",
    "var",
    "vars",
    "name",
    "names",
    "file",
    "files",
    "path",
    "dir",
    "url",
    "uri",
    "endpoint",
    "type",
    "ttl",
    "limit",
    "count",
    "length",
    "size",
    "timeout",
    "budget",
    "expiry",
    "format",
    "provider",
    "store",
    "method",
    "required",
    "server",
    "servers",
    "manager",
    "prompt",
    "description",
    "id",
    "mode",
];

/// Whether a value of this name is a secret.
pub(super) fn is_secret(name: &str) -> bool {
    let words = words(name);
    let Some(last) = words.last() else { return false };
    if words.len() > 1 && ABOUT.contains(&last.as_str()) {
        return false;
    }
    let single = words.iter().any(|w| SECRET_ALONE.contains(&w.as_str()) || SECRET.iter().any(|s| w.ends_with(s)));
    single || words.windows(2).any(|pair| matches!(pair, [a, b] if is_pair(a, b)))
}

/// Whether a value of this name may well be a secret: the value has to look like one, too.
pub(super) fn is_likely(name: &str) -> bool {
    words(name).last().is_some_and(|last| LIKELY.contains(&last.as_str()))
}

fn is_pair(first: &str, second: &str) -> bool {
    SECRET_PAIRS.iter().any(|(b, firsts)| *b == second && firsts.contains(&first))
}

/// Whether a query parameter of this name carries a key. Shorter names count than elsewhere: a URL has no room.
pub(super) fn is_secret_query(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["key", "sig", "signature", "auth", "k"].contains(&lower.as_str())
        || words(name).iter().any(|w| w == "key" || w.ends_with("apikey"))
        || is_secret(name)
}

/// Whether the value is the name of an environment variable (Codex: `bearer_token_env_var`, `env_http_headers`).
pub(super) fn names_variable(name: &str) -> bool {
    let words = words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(words.as_slice(), [_, .., "env"] | [.., "env", "var" | "vars" | "key"] | ["env", "http", "headers"])
}

/// Whether a map of this name holds environment variables or headers.
pub(super) fn is_secret_map(name: &str) -> bool {
    let flat = words(name).concat();
    flat == "env"
        || flat.starts_with("environment")
        || ["envvars", "envvariables", "headers"].iter().any(|end| flat.ends_with(end))
        || ["secrets", "credentials"].contains(&flat.as_str())
}

/// Whether the members of a map of this name are servers, whose names say nothing about secrets.
pub(super) fn is_container(name: &str) -> bool {
    let flat = words(name).concat();
    flat.ends_with("servers") || flat == "mcp"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_hold_secrets() {
        for name in [
            "apiKey",
            "API_KEY",
            "--api-key",
            "token",
            "GITHUB_TOKEN",
            "clientSecret",
            "X-Api-Key",
            "githubtoken",
            "Authorization",
            "DB_PASS",
            "connectionString",
            "bearer_token",
            "AWS_SECRET_ACCESS_KEY",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "max_tokens",
            "token_url",
            "bearer_token_env_var",
            "key",
            "tokenizer",
            "compass",
            "path",
            "author",
            "keyboard",
            "secret-file",
            "passenger",
            "token-server",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn maps_and_names_of_variables() {
        for name in ["env", "environment", "headers", "http_headers", "requestHeaders", "environmentVariables"] {
            assert!(is_secret_map(name), "{name}");
        }
        assert!(!is_secret_map("envFile"));
        assert!(names_variable("bearer_token_env_var") && names_variable("env_http_headers") && !names_variable("env"));
        assert!(is_container("mcpServers") && is_container("mcp_servers") && !is_container("env"));
    }
}
