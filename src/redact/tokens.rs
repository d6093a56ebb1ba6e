//! Credentials that give themselves away: well-known prefixes, private keys, and what stands in URLs.

use std::ops::Range;

use super::providers::{self, Provider};
use super::urls::bodies;
use super::values::{Doubt, looks_random, secret_parts};
use super::words;

const PEM: &str = "-----BEGIN ";

/// Tokens with a known prefix and private keys, in order.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    all(text).into_iter().map(|(range, _)| range).collect()
}

/// Tokens with a known prefix, in order, each with what is known of it.
pub(super) fn named(text: &str) -> Vec<(Range<usize>, &'static Provider)> {
    all(text).into_iter().filter_map(|(range, provider)| Some((range, provider?))).collect()
}

/// Private keys, in order.
pub(super) fn private_keys(text: &str) -> Vec<Range<usize>> {
    all(text).into_iter().filter(|(_, provider)| provider.is_none()).map(|(range, _)| range).collect()
}

/// Tokens, and private keys, of which there is no entry in the table.
fn all(text: &str) -> Vec<(Range<usize>, Option<&'static Provider>)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some([first, second]) = bytes.get(at..at + 2) {
        let token = match (*first, *second) {
            (b'-', b'-') => private_key(text, at).map(|range| (range, None)),
            (first, second) if providers::begins(first, second) => token(bytes, at),
            _ => None,
        };
        at = match token {
            Some((range, provider)) => {
                let end = range.end;
                found.push((range, provider));
                end
            }
            None => at + 1,
        };
    }
    found
}

fn token(bytes: &[u8], at: usize) -> Option<(Range<usize>, Option<&'static Provider>)> {
    let rest = bytes.get(at..)?;
    let kind = providers::of(rest)?;
    let body = rest.get(kind.prefix.len()..)?;
    let len = body.iter().take_while(|b| kind.chars.allow(**b)).count();
    let body = body.get(..len)?;
    if len < kind.hides || (kind.doubtful && !(begins_word(bytes, at) && body.iter().any(u8::is_ascii_digit))) {
        return None;
    }
    Some((at..at + kind.prefix.len() + len, Some(kind)))
}

/// Whether no word runs into this place. In a raw string the `n` of `\n` is no part of a word.
fn begins_word(bytes: &[u8], at: usize) -> bool {
    let back = |n: usize| at.checked_sub(n).and_then(|i| bytes.get(i));
    back(1).is_none_or(|b| !b.is_ascii_alphanumeric()) || back(2) == Some(&b'\\')
}

fn private_key(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let label = rest.strip_prefix(PEM)?.split("-----").next()?;
    if !label.ends_with("PRIVATE KEY") && !label.ends_with("PRIVATE KEY BLOCK") {
        return None;
    }
    let body = PEM.len() + label.len() + 5;
    let tail = rest.get(body..).unwrap_or_default();
    // Without its end line the key goes on to the end of the string that holds it.
    let end = tail.find("-----END ").map(|e| e + tail.get(e + 9..).and_then(|t| t.find("-----")).map_or(9, |n| n + 14));
    let end = end.or_else(|| tail.find('"')).unwrap_or(tail.len());
    Some(at..(at + body + end).min(text.len()))
}

/// What is secret in the URLs of a text: userinfo, values of query parameters, path segments drawn by lot.
pub(super) fn in_urls(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for body in bodies(text) {
        url(text.get(body.clone()).unwrap_or_default(), body.start, &mut found);
    }
    found
}

