//! One file per command: wiring only. What they share stands here.

pub mod baseline;
pub mod check;
pub mod clean;
pub mod clients;
pub mod completions;
pub mod explain;
pub mod fix;
pub mod init;
pub mod list;
mod reports;
pub mod rules;
pub mod schema;
mod watch;
pub mod why;

use std::io::{IsTerminal, Write};
use std::path::Path;

use crate::check::{Checked, Settings};
use crate::cli::{Choice, Cli, Color, Command, Global, Level, RuleChoice, ScopeArg};
use crate::clients::{self as catalog, Dialect};
use crate::discover::Scopes;
use crate::env::Env;
use crate::finding::Severity;
use crate::fix::write::{self, WriteError};
use crate::infer_golden::InferError;
use crate::near::closest;
use crate::report::Style;
use crate::rules as registry;
use crate::session::{Request, SessionError};
use crate::workspace::{Content, Workspace};

/// Makes a panic say where it happened and nothing else: its own message could hold a value of a config.
pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|l| format!(" at {}:{}", l.file(), l.line())).unwrap_or_default();
        let _ = writeln!(std::io::stderr(), "mcpcheck: internal error{place}; please report this");
    }));
}

/// How a command ended, as the exit code says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Nothing at or above the level.
    Clean,
    /// Findings remain.
    Findings,
    /// The program could not do its work.
    Failed,
}

impl Exit {
    /// 0, 1 or 2.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Failed => 2,
        }
    }
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Root, golden or discovery.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// A word on the command line that means nothing; the text says which words do.
    #[error("{0}")]
    Usage(String),
    /// No golden can be made of what is there.
    #[error(transparent)]
    Infer(#[from] InferError),
    /// Output that could not be written.
    #[error("cannot write output: {0}")]
    Output(#[from] std::io::Error),
    /// A file that could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Standard output and error, and what is known of the terminal.
pub struct Io<'a> {
    /// Findings and tables go here.
    pub out: &'a mut dyn Write,
    /// Everything else goes here.
    pub err: &'a mut dyn Write,
    /// Whether `out` is a terminal.
    pub terminal: bool,
    /// Whether `err` is one.
    pub err_terminal: bool,
}

/// Runs a command.
///
/// # Errors
/// What the program could not do; the caller prints it and ends with 2.
pub fn run(cli: &Cli, env: &Env, io: &mut Io<'_>) -> Result<Exit, Error> {
    let global = &cli.global;
    match &cli.command {
        None => check::run(&cli.check, global, env, io),
        Some(Command::Check(args)) => check::run(args, global, env, io),
        Some(Command::Fix(args)) => fix::run(args, global, env, io),
        Some(Command::Clean(args)) => clean::run(args, global, env, io),
        Some(Command::Baseline(args)) => baseline::run(args, global, env, io),
        Some(Command::Init(args)) => init::run(args, global, env, io),
        Some(Command::Explain { rule }) => explain::run(rule, global, env, io),
        Some(Command::Rules { format }) => rules::run(*format, io),
        Some(Command::Why(args)) => why::run(args, global, env, io),
        Some(Command::List(args)) => list::run(args, global, env, io),
        Some(Command::Clients { id, format }) => clients::run(id.as_deref(), *format, env, io),
        Some(Command::Schema { name }) => schema::run(name, io),
        Some(Command::Completions { shell }) => completions::run(*shell, io),
    }
}

/// What a choice of files and rules asks for.
///
/// # Errors
/// An unknown client, reader, rule or family.
pub fn request(choice: &Choice, rules: Option<&RuleChoice>) -> Result<Request, Error> {
    let mut clients = Vec::new();
    for id in &choice.client {
        clients.push(client(id)?);
    }
    let as_dialect = choice.read_as.as_deref().map(reader).transpose()?;
    if as_dialect.is_some() && choice.paths.is_empty() {
        return Err(Error::Usage("--as needs the file that it is about".to_owned()));
    }
    let mut request = Request {
        paths: choice.paths.clone(),
        scopes: choice.scope.map(|s| match s {
            ScopeArg::Project => Scopes::Project,
            ScopeArg::User => Scopes::User,
            ScopeArg::All => Scopes::All,
        }),
        clients: (!clients.is_empty()).then_some(clients),
        as_dialect,
        ..Request::default()
    };
    if let Some(rules) = rules {
        for name in rules.select.iter().chain(&rules.ignore) {
            known_rule(name)?;
        }
        request.compare = true;
        request.baseline.clone_from(&rules.baseline);
        request.select.clone_from(&rules.select);
        request.ignore.clone_from(&rules.ignore);
    }
    Ok(request)
}

fn client(id: &str) -> Result<&'static str, Error> {
    let ids: Vec<&str> = catalog::CLIENTS.iter().map(|c| c.id).collect();
    catalog::client(id).map(|c| c.id).ok_or_else(|| Error::Usage(unknown("client", id, &ids)))
}

