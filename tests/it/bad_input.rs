//! Files that nobody would write on purpose, each beside a file with a known defect: both are spoken of, nothing
//! panics, nothing hangs, nothing is lost.

use crate::support::{Project, Ran};

/// A file whose one defect is always found.
const WITNESS: (&str, &str) = (".vscode/mcp.json", "{\"mcpServers\": {\"docs\": {\"command\": \"docs-mcp\"}}}\n");
const ENTRY: &str = "{\"command\": \"docs-mcp\"}";

fn witnessed(ran: &Ran) -> bool {
    ran.findings().iter().any(|(rule, file, _)| rule == "container-key" && file == WITNESS.0)
}

/// Checks and mends a project that holds the witness; `name` must be spoken of if `spoken`.
#[track_caller]
fn check(project: &Project, name: &str, spoken: bool) -> Vec<(String, String)> {
    project.write(WITNESS.0, WITNESS.1);
    let ran = project.run(&["--format", "json"]);
    assert_eq!(ran.code, 1, "{}", short(&ran));
    assert!(witnessed(&ran), "{}", short(&ran));
    let found: Vec<(String, String)> =
        ran.findings().into_iter().filter(|(_, file, _)| file == name).map(|(r, _, s)| (r, s)).collect();
    assert_eq!(!found.is_empty(), spoken, "{}", short(&ran));
    for finding in ran.json()["findings"].as_array().unwrap() {
        assert!(finding["start"]["line"].as_u64().unwrap() >= 1);
        assert!(!finding["message"].as_str().unwrap().is_empty());
    }
    for format in ["text", "concise"] {
        let ran = project.run(&["--format", format]);
        assert_eq!(ran.code, 1, "{}", short(&ran));
        assert!(!spoken || ran.out.contains(name), "{}", short(&ran));
    }
    for unsafe_fixes in [false, true] {
        let mut args = vec!["fix", "--diff"];
        args.extend(unsafe_fixes.then_some("--unsafe-fixes"));
        let before = project.files();
        assert_eq!(project.run(&args).code, 1);
        assert_eq!(before, project.files());
    }
    let ran = project.run(&["fix", "--unsafe-fixes"]);
    assert!(ran.code <= 1, "{}", short(&ran));
    assert!(project.read(WITNESS.0).starts_with("{\"servers\""), "{}", short(&ran));
    let rested = project.files();
    project.run(&["fix", "--unsafe-fixes"]);
    assert_eq!(rested, project.files());
    found
}

fn short(ran: &Ran) -> String {
    let cut = |s: &str| s.chars().take(2000).collect::<String>();
    format!("{} {} {}", ran.code, cut(&ran.out), cut(&ran.err))
}

fn bytes(name: &str, bytes: &[u8], spoken: bool) -> Vec<(String, String)> {
    let project = Project::of(&[(name, bytes)]);
    check(&project, name, spoken)
}

fn is(found: &[(String, String)], rule: &str, severity: &str) {
    assert_eq!(found, [(rule.to_owned(), severity.to_owned())]);
}

#[test]
fn broken() {
    for text in ["{", "{\"mcpServers\": {\"a\": {\"command\": \"x\"}", "nonsense", "{\"a\" 1}", "{]", "\"", "{}{}"] {
        is(&bytes(".mcp.json", text.as_bytes(), true), "parse-error", "error");
    }
    is(&bytes(".codex/config.toml", b"[mcp_servers.a\ncommand = 1", true), "parse-error", "error");
    bytes("pyproject.toml", b"[project\ndependencies = [", false);
}

#[test]
fn empty() {
    for text in ["", "  \n", "\u{feff}"] {
        // Claude Code, VS Code and Codex take an empty file for one without servers; Gemini CLI does not start, and
        // Copilot CLI would refuse it.
        is(&bytes(".mcp.json", text.as_bytes(), true), "shared-file", "info");
        bytes(".codex/config.toml", text.as_bytes(), false);
        assert!(!bytes(".gemini/settings.json", text.as_bytes(), true).is_empty());
    }
    is(&bytes(".mcp.json", b"{}", true), "container-key", "warning");
}

/// Large files take the time that large files take, so each is read and mended once only.
fn large(text: &str) -> usize {
    let project = Project::of(&[(".mcp.json", text), WITNESS]);
    let ran = project.run(&["--format", "json"]);
    assert!(ran.code == 1 && witnessed(&ran), "{}", short(&ran));
    assert!(project.run(&["fix", "--unsafe-fixes", "--format", "concise"]).code <= 1);
    assert!(project.read(WITNESS.0).starts_with("{\"servers\""));
    ran.findings().len() - 1
}

