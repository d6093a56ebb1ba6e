//! Credentials, made up here and put together at run time, in every place where people put them, with faults around
//! them: none reaches any output. And nothing that a stranger writes into a config steers the terminal or the CI system
//! that reads what is printed.
//!
//! A new format or command is one line in [`LOOKS`] or [`WRITES`]; every test here then runs it.

use std::collections::BTreeMap;
use std::process::Command;

use crate::support::{Project, Ran, files_below, repository};

/// Tokens of several makes; none was ever valid.
fn tokens() -> Vec<String> {
    let body = |seed: u32, len: usize| -> String {
        let abc = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let mut state = seed;
        (0..len)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                char::from(abc[(state >> 16) as usize % abc.len()])
            })
            .collect()
    };
    vec![
        ["gh", "p_"].concat() + &body(1, 36),
        ["github", "_pat_"].concat() + &body(2, 40),
        ["sk", "-"].concat() + &body(3, 44),
        ["xo", "xb-"].concat() + "1234567890-" + &body(4, 24),
        body(5, 32),
        body(6, 40),
    ]
}

fn files(t: &[String]) -> Vec<(&'static str, String)> {
    let [hub, pat, key, slack, plain, long] = t else { panic!("six tokens") };
    vec![
        (
            ".mcp.json",
            format!(
                r#"{{
  "mcpServers": {{
    "env": {{ "comand": "npx", "args": ["-y", "hub-mcp", "--token", "{hub}"], "env": {{ "HUB_TOKEN": "{hub}", "PORT": 8080 }} }},
    "headers": {{ "transport": "http", "url": "https://mcp.example.invalid/mcp", "headers": {{ "Authorization": "Bearer {pat}", "Accept": "x" }} }},
    "url": {{ "url": "https://user:{plain}@mcp.example.invalid/mcp?api_key={key}" }},
    "same": {{ "type": "http", "url": "https://mcp.example.invalid/a", "headers": {{ "X-Api-Key": "{long}" }} }},
    "twice": {{ "command": "x", "env": {{ "A_SECRET": "{slack}" }} }},
    "twice": {{ "command": "y", "env": {{ "A_SECRET": "{plain}" }} }}
  }}
}}
"#
            ),
        ),
        (
            ".vscode/mcp.json",
            format!(
                r#"{{
  // the token is {hub}
  "mcpServers": {{
    "env": {{ "command": "npx", "args": ["-y", "hub-mcp", "--token={hub}"], "environment": {{ "HUB_TOKEN": "{hub}" }} }},
    "same": {{ "type": "sse", "url": "https://mcp.example.invalid/a", "headers": {{ "X-Api-Key": "{key}" }}, }},
    "secret in a string": {{ "command": "npx", "args": "-y hub-mcp --api-key {key}" }}
  }},
  "inputs": [{{ "type": "promptString", "id": "t", "default": "{slack}" }}]
}}
"#
            ),
        ),
        (
            ".cursor/mcp.json",
            format!(
                r#"{{ "mcpServers": {{ "same": {{ "type": "streamable-http", "url": "https://mcp.example.invalid/a", "headers": {{ "X-Api-Key": "{pat}" }} }} }} }}"#
            ),
        ),
        (
            ".codex/config.toml",
            format!(
                "[mcp_servers.env]\ncommand = \"npx\"\nenv = {{ HUB_TOKEN = \"{hub}\", N = 1 }}\n\n[mcp_servers.same]\nurl = \"https://mcp.example.invalid/a\"\nbearer_token = \"{long}\"\nheaders = {{ X-Api-Key = \"{plain}\" }}\n"
            ),
        ),
        (
            "opencode.json",
            format!(
                r#"{{"mcp": {{"env": {{"type": "stdio", "command": ["npx", "--password", "{plain}"], "env": {{"HUB_TOKEN": "{slack}"}}}}}}}}"#
            ),
        ),
        (
            ".gemini/settings.json",
            format!(
                "{{\n  \"mcpServers\": {{\n    \"env\": {{ \"command\": \"npx\", \"env\": {{ \"HUB_TOKEN\": \"{hub}\" }} }},\n    \"same\": {{ \"url\": \"https://mcp.example.invalid/a\", \"headers\": {{ \"X-Api-Key\": \"{long}\" }} }},\n  }}\n}}\n"
            ),
        ),
        (
            "~/.claude.json",
            format!(
                r#"{{"oauthAccount": {{"token": "{key}"}}, "mcpServers": {{"same": {{"url": "https://mcp.example.invalid/a?token={slack}", "env": {{"K": "{plain}"}}}}}}"#
            ),
        ),
    ]
}

