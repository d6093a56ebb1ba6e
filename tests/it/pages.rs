//! The rules' pages. Their examples run: what a page calls bad is found, what it calls good is not, and what it says
//! that `fix` makes of it is what `fix` makes of it.
//!
//! A fence's info string is `LANGUAGE FILE [MARKER..]`. `FILE` is relative to the project; below `home/` it is in the
//! home directory. `/path/to/project` in a text stands for the project's directory. Markers: `bom` puts a byte order
//! mark before the text, `utf-16` and `latin-1` write it in that encoding, and `allow:RULE` lets a good example have
//! findings of another rule.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::Parser;
use mcpcheck::check::check;
use mcpcheck::cli::Cli;
use mcpcheck::commands::{self, Exit, Io};
use mcpcheck::discover::Scopes;
use mcpcheck::env::{Env, System};
use mcpcheck::finding::{Applicability, Finding, Severity};
use mcpcheck::mend::{Change, mend};
use mcpcheck::rules::{Family, FixKind, RULES, RuleMeta};
use mcpcheck::session::{self, Request, Session};
use tempfile::TempDir;

const SECTIONS: &[&str] = &["What it does", "Why it matters", "Example", "Fix", "Configure"];
/// How many bad and how many good examples a page has at least.
const LEAST: usize = 3;
const PROJECT: &str = "/path/to/project";
const MARK: &str = "\u{feff}";

/// What an example is for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Bad,
    Good,
    Fixed(Applicability),
}

/// The files below one heading.
#[derive(Debug)]
struct Example {
    kind: Kind,
    title: String,
    files: Vec<File>,
}

#[derive(Debug)]
struct File {
    path: String,
    text: String,
    markers: Vec<String>,
}

impl File {
    fn marked(&self, marker: &str) -> bool {
        self.markers.iter().any(|m| m == marker)
    }

    /// The text as the checker sees it.
    fn text(&self, disk: &Disk) -> String {
        let mark = if self.marked("bom") { MARK } else { "" };
        format!("{mark}{}", self.text.replace(PROJECT, &disk.project.to_string_lossy()))
    }

    fn bytes(&self, disk: &Disk) -> Vec<u8> {
        let text = self.text(disk);
        match () {
            () if self.marked("utf-16") => {
                MARK.encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
            }
            () if self.marked("latin-1") => text.chars().map(|c| u8::try_from(c).unwrap()).collect(),
            () => text.into_bytes(),
        }
    }
}

/// A project and a home of their own.
struct Disk {
    _dir: TempDir,
    project: PathBuf,
    home: PathBuf,
    scopes: Scopes,
}

impl Disk {
    fn new(example: &Example) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        let at_home = example.files.iter().any(|f| f.path.starts_with("home/"));
        let scopes = if at_home { Scopes::All } else { Scopes::Project };
        let disk = Self { _dir: dir, project: root.join("project"), home: root.join("home"), scopes };
        fs::create_dir_all(disk.project.join(".git")).unwrap();
        fs::create_dir_all(&disk.home).unwrap();
        for file in &example.files {
            let path = disk.path(&file.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file.bytes(&disk)).unwrap();
        }
        disk
    }

    fn path(&self, name: &str) -> PathBuf {
        match name.strip_prefix("home/") {
            Some(rest) => self.home.join(rest),
            None => self.project.join(name),
        }
    }

    fn name(&self, path: &Path) -> String {
        let below_home = path.strip_prefix(&self.home).map(|p| Path::new("home").join(p));
        let path = below_home.unwrap_or_else(|_| path.strip_prefix(&self.project).unwrap_or(path).to_owned());
        path.to_string_lossy().replace('\\', "/")
    }

    fn open(&self) -> Session {
        let nowhere = self.home.join("nowhere").to_string_lossy().into_owned();
        let vars = [("GEMINI_CLI_SYSTEM_SETTINGS_PATH".to_owned(), nowhere)].into();
        let env = Env { system: System::Linux, home: Some(self.home.clone()), cwd: self.project.clone(), vars };
        session::open(&env, &Request { scopes: Some(self.scopes), ..Request::default() }).unwrap()
    }
}

