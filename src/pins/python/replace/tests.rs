use proptest::prelude::*;

use super::*;
use crate::document::{Interest, Pointer};
use crate::model::pin::Ecosystem;
use crate::pins::python::{exact_version, read_pyproject, read_requirements};

fn toml(text: &str) -> Document {
    Document::parse(text.to_owned(), Syntax::Toml, Interest::All)
}

fn apply(text: &str, edit: &Edit) -> String {
    format!("{}{}{}", &text[..edit.span.start], edit.text, &text[edit.span.end..])
}

/// The text with its only pin set to `version`; `None` where nothing is to be done.
fn pinned(text: &str, version: &str) -> Option<String> {
    let doc = toml(text);
    let pins = read_pyproject(&doc);
    let [pin] = pins.as_slice() else { panic!("{text}: {pins:?}") };
    Some(apply(text, &replacement(pin, version, &doc)?))
}

#[test]
fn requirements_keep_everything_but_the_specifier() {
    for (value, want) in [
        ("'a==1.0'", "'a==2.14.2'"),
        ("\"a[x]>=1,<2 ; os_name == 'nt'\"", "\"a[x]==2.14.2 ; os_name == 'nt'\""),
        ("'a >= 1'", "'a == 2.14.2'"),
        ("'a ( >=1 )'", "'a ( ==2.14.2 )'"),
        ("'a ()'", "'a (==2.14.2)'"),
        ("'a'", "'a==2.14.2'"),
        ("' a[x] ;y'", "' a[x]==2.14.2 ;y'"),
        ("'a===odd'", "'a==2.14.2'"),
        ("'a==1, ;x'", "'a==2.14.2 ;x'"),
        ("'a>=2.*'", "'a==2.14.2'"),
        ("'a==2.14.2,==3'", "'a==2.14.2'"),
        ("'''a==1'''", "'''a==2.14.2'''"),
        ("\"a\\u003D=1 ; 'é\\\"'\"", "\"a==2.14.2 ; 'é\\\"'\""),
        ("\"\"\"\na==1 ; 'x\\t\"\u{e9}'\n\"\"\"", "\"a==2.14.2 ; 'x\\t\\\"\u{e9}'\\n\""),
        ("'''\r\na==1'''", "'a==2.14.2'"),
    ] {
        let text = |value: &str| format!("# é\r\n[project]\r\ndependencies = [\r\n  {value}, # c\r\n]\r\n");
        assert_eq!(pinned(&text(value), "==2.14.2"), Some(text(want)), "{value}");
        assert_eq!(pinned(&text(want), "2.14.2"), None, "{want}");
    }
}

#[test]
fn poetry_keeps_its_own_spelling() {
    for (value, want) in [
        ("'1.0'", "'2.14.2'"),
        ("\"^1.0\"", "\"2.14.2\""),
        ("' * '", "' 2.14.2 '"),
        ("'==1.0'", "'==2.14.2'"),
        ("'== 1.0'", "'== 2.14.2'"),
        ("'=1.0'", "'2.14.2'"),
        ("'>= 1.0, <2 || 3'", "'2.14.2'"),
        ("{ version = '~1', extras = ['x'] }", "{ version = '2.14.2', extras = ['x'] }"),
        ("[{ version = '~1', python = '>3' }]", "[{ version = '2.14.2', python = '>3' }]"),
        ("\"\"\"\\\n  ^1\"\"\"", "\"2.14.2\""),
    ] {
        let text = |value: &str| format!("[tool.poetry.dependencies]\na = {value} # c\n");
        assert_eq!(pinned(&text(value), "v2.14.2"), Some(text(want)), "{value}");
    }
}

#[test]
fn there_is_no_edit_where_none_is_right() {
    for (text, version) in [
        ("project.dependencies = ['a @ https://h/a.whl']", "1.0"),
        ("tool.uv.sources.a = { git = 'https://h/a' }", "1.0"),
        ("tool.poetry.dependencies.a = { path = '../a' }", "1.0"),
        ("project.dependencies = ['a==1.0']", "1"),
        ("project.dependencies = ['a==1.0']", ">=2"),
        ("project.dependencies = ['a==1.0']", "latest"),
        ("project.dependencies = ['a==1.0']", "1.0'"),
    ] {
        assert_eq!(pinned(text, version), None, "{text} {version}");
    }
    let doc = toml("project.dependencies = ['a==1.0']");
    let pin = read_pyproject(&doc).remove(0);
    for other in
        ["", "project.dependencies = ['b==1.0']", "project.dependencies = ['a==1.1']", "project.dependencies = [1]"]
    {
        assert_eq!(replacement(&pin, "2.0", &toml(other)), None, "{other}");
    }
}

