//! Two models of one server compared: pure, by meaning and not by spelling.

use std::collections::BTreeMap;

use url::Url;

use crate::document::{Pointer, Span};
use crate::model::server::{Entry, Field};
use crate::model::{Server, Spanned, Template, Transport};

/// What a server with a command is called where it differs from one with a URL.
const PROCESS: &str = "a process";
/// What a server with a URL is called there.
const REMOTE: &str = "a remote server";

/// One field in which two copies of a server differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The field.
    pub field: Field,
    /// For `env` and `headers`: the name.
    pub key: Option<String>,
    /// What the copy says, fit for output; `None` where it says nothing.
    pub ours: Option<Saying>,
    /// What the other says, fit for output; `None` where it says nothing.
    pub theirs: Option<Saying>,
}

/// What one side says.
#[derive(Debug, Clone, PartialEq)]
pub struct Saying {
    /// Fit for output: a literal value of `env` or `headers` never stands here.
    pub text: String,
    /// Where it says it.
    pub span: Span,
    /// The place.
    pub pointer: Pointer,
    /// Whether it is a literal value that may be a credential.
    pub literal: bool,
}

impl Difference {
    /// Whether one side is a process and the other a remote server, so that nothing else can be compared.
    pub fn is_kind(&self) -> bool {
        let kind = |s: &Option<Saying>| s.as_ref().is_some_and(|s| s.text == PROCESS || s.text == REMOTE);
        self.field == Field::Transport && (kind(&self.ours) || kind(&self.theirs))
    }

    /// The field as people write it: `url`, `env.TOKEN`.
    pub fn name(&self) -> String {
        match &self.key {
            Some(key) => format!("{}.{key}", self.field.as_str()),
            None => self.field.as_str().to_owned(),
        }
    }
}

/// A server with everything that only spelling makes different taken away.
#[derive(Debug, Clone)]
pub struct Canonical<'s> {
    /// The server.
    pub server: &'s Server,
    /// The transport; `None` where nobody can tell.
    pub transport: Option<Transport>,
    /// Whether HTTP and SSE are one to this client.
    pub negotiates: bool,
    /// The program behind `cmd /c`.
    pub command: Option<&'s Spanned<Template>>,
    /// Its arguments.
    pub args: Vec<&'s Spanned<Template>>,
    /// The URL, also the one an `mcp-remote` bridge goes to.
    pub url: Option<&'s Spanned<Template>>,
    /// How many of the first arguments belong to a wrapper.
    pub wrapper: usize,
}

impl<'s> Canonical<'s> {
    /// Looks through wrappers and bridges.
    pub fn of(server: &'s Server) -> Self {
        let mut args: Vec<&Spanned<Template>> = server.args.iter().flat_map(|a| &a.value).collect();
        let mut command = server.command.as_ref();
        let mut wrapper = 0;
        let is = |t: Option<&Spanned<Template>>, words: &[&str]| {
            t.is_some_and(|t| words.contains(&t.value.source.to_ascii_lowercase().as_str()))
        };
        if is(command, &["cmd", "cmd.exe"]) && is(args.first().copied(), &["/c"]) && args.len() > 1 {
            command = args.get(1).copied();
            args.drain(..2);
            wrapper = 2;
        }
        let mut canonical = Self {
            server,
            transport: server.meant(),
            negotiates: server.negotiates
                && server.declared.is_none()
                && server.meant().is_none_or(Transport::is_remote),
            command,
            args,
            url: server.url.as_ref(),
            wrapper,
        };
        // A URL beside a command that the client does not look at is the business of another rule.
        if canonical.transport == Some(Transport::Stdio) && canonical.command.is_some() {
            canonical.url = None;
        }
        if let Some(url) = canonical.bridge() {
            canonical.url = Some(url);
            canonical.command = None;
            canonical.args.clear();
            canonical.transport = Some(Transport::Http);
            canonical.negotiates = true;
        }
        canonical
    }

    /// The URL behind `npx [-y] mcp-remote[@version] URL`, where there is nothing else.
    fn bridge(&self) -> Option<&'s Spanned<Template>> {
        let command = self.command?.value.source.as_str();
        if !matches!(command, "npx" | "npx.cmd" | "bunx" | "pnpx") || !self.server.env.is_empty() {
            return None;
        }
        let words: Vec<_> =
            self.args.iter().skip_while(|a| matches!(a.value.source.as_str(), "-y" | "--yes")).collect();
        match words.as_slice() {
            [package, url] => {
                let name = package.value.source.as_str();
                let bridge = name == "mcp-remote" || name.starts_with("mcp-remote@");
                (bridge && Url::parse(&url.value.source).is_ok()).then_some(**url)
            }
            _ => None,
        }
    }

    fn is_remote(&self) -> bool {
        self.url.is_some() && self.command.is_none()
    }
}

