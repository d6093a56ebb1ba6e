//! Findings that belong together: what several clients say of one place, what several places have in common, and what
//! follows from something else.

use std::collections::BTreeMap;

use super::order;
use crate::finding::{Covers, Finding, Related, Severity};
use crate::model::Scope;
use crate::rules::{Family, rule};
use crate::workspace::Workspace;

/// Equal findings of several clients become one, with all of them and the worst severity. What one client has to say
/// twice of one place is two things: a variable that is missing, and another.
pub(super) fn merge(findings: Vec<Finding>) -> Vec<Finding> {
    let mut out: Vec<Finding> = Vec::new();
    for finding in findings {
        let near = out.iter().rev().take_while(|o| o.file == finding.file && o.span == finding.span).count();
        let from = out.len() - near;
        let new = |o: &Finding| !o.clients.iter().any(|c| finding.clients.contains(c));
        let twin = out.iter_mut().skip(from).find(|o| {
            o.rule == finding.rule
                && o.fix.as_ref().map(|f| &f.edits) == finding.fix.as_ref().map(|f| &f.edits)
                && o.server == finding.server
                && o.pointer == finding.pointer
                && (o.message == finding.message || new(o))
        });
        let Some(twin) = twin else {
            out.push(finding);
            continue;
        };
        let mut clients: Vec<&'static str> = twin.clients.iter().chain(&finding.clients).copied().collect();
        clients.sort_unstable();
        clients.dedup();
        if finding.severity > twin.severity {
            *twin = finding;
        }
        twin.clients = clients;
    }
    out
}

/// Findings of one group become one: a project's file before one that git ignores, and that before a user's. Those of
/// files that may not speak for themselves are named as further places.
pub(super) fn join<'a>(
    findings: Vec<Finding>,
    unheard: impl Iterator<Item = &'a Finding>,
    workspace: &Workspace,
) -> Vec<Finding> {
    let class = |finding: &Finding| match workspace.get(finding.file) {
        Some(source) if source.named || source.scope == Scope::Project => u8::from(source.ignored_by_git),
        _ => 2,
    };
    let mut groups: BTreeMap<u64, Vec<(bool, Finding)>> = BTreeMap::new();
    let mut out = Vec::with_capacity(findings.len());
    for finding in findings {
        match finding.group.filter(|_| finding.fix.is_none()) {
            Some(group) => groups.entry(group.key).or_default().push((false, finding)),
            None => out.push(finding),
        }
    }
    for finding in unheard {
        // Without a place that may speak there is nothing to say.
        let Some(group) = finding.group.and_then(|g| groups.get_mut(&g.key)) else { continue };
        group.push((true, finding.clone()));
    }
    for mut group in groups.into_values() {
        group.sort_by_key(|(unheard, f)| (*unheard, class(f), f.file, f.span));
        let mut group = group.into_iter().map(|(_, finding)| finding);
        let Some(mut main) = group.next() else { continue };
        for Finding { file, span, clients, group, .. } in group {
            let message = group.map_or("also here", |g| g.also).to_owned();
            main.related.push(Related { file, span, message, rule: None });
            main.clients.extend(clients);
        }
        main.clients.sort_unstable();
        main.clients.dedup();
        out.push(main);
    }
    out.sort_by(order);
    out
}

/// What follows from another finding moves into its `related`; the cause takes the worst severity of the two.
pub(super) fn fold(mut findings: Vec<Finding>) -> Vec<Finding> {
    let breadth = |f: &Finding| match f.covers {
        Covers::File => 0,
        Covers::Below(_) => 1,
        Covers::Rules(..) => 2,
        Covers::Nothing => 3,
    };
    findings.sort_by_key(breadth);
    let mut slots: Vec<Option<Finding>> = findings.into_iter().map(Some).collect();
    for i in 0..slots.len() {
        let Some(mut cause) = slots.get_mut(i).and_then(Option::take) else { continue };
        for slot in slots.iter_mut().filter(|_| cause.covers != Covers::Nothing) {
            if slot.as_ref().is_some_and(|f| covers(&cause, f))
                && let Some(effect) = slot.take()
            {
                cause.severity = cause.severity.max(effect.severity);
                let Finding { file, span, message, rule, .. } = effect;
                cause.related.push(Related { file, span, message, rule: Some(rule) });
            }
        }
        if let Some(slot) = slots.get_mut(i) {
            *slot = Some(cause);
        }
    }
    slots.into_iter().flatten().collect()
}

fn is_about_copies(finding: &Finding) -> bool {
    let family = rule(finding.rule).map(|r| r.meta().family);
    !matches!(family, Some(Family::Syntax | Family::Dialect))
}

fn covers(cause: &Finding, other: &Finding) -> bool {
    let same_reader =
        cause.clients.is_empty() || other.clients.is_empty() || other.clients.iter().any(|c| cause.clients.contains(c));
    if cause.file != other.file || !same_reader {
        return false;
    }
    match &cause.covers {
        Covers::Nothing => false,
        // Where it is a guess that the file is lost, what the copies say matters all the same.
        Covers::File => cause.severity > Severity::Info || !is_about_copies(other),
        Covers::Below(pointer) => pointer.contains(&other.pointer),
        Covers::Rules(pointer, rules) => rules.contains(&other.rule) && pointer.contains(&other.pointer),
    }
}
