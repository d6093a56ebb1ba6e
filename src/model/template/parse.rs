//! Where references begin and end, and what they are called.

use std::ops::Range;

use super::{Form, VarKind, Variable, is_env_name};

/// The names that VS Code gives a value of its own (variables reference, 2026-05).
pub const VSCODE_BUILTINS: &[&str] = &[
    "workspaceFolder",
    "workspaceFolderBasename",
    "userHome",
    "pathSeparator",
    "/",
    "cwd",
    "file",
    "fileBasename",
    "fileBasenameNoExtension",
    "fileDirname",
    "fileExtname",
    "fileWorkspaceFolder",
    "relativeFile",
    "relativeFileDirname",
    "lineNumber",
    "selectedText",
    "execPath",
    "defaultBuildTask",
];

/// Such names of other clients: Cursor's editor, Claude Code plugins, Gemini CLI extensions (as of 2026-11-21).
const OTHER_BUILTINS: &[&str] = &[
    "workspaceRoot",
    "extensionPath",
    "workspacePath",
    "CLAUDE_PLUGIN_ROOT",
    "CLAUDE_PLUGIN_DATA",
    "CLAUDE_PROJECT_DIR",
    "__dirname",
];

/// Whether some client gives this name in `${...}` a value of its own.
fn is_builtin(name: &str) -> bool {
    VSCODE_BUILTINS.contains(&name) || OTHER_BUILTINS.contains(&name)
}

/// The reference that begins here and that any client would understand.
pub(super) fn reference(source: &str, at: usize) -> Option<Variable> {
    let rest = source.get(at..)?;
    if let Some(body) = rest.strip_prefix("${{") {
        let end = body.find("}}")?;
        let (kind, name) = match body.get(..end)?.trim().split_once('.')? {
            ("secrets", name) => (VarKind::Env, name),
            ("inputs", name) => (VarKind::Input, name),
            _ => return None,
        };
        let name = name.to_owned();
        return Some(Variable { kind, name, default: None, form: Form::Secrets, range: at..at + end + 5 });
    }
    if let Some(body) = rest.strip_prefix("${") {
        let end = closing(body)?;
        return braced(body.get(..end)?, at..at + end + 3);
    }
    for (prefix, kind, form) in [("{env:", VarKind::Env, Form::CurlyEnv), ("{file:", VarKind::File, Form::CurlyFile)] {
        if let Some(body) = rest.strip_prefix(prefix) {
            let end = body.find('}')?;
            let range = at..at + prefix.len() + end + 1;
            let name = body.get(..end)?.to_owned();
            return Some(Variable { kind, name, default: None, form, range });
        }
    }
    if let Some(name) = rest.strip_prefix("$input:") {
        let alone = matches!(source.get(..at)?, "" | "Bearer ");
        let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
        let (kind, form, range) = (VarKind::Input, Form::BareInput, at..source.len());
        return (alone && plain).then(|| Variable { kind, name: name.to_owned(), default: None, form, range });
    }
    let name = rest.strip_prefix('$')?;
    let alone = matches!(source.get(..at)?, "" | "Bearer ");
    (alone && is_env_name(name)).then(|| Variable {
        kind: VarKind::Env,
        name: name.to_owned(),
        default: None,
        form: Form::Bare,
        range: at..source.len(),
    })
}

/// References that mean something to some clients and are plain text to others.
pub(super) fn own(source: &str, at: usize, forms: &[Form]) -> Option<Variable> {
    let rest = source.get(at..)?;
    let before = source.get(..at)?;
    let found = |kind, name: &str, form, length: usize| {
        Some(Variable { kind, name: name.to_owned(), default: None, form, range: at..at + length })
    };
    if let Some(body) = rest.strip_prefix("{{").filter(|_| forms.contains(&Form::DoubleCurly)) {
        let name = body.get(..body.find("}}")?)?;
        let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        return plain.then(|| found(VarKind::Other, name, Form::DoubleCurly, name.len() + 4)).flatten();
    }
    // `$$` is no reference, and a shell takes `\\$` for a dollar.
    if before.ends_with(['$', '\\']) {
        return None;
    }
    let body = rest.strip_prefix('$')?;
    if let Some(command) = body.strip_prefix('(').filter(|_| forms.contains(&Form::Command)) {
        let command = command.get(..command.find(')')?)?;
        return found(VarKind::Other, command, Form::Command, command.len() + 3);
    }
    if !forms.contains(&Form::Bare) {
        return None;
    }
    let length = body.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(body.len());
    let name = body.get(..length).filter(|name| is_env_name(name))?;
    found(VarKind::Env, name, Form::Bare, length + 1)
}

/// The end of `${...`, where a default may hold another `${...}`.
fn closing(body: &str) -> Option<usize> {
    let mut depth = 0usize;
    let bytes = body.as_bytes();
    // No reference is longer; without the limit a text full of `${` takes the square of its length.
    for (i, byte) in bytes.iter().enumerate().take(2048) {
        match byte {
            b'{' if i > 0 && bytes.get(i - 1) == Some(&b'$') => depth += 1,
            b'}' if depth == 0 => return Some(i),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn braced(inner: &str, range: Range<usize>) -> Option<Variable> {
    let var = |kind, name: &str, default: Option<&str>, form| {
        let default = default.map(str::to_owned);
        Some(Variable { kind, name: name.to_owned(), default, form, range: range.clone() })
    };
    if is_builtin(inner) {
        return var(VarKind::Builtin, inner, None, Form::Builtin);
    }
    if let Some((name, default)) = inner.split_once(":-") {
        let kind = if is_builtin(name) { VarKind::Builtin } else { VarKind::Env };
        return (is_env_name(name)).then(|| var(kind, name, Some(default), Form::Default)).flatten();
    }
    if let Some((prefix, name)) = inner.split_once(':') {
        if is_env_name(prefix) && name.starts_with(['?', '+', '=']) {
            return var(VarKind::Env, prefix, None, Form::Bash);
        }
        return match prefix {
            "file" => var(VarKind::File, name, None, Form::DollarFile),
            "env" if is_env_name(name) => var(VarKind::Env, name, None, Form::EnvColon),
            "input" => var(VarKind::Input, name, None, Form::Input),
            "workspaceFolder" => var(VarKind::Builtin, inner, None, Form::Builtin),
            _ => var(VarKind::Other, inner, None, Form::Prefixed),
        };
    }
    is_env_name(inner).then(|| var(VarKind::Env, inner, None, Form::Braced)).flatten()
}
