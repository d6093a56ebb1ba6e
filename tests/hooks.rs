//! The hooks run for every file that a client reads: `files` in `.pre-commit-hooks.yaml` matches every known path.

#![expect(clippy::unwrap_used, reason = "a test")]

use mcpcheck::clients::dialects;
use regex::Regex;

const HOOKS: &str = include_str!("../.pre-commit-hooks.yaml");

/// The patterns of the hooks, as the file has them: `files: >-` and the line below it.
fn patterns() -> Vec<Regex> {
    let lines: Vec<&str> = HOOKS.lines().collect();
    let after = |pair: &[&str]| (pair[0].trim() == "files: >-").then(|| pair[1].trim().to_owned());
    lines.windows(2).filter_map(after).map(|text| Regex::new(&text).unwrap()).collect()
}

/// Files that mean something to mcpcheck and belong to no dialect: the golden, manifests, and places where people
/// put servers and no client looks.
const OTHERS: &[&str] = &[
    "mcpcheck.toml",
    ".claude/mcp.json",
    ".claude/settings.json",
    ".claude/settings.local.json",
    "pyproject.toml",
    "requirements.txt",
    "requirements-dev.in",
    "dev-requirements.txt",
    "requirements/dev.txt",
    "constraints.txt",
    "setup.cfg",
    "Pipfile",
    "Pipfile.lock",
    "hatch.toml",
    "pixi.toml",
    "server.py",
    "uv.lock",
    "pylock.toml",
    "package.json",
    "package-lock.json",
    "pnpm-lock.yaml",
    "yarn.lock",
    "bun.lock",
    "deno.jsonc",
    "deno.lock",
    "docker-compose.dev.yml",
];

#[test]
fn both_hooks_run_for_every_path_that_is_read() {
    let patterns = patterns();
    assert_eq!(patterns.len(), 2);
    let paths: Vec<&str> = dialects().flat_map(|d| d.paths.iter().copied()).chain(OTHERS.iter().copied()).collect();
    assert!(paths.len() > 12, "no paths to compare with");
    for pattern in &patterns {
        for path in &paths {
            for dir in ["", "services/api/"] {
                assert!(pattern.is_match(&format!("{dir}{path}")), "`{dir}{path}` does not start the hook");
            }
        }
    }
}

#[test]
fn no_hook_runs_for_other_files() {
    for pattern in patterns() {
        for path in
            ["src/main.rs", "a.ts", "Makefile", ".mcp.json.bak", "package.json.orig", "x.mcp", "docs/Pipfile.rst"]
        {
            assert!(!pattern.is_match(path), "`{path}` starts the hook");
        }
    }
}

#[test]
fn hooks_leave_home_alone_and_look_at_the_whole_project() {
    let said = |what: &str| HOOKS.lines().filter(|l| l.trim() == what).count();
    assert_eq!(said("pass_filenames: false"), 2);
    assert_eq!(said("require_serial: true"), 2);
    assert_eq!(said("language: rust"), 2);
    assert_eq!(said("entry: mcpcheck check --scope project"), 1);
    assert_eq!(said("entry: mcpcheck fix --scope project --exit-non-zero-on-fix"), 1);
}
