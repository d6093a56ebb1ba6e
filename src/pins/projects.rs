//! Which manifests, locks and directories belong together.

use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use memchr::memmem;

use super::{npm, python};
use crate::document::Document;
use crate::finding::FileId;
use crate::model::pin::Format;
use crate::workspace::{Source, Workspace};

/// The tools that share locks and workspaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Python,
    Pipenv,
    /// One script and its lock.
    Script,
    Npm,
    Deno,
}

/// How the manifests and locks of a run belong together.
#[derive(Debug, Default)]
pub struct Projects {
    roots: Vec<Root>,
    locks: Vec<Lock>,
    /// The `package.json` files with their directories.
    packages: Vec<(FileId, PathBuf)>,
}

/// The root of a workspace with several members, which one lock serves.
#[derive(Debug)]
struct Root {
    dir: PathBuf,
    family: Family,
    /// What it calls its members.
    members: Gitignore,
}

#[derive(Debug)]
struct Lock {
    file: FileId,
    /// For a script's lock the script, else the directory.
    place: PathBuf,
    family: Family,
}

impl Projects {
    /// Finds the workspaces and locks of a run.
    pub fn of(workspace: &Workspace) -> Self {
        let mut projects = Self::default();
        for (file, source) in workspace.iter() {
            let Some(format) = source.format() else { continue };
            match family(format) {
                Some(family) if format.is_lock() => {
                    let script = || source.path.with_extension("");
                    let (family, place) = match family {
                        Family::Python if script().extension().is_some_and(|e| e == "py") => (Family::Script, script()),
                        _ => (family, source.project.clone()),
                    };
                    projects.locks.push(Lock { file, place, family });
                }
                Some(family) => {
                    projects.roots.extend(root(source, format, family));
                    if format == Format::PackageJson {
                        projects.packages.push((file, source.project.clone()));
                    }
                }
                None => {}
            }
        }
        projects
    }

    /// The locks that say what a manifest's dependencies come to: those beside it, else those at the root of the
    /// workspace that it is a member of.
    pub fn locks_of(&self, manifest: &Source) -> Vec<FileId> {
        match manifest.format().and_then(family) {
            Some(Family::Script) => self.at(&manifest.path, Family::Script),
            Some(family) => self.covering(&manifest.project, family),
            None => Vec::new(),
        }
    }

    /// The locks of the packages that npm finds installed when it is started in a directory.
    pub fn npm_locks(&self, dir: &Path) -> Vec<FileId> {
        self.covering(dir, Family::Npm)
    }

    /// What says which packages npm finds installed when it is started in a directory: the lock, else the
    /// `package.json` that stands there.
    pub fn npm_installed(&self, dir: &Path) -> Vec<FileId> {
        let locks = self.npm_locks(dir);
        let own = || self.packages.iter().filter(|(_, place)| place == dir).map(|(file, _)| *file).collect();
        if locks.is_empty() { own() } else { locks }
    }

    /// The locks of any family that speak for a directory or one above it, nearest first.
    pub fn locks_near(&self, dir: &Path) -> Vec<FileId> {
        let all = dir.ancestors().flat_map(|dir| self.locks.iter().filter(move |l| l.place == dir));
        all.map(|lock| lock.file).collect()
    }

    /// Whether a directory is the root of a workspace, so that projects below it have to do with each other.
    pub fn is_root(&self, dir: &Path) -> bool {
        self.roots.iter().any(|root| root.dir == dir)
    }

    fn at(&self, place: &Path, family: Family) -> Vec<FileId> {
        self.locks.iter().filter(|l| l.family == family && l.place == place).map(|l| l.file).collect()
    }

    fn covering(&self, dir: &Path, family: Family) -> Vec<FileId> {
        let own = self.at(dir, family);
        if !own.is_empty() {
            return own;
        }
        let above = dir.ancestors().skip(1).find_map(|above| {
            let locks = self.at(above, family);
            (!locks.is_empty()).then_some((above, locks))
        });
        let member = |above: &Path| self.roots.iter().any(|r| r.dir == above && r.family == family && r.has(dir));
        above.filter(|(above, _)| member(above)).map(|(_, locks)| locks).unwrap_or_default()
    }
}

impl Root {
    fn has(&self, dir: &Path) -> bool {
        dir.starts_with(&self.dir) && self.members.matched(dir, true).is_ignore()
    }
}

fn family(format: Format) -> Option<Family> {
    Some(match format {
        Format::Pyproject | Format::SetupCfg | Format::UvLock | Format::PoetryLock | Format::PdmLock => Family::Python,
        Format::Pylock => Family::Python,
        Format::Pipfile | Format::PipfileLock => Family::Pipenv,
        Format::Script => Family::Script,
        Format::PackageJson | Format::PnpmWorkspace | Format::PackageLock => Family::Npm,
        Format::PnpmLock | Format::YarnLock | Format::BunLock => Family::Npm,
        Format::DenoJson | Format::DenoLock => Family::Deno,
        Format::Requirements | Format::Hatch | Format::Pixi | Format::Compose => return None,
    })
}

