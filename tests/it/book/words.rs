//! The commands of mcpcheck inside of what is not run: recipes of CI systems, commands that need a network.

use clap::Parser as _;
use mcpcheck::cli::Cli;

/// Words before `mcpcheck` behind which it is a name, not a command.
const NAMES: &[&str] = &["install", "id:", "name:", "repository:", "image:", "-", "path:", "uninstall"];

/// The command lines of mcpcheck in a text, each as its words.
pub(super) fn commands(text: &str) -> Vec<Vec<String>> {
    let joined = text.replace("\\\n", " ");
    joined.lines().flat_map(in_line).collect()
}

fn in_line(line: &str) -> Vec<Vec<String>> {
    let line = line.trim().trim_start_matches("- ");
    if line.starts_with('#') {
        return Vec::new();
    }
    // A JSON or YAML string around a whole command.
    let line = match line.split_once(": \"").and_then(|(_, rest)| rest.trim_end_matches(',').strip_suffix('"')) {
        Some(inner) => inner,
        None => line,
    };
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut out = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let word = word.trim_start_matches("$(");
        if word != "mcpcheck" && !word.ends_with("/mcpcheck") && !word.starts_with("mcpcheck@") {
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| words.get(at)).copied().unwrap_or_default();
        let before_that = at.checked_sub(2).and_then(|at| words.get(at)).copied().unwrap_or_default();
        // The id of a hook: `pre-commit run mcpcheck`.
        let hook = before == "run" && matches!(before_that, "pre-commit" | "prek");
        if hook || NAMES.contains(&before) || before.starts_with("--") && before != "--" {
            continue;
        }
        let ends = |w: &&&str| matches!(**w, "&&" | "||" | "|" | ";" | ">" | "2>" | "#" | "then" | "fi" | "}");
        let rest = words[at + 1..].iter().take_while(|w| !ends(w));
        let clean = |w: &&str| w.trim_end_matches([';', ')', ',']).trim_matches(['"', '\'']).to_owned();
        out.push(std::iter::once("mcpcheck".to_owned()).chain(rest.map(clean)).collect());
    }
    out
}

/// Whether mcpcheck takes such a command line.
pub(super) fn takes(words: &[String]) -> Result<(), String> {
    match Cli::try_parse_from(words) {
        Ok(_) => Ok(()),
        Err(e) if !e.use_stderr() => Ok(()),
        Err(e) => Err(e.to_string().lines().next().unwrap_or_default().to_owned()),
    }
}

#[test]
fn commands_are_found_in_recipes() {
    let text = "      - id: mcpcheck\n      - run: mcpcheck --format json > out.json\n  script:\n    - pipx run mcpcheck check\n\
                # mcpcheck comment\n  \"lint\": \"mcpcheck --scope project\",\npip install mcpcheck && mcpcheck fix --diff || true\n";
    let found: Vec<String> = commands(text).iter().map(|c| c.join(" ")).collect();
    assert_eq!(found, ["mcpcheck --format json", "mcpcheck check", "mcpcheck --scope project", "mcpcheck fix --diff"]);
}
