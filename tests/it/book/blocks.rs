//! The fenced blocks of a page, and what each of them is.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A file of the project.
    File { path: String, recipe: bool },
    /// Commands to run, with their exit codes as far as they are said.
    Run { exits: Vec<i32> },
    /// What the commands of the block before print.
    Output,
    /// Commands of other tools.
    External,
    /// A piece of a file.
    Piece,
    /// Words of another program.
    Excerpt,
    /// Begins another project, perhaps with the files of a fixture.
    NewProject { fixture: Option<String> },
}

/// A block of a page.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) kind: Kind,
    pub(super) language: String,
    /// Not to be run yet.
    pub(super) pending: bool,
    pub(super) text: String,
    /// Where the text stands in the page.
    pub(super) at: Range<usize>,
    /// The line of the fence, from 1.
    pub(super) line: usize,
}

/// A block that is being read.
struct Open {
    info: String,
    /// The whole block with its fences.
    fence: Range<usize>,
    text: String,
    /// Where the text stands, once there is any.
    inside: Option<Range<usize>>,
}

/// Options with which mdBook reads a page, as far as they change what a block or a link is.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_HEADING_ATTRIBUTES
}

/// The blocks of a page in order, and what is wrong with them: line and words.
pub(super) fn blocks(page: &str) -> (Vec<Block>, Vec<String>) {
    let (mut blocks, mut faults): (Vec<Block>, Vec<String>) = (Vec::new(), Vec::new());
    let mut open: Option<Open> = None;
    for (event, at) in Parser::new_ext(page, options()).into_offset_iter() {
        let line = |at: &Range<usize>| page[..at.start].matches('\n').count() + 1;
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                open = Some(Open { info: info.into_string(), fence: at, text: String::new(), inside: None });
            }
            Event::Text(part) => {
                if let Some(Open { text, inside, .. }) = &mut open {
                    text.push_str(&part);
                    *inside = Some(inside.as_ref().map_or(at.start, |i| i.start)..at.end);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                let Some(Open { info, fence, text, inside }) = open.take() else { continue };
                let line = line(&fence);
                let after_fence = page[fence.start..].find('\n').map_or(fence.end, |n| fence.start + n + 1);
                let at = inside.unwrap_or(after_fence..after_fence);
                // Nothing but a blank line stands between a command and what it prints.
                let before = blocks.last().filter(|b| page[b.at.end..fence.start].trim() == "```");
                match kind(&info, before) {
                    Ok((kind, pending)) => {
                        let language = info.split(' ').next().unwrap_or_default().to_owned();
                        blocks.push(Block { kind, language, pending, text, at, line });
                    }
                    Err(fault) => faults.push(format!("{line}: {fault}")),
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let words = html.trim().strip_prefix("<!-- new project").and_then(|rest| rest.strip_suffix("-->"));
                let Some(words) = words else { continue };
                let fixture = words.trim().strip_prefix(": fixtures/").map(|f| f.trim().to_owned());
                let kind = Kind::NewProject { fixture };
                let line = line(&at);
                blocks.push(Block { kind, language: String::new(), pending: false, text: String::new(), at, line });
            }
            _ => {}
        }
    }
    (blocks, faults)
}

fn kind(info: &str, before: Option<&Block>) -> Result<(Kind, bool), String> {
    let mut words = info.split(' ').filter(|w| !w.is_empty());
    let language = words.next().unwrap_or_default();
    let mut words: Vec<&str> = words.collect();
    let mut take = |word: &str| {
        let had = words.len();
        words.retain(|w| *w != word);
        words.len() < had
    };
    let (external, recipe, excerpt, pending) = (take("external"), take("recipe"), take("excerpt"), take("pending"));
    let exits = words.iter().find_map(|w| w.strip_prefix("exit:")).map(str::to_owned);
    let path = words.first().filter(|w| !w.starts_with("exit:")).map(|w| (*w).to_owned());
    let kind = match (language, path) {
        (_, Some(path)) => Kind::File { path, recipe },
        ("sh" | "powershell", None) if external => Kind::External,
        ("sh", None) => {
            let exits = exits
                .iter()
                .flat_map(|e| e.split(','))
                .map(|e| e.parse().map_err(|_| format!("`{e}` is no exit code")));
            Kind::Run { exits: exits.collect::<Result<_, _>>()? }
        }
        ("text" | "diff" | "json", None) if excerpt => Kind::Excerpt,
        ("text" | "diff", None) if pending => Kind::Excerpt,
        ("text" | "diff", None) => match before.map(|b| &b.kind) {
            Some(Kind::Run { .. }) => Kind::Output,
            _ => return Err("an output without a command before it".to_owned()),
        },
        ("json" | "jsonc" | "toml" | "yaml", None) => Kind::Piece,
        _ => return Err(format!("`{language}` is no kind of block: give it the name of its file, or mark it")),
    };
    Ok((kind, pending))
}
