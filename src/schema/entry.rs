//! One entry: a definition for processes, one for remote servers, perhaps one for layers, and what chooses between
//! them.

use serde_json::{Map, Value, json};

use super::{object, reference};
use crate::clients::{Both, Dialect, FieldRule, FieldType, Layers, On, Role, Selection, Unit, UrlCheck};
use crate::model::Transport;

/// Remarks for people, which no client reads and nobody wants to see flagged.
const REMARKS: &str = "^([$_].*|[Cc]omments?|[Dd]escription|name|title|notes?|//|#)$";

/// The definitions of an entry.
pub(super) fn definitions(dialect: &Dialect) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("entry".to_owned(), entry(dialect));
    if dialect.server_side {
        return out;
    }
    out.insert("stdio".to_owned(), transport(dialect, On::Stdio));
    if speaks_remote(dialect) {
        out.insert("remote".to_owned(), transport(dialect, On::Remote));
    }
    if dialect.layers == Layers::Merge {
        out.insert("layer".to_owned(), layer(dialect));
    }
    out
}

/// What tells an entry from a map of entries: a field that names an endpoint.
pub(super) fn looks_like(dialect: &Dialect) -> Value {
    let endpoints = endpoints(dialect, On::Both).into_iter();
    let any: Vec<Value> = endpoints
        .map(|f| json!({ "required": [f.name], "properties": { f.name: { "type": ["string", "array"] } } }))
        .collect();
    json!({ "anyOf": any })
}

fn speaks_remote(dialect: &Dialect) -> bool {
    dialect.transports.speaks.iter().any(|t| t.is_remote())
}

/// The fields that name an endpoint, of one transport or of all.
fn endpoints(dialect: &Dialect, on: On) -> Vec<&'static FieldRule> {
    let names_endpoint = |f: &&FieldRule| {
        let stdio = matches!(f.role, Role::Command | Role::CommandLine) || f.endpoint && f.on == On::Stdio;
        let remote = matches!(f.role, Role::Url | Role::HttpUrl) || f.endpoint && f.on == On::Remote;
        (stdio && on != On::Remote) || (remote && on != On::Stdio)
    };
    dialect.fields.iter().filter(|f| !f.name.contains('/')).filter(names_endpoint).collect()
}

/// Every field, so that editors that do not follow `if` can complete and explain them; then the choice.
fn entry(dialect: &Dialect) -> Value {
    let own = dialect.fields.iter().filter(|f| !f.name.contains('/'));
    let mut properties: Map<String, Value> = own.map(|f| (f.name.to_owned(), field(dialect, f, On::Both))).collect();
    for (outer, inner, rule) in nested(dialect) {
        let object = properties.entry(outer).or_insert_with(|| outer_object(dialect, outer));
        if let Some(object) = object.as_object_mut() {
            let below = object.entry("properties").or_insert_with(|| json!({}));
            below[inner] = field(dialect, rule, On::Both);
        }
    }
    let words = format!("One server, as {} reads it.", dialect.name);
    let mut schema = object(json!({ "type": "object", "description": words, "properties": properties }));
    if dialect.server_side {
        // How a server is started is not told by transport; what must be there, must always.
        let required: Vec<&str> =
            dialect.fields.iter().filter(|f| f.required && !f.name.contains('/')).map(|f| f.name).collect();
        schema.insert("required".to_owned(), json!(required));
        return Value::Object(schema);
    }
    schema.extend(object(choice(dialect)));
    Value::Object(schema)
}

/// Fields that stand in an object of the entry: that object's key, their own, the rule.
fn nested(dialect: &Dialect) -> impl Iterator<Item = (&'static str, &'static str, &'static FieldRule)> {
    dialect.fields.iter().filter_map(|f| f.name.split_once('/').map(|(outer, inner)| (outer, inner, f)))
}

