//! The ports of 2025-08-20: fifteen servers on 11106 to 11120, and a bridge that lost count.

use crate::support::Project;

const SERVERS: &[(&str, u16)] = &[
    ("claude-flow", 11116),
    ("docs", 11117),
    ("search", 11118),
    ("context", 11115),
    ("memory", 11120),
    ("files", 11119),
    ("python-test", 11106),
    ("github", 11107),
    ("playwright", 11108),
    ("extended-memory", 11109),
    ("sequentialthinking", 11110),
    ("http-fetch", 11111),
    ("ddg", 11112),
    ("context7", 11113),
    ("ruv-swarm", 11114),
];

fn golden(servers: &[(&str, u16)]) -> String {
    let table = |(name, port): &(&str, u16)| format!("\n[servers.{name}]\nurl = \"http://127.0.0.1:{port}/mcp\"\n");
    format!("[ports]\nrange = \"11100-11199\"\n{}", servers.iter().map(table).collect::<String>())
}

fn config(servers: &[(&str, u16)]) -> String {
    let entry = |(name, port): &(&str, u16)| {
        format!("    \"{name}\": {{ \"type\": \"http\", \"url\": \"http://127.0.0.1:{port}/mcp\" }}")
    };
    let entries: Vec<String> = servers.iter().map(entry).collect();
    format!("{{\n  \"mcpServers\": {{\n{}\n  }}\n}}\n", entries.join(",\n"))
}

/// Rule, file, severity and line of every finding.
fn said(golden: &str, config: &str) -> (Vec<(String, String, String, u64)>, String) {
    let project = Project::of(&[("mcpcheck.toml", golden), (".mcp.json", config)]);
    let ran = project.run(&["--scope", "project", "--format", "json"]);
    let json = ran.json();
    let text = |v: &serde_json::Value| v.as_str().unwrap().to_owned();
    let one = |f: &serde_json::Value| {
        (text(&f["rule"]), text(&f["file"]), text(&f["severity"]), f["start"]["line"].as_u64().unwrap())
    };
    (json["findings"].as_array().unwrap().iter().map(one).collect(), ran.err)
}

fn with<'a>(changed: &[(&'a str, u16)]) -> Vec<(&'a str, u16)> {
    let mut all: Vec<(&str, u16)> = SERVERS.to_vec();
    for (name, port) in changed {
        match all.iter_mut().find(|(known, _)| known == name) {
            Some(entry) => entry.1 = *port,
            None => all.push((name, *port)),
        }
    }
    all
}

#[test]
fn the_healthy_state_is_silent() {
    let (found, err) = said(&golden(SERVERS), &config(SERVERS));
    assert_eq!(found, []);
    assert!(!err.contains("ports"), "{err}");
}

#[test]
fn a_port_outside_of_the_range_is_said_once_where_it_is_declared() {
    let moved = with(&[("memory", 11220)]);
    let (found, _) = said(&golden(&moved), &config(&moved));
    let at = golden(&moved).lines().position(|l| l.contains("11220")).unwrap() as u64 + 1;
    assert_eq!(found, [("port-conflict".to_owned(), "mcpcheck.toml".to_owned(), "warning".to_owned(), at)]);
}

#[test]
fn a_server_whose_port_moved_has_drifted() {
    for port in [11150, 11250] {
        let (found, _) = said(&golden(SERVERS), &config(&with(&[("memory", port)])));
        let rules: Vec<&str> = found.iter().map(|(rule, ..)| rule.as_str()).collect();
        assert_eq!(rules, ["server-drift"], "{port}");
    }
}

#[test]
fn one_endpoint_under_two_names_is_said() {
    let doubled = with(&[("memory-2", 11120)]);
    let (found, _) = said(&golden(&doubled), &config(&doubled));
    let rules: Vec<&str> = found.iter().map(|(rule, ..)| rule.as_str()).collect();
    assert_eq!(rules, ["duplicate-endpoint"]);
}

#[test]
fn two_containers_on_one_port_are_an_error() {
    let text = r#"{ "mcpServers": {
        "memory": { "command": "docker", "args": ["run", "-i", "-p", "11120:80", "acme/memory:2.0.1"] },
        "files": { "command": "docker", "args": ["run", "-i", "-p", "11120:80", "acme/files:1.4.0"] }
    } }"#;
    let (found, _) = said("[ports]\nrange = \"11100-11199\"\n", text);
    let errors: Vec<&str> = found.iter().filter(|(_, _, s, _)| s == "error").map(|(rule, ..)| rule.as_str()).collect();
    assert_eq!(errors, ["port-conflict"]);
}

#[test]
fn two_thousand_servers_on_one_port_take_no_time() {
    let entry = |i: usize| {
        format!(r#""s{i}": {{"command": "docker", "args": ["run", "-i", "-p", "80:80", "acme/s{i}:1.0.0"]}}"#)
    };
    let entries: Vec<String> = (0..2000).map(entry).collect();
    let text = format!(r#"{{"mcpServers": {{{}}}}}"#, entries.join(","));
    let started = std::time::Instant::now();
    let (found, _) = said("[ports]\nrange = \"11100-11199\"\n", &text);
    assert!(found.iter().filter(|(rule, ..)| rule == "port-conflict").count() > 1000, "{}", found.len());
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
