//! The listing for programs.

use std::io::{self, Write};

use serde::Serialize;

use super::super::json::escaped;
use crate::list::{Idle, ListedFile, ListedServer, Listing};
use crate::model::Verdict;

/// The version of the contract.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    root: String,
    files: Vec<File<'a>>,
}

#[derive(Serialize)]
struct File<'a> {
    file: &'a str,
    client: &'static str,
    kind: &'static str,
    assumed_version: &'static str,
    scope: &'static str,
    verdict: &'static str,
    reason: Option<&'a str>,
    servers: Vec<Server<'a>>,
}

#[derive(Serialize)]
struct Server<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    project: Option<&'a str>,
    verdict: &'static str,
    reason: Option<&'a str>,
    needs: &'a [String],
    transport: Option<&'static str>,
    declared: Option<&'static str>,
    command: Option<&'a str>,
    args: &'a [String],
    url: Option<&'a str>,
    env: &'a [String],
    headers: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    unset: Option<&'a [String]>,
}

/// Writes the whole listing as one JSON document.
pub(super) fn write(listing: &Listing, out: &mut dyn Write) -> io::Result<()> {
    let files = listing.files.iter().filter(|f| !f.absent).map(file).collect();
    let output = Output { version: VERSION, root: listing.root_name(), files };
    let text = serde_json::to_string_pretty(&output).map_err(io::Error::other)?;
    writeln!(out, "{}", escaped(&text))
}

fn file(file: &ListedFile) -> File<'_> {
    File {
        file: &file.file,
        client: file.dialect.client,
        kind: file.dialect.kind,
        assumed_version: file.dialect.verified,
        scope: file.scope.as_str(),
        verdict: file.verdict.as_str(),
        reason: file.verdict.reason(),
        servers: file.servers.iter().map(server).collect(),
    }
}

fn server(server: &ListedServer) -> Server<'_> {
    Server {
        name: &server.name,
        project: server.project.as_deref(),
        // What is switched off is a good entry: the reason says why it does not run.
        verdict: if server.idle == Some(Idle::Off) { Verdict::Loads.as_str() } else { server.verdict.as_str() },
        reason: server.verdict.reason(),
        needs: &server.needs,
        transport: server.transport.map(|t| t.as_str()),
        declared: server.declared.map(|t| t.as_str()),
        command: server.command.as_deref(),
        args: &server.args,
        url: server.url.as_deref(),
        env: &server.env,
        headers: &server.headers,
        unset: server.unset.as_deref(),
    }
}