/// The steps by which the client picks a transport, as a chain of `if`.
fn choice(dialect: &Dialect) -> Value {
    let t = &dialect.transports;
    let mut steps: Vec<(Value, Value)> = Vec::new();
    let (stdio, remote) = (reference("stdio"), reference("remote"));
    if let (Some(key), Selection::Key | Selection::Union(_)) = (t.key, t.by) {
        steps.push((says(key, &words(dialect, On::Stdio)), stdio.clone()));
        steps.push((says(key, &words(dialect, On::Remote)), remote.clone()));
    }
    let endpoint = |role| matches!(role, Role::Command | Role::CommandLine | Role::Url | Role::HttpUrl);
    if let Some((outer, ..)) = nested(dialect).find(|(_, _, f)| endpoint(f.role)) {
        // What stands in the object is for the client to judge.
        let there = json!({ "required": [outer], "properties": { outer: { "type": "object" } } });
        steps.insert(0, (there, json!({})));
    }
    let has_command = any(endpoints(dialect, On::Stdio).iter().map(|f| has(f, t.empty_command)));
    let has_url = any(endpoints(dialect, On::Remote).iter().map(|f| has(f, true)));
    // What is left names no transport that the client knows.
    if !t.required {
        let by_command = (has_command, stdio.clone());
        // Without a transport key of its own a client that wants one for a URL finds that the key is missing.
        let url = match (t.key, t.bare_url) {
            (Some(key), None) => json!({ "required": [key] }),
            _ => remote.clone(),
        };
        let by_url = (has_url, url);
        if speaks_remote(dialect) {
            let url_first = !matches!(t.by, Selection::Key) && t.both == Both::UrlWins;
            steps.extend(if url_first { [by_url, by_command] } else { [by_command, by_url] });
        }
    }
    if dialect.layers == Layers::Merge {
        let switches: Vec<Value> = switches(dialect).map(|f| json!({ "required": [f.name] })).collect();
        if !switches.is_empty() {
            steps.push((json!({ "anyOf": switches }), reference("layer")));
        }
    }
    let last = match (t.required, t.key) {
        (true, Some(key)) => json!({ "required": [key] }),
        _ => stdio,
    };
    steps.into_iter().rfold(last, |otherwise, (when, then)| json!({ "if": when, "then": then, "else": otherwise }))
}

/// The transport key says one of these words.
fn says(key: &str, words: &[&str]) -> Value {
    json!({ "required": [key], "properties": { key: { "enum": words } } })
}

/// A field is there; where an empty value counts as none, with something in it.
fn has(field: &FieldRule, empty: bool) -> Value {
    if empty {
        return json!({ "required": [field.name] });
    }
    json!({ "required": [field.name], "properties": { field.name: { "minLength": 1 } } })
}

fn any(conditions: impl Iterator<Item = Value>) -> Value {
    let mut all: Vec<Value> = conditions.collect();
    match all.len() {
        // No condition can be met where the client has no such field.
        0 => json!(false),
        1 => all.remove(0),
        _ => json!({ "anyOf": all }),
    }
}

fn words(dialect: &Dialect, on: On) -> Vec<&'static str> {
    let fits = |t: Transport| on == On::Both || (on == On::Remote) == t.is_remote();
    dialect.transports.values.iter().filter(|(_, t)| fits(*t)).map(|(word, _)| *word).collect()
}

/// The fields of one transport. A field of the other one is flagged like any that is not read.
fn transport(dialect: &Dialect, on: On) -> Value {
    let fields =
        dialect.fields.iter().filter(|f| f.on == On::Both || f.on == on || (on, f.on) == (On::Remote, On::Http));
    let (inner, own): (Vec<_>, Vec<_>) = fields.partition(|f| f.name.contains('/'));
    let mut properties: Map<String, Value> =
        own.into_iter().map(|f| (f.name.to_owned(), narrow(dialect, f, on))).collect();
    let outer = inner.iter().filter_map(|f| f.name.split_once('/'));
    properties.extend(outer.map(|(outer, _)| (outer.to_owned(), reference(&format!("entry/properties/{outer}")))));
    let belongs = |f: &&FieldRule| f.on == On::Both || f.on == on || (on, f.on) == (On::Remote, On::Http);
    let whole = |f: &&FieldRule| f.required && !f.name.contains('/');
    let mut required: Vec<&str> = dialect.fields.iter().filter(belongs).filter(whole).map(|f| f.name).collect();
    let endpoints = endpoints(dialect, on);
    let mut schema = object(json!({
        "type": "object",
        "description": if on == On::Stdio { "A process spoken to over its standard streams." } else { "A remote server." },
        "properties": properties,
        "patternProperties": { REMARKS: {} },
        "additionalProperties": false,
    }));
    match endpoints.as_slice() {
        [] => {}
        [only] => required.insert(0, only.name),
        several => {
            let any: Vec<Value> = several.iter().map(|f| json!({ "required": [f.name] })).collect();
            schema.insert("anyOf".to_owned(), json!(any));
        }
    }
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    Value::Object(schema)
}

