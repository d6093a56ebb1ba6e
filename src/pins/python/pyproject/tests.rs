use proptest::prelude::*;

use super::*;
use crate::document::{Interest, Span, Syntax};

fn toml(text: &str) -> Document {
    let doc = Document::parse(text.to_owned(), Syntax::Toml, Interest::All);
    assert!(doc.fatal().is_none(), "{text}\n{:?}", doc.problems);
    doc
}

/// One line per pin: place, package, bytes of the span, version, flags.
fn lines(text: &str) -> Vec<String> {
    let doc = toml(text);
    let line = |p: Pin| {
        let version = p.version.as_deref().unwrap_or("-");
        let flags = [(p.conditional, " if"), (p.fixed, " fixed"), (p.grammar == Grammar::Direct, " direct")];
        let flags: String = flags.into_iter().filter(|f| f.0).map(|f| f.1).collect();
        format!("{}: {} {:?} {version}{flags}", p.place, p.package, p.span.of(text))
    };
    read_pyproject(&doc).into_iter().map(line).collect()
}

#[test]
fn pep_621_and_735() {
    let text = "\u{feff}[project]\r\nname = 'My.App'\r\ndependencies = [ # c\r\n  \"FastMCP[cli]==2.14.2\", # x\r\n  \
                'mcp >=1 ; os_name == \"nt\"',\r\n  # 'no==1',\r\n  \"anyio\",\r\n]\r\n\
                [project.optional-dependencies]\r\nall = ['my_app[x]', 'b (~=1.0)']\r\n'é x' = ['c==1.*']\r\n\
                [dependency-groups]\r\ndev = ['d===1', {include-group = 'e'}, 'e @ https://h/e.whl']\r\n";
    assert_eq!(
        lines(text),
        [
            r#"project.dependencies: fastmcp "==2.14.2" 2.14.2"#,
            r#"project.dependencies: mcp ">=1" - if"#,
            r#"project.dependencies: anyio "" -"#,
            r#"project.optional-dependencies.all: b "~=1.0" -"#,
            r#"project.optional-dependencies.é x: c "==1.*" -"#,
            r#"dependency-groups.dev: d "===1" 1"#,
            r#"dependency-groups.dev: e "https://h/e.whl" - direct"#,
        ]
    );
}

#[test]
fn uv_lists_and_sources() {
    let sha = "0123456789abcdef0123456789abcdef01234567";
    let text = format!(
        "[tool.uv]\ndev-dependencies = ['a==1']\nconstraint-dependencies = ['b<2']\n\
         override-dependencies = ['c==3,!=3.0.1']\n\
         [tool.uv.sources]\nd = {{ git = 'https://h/d', rev = '{sha}' }}\ne = {{ git = 'https://h/e', tag = 'v1' }}\n\
         f = [{{ path = '../f', marker = 'x' }}, {{ index = 'i' }}, {{ url = 'https://h/f.whl' }}]\n\
         G_g = {{ workspace = true }}\nh = {{ workspace = false }}\ni = 1\nj.path = 'j'\n"
    );
    let d = format!("{{ git = 'https://h/d', rev = '{sha}' }}");
    assert_eq!(
        lines(&text),
        [
            "tool.uv.dev-dependencies: a \"==1\" 1".to_owned(),
            "tool.uv.constraint-dependencies: b \"<2\" -".to_owned(),
            "tool.uv.override-dependencies: c \"==3,!=3.0.1\" 3".to_owned(),
            format!("tool.uv.sources: d {d:?} - fixed direct"),
            "tool.uv.sources: e \"{ git = 'https://h/e', tag = 'v1' }\" - direct".to_owned(),
            "tool.uv.sources: f \"{ path = '../f', marker = 'x' }\" - if direct".to_owned(),
            "tool.uv.sources: f \"{ url = 'https://h/f.whl' }\" - direct".to_owned(),
            "tool.uv.sources: g-g \"{ workspace = true }\" - direct".to_owned(),
            "tool.uv.sources: j \"j\" - direct".to_owned(),
        ]
    );
    let specs: Vec<String> = read_pyproject(&toml(&text)).into_iter().skip(3).map(|p| p.spec).collect();
    let git = format!("git+https://h/d@{sha}");
    assert_eq!(specs, [&git, "git+https://h/e@v1", "../f", "https://h/f.whl", "workspace", "j"]);
}

