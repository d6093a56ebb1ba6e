//! `server-drift`: a server says something else than the golden.

mod switch;

use serde_json::{Value, json};

use switch::switch;

use super::{Family, FileCx, FixKind, Rule, RuleMeta, RunCx};
use crate::clients::{FieldRule, On, Role};
use crate::document::{Node, Pointer};
use crate::drift::{self, Canonical, Difference, Saying};
use crate::finding::{Covers, Edit, Finding, Fix, Severity};
use crate::fix::edit;
use crate::model::server::Field;
use crate::model::{Scope, Server, Template, Transport};
use crate::render;
use crate::truth::{self, Truth};

/// The rule.
#[derive(Debug)]
pub struct ServerDrift;

static META: RuleMeta = RuleMeta {
    id: "server-drift",
    family: Family::Drift,
    severity: Severity::Error,
    summary: "a server says what the golden says",
    fix: FixKind::Sometimes,
    page: include_str!("../../docs/rules/server-drift.md"),
};

impl Rule for ServerDrift {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        if !cx.golden.is_some_and(crate::golden::Golden::declares_servers) {
            return;
        }
        for reading in cx.compared() {
            let Some(file) = cx.file(reading) else { continue };
            for server in &reading.servers {
                // Another project's entry in the user's file is none of this golden's business.
                if !cx.concerns(server) {
                    continue;
                }
                // Where the project has an entry, the user's own is not the one that counts: `shadowed-server` tells.
                let users = server.scope == Scope::User && !cx.is_kept(file.source);
                if users && cx.project_entry(reading.dialect.client, &server.name).is_some() {
                    continue;
                }
                if let Some(truth) = truth::truth(cx, &server.name, reading.dialect.client) {
                    differences(&file, server, &truth, out);
                }
            }
        }
    }
}

fn differences(cx: &FileCx<'_>, server: &Server, truth: &Truth, out: &mut Vec<Finding>) {
    let from = out.len();
    for difference in drift::compare(server, &truth.server) {
        out.push(finding(cx, server, truth, &difference));
    }
    // What the entry is called is not for the golden to mend, so any good name will do.
    let differs = out.get_mut(from..).unwrap_or_default();
    if let Some(why) = differs.first().and_then(|_| truth.refusal(cx.dialect, "server")) {
        for finding in differs.iter_mut().filter(|f| f.fix.is_some()) {
            finding.fix = None;
            finding.help = Some(format!("{why}; say in the golden, or in an `override` there, what it takes"));
        }
    }
    for (name, wanted) in &truth.other {
        out.extend(named_field(cx, server, truth, name, &wanted.value));
    }
    for removed in truth.removed.iter().filter(|r| r.key.is_none()) {
        out.extend(removed_field(cx, server, truth, &removed.field));
    }
}

