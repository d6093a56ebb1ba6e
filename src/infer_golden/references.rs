//! Literal credentials become references, so that a golden never holds one. The name of a reference comes from where
//! the credential stands, the same place in several files gives the same name, and so does the same credential in
//! several places.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::model::server::Field;
use crate::model::template::{Form, Variable, is_env_name};
use crate::model::{Server, Spanned, Template};
use crate::redact::{credentials, name_words};

/// A field, or one key of `env` or `headers`.
pub(super) type Slot = (Field, Option<String>);

/// The names given so far.
#[derive(Debug, Default)]
pub(super) struct References {
    /// By server and place.
    places: BTreeMap<(String, String), String>,
    /// By credential.
    values: BTreeMap<String, String>,
    /// The first credential that each name stands for.
    owners: BTreeMap<String, String>,
}

impl References {
    /// Replaces credentials among the environment variables. These come first, for all servers: they have names.
    pub(super) fn env(&mut self, server: &mut Server, replaced: &mut BTreeSet<Slot>) {
        let owner = server.name.clone();
        for entry in &mut server.env {
            let Some(value) = &mut entry.value else { continue };
            let text = value.value.source.clone();
            let found = credentials::in_value(&entry.name, &text);
            if found.is_empty() {
                continue;
            }
            let place = Place { server: &owner, slot: format!("env/{}", entry.name), own: true };
            let base = if is_env_name(&entry.name) { entry.name.clone() } else { upper(&name_words(&entry.name)) };
            let only_defaults = found.iter().all(|r| default_around(&value.value, r).is_some());
            value.value = if only_defaults {
                replace(&value.value, &found, |_| String::new())
            } else {
                reference(&self.name(&place, &base, &text))
            };
            replaced.insert((Field::Env, Some(entry.name.clone())));
        }
    }

    /// Replaces the credentials everywhere else.
    pub(super) fn rest(&mut self, server: &mut Server, replaced: &mut BTreeSet<Slot>) {
        let owner = server.name.clone();
        for entry in &mut server.headers {
            let Some(value) = &mut entry.value else { continue };
            let found = credentials::in_value(&entry.name, &value.value.source);
            let place = Place { server: &owner, slot: format!("headers/{}", entry.name.to_lowercase()), own: false };
            if self.text(value, &found, &place, Some(&entry.name)) {
                replaced.insert((Field::Headers, Some(entry.name.clone())));
            }
        }
        for (field, value) in
            [(Field::Url, &mut server.url), (Field::Command, &mut server.command), (Field::Cwd, &mut server.cwd)]
        {
            let Some(value) = value else { continue };
            let found = credentials::in_text(&value.value.source);
            let place = Place { server: &owner, slot: field.as_str().to_owned(), own: false };
            if self.text(value, &found, &place, None) {
                replaced.insert((field, None));
            }
        }
        if let Some(args) = &mut server.args
            && self.args(&owner, &mut args.value)
        {
            replaced.insert((Field::Args, None));
        }
    }

    fn args(&mut self, server: &str, args: &mut [Spanned<Template>]) -> bool {
        let texts: Vec<String> = args.iter().map(|a| a.value.source.clone()).collect();
        let views: Vec<&str> = texts.iter().map(String::as_str).collect();
        let found = credentials::in_args(&views);
        for (i, arg) in args.iter_mut().enumerate() {
            let here: Vec<Range<usize>> = found.iter().filter(|(at, _)| *at == i).map(|(_, r)| r.clone()).collect();
            let flag = i.checked_sub(1).and_then(|b| views.get(b)).filter(|f| f.starts_with('-'));
            // Without a flag only the position tells two credentials apart.
            let slot = flag.map_or_else(|| format!("args/{i}"), |flag| format!("args/{flag}"));
            let place = Place { server, slot, own: false };
            self.text(arg, &here, &place, flag.copied());
        }
        !found.is_empty()
    }

    /// Replaces parts of one text; `name` is what the text is the value of.
    fn text(
        &mut self,
        value: &mut Spanned<Template>,
        found: &[Range<usize>],
        place: &Place<'_>,
        name: Option<&str>,
    ) -> bool {
        let text = value.value.source.clone();
        value.value = replace(&value.value, found, |range| {
            let label = label(&text, range, name);
            let slot = format!("{}/{label}", place.slot);
            let credential = text.get(range.clone()).unwrap_or_default();
            // `postgres` is often both, and one reference for both would be wrong as soon as one of them changes.
            let own = place.own || matches!(label.as_str(), "user" | "password");
            self.name(&Place { slot, own, ..*place }, &base_name(place.server, &label), credential)
        });
        !found.is_empty()
    }

