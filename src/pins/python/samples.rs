//! One loose pin of `fastmcp` in every place where Python versions are written, for tests of readers and rules.
//!
//! Between `«` and `»` stands the specifier that is to become exact; nothing else of the file may change.

use crate::document::{Document, Interest, Syntax};
use crate::model::pin::{Format, Origin, Pin};
use crate::pins::{python, read_manifest};

/// A file with one loose pin.
pub(crate) struct Sample {
    /// The format; `None` for `fastmcp.json`, which is a client's file.
    pub(crate) format: Option<Format>,
    /// The file, with the loose specifier marked.
    pub(crate) marked: &'static str,
    /// What it becomes for version 2.14.2.
    pub(crate) exact: &'static str,
    /// The table as pins name it.
    pub(crate) place: &'static str,
    /// Whether it only limits what others ask for.
    pub(crate) origin: Origin,
}

impl Sample {
    /// The name of the file.
    pub(crate) fn file_name(&self) -> &'static str {
        match self.format {
            Some(Format::Pyproject) => "pyproject.toml",
            Some(Format::Requirements) => "requirements.txt",
            Some(Format::SetupCfg) => "setup.cfg",
            Some(Format::Pipfile) => "Pipfile",
            Some(Format::Hatch) => "hatch.toml",
            Some(Format::Pixi) => "pixi.toml",
            Some(Format::Script) => "server.py",
            _ => "fastmcp.json",
        }
    }

    /// What stands before the specifier, the specifier, and what stands behind it.
    pub(crate) fn parts(&self) -> (&'static str, &'static str, &'static str) {
        let (head, rest) = self.marked.split_once('«').unwrap();
        let (loose, tail) = rest.split_once('»').unwrap();
        (head, loose, tail)
    }

    /// The file with the loose pin.
    pub(crate) fn loose_text(&self) -> String {
        let (head, loose, tail) = self.parts();
        format!("{head}{loose}{tail}")
    }

    /// The file with the exact pin.
    pub(crate) fn exact_text(&self) -> String {
        let (head, _, tail) = self.parts();
        format!("{head}{}{tail}", self.exact)
    }

    /// A text of this format, parsed.
    pub(crate) fn parse(&self, text: &str) -> Document {
        let syntax = self.format.map_or(Syntax::Json, Format::syntax);
        Document::parse(text.to_owned(), syntax, Interest::All)
    }

    /// The pins of a text of this format.
    pub(crate) fn read(&self, doc: &Document) -> Vec<Pin> {
        self.format.map_or_else(|| python::read_fastmcp_json(doc), |format| read_manifest(format, doc))
    }
}

const fn sample(format: Format, place: &'static str, exact: &'static str, marked: &'static str) -> Sample {
    Sample { format: Some(format), marked, exact, place, origin: Origin::Manifest }
}

const fn limit(format: Format, place: &'static str, exact: &'static str, marked: &'static str) -> Sample {
    Sample { format: Some(format), marked, exact, place, origin: Origin::Constraint }
}

const EXACT: &str = "==2.14.2";
const PYPROJECT: Format = Format::Pyproject;
const TXT: Format = Format::Requirements;

