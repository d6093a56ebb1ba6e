//! The loose pin of the first incident, in every place where Python versions are written: it is found, mended in the
//! spelling of its place, and then nothing is found; no other byte changes.

use crate::support::Project;

const GOLDEN: &str = "[pins.python]\nfastmcp = \"==2.14.2\"\n";

/// A file and what it is after the fix, written as one text: `«old|new»` is the only part that changes.
const PLACES: &[(&str, &str)] = &[
    (
        "pyproject.toml",
        "[project]\nname = \"s\"\ndependencies = [\n  \"fastmcp«>=2.0|==2.14.2»\", # tested\n  \"anyio>=4\",\n]\n",
    ),
    (
        "pyproject.toml",
        "[project]\nname = 's'\r\noptional-dependencies.mcp = ['FastMCP[cli]«|==2.14.2» ; os_name == \"nt\"']\r\n",
    ),
    (
        "pyproject.toml",
        "[dependency-groups]\nserve = [\"fastmcp«~=2.1|==2.14.2»\"]\nall = [{ include-group = \"serve\" }]\n",
    ),
    (
        "pyproject.toml",
        "[build-system]\nrequires = [\"hatchling\", \"fastmcp«>2|==2.14.2»\"]\nbuild-backend = \"hatchling.build\"\n",
    ),
    ("pyproject.toml", "[tool.uv]\ndev-dependencies = [\"fastmcp«>=2.0,<4|==2.14.2»\"]\n"),
    ("pyproject.toml", "[tool.uv]\noverride-dependencies = [\"fastmcp«==2.13.0|==2.14.2»\"]\n"),
    ("pyproject.toml", "[tool.uv]\nconstraint-dependencies = [\"fastmcp«<2.10|==2.14.2»\"]\n"),
    ("pyproject.toml", "[tool.poetry.dependencies]\npython = \"^3.11\"\nfastmcp = \"«^2.0|2.14.2»\" # tested\n"),
    ("pyproject.toml", "[tool.poetry.dependencies]\nfastmcp = { version = \"«*|2.14.2»\", extras = [\"cli\"] }\n"),
    ("pyproject.toml", "[tool.poetry.group.dev.dependencies]\nfastmcp = '«>=2|2.14.2»'\n"),
    ("pyproject.toml", "[tool.pdm.dev-dependencies]\ntest = [\"fastmcp«>=2|==2.14.2»\"]\n"),
    ("pyproject.toml", "[tool.hatch.envs.default]\ndependencies = [\"fastmcp«>=2|==2.14.2»\"]\n"),
    ("pyproject.toml", "[tool.pixi.pypi-dependencies]\nfastmcp = \"«>=2|==2.14.2»\"\n"),
    ("pyproject.toml", "[tool.rye]\ndev-dependencies = [\"fastmcp«>=2|==2.14.2»\"]\n"),
    ("requirements.txt", "# server\nfastmcp[cli]«>=2.0|==2.14.2» ; python_version >= \"3.11\"  # tested\nuvicorn\n"),
    ("requirements-dev.txt", "--index-url https://registry.example/simple\nfastmcp«|==2.14.2»\n"),
    ("requirements/base.in", "fastmcp «>=2|==2.14.2»\n"),
    ("constraints.txt", "fastmcp«==2.13.0|==2.14.2»\r\nanyio==4.0\r\n"),
    ("setup.cfg", "[metadata]\nname = s\n\n[options]\ninstall_requires =\n    anyio\n    fastmcp«>=2.0|==2.14.2»\n"),
    ("setup.cfg", "[options.extras_require]\nmcp = fastmcp[cli]«>=2|==2.14.2»; os_name == 'nt'\n"),
    ("Pipfile", "[packages]\nfastmcp = \"«*|==2.14.2»\" # tested\n"),
    ("Pipfile", "[dev-packages]\nfastmcp = {version = \"«>=2|==2.14.2»\", extras = [\"cli\"]}\n"),
    ("hatch.toml", "[envs.default]\nextra-dependencies = [\"fastmcp«>=2|==2.14.2»\"]\n"),
    (
        "pixi.toml",
        "[workspace]\nname = \"s\"\n[pypi-dependencies]\nfastmcp = { version = \"«>=2|==2.14.2»\", extras = [\"cli\"] }\n",
    ),
    ("pixi.toml", "[feature.mcp.dependencies]\nfastmcp = \"«2.*|==2.14.2»\"\n"),
    (
        "server.py",
        "#!/usr/bin/env -S uv run --script\n# /// script\n# requires-python = \">=3.11\"\n# dependencies = [\n#   \"fastmcp«>=2.0|==2.14.2»\", # tested\n# ]\n# ///\nprint('fastmcp>=2.0')\n",
    ),
    (
        "fastmcp.json",
        "{\n  \"source\": { \"path\": \"server.py\" },\n  \"environment\": { \"dependencies\": [\"fastmcp«>=2.0|==2.14.2»\", \"httpx\"] }\n}\n",
    ),
    (
        ".mcp.json",
        "{\"mcpServers\": {\"s\": {\"command\": \"uvx\", \"args\": [\"--from\", \"fastmcp«>=2|==2.14.2»\", \"fastmcp\", \"run\", \"server.py\"]}}}\n",
    ),
    (
        ".mcp.json",
        "{\"mcpServers\": {\"s\": {\"command\": \"uv\", \"args\": [\"run\", \"--with\", \"httpx==0.28.1,fastmcp«|==2.14.2»\", \"server.py\"]}}}\n",
    ),
    (
        ".codex/config.toml",
        "[mcp_servers.s]\ncommand = \"uvx\"\nargs = [\"fastmcp«@latest|@2.14.2»\", \"run\", \"server.py\"]\n",
    ),
];

