//! Programs that start another command, which is read in their place: `sudo`, `env`, `sh -c`, `dotenvx run`.

use super::flags::Table;
use super::joined;
use super::shell::{self, Shell};
use super::word::Word;
use super::wrap_flags::{
    DOPPLER, DOTENV, DOTENVX, ENV, EXEC, FNM, INFISICAL, MISE, NICE, NO_FLAGS, OP, POWERSHELL, PYTHON_DOTENV,
    PYTHON_DOTENV_RUN, STDBUF, SUDO, TIME, TIMEOUT, VOLTA, WSL, XVFB,
};
use crate::model::pin::Ecosystem;

/// Shell strings above this size in bytes are not read; a real one is a line.
const MAX_STRING: usize = 64 * 1024;

/// A command in a command.
#[derive(Debug, Clone)]
pub(super) struct Command<'w> {
    pub(super) words: Vec<Word<'w>>,
    /// The directory that was changed to before, if it was.
    pub(super) cd: Option<String>,
}

/// The commands that a program starts; `None` for a program that is not known to start one.
pub(super) fn inner<'w>(name: &str, words: &[Word<'w>]) -> Option<Vec<Command<'w>>> {
    match name {
        "sh" | "bash" | "zsh" | "dash" | "ash" | "ksh" => posix(words),
        "cmd" => cmd(words),
        "powershell" | "pwsh" => powershell(name, words),
        "env" => env(words),
        "sudo" | "doas" => assigned(&SUDO, words, &["--chdir"]),
        "nice" | "ionice" => nice(words),
        "timeout" | "gtimeout" => behind(&TIMEOUT, words).map(|rest| rest.get(1..).unwrap_or_default()).map(plain),
        "nohup" | "setsid" | "command" | "corepack" | "caffeinate" | "unbuffer" => behind(&NO_FLAGS, words).map(plain),
        "exec" => behind(&EXEC, words).map(plain),
        "stdbuf" => behind(&STDBUF, words).map(plain),
        "time" => behind(&TIME, words).map(plain),
        "xvfb-run" => behind(&XVFB, words).map(plain),
        "dotenv" => behind_dashes(&DOTENV, words).map(plain),
        "cross-env" | "cross-env-shell" => Some(plain(behind_assignments(words))),
        "dotenvx" => subcommand(words, &["run"]).and_then(|w| behind_dashes(&DOTENVX, w)).map(plain),
        "op" => subcommand(words, &["run"]).and_then(|w| behind(&OP, w)).map(plain),
        "doppler" => subcommand(words, &["run"]).and_then(|w| or_string(&DOPPLER, w, "--command")),
        "infisical" => subcommand(words, &["run"]).and_then(|w| or_string(&INFISICAL, w, "--command")),
        "mise" | "rtx" => subcommand(words, &["exec", "x"]).and_then(mise),
        "volta" => subcommand(words, &["run"]).and_then(|w| behind(&VOLTA, w)).map(plain),
        "fnm" => subcommand(words, &["exec"]).and_then(|w| behind(&FNM, w)).map(plain),
        "wsl" => wsl(words),
        "node" | "nodejs" => node(words),
        "python" | "python3" | "py" => python(words),
        "supergateway" => supergateway(words),
        _ => None,
    }
}

/// The commands that a launched package starts from its arguments.
pub(super) fn of_package<'w>(ecosystem: Ecosystem, package: &str, words: &[Word<'w>]) -> Option<Vec<Command<'w>>> {
    let program = match (ecosystem, package) {
        (Ecosystem::Npm, "dotenv-cli") => "dotenv",
        (Ecosystem::Npm, "@dotenvx/dotenvx") => "dotenvx",
        (Ecosystem::Npm, "cross-env") => "cross-env",
        (Ecosystem::Npm, "supergateway") => "supergateway",
        // The program `dotenv` of python-dotenv has `run` before the command.
        (Ecosystem::Python, "python-dotenv") => {
            return subcommand_behind(&PYTHON_DOTENV, words, "run")
                .map(|rest| plain(behind(&PYTHON_DOTENV_RUN, rest).unwrap_or_default()));
        }
        _ => return None,
    };
    inner(program, words)
}

