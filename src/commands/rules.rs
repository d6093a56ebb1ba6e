//! `mcpcheck rules`: all rules with family, severity and fix.

use comfy_table::{Table, presets::NOTHING};

use super::{Error, Exit, Io};
use crate::cli::TableFormat;
use crate::rules::RULES;

/// Runs the command.
///
/// # Errors
/// Output that could not be written.
pub fn run(format: TableFormat, io: &mut Io<'_>) -> Result<Exit, Error> {
    let metas = || RULES.iter().map(|r| r.meta());
    if format == TableFormat::Json {
        let rules: Vec<serde_json::Value> = metas()
            .map(|m| {
                serde_json::json!({
                    "id": m.id, "family": m.family.as_str(), "severity": m.severity.as_str(),
                    "fix": m.fix.as_str(), "summary": m.summary,
                })
            })
            .collect();
        let text = serde_json::to_string_pretty(&serde_json::json!({ "version": 1, "rules": rules }))
            .map_err(std::io::Error::from)?;
        writeln!(io.out, "{text}")?;
        return Ok(Exit::Clean);
    }
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(["rule", "family", "severity", "fix", "holds when"]);
    let mut sorted: Vec<_> = metas().collect();
    sorted.sort_by_key(|m| (m.family, m.id));
    for m in sorted {
        table.add_row([m.id, m.family.as_str(), m.severity.as_str(), m.fix.as_str(), m.summary]);
    }
    for line in table.lines() {
        writeln!(io.out, "{}", line.trim_end())?;
    }
    Ok(Exit::Clean)
}
