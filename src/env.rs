//! The only place that reads the process environment. Everything else gets an [`Env`], so tests pass a made-up one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::day::Day;

/// The operating systems whose client paths are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Linux and other Unix systems that follow the XDG base directories.
    Linux,
    /// macOS.
    Mac,
    /// Windows.
    Windows,
}

/// What the outside world says: system, home, working directory, variables.
#[derive(Debug, Clone)]
pub struct Env {
    /// The operating system.
    pub system: System,
    /// The home directory; `None` where there is none.
    pub home: Option<PathBuf>,
    /// The working directory.
    pub cwd: PathBuf,
    /// Environment variables.
    pub vars: BTreeMap<String, String>,
}

impl Env {
    /// Reads the environment of this process.
    ///
    /// # Errors
    /// When the working directory is gone or not readable.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
    pub fn current() -> std::io::Result<Self> {
        let system = match std::env::consts::OS {
            "macos" | "ios" => System::Mac,
            "windows" => System::Windows,
            _ => System::Linux,
        };
        let vars =
            std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?))).collect();
        Ok(Self { system, home: dirs::home_dir(), cwd: std::env::current_dir()?, vars })
    }

    /// A variable that is set and not empty.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.vars.get(name).map(String::as_str).filter(|v| !v.is_empty())
    }

    /// A directory that a variable names, else one below home.
    pub fn dir_or_home(&self, name: &str, below_home: &str) -> Option<PathBuf> {
        match self.var(name) {
            Some(dir) => Some(PathBuf::from(dir)),
            None => Some(self.home.as_ref()?.join(below_home)),
        }
    }

    /// Where desktop programs keep their settings: `$XDG_CONFIG_HOME` or `~/.config`,
    /// `~/Library/Application Support`, `%APPDATA%`.
    pub fn app_config(&self) -> Option<PathBuf> {
        match self.system {
            System::Linux => self.dir_or_home("XDG_CONFIG_HOME", ".config"),
            System::Mac => Some(self.home.as_ref()?.join("Library/Application Support")),
            System::Windows => self.dir_or_home("APPDATA", "AppData/Roaming"),
        }
    }

    /// Whether a CI system runs us: then home is left alone.
    pub fn is_ci(&self) -> bool {
        self.var("CI").is_some_and(|v| v != "false" && v != "0")
    }

    /// The day in UTC; builds that are to give the same every day set `SOURCE_DATE_EPOCH` (reproducible-builds.org, 2026-11).
    pub fn today(&self) -> Day {
        let said = self.var("SOURCE_DATE_EPOCH").and_then(|seconds| seconds.parse().ok());
        let now = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Day::at(said.unwrap_or_else(now))
    }

    /// `path` as users read it: `~/...` below home, else absolute, with `/` between the parts.
    pub fn display(&self, path: &Path) -> String {
        match self.home.as_ref().and_then(|home| path.strip_prefix(home).ok()) {
            Some(rest) => format!("~/{}", slashes(rest)),
            None => slashes(path),
        }
    }

    /// Expands a leading `~/` and makes the path absolute from `base`.
    pub fn resolve(&self, path: &str, base: &Path) -> PathBuf {
        match (path.strip_prefix("~/"), &self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => base.join(path),
        }
    }
}

/// A path with `/` between its parts, whatever the system.
pub fn slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace('\\', "/") }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A made-up environment with home `/home/u` and the given variables.
    pub(crate) fn fake(system: System, vars: &[(&str, &str)]) -> Env {
        let vars = vars.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Env { system, home: Some("/home/u".into()), cwd: "/repo".into(), vars }
    }

    #[test]
    fn paths_are_shown_from_home() {
        let env = fake(System::Linux, &[]);
        assert_eq!(env.display(Path::new("/home/u/.claude.json")), "~/.claude.json");
        assert_eq!(env.display(Path::new("/etc/x")), "/etc/x");
        assert_eq!(env.resolve("~/a", Path::new("/b")), Path::new("/home/u/a"));
        assert_eq!(env.resolve("a", Path::new("/b")), Path::new("/b/a"));
    }

    #[test]
    fn app_config_follows_the_system() {
        let at = |system, vars: &[(&str, &str)]| slashes(&fake(system, vars).app_config().unwrap());
        assert_eq!(at(System::Linux, &[]), "/home/u/.config");
        assert_eq!(at(System::Linux, &[("XDG_CONFIG_HOME", "/x")]), "/x");
        assert_eq!(at(System::Mac, &[]), "/home/u/Library/Application Support");
        assert_eq!(at(System::Windows, &[("APPDATA", "C:/U/R")]), "C:/U/R");
    }
}