#[test]
fn huge() {
    let words = "\"y\",".repeat(600_000);
    let list = format!("{{\"mcpServers\": {{\"a\": {{\"command\": \"x\", \"args\": [{words}\"z\"]}}}}}}");
    assert_eq!(large(&list), 0);
    let string = format!("{{\"mcpServers\": {{\"a\": {{\"comand\": \"{}\"}}}}}}", "x".repeat(2_500_000));
    assert_eq!(large(&string), 1);
    let nested = "[[],".repeat(300) + "1" + &"]".repeat(300);
    assert_eq!(large(&format!("{{\"mcpServers\": {nested}}}")), 1);
    // On one line: nothing may go back to the start of the line for each of them.
    let servers: Vec<String> =
        (0..1000).map(|i| format!("\"s{i}\": {{\"url\": \"http://127.0.0.1:{i}/mcp\"}}")).collect();
    assert_eq!(large(&format!("{{\"mcpServers\": {{{}}}}}", servers.join(","))), 1000);
}

#[test]
fn binary() {
    let all: Vec<u8> = (0..=255).cycle().take(4096).collect();
    is(&bytes(".mcp.json", &all, true), "encoding", "error");
    is(&bytes(".mcp.json", b"\x7fELF\x02\x01\x01\0\0\0", true), "encoding", "error");
    is(&bytes(".codex/config.toml", &all, true), "encoding", "error");
    is(&bytes("pyproject.toml", &all, true), "encoding", "warning");
}

#[test]
fn deeply_nested() {
    for open in ["[", "{\"a\":"] {
        is(&bytes(".mcp.json", open.repeat(100_000).as_bytes(), true), "parse-error", "error");
    }
    let closed = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    is(&bytes(".mcp.json", closed.as_bytes(), true), "parse-error", "error");
    is(&bytes(".codex/config.toml", format!("a = {closed}").as_bytes(), true), "parse-error", "error");
    bytes("pyproject.toml", format!("a = {closed}").as_bytes(), false);
}

#[test]
fn not_utf8() {
    is(&bytes(".mcp.json", b"{\"mcpServers\": {\"a\": {\"command\": \"caf\xe9\"}}}", true), "encoding", "error");
    let wide: Vec<u8> = "{\"mcpServers\": {}}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    is(&bytes(".mcp.json", &[b"\xff\xfe".as_slice(), &wide].concat(), true), "encoding", "error");
    is(&bytes(".mcp.json", &wide, true), "encoding", "error");
}

#[test]
fn byte_order_mark_and_line_ends() {
    let text = format!("\u{feff}{{\r\n  \"mcpServers\": {{\r\n    \"a\": {ENTRY}\r\n  }}\r\n}}\r\n");
    is(&bytes(".mcp.json", text.as_bytes(), true), "shared-file", "info");
    let project = Project::of(&[(".gemini/settings.json", &text)]);
    is(&check(&project, ".gemini/settings.json", true), "encoding", "error");
    assert_eq!(project.read(".gemini/settings.json"), text.trim_start_matches('\u{feff}'));
    // Old Macs.
    bytes(".mcp.json", format!("{{\r\"mcpServers\": {{\r\"a\": {ENTRY}\r}}\r}}").as_bytes(), false);
}

#[test]
fn duplicate_keys() {
    let text = format!("{{\"mcpServers\": {{\"a\": {ENTRY}, \"a\": {{\"command\": \"other\"}}}}}}");
    is(&bytes(".mcp.json", text.as_bytes(), true), "duplicate-key", "error");
    let text = format!("{{\"mcpServers\": {{\"a\": {ENTRY}}}, \"mcpServers\": {{\"b\": {ENTRY}}}}}");
    is(&bytes(".mcp.json", text.as_bytes(), true), "duplicate-key", "error");
    is(
        &bytes(".codex/config.toml", b"[mcp_servers.a]\ncommand = \"x\"\n[mcp_servers.a]\n", true),
        "parse-error",
        "error",
    );
}

#[test]
fn values_of_the_wrong_kind() {
    for text in ["{\"mcpServers\": []}", "{\"mcpServers\": 1}", "{\"mcpServers\": null}", "[]", "1", "null", "\"x\""] {
        let found = bytes(".mcp.json", text.as_bytes(), true);
        assert!(found.iter().all(|(rule, _)| rule == "container-key"), "{text}: {found:?}");
    }
    for entry in ["null", "1", "\"x\"", "[]", "true"] {
        let text = format!("{{\"mcpServers\": {{\"a\": {entry}, \"b\": {ENTRY}}}}}");
        is(&bytes(".mcp.json", text.as_bytes(), true), "field-type", "error");
    }
    for text in
        ["mcp_servers = 1", "mcp_servers = []", "[[mcp_servers]]\ncommand = \"x\"", "[mcp_servers]\na = 1979-05-27"]
    {
        assert!(!bytes(".codex/config.toml", text.as_bytes(), true).is_empty(), "{text}");
    }
    bytes("pyproject.toml", b"project = 1\n[tool]\npoetry = []\n", false);
}

