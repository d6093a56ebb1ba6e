//! What everybody should know about a rule, apart from what it does.

use crate::finding::Severity;

/// What everybody should know about a rule.
#[derive(Debug)]
pub struct RuleMeta {
    /// Its id, kebab-case; it names what is wrong.
    pub id: &'static str,
    /// Its family.
    pub family: Family,
    /// The highest severity it has; the client's behaviour may lower it.
    pub severity: Severity,
    /// What holds when it is silent, in one line.
    pub summary: &'static str,
    /// Whether it can mend what it finds.
    pub fix: FixKind,
    /// Its page.
    pub page: &'static str,
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Whether the file can be read.
    Syntax,
    /// Whether the client understands it.
    Dialect,
    /// Whether the copies agree.
    Drift,
    /// Whether the versions agree.
    Pins,
    /// Whether it gives away what it should not.
    Security,
    /// Whether it works for everybody who checks it out.
    Portability,
    /// Whether what is ignored still has to be.
    Ignores,
}

impl Family {
    /// All families.
    pub const ALL: [Self; 7] =
        [Self::Syntax, Self::Dialect, Self::Drift, Self::Pins, Self::Security, Self::Portability, Self::Ignores];

    /// As `--select` takes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Dialect => "dialect",
            Self::Drift => "drift",
            Self::Pins => "pins",
            Self::Security => "security",
            Self::Portability => "portability",
            Self::Ignores => "ignores",
        }
    }
}

/// What a rule can mend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FixKind {
    /// Nothing.
    None,
    /// What it can, and only when asked with `--unsafe-fixes`.
    Unsafe,
    /// Some of it without being asked, some of it only when asked.
    Sometimes,
    /// What it can, without being asked.
    Safe,
}

impl FixKind {
    /// As tables show it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "-",
            Self::Unsafe => "unsafe",
            Self::Sometimes => "safe or unsafe",
            Self::Safe => "safe",
        }
    }
}
