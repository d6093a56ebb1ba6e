//! Whether a text only stands for a credential: `YOUR_API_KEY`, `xxxx`, `changeme`, `1234567890`.

use super::values::random_run;

/// Words that no issuer puts into a token and every README does. Four letters at least: shorter ones turn up in what is
/// drawn by lot.
const WORDS: &[&str] = &[
    "your",
    "example",
    "sample",
    "placeholder",
    "changeme",
    "change_me",
    "change-me",
    "replace",
    "insert",
    "enter",
    "dummy",
    "fake",
    "mock",
    "demo",
    "hidden",
    "redacted",
    "removed",
    "xxxx",
    "todo",
    "fixme",
    "here",
    "goes",
    "paste",
    "secret",
    "token",
    "apikey",
    "api_key",
    "api-key",
    "test",
    "none",
    "null",
    "undefined",
    "optional",
    "abcdef",
    "123456",
    "foobar",
    "deadbeef",
    "invalid",
    "censored",
    "masked",
    "hunter2",
    // The example of RFC 4122 and of many a README.
    "550e8400-e29b-41d4-a716-446655440000",
    "550e8400e29b41d4a716446655440000",
];

/// Words that also stand before a real one: `mcp_token_9f86...`.
const NEUTRAL: &[&str] = &["secret", "token", "apikey", "api_key", "api-key"];

/// Beginnings and ends of what is to be filled in.
const FRAMES: &[(&str, &str)] =
    &[("<", ">"), ("[", "]"), ("{", "}"), ("%", "%"), ("__", "__"), ("$(", ")"), ("@", "@"), ("#{", "}")];

/// Whether a literal in the place of a credential only stands for one.
pub(crate) fn is_made_up(text: &str) -> bool {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    FRAMES.iter().any(|(open, close)| text.starts_with(open) && text.ends_with(close))
        || text.contains("...")
        || text.contains('\u{2026}')
        || text.contains("**")
        || WORDS.iter().any(|w| lower.contains(w) && !(NEUTRAL.contains(w) && is_long(random_run(text))))
        || is_even(&lower)
}

/// Whether the characters behind a known prefix only stand for a token. Its issuer knows no words, but long tokens hold
/// any four letters by chance, so words count only in what is short, or where they stand apart.
pub(crate) fn is_made_up_token(body: &str) -> bool {
    let lower = body.to_ascii_lowercase();
    let apart = lower.split(|c: char| !c.is_ascii_alphanumeric()).any(|w| WORDS.contains(&w));
    apart || (body.len() < 120 && WORDS.iter().any(|w| w.len() > 3 && lower.contains(w))) || is_even(&lower)
}

/// As long as a key.
fn is_long(run: Option<&str>) -> bool {
    run.is_some_and(|run| run.len() >= 24)
}

/// Whether a text has too few different characters, goes along the alphabet or the keyboard, or says one thing again and
/// again.
fn is_even(lower: &str) -> bool {
    let bytes: Vec<u8> = lower.bytes().filter(u8::is_ascii_alphanumeric).collect();
    let mut seen = [false; 256];
    let mut different = 0;
    for byte in &bytes {
        if let Some(seen) = seen.get_mut(usize::from(*byte)).filter(|seen| !**seen) {
            *seen = true;
            different += 1;
        }
    }
    if bytes.is_empty() || different < 5.min(bytes.len()) || (bytes.len() >= 16 && different < 7) {
        return true;
    }
    let next = |a: u8, b: u8| a.abs_diff(b) <= 1 || (a == b'9' && b == b'0');
    let steps = |n: usize| bytes.iter().zip(bytes.iter().skip(n)).filter(|(a, b)| next(**a, **b)).count();
    let period = |n: usize| bytes.len() >= n * 2 && bytes.iter().zip(bytes.iter().skip(n)).all(|(a, b)| a == b);
    // `a1b2c3d4` goes along both at once.
    steps(1) * 2 > bytes.len() || steps(2) * 3 > bytes.len() * 2 || (1..=10).any(period)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_a_credential() {
        for text in [
            "YOUR_API_KEY",
            "<token>",
            "xxx",
            "changeme",
            "...",
            "{{KEY}}",
            "%KEY%",
            "REPLACE_ME",
            "dummy",
            "test",
            "sk-xxxxxxxxxxxxxxxxxxxxxxxx",
            "1234567890",
            "abcdefghijklmnop0123456789",
            "XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX",
            "00000000-0000-0000-0000-000000000000",
            "abc123abc123abc123abc123",
            "a1b2c3d4e5f6g7h8i9j0k1l2",
            "sk-1a2b3c4d5e6f7g8h9i0j1k2l3m4n5o6p",
            "550e8400-e29b-41d4-a716-446655440000",
            "my-token-1a2b3c",
            "",
        ] {
            assert!(is_made_up(text), "{text}");
        }
        for text in [
            "9f86d081884c7d659a2feaa0c55ad015",
            "aB3dE5fG7hI9jK1l",
            "Winter-2024!",
            "mcp_token_9f86d081884c7d659a2feaa0",
        ] {
            assert!(!is_made_up(text), "{text}");
        }
    }
}
