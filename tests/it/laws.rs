//! The laws that hold for every dialect and every input, as property tests.

use mcpcheck::clients::{self, Container, Dialect, Role, Shape};
use mcpcheck::document::{BOM, Document, Pointer, Span, Syntax};
use mcpcheck::drift;
use mcpcheck::finding::{Applicability, FileId};
use mcpcheck::model::server::Entry;
use mcpcheck::model::{Server, Spanned, Template, Transport};
use mcpcheck::normalize::{FileReading, normalize};
use mcpcheck::render::{document, render};
use mcpcheck::report::{self, Format, Report, Style};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::FileFailurePersistence;
use serde_json::{Map, Value, json};

use crate::lawful::{Bench, lawful_mend};

fn config(cases: u32) -> ProptestConfig {
    let persistence = Box::new(FileFailurePersistence::Off);
    ProptestConfig { cases, failure_persistence: Some(persistence), ..ProptestConfig::default() }
}

fn spanned<T>(value: T) -> Spanned<T> {
    Spanned { value, span: Span::default(), pointer: Pointer::root() }
}

fn template(text: &str) -> Spanned<Template> {
    spanned(Template::parse(text))
}

// ---------------------------------------------------------------- servers

const WORDS: &[&str] = &[
    "-y",
    "--port",
    "8080",
    "@acme/docs-mcp@1.2.3",
    "./dist/x.js",
    "${workspaceFolder}/data",
    "${HOME_DIR}",
    "a b",
    "é\"\\",
    "",
    "${input:token}",
    "--root=${ROOT:-/srv}",
    "{not a variable}",
    "$5",
];
const VALUES: &[&str] =
    &["plain", "${TOKEN}", "pre ${A} post", "${B:-x}", "1", "true", "", "${input:api-key}", "\u{1d11e}\t", "${SAME}"];
const URLS: &[&str] = &[
    "http://127.0.0.1:8080/mcp",
    "https://mcp.example.invalid/v1/sse",
    "https://${HOST}/mcp",
    "http://localhost/x?k=${K}",
    "https://example.invalid:443/",
    "${BASE}/mcp",
];
const NAMES: &[&str] = &["docs", "a-b_c", "with space", "dots.and/slash", "ünïcode", "servers", "timeout", "0"];

fn entries(names: &'static [&'static str]) -> impl Strategy<Value = Vec<Entry>> {
    let one = (select(names), select(VALUES)).prop_map(|(name, value)| Entry {
        name: name.to_owned(),
        name_span: Span::default(),
        value: Some(template(value)),
        literal_place: true,
    });
    prop::collection::vec(one, 0..4).prop_map(|mut list| {
        list.sort_by_key(|a| a.name.to_ascii_lowercase());
        list.dedup_by(|a, b| a.name.eq_ignore_ascii_case(&b.name));
        list
    })
}

fn server() -> impl Strategy<Value = Server> {
    let name = select(NAMES);
    let process = (
        select(&["npx", "/usr/bin/env", "./run.sh", "cmd", "${RUNNER}"][..]),
        prop::option::of(prop::collection::vec(select(WORDS), 0..5)),
        prop::option::of(select(&["/srv", "${workspaceFolder}", "sub/dir"][..])),
        entries(&["TOKEN", "SAME", "A", "lower", "X-1"]),
    );
    let remote = (
        select(&[Transport::Http, Transport::Sse, Transport::Ws][..]),
        select(URLS),
        entries(&["Authorization", "X-Key", "X-Other"]),
        any::<bool>(),
    );
    let disabled = any::<bool>();
    (name, prop_oneof![process.prop_map(Ok), remote.prop_map(Err)], disabled).prop_map(|(name, kind, disabled)| {
        let mut server = Server::named(name, Span::default(), Span::default(), Pointer::root());
        server.disabled = disabled.then(|| spanned(true));
        match kind {
            Ok((command, args, cwd, env)) => {
                server.declared = Some(spanned(Transport::Stdio));
                server.command = Some(template(command));
                server.args = args.map(|list| spanned(list.into_iter().map(template).collect()));
                server.cwd = cwd.map(template);
                server.env = env;
            }
            Err((transport, url, mut headers, bearer)) => {
                server.declared = Some(spanned(transport));
                server.url = Some(template(url));
                if bearer {
                    headers.retain(|h| h.name != "Authorization");
                    headers.push(Entry {
                        name: "Authorization".to_owned(),
                        name_span: Span::default(),
                        value: Some(template("Bearer ${TOKEN}")),
                        literal_place: true,
                    });
                }
                server.headers = headers;
            }
        }
        server
    })
}

