//! Text of files as a page may hold it. All of it is written by strangers.

/// Appends a text, so that it is text wherever it stands: between tags and in quoted attributes.
pub(super) fn push(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

/// A text, escaped.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push(&mut out, text);
    out
}

/// A sentence, escaped; what stands in backticks is code.
pub(super) fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut parts = text.split('`').peekable();
    let mut code = false;
    while let Some(part) = parts.next() {
        // A backtick without a second one is one.
        let (open, close) = match (code, parts.peek().is_some()) {
            (true, true) => ("<code>", "</code>"),
            (true, false) => ("`", ""),
            (false, _) => ("", ""),
        };
        out.push_str(open);
        push(&mut out, part);
        out.push_str(close);
        code = !code;
    }
    out
}

/// The name of a file, escaped; it may be broken after a slash.
pub(super) fn path(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for part in text.split_inclusive('/') {
        push(&mut out, part);
        if part.ends_with('/') {
            out.push_str("<wbr>");
        }
    }
    out
}

/// JSON that may stand in a `<script>`: nothing in it ends the element, opens a comment or ends a line of script. Such
/// characters stand only inside of strings, where the escape says the same.
pub(super) fn json(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 16);
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(text(r#""><img src=x onerror='a&b'>"#), "&quot;&gt;&lt;img src=x onerror=&#39;a&amp;b&#39;&gt;");
        assert_eq!(prose("`<b>` is ` alone"), "<code>&lt;b&gt;</code> is ` alone");
        assert_eq!(path(".a/<b>/c"), ".a/<wbr>&lt;b&gt;/<wbr>c");
        assert_eq!(json("{\"a\": \"</script><!--\u{2028}\"}"), "{\"a\": \"\\u003c/script\\u003e\\u003c!--\\u2028\"}");
    }
}
