use proptest::prelude::*;

use super::*;
use crate::document::{Interest, Syntax};

fn plain(text: &str) -> Document {
    Document::parse(text.to_owned(), Syntax::Plain, Interest::All)
}

/// One line per pin: the bytes of name and specifier, version, flags.
fn lines(text: &str) -> Vec<String> {
    let line = |p: Pin| {
        let version = p.version.as_deref().unwrap_or("-");
        let direct = p.grammar == Grammar::Direct;
        let flags = [(p.conditional, " if"), (p.hashed, " hashed"), (p.fixed, " fixed"), (direct, " direct")];
        let flags: String = flags.into_iter().filter(|f| f.0).map(|f| f.1).collect();
        assert_eq!(p.pointer, Pointer::root());
        format!("{:?} {:?} {version}{flags}", p.name_span.of(text), p.span.of(text))
    };
    read_requirements(&plain(text)).into_iter().map(line).collect()
}

/// The verdicts are those of pip 23.2 but where noted.
#[test]
fn lines_are_read_as_pip_reads_them() {
    for (text, want) in [
        ("fastmcp==2.14.2", vec![r#""fastmcp" "==2.14.2" 2.14.2"#]),
        ("  a [x] >= 1 , <2 ; os_name == 'nt' # c\r\nb", vec![r#""a [x]" ">= 1 , <2" - if"#, r#""b" "" -"#]),
        ("\u{feff}a==1\rb==2\n", vec![r#""a" "==1" 1"#, r#""b" "==2" 2"#]),
        ("# a==1\n  # b\n\n#c", vec![]),
        ("a==1# no comment\nb==1\t# comment", vec![r#""b" "==1" 1"#]),
        // Continued lines; a comment ends one, and its own backslash continues nothing.
        ("a==1 \\\n  --hash=sha256:00 \\\n  --hash sha256:11\nb", vec![r#""a" "==1" 1 hashed"#, r#""b" "" -"#]),
        ("a\\\r\n==1", vec![r#""a" "==1" 1"#]),
        ("a==\\\n1", vec![r#""a" "==\\\n1" 1"#]),
        ("a\\\n#\\\nb", vec![r#""a" "" -"#, r#""b" "" -"#]),
        ("a==1 # c \\\nb==1", vec![r#""a" "==1" 1"#]),
        ("a==1 \\ \nb==1", vec![r#""b" "==1" 1"#]),
        ("a==1\\", vec![r#""a" "==1" 1"#]),
        // Options.
        ("--pre\n-r a.txt\n--hash=sha256:00\na==1 --config-settings=x\n-i https://h", vec![r#""a" "==1" 1"#]),
        ("a==${V}\nb==1 ; ${M}", vec![r#""b" "==1" 1 if"#]),
        // uv alone takes a tab before an option.
        ("a==1\t--hash=sha256:00", vec![r#""a" "==1" 1 hashed"#]),
        // Sources.
        ("a @ https://h/a.whl ; x", vec![r#""a" "https://h/a.whl" - if direct"#]),
        ("a @ https://h/a.whl --hash=sha256:00", vec![r#""a" "https://h/a.whl" - hashed fixed direct"#]),
        (
            "git+https://h/x@v1#subdirectory=s&egg=a[x] ; m",
            vec![r#""a" "git+https://h/x@v1#subdirectory=s&egg=a[x]" - if direct"#],
        ),
        ("-e git+https://h/x#egg=a # c\n-e .\n-e./x", vec![r#""a" "git+https://h/x#egg=a" - direct"#]),
        (
            "--editable='a @ git+https://h/x'",
            vec![r#""--editable='a @ git+https://h/x'" "--editable='a @ git+https://h/x'" - direct"#],
        ),
        ("./w/a_b-1.0-py3-none-any.whl\nhttps://h/c-1.whl", vec![r#""a_b" "./w/a_b-1.0-py3-none-any.whl" - direct"#]),
        ("./x\nhttps://h/x.tar.gz\nC:\\x\\y\n-e git+https://h/x\ngit+https://h/x", vec![]),
        ("a=1\n==1\né==1\n", vec![]),
    ] {
        assert_eq!(lines(text), want, "{text:?}");
    }
}

#[test]
fn constraints_only_limit() {
    let pins = as_constraints(read_requirements(&plain("a<2")));
    assert_eq!(
        (pins[0].origin, pins[0].place.as_str(), pins[0].spec.as_str()),
        (Origin::Constraint, "constraints", "<2")
    );
}

#[test]
fn an_empty_specifier_stands_where_one_would_be_written() {
    for (text, at) in [("a", 1), ("a # c", 1), ("a \\\n ; x", 1), ("\\\na[x] \\\n --hash=x:1", 6), ("x\na\\\n\\\n", 3)]
    {
        let pin = read_requirements(&plain(text)).pop().unwrap();
        assert_eq!(pin.span, Span::at(at), "{text:?}");
    }
}

proptest! {
    #[test]
    fn nothing_panics_and_spans_fit(
        a in "\\PC*",
        b in "([a\\[\\]()é@;,=<>~!. #\t0-9*|\\\\\"'$-]|\r?\n|\\\\\r?\n|-r |--hash=|#egg=|\\.whl){0,24}",
    ) {
        for text in [&a, &b] {
            let doc = plain(text);
            included(&doc);
            for pin in read_requirements(&doc) {
                prop_assert!(text.get(pin.name_span.start..pin.name_span.end).is_some(), "{text:?} {pin:?}");
                let raw = text.get(pin.span.start..pin.span.end);
                prop_assert!(raw.is_some(), "{text:?} {pin:?}");
                // What is on one line is there as it is written.
                let raw = raw.unwrap_or_default();
                prop_assert!(raw.contains(['\n', '\r', '\\', '"', '\'']) || raw == pin.spec || raw.ends_with(&pin.spec), "{text:?} {pin:?}");
            }
        }
    }
}
