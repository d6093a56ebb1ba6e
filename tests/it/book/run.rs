//! Runs the commands of a page in a project of its own and compares what they print.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use mcpcheck::document::{Document, Interest, ProblemKind, Syntax};

use super::blocks::{Block, Kind};
use super::{Count, words};
use crate::support::Project;

const PROJECT: &str = "/path/to/project";

/// A project, and the directory of programs that its commands see.
struct Place {
    project: Project,
    programs: tempfile::TempDir,
}

impl Place {
    fn new(fixture: Option<&str>) -> Self {
        let project = fixture.map_or_else(Project::new, Project::fixture);
        let programs = tempfile::tempdir().unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_mcpcheck"), programs.path().join("mcpcheck")).unwrap();
        let place = Self { project, programs };
        fs::remove_dir(place.project.root().join(".git")).unwrap();
        let (code, out) = place.sh("git init --quiet --initial-branch=main");
        assert_eq!(code, 0, "{out}");
        place
    }

    /// Runs one command line; gives its exit code, and both its outputs in the order in which they came.
    fn sh(&self, line: &str) -> (i32, String) {
        let home = self.project.home();
        let path = format!("{}:/usr/local/bin:/usr/bin:/bin", self.programs.path().display());
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(format!("exec 2>&1\n{line}")).current_dir(self.project.root()).env_clear();
        command.env("PATH", path).env("HOME", &home).env("XDG_CONFIG_HOME", home.join(".config"));
        command.env("NO_COLOR", "1").env("COLUMNS", "80").env("LC_ALL", "C");
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for (who, what) in [("NAME", "Anna"), ("EMAIL", "anna@example.com")] {
            command.env(format!("GIT_AUTHOR_{who}"), what).env(format!("GIT_COMMITTER_{who}"), what);
        }
        let output = command.output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let text = text.replace(&self.project.root().display().to_string(), PROJECT);
        (output.status.code().unwrap_or(-1), text.replace(&home.display().to_string(), "~"))
    }

    fn write(&self, path: &str, text: &str) {
        self.project.write(path, text.replace(PROJECT, &self.project.root().display().to_string()));
    }
}

/// Runs a page, by its name and its text; what is wrong goes to `wrong`. Gives the page, to be blessed with the outputs
/// that came.
pub(super) fn page(
    (name, text): (&str, &str),
    blocks: &[Block],
    bless: bool,
    count: &mut Count,
    wrong: &mut String,
) -> String {
    let mut place = Place::new(None);
    let mut printed = String::new();
    let mut new: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    for block in blocks {
        let mut fault = |words: &str| writeln!(wrong, "{name}:{}: {words}", block.line).unwrap();
        if block.pending {
            count.pending += 1;
            let known = words::commands(&block.text);
            if !known.is_empty() && known.iter().all(|c| words::takes(c).is_ok()) {
                fault("no longer pending: mcpcheck takes every command of it; remove the word `pending`");
            }
            continue;
        }
        match &block.kind {
            Kind::NewProject { fixture } => place = Place::new(fixture.as_deref()),
            Kind::File { recipe: true, .. } => {
                count.recipes += 1;
                parses(block, &mut fault);
                held(block, count, &mut fault);
            }
            Kind::File { path, .. } => {
                count.files += 1;
                place.write(path, &block.text);
                if path.ends_with("mcpcheck.toml") {
                    let (code, out) = place.sh("mcpcheck --exit-zero");
                    if code == 2 {
                        fault(&format!("the golden is refused:\n{out}"));
                    }
                }
            }
            Kind::Run { exits } => {
                printed.clear();
                for (at, line) in block.text.replace("\\\n", "").lines().enumerate() {
                    count.commands += 1;
                    let (code, out) = place.sh(line);
                    let want = exits.get(at).copied().unwrap_or(0);
                    if code != want {
                        fault(&format!("`{line}` ends with {code}, not {want}:\n{out}"));
                    }
                    printed.push_str(&out);
                }
            }
            Kind::Output => {
                count.compared += 1;
                if !fits(&block.text, &printed) {
                    if bless {
                        new.push((block.at.clone(), printed.clone()));
                    } else {
                        fault(&format!("the output is\n{printed}not\n{}", block.text));
                    }
                }
            }
            Kind::External => {
                count.external += 1;
                held(block, count, &mut fault);
            }
            Kind::Piece => {
                count.pieces += 1;
                parses(block, &mut fault);
            }
            Kind::Excerpt => {}
        }
    }
    let mut page = text.to_owned();
    for (at, output) in new.into_iter().rev() {
        page.replace_range(at, &output);
    }
    page
}

/// Every command of mcpcheck in a text that is not run must be one that it takes.
fn held(block: &Block, count: &mut Count, fault: &mut dyn FnMut(&str)) {
    for command in words::commands(&block.text) {
        count.words += 1;
        if let Err(why) = words::takes(&command) {
            fault(&format!("`{}`: {why}", command.join(" ")));
        }
    }
}

fn parses(block: &Block, fault: &mut dyn FnMut(&str)) {
    let syntax = match block.language.as_str() {
        "json" | "jsonc" => Syntax::Json,
        "toml" => Syntax::Toml,
        "yaml" => Syntax::Yaml,
        _ => return,
    };
    let document = Document::parse(block.text.clone(), syntax, Interest::All);
    let comment = |kind| kind == ProblemKind::Comment && block.language == "jsonc";
    let mut problems = document.problems.iter().filter(|p| !comment(p.kind) && p.kind != ProblemKind::Empty);
    if let Some(problem) = problems.next() {
        fault(&format!("it does not parse: {}", problem.message));
    }
}

/// Whether an output is the one that the page shows: line by line, where `...` stands for any lines, or for anything in
/// its line.
fn fits(shown: &str, printed: &str) -> bool {
    let shown: Vec<&str> = shown.trim_end().lines().map(str::trim_end).collect();
    let printed: Vec<&str> = printed.trim_end().lines().map(str::trim_end).collect();
    lines_fit(&shown, &printed)
}

fn lines_fit(shown: &[&str], printed: &[&str]) -> bool {
    match (shown.split_first(), printed.split_first()) {
        (None, None) => true,
        (Some((first, rest)), _) if first.trim() == "..." => {
            (0..=printed.len()).any(|skip| lines_fit(rest, &printed[skip..]))
        }
        (Some((want, shown)), Some((have, printed))) => line_fits(want, have) && lines_fit(shown, printed),
        _ => false,
    }
}

fn line_fits(want: &str, have: &str) -> bool {
    let Some((before, after)) = want.split_once("...") else { return want == have };
    have.strip_prefix(before).is_some_and(|rest| {
        let starts = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
        starts.into_iter().any(|at| line_fits(after, &rest[at..]))
    })
}

#[test]
fn dots_stand_for_anything() {
    for (shown, printed, fit) in [
        ("a\n...\nc\n", "a\nb\nb\nc\n", true),
        ("a\n...\nc\n", "a\nc\n", true),
        ("a\n...\nc\n", "a\nb\n", false),
        ("a ... c", "a b c", true),
        ("a ... c", "a b d", false),
        ("a", "a\nb", false),
        ("a\n...", "a\nb", true),
    ] {
        assert_eq!(fits(shown, printed), fit, "{shown:?} {printed:?}");
    }
}