    /// The name for a credential at a place. A name that already stands for another credential is not given twice.
    fn name(&mut self, place: &Place<'_>, base: &str, credential: &str) -> String {
        let key = (place.server.to_owned(), place.slot.clone());
        // Short words are the same by chance.
        let shared = !place.own && credential.len() >= 8;
        let same = || self.values.get(credential).filter(|_| shared).cloned();
        let name = self.places.get(&key).cloned().or_else(same).unwrap_or_else(|| {
            let free = |name: &String| self.owners.get(name).is_none_or(|owner| owner == credential);
            let longer = format!("{}_{base}", prefix(place.server));
            let numbered = (2..).map(|n| format!("{longer}_{n}"));
            [base.to_owned(), longer.clone()].into_iter().chain(numbered).find(free).unwrap_or_default()
        });
        self.places.insert(key, name.clone());
        self.owners.entry(name.clone()).or_insert_with(|| credential.to_owned());
        self.values.entry(credential.to_owned()).or_insert_with(|| name.clone());
        name
    }
}

/// Where a credential stands.
struct Place<'a> {
    server: &'a str,
    slot: String,
    /// Whether the place has a name of its own, which beats the name that the credential has elsewhere.
    own: bool,
}

fn reference(name: &str) -> Template {
    Template::parse(&format!("${{{name}}}"))
}

/// The variable in whose default a range lies.
fn default_around<'t>(template: &'t Template, range: &Range<usize>) -> Option<&'t Variable> {
    let holds = |v: &&Variable| v.default.is_some() && v.range.start <= range.start && range.end <= v.range.end;
    template.variables().find(holds)
}

/// The template with references in the place of ranges of its source. A default that holds a credential goes: the
/// variable is the reference already.
fn replace(template: &Template, ranges: &[Range<usize>], mut name: impl FnMut(&Range<usize>) -> String) -> Template {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for range in ranges {
        match default_around(template, range) {
            Some(v) if edits.iter().any(|(at, _)| *at == v.range) => {}
            Some(v) => edits.push((v.range.clone(), Variable { default: None, ..v.clone() }.to_string())),
            None => {
                // `$hunter2` may be a password that looks like a variable: then it goes with its dollar sign.
                let bare = template.variables().find(|v| v.form == Form::Bare && v.range.contains(&range.start));
                let whole = bare.map_or(range.clone(), |v| v.range.clone());
                edits.push((whole, format!("${{{}}}", name(range))));
            }
        }
    }
    edits.sort_by_key(|(at, _)| at.start);
    let (mut out, mut at) = (String::new(), 0);
    for (range, text) in edits {
        out.push_str(template.source.get(at..range.start).unwrap_or_default());
        out.push_str(&text);
        at = range.end;
    }
    out.push_str(template.source.get(at..).unwrap_or_default());
    Template::parse(&out)
}

/// Words before a credential that do not say whose it is.
const SCHEMES: &[&str] = &["bearer", "basic", "token", "digest", "apikey", "key"];

