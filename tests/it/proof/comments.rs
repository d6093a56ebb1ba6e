//! Comments stay, but for those that belong to what is removed.

use mcpcheck::document::{Document, Member, Node, ProblemKind, Span, Syntax, Value};
use mcpcheck::finding::Finding;

use super::shift::Shift;
use super::{Case, head, place};

/// Every comment that no edit touches is there, and none else; every comment that one touches went with its member.
pub(super) fn kept(case: &Case<'_>) {
    let (forth, back) = (Shift::forth(case.step), Shift::back(case.step));
    let (old, new) = (comments(&case.old), comments(&case.new));
    let mut stays: Vec<Span> = Vec::new();
    for span in &old {
        match forth.moved(*span) {
            Some(moved) => stays.push(moved),
            None => goes_with_its_member(case, *span),
        }
    }
    let mut there: Vec<Span> = new.iter().copied().filter(|span| !back.touches(*span)).collect();
    stays.sort();
    there.sort();
    let of =
        |spans: &[Span]| -> Vec<String> { spans.iter().map(|s| s.of(&case.new.text).trim_end().to_owned()).collect() };
    if of(&stays) != of(&there) {
        case.fail(format!("comments {:?} became {:?}", of(&stays), of(&there)));
    }
    if new.iter().any(|span| back.touches(*span)) {
        case.fail("an edit writes a comment");
    }
}

fn goes_with_its_member(case: &Case<'_>, comment: Span) {
    for finding in &case.done {
        let fix = finding.fix.as_ref().unwrap();
        for edit in fix.edits.iter().filter(|e| e.span.overlaps(comment)) {
            let asked = finding.rule == "parse-error" && fix.title.contains("comment");
            if edit.span.contains(comment) && (asked || belongs(case, finding, edit.span, comment)) {
                return;
            }
        }
    }
    case.fail(format!("the comment {:?} is gone", comment.of(&case.old.text)));
}

/// Whether a comment stands in what is removed with the bytes of the member itself, directly above it, or behind it.
fn belongs(case: &Case<'_>, finding: &Finding, removed: Span, comment: Span) -> bool {
    let text = &case.old.text;
    let own: Vec<Span> =
        place::own_bytes(&case.old, finding).into_iter().filter(|span| span.overlaps(removed)).collect();
    let between = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    // Other comments, commas and blanks, but no blank line.
    let close = |from: usize, to: usize| {
        let lines: Vec<&str> = between(from, to).split('\n').collect();
        lines.len() < 3 || lines[1..lines.len() - 1].iter().all(|line| !line.trim().is_empty())
    };
    // Between two tables of one member.
    let within = own.iter().any(|s| s.end <= comment.start) && own.iter().any(|s| comment.end <= s.start);
    within
        || own.iter().any(|span| {
            span.contains(comment)
                || comment.end <= span.start && close(comment.end, span.start)
                || span.end <= comment.start && close(span.end, comment.start)
        })
}

/// Where the comments of a text stand.
fn comments(document: &Document) -> Vec<Span> {
    if document.syntax == Syntax::Json {
        return document.problems.iter().filter(|p| p.kind == ProblemKind::Comment).map(|p| p.span).collect();
    }
    let mut taken = Vec::new();
    if let Some(root) = &document.root {
        scalars(root, &mut taken);
    }
    taken.sort();
    let text = document.text.get(..head(document).end).unwrap_or_default();
    let (mut at, mut out) = (0, Vec::new());
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('#')) {
        at += found;
        if let Some(span) = taken.iter().rfind(|span| span.start <= at && at < span.end) {
            at = span.end;
            continue;
        }
        let end = at + text[at..].find(['\n', '\r']).unwrap_or(text.len() - at);
        out.push(Span::new(at, end));
        at = end;
    }
    out
}

/// The bytes of keys and scalars, in which a `#` is no comment.
fn scalars(node: &Node, out: &mut Vec<Span>) {
    match &node.value {
        Value::Object(object) => {
            for Member { key_span, value, .. } in &object.members {
                out.push(*key_span);
                scalars(value, out);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| scalars(item, out)),
        _ => out.push(node.span),
    }
}
