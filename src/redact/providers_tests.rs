//! Every entry's own examples.

use super::super::made_up::is_made_up_token;
use super::super::tokens;
use super::*;

/// Fills the braces of an example.
fn filled(pattern: &str, seed: &mut u32) -> String {
    let mut draw = |abc: &[u8], len: usize| -> String {
        let mut one = || {
            *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(abc[(*seed >> 16) as usize % abc.len()])
        };
        (0..len).map(|_| one()).collect()
    };
    const ALNUM: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const WORD: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    let mut out = String::new();
    for piece in pattern.split_inclusive('}') {
        let Some((before, field)) = piece.strip_suffix('}').and_then(|p| p.split_once('{')) else {
            out.push_str(piece);
            continue;
        };
        out.push_str(before);
        let len: usize = field[1..].parse().unwrap_or(0);
        out += &match &field[..1] {
            "a" => draw(ALNUM, len),
            "w" => draw(WORD, len),
            "h" => draw(b"0123456789abcdef", len),
            "d" => draw(b"0123456789", len),
            "u" => draw(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", len),
            "l" => draw(b"abcdefghijklmnopqrstuvwxyz0123456789", len),
            "U" => [8, 4, 4, 4, 12].map(|n| draw(b"0123456789abcdef", n)).join("-"),
            "x" => "X".repeat(len),
            "s" => ALNUM.iter().cycle().take(len).map(|b| char::from(*b)).collect(),
            other => panic!("{other} in {pattern}"),
        };
    }
    out
}

/// The entry that takes a whole text for a real token.
fn reported(text: &str) -> Option<&'static Provider> {
    let found = tokens::named(text);
    let (range, provider) = found.first()?;
    let body = &text[range.start + provider.prefix.len()..range.end];
    (*range == (0..text.len()) && provider.is_real(body) && !is_made_up_token(body)).then_some(*provider)
}

#[test]
fn every_entry_finds_its_own() {
    let mut seed = 6;
    for provider in PROVIDERS {
        let Provider { prefix, what, .. } = provider;
        assert!(!provider.source.is_empty() && !provider.yes.is_empty() && !provider.no.is_empty(), "{prefix}");
        assert!(what.starts_with("a ") || what.starts_with("an "), "{what}");
        for pattern in provider.yes {
            for _ in 0..20 {
                let token = filled(pattern, &mut seed);
                assert!(token.starts_with(prefix), "{pattern} is no example of {prefix}");
                // Two letters drawn by lot may make a word now and then.
                let found = reported(&token).or_else(|| reported(&filled(pattern, &mut seed)));
                assert_eq!(found.map(|p| p.prefix), Some(*prefix), "{pattern}");
            }
        }
        for pattern in provider.no {
            let text = filled(pattern, &mut seed);
            assert!(reported(&text).is_none(), "{pattern}");
        }
    }
}

/// What is reported is hidden, also where other text stands around it.
#[test]
fn what_is_reported_is_hidden() {
    let mut seed = 7;
    for provider in PROVIDERS {
        let token = filled(provider.yes[0], &mut seed);
        let text = format!("x {token} y");
        let found = tokens::find(&text);
        assert_eq!(found.first().map(|r| &text[r.clone()]), Some(token.as_str()), "{}", provider.prefix);
        // And what a message says of it is not.
        assert!(tokens::find(&format!("{} (`{}...`)", provider.what, provider.prefix)).is_empty());
    }
}

#[test]
fn no_prefix_hides_another() {
    for (i, provider) in PROVIDERS.iter().enumerate() {
        let before = PROVIDERS.iter().take(i).find(|p| provider.prefix.starts_with(p.prefix));
        assert!(before.is_none(), "{} stands behind {:?}", provider.prefix, before.map(|p| p.prefix));
        assert!(provider.prefix.len() > 1 && provider.prefix.is_ascii());
    }
}
