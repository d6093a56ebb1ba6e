//! Every message a golden can be refused with.

use super::{load_files, load_text};

/// The error of a golden without its path: `line:column: message`, then the help.
fn error(text: &str) -> String {
    let shown = load_text(text).map(|_| ()).expect_err(text).to_string();
    shown.strip_prefix("/r/p/mcpcheck.toml:").unwrap_or(&shown).to_owned()
}

#[test]
fn unknown_words_are_told_with_what_was_meant() {
    const CLIENTS: &str = "`claude-code`, `claude-desktop`, ";
    for (text, message, help) in [
        (
            "exlude = []",
            "1:1: unknown key `exlude`",
            "did you mean `exclude`? valid here: `clients`, `exclude`, `extends`, `fixes`, `golden`, `ignore`, \
             `pins`, `ports`, `rules`, `servers`",
        ),
        ("\n[zzz]", "2:2: unknown key `zzz`", "valid here: `clients`, "),
        ("[ports]\nrnage = 1", "2:1: unknown key `rnage`", "did you mean `range`? valid here: `range`"),
        ("[pins.pyhton]", "1:7: unknown key `pyhton`", "did you mean `python`? valid here: `npm`, `oci`, `python`"),
        ("[[ignore]]\nrules = ''", "2:1: unknown key `rules`", "did you mean `rule`? valid here: `file`, `reason`, "),
        (
            "[clients.vscode]\ntransport_key = ''",
            "2:1: unknown key `transport_key`",
            "did you mean `transport-key`? valid here: `container`, `files`, `transport-key`, `version`",
        ),
        ("[[clients.vscode.files]]\npaht = ''", "2:1: unknown key `paht`", "did you mean `path`? valid here: `path`"),
        ("[clients.vs-code]", "1:10: unknown client `vs-code`", "did you mean `vscode`?"),
        ("[clients]\nrequires = []", "2:1: unknown client `requires`", "did you mean `require`?"),
        ("[clients]\nrequire = ['claude']", "2:12: unknown client `claude`", "did you mean `claude-code`?"),
        ("[clients]\nignore = ['x']", "2:11: unknown client `x`", CLIENTS),
        ("[servers.x]\nurl = ''\nclients = ['curser']", "3:12: unknown client `curser`", "did you mean `cursor`?"),
        ("[servers.x.override.curser]", "1:21: unknown client `curser`", "did you mean `cursor`?"),
        (
            "[rules]\nabsolute-paths = 'off'",
            "2:1: unknown rule `absolute-paths`",
            "did you mean `absolute-path`? valid here: `absolute-path`, `drift`, `security`, `server-drift`, ",
        ),
        ("[rules]\ndrift = 'warn'", "2:9: unknown level `warn`", "did you mean `warning`? valid here: `error`, `info`"),
        ("[fixes]\npromotes = []", "2:1: unknown key `promotes`", "did you mean `promote`? valid here: `demote`"),
        ("[fixes]\ndemote = ['server-drft']", "2:11: unknown rule `server-drft`", "did you mean `server-drift`?"),
        (
            "[fixes]\npromote = ['drift']\ndemote = ['security', 'drift']",
            "3:23: `drift` is both promoted and demoted",
            "leave it in one of the lists",
        ),
        ("[[ignore]]\nrule = 'drfit'", "2:8: unknown rule `drfit`", "did you mean `drift`?"),
        ("[servers.x]\ntransport = 'htp'", "2:13: unknown transport `htp`", "did you mean `http`?"),
        ("[servers.x]\ntransport = 'streamable-http'", "2:13: unknown tr", "in a golden it is `http`"),
    ] {
        let error = error(text);
        let (first, second) = error.split_once("\nhelp: ").expect(text);
        assert!(first.starts_with(message), "{text:?}: {error}");
        assert!(second.contains(help), "{text:?}: {error}");
    }
}

