//! Linter for MCP client configs, as a library: what the program `mcpcheck` finds, lists and mends, for editors, bots and
//! dashboards.
//!
//! A [`Session`] holds what was read of one project. [`Session::check`] says what is wrong with it, [`Session::list`] what
//! each client will really load, [`Session::fix`] what the files are to say instead; nothing is written before
//! [`Session::write`] is called. [`Session::render`] writes findings in every format of the command line.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let dir = tempfile::tempdir()?;
//! # std::fs::create_dir_all(dir.path().join(".vscode"))?;
//! # let text = r#"{"mcpServers": {"docs": {"type": "http", "url": "http://127.0.0.1:8931/mcp"}}}"#;
//! # std::fs::write(dir.path().join(".vscode/mcp.json"), text)?;
//! # let project = dir.path();
//! use mcpcheck::{Env, Request, Scopes, Session, Severity};
//!
//! // Only the project's own files; `None` would look into the home directory as well.
//! let env = Env { cwd: project.to_owned(), ..Env::current()? };
//! let session = Session::open(&env, &Request { scopes: Some(Scopes::Project), ..Request::default() })?;
//! let checked = session.check();
//!
//! let worst = checked.findings.iter().max_by_key(|f| f.severity).ok_or("no findings")?;
//! assert_eq!((worst.rule, worst.severity), ("container-key", Severity::Error));
//! # Ok(())
//! # }
//! ```
//!
//! A text that is in no file yet, such as an editor's buffer, is checked by the name of its reader:
//!
//! ```
//! use mcpcheck::Session;
//!
//! let text = r#"{"mcpServers": {"docs": {"url": "http://127.0.0.1:8931/mcp"}}}"#;
//! let session = Session::of_text("claude-code", ".mcp.json", text).ok_or("no such reader")?;
//! let checked = session.check();
//! assert_eq!(checked.findings[0].rule, "transport-missing");
//! # Ok::<(), &str>(())
//! ```
//!
//! # Secrets
//! A [`Finding`] is raw: its message may quote a credential of the file it is about. [`Session::render`] hides them; who
//! shows a message of a finding otherwise passes it through [`Session::say`] first.
//!
//! # What is promised
//! What these pages show. Modules that they do not show belong to the program, and change with it.

mod api;
#[doc(hidden)]
pub mod baseline;
#[doc(hidden)]
pub mod catalogue;
#[doc(hidden)]
pub mod check;
#[doc(hidden)]
pub mod clean;
#[doc(hidden)]
pub mod cli;
pub mod clients;
#[doc(hidden)]
pub mod commands;
#[doc(hidden)]
pub mod context;
#[doc(hidden)]
pub mod day;
#[doc(hidden)]
pub mod discover;
pub mod document;
#[doc(hidden)]
pub mod drift;
#[doc(hidden)]
pub mod env;
#[doc(hidden)]
pub mod finding;
#[doc(hidden)]
pub mod fix;
#[doc(hidden)]
pub mod golden;
#[doc(hidden)]
pub mod ignores;
#[doc(hidden)]
pub mod infer_golden;
pub mod list;
#[doc(hidden)]
pub mod mend;
#[doc(hidden)]
pub mod meta;
pub mod model;
mod near;
#[doc(hidden)]
pub mod normalize;
#[doc(hidden)]
pub mod pins;
#[doc(hidden)]
pub mod progress;
#[doc(hidden)]
pub mod redact;
#[doc(hidden)]
pub mod render;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod rules;
pub mod schema;
#[doc(hidden)]
pub mod session;
#[doc(hidden)]
pub mod state;
#[doc(hidden)]
pub mod truth;
#[doc(hidden)]
pub mod why;
#[doc(hidden)]
pub mod workspace;

pub use check::{Acceptance, Accepted, Checked, Declared, Settings};
pub use day::Day;
pub use discover::Scopes;
pub use env::{Env, System};
pub use finding::{Applicability, Edit, FileId, Finding, Fix, Group, Related, Severity};
pub use fix::write::WriteError;
pub use mend::{Change, Done, Mended, Refused, Step, Worse};
pub use meta::{Family, FixKind, RuleMeta};
pub use report::Format;
pub use rules::{RULES, Rule, rule};
pub use session::{Request, Session, SessionError};
pub use workspace::{Content, Role, Source, Workspace};
