//! What the specification of an npm package says, told apart as npm does it.
//!
//! Source: npm-package-arg 13 and hosted-git-info 9 as npm 11.19.1 brings them (read and asked 2026-11); the protocols
//! of other package managers are those of pnpm 10 (`workspace:`, `catalog:`, `link:`, `jsr:`), Yarn 4 (`patch:`,
//! `portal:`, `exec:`) and Bun 1.4.

use crate::pins::is_commit;
use std::ops::Range;

use super::version;

/// The kinds of specification. Ranges are places in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Spec {
    /// One version, in its normal form.
    Exact(String),
    /// Several versions.
    Range,
    /// `latest`, `next`, or any other word that npm takes for a tag.
    Tag,
    /// Nothing: any version, and npm prefers `latest`.
    Missing,
    /// A repository; `fixed` if a full commit is named.
    Git {
        /// Whether it can never become another one.
        fixed: bool,
    },
    /// An archive by its URL; `fixed` where the host makes it from a full commit that the URL names.
    Url {
        /// Whether it can never become another one.
        fixed: bool,
    },
    /// A directory or file.
    Path,
    /// Another package: `npm:name@spec`.
    Alias(Alias),
    /// A member of the workspace.
    Workspace,
    /// An entry of a catalog: `catalog:`, `catalog:name`.
    Catalog,
    /// A package with changes of the project's own (`patch:`), or one that a script makes (`exec:`).
    Made,
    /// What npm refuses.
    Invalid,
}

/// The package that an alias stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alias {
    /// Whether it is one of JSR, not of npm.
    pub(crate) jsr: bool,
    /// Its name; empty where the alias names a version of the package itself (`npm:^1`, Yarn and `jsr:^1`).
    pub(crate) name: Range<usize>,
    /// Its specification; empty where there is none, at the place where one would be written.
    pub(crate) spec: Range<usize>,
}

impl Spec {
    /// Whether it is a source that can never become another one.
    pub(crate) fn is_fixed(&self) -> bool {
        matches!(self, Self::Git { fixed: true } | Self::Url { fixed: true })
    }
}

/// Tells what a specification says; blanks around it do not count.
pub(crate) fn classify(spec: &str) -> Spec {
    let text = spec.trim();
    if let Some(spec) = protocol(text) {
        return spec;
    }
    if is_path(text) {
        return Spec::Path;
    }
    if let Some(alias) = alias(spec) {
        return Spec::Alias(alias);
    }
    if is_git(text) {
        return Spec::Git { fixed: text.rsplit_once('#').is_some_and(|(_, rev)| is_commit(rev)) };
    }
    if text.starts_with("https://") || text.starts_with("http://") {
        return Spec::Url { fixed: is_archive_of_commit(text) };
    }
    if scheme(text).is_some() {
        return Spec::Invalid;
    }
    if text.contains('/') || [".tgz", ".tar.gz", ".tar"].iter().any(|end| ends_with(text, end)) {
        return Spec::Path;
    }
    registry(text)
}

/// The name at the beginning of `name@spec`, and the place of the specification: empty, behind the name, where there is
/// none. The `@` of a scope is part of the name.
pub(crate) fn split_name(text: &str) -> (&str, Range<usize>) {
    let at = text.char_indices().skip(1).find(|(_, c)| *c == '@').map(|(at, _)| at);
    let end = at.unwrap_or(text.len());
    (text.get(..end).unwrap_or_default(), at.map_or(end, |at| at + 1)..text.len())
}

/// What only package managers other than npm know.
fn protocol(text: &str) -> Option<Spec> {
    let (protocol, _) = text.split_once(':')?;
    Some(match protocol {
        "workspace" => Spec::Workspace,
        "catalog" => Spec::Catalog,
        "link" | "portal" => Spec::Path,
        "patch" | "exec" => Spec::Made,
        _ => return None,
    })
}

fn is_path(text: &str) -> bool {
    let bytes = text.as_bytes();
    let drive = bytes.get(1) == Some(&b':') && bytes.first().is_some_and(u8::is_ascii_alphabetic);
    text.starts_with(['.', '/']) || text.starts_with("~/") || drive || starts_with(text, "file:")
}

