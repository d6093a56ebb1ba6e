//! Findings for people: grouped by file, each with the lines it is about. The only file that knows miette, which draws
//! message and excerpt; what stands below them is ours.

use std::fmt;
use std::io::{self, Write};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};

use super::excerpt::{self, Block};
use super::{Style, View, summary};
use crate::document::Span;
use crate::finding::{Applicability, FileId, Finding, Related, Severity};

/// How many findings are drawn unless all are asked for: nobody reads the five-hundredth.
const MOST: usize = 500;

/// How many related places are listed unless all are asked for.
const MAX_ALSO: usize = 5;

/// Writes all findings and the summary.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write, style: Style) -> io::Result<()> {
    let style = Style { width: style.width.clamp(40, 120), ..style };
    let ellipsis = if style.color { "…" } else { "..." };
    let mut file = None;
    let most = if style.verbose { usize::MAX } else { MOST };
    for finding in view.findings.iter().take(most) {
        if file != Some(finding.file) {
            file = Some(finding.file);
            writeln!(out, "{}\n", heading(view, finding.file, style))?;
        }
        let (blocks, below) = excerpt::blocks(view, finding, style.width, ellipsis);
        drawn(view, finding, blocks, out, style)?;
        notes(view, finding, &below, out, style)?;
        writeln!(out)?;
    }
    if let Some(more) = view.findings.len().checked_sub(most).filter(|more| *more > 0) {
        writeln!(out, "{more} more findings (`--verbose` shows them all, `--format concise` in one line each)")?;
    }
    if !style.summary {
        return Ok(());
    }
    let order = |f: &&&Finding| (f.severity, std::cmp::Reverse((f.file, f.span)));
    if let Some(worst) = view.findings.iter().max_by_key(order) {
        writeln!(out, "`mcpcheck explain {}` says more", worst.rule)?;
    }
    let paint = if view.findings.is_empty() { Paint::Good } else { Paint::Strong };
    for line in wrap(&summary(view), 0, 0, style.width) {
        writeln!(out, "{}", paint.on(&line, style))?;
    }
    Ok(())
}

/// The file and whose it is.
fn heading(view: &View<'_>, file: FileId, style: Style) -> String {
    let mut clients: Vec<&str> = Vec::new();
    let readers = view.source(file).map(|s| s.readers()).unwrap_or_default();
    let owned = readers.iter().any(|reader| reader.owner);
    for reader in readers.iter().filter(|reader| reader.owner || !owned) {
        if !clients.contains(&reader.name) {
            clients.push(reader.name);
        }
    }
    let name = Paint::Strong.on(&view.name(file), style);
    if clients.is_empty() { name } else { format!("{name} ({})", clients.join(", ")) }
}

/// Message and excerpt, by miette.
fn drawn(view: &View<'_>, finding: &Finding, blocks: Vec<Block>, out: &mut dyn Write, style: Style) -> io::Result<()> {
    let title = format!("{}[{}]:", finding.severity.as_str(), finding.rule);
    let lines = wrap(&view.say(&finding.message), title.chars().count() + 3, 4, style.width);
    let drawing = Drawing { severity: finding.severity, message: lines.join("\n"), source: Excerpt::new(blocks) };
    let mut theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::none() };
    theme.characters.error.clone_from(&title);
    theme.characters.warning.clone_from(&title);
    theme.characters.advice = title;
    // The lines come wrapped: miette would break them at hyphens, which paths and flags are full of.
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        .with_wrap_lines(false)
        .without_primary_span_start()
        .with_links(false);
    let mut text = String::new();
    handler.render_report(&mut text, &drawing).map_err(io::Error::other)?;
    for line in text.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// What stands below the excerpt; `below` are the related places that it does not show.
fn notes(view: &View<'_>, finding: &Finding, below: &[usize], out: &mut dyn Write, style: Style) -> io::Result<()> {
    if finding.clients.len() > 1 {
        note(out, "clients", &finding.clients.join(", "), style)?;
    }
    // The fix says it, and how to have it done.
    let told = |help: &str| finding.fix.as_ref().is_some_and(|fix| fix.title == help);
    if let Some(help) = finding.help.as_ref().filter(|help| !told(help)) {
        note(out, "help", &view.say(help), style)?;
    }
    if let Some(fix) = &finding.fix {
        let command = match fix.applicability {
            Applicability::Safe => "mcpcheck fix",
            Applicability::Unsafe => "mcpcheck fix --unsafe-fixes",
        };
        note(out, "fix", &format!("{} (`{command}`)", view.say(&fix.title)), style)?;
    }
    let most = if style.verbose { usize::MAX } else { MAX_ALSO };
    let listed = if below.len() == most.saturating_add(1) { below.len() } else { most };
    for related in below.iter().take(listed).filter_map(|i| finding.related.get(*i)) {
        note(out, "also", &also(view, related), style)?;
    }
    match below.len().saturating_sub(listed) {
        0 => Ok(()),
        more => note(out, "also", &format!("{more} more places (`--verbose` lists them)"), style),
    }
}

