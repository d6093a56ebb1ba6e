use proptest::prelude::*;

use super::*;
use crate::document::{Interest, Pointer, Span, Syntax};
use crate::model::pin::{Ecosystem, Grammar, Origin};

const A: &str = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const B: &str = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

/// Registry, name, tag and digest in one line.
fn parts(text: &str) -> Option<String> {
    let r = Reference::parse(text)?;
    let of = |range: Option<Range<usize>>| range.map_or("-", |range| &text[range]).to_owned();
    Some(format!("{} {} {} {}", of(r.registry), &text[r.name], of(r.tag), of(r.digest)))
}

#[test]
fn references_fall_into_their_parts() {
    for (text, want) in [
        ("x", "- x - -"),
        ("x:1", "- x 1 -"),
        ("a/b:v0.9.0", "- a/b v0.9.0 -"),
        ("localhost/x", "localhost localhost/x - -"),
        ("localhost:5000/x:1", "localhost:5000 localhost:5000/x 1 -"),
        ("h:5000/x", "h:5000 h:5000/x - -"),
        ("ghcr.io/a/b/c:1.2.3-rc_1", "ghcr.io ghcr.io/a/b/c 1.2.3-rc_1 -"),
        ("Host/x", "Host Host/x - -"),
        ("[::1]:5000/x:1", "[::1]:5000 [::1]:5000/x 1 -"),
        ("a__b/c--d.e_f", "- a__b/c--d.e_f - -"),
        // One word before the colon and no slash: a tag, not a port.
        ("example.com:5000", "- example.com 5000 -"),
    ] {
        assert_eq!(parts(text).as_deref(), Some(want), "{text}");
    }
    assert_eq!(parts(&format!("x@{A}")), Some(format!("- x - {A}")));
    assert_eq!(parts(&format!("h:1/x:1@{A}")), Some(format!("h:1 h:1/x 1 {A}")));
    assert!(parts(&format!("x@sha512+b64:{}", "0".repeat(32))).is_some());
}

#[test]
fn what_is_no_reference_is_none() {
    let id = "0".repeat(64);
    let long = format!("x:{}", "a".repeat(129));
    for text in [
        "",
        "X",
        "a/B",
        "x:",
        "x@",
        "x@sha256",
        "x@sha256:0",
        "x:1:2",
        "a//b",
        "/a",
        "a/",
        "-a",
        "a-",
        "a..b",
        "a___b",
        "x:-1",
        "x:.1",
        "h:x/y",
        "a b",
        "x:é",
        "[::1/x",
        "docker://x",
        "${X}",
        &id,
        &long,
    ] {
        assert_eq!(parts(text), None, "{text}");
    }
}

#[test]
fn names_lose_what_is_meant_anyway() {
    for (name, want) in [
        ("x", "x"),
        ("library/x", "x"),
        ("docker.io/x", "x"),
        ("docker.io/library/x", "x"),
        ("index.docker.io/library/x", "x"),
        ("index.docker.io/a/b", "a/b"),
        ("docker.io/a/b", "a/b"),
        ("library/x/y", "library/x/y"),
        ("ghcr.io/library/x", "ghcr.io/library/x"),
        ("localhost:5000/x", "localhost:5000/x"),
    ] {
        assert_eq!(normalize_name(name), want, "{name}");
        assert_eq!(normalize_name(want), want, "{want}");
    }
}

#[test]
fn goldens_declare_tags_and_digests() {
    for (text, want) in [
        (" v0.9.0 ", Some("v0.9.0")),
        ("1.2", Some("1.2")),
        ("stable", Some("stable")),
        (A, Some(A)),
        (&format!("@{A}"), Some(A)),
        ("latest", None),
        ("", None),
        ("a b", None),
        (":1", None),
        ("sha256:0", None),
    ] {
        assert_eq!(golden_version(text).as_deref(), want, "{text}");
    }
    let frozen = format!("latest@{A}");
    assert_eq!(golden_version(&frozen), Some(frozen.clone()));
}

#[test]
fn what_is_wanted_must_be_found() {
    let (v1_a, v1_b, v2_a) = (format!("v1@{A}"), format!("v1@{B}"), format!("v2@{A}"));
    for (found, wanted, same) in [
        ("v1", "v1", true),
        ("v1", "v2", false),
        ("v1", "1", false),
        (&v1_a, "v1", true),
        (&v1_a, "v2", false),
        (A, "v1", false),
        ("v1", A, false),
        (&v1_a, A, true),
        (&v1_a, B, false),
        ("v1", &v1_a, false),
        (A, &v1_a, true),
        (&v1_b, &v1_a, false),
        (&v2_a, &v1_a, false),
        (&v1_a, &v1_a, true),
        ("", "v1", false),
    ] {
        assert_eq!(same_version(found, wanted), same, "{found} {wanted}");
    }
    assert!(drops_digest(&v1_a, "v2") && drops_digest(A, "v2"));
    assert!(!drops_digest("v1", "v2") && !drops_digest(&v1_a, B) && !drops_digest("v1", A));
}

