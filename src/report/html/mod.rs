//! The findings and the matrix of servers and clients as one page that needs nothing else: no network, no other file.
//! Everything to read stands in the HTML; the script adds filters, keys and the comparison of what the files say.

mod data;
mod escape;
mod findings;
mod matrix;
mod rule_page;
mod signs;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::{Counts, View, many};
use crate::finding::Severity;
use crate::list::Listing;
use crate::list::matrix::{Matrix, State};

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = concat!(
    include_str!("page.js"),
    include_str!("grid.js"),
    include_str!("diff.js"),
    include_str!("panel.js"),
    include_str!("filter.js")
);

/// What the browser may do: run this style and this script, show the empty icon, and no more. A page that a file's text
/// had got something into could neither run nor fetch it. A test holds the hashes.
const POLICY: &str = "default-src 'none'; style-src 'sha256-STYLE'; script-src 'sha256-SCRIPT'; img-src data:; \
                      base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";

/// SHA-256 of [`STYLE`].
const STYLE_HASH: &str = "wzQcy7MLZq5Ykt+It60uwdL0H4gE8HAJ4KI6o/qPTJ8=";
/// SHA-256 of [`SCRIPT`].
const SCRIPT_HASH: &str = "4McVN4YGSjlpjsv1up3SWCqPM3q2Q7Oj4/X/5VyBND8=";

/// What the parts of the page are made of.
struct Page<'v, 'r> {
    view: &'v View<'r>,
    matrix: Matrix<'r>,
    listing: Option<&'r Listing>,
    /// What the copies are held against, where a golden declares it.
    golden: Option<String>,
}

/// Writes the page.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let listing = view.report.listing;
    let page = Page {
        view,
        matrix: listing.map(|listing| Matrix::of(listing, false)).unwrap_or_default(),
        listing,
        golden: listing.and_then(|l| l.declared.first()).map(|d| view.say(&d.file)),
    };
    let index = matrix::Index::of(&page);
    let rules = findings::rules(&page);
    let clients = page.clients();
    for (i, part) in TEMPLATE.split("{{").enumerate() {
        let Some((name, rest)) = part.split_once("}}").filter(|_| i > 0) else {
            out.write_all(part.as_bytes())?;
            continue;
        };
        let text = match name {
            "policy" => POLICY.replace("STYLE", STYLE_HASH).replace("SCRIPT", SCRIPT_HASH),
            "style" => STYLE.to_owned(),
            "script" => SCRIPT.to_owned(),
            "root" => escape::path(&page.root()),
            "title" => escape::text(&page.root()),
            "about" => page.about(),
            "counts" => page.counts(),
            "rule-options" => options(rules.iter().map(|(rule, n)| (*rule, *rule, Some(*n)))),
            "client-options" => options(clients.iter().map(|(name, id)| (*id, *name, None))),
            "matrix" => matrix::html(&page),
            "findings" => findings::html(&page, &index),
            "accepted" => findings::accepted(&page, &index),
            "rules" => findings::pages(&rules),
            "data" => escape::json(&data::json(&page)?),
            "version" => env!("CARGO_PKG_VERSION").to_owned(),
            _ => String::new(),
        };
        out.write_all(text.as_bytes())?;
        out.write_all(rest.as_bytes())?;
    }
    Ok(())
}

impl Page<'_, '_> {
    fn root(&self) -> String {
        let place = self.listing.map(|l| l.place.clone());
        self.view.say(&place.unwrap_or_else(|| crate::env::slashes(&self.view.report.workspace.root)))
    }

    /// Name and id of every client that the page speaks of, by name.
    fn clients(&self) -> BTreeSet<(&'static str, &'static str)> {
        let columns = self.matrix.sections.iter().flat_map(|s| &s.columns);
        let shown = columns.map(|c| (c.file.dialect.name, c.file.dialect.client));
        let spoken = self.view.findings.iter().flat_map(|f| &f.clients);
        shown.chain(spoken.map(|id| (client_name(id), *id))).collect()
    }