fn root(source: &Source, format: Format, family: Family) -> Option<Root> {
    // Few manifests are a root's, and only those need to be parsed.
    let may_be = format == Format::PnpmWorkspace || memmem::find(source.text().as_bytes(), b"workspace").is_some();
    let globs = globs(format, source.document_if(may_be)?)?;
    let mut builder = GitignoreBuilder::new(&source.project);
    for glob in globs {
        // `packages/*` means what stands there, not anything of that name; `!` takes back.
        let (not, glob) = glob.strip_prefix('!').map_or(("", glob.as_str()), |rest| ("!", rest));
        let glob = glob.trim_start_matches("./").trim_end_matches('/');
        // A glob that is none names no members.
        let _ = builder.add_line(None, &format!("{not}/{glob}"));
    }
    Some(Root { dir: source.project.clone(), family, members: builder.build().ok()? })
}

/// The globs of a root's members; those that are not are preceded by `!`.
fn globs(format: Format, doc: &Document) -> Option<Vec<String>> {
    match format {
        Format::Pyproject => {
            let python::UvWorkspace { members, exclude } = python::workspace_members(doc)?;
            Some(members.into_iter().chain(exclude.into_iter().map(|glob| format!("!{glob}"))).collect())
        }
        Format::PackageJson | Format::PnpmWorkspace | Format::DenoJson => npm::workspace_members(doc),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Scope;
    use crate::workspace::{Content, Lazy, Role};

    fn workspace(files: &[(&str, &str)]) -> Workspace {
        let sources = files.iter().map(|(path, text)| {
            let path = Path::new("/r").join(path);
            let name = path.file_name().unwrap().to_str().unwrap();
            let format = Format::of_name(name, false).unwrap_or(Format::Script);
            Source {
                display: path.strip_prefix("/r").unwrap().to_string_lossy().into_owned(),
                scope: Scope::Project,
                role: Role::Manifest(format),
                project: path.parent().unwrap().to_owned(),
                ignored_by_git: false,
                named: false,
                content: Content::Lazy(Lazy::new(*text, format.syntax())),
                path,
            }
        });
        Workspace {
            root: "/r".into(),
            sources: sources.collect(),
            aliases: std::collections::BTreeSet::new(),
            repository: None,
        }
    }

    /// The locks of a manifest by name.
    fn locks(files: &[(&str, &str)], manifest: &str) -> Vec<String> {
        let workspace = workspace(files);
        let projects = Projects::of(&workspace);
        let source = workspace.sources.iter().find(|s| s.display == manifest).unwrap();
        projects.locks_of(source).iter().map(|id| workspace.get(*id).unwrap().display.clone()).collect()
    }

    #[test]
    fn a_lock_serves_what_stands_beside_it_and_the_members_of_its_workspace() {
        let npm = &[
            ("package.json", r#"{"workspaces": ["packages/*", "!packages/apart"]}"#),
            ("package-lock.json", ""),
            ("packages/a/package.json", "{}"),
            ("packages/apart/package.json", "{}"),
            ("packages/own/package.json", "{}"),
            ("packages/own/yarn.lock", ""),
            ("other/package.json", "{}"),
            ("pyproject.toml", ""),
        ];
        for (manifest, want) in [
            ("package.json", &["package-lock.json"][..]),
            ("packages/a/package.json", &["package-lock.json"]),
            ("packages/apart/package.json", &[]),
            ("packages/own/package.json", &["packages/own/yarn.lock"]),
            ("other/package.json", &[]),
            ("pyproject.toml", &[]),
        ] {
            assert_eq!(locks(npm, manifest), want, "{manifest}");
        }
    }

    #[test]
    fn python_pnpm_and_scripts() {
        let files = &[
            ("pyproject.toml", "[tool.uv.workspace]\nmembers = ['libs/*']\nexclude = ['libs/x']"),
            ("uv.lock", ""),
            ("poetry.lock", ""),
            ("Pipfile", ""),
            ("Pipfile.lock", ""),
            ("libs/a/pyproject.toml", ""),
            ("libs/x/pyproject.toml", ""),
            ("server.py", ""),
            ("server.py.lock", ""),
            ("web/pnpm-workspace.yaml", "packages:\n  - apps/**\n"),
            ("web/pnpm-lock.yaml", ""),
            ("web/apps/a/b/package.json", "{}"),
            ("requirements.txt", ""),
        ];
        for (manifest, want) in [
            ("pyproject.toml", &["uv.lock", "poetry.lock"][..]),
            ("libs/a/pyproject.toml", &["uv.lock", "poetry.lock"]),
            ("libs/x/pyproject.toml", &[]),
            ("Pipfile", &["Pipfile.lock"]),
            ("server.py", &["server.py.lock"]),
            ("web/apps/a/b/package.json", &["web/pnpm-lock.yaml"]),
            ("requirements.txt", &[]),
        ] {
            assert_eq!(locks(files, manifest), want, "{manifest}");
        }
        let workspace = workspace(files);
        let projects = Projects::of(&workspace);
        assert!(projects.is_root(Path::new("/r")) && projects.is_root(Path::new("/r/web")));
        assert!(!projects.is_root(Path::new("/r/libs")));
        assert_eq!(projects.npm_locks(Path::new("/r/web")).len(), 1);
        assert!(projects.npm_locks(Path::new("/r")).is_empty());
    }
}
