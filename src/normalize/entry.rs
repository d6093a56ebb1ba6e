//! One entry: its fields, its transport, its verdict.

use super::alias;
use super::fields;
use super::issue::{Effect, Issue, IssueKind, Like};
use crate::clients::{Cost, Dialect, Fault, FieldRule, Mark, Role, WrongType};
use crate::document::{Member, Node, Object, Pointer, Span, Value};
use crate::finding::Severity;
use crate::model::server::{Entry as Named, Field};
use crate::model::{Scope, Server, Spanned, Template, Transport, Verdict};

/// Reads one entry. The issues it finds are added to `issues`.
pub(super) fn read(
    dialect: &'static Dialect,
    member: &Member,
    pointer: &Pointer,
    scope: Scope,
    transport: Option<Transport>,
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
        Value::Object(object) => reader.object(object, transport),
        _ => reader.no_object(&member.value),
    }
    issues.append(&mut reader.issues);
    reader.server
}

/// One member of an entry, or of an object in it whose members are fields of the entry (`a/b`).
pub(super) struct Item<'m> {
    pub(super) name: String,
    pub(super) at: Pointer,
    pub(super) member: &'m Member,
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

    fn object(&mut self, object: &Object, transport: Option<Transport>) {
        let items = self.items(object);
        for item in &items {
            match self.dialect.field(&item.name) {
                Some(rule) if rule.null && item.member.value.value == Value::Null => {}
                Some(rule) => self.own_field(item, rule),
                None => {}
            }
        }
        let members: Vec<&Member> = object.effective().collect();
        for member in &members {
            let nested = self.dialect.nests(&member.key) && member.value.as_object().is_some();
            if self.dialect.field(&member.key).is_none() && !nested {
                self.unknown_field(member, &members);
            }
        }
        self.transport(object, transport);
        self.unread_types();
        self.foreign_fields(&items);
        self.required(&items);
        for fault in (self.dialect.entry_check)(object, self.server.effective) {
            let said = fault.at.is_empty() && self.issues.iter().any(|i| i.effect >= Effect::Entry);
            if !said {
                self.fault(fault, object);
            }
        }
        self.verdict();
    }

    /// The members, and those of objects whose members are fields of the entry.
    fn items<'m>(&self, object: &'m Object) -> Vec<Item<'m>> {
        let mut items = Vec::new();
        for member in object.effective() {
            let at = self.pointer(&member.key);
            if let Some(inner) = member.value.as_object().filter(|_| self.dialect.nests(&member.key)) {
                items.extend(inner.effective().map(|m| Item {
                    name: format!("{}/{}", member.key, m.key),
                    at: at.join(&m.key),
                    member: m,
                }));
            }
            items.push(Item { name: member.key.clone(), at, member });
        }
        items
    }

    /// Fields without which the client does not take an entry of this transport.
    fn required(&mut self, items: &[Item<'_>]) {
        let Some(transport) = self.server.effective else { return };
        for rule in self.dialect.fields.iter().filter(|f| f.required) {
            let belongs = rule.on.fits(transport);
            let there = |i: &Item<'_>| i.name == rule.name && !(rule.null && i.member.value.value == Value::Null);
            // What belongs into a table that is missing itself is not missing as well.
            let parent = rule.name.rsplit_once('/').map(|(parent, _)| parent);
            let inside = parent.is_none_or(|parent| items.iter().any(|i| i.name == parent));
            if belongs && inside && !items.iter().any(there) {
                let name = rule.name.replace('/', ".");
                let why = format!("`{name}` is missing");
                let kind = IssueKind::Fault { why, help: format!("add `{name}`"), cost: Cost::Entry };
                let (span, at) = (self.server.name_span, self.server.pointer.clone());
                self.issue(kind, Effect::Entry, self.dialect.marks.fields, span, at);
            }
        }
    }

    fn fault(&mut self, fault: Fault, object: &Object) {
        let role = fault.at.first().and_then(|key| self.dialect.field(key)).map(|field| field.role);
        if fault.cost == Cost::Value && matches!(role, Some(Role::Disabled | Role::Enabled)) {
            // A switch that is not used switches nothing.
            self.server.disabled = None;
        }
        let mut at = self.server.pointer.clone();
        let mut span = self.server.name_span;
        let mut inside = Some(object);
        for key in &fault.at {
            at = at.join(key);
            let member = inside.and_then(|object| object.get(key));
            span = member.map_or(span, |m| m.value.span);
            inside = member.and_then(|m| m.value.as_object());
        }
        let effect = fault.cost.effect();
        let kind = IssueKind::Fault { why: fault.why, help: fault.help, cost: fault.cost };
        self.issue(kind, effect, self.dialect.marks.fields, span, at);
    }

    /// A string with its references, as this client sees them.
    fn template(&self, node: &Node, at: &Pointer) -> Option<Spanned<Template>> {
        let (Value::String(text) | Value::Datetime(text)) = &node.value else { return None };
        let value = Template::parse_with(text, self.dialect.variables.forms);
        Some(Spanned { value, span: node.span, pointer: at.clone() })
    }

    pub(super) fn pointer(&self, key: &str) -> Pointer {
        self.server.pointer.join(key)
    }

    fn own_field(&mut self, item: &Item<'_>, rule: &'static FieldRule) {
        for wrong in fields::check(rule.ty, &item.member.value, &item.at) {
            if self.dialect.dates_are_text && wrong.found == "a date" && wrong.wants == "a string" {
                continue;
            }
            let effect = match rule.wrong {
                WrongType::File => Effect::File,
                WrongType::Bad => Effect::Entry,
                WrongType::Whole if wrong.pointer == item.at => Effect::Entry,
                WrongType::Whole | WrongType::Loads | WrongType::Dropped => Effect::Lost,
            };
            let kind = IssueKind::FieldType { field: rule, found: wrong.found, wants: wrong.wants };
            self.issue(kind, effect, self.dialect.marks.fields, wrong.span, wrong.pointer);
        }
        if rule.role == Role::Refused {
            let kind = IssueKind::FieldType { field: rule, found: "here", wants: "left out" };
            let (span, at) = (item.member.key_span, item.at.clone());
            self.issue(kind, Effect::Entry, self.dialect.marks.fields, span, at);
        }
        self.take(rule.role, rule.name, item.member, &item.at);
    }

    /// Puts a value where it belongs in the model, whatever the key was called.
    fn take(&mut self, role: Role, name: &str, member: &Member, at: &Pointer) {
        let node = &member.value;
        match role {
            Role::Transport => self.take_transport(node, at),
            // Zed's older settings have the program inside of an object of that name.
            Role::Command => self.server.command = self.template(node, at).or_else(|| self.server.command.take()),
            Role::CommandLine => self.take_command_line(node, at),
            Role::Args => {
                self.server.args = fields::strings(node, at, self.dialect.variables.forms);
                if self.server.args.is_none() && node.value != Value::Null {
                    self.server.unread.push(Field::Args);
                }
            }
            Role::Cwd => self.server.cwd = self.template(node, at),
            Role::Url | Role::HttpUrl if self.server.url.is_some() && role == Role::Url => {}
            Role::Url | Role::HttpUrl if self.dialect.truthy && !node.is_truthy() => {}
            Role::Url | Role::HttpUrl => {
                self.server.url = self.template(node, at);
                if role == Role::HttpUrl && self.server.url.is_some() {
                    self.http_url = true;
                    let value = Transport::Http;
                    self.server.declared = Some(Spanned { value, span: member.key_span, pointer: at.clone() });
                }
            }
            Role::Env => {
                self.server.env_at = Some(Spanned { value: (), span: node.span, pointer: at.clone() });
                fields::named(node, at, self.dialect.variables.forms, &mut self.server.env);
            }
            Role::Headers => {
                self.server.headers_at = Some(Spanned { value: (), span: node.span, pointer: at.clone() });
                fields::named(node, at, self.dialect.variables.forms, &mut self.server.headers);
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
                    if self.dialect.field(name).is_some() {
                        self.server.disabled = Some(disabled);
                    }
                }
            }
            Role::Timeout(unit) => {
                let value = Spanned { value: node.to_json(), span: node.span, pointer: at.clone() };
                if self.dialect.field(name).is_some()
                    && let Some((kind, effect)) = fields::timeout(&member.key, unit, node)
                {
                    self.issue(kind, effect, self.dialect.marks.fields, node.span, at.clone());
                }
                self.server.other.push((name.to_owned(), value));
            }
            // The container has taken it already.
            Role::Name => {}
            Role::EnvFile | Role::Other | Role::Refused => {
                let value = Spanned { value: node.to_json(), span: node.span, pointer: at.clone() };
                self.server.other.push((name.to_owned(), value));
            }
        }
    }

    fn take_transport(&mut self, node: &Node, at: &Pointer) {
        let Some(text) = node.as_str() else { return };
        let default = self.default_of(text);
        let text = default.as_deref().unwrap_or(text);
        let word = Spanned { value: text.to_owned(), span: node.span, pointer: at.clone() };
        if let Some(transport) = Transport::from_spelling(text)
            && !self.http_url
        {
            self.server.declared = Some(word.with(transport));
        }
        self.word = Some(word);
    }

    /// What a variable in the transport key is without its variable, where the client expands it there.
    fn default_of(&self, text: &str) -> Option<String> {
        let v = &self.dialect.variables;
        let parsed = Template::parse(text);
        let mut found =
            parsed.variables().filter(|var| v.roles.contains(&Role::Transport) && v.forms.contains(&var.form));
        found.next().and_then(|var| var.default.clone())
    }

    fn take_command_line(&mut self, node: &Node, at: &Pointer) {
        let Some(mut words) = fields::strings(node, at, self.dialect.variables.forms) else {
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
            self.take(role, &member.key, member, &at);
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
        let lost = || self.issues.iter().filter(|i| i.effect >= Effect::Entry);
        let late = self.dialect.late_endpoint;
        self.server.alone = lost().all(|i| match i.kind {
            IssueKind::Fault { cost: Cost::EntryAlone, .. } => true,
            IssueKind::EndpointMissing { .. } | IssueKind::TransportMissing { .. } => late,
            _ => false,
        });
        let worst = self.issues.iter().find(|i| i.effect >= Effect::Entry);
        let bad = worst.map(|issue| (super::phrase::reason(&issue.kind), issue.ceiling > Severity::Info));
        if let Some((reason, known)) = bad {
            self.server.effective = None;
            self.server.verdict = if known { self.skipped(&reason) } else { Verdict::Unknown(reason) };
        }
    }
}

/// What this client has no word for.
fn cannot(dialect: &Dialect) -> Vec<Field> {
    let words = [(Field::Cwd, Role::Cwd), (Field::Env, Role::Env), (Field::Headers, Role::Headers)];
    words.into_iter().filter(|(_, role)| dialect.by_role(*role).is_none()).map(|(field, _)| field).collect()
}
