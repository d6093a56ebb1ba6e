//! `transport-key`: the transport is named by a field that this client does not read.

use super::transport_value::bridge;
use super::{Family, FileCx, FixKind, Rule, RuleMeta, safe, unsafe_};
use crate::clients::Role;
use crate::document::Pointer;
use crate::finding::{Covers, Edit, Finding, Severity};
use crate::fix::edit;
use crate::model::Transport;
use crate::normalize::{Effect, IssueKind};

/// The rule.
#[derive(Debug)]
pub struct TransportKey;

static META: RuleMeta = RuleMeta {
    id: "transport-key",
    family: Family::Dialect,
    severity: Severity::Error,
    summary: "the transport is named by the field this client reads",
    fix: FixKind::Sometimes,
    page: include_str!("../../docs/rules/transport-key.md"),
};

impl Rule for TransportKey {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        for issue in &cx.reading.issues {
            let IssueKind::TransportKey { key, transport, effective, beside_own } = &issue.kind else { continue };
            if cx.is_house_key(key) {
                continue;
            }
            let name = cx.client();
            // What the docs leave out, the client may read all the same: `type` the Kiro CLI, as is reported.
            let sure = cx.dialect.marks.transport.ceiling() == Severity::Error;
            let consequence = match (issue.effect, effective) {
                (Effect::Entry, _) => cx.costs(),
                (Effect::Changed, Some(seen)) => format!("{name} loads this server as {seen}"),
                _ if !is_loaded(cx, &issue.pointer) => format!("{name} does not read it"),
                _ if !sure => format!("{name} is not known to read it, and loads the server all the same"),
                _ => format!("{name} does not read it, and loads the server all the same"),
            };
            let key = key.replace('/', ".");
            let does = if sure || issue.effect >= Effect::Changed { "does not" } else { "is not known to" };
            let message = format!("`{key}` {does} name the transport in {name}: {consequence}");
            // Without the field the entry would still be loaded as something else, and nothing would tell.
            let misread = cx.dialect.transports.key.is_none() && issue.effect == Effect::Changed;
            let (help, fix) = if misread {
                let (help, edits) = by_name(cx, &issue.pointer, *transport);
                (help.clone(), unsafe_(help, edits))
            } else {
                let (help, edits) = mend(cx, &issue.pointer, *transport, *beside_own);
                let fix = if sure { safe(&*help, edits) } else { unsafe_(&*help, edits) };
                (help, fix)
            };
            let server = issue.pointer.parent();
            out.push(
                cx.finding(&META, issue, message)
                    .help(help)
                    .fix(fix)
                    .covers(Covers::Rules(server, &["transport-missing", "endpoint-missing"])),
            );
        }
    }
}

/// Whether the client loads the server of a field.
fn is_loaded(cx: &FileCx<'_>, field: &Pointer) -> bool {
    cx.reading.servers.iter().any(|s| s.pointer.contains(field) && s.verdict.loads())
}

/// Where the name of the URL says the transport (Qwen Code): the other name. It has to be asked for, since what is
/// loaded today is loaded as something else then.
fn by_name(cx: &FileCx<'_>, pointer: &Pointer, transport: Transport) -> (String, Option<Vec<Edit>>) {
    let names = cx.dialect.by_role(Role::Url).zip(cx.dialect.by_role(Role::HttpUrl));
    let (old, new) = match (transport, names) {
        (Transport::Http, Some((url, http))) => (url.name, http.name),
        (Transport::Sse, Some((url, http))) => (http.name, url.name),
        _ => return (elsewhere(cx, transport), None),
    };
    let edits = || {
        let (doc, entry) = (cx.document, cx.document.at(&pointer.parent())?);
        let member = entry.as_object()?.get(old).filter(|_| entry.get(new).is_none())?;
        let mut edits = edit::rename_key(doc, member, new)?;
        let key = pointer.last()?;
        edits.extend(edit::remove_keys(doc, entry, |k| k == key)?);
        Some(edits)
    };
    (format!("rename `{old}` to `{new}`, and remove `{}`", pointer.last().unwrap_or_default()), edits())
}

