//! Configs of public repositories, where a copy of the corpus is at hand (`$MCPCHECK_CORPUS`, else `../shared/corpus`
//! beside this repository): read in place, copied before anything is written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use mcpcheck::discover::Scopes;
use mcpcheck::finding::Applicability;
use mcpcheck::mend::Mended;
use mcpcheck::workspace::Source;

use crate::lawful::{Bench, lawful_mend};
use crate::proof::{Totals, prove};
use crate::support::{Project, files_below, repository};

pub(crate) fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("MCPCHECK_CORPUS").map(PathBuf::from);
    let path = named.unwrap_or_else(|| repository().join("../shared/corpus"));
    let there = path.is_dir();
    if !there {
        println!("skipped: no corpus at {}", path.display());
    }
    there.then_some(path)
}

pub(crate) fn repositories(corpus: &Path) -> Vec<(String, BTreeMap<String, Vec<u8>>)> {
    let mut dirs: Vec<PathBuf> = std::fs::read_dir(corpus).unwrap().map(|e| e.unwrap().path()).collect();
    dirs.retain(|d| d.is_dir());
    dirs.sort();
    let name = |d: &Path| d.file_name().unwrap().to_string_lossy().into_owned();
    dirs.iter().map(|d| (name(d), files_below(d))).collect()
}

pub(crate) fn copy(files: &BTreeMap<String, Vec<u8>>) -> Project {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    Project::of(&files)
}

/// Findings without a fix: rule, words of the message, and why.
const NEEDS_A_PERSON: &[(&str, &str, &str)] = &[
    (
        "container-key",
        "the servers stand at the top of the file",
        "to wrap them rewrites every line, and the file may be a plugin's, where they stand right",
    ),
    ("container-key", "is a list, not an object", "the servers of the list have no names to give"),
    (
        "transport-key",
        "`transport` does not name the transport in FastMCP",
        "it belongs into an object that is not there",
    ),
    ("container-key", "are gone without a word", "the right key is there as well, and holds servers"),
];

#[test]
fn every_repository_is_checked() {
    let Some(corpus) = corpus() else { return };
    let (mut findings, mut without) = (0, Vec::new());
    for (name, files) in repositories(&corpus) {
        let project = copy(&files);
        let ran = project.run(&["--scope", "project", "--format", "json"]);
        assert!(ran.code <= 1, "{name}: {ran:?}");
        let json = ran.json();
        for finding in json["findings"].as_array().unwrap() {
            findings += 1;
            let text = |key: &str| finding[key].as_str().unwrap();
            let comma = text("rule") == "parse-error" && text("message").starts_with("trailing comma");
            if (comma || matches!(text("rule"), "container-key" | "transport-key")) && finding["fix"].is_null() {
                without.push(format!("{name} {} {}: {}", text("rule"), text("file"), text("message")));
            }
        }
        assert_eq!(project.files().len(), files.len(), "{name}: a check wrote something");
    }
    assert!(findings > 100, "{findings}");
    without.retain(|line| !NEEDS_A_PERSON.iter().any(|(rule, words, _)| line.contains(rule) && line.contains(words)));
    assert!(without.is_empty(), "no fix and no reason:\n{}", without.join("\n"));
}

/// Laws 2 and 3 on every repository, as it is and beside the golden that `init` finds for it, with what `fix` leaves on
/// the disk.
#[test]
fn every_repository_keeps_what_no_finding_names() {
    let Some(corpus) = corpus() else { return };
    let mut goldens = 0;
    let mut totals: BTreeMap<(&str, &str), Totals> = BTreeMap::new();
    for (name, files) in repositories(&corpus) {
        let declared = copy(&files);
        let inits = declared.run(&["init"]).code == 0 && declared.path("mcpcheck.toml").exists();
        goldens += usize::from(inits);
        for (with, project) in [("no golden", &copy(&files)), ("golden", &declared)] {
            for (how, least) in [("safe", Applicability::Safe), ("unsafe", Applicability::Unsafe)] {
                if with == "golden" && !inits {
                    continue;
                }
                let mut bench = Bench { session: project.session(Scopes::Project) };
                let before = bench.session.workspace.sources.clone();
                let what = format!("{name}, {with}, {how}");
                let mended = lawful_mend(&mut bench, least, &what);
                *totals.entry((with, how)).or_default() += prove(&before, &mended, &what);
                let on_disk = copy(&project.files());
                let flag = (how == "unsafe").then_some("--unsafe-fixes");
                let args: Vec<&str> = ["fix", "--scope", "project"].into_iter().chain(flag).collect();
                let ran = on_disk.run(&args);
                assert!(ran.code <= 1, "{what}: {ran:?}");
                written(project, &on_disk, &before, &mended, &what);
            }
        }
    }
    for ((with, how), totals) in &totals {
        println!("{with}, {how}: {totals}");
    }
    let all = |with| totals[&(with, "unsafe")];
    assert!(goldens > 50 && all("no golden").findings > 50 && all("golden").findings > 100, "{goldens}: {totals:?}");
}

/// What a run left on the disk: the new texts, and every other file byte for byte.
fn written(old: &Project, new: &Project, before: &[Source], mended: &Mended, what: &str) {
    let mut wanted = old.files();
    for change in &mended.files {
        let path = before[change.file.0].path.strip_prefix(old.root()).unwrap().to_str().unwrap().replace('\\', "/");
        wanted.insert(path, change.new.as_bytes().to_vec());
    }
    let found = new.files();
    let (a, b): (Vec<_>, Vec<_>) = (wanted.keys().collect(), found.keys().collect());
    assert_eq!(a, b, "{what}");
    for (path, bytes) in &wanted {
        assert!(found[path] == *bytes, "{what} {path}: {}", String::from_utf8_lossy(&found[path]));
    }
}

/// What `fix --diff` prints is a patch that does what `fix` does.
#[test]
fn diffs_are_patches() {
    let Some(corpus) = corpus() else { return };
    if Command::new("patch").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("skipped: no `patch`");
        return;
    }
    let (mut applied, mut hidden) = (0, 0);
    for (name, files) in repositories(&corpus) {
        for flag in [None, Some("--unsafe-fixes")] {
            let project = copy(&files);
            let mut args = vec!["fix", "--scope", "project"];
            args.extend(flag);
            let diff = project.run(&[args.clone(), vec!["--diff"]].concat());
            assert!(diff.code <= 1, "{name}: {diff:?}");
            if diff.out.is_empty() || diff.out.contains(" hidden: ") {
                hidden += usize::from(!diff.out.is_empty());
                continue;
            }
            let patched = copy(&files);
            patch(&patched, &diff.out, &name);
            assert!(project.run(&args).code <= 1, "{name}");
            let (ours, theirs) = (project.files(), patched.files());
            for (path, bytes) in &ours {
                let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
                assert_eq!(text(bytes), text(theirs.get(path).unwrap_or(&Vec::new())), "{name} {path}\n{}", diff.out);
            }
            applied += 1;
        }
    }
    println!("{applied} patches applied, {hidden} held something hidden");
    assert!(applied > 10, "{applied} with {hidden} hidden");
}

fn patch(project: &Project, diff: &str, name: &str) {
    let mut command = Command::new("patch");
    command.args(["-p1", "--binary", "--no-backup-if-mismatch", "--quiet"]).current_dir(project.root());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), diff.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{name}: {}\n{diff}", String::from_utf8_lossy(&output.stdout));
}
