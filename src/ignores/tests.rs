use super::*;
use crate::document::{Document, Interest, Syntax};
use crate::finding::Severity;
use crate::model::Scope;
use crate::model::pin::Format;
use crate::rules;
use crate::workspace::{Content, Role};

fn workspace(syntax: Syntax, text: &str) -> Workspace {
    let client = match syntax {
        Syntax::Toml => "codex",
        Syntax::Yaml => "goose",
        Syntax::FrontMatter => "claude-code/agent",
        _ => "vscode",
    };
    let role = match syntax {
        Syntax::Plain => Role::Manifest(Format::Requirements),
        _ => Role::Config(vec![crate::clients::dialect(client).unwrap()]),
    };
    let source = Source {
        path: "/r/file".into(),
        display: "file".to_owned(),
        scope: Scope::Project,
        role,
        project: "/r".into(),
        ignored_by_git: false,
        named: false,
        content: Content::Parsed(Box::new(Document::parse(text.to_owned(), syntax, Interest::All))),
    };
    Workspace { root: "/r".into(), sources: vec![source], ..Workspace::default() }
}

/// The places, each as pointer or as a word of the file, at which an `unpinned-package` would be accepted.
fn accepted(syntax: Syntax, text: &str, places: &[&str]) -> Vec<bool> {
    let workspace = workspace(syntax, text);
    let ignores = Ignores::of(&workspace, None, &[]);
    let meta = rules::rule("unpinned-package").unwrap().meta();
    let one = |place: &&str| {
        let (span, pointer) = match place.strip_prefix('/') {
            Some(rest) => {
                let segments: Vec<&str> = rest.split('/').collect();
                let pointer = Pointer::of(&segments);
                (workspace.sources[0].document().unwrap().at(&pointer).unwrap().span, pointer)
            }
            None => (Span::at(text.find(place).unwrap()), Pointer::root()),
        };
        let finding = Finding::new(meta.id, Severity::Info, FileId(0), span, "x").at(pointer);
        ignores.accepts(&finding, meta, &workspace, Day::default()).is_some()
    };
    places.iter().map(one).collect()
}

#[test]
fn a_comment_is_about_what_begins_below_it_or_beside_it() {
    let text = r#"{
  "servers": {
    // mcpcheck-ignore unpinned-package: reason
    // and another comment

    "a": {
      "command": "npx",
      "args": ["x"]
    },
    "b": { // mcpcheck-ignore pins: reason
      "args": ["x"]
    },
    "c": {
      "args": ["x"], "env": {} // mcpcheck-ignore unpinned-package: reason
    },
    /* mcpcheck-ignore unpinned-package: reason */ "d": {
      "args": ["x"] },
    "e": {
      "args": ["x"]
    }
  }
}"#;
    let places = ["/servers/a/args", "/servers/b/args", "/servers/c/args/0", "/servers/d/args", "/servers/e/args"];
    assert_eq!(accepted(Syntax::Json, text, &places), [true, true, true, true, false]);
    // Above the first brace everything is meant.
    let text = "// mcpcheck-ignore unpinned-package: reason\n{ \"servers\": {\n \"a\": {} } }";
    assert_eq!(accepted(Syntax::Json, text, &["/servers/a"]), [true]);
}

#[test]
fn tables_of_toml_begin_at_their_headers() {
    let text = r##"# mcpcheck-ignore unpinned-package: reason
[mcp_servers.a]
args = ["x"]
env.B = "# mcpcheck-ignore unpinned-package: no comment"

[mcp_servers.a.env]
C = "c"

[mcp_servers.b]
args = ["x"] # mcpcheck-ignore unpinned-package: reason
command = "npx"
[mcp_servers.c]
args = [
  "x", #mcpcheck-ignore unpinned-package: reason
  "y",
]
"##;
    let text = text.replace("[mcp_servers.a.env]\nC = \"c\"\n", "");
    let places = [
        "/mcp_servers/a/args",
        "/mcp_servers/b/args",
        "/mcp_servers/b/command",
        "/mcp_servers/c/args/0",
        "/mcp_servers/c/args/1",
    ];
    assert_eq!(accepted(Syntax::Toml, &text, &places), [true, true, false, true, false]);
}

#[test]
fn yaml_and_lines_of_requirements() {
    let text = "a:\n  # mcpcheck-ignore unpinned-package: reason\n  b:\n    args: [x]\n  c: \"# mcpcheck-ignore x: y\"\n  d: |\n    # mcpcheck-ignore unpinned-package: text\n    z\n  e: x # mcpcheck-ignore unpinned-package: reason\n";
    let places = ["/a/b/args", "/a/c", "/a/d", "/a/e"];
    assert_eq!(accepted(Syntax::Yaml, text, &places), [true, false, false, true]);
    let text = "# mcpcheck-ignore unpinned-package: reason\nfastmcp\nuvicorn\nother # mcpcheck-ignore pins: reason\nx#mcpcheck-ignore pins: y\n";
    assert_eq!(accepted(Syntax::Plain, text, &["fastmcp", "uvicorn", "other", "x#"]), [true, false, true, false]);
    let text = "---\nmcpServers:\n  # mcpcheck-ignore unpinned-package: reason\n  a: {}\n---\n\n# mcpcheck-ignore unpinned-package: prose\nmcpServers\n";
    assert_eq!(accepted(Syntax::FrontMatter, text, &["/mcpServers/a"]), [true]);
    assert_eq!(Ignores::of(&workspace(Syntax::FrontMatter, text), None, &[]).entries.len(), 1);
}

#[test]
fn what_a_comment_lacks_is_said() {
    let faults = |line: &str| {
        let workspace = workspace(Syntax::Toml, &format!("# {line}\na = 1\n"));
        let ignores = Ignores::of(&workspace, None, &[]);
        (ignores.entries.len(), ignores.faults.into_iter().map(|f| f.kind).collect::<Vec<_>>())
    };
    for (line, want) in [
        ("mcpcheck-ignore", vec![FaultKind::NoRule]),
        ("mcpcheck-ignore: reason", vec![FaultKind::NoRule]),
        ("mcpcheck-ignore pins", vec![FaultKind::NoReason]),
        ("mcpcheck-ignore pins:  ", vec![FaultKind::NoReason]),
        ("mcpcheck-ignore pins until soon: x", vec![FaultKind::NoDate]),
    ] {
        assert_eq!(faults(line), (0, want), "{line}");
    }
    for line in ["mcpcheck-ignore pins: x", "mcpcheck-ignore pins,drift until 2026-01-01: x: y"] {
        assert_eq!(faults(line), (1, vec![]), "{line}");
    }
    for line in ["mcpcheck-ignored pins: x", "mcpcheck-ignore-next pins: x", "see mcpcheck-ignore pins: x"] {
        assert_eq!(faults(line), (0, vec![]), "{line}");
    }
}

#[test]
fn thousands_of_comments_take_no_time() {
    let text =
        "# mcpcheck-ignore unpinned-package: reason\n".repeat(20_000) + "[a]\n" + &"[[b]]\nc = 1\n".repeat(5_000);
    let ignores = Ignores::of(&workspace(Syntax::Toml, &text), None, &[]);
    assert_eq!(ignores.entries.len(), 20_000);
    let text = "{".to_owned() + &"// mcpcheck-ignore unpinned-package: reason\n\"a\": {},\n".repeat(5_000) + "}";
    assert_eq!(Ignores::of(&workspace(Syntax::Json, &text), None, &[]).entries.len(), 5_000);
}
