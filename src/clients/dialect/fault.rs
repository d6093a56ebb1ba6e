//! What a client checks beyond transports and types, and what a mistake costs.

use crate::normalize::Effect;

/// Something that the client's own check does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The way to it from the entry or the root; empty for the whole.
    pub at: Vec<String>,
    /// What is wrong, as half a sentence without values of the file: "`timeout` is above 3600".
    pub why: String,
    /// What to write instead; empty where nothing better than the opposite of `why` is known.
    pub help: String,
    /// What it costs.
    pub cost: Cost,
}

impl Fault {
    /// A fault at a key.
    pub fn new(cost: Cost, at: &[&str], why: impl Into<String>, help: impl Into<String>) -> Self {
        Self { at: at.iter().map(|s| (*s).to_owned()).collect(), why: why.into(), help: help.into(), cost }
    }
}

/// What a fault costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// The client only says something.
    Nothing,
    /// The value is not used.
    Value,
    /// The entry, and what one bad entry costs.
    Entry,
    /// This entry alone, though other mistakes cost more: it is found out when the server is started.
    EntryAlone,
    /// Every server of the file.
    File,
    /// Every server of the file, and the client goes on as though there were none.
    Quiet,
}

impl Cost {
    /// What it costs the reader of the file.
    pub fn effect(self) -> Effect {
        match self {
            Self::Nothing => Effect::Nothing,
            Self::Value => Effect::Lost,
            Self::Entry | Self::EntryAlone => Effect::Entry,
            Self::File | Self::Quiet => Effect::File,
        }
    }
}

/// What one bad entry costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// That entry.
    Entry,
    /// Every server of the file.
    File,
    /// The client does not start.
    Start,
}
