//! How the facts of a descriptor are known.

use crate::finding::Severity;

/// How a fact is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The client's own code was run and observed.
    Executed,
    /// Read in the client's source or published bundle.
    Source,
    /// Official documentation.
    Docs,
    /// A maintainer's word, an issue or a third party.
    Reported,
    /// Inferred; never more than an info.
    Guess,
}

impl Mark {
    /// The highest severity that a finding resting on such a fact may have.
    pub fn ceiling(self) -> Severity {
        match self {
            Self::Executed | Self::Source => Severity::Error,
            Self::Docs => Severity::Warning,
            Self::Reported | Self::Guess => Severity::Info,
        }
    }

    /// Whether the client's behaviour is established.
    pub fn is_known(self) -> bool {
        self.ceiling() > Severity::Info
    }
}

/// How the facts of a dialect are known.
#[derive(Debug, Clone, Copy)]
pub struct Marks {
    /// Syntax and tolerance.
    pub syntax: Mark,
    /// Container keys.
    pub container: Mark,
    /// Transport selection and required fields.
    pub transport: Mark,
    /// Fields and their types.
    pub fields: Mark,
    /// Variables.
    pub variables: Mark,
    /// Names.
    pub names: Mark,
    /// What a switch in the file does.
    pub switch: Mark,
}

impl Marks {
    /// All facts known in one way.
    pub const fn all(mark: Mark) -> Self {
        Self {
            syntax: mark,
            container: mark,
            transport: mark,
            fields: mark,
            variables: mark,
            names: mark,
            switch: mark,
        }
    }
}