#[test]
fn poetry_tables() {
    let text = "[tool.poetry.dependencies]\nPython = '^3.11'\nfastmcp = \"2.14.2\"\nmcp = { version = '^1.2', extras = ['cli'] }\n\
                a = [{ version = '1.0', python = '<3.12' }, { version = '>=2', python = '>=3.12' }, '3.*']\n\
                b = { git = 'https://h/b', branch = 'x', version = '1' }\nc = { path = '../c' }\nd = { extras = [] }\n\
                e = 1\nf = ''\ng = { version = 2 }\n'h.h' = ' == 1.0 '\n[tool.poetry.dependencies.i]\nversion = '==2.*'\n\
                [tool.poetry.dev-dependencies]\nj = '1 || 2'\n[tool.poetry.group.t.dependencies]\nk = '~1'\n\
                [[tool.poetry.group.t.dependencies.l]]\nversion = '1'\n[tool.poetry.group.empty]\n";
    assert_eq!(
        lines(text),
        [
            r#"tool.poetry.dependencies: fastmcp "2.14.2" 2.14.2"#,
            r#"tool.poetry.dependencies: mcp "^1.2" -"#,
            r#"tool.poetry.dependencies: a "1.0" 1.0 if"#,
            r#"tool.poetry.dependencies: a ">=2" - if"#,
            r#"tool.poetry.dependencies: a "3.*" -"#,
            r#"tool.poetry.dependencies: b "{ git = 'https://h/b', branch = 'x', version = '1' }" - direct"#,
            r#"tool.poetry.dependencies: c "{ path = '../c' }" - direct"#,
            r#"tool.poetry.dependencies: h-h "== 1.0" 1.0"#,
            r#"tool.poetry.dependencies: i "==2.*" -"#,
            r#"tool.poetry.dev-dependencies: j "1 || 2" -"#,
            r#"tool.poetry.group.t.dependencies: k "~1" -"#,
            r#"tool.poetry.group.t.dependencies: l "1" 1"#,
        ]
    );
}

#[test]
fn uv_knows_more_lists() {
    let text = "[build-system]\nrequires = ['a>=1']\n[tool.uv]\nbuild-constraint-dependencies = ['b<2']\n\
                override-dependencies = ['c', { package = { name = 'x', version = '1' }, dependencies = ['d==1', 2] }]\n\
                [tool.uv.extra-build-dependencies]\ne = ['f', { requirement = 'g==1', match-runtime = false }, 1]\n";
    assert_eq!(
        lines(text),
        [
            r#"build-system.requires: a ">=1" -"#,
            r#"tool.uv.build-constraint-dependencies: b "<2" -"#,
            r#"tool.uv.override-dependencies: c "" -"#,
            r#"tool.uv.override-dependencies: d "==1" 1 if"#,
            r#"tool.uv.extra-build-dependencies.e: f "" -"#,
            r#"tool.uv.extra-build-dependencies.e: g "==1" 1"#,
        ]
    );
    let limits: Vec<_> = read_pyproject(&toml(text)).into_iter().map(|p| p.origin == Origin::Constraint).collect();
    assert_eq!(limits, [false, true, true, true, false, false]);
}

#[test]
fn pdm_and_rye() {
    let text = "[tool.rye]\ndev-dependencies = ['a~=1.0']\n[tool.pdm.dev-dependencies]\nx = ['b==1', '-e file:///c#egg=c']\n\
                [tool.pdm.resolution.overrides]\nd = '1.0'\ne = '>=2'\nf = 'https://h/f.whl'\ng = '==3'\n\
                h = 'git+https://h/h@0123456789abcdef0123456789abcdef01234567'\n";
    assert_eq!(
        lines(text),
        [
            r#"tool.rye.dev-dependencies: a "~=1.0" -"#,
            r#"tool.pdm.dev-dependencies.x: b "==1" 1"#,
            r#"tool.pdm.resolution.overrides: d "1.0" 1.0"#,
            r#"tool.pdm.resolution.overrides: e ">=2" -"#,
            r#"tool.pdm.resolution.overrides: f "https://h/f.whl" - direct"#,
            r#"tool.pdm.resolution.overrides: g "==3" 3"#,
            r#"tool.pdm.resolution.overrides: h "git+https://h/h@0123456789abcdef0123456789abcdef01234567" - fixed direct"#,
        ]
    );
}

#[test]
fn hatch_environments() {
    let text = "[tool.hatch.env]\nrequires = ['a']\n[tool.hatch.envs.x]\ndependencies = ['b==1', 'c @ {root:uri}/c', 'd=={matrix:v}']\n\
                extra-dependencies = ['e']\nfeatures = ['f']\n[tool.hatch.envs.x.overrides]\n\
                platform.linux.set-dependencies = ['g==1', { value = 'h', if = ['x'] }]\nenv.CI.scripts = ['i']\n\
                [tool.hatch.envs.x.sources]\nb = { path = '../b' }\n[tool.hatch.build]\ndependencies = ['j']\n\
                [tool.hatch.build.targets.wheel]\ndependencies = ['k']\nhooks.l.dependencies = ['m']\n";
    assert_eq!(
        lines(text),
        [
            r#"tool.hatch.env.requires: a "" -"#,
            r#"tool.hatch.envs.x.dependencies: b "==1" 1"#,
            r#"tool.hatch.envs.x.dependencies: c "{root:uri}/c" - direct"#,
            r#"tool.hatch.envs.x.extra-dependencies: e "" -"#,
            r#"tool.hatch.envs.x.overrides.platform.linux.set-dependencies: g "==1" 1 if"#,
            r#"tool.hatch.envs.x.overrides.platform.linux.set-dependencies: h "" - if"#,
            r#"tool.hatch.envs.x.sources: b "{ path = '../b' }" - direct"#,
            r#"tool.hatch.build.dependencies: j "" -"#,
            r#"tool.hatch.build.targets.wheel.dependencies: k "" -"#,
            r#"tool.hatch.build.targets.wheel.hooks.l.dependencies: m "" -"#,
        ]
    );
}

