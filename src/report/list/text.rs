//! The listing for people: one table per project directory, one for the user's own settings.

use std::io::{self, Write};

use super::super::Style;
use super::super::text::wrap;
use super::layout;
use super::view::{Section, Tables};
use crate::list::Listing;
use crate::redact::sanitize;

/// Writes all tables. Without `summary`, not the line that counts them.
pub(super) fn write(listing: &Listing, out: &mut dyn Write, style: Style, summary: bool) -> io::Result<()> {
    let tables = Tables::new(listing, style.verbose);
    if tables.sections.is_empty() {
        writeln!(out, "no MCP config found below {}", sanitize(&listing.place))?;
    }
    for section in &tables.sections {
        write_section(section, out, style)?;
    }
    if !summary {
        return Ok(());
    }
    let others = match tables.for_others {
        0 => None,
        1 => Some("1 entry is kept for another project (`--verbose` shows it)".to_owned()),
        n => Some(format!("{n} entries are kept for other projects (`--verbose` shows them)")),
    };
    let aside = (!tables.aside.is_empty()).then(|| {
        let names = tables.aside.join(", ");
        format!("also read by {names}, with no file of their own here (`--verbose` shows what they make of it)")
    });
    let counts = (!tables.sections.is_empty()).then(|| tables.summary());
    for line in tables
        .legend()
        .into_iter()
        .chain(others)
        .chain(aside)
        .chain(counts)
        .flat_map(|text| wrap(&text, 0, 0, style.width))
    {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn write_section(section: &Section, out: &mut dyn Write, style: Style) -> io::Result<()> {
    let strong = anstyle::Style::new().bold().underline();
    match style.color {
        true => writeln!(out, "{strong}{}{strong:#}", section.title)?,
        false => writeln!(out, "{}", section.title)?,
    }
    for line in layout::lines(section, style) {
        writeln!(out, "{line}")?;
    }
    for (i, note) in section.notes.iter().enumerate() {
        if i == 0 {
            writeln!(out)?;
        }
        let number = format!("  [{}] ", i + 1);
        for (line, text) in wrap(note, number.len(), number.len(), style.width).iter().enumerate() {
            match line {
                0 => writeln!(out, "{number}{text}")?,
                _ => writeln!(out, "{:indent$}{text}", "", indent = number.len())?,
            }
        }
    }
    writeln!(out)
}