/// What a credential in `text` is called there: the query parameter, the header, the variable, or the `flag` before.
fn label(text: &str, range: &Range<usize>, flag: Option<&str>) -> String {
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    if let Some(label) = url_label(before, after) {
        return label;
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let names = before.split(|c| !is_name(c)).map(|n| n.trim_matches('-')).filter(|n| !n.is_empty());
    let scheme = |n: &&str| before.ends_with(' ') && SCHEMES.contains(&n.to_ascii_lowercase().as_str());
    let flag = flag.map(|f| f.trim_start_matches('-')).filter(|f| !f.is_empty());
    names.rev().find(|n| !scheme(n)).or(flag).unwrap_or("token").to_owned()
}

fn url_label(before: &str, after: &str) -> Option<String> {
    let tail = before.get(before.rfind("://")? + 3..)?;
    if tail.contains(|c: char| c.is_whitespace() || c == '"' || c == '\'') {
        return None;
    }
    if tail.contains(['?', '#']) {
        let key = tail.trim_end_matches('=').rsplit(['?', '#', '&', ';']).next()?;
        return Some(key.to_owned());
    }
    let label = match (tail.contains('/'), after.starts_with(':'), tail.contains(':')) {
        (true, ..) => "secret",
        (_, true, _) => "user",
        (.., true) => "password",
        _ => "token",
    };
    Some(label.to_owned())
}

/// Words that say nothing about whose credential it is.
const GENERIC: &[&str] = &[
    "x",
    "api",
    "key",
    "apikey",
    "token",
    "auth",
    "authorization",
    "access",
    "secret",
    "password",
    "pass",
    "pwd",
    "user",
    "bearer",
    "header",
    "headers",
    "cookie",
    "client",
    "id",
    "private",
    "credential",
    "credentials",
    "proxy",
    "k",
    "h",
    "e",
    "env",
    "sig",
];

/// The name of a variable for what is called `label`: `X-Api-Key` of `github` is `GITHUB_API_KEY`.
fn base_name(server: &str, label: &str) -> String {
    if is_env_name(label) && !label.contains(|c: char| c.is_ascii_lowercase()) {
        return label.to_owned();
    }
    let mut words = name_words(label);
    words.retain(|w| !["x", "h", "e", "header", "headers", "env", "proxy"].contains(&w.as_str()));
    if words.is_empty() || ["auth", "authorization", "bearer"].contains(&words.concat().as_str()) {
        words = vec!["token".to_owned()];
    }
    let generic = words.iter().all(|w| GENERIC.contains(&w.as_str()));
    let name = upper(&words);
    if generic { format!("{}_{name}", prefix(server)) } else { name }
}

/// The name of a server as the beginning of a variable's.
fn prefix(server: &str) -> String {
    upper(&name_words(server))
}

/// Words as the name of a variable.
fn upper(words: &[String]) -> String {
    let name = words.join("_").to_uppercase();
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    if is_env_name(&name) { name } else { format!("MCP_{name}").trim_end_matches('_').to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(server: &str, text: &str, credential: &str, flag: Option<&str>) -> String {
        let start = text.find(credential).unwrap();
        base_name(server, &label(text, &(start..start + credential.len()), flag))
    }

    #[test]
    fn names_come_from_the_place() {
        for (server, text, flag, want) in [
            ("github", "Bearer SECRET", Some("Authorization"), "GITHUB_TOKEN"),
            ("context7", "SECRET", Some("CONTEXT7_API_KEY"), "CONTEXT7_API_KEY"),
            ("my-docs", "SECRET", Some("X-Api-Key"), "MY_DOCS_API_KEY"),
            ("maps", "SECRET", Some("X-Goog-Api-Key"), "GOOG_API_KEY"),
            ("ctx", "SECRET", Some("--api-key"), "CTX_API_KEY"),
            ("ctx", "--github-token=SECRET", None, "GITHUB_TOKEN"),
            ("ctx", "GITHUB_PAT=SECRET", Some("-e"), "GITHUB_PAT"),
            ("ctx", "Authorization: token SECRET", Some("--header"), "CTX_TOKEN"),
            ("ctx", "--header=X-Api-Key: SECRET", None, "CTX_API_KEY"),
            ("ctx", r#"{"token": "SECRET"}"#, Some("--config"), "CTX_TOKEN"),
            ("tavily", "https://h/mcp?x=1&tavilyApiKey=SECRET", None, "TAVILY_API_KEY"),
            ("exa", "https://h/mcp?key=SECRET", None, "EXA_KEY"),
            ("db", "postgres://SECRET:pw@h/x", None, "DB_USER"),
            ("db", "postgres://u:SECRET@h/x", None, "DB_PASSWORD"),
            ("hook", "https://h/s/SECRET/mcp", None, "HOOK_SECRET"),
            ("7", r#"{"apiKey":"SECRET"}"#, Some("--config"), "MCP_7_API_KEY"),
            ("", "SECRET", None, "MCP_TOKEN"),
        ] {
            assert_eq!(named(server, text, "SECRET", flag), want, "{text}");
        }
    }

    fn server(name: &str, env: &[(&str, &str)], url: &str) -> Server {
        use crate::document::{Pointer, Span};
        let mut server = Server::named(name, Span::default(), Span::default(), Pointer::root());
        let spanned = |t: &str| Spanned { value: Template::parse(t), span: Span::default(), pointer: Pointer::root() };
        server.url = Some(spanned(url));
        for (name, value) in env {
            server.env.push(crate::model::server::Entry {
                name: (*name).to_owned(),
                name_span: Span::default(),
                value: Some(spanned(value)),
                literal_place: true,
            });
        }
        server
    }

    #[test]
    fn one_credential_one_name_and_the_other_way_round() {
        let mut references = References::default();
        let mut replaced = BTreeSet::new();
        let mut a = server("a", &[("API_KEY", "one-one-1"), ("LOG", "debug")], "https://h/mcp?key=one-one-1");
        let mut stale = server("a", &[("API_KEY", "old-old-1")], "https://h/mcp");
        let mut b = server("b", &[("API_KEY", "two-two-2")], "https://h/mcp?key=${K:-hunter2}");
        for s in [&mut a, &mut stale, &mut b] {
            references.env(s, &mut replaced);
        }
        for s in [&mut a, &mut stale, &mut b] {
            references.rest(s, &mut replaced);
        }
        let env = |s: &Server, i: usize| s.env[i].value.as_ref().unwrap().value.source.clone();
        let url = |s: &Server| s.url.as_ref().unwrap().value.source.clone();
        assert_eq!((env(&a, 0).as_str(), env(&a, 1).as_str()), ("${API_KEY}", "debug"));
        assert_eq!(url(&a), "https://h/mcp?key=${API_KEY}");
        assert_eq!(env(&stale, 0), "${API_KEY}");
        assert_eq!(env(&b, 0), "${B_API_KEY}");
        assert_eq!(url(&b), "https://h/mcp?key=${K}");
    }
}
