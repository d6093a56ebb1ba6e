//! Edits of YAML texts: what becomes of each style, and what is left alone.

use serde_json::{Value as Json, json};

use super::edit::{insert_member, remove_member, rename_key, set_part, set_value, wrap_root};
use super::test_help::{apply, doc_of, pointer};
use crate::document::Syntax;

/// The text after a value was set; `None` where it is left alone.
fn set(text: &str, path: &str, value: &Json) -> Option<String> {
    let doc = doc_of(text, Syntax::Yaml);
    let node = doc.at(&pointer(path)).unwrap_or_else(|| panic!("{path} in {text:?}"));
    Some(apply(&doc, set_value(&doc, node, value)?))
}

fn rename(text: &str, path: &str, new: &str) -> Option<String> {
    let doc = doc_of(text, Syntax::Yaml);
    Some(apply(&doc, rename_key(&doc, doc.member(&pointer(path)).unwrap(), new)?))
}

#[test]
fn scalars_keep_their_style() {
    let cases = [
        ("a: x # c\n", json!("y z"), "a: y z # c\n"),
        ("a: x\r\nb: 1", json!("1.2.3"), "a: 1.2.3\r\nb: 1"),
        ("a: x", json!("${T}"), "a: ${T}"),
        ("a: x", json!("-y"), "a: -y"),
        ("a: x", json!("https://é/?a=b#c"), "a: https://é/?a=b#c"),
        ("a: 'x'", json!("it's"), "a: 'it''s'"),
        ("a: 'x'", json!("t\n"), "a: \"t\\n\""),
        ("a: \"x\"", json!("a\"\\\u{1}\u{2028}é"), "a: \"a\\\"\\\\\\u0001\\u2028é\""),
        ("a: \"x\"", json!(1), "a: 1"),
        ("a: 1", json!(2.5), "a: 2.5"),
        ("a: 1", json!("1"), "a: \"1\""),
        ("a: on", json!(true), "a: true"),
        ("a: x", json!(null), "a: null"),
        ("a:", json!("x"), "a: x"),
        ("a: # c\n", json!("x"), "a: x # c\n"),
        ("? a\n:\n", json!("x"), "? a\n: x\n"),
        ("a: ~", json!(true), "a: true"),
        ("a: one\n  two # c\n", json!("x"), "a: x # c\n"),
        ("a: \"one\n  two\"\n", json!("x"), "a: \"x\"\n"),
        ("\u{feff}a: é\n", json!("ü"), "\u{feff}a: ü\n"),
        ("{\"a\":\"x\",\"b\":1}", json!(true), "{\"a\": true,\"b\":1}"),
        ("{\"a\":\"x\",\"b\":1}", json!("y"), "{\"a\":\"y\",\"b\":1}"),
        ("{a: x}", json!("${T}"), "{a: \"${T}\"}"),
        ("{a: , b: 1}", json!("x"), "{a: x , b: 1}"),
        ("{a: x}", json!("y z"), "{a: y z}"),
        ("a: &unused x", json!("z"), "a: &unused z"),
    ];
    for (text, value, want) in cases {
        assert_eq!(set(text, "/a", &value).as_deref(), Some(want), "{text:?}");
    }
}

#[test]
fn what_is_no_plain_text_for_every_reader_is_quoted() {
    let quoted = [
        "",
        " x",
        "x ",
        "a: b",
        "a #b",
        "a:",
        "- x",
        "-",
        "? x",
        "#x",
        "&x",
        "*x",
        "!x",
        "|",
        ">",
        "%x",
        "@x",
        "`x",
        "[x",
        "{x}",
        "]",
        ",x",
        "\"x",
        "'x",
        "true",
        "Null",
        "~",
        "1",
        "0x1f",
        "0o17",
        ".5",
        "-.inf",
        "yes",
        "No",
        "ON",
        "y",
        "1_000",
        "0b1",
        "12:30:00",
        "2020-01-01",
        "2020-01-01T00:00:00Z",
        "<<",
        "=",
        "a\tb\n",
        "---",
        "--- x",
        "...",
        "\u{feff}",
        "\u{85}",
        "1,000",
    ];
    for text in quoted {
        let after = set("- a: x\n  b: x\n", "/0/a", &json!(text)).unwrap();
        assert!(after.starts_with("- a: \"") && after.ends_with("\"\n  b: x\n"), "{after:?}");
    }
    for text in ["--x", "-y", "a:b", "a#b", "x, y", "x[1]", "ya", "1.2.3", "v1", "a'b\"c", "pkg@1.2.3", "C:\\x", "é 𝄞"]
    {
        let want = format!("- a: {text}\n");
        assert_eq!(set("- a: x\n", "/0/a", &json!(text)), Some(want));
    }
    assert_eq!(set("[x, 'y']", "/0", &json!("a, b")).as_deref(), Some("[\"a, b\", 'y']"));
}

