//! What clients remember, from texts; what no test may write to a disk (an administrator's files) above all.

use super::*;
use crate::document::{Document, Interest, Syntax};
use crate::env::System;
use crate::env::tests::fake;
use crate::workspace::{Content, Role};

fn workspace(files: &[(&str, Role, &str)]) -> Workspace {
    let sources = files.iter().map(|(path, role, text)| {
        let syntax = if path.ends_with("toml") { Syntax::Toml } else { Syntax::Json };
        Source {
            path: path.into(),
            display: (*path).to_owned(),
            scope: Scope::User,
            role: role.clone(),
            project: "/r".into(),
            ignored_by_git: false,
            named: false,
            content: Content::Parsed(Box::new(Document::parse((*text).to_owned(), syntax, Interest::All))),
        }
    });
    Workspace { root: "/r".into(), sources: sources.collect(), aliases: Default::default(), repository: None }
}

fn here() -> Here {
    Here { start: "/r".into(), project: "/r".into() }
}

fn managed() -> Role {
    Role::State(files::user_files(&fake(System::Linux, &[]))[0].1)
}

fn reason(files: &[(&str, Role, &str)], client: &str, name: &str, origin: Origin) -> Option<Reason> {
    let memory = Memory::of(&workspace(files), &here(), client);
    memory.says(&Asked { name, server: None, origin }).stops.first().map(|s| s.reason)
}

const APPROVES: &str = r#"{"enableAllProjectMcpServers": true}"#;

#[test]
fn an_administrator_can_leave_servers_to_plugins() {
    for (text, stopped) in [
        (r#"{"strictPluginOnlyCustomization": true}"#, true),
        (r#"{"strictPluginOnlyCustomization": ["hooks", "mcp"]}"#, true),
        (r#"{"strictPluginOnlyCustomization": ["hooks"]}"#, false),
        (r#"{"strictPluginOnlyCustomization": false}"#, false),
    ] {
        let files = [("/m", managed(), text)];
        let expected = stopped.then_some(Reason::PluginsOnly);
        assert_eq!(reason(&files, "claude-code", "s", Origin::Own), expected, "{text}");
        assert_eq!(reason(&files, "claude-code", "s", Origin::Managed), None, "{text}");
        // Nobody else can.
        let files = [("/u", Role::State(&files::CLAUDE_USER), text)];
        assert_eq!(reason(&files, "claude-code", "s", Origin::Own), None, "{text}");
    }
}

#[test]
fn an_administrators_list_may_be_the_only_one() {
    let own = ("/u", Role::State(&files::CLAUDE_USER), r#"{"allowedMcpServers": [{"serverName": "mine"}]}"#);
    let both = r#"{"allowedMcpServers": [{"serverName": "theirs"}]}"#;
    let only = r#"{"allowManagedMcpServersOnly": true, "allowedMcpServers": [{"serverName": "theirs"}]}"#;
    let stops = |text, name| reason(&[("/m", managed(), text), own.clone()], "claude-code", name, Origin::Own);
    assert_eq!(stops(both, "mine"), None);
    assert_eq!(stops(both, "theirs"), None);
    assert_eq!(stops(only, "mine"), Some(Reason::NotAllowed));
    assert_eq!(stops(only, "theirs"), None);
    // What may run is one thing, what may not another.
    let denied = r#"{"deniedMcpServers": [{"serverName": "mine"}, {"serverName": " x"}, {}, 1]}"#;
    assert_eq!(stops(denied, "mine"), Some(Reason::Denied));
    let memory = Memory::of(&workspace(&[("/m", managed(), denied)]), &here(), "claude-code");
    let stop = memory.says(&Asked { name: "mine", server: None, origin: Origin::Own }).stops.remove(0);
    assert_eq!(stop.help, "ask your administrator");
}

#[test]
fn what_approves_everything_can_be_asked_for() {
    let files = [("/r/.claude/settings.json", Role::State(&files::CLAUDE_PROJECT), APPROVES)];
    let memory = Memory::of(&workspace(&files), &here(), "claude-code");
    let [switch] = memory.approves_all() else { panic!("{memory:?}") };
    assert_eq!((switch.scope, switch.pointer.as_str()), (Scope::Project, "/enableAllProjectMcpServers"));
    assert_eq!(reason(&files, "claude-code", "s", Origin::Project), Some(Reason::Untrusted));
    let local = [("/r/.claude/settings.local.json", Role::State(&files::CLAUDE_LOCAL), APPROVES)];
    assert_eq!(reason(&local, "claude-code", "s", Origin::Project), None);
    let memory = Memory::of(&workspace(&[]), &here(), "cursor");
    assert!(memory.approves_all().is_empty() && memory.named_by_project().is_empty());
}

#[test]
fn refusals_are_compared_as_tools_are_named_and_approvals_letter_by_letter() {
    let settings = |text| [("/r/.claude/settings.local.json", Role::State(&files::CLAUDE_LOCAL), text)];
    let stops = |text, name| reason(&settings(text), "claude-code", name, Origin::Project);
    assert_eq!(stops(r#"{"disabledMcpjsonServers": ["my docs"]}"#, "my.docs"), Some(Reason::Rejected));
    assert_eq!(stops(r#"{"enabledMcpjsonServers": ["my docs"]}"#, "my.docs"), Some(Reason::Pending));
    // One name may stand without a list.
    assert_eq!(stops(r#"{"enabledMcpjsonServers": "docs"}"#, "docs"), None);
    // Only servers that come with the project are asked about.
    assert_eq!(reason(&[], "claude-code", "docs", Origin::Own), None);
}

#[test]
fn settings_that_do_not_parse_say_nothing() {
    let files = [("/u", Role::State(&files::CLAUDE_USER), r#"{"deniedMcpServers": [{"serverName": "a"}],,}"#)];
    assert_eq!(reason(&files, "claude-code", "a", Origin::Own), None);
}

#[test]
fn gemini_cli_trusts_by_the_longest_path() {
    let trust = files::user_files(&fake(System::Linux, &[])).pop().map(|(_, state)| Role::State(state)).unwrap();
    for (text, stopped) in [
        (r#"{"/r": "DO_NOT_TRUST"}"#, true),
        (r#"{"/": "DO_NOT_TRUST", "/r": "TRUST_FOLDER"}"#, false),
        (r#"{"/r/x": "TRUST_PARENT", "/": "DO_NOT_TRUST"}"#, false),
        (r#"{"/other": "DO_NOT_TRUST"}"#, false),
    ] {
        let found = reason(&[("/t", trust.clone(), text)], "gemini-cli", "s", Origin::Project);
        assert_eq!(found, stopped.then_some(Reason::Untrusted), "{text}");
    }
}

#[test]
fn words_are_for_programs_too() {
    let says = [Says::Approves, Says::ApprovesAll, Says::Rejects, Says::Denies, Says::Allows, Says::LeavesOut];
    assert_eq!(says.map(Says::as_str), ["approves", "approves-all", "rejects", "denies", "allows", "leaves-out"]);
    assert!(unseen("claude-code").is_some() && unseen("mcpb").is_none());
}
