//! What stands inside values: variables, inputs, headers that are none of the config's business.

use super::FileReading;
use super::issue::{Effect, Issue, IssueKind};
use crate::clients::{Dialect, Mark, Role};
use crate::document::{Document, Node, Pointer, Span};
use crate::model::template::{Form, Variable};
use crate::model::{Server, Spanned, Template, VarKind};

/// Headers that every MCP client sets itself, request by request (MCP specification 2025-06-18, transports).
const MANAGED: &[&str] = &["accept", "content-type", "mcp-session-id", "mcp-protocol-version"];

/// Programs whose arguments are a language of their own, where `$NAME` is the shell's business.
const SHELLS: &[&str] = &["sh", "bash", "zsh", "fish", "dash", "ksh", "cmd", "powershell", "pwsh"];

/// Every string of a server that may refer to variables, with the field it stands in.
pub(crate) fn templates(server: &Server) -> Vec<(Role, &Spanned<Template>)> {
    let mut all: Vec<(Role, &Spanned<Template>)> = Vec::new();
    all.extend(server.command.iter().map(|t| (Role::Command, t)));
    all.extend(server.args.iter().flat_map(|a| &a.value).map(|t| (Role::Args, t)));
    all.extend(server.cwd.iter().map(|t| (Role::Cwd, t)));
    all.extend(server.url.iter().map(|t| (Role::Url, t)));
    let named = |entries| -> Vec<&Spanned<Template>> {
        let entries: &[crate::model::server::Entry] = entries;
        entries.iter().filter(|e| e.literal_place).filter_map(|e| e.value.as_ref()).collect()
    };
    all.extend(named(&server.env).into_iter().map(|t| (Role::Env, t)));
    all.extend(named(&server.headers).into_iter().map(|t| (Role::Headers, t)));
    all
}

/// Whether a program is a shell.
pub(super) fn is_shell(command: &str) -> bool {
    let base = command.rsplit(['/', '\\']).next().unwrap_or(command).to_ascii_lowercase();
    SHELLS.contains(&base.trim_end_matches(".exe"))
}

/// Whether the argument at this place is a program for a shell (`sh -c "..."`), which expands `${NAME}` itself.
pub(super) fn in_shell_string(server: &Server, at: &Pointer) -> bool {
    let command = server.command.as_ref().map(|c| c.value.source.as_str()).unwrap_or_default();
    let base = command.rsplit('/').next().unwrap_or(command);
    let option = |text: &str| text.starts_with('-') && !text.starts_with("--") && text.ends_with('c');
    let args = server.args.as_ref().map(|a| a.value.as_slice()).unwrap_or_default();
    matches!(base, "sh" | "bash" | "zsh" | "dash" | "ksh")
        && args.windows(2).any(|pair| matches!(pair, [flag, text] if text.pointer == *at && option(&flag.value.source)))
}

/// Looks at all values of a file.
pub(super) fn check(document: &Document, reading: &mut FileReading) {
    let dialect = reading.dialect;
    let mut issues = Vec::new();
    let mut used = Vec::new();
    let declared = inputs(document, dialect);
    for server in &reading.servers {
        let shell = server.command.as_ref().is_some_and(|c| is_shell(&c.value.source));
        for (role, template) in templates(server) {
            for variable in template.value.variables() {
                let part = document
                    .at(&template.pointer)
                    .and_then(|node| document.string_part(node, variable.range.clone()))
                    .unwrap_or(template.span);
                let place = Place { server, role, pointer: &template.pointer, span: part };
                let asked = variable.kind == VarKind::Input && dialect.variables.inputs.is_some();
                if asked {
                    used.push(variable.name.clone());
                }
                if asked && variable.form != Form::BareInput {
                    issues.extend(undefined(variable, &declared, &place));
                } else if !(shell && role == Role::Args && variable.form == Form::Bare
                    || matches!(variable.form, Form::Braced | Form::Default)
                        && in_shell_string(server, &template.pointer))
                {
                    issues.extend(unexpanded(dialect, variable, &place));
                }
            }
        }
        issues.extend(managed(server));
    }
    for (id, span, pointer) in declared.iter().filter(|(id, ..)| !used.contains(id)) {
        issues.push(Issue {
            kind: IssueKind::UnusedInput { id: id.clone() },
            effect: Effect::Nothing,
            ceiling: dialect.marks.variables.ceiling(),
            span: *span,
            pointer: pointer.clone(),
            server: None,
            scope: dialect.scope,
        });
    }
    reading.issues.append(&mut issues);
}

struct Place<'a> {
    server: &'a Server,
    role: Role,
    pointer: &'a Pointer,
    span: Span,
}

