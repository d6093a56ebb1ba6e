//! The URLs of a text and their parts, as far as they matter for credentials. Nothing is decoded: the parts are bytes
//! of the text, and a variable may stand in any of them.

use std::ops::Range;

/// One URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UrlParts {
    /// From the scheme to the end.
    pub(crate) range: Range<usize>,
    /// `https`, empty where a variable stands in its place.
    pub(crate) scheme: Range<usize>,
    /// What stands before the `@`, up to a colon.
    pub(crate) user: Option<Range<usize>>,
    /// What stands between that colon and the `@`.
    pub(crate) password: Option<Range<usize>>,
    /// The host without port and brackets.
    pub(crate) host: Range<usize>,
    /// From the slash behind the host up to query and fragment.
    pub(crate) path: Range<usize>,
    /// Names and values of query and fragment.
    pub(crate) query: Vec<(Range<usize>, Range<usize>)>,
}

/// What stands behind each `://` of a text, in order. A URL in the query of another is a part of that one.
pub(super) fn bodies(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(colon) = text.get(at..).and_then(|t| t.find("://")) {
        let start = at + colon + 3;
        let tail = text.get(start..).unwrap_or_default();
        let len = tail.find(|c: char| c.is_whitespace() || "\"'`<>|\\".contains(c)).unwrap_or(tail.len());
        found.push(start..start + len);
        at = start + len.max(1).min(tail.len());
    }
    found
}

/// The URLs of a text, in order.
pub(crate) fn urls(text: &str) -> Vec<UrlParts> {
    let mut end = 0;
    let one = |body: Range<usize>| {
        let colon = body.start.saturating_sub(3);
        let before = text.get(end..colon).unwrap_or_default();
        let letters = before.bytes().rev().take_while(|b| b.is_ascii_alphanumeric() || b"+-.".contains(b)).count();
        end = body.end;
        split(text, colon - letters..colon, body)
    };
    bodies(text).into_iter().map(one).collect()
}

fn split(text: &str, scheme: Range<usize>, rest: Range<usize>) -> UrlParts {
    let body = text.get(rest.clone()).unwrap_or_default();
    // A default in a variable holds any character, so only brackets outside of `${...}` could end the authority;
    // taking the last `@` before the path errs on the side of hiding.
    let authority = body.find(['/', '?', '#']).unwrap_or(body.len());
    let head = body.get(..authority).unwrap_or_default();
    let at = head.rfind('@');
    let info = at.and_then(|at| head.get(..at)).unwrap_or_default();
    let colon = colon(info);
    let base = rest.start;
    let from = at.map_or(0, |at| at + 1);
    let host = head.get(from..).unwrap_or_default();
    let (open, len) = match host.strip_prefix('[') {
        Some(inner) => (1, inner.find(']').unwrap_or(inner.len())),
        None => (0, self::colon(host).unwrap_or(host.len())),
    };
    let tail = body.get(authority..).unwrap_or_default();
    let path = tail.find(['?', '#']).unwrap_or(tail.len());
    let mut query = Vec::new();
    let mut pair_at = base + authority + path;
    for pair in tail.get(path..).unwrap_or_default().split_inclusive(['?', '#', '&', ';']) {
        let pair_body = pair.trim_end_matches(['?', '#', '&', ';']);
        if let Some((name, value)) = pair_body.split_once('=') {
            let value_at = pair_at + name.len() + 1;
            query.push((pair_at..pair_at + name.len(), value_at..value_at + value.len()));
        }
        pair_at += pair.len();
    }
    UrlParts {
        range: scheme.start..rest.end,
        scheme,
        user: at.map(|at| base..base + colon.unwrap_or(at)),
        password: at.and_then(|at| colon.map(|c| base + c + 1..base + at)),
        host: base + from + open..base + from + open + len,
        path: base + authority..base + authority + path,
        query,
    }
}

/// The first colon outside of `${...}`.
fn colon(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (c == ':' && depth == 0).then_some(at)
    })
}

/// How far away a host is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// This machine, also as its containers call it.
    Machine,
    /// A name without a dot, as containers call each other, or one inside of a cluster.
    Containers,
    /// A private network.
    Private,
    /// Anywhere.
    Public,
    /// A variable or a word to be filled in stands in its place.
    Unknown,
}

