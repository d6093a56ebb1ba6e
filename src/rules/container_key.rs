//! `container-key`: the servers stand where the client does not look.

use super::{Family, FileCx, FixKind, Rule, RuleMeta, safe, takes_comments, unsafe_};
use crate::clients::{Shape, WithoutContainer};
use crate::document::{Node, Pointer};
use crate::finding::{Covers, Finding, Fix, Severity};
use crate::fix::edit;
use crate::normalize::issue::{ContainerIssue, Issue};
use crate::normalize::{Effect, IssueKind};

/// The rule.
#[derive(Debug)]
pub struct ContainerKey;

static META: RuleMeta = RuleMeta {
    id: "container-key",
    family: Family::Dialect,
    severity: Severity::Error,
    summary: "servers stand under the key this client reads",
    fix: FixKind::Sometimes,
    page: include_str!("../../docs/rules/container-key.md"),
};

impl Rule for ContainerKey {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        for issue in &cx.reading.issues {
            let IssueKind::Container(what) = &issue.kind else { continue };
            let wanted = cx.dialect.container_key();
            let finding = match what {
                ContainerIssue::WrongKey { found } => wrong_key(cx, issue, found, &wanted),
                ContainerIssue::Bare => Some(bare(cx, issue, &wanted)),
                ContainerIssue::Missing => Some(missing(cx, issue, &wanted)),
                ContainerIssue::NotAnObject { found, wants } => Some(not_an_object(cx, issue, found, wants, &wanted)),
            };
            out.extend(finding);
        }
    }
}

fn wrong_key(cx: &FileCx<'_>, issue: &Issue, found: &[String], wanted: &str) -> Option<Finding> {
    let key = found.join(".");
    if cx.is_house_container(&key) {
        return None;
    }
    let n = cx.reading.servers.iter().filter(|s| issue.pointer.contains(&s.pointer)).count();
    let servers = if n == 1 { "its server is".to_owned() } else { format!("its {n} servers are") };
    let name = cx.client();
    let consequence = match cx.dialect.without_container {
        _ if issue.effect == Effect::Entry => format!("{servers} gone without a word"),
        WithoutContainer::Rejected => format!("{name} refuses the file and {servers} gone"),
        WithoutContainer::Empty => {
            format!("{name} takes it for a file without servers, and says nothing: {servers} gone")
        }
    };
    let message = format!("`{key}` is not where {name} looks for servers: {consequence}");
    Some(
        cx.finding(&META, issue, message)
            .help(if issue.effect == Effect::Entry {
                format!("move them to `{wanted}`")
            } else {
                format!("write `{wanted}`")
            })
            .fix(rename(cx, &issue.pointer, wanted))
            .covers(Covers::Below(issue.pointer.clone())),
    )
}

/// Renames the key, if the key of that name is free and the old one has no other reader.
fn rename(cx: &FileCx<'_>, pointer: &Pointer, wanted: &str) -> Option<Fix> {
    let root = cx.document.root.as_ref()?;
    // `mcp.servers` cannot become `mcpServers` by renaming one key.
    let (parent, taken) = (pointer.parent(), root.get(wanted));
    if let Some(right) = taken.filter(|t| t.as_object().is_none_or(|o| !o.members.is_empty())) {
        return move_over(cx, root, right, pointer, wanted);
    }
    if parent != Pointer::root() {
        return None;
    }
    let title = format!("rename `{}` to `{wanted}`", pointer.last().unwrap_or_default());
    let member = cx.document.member(pointer)?;
    // A client that wants a list refuses the file for a map under the right key (Mistral Vibe).
    let wants_list = matches!(cx.dialect.main_container()?.shape, Shape::List { .. } | Shape::References);
    if wants_list != member.value.as_array().is_some() {
        return None;
    }
    let mut edits = edit::rename_key(cx.document, member, wanted)?;
    if taken.is_some() {
        // The right key is there and empty: it makes room.
        let removed = edit::remove_keys(cx.document, root, |key| key == wanted)?;
        // What people wrote about it would go with it.
        if takes_comments(cx.document, &removed) {
            return None;
        }
        edits.extend(removed);
    }
    let others = cx.run.readings.iter().any(|other| {
        other.file == cx.reading.file
            && other.dialect.client != cx.dialect.client
            && other.container.as_ref().is_some_and(|(_, at)| at == pointer)
            && other.servers.iter().any(|s| s.verdict.loads())
    });
    if others { unsafe_(title, Some(edits)) } else { safe(title, Some(edits)) }
}

