//! A declared server, and what one client's copy of it must say.

use std::collections::BTreeMap;

use super::fields::{CANONICAL, Fields, MapEntry, SERVER_KEYS};
use super::place::{Place, Read};
use super::{Origin, Said, Setting};
use crate::model::server::{Entry, Field};
use crate::model::{Server, Spanned, Template, Transport};

/// One table of `[servers]`, with what it inherits.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldenServer {
    /// Its name.
    pub name: String,
    /// The place of the name, in the nearest file that has it.
    pub name_origin: Origin,
    /// The clients it is for; `None` for every client.
    pub clients: Option<Vec<Said<String>>>,
    /// What it says to every client.
    pub fields: Fields,
    /// What it says to one client, by client id.
    pub overrides: BTreeMap<String, Fields>,
}

/// What one client's copy of a server must say. [`Server`] knows spans but no files, so the file of each is asked
/// for by the name of the field: [`Self::origin_of`].
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    /// The server. `declared` is set only where the golden names a transport, `effective` always; `partial` where
    /// there is no endpoint, because only overrides for other clients give one.
    pub server: Server,
    /// What the golden sets to `false`, sorted.
    pub removed: Vec<Removed>,
    /// By field, and by field and key for maps; the entry itself stands under the empty name.
    origins: BTreeMap<(String, Option<String>), Origin>,
}

/// A field, or one key of `env` or `headers`, that must not be there. A client's own field may as well be `false`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Removed {
    /// The field.
    pub field: String,
    /// The key in the map.
    pub key: Option<String>,
}

impl GoldenServer {
    /// The place of the entry: its table.
    pub fn origin(&self) -> &Origin {
        &self.fields.origin
    }

    /// Whether a client is meant to have it.
    pub fn is_for(&self, client: &str) -> bool {
        self.clients.as_ref().is_none_or(|ids| ids.iter().any(|id| id.value == client))
    }

    /// What clients without an `override` must say.
    pub fn for_any(&self) -> Expected {
        Expected::new(self, &self.fields)
    }

    /// What this client must say: its `override` on top of the rest.
    pub fn for_client(&self, client: &str) -> Expected {
        match self.overrides.get(client) {
            Some(fields) => Expected::new(self, &fields.over(&self.fields)),
            None => self.for_any(),
        }
    }

    /// Reads a server table onto `inherited`.
    pub(super) fn read(place: &Place<'_>, inherited: Option<Self>) -> Read<Self> {
        let entries = place.table()?;
        let mut server = inherited.unwrap_or_else(|| Self {
            name: place.key.to_owned(),
            name_origin: place.key_origin(),
            clients: None,
            fields: Fields::empty(place.origin()),
            overrides: BTreeMap::new(),
        });
        server.name_origin = place.key_origin();
        server.fields.origin = place.origin();
        for entry in entries {
            match entry.key {
                "clients" => server.clients = entry.unless_false(Place::clients)?.value,
                "override" => server.read_overrides(&entry)?,
                _ => server.fields.read(&entry, SERVER_KEYS)?,
            }
        }
        Ok(server)
    }

    fn read_overrides(&mut self, place: &Place<'_>) -> Read<()> {
        for table in place.table()? {
            table.client_key(&[])?;
            if table.is_false() {
                self.overrides.remove(table.key);
                continue;
            }
            let entries = table.table()?;
            let fields = self.overrides.entry(table.key.to_owned()).or_insert_with(|| Fields::empty(table.origin()));
            fields.origin = table.origin();
            for entry in entries {
                fields.read(&entry, CANONICAL)?;
            }
        }
        Ok(())
    }

    /// Refuses what cannot be one server, for every client or for one.
    pub(super) fn check(&self) -> Read<()> {
        let name = super::error::quote(&self.name);
        let mut any_endpoint = self.fields.has_endpoint();
        for (client, fields) in &self.overrides {
            let mut whole = fields.over(&self.fields);
            any_endpoint |= whole.has_endpoint();
            // A server without endpoint is told of where the override stands that should have given it.
            whole.origin = fields.origin.clone();
            if self.fields.has_endpoint() || whole.has_endpoint() {
                whole.check(&format!("server {name} for `{client}`"))?;
            }
        }
        if any_endpoint && !self.fields.has_endpoint() {
            return Ok(());
        }
        self.fields.check(&format!("server {name}"))
    }
}

