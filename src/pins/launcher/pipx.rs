//! `pipx run`.

use super::flags::{Style, Table, Unknown};
use super::word::Word;
use super::{Launch, Launcher, Reading, python};

/// `pipx run --help` of pipx 1.18.4 (run 2026-11); the first word that is no flag ends them.
const RUN: Table = Table {
    value: &[&[
        "--python-args",
        "--with",
        "--spec",
        "--python",
        "--fetch-python",
        "-i --index-url",
        "--pip-args",
        "--cooldown",
        "--backend",
    ]],
    optional: &[],
    switch: &[&[
        "-h --help",
        "-q --quiet",
        "-v --verbose",
        "--skip-maintenance",
        "--global",
        "--no-cache",
        "--refresh",
        "--no-path-check",
        "--path",
        "--pypackages",
        "--fetch-missing-python",
        "--system-site-packages",
        "-e --editable",
    ]],
    unknown: Unknown::Lost,
    style: Style::Gnu,
};

const PIPX: Table = Table {
    value: &[],
    optional: &[],
    switch: &[&["-h --help", "-q --quiet", "-v --verbose", "--global", "--version"]],
    unknown: Unknown::Lost,
    style: Style::Gnu,
};

/// `pipx run`.
pub(super) fn pipx<'w>(arguments: &[Word<'w>]) -> Option<Reading<'w>> {
    let before = PIPX.scan(arguments);
    let (command, words) = before.rest(arguments)?.split_first()?;
    if command.text != "run" {
        return None;
    }
    let scan = RUN.scan(words);
    let mut launch = Launch::new(Launcher::PipxRun);
    let rest = scan.rest(words).unwrap_or_default();
    let spec = scan.values(words, "--spec").pop();
    match (&spec, rest.first()) {
        // A script is run as it is, with its PEP 723 block.
        (None, Some(app)) if scan.has("--path") || app.text.ends_with(".py") && !app.text.contains("://") => {
            launch.script = Some(app.text.clone().into_owned());
        }
        (spec, app) => launch.targets.extend(spec.as_ref().or(app).and_then(|w| python::requirement(w, true))),
    }
    launch.targets.extend(scan.values(words, "--with").iter().filter_map(|w| python::requirement(w, false)));
    Some(Reading::of(launch, rest.get(1..).unwrap_or_default()))
}
