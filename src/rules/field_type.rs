//! `field-type`: a value has not the type that the client wants.

use super::{Family, FileCx, FixKind, Rule, RuleMeta, takes_comments};
use crate::clients::{FieldRule, FieldType as Ty, Role, WrongType};
use crate::document::{Node, Syntax, Value};
use crate::finding::{Covers, Edit, Finding, Fix, Severity};
use crate::fix::edit;
use crate::normalize::{Effect, Issue, IssueKind};

/// The rule.
#[derive(Debug)]
pub struct FieldType;

static META: RuleMeta = RuleMeta {
    id: "field-type",
    family: Family::Dialect,
    severity: Severity::Error,
    summary: "values have the types this client wants",
    fix: FixKind::Sometimes,
    page: include_str!("../../docs/rules/field-type.md"),
};

impl Rule for FieldType {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        for issue in &cx.reading.issues {
            match &issue.kind {
                IssueKind::EntryType { found } => {
                    let message = format!("the entry is {found}, not an object: {}", cx.costs());
                    let help = "write `{ \"command\": ... }` or `{ \"url\": ... }`, or remove it";
                    out.push(cx.finding(&META, issue, message).help(help));
                }
                IssueKind::FieldType { field, .. } if field.role == Role::Refused => {
                    let message = format!("{} refuses `{}`: {}", cx.client(), field.name.replace('/', "."), cx.costs());
                    out.push(cx.finding(&META, issue, message).help(instead(cx, field.name)));
                }
                IssueKind::FieldType { field, found, wants } => {
                    let key = issue.pointer.last().unwrap_or_default();
                    let found = shown(cx, issue, found, wants);
                    let consequence = match issue.effect {
                        Effect::Entry => cx.costs(),
                        Effect::File => format!("{} loads no server of this file", cx.client()),
                        _ if field.wrong == WrongType::Dropped => format!("{} leaves it out", cx.client()),
                        _ => format!("{} uses it as it is", cx.client()),
                    };
                    let place = place(&key, field);
                    let message = match field.ty {
                        Ty::OneOf(words) => format!("{place} is none of {}: {consequence}", super::list(words)),
                        _ => format!("{place} is {found}, not {wants}: {consequence}"),
                    };
                    let mut finding = cx.finding(&META, issue, message).help(help(field, &found, wants));
                    finding.fix = fix(cx, issue, field);
                    if field.name.ends_with(key.as_str()) && decides(field.role) {
                        let follow = &["endpoint-missing", "transport-missing"];
                        finding.covers = Covers::Rules(issue.pointer.parent(), follow);
                    }
                    out.push(finding);
                }
                _ => {}
            }
        }
    }
}

/// `args`, an element of it, or a member of `env`.
fn place(key: &str, field: &FieldRule) -> String {
    let name = field.name.rsplit('/').next().unwrap_or_default();
    match (key.parse::<usize>(), field.ty) {
        _ if key == name => format!("`{name}`"),
        (Ok(index), Ty::Strings) => format!("item {} of `{name}`", index + 1),
        _ => format!("`{key}` in `{name}`"),
    }
}

/// What the value is: the kind, or the number itself where it is only the wrong one.
fn shown(cx: &FileCx<'_>, issue: &Issue, found: &str, wants: &str) -> String {
    let text = cx.document.at(&issue.pointer).map(|node| node.span.of(&cx.document.text));
    match text {
        Some(text) if found == "a number" && wants.contains("number") => format!("`{text}`"),
        _ => found.to_owned(),
    }
}

/// Whether what the entry is depends on the field, so that other rules stumble over the same value.
fn decides(role: Role) -> bool {
    matches!(role, Role::Command | Role::CommandLine | Role::Url | Role::HttpUrl | Role::Transport)
}

/// What to write in place of a field that the client refuses.
fn instead(cx: &FileCx<'_>, field: &str) -> String {
    match cx.dialect.by_role(Role::BearerVar) {
        Some(own) => format!("put the token in a variable, and the variable's name in `{}`", own.name),
        None => format!("remove `{field}`"),
    }
}

fn help(field: &FieldRule, found: &str, wants: &str) -> String {
    match field.ty {
        Ty::OneOf(words) => format!("write one of {}", super::list(words)),
        _ if field.role == Role::Command && found == "a list" => {
            "write the program alone; its arguments go into `args`".to_owned()
        }
        _ if wants == "a string" && matches!(found, "a number" | "a boolean") => "put the value in quotes".to_owned(),
        Ty::Strings if wants != "a string" && !matches!(field.role, Role::Args | Role::CommandLine) => {
            "write a list: `[\"...\"]`".to_owned()
        }
        Ty::Strings if wants != "a string" => "a list with one word each: `[\"-y\", \"package\"]`".to_owned(),
        Ty::StringMap | Ty::ScalarMap if wants != "a string" => {
            "write `{}`, or names with values: `{ \"NAME\": \"value\" }`".to_owned()
        }
        _ => format!("write {wants}"),
    }
}

