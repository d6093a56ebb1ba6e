//! Credentials in URLs: user and password, values of the query, tokens in the path.

use std::ops::Range;

use super::super::made_up::is_made_up;
use super::super::providers::Weight;
use super::super::urls::{Reach, UrlParts, reach, urls};
use super::super::words;
use super::{Credential, Part, UrlCredential, in_text, is_drawn_by_lot, is_public, named};
use crate::model::Template;

/// URLs that are a secret as a whole: host, beginning of the path, what they are.
///
/// Slack and Discord: gitleaks b58d3f1 and the issuers' docs. Zapier: a server URL that holds the token, "treat your
/// connection credentials like a password" (docs.zapier.com/mcp/authentication, read 2026-11); the path is the one
/// that Vapi's docs show (docs PR 546, 2025-06). `/api/mcp/a/` has the number of an account in it, and OAuth before it.
const SECRET_PATHS: &[(&str, &str, &str)] = &[
    ("hooks.slack.com", "/services/", "a Slack webhook"),
    ("hooks.slack.com", "/workflows/", "a Slack webhook"),
    ("discord.com", "/api/webhooks/", "a Discord webhook"),
    ("discordapp.com", "/api/webhooks/", "a Discord webhook"),
    ("mcp.zapier.com", "/api/mcp/s/", "a Zapier server's key"),
];

/// The credentials in the URLs of a text.
pub(crate) fn in_urls(text: &str) -> Vec<UrlCredential> {
    if !text.contains("://") {
        return Vec::new();
    }
    let mut out = Vec::new();
    for url in urls(text) {
        let host = text.get(url.host.clone()).unwrap_or_default().to_ascii_lowercase();
        let found = userinfo(text, &url, &host).into_iter().chain(query(text, &url)).chain(path(text, &url, &host));
        out.extend(found.map(|(credential, part)| UrlCredential { credential, part, host: host.clone() }));
    }
    out
}

fn userinfo(text: &str, url: &UrlParts, host: &str) -> Option<(Credential, Part)> {
    let part = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
    let literal = |range: &Range<usize>| Template::parse(part(range)).is_literal() && !part(range).is_empty();
    let user = url.user.as_ref()?;
    let range = match &url.password {
        Some(password) if literal(password) => password,
        None if literal(user) => user,
        _ => return None,
    };
    let value = part(range);
    let token = in_text(value).into_iter().next().map(|c| c.kind);
    if token.is_none() && url.password.is_none() && is_dsn(value, part(&url.path)) {
        return None;
    }
    let near = matches!(reach(host), Reach::Machine | Reach::Containers | Reach::Unknown);
    let kind = match (token, &url.password) {
        (Some(kind), _) => kind,
        (None, None) if is_drawn_by_lot(value) && !is_made_up(value) => named("a token", Weight::Sure),
        (None, None) => return None,
        // `postgres:postgres@localhost` opens nothing that matters.
        (None, Some(_)) if is_throw_away(part(user), value) => return None,
        (None, Some(_)) if near && !is_drawn_by_lot(value) => named("a password", Weight::Guess),
        (None, Some(_)) => named("a password", Weight::Sure),
    };
    Some((Credential { range: range.clone(), kind }, Part::Userinfo))
}

/// A Sentry DSN, which is sent to every browser: a public key of 32 digits and the number of a project. "DSNs are safe to
/// keep public" (docs.sentry.io, concepts/key-terms/dsn-explainer).
fn is_dsn(user: &str, path: &str) -> bool {
    let project = path.trim_matches('/');
    let number = !project.is_empty() && project.bytes().all(|b| b.is_ascii_digit());
    number && user.len() == 32 && user.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Passwords that stand for one, or that everybody takes for a database on their own machine.
fn is_throw_away(user: &str, password: &str) -> bool {
    const USUAL: &[&str] = &[
        "password",
        "passwd",
        "passw0rd",
        "pass",
        "pw",
        "pwd",
        "postgres",
        "postgresql",
        "root",
        "admin",
        "user",
        "username",
        "guest",
        "mysql",
        "mariadb",
        "mongo",
        "mongodb",
        "redis",
        "neo4j",
        "sa",
        "dev",
        "local",
        "localhost",
        "development",
        "app",
        "db",
        "database",
        "p",
        "123",
        "1234",
        "12345",
        "hidden",
    ];
    let lower = password.to_ascii_lowercase();
    lower == user.to_ascii_lowercase() || USUAL.contains(&lower.as_str()) || is_made_up(password)
}

fn query(text: &str, url: &UrlParts) -> Vec<(Credential, Part)> {
    let judge = |(name, range): &(Range<usize>, Range<usize>)| {
        let name = text.get(name.clone())?;
        let value = text.get(range.clone())?;
        if !Template::parse(value).is_literal() {
            return None;
        }
        let token = in_text(value).into_iter().next().map(|c| c.kind);
        let parts = words::words(name);
        let secret = words::is_secret_query(name) && !is_public(&parts);
        let plain = || value.len() >= 8 && !is_made_up(value) && value.bytes().any(|b| b.is_ascii_digit());
        let kind = match token {
            Some(kind) => kind,
            None if secret && is_drawn_by_lot(value) && !is_made_up(value) => named("a key", Weight::Sure),
            None if secret && plain() => named("what looks like a key", Weight::Guess),
            None => return None,
        };
        Some((Credential { range: range.clone(), kind }, Part::Query(name.to_owned())))
    };
    url.query.iter().filter_map(judge).collect()
}

fn path(text: &str, url: &UrlParts, host: &str) -> Vec<(Credential, Part)> {
    if let Some(found) = secret_path(text, url, host) {
        return vec![found];
    }
    // A token gives itself away in a path as well.
    let path = text.get(url.path.clone()).unwrap_or_default();
    let mut at = url.path.start;
    let mut found = Vec::new();
    for segment in path.split_inclusive('/') {
        let all = in_text(segment).into_iter();
        let moved = |c: Credential| Credential { range: at + c.range.start..at + c.range.end, ..c };
        found.extend(all.map(|c| (moved(c), Part::Path)));
        at += segment.len();
    }
    found
}

fn secret_path(text: &str, url: &UrlParts, host: &str) -> Option<(Credential, Part)> {
    let path = text.get(url.path.clone())?;
    let (_, start, what) = SECRET_PATHS.iter().find(|(at, start, _)| *at == host && path.starts_with(start))?;
    let rest = path.get(start.len()..)?.trim_end_matches("/mcp").trim_end_matches('/');
    let range = url.path.start + start.len()..url.path.start + start.len() + rest.len();
    let real = rest.len() >= 24 && Template::parse(rest).is_literal() && !is_made_up(rest);
    real.then_some((Credential { range, kind: named(what, Weight::Sure) }, Part::Path))
}
