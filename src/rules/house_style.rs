//! `house-style`: the golden's house style is something the client does not read.

use super::{Family, FixKind, Rule, RuleMeta, RunCx};
use crate::clients::{self, Loss};
use crate::finding::{FileId, Finding, Severity};
use crate::golden::Said;

/// The rule.
#[derive(Debug)]
pub struct HouseStyle;

static META: RuleMeta = RuleMeta {
    id: "house-style",
    family: Family::Dialect,
    severity: Severity::Info,
    summary: "the golden's house style is something the client reads",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/house-style.md"),
};

impl Rule for HouseStyle {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        let Some(golden) = cx.golden else { return };
        for (id, style) in &golden.clients.styles {
            let Some(dialect) = clients::client(id).and_then(|c| c.dialects.first()) else { continue };
            let name = dialect.name;
            let mut say = |said: &Said<String>, message: String, help: String| {
                let Some(file) = cx.golden_files.get(said.origin.file) else { return };
                out.push(note(*file, said, dialect.client, message, help));
            };
            if let Some(said) = &style.container
                && !dialect.containers.iter().any(|c| c.path.join(".") == said.value)
            {
                let message =
                    format!("{name} does not look for servers under `{}`: it loads none from such a file", said.value);
                say(said, message, format!("{name} reads `{}`", dialect.container_key()));
            }
            if let Some(said) = &style.transport_key
                && Some(said.value.as_str()) != dialect.transports.key
            {
                let own = dialect.transports.key;
                let message = match (own, dialect.transports.bare_url) {
                    (Some(own), None) if dialect.loss == Loss::Start => {
                        format!(
                            "{name} does not read `{}`: it does not start with a server without `{own}`",
                            said.value
                        )
                    }
                    (Some(own), None) => {
                        format!("{name} does not read `{}`: it skips a `url` without `{own}`", said.value)
                    }
                    _ => format!("{name} does not read `{}`, and goes by the other fields", said.value),
                };
                let help = own.map_or(format!("{name} reads no such field"), |own| format!("{name} reads `{own}`"));
                say(said, message, help);
            }
        }
    }
}

fn note(file: FileId, said: &Said<String>, client: &'static str, message: String, help: String) -> Finding {
    Finding::new(META.id, META.severity, file, said.origin.span, message)
        .at(said.origin.pointer.clone())
        .client(client)
        .help(help)
}
