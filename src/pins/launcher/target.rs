//! Putting targets together: places in words, variables, sources without a name.

use std::ops::Range;

use super::word::Word;
use super::{Kind, Target};
use crate::model::pin::{Ecosystem, Grammar};
use crate::model::template::{Form, Template, VarKind};

/// A target in a text, before the place of the text in the command line counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) ecosystem: Ecosystem,
    pub(super) package: String,
    pub(super) name: Range<usize>,
    pub(super) spec: Range<usize>,
    pub(super) grammar: Grammar,
    pub(super) kind: Kind,
    pub(super) version: Option<String>,
}

impl Draft {
    /// A source without a version: a path, a repository, a URL. `name` where one stands before it.
    pub(super) fn direct(ecosystem: Ecosystem, text: &str, name: Option<(String, Range<usize>)>, kind: Kind) -> Self {
        let whole = 0..text.len();
        let (package, name) = name.unwrap_or_else(|| (plain_source(text), whole.clone()));
        Self { ecosystem, package, name, spec: whole, grammar: Grammar::Direct, kind, version: None }
    }

    /// The same in a text that has `by` more bytes before it.
    pub(super) fn shifted(mut self, by: usize) -> Self {
        let moved = |range: &Range<usize>| range.start + by..range.end + by;
        (self.name, self.spec) = (moved(&self.name), moved(&self.spec));
        self
    }

    /// The target at its place. Where variables stand in its name or version, only they decide.
    pub(super) fn at(self, word: &Word<'_>, variables: &[Range<usize>], main: bool) -> Target {
        let hit = |part: &Range<usize>| variables.iter().any(|v| v.start < part.end && part.start < v.end);
        let (in_name, in_spec) = (hit(&self.name), hit(&self.spec));
        let (name_at, _) = word.place(self.name.clone());
        let (spec_at, exact_bytes) = word.place(self.spec.clone());
        let hidden = in_name || in_spec;
        let package = match word.part(self.name.clone()) {
            _ if !in_name => self.package,
            source if self.name == self.spec => plain_source(source),
            name => name.to_owned(),
        };
        Target {
            ecosystem: self.ecosystem,
            package,
            spec: word.part(self.spec).to_owned(),
            grammar: self.grammar,
            // A path stays one, whatever it begins with.
            kind: if hidden && self.kind != Kind::Path { Kind::Variable } else { self.kind },
            version: self.version.filter(|_| !hidden),
            word: word.index,
            name_word: word.index,
            name_at,
            spec_at,
            exact_bytes,
            main,
        }
    }
}

/// No package with its version is longer, in bytes; in a longer text no variables are looked for.
const MAX_NAME: usize = 4096;

/// A text in which each variable is as many letters, so that the grammar of what is around it can be read, and where
/// the variables stand: `${X}`, `$X`, `{env:X}`, `${input:x}`, `{{x}}`, `%X%` and `<placeholder>`. A variable at the
/// start that is known to be a directory begins with `/` instead.
pub(super) fn mask(text: &str) -> (String, Vec<Range<usize>>) {
    if text.len() > MAX_NAME {
        return (text.to_owned(), Vec::new());
    }
    let mut found: Vec<(Range<usize>, bool)> = Vec::new();
    if text.contains(['$', '{']) {
        let template = Template::parse_with(text, &[Form::Bare, Form::DoubleCurly]);
        let directory = |kind, name: &str| {
            kind == VarKind::Builtin || matches!(name, "HOME" | "PWD" | "USERPROFILE" | "APPDATA" | "LOCALAPPDATA")
        };
        found.extend(template.variables().map(|v| (v.range.clone(), directory(v.kind, &v.name))));
    }
    found.extend(enclosed(text, '%', '%', 3).map(|r| (r, false)));
    found.extend(enclosed(text, '<', '>', 1).map(|r| (r, false)));
    let mut masked = text.to_owned();
    for (range, directory) in &found {
        let filler = if *directory && range.start == 0 { "/" } else { "x" };
        let fill = format!("{filler}{}", "x".repeat(range.len().saturating_sub(1)));
        if masked.get(range.clone()).is_some() {
            masked.replace_range(range.clone(), &fill);
        }
    }
    (masked, found.into_iter().map(|(range, _)| range).collect())
}

/// Names between two marks, `least` letters long or longer.
fn enclosed(text: &str, open: char, close: char, least: usize) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text.get(at..)?.find(open)?;
            at = start + 1;
            // No name is longer; without the limit a text full of marks takes the square of its length.
            let near = text.get(at..)?.char_indices().take(64).find(|(_, c)| *c == close);
            let Some(end) = near.map(|(i, _)| at + i) else { continue };
            let name = text.get(at..end).unwrap_or_default();
            let letter = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
            let plain = |c: char| c.is_ascii_alphanumeric() || " _-.()".contains(c);
            if letter && name.len() >= least && name.chars().all(plain) {
                at = end + 1;
                return Some(start..end + 1);
            }
        }
    })
}

/// A source without what may be secret and what may change: user, password, query, fragment, and the reference behind
/// an `@` in the path.
fn plain_source(text: &str) -> String {
    let text = text.split(['#', '?']).next().unwrap_or_default();
    let Some((scheme, rest)) = text.split_once("://") else {
        // `git@host:path`: what stands before the `@` is a user.
        return text.rsplit_once('@').map_or(text, |(_, host)| host).to_owned();
    };
    let (authority, path) = rest.find('/').map_or((rest, ""), |i| rest.split_at(i));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let path = match path.rsplit_once('@') {
        Some((path, reference)) if scheme.starts_with("git+") && !path.ends_with('/') && !reference.is_empty() => path,
        _ => path,
    };
    format!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_masked() {
        for (text, want) in [
            ("pkg@1.2", "pkg@1.2"),
            ("pkg@${V}", "pkg@xxxx"),
            ("pkg@$V", "pkg@xx"),
            ("${V:-1.0}/x", "xxxxxxxxx/x"),
            ("{env:V}", "xxxxxxx"),
            ("a@${input:v}", "a@xxxxxxxxxx"),
            ("a@<version>", "a@xxxxxxxxx"),
            ("a@>=1 <2", "a@>=1 <2"),
            ("a@>1<b", "a@>1<b"),
            ("%APPDATA%/x", "xxxxxxxxx/x"),
            ("https://h/a%20b%2Fc", "https://h/a%20b%2Fc"),
            ("${workspaceFolder}/x", "/xxxxxxxxxxxxxxxxx/x"),
            ("é$é", "é$é"),
        ] {
            assert_eq!(mask(text).0, want, "{text}");
        }
    }

    #[test]
    fn sources_lose_what_may_be_secret() {
        for (text, want) in [
            ("git+https://u:p@h/x.git@v1#subdirectory=y", "git+https://h/x.git"),
            ("git+ssh://git@github.com/u/r", "git+ssh://github.com/u/r"),
            ("https://h/@s/x@1.tgz?token=1", "https://h/@s/x@1.tgz"),
            ("git@github.com:u/r#abc", "github.com:u/r"),
            ("github:u/r#abc", "github:u/r"),
            ("./server", "./server"),
            ("git+https://h/@x", "git+https://h/@x"),
        ] {
            assert_eq!(plain_source(text), want, "{text}");
        }
    }
}
