//! npm's launchers: `npx` and `npm exec`.
//!
//! `npx` first rewrites its words (`bin/npx-cli.js`), then npm parses what has become of them with nopt
//! (`node_modules/nopt/lib/nopt-lib.js`), both of npm 11.19.1, read 2026-11. The two do not always agree on what a
//! flag takes, and the second decides: of `npx --foo a b` the first takes `a` for the value of an unknown flag, the
//! second for the package. So both are done here, step by step, and agreement is tested against npm itself.

use super::npm_config::{BROWSER, COLOR, NULL_SWITCHES, SHORTHANDS, SWITCHES, TEXTS, VALUES};
use super::npm_spec;
use super::shell::Shell;
use super::word::Word;
use super::{Launch, Launcher, Reading, wrap};

/// A word as npm sees it. What npm puts in itself stands in no word of ours.
#[derive(Clone)]
struct Token<'w> {
    text: String,
    /// The part of a word that a value lies in: the end of `text`.
    from: Option<Word<'w>>,
}

impl<'w> Token<'w> {
    fn of(word: &Word<'w>) -> Self {
        Self { text: word.text.clone().into_owned(), from: Some(word.clone()) }
    }

    fn own(text: impl Into<String>) -> Self {
        Self { text: text.into(), from: None }
    }

    /// What stands behind the first `=`.
    fn value(&self) -> Option<Self> {
        let (_, value) = self.text.split_once('=')?;
        let word = self.from.as_ref()?;
        let start = word.text.len().checked_sub(value.len())?;
        Some(Self { text: value.to_owned(), from: Some(word.sub(start..word.text.len())) })
    }
}

/// `npx`.
pub(super) fn npx<'w>(arguments: &[Word<'w>]) -> Option<Reading<'w>> {
    let parsed = Parsed::of(rewritten(arguments.iter().map(Token::of).collect()));
    let rest = parsed.rest.clone();
    Some(parsed.reading(Launcher::Npx, rest))
}

/// `npm exec`, `npm x`; flags may stand before the command.
pub(super) fn npm<'w>(arguments: &[Word<'w>]) -> Option<Reading<'w>> {
    let parsed = Parsed::of(arguments.iter().map(Token::of).collect());
    let (command, rest) = parsed.rest.split_first()?;
    let rest = rest.to_vec();
    matches!(&*command.text, "exec" | "x").then(|| parsed.reading(Launcher::NpmExec, rest))
}

/// What npx removes, and whether a value goes with it.
const REMOVED: &[(&str, bool)] = &[
    ("always-spawn", false),
    ("ignore-existing", false),
    ("shell-auto-fallback", false),
    ("npm", true),
    ("node-arg", true),
    ("n", true),
];

/// Flags beside npm's own switches that npx knows to take no value, and those that it knows to take one.
const MORE_SWITCHES: &[&str] = &["no-install", "quiet", "q", "version", "v", "help", "h"];
const OPTIONS: &[&str] = &["package", "p", "cache", "userconfig", "call", "c", "shell"];

/// The words as npx hands them to npm: `-p` is `--package`, and a `--` stands before the first positional word.
fn rewritten(mut tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    let mut i = 0;
    // A word that is short for itself would be looked at for ever; npm has none.
    let mut budget = tokens.len() * 4 + 16;
    while let Some(token) = tokens.get(i).cloned().filter(|_| budget > 0) {
        budget -= 1;
        if token.text == "--" {
            break;
        }
        let Some(bare) = token.text.strip_prefix('-') else {
            tokens.insert(i, Token::own("--"));
            break;
        };
        let bare = bare.trim_start_matches('-');
        let (key, value) = bare.split_once('=').map_or((bare, None), |(key, value)| (key, Some(value)));
        let key = key.to_owned();
        let removed = REMOVED.iter().find(|(name, _)| *name == key);
        let renamed = |name: &str| match value {
            Some(value) => format!("{name}={value}"),
            None => name.to_owned(),
        };
        let new = match &*key {
            "p" => Some(renamed("--package")),
            "shell" => Some(renamed("--script-shell")),
            "no-install" => Some("--yes=false".to_owned()),
            _ => None,
        };
        if let Some(new) = new {
            if let Some(slot) = tokens.get_mut(i) {
                slot.text = new;
            }
        } else if let Some(long) = shorthand(&key).filter(|_| removed.is_none()) {
            let long = long.iter().map(|text| Token::own(*text)).chain(value.and(token.value()));
            tokens.splice(i..=i, long.collect::<Vec<_>>());
            continue;
        }
        if removed.is_some() {
            tokens.remove(i);
        }
        let follow = if removed.is_some() { i } else { i + 1 };
        let flagged = tokens.get(follow).is_some_and(|t| t.text.starts_with('-'));
        let option = OPTIONS.contains(&&*key) || removed.is_some_and(|(_, takes)| *takes);
        let takes = value.is_none() && !is_npx_switch(&key) && (option || !flagged);
        if takes && removed.is_some() && follow < tokens.len() {
            tokens.remove(follow);
        }
        i = follow + usize::from(takes && removed.is_none());
    }
    tokens
}

