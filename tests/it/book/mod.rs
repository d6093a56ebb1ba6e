//! The book (`docs/`) and README: every command in them is run, every file in them is read, every link leads somewhere.
//!
//! A fence's info string says what its text is:
//!
//! | info string | what it is |
//! | --- | --- |
//! | `json .mcp.json` | a file of the page's project; below `~/` it is one of the home directory |
//! | `sh` | commands, run one after the other; each must end with 0 |
//! | `sh exit:1,0` | the same, with the exit code of each |
//! | `text` behind one of these | what the commands print; `...` stands for anything |
//! | `sh external` | commands of other tools, not run; those of mcpcheck in them must be ones that it takes |
//! | `yaml .gitlab-ci.yml recipe` | a file of another tool: it must parse, and so must the commands of mcpcheck in it |
//! | `toml`, `json` ... without a name | a piece of a file, which must parse |
//! | `text excerpt` | words of another program |
//! | `pending` as one more word | not run, because mcpcheck does not know it yet; fails as soon as it does |
//!
//! A page begins in an empty git repository with an empty home. `<!-- new project -->` begins another one, `<!-- new
//! project: fixtures/NAME -->` one with the files of a fixture. `/path/to/project` stands for its directory.
//! `MCPCHECK_BLESS=1` writes what the commands printed, and the list of the rules' pages, into the pages.

mod blocks;
mod links;
mod run;
mod words;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use mcpcheck::rules::{Family, RULES};

use crate::support::repository;
use blocks::{Kind, blocks};

/// What was done, over all pages.
#[derive(Debug, Default)]
struct Count {
    files: usize,
    commands: usize,
    compared: usize,
    pieces: usize,
    recipes: usize,
    external: usize,
    words: usize,
    pending: usize,
}

fn bless() -> bool {
    env::var_os("MCPCHECK_BLESS").is_some()
}

/// Every page of the book, and the pages beside it whose commands are run as well.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![repository().join("README.md"), repository().join("CONTRIBUTING.md")];
    pages.extend(book_pages());
    pages
}

fn book_pages() -> Vec<PathBuf> {
    let mut pages = Vec::new();
    for dir in ["docs", "docs/rules"] {
        let entries = fs::read_dir(repository().join(dir)).unwrap().map(|e| e.unwrap().path());
        pages.extend(entries.filter(|p| p.extension().is_some_and(|e| e == "md")));
    }
    pages.sort();
    pages
}

fn name(page: &Path) -> String {
    page.strip_prefix(repository()).unwrap().to_str().unwrap().replace('\\', "/")
}

/// The pages of rules have tests of their own for their examples; here they may hold files and pieces, but no command
/// that nobody runs.
fn is_rule(page: &Path) -> bool {
    page.parent().is_some_and(|dir| dir.ends_with("rules"))
}

#[test]
fn every_command_is_run() {
    // The commands are those of a shell.
    if !cfg!(unix) {
        return;
    }
    let mut count = Count::default();
    let mut wrong = String::new();
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let (blocks, faults) = blocks(&text);
        for fault in faults {
            writeln!(wrong, "{}:{fault}", name(&page)).unwrap();
        }
        if is_rule(&page) {
            for block in blocks.iter().filter(|b| !matches!(b.kind, Kind::File { .. } | Kind::Piece | Kind::Excerpt)) {
                writeln!(wrong, "{}:{}: a rule's page has a command that nobody runs", name(&page), block.line)
                    .unwrap();
            }
            continue;
        }
        let new = run::page((&name(&page), &text), &blocks, bless(), &mut count, &mut wrong);
        if bless() && new != text {
            fs::write(&page, new).unwrap();
        }
    }
    println!("{count:?}");
    assert!(wrong.is_empty(), "\n{wrong}");
    let Count { commands, compared, recipes, words, .. } = count;
    assert!(commands >= 60 && compared >= 40 && recipes >= 8 && words >= 12, "so few: {count:?}");
}

#[test]
fn what_is_wrong_with_a_page_is_told() {
    let text = "# Page\n\n```sh\nmcpcheck --bogus\n```\n\n```text\nnothing like it\n```\n\n```sh exit:1\nmcpcheck clients\n```\n\n\
                ```sh external\nfoo && mcpcheck --not-a-flag\n```\n\n```sh pending\nmcpcheck rules\n```\n\n\
                ```yaml x.yml recipe\na: [b\n```\n\n```toml\na = = b\n```\n\n```python\nprint()\n```\n\n\
                ```toml mcpcheck.toml\n[server.a]\n```\n\n```text\nno command\n```\n";
    let (blocks, faults) = blocks(text);
    assert_eq!(
        faults,
        [
            "31: `python` is no kind of block: give it the name of its file, or mark it",
            "39: an output without a command before it"
        ]
    );
    if !cfg!(unix) {
        return;
    }
    let (mut count, mut wrong) = (Count::default(), String::new());
    run::page(("p.md", text), &blocks, false, &mut count, &mut wrong);
    for needle in [
        "p.md:3: `mcpcheck --bogus` ends with 2, not 0",
        "p.md:7: the output is",
        "p.md:11: `mcpcheck clients` ends with 0, not 1",
        "p.md:15: `mcpcheck --not-a-flag`",
        "p.md:19: no longer pending",
        "p.md:23: it does not parse",
        "p.md:27: it does not parse",
        "p.md:35: the golden is refused",
    ] {
        assert!(wrong.contains(needle), "{needle}:\n{wrong}");
    }
}

/// The lines of the table of contents for the rules' pages, families in the order of the index.
fn rule_lines() -> String {
    let mut out = String::new();
    for family in Family::ALL {
        for meta in RULES.iter().map(|r| r.meta()).filter(|m| m.family == family) {
            writeln!(out, "  - [{id}](rules/{id}.md)", id = meta.id).unwrap();
        }
    }
    out
}

#[test]
fn the_table_of_contents_names_every_page() {
    let path = repository().join("docs/SUMMARY.md");
    let mut summary = fs::read_to_string(&path).unwrap();
    let is_rule = |line: &&str| line.starts_with("  - [") && line.contains("](rules/");
    let have: String = summary.lines().filter(is_rule).map(|l| format!("{l}\n")).collect();
    if have != rule_lines() && bless() {
        let kept = |text: &str| text.lines().filter(|l| !is_rule(l)).map(|l| format!("{l}\n")).collect::<String>();
        let (before, after) = summary.split_once("](rules.md)\n").unwrap();
        summary =
            format!("{}{}{}", format_args!("{}](rules.md)\n", kept(before).trim_end()), rule_lines(), kept(after));
        fs::write(&path, &summary).unwrap();
    } else {
        assert_eq!(have, rule_lines(), "run the tests with MCPCHECK_BLESS=1");
    }
    let named: Vec<&str> = summary.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    for page in book_pages() {
        let page = name(&page);
        let page = page.strip_prefix("docs/").unwrap();
        let times = named.iter().filter(|n| **n == page).count();
        assert_eq!(times, usize::from(page != "SUMMARY.md"), "SUMMARY.md names {page} {times} times");
    }
}

#[test]
fn every_link_leads_somewhere() {
    let wrong = links::wrong(&pages());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
