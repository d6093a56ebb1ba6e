//! What is wrong with a golden, where, and what to write instead; fit to be printed, so free of the file's values.

use std::fmt;
use std::path::{Path, PathBuf};

use super::GoldenFile;
use crate::document::{Document, LineIndex, Node, Position, Span, Value};
use crate::env::slashes;
use crate::near::closest;

/// Why a golden cannot be used. Shown as `path:line:column: message`, and the help on a line of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldenError {
    /// The file that is wrong: the golden or one that it extends.
    pub path: PathBuf,
    /// The place; `None` where the file could not be read at all.
    pub place: Option<ErrorPlace>,
    /// What is wrong, in lower case.
    pub message: Box<str>,
    /// What to write instead.
    pub help: Option<Box<str>>,
}

/// The place of a [`GoldenError`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorPlace {
    /// The bytes.
    pub span: Span,
    /// Line, from 1.
    pub line: usize,
    /// Column in UTF-16 units, from 1.
    pub column: usize,
    /// The line with every value and comment left out, since either may hold a secret; `None` after a syntax error,
    /// where values cannot be told from the rest.
    pub excerpt: Option<Box<str>>,
}

impl fmt::Display for GoldenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&slashes(&self.path)))?;
        if let Some(place) = &self.place {
            write!(f, ":{}:{}", place.line, place.column)?;
        }
        write!(f, ": {}", self.message)?;
        match &self.help {
            Some(help) => write!(f, "\nhelp: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for GoldenError {}

impl GoldenError {
    /// A file of which nothing is known.
    pub(super) fn unreadable(path: &Path, message: String) -> Self {
        Self { path: path.to_owned(), place: None, message: message.into(), help: None }
    }
}

/// A mistake while the file is still known by its index.
#[derive(Debug)]
pub(super) struct Fault {
    /// Index into the list of files.
    pub(super) file: usize,
    /// The bytes.
    pub(super) span: Span,
    /// What is wrong.
    pub(super) message: String,
    /// What to write instead.
    pub(super) help: Option<String>,
}

impl Fault {
    /// Gives or replaces the help.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The error as users see it.
    pub(super) fn place_in(self, files: &[GoldenFile]) -> GoldenError {
        let (message, help) = (self.message.into(), self.help.map(Into::into));
        let Some(file) = files.get(self.file) else {
            return GoldenError { path: PathBuf::new(), place: None, message, help };
        };
        let Position { line, column, .. } = LineIndex::new(&file.document.text).position(self.span.start);
        let excerpt = excerpt(&file.document, self.span).map(Into::into);
        let place = Some(ErrorPlace { span: self.span, line, column, excerpt });
        GoldenError { path: file.path.clone(), place, message, help }
    }
}

/// The line a span starts in, with `…` for every value and without its comment.
fn excerpt(document: &Document, span: Span) -> Option<String> {
    let text = &document.text;
    let (before, after) = (text.get(..span.start)?, text.get(span.start..)?);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = Span::new(start, span.start + after.find(['\r', '\n']).unwrap_or(after.len()));
    let mut tokens = Vec::new();
    collect_tokens(document.root.as_ref()?, &mut tokens);
    tokens.retain(|(token, _)| token.overlaps(line));
    tokens.sort_by_key(|(token, _)| *token);

    let mut out = String::new();
    let mut at = line.start;
    for (token, is_key) in tokens {
        let gap = text.get(at..token.start.max(at))?;
        if gap.contains('#') {
            break;
        }
        out.push_str(gap);
        out.push_str(if is_key { token.of(text) } else { "…" });
        at = token.end.max(at);
    }
    let rest = text.get(at..line.end.max(at))?;
    out.push_str(rest.split('#').next().unwrap_or_default());
    Some(printable(out.trim_start_matches('\u{feff}').trim_end()))
}

/// The spans of all keys (`true`) and scalars (`false`).
fn collect_tokens(node: &Node, tokens: &mut Vec<(Span, bool)>) {
    match &node.value {
        Value::Object(object) => {
            for member in &object.members {
                tokens.push((member.key_span, true));
                collect_tokens(&member.value, tokens);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_tokens(item, tokens)),
        Value::Bool(_) => {}
        _ => tokens.push((node.span, false)),
    }
}

/// A word of the file in backticks: shortened, and with control characters made visible, so that a golden cannot
/// write to the terminal.
pub(super) fn quote(word: &str) -> String {
    const MAX: usize = 60;
    let short: String = word.chars().take(MAX).collect();
    let dots = if short.len() < word.len() { "…" } else { "" };
    format!("`{}{dots}`", printable(&short))
}

/// The text without control characters.
pub(super) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        // Directional overrides reorder a line as well as an escape sequence does.
        if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// The help for a word that is none of `valid`: the likeliest meant, and all there are, sorted.
pub(super) fn one_of(word: &str, valid: &[&str]) -> String {
    let mut sorted: Vec<&str> = valid.to_vec();
    sorted.sort_unstable();
    let list = sorted.iter().map(|v| format!("`{v}`")).collect::<Vec<_>>().join(", ");
    // A list of that length is no help in an error.
    if let (true, Some(meant)) = (valid.len() > 24, closest(word, valid)) {
        return format!("did you mean `{meant}`?");
    }
    match closest(word, valid) {
        Some(meant) => format!("did you mean `{meant}`? valid here: {list}"),
        None => format!("valid here: {list}"),
    }
}
