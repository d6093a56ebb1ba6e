//! `auto-approve`: every tool of a server runs without anybody being asked.

use super::copies::{Copies, is_project, owned};
use super::{Family, FixKind, Rule, RuleMeta, RunCx};
use crate::document::{Node, Value};
use crate::finding::{Finding, Severity};
use crate::model::{Scope, Server};
use crate::normalize::FileReading;
use crate::state::{self, Here, Memory};
use crate::workspace::Source;

/// The rule.
#[derive(Debug)]
pub struct AutoApprove;

static META: RuleMeta = RuleMeta {
    id: "auto-approve",
    family: Family::Security,
    severity: Severity::Warning,
    summary: "no server has all of its tools run unasked",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/auto-approve.md"),
};

/// A field by which a client runs every tool of a server unasked.
struct Switch {
    clients: &'static [&'static str],
    field: &'static str,
    value: Means,
    help: &'static str,
}

/// The value that does it.
#[derive(Clone, Copy)]
enum Means {
    /// `true`.
    True,
    /// A list with `*` in it.
    Star,
    /// This word.
    Word(&'static str),
}

const NAME_THEM: &str = "name the tools that only read";

/// Gemini CLI and Qwen Code skip every confirmation for a server with `trust` in a trusted folder
/// (`packages/core/src/tools/mcp-tool.ts`: `getConfirmationDetails` of gemini-cli at 03647aa, `getDefaultPermission` of
/// qwen-code at 0397705, read 2026-11). Roo Code compares with `"*"` before names (`src/services/mcp/McpHub.ts` at b867ec9,
/// 2026-10-02). Codex: `approve` of `default_tools_approval_mode` (0.169.0).
///
/// Kiro: a guess. Its docs say that a list with `"*"` approves all tools; Kiro#4323 (0.7.34, open) says that it still asked,
/// Kiro#5742 (0.9.2) that it did not. Of a lone `"*"` nobody says anything.
///
/// Cline has no wildcard: `autoApprove.includes(tool.name)` in its `McpHub.ts` (2026-11), so a star there approves nothing.
/// Nor has Qoder in `alwaysAllow`: it cleans each name, and of a star nothing is left; and its `trust` is shown, but asked
/// by nothing (npm `@qoder-ai/qodercli` 1.1.52, read 2026-11).
const SWITCHES: &[Switch] = &[
    Switch {
        clients: &["gemini-cli", "qwen-code"],
        field: "trust",
        value: Means::True,
        help: "remove `trust`, and allow single tools when you are asked",
    },
    Switch { clients: &["kiro"], field: "autoApprove", value: Means::Star, help: NAME_THEM },
    Switch { clients: &["roo-code"], field: "alwaysAllow", value: Means::Star, help: NAME_THEM },
    Switch {
        clients: &["codex"],
        field: "default_tools_approval_mode",
        value: Means::Word("approve"),
        help: "write `writes` or `prompt`, and `approval_mode = \"approve\"` for single tools below `tools`",
    },
];

impl Rule for AutoApprove {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        let mut copies = Copies::new("also here");
        for (source, reading, server) in owned(cx) {
            let mine =
                |s: &&Switch| s.clients.contains(&reading.dialect.client) && reading.dialect.field(s.field).is_some();
            for switch in SWITCHES.iter().filter(mine) {
                let at = server.pointer.join(switch.field);
                let Some(node) = source.document().and_then(|d| d.at(&at)).filter(|n| does(switch.value, n)) else {
                    continue;
                };
                let key = (is_project(source), source.project.clone(), server.name.clone(), switch.field);
                copies.add(&key, judge(source, reading, server, switch, node).at(at));
            }
        }
        copies.finish(out);
        out.extend(whoever_comes(cx));
    }
}

/// `enableAllProjectMcpServers` in a committed file: Claude Code 2.1.329 (bundle, read) then asks nobody who trusts the
/// folder. Many teams want just that, so it is no more than a word.
fn whoever_comes(cx: &RunCx<'_>) -> Vec<Finding> {
    let memory = Memory::of(cx.workspace, &Here::root_of(cx.workspace), "claude-code");
    let committed = |file| cx.workspace.get(file).is_some_and(|s| s.scope == Scope::Project && !s.ignored_by_git);
    let one = |switch: &state::Switch| {
        let message = format!(
            "`{}` approves every server that anybody ever adds to `.mcp.json`: Claude Code starts it without asking \
             those who trust this folder",
            switch.key
        );
        Finding::new(META.id, Severity::Info, switch.file, switch.span, message)
            .at(switch.pointer.clone())
            .client("claude-code")
            .help("name the servers in `enabledMcpjsonServers`, so that a new one is looked at")
    };
    memory.approves_all().iter().filter(|s| committed(s.file)).map(one).collect()
}

fn does(means: Means, node: &Node) -> bool {
    match (means, &node.value) {
        (Means::True, value) => matches!(value, Value::Bool(true)),
        (Means::Star, Value::Array(items)) => items.iter().any(|i| i.as_str() == Some("*")),
        (Means::Star, _) => false,
        (Means::Word(word), _) => node.as_str() == Some(word),
    }
}

fn judge(source: &Source, reading: &FileReading, server: &Server, switch: &Switch, node: &Node) -> Finding {
    let (client, name, field) = (reading.dialect.name, &server.name, switch.field);
    // A guess: see above.
    let lets = if reading.dialect.client == "kiro" { "may let" } else { "lets" };
    let whom = if is_project(source) && !source.ignored_by_git { ", for everyone who opens this project" } else { "" };
    let message = format!(
        "`{field}` {lets} {client} run every tool of `{name}` without asking{whom}: a text \
         that talks the model into a call is all it takes"
    );
    Finding::new(META.id, META.severity, reading.file, node.span, message)
        .client(reading.dialect.client)
        .server(name, server.scope)
        .help(switch.help)
}
