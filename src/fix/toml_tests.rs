//! The edit builders on TOML: exact texts.

use serde_json::{Value as Json, json};

use super::edit::{insert_member, insert_members, remove_member, rename_key, set_value};
use super::test_help::{apply, doc_of, pointer};
use crate::document::{Document, Syntax};

fn doc(text: &str) -> Document {
    doc_of(text, Syntax::Toml)
}

fn set(text: &str, path: &str, value: &Json) -> Option<String> {
    let doc = doc(text);
    set_value(&doc, doc.at(&pointer(path)).unwrap(), value).map(|edits| apply(&doc, edits))
}

fn rename(text: &str, path: &str, new: &str) -> Option<String> {
    let doc = doc(text);
    rename_key(&doc, doc.member(&pointer(path)).unwrap(), new).map(|edits| apply(&doc, edits))
}

fn insert(text: &str, path: &str, key: &str, value: &Json, after: Option<&str>) -> String {
    let doc = doc(text);
    apply(&doc, insert_member(&doc, doc.at(&pointer(path)).unwrap(), key, value, after).unwrap())
}

fn remove(text: &str, path: &str) -> String {
    let doc = doc(text);
    let path = pointer(path);
    let parent = doc.at(&path.parent()).unwrap();
    let key = path.last().unwrap();
    let index = parent.as_object().unwrap().members.iter().position(|m| m.key == key).unwrap();
    apply(&doc, remove_member(&doc, parent, index).unwrap())
}

#[test]
fn set_values() {
    let cases = [
        ("a = 'x' # c\n", "/a", json!("C:\\y"), "a = 'C:\\y' # c\n"),
        ("a = 'x'\n", "/a", json!("it's"), "a = \"it's\"\n"),
        ("a = \"x\"\n", "/a", json!("C:\\é\""), "a = \"C:\\\\é\\\"\"\n"),
        ("a = 1_0 # c", "/a", json!(11), "a = 11 # c"),
        ("a = 1", "/a", json!("1"), "a = \"1\""),
        ("a = 2020-01-01", "/a", json!("2020-01-01"), "a = \"2020-01-01\""),
        ("a = [ \"-y\", 'p@1' ] # c", "/a", json!(["-y", "p@2"]), "a = [ \"-y\", 'p@2' ] # c"),
        ("a = [\n  1, # one\n  2, # two\n]", "/a", json!([1, 2, 3]), "a = [\n  1, # one\n  2, # two\n  3,\n]"),
        ("a = [\r\n\t1, # one\r\n\t2 # two\r\n]", "/a", json!([1]), "a = [\r\n\t1 # one\r\n]"),
        ("a = { b = 1, c = 2 }", "/a", json!({"b": 1, "d": 3}), "a = { b = 1, d = 3 }"),
        ("a = { b = 1 }", "/a", json!({"b": 1, "d": {"e": 3}}), "a = { b = 1, d = { e = 3 } }"),
        ("[a]\nb = 1 # c\n[a.s]\nx = 1\n", "/a", json!({"b": 2, "s": {"x": 3}}), "[a]\nb = 2 # c\n[a.s]\nx = 3\n"),
        ("[[a]]\nx = 1\n[[a]]\nx = 2\n", "/a", json!([{"x": 1}, {"x": 3}]), "[[a]]\nx = 1\n[[a]]\nx = 3\n"),
    ];
    for (text, path, value, want) in cases {
        assert_eq!(set(text, path, &value).as_deref(), Some(want), "{text:?}");
    }
    for (text, value) in [("a = 1", json!(null)), ("[a]\n", json!(1)), ("[[a]]\nx = 1\n", json!([{"x": 1}, {"x": 2}]))]
    {
        assert_eq!(set(text, "/a", &value), None, "{text:?}");
    }
}