impl Expected {
    fn new(golden: &GoldenServer, fields: &Fields) -> Self {
        let entry = &fields.origin;
        let server = Server::named(&golden.name, golden.name_origin.span, entry.span, entry.pointer.clone());
        let origins = BTreeMap::from([((String::new(), None), entry.clone())]);
        let mut expected = Self { server, removed: Vec::new(), origins };
        expected.fill(fields);
        expected.removed.sort();
        expected
    }

    /// The place of a key of a map, else of its map; of a field, `false` included; else of the entry.
    pub fn origin_of(&self, field: &str, key: Option<&str>) -> Origin {
        let at = |field: &str, key: Option<&str>| self.origins.get(&(field.to_owned(), key.map(str::to_owned)));
        let endpoint = || ["url", "command"].iter().find_map(|name| at(name, None));
        at(field, key)
            .or_else(|| at(field, None))
            .or_else(|| if field == Field::Transport.as_str() { endpoint() } else { None })
            .or_else(|| at("", None))
            .cloned()
            .unwrap_or_else(|| Origin { file: 0, span: self.server.span, pointer: self.server.pointer.clone() })
    }

    fn fill(&mut self, fields: &Fields) {
        self.server.declared = self.field(Field::Transport.as_str(), &fields.transport);
        self.server.command = self.field(Field::Command.as_str(), &fields.command);
        self.server.args = self.field(Field::Args.as_str(), &fields.args);
        self.server.cwd = self.field(Field::Cwd.as_str(), &fields.cwd);
        self.server.url = self.field(Field::Url.as_str(), &fields.url);
        (self.server.env, self.server.env_at) = self.map(Field::Env.as_str(), &fields.env);
        (self.server.headers, self.server.headers_at) = self.map(Field::Headers.as_str(), &fields.headers);
        for (name, setting) in &fields.other {
            if let Some(value) = self.one(name, None, setting) {
                self.server.other.push((name.clone(), value));
            }
        }
        let server = &mut self.server;
        server.partial = server.command.is_none() && server.url.is_none();
        let default = match (&server.url, &server.command) {
            (Some(_), _) => Some(Transport::Http),
            (None, Some(_)) => Some(Transport::Stdio),
            (None, None) => None,
        };
        server.effective = server.declared.as_ref().map(|d| d.value).or(default);
    }

    fn field<T: Clone>(&mut self, name: &str, field: &Option<Setting<T>>) -> Option<Spanned<T>> {
        self.one(name, None, field.as_ref()?)
    }

    /// One value, and note of where it is said.
    fn one<T: Clone>(&mut self, field: &str, key: Option<&str>, setting: &Setting<T>) -> Option<Spanned<T>> {
        let (field, key) = (field.to_owned(), key.map(str::to_owned));
        let Origin { span, pointer, .. } = setting.origin.clone();
        self.origins.insert((field.clone(), key.clone()), setting.origin.clone());
        match setting.value.clone() {
            Some(value) => Some(Spanned { value, span, pointer }),
            None => {
                self.removed.push(Removed { field, key });
                None
            }
        }
    }

    fn map(&mut self, field: &str, map: &Option<Setting<Vec<MapEntry>>>) -> (Vec<Entry>, Option<Spanned<()>>) {
        let Some(map) = self.field(field, map) else { return (Vec::new(), None) };
        let mut entries = Vec::new();
        for MapEntry { name, name_span, value } in &map.value {
            let value: Option<Spanned<Template>> = self.one(field, Some(name), value);
            if value.is_some() {
                entries.push(Entry { name: name.clone(), name_span: *name_span, value, literal_place: true });
            }
        }
        (entries, Some(map.with(())))
    }
}
