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
            let Role::Unread(unread) = source.role else { continue };
            let root = source.document().and_then(|d| d.root.as_ref()).and_then(|r| r.as_object());
            let filled = |key: &&str| {
                let servers = root.and_then(|r| r.get(key)).and_then(|m| m.value.as_object());
                servers.is_some_and(|o| !o.members.is_empty())
            };
            let key = ["mcpServers", "servers", "mcp"].into_iter().find(filled);
            if let Some((key, member)) = key.and_then(|key| Some((key, root?.get(key)?))) {
                let (severity, message) = if unread.doubt {
                    (Severity::Info, "no client reads servers from this file by itself: none of them is loaded here")
                } else {
                    (META.severity, "no client reads servers from this file: none of them is loaded")
                };
                let pointer = crate::document::Pointer::of(&[key]);
                out.push(
                    Finding::new(META.id, severity, id, member.key_span, message)
                        .at(pointer)
                        .client(unread.client)
                        .scope(source.scope)
                        .help(unread.says),
                );
            }
        }
    }
}
