//! `unknown-field`: a field that this client does not read.

use super::{Family, FileCx, FixKind, Rule, RuleMeta};
use crate::clients::{Dialect, FieldRule, On, Role, Unit};
use crate::document::{Member, Object};
use crate::finding::{Covers, Finding, Fix, Severity};
use crate::fix::edit;
use crate::model::Transport;
use crate::normalize::issue::Like;
use crate::normalize::{Effect, Issue, IssueKind};

/// The rule.
#[derive(Debug)]
pub struct UnknownField;

static META: RuleMeta = RuleMeta {
    id: "unknown-field",
    family: Family::Dialect,
    severity: Severity::Error,
    summary: "every field is one this client reads",
    fix: FixKind::Sometimes,
    page: include_str!("../../docs/rules/unknown-field.md"),
};

impl Rule for UnknownField {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        for issue in &cx.reading.issues {
            match &issue.kind {
                IssueKind::UnknownField { key, like, says_something } => {
                    out.extend(unknown(cx, issue, key, like, *says_something));
                }
                IssueKind::ForeignField { key, transport } if issue.effect < Effect::Entry => {
                    let message = format!("{} does not read `{key}` for {transport}: it has no effect", cx.client());
                    out.push(cx.finding(&META, issue, message).help(format!("remove `{key}`")));
                }
                _ => {}
            }
        }
    }
}

fn unknown(cx: &FileCx<'_>, issue: &Issue, key: &str, like: &Like, says_something: bool) -> Option<Finding> {
    let name = cx.client();
    let does = if cx.dialect.marks.fields.is_known() { "does not" } else { "is not known to" };
    // `disabled: false` and empty lists are what the client does without them.
    if !says_something && issue.effect == Effect::Nothing {
        return None;
    }
    let endpoint = issue.effect == Effect::Entry;
    let (message, help) = match like {
        Like::Remark => return None,
        Like::Alias(own) => {
            let consequence = if endpoint { cx.costs() } else { "it has no effect".to_owned() };
            (format!("{name} {does} read `{key}`: {consequence}"), alias(cx, issue, key, own))
        }
        Like::Typo(own) => {
            let consequence = if endpoint { cx.costs() } else { "it has no effect".to_owned() };
            (format!("{name} knows no field `{key}`: {consequence}"), format!("did you mean `{own}`?"))
        }
        Like::Foreign(role) => foreign(cx, key, *role, says_something),
        Like::Nothing => {
            (format!("{name} knows no field `{key}`: it has no effect"), format!("remove `{key}`, or check its name"))
        }
    };
    let mut finding = cx.finding(&META, issue, message).help(help);
    if endpoint {
        let follow = &["endpoint-missing", "transport-missing", "transport-conflict"];
        finding.covers = Covers::Rules(issue.pointer.parent(), follow);
    }
    finding.fix = fix(cx, issue, like);
    Some(finding)
}

/// What to write in place of another client's word.
fn alias(cx: &FileCx<'_>, issue: &Issue, key: &str, own: &str) -> String {
    let entry = cx.document.at(&issue.pointer.parent());
    let has = |name: &str| entry.is_some_and(|e| e.get(name).is_some());
    let nested = cx.document.at(&issue.pointer).is_some_and(|n| n.as_object().is_some());
    if nested && cx.dialect.transports.key == Some(own) {
        return format!("write what `{key}` holds directly into the entry");
    }
    if has(own) {
        return format!("`{own}` is there too: put into it what is missing, and remove `{key}`");
    }
    format!("{} calls it `{}`", cx.client(), own.replace('/', "."))
}

/// The field that says the contrary: `enabled` for `disabled`.
fn opposite(dialect: &Dialect, role: Role) -> Option<&'static FieldRule> {
    match role {
        Role::Disabled => dialect.by_role(Role::Enabled),
        Role::Enabled => dialect.by_role(Role::Disabled),
        _ => None,
    }
}

/// This client's own timeouts and what they count.
fn timeouts(dialect: &Dialect) -> Option<String> {
    let of = |role: Role| -> Vec<&str> { dialect.fields.iter().filter(|f| f.role == role).map(|f| f.name).collect() };
    let seconds = of(Role::Timeout(Unit::Seconds));
    if !seconds.is_empty() {
        return Some(format!("{}, in seconds", super::list(&seconds)));
    }
    let own = dialect.fields.iter().find(|f| matches!(f.role, Role::Timeout(Unit::Millis(_))))?;
    Some(format!("`{}`, in milliseconds", own.name))
}

