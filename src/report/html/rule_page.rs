//! A rule's page as HTML. Only the Markdown that the pages of `docs/rules` use: headings, paragraphs, lists, examples
//! and code.

use super::escape;

/// The page without its title, the headings one level lower.
pub(super) fn html(page: &str) -> String {
    let mut out = String::with_capacity(page.len() * 2);
    let mut paragraph: Vec<&str> = Vec::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            flush(&mut paragraph, &mut out);
            let code = lines.by_ref().take_while(|l| !l.starts_with("```"));
            example(info, code, &mut out);
        } else if let Some(code) = line.strip_prefix("    ").filter(|_| paragraph.is_empty()) {
            let mut all = vec![code];
            while let Some(more) = lines.next_if(|l| l.starts_with("    ")) {
                all.push(more.get(4..).unwrap_or_default());
            }
            example("", all.into_iter(), &mut out);
        } else if line.is_empty() {
            flush(&mut paragraph, &mut out);
        } else if let Some((level, title)) = heading(line) {
            flush(&mut paragraph, &mut out);
            if level > 1 {
                let level = level + 1;
                out.push_str(&format!("<h{level}>{}</h{level}>\n", escape::prose(title)));
            }
        } else {
            if line.starts_with("- ") {
                flush(&mut paragraph, &mut out);
            }
            paragraph.push(line.trim());
        }
    }
    flush(&mut paragraph, &mut out);
    out
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    (1..=3).contains(&level).then(|| title.strip_prefix(' ').map(|title| (level, title))).flatten()
}

/// Of `json .mcp.json` the file is what counts.
fn example<'a>(info: &str, lines: impl Iterator<Item = &'a str>, out: &mut String) {
    if let Some(file) = info.split_whitespace().nth(1) {
        out.push_str(&format!("<p class=\"file\">{}</p>\n", escape::text(file)));
    }
    out.push_str("<pre tabindex=\"0\">");
    for line in lines {
        escape::push(out, line);
        out.push('\n');
    }
    out.push_str("</pre>\n");
}

fn flush(paragraph: &mut Vec<&str>, out: &mut String) {
    let text = paragraph.join(" ");
    paragraph.clear();
    if text.is_empty() {
        return;
    }
    let facts = text.strip_prefix('*').and_then(|t| t.strip_suffix('*')).filter(|t| !t.contains('*'));
    out.push_str(&match (facts, text.strip_prefix("- ")) {
        (Some(facts), _) => format!("<p class=\"facts\">{}</p>\n", escape::prose(facts)),
        (None, Some(item)) => format!("<p class=\"item\">{}</p>\n", escape::prose(item)),
        (None, None) => format!("<p>{}</p>\n", escape::prose(&text)),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_becomes_html_and_keeps_its_words() {
        let page = "# id\n\n*drift, error*\n\n## What\n\nOne `a<b>`\nline.\n\n- item\n  more\n\n### Bad\n\n```json .mcp.json\n{ \"a\": 1 }\n```\n\n    [[ignore]]\n    rule = \"x\"\n";
        assert_eq!(
            html(page),
            "<p class=\"facts\">drift, error</p>\n<h3>What</h3>\n<p>One <code>a&lt;b&gt;</code> line.</p>\n\
             <p class=\"item\">item more</p>\n<h4>Bad</h4>\n<p class=\"file\">.mcp.json</p>\n\
             <pre tabindex=\"0\">{ &quot;a&quot;: 1 }\n</pre>\n<pre tabindex=\"0\">[[ignore]]\nrule = &quot;x&quot;\n</pre>\n"
        );
        for rule in crate::rules::RULES {
            let html = html(rule.meta().page);
            assert_eq!(html.matches("<pre").count(), html.matches("</pre>").count(), "{}", rule.meta().id);
            assert!(!html.contains("```") && !html.contains("\n#"), "{}", rule.meta().id);
        }
    }
}
