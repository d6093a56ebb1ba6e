//! How a client talks to a server.

use std::fmt;

/// The transports that configs name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    /// A process spoken to over its standard streams.
    Stdio,
    /// Streamable HTTP (MCP 2025-03-26 and later).
    Http,
    /// HTTP with server-sent events (MCP 2024-11-05), deprecated since 2025-03-26.
    Sse,
    /// WebSocket; never part of the specification.
    Ws,
}

impl Transport {
    /// The canonical name, as the golden and all output spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stdio => "stdio",
            Self::Http => "http",
            Self::Sse => "sse",
            Self::Ws => "ws",
        }
    }

    /// What a word means in any known client's spelling, or `None`. opencode's `remote` says only that
    /// there is a URL, so it names no transport.
    pub fn from_spelling(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "stdio" | "local" => Some(Self::Stdio),
            "http" | "streamable-http" | "streamablehttp" | "streamable_http" | "shttp" => Some(Self::Http),
            "sse" => Some(Self::Sse),
            "ws" | "websocket" => Some(Self::Ws),
            _ => None,
        }
    }

    /// Whether it goes to a URL.
    pub fn is_remote(self) -> bool {
        self != Self::Stdio
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
