//! Types of field values, and values that become parts of the model.

use super::issue::{Effect, IssueKind};
use crate::clients::{FieldType, Role, Unit};
use crate::document::{Node, Pointer, Span, Value};
use crate::model::server::Entry;
use crate::model::template::Form;
use crate::model::{Spanned, Template};

/// A value that has not the type it should have.
#[derive(Debug, Clone)]
pub(super) struct Wrong {
    /// What it is.
    pub(super) found: &'static str,
    /// What it should be.
    pub(super) wants: &'static str,
    /// Where it stands.
    pub(super) span: Span,
    /// Its place.
    pub(super) pointer: Pointer,
}

/// Every part of a value that has the wrong type.
pub(super) fn check(ty: FieldType, node: &Node, at: &Pointer) -> Vec<Wrong> {
    let one = |ok: bool, wants: &'static str| {
        let wrong = Wrong { found: node.kind(), wants, span: node.span, pointer: at.clone() };
        if ok { Vec::new() } else { vec![wrong] }
    };
    match ty {
        FieldType::Any => Vec::new(),
        FieldType::OneOf(words) => one(node.as_str().is_some_and(|s| words.contains(&s)), "one of its words"),
        FieldType::Own(own) => one((own.fits)(node), own.wants),
        FieldType::String => one(node.as_str().is_some(), "a string"),
        FieldType::Bool => one(node.as_bool().is_some(), "a boolean"),
        FieldType::Object => one(node.as_object().is_some(), "an object"),
        FieldType::Number => one(number(node).is_some(), "a number"),
        FieldType::PositiveInt => {
            one(number(node).is_some_and(|n| n > 0.0 && n.fract() == 0.0), "a whole number above zero")
        }
        FieldType::Strings => match node.as_array() {
            None => one(false, "a list of strings"),
            Some(items) => items
                .iter()
                .enumerate()
                .filter(|(_, item)| item.as_str().is_none())
                .map(|(i, item)| wrong(item, "a string", at.index(i)))
                .collect(),
        },
        FieldType::StringMap | FieldType::ScalarMap => match node.as_object() {
            None => one(false, "an object of strings"),
            Some(object) => object
                .effective()
                .filter(|m| {
                    let scalar = matches!(m.value.value, Value::Number(_) | Value::Null);
                    m.value.as_str().is_none() && !(ty == FieldType::ScalarMap && scalar)
                })
                .map(|m| wrong(&m.value, "a string", at.join(&m.key)))
                .collect(),
        },
    }
}

fn wrong(node: &Node, wants: &'static str, pointer: Pointer) -> Wrong {
    Wrong { found: node.kind(), wants, span: node.span, pointer }
}

/// The value of a number.
pub(super) fn number(node: &Node) -> Option<f64> {
    match node.value {
        Value::Number(_) => node.to_json().as_f64(),
        _ => None,
    }
}

/// A list of strings as templates; `None` where it is no list or holds something else.
pub(super) fn strings(node: &Node, at: &Pointer, forms: &[Form]) -> Option<Spanned<Vec<Spanned<Template>>>> {
    let value = node
        .as_array()?
        .iter()
        .enumerate()
        .map(|(i, item)| {
            let value = Template::parse_with(item.as_str()?, forms);
            Some(Spanned { value, span: item.span, pointer: at.index(i) })
        })
        .collect::<Option<Vec<_>>>()?;
    Some(Spanned { value, span: node.span, pointer: at.clone() })
}

/// The entries of a map of strings; numbers and booleans are taken as their text, since that is what was meant.
pub(super) fn named(node: &Node, at: &Pointer, forms: &[Form], into: &mut Vec<Entry>) {
    let Some(object) = node.as_object() else { return };
    for member in object.effective() {
        let text = match &member.value.value {
            Value::String(s) | Value::Number(s) => Some(s.clone()),
            Value::Bool(b) => Some(b.to_string()),
            _ => None,
        };
        let pointer = at.join(&member.key);
        into.push(Entry {
            name: member.key.clone(),
            name_span: member.key_span,
            value: text.map(|t| Spanned { value: Template::parse_with(&t, forms), span: member.value.span, pointer }),
            literal_place: true,
        });
    }
}

