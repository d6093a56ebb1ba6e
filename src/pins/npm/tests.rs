use proptest::prelude::*;

use super::*;
use crate::document::{Document, Interest, Pointer, Span, Syntax};
use crate::finding::Edit;
use crate::model::pin::{Ecosystem, Grammar, Origin, Pin};

fn json(text: &str) -> Document {
    Document::parse(text, Syntax::Json, Interest::All)
}

fn yaml(text: &str) -> Document {
    Document::parse(text, Syntax::Yaml, Interest::All)
}

/// One line per pin: place, package, bytes of the name and of the specification, version, flags.
fn lines(doc: &Document, pins: &[Pin]) -> Vec<String> {
    let line = |p: &Pin| {
        let version = p.version.as_deref().unwrap_or("-");
        let flags = [
            (p.ecosystem != Ecosystem::Npm, format!(" {}", p.ecosystem.as_str())),
            (p.origin == Origin::Constraint, " constraint".to_owned()),
            (p.conditional, " if".to_owned()),
            (p.fixed, " fixed".to_owned()),
            (p.grammar == Grammar::Direct, " direct".to_owned()),
        ];
        let flags: String = flags.into_iter().filter(|f| f.0).map(|f| f.1).collect();
        assert!(doc.at(&p.pointer).is_some(), "{}", p.pointer);
        format!(
            "{}: {} {:?} {:?} {version}{flags}",
            p.place,
            p.package,
            p.name_span.of(&doc.text),
            p.span.of(&doc.text)
        )
    };
    pins.iter().map(line).collect()
}

fn package_json(text: &str) -> Vec<String> {
    let doc = json(text);
    lines(&doc, &read_package_json(&doc))
}

#[test]
fn tables_of_package_json() {
    let sha = "0123456789abcdef0123456789abcdef01234567";
    let text = format!(
        r#"{{
  "name": "me", "version": "1.0.0",
  "dependencies": {{ "fastmcp": "^3.1.0", "@s/a": " 1.2.3 ", "b": "", "c": "latest", "d": "npm:@s/x@1.0.0", "e": "npm:x" }},
  "devDependencies": {{ "a": "workspace:*", "b": "catalog:dev", "c": "file:../c", "d": "u/r#{sha}", "e": "https://h/x.tgz" }},
  "optionalDependencies": {{ "a": "v1.2.3", "f": 1, "g": null }},
  "peerDependencies": {{ "a": ">=1 <3", "h": "jsr:@s/h@^1", "i": "npm:^2" }},
  "bundleDependencies": ["a"]
}}"#
    );
    let git = format!(r#"devDependencies: d "d" "u/r#{sha}" - fixed direct"#);
    assert_eq!(
        package_json(&text),
        [
            r#"dependencies: fastmcp "fastmcp" "^3.1.0" -"#,
            r#"dependencies: @s/a "@s/a" "1.2.3" 1.2.3"#,
            r#"dependencies: b "b" "" -"#,
            r#"dependencies: c "c" "latest" -"#,
            r#"dependencies: @s/x "@s/x" "1.0.0" 1.0.0"#,
            r#"dependencies: x "x" "" -"#,
            r#"devDependencies: a "a" "workspace:*" - direct"#,
            r#"devDependencies: b "b" "catalog:dev" - direct"#,
            r#"devDependencies: c "c" "file:../c" - direct"#,
            &git,
            r#"devDependencies: e "e" "https://h/x.tgz" - direct"#,
            r#"optionalDependencies: a "a" "v1.2.3" 1.2.3"#,
            r#"peerDependencies: a "a" ">=1 <3" -"#,
            r#"peerDependencies: @s/h "@s/h" "^1" - jsr"#,
            r#"peerDependencies: i "i" "^2" -"#,
        ]
    );
}

