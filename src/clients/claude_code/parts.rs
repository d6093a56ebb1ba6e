//! What Claude Code asks of single values: types of fields, names, URLs (2.1.329, November 2026; 2306 made entries and
//! 100 names were put into a `.mcp.json`, and into a plugin's).

use crate::clients::{Cost, Fault, OwnType, has_an_entry};
use crate::document::{Node, Object, Value};
use crate::model::template::Form;
use crate::model::{Part, Template, Transport};

/// `url`: any string that is not too long, even an empty one.
pub(super) static URL: OwnType = OwnType {
    wants: "a string of at most 65536 characters",
    fits: |n| n.as_str().is_some_and(|s| s.encode_utf16().count() <= 65536),
    schema: r#"{"type": "string", "maxLength": 65536}"#,
};

/// `timeout`: `1e3` and `30.0` are whole.
pub(super) static TIMEOUT: OwnType = OwnType {
    wants: "a whole number above zero",
    fits: |n| is_count(n, 9_007_199_254_740_991.0),
    schema: r#"{"type": "integer", "minimum": 1, "maximum": 9007199254740991}"#,
};

/// `oauth`: `scopes` is one string, the metadata URL is `https`, and a port has no upper limit.
pub(super) static OAUTH: OwnType = OwnType {
    wants: "an object with `clientId`, `callbackPort`, `authServerMetadataUrl`, `scopes` and `xaa` as it takes them",
    fits: |n| {
        n.as_object().is_some_and(|o| {
            let good = |key: &str, fits: &dyn Fn(&Node) -> bool| o.get(key).is_none_or(|m| fits(&m.value));
            good("clientId", &|n| n.as_str().is_some())
                && good("callbackPort", &|n| is_count(n, 9_007_199_254_740_991.0))
                && good("authServerMetadataUrl", &|n| n.as_str().is_some_and(is_https))
                && good("scopes", &|n| n.as_str().is_some_and(|s| !s.is_empty()))
                && good("xaa", &|n| n.as_bool().is_some())
        })
    },
    schema: r#"{
        "type": "object",
        "properties": {
            "clientId": { "type": "string" },
            "callbackPort": { "type": "integer", "minimum": 1 },
            "authServerMetadataUrl": { "type": "string", "pattern": "^https://.", "maxLength": 4096 },
            "scopes": { "type": "string", "minLength": 1 },
            "xaa": { "type": "boolean" }
        }
    }"#,
};

/// `tools`: not Copilot's `["*"]`, which costs the entry.
pub(super) static TOOLS: OwnType = OwnType {
    wants: "a list of objects with a `name`, and perhaps a `permission_policy`",
    fits: |n| n.as_array().is_some_and(|items| items.iter().all(is_tool)),
    schema: r#"{
        "type": "array",
        "items": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": { "type": "string" },
                "permission_policy": { "enum": ["always_allow", "always_ask", "always_deny"] }
            }
        }
    }"#,
};

/// `toolPermissions`.
pub(super) static PERMISSIONS: OwnType = OwnType {
    wants: "an object of `allow`, `ask` and `blocked`",
    fits: |n| n.as_object().is_some_and(|o| o.effective().all(|m| one_of(&m.value, &["allow", "ask", "blocked"]))),
    schema: r#"{"type": "object", "additionalProperties": { "enum": ["allow", "ask", "blocked"] }}"#,
};

fn is_count(node: &Node, most: f64) -> bool {
    let Value::Number(text) = &node.value else { return false };
    text.parse::<f64>().is_ok_and(|n| n.fract() == 0.0 && (1.0..=most).contains(&n))
}

fn one_of(node: &Node, words: &[&str]) -> bool {
    node.as_str().is_some_and(|s| words.contains(&s))
}

fn is_https(text: &str) -> bool {
    text.starts_with("https://") && text.len() <= 4096 && url::Url::parse(text).is_ok()
}

fn is_tool(node: &Node) -> bool {
    let policies = &["always_allow", "always_ask", "always_deny"];
    node.get("name").is_some_and(|n| n.as_str().is_some())
        && node.get("permission_policy").is_none_or(|n| one_of(n, policies))
}

