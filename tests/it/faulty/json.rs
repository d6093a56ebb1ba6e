//! JSON, on one line or many, with blanks, tabs and commas of all kinds.

use serde_json::json;

use super::{Layout, Part, Picks};

pub(super) fn write(root: &Part, layout: &Layout) -> String {
    let mut picks = Picks::new(layout);
    let colon = [": ", ": ", ":", " : "][usize::from(picks.of(4))];
    let mut out = Writer { layout, picks, colon, text: String::new(), depth: 0 };
    out.value(root);
    out.text
}

struct Writer<'a> {
    layout: &'a Layout,
    picks: Picks<'a>,
    colon: &'static str,
    text: String,
    depth: usize,
}

impl Writer<'_> {
    fn line(&mut self, spread: bool, blank: bool) {
        if spread {
            self.text.push('\n');
            self.text.push_str(&self.layout.indent.repeat(self.depth));
        } else if blank {
            self.text.push(' ');
        }
    }

    fn value(&mut self, part: &Part) {
        let (brackets, items): (_, Vec<(Option<&String>, &Part)>) = match part {
            Part::One(value) => return self.text.push_str(&value.to_string()),
            Part::List(items) => (['[', ']'], items.iter().map(|item| (None, item)).collect()),
            Part::Map(members) => (['{', '}'], members.iter().map(|(key, value)| (Some(key), value)).collect()),
        };
        // Containers and entries on lines of their own, mostly; what is below them as it comes.
        let spread =
            !self.layout.one_line && if self.depth < 3 { !self.picks.one_in(8) } else { self.picks.of(3) == 0 };
        let blank = self.layout.one_line || self.picks.of(2) == 0;
        self.text.push(brackets[0]);
        self.depth += 1;
        for (i, (key, item)) in items.iter().enumerate() {
            if i > 0 {
                self.text.push(',');
            }
            self.line(spread, blank || i > 0);
            if let Some(key) = key {
                self.text.push_str(&json!(key).to_string());
                self.text.push_str(self.colon);
            }
            self.value(item);
        }
        self.depth -= 1;
        if !items.is_empty() {
            if self.layout.trailing_commas {
                self.text.push(',');
            }
            self.line(spread, blank);
        }
        self.text.push(brackets[1]);
    }
}
