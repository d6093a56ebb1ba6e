//! The tables of one golden file, read onto what the files it extends have said.

use std::path::Path;

use super::error::{Fault, one_of, quote};
use super::place::{Place, Read};
use super::server::GoldenServer;
use super::{Anchored, FixChoice, Golden, Ignore, Level, Origin, Pins, Said, Style};
use crate::day::Day;
use crate::document::Value;
use crate::model::pin::Ecosystem;
use crate::pins::{golden_version, normalize_name};

/// The keys of a golden, sorted.
pub(super) const ROOT: &[&str] =
    &["clients", "exclude", "extends", "fixes", "golden", "ignore", "pins", "ports", "rules", "servers"];
/// The keys of `[clients]` that are no client ids.
pub(super) const CLIENTS: &[&str] = &["ignore", "require"];
/// The keys of `[clients.<client>]`.
pub(super) const STYLE: &[&str] = &["container", "files", "transport-key", "version"];
/// The keys of `[[clients.<client>.files]]`.
pub(super) const FILES: &[&str] = &["path"];
/// The tables of `[pins]`.
pub(super) const PINS: &[&str] = &["npm", "oci", "python"];
/// The keys of `[ports]`.
pub(super) const PORTS: &[&str] = &["range"];
/// The keys of `[fixes]`.
pub(super) const FIXES: &[&str] = &["demote", "promote"];
/// The keys of `[[ignore]]`.
pub(super) const IGNORE: &[&str] = &["file", "reason", "rule", "server", "until"];

/// What is the same for a whole file.
pub(super) struct Reader<'a> {
    /// The directory of the file.
    pub(super) dir: &'a Path,
    /// The ids and families of all rules.
    pub(super) rules: &'a [&'a str],
}

