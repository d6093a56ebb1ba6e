//! The inverse of normalize: a server in the spelling of one client.

use serde_json::{Map, Value, json};

use crate::clients::{Always, Container, Dialect, FieldRule, On, Role, Shape};
use crate::golden::Style;
use crate::model::server::Entry;
use crate::model::template::{Form, is_env_name};
use crate::model::{Part, Server, Template, Transport, VarKind};

/// A server as one client writes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// The entry.
    pub entry: Map<String, Value>,
    /// What this client cannot say, in words. Never dropped in silence.
    pub inexpressible: Vec<String>,
}

/// Writes a server as an entry of this client; the house style decides the name of the transport key.
pub fn render(server: &Server, dialect: &Dialect, style: Option<&Style>) -> Rendered {
    let mut out = Rendered { entry: Map::new(), inexpressible: Vec::new() };
    let transport = server.meant().or_else(|| server.url.is_some().then_some(Transport::Http));
    if let Some(transport) = transport {
        if !dialect.transports.speaks.contains(&transport) {
            let bridged = matches!(transport, Transport::Http | Transport::Sse);
            let note = if bridged { "; the bridge `npx -y mcp-remote URL` would do" } else { "" };
            out.inexpressible.push(format!("{} does not speak {transport}{note}", dialect.name));
        }
        transport_key(&mut out, dialect, style, transport);
    }
    if let Some(Shape::List { name: None, .. }) = container_of(dialect, transport).map(|c| c.shape) {
        out.inexpressible.push(format!("{} gives these servers no names", dialect.name));
    }
    command(&mut out, server, dialect);
    url(&mut out, server, dialect, transport);
    cwd(&mut out, server, dialect);
    env(&mut out, &server.env, dialect);
    headers(&mut out, &server.headers, dialect);
    for (name, value) in &server.other {
        if dialect.field(name).is_some() {
            put_at(&mut out, name, value.value.clone());
        } else {
            out.inexpressible.push(format!("{} reads no `{name}`", dialect.name));
        }
    }
    if server.disabled.as_ref().is_some_and(|d| d.value) {
        switch(&mut out, dialect);
    }
    always(&mut out, server, dialect);
    if let Some(Shape::List { name: Some(field), .. }) = container_of(dialect, transport).map(|c| c.shape) {
        out.entry.shift_insert(0, field.to_owned(), json!(server.name));
    }
    out
}

/// The container that holds an entry with this transport.
fn container_of(dialect: &Dialect, transport: Option<Transport>) -> Option<&'static Container> {
    let fits = |c: &&'static Container| c.transport.is_none() || c.transport == transport;
    dialect.main_container().filter(fits).or_else(|| dialect.containers.iter().find(fits))
}

/// Entries as the whole file of this client, each with its name.
pub fn document(dialect: &Dialect, entries: &Map<String, Value>, house: Option<&str>) -> Value {
    let mut root = json!({});
    for (key, value) in dialect.head {
        put_in(&mut root, &[key], json!(value));
    }
    for (name, entry) in entries {
        let has = |role| dialect.by_role(role).is_some_and(|f: &FieldRule| entry.get(f.name).is_some());
        let process = has(Role::Command) || has(Role::CommandLine);
        let container = container_of(dialect, Some(if process { Transport::Stdio } else { Transport::Http }));
        let own = container.map(|c| c.path).unwrap_or_default();
        let path: Vec<&str> = house.map_or_else(|| own.to_vec(), |house| vec![house]);
        let shape = container.map_or(Shape::Map, |c| c.shape);
        if let Shape::One([key]) = shape {
            put_in(&mut root, &[key], json!(name));
        }
        let at = place_in(&mut root, &path);
        match shape {
            Shape::One(_) => merge(at, entry),
            Shape::Map | Shape::Inline => put_in(at, &[name], entry.clone()),
            Shape::List { .. } => push(at, entry.clone()),
            Shape::References => push(at, json!({ name: entry })),
        }
    }
    if entries.is_empty() {
        let main = dialect.main_container();
        let path = main.map(|c| c.path).unwrap_or_default();
        let list = matches!(main.map(|c| c.shape), Some(Shape::List { .. } | Shape::References));
        let path = house.map_or_else(|| path.to_vec(), |house| vec![house]);
        put_in(&mut root, &path, if list { json!([]) } else { json!({}) });
    }
    root
}

/// The value at the end of a path, objects made on the way.
fn place_in<'v>(value: &'v mut Value, path: &[&str]) -> &'v mut Value {
    let Some((first, rest)) = path.split_first() else { return value };
    if !value.is_object() {
        *value = json!({});
    }
    // An object takes any key.
    place_in(&mut value[*first], rest)
}

fn put_in(value: &mut Value, path: &[&str], new: Value) {
    *place_in(value, path) = new;
}

fn push(value: &mut Value, new: Value) {
    match value {
        Value::Array(items) => items.push(new),
        other => *other = json!([new]),
    }
}

