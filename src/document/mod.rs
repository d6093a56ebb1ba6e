//! Text to spanned tree: one tree for every syntax, with the bytes of every key and value, and a list of what a
//! strict reader would refuse. Which of these problems matter is for the dialect to say, not for the parser.
//!
//! JSON, TOML, YAML and the YAML head of a Markdown file become the same tree. What is special to one of them stays
//! visible in it: how a map is written ([`Layout`]), and in YAML which values fixes must leave alone because their
//! bytes stand for other values too ([`Node::read_only`]).

mod json;
pub mod node;
pub mod pointer;
pub mod span;
mod sparse;
pub(crate) mod statements;
mod text;
mod toml;
mod yaml;

use std::ops::Range;
use std::sync::OnceLock;

pub use node::{Layout, Member, Node, Object, Value};
pub use pointer::Pointer;
use statements::Statement;

pub use span::{LineIndex, Position, Span};
pub use text::Text;

/// Files above this size in bytes are not read; no real config comes near.
pub const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// The UTF-8 byte order mark.
pub const BOM: &str = "\u{feff}";

/// The syntax a text is parsed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// JSON, with comments and trailing commas noted as problems.
    Json,
    /// TOML 1.
    Toml,
    /// YAML 1.2 with the core schema; of a stream only the first document.
    Yaml,
    /// Markdown, of which only a head of YAML between two lines `---` is read.
    FrontMatter,
    /// A text that has no tree: lines of requirements, the lock of a package manager.
    Plain,
}

impl Syntax {
    /// The syntax that a file name promises; JSON where it promises none.
    pub fn of_name(name: &str) -> Self {
        match name.rsplit_once('.').map(|(_, extension)| extension) {
            Some("toml") => Self::Toml,
            Some("yaml" | "yml") => Self::Yaml,
            Some("md" | "mdc") => Self::FrontMatter,
            _ => Self::Json,
        }
    }

    /// What it is called in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Toml => "TOML",
            Self::Yaml | Self::FrontMatter => "YAML",
            Self::Plain => "text",
        }
    }

    /// Whether values are written in YAML.
    pub fn is_yaml(self) -> bool {
        matches!(self, Self::Yaml | Self::FrontMatter)
    }
}

/// Something a reader may refuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What it is.
    pub kind: ProblemKind,
    /// Where it stands.
    pub span: Span,
    /// The parser's words, lower case, without values of the file.
    pub message: String,
}

impl Problem {
    /// Whether no reader gets past it, or at least not we.
    fn is_fatal(&self) -> bool {
        matches!(self.kind, ProblemKind::Fatal | ProblemKind::Loose | ProblemKind::TooDeep | ProblemKind::TooLarge)
    }
}

/// The kinds of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// A byte order mark at the start.
    Bom,
    /// No value at all: empty, blank, or comments only.
    Empty,
    /// A `//` or `/* */` comment in JSON.
    Comment,
    /// A comma before a closing bracket in JSON.
    TrailingComma,
    /// Read by lenient parsers, refused by strict ones: a raw tab in a JSON string, a second document in YAML.
    NotStrict,
    /// JSON that hardly any reader gets past: a comma left out, a hexadecimal number.
    Loose,
    /// Half of a pair of `\u` escapes in JSON, which is no character; JavaScript takes it all the same.
    LoneSurrogate,
    /// Nested deeper than the parser follows (512 levels).
    TooDeep,
    /// YAML aliases that stand for more values than the parser follows (100,000), or for what they stand in.
    TooLarge,
    /// No reader gets past this.
    Fatal,
}

