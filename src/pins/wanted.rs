//! Which packages a run asks about.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use memchr::memmem::Finder;

use super::lock::Needles;
use super::{npm, python};
use crate::model::pin::Ecosystem;

/// The packages whose versions are worth reading: MCP frameworks, what the golden pins, what servers start.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    packages: BTreeMap<Ecosystem, BTreeSet<String>>,
    words: OnceLock<BTreeMap<Ecosystem, Words>>,
    needles: Needles,
}

/// What every text that names one of an ecosystem's packages holds.
#[derive(Debug, Clone)]
enum Words {
    /// One of these words.
    Some(Vec<Finder<'static>>),
    /// Nothing that could be searched for.
    Any,
}

impl Wanted {
    /// The MCP frameworks, and the packages that are given: normalized names.
    pub fn new(packages: impl IntoIterator<Item = (Ecosystem, String)>) -> Self {
        let own = |ecosystem, names: &'static [&'static str]| names.iter().map(move |n| (ecosystem, (*n).to_owned()));
        let frameworks = own(Ecosystem::Python, python::MCP_FRAMEWORKS).chain(own(Ecosystem::Npm, npm::MCP_FRAMEWORKS));
        let mut all: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for (ecosystem, name) in packages.into_iter().chain(frameworks) {
            all.entry(ecosystem).or_default().insert(name);
        }
        Self { packages: all, words: OnceLock::new(), needles: Needles::default() }
    }

    /// Whether a package is asked about.
    pub fn has(&self, ecosystem: Ecosystem, package: &str) -> bool {
        self.packages.get(&ecosystem).is_some_and(|names| names.contains(package))
    }

    /// The normalized names of one ecosystem, sorted.
    pub fn names(&self, ecosystem: Ecosystem) -> impl Iterator<Item = &str> {
        self.packages.get(&ecosystem).into_iter().flatten().map(String::as_str)
    }

    /// Whether a text could speak of a wanted package of this ecosystem at all: `false` is certain, `true` is not. Much
    /// faster than any parser, so that the many manifests of a large tree that have nothing to do with MCP are not
    /// parsed.
    pub fn mentions(&self, ecosystem: Ecosystem, text: &str) -> bool {
        let all = self.words.get_or_init(|| {
            let words = |e: &Ecosystem| (*e, words(self.names(*e)));
            self.packages.keys().map(words).collect()
        });
        match all.get(&ecosystem) {
            Some(Words::Some(words)) => {
                // Python's names are written in any case, npm's in lower case only.
                let text = match ecosystem {
                    Ecosystem::Python => Cow::Owned(text.to_ascii_lowercase()),
                    _ => Cow::Borrowed(text),
                };
                words.iter().any(|word| word.find(text.as_bytes()).is_some())
            }
            Some(Words::Any) => true,
            None => false,
        }
    }

    /// The automata that find wanted names in locks.
    pub(super) fn needles(&self) -> &Needles {
        &self.needles
    }
}

/// The fewest words of which every given name holds one.
///
/// A word is the longest run of letters and digits: separators are what spellings of a Python name differ in, and a
/// JSON string may write `\/`. Escaped letters hide a word, so a text with any such escape is let through.
fn words<'n>(names: impl Iterator<Item = &'n str>) -> Words {
    let mut runs: Vec<(&str, &str)> = Vec::new();
    for name in names {
        let longest = name.split(|c: char| !c.is_ascii_alphanumeric()).max_by_key(|run| run.len()).unwrap_or_default();
        if longest.is_empty() {
            return Words::Any;
        }
        runs.push((longest, name));
    }
    // A short word covers many names: `mcp` nearly all that this is about.
    runs.sort_unstable_by_key(|(run, name)| (run.len(), *run, *name));
    let mut words = vec!["\\u", "\\x"];
    for (run, name) in runs {
        if !words.iter().any(|word| name.contains(word)) {
            words.push(run);
        }
    }
    Words::Some(words.into_iter().map(|word| Finder::new(word).into_owned()).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wanted(names: &[(Ecosystem, &str)]) -> Wanted {
        Wanted::new(names.iter().map(|(e, n)| (*e, (*n).to_owned())))
    }

    #[test]
    fn frameworks_are_always_wanted() {
        let all = wanted(&[(Ecosystem::Oci, "ghcr.io/x/y")]);
        assert!(all.has(Ecosystem::Python, "fastmcp") && all.has(Ecosystem::Npm, "@modelcontextprotocol/sdk"));
        assert!(all.has(Ecosystem::Oci, "ghcr.io/x/y") && !all.has(Ecosystem::Npm, "ghcr.io/x/y"));
        assert_eq!(all.names(Ecosystem::Oci).collect::<Vec<_>>(), ["ghcr.io/x/y"]);
        assert_eq!(Wanted::default().names(Ecosystem::Python).count(), 0);
    }

    #[test]
    fn texts_that_cannot_matter_are_told_apart() {
        let all = wanted(&[(Ecosystem::Python, "zope-interface"), (Ecosystem::Npm, "@scope/thing")]);
        for (ecosystem, text, want) in [
            (Ecosystem::Python, "FastMCP>=2", true),
            (Ecosystem::Python, "Zope.Interface", true),
            (Ecosystem::Python, "requests==2", false),
            (Ecosystem::Python, "\"\\u0066astm\"", true),
            (Ecosystem::Npm, r#"{"@scope\/thing": "1"}"#, true),
            (Ecosystem::Npm, r#"{"@modelcontextprotocol/sdk": "1"}"#, true),
            (Ecosystem::Npm, r#"{"react": "1"}"#, false),
            (Ecosystem::Oci, "mcp", false),
        ] {
            assert_eq!(all.mentions(ecosystem, text), want, "{text}");
        }
        assert!(wanted(&[(Ecosystem::Go, "-")]).mentions(Ecosystem::Go, ""));
        assert!(!Wanted::default().mentions(Ecosystem::Python, "fastmcp"));
    }

    proptest! {
        #[test]
        fn every_spelling_of_a_wanted_name_is_a_mention(
            name in "[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", separators in "[-_.]{1,3}", upper in any::<bool>(), around in "\\PC{0,8}"
        ) {
            let all = wanted(&[(Ecosystem::Python, &name), (Ecosystem::Python, "zz-top")]);
            let spelled = name.replace('-', &separators);
            let spelled = if upper { spelled.to_ascii_uppercase() } else { spelled };
            let text = format!("{around}{spelled}{around}");
            prop_assert!(all.mentions(Ecosystem::Python, &text));
        }
    }
}
