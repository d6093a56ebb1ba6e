//! One entry: its fields, its transport, its verdict.

use super::alias;
use super::fields;
use super::issue::{Effect, Issue, IssueKind, Like};
use crate::clients::{Dialect, FieldRule, Mark, Role, WrongType};
use crate::document::{Member, Node, Pointer, Span, Value};
use crate::finding::Severity;
use crate::model::server::{Entry as Named, Field};
use crate::model::{Scope, Server, Spanned, Template, Transport, Verdict};

/// Reads one entry. The issues it finds are added to `issues`.
pub(super) fn read(
    dialect: &'static Dialect,
    member: &Member,
    pointer: &Pointer,
    scope: Scope,
    issues: &mut Vec<Issue>,
) -> Server {
    let server = Server::named(&member.key, member.key_span, member.value.span, pointer.clone());
    let mut reader = Reader {
        dialect,
        server: Server { scope, cannot: cannot(dialect), ..server },
        issues: Vec::new(),
        word: None,
        http_url: false,
        aliased_endpoint: false,
    };
    match &member.value.value {
        Value::Object(_) => reader.object(&member.value),
        _ => reader.no_object(&member.value),
    }
    issues.append(&mut reader.issues);
    reader.server
}

pub(super) struct Reader {
    pub(super) dialect: &'static Dialect,
    pub(super) server: Server,
    pub(super) issues: Vec<Issue>,
    /// What the client's own transport key says.
    pub(super) word: Option<Spanned<String>>,
    /// Whether the URL stands under a key that always means streamable HTTP.
    pub(super) http_url: bool,
    /// Whether command or URL stand under a key that this client does not read.
    pub(super) aliased_endpoint: bool,
}

impl Reader {
    pub(super) fn issue(&mut self, kind: IssueKind, effect: Effect, mark: Mark, span: Span, pointer: Pointer) {
        self.issues.push(Issue {
            kind,
            effect,
            ceiling: mark.ceiling(),
            span,
            pointer,
            server: Some(self.server.name.clone()),
            scope: self.server.scope,
        });
    }

    fn no_object(&mut self, node: &Node) {
        let kind = IssueKind::EntryType { found: node.kind() };
        self.issue(kind, Effect::Entry, self.dialect.marks.fields, node.span, self.server.pointer.clone());
        self.server.verdict = self.skipped("the entry is no object");
    }

    fn skipped(&self, reason: &str) -> Verdict {
        if self.dialect.marks.transport.is_known() {
            Verdict::Skipped(reason.to_owned())
        } else {
            Verdict::Unknown(reason.to_owned())
        }
    }

    fn object(&mut self, node: &Node) {
        let Some(object) = node.as_object() else { return };
        let members: Vec<&Member> = object.effective().collect();
        for member in &members {
            if let Some(rule) = self.dialect.field(&member.key) {
                self.own_field(member, rule);
            }
        }
        for member in &members {
            if self.dialect.field(&member.key).is_none() {
                self.unknown_field(member, &members);
            }
        }
        self.transport();
        self.foreign_fields(&members);
        self.verdict();
    }

    pub(super) fn pointer(&self, key: &str) -> Pointer {
        self.server.pointer.join(key)
    }

    fn own_field(&mut self, member: &Member, rule: &'static FieldRule) {
        let at = self.pointer(&member.key);
        for wrong in fields::check(rule.ty, &member.value, &at) {
            let effect = match rule.wrong {
                WrongType::Bad => Effect::Entry,
                WrongType::Loads => Effect::Lost,
            };
            let kind = IssueKind::FieldType { field: rule, found: wrong.found, wants: wrong.wants };
            self.issue(kind, effect, self.dialect.marks.fields, wrong.span, wrong.pointer);
        }
        if rule.role == Role::Refused {
            let kind = IssueKind::FieldType { field: rule, found: "here", wants: "left out" };
            self.issue(kind, Effect::Entry, self.dialect.marks.fields, member.key_span, at.clone());
        }
        self.take(rule.role, member, &at);
    }

    /// Puts a value where it belongs in the model, whatever the key was called.
    fn take(&mut self, role: Role, member: &Member, at: &Pointer) {
        let node = &member.value;
        match role {
            Role::Transport => self.take_transport(node, at),
            Role::Command => self.server.command = template(node, at),
            Role::CommandLine => self.take_command_line(node, at),
            Role::Args => {
                self.server.args = fields::strings(node, at);
                if self.server.args.is_none() && node.value != Value::Null {
                    self.server.unread.push(Field::Args);
                }
            }
            Role::Cwd => self.server.cwd = template(node, at),
            Role::Url | Role::HttpUrl if self.server.url.is_some() && role == Role::Url => {}
            Role::Url | Role::HttpUrl => {
                self.server.url = template(node, at);
                if role == Role::HttpUrl && self.server.url.is_some() {
                    self.http_url = true;
                    let value = Transport::Http;
                    self.server.declared = Some(Spanned { value, span: member.key_span, pointer: at.clone() });
                }
            }
            Role::Env => {
                self.server.env_at = Some(Spanned { value: (), span: node.span, pointer: at.clone() });
                fields::named(node, at, true, &mut self.server.env);
            }
            Role::Headers => {
                self.server.headers_at = Some(Spanned { value: (), span: node.span, pointer: at.clone() });
                fields::named(node, at, true, &mut self.server.headers);
            }
            Role::EnvNames => fields::env_names(node, at, &mut self.server.env),
            Role::EnvHeaders => fields::env_headers(node, at, &mut self.server.headers),
            Role::BearerVar => {
                if let Some(name) = node.as_str() {
                    let value = Template::parse(&format!("Bearer ${{{name}}}"));
                    self.server.headers.push(Named {
                        name: "Authorization".to_owned(),
                        name_span: member.key_span,
                        value: Some(Spanned { value, span: node.span, pointer: at.clone() }),
                        literal_place: false,
                    });
                }
            }
            Role::Disabled | Role::Enabled => {
                if let Some(on) = node.as_bool() {
                    let value = if role == Role::Disabled { on } else { !on };
                    let disabled = Spanned { value, span: node.span, pointer: at.clone() };
                    // Another client's switch changes nothing here.
                    if self.dialect.field(&member.key).is_some() {
                        self.server.disabled = Some(disabled);
                    }
                }
            }
            Role::Timeout(unit) => {
                let value = Spanned { value: node.to_json(), span: node.span, pointer: at.clone() };
                if self.dialect.field(&member.key).is_some()
                    && let Some((kind, effect)) = fields::timeout(&member.key, unit, node)
                {
                    self.issue(kind, effect, self.dialect.marks.fields, node.span, at.clone());
                }
                self.server.other.push((member.key.clone(), value));
            }
            Role::EnvFile | Role::Other | Role::Refused => {
                let value = Spanned { value: node.to_json(), span: node.span, pointer: at.clone() };
                self.server.other.push((member.key.clone(), value));
            }
        }
    }

