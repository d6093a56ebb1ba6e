//! No text panics, whatever it is.

use std::path::Path;

use proptest::prelude::*;

use super::{FULL, RULES, load_text};
use crate::golden::load_with;

/// Pieces that a golden is made of, to be put where they do not belong.
const PIECES: &[&str] = &[
    "",
    "\"",
    "'",
    "'''",
    "=",
    "[",
    "]",
    "[[",
    "{",
    "}",
    ".",
    ",",
    "\n",
    "\r",
    "#",
    "\u{feff}",
    "𝄞",
    "\u{202e}",
    "false",
    "true",
    "1",
    "[]",
    "{}",
    "\n[servers.github]\n",
    "\n[servers]\n",
    "extends = 'mcpcheck.toml'\n",
    "extends = '../x.toml'\n",
    "golden = 'x'\n",
    "url = 'u'\n",
    "command = ['x']\n",
    "override.cursor = false\n",
    "${",
    "\n[[ignore]]\n",
    "\\u0000",
    "9223372036854775808",
    "1979-05-27",
];

/// Loads a text; every file there is says the same.
fn run(text: &str) {
    let loader = |_: &Path| Ok(text.to_owned());
    match load_with(Path::new("/r/p/mcpcheck.toml"), Some(Path::new("/r")), RULES, &loader) {
        Ok(golden) => {
            for server in &golden.servers {
                for client in ["cursor", "vscode", "nobody"] {
                    let expected = server.for_client(client);
                    for field in ["", "transport", "command", "env", "nothing"] {
                        assert!(golden.file(&expected.origin_of(field, Some("HOST"))).is_some());
                    }
                }
            }
        }
        Err(error) => {
            let shown = error.to_string();
            assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{shown:?}");
            assert!(error.place.is_some_and(|p| p.line > 0 && p.column > 0));
        }
    }
}

fn mutated() -> impl Strategy<Value = String> {
    let change = (0..=FULL.len(), 0..40usize, prop::sample::select(PIECES));
    prop::collection::vec(change, 1..5).prop_map(|changes| {
        let mut text: Vec<char> = FULL.chars().collect();
        for (at, length, piece) in changes {
            let at = at.min(text.len());
            let end = (at + length).min(text.len());
            text.splice(at..end, piece.chars());
        }
        text.into_iter().collect()
    })
}

proptest! {
    #[test]
    fn any_text(text in any::<String>()) {
        run(&text);
    }

    #[test]
    fn any_pieces(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..30)) {
        run(&pieces.concat());
    }

    #[test]
    fn any_change_to_a_golden(text in mutated()) {
        run(&text);
    }
}

#[test]
fn deep_nesting_is_refused_and_no_overflow() {
    for text in [
        format!("exclude = {}", "[".repeat(100_000)),
        format!("servers.x.y = {}1{}", "[".repeat(5_000), "]".repeat(5_000)),
        format!("servers.x.y = {}", "{a=".repeat(50_000)),
        format!("servers.x.{}z = 1", "a.".repeat(20_000)),
        format!("[servers.x.{}z]", "a.".repeat(20_000)),
    ] {
        let error = load_text(&text).unwrap_err();
        assert!(error.message.contains("recursion"), "{error}");
    }
}
