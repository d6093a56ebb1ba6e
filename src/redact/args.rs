//! Secrets on a command line: after a flag whose name says so, in a header, in an assignment.

use std::ops::Range;

use super::values::{Doubt, is_variable_name, looks_random, secret_parts};
use super::words;

/// What the next argument is, after a flag without `=`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Plain,
    Secret,
    /// A secret if it looks like one.
    Likely,
    Header,
    Assignment,
}

const HEADER_FLAGS: &[&str] = &["-H", "--header", "--headers", "--add-header", "--http-header"];
const ENV_FLAGS: &[&str] = &["-e", "--env", "--set-env", "--build-arg"];

/// The secret parts of a list of arguments: index of the argument, range in it.
pub(super) fn find(args: &[&str]) -> Vec<(usize, Range<usize>)> {
    within(args, MAX_SHELLS)
}

/// How many command lines may lie in each other (`sh -c "sh -c '...'"`). A string of nothing but quotes could go on
/// until the stack ends.
const MAX_SHELLS: usize = 4;

fn within(args: &[&str], shells: usize) -> Vec<(usize, Range<usize>)> {
    let mut found = Vec::new();
    let mut next = Next::Plain;
    for (i, arg) in args.iter().enumerate() {
        let parts;
        (parts, next) = one(arg, next, shells);
        found.extend(parts.into_iter().map(|r| (i, r)));
    }
    found
}

fn one(arg: &str, expected: Next, shells: usize) -> (Vec<Range<usize>>, Next) {
    match expected {
        // A flag in the place of a value: the flag before had none.
        Next::Secret if !arg.starts_with("--") => return (secret_parts(arg, Doubt::Strong), Next::Plain),
        Next::Likely if !arg.starts_with("--") => return (likely(arg), Next::Plain),
        Next::Header => return (header(arg), Next::Plain),
        Next::Assignment => return (assignment(arg, true), Next::Plain),
        _ => {}
    }
    if let Some(parts) = bare_header(arg) {
        return (parts, Next::Plain);
    }
    if !arg.starts_with('-') {
        return (
            if arg.contains(char::is_whitespace) { command_line(arg, shells) } else { assignment(arg, false) },
            Next::Plain,
        );
    }
    if let Some((flag, value)) = arg.split_once('=').filter(|(flag, _)| !flag.contains(char::is_whitespace)) {
        let parts = match kind(flag) {
            Next::Secret => secret_parts(value, Doubt::Strong),
            Next::Likely => likely(value),
            Next::Header => header(value),
            Next::Assignment => assignment(value, true),
            // `-eKEY=VALUE`
            Next::Plain if flag.starts_with("-e") => secret_assignment(flag.get(2..).unwrap_or_default(), value),
            Next::Plain => Vec::new(),
        };
        return (shifted(parts, flag.len() + 1), Next::Plain);
    }
    let attached = arg.strip_prefix("-H").filter(|rest| rest.contains(':'));
    match attached {
        Some(rest) => (shifted(header(rest), 2), Next::Plain),
        None => (Vec::new(), kind(arg)),
    }
}

fn kind(flag: &str) -> Next {
    if HEADER_FLAGS.contains(&flag) {
        Next::Header
    } else if ENV_FLAGS.contains(&flag) {
        Next::Assignment
    } else if words::is_secret(flag) {
        Next::Secret
    } else if words::is_likely(flag) || flag == "-k" {
        Next::Likely
    } else {
        Next::Plain
    }
}

/// What `--key` is given is the name of a field as often, so it has to look drawn by lot.
fn likely(value: &str) -> Vec<Range<usize>> {
    if looks_random(value) { secret_parts(value, Doubt::Mild) } else { Vec::new() }
}

/// `Authorization:Bearer x` as an argument of its own. The script `token:refresh` is none.
fn bare_header(text: &str) -> Option<Vec<Range<usize>>> {
    let (name, value) = text.split_once(':')?;
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let telling = value.len() >= 16 || value.contains(|c: char| c.is_whitespace() || c.is_ascii_digit());
    (is_name && words::is_secret(name) && telling && !value.starts_with("//")).then(|| header(text))
}

/// `Name: value`. Without a colon nobody knows what it is.
pub(super) fn header(text: &str) -> Vec<Range<usize>> {
    let Some((name, value)) = text.split_once(':') else { return secret_parts(text, Doubt::Mild) };
    let doubt = if words::is_secret(name) { Doubt::Strong } else { Doubt::Mild };
    shifted(secret_parts(value, doubt), name.len() + 1)
}

/// `NAME=value`. Where no assignment is expected, only a name in capitals or one that says "secret" makes it one.
pub(super) fn assignment(text: &str, expected: bool) -> Vec<Range<usize>> {
    let Some((name, value)) = text.split_once('=') else { return Vec::new() };
    let is_name = name.trim().chars().all(|c| c.is_alphanumeric() || "_-.".contains(c));
    if !is_name || (!expected && !is_variable_name(name) && !words::is_secret(name)) {
        return Vec::new();
    }
    shifted(secret_assignment(name, value), name.len() + 1)
}

fn secret_assignment(name: &str, value: &str) -> Vec<Range<usize>> {
    secret_parts(value, if words::is_secret(name) { Doubt::Strong } else { Doubt::Mild })
}

