//! Images and published ports of a compose file.
//!
//! Source: the Compose Specification, `05-services.md` (`image`, `ports`), compose-spec/compose-spec, read November
//! 2026.

use super::oci;
use crate::document::{Document, Node, Object, Pointer};
use crate::model::pin::{Ecosystem, Grammar, Origin, Pin};

/// One service that runs an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Service {
    /// Its name, which is its host name for the other services.
    pub(super) name: String,
    /// Its image.
    pub(super) pin: Pin,
    /// The ports of the host that lead to it.
    pub(super) ports: Vec<u16>,
    /// The ports that other services reach it by: those of the container.
    pub(super) inner: Vec<u16>,
}

/// The services of a compose file that name an image, in file order.
pub(super) fn services(doc: &Document) -> Vec<Service> {
    let base = Pointer::of(&["services"]);
    let members = doc.at(&base).and_then(Node::as_object).into_iter().flat_map(Object::effective);
    members.filter_map(|m| service(doc, &m.key, &m.value, &base.join(&m.key))).collect()
}

fn service(doc: &Document, name: &str, node: &Node, pointer: &Pointer) -> Option<Service> {
    let image = node.get("image")?;
    let text = image.as_str()?;
    let ports: Vec<(u16, u16)> =
        node.get("ports").and_then(Node::as_array).unwrap_or_default().iter().flat_map(published).collect();
    Some(Service {
        name: name.to_owned(),
        pin: pin(doc, image, text, pointer.join("image"), name)?,
        ports: ports.iter().map(|(host, _)| *host).filter(|p| *p > 0).collect(),
        inner: ports.iter().map(|(_, inner)| *inner).collect(),
    })
}

fn pin(doc: &Document, node: &Node, text: &str, pointer: Pointer, service: &str) -> Option<Pin> {
    // A value that stands elsewhere (an alias) is not this service's to change.
    let part = |at: std::ops::Range<usize>| doc.string_part(node, at).filter(|_| !node.read_only);
    let parts = oci::Reference::parse(text);
    let (package, spec, version, name_span, span, grammar) = match (&parts, variable(text)) {
        (Some(parts), None) => {
            let spec = text.get(parts.version_at())?.to_owned();
            let name_span = part(parts.name.clone()).unwrap_or(node.span);
            let span = part(parts.version_at()).unwrap_or(node.span);
            let (package, version) = (oci::normalize_name(text.get(parts.name.clone())?), oci::exact_version(&spec));
            (package, spec, version, name_span, span, Grammar::Image)
        }
        (_, Some(at)) => {
            // `name:${TAG:-1.2}`: the name is known, the version is not.
            let name = text.get(..at)?.trim_end_matches([':', '@']);
            let name = oci::Reference::parse(name).filter(|r| r.version_at().is_empty()).map(|_| name)?;
            let spec = text.get(name.len()..)?.trim_start_matches([':', '@']);
            let span = part(text.len() - spec.len()..text.len()).unwrap_or(node.span);
            let name_span = part(0..name.len()).unwrap_or(node.span);
            (oci::normalize_name(name), spec.to_owned(), None, name_span, span, Grammar::Variable)
        }
        (None, None) => return None,
    };
    let fixed = parts.is_some_and(|p| p.digest.is_some());
    Some(Pin {
        ecosystem: Ecosystem::Oci,
        package,
        spec,
        version,
        fixed,
        span,
        name_span,
        pointer,
        place: format!("services.{service}"),
        grammar,
        origin: Origin::Compose,
        conditional: false,
        hashed: false,
        server: None,
    })
}

/// Where the first variable of a text begins: `$NAME`, `${NAME}`; `$$` is a dollar.
fn variable(text: &str) -> Option<usize> {
    let at = text.find('$')?;
    (text.as_bytes().get(at + 1) != Some(&b'$')).then_some(at)
}

/// The host's and the container's ports of one entry of `ports`; the host's is 0 where the engine chooses one.
fn published(node: &Node) -> Vec<(u16, u16)> {
    let number = |text: &str| text.trim().parse::<u16>().ok();
    if let Some(object) = node.as_object() {
        let get = |key: &str| object.get(key).and_then(|m| number(&plain(&m.value)));
        return get("target").map(|inner| (get("published").unwrap_or(0), inner)).into_iter().collect();
    }
    short(&plain(node)).unwrap_or_default()
}

/// The short form: `[[IP:]HOST:]CONTAINER[/PROTOCOL]`, each a port or a range.
pub(super) fn short(text: &str) -> Option<Vec<(u16, u16)>> {
    let text = text.split('/').next()?;
    // An IPv6 address stands in brackets.
    let text = text.rsplit_once("]:").map_or(text, |(_, rest)| rest);
    let mut parts = text.rsplit(':');
    let inner = range(parts.next()?)?;
    let host = parts.next().map(|p| range(&default(p))).unwrap_or_default();
    match host {
        Some((first, last)) if last - first == inner.1 - inner.0 => {
            Some((first..=last).zip(inner.0..=inner.1).collect())
        }
        _ => Some((inner.0..=inner.1).map(|p| (0, p)).collect()),
    }
}

