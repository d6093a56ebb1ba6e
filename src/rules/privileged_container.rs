//! `privileged-container`: a server's container is hardly one.

use super::copies::{Copies, command_line, is_project, owned};
use super::{Family, FixKind, Rule, RuleMeta, RunCx, list};
use crate::finding::{Finding, Severity};
use crate::model::Server;
use crate::normalize::FileReading;
use crate::pins::launcher::look::{RunFlag, Sight, look};

/// The rule.
#[derive(Debug)]
pub struct PrivilegedContainer;

static META: RuleMeta = RuleMeta {
    id: "privileged-container",
    family: Family::Security,
    severity: Severity::Warning,
    summary: "containers get no `--privileged`, no Docker socket, no host network and not the whole disk",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/privileged-container.md"),
};

impl Rule for PrivilegedContainer {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn run(&self, cx: &RunCx<'_>, out: &mut Vec<Finding>) {
        let mut copies = Copies::new("also here");
        for (source, reading, server) in owned(cx) {
            let words = command_line(server);
            let texts: Vec<&str> = words.iter().map(|(text, ..)| *text).collect();
            for sight in look(&texts) {
                let Sight::Container(flags) = sight else { continue };
                let Some(finding) = judge(reading, server, &flags) else { continue };
                let key = (is_project(source), source.project.clone(), server.name.clone(), texts.join(" "));
                copies.add(&key, finding);
            }
        }
        copies.finish(out);
    }
}

/// What a flag takes away from the wall around a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gives {
    /// All of it.
    Root,
    /// The engine, which starts any container as root.
    Engine,
    /// Every file.
    Disk,
    /// The memory of the machine.
    Memory,
    /// The calls that the engine keeps from containers.
    Calls,
    /// The host's processes.
    Processes,
    /// The host's network.
    Network,
}

fn judge(reading: &FileReading, server: &Server, flags: &[RunFlag]) -> Option<Finding> {
    let mut found: Vec<(Gives, String, usize)> =
        flags.iter().filter_map(|f| gives(f).map(|(gives, shown)| (gives, shown, f.word))).collect();
    let word = found.iter().map(|(_, _, word)| *word).min()?;
    found.sort();
    found.dedup();
    let worst = found.first().map(|(gives, ..)| *gives)?;
    let mut shown: Vec<String> = Vec::new();
    for (_, text, _) in found {
        if !shown.contains(&text) {
            shown.push(text);
        }
    }
    let words = command_line(server);
    let (_, span, pointer) = words.get(word)?;
    let means = match worst {
        Gives::Root => "its tools, and whoever talks the model into using them, are root on this machine",
        Gives::Engine => "its tools can start any container as root on this machine; `:ro` does not change that",
        Gives::Disk => "its tools read, and unless it is `:ro` write, every file of this machine",
        Gives::Memory => "its tools read, and as root write, the memory or the disk of this machine",
        Gives::Calls => "nothing keeps its tools from calls of the kernel that break out of a container",
        Gives::Processes => "its tools see, and as root can end or enter, every process of this machine",
        Gives::Network => "its tools reach every port of this machine, also those that listen on `localhost` alone",
    };
    let verb = if shown.len() == 1 { "opens" } else { "open" };
    let message = format!("{} {verb} the container of `{}`: {means}", list(&shown), server.name);
    let help = match worst {
        Gives::Root => "remove it; if a device is needed, give that one with `--device`",
        Gives::Engine => "remove the socket; a proxy for it can let through the calls that are needed",
        Gives::Disk => "mount the directory that the server works on, with `:ro` where it only reads",
        Gives::Memory => "give it the device that it needs, and no other",
        Gives::Calls | Gives::Processes => "remove it",
        Gives::Network => "name the ports (`-p 127.0.0.1:8080:8080`); the host itself is `host.docker.internal`",
    };
    let finding = Finding::new(META.id, META.severity, reading.file, *span, message)
        .at((*pointer).clone())
        .client(reading.dialect.client)
        .server(&server.name, server.scope);
    Some(finding.help(help))
}

