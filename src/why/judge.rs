//! One client's answer: its entries in order of strength, which of them runs, and the true cause where it is not the one
//! that was meant.

use super::definition::{Definition, Fate, Stopped, Whose};
use super::{
    Cause, ClientAnswer, Outcome, Place, Question, Saying, SayingKind, absent, broken, file_name, is_config, words,
};
use crate::clients::{self, Broken, Layers, Unset};
use crate::drift;
use crate::model::Scope;
use crate::state::{self, Asked, Lost, Memory, Origin, Said, Switch};
use crate::workspace::Source;

/// Everything that is known of one client's entries.
struct Case<'q, 'a> {
    question: &'q Question<'a>,
    client: &'static str,
    name: &'static str,
    /// The entries that count here, the strongest first, with what becomes of each.
    entries: Vec<(Definition<'a>, Said, Fate)>,
    broken: Vec<broken::Broken<'a>>,
    /// What is said of the name, whatever entry it has.
    said: Said,
    /// Files of switches of which the client uses nothing.
    lost: Vec<Lost>,
}

/// What is decided.
struct Decision {
    outcome: Outcome,
    cause: Cause,
    /// Index of the entry that runs.
    winner: Option<usize>,
    notes: Vec<String>,
}

/// The answer for one client; `None` for one that does not exist.
pub(super) fn client(question: &Question<'_>, all: &[Definition<'_>], id: &'static str) -> Option<ClientAnswer> {
    let client = clients::client(id)?;
    let memory = Memory::of(question.workspace, question.here, id);
    let mut own: Vec<Definition<'_>> =
        all.iter().filter(|d| d.reading.dialect.client == id && d.whose == Whose::Here).copied().collect();
    own.sort_by_key(Definition::rank);
    let exclusive = exclusive(question, id);
    let entries = own.into_iter().map(|d| {
        let said = d.said(&memory);
        let fate = d.fate(question, &said, exclusive);
        (d, said, fate)
    });
    let said = memory.says(&Asked { name: question.server, server: None, origin: Origin::Project });
    let mut broken = broken::of(question, id);
    // Codex does not look at what stands in a project that is not trusted.
    if id == "codex" && said.stops.first().is_some_and(|stop| stop.reason == state::Reason::Untrusted) {
        for broken in broken.iter_mut().filter(|b| b.dialect.scope == Scope::Project) {
            (broken.fatal, broken.names_it) = (false, false);
        }
    }
    let case = Case {
        question,
        client: id,
        name: client.name,
        entries: entries.collect(),
        broken,
        said,
        lost: memory.lost().to_vec(),
    };
    let Decision { outcome, cause, winner, mut notes } = case.lost_first(case.decide(all));
    let says = case.says(winner, cause.at);
    notes.extend(winner.map(|i| case.remarks(i)).into_iter().flatten());
    notes.extend(case.others(cause.at));
    let unseen = state::unseen(id);
    Some(ClientAnswer { client: id, name: client.name, version: client.verified, outcome, cause, says, notes, unseen })
}

/// An administrator's file that keeps every other out: `managed-mcp.json` of Claude Code, even where it is broken
/// (source, 2.1.329).
fn exclusive<'a>(question: &Question<'a>, client: &str) -> Option<&'a Source> {
    let managed = |s: &&Source| s.readers().iter().any(|d| d.client == client && d.kind == "managed");
    question.workspace.sources.iter().filter(|_| client == "claude-code").find(managed)
}

