//! `tilde-path`: `~` where no shell puts the home directory in its place.

use super::{Family, FileCx, FixKind, Rule, RuleMeta, unsafe_};
use crate::clients::{Dialect, Role, Start};
use crate::finding::{Finding, Severity};
use crate::fix::edit;
use crate::model::{Server, Spanned, Template, Transport};
use crate::pins::launcher::Container;
use crate::pins::{launch, words};

/// The rule.
#[derive(Debug)]
pub struct TildePath;

static META: RuleMeta = RuleMeta {
    id: "tilde-path",
    family: Family::Portability,
    severity: Severity::Error,
    summary: "no path depends on a shell to expand `~`",
    fix: FixKind::Unsafe,
    page: include_str!("../../docs/rules/tilde-path.md"),
};

impl Rule for TildePath {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        if !cx.dialect.owner || cx.dialect.server_side || !cx.document.text.contains('~') {
            return;
        }
        let stdio = |s: &&Server| s.meant() == Some(Transport::Stdio);
        for server in cx.reading.servers.iter().filter(stdio) {
            out.extend(judge(cx, server));
        }
    }
}

fn judge(cx: &FileCx<'_>, server: &Server) -> Vec<Finding> {
    let (client, start) = (cx.client(), &cx.dialect.start);
    if start.by == Start::Shell {
        return Vec::new();
    }
    let certain = start.by == Start::AsWritten;
    let severity = if certain { META.severity } else { Severity::Info };
    let does = if certain { "does not expand" } else { "is not known to expand" };
    let tilde = |t: &&Spanned<Template>| t.value.source.starts_with("~/") || t.value.source == "~";
    let mut out = Vec::new();
    if let Some(command) = server.command.as_ref().filter(tilde).filter(|_| !start.expands_tilde(Role::Command)) {
        let message = format!("{client} {does} `~`: it looks for the program in a directory of that name");
        out.push(finding(cx, server, (command, 0), severity, Role::Command, message));
    }
    if let Some(cwd) = server.cwd.as_ref().filter(tilde).filter(|_| !start.expands_tilde(Role::Cwd)) {
        let message = format!("{client} {does} `~`: it starts the server in a directory of that name, if there is one");
        out.push(finding(cx, server, (cwd, 0), severity, Role::Cwd, message));
    }
    // A client that expands `~` does so where an argument begins with it.
    let expands = start.expands_tilde(Role::Args);
    out.extend(mounts(server).into_iter().filter(|(_, at)| !expands || *at > 0).map(|place| {
        let message = format!("{client} hands `~` on as it is, and a container engine refuses it as a volume's name");
        finding(cx, server, place, Severity::Info, Role::Args, message)
    }));
    out
}

/// The volumes whose source begins with `~`, and where it does. That an engine takes it for a volume's name, which may not
/// hold it, was not looked up: a guess, and an info.
fn mounts(server: &Server) -> Vec<(&Spanned<Template>, usize)> {
    let words = words(server);
    if !words.iter().any(|w| w.value.source.contains('~')) {
        return Vec::new();
    }
    let Some(launch) = launch(server) else { return Vec::new() };
    let Some(container) = launch.container.as_ref().filter(|c| c.plain) else { return Vec::new() };
    let volumes = container.flags.iter().filter(|f| matches!(f.name, "--volume" | "--mount"));
    let of = |flag: &crate::pins::launcher::RunFlag| {
        let source = Container::host_path(flag)?;
        let text = flag.value.as_deref()?.get(source.clone())?;
        let tilde = text == "~" || text.starts_with("~/");
        tilde.then(|| Some((*words.get(flag.at.0)?, flag.at.1.start + source.start)))?
    };
    volumes.filter_map(of).collect()
}

fn finding(
    cx: &FileCx<'_>,
    server: &Server,
    (value, at): (&Spanned<Template>, usize),
    severity: Severity,
    role: Role,
    message: String,
) -> Finding {
    let spelled = home(cx.dialect, role);
    let help = match &spelled {
        Some(home) => format!("write `{home}`"),
        None if role == Role::Command => "name a program that is in `PATH`".to_owned(),
        None => "write a path relative to the project".to_owned(),
    };
    let node = cx.document.at(&value.pointer);
    let span = node.and_then(|n| cx.document.string_part(n, at..at + 1)).unwrap_or(value.span);
    let edits = spelled.as_ref().and_then(|home| edit::set_part(cx.document, node?, at..at + 1, home));
    Finding::new(META.id, severity, cx.reading.file, span, message)
        .at(value.pointer.clone())
        .client(cx.dialect.client)
        .server(&server.name, server.scope)
        .help(help)
        .fix(unsafe_(format!("write `{}`", spelled.unwrap_or_default()), edits))
}

/// The home directory as this client fills it in, where it is known to.
fn home(dialect: &Dialect, role: Role) -> Option<String> {
    let v = &dialect.variables;
    let line = role != Role::Cwd && v.roles.contains(&Role::CommandLine);
    if !dialect.marks.variables.is_known() || !(line || v.roles.contains(&role)) {
        return None;
    }
    if v.builtins.contains(&"userHome") {
        return Some("${userHome}".to_owned());
    }
    v.spell.map(|spell| spell.replace("NAME", "HOME"))
}
