//! Launchers of npm packages that are not npm's own: `bunx`, `pnpm dlx`, `yarn dlx`.

use super::flags::{Style, Table, Unknown};
use super::npm::fill;
use super::shell::Shell;
use super::word::Word;
use super::{Launch, Launcher, Reading, wrap};

/// `bunx --help` and what bun 1.4.5 does with the flags (run 2026-11): `-y` is taken and ignored, and an unknown flag
/// is an error. Flags stand before the package only.
const BUNX: Table = Table {
    value: &[&["-p --package", "--cwd", "--env-file", "--minimum-release-age", "--registry", "--ca", "--cafile"]],
    optional: &[],
    switch: &[&["--bun", "-b", "--no-install", "--trust", "--ignore-scripts", "--verbose", "--silent", "-y", "--yes"]],
    unknown: Unknown::Lost,
    style: Style::Gnu,
};

/// What may stand before the subcommand (`bunx --help` of 1.4.5; that `bun` itself takes them before `x` is a guess).
const BUN: Table = Table {
    value: &[&["--cwd", "--env-file", "-c --config"]],
    optional: &[],
    switch: &[&["--bun", "-b", "--silent"]],
    unknown: Unknown::Lost,
    style: Style::Gnu,
};

/// <https://pnpm.io/cli/dlx>, read 2026-11. pnpm takes any of its settings as a flag; those that are not here are taken
/// for switches, which is a guess.
const PNPM: Table = Table {
    value: &[&[
        "--package",
        "--allow-build",
        "--reporter",
        "-C --dir",
        "--loglevel",
        "--registry",
        "--cpu",
        "--os",
        "--libc",
        "--prefix",
        "--store-dir",
        "--filter",
        "-F",
    ]],
    optional: &[],
    switch: &[&["-c --shell-mode", "-s --silent", "-w --workspace-root", "-r --recursive", "-y", "--yes", "--offline"]],
    unknown: Unknown::Switch,
    style: Style::Gnu,
};

/// The `dlx` command of Yarn 4.18 (its source, read 2026-11); `--cwd` may stand before any command.
const YARN: Table = Table {
    value: &[&["-p --package", "--cwd"]],
    optional: &[],
    switch: &[&["-q --quiet"]],
    unknown: Unknown::Lost,
    style: Style::Gnu,
};

/// `bun x`.
pub(super) fn bun<'w>(arguments: &[Word<'w>]) -> Option<Reading<'w>> {
    let scan = BUN.scan(arguments);
    let (command, rest) = scan.rest(arguments)?.split_first()?;
    let mut reading = (command.text == "x").then(|| bunx(rest)).flatten()?;
    reading.launch.cwd = reading.launch.cwd.or_else(|| scan.text(arguments, "--cwd"));
    Some(reading)
}

/// `bunx`.
pub(super) fn bunx<'w>(arguments: &[Word<'w>]) -> Option<Reading<'w>> {
    let scan = BUNX.scan(arguments);
    let mut launch = Launch::new(Launcher::Bunx);
    launch.cwd = scan.text(arguments, "--cwd");
    let rest = scan.rest(arguments).unwrap_or_default();
    // Behind an unknown flag nobody can say what is the package.
    fill(&mut launch, &scan.values(arguments, "--package"), rest.first());
    Some(Reading::of(launch, rest.get(1..).unwrap_or_default()))
}

/// `pnpm dlx`; `--package` may stand before the subcommand.
pub(super) fn pnpm<'w>(arguments: &[Word<'w>]) -> Option<Reading<'w>> {
    let scan = PNPM.scan(arguments);
    let (command, rest) = scan.rest(arguments)?.split_first()?;
    if command.text != "dlx" {
        return None;
    }
    pnpm_dlx(rest, scan.values(arguments, "--package"), scan.text(arguments, "--dir"), scan.has("--shell-mode"))
}

/// `pnpx`, `pnx`.
pub(super) fn pnpx<'w>(arguments: &[Word<'w>]) -> Option<Reading<'w>> {
    pnpm_dlx(arguments, Vec::new(), None, false)
}

fn pnpm_dlx<'w>(
    arguments: &[Word<'w>],
    mut packages: Vec<Word<'w>>,
    dir: Option<String>,
    shell: bool,
) -> Option<Reading<'w>> {
    let scan = PNPM.scan(arguments);
    packages.extend(scan.values(arguments, "--package"));
    let rest = scan.rest(arguments).unwrap_or_default();
    let shell = shell || scan.has("--shell-mode");
    let mut launch = Launch::new(Launcher::PnpmDlx);
    launch.cwd = scan.text(arguments, "--dir").or(dir);
    fill(&mut launch, &packages, rest.first().filter(|_| !shell));
    let mut reading = Reading::of(launch, rest.get(1..).unwrap_or_default());
    if let Some(call) = rest.first().filter(|_| shell) {
        reading.then = wrap::shell_string(call, Shell::Posix);
    }
    Some(reading)
}

/// `yarn dlx`.
pub(super) fn yarn<'w>(arguments: &[Word<'w>]) -> Option<Reading<'w>> {
    let before = YARN.scan(arguments);
    let (command, arguments_of) = before.rest(arguments)?.split_first()?;
    if command.text != "dlx" {
        return None;
    }
    let scan = YARN.scan(arguments_of);
    let rest = scan.rest(arguments_of).unwrap_or_default();
    let mut launch = Launch::new(Launcher::YarnDlx);
    launch.cwd = before.text(arguments, "--cwd");
    fill(&mut launch, &scan.values(arguments_of, "--package"), rest.first());
    Some(Reading::of(launch, rest.get(1..).unwrap_or_default()))
}
