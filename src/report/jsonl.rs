//! One finding of the JSON contract per line: the contract of `schemas/check-line.json`.

use std::io::{self, Write};

use super::{View, json};

/// Writes every finding on a line of its own, and nothing else.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in &view.findings {
        let line = serde_json::to_string(&json::finding(view, finding)).map_err(io::Error::other)?;
        writeln!(out, "{}", json::escaped(&line))?;
    }
    Ok(())
}
