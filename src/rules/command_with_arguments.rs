//! `command-with-arguments`: a whole command line where only the program belongs.

use serde_json::Value;

use super::{Family, FileCx, FixKind, Rule, RuleMeta, unsafe_};
use crate::clients::{Role, Start};
use crate::document::Node;
use crate::finding::{Edit, Finding, Severity};
use crate::fix::edit;
use crate::model::{Server, Transport};

/// The rule.
#[derive(Debug)]
pub struct CommandWithArguments;

static META: RuleMeta = RuleMeta {
    id: "command-with-arguments",
    family: Family::Dialect,
    severity: Severity::Error,
    summary: "`command` is a program, and its arguments stand in `args`",
    fix: FixKind::Unsafe,
    page: include_str!("../../docs/rules/command-with-arguments.md"),
};

/// Programs that servers are started with, none of which has a blank in its name. Any other word before a blank may be
/// the beginning of a path.
const PROGRAMS: &[&str] = &[
    "bun",
    "bunx",
    "cargo",
    "cmd",
    "deno",
    "dnx",
    "docker",
    "dotnet",
    "env",
    "go",
    "java",
    "mcp-remote",
    "nerdctl",
    "node",
    "npm",
    "npx",
    "php",
    "pipx",
    "pnpm",
    "podman",
    "powershell",
    "pwsh",
    "python",
    "python3",
    "ruby",
    "sudo",
    "supergateway",
    "tsx",
    "uv",
    "uvx",
    "wsl",
    "yarn",
];

impl Rule for CommandWithArguments {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        if cx.dialect.owner && !cx.dialect.server_side && cx.dialect.start.by != Start::Shell {
            out.extend(cx.reading.servers.iter().filter_map(|server| judge(cx, server)));
        }
    }
}

fn judge(cx: &FileCx<'_>, server: &Server) -> Option<Finding> {
    let command = server.command.as_ref().filter(|_| server.meant() == Some(Transport::Stdio))?;
    let mut words = command.value.source.split_whitespace();
    let program = words.next()?;
    let rest: Vec<&str> = words.collect();
    let bare = program.to_ascii_lowercase();
    let bare = [".exe", ".cmd"].iter().find_map(|e| bare.strip_suffix(e)).unwrap_or(&bare);
    if rest.is_empty() || !PROGRAMS.contains(&bare) {
        return None;
    }
    let client = cx.client();
    let certain = cx.dialect.start.by == Start::AsWritten;
    let (severity, message) = if certain {
        (
            META.severity,
            format!("`command` holds arguments too: {client} looks for a program whose name has blanks in it"),
        )
    } else {
        (
            Severity::Info,
            format!("`command` holds arguments too, which {client} may take for a part of the program's name"),
        )
    };
    let line = cx.dialect.by_role(Role::CommandLine).is_some();
    let help = if line {
        "write every word as an element of its own".to_owned()
    } else {
        format!("write `{program}` as the command, and the other words in `args`")
    };
    let edits = fixed(cx, server, program, &rest, line);
    Some(
        Finding::new(META.id, severity, cx.reading.file, command.span, message)
            .at(command.pointer.clone())
            .client(cx.dialect.client)
            .server(&server.name, server.scope)
            .help(help)
            .fix(unsafe_("write the words one by one", edits)),
    )
}

/// The command in words. What stands in quotes was meant for a shell, whose rules are not this rule's.
fn fixed(cx: &FileCx<'_>, server: &Server, program: &str, rest: &[&str], line: bool) -> Option<Vec<Edit>> {
    let command = server.command.as_ref()?;
    if command.value.source.contains(['"', '\'', '\\', '`', '&', '|', ';', '<', '>', '$']) {
        return None;
    }
    let words = rest.iter().map(|w| Value::from(*w));
    if line {
        let at = command.pointer.parent();
        let node = cx.document.at(&at)?;
        let Value::Array(old) = node.to_json() else { return None };
        let all = std::iter::once(Value::from(program)).chain(words).chain(old.into_iter().skip(1));
        return edit::set_value(cx.document, node, &all.collect());
    }
    let entry: &Node = cx.document.at(&server.pointer)?;
    let Value::Object(mut new) = entry.to_json() else { return None };
    let old = match new.get("args") {
        Some(Value::Array(old)) => old.clone(),
        None => Vec::new(),
        Some(_) => return None,
    };
    // Only the two fields as they are usually called: others may stand deeper.
    *new.get_mut("command")? = Value::from(program);
    new.insert("args".to_owned(), words.chain(old).collect());
    edit::set_value(cx.document, entry, &Value::Object(new))
}