/// What to write, and the edits that do it.
fn mend(cx: &FileCx<'_>, pointer: &Pointer, transport: Transport, beside_own: bool) -> (String, Option<Vec<Edit>>) {
    let doc = cx.document;
    let key = pointer.last().unwrap_or_default();
    let remove = || edit::remove_keys(doc, doc.at(&pointer.parent())?, |k| k == key);
    let twins = cx
        .reading
        .issues
        .iter()
        .filter(|i| matches!(i.kind, IssueKind::TransportKey { .. }) && i.pointer.parent() == pointer.parent());
    let first = twins.clone().next().is_some_and(|i| i.pointer == *pointer);
    if !first {
        let same =
            twins.clone().all(|i| matches!(i.kind, IssueKind::TransportKey { transport: t, .. } if t == transport));
        return (format!("remove `{key}`: the transport is named twice"), if same { remove() } else { None });
    }
    if let Some(house) = house_key(cx, pointer, transport) {
        let taken = doc.at(&pointer.parent()).is_some_and(|entry| entry.get(house).is_some());
        if taken {
            return (format!("remove `{key}`: `{house}` is there"), remove());
        }
        return (format!("write `{house}`: `{transport}`"), rename(cx, pointer, house, transport.as_str()));
    }
    let Some(own) = cx.dialect.transports.key else {
        if !cx.dialect.transports.speaks.contains(&transport) {
            return (elsewhere(cx, transport), None);
        }
        return (format!("remove `{key}`"), remove());
    };
    if beside_own {
        return (format!("remove `{key}`: `{own}` is there"), remove());
    }
    let Some(word) = cx.dialect.word_for(transport) else {
        return (elsewhere(cx, transport), None);
    };
    (format!("write `{own}`: `{word}`"), rename(cx, pointer, own, word))
}

/// Renames the member, and gives it the word.
fn rename(cx: &FileCx<'_>, pointer: &Pointer, key: &str, word: &str) -> Option<Vec<Edit>> {
    // opencode's `remote` names none.
    let transport = Transport::from_spelling(word).unwrap_or(Transport::Http);
    if !suits(cx, &pointer.parent(), transport) {
        return None;
    }
    let member = cx.document.member(pointer)?;
    let mut edits = edit::rename_key(cx.document, member, key)?;
    if member.value.as_str() != Some(word) {
        edits.extend(edit::set_value(cx.document, &member.value, &word.into())?);
    }
    Some(edits)
}

/// Whether an entry has the endpoint of this transport and no other. Once a word is read that contradicts the endpoint, what loads
/// without the word stops loading.
pub(super) fn suits(cx: &FileCx<'_>, entry: &Pointer, transport: Transport) -> bool {
    let server = cx.reading.servers.iter().find(|s| s.pointer == *entry);
    server.is_some_and(|s| {
        let (url, command) = (s.url.is_some(), s.command.is_some());
        // The name of the URL may say the transport already.
        let http = cx.dialect.by_role(Role::HttpUrl).and_then(|f| cx.document.at(entry)?.get(f.name));
        let contrary = http.is_some() && transport != Transport::Http;
        if transport.is_remote() { url && !command && !contrary } else { command && !url }
    })
}

/// The house's key, where it is not the client's own and nothing that loads today stops loading by it.
fn house_key<'a>(cx: &'a FileCx<'_>, pointer: &Pointer, transport: Transport) -> Option<&'a str> {
    let t = &cx.dialect.transports;
    let house = cx.transport_key().filter(|house| Some(*house) != t.key)?;
    let entry = pointer.parent();
    let loads = cx.reading.servers.iter().any(|s| s.pointer == entry && s.verdict.loads());
    (!loads || transport == Transport::Stdio || t.bare_url.is_some()).then_some(house)
}

/// What to do where the client does not speak the transport at all.
fn elsewhere(cx: &FileCx<'_>, transport: Transport) -> String {
    let speaks: Vec<&str> = cx.dialect.transports.speaks.iter().map(|t| t.as_str()).collect();
    bridge(transport, &speaks)
}
