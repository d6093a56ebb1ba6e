//! A sound tree: every place is in the text, parts lie in what they are parts of, pointers lead back.

use mcpcheck::document::{Document, Interest, Layout, Node, Pointer, Span, Syntax, Value};

use crate::text_of;

/// What Claude Code asks of its state file.
const LIMITED: Interest = Interest::Only(&[&["mcpServers"], &["projects", "*", "mcpServers"]]);

/// Any text by one syntax.
pub fn parse(data: &[u8], syntax: Syntax) {
    whole(text_of(data), syntax);
}

/// Any text as the head of a Markdown file, and as all of one.
pub fn front_matter(data: &[u8]) {
    let text = text_of(data);
    whole(format!("---\n{text}\n---\nrest\n"), Syntax::FrontMatter);
    whole(text, Syntax::FrontMatter);
}

fn whole(text: String, syntax: Syntax) {
    let document = Document::parse(text.clone(), syntax, Interest::All);
    sound(&document, &text);
    let limited = Document::parse(text.clone(), syntax, LIMITED);
    sound(&limited, &text);
    assert_eq!(document.root.is_some(), limited.root.is_some());
    assert_eq!(document.fatal(), limited.fatal());
    if let (Some(all), Some(some)) = (&document.root, &limited.root) {
        agree(all, some);
    }
}

fn sound(document: &Document, text: &str) {
    assert!(*document.text == *text);
    for problem in &document.problems {
        assert!(fits(text, problem.span), "{problem:?}");
    }
    if let Some(root) = &document.root {
        node(document, root, root, &Pointer::root());
    }
}

fn fits(text: &str, span: Span) -> bool {
    text.get(span.start..span.end).is_some()
}

fn node(document: &Document, root: &Node, node: &Node, at: &Pointer) {
    let text = &document.text;
    assert!(fits(text, node.span) && fits(text, node.extent()), "{at}: {node:?}");
    assert!(root.at(at).is_some_and(|found| std::ptr::eq(found, node)), "{at} does not lead back");
    // The parts of a TOML table stand where they like, and those of a YAML alias at its anchor.
    let inside = |span: Span, child: &Node| child.read_only || node.span.contains(span);
    match &node.value {
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                let table = item.as_object().is_some_and(|o| matches!(o.layout, Layout::Header(_)));
                assert!(table || inside(item.span, item), "{at}: {node:?}");
                self::node(document, root, item, &at.index(i));
            }
        }
        Value::Object(object) => {
            let loose = matches!(object.layout, Layout::Header(_) | Layout::Implied);
            for member in &object.members {
                assert!(fits(text, member.key_span), "{at}: {member:?}");
                let whole = inside(member.key_span, &member.value) && inside(member.value.extent(), &member.value);
                assert!(loose || whole, "{at}: {node:?}");
                let counts = object.get(&member.key).is_some_and(|last| std::ptr::eq(last, member));
                if counts {
                    self::node(document, root, &member.value, &at.join(&member.key));
                }
            }
        }
        Value::String(decoded) => {
            // Each part costs a walk over the string, so of a long one only the beginning.
            for (start, c) in decoded.char_indices().take(200) {
                let part = document.string_part(node, start..start + c.len_utf8());
                let fine = part.is_none_or(|part| fits(text, part) && node.span.contains(part) && !part.is_empty());
                assert!(fine, "{at}: {part:?} {node:?}");
            }
        }
        _ => {}
    }
}

/// What a limited interest leaves out is left out whole; the rest is the same.
fn agree(all: &Node, some: &Node) {
    assert_eq!(all.span, some.span);
    match (&all.value, &some.value) {
        (_, Value::Skipped) => {}
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len());
            a.iter().zip(b).for_each(|(a, b)| agree(a, b));
        }
        (Value::Object(a), Value::Object(b)) => {
            assert_eq!((a.members.len(), a.layout), (b.members.len(), b.layout));
            for (a, b) in a.members.iter().zip(&b.members) {
                assert_eq!((&a.key, a.key_span), (&b.key, b.key_span));
                agree(&a.value, &b.value);
            }
        }
        (a, b) => assert_eq!(a, b),
    }
}
