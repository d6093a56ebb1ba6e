//! LibreChat, the self-hosted chat server.
//!
//! Source: npm `librechat-data-provider` 0.8.524 (`src/mcp.ts`, `src/config.ts`, `src/utils.ts`), whose `configSchema`
//! was run on the cases behind js-yaml 4.3.2 (November 2026). What the server does with a checked file was read only.

use super::{
    A_URL, Broken, Client, Container, Cost, Dialect, Fault, FieldRule, FieldType, INTEGER, Loss, Mark, Marks, Names,
    On, OwnType, Pick, Role, Selection, Tolerance, Transports, UNSIGNED, Unit, UnknownValue, Unset, UrlCheck,
    Variables, any_name, as_is,
};
use crate::document::{Node, Object, Syntax, Value};
use crate::model::template::Form;
use crate::model::{Scope, Transport};

const ID: &str = "librechat";
const NAME: &str = "LibreChat";

/// LibreChat and its one file.
pub(super) static CLIENT: Client =
    Client { id: ID, name: NAME, verified: "0.8.524", dialects: &[PROJECT], older: &[], words: &[&["librechat"]] };

/// `librechat.yaml` beside the deployment. One bad value anywhere costs the whole file.
const PROJECT: Dialect = Dialect {
    client: ID,
    name: NAME,
    kind: "project",
    verified: "0.8.524",
    remark: "One value that its schema does not take costs the whole file.",
    paths: &["librechat.yaml"],
    syntax: Syntax::Yaml,
    tolerance: Tolerance { empty: false, duplicates: false, broken: Broken::Fatal, ..Tolerance::JSONC },
    containers: &[Container::map(&["mcpServers"], Scope::Project)],
    transports: Transports {
        key: Some("type"),
        values: &[
            ("stdio", Transport::Stdio),
            ("websocket", Transport::Ws),
            ("sse", Transport::Sse),
            ("streamable-http", Transport::Http),
            ("http", Transport::Http),
        ],
        unknown: UnknownValue::Skips,
        by: Selection::Own(pick),
        bare_url: Some(Transport::Sse),
        url_check: UrlCheck::AfterVariables,
        speaks: &[Transport::Stdio, Transport::Http, Transport::Sse, Transport::Ws],
        ..Transports::BY_FIELDS
    },
    fields: FIELDS,
    entry_check,
    file_check,
    lazy: true,
    // There are no defaults; what is not set, or is empty, stays as it is written.
    variables: Variables {
        forms: &[Form::Braced],
        roles: &[Role::Args, Role::Env, Role::Url, Role::Headers],
        unset: Unset::Literal,
        spell: Some("${NAME}"),
        ..Variables::NONE
    },
    names: Names { refused: any_name, sanitise: as_is },
    loss: Loss::File,
    marks: Marks { switch: Mark::Source, ..Marks::all(Mark::Executed) },
    head: &[("version", "1.3.5")],
    ..Dialect::BASE
};

