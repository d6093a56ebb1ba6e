//! `variable-syntax`: a variable in a spelling that this client does not expand.

use super::{Family, FileCx, FixKind, Rule, RuleMeta};
use crate::clients::Role;
use crate::finding::{Edit, Finding, Fix, Severity};
use crate::fix::edit;
use crate::model::template::Form;
use crate::normalize::{Issue, IssueKind, in_shell_string};

/// The rule.
#[derive(Debug)]
pub struct VariableSyntax;

static META: RuleMeta = RuleMeta {
    id: "variable-syntax",
    family: Family::Dialect,
    severity: Severity::Error,
    summary: "variables are spelled as this client expands them",
    fix: FixKind::Sometimes,
    page: include_str!("../../docs/rules/variable-syntax.md"),
};

impl Rule for VariableSyntax {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        for issue in &cx.reading.issues {
            let IssueKind::Variable { text, name, form, role, has_default } = &issue.kind else { continue };
            let what = match role {
                Role::Url => "the URL keeps the text",
                Role::Command => "the command keeps the text",
                _ => "the server gets the text itself",
            };
            let client = cx.client();
            // `$hunter2` may be a password that begins with a dollar: nothing of it is said, and nothing made of it.
            let doubtful = *form == Form::Bare && cx.is_secret(issue.span);
            let shown = match () {
                () if doubtful => "$...".to_owned(),
                // A default is a literal value, perhaps a credential.
                () if *has_default => format!("${{{name}:-...}}"),
                () => text.clone(),
            };
            let name = if doubtful { "NAME" } else { name };
            let known = cx.dialect.marks.variables.is_known();
            let does = if known { "does not expand" } else { "is not known to expand" };
            let message = format!("{client} {does} `{shown}`: {what}");
            let spelled = spelling(cx, name, *form, *has_default);
            let help = match (&spelled, cx.dialect.variables.spell) {
                (Some(spelled), _) => format!("write `{spelled}`"),
                (None, None) => none_expanded(cx, *role, name),
                (None, Some(spell)) if matches!(form, Form::Input | Form::BareInput) => {
                    let upper = name.to_uppercase().replace(['-', '.'], "_");
                    format!("{client} cannot ask; take it from the environment: `{}`", spell.replace("NAME", &upper))
                }
                (None, Some(spell)) if *has_default => {
                    let plain = spell.replace("NAME", name);
                    format!("{client} knows no defaults: write `{plain}` and set the variable, or write the value")
                }
                (None, Some(_)) => format!("{client} has nothing of that kind; write the value"),
            };
            let mut finding = cx.finding(&META, issue, message).help(help);
            finding.fix = spelled.filter(|_| !doubtful).and_then(|s| fix(cx, issue, text, *form, s));
            out.push(finding);
        }
    }
}

/// How this client writes the same reference.
fn spelling(cx: &FileCx<'_>, name: &str, form: Form, has_default: bool) -> Option<String> {
    if form == Form::BareInput && cx.dialect.variables.forms.contains(&Form::Input) {
        return Some(format!("${{input:{name}}}"));
    }
    let variable = matches!(form, Form::Braced | Form::Bare | Form::EnvColon | Form::CurlyEnv);
    // A default cannot be said in a client without defaults, and must not be lost.
    (variable && !has_default).then(|| cx.dialect.variables.spell.map(|s| s.replace("NAME", name))).flatten()
}

fn none_expanded(cx: &FileCx<'_>, role: Role, name: &str) -> String {
    let codex = cx.dialect.by_role(Role::EnvNames).is_some();
    match role {
        Role::Env if codex => format!("hand the variable on by name: `env_vars = [\"{name}\"]`"),
        Role::Headers if codex => "name the variable in `env_http_headers` or `bearer_token_env_var`".to_owned(),
        Role::Env => format!(
            "{0} expands no variables here: let the server take `{name}` from the environment that {0} is started in, or \
             start it through a script that sets it",
            cx.client()
        ),
        _ => format!(
            "{} expands no variables here: keep the value in your own settings, or start the server through a script \
             that fills it in",
            cx.client()
        ),
    }
}

/// Safe for another client's complete form. `$NAME` may be meant for a shell, so it has to be asked for.
fn fix(cx: &FileCx<'_>, issue: &Issue, text: &str, form: Form, spelled: String) -> Option<Fix> {
    // A shell would read the new spelling in its own way.
    let server = cx.reading.servers.iter().find(|s| s.pointer.contains(&issue.pointer));
    if server.is_some_and(|s| in_shell_string(s, &issue.pointer)) {
        return None;
    }
    // Only where the bytes of the reference are known exactly.
    if issue.span.of(&cx.document.text) != text {
        return None;
    }
    let title = format!("write `{spelled}`");
    let edits = if cx.document.syntax.is_yaml() {
        // What was a plain string may need quotes now: `{env:T}` alone is a map.
        let node = cx.document.at(&issue.pointer)?;
        let part = node.as_str()?.match_indices(text).next().map(|(at, _)| at..at + text.len())?;
        edit::set_part(cx.document, node, part, &spelled)?
    } else {
        vec![Edit::replace(issue.span, spelled)]
    };
    Some(if matches!(form, Form::Bare | Form::BareInput) {
        Fix::unsafe_(title, edits)
    } else {
        Fix::safe(title, edits)
    })
}
