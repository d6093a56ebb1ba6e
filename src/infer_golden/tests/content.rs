//! What stands in a golden, case by case.

use super::{Repo, TOKEN, json};

/// `.mcp.json`, `.cursor/mcp.json` and `.vscode/mcp.json` with one map of servers each.
fn three(claude: &str, cursor: &str, vscode: &str) -> Repo {
    Repo::of(&[
        (".mcp.json", &json("mcpServers", claude)),
        (".cursor/mcp.json", &json("mcpServers", cursor)),
        (".vscode/mcp.json", &json("servers", vscode)),
    ])
}

/// The lines of the first server's table, from its header on.
fn table(golden: &str) -> Vec<&str> {
    golden.lines().skip_while(|l| !l.starts_with("[servers")).take_while(|l| !l.is_empty()).collect()
}

#[test]
fn most_copies_decide_and_the_others_are_named() {
    let repo = three(
        r#"{"docs": {"type": "http", "url": "http://127.0.0.1:8931/mcp"}}"#,
        r#"{"docs": {"url": "http://127.0.0.1:8932/mcp"}}"#,
        r#"{"docs": {"type": "http", "url": "http://127.0.0.1:8931/mcp"}}"#,
    );
    assert_eq!(
        repo.init(&[]),
        "[servers.docs]\n\
         # .cursor/mcp.json says \"http://127.0.0.1:8932/mcp\"; 2 files say the one below\n\
         url = \"http://127.0.0.1:8931/mcp\"\n\
         \n\
         [clients]\n\
         # Uncomment this to have every server above in the config of each of these clients:\n\
         # require = [\"claude-code\", \"cursor\", \"vscode\"]\n"
    );
    let findings = repo.findings();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].starts_with(".cursor/mcp.json: server-drift: `url`"), "{findings:?}");
}

#[test]
fn each_kind_of_difference_has_its_words() {
    let base = r#"{"s": {"type": "stdio", "command": "npx", "args": ["-y", "x"], "env": {"A": "1"}}}"#;
    for (other, want) in [
        (
            r#"{"s": {"command": "bunx", "args": ["-y", "x"], "env": {"A": "1"}}}"#,
            &["# .cursor/mcp.json says \"bunx\"; 2 files say the one below", "command = \"npx\""][..],
        ),
        (
            r#"{"s": {"command": "npx", "env": {"A": "1"}}}"#,
            &["# .cursor/mcp.json has no args; 2 files say the one below", "args = [\"-y\", \"x\"]"],
        ),
        (
            r#"{"s": {"command": "npx", "args": ["-y", "x"], "env": {"A": "2", "B": "3"}}}"#,
            &[
                "# .cursor/mcp.json says \"2\"; 2 files say the one below",
                "env.A = \"1\"",
                "# .cursor/mcp.json says env.B = \"3\"; 2 files do not",
            ],
        ),
        (
            r#"{"s": {"url": "https://h/mcp"}}"#,
            &["# .cursor/mcp.json goes to \"https://h/mcp\"; 2 files say what stands below", "command = \"npx\""],
        ),
    ] {
        let repo = three(base, other, base);
        let golden = repo.init(&[]);
        let lines = table(&golden);
        assert!(lines.windows(want.len()).any(|w| w == want), "{golden}");
        assert!(repo.findings().iter().all(|f| f.starts_with(".cursor/mcp.json: server-drift")), "{golden}");
    }
}