fn merge(value: &mut Value, entry: &Value) {
    match (value, entry) {
        (Value::Object(have), Value::Object(new)) => have.extend(new.clone()),
        (have, new) => have.clone_from(new),
    }
}

/// Puts a value under a key, or under `b` in the object `a` for `a/b`.
fn put_at(out: &mut Rendered, name: &str, value: Value) {
    let Some((outer, inner)) = name.split_once('/') else {
        out.entry.insert(name.to_owned(), value);
        return;
    };
    let around = out.entry.entry(outer).or_insert_with(|| json!({}));
    if let Value::Object(map) = around {
        map.insert(inner.to_owned(), value);
    }
}

/// What this client does without in no entry of this transport.
fn always(out: &mut Rendered, server: &Server, dialect: &Dialect) {
    let process = server.command.is_some();
    for field in dialect.fields.iter().filter(|f| f.required && !f.name.contains('/')) {
        let value = match field.role {
            Role::Args if process => json!([]),
            Role::Enabled => json!(true),
            Role::Name => json!(server.name),
            _ => continue,
        };
        out.entry.entry(field.name).or_insert(value);
    }
    for (name, what) in dialect.always {
        let on = dialect.field(name).map(|f| f.on);
        if matches!((on, process), (Some(On::Stdio), false) | (Some(On::Remote | On::Http), true)) {
            continue;
        }
        let value = match what {
            Always::Name => json!(server.name),
            Always::True => json!(true),
            Always::EmptyList => json!([]),
            Always::Star => json!(["*"]),
        };
        out.entry.entry(*name).or_insert(value);
    }
}

fn transport_key(out: &mut Rendered, dialect: &Dialect, style: Option<&Style>, transport: Transport) {
    let t = &dialect.transports;
    if let Some(house) = style.and_then(|s| s.transport_key.as_ref()) {
        if transport.is_remote() || t.spell_stdio {
            put_at(out, &house.value, json!(transport.as_str()));
        }
        return;
    }
    // `httpUrl` says it already.
    if dialect.by_role(Role::HttpUrl).is_some() && transport == Transport::Http {
        return;
    }
    let Some(key) = t.key else {
        let negotiated = t.falls_back && transport == Transport::Sse;
        if transport.is_remote() && t.url_tells.is_none() && t.bare_url != Some(transport) && !negotiated {
            out.inexpressible.push(format!("{} has no word for {transport}", dialect.name));
        }
        return;
    };
    if transport.is_remote() || t.spell_stdio || t.required {
        // Where the client has no word for what a URL means anyway, saying nothing says it (Hermes knows `sse` alone).
        let plain = !t.required && t.url_tells.is_none() && t.bare_url == Some(transport);
        let word = dialect.word_for(transport).or_else(|| (!plain).then(|| transport.as_str()));
        if let Some(word) = word {
            put_at(out, key, json!(word));
        }
    }
}

fn command(out: &mut Rendered, server: &Server, dialect: &Dialect) {
    let Some(program) = &server.command else { return };
    let mut words: Vec<Value> = Vec::new();
    let args = server.args.iter().flat_map(|a| &a.value);
    let line = dialect.by_role(Role::CommandLine);
    let role = if line.is_some() { Role::CommandLine } else { Role::Args };
    for word in args {
        words.push(json!(text(out, &word.value, dialect, role)));
    }
    let role = if line.is_some() { Role::CommandLine } else { Role::Command };
    let program = json!(text(out, &program.value, dialect, role));
    if let Some(field) = line {
        words.insert(0, program);
        put_at(out, field.name, Value::Array(words));
    } else if let Some(field) = dialect.by_role(Role::Command) {
        put_at(out, field.name, program);
        if let Some(args) = dialect.by_role(Role::Args).filter(|_| server.args.is_some()) {
            put_at(out, args.name, Value::Array(words));
        }
    }
}

fn url(out: &mut Rendered, server: &Server, dialect: &Dialect, transport: Option<Transport>) {
    let Some(url) = &server.url else { return };
    let http = dialect.by_role(Role::HttpUrl).filter(|_| transport == Some(Transport::Http));
    let Some(field) = http.or_else(|| dialect.by_role(Role::Url)) else { return };
    let value = text(out, &url.value, dialect, Role::Url);
    put_at(out, field.name, json!(value));
}

fn cwd(out: &mut Rendered, server: &Server, dialect: &Dialect) {
    let Some(cwd) = &server.cwd else { return };
    match dialect.by_role(Role::Cwd) {
        Some(field) => {
            let value = text(out, &cwd.value, dialect, Role::Cwd);
            put_at(out, field.name, json!(value));
        }
        None => out.inexpressible.push(format!("{} has no working directory", dialect.name)),
    }
}

