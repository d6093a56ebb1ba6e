//! What a fix would write, as a patch that `patch -p1` and `git apply` take. Secrets are kept out of it: a line of
//! context that holds one is left out, a hunk that would have to show one is not shown at all.
//!
//! `git apply` takes a hunk without trailing context for one at the end of the file; where a secret stands on the very
//! next line it therefore needs `--unidiff-zero`. `patch` does not.

use std::fmt::Write;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::document::Span;
use crate::redact::is_hostile;

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// A patch of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    /// The patch; empty where the texts are equal.
    pub text: String,
    /// How many hunks it shows.
    pub hunks: usize,
    /// How many it hides.
    pub hidden: usize,
}

/// The patch from `old` to `new`. `creates` is for a file that does not exist yet.
pub fn unified(display: &str, old: &str, new: &str, secrets_old: &[Span], secrets_new: &[Span], creates: bool) -> Diff {
    let (old, new) = (lines(old, secrets_old), lines(new, secrets_new));
    let hunks = hunks(&old, &new);
    let mut diff = Diff { text: String::new(), hunks: 0, hidden: 0 };
    let mut shown = String::new();
    let mut delta = Delta::default();
    for hunk in &hunks {
        if let Some(why) = hunk.hidden {
            let at = hunk.ops.first().map_or(1, |op| op.old_range().start + 1);
            // Comments stand before the header: patch reads on after a hunk only if the next line begins another.
            let _ = writeln!(
                diff.text,
                "# {}: hunk at line {at} hidden: it holds {why}; without --diff it is applied",
                crate::redact::sanitize(display)
            );
            diff.hidden += 1;
        } else {
            hunk.write(&old, &new, &delta, &mut shown);
            diff.hunks += 1;
            delta.add(hunk);
        }
    }
    if diff.hunks > 0 {
        let from = if creates { "/dev/null".to_owned() } else { path("a", display) };
        let _ = write!(diff.text, "--- {from}\n+++ {}\n{shown}", path("b", display));
    }
    diff
}

/// One line with its end, and why it must not be printed.
#[derive(Debug, Clone, Copy)]
struct Line<'t> {
    text: &'t str,
    hidden: Option<&'static str>,
}

fn lines<'t>(text: &'t str, secrets: &[Span]) -> Vec<Line<'t>> {
    let mut at = 0;
    let mut spans = secrets.iter().peekable();
    let line = |text: &'t str| {
        let span = Span::new(at, at + text.len());
        at = span.end;
        while spans.next_if(|s| s.end <= span.start).is_some() {}
        let secret = spans.peek().is_some_and(|s| s.overlaps(span));
        let hidden = match secret {
            true => Some("a credential"),
            false => is_hostile(text).then_some("control characters"),
        };
        Line { text, hidden }
    };
    text.split_inclusive('\n').map(line).collect()
}

/// A run of changed lines with the context around it, as ranges of line indices.
#[derive(Debug)]
struct Hunk {
    /// All old lines, context included, numbered from 0.
    old: Range<usize>,
    new: Range<usize>,
    ops: Vec<DiffOp>,
    hidden: Option<&'static str>,
}

fn hunks<'t>(old: &[Line<'t>], new: &[Line<'t>]) -> Vec<Hunk> {
    let texts = |lines: &[Line<'t>]| lines.iter().map(|l| l.text).collect::<Vec<&str>>();
    let ops = capture_diff_slices(Algorithm::Myers, &texts(old), &texts(new));
    let mut hunks: Vec<Hunk> = Vec::new();
    let changes = ops.into_iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    for op in changes {
        let change =
            Hunk { old: op.old_range(), new: op.new_range(), hidden: why_hidden(&op, old, new), ops: vec![op] };
        match hunks.last_mut() {
            Some(last) if joins(last, &change, old, new) => {
                last.old.end = change.old.end;
                last.new.end = change.new.end;
                last.hidden = last.hidden.or(change.hidden);
                last.ops.extend(change.ops);
            }
            _ => hunks.push(change),
        }
    }
    let bounds: Vec<(usize, usize)> = hunks.iter().map(|h| (h.old.start, h.old.end)).collect();
    for (i, hunk) in hunks.iter_mut().enumerate() {
        let from = i.checked_sub(1).and_then(|b| bounds.get(b)).map_or(0, |b| b.1);
        let to = bounds.get(i + 1).map_or(old.len(), |b| b.0);
        add_context(hunk, from, to, old, new);
    }
    hunks
}

fn why_hidden(op: &DiffOp, old: &[Line<'_>], new: &[Line<'_>]) -> Option<&'static str> {
    let removed = old.get(op.old_range()).unwrap_or_default();
    let added = new.get(op.new_range()).unwrap_or_default();
    removed.iter().chain(added).find_map(|l| l.hidden)
}