#[test]
fn transports_are_written_where_the_url_does_not_imply_them() {
    let sse = r#"{"s": {"type": "sse", "url": "http://h/sse"}}"#;
    let golden = three(sse, r#"{"s": {"url": "http://h/sse"}}"#, sse).init(&[]);
    assert_eq!(table(&golden), ["[servers.s]", "transport = \"sse\"", "url = \"http://h/sse\""]);
    let http = r#"{"s": {"type": "http", "url": "http://h/sse"}}"#;
    let golden = three(http, http, sse).init(&[]);
    let want = ["# .vscode/mcp.json says transport = \"sse\"; 2 files say http", "url = \"http://h/sse\""];
    assert_eq!(table(&golden)[1..], want);
}

#[test]
fn the_words_that_most_clients_understand() {
    let bridge = r#"{"s": {"command": "npx", "args": ["-y", "mcp-remote", "https://h/mcp"]}}"#;
    let golden = three(bridge, r#"{"s": {"url": "https://h/mcp"}}"#, bridge).init(&[]);
    assert_eq!(table(&golden), ["[servers.s]", "url = \"https://h/mcp\""]);
    assert!(three(bridge, bridge, bridge).init(&[]).contains("\"mcp-remote\""));
    let shell = r#"{"s": {"command": "cmd", "args": ["/c", "npx", "x"]}}"#;
    let golden = three(shell, shell, r#"{"s": {"type": "stdio", "command": "npx", "args": ["x"]}}"#).init(&[]);
    assert_eq!(table(&golden), ["[servers.s]", "command = \"npx\"", "args = [\"x\"]"]);
    let env = |value: &str| format!(r#"{{"s": {{"command": "x", "env": {{"API_TOKEN": "{value}"}}}}}}"#);
    let golden = three(&env("${API_TOKEN}"), &env("${env:API_TOKEN}"), &env("${input:api-token}")).init(&[]);
    assert_eq!(table(&golden)[2], "env = { API_TOKEN = \"${API_TOKEN}\" }");
    let input = env("${input:api-token}");
    let golden = Repo::of(&[(".vscode/mcp.json", &json("servers", &input))]).init(&[]);
    assert_eq!(table(&golden)[2], "env = { API_TOKEN = \"${input:api-token}\" }");
}

#[test]
fn credentials_become_references() {
    let claude = format!(
        r#"{{"github": {{"command": "npx", "args": ["-y", "x", "--api-key", "{TOKEN}"],
             "env": {{"GITHUB_TOKEN": "{TOKEN}", "LOG_LEVEL": "debug", "DB": "postgres://me:hunter2@h/x"}}}},
            "web": {{"type": "http", "url": "https://h/mcp?key=hunter2", "headers": {{"Authorization": "Bearer hunter2",
             "X-Team": "platform"}}}}}}"#
    );
    let vscode = r#"{"web": {"type": "http", "url": "https://h/mcp?key=hunter2", "headers": {"X-Team": "platform",
        "Authorization": "Bearer ${input:web_token}"}}}"#;
    let repo = three(&claude, "{}", vscode);
    let golden = repo.init(&[]);
    for want in [
        "env.GITHUB_TOKEN = \"${GITHUB_TOKEN}\"",
        "args = [\"-y\", \"x\", \"--api-key\", \"${GITHUB_TOKEN}\"]",
        "env.LOG_LEVEL = \"debug\"",
        "env.DB = \"${DB}\"",
        "url = \"https://h/mcp?key=${WEB_KEY}\"",
        "headers.Authorization = \"Bearer ${WEB_TOKEN}\"",
        "headers.X-Team = \"platform\"",
        "# .mcp.json holds the credential itself; here it is a reference",
        "# .mcp.json and .vscode/mcp.json hold a credential itself; here it is a reference",
    ] {
        assert!(golden.contains(want), "{want}\n{golden}");
    }
    for secret in [TOKEN, "hunter2", "me:"] {
        assert!(!golden.contains(secret), "{golden}");
    }
    let expected = [".mcp.json", ".mcp.json", ".mcp.json", ".mcp.json", ".mcp.json", ".vscode/mcp.json"];
    let findings = repo.findings();
    let files: Vec<&str> = findings.iter().filter_map(|f| f.split(':').next()).collect();
    assert_eq!(files, expected, "{findings:?}");
    assert!(findings.iter().all(|f| f.contains("server-drift")));
}