/// The examples of a page, in order. Everything that is not as it should be goes to `wrong`.
fn examples(page: &str, wrong: &mut String) -> Vec<Example> {
    let mut out: Vec<Example> = Vec::new();
    let mut in_example = false;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(section) = line.strip_prefix("## ") {
            in_example = section == "Example";
        } else if let Some(title) = line.strip_prefix("### ").filter(|_| in_example) {
            let kind = match title.split([' ', ':']).next().unwrap() {
                "Bad" => Kind::Bad,
                "Good" => Kind::Good,
                "Fixed" if title.contains("--unsafe-fixes") => Kind::Fixed(Applicability::Unsafe),
                "Fixed" => Kind::Fixed(Applicability::Safe),
                _ => {
                    writeln!(wrong, "`### {title}` is neither Bad nor Good nor Fixed").unwrap();
                    continue;
                }
            };
            out.push(Example { kind, title: title.to_owned(), files: Vec::new() });
        } else if let Some(info) = line.strip_prefix("```") {
            let mut text = String::new();
            let closed = lines.by_ref().take_while(|l| *l != "```").fold(false, |_, l| {
                text.push_str(l);
                text.push('\n');
                true
            });
            let mut words = info.split_whitespace().skip(1).map(str::to_owned);
            let (Some(example), Some(path)) = (out.last_mut().filter(|_| in_example), words.next()) else { continue };
            if !closed && !text.is_empty() {
                writeln!(wrong, "a fence of `### {}` is not closed", example.title).unwrap();
            }
            example.files.push(File { path, text, markers: words.collect() });
        }
    }
    out
}

/// A page that is no more than its heading.
fn is_stub(meta: &RuleMeta) -> bool {
    meta.page.lines().filter(|l| !l.is_empty()).count() < 2
}

fn said(findings: &[Finding], session: &Session, disk: &Disk) -> String {
    let mut out = String::new();
    for f in findings {
        let file = session.workspace.get(f.file).map(|s| disk.name(&s.path)).unwrap_or_default();
        writeln!(out, "    {} {} in {file}: {}", f.severity.as_str(), f.rule, f.message).unwrap();
    }
    if out.is_empty() { "    nothing\n".to_owned() } else { out }
}

/// A page that runs.
struct Page<'a> {
    meta: &'a RuleMeta,
    wrong: String,
    worst: Option<Severity>,
    offered: BTreeSet<Applicability>,
    firing: usize,
    silent: usize,
}

