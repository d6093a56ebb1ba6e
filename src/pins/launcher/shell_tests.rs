use proptest::prelude::*;

use super::*;

fn shown(text: &str, shell: Shell) -> Vec<Vec<String>> {
    split(text, shell).into_iter().map(|line| line.into_iter().map(|p| p.text).collect()).collect()
}

#[test]
fn simple_commands_fall_into_words() {
    let cases: &[(&str, &[&[&str]])] = &[
        ("npx -y a@1", &[&["npx", "-y", "a@1"]]),
        ("  npx\t'a b'  \"c d\" e\\ f ", &[&["npx", "a b", "c d", "e f"]]),
        ("a'b'\"c\"d", &[&["abcd"]]),
        ("'' \"\"", &[&["", ""]]),
        ("cd x && exec npx y; z | t || u &", &[&["cd", "x"], &["exec", "npx", "y"], &["z"], &["t"], &["u"]]),
        ("a\nb # c && d\ne", &[&["a"], &["b"], &["e"]]),
        ("a#b #c", &[&["a#b"]]),
        ("a 2>&1 >/dev/null b", &[&["a", "b"]]),
        ("a &>log b", &[&["a", "b"]]),
        ("a2>x", &[&["a2"]]),
        ("echo $X \"${Y}\" '$(z)'", &[&["echo", "$X", "${Y}", "$(z)"]]),
        ("a \\\n b", &[&["a", "b"]]),
        ("a \"\\$x\\y\"", &[&["a", "$x\\y"]]),
        ("npx <your-package>", &[&["npx", "<your-package>"]]),
        ("a\\", &[&["a\\"]]),
        // What is before it is read, what holds it is not, and neither is what follows.
        ("a && b $(c) && d", &[&["a"]]),
        ("a && b `c`", &[&["a"]]),
        ("a; if x; then npx y; fi", &[&["a"]]),
        ("for i in a; do npx $i; done", &[]),
        ("(npx a)", &[]),
        ("f() { npx a; }", &[]),
        ("{ npx a; }", &[]),
        ("! npx a", &[]),
        ("cat <<E\nnpx a\nE", &[]),
        ("diff <(npx a) b", &[]),
        ("a 'b", &[]),
        ("a \"b", &[]),
        ("a $'b'", &[]),
        ("case x in a) npx y;; esac", &[]),
        ("", &[]),
    ];
    for (text, want) in cases {
        assert_eq!(shown(text, Shell::Posix), *want, "{text}");
    }
}

#[test]
fn the_shells_of_windows_have_other_quotes() {
    let cases: &[(Shell, &str, &[&[&str]])] = &[
        (Shell::Cmd, "npx -y 'a' \"b c\" ^d^&", &[&["npx", "-y", "'a'", "b c", "d&"]]),
        (Shell::Cmd, "cd x && npx a & b;c", &[&["cd", "x"], &["npx", "a"], &["b;c"]]),
        (Shell::Cmd, "npx C:\\x\\y %P%", &[&["npx", "C:\\x\\y", "%P%"]]),
        (Shell::Cmd, "(npx a)", &[]),
        (Shell::Power, "& npx -y 'it''s' \"a`\"b\"; c", &[&["npx", "-y", "it's", "a\"b"], &["c"]]),
        (Shell::Power, "npx $env:X ${Y} C:\\z", &[&["npx", "$env:X", "${Y}", "C:\\z"]]),
        (Shell::Power, "npx $(x)", &[]),
        (Shell::Power, "if ($x) { npx a }", &[]),
        (Shell::Power, "npx '@s/p'", &[&["npx", "@s/p"]]),
    ];
    for (shell, text, want) in cases {
        assert_eq!(shown(text, *shell), *want, "{text}");
    }
}

proptest! {
    /// Where there are words, quotes and escapes only, the words are those that the crate `shlex` finds.
    #[test]
    fn words_are_those_of_shlex(text in "[a-z@/1.é '\"\\\\#=\t-]{0,24}") {
        let ours = shown(&text, Shell::Posix);
        let theirs = shlex::split(&text);
        match theirs {
            Some(words) if words.is_empty() => prop_assert!(ours.is_empty()),
            // A word that begins another construct is no simple command.
            Some(words) if RESERVED.contains(&words[0].as_str()) => {}
            Some(words) => prop_assert_eq!(ours, vec![words]),
            // A backslash at the very end is an error to shlex and itself to a shell.
            None => prop_assert!(ours.is_empty() || text.ends_with('\\')),
        }
    }

    #[test]
    fn every_byte_has_its_place(a in "\\PC{0,32}", b in "[a-c$`(){}&|;<>#'\"\\\\ \n^%@]{0,24}") {
        for text in [&a, &b] {
            for shell in [Shell::Posix, Shell::Cmd, Shell::Power] {
                for part in split(text, shell).into_iter().flatten() {
                    prop_assert_eq!(part.text.len(), part.map.len());
                    for (byte, at) in part.text.bytes().zip(&part.map) {
                        prop_assert_eq!(text.as_bytes().get(*at), Some(&byte));
                    }
                    prop_assert!(part.map.windows(2).all(|pair| pair[0] < pair[1]));
                }
            }
        }
    }
}
