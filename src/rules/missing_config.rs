//! `missing-config`: a required client has no file.

use serde_json::{Map, Value, json};

use super::{Family, FixKind, Rule, RuleMeta, RunCx};
use crate::clients::Dialect;
use crate::document::Span;
use crate::finding::{Edit, Finding, Fix, Severity};
use crate::fix::render::new_document;
use crate::render;
use crate::truth;
use crate::workspace::Role;

/// The rule.
#[derive(Debug)]
pub struct MissingConfig;

static META: RuleMeta = RuleMeta {
    id: "missing-config",
    family: Family::Drift,
    severity: Severity::Error,
    summary: "every client that the golden requires has its file",
    fix: FixKind::Safe,
    page: include_str!("../../docs/rules/missing-config.md"),
};

impl Rule for MissingConfig {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        let Some(golden) = cx.golden else { return };
        for (id, source) in cx.workspace.iter() {
            let Role::Missing(dialect) = source.role else { continue };
            let message = format!("the golden requires {}, and this file is missing", dialect.name);
            let mut finding = Finding::new(META.id, META.severity, id, Span::default(), message)
                .client(dialect.client)
                .help("create it with the golden's servers");
            let required = golden.clients.require.iter().find(|c| c.value == dialect.client);
            if let Some((said, file)) = required.and_then(|s| Some((s, *cx.golden_files.get(s.origin.file)?))) {
                finding = finding.related(file, said.origin.span, "required here");
            }
            let names = truth::declared_names(cx);
            let spreads =
                names.iter().any(|n| truth::truth(cx, n, dialect.client).is_some_and(|t| t.holds_credential()));
            finding.fix = text(cx, dialect).map(|text| {
                let (title, edits) = (format!("create `{}`", source.display), vec![Edit::insert(0, text)]);
                if spreads { Fix::safe(title, edits).guarded() } else { Fix::safe(title, edits) }
            });
            out.push(finding);
        }
    }
}

/// The whole file in the client's documented form.
fn text(cx: &RunCx<'_>, dialect: &'static Dialect) -> Option<String> {
    let style = cx.style(dialect.client);
    let mut servers = Map::new();
    for name in truth::declared_names(cx) {
        let Some(truth) = truth::truth(cx, &name, dialect.client) else { continue };
        let rendered = truth.written(cx, dialect);
        // What this client cannot say is said by `missing-server` once the file is there.
        if rendered.inexpressible.is_empty() {
            servers.insert(name, Value::Object(rendered.entry));
        }
    }
    let house = style.and_then(|s| s.container.as_ref()).map(|c| c.value.as_str());
    let root = if servers.is_empty() && dialect.syntax == crate::document::Syntax::Toml {
        json!({})
    } else {
        render::document(dialect, &servers, house)
    };
    // Nothing to write is no fix: the golden gives this client no server, or none that it can say.
    new_document(dialect.syntax, &root).filter(|text| !text.trim().is_empty())
}