/// A whole command line in one string.
pub(super) fn shell(text: &str) -> Vec<Range<usize>> {
    command_line(text, MAX_SHELLS)
}

fn command_line(text: &str, shells: usize) -> Vec<Range<usize>> {
    let Some(deeper) = shells.checked_sub(1) else { return Vec::new() };
    let words = split(text);
    let texts: Vec<&str> = words.iter().filter_map(|r| text.get(r.clone())).collect();
    // A quoted word with blanks is a command line again (`sh -c "..."`).
    within(&texts, deeper)
        .into_iter()
        .filter_map(|(i, r)| Some(shifted(vec![r], words.get(i)?.start)))
        .flatten()
        .collect()
}

/// The words of a command line, without the quotes around a whole word.
fn split(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            Some(q) if c == q => quote = None,
            Some(_) => {}
            None if c.is_whitespace() => words.extend(start.take().map(|s| s..at)),
            None => {
                start.get_or_insert(at);
                if matches!(c, '"' | '\'') {
                    quote = Some(c);
                }
            }
        }
    }
    words.extend(start.map(|s| s..text.len()));
    words.into_iter().map(|r| unquoted(text, r)).collect()
}

fn unquoted(text: &str, range: Range<usize>) -> Range<usize> {
    let word = text.get(range.clone()).unwrap_or_default();
    let quoted = word.len() >= 2 && ['"', '\''].iter().any(|q| word.starts_with(*q) && word.ends_with(*q));
    if quoted { range.start + 1..range.end - 1 } else { range }
}

fn shifted(parts: Vec<Range<usize>>, by: usize) -> Vec<Range<usize>> {
    parts.into_iter().map(|r| r.start + by..r.end + by).collect()
}

#[cfg(test)]
mod tests {
    use super::super::mask;
    use super::*;

    fn shown(args: &[&str]) -> Vec<String> {
        let found = find(args);
        let one = |(i, arg): (usize, &&str)| {
            let spans: Vec<_> = found.iter().filter(|f| f.0 == i).map(|f| f.1.clone().into()).collect();
            mask(arg, 0, &spans)
        };
        args.iter().enumerate().map(one).collect()
    }

    #[test]
    fn flags_headers_and_assignments() {
        for (args, want) in [
            (&["--api-key", "hunter2", "x"][..], &["--api-key", "******", "x"][..]),
            (&["--token=hunter2"], &["--token=******"]),
            (&["--token=${T}", "--token", "--verbose"], &["--token=${T}", "--token", "--verbose"]),
            (&["--header", "Authorization: Bearer abcd"], &["--header", "Authorization: Bearer ******"]),
            (&["--header", "Authorization:${A}"], &["--header", "Authorization:${A}"]),
            (&["-H", "X-Thing: 1"], &["-H", "X-Thing: 1"]),
            (&["-HX-Api-Key: abcdef"], &["-HX-Api-Key: ******"]),
            (&["-e", "GITHUB_TOKEN=abcdef", "-e", "NAME"], &["-e", "GITHUB_TOKEN=******", "-e", "NAME"]),
            (&["-eDB=abcdef", "--env=DB=abcdef"], &["-eDB=******", "--env=DB=******"]),
            (&["API_KEY=abcdef", "npx", "a=b"], &["API_KEY=******", "npx", "a=b"]),
            (&["-e", "x = \"y\""], &["-e", "x = \"y\""]),
            (&["--key", "5b0e9c1d-72af-4c83-9e16-0d4fa7b2863c"], &["--key", "******"]),
            (&["--auth", "8d1f0a93c6b84e25a90b7fc3e18d4266", "x"], &["--auth", "******", "x"]),
            (&["-k", "8d1f0a93c6b84e25a90b7fc3e18d4266"], &["-k", "******"]),
            (&["--OpenAI-Key=8d1f0a93c6b84e25a90b7fc3e18d4268"], &["--OpenAI-Key=******"]),
            (&["--key", "name", "--sort-key=created"], &["--key", "name", "--sort-key=created"]),
            (&["Authorization:Bearer abcdef"], &["Authorization:Bearer ******"]),
            (&["apiKey:8d1f0a93c6", "--apikey:8d1f0a93c6"], &["apiKey:******", "--apikey:******"]),
            (&["run", "token:refresh", "secret://x/1"], &["run", "token:refresh", "secret://x/1"]),
            (&["-y", "@scope/pkg@1.2.3", "--port", "12345"], &["-y", "@scope/pkg@1.2.3", "--port", "12345"]),
        ] {
            assert_eq!(shown(args), want);
        }
    }

    #[test]
    fn command_lines_in_a_string() {
        for (line, want) in [
            ("API_KEY=abcdef npx -y x --token 'hunter 2'", "API_KEY=****** npx -y x --token '******'"),
            ("curl -H \"Authorization: Bearer abcd\" u", "curl -H \"Authorization: Bearer ******\" u"),
            ("sh -c \"x --password hunter2\"", "sh -c \"x --password ******\""),
        ] {
            assert_eq!(shown(&["-c", line]), ["-c", want]);
        }
        assert!(shell(&"'\"".repeat(9_000)).is_empty());
    }
}