#[test]
fn a_reference_of_another_copy_is_the_reference() {
    let claude = format!(r#"{{"s": {{"command": "x", "env": {{"TOKEN": "{TOKEN}"}}}}}}"#);
    let cursor = r#"{"s": {"command": "x", "env": {"TOKEN": "${env:MY_OWN_NAME}"}}}"#;
    let golden = three(&claude, cursor, "{}").init(&[]);
    assert!(golden.contains("env.TOKEN = \"${MY_OWN_NAME}\""), "{golden}");
}

#[test]
fn many_credentials_are_told_once() {
    let env = (0..5).map(|i| format!(r#""K{i}_TOKEN": "{TOKEN}""#)).collect::<Vec<_>>().join(", ");
    let golden = three(&format!(r#"{{"s": {{"command": "x", "env": {{{env}}}}}}}"#), "{}", "{}").init(&[]);
    let line = "# .mcp.json holds these credentials themselves; here they are references: env.K0_TOKEN,";
    assert!(table(&golden)[1].starts_with(line), "{golden}");
    assert_eq!(golden.matches("itself").count(), 0, "{golden}");
}

#[test]
fn who_lacks_a_server_and_who_switches_it_off() {
    let both = r#"{"a": {"type": "stdio", "command": "x"}, "b": {"type": "stdio", "command": "y"}}"#;
    let cursor = r#"{"a": {"command": "x"}}"#;
    let opencode = r#"{"mcp": {"a": {"type": "local", "command": ["x"], "enabled": false}}}"#;
    let repo = three(both, cursor, both);
    repo.write("opencode.json", opencode);
    let golden = repo.init(&[]);
    assert!(golden.contains("# Not in .cursor/mcp.json and opencode.json.\n[servers.b]\n"), "{golden}");
    assert!(golden.contains("[servers.a]\n# opencode.json switches it off\n"), "{golden}");
    let many: Vec<String> = (0..9).map(|i| format!(r#""n{i}": {{"type": "stdio", "command": "x"}}"#)).collect();
    let repo = three(&format!("{{{}}}", many.join(", ")), r#"{"n0": {"command": "x"}, "o": {"command": "x"}}"#, "{}");
    repo.init(&[]);
    let golden = repo.golden().unwrap();
    assert!(golden.contains("#\n# .cursor/mcp.json has only 2 of these 10 servers: n0 and o.\n\n"), "{golden}");
    assert!(golden.contains("# Not in .mcp.json.\n[servers.o]"), "{golden}");
    assert_eq!(golden.matches("Not in").count(), 1, "{golden}");
}

#[test]
fn what_cannot_be_declared_is_left_out_and_said() {
    let claude = r#"{"a": {"command": "x"}, "none": {"args": ["y"]}, "odd": {"command": "z", "args": "-y z"}}"#;
    let repo = three(claude, "{}", "{}");
    repo.write(".gemini/settings.json", "{\"mcpServers\": {");
    repo.init(&[]);
    let golden = repo.golden().unwrap();
    assert!(golden.contains("# \"none\" is left out: .mcp.json gives it neither a command nor a URL.\n"), "{golden}");
    assert!(golden.contains("# .mcp.json writes args in a way that cannot be read, so they are missing here\n"));
    assert!(golden.contains("# .gemini/settings.json could not be read, so what it says is not here.\n"), "{golden}");
    assert_eq!(repo.findings(), [".mcp.json: undeclared-server: `none` is not in the golden"]);
}

#[test]
fn projects_below_are_covered_too() {
    let one = |url: &str| json("mcpServers", &format!(r#"{{"s": {{"type": "http", "url": "{url}"}}}}"#));
    let files =
        [("a/.mcp.json", one("http://h/1")), ("b/.mcp.json", one("http://h/1")), ("c/.mcp.json", one("http://h/2"))];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let repo = Repo::of(&files);
    let golden = repo.init(&[]);
    assert_eq!(table(&golden)[1], "# c/.mcp.json says \"http://h/2\"; 2 files say the one below");
    assert!(!golden.contains("[clients]"));
    assert_eq!(repo.findings().len(), 1);
}

#[test]
fn plugins_are_left_alone() {
    let servers = json("mcpServers", r#"{"s": {"command": "other"}, "own": {"command": "${CLAUDE_PLUGIN_ROOT}/x"}}"#);
    let repo = three(r#"{"s": {"command": "x"}}"#, "{}", "{}");
    for plugin in ["plugins/one", "plugins/two", "lone[1]"] {
        repo.write(&format!("{plugin}/.claude-plugin/plugin.json"), "{}");
        repo.write(&format!("{plugin}/.mcp.json"), &servers);
    }
    let golden = repo.init(&[]);
    assert!(golden.contains("file = \"plugins/*/.mcp.json\"\n"), "{golden}");
    assert!(golden.contains(r"file = 'lone\[1\]/.mcp.json'"), "{golden}");
    assert_eq!(golden.matches("[[ignore]]").count(), 2, "{golden}");
    assert!(repo.findings().is_empty(), "{:?}", repo.findings());
}

#[test]
fn versions_of_frameworks() {
    let project = |name: &str, deps: &str| format!("[project]\nname = \"{name}\"\ndependencies = [{deps}]\n");
    let repo = three(r#"{"s": {"command": "x"}}"#, "{}", "{}");
    repo.write("pyproject.toml", &project("a", r#""fastmcp==2.14.2", "mcp>=1.2", "requests==2""#));
    repo.write("api/pyproject.toml", &project("b", r#""fastmcp>=2.10", "mcp>=1.2""#));
    let golden = repo.init(&[]);
    let pins = "[pins.python]\n\
                # api/pyproject.toml says \">=2.10\"; pyproject.toml says the one below\n\
                fastmcp = \"==2.14.2\"\n\
                # No manifest pins mcp: api/pyproject.toml and pyproject.toml say \">=1.2\"\n\
                # mcp = \"==X.Y.Z\"\n";
    assert!(golden.ends_with(pins), "{golden}");
    let findings = repo.findings();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].starts_with("api/pyproject.toml: pin-drift"));
    let golden = Repo::of(&[("pyproject.toml", &project("a", r#""mcp==1.2.3""#))]).init(&[]);
    assert_eq!(golden, "[pins.python]\nmcp = \"==1.2.3\"\n");
}

#[test]
fn from_a_file_that_is_right() {
    let one = |url: &str| format!(r#"{{"s": {{"type": "http", "url": "{url}"}}}}"#);
    let repo = three(&one("http://h/1"), r#"{"s": {"url": "http://h/2"}}"#, &one("http://h/1"));
    let golden = repo.init(&["--from", ".cursor/mcp.json"]);
    let want = [
        "[servers.s]",
        "# .mcp.json and .vscode/mcp.json say \"http://h/1\"; .cursor/mcp.json says the one below",
        "url = \"http://h/2\"",
    ];
    assert_eq!(table(&golden), want);
    assert!(repo.golden().unwrap().contains("# .cursor/mcp.json decided,"));
}

#[test]
fn from_does_not_undo_a_transport_it_leaves_open() {
    let sse = r#"{"s": {"type": "sse", "url": "http://h/1"}}"#;
    let repo = three(sse, r#"{"s": {"url": "http://h/1"}}"#, sse);
    let golden = repo.init(&["--from", ".cursor/mcp.json"]);
    assert_eq!(table(&golden), ["[servers.s]", "transport = \"sse\"", "url = \"http://h/1\""]);
    assert!(repo.findings().is_empty());
}
