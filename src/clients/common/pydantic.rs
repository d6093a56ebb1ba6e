//! Types as pydantic's lax mode takes them, for the clients that are written in Python: `"30"` is a number, `"yes"` a
//! boolean. Seen by running fastmcp 2.10.6, 2.14.2 and 4.1.2 with pydantic 2.14 (November 2026).

use crate::clients::OwnType;
use crate::document::{Node, Value};

/// What the numbers of Python look like in text, without sign and underscores.
fn decimal(text: &str) -> Option<String> {
    let text = text.trim();
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let bad = unsigned.is_empty() || unsigned.starts_with('_') || unsigned.ends_with('_') || unsigned.contains("__");
    (!bad).then(|| unsigned.replace('_', ""))
}

fn int_text(text: &str) -> bool {
    let Some(digits) = decimal(text) else { return false };
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit()) && fraction.bytes().all(|b| b == b'0')
}

/// The number that a text is to Python's `float`.
fn float_text(text: &str) -> Option<f64> {
    let digits = decimal(text)?;
    let sign = if text.trim().starts_with('-') { -1.0 } else { 1.0 };
    digits.parse::<f64>().ok().map(|n| n * sign)
}

fn is_int(node: &Node) -> bool {
    match &node.value {
        Value::Bool(_) => true,
        // A whole number of any length is taken; one with a fraction must fit into a machine word.
        Value::Number(text) if !text.contains(['.', 'e', 'E']) => true,
        Value::Number(_) => node.to_json().as_f64().is_some_and(|n| n.fract() == 0.0 && n.abs() < 9.2e18),
        Value::String(text) => int_text(text),
        _ => false,
    }
}

fn is_bool(node: &Node) -> bool {
    const WORDS: &[&str] = &["0", "off", "f", "false", "n", "no", "1", "on", "t", "true", "y", "yes"];
    match &node.value {
        Value::Bool(_) => true,
        Value::Number(_) => node.to_json().as_f64().is_some_and(|n| n == 0.0 || n == 1.0),
        Value::String(text) => WORDS.contains(&text.to_ascii_lowercase().as_str()),
        _ => false,
    }
}

/// The number that a value is where a `float` is wanted.
pub(in crate::clients) fn float(node: &Node) -> Option<f64> {
    match &node.value {
        Value::Bool(b) => Some(f64::from(u8::from(*b))),
        // TOML writes `inf` and `nan`.
        Value::Number(text) => node.to_json().as_f64().or_else(|| float_text(text)),
        Value::String(text) => float_text(text),
        _ => None,
    }
}

/// What a `timedelta` is made of: a number, or a text like `PT30S` or `00:05:00`.
fn is_span(node: &Node) -> bool {
    let clock = |text: &str| {
        let parts: Vec<&str> = text.split(':').collect();
        (2..=3).contains(&parts.len()) && parts.iter().all(|p| !p.is_empty() && p.parse::<f64>().is_ok())
    };
    let iso = |text: &str| {
        let unsigned = text.trim_start_matches(['+', '-']);
        unsigned.len() > 2
            && unsigned.starts_with(['P', 'p'])
            && unsigned.chars().skip(1).all(|c| c.is_ascii_digit() || "TDHMSWYtdhmswy.".contains(c))
    };
    float(node).is_some() || node.as_str().is_some_and(|text| clock(text) || iso(text))
}

/// `int`.
pub(in crate::clients) static INT: OwnType = OwnType {
    wants: "a whole number",
    fits: is_int,
    schema: r#"{"anyOf": [{"type": ["integer", "boolean"]}, {"type": "string", "pattern": "^ *[+-]?[0-9][0-9_]*(\\.0*)? *$"}]}"#,
};

/// `bool`.
pub(in crate::clients) static BOOL: OwnType = OwnType {
    wants: "a boolean",
    fits: is_bool,
    schema: r#"{"anyOf": [{"type": "boolean"}, {"enum": [0, 1, "true", "false", "yes", "no", "on", "off"]}]}"#,
};

/// `float`.
pub(in crate::clients) static FLOAT: OwnType = OwnType {
    wants: "a number",
    fits: |n| float(n).is_some(),
    schema: r#"{"anyOf": [{"type": ["number", "boolean"]}, {"type": "string", "pattern": "^ *[+-]?[0-9.]"}]}"#,
};

/// `float` above zero.
pub(in crate::clients) static ABOVE_ZERO: OwnType = OwnType {
    wants: "a number above zero",
    fits: |n| float(n).is_some_and(|n| n > 0.0),
    schema: r#"{"anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"const": true}, {"type": "string", "pattern": "^ *[+]?[0-9.]"}]}"#,
};

/// `timedelta | int | float`.
pub(in crate::clients) static SPAN: OwnType = OwnType {
    wants: "a number of seconds",
    fits: is_span,
    schema: r#"{"anyOf": [{"type": ["number", "boolean"]}, {"type": "string", "pattern": "^ *[+-]?[0-9.Pp]"}]}"#,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::common::probe::tests::node;

    fn fits(ty: &OwnType, text: &str) -> bool {
        (ty.fits)(&node(text))
    }

    #[test]
    fn values_are_taken_as_pydantic_takes_them() {
        for good in ["30", "-1", "30.0", "1e3", "true", "\"30\"", "\" 30 \"", "\"30.0\"", "\"+5\"", "\"1_000\""] {
            assert!(fits(&INT, good), "{good}");
        }
        for bad in ["1.5", "1e30", "\"\"", "\"30s\"", "\"1e3\"", "[]", "{}"] {
            assert!(!fits(&INT, bad), "{bad}");
        }
        for good in ["true", "0", "1.0", "\"YES\"", "\"f\""] {
            assert!(fits(&BOOL, good), "{good}");
        }
        for bad in ["2", "\"maybe\"", "[]"] {
            assert!(!fits(&BOOL, bad), "{bad}");
        }
        for good in ["30", "true", "\"1.5\"", "\"PT30S\"", "\"00:05:00\""] {
            assert!(fits(&SPAN, good), "{good}");
        }
        for bad in ["\"soon\"", "\"\"", "{}", "[]"] {
            assert!(!fits(&SPAN, bad), "{bad}");
        }
        assert!(fits(&ABOVE_ZERO, "\"30\"") && !fits(&ABOVE_ZERO, "0") && !fits(&ABOVE_ZERO, "\"30s\""));
    }
}
