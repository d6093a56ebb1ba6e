//! Typed access to the tree of one golden file: each step that can go wrong gives a [`Fault`] with its place.

use super::error::{Fault, one_of, quote};
use super::{Origin, Said, Setting};
use crate::clients::CLIENTS;
use crate::document::{Node, Pointer, Span, Value};

/// What reading a part of a golden gives.
pub(super) type Read<T> = Result<T, Fault>;

/// A node and how it was reached.
pub(super) struct Place<'d> {
    /// Index of the file.
    pub(super) file: usize,
    /// The key; `""` for the root and for elements of lists.
    pub(super) key: &'d str,
    /// The bytes of the key; of the node itself where there is none.
    pub(super) key_span: Span,
    /// The value.
    pub(super) node: &'d Node,
    /// Where it stands.
    pub(super) pointer: Pointer,
}

impl<'d> Place<'d> {
    /// The root of a file.
    pub(super) fn root(file: usize, node: &'d Node) -> Self {
        Self { file, key: "", key_span: node.span, node, pointer: Pointer::root() }
    }

    /// The value's place.
    pub(super) fn origin(&self) -> Origin {
        Origin { file: self.file, span: self.node.span, pointer: self.pointer.clone() }
    }

    /// The key's place.
    pub(super) fn key_origin(&self) -> Origin {
        Origin { span: self.key_span, ..self.origin() }
    }

    /// A mistake in the value.
    pub(super) fn fault(&self, message: impl Into<String>) -> Fault {
        Fault { file: self.file, span: self.node.span, message: message.into(), help: None }
    }

    /// A mistake in the key.
    pub(super) fn key_fault(&self, message: impl Into<String>) -> Fault {
        Fault { span: self.key_span, ..self.fault(message) }
    }

    /// A key that is none of `valid`.
    pub(super) fn unknown_key(&self, valid: &[&str]) -> Fault {
        self.key_fault(format!("unknown key {}", quote(self.key))).help(one_of(self.key, valid))
    }

    /// A value of the wrong type.
    pub(super) fn wrong_type(&self, expected: &str) -> Fault {
        let found = match self.node.value {
            Value::Object(_) => "a table",
            _ => self.node.kind(),
        };
        self.fault(format!("expected {expected}, found {found}"))
    }

    /// A value at this place.
    pub(super) fn said<T>(&self, value: T) -> Said<T> {
        Said { value, origin: self.origin() }
    }

    /// The text of a string.
    pub(super) fn str(&self) -> Read<&'d str> {
        self.node.as_str().ok_or_else(|| {
            let fault = self.wrong_type("a string");
            match self.node.value {
                Value::Number(_) | Value::Datetime(_) => fault.help("put it in quotes"),
                _ => fault,
            }
        })
    }

    /// A string and its place.
    pub(super) fn string(&self) -> Read<Said<String>> {
        Ok(self.said(self.str()?.to_owned()))
    }

    /// The elements of a list.
    pub(super) fn list(&self, expected: &str) -> Read<Vec<Self>> {
        let items = self.node.as_array().ok_or_else(|| self.wrong_type(expected))?;
        let element = |(i, node): (usize, &'d Node)| Self {
            file: self.file,
            key: "",
            key_span: node.span,
            node,
            pointer: self.pointer.index(i),
        };
        Ok(items.iter().enumerate().map(element).collect())
    }

    /// A list of strings.
    pub(super) fn strings(&self) -> Read<Vec<Said<String>>> {
        self.list("a list of strings")?.iter().map(Self::string).collect()
    }

    /// The members of a table.
    pub(super) fn table(&self) -> Read<Vec<Self>> {
        let object = self.node.as_object().ok_or_else(|| self.wrong_type("a table"))?;
        let member = |m: &'d crate::document::Member| Self {
            file: self.file,
            key: &m.key,
            key_span: m.key_span,
            node: &m.value,
            pointer: self.pointer.join(&m.key),
        };
        Ok(object.effective().map(member).collect())
    }

    /// `false`, which removes what is inherited, or what `read` makes of the value.
    pub(super) fn unless_false<T>(&self, read: impl FnOnce(&Self) -> Read<T>) -> Read<Setting<T>> {
        let value = if self.is_false() { None } else { Some(read(self)?) };
        Ok(self.said(value))
    }

    /// Whether the value is `false`.
    pub(super) fn is_false(&self) -> bool {
        self.node.as_bool() == Some(false)
    }

    /// The value as the id of a client.
    pub(super) fn client(&self) -> Read<Said<String>> {
        let id = self.str()?;
        known_client(id, &[]).map_err(|help| self.fault(format!("unknown client {}", quote(id))).help(help))?;
        self.string()
    }

    /// A list of ids of clients.
    pub(super) fn clients(&self) -> Read<Vec<Said<String>>> {
        self.list("a list of client ids")?.iter().map(Self::client).collect()
    }

    /// Refuses a key that is neither the id of a client nor one of `keys`.
    pub(super) fn client_key(&self, keys: &[&'static str]) -> Read<()> {
        known_client(self.key, keys)
            .map_err(|help| self.key_fault(format!("unknown client {}", quote(self.key))).help(help))
    }
}

/// Gives the help where `id` is neither a client nor one of `keys`.
fn known_client(id: &str, keys: &[&'static str]) -> Result<(), String> {
    let valid: Vec<&str> = CLIENTS.iter().map(|c| c.id).chain(keys.iter().copied()).collect();
    if valid.contains(&id) { Ok(()) } else { Err(one_of(id, &valid)) }
}
