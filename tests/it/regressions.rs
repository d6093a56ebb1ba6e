//! One test for each mistake that was found by using the program, so that it stays mended.

use crate::support::Project;

const GOLDEN: &str = "[servers.a]\ncommand = \"x\"\nargs = [\"--api-key\", \"${A_KEY}\"]\n";

/// A made-up token, put together at run time.
fn token() -> String {
    format!("gh{}_{}", "p", "a1B2c3D4e5F6".repeat(3))
}

#[test]
fn a_credential_in_arguments_is_not_replaced_unasked() {
    let file =
        format!("{{\"mcpServers\": {{\"a\": {{\"command\": \"x\", \"args\": [\"--api-key\", \"{}\"]}}}}}}", token());
    let project = Project::of(&[(".mcp.json", file.as_str()), ("mcpcheck.toml", GOLDEN)]);
    project.run(&["fix", "--scope", "project"]);
    assert_eq!(project.read(".mcp.json"), file);
    project.run(&["fix", "--scope", "project", "--unsafe-fixes"]);
    assert!(project.read(".mcp.json").contains("${A_KEY}"));
}

#[test]
fn a_credential_of_the_golden_is_not_copied_unasked() {
    let golden = format!(
        "[servers.a]\ncommand = \"x\"\nenv = {{ GITHUB_TOKEN = \"{}\" }}\n[clients]\nrequire = [\"claude-code\", \"vscode\"]\n",
        token()
    );
    let project = Project::of(&[("mcpcheck.toml", golden.as_str()), (".mcp.json", "{\"mcpServers\": {}}\n")]);
    project.run(&["fix", "--scope", "project"]);
    assert!(!project.read(".mcp.json").contains(&token()));
    assert!(!project.path(".vscode/mcp.json").exists());
}

#[test]
fn one_fix_that_cannot_be_made_does_not_hold_up_the_others() {
    // Streamable HTTP to WebSocket would cost the other readers of the file; the missing `type` is mended all the same.
    let golden = "[servers.w]\nurl = \"ws://127.0.0.1:1/mcp\"\ntransport = \"ws\"\n\
                  [servers.d]\nurl = \"http://127.0.0.1:2/mcp\"\n";
    let file = "{\"mcpServers\": {\n  \"w\": {\"type\": \"http\", \"url\": \"ws://127.0.0.1:1/mcp\"},\n  \
                \"d\": {\"url\": \"http://127.0.0.1:2/mcp\"}\n}}\n";
    let project = Project::of(&[(".mcp.json", file), ("mcpcheck.toml", golden)]);
    // Copilot CLI is in use: it has a file of its own.
    project.write("~/.copilot/mcp-config.json", "{\"mcpServers\": {}}\n");
    let ran = project.run(&["fix"]);
    assert!(project.read(".mcp.json").contains("\"type\": \"http\", \"url\": \"http://127.0.0.1:2/mcp\""), "{ran:?}");
    assert!(ran.err.contains("would not load `w` any more"), "{ran:?}");
}

