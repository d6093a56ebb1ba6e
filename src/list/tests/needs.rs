//! What no repository of today can show: clients that load nothing where a variable is not set.

use super::super::*;
use crate::check::{Declared, readings};
use crate::clients::{self, Dialect, Unset, Variables};
use crate::document::{Document, Interest, Syntax};
use crate::env::System;
use crate::env::tests::fake;
use crate::model::template::Form;
use crate::workspace::Role;

/// Claude Code as it would be if it did what `unset` says.
fn made_up(unset: Unset) -> &'static Dialect {
    let claude = clients::dialect("claude-code").unwrap();
    let clients::Dialect { transports: t, marks: m, .. } = claude;
    let transports = clients::Transports { ..*t };
    let marks = clients::Marks { ..*m };
    let names = clients::Names { refused: clients::any_name, sanitise: clients::as_is };
    let variables = Variables {
        fatal: &[],
        forms: &[Form::Braced, Form::Default],
        roles: claude.variables.roles,
        builtins: &[],
        unset,
        spell: Some("${NAME}"),
        inputs: None,
    };
    Box::leak(Box::new(Dialect { transports, marks, names, variables, ..*claude }))
}

fn listed(unset: Unset, variables: Environment<'_>) -> ListedFile {
    let dialect = made_up(unset);
    let text = r#"{"mcpServers": {
        "free": {"command": "x", "args": ["${D:-d}"]},
        "needy": {"command": "x", "args": ["${A}", "${B}"]}
    }}"#;
    let source = Source {
        path: "/repo/.mcp.json".into(),
        display: ".mcp.json".to_owned(),
        scope: Scope::Project,
        role: Role::Config(vec![dialect]),
        project: "/repo".into(),
        ignored_by_git: false,
        named: false,
        content: Content::Parsed(Box::new(Document::parse(text.to_owned(), Syntax::Json, Interest::All))),
    };
    let workspace =
        Workspace { root: "/repo".into(), sources: vec![source], aliases: Default::default(), repository: None };
    let readings = readings(&workspace, &Declared::default(), false);
    list(&workspace, &readings, &fake(System::Linux, &[]), variables).files.remove(0)
}

#[test]
fn needs_turn_the_verdict() {
    let env = fake(System::Linux, &[("A", ""), ("b", "1")]);
    let seen = |file: &ListedFile| -> Vec<String> {
        let reason = |s: &ListedServer| s.verdict.reason().unwrap_or("loads").to_owned();
        file.servers.iter().map(|s| format!("{}: {}", s.name, reason(s))).collect()
    };
    let skips = |variables| seen(&listed(Unset::SkipsEntry, variables));
    assert_eq!(skips(Environment::Assumed), ["free: loads", "needy: loads"]);
    assert_eq!(skips(Environment::Empty), ["free: loads", "needy: needs A, B"]);
    assert_eq!(skips(Environment::Of(&env)), ["free: loads", "needy: needs B"]);
    let windows = Env { system: System::Windows, ..env.clone() };
    assert_eq!(skips(Environment::Of(&windows)), ["free: loads", "needy: loads"]);
    let rejects = |variables| listed(Unset::RejectsFile, variables);
    assert_eq!(rejects(Environment::Assumed).verdict, FileVerdict::Read);
    let rejected = rejects(Environment::Of(&env));
    assert_eq!(rejected.verdict, FileVerdict::Rejected("needs B".to_owned()));
    assert_eq!(seen(&rejected), ["free: the file is refused: needs B", "needy: the file is refused: needs B"]);
    assert!(rejected.servers.iter().all(|s| s.transport.is_none()));
    assert_eq!(rejected.servers[1].needs, ["A", "B"]);
}