impl Page<'_> {
    fn bad(&mut self, example: &Example) {
        let disk = Disk::new(example);
        let mut session = disk.open();
        let mut findings = check(&session.workspace, &session.declared, &session.settings).findings;
        // What speaks of the user's files on every run may give way to another rule once they are asked for.
        if disk.scopes == Scopes::All && !findings.iter().any(|f| f.rule == self.meta.id) {
            session.settings.scopes = Scopes::Default;
            findings = check(&session.workspace, &session.declared, &session.settings).findings;
        }
        let ours: Vec<&Finding> = findings.iter().filter(|f| f.rule == self.meta.id).collect();
        if ours.is_empty() {
            let said = said(&findings, &session, &disk);
            writeln!(self.wrong, "`### {}` is not found; found is\n{said}", example.title).unwrap();
        }
        self.firing += 1;
        self.worst = self.worst.max(ours.iter().map(|f| f.severity).max());
        for fix in ours.iter().filter_map(|f| f.fix.as_ref()) {
            self.offered.insert(fix.applicability);
            let promised = match self.meta.fix {
                FixKind::None => false,
                FixKind::Sometimes => true,
                FixKind::Safe => fix.applicability == Applicability::Safe,
                FixKind::Unsafe => fix.applicability == Applicability::Unsafe,
            };
            if !promised {
                let (title, kind) = (&example.title, self.meta.fix.as_str());
                writeln!(self.wrong, "`### {title}` has the fix `{}`, but the rule says `{kind}`", fix.title).unwrap();
            }
        }
        for least in [Applicability::Safe, Applicability::Unsafe] {
            let Session { mut workspace, declared, settings, .. } = disk.open();
            for refused in mend(&mut workspace, &declared, &settings, least).refused {
                writeln!(self.wrong, "fixing `### {}` goes wrong: {}", example.title, refused.why).unwrap();
            }
        }
    }

    fn good(&mut self, example: &Example) {
        let disk = Disk::new(example);
        let session = disk.open();
        let mut findings = check(&session.workspace, &session.declared, &session.settings).findings;
        let allowed: BTreeSet<&str> =
            example.files.iter().flat_map(|f| &f.markers).filter_map(|m| m.strip_prefix("allow:")).collect();
        findings.retain(|f| f.rule == self.meta.id || (f.severity > Severity::Info && !allowed.contains(f.rule)));
        self.silent += 1;
        if !findings.is_empty() {
            let said = said(&findings, &session, &disk);
            writeln!(self.wrong, "`### {}` is not good:\n{said}", example.title).unwrap();
        }
    }

    fn fixed(&mut self, example: &Example, bad: &Example, least: Applicability) {
        let disk = Disk::new(bad);
        let Session { mut workspace, declared, settings, .. } = disk.open();
        let mended = mend(&mut workspace, &declared, &settings, least);
        let title = &example.title;
        for file in &example.files {
            let path = disk.path(&file.path);
            let new = workspace.sources.iter().find(|s| s.path == path).map(|s| s.text());
            let text = file.text(&disk);
            if new != Some(&text) {
                let new = new.unwrap_or("(no such file)");
                writeln!(self.wrong, "`### {title}`: `{}` becomes\n{new}\nnot\n{text}", file.path).unwrap();
            }
        }
        for Change { file: id, new, .. } in &mended.files {
            let name = workspace.get(*id).map(|s| disk.name(&s.path)).unwrap_or_default();
            if !example.files.iter().any(|f| f.path == name) {
                writeln!(self.wrong, "`### {title}` does not show that `{name}` becomes\n{new}").unwrap();
            }
        }
    }

    fn run(&mut self, examples: &[Example]) {
        let mut bad = None;
        let mut kinds = BTreeSet::new();
        for example in examples {
            if example.files.is_empty() && example.kind != Kind::Good {
                writeln!(self.wrong, "`### {}` has no file", example.title).unwrap();
                continue;
            }
            match (example.kind, bad) {
                (Kind::Bad, _) => {
                    self.bad(example);
                    bad = Some(example);
                }
                (Kind::Good, _) => self.good(example),
                (Kind::Fixed(least), Some(bad)) => {
                    kinds.insert(least);
                    self.fixed(example, bad, least);
                }
                (Kind::Fixed(_), None) => writeln!(self.wrong, "`### {}` has no Bad before it", example.title).unwrap(),
            }
        }
        if self.firing < LEAST || self.silent < LEAST {
            let (bad, good) = (self.firing, self.silent);
            writeln!(self.wrong, "it has {bad} bad and {good} good examples, and needs {LEAST} of each").unwrap();
        }
        if self.worst.is_some_and(|worst| worst < self.meta.severity) {
            writeln!(self.wrong, "no bad example shows the severity `{}`", self.meta.severity.as_str()).unwrap();
        }
        let shows = match self.meta.fix {
            FixKind::None => true,
            FixKind::Safe => kinds.contains(&Applicability::Safe),
            FixKind::Unsafe => kinds.contains(&Applicability::Unsafe),
            FixKind::Sometimes => !kinds.is_empty(),
        };
        if self.meta.fix == FixKind::Sometimes && self.offered.len() < 2 {
            writeln!(self.wrong, "its bad examples do not have both kinds of fixes, safe and unsafe").unwrap();
        }
        if !shows {
            writeln!(self.wrong, "it does not show what `fix` makes of a bad example").unwrap();
        }
    }
}

/// Everything that is wrong with a page; empty if nothing is.
fn judge(meta: &RuleMeta) -> (String, usize, usize) {
    let mut wrong = String::new();
    let mut lines = meta.page.lines().filter(|l| !l.is_empty());
    let head = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let title = format!("# {}", meta.id);
    let line = format!("*{}, {}, fix: {}*", meta.family.as_str(), meta.severity.as_str(), meta.fix.as_str());
    if head != (title.as_str(), line.as_str()) {
        writeln!(wrong, "it begins with {head:?}, not with {:?}", (title, line)).unwrap();
    }
    let sections: Vec<&str> = meta.page.lines().filter_map(|l| l.strip_prefix("## ")).collect();
    if sections != SECTIONS {
        writeln!(wrong, "its sections are {sections:?}, not {SECTIONS:?}").unwrap();
    }
    if !meta.page.ends_with('\n') || meta.page.contains('\r') || meta.page.lines().any(|l| l.chars().count() > 130) {
        writeln!(wrong, "a line is too long, or does not end with a line feed").unwrap();
    }
    let examples = examples(meta.page, &mut wrong);
    let mut page = Page { meta, wrong, worst: None, offered: BTreeSet::new(), firing: 0, silent: 0 };
    page.run(&examples);
    (page.wrong, page.firing, page.silent)
}

