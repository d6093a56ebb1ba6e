//! What the fuzz targets do with a text; `scripts/fuzz` runs them. A panic is a finding.
//!
//! A text that stands for a file begins with two bytes that say who reads it: the client, then which of its files.

use mcpcheck::clients::{CLIENTS, Dialect};
use mcpcheck::finding::{Applicability, Finding};
use mcpcheck::report::{self, Format, Report, Style};
use mcpcheck::workspace::Workspace;

use crate::lawful::{Bench, lawful_mend};

pub mod golden;
#[path = "../../tests/it/lawful.rs"]
mod lawful;
pub mod parse;
#[path = "../../tests/it/proof/mod.rs"]
mod proof;
pub mod render;

/// A reader and what it reads.
fn reader(data: &[u8]) -> Option<(&'static Dialect, String)> {
    let ([client, kind], text) = data.split_first_chunk()?;
    let dialects = CLIENTS[usize::from(*client) % CLIENTS.len()].dialects;
    Some((&dialects[usize::from(*kind) % dialects.len()], text_of(text)))
}

fn text_of(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}

/// All rules on one file: every finding has a place in it, and two runs say the same.
pub fn normalize(data: &[u8]) {
    let Some((dialect, text)) = reader(data) else { return };
    let said = || {
        let bench = Bench::one(dialect, &text);
        let checked = bench.check();
        placed(&checked.findings, &bench.session.workspace);
        placed(&checked.raw, &bench.session.workspace);
        reports(&checked.findings, &bench.session.workspace)
    };
    assert!(said() == said(), "two runs differ");
}

/// Laws 2 and 3 on one file.
pub fn fix(data: &[u8]) {
    let Some((dialect, text)) = reader(data) else { return };
    for least in [Applicability::Safe, Applicability::Unsafe] {
        let what = format!("{}/{} {least:?}", dialect.client, dialect.kind);
        lawful_mend(&mut Bench::one(dialect, &text), least, &what);
    }
}

/// Every place that a finding names, and every edit of its fix, is in the file and cuts no character in half.
fn placed(findings: &[Finding], workspace: &Workspace) {
    for finding in findings {
        let text = |file| workspace.get(file).map_or("", |source| source.text());
        let own = text(finding.file);
        let fits = |text: &str, span: mcpcheck::document::Span| text.get(span.start..span.end).is_some();
        assert!(fits(own, finding.span), "{finding:?}");
        assert!(finding.related.iter().all(|r| fits(text(r.file), r.span)), "{finding:?}");
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        assert!(edits.into_iter().all(|edit| fits(own, edit.span)), "{finding:?}");
    }
}

/// The report in every format; control characters of a file do not get into it.
fn reports(findings: &[Finding], workspace: &Workspace) -> Vec<u8> {
    let mut out = Vec::new();
    for format in Format::ALL {
        let report = Report { workspace, findings, accepted: &[], files_checked: 1, fixed: None, listing: None };
        report::write(&report, *format, &mut out, Style::default()).expect("a vector takes everything");
    }
    let text = std::str::from_utf8(&out).expect("reports are UTF-8");
    let odd = text.chars().find(|c| c.is_control() && *c != '\n');
    assert!(odd.is_none(), "{odd:?} in a report");
    out
}
