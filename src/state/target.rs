//! Servers named by what they start or where they go, as Claude Code's lists of allowed and denied servers do.

use std::collections::BTreeMap;

use crate::document::{Node, Value};
use crate::model::{Server, Spanned, Template, Transport};

/// What an entry of a list stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// A server of this name.
    Name(String),
    /// A process that is started so, word for word.
    Command(Vec<String>),
    /// A remote server at such a URL, in lower case and without a `/` at the end; `*` stands for anything.
    Url(String),
}

impl Target {
    /// Reads an entry: exactly one of `serverName`, `serverCommand` and `serverUrl`. Claude Code passes over anything
    /// else (source, 2.1.329).
    pub(super) fn of(entry: &Node) -> Option<Self> {
        let [name, command, url] = ["serverName", "serverCommand", "serverUrl"].map(|key| entry.get(key));
        match (name, command, url) {
            (Some(name), None, None) => Some(Self::Name(name.as_str()?.to_owned())),
            (None, Some(command), None) => match &command.value {
                Value::Array(words) if !words.is_empty() => {
                    words.iter().map(|w| w.as_str().map(str::to_owned)).collect::<Option<_>>().map(Self::Command)
                }
                _ => None,
            },
            (None, None, Some(url)) => Some(Self::Url(folded(url.as_str()?))),
            _ => None,
        }
    }
}

/// How many patterns are compared with each server: with thousands of both it would take minutes.
pub(super) const MOST_PATTERNS: usize = 2000;

/// Entries of a list, so that a server among thousands is found without going through all of them.
#[derive(Debug)]
pub(super) struct Targets<T> {
    names: BTreeMap<String, T>,
    commands: BTreeMap<Vec<String>, T>,
    urls: BTreeMap<String, T>,
    patterns: Vec<(String, T)>,
    /// Whether a variable stands in a command, and in a URL.
    variable: [bool; 2],
    /// Whether there are more patterns than are compared.
    pub(super) cut: bool,
}

impl<T> Default for Targets<T> {
    fn default() -> Self {
        let (names, commands, urls) = Default::default();
        Self { names, commands, urls, patterns: Vec::new(), variable: [false; 2], cut: false }
    }
}

impl<T> Targets<T> {
    pub(super) fn add(&mut self, target: Target, value: T) {
        match target {
            Target::Name(name) => drop(self.names.entry(name).or_insert(value)),
            Target::Command(words) => {
                self.variable[0] |= words.iter().any(|w| w.contains("${"));
                self.commands.entry(words).or_insert(value);
            }
            Target::Url(url) if url.contains("${") => self.variable[1] = true,
            Target::Url(url) if !url.contains('*') => drop(self.urls.entry(url).or_insert(value)),
            Target::Url(_) if self.patterns.len() == MOST_PATTERNS => self.cut = true,
            Target::Url(pattern) => self.patterns.push((pattern, value)),
        }
    }

    pub(super) fn name(&self, name: &str) -> Option<&T> {
        self.names.get(name)
    }

    /// Whether any entry names a process by its command (`true`) or a remote server by its URL.
    pub(super) fn has(&self, process: bool) -> bool {
        match process {
            true => !self.commands.is_empty(),
            false => !self.urls.is_empty() || !self.patterns.is_empty() || self.variable[1],
        }
    }

    /// The entry that stands for what a server starts or where it goes.
    pub(super) fn find(&self, server: &Server) -> Found<&T> {
        let args = server.args.iter().flat_map(|a| &a.value);
        let line: Vec<&Spanned<Template>> = server.command.iter().chain(args).collect();
        let mut open = false;
        if !line.is_empty() && !self.commands.is_empty() {
            let words: Vec<String> = line.iter().map(|t| t.value.source.clone()).collect();
            if let Some(found) = self.commands.get(&words) {
                return Found::Yes(found);
            }
            open = self.variable[0] || line.iter().any(|t| !t.value.is_literal());
        }
        if let Some(url) = server.url.as_ref().filter(|_| self.has(false)) {
            if !url.value.is_literal() {
                return Found::Open;
            }
            let url = folded(&url.value.source);
            let like = || self.patterns.iter().find(|(pattern, _)| is_like(&url, pattern)).map(|(_, value)| value);
            if let Some(found) = self.urls.get(&url).or_else(like) {
                return Found::Yes(found);
            }
            open |= self.variable[1] || self.cut;
        }
        if open { Found::Open } else { Found::No }
    }
}

/// What a list says of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found<T> {
    /// This entry stands for it.
    Yes(T),
    /// A variable decides.
    Open,
    /// None does.
    No,
}

/// A URL as it is compared: without case, and a `/` at the end does not count.
fn folded(url: &str) -> String {
    url.to_lowercase().trim_end_matches('/').to_owned()
}

/// Whether a server is a process or a remote one; `None` where nobody can tell.
pub(super) fn is_process(server: &Server) -> Option<bool> {
    let transport = server.effective.or(server.transport());
    transport.map(|t| t == Transport::Stdio).or_else(|| server.command.is_some().then_some(true))
}

/// Whether a text fits a pattern in which `*` stands for anything.
fn is_like(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, text, fits) in [
            ("https://docs.example.com/mcp", "https://docs.example.com/mcp/", true),
            ("https://docs.example.com/mcp", "https://docs.example.com/mcp2", false),
            ("https://*.example.com/*", "https://docs.example.com/mcp", true),
            ("https://*.example.com/*", "https://docs.example.org/mcp", false),
            ("*", "http://x", true),
            ("https://a*b*c", "https://abc", true),
            ("https://a*b*c", "https://acb", false),
            ("https://aa*aa", "https://aaa", false),
        ] {
            assert_eq!(is_like(&folded(text), &folded(pattern)), fits, "{pattern} {text}");
        }
    }
}
