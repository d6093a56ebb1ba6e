//! `docker run`, `podman run` and their like.
//!
//! Flags from `docker run --help` (28.2.2, run 2026-11) with the hidden aliases of docker/cli
//! (`cli/command/container/opts.go`, 2026-08), and from `podman-run(1)` of podman 4.3. Those that later versions of podman
//! have added, and what stands before `run` for podman and nerdctl, were not looked up one by one: guesses. The
//! first word that is no flag is the image: docker and podman read no flags behind it.

use super::flags::{Scan, Style, Table, Unknown};
use super::target::{Draft, mask};
use super::word::Word;
use super::{Container, Kind, Launch, Launcher, Reading, Target};
use crate::model::pin::{Ecosystem, Grammar};
use crate::pins::oci::{self, Reference};

/// Before the subcommand. `-c` is the context here, and the shares of the processor behind `run`.
const GLOBAL: Table = Table {
    value: &[&[
        "--config",
        "-c --context",
        "-H --host",
        "-l --log-level",
        "--tlscacert",
        "--tlscert",
        "--tlskey",
        // nerdctl
        "-n --namespace",
        "-a --address",
        "--snapshotter",
        "--data-root",
        // podman
        "--connection",
        "--url",
        "--identity",
        "--root",
        "--runroot",
        "--storage-driver",
        "--storage-opt",
        "--runtime",
        "--cgroup-manager",
        "--conmon",
        "--network-cmd-path",
        "--tmpdir",
        "--module",
        "--volumepath",
    ]],
    optional: &[],
    switch: &[&["-D --debug", "--tls", "--tlsverify", "-v --version", "-r --remote", "--help"]],
    unknown: Unknown::Lost,
    style: Style::Gnu,
};

const SWITCHES: &[&str] = &[
    "-d --detach",
    "--help",
    "--init",
    "-i --interactive",
    "--no-healthcheck",
    "--oom-kill-disable",
    "--privileged",
    "-P --publish-all",
    "-q --quiet",
    "--read-only",
    "--rm",
    "--sig-proxy",
    "-t --tty",
    "--use-api-socket",
    "--disable-content-trust",
];

const VALUES: &[&str] = &[
    "--add-host",
    "--annotation",
    "-a --attach",
    "--blkio-weight",
    "--blkio-weight-device",
    "--cap-add",
    "--cap-drop",
    "--cgroup-parent",
    "--cgroupns",
    "--cidfile",
    "--cpu-count",
    "--cpu-percent",
    "--cpu-period",
    "--cpu-quota",
    "--cpu-rt-period",
    "--cpu-rt-runtime",
    "-c --cpu-shares",
    "--cpus",
    "--cpuset-cpus",
    "--cpuset-mems",
    "--detach-keys",
    "--device",
    "--device-cgroup-rule",
    "--device-read-bps",
    "--device-read-iops",
    "--device-write-bps",
    "--device-write-iops",
    "--dns",
    "--dns-opt",
    "--dns-option",
    "--dns-search",
    "--domainname",
    "--entrypoint",
    "-e --env",
    "--env-file",
    "--expose",
    "--gpus",
    "--group-add",
    "--health-cmd",
    "--health-interval",
    "--health-retries",
    "--health-start-interval",
    "--health-start-period",
    "--health-timeout",
    "-h --hostname",
    "--io-maxbandwidth",
    "--io-maxiops",
    "--ip",
    "--ip6",
    "--ipc",
    "--isolation",
    "--kernel-memory",
    "-l --label",
    "--label-file",
    "--link",
    "--link-local-ip",
    "--log-driver",
    "--log-opt",
    "--mac-address",
    "-m --memory",
    "--memory-reservation",
    "--memory-swap",
    "--memory-swappiness",
    "--mount",
    "--name",
    "--net",
    "--net-alias",
    "--network",
    "--network-alias",
    "--oom-score-adj",
    "--pid",
    "--pids-limit",
    "--platform",
    "-p --publish",
    "--pull",
    "--restart",
    "--runtime",
    "--security-opt",
    "--shm-size",
    "--stop-signal",
    "--stop-timeout",
    "--storage-opt",
    "--sysctl",
    "--tmpfs",
    "--ulimit",
    "-u --user",
    "--userns",
    "--uts",
    "-v --volume",
    "--volume-driver",
    "--volumes-from",
    "-w --workdir",
];

const DOCKER: Table =
    Table { value: &[VALUES], optional: &[], switch: &[SWITCHES], unknown: Unknown::Lost, style: Style::Gnu };

