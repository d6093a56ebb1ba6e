//! Where servers stand in a file, and in which shape.

use crate::model::{Scope, Transport};

/// A place where servers stand.
#[derive(Debug, Clone, Copy)]
pub struct Container {
    /// The keys from the root down; `*` stands for any.
    pub path: &'static [&'static str],
    /// For whom the servers are meant.
    pub scope: Scope,
    /// How the servers stand in it.
    pub shape: Shape,
    /// The transport of all servers in it, where the container decides.
    pub transport: Option<Transport>,
}

impl Container {
    /// A map of servers by name.
    pub const fn map(path: &'static [&'static str], scope: Scope) -> Self {
        Self { path, scope, shape: Shape::Map, transport: None }
    }

    /// A list of servers, each of which says its name in this field.
    pub const fn list(path: &'static [&'static str], scope: Scope, name: &'static str) -> Self {
        Self { path, scope, shape: Shape::List { name: Some(name), text: None }, transport: None }
    }
}

/// How servers stand in a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// By name.
    Map,
    /// In a list.
    List {
        /// The field with the name; `None` where the index has to do.
        name: Option<&'static str>,
        /// The field that an item stands for which is a mere string; `None` where such an item is no server.
        text: Option<&'static str>,
    },
    /// In a list of one-key maps, among names of servers that are declared elsewhere.
    References,
    /// By name, or in a list of such maps among references to other files, or not at all: one reference.
    Inline,
    /// One server; its name stands at this path from the root.
    One(&'static [&'static str]),
}

/// What a file without a container is to the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithoutContainer {
    /// A file without servers, as good as any (settings files).
    Empty,
    /// A mistake: the client refuses the file.
    Rejected,
}

/// What a container of the wrong shape is to the client: `"mcpServers": null`, or a list where a map is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OddContainer {
    /// A mistake: the client refuses the file.
    Rejected,
    /// A mistake, but for `null`, which is as good as no container.
    NullIsNone,
    /// As good as no container, without a word.
    Ignored,
}