/// No field may be null; unknown ones are left out without a word. Times are in milliseconds.
const FIELDS: &[FieldRule] = &[
    FieldRule::strict("type", Role::Transport, FieldType::String, On::Both),
    FieldRule::strict("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::strict("args", Role::Args, FieldType::Strings, On::Stdio).required(),
    FieldRule::strict("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::strict("cwd", Role::Cwd, FieldType::String, On::Stdio),
    FieldRule::strict("stderr", Role::Other, FieldType::Own(&STDERR), On::Stdio),
    FieldRule::strict("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::strict("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::strict("requestHeaders", Role::Other, FieldType::StringMap, On::Remote),
    FieldRule::strict("proxy", Role::Other, FieldType::Own(&PROXY), On::Remote),
    FieldRule::strict("obo", Role::Other, FieldType::Own(&OBO), On::Remote),
    FieldRule::strict("title", Role::Other, FieldType::Own(&TITLE), On::Both),
    FieldRule::strict("description", Role::Other, FieldType::String, On::Both),
    FieldRule::strict("iconPath", Role::Other, FieldType::String, On::Both),
    FieldRule::strict("startup", Role::Other, FieldType::Bool, On::Both),
    FieldRule::strict("chatMenu", Role::Other, FieldType::Bool, On::Both),
    FieldRule::strict("timeout", Role::Timeout(Unit::Millis(1)), FieldType::Own(&UNSIGNED), On::Both),
    FieldRule::strict("initTimeout", Role::Timeout(Unit::Millis(1)), FieldType::Own(&UNSIGNED), On::Both),
    FieldRule::strict("sseReadTimeout", Role::Timeout(Unit::Millis(1)), FieldType::PositiveInt, On::Both),
    FieldRule::strict("oauthRefreshWaitTimeout", Role::Other, FieldType::PositiveInt, On::Both),
    FieldRule::strict("oauthRefreshCoordination", Role::Other, FieldType::Bool, On::Both),
    FieldRule::strict("oauthPersistenceWaitTimeout", Role::Other, FieldType::Own(&QUARTER), On::Both),
    FieldRule::strict("serverInstructions", Role::Other, FieldType::Own(&INSTRUCTIONS), On::Both),
    FieldRule::strict("requiresOAuth", Role::Other, FieldType::Bool, On::Both),
    FieldRule::strict("oauth", Role::Other, FieldType::Object, On::Both),
    FieldRule::strict("oauth_headers", Role::Other, FieldType::StringMap, On::Both),
    FieldRule::strict("apiKey", Role::Other, FieldType::Own(&API_KEY), On::Both),
    FieldRule::strict("customUserVars", Role::Other, FieldType::Own(&USER_VARS), On::Both),
];

static STDERR: OwnType = OwnType {
    wants: "`pipe`, `ignore`, `inherit` or a whole number, zero or above",
    fits: |n| n.as_str().map_or((UNSIGNED.fits)(n), |word| matches!(word, "pipe" | "ignore" | "inherit")),
    schema: r#"{"anyOf": [{"enum": ["pipe", "ignore", "inherit"]}, {"type": "integer", "minimum": 0}]}"#,
};

static PROXY: OwnType = OwnType {
    wants: "a URL with http, https, socks or socks5",
    fits: |n| {
        let scheme =
            |url: &str| url::Url::parse(url).is_ok_and(|u| ["http", "https", "socks", "socks5"].contains(&u.scheme()));
        n.as_str().is_some_and(|url| url.contains("${") || scheme(url))
    },
    schema: r#"{"type": "string", "pattern": "^(https?|socks5?)://|\\$\\{"}"#,
};

static OBO: OwnType = OwnType {
    wants: "an object with `scopes`",
    fits: |n| n.get("scopes").and_then(Node::as_str).is_some_and(|s| !s.is_empty()),
    schema: r#"{"type": "object", "required": ["scopes"], "properties": {"scopes": {"type": "string", "minLength": 1}}}"#,
};

static TITLE: OwnType = OwnType {
    wants: "letters, digits, blanks, hyphens and apostrophes",
    fits: |n| {
        let text = n.as_str().unwrap_or_default();
        text.starts_with(char::is_alphanumeric)
            && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '\'' | '’' | ' ' | '-') || is_mark(c))
    },
    schema: r#"{"type": "string", "minLength": 1, "pattern": "^[^/._:]+$"}"#,
};

/// A combining mark, which is no letter by itself.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}')
}

static QUARTER: OwnType = OwnType {
    wants: "a whole number from 1 to 840000",
    fits: |n| (INTEGER.fits)(n) && n.to_json().as_f64().is_some_and(|n| (1.0..=840_000.0).contains(&n)),
    schema: r#"{"type": "integer", "minimum": 1, "maximum": 840000}"#,
};

static INSTRUCTIONS: OwnType = OwnType {
    wants: "a boolean or a string",
    fits: |n| n.as_bool().is_some() || n.as_str().is_some(),
    schema: r#"{"type": ["boolean", "string"]}"#,
};