impl Place<'_> {
    fn issue(&self, kind: IssueKind, effect: Effect, mark: Mark) -> Issue {
        Issue {
            kind,
            effect,
            ceiling: mark.ceiling(),
            span: self.span,
            pointer: self.pointer.clone(),
            server: Some(self.server.name.clone()),
            scope: self.server.scope,
        }
    }
}

/// The declared inputs: id, its bytes, its place.
fn inputs(document: &Document, dialect: &Dialect) -> Vec<(String, Span, Pointer)> {
    let Some(key) = dialect.variables.inputs else { return Vec::new() };
    let at = Pointer::of(&key.split('/').collect::<Vec<_>>());
    let list = document.at(&at).and_then(Node::as_array);
    list.unwrap_or_default()
        .iter()
        .enumerate()
        .filter_map(|(i, node)| {
            let id = node.get("id")?;
            Some((id.as_str()?.to_owned(), id.span, at.index(i).join("id")))
        })
        .collect()
}

fn undefined(variable: &Variable, declared: &[(String, Span, Pointer)], place: &Place<'_>) -> Option<Issue> {
    let known = declared.iter().any(|(id, ..)| *id == variable.name);
    (!known).then(|| {
        let kind = IssueKind::UndefinedInput { id: variable.name.clone() };
        place.issue(kind, Effect::Changed, Mark::Source)
    })
}

/// A reference in a form that this client does not expand reaches the server as it stands.
fn unexpanded(dialect: &Dialect, variable: &Variable, place: &Place<'_>) -> Option<Issue> {
    let v = &dialect.variables;
    let environment_like = variable.name.chars().all(|c| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit());
    let expanded = match variable.form {
        Form::Builtin => {
            let name = variable.name.split(':').next().unwrap_or_default();
            v.builtins.contains(&name) || (environment_like && v.forms.contains(&Form::Braced))
        }
        // MCPB fills in `${HOME}` itself, and no variable of the environment.
        form => v.forms.contains(&form) || v.builtins.contains(&variable.name.as_str()),
    };
    if expanded {
        return None;
    }
    let range = variable.range.clone();
    let source = document_text(place.server, place.pointer, range)?;
    let effect = match place.role {
        _ if v.fatal.contains(&variable.form) => Effect::File,
        Role::Url | Role::Command => Effect::Changed,
        _ => Effect::Lost,
    };
    let kind = IssueKind::Variable {
        text: source,
        name: variable.name.clone(),
        form: variable.form,
        role: place.role,
        has_default: variable.default.is_some(),
    };
    Some(place.issue(kind, effect, dialect.marks.variables))
}

/// The reference as it is written.
fn document_text(server: &Server, pointer: &Pointer, range: std::ops::Range<usize>) -> Option<String> {
    let (_, template) = templates(server).into_iter().find(|(_, t)| t.pointer == *pointer)?;
    template.value.source.get(range).map(str::to_owned)
}

fn managed(server: &Server) -> impl Iterator<Item = Issue> {
    let at = server.headers_at.as_ref();
    server
        .headers
        .iter()
        .filter(|h| h.literal_place && MANAGED.contains(&h.name.to_ascii_lowercase().as_str()))
        .filter_map(move |header| {
            let at = at?;
            Some(Issue {
                kind: IssueKind::ManagedHeader { name: header.name.clone(), object: at.pointer.clone() },
                effect: Effect::Lost,
                ceiling: Mark::Source.ceiling(),
                span: header.name_span,
                pointer: at.pointer.join(&header.name),
                server: Some(server.name.clone()),
                scope: server.scope,
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::dialect;
    use crate::document::{Interest, Syntax};
    use crate::finding::FileId;

    fn unexpanded(args: &str) -> usize {
        let text = format!(r#"{{"servers": {{"a": {{"command": "bash", "args": {args}}}}}}}"#);
        let document = Document::parse(text, Syntax::Json, Interest::All);
        let reading = crate::normalize::normalize(FileId(0), &document, dialect("vscode").unwrap(), None);
        reading.issues.iter().filter(|i| matches!(i.kind, IssueKind::Variable { .. })).count()
    }

    #[test]
    fn a_shell_expands_its_own_variables() {
        assert_eq!(unexpanded(r#"["-c", "run ${A} ${B:-b} $C"]"#), 0);
        assert_eq!(unexpanded(r#"["-lc", "run ${A}"]"#), 0);
        assert_eq!(unexpanded(r#"["-c", "run {env:A}"]"#), 1);
        assert_eq!(unexpanded(r#"["run.sh", "${A}"]"#), 1);
    }
}
