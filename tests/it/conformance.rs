//! What the clients themselves answered, held against what `mcpcheck list --format json --env none` says of the same
//! bytes. `map.toml` says which reader an observed column is about, `justified.toml` in which cells we do not follow
//! and why, `limits.toml` where we are wrong and know it. `observed.json` and `own/` were written by running the clients; nobody edits them by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use mcpcheck::cli::Cli;
use mcpcheck::commands::{self, Io};
use mcpcheck::env::{Env, System};
use serde_json::{Map, Value, json};
use toml_edit::{DocumentMut, Item};

/// Why a cell may differ although we are right; there is no other reason.
const KINDS: &[&str] = &["stub-cannot-tell", "asking-command-crashed", "older-version", "parsed-by-asking-script"];

/// In what we are wrong, and know it.
const LIMITS: &[&str] = &["parser", "outside", "not-described"];

fn dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance")
}

fn toml(name: &str) -> DocumentMut {
    fs::read_to_string(dir().join(name)).unwrap().parse().unwrap()
}

fn text<'a>(table: &'a Item, key: &str) -> Option<&'a str> {
    table.get(key).and_then(Item::as_str)
}

/// One question: a text, its name, what each column answered.
struct Case {
    name: String,
    text: String,
    answers: BTreeMap<String, Answer>,
}

/// What a client was seen to do: whether it refused the file; for each server the transport, `listed` where it named
/// none, or `rejected`.
struct Answer {
    refused: bool,
    servers: BTreeMap<String, String>,
}

/// The cases that were handed to us.
fn given() -> Vec<Case> {
    let observed: Value = serde_json::from_str(&fs::read_to_string(dir().join("observed.json")).unwrap()).unwrap();
    let answer = |v: &Value| {
        let servers = v["servers"].as_object().unwrap().iter().filter_map(|(name, seen)| {
            let said = match seen["verdict"].as_str().unwrap() {
                "accepted" => seen["transport"].as_str().unwrap_or("listed"),
                "rejected" => "rejected",
                _ => return None,
            };
            Some((name.clone(), said.to_owned()))
        });
        Answer { refused: v["file_verdict"] == "error", servers: servers.collect() }
    };
    let cases = observed["cases"].as_object().unwrap();
    let read = |name: &str| String::from_utf8(fs::read(dir().join("cases").join(name)).unwrap()).unwrap();
    let of = |(name, columns): (&String, &Value)| Case {
        name: name.clone(),
        text: read(name),
        answers: columns.as_object().unwrap().iter().map(|(c, v)| (c.clone(), answer(v))).collect(),
    };
    cases.iter().map(of).collect()
}