/// Any TOML spelling of a string.
fn spell(text: &str, style: u8) -> String {
    let escaped: String = text.chars().map(|c| format!("\\U{:08X}", u32::from(c))).collect();
    match style {
        // JSON's escapes are TOML's.
        0 => serde_json::to_string(text).unwrap(),
        1 => format!("'{text}'"),
        2 => format!("\"\"\"\n{text}\"\"\""),
        3 => format!("'''{text}'''"),
        _ => format!("\"{escaped}\""),
    }
}

/// The pin of `spec` in the first argument of a client's config.
fn launch(text: &str, syntax: Syntax, grammar: Grammar, name: &str, spec: &str) -> (Document, Pin) {
    let doc = Document::parse(text.to_owned(), syntax, Interest::All);
    let pointer = Pointer::of(&["args", "0"]);
    let node = doc.at(&pointer).unwrap();
    let said = node.as_str().unwrap();
    let at = said.find(name).unwrap() + name.len();
    let gap = usize::from(said[at..].starts_with('@'));
    let span = |part: Range<usize>| doc.string_part(node, part).unwrap_or(node.span);
    let pin = Pin {
        ecosystem: Ecosystem::Python,
        package: normalize_name(name.split('[').next().unwrap()),
        spec: spec.to_owned(),
        version: exact_version(spec, grammar),
        fixed: false,
        span: span(at + gap..at + gap + spec.len()),
        name_span: span(at - name.len()..at),
        pointer: pointer.clone(),
        place: "args".to_owned(),
        grammar,
        origin: Origin::Launch,
        conditional: false,
        hashed: false,
        server: Some("s".to_owned()),
    };
    (doc, pin)
}

