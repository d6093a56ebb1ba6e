//! What a client thinks of server names.

/// What a client thinks of server names.
#[derive(Debug, Clone, Copy)]
pub struct Names {
    /// Why a name is not taken; `None` where it is.
    pub refused: fn(&str) -> Option<&'static str>,
    /// The name as tools are prefixed with it; two servers that end alike collide.
    pub sanitise: fn(&str) -> String,
}

impl Names {
    /// Any name, with underscores for what tools cannot have in theirs.
    pub const ANY: Self = Self { refused: any_name, sanitise: underscores };
}

/// Any name will do.
pub fn any_name(_: &str) -> Option<&'static str> {
    None
}

/// Characters outside `[A-Za-z0-9_-]` become `_`.
pub fn underscores(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') { c } else { '_' }).collect()
}

/// The name as it is.
pub fn as_is(name: &str) -> String {
    name.to_owned()
}