/// Our own: one file per family, with texts and answers.
fn own() -> Vec<Case> {
    let mut all = Vec::new();
    for entry in fs::read_dir(dir().join("own")).unwrap() {
        let path = entry.unwrap().path();
        let family = path.file_stem().unwrap().to_string_lossy().into_owned();
        let cases: Map<String, Value> = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        for (name, case) in cases {
            let answer = |v: &Value| {
                let servers = v["servers"].as_object().unwrap().iter();
                let said = servers.map(|(name, said)| (name.clone(), said.as_str().unwrap().to_owned()));
                Answer { refused: v["file"] == "error", servers: said.filter(|(_, s)| s != "unknown").collect() }
            };
            all.push(Case {
                name: format!("{family}/{name}"),
                text: case["text"].as_str().unwrap().to_owned(),
                answers: case["answers"].as_object().unwrap().iter().map(|(c, v)| (c.clone(), answer(v))).collect(),
            });
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

/// What the command prints of one file.
fn list(place: &Path, file: &str, reader: &str) -> Value {
    let line = ["mcpcheck", "list", "--env", "none", "--format", "json", "--as", reader, file];
    let env =
        Env { system: System::Linux, home: Some(place.join("home")), cwd: place.to_owned(), vars: BTreeMap::new() };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut io = Io { out: &mut out, err: &mut err, terminal: false, err_terminal: false };
    let ran = commands::run(&Cli::try_parse_from(line).unwrap(), &env, &mut io);
    ran.unwrap_or_else(|error| panic!("{reader} {file}: {error}"));
    let json: Value = serde_json::from_slice(&out).unwrap();
    json["files"][0].clone()
}

/// The cells of one answer, by `#` and the server's name (nothing is the file), with what differs where it does.
fn cells(ours: &Value, answer: &Answer) -> Vec<(String, Option<String>)> {
    let mut cells = Vec::new();
    let rejected = ours["verdict"] == "rejected";
    let seen = if answer.refused { "refused" } else { "taken" };
    let differs =
        (rejected != answer.refused).then(|| format!("{seen}, read as {}: {}", ours["verdict"], ours["reason"]));
    cells.push((String::new(), differs));
    let servers = ours["servers"].as_array().cloned().unwrap_or_default();
    for (name, seen) in &answer.servers {
        let server = servers.iter().find(|s| s["name"] == json!(name)).cloned().unwrap_or_default();
        let loads = server["verdict"] == "loads";
        let agrees = match seen.as_str() {
            "rejected" => !loads,
            "listed" => loads,
            transport => loads && server["transport"] == json!(transport),
        };
        let told = || format!("{seen}, read as {} {} {}", server["verdict"], server["transport"], server["reason"]);
        cells.push((format!("#{name}"), (!agrees).then(told)));
    }
    cells
}

/// Column and cell of everything in `justified.toml` or `limits.toml`.
fn excused(name: &str, kinds: &[&str]) -> BTreeSet<(String, String)> {
    let file = toml(name);
    let mut all = BTreeSet::new();
    for group in file.get("group").and_then(Item::as_array_of_tables).into_iter().flatten() {
        let said = |key: &str| group.get(key).and_then(Item::as_str).unwrap().to_owned();
        assert!(kinds.contains(&said("kind").as_str()), "{} is no reason", said("kind"));
        assert!(said("reason").len() > 10);
        let columns = group["columns"].as_array().unwrap();
        for column in columns.iter().map(|c| c.as_str().unwrap()) {
            for cell in group["cells"].as_array().unwrap() {
                let cell = cell.as_str().unwrap().to_owned();
                assert!(all.insert((column.to_owned(), cell.clone())), "{column} {cell} is justified twice");
            }
        }
    }
    all
}

/// The reader of every column that has one.
fn readers() -> BTreeMap<String, String> {
    let map = toml("map.toml");
    let mut readers = BTreeMap::new();
    for (column, table) in map.iter() {
        match (text(table, "as"), text(table, "out-of-scope")) {
            (Some(reader), None) => {
                assert!(mcpcheck::clients::dialect(reader).is_some(), "{column}: `{reader}` is no reader");
                assert!(text(table, "asked").is_some(), "{column}: how was it asked?");
                readers.insert(column.to_owned(), reader.to_owned());
            }
            (None, Some(reason)) => assert!(reason.len() > 20, "{column}: why?"),
            _ => panic!("{column}: either a reader or out of scope"),
        }
    }
    readers
}

/// What a set of cases gave.
#[derive(Default)]
struct Count {
    /// Compared cells, by column.
    cells: BTreeMap<String, usize>,
    /// Those that differ and are justified.
    justified: usize,
    /// Those that are known to be wrong.
    known: usize,
    /// Cells that differ.
    differ: BTreeSet<(String, String)>,
    /// Those without an excuse, and how they differ.
    words: BTreeMap<(String, String), String>,
}

impl Count {
    /// Takes out what is known to be wrong.
    fn known(&mut self, limits: &BTreeSet<(String, String)>) {
        self.words.retain(|key, _| !limits.contains(key));
        self.known = self.differ.intersection(limits).count();
    }
}

fn compare(cases: &[Case], readers: &BTreeMap<String, String>, justified: &BTreeSet<(String, String)>) -> Count {
    let place = tempfile::tempdir().unwrap();
    let mut count = Count::default();
    for case in cases {
        let file = case.name.rsplit('/').next().unwrap();
        fs::write(place.path().join(file), &case.text).unwrap();
        for (column, answer) in &case.answers {
            let Some(reader) = readers.get(column) else { continue };
            for (cell, differs) in cells(&list(place.path(), file, reader), answer) {
                *count.cells.entry(column.clone()).or_default() += 1;
                let Some(how) = differs else { continue };
                let key = (column.clone(), format!("{}{cell}", case.name));
                if justified.contains(&key) {
                    count.justified += 1;
                } else {
                    count.words.insert(key.clone(), how);
                }
                count.differ.insert(key);
            }
        }
        fs::remove_file(place.path().join(file)).unwrap();
    }
    count
}

#[test]
fn every_column_is_mapped() {
    let map = toml("map.toml");
    for case in given().iter().chain(&own()) {
        for column in case.answers.keys() {
            assert!(map.contains_key(column), "{column} of {} is not in map.toml", case.name);
        }
    }
}

#[test]
fn we_read_as_the_clients_do() {
    let (readers, justified, limits) = (readers(), excused("justified.toml", KINDS), excused("limits.toml", LIMITS));
    let mut stale: BTreeSet<_> = justified.union(&limits).cloned().collect();
    assert_eq!(stale.len(), justified.len() + limits.len(), "a cell is in both files");
    let mut wrong = String::new();
    for (what, cases) in [("given", given()), ("own", own())] {
        let mut count = compare(&cases, &readers, &justified);
        if what == "own" {
            count.known(&limits);
        }
        let all: usize = count.cells.values().sum();
        let differ = count.differ.len();
        let (cases, agree, known) = (cases.len(), all - differ, count.known);
        let justified = count.justified;
        println!(
            "{what}: {cases} cases, {all} cells: {agree} agree, {justified} are justified, {known} known to be wrong"
        );
        for (column, cells) in &count.cells {
            let off = count.differ.iter().filter(|(c, _)| c == column).count();
            println!("  {column}: {} of {cells} agree", cells - off);
        }
        assert!(count.justified * 100 <= all * 3, "{what}: more than 3 % of the cells are justified away");
        assert!(count.known * 100 <= all, "{what}: more than 1 % of the cells are wrong");
        stale.retain(|key| !count.differ.contains(key));
        for ((column, cell), how) in &count.words {
            writeln!(wrong, "{column} {cell}: {how}").unwrap();
        }
    }
    for (column, cell) in stale {
        writeln!(wrong, "{column} {cell}: justified, yet it agrees or is not there").unwrap();
    }
    assert!(wrong.is_empty(), "{} differences:\n{wrong}", wrong.lines().count());
}