/// Another client's field for something that this client has no field for.
fn foreign(cx: &FileCx<'_>, key: &str, role: Role, says_something: bool) -> (String, String) {
    let name = cx.client();
    match role {
        Role::Disabled | Role::Enabled if says_something => (
            format!("{name} reads no `{key}` in this file: the server stays on"),
            match opposite(cx.dialect, role) {
                Some(own) => format!("{name} has `{}` for it, the other way round", own.name),
                None => format!("switch it off in {name} itself, or remove the entry"),
            },
        ),
        Role::Timeout(_) => (
            format!("{name} reads no `{key}`: it has no effect"),
            timeouts(cx.dialect).map_or_else(|| format!("remove `{key}`"), |own| format!("{name} has {own}")),
        ),
        Role::Cwd => (
            format!("{name} reads no `{key}`: the server starts in the directory {name} was started in"),
            "use absolute paths, or start it through a script that changes directory".to_owned(),
        ),
        Role::EnvFile => (
            format!("{name} reads no `{key}`: none of its variables reaches the server"),
            "name the variables under `env`".to_owned(),
        ),
        Role::Args => (
            format!("{name} reads no `{key}`: the arguments are lost"),
            "put them behind the program in the `command` list".to_owned(),
        ),
        _ if !cx.dialect.marks.fields.is_known() => {
            (format!("{name} is not known to read `{key}`"), format!("remove `{key}`, unless you have seen it work"))
        }
        _ => (format!("{name} reads no `{key}`: it has no effect"), format!("remove `{key}`")),
    }
}

/// `disabled: true` to `enabled: false`. It has to be asked for, since it switches off what was on until now.
fn turn(cx: &FileCx<'_>, entry: &Object, member: &Member, role: Role) -> Option<Fix> {
    let own = opposite(cx.dialect, role)?;
    let value = !member.value.as_bool()?;
    if entry.get(own.name).is_some() {
        return None;
    }
    let mut edits = edit::rename_key(cx.document, member, own.name)?;
    edits.extend(edit::set_value(cx.document, &member.value, &value.into())?);
    Some(Fix::unsafe_(format!("write `{}`: `{value}`", own.name), edits))
}

/// Renames a known alias; a slip only when asked to.
fn fix(cx: &FileCx<'_>, issue: &Issue, like: &Like) -> Option<Fix> {
    let entry = cx.document.at(&issue.pointer.parent())?.as_object()?;
    let member = entry.get(&issue.pointer.last()?)?;
    let (own, certain) = match like {
        Like::Alias(own) => (*own, true),
        Like::Typo(own) => (*own, false),
        Like::Foreign(role) if issue.effect >= Effect::Lost => return turn(cx, entry, member, *role),
        _ => return None,
    };
    // Another object is no rename.
    let rule = cx.dialect.field(own).filter(|f| !f.name.contains('/'))?;
    // A value of the wrong type, or a name that is taken, needs a person.
    let fits = crate::normalize::fits(rule.ty, &member.value);
    if entry.get(own).is_some() || !fits || !alone(cx, issue, own) {
        return None;
    }
    let at = issue.pointer.parent();
    let server = cx.reading.servers.iter().find(|s| s.pointer == at);
    // A field of the other transport is better not read.
    let belongs = match rule.on {
        On::Both => true,
        On::Stdio => server.is_none_or(|s| s.url.is_none()),
        On::Remote | On::Http => server.is_none_or(|s| s.command.is_none()),
    };
    let known = |word: &str| cx.dialect.transports.values.iter().any(|(value, _)| *value == word);
    let sound = match rule.role {
        Role::Transport => member.value.as_str().is_some_and(known),
        _ => belongs,
    };
    // An entry that is not loaded, perhaps because of another one, may be anything.
    let probably = if server.is_some_and(|s| s.url.is_some()) { Transport::Http } else { Transport::Stdio };
    let loaded = server.and_then(|s| s.effective);
    let refused = match loaded {
        Some(_) => is_refused(cx, entry, &member.key, own, loaded),
        None => [None, Some(probably)].into_iter().any(|t| is_refused(cx, entry, &member.key, own, t)),
    };
    if !sound || refused {
        return None;
    }
    let edits = edit::rename_key(cx.document, member, own)?;
    let title = format!("rename `{}` to `{own}`", member.key);
    Some(if certain { Fix::safe(title, edits) } else { Fix::unsafe_(title, edits) })
}

/// Whether the client finds a fault with the entry once `key` is called `own`, which it does not find now: what is not
/// read may say anything.
fn is_refused(cx: &FileCx<'_>, entry: &Object, key: &str, own: &str, transport: Option<Transport>) -> bool {
    let faults = |entry: &Object| (cx.dialect.entry_check)(entry, transport);
    let mut renamed = entry.clone();
    for member in renamed.members.iter_mut().filter(|m| m.key == key) {
        own.clone_into(&mut member.key);
    }
    let before = faults(entry);
    faults(&renamed).iter().any(|fault| !before.contains(fault))
}

/// Whether no other field of the entry is like the same one: then nobody can tell which of them is meant.
fn alone(cx: &FileCx<'_>, issue: &Issue, own: &str) -> bool {
    let entry = issue.pointer.parent();
    let alike = |other: &&Issue| match &other.kind {
        IssueKind::UnknownField { like: Like::Alias(name) | Like::Typo(name), .. } => {
            *name == own && other.pointer.parent() == entry
        }
        IssueKind::TransportKey { .. } => cx.dialect.transports.key == Some(own) && other.pointer.parent() == entry,
        _ => false,
    };
    cx.reading.issues.iter().filter(alike).count() == 1
}