/// One file of this dialect that holds this entry under this name.
fn file_of(dialect: &Dialect, name: &str, entry: &Map<String, Value>) -> String {
    let entries = Map::from_iter([(name.to_owned(), Value::Object(entry.clone()))]);
    // `projects.*.mcpServers` never comes first.
    spell(dialect, &document(dialect, &entries, None))
}

fn spell(dialect: &Dialect, value: &Value) -> String {
    match dialect.syntax {
        Syntax::Json => serde_json::to_string_pretty(value).unwrap() + "\n",
        Syntax::Toml => toml(value),
        // A JSON text is a YAML text.
        Syntax::Yaml => serde_json::to_string_pretty(value).unwrap() + "\n",
        Syntax::FrontMatter => format!("---\n{}\n---\n", serde_json::to_string_pretty(value).unwrap()),
    }
}

/// A JSON value as TOML: tables for the container and its entries, inline values below; nulls are left out.
fn toml(value: &Value) -> String {
    fn key(k: &str) -> String {
        let bare = !k.is_empty() && k.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        if bare { k.to_owned() } else { text(k) }
    }
    fn text(s: &str) -> String {
        let mut out = String::from("\"");
        for c in s.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
                c => out.push(c),
            }
        }
        out + "\""
    }
    fn inline(v: &Value) -> String {
        match v {
            Value::String(s) => text(s),
            Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
            Value::Object(map) => {
                let members: Vec<_> = map.iter().map(|(k, v)| format!("{} = {}", key(k), inline(v))).collect();
                format!("{{ {} }}", members.join(", "))
            }
            Value::Null => "\"\"".to_owned(),
            other => other.to_string(),
        }
    }
    let mut out = String::new();
    for (container, servers) in value.as_object().unwrap() {
        let Some(servers) = servers.as_object() else {
            out = format!("{} = {}\n{out}", key(container), inline(servers));
            continue;
        };
        for (name, entry) in servers {
            match entry.as_object() {
                Some(entry) => {
                    out.push_str(&format!("[{}.{}]\n", key(container), key(name)));
                    for (k, v) in entry {
                        out.push_str(&format!("{} = {}\n", key(k), inline(v)));
                    }
                    out.push('\n');
                }
                None => out.push_str(&format!("[{}]\n{} = {}\n", key(container), key(name), inline(entry))),
            }
        }
    }
    out
}

/// How what was read differs from what was written.
fn unlike(server: &Server, reading: &FileReading) -> Option<String> {
    let [back] = reading.servers.as_slice() else { return Some(format!("{} servers", reading.servers.len())) };
    if back.name != server.name {
        return Some(format!("it is called {}", back.name));
    }
    let differences = [drift::compare(server, back), drift::compare(back, server)].concat();
    if !differences.is_empty() {
        return Some(format!("{differences:?}"));
    }
    // A switch is a switch, whichever way round this client writes it.
    let off = |s: &Server| s.disabled.as_ref().is_some_and(|d| d.value);
    if off(back) != off(server) {
        return Some("the switch is lost".to_owned());
    }
    // It is a good entry, too, unless the name or the URL is one that this client refuses.
    let excused = |r: &str| {
        r.contains("name")
            || r.contains("URL")
            || r.contains("web socket")
            || r.contains("ASCII")
            || r.contains("control character")
            || r.contains("header")
    };
    let good = back.verdict.loads() || back.verdict.reason().is_some_and(excused);
    (!good).then(|| format!("{:?}", back.verdict))
}

