//! The words in which one field of an entry is described.

use crate::document::{Node, Value};
use crate::model::Transport;

/// What a field of an entry is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Names the transport.
    Transport,
    /// The program.
    Command,
    /// Program and arguments in one list.
    CommandLine,
    /// The arguments.
    Args,
    /// Environment variables.
    Env,
    /// Names of variables that are handed on (Codex `env_vars`).
    EnvNames,
    /// The working directory.
    Cwd,
    /// A file of environment variables.
    EnvFile,
    /// The URL.
    Url,
    /// A URL that is always streamable HTTP (Gemini `httpUrl`).
    HttpUrl,
    /// HTTP headers.
    Headers,
    /// Headers whose values are names of variables (Codex `env_http_headers`).
    EnvHeaders,
    /// The name of the variable that holds a bearer token (Codex).
    BearerVar,
    /// The server's name, where it stands in the entry.
    Name,
    /// A timeout in this unit.
    Timeout(Unit),
    /// Switches the server off when true.
    Disabled,
    /// Switches the server off when false.
    Enabled,
    /// Refused wherever it stands (Codex `bearer_token`).
    Refused,
    /// Anything else the client reads.
    Other,
}

/// The unit of a timeout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds, with the least value that counts.
    Millis(u64),
    /// Seconds.
    Seconds,
}

/// The type of a field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// A string.
    String,
    /// A list of strings.
    Strings,
    /// A map of strings.
    StringMap,
    /// A map of strings, numbers and nulls (VS Code `env`).
    ScalarMap,
    /// A boolean.
    Bool,
    /// A whole number above zero.
    PositiveInt,
    /// A number.
    Number,
    /// An object.
    Object,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// Something else.
    Own(&'static OwnType),
    /// Not checked.
    Any,
}

/// A type that only few fields have.
#[derive(Debug)]
pub struct OwnType {
    /// What is wanted, as in "not a number above zero".
    pub wants: &'static str,
    /// Whether a value is that.
    pub fits: fn(&Node) -> bool,
    /// As a JSON Schema.
    pub schema: &'static str,
}

impl PartialEq for OwnType {
    fn eq(&self, other: &Self) -> bool {
        self.wants == other.wants
    }
}

impl Eq for OwnType {}

fn number(node: &Node) -> Option<f64> {
    match &node.value {
        Value::Number(_) => node.to_json().as_f64(),
        _ => None,
    }
}

/// A string that is not empty.
pub static NON_EMPTY: OwnType = OwnType {
    wants: "a string that is not empty",
    fits: |n| n.as_str().is_some_and(|s| !s.is_empty()),
    schema: r#"{"type": "string", "minLength": 1}"#,
};

/// A string that the WHATWG parser takes for a URL.
pub static A_URL: OwnType = OwnType {
    wants: "a URL",
    fits: |n| n.as_str().is_some_and(|s| url::Url::parse(s).is_ok()),
    schema: r#"{"type": "string", "format": "uri"}"#,
};

/// A whole number.
pub static INTEGER: OwnType = OwnType {
    wants: "a whole number",
    fits: |n| number(n).is_some_and(|n| n.fract() == 0.0),
    schema: r#"{"type": "integer"}"#,
};

/// A whole number, zero or above.
pub static UNSIGNED: OwnType = OwnType {
    wants: "a whole number, zero or above",
    fits: |n| number(n).is_some_and(|n| n >= 0.0 && n.fract() == 0.0),
    schema: r#"{"type": "integer", "minimum": 0}"#,
};

/// A number above zero.
pub static POSITIVE: OwnType = OwnType {
    wants: "a number above zero",
    fits: |n| number(n).is_some_and(|n| n > 0.0),
    schema: r#"{"type": "number", "exclusiveMinimum": 0}"#,
};

/// A string or a list of strings.
pub static ONE_OR_MORE: OwnType = OwnType {
    wants: "a string or a list of strings",
    fits: |n| n.as_str().is_some() || n.as_array().is_some_and(|a| a.iter().all(|i| i.as_str().is_some())),
    schema: r#"{"type": ["string", "array"], "items": {"type": "string"}}"#,
};

