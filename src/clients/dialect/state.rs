//! What a client remembers of MCP beside its config.

use std::path::PathBuf;

use crate::document::Interest;
use crate::env::Env;

/// What a client writes down about the MCP servers of each project, in a file that holds much else: the account, the
/// history, what is trusted.
#[derive(Debug)]
pub struct State {
    /// The client's id.
    pub client: &'static str,
    /// Where the file may be.
    pub files: fn(&Env) -> Vec<PathBuf>,
    /// The key of the map from absolute paths of projects to what is remembered of them.
    pub projects: &'static str,
    /// The members of one project that are about MCP: without any of them the client starts afresh.
    pub members: &'static [&'static str],
    /// These members, as paths from the top of the file.
    pub interest: Interest,
}
