//! Markdown for a comment on a pull request: a line that sums up, a table of the files, the findings folded.
//!
//! A comment may mention people, link and draw. What comes from a file must do none of it, and GitHub turns `@name`,
//! `#1`, `GH-1`, addresses and hashes into links after Markdown is done with, so that no backslash helps. Only a code
//! span does: every word that could mean something stands in one.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::ci::Lies;
use super::{Counts, View, command, many, summary};
use crate::finding::{FileId, Finding};

/// The longest comment that GitHub takes, in UTF-16 units (its API answers "body is too long (maximum is 65536
/// characters)", 2026-11).
const MOST: usize = 65_536;

/// What is kept free for the words about what was left out.
const RESERVE: usize = 400;

/// How many files the table names.
const ROWS: usize = 100;

/// Writes the comment.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { text: String::new(), left: MOST - RESERVE };
    page.add(&format!("**mcpcheck**: {}\n", summary(view)));
    let files = files(view);
    table(view, &files, &mut page);
    let mut missing = 0;
    for (file, findings) in &files {
        missing += folded(view, *file, findings, &mut page);
    }
    if missing > 0 {
        let what = many(missing, "finding");
        page.text.push_str(&format!(
            "\n{what} left out here: a comment holds no more than {MOST} characters. `mcpcheck` prints all of them.\n"
        ));
    }
    out.write_all(page.text.as_bytes())
}

/// A text that must not get too long.
struct Page {
    text: String,
    left: usize,
}

impl Page {
    /// Adds a part whole or not at all. False where there is no room for it.
    fn add(&mut self, part: &str) -> bool {
        let length = part.encode_utf16().count();
        let fits = length <= self.left;
        if fits {
            self.left -= length;
            self.text.push_str(part);
        }
        fits
    }
}

/// The findings of each file, in the order of the files.
fn files<'a>(view: &View<'a>) -> Vec<(FileId, Vec<&'a Finding>)> {
    let mut files: Vec<(FileId, Vec<&Finding>)> = Vec::new();
    for finding in &view.findings {
        match files.last_mut().filter(|(file, _)| *file == finding.file) {
            Some((_, findings)) => findings.push(finding),
            None => files.push((finding.file, vec![finding])),
        }
    }
    files
}

fn table(view: &View<'_>, files: &[(FileId, Vec<&Finding>)], page: &mut Page) {
    if files.is_empty() || !page.add("\n| file | errors | warnings | infos |\n| --- | ---: | ---: | ---: |\n") {
        return;
    }
    let mut rows = 0;
    for (file, findings) in files.iter().take(ROWS) {
        let Counts { error, warning, info, .. } = Counts::of(findings);
        // A table is cut into cells before code spans are looked for.
        let name = code(&name(view, *file)).replace('|', "\\|");
        // Most of the room is for the findings.
        if page.left < MOST / 2 || !page.add(&format!("| {name} | {error} | {warning} | {info} |\n")) {
            break;
        }
        rows += 1;
    }
    if let Some(more) = files.len().checked_sub(rows).filter(|more| *more > 0) {
        page.add(&format!("\n{} not listed\n", many(more, "more file")));
    }
}

fn name(view: &View<'_>, file: FileId) -> String {
    view.say(&Lies::of(view, file).name())
}

/// The findings of a file behind a line that opens. How many of them had no room.
fn folded(view: &View<'_>, file: FileId, findings: &[&Finding], page: &mut Page) -> usize {
    const END: &str = "\n</details>\n";
    let Counts { error, warning, info, .. } = Counts::of(findings);
    let kinds = [(error, "error"), (warning, "warning"), (info, "info")];
    let kinds: Vec<String> = kinds.into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| many(n, word)).collect();
    let head =
        format!("\n<details>\n<summary><code>{}</code>: {}</summary>\n", html(&name(view, file)), kinds.join(", "));
    let items = findings.iter().map(|finding| item(view, finding));
    let mut items = items.peekable();
    let room =
        |page: &Page, first: &str| head.encode_utf16().count() + first.encode_utf16().count() + END.len() <= page.left;
    if !items.peek().is_some_and(|first| room(page, first)) {
        return findings.len();
    }
    page.add(&head);
    page.left -= END.len();
    let shown = items.take_while(|item| page.add(item)).count();
    page.text.push_str(END);
    findings.len() - shown
}