impl Reader<'_> {
    /// Reads a whole file.
    pub(super) fn read(&self, root: &Place<'_>, golden: &mut Golden) -> Read<()> {
        for entry in root.table()? {
            match entry.key {
                // Followed before any file is read.
                "extends" => {}
                "exclude" => self.exclude(&entry, golden)?,
                "servers" => servers(&entry, golden)?,
                "golden" => {
                    let path = entry.unless_false(Place::str)?;
                    let resolve = |text: &str| super::load::normal(&self.dir.join(text));
                    golden.golden_file = path.value.map(|text| Said { value: resolve(text), origin: path.origin });
                }
                "clients" => self.clients(&entry, golden)?,
                "pins" => pins(&entry, &mut golden.pins)?,
                "ports" => ports(&entry, golden)?,
                "rules" => self.levels(&entry, golden)?,
                "fixes" => self.fixes(&entry, golden)?,
                "ignore" => self.ignores(&entry, golden)?,
                _ => return Err(entry.unknown_key(ROOT)),
            }
        }
        Ok(())
    }

    fn anchored(&self, said: Said<String>) -> Anchored {
        Anchored { text: said.value, dir: self.dir.to_owned(), origin: said.origin }
    }

    fn exclude(&self, place: &Place<'_>, golden: &mut Golden) -> Read<()> {
        match place.unless_false(Place::strings)?.value {
            Some(globs) => golden.exclude.extend(globs.into_iter().map(|glob| self.anchored(glob))),
            None => golden.exclude.clear(),
        }
        Ok(())
    }

    fn clients(&self, place: &Place<'_>, golden: &mut Golden) -> Read<()> {
        for entry in place.table()? {
            match entry.key {
                "require" => golden.clients.require = entry.unless_false(Place::clients)?.value.unwrap_or_default(),
                "ignore" => golden.clients.ignore = entry.unless_false(Place::clients)?.value.unwrap_or_default(),
                id => {
                    entry.client_key(CLIENTS)?;
                    self.style(&entry, golden.clients.styles.entry(id.to_owned()).or_default())?;
                }
            }
        }
        Ok(())
    }

    fn style(&self, place: &Place<'_>, style: &mut Style) -> Read<()> {
        for entry in place.table()? {
            match entry.key {
                "container" => style.container = optional(&entry)?,
                "transport-key" => style.transport_key = optional(&entry)?,
                "version" => {
                    style.version = optional(&entry)?;
                    let known =
                        |v: &Said<String>| crate::clients::client(place.key).is_none_or(|c| c.at(&v.value).is_some());
                    if let Some(said) = style.version.as_ref().filter(|v| !known(v)) {
                        let fault = entry.fault(format!("{} is no version", quote(&said.value)));
                        return Err(fault.help("write it as the client says it, as in `2.10.6`"));
                    }
                }
                "files" => style.files = entry.unless_false(|e| self.files(e))?.value.unwrap_or_default(),
                _ => return Err(entry.unknown_key(STYLE)),
            }
        }
        Ok(())
    }

    fn files(&self, place: &Place<'_>) -> Read<Vec<Anchored>> {
        let file = |item: &Place<'_>| {
            let mut path = None;
            for entry in item.table()? {
                match entry.key {
                    "path" => path = Some(entry.string()?),
                    _ => return Err(entry.unknown_key(FILES)),
                }
            }
            Ok(self.anchored(required(item, "path", path)?))
        };
        place.list("a list of tables")?.iter().map(file).collect()
    }

    fn levels(&self, place: &Place<'_>, golden: &mut Golden) -> Read<()> {
        for entry in place.table()? {
            self.known_rule(entry.key).map_err(|(message, help)| entry.key_fault(message).help(help))?;
            let level = level(&entry)?;
            golden.rules.insert(entry.key.to_owned(), entry.said(level));
        }
        Ok(())
    }

    fn fixes(&self, place: &Place<'_>, golden: &mut Golden) -> Read<()> {
        for entry in place.table()? {
            let list = match entry.key {
                "promote" => &mut golden.fixes.promote,
                "demote" => &mut golden.fixes.demote,
                _ => return Err(entry.unknown_key(FIXES)),
            };
            *list = entry.unless_false(|e| self.known_rules(e))?.value.unwrap_or_default();
        }
        // What a nearer file says of a rule stands against what a farther one said the other way round.
        let near = |said: &&Said<String>| said.origin.file == place.origin().file;
        let FixChoice { promote, demote } = &mut golden.fixes;
        let names = |list: &[Said<String>]| list.iter().filter(near).map(|s| s.value.clone()).collect::<Vec<_>>();
        let (up, down) = (names(promote), names(demote));
        if let Some(both) = demote.iter().filter(near).find(|said| up.contains(&said.value)) {
            let Origin { file, span, .. } = both.origin;
            let message = format!("{} is both promoted and demoted", quote(&both.value));
            return Err(Fault { file, span, message, help: Some("leave it in one of the lists".to_owned()) });
        }
        promote.retain(|said| near(&said) || !down.contains(&said.value));
        demote.retain(|said| near(&said) || !up.contains(&said.value));
        Ok(())
    }

    fn known_rules(&self, place: &Place<'_>) -> Read<Vec<Said<String>>> {
        let known = |item: &Place<'_>| {
            let id = item.string()?;
            self.known_rule(&id.value).map_err(|(message, help)| item.fault(message).help(help))?;
            Ok(id)
        };
        place.list("a list of rules")?.iter().map(known).collect()
    }

    fn ignores(&self, place: &Place<'_>, golden: &mut Golden) -> Read<()> {
        for item in place.list("a list of tables")? {
            let (mut rule, mut reason, mut file, mut server, mut until) = (None, None, None, None, None);
            for entry in item.table()? {
                match entry.key {
                    "rule" => {
                        let id = entry.string()?;
                        self.known_rule(&id.value).map_err(|(message, help)| entry.fault(message).help(help))?;
                        rule = Some(id);
                    }
                    "reason" => reason = Some(entry.string()?),
                    "file" => file = Some(entry.string()?.value),
                    "server" => server = Some(entry.string()?.value),
                    "until" => until = Some(day(&entry)?),
                    _ => return Err(entry.unknown_key(IGNORE)),
                }
            }
            let rule = required(&item, "rule", rule)?.value;
            let reason = required(&item, "reason", reason)?;
            if reason.value.trim().is_empty() {
                let Origin { file, span, .. } = reason.origin;
                let message = "the reason is empty".to_owned();
                return Err(Fault { file, span, message, help: Some("say why this is accepted".to_owned()) });
            }
            let origin = item.origin();
            golden.ignores.push(Ignore { rule, file, server, reason: reason.value, until, origin });
        }
        Ok(())
    }

    /// Gives message and help where nothing has this id.
    fn known_rule(&self, id: &str) -> Result<(), (String, String)> {
        if self.rules.contains(&id) {
            Ok(())
        } else {
            Err((format!("unknown rule {}", quote(id)), one_of(id, self.rules)))
        }
    }
}

