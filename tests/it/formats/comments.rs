//! The comment, rendered as GitHub renders it.

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::support::Project;

/// That nothing of a file's makes markup: what is HTML is ours, there are no links or pictures, and what GitHub links
/// after Markdown is done with stands in code.
#[track_caller]
pub(super) fn harmless(text: &str, findings: usize, what: &str) {
    assert!(text.encode_utf16().count() <= 65_536, "{what}: {}", text.len());
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES;
    let (mut items, mut tables, mut cells, mut code, mut words) = (0, 0, 0, 0, String::new());
    let mut depth = 0;
    for event in Parser::new_ext(text, options | Options::ENABLE_MATH | Options::ENABLE_GFM) {
        match event {
            Event::Html(html) => ours(&html, what),
            Event::InlineHtml(html) => panic!("{what}: HTML in a line: {html}"),
            Event::Text(text) => words.push_str(&text),
            Event::Code(text) => {
                assert!(!text.is_empty());
                code += 1;
                words.push('\u{0}');
            }
            Event::SoftBreak => words.push('\n'),
            Event::Start(tag) => match tag {
                Tag::Item => items += 1,
                Tag::Table(columns) => {
                    tables += 1;
                    assert_eq!(columns.len(), 4, "{what}");
                }
                Tag::TableCell => cells += 1,
                Tag::List(None) => depth += 1,
                Tag::Paragraph | Tag::TableHead | Tag::TableRow | Tag::Strong | Tag::HtmlBlock => words.push('\n'),
                other => panic!("{what}: {other:?}"),
            },
            Event::End(end) => {
                depth -= i32::from(end == pulldown_cmark::TagEnd::List(false));
                words.push('\n');
            }
            other => panic!("{what}: {other:?}"),
        }
    }
    assert!(depth == 0 && tables == usize::from(findings > 0) && items >= findings.min(1), "{what}: {text}");
    assert_eq!(cells % 4, 0, "{what}");
    assert!(code >= items.min(findings), "{what}");
    for bad in ["@", "#", "http:", "https:", "www.", "GH-1", "9f86d081", "$", "](", "<", "INJECTED"] {
        let at = words.lines().find(|line| line.contains(bad));
        assert!(at.is_none(), "{what}: {bad} is no code in {at:?}");
    }
}

/// A line of HTML that we write: what stands in a summary is text.
#[track_caller]
fn ours(html: &str, what: &str) {
    for line in html.lines().filter(|line| !line.is_empty()) {
        if matches!(line, "<details>" | "</details>") {
            continue;
        }
        let inner = line.strip_prefix("<summary><code>").and_then(|l| l.strip_suffix("</summary>"));
        let (name, counts) = inner.and_then(|l| l.split_once("</code>: ")).unwrap_or_else(|| panic!("{what}: {line}"));
        assert!(!name.contains(['<', '>', '"']) && !counts.contains('<'), "{what}: {line}");
    }
}

#[test]
fn a_long_comment_says_what_was_cut() {
    let servers = |from: usize| {
        let all = (from..from + 200)
            .map(|i| format!("\"s{i}\": {{ \"comand\": \"npx\", \"url\": \"http://h{i}.example.com\" }}"));
        format!("{{\"mcpServers\": {{{}}}}}", all.collect::<Vec<_>>().join(",\n"))
    };
    let project = Project::new();
    for i in 0..150 {
        project.write(
            &format!("apps/{i:03}/.mcp.json"),
            if i < 3 { servers(200 * i) } else { r#"{"mcpServers": {"x": {}}}"#.into() },
        );
    }
    let count = project.run(&["--format", "json"]).json()["findings"].as_array().unwrap().len();
    let text = project.run(&["--format", "markdown"]).out;
    harmless(&text, count, "long");
    let length = text.encode_utf16().count();
    assert!(length > 60_000, "{length}");
    let shown = text.lines().filter(|line| line.starts_with("- **")).count();
    let said = format!("{} findings left out here", count - shown);
    assert!(
        shown > 100 && text.lines().last().unwrap().starts_with(&said),
        "{shown} of {count}: {:?}",
        text.lines().last()
    );
    assert!(text.contains("\n50 more files not listed\n"));
    assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
}
