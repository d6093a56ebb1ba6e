//! Small locks, shaped like what the tools write, and what is read in them.

use proptest::prelude::*;

use super::*;
use crate::document::{Document, Interest, Syntax};
use crate::pins::python::normalize_name;

const SAMPLES: &[(Format, &str, &str)] = &[
    (Format::PackageLock, "package-lock-1.json", include_str!("testdata/package-lock-1.json")),
    (Format::PackageLock, "package-lock-2.json", include_str!("testdata/package-lock-2.json")),
    (Format::PackageLock, "package-lock-3.json", include_str!("testdata/package-lock-3.json")),
    (Format::PnpmLock, "pnpm-lock-5.yaml", include_str!("testdata/pnpm-lock-5.yaml")),
    (Format::PnpmLock, "pnpm-lock-6.yaml", include_str!("testdata/pnpm-lock-6.yaml")),
    (Format::PnpmLock, "pnpm-lock-9.yaml", include_str!("testdata/pnpm-lock-9.yaml")),
    (Format::YarnLock, "yarn-1.lock", include_str!("testdata/yarn-1.lock")),
    (Format::YarnLock, "yarn-4.lock", include_str!("testdata/yarn-4.lock")),
    (Format::BunLock, "bun.lock", include_str!("testdata/bun.lock")),
    (Format::DenoLock, "deno-3.lock", include_str!("testdata/deno-3.lock")),
    (Format::DenoLock, "deno-5.lock", include_str!("testdata/deno-5.lock")),
    (Format::UvLock, "uv.lock", include_str!("testdata/uv.lock")),
    (Format::PoetryLock, "poetry.lock", include_str!("testdata/poetry.lock")),
    (Format::PdmLock, "pdm.lock", include_str!("testdata/pdm.lock")),
    (Format::Pylock, "pylock.toml", include_str!("testdata/pylock.toml")),
    (Format::PipfileLock, "Pipfile.lock", include_str!("testdata/Pipfile.lock")),
];

fn wanted() -> Wanted {
    Wanted::new([(Ecosystem::Jsr, "@scope/mcp".to_owned())])
}

/// What a reader of the pins sees of one: package, version or source, flags, place in the tree.
fn line(pin: &Pin) -> String {
    let flags = [(pin.version.is_none(), " direct"), (pin.fixed, " fixed"), (pin.conditional, " if")];
    let flags: String = flags.into_iter().filter(|f| f.0).map(|f| f.1).collect();
    format!("{} {}{flags} {}", pin.package, pin.spec, pin.pointer)
}

fn sample(name: &str) -> (Format, &'static str) {
    let found = SAMPLES.iter().find(|sample| sample.1 == name).unwrap();
    (found.0, found.2)
}

/// What does not depend on the layout of the file.
fn facts(pins: &[Pin]) -> Vec<(Ecosystem, String, String, bool, bool)> {
    let mut all: Vec<_> =
        pins.iter().map(|p| (p.ecosystem, p.package.clone(), p.spec.clone(), p.fixed, p.conditional)).collect();
    all.sort();
    all
}

