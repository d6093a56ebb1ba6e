//! Secrets of a text without a tree: a file that does not parse, a comment. A tolerant reading finds strings, the keys
//! before them and the maps around them; what is left unclear is taken for a secret sooner than for none.

use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

use super::values::{Doubt, is_variable_name, looks_random, secret_parts};
use super::{Found, Why, args, tokens, words};
use crate::document::Span;

/// The secrets of `within`.
pub(super) fn found(text: &str, within: Span) -> Vec<Found> {
    let part = within.of(text);
    let mut reader =
        Reader { text: part, maps: Vec::new(), header: false, key: None, list: Vec::new(), found: Vec::new() };
    let tokens = without_ignores(lex(part), part);
    for (i, token) in tokens.iter().enumerate() {
        reader.token(token, tokens.get(i + 1), i.checked_sub(1).and_then(|b| tokens.get(b)));
    }
    reader.flush_list();
    reader.unbalanced();
    let shift = |f: Found| Found { span: Span::new(f.span.start + within.start, f.span.end + within.start), ..f };
    reader.found.into_iter().map(shift).collect()
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// The inside of a quoted string.
    Quoted(Range<usize>),
    /// A run of other characters.
    Bare(Range<usize>),
    /// One of `{}[]:=,`.
    Mark(char),
    /// A line end.
    Line,
}

/// The tool's own comment: the rules that it names, and the mark before them.
const IGNORE: &str = "mcpcheck-ignore";

/// The tokens without what `mcpcheck-ignore hardcoded-secret:` says up to its colon, which is no name of a value.
fn without_ignores(tokens: Vec<Token>, text: &str) -> Vec<Token> {
    let mut inside = false;
    let keep = |token: &Token| {
        let begins = matches!(token, Token::Bare(r) if text.get(r.clone()).is_some_and(|t| t.ends_with(IGNORE)));
        inside |= begins;
        // It is a list of bare words; anything else is none of it.
        inside &= matches!(token, Token::Bare(_) | Token::Mark(',' | ':'));
        let skip = inside;
        inside &= *token != Token::Mark(':');
        !skip
    };
    tokens.into_iter().filter(keep).collect()
}

/// The same in a line.
fn ignored(line: &str) -> Range<usize> {
    let list = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ',' | ' ');
    let found = line.find(IGNORE).and_then(|at| {
        let (rules, _) = line.get(at..)?.split_once(':')?;
        rules.chars().all(list).then_some(at..at + rules.len())
    });
    found.unwrap_or_default()
}

fn is_colon(token: Option<&Token>) -> bool {
    matches!(token, Some(Token::Mark(':' | '=')))
}

fn lex(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\n' | '\r' => tokens.push(Token::Line),
            '{' | '}' | '[' | ']' | ':' | '=' | ',' => tokens.push(Token::Mark(c)),
            '"' | '\'' => {
                let range = match long(text, at, c) {
                    Some(range) => {
                        while chars.next_if(|(next, _)| *next < range.end + 3).is_some() {}
                        range
                    }
                    None => quoted(&mut chars, c, at, text.len()),
                };
                tokens.push(Token::Quoted(range));
            }
            c if c.is_whitespace() => {}
            _ => {
                let stop = |c: &char| c.is_whitespace() || "{}[]:=,\"'".contains(*c);
                let mut end = at + c.len_utf8();
                while let Some((next, c)) = chars.next_if(|(_, c)| !stop(c)) {
                    end = next + c.len_utf8();
                }
                tokens.push(Token::Bare(at..end));
            }
        }
    }
    tokens
}

/// The inside of a TOML string of several lines.
fn long(text: &str, at: usize, quote: char) -> Option<Range<usize>> {
    let fence = if quote == '"' { "\"\"\"" } else { "'''" };
    let body = text.get(at..)?.strip_prefix(fence)?;
    Some(at + 3..at + 3 + body.find(fence)?)
}

/// Whether the quotes of a line pair up, and no word sticks to one from outside.
fn is_balanced(line: &str) -> bool {
    let mut inside = false;
    let mut before = ' ';
    for c in line.chars() {
        let sticks = !inside && ((c == '"' && before.is_alphanumeric()) || (before == '"' && c.is_alphanumeric()));
        if sticks {
            return false;
        }
        inside ^= c == '"' && before != '\\';
        before = c;
    }
    !inside
}

/// The inside of a string; one that is not closed ends with its line.
fn quoted(chars: &mut Peekable<CharIndices<'_>>, quote: char, at: usize, len: usize) -> Range<usize> {
    while let Some((i, c)) = chars.next_if(|(_, c)| !matches!(c, '\n' | '\r')) {
        if c == quote {
            return at + 1..i;
        }
        if c == '\\' {
            chars.next_if(|(_, c)| !matches!(c, '\n' | '\r'));
        }
    }
    at + 1..chars.peek().map_or(len, |(i, _)| *i)
}