/// Codex `env_vars`: names, or tables with a name, of variables that are handed on as they are.
pub(super) fn env_names(node: &Node, at: &Pointer, into: &mut Vec<Entry>) {
    for (i, item) in node.as_array().unwrap_or_default().iter().enumerate() {
        let Some(name) = item.as_str().or_else(|| item.get("name")?.as_str()) else { continue };
        let value = Template::parse(&format!("${{{name}}}"));
        into.push(Entry {
            name: name.to_owned(),
            name_span: item.span,
            value: Some(Spanned { value, span: item.span, pointer: at.index(i) }),
            literal_place: false,
        });
    }
}

/// Codex `env_http_headers`: header names to names of variables.
pub(super) fn env_headers(node: &Node, at: &Pointer, into: &mut Vec<Entry>) {
    let Some(object) = node.as_object() else { return };
    for member in object.effective() {
        let Some(name) = member.value.as_str() else { continue };
        let value = Template::parse(&format!("${{{name}}}"));
        into.push(Entry {
            name: member.key.clone(),
            name_span: member.key_span,
            value: Some(Spanned { value, span: member.value.span, pointer: at.join(&member.key) }),
            literal_place: false,
        });
    }
}

/// Whether a value says something that its absence would not: `disabled: false` and empty maps do not.
pub(super) fn says_something(node: &Node, role: Option<Role>) -> bool {
    match (&node.value, role) {
        (Value::Bool(b), Some(Role::Enabled)) => !b,
        (Value::Bool(b), _) => *b,
        (Value::Null | Value::Skipped, _) => false,
        (Value::String(s), _) => !s.is_empty(),
        (Value::Array(items), _) => !items.is_empty(),
        (Value::Object(object), _) => !object.members.is_empty(),
        (Value::Number(_) | Value::Datetime(_), _) => true,
    }
}

/// A timeout that was probably written in another unit.
pub(super) fn timeout(key: &str, unit: Unit, node: &Node) -> Option<(IssueKind, Effect)> {
    let value = number(node)?;
    let key = key.to_owned();
    match unit {
        Unit::Millis(least) if value > 0.0 && value < 500.0_f64.max(least as f64) => {
            let probably = plain(value * 1000.0);
            let ignored = value < least as f64;
            let reason = if ignored { "a value below one second is ignored" } else { "it counts milliseconds" };
            Some((IssueKind::Timeout { key, value, probably, reason }, Effect::Lost))
        }
        // 1800 or 3600 seconds are a long run; 30000 are nobody's.
        Unit::Seconds if value >= 5000.0 && value % 1000.0 == 0.0 => {
            let probably = plain(value / 1000.0);
            let reason = "it counts seconds";
            Some((IssueKind::Timeout { key, value, probably, reason }, Effect::Lost))
        }
        _ => None,
    }
}

/// A number without needless decimals.
fn plain(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Interest, Syntax};

    fn probably(unit: Unit, text: &str) -> Option<String> {
        let document = Document::parse(text.to_owned(), Syntax::Json, Interest::All);
        match timeout("timeout", unit, document.root.as_ref()?)? {
            (IssueKind::Timeout { probably, .. }, _) => Some(probably),
            _ => None,
        }
    }

    #[test]
    fn timeouts_look_wrong_only_when_they_can_hardly_be_meant() {
        for long_run in ["30", "120.0", "1200", "3600", "7200", "86400"] {
            assert_eq!(probably(Unit::Seconds, long_run), None, "{long_run}");
        }
        assert_eq!(probably(Unit::Seconds, "30000").unwrap(), "30");
        assert_eq!(probably(Unit::Millis(1000), "60").unwrap(), "60000");
        assert_eq!(probably(Unit::Millis(1), "500"), None);
    }
}
