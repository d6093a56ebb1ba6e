//! Keys that are written twice.

use std::collections::BTreeMap;

use super::{Effect, FileReading, Issue, IssueKind, container};
use crate::document::{Member, Object, Pointer};

/// Keys written twice, on the way to the servers and inside them; other parts of a settings file are not ours.
pub(super) fn find(root: Option<&Object>, found: &container::Found<'_>, reading: &mut FileReading) {
    let ways = on_the_way(found);
    let inside = ways.get(&Pointer::root()) == Some(&true);
    duplicates(root, &Pointer::root(), inside, (found, &ways), reading);
}

/// Every place on the way to a group of servers, and whether a group stands there. Some files have hundreds.
fn on_the_way(found: &container::Found<'_>) -> BTreeMap<Pointer, bool> {
    let mut ways = BTreeMap::new();
    for group in &found.groups {
        ways.insert(group.pointer.clone(), true);
        let mut pointer = group.pointer.clone();
        while pointer != Pointer::root() {
            pointer = pointer.parent();
            ways.entry(pointer.clone()).or_insert(false);
        }
    }
    ways
}

/// Of one object and all below it; `inside` says that it stands within a group of servers.
fn duplicates(
    object: Option<&Object>,
    at: &Pointer,
    inside: bool,
    (found, ways): (&container::Found<'_>, &BTreeMap<Pointer, bool>),
    reading: &mut FileReading,
) {
    let Some(object) = object else { return };
    let mut seen: BTreeMap<&str, (usize, &Member)> = BTreeMap::new();
    for (index, member) in object.members.iter().enumerate() {
        let pointer = at.join(&member.key);
        let way = ways.get(&pointer);
        let ours = inside || way.is_some();
        // A parser that refuses them does so everywhere.
        if !ours && reading.dialect.tolerance.duplicates {
            continue;
        }
        if let Some((earlier, first)) = seen.insert(&member.key, (index, member)) {
            let equal = first.value.same(&member.value);
            let server = found.server_of(&pointer);
            reading.issues.push(Issue {
                kind: IssueKind::Duplicate {
                    key: member.key.clone(),
                    first: first.key_span,
                    index: earlier,
                    equal,
                    object: at.clone(),
                },
                // Most clients take the last one and say nothing: what the first one said is lost.
                effect: match (reading.dialect.tolerance.duplicates, equal) {
                    (false, _) => Effect::File,
                    (true, true) => Effect::Lost,
                    (true, false) => Effect::Changed,
                },
                ceiling: reading.dialect.marks.syntax.ceiling(),
                span: member.key_span,
                pointer: pointer.clone(),
                server,
                scope: reading.dialect.scope,
            });
        }
        let inside = inside || way == Some(&true);
        duplicates(member.value.as_object(), &pointer, inside, (found, ways), reading);
        for (index, item) in member.value.as_array().unwrap_or_default().iter().enumerate() {
            duplicates(item.as_object(), &pointer.index(index), inside, (found, ways), reading);
        }
    }
}
