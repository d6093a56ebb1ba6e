//! From what was read to what is to be said: every reader's view of every file, then the rules, then one finding
//! per mistake. Pure: the same workspace gives the same findings, byte for byte.

mod together;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use self::together::{fold, join, merge};
use crate::baseline::Baseline;
use crate::day::Day;
use crate::discover::Scopes;
use crate::finding::{Applicability, FileId, Finding, Fix, Severity};
use crate::golden::{Golden, Level};
use crate::ignores::{About, Entry, Ignores, Trial};
use crate::model::Scope;
use crate::model::pin::Ecosystem;
use crate::normalize::{FileReading, normalize, resolve};
use crate::pins::gather;
use crate::rules::{Family, RULES, RuleMeta, RunCx, rule, speaks_for_itself, takes_comments, touches_state};
use crate::workspace::Workspace;

/// What decides which findings are wanted.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Rule ids and families; empty for all.
    pub select: Vec<String>,
    /// Rule ids and families that are left out.
    pub ignore: Vec<String>,
    /// Whose files may speak.
    pub scopes: Scopes,
    /// Whether the user's files were read.
    pub home_read: bool,
    /// Whether everything was read: no paths, no clients were named.
    pub whole: bool,
    /// The day, which ends some `[[ignore]]`.
    pub today: Day,
    /// The findings that a project has decided to begin with.
    pub baseline: Option<Baseline>,
}

/// The golden and where it stands in the workspace.
#[derive(Debug, Default)]
pub struct Declared {
    /// The golden.
    pub golden: Option<Golden>,
    /// For each file of it, its id in the workspace.
    pub files: Vec<FileId>,
    /// Files that it names as kept by hand.
    pub kept: BTreeSet<PathBuf>,
}

/// What came of a check.
#[derive(Debug)]
pub struct Checked {
    /// What each client makes of each file.
    pub readings: Vec<FileReading>,
    /// The findings to report: merged, folded, sorted.
    pub findings: Vec<Finding>,
    /// Everything that any rule said, for telling whether a fix made something worse.
    pub raw: Vec<Finding>,
    /// What is wanted of it, merged and folded, a finding for each place; a baseline takes nothing from it.
    pub folded: Vec<Finding>,
    /// What somebody has decided to live with, in the order of the files.
    pub accepted: Vec<Accepted>,
    /// How many findings of the baseline are gone.
    pub gone: usize,
}

/// A finding that somebody has decided to live with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The finding.
    pub finding: Finding,
    /// How that was said.
    pub by: Acceptance,
}

/// How somebody has said that a finding is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acceptance {
    /// By an `[[ignore]]` of the golden, with its reason.
    Golden(String),
    /// By a comment beside it, with its reason.
    Comment(String),
    /// It stands in the baseline.
    Baseline,
}

impl Declared {
    /// The packages that the golden pins.
    pub fn pinned(&self) -> Vec<(Ecosystem, String)> {
        self.golden.as_ref().map(|golden| golden.pins.packages()).unwrap_or_default()
    }
}

impl Checked {
    /// Whether any finding that counts is at or above a level. Without `--scope`, the user's own files never count.
    pub fn fails(&self, level: Severity, scopes: Scopes) -> bool {
        self.findings.iter().any(|f| f.severity >= level && counts(f, scopes))
    }
}

/// Whether a finding may raise the exit code.
pub fn counts(finding: &Finding, scopes: Scopes) -> bool {
    scopes != Scopes::Default || finding.scope == Scope::Project
}

/// Reads every config of the workspace as each of its readers does.
pub fn readings(workspace: &Workspace, declared: &Declared, home_read: bool) -> Vec<FileReading> {
    let mut readings = Vec::new();
    for (id, source) in workspace.iter().filter(|(_, s)| !s.readers().is_empty()) {
        let Some(document) = source.document() else { continue };
        for dialect in source.readers() {
            let style = declared.golden.as_ref().and_then(|g| g.clients.styles.get(dialect.client));
            let house = style.and_then(|s| s.container.as_ref()).map(|c| c.value.as_str());
            readings.push(normalize(id, document, dialect, house));
        }
    }
    resolve(&mut readings, home_read);
    readings
}