#[test]
fn the_golden_says_which_fixes_are_to_be_asked_for() {
    let golden = "[servers.a]\ncommand = \"x\"\n[clients]\nrequire = [\"claude-code\"]\n";
    let file = "{\n  \"mcpServers\": {\n    \"b\": {\"command\": \"y\"}\n  }\n}\n";
    let both = ["\"a\"", "\"b\""];
    for (fixes, flag, left) in [
        ("", None, [true, true]),
        ("", Some("--unsafe-fixes"), [true, false]),
        ("[fixes]\npromote = [\"undeclared-server\"]\n", None, [true, false]),
        ("[fixes]\ndemote = [\"drift\"]\n", None, [false, true]),
        ("[fixes]\ndemote = [\"drift\"]\n", Some("--unsafe-fixes"), [true, false]),
        ("[fixes]\ndemote = [\"drift\"]\npromote = [\"missing-server\"]\n", None, [true, true]),
    ] {
        let golden = format!("{golden}{fixes}");
        let project = Project::of(&[(".mcp.json", file), ("mcpcheck.toml", &golden)]);
        let ran = project.run(&[&["fix", "--scope", "project"][..], flag.as_slice()].concat());
        let text = project.read(".mcp.json");
        assert_eq!(both.map(|name| text.contains(name)), left, "{fixes}{flag:?}: {text}{ran:?}");
    }
    // Nothing waves through what may cost a credential, or speaks for the user's own files.
    let secret =
        format!("{{\"mcpServers\": {{\"a\": {{\"command\": \"x\", \"env\": {{\"T\": \"{}\"}}}}}}}}\n", token());
    let promoted = "[servers.a]\ncommand = \"x\"\nenv = { T = \"${T}\" }\n[fixes]\npromote = [\"drift\"]\n";
    let project =
        Project::of(&[(".mcp.json", secret.as_str()), ("mcpcheck.toml", promoted), ("~/.cursor/mcp.json", file)]);
    project.run(&["fix", "--scope", "all"]);
    assert_eq!(project.read(".mcp.json"), secret);
    assert_eq!(project.read("~/.cursor/mcp.json"), file);
    let golden = format!("{golden}[fixes]\npromote = [\"transport-deprecated\"]\n");
    let project = Project::of(&[("mcpcheck.toml", golden.as_str())]);
    let ran = project.run(&["--scope", "project"]);
    assert!(ran.err.contains("`transport-deprecated` has no fixes"), "{ran:?}");
}

#[test]
fn a_server_becomes_one_of_another_kind() {
    let golden = "[servers.docs]\nurl = \"https://docs.example.invalid/mcp\"\n\
                  headers = { Authorization = \"Bearer ${DOCS_TOKEN}\" }\n\
                  [servers.files]\ncommand = \"npx\"\nargs = [\"-y\", \"files-mcp@1.0.0\"]\n";
    let vscode = "{\n  \"servers\": {\n    // the docs\n    \"docs\": {\n      \"type\": \"stdio\", // how\n      \
                  \"command\": \"npx\",\n      \"args\": [\"docs-mcp\"],\n      \"env\": {\"A\": \"${env:A}\"},\n      \
                  \"gallery\": true\n    },\n    \"files\": { \"type\": \"http\", \"url\": \"http://127.0.0.1:1/mcp\" }\n  }\n}\n";
    let claude = "{\"mcpServers\": {\n  \"docs\": {\"command\": \"npx\", \"args\": [], \"timeout\": 3000, \"note\": \"x\"},\n  \
                  \"files\": {\"type\": \"http\", \"url\": \"http://127.0.0.1:1/mcp\", \"headers\": {\"X\": \"aB3dE6gH9\"}}\n}}\n";
    let codex = "# docs\n[mcp_servers.docs]\ncommand = \"npx\" # cmd\nargs = [\"docs-mcp\"]\nstartup_timeout_sec = 20\n\n\
                 [mcp_servers.docs.env]\nA = \"${A}\"\n\n[mcp_servers.files]\nurl = \"http://127.0.0.1:1/mcp\"\n";
    let files =
        [("mcpcheck.toml", golden), (".vscode/mcp.json", vscode), (".mcp.json", claude), (".codex/config.toml", codex)];
    let project = Project::of(&files);
    let ran = project.run(&["fix", "--scope", "project", "--unsafe-fixes"]);
    insta::assert_snapshot!(project.read(".vscode/mcp.json"));
    // A value that may be the only copy of a credential holds one of the two up.
    insta::assert_snapshot!(project.read(".mcp.json"));
    insta::assert_snapshot!(project.read(".codex/config.toml"));
    assert!(ran.out.contains("by hand, as the values here may be the only copy"), "{ran:?}");
    let again = project.run(&["fix", "--scope", "project", "--unsafe-fixes", "--diff"]);
    assert_eq!(again.out, "");
}

#[test]
fn what_is_added_follows_the_golden() {
    let golden = "[servers.c]\ncommand = \"c\"\n[servers.a]\ncommand = \"a\"\n[servers.b]\ncommand = \"b\"\n\
                  [clients]\nrequire = [\"claude-code\", \"codex\"]\n";
    let codex = "[mcp_servers.z]\ncommand = \"z\"\n";
    let claude = "{\"mcpServers\": {\"z\": {\"command\": \"z\"}}}\n";
    let project = Project::of(&[("mcpcheck.toml", golden), (".mcp.json", claude), (".codex/config.toml", codex)]);
    project.run(&["fix", "--scope", "project"]);
    for (file, mark) in [(".mcp.json", "\"command\": \""), (".codex/config.toml", "command = \"")] {
        let text = project.read(file);
        let order: String = text.split(mark).skip(1).filter_map(|rest| rest.chars().next()).collect();
        assert_eq!(order, "zcab", "{text}");
    }
}