impl Case<'_, '_> {
    fn decide(&self, all: &[Definition<'_>]) -> Decision {
        let winner = self.entries.iter().position(|(_, _, fate)| matches!(fate, Fate::Loads | Fate::Unknown(_)));
        if let Some(decision) = self.broken_first(winner) {
            return decision;
        }
        let Some(top) = self.entries.iter().position(|(_, _, fate)| !matches!(fate, Fate::Yields)) else {
            let cause = absent::cause(self.question, all, self.client, self.name);
            return Decision { outcome: Outcome::Stopped, cause, winner: None, notes: Vec::new() };
        };
        if let Some(stop) = self.switched_off(top) {
            let cause = cause(self.question.server, "", self.name, &stop);
            return Decision { outcome: Outcome::Stopped, cause, winner: None, notes: Vec::new() };
        }
        match winner {
            None => self.stopped(top, None),
            Some(winner) if winner != top && !self.same(top, winner) => self.stopped(top, Some(winner)),
            Some(winner) => self.runs(winner),
        }
    }

    /// The switch of the strongest entry, where it is off: the client takes this entry in place of the others, or its
    /// switch with what they say. A project that is not trusted has no say.
    fn switched_off(&self, top: usize) -> Option<Stopped> {
        let (definition, said, fate) = self.entries.get(top)?;
        let Fate::Stopped(stop) = fate else { return None };
        // A part of an entry is enough where entries are merged.
        let counts = stop.id == "switched-off" || (definition.merges() && stop.id == "skipped-entry");
        let trusted = said.stops.first().is_none_or(|s| s.reason != state::Reason::Untrusted);
        definition.off().filter(|_| counts && trusted && definition.reading.dialect.layers != Layers::Beside)
    }

    /// A file that does not parse, where it is what hides the server: it names it and would win, or nothing else has it,
    /// or the client does not start with it.
    fn broken_first(&self, winner: Option<usize>) -> Option<Decision> {
        let rank = winner.and_then(|i| self.entries.get(i)).map(|(d, ..)| d.rank());
        let hides = |b: &&broken::Broken<'_>| {
            b.fatal || (b.names_it && rank.is_none_or(|r| b.rank <= r)) || (self.entries.is_empty() && rank.is_none())
        };
        let broken = self.broken.iter().find(hides)?;
        // What is wrong with an entry that is there is worse than what may stand in a file that does not name it.
        if !broken.names_it && !broken.fatal && !self.entries.is_empty() {
            return None;
        }
        let (server, name) = (self.question.server, self.name);
        // Which side of the mistake the entry stands on is not known: nobody parsed it.
        let cut = broken.dialect.tolerance.broken == Broken::Truncated && !broken.fatal;
        let does = if cut { "may not load" } else { "does not load" };
        let effect = match (broken.fatal, winner.and_then(|i| self.entries.get(i))) {
            (true, _) => format!("{name} does not start with it"),
            _ if cut => format!("{name} reads what stands before the mistake and drops the rest"),
            (false, None) => format!("{name} loads no server from it"),
            (false, Some((other, ..))) => {
                format!("{name} loads no server from it, and runs that of `{}`", file_name(self.question, other))
            }
        };
        let of =
            if winner.is_some() && !broken.fatal { format!(" of `{}`", broken.source.display) } else { String::new() };
        let cause = Cause {
            id: "broken-file",
            message: format!("`{server}`{of} {does} in {name}: {}; {effect}", broken.what),
            help: Some(
                "mend the file at this place; `mcpcheck` shows the lines, and what `mcpcheck fix` can do".to_owned(),
            ),
            at: Some(broken.at),
        };
        let winner = winner.filter(|_| !broken.fatal);
        Some(Decision { outcome: Outcome::Stopped, cause, winner, notes: Vec::new() })
    }

    /// The strongest entry does not run; another one may.
    fn stopped(&self, top: usize, winner: Option<usize>) -> Decision {
        let (server, name) = (self.question.server, self.name);
        let Some((definition, said, Fate::Stopped(stop))) = self.entries.get(top) else {
            return self.runs(winner.unwrap_or(top));
        };
        let other = winner.and_then(|i| self.entries.get(i)).map(|(d, ..)| file_name(self.question, d));
        let of = match other {
            Some(_) => format!(" of `{}`", file_name(self.question, definition)),
            None => String::new(),
        };
        let instead =
            other.map(|file| format!("{name} runs the `{server}` of `{file}` instead, which says something else"));
        let notes = instead.into_iter().chain(also(said, stop)).collect();
        Decision { outcome: Outcome::Stopped, cause: cause(server, &of, name, stop), winner, notes }
    }

