//! Sources instead of versions: git, URLs, paths. Which of them can never become something else.

use crate::document::Node;
use crate::pins::is_commit;

/// Where a package comes from, other than from an index.
pub(super) struct Source {
    /// As PEP 508 spells it: `git+https://host/x@rev`, a URL, a path; `workspace` for a member of a uv workspace.
    pub(super) spec: String,
    /// Whether it can never become another one.
    pub(super) fixed: bool,
}

/// The source that a table names, or `None` where it names none, as with `{ index = "x" }` or `{ version = "1" }`.
/// The keys are those of uv's sources, Poetry, Hatch and pixi; a Pipfile has `ref` and other systems beside git.
/// <https://docs.astral.sh/uv/concepts/projects/dependencies/>,
/// <https://python-poetry.org/docs/dependency-specification/>
pub(super) fn of_table(table: &Node) -> Option<Source> {
    let text = |key: &str| table.get(key).and_then(Node::as_str);
    if let Some((system, url)) = ["git", "hg", "svn", "bzr"].iter().find_map(|s| Some((*s, text(s)?))) {
        let scheme = if url.starts_with(&format!("{system}+")) { String::new() } else { format!("{system}+") };
        let revision = text("rev").or(text("ref"));
        let at = revision.or(text("tag")).or(text("branch")).map(|r| format!("@{r}")).unwrap_or_default();
        let fixed = system == "git" && revision.is_some_and(is_commit);
        return Some(Source { spec: format!("{scheme}{url}{at}"), fixed });
    }
    if let Some(spec) = text("url").or(text("path")).or(text("file")) {
        return Some(Source { spec: spec.to_owned(), fixed: is_fixed(spec) });
    }
    let member = table.get("workspace").and_then(Node::as_bool) == Some(true);
    member.then(|| Source { spec: "workspace".to_owned(), fixed: false })
}

/// Whether a URL names bytes that cannot change: a git commit in full, or an archive with its hash. A tag or a branch
/// can be moved, and an archive without a hash replaced.
pub(super) fn is_fixed(url: &str) -> bool {
    let (place, fragment) = url.split_once('#').unwrap_or((url, ""));
    if place.starts_with("git+") {
        return place.rsplit_once('@').is_some_and(|(_, rev)| is_commit(rev));
    }
    let hash = |part: &str| {
        part.split_once('=').is_some_and(|(algorithm, hex)| match algorithm {
            "sha256" => is_hex(hex, 64),
            "sha384" => is_hex(hex, 96),
            "sha512" => is_hex(hex, 128),
            _ => false,
        })
    };
    fragment.split('&').any(hash)
}

fn is_hex(text: &str, len: usize) -> bool {
    text.len() == len && text.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_commits_and_hashes_are_fixed() {
        let sha = "0123456789abcdef0123456789ABCDEF01234567";
        for (url, want) in [
            (format!("git+https://h/x@{sha}"), true),
            (format!("git+ssh://git@h/x@{sha}#subdirectory=s"), true),
            (format!("git+https://h/x@{}", &sha[..7]), false),
            ("git+https://h/x@v2.14.2".to_owned(), false),
            ("git+https://h/x".to_owned(), false),
            (format!("https://h/x-1.0.whl#sha256={}", &format!("{sha}{sha}")[..64]), true),
            (format!("https://h/x-1.0.whl#egg=x&sha256={}", &format!("{sha}{sha}")[..64]), true),
            ("https://h/x-1.0.whl#sha256=12".to_owned(), false),
            ("https://h/x-1.0.whl".to_owned(), false),
            ("../x".to_owned(), false),
            (String::new(), false),
        ] {
            assert_eq!(is_fixed(&url), want, "{url}");
        }
    }
}
