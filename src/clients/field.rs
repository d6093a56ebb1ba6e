//! The words in which one field of an entry is described.

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
    /// Not checked.
    Any,
}

/// Which transports a field belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// All.
    Both,
    /// Processes.
    Stdio,
    /// Remote servers.
    Remote,
}

/// What a value of the wrong type costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongType {
    /// The entry is bad.
    Bad,
    /// The client says something or nothing, and loads the entry with the value as it is.
    Loads,
}

/// One field of an entry.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldRule {
    /// The key.
    pub name: &'static str,
    /// What it is for.
    pub role: Role,
    /// The type of its value.
    pub ty: FieldType,
    /// Which transports it belongs to.
    pub on: On,
    /// What a value of the wrong type costs.
    pub wrong: WrongType,
}

impl FieldRule {
    /// A field whose wrong type makes the entry bad.
    pub const fn strict(name: &'static str, role: Role, ty: FieldType, on: On) -> Self {
        Self { name, role, ty, on, wrong: WrongType::Bad }
    }

    /// A field whose wrong type the client lets through.
    pub const fn loose(name: &'static str, role: Role, ty: FieldType, on: On) -> Self {
        Self { name, role, ty, on, wrong: WrongType::Loads }
    }
}
