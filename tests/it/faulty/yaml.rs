//! YAML: blocks and flow, quotes of both kinds and none, anchors and what stands for them.

use serde_json::{Value, json};

use super::{Layout, Part, Picks};

pub(super) fn write(root: &Part, layout: &Layout) -> String {
    let indent = if layout.indent == "    " { 4 } else { 2 };
    let mut out = Writer { picks: Picks::new(layout), indent, anchors: Vec::new(), text: String::new() };
    match root {
        Part::Map(members) if !members.is_empty() && !layout.one_line => {
            out.members(members, 0);
        }
        root => {
            out.flow(root);
            out.text.push('\n');
        }
    }
    out.text
}

struct Writer<'a> {
    picks: Picks<'a>,
    indent: usize,
    /// What has an anchor, by number.
    anchors: Vec<Part>,
    text: String,
}

impl Writer<'_> {
    fn members(&mut self, members: &[(String, Part)], depth: usize) {
        for (i, (key, value)) in members.iter().enumerate() {
            // The first member of a map in a list stands behind the dash.
            if i > 0 || !self.text.ends_with("- ") {
                self.text.push_str(&" ".repeat(depth));
            }
            self.key(key, false);
            self.text.push(':');
            self.value(value, depth);
        }
    }

    /// What follows `key:` on its line and the lines below.
    fn value(&mut self, part: &Part, depth: usize) {
        if part == &Part::One(Value::Null) && self.picks.of(2) == 0 {
            return self.text.push('\n');
        }
        self.text.push(' ');
        if self.stands_for(part) {
            return self.text.push('\n');
        }
        match part {
            Part::Map(members) if !part.is_empty() && !self.picks.one_in(5) => {
                self.text.truncate(self.text.trim_end_matches(' ').len());
                self.text.push('\n');
                self.members(members, depth + self.indent);
            }
            Part::List(items) if !part.is_empty() && !self.picks.one_in(3) => {
                self.text.truncate(self.text.trim_end_matches(' ').len());
                self.text.push('\n');
                let depth = if self.picks.of(2) == 0 { depth } else { depth + self.indent };
                self.items(items, depth);
            }
            part => {
                self.flow(part);
                self.text.push('\n');
            }
        }
    }

    fn items(&mut self, items: &[Part], depth: usize) {
        for item in items {
            self.text.push_str(&" ".repeat(depth));
            match item {
                Part::Map(members) if !members.is_empty() && !self.picks.one_in(4) => {
                    self.text.push_str("- ");
                    self.members(members, depth + 2);
                }
                item => {
                    self.text.push_str("- ");
                    if !self.stands_for(item) {
                        self.flow(item);
                    }
                    self.text.push('\n');
                }
            }
        }
    }

    /// Writes an alias where there is an anchor for the same, else now and then an anchor.
    fn stands_for(&mut self, part: &Part) -> bool {
        let worth = !part.is_empty() && !matches!(part, Part::One(value) if !value.is_string());
        if !worth || !self.picks.one_in(6) {
            return false;
        }
        if let Some(number) = self.anchors.iter().position(|known| known == part) {
            self.text.push_str(&format!("*a{number}"));
            return true;
        }
        self.text.push_str(&format!("&a{} ", self.anchors.len()));
        self.anchors.push(part.clone());
        false
    }

    fn flow(&mut self, part: &Part) {
        match part {
            Part::One(Value::String(text)) => {
                let flow = !matches!(self.text.rfind('\n').map(|at| &self.text[at..]), Some(line) if !line.contains(['[', '{']));
                self.string(text, flow);
            }
            Part::One(Value::Null) => self.text.push_str(["null", "~"][usize::from(self.picks.of(2))]),
            Part::One(value) => self.text.push_str(&value.to_string()),
            Part::List(items) => {
                self.text.push('[');
                for (i, item) in items.iter().enumerate() {
                    self.text.push_str(if i > 0 { ", " } else { "" });
                    self.flow(item);
                }
                self.text.push(']');
            }
            Part::Map(members) => {
                let blank = if self.picks.of(2) == 0 { " " } else { "" };
                self.text.push_str(&format!("{{{blank}"));
                for (i, (key, value)) in members.iter().enumerate() {
                    self.text.push_str(if i > 0 { ", " } else { "" });
                    self.key(key, true);
                    self.text.push_str(": ");
                    self.flow(value);
                }
                self.text.push_str(&format!("{blank}}}"));
            }
        }
    }

    fn key(&mut self, key: &str, flow: bool) {
        match self.picks.of(6) {
            0 => self.text.push_str(&json!(key).to_string()),
            1 if !key.contains('\'') => self.text.push_str(&format!("'{key}'")),
            _ => self.string(key, flow),
        }
    }

    fn string(&mut self, text: &str, flow: bool) {
        match self.picks.of(4) {
            0 => self.text.push_str(&json!(text).to_string()),
            1 if !text.contains(char::is_control) => self.text.push_str(&format!("'{}'", text.replace('\'', "''"))),
            _ if is_plain(text, flow) => self.text.push_str(text),
            _ => self.text.push_str(&json!(text).to_string()),
        }
    }
}

/// Whether nobody takes the text without quotes for something else; more is in need of quotes than has to be.
fn is_plain(text: &str, flow: bool) -> bool {
    let typed = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '$')
        && !typed.contains(&text.to_ascii_lowercase().as_str())
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with([':', ' '])
        && !text.contains(char::is_control)
        && !(flow && text.contains(['{', '}', '[', ']', ',']))
}
