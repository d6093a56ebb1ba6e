//! The transport of an entry, and everything that command, URL and the key that names it can get wrong.

use super::entry::Item;
use super::entry::Reader;
use super::fields;
use super::issue::{Effect, Issue, IssueKind};
use super::transport::{Endpoints, pick};
use crate::clients::{Both, Cost, FieldRule, Layers, Mark, Pick, Role, Selection, UrlCheck, WrongType};
use crate::document::Object;
use crate::model::Transport;

impl Reader {
    pub(super) fn transport(&mut self, entry: &Object, forced: Option<Transport>) {
        let t = &self.dialect.transports;
        let has = Endpoints {
            command: self.server.command.as_ref().is_some_and(|c| t.empty_command || !c.value.source.is_empty()),
            url: self.server.url.is_some() && !self.http_url,
            http_url: self.http_url && (self.dialect.by_role(Role::HttpUrl).is_some() || self.server.url.is_some()),
        };
        let has = if self.dialect.truthy { self.truthy(entry, has) } else { has };
        let word = self.word.as_ref().map(|w| w.value.clone());
        let url = self.server.url.as_ref().map(|u| u.value.source.clone());
        let picked = match forced {
            // The container decides, as long as there is something to reach.
            Some(transport) if transport.is_remote() && has.url => Pick::Use(transport),
            Some(transport) if !transport.is_remote() && has.command => Pick::Use(transport),
            Some(transport) => Pick::NoEndpoint(transport),
            None => pick(t, word.as_deref(), has, url.as_deref(), entry),
        };
        self.server.effective = match picked {
            Pick::Use(transport) => Some(transport),
            _ => None,
        };
        self.server.negotiates = t.falls_back && self.server.declared.is_none();
        self.explain(picked, has);
        self.union(entry);
        self.unread_value();
        self.transport_key_effects(picked);
        let sse = self.server.declared.as_ref().filter(|d| d.value == Transport::Sse).cloned();
        if let Some(declared) = sse {
            let mark = Mark::Executed;
            self.issue(IssueKind::Deprecated, Effect::Nothing, mark, declared.span, declared.pointer);
        }
        self.url();
    }

    /// The endpoints as JavaScript sees them; of what stands under another client's key, as it was taken.
    fn truthy(&self, entry: &Object, has: Endpoints) -> Endpoints {
        let there = |role, taken: bool| {
            let own = self.dialect.by_role(role).and_then(|field| entry.get(field.name));
            own.map_or(taken, |member| member.value.is_truthy())
        };
        Endpoints {
            command: there(Role::Command, has.command),
            url: there(Role::Url, has.url),
            http_url: there(Role::HttpUrl, has.http_url),
        }
    }

    /// Turns a pick that is no transport into the issue that says why.
    fn explain(&mut self, picked: Pick, has: Endpoints) {
        let mark = self.dialect.marks.transport;
        let (span, at) = (self.server.name_span, self.server.pointer.clone());
        let declared = self.server.declared.as_ref().map(|d| d.value);
        match picked {
            Pick::Use(transport) => self.both_endpoints(transport, has),
            Pick::NoEndpoint(wanted) => {
                let other = if wanted.is_remote() { has.command } else { has.url || has.http_url };
                if let (true, Some(word)) = (other, self.word.clone()) {
                    let field = if wanted.is_remote() { "command" } else { "url" }.to_owned();
                    let kind = IssueKind::Conflict { effective: None, field, declared };
                    self.issue(kind, Effect::Entry, mark, word.span, word.pointer);
                } else {
                    self.missing(if wanted.is_remote() { "url" } else { "command" });
                }
            }
            Pick::UrlNeedsKey | Pick::KeyMissing => {
                let inferred = if has.command { Some(Transport::Stdio) } else { None };
                // The alias says it; then the alias is the finding.
                if !self.issues.iter().any(|i| matches!(i.kind, IssueKind::TransportKey { .. })) {
                    let known = declared.or(inferred);
                    let kind = IssueKind::TransportMissing { known };
                    if picked == Pick::KeyMissing && !has.command && !has.url && !has.http_url {
                        return self.missing(if self.server.partial { "" } else { "type" });
                    }
                    self.issue(kind, Effect::Entry, mark, span, at);
                }
            }
            Pick::NoRemote => {
                let transport = declared.unwrap_or(Transport::Http);
                let url = self.server.url.as_ref().map_or((span, at), |u| (u.span, u.pointer.clone()));
                self.issue(IssueKind::NotSpoken { transport }, Effect::Entry, mark, url.0, url.1);
            }
            Pick::UnknownValue => {
                if let Some(word) = self.word.clone() {
                    let meant = declared.filter(|t| self.dialect.transports.speaks.contains(t));
                    let kind = match (declared, meant) {
                        (Some(transport), None) => IssueKind::NotSpoken { transport },
                        _ => IssueKind::TransportValue { value: word.value, meant, effective: None },
                    };
                    self.issue(kind, Effect::Entry, mark, word.span, word.pointer);
                }
            }
            Pick::Both => {
                let kind = IssueKind::Conflict { effective: None, field: "url".to_owned(), declared };
                self.issue(kind, Effect::Entry, mark, span, at);
            }
            // A way of its own sees no endpoint under another client's key, and the key is the finding.
            Pick::Nothing if self.aliased_endpoint => {}
            Pick::Nothing => self.missing("command"),
            Pick::Layer => self.layer(),
            Pick::BadUrl => {
                let url = self.server.url.as_ref().map_or((span, at), |u| (u.span, u.pointer.clone()));
                let (why, help) = ("this is no URL that it can use", "write it with its scheme: `https://...`");
                let kind = IssueKind::Fault { why: why.to_owned(), help: help.to_owned(), cost: Cost::EntryAlone };
                self.issue(kind, Effect::Entry, mark, url.0, url.1);
            }
        }
    }

