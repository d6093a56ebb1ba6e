//! Which of FastMCP's models takes an entry: stdio, remote, or none.
//!
//! Until 2.10 the keys decide. Since 2.11 pydantic tries all models and takes the one of which most declared fields are
//! there, then the one that had to convert least, then stdio. `tools`, `include_tags` and `exclude_tags` wrap either
//! model and decide nothing.

use crate::clients::common::pydantic;
use crate::clients::{Cost, Fault, FieldType, ONE_OR_MORE, OwnType, Pick};
use crate::document::{Node, Object, Value};
use crate::model::Transport;

/// Versions by how they choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::clients) enum Generation {
    /// Before 2.11.
    Keys,
    /// 2.11 to 2.14.
    Union,
    /// Since 3.0.
    Newest,
}

/// What a value of `transport` means.
pub(in crate::clients) fn word(word: &str) -> Option<Transport> {
    match word {
        "stdio" => Some(Transport::Stdio),
        "http" | "streamable-http" => Some(Transport::Http),
        "sse" => Some(Transport::Sse),
        _ => None,
    }
}

/// A field of a model: its name, whether it may be null, and whether a value fits it, perhaps only after conversion.
type Rule = (&'static str, bool, FieldType);

const TEXT: FieldType = FieldType::String;
const SHARED: &[Rule] = &[
    ("timeout", true, FieldType::Own(&pydantic::INT)),
    ("description", true, TEXT),
    ("icon", true, TEXT),
    ("authentication", true, FieldType::Object),
];
const STDIO: &[Rule] = &[
    ("command", false, TEXT),
    ("args", false, FieldType::Strings),
    ("env", false, FieldType::Object),
    ("transport", false, FieldType::OneOf(&["stdio"])),
    ("type", true, FieldType::OneOf(&["stdio"])),
    ("cwd", true, TEXT),
];
const KEEP_ALIVE: Rule = ("keep_alive", true, FieldType::Own(&pydantic::BOOL));
const REMOTE: &[Rule] = &[
    ("url", false, TEXT),
    ("transport", true, FieldType::OneOf(&["http", "streamable-http", "sse"])),
    ("headers", false, FieldType::StringMap),
    ("auth", true, TEXT),
    ("sse_read_timeout", true, FieldType::Own(&pydantic::SPAN)),
];

fn get<'e>(entry: &'e Object, key: &str) -> Option<&'e Node> {
    entry.get(key).map(|m| &m.value)
}

fn stdio_rules(generation: Generation) -> Vec<Rule> {
    let keep_alive = (generation == Generation::Newest).then_some(KEEP_ALIVE);
    STDIO.iter().copied().chain(keep_alive).collect()
}

/// How well a model takes an entry: how many of its own fields are there, and whether none needed a conversion. `None`
/// where it does not take it.
fn score(entry: &Object, own: &[Rule]) -> Option<(usize, bool)> {
    let endpoint = own.first().map(|(name, ..)| *name).unwrap_or_default();
    get(entry, endpoint)?;
    let (mut count, mut exact) = (0, true);
    for (index, (name, null, ty)) in own.iter().chain(SHARED).enumerate() {
        let Some(node) = get(entry, name) else { continue };
        count += usize::from(index < own.len());
        if node.value == Value::Null && *null {
            continue;
        }
        if !crate::normalize::fits(*ty, node) {
            return None;
        }
        let converted = match ty {
            FieldType::Own(own) if **own == pydantic::BOOL => !matches!(node.value, Value::Bool(_)),
            FieldType::Own(_) => !matches!(node.value, Value::Number(_)),
            _ => false,
        };
        exact &= !converted;
    }
    Some((count, exact))
}

/// What becomes of an entry.
pub(in crate::clients) fn pick(entry: &Object, generation: Generation) -> Pick {
    let (command, url) = (entry.get("command").is_some(), entry.get("url").is_some());
    if generation == Generation::Keys {
        return match (command, url) {
            (true, _) => Pick::Use(Transport::Stdio),
            (false, true) => remote(entry, generation),
            (false, false) => Pick::Nothing,
        };
    }
    match (score(entry, &stdio_rules(generation)), score(entry, REMOTE)) {
        (Some(stdio), Some(http)) if http > stdio => remote(entry, generation),
        (Some(_), _) => Pick::Use(Transport::Stdio),
        (None, Some(_)) => remote(entry, generation),
        // Neither: what follows only says why.
        (None, None) if command => match get(entry, "transport").and_then(Node::as_str) {
            Some(text) => match word(text) {
                None => Pick::UnknownValue,
                Some(Transport::Stdio) => Pick::Use(Transport::Stdio),
                Some(transport) => Pick::NoEndpoint(transport),
            },
            None => Pick::Use(Transport::Stdio),
        },
        (None, None) if url => remote(entry, generation),
        (None, None) => Pick::Nothing,
    }
}