fn plain<'w>(words: &[Word<'w>]) -> Vec<Command<'w>> {
    vec![Command { words: words.to_vec(), cd: None }]
}

fn behind<'a, 'w>(table: &Table, words: &'a [Word<'w>]) -> Option<&'a [Word<'w>]> {
    table.scan(words).rest(words)
}

/// The words behind one of these subcommands.
fn subcommand<'a, 'w>(words: &'a [Word<'w>], names: &[&str]) -> Option<&'a [Word<'w>]> {
    let (first, rest) = words.split_first()?;
    names.contains(&&*first.text).then_some(rest)
}

fn subcommand_behind<'a, 'w>(table: &Table, words: &'a [Word<'w>], name: &str) -> Option<&'a [Word<'w>]> {
    subcommand(behind(table, words)?, &[name])
}

/// A command that may come as a shell string by a flag.
fn or_string<'w>(table: &Table, words: &[Word<'w>], flag: &str) -> Option<Vec<Command<'w>>> {
    let scan = table.scan(words);
    match scan.values(words, flag).pop() {
        Some(string) => Some(shell_string(&string, Shell::Posix)),
        None => scan.rest(words).map(plain),
    }
}

fn is_assignment(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, _)| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

fn behind_assignments<'a, 'w>(words: &'a [Word<'w>]) -> &'a [Word<'w>] {
    let count = words.iter().take_while(|w| is_assignment(&w.text)).count();
    words.get(count..).unwrap_or_default()
}

/// `sudo -u x K=V command`.
fn assigned<'w>(table: &Table, words: &[Word<'w>], cd: &[&str]) -> Option<Vec<Command<'w>>> {
    let scan = table.scan(words);
    let cd = cd.iter().find_map(|flag| scan.text(words, flag));
    let words = behind_assignments(scan.rest(words)?).to_vec();
    Some(vec![Command { words, cd }])
}

/// `env -i -u X K=V command`; `-S` brings words in a string, and the others follow them.
fn env<'w>(words: &[Word<'w>]) -> Option<Vec<Command<'w>>> {
    let scan = ENV.scan(words);
    let rest = scan.rest(words)?;
    let Some(string) = scan.values(words, "--split-string").pop() else { return assigned(&ENV, words, &["--chdir"]) };
    let mut all = split_words(&string, Shell::Posix).into_iter().next()?;
    all.extend(rest.iter().cloned());
    env(&all)
}

/// `nice -n 5 command`, and `nice -5 command` as long ago.
fn nice<'w>(words: &[Word<'w>]) -> Option<Vec<Command<'w>>> {
    let number = |w: &Word<'_>| {
        let digits = w.text.trim_start_matches(['-', '+']);
        w.text.starts_with('-') && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    };
    match words.split_first() {
        Some((first, rest)) if number(first) => Some(plain(rest)),
        _ => behind(&NICE, words).map(plain),
    }
}

/// What stands behind a `--`, before which some flags take several words, or else behind the flags.
fn behind_dashes<'a, 'w>(table: &Table, words: &'a [Word<'w>]) -> Option<&'a [Word<'w>]> {
    match words.iter().position(|w| w.text == "--") {
        Some(at) => words.get(at + 1..),
        None => behind(table, words),
    }
}

/// `mise exec node@20 -- command`, `mise x -c "string"`.
fn mise<'w>(words: &[Word<'w>]) -> Option<Vec<Command<'w>>> {
    let scan = MISE.scan(words);
    if let Some(string) = scan.values(words, "--command").pop() {
        return Some(shell_string(&string, Shell::Posix));
    }
    let rest = scan.rest(words)?;
    let cd = scan.text(words, "--cd");
    let end = if scan.ended { Some(0) } else { rest.iter().position(|w| w.text == "--").map(|i| i + 1) };
    Some(vec![Command { words: rest.get(end?..)?.to_vec(), cd }])
}

