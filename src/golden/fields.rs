//! The fields of a declared server, as one table or several on top of each other say them.

use super::error::{Fault, one_of, quote};
use super::place::{Place, Read};
use super::{Origin, Setting};
use crate::clients::{FieldRule, Role, dialects};
use crate::document::{Node, Span};
use crate::model::server::Field;
use crate::model::{Spanned, Template, Transport};

/// The fields that any server may have: the keys of an `override` table that are no client's, sorted.
pub(super) const CANONICAL: &[&str] = &["args", "command", "cwd", "env", "headers", "transport", "url"];

/// The keys of a server table that are no client's, sorted.
pub(super) const SERVER_KEYS: &[&str] =
    &["args", "clients", "command", "cwd", "env", "headers", "override", "transport", "url"];

/// What a server table or an `override` table says. `None` is a field it does not name, a [`Setting`] of `None` one
/// that it sets to `false`.
#[derive(Debug, Clone, PartialEq)]
pub struct Fields {
    /// The place of the table.
    pub origin: Origin,
    /// `transport`.
    pub transport: Option<Setting<Transport>>,
    /// `command`.
    pub command: Option<Setting<Template>>,
    /// `args`.
    pub args: Option<Setting<Vec<Spanned<Template>>>>,
    /// `cwd`.
    pub cwd: Option<Setting<Template>>,
    /// `url`.
    pub url: Option<Setting<Template>>,
    /// `env`.
    pub env: Option<Setting<Vec<MapEntry>>>,
    /// `headers`.
    pub headers: Option<Setting<Vec<MapEntry>>>,
    /// Fields that only some clients have.
    pub other: Vec<(String, Setting<serde_json::Value>)>,
}

/// One member of `env` or `headers`.
#[derive(Debug, Clone, PartialEq)]
pub struct MapEntry {
    /// The name.
    pub name: String,
    /// The bytes of the name, in the file of the value.
    pub name_span: Span,
    /// The value.
    pub value: Setting<Template>,
}

impl Fields {
    /// No field named yet.
    pub(super) fn empty(origin: Origin) -> Self {
        Self {
            origin,
            transport: None,
            command: None,
            args: None,
            cwd: None,
            url: None,
            env: None,
            headers: None,
            other: Vec::new(),
        }
    }

    /// These fields on top of `base`: per field, maps per key.
    #[must_use]
    pub fn over(&self, base: &Self) -> Self {
        let mut result = base.clone();
        replace(&mut result.transport, self.transport.clone());
        replace(&mut result.command, self.command.clone());
        replace(&mut result.args, self.args.clone());
        replace(&mut result.cwd, self.cwd.clone());
        replace(&mut result.url, self.url.clone());
        replace_map(&mut result.env, self.env.clone());
        replace_map(&mut result.headers, self.headers.clone());
        for (name, setting) in &self.other {
            result.set_other(name, setting.clone());
        }
        result
    }

    /// Reads one member of a table; what it says comes on top. `names` are the keys that are no client's.
    pub(super) fn read(&mut self, entry: &Place<'_>, names: &[&str]) -> Read<()> {
        match entry.key {
            "transport" => self.transport = Some(entry.unless_false(transport)?),
            "command" => self.command = Some(entry.unless_false(template)?),
            "args" => self.args = Some(entry.unless_false(arguments)?),
            "cwd" => self.cwd = Some(entry.unless_false(template)?),
            "url" => self.url = Some(entry.unless_false(template)?),
            "env" => replace_map(&mut self.env, Some(entry.unless_false(map)?)),
            "headers" => replace_map(&mut self.headers, Some(entry.unless_false(map)?)),
            _ => {
                refuse_misspelling(entry, names)?;
                self.set_other(entry.key, entry.unless_false(|e| Ok(Node::to_json(e.node)))?);
            }
        }
        Ok(())
    }

    fn set_other(&mut self, name: &str, setting: Setting<serde_json::Value>) {
        match self.other.iter_mut().find(|(have, _)| have == name) {
            Some((_, have)) => *have = setting,
            None => self.other.push((name.to_owned(), setting)),
        }
    }

    /// Refuses what cannot be one server; `whose` names it: "server `x`".
    pub(super) fn check(&self, whose: &str) -> Read<()> {
        let (endpoint, place) = match (said(&self.command), said(&self.url)) {
            (Some(command), Some(url)) => {
                let help = "keep one; to drop an inherited one, set it to `false`";
                return Err(fault(later(command, url), format!("{whose} has both `command` and `url`")).help(help));
            }
            (None, None) => {
                let message = format!("{whose} has neither `command` nor `url`");
                return Err(fault(&self.origin, message).help("write the program to start, or the URL to connect to"));
            }
            (Some(place), None) => ("command", place),
            (None, Some(place)) => ("url", place),
        };
        match &self.transport {
            Some(Setting { value: Some(transport), origin }) if transport.is_remote() == (endpoint == "command") => {
                let message = format!("{whose} has the transport `{transport}` and a `{endpoint}`");
                let help = "`command` goes with `stdio`; `url` goes with `http`, `sse` and `ws`";
                Err(fault(later(origin, place), message).help(help))
            }
            _ => Ok(()),
        }
    }

