//! The findings that a project has decided to begin with, so that only new ones are reported.
//!
//! A finding is known again by its rule, file, server and field, never by its line: lines move. Of several alike as many
//! are known as were there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::redact::Secrets;
use crate::workspace::Workspace;

/// The version of the file.
const VERSION: u32 = 1;

/// What makes a finding the same one after the lines around it have moved.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// The file, as output shows it.
    pub file: String,
    /// The rule's id.
    pub rule: String,
    /// The server it is about.
    pub server: Option<String>,
    /// The place in the server's entry, as a JSON Pointer without the numbers of list elements; in the file where there
    /// is no server.
    pub field: String,
}

/// The findings to begin with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    counts: BTreeMap<Identity, usize>,
}

/// Findings told apart by a baseline.
#[derive(Debug, Default)]
pub struct Split {
    /// Those that are not in it.
    pub new: Vec<Finding>,
    /// Those that are.
    pub known: Vec<Finding>,
    /// How many of it are not there any more.
    pub gone: usize,
}

/// Why a text is no baseline.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It is not what `mcpcheck baseline` writes.
    #[error("is no baseline: line {line}: {message}")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// What the parser says, without values of the file.
        message: &'static str,
    },
    /// A later version wrote it.
    #[error("is of version {0}, and this mcpcheck reads version {VERSION}")]
    Version(u32),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: String,
    rule: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    server: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    field: String,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: usize,
}

fn one() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_one(count: &usize) -> bool {
    *count == 1
}

impl Identity {
    /// That of a finding. Secrets in names and keys are left out.
    pub fn of(finding: &Finding, workspace: &Workspace, secrets: &Secrets) -> Self {
        let file = workspace.get(finding.file).map(|s| s.display.clone()).unwrap_or_default();
        let pointer = finding.pointer.as_str();
        let field = finding.server.as_ref().and_then(|server| {
            let segments: Vec<String> = finding.pointer.segments().collect();
            let at = segments.iter().rposition(|segment| segment == server)?;
            // Segments and slashes are as many.
            Some(pointer.match_indices('/').nth(at + 1).and_then(|(i, _)| pointer.get(i..)).unwrap_or_default())
        });
        Self {
            file,
            rule: finding.rule.to_owned(),
            server: finding.server.as_deref().map(|s| secrets.scrub(s)),
            field: secrets.scrub(&without_indices(field.unwrap_or(pointer))),
        }
    }
}

/// A pointer without the numbers of list elements, which change when one is added before them.
fn without_indices(pointer: &str) -> String {
    let is_index = |segment: &&str| !segment.is_empty() && segment.bytes().all(|b| b.is_ascii_digit());
    pointer.split('/').filter(|s| !is_index(s)).collect::<Vec<_>>().join("/")
}

impl Baseline {
    /// That of all these findings.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>, workspace: &Workspace) -> Self {
        let secrets = Secrets::of(workspace);
        let mut counts = BTreeMap::new();
        for finding in findings {
            *counts.entry(Identity::of(finding, workspace, &secrets)).or_default() += 1;
        }
        Self { counts }
    }

    /// How many findings it has.
    pub fn len(&self) -> usize {
        self.counts.values().sum()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// How many files it speaks of.
    pub fn files(&self) -> usize {
        let mut files: Vec<&str> = self.counts.keys().map(|id| id.file.as_str()).collect();
        files.dedup();
        files.len()
    }

    /// Tells findings apart.
    pub fn split(&self, findings: Vec<Finding>, workspace: &Workspace) -> Split {
        let secrets = Secrets::of(workspace);
        let mut left = self.counts.clone();
        let mut split = Split::default();
        for finding in findings {
            match left.get_mut(&Identity::of(&finding, workspace, &secrets)) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    split.known.push(finding);
                }
                _ => split.new.push(finding),
            }
        }
        split.gone = left.values().sum();
        split
    }

    /// Reads what [`Self::render`] writes.
    ///
    /// # Errors
    /// See [`BaselineError`].
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        #[derive(Deserialize)]
        struct File {
            findings: Vec<Entry>,
        }
        let text = text.strip_prefix(crate::document::BOM).unwrap_or(text);
        let Versioned { version } = serde_json::from_str(text).map_err(|e| malformed(&e))?;
        if version != VERSION {
            return Err(BaselineError::Version(version));
        }
        let File { findings } = serde_json::from_str(text).map_err(|e| malformed(&e))?;
        let mut counts = BTreeMap::new();
        for Entry { file, rule, server, field, count } in findings {
            let sum: &mut usize = counts.entry(Identity { file, rule, server, field }).or_default();
            *sum = sum.saturating_add(count);
        }
        Ok(Self { counts })
    }

    /// As a file: JSON with a finding a line, so that a diff of it says what has come and gone.
    ///
    /// # Errors
    /// None that are known; those of the JSON writer.
    pub fn render(&self) -> Result<String, serde_json::Error> {
        let mut out = format!("{{\n  \"version\": {VERSION},\n  \"findings\": [");
        for (i, (identity, count)) in self.counts.iter().enumerate() {
            out.push_str(if i == 0 { "\n    " } else { ",\n    " });
            let Identity { file, rule, server, field } = identity.clone();
            out.push_str(&serde_json::to_string(&Entry { file, rule, server, field, count: *count })?);
        }
        out.push_str(if self.counts.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
        Ok(crate::report::escaped_json(&out))
    }
}

/// The parser's own words may quote the file.
fn malformed(error: &serde_json::Error) -> BaselineError {
    let message = match error.classify() {
        serde_json::error::Category::Data => "it is not what `mcpcheck baseline` writes",
        serde_json::error::Category::Eof => "it ends too early",
        _ => "it is no JSON",
    };
    BaselineError::Malformed { line: error.line(), message }
}

#[cfg(test)]
mod tests;
