//! What every mend keeps, told from its steps alone: the edits are applied here once more, and what they may touch is
//! worked out here from the findings, with none of the code that made them.

mod comments;
mod place;
mod shift;
#[cfg(test)]
mod tests;
mod values;

use std::fmt;
use std::ops::AddAssign;

use mcpcheck::clients::Dialect;
use mcpcheck::document::{Document, Interest, Pointer, Span, Syntax};
use mcpcheck::finding::{Edit, FileId, Finding};
use mcpcheck::mend::{Mended, Step};
use mcpcheck::normalize::{FileReading, FileVerdict, Issue, IssueKind, normalize};
use mcpcheck::workspace::Source;

/// How much was compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) files: usize,
    pub(crate) steps: usize,
    pub(crate) edits: usize,
    pub(crate) findings: usize,
    /// Bytes outside of the edits.
    pub(crate) bytes: usize,
    /// Readers that nobody uses there, and that make less of a file than before.
    pub(crate) strangers: usize,
}

impl AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        self.files += other.files;
        self.steps += other.steps;
        self.edits += other.edits;
        self.findings += other.findings;
        self.bytes += other.bytes;
        self.strangers += other.strangers;
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { files, steps, edits, findings, bytes, strangers } = self;
        write!(
            f,
            "{files} files mended in {steps} steps: {findings} findings, {edits} edits, {bytes} bytes outside of \
             them; {strangers} readers not in use lose"
        )
    }
}

/// One step with everything that is asked about it.
pub(super) struct Case<'a> {
    pub(super) step: &'a Step,
    /// The findings that were mended.
    pub(super) done: Vec<&'a Finding>,
    pub(super) old: Document,
    pub(super) new: Document,
    what: String,
}

impl Case<'_> {
    /// Fails with everything that a person needs to see what happened.
    pub(super) fn fail(&self, why: impl fmt::Display) -> ! {
        let Step { before, edits, after, .. } = self.step;
        let done: Vec<String> = self
            .done
            .iter()
            .map(|f| format!("{} at `{}`: {}", f.rule, f.pointer, f.fix.as_ref().map_or("", |fix| &fix.title)))
            .collect();
        panic!("{}: {why}\nedits {edits:?}\ndone {done:#?}\n--- before\n{before}\n--- after\n{after}", self.what);
    }
}

/// Proves that a mend of these files did what it says it did, and nothing else.
pub(crate) fn prove(before: &[Source], mended: &Mended, what: &str) -> Totals {
    let mut totals = Totals::default();
    let mut texts: Vec<String> = before.iter().map(|s| s.text().to_owned()).collect();
    for (index, step) in mended.steps.iter().enumerate() {
        let source = &before[step.file.0];
        let parse = |text: &str| Document::parse(text.to_owned(), source.syntax(), Interest::All);
        let case = Case {
            step,
            done: mended.done.iter().filter(|d| d.step == index).map(|d| &d.finding).collect(),
            old: parse(&step.before),
            new: parse(&step.after),
            what: format!("{what}, {}, step {index}", source.display),
        };
        let text = &mut texts[step.file.0];
        if **text != *step.before {
            case.fail(format!("does not begin with what the step before left:\n{text}"));
        }
        *text = applied(&case);
        if **text != *step.after {
            case.fail(format!("the edits give another text:\n{text}"));
        }
        ours(&case);
        container_is_read(&case, mended);
        place::within_members(&case);
        if case.old.fatal().is_none() {
            if let Some(problem) = case.new.fatal() {
                case.fail(format!("parses no more: {problem:?}"));
            }
            values::kept(&case);
            values::moved(&case);
            values::moved_over(&case);
            comments::kept(&case);
        }
        totals.steps += 1;
        totals.edits += step.edits.len();
        totals.findings += case.done.len();
        totals.bytes += step.before.len() - step.edits.iter().map(|e| e.span.len()).sum::<usize>();
    }
    for (i, (source, text)) in before.iter().zip(&texts).enumerate() {
        let change = mended.files.iter().find(|c| c.file == FileId(i));
        assert_eq!(change.is_some(), text != source.text(), "{what}, {}: a change without steps", source.display);
        let Some(change) = change else { continue };
        assert_eq!(&*change.new, text, "{what}, {}: not what the steps lead to", source.display);
        let old = source.document().map(|d| &*d.text);
        assert_eq!(change.old.as_deref(), old, "{what}, {}: not what was there", source.display);
        totals.strangers += no_verdict_worse(before, source, text, what);
        totals.files += 1;
    }
    totals
}