/// Checks everything.
pub fn check(workspace: &Workspace, declared: &Declared, settings: &Settings) -> Checked {
    let readings = readings(workspace, declared, settings.home_read);
    let pins = gather(workspace, &readings, declared.pinned());
    let ignores = Ignores::of(workspace, declared.golden.as_ref(), &declared.files);
    let cx = RunCx {
        workspace,
        readings: &readings,
        golden: declared.golden.as_ref(),
        golden_files: &declared.files,
        kept: &declared.kept,
        pins: &pins,
        ignores: &ignores,
        secrets: RefCell::default(),
    };
    let mut raw = run_rules(&cx);
    raw.sort_by(order);
    let mut accepted = Vec::new();
    // Before folding: what may not speak must not lend its severity to what may.
    let heard: Vec<Finding> = raw.iter().filter(|f| in_scope(f, &cx, settings.scopes)).cloned().collect();
    // And a cause that nobody wants to hear of must not silence its effect.
    let mut folded = fold(merge(wanted(heard, &cx, settings, &mut accepted)));
    folded.extend(settled(&raw, &cx, settings, &mut accepted));
    let mut findings = folded.clone();
    findings.sort_by(order);
    let mut gone = 0;
    if let Some(baseline) = &settings.baseline {
        let split = baseline.split(findings, workspace);
        let known = split.known.into_iter().map(|finding| Accepted { finding, by: Acceptance::Baseline });
        accepted.extend(known);
        (findings, gone) = (split.new, split.gone);
    }
    let unheard = raw.iter().filter(|f| f.group.is_some() && !in_scope(f, &cx, settings.scopes));
    let findings = join(findings, unheard, workspace);
    accepted.sort_by(|a, b| order(&a.finding, &b.finding));
    Checked { readings, findings, raw, folded, accepted, gone }
}

/// What is to be said of the ignores themselves, now that it is known what they are about.
fn settled(raw: &[Finding], cx: &RunCx<'_>, settings: &Settings, accepted: &mut Vec<Accepted>) -> Vec<Finding> {
    if cx.ignores.entries.is_empty() {
        return Vec::new();
    }
    let mut about = vec![0; cx.ignores.entries.len()];
    for finding in raw {
        let Some(rule) = rule(finding.rule) else { continue };
        for entry in cx.ignores.about(finding, rule.meta(), cx.workspace) {
            about.iter_mut().skip(entry).take(1).for_each(|n| *n += 1);
        }
    }
    let on_trial = |entry: &Entry| settings.whole && entry.rules.iter().all(|name| on_trial(name, entry, cx, settings));
    let trials = cx.ignores.entries.iter().zip(about).filter(|(entry, _)| on_trial(entry));
    let trials: Vec<Trial<'_>> = trials.map(|(entry, about)| Trial { entry, about, today: settings.today }).collect();
    let mut late = Vec::new();
    for rule in RULES {
        rule.settle(cx, &trials, &mut late);
    }
    for finding in &mut late {
        place(finding, cx);
    }
    late.retain(|f| in_scope(f, cx, settings.scopes));
    wanted(late, cx, settings, accepted)
}

/// Whether this run would have found what a name stands for: a rule that is not asked for, or files that were not read,
/// may be what an entry is about.
fn on_trial(name: &str, entry: &Entry, cx: &RunCx<'_>, settings: &Settings) -> bool {
    let metas: Vec<&RuleMeta> =
        RULES.iter().map(|r| r.meta()).filter(|m| m.id == name || m.family.as_str() == name).collect();
    let asked = |m: &&RuleMeta| selected(m, settings) && set_level(m, cx.golden) != Some(Level::Off);
    let at_home =
        |m: &&RuleMeta| !settings.home_read && matches!(entry.about, About::Named(_)) && speaks_by_default(m.id);
    !metas.is_empty() && metas.iter().all(|m| asked(m) && !at_home(m))
}

