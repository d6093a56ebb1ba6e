//! PEP 508 requirements cut into their parts: where the name ends, where the specifier stands, what follows it.
//! <https://packaging.python.org/en/latest/specifications/dependency-specifiers/>

use std::ops::Range;

/// The parts of one requirement, `name[extras] specifier ; marker` or `name[extras] @ url ; marker`, as ranges of
/// bytes in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The name alone.
    pub name: Range<usize>,
    /// The name and its extras, blanks at the ends left out.
    pub head: Range<usize>,
    /// The version specifier without parentheses; empty, at the place where one would be written, if there is none.
    pub specifier: Range<usize>,
    /// The URL of a direct reference; then `specifier` is empty and has no place.
    pub url: Option<Range<usize>>,
    /// What stands after the `;`.
    pub marker: Option<Range<usize>>,
}

impl Requirement {
    /// Cuts a requirement, or `None` where it does not have the shape of one.
    ///
    /// The shape only: `>=2.*` is no PEP 440 specifier and a marker may be nonsense, but where their parts stand is
    /// clear, and a fix that replaces the specifier is as welcome there.
    pub fn split(text: &str) -> Option<Self> {
        let mut cursor = Cursor { text, at: 0 };
        cursor.blanks();
        let name = cursor.name()?;
        let head = name.start..cursor.extras(name.end)?;
        cursor.at = head.end;
        cursor.blanks();
        let mut url = None;
        let specifier = if cursor.eat("@") {
            cursor.blanks();
            let span = cursor.run(|b| !b.is_ascii_whitespace());
            // A `;` ends a URL only after a blank: it may be part of it.
            url = Some(span).filter(|u| !u.is_empty());
            url.as_ref()?;
            head.end..head.end
        } else if cursor.eat("(") {
            cursor.blanks();
            let inner = cursor.specifier()?;
            cursor.blanks();
            cursor.eat(")").then_some(inner)?
        } else {
            let inner = cursor.specifier()?;
            if inner.is_empty() { head.end..head.end } else { inner }
        };
        cursor.blanks();
        let mut marker = None;
        if cursor.eat(";") {
            cursor.blanks();
            let end = text.trim_ascii_end().len();
            marker = Some(cursor.at..end).filter(|m| !m.is_empty());
            marker.as_ref()?;
            cursor.at = text.len();
        }
        (cursor.at == text.len()).then_some(Self { name, head, specifier, url, marker })
    }
}

