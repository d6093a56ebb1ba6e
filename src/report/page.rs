//! A rule's page for a terminal: the same words with colours in the place of the marks. Where no colours are wanted the
//! page stays the Markdown that it is.

use anstyle::{AnsiColor, Style as Ansi};

use super::Style;

/// The page as [`Style`] wants it.
pub fn page(text: &str, style: Style) -> String {
    if !style.color {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() * 2);
    let mut fenced = false;
    for line in text.lines() {
        let shown = match line.strip_prefix("```") {
            Some(info) => {
                fenced = !fenced;
                // Of `json .mcp.json` the file is what counts; the end of the example needs no word.
                let file = info.split_whitespace().nth(1).unwrap_or_default();
                if fenced { painted(&format!("  {file}"), Ansi::new().underline()) } else { String::new() }
            }
            None if fenced => format!("    {line}"),
            None => one(line),
        };
        out.push_str(&shown);
        out.push('\n');
    }
    out
}

fn one(line: &str) -> String {
    let bold = Ansi::new().bold();
    let colored = |color: AnsiColor| bold.fg_color(Some(color.into()));
    if let Some(title) = line.strip_prefix("### ") {
        let color = match title.split([' ', ':']).next() {
            Some("Bad") => AnsiColor::Red,
            Some("Good") => AnsiColor::Green,
            _ => AnsiColor::Cyan,
        };
        return painted(title, colored(color));
    }
    if let Some(title) = line.strip_prefix("## ").or(line.strip_prefix("# ")) {
        return painted(title, bold);
    }
    match line.strip_prefix('*').and_then(|l| l.strip_suffix('*')) {
        Some(facts) if !facts.contains('*') => painted(facts, Ansi::new().dimmed()),
        _ => words(line),
    }
}

/// What stands in backticks, in a colour.
fn words(line: &str) -> String {
    let mut parts = line.split('`').peekable();
    let mut out = String::new();
    let mut code = false;
    while let Some(part) = parts.next() {
        // A backtick without a second one is one.
        match (code, parts.peek().is_some()) {
            (true, true) => out.push_str(&painted(part, AnsiColor::Cyan.on_default())),
            (true, false) => {
                out.push('`');
                out.push_str(part);
            }
            (false, _) => out.push_str(part),
        }
        code = !code;
    }
    out
}

fn painted(text: &str, paint: Ansi) -> String {
    format!("{paint}{text}{paint:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_colours_and_no_word_is_lost() {
        let text = "# id\n\n*drift, error, fix: -*\n\n## Example\n\n### Bad\n\n```json .mcp.json\n{ \"a\": `b` }\n```\n\nsay `x` and ` alone\n";
        let plain = Style { color: false, ..Style::default() };
        assert_eq!(page(text, plain), text);
        let shown = page(text, Style { color: true, ..Style::default() });
        let want = "\u{1b}[1mid\u{1b}[0m\n\n\u{1b}[2mdrift, error, fix: -\u{1b}[0m\n\n\u{1b}[1mExample\u{1b}[0m\n\n\
                    \u{1b}[1m\u{1b}[31mBad\u{1b}[0m\n\n\u{1b}[4m  .mcp.json\u{1b}[0m\n    { \"a\": `b` }\n\n\n\
                    say \u{1b}[36mx\u{1b}[0m and ` alone\n";
        assert_eq!(shown, want);
    }
}