#[test]
fn fix_says_why_what_is_left_is_left() {
    let golden = "[servers.a]\ncommand = \"x\"\n[clients]\nrequire = [\"claude-code\"]\n";
    let file = "{\"mcpServers\": {\"b\": {\"command\": \"y\"}, \"c\": {\"args\": []}}}\n";
    let project = Project::of(&[(".mcp.json", file), ("mcpcheck.toml", golden)]);
    let ran = project.run(&["fix", "--scope", "project", "--format", "concise"]);
    let summary = "fixed 1 finding in 1 file; 1 error, 2 warnings in 1 file left: 2 with `mcpcheck fix --unsafe-fixes`, \
                   1 by hand";
    assert!(ran.out.ends_with(&format!("{summary}\n")), "{ran:?}");
    assert!(ran.err.contains("fixed: .mcp.json: add `a`"), "{ran:?}");
}

#[test]
fn many_things_for_one_place_are_all_added() {
    let names: Vec<String> = (0..19).map(|i| format!("s{i}")).collect();
    let golden: String = names.iter().map(|n| format!("[servers.{n}]\ncommand = \"{n}\"\n")).collect();
    let golden = format!("{golden}[clients]\nrequire = [\"claude-code\"]\n");
    let project = Project::of(&[(".mcp.json", "{\n  \"mcpServers\": {}\n}\n"), ("mcpcheck.toml", golden.as_str())]);
    assert_eq!(project.run(&["fix", "--scope", "project"]).code, 0);
    assert_eq!(project.run(&["--scope", "project"]).code, 0);
}

#[test]
fn what_a_person_names_counts_whoever_reads_it() {
    let project = Project::of(&[("x.json", "{\"mcpServers\": {\"a\": {\"args\": []}}}")]);
    assert_eq!(project.run(&["--as", "copilot-cli/user", "x.json"]).code, 1);
}

#[test]
fn who_asks_about_one_file_hears_nothing_of_another() {
    let golden = "[servers.a]\ncommand = \"x\"\n[clients]\nrequire = [\"claude-code\", \"vscode\"]\n";
    let good = "{\"servers\": {\"a\": {\"type\": \"stdio\", \"command\": \"x\"}}}\n";
    let project = Project::of(&[(".vscode/mcp.json", good), ("mcpcheck.toml", golden)]);
    assert_eq!(project.run(&["--scope", "project"]).code, 1);
    assert_eq!(project.run(&["--scope", "project", ".vscode/mcp.json"]).code, 0);
    assert_eq!(project.run(&["--scope", "project", "--client", "vscode"]).code, 0);
}

#[test]
fn an_ignored_cause_does_not_silence_its_effect() {
    let project = Project::of(&[(".mcp.json", "{\"mcpServers\": {\"a\": {\"command\": 1}}}\n")]);
    for args in [["--ignore", "field-type"], ["--select", "endpoint-missing"]] {
        let ran = project.run(&[&["--scope", "project"][..], &args].concat());
        assert_eq!(ran.code, 1, "{args:?}: {ran:?}");
    }
}

#[cfg(unix)]
#[test]
fn two_names_of_one_file_are_left_alone() {
    let good = "{\"mcpServers\": {\"a\": {\"command\": \"x\"}}}\n";
    let project = Project::of(&[(".mcp.json", good)]);
    std::fs::create_dir(project.path(".vscode")).unwrap();
    std::os::unix::fs::symlink("../.mcp.json", project.path(".vscode/mcp.json")).unwrap();
    project.run(&["fix", "--scope", "project"]);
    assert_eq!(project.read(".mcp.json"), good);
}

