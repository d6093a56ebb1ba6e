//! uv's launchers: `uvx`, `uv tool run`, `uv run`.
//!
//! Flags from `uvx --help`, `uv run --help` (uv 0.13.9, run 2026-11) and, for those that the help hides,
//! `crates/uv-cli/src/lib.rs` (2026-08-21). An unknown flag is an error in
//! uv.

use super::flags::{Style, Table, Unknown};
use super::target::Draft;
use super::word::Word;
use super::{Kind, Launch, Launcher, Reading, python, wrap};
use crate::model::pin::Ecosystem;

/// Flags of every command; they may stand before it too.
const GLOBAL_VALUES: &[&str] = &[
    "--cache-dir",
    "-p --python",
    "--color",
    "--allow-insecure-host",
    "--trusted-host",
    "--directory",
    "--project",
    "--config-file",
    "--python-preference",
    "--python-fetch",
    "--preview-features",
    "--preview-feature",
];

const GLOBAL_SWITCHES: &[&str] = &[
    "-n --no-cache",
    "--no-cache-dir",
    "--managed-python",
    "--no-managed-python",
    "--no-python-downloads",
    "--allow-python-downloads",
    "-q --quiet",
    "-v --verbose",
    "--no-color",
    "--native-tls",
    "--no-native-tls",
    "--system-certs",
    "--no-system-certs",
    "--offline",
    "--no-offline",
    "--preview",
    "--no-preview",
    "--isolated",
    "--show-settings",
    "--no-progress",
    "--no-installer-metadata",
    "--no-config",
    "-h --help",
    "-V --version",
];

/// Flags of `uvx` and `uv run` alike.
const VALUES: &[&str] = &[
    "-w --with",
    "--with-editable",
    "--with-requirements",
    "--env-file",
    "--python-platform",
    "--torch-backend",
    "--index",
    "--default-index",
    "-i --index-url",
    "--extra-index-url",
    "-f --find-links",
    "--index-strategy",
    "--keyring-provider",
    "-P --upgrade-package",
    "--upgrade-group",
    "--resolution",
    "--prerelease",
    "--prerelease-package",
    "--fork-strategy",
    "--exclude-newer",
    "--exclude-newer-package",
    "--no-sources-package",
    "--reinstall-package",
    "--link-mode",
    "-C --config-setting --config-settings",
    "--config-settings-package --config-setting-package",
    "--no-build-isolation-package",
    "--no-build-package",
    "--no-binary-package",
    "--refresh-package",
];

const SWITCHES: &[&str] = &[
    "--no-env-file",
    "--lfs",
    "--no-lfs",
    "--no-index",
    "-U --upgrade",
    "--no-upgrade",
    "--no-sources",
    "--sources",
    "--reinstall",
    "--force-reinstall",
    "--no-reinstall",
    "--compile-bytecode",
    "--compile",
    "--no-compile",
    "--no-compile-bytecode",
    "--no-build-isolation",
    "--build-isolation",
    "--no-build",
    "--build",
    "--no-binary",
    "--binary",
    "--require-build-hashes",
    "--no-require-build-hashes",
    "--refresh",
    "--no-refresh",
    "--pre",
    "--show-resolution",
];

/// `uvx` alone.
const UVX: Table = Table {
    value: &[
        &[
            "--from",
            "-c --constraints --constraint",
            "-b --build-constraints --build-constraint",
            "--overrides --override",
        ],
        VALUES,
        GLOBAL_VALUES,
    ],
    optional: &[],
    switch: &[SWITCHES, GLOBAL_SWITCHES, &["--generate-shell-completion"]],
    unknown: Unknown::Lost,
    style: Style::Gnu,
};

