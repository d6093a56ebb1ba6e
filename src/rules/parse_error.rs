//! `parse-error`: the client's own parser would refuse the file.

use super::{Family, FileCx, FixKind, Rule, RuleMeta, RunCx, safe, unsafe_};
use crate::clients::{self, Broken};
use crate::document::{ProblemKind, Syntax};
use crate::finding::{Covers, Edit, FileId, Finding, Related, Severity};
use crate::fix::edit;
use crate::normalize::{Issue, IssueKind};
use crate::workspace::Source;

/// The rule.
#[derive(Debug)]
pub struct ParseError;

static META: RuleMeta = RuleMeta {
    id: "parse-error",
    family: Family::Syntax,
    severity: Severity::Error,
    summary: "the client's own parser accepts the file",
    fix: FixKind::Sometimes,
    page: include_str!("../../docs/rules/parse-error.md"),
};

impl Rule for ParseError {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        let problems: Vec<(&Issue, ProblemKind, &str)> = cx
            .reading
            .issues
            .iter()
            .filter_map(|issue| match &issue.kind {
                IssueKind::Syntax { problem, message } if *problem != ProblemKind::Bom => {
                    Some((issue, *problem, message.as_str()))
                }
                _ => None,
            })
            .collect();
        // Trailing commas first: they have the safe fix. What is left shows up once they are gone.
        let main = problems.iter().find(|(_, p, _)| *p == ProblemKind::TrailingComma).or(problems.first());
        let Some((issue, problem, message)) = main else { return };
        let mut finding = cx.finding(&META, issue, text(cx, *problem, message)).help(help(cx, *problem));
        // Where it is a guess that the client stumbles, the rest matters: the Kiro IDE reads comments that the Kiro CLI
        // refuses (kirodotdev/Kiro#5968, 2026).
        if finding.severity > Severity::Info || !matches!(problem, ProblemKind::Comment | ProblemKind::TrailingComma) {
            finding = finding.covers(Covers::File);
        }
        for (other, _, message) in problems.iter().filter(|(other, ..)| !std::ptr::eq(*other, *issue)) {
            let message = format!("also here: {message}");
            finding.related.push(Related { file: finding.file, span: other.span, message, rule: None });
        }
        let of = |kind| {
            let spans = problems.iter().filter(move |(_, p, _)| *p == kind).map(|(i, ..)| i.span);
            let remove = if kind == ProblemKind::Comment { edit::remove_comment } else { edit::remove_comma };
            joined(spans.map(|span| remove(cx.document, span)).collect())
        };
        finding.fix = match problem {
            ProblemKind::TrailingComma => {
                let edits = of(ProblemKind::TrailingComma);
                let title = if edits.len() > 1 { "remove the trailing commas" } else { "remove the trailing comma" };
                safe(title, Some(edits))
            }
            ProblemKind::Comment => unsafe_("remove the comments", Some(of(ProblemKind::Comment))),
            _ => None,
        };
        out.push(finding);
    }

    /// A manifest is no client's config, so what it costs is that nobody knows its versions.
    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        for file in &cx.pins.broken {
            let Some(document) = cx.workspace.get(*file).and_then(|s| s.document()) else { continue };
            let Some(problem) = document.fatal() else { continue };
            let syntax = document.syntax.name();
            let message = format!("this is no {syntax}, so that the versions it pins are unknown: {}", problem.message);
            out.push(
                Finding::new(META.id, Severity::Warning, *file, problem.span, message)
                    .help(format!("correct the {syntax}; the tools that install from it refuse it as well"))
                    .covers(Covers::File),
            );
        }
        out.extend(cx.workspace.iter().filter_map(|(id, source)| of_state(id, source)));
    }
}

/// A client's settings that speak of servers and that it cannot read: no server stands in them, but approvals and
/// refusals do.
fn of_state(file: FileId, source: &Source) -> Option<Finding> {
    let state = source.state()?;
    let problem = state.problem(source)?;
    let name = clients::client(state.client)?.name;
    let what = match problem.kind {
        ProblemKind::TrailingComma => "trailing comma".to_owned(),
        ProblemKind::Comment => "comment".to_owned(),
        _ => format!("invalid JSON: {}", problem.message),
    };
    let message = format!("{what}: {name} uses nothing of this file, neither what it approves nor what it keeps out");
    let finding = Finding::new(META.id, Severity::Warning, file, problem.span, message);
    Some(finding.client(state.client).help("write strict JSON: no comments, no trailing commas").covers(Covers::File))
}

/// Removals that share a blank become one: a comment behind a comment takes it from both sides.
fn joined(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort();
    let mut out: Vec<Edit> = Vec::with_capacity(edits.len());
    for edit in edits {
        match out.last_mut() {
            Some(last) if last.span.end > edit.span.start => last.span = last.span.join(edit.span),
            _ => out.push(edit),
        }
    }
    out
}

fn text(cx: &FileCx<'_>, problem: ProblemKind, message: &str) -> String {
    let name = cx.client();
    let consequence = match cx.dialect.tolerance.broken {
        Broken::Truncated if matches!(problem, ProblemKind::Fatal | ProblemKind::Loose) => {
            format!("{name} reads what stands before the mistake and drops the rest without a word")
        }
        _ => cx.costs_file(),
    };
    let syntax = cx.document.syntax.name();
    let known = cx.dialect.marks.syntax.is_known();
    match problem {
        ProblemKind::TrailingComma | ProblemKind::Comment if !known => {
            let what = if problem == ProblemKind::Comment { "comment" } else { "trailing comma" };
            format!("{what}, which {name} may not read: then {consequence}")
        }
        ProblemKind::TrailingComma => format!("trailing comma, which {name} does not read: {consequence}"),
        ProblemKind::Comment => format!("comment, which {name} does not read: {consequence}"),
        ProblemKind::Empty => format!("the file is empty: {name} reports it as broken"),
        ProblemKind::TooLarge => message.to_owned(),
        ProblemKind::TooDeep => "nested deeper than 512 levels; mcpcheck does not follow further".to_owned(),
        _ => format!("invalid {syntax}: {message}; {consequence}"),
    }
}

fn help(cx: &FileCx<'_>, problem: ProblemKind) -> String {
    match problem {
        ProblemKind::TrailingComma => "remove the comma before the closing bracket".to_owned(),
        ProblemKind::Comment => "this file is strict JSON: move the comment elsewhere".to_owned(),
        ProblemKind::Empty => {
            let key = cx.dialect.container_key();
            let own = match cx.document.syntax {
                Syntax::Json => format!("{{\"{key}\": {{}}}}"),
                Syntax::Toml => format!("[{key}]"),
                Syntax::Yaml | Syntax::FrontMatter | Syntax::Plain => format!("{key}:"),
            };
            format!("write `{own}`, or remove the file")
        }
        _ => "nothing else in this file is judged until it parses".to_owned(),
    }
}
