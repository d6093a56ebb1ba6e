//! Files of Claude Code that few people write: an administrator's, a plugin's manifest, an agent's front matter.
//!
//! Source: the JS text of 2.1.329 (November 2026), read; the manifest's rules were executed with
//! `claude plugin validate`.

use std::path::PathBuf;

use super::{PLUGIN, PROJECT, STRICT_WITH_BOM, TRANSPORTS};
use crate::clients::{
    Broken, Container, Cost, Dialect, Fault, Loss, Mark, Marks, Names, OddContainer, Shape, Tolerance, Transports,
    Variables, WithoutContainer,
};
use crate::document::{Interest, Node, Object, Syntax, Value};
use crate::env::{Env, System};
use crate::model::template::Form;
use crate::model::{Part, Scope, Template, Transport};

/// `managed-mcp.json`: where it is, even broken, nothing but it and `managedMcpServers` is loaded.
pub(super) const MANAGED: Dialect = Dialect {
    kind: "managed",
    remark: "Where this file is, no server of a user, a project or a plugin is loaded.",
    scope: Scope::User,
    paths: &[],
    outranks: true,
    user_paths: |env| vec![managed_dir(env).join("managed-mcp.json")],
    containers: &[Container::map(&["mcpServers"], Scope::User)],
    tolerance: STRICT_WITH_BOM,
    marks: Marks::all(Mark::Source),
    ..PROJECT
};

/// `managedMcpServers` in `managed-settings.json`: remote servers only, by `https`, and no variables. The drop-ins in
/// `managed-settings.d` are read alike and not looked for.
pub(super) const MANAGED_SETTINGS: Dialect = Dialect {
    kind: "managed-settings",
    remark: "",
    gated: true,
    user_paths: |env| vec![managed_dir(env).join("managed-settings.json")],
    interest: Interest::Only(&[
        &["managedMcpServers"],
        &["enableAllProjectMcpServers"],
        &["enabledMcpjsonServers"],
        &["disabledMcpjsonServers"],
        &["allowedMcpServers"],
        &["deniedMcpServers"],
        &["allowManagedMcpServersOnly"],
        &["strictPluginOnlyCustomization"],
    ]),
    containers: &[Container::map(&["managedMcpServers"], Scope::User)],
    without_container: WithoutContainer::Empty,
    transports: Transports {
        required: true,
        values: &[("http", Transport::Http), ("streamable-http", Transport::Http), ("sse", Transport::Sse)],
        speaks: &[Transport::Http, Transport::Sse],
        ..TRANSPORTS
    },
    entry_check: by_administrator,
    variables: Variables::NONE,
    names: Names { refused: managed_name, ..Names::ANY },
    ..MANAGED
};

/// `mcpServers` in `.claude-plugin/plugin.json`: servers by name without a container of their own, files to read, or a
/// list of both. Anything else, one bad entry among it, and the whole plugin is refused.
pub(super) const PLUGIN_MANIFEST: Dialect = Dialect {
    kind: "plugin-manifest",
    apart: true,
    paths: &[".claude-plugin/plugin.json"],
    beside: None,
    gated: true,
    interest: Interest::Only(&[&["mcpServers"]]),
    containers: &[Container { shape: Shape::Inline, ..Container::map(&["mcpServers"], Scope::Project) }],
    bare_map: false,
    bare_test: None,
    lists_are_maps: false,
    without_container: WithoutContainer::Empty,
    tolerance: Tolerance { broken: Broken::Fatal, ..STRICT_WITH_BOM },
    file_check: references,
    transports: TRANSPORTS,
    loss: Loss::File,
    ..PLUGIN
};

/// `mcpServers` in the front matter of `.claude/agents/*.md`: a list of names and of one-key maps, in which no variable
/// is expanded. Anything but a list is as nothing; a server configured elsewhere beats one of the same name here.
pub(super) const AGENT: Dialect = Dialect {
    kind: "agent",
    apart: true,
    paths: &[".claude/agents/*.md"],
    yields: true,
    gated: true,
    syntax: Syntax::FrontMatter,
    tolerance: Tolerance { comments: true, ..Tolerance::JSONC },
    interest: Interest::Only(&[&["mcpServers"]]),
    containers: &[Container { shape: Shape::References, ..Container::map(&["mcpServers"], Scope::Project) }],
    without_container: WithoutContainer::Empty,
    odd_container: OddContainer::Ignored,
    file_check: one_key_each,
    variables: Variables::NONE,
    marks: Marks::all(Mark::Source),
    ..PROJECT
};

/// Where administrators put things (read; Windows as of 2.1.329, `C:\ProgramData` before).
fn managed_dir(env: &Env) -> PathBuf {
    PathBuf::from(match env.system {
        System::Linux => "/etc/claude-code",
        System::Mac => "/Library/Application Support/ClaudeCode",
        System::Windows => "C:/Program Files/ClaudeCode",
    })
}