/// One of the two texts that a marked text stands for.
fn side(marked: &str, new: bool) -> String {
    let (before, rest) = marked.split_once('«').unwrap();
    let (part, after) = rest.split_once('»').unwrap();
    let (old, fixed) = part.split_once('|').unwrap();
    format!("{before}{}{after}", if new { fixed } else { old })
}

#[test]
fn the_loose_pin_of_the_incident_in_every_python_location() {
    let mut wrong = String::new();
    for (path, marked) in PLACES {
        let (old, new) = (side(marked, false), side(marked, true));
        let project = Project::of(&[("mcpcheck.toml", GOLDEN), (path, &old)]);
        let found = project.run(&["--scope", "project", "--select", "pins", "--format", "json"]);
        let findings = found.json()["findings"].as_array().unwrap().clone();
        let about = |f: &serde_json::Value| f["rule"] == "pin-drift" && f["file"] == *path;
        if found.code != 1 || findings.len() != 1 || !findings.iter().all(about) {
            wrong += &format!("{path}: {marked}\n  is not found once: {findings:#?}\n");
            continue;
        }
        let fixed = project.run(&["fix", "--scope", "project"]);
        let text = project.read(path);
        let again = project.run(&["--scope", "project", "--select", "pins"]);
        if text != new || fixed.code != 0 || again.code != 0 {
            wrong += &format!("{path}: {marked}\n  becomes\n{text}\n  {fixed:?} {again:?}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// A project in which versions stand in many places.
fn many() -> Project {
    Project::of(&[
        (
            ".mcp.json",
            r#"{
  "mcpServers": {
    "files": { "command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem@2025.8.21", "."] },
    "browser": { "command": "cmd", "args": ["/c", "npx", "@playwright/mcp"] },
    "git": { "command": "uvx", "args": ["--from", "git+https://user:hunter2secret@host.example/git-mcp", "git-mcp"] },
    "notes": { "type": "http", "url": "http://localhost:8123/mcp" }
  }
}
"#,
        ),
        (
            "compose.yaml",
            "services:\n  notes:\n    image: ghcr.io/acme/notes:1.2.3\n    ports: ['8123:80']\n  db:\n    image: postgres:17\n",
        ),
        (
            "package.json",
            r#"{"dependencies": {"@modelcontextprotocol/sdk": "^1.17.0"}, "devDependencies": {"@playwright/mcp": "^0.0.40"}}"#,
        ),
        (
            "package-lock.json",
            r#"{
  "lockfileVersion": 3,
  "packages": {
    "node_modules/@modelcontextprotocol/sdk": { "version": "1.17.3" },
    "node_modules/@playwright/mcp": { "version": "0.0.41" }
  }
}
"#,
        ),
        (
            "requirements.txt",
            "--index-url https://user:hunter2secret@registry.example/simple\n-r more.txt\nfastmcp==2.14.2\n",
        ),
        ("more.txt", "mcp[cli]>=1.9 # loose\n-r requirements.txt\n"),
    ])
}

#[test]
fn every_place_is_listed() {
    let project = many();
    let ran = project.run(&["list", "--pins", "--scope", "project"]);
    insta::assert_snapshot!(ran.out);
    let json = project.run(&["list", "--pins", "--scope", "project", "--format", "json"]);
    assert!(!json.out.contains("hunter2") && !ran.out.contains("hunter2"), "{}", json.out);
    let schema: serde_json::Value = serde_json::from_str(&project.run(&["schema", "list-pins"]).out).unwrap();
    let errors: Vec<String> =
        jsonschema::draft7::new(&schema).unwrap().iter_errors(&json.json()).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let exact = json.json()["pins"].as_array().unwrap().iter().filter(|p| p["exact"] == true).count();
    assert_eq!(exact, 6, "{}", json.out);
}

#[test]
fn what_is_open_is_said_and_no_credential() {
    let project = many();
    let text = project.run(&["--scope", "project"]);
    insta::assert_snapshot!(text.out);
    for args in
        [&["--scope", "project"][..], &["--scope", "project", "--format", "json"], &["fix", "--unsafe-fixes", "--diff"]]
    {
        let ran = project.run(args);
        assert!(!ran.out.contains("hunter2") && !ran.err.contains("hunter2"), "{args:?}");
    }
}

#[test]
fn a_golden_takes_versions_from_locks_and_exact_pins() {
    let project = many();
    let ran = project.run(&["init"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!ran.err.contains("bug"), "{}", ran.err);
    let golden = project.read("mcpcheck.toml");
    insta::assert_snapshot!(golden.split_once("[pins").map(|(_, pins)| format!("[pins{pins}")).unwrap());
    // What it says of the loose places is what a check then finds, and a fix mends.
    let found = project.run(&["--scope", "project", "--select", "pin-drift", "--format", "concise"]);
    assert_eq!(found.out.matches("pin-drift").count(), 1, "{}", found.out);
    assert_eq!(project.run(&["fix", "--scope", "project", "--select", "pins"]).code, 0);
    let left = project.run(&["--scope", "project", "--select", "pin-drift,lock-drift,inconsistent-pin"]);
    assert_eq!(left.code, 0, "{}", left.out);
}

/// Files that include each other, that are not there, or that lie outside are no trouble.
#[test]
fn includes_are_followed_within_the_project() {
    let project = Project::of(&[
        ("mcpcheck.toml", GOLDEN),
        (
            "requirements.txt",
            "-r a/one.txt\n-r missing.txt\n-r ../outside.txt\n-r https://h.example/x.txt\n-c a/limit.txt\n",
        ),
        ("a/one.txt", "-r ../requirements.txt\n-r two.txt\nfastmcp==2.14.2\n"),
        ("a/two.txt", "fastmcp\n"),
        ("a/limit.txt", "fastmcp<3\n"),
        ("setup.cfg", "[options]\ninstall_requires = file: deps.list\n"),
        ("deps.list", "fastmcp>=2\n"),
    ]);
    let ran = project.run(&["--scope", "project", "--select", "pins", "--format", "json"]);
    let mut files: Vec<String> = ran.findings().into_iter().map(|(_, file, _)| file).collect();
    files.sort();
    assert_eq!(files, ["a/two.txt", "deps.list"], "{}", ran.out);
}

/// A name, the files by path, and what is said of their versions: `rule file`, infos with a `?` before them.
type Case = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

/// Small projects.
const CASES: &[Case] = &[
    (
        "a catalog has the version, its users only point there",
        &[
            ("mcpcheck.toml", "[pins.npm]\n\"@modelcontextprotocol/sdk\" = \"1.20.0\"\n"),
            ("pnpm-workspace.yaml", "packages: [p/*]\ncatalog:\n  '@modelcontextprotocol/sdk': 1.20.0\n"),
            ("p/a/package.json", r#"{"dependencies": {"@modelcontextprotocol/sdk": "catalog:"}}"#),
            ("p/b/package.json", r#"{"dependencies": {"@modelcontextprotocol/sdk": "workspace:*"}}"#),
        ],
        &[],
    ),
    ("compiled requirements", &[("requirements.in", "mcp>=1\n"), ("requirements.txt", "mcp==1.9.4\n")], &[]),
    ("a constraint", &[("requirements.txt", "-c constraints.txt\nmcp\n"), ("constraints.txt", "mcp==1.9.4\n")], &[]),
    (
        "a requirement outside of its compiled form",
        &[("requirements.in", "mcp>=2\n"), ("requirements.txt", "mcp==1.9.4\n")],
        &["inconsistent-pin requirements.in"],
    ),
    (
        "two versions in one manifest",
        &[(
            "pyproject.toml",
            "[project]\nname = 'x'\ndependencies = ['mcp==1.9.4']\n[dependency-groups]\ndev = ['mcp==1.2.0']\n",
        )],
        &["inconsistent-pin pyproject.toml"],
    ),
    (
        "versions for different environments",
        &[
            ("pyproject.toml", "[project]\nname = 'x'\ndependencies = ['mcp==1.9.4']\n"),
            ("requirements.txt", "mcp==1.0.0; python_version<'3.10'\nmcp==1.9.4; python_version>='3.10'\n"),
        ],
        &[],
    ),
    (
        "what a lock does not hold",
        &[
            (
                "pyproject.toml",
                "[build-system]\nrequires = ['fastmcp==2.14.2']\n[tool.hatch.envs.t]\ndependencies = ['fastmcp==2.13.1']\n",
            ),
            (
                "uv.lock",
                "version = 1\n\n[[package]]\nname = \"fastmcp\"\nversion = \"2.13.0\"\nsource = { registry = \"https://registry.example/simple\" }\n",
            ),
        ],
        &["inconsistent-pin pyproject.toml"],
    ),
    (
        "prose is no requirement",
        &[
            ("mcpcheck.toml", "[pins.python]\nmcp = '1.9.4'\n"),
            ("system-requirements.txt", "System requirements\nmcp\n"),
        ],
        &[],
    ),
    (
        "a server's directory says which lock counts",
        &[
            (
                ".vscode/mcp.json",
                r#"{"servers": {"x": {"command": "npx", "args": ["foo-mcp"], "cwd": "${workspaceFolder}/web"}}}"#,
            ),
            (".mcp.json", r#"{"mcpServers": {"y": {"command": "sh", "args": ["-c", "cd ./web && npx foo-mcp"]}}}"#),
            ("web/package.json", r#"{"dependencies": {"foo-mcp": "^1"}}"#),
            (
                "web/package-lock.json",
                r#"{"lockfileVersion": 3, "packages": {"node_modules/foo-mcp": {"version": "1.2.3"}}}"#,
            ),
        ],
        &[],
    ),
    (
        "the lock has what the command rules out",
        &[
            (".mcp.json", r#"{"mcpServers": {"x": {"command": "uvx", "args": ["bar-mcp>=3"]}}}"#),
            (
                "uv.lock",
                "version = 1\n\n[[package]]\nname = \"bar-mcp\"\nversion = \"2.0.0\"\nsource = { registry = \"https://registry.example/simple\" }\n",
            ),
        ],
        &["?unpinned-package .mcp.json"],
    ),
];

#[test]
fn what_is_said_of_small_projects() {
    for (name, files, want) in CASES {
        let project = Project::of(files);
        let said = project.run(&["--scope", "project", "--select", "pins", "--format", "json"]);
        let mark = |severity: &str| if severity == "info" { "?" } else { "" };
        let found: Vec<String> = said
            .findings()
            .into_iter()
            .map(|(rule, file, severity)| format!("{}{rule} {file}", mark(&severity)))
            .collect();
        assert_eq!(found, *want, "{name}: {}", said.out);
        let before = project.files();
        project.run(&["fix", "--scope", "project", "--select", "pins"]);
        assert_eq!(project.files(), before, "{name}: a fix wrote something");
    }
}

#[test]
fn a_golden_at_odds_with_itself_is_no_bug_of_ours() {
    let project = Project::of(&[
        (
            "mcpcheck.toml",
            "[servers.x]\ncommand = \"npx\"\nargs = [\"-y\", \"foo-mcp@1.0.0\"]\n[pins.npm]\nfoo-mcp = \"2.0.0\"\n",
        ),
        (".mcp.json", r#"{"mcpServers": {"x": {"command": "npx", "args": ["-y", "foo-mcp@1.0.0"]}}}"#),
    ]);
    let fixed = project.run(&["fix", "--scope", "project"]);
    assert!(fixed.out.contains("make the two agree") && !fixed.err.contains("bug"), "{fixed:?}");
}

#[test]
fn a_hash_that_no_longer_fits_is_said() {
    let project =
        Project::of(&[("mcpcheck.toml", GOLDEN), ("requirements.txt", "fastmcp==2.13.0 --hash=sha256:aaaa\n")]);
    assert_eq!(project.run(&["fix", "--scope", "project"]).code, 1);
    let fixed = project.run(&["fix", "--scope", "project", "--unsafe-fixes"]);
    assert_eq!(project.read("requirements.txt"), "fastmcp==2.14.2 --hash=sha256:aaaa\n");
    assert!(
        fixed.out.contains("have the file written anew") || fixed.err.contains("have the file written anew"),
        "{fixed:?}"
    );
}

#[test]
fn credentials_beside_a_version_stay_hidden() {
    const URL: &str = "https://bob:hunter2secret@host.example/simple";
    let project = Project::of(&[
        ("mcpcheck.toml", "[pins.python]\nfastmcp = '2.14.2'\nmcp = '1.9.4'\n".to_owned()),
        ("requirements.txt", format!("--index-url {URL}\nmcp # see {URL}\nfastmcp @ git+{URL}@main\n")),
        ("setup.cfg", format!("[options]\ninstall_requires =\n    fastmcp>=2\ndependency_links = {URL}\n")),
        ("pyproject.toml", format!("# {URL}\n[project]\nname = 'x'\ndependencies = ['mcp>=1'] # {URL}\n")),
        ("s.py", format!("# /// script\n# dependencies = ['mcp']\n# ///\nget('{URL}')\n")),
    ]);
    for args in [&["--scope", "project"][..], &["--format", "json"], &["fix", "--diff"], &["list", "--pins"], &["fix"]]
    {
        let ran = project.run(args);
        assert!(!ran.out.contains("hunter2") && !ran.err.contains("hunter2"), "{args:?}: {ran:?}");
    }
    assert!(project.read("setup.cfg").contains("fastmcp==2.14.2"));
}
