//! The answer of `why`, for people and for programs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::Style;
use super::json::escaped;
use super::text::wrap;
use crate::document::{LineIndex, Position};
use crate::env::slashes;
use crate::finding::FileId;
use crate::redact::{Secrets, sanitize};
use crate::state::Here;
use crate::why::{Answer, ClientAnswer, Outcome, Place, Saying};
use crate::workspace::{Source, Workspace};

/// The version of the contract.
const VERSION: u32 = 1;

/// An answer made ready for writers: with positions, and with the secrets known.
struct View<'a> {
    workspace: &'a Workspace,
    answer: &'a Answer,
    secrets: Secrets,
    lines: BTreeMap<FileId, LineIndex<'a>>,
}

impl<'a> View<'a> {
    fn new(workspace: &'a Workspace, answer: &'a Answer) -> Self {
        let causes = answer.clients.iter().filter_map(|c| c.cause.at);
        let says = answer.clients.iter().flat_map(|c| &c.says).map(|s| s.at);
        let places = causes.chain(says).chain(answer.near.iter().chain(&answer.broken).map(|(_, at)| *at));
        let mut lines = BTreeMap::new();
        for place in places {
            let text = || workspace.get(place.file).map_or("", Source::text);
            lines.entry(place.file).or_insert_with(|| LineIndex::new(text()));
        }
        Self { workspace, answer, secrets: Secrets::of(workspace), lines }
    }

    fn position(&self, place: Place) -> Position {
        let offset = place.span.start;
        self.lines.get(&place.file).map_or(Position { line: 1, column: 1, offset }, |index| index.position(offset))
    }

    /// A string that may come from a file, without secrets.
    fn scrub(&self, text: &str) -> String {
        self.secrets.scrub(text)
    }

    /// The same in one harmless line.
    fn say(&self, text: &str) -> String {
        sanitize(&self.scrub(text))
    }

    fn file(&self, file: FileId) -> &str {
        self.workspace.get(file).map(|s| s.display.as_str()).unwrap_or_default()
    }

    /// `path:line:col`, as terminals and editors follow it.
    fn place(&self, place: Place) -> String {
        let Position { line, column, .. } = self.position(place);
        format!("{}:{line}:{column}", self.say(self.file(place.file)))
    }
}

/// Writes the answer for people.
///
/// # Errors
/// Those of `out`.
pub fn text(workspace: &Workspace, answer: &Answer, out: &mut dyn Write, style: Style) -> io::Result<()> {
    let view = View::new(workspace, answer);
    let style = Style { width: style.width.clamp(40, 120), ..style };
    if answer.is_nowhere() {
        return nowhere(&view, out, style);
    }
    for (i, client) in answer.clients.iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        write_client(&view, client, out, style)?;
    }
    if !answer.without.is_empty() {
        let names = answer.without.join(", ");
        writeln!(out)?;
        paragraph(out, &format!("not in the files of {names}"), 0, style)?;
    }
    Ok(())
}

fn nowhere(view: &View<'_>, out: &mut dyn Write, style: Style) -> io::Result<()> {
    let name = view.say(&view.answer.server);
    paragraph(out, &format!("no file that a client reads here speaks of `{name}`"), 0, style)?;
    for (what, at) in &view.answer.broken {
        field(out, "but", &format!("{} ({})", view.say(what), view.place(*at)), style)?;
    }
    for (near, at) in &view.answer.near {
        field(out, "help", &format!("did you mean `{}`? ({})", view.say(near), view.place(*at)), style)?;
    }
    Ok(())
}

fn write_client(view: &View<'_>, client: &ClientAnswer, out: &mut dyn Write, style: Style) -> io::Result<()> {
    let paint = match client.outcome {
        Outcome::Loads => anstyle::AnsiColor::Green.on_default().bold(),
        Outcome::Stopped => anstyle::AnsiColor::Red.on_default().bold(),
        Outcome::Unknown => anstyle::AnsiColor::Yellow.on_default().bold(),
    };
    for (i, line) in wrap(&view.say(&client.cause.message), 0, 2, style.width).iter().enumerate() {
        let indent = if i == 0 { "" } else { "  " };
        match style.color {
            true => writeln!(out, "{indent}{paint}{line}{paint:#}")?,
            false => writeln!(out, "{indent}{line}")?,
        }
    }
    if let Some(at) = client.cause.at {
        field(out, "at", &view.place(at), style)?;
    }
    if let Some(help) = &client.cause.help {
        field(out, "help", &view.say(help), style)?;
    }
    for note in &client.notes {
        field(out, "note", &view.say(note), style)?;
    }
    if !client.says.is_empty() {
        writeln!(out)?;
        paragraph(out, "who speaks of it, the strongest first:", 2, style)?;
    }
    for saying in &client.says {
        write_saying(view, saying, out, style)?;
    }
    // Where files show what stops it, nobody has to look further yet.
    if let Some(unseen) = client.unseen.filter(|_| client.outcome != Outcome::Stopped) {
        writeln!(out)?;
        field(out, "no file shows", unseen, style)?;
    }
    Ok(())
}

