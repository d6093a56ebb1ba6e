//! The words of the comments.

use super::copies::Copy;
use super::references::Slot;
use super::write::{WIDTH, key};
use crate::model::server::Field;

/// How many files are named before the rest is only counted.
const NAMED: usize = 6;

/// From how many on a group is told once instead of each time.
pub(super) const MANY: usize = 4;

/// What one file says about a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Says {
    /// The value as the golden would spell it.
    Value(String),
    /// It is a process, and the golden's is none.
    Starts(String),
    /// It is a remote server, and the golden's is none.
    GoesTo(String),
    /// No such field.
    Nothing,
    /// The credential that the reference of the golden stands for.
    Credential,
    /// As [`Says::Value`], where the file has a credential in the place of a reference.
    ValueWithCredential(String),
}

impl Says {
    /// Whether it speaks of quite another server.
    pub(super) fn is_other_kind(&self) -> bool {
        matches!(self, Self::Starts(_) | Self::GoesTo(_))
    }
}

/// One field of a server, or one key of a map, as the golden has it.
#[derive(Debug)]
pub(super) struct Site<'a> {
    /// The place.
    pub(super) slot: &'a Slot,
    /// Whether the golden says something there.
    pub(super) written: bool,
    /// The transport, where the golden implies it.
    pub(super) implied: &'static str,
    /// The files that say the same.
    pub(super) agreeing: Vec<&'a str>,
}

/// The comments about one place: a line for everything that is said instead, the last one with who agrees.
pub(super) fn lines(site: &Site<'_>, says: &[(Says, &Copy<'_>)]) -> Vec<String> {
    let mut groups: Vec<(&Says, Vec<&Copy<'_>>)> = Vec::new();
    for (says, copy) in says {
        match groups.iter_mut().find(|(known, _)| *known == says) {
            Some((_, copies)) => copies.push(copy),
            None => groups.push((says, vec![copy])),
        }
    }
    // What a person has to do something about goes last, next to the value.
    groups.sort_by_key(|(says, _)| **says == Says::Credential);
    let mut lines: Vec<String> = Vec::new();
    let mut last = None;
    for (says, copies) in groups {
        if *says != Says::Credential {
            last = Some((lines.len(), says));
        }
        lines.push(line(site, says, &names(copies.into_iter())));
    }
    if let Some((at, says)) = last.filter(|_| !site.agreeing.is_empty()) {
        let agreement = agreement(site, says);
        match lines.get_mut(at) {
            Some(line) if line.chars().count() + agreement.chars().count() < WIDTH => {
                line.push_str(&format!("; {agreement}"));
            }
            _ => lines.insert(at + 1, agreement),
        }
    }
    lines
}

fn line(site: &Site<'_>, says: &Says, files: &[&str]) -> String {
    let who = joined(files);
    let say = verb(files, "says", "say");
    let field = name(site.slot);
    match says {
        Says::Credential => {
            let what = if site.slot.1.is_some() { "the" } else { "a" };
            format!("{who} {} {what} credential itself; here it is a reference", verb(files, "holds", "hold"))
        }
        Says::Starts(what) => format!("{who} {} {what}", verb(files, "starts", "start")),
        Says::GoesTo(what) => format!("{who} {} to {what}", verb(files, "goes", "go")),
        Says::Nothing => format!("{who} {} no {field}", verb(files, "has", "have")),
        // The field stands right below, unless it is not written.
        Says::Value(value) if site.written => format!("{who} {say} {value}"),
        Says::Value(value) => format!("{who} {say} {field} = {value}"),
        Says::ValueWithCredential(value) => format!("{who} {say} {field} = {value}, with a credential itself"),
    }
}

fn agreement(site: &Site<'_>, says: &Says) -> String {
    let who = match site.agreeing.as_slice() {
        [one] => (*one).to_owned(),
        many => format!("{} files", many.len()),
    };
    let say = verb(&site.agreeing, "says", "say");
    match says {
        Says::Starts(_) | Says::GoesTo(_) => format!("{who} {say} what stands below"),
        _ if site.written => format!("{who} {say} the one below"),
        _ if site.slot.0 == Field::Transport => format!("{who} {say} {}", site.implied),
        _ => format!("{who} {} not", verb(&site.agreeing, "does", "do")),
    }
}

/// The field as people write it in a golden.
pub(super) fn name((field, name): &Slot) -> String {
    match name {
        Some(name) => format!("{}.{}", field.as_str(), key(name)),
        None => field.as_str().to_owned(),
    }
}

/// The names of files, each once.
pub(super) fn names<'a>(copies: impl Iterator<Item = &'a Copy<'a>>) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for copy in copies {
        if !names.contains(&copy.display) {
            names.push(copy.display);
        }
    }
    names
}

/// The form of a verb for one file or for many.
pub(super) fn verb(files: &[&str], one: &'static str, many: &'static str) -> &'static str {
    if files.len() == 1 { one } else { many }
}

/// `a, b and c`.
pub(super) fn joined(names: &[&str]) -> String {
    let more;
    let mut shown: Vec<&str> = names.to_vec();
    if names.len() > NAMED {
        shown.truncate(NAMED - 1);
        more = format!("{} more", names.len() - shown.len());
        shown.push(&more);
    }
    match shown.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