/// An entry that only changes another file's entry of its name, as long as it switches that on or off.
fn layer(dialect: &Dialect) -> Value {
    let fields = dialect.fields.iter().filter(|f| f.on == On::Both && f.role != Role::Transport);
    let properties: Map<String, Value> = fields.map(|f| (f.name.to_owned(), shared(f))).collect();
    json!({
        "type": "object",
        "description": "Changes the entry of that name in another file.",
        "properties": properties,
        "patternProperties": { REMARKS: {} },
        "additionalProperties": false,
    })
}

fn switches(dialect: &Dialect) -> impl Iterator<Item = &'static FieldRule> {
    dialect.fields.iter().filter(|f| matches!(f.role, Role::Enabled | Role::Disabled))
}

/// A field inside of one transport: as it is in any entry, but for the words that the transport key may say.
fn narrow(dialect: &Dialect, rule: &FieldRule, on: On) -> Value {
    match rule.role {
        Role::Transport => field(dialect, rule, on),
        _ => shared(rule),
    }
}

fn shared(rule: &FieldRule) -> Value {
    json!({ "$ref": format!("#/definitions/entry/properties/{}", outer(rule)) })
}

/// The key that stands in the entry: of `a/b` it is `a`.
fn outer(rule: &FieldRule) -> &'static str {
    rule.name.split_once('/').map_or(rule.name, |(outer, _)| outer)
}

/// The schema of one field.
fn field(dialect: &Dialect, rule: &FieldRule, on: On) -> Value {
    let mut schema = Map::new();
    let words_about = describe(dialect, rule);
    if !words_about.is_empty() {
        schema.insert("description".to_owned(), words_about.into());
    }
    let mut own = ty(rule.ty);
    explain(&mut own);
    schema.extend(object(own));
    let t = &dialect.transports;
    match rule.role {
        Role::Transport => schema.extend(object(json!({ "enum": words(dialect, on) }))),
        Role::Command if !t.empty_command => schema.extend(object(json!({ "minLength": 1 }))),
        Role::CommandLine if !t.empty_command => schema.extend(object(json!({ "minItems": 1 }))),
        Role::Url | Role::HttpUrl => schema.extend(url(t.url_check)),
        Role::Refused => schema.extend(object(json!({ "not": {} }))),
        _ => {}
    }
    Value::Object(schema)
}

/// Gives words to the properties inside of a type that only few fields have.
fn explain(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    if let Some(properties) = map.get_mut("properties").and_then(Value::as_object_mut) {
        for (key, property) in properties.iter_mut() {
            let words = super::meanings::inside(key);
            if let (Some(words), Some(property)) = (words, property.as_object_mut()) {
                property.entry("description").or_insert_with(|| words.into());
            }
        }
    }
    for (key, inner) in map.iter_mut().filter(|(key, _)| !matches!(key.as_str(), "if" | "not")) {
        match inner {
            Value::Array(all) => all.iter_mut().for_each(explain),
            Value::Object(properties) if key == "properties" => properties.values_mut().for_each(explain),
            inner => explain(inner),
        }
    }
}

