//! Types and checks of fields that only Copilot CLI has (1.0.102, November 2026; executed on 2306 entries).

use crate::clients::{Cost, Fault, OwnType};
use crate::document::{Node, Object, Value};
use crate::model::Transport;

/// `oauthGrantType`.
pub(super) const GRANT: &[&str] = &["authorization_code", "client_credentials"];

/// `deferTools`.
pub(super) const DEFER: &[&str] = &["auto", "never"];

const FILTERS: &[&str] = &["none", "markdown", "hidden_characters"];

fn number(node: &Node) -> Option<f64> {
    match &node.value {
        Value::Number(text) => text.parse().ok(),
        _ => None,
    }
}

fn whole(node: &Node, least: f64, most: f64) -> bool {
    number(node).is_some_and(|n| n.fract() == 0.0 && (least..=most).contains(&n))
}

fn is_port(node: &Node) -> bool {
    whole(node, 1.0, 65535.0)
}

/// A member that is there must be so.
fn if_there(object: &Object, key: &str, fits: fn(&Node) -> bool) -> bool {
    object.get(key).is_none_or(|m| fits(&m.value))
}

/// `timeout`: `1e3` and `30.0` are whole.
pub(super) static TIMEOUT: OwnType = OwnType {
    wants: "a whole number above zero",
    fits: |n| whole(n, 1.0, 9.223_372_036_854_775e18),
    schema: r#"{"type": "integer", "minimum": 1, "exclusiveMaximum": 9223372036854775808}"#,
};

/// `slowConnectionThresholdMs`: here a fraction or an exponent is not taken, even `1.0`.
pub(super) static SLOW: OwnType = OwnType {
    wants: "a whole number from 1 to 2147483647, without fraction or exponent",
    fits: |n| match &n.value {
        Value::Number(text) => text.parse::<i32>().is_ok_and(|n| n > 0),
        _ => false,
    },
    schema: r#"{"type": "integer", "minimum": 1, "maximum": 2147483647}"#,
};

/// `headersRefreshTtlMs`.
pub(super) static REFRESH: OwnType = OwnType {
    wants: "a number, zero or above",
    fits: |n| number(n).is_some_and(|n| n >= 0.0),
    schema: r#"{"type": "number", "minimum": 0}"#,
};

/// `filterMapping`: one for all tools, or one for each.
pub(super) static FILTER: OwnType = OwnType {
    wants: "`none`, `markdown` or `hidden_characters`, or an object of these",
    fits: |n| {
        let known = |n: &Node| n.as_str().is_some_and(|s| FILTERS.contains(&s));
        known(n) || n.as_object().is_some_and(|o| o.effective().all(|m| known(&m.value)))
    },
    schema: r#"{
        "anyOf": [
            { "enum": ["none", "markdown", "hidden_characters"] },
            { "type": "object", "additionalProperties": { "enum": ["none", "markdown", "hidden_characters"] } }
        ]
    }"#,
};

/// `auth`.
pub(super) static AUTH: OwnType = OwnType {
    wants: "a boolean, or an object whose `redirectPort` is a port",
    fits: |n| n.as_bool().is_some() || n.as_object().is_some_and(|o| if_there(o, "redirectPort", is_port)),
    schema: r#"{
        "type": ["boolean", "object"],
        "properties": { "redirectPort": { "type": "integer", "minimum": 1, "maximum": 65535 } }
    }"#,
};

/// `oauth`, the shape of Claude Code: where it is no object it is not looked at.
pub(super) static OAUTH: OwnType = OwnType {
    wants: "an object whose `clientId` is a string and whose `callbackPort` is a port",
    fits: |n| {
        let good = |o| if_there(o, "clientId", |n| n.as_str().is_some()) && if_there(o, "callbackPort", is_port);
        n.as_object().is_none_or(good)
    },
    schema: r#"{
        "properties": {
            "clientId": { "type": "string" },
            "callbackPort": { "type": "integer", "minimum": 1, "maximum": 65535 }
        }
    }"#,
};

