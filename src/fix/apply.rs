//! Which fixes can be applied together, and the text that comes out. Pure: no parsing, no files.

use crate::finding::{Edit, Fix};

/// What came of a set of fixes to one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The new text.
    pub text: String,
    /// What was changed, in text order and apart.
    pub edits: Vec<Edit>,
    /// Indices of the fixes that are in it, ascending.
    pub taken: Vec<usize>,
    /// Indices of the fixes that are not: in conflict with one taken, empty, or not fitting the text; ascending.
    pub skipped: Vec<usize>,
}

/// Applies as many of `fixes` as go together, in one pass. They are tried in the order of their first edit's start,
/// then end, then index; a fix is taken whole or not at all. Two fixes that touch are in conflict, because neither
/// was made with the other in view; but an edit that both make alike is made once, and members that both add at one
/// place stand there one after the other.
pub fn merge(text: &str, fixes: &[&Fix]) -> Applied {
    let mut tried: Vec<(usize, Option<Vec<Edit>>)> =
        fixes.iter().enumerate().map(|(i, fix)| (i, ordered(text, &fix.edits))).collect();
    tried.sort_by_key(|(i, edits)| {
        let first = edits.as_deref().and_then(<[Edit]>::first).map(|e| e.span);
        (first.map(|s| (s.start, s.end)), *i)
    });
    let mut accepted: Vec<Edit> = Vec::new();
    let (mut taken, mut skipped) = (Vec::new(), Vec::new());
    for (i, edits) in tried {
        match edits.filter(|edits| edits.iter().all(|e| fits(&accepted, e))) {
            Some(edits) => {
                edits.into_iter().for_each(|e| accept(&mut accepted, e));
                taken.push(i);
            }
            None => skipped.push(i),
        }
    }
    taken.sort_unstable();
    skipped.sort_unstable();
    Applied { text: splice(text, &accepted), edits: accepted, taken, skipped }
}

/// One fix's edits in text order; `None` where there are none, they overlap each other or do not fit the text.
fn ordered(text: &str, edits: &[Edit]) -> Option<Vec<Edit>> {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|e| e.span);
    edits.dedup();
    let sound = edits.iter().all(|e| text.get(e.span.start..e.span.end).is_some());
    let apart = edits.windows(2).all(|pair| matches!(pair, [a, b] if a.span.end <= b.span.start));
    (sound && apart && !edits.is_empty()).then_some(edits)
}

/// The accepted edits that `edit` overlaps or touches; they are sorted and apart, so both ends are sorted.
fn near(accepted: &[Edit], edit: &Edit) -> std::ops::Range<usize> {
    let from = accepted.partition_point(|a| a.span.end < edit.span.start);
    let to = accepted.partition_point(|a| a.span.start <= edit.span.end);
    from..to.max(from)
}

fn fits(accepted: &[Edit], edit: &Edit) -> bool {
    let near = accepted.get(near(accepted, edit)).unwrap_or_default();
    // An edit made before is no conflict, even where a neighbour from the same fix touches it.
    near.is_empty() || near.contains(edit) || near.iter().all(|other| queue(other, edit))
}

/// Whether two insertions at one place can follow each other: each brings its own separator, on the same side, and they
/// begin with different words, so that they do not add one member twice.
fn queue(a: &Edit, b: &Edit) -> bool {
    let inserts = a.span == b.span && a.span.start == a.span.end;
    let separator = |text: &str| match () {
        () if text.starts_with(',') => Some("comma before"),
        () if text.ends_with(',') => Some("comma behind"),
        // Lines of a TOML table may not follow a block that begins the next table.
        () if text.starts_with(['\n', '\r']) && text.contains("\n[") => Some("table"),
        () if text.starts_with(['\n', '\r']) && text.contains(" = ") && !text.contains(": ") => Some("line"),
        () => None,
    };
    let word = |text: &'_ str| -> String {
        let text = text.trim_start_matches([',', ' ', '\t', '\r', '\n', '[']);
        text.split([':', '=', ']']).next().unwrap_or_default().trim_end().to_owned()
    };
    inserts
        && separator(&a.text).is_some()
        && separator(&a.text) == separator(&b.text)
        && word(&a.text) != word(&b.text)
}

fn accept(accepted: &mut Vec<Edit>, edit: Edit) {
    let near = near(accepted, &edit);
    if accepted.get(near.clone()).unwrap_or_default().contains(&edit) {
        return;
    }
    // Of two insertions of one fix at one place the first stays first.
    let at = accepted.partition_point(|a| a.span <= edit.span);
    accepted.insert(at, edit);
}