/// Whether two changes are one hunk: they touch, or their contexts would, and nothing between them is hidden.
fn joins(last: &Hunk, next: &Hunk, old: &[Line<'_>], new: &[Line<'_>]) -> bool {
    let (before, after) = (last.old.end..next.old.start, last.new.end..next.new.start);
    if before.is_empty() {
        return true;
    }
    let clear =
        |lines: &[Line<'_>], r: Range<usize>| lines.get(r).unwrap_or_default().iter().all(|l| l.hidden.is_none());
    let near = before.len() <= 2 * CONTEXT;
    near && last.hidden.is_none() && next.hidden.is_none() && clear(old, before) && clear(new, after)
}

/// Takes in the unchanged lines around a change, up to the neighbouring changes (`from`, `to`) or a hidden line.
fn add_context(hunk: &mut Hunk, from: usize, to: usize, old: &[Line<'_>], new: &[Line<'_>]) {
    let open = |o: usize, n: usize| {
        let hidden = |lines: &[Line<'_>], at: usize| lines.get(at).is_none_or(|l| l.hidden.is_some());
        !hidden(old, o) && !hidden(new, n)
    };
    let (start, end) = (hunk.old.clone(), hunk.new.clone());
    let mut lead = 0;
    while lead < CONTEXT && start.start - lead > from && open(start.start - lead - 1, end.start - lead - 1) {
        lead += 1;
    }
    let mut trail = 0;
    while trail < CONTEXT && start.end + trail < to && open(start.end + trail, end.end + trail) {
        trail += 1;
    }
    // Less context after than before tells patch that the file ends here.
    if start.end + trail < old.len() {
        lead = lead.min(trail);
    }
    hunk.old = start.start - lead..start.end + trail;
    hunk.new = end.start - lead..end.end + trail;
}

/// How far the shown hunks have moved the lines: a hidden hunk is not applied, so it moves none.
#[derive(Debug, Default)]
struct Delta {
    added: usize,
    removed: usize,
}

impl Delta {
    fn add(&mut self, hunk: &Hunk) {
        self.added += hunk.new.len();
        self.removed += hunk.old.len();
    }

    fn apply(&self, line: usize) -> usize {
        (line + self.added).saturating_sub(self.removed)
    }
}

impl Hunk {
    fn write(&self, old: &[Line<'_>], new: &[Line<'_>], delta: &Delta, out: &mut String) {
        let before = range(self.old.start, self.old.len());
        let after = range(delta.apply(self.old.start), self.new.len());
        // Writing to a string does not fail.
        let _ = writeln!(out, "@@ -{before} +{after} @@");
        let mut at = self.old.start;
        for op in &self.ops {
            put(' ', old, at..op.old_range().start, out);
            put('-', old, op.old_range(), out);
            put('+', new, op.new_range(), out);
            at = op.old_range().end;
        }
        put(' ', old, at..self.old.end, out);
    }
}

/// A range as headers have it: an empty one names the line before it.
fn range(start: usize, len: usize) -> String {
    match len {
        0 => format!("{start},0"),
        1 => (start + 1).to_string(),
        _ => format!("{},{len}", start + 1),
    }
}

fn put(sign: char, lines: &[Line<'_>], range: Range<usize>, out: &mut String) {
    for line in lines.get(range).unwrap_or_default() {
        out.push(sign);
        out.push_str(line.text);
        if !line.text.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}

/// The name in a header. What would end it early is quoted as git does it, and a name with blanks ends with a tab.
fn path(side: &str, display: &str) -> String {
    let name = format!("{side}/{}", display.trim_start_matches('/'));
    let odd = |c: char| matches!(c, '"' | '\\') || crate::redact::is_hostile_char(c);
    if !name.contains(odd) {
        return if name.contains(' ') { format!("{name}\t") } else { name };
    }
    let mut out = String::from("\"");
    for byte in name.bytes() {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            b' '..=b'~' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "\\{byte:03o}");
            }
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
#[path = "diff_tests.rs"]
mod tests;
