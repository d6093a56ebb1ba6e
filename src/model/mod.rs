//! What a config means, whatever dialect it came from.

pub mod pin;
pub mod server;
pub mod template;
pub mod transport;

pub use server::{Scope, Server, Spanned, Verdict};
pub use template::{Form, Part, Template, VarKind, Variable};
pub use transport::Transport;
