//! `mcpcheck clients`: every client that is known, or all that is known of one.

use comfy_table::{Table, presets::NOTHING};
use serde_json::{Value, json};

use super::{Error, Exit, Io, client as known_id};
use crate::catalogue::{
    self, all_variables, containers, fields, loss, markdown, project_files, syntax, transport_rules, transports, unset,
    user_files,
};
use crate::cli::TableFormat;
use crate::clients::{self, CLIENTS, Client, Dialect};
use crate::env::Env;
use crate::report::text::wrap;

/// The width that the table keeps within; longer cells become several lines.
const WIDTH: usize = 100;

/// Runs the command.
///
/// # Errors
/// An unknown client, or output that could not be written.
pub fn run(id: Option<&str>, format: TableFormat, env: &Env, io: &mut Io<'_>) -> Result<Exit, Error> {
    let chosen: Vec<&Client> = match id {
        Some(id) => clients::client(known_id(id)?).into_iter().collect(),
        None => CLIENTS.to_vec(),
    };
    if format == TableFormat::Json {
        let clients: Vec<Value> = chosen.iter().map(|c| as_json(c, env)).collect();
        let text = serde_json::to_string_pretty(&json!({ "version": 1, "clients": clients }));
        writeln!(io.out, "{}", text.map_err(std::io::Error::from)?)?;
    } else if id.is_some() {
        for client in chosen {
            details(client, env, io)?;
        }
    } else {
        table(&chosen, io)?;
    }
    Ok(Exit::Clean)
}

fn table(chosen: &[&Client], io: &mut Io<'_>) -> Result<(), Error> {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(["client", "verified", "files in the project", "transports", "variables"]);
    for client in chosen {
        let files = project_files(client).join("\n");
        let variables = all_variables(client).join("\n");
        let or = |text: String, otherwise: &str| if text.is_empty() { otherwise.to_owned() } else { text };
        table.add_row([
            client.id.to_owned(),
            wrap(client.verified, 0, 0, 14).join("\n"),
            or(files, "-"),
            transports(client).join(" "),
            or(variables, "none"),
        ]);
    }
    for line in table.lines() {
        writeln!(io.out, "{}", line.trim_end())?;
    }
    writeln!(io.out, "\n{} clients; `mcpcheck clients ID` tells all that is known of one", chosen.len())?;
    Ok(())
}

fn details(client: &Client, env: &Env, io: &mut Io<'_>) -> Result<(), Error> {
    writeln!(io.out, "{} ({}), verified with {}", client.name, client.id, client.verified)?;
    for dialect in client.dialects {
        writeln!(io.out, "\n{}/{}", client.id, dialect.kind)?;
        for (what, text) in facts(dialect, env) {
            let head = format!("  {what:<13}");
            for (i, line) in wrap(&text, head.len(), head.len(), WIDTH).iter().enumerate() {
                let start = if i == 0 { head.as_str() } else { "" };
                writeln!(io.out, "{start:width$}{line}", width = head.len())?;
            }
        }
    }
    for release in client.older {
        writeln!(io.out, "\nbefore {}: {}", release.before, release.changed)?;
    }
    Ok(())
}

/// What is known of one parser, for people.
fn facts(dialect: &Dialect, env: &Env) -> Vec<(&'static str, String)> {
    let plain = |text: String| text.replace('`', "");
    let mut facts: Vec<(&str, String)> = Vec::new();
    if !dialect.remark.is_empty() {
        facts.push(("note", plain(dialect.remark.to_owned())));
    }
    let mut files: Vec<String> = dialect.paths.iter().map(|p| (*p).to_owned()).collect();
    files.extend(user_files(dialect, env.system));
    facts.push(("files", files.join(", ")));
    facts.push(("syntax", syntax(dialect)));
    facts.push(("servers", plain(containers(dialect))));
    facts.push(("transport", plain(transport_rules(dialect).join("; "))));
    let forms = catalogue::variables(dialect);
    let variables = if forms.is_empty() {
        "none".to_owned()
    } else {
        format!("{}; one that is not set {}", forms.join(", "), unset(dialect))
    };
    facts.push(("variables", variables));
    facts.push(("fields", plain(fields(dialect).join(", "))));
    facts.push(("a bad entry", format!("costs {}", loss(dialect))));
    let marks = &dialect.marks;
    let known = [
        ("syntax", marks.syntax),
        ("transport", marks.transport),
        ("fields", marks.fields),
        ("variables", marks.variables),
    ];
    let known: Vec<String> = known.iter().map(|(what, mark)| format!("{what} {}", markdown::known(*mark))).collect();
    facts.push(("known by", known.join(", ")));
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

fn as_json(client: &Client, env: &Env) -> Value {
    let kinds: Vec<Value> = client
        .dialects
        .iter()
        .map(|d| {
            json!({
                "kind": d.kind, "scope": d.scope.as_str(), "owner": d.owner, "remark": d.remark,
                "paths": d.paths, "user_paths": user_files(d, env.system), "syntax": syntax(d),
                "containers": d.containers.iter().map(|c| c.path).collect::<Vec<_>>(),
                "transport_key": d.transports.key,
                "transport_values": d.transports.values.iter().map(|(word, t)| json!({ "value": word, "transport": t.as_str() })).collect::<Vec<_>>(),
                "variables": catalogue::variables(d),
                "fields": d.fields.iter().map(|f| f.name).collect::<Vec<_>>(),
            })
        })
        .collect();
    let older: Vec<Value> = client.older.iter().map(|r| json!({ "before": r.before, "changed": r.changed })).collect();
    json!({
        "id": client.id, "name": client.name, "verified": client.verified, "transports": transports(client),
        "kinds": kinds, "older": older,
    })
}