/// Moves the servers over to the key that is read, where no name is taken and no comment goes along.
fn move_over(cx: &FileCx<'_>, root: &Node, right: &Node, pointer: &Pointer, wanted: &str) -> Option<Fix> {
    let wrong = cx.document.member(pointer)?;
    let index = root.as_object()?.members.iter().position(|m| m.key_span == wrong.key_span)?;
    let have = right.as_object()?;
    let lost: Vec<(&str, serde_json::Value)> =
        wrong.value.as_object()?.effective().map(|m| (m.key.as_str(), m.value.to_json())).collect();
    if lost.iter().any(|(name, _)| have.get(name).is_some()) {
        return None;
    }
    let new: Vec<(&str, &serde_json::Value)> = lost.iter().map(|(name, value)| (*name, value)).collect();
    let mut edits = edit::insert_members(cx.document, right, &new, None)?;
    edits.extend(edit::remove_member(cx.document, root, index)?);
    safe(format!("move the servers to `{wanted}`"), Some(edits))
}

fn bare(cx: &FileCx<'_>, issue: &Issue, wanted: &str) -> Finding {
    let name = cx.client();
    let message =
        format!("the servers stand at the top of the file: {name} looks for them under `{wanted}` and finds none");
    cx.finding(&META, issue, message)
        .help(format!("wrap them: `{{\"{wanted}\": {{ ... }}}}`"))
        .fix(wrap(cx, wanted))
        .covers(Covers::Below(Pointer::root()))
}

fn missing(cx: &FileCx<'_>, issue: &Issue, wanted: &str) -> Finding {
    let message = format!("there is no `{wanted}`: {} refuses the file", cx.client());
    let root = cx.document.root.as_ref();
    let edits = root.and_then(|r| edit::insert_member(cx.document, r, wanted, &serde_json::json!({}), None));
    cx.finding(&META, issue, message)
        .help(format!("write `{{\"{wanted}\": {{}}}}`, or remove the file"))
        .fix(unsafe_(format!("add an empty `{wanted}`"), edits))
}

/// Puts the whole map one level deeper. What stands beside the servers (`$schema`) would go down with them, so then
/// it has to be asked for.
fn wrap(cx: &FileCx<'_>, wanted: &str) -> Option<Fix> {
    let edits = edit::wrap_root(cx.document, wanted)?;
    let alone = cx.document.root.as_ref()?.as_object()?.members.iter().all(|m| m.value.as_object().is_some());
    let title = format!("wrap the servers in `{wanted}`");
    if alone { safe(title, Some(edits)) } else { unsafe_(title, Some(edits)) }
}

fn not_an_object(cx: &FileCx<'_>, issue: &Issue, found: &str, wants: &str, wanted: &str) -> Finding {
    let name = cx.client();
    let message = if issue.pointer == Pointer::root() {
        format!("the file holds {found}, not an object: {name} loads nothing from it")
    } else if cx.dialect.lists_are_maps && found == "a list" {
        format!("`{wanted}` is a list: {name} names the servers `0`, `1` and so on")
    } else {
        format!("`{wanted}` is {found}, not {wants}: {name} refuses the file")
    };
    let list = wants == "a list";
    let empty = !list
        && cx.document.at(&issue.pointer).is_some_and(|n| !n.read_only && n.as_array().is_some_and(<[_]>::is_empty));
    let fix = empty
        .then(|| safe("write an empty object", Some(vec![crate::finding::Edit::replace(issue.span, "{}")])))
        .flatten();
    cx.finding(&META, issue, message)
        .help(if list {
            format!("write the servers as a list below `{wanted}`, each with its name")
        } else {
            format!("write `\"{wanted}\": {{ \"name\": {{ ... }} }}`")
        })
        .fix(fix)
        .covers(Covers::Below(issue.pointer.clone()))
}
