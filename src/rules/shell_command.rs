//! `shell-command`: a server is started by a string that a shell runs.

use super::copies::{Copies, command_line, is_project, owned};
use super::{Family, FixKind, Rule, RuleMeta, RunCx};
use crate::clients::Role;
use crate::finding::{Finding, Severity};
use crate::model::Server;
use crate::normalize::FileReading;
use crate::pins::launcher::look::{Script, Sight, look};

mod syntax;

use syntax::{Does, read};

/// The rule.
#[derive(Debug)]
pub struct ShellCommand;

static META: RuleMeta = RuleMeta {
    id: "shell-command",
    family: Family::Security,
    severity: Severity::Warning,
    summary: "servers are started by a program and its arguments, not by a shell string or a piped download",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/shell-command.md"),
};

impl Rule for ShellCommand {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        let mut copies = Copies::new("also here");
        for (source, reading, server) in owned(cx) {
            let words = command_line(server);
            let texts: Vec<&str> = words.iter().map(|(text, ..)| *text).collect();
            // A path with blanks, as Windows has them: `C:\Program Files\R&D\mcp.exe`.
            if matches!(texts.as_slice(), [path] if is_windows_program(path)) {
                continue;
            }
            let scripts = look(&texts).into_iter().filter_map(|sight| match sight {
                Sight::Script(script) => Some(script),
                Sight::Container(_) => None,
            });
            // The outermost string says it all.
            let Some(finding) = scripts.into_iter().find_map(|script| judge(reading, server, &script)) else {
                continue;
            };
            let key = (is_project(source), source.project.clone(), server.name.clone(), texts.join(" "));
            copies.add(&key, finding);
        }
        copies.finish(out);
    }
}

/// Whether a command is one path to a program of Windows, in which `&` is a letter.
fn is_windows_program(command: &str) -> bool {
    let rooted = matches!(command.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    let lower = command.to_ascii_lowercase();
    rooted
        && lower.ends_with(".exe")
        && lower.matches(".exe").count() == 1
        && !lower.contains(['|', '>', '<', '"', '%'])
}

fn judge(reading: &FileReading, server: &Server, script: &Script) -> Option<Finding> {
    let does = read(script)?;
    let words = command_line(server);
    let (_, span, pointer) = words.get(script.word)?;
    let name = &server.name;
    let by = match script.shell.as_str() {
        "" => "its command".to_owned(),
        "cmd" => "`cmd /c`".to_owned(),
        shell @ ("powershell" | "pwsh") => format!("`{shell} -Command`"),
        shell => format!("`{shell} -c`"),
    };
    let message = match &does {
        Does::Download => format!(
            "{by} downloads a script for `{name}` and runs it unread: whoever controls that page, or the way there, runs \
             code on your machine at every start"
        ),
        Does::Hidden => format!("{by} runs an encoded command for `{name}`: nobody can read what it does"),
        Does::Syntax(_) if script.shell.is_empty() => format!(
            "the command of `{name}` is a shell line ({}): only a client that starts a shell can run it, and what it \
             starts cannot be pinned or compared",
            does.signs()
        ),
        Does::Syntax(_) => format!(
            "{by} starts `{name}` by a shell string ({}): it breaks where that shell is missing or quotes otherwise, and \
             what it starts cannot be pinned or compared",
            does.signs()
        ),
    };
    let finding = Finding::new(META.id, META.severity, reading.file, *span, message)
        .at((*pointer).clone())
        .client(reading.dialect.client)
        .server(name, server.scope);
    Some(finding.help(help(reading, script, &does)))
}

fn help(reading: &FileReading, script: &Script, does: &Does) -> String {
    if matches!(does, Does::Download | Does::Hidden) {
        return "install it once, in a version that you have read, and start that program".to_owned();
    }
    let has = |role: Role| reading.dialect.by_role(role);
    let first =
        |word: &str| script.text.split(['&', ';', '|', '\n']).any(|part| part.split_whitespace().next() == Some(word));
    let mut help = "write the program in `command` and each of its arguments in `args`".to_owned();
    if has(Role::CommandLine).is_some() {
        help = "write the program and its arguments as the items of `command`".to_owned();
    }
    if first("cd") {
        help += &match has(Role::Cwd) {
            Some(field) => format!("; `{}` changes the directory", field.name),
            None => "; a flag of the program changes the directory (`npm --prefix`, `uv --directory`)".to_owned(),
        };
    }
    if first("source") || first(".") {
        help += &match has(Role::EnvFile) {
            Some(field) => format!("; `{}` reads a file of variables", field.name),
            None => "; `dotenvx run -- ...` or `uv run --env-file` reads a file of variables".to_owned(),
        };
    }
    if script.text.len() > 120 || first("if") || first("[") {
        help += "; what needs a shell belongs into a script of the repository";
    }
    help
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_windows_are_no_shell_lines() {
        assert!(is_windows_program("C:\\Program Files\\R&D\\mcp.exe"));
        for line in ["C:\\a.exe && C:\\b.exe", "C:\\a b | c.exe", "cd x & y.exe", "/opt/a & b"] {
            assert!(!is_windows_program(line), "{line}");
        }
    }
}
