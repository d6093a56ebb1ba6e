//! All secrets of one run, to keep them out of what rules say about the files.
//!
//! A secret is hidden by its place, whatever it looks like: [`Secrets::spans`]. In a message, which has no places, it is
//! hidden by its text, but only if that text is no word: with `postgres://postgres:postgres@localhost`, a server and a
//! package of that name have to keep theirs. So who quotes a value goes by its place, and the text is the last gate.

use std::cell::OnceCell;
use std::collections::HashSet;

use aho_corasick::{AhoCorasick, MatchKind};

use super::detect::is_drawn_by_lot;
use super::values::looks_random;
use super::{Found, MASK, Why, found, mask, merged, tokens};
use crate::document::{Document, Node, Span, Value};
use crate::finding::FileId;
use crate::workspace::Workspace;

/// How many lines before and after a place are looked at; excerpts show fewer.
const AROUND: usize = 6;

/// The secrets of all files of a run. A message quotes a config now and then; this is the last gate before it is
/// printed.
#[derive(Debug, Default)]
pub struct Secrets {
    spans: Vec<Vec<Span>>,
    /// The texts of secrets that are no words and no names.
    values: Vec<String>,
    /// All of them in one, once there is a message.
    searcher: OnceCell<Option<AhoCorasick>>,
}

impl Secrets {
    /// Finds the secrets of every config.
    pub fn of(workspace: &Workspace) -> Self {
        Self::around(workspace, &[])
    }

    /// Finds the secrets of every config, and of the manifests that something is said about at these places. Of a lock
    /// only the lines around them are looked at, since nothing else of it is ever shown, and it may be long.
    pub fn around(workspace: &Workspace, spoken: &[(FileId, Span)]) -> Self {
        let mut values = HashSet::new();
        let mut spans = Vec::with_capacity(workspace.sources.len());
        for (file, source) in workspace.iter() {
            let places = || spoken.iter().filter(move |(of, _)| *of == file).map(|(_, span)| *span);
            let all = match source.format() {
                Some(_) if places().next().is_none() => Vec::new(),
                Some(format) if format.is_lock() => places().flat_map(|span| near(source.text(), span)).collect(),
                _ => source.document().map(found).unwrap_or_default(),
            };
            let texts = all.iter().filter(|f| f.why != Why::Unread).map(|f| f.span.of(source.text()));
            values.extend(texts.filter(|text| is_telling(text)).map(str::to_owned));
            spans.push(merged(all.into_iter().map(|f| f.span).collect()));
        }
        // What is a name in one of the files is spoken of by it.
        for name in names(workspace, &values) {
            values.remove(&name);
        }
        Self { spans, values: values.into_iter().collect(), searcher: OnceCell::new() }
    }

    /// The secret bytes of a file, sorted and disjoint.
    pub fn spans(&self, file: FileId) -> &[Span] {
        self.spans.get(file.0).map(Vec::as_slice).unwrap_or_default()
    }

    /// A text about the files without their secrets.
    pub fn scrub(&self, text: &str) -> String {
        let known = tokens::find(text).into_iter().chain(tokens::in_urls(text)).map(Span::from).collect();
        let out = mask(text, 0, &merged(known));
        match self.searcher.get_or_init(|| searcher(&self.values)) {
            Some(values) if values.is_match(&out) => {
                let mut bare = String::with_capacity(out.len());
                values.replace_all_with(&out, &mut bare, |_, _, bare| {
                    bare.push_str(MASK);
                    true
                });
                bare
            }
            _ => out,
        }
    }
}

/// All values at once: messages and secrets may both be many. The longest of several that begin at one place counts.
fn searcher(values: &[String]) -> Option<AhoCorasick> {
    let build = || AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(values).ok();
    (!values.is_empty()).then(build).flatten()
}

