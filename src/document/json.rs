//! JSON and JSONC to the spanned tree. The parser is `jsonc-parser`; this file only turns its tree into ours and
//! notes what a strict reader would refuse.

use std::borrow::Cow;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};

use super::node::{Layout, Member, Node, Object, Value};
use super::span::Span;
use super::{Interest, Problem, ProblemKind};

const OPTIONS: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_loose_object_property_names: false,
    allow_trailing_commas: true,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// What only the loosest known reader takes (Copilot CLI's of the user's file).
const LOOSE: ParseOptions = ParseOptions { allow_missing_commas: true, allow_hexadecimal_numbers: true, ..OPTIONS };

/// Parses `text` (without byte order mark); `base` is added to every offset.
pub(super) fn parse(text: &str, base: usize, interest: Interest) -> (Option<Node>, Vec<Problem>) {
    parse_at(text, base, interest, &mut Vec::new())
}

/// Parses one value of a larger text, which stands at `path` there.
pub(super) fn parse_at(
    text: &str,
    base: usize,
    interest: Interest,
    path: &mut Vec<String>,
) -> (Option<Node>, Vec<Problem>) {
    let (whole, lone) = without_lone_surrogates(text, base);
    let text = whole.as_ref();
    let collect = CollectOptions { comments: CommentCollectionStrategy::Separate, tokens: false };
    let mut loose = None;
    let parsed = match parse_to_ast(text, &collect, &OPTIONS) {
        Ok(parsed) => parsed,
        Err(error) => {
            let range = error.range();
            let mut problem = Problem {
                kind: match error.kind() {
                    ParseErrorKind::NestingDepthExceeded => ProblemKind::TooDeep,
                    _ => ProblemKind::Fatal,
                },
                span: clamp(text, range.start, range.end, base),
                message: in_words(error.kind()),
            };
            let Ok(parsed) = parse_to_ast(text, &collect, &LOOSE) else { return (None, vec![problem]) };
            problem.kind = ProblemKind::Loose;
            loose = Some(problem);
            parsed
        }
    };
    let mut convert = Convert { text, base, interest, problems: Vec::new() };
    let root = parsed.value.map(|v| convert.node(v, path));
    let mut problems = convert.problems;
    for comment in comments(parsed.comments) {
        problems.push(Problem {
            kind: ProblemKind::Comment,
            span: Span::new(comment.start + base, comment.end + base),
            message: "comment".to_owned(),
        });
    }
    if problems.is_empty() && loose.is_none() && root.is_some() {
        problems.extend(strict(text, base));
    }
    problems.extend(lone);
    problems.extend(loose);
    problems.sort_by_key(|p| p.span);
    (root, problems)
}

/// The text with U+FFFD, in as many bytes, for every escape that is half of a character.
fn without_lone_surrogates(text: &str, base: usize) -> (Cow<'_, str>, Vec<Problem>) {
    let unit = |at: usize| {
        let escape = text.get(at..at + 6).filter(|e| e.starts_with("\\u"))?;
        u16::from_str_radix(escape.get(2..)?, 16).ok()
    };
    let mut lone = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('\\')) {
        at += found;
        at += match (unit(at), unit(at + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                lone.push(at);
                6
            }
            // What follows a backslash may be a backslash.
            _ => 1 + text.get(at + 1..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8),
        };
    }
    if lone.is_empty() {
        return (Cow::Borrowed(text), Vec::new());
    }
    let mut whole = text.to_owned();
    for at in &lone {
        whole.replace_range(*at..at + 6, "\\ufffd");
    }
    let problem = |at: usize| Problem {
        kind: ProblemKind::LoneSurrogate,
        span: Span::new(at + base, at + 6 + base),
        message: "half of a character in an escape".to_owned(),
    };
    (Cow::Owned(whole), lone.into_iter().map(problem).collect())
}

/// Comments come twice in the map: by the token before and by the token after them.
#[expect(clippy::iter_over_hash_type, reason = "sorted below")]
fn comments(map: Option<jsonc_parser::CommentMap<'_>>) -> Vec<Span> {
    let mut spans = Vec::new();
    for list in map.unwrap_or_default().values() {
        spans.extend(list.iter().map(|c| Span::new(c.range().start, c.range().end)));
    }
    spans.sort();
    spans.dedup();
    spans
}

