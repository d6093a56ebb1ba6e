//! Home directories in a text.

use std::ops::Range;

/// Names below `/home` and `/Users` that are no person's: accounts that images, hosted workspaces, runners and cloud
/// images come with, directories that are shared, and the words that stand for a name in an example. Common knowledge that
/// was not looked up one by one: a name that is wrong here only keeps the rule silent.
const NOBODY: &[&str] = &[
    "agent",
    "all users",
    "app",
    "appuser",
    "bun",
    "builder",
    "circleci",
    "claude",
    "codespace",
    "coder",
    "containeradministrator",
    "containeruser",
    "debian",
    "default",
    "default user",
    "deno",
    "devcontainer",
    "developer",
    "docker",
    "ec2-user",
    "example",
    "gitpod",
    "jenkins",
    "jovyan",
    "linuxbrew",
    "mcp",
    "mcpuser",
    "me",
    "name",
    "node",
    "nonroot",
    "openhands",
    "public",
    "pwuser",
    "root",
    "runner",
    "runneradmin",
    "sandbox",
    "shared",
    "someone",
    "sprite",
    "ubuntu",
    "user",
    "username",
    "vagrant",
    "vscode",
    "www-data",
    "xxx",
    "you",
    "your-name",
    "your-user",
    "your-username",
    "your_name",
    "your_user",
    "your_username",
    "youruser",
    "yourname",
    "yourusername",
];

/// A home directory in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Home {
    /// The bytes of it.
    pub(super) range: Range<usize>,
    /// Whether it is one of Windows.
    pub(super) windows: bool,
    /// Whether a variable of that name would say the same: not where the path goes through another system's mount.
    pub(super) plain: bool,
}

impl Home {
    /// What two spellings of one home directory have in common.
    pub(super) fn folded(&self, text: &str) -> String {
        let text = self.text(text);
        if self.windows { text.replace('\\', "/").replace("//", "/").to_lowercase() } else { text.to_owned() }
    }

    /// As written.
    pub(super) fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.range.clone()).unwrap_or_default()
    }
}

/// The home directories that a text names, in order.
pub(super) fn homes(text: &str) -> Vec<Home> {
    let slash = |c: char| c == '/' || c == '\\';
    let mut out: Vec<Home> = Vec::new();
    for (at, _) in text.match_indices(slash) {
        if out.last().is_some_and(|last| at < last.range.end) {
            continue;
        }
        out.extend(one(text, at));
    }
    out
}

/// The home directory whose `Users` or `home` stands behind the slash at `at`.
fn one(text: &str, at: usize) -> Option<Home> {
    let rest = text.get(at + 1..)?;
    let word = ["Users", "users", "home"].into_iter().find(|word| rest.starts_with(word))?;
    let behind = rest.get(word.len()..)?;
    let separator = behind.chars().next().filter(|c| matches!(c, '/' | '\\'))?;
    // `C:\\Users` in a string of a shell has its slashes doubled.
    let slashes = behind.bytes().take_while(|b| char::from(*b) == separator).count();
    let (start, kind) = start(text.get(..at)?)?;
    let backslash = separator == '\\' || text.get(at..).is_some_and(|t| t.starts_with('\\'));
    let fits = match kind {
        Kind::Drive => word != "home",
        Kind::Mount => word == "Users" && !backslash,
        Kind::Root => word != "users" && !backslash,
    };
    if !fits || slashes > 2 {
        return None;
    }
    let from = at + 1 + word.len() + slashes;
    let name = text.get(from..)?;
    let ends = |c: char| {
        matches!(c, '/' | '\\' | '"' | '\'' | ':' | ';' | ',' | '|' | '<' | '>' | '*' | '?' | '(' | ')' | '&')
            || (c.is_whitespace() && kind != Kind::Drive)
            || c.is_control()
    };
    let name = name.get(..name.find(ends).unwrap_or(name.len()))?;
    let person = !name.is_empty() && !name.contains(['$', '{', '}', '%', '[', ']']) && !name.starts_with('.');
    if !person || NOBODY.contains(&name.to_lowercase().as_str()) {
        return None;
    }
    Some(Home {
        range: start..from + name.len(),
        windows: kind == Kind::Drive,
        plain: kind != Kind::Mount && slashes == 1,
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `C:\Users`.
    Drive,
    /// `/mnt/c/Users`, `/c/Users`.
    Mount,
    /// `/home`, `/Users`, `/var/home`.
    Root,
}

/// Where the path begins of which `before` is what stands before the slash; `None` where it is a part of something
/// longer, as in `https://host/home/x`.
fn start(before: &str) -> Option<(usize, Kind)> {
    let tail: Vec<char> = before.chars().rev().take(2).collect();
    if let [':', drive] = tail.as_slice()
        && drive.is_ascii_alphabetic()
        && begins(before.get(..before.len() - 2)?)
    {
        return Some((before.len() - 2, Kind::Drive));
    }
    if begins(before) {
        return Some((before.len(), Kind::Root));
    }
    if let Some(outer) = before.strip_suffix("/var").filter(|b| begins(b)) {
        return Some((outer.len(), Kind::Root));
    }
    let (outer, drive) = before.rsplit_once('/')?;
    let letter = drive.len() == 1 && drive.bytes().all(|b| b.is_ascii_alphabetic());
    let outer = outer.strip_suffix("/mnt").unwrap_or(outer);
    (letter && begins(outer)).then_some((outer.len(), Kind::Mount))
}

/// Whether a path may begin behind this text.
fn begins(before: &str) -> bool {
    let scheme = before.trim_end_matches('/');
    // `file:///home/x`, `sqlite:////home/x`; not `https://home/x`, where the slashes lead to a host.
    if before.len() - scheme.len() >= 2 {
        return scheme.ends_with(':') && !scheme.ends_with("http:") && !scheme.ends_with("https:");
    }
    before
        .chars()
        .next_back()
        .is_none_or(|c| c.is_whitespace() || matches!(c, '=' | ':' | ',' | ';' | '"' | '\'' | '(' | '@' | '['))
}
