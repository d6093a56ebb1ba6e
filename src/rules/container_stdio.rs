//! `container-stdio`: a container that the client cannot talk to over its standard input and output.
//!
//! Source: docker/cli (`cli/command/container/run.go`, `cli/streams/in.go`, read 2026-11). Without `--interactive` the
//! container's input is not attached. With it and `--tty`, an input that is no terminal is refused ("the input device is
//! not a TTY"). With `--detach` nothing is attached, the container's id is printed, and `docker` ends. podman-run(1), read
//! 2026-11, says of `--tty` that it must not be used where input is fed in, since it puts control characters into the
//! output.

use super::{Family, FileCx, FixKind, Rule, RuleMeta, unsafe_};
use crate::document::Value;
use crate::finding::{Edit, Finding, Severity};
use crate::fix::edit;
use crate::model::{Server, Transport};
use crate::pins::launcher::{Container, Launcher, RunFlag};
use crate::pins::{launch, words};

/// The rule.
#[derive(Debug)]
pub struct ContainerStdio;

static META: RuleMeta = RuleMeta {
    id: "container-stdio",
    family: Family::Dialect,
    severity: Severity::Error,
    summary: "a container that speaks over standard input gets one, and no terminal",
    fix: FixKind::Unsafe,
    page: include_str!("../../docs/rules/container-stdio.md"),
};

impl Rule for ContainerStdio {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        let text = &cx.document.text;
        let any = ["docker", "podman", "nerdctl", "finch"].iter().any(|name| text.contains(name));
        if !cx.dialect.owner || cx.dialect.server_side || !any {
            return;
        }
        out.extend(cx.reading.servers.iter().filter_map(|server| judge(cx, server)));
    }
}

/// What is wrong with the flags.
enum Fault<'c> {
    Detached(&'c RunFlag),
    Terminal(&'c RunFlag),
    NoInput,
}

fn judge(cx: &FileCx<'_>, server: &Server) -> Option<Finding> {
    if server.meant() != Some(Transport::Stdio) {
        return None;
    }
    let launch = launch(server)?;
    let container = launch.container.as_ref().filter(|c| c.plain && c.image.is_some())?;
    let fault = fault(container)?;
    let (client, name) = (cx.client(), launch.launcher.as_str());
    let words = words(server);
    let at = match &fault {
        Fault::Detached(flag) | Fault::Terminal(flag) => flag.word,
        Fault::NoInput => words.iter().position(|w| w.value.source == "run")?,
    };
    let word = words.get(at)?;
    let (message, help) = match fault {
        Fault::Detached(_) => (
            format!("`{name} --detach` leaves the container in the background: {client} gets its id and no server"),
            "leave `--detach` out, and write `-i`",
        ),
        Fault::Terminal(_) if launch.launcher == Launcher::PodmanRun => (
            format!("`{name} --tty` puts a terminal between {client} and the server, which garbles every message"),
            "write `-i` without `-t`",
        ),
        Fault::Terminal(_) if container.has("--interactive") => (
            format!("`{name}` refuses a terminal where there is none: {client} cannot start this server"),
            "write `-i` without `-t`",
        ),
        Fault::Terminal(_) => (
            format!("`{name}` without `-i` closes the server's input, and `-t` garbles its output for {client}"),
            "write `-i` in place of `-t`",
        ),
        Fault::NoInput => (
            format!("`{name}` without `-i` closes the server's input: {client} gets no answer from it"),
            "write `-i` behind `run`",
        ),
    };
    let edits = fixed(cx, server, container, at);
    Some(
        Finding::new(META.id, META.severity, cx.reading.file, word.span, message)
            .at(word.pointer.clone())
            .client(cx.dialect.client)
            .server(&server.name, server.scope)
            .help(help)
            .fix(unsafe_("write `-i` alone", edits)),
    )
}

fn fault(container: &Container) -> Option<Fault<'_>> {
    // With `--attach` somebody has chosen the streams one by one.
    if container.flags.iter().any(|f| f.name == "--attach" || f.name == "--help") {
        return None;
    }
    if let Some(flag) = container.switch("--detach") {
        return Some(Fault::Detached(flag));
    }
    if let Some(flag) = container.switch("--tty") {
        return Some(Fault::Terminal(flag));
    }
    (!container.has("--interactive")).then_some(Fault::NoInput)
}

/// The argument list with `-i` and without `-t` and `-d`.
fn fixed(cx: &FileCx<'_>, server: &Server, container: &Container, at: usize) -> Option<Vec<Edit>> {
    let words = words(server);
    let list = cx.document.at(&words.get(at)?.pointer.parent())?;
    let Value::Array(items) = &list.value else { return None };
    let index = |word: usize| words.get(word)?.pointer.last()?.parse::<usize>().ok();
    let mut new: Vec<Option<String>> = items.iter().map(|i| i.as_str().map(str::to_owned)).collect();
    if new.iter().any(Option::is_none) {
        return None;
    }
    for name in ["--detach", "--tty"] {
        for flag in container.all(name) {
            let slot = new.get_mut(index(flag.word)?)?;
            let text = slot.clone().unwrap_or_default();
            *slot = without(&text, name);
        }
    }
    if !container.has("--interactive") {
        let run = words.iter().position(|w| w.value.source == "run")?;
        new.insert(index(run)? + 1, Some("-i".to_owned()));
    }
    let new: Vec<serde_json::Value> = new.into_iter().flatten().map(serde_json::Value::from).collect();
    edit::set_value(cx.document, list, &serde_json::Value::from(new))
}

/// A word without one of its flags; `None` if nothing is left.
fn without(word: &str, name: &str) -> Option<String> {
    let letter = if name == "--tty" { 't' } else { 'd' };
    if word.starts_with("--") {
        return None;
    }
    // `-itp8080:80`: what stands behind the letter may be a value, but the first one is the flag.
    let left = word.replacen(letter, "", 1);
    (left != "-").then_some(left)
}