/// Of several copies of one server the one that says what most of them say; where there is no most, the first. A copy
/// that takes HTTP and SSE for one agrees with everybody, so it says nothing about what is meant.
pub fn reference(copies: &[&Server]) -> Option<usize> {
    let agreeing =
        |i: &usize| copies.iter().filter(|o| copies.get(*i).is_some_and(|c| compare(o, c).is_empty())).count();
    let mut candidates: Vec<usize> = (0..copies.len()).collect();
    let definite = |i: &usize| copies.get(*i).is_some_and(|c| !Canonical::of(c).negotiates);
    if candidates.iter().any(definite) {
        candidates.retain(definite);
    }
    let counts: Vec<usize> = candidates.iter().map(agreeing).collect();
    let most = counts.iter().max()?;
    candidates.get(counts.iter().position(|n| n == most)?).copied()
}

/// Every field in which `ours` differs from `theirs`.
pub fn compare(ours: &Server, theirs: &Server) -> Vec<Difference> {
    let (a, b) = (Canonical::of(ours), Canonical::of(theirs));
    let mut out = Vec::new();
    let known = |c: &Canonical<'_>| c.command.is_some() || c.url.is_some();
    if !known(&b) {
        return out;
    }
    if !known(&a) {
        // What could not be made sense of is another rule's business; what is not there is the truth's.
        if ours.unread.is_empty() && !ours.partial {
            out.extend(scalar(Field::Url, None, b.url, same_url));
            out.extend(scalar(Field::Command, None, b.command, same_path));
        }
        return out;
    }
    if a.is_remote() != b.is_remote() {
        let kind = |c: &Canonical<'_>| Some(endpoint(c));
        out.push(Difference { field: Field::Transport, key: None, ours: kind(&a), theirs: kind(&b) });
        return out;
    }
    out.extend(transports(&a, &b));
    out.extend(scalar(Field::Command, a.command, b.command, same_path));
    out.extend(arguments(&a, &b));
    out.extend(scalar(Field::Url, a.url, b.url, same_url));
    out.extend(scalar(Field::Cwd, ours.cwd.as_ref(), theirs.cwd.as_ref(), same_path));
    out.extend(maps(Field::Env, &ours.env, &theirs.env, false));
    out.extend(maps(Field::Headers, &ours.headers, &theirs.headers, true));
    let unread = |f: Field| ours.unread.contains(&f) || theirs.unread.contains(&f);
    let unsayable = |d: &Difference| {
        (d.ours.is_none() && ours.cannot.contains(&d.field)) || (d.theirs.is_none() && theirs.cannot.contains(&d.field))
    };
    out.retain(|d| !unread(d.field) && !unsayable(d));
    out
}

fn endpoint(c: &Canonical<'_>) -> Saying {
    let (what, at) = match (c.url, c.command) {
        (Some(url), None) => (REMOTE, Some(url)),
        (_, command) => (PROCESS, command),
    };
    let (span, pointer) = at.map_or((c.server.span, c.server.pointer.clone()), |t| (t.span, t.pointer.clone()));
    Saying { text: what.to_owned(), span, pointer, literal: false }
}

fn transports(a: &Canonical<'_>, b: &Canonical<'_>) -> Option<Difference> {
    let (ours, theirs) = (a.transport?, b.transport?);
    let negotiated = (a.negotiates || b.negotiates) && ours.is_remote() && theirs.is_remote();
    // A bridge speaks stdio to the client and whatever it takes to the server.
    if ours == theirs || negotiated {
        return None;
    }
    let say = |c: &Canonical<'_>, t: Transport| {
        let declared = c.server.declared.as_ref().map(|d| (d.span, d.pointer.clone()));
        let place = declared.or_else(|| c.url.map(|u| (u.span, u.pointer.clone())));
        let (span, pointer) = place.unwrap_or((c.server.name_span, c.server.pointer.clone()));
        Some(Saying { text: format!("`{t}`"), span, pointer, literal: false })
    };
    Some(Difference { field: Field::Transport, key: None, ours: say(a, ours), theirs: say(b, theirs) })
}

fn saying(t: &Spanned<Template>) -> Saying {
    Saying { text: format!("`{}`", t.value.canonical()), span: t.span, pointer: t.pointer.clone(), literal: false }
}

fn scalar(
    field: Field,
    ours: Option<&Spanned<Template>>,
    theirs: Option<&Spanned<Template>>,
    same: fn(&Template, &Template) -> bool,
) -> Option<Difference> {
    let equal = match (ours, theirs) {
        (None, None) => true,
        (Some(a), Some(b)) => same(&a.value, &b.value),
        _ => false,
    };
    let difference = || Difference { field, key: None, ours: ours.map(saying), theirs: theirs.map(saying) };
    (!equal).then(difference)
}

