//! The numbered notes below a table.

use crate::clients::{Dialect, Unset};
use crate::list::matrix::State;
use crate::list::{Agreement, Differs, ListedServer};
use crate::normalize::FileVerdict;
use crate::redact::sanitize;

/// The notes of one table; a mark is an index into them, counted from 1.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) texts: Vec<String>,
}

impl Notes {
    fn mark(&mut self, text: String) -> usize {
        let known = self.texts.iter().position(|t| *t == text);
        known.unwrap_or_else(|| {
            self.texts.push(text);
            self.texts.len() - 1
        }) + 1
    }

    /// Why a file is not read.
    pub(super) fn file<'a>(
        &mut self,
        file: &str,
        verdicts: impl Iterator<Item = (&'a str, &'a FileVerdict)>,
    ) -> Vec<usize> {
        let mut rejected = false;
        let reasons: Vec<(&str, &str)> = verdicts
            .filter_map(|(client, verdict)| {
                rejected |= matches!(verdict, FileVerdict::Rejected(_));
                Some((client, verdict.reason()?))
            })
            .collect();
        let text = |clients: &[&str], reason: &str| match rejected {
            true => format!("{} {} `{file}`: {reason}", and(clients), verb(clients, "refuse")),
            false => format!("{} {} no servers in `{file}`: {reason}", and(clients), verb(clients, "find")),
        };
        self.grouped(&reasons, text)
    }

    /// Why an entry is not loaded.
    pub(super) fn entry<'a>(&mut self, state: State, reasons: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<usize> {
        let reasons: Vec<(&str, &str)> = reasons.collect();
        self.grouped(&reasons, |clients, reason| {
            let who = and(clients);
            match state {
                // Of a client that nobody could look into.
                State::Unknown | State::Drifts => format!("{who} may or may not load it: {reason}"),
                State::Off => reason.to_owned(),
                State::Shadowed => format!("{who} {} another one: {reason}", verb(clients, "take")),
                _ => format!("{who} {} it: {reason}", verb(clients, "skip")),
            }
        })
    }

    /// A file that has to be made.
    pub(super) fn absent(&mut self, file: &str) -> Vec<usize> {
        vec![self.mark(format!("`{file}` is required, and there is no such file: `mcpcheck fix` makes it"))]
    }

    /// In what a copy differs, and from which file.
    pub(super) fn differs(&mut self, agreement: &Agreement) -> Option<usize> {
        let Agreement::Differs(differs) = agreement else { return None };
        let (first, more) = differs.split_first()?;
        let said = |s: &Option<String>| s.as_deref().map_or_else(|| "missing".to_owned(), sanitize);
        let Differs { field, ours, theirs, against } = first;
        let (ours, theirs, against) = (said(ours), said(theirs), sanitize(against));
        let field = sanitize(field);
        let mut text = if ours == theirs {
            format!("`{field}` is another literal value than in `{against}`")
        } else {
            format!("`{field}` is {ours} here and {theirs} in `{against}`")
        };
        if !more.is_empty() {
            let fields: Vec<String> = more.iter().map(|d| format!("`{}`", sanitize(&d.field))).collect();
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            let verb = if fields.len() == 1 { "differs" } else { "differ" };
            text.push_str(&format!("; {} {verb} too", and(&fields)));
        }
        Some(self.mark(text))
    }

    /// Variables that are not set, and what the clients make of that.
    pub(super) fn unset<'a>(&mut self, entries: impl Iterator<Item = (&'a Dialect, &'a ListedServer)>) -> Vec<usize> {
        let mut by_names: Vec<(String, String)> = Vec::new();
        for (dialect, server) in entries {
            let names = server.unset.as_deref().unwrap_or_default();
            let quoted: Vec<String> = names.iter().map(|n| format!("`{}`", sanitize(n))).collect();
            let quoted: Vec<&str> = quoted.iter().map(String::as_str).collect();
            if quoted.is_empty() {
                continue;
            }
            let are = if quoted.len() == 1 { "is" } else { "are" };
            let text = format!("{} {are} not set", and(&quoted));
            by_names.push((text, consequence(dialect)));
        }
        let mut marks: Vec<usize> =
            by_names.into_iter().map(|(text, then)| self.mark(format!("{text}{then}"))).collect();
        marks.dedup();
        marks
    }

    /// One note per reason, with everyone it holds for.
    fn grouped(&mut self, reasons: &[(&str, &str)], text: impl Fn(&[&str], &str) -> String) -> Vec<usize> {
        let mut marks = Vec::new();
        for (i, (_, reason)) in reasons.iter().enumerate() {
            if reasons.iter().take(i).any(|(_, earlier)| earlier == reason) {
                continue;
            }
            let clients: Vec<&str> = reasons.iter().filter(|(_, r)| r == reason).map(|(client, _)| *client).collect();
            marks.push(self.mark(text(&clients, &sanitize(reason))));
        }
        marks
    }
}

/// What a client does without a variable.
fn consequence(dialect: &Dialect) -> String {
    let name = dialect.name;
    match dialect.variables.unset {
        // It names variables and expands no references.
        _ if dialect.variables.forms.is_empty() => String::new(),
        Unset::Literal => format!(": {name} leaves the reference as it stands"),
        Unset::Empty => format!(": {name} puts nothing in its place"),
        Unset::SkipsEntry | Unset::RejectsFile => String::new(),
    }
}

fn verb(clients: &[&str], verb: &str) -> String {
    if clients.len() == 1 { format!("{verb}s") } else { verb.to_owned() }
}

/// `a`, `a and b`, `a, b and c`.
fn and(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
