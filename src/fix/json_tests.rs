//! The edit builders on JSON: exact texts.

use serde_json::{Value as Json, json};

use super::edit::{insert_member, remove_comma, remove_comment, remove_member, rename_key, set_value};
use super::test_help::{apply, doc_of, pointer};
use crate::document::{Document, Interest, ProblemKind, Syntax};

fn doc(text: &str) -> Document {
    doc_of(text, Syntax::Json)
}

fn set(text: &str, path: &str, value: &Json) -> String {
    let doc = doc(text);
    apply(&doc, set_value(&doc, doc.at(&pointer(path)).unwrap(), value).unwrap())
}

fn insert(text: &str, path: &str, key: &str, value: &Json, after: Option<&str>) -> String {
    let doc = doc(text);
    apply(&doc, insert_member(&doc, doc.at(&pointer(path)).unwrap(), key, value, after).unwrap())
}

fn remove(text: &str, path: &str, index: usize) -> String {
    let doc = doc(text);
    apply(&doc, remove_member(&doc, doc.at(&pointer(path)).unwrap(), index).unwrap())
}

#[test]
fn rename() {
    let cases = [
        ("{\"a\": 1 /* c */}", "/a", "b", "{\"b\": 1 /* c */}"),
        ("\u{feff}{\r\n\t\"é\" : {}\r\n}", "/é", "q\"ü", "\u{feff}{\r\n\t\"q\\\"ü\" : {}\r\n}"),
        // Of duplicates the one that counts.
        ("{\"a\": 1, \"a\": 2}", "/a", "b", "{\"a\": 1, \"b\": 2}"),
    ];
    for (text, path, new, want) in cases {
        let doc = doc(text);
        assert_eq!(apply(&doc, rename_key(&doc, doc.member(&pointer(path)).unwrap(), new).unwrap()), want);
    }
}

#[test]
fn set_scalars() {
    let cases = [
        ("{ \"a\" : 1 // c\n}", "/a", json!("é\n"), "{ \"a\" : \"é\\n\" // c\n}"),
        ("{\"a\": 1.0}", "/a", json!(2), "{\"a\": 2}"),
        ("{\"a\": \"1\"}", "/a", json!(null), "{\"a\": null}"),
        ("\u{feff}[true]", "/0", json!(false), "\u{feff}[false]"),
        // Nothing to do.
        ("{\"a\": 1e0, \"b\":  [ 1 ]}", "/b", json!([1]), "{\"a\": 1e0, \"b\":  [ 1 ]}"),
    ];
    for (text, path, value, want) in cases {
        assert_eq!(set(text, path, &value), want);
    }
}

#[test]
fn set_lists() {
    let cases = [
        ("[\"-y\", \"p@1\"  , 3]", json!(["-y", "p@2", 3]), "[\"-y\", \"p@2\"  , 3]"),
        ("[1, 2]", json!([1, 2, 3]), "[1, 2, 3]"),
        ("[1,2]", json!([1, 2, 3]), "[1,2,3]"),
        ("[1, 3]", json!([1, 2, 3]), "[1, 2, 3]"),
        ("[2]", json!([1, 2]), "[1, 2]"),
        ("[1, 2, 3]", json!([1, 3]), "[1, 3]"),
        ("[1, 2, 3, 4]", json!([1]), "[1]"),
        ("[1, 2, 3, 4]", json!([9, 4]), "[9, 4]"),
        ("[1, 2]", json!([3, 4, 5, 2]), "[3, 4, 5, 2]"),
        ("[ 1 ]", json!([]), "[]"),
        ("[]", json!([1, 2]), "[1, 2]"),
        (
            "[\n  1, // one\n  2 // two\n]",
            json!([1, 2, {"a": [3]}]),
            "[\n  1, // one\n  2, // two\n  {\n    \"a\": [\n      3\n    ]\n  }\n]",
        ),
        ("[\n  1, // one\n  2 // two\n]", json!([2]), "[\n  2 // two\n]"),
        ("[\n  1, // one\n  2 // two\n]", json!([1]), "[\n  1 // one\n]"),
        ("[\n\t1,\n\t2,\n]", json!([1, 2, 3]), "[\n\t1,\n\t2,\n\t3,\n]"),
        ("[\r\n  1\r\n]", json!([0, 1]), "[\r\n  0,\r\n  1\r\n]"),
        ("[[1, 2], 3]", json!([[1, 5], 3]), "[[1, 5], 3]"),
        ("[\n  1\n]", json!(["a"]), "[\n  \"a\"\n]"),
    ];
    for (text, value, want) in cases {
        assert_eq!(set(text, "", &value), want, "{text:?} to {value}");
    }
}