    /// What was checked and what it was held against, in one line.
    fn about(&self) -> String {
        let mut said = vec![many(self.view.report.files_checked, "file")];
        if self.listing.is_some() {
            let rows = self.matrix.sections.iter().map(|s| s.rows.len()).sum();
            let columns = self.matrix.sections.iter().flat_map(|s| &s.columns);
            let clients: BTreeSet<&str> = columns.map(|c| c.file.dialect.client).collect();
            said.extend([many(rows, "server"), many(clients.len(), "client")]);
            said.push(match &self.golden {
                Some(golden) => format!("held against <code>{}</code>", escape::text(golden)),
                None => "no golden file: the copies are held against each other".to_owned(),
            });
        }
        let said: Vec<String> = said.into_iter().map(|text| format!("<li>{text}</li>")).collect();
        said.concat()
    }

    /// How much there is of what, or that there is nothing.
    fn counts(&self) -> String {
        let counts = Counts::of(&self.view.findings);
        let accepted = self.view.report.accepted.len();
        let accepted = match accepted {
            0 => String::new(),
            n => format!(" <a href=\"#accepted\">{} accepted</a>.", many(n, "finding is").replace("s is", "s are")),
        };
        if self.view.findings.is_empty() {
            let drifts = self.states().contains(&State::Drifts);
            let calm = if drifts { "" } else { " Every rule holds." };
            return format!(
                "<p class=\"calm\"><span aria-hidden=\"true\">✓</span> No findings</p><p>{calm}{accepted}</p>"
            );
        }
        let tile = |severity: Severity, n: usize| {
            let word = severity.as_str();
            let plural = if n == 1 || severity == Severity::Info { "" } else { "s" };
            let none = if n == 0 { " none" } else { "" };
            format!(
                "<li class=\"{word}{none}\"><b>{n}</b> <span><span class=\"sign\" aria-hidden=\"true\">{}</span> \
                 {word}{plural}</span></li>",
                severity_sign(severity)
            )
        };
        let tiles =
            [(Severity::Error, counts.error), (Severity::Warning, counts.warning), (Severity::Info, counts.info)];
        let tiles: String = tiles.into_iter().map(|(severity, n)| tile(severity, n)).collect();
        let fixes = match (counts.fixable, counts.fixable_unsafely) {
            (0, 0) => String::new(),
            (n, 0) => format!("{n} can be fixed with <code>mcpcheck fix</code>."),
            (0, n) => format!("{n} can be fixed with <code>mcpcheck fix --unsafe-fixes</code>."),
            (n, more) => {
                format!(
                    "{n} can be fixed with <code>mcpcheck fix</code>, {more} more with <code>--unsafe-fixes</code>."
                )
            }
        };
        format!("<ul class=\"tiles\">{tiles}</ul><p>{fixes}{accepted}</p>")
    }

    /// The states that cells have.
    fn states(&self) -> BTreeSet<State> {
        let plain = |state| match state {
            State::Agrees(_) => State::Agrees(None),
            State::Loads(_) => State::Loads(None),
            other => other,
        };
        let columns = self.matrix.sections.iter().flat_map(|s| &s.columns);
        columns.flat_map(|c| &c.cells).map(|cell| plain(cell.state)).collect()
    }
}

fn client_name(id: &'static str) -> &'static str {
    crate::clients::client(id).map_or(id, |c| c.name)
}

/// A shape for it, for those who do not see the colour.
fn severity_sign(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "■",
        Severity::Warning => "▲",
        Severity::Info => "●",
    }
}

fn options<'a>(all: impl Iterator<Item = (&'a str, &'a str, Option<usize>)>) -> String {
    let option = |(value, name, n): (&str, &str, Option<usize>)| {
        let n = n.map(|n| format!(" ({n})")).unwrap_or_default();
        format!("<option value=\"{}\">{}{n}</option>", escape::text(value), escape::text(name))
    };
    all.map(option).collect()
}
