//! Laws of reading YAML, on any text and on YAML that was tampered with.

use proptest::prelude::*;

use crate::document::{Document, Interest, Node, Syntax, Value};

/// Pieces that make YAML, and break it, in any order.
const PIECES: &[&str] = &[
    "a: ",
    "b:\n",
    "  ",
    "\n",
    "\r\n",
    "- ",
    "? ",
    ": ",
    ":",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "&x ",
    "*x ",
    "*x",
    "<<: ",
    "!!str ",
    "!t ",
    "'",
    "\"",
    "''",
    "|\n",
    ">-\n",
    "|2\n",
    "# c\n",
    " #",
    "---\n",
    "...\n",
    "é",
    "𝄞",
    "\u{feff}",
    "1",
    ".5",
    "true",
    "~",
    "\\u00e9",
    "\\",
    "\t",
    "%",
    "text",
    "\u{85}",
    "\u{2028}",
    "  x\n",
    "\n  - y\n",
];

fn text() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat());
    let good = "a: &x {b: 1, c: [é, 'it''s']}\nd:\n  <<: *x\n  e: |\n    text\n\n  f: \"\\u00e9\"\n- g\n";
    let mutated = (0..good.len(), prop::sample::select(PIECES), any::<bool>()).prop_map(move |(at, piece, cut)| {
        let at = (0..=at).rev().find(|at| good.is_char_boundary(*at)).unwrap_or(0);
        let rest = good[at..].chars().skip(usize::from(cut)).collect::<String>();
        format!("{}{piece}{rest}", &good[..at])
    });
    prop_oneof![4 => pieces, 2 => mutated, 1 => any::<String>()]
}

/// Every span lies in the text on character boundaries, and that of a part that is its own in its parent's.
fn sound(doc: &Document, node: &Node) {
    let fits = |span: crate::document::Span| doc.text.get(span.start..span.end).is_some();
    assert!(fits(node.span), "{:?} {node:?}", doc.text);
    let inside = |child: &Node| child.read_only || node.span.contains(child.span);
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| {
            assert!(inside(item), "{:?} {node:?}", doc.text);
            sound(doc, item);
        }),
        Value::Object(object) => object.members.iter().for_each(|member| {
            assert!(fits(member.key_span) && inside(&member.value), "{:?} {node:?}", doc.text);
            sound(doc, &member.value);
        }),
        Value::String(text) => {
            let part = doc.string_part(node, 0..text.len());
            assert!(part.is_none_or(|part| fits(part) && node.span.contains(part)), "{:?} {node:?}", doc.text);
        }
        _ => {}
    }
    assert!(!node.read_only || children(node).all(|child| child.read_only) || matches!(node.value, Value::Skipped));
}

fn children(node: &Node) -> Box<dyn Iterator<Item = &Node> + '_> {
    match &node.value {
        Value::Array(items) => Box::new(items.iter()),
        Value::Object(object) => Box::new(object.members.iter().map(|m| &m.value)),
        _ => Box::new(std::iter::empty()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics_and_every_span_fits(text in text(), front_matter: bool) {
        let (text, syntax) = match front_matter {
            true => (format!("---\n{text}\n---\nrest"), Syntax::FrontMatter),
            false => (text, Syntax::Yaml),
        };
        let doc = Document::parse(text, syntax, Interest::All);
        if let Some(root) = &doc.root {
            sound(&doc, root);
        }
        for problem in &doc.problems {
            prop_assert!(doc.text.get(problem.span.start..problem.span.end).is_some(), "{:?} {problem:?}", doc.text);
        }
        prop_assert_eq!(doc.root.is_none(), doc.fatal().is_some() || doc.problems.iter().any(|p| p.kind == crate::document::ProblemKind::Empty));
    }
}