/// The formats of `check` and of what `fix` leaves.
pub(crate) const FORMATS: &[&str] =
    &["text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown"];

/// Everything else that prints and writes nothing.
const LOOKS: &[&[&str]] = &[
    &["--verbose"],
    &["--quiet"],
    &["--format", "html"],
    &["--format", "html", "--scope", "all"],
    &["--color", "always", "--verbose"],
    &["--select", "security", "--verbose"],
    &["fix", "--diff"],
    &["fix", "--diff", "--unsafe-fixes", "--scope", "all"],
    &["fix", "--diff", "--unsafe-fixes", "--scope", "all", "--verbose"],
    &["clean", "--diff"],
    &["clean", "--diff", "--project", "/gone"],
    &["list"],
    &["list", "--verbose", "--scope", "all"],
    &["list", "--format", "json", "--scope", "all"],
    &["list", "--env", "none", "--format", "json"],
    &["list", "--pins"],
    &["list", "--pins", "--format", "json"],
    &["init", "--stdout"],
    &["init", "--stdout", "--verbose"],
    &["init", "--stdout", "--from", ".vscode/mcp.json"],
    &["explain", "hardcoded-secret"],
];

/// What writes, in this order, after everything that looks. Each prints as well.
const WRITES: &[&[&str]] = &[
    &["--output", "report.txt", "--verbose"],
    &["--format", "sarif", "--output", "report.sarif", "--format", "github", "--format", "concise"],
    &["--scope", "all", "--format", "junit", "--output", "report.xml", "--format", "markdown", "--output", "report.md"],
    &[
        "--format",
        "gitlab",
        "--output",
        "report.json",
        "--format",
        "jsonl",
        "--output",
        "report.jsonl",
        "--format",
        "text",
    ],
    // What is accepted is shown as well.
    &["baseline", "--output", "known.json"],
    &["--baseline", "known.json", "--format", "sarif", "--scope", "all"],
    &["fix", "--format", "sarif", "--output", "left.sarif", "--format", "github"],
    &["fix", "--format", "json"],
    &["fix", "--format", "html"],
    &["fix", "--unsafe-fixes", "--scope", "all", "--verbose"],
    &["fix", "--unsafe-fixes", "--scope", "all", "--format", "json"],
    &["clean", "--project", "/gone", "--no-backup"],
];

/// Every format in one run, each in a file of its own.
pub(crate) fn every_format() -> Vec<String> {
    let words = |format: &&str| ["--format".into(), (*format).into(), "--output".into(), format!("out.{format}")];
    FORMATS.iter().flat_map(words).collect()
}

/// Every run: the formats, with the project's and all files, what looks, what writes, and the formats again.
fn runs() -> Vec<Vec<String>> {
    let all = ["--scope", "all", "--verbose"].map(str::to_owned).to_vec();
    let formats = || [every_format(), [every_format(), all.clone()].concat()];
    let others = LOOKS.iter().chain(WRITES).map(|args| args.iter().map(|&word| word.to_owned()).collect());
    formats().into_iter().chain(others).chain(formats()).collect()
}

/// All that a run has said: on both streams, and in the files that it was to write.
fn said(project: &Project, args: &[&str], ran: Ran) -> Vec<String> {
    let files = args.windows(2).filter(|pair| pair[0] == "--output").map(|pair| project.read(pair[1]));
    files.chain([ran.out, ran.err]).collect()
}

#[track_caller]
fn silent(project: &Project, tokens: &[String], what: &str) {
    for args in runs() {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let ran = project.run(&args);
        assert!(ran.code <= 2, "{what}: {args:?}");
        for said in said(project, &args, ran) {
            for (n, token) in tokens.iter().enumerate() {
                // Half a token is a leak as well.
                for part in [token.as_str(), &token[..token.len() / 2 + 4], &token[token.len() / 2 - 4..]] {
                    let at = said.lines().find(|l| l.contains(part));
                    assert!(at.is_none(), "{what}: {args:?} shows token {n}: {at:?}");
                }
            }
        }
    }
}

