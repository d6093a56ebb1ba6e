//! Whole documents: what is left of them once the secrets are gone.

use proptest::prelude::*;

use super::*;
use crate::document::{Interest, Syntax};

fn shown(text: &str, syntax: Syntax) -> String {
    let doc = Document::parse(text.to_owned(), syntax, Interest::All);
    let spans = secret_spans(&doc);
    assert!(spans.windows(2).all(|w| w[0].end < w[1].start), "{spans:?}");
    mask(text, 0, &spans)
}

/// Of a text, exactly these parts are hidden.
fn hides(text: &str, syntax: Syntax, secrets: &[&str]) {
    let want = secrets.iter().fold(text.to_owned(), |t, secret| t.replace(secret, MASK));
    assert_eq!(shown(text, syntax), want);
}

#[test]
fn yaml_and_front_matter() {
    let yaml = "mcp_servers:\n  # token: hunter1\n  a#b: # api_key=hunter2\n    env: {K: 'hunter3', L: &l hunter4}\n    \
                headers:\n      Authorization: Bearer hunter5\n      X: *l\n    apiKey: >-\n      hunter6\n";
    let document = format!("---\n{yaml}---\n# head\n\n{{\"env\": {{\"K\": \"hunter7\"}}}}\n");
    let broken = format!("{yaml}broken: [");
    // An alias and a text of several lines are hidden whole.
    assert!(!shown(yaml, Syntax::Yaml).contains("hunter"), "{}", shown(yaml, Syntax::Yaml));
    assert!(!shown(&document, Syntax::FrontMatter).contains("hunter"), "{}", shown(&document, Syntax::FrontMatter));
    for secret in ["hunter1", "hunter2", "hunter3", "hunter5"] {
        assert!(!shown(&broken, Syntax::Yaml).contains(secret), "{}", shown(&broken, Syntax::Yaml));
    }
}

#[test]
fn json_config() {
    let text = r#"{
  "inputs": [{"type": "promptString", "id": "api-key", "description": "Your key", "password": true}],
  "mcpServers": {
    "token": {"command": "npx", "args": ["-y", "pkg@1.2.3", "--api-key", "hunter2", "--header", "Authorization: Bearer hunter3"]},
    "env": {"url": "https://hunter2:hunter3@h/mcp?key=hunter4", "headers": {"Authorization": "Bearer ${T}", "X-Api-Key": "hunter5", "Accept": "*/*"}},
    "c": {"command": "sh", "args": ["-c", "TOKEN=hunter4 x"], "env": {"A": "hunter5", "LEVEL": "debug", "B": "${env:B}", "C": "pre-${C}", "PIN": 1234567}},
    "d": {"env": ["K=hunter6", "NAME"], "apiKey": "hunter7", "oauth": {"clientId": "id-1", "clientSecret": "h\u0075nter8"}},
    "e": {"env": [{"name": "K", "value": "hunter9"}], "requestInit": {"headers": {"X": "hunter3"}}}
  }
}"#;
    let secrets = [
        "hunter2",
        "hunter3",
        "hunter4",
        "hunter5",
        "hunter6",
        "hunter7",
        "hunter9",
        "h\\u0075nter8",
        "pre-",
        "1234567",
    ];
    hides(text, Syntax::Json, &secrets);
}

#[test]
fn toml_config() {
    let text = r#"# API_KEY = "hunter1"
[mcp_servers.x]
command = "npx" # token: hunter2
bearer_token_env_var = "X_TOKEN"
env_http_headers = { "X-Key" = "MY_KEY" }
http_headers = { "X-Key" = 'hunter3' }
env_vars = ["A", "B"]

[mcp_servers.x.env]
A = """hunter4
hunter5"""
URL = "http://localhost:1/x#y"
"#;
    let url = "http://localhost:1/x#y";
    hides(text, Syntax::Toml, &["hunter1", "hunter2", "hunter3", "hunter4", "hunter5", url]);
}