#[test]
fn slips_in_server_fields_are_told_from_fields_of_clients() {
    let server = |key: &str| format!("[servers.x]\nurl = 'https://h/'\n{key} = []\n");
    for (key, meant) in [
        ("comand", "command"),
        ("commnad", "command"),
        ("URL", "url"),
        ("evn", "env"),
        ("header", "headers"),
        ("trasnprot", "transport"),
        ("client", "clients"),
        ("overide", "override"),
    ] {
        let error = error(&server(key));
        assert!(
            error.starts_with(&format!("3:1: unknown key `{key}`\nhelp: did you mean `{meant}`? valid")),
            "{error}"
        );
        assert!(error.ends_with("`transport`, `url`, and what a client knows"), "{error}");
    }
    for (key, meant) in [("type", "transport"), ("httpUrl", "url"), ("http_headers", "headers"), ("environment", "env")]
    {
        let want = format!("3:1: `{key}` is a client's word for `{meant}`\nhelp: write `{meant}`");
        assert_eq!(error(&server(key)), want);
    }
    for key in ["autoApprove", "comment", "timeout", "env_vars", "envFile", "tools", "x", "\"\""] {
        assert!(load_text(&server(key)).is_ok(), "{key}");
    }
    let in_override = error("[servers.x]\nurl = ''\n[servers.x.override.cursor]\nclients = []\n");
    assert!(
        in_override.starts_with("4:1: unknown key `clients`\nhelp: valid here: `args`, `command`"),
        "{in_override}"
    );
}

#[test]
fn wrong_types_are_told() {
    let found = "expected a string, found";
    for (text, message) in [
        ("extends = 1", format!("1:11: {found} a number\nhelp: put it in quotes")),
        ("exclude = 'x'", "1:11: expected a list of strings, found a string".to_owned()),
        ("exclude = [['x']]", format!("1:12: {found} a list")),
        ("golden = {}", format!("1:10: {found} a table")),
        ("servers = []", "1:11: expected a table, found a list".to_owned()),
        ("servers.x = true", "1:13: expected a table, found a boolean".to_owned()),
        ("servers.x.command = ['npx']", format!("1:21: {found} a list")),
        ("servers.x.url = 1979-05-27", format!("1:17: {found} a date\nhelp: put it in quotes")),
        ("servers.x.args = '-y'", "1:18: expected a list of strings, found a string".to_owned()),
        ("servers.x.args = [1]", format!("1:19: {found} a number\nhelp: put it in quotes")),
        ("servers.x.env = []", "1:17: expected a table, found a list".to_owned()),
        ("servers.x.env.A = 1", format!("1:19: {found} a number\nhelp: put it in quotes")),
        ("servers.x.headers.A = true", format!("1:23: {found} a boolean")),
        ("servers.x.transport = 1", format!("1:23: {found} a number\nhelp: put it in quotes")),
        ("servers.x.clients = 'vscode'", "1:21: expected a list of client ids, found a string".to_owned()),
        ("servers.x.override = 1", "1:22: expected a table, found a number".to_owned()),
        ("servers.x.override.cursor = 1", "1:29: expected a table, found a number".to_owned()),
        ("clients = false", "1:11: expected a table, found a boolean".to_owned()),
        ("clients.require = 'vscode'", "1:19: expected a list of client ids, found a string".to_owned()),
        ("clients.vscode = 1", "1:18: expected a table, found a number".to_owned()),
        ("clients.vscode.container = 1", format!("1:28: {found} a number\nhelp: put it in quotes")),
        ("clients.vscode.files = ''", "1:24: expected a list of tables, found a string".to_owned()),
        ("clients.vscode.files = ['']", "1:25: expected a table, found a string".to_owned()),
        ("pins.npm.x = 2.1", format!("1:14: {found} a number\nhelp: put it in quotes")),
        ("ports.range = 80", format!("1:15: {found} a number\nhelp: put it in quotes")),
        ("rules.drift = false", format!("1:15: {found} a boolean\nhelp: write `\"off\"`")),
        ("rules.drift = 1", format!("1:15: {found} a number\nhelp: put it in quotes")),
        ("[ignore]", "1:1: expected a list of tables, found a table".to_owned()),
    ] {
        assert_eq!(error(text), message, "{text}");
    }
}

