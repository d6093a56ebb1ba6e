//! One line per finding, as compilers write it, so that editors and `grep` follow it.

use std::io::{self, Write};

use super::{Style, View, summary};

/// Writes one line per finding and one at the end.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write, style: Style) -> io::Result<()> {
    for finding in &view.findings {
        let place = view.place(finding.file, finding.span);
        let fixable = match &finding.fix {
            Some(fix) if fix.applicability == crate::finding::Applicability::Safe => " (fixable)",
            Some(_) => " (fixable with --unsafe-fixes)",
            None => "",
        };
        let (severity, message) = (finding.severity.as_str(), view.say(&finding.message));
        writeln!(out, "{place}: {severity}[{}] {message}{fixable}", finding.rule)?;
    }
    if style.summary { writeln!(out, "{}", summary(view)) } else { Ok(()) }
}
