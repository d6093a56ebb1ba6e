//! Values as text, in JSON and in TOML.

use serde_json::Value;

use crate::document::Syntax;

/// How lists of scalars are written inside text of several lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lists {
    /// On one line where they fit.
    OneLine,
    /// One element a line.
    Spread,
}

/// How JSON is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonStyle {
    /// One step of indentation.
    pub unit: String,
    /// `\n` or `\r\n`.
    pub line_end: &'static str,
    /// Maps over several lines, or everything on one.
    pub multi_line: bool,
    /// How lists of scalars are written.
    pub lists: Lists,
    /// What stands between key and value: `": "`, or `":"` in minified text.
    pub colon: String,
}

impl Default for JsonStyle {
    fn default() -> Self {
        Self { unit: "  ".to_owned(), line_end: "\n", multi_line: true, lists: Lists::OneLine, colon: ": ".to_owned() }
    }
}

impl JsonStyle {
    fn comma(&self) -> &'static str {
        if self.colon == ":" { "," } else { ", " }
    }
}

/// Above this many characters a list is spread over lines.
const WIDTH: usize = 100;

/// A JSON value as text. Its first line is not indented; the further ones start with `base` and more.
pub fn render_json(value: &Value, style: &JsonStyle, base: &str) -> String {
    match value {
        Value::Array(items) if !items.is_empty() => {
            let flat = one_line_json(value, style);
            let scalars = items.iter().all(|i| !i.is_array() && !i.is_object());
            let fits = scalars && style.lists == Lists::OneLine && base.len() + flat.len() <= WIDTH;
            if !style.multi_line || fits {
                return flat;
            }
            let inner = format!("{base}{}", style.unit);
            let lines: Vec<String> = items.iter().map(|i| render_json(i, style, &inner)).collect();
            spread(["[", "]"], &lines, style.line_end, base, &inner)
        }
        Value::Object(map) if style.multi_line && !map.is_empty() => {
            let inner = format!("{base}{}", style.unit);
            let lines: Vec<String> = map
                .iter()
                .map(|(k, v)| format!("{}{}{}", json_string(k), style.colon, render_json(v, style, &inner)))
                .collect();
            spread(["{", "}"], &lines, style.line_end, base, &inner)
        }
        _ => one_line_json(value, style),
    }
}

/// Items one a line between brackets.
pub(super) fn spread([open, close]: [&str; 2], items: &[String], line_end: &str, base: &str, inner: &str) -> String {
    let items = items.join(&format!(",{line_end}{inner}"));
    format!("{open}{line_end}{inner}{items}{line_end}{base}{close}")
}

fn one_line_json(value: &Value, style: &JsonStyle) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|i| one_line_json(i, style)).collect();
            format!("[{}]", items.join(style.comma()))
        }
        Value::Object(map) => {
            let members: Vec<String> = map
                .iter()
                .map(|(k, v)| format!("{}{}{}", json_string(k), style.colon, one_line_json(v, style)))
                .collect();
            format!("{{{}}}", members.join(style.comma()))
        }
        scalar => scalar.to_string(),
    }
}

/// A JSON string with its quotes.
pub fn json_string(text: &str) -> String {
    Value::from(text).to_string()
}

/// A TOML value on one line, maps as inline tables. `None` where TOML has no such value (null, a huge integer).
pub fn render_toml_value(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(b) => b.to_string(),
        Value::Number(n) => match n.as_i64() {
            Some(integer) => integer.to_string(),
            None if n.is_u64() => return None,
            None => toml_edit::Value::from(n.as_f64()?).to_string(),
        },
        Value::String(s) => toml_string(s),
        Value::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(render_toml_value).collect();
            format!("[{}]", items?.join(", "))
        }
        Value::Object(map) if map.is_empty() => "{}".to_owned(),
        Value::Object(map) => {
            let members: Option<Vec<String>> =
                map.iter().map(|(k, v)| Some(format!("{} = {}", toml_key(k), render_toml_value(v)?))).collect();
            format!("{{ {} }}", members?.join(", "))
        }
    })
}

/// A TOML string with its quotes, always on one line.
pub fn toml_string(text: &str) -> String {
    // Never three quotes: a key may not have them, and a line end would be `\n` whatever those of the file are.
    let literal = text.contains(['"', '\\']) && !text.contains(|c: char| c == '\'' || c.is_control());
    if literal { format!("'{text}'") } else { toml_basic(text) }
}