#[test]
fn set_maps() {
    let text = "{\n  \"env\": {\n    // first\n    \"A\": \"1\", // a\n    \"B\": \"2\"\n  }\n}\n";
    let cases = [
        (json!({"A": "1", "B": "3"}), text.replace("\"2\"", "\"3\"")),
        (json!({"A": "1"}), text.replace(", // a\n    \"B\": \"2\"", " // a")),
        (json!({"B": "2"}), text.replace("    // first\n    \"A\": \"1\", // a\n", "")),
        (json!({"C": "4", "B": "2"}), text.replace("\"A\": \"1\"", "\"C\": \"4\"")),
        (json!({"A": "1", "B": "2", "C": "3"}), text.replace("\"2\"", "\"2\",\n    \"C\": \"3\"")),
        (json!({}), "{\n  \"env\": {\n  }\n}\n".replace("{\n  }", "{}")),
        (json!("x"), "{\n  \"env\": \"x\"\n}\n".to_owned()),
    ];
    for (value, want) in cases {
        assert_eq!(set(text, "/env", &value), want, "{value}");
    }
    assert_eq!(
        set("{\n    \"a\": 1\n}", "/a", &json!({"b": {"c": [1]}})),
        "{\n    \"a\": {\n        \"b\": {\n            \"c\": [1]\n        }\n    }\n}"
    );
    assert_eq!(set("{ \"a\": 1 }", "/a", &json!({"b": {"c": [1]}})), "{ \"a\": {\"b\": {\"c\": [1]}} }");
    assert_eq!(set("{\"a\":1}", "/a", &json!({"b": [1, 2]})), "{\"a\":{\"b\":[1,2]}}");
    assert_eq!(set("{\n  \"env\": []\n}", "/env", &json!({})), "{\n  \"env\": {}\n}");
}

#[test]
fn insert_on_lines() {
    let v = json!(9);
    let cases = [
        ("{\n  \"a\": 1\n}\n", None, "{\n  \"a\": 1,\n  \"k\": 9\n}\n"),
        ("{\n  \"a\": 1\n}\n", Some(""), "{\n  \"k\": 9,\n  \"a\": 1\n}\n"),
        ("{\n  \"a\": 1,\n  \"b\": 2\n}", Some("a"), "{\n  \"a\": 1,\n  \"k\": 9,\n  \"b\": 2\n}"),
        ("{\n  \"a\": 1,\n  \"b\": 2\n}", Some("nowhere"), "{\n  \"a\": 1,\n  \"b\": 2,\n  \"k\": 9\n}"),
        ("{\n  \"a\": 1,\n}", None, "{\n  \"a\": 1,\n  \"k\": 9,\n}"),
        ("{\r\n\t\"a\": 1\r\n}", None, "{\r\n\t\"a\": 1,\r\n\t\"k\": 9\r\n}"),
        ("{\n  \"a\": 1 // one\n  // end\n}", None, "{\n  \"a\": 1, // one\n  \"k\": 9\n  // end\n}"),
        ("{\n  \"a\": 1, // one\n  // end\n}", None, "{\n  \"a\": 1, // one\n  \"k\": 9,\n  // end\n}"),
        ("{ // top\n  // a\n  \"a\": 1 }", Some(""), "{ // top\n  \"k\": 9,\n  // a\n  \"a\": 1 }"),
        ("{\n  \"a\": 1 }", None, "{\n  \"a\": 1,\n  \"k\": 9 }"),
        ("{ \"a\": 1 // one\n}", None, "{ \"a\": 1, // one\n  \"k\": 9\n}"),
        ("{\n  \"a\": 1 // one\n  , \"b\": 2\n}", Some("a"), "{\n  \"a\": 1, // one\n  \"k\": 9\n  , \"b\": 2\n}"),
        ("\u{feff}{\n \"é\":1\n}", None, "\u{feff}{\n \"é\":1,\n \"k\":9\n}"),
        ("{}", None, "{\n  \"k\": 9\n}"),
        ("{\n}", None, "{\n  \"k\": 9\n}"),
        ("{\n  // none yet\n}", None, "{\n  // none yet\n  \"k\": 9\n}"),
        ("{ /* none */ }", None, "{ /* none */ \"k\": 9 }"),
    ];
    for (text, after, want) in cases {
        assert_eq!(insert(text, "", "k", &v, after), want, "{text:?} {after:?}");
    }
}

