//! What a run has found, for people and for programs: one writer per format.
//!
//! Every string that comes from a file passes `View::say` before it is printed; the writers see no other.

mod ci;
mod concise;
pub mod diff;
mod excerpt;
mod github;
mod gitlab;
mod html;
mod json;
mod jsonl;
mod junit;
pub mod list;
mod markdown;
pub mod page;
mod sarif;
pub(crate) mod text;
pub mod why;

pub(crate) use json::escaped as escaped_json;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::check::{Acceptance, Accepted};
use crate::document::{LineIndex, Position, Span};
use crate::finding::{Applicability, FileId, Finding, Severity};
use crate::list::Listing;
use crate::meta::RuleMeta;
use crate::redact::{Secrets, sanitize};
use crate::workspace::{Source, Workspace};

/// What one run has to say.
#[derive(Debug, Clone)]
pub struct Report<'a> {
    /// The files.
    pub workspace: &'a Workspace,
    /// What was found, in any order.
    pub findings: &'a [Finding],
    /// What somebody has decided to live with.
    pub accepted: &'a [Accepted],
    /// The rules that were looked at, whether they found something or not; see [`crate::check::active_rules`].
    pub rules: Vec<&'static RuleMeta>,
    /// How many files were looked at.
    pub files_checked: usize,
    /// What `fix` has done; `None` where nothing was to be fixed.
    pub fixed: Option<Fixed>,
    /// What each client loads, compared; only [`Format::Html`] asks for it.
    pub listing: Option<&'a Listing>,
}

/// What `fix` has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// How many findings are gone.
    pub findings: usize,
    /// How many files were written.
    pub files: usize,
    /// Why each finding that is left is left.
    pub left: Vec<Left>,
}

/// Why `fix` has left a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Left {
    /// Its fix has to be asked for.
    Unsafe,
    /// It is in a file of the user's, and those were not asked for.
    Scope,
    /// Its file is one of several names of one file.
    Linked,
    /// Its fix would have made the file worse.
    Refused,
    /// Its file could not be written.
    NotWritten,
    /// The rounds were used up.
    Again,
    /// No fix is known for certain.
    ByHand,
}

impl Left {
    /// What the summary says of a number of them.
    fn say(self, n: usize) -> String {
        match self {
            Self::Unsafe => format!("{n} with `mcpcheck fix --unsafe-fixes`"),
            Self::Scope => format!("{n} with `mcpcheck fix --scope all`, in files of yours"),
            Self::Linked => format!("{n} in files that are links to each other"),
            Self::Refused => format!("{n} by hand, as the fix would do harm"),
            Self::NotWritten => format!("{n} in files that could not be written"),
            Self::Again => format!("{n} with another `mcpcheck fix`"),
            Self::ByHand => format!("{n} by hand"),
        }
    }
}

/// The formats of `check`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Source excerpts, for people.
    Text,
    /// One line per finding.
    Concise,
    /// The contract of `schemas/check-output.json`.
    Json,
    /// One finding of that contract per line.
    Jsonl,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// GitLab's Code Quality report.
    Gitlab,
    /// JUnit's XML.
    Junit,
    /// Markdown for a comment.
    Markdown,
    /// One page for a browser.
    Html,
}

impl Format {
    /// Every format, in the order of the help text.
    pub const ALL: &'static [Self] = &[
        Self::Text,
        Self::Concise,
        Self::Json,
        Self::Jsonl,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
        Self::Junit,
        Self::Markdown,
        Self::Html,
    ];

    /// As the command line spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Junit => "junit",
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }

    /// Whether people read it as it is printed; the others are for programs, who want an answer also where there is
    /// nothing to say.
    pub fn is_for_people(self) -> bool {
        matches!(self, Self::Text | Self::Concise)
    }
}

/// How text is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Colours and line drawing; without it nothing but ASCII is added to what the files say.
    pub color: bool,
    /// The columns to fill.
    pub width: usize,
    /// Whether long lists are shown whole.
    pub verbose: bool,
    /// Whether a report for people ends with what sums it up.
    pub summary: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, width: 80, verbose: false, summary: true }
    }
}

/// Writes a report.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report<'_>, format: Format, out: &mut dyn Write, style: Style) -> io::Result<()> {
    Prepared::new(report, &[format]).write(format, out, style)
}

