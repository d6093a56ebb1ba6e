//! Mistakes that were found by reading findings over real configs by hand: each stays mended.

use crate::support::Project;

fn concise(files: &[(&str, &str)], rules: &str) -> String {
    Project::of(files).run(&["--scope", "project", "--format", "concise", "--select", rules]).out
}

fn count(text: &str, what: &str) -> usize {
    text.matches(what).count()
}

#[test]
fn every_missing_variable_is_named() {
    let golden = "[servers.a]\ncommand = \"x\"\nenv = { A = \"${A}\", B = \"${B}\", C = \"${C}\" }\n";
    let server = "{\"mcpServers\": {\"a\": {\"command\": \"x\"}}}\n";
    let said = concise(&[("mcpcheck.toml", golden), (".kilocode/mcp.json", server)], "server-drift");
    for name in ["env.A", "env.B", "env.C"] {
        assert_eq!(count(&said, &format!("no `{name}`")), 1, "{said}");
    }
}

#[test]
fn a_catalogue_of_plugins_does_not_make_the_project_one() {
    let bare = "{\"docs\": {\"type\": \"http\", \"url\": \"https://docs.example.com/mcp\"}}\n";
    let catalogue = (".claude-plugin/marketplace.json", "{\"name\": \"m\", \"plugins\": []}\n");
    let said = concise(&[(".mcp.json", bare), catalogue], "container-key");
    assert_eq!(count(&said, "error[container-key]"), 1, "{said}");
    let plugin = (".claude-plugin/plugin.json", "{\"name\": \"p\"}\n");
    assert!(!concise(&[(".mcp.json", bare), plugin], "container-key").contains("container-key"));
}

#[test]
fn files_of_other_tools_and_installed_extensions_are_no_configs() {
    let server = "{\"mcpServers\": {\"a\": {\"url\": \"https://a.example.com/mcp\"}}}\n";
    for path in [".rulesync/.mcp.json", ".gemini/extensions/x/.mcp.json", "plugins/x/.mcp.json"] {
        let files = [(path, server), ("plugins/x/.github/plugin/plugin.json", "{\"name\": \"x\"}\n")];
        assert!(!concise(&files, "dialect").contains("error"), "{path}");
    }
    let package = "{\"dependencies\": {\"@modelcontextprotocol/sdk\": \"^1.27.1\"}}\n";
    let said = concise(&[(".gemini/extensions/x/package.json", package)], "pins");
    assert!(!said.contains("unpinned-dependency"), "{said}");
}

#[test]
fn files_of_no_client_are_named() {
    let server = "{\"mcpServers\": {\"a\": {\"command\": \"x\"}}}\n";
    // A repository of dotfiles has the former, and it can be named on a command line.
    for (path, severity) in [(".copilot/mcp-config.json", "info"), (".cline/cline_mcp_settings.json", "warning")] {
        let said = concise(&[(path, server)], "unread-file");
        assert_eq!(count(&said, &format!("{severity}[unread-file]")), 1, "{path}: {said}");
    }
}

#[test]
fn fields_that_say_nothing_are_passed_over() {
    let fields = "{\"mcpServers\": {\"a\": {\"command\": \"x\", \"disabled\": false, \"autoApprove\": [], \"enabled\": true}}}\n";
    assert_eq!(count(&concise(&[(".mcp.json", fields)], "unknown-field"), "unknown-field"), 0);
    let fields = fields.replace("false", "true");
    assert_eq!(count(&concise(&[(".mcp.json", fields.as_str())], "unknown-field"), "`disabled`"), 1);
}

#[test]
fn an_input_without_braces_is_text() {
    let file = "{\"mcpServers\": {\"a\": {\"command\": \"x\", \"env\": {\"KEY\": \"$input:key\"}}}}\n";
    let said = concise(&[(".cursor/mcp.json", file)], "variable-syntax");
    assert_eq!(count(&said, "does not expand `$input:key`"), 1, "{said}");
    let file = "{\"inputs\": [{\"id\": \"key\", \"type\": \"promptString\", \"description\": \"d\"}], \"servers\": {\"a\": {\"type\": \"stdio\", \"command\": \"x\", \"env\": {\"KEY\": \"$input:key\"}}}}\n";
    let project = Project::of(&[(".vscode/mcp.json", file)]);
    project.run(&["fix", "--scope", "project", "--unsafe-fixes"]);
    assert!(project.read(".vscode/mcp.json").contains("\"${input:key}\""));
}