/// `wsl -d D -- command`; with `--` or nothing the words are a line for the shell there.
fn wsl<'w>(words: &[Word<'w>]) -> Option<Vec<Command<'w>>> {
    let end = words.iter().position(|w| matches!(&*w.text, "-e" | "--exec" | "--"));
    let flags = words.get(..end.unwrap_or(words.len()))?;
    let scan = WSL.scan(flags);
    let cd = scan.text(flags, "--cd").filter(|dir| dir != "~");
    let rest = match end {
        Some(end) if scan.rest == Some(flags.len()) => words.get(end + 1..)?,
        _ => words.get(scan.rest?..)?,
    };
    Some(
        joined_line(rest, Shell::Posix).into_iter().map(|c| Command { cd: c.cd.or_else(|| cd.clone()), ..c }).collect(),
    )
}

/// npm's own scripts, as they are named where `npx` is not on the path.
fn node<'w>(words: &[Word<'w>]) -> Option<Vec<Command<'w>>> {
    let script = words.first()?;
    let name = match script.text.rsplit(['/', '\\']).next()? {
        "npx-cli.js" => "npx",
        "npm-cli.js" => "npm",
        _ => return None,
    };
    Some(vec![Command { words: renamed(script, name, words), cd: None }])
}

/// `python -m uv ...`, `python -m pipx ...`; `py -3.12 -m ...`.
fn python<'w>(words: &[Word<'w>]) -> Option<Vec<Command<'w>>> {
    let at = words.iter().position(|w| w.text == "-m").filter(|at| *at <= 1)?;
    let module = words.get(at + 1)?;
    let known = matches!(&*module.text, "uv" | "pipx");
    known.then(|| plain(words.get(at + 1..).unwrap_or_default()))
}

/// The words with another name for the first.
fn renamed<'w>(first: &Word<'w>, name: &str, words: &[Word<'w>]) -> Vec<Word<'w>> {
    let mut all = vec![first.inner(name.to_owned(), vec![usize::MAX; name.len()])];
    all.extend(words.iter().skip(1).cloned());
    all
}

/// `supergateway --stdio "command"`: its flags may come in any order, and some take several words.
fn supergateway<'w>(words: &[Word<'w>]) -> Option<Vec<Command<'w>>> {
    let string = words.iter().enumerate().find_map(|(i, word)| match word.text.split_once('=') {
        Some(("--stdio", _)) => Some(word.sub("--stdio=".len()..word.text.len())),
        _ => words.get(i + 1).filter(|_| word.text == "--stdio").cloned(),
    })?;
    Some(shell_string(&string, Shell::Posix))
}

/// `sh -c "..."`, `bash -lc "..."`.
fn posix<'w>(words: &[Word<'w>]) -> Option<Vec<Command<'w>>> {
    posix_script(words).map(|script| shell_string(script, Shell::Posix))
}

/// The string of `sh -c "..."`.
pub(super) fn posix_script<'a, 'w>(words: &'a [Word<'w>]) -> Option<&'a Word<'w>> {
    let mut string = false;
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let text = word.text.as_ref();
        at += 1;
        match text {
            "--rcfile" | "--init-file" => at += 1,
            "--" | "-" => break,
            _ if text.starts_with("--") => {}
            _ if text.starts_with(['-', '+']) => {
                string |= text.starts_with('-') && text.contains('c');
                // `-o name`, also at the end of letters.
                at += usize::from(text.ends_with(['o', 'O']));
            }
            _ => {
                at -= 1;
                break;
            }
        }
    }
    words.get(at).filter(|_| string)
}

/// `cmd /d /s /c command`.
fn cmd<'w>(words: &[Word<'w>]) -> Option<Vec<Command<'w>>> {
    cmd_line(words).map(|line| joined_line(line, Shell::Cmd))
}