/// A report that is to be written in several formats: what they share is made once.
pub struct Prepared<'a>(View<'a>);

impl<'a> Prepared<'a> {
    /// Makes a report ready for these formats.
    pub fn new(report: &'a Report<'a>, formats: &[Format]) -> Self {
        // Only SARIF and the page can say that a finding is accepted.
        let tells = formats.iter().any(|f| matches!(f, Format::Sarif | Format::Html));
        let accepted = if tells { report.accepted } else { &[] };
        Self(View::with(report, accepted))
    }

    /// Writes it in one of them.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, format: Format, out: &mut dyn Write, style: Style) -> io::Result<()> {
        let view = &self.0;
        view.reparse.set(REPARSE_BYTES);
        match format {
            Format::Text => text::write(view, out, style),
            Format::Concise => concise::write(view, out, style),
            Format::Json => json::write(view, out),
            Format::Jsonl => jsonl::write(view, out),
            Format::Sarif => sarif::write(view, out),
            Format::Github => github::write(view, out),
            Format::Gitlab => gitlab::write(view, out),
            Format::Junit => junit::write(view, out),
            Format::Markdown => markdown::write(view, out),
            Format::Html => html::write(view, out),
        }
    }
}

/// How many bytes one report may parse again to see what fixes would bring in.
const REPARSE_BYTES: usize = 4 * 1024 * 1024;

/// A report made ready for writers: sorted, with positions, and with the secrets known.
struct View<'a> {
    report: &'a Report<'a>,
    secrets: Secrets,
    findings: Vec<&'a Finding>,
    /// What is accepted, where the format shows it.
    accepted: Vec<&'a Accepted>,
    lines: BTreeMap<FileId, LineIndex<'a>>,
    /// How many bytes may still be parsed again to see what a fix would bring in.
    reparse: Cell<usize>,
}

impl<'a> View<'a> {
    #[cfg(test)]
    fn new(report: &'a Report<'a>) -> Self {
        Self::with(report, &[])
    }

    /// A report of which this is shown beside the findings.
    fn with(report: &'a Report<'a>, accepted: &'a [Accepted]) -> Self {
        let mut findings: Vec<&Finding> = report.findings.iter().collect();
        findings.sort_by(|a, b| {
            let key = |f: &'a Finding| (f.file, f.span, std::cmp::Reverse(f.severity), f.rule);
            key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message)).then_with(|| a.clients.cmp(&b.clients))
        });
        let shown = || findings.iter().copied().chain(accepted.iter().map(|a| &a.finding));
        let places = |f: &'a Finding| f.related.iter().map(|r| (r.file, r.span)).chain([(f.file, f.span)]);
        let spoken: Vec<(FileId, Span)> = shown().flat_map(places).collect();
        let mut lines = BTreeMap::new();
        for (file, _) in &spoken {
            lines.entry(*file).or_insert_with(|| LineIndex::new(report.workspace.get(*file).map_or("", Source::text)));
        }
        // Nothing of a file is printed where nothing was found, but by the page, which shows what every file says.
        let silent = spoken.is_empty() && report.listing.is_none();
        let secrets = if silent { Secrets::default() } else { Secrets::around(report.workspace, &spoken) };
        let accepted = accepted.iter().collect();
        Self { report, secrets, findings, accepted, lines, reparse: Cell::new(REPARSE_BYTES) }
    }

    fn source(&self, file: FileId) -> Option<&'a Source> {
        self.report.workspace.get(file)
    }

    fn position(&self, file: FileId, offset: usize) -> Position {
        self.lines.get(&file).map_or(Position { line: 1, column: 1, offset }, |index| index.position(offset))
    }

    /// A string that may come from a file, without secrets and in one harmless line.
    fn say(&self, text: &str) -> String {
        sanitize(&self.secrets.scrub(text))
    }

    /// The name of a file in output.
    fn name(&self, file: FileId) -> String {
        self.source(file).map(|s| self.say(&s.display)).unwrap_or_default()
    }

    /// What is wrong and what to do about it, for formats that have one text for both: a line each.
    fn advice(&self, finding: &Finding) -> String {
        let mut text = self.say(&finding.message);
        // The fix says it, and how to have it done.
        let told = |help: &str| finding.fix.as_ref().is_some_and(|fix| fix.title == help);
        if let Some(help) = finding.help.as_ref().filter(|help| !told(help)) {
            text.push_str(&format!("\nhelp: {}", self.say(help)));
        }
        if let Some(fix) = &finding.fix {
            text.push_str(&format!("\nfix: {} (`{}`)", self.say(&fix.title), command(fix.applicability)));
        }
        text
    }

    /// `path:line:col`, as terminals and editors follow it.
    fn place(&self, file: FileId, span: Span) -> String {
        let Position { line, column, .. } = self.position(file, span.start);
        format!("{}:{line}:{column}", self.name(file))
    }
}