fn finding(cx: &FileCx<'_>, server: &Server, truth: &Truth, d: &Difference) -> Finding {
    let (span, pointer) = match &d.ours {
        Some(ours) => (ours.span, ours.pointer.clone()),
        None => truth::missing_at(server),
    };
    let name = d.name();
    let place = truth.place_of(cx.run, d);
    let mine = d.ours.as_ref().map(|o| cx.run.quoted(cx.reading.file, o)).unwrap_or_default();
    let golden = d.theirs.as_ref().map(|t| place.map_or_else(|| t.text.clone(), |(file, _)| cx.run.quoted(file, t)));
    let golden = golden.unwrap_or_default();
    let (message, help) = match (&d.ours, &d.theirs) {
        (Some(ours), Some(theirs)) if d.is_kind() => (
            format!("`{}` is {}, but the golden has {}", server.name, ours.text, theirs.text),
            "write it as the golden does".to_owned(),
        ),
        (Some(ours), Some(theirs)) if ours.text == theirs.text => (
            format!("`{name}` of `{}` is another literal value than the golden's", server.name),
            "copy the golden's".to_owned(),
        ),
        (Some(_), Some(_)) => (
            format!("`{name}` of `{}` is {mine}, but the golden says {golden}", server.name),
            own_words(cx, truth, d).map_or_else(|| format!("make it {golden}"), |text| format!("make it `{text}`")),
        ),
        (Some(_), None) => {
            (format!("`{}` has `{name}`, which the golden does not have", server.name), format!("remove `{name}`"))
        }
        (None, _) => {
            (format!("`{}` has no `{name}`, but the golden says {golden}", server.name), format!("add `{name}`"))
        }
    };
    let mut finding = Finding::new(META.id, META.severity, cx.reading.file, span, message)
        .at(pointer)
        .client(cx.dialect.client)
        .server(&server.name, server.scope)
        .help(help);
    // It says the same, and has no fix.
    finding.covers = Covers::Rules(server.pointer.clone(), &["shadowed-server", "endpoint-missing"]);
    if let Some((file, span)) = place {
        let said =
            if d.theirs.is_some() { "the golden says so here" } else { "the golden's entry, which does not say it" };
        finding = finding.related(file, span, said);
    }
    finding.fix = fix(cx, server, truth, d);
    if let Some(why) = unsayable(cx, truth, d) {
        let table = format!("[servers.{}.override.{}]", truth.server.name, cx.dialect.client);
        finding.help = Some(format!("{why}: say in `{table}` of the golden what it may hold there"));
    }
    if d.is_kind() && finding.fix.is_none() && !(server.env.is_empty() && server.headers.is_empty()) {
        finding.help = Some("write it as the golden does; by hand, as the values here may be the only copy".to_owned());
    }
    finding
}

/// What the golden says of one value, in this client's spelling.
fn own_words(cx: &FileCx<'_>, truth: &Truth, d: &Difference) -> Option<String> {
    let (role, templates) = wanted(truth, d)?;
    let [template] = templates.as_slice() else { return None };
    let refers = template.variables().next().is_some() && d.theirs.as_ref().is_some_and(|t| !t.literal);
    let spelled = render::spell(template, cx.dialect, role).ok()?;
    refers.then_some(spelled)
}

/// Why this client cannot say what the golden says.
fn unsayable(cx: &FileCx<'_>, truth: &Truth, d: &Difference) -> Option<String> {
    let (role, templates) = wanted(truth, d)?;
    templates.iter().find_map(|template| render::spell(template, cx.dialect, role).err())
}

/// What the golden says of a field, and which one it is.
fn wanted(truth: &Truth, d: &Difference) -> Option<(Role, Vec<Template>)> {
    let server = &truth.server;
    let entries = |entries: &[crate::model::server::Entry]| {
        let entry = entries.iter().find(|e| d.key.as_ref().is_some_and(|key| e.name.eq_ignore_ascii_case(key)));
        entry.and_then(|e| e.value.clone()).into_iter().map(|v| v.value).collect::<Vec<_>>()
    };
    Some(match d.field {
        Field::Transport => return None,
        Field::Command => (Role::Command, server.command.iter().map(|c| c.value.clone()).collect()),
        Field::Args => (Role::Args, server.args.iter().flat_map(|a| &a.value).map(|a| a.value.clone()).collect()),
        Field::Url => (Role::Url, server.url.iter().map(|u| u.value.clone()).collect()),
        Field::Cwd => (Role::Cwd, server.cwd.iter().map(|c| c.value.clone()).collect()),
        Field::Env => (Role::Env, entries(&server.env)),
        Field::Headers => (Role::Headers, entries(&server.headers)),
    })
}

/// The edits for one difference. Unsafe where a literal that may be the only copy of a credential would go, and
/// where the entry is the user's own.
fn fix(cx: &FileCx<'_>, server: &Server, truth: &Truth, d: &Difference) -> Option<Fix> {
    let edits = edits(cx, server, truth, d)?;
    if edits.is_empty() {
        return None;
    }
    let title = match (&d.ours, &d.theirs) {
        (_, Some(theirs)) if d.is_kind() => format!("make `{}` {}, as the golden says", server.name, theirs.text),
        (_, Some(_)) => format!("set `{}` as the golden says", d.name()),
        (_, None) => format!("remove `{}`", d.name()),
    };
    let loses_literal = d.ours.as_ref().is_some_and(|o| o.literal) || cx.takes_secrets(&edits);
    // It becomes another kind of server.
    let rewritten = d.field == Field::Transport && Canonical::of(server).url.is_some() != truth.server.url.is_some();
    let spreads = truth.holds_credential();
    let users_own = server.scope != Scope::Project && !cx.run.is_kept(cx.source);
    // A directory that only this client needs, or a path that was made absolute for it.
    let rooted = |s: &Option<Saying>| s.as_ref().is_some_and(|s| s.text.starts_with("`/"));
    let uprooted =
        matches!(d.field, Field::Command | Field::Args | Field::Cwd) && rooted(&d.ours) && !rooted(&d.theirs);
    let fix = if d.is_kind() || rewritten || users_own || uprooted {
        Fix::unsafe_(title, edits)
    } else {
        Fix::safe(title, edits)
    };
    Some(if loses_literal || spreads { fix.guarded() } else { fix })
}

