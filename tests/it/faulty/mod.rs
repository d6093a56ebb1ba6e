//! Documents with faults, in the syntax of every dialect and in many layouts.

mod json;
mod toml;
mod yaml;

use mcpcheck::clients::{self, Dialect, Shape};
use mcpcheck::document::{BOM, Syntax};
use mcpcheck::render::document;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

const KEYS: &[&str] = &[
    "type",
    "transport",
    "transportType",
    "command",
    "comand",
    "cmd",
    "args",
    "env",
    "environment",
    "env_vars",
    "cwd",
    "url",
    "httpUrl",
    "serverUrl",
    "uri",
    "headers",
    "http_headers",
    "bearer_token_env_var",
    "env_http_headers",
    "disabled",
    "enabled",
    "timeout",
    "tool_timeout_sec",
    "description",
    "nonsense",
    "tools",
    "envFile",
    "oauth",
    "httpUrl ",
    "URL",
];

fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        3 => select(&[
            "http", "sse", "stdio", "local", "remote", "ws", "streamable-http", "HTTP", "npx", "-y server",
            "http://127.0.0.1:8080/mcp", "https://x.example.invalid/sse", "${TOKEN}", "${env:TOKEN}", "{env:TOKEN}",
            "$TOKEN", "${input:token}", "Bearer ${T:-x}", "", "ftp", "not a url", "a \"quoted\" \\ é",
        ][..]).prop_map(|s| json!(s)),
        1 => select(vec![json!(1), json!(30), json!(-2.5), json!(true), json!(false), json!(30000)]),
    ];
    let null = Just(Value::Null);
    let list = prop::collection::vec(scalar.clone(), 0..4).prop_map(Value::Array);
    let names = select(&["TOKEN", "K", "Accept", "Content-Type", "Authorization", "name"][..]);
    let map = prop::collection::vec((names, scalar.clone()), 0..4)
        .prop_map(|m| Value::Object(m.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()));
    prop_oneof![6 => scalar, 2 => list, 2 => map, 1 => null]
}

/// An entry with anything in it, or one that is nearly right.
fn entry() -> impl Strategy<Value = Vec<(String, Value)>> {
    let member = (select(KEYS), value()).prop_map(|(k, v)| (k.to_owned(), v)).boxed();
    let wild = prop::collection::vec(member.clone(), 0..6);
    let right = select(vec![
        json!({"url": "http://127.0.0.1:8080/mcp"}),
        json!({"type": "http", "url": "http://127.0.0.1:8080/mcp"}),
        json!({"type": "stdio", "command": "npx", "args": ["-y", "a@1.0.0"]}),
        json!({"command": "npx", "args": ["-y", "a@1.0.0"], "env": {"K": "${K}"}}),
        json!({"type": "local", "command": ["npx", "a@1"], "environment": {"K": "{env:K}"}}),
        json!({"type": "remote", "url": "https://x.example.invalid/", "headers": {"X": "v"}}),
        json!({"httpUrl": "http://127.0.0.1:8080/mcp"}),
    ]);
    let near = (right, prop::collection::vec(member, 0..3)).prop_map(|(base, more)| {
        let mut list: Vec<(String, Value)> = base.as_object().unwrap().clone().into_iter().collect();
        list.extend(more);
        list
    });
    prop_oneof![1 => wild, 3 => near]
}

/// How a text is laid out.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    indent: &'static str,
    end: &'static str,
    bom: bool,
    final_newline: bool,
    comments: Vec<Index>,
    trailing_commas: bool,
    one_line: bool,
    /// Decides, round and round, what each value looks like: which quotes, on one line or several.
    picks: Vec<u8>,
}

impl Layout {
    /// Nothing that a strict reader would refuse.
    pub(crate) fn strict(mut self) -> Self {
        self.bom = false;
        self.trailing_commas = false;
        self.comments.clear();
        self
    }
}

