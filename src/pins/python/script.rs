//! Scripts with a block of metadata in comments (PEP 723, <https://peps.python.org/pep-0723/>):
//!
//! ```text
//! # /// script
//! # dependencies = ["fastmcp==2.14.2"]
//! # ///
//! ```

use super::replace;
use super::requirements::physical_lines;
use super::tables::Reader;
use super::uv;
use crate::document::{Document, Interest, Pointer, Span, Syntax};
use crate::finding::Edit;
use crate::model::pin::{Origin, Pin};

#[cfg(test)]
mod tests;

/// The requirements of a script's PEP 723 block; none where there are two, which is an error.
pub fn read_script(doc: &Document) -> Vec<Pin> {
    let Some(block) = Block::of(&doc.text) else { return Vec::new() };
    block.pins().into_iter().map(|pin| block.outer(pin)).collect()
}

/// The edit for a pin of a script, as its TOML says it; `None` where it is no pin of this block.
pub(super) fn replacement(pin: &Pin, version: &str, doc: &Document) -> Option<Edit> {
    let block = Block::of(&doc.text)?;
    let inner = block.pins().into_iter().find(|inner| block.outer((*inner).clone()) == *pin)?;
    let edit = replace::replacement(&inner, version, &block.toml)?;
    // A line end would need a `#` behind it.
    let one_line = !edit.text.contains(['\n', '\r']);
    one_line.then(|| Edit::replace(block.span(edit.span), edit.text))
}

/// The content of the block, parsed, and where its lines stand in the script.
struct Block {
    toml: Document,
    /// Where each line begins: in the content, and in the script.
    lines: Vec<(usize, usize)>,
}

impl Block {
    fn of(text: &str) -> Option<Self> {
        // Most scripts have none.
        if !text.contains("# /// script") {
            return None;
        }
        let (mut content, mut lines) = (String::new(), Vec::new());
        for (at, line) in script_lines(text)? {
            let prefix = if line.starts_with("# ") { 2 } else { 1 };
            lines.push((content.len(), at + prefix));
            content.push_str(line.get(prefix..).unwrap_or_default());
            content.push('\n');
        }
        Some(Self { toml: Document::parse(content, Syntax::Toml, Interest::All), lines })
    }

    /// The pins, with spans and pointers of the content.
    fn pins(&self) -> Vec<Pin> {
        Reader::read(&self.toml, |reader, root| {
            reader.list(root, &["dependencies"], Origin::Manifest);
            uv::read(reader, root);
        })
    }

    /// A pin of the content as one of the script.
    fn outer(&self, pin: Pin) -> Pin {
        let (span, name_span) = (self.span(pin.span), self.span(pin.name_span));
        Pin { span, name_span, pointer: Pointer::root(), ..pin }
    }

    /// The bytes of the script: over several lines with the `#` between them.
    fn span(&self, inner: Span) -> Span {
        let put = |at: usize| {
            let line = self.lines.partition_point(|(start, _)| *start <= at);
            let (from, to) = line.checked_sub(1).and_then(|i| self.lines.get(i)).copied().unwrap_or_default();
            to + at.saturating_sub(from)
        };
        Span::new(put(inner.start), put(inner.end))
    }
}

/// The lines between `# /// script` and its `# ///`; `None` where there is no such block, or more than one.
fn script_lines(text: &str) -> Option<Vec<(usize, &str)>> {
    let lines: Vec<(usize, &str)> = physical_lines(text, 0).collect();
    let mut found = None;
    let mut at = 0;
    while let Some((_, line)) = lines.get(at) {
        at += 1;
        let Some(kind) = line.strip_prefix("# /// ").filter(|kind| is_kind(kind)) else { continue };
        let rest = lines.get(at..).unwrap_or_default();
        let comments = rest.iter().take_while(|(_, l)| *l == "#" || l.starts_with("# ")).count();
        // Of several closing lines the last one counts, and there is at least one line before it.
        let close = rest.get(..comments)?.iter().rposition(|(_, l)| *l == "# ///").filter(|close| *close > 0);
        let Some(close) = close else { continue };
        if kind == "script" {
            if found.is_some() {
                return None;
            }
            found = Some(rest.get(..close)?.to_vec());
        }
        at += close + 1;
    }
    found
}

fn is_kind(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
