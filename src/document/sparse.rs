//! The parts of a large JSON file that somebody asked for. A state file of 50 MB is scanned once, by `serde_json`, and
//! becomes a tree only where servers stand; everything else is a place in the text.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::node::{Layout, Member, Node, Object, Value};
use super::span::Span;
use super::{Interest, Problem, json};

/// Parses `text` (without byte order mark); `base` is added to every offset. `None` where it is not strict JSON: then
/// the parser that takes more has to look.
pub(super) fn parse(text: &str, base: usize, interest: Interest) -> Option<(Node, Vec<Problem>)> {
    let mut scan = Scan { text, base, interest, path: Vec::new(), problems: Vec::new() };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let root = Part { scan: &mut scan, start: past_blanks(text, 0) }.deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    Some((root, scan.problems))
}

struct Scan<'t> {
    text: &'t str,
    base: usize,
    interest: Interest,
    path: Vec<String>,
    problems: Vec<Problem>,
}

impl Scan<'_> {
    /// Where a part of the text stands in it.
    fn span(&self, part: &str) -> Span {
        let start = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        Span::new(start, start + part.len())
    }

    fn placed(&self, span: Span) -> Span {
        Span::new(span.start + self.base, span.end + self.base)
    }

    /// A value that is not gone into: unread, or read whole.
    fn leaf(&mut self, raw: &RawValue) -> Option<Node> {
        let span = self.span(raw.get());
        if !self.interest.wants(&self.path) {
            return Some(Node { span: self.placed(span), value: Value::Skipped, read_only: false });
        }
        let (node, problems) = json::parse_at(raw.get(), self.base + span.start, self.interest, &mut self.path);
        self.problems.extend(problems);
        node
    }
}

/// One value, which begins at `start`.
struct Part<'s, 't> {
    scan: &'s mut Scan<'t>,
    start: usize,
}

impl<'de> DeserializeSeed<'de> for Part<'_, '_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        let Scan { text, interest, path, .. } = &*self.scan;
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let on_the_way = interest.wants(&self.scan.path) && !interest.covers(&path);
        if on_the_way && text.as_bytes().get(self.start) == Some(&b'{') {
            return deserializer.deserialize_map(self);
        }
        let raw: &RawValue = serde::Deserialize::deserialize(deserializer)?;
        self.scan.leaf(raw).ok_or_else(|| serde::de::Error::custom("not read alike by both parsers"))
    }
}

impl<'de> Visitor<'de> for Part<'_, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let Self { scan, start } = self;
        let mut members = Vec::new();
        let mut end = start + 1;
        while let Some(raw) = map.next_key::<&RawValue>()? {
            let key_span = scan.span(raw.get());
            let key = json::parse(raw.get(), scan.base + key_span.start, Interest::All);
            scan.problems.extend(key.1);
            let Some(Value::String(key)) = key.0.map(|node| node.value) else {
                return Err(serde::de::Error::custom("no key"));
            };
            // Strict JSON has nothing but blanks around the colon.
            let start = past_blanks(scan.text, past_blanks(scan.text, key_span.end) + 1);
            scan.path.push(key.clone());
            let value = map.next_value_seed(Part { scan, start })?;
            scan.path.pop();
            end = value.span.end - scan.base;
            members.push(Member { key, key_span: scan.placed(key_span), value });
        }
        let span = Span::new(start, past_blanks(scan.text, end) + 1);
        let value = Value::Object(Object { members, layout: Layout::Braces });
        Ok(Node { span: scan.placed(span), value, read_only: false })
    }
}

fn past_blanks(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    at + rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value as Json;

    const SOME: Interest = Interest::Only(&[&["mcpServers"], &["projects", "*", "mcpServers"]]);

    /// Both parsers say the same, or the sparse one says nothing.
    fn alike(text: &str) -> bool {
        for base in [0, 3] {
            let Some((root, problems)) = parse(text, base, SOME) else { return false };
            let (whole, others) = json::parse(text, base, SOME);
            assert_eq!(Some(root), whole, "{text}");
            // What is wrong in a part that is not read is nobody's business.
            assert!(problems.iter().all(|p| others.contains(p)), "{text}");
        }
        true
    }

    #[test]
    fn both_parsers_read_strict_json_alike() {
        for text in [
            "{}",
            " { } ",
            "[1, {\"mcpServers\": {}}]",
            "\"x\"",
            "null",
            "{\"mcpServers\" : { } , \"projects\":{ \"/p\" : {\"x\": [1], \"mcpServers\": {\"s\": {\"url\": \"u\"}}} } }",
            "{\"projects\": {\"/p\": [], \"/q\": {}, \"/r\": {\"history\": [{}]}, \"/q\": 1}, \"oauth\": {\"a\": [\"}\"]}}",
            "{\"mcpServers\": 1, \"mcpServers\": {\"\\u0061\\ud83d\\ude00\": {\"a\": \"\\ud800\"}}, \"e\\\"s\": {}}",
            "\n{\r\n\t\"projects\"\n:\n{\"\": {\"mcpServers\"\t: [ ]}}\n}\n",
        ] {
            assert!(alike(text), "{text}");
        }
    }

    #[test]
    fn what_is_not_strict_is_left_to_the_other_parser() {
        for text in
            ["", "{,}", "{\"a\": 1,}", "{\"a\": 1} x", "// c\n{}", "{\"a\": 01}", "{\"a\": \"\t\"}", "{\"a\"", "[1 2]"]
        {
            assert!(parse(text, 0, SOME).is_none(), "{text}");
        }
    }

    fn value() -> impl Strategy<Value = Json> {
        let leaf =
            prop_oneof![Just(Json::Null), any::<i8>().prop_map(Json::from), "[a\"\\\\é}]{0,3}".prop_map(Json::from)];
        leaf.prop_recursive(5, 30, 4, |inner| {
            let key = prop::sample::select(vec!["mcpServers", "projects", "/p", "x", "\"é"]);
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Json::from),
                prop::collection::vec((key, inner), 0..4)
                    .prop_map(|m| Json::Object(m.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_value_is_read_alike(value in value(), pretty: bool) {
            let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
            prop_assert!(alike(&text.unwrap()));
        }
    }
}
