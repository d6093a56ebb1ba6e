//! Names and values inside of one string: JSON, a connection string (`Server=db;Password=x`), a cookie.

use std::ops::Range;

use super::values::{Doubt, looks_random, secret_parts};
use super::{lines, words};
use crate::document::{Document, Interest, Node, Span, Syntax, Value};

/// A value in a string, and what it is called there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pair {
    /// The name.
    pub(super) name: String,
    /// The value, without escapes.
    pub(super) text: String,
    /// Where it stands.
    pub(super) range: Range<usize>,
    /// Whether each byte of the value stands in the text as it is.
    exact: bool,
}

impl Pair {
    /// Where a part of the value stands; where that cannot be told, the whole value.
    pub(super) fn part(&self, part: &Range<usize>) -> Range<usize> {
        match self.exact {
            true => self.range.start + part.start..self.range.start + part.end,
            false => self.range.clone(),
        }
    }
}

/// The pairs of a string, in order.
pub(super) fn pairs(text: &str) -> Vec<Pair> {
    match json_at(text) {
        Some(at) => json(text.get(at..).unwrap_or_default(), at).unwrap_or_default(),
        None => fields(text),
    }
}

/// What must not be shown of them.
pub(super) fn secrets(text: &str) -> Vec<Range<usize>> {
    let at = json_at(text);
    let pairs = match at.map(|at| json(text.get(at..).unwrap_or_default(), at)) {
        Some(Some(pairs)) => pairs,
        // Only something like JSON: `{apiKey: 'x'}`. A reference (`${X}`) is read by others.
        Some(None) => {
            let span = Span::new(at.unwrap_or_default(), text.len());
            return lines::found(text, span).into_iter().map(|f| f.span.start..f.span.end).collect();
        }
        None => fields(text),
    };
    let mut out = Vec::new();
    for pair in &pairs {
        if words::is_secret(&pair.name) || looks_random(&pair.text) {
            out.extend(secret_parts(&pair.text, Doubt::Strong).iter().map(|part| pair.part(part)));
        }
    }
    out
}

/// Those of them whose name says that they are credentials.
pub(super) fn credentials(text: &str) -> Vec<Range<usize>> {
    let named = |pair: &Pair| {
        // `session=...; a=b` is a cookie.
        let likely = words::is_likely(&pair.name) || matches!(pair.name.as_str(), "session" | "sid");
        words::is_secret(&pair.name) || (likely && looks_random(&pair.text))
    };
    let parts = |pair: Pair| {
        let parts = secret_parts(&pair.text, Doubt::Strong);
        parts.iter().map(|part| pair.part(part)).collect::<Vec<_>>()
    };
    pairs(text).into_iter().filter(named).flat_map(parts).collect()
}

/// Where JSON begins: at the start, or behind the `=` of a flag or an assignment.
fn json_at(text: &str) -> Option<usize> {
    let begins = |at: &usize| {
        let rest = text.get(*at..).unwrap_or_default().trim_start_matches(['"', '\'', ' ']);
        rest.starts_with(['{', '[']) && !rest.starts_with("{{") && rest.contains([':', '"'])
    };
    let name = text.find('=').filter(|at| text.get(..*at).is_some_and(is_name)).map(|at| at + 1);
    [Some(0), name].into_iter().flatten().find(begins)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_. ".contains(c))
}

/// The strings of a JSON text by their keys; `None` where it is none.
fn json(text: &str, base: usize) -> Option<Vec<Pair>> {
    // A shell's quotes around it.
    let body = text.trim();
    let bare = body.strip_prefix('\'').and_then(|t| t.strip_suffix('\'')).unwrap_or(body);
    let base = base + text.find(bare).unwrap_or_default();
    let document = Document::parse(bare.to_owned(), Syntax::Json, Interest::All);
    let mut out = Vec::new();
    strings(document.root.as_ref().filter(|_| document.fatal().is_none())?, "", &mut |name, node, value| {
        let range = base + node.span.start + 1..base + node.span.end.saturating_sub(1);
        let exact = range.len() == value.len();
        match json_at(value).and_then(|at| json(value.get(at..).unwrap_or_default(), 0)) {
            // JSON in JSON: its places are not worth the walk, the string that holds it is.
            Some(pairs) => out.extend(pairs.into_iter().map(|p| Pair { range: range.clone(), exact: false, ..p })),
            None => out.push(Pair { name: name.to_owned(), text: value.to_owned(), range, exact }),
        }
    });
    Some(out)
}

fn strings(node: &Node, name: &str, call: &mut dyn FnMut(&str, &Node, &str)) {
    match &node.value {
        Value::String(text) => call(name, node, text),
        Value::Array(items) => items.iter().for_each(|item| strings(item, name, call)),
        Value::Object(object) => object.members.iter().for_each(|m| strings(&m.value, &m.key, call)),
        _ => {}
    }
}

/// `name=value` between semicolons, a blank at most behind each.
fn fields(text: &str) -> Vec<Pair> {
    if !text.contains(';') {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut at = 0;
    for piece in text.split_inclusive(';') {
        let start = at;
        at += piece.len();
        let Some((name, value)) = piece.trim_end_matches(';').split_once('=') else { continue };
        // What follows a blank is the rest of a command line.
        let value = value.split_whitespace().next().filter(|first| value.starts_with(first)).unwrap_or_default();
        // Of `CONNECTION=Server=db` the last name counts.
        if !is_name(name) || value.is_empty() {
            continue;
        }
        let from = start + name.len() + 1;
        let range = from..from + value.len();
        out.push(Pair { name: name.trim().to_owned(), text: value.to_owned(), range, exact: true });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_a_string() {
        for (text, want) in [
            (r#"{"apiKey":"abc","a":{"b":["c"]}}"#, &[("apiKey", "abc"), ("b", "c")][..]),
            (r#"--config={"apiKey":"abc"}"#, &[("apiKey", "abc")]),
            (r#"'{"apiKey":"abc"}'"#, &[("apiKey", "abc")]),
            (
                "Server=db;User Id=sa;Password=Kw9-autumn",
                &[("Server", "db"), ("User Id", "sa"), ("Password", "Kw9-autumn")],
            ),
            ("session=abc; a=b", &[("session", "abc"), ("a", "b")]),
            ("cd /x; A_TOKEN=abc npx y", &[("A_TOKEN", "abc")]),
            ("${X}", &[]),
            ("{{KEY}}", &[]),
            ("a=b", &[]),
        ] {
            let found = pairs(text);
            let found: Vec<_> = found.iter().map(|p| (p.name.as_str(), &text[p.range.clone()])).collect();
            assert_eq!(found, want, "{text}");
        }
        // Each layer of JSON doubles the backslashes.
        let twice = serde_json::to_string(r#"{"apiKey":"abc"}"#).unwrap();
        let found = pairs(&twice);
        assert_eq!((found[0].name.as_str(), found[0].text.as_str()), ("apiKey", "abc"));
        assert_eq!(&twice[found[0].range.clone()], r#"{\"apiKey\":\"abc\"}"#);
    }

    #[test]
    fn what_looks_like_json() {
        let text = "{apiKey: 'marmalade'}";
        let texts: Vec<&str> = secrets(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(texts, ["marmalade"]);
        assert!(secrets("{env:X}").is_empty());
    }
}
