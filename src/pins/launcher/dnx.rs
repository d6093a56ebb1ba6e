//! `dnx` and `dotnet tool exec` (.NET 10).
//!
//! From dotnet/sdk, read 2026-11: `ToolExecuteCommandDefinition.cs` (flags), `CommonArguments.cs` (`id@version`) and
//! `VersionRangeUtilities.cs`, by which a bare version is exact and not, as elsewhere in NuGet, the lowest one.

use super::flags::{Flag, Style, Table, Unknown};
use super::target::{Draft, mask};
use super::word::Word;
use super::{Kind, Launch, Launcher, Reading, Target};
use crate::model::pin::{Ecosystem, Grammar};

/// Flags are also read behind the package, up to a `--`.
const DNX: Table = Table {
    value: &[&["--version", "--configfile", "--source", "--add-source", "-v --verbosity", "--framework"]],
    optional: &[],
    switch: &[&[
        "-y --yes",
        "--prerelease",
        "--allow-roll-forward",
        "--interactive",
        "--disable-parallel",
        "--no-cache",
        "--no-http-cache",
        "--ignore-failed-sources",
        "-h --help",
        "-?",
    ]],
    unknown: Unknown::Switch,
    style: Style::Gnu,
};

/// `dotnet tool exec`, `dotnet tool execute`, `dotnet dnx`.
pub(super) fn dotnet<'w>(arguments: &[Word<'w>]) -> Option<Reading<'w>> {
    let mut texts = arguments.iter().map(|w| w.text.as_ref());
    match (texts.next()?, texts.next()) {
        ("dnx", _) => dnx(arguments.get(1..)?),
        ("tool", Some("exec" | "execute")) => dnx(arguments.get(2..)?),
        _ => None,
    }
}

/// `dnx`.
pub(super) fn dnx<'w>(arguments: &[Word<'w>]) -> Option<Reading<'w>> {
    let mut flags: Vec<Flag> = Vec::new();
    let mut package = None;
    let mut at = 0;
    while let Some(word) = arguments.get(at).filter(|w| w.text != "--") {
        if word.text.starts_with('-') && word.text.len() > 1 {
            at = DNX.one(arguments, at, &mut flags)?;
        } else {
            package = package.or(Some(word));
            at += 1;
        }
    }
    let mut launch = Launch::new(Launcher::Dnx);
    let version = flags.iter().rfind(|f| f.name == "--version").and_then(|f| {
        let (index, range) = f.value.clone()?;
        Some(arguments.get(index)?.sub(range))
    });
    launch.targets.extend(package.and_then(|word| target(word, version.as_ref())));
    Some(Reading::of(launch, &[]))
}

/// `id@version`, or the two in words of their own.
fn target(word: &Word<'_>, version: Option<&Word<'_>>) -> Option<Target> {
    let (masked, variables) = mask(&word.text);
    let at = masked.find('@').unwrap_or(masked.len());
    let package = masked.get(..at).filter(|p| !p.is_empty())?.to_ascii_lowercase();
    let spec = (at + 1).min(masked.len())..masked.len();
    let own = draft(package, 0..at, spec.clone(), masked.get(spec)?).at(word, &variables, true);
    let Some(version) = version.filter(|_| own.spec.is_empty()) else { return Some(own) };
    let (masked, variables) = mask(&version.text);
    let theirs = draft(String::new(), 0..0, 0..masked.len(), &masked).at(version, &variables, true);
    let kind = if own.kind == Kind::Variable { own.kind } else { theirs.kind };
    Some(Target { kind, package: own.package, name_word: own.name_word, name_at: own.name_at, ..theirs })
}

fn draft(package: String, name: std::ops::Range<usize>, spec: std::ops::Range<usize>, written: &str) -> Draft {
    let (kind, version) = of_version(written);
    Draft { ecosystem: Ecosystem::Nuget, package, name, spec, grammar: Grammar::Nuget, kind, version }
}

/// A version, `[1.2.3]`, or a range (`1.*`, `[1.0,2.0)`).
fn of_version(written: &str) -> (Kind, Option<String>) {
    let bare = written.strip_prefix('[').and_then(|w| w.strip_suffix(']')).unwrap_or(written).trim();
    let numbers = bare.split(['-', '+']).next().unwrap_or_default();
    let count = numbers.split('.').count();
    let digits = |n: &str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit());
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-+".contains(c);
    match written {
        "" => (Kind::Missing, None),
        // NuGet takes one to four numbers for a version.
        _ if count <= 4 && numbers.split('.').all(digits) && bare.chars().all(plain) => {
            (Kind::Exact, Some(bare.to_owned()))
        }
        _ => (Kind::Range, None),
    }
}