/// Files that hold a token: by name, whose they are.
fn holders(files: &BTreeMap<String, Vec<u8>>, tokens: &[String]) -> Vec<String> {
    let holds = |bytes: &[u8]| tokens.iter().any(|t| bytes.windows(t.len()).any(|w| w == t.as_bytes()));
    files.iter().filter(|(_, bytes)| holds(bytes)).map(|(name, _)| name.clone()).collect()
}

/// Runs everything with a temporary directory of its own, and looks at what lies around afterwards.
#[track_caller]
fn silent_and_tidy(project: &mut Project, tokens: &[String], what: &str) {
    project.write("~/tmp/.keep", "");
    let tmp = project.path("~/tmp").display().to_string();
    for name in ["TMPDIR", "TMP", "TEMP"] {
        project.set(name, &tmp);
    }
    let before = holders(&project.files(), tokens);
    silent(project, tokens, what);
    // A backup of a user's file may hold what the file held; nothing else may.
    let mut after = holders(&project.files(), tokens);
    after.retain(|name| !before.contains(name) && !name.starts_with("~/.claude.json"));
    assert!(after.is_empty(), "{what}: a token was copied to {after:?}");
    let left: Vec<String> = files_below(&project.path("~/tmp")).into_keys().collect();
    assert_eq!(left, [".keep"], "{what}: something stays in the temporary directory");
}

#[test]
fn no_output_holds_a_credential() {
    let tokens = tokens();
    let mut project = Project::of(&files(&tokens));
    let found = project.run(&["--format", "json"]).findings();
    assert!(found.iter().any(|(rule, ..)| rule == "hardcoded-secret"), "{found:?}");
    silent_and_tidy(&mut project, &tokens, "as it is");
}