#[test]
fn overrides_and_resolutions() {
    let text = r#"{
  "overrides": {
    "a": "1.0.0", "b@^2": "2.1.0", "c": "$c",
    "d": { ".": "4.0.0", "e": "5.0.0", "@s/f@1": { "g": "npm:other@7.0.0" } }
  },
  "resolutions": {
    "a": "1.0.0", "**/b": "2.0.0", "**/@s/c": "3.0.0", "p/d": "4.0.0", "@s/p/@s/e": "5.0.0", "p/**/f": "6.0.0",
    "g@npm:^7": "7.0.0", "@s/h@^8": "npm:8.0.0", "i": "patch:i@npm%3A1.0.0#x"
  },
  "pnpm": { "overrides": { "a": "1.0.0", "b@>=2 <3": "2.5.0", "p@^1>@s/c@>1": "3.0.0", "d": "-", "e": "$e", "f": "catalog:" } }
}"#;
    assert_eq!(
        package_json(text),
        [
            r#"overrides: a "a" "1.0.0" 1.0.0 constraint"#,
            r#"overrides: b "b" "2.1.0" 2.1.0 constraint if"#,
            r#"overrides: d "d" "4.0.0" 4.0.0 constraint"#,
            r#"overrides.d: e "e" "5.0.0" 5.0.0 constraint if"#,
            r#"overrides.d.@s/f@1: other "other" "7.0.0" 7.0.0 constraint if"#,
            r#"resolutions: a "a" "1.0.0" 1.0.0 constraint"#,
            r#"resolutions: b "b" "2.0.0" 2.0.0 constraint"#,
            r#"resolutions: @s/c "@s/c" "3.0.0" 3.0.0 constraint"#,
            r#"resolutions: d "d" "4.0.0" 4.0.0 constraint if"#,
            r#"resolutions: @s/e "@s/e" "5.0.0" 5.0.0 constraint if"#,
            r#"resolutions: f "f" "6.0.0" 6.0.0 constraint if"#,
            r#"resolutions: g "g" "7.0.0" 7.0.0 constraint if"#,
            r#"resolutions: @s/h "@s/h" "8.0.0" 8.0.0 constraint if"#,
            r#"resolutions: i "i" "patch:i@npm%3A1.0.0#x" - constraint direct"#,
            r#"pnpm.overrides: a "a" "1.0.0" 1.0.0 constraint"#,
            r#"pnpm.overrides: b "b" "2.5.0" 2.5.0 constraint if"#,
            r#"pnpm.overrides: @s/c "@s/c" "3.0.0" 3.0.0 constraint if"#,
            r#"pnpm.overrides: f "f" "catalog:" - constraint direct"#,
        ]
    );
}

#[test]
fn catalogs_are_manifests() {
    let text = r#"{ "workspaces": { "packages": ["p/*", 1], "catalog": { "a": "1.0.0" }, "catalogs": { "x": { "b": "^2" } } },
                    "catalog": { "c": "3.0.0" }, "catalogs": { "y": 1 } }"#;
    assert_eq!(
        package_json(text),
        [
            r#"workspaces.catalog: a "a" "1.0.0" 1.0.0"#,
            r#"workspaces.catalogs.x: b "b" "^2" -"#,
            r#"catalog: c "c" "3.0.0" 3.0.0"#,
        ]
    );
    let doc = yaml(
        "packages:\n  - p/*\n  - '!p/x'\ncatalog:\n  fastmcp: ^3.1.0 # c\n  '@s/a': \"1.2.3\"\n  b: 18\n\
         catalogs:\n  old:\n    fastmcp: 2.0.0\noverrides:\n  'p>c': 1.2\n  d@1: npm:e@1.0.0\n",
    );
    assert_eq!(
        lines(&doc, &read_pnpm_workspace(&doc)),
        [
            r#"catalog: fastmcp "fastmcp" "^3.1.0" -"#,
            r#"catalog: @s/a "@s/a" "1.2.3" 1.2.3"#,
            r#"catalog: b "b" "18" -"#,
            r#"catalogs.old: fastmcp "fastmcp" "2.0.0" 2.0.0"#,
            r#"overrides: c "c" "1.2" - constraint if"#,
            r#"overrides: e "e" "1.0.0" 1.0.0 constraint if"#,
        ]
    );
    assert_eq!(workspace_members(&doc), Some(vec!["p/*".to_owned(), "!p/x".to_owned()]));
}

