//! Findings' fixes applied until nothing changes: one computation for `fix` and `fix --diff`. Touches no disk.

mod judge;

use std::collections::BTreeMap;

pub use judge::{Worse, new_error};

use crate::check::{Checked, Declared, Settings, check};
use crate::discover::Scopes;
use crate::document::Text;
use crate::finding::{Applicability, Edit, FileId, Finding, Fix};
use crate::fix::apply;
use crate::model::Scope;
use crate::workspace::{Role, Source, Workspace};

/// How often the files are looked at again: every round mends what the round before uncovered or had to put off.
const ROUNDS: usize = 8;

/// What came of it.
#[derive(Debug)]
pub struct Mended {
    /// Files with a new text.
    pub files: Vec<Change>,
    /// Every change of a text, in order.
    pub steps: Vec<Step>,
    /// What was mended, in order.
    pub done: Vec<Done>,
    /// What is left.
    pub left: Checked,
    /// Fixes that were left out because they would have made their file worse.
    pub refused: Vec<Refused>,
    /// Whether another run would go on: the rounds were used up.
    pub unfinished: bool,
}

/// A file with a new text.
#[derive(Debug, Clone)]
pub struct Change {
    /// The file.
    pub file: FileId,
    /// The old text; `None` for a file that is to be.
    pub old: Option<Text>,
    /// The new text.
    pub new: Text,
}

/// One round's change of one file.
#[derive(Debug, Clone)]
pub struct Step {
    /// The file.
    pub file: FileId,
    /// The text that the edits are about; empty for a file that is to be.
    pub before: Text,
    /// What was changed, in text order.
    pub edits: Vec<Edit>,
    /// The text that came out.
    pub after: Text,
}

/// A finding whose fix was applied.
#[derive(Debug, Clone)]
pub struct Done {
    /// Index into [`Mended::steps`]: the text that the finding is about.
    pub step: usize,
    /// The finding, with its fix.
    pub finding: Finding,
}

/// A finding whose fix was left out.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The finding, with its fix.
    pub finding: Finding,
    /// What would be worse.
    pub why: Worse,
    /// How many steps had been made.
    after: usize,
}

impl Done {
    /// What was done, as a command.
    pub fn title(&self) -> &str {
        title(&self.finding)
    }
}

impl Refused {
    /// What would have been done, as a command.
    pub fn title(&self) -> &str {
        title(&self.finding)
    }

    /// Whether it is this finding, which has lost its fix for it.
    pub fn is_of(&self, finding: &Finding) -> bool {
        let key = |f: &Finding| (f.rule, f.file, f.span, f.pointer.clone());
        key(&self.finding) == key(finding)
    }

    /// Whether no fix of this rule should ever do this, so that mcpcheck itself is to blame. That one client's gain
    /// would be another's loss is a matter of the file, and what was hidden, or what a guess brings to light, was there.
    pub fn is_bug(&self) -> bool {
        match &self.why {
            Worse::Unparsable => true,
            Worse::NewError { clients, hidden, .. } => {
                let own = &self.finding.clients;
                let same = own.is_empty() || clients.is_empty() || clients.iter().any(|c| own.contains(c));
                same && !hidden && self.finding.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe)
            }
            Worse::Stops { .. } => false,
        }
    }
}

fn title(finding: &Finding) -> &str {
    finding.fix.as_ref().map_or("", |fix| fix.title.as_str())
}

/// Applies every fix that reaches the applicability.
pub fn mend(workspace: &mut Workspace, declared: &Declared, settings: &Settings, least: Applicability) -> Mended {
    let before: Vec<Option<Text>> = workspace.sources.iter().map(Source::shared_text).collect();
    let left = check(workspace, declared, settings);
    let mut run = Run { workspace, declared, settings, least, left, steps: vec![], done: vec![], refused: vec![] };
    let mut rounds = 0;
    let unfinished = loop {
        settings.progress.enter(crate::progress::Step::Mend);
        let proposals = run.propose();
        if proposals.is_empty() || rounds == ROUNDS {
            break !proposals.is_empty();
        }
        rounds += 1;
        run.round(&proposals);
    };
    let Run { workspace, mut left, steps, done, mut refused, .. } = run;
    refused.retain(|r| left.findings.iter().any(|f| is_same(&r.finding, f)));
    // What was refused is no promise any more.
    for finding in &mut left.findings {
        if refused.iter().any(|r| is_same(&r.finding, finding)) {
            finding.fix = None;
        }
    }
    let files = workspace.iter().zip(before).filter_map(|((file, source), old)| {
        let new = source.shared_text()?;
        (old.as_ref() != Some(&new)).then_some(Change { file, old, new })
    });
    Mended { files: files.collect(), steps, done, left, refused, unfinished }
}

/// What one round would do to one file.
struct Proposal {
    file: FileId,
    text: Text,
    edits: Vec<Edit>,
    findings: Vec<Finding>,
}

impl Proposal {
    /// As many of the findings' fixes as go together; `None` where that changes nothing.
    fn of(workspace: &Workspace, file: FileId, findings: &[&Finding]) -> Option<Self> {
        let text = workspace.get(file).map(Source::text).unwrap_or_default();
        let fixes: Vec<&Fix> = findings.iter().filter_map(|f| f.fix.as_ref()).collect();
        let applied = apply::merge(text, &fixes);
        let taken = applied.taken.iter().filter_map(|i| findings.get(*i)).map(|f| (*f).clone()).collect();
        let changes = applied.edits.iter().any(|e| e.span.of(text) != e.text);
        changes.then(|| Self { file, text: applied.text.into(), edits: applied.edits, findings: taken })
    }
}