/// How far away a host is, by its name or address.
pub(crate) fn reach(host: &str) -> Reach {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if host.is_empty() || host.contains(['$', '{', '}', '<', '>', '%', '*']) {
        return Reach::Unknown;
    }
    // `127.1`: an address may leave parts out (`inet_aton`), and no public name ends in a number.
    let short = || host.strip_prefix("127.").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    let mapped = host.parse::<std::net::Ipv6Addr>().ok().and_then(|address| address.to_ipv4_mapped());
    if let Some(address) = mapped.or_else(|| host.parse::<std::net::Ipv4Addr>().ok()) {
        // RFC 6598, shared by a provider's customers; Tailscale gives its addresses out of it (tailscale.com 1.20,
        // `net/tsaddr`, read 2026-11).
        let shared = matches!(address.octets(), [100, second, ..] if second & 0xc0 == 64);
        return match () {
            () if address.is_loopback() || address.is_unspecified() => Reach::Machine,
            () if address.is_private() || address.is_link_local() || shared => Reach::Private,
            () => Reach::Public,
        };
    }
    if short() {
        return Reach::Machine;
    }
    if let Ok(address) = host.parse::<std::net::Ipv6Addr>() {
        let local = matches!(address.segments(), [first, ..] if first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80);
        return match () {
            () if address.is_loopback() || address.is_unspecified() => Reach::Machine,
            () if local => Reach::Private,
            () => Reach::Public,
        };
    }
    // What container engines call the machine they run on: Docker `host.docker.internal` and `gateway.docker.internal`
    // (moby#40007, reference of `docker run`), Lima `host.lima.internal` (`limayaml` of its source), read 2026-11. `podman run`
    // `host.containers.internal` too (as public manuals show it), minikube the last (as seen).
    const MACHINE: &[&str] =
        &["localhost", "docker.internal", "host.containers.internal", "host.lima.internal", "host.minikube.internal"];
    const CLUSTER: &[&str] = &["cluster.local", "svc"];
    // RFC 2606 (`test`), 6762, 8375, 9476 and the ICANN decision of 2024 on `internal`; the others as routers give them out.
    const PRIVATE: &[&str] = &[
        "local",
        "internal",
        "home.arpa",
        "lan",
        "home",
        "corp",
        "localdomain",
        "intranet",
        "private",
        "ts.net",
        "test",
    ];
    let below = |suffixes: &[&str]| {
        suffixes.iter().any(|s| host.strip_suffix(s).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
    };
    match () {
        () if below(MACHINE) => Reach::Machine,
        () if below(CLUSTER) || !host.contains('.') => Reach::Containers,
        () if below(PRIVATE) => Reach::Private,
        () => Reach::Public,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_urls() {
        let text = "see postgres://me:pw@db.example:5432/x and https://${H:-h}/mcp?api_key=k&b=#c=d";
        let found = urls(text);
        let [db, web] = found.as_slice() else { panic!("{found:?}") };
        let of = |r: &Range<usize>| &text[r.clone()];
        assert_eq!((of(&db.scheme), of(&db.host), of(&db.path)), ("postgres", "db.example", "/x"));
        assert_eq!(db.user.as_ref().map(of).zip(db.password.as_ref().map(of)), Some(("me", "pw")));
        assert_eq!((of(&web.host), of(&web.path), &web.user), ("${H:-h}", "/mcp", &None));
        let query: Vec<_> = web.query.iter().map(|(n, v)| (of(n), of(v))).collect();
        assert_eq!(query, [("api_key", "k"), ("b", ""), ("c", "d")]);
        assert_eq!(of(&urls("http://[::1]:80/x")[0].host.clone()).len(), 3);
        assert!(urls("no url: //x").is_empty());
    }

    #[test]
    fn how_far_hosts_are() {
        for (host, want) in [
            ("localhost", Reach::Machine),
            ("app.localhost", Reach::Machine),
            ("127.0.0.1", Reach::Machine),
            ("127.1.2.3", Reach::Machine),
            ("::1", Reach::Machine),
            ("::ffff:127.0.0.1", Reach::Machine),
            ("::ffff:8.8.8.8", Reach::Public),
            ("127.1", Reach::Machine),
            ("127.1.example.com", Reach::Public),
            ("myapp.test", Reach::Private),
            ("0.0.0.0", Reach::Machine),
            ("host.docker.internal", Reach::Machine),
            ("gateway.docker.internal", Reach::Machine),
            ("mcp-server", Reach::Containers),
            ("api.default.svc.cluster.local", Reach::Containers),
            ("10.1.2.3", Reach::Private),
            ("192.168.8.235", Reach::Private),
            ("172.20.0.1", Reach::Private),
            ("nas.local", Reach::Private),
            ("100.100.1.1", Reach::Private),
            ("fd12::1", Reach::Private),
            ("wiki.corp", Reach::Private),
            ("mcp.example.com", Reach::Public),
            ("localhost.evil.com", Reach::Public),
            ("8.8.8.8", Reach::Public),
            ("172.32.0.1", Reach::Public),
            ("${HOST}", Reach::Unknown),
            ("<host>", Reach::Unknown),
        ] {
            assert_eq!(reach(host), want, "{host}");
        }
    }
}
