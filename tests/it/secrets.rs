//! Credentials, made up here and put together at run time, in every place where people put them, with faults around
//! them: none reaches any output.

use crate::support::Project;

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

const RUNS: &[&[&str]] = &[
    &["--format", "text"],
    &["--format", "concise"],
    &["--format", "json"],
    &["--verbose"],
    &["--scope", "all", "--format", "text", "--verbose"],
    &["--scope", "all", "--format", "json"],
    &["fix", "--diff"],
    &["fix", "--diff", "--unsafe-fixes", "--scope", "all"],
    &["fix", "--format", "json"],
    &["fix", "--unsafe-fixes", "--scope", "all", "--verbose"],
    &["fix", "--unsafe-fixes", "--scope", "all", "--format", "json"],
    &["--format", "text", "--verbose"],
];

#[track_caller]
fn silent(project: &Project, tokens: &[String], what: &str) {
    for args in RUNS {
        let ran = project.run(args);
        assert!(ran.code <= 2, "{what}");
        for said in [&ran.out, &ran.err] {
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

#[test]
fn no_output_holds_a_credential() {
    let tokens = tokens();
    let project = Project::of(&files(&tokens));
    assert!(!project.run(&["--format", "json"]).findings().is_empty());
    silent(&project, &tokens, "as it is");
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
                let diff = project.run(&["fix", "--scope", "all", "--unsafe-fixes", "--diff"]);
                for said in [&ran.out, &ran.err, &json.out, &json.err, &diff.out, &diff.err] {
                    for token in &tokens {
                        let at = said.lines().find(|l| l.contains(token.as_str()));
                        assert!(at.is_none(), "{name}, mistake {n}: {at:?}\n{broken}");
                    }
                }
            }
        }
    }
}
