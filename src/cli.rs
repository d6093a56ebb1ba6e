//! The command line, as types. What was typed, not what it means.

pub mod outputs;

use std::path::PathBuf;

pub use self::outputs::Outputs;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Linter for MCP client configs: finds every copy, says what each client does with it, and fixes drift.
#[derive(Debug, Parser)]
#[command(name = "mcpcheck", version, args_conflicts_with_subcommands = true, max_term_width = 100)]
pub struct Cli {
    /// What to do; without one, `check`.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of `check`.
    #[command(flatten)]
    pub check: CheckArgs,
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
}

/// Options of every command.
#[derive(Debug, Clone, Default, Args)]
pub struct Global {
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
    /// Say only what has to be said: no summary, no notes
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more: every related place, and how files were chosen
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

const WHY: &str = "Say why a server does or does not run: every file that speaks of it, which one wins, and what stops it

Reads the project's files and those in the home directory as each client does that is started in the current directory:
configs, settings with approvals, allow and deny lists and switches. The cause comes first, with the place to change.
Nothing is started, and nothing is asked of a network. Exit code 0: it loads; 1: something stops it; 2: no file speaks of
it.";

const CLEAN: &str = "Forget what a client remembers of the MCP servers of projects that are gone

Claude Code keeps, in the same `~/.claude.json` as the account, for every project it was ever started in: its local
servers, which servers of `.mcp.json` were approved or refused, and which were switched on or off. This removes those
members of the projects whose directories no longer exist, or of those named with --project. Everything else, the
account above all, stays byte for byte as it is. Look at `--diff` first; the old file is kept beside the new one.";

const BASELINE: &str = "Accept all findings of today, so that `check --baseline` reports only new ones

Writes them to a file, each by its rule, file, server and field, so that they are known again when lines move. Commit that
file and run `mcpcheck --baseline FILE` in hooks and CI: what is in it is not reported, not counted and not fixed. Run
`mcpcheck baseline` again when some are mended. Secrets are not written to it, so a credential that takes the place of
another one in the same field is not told apart: mend those first.";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check configs and pins (the default)
    Check(CheckArgs),
    /// Mend what can be mended
    Fix(FixArgs),
    /// Accept all findings of today, so that `check --baseline` reports only new ones
    #[command(long_about = BASELINE)]
    Baseline(BaselineArgs),
    /// Write `mcpcheck.toml` from what the repository has
    Init(InitArgs),
    /// Show what each client will really load
    List(ListArgs),
    /// Say why a server does or does not run
    #[command(long_about = WHY)]
    Why(WhyArgs),
    /// Forget what a client remembers of the MCP servers of projects that are gone
    #[command(long_about = CLEAN)]
    Clean(CleanArgs),
    /// Explain a rule
    Explain {
        /// The rule's id
        rule: String,
    },
    /// List all rules
    Rules {
        /// The output format
        #[arg(long, value_enum, default_value_t = TableFormat::Text)]
        format: TableFormat,
    },
    /// List the clients that are known, or all that is known of one
    Clients {
        /// The client's id
        id: Option<String>,
        /// The output format
        #[arg(long, value_enum, default_value_t = TableFormat::Text)]
        format: TableFormat,
    },
    /// Print a JSON Schema
    Schema {
        /// `golden`, `check`, `check-line`, `list`, `list-pins`, `baseline`, `why`, or a client's id, perhaps with its kind: `vscode`, `claude-code/plugin`
        name: String,
    },
    /// Print a script that makes a shell complete commands, flags, rules and clients
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
}

/// Which files, which clients, which rules.
#[derive(Debug, Clone, Default, Args)]
pub struct Choice {
    /// Files and directories; without any, the whole project
    pub paths: Vec<PathBuf>,
    /// Whose files: the project's, the user's, or both. Without it the user's are read and speak up only where they
    /// change what the project gets; with CI set they are left alone
    #[arg(long, value_enum)]
    pub scope: Option<ScopeArg>,
    /// Only this client; may be repeated
    #[arg(long, value_name = "ID")]
    pub client: Vec<String>,
    /// Read the named files as this client does, perhaps as one of its versions: ID, ID/KIND, ID@VERSION
    #[arg(long = "as", value_name = "ID[/KIND][@VERSION]")]
    pub read_as: Option<String>,
}

/// Which rules.
#[derive(Debug, Clone, Default, Args)]
pub struct RuleChoice {
    /// Only these rules or families, comma-separated
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Not these rules or families, comma-separated
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Report only what is not in this file, which `mcpcheck baseline` writes
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// The least severity that makes the exit code 1
    #[arg(long, value_enum, default_value_t = Level::Warning, value_name = "LEVEL")]
    pub fail_on: Level,
    /// Say on standard error how many files, clients and servers there were, and how long each step took
    #[arg(long)]
    pub stats: bool,
}