#[test]
fn pages_are_true() {
    let mut report = String::new();
    for meta in RULES.iter().map(|r| r.meta()).filter(|m| !is_stub(m)) {
        let (wrong, ..) = judge(meta);
        if !wrong.is_empty() {
            write!(report, "docs/rules/{}.md\n{wrong}\n", meta.id).unwrap();
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn every_page_is_written() {
    let stubs: Vec<&str> = RULES.iter().map(|r| r.meta()).filter(|m| is_stub(m)).map(|m| m.id).collect();
    assert!(stubs.is_empty(), "these pages are not written: {stubs:?}");
}

#[test]
fn pages_and_rules_belong_together() {
    let ids: BTreeSet<String> = RULES.iter().map(|r| r.meta().id.to_owned()).collect();
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let files = fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let pages: BTreeSet<String> = files.map(|f| f.strip_suffix(".md").unwrap_or(&f).to_owned()).collect();
    assert_eq!(ids, pages);
}

#[test]
fn every_rule_is_in_the_table() {
    let table = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md")).unwrap();
    let mut family = "";
    let mut listed: Vec<(&str, &str, &str, &str)> = Vec::new();
    for line in table.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            family = name;
        }
        let cells: Vec<&str> = line.split(" | ").map(|c| c.trim_matches(['|', ' '])).collect();
        if let [link, severity, fix, _] = cells.as_slice()
            && let Some((id, target)) = link.strip_prefix("[`").and_then(|l| l.split_once("`]("))
        {
            assert_eq!(target, format!("rules/{id}.md)"));
            listed.push((id, family, severity, fix));
        }
    }
    let of = |m: &'static RuleMeta| (m.id, m.family.as_str(), m.severity.as_str(), m.fix.as_str());
    let mut rules: Vec<_> = RULES.iter().map(|r| of(r.meta())).collect();
    listed.sort_unstable();
    rules.sort_unstable();
    assert_eq!(listed, rules);
}

#[test]
fn a_page_that_is_not_true_is_told() {
    let meta = RULES.iter().map(|r| r.meta()).find(|m| m.id == "absolute-path").unwrap();
    let bad = "### Bad: x\n```json .mcp.json\n{ \"mcpServers\": { \"a\": { \"command\": \"a\" } } }\n```\n";
    let good =
        "### Good: x\n```json .mcp.json\n{ \"mcpServers\": { \"a\": { \"command\": \"/home/anna/a\" } } }\n```\n";
    let text = format!("# absolute-path\n\n## Example\n{bad}{good}");
    let page: &'static str = Box::leak(text.into_boxed_str());
    let meta = RuleMeta { page, ..*meta };
    let (wrong, ..) = judge(Box::leak(Box::new(meta)));
    for needle in ["it begins with", "its sections are", "`### Bad: x` is not found", "`### Good: x` is not good"] {
        assert!(wrong.contains(needle), "{needle}: {wrong}");
    }
    assert!(wrong.contains("it has 1 bad and 1 good examples, and needs 3 of each"), "{wrong}");
}

#[test]
fn rules_are_sorted_and_no_id_is_a_family() {
    let ids: Vec<&str> = RULES.iter().map(|r| r.meta().id).collect();
    assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    for family in Family::ALL {
        assert!(!ids.contains(&family.as_str()), "{}", family.as_str());
    }
    for meta in RULES.iter().map(|r| r.meta()) {
        assert!(meta.id.split('-').all(|w| w.bytes().all(|b| b.is_ascii_lowercase())), "{} is not kebab-case", meta.id);
        assert!(!meta.summary.is_empty() && !meta.summary.ends_with('.'), "{}: {}", meta.id, meta.summary);
    }
}

#[test]
fn explain_prints_the_page() {
    let env = Env { system: System::Linux, home: None, cwd: "/".into(), vars: [].into() };
    for meta in RULES.iter().map(|r| r.meta()) {
        let cli = Cli::parse_from(["mcpcheck", "explain", meta.id]);
        let mut out = Vec::new();
        let mut io = Io { out: &mut out, err: &mut io::sink(), terminal: false, err_terminal: false };
        assert_eq!(commands::run(&cli, &env, &mut io).unwrap(), Exit::Clean);
        assert_eq!(String::from_utf8(out).unwrap(), meta.page);
    }
}