fn edits(cx: &FileCx<'_>, server: &Server, truth: &Truth, d: &Difference) -> Option<Vec<Edit>> {
    let entry = cx.document.at(&server.pointer)?;
    match d.field {
        Field::Transport => transport(cx, server, truth, entry),
        Field::Command | Field::Args => command(cx, server, truth, entry, d.field),
        Field::Url => url(cx, server, truth),
        Field::Cwd => simple(cx, entry, Role::Cwd, truth.server.cwd.as_ref().map(|c| &c.value)),
        Field::Env => map_entry(cx, entry, Role::Env, server.env_at.as_ref().map(|a| &a.pointer), truth, d),
        Field::Headers => map_entry(cx, entry, Role::Headers, server.headers_at.as_ref().map(|a| &a.pointer), truth, d),
    }
}

/// Names the transport as the golden says, in the house's spelling where that does not stop the entry from loading.
fn transport(cx: &FileCx<'_>, server: &Server, truth: &Truth, entry: &Node) -> Option<Vec<Edit>> {
    let wanted = truth.server.transport()?;
    if Canonical::of(server).url.is_some() != truth.server.url.is_some() {
        return switch(cx, server, truth, entry);
    }
    let t = &cx.dialect.transports;
    let loads_unnamed = wanted == Transport::Stdio || t.bare_url.is_some() || !server.verdict.loads();
    let house = cx.transport_key().filter(|key| loads_unnamed || Some(*key) == t.key);
    let key = house.or(t.key)?;
    let word = if Some(key) == t.key { cx.dialect.word_for(wanted)? } else { wanted.as_str() };
    let doc = cx.document;
    let Some(declared) = &server.declared else {
        return edit::insert_member(doc, entry, key, &json!(word), Some(""));
    };
    let member = doc.member(&declared.pointer)?;
    // Gemini: `httpUrl` itself says http.
    if cx.dialect.field(&member.key).is_some_and(|f| f.role == Role::HttpUrl) {
        if entry.get("url").is_some() {
            return None;
        }
        let mut edits = edit::rename_key(doc, member, "url")?;
        edits.extend(edit::insert_member(doc, entry, key, &json!(word), Some(&member.key))?);
        return Some(edits);
    }
    // Another client's `httpUrl`: its value is the URL, and `unknown-field` gives it its name first.
    if server.url.as_ref().is_some_and(|url| url.pointer == declared.pointer) {
        return None;
    }
    let mut edits = edit::set_value(doc, &member.value, &json!(word))?;
    if member.key != key && entry.get(key).is_none() {
        edits.extend(edit::rename_key(doc, member, key)?);
    }
    Some(edits)
}

fn spelled(cx: &FileCx<'_>, template: &Template, role: Role) -> Option<Value> {
    render::spell(template, cx.dialect, role).ok().map(Value::String)
}