/// `uv run` alone. What it starts may be a script, a module or any program.
const RUN: Table = Table {
    value: &[
        &[
            "--extra",
            "--no-extra",
            "--group",
            "--no-group",
            "--only-group",
            "--no-editable-package",
            "--package",
            "--max-recursion-depth",
        ],
        VALUES,
        GLOBAL_VALUES,
    ],
    optional: &[],
    switch: &[
        &[
            "--all-extras",
            "--no-all-extras",
            "--dev",
            "--no-dev",
            "--only-dev",
            "--no-default-groups",
            "--all-groups",
            "-m --module",
            "--editable",
            "--no-editable",
            "--inexact",
            "--no-exact",
            "--exact",
            "--active",
            "--no-active",
            "--no-sync",
            "--locked",
            "--frozen",
            "-s --script",
            "--gui-script",
            "--all-packages",
            "--no-project",
            "--no-workspace",
        ],
        SWITCHES,
        GLOBAL_SWITCHES,
    ],
    unknown: Unknown::Lost,
    style: Style::Gnu,
};

const UV: Table = Table {
    value: &[GLOBAL_VALUES],
    optional: &[],
    switch: &[GLOBAL_SWITCHES],
    unknown: Unknown::Lost,
    style: Style::Gnu,
};

/// `uvx`.
pub(super) fn uvx<'w>(arguments: &[Word<'w>]) -> Option<Reading<'w>> {
    let scan = UVX.scan(arguments);
    let mut launch = Launch::new(Launcher::Uvx);
    launch.cwd = scan.text(arguments, "--directory");
    launch.directory = scan.text(arguments, "--project");
    let rest = scan.rest(arguments).unwrap_or_default();
    let from = scan.values(arguments, "--from").pop();
    let command = from.as_ref().or(rest.first());
    launch.targets.extend(command.and_then(|word| python::tool(word, true)));
    launch.targets.extend(scan.values(arguments, "--with").iter().flat_map(python::requirements));
    Some(Reading::of(launch, rest.get(1..).unwrap_or_default()))
}

/// `uv tool run`, `uv run`.
pub(super) fn uv<'w>(arguments: &[Word<'w>]) -> Option<Reading<'w>> {
    let scan = UV.scan(arguments);
    let (command, rest) = scan.rest(arguments)?.split_first()?;
    let mut reading = match &*command.text {
        "run" => run(rest)?,
        "tool" => {
            let own = UV.scan(rest);
            let (subcommand, rest) = own.rest(rest)?.split_first()?;
            (subcommand.text == "run").then(|| uvx(rest)).flatten()?
        }
        _ => return None,
    };
    let launch = &mut reading.launch;
    launch.cwd = launch.cwd.take().or_else(|| scan.text(arguments, "--directory"));
    launch.directory = launch.directory.take().or_else(|| scan.text(arguments, "--project"));
    Some(reading)
}

/// `uv run`: the project's lock decides, or the PEP 723 block of the script; only `--with` names packages.
fn run<'w>(arguments: &[Word<'w>]) -> Option<Reading<'w>> {
    let scan = RUN.scan(arguments);
    let mut launch = Launch::new(Launcher::UvRun);
    launch.cwd = scan.text(arguments, "--directory");
    launch.directory = scan.text(arguments, "--project");
    launch.targets.extend(scan.values(arguments, "--with").iter().flat_map(python::requirements));
    let rest = scan.rest(arguments).unwrap_or_default();
    let Some(program) = rest.first() else { return Some(Reading { launch, then: Vec::new() }) };
    let text = program.text.as_ref();
    if text.starts_with("https://") || text.starts_with("http://") {
        let (masked, variables) = super::target::mask(text);
        let url = Draft::direct(Ecosystem::Url, &masked, None, Kind::Url);
        launch.targets.push(url.at(program, &variables, true));
    } else if scan.has("--module") || text == "-" {
        // A module of the environment.
    } else if scan.has("--script") || scan.has("--gui-script") || is_script(text) {
        launch.script = Some(text.to_owned());
    } else {
        let then = vec![wrap::Command { words: rest.to_vec(), cd: None }];
        return Some(Reading { launch, then });
    }
    Some(Reading { launch, then: Vec::new() })
}

/// uv looks whether the file is there; by its name alone nothing else can be told.
fn is_script(text: &str) -> bool {
    let extension = text.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["py", "pyc", "pyw", "pyz"].iter().any(|e| extension.eq_ignore_ascii_case(e))
}
