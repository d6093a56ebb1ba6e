//! `mcpcheck init`: a golden from what the repository has.

use std::path::Path;

use super::{Error, Exit, Io, notes};
use crate::cli::{Global, InitArgs};
use crate::discover::Scopes;
use crate::env::{Env, slashes};
use crate::finding::FileId;
use crate::fix::write::Write;
use crate::golden::{self, FILE_NAME};
use crate::infer_golden::{Inferred, Preferred, infer};
use crate::redact::sanitize;
use crate::schema;
use crate::session::{self, Request};
use crate::workspace::Workspace;

/// The golden's schema, beside it. There is no address at which one is published, and a file of the project says what
/// the version in use says, without a network.
const SCHEMA_NAME: &str = "mcpcheck.schema.json";

/// Runs the command.
///
/// # Errors
/// A golden that is there already, a repository without servers, output or a file that could not be written.
pub fn run(args: &InitArgs, global: &Global, env: &Env, io: &mut Io<'_>) -> Result<Exit, Error> {
    let known = golden::find(&env.cwd);
    let request = Request { scopes: Some(Scopes::Project), without_golden: true, ..Request::default() };
    let session = session::open(env, &request)?;
    let path = session.root.join(FILE_NAME);
    if let Some(known) = &known {
        let message = in_the_way(known, &path);
        if !args.stdout {
            return Err(Error::Usage(message));
        }
        notes(&[message], global, io)?;
    }
    notes(&session.notes, global, io)?;
    let given = args.from.as_deref().map(|from| (slashes(from), file_at(&session.workspace, &env.cwd.join(from))));
    let from = given.as_ref().map(|(given, file)| Preferred { file: *file, given });
    let inferred = infer(&session.workspace, from)?;
    for what in &inferred.unexplained {
        writeln!(
            io.err,
            "bug: a check finds {}, which the file does not speak of; please report this",
            sanitize(what)
        )?;
    }
    let within = Some(session.root.as_path());
    let schema = session.root.join(SCHEMA_NAME);
    let new_schema = if args.schema && !args.stdout { missing_schema(&schema, env)? } else { None };
    let text = match args.schema || schema.is_file() {
        true => with_directive(&inferred.text),
        false => inferred.text.clone(),
    };
    if args.stdout {
        io.out.write_all(text.as_bytes())?;
        return Ok(Exit::Clean);
    }
    Write { path: &path, expected: None, text: &text, within, backup: false }.write()?;
    if let Some(text) = &new_schema {
        Write { path: &schema, expected: None, text, within, backup: false }.write()?;
    }
    if !global.quiet {
        writeln!(io.err, "{}", summary(&inferred, &env.display(&path)))?;
        if new_schema.is_some() {
            let name = sanitize(&env.display(&schema));
            writeln!(io.err, "wrote {name}, for editors: commit it beside the golden")?;
        }
    }
    Ok(Exit::Clean)
}

/// A golden with the line by which Taplo, and what stands on it, finds the schema: a path is relative to the file that
/// holds the line (`taplo lint` 0.9.0, 2026-11), which has to stand above the first table.
fn with_directive(golden: &str) -> String {
    format!("#:schema ./{SCHEMA_NAME}\n{golden}")
}

/// The schema, unless it is there already.
fn missing_schema(path: &Path, env: &Env) -> Result<Option<String>, Error> {
    let text = schema::text("golden").unwrap_or_default();
    match std::fs::read_to_string(path) {
        Ok(there) if there == text => Ok(None),
        Ok(_) => {
            let name = sanitize(&env.display(path));
            let message = format!(
                "`{name}` exists already and says something else; remove it first, or write it anew with `mcpcheck schema golden`"
            );
            Err(Error::Usage(message))
        }
        // What cannot be read is there, or not: writing will tell.
        Err(_) => Ok(Some(text)),
    }
}

/// The file of the workspace at a path, whichever links lead there.
fn file_at(workspace: &Workspace, path: &Path) -> Option<FileId> {
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let wanted = real(path);
    workspace.iter().find(|(_, source)| real(&source.path) == wanted).map(|(id, _)| id)
}

/// What to say of a golden that holds here already.
fn in_the_way(known: &Path, path: &Path) -> String {
    let name = sanitize(&slashes(known));
    if known == path {
        format!("`{name}` exists already and is left as it is; `--stdout` prints what would be written")
    } else {
        format!("`{name}` already applies here; extend it, or remove it first")
    }
}

fn summary(inferred: &Inferred, path: &str) -> String {
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let mut parts = vec![count(inferred.servers, "server")];
    if inferred.pins > 0 {
        parts.push(count(inferred.pins, "pin"));
    }
    let differences = match inferred.differences {
        0 => "all files agree with it".to_owned(),
        n => format!("{} from it, named in its comments", count(n, "difference")),
    };
    format!("wrote {}: {}; {differences}\nnext: read it, then run `mcpcheck`", sanitize(path), parts.join(", "))
}
