//! Strings from a config are written by strangers: nothing in them may steer the terminal, the reader's eye or the CI
//! system that reads our output.

use std::fmt::Write;

/// Makes a string from a config fit for one line of output: control characters, line ends, bidirectional and
/// invisible characters become `\u{..}`, and what GitHub Actions or Azure Pipelines would take for a command is broken
/// by the same means. Tabs become blanks.
pub fn sanitize(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '\t' => out.push(' '),
            c if is_hostile_char(c) || begins_command(text, at) => {
                // Writing to a string does not fail.
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// Whether a line can only be printed after [`sanitize`]. The line end itself does not count.
pub fn is_hostile(line: &str) -> bool {
    let body = line.strip_suffix('\n').unwrap_or(line);
    let body = body.strip_suffix('\r').unwrap_or(body);
    // A byte order mark is invisible and harmless, and a fix that removes it has to be shown.
    body.char_indices()
        .any(|(at, c)| !matches!(c, '\t' | '\u{feff}') && (is_hostile_char(c) || begins_command(body, at)))
}

/// Control characters, and characters that change what stands around them or hide.
pub(crate) fn is_hostile_char(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
            // Blank letters, and what chooses the look of the character before it.
            | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether a CI system could read a command here: `::name` where a line may begin, `##[` and `##vso[` anywhere.
/// GitHub's runner trims blanks before `::`, and a long message is wrapped at any blank or hyphen.
pub(crate) fn begins_command(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    if rest.starts_with("##[") || rest.starts_with("##vso[") {
        return true;
    }
    let name = rest.strip_prefix("::").is_some_and(|r| r.starts_with(|c: char| c.is_ascii_alphabetic()));
    let before = text.get(..at).and_then(|t| t.chars().next_back());
    name && before.is_none_or(|c| !c.is_alphanumeric() && c != ':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(sanitize("a\u{1b}[31mb\r\nc\u{7}"), "a\\u{1b}[31mb\\u{d}\\u{a}c\\u{7}");
        assert_eq!(sanitize("x\u{202e}y\u{200b}\u{9b}"), "x\\u{202e}y\\u{200b}\\u{9b}");
        for c in [
            '\u{3164}',
            '\u{115f}',
            '\u{1160}',
            '\u{ffa0}',
            '\u{34f}',
            '\u{2800}',
            '\u{fe00}',
            '\u{fe0f}',
            '\u{e0100}',
            '\u{e01ef}',
        ] {
            let text = format!("a{c}b");
            assert_eq!(sanitize(&text), format!("a\\u{{{:x}}}b", u32::from(c)));
            assert!(is_hostile(&text));
        }
        assert_eq!(sanitize("tab\tä 漢"), "tab ä 漢");
    }

    #[test]
    fn nothing_commands_the_runner() {
        assert_eq!(sanitize("::error file=x::boo"), "\\u{3a}:error file=x::boo");
        assert_eq!(sanitize("a ::error"), "a \\u{3a}:error");
        assert_eq!(sanitize("x ##[group] ##vso[task]"), "x \\u{23}#[group] \\u{23}#vso[task]");
        for text in ["std::fmt", "http://[::1]:80", "`::`"] {
            assert_eq!(sanitize(text), text);
            assert!(!is_hostile(text));
        }
        assert!(!is_hostile("a\r\n") && is_hostile("a\rb\n") && is_hostile("  ::error::\n"));
    }
}