#[test]
fn a_file_that_its_client_would_refuse_is_not_made() {
    // Nobody can say what a registry entry or a manifest is made of from servers alone.
    let golden = "[servers.d]\nurl = \"http://127.0.0.1:2/mcp\"\n[clients]\nrequire = [\"mcpb\", \"mcp-server-json\", \"fastmcp\"]\n";
    let project = Project::of(&[("mcpcheck.toml", golden)]);
    let ran = project.run(&["fix", "--scope", "project"]);
    assert_eq!(project.files().len(), 1, "{ran:?}");
    assert!(ran.err.contains("`mcpb` is required, but keeps no servers in a file of a project"), "{ran:?}");
}

#[test]
fn what_is_made_for_a_required_client_is_taken_by_it() {
    let golden = |id: &str| {
        format!(
            "[servers.docs]\nurl = \"http://127.0.0.1:2/mcp\"\n[servers.files]\ncommand = \"npx\"\nargs = [\"-y\", \"f@1.0.0\"]\n\
             [clients]\nrequire = [\"{id}\"]\n"
        )
    };
    let mut made = 0;
    for client in mcpcheck::clients::CLIENTS {
        let project = Project::of(&[("mcpcheck.toml", golden(client.id).as_str())]);
        let ran = project.run(&["fix", "--scope", "project"]);
        if project.files().len() == 1 {
            continue;
        }
        made += 1;
        let listed = project.run(&["list", "--scope", "project", "--format", "json", "--client", client.id]).json();
        let files = listed["files"].as_array().unwrap();
        let own = files.iter().filter(|f| f["client"] == client.id);
        let servers: Vec<_> = own.flat_map(|f| f["servers"].as_array().unwrap().clone()).collect();
        assert!(!servers.is_empty(), "{}: {ran:?}", client.id);
        for server in servers {
            assert_ne!(server["verdict"], "skipped", "{}: {server}", client.id);
        }
        assert_eq!(project.run(&["fix", "--scope", "project"]).err, "", "{}", client.id);
    }
    assert!(made > 12, "{made}");
}

#[test]
fn a_required_client_with_settings_of_another_kind_is_missed() {
    for (id, path, text) in [
        ("amp", ".amp/settings.json", "{\n  \"amp.tools\": []\n}\n"),
        ("zed", ".zed/settings.json", "{\n  \"tab_size\": 2\n}\n"),
    ] {
        let golden = format!("[servers.d]\ncommand = \"npx\"\n[clients]\nrequire = [\"{id}\"]\n");
        let project = Project::of(&[(path, text), ("mcpcheck.toml", golden.as_str())]);
        let ran = project.run(&["--scope", "project", "--format", "json"]);
        let rules: Vec<String> = ran.findings().into_iter().map(|(rule, ..)| rule).collect();
        assert_eq!(rules, ["missing-server"], "{id}: {ran:?}");
        assert_eq!(project.run(&["fix", "--scope", "project"]).code, 0, "{id}");
        assert_eq!(project.run(&["--scope", "project"]).code, 0, "{id}: {}", project.read(path));
    }
}

#[test]
fn an_agent_whose_head_is_no_yaml_is_none_of_ours() {
    let agent = "---\nname: a\ndescription: Use this when: user says \"foo\"\n---\nIt speaks of mcpServers.\n";
    let project = Project::of(&[(".claude/agents/a.md", agent), (".github/agents/b.md", agent)]);
    assert_eq!(project.run(&["--scope", "project", "--format", "json"]).findings(), []);
}

#[test]
fn a_file_of_two_owners_gets_only_what_both_can_say() {
    let golden =
        "[servers.d]\ncommand = \"npx\"\ncwd = \"/srv\"\n[clients]\nrequire = [\"claude-code\", \"copilot-cli\"]\n";
    let project = Project::of(&[(".mcp.json", "{\"mcpServers\": {}}\n"), ("mcpcheck.toml", golden)]);
    project.run(&["fix", "--scope", "project"]);
    assert_eq!(project.read(".mcp.json"), "{\"mcpServers\": {}}\n");
}