/// `oauthScopes` needs a client id, and is a list of at least one scope token of RFC 6749.
pub(super) fn scopes_need_a_client(entry: &Object, transport: Option<Transport>) -> Vec<Fault> {
    let scopes = entry.get("oauthScopes").filter(|_| transport.is_some_and(Transport::is_remote));
    let Some(scopes) = scopes.and_then(|m| m.value.as_array()) else { return Vec::new() };
    let nested = entry.get("oauth").and_then(|m| m.value.get("clientId"));
    let client = entry.get("oauthClientId").map(|m| &m.value).or(nested).and_then(Node::as_str);
    let fault = |why: &str, help: &str| vec![Fault::new(Cost::Entry, &["oauthScopes"], why, help)];
    if client.is_none_or(str::is_empty) {
        return fault("`oauthScopes` stands without a client id", "add `oauthClientId`, or remove `oauthScopes`");
    }
    if scopes.is_empty() {
        return fault("`oauthScopes` is empty", "name a scope, or remove `oauthScopes`");
    }
    let bad = scopes.iter().filter_map(Node::as_str).any(|scope| !is_scope(scope));
    if bad { fault("`oauthScopes` holds something that is no scope", "write each scope by itself") } else { Vec::new() }
}

/// A number that no 64-bit float can hold costs the workspace's file, wherever it stands (executed: `1e400`).
pub(super) fn numbers_fit(root: &Node) -> Vec<Fault> {
    let why = "a number is too large for any 64-bit float";
    if fits_a_float(root) { Vec::new() } else { vec![Fault::new(Cost::File, &[], why, "write a smaller one")] }
}

fn fits_a_float(node: &Node) -> bool {
    match &node.value {
        Value::Number(text) => text.parse::<f64>().is_ok_and(f64::is_finite),
        Value::Array(items) => items.iter().all(fits_a_float),
        Value::Object(object) => object.members.iter().all(|m| fits_a_float(&m.value)),
        _ => true,
    }
}

fn is_scope(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| matches!(c, '!' | '#'..='[' | ']'..='~'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::common::probe::tests::node;

    #[test]
    fn types_are_those_of_the_parser() {
        let table: [(&OwnType, &[&str], &[&str]); 6] = [
            (&TIMEOUT, &["1", "1e3", "30.0"], &["0", "-1", "1.5", "1e20", "\"30\"", "null"]),
            (&SLOW, &["1", "2147483647"], &["1.0", "0", "2147483648", "null"]),
            (&REFRESH, &["0", "0.5"], &["-1", "\"1\""]),
            (&FILTER, &["\"none\"", "{}", r#"{"t": "markdown"}"#], &["\"x\"", r#"{"t": "x"}"#, "null", "[]"]),
            (&AUTH, &["true", "{}", r#"{"redirectPort": 80}"#], &["null", r#"{"redirectPort": 0}"#]),
            (&OAUTH, &["1", "{}", r#"{"callbackPort": 80}"#], &[r#"{"clientId": 1}"#, r#"{"callbackPort": 65536}"#]),
        ];
        for (ty, good, bad) in table {
            assert!(good.iter().all(|text| (ty.fits)(&node(text))), "{}", ty.wants);
            assert!(!bad.iter().any(|text| (ty.fits)(&node(text))), "{}", ty.wants);
        }
    }

    #[test]
    fn only_finite_numbers() {
        assert_eq!(numbers_fit(&node(r#"{"a": [1e300, -1]}"#)).len(), 0);
        assert_eq!(numbers_fit(&node(r#"{"a": [1e400]}"#)).len(), 1);
    }

    #[test]
    fn scopes_belong_to_a_client() {
        let faults = |text: &str| {
            let node = node(text);
            scopes_need_a_client(node.as_object().unwrap(), Some(Transport::Http)).len()
        };
        assert_eq!(faults(r#"{"oauthScopes": ["a"], "oauthClientId": "c"}"#), 0);
        assert_eq!(faults(r#"{"oauthScopes": ["a"], "oauth": {"clientId": "c"}}"#), 0);
        assert_eq!(faults(r#"{"oauthScopes": ["a"], "oauthClientId": "", "oauth": {"clientId": "c"}}"#), 1);
        assert_eq!(faults(r#"{"oauthScopes": ["a"]}"#), 1);
        assert_eq!(faults(r#"{"oauthScopes": [], "oauthClientId": "c"}"#), 1);
        assert_eq!(faults(r#"{"oauthScopes": ["a b"], "oauthClientId": "c"}"#), 1);
    }
}
