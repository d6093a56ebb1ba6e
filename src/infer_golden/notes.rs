//! What the comments of a golden say: which files differ from it and how. The differences are those that
//! `server-drift` will find; the words quote texts without credentials only.

use std::collections::{BTreeMap, BTreeSet};

use super::copies::{Copies, Copy, File};
use super::phrases::{MANY, Says, Site, joined, lines, name, names, verb};
use super::presence::{absent, switched_off};
use super::references::Slot;
use super::verify::Named;
use super::write::{Notes, flat_list, quoted};
use crate::drift::{self, Canonical, Difference};
use crate::finding::FileId;
use crate::golden::Expected;
use crate::model::server::{Entry, Field};
use crate::model::{Server, Spanned, Template};

/// What is said at each place that differs from the golden.
type Differing<'c, 'a> = BTreeMap<Slot, Vec<(Says, &'c Copy<'a>)>>;

/// The comments about one server. `expected` is what the golden says to each client; what differs is noted in `named`.
pub(super) fn notes(
    copies: &Copies<'_>,
    files: &[File<'_>],
    sparse: &[FileId],
    expected: impl Fn(&str) -> Option<Expected>,
    named: &mut Named,
) -> Notes {
    let mut notes = Notes::default();
    notes.above.extend(absent(copies, files, sparse));
    let mut differing = Differing::new();
    let mut truth: Option<Server> = None;
    for copy in &copies.list {
        let Some(expected) = expected(copy.dialect.client) else { continue };
        for (slot, says) in differences(copy, &expected.server) {
            named.drift(copy.file, &copies.name);
            differing.entry(slot).or_default().push((says, copy));
        }
        truth.get_or_insert(expected.server);
    }
    let Some(truth) = truth else { return notes };
    notes.whole.extend(credentials(&mut differing, &truth));
    notes.whole.extend(switched_off(copies, named));
    let said = differing.values().flatten();
    let others: BTreeSet<FileId> = said.filter(|(says, _)| says.is_other_kind()).map(|(_, c)| c.file).collect();
    for (slot, says) in &differing {
        let disagrees = |c: &Copy<'_>| others.contains(&c.file) || says.iter().any(|(_, o)| o.file == c.file);
        let site = Site {
            slot,
            written: if slot.0 == Field::Transport { truth.declared.is_some() } else { value(&truth, slot).is_some() },
            implied: truth.effective.map(|t| t.as_str()).unwrap_or_default(),
            agreeing: names(copies.list.iter().filter(|c| c.has_endpoint() && !disagrees(c))),
        };
        let lines = lines(&site, says);
        if says.iter().any(|(says, _)| says.is_other_kind()) {
            notes.whole.extend(lines);
        } else {
            notes.fields.insert(slot.clone(), lines);
        }
    }
    notes
}

/// What to say where the copy that was taken has fields that could not be read.
pub(super) fn unread(copies: &Copies<'_>, taken: &Server) -> Vec<(Slot, String)> {
    let line = |field: &Field| {
        let files = names(copies.list.iter().filter(|c| c.raw.unread.contains(field)));
        let (who, verb) = (joined(&files), verb(&files, "writes", "write"));
        format!("{who} {verb} {} in a way that cannot be read, so they are missing here", field.as_str())
    };
    taken.unread.iter().map(|field| ((*field, None), line(field))).collect()
}

/// Where a copy differs from the golden, and what it says there.
fn differences(copy: &Copy<'_>, truth: &Server) -> Vec<(Slot, Says)> {
    let clean: Vec<Slot> = drift::compare(&copy.clean, truth).iter().map(|d| slot(d, truth)).collect();
    let raw = drift::compare(&copy.raw, truth);
    let says = |d: &Difference| {
        let at = slot(d, truth);
        let credential = copy.replaced.iter().any(|(field, key)| {
            *field == at.0 && key.as_deref().map(str::to_lowercase) == at.1.as_deref().map(str::to_lowercase)
        });
        let says = if !clean.contains(&at) {
            Says::Credential
        } else if is_remote(&copy.clean) != is_remote(truth) {
            kind(&copy.clean)
        } else {
            match value(&copy.clean, &at) {
                Some(value) if credential => Says::ValueWithCredential(value),
                Some(value) => Says::Value(value),
                None => Says::Nothing,
            }
        };
        (at, says)
    };
    raw.iter().map(says).collect()
}

/// The place of a difference; headers as the golden writes them.
fn slot(difference: &Difference, truth: &Server) -> Slot {
    let key = difference.key.as_ref().map(|key| {
        let alike = |e: &&Entry| difference.field == Field::Headers && e.name.eq_ignore_ascii_case(key);
        truth.headers.iter().find(alike).map_or_else(|| key.clone(), |e| e.name.clone())
    });
    (difference.field, key)
}

fn is_remote(server: &Server) -> bool {
    let canonical = Canonical::of(server);
    canonical.url.is_some() && canonical.command.is_none()
}

/// What a server is, where the golden's is of the other kind.
fn kind(server: &Server) -> Says {
    let canonical = Canonical::of(server);
    match canonical.command {
        Some(command) => Says::Starts(words([command].into_iter().chain(canonical.args))),
        None => Says::GoesTo(canonical.url.map(spelled).unwrap_or_default()),
    }
}

fn spelled(text: &Spanned<Template>) -> String {
    quoted(&text.value.canonical())
}

fn words<'t>(words: impl IntoIterator<Item = &'t Spanned<Template>>) -> String {
    flat_list(&words.into_iter().map(spelled).collect::<Vec<_>>())
}