#[test]
fn what_a_server_starts_is_written_in_its_argument() {
    use Grammar::{Pep440, UvTool};
    for (grammar, name, spec, raw, want) in [
        (UvTool, "pkg", "", r#""pkg""#, r#""pkg@2.14.2""#),
        (UvTool, "pkg", "latest", r#""pkg@latest""#, r#""pkg@2.14.2""#),
        (UvTool, "pkg", "1.0", r#""pkg@1.0""#, r#""pkg@2.14.2""#),
        (UvTool, "pkg[x]", "", r#""pkg[x]""#, r#""pkg[x]@2.14.2""#),
        (UvTool, "pkg[x]", "latest", r#""--from=pkg[x]@latest""#, r#""--from=pkg[x]@2.14.2""#),
        (Pep440, "pkg", "", r#""pkg""#, r#""pkg==2.14.2""#),
        (Pep440, "pkg[x]", ">=1", r#""pkg[x]>=1""#, r#""pkg[x]==2.14.2""#),
        (Pep440, "b", "==1", r#""a==1,b==1,c==1""#, r#""a==1,b==2.14.2,c==1""#),
        (Pep440, "pkg", ">=1", r#""uvx --with \"pkg>=1\" \u0061""#, r#""uvx --with \"pkg==2.14.2\" \u0061""#),
        (Pep440, "pkg", ">=1", r#""pkg\u003e=1""#, r#""pkg==2.14.2""#),
        (UvTool, "pkg", "", r#""é pkg x""#, r#""é pkg@2.14.2 x""#),
    ] {
        let text = |raw: &str| format!("{{\n  \"args\": [{raw}, \"latest\"] // c\n}}\n");
        let (doc, pin) = launch(&text(raw), Syntax::Json, grammar, name, spec);
        let edit = replacement(&pin, "2.14.2", &doc).unwrap_or_else(|| panic!("{raw} {pin:?}"));
        assert_eq!(apply(&doc.text, &edit), text(want), "{raw}");
    }
}

#[test]
fn arguments_in_toml_and_yaml() {
    for (syntax, text, spec, want) in [
        (Syntax::Yaml, "args:\n  - pkg # c\n", "", Some("args:\n  - pkg@2.14.2 # c\n")),
        (Syntax::Yaml, "args: ['pkg@latest', latest]\n", "latest", Some("args: ['pkg@2.14.2', latest]\n")),
        (Syntax::Yaml, "args: [\"pkg\"]\n", "", Some("args: [\"pkg@2.14.2\"]\n")),
        // What other nodes stand for too is left alone.
        (Syntax::Yaml, "args:\n  - &a pkg\n  - *a\n", "", None),
        (Syntax::Toml, "args = ['''pkg@latest''']\n", "latest", Some("args = ['''pkg@2.14.2''']\n")),
        // No exact map: the whole string is the pin's.
        (Syntax::Toml, "args = [\"\"\"\\\n  pkg@latest\"\"\"]\n", "latest", Some("args = [\"pkg@2.14.2\"]\n")),
    ] {
        let (doc, pin) = launch(text, syntax, Grammar::UvTool, "pkg", spec);
        let edit = replacement(&pin, "2.14.2", &doc);
        assert_eq!(edit.map(|edit| apply(text, &edit)).as_deref(), want, "{text}");
    }
}

#[test]
fn hashes_stay_for_the_caller_to_speak_of() {
    let text = "a==1 \\\n  --hash=sha256:00 # c\n";
    let doc = Document::parse(text.to_owned(), Syntax::Plain, Interest::All);
    let pin = read_requirements(&doc).remove(0);
    assert!(pin.hashed);
    assert_eq!(apply(text, &replacement(&pin, "2", &doc).unwrap()), "a==2 \\\n  --hash=sha256:00 # c\n");
}

#[test]
fn a_text_without_a_tree_knows_its_own_pins() {
    let plain = |text: &str| Document::parse(text.to_owned(), Syntax::Plain, Interest::All);
    let pin = read_requirements(&plain("x\nfast-mcp>=2\n")).pop().unwrap();
    for other in [
        "",
        "x\nfast-mcp>=3\n",
        "x\nfast-mcq>=2\n",
        "x\nfast-mcp>=2.1\n",
        "x\nfast-mcp>=2 ,<3\n",
        "é\nfast-mcp>=2",
        "fast-mcp>=2",
    ] {
        assert_eq!(replacement(&pin, "2.14.2", &plain(other)), None, "{other}");
    }
}

proptest! {
    #[test]
    fn the_version_is_written_and_nothing_else(
        head in "[a-z][a-z0-9_.]{0,4}[a-z]( ?\\[[a-z]{1,3}\\])?",
        spec in "( ?(==|>=|~=|!=|<|===) ?[0-9]\\.[0-9]{1,2}(, ?<9)?)?",
        parens in any::<bool>(),
        marker in "( ?; ?[a-zé]{1,5} )?",
        style in 0u8..5,
        poetry in any::<bool>(),
        version in "[1-9][0-9]?\\.[0-9]{1,2}(rc1|\\.post1)?",
    ) {
        let spec = if parens && !poetry { format!("({spec})") } else { spec };
        let spec = if poetry && spec.trim().is_empty() { "*".to_owned() } else { spec };
        let (before, value, after) = if poetry {
            ("# é\r\n[tool.poetry]\r\ndependencies.x = ", spell(&spec, style), " # 'c'\r\n".to_owned())
        } else {
            let all = format!("{head}{spec}{marker}");
            ("# é\r\n[project]\r\ndependencies = [\r\n  'z', ", spell(&all, style), ", # 'c'\r\n]\r\n".to_owned())
        };
        let text = format!("{before}{value}{after}");
        let doc = toml(&text);
        prop_assert!(doc.fatal().is_none(), "{}", text);
        let pin = read_pyproject(&doc).pop().unwrap();
        let Some(edit) = replacement(&pin, &version, &doc) else {
            let old = pin.version.as_deref().unwrap_or_default();
            prop_assert!(same_version(old, &version), "{} {}", text, version);
            return Ok(());
        };
        prop_assert!(edit.span.start >= before.len() && edit.span.end <= text.len() - after.len());
        let fixed = apply(&text, &edit);
        let again = toml(&fixed);
        let new = read_pyproject(&again).pop().unwrap();
        prop_assert_eq!(new.version.clone(), golden_version(&version), "{}", fixed);
        prop_assert_eq!((&new.package, &new.pointer, new.conditional), (&pin.package, &pin.pointer, pin.conditional));
        prop_assert_eq!(replacement(&new, &version, &again), None);
        // The decoded strings differ in the specifier only.
        let parts = |doc: &Document, pin: &Pin| {
            let text = doc.at(&pin.pointer).and_then(|n| n.as_str().map(str::to_owned)).unwrap();
            text.replacen(&pin.spec, "", usize::from(!pin.spec.is_empty()))
        };
        prop_assert_eq!(parts(&doc, &pin), parts(&again, &new));
    }
}
