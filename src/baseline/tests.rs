use super::*;
use crate::document::{Pointer, Span};
use crate::finding::{FileId, Severity};
use crate::model::Scope;
use crate::workspace::{Content, Role, Source};

fn workspace() -> Workspace {
    let source = |name: &str| Source {
        path: format!("/r/{name}").into(),
        display: name.to_owned(),
        scope: Scope::Project,
        role: Role::Golden,
        project: "/r".into(),
        ignored_by_git: false,
        named: false,
        content: Content::Absent,
    };
    Workspace { root: "/r".into(), sources: vec![source("a.json"), source("b.json")], ..Workspace::default() }
}

fn finding(rule: &'static str, file: usize, at: usize, server: Option<&str>, pointer: &[&str]) -> Finding {
    let mut finding = Finding::new(rule, Severity::Error, FileId(file), Span::at(at), "x").at(Pointer::of(pointer));
    finding.server = server.map(str::to_owned);
    finding
}

#[test]
fn findings_are_known_again_wherever_they_stand() {
    let workspace = workspace();
    let old = [
        finding("field-type", 0, 10, Some("docs"), &["mcpServers", "docs", "args"]),
        finding("field-type", 0, 20, Some("docs"), &["mcpServers", "docs", "args"]),
        finding("parse-error", 1, 0, None, &[]),
        finding("shadowed-server", 0, 5, Some("docs"), &["projects", "/p", "mcpServers", "docs"]),
    ];
    let baseline = Baseline::of(&old, &workspace);
    assert_eq!((baseline.len(), baseline.files()), (4, 2));
    let again = Baseline::parse(&baseline.render().unwrap()).unwrap();
    assert_eq!(again, baseline);

    let new = vec![
        // Moved, and the container is called otherwise now.
        finding("field-type", 0, 90, Some("docs"), &["servers", "docs", "args"]),
        finding("field-type", 0, 95, Some("docs"), &["servers", "docs", "args"]),
        // One more of the same, another server, another field, another file, another rule.
        finding("field-type", 0, 97, Some("docs"), &["servers", "docs", "args"]),
        finding("field-type", 0, 10, Some("files"), &["mcpServers", "files", "args"]),
        finding("field-type", 0, 10, Some("docs"), &["mcpServers", "docs", "env"]),
        finding("field-type", 1, 10, Some("docs"), &["mcpServers", "docs", "args"]),
        finding("transport-key", 0, 10, Some("docs"), &["mcpServers", "docs", "args"]),
    ];
    let split = baseline.split(new.clone(), &workspace);
    assert_eq!(split.known, new[..2]);
    assert_eq!(split.new, new[2..]);
    assert_eq!(split.gone, 2);
}

#[test]
fn the_file_has_a_finding_a_line() {
    let workspace = workspace();
    let findings = [
        finding("parse-error", 1, 0, None, &[]),
        finding("field-type", 0, 10, Some("a\u{1b}b"), &["mcpServers", "a\u{1b}b", "args"]),
        finding("field-type", 0, 20, Some("a\u{1b}b"), &["mcpServers", "a\u{1b}b", "args"]),
    ];
    let text = Baseline::of(&findings, &workspace).render().unwrap();
    let want = "{\n  \"version\": 1,\n  \"findings\": [\n    \
        {\"file\":\"a.json\",\"rule\":\"field-type\",\"server\":\"a\\u001bb\",\"field\":\"/args\",\"count\":2},\n    \
        {\"file\":\"b.json\",\"rule\":\"parse-error\"}\n  ]\n}\n";
    assert_eq!(text, want);
    assert_eq!(Baseline::default().render().unwrap(), "{\n  \"version\": 1,\n  \"findings\": []\n}\n");
}

#[test]
fn what_is_no_baseline_is_said_without_quoting_it() {
    for (text, want) in [
        ("", "is no baseline: line 1: it ends too early"),
        ("hunter2", "is no baseline: line 1: it is no JSON"),
        ("{\"version\": 1}", "is no baseline: line 1: it is not what `mcpcheck baseline` writes"),
        ("{\"version\": 2, \"findings\": []}", "is of version 2, and this mcpcheck reads version 1"),
        (
            "{\"version\": 1,\n\"findings\": [{\"file\": \"a\", \"rule\": \"b\", \"hunter2\": 1}]}",
            "is no baseline: line 2: it is not what `mcpcheck baseline` writes",
        ),
    ] {
        assert_eq!(Baseline::parse(text).unwrap_err().to_string(), want);
    }
    assert_eq!(Baseline::parse("\u{feff}{\"version\":1,\"findings\":[]}").unwrap(), Baseline::default());
}