fn splice(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len() + edits.iter().map(|e| e.text.len()).sum::<usize>());
    let mut at = 0;
    for edit in edits {
        out.push_str(text.get(at..edit.span.start).unwrap_or_default());
        out.push_str(&edit.text);
        at = edit.span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Span;
    use proptest::prelude::*;

    fn fix(edits: &[(usize, usize, &str)]) -> Fix {
        Fix::safe("t", edits.iter().map(|(s, e, t)| Edit::replace(Span::new(*s, *e), *t)).collect())
    }

    fn run(text: &str, fixes: &[Fix]) -> (String, Vec<usize>, Vec<usize>) {
        let applied = merge(text, &fixes.iter().collect::<Vec<_>>());
        (applied.text, applied.taken, applied.skipped)
    }

    #[test]
    fn conflicts() {
        type Case<'c> = (&'c [&'c [(usize, usize, &'c str)]], &'c str, &'c [usize], &'c [usize]);
        let cases: &[Case<'_>] = &[
            (&[], "0123456789", &[], &[]),
            (&[&[(0, 1, "a")], &[(2, 3, "b")]], "a1b3456789", &[0, 1], &[]),
            // Touching and overlapping: the one that starts first wins.
            (&[&[(1, 2, "b")], &[(0, 1, "a")]], "a123456789", &[1], &[0]),
            (&[&[(0, 5, "a")], &[(3, 4, "b")]], "a56789", &[0], &[1]),
            (&[&[(2, 2, "x")], &[(2, 2, "y")]], "01x23456789", &[0], &[1]),
            (&[&[(2, 2, "x")], &[(2, 4, "")]], "01x23456789", &[0], &[1]),
            // Members added at one place stand in a row, if each brings its separator and its own name.
            (&[&[(2, 2, ",x: 1")], &[(2, 2, ",y: 2")]], "01,x: 1,y: 223456789", &[0, 1], &[]),
            (&[&[(2, 2, "x = 1,")], &[(2, 2, "y = 2,")]], "01x = 1,y = 2,23456789", &[0, 1], &[]),
            (&[&[(2, 2, ",x: 1")], &[(2, 2, ",x: 2")]], "01,x: 123456789", &[0], &[1]),
            (&[&[(2, 2, ",x: 1")], &[(2, 2, "y: 2,")]], "01,x: 123456789", &[0], &[1]),
            (&[&[(2, 2, ",x: 1")], &[(2, 3, ",y: 2")]], "01,x: 123456789", &[0], &[1]),
            (&[&[(2, 2, "\nx = 1")], &[(2, 2, "\ny = 2")]], "01\nx = 1\ny = 223456789", &[0, 1], &[]),
            (&[&[(2, 2, "\n\n[x]\n")], &[(2, 2, "\n\n[y]\n")]], "01\n\n[x]\n\n\n[y]\n23456789", &[0, 1], &[]),
            // A line behind a table would be in that.
            (&[&[(2, 2, "\n\n[x]\n")], &[(2, 2, "\ny = 2")]], "01\n\n[x]\n23456789", &[0], &[1]),
            // The same start: the shorter one first.
            (&[&[(0, 5, "a")], &[(0, 2, "b")]], "b23456789", &[1], &[0]),
            // A fix is taken whole or not at all.
            (&[&[(0, 1, "a")], &[(1, 2, "b"), (8, 9, "c")], &[(8, 9, "d")]], "a1234567d9", &[0, 2], &[1]),
            // The same fix twice, and one shared edit.
            (&[&[(0, 1, "a")], &[(0, 1, "a")]], "a123456789", &[0, 1], &[]),
            (&[&[(0, 1, "a")], &[(0, 1, "a"), (4, 5, "b")]], "a123b56789", &[0, 1], &[]),
            (&[&[(1, 1, ","), (1, 1, "x")], &[(1, 1, ","), (1, 1, "x")]], "0,x123456789", &[0, 1], &[]),
            // Edits of one fix may touch, in any order, but not overlap.
            (&[&[(2, 3, "b"), (0, 2, "a")]], "ab3456789", &[0], &[]),
            (&[&[(0, 2, "a"), (1, 3, "b")]], "0123456789", &[], &[0]),
            // Out of bounds, backwards, empty.
            (&[&[(9, 11, "a")], &[(5, 4, "b")], &[], &[(10, 10, "!")]], "0123456789!", &[3], &[0, 1, 2]),
        ];
        for (fixes, text, taken, skipped) in cases {
            let fixes: Vec<Fix> = fixes.iter().map(|f| fix(f)).collect();
            assert_eq!(run("0123456789", &fixes), ((*text).to_owned(), taken.to_vec(), skipped.to_vec()), "{fixes:?}");
        }
    }

    #[test]
    fn characters_are_not_cut() {
        assert_eq!(run("é", &[fix(&[(0, 1, "e")]), fix(&[(1, 2, "")])]), ("é".to_owned(), vec![], vec![0, 1]));
    }

    proptest! {
        #[test]
        fn nothing_panics_and_every_fix_is_accounted_for(
            text in "[aé𝄞\n]{0,12}",
            fixes in prop::collection::vec(prop::collection::vec((0..20usize, 0..20usize, "[xy]{0,2}"), 0..4), 0..6),
        ) {
            let fixes: Vec<Fix> = fixes
                .iter()
                .map(|edits| fix(&edits.iter().map(|(s, e, t)| (*s, *e, t.as_str())).collect::<Vec<_>>()))
                .collect();
            let applied = merge(&text, &fixes.iter().collect::<Vec<_>>());
            let mut all = [applied.taken.clone(), applied.skipped].concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..fixes.len()).collect::<Vec<_>>());
            let taken: Vec<&Fix> = applied.taken.iter().filter_map(|i| fixes.get(*i)).collect();
            prop_assert_eq!(merge(&text, &taken).text, applied.text);
        }
    }
}
