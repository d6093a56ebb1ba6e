//! Where the edits of a finding may stand: within the member that it names and what belongs to that.

use mcpcheck::document::{Document, Layout, Node, Object, Pointer, ProblemKind, Span, Syntax, Value};
use mcpcheck::finding::{Edit, Finding};

use super::Case;

/// A rule whose fix reaches another member than the one that the finding points at, why, and which.
type Wider = (&'static str, &'static str, fn(&Finding) -> Vec<Pointer>);

const WIDER: &[Wider] = &[
    ("container-key", "the servers move to the key that is read, which may be there already", |finding| {
        quoted(finding).map(|key| Pointer::root().join(key)).into_iter().collect()
    }),
    ("field-type", "the arguments go into the list of the program", |finding| {
        let entry = finding.pointer.parent();
        if finding.pointer.last().as_deref() == Some("command") { vec![entry.join("args")] } else { Vec::new() }
    }),
    ("server-drift", "a process that should be a remote server, or the reverse, is another entry", |finding| {
        let title = finding.fix.as_ref().map_or("", |fix| fix.title.as_str());
        let kind = quoted(finding) == Some("transport") || title.starts_with("make ");
        if kind { vec![entry(finding)] } else { Vec::new() }
    }),
    ("server-drift", "where program and arguments are one list, that list is set", |finding| {
        let item = finding.pointer.last().is_some_and(|last| last.parse::<usize>().is_ok());
        if item { vec![finding.pointer.parent()] } else { Vec::new() }
    }),
    ("transport-key", "the name of the URL may say the transport", |finding| {
        let entry = finding.pointer.parent();
        vec![entry.join("url"), entry.join("httpUrl")]
    }),
    (
        "absolute-path",
        "the same home directory in other values of the server, each named as a further place",
        |finding| {
            if finding.related.is_empty() { Vec::new() } else { vec![entry(finding)] }
        },
    ),
    ("undefined-input", "it is declared where inputs are", |_| vec![Pointer::of(&["inputs"])]),
];

/// The entry that a finding is about: the place of its server's name on the way to it, else what is around it.
fn entry(finding: &Finding) -> Pointer {
    let mut at = Pointer::root();
    for segment in finding.pointer.segments() {
        at = at.join(&segment);
        if Some(&segment) == finding.server.as_ref() {
            return at;
        }
    }
    finding.pointer.parent()
}

/// The last thing that the title of a fix has in backticks.
pub(super) fn quoted(finding: &Finding) -> Option<&str> {
    finding.fix.as_ref()?.title.rsplit('`').nth(1)
}

/// Fails where an edit lies outside of what its finding names, or where one that only adds takes something away.
pub(super) fn within_members(case: &Case<'_>) {
    for finding in &case.done {
        let fix = finding.fix.as_ref().unwrap();
        let places = regions(&case.old, finding);
        let adds = fix.title.starts_with("add ") || fix.title.starts_with("declare ");
        for edit in &fix.edits {
            if !places.iter().any(|place| place.contains(edit.span)) {
                case.fail(format!("`{}` names {places:?}, but changes {edit:?}", finding.rule));
            }
            if adds && !is_blank(&case.old, edit) {
                case.fail(format!("`{}` says it adds, but takes {:?}", finding.rule, edit.span.of(&case.old.text)));
            }
        }
    }
}

fn is_blank(document: &Document, edit: &Edit) -> bool {
    edit.span.of(&document.text).trim().is_empty()
}

/// The members that a finding names.
pub(super) fn named(finding: &Finding) -> Vec<Pointer> {
    let wider = WIDER.iter().filter(|(rule, ..)| *rule == finding.rule);
    std::iter::once(finding.pointer.clone()).chain(wider.flat_map(|(.., places)| places(finding))).collect()
}

/// Where the edits of a finding may stand.
fn regions(document: &Document, finding: &Finding) -> Vec<Span> {
    let text = &document.text;
    match finding.rule {
        // About bytes and no member: the marks themselves, and the blanks around them.
        "encoding" | "parse-error" => {
            let kind = |k: ProblemKind| match finding.rule {
                "encoding" => k == ProblemKind::Bom,
                _ => matches!(k, ProblemKind::Comment | ProblemKind::TrailingComma),
            };
            let spans: Vec<Span> = document.problems.iter().filter(|p| kind(p.kind)).map(|p| p.span).collect();
            let mut grown: Vec<Span> = Vec::new();
            for span in spans {
                let start = text[..span.start].trim_end_matches(char::is_whitespace).len();
                let end = text.len() - text[span.end..].trim_start_matches(char::is_whitespace).len();
                match grown.last_mut() {
                    Some(last) if last.end >= start => *last = last.join(Span::new(start, end)),
                    _ => grown.push(Span::new(start, end)),
                }
            }
            grown
        }
        _ => named(finding).iter().flat_map(|pointer| around(document, pointer)).collect(),
    }
}