#[cfg(unix)]
mod not_a_file {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;

    use super::{ENTRY, Project, check, is, short};

    #[test]
    fn directory() {
        let project = Project::new();
        std::fs::create_dir_all(project.path(".mcp.json")).unwrap();
        let ran = project.run(&["--format", "json"]);
        assert!(ran.code <= 1, "{}", short(&ran));
        // A directory of that name is no config, and says nothing.
        check(&project, ".mcp.json", ran.code == 1);
    }

    #[test]
    fn unreadable() {
        let project = Project::of(&[(".mcp.json", ENTRY)]);
        std::fs::set_permissions(project.path(".mcp.json"), std::fs::Permissions::from_mode(0o000)).unwrap();
        if std::fs::read(project.path(".mcp.json")).is_ok() {
            println!("skipped: this user reads files without permission");
            return;
        }
        project.write(super::WITNESS.0, super::WITNESS.1);
        let ran = project.run(&["--format", "json"]);
        assert_eq!(ran.code, 1, "{}", short(&ran));
        assert!(
            super::witnessed(&ran)
                && ran.findings().iter().any(|(rule, file, _)| rule == "encoding" && file == ".mcp.json")
        );
    }

    #[test]
    fn dangling_link() {
        let project = Project::new();
        symlink("nowhere.json", project.path(".mcp.json")).unwrap();
        is(&check(&project, ".mcp.json", true), "encoding", "error");
    }

    #[test]
    fn loops_of_links() {
        let project = Project::new();
        symlink(".mcp.json", project.path(".mcp.json")).unwrap();
        std::fs::create_dir_all(project.path("sub")).unwrap();
        symlink("..", project.path("sub/up")).unwrap();
        is(&check(&project, ".mcp.json", true), "encoding", "error");
    }

    #[test]
    fn pipe() {
        let project = Project::new();
        assert!(Command::new("mkfifo").arg(project.path(".mcp.json")).status().unwrap().success());
        is(&check(&project, ".mcp.json", true), "encoding", "error");
    }

    #[test]
    fn link_out_of_the_project_is_not_written_through() {
        let project = Project::of(&[(
            "~/elsewhere.json",
            "{\"mcpServers\": {\"a\": {\"url\": \"http://127.0.0.1/\", \"transport\": \"http\"}}}",
        )]);
        symlink(project.path("~/elsewhere.json"), project.path(".mcp.json")).unwrap();
        let before = project.read("~/elsewhere.json");
        let ran = project.run(&["fix"]);
        assert_eq!(ran.code, 2, "{}", short(&ran));
        assert_eq!(before, project.read("~/elsewhere.json"));
    }
}

#[test]
fn a_bad_golden_stops_everything() {
    let cases = [
        ("[servers\n", "mcpcheck.toml:1"),
        ("[servers.a]\nurll = \"http://127.0.0.1/\"\n", "did you mean `url`?"),
        ("[serverz.a]\n", "did you mean `servers`?"),
        ("[clients]\nrequire = [\"claude-coda\"]\n", "did you mean `claude-code`?"),
        ("[rules]\ntransport-kay = \"error\"\n", "did you mean `transport-key`?"),
        ("[rules]\ntransport-key = \"loud\"\n", "mcpcheck.toml:2"),
        ("[servers.a]\nurl = 1\n", "mcpcheck.toml:2"),
        ("exclude = [1]\n", "mcpcheck.toml:1"),
        ("extends = \"nowhere.toml\"\n", "nowhere.toml"),
        ("extends = \"mcpcheck.toml\"\n", "mcpcheck.toml"),
    ];
    for (golden, pointed) in cases {
        let project = Project::of(&[("mcpcheck.toml", golden), WITNESS]);
        let before = project.files();
        for args in [&["check"][..], &["--format", "json"], &["fix"], &["fix", "--diff"], &["fix", "--unsafe-fixes"]] {
            let ran = project.run(args);
            assert_eq!(ran.code, 2, "{golden}: {ran:?}");
            assert!(ran.out.is_empty(), "{golden}: {ran:?}");
            assert!(ran.err.starts_with("error: ") && ran.err.contains(pointed), "{golden}: {ran:?}");
            assert_eq!(before, project.files(), "{golden}");
        }
    }
}
