use crate::document::{Document, Interest, Layout, Node, Pointer, ProblemKind, Syntax, Value};
use serde_json::json;

fn yaml(text: &str) -> Document {
    Document::parse(text.to_owned(), Syntax::Yaml, Interest::All)
}

fn kinds(doc: &Document) -> Vec<ProblemKind> {
    doc.problems.iter().map(|p| p.kind).collect()
}

fn at<'d>(doc: &'d Document, path: &str) -> &'d Node {
    let pointer = path.split('.').fold(Pointer::root(), |p, s| p.join(s));
    doc.at(&pointer).unwrap_or_else(|| panic!("{path}: {:?}", doc.root))
}

fn of<'d>(doc: &'d Document, path: &str) -> &'d str {
    at(doc, path).span.of(&doc.text)
}

fn says(text: &str) -> serde_json::Value {
    let doc = yaml(text);
    assert!(doc.problems.is_empty(), "{text:?}: {:?}", doc.problems);
    doc.root.unwrap().to_json()
}

const BASE: &str = "# top\nmcpServers: # all\n  \"a é\":\n    command: npx # run\n    args:\n    - -y\n    - 'it''s'\n    \
                    - \"p\\u00e9\"\n    env: {T: \"${T}\", 'k': 1, e}\n    n:\n  b:\n      url: https://x/é # c\nlast: ok\n";

#[test]
fn spans() {
    for text in [BASE.to_owned(), format!("\u{feff}{BASE}"), BASE.replace('\n', "\r\n")] {
        let doc = yaml(&text);
        assert!(doc.problems.iter().all(|p| p.kind == ProblemKind::Bom), "{:?}", doc.problems);
        let a = at(&doc, "mcpServers.a é");
        assert_eq!(a.as_object().unwrap().layout, Layout::Block);
        assert!(a.span.of(&doc.text).starts_with("command: npx") && a.span.of(&doc.text).ends_with("    n:"));
        assert_eq!(doc.member(&Pointer::of(&["mcpServers", "a é"])).unwrap().key_span.of(&doc.text), "\"a é\"");
        assert_eq!(of(&doc, "mcpServers.a é.command"), "npx");
        let args = of(&doc, "mcpServers.a é.args");
        assert!(args.starts_with("- -y") && args.ends_with("\"p\\u00e9\""), "{args:?}");
        assert_eq!(of(&doc, "mcpServers.a é.args.0"), "-y");
        assert_eq!(of(&doc, "mcpServers.a é.args.1"), "'it''s'");
        assert_eq!(of(&doc, "mcpServers.a é.env"), "{T: \"${T}\", 'k': 1, e}");
        assert_eq!(of(&doc, "mcpServers.b.url"), "https://x/é");
        let n = at(&doc, "mcpServers.a é.n");
        assert!(n.span.is_empty() && doc.text[..n.span.start].ends_with("n:"));
        assert_eq!(of(&doc, "last"), "ok");
        assert_eq!(doc.root.as_ref().unwrap().span.start, doc.text.find("mcp").unwrap());
    }
}

#[test]
fn values() {
    let env = json!({"T": "${T}", "k": 1, "e": null});
    let a = json!({"command": "npx", "args": ["-y", "it's", "pé"], "env": env, "n": null});
    let want = json!({"mcpServers": {"a é": a, "b": {"url": "https://x/é"}}, "last": "ok"});
    assert_eq!(says(BASE), want);
    let numbers = says("[0o17, 0x1f, 012, +3, .5, 5., 1e3, 1_000, .inf, yes, on, ~, null, True, \"1\", '']");
    let want = json!([15, 31, 12, 3, 0.5, 5.0, 1000.0, "1_000", ".inf", "yes", "on", null, null, true, "1", ""]);
    assert_eq!(numbers, want);
    assert_eq!(says("1: a\ntrue: b\n~: c\n"), json!({"1": "a", "true": "b", "~": "c"}));
    assert_eq!(says("? k\n: v\n? [x, y]\n: w\n? bare\n"), json!({"k": "v", "[x, y]": "w", "bare": null}));
    assert_eq!(says("[a: 1, \"b\":2]"), json!([{"a": 1}, {"b": 2}]));
    assert_eq!(says("- - 1\n  - 2\n-\n- k: v\n  l: w\n"), json!([[1, 2], null, {"k": "v", "l": "w"}]));
}

