//! How the servers of the corpus are started, and which versions they name: the numbers of the launcher tables on real
//! files, beside those that a plain script counted when the corpus was made.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use mcpcheck::document::{Document, Interest, Node, Syntax, Value};
use mcpcheck::pins::launcher::{self, Kind, Launch, Launcher};

use crate::corpus::corpus;

/// The columns of the script's table.
const KINDS: [&str; 7] = ["exact", "digest", "range", "tag", "no version", "git or path", "other"];

/// The rows of the script's table, and what of ours belongs there.
const ROWS: &[(&str, &[Launcher])] = &[
    ("npx", &[Launcher::Npx]),
    ("uvx/uv tool/pipx", &[Launcher::Uvx, Launcher::PipxRun]),
    ("bunx", &[Launcher::Bunx]),
    ("docker", &[Launcher::DockerRun, Launcher::PodmanRun]),
    ("npm", &[Launcher::NpmExec]),
    ("pnpm", &[Launcher::PnpmDlx]),
    ("others", &[Launcher::YarnDlx, Launcher::UvRun, Launcher::DenoRun, Launcher::GoRun, Launcher::Dnx]),
];

/// Files that show what is wrong, or how one might begin.
fn is_fixture(path: &str) -> bool {
    ["fixture", "example", "testdata", "/tests/", "/test/", "sample", "template"].iter().any(|word| path.contains(word))
}

/// Every command line of a tree: `command` as a text with `args`, or as a list.
fn commands(node: &Node, out: &mut Vec<Vec<String>>) {
    let texts = |node: &Node| -> Vec<String> {
        node.as_array().unwrap_or_default().iter().filter_map(Node::as_str).map(str::to_owned).collect()
    };
    match &node.value {
        Value::Object(object) => {
            let args = || object.get("args").map(|m| texts(&m.value)).unwrap_or_default();
            match object.get("command").map(|m| &m.value) {
                Some(command) if command.as_str().is_some_and(|c| !c.is_empty()) => {
                    out.push(command.as_str().map(str::to_owned).into_iter().chain(args()).collect());
                }
                Some(command) if command.as_array().is_some_and(|c| !c.is_empty()) => out.push(texts(command)),
                _ => {}
            }
            object.effective().for_each(|m| commands(&m.value, out));
        }
        Value::Array(items) => items.iter().for_each(|item| commands(item, out)),
        _ => {}
    }
}

fn kind(launch: &Launch) -> Option<usize> {
    let main = launch.targets.iter().find(|t| t.main).or(launch.targets.first())?;
    Some(match main.kind {
        Kind::Exact => 0,
        Kind::Digest => 1,
        Kind::Range => 2,
        // A version as a tag is what the script called exact.
        Kind::Tag if main.version.is_some() => 0,
        Kind::Tag => 3,
        Kind::Missing => 4,
        Kind::Git(_) | Kind::Path | Kind::Url => 5,
        Kind::Variable | Kind::Other => 6,
    })
}

#[test]
fn launches_of_the_corpus() {
    let Some(corpus) = corpus() else { return };
    let manifest = std::fs::read_to_string(corpus.join("MANIFEST.tsv")).unwrap();
    let mut counts: BTreeMap<Launcher, [usize; 7]> = BTreeMap::new();
    let (mut started, mut without) = (0, 0);
    for line in manifest.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [repository, _, path, format, ..] = fields.as_slice() else { continue };
        if format.starts_with("ctx-") || *format == "claude-settings" || is_fixture(path) {
            continue;
        }
        let file = corpus.join(repository.replace('/', "+")).join(path);
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        let document = Document::parse(text, Syntax::of_name(path), Interest::All);
        let mut lines = Vec::new();
        document.root.iter().for_each(|root| commands(root, &mut lines));
        for words in lines {
            started += 1;
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let Some(launch) = launcher::read(&words) else { continue };
            match kind(&launch) {
                Some(kind) => counts.entry(launch.launcher).or_default()[kind] += 1,
                None => without += 1,
            }
            if std::env::var_os("MCPCHECK_LAUNCHES").is_some() {
                let target = launch.targets.first();
                let said = target.map(|t| format!("{} {} {:?}", t.package, t.spec, t.kind)).unwrap_or_default();
                println!("{repository} {path}: {} {said} <- {words:?}", launch.launcher.as_str());
            }
        }
    }
    let table = std::fs::read_to_string(corpus.join("../CORPUS.md")).unwrap_or_default();
    let mut out = format!("{started} commands, {without} launches without a package\n{:<18} {KINDS:?}\n", "");
    for (name, launchers) in ROWS {
        let mut sum = [0; 7];
        for row in launchers.iter().filter_map(|l| counts.get(l)) {
            sum.iter_mut().zip(row).for_each(|(sum, n)| *sum += n);
        }
        let all: usize = sum.iter().sum();
        let theirs = table.lines().find(|l| l.starts_with(&format!("| {name} |"))).unwrap_or("-");
        writeln!(out, "{name:<18} {all:>4} {sum:?}\n{:>18} {theirs}", "both sets:").unwrap();
    }
    println!("{out}");
    // A plain script, written apart from the launcher tables, counts the same in these files. The script of `CORPUS.md`
    // counted both sets, of which this is one: what is more there (93 of npx, 27 of uvx, 2 of bunx, 5 of docker, all of
    // npm and pnpm) stands in files that are not here; these have no `npm exec` and no `pnpm dlx`.
    let of = |launcher| counts.get(&launcher).copied().unwrap_or_default();
    assert_eq!(of(Launcher::Npx), [4, 0, 0, 87, 218, 2, 0], "{out}");
    assert_eq!(of(Launcher::Uvx), [0, 0, 0, 19, 25, 4, 0], "{out}");
    assert_eq!(of(Launcher::Bunx), [0, 0, 0, 17, 17, 0, 0], "{out}");
    assert_eq!(of(Launcher::DockerRun), [1, 0, 0, 8, 8, 0, 0], "{out}");
}
