//! Splitting of shell strings into commands and words, with the place of every byte: no crate that splits words says
//! where they stand. Only what can be told without running anything is read.

/// The language of a shell string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shell {
    /// POSIX: `sh`, `bash`, `zsh`, `dash`.
    Posix,
    /// `cmd.exe`.
    Cmd,
    /// PowerShell.
    Power,
}

/// One word: its text, and for each byte the byte of the string that it comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) text: String,
    pub(super) map: Vec<usize>,
}

/// The simple commands of a string, one after the other, whatever joins them (`&&`, `;`, `|`). A command that holds
/// a substitution is left out, and so is all that follows a loop, a condition, a function or a here-document.
pub(super) fn split(text: &str, shell: Shell) -> Vec<Vec<Part>> {
    let mut splitter =
        Splitter { shell, done: Vec::new(), words: Vec::new(), word: None, clear: true, redirect: false };
    splitter.run(text);
    splitter.done
}

/// Words that begin something else than a simple command.
const RESERVED: &[&str] = &[
    "!", "[[", "case", "coproc", "do", "done", "elif", "else", "esac", "fi", "for", "foreach", "function", "if", "in",
    "select", "switch", "then", "time", "try", "until", "while", "{", "}",
];

struct Splitter {
    shell: Shell,
    done: Vec<Vec<Part>>,
    words: Vec<Part>,
    word: Option<Part>,
    /// Whether the command at hand is understood so far.
    clear: bool,
    /// Whether the word at hand is the file of a redirection.
    redirect: bool,
}

/// Whether the splitter can go on.
enum Next {
    /// At this byte.
    At(usize),
    /// What follows is not understood.
    Lost,
}

impl Splitter {
    fn run(&mut self, text: &str) {
        let mut at = 0;
        while at < text.len() {
            match self.step(text, at) {
                Next::At(next) => at = next,
                Next::Lost => return,
            }
        }
        self.end_command();
    }

    /// Reads what stands at a byte, outside of quotes.
    fn step(&mut self, text: &str, at: usize) -> Next {
        let rest = text.get(at..).unwrap_or_default();
        let Some(c) = rest.chars().next() else { return Next::Lost };
        let next = at + c.len_utf8();
        match (c, self.shell) {
            ('\n' | ';', _) if self.shell != Shell::Cmd || c == '\n' => self.separator(rest, at),
            ('&' | '|', _) => self.separator(rest, at),
            (' ' | '\t' | '\r', _) => {
                self.end_word();
                Next::At(next)
            }
            ('#', Shell::Posix | Shell::Power) if self.word.is_none() => {
                Next::At(at + rest.find('\n').unwrap_or(rest.len()))
            }
            ('<' | '>', _) => self.redirection(rest, at),
            ('"', _) => self.double(text, next),
            ('\'', Shell::Posix | Shell::Power) => self.single(text, next),
            ('\\', Shell::Posix) | ('^', Shell::Cmd) | ('`', Shell::Power) => self.escape(text, next),
            ('`', Shell::Posix) => self.substitution(next),
            ('$', Shell::Posix) if rest.starts_with("$(") || rest.starts_with("$'") || rest.starts_with("$\"") => {
                self.substitution(next)
            }
            ('$' | '@', Shell::Power) if rest.get(1..2).is_some_and(|b| "({'\"".contains(b) && b != "{") => {
                self.substitution(next)
            }
            ('(' | ')', _) => Next::Lost,
            ('{' | '}', Shell::Power) if !self.in_variable(c) => Next::Lost,
            _ => {
                self.push(c, at);
                Next::At(next)
            }
        }
    }

    /// Whether a brace belongs to `${x}`, to a template `{env:x}` that a client fills in, or to a word at all.
    fn in_variable(&self, c: char) -> bool {
        match &self.word {
            Some(word) if c == '{' => word.text.ends_with('$'),
            Some(word) => word.text.contains('{'),
            None => false,
        }
    }

    fn push(&mut self, c: char, at: usize) {
        let word = self.word.get_or_insert_default();
        word.text.push(c);
        word.map.extend(at..at + c.len_utf8());
    }

    fn end_word(&mut self) {
        let Some(word) = self.word.take() else { return };
        if !std::mem::take(&mut self.redirect) {
            self.words.push(word);
        }
    }

    /// Ends a command; says whether the next one can be read.
    fn end_command(&mut self) -> bool {
        self.end_word();
        self.redirect = false;
        let mut words = std::mem::take(&mut self.words);
        let clear = std::mem::replace(&mut self.clear, true);
        let plain = |w: &Part| w.map.windows(2).all(|p| matches!(p, [a, b] if *b == *a + 1));
        if words.first().is_some_and(|w| RESERVED.contains(&w.text.as_str()) && plain(w)) {
            return false;
        }
        if clear && !words.is_empty() {
            words.shrink_to_fit();
            self.done.push(words);
        }
        true
    }