/// Every place, each with a loose pin: a range, none at all, and one with extras and a marker.
#[rustfmt::skip]
pub(crate) const SAMPLES: &[Sample] = &[
    sample(PYPROJECT, "project.dependencies", EXACT, "[project]\nname = 'x'\ndependencies = [\n  \"fastmcp«>=2.0»\", # c\n  'mcp<2',\n]\n"),
    sample(PYPROJECT, "project.dependencies", EXACT, "[project]\r\ndependencies = ['fastmcp«»', 'mcp']\r\n"),
    sample(PYPROJECT, "project.dependencies", EXACT, "\u{feff}project.dependencies = [\"FastMCP[cli, ws]«>=2.0,<3» ; python_version > '3.10'\"]"),
    sample(PYPROJECT, "project.dependencies", EXACT, "project.dependencies = ['fastmcp («~=2.0»)']\n"),
    sample(PYPROJECT, "project.dependencies", "== 2.14.2", "project.dependencies = ['''fastmcp «>= 2.0»''']\n"),
    sample(PYPROJECT, "project.optional-dependencies.mcp", EXACT, "[project.optional-dependencies]\nmcp = ['fastmcp«==2.*»']\nx = ['a']\n"),
    sample(PYPROJECT, "dependency-groups.dev", EXACT, "[dependency-groups]\ndev = [{include-group = 't'}, 'fastmcp«>2»']\nt = ['a==1']\n"),
    sample(PYPROJECT, "build-system.requires", EXACT, "[build-system]\nrequires = ['hatchling', 'fastmcp«>=2.0»']\n"),
    sample(PYPROJECT, "tool.uv.dev-dependencies", EXACT, "[tool.uv]\ndev-dependencies = ['fastmcp«>=2.0»']\n"),
    limit(PYPROJECT, "tool.uv.constraint-dependencies", EXACT, "[tool.uv]\nconstraint-dependencies = ['fastmcp«<3»']\n"),
    limit(PYPROJECT, "tool.uv.build-constraint-dependencies", EXACT, "[tool.uv]\nbuild-constraint-dependencies = ['fastmcp«<3»']\n"),
    limit(PYPROJECT, "tool.uv.override-dependencies", EXACT, "[tool.uv]\noverride-dependencies = ['a==1', 'fastmcp«>=2.0»']\n"),
    limit(PYPROJECT, "tool.uv.override-dependencies", EXACT, "[tool.uv]\noverride-dependencies = [{ package = { name = 'a' }, dependencies = ['fastmcp«>=2.0»'] }]\n"),
    sample(PYPROJECT, "tool.uv.extra-build-dependencies.a", EXACT, "[tool.uv.extra-build-dependencies]\na = ['fastmcp«>=2.0»', 'b']\n"),
    sample(PYPROJECT, "tool.uv.extra-build-dependencies.a", EXACT, "[tool.uv.extra-build-dependencies]\na = [{ requirement = 'fastmcp«»', match-runtime = false }]\n"),
    sample(PYPROJECT, "tool.rye.dev-dependencies", EXACT, "[tool.rye]\ndev-dependencies = [\"fastmcp«~=2.0»\"]\n"),
    sample(PYPROJECT, "tool.pdm.dev-dependencies.t", EXACT, "[tool.pdm.dev-dependencies]\nt = ['-e file:///x#egg=x', 'fastmcp[cli]«>=2.0»']\n"),
    limit(PYPROJECT, "tool.pdm.resolution.overrides", EXACT, "[tool.pdm.resolution.overrides]\nfastmcp = '«>=2.0»' # c\na = 'https://h/a.whl'\n"),
    sample(PYPROJECT, "tool.poetry.dependencies", "2.14.2", "[tool.poetry.dependencies]\npython = '^3.11'\nfastmcp = \"«^2.0»\" # c\n"),
    sample(PYPROJECT, "tool.poetry.dependencies", "2.14.2", "[tool.poetry.dependencies]\nfastmcp = { version = \"«*»\", extras = ['cli'], markers = \"sys_platform == 'linux'\" }\n"),
    sample(PYPROJECT, "tool.poetry.dev-dependencies", "2.14.2", "[tool.poetry.dev-dependencies]\nfastmcp = '«~2»'\n"),
    sample(PYPROJECT, "tool.poetry.group.t.dependencies", "2.14.2", "[tool.poetry.group.t.dependencies]\nfastmcp = '«>=2.0,<3»'\n"),
    sample(PYPROJECT, "tool.hatch.envs.default.dependencies", EXACT, "[tool.hatch.envs.default]\ndependencies = [\n  \"fastmcp«>=2.0»\",\n  'x @ {root:uri}/../x',\n]\n"),
    sample(PYPROJECT, "tool.hatch.envs.t.extra-dependencies", EXACT, "[tool.hatch.envs.t]\nextra-dependencies = ['fastmcp[cli]«»; os_name == \"nt\"']\n"),
    sample(PYPROJECT, "tool.hatch.envs.t.overrides.matrix.v.dependencies", EXACT, "[tool.hatch.envs.t.overrides]\nmatrix.v.dependencies = [{ value = 'fastmcp«>=2.0»', if = ['2'] }]\n"),
    sample(PYPROJECT, "tool.hatch.build.hooks.h.dependencies", EXACT, "[tool.hatch.build.hooks.h]\ndependencies = ['fastmcp«>=2.0»']\n"),
    sample(PYPROJECT, "tool.pixi.pypi-dependencies", EXACT, "[tool.pixi.pypi-dependencies]\nx = { path = '.', editable = true }\nfastmcp = '«*»'\n"),
    sample(PYPROJECT, "tool.pixi.feature.t.pypi-dependencies", EXACT, "[tool.pixi.feature.t.pypi-dependencies]\nfastmcp = { version = \"«>=2.0»\", extras = ['cli'], env-markers = \"os_name == 'nt'\" }\n"),
    sample(PYPROJECT, "tool.pixi.dependencies", EXACT, "[tool.pixi.dependencies]\npython = '3.12.*'\nfastmcp = '«=2.14»'\n"),
    sample(Format::Pixi, "dependencies", EXACT, "[dependencies]\nfastmcp = \"«2.14.*»\"\nmcp = '==1.2.3'\n"),
    sample(Format::Pixi, "dependencies", EXACT, "[dependencies]\nfastmcp = { version = '«>=2.14,<3|4.*»', channel = 'conda-forge' }\n"),
    sample(Format::Pixi, "target.linux-64.dependencies", EXACT, "[target.linux-64.dependencies]\nfastmcp = '«*»'\n"),
    limit(Format::Pixi, "constraints", EXACT, "[constraints]\nfastmcp = '«<3»'\n"),
    sample(Format::Pixi, "pypi-dependencies", EXACT, "[pypi-dependencies]\nfastmcp = \"«>=2.0»\"\n"),
    sample(Format::Pixi, "pypi-dependencies", "version = \"==2.14.2\", ", "[pypi-dependencies]\nfastmcp = { «»extras = ['cli'] }\n"),
    sample(Format::Pixi, "feature.t.pypi-dependencies", EXACT, "[feature.t.pypi-dependencies]\nfastmcp = '«~=2.0»'\n"),
    sample(Format::Pixi, "environments.t.pypi-dependencies", EXACT, "[environments.t.pypi-dependencies]\nfastmcp = '«*»'\n"),
    limit(Format::Pixi, "pypi-options.dependency-overrides", EXACT, "[pypi-options.dependency-overrides]\nfastmcp = '«>=2.0»'\n"),
    sample(Format::Hatch, "envs.default.dependencies", EXACT, "[envs.default]\ndependencies = [\"fastmcp«>=2.0»\"]\n"),
    sample(Format::Hatch, "env.requires", EXACT, "[env]\nrequires = ['fastmcp«»']\n"),
    sample(Format::Pipfile, "packages", EXACT, "[[source]]\nurl = 'https://pypi.org/simple'\n\n[packages]\nfastmcp = \"«*»\"\nmcp = '==1.2'\n"),
    sample(Format::Pipfile, "packages", EXACT, "[packages]\nfastmcp = {version = \"«>=2.0»\", extras = [\"cli\"], markers = \"os_name == 'nt'\"}\n"),
    sample(Format::Pipfile, "packages", EXACT, "[packages]\nfastmcp = \"«»\"\n"),
    sample(Format::Pipfile, "dev-packages", "version = \"==2.14.2\", ", "[dev-packages]\nfastmcp = {«»extras = [\"cli\"]}\n"),
    sample(Format::Pipfile, "docs", EXACT, "[docs]\n'fastmcp[cli]' = '«~=2.0»'\n"),
    sample(TXT, "requirements", EXACT, "# c\nfastmcp«>=2.0»\nmcp==1.2 # c\n"),
    sample(TXT, "requirements", EXACT, "\u{feff}fastmcp«» # >=1\r\n-r base.txt\r\n"),
    sample(TXT, "requirements", EXACT, "--index-url https://h/simple\nfastmcp«»"),
    sample(TXT, "requirements", EXACT, "  FastMCP[cli] «>=2.0,<3» ; python_version > '3.10'  # c\n"),
    sample(TXT, "requirements", EXACT, "fastmcp«>=2.0» \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\nmcp==1\n"),
    sample(TXT, "requirements", EXACT, "fastmcp«>=2.0, \\\r\n  <3» \\\r\n  ; os_name == 'nt'\r\n"),
    sample(TXT, "requirements", EXACT, "fastmcp \\\n  «>=2.0»\n"),
    sample(Format::SetupCfg, "options.install_requires", EXACT, "[metadata]\nname = x\n\n[options]\ninstall_requires =\n    # c\n    fastmcp«>=2.0»\n\n    mcp[cli]==1.2 # c\n"),
    sample(Format::SetupCfg, "options.install_requires", EXACT, "[options]\r\ninstall_requires: a; fastmcp«»; b\r\n"),
    sample(Format::SetupCfg, "options.setup_requires", EXACT, "[options]\nsetup_requires = fastmcp«>=2.0»\n"),
    sample(Format::SetupCfg, "options.tests_require", EXACT, "[options]\ntests_require = fastmcp«»"),
    sample(Format::SetupCfg, "options.extras_require.mcp", EXACT, "[options.extras_require]\nmcp =\n  FastMCP[cli] («>=2.0») ; os_name == 'nt'\nx = y\n"),
    sample(Format::Script, "dependencies", EXACT, "#!/usr/bin/env -S uv run\n# /// script\n# dependencies = [\n#   \"fastmcp«>=2.0»\", # c\n#   'mcp==1',\n# ]\n# ///\nimport fastmcp\n"),
    sample(Format::Script, "dependencies", EXACT, "# /// script\r\n# dependencies = ['FastMCP[cli]«» ; os_name == \"nt\"']\r\n#\r\n# ///\r\nx = 'é'\r\n"),
    limit(Format::Script, "tool.uv.constraint-dependencies", EXACT, "# /// script\n# [tool.uv]\n# constraint-dependencies = ['fastmcp«<3»']\n# ///\n"),
    Sample { format: None, marked: "{\n  \"source\": {\"path\": \"server.py\"},\n  \"environment\": {\n    \"dependencies\": [\"fastmcp«>=2.0»\", \"mcp==1\"]\n  }\n}\n", exact: EXACT, place: "environment.dependencies", origin: Origin::Manifest },
    Sample { format: None, marked: "{\"environment\": {\"dependencies\": [\"FastMCP[cli]«» ; os_name == \\\"nt\\\"\"]}}", exact: EXACT, place: "environment.dependencies", origin: Origin::Manifest },
];

