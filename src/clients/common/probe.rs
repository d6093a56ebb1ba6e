//! Looking into an entry with the types in mind: for clients that take the first form that fits.

use crate::clients::FieldType;
use crate::document::{Node, Object, Value};
use crate::normalize::fits;

/// The value at a key, of duplicates the one that counts.
pub(in crate::clients) fn value<'o>(object: &'o Object, key: &str) -> Option<&'o Node> {
    object.get(key).map(|m| &m.value)
}

/// The text at a key.
pub(in crate::clients) fn text<'o>(object: &'o Object, key: &str) -> Option<&'o str> {
    value(object, key)?.as_str()
}

/// Whether a key is not there, or its value has this type; `null` is a value.
pub(in crate::clients) fn absent_or(object: &Object, key: &str, ty: FieldType) -> bool {
    value(object, key).is_none_or(|node| fits(ty, node))
}

/// Whether a key is there and its value has this type.
pub(in crate::clients) fn has(object: &Object, key: &str, ty: FieldType) -> bool {
    value(object, key).is_some_and(|node| fits(ty, node))
}

/// Whether a key is not there, or says one of these words.
pub(in crate::clients) fn absent_or_word(object: &Object, key: &str, words: &'static [&'static str]) -> bool {
    absent_or(object, key, FieldType::OneOf(words))
}

/// What JavaScript takes for true.
pub(in crate::clients) fn truthy(node: &Node) -> bool {
    match &node.value {
        Value::Null | Value::Skipped => false,
        Value::Bool(on) => *on,
        Value::String(text) => !text.is_empty(),
        Value::Number(_) => node.to_json().as_f64() != Some(0.0),
        Value::Array(_) | Value::Object(_) | Value::Datetime(_) => true,
    }
}

/// Whether the value at a key is what JavaScript takes for true.
pub(in crate::clients) fn is_truthy(object: &Object, key: &str) -> bool {
    value(object, key).is_some_and(truthy)
}

/// The entries of a map of servers (or of a list, with their indexes), as they stand in the file.
pub(in crate::clients) fn entries<'n>(root: &'n Node, container: &str) -> Vec<(String, &'n Node)> {
    match root.get(container).map(|node| &node.value) {
        Some(Value::Object(object)) => object.effective().map(|m| (m.key.clone(), &m.value)).collect(),
        Some(Value::Array(items)) => items.iter().enumerate().map(|(i, item)| (i.to_string(), item)).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
pub(in crate::clients) mod tests {
    use crate::clients::{Dialect, Pick, Selection};
    use crate::document::{Document, Interest, Node, Syntax};
    use crate::normalize::{FileReading, normalize};

    /// A value from its JSON.
    pub(in crate::clients) fn node(text: &str) -> Node {
        Document::parse(text.to_owned(), Syntax::Json, Interest::All).root.unwrap()
    }

    /// What a dialect's own selection makes of an entry.
    pub(in crate::clients) fn choose(dialect: &Dialect, entry: &str) -> Option<Pick> {
        let node = node(entry);
        let object = node.as_object().unwrap();
        match dialect.transports.by {
            Selection::Own(choose) => Some(choose(object)),
            Selection::Union(fits) => fits(object),
            Selection::Key | Selection::Fields => None,
        }
    }

    /// How a dialect reads a text.
    pub(in crate::clients) fn read(dialect: &'static Dialect, text: &str) -> FileReading {
        let document = Document::parse(text.to_owned(), dialect.syntax, dialect.interest);
        normalize(crate::finding::FileId(0), &document, dialect, None)
    }

    #[test]
    fn truth_is_javascripts() {
        for (text, want) in [("0", false), ("\"\"", false), ("null", false), ("[]", true), ("\"0\"", true), ("5", true)]
        {
            assert_eq!(super::truthy(&node(text)), want, "{text}");
        }
    }
}
