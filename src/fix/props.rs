//! Laws of the edit builders, on JSON and TOML with any blanks, comments and commas.

use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::apply::merge;
use super::edit::{insert_member, remove_member, rename_key, set_value};
use super::test_help::doc_of;
use crate::document::{Document, Interest, Node, Pointer, ProblemKind, Syntax, Value};
use crate::finding::{Edit, Fix};

const TRIVIA: [&str; 12] =
    ["", "", "", " ", "\n", "\r\n  ", "\t", " // c\n", "/* c */", "\n  ", "\n\n", " /* \u{e9}\n */ "];

fn value() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Json::from),
        any::<i32>().prop_map(Json::from),
        "[a-z\u{e9}\"/*,{}#\\\\\n]{0,4}".prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::vec(("[a-d\u{e9}\"]{1,2}", inner), 0..4)
                .prop_map(|m| Json::Object(m.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Writes a value with trivia taken from `picks`, round and round.
struct Writer<'p> {
    picks: &'p [u8],
    at: usize,
    out: String,
}

impl Writer<'_> {
    fn pick(&mut self) -> usize {
        self.at += 1;
        usize::from(self.picks[self.at % self.picks.len()])
    }

    fn trivia(&mut self) {
        let pick = self.pick();
        self.out.push_str(TRIVIA[pick % TRIVIA.len()]);
    }

    fn value(&mut self, value: &Json) {
        let (brackets, items): (_, Vec<(Option<&String>, &Json)>) = match value {
            Json::Array(items) => (["[", "]"], items.iter().map(|i| (None, i)).collect()),
            Json::Object(map) => (["{", "}"], map.iter().map(|(k, v)| (Some(k), v)).collect()),
            scalar => return self.out.push_str(&scalar.to_string()),
        };
        self.out.push_str(brackets[0]);
        self.trivia();
        let count = items.len();
        for (i, (key, item)) in items.into_iter().enumerate() {
            if let Some(key) = key {
                self.out.push_str(&json!(key).to_string());
                self.trivia();
                self.out.push(':');
                self.trivia();
            }
            self.value(item);
            self.trivia();
            if i + 1 < count || self.pick().is_multiple_of(3) {
                self.out.push(',');
                self.trivia();
            }
        }
        self.out.push_str(brackets[1]);
    }
}

fn text() -> impl Strategy<Value = String> {
    (value(), prop::collection::vec(any::<u8>(), 1..40), any::<bool>()).prop_map(|(value, picks, bom)| {
        let mut writer = Writer { picks: &picks, at: 0, out: if bom { "\u{feff}".to_owned() } else { String::new() } };
        writer.trivia();
        writer.value(&value);
        writer.trivia();
        writer.out
    })
}

fn pointers(node: &Node, at: Pointer, out: &mut Vec<Pointer>) {
    match &node.value {
        Value::Object(o) => o.members.iter().for_each(|m| pointers(&m.value, at.join(&m.key), out)),
        Value::Array(items) => items.iter().enumerate().for_each(|(i, n)| pointers(n, at.index(i), out)),
        _ => {}
    }
    out.push(at);
}

fn some_pointer(doc: &Document, pick: usize, wanted: impl Fn(&Node) -> bool) -> Option<Pointer> {
    let mut all = Vec::new();
    pointers(doc.root.as_ref()?, Pointer::root(), &mut all);
    all.retain(|p| doc.at(p).is_some_and(&wanted));
    all.get(pick.checked_rem(all.len())?).cloned()
}

fn object_at<'j>(json: &'j mut Json, pointer: &Pointer) -> &'j mut Map<String, Json> {
    json.pointer_mut(pointer.as_str()).unwrap().as_object_mut().unwrap()
}

/// Applies edits and checks the text: it parses, says `want`, and what was not edited is there, in order.
fn check(doc: &Document, edits: Vec<Edit>, want: &Json) -> Document {
    if edits.is_empty() {
        assert_eq!(&doc.root.as_ref().unwrap().to_json(), want);
        return doc.clone();
    }
    let fix = Fix::safe("t", edits.clone());
    let applied = merge(&doc.text, &[&fix]);
    assert_eq!(applied.taken, [0], "{:?} {edits:?}", doc.text);
    let new = Document::parse(applied.text, doc.syntax, Interest::All);
    assert!(new.fatal().is_none(), "{:?}\n{:?}\n{edits:?}", doc.text, new.text);
    assert_eq!(&new.root.as_ref().unwrap().to_json(), want, "{:?}\n{:?}\n{edits:?}", doc.text, new.text);
    let mut sorted = edits;
    sorted.sort_by_key(|e| e.span);
    let (mut old, mut out) = (0, 0);
    for edit in &sorted {
        let kept = &doc.text[old..edit.span.start];
        assert_eq!(&new.text[out..out + kept.len()], kept);
        old = edit.span.end;
        out += kept.len() + edit.text.len();
    }
    assert_eq!(&new.text[out..], &doc.text[old..]);
    new
}