/// What `jsonc-parser` lets through and JSON does not (a raw tab in a string), as `serde_json` sees it.
fn strict(text: &str, base: usize) -> Option<Problem> {
    let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
    // Known clients read deeper than serde_json does; our own limit is the parser's 512.
    if error.to_string().contains("recursion limit") {
        return None;
    }
    let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = (line_start + error.column().saturating_sub(1)).min(text.len());
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    Some(Problem { kind: ProblemKind::NotStrict, span: clamp(text, at, at + 1, base), message: lower_first(message) })
}

fn clamp(text: &str, start: usize, end: usize, base: usize) -> Span {
    let mut start = start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    Span::new(start + base, end + base)
}

/// What the parser says, fit for "invalid JSON: ...". Where it points at an opening bracket, that is what it means.
fn in_words(kind: &ParseErrorKind) -> String {
    match kind {
        ParseErrorKind::UnterminatedObject => "this `{` is never closed".to_owned(),
        ParseErrorKind::UnterminatedArray => "this `[` is never closed".to_owned(),
        ParseErrorKind::UnterminatedCommentBlock => "this comment is never closed".to_owned(),
        other => lower_first(&other.to_string()),
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

struct Convert<'t> {
    text: &'t str,
    base: usize,
    interest: Interest,
    problems: Vec<Problem>,
}

impl Convert<'_> {
    fn span(&self, range: jsonc_parser::common::Range) -> Span {
        Span::new(range.start + self.base, range.end + self.base)
    }

    fn node(&mut self, value: ast::Value<'_>, path: &mut Vec<String>) -> Node {
        let range = value.range();
        let span = self.span(range);
        if !self.interest.wants(path) {
            return Node { span, value: Value::Skipped, read_only: false };
        }
        let value = match value {
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::BooleanLit(b) => Value::Bool(b.value),
            ast::Value::NumberLit(n) => Value::Number(n.value.to_owned()),
            ast::Value::StringLit(s) => Value::String(s.value.into_owned()),
            ast::Value::Array(array) => {
                let mut end = range.start + 1;
                let mut items = Vec::with_capacity(array.elements.len());
                for (i, element) in array.elements.into_iter().enumerate() {
                    end = element.range().end;
                    path.push(i.to_string());
                    items.push(self.node(element, path));
                    path.pop();
                }
                if !items.is_empty() {
                    self.trailing_comma(end, range.end);
                }
                Value::Array(items)
            }
            ast::Value::Object(object) => {
                let mut end = range.start + 1;
                let mut members = Vec::with_capacity(object.properties.len());
                for property in object.properties {
                    end = property.range.end;
                    let key_span = self.span(property.name.range());
                    let key = property.name.into_string();
                    path.push(key.clone());
                    let value = self.node(property.value, path);
                    path.pop();
                    members.push(Member { key, key_span, value });
                }
                if !members.is_empty() {
                    self.trailing_comma(end, range.end);
                }
                Value::Object(Object { members, layout: Layout::Braces })
            }
        };
        Node { span, value, read_only: false }
    }

    /// Looks between the last element and the closing bracket, where only blanks, comments and one comma can stand.
    fn trailing_comma(&mut self, from: usize, to: usize) {
        let bytes = self.text.as_bytes();
        let mut i = from;
        while let Some(byte) = bytes.get(i).filter(|_| i < to) {
            match (byte, bytes.get(i + 1)) {
                (b',', _) => {
                    let span = Span::new(i + self.base, i + 1 + self.base);
                    let message = "trailing comma".to_owned();
                    self.problems.push(Problem { kind: ProblemKind::TrailingComma, span, message });
                    return;
                }
                (b'/', Some(b'/')) => {
                    let rest = self.text.get(i..to).unwrap_or_default();
                    i += rest.find(['\n', '\r']).unwrap_or(rest.len());
                }
                (b'/', Some(b'*')) => {
                    let rest = self.text.get(i..to).unwrap_or_default();
                    i += rest.find("*/").map_or(rest.len(), |end| end + 2);
                }
                _ => i += 1,
            }
        }
    }
}
