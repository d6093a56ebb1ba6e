//! What npm takes a package argument for, decision by decision as npm-package-arg 13 does it (`lib/npa.js` in npm
//! 11.19.1, read 2026-11), on a POSIX system.

use std::ops::Range;

use url::Url;

use super::target::{Draft, mask};
use super::word::Word;
use super::{Kind, Target};
use crate::model::pin::{Ecosystem, Grammar};
use crate::pins::is_commit;
use crate::pins::npm::{self, spec::Spec};

/// The target a word names; `None` where npm would refuse it.
pub(super) fn target(word: &Word<'_>, main: bool) -> Option<Target> {
    let (masked, variables) = mask(&word.text);
    // A text that is but a variable may be anything; it is at least a package.
    Some(draft(&masked)?.at(word, &variables, main))
}

/// `name`, `name@spec`, or a source without a name.
pub(super) fn draft(text: &str) -> Option<Draft> {
    let at = text.char_indices().skip(1).find(|(_, c)| *c == '@').map(|(i, _)| i);
    let name = at.and_then(|i| text.get(..i)).unwrap_or(text);
    let source = is_url(text) || is_scp(text) || !name.starts_with('@') && (name.contains('/') || is_archive(name));
    match at {
        _ if source => direct(text, None),
        Some(at) if is_valid_name(name) => versioned(text, at),
        Some(_) => None,
        None if is_valid_name(text) => {
            let end = text.len()..text.len();
            Some(registry(text, 0..text.len(), end, Kind::Missing, None))
        }
        None => direct(text, None),
    }
}

/// `name@spec`, with the `@` at `at`.
fn versioned(text: &str, at: usize) -> Option<Draft> {
    let spec = text.get(at + 1..)?;
    if spec.get(..4).is_some_and(|s| s.eq_ignore_ascii_case("npm:")) {
        let inner = spec.get(4..)?;
        // npm takes no alias of an alias ("nested aliases not supported").
        let again = inner.get(1..).is_some_and(|rest| rest.to_ascii_lowercase().contains("@npm:"));
        let inner = if again { None } else { draft(inner) }?;
        return (inner.grammar == Grammar::Npm).then(|| inner.shifted(at + 5));
    }
    if let Some(draft) = sourced(spec) {
        let name = text.get(..at)?.to_owned();
        let draft = draft.shifted(at + 1);
        return Some(Draft { package: name, name: 0..at, ..draft });
    }
    let (kind, version) = of_registry(spec)?;
    Some(registry(text, 0..at, at + 1..text.len(), kind, version))
}

fn registry(text: &str, name: Range<usize>, spec: Range<usize>, kind: Kind, version: Option<String>) -> Draft {
    let package = text.get(name.clone()).unwrap_or_default().to_owned();
    Draft { ecosystem: Ecosystem::Npm, package, name, spec, grammar: Grammar::Npm, kind, version }
}

/// A source without a name; `None` where it is none.
fn direct(text: &str, name: Option<(String, Range<usize>)>) -> Option<Draft> {
    let draft = sourced(text)?;
    Some(Draft::direct(Ecosystem::Npm, text, name, draft.kind))
}

/// What stands in the place of a version and is none: a path, a repository, a URL. `None` for the registry.
fn sourced(spec: &str) -> Option<Draft> {
    let file = spec.get(..5).is_some_and(|s| s.eq_ignore_ascii_case("file:"));
    let drive = spec.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && spec.as_bytes().get(1) == Some(&b':');
    let kind = if file || drive || spec.starts_with(['.', '/']) || spec.starts_with("~/") {
        Kind::Path
    } else if let Some(committish) = hosted(spec) {
        Kind::Git(names_commit(&committish))
    } else if is_scp(spec) {
        Kind::Git(names_commit(spec.split_once('#').map_or("", |(_, c)| c)))
    } else if is_url(spec) {
        of_url(spec)
    } else if spec.contains('/') || is_archive(spec) {
        Kind::Path
    } else {
        return None;
    };
    Some(Draft::direct(Ecosystem::Npm, spec, None, kind))
}

