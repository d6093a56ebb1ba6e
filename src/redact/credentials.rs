//! What is a credential, as against what is merely better not printed. Output hides every doubtful literal of `env`
//! and `headers`; a text that people go on working with has to keep `LOG_LEVEL=debug`. So here only a well-known
//! prefix, a place in a URL, or a name that says so counts.

use std::ops::Range;

use super::values::{Doubt, looks_random, secret_parts};
use super::{Why, args, inner, lines, tokens, words};
use crate::document::Span;
use crate::model::Template;
use crate::model::template::Form;

/// Last words of names whose values are drawn by lot and no secret: `PROJECT_ID`.
const IDENTIFIERS: &[&str] =
    &["id", "uuid", "ref", "name", "project", "workspace", "image", "version", "commit", "digest", "hash", "model"];

/// The credentials in the value of an environment variable or a header.
pub(crate) fn in_value(name: &str, text: &str) -> Vec<Range<usize>> {
    let mut found = in_text(text);
    if words::is_secret(name) {
        found.extend(secret_parts(text, Doubt::Strong));
    } else if words::is_likely(name) || (looks_random(text) && !is_identifier(name)) {
        found.extend(secret_parts(text, Doubt::Mild));
    }
    merged(found)
}

/// The credentials of a list of arguments: index of the argument, range in it.
pub(crate) fn in_args(args: &[&str]) -> Vec<(usize, Range<usize>)> {
    let by_name = args::find(args);
    let mut out = Vec::new();
    let mut before = "";
    for (i, arg) in args.iter().enumerate() {
        // They stand in the order of the arguments.
        let from = by_name.partition_point(|(at, _)| *at < i);
        let named = by_name.iter().skip(from).take_while(|(at, _)| *at == i).map(|(_, range)| range.clone());
        let mut found: Vec<Range<usize>> = named.filter(|range| is_meant(arg, range)).collect();
        if before.starts_with('-') && !before.contains('=') && words::is_likely(before) && !arg.starts_with('-') {
            found.extend(secret_parts(arg, Doubt::Mild));
        }
        found.extend(in_text(arg));
        out.extend(merged(found).into_iter().map(|range| (i, range)));
        before = arg;
    }
    out
}

/// The credentials of any other text: a URL, a path.
pub(crate) fn in_text(text: &str) -> Vec<Range<usize>> {
    let mut found = tokens::find(text);
    found.extend(tokens::in_urls(text));
    // JSON or a connection string inside of the string.
    if text.contains(['"', ';']) {
        let all = lines::found(text, Span::new(0, text.len()));
        found.extend(all.into_iter().filter(|f| f.why == Why::Named).map(|f| f.span.start..f.span.end));
    }
    found.extend(inner::credentials(text));
    let template = Template::parse(text);
    // The name of a variable is none, whatever it is called.
    found.retain(|range| {
        let mut plain = template.variables().filter(|v| v.default.is_none() && v.form != Form::Bare);
        !plain.any(|v| v.range.start < range.end && range.start < v.range.end)
    });
    merged(found)
}

/// Whether what stands before a part of an argument says that it is a credential. Nothing before it: the flag did.
fn is_meant(arg: &str, range: &Range<usize>) -> bool {
    let before = arg.get(..range.start).unwrap_or_default();
    let value = arg.get(range.clone()).unwrap_or_default();
    let mut names = before.split(|c: char| c.is_whitespace() || "=:\"'".contains(c)).filter(|n| !n.is_empty());
    before.is_empty() || names.any(|name| words::is_secret(name) || words::is_likely(name)) || looks_random(value)
}

fn is_identifier(name: &str) -> bool {
    words::words(name).last().is_some_and(|last| IDENTIFIERS.contains(&last.as_str()))
}

/// Sorted, and with ranges that share bytes made one. Two that only touch stay two: user and password.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|r| !r.is_empty());
    ranges.sort_by_key(|r| (r.start, r.end));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(name: &str, text: &str) -> bool {
        !in_value(name, text).is_empty()
    }

    #[test]
    fn credentials_of_env_and_headers() {
        for (name, text) in [
            ("GITHUB_TOKEN", "hunter2"),
            ("OPENAI_KEY", "abcdefgh"),
            ("DB_PASS", "x"),
            ("ANYTHING", concat!("gh", "p_0123456789abcdefghij")),
            ("DATABASE_URL", "postgres://me:pw@db/x"),
            ("OPENAPI_MCP_HEADERS", r#"{"Authorization": "Bearer hunter2"}"#),
            ("CONNECTION", "Server=db;Password=hunter2;"),
            ("SESSION", "9f8e7d6c5b4a39281706f5e4"),
            ("Authorization", "Bearer abc"),
            ("X-Api-Key", "abc"),
            ("GITHUB_TOKEN", "${GITHUB_TOKEN:-hunter2}"),
        ] {
            assert!(value(name, text), "{name}={text}");
        }
    }

    #[test]
    fn ordinary_literals() {
        for (name, text) in [
            ("LOG_LEVEL", "debug"),
            ("PORT", "8080"),
            ("DATABASE_FILE", "data/store-2.sqlite"),
            ("PROJECT_ID", "9f8e7d6c5b4a39281706f5e4"),
            ("SSH_KEY", "/home/me/.ssh/id_ed25519"),
            ("GITHUB_TOKEN", "${GITHUB_TOKEN}"),
            ("Authorization", "Bearer ${env:GITHUB_TOKEN}"),
            ("MAX_TOKENS", "4000"),
            ("GREETING", "hello to everyone out there"),
            ("BASE_URL", "https://example.com/mcp"),
            ("X-Team", "platform"),
        ] {
            assert!(!value(name, text), "{name}={text}");
        }
    }

    #[test]
    fn credentials_of_arguments() {
        for (args, want) in [
            (&["--api-key", "hunter2", "x"][..], &["hunter2"][..]),
            (&["--key", "0123abcd-hunter"], &["0123abcd-hunter"]),
            (&["-e", "LOG=verbose_thing", "-e", "GITHUB_TOKEN=hunter2"], &["hunter2"]),
            (&["--header", "Authorization: Bearer hunter2"], &["hunter2"]),
            (&["--header", "X-Team: platform"], &[]),
            (&["--api-key=${API_KEY}", "https://h/?key=${env:KEY}", r#"{"apiKey": "${KEY}"}"#], &[]),
            (&["postgres://me:pw@db/x"], &["me", "pw"]),
            (&["--config", r#"{"apiKey":"hunter2"}"#], &["hunter2"]),
            (&["-y", "@scope/pkg@1.2.3", "--port", "12345", "ghcr.io/x/y@sha256:0a1b2c3d4e5f60718293a4b5"], &[]),
        ] {
            let texts: Vec<&str> = in_args(args).into_iter().map(|(i, r)| &args[i][r]).collect();
            assert_eq!(texts, want, "{args:?}");
        }
    }
}
