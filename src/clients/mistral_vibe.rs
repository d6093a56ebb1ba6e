//! Mistral Vibe, the terminal agent.
//!
//! Source: PyPI `mistral-vibe` 3.0.3 `vibe/core/config` (`vibe_schema.py`, `models.py`, `layers`), which was run on the
//! cases (November 2026).

use std::path::PathBuf;

use super::common::pydantic;
use super::{
    Broken, Client, Container, Cost, Dialect, Fault, FieldRule, FieldType, Loss, Mark, Marks, Names, ONE_OR_MORE, On,
    Pick, Role, Selection, Tolerance, Transports, Unit, UnknownValue,
};
use crate::document::{Node, Object, Syntax};
use crate::env::Env;
use crate::model::{Scope, Transport};

const ID: &str = "mistral-vibe";
const NAME: &str = "Mistral Vibe";
const VERIFIED: &str = "3.0.3";

/// Mistral Vibe and its two files.
pub(super) static CLIENT: Client = Client {
    id: ID,
    name: NAME,
    verified: VERIFIED,
    dialects: &[PROJECT, USER],
    older: &[],
    words: &[&["vibe"], &["mistral"]],
};

/// `.vibe/config.toml`, read in trusted folders; its servers are merged by name over the user's (read). Servers stand
/// in an array of tables. One bad value anywhere in the file and Vibe does not start; keys that it does not know are a
/// warning, with `strict_config = true` an error.
const PROJECT: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "project",
    verified: VERIFIED,
    remark: "It is read only in a folder that Vibe trusts.",
    paths: &[".vibe/config.toml"],
    syntax: Syntax::Toml,
    tolerance: Tolerance { bom: false, broken: Broken::Fatal, ..Tolerance::JSONC },
    containers: &[Container::list(&["mcp_servers"], Scope::Project, "name")],
    transports: TRANSPORTS,
    fields: FIELDS,
    entry_check,
    file_check,
    lazy: true,
    names: Names { refused, sanitise },
    loss: Loss::Start,
    marks: Marks { switch: Mark::Source, ..Marks::all(Mark::Executed) },
    ..Dialect::BASE
};

/// `~/.vibe/config.toml`.
const USER: Dialect = Dialect {
    kind: "user",
    remark: "",
    scope: Scope::User,
    paths: &[],
    user_paths,
    containers: &[Container::list(&["mcp_servers"], Scope::User, "name")],
    ..PROJECT
};

/// `transport` must be there and be spelt so; there is no SSE, and `type` is no key of it.
const TRANSPORTS: Transports = Transports {
    key: Some("transport"),
    required: true,
    values: &[("stdio", Transport::Stdio), ("http", Transport::Http), ("streamable-http", Transport::Http)],
    unknown: UnknownValue::Skips,
    by: Selection::Own(pick),
    spell_stdio: true,
    ..Transports::BY_FIELDS
};

/// In pydantic's lax types. `headers` and `api_key_*` beside a URL are the older form of `auth`. A command is a list, or
/// a string that is split as a shell would.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("name", Role::Name, FieldType::String, On::Both).required(),
    FieldRule::strict("transport", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("command", Role::Command, FieldType::Own(&ONE_OR_MORE), On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("cwd", Role::Cwd, FieldType::String, On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::strict("api_key_env", Role::Other, FieldType::String, On::Remote),
    FieldRule::strict("api_key_header", Role::Other, FieldType::String, On::Remote),
    FieldRule::strict("api_key_format", Role::Other, FieldType::String, On::Remote),
    FieldRule::strict("auth", Role::Other, FieldType::Object, On::Remote),
    FieldRule::strict("auth/type", Role::Other, FieldType::OneOf(&["static", "oauth"]), On::Remote),
    FieldRule::strict("auth/headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::strict("auth/api_key_env", Role::Other, FieldType::String, On::Remote),
    FieldRule::strict("auth/api_key_header", Role::Other, FieldType::String, On::Remote),
    FieldRule::strict("auth/api_key_format", Role::Other, FieldType::String, On::Remote),
    FieldRule::strict("auth/scopes", Role::Other, FieldType::Strings, On::Remote),
    FieldRule::strict("auth/client_id", Role::Other, FieldType::String, On::Remote),
    FieldRule::strict("auth/client_metadata_url", Role::Other, FieldType::String, On::Remote),
    FieldRule::strict("auth/redirect_port", Role::Other, FieldType::Own(&pydantic::INT), On::Remote),
    FieldRule::strict("prompt", Role::Other, FieldType::String, On::Both),
    SECONDS_TO_START,
    FieldRule::strict(
        "tool_timeout_sec",
        Role::Timeout(Unit::Seconds),
        FieldType::Own(&pydantic::ABOVE_ZERO),
        On::Both,
    ),
    FieldRule::strict("sampling_enabled", Role::Other, FieldType::Own(&pydantic::BOOL), On::Both),
    FieldRule::strict("disabled", Role::Disabled, FieldType::Own(&pydantic::BOOL), On::Both),
    FieldRule::strict("disabled_tools", Role::Other, FieldType::Strings, On::Both),
];

const SECONDS_TO_START: FieldRule = FieldRule::strict(
    "startup_timeout_sec",
    Role::Timeout(Unit::Seconds),
    FieldType::Own(&pydantic::ABOVE_ZERO),
    On::Both,
);

fn text<'e>(entry: &'e Object, key: &str) -> Option<&'e str> {
    entry.get(key).and_then(|m| m.value.as_str())
}

/// An empty command is taken, and found out when it is started; a URL is not looked at.
fn pick(entry: &Object) -> Pick {
    let (wants, transport) = match text(entry, "transport") {
        None => return Pick::KeyMissing,
        Some("stdio") => ("command", Transport::Stdio),
        Some("http" | "streamable-http") => ("url", Transport::Http),
        Some(_) => return Pick::UnknownValue,
    };
    if entry.get(wants).is_some() { Pick::Use(transport) } else { Pick::NoEndpoint(transport) }
}

/// Whether Python's `shlex` reads a command line to its end.
fn quotes_close(line: &str) -> bool {
    let mut open = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (open, c) {
            (None, '\'' | '"') => open = Some(c),
            (Some(quote), c) if c == quote => open = None,
            // The next character is taken as it is.
            (None | Some('"'), '\\') if chars.next().is_none() => return false,
            _ => {}
        }
    }
    open.is_none()
}

