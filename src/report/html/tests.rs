//! What the page is made of; what it does is tested in a browser (`scripts/html-test`).

use super::*;

/// A hash as a policy spells it.
fn sha256(text: &str) -> String {
    const ABC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let hash = hmac_sha256::Hash::hash(text.as_bytes());
    let mut out = String::new();
    for three in hash.chunks(3) {
        let bits = three.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        out.extend((0..=three.len()).map(|i| char::from(ABC[(bits >> (18 - 6 * i)) as usize & 63])));
    }
    out + &"=".repeat((3 - hash.len() % 3) % 3)
}

#[test]
fn the_policy_lets_this_style_and_this_script_run() {
    assert_eq!(sha256(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    assert_eq!((STYLE_HASH, SCRIPT_HASH), (sha256(STYLE).as_str(), sha256(SCRIPT).as_str()), "put these into mod.rs");
    assert!(!SCRIPT.contains("</") && !STYLE.contains("</"), "neither may end its element");
}

use std::path::PathBuf;

use crate::env::tests::fake;
use crate::env::{Env, System};
use crate::report::{Format, Report, Style};
use crate::session::{self, Request};

const HOSTILE: &str = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)><!--";

/// The page of a directory, made as the command makes it.
fn page(root: &std::path::Path) -> String {
    let env = Env { cwd: root.to_owned(), home: Some(root.join("no-home")), ..fake(System::Linux, &[]) };
    let session = session::open(&env, &Request { compare: true, ..Request::default() }).unwrap();
    let checked = crate::check::check(&session.workspace, &session.declared, &session.settings);
    let listing = session.list(&env, crate::list::Environment::Assumed);
    let report = Report {
        workspace: &session.workspace,
        findings: &checked.findings,
        accepted: &checked.accepted,
        rules: Vec::new(),
        files_checked: session.workspace.files_checked(),
        fixed: None,
        listing: Some(&listing),
    };
    let mut out = Vec::new();
    crate::report::write(&report, Format::Html, &mut out, Style::default()).unwrap();
    String::from_utf8(out).unwrap()
}

fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in [(".git/HEAD", "")].iter().chain(files) {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::File::create(path).unwrap().write_all(text.as_bytes()).unwrap();
    }
    dir
}

/// The names of the elements in the order in which they open, and whether each that has to be is closed in order.
fn elements(html: &str) -> Vec<&str> {
    const VOID: [&str; 5] = ["meta", "link", "input", "wbr", "br"];
    let (mut all, mut open) = (Vec::new(), Vec::new());
    let mut rest = html;
    while let Some((_, tag)) = rest.split_once('<') {
        rest = tag;
        if tag.starts_with('!') {
            continue;
        }
        let name = tag.split([' ', '>', '\n']).next().unwrap();
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "closed out of order: {}", &tag[..tag.len().min(80)]);
            continue;
        }
        all.push(name);
        if matches!(name, "script" | "style") {
            let end = tag.find(&format!("</{name}>")).unwrap();
            rest = &tag[end + name.len() + 3..];
        } else if !VOID.contains(&name) {
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<&str>::new(), "never closed");
    all
}

/// Each server with its words, by `client file`.
fn cells(html: &str) -> Vec<(String, Vec<String>)> {
    let body = html.split("<tbody>").nth(1).unwrap().split("</tbody>").next().unwrap();
    let text = |part: &str| part.rsplit('>').next().unwrap().to_owned();
    let row = |row: &str| {
        let name = text(row.split("</span>").next().unwrap());
        (name, row.split("</td>").filter(|c| c.contains("<td")).map(text).collect())
    };
    body.split("</tr>").filter(|r| r.contains("<th")).map(row).collect()
}

#[test]
fn the_bundled_example_has_the_right_cells() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/drifting");
    let html = page(&root);
    let heads: Vec<&str> = html.split("data-client=\"").skip(1).map(|h| h.split('"').next().unwrap()).collect();
    assert_eq!(heads, ["codex", "cursor", "claude-code", "vscode", "vscode"]);
    let words = |all: &[&str]| all.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        cells(&html),
        [
            ("handbook".to_owned(), words(&["agrees", "agrees", "agrees", "agrees", "skipped"])),
            ("tickets".to_owned(), words(&["agrees", "drifts", "skipped", "agrees", "skipped"])),
        ]
    );
    assert_eq!(html.matches("<article").count(), 4);
    assert!(html.contains("<mark>&quot;http://127.0.0.1:8930/mcp&quot;</mark>"), "the place of the finding is marked");
    assert!(html.contains("id=\"rule-server-drift\""), "the rule's page is there");
    assert!(html.contains("held against <code>mcpcheck.toml</code>"));
    elements(&html);
    assert_eq!(html, page(&root), "the same input gives the same bytes");
    let data = html.split("id=\"data\">").nth(1).unwrap().split("</script>").next().unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    let cell = &data["rows"][1]["cells"]["1"];
    let says =
        serde_json::json!([["url", "`http://127.0.0.1:8930/mcp`", "`http://127.0.0.1:8931/mcp`", "mcpcheck.toml"]]);
    assert_eq!((&cell["differs"], &cell["line"]), (&says, &serde_json::json!(3)));
    let text = &data["texts"][cell["text"].as_u64().unwrap() as usize];
    assert_eq!(text["text"], "\"tickets\": {\n  \"url\": \"http://127.0.0.1:8930/mcp\"\n},");
    let golden = &data["texts"][data["rows"][1]["golden"]["text"].as_u64().unwrap() as usize];
    assert_eq!(golden["text"], "[servers.tickets]\nurl = \"http://127.0.0.1:8931/mcp\"");
}

