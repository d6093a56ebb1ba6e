//! What is a credential and can be said to be one. Output hides more than this ([`super::secret_spans`]): there a doubt
//! is enough, here a finding is made of it, so placeholders, references and ordinary settings must not pass.

mod url;

use std::ops::Range;

pub(crate) use url::in_urls;

use super::made_up::{is_made_up, is_made_up_token};
use super::providers::Weight;
use super::urls::urls;
use super::values::{Doubt, is_variable_name, looks_random, secret_parts};
use super::{args, inner, jwt, tokens, words};
use crate::model::Template;

/// What a credential is known to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind {
    /// With its article: `a GitHub token`.
    pub(crate) what: &'static str,
    /// What it begins with, where that says who issued it.
    pub(crate) prefix: &'static str,
    /// How sure that is.
    pub(crate) weight: Weight,
}

/// A credential in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Credential {
    /// Where it stands in the text.
    pub(crate) range: Range<usize>,
    /// What it is.
    pub(crate) kind: Kind,
}

/// A credential in a URL of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UrlCredential {
    /// What it is and where it stands.
    pub(crate) credential: Credential,
    /// Which part of the URL it is.
    pub(crate) part: Part,
    /// The host of the URL.
    pub(crate) host: String,
}

/// The part of a URL that a credential is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// What stands before the `@`.
    Userinfo,
    /// The value of a parameter of this name.
    Query(String),
    /// A segment of the path.
    Path,
}

const fn named(what: &'static str, weight: Weight) -> Kind {
    Kind { what, prefix: "", weight }
}

/// Words of a name whose value is meant to be seen: `NEXT_PUBLIC_SUPABASE_ANON_KEY`, `STRIPE_PUBLISHABLE_KEY`.
const PUBLIC: &[&str] = &["public", "publishable", "anon", "hash", "fingerprint", "example"];

/// Last words that make a name one of something public: `AUTH_TOKEN_SHA256`, `CLIENT_SECRET_ARN`, `USDC_TOKEN_ADDRESS`.
const PUBLIC_LAST: &[&str] =
    &["sha1", "sha256", "sha512", "md5", "checksum", "digest", "arn", "alias", "address", "contract", "mint"];

/// Keys that open nothing: `RECAPTCHA_SITE_KEY`, `CACHE_KEY`.
const PUBLIC_KEYS: &[&str] = &["site", "sort", "cache", "idempotency", "partition", "routing", "shard", "row"];

/// Names of which a human chose the value.
const CHOSEN: &[&str] = &["password", "passwd", "passphrase", "pwd", "pass"];

/// The credentials in the value of an environment variable, a header, or another field of that name.
pub(crate) fn in_value(name: &str, text: &str) -> Vec<Credential> {
    let mut found = in_text(text);
    let taken = Taken::of(text, &found);
    for range in secret_parts(text, Doubt::Strong).into_iter().filter(|range| taken.leaves(range)) {
        let kind = text.get(range.clone()).and_then(|value| by_name(name, value, text.get(..range.start)?));
        found.extend(kind.map(|kind| Credential { range, kind }));
    }
    found.extend(within(name, text, &taken));
    disjoint(found)
}

/// Where nothing more is looked for: in the URLs of a text, and in what is found already. Each list is in order.
struct Taken([Vec<Range<usize>>; 2]);

impl Taken {
    fn of(text: &str, found: &[Credential]) -> Self {
        Self([urls(text).into_iter().map(|u| u.range).collect(), found.iter().map(|f| f.range.clone()).collect()])
    }

    fn leaves(&self, range: &Range<usize>) -> bool {
        let free = |list: &Vec<Range<usize>>| {
            let next = list.partition_point(|r| r.end <= range.start);
            list.get(next).is_none_or(|r| range.end <= r.start)
        };
        self.0.iter().all(free)
    }
}

/// In order, and of two that share bytes the first.
fn disjoint(mut found: Vec<Credential>) -> Vec<Credential> {
    found.sort_by_key(|c| (c.range.start, c.range.end));
    let mut end = 0;
    found.retain(|c| {
        let keep = c.range.start >= end;
        end = end.max(c.range.end);
        keep
    });
    found
}

/// The credentials of JSON, a connection string or a cookie inside of a text of that name.
fn within(name: &str, text: &str, taken: &Taken) -> Vec<Credential> {
    let is_cookie = words::words(name).last().is_some_and(|last| last == "cookie");
    let mut found = Vec::new();
    for pair in inner::pairs(text) {
        for part in secret_parts(&pair.text, Doubt::Strong) {
            let range = pair.part(&part);
            let value = pair.text.get(part.clone()).unwrap_or_default();
            // What a cookie calls its parts is its own affair.
            let name = if is_cookie { name } else { &pair.name };
            let kind = pair.text.get(..part.start).and_then(|before| by_name(name, value, before));
            found.extend(kind.filter(|_| taken.leaves(&range)).map(|kind| Credential { range, kind }));
        }
    }
    found
}

