//! Versions that are written down somewhere.

use crate::document::{Pointer, Span, Syntax};

/// Whose packages they are, which decides what a name and a version mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ecosystem {
    /// Packages of PyPI.
    Python,
    /// Packages of the npm registry.
    Npm,
    /// Container images.
    Oci,
    /// Packages of JSR.
    Jsr,
    /// Go modules.
    Go,
    /// .NET tools of NuGet.
    Nuget,
    /// A program that is named by its URL alone.
    Url,
}

impl Ecosystem {
    /// As output and the golden spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Npm => "npm",
            Self::Oci => "oci",
            Self::Jsr => "jsr",
            Self::Go => "go",
            Self::Nuget => "nuget",
            Self::Url => "url",
        }
    }
}

/// Which kind of place says it, which decides what it is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A dependency that a manifest declares.
    Manifest,
    /// What limits or replaces a version without asking for the package: a constraint, an override.
    Constraint,
    /// What a lock file has settled on.
    Lock,
    /// What a server's command starts.
    Launch,
    /// The image of a service in a compose file.
    Compose,
}

/// One place where a version of a package is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// Whose package it is.
    pub ecosystem: Ecosystem,
    /// The package, normalized as its ecosystem does it (PEP 503 for Python); of an image its name without registry
    /// default, tag and digest.
    pub package: String,
    /// The requirement as written, without name, extras, parentheses and marker: `==2.14.2`, `>=2`, `^2.14`,
    /// `latest`; empty where none is given. For [`Grammar::Direct`] the source as PEP 508 spells it
    /// (`git+https://host/x@rev`), also where the file has a table; it may hold credentials, so output must redact it
    /// like any URL.
    pub spec: String,
    /// The one version the requirement allows, if it allows just one.
    pub version: Option<String>,
    /// Whether it can never become another one although it names no version: a full git commit, an archive or an
    /// image with its hash.
    pub fixed: bool,
    /// The bytes of `spec`; the whole string where an escape keeps them from being told apart, the whole value of a
    /// direct source. Empty where no version is given: the place where one would be written.
    pub span: Span,
    /// The bytes of the name with its extras: what to point at where `span` is empty.
    pub name_span: Span,
    /// The place in the tree; the root in a text without one (`requirements.txt`).
    pub pointer: Pointer,
    /// The table it stands in, as people name it: `project.dependencies`, `tool.poetry.dependencies`.
    pub place: String,
    /// The grammar of `spec`.
    pub grammar: Grammar,
    /// The kind of place.
    pub origin: Origin,
    /// Whether a marker, an extra index or a `python` key makes it hold only sometimes.
    pub conditional: bool,
    /// Whether hashes of the archives stand beside it, which fit this version only (`--hash=sha256:...`).
    pub hashed: bool,
    /// The server that it is started for.
    pub server: Option<String>,
}

impl Pin {
    /// What a finding points at: the requirement, or the name where there is none.
    pub fn shown(&self) -> Span {
        if self.span.is_empty() { self.name_span } else { self.span }
    }

    /// Whether it can mean one thing only: one version, or a source that never changes.
    pub fn is_exact(&self) -> bool {
        self.version.is_some() || self.fixed
    }

    /// Whether it is about this package.
    pub fn is(&self, ecosystem: Ecosystem, package: &str) -> bool {
        self.ecosystem == ecosystem && self.package == package
    }
}

/// How a requirement is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grammar {
    /// PEP 440 specifiers.
    Pep440,
    /// Poetry: a bare version is exact, `^` and `~` are ranges.
    Poetry,
    /// Pipfile: PEP 440 specifiers, and `*` for any version.
    Pipfile,
    /// What follows the `@` of `uvx package@1.2.3`: a version or `latest`.
    UvTool,
    /// npm: a range, a version or a tag. In a launch it follows an `@`.
    Npm,
    /// A tag, a digest, or `tag@digest`; the `:` or `@` before it is not part of it.
    Image,
    /// What follows the `@` of a Go package: `v1.2.3`, `latest`, a branch.
    Go,
    /// What follows the `@` of a .NET tool.
    Nuget,
    /// The bare version of a lock entry.
    Locked,
    /// It is known only when variables are filled in: `${VERSION}`.
    Variable,
    /// A URL, a path, a workspace, a catalog or a git reference: no version to compare.
    Direct,
}

/// The formats in which versions are written, beside the clients' configs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// `pyproject.toml`.
    Pyproject,
    /// `requirements*.txt`, `requirements*.in`, `constraints*.txt`.
    Requirements,
    /// `setup.cfg`.
    SetupCfg,
    /// `Pipfile`.
    Pipfile,
    /// `hatch.toml`.
    Hatch,
    /// `pixi.toml`.
    Pixi,
    /// A Python script with a PEP 723 block.
    Script,
    /// `package.json`.
    PackageJson,
    /// `pnpm-workspace.yaml`.
    PnpmWorkspace,
    /// `deno.json`, `deno.jsonc`.
    DenoJson,
    /// `docker-compose*.yml`, `compose*.yaml`.
    Compose,
    /// `uv.lock`, and `x.py.lock` of a script.
    UvLock,
    /// `poetry.lock`.
    PoetryLock,
    /// `pdm.lock`.
    PdmLock,
    /// `pylock.toml`, `pylock.name.toml` (PEP 751).
    Pylock,
    /// `Pipfile.lock`.
    PipfileLock,
    /// `package-lock.json`, `npm-shrinkwrap.json`.
    PackageLock,
    /// `pnpm-lock.yaml`.
    PnpmLock,
    /// `yarn.lock` of Yarn 1 and of Berry.
    YarnLock,
    /// `bun.lock`.
    BunLock,
    /// `deno.lock`.
    DenoLock,
}

