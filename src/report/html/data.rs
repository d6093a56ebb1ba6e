//! What every file says of every server, for the comparison that a click opens. Texts and definitions stand once, however
//! many clients read them.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use super::Page;
use crate::document::{LineIndex, Span};
use crate::finding::FileId;
use crate::list::matrix::Section;
use crate::list::{Agreement, ListedServer};
use crate::redact::{mask, sanitize};
use crate::workspace::Source;

/// The most lines and bytes of one entry.
const LINES: usize = 60;
const BYTES: usize = 8 * 1024;
/// Bytes shown of the line before and after an entry that shares it with others.
const BESIDE: usize = 80;

#[derive(Serialize)]
struct Data {
    columns: Vec<ColumnData>,
    rows: Vec<RowData>,
    definitions: Vec<Definition>,
    texts: Vec<Text>,
}

#[derive(Serialize)]
struct ColumnData {
    client: &'static str,
    file: String,
    /// Why the client reads none of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Serialize)]
struct RowData {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    golden: Option<Golden>,
    /// By column.
    cells: BTreeMap<usize, Entry>,
}

#[derive(Serialize)]
struct Golden {
    file: String,
    line: usize,
    definition: usize,
    text: usize,
}

#[derive(Serialize)]
struct Entry {
    line: usize,
    definition: usize,
    text: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shadowed: Option<String>,
    /// Field, what stands here, what stands there, and where that is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    differs: Vec<(String, Option<String>, Option<String>, String)>,
}

#[derive(Serialize, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Definition {
    #[serde(skip_serializing_if = "Option::is_none")]
    transport: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    declared: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    args: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    env: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    headers: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    needs: Vec<String>,
}

#[derive(Serialize)]
struct Text {
    /// The number of its first line.
    line: usize,
    text: String,
    /// How many lines are left out at the end.
    #[serde(skip_serializing_if = "is_none")]
    more: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_none(n: &usize) -> bool {
    *n == 0
}

/// All of it, as JSON.
pub(super) fn json(page: &Page<'_, '_>) -> io::Result<String> {
    let mut writer = Writer { page, definitions: Pool::default(), texts: Pool::default(), lines: BTreeMap::new() };
    let (mut columns, mut rows) = (Vec::new(), Vec::new());
    for section in &page.matrix.sections {
        let first = columns.len();
        columns.extend(section.columns.iter().map(|column| ColumnData {
            client: column.file.dialect.name,
            file: sanitize(&column.file.file),
            note: column.file.verdict.reason().map(sanitize),
        }));
        rows.extend((0..section.rows.len()).filter_map(|row| writer.row(section, row, first)));
    }
    let texts =
        std::mem::take(&mut writer.texts.items).into_iter().map(|(file, span)| writer.text(file, span)).collect();
    let data = Data { columns, rows, definitions: writer.definitions.items, texts };
    serde_json::to_string(&data).map_err(io::Error::other)
}

struct Writer<'p, 'v, 'r> {
    page: &'p Page<'v, 'r>,
    definitions: Pool<Definition>,
    texts: Pool<(FileId, Span)>,
    lines: BTreeMap<FileId, LineIndex<'r>>,
}

/// Things by number, each once.
struct Pool<T> {
    items: Vec<T>,
    known: BTreeMap<T, usize>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self { items: Vec::new(), known: BTreeMap::new() }
    }
}

impl<T: Ord + Clone> Pool<T> {
    fn number(&mut self, item: T) -> usize {
        if let Some(known) = self.known.get(&item) {
            return *known;
        }
        let number = self.items.len();
        self.items.push(item.clone());
        self.known.insert(item, number);
        number
    }
}

impl<'r> Writer<'_, '_, 'r> {
    fn row(&mut self, section: &Section<'r>, row: usize, first: usize) -> Option<RowData> {
        let head = section.rows.get(row)?;
        let golden = head.declared.map(|declared| Golden {
            file: sanitize(&declared.file),
            line: declared.server.line,
            definition: self.definitions.number(definition(&declared.server)),
            text: self.texts.number((declared.id, declared.server.span)),
        });
        let mut cells = BTreeMap::new();
        for (i, column) in section.columns.iter().enumerate() {
            let Some(server) = column.cells.get(row).and_then(|cell| cell.entry) else { continue };
            let entry = Entry {
                line: server.line,
                definition: self.definitions.number(definition(server)),
                text: self.texts.number((column.file.id, server.span)),
                reason: server.verdict.reason().map(sanitize),
                shadowed: server.shadowed.as_deref().map(sanitize),
                differs: differs(&server.agreement),
            };
            cells.insert(first + i, entry);
        }
        Some(RowData { name: sanitize(&head.name), golden, cells })
    }