/// The credentials of a list of arguments: index of the argument, what stands there.
pub(crate) fn in_args(all: &[&str]) -> Vec<(usize, Credential)> {
    let named = args::find(all);
    let mut out: Vec<(usize, Credential)> = Vec::new();
    for (i, arg) in all.iter().enumerate() {
        let mut found = in_text(arg);
        let taken = Taken::of(arg, &found);
        // They stand in the order of the arguments.
        let from = named.partition_point(|(at, _)| *at < i);
        for (_, range) in named.iter().skip(from).take_while(|(at, _)| *at == i) {
            if !taken.leaves(range) {
                continue;
            }
            let before = arg.get(..range.start).unwrap_or_default();
            let flag = i.checked_sub(1).and_then(|at| all.get(at)).copied().unwrap_or_default();
            // The name stands close by: `-H "Authorization: Bearer x"`.
            let said = before.rsplit(|c: char| c.is_whitespace() || "=:\"'".contains(c)).filter(|n| !n.is_empty());
            let name = said.take(4).find(|n| words::is_secret(n) || words::is_likely(n));
            let name = name.unwrap_or(if before.is_empty() { flag } else { "" });
            let kind = arg.get(range.clone()).and_then(|value| by_name(name, value, before));
            found.extend(kind.map(|kind| Credential { range: range.clone(), kind }));
        }
        found.extend(within("", arg, &taken));
        out.extend(disjoint(found).into_iter().map(|c| (i, c)));
    }
    out
}

/// The credentials of a text that give themselves away, wherever they stand, but in URLs.
pub(crate) fn in_text(text: &str) -> Vec<Credential> {
    let tokens = tokens::named(text).into_iter().filter_map(|(range, provider)| {
        let body = text.get(range.start + provider.prefix.len()..range.end)?;
        let kind = Kind { what: provider.what, prefix: provider.prefix, weight: provider.weight };
        (provider.is_real(body) && !is_made_up_token(body)).then_some(Credential { range, kind })
    });
    let keys = tokens::private_keys(text).into_iter().filter(|r| text.get(r.clone()).is_some_and(is_private_key));
    let key = |range| Credential { range, kind: named("a private key", Weight::Sure) };
    let mut found: Vec<Credential> = tokens.chain(keys.map(key)).collect();
    // Most texts end here, and a whole file is a text as well.
    if found.is_empty() {
        return found;
    }
    let places = urls(text);
    let in_url = |r: &Range<usize>| {
        let next = places.partition_point(|u| u.range.end <= r.start);
        places.get(next).is_some_and(|u| u.range.start < r.end)
    };
    let template = if text.contains(['$', '{']) { Template::parse(text) } else { Template::default() };
    let names: Vec<Range<usize>> =
        template.variables().filter(|v| v.default.is_none()).map(|v| v.range.clone()).collect();
    let in_name = |r: &Range<usize>| {
        let next = names.partition_point(|v| v.end <= r.start);
        names.get(next).is_some_and(|v| v.start < r.end)
    };
    found.retain(|c| !in_url(&c.range) && !in_name(&c.range));
    found.sort_by_key(|c| (c.range.start, c.range.end));
    found
}

/// Whether the text from `-----BEGIN` on holds the bytes of a key, and not only its frame.
fn is_private_key(text: &str) -> bool {
    let body = text.split("-----").nth(2).unwrap_or_default().replace("\\n", "\n");
    let code: String = body.chars().filter(|c| c.is_ascii_alphanumeric() || "+/=".contains(*c)).collect();
    code.len() >= 64 && code.len() * 10 >= body.trim().len() * 8 && !is_made_up_token(&code)
}

/// What a literal is, by the name of its place and what it looks like.
fn by_name(name: &str, value: &str, before: &str) -> Option<Kind> {
    let scheme = before.split_whitespace().next_back().unwrap_or_default().rsplit(':').next().unwrap_or_default();
    if scheme.eq_ignore_ascii_case("basic") {
        return is_basic(value).then_some(named("user and password", Weight::Sure));
    }
    let parts = words::words(name);
    let has = |list: &[&str]| parts.iter().any(|w| list.contains(&w.as_str()));
    if is_telegram(value) {
        return Some(named("a Telegram bot token", Weight::Sure));
    }
    let is_name = is_variable_name(value) && !looks_random(value);
    if is_made_up(value) || is_name || value.contains(char::is_whitespace) || is_public(&parts) || is_elsewhere(value) {
        return None;
    }
    let secret = words::is_secret(name);
    if secret && is_discord(value) {
        return Some(named("a Discord bot token", Weight::Sure));
    }
    if is_drawn_by_lot(value) {
        let bearer = scheme.eq_ignore_ascii_case("bearer");
        return match () {
            () if bearer => Some(named("a bearer token", Weight::Sure)),
            () if secret => Some(named("a credential", Weight::Sure)),
            () if words::is_likely(name) || name == "-k" => Some(named("what looks like a key", Weight::Guess)),
            () => None,
        };
    }
    (secret && has(CHOSEN) && is_password(value)).then_some(named("a password", Weight::Guess))
}