#[test]
fn every_format_is_read() {
    for (name, want) in [
        (
            "package-lock-1.json",
            &[
                "@modelcontextprotocol/sdk 1.20.2 /dependencies/@modelcontextprotocol~1sdk/version",
                "fastmcp 3.1.0 /dependencies/fastmcp/version",
                "@modelcontextprotocol/sdk 1.9.0 if ",
                "mcp-use git+ssh://git@github.com/user/mcp-use.git#SHA direct fixed /dependencies/mcp-use/version",
            ][..],
        ),
        (
            "package-lock-2.json",
            &[
                "@modelcontextprotocol/sdk 1.20.2 /packages/node_modules~1@modelcontextprotocol~1sdk/version",
                "fastmcp 3.1.0 /packages/node_modules~1fastmcp/version",
                "@modelcontextprotocol/sdk 1.9.0 if /packages/node_modules~1fastmcp~1node_modules~1@modelcontextprotocol~1sdk/version",
                "mcp-use git+ssh://git@github.com/user/mcp-use.git#SHA direct fixed /packages/node_modules~1mcp-use/resolved",
                "fastmcp 2.2.4 /packages/node_modules~1old-fastmcp/version",
                "mcp-handler 1.0.3 if /packages/packages~1one~1node_modules~1mcp-handler/version",
            ][..],
        ),
        (
            "package-lock-3.json",
            &[
                "@modelcontextprotocol/sdk 1.20.2 /packages/node_modules~1@modelcontextprotocol~1sdk/version",
                "fastmcp 3.1.0 /packages/node_modules~1fastmcp/version",
                "@modelcontextprotocol/sdk 1.9.0 if /packages/node_modules~1fastmcp~1node_modules~1@modelcontextprotocol~1sdk/version",
                "mcp-use git+ssh://git@github.com/user/mcp-use.git#SHA direct fixed /packages/node_modules~1mcp-use/resolved",
                "fastmcp 2.2.4 /packages/node_modules~1old-fastmcp/version",
                "mcp-handler 1.0.3 if /packages/packages~1one~1node_modules~1mcp-handler/version",
            ][..],
        ),
        (
            "pnpm-lock-5.yaml",
            &[
                "@modelcontextprotocol/sdk 1.20.2 /packages/~1@modelcontextprotocol~1sdk~11.20.2_zod@3.25.0",
                "@modelcontextprotocol/sdk 1.9.0 if /packages/~1@modelcontextprotocol~1sdk~11.9.0",
                "fastmcp 2.2.4 /packages/~1fastmcp~12.2.4",
                "fastmcp 3.1.0 /packages/~1fastmcp~13.1.0_zod@3.25.0",
                "mcp-use github.com/user/mcp-use/SHA direct fixed /packages/github.com~1user~1mcp-use~1SHA",
                "mcp-handler 1.0.3 /packages/registry.example~1mcp-handler~11.0.3",
            ][..],
        ),
        (
            "pnpm-lock-6.yaml",
            &[
                "@modelcontextprotocol/sdk 1.20.2 /packages/~1@modelcontextprotocol~1sdk@1.20.2(zod@3.25.0)",
                "@modelcontextprotocol/sdk 1.9.0 if /packages/~1@modelcontextprotocol~1sdk@1.9.0",
                "fastmcp 2.2.4 /packages/~1fastmcp@2.2.4",
                "fastmcp 3.1.0 /packages/~1fastmcp@3.1.0(zod@3.25.0)",
                "mcp-use github.com/user/mcp-use/SHA direct fixed /packages/github.com~1user~1mcp-use~1SHA",
            ][..],
        ),
        (
            "pnpm-lock-9.yaml",
            &[
                "@modelcontextprotocol/sdk 1.20.2 /packages/@modelcontextprotocol~1sdk@1.20.2",
                "@modelcontextprotocol/sdk 1.9.0 if /packages/@modelcontextprotocol~1sdk@1.9.0",
                "fastmcp 2.2.4 /packages/fastmcp@2.2.4",
                "fastmcp 3.1.0 /packages/fastmcp@3.1.0",
                "fastmcp 3.9.9 if /packages/fastmcp@3.9.9",
                "mcp-handler https://codeload.github.com/user/mcp-handler/tar.gz/SHA direct fixed /packages/mcp-handler@https:~1~1codeload.github.com~1user~1mcp-handler~1tar.gz~1SHA",
                "mcp-use git+https://git.example/user/mcp-use.git#SHA direct fixed /packages/mcp-use@git+https:~1~1git.example~1user~1mcp-use.git#SHA",
            ][..],
        ),
        (
            "yarn-1.lock",
            &[
                "@modelcontextprotocol/sdk 1.9.0 if ",
                "@modelcontextprotocol/sdk 1.20.2 if ",
                "fastmcp 3.1.0 ",
                "mcp-handler file:../mcp-handler direct ",
                "mcp-use git+https://git.example/user/mcp-use.git#SHA direct fixed ",
                "xmcp 0.1.4 ",
            ][..],
        ),
        (
            "yarn-4.lock",
            &[
                "@modelcontextprotocol/sdk 1.9.0 if /@modelcontextprotocol~1sdk@npm:1.9.0/version",
                "@modelcontextprotocol/sdk 1.20.2 if /@modelcontextprotocol~1sdk@npm:^1.20.0, @modelcontextprotocol~1sdk@npm:^1.20.1/version",
                "fastmcp 3.1.0 /fastmcp@npm:^3.0.0/version",
                "mcp-framework 0.2.2 /mcp-framework@patch:mcp-framework@npm%3A0.2.2#~0~1.yarn~1patches~1mcp-framework.patch/version",
                "mcp-use https://git.example/user/mcp-use.git#commit=SHA direct fixed /mcp-use@https:~1~1git.example~1user~1mcp-use.git/resolution",
                "mcp-handler 1.0.3 /old-handler@npm:mcp-handler@^1.0.0/version",
            ][..],
        ),
        (
            "bun.lock",
            &[
                "@modelcontextprotocol/sdk 1.20.2 /packages/@modelcontextprotocol~1sdk/0",
                "fastmcp 3.1.0 /packages/fastmcp/0",
                "mcp-framework ../mcp-framework.tgz direct /packages/mcp-framework/0",
                "mcp-use github:user/mcp-use#0123456 direct /packages/mcp-use/0",
                "mcp-handler 1.0.3 /packages/old-handler/0",
                "@modelcontextprotocol/sdk 1.9.0 if /packages/fastmcp~1@modelcontextprotocol~1sdk/0",
            ][..],
        ),
        (
            "deno-3.lock",
            &[
                "@scope/mcp 1.4.0 /packages/jsr/@scope~1mcp@1.4.0",
                "@modelcontextprotocol/sdk 1.20.2 /packages/npm/@modelcontextprotocol~1sdk@1.20.2",
                "@modelcontextprotocol/sdk 1.9.0 if /packages/npm/@modelcontextprotocol~1sdk@1.9.0",
            ][..],
        ),
        (
            "deno-5.lock",
            &[
                "@scope/mcp 1.4.0 /jsr/@scope~1mcp@1.4.0",
                "@modelcontextprotocol/sdk 1.20.2 /npm/@modelcontextprotocol~1sdk@1.20.2_zod@3.25.0",
                "@modelcontextprotocol/sdk 1.9.0 if /npm/@modelcontextprotocol~1sdk@1.9.0",
                "fastmcp 3.1.0 /npm/fastmcp@3.1.0",
            ][..],
        ),
        (
            "uv.lock",
            &[
                "django-mcp-server git+https://git.example/user/django-mcp-server?rev=main#SHA direct fixed /package/1/source/git",
                "fastapi-mcp https://files.example/fastapi_mcp-0.4.0-py3-none-any.whl direct /package/2/source/url",
                "fastmcp 2.14.2 /package/3/version",
                "mcp 1.9.4 if /package/4/version",
                "mcp 1.23.0 if /package/5/version",
                "mcp-agent ../mcp-agent direct /package/6/source/directory",
            ][..],
        ),
        (
            "poetry.lock",
            &[
                "django-mcp-server git+https://git.example/user/django-mcp-server@SHA direct fixed /package/0/source/url",
                "fastmcp 2.14.2 /package/1/version",
                "mcp 1.9.4 if /package/2/version",
                "mcp 1.23.0 if /package/3/version",
            ][..],
        ),
        (
            "pdm.lock",
            &[
                "django-mcp-server git+https://git.example/user/django-mcp-server@SHA direct fixed /package/0/git",
                "fastmcp 2.14.2 /package/1/version",
                "mcp 1.23.0 if /package/2/version",
                "mcp-agent ./mcp-agent direct /package/4/path",
            ][..],
        ),
        (
            "pylock.toml",
            &[
                "django-mcp-server git+https://git.example/user/django-mcp-server@SHA direct fixed /packages/0/vcs/url",
                "fastapi-mcp https://files.example/fastapi_mcp-0.4.0-py3-none-any.whl direct /packages/1/archive/url",
                "fastmcp 2.14.2 /packages/2/version",
                "mcp 1.23.0 if /packages/3/version",
            ][..],
        ),
        (
            "Pipfile.lock",
            &[
                "django-mcp-server git+https://git.example/user/django-mcp-server@SHA direct fixed /default/django-mcp-server/git",
                "fastmcp 2.14.2 /default/fastmcp/version",
                "fastapi-mcp 0.4.0 /develop/FastAPI_MCP/version",
                "mcp https://files.example/mcp-1.0.0.tar.gz direct /develop/mcp/file",
            ][..],
        ),
    ] {
        let (format, text) = sample(name);
        let lines: Vec<String> = read_lock(format, text, &wanted()).iter().map(line).collect();
        let want: Vec<String> =
            want.iter().map(|l| l.replace("SHA", "0123456789abcdef0123456789abcdef01234567")).collect();
        assert_eq!(lines, want, "{name}");
    }
}