#[test]
fn text_of_several_lines() {
    let text = "plain: one\n  two\n\n  three # c\nquoted: \"a\n  b\"\nlit: |- # not > this\n  x: 1\n  é\n\nfold: !!str >\n  a\n  b\n\
                empty: |\nkeep: |+\n\n  k\n\n\nend: 1\n";
    let doc = yaml(text);
    assert!(doc.problems.is_empty());
    assert_eq!(at(&doc, "plain").as_str(), Some("one two\nthree"));
    assert_eq!(of(&doc, "plain"), "one\n  two\n\n  three");
    assert_eq!(at(&doc, "quoted").as_str(), Some("a b"));
    assert_eq!(at(&doc, "lit").as_str(), Some("x: 1\né"));
    assert_eq!(of(&doc, "lit"), "|- # not > this\n  x: 1\n  é");
    assert_eq!(at(&doc, "fold").as_str(), Some("a b\n"));
    assert_eq!(of(&doc, "fold"), ">\n  a\n  b");
    assert_eq!(at(&doc, "empty").as_str(), Some(""));
    assert_eq!(of(&doc, "empty"), "|");
    assert_eq!(at(&doc, "keep").as_str(), Some("\nk\n\n\n"));
    assert_eq!(of(&doc, "keep"), "|+\n\n  k");
    let tricky = yaml("a: # c | x\n  # d > e\n  !!str # f\n  | # g\n  text\n");
    assert_eq!(of(&tricky, "a"), "| # g\n  text");
}

#[test]
fn duplicates_are_kept() {
    let doc = yaml("a: 1\na: 2\n");
    assert_eq!(doc.root.as_ref().unwrap().as_object().unwrap().members.len(), 2);
    assert_eq!(of(&doc, "a"), "2");
}

#[test]
fn tags() {
    let doc =
        yaml("a: !!str 12\nb: !!int \"3\"\nc: !secret x\nd: !!bool yes\ne: !t\nf: !!map {x: 1}\ng: !!null ~\nh: ! 1\n");
    assert!(doc.problems.is_empty());
    let want = json!({"a": "12", "b": 3, "c": "x", "d": "yes", "e": null, "f": {"x": 1}, "g": null, "h": "1"});
    assert_eq!(doc.root.as_ref().unwrap().to_json(), want);
    assert_eq!(of(&doc, "a"), "12");
    assert!(at(&doc, "a").read_only && !at(&doc, "f.x").read_only);
    assert_eq!(of(&doc, "f"), "{x: 1}");
}

#[test]
fn aliases_are_copies_that_no_fix_touches() {
    let doc = yaml("a: &x {b: 1, c: [&s t]}\nd: *x\ne: *s\nf: &unused g\n*s : key\n");
    assert!(doc.problems.is_empty(), "{:?}", doc.problems);
    assert_eq!(doc.root.as_ref().unwrap().to_json()["d"], json!({"b": 1, "c": ["t"]}));
    assert_eq!(of(&doc, "d"), "*x");
    assert_eq!(of(&doc, "d.b"), "1");
    assert_eq!(at(&doc, "t").as_str(), Some("key"));
    for shared in ["a", "a.b", "a.c.0", "d", "d.b", "d.c", "d.c.0", "e", "t"] {
        assert!(at(&doc, shared).read_only, "{shared}");
    }
    assert!(!at(&doc, "f").read_only);
    assert!(!doc.root.as_ref().unwrap().read_only);
    // The latest anchor of a name counts.
    assert_eq!(says("[&a 1, *a, &a 2, *a]"), json!([1, 1, 2, 2]));
}