/// Program and arguments, behind the wrapper that is there.
fn command(cx: &FileCx<'_>, server: &Server, truth: &Truth, entry: &Node, field: Field) -> Option<Vec<Edit>> {
    let doc = cx.document;
    let ours = Canonical::of(server);
    let theirs = Canonical::of(&truth.server);
    if let Some(rule) = cx.dialect.by_role(Role::CommandLine) {
        let mut words = Vec::new();
        for t in truth.server.command.iter().chain(truth.server.args.iter().flat_map(|a| &a.value)) {
            words.push(spelled(cx, &t.value, Role::CommandLine)?);
        }
        if entry.get(rule.name).is_none() {
            return edit::insert_member(doc, entry, rule.name, &Value::Array(words), None);
        }
        return edit::set_value(doc, entry.get(rule.name)?, &Value::Array(words));
    }
    if server.command.is_none() {
        return insert_command(cx, truth, entry);
    }
    if field == Field::Command {
        let place = ours.command?;
        return edit::set_value(doc, doc.at(&place.pointer)?, &spelled(cx, &theirs.command?.value, Role::Command)?);
    }
    let mut words = Vec::new();
    let wrapper = server.args.iter().flat_map(|a| &a.value).take(ours.wrapper);
    for t in wrapper {
        words.push(json!(t.value.source));
    }
    for (i, t) in theirs.args.iter().enumerate() {
        // An argument that says the same in another spelling stays as it is.
        let same = ours.args.get(i).filter(|o| o.value.without_workspace() == t.value.without_workspace());
        match same {
            Some(own) => words.push(json!(own.value.source)),
            None => words.push(spelled(cx, &t.value, Role::Args)?),
        }
    }
    match &server.args {
        Some(args) => edit::set_value(doc, doc.at(&args.pointer)?, &Value::Array(words)),
        None => {
            let name = cx.dialect.by_role(Role::Args)?.name;
            edit::insert_member(doc, entry, name, &Value::Array(words), Some("command"))
        }
    }
}

/// Whether a field of the other kind of server stands in an entry, with whatever value, so that an endpoint of this
/// kind would not go with it.
fn clashes(cx: &FileCx<'_>, entry: &Node, remote: bool) -> bool {
    let others: &[Role] = if remote { &[Role::Command, Role::CommandLine] } else { &[Role::Url, Role::HttpUrl] };
    let other = |field: &FieldRule| match field.on {
        On::Both => false,
        On::Stdio => remote,
        On::Remote | On::Http => !remote,
    };
    let clash = |field: &FieldRule| others.contains(&field.role) || cx.dialect.exclusive && other(field);
    let members = entry.as_object().map(|o| o.members.as_slice()).unwrap_or_default();
    members.iter().any(|m| cx.dialect.field(&m.key).is_some_and(clash))
}

/// Program and arguments where there are none.
fn insert_command(cx: &FileCx<'_>, truth: &Truth, entry: &Node) -> Option<Vec<Edit>> {
    if clashes(cx, entry, false) {
        return None;
    }
    let rendered = truth.written(cx.run, cx.dialect);
    let names = [cx.dialect.by_role(Role::Command)?.name, cx.dialect.by_role(Role::Args)?.name];
    let new: Vec<(&str, &Value)> = names
        .into_iter()
        .filter(|name| entry.get(name).is_none())
        .filter_map(|name| Some((name, rendered.entry.get(name)?)))
        .collect();
    rendered.inexpressible.is_empty().then(|| edit::insert_members(cx.document, entry, &new, None)).flatten()
}

fn url(cx: &FileCx<'_>, server: &Server, truth: &Truth) -> Option<Vec<Edit>> {
    let wanted = &truth.server.url.as_ref()?.value;
    let value = spelled(cx, wanted, Role::Url)?;
    let Some(ours) = Canonical::of(server).url else {
        let entry = cx.document.at(&server.pointer)?;
        if clashes(cx, entry, true) {
            return None;
        }
        return edit::insert_member(cx.document, entry, cx.dialect.by_role(Role::Url)?.name, &value, None);
    };
    edit::set_value(cx.document, cx.document.at(&ours.pointer)?, &value)
}

fn simple(cx: &FileCx<'_>, entry: &Node, role: Role, wanted: Option<&Template>) -> Option<Vec<Edit>> {
    let rule = cx.dialect.by_role(role)?;
    match (wanted, entry.get(rule.name)) {
        (Some(wanted), Some(node)) => edit::set_value(cx.document, node, &spelled(cx, wanted, role)?),
        (Some(wanted), None) => edit::insert_member(cx.document, entry, rule.name, &spelled(cx, wanted, role)?, None),
        (None, _) => edit::remove_keys(cx.document, entry, |key| key == rule.name),
    }
}