/// The bytes of what a pointer names, up to its neighbours on both sides; of the nearest that is there where it is not.
/// Of a member that is written more than once, all.
fn around(document: &Document, pointer: &Pointer) -> Vec<Span> {
    let whole = Span::new(0, document.text.len());
    let Some(root) = &document.root else { return vec![whole] };
    let mut at = Pointer::root();
    let mut found: Vec<(&Node, Vec<Span>)> = vec![(root, vec![whole])];
    for segment in pointer.segments() {
        let below: Vec<(&Node, Vec<Span>)> =
            found.iter().flat_map(|(node, _)| children(document, node, &at, &segment)).collect();
        if below.is_empty() {
            break;
        }
        at = at.join(&segment);
        found = below;
    }
    let mut spans: Vec<Span> = found.into_iter().flat_map(|(_, spans)| spans).collect();
    spans.sort();
    // What belongs to two twins lies between them.
    spans.dedup_by(|next, last| {
        let meet = last.end >= next.start;
        if meet {
            *last = last.join(*next);
        }
        meet
    });
    spans
}

fn children<'d>(doc: &'d Document, node: &'d Node, at: &Pointer, segment: &str) -> Vec<(&'d Node, Vec<Span>)> {
    let children: Vec<(Option<&str>, Span, &Node)> = match &node.value {
        Value::Object(o) => o.members.iter().map(|m| (Some(m.key.as_str()), m.span(), &m.value)).collect(),
        Value::Array(items) => items.iter().map(|i| (None, i.span, i)).collect(),
        _ => return Vec::new(),
    };
    let mut out = Vec::new();
    for (i, (key, span, child)) in children.iter().enumerate() {
        if key.is_some_and(|key| key != segment) || key.is_none() && i.to_string() != segment {
            continue;
        }
        let places = if doc.syntax.is_yaml() {
            // Nothing is added to a block or taken from it.
            vec![*span]
        } else if is_table(doc, node) {
            of_statements(doc, &at.join(segment))
        } else {
            let start = i.checked_sub(1).map_or(node.span.start + 1, |i| children[i].1.end);
            let end = children.get(i + 1).map_or(node.span.end - 1, |next| next.1.start);
            vec![Span::new(start, end)]
        };
        out.push((*child, places));
    }
    out
}

/// Whether a node is a TOML table, or an array of them, without brackets.
fn is_table(document: &Document, node: &Node) -> bool {
    let bare = |o: &Object| o.layout != Layout::Braces;
    document.syntax == Syntax::Toml
        && match &node.value {
            Value::Object(o) => bare(o) || document.root.as_ref().is_some_and(|root| std::ptr::eq(root, node)),
            Value::Array(items) => items.iter().any(|i| i.as_object().is_some_and(bare)),
            _ => false,
        }
}

/// Every header and `key = value` line of a TOML text with the place it names, in text order.
pub(super) fn statements(document: &Document) -> Vec<(Span, Pointer)> {
    let mut out = Vec::new();
    if let Some(root) = &document.root {
        collect(document, root, &Pointer::root(), &mut out);
    }
    out.sort();
    out
}

fn collect(document: &Document, node: &Node, at: &Pointer, out: &mut Vec<(Span, Pointer)>) {
    if let Value::Array(items) = &node.value {
        items.iter().enumerate().for_each(|(i, item)| collect(document, item, &at.index(i), out));
    }
    let Some(object) = node.as_object() else { return };
    if let Layout::Header(span) = object.layout {
        out.push((span, at.clone()));
    }
    for member in &object.members {
        let below = at.join(&member.key);
        if is_table(document, &member.value) {
            collect(document, &member.value, &below, out);
        } else {
            // `env.A = 1`: the line begins with the names of the tables on the way.
            let text = &document.text;
            let line = text[..member.key_span.start].rfind('\n').map_or(0, |end| end + 1);
            let line = text[line..].strip_prefix('\u{feff}').map_or(line, |_| line + 3);
            let start = line + (text[line..].len() - text[line..].trim_start_matches([' ', '\t']).len());
            out.push((Span::new(start, member.value.span.end), below));
        }
    }
}

/// Around each statement at or below a place, up to the statements about something else.
fn of_statements(document: &Document, pointer: &Pointer) -> Vec<Span> {
    let all = statements(document);
    let mut out: Vec<Span> = Vec::new();
    for (i, (_, at)) in all.iter().enumerate() {
        if !pointer.contains(at) {
            continue;
        }
        let others = |(_, other): &&(Span, Pointer)| !pointer.contains(other);
        let start = all[..i].iter().rfind(others).map_or(0, |(span, _)| span.end);
        let end = all[i..].iter().find(others).map_or(document.text.len(), |(span, _)| span.start);
        let place = Span::new(start, end);
        if out.last() != Some(&place) {
            out.push(place);
        }
    }
    out
}

/// The bytes of what a finding names themselves: keys, values and headers, without what is around them.
pub(super) fn own_bytes(document: &Document, finding: &Finding) -> Vec<Span> {
    let mut out = Vec::new();
    for pointer in named(finding) {
        if document.syntax == Syntax::Toml {
            out.extend(statements(document).into_iter().filter(|(_, at)| pointer.contains(at)).map(|(span, _)| span));
        }
        let (parent, last) = (document.at(&pointer.parent()), pointer.last());
        let members = parent.and_then(Node::as_object).into_iter().flat_map(|o| &o.members);
        out.extend(
            members.filter(|m| Some(&m.key) == last.as_ref() && !is_table(document, &m.value)).map(|m| m.span()),
        );
        out.extend(document.at(&pointer).filter(|n| !is_table(document, n)).map(|n| n.span));
    }
    out.sort();
    out
}
