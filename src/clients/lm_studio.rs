//! LM Studio. Closed source: facts from lmstudio.ai/docs/app/mcp, as of 2026-11.

use std::path::PathBuf;

use super::{Client, Container, Dialect, FieldRule, FieldType, Mark, Marks, On, Role, Transports, Unit};
use crate::env::Env;
use crate::model::{Scope, Transport};

/// LM Studio and its one parser.
pub(super) static CLIENT: Client = Client {
    id: "lm-studio",
    name: "LM Studio",
    verified: "docs of 2026-11",
    dialects: &[USER],
    older: &[],
    words: &[&["lmstudio"], &["lm", "studio"]],
};

/// `mcp.json` since 0.3.17, in Cursor's notation (docs). What becomes of a bad entry is not documented.
const USER: Dialect = Dialect {
    client: "lm-studio",
    name: "LM Studio",
    kind: "user",
    verified: "docs of 2026-11",
    scope: Scope::User,
    user_paths,
    containers: &[Container::map(&["mcpServers"], Scope::User)],
    transports: TRANSPORTS,
    fields: FIELDS,
    marks: Marks { container: Mark::Docs, fields: Mark::Docs, ..Marks::all(Mark::Guess) },
    ..Dialect::BASE
};

/// How the transport of a URL is found is not documented; streamable HTTP is inferred.
const TRANSPORTS: Transports =
    Transports { speaks: &[Transport::Stdio, Transport::Http, Transport::Sse], ..Transports::BY_FIELDS };

/// No key for a transport and no variables are documented. The unit of `timeout` is inferred.
const FIELDS: &[FieldRule] = &[
    FieldRule::loose("command", Role::Command, FieldType::String, On::Stdio),
    FieldRule::loose("args", Role::Args, FieldType::Strings, On::Stdio),
    FieldRule::loose("env", Role::Env, FieldType::StringMap, On::Stdio),
    FieldRule::loose("url", Role::Url, FieldType::String, On::Remote),
    FieldRule::loose("headers", Role::Headers, FieldType::StringMap, On::Remote),
    FieldRule::loose("timeout", Role::Timeout(Unit::Millis(1)), FieldType::Number, On::Both),
];

/// `~/.lmstudio/mcp.json` on every system; older installations keep it below `~/.cache` (a third party's table).
fn user_paths(env: &Env) -> Vec<PathBuf> {
    let home = env.home.iter();
    home.flat_map(|home| [home.join(".lmstudio/mcp.json"), home.join(".cache/lm-studio/mcp.json")]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::fake;
    use crate::env::{System, slashes};

    #[test]
    fn the_user_file_is_the_same_on_every_system() {
        for system in [System::Linux, System::Mac, System::Windows] {
            assert_eq!(slashes(&user_paths(&fake(system, &[]))[0]), "/home/u/.lmstudio/mcp.json");
        }
    }
}