fn env(out: &mut Rendered, entries: &[Entry], dialect: &Dialect) {
    let mut map = Map::new();
    let mut handed_on = Vec::new();
    for entry in entries {
        let Some(value) = &entry.value else { continue };
        let same_name = matches!(value.value.parts.as_slice(),
            [Part::Var(v)] if v.kind == VarKind::Env && v.name == entry.name && v.default.is_none());
        if same_name && dialect.by_role(Role::EnvNames).is_some() {
            handed_on.push(json!(entry.name));
        } else {
            map.insert(entry.name.clone(), json!(text(out, &value.value, dialect, Role::Env)));
        }
    }
    put(out, dialect, Role::EnvNames, Value::Array(handed_on), "environment variables");
    put(out, dialect, Role::Env, Value::Object(map), "environment variables");
}

fn headers(out: &mut Rendered, entries: &[Entry], dialect: &Dialect) {
    let (mut map, mut from_env) = (Map::new(), Map::new());
    let named = dialect.by_role(Role::EnvHeaders).is_some();
    for entry in entries {
        let Some(value) = &entry.value else { continue };
        match value.value.parts.as_slice() {
            [Part::Var(v)] if named && v.kind == VarKind::Env && v.default.is_none() => {
                from_env.insert(entry.name.clone(), json!(v.name));
            }
            [Part::Text(bearer), Part::Var(v)]
                if bearer == "Bearer "
                    && entry.name.eq_ignore_ascii_case("authorization")
                    && v.kind == VarKind::Env
                    && v.default.is_none()
                    && dialect.by_role(Role::BearerVar).is_some() =>
            {
                put(out, dialect, Role::BearerVar, json!(v.name), "bearer tokens");
            }
            _ => {
                map.insert(entry.name.clone(), json!(text(out, &value.value, dialect, Role::Headers)));
            }
        }
    }
    put(out, dialect, Role::EnvHeaders, Value::Object(from_env), "headers");
    put(out, dialect, Role::Headers, Value::Object(map), "headers");
}

fn put(out: &mut Rendered, dialect: &Dialect, role: Role, value: Value, what: &str) {
    let empty = value.as_object().is_some_and(Map::is_empty) || value.as_array().is_some_and(Vec::is_empty);
    if empty {
        return;
    }
    match dialect.by_role(role) {
        Some(field) => {
            put_at(out, field.name, value);
        }
        None => out.inexpressible.push(format!("{} has no {what}", dialect.name)),
    }
}

fn switch(out: &mut Rendered, dialect: &Dialect) {
    if let Some(field) = dialect.by_role(Role::Disabled) {
        put_at(out, field.name, json!(true));
    } else if let Some(field) = dialect.by_role(Role::Enabled) {
        put_at(out, field.name, json!(false));
    } else {
        out.inexpressible.push(format!("{} has no switch in its file", dialect.name));
    }
}

fn text(out: &mut Rendered, template: &Template, dialect: &Dialect, role: Role) -> String {
    spell(template, dialect, role).unwrap_or_else(|why| {
        out.inexpressible.push(why);
        template.source.clone()
    })
}

/// A template in this client's spelling.
///
/// # Errors
/// What this client cannot say, in words.
pub fn spell(template: &Template, dialect: &Dialect, role: Role) -> Result<String, String> {
    let v = &dialect.variables;
    let mut out = String::new();
    for part in &template.parts {
        let variable = match part {
            Part::Text(text) => {
                out.push_str(text);
                continue;
            }
            Part::Var(variable) => variable,
        };
        let name = &variable.name;
        let canonical = variable.to_string();
        let expands = |form: Form| v.forms.contains(&form) && v.roles.contains(&role);
        let spelled = match (variable.kind, &variable.default) {
            (VarKind::Env, None) => {
                // Only `{env:...}` takes any name; elsewhere it would be text.
                let takes = |spell: &&str| is_env_name(name) || spell.starts_with("{env:");
                v.spell.filter(|_| v.roles.contains(&role)).filter(takes).map(|s| s.replace("NAME", name))
            }
            (VarKind::Env, Some(_)) => expands(Form::Default).then(|| canonical.clone()),
            (VarKind::Input, _) if expands(Form::Secrets) => Some(format!("${{{{ inputs.{name} }}}}")),
            (VarKind::Input, _) => expands(Form::Input).then(|| canonical.clone()),
            (VarKind::File, _) if expands(Form::CurlyFile) => Some(format!("{{file:{name}}}")),
            (VarKind::File, _) => expands(Form::DollarFile).then(|| format!("${{file:{name}}}")),
            (VarKind::Builtin, _) => {
                let base = name.split(':').next().unwrap_or_default();
                (v.builtins.contains(&base) && v.roles.contains(&role)).then(|| canonical.clone())
            }
            (VarKind::Other, _) => expands(variable.form).then(|| variable.written()),
        };
        match spelled {
            Some(text) => out.push_str(&text),
            None => return Err(format!("{} does not expand `{canonical}`", dialect.name)),
        }
    }
    // What stands before a reference (`$`, an open `${`) may become part of it once it is written another way.
    let reads = Template::parse_with(&out, v.forms).same(template) || template.variables().next().is_none();
    if reads { Ok(out) } else { Err(format!("{} would read `{}` as something else", dialect.name, template.source)) }
}