fn write_saying(view: &View<'_>, saying: &Saying, out: &mut dyn Write, style: Style) -> io::Result<()> {
    let head = format!("{} ({})", view.place(saying.at), saying.scope.as_str());
    writeln!(out, "  {} {head}", if saying.wins { ">" } else { "-" })?;
    // A command line of a kilobyte is shown by `list`; here a piece tells which it is.
    paragraph(out, &cut(&view.say(&saying.text)), 6, style)
}

/// A long text without its middle.
fn cut(text: &str) -> String {
    const MOST: usize = 360;
    let count = text.chars().count();
    if count <= MOST {
        return text.to_owned();
    }
    let start: String = text.chars().take(MOST / 2).collect();
    let end: String = text.chars().skip(count - MOST / 2).collect();
    format!("{start} ... {end}")
}

fn field(out: &mut dyn Write, name: &str, text: &str, style: Style) -> io::Result<()> {
    let indent = name.len() + 4;
    let paint = anstyle::AnsiColor::Cyan.on_default();
    for (i, line) in wrap(text, indent, indent, style.width).iter().enumerate() {
        match (i, style.color) {
            (0, true) => writeln!(out, "  {paint}{name}:{paint:#} {line}")?,
            (0, false) => writeln!(out, "  {name}: {line}")?,
            _ => writeln!(out, "{:indent$}{line}", "")?,
        }
    }
    Ok(())
}

fn paragraph(out: &mut dyn Write, text: &str, indent: usize, style: Style) -> io::Result<()> {
    for line in wrap(text, indent, indent, style.width) {
        writeln!(out, "{:indent$}{line}", "")?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    root: String,
    start: String,
    server: String,
    clients: Vec<JsonClient<'a>>,
    without: &'a [&'static str],
    near: Vec<JsonNear>,
    broken: Vec<JsonBroken>,
}

#[derive(Serialize)]
struct JsonClient<'a> {
    client: &'static str,
    assumed_version: &'static str,
    outcome: &'static str,
    cause: JsonCause,
    says: Vec<JsonSaying>,
    notes: Vec<String>,
    unseen: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonCause {
    id: &'static str,
    message: String,
    help: Option<String>,
    at: Option<JsonPlace>,
}

#[derive(Serialize)]
struct JsonSaying {
    kind: &'static str,
    scope: &'static str,
    wins: bool,
    text: String,
    at: JsonPlace,
}

#[derive(Serialize)]
struct JsonNear {
    name: String,
    at: JsonPlace,
}

#[derive(Serialize)]
struct JsonBroken {
    what: String,
    at: JsonPlace,
}

#[derive(Serialize)]
struct JsonPlace {
    file: String,
    line: usize,
    column: usize,
    offset: usize,
}

/// Writes the answer for programs: the contract of `schemas/why-output.json`.
///
/// # Errors
/// Those of `out`.
pub fn json(workspace: &Workspace, here: &Here, answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let view = View::new(workspace, answer);
    let place = |at: Place| {
        let Position { line, column, offset } = view.position(at);
        JsonPlace { file: view.file(at.file).to_owned(), line, column, offset }
    };
    let client = |c: &'_ ClientAnswer| JsonClient {
        client: c.client,
        assumed_version: c.version,
        outcome: c.outcome.as_str(),
        cause: JsonCause {
            id: c.cause.id,
            message: view.scrub(&c.cause.message),
            help: c.cause.help.as_deref().map(|h| view.scrub(h)),
            at: c.cause.at.map(place),
        },
        says: c
            .says
            .iter()
            .map(|s| JsonSaying {
                kind: s.kind.as_str(),
                scope: s.scope.as_str(),
                wins: s.wins,
                text: view.scrub(&s.text),
                at: place(s.at),
            })
            .collect(),
        notes: c.notes.iter().map(|n| view.scrub(n)).collect(),
        unseen: c.unseen,
    };
    let output = Output {
        version: VERSION,
        root: slashes(&workspace.root),
        start: slashes(&here.start),
        server: view.scrub(&answer.server),
        clients: answer.clients.iter().map(client).collect(),
        without: &answer.without,
        near: answer.near.iter().map(|(name, at)| JsonNear { name: view.scrub(name), at: place(*at) }).collect(),
        broken: answer.broken.iter().map(|(what, at)| JsonBroken { what: view.scrub(what), at: place(*at) }).collect(),
    };
    let text = serde_json::to_string_pretty(&output).map_err(io::Error::other)?;
    writeln!(out, "{}", escaped(&text))
}
