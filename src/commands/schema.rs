//! `mcpcheck schema NAME`: a JSON Schema for editors and for readers of our output.

use super::{Error, Exit, Io, unknown};
use crate::schema;

/// Runs the command.
///
/// # Errors
/// An unknown name.
pub fn run(name: &str, io: &mut Io<'_>) -> Result<Exit, Error> {
    let Some(text) = schema::text(name) else {
        let names = schema::names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        return Err(Error::Usage(unknown("schema", name, &names)));
    };
    io.out.write_all(text.as_bytes())?;
    Ok(Exit::Clean)
}