/// Reads from the front. All it stops at is ASCII, so every range lies on character boundaries.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(token.as_bytes()));
        if found {
            self.at += token.len();
        }
        found
    }

    fn run(&mut self, wanted: impl Fn(u8) -> bool) -> Range<usize> {
        let start = self.at;
        while self.peek().is_some_and(&wanted) {
            self.at += 1;
        }
        start..self.at
    }

    /// Line ends count as blanks: TOML strings over several lines bring them in.
    fn blanks(&mut self) {
        self.run(|b| b.is_ascii_whitespace());
    }

    /// A name or extra: ASCII letters, digits, `-`, `_` and `.`, a letter or digit at both ends.
    fn name(&mut self) -> Option<Range<usize>> {
        let name = self.run(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
        let end = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
        let bytes = self.text.as_bytes().get(name.clone())?;
        (end(bytes.first()) && end(bytes.last())).then_some(name)
    }

    /// The end of `[a, b]`, or `name_end` where there are no extras.
    fn extras(&mut self, name_end: usize) -> Option<usize> {
        self.blanks();
        if !self.eat("[") {
            return Some(name_end);
        }
        self.blanks();
        if self.eat("]") {
            return Some(self.at);
        }
        loop {
            self.name()?;
            self.blanks();
            if self.eat("]") {
                return Some(self.at);
            }
            self.eat(",").then_some(())?;
            self.blanks();
        }
    }

    /// Clauses with commas between them; empty where there is not even a first operator.
    fn specifier(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let mut end = start;
        let operator = |b: u8| b"=<>!~".contains(&b);
        let mut more = self.peek().is_some_and(operator);
        while more {
            // The longest operator first.
            let found = ["===", "==", "~=", "!=", "<=", ">=", "<", ">"].into_iter().find(|o| self.eat(o))?;
            self.blanks();
            let version = match found {
                "===" => self.run(|b| !b.is_ascii_whitespace() && !b",;)".contains(&b)),
                _ => self.run(|b| b.is_ascii_alphanumeric() || b"-_.*+!".contains(&b)),
            };
            end = Some(version.end).filter(|_| !version.is_empty())?;
            self.blanks();
            more = self.eat(",");
            if more {
                // `packaging` lets a last comma through; it goes with the specifier.
                end = self.at;
                self.blanks();
                more = self.peek().is_some_and(operator);
            }
        }
        Some(start..end)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Head, specifier, URL and marker in one line; the verdicts agree with `packaging` 26 but where noted.
    fn parts(text: &str) -> Option<String> {
        let r = Requirement::split(text)?;
        let or = |range: &Option<Range<usize>>| range.clone().map_or("-", |r| &text[r]).to_owned();
        Some(format!("{} | {} | {} | {}", &text[r.head], &text[r.specifier], or(&r.url), or(&r.marker)))
    }

    #[test]
    fn requirements_fall_into_their_parts() {
        for (text, want) in [
            ("fastmcp", "fastmcp |  | - | -"),
            ("fastmcp==2.14.2", "fastmcp | ==2.14.2 | - | -"),
            (" fastmcp == 2.14.2 ", "fastmcp | == 2.14.2 | - | -"),
            ("mcp[cli]>=1.23.0,<2.0.0", "mcp[cli] | >=1.23.0,<2.0.0 | - | -"),
            ("mcp [ cli , ws ] >= 1 , < 2 ; os_name == 'nt'", "mcp [ cli , ws ] | >= 1 , < 2 | - | os_name == 'nt'"),
            ("a[]", "a[] |  | - | -"),
            ("a (==1.0)", "a | ==1.0 | - | -"),
            ("a( >=1 , <2 ) ;x", "a | >=1 , <2 | - | x"),
            ("a ()", "a |  | - | -"),
            ("a[b] ( )", "a[b] |  | - | -"),
            ("a===foo;os_name=='x'", "a | ===foo | - | os_name=='x'"),
            ("a==1.0+l.1", "a | ==1.0+l.1 | - | -"),
            ("a==1!2.*", "a | ==1!2.* | - | -"),
            ("a @ http://x;y", "a |  | http://x;y | -"),
            ("a @ ;x", "a |  | ;x | -"),
            ("a[b]@http://x ; y", "a[b] |  | http://x | y"),
            ("a @ git+https://h/x@v1#subdirectory=s", "a |  | git+https://h/x@v1#subdirectory=s | -"),
            ("a==1 ; 'é' in x ", "a | ==1 | - | 'é' in x"),
            ("a==1, ;x", "a | ==1, | - | x"),
            ("a (==1 ,)", "a | ==1 , | - | -"),
            // `packaging` refuses these three: a line end, no PEP 440 specifier, no marker.
            ("a==1\n", "a | ==1 | - | -"),
            ("a>=2.*", "a | >=2.* | - | -"),
            ("a;junk", "a |  | - | junk"),
        ] {
            assert_eq!(parts(text).as_deref(), Some(want), "{text:?}");
        }
    }

    #[test]
    fn what_has_no_such_shape_is_none() {
        for text in [
            "",
            " ",
            "-",
            "a-",
            "-a",
            ".a",
            "é==1",
            "a==1é",
            "a=1",
            "a=>1",
            "a==",
            "a==1,,<2",
            "a>=1 <2",
            "a 1.0",
            "a[",
            "a[b",
            "a[b,]",
            "a[,b]",
            "a[b] [c]",
            "a(",
            "a (==1",
            "a(==1)x",
            "a==1)",
            "a @",
            "a;",
            "a==1 ; ",
            "a==1 # c",
            "-r x.txt",
            "-e .",
            "./x",
            "https://x/y.whl",
            "a @ x y",
            "a\u{a0}==1",
            "a^1",
            "a||b",
        ] {
            assert_eq!(parts(text), None, "{text:?}");
        }
    }

    #[test]
    fn an_empty_specifier_stands_where_one_would_be_written() {
        for (text, at) in [("a", 1), (" a ", 2), ("a[b] ;x", 4), ("a ()", 3), ("a ( ) ;x", 4), ("a [b]", 5)] {
            assert_eq!(Requirement::split(text).unwrap().specifier, at..at, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_gives_ranges_inside_it(a in "\\PC*", b in "[a\\[\\]()é@;,=<>~!. \n1*-]{0,16}") {
            for text in [&a, &b] {
                let Some(r) = Requirement::split(text) else { continue };
                for range in [Some(r.name), Some(r.head), Some(r.specifier), r.url, r.marker].into_iter().flatten() {
                    prop_assert!(text.get(range.clone()).is_some(), "{text:?} {range:?}");
                }
            }
        }
    }
}
