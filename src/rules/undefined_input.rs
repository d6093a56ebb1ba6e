//! `undefined-input`: `${input:id}` and the list of inputs do not fit together.

use super::{Family, FileCx, FixKind, Rule, RuleMeta, unsafe_};
use crate::document::Node;
use crate::finding::{Edit, Finding, Severity};
use crate::fix::edit;
use crate::normalize::IssueKind;

/// The rule.
#[derive(Debug)]
pub struct UndefinedInput;

static META: RuleMeta = RuleMeta {
    id: "undefined-input",
    family: Family::Dialect,
    severity: Severity::Error,
    summary: "every `${input:id}` is declared, and every input is used",
    fix: FixKind::Unsafe,
    page: include_str!("../../docs/rules/undefined-input.md"),
};

impl Rule for UndefinedInput {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        let name = cx.client();
        let mut asked: Vec<(&str, Finding)> = Vec::new();
        for issue in &cx.reading.issues {
            match &issue.kind {
                IssueKind::UndefinedInput { id } => {
                    // One id that is not declared is one mistake, however often it is used.
                    if let Some((_, first)) = asked.iter_mut().find(|(known, _)| known == id) {
                        let related = first.clone().related(cx.reading.file, issue.span, "used here too");
                        *first = related;
                        continue;
                    }
                    let message =
                        format!("input `{id}` is not declared: {name} cannot ask for it when the server starts");
                    let help = format!("add it to `inputs`: `{{\"type\": \"promptString\", \"id\": \"{id}\", ...}}`");
                    let fix = unsafe_(format!("declare the input `{id}`"), declare(cx, id));
                    asked.push((id, cx.finding(&META, issue, message).help(help).fix(fix)));
                }
                IssueKind::UnusedInput { id } => {
                    let message = format!("no server uses the input `{id}`");
                    out.push(cx.finding(&META, issue, message).help("remove it"));
                }
                _ => {}
            }
        }
        out.extend(asked.into_iter().map(|(_, finding)| finding));
    }
}

/// Adds the input. Not where one is declared and not used: then its id is probably the one that is wrong.
fn declare(cx: &FileCx<'_>, id: &str) -> Option<Vec<Edit>> {
    let key = cx.dialect.variables.inputs.filter(|key| !key.contains('/'))?;
    let root = cx.document.root.as_ref()?;
    if cx.reading.issues.iter().any(|i| matches!(i.kind, IssueKind::UnusedInput { .. })) {
        return None;
    }
    let secret = ["key", "token", "secret", "password"].iter().any(|word| id.to_lowercase().contains(word));
    let input = serde_json::json!({ "type": "promptString", "id": id, "description": id, "password": secret });
    let Some(list) = root.get(key) else {
        return edit::insert_member(cx.document, root, key, &serde_json::json!([input]), None);
    };
    let mut inputs: Vec<_> = list.as_array()?.iter().map(Node::to_json).collect();
    inputs.push(input);
    edit::set_value(cx.document, list, &inputs.into())
}
