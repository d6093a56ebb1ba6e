//! JSON Pointers (RFC 6901): the name of a place in a tree that survives edits elsewhere.

use std::fmt;

/// A JSON Pointer; the empty one names the whole document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pointer(String);

impl Pointer {
    /// The pointer to the whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// Builds a pointer from unescaped segments.
    pub fn of(segments: &[&str]) -> Self {
        segments.iter().fold(Self::root(), |p, s| p.join(s))
    }

    /// The pointer one step further down.
    #[must_use]
    pub fn join(&self, segment: &str) -> Self {
        let mut text = self.0.clone();
        text.push('/');
        text.push_str(&segment.replace('~', "~0").replace('/', "~1"));
        Self(text)
    }

    /// The pointer to element `index` of an array.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.join(&index.to_string())
    }

    /// The segments, unescaped, from the root down.
    pub fn segments(&self) -> impl Iterator<Item = String> + '_ {
        self.0.split('/').skip(1).map(|s| s.replace("~1", "/").replace("~0", "~"))
    }

    /// The last segment, unescaped; `None` for the root.
    pub fn last(&self) -> Option<String> {
        self.segments().last()
    }

    /// The pointer one step up; the root's parent is the root.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(self.0.rsplit_once('/').map(|(head, _)| head.to_owned()).unwrap_or_default())
    }

    /// Whether `other` is this place or lies below it.
    pub fn contains(&self, other: &Self) -> bool {
        other.0.strip_prefix(&self.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// As text, for output.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_walks() {
        let p = Pointer::of(&["mcpServers", "a/b~c"]);
        assert_eq!(p.as_str(), "/mcpServers/a~1b~0c");
        assert_eq!(p.last().as_deref(), Some("a/b~c"));
        assert_eq!(p.parent().as_str(), "/mcpServers");
        assert!(p.parent().contains(&p));
        assert!(!Pointer::of(&["mcp"]).contains(&p));
        assert!(Pointer::root().contains(&p));
    }
}