#[test]
fn spans_are_the_bytes_of_the_file() {
    let all = wanted();
    for (format, name, text) in SAMPLES {
        for text in [(*text).to_owned(), format!("\u{feff}{text}"), text.replace('\n', "\r\n")] {
            let pins = read_lock(*format, &text, &all);
            assert_eq!(facts(&pins), facts(&read_lock(*format, sample(name).1, &all)), "{name}");
            for pin in pins {
                let written = pin.name_span.of(&text);
                let same =
                    if pin.ecosystem == Ecosystem::Python { normalize_name(written) } else { written.to_owned() };
                assert_eq!(same, pin.package, "{name} {pin:?}");
                let shown = pin.span.of(&text);
                // Python's sources are put together of several members.
                assert!(pin.spec == shown || (pin.version.is_none() && pin.spec.contains(shown)), "{name} {pin:?}");
                assert_eq!((pin.origin, pin.shown()), (Origin::Lock, pin.span));
                assert_eq!(pin.grammar == Grammar::Locked, pin.version.as_ref() == Some(&pin.spec));
            }
        }
    }
}

#[test]
fn pointers_lead_to_the_entry() {
    let all = wanted();
    for (format, name, text) in SAMPLES {
        let syntax = match name.rsplit_once('.').unwrap().1 {
            "json" => Syntax::Json,
            "yaml" => Syntax::Yaml,
            _ => match format {
                Format::YarnLock if *name == "yarn-1.lock" => continue,
                Format::YarnLock => Syntax::Yaml,
                Format::BunLock | Format::DenoLock | Format::PipfileLock => Syntax::Json,
                _ => Syntax::Toml,
            },
        };
        let doc = Document::parse(*text, syntax, Interest::All);
        assert!(doc.root.is_some(), "{name}: {:?}", doc.problems);
        for pin in read_lock(*format, text, &all).iter().filter(|pin| pin.pointer != Pointer::root()) {
            let member = doc.member(&pin.pointer).map(|m| m.span());
            let place =
                member.or(doc.at(&pin.pointer).map(|n| n.span)).unwrap_or_else(|| panic!("{name} {}", pin.pointer));
            assert!(place.contains(pin.span), "{name} {}", pin.pointer);
        }
    }
}