/// Quotes a number or boolean that stands where a string is wanted, turns an empty list into an empty map, and
/// takes a command line apart where asked to.
fn fix(cx: &FileCx<'_>, issue: &Issue, field: &FieldRule) -> Option<Fix> {
    let ty = field.ty;
    // The list as a whole is read once all of it is strings; then it would be the first to ask for an input.
    let list = cx.document.at(&issue.pointer.parent()).filter(|n| n.as_array().is_some());
    if list.is_some_and(|n| n.span.of(&cx.document.text).contains("${input:")) {
        return None;
    }
    // `true` in quotes is no transport, program or URL.
    if ty == Ty::String && !matches!(field.role, Role::Cwd | Role::Other) {
        return None;
    }
    let node = cx.document.at(&issue.pointer)?;
    let text = node.span.of(&cx.document.text).to_owned();
    let skips = issue.effect == Effect::Entry;
    let build = |safe: bool, title: String, edits: Vec<Edit>| {
        if safe && skips { Fix::safe(title, edits) } else { Fix::unsafe_(title, edits) }
    };
    match (&node.value, ty) {
        (Value::Number(_) | Value::Bool(_), Ty::StringMap | Ty::ScalarMap | Ty::Strings | Ty::String) => {
            let whole = issue.pointer.last().is_some_and(|_| is_element(cx, issue) || ty == Ty::String);
            // `1.0` may be meant as a version, and TOML's `0x1F` as 31: a person should look.
            let digits = text.trim_start_matches('-').bytes().all(|b| b.is_ascii_digit());
            let exact = digits || matches!(node.value, Value::Bool(_));
            let edits = if cx.document.syntax.is_yaml() {
                edit::set_value(cx.document, node, &text.clone().into())?
            } else {
                vec![Edit::replace(node.span, format!("\"{text}\""))]
            };
            whole.then(|| build(exact, "put the value in quotes".to_owned(), edits))
        }
        (Value::Array(items), Ty::StringMap | Ty::ScalarMap) if items.is_empty() && !node.read_only => {
            let edits = vec![Edit::replace(node.span, "{}")];
            Some(build(true, "write an empty object".to_owned(), edits))
        }
        (Value::String(line), Ty::Strings) if cx.document.syntax == Syntax::Json || !line.contains('\n') => {
            split(cx, issue, node, line)
        }
        _ => None,
    }
}

fn is_element(cx: &FileCx<'_>, issue: &Issue) -> bool {
    let parent = cx.document.at(&issue.pointer.parent());
    let field = issue.pointer.parent().last().unwrap_or_default();
    parent.is_some() && cx.dialect.field(&field).is_some()
}

/// `"-y pkg ./docs"` to `["-y", "pkg", "./docs"]`; not where quotes make the words a guess, and not
/// where it would be the first to ask for an input.
fn split(cx: &FileCx<'_>, issue: &Issue, node: &Node, line: &str) -> Option<Fix> {
    if line.trim().is_empty() || line.contains(['"', '\'', '\\', '`']) || line.contains("${input:") {
        return None;
    }
    let mut words: Vec<&str> = line.split_whitespace().collect();
    let entry = cx.document.at(&issue.pointer.parent())?;
    let key = issue.pointer.last()?;
    // opencode has program and arguments in one list: arguments beside it, as elsewhere, belong into it.
    let line = cx.dialect.field(&key).is_some_and(|f| f.role == Role::CommandLine);
    let beside = entry.get("args").filter(|_| line).and_then(Node::as_array);
    let args: Option<Vec<&str>> = beside.map(|items| items.iter().map(Node::as_str).collect()).unwrap_or_default();
    let mut removal = Vec::new();
    if let Some(args) = args.filter(|a| !a.is_empty()) {
        words.extend(args);
        removal = edit::remove_keys(cx.document, entry, |key| key == "args")?;
        if takes_comments(cx.document, &removal) {
            return None;
        }
    }
    let mut edits = edit::set_value(cx.document, node, &words.into())?;
    edits.append(&mut removal);
    Some(Fix::unsafe_("split it into words", edits))
}
