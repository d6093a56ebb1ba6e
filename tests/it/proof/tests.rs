//! The proof itself: it takes what is right, and sees each thing that is not.

use std::panic::catch_unwind;

use mcpcheck::clients;
use mcpcheck::document::{Pointer, Span, Text};
use mcpcheck::finding::{Edit, FileId, Finding, Fix, Severity};
use mcpcheck::mend::{Change, Done, Mended, Step};

use super::prove;
use crate::lawful::Bench;

const TEXT: &str = "{\n  \"mcpServers\": {\n    // about a\n    \"a\": { \"x\": 1, \"y\": [2, 3] }, // a\n\n    // about b\n    \"b\": { \"x\": 1.0 }\n  }\n}\n";

/// A mend that replaces each of these words, where they stand first, by another for a finding at this place.
fn mend(pointer: &[&str], title: &str, words: &[(&str, &str)]) -> Mended {
    let edit = |(old, new): &(&str, &str)| {
        let start = TEXT.find(old).unwrap();
        Edit::replace(Span::new(start, start + old.len()), *new)
    };
    let mut edits: Vec<Edit> = words.iter().map(edit).collect();
    edits.sort();
    let mut after = TEXT.to_owned();
    edits.iter().rev().for_each(|e| after.replace_range(e.span.start..e.span.end, &e.text));
    let (before, after): (Text, Text) = (TEXT.into(), after.into());
    let finding = Finding::new("unknown-field", Severity::Error, FileId(0), Span::default(), "")
        .at(Pointer::of(pointer))
        .fix(Fix::safe(title, edits.clone()));
    Mended {
        files: vec![Change { file: FileId(0), old: Some(before.clone()), new: after.clone() }],
        steps: vec![Step { file: FileId(0), before, edits, after }],
        done: vec![Done { step: 0, finding }],
        left: bench().check(),
        refused: Vec::new(),
        unfinished: false,
    }
}

fn bench() -> Bench {
    Bench::one(clients::dialect("vscode").unwrap(), TEXT)
}

/// What the proof has against a mend.
fn said(mended: &Mended) -> Option<String> {
    let sources = bench().session.workspace.sources;
    let run = std::panic::AssertUnwindSafe(|| prove(&sources, mended, "test"));
    catch_unwind(run).err().map(|panic| panic.downcast_ref::<String>().cloned().unwrap_or_default())
}

#[track_caller]
fn sees(pointer: &[&str], title: &str, words: &[(&str, &str)], what: &str) {
    let said = said(&mend(pointer, title, words)).expect("it takes it");
    assert!(said.contains(what), "{said}");
}

#[test]
fn what_is_right_passes() {
    let a = ["mcpServers", "a"];
    assert_eq!(said(&mend(&["mcpServers", "a", "x"], "rename", &[("\"x\"", "\"z\"")])), None);
    assert_eq!(said(&mend(&["mcpServers", "a", "x"], "set", &[("1, ", "true, ")])), None);
    assert_eq!(said(&mend(&a, "set `z`", &[(" \"x\": 1, ", " \"z\": 0, \"x\": 1, ")])), None);
    let whole = "    // about a\n    \"a\": { \"x\": 1, \"y\": [2, 3] }, // a\n\n";
    assert_eq!(said(&mend(&a, "remove `a`", &[(whole, "")])), None);
}

#[test]
fn what_is_wrong_is_seen() {
    let x = ["mcpServers", "a", "x"];
    sees(&x, "set", &[("[2", "[4")], "but changes");
    sees(&x, "set", &[("1.0", "1.5")], "but changes");
    sees(&x, "set", &[("// about a", "// about z")], "but changes");
    sees(&x, "add `z`", &[("1, ", "2, ")], "says it adds");
    sees(&["mcpServers", "a"], "set", &[("    // about b\n", "")], "is gone");
    sees(&["mcpServers", "b"], "set", &[("1.0 }", "1.0 } // new")], "comment");
    sees(&x, "set", &[("1, ", "1 ")], "parses no more");
    sees(&["mcpServers"], "set", &[("    \"b\"", "    // \"b\"")], "lost");
}

#[test]
fn what_is_not_said_is_seen() {
    let right = || mend(&["mcpServers", "a", "x"], "rename", &[("\"x\"", "\"z\"")]);
    let with = |change: &dyn Fn(&mut Mended)| {
        let mut mended = right();
        change(&mut mended);
        said(&mended).expect("it takes it")
    };
    assert!(with(&|m| m.done.clear()).contains("no finding asked"));
    assert!(with(&|m| m.steps[0].after = m.steps[0].after.replace("1.0", "1.5").into()).contains("another text"));
    assert!(with(&|m| m.steps[0].before = m.steps[0].before.replace("1.0", "1.5").into()).contains("step before"));
    assert!(with(&|m| m.files[0].new = m.files[0].new.replace("1.0", "1.5").into()).contains("not what the steps"));
    assert!(with(&|m| m.files.clear()).contains("a change without steps"));
    let more = |m: &mut Mended| {
        let fix = m.done[0].finding.fix.as_mut().unwrap();
        fix.edits.push(Edit::insert(0, " "));
    };
    assert!(with(&more).contains("promised and not made"));
}