/// A TOML string in double quotes.
pub(super) fn toml_basic(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A TOML key: bare where possible, else quoted.
pub fn toml_key(key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if bare { key.to_owned() } else { toml_string(key) }
}

/// TOML tables with headers for `value` at `path`, without a line end after the last line. A map becomes a table of
/// its own down to the second level (`[mcp_servers.x]`) and where it holds maps; below that it stays on one line.
pub fn render_toml_tables(path: &[&str], value: &Value, line_end: &str) -> Option<String> {
    let mut blocks = Vec::new();
    tables(path, value.as_object()?, line_end, &mut blocks)?;
    Some(blocks.join(&line_end.repeat(2)))
}

fn tables(path: &[&str], map: &serde_json::Map<String, Value>, line_end: &str, out: &mut Vec<String>) -> Option<()> {
    let has_header =
        |value: &Value| value.as_object().is_some_and(|m| path.len() < 2 || m.values().any(Value::is_object));
    let mut lines = Vec::new();
    let inner = map.values().any(has_header);
    for (key, value) in map.iter().filter(|(_, v)| !has_header(v)) {
        lines.push(format!("{} = {}", toml_key(key), render_toml_value(value)?));
    }
    if !path.is_empty() && (!lines.is_empty() || !inner) {
        let keys: Vec<String> = path.iter().map(|k| toml_key(k)).collect();
        lines.insert(0, format!("[{}]", keys.join(".")));
    }
    if !lines.is_empty() {
        out.push(lines.join(line_end));
    }
    for (key, value) in map.iter().filter(|(_, v)| has_header(v)) {
        let path: Vec<&str> = path.iter().copied().chain([key.as_str()]).collect();
        tables(&path, value.as_object()?, line_end, out)?;
    }
    Some(())
}

/// A whole new file with a final line end. `None` for what TOML cannot say, and for YAML.
pub fn new_document(syntax: Syntax, root: &Value) -> Option<String> {
    let mut text = match syntax {
        Syntax::Json => render_json(root, &JsonStyle::default(), ""),
        Syntax::Toml => render_toml_tables(&[], root, "\n")?,
        Syntax::Yaml | Syntax::FrontMatter | Syntax::Plain => return None,
    };
    if syntax == Syntax::Json || !text.is_empty() {
        text.push('\n');
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn json() {
        let value = json!({"a": {"command": "é\"\\\n", "args": ["-y", 1, null], "env": {}, "l": [[1], {}]}});
        assert_eq!(
            new_document(Syntax::Json, &value).unwrap(),
            "{\n  \"a\": {\n    \"command\": \"é\\\"\\\\\\n\",\n    \"args\": [\"-y\", 1, null],\n    \"env\": {},\n    \
             \"l\": [\n      [1],\n      {}\n    ]\n  }\n}\n"
        );
        let style = JsonStyle { multi_line: false, colon: ":".to_owned(), ..JsonStyle::default() };
        assert_eq!(render_json(&json!({"a": [1, 2], "b": {"c": true}}), &style, ""), r#"{"a":[1,2],"b":{"c":true}}"#);
        let style = JsonStyle { unit: "\t".to_owned(), line_end: "\r\n", lists: Lists::Spread, ..JsonStyle::default() };
        assert_eq!(render_json(&json!({"a": [1]}), &style, "\t"), "{\r\n\t\t\"a\": [\r\n\t\t\t1\r\n\t\t]\r\n\t}");
        let long = render_json(&json!(["x".repeat(60), "y".repeat(60)]), &JsonStyle::default(), "");
        assert_eq!(long.lines().count(), 4);
    }

    #[test]
    fn toml_values() {
        let cases = [
            (json!("a"), "\"a\""),
            (json!("a\"b"), "'a\"b'"),
            (json!("C:\\x"), "'C:\\x'"),
            (json!("a\nb\u{1}\"'"), "\"a\\nb\\u0001\\\"'\""),
            (json!(1), "1"),
            (json!(1.0), "1.0"),
            (json!(true), "true"),
            (json!(["-y", 1]), "[\"-y\", 1]"),
            (json!({"A": "1", "b c": {}}), "{ A = \"1\", \"b c\" = {} }"),
        ];
        for (value, text) in cases {
            assert_eq!(render_toml_value(&value).unwrap(), text);
            let parsed: toml_edit::DocumentMut = format!("x = {text}").parse().unwrap();
            assert!(parsed.contains_key("x"));
        }
        assert_eq!(render_toml_value(&json!([null])), None);
        assert_eq!(render_toml_value(&json!(u64::MAX)), None);
    }

    #[test]
    fn toml_documents() {
        let cases = [
            (json!({}), ""),
            (json!({"a": 1, "b": {}}), "a = 1\n\n[b]\n"),
            (
                json!({"mcp_servers": {"x": {"command": "c", "env": {"A": "1"}}, "y z": {"url": "u"}}}),
                "[mcp_servers.x]\ncommand = \"c\"\nenv = { A = \"1\" }\n\n[mcp_servers.\"y z\"]\nurl = \"u\"\n",
            ),
            (json!({"s": {"x": {"tools": {"t": {"n": 1}}}}}), "[s.x.tools]\nt = { n = 1 }\n"),
            (json!({"s": {}}), "[s]\n"),
            (json!({"s": {"a\"b'c": {}}}), "[s.\"a\\\"b'c\"]\n"),
            (json!({"s": {"a\\'b": {}, "a\\b": {}}}), "[s.\"a\\\\'b\"]\n\n[s.'a\\b']\n"),
        ];
        for (value, text) in cases {
            assert_eq!(new_document(Syntax::Toml, &value).unwrap(), text);
            text.parse::<toml_edit::DocumentMut>().unwrap();
        }
        assert_eq!(new_document(Syntax::Toml, &json!({"a": null})), None);
    }
}
