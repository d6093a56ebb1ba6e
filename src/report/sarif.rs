//! SARIF 2.1.0, the format of code scanning.
//!
//! Files are named from the root of the repository, by the base id that CodeQL and Semgrep use for it and GitHub takes
//! for it; the base has no address of its own, since that would tell where the repository lies on this machine. GitHub
//! knows findings again by a hash of their line, which its upload action adds where there is none (`codeql-action`,
//! `fingerprints.ts`, 2026-11); ours holds for all others.
//!
//! The standard wants braces in messages doubled, as they may stand for arguments (3.11.5). No consumer that is known
//! takes them for that where there are no arguments, and `${{T}}` would be wrong advice, so they stay single.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::ci::{Fingerprints, Lies};
use super::json::{escaped, leaks};
use super::{View, command};
use crate::check::{Acceptance, Accepted};
use crate::document::Span;
use crate::finding::{FileId, Finding, Fix, Related, Severity};
use crate::meta::RuleMeta;
use crate::workspace::Content;

/// The schema that the output keeps to.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The root of the repository.
const ROOT: &str = "%SRCROOT%";

/// The home directory of whoever ran this.
const HOME: &str = "HOME";

/// The name of the fingerprint and the version of what goes into it.
const FINGERPRINT: &str = "mcpcheckIdentity/v1";

/// Writes one log with one run.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Fingerprints { findings, accepted } = Fingerprints::of(view);
    let found = view.findings.iter().zip(&findings).map(|(f, print)| result(view, f, print, None));
    let known = view.accepted.iter().zip(&accepted).map(|(a, print)| result(view, &a.finding, print, Some(a)));
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver(view) },
            "invocations": [{ "executionSuccessful": successful(view) }],
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": bases(view),
            "results": found.chain(known).collect::<Vec<Value>>(),
        }],
    });
    let text = serde_json::to_string_pretty(&log).map_err(io::Error::other)?;
    writeln!(out, "{}", escaped(&text))
}

/// The program and every rule that was looked at.
fn driver(view: &View<'_>) -> Value {
    let mut driver = json!({
        "name": "mcpcheck",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": view.report.rules.iter().map(|meta| rule(meta)).collect::<Vec<Value>>(),
    });
    let home = [env!("CARGO_PKG_HOMEPAGE"), env!("CARGO_PKG_REPOSITORY")].into_iter().find(|url| !url.is_empty());
    if let (Some(url), Some(driver)) = (home, driver.as_object_mut()) {
        driver.insert("informationUri".to_owned(), url.into());
    }
    driver
}

fn rule(meta: &RuleMeta) -> Value {
    let purpose = purpose(meta.page).unwrap_or_else(|| meta.summary.to_owned());
    json!({
        "id": meta.id,
        "shortDescription": { "text": meta.summary },
        "fullDescription": { "text": purpose },
        "help": { "text": format!("{purpose}\n\n`mcpcheck explain {}` says more.", meta.id), "markdown": meta.page },
        "defaultConfiguration": { "level": level(meta.severity) },
        "properties": { "tags": [meta.family.as_str()], "problem.severity": problem(meta.severity) },
    })
}

/// What a rule's page says that it does: the paragraph below the first heading.
fn purpose(page: &str) -> Option<String> {
    let body = page.split_once("\n## What it does\n")?.1.trim_start();
    let text = body.split("\n\n").next()?.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// The word that GitHub sorts alerts by that are not about security (documentation "SARIF support", 2026-11).
fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "recommendation",
        Severity::Warning | Severity::Error => severity.as_str(),
    }
}

/// Whether everything that was asked for could be read.
fn successful(view: &View<'_>) -> bool {
    !view.report.workspace.sources.iter().any(|s| s.named && matches!(s.content, Content::Unreadable(_)))
}

/// What relative addresses are relative to. The standard leaves it to the reader where a base without an address lies.
fn bases(view: &View<'_>) -> Value {
    let mut bases = Map::new();
    let base = |text: &str| json!({ "description": { "text": text } });
    bases.insert(ROOT.to_owned(), base("The root of the repository; of the project where there is none."));
    if view.lines.keys().any(|file| matches!(Lies::of(view, *file), Lies::Home(_))) {
        bases.insert(HOME.to_owned(), base("The home directory of the user."));
    }
    Value::Object(bases)
}