fn arguments(a: &Canonical<'_>, b: &Canonical<'_>) -> Option<Difference> {
    let equal = a.args.len() == b.args.len() && a.args.iter().zip(&b.args).all(|(x, y)| same_path(&x.value, &y.value));
    if equal {
        return None;
    }
    if let Some((x, y)) = the_one(a, b) {
        return Some(Difference { field: Field::Args, key: None, ours: Some(saying(x)), theirs: Some(saying(y)) });
    }
    let word = |t: &&Spanned<Template>| {
        let text = t.value.canonical();
        // Else nobody could tell where one argument ends.
        if text.is_empty() || text.contains(char::is_whitespace) { format!("\"{text}\"") } else { text }
    };
    let say = |c: &Canonical<'_>| {
        let list = c.server.args.as_ref()?;
        let words: Vec<String> = c.args.iter().map(word).collect();
        let text = if words.is_empty() { "empty".to_owned() } else { format!("`{}`", words.join(" ")) };
        Some(Saying { text, span: list.span, pointer: list.pointer.clone(), literal: false })
    };
    Some(Difference { field: Field::Args, key: None, ours: say(a), theirs: say(b) })
}

/// The one argument in which two lists differ, where there is no other: the rest need not be read.
fn the_one<'s>(a: &Canonical<'s>, b: &Canonical<'s>) -> Option<(&'s Spanned<Template>, &'s Spanned<Template>)> {
    let mut differing = a.args.iter().zip(&b.args).filter(|(x, y)| !same_path(&x.value, &y.value));
    let (x, y) = differing.next()?;
    (a.args.len() == b.args.len() && a.args.len() > 1 && differing.next().is_none()).then_some((*x, *y))
}

/// `./dist/x.js`, `dist/x.js` and `${workspaceFolder}/dist/x.js` are one path; so are `C:\\x` and `C:/x`.
fn same_path(a: &Template, b: &Template) -> bool {
    let plain = |t: &Template| {
        let path = t.without_workspace();
        let drive = path.as_bytes().get(1) == Some(&b':') && path.starts_with(|c: char| c.is_ascii_alphabetic());
        if drive { path.replace('\\', "/") } else { path }
    };
    a.same_or_input(b) || plain(a) == plain(b)
}

/// Scheme and host without case, the default port without saying; path, slash at the end and query count.
pub fn same_url(a: &Template, b: &Template) -> bool {
    if a.same_or_input(b) {
        return true;
    }
    match (Url::parse(&a.canonical()), Url::parse(&b.canonical())) {
        // The parser writes an empty path as `/`; to a server they are one.
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

fn maps(field: Field, ours: &[Entry], theirs: &[Entry], fold: bool) -> Vec<Difference> {
    if ours.is_empty() && theirs.is_empty() {
        return Vec::new();
    }
    let (a, b) = (by_name(ours, fold), by_name(theirs, fold));
    let mut names: Vec<&String> = a.keys().chain(b.keys()).collect();
    names.sort();
    names.dedup();
    let mut out = Vec::new();
    for name in names {
        let (x, y) = (a.get(name).copied(), b.get(name).copied());
        let equal = match (x, y) {
            (Some(x), Some(y)) => match (&x.value, &y.value) {
                (Some(p), Some(q)) => p.value.same_or_input(&q.value),
                _ => true,
            },
            _ => false,
        };
        if !equal {
            let key = x.or(y).map(|e| e.name.clone());
            out.push(Difference { field, key, ours: x.map(named), theirs: y.map(named) });
        }
    }
    out
}

fn by_name(entries: &[Entry], fold: bool) -> BTreeMap<String, &Entry> {
    let key = |e: &Entry| if fold { e.name.to_ascii_lowercase() } else { e.name.clone() };
    entries.iter().map(|e| (key(e), e)).collect()
}

/// A reference may be shown; a literal value may be a credential and is not.
fn named(entry: &Entry) -> Saying {
    let (text, span, pointer, literal) = match &entry.value {
        Some(t) => {
            let literal = t.value.parts.iter().any(|p| match p {
                crate::model::Part::Text(text) => !matches!(text.trim(), "" | "Bearer" | "Basic" | "token"),
                crate::model::Part::Var(_) => false,
            });
            let text = if literal { "a literal value".to_owned() } else { format!("`{}`", t.value.canonical()) };
            (text, t.span, t.pointer.clone(), literal)
        }
        None => ("no string".to_owned(), entry.name_span, Pointer::root(), false),
    };
    Saying { text, span, pointer, literal }
}
