//! The text of a golden: tables, values, comments.

use std::collections::BTreeMap;

use super::choose::says_transport;
use super::references::Slot;
use crate::fix::render::toml_string;
use crate::model::server::{Entry, Field};
use crate::model::{Server, Template, Transport};
use crate::redact::{begins_command, is_hostile_char, sanitize};

/// Above this many characters a list, a map or a comment is spread over lines.
pub(super) const WIDTH: usize = 110;

/// The comments of one table.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Above its header.
    pub(super) above: Vec<String>,
    /// Below its header: about the server as a whole.
    pub(super) whole: Vec<String>,
    /// About one field, written or not.
    pub(super) fields: BTreeMap<Slot, Vec<String>>,
}

/// A server as the golden says it, reduced to what is compared.
#[derive(Debug)]
pub(super) struct Table<'s> {
    /// The name.
    pub(super) name: &'s str,
    /// Only where the endpoint does not imply it.
    pub(super) transport: Option<Transport>,
    /// Where to connect to; then there is no command.
    pub(super) url: Option<&'s Template>,
    /// What to start.
    pub(super) command: Option<&'s Template>,
    /// Its arguments.
    pub(super) args: Vec<&'s Template>,
    /// Its working directory.
    pub(super) cwd: Option<&'s Template>,
    /// Environment variables.
    pub(super) env: Vec<(&'s str, &'s Template)>,
    /// HTTP headers.
    pub(super) headers: Vec<(&'s str, &'s Template)>,
}

impl<'s> Table<'s> {
    /// What of a server is written down.
    pub(super) fn of(server: &'s Server) -> Self {
        let said = |t: &&Template| !t.source.trim().is_empty();
        let command = server.command.as_ref().map(|c| &c.value).filter(said);
        let url = server.url.as_ref().map(|u| &u.value).filter(said);
        // With both, the transport tells which one is meant.
        let remote = url.is_some() && (command.is_none() || server.meant().is_some_and(Transport::is_remote));
        let (url, command) = if remote { (url, None) } else { (None, command) };
        let implied = |t: &Transport| !remote || *t == Transport::Http || *t == Transport::Stdio;
        let args = server.args.iter().filter(|_| !remote).flat_map(|a| &a.value).map(|a| &a.value);
        Self {
            name: &server.name,
            transport: says_transport(server).filter(|t| !implied(t)),
            url,
            command,
            args: args.collect(),
            cwd: server.cwd.as_ref().map(|c| &c.value),
            env: members(&server.env, false),
            headers: members(&server.headers, true),
        }
    }

    /// The table as text, with a line end after the last line.
    pub(super) fn text(&self, notes: &Notes) -> String {
        let mut out = Lines { text: String::new(), notes };
        out.comments(&notes.above);
        out.line(&format!("[servers.{}]", key(self.name)));
        out.comments(&notes.whole);
        let one = |t: &Template| quoted(&t.canonical());
        out.field(Field::Transport, self.transport.map(|t| quoted(t.as_str())));
        out.field(Field::Url, self.url.map(one));
        out.field(Field::Command, self.command.map(one));
        out.field(Field::Args, (!self.args.is_empty()).then(|| list(&self.args, Field::Args.as_str().len() + 3)));
        out.field(Field::Cwd, self.cwd.map(one));
        out.map(Field::Env, &self.env);
        out.map(Field::Headers, &self.headers);
        out.text
    }
}

/// The members of a map that have a text; of two with one name the last, as every client does it.
fn members(entries: &[Entry], fold: bool) -> Vec<(&str, &Template)> {
    let mut out: Vec<(&str, &Template)> = Vec::new();
    for entry in entries {
        let Some(value) = entry.value.as_ref().map(|v| &v.value) else { continue };
        let same = |name: &str| if fold { name.eq_ignore_ascii_case(&entry.name) } else { name == entry.name };
        match out.iter_mut().find(|(name, _)| same(name)) {
            Some(old) => *old = (&entry.name, value),
            None => out.push((&entry.name, value)),
        }
    }
    out
}

struct Lines<'n> {
    text: String,
    notes: &'n Notes,
}

