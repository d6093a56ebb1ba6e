//! GitLab's Code Quality report: what a merge request shows as new and as resolved.
//!
//! GitLab takes a list of objects with these fields and tells findings apart by `fingerprint` alone: of two that share
//! one only the last is kept (GitLab documentation "Code Quality report format", `Ci::Reports::CodequalityReports`,
//! 2026-11). The path has to be relative to the repository, without `./`.

use std::io::{self, Write};

use serde::Serialize;

use super::View;
use super::ci::{Fingerprints, Lies};
use super::json::escaped;
use crate::finding::Severity;

#[derive(Serialize)]
struct Violation<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// Writes the list; an empty one where nothing was found.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let fingerprints = Fingerprints::of(view);
    let violations = view.findings.iter().zip(&fingerprints.findings).map(|(finding, fingerprint)| Violation {
        description: view.advice(finding),
        check_name: finding.rule,
        fingerprint,
        severity: match finding.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Info => "info",
        },
        location: Location {
            path: Lies::of(view, finding.file).name(),
            lines: Lines {
                begin: view.position(finding.file, finding.span.start).line,
                end: view.position(finding.file, finding.span.end).line,
            },
        },
    });
    let text = serde_json::to_string_pretty(&violations.collect::<Vec<_>>()).map_err(io::Error::other)?;
    writeln!(out, "{}", escaped(&text))
}
