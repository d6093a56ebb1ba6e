//! `server-name`: a name that the client does not take, or two that become one.

use super::{Family, FileCx, FixKind, Rule, RuleMeta};
use crate::finding::{Finding, Severity};
use crate::normalize::IssueKind;

/// The rule.
#[derive(Debug)]
pub struct ServerName;

static META: RuleMeta = RuleMeta {
    id: "server-name",
    family: Family::Dialect,
    severity: Severity::Error,
    summary: "the name is allowed, not reserved, and no other name becomes the same",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/server-name.md"),
};

impl Rule for ServerName {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        let client = cx.client();
        for issue in &cx.reading.issues {
            match &issue.kind {
                IssueKind::Name { reason } => {
                    let name = issue.server.as_deref().unwrap_or_default();
                    let message = format!("{client} does not take the name `{name}`: {reason}");
                    out.push(cx.finding(&META, issue, message).help("choose another name, in every client"));
                }
                IssueKind::NameCollision { other, at, becomes } => {
                    let message = format!(
                        "{client} prefixes the tools of this server with `{becomes}`, and those of `{other}` too"
                    );
                    out.push(cx.finding(&META, issue, message).help("rename one of the two").related(
                        cx.reading.file,
                        *at,
                        format!("`{other}`"),
                    ));
                }
                _ => {}
            }
        }
    }
}