fn servers(place: &Place<'_>, golden: &mut Golden) -> Read<()> {
    if place.is_false() {
        golden.servers_at = None;
        golden.servers.clear();
        return Ok(());
    }
    let mut servers = Vec::new();
    for entry in place.table()? {
        let at = golden.servers.iter().position(|s| s.name == entry.key);
        let inherited = at.map(|at| golden.servers.remove(at));
        if !entry.is_false() {
            servers.push(GoldenServer::read(&entry, inherited)?);
        }
    }
    servers.append(&mut golden.servers);
    golden.servers = servers;
    golden.servers_at = Some(place.origin());
    Ok(())
}

fn pins(place: &Place<'_>, pins: &mut Pins) -> Read<()> {
    for entry in place.table()? {
        let (table, ecosystem) = match entry.key {
            "python" => (&mut pins.python, Ecosystem::Python),
            "npm" => (&mut pins.npm, Ecosystem::Npm),
            "oci" => (&mut pins.oci, Ecosystem::Oci),
            _ => return Err(entry.unknown_key(PINS)),
        };
        let mut seen: Vec<(String, &str)> = Vec::new();
        for pin in entry.table()? {
            let package = normalize_name(ecosystem, pin.key);
            if let Some((_, other)) = seen.iter().find(|(have, _)| *have == package) {
                return Err(pin.key_fault(format!("{} and {} are one package", quote(other), quote(pin.key))));
            }
            let spec = pin.unless_false(Place::string)?.value;
            if let Some(spec) = spec.as_ref().filter(|s| golden_version(ecosystem, &s.value).is_none()) {
                let fault = pin.fault(format!("{} is no exact version", quote(&spec.value)));
                return Err(fault.help(example(ecosystem)));
            }
            match spec {
                Some(spec) => table.insert(package.clone(), spec),
                None => table.remove(&package),
            };
            seen.push((package, pin.key));
        }
    }
    Ok(())
}

/// What to write in place of what is no version.
fn example(ecosystem: Ecosystem) -> &'static str {
    match ecosystem {
        Ecosystem::Python => "write one version, as in `==2.14.2`",
        Ecosystem::Oci => "write a tag, a digest or both, as in `v0.9.0` or `v0.9.0@sha256:...`",
        _ => "write one version, as in `1.2.3`",
    }
}

fn ports(place: &Place<'_>, golden: &mut Golden) -> Read<()> {
    for entry in place.table()? {
        match entry.key {
            "range" => {
                let range = entry.unless_false(port_range)?;
                golden.ports = range.value.map(|value| Said { value, origin: range.origin });
            }
            _ => return Err(entry.unknown_key(PORTS)),
        }
    }
    Ok(())
}

fn port_range(place: &Place<'_>) -> Read<(u16, u16)> {
    let text = place.str()?;
    let digits = |word: &str| word.bytes().all(|b| b.is_ascii_digit()).then(|| word.parse::<u16>().ok()).flatten();
    let port = |word: &str| digits(word.trim()).filter(|port| *port > 0);
    let range = text.split_once('-').and_then(|(low, high)| Some((port(low)?, port(high)?)));
    let Some((low, high)) = range else {
        let fault = place.fault(format!("{} is no range of ports", quote(text)));
        return Err(fault.help("write the first and the last port, from 1 to 65535: `11100-11199`"));
    };
    if low > high {
        let fault = place.fault(format!("the range of ports {} ends before it starts", quote(text)));
        return Err(fault.help(format!("write `{high}-{low}`")));
    }
    Ok((low, high))
}

fn level(place: &Place<'_>) -> Read<Level> {
    let names = Level::ALL.map(Level::as_str);
    if place.is_false() {
        return Err(place.wrong_type("a string").help("write `\"off\"`"));
    }
    let word = place.str()?;
    Level::parse(word).ok_or_else(|| place.fault(format!("unknown level {}", quote(word))).help(one_of(word, &names)))
}

/// A date of TOML, or a text that says one.
fn day(place: &Place<'_>) -> Read<Day> {
    let text = match &place.node.value {
        Value::Datetime(text) | Value::String(text) => text,
        _ => return Err(place.wrong_type("a date").help("write it as in `2026-12-31`")),
    };
    Day::parse(text).ok_or_else(|| place.fault("this is no date").help("write it as in `2026-12-31`"))
}

fn optional(place: &Place<'_>) -> Read<Option<Said<String>>> {
    Ok(place.unless_false(Place::string)?.value)
}

fn required<T>(place: &Place<'_>, key: &str, value: Option<T>) -> Read<T> {
    value.ok_or_else(|| place.fault(format!("`{key}` is missing")))
}