/// One variable or header: set, added or removed.
fn map_entry(
    cx: &FileCx<'_>,
    entry: &Node,
    role: Role,
    at: Option<&Pointer>,
    truth: &Truth,
    d: &Difference,
) -> Option<Vec<Edit>> {
    let doc = cx.document;
    let key = d.key.as_deref()?;
    let entries = if role == Role::Env { &truth.server.env } else { &truth.server.headers };
    let fold = role == Role::Headers;
    let same = |name: &str| if fold { name.eq_ignore_ascii_case(key) } else { name == key };
    let wanted = entries.iter().find(|e| same(&e.name)).and_then(|e| e.value.as_ref());
    let value = wanted.map(|w| spelled(cx, &w.value, role)).map_or(Some(None), |v| v.map(Some))?;
    let Some(map) = at.and_then(|at| doc.at(at)) else {
        let name = cx.dialect.by_role(role)?.name;
        return edit::insert_member(doc, entry, name, &json!({ key: value? }), None);
    };
    let index = map.as_object()?.members.iter().rposition(|m| same(&m.key));
    match (value, index) {
        (Some(value), Some(index)) => edit::set_value(doc, &map.as_object()?.members.get(index)?.value, &value),
        (Some(value), None) => edit::insert_member(doc, map, key, &value, None),
        // Where there is none, it stands in a field of its own (Codex `env_vars`).
        (None, _) => edit::remove_keys(doc, map, same),
    }
}

/// A field that the golden names beyond the canonical ones.
fn named_field(cx: &FileCx<'_>, server: &Server, truth: &Truth, name: &str, wanted: &Value) -> Option<Finding> {
    // What this client does not read, it need not say.
    cx.dialect.field(name)?;
    let entry = cx.document.at(&server.pointer)?;
    let have = entry.get(name);
    if have.is_some_and(|node| node.to_json() == *wanted) {
        return None;
    }
    let edits = match have {
        Some(node) => edit::set_value(cx.document, node, wanted),
        None => edit::insert_member(cx.document, entry, name, wanted, None),
    };
    let message = match have {
        Some(_) => format!("`{name}` of `{}` is not what the golden says", server.name),
        None => format!("`{}` has no `{name}`, but the golden has one", server.name),
    };
    Some(field_finding(cx, server, truth, name, message, edits))
}

/// A field that the golden sets to `false`: it must not be there, or be `false` itself.
fn removed_field(cx: &FileCx<'_>, server: &Server, truth: &Truth, name: &str) -> Option<Finding> {
    let entry = cx.document.at(&server.pointer)?;
    // The canonical fields are compared as such.
    let canonical = [Field::Command, Field::Args, Field::Cwd, Field::Url, Field::Env, Field::Headers];
    if entry.get(name)?.as_bool() == Some(false) || canonical.iter().any(|f| f.as_str() == name) {
        return None;
    }
    let edits = edit::remove_keys(cx.document, entry, |key| key == name);
    let message = format!("`{}` has `{name}`, which the golden takes away", server.name);
    Some(field_finding(cx, server, truth, name, message, edits))
}

fn field_finding(
    cx: &FileCx<'_>,
    server: &Server,
    truth: &Truth,
    name: &str,
    message: String,
    edits: Option<Vec<Edit>>,
) -> Finding {
    let member = cx.document.member(&server.pointer.join(name));
    let span = member.map_or(server.name_span, |m| m.key_span);
    let mut finding = Finding::new(META.id, META.severity, cx.reading.file, span, message)
        .at(server.pointer.join(name))
        .client(cx.dialect.client)
        .server(&server.name, server.scope)
        .help(format!("make `{name}` what the golden says"));
    let title = format!("set `{name}` as the golden says");
    let secret = edits.as_ref().is_some_and(|edits| cx.takes_secrets(edits));
    let fix = super::safe(title, edits);
    finding.fix = if secret { fix.map(Fix::guarded) } else { fix };
    if let Some((file, span)) = truth.place(cx.run, name, None) {
        finding = finding.related(file, span, "the golden says so here");
    }
    finding
}