#[test]
fn a_client_is_not_told_to_write_what_it_does_not_expand() {
    let golden = "[servers.a]\nurl = \"https://a.example.com/mcp\"\nheaders = { X-Key = \"${KEY}\" }\n";
    let file =
        "{\"context_servers\": {\"a\": {\"url\": \"https://a.example.com/mcp\", \"headers\": {\"X-Key\": \"abc\"}}}}\n";
    let project = Project::of(&[("mcpcheck.toml", golden), (".zed/settings.json", file)]);
    let ran = project.run(&["--scope", "project", "--select", "server-drift"]);
    assert!(ran.out.contains("[servers.a.override.zed]"), "{}", ran.out);
    assert!(!ran.out.contains("make it `${KEY}`"), "{}", ran.out);
}

#[test]
fn sse_is_replaced_in_the_words_of_the_client() {
    let file = "{\"mcpServers\": {\"a\": {\"type\": \"sse\", \"url\": \"https://a.example.com/sse\"}}}\n";
    let help = |path: &str| {
        let ran = Project::of(&[(path, file)]).run(&["--scope", "project", "--select", "transport-deprecated"]);
        ran.out.lines().find(|l| l.contains("help:")).unwrap_or_default().trim().to_owned()
    };
    assert_eq!(
        help(".kilocode/mcp.json"),
        "help: if the server answers at `/mcp` too, give that URL, with `type`: `streamable-http`"
    );
    assert_eq!(help(".mcp.json"), "help: if the server answers at `/mcp` too, give that URL, with `type`: `http`");
}

#[test]
fn a_guess_about_the_whole_file_does_not_silence_what_the_copies_say() {
    let one = "{\n  // a comment\n  \"mcpServers\": {\"a\": {\"url\": \"https://a.example.com/mcp\"}}\n}\n";
    let other = "{\"mcpServers\": {\"a\": {\"url\": \"https://b.example.com/mcp\"}}}\n";
    let ran = Project::of(&[(".kiro/settings/mcp.json", one), (".cursor/mcp.json", other)])
        .run(&["--scope", "project", "--format", "json"]);
    let found = ran.findings();
    let severity = |rule: &str| found.iter().find(|f| f.0 == rule).map(|f| f.2.clone());
    assert_eq!(severity("parse-error").as_deref(), Some("info"), "{found:?}");
    assert_eq!(severity("inconsistent-server").as_deref(), Some("warning"), "{found:?}");
}

#[test]
fn a_key_of_another_schema_is_one_mistake() {
    let file = "{\"$schema\": \"https://static.modelcontextprotocol.io/schemas/2025-07-09/server.schema.json\", \"name\": \"io.x/y\", \"description\": \"d\", \"version\": \"1.0.0\", \"packages\": [{\"registry_type\": \"npm\", \"identifier\": \"y\", \"version\": \"1.0.0\", \"transport\": {\"type\": \"stdio\"}}]}\n";
    let said = concise(&[("server.json", file)], "dialect");
    assert_eq!(count(&said, "`registry_type`"), 1, "{said}");
}

#[test]
fn where_two_files_disagree_init_takes_what_less_speaks_against() {
    let old = "{\"mcpServers\": {\"a\": {\"type\": \"sse\", \"url\": \"https://a.example.com/sse\"}, \"b\": {\"type\": \"stdio\", \"command\": \"/Users/anna/bin/b\"}}}\n";
    let new = "{\"servers\": {\"a\": {\"type\": \"http\", \"url\": \"https://a.example.com/mcp\"}, \"b\": {\"type\": \"stdio\", \"command\": \"./bin/b\"}}}\n";
    let golden = Project::of(&[(".mcp.json", old), (".vscode/mcp.json", new)]).run(&["init", "--stdout"]).out;
    let said: Vec<&str> = golden.lines().filter(|l| !l.starts_with('#')).collect();
    assert!(said.contains(&"url = \"https://a.example.com/mcp\""), "{golden}");
    assert!(said.contains(&"command = \"./bin/b\""), "{golden}");
}