fn url(rest: &str, base: usize, found: &mut Vec<Range<usize>>) {
    let mut literal = |from: usize, text: &str| {
        found.extend(secret_parts(text, Doubt::Strong).into_iter().map(|r| base + from + r.start..base + from + r.end));
    };
    // A default in a variable holds any character, so only brackets outside of `${...}` could end the authority;
    // taking the last `@` before the path errs on the side of hiding.
    let authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let head = rest.get(..authority).unwrap_or_default();
    if let Some(info) = head.rfind('@').and_then(|at| head.get(..at)).filter(|i| *i != "git") {
        let mut from = 0;
        for piece in info.split_inclusive(':') {
            let piece = if from + piece.len() < info.len() { piece.trim_end_matches(':') } else { piece };
            literal(from, piece);
            from += piece.len() + 1;
        }
    }
    let tail = rest.get(authority..).unwrap_or_default();
    let query = tail.find(['?', '#']).unwrap_or(tail.len());
    let mut from = authority;
    for segment in tail.get(..query).unwrap_or_default().split_inclusive('/') {
        if segment.len() >= 20 && !segment.contains('@') && looks_random(segment) {
            literal(from, segment.trim_end_matches('/'));
        }
        from += segment.len();
    }
    for pair in tail.get(query..).unwrap_or_default().split_inclusive(['?', '#', '&', ';']) {
        let body = pair.trim_end_matches(['?', '#', '&', ';']);
        match body.split_once('=') {
            Some((name, value)) if words::is_secret_query(name) || looks_random(value) => {
                literal(from + name.len() + 1, value);
            }
            // A key alone, or one whose `=` was lost.
            None if body.len() >= 20 && looks_random(body) => literal(from, body),
            _ => {}
        }
        from += pair.len();
    }
}

#[cfg(test)]
mod tests {
    use super::super::{mask, merged};
    use super::*;

    fn shown(text: &str) -> String {
        let spans = find(text).into_iter().chain(in_urls(text)).map(Into::into).collect();
        mask(text, 0, &merged(spans))
    }

    #[test]
    fn known_prefixes() {
        for token in [
            "ghp_0123456789abcdefghijABCDEFGHIJ012345",
            "github_pat_11AAAAAAA0_abcdef",
            "sk-ant-api03-abcdefgh",
            "sk-proj-abc123def456",
            "xoxb-123456789012-abc",
            "AKIAIOSFODNN7EXAMPLE",
            "ctx7sk-1234-5678-abcd",
            "BSAabcdefghij0123456789",
            "fc-0123456789abcdef0123",
            "hf_abcdefghij0123456789",
            "tvly-dev-abc12345",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc",
            "glpat-abcdefgh12345678",
        ] {
            assert_eq!(shown(&format!("x {token} y")), "x ****** y");
        }
        for text in [
            "task-management-server-2025",
            "risk-assessment-tool-v12345",
            "npm_config_registry_url2",
            "sk-learn-toolkit-extra",
            "mcp-server-hf_spaces",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn a_key_alone_in_a_query() {
        let shown = shown("https://x.invalid/mcp?api_keysk-vFeVVQJo1J4KcxLGtotZOTbpZjHi9t6UoMw9&page");
        assert!(!shown.contains("VVQJo1J4") && shown.ends_with("&page"), "{shown}");
        assert_eq!(
            self::shown("https://x.invalid/mcp?read-only#installation-of-servers"),
            "https://x.invalid/mcp?read-only#installation-of-servers"
        );
    }

    #[test]
    fn private_keys_to_their_end() {
        let key = "a -----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY----- b";
        assert_eq!(shown(key), "a ******\n******\n******\n****** b");
        assert_eq!(shown("-----BEGIN PRIVATE KEY-----\\nMIIE\" z"), "******\" z");
        assert_eq!(shown("-----BEGIN PUBLIC KEY-----"), "-----BEGIN PUBLIC KEY-----");
    }

    #[test]
    fn urls() {
        for (url, want) in [
            ("postgres://user:pa55@db/x", "postgres://******:******@db/x"),
            ("postgres://${U}:${P}@db/x", "postgres://${U}:${P}@db/x"),
            ("https://h/mcp?api_key=abc&x=1&token=${T}", "https://h/mcp?api_key=******&x=1&token=${T}"),
            ("https://h/mcp?tavilyApiKey=abc#sig=def", "https://h/mcp?tavilyApiKey=******#sig=******"),
            ("https://h/s/NDk2aBc9XyZ12QwE34rTy56==/mcp", "https://h/s/******/mcp"),
            ("ssh://git@github.com/o/r", "ssh://git@github.com/o/r"),
            ("http://127.0.0.1:8080/mcp", "http://127.0.0.1:8080/mcp"),
        ] {
            assert_eq!(shown(url), want);
        }
    }
}
