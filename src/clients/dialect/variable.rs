//! How variables are written, and what becomes of one that is not set.

use crate::clients::Role;
use crate::model::template::Form;

/// How variables are written.
#[derive(Debug, Clone, Copy)]
pub struct Variables {
    /// The forms that are expanded.
    pub forms: &'static [Form],
    /// Forms that cost the file.
    pub fatal: &'static [Form],
    /// The fields in which they are.
    pub roles: &'static [Role],
    /// Names in `${...}` that the client fills in itself.
    pub builtins: &'static [&'static str],
    /// What becomes of a variable that is not set and has no default.
    pub unset: Unset,
    /// How a reference to `NAME` is written: `${NAME}` with `NAME` in place.
    pub spell: Option<&'static str>,
    /// The key of declared inputs, where `${input:id}` is a thing; `a/b` for the key `b` in the object `a`.
    pub inputs: Option<&'static str>,
}

impl Variables {
    /// No variables.
    pub const NONE: Self =
        Self { forms: &[], fatal: &[], roles: &[], builtins: &[], unset: Unset::Literal, spell: None, inputs: None };
}

/// What becomes of a variable that is not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unset {
    /// The text of the reference stays.
    Literal,
    /// It becomes nothing.
    Empty,
    /// The entry is not loaded.
    SkipsEntry,
    /// The file is not loaded.
    RejectsFile,
}
