//! What Codex checks of its config beyond the types that other clients have, too.
//!
//! Source: what `codex mcp list` of 0.169.0 said to probes (November 2026).

use crate::clients::{Cost, Fault, OwnType};
use crate::document::{Node, Object, Value};
use crate::model::Transport;

/// How tools are approved.
pub(super) const MODES: &[&str] = &["auto", "prompt", "writes", "approve"];

/// A string, or the date that counts as one.
fn text(node: &Node) -> Option<&str> {
    match &node.value {
        Value::String(text) | Value::Datetime(text) => Some(text),
        _ => None,
    }
}

fn one_of(node: &Node, words: &[&str]) -> bool {
    node.as_str().is_some_and(|word| words.contains(&word))
}

/// A TOML integer. Floats are none, whatever they say.
fn integer(node: &Node) -> Option<i64> {
    match node.value {
        Value::Number(_) => node.to_json().as_i64(),
        _ => None,
    }
}

/// Seconds: up to the greatest `Duration`.
pub(super) static DURATION: OwnType = OwnType {
    wants: "a number, zero or above",
    fits: |n| {
        let seconds = matches!(n.value, Value::Number(_)).then(|| n.to_json().as_f64()).flatten();
        seconds.is_some_and(|s| (0.0..18_446_744_073_709_551_616.0).contains(&s))
    },
    schema: r#"{"type": "number", "minimum": 0}"#,
};

/// An integer, zero or above.
pub(super) static MILLIS: OwnType = OwnType {
    wants: "a whole number, zero or above",
    fits: |n| integer(n).is_some_and(|n| n >= 0),
    schema: r#"{"type": "integer", "minimum": 0}"#,
};

/// An integer above zero.
pub(super) static ONE_OR_MORE: OwnType = OwnType {
    wants: "a whole number above zero",
    fits: |n| integer(n).is_some_and(|n| n > 0),
    schema: r#"{"type": "integer", "minimum": 1}"#,
};

/// Names of variables, or tables with `name` and `source` and nothing else: the one place where an unknown key is
/// refused.
pub(super) static ENV_VARS: OwnType = OwnType {
    wants: "a list of names or of `{ name, source }`",
    fits: |n| {
        let fits = |item: &Node| match item.as_object() {
            Some(table) => {
                let named = item.get("name").is_some_and(|name| text(name).is_some());
                let source = item.get("source").is_none_or(|source| one_of(source, &["local", "remote"]));
                named && source && table.members.iter().all(|m| matches!(m.key.as_str(), "name" | "source"))
            }
            None => text(item).is_some(),
        };
        n.as_array().is_some_and(|items| items.iter().all(fits))
    },
    schema: r#"{"type": "array", "items": {"type": ["string", "object"], "required": ["name"],
        "properties": {"name": {"type": "string"}, "source": {"enum": ["local", "remote"]}},
        "additionalProperties": false}}"#,
};

/// A list of the places that tools can be left out of.
pub(super) static SURFACES: OwnType = OwnType {
    wants: "a list of `code_mode`, `deferred` and `direct`",
    fits: |n| n.as_array().is_some_and(|a| a.iter().all(|i| one_of(i, &["code_mode", "deferred", "direct"]))),
    schema: r#"{"type": "array", "items": {"enum": ["code_mode", "deferred", "direct"]}}"#,
};

/// Tools by name, each a table.
pub(super) static TOOLS: OwnType = OwnType {
    wants: "a table of tables with `approval_mode` or `output_token_limit`",
    fits: |n| {
        let fits = |tool: &Node| {
            let mode = tool.get("approval_mode").is_none_or(|mode| one_of(mode, MODES));
            let limit = tool.get("output_token_limit").is_none_or(|limit| (ONE_OR_MORE.fits)(limit));
            let empty = tool.as_array().is_some_and(<[Node]>::is_empty);
            (tool.as_object().is_some() || empty) && mode && limit
        };
        n.as_object().is_some_and(|tools| tools.members.iter().all(|m| fits(&m.value)))
    },
    schema: r#"{"type": "object", "additionalProperties": {"type": "object", "properties": {
        "approval_mode": {"enum": ["auto", "prompt", "writes", "approve"]},
        "output_token_limit": {"type": "integer", "minimum": 1}}}}"#,
};