#[test]
fn other_layouts_give_the_same() {
    let all = wanted();
    for name in [
        "package-lock-1.json",
        "package-lock-2.json",
        "package-lock-3.json",
        "deno-3.lock",
        "deno-5.lock",
        "Pipfile.lock",
    ] {
        let (format, text) = sample(name);
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        let want = facts(&read_lock(format, text, &all));
        for other in [serde_json::to_string(&value).unwrap(), text.replace("\": ", "\" :  "), text.replace("  ", "\t")]
        {
            assert_eq!(facts(&read_lock(format, &other, &all)), want, "{name}\n{other}");
        }
    }
    // Bun's with the elements of its arrays in lines of their own.
    let (format, text) = sample("bun.lock");
    let other = text.replace("[\"", "[\n  \"");
    assert_eq!(facts(&read_lock(format, &other, &all)), facts(&read_lock(format, text, &all)));
    for name in ["uv.lock", "poetry.lock", "pdm.lock", "pylock.toml"] {
        let (format, text) = sample(name);
        let want = facts(&read_lock(format, text, &all));
        let table = if format == Format::Pylock { "packages" } else { "package" };
        for other in [
            text.replace(&format!("[[{table}]]"), &format!("  [[ \"{table}\" ]] # x")),
            text.replace("\nname = \"", "\n# x\nname = \""),
            text.replace("\nname = \"", "\n'name'  =  \""),
        ] {
            assert_eq!(facts(&read_lock(format, &other, &all)), want, "{name}\n{other}");
        }
    }
    let inline = "package = [{ name = 'FastMCP', version = '2.0' }, { version = \"1.0\", name = \"mcp\" }]";
    let lines: Vec<String> = read_lock(Format::UvLock, inline, &all).iter().map(line).collect();
    assert_eq!(lines, ["fastmcp 2.0 /package/0/version", "mcp 1.0 /package/1/version"]);
    let wide = sample("pnpm-lock-9.yaml").1.replace("  ", "    ");
    assert_eq!(
        facts(&read_lock(Format::PnpmLock, &wide, &all)),
        facts(&read_lock(Format::PnpmLock, sample("pnpm-lock-9.yaml").1, &all))
    );
    let short = "packages:\n  'fastmcp@1.0.0': {}\n";
    let lines: Vec<String> = read_lock(Format::PnpmLock, &format!("\n{short}"), &all).iter().map(line).collect();
    assert_eq!(lines, ["fastmcp 1.0.0 /packages/fastmcp@1.0.0"]);
    assert_eq!(facts(&read_lock(Format::PnpmLock, short, &all)).len(), 1);
    let flow = "{ packages: { 'fastmcp@1.0.0': {}, \"/mcp-use/1.0.0\": {} } }";
    let lines: Vec<String> = read_lock(Format::PnpmLock, flow, &all).iter().map(line).collect();
    assert_eq!(lines, ["fastmcp 1.0.0 /packages/fastmcp@1.0.0", "mcp-use 1.0.0 /packages/~1mcp-use~11.0.0"]);
    let flow = "{ __metadata: { version: 8 }, 'fastmcp@npm:^1': { version: 1.0.0, resolution: 'fastmcp@npm:1.0.0' } }";
    let lines: Vec<String> = read_lock(Format::YarnLock, flow, &all).iter().map(line).collect();
    assert_eq!(lines, ["fastmcp 1.0.0 /fastmcp@npm:^1/version"]);
}