/// The default of a port that comes from a variable: `${PORT:-8080}` is most often 8080.
fn default(text: &str) -> String {
    text.strip_prefix("-").unwrap_or(text).trim_end_matches('}').to_owned()
}

fn range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first <= last && last - first < 1024).then_some((first, last))
}

fn plain(node: &Node) -> String {
    match node.as_str() {
        Some(text) => text.to_owned(),
        None => node.to_json().to_string(),
    }
}

/// Whether a URL leads to a service: by a port of this machine, or by the service's name from within the network.
pub(super) fn leads_to(url: &str, service: &Service) -> bool {
    let Ok(url) = url::Url::parse(url) else { return false };
    let Some(port) = url.port_or_known_default() else { return false };
    let local = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name == "host.docker.internal",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback() || ip.is_unspecified(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback() || ip.is_unspecified(),
        None => false,
    };
    let by_name = url.host_str() == Some(&service.name);
    (local && service.ports.contains(&port)) || (by_name && (service.inner.is_empty() || service.inner.contains(&port)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Interest, Syntax};

    fn yaml(text: &str) -> Document {
        Document::parse(text.to_owned(), Syntax::Yaml, Interest::All)
    }

    #[test]
    fn images_and_ports_are_read() {
        let text = "services:\n  notes:\n    image: ghcr.io/acme/notes:v1.4.0 # c\n    ports:\n      - 8080:80\n      \
                    - \"127.0.0.1:9000-9001:90-91/tcp\"\n      - 7000\n      - target: 70\n        published: \"7070\"\n\
                    \x20 built:\n    build: .\n  db:\n    image: 'postgres'\n  old:\n    image: \"x@sha256:0123456789abcdef0123456789abcdef\"\n\
                    \x20 open:\n    image: acme/open:${TAG:-1.2.3}\n    ports: [\"${PORT:-8123}:80\", \"[::1]:6000:60\"]\n";
        let doc = yaml(text);
        let said: Vec<String> = services(&doc)
            .iter()
            .map(|s| {
                let pin = &s.pin;
                let bytes = (pin.name_span.of(text), pin.span.of(text));
                format!("{} {} {bytes:?} {:?} {:?} {:?}", s.name, pin.package, pin.version, s.ports, s.inner)
            })
            .collect();
        assert_eq!(
            said,
            [
                r#"notes ghcr.io/acme/notes ("ghcr.io/acme/notes", "v1.4.0") Some("v1.4.0") [8080, 9000, 9001, 7070] [80, 90, 91, 7000, 70]"#,
                r#"db postgres ("postgres", "") None [] []"#,
                r#"old x ("x", "sha256:0123456789abcdef0123456789abcdef") Some("sha256:0123456789abcdef0123456789abcdef") [] []"#,
                r#"open acme/open ("acme/open", "${TAG:-1.2.3}") None [8123, 6000] [80, 60]"#,
            ]
        );
        assert_eq!(services(&doc)[3].pin.grammar, Grammar::Variable);
        assert!(services(&doc)[2].pin.fixed);
    }

    #[test]
    fn a_url_leads_to_a_service_by_port_or_by_name() {
        let doc = yaml("services:\n  notes:\n    image: a/notes:1.0.0\n    ports: ['8080:80', '443:443']\n");
        let service = &services(&doc)[0];
        for (url, want) in [
            ("http://localhost:8080/mcp", true),
            ("http://127.0.0.1:8080/mcp", true),
            ("http://[::1]:8080/sse", true),
            ("http://host.docker.internal:8080/mcp", true),
            ("https://localhost/mcp", true),
            ("http://notes:80/mcp", true),
            ("http://notes/mcp", true),
            ("http://notes:8080/mcp", false),
            ("http://localhost:8081/mcp", false),
            ("http://localhost/mcp", false),
            ("https://example.com:8080/mcp", false),
            ("${URL}", false),
        ] {
            assert_eq!(leads_to(url, service), want, "{url}");
        }
    }

    #[test]
    fn what_is_malformed_gives_nothing() {
        for text in [
            "",
            "services: []",
            "services: {a: 1, b: {image: 2}, c: {image: ''}, d: {image: 'A B'}, e: {image: '${X}'}}",
            "services: {a: {image: 'x:${T', ports: [x, ':', '1:2:3:4', 99999, {target: x}, '5-1:1']}}",
        ] {
            let doc = yaml(text);
            let found = services(&doc);
            assert!(found.iter().all(|s| s.ports.iter().all(|p| *p <= 3)), "{text}: {found:?}");
        }
        let aliased = yaml("x: &i a/b:1.0.0\nservices: {a: {image: *i}}");
        assert_eq!(services(&aliased).len(), 1);
    }
}