/// What to type to have a fix made.
fn command(applicability: Applicability) -> &'static str {
    match applicability {
        Applicability::Safe => "mcpcheck fix",
        Applicability::Unsafe => "mcpcheck fix --unsafe-fixes",
    }
}

/// The numbers of a summary.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    error: usize,
    warning: usize,
    info: usize,
    /// Those that `mcpcheck fix` mends.
    fixable: usize,
    /// Those that it mends with `--unsafe-fixes`.
    fixable_unsafely: usize,
    files: usize,
}

impl Counts {
    fn of(findings: &[&Finding]) -> Self {
        let count = |f: &dyn Fn(&Finding) -> bool| findings.iter().filter(|x| f(x)).count();
        let fixes = |a: Applicability| count(&|f| f.fix.as_ref().is_some_and(|fix| fix.applicability == a));
        let mut files: Vec<FileId> = findings.iter().map(|f| f.file).collect();
        files.sort();
        files.dedup();
        Self {
            error: count(&|f| f.severity == Severity::Error),
            warning: count(&|f| f.severity == Severity::Warning),
            info: count(&|f| f.severity == Severity::Info),
            fixable: fixes(Applicability::Safe),
            fixable_unsafely: fixes(Applicability::Unsafe),
            files: files.len(),
        }
    }
}

/// The last line: what there is and what can be done about it.
fn summary(view: &View<'_>) -> String {
    let counts = Counts::of(&view.findings);
    let fixed = view.report.fixed.as_ref();
    let done = fixed.filter(|f| f.findings > 0);
    let mut line = done
        .map(|f| format!("fixed {} in {}; ", many(f.findings, "finding"), many(f.files, "file")))
        .unwrap_or_default();
    if view.findings.is_empty() {
        let left = if line.is_empty() { "no findings" } else { "no findings left" };
        let checked = many(view.report.files_checked, "file");
        return format!("{line}checked {checked}: {left}{}", accepted(view.report.accepted));
    }
    let kinds = [(counts.error, "error"), (counts.warning, "warning"), (counts.info, "info")];
    let kinds: Vec<String> = kinds.into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| many(n, word)).collect();
    line.push_str(&format!("{} in {}", kinds.join(", "), many(counts.files, "file")));
    line.push_str(&match (fixed, counts.fixable, counts.fixable_unsafely) {
        (Some(fixed), ..) => format!(" left: {}", why_left(&fixed.left)),
        (None, 0, 0) => String::new(),
        (None, n, 0) => format!(" ({n} fixable with `mcpcheck fix`)"),
        (None, 0, n) => format!(" ({n} fixable with `mcpcheck fix --unsafe-fixes`)"),
        (None, n, more) => format!(" ({n} fixable with `mcpcheck fix`, {more} more with `--unsafe-fixes`)"),
    });
    line.push_str(&accepted(view.report.accepted));
    line
}

/// How much somebody has decided to live with: what nobody reminds of is forgotten.
fn accepted(accepted: &[Accepted]) -> String {
    let known = accepted.iter().filter(|a| a.by == Acceptance::Baseline).count();
    let said = match (accepted.len() - known, known) {
        (0, 0) => return String::new(),
        (n, 0) => format!("{n} ignored"),
        (0, n) => format!("{n} in the baseline"),
        (n, more) => format!("{n} ignored, {more} in the baseline"),
    };
    format!("; {said}")
}

/// What it takes to mend what is left.
fn why_left(left: &[Left]) -> String {
    let mut counts: BTreeMap<Left, usize> = BTreeMap::new();
    for why in left {
        *counts.entry(*why).or_default() += 1;
    }
    counts.into_iter().map(|(why, n)| why.say(n)).collect::<Vec<String>>().join(", ")
}

fn many(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests;