fn reader(text: &str) -> Result<&'static Dialect, Error> {
    catalog::dialect(text).ok_or_else(|| {
        if let Some((name, version)) = text.split_once('@').filter(|(name, _)| catalog::dialect(name).is_some()) {
            return Error::Usage(format!("`{version}` is no version: write it as in `{name}@1.2.3`"));
        }
        let names: Vec<String> = catalog::dialects().map(|d| format!("{}/{}", d.client, d.kind)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        Error::Usage(unknown("reader", text, &names))
    })
}

fn known_rule(name: &str) -> Result<(), Error> {
    let names = registry::names();
    if names.contains(&name) { Ok(()) } else { Err(Error::Usage(unknown("rule or family", name, &names))) }
}

/// "unknown X `y`; did you mean `z`?" and all words that are known.
pub(crate) fn unknown(what: &str, word: &str, known: &[&str]) -> String {
    let hint = closest(word, known).map(|k| format!("; did you mean `{k}`?")).unwrap_or_default();
    // A list of a hundred readers is no answer.
    let all = if known.len() > 60 {
        match what {
            "schema" => {
                "known: golden, check, check-line, list, list-pins, baseline, why, and what `mcpcheck clients` lists"
                    .to_owned()
            }
            _ => "`mcpcheck clients` lists them".to_owned(),
        }
    } else {
        format!("known: {}", known.join(", "))
    };
    format!("unknown {what} `{}`{hint}\n{all}", crate::redact::sanitize(word))
}

/// The level of `--fail-on`.
pub(crate) fn severity(level: Level) -> Severity {
    match level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Info => Severity::Info,
    }
}

/// How text is to look on this terminal.
pub(crate) fn style(global: &Global, env: &Env, io: &Io<'_>) -> Style {
    style_on(io.terminal, global, env)
}

/// How text is to look on a terminal, or in a file.
fn style_on(terminal: bool, global: &Global, env: &Env) -> Style {
    let dumb = env.var("TERM") == Some("dumb");
    let color = match global.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => terminal && env.var("NO_COLOR").is_none() && !dumb,
    };
    let asked = env.var("COLUMNS").and_then(|c| c.parse().ok());
    let measured = || terminal.then(terminal_size::terminal_size).flatten().map(|(w, _)| usize::from(w.0));
    let width = asked.or_else(measured).unwrap_or(80).clamp(40, 200);
    Style { color, width, verbose: global.verbose, summary: !global.quiet }
}

/// Whether the process's standard output is a terminal.
pub fn stdout_is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Whether the process's standard error is a terminal.
pub fn stderr_is_terminal() -> bool {
    std::io::stderr().is_terminal()
}

/// Whether a file that a person named could not be read.
pub(crate) fn named_unreadable(workspace: &Workspace) -> bool {
    workspace.sources.iter().any(|s| s.named && matches!(s.content, Content::Unreadable(_)))
}

/// Removes what a run that was killed left beside a file, wherever links lead, and names what may not be removed.
pub(crate) fn left_behind(path: &Path, io: &mut Io<'_>) -> Result<(), Error> {
    let real = std::fs::canonicalize(path).ok();
    for foreign in real.as_deref().and_then(Path::parent).map(write::sweep).unwrap_or_default() {
        let foreign = crate::redact::sanitize(&foreign.to_string_lossy());
        writeln!(
            io.err,
            "note: `{foreign}` holds what another program saved while a run of mcpcheck was killed: compare it with \
             the file beside it, then remove it"
        )?;
    }
    Ok(())
}

/// Notes on standard error, one a line.
pub(crate) fn notes(notes: &[String], global: &Global, io: &mut Io<'_>) -> Result<(), Error> {
    if !global.quiet {
        for note in notes {
            writeln!(io.err, "note: {}", crate::redact::sanitize(note))?;
        }
    }
    Ok(())
}

/// Says that a baseline is longer than it has to be.
pub(crate) fn gone(checked: &Checked, settings: &Settings, global: &Global, io: &mut Io<'_>) -> Result<(), Error> {
    let asked = matches!(settings.scopes, Scopes::User);
    let everything = settings.whole && !asked && settings.select.is_empty() && settings.ignore.is_empty();
    let note = match checked.gone {
        0 => return Ok(()),
        1 => "one finding of the baseline is gone: `mcpcheck baseline` takes it out".to_owned(),
        n => format!("{n} findings of the baseline are gone: `mcpcheck baseline` takes them out"),
    };
    if everything { notes(&[note], global, io) } else { Ok(()) }
}
