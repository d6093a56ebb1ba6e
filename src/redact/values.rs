//! What a value says for itself: which parts of it are literal, and which literals are plainly harmless.

use std::ops::Range;

use super::words;
use crate::model::template::{Form, is_env_name};
use crate::model::{Part, Template};

/// How much a literal has to prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// It may well be a setting: it stands in `env` or `headers`.
    Mild,
    /// Its name says that it is a secret.
    Strong,
}

/// Words before a credential that are none.
const SCHEMES: &[&str] = &["bearer", "basic", "token", "apikey", "api-key", "key", "digest", "negotiate"];

/// The literal parts of a value that must not be shown, as ranges of the value.
pub(super) fn secret_parts(value: &str, doubt: Doubt) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut at = 0;
    for part in Template::parse(value).parts {
        match part {
            Part::Text(text) => {
                parts.extend(literal(&text, at, doubt));
                at += text.len();
            }
            Part::Var(v) => {
                // `$hunter2` can be a password as well as a variable.
                if v.form == Form::Bare && !is_spoken_of(&v.name, doubt) {
                    parts.extend(literal(value.get(v.range.clone()).unwrap_or_default(), v.range.start, doubt));
                }
                // A default is a literal inside of a reference; it ends where the brace closes.
                if let Some(default) = &v.default {
                    let start = v.range.end.saturating_sub(1 + default.len());
                    parts.extend(secret_parts(default, doubt).into_iter().map(|r| r.start + start..r.end + start));
                }
                at = v.range.end;
            }
        }
    }
    parts
}

/// Whether `$name` is a variable beyond doubt: in capitals, named after a secret (`$github_token`), in words; or in one
/// word where no password is expected.
fn is_spoken_of(name: &str, doubt: Doubt) -> bool {
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase());
    !name.chars().any(char::is_lowercase)
        || words::is_secret(name)
        || (name.contains('_') || doubt == Doubt::Mild) && name.split('_').all(word)
}

/// The literal without blanks and scheme word, if it is not harmless.
fn literal(text: &str, base: usize, doubt: Doubt) -> Option<Range<usize>> {
    let mut start = text.len() - text.trim_start().len();
    let body = text.trim();
    let scheme = body.split_whitespace().next().unwrap_or_default();
    // `Bearer x`, or `Bearer ` before a reference: the blank tells the scheme from a credential of that name.
    let is_scheme = SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()) && start + scheme.len() < text.len();
    if is_scheme {
        let rest = body.get(scheme.len()..).unwrap_or_default();
        start += scheme.len() + rest.len() - rest.trim_start().len();
    }
    let end = text.trim_end().len();
    let body = text.get(start..end).unwrap_or_default();
    // After a scheme word stands a credential and nothing else.
    let doubt = if is_scheme { Doubt::Strong } else { doubt };
    (!is_harmless(body, doubt)).then_some(base + start..base + end)
}

/// Settings that are words.
const PLAIN: &[&str] = &[
    "debug",
    "info",
    "warn",
    "warning",
    "error",
    "trace",
    "fatal",
    "critical",
    "silent",
    "verbose",
    "notice",
    "all",
    "production",
    "development",
    "staging",
    "test",
    "local",
    "stdio",
    "http",
    "https",
    "streamable-http",
    "utf-8",
    "utf8",
    "localhost",
    "auto",
    "default",
    "enabled",
    "disabled",
];

/// Whether a literal can be shown.
pub(super) fn is_harmless(text: &str, doubt: Doubt) -> bool {
    let lower = text.to_ascii_lowercase();
    if text.is_empty() || ["true", "false", "null", "none"].contains(&lower.as_str()) || is_version(text) {
        return true;
    }
    if is_path(text) || is_reference(text) {
        return true;
    }
    if doubt == Doubt::Strong {
        return false;
    }
    text.chars().count() < 4
        || PLAIN.contains(&lower.as_str())
        || is_short_number(text)
        || is_date(text)
        || text.strip_suffix("://").is_some_and(|s| s.chars().all(|c| c.is_ascii_alphanumeric()))
        || is_loopback(text)
        || is_content_type(&lower)
}