/// Which parts of a large state file become nodes; the rest is [`Value::Skipped`].
#[derive(Debug, Clone, Copy)]
pub enum Interest {
    /// Everything.
    All,
    /// Only what lies on the way to, or below, one of these paths; `*` stands for any key.
    Only(&'static [&'static [&'static str]]),
}

impl Interest {
    /// Whether everything below a path is read.
    pub fn covers(self, path: &[&str]) -> bool {
        let Self::Only(patterns) = self else { return true };
        let fits = |want: &&str, have: &&str| *want == "*" || want == have;
        patterns.iter().any(|p| p.len() <= path.len() && p.iter().zip(path).all(|(want, have)| fits(want, have)))
    }

    fn wants(self, path: &[String]) -> bool {
        let Self::Only(patterns) = self else { return true };
        patterns.iter().any(|pattern| pattern.iter().zip(path).all(|(want, have)| *want == "*" || want == have))
    }
}

/// One parsed text.
#[derive(Debug, Clone)]
pub struct Document {
    /// The whole text, byte order mark included.
    pub text: Text,
    /// The syntax it was parsed by.
    pub syntax: Syntax,
    /// The tree; `None` where the text holds none.
    pub root: Option<Node>,
    /// What a strict reader would refuse, in file order.
    pub problems: Vec<Problem>,
    /// The statements of a TOML text, once an edit has asked for them: every finding of a long file may bring one.
    statements: OnceLock<Option<Vec<Statement>>>,
}

impl Document {
    /// Parses a text. Never fails: what is wrong stands in `problems`.
    pub fn parse(text: impl Into<Text>, syntax: Syntax, interest: Interest) -> Self {
        let text = text.into();
        let base = if text.starts_with(BOM) { BOM.len() } else { 0 };
        let body = text.get(base..).unwrap_or_default();
        let (root, mut problems) = match syntax {
            Syntax::Json => match interest {
                Interest::All => json::parse(body, base, interest),
                Interest::Only(_) => sparse(body, base, interest),
            },
            Syntax::Toml => toml::parse(body, base),
            Syntax::Yaml => yaml::parse(body, base, interest),
            Syntax::FrontMatter => yaml::parse_front_matter(body, base, interest),
            Syntax::Plain => (None, Vec::new()),
        };
        let fatal = problems.iter().any(Problem::is_fatal);
        if root.is_none() && !fatal && syntax != Syntax::Plain {
            let span = Span::at(base);
            let message = "the file is empty".to_owned();
            problems.insert(0, Problem { kind: ProblemKind::Empty, span, message });
        }
        if base > 0 {
            let span = Span::new(0, base);
            let message = "byte order mark".to_owned();
            problems.insert(0, Problem { kind: ProblemKind::Bom, span, message });
        }
        Self { text, syntax, root, problems, statements: OnceLock::new() }
    }

    /// The statements of a TOML text in file order; `None` where the text is not what the parser took.
    pub(crate) fn statements(&self) -> Option<&[Statement]> {
        self.statements.get_or_init(|| statements::statements(&self.text)).as_deref()
    }

    /// The problem that no reader gets past, if there is one.
    pub fn fatal(&self) -> Option<&Problem> {
        self.problems.iter().find(|p| p.is_fatal())
    }

    /// The node at a pointer.
    pub fn at(&self, pointer: &Pointer) -> Option<&Node> {
        self.root.as_ref()?.at(pointer)
    }

    /// The member a pointer names.
    pub fn member(&self, pointer: &Pointer) -> Option<&Member> {
        self.root.as_ref()?.member(pointer)
    }

    /// The line end this file uses: that of its first line, `\n` where it has one line only.
    pub fn line_end(&self) -> &'static str {
        match self.text.find('\n') {
            Some(at) if at > 0 && self.text.as_bytes().get(at - 1) == Some(&b'\r') => "\r\n",
            _ => "\n",
        }
    }

    /// The bytes of a part of a decoded string, given by its range in the decoded text. `None` where the map is not
    /// exact (a multi-line TOML string with escapes, a YAML text of several lines) or the bytes are not its own (a YAML
    /// alias): the caller then takes the whole value.
    ///
    /// What stands there may need escapes or other quotes; for a fix use [`crate::fix::edit::set_part`].
    pub fn string_part(&self, node: &Node, part: Range<usize>) -> Option<Span> {
        let decoded = node.as_str()?;
        let raw = node.span.of(&self.text);
        if self.syntax.is_yaml() {
            return yaml::string_part(node, raw, decoded, part);
        }
        let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|q| raw.starts_with(q))?;
        let inner = raw.get(quote.len()..raw.len().checked_sub(quote.len())?)?;
        let start = node.span.start + quote.len();
        if inner == decoded {
            return Some(Span::new(start + part.start, start + part.end));
        }
        if quote != "\"" {
            return None;
        }
        let map = escape_map(inner, decoded)?;
        Some(Span::new(start + map(part.start)?, start + map(part.end)?))
    }
}