/// The name as tools are prefixed with it, counted in UTF-16 as JavaScript does.
pub(super) fn prefix(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let mut out = String::new();
    for c in name.chars() {
        match (plain(c), c.len_utf16()) {
            (true, _) => out.push(c),
            (false, 2) => out.push_str("__"),
            _ => out.push('_'),
        }
    }
    if !name.starts_with("claude.ai ") {
        return out;
    }
    let words: Vec<&str> = out.split('_').filter(|w| !w.is_empty()).collect();
    words.join("_")
}

/// Names that Claude Code keeps for itself everywhere: five of JavaScript's own, and those whose tools would be taken
/// for a built-in server's, judged by what stands before the first `__` of the tool's name. Names kept in hosted
/// sessions only (`memory`, `widgets`) load locally, and so do `constructor` and `toString`.
pub(super) fn reserved(name: &str) -> Option<&'static str> {
    const WHOLE: &[&str] = &[
        "__proto__",
        "__defineGetter__",
        "__defineSetter__",
        "__lookupGetter__",
        "__lookupSetter__",
        "Slack sign-in (Claude Code tag)",
    ];
    const HEADS: &[&str] = &[
        "workspace",
        "computer-use",
        "claude-in-chrome",
        "Claude_in_Chrome",
        "Claude_Preview",
        "Claude_Browser",
        "claude-device",
        "remote-devices",
        "claude_ai",
        "ccr-email",
        "hearthbot",
        "webagent",
        "claude-code-remote",
    ];
    let tool = format!("{}__tool", prefix(name));
    let head = tool.split("__").next().unwrap_or_default();
    let reserved = WHOLE.contains(&name) || HEADS.contains(&head);
    reserved.then_some("it is a reserved MCP server name")
}

/// What `claude mcp add-json` takes. It looks for an entry of the same name in a plain object, so that what every
/// object has seems to be there already (executed for four of them).
pub(super) fn addable(name: &str) -> Option<&'static str> {
    const EVERY_OBJECT_HAS: &[&str] = &["constructor", "toString", "hasOwnProperty", "valueOf"];
    if name.chars().any(|c| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))) {
        return Some("a name may hold letters, digits, `-` and `_` only");
    }
    if EVERY_OBJECT_HAS.contains(&name) {
        return Some("a server of this name seems to be there already");
    }
    reserved(name)
}

/// What stops a server of `--mcp-config` before it is reached: its URL, once defaults are in place of their variables.
/// A variable without a default is for the environment to fill, and nothing is said of it here.
pub(super) fn reachable(entry: &Object, transport: Option<Transport>) -> Vec<Fault> {
    let Some(transport) = transport.filter(|t| t.is_remote()) else { return Vec::new() };
    let written = entry.get("url").and_then(|m| m.value.as_str()).unwrap_or_default();
    let Some(url) = expanded(written) else { return Vec::new() };
    let bad = |at: &str, why: &str, help: &str| vec![Fault::new(Cost::EntryAlone, &[at], why, help)];
    let Ok(parsed) = url::Url::parse(&url) else {
        // One without variables is judged with those of other clients.
        if Template::parse(written).is_literal() {
            return Vec::new();
        }
        return bad("url", "`url` is no URL", "write it with its scheme: `https://...`");
    };
    if transport != Transport::Ws {
        return Vec::new();
    }
    if !matches!(parsed.scheme(), "ws" | "wss" | "http" | "https") {
        return bad("url", "no WebSocket can be opened to a URL of this scheme", "use `wss://`");
    }
    if parsed.fragment().is_some() {
        return bad("url", "no WebSocket can be opened to a URL with a fragment", "remove what follows `#`");
    }
    let headers = entry.get("headers").and_then(|m| m.value.as_object());
    let legal = headers.is_none_or(|headers| {
        headers.effective().all(|m| is_token(&m.key) && m.value.as_str().is_none_or(is_header_value))
    });
    if legal { Vec::new() } else { bad("headers", "a header is none that can be sent", "") }
}

/// Whether a plugin's root is a bare map: not one that has a map of servers under some other key, and no server.
pub(super) fn plugin_map(root: &Object) -> bool {
    has_an_entry(root) || !holds_servers(root, 2)
}

fn holds_servers(object: &Object, depth: usize) -> bool {
    let inner = |o: &Object| (!o.members.is_empty() && has_an_entry(o)) || (depth > 1 && holds_servers(o, depth - 1));
    object.effective().any(|m| m.value.as_object().is_some_and(inner))
}

