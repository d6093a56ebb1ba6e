//! `url-credentials`: a credential stands in a URL.

use super::copies::Copies;
use super::hardcoded_secret::places::{Place, in_urls};
use super::hardcoded_secret::{advice, reaches, severity, shown};
use super::{Family, FixKind, Rule, RuleMeta, RunCx};
use crate::finding::{FileId, Finding, Severity};
use crate::redact::detect::{Part, UrlCredential};
use crate::workspace::Source;

/// The rule.
#[derive(Debug)]
pub struct UrlCredentials;

static META: RuleMeta = RuleMeta {
    id: "url-credentials",
    family: Family::Security,
    severity: Severity::Error,
    summary: "no URL holds a password or a key",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/url-credentials.md"),
};

impl Rule for UrlCredentials {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        let mut copies = Copies::new("the same one is also here");
        for (file, source) in cx.workspace.iter() {
            for (place, found) in in_urls(cx, file, source) {
                let finding = judge(file, source, &place, &found);
                copies.add(&place.text, finding);
            }
        }
        copies.finish(out);
    }
}

fn judge(file: FileId, source: &Source, place: &Place, found: &UrlCredential) -> Finding {
    let what = shown(place.kind, &place.text);
    let message = match &found.part {
        Part::Userinfo => format!("a URL holds {what} before its host: {}, and URLs end up in logs", reaches(source)),
        Part::Query(name) => {
            format!("`{name}` in a URL holds {what}: {}, and URLs end up in logs", reaches(source))
        }
        Part::Path => format!("the path of a URL is {what}: {}, and URLs end up in logs", reaches(source)),
    };
    let header = match (&found.part, place.pointer.last().as_deref()) {
        (Part::Query(_), Some("url" | "httpUrl" | "serverUrl")) => {
            "; better, send it in a header, if the server takes one"
        }
        _ => "",
    };
    let name = match &found.part {
        // The whole of a `DATABASE_URL` comes from outside.
        _ if crate::model::template::is_env_name(&place.name) && place.name.contains('_') => place.name.clone(),
        Part::Userinfo => "password".to_owned(),
        Part::Query(name) => name.clone(),
        Part::Path => String::new(),
    };
    let help = format!("{}{header}; then revoke this one", advice::instead(source, place, &name));
    let mut finding = Finding::new(META.id, severity(place.kind, source), file, place.span, message)
        .at(place.pointer.clone())
        .scope(source.scope)
        .help(help);
    if let Some((name, scope)) = &place.server {
        finding.server = Some(name.clone());
        finding.scope = *scope;
    }
    finding.clients = source.readers().iter().filter(|d| d.owner).map(|d| d.client).collect();
    finding
}