struct Reader<'t> {
    text: &'t str,
    /// For every open bracket: whether its values are those of `env` or `headers`.
    maps: Vec<bool>,
    /// Whether the last `[table]` header of a TOML text names such a map.
    header: bool,
    key: Option<&'t str>,
    /// The strings of the list that is being read.
    list: Vec<Range<usize>>,
    found: Vec<Found>,
}

impl<'t> Reader<'t> {
    fn token(&mut self, token: &Token, next: Option<&Token>, before: Option<&Token>) {
        match token {
            Token::Mark(open @ ('{' | '[')) => {
                if *open == '[' && matches!(before, None | Some(Token::Line)) && self.maps.is_empty() {
                    self.header = false;
                }
                let map =
                    self.in_map() || self.key.is_some_and(|k| words::is_secret_map(k) && !words::names_variable(k));
                self.maps.push(map);
            }
            Token::Mark('}' | ']') => {
                self.maps.pop();
                self.flush_list();
                self.key = None;
            }
            Token::Quoted(range) | Token::Bare(range) if is_colon(next) => {
                // Between two colons one is too many, and nobody knows which.
                if is_colon(before) {
                    self.value(range, true, true);
                }
                self.name(range);
            }
            Token::Quoted(range) => self.value(range, true, is_colon(before)),
            Token::Bare(range) => {
                // `[mcp_servers.x.env]` is read as a list of one bare word.
                let alone = before == Some(&Token::Mark('[')) && next == Some(&Token::Mark(']'));
                let name = self.text.get(range.clone()).unwrap_or_default().rsplit('.').next().unwrap_or_default();
                if alone && words::is_secret_map(name) {
                    self.header = true;
                    return;
                }
                self.value(range, false, is_colon(before));
            }
            Token::Line if self.maps.is_empty() => self.key = None,
            _ => {}
        }
    }

    fn name(&mut self, range: &Range<usize>) {
        let Some(name) = self.text.get(range.clone()) else { return };
        self.key = name.rsplit('.').next();
        // `env.KEY = "..."`
        if name.split('.').rev().skip(1).any(words::is_secret_map) {
            self.key = Some("token");
        }
    }

    fn in_map(&self) -> bool {
        self.header || self.maps.last() == Some(&true)
    }

    /// A value; `keyed` ones stand behind a colon, others in a list, where they may be names of variables.
    fn value(&mut self, range: &Range<usize>, quoted: bool, keyed: bool) {
        let Some(text) = self.text.get(range.clone()) else { return };
        if !text.contains(char::is_alphanumeric) {
            return;
        }
        let named = self.key.is_some_and(|k| words::is_secret(k) && !words::names_variable(k));
        if named {
            self.add(range, secret_parts(text, Doubt::Strong), Why::Named);
        } else if self.in_map() && (keyed || !is_variable_name(text)) {
            self.add(range, secret_parts(text, Doubt::Mild), Why::Place);
        } else if text.len() > 8 && looks_random(text) && quoted {
            self.add(range, secret_parts(text, Doubt::Strong), Why::Place);
        }
        if quoted {
            self.add(range, tokens::in_urls(text), Why::Named);
            self.list.push(range.clone());
        } else {
            self.add(range, args::assignment(text, false), Why::Named);
        }
    }

    /// Judges the strings since the last bracket as arguments.
    fn flush_list(&mut self) {
        let list = std::mem::take(&mut self.list);
        let texts: Vec<&str> = list.iter().map(|r| self.text.get(r.clone()).unwrap_or_default()).collect();
        for (i, part) in args::find(&texts) {
            if let Some(range) = list.get(i) {
                self.add(range, vec![part], Why::Named);
            }
        }
    }

    /// In a line with a quote too many or too few, values look like what stands between strings; there the names decide
    /// alone, and everything after one that says "secret" is hidden.
    fn unbalanced(&mut self) {
        let mut at = 0;
        for line in self.text.split_inclusive(['\n', '\r']) {
            let start = at;
            at += line.len();
            if is_balanced(line) {
                continue;
            }
            let mut secret = false;
            let ignored = ignored(line);
            let mut from = start;
            for word in line.split_inclusive(|c: char| c.is_whitespace() || "\"'{}[]:=,".contains(c)) {
                let body = word.trim_end_matches(|c: char| c.is_whitespace() || "\"'{}[]:=,".contains(c));
                if secret || looks_random(body) {
                    self.add(&(from..from + body.len()), secret_parts(body, Doubt::Strong), Why::Place);
                }
                secret |= words::is_secret(body) && !ignored.contains(&(from - start));
                from += word.len();
            }
        }
    }

    fn add(&mut self, range: &Range<usize>, parts: Vec<Range<usize>>, why: Why) {
        let spans = parts.into_iter().map(|p| Span::new(range.start + p.start, range.start + p.end));
        self.found.extend(spans.map(|span| Found { span, why }));
    }
}