/// JSON of which only parts are read; what is not strict is left to the parser that says what is wrong.
fn sparse(text: &str, base: usize, interest: Interest) -> (Option<Node>, Vec<Problem>) {
    let read = sparse::parse(text, base, interest).map(|(root, problems)| (Some(root), problems));
    read.unwrap_or_else(|| json::parse(text, base, interest))
}

/// For a basic string with escapes: decoded offset to raw offset, or `None` where the two do not match up.
fn escape_map<'s>(inner: &'s str, decoded: &'s str) -> Option<impl Fn(usize) -> Option<usize> + 's> {
    let mut pairs = vec![(0, 0)];
    let (mut raw, mut out) = (0, 0);
    let mut rest = decoded.chars();
    while raw < inner.len() {
        let tail = inner.get(raw..)?;
        let step = match tail.strip_prefix('\\') {
            None => tail.chars().next()?.len_utf8(),
            Some(escape) => match escape.as_bytes().first()? {
                // A character above U+FFFF is two escapes in JSON.
                b'u' if rest.as_str().chars().next().is_some_and(|c| c.len_utf16() == 2) => 12,
                b'u' => 6,
                b'U' => 10,
                b'x' => 4,
                _ => 2,
            },
        };
        raw += step;
        out += rest.next()?.len_utf8();
        pairs.push((out, raw));
    }
    (out == decoded.len() && raw == inner.len()).then_some(())?;
    Some(move |at: usize| pairs.binary_search_by_key(&at, |(out, _)| *out).ok().and_then(|i| pairs.get(i)).map(|p| p.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Document {
        Document::parse(text.to_owned(), Syntax::Json, Interest::All)
    }

    fn kinds(document: &Document) -> Vec<ProblemKind> {
        document.problems.iter().map(|p| p.kind).collect()
    }

    #[test]
    fn json_spans_count_the_byte_order_mark() {
        let doc = json("\u{feff}{\"é\": [1, \"x\"]}");
        let node = doc.at(&Pointer::of(&["é", "1"])).unwrap();
        assert_eq!(node.span.of(&doc.text), "\"x\"");
        assert_eq!(kinds(&doc), [ProblemKind::Bom]);
    }

    #[test]
    fn json_notes_comments_and_trailing_commas_where_they_stand() {
        let doc = json("{ // c\n \"a\": [1, /* , */ 2,], \"b\": {\"c\": 1 /*,*/ , } ,}");
        assert!(doc.root.is_some());
        let commas: Vec<usize> =
            doc.problems.iter().filter(|p| p.kind == ProblemKind::TrailingComma).map(|p| p.span.start).collect();
        assert_eq!(commas.len(), 3);
        assert!(commas.iter().all(|at| doc.text.as_bytes()[*at] == b','));
        assert_eq!(doc.problems.iter().filter(|p| p.kind == ProblemKind::Comment).count(), 3);
    }

    #[test]
    fn json_keeps_duplicates_and_the_last_counts() {
        let doc = json(r#"{"a": 1, "a": 2}"#);
        let object = doc.root.as_ref().unwrap().as_object().unwrap();
        assert_eq!(object.members.len(), 2);
        assert_eq!(object.get("a").unwrap().value.value, Value::Number("2".into()));
        assert_eq!(object.effective().count(), 1);
    }

    #[test]
    fn json_refuses_what_json_refuses() {
        assert_eq!(kinds(&json("{\"a\": \"x\ty\"}")), [ProblemKind::NotStrict]);
        assert_eq!(kinds(&json("{\"a\": 01}")).len(), 1);
        for broken in ["{a: 1}", "{'a': 1}", "{\"a\" 1}", "{\"a\": 1", "{\"a\": NaN}", "{}{}"] {
            assert_eq!(kinds(&json(broken)), [ProblemKind::Fatal], "{broken}");
        }
        assert_eq!(kinds(&json("")), [ProblemKind::Empty]);
        assert_eq!(kinds(&json(" // only\n")), [ProblemKind::Empty, ProblemKind::Comment]);
    }

    #[test]
    fn half_a_character_is_a_problem_of_its_own() {
        let doc = json(r#"{"a": "x\ud800y", "b": "\ud834\udd1e", "c": "\\ud800"}"#);
        assert_eq!(kinds(&doc), [ProblemKind::LoneSurrogate]);
        assert_eq!(doc.problems[0].span.of(&doc.text), "\\ud800");
        assert_eq!(doc.at(&Pointer::of(&["a"])).unwrap().as_str(), Some("x\u{fffd}y"));
        assert_eq!(doc.at(&Pointer::of(&["c"])).unwrap().as_str(), Some("\\ud800"));
    }

    #[test]
    fn what_hardly_anybody_reads_is_still_understood() {
        for text in ["[1 2]", "{\"a\": 1 \"b\": 2}", "[0x10]"] {
            let doc = json(text);
            assert_eq!(kinds(&doc), [ProblemKind::Loose], "{text}");
            assert!(doc.root.is_some() && doc.fatal().is_some());
        }
    }

    #[test]
    fn deep_nesting_is_a_problem_and_no_crash() {
        assert_eq!(kinds(&json(&"[".repeat(100_000))), [ProblemKind::TooDeep]);
        let text = format!("{}1{}", "[".repeat(300), "]".repeat(300));
        assert!(json(&text).problems.is_empty());
        let toml = format!("a = {}{}", "[".repeat(5_000), "]".repeat(5_000));
        assert!(Document::parse(toml, Syntax::Toml, Interest::All).fatal().is_some());
    }

    #[test]
    fn parts_of_strings_map_to_bytes() {
        let doc = json(r#"{"a": "x\u0041\ud834\udd1e\n$T", "b": "p $T"}"#);
        let a = doc.at(&Pointer::of(&["a"])).unwrap();
        let at = a.as_str().unwrap().find("$T").unwrap();
        assert_eq!(doc.string_part(a, at..at + 2).unwrap().of(&doc.text), "$T");
        assert_eq!(doc.string_part(a, 1..2).unwrap().of(&doc.text), "\\u0041");
        assert_eq!(doc.string_part(a, 2..6).unwrap().of(&doc.text), "\\ud834\\udd1e");
        let b = doc.at(&Pointer::of(&["b"])).unwrap();
        assert_eq!(doc.string_part(b, 2..4).unwrap().of(&doc.text), "$T");
    }

    #[test]
    fn toml_spans() {
        let text = "# top\n[mcp_servers.\"a b\"]\ncommand = 'x'\nargs = [\"-y\", \"p\"]\nenv.K = \"v\"\n\n\
                    [mcp_servers.\"a b\".tools.t]\nn = 1_0\n\n[[mcp_servers.l]]\nq = 1\n";
        let doc = Document::parse(text.to_owned(), Syntax::Toml, Interest::All);
        assert!(doc.problems.is_empty(), "{:?}", doc.problems);
        let at = |p: &[&str]| doc.at(&Pointer::of(p)).unwrap();
        assert_eq!(at(&["mcp_servers", "a b", "args", "1"]).span.of(text), "\"p\"");
        assert_eq!(at(&["mcp_servers", "a b", "env", "K"]).span.of(text), "\"v\"");
        let member = doc.member(&Pointer::of(&["mcp_servers", "a b"])).unwrap();
        assert_eq!(member.key_span.of(text), "\"a b\"");
        assert_eq!(member.value.span.of(text), "[mcp_servers.\"a b\"]");
        assert!(member.value.extent().of(text).ends_with("n = 1_0"));
        assert_eq!(at(&["mcp_servers", "a b", "tools", "t", "n"]).to_json(), 10);
        assert_eq!(at(&["mcp_servers", "l", "0", "q"]).span.of(text), "1");
    }

    #[test]
    fn toml_errors_have_a_place() {
        let text = "[a]\nx = 1\n[a]\ny = 2\n";
        let doc = Document::parse(text.to_owned(), Syntax::Toml, Interest::All);
        assert!(doc.fatal().unwrap().span.start >= 10, "{:?}", doc.problems);
    }

    #[test]
    fn unasked_parts_of_large_files_are_skipped() {
        let text = r#"{"history": [1, 2], "projects": {"/p": {"x": 1, "mcpServers": {"s": {}}}}}"#;
        let only = Interest::Only(&[&["projects", "*", "mcpServers"], &["mcpServers"]]);
        let doc = Document::parse(text.to_owned(), Syntax::Json, only);
        assert_eq!(doc.at(&Pointer::of(&["history"])).unwrap().value, Value::Skipped);
        assert_eq!(doc.at(&Pointer::of(&["projects", "/p", "x"])).unwrap().value, Value::Skipped);
        assert!(doc.at(&Pointer::of(&["projects", "/p", "mcpServers", "s"])).is_some());
    }
}