#[test]
fn what_a_new_file_cannot_say_is_said_at_once() {
    let golden =
        "[servers.d]\nurl = \"http://127.0.0.1:2/mcp\"\nheaders = { X = \"${T}\" }\n[clients]\nrequire = [\"zed\"]\n";
    let project = Project::of(&[("mcpcheck.toml", golden)]);
    let ran = project.run(&["fix", "--scope", "project"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("Zed does not expand `${T}`"), "{ran:?}");
}

#[test]
fn an_older_version_is_read_as_it_reads() {
    let settings = r#"{"mcpServers": {"d": {"url": "http://127.0.0.1:2/mcp"}}}"#;
    let transport = |golden: &str, args: &[&str]| {
        let project = Project::of(&[(".gemini/settings.json", settings), ("mcpcheck.toml", golden)]);
        let ran = project.run(&[&["list", "--scope", "project", "--format", "json"], args].concat()).json();
        let file = &ran["files"][0];
        (file["servers"][0]["transport"].clone(), file["assumed_version"].clone())
    };
    assert_eq!(transport("", &[]).0, "http");
    assert_eq!(transport("[clients.gemini-cli]\nversion = \"0.10.0\"\n", &[]).0, "sse");
    assert_eq!(transport("", &["--as", "gemini-cli@0.10.0", ".gemini/settings.json"]).0, "sse");
    assert_eq!(
        transport("", &["--as", "gemini-cli@0.61.0", ".gemini/settings.json"]),
        ("http".into(), "0.61.0".into())
    );
    let project = Project::of(&[("mcpcheck.toml", "[clients.gemini-cli]\nversion = \"banana\"\n")]);
    let ran = project.run(&["--scope", "project"]);
    assert!(ran.code == 2 && ran.err.contains("`banana` is no version"), "{ran:?}");
}

#[test]
fn an_undeclared_server_goes_with_its_twin() {
    let file = "{\"mcpServers\": {\n  \"a\": {\"command\": \"one\"},\n  \"a\": {\"command\": \"two\"}\n}}\n";
    let project = Project::of(&[(".mcp.json", file), ("mcpcheck.toml", "[servers]\n")]);
    project.run(&["fix", "--scope", "project", "--unsafe-fixes"]);
    assert_eq!(project.read(".mcp.json"), "{\"mcpServers\": {}}\n");
}

#[test]
fn the_name_of_a_transport_is_not_written_over_a_url() {
    // Cursor reads no `httpUrl`, and `url` is taken.
    let golden = "[servers.a]\nurl = \"http://127.0.0.1:1/mcp\"\ntransport = \"sse\"\n";
    let file = "{\"mcpServers\": {\"a\": {\"serverUrl\": \"x\", \"httpUrl\": \"http://127.0.0.1:1/mcp\"}}}\n";
    let project = Project::of(&[(".cursor/mcp.json", file), ("mcpcheck.toml", golden)]);
    project.run(&["fix", "--scope", "project"]);
    assert_eq!(project.read(".cursor/mcp.json"), file);
}

#[test]
fn a_server_that_a_client_refuses_is_not_added_to_its_file() {
    let golden =
        "[servers.a]\ncommand = \"x \\\"y\\\"\"\n[servers.b]\ncommand = \"x\"\n[clients]\nrequire = [\"openhands\"]\n";
    let project = Project::of(&[("mcpcheck.toml", golden)]);
    let ran = project.run(&["fix", "--scope", "project"]);
    assert!(ran.out.contains("it cannot be written as it is: OpenHands would not load it"), "{ran:?}");
    assert!(project.read("config.toml").contains("\"b\""), "{ran:?}");
    assert!(!project.read("config.toml").contains("\"a\""), "{ran:?}");
}

#[test]
fn a_transport_that_is_not_read_is_put_into_the_name_of_the_url() {
    let file = "{\"mcpServers\": {\"a\": {\"type\": \"http\", \"url\": \"http://127.0.0.1:1/mcp\"}}}\n";
    let project = Project::of(&[(".qwen/settings.json", file)]);
    project.run(&["fix", "--scope", "project"]);
    assert_eq!(project.read(".qwen/settings.json"), file);
    project.run(&["fix", "--scope", "project", "--unsafe-fixes"]);
    let now = "{\"mcpServers\": {\"a\": {\"httpUrl\": \"http://127.0.0.1:1/mcp\"}}}\n";
    assert_eq!(project.read(".qwen/settings.json"), now);
}