/// A table; a list counts as one in the order of its fields.
pub(super) static OAUTH: OwnType = OwnType {
    wants: "a table",
    fits: |n| n.as_object().is_some() || n.as_array().is_some(),
    schema: r#"{"type": ["object", "array"]}"#,
};

/// The checks of a remote entry, once it is known to be one.
pub(super) fn entry_check(entry: &Object, transport: Option<Transport>) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !transport.is_some_and(Transport::is_remote) {
        return faults;
    }
    let mut refuse = |at: &[&str], why: &str, help: &str| faults.push(Fault::new(Cost::Entry, at, why, help));
    if let Some(helper) = entry.get("http_headers_helper").and_then(|m| m.value.as_str()) {
        let place = entry.get("environment_id").and_then(|m| m.value.as_str());
        if helper.trim().is_empty() {
            refuse(&["http_headers_helper"], "`http_headers_helper` is empty", "write the command, or remove it");
        } else if place.is_some_and(|place| place != "local") {
            let why = "`http_headers_helper` goes with the environment `local` only";
            refuse(&["http_headers_helper"], why, "remove it, or `environment_id`");
        }
    }
    let Some(oauth) = entry.get("oauth").and_then(|m| m.value.as_object()) else { return faults };
    let said = |key: &str| oauth.get(key).map(|m| &m.value);
    for key in ["client_id", "callback_url", "client_secret", "authorization_server_issuer"] {
        if said(key).is_some_and(|value| text(value).is_none()) {
            refuse(&["oauth", key], &format!("`{key}` is no string"), "put the value in quotes");
        }
    }
    if said("callback_port").is_some_and(|port| !is_port(port)) {
        refuse(&["oauth", "callback_port"], "`callback_port` is no port", "write a whole number up to 65535");
    }
    if said("client_secret").and_then(text) == Some("") {
        refuse(&["oauth", "client_secret"], "`client_secret` is empty", "write it, or remove it");
    } else if said("client_secret").is_some() && said("client_id").is_none() {
        refuse(&["oauth", "client_secret"], "`client_secret` stands without `client_id`", "add `client_id`");
    }
    let methods = &["client_secret_basic", "client_secret_post"];
    if said("token_endpoint_auth_method").is_some_and(|method| !one_of(method, methods)) {
        let help = "write `client_secret_basic` or `client_secret_post`";
        refuse(&["oauth", "token_endpoint_auth_method"], "`token_endpoint_auth_method` is unknown", help);
    }
    let ema = entry.get("auth").is_some_and(|auth| auth.value.as_str() == Some("ema_auth"));
    for key in ["token_endpoint_auth_method", "authorization_server_issuer"] {
        if said(key).is_some() && !ema {
            let why = format!("`{key}` goes with `auth = \"ema_auth\"` only");
            refuse(&["oauth", key], &why, "add that, or remove it");
        }
    }
    faults
}

fn is_port(node: &Node) -> bool {
    integer(node).is_some_and(|n| (0..=65535).contains(&n))
}

/// Where a setting stands, whether a value fits, and what does.
type Setting = (&'static [&'static str], fn(&Node) -> bool, &'static str);

/// Settings about something else that Codex checks in the same go: what is wrong with them costs every server.
const SETTINGS: &[Setting] = &[
    (&["model"], |n| text(n).is_some(), "a string"),
    (
        &["approval_policy"],
        |n| n.as_object().is_some() || one_of(n, &["untrusted", "on-failure", "on-request", "granular", "never"]),
        "`untrusted`, `on-failure`, `on-request`, `granular` or `never`",
    ),
    (
        &["sandbox_mode"],
        |n| one_of(n, &["read-only", "workspace-write", "danger-full-access"]),
        "`read-only`, `workspace-write` or `danger-full-access`",
    ),
    (&["features", "*"], |n| n.as_bool().is_some() || n.as_object().is_some(), "a boolean"),
    (&["projects", "*", "trust_level"], |n| one_of(n, &["trusted", "untrusted"]), "`trusted` or `untrusted`"),
    (&["notify"], |n| n.as_array().is_some(), "a list"),
    (&["history", "persistence"], |n| one_of(n, &["save-all", "none"]), "`save-all` or `none`"),
    (&["shell_environment_policy", "inherit"], |n| one_of(n, &["core", "all", "none"]), "`core`, `all` or `none`"),
    (&["model_providers", "*", "base_url"], |n| text(n).is_some(), "a string"),
    (&["mcp_oauth_callback_port"], is_port, "a port"),
    (&["mcp_oauth_credentials_store"], |n| one_of(n, &["auto", "file", "keyring"]), "`auto`, `file` or `keyring`"),
    (&["plugins", "*", "mcp_servers", "*", "enabled"], |n| n.as_bool().is_some(), "a boolean"),
];