#[test]
fn placeholders_are_seen_behind_the_word_that_logs_in() {
    let file = "{\"mcpServers\": {\n\
        \"a\": {\"command\": \"x\", \"args\": [\"mcp-remote\", \"https://x.example.com/mcp\", \"--header\", \"Authorization: Bearer YOUR_API_KEY\"]},\n\
        \"b\": {\"command\": \"x\", \"args\": [\"https://x.example.com/mcp?key=YOUR_API_KEY\"]},\n\
        \"c\": {\"command\": \"x\", \"env\": {\"H\": \"Bearer YOUR_API_KEY\"}},\n\
        \"d\": {\"command\": \"x\", \"args\": [\"--note\", \"your own words: here\"]}\n}}\n";
    assert_eq!(count(&concise(&[(".mcp.json", file)], "placeholder-value"), "[placeholder-value]"), 3);
}

#[test]
fn test_data_is_no_warning() {
    let broken = "{\"mcpServers\": {\"a\": {\"url\": \"https://a.example.com/mcp\"}}}\n";
    let project = Project::of(&[("tests/fixtures/bad/.mcp.json", broken), ("app/.mcp.json", broken)]);
    let found = |args: &[&str]| {
        let found = project.run(&[&["--format", "json", "--select", "dialect"], args].concat()).findings();
        found.into_iter().map(|f| (f.1, f.2)).collect::<Vec<_>>()
    };
    let pair = |file: &str, severity: &str| (file.to_owned(), severity.to_owned());
    assert_eq!(found(&[]), [pair("app/.mcp.json", "error"), pair("tests/fixtures/bad/.mcp.json", "info")]);
    // Whoever names it wants to know.
    assert_eq!(found(&["tests"]), [pair("tests/fixtures/bad/.mcp.json", "error")]);
}

#[test]
fn a_volume_without_a_host_side_is_the_containers() {
    let file = |volume: &str| {
        format!(
            "{{\"mcpServers\": {{\"a\": {{\"command\": \"docker\", \"args\": [\"run\", \"-i\", \"-v\", \"{volume}\", \"x:1\"]}}}}}}\n"
        )
    };
    for (volume, n) in [("/Users/anna/data:/data", 1), ("/Users/anna/data", 0)] {
        let said = concise(&[(".mcp.json", file(volume).as_str())], "absolute-path");
        assert_eq!(count(&said, "[absolute-path]"), n, "{said}");
    }
}

#[test]
fn init_does_not_wonder_at_what_a_client_was_told_to_leave_off() {
    let files = [
        (".mcp.json", "{\"mcpServers\": {\"a\": {\"type\": \"http\", \"url\": \"https://a.example.com/mcp\"}}}\n"),
        (".claude/settings.json", "{\"disabledMcpjsonServers\": [\"a\"]}\n"),
    ];
    // The run itself fails where the program calls anything its own mistake.
    assert_eq!(Project::of(&files).run(&["init", "--stdout"]).code, 0);
}

#[test]
fn what_a_golden_pins_holds_in_test_data_too() {
    let golden = "[pins.python]\nfastmcp = \"==2.14.2\"\n";
    let manifest = "[project]\nname = \"x\"\nversion = \"1\"\ndependencies = [\"fastmcp>=2.10\"]\n";
    let files = [("mcpcheck.toml", golden), ("fixtures/app/pyproject.toml", manifest)];
    let found = Project::of(&files).run(&["--format", "json", "--select", "pin-drift"]).findings();
    assert_eq!(found.iter().map(|f| f.2.as_str()).collect::<Vec<_>>(), ["error"]);
}