/// Whether the words of a name say that its value is meant to be seen.
fn is_public(parts: &[String]) -> bool {
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    parts.iter().any(|w| PUBLIC.contains(w))
        || match parts.as_slice() {
            // The one of a table. That of an Azure account (`COSMOS_PRIMARY_KEY`) is a credential.
            ["primary", "key"] => true,
            [.., kind, "key"] if PUBLIC_KEYS.contains(kind) => true,
            [_, .., last] => PUBLIC_LAST.contains(last),
            _ => false,
        }
}

/// Whether a value says where the credential is, or is an address on a chain: 20 bytes in hexadecimal, where a key has 32.
fn is_elsewhere(value: &str) -> bool {
    const STORES: &[&str] = &[
        "keychain",
        "keyring",
        "op",
        "vault",
        "arn",
        "ssm",
        "secretsmanager",
        "doppler",
        "bws",
        "pass",
        "env",
        "file",
        "akv",
        "gsm",
        "sops",
        "infisical",
    ];
    let address = |hex: &str| hex.len() == 40 && hex.bytes().all(|b| b.is_ascii_hexdigit());
    value.strip_prefix("0x").is_some_and(address)
        || value.split_once(':').is_some_and(|(store, _)| STORES.contains(&store.to_ascii_lowercase().as_str()))
}

/// `digits:35 characters` (trufflehog 3ab759f, `telegrambottoken`, 2026-08).
fn is_telegram(value: &str) -> bool {
    value.split_once(':').is_some_and(|(id, secret)| {
        (8..=10).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_digit())
            && secret.len() == 35
            && secret.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b))
            && !is_made_up(secret)
    })
}

/// Three parts, the first the number of the bot in base64 (trufflehog 3ab759f, `discordbottoken`, 2026-08).
fn is_discord(value: &str) -> bool {
    let parts: Vec<&str> = value.split('.').collect();
    let digits = |id: &str| jwt::decode(id).is_some_and(|b| b.len() >= 16 && b.iter().all(u8::is_ascii_digit));
    matches!(parts.as_slice(), [id, time, rest] if digits(id) && (6..=7).contains(&time.len()) && rest.len() >= 27)
}

/// `user:password` in base64.
fn is_basic(value: &str) -> bool {
    let text = jwt::decode(value).and_then(|bytes| String::from_utf8(bytes).ok());
    text.is_some_and(|t| t.split_once(':').is_some_and(|(_, pass)| pass.len() > 2 && !is_made_up(pass) && !is_even(&t)))
}

/// User and password alike: nobody's.
fn is_even(text: &str) -> bool {
    text.split_once(':').is_some_and(|(user, pass)| user == pass)
}

/// Whether a literal was drawn by lot, and is long enough to be worth it.
pub(super) fn is_drawn_by_lot(value: &str) -> bool {
    let count = |f: fn(&u8) -> bool| value.bytes().filter(f).count();
    let (upper, lower) = (count(u8::is_ascii_uppercase), count(u8::is_ascii_lowercase));
    let word = |b: u8| b.is_ascii_alphanumeric() || b"_-+/=.:~".contains(&b);
    let case = |pair: &&[u8]| matches!(pair, [a, b] if a.is_ascii_uppercase() != b.is_ascii_uppercase());
    let changes = value.as_bytes().windows(2).filter(case).count();
    value.len() >= 16
        && value.bytes().all(word)
        && (looks_random(value) || (value.len() >= 24 && upper > 5 && lower > 5 && changes * 3 > value.len()))
}

/// Whether a literal is a password that somebody thought of for something that matters.
fn is_password(value: &str) -> bool {
    const USUAL: &[&str] = &["password", "passw0rd", "admin", "root", "postgres", "mysql", "mongo", "redis", "guest"];
    let lower = value.to_ascii_lowercase();
    let other = |b: u8| !b.is_ascii_alphabetic();
    value.len() >= 8
        && value.bytes().any(other)
        && value.bytes().any(|b| b.is_ascii_alphabetic())
        && !USUAL.iter().any(|w| lower.contains(w))
        && !value.starts_with(['$', '/', '~', '.'])
}

#[cfg(test)]
#[path = "detect_tests.rs"]
mod tests;