fn run_rules(cx: &RunCx<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    for reading in cx.readings.iter().filter(|r| cx.speaks(r)) {
        let mut reading = Cow::Borrowed(reading);
        if !reading.dialect.owner {
            let own = reading.issues.iter().filter(|i| speaks_for_itself(&reading, i)).cloned().collect();
            reading.to_mut().issues = own;
        }
        let reading = reading.as_ref();
        let Some(file) = cx.file(reading) else { continue };
        let from = out.len();
        for rule in RULES {
            rule.file(&file, &mut out);
        }
        if let Some(own) = cx.own_file(reading).filter(|_| reading.dialect.yields) {
            let said = out.split_off(from);
            let hidden =
                |f: &Finding| f.server.as_ref().is_some_and(|name| own.servers.iter().any(|s| s.name == *name));
            out.extend(said.into_iter().filter(|f| !hidden(f)));
        }
    }
    for rule in RULES {
        rule.run(cx, &mut out);
    }
    for finding in &mut out {
        place(finding, cx);
    }
    out
}

/// Whose business a finding is goes by the file: what a person named is asked for, what lies in the home directory is
/// the user's even if a project's dialect reads it. A fix that takes comments along has to be asked for, and none touches
/// what a client remembers for itself.
fn place(finding: &mut Finding, cx: &RunCx<'_>) {
    let Some(source) = cx.workspace.get(finding.file) else { return };
    if source.named {
        finding.scope = Scope::Project;
    } else if source.scope == Scope::User && finding.scope == Scope::Project {
        finding.scope = Scope::User;
    }
    finding.fix.take_if(|fix| source.document().is_some_and(|d| touches_state(d, source.readers(), &fix.edits)));
    let takes = |fix: &Fix| source.document().is_some_and(|d| takes_comments(d, &fix.edits));
    if let Some(fix) = finding.fix.as_mut().filter(|fix| finding.rule != "parse-error" && takes(fix)) {
        fix.applicability = Applicability::Unsafe;
    }
}

/// By place and rule. What one rule says of one place stays in the order in which it says it: that of the golden.
fn order(a: &Finding, b: &Finding) -> std::cmp::Ordering {
    let key = |f: &Finding| (f.file, f.span.start, f.span.end);
    key(a).cmp(&key(b)).then_with(|| a.rule.cmp(b.rule))
}

/// What is to be reported of these findings; their severity becomes what the golden sets. What is accepted goes to
/// `accepted`.
fn wanted(findings: Vec<Finding>, cx: &RunCx<'_>, settings: &Settings, accepted: &mut Vec<Accepted>) -> Vec<Finding> {
    let mut out = Vec::with_capacity(findings.len());
    for mut finding in findings {
        let Some(meta) = rule(finding.rule).map(|r| r.meta()).filter(|m| selected(m, settings)) else { continue };
        ask_for(&mut finding, meta, cx.golden);
        if !level(&mut finding, meta, cx.golden) {
            continue;
        }
        if settings.whole && is_example(&finding, meta, cx) {
            finding.severity = Severity::Info;
        }
        let entry = cx.ignores.accepts(&finding, meta, cx.workspace, settings.today);
        match entry.and_then(|i| cx.ignores.entries.get(i)) {
            None => out.push(finding),
            Some(Entry { reason, about: About::Named(_), .. }) => {
                accepted.push(Accepted { finding, by: Acceptance::Golden(reason.clone()) });
            }
            Some(Entry { reason, .. }) => accepted.push(Accepted { finding, by: Acceptance::Comment(reason.clone()) }),
        }
    }
    out
}