/// A boolean or an object.
pub static BOOL_OR_OBJECT: OwnType = OwnType {
    wants: "a boolean or an object",
    fits: |n| n.as_bool().is_some() || n.as_object().is_some(),
    schema: r#"{"type": ["boolean", "object"]}"#,
};

/// An object or `false`.
pub static OBJECT_OR_FALSE: OwnType = OwnType {
    wants: "an object or `false`",
    fits: |n| n.as_bool() == Some(false) || n.as_object().is_some(),
    schema: r#"{"anyOf": [{"type": "object"}, {"const": false}]}"#,
};

/// Which transports a field belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// All.
    Both,
    /// Processes.
    Stdio,
    /// Remote servers.
    Remote,
    /// Remote servers that are spoken to over HTTP: all but WebSocket.
    Http,
}

impl On {
    /// Whether a field of these transports is one of this transport.
    pub fn fits(self, transport: Transport) -> bool {
        match self {
            Self::Both => true,
            Self::Stdio => !transport.is_remote(),
            Self::Remote => transport.is_remote(),
            Self::Http => transport.is_remote() && transport != Transport::Ws,
        }
    }
}

/// What a value of the wrong type costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongType {
    /// The entry is bad.
    Bad,
    /// The client says something or nothing, and loads the entry with the value as it is.
    Loads,
    /// The client loads the entry without the value.
    Dropped,
    /// The entry is bad if the value as a whole is wrong; one element or member of the wrong type is used as it is.
    Whole,
    /// No server of the file is loaded, though other mistakes cost only an entry.
    File,
}

/// One field of an entry.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldRule {
    /// The key; `a/b` for the key `b` in the object `a`.
    pub name: &'static str,
    /// What it is for.
    pub role: Role,
    /// The type of its value.
    pub ty: FieldType,
    /// Which transports it belongs to.
    pub on: On,
    /// What a value of the wrong type costs.
    pub wrong: WrongType,
    /// Whether `null` is as good as nothing.
    pub null: bool,
    /// Whether an entry of this transport is bad without it. Command, URL and transport key have words of their own.
    pub required: bool,
    /// Whether it makes an entry a server without command and URL.
    pub endpoint: bool,
}

impl FieldRule {
    const fn new(name: &'static str, role: Role, ty: FieldType, on: On, wrong: WrongType) -> Self {
        Self { name, role, ty, on, wrong, null: false, required: false, endpoint: false }
    }

    /// A field whose wrong type makes the entry bad.
    pub const fn strict(name: &'static str, role: Role, ty: FieldType, on: On) -> Self {
        Self::new(name, role, ty, on, WrongType::Bad)
    }

    /// A field whose wrong type the client lets through.
    pub const fn loose(name: &'static str, role: Role, ty: FieldType, on: On) -> Self {
        Self::new(name, role, ty, on, WrongType::Loads)
    }

    /// A field whose value of the wrong type is left out.
    pub const fn dropped(name: &'static str, role: Role, ty: FieldType, on: On) -> Self {
        Self::new(name, role, ty, on, WrongType::Dropped)
    }

    /// A list or map that must be one, with elements of which the client checks nothing.
    pub const fn whole(name: &'static str, role: Role, ty: FieldType, on: On) -> Self {
        Self::new(name, role, ty, on, WrongType::Whole)
    }

    /// The same, whose wrong type costs the file.
    pub const fn costs_file(self) -> Self {
        Self { wrong: WrongType::File, ..self }
    }

    /// The same, for which `null` is as good as nothing.
    pub const fn or_null(self) -> Self {
        Self { null: true, ..self }
    }

    /// The same, with which an entry needs neither command nor URL.
    pub const fn endpoint(self) -> Self {
        Self { endpoint: true, ..self }
    }

    /// The same, without which an entry of its transport is bad.
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }
}