#[test]
fn what_is_no_entry_gives_nothing() {
    let all = wanted();
    for (format, text) in [
        (Format::PackageLock, r#"{"name": "fastmcp", "lockfileVersion": 3, "packages": {}}"#),
        (Format::PackageLock, r#"{"lockfileVersion": 3, "packages": {"": {"dependencies": {"fastmcp": "^1"}}}}"#),
        (Format::PackageLock, r#"{"lockfileVersion": 3, "packages": {"node_modules/fastmcp": {"version": 1}}}"#),
        (Format::PackageLock, r#"{"lockfileVersion": 3, "packages": {"node_modules/fastmcp": {"#),
        (Format::PackageLock, "[\"fastmcp\", \"/fastmcp\"]"),
        (Format::BunLock, r#"{"packages": {"x": ["x@1.0.0", "fastmcp@1.0.0"], "fastmcp": ["fastmcp@"]}}"#),
        (Format::DenoLock, r#"{"npm": {"x@1": {"dependencies": ["fastmcp@1.0.0"]}}}"#),
        (Format::PnpmLock, "packages:\n\n  /fastmcp/docs:\n    x: 1\n\n  x-fastmcp@1.0.0: {}\n"),
        (Format::YarnLock, "x@^1:\n  version \"1.0.0\"\n  dependencies:\n    fastmcp@x \"1\"\n"),
        (Format::YarnLock, "fastmcp@^1:\n"),
        (Format::UvLock, "[[package]]\nname = \"fastmcp\"\n"),
        (Format::UvLock, "[[package]]\nname = \"fastmcp\"\nversion = [\n"),
        (Format::UvLock, "[[packages]]\nname = \"fastmcp\"\nversion = \"1\"\n"),
        (Format::PipfileLock, r#"{"_meta": {"fastmcp": {"version": "==1"}}, "default": {"x": {"version": "==1"}}}"#),
        (Format::PackageJson, r#"{"dependencies": {"fastmcp": "1.0.0"}}"#),
    ] {
        assert_eq!(read_lock(format, text, &all), [], "{text}");
    }
    assert_eq!(read_lock(Format::PackageLock, sample("package-lock-3.json").1, &Wanted::default()), []);
}

#[test]
fn hostile_files_take_no_more_than_their_length() {
    let all = Wanted::new([(Ecosystem::Npm, "q".to_owned())]);
    let many = |text: &str| text.repeat(20_000 / text.len());
    for text in [
        many("\"q\": {"),
        many("\"node_modules/q\": {"),
        many("q@"),
        many("\"q@"),
        many("\"npm:q@\": \""),
        many("\nq@1:\n  version"),
        format!("\npackages:\n  q@1.0.0:\n{}", many("  q@1.0.0 ")),
        many("[["),
        many("\n[[package]]"),
        many("\n[[package]]\nname = \"mcp\"\nversion = ["),
        many("\": {"),
    ] {
        for (format, _, _) in SAMPLES {
            let start = std::time::Instant::now();
            let _ = read_lock(*format, &text, &all);
            assert!(start.elapsed().as_secs() < 5, "{format:?} {:.60} {:?}", text, start.elapsed());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_panics_and_spans_fit(
        index in 0..SAMPLES.len(), cut in any::<prop::sample::Index>(), len in 0usize..40, insert in "[\\PC\n\"'@/:{}\\[\\]é ]{0,12}"
    ) {
        let (format, _, text) = SAMPLES[index];
        let mut at = cut.index(text.len());
        while !text.is_char_boundary(at) { at -= 1; }
        let end = (at + len).min(text.len());
        let mangled = format!("{}{insert}{}", &text[..at], text.get(end..).unwrap_or_default());
        for pin in read_lock(format, &mangled, &wanted()) {
            prop_assert!(mangled.get(pin.span.start..pin.span.end).is_some(), "{:?}", pin);
            prop_assert!(mangled.get(pin.name_span.start..pin.name_span.end).is_some(), "{:?}", pin);
        }
    }

    #[test]
    fn arbitrary_text_never_panics(parts in prop::collection::vec(
        prop_oneof![
            Just("fastmcp"), Just("@modelcontextprotocol/sdk"), Just("\""), Just("@"), Just("1.0.0"), Just(": {"), Just("}"), Just("\n"),
            Just("  "), Just("node_modules/"), Just("[[package]]\n"), Just("name = "), Just("version"), Just("\npackages:\n"), Just("npm:"),
            Just("é"), Just("/"), Just("'"), Just("["), Just("_"), Just("name: ")
        ], 0..40)
    ) {
        let text = parts.concat();
        let all = wanted();
        for (format, _, _) in SAMPLES {
            for pin in read_lock(*format, &text, &all) {
                prop_assert!(text.get(pin.span.start..pin.span.end).is_some() && text.get(pin.name_span.start..pin.name_span.end).is_some());
            }
        }
    }
}