/// The text that the edits give, from the last to the first.
fn applied(case: &Case<'_>) -> String {
    let Step { before, edits, .. } = case.step;
    let sorted = edits.windows(2).all(|pair| pair[0].span.start <= pair[1].span.start);
    let apart = edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start);
    if !sorted || !apart || edits.is_empty() {
        case.fail("the edits are none, not in text order, or overlap");
    }
    let mut text = before.to_string();
    for Edit { span, text: new } in edits.iter().rev() {
        let fits = span.start <= span.end && text.is_char_boundary(span.start) && text.is_char_boundary(span.end);
        if !fits {
            case.fail(format!("{span:?} is no place in the text"));
        }
        text.replace_range(span.start..span.end, new);
    }
    text
}

/// The edits of a step are those of the findings that it mended: none without a name, none left out.
fn ours(case: &Case<'_>) {
    let promised = || case.done.iter().flat_map(|f| &f.fix.as_ref().unwrap().edits);
    for edit in &case.step.edits {
        if !promised().any(|p| p == edit) {
            case.fail(format!("no finding asked for {edit:?}"));
        }
    }
    for edit in promised() {
        if !case.step.edits.contains(edit) {
            case.fail(format!("{edit:?} was promised and not made"));
        }
    }
}

/// Servers that were put under another key are not called misplaced there, too.
fn container_is_read(case: &Case<'_>, mended: &Mended) {
    for finding in case.done.iter().filter(|f| f.rule == "container-key") {
        let key = place::quoted(finding).map(|key| Pointer::root().join(key));
        let still = mended.left.raw.iter().find(|f| {
            f.rule == "container-key"
                && f.file == finding.file
                && Some(&f.pointer) == key.as_ref()
                && f.clients.iter().any(|c| finding.clients.contains(c))
        });
        if let Some(still) = still {
            case.fail(format!("mended, and still there: {still:?}"));
        }
    }
}

/// No reader of the file makes less of the new text than of the old one, if it owns the file or has one of its own
/// there: of the many that also look into a file most are used by nobody. How many of those lose.
fn no_verdict_worse(all: &[Source], source: &Source, text: &str, what: &str) -> usize {
    let Some(old) = source.document() else { return 0 };
    let new = Document::parse(text.to_owned(), source.syntax(), source.interest());
    // What does not parse, stands under the wrong key, or is only a layer of an entry shows what else is wrong with it
    // only afterwards.
    let hidden = |r: &FileReading| {
        let unread = |i: &Issue| matches!(i.kind, IssueKind::Syntax { .. } | IssueKind::Container(_));
        r.issues.iter().any(unread) || r.servers.iter().any(|s| s.partial)
    };
    // A file that is refused gives no more than one that is not looked at.
    let rank = |reading: &FileReading| usize::from(reading.verdict != FileVerdict::Read || hidden(reading));
    let owns = |dialect: &Dialect| all.iter().flat_map(Source::readers).any(|d| d.owner && d.client == dialect.client);
    let mut strangers = 0;
    for dialect in source.readers() {
        let (had, has) = (normalize(FileId(0), old, dialect, None), normalize(FileId(0), &new, dialect, None));
        let worse = rank(&has) > rank(&had) && has.verdict != FileVerdict::Read;
        strangers += usize::from(worse);
        assert!(
            !worse || !(dialect.owner || owns(dialect)),
            "{what}, {}: {} made {:?} of it and now {:?}\n--- before\n{}\n--- after\n{text}",
            source.display,
            dialect.name,
            had.verdict,
            has.verdict,
            old.text
        );
    }
    strangers
}

/// The bytes in which YAML or TOML stands: of Markdown the head between its two fences.
pub(super) fn head(document: &Document) -> Span {
    let text = &document.text;
    if document.syntax != Syntax::FrontMatter {
        return Span::new(0, text.len());
    }
    let mut at = 0;
    for (i, line) in text.split_inclusive('\n').enumerate() {
        if i > 0 && line.trim_end() == "---" {
            break;
        }
        at += line.len();
    }
    Span::new(0, at)
}