/// References that no client of ours expands, but others do: `${user_config.key}`, `$input:key`, `{{key}}`.
fn is_reference(text: &str) -> bool {
    let braced = [("${", "}"), ("{{", "}}"), ("$input:", "")];
    let name = braced.iter().find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close));
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    name.is_some_and(|n| n.trim().starts_with(|c: char| c.is_ascii_alphabetic()) && n.trim().chars().all(plain))
}

fn is_short_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let rest = text.trim_start_matches(['-', '+']);
    digits > 0 && digits <= 5 && rest.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// `1.2.3`, `^1.0.0-beta.1`: package.json has a package `jsonwebtoken`.
fn is_version(text: &str) -> bool {
    let body = text.trim_start_matches(['^', '~', '=', '<', '>', 'v']);
    let numbers = body.split(['-', '+']).next().unwrap_or_default();
    text.len() <= 20
        && numbers.split('.').count() >= 2
        && numbers.split('.').all(|n| !n.is_empty() && n.len() <= 4 && n.chars().all(|c| c.is_ascii_digit()))
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    matches!(parts.as_slice(), [y, m, d] if y.len() == 4 && m.len() == 2 && d.len() == 2)
        && text.chars().all(|c| c.is_ascii_digit() || c == '-')
}

/// A path says so by its beginning; base64 begins with `/` too, but then it has a random-looking part.
fn is_path(text: &str) -> bool {
    let rooted = text == "." || text.starts_with("./") || text.starts_with("../") || text.starts_with("~/");
    let absolute = text.starts_with('/') && text.matches('/').count() > 1;
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | ' ' | '@' | '~');
    (rooted || absolute) && text.chars().all(plain) && !text.split(['/', '.']).any(is_mixed)
}

/// Capitals, small letters and digits (or many capitals among small letters) in one word.
fn is_mixed(word: &str) -> bool {
    let count = |f: fn(&char) -> bool| word.chars().filter(f).count();
    let (upper, lower) = (count(char::is_ascii_uppercase), count(char::is_ascii_lowercase));
    let digits = count(char::is_ascii_digit);
    looks_random(word) || (word.len() >= 8 && upper > 1 && lower > 1 && digits > 0) || (upper > 4 && lower > 2)
}

fn is_loopback(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let (host, port) = match host.rsplit_once(':') {
        Some((host, port)) if port.chars().all(|c| c.is_ascii_digit()) && port.len() <= 5 => (host, port),
        _ => (host, ""),
    };
    let known = ["localhost", "127.0.0.1", "[::1]", "0.0.0.0", "host.docker.internal"].contains(&host);
    let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.'));
    ["http", "https", "ws", "wss"].contains(&scheme)
        && known
        && port.len() <= 5
        && plain
        && !path.split('/').any(is_mixed)
}

fn is_content_type(lower: &str) -> bool {
    const TYPES: &[&str] = &["application", "text", "image", "audio", "video", "multipart", "*"];
    let subtype =
        |s: &str| s == "*" || (s.len() <= 24 && s.chars().all(|c| c.is_ascii_lowercase() || "-.+".contains(c)));
    let item = |item: &str| {
        let mut fields = item.split(';').map(str::trim);
        let kind = fields.next().and_then(|t| t.split_once('/')).is_some_and(|(a, b)| TYPES.contains(&a) && subtype(b));
        kind && fields.all(|p| p.starts_with("q=0.") && p.len() < 8 || p == "q=1" || p == "charset=utf-8")
    };
    lower.split(',').all(|part| item(part.trim()))
}

/// Whether a text looks like drawn by lot: a long run of letters and digits that change places often, or a UUID.
pub(super) fn looks_random(text: &str) -> bool {
    let uuid = |word: &str| word.len() == 36 && word.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(is_random_run)
        || (0..text.len()).filter_map(|at| text.get(at..at + 36)).any(|w| uuid(w) && is_random_run(&w.replace('-', "")))
}