    /// What a client that takes the first form that fits thinks of an entry: one that fits is taken whatever stands
    /// in fields of other forms, one that fits none is bad.
    fn union(&mut self, entry: &Object) {
        let Selection::Union(fits) = self.dialect.transports.by else { return };
        match fits(entry) {
            Some(pick) if matches!(pick, Pick::Use(_)) || self.dialect.layers != Layers::Merge => {
                let typed =
                    |i: &Issue| matches!(i.kind, IssueKind::FieldType { field, .. } if field.wrong == WrongType::Bad);
                self.issues.retain(|i| !typed(i));
            }
            Some(_) => {}
            None => {
                self.server.effective = None;
                if !self.issues.iter().any(|i| i.effect >= Effect::Entry) {
                    let why = format!("the entry fits none of the forms that {} takes", self.dialect.name);
                    let kind = IssueKind::Fault { why, help: String::new(), cost: Cost::Entry };
                    let (span, at) = (self.server.name_span, self.server.pointer.clone());
                    self.issue(kind, Effect::Entry, self.dialect.marks.transport, span, at);
                }
            }
        }
    }

    /// An entry that is only a part.
    fn layer(&mut self) {
        let (span, at) = (self.server.name_span, self.server.pointer.clone());
        let only_switch = self.server.disabled.is_some() && self.server.command.is_none() && self.server.url.is_none();
        let (mark, why) = match self.dialect.layers {
            Layers::Merge if only_switch && self.word.is_none() => return self.missing("command"),
            Layers::Merge => (self.dialect.marks.transport, "it fits no kind of server, so only its switch is read"),
            _ => (Mark::Guess, "what it stands for is declared elsewhere"),
        };
        self.server.partial = self.dialect.layers == Layers::Merge;
        let kind = IssueKind::Fault { why: why.to_owned(), help: String::new(), cost: Cost::EntryAlone };
        self.issue(kind, Effect::Entry, mark, span, at);
    }

    fn missing(&mut self, wants: &'static str) {
        let only_switch = self.server.disabled.is_some() && self.server.other.is_empty();
        let merges = self.dialect.layers == Layers::Merge;
        self.server.partial = merges && (only_switch || self.dialect.transports.key.is_none());
        let empty = wants == "command" && self.server.command.is_some();
        let wants = match wants {
            "" | "type" => "command",
            other => other,
        };
        let kind = IssueKind::EndpointMissing { wants, empty };
        let (span, at) = (self.server.name_span, self.server.pointer.clone());
        self.issue(kind, Effect::Entry, self.dialect.marks.transport, span, at);
    }

    /// Both endpoints are there and one is not looked at.
    fn both_endpoints(&mut self, used: Transport, has: Endpoints) {
        if !has.command || !(has.url || has.http_url) || self.aliased_endpoint {
            return;
        }
        let (field, lost) = if used == Transport::Stdio {
            ("url", self.server.url.as_ref().map(|u| (u.span, u.pointer.clone())))
        } else {
            ("command", self.server.command.as_ref().map(|c| (c.span, c.pointer.clone())))
        };
        let declared = self.server.declared.as_ref().map(|d| d.value);
        let Some((span, at)) = lost else { return };
        let kind = IssueKind::Conflict { effective: Some(used), field: field.to_owned(), declared };
        self.issue(kind, Effect::Changed, self.dialect.marks.transport, span, at);
    }