#[test]
fn rename_keys() {
    let cases = [
        ("a = 1 # a\n", "/a", "b c", "\"b c\" = 1 # a\n"),
        ("'é' = 1", "/é", "e", "e = 1"),
        (
            "[mcpServers.a]\nx = 1\n# mcpServers\n[mcpServers.a.env]\n[ mcpServers . \"b\" ]\ny = { mcpServers = 1 }\n",
            "/mcpServers",
            "mcp_servers",
            "[mcp_servers.a]\nx = 1\n# mcpServers\n[mcp_servers.a.env]\n[ mcp_servers . \"b\" ]\ny = { mcpServers = 1 }\n",
        ),
        ("[m.a]\n[m.a.b]\n[m.c.a]\n", "/m/a", "z", "[m.z]\n[m.z.b]\n[m.c.a]\n"),
        ("[m]\ne.A = 1\ne.B = 2\n", "/m/e", "env", "[m]\nenv.A = 1\nenv.B = 2\n"),
        ("[[l]]\nx = 1\n[l.s]\n[[l]]\nx = 2\n", "/l", "k", "[[k]]\nx = 1\n[k.s]\n[[k]]\nx = 2\n"),
        ("[[l]]\ns.x = 1\n[[l]]\ns.x = 2\n", "/l/1/s", "t", "[[l]]\ns.x = 1\n[[l]]\nt.x = 2\n"),
        ("a = { b.c = 1 }", "/a/b", "d", "a = { d.c = 1 }"),
        ("s = \"\"\"\n[a]\n\\\"\"\"\"\"\n[a]\nb = ']'\n", "/a", "c", "s = \"\"\"\n[a]\n\\\"\"\"\"\"\n[c]\nb = ']'\n"),
    ];
    for (text, path, new, want) in cases {
        assert_eq!(rename(text, path, new).as_deref(), Some(want), "{text:?}");
    }
    assert_eq!(rename("a = { b.c = 1, b.d = 2 }", "/a/b", "e"), None);
}

#[test]
fn insert_lines() {
    let v = json!("v");
    let cases = [
        ("[t]\na = 1 # a\n\n[t.s]\nx = 1\n", "/t", None, "[t]\na = 1 # a\nk = \"v\"\n\n[t.s]\nx = 1\n"),
        ("[t]\na = 1\nb = 2\n", "/t", Some("a"), "[t]\na = 1\nk = \"v\"\nb = 2\n"),
        ("[t] # t\na=1\n", "/t", Some(""), "[t] # t\nk=\"v\"\na=1\n"),
        ("[t]", "/t", None, "[t]\nk = \"v\""),
        ("[t]\r\n\ta = [\r\n\t1,\r\n\t]\r\n", "/t", None, "[t]\r\n\ta = [\r\n\t1,\r\n\t]\r\n\tk = \"v\"\r\n"),
        ("[t]\ne.A = 1\n[u]\n", "/t/e", None, "[t]\ne.A = 1\ne.k = \"v\"\n[u]\n"),
        ("[t]\ne.A = 1\n", "/t/e", Some(""), "[t]\ne.k = \"v\"\ne.A = 1\n"),
        ("[t]\ne = { A = 1 }\n", "/t/e", None, "[t]\ne = { A = 1, k = \"v\" }\n"),
        ("[t]\ne = {}\n", "/t/e", None, "[t]\ne = { k = \"v\" }\n"),
        ("# top\n\n# t\n[t]\n", "", None, "# top\n\nk = \"v\"\n\n# t\n[t]\n"),
        ("a = 1\n\n[t]\n", "", None, "a = 1\nk = \"v\"\n\n[t]\n"),
        ("# only\n", "", None, "# only\nk = \"v\"\n"),
        ("", "", None, "k = \"v\"\n"),
        ("\u{feff}a = 1\n", "", Some(""), "\u{feff}k = \"v\"\na = 1\n"),
        ("[t.a]\nx = 1\n", "/t", None, "[t]\nk = \"v\"\n\n[t.a]\nx = 1\n"),
        ("[[l]]\nx = 1\n[[l]]\nx = 2\n", "/l/0", None, "[[l]]\nx = 1\nk = \"v\"\n[[l]]\nx = 2\n"),
    ];
    for (text, path, after, want) in cases {
        assert_eq!(insert(text, path, "k", &v, after), want, "{text:?}");
    }
}

