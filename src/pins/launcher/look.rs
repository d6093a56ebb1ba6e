//! What else a command line does besides fetching packages: the strings that a shell runs, and what a container is
//! allowed. The same readers and tables as for packages, so both see the same commands.

use super::shell::Shell;
use super::word::Word;
use super::{DEPTH, LONG, WORDS, docker, launcher, program_name, wrap};

/// Something that a command line does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// A shell runs a string.
    Script(Script),
    /// A container is started with these flags.
    Container(Vec<RunFlag>),
}

/// A string that a shell runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The shell; empty where the string is the whole command and no shell is named.
    pub shell: String,
    /// The text; several words are joined by blanks.
    pub text: String,
    /// The word it stands in: 0 is the command, 1 its first argument. Of several the first.
    pub word: usize,
    /// Whether it came as several words, of which only those that are operators are the shell's business.
    pub words: bool,
}

/// A flag before the image of `docker run`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFlag {
    /// Its long name.
    pub name: &'static str,
    /// Its value.
    pub value: Option<String>,
    /// The word that it, or its value, stands in.
    pub word: usize,
}

/// What a command and its arguments do.
pub fn look(words: &[&str]) -> Vec<Sight> {
    let mut out = Vec::new();
    let words = words.get(..WORDS).unwrap_or(words);
    if words.iter().any(|word| word.len() > LONG) {
        return out;
    }
    let all: Vec<Word<'_>> = words.iter().enumerate().map(|(i, text)| Word::whole(text, i)).collect();
    match all.as_slice() {
        // The whole command line in one string.
        [line] if line.text.trim().contains(char::is_whitespace) => {
            let commands = wrap::split_words(line, Shell::Posix);
            let named = commands.first().and_then(|c| c.first()).is_some_and(|w| is_shell(&program_name(&w.text)));
            if !named || commands.len() > 1 {
                let text = line.text.trim().to_owned();
                out.push(Sight::Script(Script { shell: String::new(), text, word: 0, words: false }));
            }
            for command in commands {
                walk(&command, 1, &mut out);
            }
        }
        all => walk(all, 0, &mut out),
    }
    out
}

fn is_shell(name: &str) -> bool {
    matches!(name, "sh" | "bash" | "zsh" | "dash" | "ash" | "ksh" | "cmd" | "powershell" | "pwsh")
}

fn walk(words: &[Word<'_>], depth: usize, out: &mut Vec<Sight>) {
    let words = words.get(..WORDS).unwrap_or(words);
    let Some((program, arguments)) = words.split_first().filter(|_| depth < DEPTH) else { return };
    let name = program_name(&program.text);
    out.extend(script(&name, arguments).map(Sight::Script));
    if let Some((words, scan)) = docker::run_flags(&name, arguments) {
        let flag = |f: &super::flags::Flag| {
            let value = f.value.as_ref().and_then(|(i, range)| Some((words.get(*i)?, range.clone())));
            let own = |w: &&Word<'_>| w.text.starts_with(f.name);
            let word = value.as_ref().map(|(w, _)| w.index).or_else(|| words.iter().find(own).map(|w| w.index));
            let text = value.map(|(w, range)| w.part(range).to_owned());
            RunFlag { name: f.name, value: text, word: word.unwrap_or(program.index) }
        };
        out.push(Sight::Container(scan.flags.iter().map(flag).collect()));
        return;
    }
    let inner = match launcher(&name, arguments) {
        Some(reading) => reading.then,
        None => wrap::inner(&name, arguments).unwrap_or_default(),
    };
    for command in inner {
        walk(&command.words, depth + 1, out);
    }
}

/// The string that this program runs, if it is a shell that is given one.
fn script(name: &str, arguments: &[Word<'_>]) -> Option<Script> {
    let line = match name {
        "sh" | "bash" | "zsh" | "dash" | "ash" | "ksh" => std::slice::from_ref(wrap::posix_script(arguments)?),
        "cmd" => wrap::cmd_line(arguments)?,
        "powershell" | "pwsh" => wrap::powershell_line(name, arguments)?,
        _ => return None,
    };
    let first = line.first()?;
    let text: Vec<&str> = line.iter().map(|w| w.text.as_ref()).collect();
    Some(Script { shell: name.to_owned(), text: text.join(" "), word: first.index, words: line.len() > 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scripts(words: &[&str]) -> Vec<(String, String)> {
        let script = |s: Sight| match s {
            Sight::Script(s) => Some((s.shell, s.text)),
            Sight::Container(_) => None,
        };
        look(words).into_iter().filter_map(script).collect()
    }

    #[test]
    fn shells_and_their_strings() {
        for (words, want) in [
            (&["bash", "-lc", "a && b"][..], &[("bash", "a && b")][..]),
            (&["cmd", "/c", "npx", "-y", "x"], &[("cmd", "npx -y x")]),
            (&["powershell.exe", "-NoProfile", "-Command", "a; b"], &[("powershell", "a; b")]),
            (&["env", "A=b", "sh", "-c", "x"], &[("sh", "x")]),
            (&["curl x | sh"], &[("", "curl x | sh")]),
            (&["bash -c 'a; b'"], &[("bash", "a; b")]),
            (&["bash", "run.sh"], &[]),
            (&["npx", "-y", "x"], &[]),
        ] {
            let want: Vec<_> = want.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            assert_eq!(scripts(words), want, "{words:?}");
        }
    }

    #[test]
    fn flags_of_containers() {
        let flags = |words: &[&str]| -> Vec<(&'static str, Option<String>, usize)> {
            let of = |s: Sight| match s {
                Sight::Container(flags) => flags.into_iter().map(|f| (f.name, f.value, f.word)).collect(),
                Sight::Script(_) => Vec::new(),
            };
            look(words).into_iter().flat_map(of).collect()
        };
        let text = |s: &str| Some(s.to_owned());
        assert_eq!(
            flags(&["docker", "run", "-i", "--privileged", "-v", "/:/h", "img", "--network", "host"]),
            [("--interactive", None, 0), ("--privileged", None, 3), ("--volume", text("/:/h"), 5)]
        );
        assert_eq!(flags(&["sh", "-c", "docker run --net=host img"]), [("--net", text("host"), 2)]);
        assert_eq!(flags(&["docker", "exec", "--privileged", "x"]), []);
    }
}