/// A plugin's options are filled in everywhere but here, where they cost the server.
pub(super) fn plugin_options(entry: &Object, transport: Option<Transport>) -> Vec<Fault> {
    let helper = entry.get("headersHelper").filter(|_| transport.is_some_and(Transport::is_remote));
    let option = helper.and_then(|m| m.value.as_str()).is_some_and(|s| s.contains("${user_config."));
    let why = "an option of the plugin stands in `headersHelper`, where none is filled in";
    let fault = || Fault::new(Cost::Entry, &["headersHelper"], why, "hand it on by `headers` or `env`");
    option.then(fault).into_iter().collect()
}

/// The text with defaults in place of variables; `None` where one has no default.
fn expanded(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut at = 0;
    for part in Template::parse(text).parts {
        let Part::Var(variable) = part else { continue };
        if !matches!(variable.form, Form::Braced | Form::Default) {
            continue;
        }
        out.push_str(text.get(at..variable.range.start)?);
        out.push_str(&variable.default?);
        at = variable.range.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

fn is_token(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
}

fn is_header_value(value: &str) -> bool {
    value.chars().all(|c| c == '\t' || (c >= ' ' && c != '\u{7f}' && c <= '\u{ff}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::common::probe::tests::node;

    #[test]
    fn reserved_names_are_judged_by_the_head_of_a_tool() {
        for bad in ["workspace", "workspace_", "workspace__x", "Claude Preview", "claude.ai", "claude ai", "__proto__"]
        {
            assert!(reserved(bad).is_some(), "{bad}");
        }
        for good in [
            "Workspace",
            "work space",
            "computer use",
            "_workspace",
            "claude_ai_x",
            "claude.ai x",
            "memory",
            "",
            "toString",
        ] {
            assert!(reserved(good).is_none(), "{good}");
        }
    }

    #[test]
    fn add_json_is_choosier() {
        assert!(addable("a-b_1").is_none() && addable("prototype").is_none() && addable("").is_none());
        for bad in ["a b", "a.b", "constructor", "workspace", "é"] {
            assert!(addable(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn types_are_those_of_the_schemas() {
        let table: [(&OwnType, &[&str], &[&str]); 4] = [
            (&TIMEOUT, &["1", "1e3", "30.0"], &["0", "1.5", "1e20", "null", "\"30\""]),
            (&TOOLS, &["[]", r#"[{"name": "t", "permission_policy": "always_ask"}]"#], &[r#"["*"]"#, "{}", "null"]),
            (&PERMISSIONS, &["{}", r#"{"t": "ask"}"#], &[r#"{"t": "x"}"#, "null"]),
            (
                &OAUTH,
                &["{}", r#"{"callbackPort": 70000, "scopes": "a b", "clientSecret": 1}"#],
                &["null", r#"{"scopes": ["a"]}"#, r#"{"authServerMetadataUrl": "http://h/"}"#],
            ),
        ];
        for (ty, good, bad) in table {
            assert!(good.iter().all(|text| (ty.fits)(&node(text))), "{}", ty.wants);
            assert!(!bad.iter().any(|text| (ty.fits)(&node(text))), "{}", ty.wants);
        }
    }

    #[test]
    fn what_can_be_reached() {
        let stops = |text: &str, transport| {
            let entry = node(text);
            !reachable(entry.as_object().unwrap(), Some(transport)).is_empty()
        };
        assert!(!stops(r#"{"url": "${BASE}/mcp"}"#, Transport::Http));
        assert!(!stops(r#"{"url": "${BASE:-http://h}/mcp"}"#, Transport::Http));
        assert!(stops(r#"{"url": "${BASE:-h}/mcp"}"#, Transport::Http));
        // Without a variable the URL has been judged already.
        assert!(!stops(r#"{"url": " "}"#, Transport::Sse));
        assert!(!stops(r#"{"url": "ftp://h/"}"#, Transport::Sse));
        assert!(stops(r#"{"url": "ftp://h/"}"#, Transport::Ws));
        assert!(stops(r#"{"url": "ws://h/#x"}"#, Transport::Ws));
        assert!(stops(r#"{"url": "ws://h/", "headers": {"a b": "x"}}"#, Transport::Ws));
        assert!(!stops(r#"{"url": "ws://h/", "headers": {"A": "é"}}"#, Transport::Ws));
    }
}