#[test]
fn insert_tables() {
    let server = json!({"command": "c", "env": {"A": "1"}});
    let block = "[mcp_servers.s]\ncommand = \"c\"\nenv = { A = \"1\" }";
    let two = "# top\n\n[mcp_servers.a]\nx = 1\n# a ends\n\n# other\n[other]\ny = 1\n";
    let cases = [
        (two, None, format!("# top\n\n[mcp_servers.a]\nx = 1\n# a ends\n\n{block}\n\n# other\n[other]\ny = 1\n")),
        (two, Some(""), format!("# top\n\n{block}\n\n[mcp_servers.a]\nx = 1\n# a ends\n\n# other\n[other]\ny = 1\n")),
        (
            "[mcp_servers.a]\nx = 1\n[mcp_servers.a.e]\n[mcp_servers.b]\n",
            Some("a"),
            format!("[mcp_servers.a]\nx = 1\n[mcp_servers.a.e]\n\n{block}\n[mcp_servers.b]\n"),
        ),
        ("[mcp_servers]\n", None, format!("[mcp_servers]\n\n{block}\n")),
        (
            "[mcp_servers]\na = { x = 1 }\n",
            None,
            "[mcp_servers]\na = { x = 1 }\ns = { command = \"c\", env = { A = \"1\" } }\n".to_owned(),
        ),
    ];
    for (text, after, want) in cases {
        assert_eq!(insert(text, "/mcp_servers", "s", &server, after), want, "{text:?}");
    }
    assert_eq!(insert("m = 1\n", "", "mcp_servers", &json!({"s": server}), None), format!("m = 1\n\n{block}\n"));
    let doc = doc("[m.a]\r\nx = 1\r\n");
    let edits =
        insert_members(&doc, doc.at(&pointer("/m")).unwrap(), &[("b", &json!({"y": 1})), ("c", &json!({}))], None);
    assert_eq!(apply(&doc, edits.unwrap()), "[m.a]\r\nx = 1\r\n\r\n[m.b]\r\ny = 1\r\n\r\n[m.c]\r\n");
}

#[test]
fn remove_lines() {
    let cases = [
        ("[t]\na = 1\n# b\nb = [\n 1,\n] # b\nc = 1\n", "/t/b", "[t]\na = 1\nc = 1\n"),
        ("[t]\na = 1\nb = 2", "/t/b", "[t]\na = 1"),
        ("[t]\r\na = 1\r\nb = 2", "/t/b", "[t]\r\na = 1"),
        ("[t]\ne.A = 1\nx = 2\ne.B = 3\n", "/t/e", "[t]\nx = 2\n"),
        ("[t]\ne.A = 1\ne.B = 3\n", "/t/e/A", "[t]\ne.B = 3\n"),
        ("[t]\ne = { A = 1, B = 2 }\n", "/t/e/B", "[t]\ne = { A = 1 }\n"),
        ("[t]\ne = { A = 1 }\n", "/t/e/A", "[t]\ne = {}\n"),
        ("# top\n\na = 1\nb = 2\n", "/a", "# top\n\nb = 2\n"),
        ("[t]\na = 1\n\nb = 2\n\n[u]\n", "/t/b", "[t]\na = 1\n\n[u]\n"),
        ("s = '''\n# x'''\na = 1\n", "/a", "s = '''\n# x'''\n"),
        ("\u{feff}a = 1\nb = 1\n", "/a", "\u{feff}b = 1\n"),
        ("a = 1", "/a", ""),
    ];
    for (text, path, want) in cases {
        assert_eq!(remove(text, path), want, "{text:?}");
    }
}

#[test]
fn remove_tables() {
    let cases = [
        (
            "# top\n\n# a\n[m.a]\nx = 1\n# end of a\n\n[m.a.env]\nK = 1\n\n# b\n[m.b]\ny = 1\n",
            "/m/a",
            "# top\n\n# b\n[m.b]\ny = 1\n",
        ),
        ("[m.a]\nx = 1\n\n[o]\nz = 1\n\n[m.a.env]\nK = 1\n\n[m.b]\n", "/m/a", "[o]\nz = 1\n\n[m.b]\n"),
        ("[o]\nz = 1\n\n# a\n[m.a]\nx = 1\n", "/m/a", "[o]\nz = 1\n"),
        ("[m.a]\nx = 1\n[m.b]\n", "/m", ""),
        ("z = 1\n[[l]]\nx = 1\n[l.s]\n[[l]]\n[o]\n", "/l", "z = 1\n[o]\n"),
    ];
    for (text, path, want) in cases {
        assert_eq!(remove(text, path), want, "{text:?}");
    }
}