/// What podman has beside docker's flags.
const PODMAN: Table = Table {
    value: &[
        VALUES,
        &[
            "--arch",
            "--authfile",
            "--cert-dir",
            "--cgroup-conf",
            "--cgroups",
            "--chrootdirs",
            "--conmon-pidfile",
            "--creds",
            "--decryption-key",
            "--env-merge",
            "--gidmap",
            "--group-entry",
            "--health-log-destination",
            "--health-max-log-count",
            "--health-max-log-size",
            "--health-on-failure",
            "--health-startup-cmd",
            "--health-startup-interval",
            "--health-startup-retries",
            "--health-startup-success",
            "--health-startup-timeout",
            "--hosts-file",
            "--hostuser",
            "--image-volume",
            "--init-ctr",
            "--init-path",
            "--os",
            "--passwd-entry",
            "--personality",
            "--pidfile",
            "--pod",
            "--pod-id-file",
            "--preserve-fd",
            "--preserve-fds",
            "--rdt-class",
            "--requires",
            "--retry",
            "--retry-delay",
            "--sdnotify",
            "--seccomp-policy",
            "--secret",
            "--shm-size-systemd",
            "--signature-policy",
            "--subgidname",
            "--subuidname",
            "--systemd",
            "--timeout",
            "--tz",
            "--uidmap",
            "--umask",
            "--unsetenv",
            "--variant",
        ],
    ],
    optional: &[],
    switch: &[
        SWITCHES,
        &[
            "--env-host",
            "--http-proxy",
            "--no-hostname",
            "--no-hosts",
            "--passwd",
            "--permissive",
            "--read-only-tmpfs",
            "--replace",
            "--rmi",
            "--rootfs",
            "--tls-verify",
            "--unsetenv-all",
        ],
    ],
    unknown: Unknown::Lost,
    style: Style::Gnu,
};

/// `docker run`, `docker container run`, and the same of `nerdctl` and `finch`.
pub(super) fn docker<'w>(arguments: &[Word<'w>]) -> Option<Reading<'w>> {
    let words = behind_run(arguments)?;
    let scan = DOCKER.scan(words);
    Some(reading(Launcher::DockerRun, words, &scan))
}

/// `podman run`, `podman container run`.
pub(super) fn podman<'w>(arguments: &[Word<'w>]) -> Option<Reading<'w>> {
    let words = behind_run(arguments)?;
    let scan = PODMAN.scan(words);
    Some(reading(Launcher::PodmanRun, words, &scan))
}

/// The words behind `run` and the flags among them; `None` for a program or subcommand that runs no image.
pub(super) fn run_flags<'a, 'w>(name: &str, arguments: &'a [Word<'w>]) -> Option<(&'a [Word<'w>], Scan)> {
    let table = match name {
        "docker" | "nerdctl" | "finch" => &DOCKER,
        "podman" => &PODMAN,
        _ => return None,
    };
    let words = behind_run(arguments)?;
    Some((words, table.scan(words)))
}

/// The words behind `run`; `None` for any other subcommand, none of which names an image that is run.
fn behind_run<'a, 'w>(arguments: &'a [Word<'w>]) -> Option<&'a [Word<'w>]> {
    let scan = GLOBAL.scan(arguments);
    let (command, rest) = scan.rest(arguments)?.split_first()?;
    match &*command.text {
        "run" => Some(rest),
        "container" => rest.split_first().filter(|(sub, _)| sub.text == "run").map(|(_, rest)| rest),
        _ => None,
    }
}

fn reading<'w>(launcher: Launcher, words: &[Word<'w>], scan: &Scan) -> Reading<'w> {
    let mut launch = Launch::new(launcher);
    let rootfs = scan.flags.iter().rfind(|f| f.name == "--rootfs").is_some_and(|flag| {
        // With a value that says no it is an image after all.
        let value = flag.value.as_ref().and_then(|(i, range)| words.get(*i).map(|w| w.part(range.clone())));
        !matches!(value, Some("false" | "0" | "f" | "F" | "False" | "FALSE"))
    });
    let image = scan.rest(words).and_then(<[_]>::first).filter(|_| !rootfs);
    launch.targets.extend(image.and_then(|word| target(word, launcher)));
    launch.container = Some(Container::of(words, scan));
    // What runs in the container is not this machine's.
    Reading { launch, then: Vec::new() }
}

/// The image that a word names.
fn target(word: &Word<'_>, launcher: Launcher) -> Option<Target> {
    let (masked, variables) = mask(&word.text);
    let transports = ["docker-archive:", "docker-daemon:", "oci-archive:", "oci:", "dir:", "containers-storage:"];
    let (offset, text) = match masked.strip_prefix("docker://") {
        Some(rest) if launcher == Launcher::PodmanRun => ("docker://".len(), rest),
        _ if launcher == Launcher::PodmanRun && transports.iter().any(|t| masked.starts_with(t)) => {
            return Some(Draft::direct(Ecosystem::Oci, &masked, None, Kind::Path).at(word, &variables, true));
        }
        _ => (0, masked.as_str()),
    };
    Some(draft(text)?.shifted(offset).at(word, &variables, true))
}

/// An image reference; `None` for the id of an image, which has no name.
fn draft(text: &str) -> Option<Draft> {
    let parts = Reference::parse(text)?;
    let spec = parts.version_at();
    let (kind, version) = match text.get(spec.clone())? {
        "" => (Kind::Missing, None),
        spec => {
            let kind = if parts.digest.is_some() { Kind::Digest } else { Kind::Tag };
            (kind, oci::exact_version(spec))
        }
    };
    let package = oci::normalize_name(text.get(parts.name.clone())?);
    Some(Draft { ecosystem: Ecosystem::Oci, package, name: parts.name, spec, grammar: Grammar::Image, kind, version })
}