/// Directories in which configs are test data, most of them wrong on purpose.
const EXAMPLES: &[&str] =
    &["fixture", "fixtures", "__fixtures__", "test-fixtures", "testdata", "test-data", "test_data"];

/// Whether a file is test data, which nobody starts a client in. A credential in it is one all the same, and what a
/// golden declares holds everywhere below it.
fn is_example(finding: &Finding, meta: &RuleMeta, cx: &RunCx<'_>) -> bool {
    let declared = cx.golden.is_some_and(|golden| match meta.family {
        Family::Drift => golden.declares_servers(),
        Family::Pins => !golden.pins.packages().is_empty(),
        _ => false,
    });
    let dir = cx.workspace.get(finding.file).and_then(|s| s.path.strip_prefix(&cx.workspace.root).ok()?.parent());
    let below = |dir: &Path| dir.iter().any(|part| EXAMPLES.iter().any(|name| part == *name));
    meta.family != Family::Security && !declared && dir.is_some_and(below)
}

/// Whether a rule is asked for on the command line.
fn selected(meta: &RuleMeta, settings: &Settings) -> bool {
    let named = |names: &[String]| names.iter().any(|n| n == meta.id || n == meta.family.as_str());
    (settings.select.is_empty() || named(&settings.select)) && !named(&settings.ignore)
}

/// Applies what the golden says of fixes that have to be asked for. It cannot wave through what may cost a credential,
/// nor speak for files that are not the project's.
fn ask_for(finding: &mut Finding, meta: &RuleMeta, golden: Option<&Golden>) {
    let said = golden.and_then(|g| g.fixes.is_safe(meta.id, meta.family.as_str()));
    let project = finding.scope == Scope::Project;
    match (said, &mut finding.fix) {
        (Some(true), Some(fix)) if !fix.guarded && project => fix.applicability = Applicability::Safe,
        (Some(false), Some(fix)) => fix.applicability = Applicability::Unsafe,
        _ => {}
    }
}

/// Whether files of the finding's scope may say this.
fn in_scope(finding: &Finding, cx: &RunCx<'_>, scopes: Scopes) -> bool {
    let kept = || cx.workspace.get(finding.file).is_some_and(|s| cx.is_kept(s));
    match scopes {
        Scopes::Project => finding.scope == Scope::Project,
        Scopes::User => finding.scope != Scope::Project,
        Scopes::All => true,
        Scopes::Default => finding.scope == Scope::Project || speaks_by_default(finding.rule) || kept(),
    }
}

/// The rules that the user's own files may break in on a project's check: what changes what the project gets.
fn speaks_by_default(rule: &str) -> bool {
    matches!(rule, "parse-error" | "encoding" | "shadowed-server" | "disabled-server")
}

/// The rules that a run looks at: asked for, and not switched off by the golden.
pub fn active_rules(declared: &Declared, settings: &Settings) -> Vec<&'static RuleMeta> {
    let on =
        |meta: &&RuleMeta| selected(meta, settings) && set_level(meta, declared.golden.as_ref()) != Some(Level::Off);
    RULES.iter().map(|rule| rule.meta()).filter(on).collect()
}

/// The golden's level for the rule, else for its family.
fn set_level(meta: &RuleMeta, golden: Option<&Golden>) -> Option<Level> {
    let set = golden.and_then(|g| g.rules.get(meta.id).or_else(|| g.rules.get(meta.family.as_str())));
    set.map(|s| s.value)
}

/// Applies the golden's level. What is at the rule's ceiling gets the level, what the client made milder stays milder.
/// False for `off`.
fn level(finding: &mut Finding, meta: &RuleMeta, golden: Option<&Golden>) -> bool {
    match set_level(meta, golden) {
        None => true,
        Some(Level::Off) => false,
        Some(level) => {
            if let Some(severity) = level.severity() {
                let at_ceiling = finding.severity >= meta.severity;
                finding.severity = if at_ceiling { severity } else { finding.severity.min(severity) };
            }
            true
        }
    }
}