#[test]
fn a_loose_pin_becomes_exact_everywhere() {
    for sample in SAMPLES {
        let text = sample.loose_text();
        let (head, loose, _) = sample.parts();
        let doc = sample.parse(&text);
        assert!(doc.fatal().is_none(), "{text}");
        let pins = sample.read(&doc);
        let at = pins.iter().position(|p| p.package == "fastmcp").unwrap_or_else(|| panic!("{text}: {pins:?}"));
        let pin = &pins[at];
        assert_eq!((pin.place.as_str(), pin.origin), (sample.place, sample.origin), "{text}");
        assert!(!pin.is_exact() && pin.server.is_none(), "{text}: {pin:?}");
        assert!(pin.conditional || !text.contains("os_name"), "{text}");
        assert_eq!(pin.hashed, text.contains("--hash"), "{text}");
        assert!(pin.name_span.of(&text).to_lowercase().contains("fastmcp"), "{text}: {pin:?}");
        if !sample.exact.starts_with("version") {
            assert_eq!((pin.span.start, pin.span.of(&text)), (head.len(), loose), "{text}");
        }

        let edit = python::replacement(pin, "==2.14.2", &doc).unwrap_or_else(|| panic!("{text}: {pin:?}"));
        let fixed = format!("{}{}{}", &text[..edit.span.start], edit.text, &text[edit.span.end..]);
        assert_eq!(fixed, sample.exact_text());

        let doc = sample.parse(&fixed);
        let again = sample.read(&doc);
        assert_eq!(again[at].version.as_deref(), Some("2.14.2"), "{fixed}");
        let same = |a: &Pin, b: &Pin| {
            (&a.package, &a.place, a.origin, a.conditional) == (&b.package, &b.place, b.origin, b.conditional)
        };
        assert!(pins.len() == again.len() && pins.iter().zip(&again).all(|(a, b)| same(a, b)), "{fixed}");
        let others = |pins: &[Pin]| -> Vec<_> { pins.iter().map(|p| p.spec.clone()).collect() };
        let (mut before, mut after) = (others(&pins), others(&again));
        before.remove(at);
        after.remove(at);
        assert_eq!(before, after, "{fixed}");
        assert_eq!(python::replacement(&again[at], "2.14.2", &doc), None, "{fixed}");
        assert_eq!(python::replacement(pin, "2.14.2", &doc), None, "a pin of another text: {fixed}");
    }
}

#[test]
fn every_format_has_a_sample() {
    use std::collections::BTreeSet;
    let names: BTreeSet<_> = SAMPLES.iter().map(Sample::file_name).collect();
    let want = [
        "Pipfile",
        "fastmcp.json",
        "hatch.toml",
        "pixi.toml",
        "pyproject.toml",
        "requirements.txt",
        "server.py",
        "setup.cfg",
    ];
    assert_eq!(names.into_iter().collect::<Vec<_>>(), want);
    for sample in SAMPLES.iter().filter(|s| s.format != Some(Format::Script)) {
        assert_eq!(Format::of_name(sample.file_name(), false), sample.format, "{}", sample.marked);
    }
}
