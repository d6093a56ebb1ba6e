//! TOML: tables with headers, dotted keys, inline tables and arrays of tables, side by side.

use serde_json::Value;

use super::{Layout, Part, Picks};

pub(super) fn write(root: &Part, layout: &Layout) -> String {
    let mut out = Writer { picks: Picks::new(layout), text: String::new() };
    match root {
        Part::Map(members) => out.table(&[], members, false),
        _ => out.text.push_str("x = 1\n"),
    }
    out.text
}

/// How a member is written.
enum Style {
    Line,
    Dotted,
    Header,
    Headers,
}

struct Writer<'a> {
    picks: Picks<'a>,
    text: String,
}

impl Writer<'_> {
    /// The lines of a table, then the tables below it; with its header where it has lines, or nothing below it.
    fn table(&mut self, path: &[String], members: &[(String, Part)], listed: bool) {
        let styles: Vec<Style> = members.iter().map(|(_, value)| self.style(value, path.len())).collect();
        let lines = || members.iter().zip(&styles).filter(|(_, s)| matches!(s, Style::Line | Style::Dotted));
        let implied = members.len() > lines().count() && lines().next().is_none() && self.picks.of(3) > 0;
        if !path.is_empty() && (listed || !implied) {
            let blank = ["", "", " "][usize::from(self.picks.of(3))];
            let (open, close) = if listed { ("[[", "]]") } else { ("[", "]") };
            self.text.push_str(&format!("{open}{blank}{}{blank}{close}\n", path.join(".")));
        }
        let indent = ["", "", "", "  "][usize::from(self.picks.of(4))];
        let lines: Vec<_> = lines().collect();
        for ((key, value), style) in lines {
            self.line(indent, &bare_or_quoted(key), value, matches!(style, Style::Dotted));
        }
        if !self.text.is_empty() && self.picks.of(4) > 0 {
            self.text.push('\n');
        }
        for ((key, value), style) in members.iter().zip(&styles) {
            let below: Vec<String> = path.iter().cloned().chain([bare_or_quoted(key)]).collect();
            match (style, value) {
                (Style::Header, Part::Map(members)) => self.table(&below, members, false),
                (Style::Headers, Part::List(items)) => {
                    for item in items {
                        if let Part::Map(members) = item {
                            self.table(&below, members, true);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn style(&mut self, value: &Part, depth: usize) -> Style {
        match value {
            Part::Map(members) if members.is_empty() => {
                if self.picks.of(2) == 0 {
                    Style::Line
                } else {
                    Style::Header
                }
            }
            // Containers and entries mostly have headers.
            Part::Map(_) => match (depth, self.picks.of(6)) {
                (0 | 1, 0) | (2.., 0 | 1) => Style::Dotted,
                (0 | 1, 1) | (2.., 2 | 3) => Style::Line,
                _ => Style::Header,
            },
            Part::List(items) if !items.is_empty() && items.iter().all(|i| matches!(i, Part::Map(_))) => {
                if self.picks.one_in(4) { Style::Line } else { Style::Headers }
            }
            _ => Style::Line,
        }
    }

    fn line(&mut self, indent: &str, key: &str, value: &Part, dotted: bool) {
        match value {
            Part::Map(members) if dotted && !members.is_empty() => {
                for (below, value) in members {
                    let deeper = self.picks.of(2) == 0;
                    self.line(indent, &format!("{key}.{}", bare_or_quoted(below)), value, deeper);
                }
            }
            value => {
                let equals = [" = ", " = ", "=", "  =  "][usize::from(self.picks.of(4))];
                self.text.push_str(&format!("{indent}{key}{equals}"));
                self.inline(value, true);
                self.text.push('\n');
            }
        }
    }

    fn inline(&mut self, value: &Part, lines: bool) {
        match value {
            Part::One(Value::String(text)) => self.string(text),
            // There is no null.
            Part::One(Value::Null) => self.text.push_str("\"\""),
            Part::One(other) => self.text.push_str(&other.to_string()),
            Part::List(items) => {
                let spread = lines && !items.is_empty() && self.picks.one_in(3);
                self.text.push('[');
                for (i, item) in items.iter().enumerate() {
                    self.text.push_str(if i > 0 { "," } else { "" });
                    self.text.push_str(if spread {
                        "\n  "
                    } else if i > 0 {
                        " "
                    } else {
                        ""
                    });
                    self.inline(item, false);
                }
                self.text.push_str(if spread { ",\n" } else { "" });
                self.text.push(']');
            }
            Part::Map(members) => {
                let blank = if self.picks.of(3) == 0 { "" } else { " " };
                self.text.push_str(&format!("{{{blank}"));
                for (i, (key, value)) in members.iter().enumerate() {
                    self.text.push_str(if i > 0 { ", " } else { "" });
                    self.text.push_str(&format!("{} = ", bare_or_quoted(key)));
                    self.inline(value, false);
                }
                self.text.push_str(&format!("{blank}}}"));
            }
        }
    }

    fn string(&mut self, text: &str) {
        if self.picks.of(3) == 0 && !text.contains(|c: char| c == '\'' || c.is_control()) {
            self.text.push_str(&format!("'{text}'"));
        } else {
            self.text.push_str(&basic(text));
        }
    }
}

fn bare_or_quoted(key: &str) -> String {
    let bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if bare { key.to_owned() } else { basic(key) }
}

fn basic(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out + "\""
}