/// The kind of a spec that the registry resolves, and the one version it allows; `None` for what npm refuses.
fn of_registry(spec: &str) -> Option<(Kind, Option<String>)> {
    Some(match npm::spec::classify(spec) {
        Spec::Exact(version) => (Kind::Exact, Some(version)),
        Spec::Range => (Kind::Range, None),
        Spec::Tag => (Kind::Tag, None),
        Spec::Missing => (Kind::Missing, None),
        // pnpm and Yarn; npm refuses it.
        Spec::Catalog | Spec::Workspace => (Kind::Other, None),
        _ => return None,
    })
}

/// `git+https:`, `https:`, any scheme.
fn is_url(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let scheme = lower.strip_prefix("git+").unwrap_or(&lower);
    let letters = scheme.bytes().take_while(u8::is_ascii_lowercase).count();
    letters > 0 && scheme.as_bytes().get(letters) == Some(&b':')
}

/// `user@host.name:path`.
fn is_scp(text: &str) -> bool {
    let Some((user, rest)) = text.split_once('@') else { return false };
    let Some((host, path)) = rest.split_once(':') else { return false };
    let dotted = host.find('.').is_some_and(|dot| dot > 0 && dot + 1 < host.len());
    !user.is_empty() && dotted && !path.is_empty()
}

fn is_archive(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    [".tgz", ".tar.gz", ".tar"].iter().any(|ending| lower.ends_with(ending))
}

fn is_uri_safe(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.!~*'()".contains(c)
}

/// What validate-npm-package-name calls valid for old packages.
fn is_valid_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    if name.is_empty() || name.starts_with(['.', '-', '_']) || matches!(&*lower, "node_modules" | "favicon.ico") {
        return false;
    }
    if name.chars().all(is_uri_safe) {
        return true;
    }
    let Some((scope, package)) = name.strip_prefix('@').and_then(|n| n.split_once('/')) else { return false };
    let part = |s: &str| !s.is_empty() && s.chars().all(is_uri_safe);
    part(scope) && part(package) && !package.starts_with('.')
}

/// A URL that is neither a file nor on a host that hosted-git-info knows.
fn of_url(spec: &str) -> Kind {
    let lower = spec.to_ascii_lowercase();
    let committish = spec.split_once('#').map_or("", |(_, c)| c);
    match lower.split(':').next().unwrap_or_default() {
        "git" | "git+http" | "git+https" | "git+rsync" | "git+ftp" | "git+file" | "git+ssh" => {
            Kind::Git(names_commit(committish))
        }
        "http" | "https" => Kind::Url,
        _ => Kind::Other,
    }
}

/// Whether the part behind the `#` names one whole commit; parts with a colon are ranges and directories.
fn names_commit(committish: &str) -> bool {
    committish.split("::").find(|part| !part.contains(':')).is_some_and(is_commit)
}

/// The committish of a repository on a host that npm knows, as hosted-git-info 9 finds it: `u/r#ref`, `github:u/r`,
/// `https://github.com/u/r`.
fn hosted(spec: &str) -> Option<String> {
    let committish = || spec.split_once('#').map_or("", |(_, c)| c).to_owned();
    if is_github_shorthand(spec) {
        return Some(committish());
    }
    let (scheme, rest) = spec.split_once(':')?;
    if matches!(scheme, "github" | "gitlab" | "bitbucket" | "gist" | "sourcehut") {
        return (!rest.is_empty()).then(committish);
    }
    let url = Url::parse(spec).ok()?;
    let host = url.host_str()?.trim_start_matches("www.");
    let schemes: &[&str] = match host {
        "github.com" => &["git", "http", "git+ssh", "git+https", "ssh", "https"],
        "gitlab.com" | "bitbucket.org" => &["git+ssh", "git+https", "ssh", "https"],
        "gist.github.com" => &["git", "git+ssh", "git+https", "ssh", "https"],
        "git.sr.ht" => &["git+ssh", "https"],
        _ => return None,
    };
    schemes.contains(&scheme).then_some(())?;
    let mut parts = url.path().trim_start_matches('/').split('/');
    let named = parts.next().is_some_and(|p| !p.is_empty());
    let project = parts.next().is_some_and(|p| !p.is_empty()) || host == "gist.github.com";
    (named && project).then_some(())?;
    match parts.next() {
        None | Some("") => Some(committish()),
        Some("tree") if host == "github.com" => Some(parts.next().unwrap_or_default().to_owned()),
        Some(_) if host == "gitlab.com" && !url.path().contains("/-/") && !url.path().contains("/archive.tar.gz") => {
            Some(committish())
        }
        Some(_) => None,
    }
}

