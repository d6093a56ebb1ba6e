//! Credentials that give themselves away: well-known prefixes, private keys, and what stands in URLs.

use std::ops::Range;

use super::values::{Doubt, looks_random, secret_parts};
use super::words;

/// One kind of token.
struct Kind {
    prefix: &'static str,
    /// How many characters have to follow the prefix at least.
    body: usize,
    chars: Chars,
    /// Whether the prefix is short enough to stand inside of a word (`risk-`), and words are to be let through.
    doubtful: bool,
}

/// The characters of a token after its prefix.
#[derive(Clone, Copy)]
enum Chars {
    Alnum,
    Word,
    Hex,
    /// Also `.`, `+`, `/` and `=`: base64 and JWTs.
    Base64,
}

const fn sure(prefix: &'static str, body: usize, chars: Chars) -> Kind {
    Kind { prefix, body, chars, doubtful: false }
}

const fn doubtful(prefix: &'static str, body: usize, chars: Chars) -> Kind {
    Kind { prefix, body, chars, doubtful: true }
}

/// Prefixes as their issuers document them.
const KINDS: &[Kind] = &[
    sure("ghp_", 8, Chars::Alnum),
    sure("gho_", 8, Chars::Alnum),
    sure("ghu_", 8, Chars::Alnum),
    sure("ghs_", 8, Chars::Alnum),
    sure("ghr_", 8, Chars::Alnum),
    sure("github_pat_", 8, Chars::Word),
    sure("glpat-", 8, Chars::Word),
    sure("ctx7sk-", 8, Chars::Word),
    doubtful("sk-ant-", 8, Chars::Word),
    doubtful("sk-", 12, Chars::Word),
    doubtful("sk_live_", 8, Chars::Alnum),
    doubtful("sk_test_", 8, Chars::Alnum),
    doubtful("rk_live_", 8, Chars::Alnum),
    sure("xoxb-", 8, Chars::Word),
    sure("xoxa-", 8, Chars::Word),
    sure("xoxp-", 8, Chars::Word),
    sure("xoxr-", 8, Chars::Word),
    sure("xoxs-", 8, Chars::Word),
    sure("xapp-", 8, Chars::Word),
    sure("AIza", 30, Chars::Word),
    sure("AKIA", 16, Chars::Alnum),
    sure("ASIA", 16, Chars::Alnum),
    doubtful("BSA", 20, Chars::Word),
    doubtful("fc-", 16, Chars::Hex),
    doubtful("sbp_", 16, Chars::Alnum),
    doubtful("hf_", 16, Chars::Alnum),
    doubtful("pplx-", 12, Chars::Alnum),
    doubtful("tvly-", 8, Chars::Word),
    doubtful("e2b_", 16, Chars::Alnum),
    sure("dop_v1_", 16, Chars::Alnum),
    sure("bb_live_", 8, Chars::Word),
    doubtful("npm_", 20, Chars::Alnum),
    doubtful("pypi-", 16, Chars::Word),
    doubtful("gsk_", 16, Chars::Alnum),
    doubtful("xai-", 16, Chars::Alnum),
    doubtful("nvapi-", 16, Chars::Word),
    doubtful("figd_", 8, Chars::Word),
    doubtful("lin_api_", 8, Chars::Alnum),
    doubtful("apify_api_", 8, Chars::Alnum),
    doubtful("ntn_", 16, Chars::Alnum),
    doubtful("SG.", 16, Chars::Base64),
    doubtful("eyJ", 17, Chars::Base64),
];

const PEM: &str = "-----BEGIN ";

impl Chars {
    fn allow(self, byte: u8) -> bool {
        match self {
            Self::Alnum => byte.is_ascii_alphanumeric(),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Word => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
            Self::Base64 => byte.is_ascii_alphanumeric() || b"_-.+/=".contains(&byte),
        }
    }
}

/// The bytes that a token begins with: most of a text is passed over by one look.
const STARTS: [bool; 256] = {
    let mut starts = [false; 256];
    let mut i = 0;
    while i < KINDS.len() {
        starts[KINDS[i].prefix.as_bytes()[0] as usize] = true;
        i += 1;
    }
    starts[PEM.as_bytes()[0] as usize] = true;
    starts
};

/// Tokens with a known prefix and private keys, in order.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let candidate = STARTS.get(usize::from(*byte)).is_some_and(|s| *s);
        let range = candidate.then(|| token(text, at)).flatten();
        at = match range {
            Some(range) => {
                let end = range.end;
                found.push(range);
                end
            }
            None => at + 1,
        };
    }
    found
}

fn token(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let rest = bytes.get(at..)?;
    if rest.starts_with(PEM.as_bytes()) {
        return private_key(text, at);
    }
    let begins = |k: &&Kind| {
        let prefix = k.prefix.as_bytes();
        // Two bytes first: a call per kind and byte was a third of a whole run.
        prefix.first() == rest.first() && prefix.get(1) == rest.get(1) && rest.starts_with(prefix)
    };
    let kind = KINDS.iter().find(begins)?;
    let body = rest.get(kind.prefix.len()..)?;
    let len = body.iter().take_while(|b| kind.chars.allow(**b)).count();
    let body = body.get(..len)?;
    if len < kind.body || (kind.doubtful && !(begins_word(bytes, at) && body.iter().any(u8::is_ascii_digit))) {
        return None;
    }
    Some(at..at + kind.prefix.len() + len)
}

/// Whether no word runs into this place. In a raw string the `n` of `\n` is no part of a word.
fn begins_word(bytes: &[u8], at: usize) -> bool {
    let back = |n: usize| at.checked_sub(n).and_then(|i| bytes.get(i));
    back(1).is_none_or(|b| !b.is_ascii_alphanumeric()) || back(2) == Some(&b'\\')
}

fn private_key(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let label = rest.get(PEM.len()..)?.split("-----").next()?;
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
    let mut at = 0;
    while let Some(colon) = text.get(at..).and_then(|t| t.find("://")) {
        let start = at + colon + 3;
        let tail = text.get(start..).unwrap_or_default();
        let len = tail.find(|c: char| c.is_whitespace() || "\"'`<>|\\".contains(c)).unwrap_or(tail.len());
        url(tail.get(..len).unwrap_or_default(), start, &mut found);
        // Past the whole URL: one in the query of another is hidden with it.
        at = start + len.max(1).min(tail.len());
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
        if let Some((name, value)) = body.split_once('=')
            && (words::is_secret_query(name) || looks_random(value))
        {
            literal(from + name.len() + 1, value);
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