/// Every form in which a command line and a value of the environment hold one.
#[test]
fn nor_whatever_form_it_has() {
    let tokens = tokens();
    let [_, _, _, _, plain, long] = tokens.as_slice() else { panic!("six tokens") };
    let args = [
        "-y".to_owned(),
        "@scope/x@latest".to_owned(),
        "--key".to_owned(),
        plain.clone(),
        "--auth".to_owned(),
        long.clone(),
        format!("--OpenAI-Key={plain}"),
        "--config".to_owned(),
        format!(r#"{{"exaApiKey":"{long}"}}"#),
        format!(r#"--config={{"exaApiKey": "{plain}"}}"#),
        serde_json::to_string(&format!(r#"{{"exaApiKey":"{plain}"}}"#)).unwrap(),
        format!("Authorization:Bearer {plain}"),
        format!("apiKey:{long}"),
        format!("Server=db.corp.invalid;Password={plain}"),
        format!("session={long}; a=b"),
        "-e".to_owned(),
        format!(r#"MCP_HEADERS={{"Authorization":"Bearer {plain}"}}"#),
    ];
    let env = [
        ("MCP_HEADERS", format!(r#"{{"Authorization":"Bearer {long}"}}"#)),
        ("DATABASE", format!("Server=db.corp.invalid;Password={plain}")),
        ("COOKIE", format!("session={long}; a=b")),
    ];
    let env: BTreeMap<&str, String> = env.into_iter().collect();
    let entry = serde_json::json!({ "command": "npx", "args": args, "env": env, "cwdd": "x" });
    let text = |key: &str| serde_json::json!({ key: { "exa": entry } }).to_string();
    let mut project = Project::of(&[(".mcp.json", text("mcpServers")), (".cursor/mcp.json", text("mcpServers"))]);
    project.write(".vscode/mcp.json", text("servers").replace("\"-y\",", ""));
    let found = project.run(&["--select", "hardcoded-secret", "--format", "json"]).findings();
    assert!(found.len() >= 2, "{found:?}");
    silent_and_tidy(&mut project, &tokens, "in every form");
}

#[test]
fn nor_with_a_golden() {
    let tokens = tokens();
    let project = Project::of(&files(&tokens));
    project.write(
        "mcpcheck.toml",
        "[servers.env]\ncommand = \"npx\"\nargs = [\"-y\", \"hub-mcp\"]\nenv = { HUB_TOKEN = \"${HUB_TOKEN}\" }\n\n\
         [servers.same]\nurl = \"https://mcp.example.invalid/b\"\nheaders = { X-Api-Key = \"${API_KEY}\" }\n\n\
         [clients]\nrequire = [\"claude-code\", \"vscode\", \"cursor\", \"codex\", \"opencode\", \"gemini-cli\"]\n",
    );
    silent(&project, &tokens, "with a golden");
}

#[test]
fn nor_a_golden_that_holds_one_itself() {
    let tokens = tokens();
    let project = Project::of(&files(&tokens));
    project.write(
        "mcpcheck.toml",
        format!(
            "[servers.env]\ncommand = \"npx\"\nargs = [\"--token\", \"{}\"]\nenv = {{ HUB_TOKEN = \"{}\" }}\n\n\
             [servers.same]\nurl = \"https://mcp.example.invalid/a\"\nheaders = {{ X-Api-Key = \"{}\" }}\n",
            tokens[1], tokens[2], tokens[5]
        ),
    );
    silent(&project, &tokens, "with a golden");
    project.write("mcpcheck.toml", format!("[servers.env]\nenv = {{ HUB_TOKEN = \"{}\" \"\n", tokens[0]));
    silent(&project, &tokens, "with a broken golden");
    project.write("mcpcheck.toml", format!("[servers.env]\nenv = [ \"{}\" ]\n", tokens[0]));
    silent(&project, &tokens, "with a golden of the wrong type");
}

/// A mistake in the syntax right beside a token: the excerpt must not show the line as it is.
#[test]
fn nor_a_broken_file() {
    let tokens = tokens();
    for (name, text) in files(&tokens) {
        for token in tokens.iter().filter(|t| text.contains(t.as_str())) {
            let at = text.find(token.as_str()).unwrap();
            let end = at + token.len();
            // Without its end, where that is a quote: a URL without its `@` is another URL.
            let closed = if text[end..].starts_with('"') { end + 1 } else { end };
            let broken = [
                format!("{}{}", &text[..end], &text[closed..]),
                format!("{}{}", &text[..at - 1], &text[at..]),
                text[..end].to_owned(),
                format!("{}\"\"{}", &text[..end], &text[end..]),
                format!("{}\n{}", &text[..at + 5], &text[at + 5..]),
            ];
            for (n, broken) in broken.iter().enumerate() {
                let project = Project::of(&[(name, broken)]);
                let ran = project.run(&["--scope", "all", "--format", "text", "--verbose"]);
                let json = project.run(&["--scope", "all", "--format", "json"]);
                let html = project.run(&["--scope", "all", "--format", "html"]);
                let diff = project.run(&["fix", "--scope", "all", "--unsafe-fixes", "--diff"]);
                for said in [&ran.out, &ran.err, &json.out, &json.err, &html.out, &html.err, &diff.out, &diff.err] {
                    for token in &tokens {
                        let at = said.lines().find(|l| l.contains(token.as_str()));
                        assert!(at.is_none(), "{name}, mistake {n}: {at:?}\n{broken}");
                    }
                }
            }
        }
    }
}

/// The token that the generator of samples for comparing checkers plants, put together here.
fn planted() -> String {
    ["gh", "p_", "8hLRWymFVEA9LKXWK", "KmXZWWm5HPa6EeFUJFO"].concat()
}

/// A token planted into every fixture that is a project of its own or a client's file.
#[test]
fn nor_any_fixture() {
    let token = planted();
    let dir = repository().join("fixtures/clients");
    let mut planted = 0;
    for (name, bytes) in files_below(&dir) {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let (client, file) = name.split_once('/').unwrap();
        // Into the first string that stands for a value.
        let places = ["\"${", "= \"", ": \""].iter().filter_map(|mark| text.rfind(mark).map(|at| at + mark.len()));
        let Some(at) = places.max() else { continue };
        let text = format!("{}{token}{}", &text[..at], &text[at..]);
        let project = Project::of(&[(file, text)]);
        for args in [
            vec!["--format", "text", "--verbose"],
            vec!["--format", "json"],
            vec!["--format", "html"],
            vec!["fix", "--diff", "--unsafe-fixes"],
        ] {
            let ran = project.run(&[&args[..], &["--scope", "all", "--as", client, file]].concat());
            for said in [&ran.out, &ran.err] {
                assert!(!said.contains(&token), "{name}, {args:?}: {said}");
            }
        }
        planted += 1;
    }
    assert!(planted > 40, "{planted}");
}

/// What is said of a token is its kind, its prefix and its length, in every format, and once for all of its copies.
#[test]
fn a_token_is_one_finding_wherever_it_was_copied() {
    let token = planted();
    let project = Project::of(&[
        (
            ".mcp.json",
            format!(r#"{{"mcpServers": {{"a": {{"command": "x", "env": {{"GITHUB_TOKEN": "{token}"}}}}}}}}"#),
        ),
        (
            ".cursor/mcp.json",
            format!(r#"{{"mcpServers": {{"a": {{"command": "x", "args": ["--token", "{token}"]}}}}}}"#),
        ),
        ("mcpcheck.toml", format!("[servers.a]\ncommand = \"x\"\nenv = {{ GITHUB_TOKEN = \"{token}\" }}\n")),
        ("~/.cursor/mcp.json", format!(r#"{{"mcpServers": {{"b": {{"command": "y", "env": {{"T": "{token}"}}}}}}}}"#)),
    ]);
    let select = |more: &[&str]| project.run(&[&["--select", "hardcoded-secret"], more].concat());
    let json = select(&["--format", "json"]).json();
    let findings = json["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{json:#}");
    assert_eq!(findings[0]["file"], ".cursor/mcp.json");
    assert_eq!(findings[0]["severity"], "error");
    assert_eq!(findings[0]["related"].as_array().unwrap().len(), 3, "{json:#}");
    let said = "a GitHub token (`ghp_...`, 40 characters) in clear";
    assert!(findings[0]["message"].as_str().unwrap().contains(said), "{json:#}");
    for format in FORMATS {
        // The text format wraps its lines.
        let words = select(&["--format", format]).out.split_whitespace().collect::<Vec<_>>().join(" ");
        let bare: String = words.replace('\u{2502}', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(bare.contains("a GitHub token (`ghp_...`,"), "{format}: {bare}");
        assert!(!bare.contains(&token), "{format}");
    }
    // What git leaves out reaches nobody else; what is the user's own speaks only when it is asked for.
    project.remove("mcpcheck.toml");
    project.write(".gitignore", ".cursor/\n.mcp.json\n");
    assert_eq!(select(&["--format", "json"]).findings()[0].2, "warning");
    for file in [".mcp.json", ".cursor/mcp.json"] {
        project.remove(file);
    }
    assert_eq!(select(&["--format", "json"]).findings(), []);
    assert_eq!(select(&["--format", "json", "--scope", "user"]).findings()[0].2, "warning");
}

/// A password that is a word is hidden where it stands, and nowhere else: servers, packages and places keep their names.
#[test]
fn a_password_that_is_a_word_takes_no_name_away() {
    let url = "postgres://postgres:postgres@localhost/db";
    let entry = |more: &str| {
        format!(
            r#"{{"mcpServers": {{"postgres": {{"command": "npx", "args": ["-y", "@henkey/postgres-mcp-server", "{url}{more}"],
                "env": {{"PGPASSWORD": "postgres", "BROWSER_PASSWORD": "chromium", "DATABASE_URL": "{url}"}}}},
               "chromium": {{"comand": "chromium-mcp"}}}}}}"#
        )
    };
    let project = Project::of(&[(".mcp.json", entry("")), (".cursor/mcp.json", entry("2"))]);
    let json = project.run(&["--format", "json"]).json();
    let of = |rule: &str| {
        let all = json["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == rule).collect::<Vec<_>>();
        assert!(!all.is_empty(), "{rule}: {json:#}");
        all
    };
    for finding in of("unpinned-package") {
        assert_eq!(
            (&finding["server"], &finding["pointer"]),
            (&"postgres".into(), &"/mcpServers/postgres/args/1".into())
        );
        assert!(finding["message"].as_str().unwrap().contains("`@henkey/postgres-mcp-server`"), "{finding:#}");
    }
    assert!(of("unknown-field").iter().all(|f| f["pointer"] == "/mcpServers/chromium/comand"));
    let drift = of("inconsistent-server")[0]["message"].as_str().unwrap();
    assert!(drift.starts_with("`postgres` is not the same everywhere"), "{drift}");
    assert!(drift.contains("postgres://******:******@localhost/db"), "{drift}");
    for args in
        [&["--format", "text"][..], &["--format", "concise"], &["list"], &["list", "--pins"], &["list", "--verbose"]]
    {
        let said = project.run(args).out;
        assert!(said.contains("postgres") && !said.contains("@henkey/*"), "{args:?}: {said}");
        assert!(!said.contains("postgres:postgres@") && !said.contains("`******`"), "{args:?}: {said}");
    }
    let list = project.run(&["list", "--format", "json"]).json();
    let server = &list["files"][0]["servers"].as_array().unwrap().iter().find(|s| s["name"] == "postgres").unwrap();
    assert_eq!(server["args"][1], "@henkey/postgres-mcp-server", "{list:#}");
    assert!(server["args"][2].as_str().unwrap().starts_with("postgres://******:******@localhost/db"), "{list:#}");
}

/// And one that is no name either is nowhere at all: whoever quotes a value goes by its place.
#[test]
fn nor_is_a_password_that_is_a_word_said() {
    let words: Vec<String> =
        ["marmalade", "elderberry", "hollyhock", "nightingale", "periwinkle", "tamarillo"].map(str::to_owned).to_vec();
    let mut files = files(&words);
    // A comment without a name in it says nothing about its words.
    for (_, text) in &mut files {
        *text = text.replace("  // the token is marmalade\n", "  // token: marmalade\n");
        // Nor does the default of a question that is no password's.
        *text = text.replace(r#""default": "nightingale""#, r#""default": "none""#);
    }
    let project = Project::of(&files);
    silent(&project, &words, "words");
    let golden = "[servers.env]\ncommand = \"npx\"\nargs = [\"--token\", \"elderberry\"]\nenv = { HUB_TOKEN = \"hollyhock\" }\n\n\
                  [servers.same]\nurl = \"https://me:marmalade@mcp.example.invalid/a\"\nheaders = { X-Api-Key = \"tamarillo\" }\n";
    let project = Project::of(&files);
    project.write("mcpcheck.toml", golden);
    silent(&project, &words, "words, with a golden that holds some");
}

/// A reference is shown, whatever the variable is called; what may be a password behind a dollar is not.
#[test]
fn references_are_no_secrets() {
    let entry = r#"{"mcpServers": {"a": {"command": "x", "env": {"T": "$github_token", "PASSWORD": "$hunter2x"}}}}"#;
    let project = Project::of(&[(".cursor/mcp.json", entry)]);
    for format in FORMATS {
        let said = project.run(&["--select", "variable-syntax", "--format", format]).out;
        assert!(said.contains("`$github_token`") && !said.contains("******`"), "{format}: {said}");
        assert!(*format == "concise" || said.contains("${env:github_token}"), "{format}: {said}");
        assert!(said.contains("`$...`") && !said.contains("hunter2x"), "{format}: {said}");
    }
    assert!(!project.run(&["fix", "--diff", "--unsafe-fixes"]).out.contains("hunter2x"));
}

/// A golden that git leaves out reaches nobody else, and is not the user's own when only those are asked for.
#[test]
fn a_token_in_the_golden() {
    let token = planted();
    let entry = format!(r#"{{"mcpServers": {{"a": {{"command": "x", "env": {{"GITHUB_TOKEN": "{token}"}}}}}}}}"#);
    let project = Project::of(&[
        ("mcpcheck.toml", format!("[servers.a]\ncommand = \"x\"\nenv = {{ GITHUB_TOKEN = \"{token}\" }}\n")),
        ("~/.cursor/mcp.json", entry),
    ]);
    let found = |scope: &str| {
        let json = project.run(&["--select", "hardcoded-secret", "--scope", scope, "--format", "json"]).json();
        let all = json["findings"].as_array().unwrap().clone();
        assert_eq!(all.len(), 1, "{scope}: {json:#}");
        (all[0]["file"].as_str().unwrap().to_owned(), all[0]["severity"].as_str().unwrap().to_owned())
    };
    assert_eq!(found("project"), ("mcpcheck.toml".to_owned(), "error".to_owned()));
    assert_eq!(found("all").0, "mcpcheck.toml");
    assert_eq!(found("user"), ("~/.cursor/mcp.json".to_owned(), "warning".to_owned()));
    project.write(".gitignore", "mcpcheck.toml\n");
    assert_eq!(found("project"), ("mcpcheck.toml".to_owned(), "warning".to_owned()));
}

/// The other half of [`panics_say_where_and_nothing_else`], run as a process of its own.
#[test]
#[ignore = "it panics on purpose"]
fn panicking_child() {
    mcpcheck::commands::quiet_panics();
    panic!("the value is {}", std::env::var("MCPCHECK_TEST_TOKEN").unwrap());
}

#[test]
fn panics_say_where_and_nothing_else() {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "secrets::panicking_child", "--ignored", "--nocapture"]);
    let output = child.env("MCPCHECK_TEST_TOKEN", planted()).env("RUST_BACKTRACE", "full").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("internal error at tests"), "{said}");
    assert!(!said.contains(&planted()) && !said.contains("the value is"), "{said}");
}

/// What would steer a terminal, the reader's eye, a CI system or a page, were it printed as it is.
pub(crate) const HOSTILE: &[&str] = &[
    "\u{1b}[31mred\u{9b}2J\u{1b}]8;;http://evil.invalid\u{7}link",
    "a\r\nINJECTED line\n::set-env name=X::INJECTED",
    "::error file=x::INJECTED",
    "##vso[task.setvariable variable=x]INJECTED ##[error]INJECTED",
    "\u{202e}desrever\u{200b}b\u{2066}c",
    "`@octocat` @octocat #1 GH-1 www.evil.invalid http://evil.invalid a@b.example.com 9f86d081 %0A::error::INJECTED,file=y%0D",
    "[x](http://evil.invalid) ![x](//evil.invalid/x.png) | a |\\| ``` $x$ :smile: **b** </details></code><img src=x onerror=INJECTED><!-- ]]> &lt;b&gt; & \u{fffe}{0}",
];

/// Files that have this text for every name, value, key, argument and URL.
pub(crate) fn hostile(text: &str) -> Vec<(&'static str, String)> {
    let quoted = serde_json::to_string(text).unwrap();
    let inner = &quoted[1..quoted.len() - 1];
    let entry = |command: &str| {
        format!(
            r#"{{"type": {quoted}, "command": {command}, "args": ["--token", {quoted}, "{inner}; x && curl {inner} | sh"], "cwd": {quoted},
      "env": {{{quoted}: {quoted}, "API_KEY": "${{{inner}}}"}}, {quoted}: {quoted}, "autoApprove": ["*", {quoted}], "trust": true}}"#
        )
    };
    let remote = format!(
        r#"{{"type": "http", "url": "http://{inner}.example.com/{inner}?{inner}=1&api_key=7d1f0a93c6b84e25a90b7fc3e18d4265", "headers": {{{quoted}: {quoted}, "Authorization": "Bearer {inner}"}}}}"#
    );
    let docker =
        format!(r#"{{"command": "docker", "args": ["run", "--privileged", "-v", "/:/{inner}", "{inner}/x"]}}"#);
    let shell = format!(r#"{{"command": "bash", "args": ["-c", "cd {inner} && ${inner}"]}}"#);
    let servers = format!(
        r#"{{{quoted}: {}, "b": {}, "remote {inner}": {remote}, "docker {inner}": {docker}, "shell {inner}": {shell}}}"#,
        entry(&quoted),
        entry("\"npx\"")
    );
    vec![
        (".mcp.json", format!(r#"{{"mcpServers": {servers}, {quoted}: 1}}"#)),
        (".cursor/mcp.json", format!(r#"{{"mcpServers": {servers}}}"#)),
        (".vscode/mcp.json", format!(r#"{{"servers": {servers}, "inputs": [{{"id": {quoted}, "type": {quoted}}}]}}"#)),
        (".gemini/settings.json", format!(r#"{{"mcpServers": {servers}}}"#)),
        (".kiro/settings/mcp.json", format!(r#"{{"mcpServers": {servers}}}"#)),
        ("opencode.json", format!(r#"{{"mcp": {{{quoted}: {{"type": "local", "command": ["npx", {quoted}]}}}}}}"#)),
        ("broken/.mcp.json", format!(r#"{{"mcpServers": {{{quoted}: {{"command": {quoted} {quoted}}}}}}}"#)),
        ("package.json", format!(r#"{{"dependencies": {{"@modelcontextprotocol/sdk": {quoted}}}}}"#)),
        (
            "~/.claude.json",
            format!(r#"{{"mcpServers": {servers}, "projects": {{{quoted}: {{"mcpServers": {servers}}}}}}}"#),
        ),
    ]
}

#[test]
fn nothing_in_a_config_steers_the_reader() {
    for text in HOSTILE {
        let mut project = Project::of(&hostile(text));
        // As a runner of GitHub's has it, so that annotations stand behind every text.
        project.set("GITHUB_ACTIONS", "true");
        for args in runs() {
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let ran = project.run(&args);
            assert!(ran.code <= 2, "{text:?}: {args:?}");
            let colours = args.contains(&"always");
            for said in said(&project, &args, ran) {
                for line in said.lines() {
                    let seen = if colours { line.replace("\u{1b}[", "") } else { line.to_owned() };
                    let bad = seen.chars().find(|c| {
                        c.is_control() && *c != '\t'
                            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
                    });
                    assert_eq!(bad, None, "{text:?}, {args:?}: {line:?}");
                    let start = line.trim_start();
                    assert!(!start.starts_with("INJECTED"), "{text:?}, {args:?}: {line:?}");
                    // Our own commands stand at the very beginning of a line.
                    let ours = ["::error title=mcpcheck", "::warning title=mcpcheck", "::notice title=mcpcheck"];
                    let ours = ours.iter().chain(&["::group::mcpcheck: ", "::endgroup::"]);
                    let ours = ours.into_iter().any(|command| line.starts_with(command));
                    let harmless = !start.starts_with("::") || start.starts_with("::-") || ours;
                    assert!(harmless, "{text:?}, {args:?}: {line:?}");
                    assert!(!line.contains("##vso[") && !line.contains("##["), "{text:?}, {args:?}: {line:?}");
                }
            }
        }
    }
}

/// An approval in a file that git leaves out, or in one's own, concerns nobody else.
#[test]
fn whom_an_approval_concerns() {
    let file = ".gemini/settings.json";
    let project = Project::of(&[(file, r#"{"mcpServers": {"a": {"command": "x", "trust": true}}}"#)]);
    let said = || {
        let json = project.run(&["--select", "auto-approve", "--format", "json"]).json();
        json["findings"][0]["message"].as_str().unwrap().to_owned()
    };
    assert!(said().contains("for everyone who opens this project"), "{}", said());
    project.write(".gitignore", ".gemini/\n");
    assert!(said().contains("without asking: "), "{}", said());
}

/// What an insecure URL carries, and how its host is shown.
#[test]
fn what_goes_over_the_wire_in_clear() {
    for (entry, want) in [
        (r#"{"type": "http", "url": "http://[2001:db8::1]:80/mcp"}"#, "at `[2001:db8::1]`"),
        (r#"{"type": "http", "url": "http://someone@mcp.example.com/mcp"}"#, "reads user"),
        (
            r#"{"command": "npx", "args": ["mcp-remote@0.1.0", "http://mcp.example.com/mcp", "--header=Authorization: Bearer ${T}"]}"#,
            "reads Authorization",
        ),
    ] {
        let project = Project::of(&[(".mcp.json", format!(r#"{{"mcpServers": {{"a": {entry}}}}}"#))]);
        let json = project.run(&["--select", "insecure-url", "--format", "json"]).json();
        let said = json["findings"][0]["message"].as_str().unwrap().replace("reads `", "reads ").replace("`,", ",");
        assert!(said.contains(want), "{said}");
    }
}
