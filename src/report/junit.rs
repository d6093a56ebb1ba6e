//! JUnit's XML, for viewers of test results: a suite per file, a test case per finding. Errors and warnings fail; an info
//! passes and says so in its output. A file without findings is a suite that passes.
//!
//! There is no one definition. This is what Jenkins' `junit-10.xsd` takes and what GitLab's parser reads (`testsuites`,
//! `testsuite`, `testcase` with `classname` and `name`, the text of `failure`; 2026-11). GitLab compares two branches by
//! the names, so that they hold no line numbers.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::ci::Lies;
use super::{Counts, View};
use crate::baseline::Identity;
use crate::finding::{FileId, Finding, Severity};
use crate::model::Scope;
use crate::workspace::{Content, Role};

/// Writes the suites; at least one.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut files: BTreeMap<FileId, Vec<&Finding>> = BTreeMap::new();
    for (id, source) in view.report.workspace.iter() {
        let there = !matches!(source.content, Content::Absent);
        if there && source.scope == Scope::Project && matches!(source.role, Role::Config(_)) {
            files.insert(id, Vec::new());
        }
    }
    for finding in &view.findings {
        files.entry(finding.file).or_default().push(finding);
    }
    let (tests, failures) = files
        .values()
        .fold((0, 0), |(tests, failures), findings| (tests + findings.len().max(1), failures + failing(findings)));
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    let tests = tests.max(1);
    writeln!(out, r#"<testsuites name="mcpcheck" tests="{tests}" failures="{failures}" errors="0" time="0">"#)?;
    for (id, findings) in &files {
        suite(view, &xml(&view.say(&Lies::of(view, *id).name())), findings, out)?;
    }
    if files.is_empty() {
        suite(view, "mcpcheck", &[], out)?;
    }
    writeln!(out, "</testsuites>")
}

fn failing(findings: &[&Finding]) -> usize {
    let Counts { error, warning, .. } = Counts::of(findings);
    error + warning
}

fn suite(view: &View<'_>, name: &str, findings: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
    let (tests, failures) = (findings.len().max(1), failing(findings));
    writeln!(
        out,
        r#"  <testsuite name="{name}" tests="{tests}" failures="{failures}" errors="0" skipped="0" time="0">"#
    )?;
    if findings.is_empty() {
        writeln!(out, r#"    <testcase classname="mcpcheck" name="{name}: no findings" time="0"/>"#)?;
    }
    let mut seen = BTreeMap::new();
    for finding in findings {
        case(view, name, finding, &mut seen, out)?;
    }
    writeln!(out, "  </testsuite>")
}

fn case(
    view: &View<'_>,
    file: &str,
    finding: &Finding,
    seen: &mut BTreeMap<String, usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let class = format!("mcpcheck.{}", finding.rule);
    let name = unique(format!("{file}{}", xml(&view.say(&about(view, finding)))), finding.rule, seen);
    let place = view.place(finding.file, finding.span);
    let mut text = format!("{place}: {}[{}] {}", finding.severity.as_str(), finding.rule, view.advice(finding));
    for related in &finding.related {
        text.push_str(&format!("\nalso: {}: {}", view.place(related.file, related.span), view.say(&related.message)));
    }
    let (text, severity) = (xml(&text), finding.severity.as_str());
    writeln!(out, r#"    <testcase classname="{class}" name="{name}" time="0">"#)?;
    if finding.severity == Severity::Info {
        writeln!(out, "      <system-out>{text}</system-out>")?;
    } else {
        let message = xml(&view.say(&finding.message));
        writeln!(out, r#"      <failure type="{severity}" message="{message}">{text}</failure>"#)?;
    }
    writeln!(out, "    </testcase>")
}

/// Server and field, which stay when lines move.
fn about(view: &View<'_>, finding: &Finding) -> String {
    let Identity { server, field, .. } = Identity::of(finding, view.report.workspace, &view.secrets);
    [server.unwrap_or_default(), field].iter().filter(|p| !p.is_empty()).map(|part| format!(" {part}")).collect()
}

/// The name, with a number where the suite has had that test already.
fn unique(name: String, rule: &str, seen: &mut BTreeMap<String, usize>) -> String {
    let nth = seen.entry(format!("{rule} {name}")).or_default();
    *nth += 1;
    if *nth == 1 { name } else { format!("{name} ({nth})") }
}

/// Escapes for the text of an element and for an attribute in double quotes. XML has no way to write control characters;
/// the texts come without any but line ends.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}