/// The transport of a remote server: what `transport` says, else what the path of the URL tells.
fn remote(entry: &Object, generation: Generation) -> Pick {
    // A URL of another type is a fault of its own.
    let Some(url) = get(entry, "url").and_then(Node::as_str) else { return Pick::Use(Transport::Http) };
    let transport = match said(entry) {
        Some(Some(Transport::Stdio)) if generation != Generation::Keys => return Pick::NoEndpoint(Transport::Stdio),
        Some(Some(Transport::Stdio)) => Some(Transport::Http),
        // An entry of 2.10 is judged as a whole in `check`.
        Some(None) if generation == Generation::Keys => Some(Transport::Http),
        Some(None) => return Pick::UnknownValue,
        Some(Some(transport)) => Some(transport),
        None => None,
    };
    if !url.starts_with("http") {
        return Pick::BadUrl;
    }
    let oauth = generation == Generation::Keys && get(entry, "auth").and_then(Node::as_str) == Some("oauth");
    if (transport.is_none() || oauth) && !splits(url) {
        return Pick::BadUrl;
    }
    Pick::Use(transport.unwrap_or(if has_sse_part(url) { Transport::Sse } else { Transport::Http }))
}

/// The host part and the rest, as Python's `urlsplit` cuts them.
fn cut(url: &str) -> (&str, &str) {
    let after = url.split_once(':').map_or(url, |(_, rest)| rest);
    let Some(rest) = after.strip_prefix("//") else { return ("", after) };
    rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()))
}

/// Whether Python's `urlsplit` takes a URL: brackets in the host are paired and hold an IPv6 address.
fn splits(url: &str) -> bool {
    let (host, _) = cut(url);
    match (host.split_once('['), host.contains(']')) {
        (None, closed) => !closed,
        (Some((_, rest)), _) => rest.split_once(']').is_some_and(|(inner, _)| {
            let address = inner.split('%').next().unwrap_or_default();
            inner.starts_with(['v', 'V']) || address.parse::<std::net::Ipv6Addr>().is_ok()
        }),
    }
}

/// Whether the path has a part `sse`; what follows a `;` in its last part is none of it.
fn has_sse_part(url: &str) -> bool {
    let url: String = url.chars().filter(|c| !matches!(c, '\n' | '\r' | '\t')).collect();
    let (_, rest) = cut(&url);
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let last = path.rfind('/').unwrap_or(0);
    let end = path.get(last..).and_then(|part| part.find(';')).map_or(path.len(), |at| last + at);
    let path = path.get(..end).unwrap_or(path);
    path.match_indices("/sse").any(|(at, found)| {
        let next = path.get(at + found.len()..).and_then(|rest| rest.chars().next());
        next.is_none_or(|c| matches!(c, '/' | '&'))
    })
}

/// What `transport` says, where it is there: the transport, or `None` for no word that is known.
fn said(entry: &Object) -> Option<Option<Transport>> {
    let node = get(entry, "transport").filter(|n| n.value != Value::Null)?;
    Some(node.as_str().and_then(word))
}

/// What the models refuse beyond the types of fields.
pub(in crate::clients) fn check(entry: &Object, transport: Option<Transport>, generation: Generation) -> Vec<Fault> {
    let mut faults = Vec::new();
    let null = |key: &str| get(entry, key).is_some_and(|n| n.value == Value::Null);
    match transport {
        Some(Transport::Stdio) => {
            if null("transport") {
                faults.push(Fault::new(Cost::File, &["transport"], "`transport` is null", "leave it out"));
            }
            if generation == Generation::Keys && said(entry).is_some_and(|t| t != Some(Transport::Stdio)) {
                let why = "`transport` beside `command` is not `stdio`";
                faults.push(Fault::new(Cost::File, &["transport"], why, "remove `command` or `transport`"));
            }
            let named = get(entry, "type").filter(|n| n.value != Value::Null);
            if named.is_some_and(|n| n.as_str() != Some("stdio")) {
                let why = "`type` beside `command` is not `stdio`";
                faults.push(Fault::new(Cost::File, &["type"], why, "leave it out"));
            }
        }
        Some(transport) => {
            if generation == Generation::Keys && said(entry).is_some_and(|t| t.is_none_or(|t| !t.is_remote())) {
                let why = "`transport` is none of a remote server";
                faults.push(Fault::new(Cost::File, &["transport"], why, "write `http` or `sse`"));
            }
            // A `timedelta` ends there.
            let long = get(entry, "sse_read_timeout")
                .and_then(pydantic::float)
                .is_some_and(|n| n.abs() > 86_399_999_999_999.0);
            if long && (transport == Transport::Sse || generation != Generation::Newest) {
                let why = "`sse_read_timeout` is more than Python can count";
                faults.push(Fault::new(Cost::EntryAlone, &["sse_read_timeout"], why, "write it in seconds"));
            }
        }
        None => {}
    }
    if generation == Generation::Newest {
        faults.extend(tools(entry));
    }
    faults
}