/// Those of the values that are the name of something in one of the files.
fn names(workspace: &Workspace, values: &HashSet<String>) -> Vec<String> {
    let mut out = Vec::new();
    if !values.is_empty() {
        for root in workspace.iter().filter_map(|(_, s)| s.document()).filter_map(|d: &Document| d.root.as_ref()) {
            keys(root, values, &mut out);
        }
    }
    out
}

fn keys(node: &Node, values: &HashSet<String>, out: &mut Vec<String>) {
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| keys(item, values, out)),
        Value::Object(object) => {
            for member in &object.members {
                out.extend(values.get(&member.key).cloned());
                keys(&member.value, values, out);
            }
        }
        _ => {}
    }
}

/// The secrets of the lines around a place: credentials in URLs, and what a prefix gives away. The hashes of a lock are
/// none, however random they look.
fn near(text: &str, span: Span) -> Vec<Found> {
    let before = text.get(..span.start).unwrap_or_default();
    let start = before.rmatch_indices('\n').nth(AROUND).map_or(0, |(at, _)| at);
    let after = text.get(span.end..).unwrap_or_default();
    let end = after.match_indices('\n').nth(AROUND).map_or(text.len(), |(at, _)| span.end + at);
    let part = text.get(start..end).unwrap_or_default();
    let ranges = tokens::find(part).into_iter().chain(tokens::in_urls(part));
    ranges.map(|r| Found { span: Span::new(start + r.start, start + r.end), why: Why::Named }).collect()
}

/// Whether the text of a secret can be looked for in messages without hiding words: it is a token of a known kind, drawn
/// by lot, or a password as nobody writes a word. `postgres`, `chromium` and `staging-2025` are not, wherever they stand.
fn is_telling(text: &str) -> bool {
    if text.len() < 8 {
        return false;
    }
    if tokens::find(text).first().is_some_and(|token| token.len() == text.len()) {
        return true;
    }
    // A URL, a path, a package or a sentence is quoted by its place.
    if text.contains("://") || text.starts_with(['@', '.', '~']) || text.contains(char::is_whitespace) {
        return false;
    }
    looks_random(text) || is_drawn_by_lot(text) || is_unspoken(text)
}

/// Letters, digits and signs in one (`Winter-2024!`), or a run of letters and digits that no word is as long as.
fn is_unspoken(text: &str) -> bool {
    let has = |f: fn(char) -> bool| text.contains(f);
    let sign = |c: char| "=+!#$%^&*?".contains(c);
    let runs = || text.split(|c: char| !c.is_ascii_alphanumeric());
    let long = |run: &str| run.len() >= if run.contains(|c: char| c.is_ascii_digit()) { 24 } else { 32 };
    (has(sign) && has(|c| c.is_ascii_digit()) && has(|c| c.is_alphabetic())) || runs().any(long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_no_secrets_in_messages() {
        for text in [
            "postgres",
            "chromium",
            "hunter2",
            "password123",
            "staging-2025",
            "@henkey/postgres-mcp-server",
            "modelcontextprotocol",
            "https://mcp.example.com/v1",
            "./data/9f86d081884c7d659a2feaa0c55ad015",
            "text-embedding-3-small",
            "$github_token",
        ] {
            assert!(!is_telling(text), "{text}");
        }
        for text in [
            concat!("gh", "p_0123456789abcdefghij"),
            "9f86d081884c7d659a2feaa0c55ad015",
            "550e8400-e29b-41d4-a716-446655440000",
            "Winter-2024!",
            "aB3dE5fG7hI9jK1l",
            "qwzxplmvbtrkdjghsnfycoqwertzmxvbpl",
        ] {
            assert!(is_telling(text), "{text}");
        }
    }

    #[test]
    fn values_are_found_all_at_once() {
        let values = vec!["Winter-2024!".to_owned(), "Winter-2024!-long".to_owned()];
        let secrets = Secrets { values, ..Secrets::default() };
        assert_eq!(secrets.scrub("a `Winter-2024!-long` b Winter-2024! c Winter"), "a `******` b ****** c Winter");
        assert_eq!(Secrets::default().scrub("nothing"), "nothing");
    }
}
