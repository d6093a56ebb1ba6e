//! Servers named by what they start or where they go, as Claude Code's lists of allowed and denied servers do.

use crate::document::{Node, Value};
use crate::model::{Server, Spanned, Template, Transport};

/// What an entry of a list stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// A server of this name.
    Name(String),
    /// A process that is started so, word for word.
    Command(Vec<String>),
    /// A remote server at such a URL; `*` stands for anything.
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
            (None, None, Some(url)) => Some(Self::Url(url.as_str()?.to_owned())),
            _ => None,
        }
    }

    /// Whether it stands for a server; `None` where a variable decides.
    pub(super) fn fits(&self, name: &str, server: Option<&Server>) -> Option<bool> {
        match self {
            Self::Name(own) => Some(own == name),
            Self::Command(words) => {
                let server = server?;
                let args = server.args.iter().flat_map(|a| &a.value);
                let line: Vec<&Spanned<Template>> = server.command.iter().chain(args).collect();
                let same = line.len() == words.len() && line.iter().zip(words).all(|(a, b)| a.value.source == *b);
                let open = line.iter().any(|t| !t.value.is_literal()) || words.iter().any(|w| w.contains("${"));
                if same || line.is_empty() { Some(same) } else { (!open).then_some(false) }
            }
            Self::Url(pattern) => {
                let Some(url) = server?.url.as_ref() else { return Some(false) };
                let open = !url.value.is_literal() || pattern.contains("${");
                (!open).then(|| is_like(&url.value.source.to_lowercase(), &pattern.to_lowercase()))
            }
        }
    }
}

/// Whether a server is a process or a remote one; `None` where nobody can tell.
pub(super) fn is_process(server: &Server) -> Option<bool> {
    let transport = server.effective.or(server.transport());
    transport.map(|t| t == Transport::Stdio).or_else(|| server.command.is_some().then_some(true))
}

/// Whether a text fits a pattern in which `*` stands for anything. A `/` at the end counts on neither side.
fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern) = (text.trim_end_matches('/'), pattern.trim_end_matches('/'));
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
            assert_eq!(is_like(text, pattern), fits, "{pattern} {text}");
        }
    }
}
