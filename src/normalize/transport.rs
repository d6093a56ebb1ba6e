//! Which transport a client makes of an entry: a pure function of its descriptor and the fields that are there.

use crate::clients::{Both, Pick, Selection, Transports, UnknownValue};
use crate::document::Object;
use crate::model::Transport;

/// Which endpoint fields an entry has.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Endpoints {
    /// A command.
    pub(super) command: bool,
    /// A URL.
    pub(super) url: bool,
    /// A URL that is always streamable HTTP.
    pub(super) http_url: bool,
}

impl Endpoints {
    fn remote(self) -> bool {
        self.url || self.http_url
    }
}

/// Picks the transport for an entry whose transport key says `word` and whose URL is `url`.
pub(super) fn pick(t: &Transports, word: Option<&str>, has: Endpoints, url: Option<&str>, entry: &Object) -> Pick {
    match t.by {
        Selection::Fields => by_fields(t, word, has, url),
        Selection::Key => by_key(t, word, has, url),
        Selection::Own(choose) => choose(entry),
        Selection::Union(fits) => fits(entry).unwrap_or_else(|| by_key(t, word, has, url)),
    }
}

/// What a URL is for which nothing else decides.
fn bare(t: &Transports, url: Option<&str>, otherwise: Pick) -> Pick {
    match t.url_tells {
        Some(tells) => tells(url.unwrap_or_default()).map_or(Pick::BadUrl, Pick::Use),
        None => t.bare_url.map_or(otherwise, Pick::Use),
    }
}

fn known(t: &Transports, word: Option<&str>) -> Option<Transport> {
    let word = word?;
    t.values.iter().find(|(value, _)| *value == word).map(|(_, transport)| *transport)
}

fn by_fields(t: &Transports, word: Option<&str>, has: Endpoints, url: Option<&str>) -> Pick {
    if has.command && has.remote() && t.both == Both::Bad {
        return Pick::Both;
    }
    if has.http_url {
        return Pick::Use(Transport::Http);
    }
    if has.url && (t.both == Both::UrlWins || !has.command) {
        // Gemini: `stdio` beside a url falls through to streamable HTTP.
        let named = known(t, word).map(|k| if k == Transport::Stdio { Transport::Http } else { k });
        return named.map_or_else(|| bare(t, url, Pick::NoRemote), Pick::Use);
    }
    if has.command { Pick::Use(Transport::Stdio) } else { Pick::Nothing }
}

fn by_key(t: &Transports, word: Option<&str>, has: Endpoints, url: Option<&str>) -> Pick {
    match (known(t, word), word) {
        (Some(Transport::Stdio), _) if has.command => return Pick::Use(Transport::Stdio),
        (Some(Transport::Stdio), _) => return Pick::NoEndpoint(Transport::Stdio),
        (Some(remote), _) if has.remote() => return Pick::Use(remote),
        // VS Code takes only `http` and `stdio` at their word and recomputes the others from the fields.
        (Some(remote), Some(word)) if t.unknown == UnknownValue::AsAbsent && word != remote.as_str() && has.command => {
        }
        (Some(remote), _) => return Pick::NoEndpoint(remote),
        (None, Some(_)) if t.unknown == UnknownValue::Skips => return Pick::UnknownValue,
        (None, _) => {}
    }
    if t.required {
        return Pick::KeyMissing;
    }
    if has.command {
        return if has.remote() && t.both == Both::Bad { Pick::Both } else { Pick::Use(Transport::Stdio) };
    }
    if has.remote() { bare(t, url, Pick::UrlNeedsKey) } else { Pick::Nothing }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::dialect;

    const COMMAND: Endpoints = Endpoints { command: true, url: false, http_url: false };
    const URL: Endpoints = Endpoints { command: false, url: true, http_url: false };
    const TWO: Endpoints = Endpoints { command: true, url: true, http_url: false };
    const NONE: Endpoints = Endpoints { command: false, url: false, http_url: false };

    fn of(client: &str, word: Option<&str>, has: Endpoints) -> Pick {
        pick(&dialect(client).unwrap().transports, word, has, None, &Object::default())
    }

    #[test]
    fn every_client_picks_as_it_was_seen_to() {
        use Pick::{Both as BothBad, KeyMissing, NoEndpoint, NoRemote, Nothing, UnknownValue, UrlNeedsKey, Use};
        use Transport::{Http, Sse, Stdio, Ws};
        let table = [
            ("claude-code", None, COMMAND, Use(Stdio)),
            ("claude-code", None, URL, UrlNeedsKey),
            ("claude-code", None, TWO, Use(Stdio)),
            ("claude-code", Some("http"), TWO, Use(Http)),
            ("claude-code", Some("streamable-http"), URL, Use(Http)),
            ("claude-code", Some("ws"), URL, Use(Ws)),
            ("claude-code", Some("local"), COMMAND, UnknownValue),
            ("claude-code", Some("HTTP"), URL, UnknownValue),
            ("claude-code", Some("http"), COMMAND, NoEndpoint(Http)),
            ("claude-desktop", None, URL, NoRemote),
            ("vscode", Some("sse"), URL, Use(Http)),
            ("vscode", Some("sse"), COMMAND, Use(Stdio)),
            ("vscode", Some("http"), COMMAND, NoEndpoint(Http)),
            ("vscode", Some("nonsense"), URL, Use(Http)),
            ("vscode", None, URL, Use(Http)),
            ("cursor", None, URL, Use(Http)),
            ("cursor", Some("streamable-http"), URL, UnknownValue),
            ("cursor", Some("http"), TWO, Use(Http)),
            ("cursor", Some("stdio"), URL, NoEndpoint(Stdio)),
            ("copilot-cli", Some("local"), COMMAND, Use(Stdio)),
            ("copilot-cli", None, URL, Use(Http)),
            ("copilot-cli", Some("ws"), URL, UnknownValue),
            ("gemini-cli", Some("ws"), URL, Use(Http)),
            ("gemini-cli", Some("sse"), URL, Use(Sse)),
            ("gemini-cli", None, TWO, Use(Http)),
            ("gemini-cli", Some("http"), COMMAND, Use(Stdio)),
            ("gemini-cli", Some("stdio"), URL, Use(Http)),
            ("codex", None, TWO, BothBad),
            ("codex", None, NONE, Nothing),
            ("codex", None, URL, Use(Http)),
            ("opencode", None, COMMAND, KeyMissing),
            ("opencode", Some("stdio"), COMMAND, UnknownValue),
            ("opencode", Some("remote"), URL, Use(Http)),
        ];
        for (client, word, has, want) in table {
            assert_eq!(of(client, word, has), want, "{client} {word:?} {has:?}");
        }
    }
}
