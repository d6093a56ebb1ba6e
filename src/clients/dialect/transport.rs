//! How the transport of an entry is found, and what becomes of an entry that has none.

use crate::document::Object;
use crate::model::Transport;

/// How the transport of an entry is found.
#[derive(Debug, Clone, Copy)]
pub struct Transports {
    /// The key that names it; `None` where the client reads none.
    pub key: Option<&'static str>,
    /// Whether the key must be there.
    pub required: bool,
    /// The values it may have and what the client makes of them.
    pub values: &'static [(&'static str, Transport)],
    /// What a value that is not in the list means.
    pub unknown: UnknownValue,
    /// What decides: the key, or the fields that are there.
    pub by: Selection,
    /// What a `url` without the key means where its text decides; goes before `bare_url`. `None` from it is an entry
    /// that cannot be started.
    pub url_tells: Option<fn(&str) -> Option<Transport>>,
    /// What a `url` without the key means; `None` where the client does not take it for a server.
    pub bare_url: Option<Transport>,
    /// What happens to an entry with both `command` and `url` and nothing that decides.
    pub both: Both,
    /// Whether streamable HTTP that nobody declared falls back to SSE.
    pub falls_back: bool,
    /// Whether and when the URL must parse.
    pub url_check: UrlCheck,
    /// Whether an empty command is taken.
    pub empty_command: bool,
    /// Whether the key is written also for stdio.
    pub spell_stdio: bool,
    /// The transports that the client speaks.
    pub speaks: &'static [Transport],
}

impl Transports {
    /// `command` is a process, `url` is streamable HTTP; no key is read.
    pub const BY_FIELDS: Self = Self {
        key: None,
        required: false,
        values: &[],
        unknown: UnknownValue::AsAbsent,
        by: Selection::Fields,
        url_tells: None,
        bare_url: Some(Transport::Http),
        both: Both::CommandWins,
        falls_back: false,
        url_check: UrlCheck::None,
        empty_command: true,
        spell_stdio: false,
        speaks: &[Transport::Stdio, Transport::Http],
    };
}

/// What comes of the fields of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// It is loaded so.
    Use(Transport),
    /// The named transport lacks its endpoint.
    NoEndpoint(Transport),
    /// A URL alone is nothing to this client unless the transport is named.
    UrlNeedsKey,
    /// This client does not do remote servers.
    NoRemote,
    /// The name of the transport is not known and costs the entry.
    UnknownValue,
    /// The key is required and not there.
    KeyMissing,
    /// Command and URL together make the entry bad.
    Both,
    /// Neither command nor URL.
    Nothing,
    /// The URL is none that this client can use.
    BadUrl,
    /// Only a part: the rest stands under the same name in another file, or elsewhere altogether.
    Layer,
}

/// What a transport name that the client does not know means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownValue {
    /// The entry is bad.
    Skips,
    /// As though the key were not there.
    AsAbsent,
}

/// What decides the transport.
#[derive(Debug, Clone, Copy)]
pub enum Selection {
    /// The transport key, then the fields.
    Key,
    /// The fields; the key only tells HTTP from SSE.
    Fields,
    /// The client's own way, where neither of the others does: from the entry, its values in the types they have.
    Own(fn(&Object) -> Pick),
    /// The forms that the client takes, with the types of their fields: what the first one that fits makes of the
    /// entry. `None` is an entry that fits none and is bad; key and fields then say what was probably meant.
    Union(fn(&Object) -> Option<Pick>),
}

/// When a URL must parse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlCheck {
    /// Not before it is used.
    None,
    /// Before variables are expanded: one that begins with a variable is refused.
    BeforeVariables,
    /// Where it holds no variable.
    AfterVariables,
    /// Where it holds no variable and is not blank.
    UnlessBlank,
}

/// What an entry with both `command` and `url` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Both {
    /// A process; the URL is not looked at.
    CommandWins,
    /// Remote; the command is not looked at.
    UrlWins,
    /// A bad entry.
    Bad,
}