#[test]
fn merges_are_written_out() {
    let text = "base: &b {x: 1, y: 2}\nmore: &m {y: 3, z: 4}\nown:\n  first: 0\n  <<: [*b, *m]\n  x: mine\ninline:\n  <<: {q: 1}\n\
                no:\n  <<: text\nquoted:\n  \"<<\": {r: 1}\n";
    let doc = yaml(text);
    let root = doc.root.as_ref().unwrap();
    assert_eq!(root.to_json()["own"], json!({"first": 0, "y": 2, "z": 4, "x": "mine"}));
    let keys: Vec<&str> = at(&doc, "own").as_object().unwrap().members.iter().map(|m| m.key.as_str()).collect();
    assert_eq!(keys, ["first", "y", "z", "x"]);
    assert_eq!(root.to_json()["inline"], json!({"q": 1}));
    assert_eq!(root.to_json()["no"], json!({"<<": "text"}));
    assert_eq!(root.to_json()["quoted"], json!({"<<": {"r": 1}}));
    assert!(at(&doc, "own.y").read_only && at(&doc, "inline.q").read_only && !at(&doc, "own.x").read_only);
}

#[test]
fn billions_of_laughs() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    let mut merges = "a0: &a0 {}\n".to_owned();
    for i in 1..40 {
        let nine = vec![format!("*a{}", i - 1); 9].join(", ");
        text.push_str(&format!("a{i}: &a{i} [{nine}]\n"));
        merges.push_str(&format!("a{i}: &a{i} {{<<: [{nine}]}}\n"));
    }
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), vec!["*a"; 1_000].join(", "));
    for text in [text, merges, long] {
        let doc = yaml(&text);
        assert_eq!(kinds(&doc), [ProblemKind::TooLarge]);
        assert!(doc.fatal().unwrap().message.contains("100000"), "{:?}", doc.problems);
        assert!(doc.root.is_none() && doc.problems[0].span.of(&doc.text).starts_with("*a"));
    }
    assert_eq!(kinds(&yaml("a: &a [1, *a]")), [ProblemKind::TooLarge]);
    assert_eq!(kinds(&yaml("a: &a {<<: *a}")), [ProblemKind::TooLarge]);
}

#[test]
fn deep_nesting_is_a_problem_and_no_crash() {
    let flow = |n: usize| format!("{}1{}", "[".repeat(n), "]".repeat(n));
    assert!(yaml(&flow(500)).problems.is_empty());
    let block = (0..2_000).map(|i| format!("{}a:\n", " ".repeat(i))).collect::<String>();
    let mut aliases = "- &a0 [1]\n".to_owned();
    let mut merges = "- &a0 {x: 1}\n".to_owned();
    for i in 1..5_000 {
        aliases.push_str(&format!("- &a{i} [*a{}]\n", i - 1));
        merges.push_str(&format!("- &a{i} {{<<: *a{}}}\n", i - 1));
    }
    for text in [flow(5_000), "- ".repeat(5_000), "? ".repeat(5_000), block, "[".repeat(100_000)] {
        assert_eq!(kinds(&yaml(&text)), [ProblemKind::TooDeep], "{}", &text[..20]);
    }
    for text in [aliases, merges] {
        let kinds = kinds(&yaml(&text));
        assert!(matches!(kinds[..], [ProblemKind::TooDeep | ProblemKind::TooLarge]), "{kinds:?}");
    }
}

#[test]
fn only_the_first_document_is_read() {
    let doc = yaml("%YAML 1.2\n---\na: 1\n--- # two\nb: [\n");
    assert_eq!(kinds(&doc), [ProblemKind::NotStrict]);
    assert_eq!(doc.problems[0].span.of(&doc.text), "---");
    assert_eq!(doc.root.unwrap().to_json(), json!({"a": 1}));
    assert!(yaml("---\na: 1\n...\n").problems.is_empty());
}

#[test]
fn nothing_is_empty() {
    for text in ["", "# only\n", "\n\n", "---\n", "---\n...\n", "\u{feff}"] {
        let doc = yaml(text);
        assert!(doc.root.is_none());
        assert!(kinds(&doc).contains(&ProblemKind::Empty), "{text:?}");
    }
    assert_eq!(yaml("~").root.unwrap().value, Value::Null);
}