/// What a flag gives, and how it is shown. Docker's reference of `docker run` (docs.docker.com, 2026-11); podman has the
/// same flags.
fn gives(flag: &RunFlag) -> Option<(Gives, String)> {
    let value = flag.value.as_deref().unwrap_or_default();
    let found = |gives: Gives| Some((gives, format!("{} {value}", flag.name)));
    match flag.name {
        "--privileged" if !matches!(value, "false" | "0" | "f" | "False" | "FALSE") => {
            Some((Gives::Root, flag.name.to_owned()))
        }
        // Since 28.1.0 (release notes of Docker Engine 28, read 2026-11): the socket, and the credentials of registries
        // beside it.
        "--use-api-socket" => Some((Gives::Engine, flag.name.to_owned())),
        "--cap-add" => {
            let name = value.to_ascii_uppercase();
            let name = name.strip_prefix("CAP_").unwrap_or(&name);
            matches!(name, "ALL" | "SYS_ADMIN" | "SYS_MODULE" | "SYS_PTRACE" | "DAC_READ_SEARCH")
                .then(|| found(Gives::Root))?
        }
        "--network" | "--net" if value == "host" => found(Gives::Network),
        "--pid" | "--ipc" | "--userns" if value == "host" => found(Gives::Processes),
        "--security-opt" => {
            let (name, what) = value.split_once(['=', ':'])?;
            (matches!(name, "seccomp" | "apparmor" | "systempaths") && what == "unconfined")
                .then(|| found(Gives::Calls))?
        }
        "--device" => {
            let device = value.split(':').next().unwrap_or_default();
            matches!(device, "/dev" | "/dev/mem" | "/dev/kmem" | "/dev/port").then(|| found(Gives::Memory))?
        }
        "--volume" => {
            let from = source_of_volume(value);
            mounted(from).map(|gives| (gives, format!("-v {value}")))
        }
        "--mount" => {
            let field = |names: &[&str]| {
                let mut pairs = value.split(',').filter_map(|pair| pair.split_once('='));
                pairs.find(|(name, _)| names.contains(&name.trim())).map(|(_, value)| value.trim())
            };
            let bind = matches!(field(&["type"]), Some("bind" | "npipe"));
            let from = field(&["source", "src"]).filter(|_| bind)?;
            mounted(from).and_then(found)
        }
        _ => None,
    }
}

/// The part of `-v source:target:options` before the target; a drive of Windows has a colon of its own.
fn source_of_volume(value: &str) -> &str {
    let drive = matches!(value.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
    let from = if drive { 2 } else { 0 };
    let end = value.get(from..).and_then(|rest| rest.find(':')).map(|at| at + from);
    // Without a target it is a volume of its own.
    end.and_then(|end| value.get(..end)).unwrap_or_default()
}

/// What it means to mount this.
fn mounted(from: &str) -> Option<Gives> {
    let plain = from.replace('\\', "/");
    let plain = plain.trim_matches(['"', '\'']);
    // Git Bash wants two slashes.
    let path = if plain.starts_with("//") { plain.get(1..).unwrap_or_default() } else { plain };
    let last = path.rsplit('/').next().unwrap_or_default();
    const SOCKETS: &[&str] = &["docker.sock", "docker.raw.sock", "podman.sock", "containerd.sock", "docker_engine"];
    let drive = matches!(path.as_bytes(), [letter, b':'] | [letter, b':', b'/'] if letter.is_ascii_alphabetic());
    match () {
        () if SOCKETS.contains(&last) => Some(Gives::Engine),
        // The socket lies in there.
        () if matches!(path.trim_end_matches('/'), "/run" | "/var/run" | "/var") => Some(Gives::Engine),
        () if path == "/" || drive => Some(Gives::Disk),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flag(name: &'static str, value: &str) -> Option<Gives> {
        gives(&RunFlag { name, value: Some(value.to_owned()), word: 0 }).map(|(gives, _)| gives)
    }

    #[test]
    fn flags_that_open() {
        for (name, value, want) in [
            ("--volume", "/var/run/docker.sock:/var/run/docker.sock:ro", Gives::Engine),
            ("--volume", "//var/run/docker.sock:/var/run/docker.sock", Gives::Engine),
            ("--volume", "${XDG_RUNTIME_DIR}/podman/podman.sock:/x", Gives::Engine),
            ("--volume", "//./pipe/docker_engine://./pipe/docker_engine", Gives::Engine),
            ("--volume", "/:/host:ro", Gives::Disk),
            ("--volume", "C:\\:/c", Gives::Disk),
            ("--mount", "type=bind,src=/,dst=/host", Gives::Disk),
            ("--mount", "type=bind,source=/var/run/docker.sock,target=/x", Gives::Engine),
            ("--cap-add", "CAP_SYS_ADMIN", Gives::Root),
            ("--network", "host", Gives::Network),
            ("--net", "host", Gives::Network),
            ("--pid", "host", Gives::Processes),
            ("--ipc", "host", Gives::Processes),
            ("--userns", "host", Gives::Processes),
            ("--volume", "/var/run:/var/run", Gives::Engine),
            ("--volume", "/run:/run", Gives::Engine),
            ("--security-opt", "seccomp=unconfined", Gives::Calls),
            ("--device", "/dev/mem", Gives::Memory),
        ] {
            assert_eq!(flag(name, value), Some(want), "{name} {value}");
        }
        for (name, value) in [
            ("--volume", "/srv/data:/data"),
            ("--volume", "data:/"),
            ("--volume", "C:\\work:/work"),
            ("--volume", "/data"),
            ("--mount", "type=volume,src=/,dst=/x"),
            ("--mount", "type=bind,src=${workspaceFolder},dst=/x"),
            ("--network", "hostnet"),
            ("--network", "none"),
            ("--pid", "container:x"),
            ("--ipc", "private"),
            ("--security-opt", "no-new-privileges"),
            ("--security-opt", "seccomp=profile.json"),
            ("--device", "/dev/dri:/dev/dri"),
            ("--volume", "/run/user/1000/x:/x"),
            ("--cap-add", "NET_BIND_SERVICE"),
            ("--privileged", "false"),
        ] {
            assert_eq!(flag(name, value), None, "{name} {value}");
        }
    }
}
