//! A [`Listing`] for people and for programs.

mod compact;
mod json;
mod layout;
mod notes;
mod pins;
mod text;
mod view;

use std::io::{self, Write};

use super::Style;
use crate::list::Listing;
use crate::list::pins::PinListing;

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

/// Writes the contract of `schemas/list-pins-output.json`.
///
/// # Errors
/// Those of `out`.
pub fn pins_json(listing: &PinListing, out: &mut dyn Write) -> io::Result<()> {
    pins::json(listing, out)
}

/// Writes a block per package, and with `summary` a line that counts.
///
/// # Errors
/// Those of `out`.
pub fn pins_text(listing: &PinListing, out: &mut dyn Write, style: Style, summary: bool) -> io::Result<()> {
    pins::text(listing, out, style, summary)
}