#[test]
fn errors_have_a_place_and_name_no_value() {
    let broken = [
        "a: [hunter2",
        "a: \"hunter2",
        "a: 'hunter2\n",
        "a: hunter2: x",
        "a: 1\n\thunter2: 2\n",
        "a: *hunter2",
        "a: b\n c: d",
        "- a\nhunter2: b",
        "a: @hunter2",
        "a: `x`",
        "{a: hunter2",
        "a: {b]",
        "a: !h!x hunter2",
        "\"a\\q\": 1",
        "a: |\n x\nhunter2",
        "a: [1,\n\u{feff}é",
        "%YAML 9.9\n---\na",
        "é: [é",
    ];
    for text in broken {
        for text in [text.to_owned(), format!("\u{feff}{text}")] {
            let doc = yaml(&text);
            let problem = doc.fatal().unwrap_or_else(|| panic!("{text:?}"));
            assert!(doc.root.is_none() && problem.kind == ProblemKind::Fatal);
            assert!(doc.text.get(problem.span.start..problem.span.end).is_some(), "{text:?} {problem:?}");
            assert!(!problem.message.contains("hunter2") && !problem.message.is_empty());
            assert!(!problem.message.starts_with("while"), "{}", problem.message);
        }
    }
}

#[test]
fn front_matter() {
    let read = |text: &str| Document::parse(text.to_owned(), Syntax::FrontMatter, Interest::All);
    for text in [
        "---\nname: é\nmcp-servers:\n  a: {command: x}\n---\n# Title\n---\nb: [\n",
        "\u{feff}---\r\nname: é\r\nmcp-servers:\r\n  a: {command: x}\r\n---\r\n",
        "--- \nname: é\nmcp-servers:\n  a: {command: x}\n---",
    ] {
        let doc = read(text);
        assert!(doc.problems.iter().all(|p| p.kind == ProblemKind::Bom), "{:?}", doc.problems);
        assert_eq!(of(&doc, "mcp-servers.a.command"), "x");
        assert_eq!(doc.member(&Pointer::of(&["name"])).unwrap().key_span.of(text), "name");
        assert_eq!(of(&doc, "name"), "é");
    }
    for text in
        ["", "# Title\n", "---\na: 1\n", "\n---\na: 1\n---\n", "---a\n---\n", "---\n---\n", "---", "---\n# c\n---\n"]
    {
        let doc = read(text);
        assert!(doc.root.is_none());
        assert_eq!(kinds(&doc), [ProblemKind::Empty], "{text:?}");
    }
    let doc = read("---\na: [1\n---\n");
    assert_eq!(doc.fatal().map(|p| p.kind), Some(ProblemKind::Fatal));
}

#[test]
fn unasked_parts_are_skipped() {
    let only = Interest::Only(&[&["mcp", "*"]]);
    let doc = Document::parse("mcp: {s: {a: 1}}\nrest: {x: 1}\n".to_owned(), Syntax::Yaml, only);
    assert_eq!(at(&doc, "rest").value, Value::Skipped);
    assert_eq!(at(&doc, "mcp.s.a").to_json(), 1);
}

#[test]
fn parts_of_strings_map_to_bytes() {
    let doc = yaml(
        "a: x $T\nb: 'it''s ''$T'\nc: \"\\x41\\u00e9\\U0001D11E\\n$T\"\nd: x\n  $T\ne: |\n  $T\nf: &f $T\ng: *f\nh: !!str $T\n",
    );
    let part = |key: &str, text: &str| {
        let node = at(&doc, key);
        let from = node.as_str().unwrap().find(text).unwrap();
        doc.string_part(node, from..from + text.len()).map(|span| span.of(&doc.text).to_owned())
    };
    for key in ["a", "b", "c"] {
        assert_eq!(part(key, "$T").as_deref(), Some("$T"), "{key}");
    }
    assert_eq!(part("b", "'").as_deref(), Some("''"));
    assert_eq!(part("c", "é").as_deref(), Some("\\u00e9"));
    for key in ["d", "e", "f", "g", "h"] {
        assert_eq!(part(key, "$T"), None, "{key}");
    }
}
