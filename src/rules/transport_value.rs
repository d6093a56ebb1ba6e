//! `transport-value`: a transport name that this client does not know, or a transport it does not speak.

use super::transport_key::suits;
use super::{Family, FileCx, FixKind, Rule, RuleMeta, safe};
use crate::document::Pointer;
use crate::finding::{Covers, Edit, Finding, Severity};
use crate::fix::edit;
use crate::model::Transport;
use crate::normalize::{Effect, IssueKind};

/// The rule.
#[derive(Debug)]
pub struct TransportValue;

static META: RuleMeta = RuleMeta {
    id: "transport-value",
    family: Family::Dialect,
    severity: Severity::Error,
    summary: "the transport is one this client knows",
    fix: FixKind::Safe,
    page: include_str!("../../docs/rules/transport-value.md"),
};

impl Rule for TransportValue {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        let name = cx.client();
        for issue in &cx.reading.issues {
            let server = issue.pointer.parent();
            match &issue.kind {
                IssueKind::TransportValue { value, meant, effective } => {
                    let consequence = match (issue.effect, effective) {
                        (Effect::Entry, _) => cx.costs(),
                        (Effect::Nothing, Some(seen)) => {
                            format!("{name} goes by the other fields, and loads it as {seen}")
                        }
                        (_, Some(seen)) => format!("{name} loads this server as {seen}"),
                        (_, None) => format!("{name} does not know it"),
                    };
                    let known: Vec<&str> = cx.dialect.transports.values.iter().map(|(word, _)| *word).collect();
                    let message = format!("{name} knows no transport `{value}`: {consequence}");
                    let mut finding =
                        cx.finding(&META, issue, message).covers(Covers::Rules(server, &["endpoint-missing"]));
                    let word = meant.and_then(|t| cx.dialect.word_for(t));
                    finding.help = Some(match word {
                        Some(word) => format!("write `{word}`"),
                        None => format!("one of {}", super::list(&known)),
                    });
                    let suits = meant.is_some_and(|t| suits(cx, &issue.pointer.parent(), t));
                    finding.fix = word
                        .filter(|_| suits)
                        .and_then(|word| safe(format!("write `{word}`"), set(cx, &issue.pointer, word)));
                    out.push(finding);
                }
                IssueKind::NotSpoken { transport } => {
                    let speaks: Vec<&str> = cx.dialect.transports.speaks.iter().map(|t| t.as_str()).collect();
                    let message = format!("{name} does not speak {transport}: {}", cx.costs());
                    out.push(
                        cx.finding(&META, issue, message)
                            .help(bridge(*transport, &speaks))
                            .covers(Covers::Rules(server, &["endpoint-missing", "transport-key", "unknown-field"])),
                    );
                }
                _ => {}
            }
        }
    }
}

fn set(cx: &FileCx<'_>, pointer: &Pointer, word: &str) -> Option<Vec<Edit>> {
    edit::set_value(cx.document, cx.document.at(pointer)?, &word.into())
}

/// What to do with a server whose transport the client does not speak.
pub(super) fn bridge(transport: Transport, speaks: &[&str]) -> String {
    if speaks == ["stdio"] {
        return "bridge it: `\"command\": \"npx\", \"args\": [\"-y\", \"mcp-remote\", \"URL\"]`".to_owned();
    }
    format!("it speaks {}, not {transport}; move the server to one of them", super::list(speaks))
}