#[test]
fn insert_within_a_line() {
    let v = json!({"x": [1, 2]});
    let cases = [
        ("{\"a\": 1}", None, "{\"a\": 1, \"k\": {\"x\": [1, 2]}}"),
        ("{ \"a\": 1 }", Some(""), "{ \"k\": {\"x\": [1, 2]}, \"a\": 1 }"),
        ("{\"a\":1,\"b\":2}", Some("a"), "{\"a\":1,\"k\":{\"x\":[1,2]},\"b\":2}"),
        ("{ \"a\": 1, /* b */ \"b\": 2 }", Some("a"), "{ \"a\": 1, \"k\": {\"x\": [1, 2]}, /* b */ \"b\": 2 }"),
        ("{ \"a\": 1 /* a */ }", None, "{ \"a\": 1 /* a */, \"k\": {\"x\": [1, 2]} }"),
        ("{ \"a\": 1, }", None, "{ \"a\": 1, \"k\": {\"x\": [1, 2]}, }"),
    ];
    for (text, after, want) in cases {
        assert_eq!(insert(text, "", "k", &v, after), want, "{text:?} {after:?}");
    }
}

#[test]
fn insert_nested() {
    let server = json!({"command": "npx", "args": ["-y", "p"], "env": {}});
    assert_eq!(
        insert("{\n    \"mcpServers\": {}\n}\n", "/mcpServers", "s", &server, None),
        "{\n    \"mcpServers\": {\n        \"s\": {\n            \"command\": \"npx\",\n            \"args\": [\"-y\", \
         \"p\"],\n            \"env\": {}\n        }\n    }\n}\n"
    );
    let spread = "{\n\t\"m\": {\n\t\t\"a\": {\n\t\t\t\"args\": [\n\t\t\t\t\"x\"\n\t\t\t]\n\t\t}\n\t}\n}";
    assert_eq!(
        insert(spread, "/m", "s", &json!({"args": ["y"]}), Some("")),
        "{\n\t\"m\": {\n\t\t\"s\": {\n\t\t\t\"args\": [\n\t\t\t\t\"y\"\n\t\t\t]\n\t\t},\n\t\t\"a\": {\n\t\t\t\"args\": \
         [\n\t\t\t\t\"x\"\n\t\t\t]\n\t\t}\n\t}\n}"
    );
    assert_eq!(insert("{\"m\": {}}", "/m", "s", &json!({"a": 1}), None), "{\"m\": {\"s\": {\"a\": 1}}}");
    assert_eq!(
        insert("{\n  \"m\": { \"e\": {} }\n}", "/m/e", "s", &json!(1), None),
        "{\n  \"m\": { \"e\": {\"s\": 1} }\n}"
    );
    let doc = doc("{\"a\": 1}");
    assert_eq!(insert_member(&doc, doc.root.as_ref().unwrap(), "a", &json!(1), None), None);
}

#[test]
fn remove_on_lines() {
    let cases = [
        ("{\n  \"a\": 1,\n  \"b\": 2\n}\n", 0, "{\n  \"b\": 2\n}\n"),
        ("{\n  \"a\": 1,\n  \"b\": 2\n}\n", 1, "{\n  \"a\": 1\n}\n"),
        ("{\n  \"a\": 1,\n  \"b\": 2,\n}\n", 1, "{\n  \"a\": 1,\n}\n"),
        ("{\r\n\t\"a\": 1,\r\n\t\"b\": {\r\n\t}\r\n}", 1, "{\r\n\t\"a\": 1\r\n}"),
        (
            "{\n  \"a\": 1, // one\n  // two\n  /* 2 */\n  \"b\": 2 // 2\n  // end\n}",
            1,
            "{\n  \"a\": 1 // one\n  // end\n}",
        ),
        (
            "{\n  // top\n\n  // one\n  \"a\": 1, // 1\n  // two\n  \"b\": 2\n}",
            0,
            "{\n  // top\n\n  // two\n  \"b\": 2\n}",
        ),
        ("{ // top\n  \"a\": 1,\n  \"b\": 2\n}", 0, "{ // top\n  \"b\": 2\n}"),
        ("{ // top\n  \"a\": 1\n}", 0, "{ // top\n}"),
        ("{\n  // one\n  \"a\": 1 // 1\n}", 0, "{}"),
        ("{\n  \"a\": 1,\n}", 0, "{}"),
        ("{\n  \"a\": 1,\n\n  \"b\": 2\n}", 1, "{\n  \"a\": 1\n}"),
        ("{\n  \"a\": 1,\n\n  \"b\": 2,\n\n  \"c\": 3\n}", 1, "{\n  \"a\": 1,\n\n  \"c\": 3\n}"),
        ("{\n  \"a\": 1,\n\n  \"b\": 2\n}", 0, "{\n  \"b\": 2\n}"),
        ("{\n  \"a\": 1\n  , \"b\": 2\n}", 1, "{\n  \"a\": 1\n}"),
        ("{\n  \"a\": 1\n  , \"b\": 2\n}", 0, "{\n  \"b\": 2\n}"),
        ("{\n  \"a\": 1\n  , \"b\": 2\n  , \"c\": 3\n}", 1, "{\n  \"a\": 1\n  , \"c\": 3\n}"),
        ("{\n  \"a\": 1,\n  \"b\": 2 }", 1, "{\n  \"a\": 1 }"),
        ("{\n  \"a\": 1, // 1\n  \"b\": 2 }", 1, "{\n  \"a\": 1 // 1\n   }"),
        ("{\n  \"a\": 1, \"b\": 2,\n  \"c\": 3\n}", 1, "{\n  \"a\": 1,\n  \"c\": 3\n}"),
        ("{\n  \"a\": 1, \"b\": 2,\n  \"c\": 3\n}", 0, "{\n  \"b\": 2,\n  \"c\": 3\n}"),
        ("\u{feff}{ \"a\": 1,\n  \"é\": 2 }", 0, "\u{feff}{\n  \"é\": 2 }"),
    ];
    for (text, index, want) in cases {
        assert_eq!(remove(text, "", index), want, "{text:?} {index}");
    }
}

