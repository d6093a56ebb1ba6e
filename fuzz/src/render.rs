//! Servers with anything in them.

use arbitrary::Arbitrary;
use mcpcheck::clients;
use mcpcheck::document::{Document, Pointer, Span};
use mcpcheck::drift;
use mcpcheck::finding::FileId;
use mcpcheck::fix::render::new_document;
use mcpcheck::model::server::Entry;
use mcpcheck::model::{Server, Spanned, Template, Transport};
use mcpcheck::normalize::{FileReading, normalize};
use mcpcheck::render::{document, render as rendered};
use serde_json::{Map, Value};

/// The parts of a server.
#[derive(Debug, Arbitrary)]
pub struct Wild<'a> {
    name: &'a str,
    disabled: bool,
    kind: Kind<'a>,
}

#[derive(Debug, Arbitrary)]
enum Kind<'a> {
    Process { command: &'a str, args: Option<Vec<&'a str>>, cwd: Option<&'a str>, env: Vec<(&'a str, &'a str)> },
    Remote { transport: u8, url: &'a str, headers: Vec<(&'a str, &'a str)> },
}

/// Law 1: what a dialect can express survives being written and read.
pub fn render(wild: &Wild<'_>) {
    // A server without a command or an address is none.
    let (Kind::Process { command: place, .. } | Kind::Remote { url: place, .. }) = &wild.kind;
    if place.trim().is_empty() {
        return;
    }
    let server = wild.server();
    for dialect in clients::dialects().filter(|d| !d.server_side) {
        let rendered = rendered(&server, dialect, None);
        if !rendered.inexpressible.is_empty() {
            continue;
        }
        let entries = Map::from_iter([(server.name.clone(), Value::Object(rendered.entry))]);
        let Some(text) = new_document(dialect.syntax, &document(dialect, &entries, None)) else { continue };
        let parsed = Document::parse(text.clone(), dialect.syntax, dialect.interest);
        let reading = normalize(FileId(0), &parsed, dialect, None);
        if let Some(why) = unlike(&server, &reading) {
            panic!("{}/{}: {why}\n{text}\n{:?}", dialect.client, dialect.kind, reading.issues);
        }
    }
}

/// How what was read differs from what was written.
fn unlike(server: &Server, reading: &FileReading) -> Option<String> {
    let [back] = reading.servers.as_slice() else { return Some(format!("{} servers", reading.servers.len())) };
    let differences = [drift::compare(server, back), drift::compare(back, server)].concat();
    let off = |s: &Server| s.disabled.as_ref().is_some_and(|d| d.value);
    if back.name != server.name {
        Some(format!("it is called {:?}", back.name))
    } else if !differences.is_empty() {
        Some(format!("{differences:?}"))
    } else {
        (off(back) != off(server)).then(|| "the switch is lost".to_owned())
    }
}

impl Wild<'_> {
    fn server(&self) -> Server {
        let mut server = Server::named(self.name, Span::default(), Span::default(), Pointer::root());
        server.disabled = self.disabled.then(|| spanned(true));
        match &self.kind {
            Kind::Process { command, args, cwd, env } => {
                server.declared = Some(spanned(Transport::Stdio));
                server.command = Some(template(command));
                server.args = args.as_ref().map(|list| spanned(list.iter().map(|word| template(word)).collect()));
                server.cwd = cwd.map(template);
                server.env = entries(env);
            }
            Kind::Remote { transport, url, headers } => {
                let known = [Transport::Http, Transport::Sse, Transport::Ws];
                server.declared = Some(spanned(known[usize::from(*transport) % known.len()]));
                server.url = Some(template(url));
                server.headers = entries(headers);
            }
        }
        server
    }
}

fn spanned<T>(value: T) -> Spanned<T> {
    Spanned { value, span: Span::default(), pointer: Pointer::root() }
}

fn template(text: &str) -> Spanned<Template> {
    spanned(Template::parse(text))
}

/// Names once, without regard to case, in the order of the alphabet.
fn entries(pairs: &[(&str, &str)]) -> Vec<Entry> {
    let entry = |(name, value): &(&str, &str)| Entry {
        name: (*name).to_owned(),
        name_span: Span::default(),
        value: Some(template(value)),
        literal_place: true,
    };
    let mut list: Vec<Entry> = pairs.iter().map(entry).collect();
    list.sort_by_key(|e| e.name.to_ascii_lowercase());
    list.dedup_by(|a, b| a.name.eq_ignore_ascii_case(&b.name));
    list
}