/// Changes to tools are looked at when the server is started, and only if they and the tags have their types.
fn tools(entry: &Object) -> Vec<Fault> {
    const KNOWN: &[&str] = &["name", "version", "title", "description", "tags", "meta", "enabled", "arguments", "hide"];
    const ARGUMENT: &[&str] = &["name", "description", "default", "hide", "required", "examples"];
    let tags = |key: &str| get(entry, key).is_none_or(|n| n.value == Value::Null || tag_list(n));
    let Some(tools) =
        get(entry, "tools").and_then(Node::as_object).filter(|_| tags("include_tags") && tags("exclude_tags"))
    else {
        return Vec::new();
    };
    let only = |node: &Node, known: &[&str]| {
        node.as_object().is_some_and(|o| o.effective().all(|m| known.contains(&m.key.as_str())))
    };
    let arguments = |node: &Node| {
        let all = node.get("arguments").and_then(Node::as_object);
        all.is_none_or(|o| o.effective().all(|m| only(&m.value, ARGUMENT)))
    };
    let bad = |node: &Node| !only(node, KNOWN) || !arguments(node);
    let faulty = tools.effective().filter(|m| bad(&m.value));
    let why = "this is no change of a tool that it knows";
    faulty.map(|m| Fault::new(Cost::EntryAlone, &["tools", &m.key], why, "")).collect()
}

fn tag_list(node: &Node) -> bool {
    let ty: &OwnType = &ONE_OR_MORE;
    node.as_str().is_none() && (ty.fits)(node)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Interest, Syntax};

    fn of(text: &str, generation: Generation) -> Pick {
        let document = Document::parse(text.to_owned(), Syntax::Json, Interest::All);
        pick(document.root.unwrap().as_object().unwrap(), generation)
    }

    #[test]
    fn the_model_with_more_fields_takes_the_entry() {
        use Transport::{Http, Sse, Stdio};
        let both = r#""command": "x", "url": "http://h/mcp""#;
        for (more, newest, older) in [
            ("", Stdio, Stdio),
            (r#", "headers": {}"#, Http, Http),
            (r#", "headers": {}, "args": []"#, Stdio, Stdio),
            (r#", "headers": {}, "keep_alive": true"#, Stdio, Http),
            (r#", "auth": "t", "keep_alive": "yes""#, Http, Http),
            (r#", "args": "x""#, Http, Http),
            (r#", "headers": {"A": 1}"#, Stdio, Stdio),
            (r#", "transport": "sse""#, Sse, Sse),
            (r#", "transport": null"#, Http, Http),
            (r#", "type": "http""#, Http, Http),
        ] {
            let text = format!("{{{both}{more}}}");
            assert_eq!(of(&text, Generation::Newest), Pick::Use(newest), "{text}");
            assert_eq!(of(&text, Generation::Union), Pick::Use(older), "{text}");
            assert_eq!(of(&text, Generation::Keys), Pick::Use(Stdio), "{text}");
        }
    }

    #[test]
    fn the_path_of_a_url_tells_sse() {
        for sse in ["http://h/sse", "http://h/sse/", "http://h/a/sse?x=1", "http://h/sse;x=1", "http://h/sse/v1/mcp"] {
            assert!(has_sse_part(sse), "{sse}");
        }
        for http in ["http://h/SSE", "http://h/ssestream", "http://sse/mcp", "http://h/mcp?x=/sse", "http://h/x-sse"] {
            assert!(!has_sse_part(http), "{http}");
        }
        assert!(splits("http://[::1]:80/") && !splits("http://[::1/sse") && !splits("http://[zz]/"));
        assert_eq!(of(r#"{"url": "HTTP://h/"}"#, Generation::Newest), Pick::BadUrl);
        assert_eq!(
            of(r#"{"url": "http://[::1/", "transport": "http"}"#, Generation::Newest),
            Pick::Use(Transport::Http)
        );
    }
}
