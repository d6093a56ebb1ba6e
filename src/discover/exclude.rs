//! The `exclude` globs of a golden or the command line, in the syntax of `.gitignore`.

use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::DiscoverError;

/// Globs and the directory they are relative to.
#[derive(Debug, Clone, Default)]
pub struct Exclude {
    /// The directory; an absolute path.
    pub base: PathBuf,
    /// The globs; a later one wins, `!` takes back.
    pub globs: Vec<String>,
}

/// Excludes, ready to match.
#[derive(Debug)]
pub(super) struct Excludes(Vec<Gitignore>);

impl Excludes {
    pub(super) fn new(list: &[Exclude]) -> Result<Self, DiscoverError> {
        list.iter().map(compile).collect::<Result<_, _>>().map(Self)
    }

    /// Whether a path is left out, not asking about the directories above it.
    pub(super) fn excludes(&self, path: &Path, is_dir: bool) -> bool {
        self.0.iter().any(|matcher| path.starts_with(matcher.path()) && matcher.matched(path, is_dir).is_ignore())
    }
}

fn compile(exclude: &Exclude) -> Result<Gitignore, DiscoverError> {
    let bad = |glob: &str, error: ignore::Error| DiscoverError::BadGlob {
        glob: glob.to_owned(),
        reason: error.to_string().to_lowercase(),
    };
    let mut builder = GitignoreBuilder::new(&exclude.base);
    for glob in &exclude.globs {
        builder.add_line(None, glob).map_err(|error| bad(glob, error))?;
    }
    builder.build().map_err(|error| bad(&exclude.globs.join(" "), error))
}