impl Lines<'_> {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn comments(&mut self, lines: &[String]) {
        for line in lines {
            self.line(&comment(line));
        }
    }

    fn notes(&mut self, field: Field, key: Option<&str>) {
        let notes = self.notes.fields.get(&(field, key.map(str::to_owned)));
        self.comments(notes.map(Vec::as_slice).unwrap_or_default());
    }

    fn field(&mut self, field: Field, value: Option<String>) {
        self.notes(field, None);
        if let Some(value) = value {
            self.line(&format!("{} = {value}", field.as_str()));
        }
    }

    /// A map: on one line where it fits and nothing is to be said about a member, else a line for each.
    fn map(&mut self, field: Field, members: &[(&str, &Template)]) {
        let name = field.as_str();
        let pairs: Vec<(String, String)> =
            members.iter().map(|(name, value)| (key(name), quoted(&value.canonical()))).collect();
        let inner: Vec<String> = pairs.iter().map(|(k, v)| format!("{k} = {v}")).collect();
        let flat = format!("{name} = {{ {} }}", inner.join(", "));
        let noted = self.notes.fields.keys().any(|(f, key)| *f == field && key.is_some());
        if !noted && flat.chars().count() <= WIDTH {
            if !members.is_empty() {
                self.line(&flat);
            }
            return;
        }
        for ((member, _), (key, value)) in members.iter().zip(&pairs) {
            self.notes(field, Some(member));
            self.line(&format!("{name}.{key} = {value}"));
        }
        let known = |key: &str| members.iter().any(|(member, _)| *member == key);
        let rest: Vec<String> =
            self.notes.fields.keys().filter(|(f, _)| *f == field).filter_map(|(_, k)| k.clone()).collect();
        for key in rest.iter().filter(|k| !known(k)) {
            self.notes(field, Some(key));
        }
    }
}

/// A list of strings, which begins in column `indent`.
pub(super) fn list(items: &[&Template], indent: usize) -> String {
    let items: Vec<String> = items.iter().map(|t| quoted(&t.canonical())).collect();
    let flat = flat_list(&items);
    if indent + flat.chars().count() <= WIDTH {
        return flat;
    }
    let lines: Vec<String> = items.iter().map(|i| format!("    {i},\n")).collect();
    format!("[\n{}]", lines.concat())
}

/// A list of values on one line.
pub(super) fn flat_list(items: &[String]) -> String {
    format!("[{}]", items.join(", "))
}

/// A comment, without a line end after its last line. What is quoted in it cannot end it, nor steer a terminal.
pub(super) fn comment(text: &str) -> String {
    let text = sanitize(text);
    let mut out = String::from("#");
    let mut column = 1;
    for word in words(&text) {
        let len = word.chars().count() + 1;
        if column > 1 && column + len > WIDTH {
            out.push_str("\n#  ");
            column = 4;
        }
        out.push(' ');
        out.push_str(word);
        column += len;
    }
    out
}

/// The words of a comment; a string in quotes stays together.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut quote = None;
    let mut escaped = false;
    let blank = move |c: char| {
        match quote {
            Some(open) if c == open && !escaped => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => {}
        }
        escaped = quote == Some('"') && c == '\\' && !escaped;
        quote.is_none() && c == ' '
    };
    text.split(blank).filter(|word| !word.is_empty())
}

/// A TOML string. Characters that hide or reorder others are written as escapes, so that nobody reads over them, and so
/// is what a CI system would take for a command.
pub(super) fn quoted(text: &str) -> String {
    let hostile = |at: usize, c: char| is_hostile_char(c) || begins_command(text, at);
    if !text.char_indices().any(|(at, c)| hostile(at, c)) {
        return toml_string(text);
    }
    let mut out = String::from("\"");
    for (at, c) in text.char_indices() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if hostile(at, c) => out.push_str(&format!("\\U{:08X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A TOML key: bare where possible.
pub(super) fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if bare { name.to_owned() } else { quoted(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_wrapped_outside_of_quotes() {
        assert_eq!(comment(""), "#");
        assert_eq!(comment("a \"b\nc\" \u{202e}"), "# a \"b\\u{a}c\" \\u{202e}");
        let quoted = format!("x says \"{}\" and 'y {}'", "a ".repeat(60), "b \\ ".repeat(20));
        let lines: Vec<String> = comment(&quoted).lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(lines.iter().all(|l| l.starts_with('#')));
        assert!(lines[1].starts_with("#   \"a a") && lines[2].starts_with("#   and 'y b"), "{lines:?}");
        assert!(comment(&"word ".repeat(100)).lines().all(|l| l.len() <= WIDTH));
    }

    #[test]
    fn strings_show_what_they_hold() {
        assert_eq!(quoted("a\"b"), "'a\"b'");
        assert_eq!(quoted("a\u{202e}\"\\"), "\"a\\U0000202E\\\"\\\\\"");
        assert_eq!((key("a-b_1").as_str(), key("a b").as_str(), key("").as_str()), ("a-b_1", "\"a b\"", "\"\""));
    }
}