/// What stands behind `cmd /c`.
pub(super) fn cmd_line<'a, 'w>(words: &'a [Word<'w>]) -> Option<&'a [Word<'w>]> {
    let flag = |w: &Word<'_>| {
        let switch = w.text.starts_with('/').then(|| w.text.to_ascii_lowercase());
        // npm's own `cmd //c`, as Git Bash wants it.
        switch.map(|s| format!("/{}", s.trim_start_matches('/')))
    };
    let runs = words.iter().position(|w| flag(w).is_some_and(|f| f == "/c" || f == "/k"))?;
    let before = words.get(..runs)?;
    before.iter().all(|w| flag(w).is_some()).then(|| words.get(runs + 1..).unwrap_or_default())
}

/// `powershell -NoProfile -Command "..."`. Without `-Command` only Windows PowerShell takes a command.
fn powershell<'w>(name: &str, words: &[Word<'w>]) -> Option<Vec<Command<'w>>> {
    powershell_line(name, words).map(|line| joined_line(line, Shell::Power))
}

/// What stands behind `-Command`.
pub(super) fn powershell_line<'a, 'w>(name: &str, words: &'a [Word<'w>]) -> Option<&'a [Word<'w>]> {
    let lower: Vec<Word<'_>> = words.iter().map(|w| w.inner(w.text.to_ascii_lowercase(), Vec::new())).collect();
    let is_command = |w: &Word<'_>| {
        let bare = w.text.strip_prefix('-').or_else(|| w.text.strip_prefix('/'));
        bare.is_some_and(|b| !b.is_empty() && "command".starts_with(b) || b == "commandwithargs" || b == "cwa")
    };
    let at = lower.iter().position(is_command);
    let flags = lower.get(..at.unwrap_or(lower.len()))?;
    let rest = POWERSHELL.scan(flags).rest?;
    match at {
        Some(at) if rest == flags.len() => words.get(at + 1..),
        _ if name == "powershell" => words.get(rest..),
        _ => None,
    }
}

/// Words that a shell gets as one line: a single one is a whole line, among several the operators are words.
fn joined_line<'w>(words: &[Word<'w>], shell: Shell) -> Vec<Command<'w>> {
    if let [line] = words {
        return shell_string(line, shell);
    }
    let lines = words.split(|w| matches!(&*w.text, "&&" | "||" | "|" | "&" | ";")).map(<[_]>::to_vec);
    in_order(lines.collect())
}

/// The simple commands of a shell string.
pub(super) fn shell_string<'w>(word: &Word<'w>, shell: Shell) -> Vec<Command<'w>> {
    in_order(split_words(word, shell))
}

pub(super) fn split_words<'w>(word: &Word<'w>, shell: Shell) -> Vec<Vec<Word<'w>>> {
    if word.text.len() > MAX_STRING {
        return Vec::new();
    }
    let line = |parts: Vec<shell::Part>| parts.into_iter().map(|p| word.inner(p.text, p.map)).collect();
    shell::split(&word.text, shell).into_iter().map(line).collect()
}

/// Commands that a shell runs one after the other: assignments go, `cd` counts for those that follow.
fn in_order(lines: Vec<Vec<Word<'_>>>) -> Vec<Command<'_>> {
    let mut commands = Vec::new();
    let mut cd = None;
    for line in lines {
        let words = behind_assignments(&line);
        let Some((first, rest)) = words.split_first() else { continue };
        match first.text.to_ascii_lowercase().as_str() {
            "cd" | "chdir" | "pushd" | "set-location" => {
                let dir = rest.iter().find(|w| !w.text.starts_with('-') && !w.text.eq_ignore_ascii_case("/d"));
                cd = dir.map(|w| joined(cd.as_deref(), &w.text)).or(cd);
            }
            _ => commands.push(Command { words: words.to_vec(), cd: cd.take() }),
        }
    }
    commands
}
