//! `unread-file`: servers stand in a file that no client reads.

use super::{Family, FixKind, Rule, RuleMeta, RunCx};
use crate::finding::{Finding, Severity};
use crate::workspace::Role;

/// The rule.
#[derive(Debug)]
pub struct UnreadFile;

static META: RuleMeta = RuleMeta {
    id: "unread-file",
    family: Family::Dialect,
    severity: Severity::Warning,
    summary: "servers stand in a file that some client reads",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/unread-file.md"),
};

impl Rule for UnreadFile {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        for (id, source) in cx.workspace.iter() {
            let Role::Unread(instead) = &source.role else { continue };
            let root = source.document().and_then(|d| d.root.as_ref());
            let Some(member) = root.and_then(|r| r.as_object()?.get("mcpServers")) else { continue };
            let filled = member.value.as_object().is_some_and(|o| !o.members.is_empty());
            if filled {
                let message = "no client reads servers from this file: none of them is loaded";
                let pointer = crate::document::Pointer::of(&["mcpServers"]);
                out.push(
                    Finding::new(META.id, META.severity, id, member.key_span, message)
                        .at(pointer)
                        .client("claude-code")
                        .scope(source.scope)
                        .help(*instead),
                );
            }
        }
    }
}