    fn separator(&mut self, rest: &str, at: usize) -> Next {
        // PowerShell's call operator starts a command.
        let call = self.shell == Shell::Power && rest.starts_with('&') && !rest.starts_with("&&");
        if call && self.words.is_empty() && self.word.is_none() {
            return Next::At(at + 1);
        }
        // `&>file` sends both outputs there.
        if self.shell == Shell::Posix && rest.starts_with("&>") {
            self.end_word();
            self.redirect = true;
            return Next::At(at + 2);
        }
        let length = if ["&&", "||", "|&"].iter().any(|o| rest.starts_with(o)) { 2 } else { 1 };
        if rest.starts_with(";;") || !self.end_command() { Next::Lost } else { Next::At(at + length) }
    }

    fn redirection(&mut self, rest: &str, at: usize) -> Next {
        if rest.starts_with("<(") || rest.starts_with(">(") {
            return self.substitution(at + 1);
        }
        if rest.starts_with("<<") {
            return Next::Lost;
        }
        if self.is_placeholder(rest) {
            let end = rest.find('>').map_or(rest.len(), |i| i + 1);
            for (i, c) in rest.get(..end).unwrap_or_default().char_indices() {
                self.push(c, at + i);
            }
            return Next::At(at + end);
        }
        // The number of a stream belongs to the operator.
        if self.word.as_ref().is_some_and(|w| w.text.bytes().all(|b| b.is_ascii_digit())) {
            self.word = None;
        }
        self.end_word();
        self.redirect = true;
        let length = if [">>", ">&", "<&", ">|", "<>"].iter().any(|o| rest.starts_with(o)) { 2 } else { 1 };
        Next::At(at + length)
    }

    /// `<your-package>`: somebody forgot to fill it in; no shell would take it, and no file is meant.
    fn is_placeholder(&self, rest: &str) -> bool {
        let near = rest.char_indices().nth(64).map_or(rest.len(), |(i, _)| i);
        let name = rest.get(1..near).and_then(|r| r.split_once('>')).map(|(name, _)| name);
        name.is_some_and(|n| {
            n.starts_with(|c: char| c.is_ascii_alphabetic()) && !n.contains(|c: char| c.is_whitespace() || c == '<')
        })
    }

    /// A substitution: this command cannot be told, and where it ends neither.
    fn substitution(&mut self, _at: usize) -> Next {
        self.clear = false;
        Next::Lost
    }

    fn escape(&mut self, text: &str, at: usize) -> Next {
        let Some(c) = text.get(at..).and_then(|r| r.chars().next()) else {
            // A last backslash stands for itself.
            if self.shell == Shell::Posix {
                self.push('\\', at - 1);
            }
            return Next::At(at);
        };
        if c != '\n' {
            self.push(c, at);
        }
        Next::At(at + c.len_utf8())
    }

    fn single(&mut self, text: &str, start: usize) -> Next {
        self.word.get_or_insert_default();
        let mut at = start;
        loop {
            let Some(rest) = text.get(at..) else { return Next::Lost };
            match rest.chars().next() {
                // A quote that is never closed.
                None => return Next::Lost,
                Some('\'') if self.shell == Shell::Power && rest.starts_with("''") => {
                    self.push('\'', at);
                    at += 2;
                }
                Some('\'') => return Next::At(at + 1),
                Some(c) => {
                    self.push(c, at);
                    at += c.len_utf8();
                }
            }
        }
    }

    fn double(&mut self, text: &str, start: usize) -> Next {
        self.word.get_or_insert_default();
        let mut at = start;
        loop {
            let Some(rest) = text.get(at..) else { return Next::Lost };
            let Some(c) = rest.chars().next() else { return Next::Lost };
            let follow = rest.get(c.len_utf8()..).and_then(|r| r.chars().next());
            match (c, self.shell) {
                ('"', Shell::Power) if follow == Some('"') => {
                    self.push('"', at + 1);
                    at += 2;
                }
                ('"', _) => return Next::At(at + 1),
                ('`', Shell::Posix) => return self.substitution(at),
                ('$', Shell::Posix | Shell::Power) if follow == Some('(') => return self.substitution(at),
                ('\\', Shell::Posix) if follow.is_some_and(|f| "$`\"\\\n".contains(f)) => {
                    if let Some(f) = follow.filter(|f| *f != '\n') {
                        self.push(f, at + 1);
                    }
                    at += 2;
                }
                // What programs on Windows make of it.
                ('\\', Shell::Cmd) if follow == Some('"') => {
                    self.push('"', at + 1);
                    at += 2;
                }
                ('`', Shell::Power) => {
                    let Some(f) = follow else { return Next::Lost };
                    self.push(f, at + 1);
                    at += 1 + f.len_utf8();
                }
                _ => {
                    self.push(c, at);
                    at += c.len_utf8();
                }
            }
        }
    }
}

#[cfg(test)]
#[path = "shell_tests.rs"]
mod tests;