/// `user/repository`, perhaps with a `#`.
fn is_github_shorthand(text: &str) -> bool {
    let (path, hash) = text.split_once('#').map_or((text, false), |(path, _)| (path, true));
    let spaced = if hash { path.contains(char::is_whitespace) } else { text.contains(char::is_whitespace) };
    let slashes = path.matches('/').count();
    !spaced && slashes == 1 && !path.starts_with(['/', '.']) && !path.ends_with('/') && !path.contains(['@', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let Some(d) = draft(text) else { return "-".to_owned() };
        let (name, spec) = (&text[d.name.clone()], &text[d.spec.clone()]);
        format!("{name}|{spec}|{:?}|{}", d.kind, d.version.unwrap_or_default())
    }

    #[test]
    fn specs_are_what_npm_takes_them_for() {
        const SHA: &str = "0123456789abcdef0123456789abcdef01234567";
        for (text, want) in [
            ("pkg", "pkg||Missing|"),
            ("@s/pkg", "@s/pkg||Missing|"),
            ("pkg@", "pkg||Missing|"),
            ("pkg@1.2.3", "pkg|1.2.3|Exact|1.2.3"),
            ("@s/pkg@1.2.3-rc.1", "@s/pkg|1.2.3-rc.1|Exact|1.2.3-rc.1"),
            ("pkg@v1.2.3", "pkg|v1.2.3|Exact|1.2.3"),
            ("pkg@=1.2.3", "pkg|=1.2.3|Exact|1.2.3"),
            ("pkg@1.2.3+b", "pkg|1.2.3+b|Exact|1.2.3"),
            ("pkg@2025.4.8", "pkg|2025.4.8|Exact|2025.4.8"),
            ("pkg@1", "pkg|1|Range|"),
            ("pkg@1.x", "pkg|1.x|Range|"),
            ("pkg@^1.2.3", "pkg|^1.2.3|Range|"),
            ("pkg@>=1 <2", "pkg|>=1 <2|Range|"),
            ("pkg@*", "pkg|*|Range|"),
            ("pkg@latest", "pkg|latest|Tag|"),
            ("pkg@next", "pkg|next|Tag|"),
            ("pkg@npm:other@1.2.3", "other|1.2.3|Exact|1.2.3"),
            ("pkg@npm:@s/o", "@s/o||Missing|"),
            ("pkg@npm:a@npm:b@1", "-"),
            ("pkg@catalog:", "pkg|catalog:|Other|"),
            ("u/r", "u/r|u/r|Git(false)|"),
            ("github:u/r#main", "github:u/r#main|github:u/r#main|Git(false)|"),
            ("pkg@github:u/r", "pkg|github:u/r|Git(false)|"),
            ("https://github.com/u/r", "https://github.com/u/r|https://github.com/u/r|Git(false)|"),
            ("https://h/x.tgz", "https://h/x.tgz|https://h/x.tgz|Url|"),
            ("./dir", "./dir|./dir|Path|"),
            ("x.tgz", "x.tgz|x.tgz|Path|"),
            (".", ".|.|Path|"),
            ("a b", "-"),
            ("_x", "-"),
            ("", "-"),
            ("@", "-"),
            ("pkg@a b", "-"),
        ] {
            assert_eq!(shown(text), want, "{text}");
        }
        let full = format!("github:u/r#{SHA}");
        assert_eq!(draft(&full).unwrap().kind, Kind::Git(true));
        let full = format!("pkg@git+https://h/x.git#{SHA}");
        assert_eq!(draft(&full).unwrap().kind, Kind::Git(true));
    }
}