/// The flags that npx knows to take no value.
fn is_npx_switch(key: &str) -> bool {
    let removed = REMOVED.iter().any(|(name, takes)| !takes && *name == key);
    removed || MORE_SWITCHES.contains(&key) || kind_of(key).is_some_and(|kind| kind.is_switch())
}

fn shorthand(key: &str) -> Option<&'static [&'static str]> {
    SHORTHANDS.iter().find(|(name, _)| *name == key).map(|(_, long)| *long)
}

/// What a setting takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Setting {
    Switch,
    NullSwitch,
    Text,
    Value,
    SwitchOrText,
    SwitchOrAlways,
}

impl Setting {
    fn is_switch(self) -> bool {
        !matches!(self, Self::Text | Self::Value)
    }
}

fn kind_of(name: &str) -> Option<Setting> {
    Some(match name {
        BROWSER => Setting::SwitchOrText,
        COLOR => Setting::SwitchOrAlways,
        _ if SWITCHES.contains(&name) => Setting::Switch,
        _ if NULL_SWITCHES.contains(&name) => Setting::NullSwitch,
        _ if TEXTS.contains(&name) => Setting::Text,
        _ if VALUES.contains(&name) => Setting::Value,
        _ => return None,
    })
}

fn settings() -> impl Iterator<Item = &'static str> + Clone {
    let lists = [SWITCHES, NULL_SWITCHES, TEXTS, VALUES, &[BROWSER, COLOR]];
    lists.into_iter().flatten().copied()
}

/// A name, or the only one that begins so.
fn unabbreviated(name: &str, mut all: impl Iterator<Item = &'static str> + Clone) -> Option<&'static str> {
    if let Some(same) = all.clone().find(|n| *n == name) {
        return Some(same);
    }
    let mut begin = all.by_ref().filter(|n| !name.is_empty() && n.starts_with(name));
    let first = begin.next()?;
    begin.next().is_none().then_some(first)
}

/// What nopt puts in the place of a flag.
fn resolved(flag: &str) -> Option<Vec<&'static str>> {
    let bare = flag.trim_start_matches('-');
    if settings().any(|name| name == bare) {
        return None;
    }
    if let Some(long) = shorthand(bare) {
        return Some(long.to_vec());
    }
    let singles: Option<Vec<_>> = bare.chars().map(|c| shorthand(c.encode_utf8(&mut [0; 4]))).collect();
    if let Some(singles) = singles {
        return Some(singles.concat());
    }
    if unabbreviated(bare, settings()).is_some() {
        return None;
    }
    let name = unabbreviated(bare, SHORTHANDS.iter().map(|(name, _)| *name))?;
    shorthand(name).map(<[_]>::to_vec)
}

/// What npm understands.
#[derive(Default)]
struct Parsed<'w> {
    packages: Vec<Word<'w>>,
    call: Option<Word<'w>>,
    prefix: Option<String>,
    /// The positional words.
    rest: Vec<Word<'w>>,
}

impl<'w> Parsed<'w> {
    fn of(tokens: Vec<Token<'w>>) -> Self {
        let mut parser = Parser { tokens, at: 0, parsed: Self::default() };
        while parser.at < parser.tokens.len() {
            parser.step();
        }
        parser.parsed
    }

    fn set(&mut self, name: &str, value: Option<Word<'w>>) {
        match (name, value) {
            ("package", Some(word)) => {
                let (start, text) = (word.text.len() - word.text.trim_start().len(), word.text.trim());
                let word = if text.len() == word.text.len() { word } else { word.sub(start..start + text.len()) };
                self.packages.push(word);
            }
            ("call", value) => self.call = value,
            ("prefix", Some(word)) => self.prefix = Some(word.text.into_owned()),
            _ => {}
        }
    }

