use proptest::prelude::*;

use super::*;

fn plain(text: &str) -> Document {
    Document::parse(text.to_owned(), Syntax::Plain, Interest::All)
}

fn content(text: &str) -> Option<String> {
    Block::of(text).map(|block| block.toml.text.to_string())
}

/// The verdicts are those of the regular expression of PEP 723.
#[test]
fn blocks_are_found_as_the_pep_says() {
    for (text, want) in [
        ("# /// script\n# a = 1\n# ///\n", Some("a = 1\n")),
        ("#!/x\r\n\r\n# /// script\r\n# a = 1\r\n#\r\n#  b = 2\r\n# ///", Some("a = 1\n\n b = 2\n")),
        // The last closing line of the comment counts.
        ("# /// script\n# a\n# ///\n#\n# ///\nx\n# ///\n", Some("a\n///\n\n")),
        ("# /// other\n# /// script\n# a\n# ///\n", None),
        ("# /// other\n# x\n# ///\n\n# /// script\n# a\n# ///\n", Some("a\n")),
        ("# /// script\n# a\n# ///\n\n# /// script\n# b\n# ///\n", None),
        ("# /// script\n# ///\n", None),
        ("# /// script\n#a = 1\n# ///\n", None),
        ("# /// script\n# a = 1\n", None),
        ("# /// script\n# a = 1\n# /// \n", None),
        ("# /// script \n# a = 1\n# ///\n", None),
        (" # /// script\n# a = 1\n# ///\n", None),
        ("\u{feff}# /// script\n# a = 1\n# ///\n", None),
        ("x = '# /// script'\n", None),
        ("", None),
    ] {
        assert_eq!(content(text).as_deref(), want, "{text:?}");
    }
}

#[test]
fn requirements_stand_where_the_script_has_them() {
    let text = "#!/usr/bin/env -S uv run --script\n# /// script\n# requires-python = '>=3.11'\n# dependencies = [\n\
                #   \"fastmcp>=2\", # c\n#   \"\"\"\n# mcp==1\"\"\",\n# ]\n#\n# [tool.uv]\n# override-dependencies = ['a==1']\n\
                # [tool.uv.sources]\n# mcp = { path = '../mcp' }\n# ///\nprint('é')\n";
    let pins = read_script(&plain(text));
    let said: Vec<_> = pins.iter().map(|p| (p.place.as_str(), p.package.as_str(), p.span.of(text))).collect();
    let want = [
        ("dependencies", "fastmcp", ">=2"),
        // The parts of a string over several lines are not told apart.
        ("dependencies", "mcp", "\"\"\"\n# mcp==1\"\"\""),
        ("tool.uv.override-dependencies", "a", "==1"),
        ("tool.uv.sources", "mcp", "{ path = '../mcp' }"),
    ];
    assert_eq!(said, want);
    assert!(pins.iter().all(|p| p.pointer == Pointer::root()));
    assert_eq!(pins[2].origin, Origin::Constraint);
}

#[test]
fn strings_with_escapes_are_edited_as_toml() {
    for (value, want) in [
        ("\"a\\u003D=1 ; os_name == \\\"nt\\\"\"", "\"a==2.0 ; os_name == \\\"nt\\\"\""),
        ("\"\"\"\n# a==1 ; x\"\"\"", "\"a==2.0 ; x\""),
        ("'a'", "'a==2.0'"),
    ] {
        let text = |value: &str| format!("# /// script\n# dependencies = ['b', {value}] # c\n# ///\n");
        let doc = plain(&text(value));
        let pin = read_script(&doc).pop().unwrap();
        let edit = replace::replacement(&pin, "2.0", &doc).unwrap();
        let fixed = format!("{}{}{}", &doc.text[..edit.span.start], edit.text, &doc.text[edit.span.end..]);
        assert_eq!(fixed, text(want));
        assert_eq!(replace::replacement(&pin, "2.0", &plain(&fixed)), None);
    }
}

proptest! {
    #[test]
    fn nothing_panics_and_spans_fit(
        a in "\\PC*",
        b in "(# /// script\n|# ///\n|#\n|# dependencies = \\['|a==1|é|'\\]|# |\r?\n|\\[tool.uv\\]){0,16}",
        c in "[a-z\\[\\]=<>.0-9 ;é\"'\\\\#]{0,16}",
    ) {
        for text in [a, b, format!("# /// script\n# dependencies = ['a', '{c}', \"{c}\"]\n# ///\n")] {
            let doc = plain(&text);
            for pin in read_script(&doc) {
                prop_assert!(text.get(pin.span.start..pin.span.end).is_some());
                prop_assert!(text.get(pin.name_span.start..pin.name_span.end).is_some());
                replace::replacement(&pin, "1.0", &doc);
            }
        }
    }
}