#[test]
fn text_of_files_cannot_become_markup() {
    let plain = |name: &str| {
        let entry = serde_json::json!({ "command": name, "args": [name], "env": { name: name }, "typo": name });
        serde_json::json!({ "mcpServers": { name: entry } }).to_string()
    };
    let ours = format!("{HOSTILE}\u{202e}\u{2028}\u{7}");
    let made = |name: &str| {
        let file = format!("{}/.mcp.json", "a<b>&\"'");
        project(&[
            (".mcp.json", &plain(name)),
            (".cursor/mcp.json", &plain(name).replace("\"args\"", "\"arg\"")),
            (&file, &plain(name)),
        ])
    };
    let (strange, tame) = (made(&ours), made("x"));
    let (html, tame) = (page(strange.path()), page(tame.path()));
    assert!(html.contains("&lt;/script&gt;&lt;script&gt;alert(1)"), "it is there as text");
    assert!(html.contains("a&lt;b&gt;&amp;&quot;&#39;/"), "and the file's name as well");
    let wanted = ["script", "img", "iframe", "base", "form", "style"]
        .map(|tag| elements(&tame).iter().filter(|t| **t == tag).count());
    let found = ["script", "img", "iframe", "base", "form", "style"]
        .map(|tag| elements(&html).iter().filter(|t| **t == tag).count());
    assert_eq!(found, wanted);
    assert!(!html.contains(" onerror=alert(1)>") && !html.contains(['\u{202e}', '\u{2028}', '\u{7}']));
    assert!(html.contains("\\u{202e}"), "what is invisible is shown");
}

#[test]
fn an_entry_shows_its_own_text_and_no_secret() {
    let token = ["gh", "p_0123456789abcdefghijABCDEFGHIJ012345"].concat();
    let toml = format!(
        "[mcp_servers.a]\ncommand = \"x\"\n\n[mcp_servers.a.env]\nHUB_TOKEN = \"{token}\"\n\n# of the next\n[mcp_servers.b]\ncommand = \"y\"\n"
    );
    let one_line = format!(
        r#"{{"mcpServers":{{"a":{{"command":"x","env":{{"HUB_TOKEN":"{token}"}}}},"b":{{"command":"{}"}}}}}}"#,
        "z".repeat(900)
    );
    let dir = project(&[(".codex/config.toml", &toml), (".mcp.json", &one_line)]);
    let html = page(dir.path());
    assert!(!html.contains(&token) && html.contains("******"));
    let data = html.split("id=\"data\">").nth(1).unwrap().split("</script>").next().unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    let texts: Vec<&str> = data["texts"].as_array().unwrap().iter().map(|t| t["text"].as_str().unwrap()).collect();
    let table = "[mcp_servers.a]\ncommand = \"x\"\n\n[mcp_servers.a.env]\nHUB_TOKEN = \"******\"";
    assert!(texts.contains(&table), "{texts:#?}");
    assert!(texts.iter().all(|t| t.len() < 1200), "{texts:#?}");
}

#[test]
fn a_page_without_findings_is_calm_and_one_without_servers_says_so() {
    let good = r#"{"mcpServers": {"docs": {"type": "http", "url": "http://127.0.0.1:8931/mcp"}}}"#;
    let calm = page(project(&[(".mcp.json", good)]).path());
    assert!(calm.contains("No findings") && !calm.contains("class=\"tiles\""), "{calm}");
    assert!(calm.contains("the copies are held against each other"));
    elements(&calm);
    let empty = page(project(&[]).path());
    assert!(empty.contains("No MCP config found below"));
    elements(&empty);
}

#[test]
fn what_is_accepted_stands_folded_with_its_reason() {
    let golden = "[servers.docs]\nurl = \"http://127.0.0.1:1/mcp\"\n\n[[ignore]]\nrule = \"server-drift\"\nserver = \"docs\"\nreason = \"the <old> port\"\n";
    let copy = r#"{"mcpServers": {"docs": {"type": "http", "url": "http://127.0.0.1:2/mcp"}}}"#;
    let html = page(project(&[("mcpcheck.toml", golden), (".mcp.json", copy)]).path());
    let accepted = html.split("id=\"accepted\"").nth(1).unwrap();
    assert!(accepted.contains("the &lt;old&gt; port") && accepted.contains("class=\"kept error\""), "{accepted}");
    elements(&html);
}
