//! Of the copies of a server the one to write down: what most say, in the words that most clients understand.

use std::cmp::Reverse;

use super::copies::{Copies, Copy};
use crate::drift::{self, Canonical, same_url};
use crate::finding::FileId;
use crate::model::{Server, Spanned, Template, Transport, VarKind};

/// The definition to write down; `None` where no copy names an endpoint. A copy in `from` beats all others.
pub(super) fn choose(copies: &Copies<'_>, from: Option<FileId>) -> Option<Server> {
    let usable: Vec<&Copy<'_>> = copies.list.iter().filter(|c| c.has_endpoint()).collect();
    let told = usable.iter().find(|c| Some(c.file) == from);
    let chosen = match told {
        Some(copy) => *copy,
        None => most(&usable)?,
    };
    let mut server = chosen.clean.clone();
    if says_transport(&server).is_none() {
        let place = Spanned { value: (), span: server.name_span, pointer: server.pointer.clone() };
        server.declared = transport_elsewhere(&usable, &server).map(|transport| place.with(transport));
    }
    Some(server)
}

/// What most copies say; where there is no most, what there is the least to say against, and of those the first.
fn most<'c, 'a>(usable: &[&'c Copy<'a>]) -> Option<&'c Copy<'a>> {
    // A copy that takes HTTP and SSE for one agrees with everybody, so it says nothing about what is meant; nor does
    // one of which a part could not be read.
    let whole = |c: &&&'c Copy<'a>| c.is_whole();
    let definite = |c: &&&'c Copy<'a>| c.is_whole() && says_transport(&c.clean).is_some();
    let mut candidates: Vec<&'c Copy<'a>> = usable.iter().filter(definite).copied().collect();
    if candidates.is_empty() {
        candidates = usable.iter().filter(whole).copied().collect();
    }
    if candidates.is_empty() {
        candidates = usable.to_vec();
    }
    let agrees = |a: &Copy<'_>, b: &Copy<'_>| drift::compare(&a.clean, &b.clean).is_empty();
    let agreeing = |c: &&Copy<'_>| usable.iter().filter(|o| agrees(o, c)).count();
    let counted: Vec<(usize, &Copy<'_>)> = candidates.iter().map(|c| (agreeing(c), *c)).collect();
    let most = counted.iter().map(|(n, _)| *n).max()?;
    let first = counted.iter().filter(|(n, _)| *n == most).map(|(_, c)| *c);
    let reference = first.min_by_key(|c| doubt(&c.clean))?;
    candidates.into_iter().filter(|c| agrees(c, reference)).min_by_key(|c| oddness(&c.clean))
}

/// What speaks against a copy where as many say otherwise: a transport that is on its way out, a path that one person
/// has, a login that the others send and it does not.
fn doubt(server: &Server) -> (bool, bool, Reverse<usize>) {
    let args = server.args.iter().flat_map(|a| &a.value);
    let entries = || server.env.iter().chain(&server.headers).filter_map(|e| e.value.as_ref());
    let all = server.command.iter().chain(&server.cwd).chain(args).chain(entries());
    let personal = |t: &Spanned<Template>| {
        let text = t.value.source.as_str();
        text.starts_with("~/") || ["/Users/", "/home/", ":\\Users\\"].iter().any(|home| text.contains(home))
    };
    let sse = says_transport(server) == Some(Transport::Sse);
    (sse, all.into_iter().any(personal), Reverse(entries().count()))
}

/// The transport that a copy fixes; `None` where HTTP and SSE are one to it, or nobody can tell.
pub(super) fn says_transport(server: &Server) -> Option<Transport> {
    let canonical = Canonical::of(server);
    canonical.transport.filter(|t| !canonical.negotiates || !t.is_remote())
}

/// What most other copies say about the transport to the same URL.
fn transport_elsewhere(usable: &[&Copy<'_>], server: &Server) -> Option<Transport> {
    let url = Canonical::of(server).url?;
    let same = |c: &&&Copy<'_>| Canonical::of(&c.clean).url.is_some_and(|u| same_url(&u.value, &url.value));
    let said: Vec<Transport> = usable.iter().filter(same).filter_map(|c| says_transport(&c.clean)).collect();
    let count = |t: &Transport| said.iter().filter(|o| *o == t).count();
    let most = said.iter().map(count).max()?;
    said.iter().find(|t| count(t) == most).copied()
}

/// How far a spelling is from one that every client understands: a bridge where others connect by themselves, a shell
/// around the program, variables that only one client knows.
fn oddness(server: &Server) -> (bool, bool, usize) {
    let canonical = Canonical::of(server);
    let bridge = server.command.is_some() && canonical.command.is_none();
    let entries = server.env.iter().chain(&server.headers).filter_map(|e| e.value.as_ref());
    let args = server.args.iter().flat_map(|a| &a.value);
    let all = server.command.iter().chain(&server.url).chain(&server.cwd).chain(args).chain(entries);
    let own = all.flat_map(|t| t.value.variables()).filter(|v| v.kind != VarKind::Env).count();
    (bridge, canonical.wrapper > 0, own)
}
