//! `platform-command`: a project file starts a program that only one operating system has.

use super::{Family, FileCx, FixKind, Rule, RuleMeta};
use crate::finding::{Finding, Severity};
use crate::model::{Scope, Server, Spanned, Template};

/// The rule.
#[derive(Debug)]
pub struct PlatformCommand;

static META: RuleMeta = RuleMeta {
    id: "platform-command",
    family: Family::Portability,
    severity: Severity::Info,
    summary: "a project's servers start on every operating system",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/platform-command.md"),
};

impl Rule for PlatformCommand {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        let project = cx.source.scope == Scope::Project && cx.dialect.scope == Scope::Project;
        if !cx.dialect.owner || cx.dialect.server_side || !project || cx.source.ignored_by_git {
            return;
        }
        let servers = cx.reading.servers.iter().filter(|s| s.scope == Scope::Project);
        out.extend(servers.filter_map(|server| judge(cx, server)));
    }
}

fn judge(cx: &FileCx<'_>, server: &Server) -> Option<Finding> {
    let args = server.args.iter().flat_map(|a| &a.value);
    let all = server.command.iter().map(|c| (c, true)).chain(args.map(|a| (a, false)));
    let (word, (system, why)) = all.filter_map(|(word, is_command)| Some((word, only(word, is_command)?))).next()?;
    // `docs-windows` beside `docs-macos` says so itself.
    let said = |word: &str| NAMES.iter().any(|(name, of)| *of == system && word.eq_ignore_ascii_case(name));
    if server.name.split(|c: char| !c.is_ascii_alphanumeric()).any(said) {
        return None;
    }
    let client = cx.client();
    let shown = &word.value.source;
    let message = format!("`{shown}` {why}: {client} starts this server on {system} alone");
    let help = match wrapped(server) {
        Some(inner) => format!("write `{inner}` as the command, which {client} finds on every system"),
        None => "name a program that is in `PATH` on every system, or keep the entry in your own settings".to_owned(),
    };
    Some(
        Finding::new(META.id, META.severity, cx.reading.file, word.span, message)
            .at(word.pointer.clone())
            .client(cx.dialect.client)
            .server(&server.name, server.scope)
            .help(help),
    )
}

/// What people call the systems in the names of servers.
const NAMES: &[(&str, &str)] = &[
    ("windows", "Windows"),
    ("win", "Windows"),
    ("wsl", "Windows"),
    ("macos", "macOS"),
    ("mac", "macOS"),
    ("darwin", "macOS"),
];

/// The system that alone has a program or a path.
fn only(word: &Spanned<Template>, is_command: bool) -> Option<(&'static str, &'static str)> {
    let text = word.value.source.as_str();
    if text.starts_with("/opt/homebrew/") || text.starts_with("/Applications/") {
        return Some(("macOS", "is where only macOS keeps programs"));
    }
    if !is_command {
        return None;
    }
    let bytes = text.as_bytes();
    let drive = bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && bytes.get(1) == Some(&b':')
        && matches!(bytes.get(2), Some(b'\\' | b'/'));
    // A home directory is said by `absolute-path`.
    if drive {
        let rest = text.get(3..).unwrap_or_default().to_ascii_lowercase();
        return (!rest.starts_with("users")).then_some(("Windows", "is a path of Windows"));
    }
    if text.contains(['/', '\\']) {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let ending = [".exe", ".cmd", ".bat"].iter().any(|e| lower.ends_with(e));
    (ending || matches!(lower.as_str(), "cmd" | "powershell" | "wsl" | "py"))
        .then_some(("Windows", "is a program of Windows"))
}

/// The program behind `cmd /c`.
fn wrapped(server: &Server) -> Option<&str> {
    let command = server.command.as_ref()?.value.source.to_ascii_lowercase();
    let args: Vec<&str> = server.args.iter().flat_map(|a| &a.value).map(|a| a.value.source.as_str()).collect();
    let [flag, program, ..] = args.as_slice() else { return None };
    let plain =
        !program.is_empty() && program.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    (matches!(command.as_str(), "cmd" | "cmd.exe") && flag.eq_ignore_ascii_case("/c") && plain).then_some(*program)
}