/// The settings that are wrong, and `profile`, which is refused since profiles have files of their own.
pub(super) fn file_check(root: &Node) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (pattern, fits, wants) in SETTINGS {
        walk(root, pattern, &mut Vec::new(), &mut |path, node| {
            if !fits(node) {
                let why = format!("`{}` is not {wants}", path.join("."));
                faults.push(Fault::new(Cost::File, path, why, format!("write {wants}")));
            }
        });
    }
    if root.get("profile").is_some() {
        let help = "remove it, and start Codex with `--profile`";
        faults.push(Fault::new(Cost::File, &["profile"], "`profile` is no longer taken", help));
    }
    faults
}

/// Calls `see` for everything that a pattern leads to; `*` stands for any key.
fn walk<'n>(node: &'n Node, pattern: &[&str], path: &mut Vec<&'n str>, see: &mut dyn FnMut(&[&str], &Node)) {
    let Some((first, rest)) = pattern.split_first() else { return see(path, node) };
    for member in node.as_object().into_iter().flat_map(Object::effective) {
        if *first == "*" || *first == member.key {
            path.push(&member.key);
            walk(&member.value, rest, path, see);
            path.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Interest, Syntax};

    fn toml(text: &str) -> Node {
        Document::parse(text.to_owned(), Syntax::Toml, Interest::All).root.unwrap()
    }

    #[test]
    fn types_of_its_own() {
        let fits = |own: &OwnType, value: &str| (own.fits)(toml(&format!("x = {value}")).get("x").unwrap());
        assert!(
            fits(&DURATION, "0.5") && fits(&DURATION, "1_000") && !fits(&DURATION, "-1") && !fits(&DURATION, "nan")
        );
        assert!(fits(&MILLIS, "0") && !fits(&MILLIS, "1.0") && !fits(&ONE_OR_MORE, "0"));
        assert!(fits(&ENV_VARS, "['A', {name = 'B', source = 'remote'}]") && !fits(&ENV_VARS, "[{name = 'B', x = 1}]"));
        assert!(fits(&TOOLS, "{t = {approval_mode = 'writes', more = 1}}") && !fits(&TOOLS, "{t = true}"));
        assert!(fits(&SURFACES, "['direct']") && !fits(&SURFACES, "['all']"));
    }

    #[test]
    fn remote_entries_are_checked_further() {
        let faults = |entry: &str, transport| entry_check(toml(entry).as_object().unwrap(), Some(transport)).len();
        for (entry, count) in [
            ("http_headers_helper = ' '", 1),
            ("http_headers_helper = 'x'\nenvironment_id = 'cloud'", 1),
            ("http_headers_helper = 'x'\nenvironment_id = 'local'", 0),
            ("oauth = {client_secret = 'x'}", 1),
            ("oauth = {client_secret = '', client_id = 'x'}", 1),
            ("oauth = {callback_port = 70000}", 1),
            ("oauth = {authorization_server_issuer = 'x'}", 1),
            ("auth = 'ema_auth'\noauth = {authorization_server_issuer = 'x'}", 0),
        ] {
            assert_eq!(faults(entry, Transport::Http), count, "{entry}");
            assert_eq!(faults(entry, Transport::Stdio), 0, "{entry}");
        }
    }

    #[test]
    fn settings_beside_the_servers_are_checked() {
        for (text, count) in [
            ("model = 5", 1),
            ("model = 'x'\nunknown = 5\n[features]\nweb = true", 0),
            ("[features]\nweb = 5", 1),
            ("[projects.'/a']\ntrust_level = 'maybe'", 1),
            ("profile = 'x'\nnotify = 'x'", 2),
        ] {
            assert_eq!(file_check(&toml(text)).len(), count, "{text}");
        }
    }
}
