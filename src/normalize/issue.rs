//! What a client stumbles over. Reading finds the issues, since the verdict depends on them; the rules only say them.

use crate::clients::{Cost, FieldRule, Role};
use crate::document::{Pointer, ProblemKind, Span};
use crate::finding::Severity;
use crate::model::template::Form;
use crate::model::{Scope, Transport};

/// One thing in a file that its client does not take as it was meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Issue {
    /// What it is.
    pub kind: IssueKind,
    /// What it costs.
    pub effect: Effect,
    /// How sure the fact behind it is, as the highest severity it may have.
    pub ceiling: Severity,
    /// The bytes.
    pub span: Span,
    /// The place.
    pub pointer: Pointer,
    /// The server it is about.
    pub server: Option<String>,
    /// For whom that server is meant.
    pub scope: Scope,
}

/// What an issue costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Nothing today.
    Nothing,
    /// A field with a meaning is lost, or means something else.
    Lost,
    /// A transport, command or URL becomes something else.
    Changed,
    /// The entry.
    Entry,
    /// The file.
    File,
}

impl Effect {
    /// The severity that this effect deserves when the fact is certain.
    pub fn severity(self) -> Severity {
        match self {
            Self::Nothing => Severity::Info,
            Self::Lost => Severity::Warning,
            Self::Changed | Self::Entry | Self::File => Severity::Error,
        }
    }
}

impl Issue {
    /// The severity after the ceiling.
    pub fn severity(&self) -> Severity {
        self.effect.severity().min(self.ceiling)
    }
}

/// The kinds of issue.
#[derive(Debug, Clone, PartialEq)]
pub enum IssueKind {
    /// The text does not parse as this client parses it.
    Syntax {
        /// What kind of problem.
        problem: ProblemKind,
        /// The parser's words.
        message: String,
    },
    /// A member is written again; `span` is the later one's key.
    Duplicate {
        /// The key.
        key: String,
        /// The key of the earlier one.
        first: Span,
        /// Index of the earlier one among the members.
        index: usize,
        /// Whether both say the same.
        equal: bool,
        /// The map that holds both.
        object: Pointer,
    },
    /// Servers do not stand where this client looks.
    Container(ContainerIssue),
    /// An entry that is no object.
    EntryType {
        /// What it is.
        found: &'static str,
    },
    /// A value of the wrong type.
    FieldType {
        /// The field.
        field: &'static FieldRule,
        /// What the value is.
        found: &'static str,
        /// What it should be.
        wants: &'static str,
    },
    /// A field that this client does not read.
    UnknownField {
        /// The key.
        key: String,
        /// What was probably meant.
        like: Like,
        /// Whether the value says something that is not the default anyway.
        says_something: bool,
    },
    /// A field that does not belong to the entry's transport.
    ForeignField {
        /// The key.
        key: String,
        /// The transport.
        transport: Transport,
    },
    /// The transport is named by a key that this client does not read.
    TransportKey {
        /// The key.
        key: String,
        /// The transport it names.
        transport: Transport,
        /// What the client makes of the entry.
        effective: Option<Transport>,
        /// Whether the client's own key is there as well.
        beside_own: bool,
    },
    /// No transport is named where this client needs one.
    TransportMissing {
        /// What to write, where the text itself tells.
        known: Option<Transport>,
    },
    /// A transport name that this client does not know.
    TransportValue {
        /// The value.
        value: String,
        /// What it means elsewhere.
        meant: Option<Transport>,
        /// What the client makes of the entry.
        effective: Option<Transport>,
    },
    /// A transport that this client does not speak.
    NotSpoken {
        /// The transport.
        transport: Transport,
    },
    /// Transport and fields contradict each other, or there are both `command` and `url`.
    Conflict {
        /// What the client makes of it.
        effective: Option<Transport>,
        /// The field that is not looked at, or that makes the entry bad.
        field: String,
        /// The transport that the text names.
        declared: Option<Transport>,
    },
    /// HTTP with server-sent events.
    Deprecated,
    /// Neither command nor URL.
    EndpointMissing {
        /// The field that is missing.
        wants: &'static str,
        /// Whether it is there and empty.
        empty: bool,
    },
    /// A URL that this client's parser refuses.
    BadUrl {
        /// Whether it begins with a variable, which is expanded too late.
        variable: bool,
    },
    /// A variable in a spelling that this client does not expand.
    Variable {
        /// The reference as written.
        text: String,
        /// Its name.
        name: String,
        /// Its form.
        form: Form,
        /// The field it stands in.
        role: Role,
        /// Whether a default is given.
        has_default: bool,
    },
    /// A reference to an input that is not declared.
    UndefinedInput {
        /// Its id.
        id: String,
    },
    /// An input that nothing refers to.
    UnusedInput {
        /// Its id.
        id: String,
    },
    /// A name that is not taken.
    Name {
        /// Why.
        reason: &'static str,
    },
    /// Two names that become one.
    NameCollision {
        /// The other.
        other: String,
        /// Its key.
        at: Span,
        /// What both become.
        becomes: String,
    },
    /// A timeout in the wrong unit.
    Timeout {
        /// The key.
        key: String,
        /// The value as written.
        value: f64,
        /// What was probably meant.
        probably: String,
        /// Why it looks wrong.
        reason: &'static str,
    },
    /// Something that the client's own check does not take.
    Fault {
        /// What is wrong, as half a sentence.
        why: String,
        /// What to write instead; may be empty.
        help: String,
        /// What it costs.
        cost: Cost,
    },
    /// A header that the client manages itself.
    ManagedHeader {
        /// Its name.
        name: String,
        /// The map that holds it.
        object: Pointer,
    },
}

/// What is wrong with the container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContainerIssue {
    /// Servers stand under another key.
    WrongKey {
        /// The keys from the root down.
        found: Vec<String>,
    },
    /// Servers stand at the top of the file.
    Bare,
    /// There is no container, and this client wants one.
    Missing,
    /// The container is not what it should be.
    NotAnObject {
        /// What it is.
        found: &'static str,
        /// What it should be.
        wants: &'static str,
    },
}

/// What an unknown field is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Like {
    /// Another client's word for a field that this client has under this name.
    Alias(&'static str),
    /// Another client's word for something that this client does not have in its file.
    Foreign(Role),
    /// Probably a slip for this field.
    Typo(&'static str),
    /// A remark for people.
    Remark,
    /// Nothing known.
    Nothing,
}