#[test]
fn remove_within_a_line() {
    let cases = [
        ("{ \"a\": 1, \"b\": 2 }", 0, "{ \"b\": 2 }"),
        ("{ \"a\": 1, \"b\": 2 }", 1, "{ \"a\": 1 }"),
        ("{\"a\":1,\"b\":2,\"c\":3}", 1, "{\"a\":1,\"c\":3}"),
        ("{ \"a\": 1, \"b\": 2, }", 1, "{ \"a\": 1, }"),
        ("{ \"a\": 1 }", 0, "{}"),
        ("{ \"a\": 1 /* 1 */, /* 2 */ \"b\": 2 /* 2 */ }", 1, "{ \"a\": 1 /* 1 */ }"),
        ("{ \"a\": 1 /* 1 */, /* 2 */ \"b\": 2 /* 2 */ }", 0, "{ /* 2 */ \"b\": 2 /* 2 */ }"),
    ];
    for (text, index, want) in cases {
        assert_eq!(remove(text, "", index), want, "{text:?} {index}");
    }
    let doc = doc("{}");
    assert_eq!(remove_member(&doc, doc.root.as_ref().unwrap(), 0), None);
}

#[test]
fn remove_comments_and_commas() {
    let text = "// top\n{\n  // own\n  \"a\": /* in */ 1, // same\n  /* lead */ \"b\": [2,],\n}\n";
    let doc = doc(text);
    let edits: Vec<_> = doc
        .problems
        .iter()
        .map(|p| match p.kind {
            ProblemKind::Comment => remove_comment(&doc, p.span),
            _ => remove_comma(&doc, p.span),
        })
        .collect();
    assert_eq!(apply(&doc, edits), "{\n  \"a\": 1,\n  \"b\": [2]\n}\n");
    let doc = doc_of("{\n  \"a\": 1\n  ,\n}", Syntax::Json);
    assert_eq!(apply(&doc, vec![remove_comma(&doc, doc.problems[0].span)]), "{\n  \"a\": 1\n}");
}

#[test]
fn a_file_without_final_newline_stays_one() {
    for (text, want) in [
        ("{\n}\n// last", "{\n}"),
        ("{\r\n}\r\n  // last", "{\r\n}"),
        ("{\n}\n// last\n", "{\n}\n"),
        ("// only", ""),
        ("\u{feff}// only", "\u{feff}"),
    ] {
        let doc = doc(text);
        let comment = doc.problems.iter().find(|p| p.kind == ProblemKind::Comment).unwrap();
        assert_eq!(apply(&doc, vec![remove_comment(&doc, comment.span)]), want, "{text:?}");
    }
}

#[test]
fn what_was_not_read_is_not_rewritten() {
    let text = "{\"history\": [1], \"mcpServers\": {}}".to_owned();
    let doc = Document::parse(text, Syntax::Json, Interest::Only(&[&["mcpServers"]]));
    let root = doc.root.as_ref().unwrap();
    assert_eq!(set_value(&doc, root, &json!({"mcpServers": {"a": 1}})), None);
    assert_eq!(set_value(&doc, doc.at(&pointer("/history")).unwrap(), &json!([])), None);
    let edits = insert_member(&doc, doc.at(&pointer("/mcpServers")).unwrap(), "a", &json!(1), None).unwrap();
    assert_eq!(apply(&doc, edits), "{\"history\": [1], \"mcpServers\": {\"a\": 1}}");
}