/// `npm:name@spec`, and `jsr:@scope/name@spec`. Takes the untrimmed text, since its ranges are meant for that.
fn alias(spec: &str) -> Option<Alias> {
    let blank = spec.len() - spec.trim_start().len();
    let (jsr, start) = match spec.get(blank..)? {
        text if starts_with(text, "npm:") => (false, blank + 4),
        text if starts_with(text, "jsr:") => (true, blank + 4),
        _ => return None,
    };
    let rest = spec.get(start..)?.trim_end();
    let whole = start..start + rest.len();
    // Yarn's `npm:^1`, and `jsr:^1`: the package is the one that the place is about.
    // A name that is a range too (`x`) is a name.
    if !rest.starts_with(|c: char| c == '@' || c.is_alphabetic())
        && !matches!(registry(rest), Spec::Tag | Spec::Invalid)
    {
        return Some(Alias { jsr, name: start..start, spec: whole });
    }
    let (name, spec) = split_name(rest);
    let name = start..start + name.len();
    Some(Alias { jsr, name, spec: start + spec.start..start + spec.end })
}

/// A version, a range or a tag of the registry.
fn registry(text: &str) -> Spec {
    if text.is_empty() {
        return Spec::Missing;
    }
    if let Some(version) = version::exact_version(text) {
        return Spec::Exact(version);
    }
    if version::is_range(text) {
        return Spec::Range;
    }
    // Whatever JavaScript's `encodeURIComponent` leaves alone.
    let tag = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&b));
    if tag { Spec::Tag } else { Spec::Invalid }
}

/// Hosts whose pages npm knows to be repositories.
const HOSTS: &[&str] = &["github.com", "gitlab.com", "bitbucket.org", "gist.github.com", "git.sr.ht"];

/// Their short names.
const SHORTCUTS: &[&str] = &["github", "gitlab", "bitbucket", "gist", "sourcehut"];

fn is_git(text: &str) -> bool {
    let place = text.split_once('#').map_or(text, |(place, _)| place);
    match scheme(text) {
        Some(scheme) if scheme.starts_with("git+") || scheme == "git" || scheme == "ssh" => true,
        Some("http" | "https") => is_hosted(place),
        Some(scheme) => SHORTCUTS.contains(&scheme),
        None => is_shorthand(place) || is_scp(place),
    }
}

/// `https://github.com/user/repository`, but not what lies below it (an archive).
fn is_hosted(place: &str) -> bool {
    let Some((_, rest)) = place.split_once("://") else { return false };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host).to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let mut parts = path.split('/');
    let named = parts.next().is_some_and(|user| !user.is_empty());
    let deeper = parts.nth(1);
    HOSTS.contains(&host) && named && deeper.is_none_or(|kind| kind.is_empty() || kind == "tree")
}

/// `user/repository`.
fn is_shorthand(place: &str) -> bool {
    let fits = |c: char| !c.is_whitespace() && !matches!(c, '@' | ':');
    let slash = place.find('/').is_some_and(|at| at > 0) && place.matches('/').count() == 1;
    slash && !place.ends_with('/') && !place.starts_with('.') && place.chars().all(fits)
}

/// `git@host:user/repository`. npm itself takes it for a path in a manifest, the others for what it is.
fn is_scp(place: &str) -> bool {
    let Some((user, rest)) = place.split_once('@') else { return false };
    let Some((host, path)) = rest.split_once(':') else { return false };
    !user.is_empty() && host.contains('.') && !host.contains('/') && !path.is_empty()
}

/// An archive that GitHub makes of a full commit.
fn is_archive_of_commit(url: &str) -> bool {
    let rest = url.strip_prefix("https://").unwrap_or(url);
    let mut parts = rest.split('#').next().unwrap_or_default().split('/');
    let last = match (parts.next(), parts.nth(2), parts.next(), parts.next()) {
        (Some("codeload.github.com"), Some("tar.gz" | "zip"), Some(commit), None) => commit,
        (Some("github.com"), Some("archive"), Some(file), None) => file.split('.').next().unwrap_or_default(),
        _ => return false,
    };
    is_commit(last)
}

fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let name = scheme.strip_prefix("git+").unwrap_or(scheme);
    (!name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic())).then_some(scheme)
}

fn starts_with(text: &str, head: &str) -> bool {
    text.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head))
}