pub(crate) fn layout() -> impl Strategy<Value = Layout> {
    (
        select(&["  ", "    ", "\t", ""][..]),
        prop::bool::weighted(0.25),
        prop::bool::weighted(0.15),
        prop::bool::weighted(0.85),
        prop_oneof![Just(Vec::new()), prop::collection::vec(any::<Index>(), 0..8)],
        prop::bool::weighted(0.2),
        prop::bool::weighted(0.2),
        prop::collection::vec(any::<u8>(), 1..24),
    )
        .prop_map(|(indent, crlf, bom, final_newline, comments, trailing_commas, one_line, picks)| Layout {
            indent,
            end: if crlf { "\r\n" } else { "\n" },
            bom,
            final_newline,
            comments,
            trailing_commas,
            one_line,
            picks,
        })
}

/// The next of the picks.
struct Picks<'a> {
    picks: &'a [u8],
    at: usize,
}

impl<'a> Picks<'a> {
    fn new(layout: &'a Layout) -> Self {
        Self { picks: &layout.picks, at: 0 }
    }

    /// A number below `count`.
    fn of(&mut self, count: u8) -> u8 {
        let pick = self.picks[self.at % self.picks.len()];
        self.at += 1;
        // So that a short list does not say the same for all places of one kind.
        pick.wrapping_add((self.at / self.picks.len()) as u8) % count
    }

    fn one_in(&mut self, count: u8) -> bool {
        self.of(count) == count - 1
    }
}

/// A tree in which a key may be written twice.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    One(Value),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
}

impl Part {
    fn of(value: &Value) -> Self {
        match value {
            Value::Array(items) => Self::List(items.iter().map(Self::of).collect()),
            Value::Object(map) => Self::Map(map.iter().map(|(k, v)| (k.clone(), Self::of(v))).collect()),
            other => Self::One(other.clone()),
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::One(_) => false,
            Self::List(items) => items.is_empty(),
            Self::Map(members) => members.is_empty(),
        }
    }
}

/// A value as a text of this syntax. A key that is written twice is an error of all syntaxes but JSON.
pub(crate) fn spell(syntax: Syntax, value: &Value, layout: &Layout) -> String {
    written(syntax, &Part::of(value), layout)
}

fn written(syntax: Syntax, root: &Part, layout: &Layout) -> String {
    let text = match syntax {
        Syntax::Json => json::write(root, layout),
        Syntax::Toml => toml::write(root, layout),
        Syntax::Yaml | Syntax::FrontMatter | Syntax::Plain => yaml::write(root, layout),
    };
    let text = commented(&text, syntax, layout);
    let text = match syntax {
        Syntax::FrontMatter => format!("---\n{text}---\n{PROSE}"),
        _ => text,
    };
    let mut text = text.trim_end().to_owned();
    if layout.final_newline {
        text.push('\n');
    }
    let text = text.replace('\n', layout.end);
    if layout.bom { format!("{BOM}{text}") } else { text }
}

/// What stands below the head of Markdown, with much in it that looks like a head.
const PROSE: &str = "\n# Not a comment\n\nservers: `mcpServers: {}`, \"url\": http\n\n---\nurl: x\n---\n";

/// Comments at the ends of some lines, and on lines of their own.
fn commented(text: &str, syntax: Syntax, layout: &Layout) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (n, index) in layout.comments.iter().enumerate() {
        let at = index.index(lines.len().max(1));
        let Some(line) = lines.get_mut(at) else { continue };
        let mark = if syntax == Syntax::Json { "//" } else { "#" };
        match n % 3 {
            0 => line.push_str(&format!(" {mark} end {n}")),
            1 => line.insert_str(0, &format!("{mark} own {n}\n")),
            _ if syntax == Syntax::Json => line.insert_str(0, &format!("/* block\n   {n} */ ")),
            _ => line.insert_str(0, &format!("{mark} own {n}\n\n")),
        }
    }
    lines.join("\n") + "\n"
}

type Members = Vec<(String, Vec<(String, Value)>)>;