    /// Whether a client could reach the server.
    pub(super) fn has_endpoint(&self) -> bool {
        said(&self.command).is_some() || said(&self.url).is_some()
    }
}

/// The place of a field that has a value.
fn said<T>(field: &Option<Setting<T>>) -> Option<&Origin> {
    field.as_ref().filter(|f| f.value.is_some()).map(|f| &f.origin)
}

/// Of two places the one that came on top of the other, where a contradiction is put right: in the nearer file, or
/// further down, where overrides stand.
fn later<'o>(a: &'o Origin, b: &'o Origin) -> &'o Origin {
    let key = |o: &Origin| (std::cmp::Reverse(o.file), o.span.start);
    if key(a) > key(b) { a } else { b }
}

fn fault(at: &Origin, message: String) -> Fault {
    Fault { file: at.file, span: at.span, message, help: None }
}

fn replace<T>(have: &mut Option<T>, new: Option<T>) {
    if new.is_some() {
        *have = new;
    }
}

fn replace_map(have: &mut Option<Setting<Vec<MapEntry>>>, new: Option<Setting<Vec<MapEntry>>>) {
    let Some(new) = new else { return };
    let (Some(Setting { value: Some(entries), origin }), Some(news)) = (have.as_mut(), &new.value) else {
        *have = Some(new);
        return;
    };
    origin.clone_from(&new.origin);
    for entry in news {
        match entries.iter_mut().find(|e| e.name == entry.name) {
            Some(old) => old.clone_from(entry),
            None => entries.push(entry.clone()),
        }
    }
}

fn template(place: &Place<'_>) -> Read<Template> {
    place.str().map(Template::parse)
}

fn transport(place: &Place<'_>) -> Read<Transport> {
    const ALL: [Transport; 4] = [Transport::Http, Transport::Sse, Transport::Stdio, Transport::Ws];
    let word = place.str()?;
    ALL.into_iter().find(|t| t.as_str() == word).ok_or_else(|| {
        let fault = place.fault(format!("unknown transport {}", quote(word)));
        match Transport::from_spelling(word) {
            Some(meant) => fault.help(format!("in a golden it is `{meant}`")),
            None => fault.help(one_of(word, &ALL.map(Transport::as_str))),
        }
    })
}

fn arguments(place: &Place<'_>) -> Read<Vec<Spanned<Template>>> {
    let argument =
        |item: &Place<'_>| Ok(Spanned { value: template(item)?, span: item.node.span, pointer: item.pointer.clone() });
    place.list("a list of strings")?.iter().map(argument).collect()
}

fn map(place: &Place<'_>) -> Read<Vec<MapEntry>> {
    let entry = |member: &Place<'_>| {
        let value = member.unless_false(template)?;
        Ok(MapEntry { name: member.key.to_owned(), name_span: member.key_span, value })
    };
    place.table()?.iter().map(entry).collect()
}

/// A key that is no canonical one is a field of some client. Two of them are mistakes all the same: a slip of the
/// pen, and a client's own word for a canonical field, which would be compared with nothing.
fn refuse_misspelling(entry: &Place<'_>, names: &[&str]) -> Read<()> {
    let key = entry.key;
    let rules: Vec<&FieldRule> = dialects().filter(|d| !d.server_side).filter_map(|d| d.field(key)).collect();
    if let Some(rule) = rules.first() {
        // One client may use for its own ends what is a plain word for something else with all others.
        let field = canonical(rule.role).or_else(|| rules.iter().find_map(|r| canonical(r.role)));
        let agree = rules.iter().filter(|r| field.is_some() && canonical(r.role) == field).count();
        return match field {
            Some(field) if agree * 2 > rules.len() => {
                let message = format!("{} is a client's word for `{}`", quote(key), field.as_str());
                Err(entry.key_fault(message).help(format!("write `{}`", field.as_str())))
            }
            _ => Ok(()),
        };
    }
    if SERVER_KEYS.contains(&key) {
        return Err(entry.unknown_key(names));
    }
    // One letter wrong, two in a long word: `comment` is no slip of `command`.
    let slips = if key.len() < 8 { 1 } else { 2 };
    let lower = key.to_ascii_lowercase();
    if !names.iter().any(|name| strsim::damerau_levenshtein(&lower, name) <= slips) {
        return Ok(());
    }
    let help = format!("{}, and what a client knows", one_of(key, names));
    Err(entry.key_fault(format!("unknown key {}", quote(key))).help(help))
}

fn canonical(role: Role) -> Option<Field> {
    Some(match role {
        Role::Transport => Field::Transport,
        Role::Command | Role::CommandLine => Field::Command,
        Role::Args => Field::Args,
        Role::Cwd => Field::Cwd,
        Role::Url | Role::HttpUrl => Field::Url,
        Role::Env => Field::Env,
        Role::Headers => Field::Headers,
        _ => return None,
    })
}