fn ends_with(text: &str, tail: &str) -> bool {
    let at = text.len().checked_sub(tail.len());
    at.and_then(|at| text.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specifications_are_told_apart_as_npm_does_it() {
        let sha = "0123456789abcdef0123456789abcdef01234567";
        let exact = |v: &str| Spec::Exact(v.to_owned());
        for (spec, want) in [
            ("1.2.3", exact("1.2.3")),
            (" v1.2.3 ", exact("1.2.3")),
            ("= 1.2.3-rc.1+b", exact("1.2.3-rc.1")),
            ("1.2", Spec::Range),
            ("*", Spec::Range),
            ("1.x || >=2", Spec::Range),
            ("", Spec::Missing),
            (" ", Spec::Missing),
            ("latest", Spec::Tag),
            ("1.2.3.4", Spec::Tag),
            ("not a tag", Spec::Invalid),
            ("foo:bar", Spec::Invalid),
            ("workspace:^", Spec::Workspace),
            ("catalog:", Spec::Catalog),
            ("catalog:dev", Spec::Catalog),
            ("link:../x", Spec::Path),
            ("portal:../x", Spec::Path),
            ("file:x", Spec::Path),
            ("./x", Spec::Path),
            ("~/x", Spec::Path),
            ("c:\\x", Spec::Path),
            ("x/y/z", Spec::Path),
            ("x-1.0.0.TGZ", Spec::Path),
            ("patch:x@npm%3A1.0.0#x.patch", Spec::Made),
            ("u/r", Spec::Git { fixed: false }),
            (&format!("u/r#{sha}"), Spec::Git { fixed: true }),
            ("u/r#semver:^1", Spec::Git { fixed: false }),
            ("github:u/r#v1", Spec::Git { fixed: false }),
            ("gist:abc", Spec::Git { fixed: false }),
            ("git+ssh://git@h/u/r.git#main", Spec::Git { fixed: false }),
            (&format!("git+https://h/u/r#{sha}"), Spec::Git { fixed: true }),
            ("git://h/r", Spec::Git { fixed: false }),
            ("git@h.example:u/r.git", Spec::Git { fixed: false }),
            ("https://github.com/u/r", Spec::Git { fixed: false }),
            (&format!("https://x:y@www.github.com/u/r.git#{sha}"), Spec::Git { fixed: true }),
            ("https://h.example/r.git", Spec::Url { fixed: false }),
            ("https://github.com/u/r/releases/download/v1/x.tgz", Spec::Url { fixed: false }),
            (&format!("https://github.com/u/r/archive/{sha}.tar.gz"), Spec::Url { fixed: true }),
            (&format!("https://codeload.github.com/u/r/tar.gz/{sha}"), Spec::Url { fixed: true }),
            ("https://codeload.github.com/u/r/tar.gz/main", Spec::Url { fixed: false }),
        ] {
            assert_eq!(classify(spec), want, "{spec}");
        }
    }

    #[test]
    fn aliases_name_another_package() {
        for (spec, want) in [
            ("npm:x@^1", "npm x ^1"),
            (" npm:@s/x@1.2.3 ", "npm @s/x 1.2.3"),
            ("NPM:x", "npm x "),
            ("npm:@s/x", "npm @s/x "),
            ("npm:x@", "npm x "),
            ("npm:^1.0.0", "npm  ^1.0.0"),
            ("npm:", "npm  "),
            ("npm:latest", "npm latest "),
            ("jsr:@s/x@1", "jsr @s/x 1"),
            ("jsr:^1", "jsr  ^1"),
        ] {
            let Spec::Alias(alias) = classify(spec) else { panic!("{spec}: {:?}", classify(spec)) };
            let kind = if alias.jsr { "jsr" } else { "npm" };
            assert_eq!(format!("{kind} {} {}", &spec[alias.name], &spec[alias.spec]), want, "{spec}");
        }
    }

    #[test]
    fn names_end_at_the_second_at_sign() {
        for (text, name, spec) in [
            ("x", "x", ""),
            ("x@1", "x", "1"),
            ("@s/x", "@s/x", ""),
            ("@s/x@1@2", "@s/x", "1@2"),
            ("", "", ""),
            ("é@1", "é", "1"),
        ] {
            let (found, place) = split_name(text);
            assert_eq!((found, &text[place]), (name, spec), "{text}");
        }
    }
}