/// A pin for the first place where `reference` stands in the only string of a text.
fn pin(doc: &Document, pointer: &[&str], reference: &str) -> Pin {
    let parts = Reference::parse(reference).unwrap();
    let pointer = Pointer::of(pointer);
    let node = doc.at(&pointer).unwrap();
    let at = node.as_str().unwrap().find(reference).unwrap();
    let spec = parts.version_at();
    let place = |range: Range<usize>| doc.string_part(node, at + range.start..at + range.end).unwrap_or(node.span);
    Pin {
        ecosystem: Ecosystem::Oci,
        package: normalize_name(&reference[parts.name.clone()]),
        spec: reference[spec.clone()].to_owned(),
        version: exact_version(&reference[spec.clone()]),
        fixed: parts.digest.is_some(),
        span: place(spec),
        name_span: place(parts.name),
        pointer,
        place: "args".to_owned(),
        grammar: Grammar::Image,
        origin: Origin::Launch,
        conditional: false,
        hashed: false,
        server: None,
    }
}

fn apply(text: &str, edits: &[Edit]) -> String {
    let mut out = text.to_owned();
    for edit in edits.iter().rev() {
        out.replace_range(edit.span.start..edit.span.end, &edit.text);
    }
    out
}

fn pinned(text: &str, syntax: Syntax, pointer: &[&str], reference: &str, version: &str) -> Option<String> {
    let doc = Document::parse(text.to_owned(), syntax, Interest::All);
    assert!(doc.fatal().is_none(), "{text}");
    Some(apply(text, &replacement(&pin(&doc, pointer, reference), version, &doc)?))
}

#[test]
fn versions_are_written_in_their_place() {
    let frozen = format!("v2@{A}");
    let frozen_b = format!("x:v1@{B}");
    for (reference, version, want) in [
        ("x", "v2", "x:v2"),
        ("x:v1", "v2", "x:v2"),
        ("h:5000/x", "v2", "h:5000/x:v2"),
        ("h:5000/x:1", "v2", "h:5000/x:v2"),
        ("x", A, &format!("x@{A}")),
        ("x:v1", A, &format!("x@{A}")),
        ("x:v1", &frozen, &format!("x:v2@{A}")),
        (&format!("x@{B}"), "v2", "x:v2"),
        (&frozen_b, "v2", "x:v2"),
        (&frozen_b, A, &format!("x@{A}")),
        (&frozen_b, &frozen, &format!("x:v2@{A}")),
    ] {
        for (syntax, pointer, before, after) in [
            (Syntax::Json, vec!["a", "0"], "{\"a\": [\"", "\"] /* é */ }"),
            (Syntax::Toml, vec!["a"], "a = '", "' # c\n"),
            (Syntax::Yaml, vec!["image"], "image: ", " # c\n"),
            (Syntax::Yaml, vec!["image"], "image: \"", "\"\n"),
            (Syntax::Json, vec!["a", "0"], "{\"a\": [\"cd \\\"\\u00e9\\\" && docker run -i ", " -p 1\"]}"),
        ] {
            let text = |image: &str| format!("{before}{image}{after}");
            let new = pinned(&text(reference), syntax, &pointer, reference, version);
            assert_eq!(new, Some(text(want)), "{reference} {version} {syntax:?}");
            assert_eq!(pinned(&text(want), syntax, &pointer, want, version), None, "{want}");
        }
    }
}

#[test]
fn there_is_no_edit_where_none_is_right() {
    let text = "{\"a\": \"x:v1\"}";
    for version in ["v1", "latest", "a b", ""] {
        assert_eq!(pinned(text, Syntax::Json, &["a"], "x:v1", version), None, "{version}");
    }
    let doc = Document::parse(text.to_owned(), Syntax::Json, Interest::All);
    let mine = pin(&doc, &["a"], "x:v1");
    for other in ["{}", "{\"a\": \"y:v1\"}", "{\"a\": \"x:v3\"}", "{\"a\": 1}", "{\"a\": \"run y x v1\"}"] {
        let other = Document::parse(other.to_owned(), Syntax::Json, Interest::All);
        assert_eq!(replacement(&mine, "v2", &other), None, "{}", &*other.text);
    }
    let stays = Pin { span: Span::at(0), ..mine };
    assert!(replacement(&stays, "v2", &doc).is_some(), "a whole reference needs no span");
}

proptest! {
    #[test]
    fn any_text_gives_ranges_inside_it(a in "\\PC{0,40}", b in "[a-c0-9A@:/._\\[\\]-]{0,24}") {
        for text in [&a, &b] {
            let _ = (golden_version(text), normalize_name(text), exact_version(text), same_version(text, &b));
            let Some(r) = Reference::parse(text) else { continue };
            let version = r.version_at();
            for range in [Some(r.name), r.registry, r.tag, r.digest, Some(version)].into_iter().flatten() {
                prop_assert!(text.get(range.clone()).is_some(), "{text:?} {range:?}");
            }
        }
    }

    #[test]
    fn parts_put_together_are_the_reference(
        host in prop::option::of("(localhost|[a-z]{1,4}\\.io|h:[0-9]{2,4})"),
        path in "[a-z]{1,4}(/[a-z0-9]{1,4}){0,2}",
        tag in prop::option::of("[a-z0-9][a-z0-9._-]{0,8}"),
        digest in any::<bool>(),
    ) {
        let name = host.iter().map(|h| format!("{h}/")).collect::<String>() + &path;
        let tagged = tag.iter().map(|t| format!(":{t}")).collect::<String>();
        let text = format!("{name}{tagged}{}", if digest { format!("@{A}") } else { String::new() });
        let r = Reference::parse(&text).unwrap();
        prop_assert_eq!(&text[r.name], name.as_str());
        prop_assert_eq!(r.registry.map(|range| text[range].to_owned()), host);
        prop_assert_eq!(r.tag.map(|range| text[range].to_owned()), tag);
        prop_assert_eq!(r.digest.is_some(), digest);
    }
}
