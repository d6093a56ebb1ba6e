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
            let spec = parts.spec(text);
            let name_span = part(parts.name.clone()).unwrap_or(node.span);
            let span = part(parts.spec_at()).unwrap_or(node.span);
            (oci::normalize_name(parts.name(text)), spec, parts.version(text), name_span, span, Grammar::Image)
        }
        (_, Some(at)) => {
            // `name:${TAG:-1.2}`: the name is known, the version is not.
            let name = text.get(..at)?.trim_end_matches([':', '@']);
            let name = oci::Reference::parse(name).filter(|r| r.spec_at().is_empty()).map(|_| name)?;
            let spec = text.get(name.len()..)?.trim_start_matches([':', '@']);
            let span = part(text.len() - spec.len()..text.len()).unwrap_or(node.span);
            let name_span = part(0..name.len()).unwrap_or(node.span);
            (oci::normalize_name(name), spec.to_owned(), None, name_span, span, Grammar::Variable)
        }
        (None, None) => return None,
    };
    let fixed = grammar == Grammar::Image && spec.contains("sha256:");
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
fn short(text: &str) -> Option<Vec<(u16, u16)>> {
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
