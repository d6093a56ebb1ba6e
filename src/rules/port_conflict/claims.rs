//! The ports of this machine that a server speaks of.

use std::ops::Range;

use url::{Host, Url};

use crate::document::{Pointer, Span};
use crate::drift::Canonical;
use crate::model::{Server, Spanned, Template};
use crate::pins::launcher::{Container, Launch};
use crate::pins::{launch, words};
use crate::workspace::Source;

/// A port of this machine.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    /// The port.
    pub(super) port: u16,
    /// Whether the server opens it itself, as `docker run -p` does; else a client connects to it.
    pub(super) publishes: bool,
    /// The address that it is opened on, where one is named; without it, on all.
    address: Option<String>,
    /// The canonical field that says so.
    pub(super) field: &'static str,
    /// Where it is said.
    pub(super) pointer: Pointer,
    value: Span,
    part: Range<usize>,
}

impl Claim {
    fn new(port: u16, field: &'static str, value: &Spanned<Template>, part: Range<usize>) -> Self {
        let (pointer, span) = (value.pointer.clone(), value.span);
        Self { port, publishes: false, address: None, field, pointer, value: span, part }
    }

    /// Whether both cannot be had at the same time.
    pub(super) fn meets(&self, other: &Self) -> bool {
        let all = |a: &Option<String>| a.as_deref().is_none_or(|a| matches!(a, "0.0.0.0" | "::" | "[::]"));
        all(&self.address) || all(&other.address) || self.address == other.address
    }

    /// Its bytes.
    pub(super) fn span(&self, source: Option<&Source>) -> Span {
        self.span_in(source, self.value)
    }

    /// Its bytes, or those of what stands around it.
    pub(super) fn span_in(&self, source: Option<&Source>, around: Span) -> Span {
        let document = source.and_then(Source::document);
        let part = document.and_then(|d| d.string_part(d.at(&self.pointer)?, self.part.clone()));
        part.unwrap_or(around)
    }
}

/// Every port of this machine that a server speaks of.
pub(super) fn claims(server: &Server) -> Vec<Claim> {
    let canonical = Canonical::of(server);
    if let Some(url) = canonical.url {
        let claim = of_url(&url.value.source).map(|(port, part)| Claim::new(port, "url", url, part));
        return claim.into_iter().collect();
    }
    let words = words(server);
    // Only what the program of a container runner is told can be known without knowing every server.
    if !words.iter().any(|w| w.value.source.contains("-p")) {
        return Vec::new();
    }
    let Some(launch) = launch(server) else { return Vec::new() };
    let all = launch.all();
    let containers = all.iter().filter_map(|l| l.container.as_ref());
    containers.flat_map(|c| published(c, &words)).chain(gateway(&launch, &words)).collect()
}

/// The port of `npx supergateway --stdio "..." --port 8000`, which listens where it is given a command to serve (its
/// README, read 2026-11). It is the one launched package whose `--port` is established; what the flag means to any other
/// program would be a guess.
fn gateway(launch: &Launch, words: &[&Spanned<Template>]) -> Option<Claim> {
    let main = launch.targets.iter().find(|t| t.main && t.package == "supergateway")?;
    let rest = words.get(main.word + 1..)?;
    let is = |word: &Spanned<Template>, flag: &str| word.value.source == flag;
    if !rest.iter().any(|w| is(w, "--stdio")) {
        return None;
    }
    let value = rest.iter().position(|w| is(w, "--port")).and_then(|at| rest.get(at + 1))?;
    let port = value.value.source.parse().ok().filter(|p| *p > 0)?;
    let mut claim = Claim::new(port, "args", value, 0..value.value.source.len());
    claim.publishes = true;
    Some(claim)
}

fn published(container: &Container, words: &[&Spanned<Template>]) -> Vec<Claim> {
    // With the host's network nothing is published.
    let network = container.flags.iter().rfind(|f| matches!(f.name, "--network" | "--net"));
    if network.is_some_and(|f| f.value.as_deref() == Some("host")) {
        return Vec::new();
    }
    let claim = |(flag, address, port): (&crate::pins::launcher::RunFlag, Option<&str>, u16)| {
        let word = words.get(flag.at.0)?;
        let mut claim = Claim::new(port, "args", word, flag.at.1.clone());
        claim.publishes = true;
        claim.address = address.map(str::to_owned);
        Some(claim)
    };
    container.published().into_iter().filter_map(claim).collect()
}

/// The port of a URL that leads to this machine, and its bytes; of a port that goes without saying those of all.
pub(super) fn of_url(text: &str) -> Option<(u16, Range<usize>)> {
    let url = Url::parse(text).ok()?;
    let local = match url.host()? {
        Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(ip) => ip.is_loopback() || ip.is_unspecified(),
        Host::Ipv6(ip) => ip.is_loopback() || ip.is_unspecified(),
    };
    let port = url.port_or_known_default().filter(|_| local)?;
    let digits = format!(":{port}");
    let from = text.find("://")? + 3;
    let authority = text.get(from..)?;
    let authority = authority.get(..authority.find(['/', '?', '#']).unwrap_or(authority.len()))?;
    let at = authority.ends_with(&digits).then(|| from + authority.len() - digits.len() + 1);
    Some((port, at.map_or(0..text.len(), |at| at..at + digits.len() - 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_of_this_machine_are_read_from_urls() {
        for (url, want) in [
            ("http://127.0.0.1:8080/mcp", Some((8080, "8080"))),
            ("http://localhost:8080", Some((8080, "8080"))),
            ("http://[::1]:9/sse", Some((9, "9"))),
            ("http://localhost/mcp", Some((80, "http://localhost/mcp"))),
            ("https://docs.localhost/", Some((443, "https://docs.localhost/"))),
            ("http://example.com:8080/mcp", None),
            ("http://192.168.1.2:8080/", None),
            ("http://localhost:${PORT}/", None),
            ("${URL}", None),
        ] {
            assert_eq!(of_url(url).map(|(port, at)| (port, &url[at])), want, "{url}");
        }
    }
}