#[test]
fn texts_that_do_not_parse() {
    let json = r#"{
  "mcpServers": {
    "a": {"command": "npx" "args": ["--token", "hunter1"], "env": {"A": "hunter2", "B": "${B}", "D": "/tmp/x"},
    "b": {"url": "https://h/?key=hunter3", "password": "hunter4"},
    "c": {"command": "server-github", "note": "9f86d081884c7d659a2feaa0c55ad015"},
    "d": {"env": {"A": "hunter5
"#;
    let random = "9f86d081884c7d659a2feaa0c55ad015";
    hides(json, Syntax::Json, &["hunter1", "hunter2", "hunter3", "hunter4", "hunter5", random]);
    let toml = "[a.env]\nX = \"hunter1\"\n[b]\ncommand = \"npx\"\nenv.Y = \"hunter2\"\ntoken = hunter3\n";
    hides("token = \"\"\"hunter1\nhunter2\"\"\"\nx = \"y\"\nbroken =", Syntax::Toml, &["hunter1", "hunter2"]);
    hides(&format!("{toml}broken ="), Syntax::Toml, &["hunter1", "hunter2", "hunter3"]);
}

#[test]
fn comments_are_read_too() {
    let text = "{\n  // \"env\": {\"A\": \"hunter1\"}, see http://localhost/x\n  \"a\": 1 /* token: hunter2 */\n}";
    hides(text, Syntax::Json, &["hunter1", "hunter2"]);
}

#[test]
fn parts_that_nobody_read_are_hidden() {
    let text = "{\"primaryApiKey\": \"hunter12\", \"history\": [\n1,\n2], \"n\": true, \"mcpServers\": {}}";
    let doc = Document::parse(text.to_owned(), Syntax::Json, Interest::Only(&[&["mcpServers"]]));
    let want = "{\"primaryApiKey\": ******, \"history\": ******\n******\n******, \"n\": true, \"mcpServers\": {}}";
    assert_eq!(mask(text, 0, &secret_spans(&doc)), want);
}

#[test]
fn descriptions_of_variables_are_shown() {
    let text = r#"{
  "environmentVariables": [{"name": "API_KEY", "description": "Key to the server", "format": "string", "default": "hunter1"}],
  "environment": {"type": "uv", "dependencies": ["fastmcp>=3.2.4,<4"]},
  "env": {"K": "${user_config.api_key}", "L": "$input:api_key", "M": "{{key}}", "N": "${user_config.x} hunter2"},
  "headers": "X-Key: hunter3", "scripts": {"test:cli-headers": "vitest run headers.test.ts"}
}"#;
    hides(text, Syntax::Json, &["hunter1", "${user_config.x} hunter2", "X-Key: hunter3"]);
}

#[test]
fn masks_do_not_tell_lengths() {
    assert_eq!(mask("a: x, b: yyyyyyyyyy", 10, &[Span::new(13, 14), Span::new(19, 29)]), "a: ******, b: ******");
    assert_eq!(mask("abc", 100, &[Span::new(0, 101)]), "******bc");
    assert_eq!(mask("", 0, &[Span::new(0, 5)]), "");
}

proptest! {
    #[test]
    fn any_text_is_read(text in "[a-z\"'{}\\[\\]:=,#$\\\\/@?& \n\u{e9}]{0,120}", toml: bool) {
        let syntax = if toml { Syntax::Toml } else { Syntax::Json };
        shown(&text, syntax);
        sanitize(&text);
    }

    #[test]
    fn values_of_env_never_show(value in "[a-zA-Z0-9+!_ \u{e9}-]{6,30}", key in "[A-Z_]{1,8}") {
        prop_assume!(!values::is_harmless(value.trim(), values::Doubt::Mild));
        let text = format!("{{\"mcpServers\": {{\"s\": {{\"env\": {{{key:?}: {value:?}}}}}}}}}");
        let last = value.split_whitespace().last().unwrap_or_default().to_owned();
        prop_assume!(last.len() > 5);
        prop_assert!(!shown(&text, Syntax::Json).contains(&last));
        prop_assert!(!shown(&text[..text.len() - 2], Syntax::Json).contains(&last), "broken");
    }
}

#[test]
fn tokens_are_found_between_parts_that_are_not_read() {
    use crate::document::{Interest, Syntax};
    let token = ["gh", "p_"].concat() + &"a1B2c3D4e5F6".repeat(3);
    let text = format!(
        "{{\"{token}\": [\"{token}\"], \"mcpServers\": {{\"s\": {{\"x\": \"{token}\"}}}}, \"history\": [\"{token}\"], \"{token}\": 1}}"
    );
    let doc = Document::parse(text.as_str(), Syntax::Json, Interest::Only(&[&["mcpServers"]]));
    let masked = mask(&text, 0, &secret_spans(&doc));
    assert!(!masked.contains(&token), "{masked}");
    assert!(masked.contains("\"mcpServers\": {\"s\": {\"x\": \"") && masked.contains("\"history\": "), "{masked}");
}

/// The rules that the tool's own comment names are no names of values.
#[test]
fn the_reason_of_an_ignored_finding_is_shown() {
    let comment = "// mcpcheck-ignore hardcoded-secret: throw-away account of the testing machine";
    let text = format!("{{\n  {comment}\n  \"a\": 1\n}}");
    let broken = format!("{{\n  {comment}'s \"owner\n  \"a\": 1\n");
    for text in [text, broken] {
        let doc = Document::parse(text.clone(), Syntax::Json, Interest::All);
        let shown = mask(&text, 0, &secret_spans(&doc));
        assert!(shown.contains("throw-away account of the testing machine"), "{shown}");
    }
    let text = "{ // mcpcheck-ignore hardcoded-secret: x, token: marmalade\n }";
    let doc = Document::parse(text, Syntax::Json, Interest::All);
    assert!(!mask(text, 0, &secret_spans(&doc)).contains("marmalade"));
}