/// A file with duplicates where the list has them, since a map could not hold any.
#[derive(Debug, Clone)]
pub(crate) struct Faulty {
    container: Vec<&'static str>,
    servers: Members,
    beside: Vec<(&'static str, Value)>,
    layout: Layout,
}

/// A file and the number of the dialect that it is for.
pub(crate) fn faulty() -> impl Strategy<Value = (Faulty, usize)> {
    let container = prop_oneof![
        4 => Just(Vec::new()),
        1 => select(vec![
            vec!["mcpServers"], vec!["servers"], vec!["mcp"], vec!["mcp_servers"], vec!["mcp", "servers"], vec!["x"],
        ]),
    ];
    let name = select(&["docs", "files", "a b", "a.b", "a_b", "workspace", "docs"][..]).prop_map(str::to_owned);
    let servers = prop::collection::vec((name, entry()), 0..4);
    let beside = prop::collection::vec(
        select(vec![
            ("inputs", json!([{"type": "promptString", "id": "token"}])),
            ("inputs", json!([])),
            ("$schema", json!("https://example.invalid/s.json")),
            ("theme", json!("dark")),
            ("mcpServers", json!({})),
            ("servers", json!({})),
        ]),
        0..2,
    );
    (container, servers, beside, layout(), dialect()).prop_map(|(container, servers, beside, layout, dialect)| {
        (Faulty { container, servers, beside, layout }, dialect)
    })
}

/// The number of a dialect. Most clients read JSON; the other syntaxes get more than their share.
fn dialect() -> impl Strategy<Value = usize> {
    let of = |syntax: Syntax| -> Vec<usize> {
        clients::dialects().enumerate().filter(|(_, d)| d.syntax == syntax).map(|(i, _)| i).collect()
    };
    prop_oneof![
        4 => select(of(Syntax::Json)),
        3 => select(of(Syntax::Toml)),
        2 => select(of(Syntax::Yaml)),
        1 => select(of(Syntax::FrontMatter)),
    ]
}

impl Faulty {
    pub(crate) fn text(&self, dialect: &Dialect) -> String {
        let main = dialect.containers[0];
        let path = if self.container.is_empty() { main.path.to_vec() } else { self.container.clone() };
        let root = if dialect.syntax == Syntax::Json && main.shape == Shape::Map {
            self.doubled(&path)
        } else {
            Part::of(&self.plain(dialect, &path))
        };
        written(dialect.syntax, &root, &self.layout)
    }

    /// Everything, doubles included.
    fn doubled(&self, path: &[&str]) -> Part {
        let members = |list: &[(String, Value)]| list.iter().map(|(k, v)| (k.clone(), Part::of(v))).collect();
        let servers = self.servers.iter().map(|(name, entry)| (name.clone(), Part::Map(members(entry)))).collect();
        let mut root: Vec<(String, Part)> = self.beside.iter().map(|(k, v)| ((*k).to_owned(), Part::of(v))).collect();
        let whole =
            path.iter().rev().fold(Part::Map(servers), |inner, key| Part::Map(vec![((*key).to_owned(), inner)]));
        if let Part::Map(whole) = whole {
            root.extend(whole);
        }
        Part::Map(root)
    }

    /// The same without doubles, in the shape of the dialect's container.
    fn plain(&self, dialect: &Dialect, path: &[&str]) -> Value {
        let main = dialect.containers[0];
        let own = path == main.path;
        let entry = |(name, entry): &(String, Vec<(String, Value)>)| {
            let mut entry: Map<String, Value> = entry.iter().cloned().collect();
            if let (true, Shape::List { name: Some(field), .. }) = (own, main.shape) {
                entry.shift_insert(0, field.to_owned(), json!(name));
            }
            (name.clone(), Value::Object(entry))
        };
        let servers: Map<String, Value> = self.servers.iter().map(entry).collect();
        let mut root: Map<String, Value> = self.beside.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect();
        let whole = if own {
            document(dialect, &servers, None)
        } else {
            path.iter().rev().fold(Value::Object(servers), |inner, key| json!({ *key: inner }))
        };
        root.extend(whole.as_object().cloned().unwrap_or_default());
        Value::Object(root)
    }
}
