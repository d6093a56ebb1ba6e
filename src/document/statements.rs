//! The statements of a TOML text - headers and `key = value` lines - with the bytes of every key segment. The tree
//! has one place for each key; a table may be named in many headers, and renaming or removing it needs them all.

use std::collections::BTreeMap;

use super::{BOM, Document, Node, Span, Value};

/// One step from the root down.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// Into a table.
    Key(String),
    /// Into an array of tables.
    Index(usize),
}

/// One header or `key = value`.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    /// Whether it is a header.
    pub(crate) header: bool,
    /// The place it names.
    pub(crate) path: Vec<Step>,
    /// The table it stands in; for a header its own.
    pub(crate) table: Vec<Step>,
    /// Each key segment and the place it names.
    pub(crate) segments: Vec<(Vec<Step>, Span)>,
    /// From the first byte of the key or bracket to the last of the value or bracket.
    pub(crate) span: Span,
}

/// All statements in file order; `None` where the text is not what the parser took.
pub(super) fn statements(text: &str) -> Option<Vec<Statement>> {
    let at = if text.starts_with(BOM) { BOM.len() } else { 0 };
    let mut scanner = Scanner { text, at };
    let mut arrays: BTreeMap<Vec<Step>, usize> = BTreeMap::new();
    let mut table = Vec::new();
    let mut found = Vec::new();
    while scanner.skip_to_statement() {
        let start = scanner.at;
        let brackets = if scanner.rest().starts_with("[[") { 2 } else { usize::from(scanner.rest().starts_with('[')) };
        scanner.at += brackets;
        let keys = scanner.keys()?;
        let mut path = if brackets == 0 { table.clone() } else { Vec::new() };
        let mut segments = Vec::new();
        let count = keys.len();
        for (i, (key, span)) in keys.into_iter().enumerate() {
            path.push(Step::Key(key));
            segments.push((path.clone(), span));
            let index = match brackets {
                2 if i + 1 == count => Some(*arrays.entry(path.clone()).and_modify(|index| *index += 1).or_insert(0)),
                _ => arrays.get(&path).copied(),
            };
            path.extend(index.map(Step::Index));
        }
        if brackets == 0 {
            scanner.expect("=")?;
            scanner.value()?;
        } else {
            scanner.expect(if brackets == 2 { "]]" } else { "]" })?;
            table.clone_from(&path);
        }
        let span = Span::new(start, scanner.at);
        found.push(Statement { header: brackets > 0, path, table: table.clone(), segments, span });
    }
    scanner.rest().is_empty().then_some(found)
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
    }

    fn comment(&mut self) {
        self.at += self.rest().find(['\n', '\r']).unwrap_or(self.rest().len());
    }

    fn skip_to_statement(&mut self) -> bool {
        loop {
            self.at += self.rest().len() - self.rest().trim_start().len();
            if !self.rest().starts_with('#') {
                return !self.rest().is_empty();
            }
            self.comment();
        }
    }

    fn expect(&mut self, text: &str) -> Option<()> {
        self.blanks();
        self.rest().starts_with(text).then(|| self.at += text.len())
    }

    fn keys(&mut self) -> Option<Vec<(String, Span)>> {
        let mut keys = Vec::new();
        loop {
            self.blanks();
            let start = self.at;
            match self.rest().chars().next()? {
                '"' | '\'' => self.string()?,
                _ => {
                    let rest = self.rest();
                    self.at += rest.find(|c: char| ".=] \t\r\n".contains(c)).filter(|len| *len > 0)?;
                }
            }
            let span = Span::new(start, self.at);
            let key = toml_edit::Key::parse(span.of(self.text)).ok()?.pop()?;
            keys.push((key.get().to_owned(), span));
            self.blanks();
            if !self.rest().starts_with('.') {
                return Some(keys);
            }
            self.at += 1;
        }
    }

    /// To the end of a value: brackets hold line ends and comments.
    fn value(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        self.blanks();
        let mut end = self.at;
        while let Some(c) = self.rest().chars().next() {
            match c {
                '"' | '\'' => self.string()?,
                '#' | '\n' | '\r' if depth == 0 => break,
                '#' => self.comment(),
                c => {
                    match c {
                        '[' | '{' => depth += 1,
                        ']' | '}' => depth = depth.checked_sub(1)?,
                        _ => {}
                    }
                    self.at += c.len_utf8();
                }
            }
            if c != ' ' && c != '\t' {
                end = self.at;
            }
        }
        self.at = end;
        (depth == 0).then_some(())
    }

    fn string(&mut self) -> Option<()> {
        let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|q| self.rest().starts_with(q))?;
        self.at += quote.len();
        loop {
            let rest = self.rest();
            if rest.starts_with(quote) {
                // Up to two quotes more may stand before the closing ones.
                let more = rest.get(quote.len()..)?.bytes().take(2).take_while(|b| quote.as_bytes().first() == Some(b));
                self.at += quote.len() + if quote.len() == 3 { more.count() } else { 0 };
                return Some(());
            }
            let c = rest.chars().next()?;
            self.at += c.len_utf8();
            if c == '\\' && quote.starts_with('"') {
                self.at += self.rest().chars().next()?.len_utf8();
            }
        }
    }
}

/// The way from the root to `node`, a part of `doc`'s tree.
pub(crate) fn path_of(doc: &Document, node: &Node) -> Option<Vec<Step>> {
    find(doc.root.as_ref()?, &|n| std::ptr::eq(n, node))
        .or_else(|| find(doc.root.as_ref()?, &|n| n.span == node.span && n == node))
}

fn find(from: &Node, wanted: &dyn Fn(&Node) -> bool) -> Option<Vec<Step>> {
    if wanted(from) {
        return Some(Vec::new());
    }
    let below = |step: Step, node: &Node| find(node, wanted).map(|path| std::iter::once(step).chain(path).collect());
    match &from.value {
        Value::Object(o) => o.members.iter().find_map(|m| below(Step::Key(m.key.clone()), &m.value)),
        Value::Array(items) => items.iter().enumerate().find_map(|(i, n)| below(Step::Index(i), n)),
        _ => None,
    }
}
