//! Workflow commands of GitHub Actions, which become annotations beside the lines of a pull request.

use std::cmp::Reverse;
use std::io::{self, Write};

use super::ci::Lies;
use super::{View, many};
use crate::finding::{Finding, Severity};

/// How many annotations of each level GitHub keeps of one step (`actions/toolkit`, docs/problem-matchers.md, 2026-11).
const MOST: usize = 10;

/// Writes an annotation for each of the worst findings. GitHub drops what is too many without a word, so the rest goes
/// into a folded group of the log.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut findings = view.findings.clone();
    // The sort is stable: within a level they stay in the order of the files.
    findings.sort_by_key(|f| Reverse(f.severity));
    let (mut rest, mut level, mut count) = (Vec::new(), None, 0);
    for finding in findings {
        if level != Some(finding.severity) {
            (level, count) = (Some(finding.severity), 0);
        }
        count += 1;
        if count > MOST {
            rest.push(finding);
        } else {
            writeln!(out, "{}", annotation(view, finding))?;
        }
    }
    if !rest.is_empty() {
        let more = many(rest.len(), "more finding");
        writeln!(out, "::group::mcpcheck: {more} (GitHub shows {MOST} errors, warnings and notices of a step)")?;
        for finding in rest {
            let (severity, message) = (finding.severity.as_str(), view.say(&finding.message));
            writeln!(out, "{}: {severity}[{}] {message}", view.place(finding.file, finding.span), finding.rule)?;
        }
        writeln!(out, "::endgroup::")?;
    }
    Ok(())
}

/// One command. What is in a file that the repository does not have is shown without a place.
fn annotation(view: &View<'_>, finding: &Finding) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut properties = vec![format!("title={}", property(&format!("mcpcheck ({})", finding.rule)))];
    if let Lies::Repository(path) = Lies::of(view, finding.file) {
        let (start, end) =
            (view.position(finding.file, finding.span.start), view.position(finding.file, finding.span.end));
        properties.push(format!("file={}", property(&view.say(&path))));
        properties.push(format!("line={},endLine={}", start.line, end.line));
        // The runner drops columns where the lines differ (`ActionCommandManager.cs`, 2026-11), with a remark.
        if start.line == end.line {
            properties.push(format!("col={},endColumn={}", start.column, end.column));
        }
    }
    // The log shows nothing but the message.
    let place = view.place(finding.file, finding.span);
    format!("::{command} {}::{}", properties.join(","), data(&format!("{place}: {}", view.advice(finding))))
}

/// The text behind a command, as the runner reads it back (`actions/runner`, `ActionCommand.cs`, 2026-11).
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property of a command; from the same source.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