fn result(view: &View<'_>, finding: &Finding, fingerprint: &str, accepted: Option<&Accepted>) -> Value {
    let mut result = Map::new();
    let mut add = |key: &str, value: Value| result.insert(key.to_owned(), value);
    add("ruleId", finding.rule.into());
    if let Some(index) = view.report.rules.iter().position(|meta| meta.id == finding.rule) {
        add("ruleIndex", index.into());
    }
    add("level", level(finding.severity).into());
    add("message", json!({ "text": words(&message(view, finding)) }));
    add("locations", json!([{ "physicalLocation": physical(view, finding.file, finding.span) }]));
    if !finding.related.is_empty() {
        let all = finding.related.iter().enumerate();
        add("relatedLocations", all.map(|(i, other)| related(view, i, other)).collect());
    }
    add("partialFingerprints", json!({ FINGERPRINT: fingerprint }));
    let fix = finding.fix.as_ref().filter(|fix| !fix.edits.is_empty() && !leaks(view, finding.file, fix));
    if let Some(fix) = fix {
        add("fixes", json!([self::fix(view, finding.file, fix)]));
    }
    // If one result has it, all have to (3.27.23).
    add("suppressions", accepted.map(|a| suppression(view, a)).into_iter().collect());
    add(
        "properties",
        json!({
            "clients": finding.clients,
            "scope": finding.scope.as_str(),
            "server": finding.server.as_deref().map(|s| view.secrets.scrub(s)),
            "pointer": view.secrets.scrub(finding.pointer.as_str()),
        }),
    );
    Value::Object(result)
}

/// What is wrong and what to write. What a fix does stands beside its edits.
fn message(view: &View<'_>, finding: &Finding) -> String {
    let help = finding.help.as_deref().map(|help| format!("\nhelp: {}", view.say(help)));
    format!("{}{}", view.say(&finding.message), help.unwrap_or_default())
}

/// A message of which no part can be taken for a link, `[text](target)`; a backslash would be shown (3.11.6).
fn words(text: &str) -> String {
    text.replace("](", "] (")
}

fn related(view: &View<'_>, id: usize, related: &Related) -> Value {
    json!({
        "id": id,
        "message": { "text": words(&view.say(&related.message)) },
        "physicalLocation": physical(view, related.file, related.span),
    })
}

fn physical(view: &View<'_>, file: FileId, span: Span) -> Value {
    json!({ "artifactLocation": artifact(view, file), "region": region(view, file, span) })
}

fn artifact(view: &View<'_>, file: FileId) -> Value {
    match Lies::of(view, file) {
        Lies::Repository(path) => json!({ "uri": encoded(&path), "uriBaseId": ROOT }),
        Lies::Home(path) => json!({ "uri": encoded(&path), "uriBaseId": HOME }),
        Lies::Elsewhere(path) => json!({ "uri": format!("file:///{}", encoded(path.trim_start_matches('/'))) }),
    }
}

fn region(view: &View<'_>, file: FileId, span: Span) -> Value {
    let (start, end) = (view.position(file, span.start), view.position(file, span.end));
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

/// A path as a relative reference (RFC 3986): everything but unreserved characters and `/` in percent signs.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn fix(view: &View<'_>, file: FileId, fix: &Fix) -> Value {
    let replacement = |edit: &crate::finding::Edit| {
        let mut replacement = json!({ "deletedRegion": region(view, file, edit.span) });
        if let (false, Some(object)) = (edit.text.is_empty(), replacement.as_object_mut()) {
            object.insert("insertedContent".to_owned(), json!({ "text": edit.text }));
        }
        replacement
    };
    let how = match fix.applicability {
        crate::finding::Applicability::Safe => "safe",
        crate::finding::Applicability::Unsafe => "unsafe",
    };
    let title = words(&view.say(&fix.title));
    json!({
        "description": { "text": format!("{title} ({how}: `{}`)", command(fix.applicability)) },
        "artifactChanges": [{
            "artifactLocation": artifact(view, file),
            "replacements": fix.edits.iter().map(replacement).collect::<Vec<Value>>(),
        }],
    })
}

/// Who has accepted a finding, and why.
fn suppression(view: &View<'_>, accepted: &Accepted) -> Value {
    let (kind, why) = match &accepted.by {
        Acceptance::Comment(reason) => ("inSource", view.say(reason)),
        Acceptance::Golden(reason) => ("external", view.say(reason)),
        Acceptance::Baseline => ("external", "it stands in the baseline".to_owned()),
    };
    let mut suppression = json!({ "kind": kind, "status": "accepted" });
    if let (false, Some(object)) = (why.is_empty(), suppression.as_object_mut()) {
        object.insert("justification".to_owned(), why.into());
    }
    suppression
}