/// The state of one run.
struct Run<'a> {
    workspace: &'a mut Workspace,
    declared: &'a Declared,
    settings: &'a Settings,
    least: Applicability,
    left: Checked,
    steps: Vec<Step>,
    done: Vec<Done>,
    refused: Vec<Refused>,
}

impl Run<'_> {
    /// What can be done to each file now.
    fn propose(&self) -> Vec<Proposal> {
        let mut by_file: BTreeMap<FileId, Vec<&Finding>> = BTreeMap::new();
        for finding in &self.left.findings {
            let wanted = finding.fix.as_ref().is_some_and(|fix| fix.applicability >= self.least);
            let open = !self.workspace.aliases.contains(&finding.file) && may_touch(finding, self.settings);
            // What was refused may do once something else has changed.
            let hopeless = |r: &Refused| r.after == self.steps.len() && is_same(&r.finding, finding);
            if wanted && open && !self.refused.iter().any(hopeless) {
                by_file.entry(finding.file).or_default().push(finding);
            }
        }
        by_file.into_iter().filter_map(|(file, findings)| Proposal::of(self.workspace, file, &findings)).collect()
    }

    /// All files at once; where that goes wrong file by file, and where a file goes wrong fix by fix, so that only what
    /// is to blame is left out.
    fn round(&mut self, proposals: &[Proposal]) {
        let all: Vec<&Proposal> = proposals.iter().collect();
        if self.attempt(&all).is_ok() {
            return;
        }
        for proposal in proposals {
            if self.attempt(&[proposal]).is_err() {
                self.fix_by_fix(proposal);
            }
        }
    }

    /// Adds one fix after the other to what has gone well, always from the text that the round began with: the places
    /// in the fixes are places in that text.
    fn fix_by_fix(&mut self, proposal: &Proposal) {
        let file = proposal.file;
        let Some(start) = self.workspace.sources.get(file.0).cloned() else { return };
        let (steps, done) = (self.steps.len(), self.done.len());
        let mut good: Vec<&Finding> = Vec::new();
        for finding in &proposal.findings {
            let kept = self.swap(file, start.clone());
            good.push(finding);
            let bigger = Proposal::of(self.workspace, file, &good);
            if let Some(kept) = kept {
                self.swap(file, kept);
            }
            let Some(bigger) = bigger else { continue };
            match self.attempt(&[&bigger]) {
                Ok(()) => {
                    // One step from the start, not one for each fix.
                    let edits = bigger.edits;
                    self.steps.truncate(steps);
                    self.done.truncate(done);
                    self.note(file, Text::from(start.text()), bigger.text, edits, bigger.findings);
                }
                Err(why) => {
                    good.pop();
                    self.refuse(finding, why);
                }
            }
        }
    }

    fn refuse(&mut self, finding: &Finding, why: Worse) {
        self.refused.retain(|r| !is_same(&r.finding, finding));
        self.refused.push(Refused { finding: finding.clone(), why, after: self.steps.len() });
    }

    fn swap(&mut self, file: FileId, source: Source) -> Option<Source> {
        self.workspace.sources.get_mut(file.0).map(|slot| std::mem::replace(slot, source))
    }

    /// Takes the new texts if none is worse than the old one; else puts the old ones back and says what is worse.
    fn attempt(&mut self, proposals: &[&Proposal]) -> Result<(), Worse> {
        let mut old: Vec<(FileId, Source)> = Vec::new();
        for proposal in proposals {
            let Some(source) = self.workspace.sources.get_mut(proposal.file.0) else { continue };
            old.push((proposal.file, source.clone()));
            if let Role::Missing(dialect) = source.role {
                source.role = Role::Config(vec![dialect]);
            }
            source.set_text(proposal.text.clone());
        }
        let checked = check(self.workspace, self.declared, self.settings);
        let worse = |(file, old): &(FileId, Source)| judge::worse(self.workspace, old, *file, &self.left, &checked);
        if let Some(why) = old.iter().find_map(worse) {
            for (file, source) in old {
                self.swap(file, source);
            }
            return Err(why);
        }
        self.left = checked;
        for (proposal, (file, source)) in proposals.iter().zip(old) {
            let before = source.shared_text().unwrap_or_default();
            self.note(file, before, proposal.text.clone(), proposal.edits.clone(), proposal.findings.clone());
        }
        Ok(())
    }

    fn note(&mut self, file: FileId, before: Text, after: Text, edits: Vec<Edit>, findings: Vec<Finding>) {
        let step = self.steps.len();
        self.steps.push(Step { file, before, edits, after });
        self.done.extend(findings.into_iter().map(|finding| Done { step, finding }));
    }
}

/// Whether two findings about one text stand for the same change.
fn is_same(a: &Finding, b: &Finding) -> bool {
    let edits = |f: &'_ Finding| f.fix.as_ref().map(|fix| fix.edits.clone());
    a.file == b.file && a.rule == b.rule && a.pointer == b.pointer && edits(a) == edits(b)
}

/// The user's own files are touched only when the scope names them.
pub fn may_touch(finding: &Finding, settings: &Settings) -> bool {
    finding.scope == Scope::Project || matches!(settings.scopes, Scopes::User | Scopes::All)
}
