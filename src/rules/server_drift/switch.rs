//! A server that becomes one of another kind: a process where the golden has a remote server, or the other way round.

use serde_json::{Map, Value};

use super::super::FileCx;
use crate::clients::Role;
use crate::document::{Member, Node};
use crate::finding::Edit;
use crate::fix::edit;
use crate::model::{Server, Transport};
use crate::truth::Truth;

/// The members of the old kind go, those of the new kind come, and what says something of both (a timeout, a comment)
/// stays where it is. `None` where the client cannot say it, or where a literal would go that may be the only copy of
/// a credential.
pub(super) fn switch(cx: &FileCx<'_>, server: &Server, truth: &Truth, entry: &Node) -> Option<Vec<Edit>> {
    let rendered = truth.written(cx.run, cx.dialect);
    let wanted = truth.server.transport()?;
    if !rendered.inexpressible.is_empty() {
        return None;
    }
    let mut new: Map<String, Value> = Map::new();
    for member in entry.as_object()?.effective() {
        if let Some(value) = rendered.entry.get(&member.key) {
            new.insert(member.key.clone(), value.clone());
        } else if !says_server(server, &member.key) && stays(cx, member, wanted) {
            new.insert(member.key.clone(), member.value.to_json());
        }
    }
    for (key, value) in rendered.entry {
        new.entry(key).or_insert(value);
    }
    let edits = edit::set_value(cx.document, entry, &Value::Object(new))?;
    (!cx.takes_secrets(&edits)).then_some(edits)
}

/// Whether a member is a part of the old server, also where this client knows it by another name or not at all.
fn says_server(server: &Server, key: &str) -> bool {
    let member = server.pointer.join(key);
    let texts = [&server.command, &server.url, &server.cwd].into_iter().flatten().map(|t| &t.pointer);
    let args = server.args.iter().map(|a| &a.pointer);
    let maps = [&server.env_at, &server.headers_at].into_iter().flatten().map(|m| &m.pointer);
    let transport = server.declared.iter().map(|t| &t.pointer);
    texts.chain(args).chain(maps).chain(transport).any(|pointer| member.contains(pointer))
}

/// Whether a member means the same for a server of the other kind.
fn stays(cx: &FileCx<'_>, member: &Member, wanted: Transport) -> bool {
    let Some(rule) = cx.dialect.field(&member.key) else {
        // What the client does not know is a note of somebody's, unless it names a transport.
        return member.key != "type" && member.key != "transport";
    };
    let of_any = matches!(rule.role, Role::Timeout(_) | Role::Disabled | Role::Enabled | Role::Name | Role::Other);
    of_any && rule.on.fits(wanted)
}
