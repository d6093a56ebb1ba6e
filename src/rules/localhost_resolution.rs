//! `localhost-resolution`: a name that may lead to `::1`, where nobody listens.

use super::{Family, FileCx, FixKind, Rule, RuleMeta, unsafe_};
use crate::drift::Canonical;
use crate::finding::{Finding, Severity};
use crate::fix::edit;
use crate::model::Server;
use crate::truth;

/// The rule.
#[derive(Debug)]
pub struct LocalhostResolution;

static META: RuleMeta = RuleMeta {
    id: "localhost-resolution",
    family: Family::Portability,
    severity: Severity::Info,
    summary: "a server on this machine is named by its address, not by a name that may lead to another one",
    fix: FixKind::Unsafe,
    page: include_str!("../../docs/rules/localhost-resolution.md"),
};

impl Rule for LocalhostResolution {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        if !cx.dialect.owner {
            return;
        }
        out.extend(cx.reading.servers.iter().filter_map(|server| judge(cx, server)));
    }
}

fn judge(cx: &FileCx<'_>, server: &Server) -> Option<Finding> {
    let url = Canonical::of(server).url?;
    let host = localhost(&url.value.source)?;
    let node = cx.document.at(&url.pointer);
    let part = node.and_then(|n| cx.document.string_part(n, host.clone()));
    let client = cx.client();
    let mut finding = Finding::new(
        META.id,
        META.severity,
        cx.reading.file,
        part.unwrap_or(url.span),
        format!("`localhost` may be `::1` for {client}, while most servers listen on `127.0.0.1` alone"),
    )
    .at(url.pointer.clone())
    .client(cx.dialect.client)
    .server(&server.name, server.scope);
    // A copy that says what the golden says is put right there.
    let truth = truth::truth(cx.run, &server.name, cx.dialect.client);
    let golden = truth.as_ref().filter(|t| t.server.url.as_ref().is_some_and(|u| localhost(&u.value.source).is_some()));
    if let Some((file, span)) = golden.and_then(|t| t.place(cx.run, "url", None)) {
        finding.help = Some("write `127.0.0.1` here and in the golden".to_owned());
        return Some(if file == finding.file { finding } else { finding.related(file, span, "the golden says so") });
    }
    let edits = node.and_then(|n| edit::set_part(cx.document, n, host, "127.0.0.1"));
    Some(
        finding
            .help("write `127.0.0.1`, or `[::1]` if that is where the server listens")
            .fix(unsafe_("write `127.0.0.1`", edits)),
    )
}

/// The bytes of the host, where it is `localhost` and the connection is not encrypted: a certificate is made out for a
/// name.
fn localhost(url: &str) -> Option<std::ops::Range<usize>> {
    let (scheme, rest) = url.split_once("://")?;
    if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "ws") {
        return None;
    }
    let authority = rest.get(..rest.find(['/', '?', '#']).unwrap_or(rest.len()))?;
    let host_at = authority.rfind('@').map_or(0, |at| at + 1);
    let host = authority.get(host_at..)?;
    let host = host.get(..host.find(':').unwrap_or(host.len()))?;
    let start = scheme.len() + 3 + host_at;
    host.eq_ignore_ascii_case("localhost").then(|| start..start + host.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_host_is_meant() {
        for (url, bytes) in [
            ("http://localhost:8080/mcp", Some("localhost")),
            ("http://LocalHost/localhost", Some("LocalHost")),
            ("ws://u:p@localhost:1", Some("localhost")),
            ("http://localhost:${PORT}/mcp", Some("localhost")),
            ("http://localhost", Some("localhost")),
            ("https://localhost:8443/mcp", None),
            ("http://localhost.example.com/mcp", None),
            ("http://my-localhost:1/", None),
            ("http://127.0.0.1/localhost", None),
            ("${URL}", None),
            ("localhost:8080", None),
        ] {
            assert_eq!(localhost(url).map(|r| &url[r]), bytes, "{url}");
        }
    }
}
