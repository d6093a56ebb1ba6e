//! What a scalar says: YAML 1.2's core schema, tags, and the spots where the parser's place of a scalar is not ours.

use granit_parser::Tag;

use crate::document::{Span, Value};

/// What a plain scalar says. `yes`, `on`, dates, `1_000` and `0b1` are strings here as they are for `js-yaml` and
/// `serde_yaml`; PyYAML, which speaks YAML 1.1, takes them for more.
pub(super) fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_int(text) || is_float(text) => Value::Number(text.to_owned()),
        _ => Value::String(text.to_owned()),
    }
}

/// What a scalar with a tag says. A tag that does not fit what it stands at, or that is not of the core schema, leaves
/// a string: what an application makes of `!secret x` nobody else can know.
pub(super) fn tagged(text: &str, is_plain: bool, tag: &Tag) -> Value {
    let value = plain(text);
    match (tag.core_suffix(), value) {
        (Some("null"), Value::Null) => Value::Null,
        (Some("bool"), Value::Bool(value)) => Value::Bool(value),
        (Some("int" | "float"), Value::Number(text)) => Value::Number(text),
        // A tag for maps and lists, or for a type beyond the core schema, with nothing behind it.
        (suffix, Value::Null) if suffix != Some("str") && is_plain && text.is_empty() => Value::Null,
        _ => Value::String(text.to_owned()),
    }
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

fn is_int(text: &str) -> bool {
    let all = |digits: &str, is: fn(&u8) -> bool| !digits.is_empty() && digits.bytes().all(|b| is(&b));
    let prefixed = |prefix: &str, is| text.strip_prefix(prefix).is_some_and(|digits| all(digits, is));
    all(unsigned(text), u8::is_ascii_digit)
        || prefixed("0o", |b| matches!(b, b'0'..=b'7'))
        || prefixed("0x", u8::is_ascii_hexdigit)
}

fn is_float(text: &str) -> bool {
    let body = unsigned(text);
    if matches!(body, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (mantissa, exponent) = body.split_once(['e', 'E']).map_or((body, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let power = exponent.is_none_or(|e| !unsigned(e).is_empty() && digits(unsigned(e)));
    // `.5`, `5.` and `5.5`, but no lone dot.
    digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty()) && power
}

/// The bytes of a block scalar. The parser gives those of its lines up to the next token; ours start at `|` or `>`,
/// which stands somewhere behind `last`, after tag, anchor and comments, and end with the last line that says anything.
pub(super) fn block_span(text: &str, last: usize, lines: Span) -> Span {
    let mut at = last;
    while let Some(rest) = text.get(at..lines.start).filter(|rest| !rest.is_empty()) {
        let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
        at += match rest.as_bytes().first() {
            Some(b'|' | b'>') => {
                return Span::new(at, at + text.get(at..lines.end).unwrap_or_default().trim_end().len());
            }
            Some(b'#') => line,
            Some(b'!' | b'&') => rest.find(char::is_whitespace).unwrap_or(rest.len()),
            _ => rest.chars().next().map_or(1, char::len_utf8),
        };
    }
    // An empty one: the parser's span holds the indicator itself.
    let start = lines.end - lines.of(text).trim_start().len();
    Span::new(start, start + lines.of(text).trim().len())
}

/// Where an empty value of the member whose key ends at `at` stands: behind the colon, if there is one.
pub(super) fn behind_colon(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let blanks = rest.len() - rest.trim_start().len();
    if rest.trim_start().starts_with(':') { at + blanks + 1 } else { at }
}

/// Where a block list starts that the parser says starts at `at`: where the dash is not indented further than the key
/// above it, the parser means the place behind the dash.
pub(super) fn at_dash(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default().trim_end_matches([' ', '\t']);
    match before.strip_suffix('-') {
        Some(rest) if rest.is_empty() || rest.ends_with(char::is_whitespace) => rest.len(),
        _ => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_schema() {
        for number in ["0", "-12", "+3", "012", "0o17", "0xfF", ".5", "5.", "1.5e-3", "-1E+2", ".inf", "-.INF", ".nan"]
        {
            assert_eq!(plain(number), Value::Number(number.to_owned()));
        }
        for null in ["", "~", "null", "Null", "NULL"] {
            assert_eq!(plain(null), Value::Null);
        }
        for yes in ["true", "True", "TRUE"] {
            assert_eq!(plain(yes), Value::Bool(true));
        }
        let strings = [
            "yes",
            "on",
            "no",
            "off",
            "y",
            "n",
            "tRUE",
            "nULL",
            "1_000",
            "0o8",
            "-0o1",
            "0b1",
            "0x",
            "0o",
            ".",
            "-",
            "+",
            "1e",
            "e5",
            ".e1",
            "1.2.3",
            "2020-01-01",
            "12:30:00",
            "inf",
            "nan",
            "-.nan",
            "0x1G",
            "1 2",
            "<<",
            "٣",
        ];
        for string in strings {
            assert_eq!(plain(string), Value::String(string.to_owned()));
        }
    }
}
