//! What the copies of a server are compared with: a table of the golden, or an entry of the client file that the
//! golden names.

use serde_json::{Map, Value};

use crate::clients::{self, Dialect, Role};
use crate::context::RunCx;
use crate::document::{Document, Interest, Pointer, Span};
use crate::drift::Difference;
use crate::finding::FileId;
use crate::fix::render::new_document;
use crate::golden::{Expected, Origin, Removed};
use crate::model::server::Verdict;
use crate::model::{Server, Spanned};
use crate::normalize::normalize;
use crate::redact::credentials;
use crate::render::{Rendered, document, render};

/// The declared truth about one server, as one client must say it.
#[derive(Debug)]
pub struct Truth {
    /// What it must say.
    pub server: Server,
    /// What must not be there.
    pub removed: Vec<Removed>,
    /// Client-specific fields that the golden names.
    pub other: Vec<(String, Spanned<Value>)>,
    source: Source,
}

#[derive(Debug)]
enum Source {
    Golden(Box<Expected>),
    File(FileId),
}

impl Truth {
    /// Whether a credential stands in the truth itself: then nothing copies it into another file unasked.
    pub fn holds_credential(&self) -> bool {
        let server = &self.server;
        let named = server.env.iter().chain(&server.headers);
        let mut values = named.filter_map(|e| Some((e.name.as_str(), e.value.as_ref()?.value.source.as_str())));
        let args: Vec<&str> = server.args.iter().flat_map(|a| &a.value).map(|a| a.value.source.as_str()).collect();
        values.any(|(name, text)| !credentials::in_value(name, text).is_empty())
            || !credentials::in_args(&args).is_empty()
            || server.url.as_ref().is_some_and(|u| !credentials::in_text(&u.value.source).is_empty())
    }

    /// The entry as this client writes it, in the house's style. What the client would refuse all the same - a name, a
    /// program with a blank in it - is inexpressible, too.
    pub fn written(&self, cx: &RunCx<'_>, dialect: &'static Dialect) -> Rendered {
        let mut rendered = render(&self.server, dialect, cx.style(dialect.client));
        if rendered.inexpressible.is_empty() {
            rendered.inexpressible.extend(self.refusal(dialect, &self.server.name));
        }
        rendered
    }

    /// Why a client would not load the server, under this name, from a file that holds nothing else.
    pub fn refusal(&self, dialect: &'static Dialect, name: &str) -> Option<String> {
        let server = Server { name: name.to_owned(), ..self.server.clone() };
        // The house may spell what the client does not read: that is its own matter.
        let rendered = render(&server, dialect, None);
        if !rendered.inexpressible.is_empty() {
            return None;
        }
        let servers = Map::from_iter([(name.to_owned(), Value::Object(rendered.entry))]);
        let text = new_document(dialect.syntax, &document(dialect, &servers, None))?;
        let file = Document::parse(text, dialect.syntax, Interest::All);
        let reading = normalize(FileId(0), &file, dialect, None);
        match reading.servers.into_iter().find(|s| s.name == name)?.verdict {
            Verdict::Skipped(why) => Some(format!("{} would not load it: {why}", dialect.name)),
            Verdict::Loads | Verdict::Unknown(_) => None,
        }
    }

    /// Where the truth says a field, or one key of it; the empty field is the entry itself.
    pub fn place(&self, cx: &RunCx<'_>, field: &str, key: Option<&str>) -> Option<(FileId, Span)> {
        match &self.source {
            Source::Golden(expected) => {
                let origin = expected.origin_of(field, key);
                Some((*cx.golden_files.get(origin.file)?, origin.span))
            }
            Source::File(file) => Some((*file, self.server.name_span)),
        }
    }

    /// Where the truth says what this difference is about.
    pub fn place_of(&self, cx: &RunCx<'_>, difference: &Difference) -> Option<(FileId, Span)> {
        match (&self.source, &difference.theirs) {
            (Source::File(file), Some(theirs)) => Some((*file, theirs.span)),
            _ => self.place(cx, difference.field.as_str(), difference.key.as_deref()),
        }
    }
}

/// What is declared of `name` for `client`; `None` where nothing is, or where it is not meant for that client.
pub fn truth(cx: &RunCx<'_>, name: &str, client: &str) -> Option<Truth> {
    let golden = cx.golden?;
    if let Some(server) = golden.server(name) {
        if !server.is_for(client) {
            return None;
        }
        let expected = server.for_client(client);
        let mut server = expected.server.clone();
        let mut removed = expected.removed.clone();
        // `enabled = false` takes nothing away: it is what switches a server off, and must be there.
        for off in removed.extract_if(.., |r| r.key.is_none() && is_switch(client, &r.field)) {
            let Origin { span, pointer, .. } = expected.origin_of(&off.field, None);
            server.other.push((off.field, Spanned { value: Value::Bool(false), span, pointer }));
        }
        let other = server.other.clone();
        return Some(Truth { server, removed, other, source: Source::Golden(Box::new(expected)) });
    }
    let (file, server) = golden_entries(cx).into_iter().find(|(_, s)| s.name == name)?;
    let mut server = server.clone();
    // The fields beyond the canonical ones belong to the client whose file it is.
    server.other.clear();
    server.disabled = None;
    Some(Truth { server, removed: Vec::new(), other: Vec::new(), source: Source::File(file) })
}

/// Whether the client reads a field of this name that switches a server off when it is false.
fn is_switch(client: &str, field: &str) -> bool {
    let rule = clients::client(client).and_then(|c| c.dialects.first()).and_then(|d| d.field(field));
    rule.is_some_and(|rule| rule.role == Role::Enabled)
}

/// The entries of the client file that the golden names as the truth.
pub fn golden_entries<'a>(cx: &RunCx<'a>) -> Vec<(FileId, &'a Server)> {
    let Some(path) = cx.golden.and_then(|g| g.golden_file.as_ref()).map(|said| &said.value) else {
        return Vec::new();
    };
    cx.readings
        .iter()
        .filter(|r| r.dialect.owner && cx.workspace.get(r.file).is_some_and(|s| s.path == *path))
        .flat_map(|r| r.servers.iter().map(move |s| (r.file, s)))
        .collect()
}

/// The names of all declared servers, in the golden's order.
pub fn declared_names(cx: &RunCx<'_>) -> Vec<String> {
    let Some(golden) = cx.golden else { return Vec::new() };
    let tables = golden.servers.iter().map(|s| s.name.clone());
    tables.chain(golden_entries(cx).into_iter().map(|(_, s)| s.name.clone())).collect()
}

/// The file that declares servers, as output names it.
pub fn shown(cx: &RunCx<'_>) -> String {
    let Some(golden) = cx.golden else { return String::new() };
    let file = golden.golden_file.as_ref().map_or(&golden.path, |said| &said.value);
    let source = cx.workspace.sources.iter().find(|s| s.path == *file);
    source.map_or_else(|| crate::golden::FILE_NAME.to_owned(), |s| s.display.clone())
}

/// Where a finding about a field that is not there points: the name of the entry.
pub fn missing_at(entry: &Server) -> (Span, Pointer) {
    (entry.name_span, entry.pointer.clone())
}