    /// An entry runs: perhaps not the one that was meant.
    fn runs(&self, index: usize) -> Decision {
        let (server, name) = (self.question.server, self.name);
        let Some((winner, _, fate)) = self.entries.get(index) else {
            let cause = Cause { id: "not-configured", message: String::new(), help: None, at: None };
            return Decision { outcome: Outcome::Unknown, cause, winner: None, notes: Vec::new() };
        };
        let file = file_name(self.question, winner);
        let lower = || self.entries.iter().enumerate().filter(move |(i, _)| *i > index);
        let off = lower().filter(|_| winner.merges() && winner.server.disabled.is_none());
        if let Some(stop) = off.filter_map(|(_, (d, ..))| d.off()).next() {
            let cause = cause(server, "", name, &stop);
            return Decision { outcome: Outcome::Stopped, cause, winner: None, notes: Vec::new() };
        }
        let replaced = lower().find(|(i, (d, ..))| d.server.scope == Scope::Project && !self.same(*i, index));
        if let Some((_, (project, ..))) = replaced.filter(|_| winner.server.scope != Scope::Project && !winner.merges())
        {
            let whose = match winner.origin() {
                Origin::Managed => "your administrator's entry",
                _ if winner.server.scope == Scope::Local => "your own entry for this project",
                _ => "your own entry",
            };
            let message = format!(
                "`{server}` of `{}` does not load in {name}: {whose} in `{file}` takes its place and says something else",
                file_name(self.question, project)
            );
            let help = match winner.origin() {
                Origin::Managed => "ask your administrator".to_owned(),
                _ => match state::shell_word(server).filter(|_| self.client == "claude-code") {
                    Some(word) => {
                        format!("remove it with `claude mcp remove --scope local {word}`, or make it the same")
                    }
                    None => "remove it, or make it the same".to_owned(),
                },
            };
            let cause = Cause { id: "shadowed", message, help: Some(help), at: Some(winner.place()) };
            return Decision { outcome: Outcome::Stopped, cause, winner: Some(index), notes: Vec::new() };
        }
        let at = Some(winner.place());
        let cause = match fate {
            Fate::Unknown(reason) => Cause {
                id: "not-established",
                message: format!("whether `{server}` of `{file}` loads in {name} is not established: {reason}"),
                help: None,
                at,
            },
            _ => Cause { id: "loads", message: format!("`{server}` loads in {name}, from `{file}`"), help: None, at },
        };
        let outcome = if matches!(fate, Fate::Unknown(_)) { Outcome::Unknown } else { Outcome::Loads };
        let beside = winner.reading.dialect.layers == Layers::Beside;
        let mut notes = Vec::new();
        for (i, (other, ..)) in lower().filter(|(i, _)| !self.same(*i, index)) {
            let theirs = file_name(self.question, other);
            if winner.merges() {
                notes.push(format!("{name} merges it with the `{server}` of `{theirs}`, key by key"));
            } else if beside {
                notes.push(format!("{name} runs the `{server}` of `{theirs}` beside it"));
            } else if matches!(self.entries.get(i), Some((.., Fate::Loads | Fate::Yields))) {
                notes.push(format!("the `{server}` of `{theirs}` says something else and is not used here"));
            }
        }
        Decision { outcome, cause, winner: Some(index), notes }
    }

    /// Whether two entries say the same.
    fn same(&self, a: usize, b: usize) -> bool {
        match (self.entries.get(a), self.entries.get(b)) {
            (Some((a, ..)), Some((b, ..))) => drift::compare(a.server, b.server).is_empty(),
            _ => false,
        }
    }

    /// Every place that speaks of the server, the strongest first.
    fn says(&self, winner: Option<usize>, cause: Option<Place>) -> Vec<Saying> {
        let mut says: Vec<((u8, usize, bool), Saying)> = Vec::new();
        for broken in self.broken.iter().filter(|b| b.names_it || cause == Some(b.at)) {
            let text = if broken.names_it { "does not parse, and names it" } else { "does not parse" };
            let (at, scope) = (broken.at, broken.dialect.scope);
            let saying = Saying { at, scope, kind: SayingKind::Broken, wins: false, text: text.to_owned() };
            says.push((broken.rank, saying));
        }
        let known: Vec<_> = self.broken.iter().map(|b| b.at.file).collect();
        for (i, (definition, _, fate)) in self.entries.iter().enumerate() {
            if known.contains(&definition.reading.file) {
                continue;
            }
            let fate = match fate {
                _ if winner == Some(i) => "runs".to_owned(),
                Fate::Stopped(stop) => format!("does not load: {}", stop.brief),
                Fate::Yields => "gives way to an entry of the client's own file".to_owned(),
                Fate::Unknown(reason) => format!("not established: {reason}"),
                Fate::Loads if definition.merges() => "is merged in".to_owned(),
                Fate::Loads if definition.reading.dialect.layers == Layers::Beside => "runs as well".to_owned(),
                Fate::Loads => "is not used: one above is stronger".to_owned(),
            };
            let text = format!("{}: {fate}", words::endpoint(definition.listed));
            let (at, scope) = (definition.place(), definition.server.scope);
            says.push((
                definition.rank(),
                Saying { at, scope, kind: SayingKind::Definition, wins: winner == Some(i), text },
            ));
        }
        says.sort_by_key(|(rank, _)| *rank);
        let mut out: Vec<Saying> = says.into_iter().map(|(_, saying)| saying).collect();
        let mut switches: Vec<&Switch> = Vec::new();
        for switch in self.entries.iter().map(|(_, said, _)| said).chain([&self.said]).flat_map(|s| &s.switches) {
            // Lists of commands and URLs say nothing of a server that nobody defines.
            if !switches.contains(&switch) && (!self.entries.is_empty() || switch.says != state::Says::LeavesOut) {
                switches.push(switch);
            }
        }
        out.extend(self.lost.iter().filter(|l| self.lost_names(l)).map(|l| Saying {
            at: Place { file: l.file, span: l.span },
            scope: l.scope,
            kind: SayingKind::Broken,
            wins: false,
            text: "does not parse, and names it".to_owned(),
        }));
        out.extend(switches.into_iter().map(|s| Saying {
            at: Place { file: s.file, span: s.span },
            scope: s.scope,
            kind: SayingKind::Switch,
            wins: false,
            text: words::switch(s),
        }));
        out
    }