#[test]
fn imports_of_deno() {
    let doc = json(
        r#"{ // c
  "imports": {
    "@std/assert": "jsr:@std/assert@^1.0.0", "chalk": "npm:chalk@5", "x/": "npm:/@s/x@1.2.3/sub/", "y": "npm:y", "z": "jsr:/@s/z/mod",
    "u": "https://user:secret@h.example/x@1.2.3/mod.ts?a=1", "own": "./x.ts", "node": "node:fs", "bad": "npm:", "n": 1,
  },
  "scopes": { "https://h.example/": { "a": "npm:a@2.0.0" } },
}"#,
    );
    let pins = read_deno_json(&doc);
    assert_eq!(
        lines(&doc, &pins),
        [
            r#"imports: @std/assert "@std/assert" "^1.0.0" - jsr"#,
            r#"imports: chalk "chalk" "5" -"#,
            r#"imports: @s/x "@s/x" "1.2.3" 1.2.3"#,
            r#"imports: y "y" "" -"#,
            r#"imports: @s/z "@s/z" "" - jsr"#,
            r#"imports: https://h.example/x@1.2.3/mod.ts "https://user:secret@h.example/x@1.2.3/mod.ts?a=1" "https://user:secret@h.example/x@1.2.3/mod.ts?a=1" - url direct"#,
            r#"scopes.https://h.example/: a "a" "2.0.0" 2.0.0 if"#,
        ]
    );
}

