//! The flags of programs that start another command, as far as they are met in configs; behind an unknown one nothing is
//! read.
//!
//! `env`, `timeout`, `nice` and `stdbuf` from the `--help` of coreutils 9.1 (run 2026-11), dotenv-cli 11.0 and dotenvx
//! 2.38 from their source (read 2026-11). The others from what is generally known of each tool, not looked up: guesses.

use super::flags::{Style, Table, Unknown};

const fn table(value: &'static [&'static [&'static str]], switch: &'static [&'static [&'static str]]) -> Table {
    Table { value, optional: &[], switch, unknown: Unknown::Lost, style: Style::Gnu }
}

pub(super) const SUDO: Table = table(
    &[&[
        "-u --user",
        "-g --group",
        "-h --host",
        "-p --prompt",
        "-C --close-from",
        "-D --chdir",
        "-R --chroot",
        "-r --role",
        "-t --type",
        "-T --command-timeout",
        "-U --other-user",
    ]],
    &[&[
        "-A --askpass",
        "-b --background",
        "-B --bell",
        "-E",
        "--preserve-env",
        "-H --set-home",
        "-i --login",
        "-k --reset-timestamp",
        "-n --non-interactive",
        "-P --preserve-groups",
        "-S --stdin",
        "-s --shell",
    ]],
);
pub(super) const ENV: Table = table(
    &[&["-u --unset", "-C --chdir", "-S --split-string", "-a --argv0"]],
    &[&["-i --ignore-environment", "-0 --null", "-v --debug", "--block-signal", "--default-signal", "--ignore-signal"]],
);
pub(super) const NICE: Table = table(&[&["-n --adjustment"]], &[]);
pub(super) const TIMEOUT: Table =
    table(&[&["-k --kill-after", "-s --signal"]], &[&["--foreground", "--preserve-status", "-v --verbose"]]);
pub(super) const EXEC: Table = table(&[&["-a"]], &[&["-c", "-l"]]);
pub(super) const STDBUF: Table = table(&[&["-i --input", "-o --output", "-e --error"]], &[]);
pub(super) const TIME: Table =
    table(&[&["-f --format", "-o --output"]], &[&["-p --portability", "-v --verbose", "-a --append"]]);
pub(super) const XVFB: Table = table(
    &[&[
        "-e --error-file",
        "-f --auth-file",
        "-n --server-num",
        "-p --xauth-protocol",
        "-s --server-args",
        "-w --wait",
    ]],
    &[&["-a --auto-servernum", "-l --listen-tcp"]],
);
pub(super) const DOTENV: Table =
    table(&[&["-e", "-c", "-v", "-p"]], &[&["-o --override", "--no-expand", "-q --quiet", "--debug"]]);
pub(super) const DOTENVX: Table = table(
    &[&[
        "-f --env-file",
        "-fk --env-keys-file",
        "-fv --env-vault-file",
        "-e --env",
        "--convention",
        "--ignore",
        "--profile",
        "--token",
        "-l --log-level",
    ]],
    &[&[
        "-o --overload",
        "--strict",
        "--mask",
        "--redact",
        "--no-armor",
        "--no-native",
        "--no-1password",
        "--no-bitwarden",
        "--no-ops",
        "-q --quiet",
        "-v --verbose",
        "-d --debug",
    ]],
);
pub(super) const OP: Table = table(
    &[&["--env-file", "--account", "--config", "--encoding", "--format", "--session", "--environment"]],
    &[&["--no-masking", "--cache", "--debug", "--no-color", "--iso-timestamps"]],
);
pub(super) const DOPPLER: Table = table(
    &[&[
        "-p --project",
        "-c --config",
        "-t --token",
        "--command",
        "--fallback",
        "--mount",
        "--mount-format",
        "--mount-template",
        "--name-transformer",
        "--scope",
        "--configuration",
        "--api-host",
        "--only-secrets",
        "--passphrase",
    ]],
    &[&[
        "--silent",
        "--preserve-env",
        "--forward-signals",
        "--no-fallback",
        "--fallback-only",
        "--fallback-readonly",
        "--no-cache",
        "--no-exit-on-write-failure",
        "--watch",
        "--json",
        "--debug",
        "--no-check-version",
    ]],
);
pub(super) const INFISICAL: Table = table(
    &[&[
        "-e --env",
        "-c --command",
        "--projectId",
        "--path",
        "--token",
        "-t --tags",
        "--domain",
        "--project-config-dir",
    ]],
    &[&["--expand", "--include-imports", "--recursive", "--secret-overriding", "--silent", "--watch"]],
);
pub(super) const MISE: Table = table(
    &[&["-c --command", "-j --jobs", "-C --cd", "-E --env"]],
    &[&["--raw", "-q --quiet", "-v --verbose", "-y --yes", "--silent", "--fresh-env", "--no-prepare"]],
);
pub(super) const VOLTA: Table = table(
    &[&["--node", "--npm", "--pnpm", "--yarn", "--env"]],
    &[&["--bundled-npm", "--no-pnpm", "--no-yarn", "--verbose", "--very-verbose", "--quiet"]],
);
pub(super) const FNM: Table = table(
    &[&["--using", "--log-level", "--fnm-dir", "--node-dist-mirror", "--multishell-path", "--arch"]],
    &[&["--using-file"]],
);
pub(super) const WSL: Table = Table {
    value: &[&["-d", "--distribution", "-u", "--user", "--cd", "--shell-type", "--distribution-id"]],
    optional: &[],
    switch: &[&["--system"]],
    unknown: Unknown::Lost,
    style: Style::Gnu,
};
/// PowerShell takes the beginning of a name for the name; these are the ones that are met.
pub(super) const POWERSHELL: Table = Table {
    value: &[&[
        "-executionpolicy",
        "-ep",
        "-ex",
        "-exec",
        "-windowstyle",
        "-w",
        "-version",
        "-inputformat",
        "-outputformat",
        "-configurationname",
        "-workingdirectory",
        "-wd",
        "-settingsfile",
        "-custompipename",
    ]],
    optional: &[],
    switch: &[&[
        "-noprofile",
        "-nop",
        "-nologo",
        "-nol",
        "-noninteractive",
        "-noni",
        "-noexit",
        "-noe",
        "-sta",
        "-mta",
        "-login",
        "-l",
        "-interactive",
        "-i",
    ]],
    unknown: Unknown::Lost,
    style: Style::Go,
};
/// The program `dotenv` of python-dotenv, and its `run`.
pub(super) const PYTHON_DOTENV: Table = table(&[&["-f --file", "-q --quote", "-e --export"]], &[]);
pub(super) const PYTHON_DOTENV_RUN: Table = table(&[], &[&["--override", "--no-override"]]);
pub(super) const NO_FLAGS: Table = table(&[], &[]);