proptest! {
    #![proptest_config(config(1500))]

    /// Law 1: what a dialect can express survives being written and read; what it cannot is said.
    #[test]
    fn what_is_rendered_is_read_back(server in server()) {
        let mut wrong = Vec::new();
        for dialect in clients::dialects().filter(|d| !d.server_side) {
            let rendered = render(&server, dialect, None);
            if !rendered.inexpressible.is_empty() {
                continue;
            }
            let text = file_of(dialect, &server.name, &rendered.entry);
            let document = Document::parse(text.clone(), dialect.syntax, dialect.interest);
            let reading = normalize(FileId(0), &document, dialect, None);
            let what = format!("{}/{}:\n{text}\n{:?}", dialect.client, dialect.kind, reading.issues);
            wrong.extend(unlike(&server, &reading).map(|why| format!("{why}: {what}")));
        }
        prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

// ---------------------------------------------------------------- documents with faults

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
struct Layout {
    indent: &'static str,
    end: &'static str,
    bom: bool,
    final_newline: bool,
    comments: Vec<Index>,
    trailing_commas: bool,
    one_line: bool,
}

fn layout() -> impl Strategy<Value = Layout> {
    (
        select(&["  ", "    ", "\t", ""][..]),
        prop::bool::weighted(0.25),
        prop::bool::weighted(0.15),
        prop::bool::weighted(0.85),
        prop_oneof![Just(Vec::new()), prop::collection::vec(any::<Index>(), 0..5)],
        prop::bool::weighted(0.2),
        prop::bool::weighted(0.2),
    )
        .prop_map(|(indent, crlf, bom, final_newline, comments, trailing_commas, one_line)| Layout {
            indent,
            end: if crlf { "\r\n" } else { "\n" },
            bom,
            final_newline,
            comments,
            trailing_commas,
            one_line,
        })
}

type Members = Vec<(String, Vec<(String, Value)>)>;

/// A file with duplicates where the list has them, since a map could not hold any.
#[derive(Debug, Clone)]
struct Faulty {
    container: Vec<&'static str>,
    servers: Members,
    beside: Vec<(&'static str, Value)>,
    layout: Layout,
}

fn faulty() -> impl Strategy<Value = (Faulty, usize)> {
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
    let count = clients::dialects().count();
    (container, servers, beside, layout(), 0..count).prop_map(|(container, servers, beside, layout, dialect)| {
        (Faulty { container, servers, beside, layout }, dialect)
    })
}

impl Faulty {
    fn text(&self, dialect: &Dialect) -> String {
        let path = if self.container.is_empty() { dialect.containers[0].path.to_vec() } else { self.container.clone() };
        let text = match dialect.syntax {
            Syntax::Json if dialect.containers[0].shape == Shape::Map => self.json(&path),
            Syntax::Json => serde_json::to_string_pretty(&self.plain(dialect, &path)).unwrap(),
            Syntax::Toml => self.toml(&path),
            // Flow style is YAML; no duplicates, which are an error of its syntax.
            Syntax::Yaml => self.plain(dialect, &path).to_string(),
            Syntax::FrontMatter => format!("---\n{}\n---\n", self.plain(dialect, &path)),
        };
        let text = self.commented(text, dialect.syntax);
        let mut text = text.trim_end().to_owned();
        if self.layout.final_newline {
            text.push('\n');
        }
        let text = text.replace('\n', self.layout.end);
        if self.layout.bom { format!("{BOM}{text}") } else { text }
    }

    /// The same without doubles, in the shape of the dialect's container.
    fn plain(&self, dialect: &Dialect, path: &[&str]) -> Value {
        let entry = |(name, entry): &(String, Vec<(String, Value)>)| {
            (name.clone(), Value::Object(entry.iter().cloned().collect::<Map<_, _>>()))
        };
        let servers: Map<String, Value> = self.servers.iter().map(entry).collect();
        let mut root: Map<String, Value> = self.beside.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect();
        let own = path == dialect.containers[0].path;
        let whole = if own {
            document(dialect, &servers, None)
        } else {
            path.iter().rev().fold(Value::Object(servers), |inner, key| json!({ *key: inner }))
        };
        root.extend(whole.as_object().cloned().unwrap_or_default());
        Value::Object(root)
    }

    fn json(&self, path: &[&str]) -> String {
        let mut out = Writer { layout: &self.layout, text: String::new(), depth: 0 };
        out.open('{');
        let mut first = true;
        for (key, value) in &self.beside {
            out.member(key, &mut first);
            out.value(value);
        }
        for (i, key) in path.iter().enumerate() {
            let mut alone = true;
            out.member(key, if i == 0 { &mut first } else { &mut alone });
            out.open('{');
        }
        let mut first = true;
        for (name, entry) in &self.servers {
            out.member(name, &mut first);
            out.open('{');
            let mut inner = true;
            for (key, value) in entry {
                out.member(key, &mut inner);
                out.value(value);
            }
            out.close('}', inner);
        }
        out.close('}', first);
        for _ in 1..path.len() {
            out.close('}', false);
        }
        out.close('}', false);
        out.text
    }

    fn toml(&self, path: &[&str]) -> String {
        // No duplicates: they are an error of the syntax.
        let mut servers = Map::new();
        for (name, entry) in &self.servers {
            servers.insert(name.clone(), entry.iter().cloned().collect::<Map<_, _>>().into());
        }
        let mut beside: Map<String, Value> = Map::new();
        for (key, value) in &self.beside {
            if *key != path[0] {
                beside.insert((*key).to_owned(), value.clone());
            }
        }
        let plain = |v: &Value| !v.is_object();
        let (head, tables): (Map<_, _>, Map<_, _>) = beside.into_iter().partition(|(_, v)| plain(v));
        let mut text = toml(&Value::Object(head));
        text.push_str(&toml(&Value::Object(tables)));
        text.push_str(&toml(&json!({ path.join("."): servers })));
        text
    }

    /// Comments at the ends of some lines, and on lines of their own.
    fn commented(&self, text: String, syntax: Syntax) -> String {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for (n, index) in self.layout.comments.iter().enumerate() {
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
}

struct Writer<'a> {
    layout: &'a Layout,
    text: String,
    depth: usize,
}

impl Writer<'_> {
    fn line(&mut self) {
        if self.layout.one_line {
            self.text.push(' ');
        } else {
            self.text.push('\n');
            self.text.push_str(&self.layout.indent.repeat(self.depth));
        }
    }

    fn open(&mut self, bracket: char) {
        self.text.push(bracket);
        self.depth += 1;
    }

    fn member(&mut self, key: &str, first: &mut bool) {
        if !std::mem::replace(first, false) {
            self.text.push(',');
        }
        self.line();
        self.text.push_str(&format!("{}: ", json!(key)));
    }

    fn value(&mut self, value: &Value) {
        self.text.push_str(&value.to_string());
    }

    fn close(&mut self, bracket: char, empty: bool) {
        self.depth -= 1;
        if !empty {
            if self.layout.trailing_commas {
                self.text.push(',');
            }
            self.line();
        }
        self.text.push(bracket);
    }
}

fn mends(dialect: &'static Dialect, text: &str) -> Result<(), TestCaseError> {
    for least in [Applicability::Safe, Applicability::Unsafe] {
        let what = format!("{}/{} {least:?}", dialect.client, dialect.kind);
        let run = || lawful_mend(&mut Bench::one(dialect, text), least, &what);
        let result = std::panic::catch_unwind(run);
        if let Err(panic) = result {
            let why = panic.downcast_ref::<String>().cloned().unwrap_or_default();
            return Err(TestCaseError::fail(format!("{why}\n=== the text\n{text}")));
        }
    }
    Ok(())
}

fn all_dialects() -> Vec<&'static Dialect> {
    clients::dialects().collect()
}

proptest! {
    #![proptest_config(config(1200))]

    /// Laws 2 and 3: a mend keeps what it does not mend, does all it promises, brings nothing new, and rests.
    #[test]
    fn mends_are_lawful((file, dialect) in faulty()) {
        let dialect = all_dialects()[dialect];
        let text = file.text(dialect);
        mends(dialect, &text)?;
    }

    /// Law 4: whatever the bytes are, every reader comes to an end and the check says something or nothing.
    #[test]
    fn no_bytes_are_too_much(
        (file, dialect) in faulty(),
        cuts in prop::collection::vec((any::<Index>(), prop::collection::vec(any::<u8>(), 0..4), 0_usize..6), 0..4),
        wild in prop::option::weighted(0.1, prop::collection::vec(any::<u8>(), 0..200)),
    ) {
        let dialect = all_dialects()[dialect];
        let mut bytes = file.text(dialect).into_bytes();
        for (at, new, gone) in cuts {
            let at = at.index(bytes.len() + 1);
            let end = (at + gone).min(bytes.len());
            bytes.splice(at..end, new);
        }
        let bytes = wild.unwrap_or(bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for dialect in clients::dialects() {
            let bench = Bench::one(dialect, &text);
            let checked = bench.check();
            for finding in &checked.findings {
                prop_assert!(finding.span.start <= finding.span.end && finding.span.end <= text.len(), "{:?}", finding);
                prop_assert!(text.is_char_boundary(finding.span.start) && text.is_char_boundary(finding.span.end), "{:?}", finding);
            }
        }
        mends(dialect, &text)?;
    }

    /// Law 5: the same bytes in, the same bytes out.
    #[test]
    fn two_runs_say_the_same((file, dialect) in faulty()) {
        let dialect = all_dialects()[dialect];
        let text = file.text(dialect);
        let say = || {
            let bench = Bench::one(dialect, &text);
            let checked = bench.check();
            let mut out = Vec::new();
            for format in [Format::Json, Format::Concise, Format::Text] {
                let report =
                    Report { workspace: &bench.session.workspace, findings: &checked.findings, files_checked: 1, fixed: None };
                report::write(&report, format, &mut out, Style::default()).unwrap();
            }
            out
        };
        prop_assert_eq!(say(), say());
    }
}

/// Texts that once broke a law, by the reader they broke it with.
const BROKE: &[(&str, &str)] = &[
    // The last line is a comment without a line end: taking it away left the file with a final newline.
    ("claude-code", "{ // end 1\t\"mcpServers\": {\n\t\"docs\": {\n\t\t\"type\": \"http\"\n\t}\n}\n// own}"),
];

#[test]
fn what_once_broke_a_law_breaks_none() {
    for (reader, text) in BROKE {
        mends(clients::dialect(reader).unwrap(), text).unwrap();
    }
}

#[test]
fn every_dialect_can_say_something() {
    // Law 1 would hold for a renderer that called everything inexpressible.
    let mut process = Server::named("docs", Span::default(), Span::default(), Pointer::root());
    process.command = Some(template("npx"));
    process.args = Some(spanned(vec![template("-y"), template("a@1")]));
    let mut remote = Server::named("docs", Span::default(), Span::default(), Pointer::root());
    remote.declared = Some(spanned(Transport::Http));
    remote.url = Some(template("http://127.0.0.1:8080/mcp"));
    for dialect in clients::dialects().filter(|d| !d.server_side) {
        let speaks = |transport| dialect.transports.speaks.contains(&transport);
        let named = |c: &Container| !matches!(c.shape, Shape::List { name: None, .. });
        let holds =
            |t| speaks(t) && dialect.containers.iter().any(|c| named(c) && c.transport.is_none_or(|own| own == t));
        for (server, transport) in [(&process, Transport::Stdio), (&remote, Transport::Http)] {
            let said = render(server, dialect, None).inexpressible;
            assert_eq!(said.is_empty(), holds(transport), "{}/{}: {said:?}", dialect.client, dialect.kind);
        }
        assert!(dialect.by_role(Role::Env).is_some() || !speaks(Transport::Stdio), "{}", dialect.client);
    }
}