static API_KEY: OwnType = OwnType {
    wants: "an object with `source` and `authorization_type`",
    fits: |n| {
        let word = |key: &str| n.get(key).and_then(Node::as_str).unwrap_or_default();
        matches!(word("source"), "admin" | "user")
            && matches!(word("authorization_type"), "basic" | "bearer" | "custom")
    },
    schema: r#"{"type": "object", "required": ["source", "authorization_type"], "properties": {"source": {"enum": ["admin", "user"]}, "authorization_type": {"enum": ["basic", "bearer", "custom"]}}}"#,
};

static USER_VARS: OwnType = OwnType {
    wants: "a map of objects with `title` and `description`",
    fits: |n| {
        let string = |node: &Node, key: &str| node.get(key).is_some_and(|n| n.as_str().is_some());
        let whole = |node: &Node| string(node, "title") && string(node, "description");
        n.as_object().is_some_and(|o| o.effective().all(|m| whole(&m.value)))
    },
    schema: r#"{"type": "object", "additionalProperties": {"type": "object", "required": ["title", "description"]}}"#,
};

fn text<'e>(entry: &'e Object, key: &str) -> Option<&'e str> {
    entry.get(key).and_then(|m| m.value.as_str())
}

/// Whether a URL is one of a web socket, as `new URL` sees it.
fn is_socket(url: &str) -> bool {
    let lower = url.trim().to_ascii_lowercase();
    lower.starts_with("ws:") || lower.starts_with("wss:")
}

/// Whether the fields of one name that are there have the types that the stdio schema wants.
fn is_process(entry: &Object) -> bool {
    let of_stdio = FIELDS.iter().filter(|f| f.on == On::Stdio);
    let fits = |f: &FieldRule| match entry.get(f.name) {
        Some(member) => crate::normalize::fits(f.ty, &member.value),
        None => !matches!(f.name, "command" | "args"),
    };
    of_stdio.into_iter().all(fits) && entry.get("obo").is_none()
}

/// The first schema that fits: stdio, web socket, SSE, streamable HTTP. All but the last go without `type`.
fn pick(entry: &Object) -> Pick {
    let word = text(entry, "type");
    let absent = entry.get("type").is_none();
    if (absent || word == Some("stdio")) && is_process(entry) {
        return Pick::Use(Transport::Stdio);
    }
    let url = text(entry, "url");
    let named = match word {
        Some("stdio") => Some(Transport::Stdio),
        Some("websocket") => Some(Transport::Ws),
        Some("sse") => Some(Transport::Sse),
        Some("http" | "streamable-http") => Some(Transport::Http),
        Some(_) => return Pick::UnknownValue,
        None => None,
    };
    match (named, url) {
        (Some(Transport::Stdio), _) if entry.get("command").is_some() => Pick::Use(Transport::Stdio),
        (Some(transport), Some(_)) if transport.is_remote() => Pick::Use(transport),
        (Some(transport), _) => Pick::NoEndpoint(transport),
        (None, Some(url)) if is_socket(url) => Pick::Use(Transport::Ws),
        (None, Some(_)) => Pick::Use(Transport::Sse),
        (None, None) if entry.get("command").is_some() => Pick::Use(Transport::Stdio),
        (None, None) => Pick::Nothing,
    }
}

