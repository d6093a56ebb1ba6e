//! Which project a path names, and whether it is still there. The disk is asked through a function.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::env::{System, slashes};

/// Whether a project is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereabouts {
    /// Its directory exists, or cannot be looked at.
    There,
    /// Its directory does not exist.
    Gone,
    /// Nothing of the whole path exists but the root: perhaps the file is shared with another machine or a container.
    Elsewhere,
    /// A path of another system, or one on a drive that may just not be mounted.
    Unknown,
}

/// Directories below which drives are mounted, and how many directories deep.
const DRIVES: &[(&str, usize)] = &[("/Volumes", 1), ("/mnt", 1), ("/media", 2), ("/run/media", 2)];

/// Where a project is, by the path that the client has written down; `look` says why a path cannot be reached.
pub fn whereabouts(project: &str, system: System, look: impl Fn(&Path) -> Result<(), ErrorKind>) -> Whereabouts {
    if !is_absolute(project, system) {
        return Whereabouts::Unknown;
    }
    let path = Path::new(project);
    match look(path) {
        Err(ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
        _ => return Whereabouts::There,
    }
    let Some(nearest) = path.ancestors().skip(1).find(|dir| look(dir).is_ok()) else { return Whereabouts::Unknown };
    // An empty directory that a drive is mounted on is there without the drive.
    let unmounted = |(base, depth): &(&str, usize)| {
        let below = nearest.strip_prefix(base).map(|rest| rest.components().count());
        path.starts_with(base) && below.map_or(true, |below| below <= *depth)
    };
    if DRIVES.iter().any(unmounted) {
        return Whereabouts::Unknown;
    }
    if nearest.parent().is_none() { Whereabouts::Elsewhere } else { Whereabouts::Gone }
}

fn is_absolute(path: &str, system: System) -> bool {
    match system {
        System::Windows => {
            let rest = path.strip_prefix(|c: char| c.is_ascii_alphabetic()).and_then(|r| r.strip_prefix(':'));
            rest.is_some_and(|r| r.starts_with(['/', '\\']))
        }
        _ => path.starts_with('/'),
    }
}

/// A path in one spelling, so that two can be compared: with `/`, without `.`, `..`, a slash at the end or the prefix
/// of Windows' long paths, and there without case.
pub fn plain(path: &str, system: System) -> String {
    let windows = system == System::Windows;
    let path = if windows { path.replace('\\', "/") } else { path.to_owned() };
    let path = path.strip_prefix("//?/").filter(|_| windows).unwrap_or(&path);
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    let root = if path.starts_with('/') { "/" } else { "" };
    let plain = format!("{root}{joined}");
    if windows { plain.to_lowercase() } else { plain }
}

/// The spellings of a path that a person named: as it is, and as it really is.
pub fn spellings(path: &Path, system: System, real: Option<PathBuf>) -> Vec<String> {
    [Some(path.to_owned()), real].into_iter().flatten().map(|p| plain(&slashes(&p), system)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_gone_and_what_may_be_elsewhere() {
        use Whereabouts::{Elsewhere, Gone, There, Unknown};
        let there =
            ["/", "/home", "/home/me", "/home/me/a", "/mnt", "/mnt/data", "/mnt/c", "/mnt/c/work", "/media", "/Z:"];
        let look = |path: &Path| match path.to_str() {
            Some("/home/me/locked") => Err(ErrorKind::PermissionDenied),
            Some(p) if there.contains(&p) => Ok(()),
            _ => Err(ErrorKind::NotFound),
        };
        for (path, want) in [
            ("/home/me/a", There),
            ("/home/me/locked", There),
            ("/home/me/b", Gone),
            ("/home/you/b", Gone),
            ("/Users/me/b", Elsewhere),
            ("/mnt/data/p", Unknown),
            ("/mnt/usb/p", Unknown),
            ("/mnt/c/work/p", Gone),
            ("/media/me/stick/p", Unknown),
            ("/Volumes/Stick/p", Unknown),
            ("/run/media/me/stick/p", Unknown),
            ("C:\\work", Unknown),
            ("work", Unknown),
            ("", Unknown),
        ] {
            assert_eq!(whereabouts(path, System::Linux, look), want, "{path}");
        }
        assert_eq!(whereabouts("/home/me/b", System::Windows, look), Unknown);
        assert_eq!(whereabouts("Z:\\work", System::Windows, |_| Err(ErrorKind::NotFound)), Unknown);
        assert_eq!(whereabouts("Z:\\work", System::Windows, |_| Ok(())), There);
    }

    #[test]
    fn two_spellings_of_one_path() {
        for (a, b) in [("/a/b", "/a/b/"), ("/a/c/../b", "/a/./b"), ("/a//b", "/a/b"), ("/", "//")] {
            assert_eq!(plain(a, System::Linux), plain(b, System::Linux), "{a}");
        }
        for (a, b) in [("C:\\a\\b", "c:/a/B"), ("\\\\?\\C:\\a\\b", "C:/a/b/"), ("C:/a/../b", "C:\\b")] {
            assert_eq!(plain(a, System::Windows), plain(b, System::Windows), "{a}");
        }
        assert_ne!(plain("/a/B", System::Linux), plain("/a/b", System::Linux));
    }
}