    /// A value of the own key that the client takes for something else, or does not look at.
    fn unread_value(&mut self) {
        let (Some(word), Some(effective)) = (self.word.clone(), self.server.effective) else { return };
        let t = &self.dialect.transports;
        let listed = t.values.iter().any(|(value, _)| *value == word.value);
        let meant = Transport::from_spelling(&word.value);
        let agrees =
            meant.is_none_or(|m| m == effective || (t.falls_back && m == Transport::Sse && effective.is_remote()));
        let harmless = listed && agrees;
        if harmless || self.http_url && meant == Some(Transport::Http) {
            return;
        }
        let effect = if agrees && meant.is_some() { Effect::Nothing } else { Effect::Changed };
        let kind = if listed {
            let field = if effective.is_remote() { "url" } else { "command" }.to_owned();
            IssueKind::Conflict { effective: Some(effective), field, declared: meant }
        } else {
            IssueKind::TransportValue { value: word.value, meant, effective: Some(effective) }
        };
        let effect = if meant.is_none() { Effect::Lost } else { effect };
        self.issue(kind, effect, self.dialect.marks.transport, word.span, word.pointer);
    }

    /// Now that the effective transport is known: what a key that is not read costs.
    fn transport_key_effects(&mut self, picked: Pick) {
        let (effective, falls_back) = (self.server.effective, self.dialect.transports.falls_back);
        for issue in &mut self.issues {
            let IssueKind::TransportKey { transport, effective: seen, beside_own, .. } = &mut issue.kind else {
                continue;
            };
            *seen = effective;
            let same = effective == Some(*transport);
            let negotiated = falls_back && effective == Some(Transport::Http) && *transport == Transport::Sse;
            issue.effect = match effective {
                _ if *beside_own && same => Effect::Nothing,
                // The URL is to blame, whatever the key says.
                None if picked == Pick::BadUrl => Effect::Nothing,
                None => Effect::Entry,
                Some(_) if same || negotiated => Effect::Nothing,
                Some(_) => Effect::Changed,
            };
        }
    }

    fn url(&mut self) {
        let check = self.dialect.transports.url_check;
        if check == UrlCheck::None || self.server.effective.is_none_or(|t| !t.is_remote()) {
            return;
        }
        let Some(url) = self.server.url.clone() else { return };
        let blank = check == UrlCheck::UnlessBlank && url.value.source.trim().is_empty();
        if blank || (check != UrlCheck::BeforeVariables && !url.value.is_literal()) {
            return;
        }
        if url::Url::parse(&url.value.source).is_err() {
            let variable = url.value.source.starts_with("${") || url.value.source.starts_with('$');
            let kind = IssueKind::BadUrl { variable };
            self.issue(kind, Effect::Entry, self.dialect.marks.transport, url.span, url.pointer);
        }
    }

    /// Types of fields that this client does not look at, since they belong to the other transport.
    pub(super) fn unread_types(&mut self) {
        let Some(transport) = self.server.effective.filter(|_| self.dialect.lazy) else { return };
        // A command that is there makes a process where nothing else decides, whatever its type.
        let t = &self.dialect.transports;
        let own = matches!(t.by, Selection::Own(_));
        let decides = self.word.is_none() && t.both == Both::CommandWins && !own;
        let decisive = |rule: &FieldRule| decides && matches!(rule.role, Role::Command | Role::CommandLine);
        let unread = |rule: &FieldRule| !rule.on.fits(transport) && !decisive(rule);
        self.issues.retain(|i| !matches!(i.kind, IssueKind::FieldType { field, .. } if unread(field)));
    }

    /// Fields that belong to the other transport.
    pub(super) fn foreign_fields(&mut self, items: &[Item<'_>]) {
        let Some(transport) = self.server.effective else { return };
        for item in items {
            let Some(rule) = self.dialect.field(&item.name) else { continue };
            let foreign = !rule.on.fits(transport);
            let endpoint = matches!(rule.role, Role::Command | Role::CommandLine | Role::Url | Role::HttpUrl);
            if !foreign || (endpoint && !self.dialect.exclusive) || rule.role == Role::Refused {
                continue;
            }
            let says_something = fields::says_something(&item.member.value, Some(rule.role));
            let effect = match (self.dialect.exclusive, says_something) {
                (true, _) => Effect::Entry,
                (false, true) => Effect::Lost,
                (false, false) => Effect::Nothing,
            };
            let kind = IssueKind::ForeignField { key: item.name.replace('/', "."), transport };
            self.issue(kind, effect, self.dialect.marks.fields, item.member.key_span, item.at.clone());
        }
    }
}
