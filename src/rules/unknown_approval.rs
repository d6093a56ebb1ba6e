//! `unknown-approval`: the project's settings approve a server that its files do not have.

use std::collections::HashSet;

use super::{Family, FixKind, Rule, RuleMeta, RunCx};
use crate::document::Span;
use crate::finding::{FileId, Finding, Severity};
use crate::model::Scope;
use crate::normalize::{FileReading, FileVerdict};
use crate::state::{Here, Memory, Says};

/// The rule.
#[derive(Debug)]
pub struct UnknownApproval;

const CLIENT: &str = "claude-code";

/// How alike two names have to be for one to be a slip of the other.
const ALIKE: f64 = 0.85;

/// For how many names, and among how many servers, one that was meant is looked for: every pair is compared.
const MOST_NAMES: usize = 50;
const MOST_SERVERS: usize = 500;

static META: RuleMeta = RuleMeta {
    id: "unknown-approval",
    family: Family::Drift,
    severity: Severity::Info,
    summary: "what the project's settings approve by name is there",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/unknown-approval.md"),
};

impl Rule for UnknownApproval {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        let root = &cx.workspace.root;
        let of_client = |r: &&FileReading| r.dialect.client == CLIENT && r.dialect.kind == "project";
        let readings: Vec<&FileReading> = cx.readings.iter().filter(of_client).collect();
        // In a file that is lost anything may stand, and without one beside the settings nobody knows what was meant.
        let beside = readings.iter().find(|r| cx.workspace.get(r.file).is_some_and(|s| s.project == *root));
        let Some(beside) = beside.filter(|_| readings.iter().all(|r| r.verdict == FileVerdict::Read)) else { return };
        let known: HashSet<&str> = readings.iter().flat_map(|r| &r.servers).map(|s| s.name.as_str()).collect();
        let memory = Memory::of(cx.workspace, &Here::root_of(cx.workspace), CLIENT);
        let mut asked = 0;
        for (name, switch) in memory.named_by_project() {
            if switch.says != Says::Approves || known.contains(name) {
                continue;
            }
            let message = format!(
                "`{}` approves `{name}`, and no `.mcp.json` here has a server of that name: Claude Code compares names \
                 letter by letter, so this approves nothing",
                switch.key
            );
            let mut finding = Finding::new(META.id, META.severity, switch.file, switch.span, message)
                .at(switch.pointer.clone())
                .client(CLIENT)
                .server(name, Scope::Project);
            asked += 1;
            finding = match (asked <= MOST_NAMES).then(|| near(beside, name)).flatten() {
                Some((other, file, span)) => {
                    finding.help(format!("did you mean `{other}`?")).related(file, span, "the server")
                }
                None => finding.help("remove the name, or add the server to `.mcp.json`"),
            };
            out.push(finding);
        }
    }
}

/// The server that was probably meant, where there are few enough to look through.
fn near<'a>(reading: &'a FileReading, name: &str) -> Option<(&'a str, FileId, Span)> {
    if reading.servers.len() > MOST_SERVERS {
        return None;
    }
    let score = |other: &str| strsim::jaro_winkler(&other.to_lowercase(), &name.to_lowercase());
    let best = reading.servers.iter().max_by(|a, b| score(&a.name).total_cmp(&score(&b.name)))?;
    (score(&best.name) >= ALIKE).then_some((best.name.as_str(), reading.file, best.name_span))
}