fn entry_check(entry: &Object, transport: Option<Transport>) -> Vec<Fault> {
    if transport == Some(Transport::Stdio) {
        let open = text(entry, "command").is_some_and(|line| !quotes_close(line));
        let why = "a quote in `command` is never closed";
        let fault = Fault::new(Cost::EntryAlone, &["command"], why, "close it, or write the command as a list");
        return if open { vec![fault] } else { Vec::new() };
    }
    let mut faults = Vec::new();
    let mut bad = |at: &[&str], why: &str, help: &str| faults.push(Fault::new(Cost::Entry, at, why, help));
    let old = ["headers", "api_key_env", "api_key_header", "api_key_format"];
    let Some(auth) = entry.get("auth").and_then(|m| m.value.as_object()) else {
        static_auth(entry, &[], &mut bad);
        return faults;
    };
    if let Some(key) = old.into_iter().find(|key| entry.get(key).is_some()) {
        bad(&[key], &format!("`{key}` stands beside `auth`"), "move it into `auth`");
    }
    let known: &[&str] = match text(auth, "type") {
        Some("oauth") => {
            oauth(auth, &mut bad);
            &["type", "scopes", "client_id", "client_metadata_url", "redirect_port"]
        }
        Some(_) => {
            static_auth(auth, &["auth"], &mut bad);
            &["type", "headers", "api_key_env", "api_key_header", "api_key_format"]
        }
        None => {
            bad(&["auth"], "`auth.type` is missing", "add `type = \"static\"` or `\"oauth\"`");
            return faults;
        }
    };
    if let Some(member) = auth.effective().find(|m| !known.contains(&m.key.as_str())) {
        bad(&["auth", &member.key], "`auth` does not know this key", "remove it");
    }
    faults
}