/// How much of a URL the client's parser asks for. Only the scheme: the rest is left to the client.
fn url(check: UrlCheck) -> Map<String, Value> {
    match check {
        UrlCheck::None => Map::new(),
        UrlCheck::BeforeVariables => object(json!({ "pattern": "^[A-Za-z][A-Za-z0-9+.-]*:" })),
        UrlCheck::AfterVariables => object(json!({ "pattern": "^[A-Za-z][A-Za-z0-9+.-]*:|\\$" })),
        UrlCheck::UnlessBlank => object(json!({ "pattern": "^[A-Za-z][A-Za-z0-9+.-]*:|\\$|^\\s*$" })),
    }
}

fn ty(ty: FieldType) -> Value {
    match ty {
        FieldType::String => json!({ "type": "string" }),
        FieldType::Strings => json!({ "type": "array", "items": { "type": "string" } }),
        FieldType::StringMap => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        FieldType::ScalarMap => {
            json!({ "type": "object", "additionalProperties": { "type": ["string", "number", "null"] } })
        }
        FieldType::Bool => json!({ "type": "boolean" }),
        FieldType::PositiveInt => json!({ "type": "integer", "minimum": 1 }),
        FieldType::Number => json!({ "type": "number" }),
        FieldType::Object => json!({ "type": "object" }),
        FieldType::OneOf(words) => json!({ "enum": words }),
        // A schema of ours that is no JSON would be seen by the tests of the schemas.
        FieldType::Own(own) => serde_json::from_str(own.schema).unwrap_or_default(),
        FieldType::Any => json!({}),
    }
}

/// What a field is for, as an editor shows it; empty where its name has to do.
fn describe(dialect: &Dialect, rule: &FieldRule) -> String {
    let name = dialect.name;
    let expands = dialect.variables.spell.filter(|_| dialect.variables.roles.contains(&rule.role));
    let variables = expands.map(|s| format!(" Variables are written `{s}`.")).unwrap_or_default();
    let text = match rule.role {
        Role::Transport => key(dialect),
        Role::Command => "The program to start.",
        Role::CommandLine => "The program to start and its arguments, in one list.",
        Role::Args => "The arguments of the program.",
        Role::Env => "Environment variables of the program.",
        Role::EnvNames => "Names of environment variables that are handed on to the program.",
        Role::Cwd => "The directory in which the program starts.",
        Role::EnvFile => "A file with more environment variables of the program.",
        Role::Url => "The URL of the server.",
        Role::HttpUrl => "The URL of the server, which is spoken to over streamable HTTP.",
        Role::Headers => "HTTP headers of every request.",
        Role::EnvHeaders => "HTTP headers, with the names of the environment variables that hold their values.",
        Role::Name => super::meanings::own(dialect.client, rule.name).unwrap_or("The name of the server."),
        Role::BearerVar => "The name of the environment variable that holds the bearer token.",
        Role::Disabled => "Switches the server off when true.",
        Role::Enabled => "Switches the server off when false.",
        Role::Timeout(Unit::Seconds) => "A timeout in seconds.",
        Role::Timeout(Unit::Millis(least)) if least > 1 => {
            return format!("A timeout in milliseconds; less than {least} is ignored.");
        }
        Role::Timeout(Unit::Millis(_)) => "A timeout in milliseconds.",
        Role::Refused => return format!("{name} does not take this, wherever it stands."),
        Role::Other => {
            let known = match rule.name.rsplit_once('/') {
                Some((_, key)) => super::meanings::inside(key),
                None => super::meanings::meaning(dialect.client, rule.name),
            };
            let unknown = || format!("{name} reads it. mcpcheck leaves it alone.");
            return known.map_or_else(unknown, str::to_owned);
        }
    };
    format!("{text}{variables}")
}

fn key(dialect: &Dialect) -> &'static str {
    match (dialect.transports.required, dialect.transports.bare_url) {
        (true, _) => "The transport. It must be there.",
        (false, None) => "The transport. Without it an entry is a process, and one with only a URL is skipped.",
        (false, Some(_)) => "The transport. Without it the other fields decide.",
    }
}

/// An object of an entry that is known only by what stands in it.
fn outer_object(dialect: &Dialect, key: &str) -> Value {
    let words = super::meanings::meaning(dialect.client, key).unwrap_or("Holds the fields below.");
    json!({ "type": "object", "description": words })
}