fn item(view: &View<'_>, finding: &Finding) -> String {
    let line = view.position(finding.file, finding.span.start).line;
    let severity = finding.severity.as_str();
    let message = prose(&view.say(&finding.message));
    let mut text = format!("\n- **{severity}** `{}`, line {line}: {message}\n", finding.rule);
    let told = |help: &str| finding.fix.as_ref().is_some_and(|fix| fix.title == help);
    if let Some(help) = finding.help.as_ref().filter(|help| !told(help)) {
        // Writing to a string does not fail.
        let _ = writeln!(text, "  - help: {}", prose(&view.say(help)));
    }
    if let Some(fix) = &finding.fix {
        let _ = writeln!(text, "  - fix: {} (`{}`)", prose(&view.say(&fix.title)), command(fix.applicability));
    }
    text
}

/// A message: what stands in backticks stays code, and of the rest every word that is not plainly a word becomes code.
fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut add = |part: &str, as_code: bool| {
        if !as_code {
            out.push_str(part);
            return;
        }
        // Two code spans side by side would read as one.
        if out.ends_with('`') {
            out.push(' ');
        }
        out.push_str(&code(part));
    };
    for (i, part) in text.split('`').enumerate() {
        if i % 2 == 1 {
            add(part, true);
            continue;
        }
        for word in part.split_inclusive(' ') {
            let bare = word.trim_end_matches(' ');
            add(bare, !is_plain(bare));
            add(word.get(bare.len()..).unwrap_or_default(), false);
        }
    }
    out
}

/// Whether neither Markdown nor GitHub sees more than a word in it.
fn is_plain(word: &str) -> bool {
    let inner = word.trim_end_matches([':', ',', '.', ';', ')']);
    let harmless = |c: char| c.is_alphanumeric() || ".,;'\"()-/?%".contains(c);
    let lower = inner.trim_start_matches('(').to_ascii_lowercase();
    // A commit, `GH-1`, `ABC-1`, `www.`; a number and a dot or a dash that begins a list.
    let hash = lower.len() >= 7 && lower.bytes().all(|b| b.is_ascii_hexdigit());
    let issue = inner.as_bytes().windows(2).any(|pair| matches!(pair, [b'-', b'0'..=b'9']));
    let list = word.ends_with(['.', ')']) && inner.bytes().all(|b| b.is_ascii_digit());
    inner.chars().all(harmless) && !hash && !issue && !list && !lower.contains("www.") && !inner.starts_with('-')
}

/// A code span around a text in one line, whatever backticks it has.
fn code(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    // One blank on both sides is taken off again.
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Escapes for the text of an element.
fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;

    #[test]
    fn words_stay_words_and_the_rest_is_code() {
        let cases = [
            ("`docs` does not load: write `\"type\": \"http\"`", "`docs` does not load: write `\"type\": \"http\"`"),
            ("ask @octocat about #12 (see GH-3).", "ask `@octocat` about `#12` (see `GH-3).`"),
            ("at https://x.example or www.x.example", "at `https://x.example` or `www.x.example`"),
            ("a*b* _c_ <b> [d](e) 9f86d08", "`a*b*` `_c_` `<b>` `[d](e)` `9f86d08`"),
            ("half ` open @x", "half `  open @x `"),
            ("`a`#b", "`a` `#b`"),
            ("1. one - two", "`1.` one `-` two"),
        ];
        for (text, want) in cases {
            assert_eq!(prose(text), want);
        }
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`"), "`` ` ``");
    }

    proptest! {
        /// Whatever a text says, it becomes one paragraph of words and code.
        #[test]
        fn no_text_makes_markup(text in "([a-z]{1,4}|[ `*_<>&|#@:/.\\[\\]()!$~\\\\0-9-]|www\\.|http://|<b>|`{1,4}|\u{e9}){0,30}") {
            let page = format!("- **error** `rule`, line 1: {}\n", prose(&text));
            let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
            for event in Parser::new_ext(&page, options) {
                match event {
                    Event::Text(words) => prop_assert!(!words.contains(['@', '#', '*', '<', '`']) && !words.contains("://"), "{page}"),
                    Event::Code(_) | Event::End(_) => {}
                    Event::Start(tag) => prop_assert!(matches!(tag, Tag::Item | Tag::List(None) | Tag::Strong), "{page}"),
                    other => prop_assert!(false, "{other:?}: {page}"),
                }
            }
        }
    }
}
