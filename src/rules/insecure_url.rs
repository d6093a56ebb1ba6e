//! `insecure-url`: a server is spoken to in clear over a network.

use super::copies::{Copies, is_project, owned};
use super::{Family, FixKind, Rule, RuleMeta, RunCx, list};
use crate::document::{Pointer, Span};
use crate::finding::{Finding, Severity};
use crate::model::Server;
use crate::normalize::FileReading;
use crate::redact::names_secret;
use crate::redact::urls::{Reach, UrlParts, reach, urls};

/// The rule.
#[derive(Debug)]
pub struct InsecureUrl;

static META: RuleMeta = RuleMeta {
    id: "insecure-url",
    family: Family::Security,
    severity: Severity::Error,
    summary: "servers elsewhere are spoken to over `https` or `wss`",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/insecure-url.md"),
};

/// Programs that pass a local connection on to the URL in their arguments.
const BRIDGES: &[&str] = &["mcp-remote", "mcp-proxy", "supergateway", "@modelcontextprotocol/inspector"];

impl Rule for InsecureUrl {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        let mut copies = Copies::new("also here");
        for (source, reading, server) in owned(cx) {
            for (text, span, pointer) in endpoints(server) {
                if let Some(finding) = judge(reading, server, text, span, pointer) {
                    let key = (is_project(source), source.project.clone(), server.name.clone(), text.to_owned());
                    copies.add(&key, finding);
                }
            }
        }
        copies.finish(out);
    }
}

/// What a server is reached at: its URL, and the URLs that a bridge is given.
fn endpoints(server: &Server) -> Vec<(&str, Span, &Pointer)> {
    let own = server.url.iter().map(|url| (url.value.source.as_str(), url.span, &url.pointer));
    let args = server.args.as_ref().map(|a| a.value.as_slice()).unwrap_or_default();
    let is_bridge = |text: &str| {
        let name = text.rfind('@').filter(|at| *at > 0).and_then(|at| text.get(..at)).unwrap_or(text);
        BRIDGES.contains(&name)
    };
    let bridge = args.iter().position(|a| is_bridge(&a.value.source));
    let command = server.command.as_ref().is_some_and(|c| is_bridge(&c.value.source));
    let from = bridge.map(|at| at + 1).or(command.then_some(0)).unwrap_or(args.len());
    let given = args.iter().skip(from).map(|a| (a.value.source.as_str(), a.span, &a.pointer));
    own.chain(given.filter(|(text, ..)| is_clear(text))).collect()
}

fn is_clear(text: &str) -> bool {
    let lower = text.get(..7).unwrap_or(text).to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("ws://")
}

fn judge(reading: &FileReading, server: &Server, text: &str, span: Span, pointer: &Pointer) -> Option<Finding> {
    let url = urls(text).into_iter().next().filter(|_| is_clear(text))?;
    let host = text.get(url.host.clone())?;
    let carried = carried(server, text, &url);
    let severity = match (reach(host), carried.is_empty()) {
        (Reach::Public, true) => Severity::Warning,
        (Reach::Public, false) => META.severity,
        (Reach::Private, true) => Severity::Info,
        (Reach::Private, false) => Severity::Warning,
        _ => return None,
    };
    let (clear, safe) = if text.to_ascii_lowercase().starts_with("ws") { ("ws", "wss") } else { ("http", "https") };
    let who = match reach(host) {
        Reach::Private => "everyone in that network",
        _ => "everyone on the way",
    };
    let reads = match carried.as_slice() {
        [] => "reads what is said, and can change what its tools tell the model".to_owned(),
        all => format!("reads {}, and can change what its tools tell the model", list(all)),
    };
    let shown = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    let message = format!("`{}` is spoken to over plain `{clear}` at `{shown}`: {who} {reads}", server.name);
    let mut finding = Finding::new(META.id, severity, reading.file, span, message)
        .at(pointer.clone())
        .client(reading.dialect.client)
        .server(&server.name, server.scope);
    finding.help = Some(match reach(host) {
        Reach::Private => format!("write `{safe}://`, or reach it through a tunnel (`ssh -L`) on `localhost`"),
        _ => format!("write `{safe}://` if the server has it; if not, reach it through a tunnel on `localhost`"),
    });
    Some(finding)
}

/// The credentials that are sent along, by their names.
fn carried(server: &Server, text: &str, url: &UrlParts) -> Vec<String> {
    let headers = server.headers.iter().map(|h| h.name.clone()).filter(|name| names_secret(name));
    let args = server.args.as_ref().map(|a| a.value.as_slice()).unwrap_or_default();
    let given = args.iter().filter_map(|a| a.value.source.split_once(':')).map(|(name, _)| {
        // `--header=Authorization: x`
        let behind = name.split_once('=').filter(|(flag, _)| flag.starts_with('-')).map_or(name, |(_, name)| name);
        behind.trim().to_owned()
    });
    let given = given.filter(|name| !name.contains(char::is_whitespace) && names_secret(name));
    let query = url.query.iter().filter(|(_, value)| !value.is_empty()).filter_map(|(name, _)| text.get(name.clone()));
    let query = query.filter(|name| names_secret(name) || name.eq_ignore_ascii_case("key")).map(str::to_owned);
    // A token stands before the `@` without a password.
    let user = url.user.as_ref().filter(|user| !user.is_empty()).map(|_| "user".to_owned());
    let before_host = url.password.as_ref().map(|_| "password".to_owned()).or(user);
    let mut all: Vec<String> = headers.chain(given).chain(query).chain(before_host).collect();
    all.dedup();
    all
}