fn entry_check(entry: &Object, transport: Option<Transport>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut bad = |at: &[&str], why: &str, help: &str| faults.push(Fault::new(Cost::Entry, at, why, help));
    match (transport, text(entry, "url").map(is_socket)) {
        (Some(Transport::Ws), Some(false)) => bad(&["url"], "`url` is none of a web socket", "write `ws:` or `wss:`"),
        (Some(Transport::Sse | Transport::Http), Some(true)) => {
            bad(&["url"], "`url` is one of a web socket", "write `type: websocket`");
        }
        _ => {}
    }
    if matches!(transport, Some(Transport::Stdio | Transport::Ws)) && entry.get("obo").is_some() {
        bad(&["obo"], "`obo` goes with SSE and streamable HTTP alone", "remove it");
    }
    let Some(oauth) = entry.get("oauth").and_then(|m| m.value.as_object()) else { return faults };
    let has = |key: &str| text(oauth, key).is_some_and(|t| !t.is_empty());
    if has("client_secret") && !has("client_id") {
        bad(&["oauth", "client_secret"], "`client_secret` needs `client_id`", "add it");
    } else if has("client_secret") && !(has("authorization_url") && has("token_url")) {
        let why = "`client_secret` needs `authorization_url` and `token_url`";
        bad(&["oauth", "client_secret"], why, "add them");
    }
    for key in ["authorization_url", "token_url", "redirect_uri", "revocation_endpoint"] {
        let odd = |m: &crate::document::Member| {
            !m.value.as_str().is_some_and(|url| url.contains("${")) && !(A_URL.fits)(&m.value)
        };
        if oauth.get(key).is_some_and(odd) {
            bad(&["oauth", key], &format!("`{key}` is no URL"), "");
        }
    }
    faults
}

/// The root takes no key that it does not know, and `version` must be there as a string.
fn file_check(root: &Node) -> Vec<Fault> {
    const KNOWN: &[&str] = &[
        "version",
        "permissions",
        "cache",
        "ocr",
        "webSearch",
        "langfuse",
        "memory",
        "summarization",
        "skillSync",
        "secureImageLinks",
        "imageOutputType",
        "includedTools",
        "filteredTools",
        "mcpServers",
        "mcpSettings",
        "interface",
        "turnstile",
        "fileStrategy",
        "fileStrategies",
        "cloudfront",
        "actions",
        "registration",
        "balance",
        "transactions",
        "speech",
        "rateLimits",
        "fileConfig",
        "modelSpecs",
        "filters",
        "messageFilter",
        "endpoints",
        "openapi",
    ];
    let Some(object) = root.as_object() else { return Vec::new() };
    let unknown = object.effective().filter(|m| !KNOWN.contains(&m.key.as_str()));
    let why = |key: &str| format!("the root knows no key `{key}`");
    let mut faults: Vec<Fault> = unknown.map(|m| Fault::new(Cost::File, &[&m.key], why(&m.key), "remove it")).collect();
    match object.get("version").map(|m| &m.value.value) {
        Some(Value::String(_)) => {}
        None => faults.push(Fault::new(Cost::File, &[], "`version` is missing", "add `version: 1.3.5`")),
        Some(_) => faults.push(Fault::new(Cost::File, &["version"], "`version` is no string", "put it in quotes")),
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Interest};

    fn root(text: &str) -> Node {
        Document::parse(text.to_owned(), Syntax::Yaml, Interest::All).root.unwrap()
    }

    #[test]
    fn the_first_schema_that_fits_takes_the_entry() {
        let of = |text: &str| pick(root(text).as_object().unwrap());
        assert_eq!(of("{command: x, args: []}"), Pick::Use(Transport::Stdio));
        assert_eq!(of("{command: x, url: 'http://h/'}"), Pick::Use(Transport::Sse));
        assert_eq!(of("{command: x, args: [], url: 'http://h/', type: http}"), Pick::Use(Transport::Http));
        assert_eq!(of("{url: 'WSS://h/'}"), Pick::Use(Transport::Ws));
        assert_eq!(of("{url: 'http://h/', type: streamableHttp}"), Pick::UnknownValue);
        assert_eq!(of("{url: 'http://h/', type: stdio}"), Pick::NoEndpoint(Transport::Stdio));
    }

    #[test]
    fn the_root_is_strict() {
        assert!(file_check(&root("version: 1.3.5\nmcpServers: {}")).is_empty());
        assert_eq!(file_check(&root("version: 1.2\nx-base: 1")).len(), 2);
        assert!((TITLE.fits)(&root("Größe 2")) && !(TITLE.fits)(&root("a/b")) && !(TITLE.fits)(&root("''")));
    }
}