#[test]
fn spans_and_names_are_the_bytes_of_the_file() {
    for (value, name, span) in [
        ("'a [x] >= 1 ;y'", "a [x]", ">= 1"),
        ("\"a[x] (==1)\"", "a[x]", "==1"),
        ("\"\"\"a==1\"\"\"", "a", "==1"),
        ("'''a==1'''", "a", "==1"),
        ("\"\\u0061\\u003D=1\"", "\\u0061", "\\u003D=1"),
        // No exact map: the whole value.
        ("\"\"\"\na==1\"\"\"", "\"\"\"\na==1\"\"\"", "\"\"\"\na==1\"\"\""),
        ("\"\"\"a\\\n  ==1\"\"\"", "\"\"\"a\\\n  ==1\"\"\"", "\"\"\"a\\\n  ==1\"\"\""),
    ] {
        let text = format!("project.dependencies = [ {value} ]\n");
        let pins = read_pyproject(&toml(&text));
        let [pin] = pins.as_slice() else { panic!("{value}: {pins:?}") };
        assert_eq!((pin.name_span.of(&text), pin.span.of(&text)), (name, span), "{value}");
        assert_eq!(pin.shown(), pin.span);
        assert_eq!(toml(&text).at(&pin.pointer).map(|n| n.span.of(&text)), Some(value));
    }
    let text = "project.dependencies = ['a[x] ;y']";
    let pin = read_pyproject(&toml(text)).remove(0);
    assert_eq!((pin.span, pin.shown().of(text)), (Span::at(text.find(" ;").unwrap()), "a[x]"));
}

#[test]
fn what_is_malformed_gives_nothing() {
    for text in [
        "",
        "project = 1",
        "[project]\ndependencies = 'a==1'",
        "[project]\ndependencies = [1, 'a=1', '', ['b==1'], {c = 'c==1'}, '-e .']",
        "[project]\ndependencies = {a = '1'}\noptional-dependencies = ['a']",
        "dependency-groups = { a = 'a==1', b = [{}] }",
        "[tool]\nuv = []\npoetry = 'x'",
        "[tool.uv]\nsources = { a = [1], b = {} }",
        "[tool.poetry]\ngroup = { a = 1, b = { dependencies = 2 } }\ndependencies = [[]]",
    ] {
        assert_eq!(lines(text), Vec::<String>::new(), "{text}");
    }
    let broken = Document::parse("[project\ndependencies = ['a==1']".to_owned(), Syntax::Toml, Interest::All);
    assert_eq!((read_pyproject(&broken), workspace_members(&broken)), (Vec::new(), None));
}

#[test]
fn workspaces() {
    let some = |members: &[&str], exclude: &[&str]| {
        let own = |globs: &[&str]| globs.iter().map(|&g| g.to_owned()).collect();
        Some(UvWorkspace { members: own(members), exclude: own(exclude) })
    };
    for (text, want) in [
        (
            "[tool.uv.workspace]\nmembers = ['packages/*', 1, 'x']\nexclude = ['packages/y']",
            some(&["packages/*", "x"], &["packages/y"]),
        ),
        ("[tool.uv.workspace]", some(&[], &[])),
        ("tool.uv.workspace.members = 'x'", some(&[], &[])),
        ("[tool.uv]\nworkspace = true", None),
        ("[project]\nname = 'x'", None),
    ] {
        assert_eq!(workspace_members(&toml(text)), want, "{text}");
    }
}

proptest! {
    #[test]
    fn no_requirement_panics(a in "\\PC*", b in "[a\\[\\]()é@;,=<>~!. \n0-9*^|-]{0,16}") {
        let key = serde_json::to_string(&b).unwrap().replace('\u{7f}', "");
        let items = [&a, &b].map(|t| serde_json::to_string(t).unwrap().replace('\u{7f}', "")).join(", ");
        let text = format!(
            "project.dependencies = [{items}]\ndependency-groups.{key} = [{items}]\ntool.poetry.dependencies.{key} = [{items}]\n"
        );
        let doc = toml(&text);
        for pin in read_pyproject(&doc) {
            prop_assert!(text.get(pin.span.start..pin.span.end).is_some());
            prop_assert!(doc.at(&pin.pointer).is_some());
        }
    }
}
