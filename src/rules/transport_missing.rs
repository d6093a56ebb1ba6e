//! `transport-missing`: this client needs the transport named, and nobody names it.

use super::{Family, FileCx, FixKind, Rule, RuleMeta};
use crate::document::Pointer;
use crate::finding::{Finding, Fix, Severity};
use crate::fix::edit;
use crate::model::Transport;
use crate::normalize::{Issue, IssueKind};

/// The rule.
#[derive(Debug)]
pub struct TransportMissing;

static META: RuleMeta = RuleMeta {
    id: "transport-missing",
    family: Family::Dialect,
    severity: Severity::Error,
    summary: "a transport is named where this client needs one",
    fix: FixKind::Sometimes,
    page: include_str!("../../docs/rules/transport-missing.md"),
};

impl Rule for TransportMissing {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        for issue in &cx.reading.issues {
            let IssueKind::TransportMissing { known } = &issue.kind else { continue };
            let Some(key) = cx.transport_key() else { continue };
            let house = cx.run.style(cx.dialect.client).is_some_and(|s| s.transport_key.is_some());
            // The house names it in a field of its own, and it is there.
            if house && known.is_some() {
                continue;
            }
            out.push(finding(cx, issue, *known, key));
        }
    }
}

fn finding(cx: &FileCx<'_>, issue: &Issue, known: Option<Transport>, key: &str) -> Finding {
    let name = issue.server.clone().unwrap_or_default();
    let from = known.map(|t| (t, true)).or_else(|| elsewhere(cx, &name).map(|t| (t, true)));
    let (transport, certain) = from.unwrap_or_else(|| (guess(cx, &issue.pointer), false));
    let client = cx.client();
    let what = if transport == Transport::Stdio { "a `command`" } else { "a `url`" };
    let message = format!("{what} without `{key}`: {}", cx.costs());
    let house = cx.is_house_key(key).then_some(transport.as_str());
    let word = house.or_else(|| cx.dialect.word_for(transport)).unwrap_or(transport.as_str());
    let help = if certain {
        format!("add `\"{key}\": \"{word}\"`")
    } else {
        format!("add `\"{key}\": \"{word}\"`, or what this server speaks; {client} never infers it from a `url`")
    };
    cx.finding(&META, issue, message).help(help).fix(fix(cx, &issue.pointer, key, word, certain))
}

fn fix(cx: &FileCx<'_>, entry: &Pointer, key: &str, word: &str, certain: bool) -> Option<Fix> {
    let node = cx.document.at(entry)?;
    let edits = edit::insert_member(cx.document, node, key, &word.into(), Some(""))?;
    let title = format!("add `{key}`: `{word}`");
    Some(if certain { Fix::safe(title, edits) } else { Fix::unsafe_(title, edits) })
}

/// What the golden, or another client's copy, says of this server; `None` where they do not agree.
fn elsewhere(cx: &FileCx<'_>, name: &str) -> Option<Transport> {
    if let Some(server) = cx.run.golden.and_then(|g| g.server(name)) {
        return server.for_client(cx.dialect.client).server.transport();
    }
    let mut said: Vec<Transport> = cx
        .run
        .readings
        .iter()
        .filter(|r| r.file != cx.reading.file)
        .filter(|r| cx.run.workspace.get(r.file).is_some_and(|s| s.project == cx.source.project))
        .flat_map(|r| &r.servers)
        .filter(|s| s.name == name)
        .filter_map(|s| s.declared.as_ref().map(|d| d.value))
        .collect();
    said.dedup();
    match said.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// Streamable HTTP, unless the URL is a WebSocket's or ends as SSE endpoints usually do.
fn guess(cx: &FileCx<'_>, entry: &Pointer) -> Transport {
    let server = cx.reading.servers.iter().find(|s| s.pointer == *entry);
    let url = server.and_then(|s| s.url.as_ref()).map(|u| u.value.source.as_str()).unwrap_or_default();
    let socket = url.starts_with("ws://") || url.starts_with("wss://");
    if socket && cx.dialect.transports.speaks.contains(&Transport::Ws) {
        return Transport::Ws;
    }
    let path = url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    if path.ends_with("/sse") { Transport::Sse } else { Transport::Http }
}