/// The longest run of letters and digits that looks drawn by lot.
pub(super) fn random_run(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|run| is_random_run(run)).max_by_key(|run| run.len())
}

fn is_random_run(run: &str) -> bool {
    let class = |b: u8| (b.is_ascii_digit(), b.is_ascii_uppercase());
    let bytes = run.as_bytes();
    let changes = bytes.windows(2).filter(|w| matches!(w, [a, b] if class(*a) != class(*b))).count();
    let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
    run.len() >= 12 && digits >= 2 && digits < run.len() && changes * 6 >= run.len()
}

/// Whether a text is what an environment variable is called, as against what one holds.
pub(super) fn is_variable_name(text: &str) -> bool {
    is_env_name(text) && !text.chars().any(|c| c.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: &str, doubt: Doubt) -> String {
        let spans: Vec<_> = secret_parts(value, doubt).into_iter().map(Into::into).collect();
        super::super::mask(value, 0, &spans)
    }

    #[test]
    fn references_are_shown_and_literals_are_not() {
        for value in ["${X}", "Bearer ${X}", "{env:X}", "$TOKEN", "Bearer $T", "${input:k}", "${A:-${B}}", "Bearer "] {
            assert_eq!(shown(value, Doubt::Mild), value);
        }
        assert_eq!(shown("Bearer abcdef", Doubt::Mild), "Bearer ******");
        assert_eq!(shown("hunter2 ${X}", Doubt::Mild), "****** ${X}");
        assert_eq!(shown("${KEY:-hunter2}", Doubt::Mild), "${KEY:-******}");
        assert_eq!(shown("${KEY:-${B:-hunter2}}", Doubt::Mild), "${KEY:-${B:-******}}");
        assert_eq!(shown("$hunter2", Doubt::Mild), "******");
        for value in ["$github_token", "$token", "Bearer $api_key", "$githubToken"] {
            assert_eq!(shown(value, Doubt::Strong), value);
        }
        assert_eq!((shown("$home", Doubt::Mild), shown("$ecret", Doubt::Strong)), ("$home".into(), "******".into()));
        assert_eq!(shown("Basic abc", Doubt::Mild), "Basic ******");
        assert_eq!(shown("token", Doubt::Mild), "******");
    }

    #[test]
    fn harmless_values_are_shown() {
        for value in [
            "true",
            "",
            "8080",
            "-1",
            "0.5",
            "info",
            "WARN",
            "abc",
            "./data",
            "/usr/local/bin/x",
            "~/x",
            "*/*",
            "application/json, text/event-stream",
            "http://localhost:8080/mcp",
            "http://[::1]:1/x",
            "2025-03-26",
            "1.2.3",
        ] {
            assert_eq!(shown(value, Doubt::Mild), value);
        }
        for value in [
            "123456",
            "hunter2",
            "http://u:p@localhost/",
            "http://localhost/?key=abcd",
            "https://x.example.com",
            "/wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "http://localhost.evil.com/",
            "application/hunter2",
        ] {
            assert_eq!(shown(value, Doubt::Mild), "******", "{value}");
        }
        for value in ["abc", "12345", "info", "/hunter2"] {
            assert_eq!(shown(value, Doubt::Strong), "******", "{value}");
        }
        assert_eq!(shown("/run/secrets/token.json", Doubt::Strong), "/run/secrets/token.json");
    }

    #[test]
    fn random_looks() {
        for text in ["9f86d081884c7d659a2feaa0c55ad015", "aB3dE5fG7hI9jK1l", "x-550e8400-e29b-41d4-a716-446655440000"] {
            assert!(looks_random(text), "{text}");
        }
        for text in ["@modelcontextprotocol/server-github", "mcp-server-2025-04-08", "development", "1234567890123456"]
        {
            assert!(!looks_random(text), "{text}");
        }
    }
}
