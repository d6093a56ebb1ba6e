//! The JSON Schema that editors use says what the reader says.

use serde_json::Value;

use super::{FULL, load_text};
use crate::document::{Document, Interest, Syntax};
use crate::golden::{Level, fields, read};
use crate::model::Transport;

fn schema() -> Value {
    serde_json::from_str(include_str!("../../../schemas/golden.json")).unwrap()
}

fn json(text: &str) -> Value {
    Document::parse(text.to_owned(), Syntax::Toml, Interest::All).root.unwrap().to_json()
}

#[test]
fn schema_and_reader_agree() {
    let validator = jsonschema::draft7::new(&schema()).unwrap();
    for good in [
        FULL,
        "",
        "extends = '../mcpcheck.toml'\nservers = false\ngolden = '.mcp.json'",
        "golden = false\n[servers]",
        "[servers.x]\nurl = 'u'\ncommand = false\ntransport = 'ws'\ntrust = true\nclients = false",
        "[servers.x]\nurl = 'u'\nenv = {A = 'a', B = false}\noverride.cursor.args = ['-y']\noverride.vscode = false",
        "[servers]\nx = false",
        "[clients]\nrequire = false\ncodex.files = false\ncodex.version = '1'",
        "[pins]\nnpm.x = false\noci.y = 'v1'\n[ports]\nrange = false",
    ] {
        let first = validator.iter_errors(&json(good)).next().map(|e| e.to_string());
        assert_eq!(first, None, "{good}");
        let loaded = load_text(good).map(|_| ()).map_err(|e| e.to_string());
        assert!(loaded.is_ok() || good.contains("extends"), "{good}: {loaded:?}");
    }
    for bad in [
        "exlude = []",
        "exclude = 'x'",
        "extends = false",
        "golden = 'x'\n[servers]",
        "[servers.x]\nurl = 'u'\ncommand = 'c'",
        "[servers.x]\nurl = 1",
        "[servers.x]\nurl = 'u'\ntransport = 'streamable-http'",
        "[servers.x]\nurl = 'u'\nargs = '-y'",
        "[servers.x]\nurl = 'u'\nenv.A = 1",
        "[servers.x]\nurl = 'u'\noverride.curser.args = []",
        "[servers.x]\nurl = 'u'\noverride.cursor.clients = []",
        "clients.require = ['nobody']",
        "clients.nobody.version = '1'",
        "clients.vscode.transport_key = 'x'",
        "[[clients.vscode.files]]",
        "pins.cargo.x = '1'",
        "ports.range = '80'",
        "rules.drift = 'warn'",
        "rules.drift = false",
        "[[ignore]]\nrule = 'drift'",
        "[[ignore]]\nrule = 'drift'\nreason = ' '",
    ] {
        assert!(!validator.is_valid(&json(bad)), "{bad}");
        assert!(load_text(bad).is_err(), "{bad}");
    }
}

#[test]
fn schema_names_what_the_reader_reads() {
    let schema = schema();
    let keys = |pointer: &str| {
        let object = schema.pointer(pointer).and_then(|v| v.get("properties")).and_then(Value::as_object).unwrap();
        let mut keys: Vec<&str> = object.keys().map(String::as_str).collect();
        keys.sort_unstable();
        keys
    };
    assert_eq!(keys(""), read::ROOT);
    assert_eq!(keys("/properties/clients"), {
        let mut keys = read::CLIENTS.to_vec();
        keys.sort_unstable();
        keys
    });
    assert_eq!(keys("/properties/pins"), read::PINS);
    assert_eq!(keys("/properties/ports"), read::PORTS);
    assert_eq!(keys("/properties/fixes"), read::FIXES);
    assert_eq!(keys("/properties/ignore/items"), read::IGNORE);
    assert_eq!(keys("/definitions/server"), fields::SERVER_KEYS);
    assert_eq!(keys("/definitions/fields"), fields::SERVER_KEYS);
    assert_eq!(keys("/definitions/style"), read::STYLE);
    assert_eq!(keys("/definitions/style/properties/files/anyOf/0/items"), read::FILES);

    let words = |pointer: &str| -> Vec<&str> {
        schema.pointer(pointer).and_then(Value::as_array).unwrap().iter().filter_map(Value::as_str).collect()
    };
    assert_eq!(words("/properties/rules/additionalProperties/enum"), Level::ALL.map(Level::as_str));
    let transports = [Transport::Http, Transport::Sse, Transport::Stdio, Transport::Ws].map(Transport::as_str);
    assert_eq!(words("/definitions/fields/properties/transport/enum"), transports);
}

#[test]
fn every_key_has_title_and_description() {
    fn visit(value: &Value, path: &str, missing: &mut Vec<String>) {
        if let Some(properties) = value.get("properties").and_then(Value::as_object) {
            let in_not = path.ends_with("/not");
            for (key, property) in properties {
                let target = property.as_object().filter(|p| p.len() > 1 || !p.contains_key("$ref"));
                let told = target.is_none_or(|p| p.contains_key("title") && p.contains_key("description"));
                if !told && !in_not {
                    missing.push(format!("{path}/{key}"));
                }
            }
        }
        match value {
            Value::Object(members) => members.iter().for_each(|(k, v)| visit(v, &format!("{path}/{k}"), missing)),
            Value::Array(items) => items.iter().for_each(|v| visit(v, path, missing)),
            _ => {}
        }
    }
    let mut missing = Vec::new();
    visit(&schema(), "", &mut missing);
    assert!(missing.is_empty(), "{missing:?}");
}