    fn take_transport(&mut self, node: &Node, at: &Pointer) {
        let Some(text) = node.as_str() else { return };
        let word = Spanned { value: text.to_owned(), span: node.span, pointer: at.clone() };
        if let Some(transport) = Transport::from_spelling(text)
            && !self.http_url
        {
            self.server.declared = Some(word.with(transport));
        }
        self.word = Some(word);
    }

    fn take_command_line(&mut self, node: &Node, at: &Pointer) {
        let Some(mut words) = fields::strings(node, at) else {
            self.server.unread.extend([Field::Command, Field::Args]);
            // A whole command line in one string still says what was meant.
            if let Some(text) = node.as_str() {
                let first = text.split_whitespace().next().unwrap_or_default();
                let value = Template::parse(first);
                self.server.command = Some(Spanned { value, span: node.span, pointer: at.clone() });
            }
            return;
        };
        if !words.value.is_empty() {
            self.server.command = Some(words.value.remove(0));
        }
        self.server.args = Some(words);
    }

    fn unknown_field(&mut self, member: &Member, members: &[&Member]) {
        let at = self.pointer(&member.key);
        let like = alias::like(self.dialect, &member.key);
        let role = match &like {
            Like::Foreign(role) => Some(*role),
            Like::Alias(name) | Like::Typo(name) => {
                let own_is_there = members.iter().any(|m| m.key == *name);
                let role = alias::role_of(&member.key)
                    .filter(|role| *role == Role::HttpUrl)
                    .or_else(|| self.dialect.field(name).map(|f| f.role));
                // What is there twice counts once: under the name that is read.
                role.filter(|role| !own_is_there || *role == Role::Transport)
            }
            Like::Remark | Like::Nothing => None,
        };
        if role == Some(Role::Transport) && self.transport_alias(member, &at, members) {
            return;
        }
        let before = (self.server.command.is_some(), self.server.url.is_some());
        if let Some(role) = role.filter(|role| *role != Role::Transport) {
            self.take(role, member, &at);
        }
        let endpoint = before != (self.server.command.is_some(), self.server.url.is_some());
        self.aliased_endpoint |= endpoint;
        let says_something = fields::says_something(&member.value, role);
        let effect = match (&like, role) {
            _ if endpoint => Effect::Entry,
            (Like::Remark | Like::Nothing | Like::Foreign(Role::Transport), _) => Effect::Nothing,
            _ if !says_something => Effect::Nothing,
            _ => Effect::Lost,
        };
        let kind = IssueKind::UnknownField { key: member.key.clone(), like, says_something };
        self.issue(kind, effect, self.dialect.marks.fields, member.key_span, at);
    }

    /// A transport named by another client's key. False where the value is no transport's name.
    fn transport_alias(&mut self, member: &Member, at: &Pointer, members: &[&Member]) -> bool {
        let Some(transport) = member.value.as_str().and_then(Transport::from_spelling) else { return false };
        let beside_own = self.dialect.transports.key.is_some_and(|key| members.iter().any(|m| m.key == key));
        if !beside_own && !self.http_url {
            self.server.declared = Some(Spanned { value: transport, span: member.value.span, pointer: at.clone() });
        }
        let key = member.key.clone();
        let kind = IssueKind::TransportKey { key, transport, effective: None, beside_own };
        self.issue(kind, Effect::Nothing, self.dialect.marks.transport, member.key_span, at.clone());
        true
    }

    fn verdict(&mut self) {
        let worst = self.issues.iter().find(|i| i.effect >= Effect::Entry);
        let bad = worst.map(|issue| (super::phrase::reason(&issue.kind), issue.ceiling > Severity::Info));
        if let Some((reason, known)) = bad {
            self.server.effective = None;
            self.server.verdict = if known { self.skipped(&reason) } else { Verdict::Unknown(reason) };
        }
    }
}

fn template(node: &Node, at: &Pointer) -> Option<Spanned<Template>> {
    let value = Template::parse(node.as_str()?);
    Some(Spanned { value, span: node.span, pointer: at.clone() })
}

/// What this client has no word for.
fn cannot(dialect: &Dialect) -> Vec<Field> {
    let words = [(Field::Cwd, Role::Cwd), (Field::Env, Role::Env), (Field::Headers, Role::Headers)];
    words.into_iter().filter(|(_, role)| dialect.by_role(*role).is_none()).map(|(field, _)| field).collect()
}
