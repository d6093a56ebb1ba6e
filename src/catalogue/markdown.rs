//! `docs/clients.md`.

use std::fmt::Write as _;

use super::{
    all_variables, containers, fields, loss, project_files, syntax, transport_rules, transports, unset,
    user_files_everywhere, variables,
};
use crate::clients::{CLIENTS, Client, Dialect, Mark};
use crate::model::Scope;

const HEAD: &str = "# Clients

What `mcpcheck` knows of each client: which files it reads and what it makes of them. This page is made from the
descriptors in `src/clients/` (`MCPCHECK_BLESS=1 cargo test`), where every fact stands beside its source.

A fact counts as *seen* where the client itself was run, as *read* where it stands in the client's source or published
package, as *documented*, as *reported*, or as a *guess*. What is only reported or guessed never raises an error.
";

/// The whole page.
pub fn page() -> String {
    let mut out = HEAD.to_owned();
    out.push_str(
        "\n| client | verified | files in the project | transports | variables |\n| --- | --- | --- | --- | --- |\n",
    );
    for client in CLIENTS {
        let cell = |items: &[&str]| items.iter().map(|i| format!("`{i}`")).collect::<Vec<_>>().join("<br>");
        let files = cell(&project_files(client));
        let files = if files.is_empty() { "-".to_owned() } else { files };
        let variables = cell(&all_variables(client));
        let variables = if variables.is_empty() { "none".to_owned() } else { variables };
        // The link is the heading's, as GitHub makes it.
        let Client { id, verified, .. } = client;
        line(
            &mut out,
            &format!("| [`{id}`](#{id}) | {verified} | {files} | {} | {variables} |", transports(client).join(" ")),
        );
    }
    for client in CLIENTS {
        section(&mut out, client);
    }
    out
}

fn line(out: &mut String, text: &str) {
    // Writing into a string cannot fail.
    let _ = writeln!(out, "{text}");
}

fn section(out: &mut String, client: &Client) {
    line(out, &format!("\n## {}\n", client.id));
    line(out, &format!("{}, as of {}.", client.name, client.verified));
    for dialect in client.dialects {
        kind(out, client, dialect);
    }
    if !client.older.is_empty() {
        line(out, "\n### Older versions\n");
        for release in client.older {
            line(out, &format!("- Before {}: {}.", release.before, release.changed));
        }
    }
}

fn kind(out: &mut String, client: &Client, dialect: &Dialect) {
    line(out, &format!("\n### `{}/{}`\n", client.id, dialect.kind));
    if !dialect.remark.is_empty() {
        line(out, &format!("{}\n", dialect.remark));
    }
    if !dialect.paths.is_empty() {
        let whose = if dialect.owner { "" } else { ", which is another client's file" };
        let paths: Vec<String> = dialect.paths.iter().map(|p| format!("`{p}`")).collect();
        line(out, &format!("- In the project: {}{whose}", paths.join(", ")));
    }
    for (systems, files) in user_files_everywhere(dialect) {
        let files: Vec<String> = files.iter().map(|p| format!("`{p}`")).collect();
        let whose = if dialect.scope == Scope::Project { "Outside the tree" } else { "The user's" };
        line(out, &format!("- {whose} ({systems}): {}", files.join(", ")));
    }
    let marks = &dialect.marks;
    line(out, &format!("- Syntax: {} ({})", syntax(dialect), known(marks.syntax)));
    line(out, &format!("- Servers: {} ({})", containers(dialect), known(marks.container)));
    line(out, &format!("- Transport: {} ({})", rules(dialect), known(marks.transport)));
    let forms = variables(dialect);
    if forms.is_empty() {
        line(out, &format!("- Variables: none ({})", known(marks.variables)));
    } else {
        let forms: Vec<String> = forms.iter().map(|f| format!("`{f}`")).collect();
        let text = format!("{}; one that is not set {}", forms.join(", "), unset(dialect));
        line(out, &format!("- Variables: {text} ({})", known(marks.variables)));
    }
    line(out, &format!("- Fields: {} ({})", fields(dialect).join(", "), known(marks.fields)));
    line(out, &format!("- A bad entry costs {}", loss(dialect)));
}

fn rules(dialect: &Dialect) -> String {
    let rules = transport_rules(dialect);
    if rules.is_empty() { "the fields decide".to_owned() } else { rules.join("; ") }
}

/// How a fact is known, in one word.
pub fn known(mark: Mark) -> &'static str {
    match mark {
        Mark::Executed => "seen",
        Mark::Source => "read",
        Mark::Docs => "documented",
        Mark::Reported => "reported",
        Mark::Guess => "a guess",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_fresh() {
        crate::catalogue::tests::assert_fresh("docs/clients.md", &page());
    }
}