#[test]
fn contradictions_and_gaps_are_told() {
    let keep = "keep one; to drop an inherited one, set it to `false`";
    let goes = "`command` goes with `stdio`; `url` goes with `http`, `sse` and `ws`";
    let write = "write the program to start, or the URL to connect to";
    for (text, message) in [
        (
            "golden = 'x'\n[servers]",
            format!("1:10: `golden` and `[servers]` cannot both say what is true\nhelp: {keep}"),
        ),
        (
            "[servers.x]\nurl = 'u'\ncommand = 'c'",
            format!("3:11: server `x` has both `command` and `url`\nhelp: {keep}"),
        ),
        ("[servers.x]\nargs = []", format!("1:1: server `x` has neither `command` nor `url`\nhelp: {write}")),
        (
            "[servers.x]\nurl = 'u'\noverride.cursor.command = 'c'",
            format!("3:27: server `x` for `cursor` has both `command` and `url`\nhelp: {keep}"),
        ),
        (
            "[servers.x]\nurl = 'u'\n[servers.x.override.cursor]\nurl = false",
            format!("3:1: server `x` for `cursor` has neither `command` nor `url`\nhelp: {write}"),
        ),
        (
            "[servers.x]\nurl = 'u'\ntransport = 'stdio'",
            format!("3:13: server `x` has the transport `stdio` and a `url`\nhelp: {goes}"),
        ),
        (
            "[servers.x]\nurl = 'u'\ntransport = 'ws'\n[servers.x.override.cursor]\nurl = false\ncommand = 'c'",
            format!("6:11: server `x` for `cursor` has the transport `ws` and a `command`\nhelp: {goes}"),
        ),
        (
            "clients.require = ['cursor']\nclients.ignore = ['codex', 'cursor']",
            "2:28: `cursor` is both required and ignored".to_owned(),
        ),
        (
            "[pins.python]\na = '>=2'",
            "2:5: `>=2` is no exact version\nhelp: write one version, as in `==2.14.2`".to_owned(),
        ),
        ("[pins.python]\na_b = '1'\na-b = '2'", "3:1: `a_b` and `a-b` are one package".to_owned()),
        ("\n[[ignore]]\nreason = 'x'", "2:1: `rule` is missing".to_owned()),
        ("[[ignore]]\nrule = 'drift'", "1:1: `reason` is missing".to_owned()),
        (
            "[[ignore]]\nrule = 'drift'\nreason = ' '",
            "3:10: the reason is empty\nhelp: say why this is accepted".to_owned(),
        ),
        ("[[clients.vscode.files]]", "1:1: `path` is missing".to_owned()),
    ] {
        assert_eq!(error(text), message, "{text}");
    }
}

#[test]
fn bad_ranges_of_ports_are_told() {
    for range in ["", "x", "80", "80-", "-80", "0-80", "80-65536", "1-2-3", "+80-+90"] {
        let want = format!(
            "1:15: `{range}` is no range of ports\nhelp: write the first and the last port, from 1 to 65535: \
             `11100-11199`"
        );
        assert_eq!(error(&format!("ports.range = '{range}'")), want);
    }
    let turned = "1:15: the range of ports `90-80` ends before it starts\nhelp: write `80-90`";
    assert_eq!(error("ports.range = '90-80'"), turned);
}

#[test]
fn syntax_errors_have_a_place_and_no_excerpt() {
    for (text, place) in
        [("a = \n", "1:5: "), ("ok = 1\n[x\n", "2:3: "), ("[a]\n[a]\n", "2:2: "), ("\u{feff}=", "1:1: ")]
    {
        let error = error(text);
        assert!(error.starts_with(place) && error.len() > place.len(), "{text:?}: {error}");
    }
    let error = load_text("[servers.x.env]\nTOKEN = sk-secret\n").unwrap_err();
    assert_eq!(error.place.as_ref().unwrap().excerpt, None);
    assert!(!error.to_string().contains("secret"), "{error}");
}

#[test]
fn excerpts_show_no_values() {
    for (text, excerpt) in [
        ("servers.x.env = ['sk-secret'] # secret", "servers.x.env = […]"),
        ("\u{feff}servers.x.env.\"#K\" = 5 # secret", "servers.x.env.\"#K\" = …"),
        ("exclude = ['ok',\r\n [\"se#cret\"], 1]\r\n", " […], …]"),
        ("# secret\n[servers.x] # secret\nargs = []\n", "[servers.x]"),
        ("[servers.x]\nurl = 'u'\ncommand = '''\nsecret\nsecret'''\n", "command = …"),
    ] {
        let place = load_text(text).unwrap_err().place.unwrap();
        assert_eq!(place.excerpt.as_deref(), Some(excerpt), "{text}");
    }
}

#[test]
fn words_of_the_file_cannot_write_to_the_terminal() {
    let shown = error("\"\\u001b[2J\\u202e\" = 1");
    assert!(shown.starts_with("1:1: unknown key `\\u{1b}[2J\\u{202e}`"), "{shown}");
    let long = error(&format!("{} = 1", "k".repeat(500)));
    assert!(long.starts_with(&format!("1:1: unknown key `{}…`", "k".repeat(60))), "{long}");
}

#[test]
fn an_unreadable_golden_has_no_place() {
    let error = load_files(&[]).unwrap_err();
    assert_eq!(error.to_string(), "/r/p/mcpcheck.toml: there is no such file");
    assert_eq!(error.place, None);
}
