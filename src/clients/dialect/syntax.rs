//! What the parser of a client lets through, and what becomes of a file that it does not.

use crate::document::ProblemKind;

/// What a client's parser lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tolerance {
    /// `//` and `/* */`.
    pub comments: bool,
    /// A comma before a closing bracket.
    pub trailing_commas: bool,
    /// A byte order mark.
    pub bom: bool,
    /// An empty file.
    pub empty: bool,
    /// A key written twice; the last one counts.
    pub duplicates: bool,
    /// An escape that is half of a character, as JavaScript takes it.
    pub surrogates: bool,
    /// Control characters in strings, commas left out, and whatever else is neither JSON nor a usual extension of it.
    pub loose: bool,
    /// What happens to a file that does not parse.
    pub broken: Broken,
}

/// What a client does with a file that does not parse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// It loads nothing from the file.
    Ignored,
    /// It takes the file for one without servers, whatever it says about it.
    AsEmpty,
    /// It reads what stands before the mistake and drops the rest, without a word.
    Truncated,
    /// It does not start.
    Fatal,
}

impl Tolerance {
    /// Whether the client's parser does not let a problem through.
    pub fn refuses(&self, problem: ProblemKind) -> bool {
        match problem {
            ProblemKind::Bom => !self.bom,
            ProblemKind::Comment => !self.comments,
            ProblemKind::TrailingComma => !self.trailing_commas,
            ProblemKind::Empty => !self.empty,
            ProblemKind::LoneSurrogate => !self.surrogates,
            ProblemKind::NotStrict | ProblemKind::Loose => !self.loose,
            ProblemKind::Fatal | ProblemKind::TooDeep | ProblemKind::TooLarge => true,
        }
    }

    /// JSON and nothing else; a broken file is as none.
    pub const STRICT: Self = Self {
        comments: false,
        trailing_commas: false,
        bom: false,
        empty: false,
        duplicates: true,
        surrogates: true,
        loose: false,
        broken: Broken::Ignored,
    };
    /// JSON with comments and trailing commas, with or without a byte order mark, or nothing at all.
    pub const JSONC: Self = Self {
        comments: true,
        trailing_commas: true,
        bom: true,
        empty: true,
        duplicates: true,
        surrogates: true,
        loose: false,
        broken: Broken::Ignored,
    };
}