fn managed_name(name: &str) -> Option<&'static str> {
    const OWN: &[&str] = &[
        "constructor",
        "prototype",
        "__proto__",
        "__defineGetter__",
        "__defineSetter__",
        "__lookupGetter__",
        "__lookupSetter__",
    ];
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if name.is_empty() || !plain {
        return Some("a name must be of letters, digits, `-` and `_`");
    }
    OWN.contains(&name).then_some("this name belongs to JavaScript")
}

/// What an administrator's entry may not hold.
fn by_administrator(entry: &Object, transport: Option<Transport>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for key in ["command", "args", "env", "headersHelper"] {
        if entry.get(key).is_some() {
            let why = format!("`{key}` is not taken from an administrator's settings");
            faults.push(Fault::new(Cost::Entry, &[key], why, format!("remove `{key}`")));
        }
    }
    let url = entry.get("url").and_then(|m| m.value.as_str()).filter(|_| transport.is_some());
    if url.is_some_and(|url| !url::Url::parse(url).is_ok_and(|u| u.scheme() == "https" && u.has_host())) {
        faults.push(Fault::new(Cost::Entry, &["url"], "`url` is no `https` URL", "use `https://`"));
    }
    for member in entry.effective() {
        let at = [member.key.as_str()];
        if holds(&member.value, 0, &has_variable, false) {
            faults.push(Fault::new(Cost::Entry, &at, "a variable stands in it, and none is expanded here", ""));
        }
        if has_control(&member.key) || holds(&member.value, 0, &has_control, true) {
            faults.push(Fault::new(Cost::Entry, &at, "a control character stands in it", "remove it"));
        }
    }
    faults
}

/// Whether some string in a value, five levels deep, is so.
fn holds(node: &Node, depth: usize, so: &dyn Fn(&str) -> bool, keys: bool) -> bool {
    let inner = |n: &Node| depth < 5 && holds(n, depth + 1, so, keys);
    match &node.value {
        Value::String(text) => so(text),
        Value::Array(items) => items.iter().any(inner),
        Value::Object(object) => object.effective().any(|m| (keys && so(&m.key)) || inner(&m.value)),
        _ => false,
    }
}

fn has_variable(text: &str) -> bool {
    let braced = |part: &Part| matches!(part, Part::Var(v) if matches!(v.form, Form::Braced | Form::Default));
    Template::parse(text).parts.iter().any(braced)
}

/// Control and format characters, the commonest of the latter by name.
fn has_control(text: &str) -> bool {
    let format = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    text.chars().any(|c| c.is_control() || format(c))
}

/// A manifest's references: `./...` to a `.json`, or to an `.mcpb` or `.dxt` also by `http` or `https`.
fn references(root: &Node) -> Vec<Fault> {
    let node = root.get("mcpServers");
    let items = match node.map(|n| &n.value) {
        Some(Value::Array(items)) => items.iter().collect(),
        _ => node.into_iter().collect::<Vec<_>>(),
    };
    let bad = items.into_iter().any(|n| match &n.value {
        Value::String(text) => !is_reference(text),
        Value::Object(_) => false,
        _ => true,
    });
    let fault = || {
        let own = node.and_then(Node::as_str).filter(|text| text.ends_with(".json") && !text.contains([':', '\\']));
        let name = own.map_or("servers.json", |text| text.trim_start_matches('/'));
        let why = "`mcpServers` holds something that is neither servers nor a file named as `./x.json`, and the plugin is refused";
        Fault::new(Cost::File, &["mcpServers"], why, format!("write it as a path: `./{name}`"))
    };
    bad.then(fault).into_iter().collect()
}

fn is_reference(text: &str) -> bool {
    let here = text.starts_with("./");
    let bundle = text.ends_with(".mcpb") || text.ends_with(".dxt");
    let web = text.starts_with("https://") || text.starts_with("http://");
    (here && (text.ends_with(".json") || bundle)) || (web && bundle)
}

/// An agent's map with more than one key is dropped.
fn one_key_each(root: &Node) -> Vec<Fault> {
    let items = root.get("mcpServers").and_then(Node::as_array).unwrap_or_default();
    let maps = items.iter().enumerate().filter_map(|(i, node)| Some((i.to_string(), node.as_object()?)));
    let several = maps.filter(|(_, map)| map.effective().count() != 1);
    let each = several.flat_map(|(i, map)| map.effective().map(move |m| (i.clone(), m.key.as_str())));
    each.map(|(i, key)| {
        let why = "it shares its map with another server, and the map is left out";
        Fault::new(Cost::Entry, &["mcpServers", &i, key], why, "write one map for each server")
    })
    .collect()
}