    /// The launch with the positional words that the command gets.
    fn reading(self, launcher: Launcher, rest: Vec<Word<'w>>) -> Reading<'w> {
        let mut launch = Launch::new(launcher);
        launch.directory = self.prefix;
        fill(&mut launch, &self.packages, rest.first());
        let arguments = rest.get(1..).unwrap_or_default();
        let mut reading = Reading::of(launch, arguments);
        if let Some(call) = &self.call {
            reading.then = wrap::shell_string(call, Shell::Posix);
        }
        reading
    }
}

/// The targets of a launcher that takes packages by flag, or else its first word as one.
///
/// With packages by flag the word is a program of one of them. Which one only the packages say: that of the program's
/// name, else the first, as a guess.
pub(super) fn fill(launch: &mut Launch, packages: &[Word<'_>], command: Option<&Word<'_>>) {
    let by_flag: Vec<_> = packages.iter().filter_map(|word| npm_spec::target(word, false)).collect();
    if packages.is_empty() {
        launch.targets.extend(command.and_then(|word| npm_spec::target(word, true)));
        return;
    }
    let program = command.map(|w| w.text.as_ref()).unwrap_or_default();
    let bare = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let main = by_flag.iter().position(|t| bare(&t.package) == program).unwrap_or(0);
    launch.targets.extend(by_flag);
    if let Some(target) = launch.targets.get_mut(main) {
        target.main = true;
    }
}

/// nopt's loop over the words.
struct Parser<'w> {
    tokens: Vec<Token<'w>>,
    at: usize,
    parsed: Parsed<'w>,
}

impl<'w> Parser<'w> {
    fn step(&mut self) {
        let Some(token) = self.tokens.get(self.at).cloned() else { return };
        if token.text.len() > 1 && token.text.bytes().all(|b| b == b'-') {
            let rest = self.tokens.get(self.at + 1..).unwrap_or_default();
            self.parsed.rest.extend(rest.iter().filter_map(|t| t.from.clone()));
            self.at = self.tokens.len();
            return;
        }
        if !token.text.starts_with('-') || token.text == "-" {
            self.parsed.rest.extend(token.from);
            self.at += 1;
            return;
        }
        let valued = token.text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        let flag = match valued {
            None => token.text.clone(),
            Some((name, value)) => {
                let value = token.value().unwrap_or_else(|| Token::own(value));
                self.tokens.splice(self.at..=self.at, [Token::own(name.clone()), value]);
                name
            }
        };
        let had_value = token.text != flag;
        if let Some(long) = resolved(&flag) {
            let same = long.first() == Some(&&*flag);
            self.tokens.splice(self.at..=self.at, long.into_iter().map(Token::own));
            if !same {
                return;
            }
        }
        self.flag(flag.trim_start_matches('-'), had_value);
    }

    /// A flag by its long name, at `at`.
    fn flag(&mut self, name: &str, had_value: bool) {
        let mut name = name;
        let mut negated = false;
        while let Some(rest) = name.get(..3).filter(|n| n.eq_ignore_ascii_case("no-")).and_then(|_| name.get(3..)) {
            negated = true;
            name = rest;
        }
        let full = unabbreviated(name, settings()).unwrap_or(name);
        let kind = kind_of(full);
        let next = self.tokens.get(self.at + 1).cloned();
        let text = next.as_ref().map(|t| t.text.clone());
        let switch = negated || kind.map_or(!had_value, Setting::is_switch);
        self.at += 1;
        if switch {
            let taken = match (&text, kind) {
                (None, _) => false,
                (Some(text), _) if text == "true" || text == "false" => true,
                (Some(text), Some(Setting::NullSwitch)) => text == "null",
                (Some(text), Some(Setting::SwitchOrAlways)) => text == "always",
                (Some(text), Some(Setting::SwitchOrText)) => {
                    let dashes = text.len() - text.trim_start_matches('-').len();
                    dashes != 1 || text.len() == 1
                }
                _ => false,
            };
            self.at += usize::from(taken);
            return;
        }
        let ends = |text: &str| text.len() > 1 && text.bytes().all(|b| b == b'-');
        let flagged = |text: &str| {
            let bare = text.strip_prefix('-').map(|rest| rest.strip_prefix('-').unwrap_or(rest));
            bare.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('-'))
        };
        let value = match (next, text) {
            (Some(_), Some(text)) if ends(&text) => None,
            (Some(_), Some(text)) if kind == Some(Setting::Text) && flagged(&text) => None,
            (next, _) => {
                self.at += usize::from(next.is_some());
                next
            }
        };
        self.parsed.set(full, value.and_then(|token| token.from));
    }
}