/// The value of a copy at a slot, as the golden would spell it.
fn value(server: &Server, (field, name): &Slot) -> Option<String> {
    let canonical = Canonical::of(server);
    let entry = |entries: &[Entry], fold: bool| {
        let name = name.as_deref().unwrap_or_default();
        let same = |e: &&Entry| if fold { e.name.eq_ignore_ascii_case(name) } else { e.name == name };
        let value = &entries.iter().rfind(same)?.value;
        Some(value.as_ref().map_or_else(|| "something that is no string".to_owned(), spelled))
    };
    match field {
        Field::Transport => canonical.transport.map(|t| quoted(t.as_str())),
        Field::Command => canonical.command.map(spelled),
        Field::Url => canonical.url.map(spelled),
        Field::Cwd => server.cwd.as_ref().map(spelled),
        Field::Args => (!canonical.args.is_empty()).then(|| words(canonical.args)),
        Field::Env => entry(&server.env, false),
        Field::Headers => entry(&server.headers, true),
    }
}

/// Where a server has many credentials in the same files, one line for all of them.
fn credentials(differing: &mut Differing<'_, '_>, truth: &Server) -> Option<String> {
    let only = |says: &[(Says, &Copy<'_>)]| says.iter().all(|(says, _)| *says == Says::Credential);
    let files = |says: &[(Says, &Copy<'_>)]| says.iter().map(|(_, c)| c.file).collect::<BTreeSet<_>>();
    let mut keyed = differing.iter().filter(|(slot, says)| slot.1.is_some() && only(says));
    let (_, first) = keyed.clone().next()?;
    let (who, wanted) = (names(first.iter().map(|(_, c)| *c)), files(first));
    let mut all: Vec<Slot> = Vec::new();
    all.extend(keyed.by_ref().filter(|(_, says)| files(says) == wanted).map(|(slot, _)| slot.clone()));
    if all.len() < MANY {
        return None;
    }
    differing.retain(|slot, _| !all.contains(slot));
    all.sort_by_key(|(field, key)| {
        let entries = if *field == Field::Env { &truth.env } else { &truth.headers };
        (*field, entries.iter().position(|e| Some(&e.name) == key.as_ref()))
    });
    let all: Vec<String> = all.iter().map(name).collect();
    let holds = verb(&who, "holds", "hold");
    Some(format!("{} {holds} these credentials themselves; here they are references: {}", joined(&who), all.join(", ")))
}