    /// The lines of an entry, without secrets, harmless, and moved to the left.
    fn text(&mut self, file: FileId, span: Span) -> Text {
        let view = self.page.view;
        let whole = view.source(file).map(Source::text).unwrap_or_default();
        let index = self.lines.entry(file).or_insert_with(|| LineIndex::new(whole));
        let (start, end) = around(whole, span);
        let spans = view.secrets.spans(file);
        let spans = spans.get(spans.partition_point(|s| s.end <= start)..).unwrap_or_default();
        let masked = view.secrets.scrub(&mask(whole.get(start..end).unwrap_or_default(), start, spans));
        let lines: Vec<&str> = masked.lines().collect();
        let shown = lines.get(..LINES.min(lines.len())).unwrap_or_default();
        let indent = |line: &&str| line.len() - line.trim_start_matches([' ', '\t']).len();
        let common = shown.iter().filter(|l| !l.trim().is_empty()).map(indent).min().unwrap_or_default();
        let shown: Vec<String> = shown.iter().map(|l| sanitize(l.get(common..).unwrap_or_default())).collect();
        Text { line: index.position(start).line, text: shown.join("\n"), more: lines.len().saturating_sub(LINES) }
    }
}

/// The whole lines of an entry, or of a line that holds much else the part around it.
fn around(text: &str, span: Span) -> (usize, usize) {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let first = floor(span.start);
    let last = floor(span.end.min(span.start.saturating_add(BYTES)).max(span.start));
    let line = text.get(..first).and_then(|t| t.rfind('\n')).map_or(0, |at| at + 1);
    let end = text.get(last..).and_then(|t| t.find('\n')).map_or(text.len(), |at| last + at);
    let end = text.get(first..end).and_then(|head| table(text, head, end)).unwrap_or(end);
    let most = if end > last.saturating_add(BESIDE) && !text.get(last..end).is_some_and(|rest| rest.contains('\n')) {
        last + BESIDE
    } else {
        end.min(first.saturating_add(BYTES))
    };
    (floor(line.max(first.saturating_sub(BESIDE))), floor(most))
}

/// Of a table of TOML only the header is known: it goes on until the next that is none of its own.
fn table(text: &str, head: &str, end: usize) -> Option<usize> {
    let name = head.trim_end().strip_prefix('[')?.strip_suffix(']').filter(|name| !name.contains(['[', '\n', ',']))?;
    let own = format!("[{name}.");
    let mut last = end;
    let mut at = end;
    for line in text.get(end..)?.split_inclusive('\n').take(LINES * 2) {
        let bare = line.trim();
        if bare.starts_with('[') && !bare.starts_with(&own) {
            break;
        }
        at += line.len();
        if !bare.is_empty() && !bare.starts_with('#') {
            last = at;
        }
    }
    Some(last)
}

fn definition(server: &ListedServer) -> Definition {
    let all = |texts: &[String]| texts.iter().map(|text| sanitize(text)).collect();
    let (transport, declared) = (server.transport.map(|t| t.as_str()), server.declared.map(|t| t.as_str()));
    Definition {
        transport,
        declared: declared.filter(|d| transport != Some(*d)),
        command: server.command.as_deref().map(sanitize),
        args: all(&server.args),
        url: server.url.as_deref().map(sanitize),
        env: all(&server.env),
        headers: all(&server.headers),
        needs: all(&server.needs),
    }
}

fn differs(agreement: &Agreement) -> Vec<(String, Option<String>, Option<String>, String)> {
    let Agreement::Differs(all) = agreement else { return Vec::new() };
    let say = |text: &Option<String>| text.as_deref().map(sanitize);
    all.iter().map(|d| (sanitize(&d.field), say(&d.ours), say(&d.theirs), sanitize(&d.against))).collect()
}