impl Format {
    /// The format of a file, going by its name; `in_requirements` says that its directory is called `requirements`.
    /// A script bears no such name.
    pub fn of_name(name: &str, in_requirements: bool) -> Option<Self> {
        Some(match name {
            "pyproject.toml" => Self::Pyproject,
            "setup.cfg" => Self::SetupCfg,
            "Pipfile" => Self::Pipfile,
            "Pipfile.lock" => Self::PipfileLock,
            "hatch.toml" => Self::Hatch,
            "pixi.toml" => Self::Pixi,
            "uv.lock" => Self::UvLock,
            "poetry.lock" => Self::PoetryLock,
            "pdm.lock" => Self::PdmLock,
            "pylock.toml" => Self::Pylock,
            "package.json" => Self::PackageJson,
            "package-lock.json" | "npm-shrinkwrap.json" => Self::PackageLock,
            "pnpm-lock.yaml" => Self::PnpmLock,
            "pnpm-workspace.yaml" => Self::PnpmWorkspace,
            "yarn.lock" => Self::YarnLock,
            "bun.lock" => Self::BunLock,
            "deno.json" | "deno.jsonc" => Self::DenoJson,
            "deno.lock" => Self::DenoLock,
            _ => return Self::of_varied_name(name, in_requirements),
        })
    }

    /// Names of which a part is the user's.
    fn of_varied_name(name: &str, in_requirements: bool) -> Option<Self> {
        let (stem, extension) = name.rsplit_once('.')?;
        match extension {
            "txt" | "in" => {
                let named = ["requirements", "constraints"].iter().any(|w| stem.starts_with(w) || stem.ends_with(w));
                (in_requirements || named).then_some(Self::Requirements)
            }
            "toml" => {
                // PEP 751: `^pylock\.([^.]+)\.toml$`.
                let middle = stem.strip_prefix("pylock.")?;
                (!middle.is_empty() && !middle.contains('.')).then_some(Self::Pylock)
            }
            "yml" | "yaml" => {
                let rest = stem.strip_prefix("docker-compose").or_else(|| stem.strip_prefix("compose"))?;
                (rest.is_empty() || rest.starts_with(['.', '-', '_'])).then_some(Self::Compose)
            }
            "lock" => stem.ends_with(".py").then_some(Self::UvLock),
            _ => None,
        }
    }

    /// What it is parsed by. Locks are read piece by piece and never as a whole: they are long, and few of their
    /// lines are about MCP.
    pub fn syntax(self) -> Syntax {
        match self {
            Self::Pyproject | Self::Pipfile | Self::Hatch | Self::Pixi => Syntax::Toml,
            Self::PackageJson | Self::DenoJson => Syntax::Json,
            Self::PnpmWorkspace | Self::Compose => Syntax::Yaml,
            _ => Syntax::Plain,
        }
    }

    /// Whether a tool writes it: large, and not to be edited.
    pub fn is_lock(self) -> bool {
        self.lock_command().is_some()
    }

    /// The command that writes a lock anew from its manifest.
    pub fn lock_command(self) -> Option<&'static str> {
        match self {
            Self::UvLock => Some("uv lock"),
            Self::PoetryLock => Some("poetry lock"),
            Self::PdmLock => Some("pdm lock"),
            Self::Pylock => Some("uv export --format pylock.toml -o pylock.toml` or `pip lock"),
            Self::PipfileLock => Some("pipenv lock"),
            Self::PackageLock => Some("npm install --package-lock-only"),
            Self::PnpmLock => Some("pnpm install --lockfile-only"),
            Self::YarnLock => Some("yarn install"),
            Self::BunLock => Some("bun install --lockfile-only"),
            Self::DenoLock => Some("deno install"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_their_names() {
        for (name, want) in [
            ("pyproject.toml", Some(Format::Pyproject)),
            ("requirements.txt", Some(Format::Requirements)),
            ("requirements-dev.in", Some(Format::Requirements)),
            ("dev-requirements.txt", Some(Format::Requirements)),
            ("constraints.txt", Some(Format::Requirements)),
            ("pylock.toml", Some(Format::Pylock)),
            ("pylock.dev.toml", Some(Format::Pylock)),
            ("pylock.a.b.toml", None),
            ("pylock..toml", None),
            ("compose.yaml", Some(Format::Compose)),
            ("docker-compose.dev.yml", Some(Format::Compose)),
            ("docker-composed.yml", None),
            ("composer.json", None),
            ("server.py.lock", Some(Format::UvLock)),
            ("Cargo.lock", None),
            ("dev.txt", None),
            ("package.json", Some(Format::PackageJson)),
            ("", None),
        ] {
            assert_eq!(Format::of_name(name, false), want, "{name}");
        }
        assert_eq!(Format::of_name("dev.txt", true), Some(Format::Requirements));
        assert_eq!(Format::of_name("dev.toml", true), None);
    }
}
