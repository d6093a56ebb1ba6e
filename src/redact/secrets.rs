//! All secrets of one run, to keep them out of what rules say about the files.

use super::{Found, MASK, Why, found, mask, merged, tokens};
use crate::document::Span;
use crate::finding::FileId;
use crate::workspace::Workspace;

/// How many lines before and after a place are looked at; excerpts show fewer.
const AROUND: usize = 6;

/// The secrets of all files of a run. A message quotes a config now and then; this is the last gate before it is
/// printed.
#[derive(Debug, Default)]
pub struct Secrets {
    spans: Vec<Vec<Span>>,
    /// The texts of secrets that are told apart from ordinary words, longest first.
    values: Vec<String>,
}

impl Secrets {
    /// Finds the secrets of every config.
    pub fn of(workspace: &Workspace) -> Self {
        Self::around(workspace, &[])
    }

    /// Finds the secrets of every config, and of the manifests that something is said about at these places. Of a lock
    /// only the lines around them are looked at, since nothing else of it is ever shown, and it may be long.
    pub fn around(workspace: &Workspace, spoken: &[(FileId, Span)]) -> Self {
        let mut values = Vec::new();
        let mut spans = Vec::with_capacity(workspace.sources.len());
        for (file, source) in workspace.iter() {
            let places = || spoken.iter().filter(move |(of, _)| *of == file).map(|(_, span)| *span);
            let all = match source.format() {
                Some(_) if places().next().is_none() => Vec::new(),
                Some(format) if format.is_lock() => places().flat_map(|span| near(source.text(), span)).collect(),
                _ => source.document().map(found).unwrap_or_default(),
            };
            let texts = all.iter().filter(|f| f.why != Why::Unread).map(|f| (f.why, f.span.of(source.text())));
            values.extend(texts.filter(|(why, text)| is_telling(*why, text)).map(|(_, text)| text.to_owned()));
            spans.push(merged(all.into_iter().map(|f| f.span).collect()));
        }
        values.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        values.dedup();
        Self { spans, values }
    }

    /// The secret bytes of a file, sorted and disjoint.
    pub fn spans(&self, file: FileId) -> &[Span] {
        self.spans.get(file.0).map(Vec::as_slice).unwrap_or_default()
    }

    /// A text about the files without their secrets.
    pub fn scrub(&self, text: &str) -> String {
        let known = tokens::find(text).into_iter().chain(tokens::in_urls(text)).map(Span::from).collect();
        let mut out = mask(text, 0, &merged(known));
        for value in self.values.iter().filter(|v| text.contains(v.as_str())) {
            out = out.replace(value.as_str(), MASK);
        }
        out
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

/// Whether a secret can be looked for in messages without hiding ordinary words: `postgres` in `env` must not turn
/// `server-postgres` into stars.
fn is_telling(why: Why, text: &str) -> bool {
    let mixed = text.contains(|c: char| c.is_ascii_digit()) && text.contains(|c: char| c.is_alphabetic());
    match why {
        Why::Named => text.len() >= 6,
        _ => text.len() >= 24 || (text.len() >= 8 && (mixed || text.contains(|c: char| "=+!@#$%^&*".contains(c)))),
    }
}