/// Options of `check`.
#[derive(Debug, Clone, Default, Args)]
pub struct CheckArgs {
    /// Which files.
    #[command(flatten)]
    pub choice: Choice,
    /// Which rules.
    #[command(flatten)]
    pub rules: RuleChoice,
    /// Exit with 0 whatever is found
    #[arg(long)]
    pub exit_zero: bool,
    /// Which formats, and where to.
    #[command(flatten)]
    pub outputs: Outputs,
}

/// Options of `fix`.
#[derive(Debug, Clone, Default, Args)]
pub struct FixArgs {
    /// Which files.
    #[command(flatten)]
    pub choice: Choice,
    /// Which rules.
    #[command(flatten)]
    pub rules: RuleChoice,
    /// Print what would change as a unified diff, and write nothing
    #[arg(long, conflicts_with = "output")]
    pub diff: bool,
    /// Also apply fixes that guess, or that change what happens
    #[arg(long)]
    pub unsafe_fixes: bool,
    /// Exit with 1 when anything was written, as hooks want it
    #[arg(long)]
    pub exit_non_zero_on_fix: bool,
    /// Which formats, and where to.
    #[command(flatten)]
    pub outputs: Outputs,
}

/// Options of `clean`.
#[derive(Debug, Clone, Default, Args)]
pub struct CleanArgs {
    /// Clean this project, whether it exists or not, and no other; may be repeated
    #[arg(long, value_name = "PATH")]
    pub project: Vec<PathBuf>,
    /// Only this client's memory; may be repeated. Known: claude-code
    #[arg(long, value_name = "ID")]
    pub client: Vec<String>,
    /// Print what would change as a unified diff, and write nothing
    #[arg(long)]
    pub diff: bool,
    /// Keep no copy of the old file
    #[arg(long)]
    pub no_backup: bool,
}

/// Options of `baseline`.
#[derive(Debug, Clone, Default, Args)]
pub struct BaselineArgs {
    /// Which files.
    #[command(flatten)]
    pub choice: Choice,
    /// The file to write
    #[arg(long, value_name = "FILE", default_value = "mcpcheck-baseline.json")]
    pub output: PathBuf,
}

/// Options of `init`.
#[derive(Debug, Clone, Default, Args)]
pub struct InitArgs {
    /// The file that is right where files disagree
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// Print the golden instead of writing it
    #[arg(long)]
    pub stdout: bool,
    /// Write the golden's JSON Schema beside it, as `mcpcheck.schema.json`, and the line by which editors find it
    #[arg(long)]
    pub schema: bool,
}

/// Options of `list`.
#[derive(Debug, Clone, Default, Args)]
pub struct ListArgs {
    /// Which files.
    #[command(flatten)]
    pub choice: Choice,
    /// The output format
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    pub format: TableFormat,
    /// What environment variables are taken to be: none set, or those of this process. Without it, every one counts
    /// as set
    #[arg(long, value_enum)]
    pub env: Option<EnvArg>,
    /// Show which version of which package is written where, and which of them are exact
    #[arg(long, conflicts_with = "env")]
    pub pins: bool,
}

/// Options of `why`.
#[derive(Debug, Clone, Default, Args)]
pub struct WhyArgs {
    /// The server's name
    pub server: String,
    /// Only this client; may be repeated. Without it, every client that has to do with the server
    #[arg(long, value_name = "ID")]
    pub client: Vec<String>,
    /// The output format
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    pub format: TableFormat,
}

/// What environment variables are taken to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EnvArg {
    /// None is set.
    None,
    /// Those of this process.
    Current,
}

/// Whose files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScopeArg {
    /// The project's.
    Project,
    /// The user's.
    User,
    /// Both.
    All,
}

/// A severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// Errors.
    Error,
    /// Warnings and errors.
    #[default]
    Warning,
    /// Everything.
    Info,
}

/// The formats of reports.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// For people: findings with the lines they are about.
    #[default]
    Text,
    /// One line each.
    Concise,
    /// JSON, as `mcpcheck schema check` describes it.
    Json,
    /// One finding of that JSON per line, as `mcpcheck schema check-line` describes it.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// GitLab's Code Quality report.
    Gitlab,
    /// JUnit's XML, for viewers of test results.
    Junit,
    /// Markdown, for a comment on a pull request.
    Markdown,
    /// One page for a browser, with the matrix of servers and clients
    Html,
}

/// The formats of tables.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// A table.
    #[default]
    Text,
    /// JSON.
    Json,
}
