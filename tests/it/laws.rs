//! The laws that hold for every dialect and every input, as property tests.

use mcpcheck::clients::{self, Container, Dialect, Role, Shape};
use mcpcheck::document::{Document, Pointer, Span};
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
use serde_json::{Map, Value};

use crate::faulty::{Layout, faulty, layout, spell};
use crate::lawful::{Bench, lawful_mend};

pub(crate) fn config(cases: u32) -> ProptestConfig {
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
const VALUES: &[&str] = &[
    "plain",
    "${TOKEN}",
    "pre ${A} post",
    "${B:-x}",
    "1",
    "true",
    "",
    "${input:api-key}",
    "\u{1d11e}\t",
    "${SAME}",
    "{env:\\}",
    "$${A}",
    "${B{env:A}c",
];
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
fn file_of(dialect: &Dialect, name: &str, entry: &Map<String, Value>, layout: &Layout) -> String {
    let entries = Map::from_iter([(name.to_owned(), Value::Object(entry.clone()))]);
    // `projects.*.mcpServers` never comes first.
    spell(dialect.syntax, &document(dialect, &entries, None), layout)
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
    fn what_is_rendered_is_read_back(server in server(), layout in layout().prop_map(Layout::strict)) {
        let mut wrong = Vec::new();
        for dialect in clients::dialects().filter(|d| !d.server_side) {
            let rendered = render(&server, dialect, None);
            if !rendered.inexpressible.is_empty() {
                continue;
            }
            let text = file_of(dialect, &server.name, &rendered.entry, &layout);
            let document = Document::parse(text.clone(), dialect.syntax, dialect.interest);
            let reading = normalize(FileId(0), &document, dialect, None);
            let what = format!("{}/{}:\n{text}\n{:?}", dialect.client, dialect.kind, reading.issues);
            wrong.extend(unlike(&server, &reading).map(|why| format!("{why}: {what}")));
        }
        prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
                    Report { workspace: &bench.session.workspace, findings: &checked.findings, accepted: &[], rules: Vec::new(), files_checked: 1, fixed: None, listing: None };
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
    // Mistral Vibe wants a list: a map under the right key costs it the file. And it refuses an empty `auth`, while
    // `oauth` may say anything.
    ("mistral-vibe", "[[mcp_servers]]\nname = \"docs\"\noauth = {}\n"),
    // The same in a file that is refused for another entry; and a transport that the name of the URL contradicts.
    ("cursor", "{\"mcpServers\": {\"docs\": {\"url\": \"http://127.0.0.1:8080/mcp\", \"oauth\": {}}, \"files\": {}}}"),
    ("qoder", "{\"mcpServers\": {\"docs\": {\"transport\": \"ws\", \"httpUrl\": \"http\"}}}"),
    ("mistral-vibe", "mcpServers.docs = { url = 'http://127.0.0.1:8080/mcp' }\n"),
    // What else is wrong with a server that is not loaded anyway was called a bug when it came to light.
    ("goose", "extensions:\n  fetch:\n    \u{fffd}ype: stdio\n    name: fetch\n    enable?d: true\n    cmd: mcp\n"),
    // A guess at a name brought to light that the transport is none, and was called a bug.
    (
        "mcp-server-json",
        "{\"packages\": [{\"registryType\": \"oci\", \"ide*ntifier\": \"h/x:1\", \
         \"transport\": {\"type\": \"streamable%http\", \"url\": \"http://localhost/mcp\"}}]}",
    ),
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