#[test]
fn members_of_workspaces() {
    let some = |globs: &[&str]| Some(globs.iter().map(|g| (*g).to_owned()).collect::<Vec<_>>());
    for (text, want) in [
        (r#"{"workspaces": ["a/*", 1, "!b"]}"#, some(&["a/*", "!b"])),
        (r#"{"workspaces": {"packages": ["a"]}}"#, some(&["a"])),
        (r#"{"workspaces": {"catalog": {}}}"#, None),
        (r#"{"workspace": ["./a"]}"#, some(&["./a"])),
        (r#"{"workspace": {"members": ["a"]}}"#, some(&["a"])),
        (r#"{"packages": ["a"]}"#, None),
        ("{}", None),
        ("", None),
    ] {
        assert_eq!(workspace_members(&json(text)), want, "{text}");
    }
    assert_eq!(workspace_members(&yaml("onlyBuiltDependencies: []")), None);
}

#[test]
fn what_is_malformed_gives_nothing() {
    for text in [
        "",
        "[]",
        "{",
        r#"{"dependencies": ["a"], "overrides": "x", "resolutions": 1, "pnpm": [], "catalogs": {"a": []}}"#,
        r#"{"overrides": {"": "1", "@": {"": {}}, "a": ["1"]}, "resolutions": {"/": "1", "a/": "1"}, "imports": 1, "scopes": [1]}"#,
        r#"{"dependencies": {"a": {}, "b": [], "c": true}}"#,
    ] {
        let doc = json(text);
        let found = [read_package_json(&doc), read_deno_json(&doc), read_pnpm_workspace(&doc)].concat();
        assert_eq!(found.iter().filter(|pin| pin.package != "@").collect::<Vec<_>>(), Vec::<&Pin>::new(), "{text}");
    }
}

fn apply(text: &str, edits: &[Edit]) -> String {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| edit.span);
    edits.iter().rev().fold(text.to_owned(), |text, edit| {
        format!("{}{}{}", &text[..edit.span.start], edit.text, &text[edit.span.end..])
    })
}

#[test]
fn versions_are_written_in_their_place() {
    for (value, want) in [
        (r#""^1.2.3""#, Some(r#""2.0.0""#)),
        (r#"" ~1 ""#, Some(r#"" 2.0.0 ""#)),
        (r#""""#, Some(r#""2.0.0""#)),
        (r#""latest""#, Some(r#""2.0.0""#)),
        (r#""not a range""#, Some(r#""2.0.0""#)),
        (r#""1.\u0030.0""#, Some(r#""2.0.0""#)),
        (r#""npm:other@^1""#, Some(r#""npm:other@2.0.0""#)),
        (r#""npm:@s/other""#, Some(r#""npm:@s/other@2.0.0""#)),
        (r#""npm:@s/other@""#, Some(r#""npm:@s/other@2.0.0""#)),
        (r#""npm:^1""#, Some(r#""npm:2.0.0""#)),
        (r#""jsr:@s/x@1""#, Some(r#""jsr:@s/x@2.0.0""#)),
        (r#""v2.0.0""#, None),
        (r#""2.0.0+b""#, None),
        (r#""workspace:*""#, None),
        (r#""github:u/r""#, None),
    ] {
        let text = format!("{{ \"dependencies\": {{ \"x\": {value} }} }}");
        let doc = json(&text);
        let pin = read_package_json(&doc).remove(0);
        let fixed = replacement(&pin, "v2.0.0", &doc).map(|edits| apply(&text, &edits));
        assert_eq!(fixed, want.map(|want| text.replace(value, want)), "{value}");
        assert_eq!(replacement(&pin, "latest", &doc), None);
        assert_eq!(replacement(&pin, "3.0.0", &json("{}")), None);
    }
    for (value, want) in [
        ("npm:x@^1/sub", "npm:x@2.0.0/sub"),
        ("npm:/@s/x", "npm:/@s/x@2.0.0"),
        ("jsr:@s/x/mod", "jsr:@s/x@2.0.0/mod"),
        ("npm:x@1.0.0", "npm:x@2.0.0"),
    ] {
        let text = format!("{{ \"imports\": {{ \"x\": {value:?} }} }}");
        let doc = json(&text);
        let edits = replacement(&read_deno_json(&doc)[0], "2.0.0", &doc).unwrap();
        assert_eq!(apply(&text, &edits), text.replace(value, want));
    }
    for (value, want) in [
        ("^1.2.3", "2.0.0"),
        ("\"^1\" # c", "\"2.0.0\" # c"),
        ("18", "2.0.0"),
        ("1.2 # c", "2.0.0 # c"),
        ("npm:y", "npm:y@2.0.0"),
        ("''", "'2.0.0'"),
    ] {
        let text = format!("catalog:\n  x: {value}\n  z: 1.0.0\n");
        let doc = yaml(&text);
        let pin = read_pnpm_workspace(&doc).remove(0);
        let edits = replacement(&pin, "2.0.0", &doc).unwrap_or_else(|| panic!("{value} {pin:?}"));
        let fixed = apply(&text, &edits);
        assert_eq!(read_pnpm_workspace(&yaml(&fixed))[0].version.as_deref(), Some("2.0.0"), "{fixed}");
        if !value.starts_with(['1', '2']) {
            assert_eq!(fixed, text.replace(value, want));
        }
    }
}

/// The pin of an argument, as the reader of launches makes it.
fn launch(doc: &Document, pointer: &Pointer, package: &str, spec: std::ops::Range<usize>) -> Pin {
    let node = doc.at(pointer).unwrap();
    let text = node.as_str().unwrap();
    Pin {
        ecosystem: Ecosystem::Npm,
        package: package.to_owned(),
        spec: text[spec.clone()].to_owned(),
        version: exact_version(&text[spec.clone()]),
        fixed: false,
        span: doc.string_part(node, spec).unwrap(),
        name_span: Span::default(),
        pointer: pointer.clone(),
        place: "args".to_owned(),
        grammar: Grammar::Npm,
        origin: Origin::Launch,
        conditional: false,
        hashed: false,
        server: Some("s".to_owned()),
    }
}

#[test]
fn launches_get_a_version_behind_the_name() {
    for (arg, package, spec, want) in [
        ("pkg", "pkg", "", Some("pkg@2.0.0")),
        ("@s/pkg", "@s/pkg", "", Some("@s/pkg@2.0.0")),
        ("@s/pkg@latest", "@s/pkg", "latest", Some("@s/pkg@2.0.0")),
        ("pkg@^1 --x", "pkg", "^1", Some("pkg@2.0.0 --x")),
        ("--package=pkg", "pkg", "", Some("--package=pkg@2.0.0")),
        ("npm:pkg/bin", "pkg", "", Some("npm:pkg@2.0.0/bin")),
        ("x\\ty pkg@1", "pkg", "1", Some("x\\ty pkg@2.0.0")),
        ("pkg@2.0.0", "pkg", "2.0.0", None),
    ] {
        let text = format!("{{ \"args\": [\"-y\", \"{arg}\"] }}");
        let doc = json(&text);
        let pointer = Pointer::of(&["args", "1"]);
        let decoded = doc.at(&pointer).and_then(|n| n.as_str().map(str::to_owned)).unwrap();
        let name_end = decoded.find(package).unwrap() + package.len();
        let start = name_end + usize::from(!spec.is_empty());
        let pin = launch(&doc, &pointer, package, start..start + spec.len());
        let fixed = replacement(&pin, "2.0.0", &doc).map(|edits| apply(&text, &edits));
        assert_eq!(fixed, want.map(|want| text.replace(arg, want)), "{arg}");
    }
}

proptest! {
    #[test]
    fn the_version_is_written_and_nothing_else(
        key in "[a-z]{1,5}", alias in prop::option::of("npm:(@s/)?[a-z]{1,5}@?"), spec in "|[~^>=v]{0,2}[0-9]\\.[0-9]{1,2}(\\.[0-9x])?|latest|\\*",
        blank in "[ ]{0,2}", style in 0u8..3, version in "[1-9][0-9]?\\.[0-9]\\.[1-9][0-9]?(-rc\\.1)?",
    ) {
        let value = match &alias {
            Some(alias) if alias.ends_with('@') || spec.is_empty() => format!("{blank}{alias}{spec}"),
            Some(alias) => format!("{blank}{alias}@{spec}"),
            None => format!("{blank}{spec}{blank}"),
        };
        let (before, after) = match style {
            0 => (format!("{{\r\n  // é\r\n  \"dependencies\": {{ \"{key}\": \""), "\", \"z\": \"1\" } }\r\n"),
            1 => (format!("{{ \"overrides\": {{ \"{key}\": \""), "\" } }"),
            _ => (format!("# é\ncatalog:\n  {key}: \""), "\"\n"),
        };
        let text = format!("{before}{value}{after}");
        let read = |text: &str| match style {
            2 => { let doc = yaml(text); let pins = read_pnpm_workspace(&doc); (doc, pins) }
            _ => { let doc = json(text); let pins = read_package_json(&doc); (doc, pins) }
        };
        let (doc, mut pins) = read(&text);
        let pin = pins.remove(0);
        let Some(edits) = replacement(&pin, &version, &doc) else {
            let old = pin.version.as_deref().unwrap_or_default();
            prop_assert!(same_version(old, &version), "{}", text);
            return Ok(());
        };
        let fixed = apply(&text, &edits);
        prop_assert!(fixed.starts_with(&before) && fixed.ends_with(after), "{}", fixed);
        let (again, new) = read(&fixed);
        prop_assert_eq!(new[0].version.as_deref(), Some(version.as_str()), "{}", fixed);
        prop_assert_eq!((&new[0].package, &new[0].pointer, &new[0].spec), (&pin.package, &pin.pointer, &version));
        prop_assert_eq!(replacement(&new[0], &version, &again), None);
        prop_assert_eq!(new.len(), pins.len() + 1);
    }

    #[test]
    fn nothing_panics(a in "\\PC{0,24}", b in "[a@/:.#^~<>=|x0-9 \\-v+*é$]{0,16}") {
        for text in [&a, &b] {
            let _ = (spec::classify(text), allows(text, &b), allows("^1", text), same_version(text, &a));
            if let Some(version) = exact_version(text) {
                prop_assert_eq!(exact_version(&version), Some(version.clone()));
                prop_assert!(same_version(text, &version));
            }
            let word = serde_json::to_string(text).unwrap();
            let table = format!("{{ {word}: {word}, \"x\": {{ \".\": {word}, {word}: {word} }} }}");
            let file = format!(
                "{{\"dependencies\": {table}, \"overrides\": {table}, \"resolutions\": {table}, \"pnpm\": {{\"overrides\": {table}}}, \"imports\": {table}}}"
            );
            let doc = json(&file);
            for pin in [read_package_json(&doc), read_deno_json(&doc)].concat() {
                prop_assert!(file.get(pin.span.start..pin.span.end).is_some() && file.get(pin.name_span.start..pin.name_span.end).is_some());
                prop_assert!(doc.at(&pin.pointer).is_some());
                if let Some(edits) = replacement(&pin, "1.2.3", &doc) {
                    let fixed = apply(&file, &edits);
                    prop_assert!(json(&fixed).fatal().is_none(), "{}", fixed);
                }
            }
        }
    }
}

#[test]
fn frameworks_are_known() {
    for name in ["@modelcontextprotocol/sdk", "fastmcp"] {
        assert!(is_mcp_framework(name), "{name}");
    }
    for name in ["@modelcontextprotocol/inspector", "mcp-remote", "ai", "", "FastMCP"] {
        assert!(!is_mcp_framework(name), "{name}");
    }
    assert!(MCP_FRAMEWORKS.is_sorted());
}