fn comments(doc: &Document) -> usize {
    doc.problems.iter().filter(|p| p.kind == ProblemKind::Comment).count()
}

fn trailing(doc: &Document) -> usize {
    doc.problems.iter().filter(|p| p.kind == ProblemKind::TrailingComma).count()
}

fn is_object(node: &Node) -> bool {
    node.as_object().is_some()
}

fn is_filled(node: &Node) -> bool {
    node.as_object().is_some_and(|o| !o.members.is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_set(text in text(), pick: usize, new in value()) {
        let doc = doc_of(&text, Syntax::Json);
        let at = some_pointer(&doc, pick, |_| true).unwrap();
        let mut want = doc.root.as_ref().unwrap().to_json();
        *want.pointer_mut(at.as_str()).unwrap() = new.clone();
        let edits = set_value(&doc, doc.at(&at).unwrap(), &new).unwrap();
        let after = check(&doc, edits, &want);
        let again = set_value(&after, after.at(&at).unwrap(), &new).unwrap();
        prop_assert!(again.is_empty());
    }

    #[test]
    fn json_set_near(text in text(), pick: usize, drop: usize, new in value()) {
        // A list or map that stays nearly what it was.
        let doc = doc_of(&text, Syntax::Json);
        let at = some_pointer(&doc, pick, |n| matches!(n.value, Value::Array(_) | Value::Object(_)));
        let Some(at) = at else { return Ok(()) };
        let mut value = doc.at(&at).unwrap().to_json();
        match &mut value {
            Json::Array(items) => {
                let index = drop % (items.len() + 1);
                if pick % 2 == 0 && index < items.len() { items.remove(index); } else { items.insert(index, new); }
            }
            Json::Object(map) => {
                let key = map.keys().nth(drop % (map.len() + 1)).cloned();
                if let Some(key) = key { map.shift_remove(&key); }
                if pick % 2 == 0 { map.insert("zz".to_owned(), new); }
            }
            _ => {}
        }
        let mut want = doc.root.as_ref().unwrap().to_json();
        *want.pointer_mut(at.as_str()).unwrap() = value.clone();
        check(&doc, set_value(&doc, doc.at(&at).unwrap(), &value).unwrap(), &want);
    }

    #[test]
    fn json_rename(text in text(), pick: usize, which: usize, new in "[x-z\"\\\\\u{e9}]{3}") {
        let doc = doc_of(&text, Syntax::Json);
        let Some(at) = some_pointer(&doc, pick, is_filled) else { return Ok(()) };
        let object = doc.at(&at).unwrap().as_object().unwrap();
        let member = &object.members[which % object.members.len()];
        let mut want = doc.root.as_ref().unwrap().to_json();
        let map = object_at(&mut want, &at);
        let value = map.shift_remove(&member.key).unwrap();
        map.insert(new.clone(), value);
        let after = check(&doc, rename_key(&doc, member, &new).unwrap(), &want);
        prop_assert_eq!(comments(&after), comments(&doc));
    }

    #[test]
    fn json_insert(text in text(), pick: usize, which: usize, new in value()) {
        let doc = doc_of(&text, Syntax::Json);
        let Some(at) = some_pointer(&doc, pick, is_object) else { return Ok(()) };
        let node = doc.at(&at).unwrap();
        let keys: Vec<&str> = node.as_object().unwrap().members.iter().map(|m| m.key.as_str()).collect();
        let after = match which % (keys.len() + 2) { 0 => Some(""), 1 => None, n => Some(keys[n - 2]) };
        let mut want = doc.root.as_ref().unwrap().to_json();
        object_at(&mut want, &at).insert("new \u{e9}".to_owned(), new.clone());
        let edits = insert_member(&doc, node, "new \u{e9}", &new, after).unwrap();
        let done = check(&doc, edits, &want);
        prop_assert_eq!(comments(&done), comments(&doc));
        prop_assert_eq!(trailing(&done), trailing(&doc));
        // The order is the one asked for.
        let now = done.at(&at).unwrap().as_object().unwrap();
        let index = now.members.iter().position(|m| m.key == "new \u{e9}").unwrap();
        let wanted = match after {
            Some("") => 0,
            None => keys.len(),
            Some(key) => keys.iter().position(|k| *k == key).unwrap() + 1,
        };
        prop_assert_eq!(index, wanted, "{}", done.text);
    }

    #[test]
    fn json_remove(text in text(), pick: usize, which: usize) {
        let doc = doc_of(&text, Syntax::Json);
        let Some(at) = some_pointer(&doc, pick, is_filled) else { return Ok(()) };
        let node = doc.at(&at).unwrap();
        let object = node.as_object().unwrap();
        let index = which % object.members.len();
        let mut want = doc.root.as_ref().unwrap().to_json();
        object_at(&mut want, &at).shift_remove(&object.members[index].key);
        let done = check(&doc, remove_member(&doc, node, index).unwrap(), &want);
        // No comma is left over, and none of another place lost.
        prop_assert!(trailing(&done) <= trailing(&doc));
    }
}

/// Lines of a TOML text that go together in any order and number.
const TOML: [&str; 8] = [
    "[m.a]\ncommand = \"c\" # c\nargs = [\n  \"x\", # x\n]\n",
    "# about b\n[m.\"b \u{e9}\"]\nurl = 'u'\nenv.A = \"1\"\nenv.B = \"2\"\n# end of b\n",
    "\n[m.a.env]\nK = \"v\" \n\n",
    "[other]\nt = \"\"\"\n[m.a]\n# no comment\"\"\"\nd = 2020-01-01\n\n",
    "[[list]]\nx = 1\n[list.sub]\ny = { p = 1, q.r = 2 }\n",
    "[[list]]\nx = 2\n",
    "[m]\nflat = { a = 1 }\n",
    "# a comment\n\n",
];

fn toml_text() -> impl Strategy<Value = String> {
    (Just(TOML.to_vec()).prop_shuffle(), 1..8_usize, any::<[bool; 4]>()).prop_map(|(parts, count, flags)| {
        let mut text = parts.into_iter().take(count).collect::<String>();
        if flags[0] {
            text = format!("# top\n\nroot = 1 # r\n{text}");
        }
        if flags[1] {
            text = text.trim_end().to_owned();
        }
        if flags[2] {
            text = text.replace('\n', "\r\n");
        }
        if flags[3] { format!("\u{feff}{text}") } else { text }
    })
}

/// Removes maps that became empty: a TOML table that is only implied goes with its last member.
fn prune(value: &Json) -> Json {
    match value {
        Json::Object(map) => {
            let map = map.iter().map(|(k, v)| (k.clone(), prune(v)));
            Json::Object(map.filter(|(_, v)| *v != json!({})).collect())
        }
        Json::Array(items) => items.iter().map(prune).collect(),
        other => other.clone(),
    }
}

fn check_toml(doc: &Document, edits: Vec<Edit>, want: &Json) -> Document {
    let fix = Fix::safe("t", edits.clone());
    let applied = merge(&doc.text, &[&fix]);
    assert_eq!(applied.taken, [0], "{:?} {edits:?}", doc.text);
    let new = Document::parse(applied.text, doc.syntax, Interest::All);
    assert!(new.fatal().is_none(), "{:?}\n{:?}\n{edits:?}", doc.text, new.text);
    assert_eq!(prune(&new.root.as_ref().unwrap().to_json()), prune(want), "{:?}\n{:?}", doc.text, new.text);
    if doc.text.contains("\r\n") {
        assert!(!new.text.replace("\r\n", "").contains('\n'), "{:?}", new.text);
    }
    new
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn toml_insert(text in toml_text(), pick: usize, which: usize, table: bool) {
        let Some(doc) = toml(&text) else { return Ok(()) };
        let Some(at) = some_pointer(&doc, pick, is_object) else { return Ok(()) };
        let node = doc.at(&at).unwrap();
        let keys: Vec<&str> = node.as_object().unwrap().members.iter().map(|m| m.key.as_str()).collect();
        let after = match which % (keys.len() + 2) { 0 => Some(""), 1 => None, n => Some(keys[n - 2]) };
        let new = if table { json!({"x": 1, "y": {"z": "\u{e9}"}}) } else { json!("n\"\\") };
        let mut want = doc.root.as_ref().unwrap().to_json();
        object_at(&mut want, &at).insert("k \u{e9}".to_owned(), new.clone());
        // A dotted key within an inline table is the one place that is left alone.
        let Some(edits) = insert_member(&doc, node, "k \u{e9}", &new, after) else {
            prop_assert_eq!(at.last(), Some("q".to_owned()));
            return Ok(())
        };
        let done = check_toml(&doc, edits, &want);
        prop_assert_eq!(done.text.matches('#').count(), doc.text.matches('#').count());
    }

    #[test]
    fn toml_remove_and_rename(text in toml_text(), pick: usize, which: usize) {
        let Some(doc) = toml(&text) else { return Ok(()) };
        let Some(at) = some_pointer(&doc, pick, is_filled) else { return Ok(()) };
        let node = doc.at(&at).unwrap();
        let object = node.as_object().unwrap();
        let index = which % object.members.len();
        let member = &object.members[index];
        let mut want = doc.root.as_ref().unwrap().to_json();
        let value = object_at(&mut want, &at).shift_remove(&member.key).unwrap();
        match remove_member(&doc, node, index) {
            Some(edits) => { check_toml(&doc, edits, &want); }
            None => prop_assert_eq!(at.last(), Some("q".to_owned())),
        }
        object_at(&mut want, &at).insert("k \u{e9}".to_owned(), value);
        let done = check_toml(&doc, rename_key(&doc, member, "k \u{e9}").unwrap(), &want);
        prop_assert_eq!(done.text.matches('#').count(), doc.text.matches('#').count());
    }
}

/// Not every order of tables is TOML.
fn toml(text: &str) -> Option<Document> {
    let doc = Document::parse(text.to_owned(), Syntax::Toml, Interest::All);
    doc.fatal().is_none().then_some(doc)
}