    /// What else to know of the entry that runs: variables that are not set, what rules say, files that do not parse.
    fn remarks(&self, index: usize) -> Vec<String> {
        let Some((definition, said, _)) = self.entries.get(index) else { return Vec::new() };
        let mut notes = Vec::new();
        let unset = definition.listed.and_then(|l| l.unset.as_deref()).unwrap_or_default();
        let does = match definition.reading.dialect.variables.unset {
            Unset::Literal => "passes the reference on as it is written",
            Unset::Empty => "puts nothing in its place",
            _ => "does without it",
        };
        for variable in unset {
            notes.push(format!("`{variable}` is not set in this environment: {} {does}", self.name));
        }
        notes.extend(said.notes.iter().cloned());
        notes.extend(definition.findings(self.question));
        notes
    }

    /// Files that do not parse and are not what it comes down to.
    fn others(&self, cause: Option<Place>) -> Vec<String> {
        if self.entries.is_empty() {
            return Vec::new();
        }
        let configs = self.broken.iter().filter(|b| !b.names_it && is_config(b.dialect) && cause != Some(b.at));
        let lost = self.lost.iter().filter(|l| cause.is_none_or(|at| at.file != l.file));
        configs.map(|b| b.what.clone()).chain(lost.map(|l| self.lost_words(l))).collect()
    }

    fn lost_words(&self, lost: &Lost) -> String {
        let name = super::source(self.question, lost.file).map(|s| s.display.as_str()).unwrap_or_default();
        format!("`{name}` does not parse, so that {} uses none of it", self.name)
    }

    fn lost_names(&self, lost: &Lost) -> bool {
        super::source(self.question, lost.file).is_some_and(|s| broken::names(s.text(), self.question.server))
    }

    /// Where nobody approves of a server, a file that cannot be read and that speaks of such things comes first: it may
    /// well approve.
    fn lost_first(&self, decision: Decision) -> Decision {
        let keys: &[&str] = match decision.cause.id {
            "pending-approval" | "untrusted" => &["enabledMcpjsonServers", "enableAllProjectMcpServers"],
            "not-allowed" => &["allowedMcpServers"],
            _ => return decision,
        };
        let speaks = |text: &str| keys.iter().any(|key| text.contains(key));
        let text = |lost: &Lost| super::source(self.question, lost.file).map(Source::text).unwrap_or_default();
        let Some(lost) = self.lost.iter().find(|l| speaks(text(l)) || self.lost_names(l)) else { return decision };
        let (server, name) = (self.question.server, self.name);
        let message = format!("`{server}` does not load in {name}: {}", self.lost_words(lost));
        let help = "write strict JSON there: no comments, no trailing commas; `mcpcheck` shows the line".to_owned();
        let at = Some(Place { file: lost.file, span: lost.span });
        let stop = self.entries.iter().find_map(|(_, said, _)| said.stops.first());
        let mut notes: Vec<String> = stop.map(|s| format!("as it is, {}", s.why)).into_iter().collect();
        notes.extend(decision.notes);
        Decision { cause: Cause { id: "broken-file", message, help: Some(help), at }, notes, ..decision }
    }
}

/// What else stops an entry, once the first thing is put right.
fn also(said: &Said, first: &Stopped) -> Option<String> {
    let others = said.stops.iter().filter(|s| s.reason.as_str() != first.id);
    let others: Vec<&str> = others.map(|s| s.why.as_str()).collect();
    (!others.is_empty()).then(|| format!("and after that: {}", others.join("; ")))
}

fn cause(server: &str, of: &str, client: &str, stop: &Stopped) -> Cause {
    Cause {
        id: stop.id,
        message: format!("`{server}`{of} does not load in {client}: {}", stop.why),
        help: stop.help.clone(),
        at: Some(stop.at),
    }
}