/// The parts of a header's name (RFC 9110).
fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+.^_`|~-".contains(&b))
}

fn static_auth(auth: &Object, at: &[&str], bad: &mut impl FnMut(&[&str], &str, &str)) {
    let way = |key: &'static str| -> Vec<&str> { at.iter().copied().chain([key]).collect() };
    let headers: Vec<String> = auth
        .get("headers")
        .and_then(|m| m.value.as_object())
        .map(|o| o.effective().map(|m| m.key.to_ascii_lowercase()).collect())
        .unwrap_or_default();
    let mut names = headers.clone();
    names.sort_unstable();
    names.dedup();
    if names.len() < headers.len() {
        bad(&way("headers"), "a header is named twice", "keep one of them");
    }
    if headers.iter().any(|name| !is_token(name)) {
        bad(&way("headers"), "the name of a header has characters that none can have", "");
    }
    let variable = |name: &str| {
        name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.starts_with(|c: char| c.is_ascii_digit())
    };
    if text(auth, "api_key_env").is_some_and(|name| !variable(name)) {
        bad(&way("api_key_env"), "`api_key_env` is no name of a variable", "write the name alone, without `$`");
    }
    if text(auth, "api_key_header").is_some_and(|name| !is_token(name)) {
        bad(&way("api_key_header"), "`api_key_header` is no name of a header", "");
    }
    if text(auth, "api_key_format").is_some_and(|format| !has_only_token(format)) {
        bad(&way("api_key_format"), "`api_key_format` has no `{token}`, or more than that", "write `Bearer {token}`");
    }
}

/// Whether a Python format has the field `token` and no other.
fn has_only_token(format: &str) -> bool {
    let plain = format.replace("{{", "").replace("}}", "");
    let mut rest = plain.as_str();
    let mut found = false;
    while let Some(at) = rest.find(['{', '}']) {
        let Some(end) = rest.get(at..).and_then(|field| field.find('}')).filter(|end| *end > 0) else { return false };
        let field = rest.get(at + 1..at + end).unwrap_or_default();
        if field.split([':', '!']).next() != Some("token") {
            return false;
        }
        found = true;
        rest = rest.get(at + end + 1..).unwrap_or_default();
    }
    found
}

fn oauth(auth: &Object, bad: &mut impl FnMut(&[&str], &str, &str)) {
    if auth.get("scopes").is_none() {
        bad(&["auth"], "`auth.scopes` is missing", "add `scopes`");
    }
    if text(auth, "client_id").is_some() && text(auth, "client_metadata_url").is_some() {
        bad(&["auth"], "`auth` has both `client_id` and `client_metadata_url`", "keep one of them");
    }
    if text(auth, "client_id") == Some("") {
        bad(&["auth", "client_id"], "`client_id` is empty", "");
    }
    let web = |url: &str| url::Url::parse(url).is_ok_and(|u| matches!(u.scheme(), "http" | "https"));
    if text(auth, "client_metadata_url").is_some_and(|url| !web(url)) {
        bad(&["auth", "client_metadata_url"], "`client_metadata_url` is no HTTP URL", "");
    }
    let port = auth.get("redirect_port").and_then(|m| pydantic::float(&m.value));
    if port.is_some_and(|port| !(1024.0..=65535.0).contains(&port)) {
        bad(&["auth", "redirect_port"], "`redirect_port` is not between 1024 and 65535", "");
    }
}

/// Two names that are one to Vibe; two that are one already are merged without a word. With `strict_config` no key may
/// be unknown.
fn file_check(root: &Node) -> Vec<Fault> {
    let entries = root.get("mcp_servers").and_then(Node::as_array).unwrap_or_default();
    let mut faults = Vec::new();
    let mut seen: Vec<(String, &str)> = Vec::new();
    if root.get("enable_mcp").is_some_and(|n| !(pydantic::BOOL.fits)(n)) {
        faults.push(Fault::new(Cost::File, &["enable_mcp"], "`enable_mcp` is no boolean", "write `true` or `false`"));
    }
    let strict = root.get("strict_config").and_then(Node::as_bool) == Some(true);
    for (index, entry) in entries.iter().enumerate() {
        let index = index.to_string();
        let name = entry.get("name").and_then(Node::as_str).unwrap_or_default();
        let becomes = sanitise(name);
        if seen.iter().any(|(other, raw)| *other == becomes && *raw != name) {
            let why = "the name is that of another server once it is cleaned";
            faults.push(Fault::new(Cost::File, &["mcp_servers", &index, "name"], why, "give it another name"));
        }
        seen.push((becomes, name));
        let known = |key: &str| FIELDS.iter().any(|f| f.name == key);
        let unknown = entry.as_object().into_iter().flat_map(Object::effective).find(|m| !known(&m.key));
        if let Some(member) = unknown.filter(|_| strict) {
            let why = format!("`strict_config` is on, and `{}` is no setting", member.key);
            faults.push(Fault::new(Cost::File, &["mcp_servers", &index, &member.key], why, "remove it"));
        }
    }
    faults
}

fn refused(name: &str) -> Option<&'static str> {
    sanitise(name).is_empty().then_some("a name must hold letters or numbers")
}

/// Other characters become `_`, edges are trimmed, and 256 characters are kept.
fn sanitise(name: &str) -> String {
    let clean: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') { c } else { '_' }).collect();
    clean.trim_matches(['_', '-']).chars().take(256).collect()
}

/// `$VIBE_HOME/config.toml`, else `~/.vibe/config.toml`.
fn user_paths(env: &Env) -> Vec<PathBuf> {
    env.dir_or_home("VIBE_HOME", ".vibe").map(|dir| dir.join("config.toml")).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    #[test]
    fn the_user_file_follows_vibe_home_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            let at = |vars: &[(&str, &str)]| slashes(&user_paths(&fake(system, vars))[0]);
            assert_eq!(at(&[]), "/home/u/.vibe/config.toml");
            assert_eq!(at(&[("VIBE_HOME", "/v")]), "/v/config.toml");
        }
    }

    #[test]
    fn names_and_formats_are_judged_as_vibe_does() {
        assert_eq!(sanitise("aé"), "a");
        assert_eq!(sanitise("a b"), "a_b");
        assert!(refused("__--").is_some() && refused("é").is_some() && refused("a.b").is_none());
        for good in ["{token}", "Bearer {token}", "{token:>5}"] {
            assert!(has_only_token(good), "{good}");
        }
        for bad in ["{{token}}", "{}", "{x}", "Bearer", "{token", "token}"] {
            assert!(!has_only_token(bad), "{bad}");
        }
        assert!(quotes_close("sh -c 'a b'") && !quotes_close("sh -c 'a b"));
    }
}