fn also(view: &View<'_>, related: &Related) -> String {
    let rule = related.rule.map(|r| format!("[{r}] ")).unwrap_or_default();
    format!("{}: {rule}{}", view.place(related.file, related.span), view.say(&related.message))
}

fn note(out: &mut dyn Write, name: &str, text: &str, style: Style) -> io::Result<()> {
    let indent = name.len() + 4;
    for (i, line) in wrap(text, indent, indent, style.width).iter().enumerate() {
        match i {
            0 => writeln!(out, "  {} {line}", Paint::Note.on(&format!("{name}:"), style))?,
            _ => writeln!(out, "{:indent$}{line}", "")?,
        }
    }
    Ok(())
}

/// Breaks a text at blanks outside of backticks. The first line leaves `first` columns free, the others `rest`; a word
/// longer than a line stays whole, so that it can be copied.
pub(crate) fn wrap(text: &str, first: usize, rest: usize, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = first;
    for word in words(text) {
        let len = word.chars().count();
        let Some(line) = lines.last_mut() else { break };
        if !line.is_empty() && used + 1 + len > width {
            lines.push(word.to_owned());
            used = rest + len;
        } else {
            if !line.is_empty() {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += len;
        }
    }
    lines
}

/// The words of a text; what stands in backticks is one word, unless it is as long as a line may be.
fn words(text: &str) -> impl Iterator<Item = &str> {
    const LONGEST: usize = 60;
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(' ');
        let blank = rest.find(' ').unwrap_or(rest.len());
        let quoted = rest.find('`').filter(|at| *at < blank).and_then(|open| {
            let close = open + 1 + rest.get(open + 1..)?.find('`')?;
            let tail = rest.get(close..)?;
            Some(close + tail.find(' ').unwrap_or(tail.len()))
        });
        let (word, tail) = rest.split_at(quoted.filter(|end| *end <= LONGEST).unwrap_or(blank));
        rest = tail;
        (!word.is_empty()).then_some(word)
    })
}

/// The few colours outside of the excerpt.
#[derive(Clone, Copy)]
enum Paint {
    Strong,
    Good,
    Note,
}

impl Paint {
    fn on(self, text: &str, style: Style) -> String {
        let paint = match self {
            Self::Strong => anstyle::Style::new().bold(),
            Self::Good => anstyle::AnsiColor::Green.on_default(),
            Self::Note => anstyle::AnsiColor::Cyan.on_default(),
        };
        if style.color { format!("{paint}{text}{paint:#}") } else { text.to_owned() }
    }
}

/// One finding as miette takes it.
#[derive(Debug)]
struct Drawing {
    severity: Severity,
    message: String,
    source: Excerpt,
}

impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawing {}

impl Diagnostic for Drawing {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let placed = self.source.blocks.iter().flat_map(|(base, block)| block.labels.iter().map(move |l| (base, l)));
        let label = |(base, label): (&usize, &excerpt::Label)| {
            LabeledSpan::new(label.text.clone(), base + label.span.start, label.span.len())
        };
        Some(Box::new(placed.map(label)))
    }
}

/// The blocks of one finding behind each other, each with its offset. A span is always shown with its whole block, so
/// that miette cannot choose other lines.
#[derive(Debug)]
struct Excerpt {
    blocks: Vec<(usize, Block)>,
}

impl Excerpt {
    fn new(blocks: Vec<Block>) -> Self {
        let mut at = 0;
        let place = |block: Block| {
            let base = at;
            at += block.text.len();
            (base, block)
        };
        Self { blocks: blocks.into_iter().map(place).collect() }
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let span = Span::new(span.offset(), span.offset() + span.len());
        let holds = |(base, block): &&(usize, Block)| Span::new(*base, base + block.text.len()).contains(span);
        let (base, block) = self.blocks.iter().find(holds).ok_or(MietteError::OutOfBounds)?;
        let whole = SourceSpan::from((*base, block.text.len()));
        let lines = block.text.lines().count();
        let (name, data) = (block.place.clone(), block.text.as_bytes());
        let contents = MietteSpanContents::new_named(name, data, whole, block.first_line - 1, 0, lines);
        Ok(Box::new(contents))
    }
}
