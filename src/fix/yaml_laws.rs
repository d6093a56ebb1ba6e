//! Laws of edits to YAML: a set scalar or key changes that one and no byte elsewhere.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::{Value as Json, json};

use super::edit::{rename_key, set_value};
use super::test_help::apply;
use crate::document::{Document, Interest, Node, Pointer, Syntax, Value};

fn scalar() -> impl Strategy<Value = Json> {
    prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Json::from),
        any::<i32>().prop_map(Json::from),
        any::<f32>().prop_filter("finite", |f| f.is_finite()).prop_map(|f| json!(f64::from(f))),
        "[a-z0-9é𝄞 :#,{}\\[\\]'\"&*!|>%@`?\\-._~=\\\\\n\t]{0,6}".prop_map(Json::from),
        prop::sample::select(vec!["true", "no", "1_0", "0x1", "---", "...", "<<", "$T", "${T}", "\u{feff}", "\u{85}"])
            .prop_map(Json::from),
    ]
}

/// One scalar as text: in a style that can hold it between brackets and on lines.
fn written() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zé][a-z0-9é/@._-]{0,5}",
        "[a-z]{1,3} [a-z]{1,3}",
        "[0-9]{1,4}",
        "'[a-z :#{}\"\\[]{0,4}('')?'",
        "\"([a-zé :#{}'\\[]|\\\\n|\\\\u00e9){0,4}\"",
        prop::sample::select(vec!["true", "~", "", "&q x", "!!str 1", "*a", ".5"]).prop_map(ToOwned::to_owned),
    ]
}

const ENDS: &[&str] = &["", "", " # c", "  ", " # é: \"x"];

/// A document of block maps and lists, flow maps and lists, block scalars, and several line ends.
fn text() -> impl Strategy<Value = String> {
    let part = (0..8_usize, prop::collection::vec(written(), 4), prop::sample::select(ENDS), 0..1000_u32);
    (prop::collection::vec(part, 1..6), any::<[bool; 4]>()).prop_map(|(parts, flags)| {
        let mut out = "anchor: &a {shared: [1, x]}\n".to_owned();
        for (i, (shape, s, end, n)) in parts.iter().enumerate() {
            let [a, b, c, d] = [&s[0], &s[1], &s[2], &s[3]];
            out.push_str(&match shape {
                0 => format!("k{i}: {a}{end}\n'q{i}': {b}\n"),
                1 => format!("k{i}:{end}\n- {a}\n- {b}{end}\n- x: {c}\n  y: {d}\n"),
                2 => format!("k{i}:\n  - {a}{end}\n  -\n    - {b}\n  # c\n  - - {c}\n"),
                3 => format!("k{i}: {{x: {a}, \"y\": {b} , z : [{c} , {d} ]}}{end}\n"),
                4 => format!("k{i}: |{end}\n    {n}\nj{i}: >-\n  x\n"),
                5 => format!("? k{i}\n: {a}{end}\n? j{i}\n:{end}\n"),
                6 => format!("k{i}:\n  <<: *a\n  \"x y\": {a}{end}\n  deep:\n    er: {b}\n"),
                _ => format!("k{i}: one\n  two{end}\n"),
            });
        }
        if flags[0] {
            out = out.trim_end().to_owned();
        }
        if flags[1] {
            out = out.replace('\n', "\r\n");
        }
        if flags[2] {
            out = format!("---\n{out}");
        }
        if flags[3] { format!("\u{feff}{out}") } else { out }
    })
}

fn pointers(node: &Node, at: Pointer, out: &mut Vec<Pointer>) {
    match &node.value {
        Value::Object(o) => o.members.iter().for_each(|m| pointers(&m.value, at.join(&m.key), out)),
        Value::Array(items) => items.iter().enumerate().for_each(|(i, n)| pointers(n, at.index(i), out)),
        _ => out.push(at),
    }
}

fn parsed(text: &str) -> Option<Document> {
    let doc = Document::parse(text.to_owned(), Syntax::Yaml, Interest::All);
    doc.fatal().is_none().then_some(doc)
}

#[test]
fn most_texts_are_yaml() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let texts = (0..200).map(|_| text().new_tree(&mut runner).unwrap().current());
    let good = texts.filter(|text| parsed(text).is_some()).count();
    assert!(good > 120, "{good} of 200");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn set_changes_one_value(text in text(), pick: usize, new in scalar()) {
        // An empty scalar or an alias may stand where YAML takes none.
        let Some(doc) = parsed(&text) else { return Ok(()) };
        let mut all = Vec::new();
        pointers(doc.root.as_ref().unwrap(), Pointer::root(), &mut all);
        let at = &all[pick % all.len()];
        let node = doc.at(at).unwrap();
        let Some(edits) = set_value(&doc, node, &new) else {
            let raw = node.span.of(&text);
            prop_assert!(node.read_only || raw.is_empty() || raw.starts_with(['|', '>']), "{text:?} {at} {new}");
            return Ok(());
        };
        prop_assert!(!node.read_only || edits.is_empty());
        prop_assert!(edits.iter().all(|e| e.span == node.span));
        let after = apply(&doc, edits);
        let (head, tail) = (&text[..node.span.start], &text[node.span.end..]);
        prop_assert!(after.starts_with(head) && after.ends_with(tail));
        let mut want = doc.root.as_ref().unwrap().to_json();
        *want.pointer_mut(at.as_str()).unwrap() = new.clone();
        let again = parsed(&after).unwrap();
        prop_assert_eq!(again.root.as_ref().unwrap().to_json(), want, "{:?}\n{:?}", text, after);
        prop_assert_eq!(again.problems.len(), doc.problems.len());
        prop_assert_eq!(set_value(&again, again.at(at).unwrap(), &new), Some(Vec::new()));
    }

    #[test]
    fn rename_changes_one_key(text in text(), pick: usize, new in "[a-z0-9é :#,{}'\"\\\\&*!?~=\n-]{0,6}") {
        let Some(doc) = parsed(&text) else { return Ok(()) };
        let members = &doc.root.as_ref().unwrap().as_object().unwrap().members;
        let member = &members[pick % members.len()];
        let Some(edits) = rename_key(&doc, member, &new) else {
            prop_assert!(member.value.read_only, "{text:?} {new:?}");
            return Ok(());
        };
        let after = parsed(&apply(&doc, edits)).unwrap();
        let now = &after.root.as_ref().unwrap().as_object().unwrap().members;
        prop_assert_eq!(now.len(), members.len());
        for (old, now) in members.iter().zip(now) {
            prop_assert_eq!(&now.key, if std::ptr::eq(old, member) { &new } else { &old.key }, "{:?}", after.text);
            prop_assert_eq!(now.value.to_json(), old.value.to_json());
        }
        let rest = |doc: &Document, span: crate::document::Span| format!("{}|{}", &doc.text[..span.start], &doc.text[span.end..]);
        prop_assert_eq!(rest(&after, now[pick % now.len()].key_span), rest(&doc, member.key_span));
    }
}