#[test]
fn lists_and_maps_change_inside() {
    let text = "s:\n  args: [-y, p@1] # c\n  env:\n    A: x\n    B: y\n";
    let want = json!({"args": ["-y", "p@2"], "env": {"A": "x", "B": "z"}});
    let after = "s:\n  args: [-y, p@2] # c\n  env:\n    A: x\n    B: z\n";
    assert_eq!(set(text, "/s", &want).as_deref(), Some(after));
    let renamed = set(text, "/s/env", &json!({"A": "x", "C": "y"}));
    assert_eq!(renamed.as_deref(), Some("s:\n  args: [-y, p@1] # c\n  env:\n    A: x\n    C: y\n"));
    for value in
        [json!({}), json!({"A": "x"}), json!({"A": "x", "B": "y", "C": 1}), json!("x"), json!({"A": {}, "B": "y"})]
    {
        assert_eq!(set(text, "/s/env", &value), None, "{value}");
    }
    for value in [json!([]), json!(["-y"]), json!(["-y", "p@1", "x"]), json!(["-y", ["p"]])] {
        assert_eq!(set(text, "/s/args", &value), None, "{value}");
    }
    assert_eq!(set(text, "/s/args", &json!(["-y", "p@1"])).as_deref(), Some(text));
}

#[test]
fn what_no_edit_touches() {
    let text =
        "a: |\n  x\nb: >-\n  y\nc: &c z\nd: *c\ne: &e {f: 1}\ng:\n  <<: *e\n  h: 2\ni: !!str 3\n*c : k\nl: {m}\n";
    for path in ["/a", "/b", "/c", "/d", "/e/f", "/g/f", "/i", "/z", "/l/m"] {
        assert_eq!(set(text, path, &json!("new")), None, "{path}");
    }
    for path in ["/e/f", "/g/f", "/z"] {
        assert_eq!(rename(text, path, "new"), None, "{path}");
    }
    assert!(rename(text, "/g/h", "new").is_some_and(|t| t.contains("\n  new: 2\n")));
    let doc = doc_of(text, Syntax::Yaml);
    for path in ["", "/e", "/g", "/l"] {
        let node = doc.at(&pointer(path)).unwrap();
        assert_eq!(insert_member(&doc, node, "new", &json!(1), None), None);
        assert_eq!(remove_member(&doc, node, 0), None);
    }
    assert_eq!(wrap_root(&doc, "k"), None);
}

#[test]
fn keys_keep_their_style() {
    let cases = [
        ("a: 1 # c\n", "b c", "b c: 1 # c\n"),
        ("a: 1", "é", "é: 1"),
        ("a: 1", "x: y", "\"x: y\": 1"),
        ("a: 1", "true", "\"true\": 1"),
        ("a: 1", "<<", "\"<<\": 1"),
        ("a: |\n  x\n", "b", "b: |\n  x\n"),
        ("'a': 1", "it's", "'it''s': 1"),
        ("\"a\": 1", "b\n", "\"b\\n\": 1"),
        ("{\"a\":1}", "b", "{\"b\":1}"),
        ("{a: 1}", "${b}", "{\"${b}\": 1}"),
        ("? a\n: 1", "b", "? b\n: 1"),
    ];
    for (text, new, want) in cases {
        assert_eq!(rename(text, "/a", new).as_deref(), Some(want), "{text:?}");
    }
    assert_eq!(rename("[a]: 1", "/[a]", "b"), None);
    assert_eq!(rename("a: 1", "/a", &"k".repeat(2_000)), None);
}

#[test]
fn parts_of_strings() {
    let part = |text: &str, syntax: Syntax, old: &str, new: &str| {
        let doc = doc_of(text, syntax);
        let node = doc.at(&pointer("/a")).unwrap();
        let from = node.as_str().unwrap().find(old).unwrap();
        let edits = set_part(&doc, node, from..from + old.len(), new)?;
        Some((edits.first().map_or(0, |e| e.span.len()), apply(&doc, edits)))
    };
    let cases = [
        (Syntax::Yaml, "a: x $T # c", "$T", "${T}", 2, "a: x ${T} # c"),
        (Syntax::Yaml, "{a: x $T}", "$T", "${T}", 4, "{a: \"x ${T}\"}"),
        (Syntax::Yaml, "{a: 'it''s $T'}", "$T", "${T}", 2, "{a: 'it''s ${T}'}"),
        (Syntax::Yaml, "a: 'x'", "x", "it's", 3, "a: 'it''s'"),
        (Syntax::Yaml, "a: $T", "$T", "{env:T}", 2, "a: \"{env:T}\""),
        (Syntax::Yaml, "a: x\n  $T", "$T", "${T}", 6, "a: x ${T}"),
        (Syntax::Json, "{\"a\": \"\\u0041 $T\"}", "$T", "${T}", 2, "{\"a\": \"\\u0041 ${T}\"}"),
        (Syntax::Json, "{\"a\": \"x\"}", "x", "\"", 3, "{\"a\": \"\\\"\"}"),
        (Syntax::Toml, "a = '$T'", "$T", "it's", 4, "a = \"it's\""),
    ];
    for (syntax, text, old, new, len, want) in cases {
        assert_eq!(part(text, syntax, old, new), Some((len, want.to_owned())), "{text:?}");
    }
    assert_eq!(part("b: &b $T\na: *b", Syntax::Yaml, "$T", "x"), None);
    assert_eq!(part("a: $T", Syntax::Yaml, "$T", "$T"), Some((0, "a: $T".to_owned())));
}
