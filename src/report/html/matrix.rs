//! The matrices of servers and clients, as tables.

use std::collections::BTreeMap;

use super::{Page, escape, signs};
use crate::finding::{FileId, Finding};
use crate::list::matrix::{Column, Row, Section, State};
use crate::normalize::FileVerdict;
use crate::redact::sanitize;

/// More columns than this stand close together.
const WIDE: usize = 8;

/// Longer names than this are broken into lines.
const LONG: usize = 28;

/// Where in the matrices something stands: rows and columns are counted through all of them.
pub(super) struct Index<'a> {
    rows: BTreeMap<&'a str, Vec<(usize, usize)>>,
    columns: BTreeMap<FileId, Vec<(usize, usize)>>,
}

impl<'a> Index<'a> {
    pub(super) fn of(page: &'a Page<'_, '_>) -> Self {
        let mut index = Self { rows: BTreeMap::new(), columns: BTreeMap::new() };
        let (mut rows, mut columns) = (0, 0);
        for (n, section) in page.matrix.sections.iter().enumerate() {
            for row in &section.rows {
                index.rows.entry(&row.name).or_default().push((n, rows));
                rows += 1;
            }
            for column in &section.columns {
                index.columns.entry(column.file.id).or_default().push((n, columns));
                columns += 1;
            }
        }
        index
    }

    /// The columns of the file that a finding is about.
    pub(super) fn columns(&self, finding: &Finding) -> Vec<usize> {
        self.columns.get(&finding.file).into_iter().flatten().map(|(_, column)| *column).collect()
    }

    /// The rows of the server that a finding is about: those of its file's tables, else of all. `name` is the name as
    /// the tables have it.
    pub(super) fn rows(&self, finding: &Finding, name: &str) -> Vec<usize> {
        let all = self.rows.get(name).map(Vec::as_slice).unwrap_or_default();
        let tables = self.columns.get(&finding.file).map(Vec::as_slice).unwrap_or_default();
        let here = |section: usize| tables.iter().any(|(n, _)| *n == section);
        let own: Vec<usize> = all.iter().filter(|(n, _)| here(*n)).map(|(_, row)| *row).collect();
        if own.is_empty() { all.iter().map(|(_, row)| *row).collect() } else { own }
    }
}

/// The legend and all tables.
pub(super) fn html(page: &Page<'_, '_>) -> String {
    let Some(listing) = page.listing else { return String::new() };
    if page.matrix.sections.is_empty() {
        return format!("<p>No MCP config found below <code>{}</code>.</p>", escape::text(&sanitize(&listing.place)));
    }
    let mut out = legend(page);
    for (n, section) in page.matrix.sections.iter().enumerate() {
        table(section, n, page.matrix.sections.len() > 1, &mut out);
    }
    out.push_str(&aside(page));
    out
}

/// Each state with its sign and what it means; those that no cell has stand folded.
fn legend(page: &Page<'_, '_>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for cell in page.matrix.sections.iter().flat_map(|s| &s.columns).flat_map(|c| &c.cells) {
        *counts.entry(cell.state.as_str()).or_default() += 1;
    }
    let item = |state: State| {
        let n = counts.get(state.as_str()).copied().unwrap_or_default();
        let meaning = escape::prose(&signs::meaning(state, page.golden.as_deref()));
        let (word, sign) = (state.as_str(), signs::sign(state));
        format!(
            "<li><span class=\"key {word}\" data-state=\"{word}\"><span class=\"sign\" aria-hidden=\"true\">{sign}</span> \
             {word} <b>{n}</b></span> <span class=\"means\">{meaning}</span></li>"
        )
    };
    let has = |state: &State| counts.contains_key(state.as_str());
    let here: String = signs::ALL.into_iter().filter(has).map(item).collect();
    let others: String = signs::ALL.into_iter().filter(|s| !has(s)).map(item).collect();
    let others = match others.as_str() {
        "" => String::new(),
        items => format!(
            "<details class=\"others\"><summary>Other signs</summary><ul class=\"legend\">{items}</ul></details>"
        ),
    };
    format!("<ul class=\"legend\" id=\"legend\">{here}</ul>{others}")
}

fn table(section: &Section<'_>, n: usize, titled: bool, out: &mut String) {
    let title = escape::text(&sanitize(&section.title));
    // Where there are many columns, what is right is said by its sign alone.
    let dense = if section.columns.len() > WIDE { " dense" } else { "" };
    if titled {
        out.push_str(&format!("<h3 class=\"place\">{title}</h3>\n"));
    }
    out.push_str(&format!(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Servers and clients of {title}\">\
         <table class=\"matrix{dense}\" id=\"m{n}\" data-title=\"{title}\"><thead><tr><th scope=\"col\" class=\"corner\">Server</th>"
    ));
    for column in &section.columns {
        head(column, &section.title, out);
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for (i, row) in section.rows.iter().enumerate() {
        out.push_str("<tr><th scope=\"row\">");
        label(row, out);
        out.push_str("</th>");
        for column in &section.columns {
            let state = column.cells.get(i).map(|c| c.state).unwrap_or_default();
            let word = state.as_str();
            out.push_str(&format!("<td class=\"{word}\">{word}</td>"));
        }
        out.push_str("</tr>\n");
    }
    if section.rows.is_empty() {
        let span = section.columns.len() + 1;
        out.push_str(&format!("<tr><th scope=\"row\" colspan=\"{span}\">no servers</th></tr>"));
    }
    out.push_str("</tbody></table></div>\n");
}

fn head(column: &Column<'_>, title: &str, out: &mut String) {
    let file = sanitize(&column.file.file);
    let short = file.strip_prefix(title).and_then(|rest| rest.strip_prefix('/')).unwrap_or(&file);
    let local = if column.local { " (local)" } else { "" };
    let note = match (&column.file.verdict, column.file.absent) {
        (FileVerdict::Read, _) => "",
        (_, true) => "<em>no such file</em>",
        (FileVerdict::Ignored(_), _) => "<em>no servers found</em>",
        (FileVerdict::Rejected(_), _) => "<em>refused</em>",
    };
    let dialect = column.file.dialect;
    out.push_str(&format!(
        "<th scope=\"col\" data-client=\"{}\"><b>{}{local}</b> <span class=\"path\">{}</span> {note}</th>",
        dialect.client,
        escape::text(dialect.name),
        escape::path(short),
    ));
}

fn label(row: &Row<'_>, out: &mut String) {
    let name = sanitize(&row.name);
    let long = if name.chars().count() > LONG { " long" } else { "" };
    out.push_str(&format!("<span class=\"name{long}\">"));
    escape::push(out, &name);
    out.push_str("</span>");
    if let Some(project) = &row.project {
        out.push_str(&format!(" <span class=\"path\">in {}</span>", escape::path(&sanitize(project))));
    }
}

/// What the tables leave out.
fn aside(page: &Page<'_, '_>) -> String {
    let mut out = String::new();
    if !page.matrix.aside.is_empty() {
        let names = escape::text(&page.matrix.aside.join(", "));
        out.push_str(&format!(
            "<p class=\"aside\">Also read by {names}, with no file of their own here: \
             <code>mcpcheck list --verbose</code> shows what they make of it.</p>"
        ));
    }
    if page.matrix.for_others > 0 {
        let n = page.matrix.for_others;
        let (entries, are) = if n == 1 { ("entry", "is") } else { ("entries", "are") };
        out.push_str(&format!(
            "<p class=\"aside\">{n} {entries} of your own settings {are} kept for other projects.</p>"
        ));
    }
    out
}
