//! A [`Listing`] for people and for programs.

mod json;
mod layout;
mod notes;
mod text;
mod view;

use std::io::{self, Write};

use super::Style;
use crate::list::Listing;

/// Writes the contract of `schemas/list-output.json`.
///
/// # Errors
/// Those of `out`.
pub fn json(listing: &Listing, out: &mut dyn Write) -> io::Result<()> {
    json::write(listing, out)
}

/// Writes tables: the project directories, then the user's own settings, and with `summary` a line that counts them.
///
/// # Errors
/// Those of `out`.
pub fn text(listing: &Listing, out: &mut dyn Write, style: Style, summary: bool) -> io::Result<()> {
    text::write(listing, out, style, summary)
}
