//! The findings for programs: the contract of `schemas/check-output.json`.

use std::io::{self, Write};

use serde::Serialize;

use super::{Counts, View};
use crate::document::{Document, Position, Span};
use crate::finding::{Applicability, Edit, FileId, Finding, Fix};
use crate::redact::{self, secret_spans};
use crate::workspace::Source;

/// The version of the contract.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    root: String,
    files_checked: usize,
    findings: Vec<JsonFinding<'a>>,
    summary: Summary,
}

/// One finding of the contract.
#[derive(Serialize)]
pub(super) struct JsonFinding<'a> {
    rule: &'a str,
    severity: &'a str,
    file: String,
    clients: &'a [&'static str],
    scope: &'a str,
    server: Option<String>,
    pointer: String,
    start: Place,
    end: Place,
    message: String,
    help: Option<String>,
    related: Vec<JsonRelated<'a>>,
    fix: Option<JsonFix>,
}

#[derive(Serialize)]
struct Place {
    line: usize,
    column: usize,
    offset: usize,
}

#[derive(Serialize)]
struct JsonRelated<'a> {
    file: String,
    start: Place,
    end: Place,
    message: String,
    rule: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonFix {
    applicability: &'static str,
    title: String,
    edits: Option<Vec<JsonEdit>>,
    /// Only where the edits are left out because they hold a secret.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    hidden: bool,
}

#[derive(Serialize)]
struct JsonEdit {
    start: Place,
    end: Place,
    text: String,
}

#[derive(Serialize)]
struct Summary {
    error: usize,
    warning: usize,
    info: usize,
    fixable: usize,
}

/// Writes the whole report as one JSON document.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let counts = Counts::of(&view.findings);
    let output = Output {
        version: VERSION,
        root: crate::env::slashes(&view.report.workspace.root),
        files_checked: view.report.files_checked,
        findings: view.findings.iter().map(|f| finding(view, f)).collect(),
        summary: Summary { error: counts.error, warning: counts.warning, info: counts.info, fixable: counts.fixable },
    };
    let text = serde_json::to_string_pretty(&output).map_err(io::Error::other)?;
    writeln!(out, "{}", escaped(&text))
}

/// A finding as the contract has it.
pub(super) fn finding<'a>(view: &View<'_>, finding: &'a Finding) -> JsonFinding<'a> {
    let related = finding.related.iter().map(|r| JsonRelated {
        file: file(view, r.file),
        start: place(view, r.file, r.span.start),
        end: place(view, r.file, r.span.end),
        message: view.secrets.scrub(&r.message),
        rule: r.rule,
    });
    JsonFinding {
        rule: finding.rule,
        severity: finding.severity.as_str(),
        file: file(view, finding.file),
        clients: &finding.clients,
        scope: finding.scope.as_str(),
        server: finding.server.as_deref().map(|s| view.secrets.scrub(s)),
        pointer: view.secrets.scrub(finding.pointer.as_str()),
        start: place(view, finding.file, finding.span.start),
        end: place(view, finding.file, finding.span.end),
        message: view.secrets.scrub(&finding.message),
        help: finding.help.as_deref().map(|h| view.secrets.scrub(h)),
        related: related.collect(),
        fix: finding.fix.as_ref().map(|f| fix(view, finding.file, f)),
    }
}

fn file(view: &View<'_>, id: FileId) -> String {
    view.source(id).map(|s| s.display.clone()).unwrap_or_default()
}

fn place(view: &View<'_>, file: FileId, offset: usize) -> Place {
    let Position { line, column, offset } = view.position(file, offset);
    Place { line, column, offset }
}

fn fix(view: &View<'_>, file: FileId, fix: &Fix) -> JsonFix {
    let hidden = leaks(view, file, fix);
    let edits = fix.edits.iter().map(|e| JsonEdit {
        start: place(view, file, e.span.start),
        end: place(view, file, e.span.end),
        text: e.text.clone(),
    });
    JsonFix {
        applicability: match fix.applicability {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
        },
        title: view.secrets.scrub(&fix.title),
        edits: (!hidden).then(|| edits.collect()),
        hidden,
    }
}

/// Whether the new text of a fix holds a secret: one that is known, or one that shows only where it will stand (a
/// value moved into `env`). The latter is found by looking at the file as it would be.
pub(super) fn leaks(view: &View<'_>, file: FileId, fix: &Fix) -> bool {
    if fix.edits.iter().any(|e| view.secrets.scrub(&e.text) != e.text) {
        return true;
    }
    let Some(source) = view.source(file) else { return true };
    // Looking at the whole file again for each of many fixes would take the square of its length.
    let left = view.reparse.get();
    view.reparse.set(left.saturating_sub(source.text().len()));
    if source.text().len() > left {
        // A short text can hold keys and marks, but no credential worth the name.
        return fix.edits.iter().any(|e| e.text.trim().len() > 24);
    }
    let (text, inserted) = applied(source.text(), &fix.edits);
    let spans = secret_spans(&parsed(source, text));
    inserted.iter().any(|i| spans.iter().any(|s| s.overlaps(*i)))
}

fn parsed(source: &Source, text: String) -> Document {
    let syntax = source.document().map_or(source.syntax(), |d| d.syntax);
    Document::parse(text, syntax, source.interest())
}

/// The text with the edits made, and where the new parts stand in it.
fn applied(text: &str, edits: &[Edit]) -> (String, Vec<Span>) {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort();
    let mut out = String::with_capacity(text.len());
    let mut inserted = Vec::new();
    let mut at = 0;
    for edit in sorted {
        out.push_str(text.get(at..edit.span.start.max(at)).unwrap_or_default());
        inserted.push(Span::new(out.len(), out.len() + edit.text.len()));
        out.push_str(&edit.text);
        at = edit.span.end.max(at);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    (out, inserted)
}

/// Escapes what JSON lets through and a terminal or a CI system would act on. Such characters stand only inside of
/// strings, where the escape says the same.
pub(crate) fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for (at, c) in json.char_indices() {
        let line_end = c == '\n';
        if !line_end && (redact::is_hostile_char(c) || redact::begins_command(json, at)) {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}
